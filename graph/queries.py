"""Selection in, frames out: what is drawn, counted and offered for choice.

Filters work on an outline of the graph (one short row for each event, agreement and claim), read
once for each version of the data and kept: a filter change then asks the database only for what is
drawn. Everything else is Cypher that runs alike on Neo4j and ArcadeDB: the known node is named
first, by the label that carries the constraint.

Functions raise graph.database.DatabaseAway where the database doesn't answer.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import pandas as pd

from graph import captions, picture, schema
from graph.actors import (
    Row,
    actor_named,
    frame,
    outermost,
    read_each,
    subtitles,
    type_among,
)
from graph.database import Database
from graph.evidence import relationship
from graph.layout import place
from graph.picture import Link
from graph.selection import Selection, Summary
from graph.statement import REVIEWED

NODES = {
    "id": "str",
    "type": "str",
    "format": "str",
    "status": "str",
    "caption": "str",
    "subtitle": "str",
    "earliest": "str",
    "latest": "str",
    "date_text": "str",
    "date_basis": "str",
    "zone": "str",
    "degree": "int64",
    "hidden": "int64",
    "said": "int64",
    "articles": "int64",
    "checked": "bool",
    "x": "float64",
    "y": "float64",
}
EDGES = {
    "id": "str",
    "type": "str",
    "start": "str",
    "end": "str",
    "phrase": "str",
    "status": "str",
    "role": "str",
    "count": "int64",
    "checked": "bool",
}
HISTOGRAM = {"day": "str", "status": "str", "events": "int64"}

_DRAWN = "|".join(relationship.name for relationship in schema.RELATIONSHIP_TYPES)
_STANCES = "|".join(schema.STANCES_BETWEEN_CLAIMS)


@dataclass(frozen=True)
class DataVersion:
    """Which data the database holds: a fingerprint ("" when empty), the last load, all things."""

    version: str
    loaded_at: str
    things: int


@dataclass(frozen=True)
class Network:
    """What is drawn.

    nodes: columns and dtypes NODES. edges: EDGES. matched: things (events, agreements, claims) that
    the filters let through. left_out: of them not drawn for want of room. summary: counts of the
    matched. chosen_outside: something is chosen and is not among what is drawn.
    """

    nodes: pd.DataFrame
    edges: pd.DataFrame
    matched: int
    left_out: int
    summary: Summary
    chosen_outside: bool = False


# ---- the data as a whole -------------------------------------------------------------------------

_DATASETS = (
    "MATCH (d:Dataset) RETURN d.id AS id, d.version AS version, coalesce(d.texts, 0) AS texts, "
    "d.loadedAt AS loadedAt ORDER BY d.id"
)
_THINGS = "MATCH (t:Thing) RETURN count(t) AS things"


def data_version(database: Database) -> DataVersion:
    """Return which data the database holds now."""
    sets = database.read(_DATASETS)
    things = int(database.read(_THINGS)[0]["things"])
    if not things:
        return DataVersion("", "", 0)
    loaded = max((str(row["loadedAt"] or "") for row in sets), default="")
    return DataVersion(_fingerprint(sets), loaded, things)


def _fingerprint(sets: Sequence[Row]) -> str:
    if not sets:
        return ""
    content = "\x1f".join(f"{row['id']}\x1e{row['version']}" for row in sets)
    # Their sum: which of two data sets brought a text that both quote is chance.
    content += f"\x1f{sum(row['texts'] for row in sets)}"
    return hashlib.sha256(content.encode()).hexdigest()[:12]


_OUTLINE = {
    label: f"MATCH (t:{label}) RETURN collect([t.id, labels(t), t.format, t.status, t.earliest, "
    "t.latest, t.dateBasis, coalesce(t.checked, true)]) AS rows"
    for label in ("Event", "Agreement", "Claim")
}
_DOCUMENTATION = (
    "MATCH (s:Statement) WHERE s.relationshipId IS NULL "
    "WITH s.about AS id, count(DISTINCT s.articleId) AS articles, count(s) AS statements, "
    "max(s.publishedAt) AS published "
    "RETURN collect([id, articles, statements, published]) AS rows"
)
_REACTIONS = (
    f"MATCH (c:Claim) MATCH (c)-[r:{_STANCES}]->(d:Claim) "
    "RETURN c.id AS start, type(r) AS type, d.id AS end"
)
_outlines: WeakKeyDictionary[Database, tuple[str, pd.DataFrame]] = WeakKeyDictionary()
_reading = threading.Lock()


def outline(database: Database) -> pd.DataFrame:
    """Return one row for each event, agreement and claim; columns and dtypes picture.OUTLINE,
    best documented first.

    It is read once for each version of the data. Without a version (no load has ended yet) it is
    read at every call. Treat it as read-only.
    """
    version = _fingerprint(database.read(_DATASETS))
    with _reading:
        known = _outlines.get(database)
        if version and known and known[0] == version:
            return known[1]
        found = _read_outline(database)
        _outlines[database] = (version, found)
        return found


def _read_outline(database: Database) -> pd.DataFrame:
    documented = {row[0]: row[1:] for row in database.read(_DOCUMENTATION)[0]["rows"]}
    reactions = database.read(_REACTIONS)
    disputed = {row[end] for row in reactions for end in ("start", "end")}
    questioned = {row["end"] for row in reactions if row["type"] in ("QUESTIONS", "DISPUTES")}
    rows = []
    for query in _OUTLINE.values():
        found = database.read(query)[0]["rows"]
        for one, labels, format_, status, earliest, latest, basis, checked in found:
            articles, quotations, published = documented.get(one, (0, 0, ""))
            rows.append(
                {
                    "id": one,
                    "type": type_among(labels),
                    "format": format_ or "",
                    "status": status or "",
                    "earliest": earliest or "",
                    "latest": latest or "",
                    "basis": basis or "",
                    "articles": articles,
                    "quotations": quotations,
                    "published": (published or "")[:10],
                    "checked": checked,
                    "disputed": one in disputed,
                    "questioned": one in questioned,
                }
            )
    return picture.ranked(frame(rows, picture.OUTLINE)).reset_index(drop=True)


# ---- filters -------------------------------------------------------------------------------------

#: Dates narrow it here already: an actor of twenty thousand events has few in a month.
_OF_ACTORS = (
    "UNWIND $ids AS i MATCH (a:Thing {id: i}) "
    "MATCH (a)-[r:PARTICIPATED_IN|PARTY_TO|MADE]->(t:Thing) "
    "WHERE coalesce(t.earliest, '') <= $last AND coalesce(t.latest, '~') >= $first "
    "AND (NOT $checked OR coalesce(r.checked, true)) "
    "RETURN i AS id, collect(DISTINCT t.id) AS things"
)
_BY_SPEAKERS = (
    "UNWIND $speakers AS i MATCH (a:Thing {id: i}) MATCH (a)<-[:ATTRIBUTED_TO]-(s:Statement) "
    "RETURN collect(DISTINCT s.about) AS ids"
)
_MADE_BY = (
    "UNWIND $speakers AS i MATCH (a:Thing {id: i}) MATCH (a)-[:MADE]->(t:Thing) "
    "RETURN collect(DISTINCT t.id) AS ids"
)


def _within(database: Database, selection: Selection, *, dates: bool = True) -> set[str] | None:
    """Ids that the filters by actor and speaker leave; None where there are no such filters."""
    within: set[str] | None = None
    if selection.actors:
        alone = selection if dates else replace(selection, first="", last="")
        found = _of_actors(database, selection.actors, alone)
        within = set.intersection(*found) if selection.together else set.union(*found)
    if selection.speakers:
        speakers = list(selection.speakers)
        said = {
            one
            for query in (_BY_SPEAKERS, _MADE_BY)
            for one in database.read(query, speakers=speakers)[0]["ids"]
        }
        within = said if within is None else within & said
    return within


def _of_actors(database: Database, actors: Sequence[str], selection: Selection) -> list[set[str]]:
    """What each of the actors takes part in, is party to, or said, on the selection's days and,
    where it asks for that, not only by what software found."""
    days = {"first": selection.first, "last": selection.last or "~"}
    rows = database.read(_OF_ACTORS, ids=list(actors), checked=selection.checked, **days)
    found = {row["id"]: set(row["things"]) for row in rows}
    return [found.get(actor, set()) for actor in actors]


def first_selection(database: Database) -> Selection:
    """Return what is shown without a link: page.md, "First picture".

    The span of days is picture.first_span's; its best documented event is chosen. An empty database
    gives Selection().
    """
    things = outline(database)
    if things.empty:
        return Selection()
    first, last = picture.first_span(things)
    matched = picture.matching(things, Selection(first=first, last=last))
    best = matched[matched["type"].isin(("Meeting", "Exercise"))].sort_values(
        ["articles", "quotations", "id"], ascending=[False, False, True], kind="stable"
    )
    return Selection(first=first, last=last, chosen="" if best.empty else str(best["id"].iloc[0]))


def histogram(database: Database, selection: Selection) -> pd.DataFrame:
    """Return the events a day and status, all dates, the other filters applied.

    Columns: day (first day, ISO), status, events (int).
    """
    within = _within(database, selection, dates=False)
    matched = picture.matching(outline(database), selection, within, dates=False)
    events = matched[matched["type"].isin(("Meeting", "Exercise")) & (matched["earliest"] != "")]
    if not selection.undated:
        events = events[events["basis"] != "publication"]
    counts = events.groupby(["earliest", "status"], sort=True).size().reset_index(name="events")
    return frame(
        (
            {"day": row["earliest"], "status": row["status"], "events": row["events"]}
            for row in counts.to_dict("records")
        ),
        HISTOGRAM,
    )


# ---- the picture ---------------------------------------------------------------------------------

#: Of a relationship `r` and the thing `o` that it leads to: did more than software find both?
_BOTH_CHECKED = "coalesce(r.checked, true) AND coalesce(o.checked, true)"
_AROUND = (
    f"UNWIND $ids AS i MATCH (t:Thing {{id: i}}) MATCH (t)-[r:{_DRAWN}]-(o:Thing) "
    "RETURN i AS id, collect([r.id, type(r), startNode(r).id, o.id, r.role, "
    "coalesce(r.checked, true), coalesce(o.checked, true)]) AS links"
)
_BESIDE = (
    f"MATCH (t:Thing {{id: $id}}) MATCH (t)-[r:{_DRAWN}]-(o:Thing) "
    f"WHERE NOT $checked OR ({_BOTH_CHECKED}) "
    "RETURN r.id AS id, type(r) AS type, startNode(r).id AS start, o.id AS other, r.role AS role, "
    "coalesce(r.checked, true) AS checked ORDER BY o.latest DESC, r.id LIMIT $limit"
)
_CHECKED_EDGE = (
    "MATCH (s:Statement {relationshipId: $id}) WHERE s.property = 'type' AND "
    "s.stance = 'asserts' AND (s.generatedBy STARTS WITH $reviewed OR s.basis = 'record') "
    "RETURN count(s) > 0 AS checked"
)
_PROPERTIES = (
    "UNWIND $ids AS i MATCH (t:Thing {id: i}) "
    "RETURN i AS id, labels(t) AS labels, properties(t) AS properties"
)
_DEGREES = (
    "UNWIND $ids AS i MATCH (t:Thing {id: i}) "
    f"RETURN i AS id, COUNT {{ (t)-[:{_DRAWN}]-() }} AS degree"
)
_CHECKED_DEGREES = (
    "UNWIND $ids AS i MATCH (t:Thing {id: i}) RETURN i AS id, "
    f"COUNT {{ MATCH (t)-[r:{_DRAWN}]-(o:Thing) WHERE {_BOTH_CHECKED} }} AS degree"
)


def network(database: Database, selection: Selection) -> Network:
    """Return what is drawn for a selection, by the rules of the first picture (picture.py)."""
    things = outline(database)
    matched = picture.matching(things, selection, _within(database, selection))
    around = _Around(database, selection.checked)
    first = _first_of_all(database, things, selection, around)
    matched_ids = set(matched["id"])
    drawn: list[str] = []
    # Half of a picture are mostly participants: the lower ranks are read only if there is room.
    for candidates in (selection.limit // 2, selection.limit):
        order = list(dict.fromkeys([*first, *matched["id"].head(candidates)]))
        links = around.of(order, matched_ids)
        drawn = picture.choose(order, links, matched_ids, selection.limit, first)
        if len(drawn) >= selection.limit * 0.95 or candidates >= len(matched):
            break
    drawn, opened = _expand(database, selection, drawn, around)
    rows = _properties(database, drawn)
    drawn = [one for one in drawn if one in rows]
    around.of([one for one in drawn if not _is_actor(rows[one])], drawn, companions=False)
    shown = picture.visible_links(around.links(), set(drawn), opened)
    if selection.collapsed:
        drawn = picture.without_leaves(drawn, shown, selection.collapsed, selection.chosen)
        shown = [link for link in shown if link.start in drawn and link.end in drawn]
    nodes = _nodes(database, selection, {one: rows[one] for one in drawn}, around, shown, things)
    edges = _edges(shown, nodes)
    nodes[["x", "y"]] = place(nodes, edges)[["x", "y"]]
    inside = set(nodes["id"]) | set(edges["id"])
    return Network(
        nodes,
        edges,
        matched=len(matched),
        left_out=len(matched_ids - set(nodes["id"])),
        summary=picture.summarize(matched),
        chosen_outside=bool(selection.chosen) and selection.chosen not in inside,
    )


class _Around:
    """The links at things, read once each. checked: without those that software alone found, or
    that lead to what it alone found."""

    def __init__(self, database: Database, checked: bool) -> None:
        self._database = database
        self._checked = checked
        self._links: dict[str, list[Link]] = {}
        self._extra: dict[str, Link] = {}

    def of(
        self, ids: Iterable[str], matched: Collection[str], *, companions: bool = True
    ) -> Mapping[str, Sequence[Link]]:
        """Read the links at these things and, where asked, at the things that come with them."""
        wanted = [one for one in dict.fromkeys(ids) if one not in self._links]
        while wanted:
            for one in wanted:
                self._links[one] = []
            for row in self._database.read(_AROUND, ids=wanted):
                one = row["id"]
                self._links[one] = [
                    Link(link, type_, start, other if start == one else one, role or "", checked)
                    for link, type_, start, other, role, checked, other_checked in row["links"]
                    if not self._checked or (checked and other_checked)
                ]
            follow = ("REFERS_TO", *schema.STANCES_BETWEEN_CLAIMS)
            wanted = list(
                dict.fromkeys(
                    link.other(one)
                    for one in (wanted if companions else ())
                    for link in self._links[one]
                    if link.type in follow and link.other(one) not in self._links
                )
            )
        return self._links

    def add(self, link: Link) -> None:
        self._extra[link.id] = link

    def links(self) -> Iterable[Link]:
        yield from self._extra.values()
        for links in self._links.values():
            yield from links

    def at(self, thing: str) -> Sequence[Link] | None:
        return self._links.get(thing)

    def all_of_things(self) -> Mapping[str, Sequence[Link]]:
        return self._links


def _is_actor(row: Row) -> bool:
    return "Actor" in row["labels"]


def _first_of_all(
    database: Database, things: pd.DataFrame, selection: Selection, around: _Around
) -> list[str]:
    """Ids of the things that are drawn whatever their rank: the chosen and expanded ones that the
    filters let through, an edge's ends, and the best ones of a chosen actor."""
    picked = [one for one in (selection.chosen, *selection.expanded) if one]
    if not picked:
        return []
    ids = set(things["id"])
    wanted = [one for one in picked if one in ids]
    if selection.chosen and selection.chosen not in ids:
        edge = relationship(database, selection.chosen)
        wanted = [*(end for end in (edge or ())[1:] if end in ids), *wanted]
        if edge is None:
            (at,) = _of_actors(database, [selection.chosen], selection)
            alone = picture.matching(things, selection, at, everything_said=True)
            wanted = [*alone["id"].head(5), *wanted]
    if not wanted:
        return []
    within = _within(database, selection)
    passing = set(wanted) if within is None else set(wanted) & within
    # A statement that is chosen is drawn though nobody questions it.
    let_through = set(picture.matching(things, selection, passing, everything_said=True)["id"])
    return [one for one in dict.fromkeys(wanted) if one in let_through]


