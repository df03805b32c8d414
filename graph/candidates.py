"""What the graph already tells of meetings: where an article's records live, who met about when.

For the step between reading and writing that decides whether two texts tell of one meeting
(loaders/matching.py, docs/same-meeting.md). Cypher as in queries.py: known nodes first, days by
their range index, statements by what they are about. Everything here only reads.

Functions raise graph.database.DatabaseAway where the database doesn't answer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from graph import cypher
from graph.captions import holds_on
from graph.computed import Stated
from graph.database import Database
from graph.quotation import make_id
from graph.statement import EXISTS, Relationship, Statement

Row = dict[str, Any]

#: The type of the things that may turn out to be one. Agreements and statements never do.
KIND = "Meeting"

#: An interval longer than this many days tells no day: such accounts are never compared.
LONGEST = 31

#: How many days an account's own interval may lie outside the one drawn for its thing: the
#: reading of "no day given" reaches a week ahead (loaders/matching.py, AHEAD).
SLACK = 8

#: Ids in one question to the database.
AT_ONCE = 2_000


def own_id(key: str, record_id: str) -> str:
    """Return the id of the thing that a record of an article is about by itself.

    key: the article's, so every version of the text gives one id. record_id: the find's anchor.
    """
    return make_id("meeting", key, record_id)


@dataclass(frozen=True)
class Told:
    """One Statement about a meeting, or about somebody's part in one, with its place.

    thing: the meeting's id. actor: who takes part; "" where it is about the meeting itself.
    version: of the article, from 1. exact: the quoted words, "" without a quotation.
    """

    thing: str
    actor: str
    stated: Stated
    dataset: str
    unit: str
    record_id: str
    article: str
    key: str
    version: int
    publisher: str
    title: str
    exact: str

    @cached_property
    def own(self) -> str:
        """The record's own id; "" where the record is a person's or a data set's.

        An article's own records have the article as their unit; a curated file or a coded data
        set is a unit by itself.
        """
        if self.key and self.unit == self.article:
            return own_id(self.key, self.record_id)
        return ""


def told_by(statement: Statement, version: int) -> Told | None:
    """Return what a Statement at hand tells of a meeting; None where it is about something else.

    version: of its article, 0 where that is not in the graph.
    """
    about, article = statement.about, statement.source
    actor = ""
    if isinstance(about, Relationship):
        if about.type != "PARTICIPATED_IN" or about.end.type != KIND:
            return None
        actor, thing = about.start.id, about.end.id
    elif about.type == KIND:
        thing = about.id
    else:
        return None
    return Told(
        thing,
        actor,
        Stated.of(statement),
        statement.dataset,
        statement.unit,
        statement.record_id,
        article.id if article else "",
        article.key if article else "",
        version,
        article.publisher if article else "",
        article.title if article else "",
        statement.quotation.exact if statement.quotation else "",
    )


# ---- records and where they live -----------------------------------------------------------------


@dataclass(frozen=True)
class Home:
    """Where a record of an article lives: it tells of the meeting `thing`."""

    key: str
    record_id: str
    dataset: str
    unit: str
    version: int
    thing: str

    @property
    def own(self) -> str:
        """The record's own id."""
        return own_id(self.key, self.record_id)


_ARTICLES_OF = (
    "UNWIND $keys AS k MATCH (a:Article {key: k}) RETURN a.id AS id, a.key AS key, "
    "a.version AS version"
)
_ALL_ARTICLES = (
    "MATCH (a:Article) WHERE a.id > $after RETURN a.id AS id, a.key AS key, a.version AS version "
    "ORDER BY a.id LIMIT $count"
)
_HOMES = (
    "UNWIND $ids AS i MATCH (s:Statement {unit: i}) "
    "WHERE s.property = $exists AND s.value = $kind AND s.articleId = i "
    "RETURN DISTINCT i AS unit, s.dataset AS dataset, s.recordId AS recordId, s.about AS thing"
)


def homes_of(database: Database, keys: Iterable[str]) -> list[Home]:
    """Return the meeting records of these articles, all versions, and where each lives; ordered."""
    articles = _each(database, _ARTICLES_OF, "keys", keys)
    return _homes(database, articles)


def all_homes(database: Database) -> list[Home]:
    """Return the meeting records of every article, and where each lives; ordered."""
    articles: list[Row] = []
    after = ""
    while True:
        page = database.read(_ALL_ARTICLES, after=after, count=AT_ONCE)
        articles += page
        if len(page) < AT_ONCE:
            return _homes(database, articles)
        after = page[-1]["id"]


