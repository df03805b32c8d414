"""Tables of texts: .csv, .tsv and JSON Lines, a document a row. Read as a stream, row by row."""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

from loaders import Rejected
from loaders.reading.documents import (
    About,
    Asked,
    Document,
    Place,
    is_address,
    make_document,
    without_address,
)
from loaders.reading.encodings import NotText, encoding_by_mark, likely, refuse_binary
from loaders.reading.metadata import DateRefused, read_date

#: What columns are called, best first; capitals, spaces, "_" and "-" don't count.
COLUMNS: dict[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "fulltext", "articletext", "bodytext", "articlebody"),
    "summary": ("summary", "lead", "lede", "standfirst", "description", "abstract"),
    "title": ("headline", "title", "heading"),
    "published_at": (
        "publishedat",
        "published",
        "date",
        "datepublished",
        "publicationdate",
        "publishdate",
        "pubdate",
        "datetime",
    ),
    "source_url": ("url", "link", "sourceurl", "address", "href", "permalink"),
    "publisher": ("publisher", "source", "outlet", "sitename", "newspaper", "agency"),
    "licence": ("licence", "license"),
    "language": ("language", "lang"),
    "key": ("key", "id", "guid", "recordid", "recordkey"),
    "file": ("file", "filename"),
}

#: Cells that say "nothing" (R, pandas, databases).
_NOTHING = frozenset({"", "na", "n/a", "nan", "none", "null", "-"})

#: Between the parts of a text: headline, summary, body.
_BETWEEN = "\n\n"

_SEPARATORS = (",", ";", "\t", "|")


def read_table(path: Path, asked: Asked) -> Iterator[Document | Rejected]:
    """Yield a document a row of a .csv, .tsv, .jsonl or .ndjson file, or why a row can't be used.

    A text is the headline, the summary and the body, with a blank line between. A row's key is its
    address, else its key, else the file's name with title and date.
    """
    table = open_table(path, asked)
    if isinstance(table, Rejected):
        yield table
        return
    with table:
        if isinstance(table, _Separated) and (missing := table.lacks_text()):
            yield missing
            return
        for row in table.rows():
            yield row if isinstance(row, Rejected) else _read_row(row, asked, path.stem)


@dataclass(frozen=True)
class Row:
    """One record. cells: by our name of the column. headers: what the file calls the column."""

    cells: Mapping[str, str]
    headers: Mapping[str, str]
    place: Place

    def cell(self, name: str) -> str:
        """Return a cell, "" where it is missing or says "nothing" (NA, NaN, None)."""
        value = self.cells.get(name, "")
        return "" if value.strip().lower() in _NOTHING else value

    def header(self, name: str) -> str:
        """Return what the file calls a column, for messages."""
        return self.headers.get(name, name)


def _read_row(row: Row, asked: Asked, stem: str) -> Document | Rejected:
    summary, body = row.cell("summary"), row.cell("text")
    if not summary and not body:
        named = " and ".join(
            repr(row.header(name)) for name in ("summary", "text") if name in row.headers
        )
        return row.place.reject(f"has no text: {named} is empty, so the row was skipped")
    title = row.cell("title")
    try:
        published = read_date(row.cell("published_at"))
    except DateRefused as error:
        return row.place.reject(str(error), field=row.header("published_at"))
    address = row.cell("source_url").strip()
    about = without_address(
        About(
            title=title,
            publisher=row.cell("publisher"),
            published_at=published,
            source_url=address,
            licence=row.cell("licence"),
            language=row.cell("language"),
        )
    )
    # A link that is no address (a path within a site) still names the record.
    key = row.cell("key").strip() or ("" if is_address(address) else address)
    named = ": ".join((stem, " ".join(title.split()))) if title else f"{stem}:{row.place.line}"
    return make_document(
        _BETWEEN.join(part for part in (title, summary, body) if part),
        about,
        asked,
        row.place,
        key=key or (f"{named} ({published})" if published else named),
    )


# --- any table -----------------------------------------------------------------------------------


class Table:
    """An open table. columns: our names of the columns it has (none for JSON Lines: each line has
    its own). Use it in a `with`, which closes the file.
    """

    def __init__(self, path: Path, file: TextIO, asked: Asked) -> None:
        self.path, self.file, self.asked = path, file, asked
        self.columns: dict[str, int] = {}

    def __enter__(self) -> Table:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.file.close()

    def header(self, name: str) -> str:
        """Return what the file calls a column."""
        return name

    def rows(self) -> Iterator[Row | Rejected]:
        """Yield the rows, or why one can't be read; blank ones are left out."""
        raise NotImplementedError

    def place(self, line: int) -> Place:
        """Return a line of the file, for messages."""
        return Place(str(self.path), line)


