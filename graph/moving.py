"""Moving what one record of an article tells from a thing to another, and back.

One transaction each: no reader sees a fact on both things or on neither, and a process that dies
leaves either the one state or the other. Statements are read back, written about the other thing
and removed about the old one; their ids follow, so the data's version does. A thing that nothing
tells of any more becomes a FormerId: links to it, and to its edges, still open. One that comes back
to life loses its FormerId.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph import cypher
from graph.candidates import own_id
from graph.database import Database, Transaction
from graph.export import _article, statement_of
from graph.projection import Edge, MergeRefused, Row, Run, move, project
from graph.quotation import Article
from graph.removal import remove_statements
from graph.statement import EXISTS, Entity, Relationship, Statement
from graph.store import _Batch


@dataclass(frozen=True, order=True)
class Move:
    """A record to be moved. key: of its article, all versions. source, target: things' ids."""

    key: str
    record_id: str
    source: str
    target: str

    @property
    def own(self) -> str:
        """The record's own id."""
        return own_id(self.key, self.record_id)


def retarget(statement: Statement, now: Mapping[str, str]) -> Statement:
    """Return a statement about what its things are `now`: ids of things by their former ones."""
    about = statement.about
    if isinstance(about, Relationship):
        ends = [
            replace(end, id=now[end.id]) if end.id in now else end
            for end in (about.start, about.end)
        ]
        moved: Entity | Relationship = Relationship(about.type, ends[0], ends[1], about.key)
    else:
        moved = replace(about, id=now.get(about.id, about.id))
    return statement if moved == about else replace(statement, about=moved)


def move_record(database: Database, step: Move) -> int:
    """Move what a record tells from one thing to another; returns the number of statements.

    With it goes what the article's other records say of the thing (an agreement that came from
    it, a statement about it), unless another record of the article tells of the same thing: then
    only a new load of the article knows which of the two is meant. Nothing to move is no error.
    Raises MergeRefused where the thing gives way and an edge joins it to the target.
    """
    return database.write(lambda transaction: _move(transaction, step))


def write_anew(database: Database, statements: Sequence[Statement]) -> int:
    """Write statements about things whose ids are former ids, which they cease to be.

    One transaction. Statements that are known are left out; returns how many were new.
    """

    def write(transaction: Transaction) -> int:
        return _write(transaction, statements)

    return database.write(write)


def _move(transaction: Transaction, step: Move) -> int:
    run = transaction.run
    old = _told(run, step)
    if not old or step.source == step.target:
        return 0
    new = [retarget(statement, {step.source: step.target}) for statement in old.values()]
    if any(isinstance(s.about, Relationship) and s.about.start == s.about.end for s in new):
        raise MergeRefused("they are linked to each other: two ends of one edge can't become one")
    # Read before anything moves: an edge's own id tells where a link to it leads afterwards.
    edges = {
        was: statement.about
        for was, statement in zip((s.about.id for s in old.values()), new, strict=True)
        if isinstance(statement.about, Relationship)
    }
    _write(transaction, new)
    left = {r["id"] for r in run(cypher.EXISTENCE, id=step.source, exists=EXISTS)} - old.keys()
    former = run(cypher.FORMER_OF, id=step.source)
    remove_statements(run, list(old))
    links = []
    if not left and run(cypher.known_ids("Thing"), ids=[step.source]):
        # Nothing tells of it but what others say about it: that follows, with every link.
        move(run, step.source, step.target, new[0].about.type)
    elif not left:
        links = [{"id": step.source, "thing": step.target, "currentId": step.target}]
        links += [
            {"id": row["id"], "thing": step.target, "currentId": row["now"]} for row in former
        ]
    _project(run, step.target)
    _leave_former(run, links, {step.source: step.target} if not left else {}, edges)
    return len(old)


def _write(transaction: Transaction, statements: Sequence[Statement]) -> int:
    ids = [statement.id for statement in statements]
    known = {r["id"] for r in transaction.run(cypher.known_ids("Statement"), ids=ids)}
    new = list({s.id: s for s in statements if s.id not in known}.values())
    _revive(transaction.run, new)
    _Batch(transaction).write(new)
    return len(new)


def _told(run: Run, step: Move) -> dict[str, Statement]:
    """Return the statements that move, by their ids as they are stored."""
    rows = run(cypher.UNIT_STATEMENTS, key=step.key)
    at = [r for r in rows if step.source in (r["about"], r["start"], r["end"])]
    mine = [r["id"] for r in at if (r["recordId"] or "") == step.record_id]
    others = [r for r in at if (r["recordId"] or "") != step.record_id]
    if mine and not any(r["about"] == step.source and r["property"] == EXISTS for r in others):
        mine += [r["id"] for r in others]
    whole = run(cypher.STATEMENTS_WHOLE, ids=sorted(mine)) if mine else []
    articles = _articles(run, whole)
    found = {row["statement"]["id"]: statement_of(row, articles) for row in whole}
    return {identity: each for identity, each in found.items() if each is not None}


def _articles(run: Run, rows: Iterable[Row]) -> dict[str, Article]:
    ids = {row["statement"].get("articleId") for row in rows} - {None}
    found = run(cypher.WHOLE_ARTICLES, ids=sorted(ids)) if ids else []
    return {row["article"]["id"]: _article(row["article"]) for row in found}


def _revive(run: Run, statements: Iterable[Statement]) -> None:
    """Take away the former ids of what is written about now: it is there itself."""
    ids = {statement.about.id for statement in statements}
    for statement in statements:
        if isinstance(statement.about, Relationship):
            ids |= {statement.about.start.id, statement.about.end.id}
    former = [row["id"] for row in run(cypher.FORMER_IDS, ids=sorted(ids))] if ids else []
    if former:
        run(cypher.DELETE_FORMER, ids=former)


def _project(run: Run, thing: str) -> None:
    edges = [
        Edge(row["id"], row["type"], row["start"], row["end"])
        for row in run(cypher.RELATIONSHIPS_AT, id=thing)
    ]
    project(run, {thing}, edges, {}, {})


def _leave_former(
    run: Run, links: list[Row], now: Mapping[str, str], edges: Mapping[str, Relationship]
) -> None:
    """Let links to what has gone open what it is now: the thing, its edges, what they were before.

    links: former ids of the thing. now: the thing's new id, if it has gone. edges: what each edge
    has become, by its old id.
    """
    there = {row["about"] for row in run(cypher.STATEMENTS_ABOUT, ids=sorted(edges))}
    gone = {was: edge for was, edge in edges.items() if was not in there}
    current = {**now, **{was: edge.id for was, edge in gone.items()}}
    links = [
        {**link, "currentId": current.get(link["currentId"], link["currentId"])} for link in links
    ]
    links += [
        {"id": was, "thing": edge.start.id, "currentId": edge.id}
        for was, edge in sorted(gone.items())
    ]
    known = {row["id"] for row in run(cypher.FORMER_IDS, ids=[link["id"] for link in links])}
    if new := [link for link in links if link["id"] not in known]:
        run(cypher.LINK_FORMER, rows=new)
    if current:
        rows = [{"was": was, "now": is_now} for was, is_now in sorted(current.items())]
        run(cypher.FOLLOW_FORMER, rows=rows)
