"""Meetings and agreements: found, who took part, and how each of their fields is."""

from __future__ import annotations

from graph.types import fold
from loaders.extraction.finds import Agreement, Extraction, Meeting, Span
from loaders.scoring.fields import seconds_of
from loaders.scoring.gold import GoldAgreement, GoldMeeting, GoldRecord
from loaders.scoring.matching import jaccard, letters, match, touch
from loaders.scoring.measures import CLOSE, NEAR
from loaders.scoring.sheet import Sheet


def score_meetings(sheet: Sheet, extraction: Extraction) -> None:
    """Count meetings, and the fields of those that match."""
    golds, finds = sheet.gold.meetings, extraction.meetings
    outcome = match(golds, len(finds), lambda g, f: _weigh_meeting(sheet, golds[g], finds[f]))
    sheet.outcome("meetings", outcome, [_place(gold) for gold in golds], finds)
    for g, f in outcome.pairs:
        _compare_meeting(sheet, golds[g], finds[f])


def _weigh_meeting(sheet: Sheet, gold: GoldMeeting, find: Meeting) -> float:
    """Return how well they go together: the trigger above all, then evidence, then participants.

    The same trigger is enough. Without it, the one's trigger must lie in the other's evidence,
    somebody must be in both (or nobody named in one), and status or format be the same: a sentence
    on a call may tell of another meeting, too.
    """
    parts = sheet.who(find.participants)
    shared = max((jaccard(parts, people) for people in gold.participants), default=0.0)
    evidence = letters(gold.evidence, sheet.gold.text)
    alike = jaccard(evidence, letters(find.evidence, sheet.gold.text))
    if gold.trigger and gold.trigger.overlaps(find.trigger):
        return 4 + alike + 0.5 * shared
    told = touch((find.trigger,), gold.evidence) or (
        gold.trigger is not None and touch((gold.trigger,), find.evidence)
    )
    empty = not parts or not gold.participants or not all(gold.participants)
    same = find.status.value in gold.statuses or find.format in gold.formats
    if told and (shared > 0 or empty) and (same or not gold.statuses):
        return 1 + alike + 0.5 * shared
    return 0.0


def _compare_meeting(sheet: Sheet, gold: GoldMeeting, find: Meeting) -> None:
    span = find.evidence[0] if find.evidence else find.trigger
    sheet.parties("meetings: participants", sheet.who(find.participants), gold.participants, span)
    if gold.statuses:
        status = find.status.value
        note = f"{status}, not {gold.statuses[0]}"
        sheet.share("meetings: status", status in gold.statuses, span, note)
    if gold.formats:
        note = f"{find.format}, not {gold.formats[0]}"
        sheet.share("meetings: format", find.format in gold.formats, span, note)
    if gold.dates:
        when = (find.when.earliest, find.when.latest) if find.when else None
        note = f"{when}, not {gold.dates[0]}"
        sheet.share("meetings: date", date_is_right(gold, find), span, note)
    if gold.durations and (find.duration or gold.durations[0]):
        lasted = seconds_of(find.duration.value) if find.duration else None
        right = lasted in [seconds_of(value) for value in gold.durations]
        sheet.share("meetings: duration", right, span)
    if gold.places and (find.location or gold.places[0]):
        sheet.share("meetings: place", _place_is_right(gold, find), span)
    if gold.joint is not None:
        sheet.share("meetings: joint or separate", find.joint is gold.joint, span)


def date_is_right(gold: GoldMeeting, find: Meeting) -> bool:
    """Is a meeting's date right?

    Right are the gold's days, first and last; none where the gold has none or the publication's
    (what is stored then is the day of publication); and, where the gold's days are a reading by
    convention, a vague reading of the same words.
    """
    if find.when is None:
        return None in gold.dates or gold.published
    if (find.when.earliest, find.when.latest) in gold.dates:
        return True
    words = gold.date_words
    return gold.vague and find.when.vague and words is not None and words.overlaps(find.when.span)


def _place_is_right(gold: GoldMeeting, find: Meeting) -> bool:
    if find.location is None:
        return None in gold.places
    if gold.place_span and gold.place_span.overlaps(find.location.span):
        return True
    ours = set(fold(find.location.value).split())
    named = [set(fold(place).split()) for place in gold.places if place]
    return any(ours <= words or words <= ours for words in named)


def score_agreements(sheet: Sheet, extraction: Extraction) -> None:
    """Count agreements, and the fields of those that match."""
    golds, finds = sheet.gold.agreements, extraction.agreements
    outcome = match(golds, len(finds), lambda g, f: _weigh_agreement(sheet, golds[g], finds[f]))
    sheet.outcome("agreements", outcome, [_place(gold) for gold in golds], finds)
    for g, f in outcome.pairs:
        _compare_agreement(sheet, golds[g], finds[f])


def _weigh_agreement(sheet: Sheet, gold: GoldAgreement, find: Agreement) -> float:
    """Return how well they go together: the terms, the trigger, then evidence and parties.

    The same trigger is enough, or terms that share half their letters; several agreements may hang
    on one "agreed", told apart by their terms.
    """
    text = sheet.gold.text
    terms = _terms_shared(sheet, gold, find)
    same = gold.trigger is not None and gold.trigger.overlaps(find.trigger)
    if not same and terms < NEAR:
        return 0.0
    parties = max((jaccard(sheet.who(find.parties), p) for p in gold.parties), default=0.0)
    alike = jaccard(letters(gold.evidence, text), letters(find.evidence, text))
    return 2 * same + 3 * terms + alike + 0.5 * parties


def _compare_agreement(sheet: Sheet, gold: GoldAgreement, find: Agreement) -> None:
    span = find.evidence[0] if find.evidence else find.trigger
    sheet.parties("agreements: parties", sheet.who(find.parties), gold.parties, span)
    if gold.statuses:
        status = find.status.value
        note = f"{status}, not {gold.statuses[0]}"
        sheet.share("agreements: status", status in gold.statuses, span, note)
    if gold.bindings:
        binding = find.binding.value if find.binding else None
        note = f"{binding}, not {gold.bindings[0]}"
        sheet.share("agreements: binding", binding in gold.bindings, span, note)
    if gold.terms:
        shared = _terms_shared(sheet, gold, find)
        for least in (NEAR, CLOSE):
            figure = f"agreements: terms at {least}"
            sheet.share(figure, shared >= least, find.terms)


def _terms_shared(sheet: Sheet, gold: GoldAgreement, find: Agreement) -> float:
    text = sheet.gold.text
    ours = letters((find.terms,), text)
    return max((jaccard(letters(spans, text), ours) for spans in gold.terms), default=0.0)


def _place(gold: GoldRecord) -> Span:
    spans = (*gold.evidence, *((gold.trigger,) if gold.trigger else ()))
    return spans[0] if spans else Span(0, 0)