def open_table(path: Path, asked: Asked) -> Table | Rejected:
    """Return the table in a file, its header read, or why there is none."""
    place = Place(str(path))
    unknown = [name for name in asked.columns if name not in COLUMNS]
    if unknown:
        return place.reject(
            f"can't have a column for {', '.join(map(repr, unknown))}; columns are for "
            f"{', '.join(COLUMNS)}",
            field="columns",
        )
    try:
        with path.open("rb") as begin:
            head = begin.read(4096)
        refuse_binary(head, nuls=True)
        # Bytes that are not UTF-8 become lone surrogates, so that only their row is lost.
        encoding = encoding_by_mark(head) or "utf-8"
        errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
        file = path.open(encoding=encoding, errors=errors, newline="")
    except OSError as error:
        return place.reject(f"can't be read: {error.strerror}")
    except NotText as error:
        return place.reject(str(error))
    if path.suffix.lower() in (".jsonl", ".ndjson"):
        return _JsonLines(path, file, asked)
    table = _Separated(path, file, asked)
    if (fault := table.open()) is not None:
        file.close()
        return fault
    return table


def _match(names: Iterable[str], asked: Mapping[str, str]) -> dict[str, str]:
    """Return which of `names` holds what: by what was asked, else by COLUMNS."""
    given = list(names)
    plain: dict[str, str] = {}
    for name in given:
        plain.setdefault(re.sub(r"[\W_]+", "", name.casefold()), name)
    found = {}
    for column, known in COLUMNS.items():
        if column in asked:
            if asked[column] in given:
                found[column] = asked[column]
        elif match := next((plain[name] for name in known if name in plain), None):
            found[column] = match
    return found


# --- .csv, .tsv ----------------------------------------------------------------------------------


class _TooLong(Exception):
    """A record is longer than the limit."""


