"""The plain records of a plug-in -> finds: only what stands in the text, word for word.

A plug-in (plugins.py) may be a language model, and models invent. So every quote is searched in the
text, every word of a record in its quote, and every actor must be named by the text; days and
lengths are read by our own conventions, and quotation marks decide what is verbatim.
docs/extraction-plugins.md describes the records for those who write a plug-in.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from graph import schema
from graph.quotation import make_id
from loaders import gazetteer
from loaders.extraction.finds import (
    Actor,
    Agreement,
    Claim,
    Duration,
    Extraction,
    Find,
    Meeting,
    Mention,
    Part,
    Span,
    Speaker,
    Time,
    Value,
)
from loaders.extraction.meetings import anchor_of
from loaders.extraction.segments import Quoted, split_paragraphs
from loaders.known_actors import actor_by_name

#: Longer than this, in code points, words are no quote and no trigger but half the text.
LONGEST_QUOTE, LONGEST_TRIGGER = 2_000, 100

#: What a model takes one for another of.
_MARKS = frozenset("\"“”„‟«»‹›'‘’‚‛`´′″＂＇")
#: Signs that are not seen: zero-width spaces and joiners, soft hyphen, byte order mark.
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\u00ad\ufeff")
_PUNCTUATION = " \t\n\r,.;:!?…\"“”«»„‘’'()[]–—-"

#: A demonym names no party: "French officials" is not France.
_NAMING_A_COUNTRY = ("name", "capital")


class Unusable(ValueError):
    """The record can't be used; the message says why. unquoted: its words don't stand there."""

    def __init__(self, reason: str, *, unquoted: bool = False) -> None:
        super().__init__(reason)
        self.unquoted = unquoted


class Words:
    """A text in which words can be found that are the same but for white space and marks."""

    def __init__(self, text: str) -> None:
        self.text = text

    def find(self, words: str, within: Span | None = None) -> Span | None:
        """Return where whole words first stand in the text, or within a span of it; else None.

        Exactly, else with all white space and all quotation marks taken for the same. The span is
        of the raw text, in code points, end exclusive.
        """
        words = words.strip()
        place = within or Span(0, len(self.text))
        for span in _places(self.text, words, place):
            return span
        folded, starts, ends = self._folded
        first = bisect_left(starts, place.start)
        last = bisect_left(starts, place.end)
        for span in _places(folded, _fold(words)[0], Span(first, last)):
            found = Span(starts[span.start], ends[span.end - 1])
            if place.holds(found):
                return found
        return None

    @cached_property
    def _folded(self) -> tuple[str, list[int], list[int]]:
        return _fold(self.text)


def _fold(text: str) -> tuple[str, list[int], list[int]]:
    """Return a text with one kind of white space and marks, and each character's place in it."""
    signs: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, sign in enumerate(text):
        if sign in _UNSEEN:
            continue
        folded = " " if sign.isspace() else "'" if sign in _MARKS else sign
        # A run of white space is one space; '' and `` are one mark, as typewriters set them.
        doubled = folded == " " or (sign in "'`" and at > 0 and text[at - 1] == sign)
        if doubled and signs and signs[-1] == folded:
            ends[-1] = at + 1
            continue
        signs.append(folded)
        starts.append(at)
        ends.append(at + 1)
    return "".join(signs), starts, ends


def _places(text: str, words: str, within: Span) -> Iterator[Span]:
    """Yield where words stand that no letter before or after belongs to."""
    at = within.start
    while words and (at := text.find(words, at, within.end)) >= 0:
        end = at + len(words)
        cut_before = at > 0 and _is_word(text[at - 1]) and _is_word(text[at])
        cut_after = end < len(text) and _is_word(text[end - 1]) and _is_word(text[end])
        if not cut_before and not cut_after:
            yield Span(at, end)
        at += 1


def _is_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


