"""Where what was said begins and ends in a sentence."""

from __future__ import annotations

import re

from spacy.tokens import Token

from loaders.extraction.cues import Cues
from loaders.extraction.finds import Span
from loaders.extraction.parsing import Parsed, Sentence
from loaders.extraction.syntax import child

_OPENING = re.compile(r"[\s,;:–—-]+")
_CLOSING = re.compile(r"[\s,;:.!?…–—)\]-]+$")
_CONNECTIVE = re.compile(
    r"(?:[\s,;–—-]+(?:and|but|while|whereas|as well as|also|thus|thereby|or|yet|so|then|both))+$"
)
_MARKS = "\"”»’'"
_LIKE = frozenset(("as", "like"))
_PADDING = " ,–—-"
_VERBAL = ("VERB", "AUX")
_UP = ("ccomp", "xcomp", "advcl", "conj", "pcomp", "prep", "relcl", "acl", "acomp", "dobj", "pobj",
       "attr", "parataxis", "dep")  # fmt: skip
_NOT_ON = frozenset(("who", "which", "when", "while", "during", "after", "before", "and", "but",
                     "in", "on", "at", "as", "following", "where"))  # fmt: skip


def told_beside(verb: Token, cues: Cues) -> Token | None:
    """Return the verb of saying that a verb stands beside, where the parse hangs it lower.

    "stressed that China supports X and called for Y": "called" is not joined to "supports", which
    is in another tense, but to "stressed".
    """
    if verb.dep_ not in ("conj", "amod") or verb.lemma_.lower() not in cues.verbs:
        return None
    if verb.tag_ == "VBN":
        return _read_as_adjective(verb, cues)
    if verb.tag_ != "VBD" or verb.dep_ != "conj":
        return None
    if any(e.dep_ in ("nsubj", "nsubjpass") for e in verb.children):
        return None
    word = verb.head
    if word.tag_ in ("VBD", "VBN") and not any(
        e.tag_ in ("MD", "VBZ", "VBP") for e in word.children if e.dep_ in ("aux", "auxpass")
    ):
        return None
    for _ in range(5):
        if word.dep_ not in ("ccomp", "xcomp", "acl", "relcl", "advcl", "dobj", "pobj", "prep",
                             "pcomp", "conj", "attr"):  # fmt: skip
            return None
        word = word.head
        if word.tag_ in ("VBD", "VBN") and word.lemma_.lower() in cues.verbs:
            return word if word.i < verb.head.i else None
    return None


def _read_as_adjective(verb: Token, cues: Cues) -> Token | None:
    """ "the importance of dialogue and voiced concern": "voiced" is no adjective there."""
    if verb.i == 0 or verb.i + 1 >= len(verb.doc):
        return None
    before, after = verb.nbor(-1), verb.nbor(1)
    if before.pos_ == "ADV" and before.i > 0:
        before = before.nbor(-1)
    stands_alone = after.tag_ in ("DT", "PRP$") or after.lemma_.lower() in cues.positions
    if before.pos_ != "CCONJ" or not stands_alone:
        return None
    if any(e.dep_ in ("nsubj", "nsubjpass", "aux", "auxpass") for e in verb.children):
        return None
    for word in verb.ancestors:
        if word.pos_ in _VERBAL and word.i < verb.i:
            said = word.lemma_.lower() in cues.verbs and word.tag_ in ("VBD", "VBN")
            return word if said else None
    return None


