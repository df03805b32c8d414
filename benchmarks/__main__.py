"""The command ``python -m benchmarks [NAME...]``: measure, print a table, keep it as JSON."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from playwright.sync_api import Browser

from benchmarks import extraction, loading, page
from benchmarks.figures import Figure, keep, last_medians, machine, table
from graph.database import Database, Settings
from tests.neo4j_server import Missing, neo4j_server


@contextlib.contextmanager
def embedded() -> Iterator[Database]:
    """Open an embedded database in a folder of its own, for one benchmark."""
    with tempfile.TemporaryDirectory(prefix="readout-bench-", ignore_cleanup_errors=True) as folder:
        with Database.connect(Settings(folder=Path(folder))) as database:
            yield database


@contextlib.contextmanager
def neo4j() -> Iterator[Database]:
    """Start a Neo4j Community server with a home of its own, for one benchmark."""
    with neo4j_server() as server, Database.connect(server.settings) as database:
        yield database


DATABASES = {"ArcadeDB embedded": embedded, "Neo4j Community": neo4j}
STORE: dict[str, Callable[[Database, str], list[Figure]]] = {
    "loading": loading.measure_loading,
    "hub": loading.measure_hub,
    "batches": loading.measure_batches,
}
PAGE: dict[str, Callable[[Browser], list[Figure]]] = {
    "page": page.measure_page,
    "run": page.measure_run,
}
TEXTS: dict[str, Callable[[], list[Figure]]] = {"extraction": extraction.measure_extraction}
#: What `make bench` runs; the rest only by name.
USUAL = ("loading", "hub", "page", "run", "extraction")


def main() -> None:
    """Run the benchmarks that are named, all of the usual ones by default."""
    known = [*STORE, *PAGE, *TEXTS]
    parser = argparse.ArgumentParser(description="Measure Readout against its bars.")
    parser.add_argument("name", nargs="*", help=f"of {', '.join(known)}")
    names = parser.parse_args().name or list(USUAL)
    if unknown := set(names) - set(known):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}")
    os.environ["NEO4J_URI"] = ""  # nobody's own database is measured, or written to
    logging.getLogger("streamlit").setLevel(logging.ERROR)
    began = time.monotonic()
    figures: list[Figure] = []
    try:
        for figure in _measure(names):
            figures.append(figure)
    finally:  # what was measured before something failed is worth seeing
        print(table(figures, last_medians()))
    for note in dict.fromkeys(f"- {f.what}: {f.note}" for f in figures if f.note):
        print(note)
    path = keep(figures)
    about = ", ".join(f"{name} {value}" for name, value in machine().items())
    print(f"\n{about}; {time.monotonic() - began:.0f} s in all. Kept as {path.name}.")


def _measure(names: Collection[str]) -> Iterator[Figure]:
    for on, opened in DATABASES.items():
        if wanted := [name for name in names if name in STORE]:
            with _or_not(on), opened() as database:
                for name in wanted:
                    _say(f"{name} on {on} ...")
                    yield from STORE[name](database, on)
    for name in names:
        if name in PAGE:
            with _or_not(name), page.chromium() as browser:
                _say(f"{name} ...")
                yield from PAGE[name](browser)
    for name in names:
        if name in TEXTS:
            _say(f"{name} ...")
            yield from TEXTS[name]()


@contextlib.contextmanager
def _or_not(what: str) -> Iterator[None]:
    """Leave a benchmark out, saying so, where this machine hasn't got what it needs."""
    try:
        yield
    except Missing as missing:
        _say(f"Not measured: {what}. {missing}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
