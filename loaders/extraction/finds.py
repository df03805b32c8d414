"""What extraction finds in a text, each find with its spans.

Spans count Unicode code points of the text as decoded, end exclusive. Nothing here knows a
database or a parser; loaders/extracted.py makes Statements of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Words of the text: `text[start:end]`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the words."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Do the two share a character?"""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        """Does the other lie within this one?"""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who acts or speaks. Two mentions are of one actor where the ids are equal.

    id: the thing's id in the graph (`person-…`, `country-FRA`). type: Person, Country,
    Organization or Office. codes: `iso3:FRA`, `wikidata:Q142`. known: stands in our tables; else
    it was named by the text alone. country: ISO 3166-1 alpha-3 of the country that an office or
    institution belongs to, or that a person's office binds them to on the day; "" if none.
    """

    id: str
    type: str
    caption: str
    aliases: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    known: bool = False
    country: str = ""


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that mean an actor. A group ("the two leaders") is a mention of each member.

    kind: name, demonym, capital, title, pronoun, group. note: why, where who is meant is an
    inference ("President of France on 2022-02-20"); "" where the words name the actor.
    """

    span: Span
    actor: Actor
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Time:
    """A calendar expression.

    earliest, latest: first and last day meant, ISO. granularity: hour, day, week, month, quarter,
    year, range. vague: earliest and latest are our reading, by the convention that `rule` names.
    date: the ISO prefix where the words give one as precise as that (`2014`, `2022-02`,
    `2022-02-20`), else "". rule: id in conventions.yaml.
    """

    span: Span
    earliest: str
    latest: str
    granularity: str
    vague: bool
    rule: str
    date: str = ""


@dataclass(frozen=True, slots=True)
class Duration:
    """How long: value in ISO 8601 (`PT105M`)."""

    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class Value:
    """A property's value and the words that give it. note: why, where the words don't give it."""

    value: str
    span: Span
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """An actor's part in something, and the words that name the actor there."""

    actor: Actor
    span: Span
    role: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker in a chain. position 0 is the outermost; equal positions speak jointly."""

    actor: Actor
    position: int
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Find:
    """What all finds have.

    anchor: names the find within its article for good, whatever rule finds it: kind, the words
    of the trigger in lower case and which occurrence of them in the text it is, from 1
    (`meeting/phone conversation/1`). rule: id in rules.yaml. trigger: the words that set the rule
    off. evidence: the clauses that tell of it, best first; never empty. speakers: who says so,
    outermost first; empty = the article itself.
    """

    anchor: str
    rule: str
    trigger: Span
    evidence: tuple[Span, ...]
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Meeting(Find):
    """A call, talks, a meeting, a summit, a visit or a consultation.

    format, status: values of the schema. joint: one call of several; None where not a call.
    when: the calendar expression, or None: the text gives no day for it.
    """

    format: str
    status: Value
    participants: tuple[Part, ...] = ()
    when: Time | None = None
    duration: Duration | None = None
    location: Value | None = None
    topic: Value | None = None
    initiative: Value | None = None
    open_participants: Value | None = None
    order_note: Value | None = None
    joint: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement(Find):
    """What was settled. terms: what is to be done. result_of, calls_for: anchors of meetings.

    refers_to: anchors of agreements. caption: the name of a known instrument.
    """

    status: Value
    terms: Span
    binding: Value | None = None
    caption: Value | None = None
    parties: tuple[Part, ...] = ()
    when: Time | None = None
    result_of: str = ""
    calls_for: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stance:
    """What a claim says of another: kind questions, disputes, contradicts, confirms."""

    kind: str
    target: str
    span: Span


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim(Find):
    """What was said. content: the clause; verbatim: the quoted words in it, without the marks.

    cue: the verb or noun of saying (= trigger). source: the words that name the speaker.
    mode: verbatim, mixed, paraphrase. about: anchors of meetings and agreements.
    """

    content: Span
    mode: str
    source: Span | None = None
    verbatim: tuple[Span, ...] = ()
    addressees: tuple[Part, ...] = ()
    about: tuple[str, ...] = ()
    stances: tuple[Stance, ...] = ()
    when: Time | None = None


@dataclass(frozen=True)
class Extraction:
    """All that was found in one text, each list in the order of the text."""

    mentions: tuple[Mention, ...] = ()
    times: tuple[Time, ...] = ()
    durations: tuple[Duration, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    claims: tuple[Claim, ...] = ()
    notes: tuple[str, ...] = field(default=())

    @property
    def finds(self) -> tuple[Find, ...]:
        """Meetings, agreements and claims."""
        return (*self.meetings, *self.agreements, *self.claims)
