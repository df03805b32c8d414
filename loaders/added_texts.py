"""The folder of texts that were added in the page: a text, what is known of it, what was decided.

    texts/NAME.txt          exactly the text
    texts/NAME.meta.yaml    title, publisher, date, address (loaders/reading/sidecars.py)
    texts/NAME.review.yaml  what people decided about its finds (loaders/curation.py)

`python -m loaders articles FOLDER/texts --dataset added-texts` loads the same graph again. Every
file is written beside its place and then moved there, so that none is ever half there.
"""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from filelock import FileLock

from graph.embedded import data_folder
from graph.quotation import fingerprint
from loaders import Rejected
from loaders.reading import Asked, Document, read_documents
from loaders.reading.sidecars import SIDECAR

DATASET = "added-texts"
REVIEW = ".review.yaml"

#: How long a reader waits for another one's decision to be written.
_LOCK_SECONDS = 30.0
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,90}\Z")


@dataclass(frozen=True)
class Stored:
    """An added text. document: as reading the file gives it."""

    name: str
    document: Document


def texts_folder() -> Path:
    """Return the folder of the added texts; READOUT_DATA moves it (graph/embedded.py)."""
    return data_folder() / "texts"


def text_path(name: str) -> Path:
    """Return where the text of this name lies.

    Raises:
        ValueError: It is no name of an added text: it may come from a link.
    """
    if not _NAME.match(name):
        raise ValueError(f"{name[:80]!r} is no name of an added text")
    return texts_folder() / f"{name}.txt"


def review_path(name: str) -> Path:
    """Return where the decisions on the text of this name lie."""
    return text_path(name).with_name(name + REVIEW)


def name_of(document: Document) -> str:
    """Return what a text is called: its day, its title, and its own hash; the same text, one name.

    "2022-02-20-france-russia-agree-3f9a0c1b".
    """
    plain = unicodedata.normalize("NFKD", document.title).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:50].strip("-")
    parts = (document.published_at[:10], words, fingerprint(document.text)[:8])
    return "-".join(part for part in parts if part)


def find_same(text: str) -> str:
    """Return the name under which this very text lies here already, or ""."""
    ending = f"-{fingerprint(text)[:8]}"
    for path in sorted(texts_folder().glob("*.txt")):
        if f"-{path.stem}".endswith(ending) and _NAME.match(path.stem):
            return path.stem
    return ""


def store(document: Document) -> str:
    """Write a text and what is known of it; returns its name. The same text again changes nothing.

    Raises:
        OSError: The folder can't be written.
    """
    with locked():
        if same := find_same(document.text):
            return same
        name = name_of(document)
        # The text last: one without its sidecar would be read without its date.
        describe(name, document)
        write(text_path(name), document.text)
    return name


def describe(name: str, document: Document) -> None:
    """Write what is known of a text: its sidecar. Unknown fields are left out."""
    said = {
        "title": document.title,
        "publisher": document.publisher,
        "publishedAt": document.published_at,
        "sourceUrl": document.source_url,
        "licence": document.licence,
        "language": document.language,
    }
    body = yaml.safe_dump(
        {field: value for field, value in said.items() if value},
        allow_unicode=True,
        sort_keys=False,
        width=10_000,
    )
    write(text_path(name).with_name(name + SIDECAR), body)


def names() -> list[str]:
    """Return the names of all added texts, the one that was added last first."""
    found = [path for path in texts_folder().glob("*.txt") if _NAME.match(path.stem)]
    return [path.stem for path in sorted(found, key=_age, reverse=True)]


def _age(path: Path) -> tuple[float, str]:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime, path.stem
    return 0.0, path.stem


def read(name: str) -> Stored | Rejected:
    """Return the text of this name as any load of the folder reads it."""
    try:
        path = text_path(name)
    except ValueError as error:
        return Rejected(name[:80], 0, "", str(error))
    if not path.is_file():
        return Rejected(str(path), 0, "", "is not here any more")
    for found in read_documents(path, Asked()):
        return found if isinstance(found, Rejected) else Stored(name, found)
    return Rejected(str(path), 0, "", "holds no text")


def remove(name: str) -> None:
    """Delete a text, what is known of it and what was decided. Removing it twice is no error."""
    path = text_path(name)
    with locked():
        # The text first: a sidecar that is left is only reported, a text that is left is loaded.
        for each in (path, path.with_name(name + SIDECAR), review_path(name), behind_path(name)):
            each.unlink(missing_ok=True)


# ---- a graph that is behind ----------------------------------------------------------------------


def behind_path(name: str) -> Path:
    """Return the file that stands here while the graph doesn't say yet what the files do.

    Hidden, so that no load takes it for a text.
    """
    path = text_path(name)
    return path.with_name(f".{name}.behind")


def is_behind(name: str) -> bool:
    """Must this text be loaded (again)?"""
    return behind_path(name).exists()


# ---- writing -------------------------------------------------------------------------------------


@contextlib.contextmanager
def locked() -> Iterator[None]:
    """Hold the folder for one change: two readers' decisions on one text are both kept."""
    folder = texts_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(str(folder / ".texts.lock"), timeout=_LOCK_SECONDS):
        yield


def write(path: Path, text: str) -> None:
    """Put `text` at `path` in UTF-8, line ends untouched, all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
