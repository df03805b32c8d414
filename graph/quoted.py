"""The words that prove a node or an edge, in the order a reader asks for them; articles to read.

Cypher as in queries.py. An actor's statements are reached over EVIDENCE_FOR only to page through
them by date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from graph import captions, schema
from graph.actors import Row, frame, read_each, type_among
from graph.captions import Named
from graph.database import Database
from graph.quotation import CONTEXT
from graph.stated import (
    IN_WORDS,
    articles_of,
    captions_of,
    is_checked_row,
    makers_of,
    statements_about,
    with_chains,
)
from graph.statement import EXISTS

QUOTATIONS = {
    "quotation": "str",
    "statements": "object",
    "part": "str",
    "property": "str",
    "wording": "str",
    "basis": "str",
    "exact": "str",
    "prefix": "str",
    "suffix": "str",
    "start": "int64",
    "end": "int64",
    "speakers": "str",
    "stance": "str",
    "note": "str",
    "article": "str",
    "title": "str",
    "publisher": "str",
    "published_at": "str",
    "published_at_basis": "str",
    "source_url": "str",
    "licence": "str",
    "version": "int64",
    "has_text": "bool",
    "dataset": "str",
    "checked": "bool",
    "confidence": "str",
}
MARKS = {"start": "int64", "end": "int64", "node": "str", "caption": "str", "type": "str"}


@dataclass(frozen=True)
class ArticleText:
    """An article to read. text: None where it isn't kept. marks: MARKS, quoted spans by start.

    published_at_basis: "stated" or "inferred".
    """

    id: str
    title: str
    publisher: str
    published_at: str
    source_url: str
    text: str | None
    marks: pd.DataFrame
    published_at_basis: str = ""


# ---- quotations ----------------------------------------------------------------------------------

_DRAWN = "|".join(relationship.name for relationship in schema.RELATIONSHIP_TYPES)
_EDGES_AT = (
    f"MATCH (t:Thing {{id: $id}}) MATCH (t)-[r:{_DRAWN}]-(:Thing) "
    "RETURN labels(t) AS labels, collect(r.id) AS edges"
)
_LABELS = "MATCH (t:Thing {id: $id}) RETURN labels(t) AS labels"
_OF_ACTOR = (
    "MATCH (t:Thing {id: $id}) MATCH (t)<-[:EVIDENCE_FOR]-(s:Statement) "
    "WITH s ORDER BY s.publishedAt DESC, s.id SKIP $skip LIMIT $limit RETURN s.id AS id"
)
_COUNT_OF_ACTOR = (
    "MATCH (t:Thing {id: $id}) RETURN COUNT { (t)<-[:EVIDENCE_FOR]-(:Statement) } AS total"
)
#: Statements of an actor up to which the same words are put together in one row.
_FEW = 200
_STATEMENTS = "UNWIND $ids AS i MATCH (s:Statement {id: i}) " + IN_WORDS
_QUOTED = (
    "UNWIND $ids AS i MATCH (q:Quotation {id: i}) RETURN q.id AS id, q.exact AS exact, "
    "q.prefix AS prefix, q.suffix AS suffix, q.start AS start, q.end AS end"
)
_TEXTS = "UNWIND $ids AS i MATCH (a:Article {id: i}) RETURN a.id AS id, a.text AS text"


def quotations(
    database: Database, id: str, skip: int = 0, limit: int = 20
) -> tuple[pd.DataFrame, int]:
    """Return what proves a node or an edge, and how many rows there are in all.

    Columns and dtypes QUOTATIONS, one row for each quotation, coded record or inference; what
    several statements take from the same words is one row. First the thing's own words ("own" in
    `part`), for something said who reacts to it ("reaction") and when and to whom it was said
    ("more"), then what came of it ("outcome"), other events and agreements ("others"), what was
    said about it ("said"), and what is "inferred". Within these the article with the most
    quotations first, then by the place in the text. For an actor newest first and each fact apart;
    an actor with very many statements has one row for each of them. wording: "Other wording, same
    Kremlin statement" or "". checked: a person or a record stands behind all of it; confidence: of
    the rule that found the rest. An unknown id has none.
    """
    labels = database.read(_LABELS, id=id)
    if labels and "Actor" in labels[0]["labels"]:
        return _of_actor(database, id, skip, limit)
    type_ = type_among(labels[0]["labels"]) if labels else ""
    about = [id]
    if labels:
        at = database.read(_EDGES_AT, id=id)
        about += at[0]["edges"] if at else []
    groups: dict[str, list[Row]] = {}
    for row in statements_about(database, about):
        key = row["quotation"] or f"{row['article'] or ''} {row['basis']} {row['note'] or ''}"
        groups.setdefault(f"{key} {row['stance']}", []).append(row)
    ordered = _in_order(list(groups.values()), type_, id)
    makers = makers_of(database, [id]) if type_ == "Claim" else {}
    wordings = _wordings(database, ordered, type_)
    page = ordered[skip : skip + limit]
    return _quotation_frame(database, page, makers, (type_, id), wordings), len(ordered)


# What a statement is to the thing whose panel is open. A panel's rows stand in this order of ranks,
# and under the headings of the parts.
_OWN, _REACTION, _MORE = "own", "reaction", "more"
_OUTCOME, _OTHERS, _SAID = "outcome", "others", "said"
_REACTIONS = frozenset(schema.STANCES_BETWEEN_CLAIMS)


def _place_of(row: Row, type_: str, id: str) -> tuple[int, str]:
    """The rank and part of a statement in the panel of the thing `id`."""
    relationship, name = row["relationshipType"], row["property"]
    if not type_ or row["about"] == id or not relationship:  # an edge's panel holds its own alone
        return _own(name, type_)
    is_end = row["other"] == id
    if relationship in ("PARTICIPATED_IN", "PARTY_TO"):
        return 2, _OWN
    if relationship in _REACTIONS:
        return 2, _REACTION
    if relationship in ("MADE", "ADDRESSED_TO"):
        return 5, _MORE
    if relationship == "IS_ABOUT":
        return (8, _SAID) if is_end else (6, _MORE)
    if relationship == "RESULTED_IN" and not is_end:
        return 6, _OUTCOME
    return 7, _OTHERS


def _own(name: str, type_: str) -> tuple[int, str]:
    if type_ == "Claim":
        if name in ("content", "mode"):
            return (0 if name == "content" else 1), _OWN
        return (1, _OWN) if name == EXISTS else (4, _MORE)
    if type_ == "Agreement" and name == "terms":
        return 0, _OWN
    return (1 if name in (EXISTS, "status") else 3), _OWN


def _in_order(groups: list[list[Row]], type_: str, id: str) -> list[list[Row]]:
    """Put rows, and the facts of each, in the order in which a reader asks for them."""
    quoted: dict[str, int] = {}
    for group in groups:
        article = group[0]["article"] or ""
        quoted[article] = quoted.get(article, 0) + (group[0]["quotation"] is not None)
    terms = [row for group in groups for row in group if _holds_terms(row, type_, id)]

    def place(group: list[Row]) -> tuple[object, ...]:
        first = group[0]
        rank = min(_place_of(row, type_, id)[0] for row in group)
        # "agreed to work to de-escalate" holds the terms and says what was done about them.
        if rank == 1 and any(_within(one, first) for one in terms):
            rank = 0
        article = first["article"] or ""
        return (
            first["basis"] == "inference",
            rank,
            -quoted[article],
            first["publishedAt"] or "",
            article,
            first["start"] or 0,
            -(first["end"] or 0),
        )

    for group in groups:
        group.sort(key=lambda row: (_place_of(row, type_, id)[0], _declared(row), row["id"]))
    return sorted(groups, key=place)


def _holds_terms(row: Row, type_: str, id: str) -> bool:
    return type_ == "Agreement" and row["about"] == id and row["property"] == "terms"


def _within(inner: Row, outer: Row) -> bool:
    """Do the words of `inner` stand within those of `outer`?"""
    if not inner["quotation"] or not outer["quotation"] or inner["article"] != outer["article"]:
        return False
    return bool(outer["start"] <= inner["start"] and inner["end"] <= outer["end"])


_EVERY_TYPE: tuple[schema.NodeType | schema.RelationshipType, ...] = (
    *schema.NODE_TYPES,
    *schema.RELATIONSHIP_TYPES,
)
#: Properties in the order of the schema, existence before all.
_ORDER = tuple(
    dict.fromkeys(
        [EXISTS, *(one.name for each in _EVERY_TYPE for one in schema.stated_properties(each))]
    )
)
_DECLARED = {name: position for position, name in enumerate(_ORDER)}


def _declared(row: Row) -> int:
    return _DECLARED.get(row["property"], len(_DECLARED))


def _wordings(database: Database, ordered: Sequence[list[Row]], type_: str) -> dict[str, str]:
    """What to say, by statement, beside words that give a claim which others above gave already.

    On the claim's own panel that is its content, elsewhere what was said about the thing: one claim
    told by two articles is still one source.
    """
    given: dict[str, list[Row]] = {}
    for group in ordered:
        for row in group:
            is_told = (
                row["property"] == "content"
                if type_ == "Claim"
                else row["relationshipType"] == "IS_ABOUT" and row["property"] == EXISTS
            )
            if is_told and row["quotation"] and row["stance"] == "asserts":
                given.setdefault(row["about"], []).append(row)
    again = {about: rows for about, rows in given.items() if len(rows) > 1}
    ids = [row["quotation"] for rows in again.values() for row in rows]
    words = {row["id"]: row["exact"] for row in read_each(database, _QUOTED, ids)}
    return {
        row["id"]: captions.same_statement(
            _innermost(row), words.get(row["quotation"]) == words.get(rows[0]["quotation"])
        )
        for rows in again.values()
        for row in rows[1:]
    }


def _innermost(row: Row) -> list[Named]:
    last = max((position for position, _ in row["chain"]), default=0)
    return [actor for position, actor in row["chain"] if position == last]


def _of_actor(database: Database, id: str, skip: int, limit: int) -> tuple[pd.DataFrame, int]:
    total = int(database.read(_COUNT_OF_ACTOR, id=id)[0]["total"])
    few = total <= _FEW
    page = database.read(_OF_ACTOR, id=id, skip=0 if few else skip, limit=_FEW if few else limit)
    order = {row["id"]: position for position, row in enumerate(page)}
    rows = with_chains(read_each(database, _STATEMENTS, order))
    rows.sort(key=lambda row: order[row["id"]])
    if not few:
        return _quotation_frame(database, [[row] for row in rows]), total
    groups: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows:
        words = row["quotation"] or f"{row['article']} {row['basis']} {row['note']}"
        groups.setdefault((row["about"], words, row["stance"]), []).append(row)
    for group in groups.values():
        group.sort(key=lambda row: (_declared(row), row["id"]))
    ordered = sorted(groups.values(), key=lambda group: group[0]["basis"] == "inference")
    return _quotation_frame(database, ordered[skip : skip + limit]), len(ordered)


def _around(quoted: Mapping[str, Any], text: str | None) -> tuple[str, str]:
    """Return the words before and after: from the text where the graph holds it, else as kept."""
    if quoted and text is not None:
        start, end = quoted["start"], quoted["end"]
        return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return quoted.get("prefix") or "", quoted.get("suffix") or ""


def _quotation_frame(
    database: Database,
    groups: Sequence[list[Row]],
    makers: Mapping[str, Sequence[Named]] | None = None,
    seen_from: tuple[str, str] = ("", ""),
    wordings: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """makers: of claims, by id. seen_from: type and id of the thing whose panel it is. wordings:
    by statement."""
    every = [row for group in groups for row in group]
    articles = articles_of(database, every)
    words = {
        row["id"]: row
        for row in read_each(database, _QUOTED, [r["quotation"] for r in every if r["quotation"]])
    }
    texts = {
        row["id"]: row["text"]
        for row in read_each(
            database, _TEXTS, [one for one, article in articles.items() if article["hasText"]]
        )
    }
    makers, wordings = makers or {}, wordings or {}
    rows = []
    for group in groups:
        first = group[0]
        article = articles.get(first["article"] or "", {})
        quoted = words.get(first["quotation"] or "", {})
        before, after = _around(quoted, texts.get(first["article"] or ""))
        chain = max((row["chain"] for row in group), key=len)
        maker = next((makers[row["about"]] for row in group if row["about"] in makers), ())
        # What is inferred nobody said.
        is_spoken = bool(article) and first["basis"] != "inference"
        parts = sorted(_place_of(row, *seen_from) for row in group)
        found = [row for row in group if not is_checked_row(row)]
        said_again = [wordings[row["id"]] for row in group if row["id"] in wordings]
        rows.append(
            {
                "quotation": first["quotation"] or "",
                "statements": [row["id"] for row in group],
                "part": "inferred" if first["basis"] == "inference" else parts[0][1],
                "property": ", ".join(dict.fromkeys(_proves(row, seen_from[1]) for row in group)),
                "wording": said_again[0] if said_again else "",
                "basis": first["basis"],
                "exact": quoted.get("exact") or "",
                "prefix": before,
                "suffix": after,
                "start": quoted.get("start") or 0,
                "end": quoted.get("end") or 0,
                "speakers": captions.chain_in_words(chain, maker) if is_spoken else "",
                "stance": first["stance"],
                "note": first["note"] or "",
                "article": first["article"] or "",
                "title": article.get("title") or "",
                "publisher": article.get("publisher") or "",
                "published_at": article.get("publishedAt") or "",
                "published_at_basis": article.get("publishedAtBasis") or "",
                "source_url": article.get("sourceUrl") or "",
                "licence": article.get("licence") or "",
                "version": int(article.get("version") or 1),
                "has_text": bool(article.get("hasText")),
                "dataset": first["dataset"] or "",
                "checked": not found,
                "confidence": (found[0]["confidence"] or "") if found else "",
            }
        )
    return frame(rows, QUOTATIONS)


#: What words give about a relationship, on the panel of its start (or its own), and of its end.
_GIVES = {
    "PARTICIPATED_IN": ("participants", "participants"),
    "PARTY_TO": ("parties", "parties"),
    "RESULTED_IN": ("what came of it", "what it came out of"),
    "CALLS_FOR": ("what it calls for", "what calls for it"),
    "REFERS_TO": ("what it refers to", "what refers to it"),
    "MADE": ("who said it", "who said it"),
    "ADDRESSED_TO": ("to whom it was said", "to whom it was said"),
    "IS_ABOUT": ("what it is about", "what was said about it"),
    "QUESTIONS": ("what it questions", "who questions it"),
    "DISPUTES": ("what it disputes", "who disputes it"),
    "CONTRADICTS": ("what it appears to contradict", "what appears to contradict it"),
    "CONFIRMS": ("what it confirms", "who confirms it"),
}


def _proves(row: Row, seen_from: str) -> str:
    if row["relationshipType"]:
        name = str(row["relationshipType"])
        if row["property"] != EXISTS:
            return captions.property_in_words(row["property"])
        if name not in _GIVES:
            return captions.phrase(name)
        at_start, at_end = _GIVES[name]
        return at_end if row["other"] == seen_from else at_start
    if row["property"] == EXISTS:
        return schema.node_type(str(row["value"])).word
    return captions.property_in_words(str(row["property"]))


# ---- an article ----------------------------------------------------------------------------------

_ARTICLE = (
    "MATCH (a:Article {id: $id}) RETURN a.title AS title, a.publisher AS publisher, "
    "a.publishedAt AS publishedAt, a.publishedAtBasis AS publishedAtBasis, "
    "a.sourceUrl AS sourceUrl, a.text AS text"
)
_QUOTED_IN = (
    "MATCH (a:Article {id: $id}) MATCH (a)<-[:WAS_QUOTED_FROM]-(q:Quotation) "
    "MATCH (q)<-[:SUPPORTED_BY]-(s:Statement) "
    "RETURN DISTINCT q.start AS start, q.end AS end, s.about AS about, s.relationshipId AS edge, "
    "s.endId AS other"
)
_NAMED = (
    "UNWIND $ids AS i MATCH (t:Thing {id: i}) "
    "RETURN t.id AS id, labels(t) AS labels, properties(t) AS properties"
)


def article(database: Database, id: str) -> ArticleText | None:
    """Return an article with its quoted spans marked; None where there is none of this id.

    A span that proves only a relationship is marked with the thing at its end.
    """
    found = database.read(_ARTICLE, id=id)
    if not found:
        return None
    spans = database.read(_QUOTED_IN, id=id)
    own = {(row["start"], row["end"]) for row in spans if not row["edge"]}
    marked = {
        (row["start"], row["end"], row["other"] if row["edge"] else row["about"])
        for row in spans
        if not row["edge"] or ((row["start"], row["end"]) not in own and row["other"])
    }
    things = read_each(database, _NAMED, sorted({node for _, _, node in marked}))
    types = {row["id"]: type_among(row["labels"]) for row in things}
    names = captions_of(database, things)
    row = found[0]
    return ArticleText(
        id,
        row["title"] or "",
        row["publisher"] or "",
        row["publishedAt"] or "",
        row["sourceUrl"] or "",
        row["text"],
        frame(
            (
                {
                    "start": start,
                    "end": end,
                    "node": node,
                    "caption": names[node],
                    "type": types[node],
                }
                for start, end, node in sorted(marked)
                if node in names
            ),
            MARKS,
        ),
        row["publishedAtBasis"] or "",
    )
