"""Claims without a verb: "a statement by X that", "X's call for", "according to X"."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Token

from loaders.extraction.cues import CueRule, Cues
from loaders.extraction.finds import Span
from loaders.extraction.parsing import Parsed, Sentence
from loaders.extraction.syntax import child, is_passive, prepositions, subjects
from loaders.extraction.trimming import Trimmer
from loaders.extraction.voices import Saying, Voice, Voices

#: Verbs with which a noun of saying is somebody's: "issued a warning that".
_ISSUING = frozenset(
    "make issue give release repeat reiterate deliver send publish renew voice express receive "
    "have provide offer add include contain utter back uphold withdraw".split()
)
#: Of these the noun is no cue: they are.
_SAYING_AGAIN = frozenset(("repeat", "reiterate", "renew", "voice", "express"))


class NounsOfSaying:
    """Finds claims told by nouns and by prepositions."""

    def __init__(self, parsed: Parsed, cues: Cues, voices: Voices, trimmer: Trimmer) -> None:
        self.parsed = parsed
        self.text = parsed.text
        self.cues = cues
        self.voices = voices
        self.trimmer = trimmer
        self.saying = frozenset(cues.verbs) - (_ISSUING - _SAYING_AGAIN)
        self.judging = frozenset(lemma for words in cues.stances for lemma in words.lemmas)

    def of_noun(self, sentence: Sentence, noun: Token, rules: Sequence[CueRule]) -> Saying | None:
        """Return the claim of "a statement by X that", or None."""
        if noun.pos_ not in ("NOUN", "PROPN"):
            return None
        place = sentence.span_of(noun)
        if self.voices.block_at(place.start) is not None or self._quoted(place):
            return None
        if noun.dep_ == "dobj" and noun.head.lemma_.lower() in self.saying:
            owner = child(noun, "poss")
            judged = noun.head.lemma_.lower() in self.judging
            named = (owner is not None and owner.pos_ != "PRON") or list(prepositions(noun, "by"))
            if not (judged and named):
                return None  # "repeated his claim that": the verb is the cue
        for rule in rules:
            first = self._content(noun, rule)
            voice = self._owner(sentence, noun) if first is not None else None
            if first is None or voice is None:
                maker, after = self._maker(sentence, noun, rule)
                if maker is not None and after is not None:
                    first, voice = after, self.voices.of(sentence, [maker])
            if first is None:
                continue
            if voice is None:
                return None
            content = self._bounded(sentence, noun, first)
            if content is not None:
                return Saying(rule, place, content, voice, sentence.span)
        return None

    def _quoted(self, place: Span) -> bool:
        return self.parsed.quoted.at(place.start) is not None

    def _content(self, noun: Token, rule: CueRule) -> Token | None:
        if "clause" in rule.takes:
            for each in noun.rights:
                if each.dep_ in ("acl", "ccomp", "relcl"):
                    mark = next((w for w in each.subtree if not w.is_punct), None)
                    if mark is not None and mark.lower_ == "that" and mark.dep_ == "mark":
                        return mark.nbor(1)
            # The clause may hang on the verb: "issued a statement Sunday that …".
            if noun.dep_ == "dobj" and noun.head.lemma_.lower() in _ISSUING:
                for each in noun.head.rights:
                    if each.dep_ == "ccomp" and each.i > noun.i:
                        mark = next((w for w in each.subtree if not w.is_punct), None)
                        if mark is not None and mark.lower_ == "that":
                            return mark.nbor(1)
        for each in noun.rights:
            if each.dep_ == "prep" and each.lower_ in rule.prepositions:
                inner = next(iter(each.rights), None)
                if inner is not None and inner.i < len(inner.doc):
                    return each.nbor(1)
        return None

    def _maker(
        self, sentence: Sentence, noun: Token, rule: CueRule
    ) -> tuple[Token | None, Token | None]:
        """Return who and the content's first word of "the mention once again by X of …".

        Read from the order of the words: the parse hangs such a "by" anywhere.
        """
        last = sentence.tokens[-1].i
        word = noun
        while word.i < last and word.i - noun.i < 4:
            word = word.nbor(1)
            if word.lower_ == "by":
                break
            if word.pos_ != "ADV":
                return None, None
        maker = next((e for e in word.rights if e.dep_ == "pobj"), None)
        if word.lower_ != "by" or maker is None or maker.i + 2 > last:
            return None, None
        following = maker.nbor(1)
        wanted = following.lower_ in rule.prepositions or (
            following.lower_ == "that" and "clause" in rule.takes
        )
        return (maker, following.nbor(1)) if wanted else (None, None)

    def _owner(self, sentence: Sentence, noun: Token) -> Voice | None:
        owner = child(noun, "poss")
        owners = [owner] if owner is not None else []
        if not owners:
            owners = [inner for _, inner in prepositions(noun, "by", "from")]
        if not owners:
            made = next((e for e in noun.rights if e.dep_ == "acl" and e.tag_ == "VBN"), None)
            owners = [i for _, i in prepositions(made, "by")] if made is not None else []
        if not owners:
            owners = [
                e for e in noun.lefts
                if e.dep_ == "compound" and self.voices.cast.acting(sentence.span_of(e))
            ]  # fmt: skip
        if not owners and noun.dep_ in ("dobj", "pobj"):
            verb = noun.head if noun.dep_ == "dobj" else noun.head.head
            if verb.lemma_.lower() in _ISSUING and not is_passive(verb):
                owners = subjects(verb)
        return self.voices.of(sentence, owners) if owners else None

    def _bounded(self, sentence: Sentence, noun: Token, first: Token) -> Span | None:
        if self._is_subject(noun):
            # "Putin's claim that X was rejected": what hangs on the noun only.
            edge = noun.right_edge
            if edge.i < first.i:
                return None
            return self.trimmer.trimmed(sentence, sentence.span_of(first, edge))
        return self.trimmer.content(sentence, noun, first)

    def _is_subject(self, noun: Token) -> bool:
        word = noun
        for _ in range(4):
            if word.dep_ in ("nsubj", "nsubjpass"):
                return True
            if word.dep_ not in ("pobj", "prep", "conj"):
                return False
            word = word.head
        return False

    # --- according to ----------------------------------------------------------------------------

    def according(self, sentence: Sentence, token: Token) -> Saying | None:
        """Return the claim of "according to X": the rest of the sentence."""
        rule = self.cues.by_id.get("claim.according_to")
        if rule is None or token.i + 2 > sentence.tokens[-1].i:
            return None
        to = token.nbor(1)
        if to.lower_ != "to":
            return None
        inner = next((e for e in to.children if e.dep_ == "pobj"), None)
        if inner is None:
            inner = next((e for e in token.children if e.dep_ == "pobj" and e.i > to.i), None)
        if inner is None:
            return None
        cue = sentence.span_of(token, to)
        return self._aside(sentence, rule, cue, token, inner)

    def in_words(self, sentence: Sentence, token: Token) -> Saying | None:
        """Return the claim of "in Macron's words", "in the words of Macron"."""
        rule = self.cues.by_id.get("claim.in_words")
        if rule is None or token.dep_ != "prep" or token.lower_ != "in":
            return None
        noun = next((e for e in token.children if e.dep_ == "pobj"), None)
        if noun is None or noun.lower_ not in rule.possessed:
            return None
        owner = child(noun, "poss")
        if owner is None:
            owner = next((i for _, i in prepositions(noun, "of")), None)
        if owner is None:
            return None
        return self._aside(sentence, rule, sentence.span_of(token, noun), token, owner, noun)

    def _aside(
        self,
        sentence: Sentence,
        rule: CueRule,
        cue: Span,
        first: Token,
        head: Token,
        over: Token | None = None,
    ) -> Saying | None:
        if self.voices.block_at(cue.start) is not None or self._quoted(cue):
            return None
        voice = self.voices.of(sentence, [head])
        if voice is None:
            return None
        last = max(head.right_edge, over.right_edge if over is not None else head.right_edge,
                   key=lambda t: t.i)  # fmt: skip
        comma = next((t for t in sentence.tokens if t.i > head.i and t.text == ","), None)
        starts_sentence = not any(
            t.pos_ in ("VERB", "AUX") for t in sentence.tokens if t.i < first.i
        )
        if starts_sentence and comma is not None:
            # "according to X, who was there, …" is rare: the first comma ends the aside.
            begin = sentence.ends[comma.i]
            content = self.trimmer.trimmed(sentence, Span(begin, sentence.span.end))
            lead = self.text[sentence.span.start : cue.start].strip(" ,")
            if content is not None and lead and not self._is_adverbial(sentence, first):
                # "The talks, according to X, failed."
                content = self.trimmer.trimmed(sentence, sentence.span)
        else:
            content = self.trimmer.trimmed(sentence, Span(sentence.span.start, cue.start))
            end = sentence.ends[last.i]
            if content is not None and self.text[end : end + 1] == "," and comma is not None:
                rest = self.text[end + 1 : sentence.span.end].split()
                if len(rest) > 3 and rest[0].lower() not in ("which", "who", "citing", "adding"):
                    content = self.trimmer.trimmed(sentence, sentence.span)
        if content is None:
            return None
        return Saying(rule, cue, content, voice, sentence.span)

    def _is_adverbial(self, sentence: Sentence, first: Token) -> bool:
        """Is what stands before "according to" an adverbial: "At the same time, according to"?"""
        return not any(
            t.dep_ in ("nsubj", "nsubjpass", "csubj") for t in sentence.tokens if t.i < first.i
        )
