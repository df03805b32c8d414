"""Article and Quotation: the words, where they stand, and how to check them.

Offsets count Unicode code points of the text as decoded, unnormalized, line ends untouched, start
included, end not (W3C Web Annotation, TextPositionSelector). A quotation is made from the text or
checked against it; it is kept character for character.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

#: Words kept before and after a quotation where the text's licence allows, in code points. A
#: sentence of news English is about 120 long, so a neighbour is mostly there whole.
CONTEXT = 140


def make_id(prefix: str, *values: str) -> str:
    """Return an id: `prefix`, a hyphen and 16 hex digits of the SHA-256 of the raw `values`.

    Values are joined by U+001F, which occurs in no name or address, so that ("ab", "c") and
    ("a", "bc") differ. 64 bits: with a million things the chance of one collision is 3 in 10⁸.
    """
    digest = hashlib.sha256("\x1f".join(values).encode()).hexdigest()
    return f"{prefix}-{digest[:16]}"


class QuoteNotFound(ValueError):
    """Words that do not stand in the text where they should; the message says what does."""


@dataclass(frozen=True)
class Article:
    """One version of a published text.

    id: made from its key and the text's fingerprint (`make`). key: its address, or, without one,
    its record's key; versions of one text share it.
    published_at: a date prefix, or a day with a clock time; "" if unknown.
    published_at_basis: "stated" or "inferred". text: None where it is not at hand or not kept.
    """

    id: str
    key: str
    title: str
    source_url: str
    publisher: str
    published_at: str
    published_at_basis: str
    language: str
    licence: str
    text_sha256: str
    retrieved_at: str = ""
    text: str | None = None

    @classmethod
    def make(
        cls,
        key: str,
        *,
        text_sha256: str,
        title: str,
        source_url: str = "",
        publisher: str = "",
        published_at: str = "",
        published_at_basis: str = "stated",
        language: str = "en",
        licence: str = "",
        retrieved_at: str = "",
        text: str | None = None,
    ) -> Article:
        """Return the article whose id is made from `key` (its address, or its record's key).

        A changed text at the same address has another fingerprint: a version of its own, whose
        quotations can't be mixed up with those of the text before.
        """
        return cls(
            make_id("article", key, text_sha256),
            key,
            title,
            source_url,
            publisher,
            published_at,
            published_at_basis,
            language,
            licence,
            text_sha256,
            retrieved_at,
            text,
        )

    def with_text(self, text: str) -> Article:
        """Return this article with its text; QuoteNotFound if the fingerprint is another's."""
        if fingerprint(text) != self.text_sha256:
            raise QuoteNotFound(
                f"the text is not the one that was curated: its SHA-256 begins "
                f"{fingerprint(text)[:12]}, the record says {self.text_sha256[:12]}"
            )
        return replace(self, text=text)

    def quote(self, start: int, end: int, *, context: int = CONTEXT) -> Quotation:
        """Return the quotation of `text[start:end]`, with up to `context` code points around it.

        Raises QuoteNotFound where the offsets lie outside the text, or no text is at hand.
        """
        if self.text is None:
            raise QuoteNotFound("no text is at hand to quote from")
        if not 0 <= start < end <= len(self.text):
            raise QuoteNotFound(
                f"offsets {start}–{end} are outside the text of {len(self.text)} characters"
            )
        return Quotation(
            self,
            self.text[start:end],
            start,
            end,
            self.text[max(0, start - context) : start],
            self.text[end : end + context],
        )


@dataclass(frozen=True)
class Quotation:
    """Exact words of an article: `article.text[start:end] == exact` wherever the text is at hand.

    prefix, suffix: the words before and after; "" where the licence doesn't allow to keep them.
    """

    article: Article
    exact: str
    start: int
    end: int
    prefix: str = ""
    suffix: str = ""

    @cached_property
    def id(self) -> str:
        """Made from the article's version, the place in it and the words kept around it."""
        place = str(self.start), str(self.end)
        return make_id("quotation", self.article.id, *place, self.exact, self.prefix, self.suffix)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of `text` in UTF-8, as 64 hex digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find_all(text: str, exact: str) -> Iterator[int]:
    """Yield every offset at which `exact` begins in `text`, overlaps included."""
    position = text.find(exact)
    while position >= 0:
        yield position
        position = text.find(exact, position + 1)


def locate(text: str, exact: str, start: int | None = None) -> int:
    """Return the offset at which `exact` stands in `text`.

    With `start` it must stand exactly there. Without, it must occur once. Nothing is matched
    loosely: case, white space and quotation marks count. Raises QuoteNotFound, saying where else
    the words stand or what stands there instead.
    """
    if not exact:
        raise QuoteNotFound("the quote is empty")
    if start is None:
        found = list(find_all(text, exact))
        if len(found) == 1:
            return found[0]
        if not found:
            raise QuoteNotFound(f"the words {_shorten(exact)} are not in the text")
        places = ", ".join(map(str, found[:5]))
        raise QuoteNotFound(
            f"the words {_shorten(exact)} stand in the text {len(found)} times, at {places}: "
            "give `start`"
        )
    if text[start : start + len(exact)] == exact and start >= 0:
        return start
    elsewhere = ", ".join(map(str, list(find_all(text, exact))[:5]))
    raise QuoteNotFound(
        f"the words {_shorten(exact)} are not at {start}: there stands "
        f"{_shorten(text[max(start, 0) : max(start, 0) + len(exact)])}"
        + (f"; they are at {elsewhere}" if elsewhere else "; they are nowhere in the text")
    )


def verify(quotation: Quotation) -> str:
    """Return what is wrong with a quotation whose article's text is at hand, or ""."""
    text = quotation.article.text
    if text is None:
        return ""
    if fingerprint(text) != quotation.article.text_sha256:
        return "the article's text does not match its SHA-256"
    if text[quotation.start : quotation.end] != quotation.exact:
        return f"text[{quotation.start}:{quotation.end}] is not the quoted words"
    return ""


def _shorten(words: str) -> str:
    return repr(words if len(words) <= 60 else words[:57] + "…")
