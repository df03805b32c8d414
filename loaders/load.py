"""The front door of every load: read, check, write, forget, report."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from graph import store
from graph.database import Database
from graph.records import Former
from graph.removal import forget_stale
from graph.statement import Statement, validate
from loaders import Complete, Item, Rejected


@dataclass
class Report:
    """What a load came to. The counts are Statements; rejected is what could not be used."""

    read: int = 0
    written: int = 0
    unchanged: int = 0
    removed: int = 0
    texts: int = 0
    rejected: list[Rejected] = field(default_factory=list)

    @property
    def useless(self) -> bool:
        """Was there nothing that could be used?"""
        return self.read == 0

    def lines(self) -> list[str]:
        """Return the summary, a line each."""
        lines = [
            f"{self.read:,} statements read: {self.written:,} written, "
            f"{self.unchanged:,} unchanged, {self.removed:,} removed"
        ]
        if self.texts:
            lines.append(f"{self.texts:,} articles' texts kept")
        if self.rejected:
            lines.append(f"{len(self.rejected):,} rejected:")
            lines += [f"  {rejected}" for rejected in self.rejected[:20]]
            if len(self.rejected) > 20:
                lines.append(f"  … and {len(self.rejected) - 20:,} more (--rejects FILE lists all)")
        return lines


def load(
    database: Database,
    items: Iterable[Item],
    *,
    batch: int = store.BATCH,
    progress: Callable[[int], None] = lambda count: None,
) -> Report:
    """Write what a loader yields, and take out of the graph what its units no longer say.

    `progress` is called with the number of statements of each acknowledged batch. Raises
    DatabaseError when the database goes away: what was acknowledged stays, and loading again
    completes it.
    """
    store.ensure_schema(database)
    report = Report()
    outcome = store.Outcome()
    complete: list[Complete] = []
    former: list[Former] = []

    def good() -> Iterator[Statement]:
        for item in checked(items):
            if isinstance(item, Statement):
                report.read += 1
                yield item
            elif isinstance(item, Rejected):
                report.rejected.append(item)
            elif isinstance(item, Complete):
                complete.append(item)
            else:
                former.append(item)

    store.write_statements(database, good(), batch=batch, outcome=outcome, progress=progress)
    report.written, report.unchanged = outcome.written, outcome.unchanged
    report.texts = outcome.texts
    for unit in complete:
        report.removed += forget_stale(
            database,
            unit.dataset,
            unit.unit,
            outcome.seen[unit.dataset, unit.unit],
            within=unit.records,
            keep=tuple(
                r.record_id
                for r in report.rejected
                if r.record_id and (r.dataset, r.unit) == (unit.dataset, unit.unit)
            ),
        )
    store.write_former(database, former)
    if report.written or report.removed or report.texts:
        for dataset, about in {unit.dataset: unit.about for unit in complete}.items():
            store.describe_dataset(database, dataset, about)
    return report


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
