"""Paragraphs, sentences and quoted words of a text, told apart before anything is parsed.

All spans count code points of the text as decoded. Everything here is linear in its length.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.extraction.finds import Span

#: No sentence of a news text is longer; one that is (a list, a table, a text without full stops)
#: is cut at white space, so that a parse stays small.
LONGEST_SENTENCE = 1_000

# From a line's beginning only, and nothing given back: a line of spaces is walked over once.
_BLOCK = re.compile(r"(?m:^)[^\S\n]*+\S[^\n]*+(?:\n[^\S\n]*+\S[^\n]*+)*+")
_LINE = re.compile(r"\S[^\n]*")
_CREDIT = re.compile(
    r"\((?:[A-Z][\w.\s]{0,40}/)?(?:AP|Reuters|AFP|EPA|Getty|TASS|Sputnik|Xinhua|Pool|"
    r"Handout|[A-Z][\w.\s]{0,40}/[A-Z][\w.\s]{0,30})(?:\s?(?:Photo|Images|photo|"
    r"via [A-Z]\w+))?[^()]{0,40}\)\s*$|^(?:FILE|PHOTO|Photo|Image|Caption)\b\s?[-:–—]|"
    r"\b(?:Photo(?:graph)?|Image|Picture)\s?(?:by|credit|:)\s?[A-Z][^.]{0,80}$"
)
_TERMINAL = re.compile(r"[.!?…][\"'”’»)\]]*\s*$")

#: Written with a full stop that ends no sentence.
_ABBREVIATIONS = frozenset(
    re.split(
        r"\s+",
        "mr mrs ms dr prof gen col lt sgt capt maj adm sen rep gov st jr sr vs etc inc ltd co corp "
        "no jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun approx "
        "dept est u.s u.k u.n e.u a.m p.m i.e e.g d.c u.s.s.r u.a.e h.e",
    )
)
# A run of full stops is taken whole or not at all, so that a row of dots is walked over once.
_STOP = re.compile(r"\*\*\*+|(?<![.!?…])[.!?…]++[\"'”’»)\]]*(?=\s|[A-Z\"“«]\w)")
_LAST_WORD = re.compile(r"[\w.’']+$")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. kind: headline, caption or body. sentences: spans in the order of the text."""

    span: Span
    kind: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Quoted words. outer: with the marks. inner: without. closed: has its closing mark."""

    outer: Span
    inner: Span
    closed: bool


def split_paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a text.

    Blank lines part paragraphs. Single line ends do so too, unless the lines look wrapped (most
    are about equally long and end in mid-sentence). The first paragraph is a headline where it is
    short, ends without a full stop and something follows it; a caption carries a photographer's
    or an agency's credit.
    """
    spans = [span for block in _BLOCK.finditer(text) for span in _lines(text, block)]
    paragraphs = []
    for number, span in enumerate(spans):
        words = span.of(text)
        kind = "body"
        if _CREDIT.search(words[-400:]) or _CREDIT.match(words[:40]):
            kind = "caption"
        elif number == 0 and len(spans) > 1 and len(words) < 250 and not _TERMINAL.search(words):
            kind = "headline"
        paragraphs.append(Paragraph(span, kind, tuple(_sentences(text, span))))
    return paragraphs


def _lines(text: str, block: re.Match[str]) -> Iterator[Span]:
    lines = [
        Span(m.start(), m.start() + len(m.group().rstrip()))
        for m in _LINE.finditer(text, block.start(), block.end())
    ]
    if len(lines) > 2 and _wrapped(text, lines):
        yield Span(lines[0].start, lines[-1].end)
    else:
        yield from lines


def _wrapped(text: str, lines: Sequence[Span]) -> bool:
    body = lines[:-1]
    longest = max(line.end - line.start for line in body)
    full = sum(line.end - line.start > 0.7 * longest for line in body)
    ended = sum(bool(_TERMINAL.search(line.of(text)[-8:])) for line in body)
    return longest <= 120 and full > 0.7 * len(body) and ended < 0.5 * len(body)


def _sentences(text: str, paragraph: Span) -> Iterator[Span]:
    begin = paragraph.start
    for stop in _STOP.finditer(text, paragraph.start, paragraph.end):
        if not _ends(text, stop, paragraph):
            continue
        yield from _pieces(text, begin, stop.end())
        begin = stop.end()
    yield from _pieces(text, begin, paragraph.end)


