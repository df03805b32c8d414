"""Taking Statements out of the graph, and with them what nothing proves any more.

A data set only ever loses its own Statements. A thing, edge, quotation or article goes when the
last Statement for it has gone; it is looked for only among what the removed Statements touched.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from graph import cypher, schema
from graph.database import Database, Transaction
from graph.projection import Edge, MergeRefused, Run, move, project
from graph.store import BATCH, stamp


def forget_stale(
    database: Database,
    dataset: str,
    unit: str,
    seen: Collection[str],
    *,
    within: str = "",
    keep: tuple[str, ...] = (),
) -> int:
    """Remove what a data set said in a unit (one article or one file) and says no more.

    seen: ids of the unit's statements as just read, completely. within: only records whose ids
    begin so. keep: records that were rejected this time, or, ending in "/", all that begin so;
    they keep their last good version. Returns the number of statements removed.
    """
    rows = database.read(cypher.STALE_IDS, dataset=dataset, unit=unit)
    stale = []
    for row in rows:
        record = row["recordId"] or ""
        if row["id"] not in seen and record.startswith(within) and not is_kept(record, keep):
            stale.append(row["id"])
    return _remove(database, stale)


def is_kept(record: str, keep: Collection[str]) -> bool:
    """Does a record stay though it was not read: was it, or the group it is in, rejected?"""
    groups = tuple(each for each in keep if each.endswith("/"))
    return record.startswith(groups) or record.partition("#")[0] in set(keep) - set(groups)


def remove_dataset(database: Database, dataset: str) -> int:
    """Remove a data set and all it said; returns the number of statements removed."""
    removed = _remove(
        database, [row["id"] for row in database.read(cypher.DATASET_IDS, dataset=dataset)]
    )
    database.write(lambda transaction: transaction.run(cypher.DELETE_DATASET, id=dataset))
    return removed


def _remove(database: Database, ids: list[str]) -> int:
    for begin in range(0, len(ids), BATCH):
        group = ids[begin : begin + BATCH]

        def write(transaction: Transaction, group: list[str] = group) -> None:
            remove_statements(transaction.run, group)

        database.write(write)
    return len(ids)


def remove_statements(run: Run, ids: list[str]) -> None:
    """Remove Statements within a transaction, with what nothing else proves."""
    doomed = run(cypher.DOOMED, ids=ids)
    speakers = {row["id"] for row in run(cypher.SPEAKERS_OF, ids=ids)}
    run(cypher.DELETE_STATEMENTS, ids=ids)
    edges = {
        row["about"]: Edge(row["about"], row["relationshipType"], row["start"], row["end"])
        for row in doomed
        if row["relationshipId"]
    }
    things = {row["about"] for row in doomed if not row["relationshipId"]}
    ends = {end for edge in edges.values() for end in (edge.start, edge.end)}
    # What took its date from an event keeps following it: the events at lost edges count too.
    project(run, things | (ends if edges else set()), edges.values(), {}, {})
    _drop_unproven(run, things | ends | speakers)
    quotations = {row["quotation"] for row in doomed if row["quotation"]}
    articles = {row["articleId"] for row in doomed if row["articleId"]}
    run(cypher.DELETE_UNUSED_QUOTATIONS, ids=sorted(quotations))
    run(cypher.DELETE_UNUSED_ARTICLES, ids=sorted(articles))
    by_dataset: dict[str, list[str]] = {}
    for row in doomed:
        by_dataset.setdefault(row["dataset"], []).append(row["id"])
    for dataset, gone in by_dataset.items():
        stamp(run, dataset, gone)


def _drop_unproven(run: Run, ids: Iterable[str]) -> None:
    unproven = [row["id"] for row in run(cypher.UNPROVEN_THINGS, ids=sorted(ids))]
    if unproven:
        run(cypher.DELETE_THINGS, ids=unproven)


def merge_things(database: Database, old: str, new: str) -> None:
    """Make two things that turned out to be one into `new`, with the evidence of both.

    Links to `old`, and to its edges, still open; statements about `old` that are loaded later
    are about `new`. Raises MergeRefused when one of them doesn't exist, when they are of
    different kinds, or when an edge joins them.
    """

    def write(transaction: Transaction) -> None:
        run = transaction.run
        labels = {row["id"]: row["labels"] for row in run(cypher.THING_LABELS, ids=[old, new])}
        for identity in (old, new):
            if identity not in labels:
                raise MergeRefused(f"there is nothing with the id {identity}")
        if old == new:
            raise MergeRefused("they are the same already")
        kinds = [{n for n in labels[i] if schema.is_node_type(n)} for i in (old, new)]
        if kinds[0] != kinds[1]:
            raise MergeRefused(f"one is a {min(kinds[0])}, the other a {min(kinds[1])}")
        move(run, old, new, min(kinds[1]))
        edges = [
            Edge(row["id"], row["type"], row["start"], row["end"])
            for row in run(cypher.RELATIONSHIPS_AT, id=new)
        ]
        project(run, {new}, edges, {}, {})

    database.write(write)
