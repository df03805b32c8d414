"""From a decision to the find it is about, and from a find to the fields of a decision.

A decision holds the words it is about and the values as they stood, so that the find can be made
of it where the rules no longer find it. Words are looked up: where they stood, or, in a text that
has changed, where they stand now. Spans are code points of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graph import schema
from graph.quotation import find_all, make_id
from graph.statement import REVIEWED
from graph.types import first_day, last_day
from loaders import gazetteer
from loaders.cards import describe
from loaders.decisions import FIELDS, REQUIRED, Decision, Fields, Said, Words
from loaders.extraction.finds import (
    Actor,
    Agreement,
    Claim,
    Duration,
    Extraction,
    Find,
    Meeting,
    Part,
    Span,
    Speaker,
    Stance,
    Time,
)
from loaders.extraction.finds import Value as Given
from loaders.known_actors import actor_by_id, actor_by_name

#: Fields whose words need no searching: the value is never a word of the text.
_CODED = ("format", "status", "mode", "binding", "duration")
_VALUES = {
    "status": "status",
    "binding": "binding",
    "caption": "caption",
    "location": "location",
    "topic": "topic",
    "initiative": "initiative",
    "openParticipants": "open_participants",
    "orderNote": "order_note",
}
_STANCES = ("questions", "disputes", "contradicts", "confirms")
_ATTRIBUTES = {
    **_VALUES,
    "participants": "participants",
    "parties": "parties",
    "addressedTo": "addressees",
    "callsFor": "calls_for",
    "refersTo": "refers_to",
    "about": "about",
    "speakers": "speakers",
}
_KEPT = "the decision is kept in the file, not used"


class Unusable(ValueError):
    """A decision that can't be used on the text as it is; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """Where a decision's words stand in the text. shift: how far they have moved."""

    trigger: Span
    evidence: tuple[Span, ...]
    shift: int = 0


def place_of(decision: Decision, text: str) -> Place | None:
    """Return where the words stand; None where the decision names none. Raises Unusable."""
    if decision.words is None:
        return None
    shift: int | None = None
    evidence = []
    for words in decision.evidence:
        span = find_words(words, text, shift or 0)
        evidence.append(span)
        if shift is None and words.start is not None:
            shift = span.start - words.start
    trigger = find_words(decision.words, text, shift or 0, evidence)
    if shift is None and decision.words.start is not None:
        shift = trigger.start - decision.words.start
    return Place(trigger, tuple(evidence) or (trigger,), shift or 0)


def find_words(words: Words, text: str, shift: int = 0, within: Sequence[Span] = ()) -> Span:
    """Return where words stand: where they stood, moved by `shift`; else the one place there is.

    within: where the words may be looked for first. Raises Unusable where they are not in the text
    any more, or in several places.
    """
    exact, length = words.exact, len(words.exact)
    if words.start is not None:
        start = words.start + shift
        if start >= 0 and text.startswith(exact, start):
            return Span(start, start + length)
    places = [Span(at, at + length) for at in find_all(text, exact)]
    inside = [each for each in places if any(e.holds(each) for e in within)]
    for found in (inside, places):
        if len(found) == 1:
            return found[0]
    shown = repr(exact if len(exact) <= 60 else exact[:57] + "…")
    if not places:
        raise Unusable(f"the words {shown} are no longer in the text: {_KEPT}")
    at = ", ".join(str(each.start) for each in places[:5])
    raise Unusable(
        f"the words {shown} stand in the text {len(places)} times, at {at}: give `start`; {_KEPT}"
    )


# --- whom a name means ---------------------------------------------------------------------------


class Names:
    """Whom the names in decisions mean: in this text, in the tables, else a new unlinked actor."""

    def __init__(self, extraction: Extraction, text: str, day: str) -> None:
        """day: of publication, ISO, for offices and surnames."""
        self.text, self.day = text, day
        self.naming: dict[str, list[Span]] = {}
        self._by_id: dict[str, Actor] = {}
        self._by_name: dict[str, dict[str, Actor]] = {}
        for mention in extraction.mentions:
            if mention.kind != "name" or mention.note:
                continue
            actor = mention.actor
            self._by_id.setdefault(actor.id, actor)
            self.naming.setdefault(actor.id, []).append(mention.span)
            for name in (actor.caption, *actor.aliases, mention.span.of(text)):
                key = gazetteer.normalise(name)
                self._by_name.setdefault(key, {}).setdefault(actor.id, actor)

    def actor(self, said: Said) -> Actor:
        """Return whom an entry means; an unknown name becomes an unlinked actor."""
        if said.id:
            known = self._by_id.get(said.id) or actor_by_id(said.id, self.day)
            if known is not None:
                return known
            return Actor(said.id, said.type or "Person", said.value, country=said.country)
        here = self._by_name.get(gazetteer.normalise(said.value), {})
        fitting = [a for a in here.values() if said.type in ("", a.type)]
        if len(fitting) == 1:
            return fitting[0]
        listed = actor_by_name(said.value, self.day)
        if listed is not None and said.type in ("", listed.type):
            return listed
        if said.type in ("", "Person"):
            return replace(gazetteer.person(said.value), country=said.country)
        prefix = schema.node_type(said.type).prefix
        identity = make_id(prefix, said.value)
        return Actor(identity, said.type, said.value, country=said.country)


# --- fields -> find ------------------------------------------------------------------------------


def build(
    decision: Decision, place: Place, fields: Fields, base: Find | None, names: Names, anchor: str
) -> Find:
    """Return the find as a decision has it.

    base: what the rules found, whose other values stay; None: it is made of the fields alone.
    Raises Unusable.
    """
    builder = _Builder(decision.kind, place, base, names)
    if base is None:
        lacking = [name for name in REQUIRED[decision.kind] if not fields.get(name)]
        if lacking:
            reason = f"has no {' and no '.join(lacking)}, and the rules don't find it: {_KEPT}"
            raise Unusable(reason)
        base = _blank(decision, place, anchor)
    changes: dict[str, Any] = {}
    for name, said in fields.items():
        changes |= builder.change(name, said)
    stances = builder.stances(fields)
    if stances is not None:
        changes["stances"] = stances
    return replace(base, anchor=anchor, **changes)


def _blank(decision: Decision, place: Place, anchor: str) -> Find:
    common: dict[str, Any] = {
        "anchor": anchor,
        "rule": decision.rule or REVIEWED,
        "trigger": place.trigger,
        "evidence": place.evidence,
    }
    if decision.kind == "Meeting":
        return Meeting(format="", status=Given("", place.evidence[0]), **common)
    if decision.kind == "Agreement":
        return Agreement(status=Given("", place.evidence[0]), terms=place.evidence[0], **common)
    return Claim(content=place.evidence[0], mode="", **common)


class _Builder:
    """Turns the fields of one decision into attributes of its find."""

    def __init__(self, kind: str, place: Place, base: Find | None, names: Names) -> None:
        self.kind, self.place, self.base, self.names = kind, place, base, names
        self.text = names.text

    def change(self, name: str, said: tuple[Said, ...]) -> dict[str, Any]:
        """Return the attributes of the find that a field sets; raises Unusable."""
        how = FIELDS[self.kind][name]
        if how == "stances":
            return {}
        if how == "words":
            return {name: self._words(said[0])}
        if how == "date":
            return {"when": self._date(said[0]) if said else None}
        if how == "actors":
            parts = [self._part(each) for each in said]
            return {_ATTRIBUTES[name]: tuple(dict.fromkeys(parts))}
        if how == "speakers":
            speakers = []
            for each in said:
                part = self._part(each)
                speakers.append(Speaker(part.actor, each.position, part.span))
            return {"speakers": tuple(speakers)}
        if name == "resultOf":
            return {"result_of": said[0].value if said else ""}
        if how == "links":
            return {_ATTRIBUTES[name]: tuple(each.value for each in said)}
        if name in ("format", "mode"):
            return {name: said[0].value}
        if name == "duration":
            return {"duration": self._duration(said[0]) if said else None}
        return {_ATTRIBUTES[name]: self._value(name, said[0]) if said else None}

    def stances(self, fields: Fields) -> tuple[Stance, ...] | None:
        """Return the claim's stances; None where the fields name none."""
        if not any(name in fields for name in _STANCES):
            return None
        kept = [s for s in getattr(self.base, "stances", ()) if s.kind not in fields]
        content = getattr(self.base, "content", self.place.evidence[0])
        fresh = [
            Stance(kind, each.value, self._span(each, content))
            for kind in _STANCES
            for each in fields.get(kind, ())
        ]
        return tuple(sorted((*kept, *fresh), key=lambda s: (s.span, s.kind, s.target)))

    def _words(self, said: Said) -> Span:
        assert said.words is not None
        return find_words(said.words, self.text, self.place.shift, self.place.evidence)

    def _span(self, said: Said, *instead: Span | None) -> Span:
        """Return the span of an entry's words; without any, the first of `instead` there is."""
        if said.words is not None:
            return self._words(said)
        return next((span for span in instead if span is not None), self.place.evidence[0])

    def _literal(self, words: str) -> Span | None:
        """Return where words stand in the evidence, or None."""
        for span in self.place.evidence:
            at = self.text.find(words, span.start, span.end) if words else -1
            if at >= 0:
                return Span(at, at + len(words))
        return None

    def _before(self, attribute: str) -> Span | None:
        value = getattr(self.base, attribute, None)
        span = getattr(value, "span", None)
        return span if isinstance(span, Span) else None

    def _value(self, name: str, said: Said) -> Given:
        literal = None if name in _CODED else self._literal(said.value)
        return Given(said.value, self._span(said, literal, self._before(_VALUES[name])), said.note)

    def _duration(self, said: Said) -> Duration:
        return Duration(self._span(said, self._before("duration")), said.value)

    def _date(self, said: Said) -> Time:
        span = self._span(said, self._before("when"))
        if said.value:
            earliest, latest = first_day(said.value), last_day(said.value)
            sizes = {4: "year", 7: "month", 10: "day"}
            size = sizes[len(said.value)]
            return Time(span, earliest, latest, size, False, said.rule, said.value)
        earliest, latest = first_day(said.earliest), last_day(said.latest)
        return Time(span, earliest, latest, "range", True, said.rule)

    def _part(self, said: Said) -> Part:
        actor = self.names.actor(said)
        named = next(
            (
                span
                for span in self.names.naming.get(actor.id, ())
                if any(e.holds(span) for e in self.place.evidence)
            ),
            None,
        )
        span = self._span(said, named, self._literal(said.value))
        return Part(actor, span, said.role, said.note)


