"""Calendar expressions and durations: found, and the days right."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.extraction.finds import Extraction, Span
from loaders.scoring.fields import seconds_of
from loaders.scoring.figures import Tally
from loaders.scoring.gold import GoldTime
from loaders.scoring.matching import assign
from loaders.scoring.sheet import Sheet

#: Weekdays and terms that are near the day of publication, in words alone.
_NEAR = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tonight|yesterday|tomorrow"
    r"|(?:this|next|last|past|previous|coming|following|current)\s+"
    r"(?:morning|afternoon|evening|night|day|week|weekend|month|quarter|spring|summer|autumn|fall"
    r"|winter|year)s?)\b",
    re.IGNORECASE,
)


def score_times(sheet: Sheet, extraction: Extraction) -> None:
    """Count calendar expressions and durations, matched by overlap of their spans.

    The days of an expression are right if the first and the last are the gold's. Weekdays and near
    terms ("yesterday", "next week") are counted over all of the gold's, so one missed is wrong.
    What the gold calls vague ("in the coming days") has days by convention only: right is what we
    call vague, too, and whose days share one with the gold's.
    """
    golds = [time for time in sheet.gold.times if not time.duration]
    ours = extraction.times
    pairs = _pairs([g.span for g in golds], [t.span for t in ours])
    _count(sheet, "times", golds, [t.span for t in ours], pairs)
    for place, gold in enumerate(golds):
        if gold.borderline or gold.days is None:
            continue
        found = ours[pairs[place]] if place in pairs else None
        days = (found.earliest, found.latest) if found else None
        note = f"{days}, not {gold.days}"
        if gold.vague:
            near = found is not None and days is not None and found.vague
            right = near and days is not None and _share_a_day(days, gold.days)
            sheet.share("times: vague terms", right, gold.span, note)
            continue
        if found:
            sheet.share("times: days of those found", days == gold.days, gold.span, note)
        words = gold.span.of(sheet.gold.text)
        if _NEAR.search(words) and not any(c.isdigit() for c in words):
            sheet.share("times: weekdays and near terms", days == gold.days, gold.span, note)
    _score_durations(sheet, extraction)


def _score_durations(sheet: Sheet, extraction: Extraction) -> None:
    """Count durations: right is a span that overlaps the gold's, of the same length of time."""
    golds = [time for time in sheet.gold.times if time.duration]
    ours = extraction.durations
    pairs = _pairs([g.span for g in golds], [d.span for d in ours])
    same = {
        g: d
        for g, d in pairs.items()
        if golds[g].borderline or seconds_of(golds[g].duration) == seconds_of(ours[d].value)
    }
    _count(sheet, "durations", golds, [d.span for d in ours], same)


def _count(
    sheet: Sheet,
    figure: str,
    golds: Sequence[GoldTime],
    ours: Sequence[Span],
    pairs: dict[int, int],
) -> None:
    right = sum(not golds[g].borderline for g in pairs)
    missed = [g for g, gold in enumerate(golds) if g not in pairs and not gold.borderline]
    false = [o for o in range(len(ours)) if o not in pairs.values()]
    sheet.add(figure, Tally(right, len(false), right, len(missed)))
    for g in missed:
        sheet.fault("missed", figure, golds[g].span)
    for o in false:
        sheet.fault("false", figure, ours[o])


def _pairs(golds: Sequence[Span], ours: Sequence[Span]) -> dict[int, int]:
    return dict(assign([[_shared(g, o) for o in ours] for g in golds]))


def _shared(one: Span, other: Span) -> float:
    both = min(one.end, other.end) - max(one.start, other.start)
    return both / (max(one.end, other.end) - min(one.start, other.start)) if both > 0 else 0.0


def _share_a_day(one: tuple[str, str], other: tuple[str, str]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]