class _Lines:
    """The lines of a file for csv.reader, which remembers those of the record it is reading.

    So a record that goes wrong (a quote left open swallows the rest of a file) costs itself only:
    reading goes on at the line after the one it begins on.
    """

    def __init__(self, file: TextIO, longest: int) -> None:
        self.file, self.longest = file, longest
        self.number = 0
        self.ahead: deque[str] = deque()
        self.begin()

    def begin(self) -> None:
        """A new record begins with the next line."""
        self.first, self.size, self.record = self.number + 1, 0, list[str]()

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        again = bool(self.ahead)
        line = self.ahead.popleft() if again else self.file.readline(self.longest + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.size += len(line)
        self.record.append(line)
        if self.size > self.longest:
            if not again:
                self._skip_rest(line)
            raise _TooLong
        return line

    def _skip_rest(self, line: str) -> None:
        while line and line[-1] not in "\r\n":
            line = self.file.readline(self.longest)

    def wind_back(self) -> None:
        """Go on at the second line of the record."""
        self.ahead.extendleft(reversed(self.record[1:]))
        self.number = self.first


class _Separated(Table):
    """A table with a header and separated fields, quoted by RFC 4180."""

    names: list[str]

    def open(self) -> Rejected | None:
        """Read the header: return None, or why it is none."""
        # Bodies are longer than the 131,072 characters that csv allows; _Lines has the limit.
        csv.field_size_limit(max(csv.field_size_limit(), self.asked.largest_line + 1))
        self.lines = _Lines(self.file, self.asked.largest_line)
        try:
            first = next((line for line in self.lines if line.strip()), "")
        except (_TooLong, UnicodeError):
            return self.place(1).reject("has no header: a table's first line names its columns")
        if not first:
            return self.place(0).reject("is empty")
        best: dict[str, str] = {}
        self.separator, self.names = ",", []
        separators = ("\t",) if self.path.suffix.lower() == ".tsv" else _SEPARATORS
        for separator in separators:
            try:
                names = [name.strip() for name in next(csv.reader([first], delimiter=separator))]
            except (csv.Error, StopIteration):
                continue
            matched = _match(names, self.asked.columns)
            if not self.names or len(matched) > len(best):
                best, self.names, self.separator = matched, names, separator
        for column, name in self.asked.columns.items():
            if name not in self.names:
                return self.place(self.lines.number).reject(
                    f"has no column {name!r} (asked for as {column}); {self._named()}"
                )
        self.headers = best
        self.columns = {column: self.names.index(name) for column, name in best.items()}
        return None

    def header(self, name: str) -> str:
        return self.headers.get(name, name)

    def lacks_text(self) -> Rejected | None:
        """Return why no text can be in it: it has no column for one."""
        if "text" in self.columns or "summary" in self.columns:
            return None
        return self.place(self.lines.number).reject(
            f"has no column with the text; {self._named()}. Say which one holds it "
            f"(columns text=NAME), or call it body"
        )

    def _named(self) -> str:
        shown = ", ".join(repr(name) for name in self.names[:20])
        more = f" and {len(self.names) - 20} more" if len(self.names) > 20 else ""
        return f"its columns are {shown}{more}"

    def rows(self) -> Iterator[Row | Rejected]:
        self.lines.begin()
        guessed = False
        for line, cells in self._records():
            place = self.place(line)
            if isinstance(cells, str):
                yield place.reject(cells)
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if any(_ESCAPED.search(cell) for cell in cells):
                guess = "" if guessed else likely(_as_bytes(cells))
                guessed = True
                yield place.reject(f"is not UTF-8; {guess}save the file as UTF-8 and load it again")
                continue
            while len(cells) > len(self.names) and not cells[-1].strip():
                cells.pop()
            if len(cells) != len(self.names):
                fields = "1 field" if len(cells) == 1 else f"{len(cells)} fields"
                yield place.reject(
                    f"has {fields} where the header has {len(self.names)}: look for a separator or "
                    f"a quotation mark too few or too many"
                )
                continue
            found = {column: cells[at] for column, at in self.columns.items()}
            yield Row(found, self.headers, place)

    def _records(self) -> Iterator[tuple[int, list[str] | str]]:
        """Yield the number of the line on which a record begins, and its fields or its fault."""
        while True:
            reader = csv.reader(self.lines, delimiter=self.separator, strict=True)
            try:
                for cells in reader:
                    line = self.lines.first
                    self.lines.begin()
                    yield line, cells
                return
            except _TooLong:
                fault = (
                    f"is a record longer than {self.asked.largest_line:,} characters: a quotation "
                    f'mark (") is left open, or split the text'
                )
            except csv.Error as error:
                fault = _csv_fault(str(error))
            yield self.lines.first, fault
            self.lines.wind_back()
            self.lines.begin()


def _csv_fault(said: str) -> str:
    if "end of data" in said:
        return 'begins a field with a quotation mark (") that is not closed: close it, or double it'
    if "expected after" in said:
        return 'has a quotation mark (") inside a field: write it twice ("")'
    return f"is not readable as a row of a table: {said}"


_ESCAPED = re.compile("[\udc80-\udcff]")


def _as_bytes(cells: list[str]) -> bytes:
    """Return the bytes that cells were decoded from."""
    return " ".join(cells).encode("utf-8", "surrogateescape")


# --- JSON Lines ----------------------------------------------------------------------------------


class _JsonLines(Table):
    """A JSON object a line."""

    def rows(self) -> Iterator[Row | Rejected]:
        number, empty, guessed = 0, True, False
        longest = self.asked.largest_line
        while line := self.file.readline(longest + 1):
            number += 1
            place = self.place(number)
            if len(line) > longest:
                while line and line[-1] not in "\r\n":
                    line = self.file.readline(longest)
                yield place.reject(f"is longer than {longest:,} characters: split the text")
                empty = False
                continue
            if not line.strip():
                continue
            empty = False
            if _ESCAPED.search(line):
                guess = "" if guessed else likely(_as_bytes([line]))
                guessed = True
                yield place.reject(f"is not UTF-8; {guess}save the file as UTF-8 and load it again")
                continue
            yield self._row(line, place)
        if empty:
            yield self.place(0).reject("is empty")

    def _row(self, line: str, place: Place) -> Row | Rejected:
        try:
            record = json.loads(line.rstrip())
        except json.JSONDecodeError as error:
            return place.reject(f"is not JSON (column {error.colno}: {error.msg})")
        except (ValueError, RecursionError):
            return place.reject("is not JSON that can be read: a number or the nesting is too big")
        if not isinstance(record, dict):
            return place.reject('is not a JSON object: a line looks like {"title": …, "text": …}')
        headers = _match(record, self.asked.columns)
        cells = {}
        for column, name in headers.items():
            value = _words(record[name])
            if value is None and column in ("text", "summary"):
                return place.reject("must be words, in quotation marks", field=name)
            cells[column] = value or ""
        if "text" not in headers and "summary" not in headers:
            shown = ", ".join(repr(name[:60]) for name in list(record)[:20]) or "none"
            return place.reject(
                f"has no field with the text; its fields are {shown}. Say which one holds it "
                f"(columns text=NAME), or call it body"
            )
        return Row(cells, headers, place)


def _words(value: Any) -> str | None:
    """Return a JSON value as a cell; None for what is no cell (an object, true)."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _BETWEEN.join(value)  # paragraphs
    return None
