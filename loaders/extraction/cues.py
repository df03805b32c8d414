"""The table of cues, claim_rules.yaml: what words tell that somebody says something.

Read once and checked; a rule that can't be used is refused with a message that names it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graph import plover

TABLE = Path(__file__).with_name("claim_rules.yaml")

#: What the content of a claim may be; claim_rules.yaml says what each means.
TAKES = ("quote", "clause", "object", "infinitive", "request", "predicate", "accusation")

#: The kinds of stance (finds.Stance).
STANCES = ("questions", "disputes", "contradicts", "confirms")

_SECTIONS = {
    "verbs": "verb",
    "nouns_of_saying": "noun",
    "adjectives": "adjective",
    "sources": "source",
    "blocks": "block",
}

#: Forms that no ending gives.
_IRREGULAR = {
    "say": "said", "tell": "told", "write": "wrote written", "read": "read", "make": "made",
    "put": "put", "go": "went gone", "speak": "spoke spoken", "give": "gave given",
    "draw": "drew drawn", "lay": "laid", "pay": "paid", "set": "set", "begin": "began begun",
    "swear": "swore sworn", "come": "came", "cast": "cast", "see": "saw seen",
    "understand": "understood", "beseech": "besought", "spell": "spelt", "retort": "retorted",
    "plead": "pled", "decry": "decried", "reply": "replied", "deny": "denied", "imply": "implied",
    "specify": "specified", "clarify": "clarified", "testify": "testified", "notify": "notified",
    "convey": "conveyed", "relay": "relayed", "identify": "identified", "qualify": "qualified",
}  # fmt: skip
#: Verbs of more than one syllable whose last consonant is doubled all the same.
_DOUBLING = frozenset(("quip", "beg", "admit", "regret", "rebut", "dub", "label", "signal", "slam",
                       "sum", "plan"))  # fmt: skip


class CuesRefused(ValueError):
    """The table can't be used; the message says which rule, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class CueRule:
    """One rule of claim_rules.yaml, which explains the fields. kind: verb, noun, adjective, …

    objects, never: lemmas, the lists of nouns already put in.
    """

    id: str
    kind: str
    lemmas: tuple[str, ...] = ()
    category: str = ""
    example: str = ""
    takes: frozenset[str] = frozenset()
    prepositions: frozenset[str] = frozenset()
    with_words: frozenset[str] = frozenset()
    objects: frozenset[str] = frozenset()
    never: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    told: bool = False
    lone: bool = False
    possessed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class StanceWords:
    """What says that a claim is doubted or borne out: verbs by lemma, phrases in lower case."""

    kind: str
    lemmas: frozenset[str]
    phrases: tuple[str, ...]


@dataclass(frozen=True)
class Cues:
    """The whole table.

    verbs, nouns, adjectives: rules by lemma; those of several words first. quoting: rules by form
    of the verb for what goes with a quotation; quoting_pairs: those of verb and another word.
    """

    rules: tuple[CueRule, ...]
    verbs: Mapping[str, tuple[CueRule, ...]]
    nouns: Mapping[str, tuple[CueRule, ...]]
    adjectives: Mapping[str, tuple[CueRule, ...]]
    by_id: Mapping[str, CueRule]
    carriers: frozenset[str]
    empty: frozenset[str]
    positions: frozenset[str]
    leads: frozenset[str]
    participles: frozenset[str]
    stances: tuple[StanceWords, ...]
    quoting: Mapping[str, CueRule] = field(default_factory=dict)
    quoting_pairs: Mapping[str, CueRule] = field(default_factory=dict)


