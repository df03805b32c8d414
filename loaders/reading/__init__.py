"""Reading texts of every kind: files, folders, tables, feeds, pages and addresses -> Documents.

`read_documents` is the front door. It knows no graph and extracts nothing; what can't be read is a
Rejected that names file, line, what is wrong and what to do.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from loaders import Rejected
from loaders.reading.documents import About, Asked, Document, Place
from loaders.reading.plain import read_plain, read_words
from loaders.reading.sidecars import INDEX, SIDECAR, Index, read_index, read_sidecar
from loaders.reading.tables import read_table

__all__ = ["ENDINGS", "Asked", "Document", "is_fetchable", "read_documents"]

_TEXTS = (".txt",)
_PAGES = (".html", ".htm")
_TABLES = (".csv", ".tsv", ".jsonl", ".ndjson")
_FEEDS = (".xml", ".rss", ".atom")

#: The endings of files that are read.
ENDINGS = (*_TEXTS, *_PAGES, *_TABLES, *_FEEDS)

_YAML = (".yaml", ".yml")
_REVIEW = ".review.yaml"
# "https:/host" is what pathlib makes of an address.
_ADDRESS = re.compile(r"(https?):/+(?=[^/])", re.IGNORECASE)


def is_fetchable(path: str | Path) -> bool:
    """Is `path` an http or https address, even one that went through pathlib?"""
    return _ADDRESS.match(str(path)) is not None


def read_documents(path: str | Path, asked: Asked | None = None) -> Iterator[Document | Rejected]:
    """Yield the documents in a file, in a folder and all below it, or at an address.

    What can't be used is a Rejected, and reading goes on; nothing that a file or a server holds
    raises. Texts that are not English are rejected as such. Who says what about a text: `asked`
    wins over NAME.meta.yaml beside it, that over the folder's index.csv, that over the file.
    """
    asked = asked or Asked()
    if faults := asked.faults(str(path)):
        yield from faults
        return
    if is_fetchable(path):
        yield from _read_address(_ADDRESS.sub(r"\1://", str(path), count=1), asked)
        return
    path = Path(path)
    try:
        if path.is_dir():
            yield from _read_folder(path, asked)
            return
        if not path.is_file():
            reason = "is no file that can be read" if path.exists() else "does not exist"
            yield Rejected(str(path), 0, "", reason)
            return
    except (OSError, ValueError):
        yield Rejected(str(path), 0, "", "is no name of a file or folder")
        return
    if path.suffix.lower() not in ENDINGS:
        yield Rejected(
            str(path), 0, "", f"is not read; texts are in files that end in {', '.join(ENDINGS)}"
        )
        return
    index = read_index(path.parent, asked)
    if path.name == INDEX and index is not None:
        yield Rejected(
            str(path), 0, "", "lists texts and holds none: load the folder that it lies in"
        )
        return
    yield from _read_file(path, asked, index)


def _read_file(path: Path, asked: Asked, index: Index | None) -> Iterator[Document | Rejected]:
    ending = path.suffix.lower()
    if ending in (*_TABLES, *_FEEDS):
        if fault := _of_one_text(asked, str(path)):
            yield fault
        elif ending in _TABLES:
            yield from read_table(path, asked)
        else:
            from loaders.reading.feeds import read_feed

            yield from read_feed(path, asked)
        return
    beside = read_sidecar(path)
    listed = index.entries.get(path.name, About()) if index else About()
    if isinstance(beside, Rejected):
        yield beside
    elif isinstance(listed, Rejected):
        yield listed
    elif ending in _TEXTS:
        yield read_plain(path, beside.over(listed), asked)
    else:
        from loaders.reading.pages import read_page

        yield read_page(path, beside.over(listed), asked)


def _of_one_text(asked: Asked, file: str) -> Rejected | None:
    """Return why `asked` can't be meant: it names one text, and there are several."""
    for name in ("title", "source_url"):
        if getattr(asked, name):
            return Rejected(
                file, 0, name, "is of one text, and this may hold several: leave it out"
            )
    return None


def _read_folder(folder: Path, asked: Asked) -> Iterator[Document | Rejected]:
    if fault := _of_one_text(asked, str(folder)):
        yield fault
        return
    indexes: dict[Path, Index | None] = {}
    left_out: list[str] = []
    read = False
    for file in _files(folder):
        if file.parent not in indexes:
            indexes[file.parent] = index = read_index(file.parent, asked)
            if index is not None:
                yield from index.faults
                yield from index.missing()
        index = indexes[file.parent]
        if file.name == INDEX and index is not None:
            continue
        if file.suffix.lower() in ENDINGS:
            read = True
            yield from _read_file(file, asked, index)
        elif file.name.endswith(SIDECAR):
            if not _describes(file, file.name.removesuffix(SIDECAR)):
                name = file.name.removesuffix(SIDECAR)
                yield Rejected(str(file), 0, "", f"describes no text: no {name}.txt beside it")
        elif file.name.endswith(_REVIEW):
            continue  # what people decided about the finds (loaders/decisions.py)
        elif not (file.suffix.lower() in _YAML and _describes(file, file.stem)):
            left_out.append(file.relative_to(folder).as_posix())
    if left_out:
        named = ", ".join(left_out[:5]) + (" …" if len(left_out) > 5 else "")
        yield Rejected(
            str(folder), 0, "", f"files of other kinds were left out ({len(left_out)}): {named}"
        )
    if not read:
        yield Rejected(
            str(folder),
            0,
            "",
            f"holds no text; texts are in files that end in {', '.join(ENDINGS)}",
        )


def _describes(file: Path, name: str) -> bool:
    """Is there a text or page of this name beside a sidecar or a file of curated records?"""
    return any(file.with_name(name + ending).is_file() for ending in (*_TEXTS, *_PAGES))


def _files(folder: Path) -> list[Path]:
    """Return the files of a folder and all below it, in the order of their paths.

    Links to folders are not followed, so no loop is walked; hidden files and folders (".git")
    and what is no file (a pipe) are left out.
    """
    found = []
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = (Path(root) / name for name in names if not name.startswith("."))
        found += [path for path in paths if path.is_file()]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def _read_address(url: str, asked: Asked) -> Iterator[Document | Rejected]:
    from loaders.reading.addresses import FEED_TYPES, TEXT_TYPES, Unreadable, fetch

    fetched = fetch(url, asked)
    if isinstance(fetched, Unreadable):
        yield Rejected(url, 0, "", fetched.reason)
        return
    place = Place(url)
    about = About(source_url=fetched.url)
    if fetched.content_type in FEED_TYPES:
        if fault := _of_one_text(asked, url):
            yield fault
            return
        from loaders.reading.feeds import read_entries

        yield from read_entries(
            fetched.content, asked, url, key=fetched.url, charset=fetched.encoding
        )
    elif fetched.content_type in TEXT_TYPES:
        yield read_words(
            fetched.content, about, asked, place, key=fetched.url, charset=fetched.encoding
        )
    else:
        from loaders.reading.pages import read_markup

        yield read_markup(
            fetched.content,
            about,
            asked,
            place,
            key=fetched.url,
            charset=fetched.encoding,
            address=fetched.url,
        )
