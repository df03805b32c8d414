"""The front door of every load: read, check, write, forget, report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from graph import store
from graph.database import Database
from graph.moving import Move, move_record, write_anew
from graph.records import Former
from graph.removal import forget_stale
from graph.statement import Statement, validate
from loaders import Complete, Item, Rejected, Settle
from loaders.answers import Answers, AnswersUnreadable
from loaders.news import News, Watch
from loaders.partition import Decided
from loaders.questions import phrase
from loaders.settling import Settled, settle

#: Statements that are looked at together before they are written.
_LOOK = 2_000

#: Lines of news that are printed; the page shows all.
_LINES = 40


@dataclass
class Report:
    """What a load came to. The counts are Statements; rejected is what could not be used.

    moved: statements that are about another meeting now, since texts turned out to tell of one or
    of two. news: what is new in the graph, for people; [] where the load was too large for a list.
    """

    read: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    texts: int = 0
    moved: int = 0
    news: list[News] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)

    def add(self, other: Report) -> None:
        """Take in what a further part of the same load came to."""
        for name in ("read", "written", "unchanged", "removed", "texts", "moved"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.news += other.news
        self.rejected += other.rejected

    @property
    def useless(self) -> bool:
        """Was there nothing that could be used?"""
        return self.read == 0

    def lines(self) -> list[str]:
        """Return the summary, a line each."""
        lines = [
            f"{self.read:,} statements read: {self.written:,} written, "
            f"{self.unchanged:,} unchanged, {self.removed:,} removed"
            + (f", {self.moved:,} moved to another meeting" if self.moved else "")
        ]
        if self.texts:
            lines.append(f"{self.texts:,} articles' texts kept")
        if self.rejected:
            lines.append(f"{len(self.rejected):,} rejected:")
            lines += [f"  {rejected}" for rejected in self.rejected[:20]]
            if len(self.rejected) > 20:
                lines.append(f"  … and {len(self.rejected) - 20:,} more (--rejects FILE lists all)")
        lines += [
            str(each) if each.kind == "summary" else f"  {each}" for each in self.news[:_LINES]
        ]
        if len(self.news) > _LINES:
            lines.append(f"  … and {len(self.news) - _LINES:,} more")
        return lines


def load(
    database: Database,
    items: Iterable[Item],
    *,
    batch: int = store.BATCH,
    progress: Callable[[int], None] = lambda count: None,
    answers: Answers | None = None,
    watch: Watch | None = None,
) -> Report:
    """Write what a loader yields, and take out of the graph what its units no longer say.

    Data sets that a `Settle` names are held until all is read, settled (loaders/settling.py), and
    then written. `progress` is called with the number of statements of each acknowledged batch.
    answers: what people have answered, by default what is kept with the database. watch: of a load
    that comes in parts; it has the news of all of them in the end, and the report none. Raises
    DatabaseError when the database goes away: what was acknowledged stays, and loading again
    completes it.
    """
    store.ensure_schema(database)
    run = _Run(database, batch, progress, watch or Watch(database))
    store.write_statements(
        database, run.read(items), batch=batch, outcome=run.outcome, progress=progress
    )
    settled = run.settle(answers) if run.settling else Settled()
    report, outcome = run.report, run.outcome
    report.written = outcome.written + run.revived
    report.unchanged = outcome.unchanged - run.revived
    report.texts = outcome.texts
    run.forget()
    store.write_former(database, run.former)
    changed = bool(report.written or report.removed or report.texts or report.moved)
    if changed:
        for dataset, about in {unit.dataset: unit.about for unit in run.complete}.items():
            store.describe_dataset(database, dataset, about)
    questions = phrase(database, settled.doubts, settled.places)
    run.watch.note(questions, run.parted(settled.moves), changed)
    if watch is None and (report.read or changed):
        report.news = run.watch.news()
    return report


class _Run:
    """One load under way."""

    def __init__(
        self, database: Database, batch: int, progress: Callable[[int], None], watch: Watch
    ) -> None:
        self.database, self.batch, self.progress = database, batch, progress
        self.watch = watch
        self.report = Report()
        self.outcome = store.Outcome()
        self.complete: list[Complete] = []
        self.former: list[Former] = []
        self.settling: set[str] = set()
        self.revived = 0
        self.held: list[Statement] = []

    def read(self, items: Iterable[Item]) -> Iterator[Statement]:
        """Yield the statements that are written as they are; hold those that are to be settled."""
        looked: list[Statement] = []
        for item in checked(items):
            if isinstance(item, Statement):
                self.report.read += 1
                if item.dataset in self.settling:
                    self.held.append(item)
                    continue
                looked.append(item)
                if len(looked) >= _LOOK:
                    self.watch.look(looked)
                    yield from looked
                    looked = []
            elif isinstance(item, Rejected):
                self.report.rejected.append(item)
            elif isinstance(item, Complete):
                self.complete.append(item)
            elif isinstance(item, Settle):
                self.settling.add(item.dataset)
            else:
                self.former.append(item)
        self.watch.look(looked)
        yield from looked

    def settle(self, answers: Answers | None) -> Settled:
        """Settle what was held and write it; returns what settling came to."""
        try:
            decided: Decided | None = (answers or Answers.of(self.database)).decided()
        except AnswersUnreadable as unread:
            # Without the answers nothing may be told apart or put together again.
            self.report.rejected.append(
                Rejected(str(unread.path), unread.line, unread.field, unread.reason)
            )
            decided = None
        complete = [unit for unit in self.complete if unit.dataset in self.settling]
        settled = settle(self.database, self.held, decided, complete, self.report.rejected)
        new = [s for s in settled.statements if s.id in settled.fresh]
        touched = {thing for move in settled.moves for thing in (move.source, move.target)}
        self.watch.look(new, touched | settled.leaving)
        self.watch.count_texts({s.source.id: s.source.key for s in self.held if s.source})
        for step in settled.moves:
            self.report.moved += move_record(self.database, step)
        if settled.revived:
            self.revived = write_anew(self.database, settled.revived)
        store.write_statements(
            self.database,
            settled.statements,
            batch=self.batch,
            outcome=self.outcome,
            progress=self.progress,
        )
        return settled

    def forget(self) -> None:
        """Take out what the units that were read to their end no longer say."""
        for unit in self.complete:
            self.report.removed += forget_stale(
                self.database,
                unit.dataset,
                unit.unit,
                self.outcome.seen[unit.dataset, unit.unit],
                within=unit.records,
                keep=tuple(
                    r.record_id
                    for r in self.report.rejected
                    if r.record_id and (r.dataset, r.unit) == (unit.dataset, unit.unit)
                ),
            )

    def parted(self, moves: Iterable[Move]) -> list[str]:
        """Return the things that came (back) to life because what was one turned out to be two."""
        return [move.target for move in moves if move.target == move.own]


def checked(items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items, with every statement that breaks a rule turned into a Rejected.

    One bad statement takes its whole record with it: half a record would be another fact.
    """
    record: list[Statement] = []
    faults: list[Rejected] = []
    current = None
    for item in items:
        if isinstance(item, Statement):
            key = item.dataset, item.unit, item.record_id
            if key != current:
                yield from faults or record
                record, faults, current = [], [], key
            record.append(item)
            if reasons := validate(item):
                faults.append(_rejected(item, "; ".join(reasons)))
        else:
            yield from faults or record
            record, faults, current = [], [], None
            yield item
    yield from faults or record


def _rejected(statement: Statement, reason: str) -> Rejected:
    return Rejected(
        statement.unit,
        0,
        f"{statement.record_id} {statement.prop}".strip(),
        reason,
        statement.dataset,
        statement.unit,
        statement.record_id,
    )


def write_rejects(path: Path, rejected: Iterable[Rejected]) -> None:
    """Write what was rejected as JSON Lines, with the fields of `Rejected`."""
    lines = [json.dumps(asdict(each), ensure_ascii=False) + "\n" for each in rejected]
    path.write_text("".join(lines), "utf-8")
