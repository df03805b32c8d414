"""Who is in a text and where: names, titles, pronouns and groups, each with the actor it means.

What the words name is a mention by itself. Whom a title or pronoun means is read from the text
around it, inside its paragraph; whom an office means, from the dated table. Such a reading has a
note, and becomes an inference, never a quote.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from spacy.tokens import Token

from graph.quotation import make_id
from loaders import gazetteer
from loaders.extraction.finds import Actor, Mention, Part, Span
from loaders.extraction.parsing import Parsed, Sentence, Unit
from loaders.extraction.publishers import Home
from loaders.extraction.references import OFFICE_TITLES, Reader, title_words
from loaders.gazetteer import Hit

#: A capital after one of these is a place, not its government.
_WHERE = frozenset(
    "in at to from near outside around into via through over towards toward for inside".split(" ")
)

#: Words that say that a capitalised name is a body's.
_BODIES = frozenset(
    "ministry council committee bank union agency commission conference organisation organization "
    "cabinet party parliament assembly court forum fund corporation company university institute "
    "federation alliance association authority department bureau secretariat initiative "
    "group".split(" ")
)

#: Mentions that can't take part in anything by themselves.
_BY_THE_WAY = ("demonym", "capital")

_NAME = re.compile(
    r"(?<![\w’'-])[A-Z][\w’'.-]*\w(?:\s+(?:(?:al|bin|bint|ibn|van|von|der|de|del|da|la|el|ben)"
    r"[\s-])*[A-Z][\w’'-]*\w){0,4}"
)
_NOT_IN_NAMES = frozenset(
    "the a an on in at of and or but for with by from to as this that these those after "
    "before during while when monday tuesday wednesday thursday friday saturday sunday "
    "january february march april may june july august september october november december "
    "i we he she it they mr mrs ms dr president minister".split(" ")
)


@dataclass(frozen=True, slots=True)
class Named:
    """What the tables and the words themselves give, before any parse.

    mentions: in the order of the text. units: names to parse as one word. titles: by the end of a
    name, the words of title that stand before it. wholes: names together with their titles.
    """

    mentions: tuple[Mention, ...]
    units: tuple[Unit, ...]
    titles: dict[int, str] = field(default_factory=dict)
    wholes: tuple[Span, ...] = ()


def find_named(text: str, day: str) -> Named:
    """Return what is named in a text, with the tables as of `day` (ISO)."""
    hits = [hit for hit in gazetteer.find_hits(text, day) if not _part_of_name(text, hit)]
    mentions = [Mention(hit.span, hit.actor, _kind(hit), hit.note) for hit in hits]
    for hit in hits:
        if hit.actor.type == "Organization":
            mentions += _nations_within(text, day, hit.span)
    titles: dict[int, str] = {}
    units: list[Unit] = []
    wholes: list[Span] = []
    people = [hit for hit in hits if hit.actor.type == "Person" and hit.kind == "name"]
    countries = {hit.span.start: hit.span for hit in hits if hit.actor.type == "Country"}
    taken = _Taken(hit.span for hit in hits if hit.kind not in ("title", "demonym"))
    for hit in people:
        whole, title = _with_title(text, hit.span)
        if not title:
            whole, title = _with_bare_title(text, hit.span)
        whole, title = _in_apposition(text, whole, title, taken)
        whole = _of_country(text, whole, title, countries)
        whole = _with_counterpart(text, whole)
        for start in _title_starts(hits, whole):
            # "Rwanda's foreign minister, A B": the possessor is part of the title.
            whole = Span(start, whole.end)
        titles[hit.span.end] = title or hit.title
        units.append(Unit(whole, _SURNAMES[len(wholes) % len(_SURNAMES)]))
        wholes.append(whole)
    units += [Unit(Span(m.start(), m.end()), "") for m in _DATELINE.finditer(text)]
    named_so = _Taken(wholes)
    for hit in hits:
        if hit.kind != "demonym" and not (hit.actor.type == "Person" and hit.kind == "name"):
            units.append(Unit(hit.span, _head_word(hit, text)))
    # "the President of France, Emmanuel Macron" names one person once.
    mentions = [m for m in mentions if m.kind != "title" or not named_so.overlaps(m.span)]
    taken = _Taken(mention.span for mention in mentions)
    for span, actor, whole, title in _titled_strangers(text, taken):
        whole = _with_counterpart(text, whole)
        mentions.append(Mention(span, actor, "name"))
        titles[span.end] = title
        units.append(Unit(whole, _SURNAMES[len(wholes) % len(_SURNAMES)]))
        wholes.append(whole)
    for group, offices in gazetteer.find_office_groups(text, day):
        mentions += [Mention(group, office, "group") for office in offices]
    mentions.sort(key=lambda mention: (mention.span, mention.actor.id))
    return Named(tuple(mentions), tuple(_widest(units)), titles, tuple(sorted(wholes)))


#: Parsed in the place of people's names, in turn. The model tags names that it never met as
#: anything ("Jinping" a noun, "Baerbock" a preposition) and loses who met whom; these it knows.
_SURNAMES = ("Johnson", "Miller", "Wilson", "Anderson")
#: "BERLIN, May 5 (Reuters) - " before a report's first sentence: no part of it, and it spoils the
#: parse ("Berlin held talks").
_DATELINE = re.compile(
    r"^[^\S\n]*[A-Z][\w .,’'/-]{2,50}\((?:[A-Z]{2,8}|Reuters|Xinhua|Kyodo|Yonhap|Bloomberg|"
    r"Interfax|Ukrinform|Anadolu)\)\s*(?:--|[-–—:])\s+"
    r"|^[^\S\n]*[A-Z][A-Z .’'-]{2,30}(?:,[\w .]{2,24})?\s*(?:--|[–—])\s+(?=[A-Z])",
    re.MULTILINE,
)
_COUNTERPART = re.compile(
    r"\b(?:(?:his|her|my|our)\s+)?(?:(?:[A-Z][a-z]+[\s-]){0,2}[A-Z][a-z]+\s+)?"
    r"(?:counterpart|colleague|opposite\s+number)(?P<comma>,)?\s+$"
)


_OFFICE_AND = re.compile(
    r"\b(?:(?:HE|HH|H\.E\.)\s+)?(?:[Dd]eputy\s+)?(?:[Pp]rime\s+[Mm]inister|[Pp]remier|[Pp]resident|"
    r"[Vv]ice[\s-][Cc]hancellor)\s+and\s+(?:the\s+)?$"
)


def _with_counterpart(text: str, whole: Span) -> Span:
    """Take in "his Greek counterpart" before a name, with a comma on both sides or none.

    And the first office of "Prime Minister and Minister of Defence A B", both of one person.
    """
    begin = max(0, whole.start - 80)
    if whole.of(text)[:8].startswith(("Minister", "Foreign", "Defence", "Defense")):
        both = _OFFICE_AND.search(text[begin : whole.start])
        whole = Span(begin + both.start(), whole.end) if both is not None else whole
        begin = max(0, whole.start - 80)
    found = _COUNTERPART.search(text[begin : whole.start])
    if found is None:
        return whole
    end = whole.end
    if found.group("comma"):
        end += text[end : end + 1] == ","
    return Span(begin + found.start(), end)


def _title_starts(hits: Sequence[Hit], whole: Span) -> list[int]:
    """Return where titles begin that reach into a name with its title from before."""
    first = bisect_right(hits, whole.start, key=lambda hit: hit.span.start)
    return [
        hit.span.start
        for hit in hits[max(0, first - 4) : first]
        if hit.kind == "title" and hit.span.start < whole.start < hit.span.end <= whole.end
    ][:1]


def _part_of_name(text: str, hit: Hit) -> bool:
    """Is a surname only a part of another's name ("Yusuf bin Alawi")?"""
    if hit.actor.type != "Person" or hit.kind != "name" or " " in hit.span.of(text):
        return False
    return bool(re.match(r"\s(?:bin|bint|ibn|ben|al|el|von|van)[\s-]", text[hit.span.end :][:8]))


