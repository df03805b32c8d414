"""Plain texts (.txt): one file, one document, its characters untouched."""

from __future__ import annotations

from pathlib import Path

from loaders import Rejected
from loaders.reading.documents import About, Asked, Document, Place, make_document
from loaders.reading.encodings import NotText, decode_text

#: UTF-32 takes four bytes a character, no encoding takes more.
_BYTES_A_CHARACTER = 4


def read_plain(path: Path, about: About, asked: Asked) -> Document | Rejected:
    """Return the document in a text file: UTF-8, or UTF-16 with its byte order mark.

    about: what sidecar and index say of it. Nothing in the file is taken for its date or its
    publisher; its title is the first line where that looks like a headline.
    """
    place = Place(str(path))
    raw = read_bytes(path, _BYTES_A_CHARACTER * (asked.largest_text + 1), place)
    if isinstance(raw, Rejected):
        return raw
    return read_words(raw, about, asked, place, key=path.stem)


def read_words(
    raw: bytes, about: About, asked: Asked, place: Place, *, key: str, charset: str = ""
) -> Document | Rejected:
    """Return the document in the bytes of a plain text, wherever they come from.

    charset: what a server called its encoding; it counts where the bytes are not UTF-8.
    """
    try:
        text = decode_text(raw, charset)
    except NotText as error:
        return place.reject(str(error))
    return make_document(text, about, asked, place, key=key)


def read_bytes(path: Path, largest: int, place: Place) -> bytes | Rejected:
    """Return a file's bytes, or why they can't be used: unreadable, empty, above `largest`."""
    try:
        # Asked for one byte more, not for its size: a file may grow, and a pipe has none.
        with path.open("rb") as file:
            raw = file.read(largest + 1)
    except OSError as error:
        return place.reject(f"can't be read: {error.strerror}")
    if len(raw) > largest:
        return place.reject(
            f"is larger than {largest / 1_000_000:g} MB, which is no article: split it, or raise "
            f"the limit"
        )
    if not raw.strip():
        return place.reject("is empty")
    return raw
