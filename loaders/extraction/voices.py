"""Who speaks: whom the subject of a verb of saying means, and in whose words a place stands.

Beyond what the cast resolves: "it" (the institution that spoke last), "I" within somebody's words,
"the Russian side", "Moscow said", "the statement said".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Token

from loaders.extraction.cast import Cast
from loaders.extraction.cues import CueRule
from loaders.extraction.finds import Part, Span
from loaders.extraction.parsing import Parsed, Sentence
from loaders.extraction.syntax import prepositions, subjects

#: With a nation before them these mean its side: "the Russian side", "Ukrainian officials".
SIDES = frozenset(
    "side delegation leadership authority authorities government official officials diplomat "
    "diplomats regime administration ministry military command party capital embassy mission "
    "negotiator negotiators representative representatives".split()
)
#: What speaks for whoever made it or whom it speaks for.
_VOICED = frozenset(
    "statement readout read-out communique communiqué release message letter report announcement "
    "document note declaration post tweet spokesman spokeswoman spokesperson spokespeople office "
    "service summary transcript account bulletin text address speech article aide source words "
    "word remark side press presidency administration".split()
)
_DEPUTIES = frozenset(
    "spokesman spokeswoman spokesperson spokespeople office service aide source press "
    "administration".split()
)
#: Whose words: "a statement by", "the office of".
_OWNED = ("by", "from", "of", "for", "on behalf of")
#: What may stand between a name and its verb.
ADVERBS = re.compile(
    r"[\s,]*(?:(?:has|have|had|also|again|further|once|repeatedly|then|later|strongly|in|turn|"
    r"particularly|on|his|her|its|their|part|for|today|separately|categorically|firmly|clearly|"
    r"too|who|and)[\s,]+)*$"
)
#: "BRUSSELS (AP) — ": where and from whom a report came, at its beginning.
_DATELINE = re.compile(r"[A-Z][^()\n]{0,60}\([^()\n]{2,40}\)\s*[—–-]+\s*(?=\S)")
_PLACED = re.compile(r"\b(?:in|of|from|to|near)\s+(?:the\s+)?$")
_NOUNS = ("NOUN", "PROPN", "PRON", "DET", "ADJ", "X")


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks and the words that name them there."""

    parts: tuple[Part, ...]
    source: Span


@dataclass(frozen=True, slots=True)
class Saying:
    """A claim before it is put together: who says what, and by which words that is told.

    whole: a block of somebody's own words (quotation, transcript). evidence: what tells of it.
    """

    rule: CueRule
    cue: Span
    content: Span
    voice: Voice
    evidence: Span
    whole: bool = False
    addressees: tuple[Part, ...] = ()