# --- find -> fields ------------------------------------------------------------------------------


def fields_of(find: Find, text: str) -> dict[str, tuple[Said, ...]]:
    """Return a find's values as a decision holds them, with the words of each."""
    fields = dict(_fields_of(find, text))
    return {name: said for name, said in fields.items() if said}


def _fields_of(find: Find, text: str) -> Iterator[tuple[str, tuple[Said, ...]]]:
    def words(span: Span) -> Words:
        return Words(span.of(text), span.start)

    def value(given: Given | None) -> tuple[Said, ...]:
        return () if given is None else (Said(given.value, words(given.span), note=given.note),)

    def coded(given: Given | None) -> tuple[Said, ...]:
        # Without words it is what the best evidence says.
        if given is not None and not given.note and given.span == find.evidence[0]:
            return (Said(given.value),)
        return value(given)

    def parts(given: Sequence[Part]) -> tuple[Said, ...]:
        return tuple(_said_of(p.actor, words(p.span), role=p.role, note=p.note) for p in given)

    if isinstance(find, Meeting):
        yield "format", (Said(find.format),)
        yield "status", coded(find.status)
        yield "participants", parts(find.participants)
        yield "date", _said_of_date(find.when, text)
        if find.duration is not None:
            yield "duration", (Said(find.duration.value, words(find.duration.span)),)
        for name, attribute in _VALUES.items():
            if name != "status" and name in FIELDS["Meeting"]:
                yield name, value(getattr(find, attribute))
    elif isinstance(find, Agreement):
        yield "status", coded(find.status)
        yield "terms", (Said(words=words(find.terms)),)
        yield "binding", coded(find.binding)
        yield "caption", value(find.caption)
        yield "parties", parts(find.parties)
        yield "date", _said_of_date(find.when, text)
        yield "resultOf", (Said(find.result_of),) if find.result_of else ()
        yield "callsFor", tuple(Said(each) for each in find.calls_for)
        yield "refersTo", tuple(Said(each) for each in find.refers_to)
    elif isinstance(find, Claim):
        yield "content", (Said(words=words(find.content)),)
        yield "mode", (Said(find.mode),)
        yield "addressedTo", parts(find.addressees)
        yield "date", _said_of_date(find.when, text)
        yield "about", tuple(Said(each) for each in find.about)
        for kind in _STANCES:
            told = [s for s in find.stances if s.kind == kind]
            yield kind, tuple(Said(s.target, words(s.span)) for s in told)
    yield (
        "speakers",
        tuple(
            replace(_said_of(s.actor, words(s.span)), position=s.position) for s in find.speakers
        ),
    )


