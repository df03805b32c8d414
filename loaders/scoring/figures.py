"""Precision, recall, F1 and shares, with what chance leaves open: a bootstrap over documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: How often the documents are drawn anew; enough for a 95 % interval steady to the second digit.
RESAMPLES = 1_000
#: Fixed, so that the same counts always give the same interval.
SEED = 20220220
#: Fewer documents or fewer records than this: the interval says little, and the report says so.
FEW_DOCUMENTS = 5
FEW_RECORDS = 20

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one figure in one document or in several.

    right, wrong: finds that match the gold, and that don't. hit, missed: records of the gold that
    were found, and that weren't. For a share (how many of the matched have the right status) only
    right and wrong are used. right and hit differ where a find matches a record of another class
    (a quotation taken for a paraphrase). What is borderline is in none of the four.
    """

    right: int = 0
    wrong: int = 0
    hit: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.right + other.right,
            self.wrong + other.wrong,
            self.hit + other.hit,
            self.missed + other.missed,
        )

    @property
    def empty(self) -> bool:
        """Is there nothing to count?"""
        return self == Tally()

    @property
    def precision(self) -> float | None:
        """Share of the finds that are right; None without finds. Of a share, the share itself."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else None

    @property
    def recall(self) -> float | None:
        """Share of the gold that was found; None without gold."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both; 0 where one is 0 or undefined; None without finds and gold."""
        if self.empty:
            return None
        precision, recall = self.precision or 0.0, self.recall or 0.0
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def tally_sets(found: frozenset[str], gold: frozenset[str]) -> Tally:
    """Return the counts of a set of ids held against the gold's set."""
    both = len(found & gold)
    return Tally(both, len(found - gold), both, len(gold - found))


def tally_share(*rights: bool) -> Tally:
    """Return the counts of a share: how many of `rights` are true."""
    return Tally(right=sum(rights), wrong=len(rights) - sum(rights))


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure over several documents.

    share: only precision means anything, and is the share. documents: how many of them have
    something to count. intervals: 95 %, by measure; absent where fewer than two documents count.
    """

    tally: Tally
    share: bool
    documents: int
    intervals: dict[str, Interval]

    def value(self, measure: str) -> float | None:
        """Return precision, recall, f1, or share."""
        measure = "precision" if measure == "share" else measure
        value: float | None = getattr(self.tally, measure)
        return value

    def interval(self, measure: str) -> Interval | None:
        """Return the 95 % interval of a measure, or None."""
        return self.intervals.get("precision" if measure == "share" else measure)

    @property
    def small(self) -> bool:
        """Do too few documents or records stand behind it to lean on it?"""
        records = self.tally.right + self.tally.wrong
        if not self.share:
            records = max(records, self.tally.hit + self.tally.missed)
        return self.documents < FEW_DOCUMENTS or records < FEW_RECORDS


def total(tallies: Sequence[Tally]) -> Tally:
    """Return the sum of the counts."""
    whole = Tally()
    for each in tallies:
        whole += each
    return whole


def make_figure(tallies: Sequence[Tally], share: bool) -> Figure:
    """Return the figure of one tally a document, with its intervals."""
    counting = sum(not each.empty for each in tallies)
    intervals = bootstrap(tallies) if counting > 1 else {}
    return Figure(total(tallies), share, counting, intervals)


def bootstrap(
    tallies: Sequence[Tally], resamples: int = RESAMPLES, seed: int = SEED
) -> dict[str, Interval]:
    """Return the 95 % interval of precision, recall and f1, documents drawn with replacement.

    Percentile method (Efron, Tibshirani: An Introduction to the Bootstrap, 1993, chapter 13). A
    draw in which a measure is undefined is left out of that measure.
    """
    counts = np.array([(t.right, t.wrong, t.hit, t.missed) for t in tallies], dtype=np.float64)
    draws = np.random.default_rng(seed).integers(0, len(counts), size=(resamples, len(counts)))
    right, wrong, hit, missed = counts[draws].sum(axis=1).T
    precision, recall = _ratio(right, right + wrong), _ratio(hit, hit + missed)
    p, r = np.nan_to_num(precision), np.nan_to_num(recall)
    f1 = np.nan_to_num(_ratio(2 * p * r, p + r))
    f1[right + wrong + hit + missed == 0] = np.nan
    found = {}
    for name, values in (("precision", precision), ("recall", recall), ("f1", f1)):
        defined = values[~np.isnan(values)]
        if len(defined):
            low, high = np.percentile(defined, [2.5, 97.5])
            found[name] = (float(low), float(high))
    return found


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    none = np.full_like(whole, np.nan)
    return np.divide(part, whole, out=none, where=whole > 0)
