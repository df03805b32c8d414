"""The drawn graph as the projection of its Statements: computed, never set by a loader.

`project` is called inside the transaction that wrote or removed the Statements, so no reader ever
sees a fact without its evidence or a property that nothing asserts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph import cypher, schema
from graph.computed import Stated, asserted, properties_of, type_of
from graph.statement import relationship_id

Row = dict[str, Any]
Run = Callable[..., list[Row]]

#: dateBasis of a thing whose own texts, or an inference from them, give a date.
_OWN_DATE = ("stated", "inferred")


@dataclass(frozen=True)
class Edge:
    """A drawn relationship by its ids."""

    id: str
    type: str
    start: str
    end: str


class MergeRefused(ValueError):
    """Two things that can't become one; the message says why."""


def stated_about(run: Run, ids: Iterable[str]) -> dict[str, list[Stated]]:
    """Return what Statements say about things or relationships, by the id they are about."""
    found: dict[str, list[Stated]] = defaultdict(list)
    wanted = sorted(ids)
    for row in run(cypher.STATEMENTS_ABOUT, ids=wanted) if wanted else []:
        found[row["about"]].append(
            Stated(
                row["id"],
                row["property"],
                row["value"] or "",
                row["stance"],
                row["basis"],
                row["articleId"] or row["dataset"],
                row["generatedBy"] or "",
                row["publishedAt"] or "",
            )
        )
    return found


def project(
    run: Run,
    things: Iterable[str],
    edges: Iterable[Edge],
    fresh: Mapping[str, list[Stated]],
    created: Mapping[str, str],
) -> None:
    """Compute and set the properties of things and edges, and of what takes its date from them.

    fresh: all that is said of some of them, where the caller knows it; the rest is read. created:
    types by id of the things that this transaction made; others are asked for theirs. Agreements
    and claims without a date of their own follow the event they came from or are about, so those
    of every thing given are computed too.
    """
    edges, things = list(edges), set(things)
    for edge in edges:
        # An agreement takes its event's date, a claim that of what it is about.
        if edge.type == "RESULTED_IN":
            things.add(edge.end)
        if edge.type == "IS_ABOUT":
            things.add(edge.start)
    known = sorted(things - fresh.keys())
    if known:
        things |= {row["id"] for row in run(cypher.DEPENDENTS, ids=known)}
    missing = {*things, *(edge.id for edge in edges)} - fresh.keys()
    stated = {**stated_about(run, missing), **fresh}
    _project_things(run, things, stated, created)
    _project_edges(run, edges, stated, fresh)


def _project_things(
    run: Run, things: set[str], stated: Mapping[str, list[Stated]], created: Mapping[str, str]
) -> None:
    properties: dict[str, Row] = {}
    types: dict[str, str] = {}
    there = {one: created[one] for one in sorted(things) if one in created}
    if old := sorted(things - created.keys()):
        for row in run(cypher.THING_LABELS, ids=old):
            there[row["id"]] = drawn_type(row["labels"])
    for identity, drawn in there.items():
        wanted = type_of(stated.get(identity, [])) or drawn
        if wanted != drawn:
            move(run, identity, identity, wanted)
        types[identity] = wanted
        properties[identity] = properties_of(schema.node_type(wanted), stated.get(identity, []))
    # Events first: what follows takes its date from them.
    events = {i: p for i, p in properties.items() if types[i] not in ("Agreement", "Claim")}
    _set(run, events, created)
    for name, query in (
        ("Agreement", cypher.EVENTS_OF_AGREEMENTS),
        ("Claim", cypher.EVENTS_OF_CLAIMS),
    ):
        members = {i: p for i, p in properties.items() if types[i] == name}
        undated = sorted(i for i, p in members.items() if p["dateBasis"] not in _OWN_DATE)
        dates: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in run(query, ids=undated) if undated else []:
            dates[row["id"]].append((row["earliest"], row["latest"]))
        for identity, found in dates.items():
            earliest, latest = min(found)
            members[identity] |= {"earliest": earliest, "latest": latest, "dateBasis": "event"}
        _set(run, members, created)


def drawn_type(labels: Iterable[str]) -> str:
    """Return the node type among a node's labels (databases order labels as they like)."""
    return next(label for label in labels if schema.is_node_type(label))


def _set(run: Run, properties: Mapping[str, Row], created: Container[str]) -> None:
    rows = [
        {"id": identity, "properties": _given(row) if identity in created else row}
        for identity, row in properties.items()
    ]
    if rows:
        run(cypher.set_properties("Thing"), rows=rows)


def _given(properties: Row) -> Row:
    """Return the properties without those that only remove one, for what is just made."""
    return {name: value for name, value in properties.items() if value is not None}


