"""What the tests of reading share: texts, and short ways to say what a path gives."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from loaders import Rejected
from loaders.reading import Asked, Document, read_documents

SPOKE = "The two leaders spoke by phone on Sunday and agreed to go on working for peace."
NEWS = f"Leaders speak by phone\n\n{SPOKE}\n"
RUSSIAN = "Владимир Путин провёл телефонный разговор с Президентом Французской Республики."
FRENCH = "Le Président s'est entretenu hier à Paris avec le président américain, a-t-on appris."

Write = Callable[[str, "str | bytes"], Path]


def writer(folder: Path) -> Write:
    """Return what writes a file of a folder; text goes in as UTF-8, line ends untouched."""

    def to(name: str, content: str | bytes) -> Path:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    return to


def one(path: str | Path, **asked: object) -> Document:
    """Read the one document at `path`."""
    found = list(read_documents(path, Asked(**asked)))  # type: ignore[arg-type]
    assert len(found) == 1, found
    assert isinstance(found[0], Document), found[0]
    return found[0]


def refusal(path: str | Path, **asked: object) -> str:
    """Return the one message about `path`, without the folder."""
    found = list(read_documents(path, Asked(**asked)))  # type: ignore[arg-type]
    assert len(found) == 1, found
    assert isinstance(found[0], Rejected), found[0]
    return str(found[0]).replace(str(Path(path).parent) + "/", "")


def split(path: Path, **asked: object) -> tuple[list[Document], list[str]]:
    """Return the documents at `path`, and the messages."""
    found = list(read_documents(path, Asked(**asked)))  # type: ignore[arg-type]
    messages = [str(each) for each in found if isinstance(each, Rejected)]
    return [each for each in found if isinstance(each, Document)], messages
