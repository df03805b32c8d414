"""Actors: what they are called, what stands under their names, and the lists to choose them from.

Also the small things that every reading module here needs: rows to frames, labels to types. Cypher
as in queries.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

import pandas as pd

from graph import captions, schema
from graph.captions import Named
from graph.database import Database
from graph.types import fold

Row = dict[str, Any]

ACTORS = {
    "id": "str",
    "type": "str",
    "caption": "str",
    "subtitle": "str",
    "aliases": "object",
    "events": "int64",
    "said": "int64",
}
EVENTS = {
    "id": "str",
    "edge": "str",
    "date": "str",
    "earliest": "str",
    "caption": "str",
    "status": "str",
    "others": "str",
    "checked": "bool",
}
SPEAKERS = {"id": "str", "type": "str", "caption": "str", "statements": "int64"}


def frame(rows: Iterable[Row], columns: Mapping[str, str]) -> pd.DataFrame:
    """Return rows as a frame with just these columns and dtypes, also where there are no rows."""
    rows = list(rows)
    return pd.DataFrame(
        {name: pd.Series([row[name] for row in rows], dtype=kind) for name, kind in columns.items()}
    )


def type_among(labels: Iterable[str]) -> str:
    """Return the node type among a node's labels (databases order labels as they like)."""
    return next(label for label in labels if schema.is_node_type(label))


def read_each(database: Database, query: str, ids: Iterable[str]) -> list[Row]:
    """Run a query that unwinds `$ids`; no ids, no round trip."""
    wanted = list(dict.fromkeys(ids))
    return database.read(query, ids=wanted) if wanted else []


# ---- names and second lines ----------------------------------------------------------------------

_OUTERMOST = (
    "UNWIND $ids AS i MATCH (s:Statement {about: i}) MATCH (s)-[x:ATTRIBUTED_TO]->(a:Thing) "
    "WHERE x.position = 0 "
    "RETURN i AS id, collect(DISTINCT [a.id, labels(a), a.caption, a.aliases]) AS speakers"
)
_COUNTRIES = (
    "UNWIND $ids AS i MATCH (p:Thing {id: i}) MATCH (p)-[h:HELD_OFFICE]->(o:Office) "
    "MATCH (o)-[:OFFICE_OF]->(c:Actor) "
    "RETURN i AS id, h.startDate AS start, h.endDate AS end, c.caption AS caption"
)
_BODIES = (
    "UNWIND $ids AS i MATCH (o:Thing {id: i}) MATCH (o)-[:OFFICE_OF|PART_OF]->(c:Actor) "
    "RETURN i AS id, null AS start, null AS end, c.caption AS caption"
)
_HOLDERS = (
    "UNWIND $ids AS i MATCH (o:Thing {id: i}) MATCH (o)<-[h:HELD_OFFICE]-(p:Person) "
    "RETURN i AS id, h.startDate AS start, h.endDate AS end, p.caption AS caption"
)


def actor_named(identity: str, row: Row) -> Named:
    """Return an actor's row (labels, properties) as sentences name it."""
    properties = row["properties"]
    return Named(
        identity,
        type_among(row["labels"]),
        captions.text_of(properties, "caption") or identity,
        tuple(properties.get("aliases") or ()),
    )


def outermost(database: Database, ids: Sequence[str]) -> dict[str, list[Named]]:
    """Return the outermost speakers of what is said of each of these things, by caption."""
    found = {}
    for row in read_each(database, _OUTERMOST, ids):
        named = {
            Named(one, type_among(labels), caption or one, tuple(aliases or ()))
            for one, labels, caption, aliases in row["speakers"]
        }
        found[str(row["id"])] = sorted(named, key=lambda actor: (actor.caption, actor.id))
    return found


def subtitles(database: Database, types: Mapping[str, str], day: str) -> dict[str, str]:
    """Return the second line of actors: a person's country, an office's holder, a body's country.

    types: id -> node type. day: the day that counts (ISO), "" = the latest known.
    """
    people = [one for one, type_ in types.items() if type_ == "Person"]
    offices = [one for one, type_ in types.items() if type_ == "Office"]
    bodies = [one for one, type_ in types.items() if type_ == "Organization"]
    found = {
        **_on_day(read_each(database, _BODIES, [*offices, *bodies]), day),
        **_on_day(read_each(database, _COUNTRIES, people), day),
    }
    for office, holder in _on_day(read_each(database, _HOLDERS, offices), day).items():
        # Nobody named the holder here: the table of offices did, and the page must say so.
        found[office] = f"{holder}, inferred"
    return found


def _on_day(rows: Sequence[Row], day: str) -> dict[str, str]:
    """Of terms (id, start, end, caption) the latest one that covers the day, by id."""
    found: dict[str, tuple[str, str]] = {}
    for row in rows:
        start, end = str(row["start"] or ""), str(row["end"] or "")
        if captions.holds_on(start, end, day):
            found[row["id"]] = max(found.get(row["id"], ("", "")), (start, str(row["caption"])))
    return {one: caption for one, (_, caption) in found.items()}


# ---- lists to choose from ------------------------------------------------------------------------