def _expand(
    database: Database, selection: Selection, drawn: Sequence[str], around: _Around
) -> tuple[list[str], set[str]]:
    """Add the expanded nodes and their neighbours, within the limit.

    Returns the drawn ids and what was expanded. What a reader has opened is drawn even where the
    filters leave it out ("Show it"); an edge that is opened brings its two ends.
    """
    nodes = dict.fromkeys(drawn)
    opened = set(selection.expanded)
    room = max(selection.limit, len(nodes))
    for one in selection.expanded:
        edge = relationship(database, one) if one not in nodes else None
        if edge:
            type_, start, end = edge
            checked = bool(database.read(_CHECKED_EDGE, id=one, reviewed=REVIEWED)[0]["checked"])
            around.add(Link(one, type_, start, end, checked=checked))
            nodes |= {start: None, end: None}
            continue
        nodes.setdefault(one)
        for row in database.read(_BESIDE, id=one, limit=selection.limit, checked=selection.checked):
            end = row["other"] if row["start"] == one else one
            role, checked = row["role"] or "", row["checked"]
            link = Link(row["id"], row["type"], row["start"], end, role, checked)
            around.add(link)
            if len(nodes) < room:
                nodes.setdefault(link.other(one))
    return list(nodes), opened


def _properties(database: Database, ids: Sequence[str]) -> dict[str, Row]:
    rows = database.read(_PROPERTIES, ids=list(ids)) if ids else []
    return {row["id"]: {**row, "type": type_among(row["labels"])} for row in rows}


