"""One node or edge: what its panel says of it.

Cypher as in queries.py. The words that prove it are in quoted.py, an actor's events in actors.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from graph import captions, schema
from graph.actors import Row, actor_named, frame, read_each, subtitles, type_among
from graph.actors import events_of as events_of  # part of an actor's panel
from graph.captions import Named, Reaction, Unmentioned
from graph.database import Database
from graph.quoted import MARKS as MARKS
from graph.quoted import QUOTATIONS as QUOTATIONS
from graph.quoted import ArticleText as ArticleText
from graph.quoted import article as article
from graph.quoted import quotations as quotations
from graph.sides import accounts_of, readout_name, sides_of, sides_of_publisher, site_of
from graph.stated import (
    articles_of,
    captions_of,
    finders_of,
    makers_of,
    outermost_of,
    statements_about,
)
from graph.statement import EXISTS
from graph.types import first_day

FACTS = {
    "property": "str",
    "label": "str",
    "value": "str",
    "accounts": "int64",
    "said_by": "str",
    "note": "str",
    "differ": "bool",
}
NEIGHBOURS = {
    "id": "str",
    "edge": "str",
    "phrase": "str",
    "caption": "str",
    "subtitle": "str",
    "type": "str",
    "date": "str",
    "status": "str",
    "inferred": "str",
    "checked": "bool",
}
#: Neighbours named in a panel; an actor's events have a list of their own that goes on.
MOST_NEIGHBOURS = 200

_DRAWN = "|".join(relationship.name for relationship in schema.RELATIONSHIP_TYPES)
_NOT_EVENTS = "|".join(
    relationship.name
    for relationship in schema.RELATIONSHIP_TYPES
    if relationship.name != "PARTICIPATED_IN"
)


@dataclass(frozen=True)
class Details:
    """What a panel says of a node or an edge.

    id: as it is now; former: the id asked for, where it was an earlier one. element: "node" or
    "edge". date, standing, reported_by: worded, "" where they don't apply. date_note: how the date
    was read or inferred, or "". facts: FACTS, one row a stated value: how many accounts give it (0
    = it is inferred), whose they are, a note on it or "", whether accounts differ on the property.
    neighbours: NEIGHBOURS, empty for an edge; inferred: worded, "" where a text or a record says
    so. start, end and their captions: an edge's. checked: not only software found it; else finders:
    how often each rule that found it is right (Statement.confidence), "" = not measured.
    """

    id: str
    former: str
    element: str
    type: str
    caption: str
    subtitle: str
    date: str = ""
    date_note: str = ""
    facts: pd.DataFrame = field(default_factory=lambda: frame([], FACTS))
    standing: str = ""
    reported_by: str = ""
    neighbours: pd.DataFrame = field(default_factory=lambda: frame([], NEIGHBOURS))
    start: str = ""
    end: str = ""
    start_caption: str = ""
    end_caption: str = ""
    checked: bool = True
    finders: tuple[str, ...] = ()


# ---- a panel -------------------------------------------------------------------------------------

_THING = (
    "MATCH (t:Thing {id: $id}) RETURN t.id AS id, labels(t) AS labels, properties(t) AS properties"
)
_FORMER = "MATCH (f:FormerId {id: $id}) RETURN f.currentId AS id"
_EDGE = (
    "MATCH (s:Statement {relationshipId: $id}) MATCH (s)-[:EVIDENCE_FOR]->(a:Thing) "
    "RETURN a.id AS start, s.endId AS end, s.relationshipType AS type LIMIT 1"
)
_NEIGHBOURS = (
    "MATCH (t:Thing {{id: $id}}) MATCH (t)-[r:{types}]-(o:Thing) "
    "RETURN r.id AS edge, type(r) AS type, startNode(r).id AS start, o.id AS id, "
    "labels(o) AS labels, properties(o) AS properties, r.role AS role, "
    "coalesce(r.checked, true) AND coalesce(o.checked, true) AS checked "
    "ORDER BY o.latest DESC, r.id LIMIT $limit"
)
_BASES = (
    "UNWIND $ids AS i MATCH (s:Statement {relationshipId: i}) "
    "WHERE s.property = 'type' AND s.stance = 'asserts' "
    "RETURN i AS id, collect(DISTINCT s.basis) AS bases, min(s.note) AS note"
)


def details(database: Database, id: str) -> Details | None:
    """Return what the panel of a node or an edge says; None where nothing has, or had, this id."""
    found = _node(database, id) or _edge(database, id)
    if found:
        return found
    former = database.read(_FORMER, id=id)
    if not former:
        return None
    now = str(former[0]["id"])
    found = _node(database, now) or _edge(database, now)
    return replace(found, former=id) if found else None


def relationship(database: Database, id: str) -> tuple[str, str, str] | None:
    """Return a relationship's type and the ids of its start and end; None where there is none."""
    found = database.read(_EDGE, id=id)
    if not found or not schema.is_relationship_type(found[0]["type"] or ""):
        return None
    return str(found[0]["type"]), str(found[0]["start"]), str(found[0]["end"])


