"""The database that starts by itself when no Neo4j is named.

ArcadeDB (the wheel ``arcadedb-embedded``, which brings its own Java) runs in a process of its own
and answers Bolt on a loopback port, so that the driver and the Cypher are those of a Neo4j server.

    server = start()            # starts one, or joins the one that another process started
    server.uri, server.password
    server.release()            # or simply end: the lease goes with the process

Everything lies in one folder (`data_folder`):

    server.json     where the running server is and its password; mode 0600, new at every start
    server.lock     held by the server as long as it lives: a folder has one server at most
    starting.lock   held by whoever is starting it: the others wait and join
    writer.lock     held for one write transaction: see `writer_lock`; turnstile.lock: the queue
    arcadedb/       the data
    log/            what Java has to say, at most a few MB

Each process that uses the server holds a lease: an open connection to it. The operating system
closes it when the process ends, however it ends. Five seconds after the last lease the server
closes the data and goes. If the server itself is killed, the next `start` finds its state file dead
and opens the data again, recovered from ArcadeDB's write-ahead log.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import hmac
import importlib.util
import json
import os
import platform
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

DATABASE = "readout"
USER = "root"
LOOPBACK = "127.0.0.1"
START_SECONDS = 90.0  # a recovery after a crash reads the whole write-ahead log
LINGER_SECONDS = (
    5.0  # how long the server outlives its last lease: a page that is restarted joins it
)
UNUSED_SECONDS = 30.0  # how long a server waits for its first lease
HANDSHAKE_SECONDS = 5.0
WRITER_SECONDS = 600.0
MESSAGE_BYTES = 256 * 1024 * 1024


class EmbeddedError(Exception):
    """One plain sentence for a person: why the embedded database can't run and what to do."""


@dataclass(frozen=True)
class Server:
    """A running embedded server, and this process's lease on it.

    Attributes:
        uri: ``bolt://127.0.0.1:PORT``.
        user: The user to log in as.
        password: Its password; new at every start of the server.
        database: The name of the database.
        folder: Where the data lies.
        pid: The server's process.
    """

    uri: str
    user: str
    password: str = field(repr=False)
    database: str
    folder: Path
    pid: int
    _lease: socket.socket = field(repr=False, compare=False)

    def alive(self) -> bool:
        """Return whether the server still holds our lease, without asking it anything."""
        try:
            self._lease.setblocking(False)
            return self._lease.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True  # nothing to read and not closed: the other side is there
        except OSError:
            return False

    def release(self) -> None:
        """Give the lease back. The server closes five seconds after the last one is gone."""
        _leases.discard(self._lease)
        self._lease.close()


# Leases are kept here, not only in their Server, so that a Server that falls out of use doesn't end
# the database under a driver that still talks to it.
_leases: set[socket.socket] = set()


@atexit.register
def _release_all() -> None:
    while _leases:
        _leases.pop().close()


