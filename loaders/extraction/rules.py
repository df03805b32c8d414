"""The table of rules, rules.yaml: what words set off a find, read once and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from graph import schema

TABLE = Path(__file__).with_name("rules.yaml")

#: What a rule may ask for beside its lemma; each is a question that meetings.py or agreements.py
#: answers.
NEEDS = (
    "",
    "person object",
    "person with",
    "person on",
    "person seen",
    "place ahead",
    "several people",
    "place or person object",
    "purpose",
    "joint will",
    "instrument object",
    "reached",
    "several parties",
)


class RulesRefused(ValueError):
    """The table can't be used; the message says which rule, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. lemmas: of the trigger's words, lower case. needs: one of NEEDS.

    part: noun or verb. plural: lemmas that count in the plural only ("talks", not "talk").
    roles: by the link of an actor to the trigger (subject, object, with, between, …), the role.
    category, mode: PLOVER's.
    """

    id: str
    lemmas: tuple[str, ...]
    part: str
    category: str
    example: str
    mode: str = ""
    needs: str = ""
    format: str = ""
    status: str = ""
    binding: str = ""
    plural: frozenset[str] = frozenset()
    particle: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Rules:
    """The whole table. status: by word, the status that it gives to what it governs."""

    meetings: tuple[Rule, ...]
    agreements: tuple[Rule, ...]
    carriers: frozenset[str]
    status: Mapping[str, str]

    def by_lemma(self, kind: str, part: str) -> dict[str, Rule]:
        """Return the rules for a kind (`meetings`, `agreements`) and part of speech, by lemma."""
        found: dict[str, Rule] = {}
        for rule in getattr(self, kind):
            if rule.part == part:
                for lemma in rule.lemmas:
                    found.setdefault(lemma, rule)
        return found


@cache
def load_rules(path: Path = TABLE) -> Rules:
    """Read the table; raises RulesRefused."""
    body = yaml.safe_load(path.read_text("utf-8"))
    if not isinstance(body, dict):
        raise RulesRefused(f"{path.name} is no table of rules")
    meetings = tuple(_rule(path, "meetings", each) for each in body.get("meetings", ()))
    agreements = tuple(_rule(path, "agreements", each) for each in body.get("agreements", ()))
    ids = [rule.id for rule in (*meetings, *agreements)]
    for identity in ids:
        if ids.count(identity) > 1:
            raise RulesRefused(f"{path.name}: there are two rules called {identity}")
    status: dict[str, str] = {}
    for name, words in (body.get("status") or {}).items():
        if name not in schema.MEETING_STATUS:
            known = ", ".join(schema.MEETING_STATUS)
            raise RulesRefused(f"{path.name}: {name!r} is no status of a meeting: {known}")
        for word in words:
            status.setdefault(str(word), name)
    return Rules(meetings, agreements, frozenset(body.get("carriers") or ()), status)


def _rule(path: Path, kind: str, body: Any) -> Rule:
    if not isinstance(body, dict) or "id" not in body:
        raise RulesRefused(f"{path.name}: an entry of {kind} has no id")
    where = f"{path.name}: rule {body['id']}"
    known = set(Rule.__dataclass_fields__)
    if odd := sorted(body.keys() - known):
        raise RulesRefused(
            f"{where}: there is no field {odd[0]!r}; there are {', '.join(sorted(known))}"
        )
    lemmas = tuple(str(lemma) for lemma in body.get("lemmas", ()))
    if body.get("needs", "") not in NEEDS:
        raise RulesRefused(f"{where}: needs {body['needs']!r} is not one of {', '.join(NEEDS[1:])}")
    if kind == "meetings" and body.get("format") not in schema.MEETING_FORMAT:
        formats = ", ".join(schema.MEETING_FORMAT)
        raise RulesRefused(f"{where}: format {body.get('format')!r} is not one of {formats}")
    if kind == "agreements" and body.get("status") not in schema.AGREEMENT_STATUS:
        known_status = ", ".join(schema.AGREEMENT_STATUS)
        raise RulesRefused(f"{where}: status {body.get('status')!r} is not one of {known_status}")
    return Rule(
        id=str(body["id"]),
        lemmas=lemmas,
        part=str(body.get("part", "verb")),
        category=str(body.get("category", "")),
        example=str(body.get("example", "")),
        mode=str(body.get("mode", "")),
        needs=str(body.get("needs", "")),
        format=str(body.get("format", "")),
        status=str(body.get("status", "")),
        binding=str(body.get("binding", "")),
        plural=frozenset(body.get("plural", ())),
        particle={str(k): tuple(v) for k, v in (body.get("particle") or {}).items()},
        roles={str(k): str(v) for k, v in (body.get("roles") or {}).items()},
    )