def verb_forms(lemma: str) -> tuple[str, ...]:
    """Return the forms of a verb that a text may hold, lower case; some that no text holds too."""
    if lemma.endswith("y") and lemma[-2:-1] not in "aeou":
        third, past, ing = lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    elif lemma.endswith("e"):
        third, past, ing = lemma + "s", lemma + "d", lemma[:-1] + "ing"
    elif lemma.endswith(("s", "ch", "sh", "x")):
        third, past, ing = lemma + "es", lemma + "ed", lemma + "ing"
    else:
        third, past, ing = lemma + "s", lemma + "ed", lemma + "ing"
    forms = [lemma, third, past, ing, *_IRREGULAR.get(lemma, "").split()]
    if lemma == "go":
        forms.append("goes")
    if lemma in _DOUBLING:
        forms += [lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"]
    return tuple(dict.fromkeys(forms))


@cache
def load_cues(path: Path = TABLE) -> Cues:
    """Read the table; raises CuesRefused."""
    try:
        body = yaml.safe_load(path.read_text("utf-8"))
    except yaml.YAMLError as error:
        raise CuesRefused(f"{path.name} is no YAML: {error}") from error
    if not isinstance(body, dict):
        raise CuesRefused(f"{path.name} is no table of rules")
    lists = {
        str(name): frozenset(map(str, words or ()))
        for name, words in (body.pop("nouns", None) or {}).items()
    }
    for name in ("position", "carrier", "empty"):
        if name not in lists:
            raise CuesRefused(f"{path.name}: nouns has no list {name!r}")
    leads = frozenset(map(str, body.pop("leads", None) or ()))
    participles = frozenset(map(str, body.pop("participles", None) or ()))
    stances = tuple(_stances(path, body.pop("stances", None) or {}))
    rules: list[CueRule] = []
    for section, entries in body.items():
        if section not in _SECTIONS:
            known = ", ".join((*_SECTIONS, "nouns", "leads", "participles", "stances"))
            raise CuesRefused(f"{path.name}: there is no section {section!r}; there are {known}")
        rules += [_rule(path, _SECTIONS[section], each, lists) for each in entries or ()]
    by_id: dict[str, CueRule] = {}
    for rule in rules:
        if rule.id in by_id:
            raise CuesRefused(f"{path.name}: there are two rules called {rule.id}")
        by_id[rule.id] = rule
    verbs = _by_lemma(rules, "verb")
    return Cues(
        tuple(rules),
        verbs,
        _by_lemma(rules, "noun"),
        _by_lemma(rules, "adjective"),
        by_id,
        lists["carrier"],
        lists["empty"],
        lists["position"],
        leads,
        participles,
        stances,
        _by_form(verbs, "quote"),
        _by_form(verbs, "quote", pairs=True),
    )


def _by_lemma(rules: Sequence[CueRule], kind: str) -> dict[str, tuple[CueRule, ...]]:
    found: dict[str, list[CueRule]] = {}
    for rule in rules:
        if rule.kind == kind:
            for lemma in rule.lemmas:
                found.setdefault(lemma, []).append(rule)
    # What asks for more words is more likely what is meant.
    return {
        lemma: tuple(sorted(each, key=lambda r: (not r.with_words, not r.objects)))
        for lemma, each in found.items()
    }


def _by_form(
    verbs: Mapping[str, Sequence[CueRule]], takes: str, *, pairs: bool = False
) -> dict[str, CueRule]:
    found: dict[str, CueRule] = {}
    for lemma, rules in verbs.items():
        for rule in rules:
            if takes in rule.takes and bool(rule.with_words) == pairs:
                for form in verb_forms(lemma):
                    found.setdefault(form, rule)
    return found


def _stances(path: Path, body: Any) -> list[StanceWords]:
    found = []
    for kind, words in body.items():
        if kind not in STANCES:
            raise CuesRefused(
                f"{path.name}: {kind!r} is no kind of stance; there are {', '.join(STANCES)}"
            )
        found.append(
            StanceWords(
                kind,
                frozenset(map(str, words.get("lemmas") or ())),
                tuple(str(phrase).lower() for phrase in words.get("phrases") or ()),
            )
        )
    return found


def _rule(path: Path, kind: str, body: Any, lists: Mapping[str, frozenset[str]]) -> CueRule:
    if not isinstance(body, dict) or "id" not in body:
        raise CuesRefused(f"{path.name}: an entry of {kind}s has no id")
    where = f"{path.name}: rule {body['id']}"
    known = {*CueRule.__dataclass_fields__, "with"} - {"kind", "with_words"}
    if odd := sorted(body.keys() - known):
        names = ", ".join(sorted(known))
        raise CuesRefused(f"{where}: there is no field {odd[0]!r}; there are {names}")
    for name in ("lemmas", "takes", "prepositions", "with", "objects", "never", "unless",
                 "possessed"):  # fmt: skip
        if not isinstance(body.get(name, []), list):
            raise CuesRefused(f"{where}: {name} is no list")
    if kind in ("verb", "noun", "adjective") and not body.get("lemmas"):
        raise CuesRefused(f"{where}: no lemmas")
    for takes in body.get("takes", ()):
        if takes not in TAKES:
            raise CuesRefused(f"{where}: takes {takes!r} is not one of {', '.join(TAKES)}")
    category = str(body.get("category", ""))
    if category and category not in plover.CATEGORIES:
        known_names = ", ".join(plover.CATEGORIES)
        raise CuesRefused(f"{where}: category {category!r} is not one of {known_names}")

    def words(name: str) -> frozenset[str]:
        found: set[str] = set()
        for word in map(str, body.get(name, ())):
            if word.startswith("$"):
                if word[1:] not in lists:
                    raise CuesRefused(f"{where}: {name} asks for a list {word[1:]!r} of nouns")
                found |= lists[word[1:]]
            else:
                found.add(word)
        return frozenset(found)

    return CueRule(
        id=str(body["id"]),
        kind=kind,
        lemmas=tuple(map(str, body.get("lemmas", ()))),
        category=category,
        example=str(body.get("example", "")),
        takes=frozenset(map(str, body.get("takes", ()))),
        prepositions=words("prepositions"),
        with_words=words("with"),
        objects=words("objects"),
        never=words("never"),
        unless=words("unless"),
        told=bool(body.get("told", False)),
        lone=bool(body.get("lone", False)),
        possessed=words("possessed"),
    )