def data_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Return the folder of the embedded database.

    ``READOUT_DATA`` names it; else it is ``readout`` in ``XDG_DATA_HOME``, by default
    ``~/.local/share``.
    """
    environ = os.environ if environ is None else environ
    if named := environ.get("READOUT_DATA"):
        return Path(named).expanduser().absolute()
    base = environ.get("XDG_DATA_HOME", "")
    # The XDG specification has relative paths ignored.
    home = Path(base) if Path(base).is_absolute() else Path("~/.local/share").expanduser()
    return home / "readout"


def start(folder: Path | None = None) -> Server:
    """Join the embedded server of `folder`, or start it, and hold a lease on it.

    Args:
        folder: Where the data lies; by default `data_folder()`.

    Returns:
        The server, ready to answer.

    Raises:
        EmbeddedError: It can't run here (no build for this machine, folder not writable, heap not a
            size, a start that fails); the sentence says what to do.
    """
    folder = _usable(data_folder() if folder is None else folder.expanduser().absolute())
    heap = _heap(os.environ)
    deadline = time.monotonic() + START_SECONDS
    with _locked(folder / "starting.lock", START_SECONDS, "starting the database"):
        process: subprocess.Popen[bytes] | None = None
        while time.monotonic() < deadline:
            if server := _join(folder, process):
                return server
            if process is None:
                process = _spawn(folder, heap)
            elif process.poll() is not None:
                raise EmbeddedError(_why_not(folder))
            time.sleep(0.02)
        if process is not None:
            process.terminate()
    raise EmbeddedError(
        f"The embedded database in {folder} did not answer within {START_SECONDS:.0f} seconds; "
        f"its log is {_log(folder)}."
    )


@contextlib.contextmanager
def writer_lock(folder: Path, timeout: float = WRITER_SECONDS) -> Iterator[None]:
    """Hold the right to write to the embedded database: one process, one thread at a time.

    Two simultaneous writers of the same node lose races in ArcadeDB. The lock goes with the process
    that holds it, even if it is killed. Who comes second writes second: a loader that writes batch
    after batch doesn't keep the page waiting.

    Raises:
        EmbeddedError: Somebody else has been writing for `timeout` seconds.
    """
    # The turnstile makes the order fair: who waits for the lock holds the turnstile, so the one
    # that has just written has to queue behind it.
    folder = _usable(folder)
    with contextlib.ExitStack() as turnstile:
        turnstile.enter_context(_locked(folder / "turnstile.lock", timeout, "writing"))
        with _locked(folder / "writer.lock", timeout, "writing"):
            turnstile.close()
            yield


# ---- the client's side ---------------------------------------------------------------------------


def _usable(folder: Path) -> Path:
    if importlib.util.find_spec("arcadedb_embedded") is None:
        raise EmbeddedError(
            f"The embedded database is not installed or has no build for this machine "
            f"({platform.system()} {platform.machine()}, Python {platform.python_version()}); "
            f"set NEO4J_URI to a Neo4j server instead."
        )
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / "log").mkdir(exist_ok=True)
        probe = folder / f".writable-{os.getpid()}-{threading.get_ident()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise EmbeddedError(
            f"The embedded database can't write to {folder} ({error.strerror}); "
            f"set READOUT_DATA to a folder you can write to."
        ) from error
    return folder


def _heap(environ: Mapping[str, str]) -> str:
    heap = environ.get("READOUT_HEAP", "1g").strip()
    if not re.fullmatch(r"[1-9][0-9]*[mMgG]", heap):
        raise EmbeddedError(
            f"READOUT_HEAP is {heap!r}; give the database's memory like 512m or 2g."
        )
    return heap


@contextlib.contextmanager
def _locked(path: Path, timeout: float, doing: str) -> Iterator[None]:
    lock = FileLock(path, mode=0o600, poll_interval=0.01)
    try:
        lock.acquire(timeout=timeout)
    except Timeout:
        raise EmbeddedError(
            f"Another program has been {doing} in {path.parent} for {timeout:.0f} seconds; "
            f"wait for it, or end it and try again."
        ) from None
    except (OSError, NotImplementedError) as error:
        raise EmbeddedError(
            f"The embedded database can't lock {path} ({error}); "
            f"set READOUT_DATA to a folder of yours on a local disk."
        ) from error
    try:
        yield
    finally:
        lock.release()


def _join(folder: Path, started: subprocess.Popen[bytes] | None) -> Server | None:
    """Take a lease on the server that the state file names; None if there is none.

    Once we have `started` one ourselves, what an earlier one left behind isn't asked again.
    """
    try:
        state = json.loads((folder / "server.json").read_text("utf-8"))
        password, bolt_port, pid = str(state["password"]), int(state["bolt"]), int(state["pid"])
        if started is not None and pid != started.pid:
            return None
        lease = socket.create_connection((LOOPBACK, int(state["lease"])), HANDSHAKE_SECONDS)
    except PermissionError as error:
        raise EmbeddedError(
            f"The embedded database in {folder} belongs to another user; "
            f"set READOUT_DATA to a folder of your own."
        ) from error
    except (OSError, ValueError, KeyError, TypeError):
        return None
    try:
        # Both sides prove that they know the password without sending it: after a crash another
        # program may be listening on the port that the state file still names.
        nonce = secrets.token_hex(32)
        lease.sendall(f"{_proof(password, 'client', _line(lease))} {nonce}\n".encode())
        if not hmac.compare_digest(_line(lease), _proof(password, "server", nonce)):
            raise OSError("not our server")
        lease.settimeout(None)
    except (OSError, ValueError):
        lease.close()
        return None
    _leases.add(lease)
    uri = f"bolt://{LOOPBACK}:{bolt_port}"
    return Server(uri, USER, password, DATABASE, folder, pid, lease)


def _spawn(folder: Path, heap: str) -> subprocess.Popen[bytes]:
    """Start the server as a process that neither Ctrl-C nor the end of this one takes along."""
    root = str(Path(__file__).resolve().parent.parent)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("NEO4J_")}
    environ["PYTHONPATH"] = os.pathsep.join(filter(None, [root, environ.get("PYTHONPATH", "")]))
    if sys.platform == "linux":
        environ["LC_ALL"] = "C.UTF-8"  # in the locale "C" Java can't open a path like données/
    options: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        options = {
            "creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        }
    with _log(folder).open("wb") as log:  # anew at every start: it can't grow
        process = subprocess.Popen(
            [sys.executable, "-m", "graph.embedded", "--folder", str(folder), "--heap", heap],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=root,
            env=environ,
            **options,
        )
    # Somebody has to wait for it, or it stays a zombie as long as we live.
    threading.Thread(target=process.wait, daemon=True, name="embedded-server").start()
    return process


def _log(folder: Path) -> Path:
    return folder / "log" / "start.log"


def _why_not(folder: Path) -> str:
    try:
        lines = _log(folder).read_text("utf-8", "replace").strip().splitlines()
    except OSError:
        lines = []
    said = f" ({lines[-1].strip()[:300]})" if lines else ""
    return f"The embedded database in {folder} did not start{said}; its log is {_log(folder)}."


# ---- both sides ----------------------------------------------------------------------------------


def _proof(password: str, side: str, nonce: str) -> str:
    return hmac.new(password.encode(), f"{side} {nonce}".encode(), "sha256").hexdigest()


def _line(connection: socket.socket) -> str:
    """Read one short line, byte by byte so that nothing after it is lost."""
    line = bytearray()
    while len(line) < 256:
        byte = connection.recv(1)
        if byte == b"\n":
            return line.decode("ascii")
        if not byte:
            break
        line += byte
    raise OSError("the other side hung up or said too much")


# ---- the server's side ---------------------------------------------------------------------------


class _Leases:
    """Counts the processes that use the server and says when it may go."""

    def __init__(self, password: str) -> None:
        self._password = password
        self._listener = socket.create_server((LOOPBACK, 0))
        self._lock = threading.Condition()
        self._held = 0
        self._asked_to_stop = False
        self._closed = False
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def ask_to_stop(self) -> None:
        # A signal handler may have interrupted a holder of the lock: so no lock here.
        self._asked_to_stop = True

    def wait_until_unused(self) -> None:
        """Return once nobody has held a lease for a while; from then on none is granted."""
        with self._lock:
            patience, since = UNUSED_SECONDS, time.monotonic()
            while not self._asked_to_stop:
                if self._held:
                    patience, since = LINGER_SECONDS, time.monotonic()
                elif time.monotonic() - since > patience:
                    break
                self._lock.wait(0.25)
            self._closed = True
            self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                if self._closed:
                    return
                time.sleep(0.1)  # out of file descriptors, say: others may still end
                continue
            threading.Thread(target=self._hold, args=(connection,), daemon=True).start()

    def _hold(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError, ValueError):
            connection.settimeout(HANDSHAKE_SECONDS)
            nonce = secrets.token_hex(32)
            connection.sendall(f"{nonce}\n".encode())
            proof, _, theirs = _line(connection).partition(" ")
            if not hmac.compare_digest(proof, _proof(self._password, "client", nonce)):
                return
            with self._lock:
                if self._closed:
                    return
                self._held += 1
            try:
                connection.sendall(f"{_proof(self._password, 'server', theirs)}\n".encode())
                connection.settimeout(None)
                while connection.recv(64):
                    pass
            finally:
                with self._lock:
                    self._held -= 1
                    self._lock.notify_all()


def serve(folder: Path, heap: str) -> None:
    """Run the server of `folder` in this process until nobody holds a lease.

    Raises:
        EmbeddedError: Another server still has the folder.
    """
    os.umask(0o077)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with _locked(folder / "server.lock", START_SECONDS / 2, "closing the database"):
        password = secrets.token_urlsafe(32)
        database = _Arcade(folder, heap, password)
        leases = _Leases(password)
        # Java has taken the signals by now: take this one back.
        signal.signal(signal.SIGTERM, lambda *_: leases.ask_to_stop())
        state = folder / "server.json"
        try:
            _write_privately(
                state,
                json.dumps(
                    {
                        "pid": os.getpid(),
                        "bolt": database.bolt_port,
                        "lease": leases.port,
                        "password": password,
                    }
                ),
            )
            leases.wait_until_unused()
        finally:
            state.unlink(missing_ok=True)
            database.close()


class _Arcade:
    """ArcadeDB in this process, answering Bolt on a free loopback port and nothing else."""

    def __init__(self, folder: Path, heap: str, password: str) -> None:
        root, log = folder / "arcadedb", folder / "log"
        root.mkdir(exist_ok=True)
        # ArcadeDB takes a new root password only when it makes the user.
        (root / "config" / "server-users.jsonl").unlink(missing_ok=True)
        for old in sorted((root / "log").glob("server-event-log-*.jsonl"))[:-3]:
            old.unlink(missing_ok=True)
        # Relative: Java reads this file as Latin-1, and gives % in a path a meaning.
        (log / "logging.properties").write_text(
            "handlers=java.util.logging.FileHandler\n.level=WARNING\n"
            "java.util.logging.FileHandler.pattern=../log/database.log\n"
            "java.util.logging.FileHandler.limit=1000000\n"
            "java.util.logging.FileHandler.count=2\n"
            "java.util.logging.FileHandler.append=true\n"
            "java.util.logging.FileHandler.formatter=com.arcadedb.log.LogFormatter\n",
            "utf-8",
        )
        os.environ["ARCADEDB_JVM_ERROR_FILE"] = str(log / "java-crash.log")
        os.chdir(root)

        from arcadedb_embedded.server import ArcadeDBServer

        self._server = ArcadeDBServer(
            str(root),
            password,
            {
                "mode": "development",  # "production" hides what is wrong with a query
                "txWalFlush": 1,  # a committed transaction survives a power cut too
                "opencypher_loadCsv_allowFileUrls": False,
                "opencypher_loadCsv_allowRemoteUrls": False,
                "host": LOOPBACK,
                "http_port": 0,
                "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
                "bolt_port": 0,
                "bolt_defaultDatabase": DATABASE,
                # One message is one batch of statements: 16 MB, the default, is few whole articles.
                "bolt_maxMessageSize": MESSAGE_BYTES,
                "bolt_packstream_maxValueLength": MESSAGE_BYTES,
                "bolt_packstream_maxElements": 16 * 1024 * 1024,
                "serverMetrics": False,
            },
            {
                "heap_size": heap,
                "jvm_args": [
                    "-Xrs",  # leave the signals to us
                    "-Djava.util.logging.config.file=../log/logging.properties",
                    # Out of memory leaves Java half dead; ended, it is started and recovered.
                    "-XX:+ExitOnOutOfMemoryError",
                ],
            },
        )
        self._server.start()
        self._server.create_database(DATABASE)  # or opens it, and recovers it if need be
        java: Any = self._server._java_server
        java.getHttpServer().stopService()  # only Bolt is wanted
        self.bolt_port = next(
            int(plugin.getPort()) for plugin in java.getPlugins() if hasattr(plugin, "getPort")
        )

    def close(self) -> None:
        self._server.stop()


def _write_privately(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    partial = path.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    partial.replace(path)


def main() -> None:
    """``python -m graph.embedded --folder F``: what `start` runs."""
    parser = argparse.ArgumentParser(description="Serve the embedded database of one folder.")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--heap", default="1g")
    arguments = parser.parse_args()
    try:
        serve(arguments.folder.absolute(), arguments.heap)
    except EmbeddedError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
