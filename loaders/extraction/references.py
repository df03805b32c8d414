"""Whom titles without a name, pronouns and groups mean: read from the text around them.

"The President", "he", "the two leaders", "both countries' foreign ministers", "his French
counterpart". A reading is an inference: its mention has a note that says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from graph.quotation import make_id
from loaders import gazetteer
from loaders.extraction.finds import Actor, Mention, Span
from loaders.extraction.parsing import Sentence

if TYPE_CHECKING:
    from loaders.extraction.cast import Cast

_TITLE_NOUN = re.compile(
    r"\b(?:(?:[Tt]he|[Oo]ur)\s+)?(?:(?:[Ff]ederal|[Ff]oreign|[Pp]rime|[Dd]efen[cs]e|[Ii]nterior|[Ff]inance|[Ss]tate|[Vv]ice|[Ee]xternal\s+[Aa]ffairs)[\s-])?"
    r"(?:[Pp]resident|[Mm]inister|[Cc]hancellor|[Pp]remier|[Ss]ecretary[\s-][Gg]eneral|"
    r"[Ss]ecretary|[Hh]ead\s+of\s+[Ss]tate|[Kk]ing|[Ee]mir|[Cc]rown\s+[Pp]rince|[Ll]eader|"
    r"[Dd]iplomat|PM|EAM)\b(?!\s+of\b)(?!'s office)(?!’s office)"
)
_COUNTERPART = re.compile(
    r"\b(?:(?:his|her|my|their|the)\s+)?(?:[A-Z][a-z]+\s+)?(?:counterpart|opposite number)\b"
)
_SINGULAR = re.compile(r"\b(?:he|she|him|her|his|himself|herself)\b", re.IGNORECASE)
_AUTHOR = re.compile(r"\b(?:I|me|my|myself)\b")
_ALLIANCE = re.compile(r"\b[Tt]he (?:Alliance|alliance|Bloc|bloc|Union)\b(?! of)")
_HIS_COUNTRY = re.compile(
    r"\b(?:his|her)\s+(?:own\s+)?(?:country|nation|homeland|government)\b", re.IGNORECASE
)
#: "the President of the Republic", as a head of state's own office writes.
_OWN_OFFICE = re.compile(
    r"\b[Tt]he\s+(?P<title>President|Prime\s+Minister|Chancellor|Head)\s+of\s+(?:the\s+)?"
    r"(?:Republic|Federation|State|Government)\b(?!\s+of\b)"
)
#: People without a name who speak for somebody: "a senior US official", "Brazilian diplomats".
_OFFICIAL = re.compile(
    r"\b(?:(?:government|military|security|intelligence|defen[cs]e|presidential|embassy|"
    r"foreign\s+ministry|administration)\s+)?"
    r"(?P<noun>officials?|diplomats|spokes(?:man|woman|person)|authorities|sources|lawmakers)\b"
)
_ADJECTIVES = re.compile(
    r"\b(?:[Aa]n?\s+)?(?:(?:[Ss]enior|[Tt]op|[Hh]igh-ranking|[Hh]igh-level|[Uu]nnamed|[Ff]ormer|"
    r"[Oo]ther|[Ss]everal|[Ss]ome|[Tt]wo)\s+)*$"
)
_HOMELAND = re.compile(r"\b[Oo]ur\s+(?:country|state|nation|homeland)\b")
_SEVERAL_PEOPLE = (
    r"presidents|leaders|men|women|interlocutors|mediators|counterparts|foreign ministers|"
    r"defen[cs]e ministers|ministers|heads of state|heads of government|politicians|statesmen|"
    r"chancellors|prime ministers|premiers|officials|diplomats|envoys|negotiators"
)
_SEVERAL_STATES = r"countries|states|nations|capitals|governments|neighbou?rs|allies"
_GROUP = re.compile(
    r"\b(?:(?:(?:both|the\s+two)\s+(?:countries|states|nations|sides)['’]|their(?:\s+respective)?|"
    r"(?:both|the\s+two))\s+(?P<title>(?:foreign|defen[cs]e|interior|finance)\s+ministers)|"
    rf"(?:both|all\s+(?:of\s+)?(?:the\s+)?(?:three|four)|(?:the|these)\s+(?:two|three|four)|the)\s+"
    rf"(?:sides|parties|{_SEVERAL_PEOPLE})|"
    rf"(?:both|all\s+(?:three|four)|(?:the|our|these)\s+(?:two|three|four))\s+(?:{_SEVERAL_STATES})|"
    r"the\s+(?:two|three|four)(?=\s+(?:also|then|last|later|had|have|will|would|are|were|spoke|met|"
    r"held|[a-z]+ed)\b)|"
    r"they|them|their|both)\b",
    re.IGNORECASE,
)
#: First names of women in politics: "she" is one of them, "he" is none. Far from all; who isn't
#: here is taken for a man where the tables know them, else for either.
_WOMEN = frozenset(
    "angela ursula theresa kamala sanna jacinda giorgia annalena catherine liz elizabeth kaja "
    "mette magdalena zuzana maia salome hillary federica christine michelle nancy victoria wendy "
    "condoleezza madeleine susan samantha linda janet ingrida ana dilma cristina sheikh_hasina "
    "hasina aung indira sushma nirmala retno marise julie penny melanie chrystia margot ann erna "
    "anniken ine helle frederiksen laura dalia viktoria iryna yuliia yulia olha maria marija "
    "mariya rosemary fiona amina winnie ngozi tsai mia laurence sylvie florence anne valdis "
    "roberta "
    "helen gro nikki natalia svetlana sviatlana nabila hala najla sheikha arancha teresa "
    "claudia xiomara dina katrin kersti evika inga jadranka kolinda borjana mirjana karin elina "
    "tzipi miri hanan mina".split(" ")
)

#: Whom a group's name can mean, by the titles that the text gives them.
_HEADS = ("president", "prime minister", "chancellor", "premier", "king", "emir", "queen")
_THEY = ("they", "them", "their", "both")
#: By kind of office (titles.csv), the titles by which a text calls its holder.
OFFICE_TITLES = {
    "head_of_state": _HEADS,
    "leader": _HEADS,
    "head_of_government": ("prime minister", "premier", "chancellor", "federal chancellor"),
    "foreign_minister": (
        "foreign minister", "foreign secretary", "secretary of state", "external affairs minister",
    ),
    "defence_minister": (
        "defence minister", "defense minister", "defence secretary", "defense secretary",
    ),
    "interior_minister": ("interior minister",),
    "finance_minister": ("finance minister",),
    "crown_prince": ("crown prince",),
    "secretary_general": ("secretary general",),
}  # fmt: skip
_RANKS = {
    "presidents": ("president",),
    "leaders": _HEADS,
    "heads of state": ("president", "king", "emir", "queen"),
    "prime ministers": ("prime minister", "premier"),
    "chancellors": ("chancellor",),
    "foreign ministers": OFFICE_TITLES["foreign_minister"],
    "defence ministers": OFFICE_TITLES["defence_minister"],
    "defense ministers": OFFICE_TITLES["defence_minister"],
}
_OFFICE_WORDS = {
    "president": ("president",),
    "head of state": ("president", "king", "queen", "emir", "head of state"),
    "leader": (),
    "minister": ("minister",),
    "prime minister": ("prime minister", "premier"),
    "premier": ("premier", "prime minister"),
    "chancellor": ("chancellor",),
    "federal chancellor": ("chancellor",),
    "secretary general": ("secretary general", "secretary-general"),
    "secretary": ("secretary",),
}


class Reader:
    """Reads a text in its order and remembers whom it last spoke of."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.text = cast.text
        self.by_title: dict[str, dict[Actor, None]] = {}
        self.everybody: dict[Actor, None] = {}
        self.bodies: list[Actor] = []
        self.main_pair: tuple[Actor, ...] = ()
        self.subjects: list[Actor] = []
        self.pair: tuple[Actor, ...] = ()
        self._named_so = (self._title, self._counterpart, self._official)

    def begin_paragraph(self) -> None:
        """Pronouns don't look over the edge of a paragraph; groups fall back on the main pair."""
        self.subjects = []
        self.pair = ()

    def read(self, sentence: Sentence) -> Iterator[Mention]:
        """Yield the references of a sentence, resolved."""
        named = self.cast.within(sentence.span)
        references = sorted(
            [
                *((m.start(), m, self._title) for m in self._matches(_TITLE_NOUN, sentence)),
                *((m.start(), m, self._counterpart) for m in self._matches(_COUNTERPART, sentence)),
                *((m.start(), m, self._singular) for m in self._matches(_SINGULAR, sentence)),
                *((m.start(), m, self._group) for m in self._matches(_GROUP, sentence)),
                *((m.start(), m, self._author) for m in self._matches(_AUTHOR, sentence)),
                *((m.start(), m, self._alliance) for m in self._matches(_ALLIANCE, sentence)),
                *((m.start(), m, self._homeland) for m in self._matches(_HOMELAND, sentence)),
                *((m.start(), m, self._country) for m in self._matches(_HIS_COUNTRY, sentence)),
                *((m.start(), m, self._official) for m in self._matches(_OFFICIAL, sentence)),
                *((m.start(), m, self._office) for m in self._matches(_OWN_OFFICE, sentence)),
            ],
            key=lambda each: each[0],
        )
        pending = list(named)
        here: list[Mention] = []
        for start, match, resolve in references:
            while pending and pending[0].span.start < start:
                here.append(pending.pop(0))
                self._note(here[-1])
            span = Span(match.start(), match.end())
            if any(each.span.overlaps(span) for each in named if each.kind != "demonym"):
                continue
            if resolve in self._named_so and self._before_name(span):
                continue
            for mention in resolve(match, sentence, here):
                here.append(mention)
                yield mention
        for mention in pending:
            here.append(mention)
            self._note(mention)
        self._end(sentence, here)

    def _before_name(self, span: Span) -> bool:
        """Does a title stand before a name, as a part of it ("President Macron")?"""
        if self.cast.wholes.overlaps(span):
            return True
        gap = 2 if self.text[span.end : span.end + 2] == ", " else 1
        after = self.cast.mentions_at(span.end + gap)
        return any(
            m.span.start == span.end + gap and m.actor.type == "Person" and m.kind == "name"
            for m in after
        )

    def _matches(self, pattern: re.Pattern[str], sentence: Sentence) -> Iterator[re.Match[str]]:
        return pattern.finditer(self.text, sentence.span.start, sentence.span.end)

    def _note(self, mention: Mention) -> None:
        """Remember a named person with the titles that stand before the name."""
        actor = mention.actor
        if actor.type == "Organization" and actor not in self.bodies:
            self.bodies.append(actor)
        if actor.type != "Person":
            return
        self.everybody.setdefault(actor)
        title = self.cast.titles.get(mention.span.end, "")
        if mention.kind == "title":
            title = mention.span.of(self.text)
        for word in title_words(title):
            holders = self.by_title.setdefault(word, {})
            holders.pop(actor, None)
            holders[actor] = None

    def _end(self, sentence: Sentence, here: list[Mention]) -> None:
        """Remember the sentence's subject and the pair that it speaks of."""
        people = [m for m in here if m.actor.type == "Person"]
        subject = self._subject(sentence, people)
        if subject is not None:
            self.subjects.append(subject)
        order: dict[str, Actor] = {}
        for mention in people:
            order.setdefault(mention.actor.id, mention.actor)
        distinct = tuple(order.values())
        if len(distinct) >= 2:
            self.pair = distinct[:2] if len(distinct) > 3 else distinct
            if not self.main_pair:
                self.main_pair = self.pair
        elif not self.main_pair and distinct and self.cast.home and distinct[0] != self.cast.home:
            # "Telephone conversation with …", as the publisher's own page heads it.
            self.main_pair = (self.cast.home, distinct[0])

    def _subject(self, sentence: Sentence, people: list[Mention]) -> Actor | None:
        if self.cast.parsed.parsed:
            for token in sentence.tokens:
                if token.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ in ("ROOT", "ccomp"):
                    span = sentence.span_of(token)
                    for mention in people:
                        if mention.span.overlaps(span):
                            return mention.actor
        return people[0].actor if people else None

    # --- one reference ---------------------------------------------------------------------------

    def _title(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        words = match.group()
        definite = bool(re.match(r"(?:[Tt]he|[Oo]ur)\s", words))
        bare = re.sub(r"^[Tt]he\s+", "", words)
        at_start = match.start() == sentence.span.start
        nationless = self._nation_before(match, here) is None
        homely = bare in ("PM", "EAM") or (
            bare[:1].isupper() and (bare.lower() in self.cast.home_titles)
        )
        if not definite and nationless and not (bare[:1].isupper() and (at_start or homely)):
            return
        start = match.end() - len(bare)
        noun = re.sub(r"^our ", "", re.sub(r"[\s-]+", " ", bare.lower()))
        nation = self._nation_before(match, here)
        if nation is not None:
            # "the Russian leader": whom the text names of that country, else who holds the office.
            span = Span(nation.span.start, match.end())
            actor = self._of_country(nation.actor, noun)
            if actor is not None:
                yield Mention(span, actor, "title", f"“{span.of(self.text)}”, as of that day")
            return
        actor = self._holder(noun)
        if actor is not None:
            note = f"“{bare}”, as introduced in this text"
            yield Mention(Span(start, match.end()), actor, "title", note)

    def _nation_before(self, match: re.Match[str], here: list[Mention]) -> Mention | None:
        for mention in reversed(here):
            gap = self.text[mention.span.end : match.start()]
            if mention.kind == "demonym" and gap.strip() == "" and len(gap) <= 2:
                return mention
        return None

    def _of_country(self, country: Actor, noun: str) -> Actor | None:
        iso3 = country.id.removeprefix("country-")
        for actor in reversed(self.everybody):
            if actor.country == iso3 and (
                noun in ("leader", "minister", "diplomat") or actor in self._titled(noun)
            ):
                return actor
        if noun == "leader":
            return gazetteer.office_holder("head_of_state", iso3, self.cast.day)
        return gazetteer.office_holder(noun, iso3, self.cast.day)

    def _titled(self, noun: str) -> list[Actor]:
        return [a for word in _OFFICE_WORDS.get(noun, (noun,)) for a in self.by_title.get(word, ())]

    def _holder(self, noun: str) -> Actor | None:
        wanted = _OFFICE_WORDS.get(noun, (noun,))
        home = self.cast.home
        if home is not None and noun in self.cast.home_titles:
            return home
        if home is not None and noun == "pm" and "prime minister" in self.cast.home_titles:
            return home
        for word in wanted:
            holders = self.by_title.get(word)
            if holders:
                return next(reversed(holders))
        if noun == "leader" and self.subjects:
            return self.subjects[-1]
        return None

    def _counterpart(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        """ "his French counterpart": the person of that country that the text names."""
        span = Span(match.start(), match.end())
        nations = [m for m in here if m.kind == "demonym" and span.holds(m.span)]
        nations += [m for m in self.cast.within(span) if m.kind == "demonym"]
        speaker = self.subjects[-1] if self.subjects else None
        people = [m.actor for m in here if m.actor.type == "Person"]
        speaker = people[-1] if people else speaker
        if nations:
            country = nations[-1].actor
            for actor in reversed(self.everybody):
                if actor.country and f"country-{actor.country}" == country.id and actor != speaker:
                    note = f"“{country.caption}” counterpart, as introduced in this text"
                    yield Mention(span, actor, "title", note)
                    return
            title = self._title_of(speaker)
            holder = gazetteer.office_holder(
                title or "head_of_state", country.id.removeprefix("country-"), self.cast.day
            )
            if holder is not None:
                note = f"{title or 'head of state'} of {country.caption} on {self.cast.day}"
                yield Mention(span, holder, "title", note)
            return
        others = [a for a in (self.pair or self.main_pair) if a != speaker]
        if len(others) == 1:
            yield Mention(span, others[0], "title", "the other of the two")

    def _author(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        """ "I" outside quotation marks is whoever publishes the text in the first person."""
        home = self.cast.home
        if home is not None and self.cast.parsed.quoted.at(match.start()) is None:
            span = Span(match.start(), match.end())
            yield Mention(span, home, "pronoun", "the author of the text")

    def _alliance(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        """ "the Alliance" is NATO, "the Union" and "the bloc" the EU, where the text names it."""
        caption = "NATO" if "lliance" in match.group() else "European Union"
        body = next((a for a in self.bodies if a.caption == caption), None)
        if body is not None:
            span = Span(match.start() + 4, match.end())
            yield Mention(span, body, "title", f"{caption}, named before")

    def _homeland(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        """ "our country": the publisher's."""
        home = self.cast.home
        if home is not None and home.country:
            country = gazetteer.country(home.country)
            yield Mention(Span(match.start(), match.end()), country, "title", "read from the text")

    def _country(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        """ "his country": that of whom "his" means."""
        female = match.group().lower().startswith("her")
        people = [
            m
            for m in here
            if m.actor.type == "Person" and m.kind != "group" and _may_be(m.actor, female=female)
        ]
        actor = self._antecedent(sentence, female, people)
        if actor is not None and actor.country:
            country = gazetteer.country(actor.country)
            yield Mention(Span(match.start(), match.end()), country, "title", "read from the text")

    def _office(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        """ "the President of the Republic": the publisher's own, else who was called so."""
        noun = re.sub(r"\s+", " ", match.group("title").lower())
        actor = self._holder("head of state" if noun == "head" else noun)
        if actor is not None:
            span = Span(match.start() + 4, match.end())
            yield Mention(span, actor, "title", "the office of the text's own publisher")

    def _whose(self, match: re.Match[str], here: list[Mention]) -> Mention | None:
        """Return the country or body that stands right before words ("Japan's officials")."""
        for mention in reversed(here):
            gap = self.text[mention.span.end : match.start()]
            if mention.actor.type in ("Country", "Organization") and mention.kind != "title":
                return mention if re.fullmatch(r"(?:['’]s?)?\s+", gap) else None
        return None

    def _official(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        """ "a senior US official": somebody without a name, one for each body and kind."""
        whose = self._whose(match, here)
        if whose is None:
            return
        begin = max(sentence.span.start, whose.span.start - 60)
        lead = _ADJECTIVES.search(self.text, begin, whose.span.start)
        span = Span(lead.start() if lead else whose.span.start, match.end())
        noun = re.sub(r"s$", "", re.sub(r"(wo)?man$", "person", match.group("noun")))
        noun = {"authoritie": "authority"}.get(noun, noun)
        caption = f"{noun.capitalize()} of {whose.actor.caption}"
        iso3 = whose.actor.country or whose.actor.id.removeprefix("country-")
        iso3 = iso3 if whose.actor.type == "Country" else whose.actor.country
        actor = Actor(make_id("office", caption), "Office", caption, country=iso3)
        yield Mention(span, actor, "title", "nobody is named")

    def _title_of(self, actor: Actor | None) -> str:
        """Return the title by which the text calls somebody, in plain words, or ""."""
        for word, holders in self.by_title.items():
            if actor is not None and actor in holders:
                return word
        return ""

    def _singular(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        word = match.group().lower()
        if match.group() == "HE":
            return  # "HE the Minister": His Excellency
        female = word in ("she", "her", "herself")
        people = [
            m
            for m in here
            if m.actor.type == "Person" and m.kind != "group" and _may_be(m.actor, female=female)
        ]
        actor: Actor | None = None
        if word in ("him", "her") and self.subjects and people:
            # An object is hardly the subject of its own clause.
            others = [m.actor for m in people if m.actor != people[-1].actor]
            actor = others[-1] if others else None
            if actor is None and len(self.pair or self.main_pair) == 2:
                rest = [a for a in (self.pair or self.main_pair) if a != people[-1].actor]
                actor = rest[0] if rest else None
        if actor is None:
            actor = self._antecedent(sentence, female, people)
        if actor is not None:
            yield Mention(Span(match.start(), match.end()), actor, "pronoun", "read from the text")

    def _antecedent(self, sentence: Sentence, female: bool, people: list[Mention]) -> Actor | None:
        """Return whom "he" means: the subject of the clause before, else of the sentence before."""
        if people:
            if self.cast.parsed.parsed:
                for mention in people:
                    token = sentence.token_at(mention.span.end - 1)
                    if token is not None and token.dep_ in ("nsubj", "nsubjpass"):
                        return mention.actor
            return people[0].actor
        return next((a for a in reversed(self.subjects) if _may_be(a, female=female)), None)

    def _offices(self, match: re.Match[str], pair: Sequence[Actor]) -> Iterator[Mention]:
        """ "both countries' foreign ministers": the office of each country, whoever holds it."""
        nations = [gazetteer.country(a.country) for a in pair if a.country]
        for office in gazetteer.offices_for(match.group("title"), nations):
            yield Mention(Span(match.start(), match.end()), office, "group", "read from the text")

    def _listed(self, here: list[Mention]) -> bool:
        """Are the people of a sentence one list ("A, B and C"), and not of several clauses?"""
        people = [m for m in here if m.actor.type == "Person" and m.kind == "name"]
        return all(
            re.fullmatch(r"[^.;:]{0,60}", self.text[a.span.end : b.span.start])
            and re.match(r"\s*(?:,|and\b|,\s*and\b)", self.text[a.span.end : b.span.start])
            for a, b in pairwise(people)
        )

    def _of_rank(
        self, words: str, inside: tuple[Actor, ...], pair: tuple[Actor, ...]
    ) -> tuple[Actor, ...]:
        """Keep to those whom the words can mean: "the two presidents" are presidents."""
        ranks = next((r for w, r in _RANKS.items() if w in words), None)
        if ranks is None:
            return pair
        for group in (inside, self.pair, self.main_pair, tuple(self.everybody)):
            fitting = tuple(a for a in group if self._has_rank(a, ranks))
            if len(fitting) >= 2:
                return fitting
        return pair

    def _beside_subject(
        self,
        match: re.Match[str],
        sentence: Sentence,
        inside: tuple[Actor, ...],
        pair: tuple[Actor, ...],
    ) -> tuple[Actor, ...]:
        """ "A invited both leaders": two others than A."""
        if not re.match(r"both\s|the\s+two\s", match.group(), re.IGNORECASE):
            return pair
        if len(inside) != 1 or inside[0] not in pair or not self.cast.parsed.parsed:
            return pair
        token = sentence.token_at(match.end() - 1)
        if token is None or token.dep_ in ("nsubj", "nsubjpass", "poss"):
            return pair
        others = tuple(a for a in self.everybody if a != inside[0])
        return others[:2] if len(others) > 1 else pair

    def _others(self, match: re.Match[str], sentence: Sentence) -> bool:
        """Does "they" take up others: things or people told of before it, or in quoted words?"""
        quoted = self.cast.parsed.quoted.at(match.start())
        if quoted is not None and quoted.inner.end - quoted.inner.start > 40:
            return True
        if not self.cast.parsed.parsed:
            return False
        word = sentence.token_at(match.start())
        if word is None:
            return False
        for token in sentence.tokens:
            if token.i >= word.i:
                break
            if token.tag_ in ("NNS", "NNPS") and token.dep_ in ("nsubj", "nsubjpass"):
                span = sentence.span_of(token)
                known = self.cast.mentions_at(span.start)
                if not known and not _GROUP.search(self.text, span.start - 16, span.end):
                    return True
        return False

    def _has_rank(self, actor: Actor, ranks: Sequence[str]) -> bool:
        """Does the text call somebody so, or do they hold such an office on the day?"""
        if any(actor in self.by_title.get(rank, ()) for rank in ranks):
            return True
        if actor == self.cast.home:
            return bool(set(ranks) & set(self.cast.home_titles))
        held = gazetteer.kinds_held(actor, self.cast.day) if self.cast.day else ()
        return any(set(ranks) & set(OFFICE_TITLES.get(kind, ())) for kind in held)

    def _group(
        self, match: re.Match[str], sentence: Sentence, here: list[Mention]
    ) -> Iterator[Mention]:
        words = match.group().lower()
        span = Span(match.start(), match.end())
        order: dict[str, Actor] = {}
        for mention in here:
            if mention.actor.type == "Person":
                order.setdefault(mention.actor.id, mention.actor)
        inside = tuple(order.values())
        if len(inside) > 2 and not self._listed(here):
            inside = inside[-2:]
        pair = inside if len(inside) >= 2 else (self.pair or self.main_pair)
        if match.group("title"):
            yield from self._offices(match, pair)
            return
        pair = self._beside_subject(match, sentence, inside, pair)
        pair = self._of_rank(words, inside, pair)
        if not pair or (words in _THEY and len(pair) < 2):
            return
        if words in _THEY and self._others(match, sentence):
            return
        if re.search(_SEVERAL_STATES, words):
            nations = [a for a in pair if a.country]
            members: Sequence[Actor] = [gazetteer.country(a.country) for a in nations]
        else:
            members = pair
        if re.match(r"all", words):
            members = tuple(dict.fromkeys((*self.main_pair, *self.everybody)))[
                : 3 + ("four" in words)
            ]
        if re.match(r"both|the\s+two", words) and len(members) > 2:
            members = members[:2]
        for actor in members:
            yield Mention(span, actor, "group", "read from the text")


def _may_be(actor: Actor, *, female: bool) -> bool:
    """May "she" (or "he") mean somebody? First names decide; a stranger may be either."""
    woman = gazetteer.normalise(actor.caption).split(" ")[0] in _WOMEN
    return woman or not actor.known if female else not woman


def title_words(title: str) -> list[str]:
    """Return the titles in words of title, as "the President" would take them up."""
    words = re.sub(r"[\s-]+", " ", title.lower())
    found = [
        noun
        for noun in (
            "prime minister", "foreign minister", "foreign secretary", "defence minister",
            "defense minister", "interior minister", "finance minister", "secretary general",
            "secretary of state", "defence secretary", "defense secretary", "federal chancellor",
            "vice president", "crown prince", "external affairs minister",
        )
        if noun in words
    ]  # fmt: skip
    if re.search(r"minister (?:of|for) (?:\w+ and )?foreign affairs", words):
        found.append("foreign minister")
    for noun in ("president", "chancellor", "premier", "king", "emir", "minister", "secretary",
                 "queen", "leader"):  # fmt: skip
        if re.search(rf"\b{noun}\b", words) and not (noun == "president" and "vice" in words):
            found.append(noun)
    return found
