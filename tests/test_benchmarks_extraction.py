"""The benchmark of extraction still runs, at a tiny size, and measures what it says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import extraction
from benchmarks.__main__ import TEXTS, USUAL
from loaders.scoring.texts import Text

TEXT = "Emmanuel Macron spoke with Vladimir Putin on Sunday. They agreed to stay in contact.\n"


def test_it_is_part_of_make_bench() -> None:
    assert set(TEXTS) == {"extraction"}
    assert "extraction" in USUAL


def test_the_figures(tmp_path: Path) -> None:
    for number in range(14):
        (tmp_path / f"{number:02}.txt").write_text(TEXT * (1 + number % 3), "utf-8")
    texts = [Text(TEXT * 3, published="2022-02-20")]
    figures = extraction.measure_speed(texts, "these", rounds=2)
    figures += extraction.measure_folder(tmp_path, jobs=2)
    by_name = {figure.what.removeprefix("extraction: "): figure for figure in figures}
    assert by_name["all stages, with the parser alone as 1"].at_least == 0.5
    assert len(by_name["one process"].samples) == 2
    assert by_name["many texts"].note.startswith("14 texts")
    assert by_name["memory at the end, against after the first texts"].at_most == 1.3
    assert all(sample > 0 for figure in figures for sample in figure.samples)


def test_our_own_texts_are_there() -> None:
    assert len(list(extraction.OWN.glob("*.txt"))) >= 20


def test_a_text_that_can_t_be_read_is_no_measurement(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("", "utf-8")
    with pytest.raises(AssertionError, match="can't be read"):
        extraction.measure_folder(tmp_path)


def test_memory_is_held_against_the_early_texts() -> None:
    flat = extraction._memory([0.5] * 100 + [1.0] * 634)
    grown = extraction._memory([1.0] * 200 + [1.5] * 534)
    assert (flat[0].samples, flat[0].holds) == ((1.0,), True)
    assert (grown[0].samples, grown[0].holds) == ((1.5,), False)
    assert "after 200 texts" in flat[0].note


@pytest.mark.skipif(not extraction.PROC.exists(), reason="this system has no /proc")
def test_the_resident_size_holds_what_processes_below_hold() -> None:
    code = "held = bytearray(b'x') * 300_000_000; print('held', flush=True); input()"
    before = extraction.resident()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with_child = extraction.resident()
        alone = extraction.resident(child.pid)
        child.communicate("\n")
    assert alone > 0.27
    assert with_child - before > 0.25
    assert extraction.resident(os.getpid()) < with_child - 0.2
