"""Extraction is as good as docs/extraction-quality.md says, on the gold of tests/gold.

A figure may differ by two points: a processor that rounds otherwise may parse a sentence otherwise.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loaders.extraction.extractor import extract
from loaders.scoring import Scores, as_markdown, score, score_calls, score_rejects

ROOT = Path(__file__).resolve().parent.parent
GOLD = ROOT / "tests" / "gold"
TOLERANCE = 0.02
_ROW = re.compile(r"^\| ([^|]+?) \| [^|]+ \| (\d\.\d{3}) \([^|]*\) \| (\d\.\d{3}) ", re.MULTILINE)


@pytest.fixture(scope="module")
def scores(corpus: Path) -> Scores:
    folders = [GOLD / "texts", corpus / "data" / "articles_public"]
    return score(GOLD, [*folders, corpus / "data" / "readouts_kremlin_ukraine"], extract)


def bars(report: str) -> dict[str, tuple[float, float]]:
    """Return the figures of the table of bars: test half and tuning half, by name."""
    return {name: (float(test), float(tune)) for name, test, tune in _ROW.findall(report)}


def test_every_gold_text_is_read(scores: Scores) -> None:
    assert scores.problems == ()
    assert len(scores.documents) == len(list(GOLD.glob("*.json"))) >= 25
    assert sum(document.half == "test" for document in scores.documents) >= 10


def test_every_span_holds_words_of_its_text(scores: Scores) -> None:
    valid, count = scores.evidence()
    assert valid == count > 1_000


def test_the_figures_are_those_of_the_document(scores: Scores) -> None:
    written = bars((ROOT / "docs" / "extraction-quality.md").read_text("utf-8"))
    measured = bars(as_markdown(scores, "the test"))
    assert len(written) > 10
    assert written.keys() == measured.keys()
    for name, figures in written.items():
        for said, found in zip(figures, measured[name], strict=True):
            assert found >= said - TOLERANCE, name


def test_the_calls_of_the_headlines(corpus: Path) -> None:
    folder = corpus / "data" / "readouts_kremlin_ukraine"
    tables = sorted(folder.glob("*_before_2022-02-21.csv"))
    calls = score_calls(folder / "gold_calls_from_headlines.csv", tables, extract)
    assert calls.check.met, calls.misses


def test_what_was_rejected_did_not_take_place(corpus: Path) -> None:
    sentences = corpus / "data" / "plover_polecat" / "PLOVER_GSR_CAMEO.json"
    rejects = score_rejects(sentences, extract)
    assert len(rejects.false) <= 1, rejects.false
