"""The hits of a text: names, titles, demonyms, capitals and institutions, each with its actor."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from loaders.extraction.finds import Actor, Span
from loaders.gazetteer.hits import Hit
from loaders.gazetteer.names import BREAK, HYPHEN, SPACE
from loaders.gazetteer.people import Hint, Memory, choose, fitting
from loaders.gazetteer.reading import (
    Phrase,
    Reading,
    phrase_at,
    place_after,
    place_before,
    read,
)
from loaders.gazetteer.tables import (
    institution_actor,
    office_actor,
    person_on,
    place_actor,
    tables,
)
from loaders.gazetteer.titles import VAGUE, holder
from loaders.gazetteer.words import Item, given_names

#: Country names that are first names or surnames too: not after another name.
_ALSO_NAMES = frozenset({"jordan", "chad", "georgia", "israel"})
_OFFICES = frozenset({"office", "administration", "government", "cabinet"})
#: Particles of names: "da Silva" is not Silva.
_PARTICLES = frozenset("al el bin ibn de da dos der van von le di du del della".split())
#: What an army or an intelligence service is only the adjective of: "Russian military exercises".
_ADJECTIVE_BEFORE = frozenset(
    (
        "equipment exercise exercises drill drills activity activities unit units build buildup "
        "presence operation operations action actions aid assistance attack attacks intervention "
        "cooperation hardware base bases vehicle vehicles official officials officer officers "
        "leader leaders leadership doctrine aggression movement movements invasion aircraft plane "
        "planes convoy contingent intelligence commander commanders strategy training campaign "
        "deployment deployments posture infrastructure support threat threats technical technology "
        "court service spending strength ties manoeuvres maneuvers alliance group report reports "
        "agency analyst analysts expert experts source sources purposes options option offensive"
    ).split()
)


def find_hits(text: str, day: str, span: Span | None = None) -> list[Hit]:
    """Return the hits of a text, or of a span of it, in the order of the text.

    day: ISO; offices are resolved on it. The whole text is read even for a span, since a surname
    may have been introduced before it. Hits don't overlap, but for the country in a title.
    """
    hits = _all_hits(text, day)
    return [hit for hit in hits if span is None or span.holds(hit.span)]


@lru_cache(maxsize=8)
def _all_hits(text: str, day: str) -> tuple[Hit, ...]:
    return tuple(_Finder(read(text), day).hits())


@dataclass(slots=True)
class _Finder:
    reading: Reading
    day: str
    memory: Memory = field(default_factory=Memory)
    found: list[Hit] = field(default_factory=list)
    used: set[int] = field(default_factory=set)
    titles: dict[int, Phrase] = field(default_factory=dict)
    before: dict[int, Phrase] = field(default_factory=dict)

    def hits(self) -> list[Hit]:
        for number in range(len(self.reading.items)):
            phrase = phrase_at(self.reading, number)
            if phrase is not None:
                self._title(phrase)
        for number, item in enumerate(self.reading.items):
            if number not in self.used:
                self._item(number, item)
        return sorted(self.found, key=lambda hit: (hit.span, hit.kind))

    # --- titles ----------------------------------------------------------------------------------

    def _title(self, phrase: Phrase) -> None:
        self.before[self.reading.skip_address(phrase.last)] = phrase
        if phrase.name >= 0:
            self._hand_down(phrase)
            return
        if phrase.plural or phrase.strange or phrase.gone or not phrase.place:
            return
        if not phrase.kind or phrase.kind in VAGUE or self._adjectival(phrase.last):
            return
        if self._office_of_title(phrase):
            return
        actor = holder(phrase.place, phrase.kind, self.day)
        known = tables()
        listed = (phrase.place, phrase.kind) in known.terms
        if (
            actor is None
            and phrase.kind in {"spokesperson", "deputy_prime_minister"}
            and not listed
        ):
            return
        office = office_actor(phrase.place, phrase.kind)
        note = f"{office.caption} on {self.day}, by the office table" if actor else ""
        span = self.reading.span(phrase.first, phrase.last)
        self.found.append(Hit(span, actor or office, "title", note))

    def _office_of_title(self, phrase: Phrase) -> bool:
        """Add "the office of the French president", which is an institution."""
        reading = self.reading
        at = phrase.first - (reading.key(phrase.first - 1) == "the")
        if reading.key(at - 1) != "of" or reading.key(at - 2) != "office":
            return False
        actor = _institution_of(phrase.place, phrase.kind, "office")
        if actor is not None:
            span = reading.span(at - 2, phrase.last)
            self.found.append(Hit(span, actor, "institution"))
            self.used.update(n for n in range(len(reading.items)) if self._within(n, span))
        return actor is not None

    def _within(self, number: int, span: Span) -> bool:
        item = self.reading.items[number]
        return span.holds(self.reading.span(item.first, item.last))

    def _adjectival(self, last: int) -> bool:
        """Does the title only begin another noun: "prime minister's office", "president's plane"?

        The holder's possessive is a mention all the same; an office or a spokesman is another.
        """
        reading = self.reading
        return reading.possessive(last) and reading.key(last + 1) in {"office", "spokesman"}

    def _hand_down(self, phrase: Phrase) -> None:
        """Give the title to the name after it; a plural title to each name of the list."""
        reading = self.reading
        number = phrase.name
        self.titles[number] = phrase
        while phrase.plural:
            at = reading.items[number].last
            while reading.key(at) in {",", "and", "&"}:
                at += 1
            number = reading.at.get(at, -1)
            if number < 0 or not reading.items[number].get("person", "surname"):
                break
            self.titles[number] = phrase

    # --- the other items -------------------------------------------------------------------------

    def _item(self, number: int, item: Item) -> None:
        person = item.get("person", "surname")
        place = item.get("country", "demonym", "capital")
        if person and (place is None or number in self.titles) and self._person(number, item):
            return
        if item.get("inst") and self._institution(item):
            return
        if body := item.get("body"):
            self._add(item, tables().bodies[body.value].actor, "institution")
        elif place and not self._part_of_name(item):
            if self._has_institution(number, item):
                return
            kind = "name" if place.sort == "country" else place.sort
            self._add(item, place_actor(place.value), kind)

    def _add(self, item: Item, actor: Actor, kind: str) -> None:
        self.found.append(Hit(self.reading.span(item.first, item.last), actor, kind))

    def _part_of_name(self, item: Item) -> bool:
        """Is this country's name somebody's, as in "Michael Jordan"?"""
        reading = self.reading
        return (
            reading.key(item.first) in _ALSO_NAMES
            and item.last == item.first + 1
            and reading.joint(item.first) == SPACE
            and item.first not in reading.upto
            and reading.first_name(item.first - 1)
            and not reading.headline(item.first)
        )

    # --- institutions ----------------------------------------------------------------------------

    def _institution(self, item: Item) -> bool:
        """Add "Russian Foreign Ministry", "Foreign Ministry of Russia"; False for a bare noun."""
        entry = item.get("inst")
        assert entry is not None
        reading = self.reading
        if self._only_adjective(item, entry.value):
            return False
        number, place = place_after(reading, item.last)
        first, last = item.first, item.last
        if number >= 0 and place in tables().countries:
            last = reading.items[number].last
        else:
            number, place, _ = place_before(reading, item.first)
            if number < 0 or place not in tables().countries or number in self.titles:
                return False
            first = reading.items[number].first
        self.used.add(number)
        actor = institution_actor(place, entry.value)
        self.found.append(Hit(reading.span(first, last), actor, "institution"))
        return True

    def _only_adjective(self, item: Item, kind: str) -> bool:
        """Is it "military exercises", or a "presidency of the EU Council", which is a turn?"""
        reading = self.reading
        following = reading.key(item.last)
        if kind == "presidency":
            at = item.last + 1
            number = reading.at.get(at + 1 if reading.key(at) == "the" else at, -1)
            body = number >= 0 and reading.items[number].get("body")
            return following in {"of", "in", "at"} and bool(body)
        adjective = kind in {"military", "security_service"} and item.last == item.first + 1
        return adjective and following in _ADJECTIVE_BEFORE and reading.joint(item.last) != BREAK

    def _has_institution(self, number: int, item: Item) -> bool:
        """Does the next item make an institution of this country? Then it is not a hit itself."""
        reading = self.reading
        following = number + 1
        if following >= len(reading.items):
            return False
        entry = reading.items[following].get("inst")
        if entry is None or self._only_adjective(reading.items[following], entry.value):
            return False
        return place_before(reading, reading.items[following].first)[0] == number and (
            place_after(reading, reading.items[following].last)[0] < 0
        )

    # --- people ----------------------------------------------------------------------------------

    def _person(self, number: int, item: Item) -> bool:
        """Add the person of a full name or a surname; False if it can't be told who is meant."""
        reading = self.reading
        phrase = self.titles.get(number)
        full = [e.value for e in item.entries if e.sort == "person"]
        first, last = item.first, item.last
        captions = full
        if not full:
            first, captions = self._given(
                [e.value for e in item.entries if e.sort == "surname"], item
            )
            phrase = phrase or self.before.get(first)
        if not captions:
            return False
        if len(captions) == 1 and (full or first < item.first):
            caption = captions[0]
        else:
            article = reading.key(item.first - 1) in {"the", "a", "an"}
            caption = self._choose(
                captions, item, _hint(phrase) if phrase else None, article=article
            )
        if not caption:
            return False
        if full and self._second_initial(first, caption):
            first -= 1
            phrase = phrase or self.before.get(first)
        if full or first < item.first:
            self.memory.keep(caption)
        if reading.key(last) in {"jr", "sr"} and reading.joint(last) == SPACE:
            last += 1
        span = reading.span(first, last)
        if self._office_of(caption, first, last):
            return True
        title = reading.span(phrase.first, phrase.last).of(reading.text) if phrase else ""
        self.found.append(Hit(span, person_on(caption, self.day), "name", "", title))
        return True

    def _second_initial(self, first: int, caption: str) -> bool:
        """Does the name begin one token earlier: "Vladimir V. Putin"?"""
        reading = self.reading
        return (
            len(reading.key(first)) == 1
            and reading.joint(first) == SPACE
            and first not in reading.upto
            and len(reading.key(first - 1)) > 1
            and reading.key(first - 1) in given_names(caption)
        )

    def _choose(
        self, captions: list[str], item: Item, hint: Hint | None, *, article: bool = False
    ) -> str:
        words = self.reading.span(item.first, item.last).of(self.reading.text)
        return choose(captions, words, self.day, self.memory, hint, article=article)

    def _given(self, captions: list[str], item: Item) -> tuple[int, list[str]]:
        """Look at what stands before a surname: it may name one of its bearers, or somebody else.

        Returns the token that the name begins with and who may still be meant.
        """
        reading = self.reading
        first = at = item.first
        if reading.key(at - 1) in _PARTICLES and reading.joint(at) in {SPACE, HYPHEN}:
            return first, []
        while at > 0 and reading.joint(at) != BREAK and first - at < 3:
            before = reading.tokens[at - 1]
            if not before.capital or reading.possessive(at) or self._means_else(at):
                break
            if not (reading.first_name(at - 1) or len(before.key) <= 2):
                break
            at -= 1
        outermost = at
        while at < first:
            bearers = [c for c in captions if reading.key(at) in given_names(c)]
            if bearers:
                return at, bearers
            at += 1
        # A first name misspelt, "Foreign Minister Ahmed Davutoglu": the title tells who it is.
        phrase = self.before.get(outermost)
        if outermost < first and phrase and not phrase.gone:
            initial = reading.key(outermost)[0]
            alike = [c for c in captions if initial in given_names(c)]
            hint = _hint(phrase)
            alike = fitting(alike, self.day, hint) if hint.kinds else []
            if len(alike) == 1:
                return outermost, alike
        stranger = outermost < first and reading.first_name(first - 1)
        if stranger and not reading.headline(first):
            self.memory.meet(reading.span(first, item.last).of(reading.text))
            return first, []
        return first, [] if self._first_of_two(item) else captions

    def _means_else(self, at: int) -> bool:
        """Do the words that end at this token mean a country, a title, a body: no first name?"""
        number = self.reading.upto.get(at, -1)
        if number < 0:
            return False
        named = self.reading.items[number].get("surname") is not None
        return not named or self.reading.joint(at) != SPACE

    def _first_of_two(self, item: Item) -> bool:
        """Is the surname a first name here, as in "Michel Dupont"?"""
        reading = self.reading
        at = item.last
        return (
            reading.joint(at) == SPACE
            and reading.first_name(at)
            and not self._means_else_from(at)
            and not reading.headline(item.first)
        )

    def _means_else_from(self, at: int) -> bool:
        number = self.reading.at.get(at, -1)
        return number >= 0 and self.reading.items[number].get("surname") is None

    def _office_of(self, caption: str, first: int, last: int) -> bool:
        """Add "Macron's office": the institution of the office that the person holds that day."""
        reading = self.reading
        at = last + 1 if reading.possessive(last) else last
        word = reading.key(at)
        if word not in _OFFICES or reading.joint(at) != SPACE:
            return False
        if at == last and word != "administration":
            return False
        known = tables()
        terms = [t for t in known.terms_of.get(caption, ()) if t.on(self.day)]
        for term in sorted(terms, key=lambda t: t.rank):
            actor = _institution_of(term.place, term.kind, word)
            if actor is not None:
                office = office_actor(term.place, term.kind)
                note = f"{office.caption} on {self.day}, by the office table"
                span = reading.span(first, at + 1)
                self.found.append(Hit(span, actor, "institution", note))
                return True
        return False


def _hint(phrase: Phrase) -> Hint:
    if phrase.kind:
        return Hint((phrase.kind,), phrase.place)
    kinds = tuple(dict.fromkeys(entry.value for entry in phrase.entries))
    if set(kinds) & (VAGUE | {"leader"}):
        return Hint((), phrase.place)
    # A "president" may be an organisation's as well.
    return Hint((*kinds, "president") if "head_of_state" in kinds else kinds, phrase.place)


def _institution_of(place: str, kind: str, word: str) -> Actor | None:
    """Return whose office, government or administration that of an office's holder is."""
    if place not in tables().countries:
        return place_actor(place)
    if word != "office":
        return institution_actor(place, "government")
    kinds = {
        "head_of_state": "presidency",
        "head_of_government": "pm_office",
        "foreign_minister": "foreign_ministry",
        "defence_minister": "defence_ministry",
        "interior_minister": "interior_ministry",
        "finance_minister": "finance_ministry",
    }
    return institution_actor(place, kinds[kind]) if kind in kinds else None