def _node(database: Database, id: str) -> Details | None:
    rows = database.read(_THING, id=id)
    if not rows:
        return None
    labels, properties = rows[0]["labels"], rows[0]["properties"]
    type_ = type_among(labels)
    stated = statements_about(database, [id])
    checked = properties.get("checked") is not False
    finders = () if checked else finders_of(stated)
    neighbours = _neighbours(database, id, "Actor" in labels)
    if "Actor" in labels:
        second = subtitles(database, {id: type_}, "").get(id, "")
        return Details(
            id,
            "",
            "node",
            type_,
            captions.caption(type_, properties),
            second,
            facts=_facts(database, schema.node_type(type_), stated),
            neighbours=_neighbour_frame(database, id, neighbours),
            checked=checked,
            finders=finders,
        )
    makers = [actor_named(row["id"], row) for row in neighbours if row["type"] == "MADE"]
    told = outermost_of(stated)
    if type_ == "Claim":
        standing = _claim_standing(database, neighbours, stated, makers, id)
        reported = _claim_chain(stated, makers)
    else:
        standing, reported = _report(database, id, type_, neighbours, stated)
    return Details(
        id,
        "",
        "node",
        type_,
        captions.caption(type_, properties, makers if type_ == "Claim" else told, length=200),
        captions.subtitle(type_, properties, "", [one for one in told if one not in makers]),
        captions.date_in_words(properties) + _how_published(database, properties, stated),
        _date_note(properties, stated),
        _facts(database, schema.node_type(type_), stated, makers if type_ == "Claim" else ()),
        standing,
        reported,
        _neighbour_frame(database, id, neighbours),
        checked=checked,
        finders=finders,
    )


def _date_note(properties: captions.Properties, stated: Sequence[Row]) -> str:
    """How the drawn date was read or inferred, in the words of the statement that gives it."""
    for name in ("earliest", "latest", "startDate", "endDate"):
        for row in stated:
            is_drawn = row["property"] == name and row["value"] == properties.get(name)
            if is_drawn and row["basis"] == "inference" and row["note"]:
                return str(row["note"])
    return ""


def _how_published(
    database: Database, properties: captions.Properties, stated: Sequence[Row]
) -> str:
    """Where the date is that of publication: is that inferred, too?"""
    if properties.get("dateBasis") != "publication":
        return ""
    articles = articles_of(database, stated).values()
    day = properties.get("earliest")
    bases = {one["publishedAtBasis"] for one in articles if _day_of(one["publishedAt"]) == day}
    return " (publication date inferred)" if bases == {"inferred"} else ""


def _day_of(published: str | None) -> str:
    return first_day(published[:10]) if published else ""


def _edge(database: Database, id: str) -> Details | None:
    found = relationship(database, id)
    if found is None:
        return None
    type_, start, end = found
    rows = {one: database.read(_THING, id=one) for one in (start, end)}
    if not all(rows.values()):
        return None
    names = captions_of(database, [row[0] for row in rows.values()])
    stated = statements_about(database, [id])
    accounts = accounts_of(stated, articles_of(database, stated))
    inferred = bool(stated) and all(row["basis"] == "inference" for row in stated)
    told = min((row["note"] for row in stated if row["note"]), default="")
    types = [type_among(row[0]["labels"]) for row in rows.values()]
    standing = _inferred(type_, types[1 if type_ in _TO_SOMEBODY else 0], told) if inferred else ""
    finders = finders_of(stated)
    return Details(
        id,
        "",
        "edge",
        type_,
        f"{names[start]} {captions.phrase(type_)} {names[end]}",
        "",
        facts=_facts(database, schema.relationship_type(type_), stated),
        standing=captions.capital(standing),
        reported_by="" if inferred else captions.reported_by(accounts, []),
        start=start,
        end=end,
        start_caption=names[start],
        end_caption=names[end],
        checked=not finders,
        finders=finders,
    )