class RecordReader:
    """Reads the records of one plug-in on one text.

    left_out: details of records that were kept without them, and why, one line each.
    """

    def __init__(self, name: str, extraction: Extraction, text: str, day: str) -> None:
        """extraction: what the rules found in `text`. day: of publication, ISO, or ""."""
        self.rule = f"plugin.{name}"
        self.note = f"read so by the plug-in {name}"
        self.extraction, self.text, self.day = extraction, text, day
        self.words = Words(text)
        self.left_out: list[str] = []
        self._mentions: dict[tuple[Span, str], Mention] = {}
        self._known = {(m.span, m.actor.id) for m in extraction.mentions}

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions that the records used and the rules had not found."""
        return tuple(self._mentions.values())

    def read(self, record: object) -> Find:
        """Return the find that a record tells of; raises Unusable.

        Its anchor is `anchor_of`'s: the caller holds those of one cue apart.
        """
        if not isinstance(record, Mapping):
            raise Unusable(f"{_short(record)} is no record")
        kind = _said(record, "kind").lower()
        if kind not in ("meeting", "agreement", "claim"):
            raise Unusable(f"kind {_short(kind)} is not meeting, agreement or claim")
        quote = self._quoted(record, "quote", None, LONGEST_QUOTE)
        trigger = self._quoted(record, "trigger", quote, LONGEST_TRIGGER)
        kept = len(self.left_out)
        mentioned = dict(self._mentions)
        try:
            read = {"meeting": self._meeting, "agreement": self._agreement, "claim": self._claim}
            return read[kind](record, quote, trigger)
        except Unusable:
            # What a dropped record lacked or named is of no interest.
            del self.left_out[kept:]
            self._mentions = mentioned
            raise

    def _quoted(
        self, record: Mapping[object, object], field: str, within: Span | None, longest: int
    ) -> Span:
        words = _said(record, field)
        if not words:
            raise Unusable(f"a record has no {field}")
        if len(words) > longest:
            raise Unusable(f"a {field} is longer than {longest:,} characters")
        found = self.words.find(words, within)
        if found is None:
            raise Unusable(f"the {field} {_short(words)} does not stand there", unquoted=True)
        return found

    # --- the three kinds -------------------------------------------------------------------------

    def _meeting(self, record: Mapping[object, object], quote: Span, trigger: Span) -> Meeting:
        status = _one_of(record, "status", schema.MEETING_STATUS, "meeting")
        when = self._when(record, quote)
        if status == "held" and when is not None and self.day and when.earliest[:10] > self.day:
            raise Unusable("a meeting is told as held on a day after publication")
        return Meeting(
            anchor=anchor_of("meeting", trigger, self.text),
            rule=self.rule,
            trigger=trigger,
            evidence=(quote,),
            speakers=self._speakers(record, quote),
            format=_one_of(record, "format", schema.MEETING_FORMAT, "meeting"),
            status=Value(status, trigger),
            participants=self._parts(record, "participants", quote),
            when=when,
            duration=self._duration(record, quote),
            location=self._value(record, "location", quote),
            topic=self._value(record, "topic", quote),
        )

    def _agreement(self, record: Mapping[object, object], quote: Span, trigger: Span) -> Agreement:
        status = _one_of(record, "status", schema.AGREEMENT_STATUS, "agreement")
        binding = _said(record, "binding")
        if binding and binding not in ("verbal", "written"):
            raise Unusable(f"binding {_short(binding)} is not verbal or written")
        return Agreement(
            anchor=anchor_of("agreement", trigger, self.text),
            rule=self.rule,
            trigger=trigger,
            evidence=(quote,),
            speakers=self._speakers(record, quote),
            status=Value(status, trigger),
            terms=self._quoted(record, "terms", quote, LONGEST_QUOTE),
            binding=Value(binding, trigger) if binding else None,
            parties=self._parts(record, "parties", quote),
            when=self._when(record, quote),
        )

    def _claim(self, record: Mapping[object, object], quote: Span, trigger: Span) -> Claim:
        content = self._quoted(record, "content", quote, LONGEST_QUOTE)
        speakers = self._speakers(record, quote)
        if not speakers:
            raise Unusable("a claim has no speakers")
        verbatim = tuple(self._verbatim(content))
        inner = max(each.position for each in speakers)
        own = {each.actor.id for each in speakers}
        parts = self._parts(record, "addressees", quote)
        return Claim(
            anchor=anchor_of("claim", trigger, self.text),
            rule=self.rule,
            trigger=trigger,
            evidence=(quote,),
            speakers=speakers,
            content=content,
            mode=self._mode(content, verbatim),
            source=next(each.span for each in speakers if each.position == inner),
            verbatim=verbatim,
            addressees=tuple(part for part in parts if part.actor.id not in own),
            when=self._when(record, quote),
        )

    # --- verbatim --------------------------------------------------------------------------------

    @cached_property
    def _quotes(self) -> Quoted:
        return Quoted(self.text, split_paragraphs(self.text))

    def _verbatim(self, content: Span) -> Iterator[Span]:
        for quote in self._quotes.quotes:
            if quote.inner.overlaps(content):
                start = max(quote.inner.start, content.start)
                words = self.text[start : min(quote.inner.end, content.end)].rstrip(" \t\r\n,")
                if words.strip(_PUNCTUATION):
                    yield Span(start, start + len(words))

    def _mode(self, content: Span, verbatim: tuple[Span, ...]) -> str:
        if not verbatim:
            return "paraphrase"
        outside, at = "", content.start
        for span in verbatim:
            outside += self.text[at : span.start]
            at = span.end
        outside += self.text[at : content.end]
        return "mixed" if outside.strip(_PUNCTUATION) else "verbatim"

    # --- details ---------------------------------------------------------------------------------

    def _value(self, record: Mapping[object, object], field: str, quote: Span) -> Value | None:
        span = self._detail(record, field, quote)
        return Value(" ".join(span.of(self.text).split()), span) if span is not None else None

    def _detail(self, record: Mapping[object, object], field: str, quote: Span) -> Span | None:
        words = _said(record, field)
        if not words:
            return None
        span = self.words.find(words, quote)
        if span is None:
            self.left_out.append(f"{field} {_short(words)} does not stand in its quote")
        return span

    def _when(self, record: Mapping[object, object], quote: Span) -> Time | None:
        """Return the calendar expression that `date` names, by its words or by its day."""
        said = _said(record, "date")
        if not said:
            return None
        times = [each for each in self.extraction.times if quote.holds(each.span)]
        span = self.words.find(said, quote)
        for time in times:
            if span is not None and time.span.overlaps(span):
                return time
        for time in times:
            if said == time.date or said == time.earliest == time.latest:
                return time
        self.left_out.append(f"date {_short(said)} is no day that its quote gives")
        return None

    def _duration(self, record: Mapping[object, object], quote: Span) -> Duration | None:
        span = self._detail(record, "duration", quote)
        if span is None:
            return None
        for each in self.extraction.durations:
            if each.span.overlaps(span):
                return each
        self.left_out.append(f"duration {_short(span.of(self.text))} can't be read")
        return None

    # --- actors ----------------------------------------------------------------------------------

    def _speakers(self, record: Mapping[object, object], quote: Span) -> tuple[Speaker, ...]:
        """Return the chain, outermost first. One who isn't named breaks it, and the record."""
        found: list[Speaker] = []
        for position, entry in enumerate(_several(record, "speakers")):
            jointly = entry if isinstance(entry, list | tuple) else [entry]
            for each in jointly:
                try:
                    part = self._part(each, quote)
                except _NotNamed as error:
                    raise Unusable(f"a speaker: {error}") from error
                found.append(Speaker(part.actor, position, part.span))
        return tuple(found)

    def _parts(self, record: Mapping[object, object], field: str, quote: Span) -> tuple[Part, ...]:
        found: dict[str, Part] = {}
        for entry in _several(record, field):
            try:
                part = self._part(entry, quote)
            except _NotNamed as error:
                self.left_out.append(str(error))
                continue
            found.setdefault(part.actor.id, part)
        return tuple(found.values())

    def _part(self, entry: object, quote: Span) -> Part:
        """Return an actor and the words of the quote that mean it; raises _NotNamed."""
        fields: Mapping[object, object] = entry if isinstance(entry, Mapping) else {"name": entry}
        name, words = _said(fields, "name"), _said(fields, "words")
        if not name:
            raise Unusable("an actor has no name")
        actor = self._meant(name, _said(fields, "type"))
        place = self.words.find(words, quote) if words else quote
        if place is None:
            raise _NotNamed(f"{_short(words)} does not stand in its quote")
        part = self._read_in(actor, name, place)
        if part is None and words and self._is_named(actor, name):
            part = Part(actor, place, "", self.note)
        if part is None:
            raise _NotNamed(f"{_short(name)} is not named in its quote")
        if (part.span, actor.id) not in self._known:
            kind = "pronoun" if part.note else "name"
            made = Mention(part.span, actor, kind, part.note)
            self._mentions.setdefault((part.span, actor.id), made)
        return part

    def _meant(self, name: str, kind: str) -> Actor:
        """Return whom a name means: in this text, by the tables, else somebody not linked."""
        key = gazetteer.normalise(name)
        for mention in self.extraction.mentions:
            if mention.kind == "name" and not mention.note:
                spelt = (mention.span.of(self.text), mention.actor.caption)
                if key in map(gazetteer.normalise, spelt):
                    return mention.actor
        known = actor_by_name(name, self.day)
        if known is not None:
            return known
        if kind == "Person":
            return gazetteer.person(name)
        if kind == "Organization":
            return Actor(make_id("organization", key), "Organization", name)
        raise _NotNamed(f"{_short(name)} is in no table, and its type is not given")

    def _read_in(self, actor: Actor, name: str, place: Span) -> Part | None:
        """Return the words that mean an actor there: a name, else what the rules read as them."""
        told = [
            mention
            for mention in self.extraction.mentions
            if mention.actor.id == actor.id and place.holds(mention.span)
            if actor.type != "Country" or mention.kind in _NAMING_A_COUNTRY
        ]
        for mention in (*(m for m in told if not m.note), *told):
            return Part(actor, mention.span, "", mention.note)
        span = self.words.find(name, place)
        return Part(actor, span) if span is not None else None

    def _is_named(self, actor: Actor, name: str) -> bool:
        named = any(m.actor.id == actor.id and m.kind == "name" for m in self.extraction.mentions)
        return named or self.words.find(name) is not None


class _NotNamed(ValueError):
    """The text doesn't name the actor; the message says whom or what."""


def _said(record: Mapping[object, object], field: str) -> str:
    """Return the words of a field, "" where it isn't there; raises Unusable where it is no text."""
    value = record.get(field)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unusable(f"{field} {_short(value)} is no text")
    return value.strip()


def _several(record: Mapping[object, object], field: str) -> Iterable[object]:
    value = record.get(field)
    if value is None:
        return ()
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, str | Mapping):
        return (value,)
    raise Unusable(f"{field} {_short(value)} is no list")


def _one_of(
    record: Mapping[object, object], field: str, allowed: tuple[str, ...], kind: str
) -> str:
    value = _said(record, field)
    if not value:
        raise Unusable(f"the {kind} has no {field}")
    if value not in allowed:
        raise Unusable(f"{field} {_short(value)} is not one of {', '.join(allowed)}")
    return value


def _short(value: object) -> str:
    """Return a value on one line, to be shown in a message."""
    words = re.sub(r"\s+", " ", value if isinstance(value, str) else repr(value))
    return f"“{words if len(words) <= 60 else words[:59] + '…'}”"
