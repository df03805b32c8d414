"""Is a word of meeting used as its rule asks: "call" of a telephone call, "met" of people?"""

from __future__ import annotations

import re

from spacy.tokens import Token

from loaders.extraction.cast import Cast
from loaders.extraction.company import OPEN, Company
from loaders.extraction.parsing import Sentence
from loaders.extraction.places import Places
from loaders.extraction.rules import Rule, Rules
from loaders.extraction.status import status_of
from loaders.extraction.syntax import (
    child,
    clauses_of,
    is_passive,
    lemma_of,
    prepositions,
    subjects,
)

BY_PHONE = re.compile(
    r"\b(?:(?:by|over|on|via|through)\s+(?:the\s+)?(?:tele)?(?:phone|video\w*)|via\s+(?:video|"
    r"telephone|phone)\s?\w*|by\s+video\s?\w*)\b",
    re.IGNORECASE,
)
#: Verbs that tell of a call only where the telephone is named.
_BY_PHONE_ONLY = frozenset(("discuss", "review"))
#: A noun with one of these before it is another one than those told before.
FRESH = frozenset(
    "separate another second third new further other next previous earlier past prior".split(" ")
)
#: Bodies that come together.
_BODIES_THAT_MEET = frozenset(
    "group commission committee council troika quartet contact team panel forum summit".split(" ")
)