def versions_of(database: Database, keys: Iterable[str]) -> dict[str, int]:
    """Return the versions of articles by id, for all articles of these keys."""
    return {r["id"]: int(r["version"]) for r in _each(database, _ARTICLES_OF, "keys", keys)}


def articles_of_keys(database: Database, keys: Iterable[str]) -> dict[str, str]:
    """Return the key of every article that has one of these keys, by the article's id."""
    return {r["id"]: r["key"] for r in _each(database, _ARTICLES_OF, "keys", keys)}


def keys_of_articles(database: Database, ids: Iterable[str]) -> dict[str, str]:
    """Return the keys of these articles by id; ids that no article has are left out."""
    return {r["id"]: r["key"] for r in _each(database, _SOURCES, "ids", sorted(set(ids)))}


def _homes(database: Database, articles: Sequence[Row]) -> list[Home]:
    by_id = {row["id"]: row for row in articles}
    rows = _each(database, _HOMES, "ids", by_id, exists=EXISTS, kind=KIND)
    found = {
        Home(
            by_id[row["unit"]]["key"],
            row["recordId"] or "",
            row["dataset"],
            row["unit"],
            int(by_id[row["unit"]]["version"]),
            row["thing"],
        )
        for row in rows
    }
    return sorted(found, key=lambda h: (h.own, -h.version, h.dataset, h.thing))


# ---- meetings of these actors about these days ---------------------------------------------------


@dataclass(frozen=True)
class Window:
    """Whose meetings, between which days (ISO, both included). least: of the actors, how many must
    take part."""

    actors: frozenset[str]
    first: str
    last: str
    least: int


#: A meeting that begins earlier than $low would be longer than any that is compared.
_WITHIN = (
    "MATCH (m:Thing) WHERE m.earliest >= $low AND m.earliest <= $last AND m.latest >= $first "
    "MATCH (m)<-[:PARTICIPATED_IN]-(a:Thing) "
    "RETURN m.id AS id, labels(m) AS labels, m.earliest AS first, m.latest AS last, "
    "collect(a.id) AS actors"
)


def meetings_within(database: Database, windows: Iterable[Window]) -> set[str]:
    """Return the ids of the meetings that are in a window, its days widened by SLACK."""
    windows = [
        Window(w.actors, _day(w.first, -SLACK), _day(w.last, SLACK), w.least) for w in windows
    ]
    by_actor: dict[str, list[int]] = defaultdict(list)
    for number, window in enumerate(windows):
        for actor in sorted(window.actors):
            by_actor[actor].append(number)
    found: set[str] = set()
    for first, last in _spans(windows):
        low = _day(first, -LONGEST)
        for row in database.read(_WITHIN, first=first, last=last, low=low):
            if KIND not in row["labels"]:
                continue
            met = Counter(n for actor in set(row["actors"]) for n in by_actor.get(actor, ()))
            if any(
                number >= windows[n].least
                and row["first"] <= windows[n].last
                and windows[n].first <= row["last"]
                for n, number in met.items()
            ):
                found.add(row["id"])
    return found


def _spans(windows: Iterable[Window]) -> list[tuple[str, str]]:
    """Return the days of windows, those that overlap as one span."""
    spans: list[tuple[str, str]] = []
    for first, last in sorted((window.first, window.last) for window in windows):
        if spans and first <= spans[-1][1]:
            spans[-1] = spans[-1][0], max(last, spans[-1][1])
        else:
            spans.append((first, last))
    return spans


def _day(day: str, by: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=by)).isoformat()


# ---- what is told of them ------------------------------------------------------------------------

_PARTS = (
    "UNWIND $ids AS i MATCH (t:Thing {id: i}) MATCH (t)<-[r:PARTICIPATED_IN]-(a:Thing) "
    "RETURN i AS thing, a.id AS actor, r.id AS edge"
)
_STATED = (
    "UNWIND $ids AS i MATCH (s:Statement {about: i}) "
    "OPTIONAL MATCH (s)-[:SUPPORTED_BY]->(q:Quotation) "
    "RETURN i AS about, s.id AS id, s.property AS property, s.value AS value, "
    "s.stance AS stance, s.basis AS basis, s.generatedBy AS generatedBy, s.dataset AS dataset, "
    "s.unit AS unit, s.recordId AS recordId, s.articleId AS article, "
    "s.publishedAt AS publishedAt, q.exact AS exact"
)
_SOURCES = (
    "UNWIND $ids AS i MATCH (a:Article {id: i}) RETURN a.id AS id, a.key AS key, "
    "a.version AS version, a.publisher AS publisher, a.title AS title"
)


