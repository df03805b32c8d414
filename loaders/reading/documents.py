"""What reading yields: a Document; and what a person, a sidecar or the file itself says about it.

Nothing here reads a file. `make_document` is the one place where a text becomes a Document, so that
every kind of file passes the same checks: length, broken characters, language, dates, addresses.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from graph.types import INSTANT, URL, ValueRefused
from loaders import Rejected
from loaders.reading.languages import ENGLISH, decide_language, language_name
from loaders.reading.metadata import headline_of, publisher_of


@dataclass(frozen=True)
class Document:
    """One text, with what is known of it.

    text: as decoded, line ends untouched, nothing normalised; a byte order mark is the encoding's
    and no part of it, so offsets count from behind it. published_at: an ISO date, or a day with
    the clock time as the publisher shows it (no zone); "" if not stated. key: the address, else the
    record's key, else the file's name without ending. language: ISO 639 code. file, line: where it
    came from; line counts from 1, 0 is the whole file. retrieved_at: as the caller stated it.
    """

    text: str
    title: str
    publisher: str
    published_at: str
    source_url: str
    key: str
    language: str
    licence: str
    file: str
    line: int
    retrieved_at: str = ""


@dataclass(frozen=True)
class About:
    """What somebody says about a text: a person, a sidecar, an index, or the file itself.

    "" is: says nothing. The fields are those of Document.
    """

    title: str = ""
    publisher: str = ""
    published_at: str = ""
    source_url: str = ""
    licence: str = ""
    language: str = ""

    def over(self, other: About) -> About:
        """Return what this says, and what `other` says where this says nothing."""
        return About(**{f.name: getattr(self, f.name) or getattr(other, f.name) for f in _ABOUT})


_ABOUT = fields(About)


@dataclass(frozen=True)
class Asked(About):
    """What a person may state, and the limits of reading. Stated values win over all others.

    language: believed as it stands, where otherwise the text decides. columns: which column of a
    table holds what ("text" -> "Body"); see tables.COLUMNS. retrieved_at: ISO, for Document.
    allow_private: let `fetch` reach addresses of this computer and its network.
    largest_text: characters of one text. largest_line: characters of one record of a table.
    largest_page: bytes of a page or feed, fetched or in a file. timeout: seconds for one address.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    retrieved_at: str = ""
    allow_private: bool = False
    largest_text: int = 2_000_000
    largest_line: int = 5_000_000
    largest_page: int = 5_000_000
    timeout: float = 20.0

    def faults(self, file: str) -> list[Rejected]:
        """Return what can't be used of it, as rejections of `file`; [] if all is well."""
        found = []
        for name, value, kind in (
            ("published_at", self.published_at, INSTANT),
            ("retrieved_at", self.retrieved_at, INSTANT),
            ("source_url", self.source_url, URL),
        ):
            if reason := value and _refused(value, kind):
                found.append(Rejected(file, 0, name, reason))
        return found


@dataclass(frozen=True)
class Place:
    """Where a text stands. file; line: from 1, 0 unknown; field: a part of the file ("entry 3")."""

    file: str
    line: int = 0
    field: str = ""

    def reject(self, reason: str, *, field: str = "") -> Rejected:
        """Return a rejection of this place."""
        return Rejected(self.file, self.line, field or self.field, reason)


def make_document(
    text: str, about: About, asked: Asked, place: Place, *, key: str
) -> Document | Rejected:
    """Return the document of `text`, or why it can't be used.

    about: what sidecar, index and file say, already laid over each other. asked wins over it. key:
    used where no address is known. Without a title it is the text's headline, else `key`.
    """
    if not text.strip():
        return place.reject("holds no text: paste or save the article's words and load it again")
    if len(text) > asked.largest_text:
        return place.reject(
            f"is a text of {len(text):,} characters; more than {asked.largest_text:,} is no "
            f"article: split it, or raise the limit"
        )
    said = About.over(asked, about)
    for name, value in (("", text), *((f.name, getattr(said, f.name)) for f in _ABOUT)):
        if reason := broken_characters(value):
            return place.reject(reason, field=name)
    if said.source_url and (reason := _refused(said.source_url, URL)):
        return place.reject(reason, field="source_url")
    if said.published_at and (reason := _refused(said.published_at, INSTANT)):
        return place.reject(reason, field="published_at")
    language = decide_language(text, stated=said.language, certain=bool(asked.language))
    if language != ENGLISH:
        return place.reject(
            f"is in {language_name(language)} ({language}); only English is read for now, so it "
            f"was skipped"
        )
    return Document(
        text=text,
        title=said.title.strip() or headline_of(text) or key,
        publisher=said.publisher.strip() or publisher_of(said.source_url),
        published_at=said.published_at,
        source_url=said.source_url,
        key=said.source_url or key,
        language=language,
        licence=said.licence.strip(),
        file=place.file,
        line=place.line,
        retrieved_at=asked.retrieved_at,
    )


def broken_characters(text: str) -> str:
    """Return what is wrong with the characters of `text`; "" if nothing is."""
    if "\0" in text:
        return "holds NUL characters, so it is no text: save it as plain text in UTF-8"
    if found := _SURROGATE.search(text):
        return (
            f"holds half a character (U+{ord(found[0]):04X} at {found.start():,}): save it as "
            f"UTF-8 and load it again"
        )
    return ""


_SURROGATE = re.compile("[\ud800-\udfff]")


def without_address(about: About) -> About:
    """Return `about` without an address that is none (a relative link of a table, "n/a")."""
    if about.source_url and _refused(about.source_url, URL):
        return replace(about, source_url="")
    return about


def is_address(value: str) -> bool:
    """Is `value` an http or https address?"""
    return bool(value) and not _refused(value, URL)


def _refused(value: str, kind: object) -> str:
    assert kind in (INSTANT, URL)
    try:
        (INSTANT if kind is INSTANT else URL).clean(value)
    except ValueRefused as error:
        return str(error)
    return ""
