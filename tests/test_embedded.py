"""The embedded database: one server for all who need it, gone when nobody does."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph import embedded
from graph.database import Database, Settings
from graph.embedded import EmbeddedError, data_folder, start, writer_lock


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder for a database of the test's own, whose server is ended afterwards."""
    yield tmp_path / "data"
    for pid in _pids(tmp_path / "data"):
        os.kill(pid, signal.SIGTERM)


def _pids(folder: Path) -> list[int]:
    state = folder / "server.json"
    return [int(re.findall(r'"pid": (\d+)', state.read_text())[0])] if state.exists() else []


def _eventually(happens: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not happens():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _another_process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Run `code` in a Python of its own; it ends when its standard input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=Path(embedded.__file__).parent.parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


HOLD_A_LEASE = """
import sys
from pathlib import Path
from graph.embedded import start
server = start(Path(sys.argv[1]))
print(server.pid, flush=True)
sys.stdin.read()
"""

WRITE_BATCHES = """
import sys
from pathlib import Path
from graph.database import Database, Settings
database = Database.connect(Settings(folder=Path(sys.argv[1])))
for batch in range(10_000):
    database.write(lambda transaction: transaction.run(
        "UNWIND range(1, 100) AS i CREATE (:Written {batch: $batch})", batch=batch))
    print(batch, flush=True)
"""

HOLD_THE_WRITER_LOCK = """
import sys
from pathlib import Path
from graph.embedded import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


class TestStarting:
    def test_the_first_starts_a_server_and_the_second_joins_it(self, folder: Path) -> None:
        first = start(folder)
        second = start(folder)
        assert first.pid == second.pid
        assert first.alive() and second.alive()
        first.release()
        second.release()

    def test_processes_that_start_at_once_end_with_one_server(self, folder: Path) -> None:
        processes = [_another_process(HOLD_A_LEASE, folder) for _ in range(4)]
        pids = {process.stdout.readline() for process in processes if process.stdout}
        assert len(pids) == 1
        for process in processes:
            process.communicate()

    def test_the_server_has_a_session_of_its_own(self, folder: Path) -> None:
        """Ctrl-C on the page reaches the page's process group, not the database's."""
        server = start(folder)
        assert os.getsid(server.pid) != os.getsid(0)
        os.kill(server.pid, signal.SIGINT)
        time.sleep(0.3)
        assert server.alive()
        server.release()

    def test_the_folder_may_have_any_name(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("LC_ALL", "C")
        folder = folder / "100 % données 数据"
        with Database.connect(Settings(folder=folder)) as database:
            database.write(lambda transaction: transaction.run("CREATE (:Kept {id: 1})"))
        assert (folder / "arcadedb" / "databases" / "readout").is_dir()
        assert (folder / "log" / "database.log.0").exists()
        [pid] = _pids(folder)
        os.kill(pid, signal.SIGTERM)

    @pytest.mark.parametrize(
        ("environ", "expected"),
        [
            ({"READOUT_DATA": "/srv/readout"}, Path("/srv/readout")),
            ({"XDG_DATA_HOME": "/srv/data"}, Path("/srv/data/readout")),
            ({"XDG_DATA_HOME": "relative"}, Path("~/.local/share/readout").expanduser()),
            ({}, Path("~/.local/share/readout").expanduser()),
        ],
    )
    def test_the_folder_can_be_named(self, environ: dict[str, str], expected: Path) -> None:
        assert data_folder(environ) == expected


class TestEnding:
    def test_the_server_closes_after_the_last_lease(self, folder: Path) -> None:
        ours = start(folder)
        theirs = _another_process(HOLD_A_LEASE, folder)
        assert theirs.stdout and int(theirs.stdout.readline()) == ours.pid
        ours.release()
        time.sleep(embedded.LINGER_SECONDS + 1)
        assert not _gone(ours.pid), "another process still holds a lease"
        theirs.kill()  # no chance to say good-bye: the operating system drops the lease
        theirs.communicate()
        assert _eventually(lambda: _gone(ours.pid))
        assert not (folder / "server.json").exists()
        assert not list(folder.rglob("database.lck")), "the data were closed cleanly"

    def test_who_comes_back_at_once_finds_the_same_server(self, folder: Path) -> None:
        first = start(folder)
        first.release()
        time.sleep(embedded.LINGER_SECONDS / 2)
        second = start(folder)
        assert second.pid == first.pid
        second.release()

    def test_what_was_written_is_there_after_a_clean_end(self, folder: Path) -> None:
        with Database.connect(Settings(folder=folder)) as database:
            database.write(lambda transaction: transaction.run("CREATE (:Kept {id: 1})"))
        [pid] = _pids(folder)
        os.kill(pid, signal.SIGTERM)
        assert _eventually(lambda: _gone(pid))
        with Database.connect(Settings(folder=folder)) as database:
            assert database.read("MATCH (n:Kept) RETURN n.id AS id") == [{"id": 1}]


class TestCrashes:
    def test_kill_9_in_a_load_loses_no_batch_that_was_acknowledged(self, folder: Path) -> None:
        loader = _another_process(WRITE_BATCHES, folder)
        assert loader.stdout
        for _ in range(20):
            acknowledged = int(loader.stdout.readline())
        loader.kill()
        [pid] = _pids(folder)
        os.kill(pid, signal.SIGKILL)
        acknowledged = max([acknowledged, *map(int, loader.communicate()[0].split())])

        with Database.connect(Settings(folder=folder)) as database:
            rows = database.read(
                "MATCH (n:Written) RETURN n.batch AS batch, count(*) AS nodes ORDER BY batch"
            )
        assert [row["nodes"] for row in rows] == [100] * len(rows), "batches are whole or absent"
        assert [row["batch"] for row in rows[: acknowledged + 1]] == list(range(acknowledged + 1))

    def test_a_database_in_use_opens_the_data_again(self, folder: Path) -> None:
        with Database.connect(Settings(folder=folder)) as database:
            database.write(lambda transaction: transaction.run("CREATE (:Kept {id: 1})"))
            [pid] = _pids(folder)
            os.kill(pid, signal.SIGKILL)
            assert database.read("MATCH (n:Kept) RETURN n.id AS id") == [{"id": 1}]
            [pid] = _pids(folder)
            os.kill(pid, signal.SIGKILL)
            database.write(lambda transaction: transaction.run("CREATE (:Kept {id: 2})"))
            assert database.read("MATCH (n:Kept) RETURN count(n) AS kept") == [{"kept": 2}]

    def test_a_port_taken_by_another_program_after_a_crash_is_not_trusted(
        self, folder: Path
    ) -> None:
        folder.mkdir()
        heard: list[bytes] = []
        with socket.create_server(("127.0.0.1", 0)) as impostor:

            def answer() -> None:
                connection, _ = impostor.accept()
                with connection:
                    connection.sendall(b"0" * 64 + b"\n")
                    heard.append(connection.recv(1000))
                    connection.sendall(b"0" * 64 + b"\n")

            thread = threading.Thread(target=answer)
            thread.start()
            port = impostor.getsockname()[1]
            (folder / "server.json").write_text(
                f'{{"pid": 1, "bolt": {port}, "lease": {port}, "password": "the-secret"}}'
            )
            server = start(folder)
            thread.join()
        assert server.pid != 1
        assert b"the-secret" not in heard[0]
        server.release()


class TestSecrecy:
    @pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
    def test_it_listens_on_loopback_only(self, folder: Path) -> None:
        server = start(folder)
        loopback = {"0100007F", "0000000000000000FFFF00000100007F"}
        listening = _listening(server.pid)
        assert listening and {address for address, _ in listening} <= loopback
        assert len(listening) == 2, "Bolt and the leases; no HTTP"
        server.release()

    def test_only_its_owner_can_read_the_password(self, folder: Path) -> None:
        server = start(folder)
        assert stat.S_IMODE((folder / "server.json").stat().st_mode) == 0o600
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert server.password not in repr(server)
        server.release()

    def test_the_password_is_new_at_every_start(self, folder: Path) -> None:
        first = start(folder)
        os.kill(first.pid, signal.SIGKILL)
        assert _eventually(lambda: not first.alive())
        second = start(folder)
        assert second.password != first.password
        Database.connect(Settings(second.uri, second.user, second.password)).close()
        first.release()
        second.release()


def _listening(pid: int) -> set[tuple[str, str]]:
    """Return address and port, in hexadecimal, of what a process listens on."""
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the descriptor we look with
            if found := re.match(r"socket:\[(\d+)]", str(descriptor.readlink())):
                inodes.add(found[1])
    found_listening = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            columns = line.split()
            if columns[3] == "0A" and columns[9] in inodes:
                address, _, port = columns[1].partition(":")
                found_listening.add((address, port))
    return found_listening


class TestOneWriter:
    def test_a_second_process_waits_its_turn(self, folder: Path) -> None:
        writer = _another_process(HOLD_THE_WRITER_LOCK, folder)
        assert writer.stdout and writer.stdout.readline() == "held\n"
        with pytest.raises(EmbeddedError, match="Another program has been writing"):
            with writer_lock(folder, timeout=0.2):
                pass
        writer.kill()  # the lock goes with the process
        writer.communicate()
        with writer_lock(folder, timeout=5):
            pass

    def test_a_loader_that_writes_without_pause_lets_the_page_write(self, folder: Path) -> None:
        loading = threading.Event()
        done = threading.Event()

        def load() -> None:
            while not done.is_set():
                with writer_lock(folder):
                    loading.set()
                    time.sleep(0.02)

        loader = threading.Thread(target=load)
        loader.start()
        loading.wait()
        began = time.monotonic()
        with writer_lock(folder, timeout=5):
            waited = time.monotonic() - began
        done.set()
        loader.join()
        assert waited < 1


class TestItCantRunHere:
    """Each is one sentence that says what to do."""

    def test_a_folder_that_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        with pytest.raises(EmbeddedError, match="set READOUT_DATA to a folder you can write to"):
            start(tmp_path / "file" / "data")

    def test_no_wheel_for_this_machine(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
        with pytest.raises(EmbeddedError, match="set NEO4J_URI to a Neo4j server instead"):
            start(folder)

    def test_a_heap_that_is_no_size(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("READOUT_HEAP", "lots")
        with pytest.raises(EmbeddedError, match="like 512m or 2g"):
            start(folder)

    def test_a_java_that_does_not_start(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("READOUT_HEAP", "999999999g")
        with pytest.raises(EmbeddedError, match=r"did not start \(.*; its log is .*start\.log"):
            start(folder)
