"""Walking a parse: subjects, objects and prepositions of a word, and what governs it.

Labels are those of spaCy's English models (ClearNLP's scheme).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spacy.tokens import Token

#: After these a phrase only says when or where the rest happened: what governs the rest does not
#: govern the phrase ("agreed during the call": the call took place).
ADVERBIAL = frozenset(
    "during after following before ahead since amid at by from under through despite as "
    "throughout until upon within on in".split(" ")
)
#: "travelled to Athens for talks with": whoever travels takes part.
GOING = frozenset(
    "travel fly go arrive come head meet gather visit be return stop leave land join send "
    "depart convene assemble converge journey".split(" ")
)
#: What the model takes for a verb of its own.
_LEMMAS = {"din": "dine", "facetime": "facetime", "facetim": "facetime", "skyp": "skype"}
#: With these a plan is told: "is due to take place", "is scheduled to be held".
_HAPPENING = frozenset(
    "take hold be happen occur begin start open convene resume continue go run".split(" ")
)
_SUBJECTS = ("nsubj", "nsubjpass", "csubj")


def lemma_of(token: Token) -> str:
    """Return a word's lemma in lower case, mended where the model is known to miss it."""
    lemma = token.lemma_.lower()
    return _LEMMAS.get(lemma, lemma)


def happenings(verb: Token) -> list[Token]:
    """Return the verbs below one that say when and where: "is due to take place"."""
    found: list[Token] = []
    for each in verb.children:
        below = [each] if each.dep_ == "xcomp" else []
        if each.dep_ in ("acomp", "attr", "oprd"):
            below += [e for e in each.children if e.dep_ == "xcomp"]
        found += [e for e in below if e.lemma_ in _HAPPENING]
    return found


def clauses_of(noun: Token) -> list[Token]:
    """Return the verbs of clauses that tell of a noun: "the trip to Cairo, planned for May"."""
    found = [e for e in noun.children if e.dep_ in ("relcl", "acl") and e.pos_ == "VERB"]
    for phrase in noun.children:
        for inner in phrase.children if phrase.dep_ == "prep" else ():
            found += [
                e
                for e in inner.children
                if e.dep_ in ("relcl", "acl")
                and e.lemma_ in ("plan", "schedule", "hold", "take", "set", "last", "due", "begin")
            ]
    return found


def journeys_above(verb: Token) -> list[Token]:
    """Return the verb of going whose purpose a verb is: "flew to Rome on Friday to meet"."""
    word = verb
    for _ in range(3):
        if word.dep_ == "relcl" and any(each.lower_ == "where" for each in word.children):
            # "will fly to Rome on Friday, where he will meet A"
            place = word.head
            word = place.head.head if place.dep_ == "pobj" else place.head
            return [word] if word.pos_ == "VERB" else []
        if word.dep_ not in ("advcl", "xcomp"):
            return []
        word = word.head
        if word.lemma_ in GOING and word.pos_ == "VERB":
            return [word]
        due = [e for e in word.children if e.lemma_ == "due"]
        if word.lemma_ in ("due", "expect") or due:
            return [word, *due]
    return []


def child(token: Token, *labels: str) -> Token | None:
    """Return the first child with one of these labels, or None."""
    return next((each for each in token.children if each.dep_ in labels), None)


def prepositions(token: Token, *words: str) -> Iterator[tuple[str, Token]]:
    """Yield (preposition, object) of the phrases that hang on a word; words: only these."""
    for each in token.children:
        if each.dep_ in ("prep", "agent", "dative") and (not words or each.lower_ in words):
            for inner in each.children:
                if inner.dep_ in ("pobj", "pcomp"):
                    yield each.lower_, inner
                elif inner.dep_ == "prep" and (not words or inner.lower_ in words):
                    # "together with", "as well as with"
                    for last in inner.children:
                        if last.dep_ == "pobj":
                            yield inner.lower_, last


def is_passive(verb: Token) -> bool:
    """Is the verb in the passive?"""
    return any(each.dep_ in ("auxpass", "nsubjpass") for each in verb.children)


def subjects(verb: Token) -> list[Token]:
    """Return the heads of a verb's subject; where it has none of its own, of the one it shares.

    "plans to hold": the subject of "plans". "invited B to visit": B. "met A and spoke": the
    subject of "met". "A, arriving, met": A. "the call that he made": he.
    """
    seen = 0
    word = verb
    while seen < 12:
        seen += 1
        own = [each for each in word.children if each.dep_ in _SUBJECTS]
        if own and not _is_relative(own[0]):
            return own
        if own:
            # "who", "which", "that": the noun before.
            return [word.head] if word.dep_ == "relcl" else []
        if word.dep_ == "acl":
            # "the talks held", "the readiness to meet": a participle's noun is no subject of it
            # when passive; an infinitive takes the possessor of the noun, or the noun's verb.
            noun = word.head
            owner = child(noun, "poss")
            if owner is not None:
                return [owner]
            if word.tag_ == "VBG":
                return [noun]
            word = noun.head if noun.head.pos_ in ("VERB", "AUX") else noun
            if word.pos_ not in ("VERB", "AUX"):
                return []
            continue
        if word.dep_ in ("xcomp", "ccomp") and word.head.pos_ in ("VERB", "AUX", "ADJ"):
            head = word.head
            held = child(head, "dobj", "dative")
            if held is not None and word.dep_ == "xcomp" and _is_infinitive(word):
                return [held]
            word = head
            continue
        if word.dep_ in ("conj", "advcl", "pcomp", "prep", "acomp", "oprd", "dep", "parataxis"):
            if word.dep_ == "pcomp" or word.dep_ == "prep":
                owner = child(word.head, "poss")
                if owner is not None:
                    return [owner]
            word = word.head
            continue
        if word.pos_ not in ("VERB", "AUX") and word.dep_ in ("dobj", "pobj", "attr"):
            owner = child(word, "poss")
            if owner is not None:
                return [owner]
            word = word.head
            continue
        return []
    return []


