"""The texts that a gold annotates, found by their SHA-256 in folders, .txt and .csv files."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

#: Where the corpus keeps articles, releases among them; its other folders hold no articles.
CORPUS_FOLDERS = ("articles", "data/articles_public", "data/readouts_kremlin_ukraine")
#: A CSV with one of each is a table of articles.
_TITLES = ("headline", "title")
_BODIES = ("body", "text")
#: How a table writes that a cell is empty.
_EMPTY = ("", "NA")
_LONGEST_CELL = 10_000_000


@dataclass(frozen=True, slots=True)
class Text:
    """An article's text as decoded, line ends untouched, and what is known of it.

    published: as the table gives it, "" if unknown. link: its address, "" if unknown. publisher:
    as the table beside it names it, else the host of its address. origin: the file's name.
    """

    text: str
    title: str = ""
    published: str = ""
    publisher: str = ""
    link: str = ""
    origin: str = ""


def default_texts() -> list[Path]:
    """Return the folders of the corpus that hold articles: of READOUT_CORPUS, else `../shared`."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    corpus = Path(os.environ.get("READOUT_CORPUS") or beside).expanduser()
    return [corpus / name for name in CORPUS_FOLDERS]


def find_texts(places: Sequence[Path], wanted: frozenset[str]) -> dict[str, Text]:
    """Return the texts whose SHA-256 (hex, of the text as UTF-8) is wanted, by it.

    `places` are folders, searched to the bottom, or files. A .txt file's own text wins over a
    table's row with the same text, since a table beside it tells its title and publisher.
    """
    found: dict[str, Text] = {}
    for text in read_texts(places):
        digest = hashlib.sha256(text.text.encode()).hexdigest()
        if digest in wanted:
            found.setdefault(digest, text)
    return found


def read_texts(places: Sequence[Path]) -> Iterator[Text]:
    """Yield every text of the places: first the .txt files, then the tables' rows, by name.

    A file that is no UTF-8 is passed over: its offsets could not be counted.
    """
    files = [file for place in places for file in _files(place)]
    for file in files:
        if file.suffix == ".txt":
            try:
                text = file.read_bytes().decode("utf-8")
            except UnicodeDecodeError:
                continue
            about = _row_beside(file)
            yield _text(text, about, file.name)
    for file in files:
        if file.suffix == ".csv":
            yield from _rows(file)


def _files(place: Path) -> list[Path]:
    if place.is_dir():
        return sorted(p for p in place.rglob("*") if p.suffix in (".txt", ".csv") and p.is_file())
    return [place] if place.is_file() else []


def _text(text: str, about: Mapping[str, str], origin: str) -> Text:
    link = _cell(about, "link", "url", "sourceUrl")
    title = _cell(about, *_TITLES) or text.lstrip().partition("\n")[0].strip()
    publisher = _cell(about, "publisher") or (urlsplit(link).hostname or "")
    return Text(text, title, _cell(about, "date", "published"), publisher, link, origin)


def _row_beside(file: Path) -> dict[str, str]:
    """Return the row of the folder's index.csv that is about the file; empty without one."""
    index = file.with_name("index.csv")
    if index.is_file():
        for row in _table(index):
            if row.get("file") == file.name:
                return row
    return {}


def _rows(file: Path) -> Iterator[Text]:
    """Yield each row as a text: headline, summary, body, those there are, an empty line between."""
    for row in _table(file):
        if not any(n in row for n in _TITLES) or not any(n in row for n in _BODIES):
            return
        parts = (_cell(row, *_TITLES), _cell(row, "summary"), _cell(row, *_BODIES))
        yield _text("\n\n".join(part for part in parts if part), row, file.name)


def _table(file: Path) -> Iterator[dict[str, str]]:
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                yield {name: cell or "" for name, cell in row.items() if isinstance(name, str)}
    except (UnicodeDecodeError, csv.Error):
        return
    finally:
        csv.field_size_limit(before)


def _cell(row: Mapping[str, str], *names: str) -> str:
    for name in names:
        if row.get(name, "") not in _EMPTY:
            return row[name]
    return ""
