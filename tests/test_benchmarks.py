"""The benchmarks still run: each at a tiny size. How long anything took is not asked here."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks import loading, page
from benchmarks.figures import Figure, keep, last_medians, ratios, table
from benchmarks.synthetic import Crisis
from graph.database import Database
from graph.statement import Statement, validate


def check(figures: list[Figure]) -> None:
    """Every figure has samples, and they are numbers that a duration or a ratio can be."""
    assert figures
    for figure in figures:
        assert figure.samples, figure.what
        assert all(math.isfinite(each) and each >= 0 for each in figure.samples), figure.what
    assert len(table(figures, {}).splitlines()) == len(figures) + 2


def test_the_crisis_is_the_same_every_time_and_valid() -> None:
    crisis = Crisis(events=20, actors=10)
    items = list(crisis.items())
    assert items == list(crisis.items())
    statements = [item for item in items if isinstance(item, Statement)]
    assert len(statements) == 2 * 10 + 20 * crisis.statements_per_event
    assert len({statement.id for statement in statements}) == len(statements)
    assert not [fault for statement in statements for fault in validate(statement)]


def test_a_part_of_the_crisis_is_a_part_of_the_whole() -> None:
    crisis = Crisis(events=20, actors=10)
    parts = [s for begin in range(0, 20, 4) for s in crisis.meetings(begin, begin + 4)]
    assert parts == list(crisis.meetings(0, 20))


@pytest.mark.parametrize("measure", [loading.measure_hub, loading.measure_batches])
def test_store_benchmarks(database: Database, measure: object) -> None:
    check(measure(database, "here", 24))  # type: ignore[operator]


def test_loading_benchmark(database: Database) -> None:
    figures = loading.measure_loading(database, "here", 24, batch=50)
    check(figures)
    assert [f.samples for f in figures if f.what.startswith("transactions")] == [(0.0,)]


def test_page_benchmark(browser: Browser) -> None:
    check(page.measure_page(browser, meetings=24, rounds=1, changes=2, clicks=2))


def test_run_benchmark(browser: Browser) -> None:
    check(page.measure_run(browser, rounds=1, uncounted=0))


def test_a_bar_is_held_against_the_median() -> None:
    assert Figure("a", "b", "ms", (1, 2, 900), at_most=2).holds
    assert not Figure("a", "b", "ms", (1, 3, 3), at_most=2).holds
    assert Figure("a", "b", "times", ratios((10, 20, 30), (1, 1, 1)), at_least=20).holds
    assert Figure("a", "b", "ms", (1,)).holds is None


def test_the_table_compares_with_the_last_run(tmp_path: Path) -> None:
    keep([Figure("loading", "here", "ms", (7.0, 8.0, 9.0), at_most=5)], tmp_path)
    last = last_medians(tmp_path)
    assert last == {("loading", "here"): 8.0}
    line = table([Figure("loading", "here", "ms", (4.0,), at_most=5)], last).splitlines()[-1]
    assert [cell.strip() for cell in line.strip("|").split("|")] == [
        "loading",
        "here",
        "4 ms",
        "",
        "at most 5",
        "holds",
        "8",
    ]