#: Relationships that lead to who is named, not from them.
_TO_SOMEBODY = frozenset({"ADDRESSED_TO"})


def _inferred(relationship: str, actor: str, note: str) -> str:
    """What to say of an inferred connection to an `actor` (a node type), with its note."""
    return captions.inferred_in_words(actor == "Person", relationship == "HELD_OFFICE", note)


def _facts(
    database: Database,
    declared: schema.NodeType | schema.RelationshipType,
    stated: Sequence[Row],
    makers: Sequence[Named] = (),
) -> pd.DataFrame:
    """What statements give of each property: differing values stand in rows of their own.

    makers: of a claim. What a claim says has one source, however many articles print it.
    """
    articles = articles_of(database, stated)
    is_claim = declared.name == "Claim"
    accounts: dict[tuple[str, str], set[object]] = {}
    said_by: dict[tuple[str, str], dict[tuple[Named, ...], list[str]]] = {}
    for row in stated:
        if row["property"] == EXISTS or row["stance"] != "asserts":
            continue
        key = (row["property"], row["value"] or "")
        told, names = accounts.setdefault(key, set()), said_by.setdefault(key, {})
        if row["basis"] == "inference":
            continue
        speakers = tuple(actor for position, actor in row["chain"] if position == 0)
        told.add(speakers if is_claim and speakers else row["article"] or row["dataset"])
        publisher = articles.get(row["article"] or "", {}).get("publisher")
        names.setdefault(speakers, []).append(str(publisher or row["dataset"]))
    known = {one.name: one for one in schema.stated_properties(declared)}
    order = list(known)
    hidden = {"earliest", "latest"} if any(name == "dateText" for name, _ in accounts) else set()
    kept = [key for key in accounts if key[0] in known and key[0] not in hidden]
    kept.sort(key=lambda key: (order.index(key[0]), -len(accounts[key])))
    rows: list[Row] = []
    for name, value in kept:
        number = len(accounts[name, value])
        note = "" if number else "our reading"
        again = any(row["property"] == name for row in rows)
        if is_claim and name == "content" and again:
            note = captions.same_statement(makers, False)
        rivals = [key for key in kept if key[0] == name and accounts[key]]
        rows.append(
            {
                "property": name,
                "label": captions.property_in_words(name),
                "value": captions.value_in_words(name, value),
                "accounts": number,
                "said_by": "; ".join(
                    captions.source_in_words(*each) for each in said_by[name, value].items()
                ),
                "note": note,
                # One statement in two wordings is no difference, nor are several names.
                "differ": len(rivals) > 1 and not known[name].many and not is_claim,
            }
        )
    return frame(rows, FACTS)


def _neighbours(database: Database, id: str, is_actor: bool) -> list[Row]:
    query = _NEIGHBOURS.format(types=_NOT_EVENTS if is_actor else _DRAWN)
    return database.read(query, id=id, limit=MOST_NEIGHBOURS)


def _neighbour_frame(database: Database, id: str, rows: Sequence[Row]) -> pd.DataFrame:
    names = captions_of(database, rows)
    known = read_each(database, _BASES, [row["edge"] for row in rows])
    notes = {row["id"]: row["note"] or "" for row in known if row["bases"] == ["inference"]}
    return frame(
        (
            {
                "id": row["id"],
                "edge": row["edge"],
                "phrase": captions.phrase(row["type"], row["start"] == id),
                "caption": names[row["id"]],
                "subtitle": captions.subtitle(type_among(row["labels"]), row["properties"]),
                "type": type_among(row["labels"]),
                "date": captions.short_date(row["properties"]),
                "status": captions.text_of(row["properties"], "status"),
                "inferred": _inferred(row["type"], type_among(row["labels"]), notes[row["edge"]])
                if row["edge"] in notes
                else "",
                "checked": row["checked"],
            }
            for row in rows
        ),
        NEIGHBOURS,
    )


# ---- who says so ---------------------------------------------------------------------------------

