"""Meetings out of sightings: who met, how, when, and did it take place.

A text tells of one meeting in many places ("a telephone conversation", "the call", "both leaders
discussed"). Sightings of the same people, of one kind, that no date or word holds apart are
one meeting; each stays as evidence.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar

from loaders.extraction.cast import Cast
from loaders.extraction.dating import date_sightings, head_of, inside
from loaders.extraction.finds import Duration, Meeting, Part, Span, Time, Value
from loaders.extraction.parsing import Parsed, Sentence
from loaders.extraction.patterns import PatternScout
from loaders.extraction.rules import Rules
from loaders.extraction.sightings import ORDER_WORDS, Scout, Sighting
from loaders.extraction.status import ORDER
from loaders.extraction.syntax import subjects

#: Formats that can be one event. A call is never one of the others.
_IN_PERSON = frozenset(("talks", "meeting", "summit", "visit", "consultation"))

#: Of several formats of one event the more telling one names it.
_FORMAT_ORDER = ("call", "summit", "consultation", "talks", "meeting", "visit")

_INITIATIVE = re.compile(
    r"\b(?:at|on)\s+(?:the\s+)?(?:initiative\s+of\s+[^,.;]{3,60}|[^,.;]{2,40}?\s+initiative)\b|"
    r"\binitiated\s+by\s+[^,.;]{3,60}",
)

_FIRST_PERSON = re.compile(r"\b(?:I|we|my|our|us|me)\b", re.IGNORECASE)

#: Verbs whose plural subject tells of the meeting that the text is about.
_TELLING = frozenset(
    "discuss exchange talk review touch agree cover raise consider address continue express "
    "note speak stress reaffirm confirm".split(" ")
)


T = TypeVar("T")


@dataclass
class _Event:
    """Sightings of one meeting."""

    first: Sighting
    number: int = 0
    sightings: list[Sighting] = field(default_factory=list)
    parts: dict[str, Part] = field(default_factory=dict)
    mentions: list[Span] = field(default_factory=list)
    places: set[str] = field(default_factory=set)
    _firm: set[str] = field(default_factory=set)
    _dates: dict[tuple[str, str], Time] = field(default_factory=dict)

    @property
    def formats(self) -> set[str]:
        return self._firm or {self.first.format}

    @property
    def status(self) -> str:
        return self.first.status

    @property
    def dates(self) -> Collection[Time]:
        return self._dates.values()

    def add(self, seen: Sighting) -> None:
        # What the next sighting is held against is kept, not read anew from all those before.
        self.sightings.append(seen)
        if not seen.soft:
            self._firm.add(seen.format)
        if seen.when is not None:
            self._dates.setdefault((seen.when.earliest, seen.when.latest), seen.when)
        if seen.location is not None:
            self.places.add(seen.location.value)
        for identity, part in seen.parts.items():
            known = self.parts.get(identity)
            if known is None or (known.note and not part.note):
                self.parts[identity] = part


def find_meetings(
    parsed: Parsed,
    cast: Cast,
    rules: Rules,
    times: Sequence[Time],
    durations: Sequence[Duration],
    day: str,
) -> tuple[Meeting, ...]:
    """Return the meetings of a parsed text, in the order of their triggers.

    day: publication day (ISO) or "": what lies after it has not taken place.
    """
    scout = Scout(cast, rules) if parsed.parsed else PatternScout(cast, rules)
    seen: list[Sighting] = []
    for sentence in parsed.sentences:
        found = scout.sightings(sentence)
        if found:
            date_sightings(sentence, found, inside(sentence, times), inside(sentence, durations))
            found = [one for each in found for one in _by_day(each, scout, sentence)]
        for each in found:
            each.location = each.location or scout.place_of(sentence, each)
        for each in found:
            if each.location is None and each.status == "held":
                # "During a visit to Brussels, A met B."
                stay = [v for v in found if v.format == "visit" and v.location is not None]
                each.location = stay[0].location if stay and each.format != "call" else None
            _settle(each, day, parsed)
        seen += found
    events = _gather(seen, cast)
    _tell(events, parsed, cast)
    _accept(events, parsed, cast)
    _date_by_telling(events, parsed, cast, times)
    meetings = [m for event in events if (m := _meeting(event, parsed, cast, seen)) is not None]
    return tuple(sorted(_named_apart(meetings, parsed.text), key=lambda m: m.trigger))


def _by_day(seen: Sighting, scout: Scout | PatternScout, sentence: Sentence) -> list[Sighting]:
    """Return a sighting for each day where several are told at once.

    "The talks would take place in Geneva on January 9 and in Brussels on January 12."
    """
    days = [t for t in seen.whens if t.granularity == "day" and not t.vague]
    if seen.location is not None and seen.format == "visit":
        return [seen]  # "a visit to Seoul on Sunday and Monday"
    apart = [t for n, t in enumerate(days) if not any(_overlap(t, other) for other in days[:n])]
    if len(apart) < 2 or seen.status != "planned":
        return [seen]
    found = []
    for number, time in enumerate(apart):
        start = apart[number - 1].span.end if number else sentence.span.start
        within = Span(start, time.span.start)
        named = [m.span for m in scout.cast.within(within) if m.kind == "capital"]
        places = named or [p.span for p in scout.places(sentence) if within.holds(p.span)]
        one = replace(seen, when=time, whens=[time], parts=dict(seen.parts))
        if places:
            one.location = Value(places[-1].of(scout.text), places[-1])
        found.append(one)
    return found


def _settle(seen: Sighting, day: str, parsed: Parsed) -> None:
    """Read what the sentence says beside: by phone, in what order, on whose initiative."""
    words = seen.sentence.span.of(parsed.text)
    if seen.status == "held" and seen.when is not None and day and seen.when.earliest > day[:10]:
        seen.status = "planned"
    if (found := ORDER_WORDS.search(words)) is not None:
        start = seen.sentence.span.start
        span = Span(start + found.start(), start + found.end())
        seen.order_note = Value(span.of(parsed.text), span)
    if (found := _INITIATIVE.search(words)) is not None:
        start = seen.sentence.span.start
        span = Span(start + found.start(), start + found.end())
        seen.initiative = Value(span.of(parsed.text), span)


# --- one meeting or two --------------------------------------------------------------------------


def _gather(seen: Sequence[Sighting], cast: Cast) -> list[_Event]:
    """Put sightings together: those of the body in their order, the headline's last.

    A headline is short and often lacks whom it means, so it is held against what the body tells.
    """
    events: list[_Event] = []
    told: dict[str, set[int]] = {}
    body = [each for each in seen if not each.is_headline and each.sentence.kind != "caption"]
    rest = [each for each in seen if each.is_headline or each.sentence.kind == "caption"]
    # Those that name their people first: "the call" may stand before "a call with …" only in a
    # headline or a subordinate clause, and then it takes up what follows.
    for each in (*body, *rest):
        if each.layer and not each.parts:
            _take_people(each, events)
        if each.is_headline and _heads_several(each, events):
            continue
        event = _event_for(each, _candidates(each, events, told), cast)
        if event is None and _stands_alone(each, cast):
            event = _Event(each, len(events))
            events.append(event)
        if event is not None:
            event.add(each)
            for identity in event.parts or ("",):
                told.setdefault(identity, set()).add(event.number)
    return events


def _candidates(
    seen: Sighting, events: Sequence[_Event], told: Mapping[str, set[int]]
) -> Sequence[_Event]:
    """Return the events that name somebody whom a sighting names, or nobody; others never fit.

    told: by actor id, the numbers of the events that name the actor; by "" those that named nobody.
    """
    if not seen.parts:
        return events
    numbers = set().union(*(told.get(identity, ()) for identity in (*seen.parts, "")))
    return [events[number] for number in sorted(numbers)]


def _heads_several(seen: Sighting, events: Sequence[_Event]) -> bool:
    """Add a headline to each of several that it tells of at once ("speaks with A and B")."""
    apart = [e for e in events if any(each.split for each in e.sightings) and
             e.parts.keys() < seen.parts.keys() and seen.format in e.formats]  # fmt: skip
    for event in apart if len(apart) > 1 else ():
        event.sightings.append(replace(seen, parts={}, split=True))
    return len(apart) > 1


def _take_people(seen: Sighting, events: Sequence[_Event]) -> None:
    """Give "the one-on-one meeting" the people of the talks that the text tells of before."""
    for event in reversed(events):
        people = [p for p in event.parts.values() if p.actor.type in ("Person", "Office")]
        if event.status == "held" and len(people) == 2:
            for part in people:
                seen.parts[part.actor.id] = replace(part, note="who met there")
            return


def _stands_alone(seen: Sighting, cast: Cast) -> bool:
    """Does the sighting tell of a meeting by itself?"""
    people = [p for p in seen.parts.values() if p.actor.type != "Country" or not _is_place(p, seen)]
    quoted = cast.parsed.quoted.at(seen.trigger.start)
    first_person = quoted is not None and _FIRST_PERSON.search(quoted.inner.of(cast.text))
    if first_person and len(people) < 2 and not (seen.status != "held" and people):
        # First person: "I am glad to see you", "our talks".
        return seen.status in ("planned", "proposed") and seen.when is not None
    if seen.soft and not (seen.carried or seen.company):
        return False
    if len(people) >= 2:
        return True
    if seen.soft:
        return False
    if seen.chaired and people:
        return True
    if any(p.actor.type == "Organization" for p in people):
        return not seen.definite or seen.when is not None or seen.status != "held"
    if seen.format == "visit" and people and seen.status == "held":
        return seen.location is not None
    if seen.open is not None and people and not seen.plural:
        return True
    if people and seen.status in ("planned", "proposed", "refused", "cancelled"):
        return True
    if seen.status == "possible" and people:
        return seen.when is not None or seen.open is not None
    if seen.status == "held":
        # Told in passing with its own day: "the December 7 videoconference".
        return seen.when is not None and seen.when.granularity in ("day", "week", "month")
    # Nobody is named: talks that are to take place, a high-level meeting.
    if seen.definite:
        return seen.when is not None
    return seen.when is not None or seen.location is not None or seen.status != "possible"


def _is_place(part: Part, seen: Sighting) -> bool:
    return seen.location is not None and seen.location.span.holds(part.span)


def _event_for(seen: Sighting, events: Sequence[_Event], cast: Cast) -> _Event | None:
    fitting = [event for event in events if _fits(seen, event, cast.day)]
    if not fitting:
        return None
    exact = [event for event in fitting if event.parts.keys() == seen.parts.keys()]
    if exact:
        return exact[-1]
    if not seen.parts or seen.definite or seen.soft:
        # The one told of last, of equals the main one.
        near = [e for e in fitting if e.sightings[-1].sentence.paragraph == seen.sentence.paragraph]
        return (near or fitting)[-1] if seen.parts or len(near) == 1 else (near or fitting)[0]
    return fitting[-1]


def _fits(seen: Sighting, event: _Event, day: str) -> bool:
    if not _same_kind(seen, event) or not _same_status(seen, event):
        return False
    if seen.split and any(each.split and each.trigger == seen.trigger for each in event.sightings):
        return False
    if not _same_place(seen, event):
        return False
    if seen.layer and not any(each.layer == seen.layer for each in event.sightings):
        return False
    dates = event.dates
    if seen.when is not None and not dates and not _recent(seen, event, day):
        return False
    if seen.when is not None and dates and not any(_overlap(seen.when, each) for each in dates):
        return False
    mine, theirs = seen.parts.keys(), event.parts.keys()
    if seen.fresh and mine != theirs:
        return False
    if seen.fresh and not any(each.fresh for each in event.sightings):
        return False
    people = {i for i in mine if seen.parts[i].actor.type in ("Person", "Office")}
    if mine == theirs:
        return True
    if not mine:
        return (seen.definite or seen.soft) and not seen.fresh
    if mine <= theirs:
        return seen.definite or seen.soft or seen.is_headline or len(mine) > 1 or bool(people)
    if theirs <= mine:
        return (len(theirs) > 0 and event.first.definite) or seen.is_headline or len(theirs) > 1
    if people and people <= theirs:
        # Countries beside the people who stand for them.
        return all(seen.parts[i].actor.type == "Country" for i in mine - theirs)
    return False


#: A text that gives no day for what it reports tells news: of the day or the few days before.
_NEWS_DAYS = 3


def _recent(seen: Sighting, event: _Event, day: str) -> bool:
    """May a dated sighting be what the text reports without a day?

    "The December 30 telephone conversation" is another one than the call of 12 February that the
    text is about.
    """
    if not day or event.status != "held" or seen.when is None:
        return True
    earliest = (date.fromisoformat(day) - timedelta(days=_NEWS_DAYS)).isoformat()
    return seen.when.latest >= earliest and seen.when.earliest <= day


def _same_kind(seen: Sighting, event: _Event) -> bool:
    formats = event.formats
    if seen.soft:
        return True
    if seen.status != "held" and not seen.definite and seen.format not in formats:
        # Two things proposed are two, unless they are called the same.
        return False
    if (seen.format == "call") != ("call" in formats):
        # "the talks" may take up a call that this text tells of, never the other way round.
        return (
            seen.format == "talks" and seen.definite and len(seen.parts) != 1 and not seen.location
        )
    if formats == {"visit"} and seen.format != "visit" and len(seen.parts) > 1:
        # "his conversation with B" is no part of A's visit, unless it was there.
        same = seen.parts.keys() == event.parts.keys()
        places = {each.location.value for each in event.sightings if each.location is not None}
        return same or (seen.location is not None and seen.location.value in places)
    if seen.format == "visit" and formats != {"visit"}:
        return seen.location is not None and any(
            each.location is not None and each.location.value == seen.location.value
            for each in event.sightings
        )
    return True


def _same_place(seen: Sighting, event: _Event) -> bool:
    """Two places hold visits apart, and whatever is planned."""
    places = event.places
    if seen.location is None or not places or seen.location.value in places:
        return True
    return seen.format != "visit" and seen.status == "held"


def _same_status(seen: Sighting, event: _Event) -> bool:
    first, second = event.status, seen.status
    if first == second:
        return True
    if "held" in (first, second):
        return False
    if "refused" in (first, second) or "cancelled" in (first, second):
        mine, theirs = seen.parts.keys(), event.parts.keys()
        if not mine:
            # "was to have met, but the summit was put off"
            return seen.definite and event.sightings[-1].sentence.span == seen.sentence.span
        return mine == theirs or (
            min(len(mine), len(theirs)) > 1 and (mine <= theirs or theirs <= mine)
        )
    return True


def _overlap(first: Time, second: Time) -> bool:
    return first.earliest <= second.latest and second.earliest <= first.latest


# --- what the rest of the text tells -------------------------------------------------------------


def _tell(events: Sequence[_Event], parsed: Parsed, cast: Cast) -> None:
    """Add the sentences in which those who met together discuss, agree or exchange something."""
    held = [e for e in events if e.status == "held" and len(e.parts) >= 2]
    sighted = {s.sentence.span for e in events for s in e.sightings}
    for sentence in parsed.sentences if held else ():
        if not parsed.parsed or sentence.kind != "body":
            continue
        if sentence.span in sighted:
            continue
        root = sentence.tokens.root
        verb = root
        for token in sentence.tokens:
            if (
                token.pos_ == "VERB"
                and token.lemma_ in _TELLING
                and token.dep_ in ("ROOT", "ccomp")
            ):
                verb = token
                break
        if verb.lemma_ not in _TELLING:
            continue
        parts = {p.actor.id for s in subjects(verb) for p in cast.parts(sentence, s)}
        if len(parts) < 2:
            continue
        for event in held:
            if parts <= event.parts.keys():
                event.mentions.append(sentence.span)
                break


_ACCEPTED = re.compile(
    r"\b(?:invitation|offer|proposal)\b[^.;]{0,40}\b(?:was|were|has been|been)\s+(?:\w+ly\s+)?"
    r"accepted\b"
    r"|\baccept(?:ed|s)\b[^.;]{0,40}\b(?:invitation|offer|proposal)\b",
    re.IGNORECASE,
)


def _accept(events: Sequence[_Event], parsed: Parsed, cast: Cast) -> None:
    """Make a plan of what was proposed where one of the next two sentences accepts it."""
    for event in events:
        if event.status != "proposed":
            continue
        last = parsed.number_at(event.sightings[-1].sentence.span.start)
        for sentence in parsed.sentences[last + 1 : last + 3]:
            found = _ACCEPTED.search(parsed.text, sentence.span.start, sentence.span.end)
            if found is None or sentence.paragraph != event.first.sentence.paragraph:
                continue
            before = Span(sentence.span.start, found.start())
            named = {m.actor.id for m in cast.people(before)}
            if named <= event.parts.keys():
                for seen in event.sightings:
                    seen.status = "planned"
            break


def _date_by_telling(
    events: Sequence[_Event], parsed: Parsed, cast: Cast, times: Sequence[Time]
) -> None:
    """Date a call by the sentence in which one of the two told the other something on a day."""
    open_events = [
        e for e in events
        if e.status == "held" and not e.dates and len(e.parts) == 2 and "call" in e.formats
    ]  # fmt: skip
    for sentence in parsed.sentences if open_events and parsed.parsed else ():
        for verb in sentence.tokens:
            if verb.lemma_ != "tell" or verb.pos_ != "VERB":
                continue
            told = [e for e in verb.children if e.dep_ in ("dobj", "dative") and e.i > verb.i]
            ids = {
                p.actor.id
                for token in (*subjects(verb), *told)
                for p in cast.parts(sentence, token)
            }
            on = [t for t in inside(sentence, times)
                  if (head := head_of(sentence, t.span)) is not None
                  and (head.i == verb.i or head in told)]  # fmt: skip
            for event in open_events:
                if on and ids == event.parts.keys() and not event.dates:
                    event.first.when = on[0]


# --- the meeting ---------------------------------------------------------------------------------


def _meeting(
    event: _Event, parsed: Parsed, cast: Cast, everything: Sequence[Sighting]
) -> Meeting | None:
    parts = _participants(event)
    told = sorted(event.sightings, key=lambda s: (s.is_headline, -len(s.parts), s.trigger))
    first = event.first if not event.first.is_headline else told[0]
    best = next((s for s in told if len(s.parts) == len(told[0].parts) and not s.soft), told[0])
    trigger = first if not first.soft or all(s.soft for s in told) else best
    spans = (trigger.sentence.span, *(s.sentence.span for s in told), *event.mentions)
    evidence = list(dict.fromkeys(spans))
    format = _format(event)
    when = next((s.when for s in [trigger, *told] if s.when is not None), None)
    status = (
        min((s.status for s in event.sightings), key=ORDER.index)
        if len({s.status for s in event.sightings}) > 1
        and not {"refused", "cancelled"} & {s.status for s in event.sightings}
        else max((s.status for s in event.sightings), key=ORDER.index)
    )
    return Meeting(
        anchor="",
        rule=trigger.rule.id,
        trigger=trigger.trigger,
        evidence=tuple(evidence),
        format=format,
        status=Value(status, trigger.sentence.span),
        participants=tuple(parts),
        when=when,
        duration=_first(s.duration for s in told),
        location=_first(s.location for s in told),
        initiative=_first(s.initiative for s in told),
        open_participants=_first(s.open for s in told),
        order_note=_first(s.order_note for s in told),
        joint=_joint(event, format, parts),
    )


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _joint(event: _Event, format: str, parts: Sequence[Part]) -> bool | None:
    if format != "call":
        return None
    if any(each.split for each in event.sightings):
        return False
    return len(parts) > 2


def _format(event: _Event) -> str:
    """Return the format: the most frequent of the sightings that name one, of equals the first."""
    firm = [each.format for each in event.sightings if not each.soft]
    if not firm:
        return "call" if event.first.format == "call" else event.first.format
    if "call" in firm:
        return "call"
    return firm[0] if firm[0] != "visit" else min(firm, key=_FORMAT_ORDER.index)


#: With these a country takes part beside people of others ("A hosted officials of B and C").
_TAKING_PART = ("recipient", "actor")


def _participants(event: _Event) -> list[Part]:
    """Return who took part: people where people did, else the bodies and countries named."""
    places = [each.location.span for each in event.sightings if each.location is not None]
    parts = [
        part
        for part in event.parts.values()
        if not (part.actor.type == "Country" and any(p.holds(part.span) for p in places))
    ]
    people = [p for p in parts if p.actor.type in ("Person", "Office")]
    if all(p.role == "mediator" for p in people):
        # "officials of A and B held talks mediated by C"
        return sorted(parts, key=lambda p: (p.span, p.actor.id))
    if people:
        homes = {f"country-{p.actor.country}" for p in people if p.actor.country}
        alone = sum(p.role != "mediator" for p in people) == 1
        beside = [
            p
            for p in parts
            if p.actor.type == "Organization"
            or (alone and p.actor.type == "Country" and p.actor.id not in homes
                and p.role in _TAKING_PART)
        ]  # fmt: skip
        parts = [*people, *beside]
    return sorted(parts, key=lambda p: (p.span, p.actor.id))


def _named_apart(meetings: Sequence[Meeting], text: str) -> Iterable[Meeting]:
    """Give each its anchor; two of one trigger ("conversations with A and B") count on."""
    used: set[str] = set()
    for meeting in sorted(
        meetings, key=lambda m: (m.trigger, [p.actor.id for p in m.participants])
    ):
        anchor = anchor_of("meeting", meeting.trigger, text)
        number = 2
        unique = anchor
        while unique in used:
            unique = f"{anchor}/{number}"
            number += 1
        used.add(unique)
        yield replace(meeting, anchor=unique)


def anchor_of(kind: str, trigger: Span, text: str) -> str:
    """Return a find's anchor: kind, its trigger's words, and which of them in the text it is.

    The count is of the words in the text, not of finds, so that other rules don't change it.
    """
    words = re.sub(r"\s+", " ", trigger.of(text).lower())
    number = bisect_left(_places_of(words, text), trigger.start) + 1
    return f"{kind}/{words}/{number}"


@lru_cache(maxsize=64)
def _places_of(words: str, text: str) -> list[int]:
    """Return where words stand in a text; kept, since each find of a text asks for few words."""
    pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, words.split(" "))) + r"(?!\w)"
    return [match.start() for match in re.finditer(pattern, text, re.IGNORECASE)]
