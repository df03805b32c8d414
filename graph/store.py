"""The write side: Statements in, a graph out in which nothing stands without its evidence.

Each batch is one transaction that leaves the graph whole: a loader killed at any moment leaves
complete batches and no half of one. A Statement whose id is known is unchanged and costs no write.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from graph import cypher, schema
from graph.computed import Stated
from graph.database import Database, Transaction
from graph.projection import Edge, Row, Run, project
from graph.quotation import Article, Quotation
from graph.records import Former
from graph.statement import Entity, Relationship, Statement, relationship_id, things_of

#: Statements in one transaction. Measured (docs/benchmarks.md): 200 is slower, more gain little,
#: and a transaction of 2,000 takes about a third of a second.
BATCH = 2_000


@dataclass
class Outcome:
    """What writing came to, in Statements. texts: articles' texts that are kept now.

    seen: the ids that were read, by (dataset, unit).
    """

    written: int = 0
    unchanged: int = 0
    texts: int = 0
    seen: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


def ensure_schema(database: Database) -> None:
    """Declare the constraints and indexes of the schema; they may be there already."""
    database.run_schema(cypher.schema_statements())


def write_statements(
    database: Database,
    statements: Iterable[Statement],
    *,
    batch: int = BATCH,
    outcome: Outcome | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> Outcome:
    """Write valid statements in batches, one transaction each, and compute what they change.

    Statements of one record that follow each other are never split between two transactions.
    `outcome` is added to and returned. `progress` is called with the number of statements of each
    batch that the database has acknowledged. Raises DatabaseError; what was acknowledged stays.
    """
    outcome = outcome or Outcome()
    for group in _batches(statements, batch):
        written, texts = _write_batch(database, group)
        outcome.written += written
        outcome.texts += texts
        outcome.unchanged += len(group) - written
        for statement in group:
            outcome.seen[statement.dataset, statement.unit].add(statement.id)
        progress(len(group))
    return outcome


def _batches(statements: Iterable[Statement], size: int) -> Iterator[list[Statement]]:
    group: list[Statement] = []
    for statement in statements:
        if len(group) >= size and _record(statement) != _record(group[-1]):
            yield group
            group = []
        group.append(statement)
    if group:
        yield group


def _record(statement: Statement) -> tuple[str, str, str]:
    return statement.dataset, statement.unit, statement.record_id


# --- one batch -----------------------------------------------------------------------------------


def _write_batch(database: Database, group: Sequence[Statement]) -> tuple[int, int]:
    """Write what is new of a batch; returns how many statements and how many texts were."""
    by_id = {statement.id: statement for statement in group}
    known = {row["id"] for row in database.read(cypher.known_ids("Statement"), ids=list(by_id))}
    texts = {s.source.id: s.source.text for s in group if s.source and s.source.text is not None}
    kept = _with_text(database.read, texts)
    late = {
        s.source.id: s.dataset
        for s in group
        if s.source and s.source.id in texts and s.source.id not in kept
    }
    if len(known) == len(by_id) and not late:
        return 0, 0

    def write(transaction: Transaction) -> int:
        # Asked again inside: another loader may have written some of them meanwhile.
        rows = transaction.run(cypher.known_ids("Statement"), ids=list(by_id))
        new = [s for i, s in by_id.items() if i not in {row["id"] for row in rows}]
        missing = late.keys() - _with_text(transaction.run, late)
        _Batch(transaction).write(new)
        if missing:
            # An article that is new, or newly described, has brought its text along already.
            left = sorted(missing - _with_text(transaction.run, missing))
            placed = [{"id": i, "properties": {"text": texts[i]}} for i in left]
            transaction.run(cypher.set_properties("Article"), rows=placed)
            for dataset, count in Counter(late[i] for i in missing).items():
                stamp(transaction.run, dataset, (), count)
        return len(new)

    return database.write(write), len(late)


def _with_text(run: Run, articles: Iterable[str]) -> set[str]:
    """Return which of the articles have their text in the graph."""
    ids = sorted(articles)
    return {row["id"] for row in run(cypher.ARTICLES, ids=ids) if row["hasText"]} if ids else set()


class _Batch:
    """One transaction's worth of new statements, written from the outside in."""

    def __init__(self, transaction: Transaction) -> None:
        self.run = transaction.run
        self.now: dict[str, str] = {}

    def write(self, statements: Sequence[Statement]) -> None:
        if not statements:
            return
        self._resolve_former(statements)
        created = self._write_things(statements)
        self._write_evidence(statements)
        edges = self._write_relationships(statements)
        self._write_statements(statements)
        self._project(statements, created, edges)
        ids: dict[str, list[str]] = defaultdict(list)
        for statement in statements:
            ids[statement.dataset].append(statement.id)
        for dataset, new in ids.items():
            stamp(self.run, dataset, new)

    def _resolve_former(self, statements: Sequence[Statement]) -> None:
        ids = {thing.id for s in statements for thing in things_of(s)}
        ids |= {s.about.id for s in statements}
        for row in self.run(cypher.FORMER_IDS, ids=sorted(ids)):
            self.now[row["id"]] = row["now"]

    def _current(self, entity: Entity) -> str:
        return self.now.get(entity.id, entity.id)

    def _about(self, about: Entity | Relationship) -> str:
        """The id that the statement is about today: ends that were merged change an edge's id."""
        if isinstance(about, Relationship):
            start, end = self._current(about.start), self._current(about.end)
            if (start, end) != (about.start.id, about.end.id):
                return relationship_id(about.type, start, end, about.key)
            return about.id
        return self._current(about)

    def _write_things(self, statements: Sequence[Statement]) -> dict[str, str]:
        """Create the things that are new; returns their types by id."""
        types: dict[str, str] = {}
        for statement in statements:
            for thing in things_of(statement):
                types.setdefault(self._current(thing), thing.type)
        found = self.run(cypher.known_ids("Thing"), ids=sorted(types))
        known = {row["id"] for row in found}
        new: dict[str, list[Row]] = defaultdict(list)
        for identity in sorted(types.keys() - known):
            new[types[identity]].append({"id": identity, "properties": {}})
        for name, rows in new.items():
            self.run(cypher.create_things(schema.node_type(name)), rows=rows)
        return {identity: name for identity, name in types.items() if identity not in known}

    def _write_evidence(self, statements: Sequence[Statement]) -> None:
        articles = {s.source.id: s.source for s in statements if s.source}
        known = {row["id"]: row for row in self.run(cypher.ARTICLES, ids=sorted(articles))}
        fresh_articles = [a for i, a in sorted(articles.items()) if i not in known]
        versions = self._versions(fresh_articles)
        if fresh_articles:
            rows = [
                {"id": a.id, "properties": _article_row(a) | versions[a.id]} for a in fresh_articles
            ]
            self.run(cypher.create_evidence("Article"), rows=rows)
        by_article: dict[str, set[str]] = defaultdict(set)
        for s in statements:
            if s.source:
                by_article[s.source.id].add(s.dataset)
        self._describe_again(articles, known, by_article)
        quotations = {s.quotation.id: s.quotation for s in statements if s.quotation}
        # A new article has no quotations yet.
        possible = sorted(i for i, q in quotations.items() if q.article.id in known)
        found = self.run(cypher.known_ids("Quotation"), ids=possible) if possible else []
        present = {row["id"] for row in found}
        fresh = [_quotation_row(q) for i, q in sorted(quotations.items()) if i not in present]
        if fresh:
            self.run(cypher.CREATE_QUOTATIONS, rows=fresh)

    def _describe_again(
        self,
        articles: Mapping[str, Article],
        known: Mapping[str, Row],
        datasets: Mapping[str, set[str]],
    ) -> None:
        """Bring known articles up to what is said of them now.

        A data set corrects what it alone describes. Where several describe one article in other
        words, the greatest in the order of text stays, whichever was loaded last.
        """
        changed: dict[str, Row] = {}
        for identity, row in known.items():
            given = _article_row(articles[identity])
            if row["hasText"]:
                given.pop("text", None)
            there = row["description"]
            if "text" in given or any(given[name] != there.get(name) for name in there):
                changed[identity] = given
        if not changed:
            return
        users: dict[str, set[str]] = defaultdict(set)
        for row in self.run(cypher.ARTICLE_DATASETS, ids=sorted(changed)):
            users[row["id"]].add(row["dataset"])
        for identity, given in changed.items():
            there = known[identity]["description"]
            shared = users[identity] - datasets[identity]
            if shared and _order(there) > _order({name: given[name] for name in there}):
                for name in there:
                    given[name] = there[name]
        rows = [{"id": identity, "properties": given} for identity, given in changed.items()]
        self.run(cypher.set_properties("Article"), rows=rows)

    def _versions(self, articles: Sequence[Article]) -> dict[str, Row]:
        keys = sorted({article.key for article in articles})
        rows = self.run(cypher.ARTICLE_VERSIONS, keys=keys) if keys else []
        count = {row["key"]: row["versions"] for row in rows}
        numbered: dict[str, Row] = {}
        for article in articles:
            count[article.key] = count.get(article.key, 0) + 1
            numbered[article.id] = {"version": count[article.key]}
        return numbered

    def _write_relationships(self, statements: Sequence[Statement]) -> dict[str, Edge]:
        """Write the drawn relationships that a statement asserts; returns them by id."""
        edges: dict[str, Edge] = {}
        by_type: dict[str, list[Row]] = defaultdict(list)
        for statement in statements:
            about = statement.about
            identity = self._about(about)
            if not isinstance(about, Relationship) or statement.stance != "asserts":
                continue
            if identity in edges:
                continue
            start, end = self._current(about.start), self._current(about.end)
            edges[identity] = Edge(identity, about.type, start, end)
            properties = {"key": about.key} if about.key else {}
            by_type[about.type].append(
                {"id": identity, "start": start, "end": end, "properties": properties}
            )
        for name, rows in by_type.items():
            self.run(cypher.merge_relationships(schema.relationship_type(name)), rows=rows)
        return edges

    def _write_statements(self, statements: Sequence[Statement]) -> None:
        rows: dict[str, list[list[Any]]] = defaultdict(list)
        for statement in statements:
            support, identity = "", None
            if statement.quotation:
                support, identity = "Quotation", statement.quotation.id
            elif statement.article:
                support, identity = "Article", statement.article.id
            rows[support].append(self._statement_row(statement, identity))
        for support, group in rows.items():
            self.run(cypher.create_statements(support), rows=group)
        spoken = [
            [s.id, self._current(a.actor), a.position] for s in statements for a in s.attributed_to
        ]
        if spoken:
            self.run(cypher.LINK_SPEAKERS, rows=spoken)

    def _statement_row(self, statement: Statement, support: str | None) -> list[Any]:
        about = statement.about
        edge = about if isinstance(about, Relationship) else None
        subject = about.start if isinstance(about, Relationship) else about
        identity = self._about(about)
        properties = {
            "about": identity,
            "relationshipId": identity if edge else None,
            "relationshipType": edge.type if edge else None,
            "relationshipKey": (edge.key or None) if edge else None,
            "endId": self._current(edge.end) if edge else None,
            "property": statement.prop,
            "value": statement.value,
            "stance": statement.stance,
            "basis": statement.basis,
            "dataset": statement.dataset,
            "unit": statement.unit,
            "recordId": statement.record_id or None,
            "generatedBy": statement.generated_by,
            "confidence": statement.confidence or None,
            "note": statement.note or None,
            "articleId": statement.source.id if statement.source else None,
            "publishedAt": statement.published_at or None,
        }
        columns = [properties[name] for name in cypher.STATEMENT_COLUMNS]
        return [statement.id, self._current(subject), support, *columns]

    def _project(
        self, statements: Sequence[Statement], created: Mapping[str, str], edges: Mapping[str, Edge]
    ) -> None:
        """Compute what the statements change on the things and edges that they are about."""
        things: set[str] = set()
        stated: dict[str, list[Stated]] = defaultdict(list)
        for statement in statements:
            identity = self._about(statement.about)
            if isinstance(statement.about, Entity):
                things.add(identity)
                fresh = identity in created
            else:
                ends = statement.about.start, statement.about.end
                fresh = any(self._current(end) in created for end in ends)
            # Whatever is said of a thing made in this transaction is in this batch, so it is not
            # asked for again; of anything else there may be more in the graph.
            if fresh:
                stated[identity].append(Stated.of(statement))
        project(self.run, things, edges.values(), stated, created)