_ACTORS = (
    "MATCH (a:Actor) RETURN a.id AS id, labels(a) AS labels, a.caption AS caption, "
    "a.aliases AS aliases, COUNT { (a)-[:PARTICIPATED_IN]->() } AS events, "
    "COUNT { (a)-[:MADE]->() } AS said"
)
_SPEAKERS = (
    "MATCH (a:Actor) WITH a, COUNT { (a)<-[:ATTRIBUTED_TO]-() } AS statements "
    "WHERE statements > 0 RETURN a.id AS id, labels(a) AS labels, a.caption AS caption, "
    "statements"
)
_ALL_COUNTRIES = (
    "MATCH (o:Office) MATCH (o)-[:OFFICE_OF]->(c:Actor) MATCH (o)<-[h:HELD_OFFICE]-(p:Person) "
    "RETURN p.id AS id, h.startDate AS start, h.endDate AS end, c.caption AS caption"
)


def actors(database: Database) -> pd.DataFrame:
    """Return everybody who can take part; columns and dtypes ACTORS, most events first."""
    countries = _on_day(database.read(_ALL_COUNTRIES), "")
    rows = [
        {
            "id": row["id"],
            "type": type_among(row["labels"]),
            "caption": row["caption"] or row["id"],
            "subtitle": countries.get(row["id"], ""),
            "aliases": list(row["aliases"] or ()),
            "events": row["events"],
            "said": row["said"],
        }
        for row in database.read(_ACTORS)
    ]
    rows.sort(key=lambda row: (-row["events"], -row["said"], row["caption"], row["id"]))
    return frame(rows, ACTORS)


def speakers(database: Database) -> pd.DataFrame:
    """Return everybody to whom a statement is attributed; SPEAKERS, most statements first."""
    rows = [
        {**row, "type": type_among(row["labels"]), "caption": row["caption"] or row["id"]}
        for row in database.read(_SPEAKERS)
    ]
    rows.sort(key=lambda row: (-row["statements"], row["caption"], row["id"]))
    return frame(rows, SPEAKERS)


def search(frame_of_actors: pd.DataFrame, typed: str) -> pd.DataFrame:
    """Return the rows whose name or alias is meant by what was typed, best first. Pure.

    Accents and ways of romanizing don't count; each typed word must begin a word of the name, or
    be a letter or two off one of four letters or more.
    """
    words = fold(typed).split()
    if not words:
        return frame_of_actors
    scores = [
        max((_fits(words, fold(name)) for name in (caption, *aliases)), default=0.0)
        for caption, aliases in zip(
            frame_of_actors["caption"], frame_of_actors["aliases"], strict=True
        )
    ]
    found = frame_of_actors.assign(score=scores)
    return (
        found[found["score"] > 0]
        .sort_values("score", ascending=False, kind="stable")
        .drop(columns="score")
        .reset_index(drop=True)
    )


def _fits(typed: Sequence[str], name: str) -> float:
    """How well the typed words fit words of the name: 0 not at all, 1 well, 2 the very name."""
    words = name.split()
    if not words:
        return 0.0
    best = [max(_fits_word(one, word) for word in words) for one in typed]
    if min(best) == 0:
        return 0.0
    return sum(best) / len(best) + (1.0 if list(typed) == words else 0.0)


def _fits_word(typed: str, word: str) -> float:
    if word.startswith(typed):
        return 1.0 if word == typed else 0.9
    # The fold of an unfinished word may end otherwise than that of the whole one.
    if len(typed) >= 4:
        ratio = SequenceMatcher(None, typed, word[: len(typed) + 1], autojunk=False).ratio()
        if ratio >= 0.75 and typed[0] == word[0]:
            return ratio / 2
    return 0.0


# ---- an actor's events ---------------------------------------------------------------------------

_EVENTS_OF = (
    "MATCH (a:Thing {id: $id}) MATCH (a)-[r:PARTICIPATED_IN]->(e:Event) "
    "WITH r, e ORDER BY e.earliest DESC, e.id SKIP $skip LIMIT $limit "
    "RETURN e.id AS id, r.id AS edge, labels(e) AS labels, properties(e) AS properties, "
    "coalesce(r.checked, true) AND coalesce(e.checked, true) AS checked"
)
_COUNT_EVENTS = (
    "MATCH (a:Thing {id: $id}) RETURN COUNT { (a)-[:PARTICIPATED_IN]->(:Event) } AS total"
)
_OTHERS = (
    "UNWIND $ids AS i MATCH (e:Thing {id: i}) MATCH (e)<-[:PARTICIPATED_IN]-(a:Actor) "
    "RETURN i AS event, a.id AS id, a.caption AS caption ORDER BY caption"
)


def events_of(
    database: Database, actor_id: str, skip: int = 0, limit: int = 20
) -> tuple[pd.DataFrame, int]:
    """Return an actor's events, newest first, and how many there are; columns and dtypes EVENTS.

    others: the other participants' names as words, "" where there is none. checked: not only
    software found the event and that the actor took part.
    """
    counted = database.read(_COUNT_EVENTS, id=actor_id)
    total = int(counted[0]["total"]) if counted else 0
    rows = database.read(_EVENTS_OF, id=actor_id, skip=skip, limit=limit) if total else []
    others: dict[str, list[str]] = {}
    for row in read_each(database, _OTHERS, [row["id"] for row in rows]):
        if row["id"] != actor_id:
            others.setdefault(row["event"], []).append(row["caption"] or row["id"])
    return (
        frame(
            (
                {
                    "id": row["id"],
                    "edge": row["edge"],
                    "date": captions.short_date(row["properties"]),
                    "earliest": captions.text_of(row["properties"], "earliest"),
                    "caption": captions.caption(type_among(row["labels"]), row["properties"]),
                    "status": captions.text_of(row["properties"], "status"),
                    "others": captions.listed(others.get(row["id"], [])),
                    "checked": row["checked"],
                }
                for row in rows
            ),
            EVENTS,
        ),
        total,
    )
