"""From the database back to Statements: for export, and for the check of every rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graph import cypher
from graph.database import Database
from graph.projection import drawn_type
from graph.quotation import Article, Quotation
from graph.records import Former
from graph.statement import Attribution, Entity, Relationship, Statement

#: Rows read at a time.
PAGE = 2_000

Row = dict[str, Any]


def statement_rows(database: Database) -> Iterator[Row]:
    """Yield every Statement with what hangs on it, as rows of `cypher.STATEMENT_PAGE`, by id."""
    after = ""
    while True:
        rows = database.read(cypher.STATEMENT_PAGE, after=after, count=PAGE)
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1]["statement"]["id"]


def read_articles(database: Database) -> dict[str, Article]:
    """Return every article by id, with its text where the graph holds it."""
    found: dict[str, Article] = {}
    after = ""
    while True:
        rows = database.read(cypher.ARTICLE_PAGE, after=after, count=PAGE)
        found |= {row["article"]["id"]: _article(row["article"]) for row in rows}
        if len(rows) < PAGE:
            return found
        after = rows[-1]["article"]["id"]


def read_statements(database: Database) -> Iterator[Statement]:
    """Yield every Statement of the graph, by id, as it stands there.

    What was merged is about what it was merged into. Rows that hold no whole statement are left
    out: `graph.verify` names them.
    """
    articles = read_articles(database)
    for row in statement_rows(database):
        statement = statement_of(row, articles)
        if statement is not None:
            yield statement


def read_former(database: Database) -> Iterator[Former]:
    """Yield every former id, by id."""
    after = ""
    while True:
        rows = database.read(cypher.FORMER_PAGE, after=after, count=PAGE)
        yield from (Former(row["id"], row["currentId"], row["thing"]) for row in rows)
        if len(rows) < PAGE:
            return
        after = rows[-1]["id"]


def statement_of(row: Row, articles: dict[str, Article]) -> Statement | None:
    """Return the Statement of a row, or None where the row holds no whole one."""
    properties = row["statement"]
    if row["start"] is None:
        return None
    start = Entity(drawn_type(row["startLabels"]), row["start"])
    about: Entity | Relationship = start
    if properties.get("relationshipId"):
        if row["end"] is None:
            return None
        end = Entity(drawn_type(row["endLabels"]), row["end"])
        about = Relationship(
            properties["relationshipType"], start, end, properties.get("relationshipKey") or ""
        )
    quotation = None
    if row["quotations"]:
        found = row["quotations"][0]
        if found["article"] is None:
            return None
        words = found["quotation"]
        quotation = Quotation(
            articles[found["article"]],
            words["exact"],
            words["start"],
            words["end"],
            words.get("prefix") or "",
            words.get("suffix") or "",
        )
    return Statement(
        about,
        properties["property"],
        properties.get("value") or "",
        properties["dataset"],
        properties.get("unit") or "",
        properties.get("recordId") or "",
        properties.get("generatedBy") or "",
        basis=properties["basis"],
        stance=properties["stance"],
        quotation=quotation,
        article=articles.get(properties.get("articleId") or "") if quotation is None else None,
        attributed_to=tuple(
            Attribution(Entity(drawn_type(each["labels"]), each["id"]), each["position"])
            for each in sorted(row["speakers"], key=lambda each: (each["position"], each["id"]))
        ),
        note=properties.get("note") or "",
        confidence=properties.get("confidence") or "",
    )


def _article(row: Row) -> Article:
    return Article(
        row["id"],
        row.get("key") or row["id"],
        row.get("title") or "",
        row.get("sourceUrl") or "",
        row.get("publisher") or "",
        row.get("publishedAt") or "",
        row.get("publishedAtBasis") or "",
        row.get("language") or "",
        row.get("licence") or "",
        row.get("textSha256") or "",
        row.get("retrievedAt") or "",
        row.get("text"),
    )