def _order(description: Row) -> list[str]:
    return [description.get(name) or "" for name in sorted(description)]


def _article_row(article: Article) -> Row:
    row: Row = {
        "key": article.key,
        "title": article.title,
        "sourceUrl": article.source_url or None,
        "publisher": article.publisher or None,
        "publishedAt": article.published_at or None,
        "publishedAtBasis": article.published_at_basis or None,
        "retrievedAt": article.retrieved_at or None,
        "language": article.language or None,
        "licence": article.licence or None,
        "textSha256": article.text_sha256,
    }
    return row if article.text is None else row | {"text": article.text}


def _quotation_row(quotation: Quotation) -> Row:
    properties = {
        "exact": quotation.exact,
        "prefix": quotation.prefix or None,
        "suffix": quotation.suffix or None,
        "start": quotation.start,
        "end": quotation.end,
    }
    return {"id": quotation.id, "article": quotation.article.id, "properties": properties}


# --- data sets -----------------------------------------------------------------------------------


def stamp(run: Run, dataset: str, ids: Iterable[str], texts: int = 0) -> None:
    """Fold statement ids into a data set's fingerprint: adding and removing are the same step.

    The version is the exclusive or of its statements' ids, so it depends on what is in the graph
    and not on the order or the number of loads that brought it there. texts: how many articles'
    texts it brought along; an open page must notice those, too.
    """
    rows = run(cypher.DATASET_VERSION, id=dataset)
    version = int(rows[0]["version"] or "0", 16) if rows else 0
    texts += rows[0]["texts"] if rows else 0
    for identity in ids:
        version ^= int(identity.rpartition("-")[2], 16)
    properties = {"version": f"{version:016x}", "texts": texts}
    run(cypher.SET_DATASET, id=dataset, properties=properties)


def describe_dataset(database: Database, dataset: str, properties: Mapping[str, str]) -> None:
    """Set title, publisher and licence of a data set, where they differ; and when it was loaded."""
    stamped = {**properties, "loadedAt": datetime.now(UTC).isoformat(timespec="seconds")}
    database.write(
        lambda transaction: transaction.run(cypher.SET_DATASET, id=dataset, properties=stamped)
    )


def write_former(database: Database, former: Sequence[Former]) -> int:
    """Write former ids whose things are there; returns how many were new."""
    known = {r["id"] for r in database.read(cypher.FORMER_IDS, ids=[f.id for f in former])}
    things = {
        r["id"] for r in database.read(cypher.known_ids("Thing"), ids=[f.thing for f in former])
    }
    rows = [
        {"id": f.id, "thing": f.thing, "currentId": f.now}
        for f in former
        if f.id not in known and f.thing in things
    ]
    if rows:
        database.write(lambda transaction: transaction.run(cypher.LINK_FORMER, rows=rows))
    return len(rows)


def datasets(database: Database) -> list[Row]:
    """Return the data sets: id, title, publisher, licence, version, loadedAt; by id."""
    return database.read(cypher.DATASETS)
