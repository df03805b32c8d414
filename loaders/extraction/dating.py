"""Which calendar expression and duration belongs to which sighting of a meeting."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TypeVar

from spacy.tokens import Token

from loaders.extraction.finds import Duration, Span, Time
from loaders.extraction.parsing import Sentence
from loaders.extraction.sightings import Sighting
from loaders.extraction.syntax import child

S = TypeVar("S", Time, Duration)


def inside(sentence: Sentence, finds: Sequence[S]) -> list[S]:
    """Return those within a sentence, of expressions in the order of the text."""
    first = bisect_left(finds, sentence.span.start, key=lambda each: each.span.start)
    last = bisect_left(finds, sentence.span.end, key=lambda each: each.span.start)
    return [each for each in finds[first:last] if sentence.span.holds(each.span)]


def date_sightings(
    sentence: Sentence,
    seen: Sequence[Sighting],
    times: Iterable[Time],
    durations: Iterable[Duration],
) -> None:
    """Give each calendar expression of a sentence to the sighting that it hangs on."""
    hubs: dict[int, list[Sighting]] = {}
    for each in seen:
        for token in each.hub:
            hubs.setdefault(token.i, []).append(each)
    for time in times:
        if _since(sentence, time.span):
            continue
        for owner in _owners(sentence, time.span, hubs, seen):
            owner.whens.append(time)
            if owner.when is None or _finer(time, owner.when):
                owner.when = time
    for duration in durations:
        for owner in _owners(sentence, duration.span, hubs, seen, near=True):
            if owner.status == "held" and owner.duration is None:
                owner.duration = duration


def _finer(time: Time, than: Time) -> bool:
    order = ("hour", "day", "week", "range", "month", "quarter", "year")
    return order.index(time.granularity) < order.index(than.granularity)


def _owners(
    sentence: Sentence,
    span: Span,
    hubs: dict[int, list[Sighting]],
    seen: Sequence[Sighting],
    *,
    near: bool = False,
) -> list[Sighting]:
    """Return the sightings that an expression belongs to: the first ones on its way to the root.

    near: only where the way is short, as a duration's is to its meeting.
    """
    alone = len({each.trigger for each in seen}) == 1
    if not seen[0].hub:
        return list(seen) if alone else []
    token = head_of(sentence, span)
    if token is None:
        return []
    if token.i in hubs:
        return [each for each in hubs[token.i] if near or not _only_decided(sentence, span, token)]
    if alone and token.pos_ == "PROPN":
        # "talks with A last week": the parser hangs the day on A.
        name = sentence.span_of(token)
        if any(p.span.overlaps(name) for each in seen for p in each.parts.values()):
            return list(seen)
    if token.dep_ == "pobj" and token.head.lower_ in ("in", "at") and not _of(sentence, span):
        # "to be held in Glasgow on 1 November": the day hangs on the place.
        place = token.head.head
        if place.i in hubs:
            return hubs[place.i]
    if sentence.kind == "headline" and alone:
        return list(seen)
    if near or not alone or token.pos_ not in ("VERB", "AUX"):
        return []
    # "On Sunday, A agreed to hold talks": no; "On Sunday A was to hold talks": the verb's own.
    word = seen[0].hub[0]
    for _ in range(8):
        if word.i == token.i:
            return list(seen)
        if word.dep_ not in ("dobj", "pobj", "prep", "xcomp", "nsubj", "nsubjpass", "acl", "conj"):
            return []
        if word.dep_ == "xcomp" and word.head.lemma_ not in _PLANNING:
            return []
        word = word.head
    return []


#: The day of these is the day of a decision, not of the meeting.
_DECISIONS = frozenset(
    "cancel call postpone scrap suspend abort propose announce offer reject refuse decline accept "
    "invite request suggest put delay confirm rule".split(" ")
)


def _only_decided(sentence: Sentence, span: Span, token: Token) -> bool:
    """Is a day only that of a decision ("on Thursday cancelled the meeting")?

    Not "postponed to Monday" nor "called for Monday": these words lead to the meeting's own day.
    """
    if token.lemma_.lower() not in _DECISIONS or token.pos_ != "VERB":
        return False
    if token.lemma_ == "call" and not any(
        each.lower_ in ("off", "for") for each in token.children if each.dep_ in ("prt", "prep")
    ):
        return False
    first = sentence.token_at(span.start)
    before = first.nbor(-1).lower_ if first is not None and first.i > sentence.tokens.start else ""
    return before not in ("for", "to", "until", "till")


def _since(sentence: Sentence, span: Span) -> bool:
    """Is the expression a beginning ("for the first time since June") and no day of its own?"""
    inside = sentence.tokens_in(span)
    first = inside[0] if inside else None
    return first is not None and (
        first.lower_ == "since"
        or (first.i > sentence.tokens.start and first.nbor(-1).lower_ == "since")
    )


def _of(sentence: Sentence, span: Span) -> bool:
    """Does "of" lead to the expression ("the statement of 9 November")?"""
    first = sentence.token_at(span.start)
    return first is not None and first.i > sentence.tokens.start and first.nbor(-1).lower_ == "of"


#: Words through which a day goes on to what is planned ("plans on Sunday to meet").
_PLANNING = frozenset(
    ("be", "plan", "intend", "expect", "schedule", "due", "set", "begin", "start")
)

_WITHIN_DATES = ("compound", "nummod", "amod", "npadvmod", "advmod", "tmod", "poss", "nmod", "det",
                 "quantmod", "punct")  # fmt: skip
_DATE_WORDS = frozenset(
    "on in at within by after before from during until since over for earlier later".split(" ")
)


def head_of(sentence: Sentence, span: Span) -> Token | None:
    """Return the word that a calendar expression says something of, or None.

    Not "the statement of November 9" when somebody discussed it: the day is the statement's.
    """
    inside = sentence.tokens_in(span)
    if not inside:
        return None
    ids = {token.i for token in inside}
    token = next((t for t in inside if t.head.i not in ids), inside[0])
    for _ in range(8):
        head = token.head
        if head.i == token.i:
            return token
        if token.dep_ == "pobj" and head.dep_ in ("prep", "advmod", "agent", "pcomp"):
            if head.lower_ not in _DATE_WORDS and head.lower_ != "of":
                return None
            token = head
            continue
        if token.dep_ in ("prep", "npadvmod", "advmod", "tmod", "poss", "compound", "nmod",
                          "nummod", "amod", "dobj", "pcomp", "attr", "appos"):  # fmt: skip
            if head.pos_ in ("ADP", "ADV", "NUM"):
                token = head
                continue
            if head.lemma_ in (
                "evening",
                "morning",
                "afternoon",
                "night",
                "day",
                "round",
                "series",
                "hour",
                "minute",
                "long",
            ):
                token = head
                continue
            if head.lemma_ == "last":
                # "lasting 105 minutes", "it lasted an hour"
                subject = child(head, "nsubj")
                relative = subject is not None and subject.tag_ in ("WDT", "WP")
                return head.head if subject is None or relative else subject
            return head
        if token.dep_ == "conj":
            token = head
            continue
        return None
    return None