def _nations_within(text: str, day: str, span: Span) -> list[Mention]:
    """Return the country in the name of a body: "Russian troops" is a mention of Russia, too."""
    words = span.of(text)
    found: list[Mention] = []
    cut = words.rfind(" ")
    for part in (
        Span(span.start, span.start + cut) if cut > 0 else None,
        Span(span.start + words.find(" of ") + 4, span.end) if " of " in words else None,
    ):
        if part is not None and part.start < part.end:
            # Alone: in its place the words are a longer name.
            found += [
                Mention(Span(part.start + h.span.start, part.start + h.span.end), h.actor, _kind(h))
                for h in gazetteer.find_hits(part.of(text), day)
                if h.actor.type == "Country"
            ]
    return list({m.span: m for m in found}.values())


def _kind(hit: Hit) -> str:
    return "name" if hit.kind == "institution" else hit.kind


def _with_title(text: str, name: Span) -> tuple[Span, str]:
    found = gazetteer.title_before(text, name)
    if found is None:
        return name, ""
    return Span(found[0].start, name.end), found[0].of(text)


_HONORIFIC = (
    r"(?:(?:H\.?\s?E\.?|(?:His|Her)\s+(?:Excellency|Majesty|Highness)|Mr|Mrs|Ms|Dr|Sir|Shri|Smt|"
    r"Sheikh)\.?\s+)*"
)
#: A title without a country, forms of address and initials before a name.
_BARE_TITLE = re.compile(
    r"(?:\b(?:(?:HE|HH|HRH|HM)\s+)?(?:(?:Acting|Deputy|Vice|First|Prime|Foreign|Federal|Defen[cs]e|"
    r"Interior|Finance|External\s+Affairs|Crown|State|Special|National\s+Security|Army)[\s-]+)*"
    r"(?:President|Minister|Chancellor|Premier|Secretary(?:[\s-]General)?|King|Emir|Amir|Prince|"
    r"Ambassador|Envoy|Senator|General|Chairman|Speaker|Director|Advis[eo]r|Representative)"
    r"(?:\s+(?:of|for)\s+(?:the\s+)?[A-Z]\w+(?:(?:\s+and)?\s+[A-Z]\w+){0,3})?\s+)?"
    + _HONORIFIC
    + r"(?:[A-Z]\.\s?){0,3}$"
)


