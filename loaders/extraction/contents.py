"""What was said, seen from its verb: the clause, object, request or phrase that follows a cue.

Everything here returns the first word of the content; where it ends, trimming.py says.
"""

from __future__ import annotations

from spacy.tokens import Token

from loaders.extraction.cues import CueRule, Cues
from loaders.extraction.finds import Span
from loaders.extraction.parsing import Sentence
from loaders.extraction.syntax import child, is_passive
from loaders.extraction.trimming import Trimmer, told_beside

_CLAUSE_WORDS = frozenset(
    ("that", "whether", "if", "why", "how", "what", "where", "when", "who", "which")
)
_ASKING = frozenset(("explain", "ask", "clarify", "specify", "wonder"))
_REFERRED = frozenset("statement remark comment word report story news".split())
#: Objects that tell nothing by themselves.
REFLEXIVE = frozenset(
    "it this that them him her me us you these those itself himself themselves so".split()
)
_VERBAL = ("VERB", "AUX")


def is_suffered(verb: Token, cues: Cues) -> bool:
    """Is the verb in the passive, with or without "be": "asked about the plan, he …"?"""
    if is_passive(verb):
        return True
    bare = verb.tag_ == "VBN" and verb.dep_ in ("acl", "relcl", "advcl", "amod")
    if not bare or any(each.dep_ in ("aux", "nsubj") for each in verb.children):
        return False
    return told_beside(verb, cues) is None


