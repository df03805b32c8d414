"""kill -9, of a loader and of the database, in the middle of a load, on both databases.

Afterwards everything that was acknowledged is there, nothing is half-written, and the same load
again completes it.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph import embedded, store
from graph.database import Database, DatabaseError, Settings
from graph.removal import remove_dataset
from graph.statement import Entity, Relationship, Statement
from graph.verify import faults
from tests.conftest import unavailable
from tests.facts import statement
from tests.neo4j_server import Missing, Neo4jServer, named_settings, neo4j_server

ROOT = Path(__file__).resolve().parent.parent
#: Enough records for a load of a few seconds, in batches of a few.
RECORDS = 600
BATCH = 20


def many(count: int = RECORDS) -> Iterator[Statement]:
    """Yield the statements of `count` meetings of two people each, a record a meeting."""
    people = [Entity("Person", f"person-{number}") for number in range(40)]
    for number in range(count):
        meeting = Entity("Meeting", f"meeting-{number}")
        facts = [
            statement(meeting, record=meeting.id),
            statement(meeting, "status", "held", record=meeting.id),
            statement(meeting, "format", "call", record=meeting.id),
        ]
        for who in (people[number % 40], people[(number * 7 + 1) % 40]):
            edge = Relationship("PARTICIPATED_IN", who, meeting)
            facts.append(statement(edge, record=meeting.id))
        yield from {fact.id: fact for fact in facts}.values()


#: What the loader process runs: a line for every batch that the database has acknowledged.
LOADER = f"""
from graph import store
from graph.database import Database
from tests.test_kill import many
with Database.connect() as database:
    store.ensure_schema(database)
    store.write_statements(database, many(), batch={BATCH},
                           progress=lambda count: print(count, flush=True))
"""


def start_loader(settings: Settings) -> subprocess.Popen[str]:
    environment = {**os.environ, "NEO4J_URI": settings.uri or ""}
    if settings.uri:
        environment |= {"NEO4J_USER": settings.user, "NEO4J_PASSWORD": settings.password}
        environment |= {"NEO4J_DATABASE": settings.database or ""}
    else:
        environment |= {"READOUT_DATA": str(settings.folder)}
    return subprocess.Popen(
        [sys.executable, "-c", LOADER],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def acknowledged_until(process: subprocess.Popen[str], batches: int) -> int:
    """Wait for `batches` acknowledged batches; returns how many statements those are."""
    assert process.stdout is not None
    total = 0
    for _ in range(batches):
        line = process.stdout.readline()
        if not line:
            pytest.fail(f"the loader ended early: {process.communicate()[1]}")
        total += int(line)
    return total


def assert_whole(database: Database, acknowledged: int) -> None:
    """Everything acknowledged is there, in order, and what is there is sound."""
    there = {r["id"] for r in database.read("MATCH (s:Statement) RETURN s.id AS id")}
    expected = [s.id for s in many()]
    assert set(expected[:acknowledged]) <= there
    assert len(there) < len(expected), "the load was over before it was killed"
    assert faults(database).faults == []
    # A record is never split: no meeting without its participants.
    halves = database.read(
        "MATCH (m:Meeting) WHERE m.status IS NULL "
        "OR NOT EXISTS { MATCH (m)<-[:PARTICIPATED_IN]-() } RETURN m.id AS id"
    )
    assert halves == []


def assert_completed(database: Database) -> None:
    store.write_statements(database, many())
    assert faults(database).faults == []
    assert len(database.read("MATCH (m:Meeting) RETURN m.id AS id")) == RECORDS
    remove_dataset(database, "first")
    assert database.read("MATCH (n:Thing) RETURN n LIMIT 1") == []


def test_kill_of_the_loader(database: Database) -> None:
    process = start_loader(database.settings)
    acknowledged = acknowledged_until(process, 5)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert_whole(database, acknowledged)
    assert_completed(database)


def test_kill_of_the_embedded_database(tmp_path: Path) -> None:
    settings = Settings(folder=tmp_path)
    with Database.connect(settings) as database:
        store.ensure_schema(database)
        acknowledged = load_until_killed(
            database, lambda: os.kill(int(server_of(database)), signal.SIGKILL)
        )
    with Database.connect(settings) as database:
        assert_whole(database, acknowledged)
        assert_completed(database)


def server_of(database: Database) -> int:
    """Return the process id of the embedded server."""
    assert database.settings.folder is not None
    server = embedded.start(database.settings.folder)
    try:
        return server.pid
    finally:
        server.release()


@pytest.fixture
def own_neo4j() -> Iterator[Neo4jServer]:
    """A Neo4j that may be killed."""
    if named_settings():
        unavailable("NEO4J_TEST_URI names a server that is not ours to kill: unset it.")
    try:
        with neo4j_server() as server:
            yield server
    except Missing as missing:
        unavailable(str(missing))


def test_kill_of_neo4j(own_neo4j: Neo4jServer) -> None:
    with Database.connect(own_neo4j.settings) as database:
        store.ensure_schema(database)
        acknowledged = load_until_killed(database, own_neo4j.kill)
    own_neo4j.restart()
    with Database.connect(own_neo4j.settings) as database:
        assert_whole(database, acknowledged)
        assert_completed(database)


def load_until_killed(database: Database, kill: object) -> int:
    """Load in this process, kill the server after a few batches; returns what was acknowledged."""
    acknowledged: list[int] = []
    ready = threading.Event()

    def progress(count: int) -> None:
        acknowledged.append(count)
        if len(acknowledged) == 5:
            ready.set()
            # The kill comes while the next batches are under way.
            threading.Thread(target=kill).start()  # type: ignore[arg-type]
        if len(acknowledged) > 60:
            raise _Enough

    with contextlib.suppress(DatabaseError, _Enough):
        store.write_statements(database, many(), batch=BATCH, progress=progress)
    assert ready.is_set()
    time.sleep(0.2)
    return sum(acknowledged)


class _Enough(Exception):
    """The embedded database came back by itself and the load goes on: that is enough of it."""