def _with_bare_title(text: str, name: Span) -> tuple[Span, str]:
    """Take in "Prime Minister", "HE Minister of State", "Dr. A.K." before a name."""
    begin = max(0, name.start - 90)
    found = _BARE_TITLE.search(text[begin : name.start])
    if found is None or not found.group().strip():
        return name, ""
    words = found.group().strip()
    title = words if re.search(r"[a-z]{4}", words) else ""
    return Span(begin + found.start(), name.end), title


_APPOSED = re.compile(
    r"\b(?:(?:[Aa]cting|[Dd]eputy|[Vv]ice|[Ff]irst|[Pp]rime|[Ff]oreign|[Ff]ederal|[Dd]efen[cs]e|"
    r"[Ii]nterior|[Ff]inance|[Ss]tate)[\s-]+)*"
    r"(?:[Pp]resident|[Mm]inister|[Cc]hancellor|[Pp]remier|[Ss]ecretary|[Kk]ing|[Ee]mir|[Ss]peaker|"
    r"[Aa]dvis[eo]r|[Aa]mbassador|[Ee]nvoy|[Cc]hairman|[Cc]hief|[Dd]irector|[Ss]pokes\w+)"
    # The office's own words: capitalised ones, and what joins them; a verb ends it.
    r"(?:[\s-]+(?:of|for|to|and|the|[A-Z][\w’'-]*)){0,9},\s+" + _HONORIFIC + "$"
)