class Contents:
    """Finds the content that a cue governs."""

    def __init__(self, cues: Cues, trimmer: Trimmer) -> None:
        self.cues = cues
        self.trimmer = trimmer
        self.judging = frozenset(lemma for words in cues.stances for lemma in words.lemmas)

    def partner(self, verb: Token, rule: CueRule) -> Token | None:
        """Return the word that makes the cue together with the verb: "draw attention"."""
        for each in verb.rights:
            if each.lemma_.lower() in rule.with_words or each.lower_ in rule.with_words:
                return each
            if each.dep_ in ("prep", "ccomp"):
                # "spoke in favour of"; "made clear that", where "clear" is a clause of its own
                for inner in each.children:
                    if inner.lower_ in rule.with_words:
                        return inner
                if each.dep_ == "ccomp" and each.lower_ in rule.with_words:
                    return each
        return None

    def of(self, sentence: Sentence, verb: Token, cue: Token, rule: CueRule) -> Span | None:
        if is_suffered(verb, self.cues):
            return self._passive(sentence, verb, rule)
        first: Token | None = None
        if "clause" in rule.takes:
            first = self.clause(sentence, verb, cue, rule)
        if first is None and "request" in rule.takes:
            first = self._request(verb, rule)
            if first is None and "object" not in rule.takes and "clause" not in rule.takes:
                return None
        if first is None and "accusation" in rule.takes:
            first = self._accusation(verb, rule)
            if first is None:
                return None
        if first is None and "predicate" in rule.takes:
            first = self._predicate(verb)
        if first is None and "object" in rule.takes:
            first = self._object(sentence, verb, cue, rule)
        if first is None and "infinitive" in rule.takes:
            first = self._infinitive(verb)
        if first is None and rule.prepositions and not {"request", "accusation"} & rule.takes:
            first = self.after_preposition(verb, cue, rule)
        if first is None:
            return None
        return self.trimmer.content(sentence, verb, first)

    def clause(self, sentence: Sentence, verb: Token, cue: Token, rule: CueRule) -> Token | None:
        """Return the first word of the clause after the cue."""
        for each in verb.children:
            if each.dep_ not in ("ccomp", "advcl", "xcomp") or each.i < cue.i or each == cue:
                continue
            words = list(each.subtree)
            opening = next((w for w in words if w.i > cue.i and not w.is_punct), None)
            if opening is None:
                continue
            infinitive = any(w.tag_ == "TO" and w.dep_ == "aux" for w in each.children)
            marked = opening.lower_ in _CLAUSE_WORDS
            wondered = "what" in (opening.lower_, opening.nbor(-1).lower_ if opening.i else "")
            if wondered and verb.lemma_ not in _ASKING:
                continue  # "shared what we had to say" tells no content
            if each.dep_ == "advcl" and opening.lower_ != "that":
                continue
            if each.dep_ == "xcomp" and (infinitive or not marked):
                continue
            if infinitive and not marked:
                continue
            if (
                not marked
                and each.dep_ == "ccomp"
                and not any(
                    w.dep_ in ("nsubj", "nsubjpass", "expl", "csubj", "attr") for w in each.children
                )
            ):
                continue
            if rule.unless and any(
                w.lower_ in rule.unless or w.lemma_ in rule.unless for w in (each, *each.children)
            ):
                return None
            return self._after_that(opening)
        # "that" after the cue, whatever the parse makes of it: "told reporters on a call that".
        word, commas = cue, 0
        wide = "quote" in rule.takes and "object" not in rule.takes
        for _ in range(0 if rule.unless else 14 if wide else 3):
            if word.i + 2 >= sentence.tokens[-1].i:
                return None
            word = word.nbor(1)
            if word.lower_ == "that" and (commas == 2 or word.nbor(-1).text != ","):
                # After an aside between two commas it is no pronoun, whatever its tag.
                if word.tag_ == "IN" or commas == 2 or (word.i - cue.i <= 2 and word.tag_ == "WDT"):
                    return self._after_that(word, sure=True)
                if any(e.dep_ == "nsubj" and e != word for e in word.head.children):
                    return self._after_that(word)
            if word.pos_ in (*_VERBAL, "CCONJ") or (word.is_punct and word.text != ","):
                return None
            commas += word.text == ","
        return None

    def _after_that(self, opening: Token, *, sure: bool = False) -> Token | None:
        if opening.lower_ != "that" or (opening.tag_ == "DT" and not sure):
            return opening
        word = opening
        while word.i + 1 < len(word.doc) and (
            word is opening or (word.is_punct and word.text not in "\"“«‘'")
        ):
            word = word.nbor(1)
        return word

    def _object(self, sentence: Sentence, verb: Token, cue: Token, rule: CueRule) -> Token | None:
        """Return the first word of the object, or of the clause that its noun carries."""
        noun = next(
            (e for e in verb.children if e.dep_ in ("dobj", "attr", "oprd") and e.i > cue.i), None
        )
        if noun is None and told_beside(verb, self.cues) is not None:
            # Its object is hung elsewhere too: "the importance of X and voiced concern over".
            following = verb.nbor(1)
            if following.pos_ == "DET" or following.lemma_.lower() in self.cues.positions:
                return following
        if noun is None:
            # "rejected sending troops", "ruled out sending"
            gerund = next(
                (e for e in verb.children if e.dep_ in ("xcomp", "pcomp", "ccomp")
                 and e.tag_ == "VBG" and e.i > cue.i), None)  # fmt: skip
            return gerund.left_edge if gerund is not None and not rule.objects else None
        lemma = noun.lemma_.lower()
        if noun.pos_ == "PRON" or noun.lower_ in REFLEXIVE:
            return None
        carried = self._carried(noun, verb)
        owner = child(noun, "poss")
        if rule.category == "REJECT" or (owner is not None and owner.pos_ != "PRON"):
            carried = None  # "rejected X's claim that": what X said is a claim of its own
        if lemma in self.cues.carriers and carried is not None:
            return carried
        if rule.objects and not self._is_position(noun, rule):
            return None
        if lemma in rule.never and not self._refers(verb, noun):
            return None
        if carried is None and noun.ent_type_ == "PERSON" and not list(noun.rights):
            return None
        if any(e.lower_ == "as" and e.dep_ == "prep" for e in verb.rights) and any(
            e.tag_ == "VBG" for p in verb.rights if p.lower_ == "as" for e in p.children
        ):
            return None  # "quoted him as saying"
        edge = noun.left_edge
        return edge if edge.i > cue.i else cue.nbor(1)

    def _refers(self, verb: Token, noun: Token) -> bool:
        """ "denied this statement", "confirmed the report": of another claim of the text."""
        if verb.lemma_.lower() not in self.judging or noun.lemma_.lower() not in _REFERRED:
            return False
        return any(e.lower_ in ("the", "this", "that", "these", "those") for e in noun.lefts)

    def _is_position(self, noun: Token, rule: CueRule) -> bool:
        return noun.lemma_.lower() in rule.objects or any(
            each.lemma_.lower() in rule.objects for each in noun.rights if each.dep_ == "conj"
        )

    def _carried(self, noun: Token, verb: Token) -> Token | None:
        """ "expressed the opinion that …": the clause."""
        for each in (*noun.rights, *(e for e in verb.rights if e.i > noun.i)):
            if each.dep_ in ("acl", "ccomp", "relcl", "advcl"):
                opening = next((w for w in each.subtree if not w.is_punct), None)
                if opening is not None and opening.lower_ == "that" and opening.dep_ == "mark":
                    return self._after_that(opening)
        return None

    def _infinitive(self, verb: Token) -> Token | None:
        for each in verb.rights:
            if each.dep_ in ("xcomp", "ccomp", "advcl"):
                marker = next((w for w in each.lefts if w.tag_ == "TO" and w.dep_ == "aux"), None)
                if marker is not None:
                    return marker
                if each.tag_ == "VBG":
                    return each.left_edge
        return None

    def _request(self, verb: Token, rule: CueRule) -> Token | None:
        """Return the first word of "Russia to use …"."""
        to_do = next(
            (e for e in verb.subtree if e.i > verb.i and e.tag_ == "TO" and e.dep_ == "aux"), None
        )
        if to_do is None or to_do.i - verb.i > 25:
            return None
        if rule.told and to_do.head.dep_ in ("acl", "relcl"):
            return None  # "told Putin of his determination to go on"
        if any(verb.doc[number].lower_ == "that" for number in range(verb.i + 1, to_do.i)):
            return None
        if rule.prepositions:
            for each in verb.rights:
                if each.dep_ in ("prep", "dative", "prt") and each.lower_ in rule.prepositions:
                    inner = next(iter(each.children), None)
                    first = inner.left_edge if inner is not None else each.nbor(1)
                    return first if first.i < to_do.i else None
            return None
        for each in verb.rights:
            if each.dep_ in ("dobj", "dative", "nsubj") and each.i < to_do.i:
                return (
                    None
                    if each.pos_ == "PRON" and each.lower_ in ("it", "this")
                    else each.left_edge
                )
            if each.dep_ in ("xcomp", "ccomp") and each.i > to_do.i:
                subject = next((w for w in each.lefts if w.dep_ == "nsubj"), None)
                return subject.left_edge if subject is not None else None
        following = verb.nbor(1)
        return following if following.pos_ in ("PROPN", "DET", "ADJ", "NOUN") else None

    def _accusation(self, verb: Token, rule: CueRule) -> Token | None:
        held = child(verb, "dobj")
        if held is None or held.i < verb.i:
            return None
        for each in (*verb.rights, *held.rights):
            if (
                each.i > held.i
                and each.lower_ in rule.prepositions
                and each.dep_ in ("prep", "mark")
            ):
                return held.left_edge
        return None

    def _predicate(self, verb: Token) -> Token | None:
        """Return the first word of "the move a mistake"."""
        for each in verb.rights:
            if each.dep_ in ("oprd",):
                held = child(verb, "dobj")
                return held.left_edge if held is not None and held.i > verb.i else each.left_edge
            if each.dep_ == "dobj" and any(
                w.dep_ in ("amod", "acl") and w.pos_ == "ADJ" for w in each.rights
            ):
                return each.left_edge  # 'called the remarks "false"'
            if each.dep_ == "ccomp" and not any(w.dep_ in ("aux", "mark") for w in each.children):
                subject = next((w for w in each.lefts if w.dep_ == "nsubj"), None)
                if subject is not None and each.pos_ in ("NOUN", "ADJ"):
                    return subject.left_edge
        return None

    def after_preposition(self, verb: Token, cue: Token, rule: CueRule) -> Token | None:
        held = child(verb, "dobj")
        if held is not None and cue == verb and not rule.told and held.i > verb.i:
            return None
        candidates = [*verb.rights, *(cue.rights if cue is not verb else ())]
        if held is not None:
            candidates += list(held.rights)
        for each in sorted(candidates, key=lambda e: e.i):
            if each.lower_ not in rule.prepositions or each.i <= cue.i:
                continue
            if each.dep_ not in ("prep", "prt", "dative", "mark", "advmod"):
                continue
            inner = next((e for e in each.children if e.dep_ in ("pobj", "pcomp", "prep")), None)
            if inner is not None and inner.dep_ == "prep":
                return None
            if inner is not None and inner.lemma_.lower() in rule.never:
                return None
            if rule.objects and (inner is None or inner.lemma_.lower() not in rule.objects):
                return None
            if inner is not None and inner.lower_ in REFLEXIVE:
                return None
            if inner is not None and inner.ent_type_ in ("DATE", "TIME"):
                continue
            return each.nbor(1) if each.i + 1 < len(each.doc) else None
        return None

    def _passive(self, sentence: Sentence, verb: Token, rule: CueRule) -> Span | None:
        """ "was condemned by X"; "It was stated by X that"; "was told by X that"."""
        clause = self.clause(sentence, verb, verb, rule) if "clause" in rule.takes else None
        if clause is not None:
            return self.trimmer.content(sentence, verb, clause)
        subject = child(verb, "nsubjpass")
        if subject is None or "object" not in rule.takes or subject.pos_ == "PRON":
            return None
        if subject.lower_ in REFLEXIVE or subject.lemma_.lower() in rule.never:
            return None
        if rule.objects and subject.lemma_.lower() not in rule.objects:
            return None
        return self.trimmer.trimmed(
            sentence, sentence.span_of(subject.left_edge, subject.right_edge)
        )