def _nodes(
    database: Database,
    selection: Selection,
    rows: Mapping[str, Row],
    around: _Around,
    shown: Sequence[Link],
    things: pd.DataFrame,
) -> pd.DataFrame:
    types = {one: str(row["type"]) for one, row in rows.items()}
    statuses = {one: captions.text_of(row["properties"], "status") for one, row in rows.items()}
    actors = [one for one, row in rows.items() if _is_actor(row)]
    second_lines = subtitles(database, {one: types[one] for one in actors}, selection.last)
    counting = _CHECKED_DEGREES if selection.checked else _DEGREES
    degrees = {row["id"]: int(row["degree"]) for row in read_each(database, counting, actors)}
    speakers = outermost(database, [o for o, t in types.items() if t in ("Agreement", "Claim")])
    zone = picture.zones(types, statuses, around.all_of_things(), shown)
    articles = things[things["id"].isin(rows)].set_index("id")["articles"].to_dict()
    beside: dict[str, set[str]] = {}
    for link in shown:
        beside.setdefault(link.start, set()).add(link.id)
        beside.setdefault(link.end, set()).add(link.id)
    found = []
    for one, row in rows.items():
        properties, links = row["properties"], around.at(one)
        degree = degrees.get(one, len(links or ()))
        makers = [
            actor_named(link.start, rows[link.start])
            for link in links or ()
            if link.type == "MADE" and link.end == one and link.start in rows
        ]
        told = speakers.get(one, [])
        who = makers if types[one] == "Claim" else told
        found.append(
            {
                "id": one,
                "type": types[one],
                "format": captions.text_of(properties, "format"),
                "status": statuses[one],
                "caption": captions.caption(types[one], properties, who),
                "subtitle": captions.subtitle(
                    types[one],
                    properties,
                    second_lines.get(one, ""),
                    [speaker for speaker in told if speaker not in makers],
                ),
                "earliest": captions.text_of(properties, "earliest"),
                "latest": captions.text_of(properties, "latest"),
                "date_text": "" if one in degrees else captions.date_in_words(properties),
                "date_basis": captions.text_of(properties, "dateBasis"),
                "zone": zone[one],
                "degree": degree,
                "hidden": max(0, degree - len(beside.get(one, ()))),
                "said": sum(
                    link.type == "IS_ABOUT" and link.end == one and link.start not in rows
                    for link in links or ()
                ),
                "articles": int(articles.get(one, 0)),
                "checked": properties.get("checked") is not False,
                "x": 0.0,
                "y": 0.0,
            }
        )
    return frame(found, NODES)