def _project_edges(
    run: Run, edges: list[Edge], stated: Mapping[str, list[Stated]], fresh: Container[str]
) -> None:
    """Set the properties of edges; delete those that nothing asserts any more."""
    kept: dict[str, list[Row]] = defaultdict(list)
    gone: dict[str, list[Row]] = defaultdict(list)
    for edge in edges:
        row = {"id": edge.id, "start": edge.start, "end": edge.end}
        declared = schema.relationship_type(edge.type)
        if not asserted(stated.get(edge.id, [])):
            gone[edge.type].append(row)
        else:
            properties = properties_of(declared, stated[edge.id])
            if edge.id not in fresh or _given(properties):
                kept[edge.type].append({**row, "properties": properties})
    for name, rows in kept.items():
        run(cypher.merge_relationships(schema.relationship_type(name)), rows=rows)
    for name, rows in gone.items():
        run(cypher.delete_relationships(schema.relationship_type(name)), rows=rows)


# --- one thing for another -----------------------------------------------------------------------


def move(run: Run, old: str, new: str, kind: str) -> None:
    """Hang everything of the thing `old` on the thing `new`, and let `old` go.

    With `old` == `new` the thing is made anew as a `kind`: on ArcadeDB a node's labels are fixed
    when it is made. Otherwise `new` must exist; `old` and the edges whose ids change leave a
    FormerId each, so that links to them still open. Properties are not computed here: call
    `project` for `new` afterwards.
    """
    edges = run(cypher.RELATIONSHIPS_AT, id=old)
    evidence = run(cypher.STATEMENTS_AT, id=old)
    spoken = run(cypher.SPOKEN_BY, id=old)
    former = run(cypher.FORMER_OF, id=old)
    if any({edge["start"], edge["end"]} == {old, new} for edge in edges) and old != new:
        raise MergeRefused("they are linked to each other: two ends of one edge can't become one")
    if former:
        run(cypher.DELETE_FORMER, ids=[row["id"] for row in former])
    run(cypher.DELETE_THINGS, ids=[old])
    if old == new:
        row: Row = {"id": new, "properties": {}}
        run(cypher.create_things(schema.node_type(kind)), rows=[row])
    renamed = _rehang_edges(run, edges, old, new)
    _rehang_evidence(run, evidence, old, new, renamed)
    if spoken:
        run(cypher.LINK_SPEAKERS, rows=[[r["id"], new, r["position"]] for r in spoken])
    current = {old: new, **{was: now for was, (now, _) in renamed.items()}}
    links = [
        {"id": r["id"], "thing": new, "currentId": current.get(r["now"], r["now"])} for r in former
    ]
    if old != new:
        links.append({"id": old, "thing": new, "currentId": new})
        links += [{"id": o, "thing": s, "currentId": n} for o, (n, s) in renamed.items()]
    if links:
        run(cypher.LINK_FORMER, rows=links)


def _rehang_edges(run: Run, edges: list[Row], old: str, new: str) -> dict[str, tuple[str, str]]:
    """Write the edges again at `new`; returns old id -> (new id, start) of those that changed."""
    renamed: dict[str, tuple[str, str]] = {}
    by_type: dict[str, list[Row]] = defaultdict(list)
    for edge in edges:
        start = new if edge["start"] == old else edge["start"]
        end = new if edge["end"] == old else edge["end"]
        key = edge["properties"].get("key") or ""
        identity = edge["id"] if old == new else relationship_id(edge["type"], start, end, key)
        if identity != edge["id"]:
            renamed[edge["id"]] = (identity, start)
        properties = {k: v for k, v in edge["properties"].items() if k != "id"}
        by_type[edge["type"]].append(
            {"id": identity, "start": start, "end": end, "properties": properties}
        )
    for name, rows in by_type.items():
        run(cypher.merge_relationships(schema.relationship_type(name)), rows=rows)
    return renamed


def _rehang_evidence(
    run: Run, evidence: list[Row], old: str, new: str, renamed: Mapping[str, tuple[str, str]]
) -> None:
    rows = [{"id": row["id"], "subject": new} for row in evidence]
    if rows:
        run(cypher.HANG_EVIDENCE, rows=rows)
    changes = [
        {"id": row["id"], "properties": {"about": new}} for row in evidence if row["about"] == old
    ]
    moved = run(cypher.RELATIONSHIP_STATEMENTS, ids=sorted(renamed)) if renamed else []
    for row in moved:
        identity, _ = renamed[row["about"]]
        change: Row = {"about": identity, "relationshipId": identity}
        if row["end"] == old:
            change["endId"] = new
        changes.append({"id": row["id"], "properties": change})
    if old != new and changes:
        run(cypher.set_properties("Statement"), rows=changes)
