"""What a person types, pastes, uploads or points at in the page -> a Document, or why not.

Every refusal is one plain sentence that says what to do, and nothing is saved then.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import PurePath

from graph.captions import capital
from graph.types import INSTANT, URL, ValueRefused
from loaders import Rejected
from loaders.extraction.dates import guess_publication
from loaders.reading import Asked, Document, read_documents
from loaders.reading.documents import About, Place, make_document
from loaders.reading.pages import read_markup
from loaders.reading.plain import read_words

#: Texts are read one at a time here; several are for the command line.
TEXT_ENDINGS = (".txt",)
PAGE_ENDINGS = (".html", ".htm")
NOTHING_SAVED = "nothing was saved."
#: Set to 1, addresses of this computer and its network are read, too: for tests, and for a
#: newsroom whose texts lie on a server of its own.
ALLOW_PRIVATE = "READOUT_ALLOW_PRIVATE"

_MARK = "\ufeff"
_LONGEST = 500


@dataclass(frozen=True)
class Typed:
    """What stands in the form. way: "paste", "file" or "address".

    published: ISO day or "". address: of the source; for the way "address", the page to read.
    """

    way: str
    text: str = ""
    file_name: str = ""
    content: bytes = b""
    address: str = ""
    title: str = ""
    publisher: str = ""
    published: str = ""


@dataclass(frozen=True)
class Refused:
    """Why nothing was added: one sentence for a person."""

    sentence: str


def read_typed(typed: Typed, environ: Mapping[str, str] = os.environ) -> Document | Refused:
    """Return the document that the form describes, or why there is none. Saves nothing."""
    asked = Asked(
        title=typed.title.strip(),
        publisher=typed.publisher.strip(),
        published_at=typed.published,
        source_url=typed.address.strip() if typed.way != "address" else "",
        allow_private=environ.get(ALLOW_PRIVATE) == "1",
    )
    if fault := fault_of(asked):
        return Refused(fault)
    if typed.way == "file":
        found = _read_file(typed, asked)
    elif typed.way == "address":
        found = _read_address(typed.address.strip(), asked)
    else:
        found = _read_paste(typed.text, asked)
    if isinstance(found, Rejected):
        return Refused(sentence_of(found, typed.way))
    if isinstance(found, Document) and found.text.startswith(_MARK):
        # Read from a file again, it would be the encoding's mark and all offsets were one off.
        return replace(found, text=found.text.removeprefix(_MARK))
    return found


def fault_of(asked: Asked | Document) -> str:
    """Return what is wrong with the fields beside the text, as a sentence; "" if nothing is."""
    if any("\0" in each or len(each) > _LONGEST for each in (asked.title, asked.publisher)):
        return f"Title and publisher can't be longer than {_LONGEST} characters; {NOTHING_SAVED}"
    if asked.source_url:
        try:
            URL.clean(asked.source_url)
        except ValueRefused:
            return f"The source's address must begin with http:// or https://; {NOTHING_SAVED}"
    if asked.published_at:
        try:
            INSTANT.clean(asked.published_at)
        except ValueRefused:
            return f"The date of publication can't be read; {NOTHING_SAVED}"
    return ""


def _read_paste(text: str, asked: Asked) -> Document | Rejected | Refused:
    if not text.strip():
        return Refused(f"Paste a text first; {NOTHING_SAVED}")
    return make_document(
        text.removeprefix(_MARK), About(), asked, Place("the text"), key="pasted text"
    )


def _read_file(typed: Typed, asked: Asked) -> Document | Rejected | Refused:
    if not typed.file_name:
        return Refused(f"Choose a file first; {NOTHING_SAVED}")
    path = PurePath(typed.file_name)
    ending = path.suffix.lower()
    if ending not in (*TEXT_ENDINGS, *PAGE_ENDINGS):
        kind = f"{ending[1:].upper()} files" if ending else "Files without an ending"
        return Refused(
            f"{kind} are not read here, only single texts (.txt, .html). Copy its text and paste "
            f"it instead; {NOTHING_SAVED}"
        )
    if not typed.content.strip():
        return Refused(f"This file is empty; {NOTHING_SAVED}")
    limit = asked.largest_page
    if len(typed.content) > limit:
        return Refused(
            f"This file is larger than {limit / 1_000_000:g} MB, which is no article; "
            f"{NOTHING_SAVED}"
        )
    place = Place(path.name)
    if ending in TEXT_ENDINGS:
        return read_words(typed.content, About(), asked, place, key=path.stem)
    return read_markup(typed.content, About(), asked, place, key=path.stem)


def _read_address(address: str, asked: Asked) -> Document | Rejected | Refused:
    if not address:
        return Refused(f"Write the page's address first; {NOTHING_SAVED}")
    if "://" not in address:
        address = f"https://{address}"
    if not address.lower().startswith(("http://", "https://")):
        return Refused(
            f"Only addresses that begin with http:// or https:// are read; {NOTHING_SAVED}"
        )
    found = list(read_documents(address, asked))
    documents = [each for each in found if isinstance(each, Document)]
    if len(found) > 1:
        return Refused(
            f"This address is a list of {len(found)} texts. Give the address of one of them; "
            f"{NOTHING_SAVED}"
        )
    if documents:
        return documents[0]
    refused = [each for each in found if isinstance(each, Rejected)]
    return refused[0] if refused else Refused(f"There is no text at this address; {NOTHING_SAVED}")


def sentence_of(rejected: Rejected, way: str) -> str:
    """Return why a text was rejected as a sentence of its own, with what to do."""
    reason = rejected.reason.strip().rstrip(".")
    if not reason[:1].islower():
        ends = "nothing was saved" in reason.lower()
        return f"{reason}." if ends else f"{reason}; {NOTHING_SAVED}"
    what = {"file": "This file", "address": "This page"}.get(way, "This text")
    return capital(f"{what} {reason}; {NOTHING_SAVED}")


@dataclass(frozen=True)
class Guess:
    """A day of publication that nothing states. day: ISO. reason: what it was taken from."""

    day: str
    reason: str


def guess_day(text: str) -> Guess | None:
    """Return the day of publication that is taken where nobody states one; None without any."""
    found = guess_publication(text)
    return Guess(found.value, found.note) if found is not None else None