def told_about(database: Database, things: Iterable[str]) -> list[Told]:
    """Return all that is told of these meetings and of who takes part in them; by statement id."""
    wanted = sorted(set(things))
    parts = {row["edge"]: row for row in _each(database, _PARTS, "ids", wanted)}
    return _told(database, [*wanted, *sorted(parts)], parts)


def told_of_things(database: Database, things: Iterable[str]) -> list[Told]:
    """Return all that is told of these things themselves, of whatever type; by statement id."""
    return _told(database, sorted(set(things)), {})


def _told(database: Database, about: Sequence[str], parts: Mapping[str, Row]) -> list[Told]:
    rows = _each(database, _STATED, "ids", about)
    sources = {row["article"] for row in rows if row["article"]}
    articles = {row["id"]: row for row in _each(database, _SOURCES, "ids", sorted(sources))}
    found = []
    for row in rows:
        part = parts.get(row["about"])
        source = articles.get(row["article"] or "", {})
        stated = Stated(
            id=row["id"],
            prop=row["property"],
            value=row["value"] or "",
            stance=row["stance"],
            basis=row["basis"],
            article=row["article"] or row["dataset"],
            generated_by=row["generatedBy"] or "",
            published_at=row["publishedAt"] or "",
        )
        found.append(
            Told(
                part["thing"] if part else row["about"],
                part["actor"] if part else "",
                stated,
                row["dataset"],
                row["unit"] or "",
                row["recordId"] or "",
                row["article"] or "",
                source.get("key") or "",
                int(source.get("version") or 0),
                source.get("publisher") or "",
                source.get("title") or "",
                row["exact"] or "",
            )
        )
    return sorted(found, key=lambda told: told.stated.id)


_LED_TO = (
    "UNWIND $ids AS i MATCH (t:Thing {id: i}) MATCH (t)-[:RESULTED_IN]->(m:Event) "
    "RETURN i AS start, m.id AS end"
)


def led_to(database: Database, things: Iterable[str]) -> set[tuple[str, str]]:
    """Return which of these meetings led to which other event: those are two, by their own word."""
    return {(r["start"], r["end"]) for r in _each(database, _LED_TO, "ids", sorted(set(things)))}


# ---- who holds which office ----------------------------------------------------------------------


@dataclass
class Ties:
    """Who held which office when, and whose office it is; all by id.

    terms: (person, office, start, end); "" is open. offices: office -> countries and bodies.
    """

    terms: set[tuple[str, str, str, str]] = field(default_factory=set)
    offices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def person_of(self, actor: str, day: str) -> str:
        """Return who held an office on a day where that is one person; else the actor itself."""
        holders = {
            person
            for person, office, start, end in self.terms
            if office == actor and holds_on(start, end, day)
        }
        return holders.pop() if len(holders) == 1 else actor

    def bodies_of(self, actor: str, day: str) -> set[str]:
        """Return the countries and bodies that an office, or a person by their office, speaks
        for on a day."""
        held = {
            office
            for person, office, start, end in self.terms
            if person == actor and holds_on(start, end, day)
        }
        return {body for office in (*held, actor) for body in self.offices.get(office, ())}

    def akin(self, actors: Iterable[str]) -> set[str]:
        """Return these actors with what another text may name instead of them: a person's offices
        and countries, an office's holders and country, a country's offices and their holders."""
        given = set(actors)
        of_given = {office for office, bodies in self.offices.items() if bodies & given}
        held = {office for person, office, _, _ in self.terms if person in given}
        offices = held | of_given
        holders = {p for p, office, _, _ in self.terms if office in given | of_given}
        bodies = {body for office in given | held for body in self.offices.get(office, ())}
        return given | offices | holders | bodies


def ties_among(statements: Iterable[Statement]) -> Ties:
    """Return the ties that Statements at hand assert."""
    ties = Ties()
    terms: dict[str, tuple[str, str]] = {}
    dates: dict[tuple[str, str], str] = {}
    for statement in statements:
        about = statement.about
        if not isinstance(about, Relationship) or statement.stance != "asserts":
            continue
        if about.type == "OFFICE_OF":
            ties.offices[about.start.id].add(about.end.id)
        elif about.type == "HELD_OFFICE":
            terms[about.id] = about.start.id, about.end.id
            # Of two that differ the greater: any, but the same whatever the order.
            there = dates.get((about.id, statement.prop), "")
            dates[about.id, statement.prop] = max(there, statement.value)
    for edge, (person, office) in terms.items():
        start, end = dates.get((edge, "startDate"), ""), dates.get((edge, "endDate"), "")
        ties.terms.add((person, office, start, end))
    return ties


