"""Whom a word of a sentence means as somebody who meets: people, offices, bodies and countries.

"Ukrainian and Russian negotiators", "officials from the US and Iraq" and "the Israeli side" act for
their countries: where no person is named, the country takes part.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from loaders import gazetteer
from loaders.extraction.cast import Cast
from loaders.extraction.finds import Mention, Part, Span
from loaders.extraction.parsing import Sentence
from loaders.extraction.syntax import prepositions

#: Words for further people without names.
OPEN = frozenset(
    "leader counterpart colleague partner official representative minister ally head "
    "president delegation member participant chancellor ambassador adviser advisor "
    "negotiator".split(" ")
)
#: Words for people who act for the country or body that stands with them.
ACTING_FOR = frozenset(
    "official representative delegation delegate negotiator diplomat envoy expert side team "
    "ambassador adviser advisor government leadership commander counterpart colleague authority "
    "minister leader mediator interlocutor deputy lawmaker troop force military "
    "general chief emissary figure party partner".split(" ")
)
#: Of these, those whose plural is never several holders of one office.
_ENVOYS = frozenset("official negotiator diplomat representative delegate mediator".split(" "))
#: Words that are in no person's name.
_BODY_WORDS = frozenset(
    "ministry council committee group party bank union university forum agency office court "
    "army forces company corporation association federation organisation organization "
    "institute centre center academy church board team club house parliament assembly "
    "congress street square theatre conference commission fund foundation society league "
    "front movement service news times post president minister chancellor king queen prince "
    "republic district region city".split()
)
_NAMING = ("name", "demonym", "capital")
_NO_NAME = ("GPE", "LOC", "FAC", "NORP", "DATE", "EVENT")


class Company:
    """Finds whom words mean."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.text = cast.text

    def parts(self, sentence: Sentence, token: Token, role: str) -> list[Part]:
        """Return whom a noun and those joined to it mean."""
        return [part for group in self.people(sentence, token, role) for part in group]

    def people(self, sentence: Sentence, token: Token, role: str) -> list[list[Part]]:
        """Return whom a noun and those joined to it mean, one list for each of them."""
        groups = []
        for each in (token, *joined(token)):
            parts = self.own(sentence, each, role)
            if parts:
                groups.append(parts)
        return groups

    def own(self, sentence: Sentence, token: Token, role: str) -> list[Part]:
        """Return whom a noun or pronoun means by itself."""
        parts = (
            self._envoys(sentence, token)
            or self.cast.parts_of(sentence, token)
            or self._stranger(sentence, token)
            or self._partners(sentence, token)
            or self._sent_by(sentence, token)
        )
        return [Part(p.actor, p.span, role, p.note) for p in parts]

    def bodies(self, sentence: Sentence, token: Token) -> list[Part]:
        """Return the format that a word names: "in the Normandy format"."""
        return [
            Part(m.actor, m.span, "participant", m.note)
            for m in self.cast.acting(sentence.span_of(token))
            if m.actor.type == "Organization" and "format" in m.actor.caption.lower()
        ]

    def _partners(self, sentence: Sentence, token: Token) -> list[Part]:
        """ "my G-7 counterparts", "NATO allies": the body that they belong to."""
        if token.lemma_.lower() not in OPEN:
            return []
        span = Span(sentence.span_of(token.left_edge).start, sentence.span_of(token).start)
        return [
            Part(m.actor, m.span, "")
            for m in self.cast.within(span)
            if m.actor.type == "Organization" and m.kind == "name"
        ]

    def _sent_by(self, sentence: Sentence, token: Token) -> list[Part]:
        """Return the countries and bodies for which "officials from A and B" act."""
        if (
            token.lemma_.lower() not in ACTING_FOR
            or self._has_name(sentence, token)
            or token.pos_ not in ("NOUN", "PROPN")
        ):
            return []
        found: dict[str, Mention] = {}
        for mention in (*self._before(sentence, token), *self._after(sentence, token)):
            if mention.actor.type in ("Country", "Organization"):
                found.setdefault(mention.actor.id, mention)
        return [
            Part(m.actor, m.span, "", m.note or f"“{token.lemma_}” of {m.actor.caption}")
            for m in found.values()
        ]

    def _has_name(self, sentence: Sentence, token: Token) -> bool:
        """Does a name stand right after a word ("his Greek counterpart Nikos Dendias")?"""
        end = sentence.span_of(token).end
        for gap in (1, 2):
            if any(
                m.actor.type == "Person" and m.kind == "name" and m.span.start == end + gap
                for m in self.cast.mentions_at(end + gap)
            ):
                return True
        return False

    def _envoys(self, sentence: Sentence, token: Token) -> list[Part]:
        """ "Ukrainian and Russian negotiators" are no one person's office: the countries meet."""
        if token.tag_ not in ("NNS", "NNPS") or token.lemma_.lower() not in _ENVOYS:
            return []
        return self._sent_by(sentence, token)

    def _before(self, sentence: Sentence, token: Token) -> Iterator[Mention]:
        for each in token.children:
            if each.i > token.i or each.dep_ not in ("amod", "compound", "nmod", "poss", "nummod"):
                continue
            for word in (each, *joined(each)):
                place = sentence.span_of(word)
                yield from (m for m in self.cast.mentions_at(place.start) if m.kind in _NAMING)

    def _after(self, sentence: Sentence, token: Token) -> Iterator[Mention]:
        for _, inner in prepositions(token, "from", "of"):
            for word in (inner, *joined(inner)):
                place = sentence.span_of(word)
                yield from self.cast.mentions_at(place.start)

    def _stranger(self, sentence: Sentence, token: Token) -> list[Part]:
        """Return a person whom only the company tells: "a conversation with Tatyana Trotsenko".

        Whoever is met is somebody, even where the model takes the name for a company's.
        """
        if token.pos_ != "PROPN" or token.dep_ not in ("pobj", "dobj"):
            return []
        if token.ent_type_ in _NO_NAME:
            return []
        first = token
        while first.i > sentence.tokens.start and first.nbor(-1).dep_ == "compound":
            first = first.nbor(-1)
            if first.pos_ != "PROPN":
                return []
        span = sentence.span_of(first, token)
        words = span.of(self.text).split()
        if not 2 <= len(words) <= 4 or not all(w[:1].isupper() and w.isalpha() for w in words):
            return []
        if any(word.lower() in _BODY_WORDS for word in words) or self.cast.within(span):
            return []
        return [Part(gazetteer.person(span.of(self.text)), span)]


def joined(token: Token) -> list[Token]:
    """Return the words joined to one by "and", in their order."""
    found: list[Token] = []
    for each in token.children:
        if each.dep_ == "conj":
            found += [each, *joined(each)]
    return found