_PARTIES = (
    "UNWIND $ids AS i MATCH (t:Thing {id: i}) MATCH (t)<-[:PARTICIPATED_IN|PARTY_TO]-(a:Actor) "
    "OPTIONAL MATCH (a)-[:HELD_OFFICE]->(o:Office) "
    "OPTIONAL MATCH (o)-[:OFFICE_OF]->(c:Actor) "
    "OPTIONAL MATCH (a)-[:OFFICE_OF|PART_OF]->(b:Actor) "
    "OPTIONAL MATCH (m:Country)-[:MEMBER_OF]->(a) "
    "RETURN a.id AS id, labels(a) AS labels, properties(a) AS properties, "
    "collect(DISTINCT o.caption) AS offices, collect(DISTINCT [c.id, c.caption]) AS countries, "
    "collect(DISTINCT [b.id, b.caption]) AS bodies, "
    "collect(DISTINCT [m.id, m.caption]) AS members"
)
_ABOUT_EDGES = (
    "UNWIND $ids AS i MATCH (s:Statement {about: i}) MATCH (s)-[:SUPPORTED_BY]->(:Quotation) "
    "RETURN collect(DISTINCT s.articleId) AS articles"
)


def _report(
    database: Database, id: str, type_: str, neighbours: Sequence[Row], stated: Sequence[Row]
) -> tuple[str, str]:
    """Standing, and who reports it, of an event or agreement."""
    events = [
        row["id"]
        for row in neighbours
        if row["type"] == "RESULTED_IN" and type_ == "Agreement" and row["start"] == row["id"]
    ]
    sides = sides_of(read_each(database, _PARTIES, [id, *events]))
    articles = articles_of(database, stated)
    accounts = accounts_of(stated, articles, sides)
    if not stated or all(row["basis"] == "record" for row in stated):
        return "Coded event, no quotation", captions.reported_by(accounts, [])
    # The readout of another party that tells of the same meeting but not of this agreement.
    missing = []
    if events:
        others = articles_of(
            database,
            [
                {"article": article}
                for row in read_each(database, _ABOUT_EDGES, events)
                for article in row["articles"]
                if article and article not in articles
            ],
        )
        # What one article puts into both mouths, neither side has told by itself.
        told = {side for account in accounts if len(account.sides) == 1 for side in account.sides}
        for _, article in sorted(others.items()):
            whose = sides_of_publisher(str(article["publisher"] or ""), sides)
            if whose and not whose & told:
                missing.append(
                    Unmentioned(
                        readout_name(article),
                        site_of(article),
                        str(article["publishedAt"] or ""),
                    )
                )
    return (
        captions.report_standing(accounts, len(set(sides.party_of.values())) or 2),
        captions.reported_by(accounts, missing),
    )


def _claim_chain(stated: Sequence[Row], makers: Sequence[Named]) -> str:
    chains = [
        captions.chain_in_words(row["chain"], makers, where="")
        for row in stated
        if row["property"] == EXISTS
    ]
    return "; ".join(dict.fromkeys(chains))


def _claim_standing(
    database: Database,
    neighbours: Sequence[Row],
    stated: Sequence[Row],
    makers: Sequence[Named],
    id: str,
) -> str:
    reacting = [row for row in neighbours if row["type"] in schema.STANCES_BETWEEN_CLAIMS]
    who = makers_of(database, [row["id"] for row in reacting])
    edges = statements_about(database, [row["edge"] for row in reacting])
    according: dict[str, list[Named]] = {}
    words: dict[str, set[str]] = {row["edge"]: set() for row in reacting}
    for row in edges:
        according.setdefault(row["about"], [])
        according[row["about"]] += [actor for position, actor in row["chain"] if position == 0]
        words[row["about"]].add(row["quotation"] or row["id"])
    contradicted = {
        one for row in reacting if row["type"] == "CONTRADICTS" for one in words[row["edge"]]
    }
    reactions = [
        Reaction(
            row["type"],
            tuple(who.get(row["id"], ())),
            captions.text_of(row["properties"], "content"),
            toward=row["start"] == id,
            according_to=tuple(dict.fromkeys(according.get(row["edge"], ()))),
        )
        for row in sorted(reacting, key=lambda row: (_REACTION_ORDER[row["type"]], row["edge"]))
        # The words that state a contradiction are that, and no denial besides.
        if row["type"] != "DISPUTES" or not words[row["edge"]] <= contradicted
    ]
    denied = [
        actor
        for row in stated
        if row["stance"] == "denies" and row["property"] in (EXISTS, "content")
        for position, actor in row["chain"]
        if position == 0
    ]
    return captions.claim_standing(reactions, denied=list(dict.fromkeys(denied)))


_REACTION_ORDER = {"QUESTIONS": 0, "DISPUTES": 1, "CONTRADICTS": 2, "CONFIRMS": 3}