def _ends(text: str, stop: re.Match[str], paragraph: Span) -> bool:
    """Does a sentence end here? Not after an abbreviation, an initial, or before a small letter."""
    if stop.group()[0] == "*":
        return True  # a row of stars parts sections
    rest = text[stop.end() : min(stop.end() + 40, paragraph.end)].lstrip()
    if not rest:
        return False
    first = rest[0]
    if first.islower() or (first in '"“«' and len(rest) > 1 and rest[1].islower()):
        return False
    if stop.group()[0] != "." or len(stop.group()) > 1:
        # A question or exclamation, or closing marks after the full stop.
        return True
    word = _LAST_WORD.search(text[max(paragraph.start, stop.start() - 20) : stop.start()])
    last = word.group() if word else ""
    if len(last) == 1 and last.isupper():
        return False  # an initial: "Joseph R. Biden"
    if last.lower() in ("u.s", "u.k", "u.n", "e.u", "d.c", "a.m", "p.m"):
        # Ends a sentence only where a word that begins sentences follows.
        return bool(re.match(r"(The|He|She|It|They|In|On|At|But|And|A|An|This|That|We)\b", rest))
    return last.lower() not in _ABBREVIATIONS


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > LONGEST_SENTENCE:
        cut = text.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        cut = cut if cut > 0 else start + LONGEST_SENTENCE
        yield Span(start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield Span(start, end)


# --- quoted words --------------------------------------------------------------------------------

_MARK = re.compile(r"[\"“”„«»]|(?<![\w’'])[‘'](?=\w)|(?<=[\w.,!?…])[’'](?!\w)|''|``")
_OPENING = {"“", "„", "«", "``"}
_CLOSING = {"”", "»", "''"}


def find_quotes(text: str, span: Span) -> list[Quote]:
    """Return the quoted words within `span` (a paragraph), outermost only, in order.

    Double marks straight, curly and angled, and single marks that open after a space and close
    after a word. An apostrophe is none. A quote that is not closed runs to the end of the span:
    so do the first paragraphs of a quote that goes on in the next.
    """
    quotes: list[Quote] = []
    begin: re.Match[str] | None = None
    depth = 0
    single: re.Match[str] | None = None
    for mark in _MARK.finditer(text, span.start, span.end):
        sign = mark.group()
        if sign in ("‘", "'", "’"):
            single = _single(quotes, single, mark, sign, inside=begin is not None)
            continue
        if begin is None:
            if sign in _CLOSING and sign != "''":
                continue  # closes nothing: the opening mark is missing
            begin, depth = mark, 1
        elif _opens(text, mark, begin.group(), span):
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                inner = Span(begin.end(), mark.start())
                if inner.start < inner.end:
                    quotes.append(Quote(Span(begin.start(), mark.end()), inner, True))
                begin = None
    if begin is not None and begin.end() < span.end:
        quotes.append(Quote(Span(begin.start(), span.end), Span(begin.end(), span.end), False))
    quotes.sort(key=lambda quote: quote.outer)
    return _outermost(quotes)


def _closes(sign: str) -> str:
    return {"“": "”", "„": "“", "«": "»", "``": "''"}.get(sign, sign)


def _opens(text: str, mark: re.Match[str], begun: str, span: Span) -> bool:
    """Does a mark inside a quote begin an inner one?"""
    sign = mark.group()
    if sign in _OPENING:
        return _closes(begun) != sign
    return sign in ('"', "''") and begun == sign and _opens_again(text, mark, span)


def _opens_again(text: str, mark: re.Match[str], span: Span) -> bool:
    """Does a straight mark inside a straight quote open an inner one ('on "green" energy')?

    It does where white space stands before it and a letter after it: a closing mark follows a word.
    """
    before = text[mark.start() - 1] if mark.start() > span.start else " "
    after = text[mark.end()] if mark.end() < span.end else " "
    return before.isspace() and (after.isalnum())


def _single(
    quotes: list[Quote],
    opened: re.Match[str] | None,
    mark: re.Match[str],
    sign: str,
    *,
    inside: bool,
) -> re.Match[str] | None:
    if inside:
        return None
    if opened is None:
        # After a letter it is an apostrophe ("the ministers' talks").
        after_word = mark.start() > 0 and mark.string[mark.start() - 1].isalnum()
        return mark if sign in ("‘", "'") and not after_word else None
    if sign == "‘" or (sign == "'" and opened.group() == "‘"):
        return opened
    inner = Span(opened.end(), mark.start())
    # A possessive plural ("countries' ministers") would close anything: a quote in single marks
    # holds several words and ends in punctuation, or is short.
    if inner.start < inner.end:
        quotes.append(Quote(Span(opened.start(), mark.end()), inner, True))
    return None


def _outermost(quotes: list[Quote]) -> list[Quote]:
    kept: list[Quote] = []
    for quote in quotes:
        if not kept or quote.outer.start >= kept[-1].outer.end:
            kept.append(quote)
    return kept


class Quoted:
    """Answers whether a place of the text is quoted; built once for a text."""

    def __init__(self, text: str, paragraphs: Sequence[Paragraph]) -> None:
        self.quotes = [quote for each in paragraphs for quote in find_quotes(text, each.span)]
        self._starts = [quote.outer.start for quote in self.quotes]

    def at(self, offset: int) -> Quote | None:
        """Return the quote that holds this offset, or None."""
        number = bisect_right(self._starts, offset) - 1
        if number >= 0 and offset < self.quotes[number].outer.end:
            return self.quotes[number]
        return None

    def within(self, span: Span) -> list[Quote]:
        """Return the quotes that begin within `span`, in order."""
        first = bisect_right(self._starts, span.start - 1)
        found = []
        for quote in self.quotes[first:]:
            if quote.outer.start >= span.end:
                break
            found.append(quote)
        return found
