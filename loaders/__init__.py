"""Where statements come from. Imports graph only.

A loader reads one path and yields `Item`s: Statements, what it rejected, ids that things had
before, which data sets are to be settled, and, for each unit (an article or a file) that it read to
its end, a `Complete`. It writes nothing: loaders/load.py does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from graph.records import Former
from graph.statement import Statement

if TYPE_CHECKING:
    from loaders.reading import Asked


@dataclass(frozen=True)
class Options:
    """What a person may ask of a load. keep_text: store the article's text in the graph.

    records: the curated records of the texts, where they don't lie beside them. dataset: whose the
    statements are; "" = named after the path. asked: what is stated about the texts. model: the
    language model's package, "none", or "" for the usual one. jobs: processes; 0 = one a core.
    """

    keep_text: bool = True
    records: Path | None = None
    dataset: str = ""
    asked: Asked | None = None
    model: str = ""
    jobs: int = 0
    plugins: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """Something that could not be used.

    file, line (from 1; 0 unknown), field, reason: for a person. dataset, unit, record_id: the
    record (or, ending in "/", all records of an article) whose last good version stays in the
    graph; "" if unknown.
    """

    file: str
    line: int
    field: str
    reason: str
    dataset: str = ""
    unit: str = ""
    record_id: str = ""

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field + ': ' if self.field else ''}{self.reason}"


@dataclass(frozen=True)
class Complete:
    """A unit was read to its end, so what it no longer says may go.

    records: prefix of the record ids that were read; "" for all of the unit's. about: title,
    publisher and licence of its data set. texts: SHA-256 of the texts it was read with.
    """

    dataset: str
    unit: str
    records: str = ""
    about: dict[str, str] = field(default_factory=dict)
    texts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settle:
    """What follows of this data set are texts' own accounts, to be settled before it is written.

    Yielded before the data set's first statement. Each meeting of it is its record's own thing
    (`graph.candidates.own_id`); loaders/settling.py decides which of them are one.
    """

    dataset: str


Item = Statement | Rejected | Complete | Former | Settle


class Loader(Protocol):
    """Reads one path. The module's first docstring line says what for, in the list of loaders."""

    def read(self, path: Path, options: Options) -> Iterator[Item]:
        """Yield what is in `path`; never raises for what a file holds, but rejects it."""
