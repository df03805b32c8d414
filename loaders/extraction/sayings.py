"""Verbs, nouns and adjectives of saying in a parse: who says what in somebody else's words.

Where the content ends is read from where the next thing begins (another verb of saying, "adding
that", the speaker of the whole), not from what hangs on the verb: a small model often hangs the end
of a long sentence on the wrong word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Token

from loaders.extraction.contents import REFLEXIVE, Contents, is_suffered
from loaders.extraction.cues import CueRule, Cues
from loaders.extraction.finds import Part, Span
from loaders.extraction.nominal import NounsOfSaying
from loaders.extraction.parsing import Parsed, Sentence
from loaders.extraction.quoted import QuotedWords, quotes_in
from loaders.extraction.syntax import agents, child, is_passive, prepositions, subjects
from loaders.extraction.trimming import Trimmer, told_beside
from loaders.extraction.voices import ADVERBS, Saying, Voice, Voices

_UNREAL = frozenset(("will", "wo", "would", "may", "might", "should", "must", "shall", "'ll", "’ll",
                     "ca", "can", "could", "cannot", "'d"))  # fmt: skip
_WISHES = frozenset(("like", "want", "wish", "have", "need", "must"))
_VERBAL = ("VERB", "AUX")


class Sayings:
    """Finds sayings sentence by sentence. used: places of cues that quotations have taken."""

    def __init__(self, parsed: Parsed, cues: Cues, voices: Voices, quoted: QuotedWords) -> None:
        self.parsed = parsed
        self.text = parsed.text
        self.cues = cues
        self.voices = voices
        self.used = quoted.used
        self.trimmer = Trimmer(parsed, cues)
        self.contents = Contents(cues, self.trimmer)
        self.nouns = NounsOfSaying(parsed, cues, voices, self.trimmer)

    def find(self) -> Iterator[Saying]:
        """Yield the sayings, sentence by sentence."""
        for number, sentence in enumerate(self.parsed.sentences):
            if sentence.kind == "body":
                yield from self._read(number, sentence)

    def _read(self, number: int, sentence: Sentence) -> Iterator[Saying]:
        taken: list[Span] = []
        for token in sentence.tokens:
            lemma = token.lemma_.lower()
            found: Saying | None = None
            if token.pos_ in _VERBAL:
                if lemma in self.cues.verbs:
                    found = self._of_verb(number, sentence, token, self.cues.verbs[lemma])
                elif lemma in ("accord", "according"):
                    found = self.nouns.according(sentence, token)
                if lemma == "be":
                    found = self._of_adjective(sentence, token)
            elif lemma in self.cues.nouns:
                found = self.nouns.of_noun(sentence, token, self.cues.nouns[lemma])
            elif token.lower_ == "according":
                found = self.nouns.according(sentence, token)
            elif token.lower_ in ("in", "as"):
                found = self.nouns.in_words(sentence, token)
            if found is None or any(found.content == each for each in taken):
                continue
            taken.append(found.content)
            self.voices.heard(found.voice)
            yield found

    # --- verbs -----------------------------------------------------------------------------------

    def _of_verb(
        self, number: int, sentence: Sentence, verb: Token, rules: Sequence[CueRule]
    ) -> Saying | None:
        place = sentence.span_of(verb)
        if place.start in self.used or not self._really_said(verb):
            return None
        block = self.voices.block_at(place.start)
        if block is None and self._in_fragment(place):
            return None
        voice = self._speakers(sentence, verb)
        if voice is None:
            return None
        if block is not None and not self._reported(verb, voice, block):
            return None
        for rule in rules:
            found = self._by_rule(number, sentence, verb, rule, voice)
            if found is not None:
                return found
        return None

    def _by_rule(
        self, number: int, sentence: Sentence, verb: Token, rule: CueRule, voice: Voice
    ) -> Saying | None:
        if rule.lone and len(voice.parts) > 1:
            return None
        cue = verb
        if rule.with_words:
            partner = self.contents.partner(verb, rule)
            if partner is None:
                return None
            cue = partner
        content = self.contents.of(sentence, verb, cue, rule)
        back = False
        open_ended = "clause" in rule.takes and not rule.with_words and not rule.unless
        if content is None and open_ended and not self._has_more(verb, rule):
            content = self._before(sentence, verb, voice)
            if content is None:
                content = self._told_before(number, sentence, verb)
                back = content is not None
        if content is None:
            return None
        words = sentence.span_of(verb, cue)
        if words.end - words.start > 40:
            words = sentence.span_of(verb)
        if back and "claim.back_reference" in self.cues.by_id:
            rule = self.cues.by_id["claim.back_reference"]
        evidence = Span(
            min(sentence.span.start, content.start), max(sentence.span.end, content.end)
        )
        told = self._addressees(sentence, verb, rule)
        return Saying(rule, words, content, voice, evidence, addressees=told)

    def _has_more(self, verb: Token, rule: CueRule) -> bool:
        """Does the verb govern something after it that can't go with a clause before it?"""
        for each in verb.rights:
            if each.dep_ == "xcomp" and each.tag_ != "VBG":
                return True
            if each.dep_ in ("dobj", "ccomp") and not rule.told and each.lower_ not in REFLEXIVE:
                return True
        return False

    def _really_said(self, verb: Token) -> bool:
        """Not "didn't say", "will say", "if he says", "to say"."""
        if verb.dep_ == "amod":
            return False
        infinitive = False
        for each in verb.children:
            if each.dep_ == "neg":
                return False
            if each.dep_ == "aux":
                if each.lower_ in _UNREAL:
                    return self._wish(verb)
                infinitive = infinitive or each.tag_ == "TO"
            if each.dep_ == "mark" and each.lower_ in ("if", "unless", "whether"):
                return False
        if infinitive:
            return self._led(verb)
        if (
            verb.tag_ == "VB"
            and verb.dep_ in ("ROOT", "conj")
            and not any(each.dep_ in ("aux", "nsubj") for each in verb.children)
        ):
            return verb.dep_ == "conj" and self._really_said(verb.head)
        return True

    def _wish(self, verb: Token) -> bool:
        """ "must stress", "I would note": said by saying so."""
        return any(each.dep_ == "nsubj" and each.lower_ == "i" for each in verb.children) and any(
            each.lower_ in ("must", "would", "should") for each in verb.children
        )

    def _led(self, verb: Token) -> bool:
        """ "continued to stress", "would like to note", "took the floor to warn that"."""
        head = verb.head
        if head == verb or head.lemma_.lower() not in self.cues.leads:
            return False
        if any(each.dep_ == "neg" for each in head.children):
            return False
        if head.lemma_.lower() in _WISHES:
            first = [each.lower_ for each in head.children if each.dep_ == "nsubj"]
            return first in (["i"], ["we"])
        return not any(each.lower_ in _UNREAL for each in head.children if each.dep_ == "aux")

    def _in_fragment(self, place: Span) -> bool:
        quote = self.parsed.quoted.at(place.start)
        return quote is not None and quote.closed

    def _speakers(self, sentence: Sentence, verb: Token) -> Voice | None:
        suffered = is_suffered(verb, self.cues)
        heads = agents(verb) if suffered else self._heads(verb)
        heads = [each for each in heads if each.pos_ not in _VERBAL]
        if heads or suffered or verb.tag_ not in ("VBD", "VBZ", "VBP"):
            return self.voices.of(sentence, heads) if heads else None
        # The parse found no subject: the name right before the verb.
        cue = sentence.span_of(verb)
        voice = self.voices.named_before(Span(sentence.span.start, cue.start))
        if voice is None or not ADVERBS.match(self.text, voice.source.end, cue.start):
            return None
        return voice

    def _heads(self, verb: Token) -> list[Token]:
        own = [each for each in verb.children if each.dep_ == "nsubj"]
        if verb.dep_ == "advcl" and not own and verb.tag_ == "VBG":
            # "…, adding that": whoever spoke before the comma, even if hung on the content's verb.
            word = verb.head
            seen = 0
            while word.head != word and seen < 12:
                seen += 1
                if word.lemma_.lower() in self.cues.verbs and word.i < verb.i:
                    break
                if word.dep_ not in ("ccomp", "xcomp", "advcl", "conj", "relcl", "acl", "pcomp",
                                     "prep", "pobj", "dobj", "attr"):  # fmt: skip
                    break
                if not any(h.lemma_.lower() in self.cues.verbs for h in word.ancestors):
                    break
                word = word.head
            if word.pos_ in _VERBAL:
                return agents(word) if is_passive(word) and agents(word) else subjects(word)
        other = told_beside(verb, self.cues)
        if other is not None:
            return agents(other) if is_passive(other) else subjects(other)
        if verb.dep_ == "pcomp" and verb.head.lower_ == "as" and verb.head.head.pos_ == "VERB":
            quoting = verb.head.head
            held = child(quoting, "dobj")
            if held is not None and not is_passive(quoting):
                return [held]
        found = subjects(verb)
        if not found:
            # "X, noting that …, said": the parse gives the subject to the participle.
            for each in verb.lefts:
                if each.dep_ == "advcl" and each.tag_ == "VBG":
                    found += [e for e in each.lefts if e.dep_ == "nsubj"]
        return found

    def _reported(self, verb: Token, voice: Voice, block: Saying) -> bool:
        """Within somebody's own words: what they say of saying, not what they say by saying so."""
        first = [each.lower_ for each in verb.children if each.dep_ == "nsubj"]
        own = {p.actor.id for p in voice.parts} == {p.actor.id for p in block.voice.parts}
        if not own:
            return True
        if "we" in first:
            return verb.tag_ in ("VBD", "VBN")
        if "i" in first and verb.tag_ in ("VBP", "VB"):
            return block.rule.id == "claim.transcript"
        return True

    # --- content before the cue ------------------------------------------------------------------

    def _before(self, sentence: Sentence, verb: Token, voice: Voice) -> Span | None:
        """ "X will happen, the Elysee said": the clause before; or the whole around it."""
        return self.trimmer.before(sentence, verb, voice.source)

    def _told_before(self, number: int, sentence: Sentence, verb: Token) -> Span | None:
        """ "He said this during a speech", "This was stated by X": the sentence before."""
        rule = self.cues.by_id.get("claim.back_reference")
        if rule is None or verb.lemma_.lower() not in rule.lemmas or number == 0:
            return None
        held = child(verb, "nsubjpass") if is_passive(verb) else child(verb, "dobj")
        if held is None or held.lower_ not in ("this", "that", "it") or list(held.children):
            return None
        if held.lower_ == "it" and is_passive(verb):
            return None
        before = self.parsed.sentences[number - 1]
        if before.kind != "body" or before.paragraph < sentence.paragraph - 1:
            return None
        if quotes_in(self.parsed, before.span) and self.voices.block_at(before.span.start):
            return None
        return self.trimmer.trimmed(before, before.span)

    # --- adjectives ------------------------------------------------------------------------------

    def _of_adjective(self, sentence: Sentence, verb: Token) -> Saying | None:
        adjective = child(verb, "acomp")
        if adjective is None or adjective.lemma_.lower() not in self.cues.adjectives:
            return None
        place = sentence.span_of(adjective)
        if not self._really_said(verb) or self.voices.block_at(place.start) is not None:
            return None
        heads = [e for e in subjects(verb) if e.pos_ not in _VERBAL and e.lower_ not in REFLEXIVE]
        voice = self.voices.of(sentence, heads) if heads else None
        if voice is None or self._in_fragment(place):
            return None
        for rule in self.cues.adjectives[adjective.lemma_.lower()]:
            first: Token | None = None
            if rule.prepositions:
                first = self.contents.after_preposition(verb, adjective, rule)
            elif "clause" in rule.takes:
                first = self.contents.clause(sentence, adjective, adjective, rule)
            content = self.trimmer.content(sentence, verb, first) if first is not None else None
            if content is not None:
                return Saying(rule, place, content, voice, sentence.span)
        return None

    # --- addressees ------------------------------------------------------------------------------

    def _addressees(self, sentence: Sentence, verb: Token, rule: CueRule) -> tuple[Part, ...]:
        tokens: list[Token] = []
        if rule.told or "request" in rule.takes:
            if is_passive(verb):
                tokens += [e for e in verb.children if e.dep_ == "nsubjpass"]
            else:
                tokens += [
                    e for e in verb.rights if e.dep_ in ("dobj", "dative") and e.dep_ != "prep"
                ]
        words = (
            ("to", "with", "on", "upon")
            if "request" in rule.takes or rule.id.endswith("explain")
            else ("to",)
        )
        tokens += [inner for _, inner in prepositions(verb, *words) if inner.i > verb.i]
        found: dict[str, Part] = {}
        for token in tokens:
            for part in self.voices.cast.parts(sentence, token):
                found.setdefault(part.actor.id, part)
        return tuple(found.values())