def _edges(shown: Sequence[Link], nodes: pd.DataFrame) -> pd.DataFrame:
    statuses = dict(zip(nodes["id"], nodes["status"], strict=True))
    found = []
    for link in shown:
        at = link.start if link.type in ("RESULTED_IN", "CALLS_FOR") else link.end
        target = link.end if link.type == "CALLS_FOR" else at
        found.append(
            {
                "id": link.id,
                "type": link.type,
                "start": link.start,
                "end": link.end,
                "phrase": captions.phrase(link.type),
                "status": statuses.get(target, ""),
                "role": link.role,
                "count": 1,
                "checked": link.checked,
            }
        )
    return frame(found, EDGES)


def table(drawn: Network) -> pd.DataFrame:
    """Return the drawn nodes and edges as one flat table for sorting and for CSV.

    Columns: element ("node" or "edge"), id, type, from, what, to, date, status, role, articles,
    checked ("yes", or "no": software alone found it).
    """
    names = dict(zip(drawn.nodes["id"], drawn.nodes["caption"], strict=True))
    rows: list[Row] = [
        {
            "element": "node",
            "id": row["id"],
            "type": row["type"],
            "from": row["caption"],
            "what": row["subtitle"],
            "to": "",
            "date": row["date_text"],
            "status": schema.STATUS_WORDS.get(row["status"], ""),
            "role": "",
            "articles": row["articles"],
            "checked": "yes" if row["checked"] else "no",
        }
        for row in drawn.nodes.to_dict("records")
    ]
    rows += [
        {
            "element": "edge",
            "id": row["id"],
            "type": row["type"],
            "from": names[row["start"]],
            "what": row["phrase"],
            "to": names[row["end"]],
            "date": "",
            "status": schema.STATUS_WORDS.get(row["status"], ""),
            "role": row["role"],
            "articles": 0,
            "checked": "yes" if row["checked"] else "no",
        }
        for row in drawn.edges.to_dict("records")
    ]
    kinds = dict.fromkeys(
        ("element", "id", "type", "from", "what", "to", "date", "status", "role"), "str"
    )
    return frame(rows, {**kinds, "articles": "int64", "checked": "str"})