def _in_apposition(text: str, whole: Span, title: str, taken: _Taken) -> tuple[Span, str]:
    """Take in a title that a comma parts from the name: "the President of France, Emmanuel Macron".

    With a comma after the name that closes it.
    """
    if title:
        return whole, title
    begin = max(0, whole.start - 120)
    found = _APPOSED.search(text[begin : whole.start])
    if found is None:
        return whole, title
    start = begin + found.start()
    if taken.overlaps_people(Span(start, whole.start), text):
        return whole, title
    end = whole.end
    if text[end : end + 2] == ", ":
        end += 1
    return Span(start, end), text[start : whole.start].rstrip(" ,")


def _of_country(text: str, whole: Span, title: str, countries: Mapping[int, Span]) -> Span:
    """Take in the country after a titled name: "President Hassan Sheikh Mohamud of Somalia"."""
    if not title or " of " in title:
        return whole
    link = re.match(r"\s+of\s+(?:the\s+)?", text[whole.end : whole.end + 12])
    country = countries.get(whole.end + link.end()) if link else None
    return Span(whole.start, country.end) if country is not None else whole


def _last_word(name: str) -> str:
    return re.split(r"[\s\u00a0]+", name.strip())[-1] or name


def _head_word(hit: Hit, text: str) -> str:
    """Return one word that can stand for the name in a parse: its head."""
    words = hit.span.of(text)
    if hit.actor.type == "Country" and hit.kind != "title":
        plain = {"country-USA": "America", "country-GBR": "Britain"}.get(hit.actor.id)
        if " " not in words:
            return words
        return plain or (hit.actor.caption if " " not in hit.actor.caption else _last_word(words))
    if "'s" in words or "’s" in words:
        return _last_word(words)
    head = re.split(r"\s+(?:of|for|on|to)\s+", words)[0]
    return _last_word(head)


class _Taken:
    """Spans that are taken, asked by overlap."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self.spans = sorted(spans)
        self.starts = [span.start for span in self.spans]

    def overlaps_people(self, span: Span, text: str) -> bool:
        """Does a span join two who are named ("the President of A and the Minister of B, C")?"""
        words = text[span.start : span.end]
        return bool(
            re.search(r"\band\s+(?:the\s+)?(?:\w+\s+)?(?:President|Minister|Chancellor)", words)
        )

    def overlaps(self, span: Span) -> bool:
        number = bisect_left(self.starts, span.end)
        # Spans hardly overlap each other, so the few before decide.
        return any(each.overlaps(span) for each in self.spans[max(0, number - 4) : number])


def _titled_strangers(text: str, taken: _Taken) -> Iterator[tuple[Span, Actor, Span, str]]:
    """Yield people whom the tables don't know, where a title before the name tells of an office."""
    for match in _NAME.finditer(text):
        span = _trim(text, Span(match.start(), match.end()), taken)
        if span is None or " " not in span.of(text):
            continue
        found = gazetteer.title_before(text, span)
        if found is None:
            continue
        title, _, iso3 = found
        known = gazetteer.person(span.of(text))
        actor = Actor(known.id, "Person", known.caption, known.aliases, known.codes, False, iso3)
        yield span, actor, Span(title.start, span.end), title.of(text)


def _trim(text: str, span: Span, taken: _Taken) -> Span | None:
    """Return a name without possessive and without words that begin a sentence; None if taken."""
    words = span.of(text)
    for ending in ("'s", "’s"):
        words = words.removesuffix(ending)
    polite = re.match(_HONORIFIC, words)
    start = span.start + (polite.end() if polite else 0)
    span = Span(start, span.start + len(words))
    words = span.of(text)
    if not words:
        return None
    if taken.overlaps(span) or words.split()[0].lower() in _NOT_IN_NAMES:
        return None
    return span


def _widest(units: list[Unit]) -> Iterator[Unit]:
    end = -1
    for unit in sorted(units, key=lambda each: (each.span.start, -each.span.end)):
        if unit.span.start >= end:
            yield unit
            end = unit.span.end


