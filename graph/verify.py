"""The rules of evidence, checked on the whole graph as it stands (`python -m loaders verify`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from graph import cypher, schema
from graph.computed import Stated, asserted, properties_of
from graph.database import Database
from graph.export import Row, read_articles, statement_of, statement_rows
from graph.quotation import Article, fingerprint
from graph.statement import Statement, validate

#: Computed from neighbours, so checked by themselves.
_FROM_NEIGHBOURS = ("earliest", "latest", "dateBasis")


@dataclass
class Verified:
    """What was checked and what is broken. faults: a sentence each."""

    faults: list[str] = field(default_factory=list)
    things: int = 0
    edges: int = 0
    statements: int = 0
    quotations: int = 0
    reread: int = 0

    @property
    def summary(self) -> str:
        """One line: how much was checked, and how much of it is broken."""
        return (
            f"{self.things:,} things, {self.edges:,} relationships, {self.statements:,} statements"
            f" and {self.quotations:,} quotes checked, {self.reread:,} of them in their texts: "
            + (f"{len(self.faults):,} faults" if self.faults else "no fault")
        )


def faults(database: Database, texts: Mapping[str, str] | None = None) -> Verified:
    """Check every rule of evidence; `texts` are further texts to hold quotes against, by SHA-256.

    The rules: every drawn node and relationship is asserted by a Statement; a "quote" Statement has
    exactly one Quotation and any other none; `text[start:end] == exact` and the SHA-256 matches
    wherever the text is at hand; every value fits the schema; every drawn property is what its
    Statements compute to; nothing is orphaned.
    """
    report = Verified()
    articles = _articles_with_texts(database, texts or {}, report)
    stated: dict[str, list[Stated]] = defaultdict(list)
    for row in statement_rows(database):
        report.statements += 1
        statement = _check_row(row, articles, report)
        if statement is not None:
            stated[row["statement"]["about"]].append(Stated.of(statement))
    _check_things(database, stated, report)
    _check_edges(database, stated, report)
    for label, query in cypher.ORPHANS.items():
        for row in database.read(query):
            report.faults.append(f"{label} {row['id']} is orphaned: nothing leads to or from it")
    return report


def _articles_with_texts(
    database: Database, texts: Mapping[str, str], report: Verified
) -> dict[str, Article]:
    articles = read_articles(database)
    for identity, article in articles.items():
        if article.text is not None and fingerprint(article.text) != article.text_sha256:
            report.faults.append(f"Article {identity}: its text does not match its SHA-256")
        elif article.text is None and article.text_sha256 in texts:
            articles[identity] = replace(article, text=texts[article.text_sha256])
    return articles


def _check_row(row: Row, articles: dict[str, Article], report: Verified) -> Statement | None:
    properties = row["statement"]
    name = f"Statement {properties['id']}"
    quotations = len(row["quotations"])
    wanted = 1 if properties.get("basis") == "quote" else 0
    if quotations != wanted:
        basis = properties.get("basis")
        report.faults.append(f"{name} of basis {basis} has {quotations} quotations, not {wanted}")
    if row["start"] is None:
        report.faults.append(f"{name} is evidence for nothing")
    statement = statement_of(row, articles)
    if statement is None:
        if row["start"] is not None:
            report.faults.append(f"{name} is not whole: its end or its article is missing")
        return None
    if statement.quotation is not None:
        report.quotations += 1
        report.reread += statement.quotation.article.text is not None
    if quotations == wanted:
        report.faults += [f"{name} on {properties['about']}: {f}" for f in validate(statement)]
    return statement


def _check_things(database: Database, stated: Mapping[str, list[Stated]], report: Verified) -> None:
    for declared in schema.NODE_TYPES:
        for row in database.read(cypher.all_of(declared)):
            report.things += 1
            computed = properties_of(declared, stated.get(row["id"], []))
            _compare(declared.name, row, computed, report)
    for row in database.read(cypher.UNPROVEN):
        report.faults.append(f"{row['id']} is drawn, but no statement asserts it")


def _check_edges(database: Database, stated: Mapping[str, list[Stated]], report: Verified) -> None:
    known = {declared.name for declared in schema.RELATIONSHIP_TYPES}
    for row in database.read(cypher.TYPES_IN_USE):
        if row["type"] not in known:
            kind, count = row["type"], row["edges"]
            report.faults.append(f"{count} relationships of the unknown type {kind}")
    drawn: set[str] = set()
    for declared in schema.RELATIONSHIP_TYPES:
        for row in database.read(cypher.all_relationships(declared)):
            report.edges += 1
            name = f"{declared.name} {row['id']} from {row['start']} to {row['end']}"
            if not row["id"]:
                report.faults.append(f"{name} has no id")
            elif row["id"] in drawn:
                report.faults.append(f"{name} is there twice")
            elif not asserted(stated.get(row["id"], [])):
                report.faults.append(f"{name} is drawn, but no statement asserts it")
            else:
                _compare(declared.name, row, properties_of(declared, stated[row["id"]]), report)
            drawn.add(row["id"])
    for identity, about in stated.items():
        if identity.startswith("edge-") and asserted(about) and identity not in drawn:
            report.faults.append(f"relationship {identity} is asserted, but not drawn")


def _compare(kind: str, row: Row, computed: Row, report: Verified) -> None:
    for name, value in computed.items():
        found = row["properties"].get(name)
        if isinstance(value, list) and isinstance(found, list):
            found = sorted(found)
        if name in _FROM_NEIGHBOURS and computed.get("dateBasis") in (None, "publication"):
            continue
        if found != value:
            report.faults.append(
                f"{kind} {row['id']}: {name} is {found!r}, its statements compute to {value!r}"
            )
