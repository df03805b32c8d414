"""From Statements to the properties that are drawn: the one place where they are computed.

Rule (docs/architecture.md): what a person has reviewed first, then what most articles say, then
the latest, then the smallest id. Nothing depends on the order of loading. Values that lose stay in
their Statements, and the page shows them beside the one drawn. For a status the latest decides
before the number of articles, since it is the one property that events themselves change.

Every thing and relationship is `checked` besides: False where nobody but software says that it
exists, else None, so that what a person or a data set states costs no property.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph import schema
from graph.plover import category_of
from graph.schema import CHECKED, NodeType, Property, RelationshipType
from graph.statement import EXISTS, REVIEWED, Statement, is_checked
from graph.types import first_day, last_day


@dataclass(frozen=True)
class Stated:
    """What the computation needs of a Statement. article: its id, or its data set's without one."""

    id: str
    prop: str
    value: str
    stance: str
    basis: str
    article: str
    generated_by: str
    published_at: str

    @classmethod
    def of(cls, statement: Statement) -> Stated:
        """Return what the computation needs of a Statement at hand."""
        return cls(
            statement.id,
            statement.prop,
            statement.value,
            statement.stance,
            statement.basis,
            statement.source.id if statement.source else statement.dataset,
            statement.generated_by,
            statement.published_at,
        )

    @property
    def reviewed(self) -> bool:
        """Has a person checked it?"""
        return self.generated_by.startswith(REVIEWED)

    @property
    def checked(self) -> bool:
        """Has a person checked it, or is it a record and so no finding of software?"""
        return is_checked(self.generated_by, self.basis)


def asserted(statements: Iterable[Stated]) -> bool:
    """Does at least one of the statements assert its thing or relationship?"""
    return any(statement.stance == "asserts" for statement in statements)


def type_of(statements: Iterable[Stated]) -> str:
    """Return the type that the statements give, or "" where none says."""
    return _winner([s for s in statements if s.prop == EXISTS and s.stance == "asserts"])


def properties_of(
    declared: NodeType | RelationshipType, statements: Iterable[Stated]
) -> dict[str, Any]:
    """Return the drawn properties: name to value, lists for `many`, None for what nobody states.

    A None removes the property, so what a text no longer says disappears from the graph. `vague`
    is a boolean; `earliest` and `latest` are days, set wherever any date is known: where none is
    stated they are the day of the first publication, and dateBasis is "publication". `checked` is
    False or None.
    """
    held = [s for s in statements if s.stance == "asserts"]
    by_property: dict[str, list[Stated]] = defaultdict(list)
    for statement in held:
        by_property[statement.prop].append(statement)
    found: dict[str, Any] = {}
    for group, members in _groups(declared).items():
        chosen = _one_account(members, by_property) if group else by_property
        for member in members:
            stated = chosen.get(member.name, [])
            if member.many:
                found[member.name] = sorted({s.value for s in stated}) or None
            else:
                found[member.name] = _winner(stated, member.latest_wins) or None
    if isinstance(declared, NodeType):
        if declared.property("aliases") and found["aliases"]:
            found["aliases"] = [a for a in found["aliases"] if a != found["caption"]] or None
        if declared.property("dateBasis"):
            found |= _dates(found, by_property, held)
        if declared.property("category"):
            found["category"], found["mode"] = category_of(
                found["format"] or "", found["status"] or ""
            )
    found[CHECKED.name] = _checked(declared, held)
    return found


def _checked(declared: NodeType | RelationshipType, held: list[Stated]) -> bool | None:
    """False: only software says that it exists. None: a person or a record says so, or nobody."""
    # A register says that somebody exists by giving the name.
    is_actor = isinstance(declared, NodeType) and "Actor" in declared.labels
    telling = (EXISTS, "caption") if is_actor else (EXISTS,)
    existence = [s for s in held if s.prop in telling] or held
    return False if existence and not any(s.checked for s in existence) else None


def _groups(declared: NodeType | RelationshipType) -> Mapping[str, list[Property]]:
    groups: dict[str, list[Property]] = defaultdict(list)
    for member in schema.stated_properties(declared):
        groups[member.group].append(member)
    return groups


def _winner(statements: list[Stated], latest_wins: bool = False) -> str:
    """Return the value that wins among competing statements; "" where there are none."""
    if not statements:
        return ""
    by_value: dict[str, list[Stated]] = defaultdict(list)
    for statement in statements:
        by_value[statement.value].append(statement)
    return max(by_value.items(), key=lambda item: _rank(item[1], latest_wins))[0]


def _rank(
    statements: list[Stated], latest_wins: bool = False
) -> tuple[bool, bool, str, int, str, tuple[int, ...]]:
    latest = max(s.published_at for s in statements)
    return (
        any(s.reviewed for s in statements),
        any(s.basis != "inference" for s in statements),
        latest if latest_wins else "",
        len({s.article for s in statements}),
        latest,
        # Smallest id last, as the largest of the negated code points: max() picks one way only.
        tuple(-ord(c) for c in min(s.id for s in statements)),
    )


def _one_account(
    members: list[Property], by_property: Mapping[str, list[Stated]]
) -> dict[str, list[Stated]]:
    """Return the statements of the one article whose account of a group wins."""
    names = [member.name for member in members]
    by_article: dict[str, list[Stated]] = defaultdict(list)
    for name in names:
        for statement in by_property.get(name, []):
            by_article[statement.article].append(statement)
    if not by_article:
        return {}
    values = {
        article: tuple(sorted((s.prop, s.value) for s in stated))
        for article, stated in by_article.items()
    }
    # Accounts that say the same count together, so "most articles" holds for groups as well.
    same: dict[tuple[tuple[str, str], ...], list[Stated]] = defaultdict(list)
    for article, stated in by_article.items():
        same[values[article]] += stated
    best = max(same.values(), key=_rank)
    chosen: dict[str, list[Stated]] = defaultdict(list)
    for statement in best:
        chosen[statement.prop].append(statement)
    return chosen


def _dates(
    found: Mapping[str, Any], by_property: Mapping[str, list[Stated]], held: list[Stated]
) -> dict[str, Any]:
    start, end = found["startDate"], found["endDate"]
    earliest, latest = found["earliest"], found["latest"]
    if earliest or latest:
        earliest, latest = earliest or latest, latest or earliest
        return {
            "earliest": first_day(earliest),
            "latest": last_day(latest),
            "vague": True,
            "dateBasis": "stated",
        }
    if start or end:
        inferred = all(
            s.basis == "inference" for name in ("startDate", "endDate") for s in by_property[name]
        )
        return {
            "earliest": first_day(start or end),
            "latest": max(last_day(end or start), last_day(start or end)),
            "vague": None,
            "dateBasis": "inferred" if inferred else "stated",
        }
    published = min((s.published_at[:10] for s in held if s.published_at), default="")
    return {
        "earliest": first_day(published) if published else None,
        "latest": last_day(published) if published else None,
        "vague": None,
        "dateBasis": "publication" if published else None,
    }