class Trimmer:
    """Cuts contents out of sentences."""

    def __init__(self, parsed: Parsed, cues: Cues) -> None:
        self.parsed = parsed
        self.cues = cues
        self.text = parsed.text

    def content(self, sentence: Sentence, verb: Token, first: Token) -> Span | None:
        """Return what was said from its first word up to where something else begins."""
        last = sentence.tokens[-1].i
        stop = last + 1
        word, below = verb, None
        seen = 0
        while seen < 15:
            seen += 1
            stop = min(stop, self._next_part(word, below, first))
            if word.dep_ == "relcl" or (word.dep_ == "acl" and word == verb):
                # "the minister, who said that …, left"
                edge = word.right_edge.i + 1
                if edge > first.i:
                    stop = min(stop, edge)
            if word.head == word or word.dep_ == "ROOT" or word.dep_ not in _UP:
                break
            below, word = word, word.head
        stop = min(stop, self._participle(sentence, first, stop))
        for number in range(first.i + 1, min(stop, last + 1)):
            if told_beside(first.doc[number], self.cues) == verb:
                stop = number
                while stop > first.i and first.doc[stop - 1].pos_ in ("ADV", "CCONJ", "PUNCT"):
                    stop -= 1
                break
        if stop <= first.i:
            return None
        doc = first.doc
        return self.trimmed(sentence, sentence.span_of(first, doc[stop - 1]))

    def _next_part(self, word: Token, below: Token | None, first: Token) -> int:
        """Return where, after the content's first word, what isn't content hangs on a word."""
        best = 1 << 30
        for each in word.rights if below is None or below.i < word.i else word.children:
            if below is not None and each.i == below.i:
                continue
            edge = each.left_edge.i
            if edge <= first.i:
                continue
            if each.dep_ == "conj" and each.pos_ in _VERBAL and each.i > first.i:
                if not self._another(word, each):
                    continue
                if any(e.dep_ == "mark" and e.lower_ == "that" for e in each.children):
                    continue  # "said that A and that B"
                best = min(best, self._with_connective(word, edge, first))
            elif each.dep_ == "advcl" and each.tag_ == "VBG" and self._comma_before(each):
                best = min(best, edge)
            elif below is not None and below.i < word.i and each.i > below.i:
                # The clause comes before what governs it: it ends where that begins.
                best = min(best, edge)
        if below is not None and below.i < word.i and word.i > first.i:
            best = min(best, word.i)
            for each in word.lefts:
                if each.i > below.i and each.left_edge.i > first.i:
                    best = min(best, each.left_edge.i)
        return best

    def _another(self, word: Token, other: Token) -> bool:
        """Is a verb joined to another one a new statement, not the end of the content?

        "noted A and thanked": yes. "proposed A as long as B and is C", where the parse hangs "is"
        on "proposed": a verb without a subject in another tense belongs to the content.
        """
        if any(e.dep_ in ("nsubj", "nsubjpass", "expl") for e in other.children):
            return True
        return (
            word.tag_ == other.tag_
            or {word.tag_, other.tag_} <= {"VBD", "VBN"}
            or (any(e.dep_ in ("aux", "auxpass") for e in other.children) and word.tag_ != "VBD")
        )

    def _with_connective(self, word: Token, edge: int, first: Token) -> int:
        for each in word.rights:
            if each.dep_ == "cc" and first.i < each.i < edge and edge - each.i <= 3:
                return each.i
        return edge

    def _comma_before(self, word: Token) -> bool:
        edge = word.left_edge
        return edge.i > 0 and edge.nbor(-1).text in (",", "–", "—", "-")

    def _participle(self, sentence: Sentence, first: Token, stop: int) -> int:
        """ "…, adding that": wherever the parse hangs it."""
        doc = first.doc
        for number in range(first.i + 2, min(stop, sentence.tokens[-1].i + 1)):
            word = doc[number]
            if word.lower_ in ("while", "whereas") and self._another_says(word):
                return number
            if word.lower_ in self.cues.participles and word.tag_ == "VBG":
                own = next((e for e in word.lefts if e.dep_ == "nsubj"), None)
                if own is not None and own.left_edge.i > first.i + 1:
                    # "…, with the minister insisting that …"
                    lead = own.left_edge.nbor(-1)
                    if lead.lower_ == "with" and lead.nbor(-1).text == ",":
                        return lead.i
                before = number - 1
                while before > first.i and doc[before].lower_ in (
                    "while",
                    "also",
                    "and",
                    "thereby",
                    "further",
                ):
                    before -= 1
                if doc[before].text in (",", "–", "—", ',"', ",”") or doc[before].text in _MARKS:
                    return before + 1 if before < number - 1 else number
        return stop

    def _another_says(self, mark: Token) -> bool:
        """ "…, while Blinken said …": somebody else speaks from here on."""
        verb = mark.head
        return (
            mark.nbor(-1).text == ","
            and verb.lemma_.lower() in self.cues.verbs
            and any(e.dep_ == "nsubj" for e in verb.children)
        )

    def before(self, sentence: Sentence, verb: Token, source: Span) -> Span | None:
        """Return the clause before "…, the Elysee said", or the whole around "…, he said, …"."""
        place = sentence.span_of(verb)
        start = min(source.start, place.start)
        mark = child(verb, "mark") or next((e for e in verb.lefts if e.lower_ in _LIKE), None)
        lead = self.text[sentence.span.start : start].rstrip()
        if mark is not None and mark.lower_ in _LIKE and not lead.rstrip(_PADDING).count(" "):
            # "As X noted, …": what follows.
            comma = self.text.find(",", max(place.end, source.end), sentence.span.end)
            if 0 <= comma - max(place.end, source.end) < 80:
                return self.trimmed(sentence, Span(comma, sentence.span.end))
            return None
        if mark is not None and mark.lower_ in _LIKE:
            lead = lead[: len(lead) - len(mark.text)].rstrip() if lead.endswith(mark.text) else lead
        if not lead.endswith((",", ',"', ",”", "”", '"', "»", "–", "—", " -", ",'", ",’")):
            return None
        end = sentence.span.start + len(lead)
        clause = Span(sentence.span.start, end)
        words = [
            t for t in sentence.tokens if sentence.starts[t.i] < end and t.pos_ in _VERBAL
            and t.tag_ in ("VBD", "VBZ", "VBP", "MD")
        ]  # fmt: skip
        if not words:
            rest = self._rest(sentence, verb, source)
            if rest is None:
                return None
            return self.trimmed(sentence, Span(sentence.span.start, rest.end))
        if mark is not None and mark.lower_ not in ("as", "like", "that"):
            return None
        if any(w.dep_ in ("advcl", "relcl") and w.head.i >= verb.i for w in words) and not any(
            w.dep_ in ("ccomp", "ROOT", "parataxis", "conj") for w in words
        ):
            return None  # "When he arrived, he said so"
        rest = self._rest(sentence, verb, source)
        return self.trimmed(sentence, Span(clause.start, rest.end) if rest is not None else clause)

    def _rest(self, sentence: Sentence, verb: Token, source: Span) -> Span | None:
        """Return what goes on after "…, he said, …"; None if nothing does."""
        last = max(verb.i, 0)
        end = max(sentence.ends[verb.i], source.end)
        tail = self.text[end : sentence.span.end]
        if not tail.startswith(","):
            return None
        words = tail[1:].split()
        if len(words) < 3 or words[0].lower() in _NOT_ON or words[0].lower().endswith("ing"):
            return None
        token = sentence.token_at(end + 1)
        if token is None or token.i <= last or token.text.lower() in self.cues.participles:
            return None
        return Span(end, sentence.span.end)

    # --- edges -----------------------------------------------------------------------------------

    def trimmed(self, sentence: Sentence, span: Span) -> Span | None:
        """Return a span without the punctuation around it, but with the marks of its quotes.

        A quotation that begins in the span and ends after it is taken in whole; one that began
        before the span ends it.
        """
        text = self.text
        start, end = span.start, span.end
        opening = _OPENING.match(text, start, end)
        if opening is not None:
            start = opening.end()
        quote = self.parsed.quoted.at(start)
        if quote is not None and quote.outer.start < start:
            end = min(end, quote.inner.end)  # all of it stands within somebody's words
        else:
            within = self.parsed.quoted.within(Span(start, end))
            if within and within[-1].closed and within[-1].outer.end > end:
                paragraph = self.parsed.paragraphs[sentence.paragraph].span
                if within[-1].outer.end <= paragraph.end:
                    end = within[-1].outer.end
        while start < end:
            words = text[start:end]
            short = _CONNECTIVE.sub("", _CLOSING.sub("", words))
            if len(short) == len(words):
                break
            closing = self._closing(start, start + len(short), end)
            if closing:
                end = closing
                break
            end = start + len(short)
        if end < len(text) and text[end] in _MARKS:
            inner = self.parsed.quoted.at(end - 1) if end > start else None
            if (
                inner is not None
                and inner.closed
                and inner.outer.end == end + 1
                and inner.outer.start >= start
            ):
                end += 1
        if end - start < 3 or (" " not in text[start:end].strip() and not self._tells(start, end)):
            return None
        return Span(start, end)

    def _tells(self, start: int, end: int) -> bool:
        """Is one word a content: "called for restraint", not "asked him" or "said no"?"""
        return end - start > 5 and self.text[start:end].islower()

    def _closing(self, start: int, short: int, end: int) -> int:
        """Return the end of a quote that begins in the span and closes in what would be cut."""
        quote = self.parsed.quoted.at(max(start, short - 1))
        if quote is None or not quote.closed or quote.outer.start < start:
            return 0
        return quote.outer.end if short < quote.outer.end <= end + 1 else 0
