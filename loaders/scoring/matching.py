"""Matching one to one: finds with records, actors with actors, spans with spans."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment  # type: ignore[import-untyped]

from loaders.extraction.finds import Span
from loaders.scoring.gold import GoldRecord

_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?\Z")


def assign(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the (row, column) pairs, one to one, of the greatest total weight.

    A weight of 0 or less forbids the pair. Pairs come in the order of the rows.
    """
    if not weights or not weights[0]:
        return []
    matrix = np.array(weights, dtype=np.float64)
    matrix[matrix < 0] = 0
    rows, columns = linear_sum_assignment(matrix, maximize=True)
    return [
        (int(r), int(c)) for r, c in zip(rows, columns, strict=True) if matrix[int(r), int(c)] > 0
    ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How finds and records came together, all by their place in their lists.

    pairs: (record, find) matched and counted. excused: finds that match a borderline record.
    missed: records not found, one for a group. false: finds that match nothing.
    """

    pairs: tuple[tuple[int, int], ...]
    excused: tuple[int, ...]
    missed: tuple[int, ...]
    false: tuple[int, ...]


def match(
    records: Sequence[GoldRecord], finds: int, weight: Callable[[int, int], float]
) -> Outcome:
    """Match records of the gold with as many `finds`; weight(record, find), 0 where they can't.

    A borderline record excuses the find that matches it, and is never missed. Of a group of
    records that share one mention, none is missed once one is found, and all together count as
    one miss. A find that fits a clear record as well as a borderline one goes to the clear one.
    """
    # The clear record's bonus is smaller than any difference that a weight means.
    weights = [
        [w + (0.0 if record.borderline else 1e-6) if w > 0 else 0.0 for w in row]
        for record, row in (
            (record, [weight(r, f) for f in range(finds)]) for r, record in enumerate(records)
        )
    ]
    matched = assign(weights)
    pairs = tuple((r, f) for r, f in matched if not records[r].borderline)
    excused = tuple(f for r, f in matched if records[r].borderline)
    found = {records[r].group for r, _ in matched if records[r].group}
    paired = {r for r, _ in matched}
    missed = []
    for r, record in enumerate(records):
        if r in paired or record.borderline or (record.group and record.group in found):
            continue
        if record.group:
            found.add(record.group)
        missed.append(r)
    used = {f for _, f in matched}
    return Outcome(pairs, excused, tuple(missed), tuple(f for f in range(finds) if f not in used))


def bare(span: Span, text: str) -> Span:
    """Return a mention's span without a leading "the" and a possessive ending."""
    words = span.of(text)
    article = _ARTICLE.match(words)
    start = span.start + (article.end() if article else 0)
    ending = _POSSESSIVE.search(words)
    end = span.end - (len(words) - ending.start() if ending else 0)
    return Span(start, end) if start < end else span


def letters(spans: Sequence[Span], text: str) -> frozenset[int]:
    """Return the places of letters and digits in the spans; marks and spaces don't count."""
    return frozenset(
        place for span in spans for place in range(span.start, span.end) if text[place].isalnum()
    )


def jaccard(one: frozenset[object], other: frozenset[object]) -> float:
    """Return what two sets share, from 0 to 1; 0 where both are empty."""
    return len(one & other) / len(one | other) if one or other else 0.0


def touch(spans: Sequence[Span], others: Sequence[Span]) -> bool:
    """Does any span of the one overlap any of the other?"""
    return any(span.overlaps(other) for span in spans for other in others)