_HOLDERS = (
    "UNWIND $ids AS i MATCH (o:Thing {id: i}) MATCH (o)<-[h:HELD_OFFICE]-(p:Thing) "
    "RETURN p.id AS person, o.id AS office, h.startDate AS start, h.endDate AS end"
)
_HELD = (
    "UNWIND $ids AS i MATCH (p:Thing {id: i}) MATCH (p)-[h:HELD_OFFICE]->(o:Thing) "
    "RETURN p.id AS person, o.id AS office, h.startDate AS start, h.endDate AS end"
)
_BODIES = (
    "UNWIND $ids AS i MATCH (o:Thing {id: i}) MATCH (o)-[:OFFICE_OF]->(c:Thing) "
    "RETURN o.id AS office, c.id AS body"
)
_OFFICES = (
    "UNWIND $ids AS i MATCH (c:Thing {id: i}) MATCH (c)<-[:OFFICE_OF]-(o:Thing) "
    "RETURN o.id AS office, c.id AS body"
)


def read_ties(database: Database, actors: Collection[str], ties: Ties) -> None:
    """Add to `ties` what the graph holds about these actors: their offices, holders, countries."""
    wanted = sorted(set(actors))
    for row in _each(database, _OFFICES, "ids", wanted):
        ties.offices[row["office"]].add(row["body"])
    offices = {*wanted, *ties.offices}
    for query, ids in ((_HELD, wanted), (_HOLDERS, sorted(offices))):
        for row in _each(database, query, "ids", ids):
            term = row["person"], row["office"], row["start"] or "", row["end"] or ""
            ties.terms.add(term)
    held = {office for _, office, _, _ in ties.terms}
    for row in _each(database, _BODIES, "ids", sorted({*wanted, *held})):
        ties.offices[row["office"]].add(row["body"])


# ---- names ---------------------------------------------------------------------------------------

_NAMES = (
    "UNWIND $ids AS i MATCH (a:Thing {id: i}) "
    "RETURN i AS id, labels(a) AS labels, properties(a) AS properties"
)


def properties_of_things(database: Database, ids: Iterable[str]) -> dict[str, Row]:
    """Return labels and properties of things by id; those that are not there are left out."""
    return {row["id"]: row for row in _each(database, _NAMES, "ids", sorted(set(ids)))}


_PLACES = (
    "UNWIND $ids AS i MATCH (t:Thing {id: i}) MATCH (t)<-[r:PARTICIPATED_IN]-(a:Actor) "
    "RETURN i AS thing, a.id AS id, labels(a) AS labels, properties(a) AS properties, "
    "r.role AS role"
)


def participants_of(database: Database, things: Iterable[str]) -> dict[str, list[Row]]:
    """Return who takes part in each of these events (id, labels, properties, role), by id."""
    found: dict[str, list[Row]] = defaultdict(list)
    rows = _each(database, _PLACES, "ids", sorted(set(things)))
    for row in sorted(rows, key=lambda row: (row["thing"], row["id"])):
        found[row["thing"]].append(row)
    return found


def former_among(database: Database, ids: Iterable[str]) -> set[str]:
    """Return which of these ids something left behind when it became another."""
    return {row["id"] for row in _each(database, cypher.FORMER_IDS, "ids", sorted(set(ids)))}


def known_among(database: Database, label: str, ids: Iterable[str]) -> set[str]:
    """Return which of these ids a node of a keyed label has."""
    return {r["id"] for r in _each(database, cypher.known_ids(label), "ids", sorted(set(ids)))}


def _each(
    database: Database, query: str, name: str, values: Iterable[str], **more: Any
) -> list[Row]:
    """Run a query that unwinds a list, in pieces; no values, no round trip."""
    wanted = list(dict.fromkeys(values))
    rows: list[Row] = []
    for begin in range(0, len(wanted), AT_ONCE):
        given: Mapping[str, Any] = {name: wanted[begin : begin + AT_ONCE], **more}
        rows += database.read(query, **given)
    return rows
