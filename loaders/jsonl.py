"""Readout JSON Lines: what --dry-run and export write, read back (docs/records.md)."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from graph.records import Decoder, RecordRefused
from graph.statement import clean
from graph.types import ValueRefused
from loaders import Complete, Item, Options, Rejected


def read(path: Path, options: Options) -> Iterator[Item]:
    """Yield the statements of a .jsonl file; "-" reads standard input.

    The units that the file speaks of are taken as read to their end.
    """
    if str(path) == "-":
        yield from read_lines(sys.stdin.buffer, "standard input")
        return
    try:
        with path.open("rb") as file:
            yield from read_lines(file, str(path))
    except OSError as error:
        yield Rejected(str(path), 0, "", f"can't be read: {error.strerror}")


def read_lines(lines: Iterable[bytes], name: str) -> Iterator[Item]:
    """Yield the statements of lines; a bad line is rejected by its number, the rest is kept."""
    decoder = Decoder()
    units: dict[tuple[str, str], None] = {}
    rejected = 0
    empty = True
    for number, raw in enumerate(lines, 1):
        if not raw.strip():
            continue
        empty = False
        try:
            statement = decoder.decode(raw.decode("utf-8"))
            if statement is None:
                continue
            statement = clean(statement)
        except UnicodeDecodeError as error:
            rejected += 1
            yield Rejected(name, number, "", f"is not UTF-8 (byte {error.start} of the line)")
        except (RecordRefused, ValueRefused) as error:
            rejected += 1
            yield Rejected(name, number, "", str(error))
        else:
            units[statement.dataset, statement.unit] = None
            yield statement
    if empty:
        yield Rejected(name, 0, "", "is empty")
    if not rejected:
        # With a bad line nobody knows whose statement it was, so nothing is forgotten.
        for dataset, unit in units:
            yield Complete(dataset, unit, about=decoder.datasets.get(dataset, {}))
    yield from decoder.former
