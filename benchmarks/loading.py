"""How fast Statements get into the graph: large batches, a second load, a growing hub.

Each function takes an open, empty-of-these-data Database and measures two ways beside each other,
A B A B, so that whatever else the machine does slows both.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from benchmarks.figures import Figure, ratios
from benchmarks.synthetic import Crisis
from graph import store
from graph.database import Database
from graph.statement import EXISTS, Statement
from loaders.load import load

#: Meetings written one by one beside each large batch.
SINGLES = 6
#: The sizes that `measure_batches` compares.
BATCHES = (1, 200, 500, 1_000, 2_000, 5_000)
#: Further meetings of the hub that are timed together.
STEP = 1_000


def measure_loading(
    database: Database, on: str, events: int = 20_000, batch: int = store.BATCH
) -> list[Figure]:
    """Load `events` meetings through the front door, then the same again.

    Measured: writing in batches of 2,000 Statements against batches of 1, and the first load
    against the second. "Batches of 1" is the same writer with ``batch=1``: a record's Statements
    are never split, so it is one transaction a meeting (six Statements), not one a Statement. A few
    meetings are written like that after every large batch, and the time of one meeting is compared.
    """
    warm_up(database, min(events, 320))
    crisis = Crisis(events=events, actors=max(events * 3 // 20, 8))
    singles = Crisis(
        events=events, actors=crisis.actors, name="single", actors_of=crisis.name, seed=1
    )
    next_single = iter(range(events))
    batched: list[float] = []
    alone: list[float] = []
    first: list[float] = []
    second: list[float] = []
    spent_alone = 0.0
    names = 2 * crisis.actors

    def one_by_one(count: int) -> None:
        nonlocal spent_alone
        began = time.perf_counter()
        numbers = [number for _, number in zip(range(SINGLES), next_single, strict=False)]
        statements = [s for number in numbers for s in singles.meetings(number, number + 1)]
        started = time.perf_counter()
        store.write_statements(database, statements, batch=1)
        alone.append((time.perf_counter() - started) / len(numbers))
        spent_alone += time.perf_counter() - began

    with _Batches() as timed:

        def after_batch(count: int) -> None:
            seconds = timed.stop()
            first.append(seconds)
            # The first batches hold the actors, which are no meetings.
            if timed.before >= names:
                batched.append(seconds * crisis.statements_per_event / count)
                one_by_one(count)
            timed.start(count)

        items = list(crisis.items())
        began = time.perf_counter()
        timed.start(0)
        report = load(database, items, batch=batch, progress=after_batch)
        first_whole = time.perf_counter() - began - spent_alone
    if report.rejected or report.unchanged:
        raise AssertionError(f"the first load is none: {report.lines()}")

    version = _version(database)
    wholes = []
    for _ in range(2):
        with _Batches() as timed, _counted_writes(database) as writes:
            times: list[float] = []

            def again(count: int, timed: _Batches = timed, times: list[float] = times) -> None:
                times.append(timed.stop())
                timed.start(count)

            items = list(crisis.items())
            began = time.perf_counter()
            timed.start(0)
            report = load(database, items, batch=batch, progress=again)
            wholes.append(time.perf_counter() - began)
        second = second or times
        if report.written or report.removed or _version(database) != version:
            raise AssertionError(f"the second load changed the graph: {report.lines()}")
    statements = crisis.events * crisis.statements_per_event + names
    return [
        Figure(
            f"a meeting written in a batch of {batch:,} against in a batch of its own",
            on,
            "times faster",
            ratios(alone, batched),
            at_least=10,
            note=f"{crisis.statements_per_event} statements a meeting; of {len(alone) * SINGLES} "
            f"single ones beside {len(batched)} batches",
        ),
        Figure("one meeting, in a large batch", on, "ms", _ms(batched)),
        Figure("one meeting, in a batch of its own", on, "ms", _ms(alone)),
        Figure(
            f"{events:,} meetings ({statements:,} statements) loaded",
            on,
            "s",
            (first_whole,),
        ),
        Figure("the same loaded again", on, "s", tuple(wholes)),
        Figure(
            "the second load against the first, all of it",
            on,
            "times faster",
            tuple(first_whole / whole for whole in wholes),
            at_least=3,
        ),
        Figure(
            "the second load against the first, batch by batch",
            on,
            "times faster",
            ratios(first, second),
            at_least=3,
            note="checking included",
        ),
        Figure("transactions that write in the second load", on, "", (float(writes[0]),), None, 0),
    ]


def measure_hub(database: Database, on: str, edges: int = 20_000) -> list[Figure]:
    """Have one actor take part in `edges` meetings and time every further thousand.

    The first thousand is not counted (it warms up); each later one is compared with the median of
    the five that follow it, and the bar is held against the last five. A meeting has three
    Statements here: its type, the hub's part and another's.
    """
    step = min(STEP, max(edges // 20, 1))
    crisis = Crisis(events=edges, actors=max(edges * 3 // 20, 8), name="hub", hub=True)
    store.ensure_schema(database)
    store.write_statements(database, crisis.names())
    took: list[float] = []
    for begin in range(0, edges, step):
        statements = [s for s in crisis.meetings(begin, begin + step) if s.prop == EXISTS]
        gc.collect()
        started = time.perf_counter()
        store.write_statements(database, statements)
        took.append(time.perf_counter() - started)
    early = median(took[1:6])
    return [
        Figure(
            f"a hub with {edges:,} edges: a further {step:,}, of the last five, "
            "against one of the first",
            on,
            "times longer",
            tuple(each / early for each in took[-5:]),
            at_most=2,
            note="the first is left out, it warms up; 'first' is the median of the next five",
        ),
        Figure(f"a hub: each further {step:,} edges", on, "s", tuple(took[1:])),
        Figure(
            "a statement about the hub itself, then none of its edges",
            on,
            "ms",
            _ms(_restate(database, crisis)),
            note="an alias of an actor with all those edges",
        ),
    ]


def _restate(database: Database, crisis: Crisis) -> list[float]:
    hub = crisis.actor(0)
    took = []
    for number in range(5):
        alias = Statement(
            hub,
            "aliases",
            f"Alias {number}",
            "synthetic",
            "aliases",
            record_id=f"alias-{number}",
            generated_by="benchmark",
            basis="record",
        )
        started = time.perf_counter()
        store.write_statements(database, [alias])
        took.append(time.perf_counter() - started)
    return took


def measure_batches(database: Database, on: str, events: int = 4_000) -> list[Figure]:
    """Write in batches of several sizes by turns: which size is worth it?"""
    warm_up(database, min(events, 320))
    sizes = BATCHES
    took: dict[int, list[float]] = {size: [] for size in sizes}
    crisis = Crisis(events=events, actors=600, name="sizes")
    store.write_statements(database, crisis.names())
    per_turn = max(events // (2 * len(sizes)), 1)
    begin = 0
    for _ in range(2):
        for size in sizes:
            count = per_turn if size > 1 else max(per_turn // 10, 1)
            statements = list(crisis.meetings(begin, begin + count))
            begin += per_turn
            started = time.perf_counter()
            store.write_statements(database, statements, batch=size)
            took[size].append((time.perf_counter() - started) / count)
    return [Figure(f"one meeting, in batches of {s:,}", on, "ms", _ms(took[s])) for s in sizes]


def warm_up(database: Database, events: int) -> None:
    """Write a little, uncounted: a Java machine is slow in its first seconds."""
    store.ensure_schema(database)
    crisis = Crisis(events=events, actors=50, name="warm")
    single = events // 10
    store.write_statements(database, crisis.names())
    store.write_statements(database, crisis.meetings(single, events))
    store.write_statements(database, crisis.meetings(0, single), batch=1)


class _Batches:
    """A stopwatch for the batches of one load; garbage of one is not collected in another."""

    def __init__(self) -> None:
        self.before = 0
        self._started = 0.0

    def __enter__(self) -> _Batches:
        gc.collect()
        gc.disable()
        return self

    def __exit__(self, *error: object) -> None:
        gc.enable()

    def start(self, count: int) -> None:
        """Start the next batch; `count` statements were in the one before."""
        self.before += count
        self._started = time.perf_counter()

    def stop(self) -> float:
        """Return the seconds since `start`."""
        return time.perf_counter() - self._started


@contextmanager
def _counted_writes(database: Database) -> Iterator[list[int]]:
    """Count the transactions that write; the list's only number is the count so far."""
    count = [0]
    write = database.write

    def counting(work: Callable[[Any], Any]) -> Any:
        count[0] += 1
        return write(work)

    database.write = counting  # type: ignore[method-assign]
    try:
        yield count
    finally:
        del database.write


def _version(database: Database) -> list[Any]:
    return store.datasets(database)


def _ms(seconds: list[float]) -> tuple[float, ...]:
    return tuple(1000 * each for each in seconds)
