"""One document's extraction held against its gold: counts for every figure, and what went wrong.

How a record is matched is told at the function that does it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from loaders.extraction.finds import Extraction, Span
from loaders.scoring.alignment import align
from loaders.scoring.claims import score_claims
from loaders.scoring.events import score_agreements, score_meetings
from loaders.scoring.figures import Tally
from loaders.scoring.gold import Gold
from loaders.scoring.mentions import lists_first_only, score_mentions
from loaders.scoring.sheet import Fault, Sheet
from loaders.scoring.times import score_times


@dataclass(frozen=True)
class DocumentScore:
    """What one document scored.

    tallies: counts by figure. rules: (right, all) of each rule's finds. evidence: (valid, all) of
    the spans of all finds, an empty `evidence` counting as one that isn't. first_only: the gold
    lists first mentions only.
    """

    name: str
    half: str
    tallies: dict[str, Tally]
    rules: dict[str, tuple[int, int]]
    evidence: tuple[int, int]
    faults: tuple[Fault, ...]
    first_only: bool


def score_document(gold: Gold, extraction: Extraction) -> DocumentScore:
    """Hold an extraction against the gold of its text; sections that the gold lacks don't count."""
    sheet = Sheet(gold, align(gold, extraction))
    for section, score in (
        ("actors", score_mentions),
        ("meetings", score_meetings),
        ("agreements", score_agreements),
        ("claims", score_claims),
        ("time_expressions", score_times),
    ):
        if section in gold.known:
            score(sheet, extraction)
    return DocumentScore(
        gold.name,
        gold.half,
        sheet.tallies,
        sheet.rules,
        check_evidence(extraction, gold.text),
        tuple(sheet.faults),
        "actors" in gold.known and lists_first_only(gold),
    )


def check_evidence(extraction: Extraction, text: str) -> tuple[int, int]:
    """Return how many spans lie in the text and hold words, and how many there are.

    Every span of an extraction is looked at, wherever it stands; a find without any evidence
    counts as one span that holds none.
    """
    spans = list(_spans(extraction))
    valid = sum(0 <= s.start < s.end <= len(text) and bool(s.of(text).strip()) for s in spans)
    without = sum(not find.evidence for find in extraction.finds)
    return valid, len(spans) + without


def _spans(value: object) -> Iterator[Span]:
    if isinstance(value, Span):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _spans(each)
    elif is_dataclass(value):
        for field in fields(value):
            yield from _spans(getattr(value, field.name))