class Cast:
    """The mentions of a text, found by their place."""

    def __init__(self, parsed: Parsed, named: Named, home: Home | None, day: str) -> None:
        """home: whom the publisher's "the President" means, or None. day: of publication, ISO."""
        self.day = day
        self._acting: set[Span] = set()
        self.parsed = parsed
        self.text = parsed.text
        self.titles = dict(named.titles)
        self.wholes = _Taken(named.wholes)
        self.home = home.actor if home is not None else None
        self.home_titles = home.titles if home is not None else ()
        self.mentions: list[Mention] = list(named.mentions)
        self._sort()
        self._add_people_by_parse()
        self._add_bodies_by_parse()
        self._sort()
        self._named_people = {
            m.actor.id for m in self.mentions if m.actor.type == "Person" and m.kind == "name"
        }
        self._put_holders()
        self._add_references()
        self._acting = {m.span for m in self.mentions if m.kind == "capital" and self._acts(m)}

    def _put_holders(self) -> None:
        """Let an office mean whoever the text names as its holder ("the leaders of A and B")."""
        titled: dict[tuple[str, str], Actor] = {}
        for mention in self.mentions:
            if mention.actor.type == "Person" and mention.actor.country:
                for word in title_words(self.titles.get(mention.span.end, "")):
                    titled.setdefault((word, mention.actor.country), mention.actor)
        # "X's foreign minister, A B": the name is the mention.
        self.mentions = [m for m in self.mentions if m.kind != "title" or not self._beside(m)]
        self._sort()
        for number, mention in enumerate(self.mentions):
            if mention.actor.type != "Office":
                continue
            kind = gazetteer.office_kind(mention.actor)[1]
            named = (
                titled.get((word, mention.actor.country)) for word in OFFICE_TITLES.get(kind, ())
            )
            holder = self.holder_here(mention.actor) or next(filter(None, named), None)
            if holder is not None:
                note = f"{mention.actor.caption}, as named in this text"
                self.mentions[number] = Mention(mention.span, holder, mention.kind, note)

    def _beside(self, title: Mention) -> Actor | None:
        """Return who is named after a title and a comma: "X's foreign minister, A B, said"."""
        rest = self.text[title.span.end : title.span.end + 30]
        comma = re.match(r",\s+" + _HONORIFIC, rest)
        if comma is None:
            return None
        start = title.span.end + comma.end()
        for mention in self.mentions_at(start):
            fits = mention.actor.type == "Person" and mention.kind == "name"
            bound = mention.actor.country in ("", title.actor.country)
            if fits and bound and mention.span.start == start:
                return mention.actor
        return None

    def _sort(self) -> None:
        self.mentions.sort(key=lambda each: (each.span.start, -each.span.end, each.actor.id))
        self._starts = [mention.span.start for mention in self.mentions]

    # --- asking ----------------------------------------------------------------------------------

    def within(self, span: Span) -> list[Mention]:
        """Return the mentions that lie within a span, in order."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        return [each for each in self.mentions[first:last] if each.span.end <= span.end]

    def told(self) -> tuple[Mention, ...]:
        """Return the mentions for a reader: a capital only where it acts for its country.

        "Moscow refused" means Russia; "in Moscow" is a place.
        """
        return tuple(m for m in self.mentions if m.kind != "capital" or m.span in self._acting)

    def _acts(self, mention: Mention) -> bool:
        sentence = self.parsed.sentence_at(mention.span.start)
        token = sentence.token_at(mention.span.start) if sentence is not None else None
        if token is None or not self.parsed.parsed:
            return False
        if mention.span.of(self.text).isupper():
            return False  # a dateline
        while token.dep_ == "conj":
            token = token.head
        if token.dep_ in ("nsubj", "nsubjpass", "poss"):
            return True
        if token.dep_ == "pobj":
            return token.head.lower_ not in _WHERE
        return token.dep_ in ("dobj", "pcomp")

    def acting(self, span: Span) -> list[Mention]:
        """Return the mentions within a span that can take part in something."""
        return [each for each in self.within(span) if self._can_act(each)]

    def _can_act(self, mention: Mention) -> bool:
        return mention.kind not in _BY_THE_WAY or mention.span in self._acting

    def people(self, span: Span) -> list[Mention]:
        """Return mentions of people and offices within a span."""
        return [e for e in self.within(span) if e.actor.type in ("Person", "Office")]

    def parts(self, sentence: Sentence, token: Token) -> list[Part]:
        """Return whom a noun or pronoun means, with those joined to it by "and"; [] if nobody."""
        found: list[Part] = []
        for each in (token, *_conjuncts(token)):
            found += self.parts_of(sentence, each)
        seen: set[str] = set()
        return [p for p in found if not (p.actor.id in seen or seen.add(p.actor.id))]  # type: ignore[func-returns-value]

    def holder_here(self, actor: Actor) -> Actor | None:
        """Return who holds an office on the day, where this text names that person; else None."""
        if actor.type != "Office":
            return None
        holder = gazetteer.holder_of(actor, self.day) if self.day else None
        return holder if holder is not None and holder.id in self._named_people else None

    def mentions_at(self, offset: int) -> list[Mention]:
        """Return the mentions that cover an offset."""
        last = bisect_right(self._starts, offset)
        return [m for m in self.mentions[max(0, last - 8) : last] if m.span.end > offset]

    def parts_of(self, sentence: Sentence, token: Token) -> list[Part]:
        """Return whom a noun or pronoun means by itself, without those joined to it."""
        own = self.acting(sentence.span_of(token))
        if not any(m.actor.type == "Person" and m.kind != "title" for m in own):
            # "the foreign ministers, A and B": the names that stand beside.
            beside = [
                m
                for each in token.children
                if each.dep_ == "appos" and each.i > token.i
                for name in (each, *_conjuncts(each))
                for m in (
                    self.acting(sentence.span_of(name)) or self._covering(sentence.span_of(name))
                )
                if m.actor.type == "Person"
            ]
            if beside:
                return [Part(m.actor, m.span, "", m.note) for m in beside]
        if not own and token.pos_ in ("PROPN", "NOUN", "PRON", "DET"):
            # A name that the parser took apart: the mention covers the token.
            own = self._covering(sentence.span_of(token))
        if not own:
            for child in token.children:
                if child.dep_ in ("appos", "flat", "compound", "nmod"):
                    own = [
                        m
                        for m in self.acting(sentence.span_of(child))
                        if m.actor.type in ("Person", "Office", "Organization")
                    ]
                    if own:
                        break
        return [Part(m.actor, m.span, "", m.note) for m in _strongest(own)]

    def _covering(self, span: Span) -> list[Mention]:
        last = bisect_left(self._starts, span.end)
        return [
            each
            for each in self.mentions[max(0, last - 8) : last]
            if each.span.holds(span) and self._can_act(each)
        ]

    # --- people that the parser names ------------------------------------------------------------

    def _add_bodies_by_parse(self) -> None:
        """Add bodies that the tables don't know, where the name says what it is."""
        taken = _Taken(mention.span for mention in self.mentions)
        for sentence in self.parsed.sentences if self.parsed.parsed else ():
            for entity in sentence.tokens.ents:
                if entity.label_ not in ("ORG", "EVENT"):
                    continue
                span = sentence.span_of(entity[0], entity[-1])
                words = span.of(self.text)
                for article in ("the ", "The "):
                    if words.startswith(article):
                        span = Span(span.start + len(article), span.end)
                words = re.sub(r"['’]s$", "", span.of(self.text))
                span = Span(span.start, span.start + len(words))
                parts = words.split()
                if len(parts) < 2 or not parts[0][:1].isupper() or taken.overlaps(span):
                    continue
                if any(word.strip(",").lower() in _BODIES for word in parts):
                    key = make_id("organization", gazetteer.normalise(words))
                    self.mentions.append(Mention(span, Actor(key, "Organization", words), "name"))

    def _add_people_by_parse(self) -> None:
        taken = _Taken(mention.span for mention in self.mentions)
        full: dict[str, Actor] = {}
        for mention in self.mentions:
            if mention.actor.type == "Person" and mention.kind == "name":
                full.setdefault(_key(_last_word(mention.span.of(self.text))), mention.actor)
        fresh: list[Mention] = []
        for sentence in self.parsed.sentences:
            for entity in sentence.tokens.ents if self.parsed.parsed else ():
                if entity.label_ != "PERSON":
                    continue
                span = _trim(self.text, sentence.span_of(entity[0], entity[-1]), taken)
                if span is None:
                    continue
                name = span.of(self.text)
                actor = full.get(_key(_last_word(name)))
                if actor is None:
                    if len(name.split()) < 2 or not _looks_like_a_name(name):
                        continue
                    actor = gazetteer.person(name)
                    full[_key(_last_word(name))] = actor
                fresh.append(Mention(span, actor, "name"))
        self.mentions += fresh
        # A surname that a full name of this text explains.
        unknown = {k: a for k, a in full.items() if not a.known and len(k) > 2}
        first: dict[str, dict[str, Actor]] = {}
        for mention in self.mentions:
            words = mention.span.of(self.text).split()
            if mention.actor.type == "Person" and mention.kind == "name" and len(words) > 1:
                first.setdefault(_key(words[0]), {})[mention.actor.id] = mention.actor
        for name, actors in first.items():
            # "Moon", "Mark": the first of two names, where one person here has it.
            if (
                len(actors) == 1
                and len(name) > 1
                and name not in full
                and name not in _NOT_IN_NAMES
            ):
                unknown[name] = next(iter(actors.values()))
        if unknown:
            taken = _Taken(mention.span for mention in self.mentions)
            pattern = re.compile(
                r"(?<![\w’'-])(?:"
                + "|".join(map(re.escape, sorted(unknown, key=len)[::-1]))
                + r")(?!\w)",
                re.IGNORECASE,
            )
            for match in pattern.finditer(self.text):
                span = Span(match.start(), match.end())
                if match.group()[0].isupper() and not taken.overlaps(span):
                    self.mentions.append(Mention(span, unknown[_key(match.group())], "name"))
        self._sort()

    # --- references ------------------------------------------------------------------------------

    def _add_references(self) -> None:
        """Resolve titles without a name, pronouns and groups, in the order of the text."""
        reader = Reader(self)
        fresh: list[Mention] = []
        for paragraph in range(len(self.parsed.paragraphs)):
            reader.begin_paragraph()
            for sentence in self._sentences_of(paragraph):
                fresh += reader.read(sentence)
        self.mentions += fresh
        self._sort()

    def _sentences_of(self, paragraph: int) -> list[Sentence]:
        span = self.parsed.paragraphs[paragraph].span
        first = max(self.parsed.number_at(span.start), 0)
        found = []
        for number in range(first, len(self.parsed.sentences)):
            sentence = self.parsed.sentences[number]
            if sentence.paragraph > paragraph:
                break
            if sentence.paragraph == paragraph:
                found.append(sentence)
        return found


def _conjuncts(token: Token) -> list[Token]:
    found: list[Token] = []
    for child in token.children:
        if child.dep_ == "conj":
            found += [child, *_conjuncts(child)]
    return found


def _strongest(mentions: Sequence[Mention]) -> list[Mention]:
    """Of mentions over one word, prefer people over bodies over countries."""
    for kinds in (("Person", "Office"), ("Organization",), ("Country",)):
        found = [each for each in mentions if each.actor.type in kinds]
        if found:
            return found
    return []


def _key(name: str) -> str:
    return gazetteer.normalise(name)


def _looks_like_a_name(name: str) -> bool:
    words = name.split()
    return all(word[:1].isupper() or word in ("al", "bin", "van", "von", "de") for word in words)
