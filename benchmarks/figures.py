"""What a benchmark gives: samples with a bar, a table of them, and the last run to compare with."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Figure:
    """One thing measured, in one run.

    what: in words. on: which database or program. unit: "ms", "s", "" or, for a ratio, "times ...".
    samples: what was measured; the median is the figure. at_least, at_most: the bar, where there is
    one. note: what it takes to read the figure rightly.
    """

    what: str
    on: str
    unit: str
    samples: tuple[float, ...]
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""

    @property
    def median(self) -> float:
        """The figure."""
        return float(median(self.samples))

    @property
    def holds(self) -> bool | None:
        """Is the bar kept? None where there is none."""
        if self.at_least is None and self.at_most is None:
            return None
        over = self.at_least is None or self.median >= self.at_least
        return over and (self.at_most is None or self.median <= self.at_most)

    def as_json(self) -> dict[str, Any]:
        """Return the figure as it is kept."""
        return {
            "what": self.what,
            "on": self.on,
            "unit": self.unit,
            "median": self.median,
            "low": min(self.samples),
            "high": max(self.samples),
            "samples": len(self.samples),
            "atLeast": self.at_least,
            "atMost": self.at_most,
            "holds": self.holds,
            "note": self.note,
        }


def ratios(slow: Sequence[float], fast: Sequence[float]) -> tuple[float, ...]:
    """Return how many times longer each of `slow` took than the `fast` measured next to it."""
    return tuple(a / b for a, b in zip(slow, fast, strict=True))


def machine() -> dict[str, Any]:
    """Describe the machine in general terms, and how busy it was with other things."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cores": os.cpu_count(),
        "memoryGB": round(memory),
        "system": platform.system(),
        "python": platform.python_version(),
        "busy": round(os.getloadavg()[0], 1),
    }


def table(figures: Iterable[Figure], last: Mapping[tuple[str, str], float]) -> str:
    """Return the figures as a table in Markdown; `last`: medians of the run before."""
    heads = ("measured", "on", "median", "range", "bar", "", "last time")
    rows = [heads]
    for figure in figures:
        before = last.get((figure.what, figure.on))
        rows.append(
            (
                figure.what,
                figure.on,
                f"{_number(figure.median)} {figure.unit}".strip(),
                _range(figure),
                _bar(figure),
                {True: "holds", False: "MISSED", None: ""}[figure.holds],
                "" if before is None else _number(before),
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
    lines = [
        "| " + " | ".join(f"{cell:{w}}" for cell, w in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value):,}"
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _range(figure: Figure) -> str:
    if len(figure.samples) == 1:
        return ""
    low, high = min(figure.samples), max(figure.samples)
    return f"{_number(low)} – {_number(high)} of {len(figure.samples)}"


def _bar(figure: Figure) -> str:
    if figure.at_least is not None:
        return f"at least {_number(figure.at_least)}"
    return "" if figure.at_most is None else f"at most {_number(figure.at_most)}"


def last_medians(folder: Path = RESULTS) -> dict[tuple[str, str], float]:
    """Return the medians of the runs kept in `folder`, of each figure the newest."""
    found: dict[tuple[str, str], float] = {}
    for path in sorted(folder.glob("*.json")):
        for each in json.loads(path.read_text("utf-8"))["figures"]:
            found[each["what"], each["on"]] = each["median"]
    return found


def keep(figures: Iterable[Figure], folder: Path = RESULTS) -> Path:
    """Write the figures of a run as JSON, named by the time, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    run = {
        "when": now.isoformat(timespec="seconds"),
        "machine": machine(),
        "figures": [figure.as_json() for figure in figures],
    }
    path = folder / f"{now:%Y-%m-%dT%H%M%SZ}.json"
    path.write_text(json.dumps(run, indent=1, ensure_ascii=False) + "\n", "utf-8")
    return path