class Uses:
    """Tells words of meeting from their other uses."""

    def __init__(self, cast: Cast, rules: Rules, company: Company, where: Places) -> None:
        self.text = cast.text
        self.rules = rules
        self.company = company
        self.where = where
        self.nouns = rules.by_lemma("meetings", "noun")
        self.verbs = rules.by_lemma("meetings", "verb")

    def rule(self, token: Token) -> Rule | None:
        lemma = lemma_of(token)
        if token.pos_ in ("NOUN", "PROPN"):
            rule = self.nouns.get(lemma) or self.nouns.get(token.lower_.rstrip("s"))
            if rule is not None and lemma in rule.plural and token.tag_ not in ("NNS", "NNPS"):
                return None
            return rule
        if token.lower_ == "due" and token.dep_ == "acomp":
            return self.verbs.get("due")
        if token.pos_ == "VERB" and token.dep_ != "amod":
            if lemma == "call" and _calls_on(token):
                return self.verbs.get("call on")
            return self.verbs.get(lemma)
        return None

    def is_aside(self, noun: Token) -> bool:
        """Is it only where others met: "on the sidelines of the summit"?"""
        head = noun.head
        return (
            noun.dep_ == "pobj"
            and head.lower_ in ("of", "at", "to")
            and head.head.lemma_.lower() in ("sideline", "margin", "fringe", "margins", "sidelines")
        )

    def is_round(self, noun: Token) -> bool:
        """Is it a round of talks by itself ("the third round", held on a day)?"""
        if any(self.rule(inner) for _, inner in prepositions(noun, "of")):
            return False  # "a round of talks": the talks tell of it
        counted = any(
            each.lower_ in FRESH or each.lower_ in ("first", "last", "fourth", "fifth", "latest")
            for each in noun.children
        )
        verb = noun.head if noun.dep_ in ("nsubj", "nsubjpass", "dobj") else None
        told = verb is not None and lemma_of(verb) in self.rules.carriers
        return counted and (told or any(e.lemma_ in self.rules.carriers for e in clauses_of(noun)))

    def is_call(self, sentence: Sentence, noun: Token, phone: bool) -> bool:
        """Is "call" a telephone call? "calls for restraint" is an appeal.

        "was on the phone with A" is one.
        """
        if noun.lemma_ in ("phone", "telephone", "line"):
            speaking = noun.dep_ == "pobj" and noun.head.lower_ == "on"
            return speaking and noun.head.head.lemma_ in ("be", "get", "stay", "remain")
        if phone:
            return True
        words = {each.lower_ for each in noun.children if each.dep_ == "prep"}
        appeal = any(
            c.dep_ in ("acl", "relcl") and any(a.tag_ == "TO" for a in c.children)
            for c in noun.children
        )
        if words & {"for", "upon"} or appeal:
            return bool(words & {"with", "between"})
        if words & {"with", "between", "from", "to"}:
            return True
        return self.is_definite(noun) or noun.dep_ in ("pobj", "dobj")

    def is_definite(self, noun: Token) -> bool:
        for each in noun.children:
            if each.dep_ == "poss":
                return True
            if each.dep_ == "det" and each.lower_ in ("the", "this", "that", "these", "those"):
                return True
        return False

    def counts(self, sentence: Sentence, verb: Token, rule: Rule) -> bool:
        """Is the verb used as the rule needs it?"""
        lemma = verb.lemma_.lower()
        if lemma in rule.particle and not any(
            each.dep_ in ("prt", "advmod") and each.lower_ in rule.particle[lemma]
            for each in verb.children
        ):
            return False
        held = self.held(sentence, verb)
        if rule.needs == "place ahead":
            return self._expected(sentence, verb)
        if rule.needs == "person object":
            if any(e != held for e in verb.children if e.dep_ in ("oprd", "xcomp", "ccomp")):
                return False
            if is_passive(verb):
                return any(self.company.parts(sentence, each, "") for each in subjects(verb))
            if held is None or not self.somebody(sentence, held):
                return False
            return lemma != "welcome" or any(
                word in ("in", "at", "to") for word, _ in prepositions(verb, "in", "at", "to")
            )
        if rule.needs == "several people":
            return self._gathers(sentence, verb, held)
        if rule.needs == "person seen":
            return held is not None and self._sees(sentence, verb, held)
        if rule.needs == "person on":
            appeal = child(verb, "xcomp", "ccomp", "advcl") is not None
            return not appeal and any(
                any(p.actor.type == "Person" for p in self.company.parts(sentence, inner, ""))
                for _, inner in prepositions(verb, "on", "upon")
            )
        if rule.needs == "person with" and lemma in _BY_PHONE_ONLY:
            finite = not is_passive(verb) and verb.dep_ in ("ROOT", "ccomp", "conj")
            phone = BY_PHONE.search(self.clause(sentence, verb)) is not None
            return finite and phone and self._together(sentence, verb)
        if rule.needs == "person with":
            return any(
                self.somebody(sentence, inner)
                for word, inner in prepositions(verb, "with", "to")
                if word in rule.roles
            ) or self._together(sentence, verb)
        if rule.needs == "place or person object":
            return held is not None and (
                self.where.of(sentence, held) is not None or self.somebody(sentence, held)
            )
        if rule.needs == "purpose":
            return self._travels(sentence, verb)
        if rule.format == "consultation":
            # "will not negotiate its borders"
            return held is None or bool(self.company.parts(sentence, held, ""))
        if lemma == "meet":
            return held is None or self.somebody(sentence, held)
        return True

    def held(self, sentence: Sentence, verb: Token) -> Token | None:
        """Return the verb's object; a name that the parser takes for a predicate is one."""
        held = child(verb, "dobj")
        if held is None and (said := child(verb, "oprd", "attr")) is not None and said.i > verb.i:
            people = self.company.own(sentence, said, "") if said.pos_ == "PROPN" else []
            held = said if any(p.actor.type == "Person" for p in people) else None
        return held

    def _expected(self, sentence: Sentence, verb: Token) -> bool:
        """Is somebody "expected in Rome", "due in Rome", and nothing more is told of it?"""
        if verb.pos_ == "VERB" and not is_passive(verb):
            return False
        if child(verb, "xcomp", "ccomp") is not None or any(
            self.rule(t) for t in sentence.tokens if t.i > verb.i
        ):
            return False
        holder = verb if verb.pos_ == "VERB" else verb.head
        return self.where.after(sentence, (verb,), (verb,)) is not None and any(
            p.actor.type == "Person"
            for each in subjects(holder)
            for p in self.company.parts(sentence, each, "")
        )

    def _gathers(self, sentence: Sentence, verb: Token, held: Token | None) -> bool:
        """Do several gather ("the foreign ministers of A and B convened in C")?"""
        if held is not None or is_passive(verb):
            return False
        named = subjects(verb)
        several = sum(len(self.company.parts(sentence, each, "")) for each in named) > 1
        placed = self.where.after(sentence, (verb,), ()) is not None
        if verb.lemma_ == "gather" and not placed and not several:
            return False
        group = any(
            each.lemma_ in _BODIES_THAT_MEET or (each.tag_ == "NNS" and each.lemma_ in OPEN)
            for each in named
        )
        return several or (group and placed)

    def _sees(self, sentence: Sentence, verb: Token, held: Token) -> bool:
        """ "looks forward to seeing A again", "will see A in B": they meet."""
        if child(verb, "ccomp", "xcomp", "oprd", "acl") is not None:
            return False
        if not any(
            p.actor.type in ("Person", "Office") for p in self.company.parts(sentence, held, "")
        ):
            return False
        again = any(each.lower_ in ("again", "soon", "privately") for each in verb.children)
        ahead = status_of(verb, self.rules.status) == "planned"
        return again or ahead or self.where.after(sentence, (verb,), ()) is not None

    def _together(self, sentence: Sentence, verb: Token) -> bool:
        """ "A and B spoke by telephone", "they agreed to speak again"."""
        clause = self.clause(sentence, verb)
        if not BY_PHONE.search(clause) and not re.search(r"\b(?:again|soon|directly)\b", clause):
            return False
        named = sum(len(self.company.parts(sentence, s, "")) for s in subjects(verb))
        return named + sum(1 for _ in prepositions(verb, "with")) >= 2

    def somebody(self, sentence: Sentence, token: Token) -> bool:
        return bool(self.company.parts(sentence, token, "") or token.lemma_.lower() in OPEN)

    def clause(self, sentence: Sentence, verb: Token) -> str:
        return sentence.span_of(verb.left_edge, verb.right_edge).of(self.text)

    def _travels(self, sentence: Sentence, verb: Token) -> bool:
        """Does somebody travel somewhere to meet, or on a day to come?"""
        to = [
            i for _, i in prepositions(verb, "to", "in", "for", "at") if self.where.of(sentence, i)
        ]
        if not to or any(
            self.rule(t) for t in sentence.tokens if t.i != verb.i and t.pos_ in ("NOUN", "VERB")
        ):
            return False
        aux = {each.lower_ for each in verb.children if each.dep_ == "aux"}
        return bool(aux & {"will", "would", "to", "is", "are"}) and any(
            p.actor.type == "Person"
            for s in subjects(verb)
            for p in self.company.parts(sentence, s, "")
        )


def _calls_on(verb: Token) -> bool:
    """ "called on the President", not "called the President on Monday"."""
    preposition = next((c for c in verb.rights if c.dep_ != "advmod"), None)
    return preposition is not None and preposition.lower_ in ("on", "upon")