def _said_of(actor: Actor, words: Words, *, role: str = "", note: str = "") -> Said:
    return Said(
        actor.caption,
        words,
        id=actor.id,
        type="" if actor.type == "Person" else actor.type,
        country="" if actor.known else actor.country,
        role=role,
        note=note,
    )


def _said_of_date(when: Time | None, text: str) -> tuple[Said, ...]:
    if when is None:
        return ()
    words = Words(when.span.of(text), when.span.start)
    if when.date and not when.vague:
        return (Said(when.date, words, rule=when.rule),)
    earliest, latest = when.earliest[:10], when.latest[:10]
    return (Said("", words, earliest=earliest, latest=latest, rule=when.rule),)


# --- is it the same find? ------------------------------------------------------------------------


def is_same(found: Find, made: Find | None, decision: Decision, place: Place, text: str) -> bool:
    """Does a find, under another trigger, tell what a decision is about?

    made: the find as the decision has it, or None. Meetings are the same by who took part,
    agreements and claims by their words; without fields, by what the decision says was seen.
    """
    near = any(e.overlaps(place.trigger) for e in found.evidence) or any(
        e.overlaps(found.trigger) for e in place.evidence
    )
    if type(found).__name__ != decision.kind or not near:
        return False
    if isinstance(found, Meeting) and isinstance(made, Meeting):
        return {p.actor.id for p in found.participants} == {p.actor.id for p in made.participants}
    if isinstance(found, Agreement) and isinstance(made, Agreement):
        return _share(found.terms, made.terms) >= 0.5
    if isinstance(found, Claim) and isinstance(made, Claim):
        return _share(found.content, made.content) >= 0.5
    return bool(decision.seen) and describe(found, text) == decision.seen