def _is_relative(token: Token) -> bool:
    return token.tag_ in ("WDT", "WP") or token.lower_ in ("which", "who", "that")


def _is_infinitive(verb: Token) -> bool:
    return any(each.dep_ == "aux" and each.tag_ == "TO" for each in verb.children)


def agents(verb: Token) -> list[Token]:
    """Return the heads of "by …" of a passive verb."""
    return [inner for word, inner in prepositions(verb, "by") if word == "by"]


def carrier_of(noun: Token, carriers: frozenset[str]) -> Token | None:
    """Return the verb that a noun of meeting hangs on: "held talks", "a call took place"."""
    word = noun
    for _ in range(4):
        head = word.head
        if word.dep_ in ("dobj", "nsubj", "nsubjpass", "attr", "oprd", "dative") and head.pos_ in (
            "VERB",
            "AUX",
        ):
            if word.dep_ != "dobj":
                return head
            if head.lemma_ == "take" and word.lemma_ != "part":
                return None  # "taking into account the call"
            return head if head.lemma_ in carriers else None
        if word.dep_ == "pobj" and head.dep_ == "prep" and head.lower_ in ("in", "of", "on", "to"):
            if head.head.pos_ in ("VERB", "AUX"):
                # "took part in the meeting", "travelled on a visit"
                return head.head if head.head.lemma_ in carriers else None
            # "a number of meetings", "a series of calls", "took part in": one step further up.
            word = head.head
            continue
        if word.dep_ in ("conj", "appos"):
            word = head
            continue
        return None
    return None


def governors(token: Token) -> Iterator[tuple[Token, Token]]:
    """Yield (word, what of it leads down to the token) for all that governs a token, upwards.

    It ends at the root, and where a clause or phrase only tells of circumstances.
    """
    below = token
    for _ in range(20):
        head = below.head
        if head.i == below.i or below.dep_ == "ROOT":
            return
        if below.dep_ in ("parataxis", "appos") or (
            below.dep_ == "relcl" and not _is_infinitive(below)
        ):
            return
        if below.dep_ == "advcl" and not _is_infinitive(below):
            return
        if below.dep_ == "ccomp" and below.i < head.i:
            # "They agreed to meet; a group is to follow", "…, the Elysee said": what comes after
            # does not govern it.
            return
        if below.dep_ == "conj" and below.pos_ in ("VERB", "AUX"):
            # "refused A and met B": each finite verb stands for itself; "will meet A and talk to
            # B": one without an auxiliary of its own shares the first one's.
            own = any(each.dep_ in ("aux", *_SUBJECTS) for each in below.children)
            if not own and below.tag_ not in ("VBD", "VBZ", "VBP"):
                yield head, below
            below = head
            continue
        if below.dep_ == "prep":
            word = below.lower_
            verbal = head.pos_ in ("VERB", "AUX")
            if word in ADVERBIAL and not _takes(head, word) and (verbal or word != "in"):
                return
            if verbal and word in ("with", "to", "between") and not _takes(head, word):
                return
            yield head, below
            below = head
            continue
        yield head, below
        below = head


#: Words that a preposition binds to what they govern.
_BOUND: Mapping[str, frozenset[str]] = {
    "on": frozenset(("agree", "insist", "decide", "agreement", "count", "work", "focus")),
    "in": frozenset(
        ("participate", "take", "interested", "interest", "engage", "join", "part", "result",
         "participation", "succeed", "invest")
    ),
    "at": frozenset(("aim",)),
    "to": frozenset(
        ("oppose", "object", "agree", "consent", "invite", "refer", "lead", "look", "forward")
    ),
    "from": frozenset(("refrain", "withdraw")),
}  # fmt: skip


def _takes(head: Token, preposition: str) -> bool:
    return head.lemma_.lower() in _BOUND.get(preposition, frozenset())


def subtree_ends(token: Token, *, without: tuple[str, ...] = ()) -> tuple[Token, Token]:
    """Return the first and last token of what hangs on a word.

    without: labels of children whose subtrees are left out where they stand at the edge.
    """
    members = [token]
    for each in token.children:
        if each.dep_ not in without:
            members += [each.left_edge, each.right_edge]
    members.sort(key=lambda each: each.i)
    return members[0], members[-1]
