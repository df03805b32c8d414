"""News feeds (.xml, .rss, .atom): RSS and Atom, a document an entry. Nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax import SAXParseException

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
from loaders.reading.encodings import NotText, refuse_binary
from loaders.reading.metadata import DateRefused, host_of, known_publisher, read_date
from loaders.reading.pages import words_of
from loaders.reading.plain import read_bytes

_BETWEEN = "\n\n"

#: A feed needs no entities of its own; bombs ("billion laughs") do.
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def read_feed(path: Path, asked: Asked) -> Iterator[Document | Rejected]:
    """Yield the entries of a feed in a file."""
    place = Place(str(path))
    raw = read_bytes(path, asked.largest_page, place)
    if isinstance(raw, Rejected):
        yield raw
        return
    yield from read_entries(raw, asked, str(path), key=path.stem)


def read_entries(
    raw: bytes, asked: Asked, file: str, *, key: str, charset: str = ""
) -> Iterator[Document | Rejected]:
    """Yield a document an entry of the feed in `raw`, or why there is none.

    An entry's text is its title and its content (else its summary: many feeds carry no more than
    that). Its key is its link, else its id, else `key` with the title. charset: what the server
    called its encoding.
    """
    place = Place(file)
    try:
        refuse_binary(raw)
    except NotText as error:
        yield place.reject(str(error))
        return
    if _ENTITY.search(raw.replace(b"\0", b"")):
        yield place.reject("defines entities of its own, which feeds don't need: it is not read")
        return
    feed = _parse(raw, charset)
    if feed is None or not feed.get("version"):
        yield place.reject("is no feed (RSS or Atom), and other XML is not read as texts")
        return
    entries = feed.get("entries") or []
    about = feed.get("feed") or {}
    for number, entry in enumerate(entries, 1):
        yield _read_entry(entry, about, asked, Place(file, 0, f"entry {number}"), key)
    broken = feed.get("bozo_exception")
    if isinstance(broken, SAXParseException):
        # feedparser writes an XML declaration on a line before what has none.
        line = (broken.getLineNumber() or 0) - (b"<?xml" not in raw.replace(b"\0", b"")[:100])
        yield Rejected(
            file,
            max(line, 0),
            "",
            f"is broken XML ({broken.getMessage()}), read as far as it could be (entries: "
            f"{len(entries)}): load the feed again, or mend that line",
        )
    elif not entries:
        yield place.reject("is a feed without entries")


def _parse(raw: bytes, charset: str) -> Any:
    import feedparser

    headers = {"content-type": f"application/xml; charset={charset}"} if charset else {}
    try:
        # A stream: given a string, feedparser would take it for an address or a file's name.
        # Markup is not cleaned nor are links completed: words_of keeps words only.
        return feedparser.parse(
            io.BytesIO(raw),
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception:
        # It parses anything loosely, in ways that fail loosely too; what it can't take is no feed.
        return None


def _read_entry(entry: Any, feed: Any, asked: Asked, place: Place, key: str) -> Document | Rejected:
    title = words_of(_text(entry, "title")).replace(_BETWEEN, " ")
    body = _body(entry)
    if not body:
        return place.reject("has no text, so it was skipped")
    address = _text(entry, "link").strip()
    stated = _text(entry, "published") or _text(entry, "updated")
    try:
        published = read_date(stated)
    except DateRefused:
        published = ""  # Of a feed nobody is asked to mend it; undated is shown as such.
    about = without_address(
        About(
            title=title,
            publisher=known_publisher(address) or _text(feed, "title") or host_of(address),
            published_at=published,
            source_url=address,
            licence=_licence(entry) or _licence(feed),
            language=_text(entry, "language") or _text(feed, "language"),
        )
    )
    record = _text(entry, "id").strip() or ("" if is_address(address) else address)
    named = f"{key}: {title}" if title else f"{key}: {place.field}"
    return make_document(
        _BETWEEN.join(part for part in (title, body) if part),
        about,
        asked,
        place,
        key=record or (f"{named} ({published})" if published else named),
    )


def _body(entry: Any) -> str:
    """Return the longest of an entry's contents and its summary, as words."""
    pieces = [*(entry.get("content") or []), entry.get("summary_detail") or {}]
    bodies = [_words(piece) for piece in pieces if isinstance(piece, dict)]
    return max(bodies, key=len, default="") or words_of(_text(entry, "summary"))


def _words(piece: Any) -> str:
    value = piece.get("value")
    if not isinstance(value, str):
        return ""
    if piece.get("type") == "text/plain":
        return value.strip()
    return words_of(value)


def _licence(node: Any) -> str:
    """Return the address of the licence that an entry or a feed links to."""
    links = (node.get("links") or []) if isinstance(node, dict) else []
    return next((_text(link, "href") for link in links if _text(link, "rel") == "license"), "")


def _text(node: Any, name: str) -> str:
    """Return a text of an entry or a feed; "" where there is none.

    By dict.get: feedparser's own get() answers for `updated` with `published`, and warns of it.
    """
    value = dict.get(node, name) if isinstance(node, dict) else None
    return value if isinstance(value, str) else ""