def _share(first: Span, second: Span) -> float:
    """Return how much two spans share, of what they cover together."""
    common = min(first.end, second.end) - max(first.start, second.start)
    together = max(first.end, second.end) - min(first.start, second.start)
    return max(common, 0) / together if together else 1.0


def renamed(find: Find, names: Mapping[str, str], gone: frozenset[str]) -> Find:
    """Return a find with the anchors of other finds replaced by `names`, without those `gone`."""

    def each(anchors: Sequence[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names.get(a, a) for a in anchors if a not in gone))

    if isinstance(find, Agreement):
        results = each([find.result_of] if find.result_of else [])
        return replace(
            find,
            result_of=results[0] if results else "",
            calls_for=each(find.calls_for),
            refers_to=each(find.refers_to),
        )
    if isinstance(find, Claim):
        stances = tuple(
            replace(s, target=names.get(s.target, s.target))
            for s in find.stances
            if s.target not in gone
        )
        return replace(find, about=each(find.about), stances=stances)
    return find


def suffix_of(anchor: str, kind: str, words: str) -> str:
    """Return what tells finds of one trigger apart ("/2" in `meeting/talks/1/2`), or ""."""
    told = re.sub(r"\s+", " ", words.lower())
    start = f"{kind.lower()}/{told}/"
    _, separator, number = anchor.removeprefix(start).partition("/")
    return f"/{number}" if anchor.startswith(start) and separator else ""
