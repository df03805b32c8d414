"""How firm a meeting is: held, planned, proposed, possible, refused, cancelled.

Read from auxiliaries, negation and the words that govern the trigger; the table of words stands in
rules.yaml. Of several the weakest wins: a proposed talk that was rejected is refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

from loaders.extraction.syntax import child, governors

#: From firm to gone.
ORDER = ("held", "planned", "proposed", "possible", "refused", "cancelled")

_AUXILIARIES = {
    "will": "planned", "shall": "planned", "'ll": "planned", "’ll": "planned", "wo": "planned",
    "would": "planned", "may": "possible", "might": "possible", "could": "possible",
    "can": "possible", "ca": "possible", "should": "proposed", "must": "proposed",
    "ought": "proposed",
}  # fmt: skip

#: Answers that make an invitation or offer a plan.
_ACCEPTING = frozenset(("accept", "agree", "approve"))
_OFFERS = frozenset(("invitation", "offer", "proposal", "initiative", "request", "invite"))

#: What is yet to come: "ahead of the summit", "before the talks".
_BEFORE = frozenset(("ahead", "before", "until", "towards", "toward"))

#: Words that are firm only as a modifier or object, never as a clause's verb of saying.
_MODIFIERS_ONLY = frozenset(("next", "future", "ahead", "upcoming", "forthcoming"))

#: Words of the table that say nothing of a meeting that their clause tells of with a finite verb.
_WITH_CLAUSE_SILENT = frozenset(("announce", "confirm", "discuss", "agree", "expect", "hope"))


#: Negated, these say that what was planned does not come about: it is off, nobody refused.
_HAPPENING = frozenset(("take", "happen", "occur", "materialise", "materialize", "proceed", "go"))


#: Not having done so refuses nothing.
_ASKING = frozenset(("ask", "request", "seek", "propose", "suggest", "discuss", "plan", "intend"))
#: Of what nobody has these there is nothing to tell.
_INTENTS = frozenset(("plan", "intention", "need", "reason", "desire", "wish"))


#: Verbs whose clause did not come about, or is said not to have.
_DENYING = frozenset(("fail", "deny"))


class Gone(Exception):
    """The text says that there was no such meeting: nothing is to be found."""


def status_of(trigger: Token, table: Mapping[str, str]) -> str:
    """Return the status of what a trigger tells of; raises Gone for "there were no talks".

    table: by lemma, the status that a word gives to what it governs (rules.yaml).
    """
    found = ["held"]
    accepted = False
    offered = False
    negated = _negated(trigger)
    failed = False
    _modifiers(trigger, table, found)
    _auxiliaries(trigger, found)
    own_clause = True
    for word, below in governors(trigger):
        lemma = word.lemma_.lower()
        if below.dep_ == "conj" and below.pos_ in ("VERB", "AUX"):
            _auxiliaries(word, found)
            continue
        if below.dep_ in ("ccomp", "advcl", "acl"):
            # "could not say whether they would meet" refuses nothing.
            own_clause = False
        if below.dep_ == "prep" and below.lower_ in _BEFORE:
            found.append("planned")
        if word.pos_ == "ADP" and lemma in _BEFORE:
            found.append("planned")
        given = table.get(lemma) or _with_particle(word, table)
        if given == "refused" and _negated(word):
            # "was not ruled out", "did not refuse"
            found.append("possible")
            own_clause = False
        elif given and not _silent(lemma, word, below):
            found.append(given)
            accepted = accepted or lemma in _ACCEPTING
            offered = offered or lemma in _OFFERS
        if word.pos_ in ("NOUN", "PROPN"):
            _modifiers(word, table, found)
        if word.pos_ in ("VERB", "AUX"):
            _auxiliaries(word, found)
            for each in word.children:
                # "it is important to hold", "they are ready to meet"
                if each.dep_ in ("acomp", "attr", "oprd") and each.i != below.i:
                    given = table.get(each.lemma_.lower())
                    if given:
                        found.append(given)
        if lemma in _ASKING and word.pos_ == "VERB" and _negated(word):
            raise Gone  # "had not asked for a meeting"
        if lemma in _INTENTS and word.pos_ == "NOUN" and _negated(word):
            raise Gone  # "there are no plans to meet"
        if lemma == "have" and any(each.lower_ == "yet" for each in word.children):
            found.append("possible")
        if word.lower_ == "without" or (lemma in _DENYING and below.dep_ in ("xcomp", "ccomp")):
            # "left without meeting", "failed to meet", "denied that they had met"
            negated = True
        if own_clause and _negated(word):
            negated = True
            failed = failed or lemma in _HAPPENING
        if _opens_condition(word):
            found.append("possible")
    status = max(found, key=ORDER.index)
    if accepted and offered and status in ("proposed", "possible"):
        status = "planned"
    if negated:
        if status in ("held",):
            raise Gone
        if status in ("planned", "proposed", "possible"):
            return "cancelled" if failed else "refused"
    return _answered(trigger, status)


def _answered(trigger: Token, status: str) -> str:
    """An invitation that the same sentence says was accepted is a plan."""
    if status != "proposed":
        return status
    accepted = any(
        word.lemma_ == "accept" and word.pos_ == "VERB" and not _negated(word)
        for word in trigger.sent
    )
    return "planned" if accepted else status


def _silent(lemma: str, word: Token, below: Token) -> bool:
    if lemma in _MODIFIERS_ONLY:
        return True
    if lemma in _WITH_CLAUSE_SILENT and below.dep_ == "ccomp":
        return True
    # "discussed the meeting": only a meeting without an article is one still to come.
    if lemma == "discuss":
        return below.dep_ != "dobj" or child(below, "det", "poss") is not None
    if lemma in ("work", "need", "want", "ask", "call") and word.pos_ == "NOUN":
        return lemma == "work"
    # "was expected", "is due", "plans": they speak of what is below them, a subject included.
    return below.dep_ in ("nsubj",) and word.pos_ in ("VERB", "AUX") and lemma not in (
        "cancel", "postpone", "remain",
    )  # fmt: skip


def _modifiers(noun: Token, table: Mapping[str, str], found: list[str]) -> None:
    for each in noun.children:
        if each.lower_ == "working":
            continue  # "a working visit" is a kind of visit
        given = table.get(each.lower_) or table.get(each.lemma_.lower())
        firm = each.lower_ == "next" or each.dep_ != "acl" or each.tag_ == "VBN"
        if given and firm and each.dep_ in ("amod", "compound", "acl"):
            found.append(given)
        if each.dep_ in ("acl", "relcl") and each.pos_ in ("VERB", "AUX"):
            # "negotiations to begin", "talks to be held", "a meeting that will be held"
            _auxiliaries(each, found)
            if any(a.tag_ == "TO" for a in each.children if a.dep_ == "aux"):
                found.append("planned")


def _auxiliaries(verb: Token, found: list[str]) -> None:
    for each in verb.children:
        if each.dep_ == "aux" and each.lower_ in _AUXILIARIES:
            found.append(_AUXILIARIES[each.lower_])
    if verb.lemma_ == "be":
        # "are to be held", "is to meet"
        for each in verb.children:
            if each.dep_ == "xcomp" and any(a.tag_ == "TO" for a in each.children):
                found.append("planned")
    elif verb.dep_ in ("xcomp",) and verb.head.lemma_ == "be" and verb.head.pos_ == "AUX":
        found.append("planned")
    elif verb.dep_ == "advcl" and any(a.tag_ == "TO" and a.dep_ == "aux" for a in verb.children):
        # "travels to Kyiv to meet": what a journey is for is still to come.
        found.append("planned")


def _negated(word: Token) -> bool:
    return any(
        each.dep_ == "neg" or (each.dep_ == "det" and each.lower_ in ("no", "neither"))
        for each in word.children
    )


def _with_particle(word: Token, table: Mapping[str, str]) -> str | None:
    if word.lemma_ in ("look", "forward") and "forward" in {
        word.lower_, *(each.lower_ for each in word.children)
    }:  # fmt: skip
        return "planned"
    for each in word.children:
        if each.dep_ in ("prt", "prep", "advmod", "acomp"):
            given = table.get(f"{word.lemma_.lower()}_{each.lower_}")
            if given:
                return given
    if word.lemma_ == "like" and any(a.lower_ in ("would", "'d") for a in word.children):
        return table.get("would_like")
    return None


def _opens_condition(verb: Token) -> bool:
    return any(each.dep_ == "mark" and each.lower_ in ("if", "whether") for each in verb.children)
