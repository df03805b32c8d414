"""Where a meeting takes place, as the words name it: at its verb, its noun or its company."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.tokens import Token

from loaders.extraction.cast import Cast
from loaders.extraction.finds import Span, Value
from loaders.extraction.parsing import Sentence
from loaders.extraction.syntax import prepositions, subtree_ends

#: Words that lead to the place of something.
WHERE = ("in", "at")
#: Institutions whose names are also a place to meet.
_SEATS = frozenset(("Kremlin", "Elysee", "White House", "Downing Street", "Pentagon"))
#: Nouns for a place to meet that needs no name of a town ("at the presidential palace").
_VENUES = frozenset(
    "palace complex residence headquarters villa castle hotel embassy resort ranch dacha airport "
    "chancellery estate retreat base compound guesthouse monastery".split(" ")
)
_ASIDE = frozenset("sideline sidelines margin margins fringe fringes".split(" "))
_HALLS = frozenset("hall house palace office ministry university institute".split(" "))
_OF_ITS_NAME = re.compile(r"\s+of\s+(?:the\s+)?[A-Z]\w+(?:\s[A-Z]\w+)*")
_MONTHS = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d+)$",
    re.IGNORECASE,
)


class Places:
    """Reads places."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.text = cast.text

    def of(self, sentence: Sentence, token: Token, *, said: bool = False) -> Value | None:
        """Return a place as the words name it: a country, a capital, a name of a place.

        said: "in" or "at" stands before it, so that a name that nobody knows is a place, too.
        """
        span = sentence.span_of(token)
        for mention in self.cast.mentions_at(span.start):
            own = mention.kind == "title" and not mention.note.startswith("“")
            if mention.actor.type == "Country" and (own or mention.kind in ("name", "capital")):
                return Value(mention.span.of(self.text), mention.span)
            if mention.actor.caption in _SEATS:
                return Value(mention.span.of(self.text), mention.span)
        if token.ent_type_ in ("GPE", "LOC", "FAC"):
            return self._entity(sentence, token)
        if token.lemma_ == "capital":
            first, last = subtree_ends(token, without=("relcl", "punct", "appos"))
            place = sentence.span_of(first, last)
            return Value(place.of(self.text), place)
        return self._venue(sentence, token) if said else None

    def _entity(self, sentence: Sentence, token: Token) -> Value:
        first = token
        while (
            first.i > sentence.tokens.start
            and first.nbor(-1).ent_type_ == token.ent_type_
            and first.dep_ != "det"
            and first.nbor(-1).dep_ in ("compound", "det")
        ):
            first = first.nbor(-1)
        if first.dep_ == "det":
            first = first.nbor(1)
        place = self._whole(token, sentence.span_of(first, token))
        return Value(place.of(self.text), place)

    def _whole(self, token: Token, place: Span) -> Span:
        """Take in the rest of a house's name ("the Great Hall of the People")."""
        hall = token.lemma_.lower() in _HALLS
        rest = _OF_ITS_NAME.match(self.text, place.end) if hall else None
        return Span(place.start, rest.end()) if rest is not None else place

    def _venue(self, sentence: Sentence, token: Token) -> Value | None:
        """Return a house ("at the Itamaraty palace"), or a name after "in" or "at"."""
        venue = token.lemma_.lower() in _VENUES
        if not venue and token.pos_ != "PROPN":
            return None
        words = [
            each
            for each in token.lefts
            if each.dep_ in ("compound", "amod", "nmod") and each.pos_ in ("PROPN", "NOUN", "ADJ")
        ]
        first = words[0] if words else token
        place = self._whole(token, sentence.span_of(first, token))
        name = place.of(self.text)
        if _MONTHS.match(token.text) or token.ent_type_ in ("DATE", "TIME", "EVENT"):
            return None
        known = self.cast.mentions_at(sentence.span_of(token).start)
        if not venue and (known or not name[:1].isupper() or name.isupper()):
            return None
        return Value(name, place)

    def named(self, sentence: Sentence) -> list[Value]:
        """Return the places that the sentence names, by the model's reading."""
        found = [self.of(sentence, t) for t in sentence.tokens if t.ent_type_ in ("GPE", "FAC")]
        return [place for place in found if place is not None]

    def after(
        self, sentence: Sentence, hubs: Sequence[Token], towards: Sequence[Token]
    ) -> Value | None:
        """Return where something is, from "in" and "at" at one of the words that tell of it.

        towards: of these "to" and "for" lead to the place, too ("travel to Kyiv").
        """
        for hub in hubs:
            words = (*WHERE, "to", "for") if hub in towards else WHERE
            for _, inner in prepositions(hub, *words):
                if (place := self.of(sentence, inner, said=True)) is not None:
                    return place
            for _, inner in prepositions(hub, "on", "at"):
                # "on the sidelines of the summit in Rome"
                if inner.lemma_.lower() in _ASIDE and (place := self._below(sentence, inner)):
                    return place
            for _, company in prepositions(hub, "with", "between", "of", "by", "for"):
                # "talks with A in Moscow": the parser hangs the place on A.
                if (place := self._beside(sentence, company)) is not None:
                    return place
            for each in hub.children:
                # "met A in Moscow", the place hung on A; "held talks in Moscow", on the talks
                if each.dep_ == "dobj" and (place := self._beside(sentence, each)) is not None:
                    return place
        return None

    def _below(self, sentence: Sentence, token: Token) -> Value | None:
        for each in token.subtree:
            if each.dep_ == "prep" and each.lower_ in WHERE:
                for inner in each.children:
                    place = self.of(sentence, inner, said=each.lower_ == "in")
                    if inner.dep_ == "pobj" and place is not None:
                        return place
        return None

    def _beside(self, sentence: Sentence, token: Token) -> Value | None:
        for each in (token, *(c for c in token.children if c.dep_ in ("conj", "appos"))):
            for word, inner in prepositions(each, *WHERE):
                if (place := self.of(sentence, inner, said=word == "in")) is not None:
                    return place
        return None