class Voices:
    """Answers who speaks. Fed with the blocks of somebody's words before it is asked."""

    def __init__(self, parsed: Parsed, cast: Cast) -> None:
        self.parsed = parsed
        self.cast = cast
        self.text = parsed.text
        self._blocks: list[Saying] = []
        self._starts: list[int] = []
        self._bodies: list[Part] = []
        self._body_starts: list[int] = []

    def take_blocks(self, blocks: Sequence[Saying]) -> None:
        """Remember the blocks, which don't overlap."""
        self._blocks = sorted(blocks, key=lambda each: each.content)
        self._starts = [each.content.start for each in self._blocks]

    def block_at(self, offset: int) -> Saying | None:
        """Return the block of somebody's words that an offset lies in."""
        number = bisect_right(self._starts, offset) - 1
        if number >= 0 and offset < self._blocks[number].content.end:
            return self._blocks[number]
        return None

    def heard(self, voice: Voice) -> None:
        """Remember an institution or country that spoke, for "it"; in the order of the text."""
        parts = [p for p in voice.parts if p.actor.type in ("Organization", "Country")]
        if len(parts) == 1 and (
            not self._body_starts or voice.source.start > self._body_starts[-1]
        ):
            self._bodies.append(parts[0])
            self._body_starts.append(voice.source.start)

    def last_body(self, offset: int) -> Part | None:
        """Return the institution that spoke last before an offset."""
        number = bisect_right(self._body_starts, offset - 1) - 1
        return self._bodies[number] if number >= 0 else None

    # --- with a parse ----------------------------------------------------------------------------

    def of(self, sentence: Sentence, tokens: Sequence[Token]) -> Voice | None:
        """Return whom the heads of a subject mean; None if nobody known is named."""
        parts: dict[str, Part] = {}
        for token in tokens:
            for part in self._parts(sentence, token):
                parts.setdefault(part.actor.id, part)
        source = self.source(sentence, tokens)
        line = _DATELINE.match(self.text, source.start, source.end)
        if line is not None:
            source = Span(line.end(), source.end)
            parts = {id_: p for id_, p in parts.items() if p.span.start >= source.start}
        if not parts:
            return None
        return Voice(_without_homes(parts.values()), source)

    def source(self, sentence: Sentence, tokens: Sequence[Token]) -> Span:
        """Return the words of a subject: its nouns with what stands before them and "of …"."""
        first, last = tokens[0], tokens[-1]
        for child in tokens[0].lefts:
            if child.dep_ in ("det", "amod", "compound", "poss", "nummod", "nmod", "quantmod"):
                first = min(first, child.left_edge, key=lambda each: each.i)
        for token in tokens:
            for each in (token, *_joined(token)):
                last = max(last, each, key=lambda t: t.i)
                for child in each.rights:
                    if child.dep_ == "prep" and child.lower_ in ("of", "by", "from", "for"):
                        last = max(last, child.right_edge, key=lambda t: t.i)
        return sentence.span_of(first, last)

    def _parts(self, sentence: Sentence, token: Token) -> list[Part]:
        if token.pos_ not in _NOUNS and not self.cast.acting(sentence.span_of(token)):
            return []
        place = sentence.span_of(token)
        word = token.lower_
        if word in ("i", "we"):
            return self.own(place, word)
        if word == "it":
            body = self.last_body(place.start)
            return [replace(body, span=place, note="who spoke last")] if body else []
        parts = self.cast.parts(sentence, token)
        if parts:
            return parts
        found: list[Part] = []
        for each in (token, *_joined(token)):
            found += self._indirect(sentence, each)
        return found

    def own(self, place: Span, word: str) -> list[Part]:
        """Return whom "I" or "we" means: whose words these are, else whose page this is."""
        block = self.block_at(place.start)
        if block is not None:
            return [replace(p, span=place, note="whose words these are") for p in block.voice.parts]
        if (
            word == "i"
            and self.cast.home is not None
            and self.parsed.quoted.at(place.start) is None
        ):
            return [Part(self.cast.home, place, "", "whose office published the text")]
        return []

    def _indirect(self, sentence: Sentence, token: Token) -> list[Part]:
        place = sentence.span_of(token)
        for mention in self.cast.mentions_at(place.start):
            if mention.kind == "capital":
                return [Part(mention.actor, mention.span, "", "the capital for its government")]
        for child in token.lefts:
            if child.lower_ in ("both", "each"):
                found = self.cast.parts(sentence, child)
                if found:
                    return found
        word = token.lemma_.lower()
        if word in SIDES or token.lower_ in SIDES:
            for child in token.lefts:
                for mention in self.cast.within(sentence.span_of(child)):
                    if mention.actor.type == "Country":
                        span = Span(mention.span.start, place.end)
                        return [Part(mention.actor, span, "", f"“{span.of(self.text)}”")]
        if word in _VOICED:
            return self._owners(sentence, token)
        return []

    def _owners(self, sentence: Sentence, token: Token) -> list[Part]:
        """Return who made a statement, or whom a spokesman speaks for."""
        owners = [child for child in token.lefts if child.dep_ in ("poss", "compound", "nmod")]
        owners += [inner for _, inner in prepositions(token, *_OWNED)]
        for child in token.rights:
            if child.dep_ == "acl" and child.tag_ == "VBN":
                owners += [inner for _, inner in prepositions(child, "by")]
        for owner in owners:
            parts = self.cast.parts(sentence, owner)
            if parts and token.lemma_.lower() in _DEPUTIES:
                # "Putin's spokesman" is not Putin.
                parts = [p for p in parts if p.actor.type not in ("Person", "Office")]
                if not parts:
                    return []
            if parts:
                return parts
        if token.dep_ in ("dobj", "pobj"):
            # "issued a statement saying that"
            verb = token.head if token.dep_ == "dobj" else token.head.head
            if verb.pos_ == "VERB":
                found = [p for each in subjects(verb) for p in self.cast.parts(sentence, each)]
                if found:
                    return found
        body = self.last_body(sentence.span_of(token).start)
        return [replace(body, note="who spoke last")] if body is not None else []

    # --- without a parse -------------------------------------------------------------------------

    def named_before(self, span: Span) -> Voice | None:
        """Return who is named last within a span that ends at a verb, with those joined to them."""
        return self._joint(self._standing(span), from_end=True)

    def named_after(self, span: Span) -> Voice | None:
        """Return who is named first within a span that begins after a verb."""
        return self._joint(self._standing(span), from_end=False)

    def _standing(self, span: Span) -> list[Part]:
        found: list[Part] = []
        for mention in self.cast.within(span):
            if mention.kind == "demonym":
                continue
            lead = self.text[max(0, mention.span.start - 8) : mention.span.start]
            if mention.actor.type == "Country" and _PLACED.search(lead):
                continue  # "in Moscow", "the Prime Minister of Ukraine"
            if found and found[-1].span.holds(mention.span) and found[-1].span != mention.span:
                continue  # the country in "the President of Ukraine"
            found.append(Part(mention.actor, mention.span, "", mention.note))
        return found

    def _joint(self, found: list[Part], *, from_end: bool) -> Voice | None:
        if not from_end:
            # "said NATO Secretary General X": the person, not the body.
            found = [p for p in found if p.actor.type in ("Person", "Office")] or found
        if not found:
            return None
        ordered = found[::-1] if from_end else found
        taken = [ordered[0]]
        for part in ordered[1:]:
            a, b = sorted((taken[-1].span, part.span))
            gap = self.text[a.end : b.start]
            words = gap.lower().split()
            if part.span != taken[-1].span and not (
                len(gap) < 60 and ("and" in words or gap.strip() == ",")
            ):
                break
            taken.append(part)
        parts: dict[str, Part] = {}
        for part in sorted(taken, key=lambda each: (each.span, each.actor.id)):
            parts.setdefault(part.actor.id, part)
        spans = [part.span for part in parts.values()]
        return Voice(
            _without_homes(parts.values()),
            Span(min(s.start for s in spans), max(s.end for s in spans)),
        )


def _without_homes(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Leave out the country beside its own president, who are joined by a wrong parse only."""
    found = list(parts)
    people = [p for p in found if p.actor.type in ("Person", "Office")]
    homes = {f"country-{p.actor.country}" for p in people if p.actor.country}
    return tuple(p for p in found if not (p.actor.type == "Country" and p.actor.id in homes))


def _joined(token: Token) -> list[Token]:
    found: list[Token] = []
    word: Token | None = token
    while word is not None:
        word = next((child for child in word.rights if child.dep_ == "conj"), None)
        if word is not None:
            found.append(word)
    return found
