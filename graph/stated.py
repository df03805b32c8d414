"""Statements as the panel reads them: with their speakers, the place of their words, their article.

Cypher as in queries.py. A thing's statements are read by `Statement.about`, an edge's by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph import captions
from graph.actors import Row, actor_named, outermost, read_each, type_among
from graph.captions import Named
from graph.database import Database
from graph.statement import EXISTS, is_checked

#: What is read of a statement `s`: about, id, property, value, stance, basis, article, dataset,
#: generatedBy, confidence, note, publishedAt, relationshipType, other (an edge's end), chain (its
#: speakers), quotation, start, end.
IN_WORDS = (
    "OPTIONAL MATCH (s)-[x:ATTRIBUTED_TO]->(a:Thing) "
    "WITH s, collect([x.position, a.id, labels(a), a.caption, a.aliases]) AS chain "
    "OPTIONAL MATCH (s)-[:SUPPORTED_BY]->(q:Quotation) "
    "RETURN s.about AS about, s.id AS id, s.property AS property, s.value AS value, "
    "s.stance AS stance, s.basis AS basis, s.articleId AS article, s.dataset AS dataset, "
    "s.generatedBy AS generatedBy, s.confidence AS confidence, s.note AS note, "
    "s.publishedAt AS publishedAt, "
    "s.relationshipType AS relationshipType, s.endId AS other, chain, q.id AS quotation, "
    "q.start AS start, q.end AS end"
)
STATED = "UNWIND $ids AS i MATCH (s:Statement {about: i}) " + IN_WORDS
_ARTICLES = (
    "UNWIND $ids AS i MATCH (a:Article {id: i}) RETURN a.id AS id, a.title AS title, "
    "a.publisher AS publisher, a.publishedAt AS publishedAt, a.publishedAtBasis AS "
    "publishedAtBasis, a.sourceUrl AS sourceUrl, a.licence AS licence, a.version AS version, "
    "a.text IS NOT NULL AS hasText"
)
_MAKERS = (
    "UNWIND $ids AS i MATCH (c:Thing {id: i}) MATCH (c)<-[:MADE]-(a:Actor) "
    "RETURN i AS claim, a.id AS id, labels(a) AS labels, properties(a) AS properties ORDER BY a.id"
)

#: Types whose captions name who says so.
_SAID = frozenset({"Agreement", "Claim"})


def statements_about(database: Database, ids: Iterable[str]) -> list[Row]:
    """Return what is stated of these things and edges, by date and place; columns of IN_WORDS."""
    rows = with_chains(read_each(database, STATED, ids))
    return sorted(rows, key=lambda row: (row["publishedAt"] or "", row["start"] or 0, row["id"]))


def with_chains(rows: list[Row]) -> list[Row]:
    """Turn each row's chain into (position, Named), outermost first."""
    for row in rows:
        chain = [
            (int(position), Named(one, type_among(labels), caption or one, tuple(aliases or ())))
            for position, one, labels, caption, aliases in row["chain"]
            if one is not None
        ]
        row["chain"] = sorted(chain, key=lambda link: (link[0], link[1].caption, link[1].id))
    return rows


def outermost_of(rows: Iterable[Row]) -> list[Named]:
    """Return who stands outermost in the chains of these statements, by caption."""
    found = {actor for row in rows for position, actor in row["chain"] if position == 0}
    return sorted(found, key=lambda actor: (actor.caption, actor.id))


def is_checked_row(row: Row) -> bool:
    """Does a person stand behind this statement, or is it a record (graph.statement.is_checked)?"""
    return is_checked(row["generatedBy"] or "", row["basis"])


def finders_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the confidence of each rule that found a thing or an edge, by rule; "" = not measured.

    rows: what is stated of it. () where more than software says that it exists.
    """
    held = [row for row in rows if row["stance"] == "asserts"]
    existence = [row for row in held if row["property"] == EXISTS]
    existence = existence or [row for row in held if row["property"] == "caption"] or held
    if any(is_checked_row(row) for row in existence):
        return ()
    rules = {(row["generatedBy"] or "", row["confidence"] or "") for row in existence}
    return tuple(confidence for _, confidence in sorted(rules))


def articles_of(database: Database, rows: Iterable[Row]) -> dict[str, Row]:
    """Return the articles of these statements by id: title, publisher, dates, address, licence."""
    ids = [row["article"] for row in rows if row["article"]]
    return {row["id"]: row for row in read_each(database, _ARTICLES, ids)}


def captions_of(database: Database, rows: Sequence[Row]) -> dict[str, str]:
    """Return captions of things (id, labels, properties), with their sources, by id."""
    types = {row["id"]: type_among(row["labels"]) for row in rows}
    told = outermost(database, [one for one, kind in types.items() if kind in _SAID])
    return {
        row["id"]: captions.caption(
            types[row["id"]], row["properties"], told.get(row["id"], ()), length=90
        )
        for row in rows
    }


def makers_of(database: Database, claims: Iterable[str]) -> dict[str, list[Named]]:
    """Return who made each of these claims."""
    found: dict[str, list[Named]] = {}
    for row in read_each(database, _MAKERS, claims):
        found.setdefault(row["claim"], []).append(actor_named(row["id"], row))
    return found
