"""A real Neo4j for the tests, without containers and without root.

    python -m tests.neo4j_server            start one to develop against: `make neo4j`
    python -m tests.neo4j_server --install  only fetch it: `make test`
    python -m tests.neo4j_server --pin      write tests/neo4j-jars.txt anew: the pom changed

Maven fetches the jars that ``tests/neo4j-pom.xml`` asks for, from wherever it is set up to fetch;
``tests/neo4j-jars.txt`` says which ones and their SHA-256. They are kept in
``${XDG_CACHE_HOME:-~/.cache}/readout`` for every checkout. A server that already runs is used with
NEO4J_TEST_URI, NEO4J_TEST_USER, NEO4J_TEST_PASSWORD and NEO4J_TEST_DATABASE: it must be empty, and
is emptied between tests.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from graph.database import Database, DatabaseAway, DatabaseError, Settings

HERE = Path(__file__).resolve().parent
POM = HERE / "neo4j-pom.xml"
PINS = HERE / "neo4j-jars.txt"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
START_SECONDS = 120.0
OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.lang")


class Missing(Exception):
    """One sentence: what the tests need and this machine hasn't got, and how to install it."""


def named_settings() -> Settings | None:
    """Return the server that NEO4J_TEST_URI names, None if it names none."""
    if not (uri := os.environ.get("NEO4J_TEST_URI")):
        return None
    return Settings(
        uri=uri,
        user=os.environ.get("NEO4J_TEST_USER", "neo4j"),
        password=os.environ.get("NEO4J_TEST_PASSWORD", ""),
        database=os.environ.get("NEO4J_TEST_DATABASE") or None,
    )


class Neo4jServer:
    """One Neo4j Community server on a loopback port, with a home of its own.

    Attributes:
        settings: How to connect to it.
    """

    def __init__(self, home: Path, port: int, password: str, heap: str = "512m") -> None:
        self.home = home
        self.heap = heap
        self.settings = Settings(f"bolt://127.0.0.1:{port}", "neo4j", password, "neo4j")
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            Missing: Java, Maven or the jars are.
            RuntimeError: It doesn't start; the message has its log.
        """
        jars, java = install(), find_java()
        (self.home / "conf").mkdir(parents=True, exist_ok=True)
        (self.home / "conf" / "neo4j.conf").write_text(
            f"server.bolt.listen_address=127.0.0.1:{self._port}\n"
            "server.default_listen_address=127.0.0.1\n"
            "server.http.enabled=false\n"
            "server.https.enabled=false\n"
            "server.memory.pagecache.size=128m\n"
            "db.tx_log.rotation.retention_policy=keep_none\n"
            "dbms.usage_report.enabled=false\n",
            "utf-8",
        )
        fresh = not (self.home / "data").exists()
        _check_free(self._port)
        with (self.home / "console.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    java,
                    f"-Xmx{self.heap}",
                    *(f"--add-opens=java.base/{each}=ALL-UNNAMED" for each in OPENED),
                    "-cp",
                    f"{jars}{os.sep}*",
                    "org.neo4j.server.CommunityEntryPoint",
                    f"--home-dir={self.home}",
                    f"--config-dir={self.home / 'conf'}",
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
                if fresh:
                    self._set_password()
                    fresh = False
                Database.connect(self.settings).close()
                return
            except (OSError, DatabaseAway):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self.kill()
                    said = (self.home / "console.log").read_text("utf-8", "replace")[-2000:]
                    raise RuntimeError(f"Neo4j did not start:\n{said}") from None
            time.sleep(0.1)

    def _set_password(self) -> None:
        """Replace the password that every new Neo4j has."""
        fresh = Settings(self.settings.uri, "neo4j", "neo4j", "system")
        with contextlib.closing(Database(fresh)) as database:
            change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new"
            new = self.settings.password
            database.write(lambda transaction: transaction.run(change, new=new))

    def stop(self) -> None:
        """Have the server close its data and end."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)

    def kill(self) -> None:
        """End the server at once, as kill -9 or a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(60)

    def running(self) -> bool:
        """Return whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def restart(self) -> None:
        """Start the server again, with the data, the port and the password it had."""
        self.stop()
        self.start()


@contextlib.contextmanager
def neo4j_server() -> Iterator[Neo4jServer]:
    """Start a server on a free port, with a random password and a home of its own, for a while."""
    with tempfile.TemporaryDirectory(prefix="readout-neo4j-", ignore_cleanup_errors=True) as home:
        server = Neo4jServer(Path(home), _free_port(), secrets.token_urlsafe(24))
        try:
            server.start()
            yield server
        finally:
            server.kill()  # nobody will read these data again


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _check_free(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise RuntimeError(f"Port {port} is taken; name another with --port.") from error


# ---- what it needs -------------------------------------------------------------------------------


def find_java() -> str:
    """Return a Java of 17 or newer: the machine's, or the one in the embedded database's wheel."""
    named = os.environ.get("JAVA_HOME")
    found = [str(Path(named) / "bin" / "java")] if named else []
    found += [each for each in [shutil.which("java")] if each]
    for java in found:
        try:
            said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
        except OSError:
            continue
        version = re.search(r'version "(\d+)', said)
        if version and int(version[1]) >= 17:
            return java
    with contextlib.suppress(ImportError):
        import arcadedb_embedded

        name = "java.exe" if sys.platform == "win32" else "java"
        java_in_wheel = Path(str(arcadedb_embedded.__file__)).parent / "jre" / "bin" / name
        if java_in_wheel.exists():
            return str(java_in_wheel)
    raise Missing("The Neo4j for the tests needs Java 17: apt-get install default-jre-headless")


def install() -> Path:
    """Make sure that the jars are there, each with its SHA-256, and return their folder.

    Raises:
        Missing: Maven is, and can't be installed without asking; or it can't reach its repository.
        RuntimeError: A jar is not the one that ``tests/neo4j-jars.txt`` pins.
    """
    pins = PINS.read_text("utf-8")
    version = hashlib.sha256(pins.encode()).hexdigest()[:12]
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser())
    jars = base / "readout" / f"neo4j-{version}"
    if jars.is_dir():  # it gets this name only after it was verified
        return jars
    jars.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=jars.parent) as partial:
        fetched = Path(partial) / "jars"
        fetch(fetched)
        if (found := digests(fetched)) != pins:
            wrong = sorted(set(found.splitlines()) ^ set(pins.splitlines()))
            raise RuntimeError(
                "Maven fetched other jars than tests/neo4j-jars.txt pins: " + "; ".join(wrong[:6])
            )
        with contextlib.suppress(OSError):  # another process was faster
            fetched.rename(jars)
    return jars


def fetch(folder: Path) -> None:
    """Have Maven copy the jars of ``neo4j-pom.xml`` into `folder`."""
    command = [_find_maven(), "-q", "-B", "-f", str(POM), COPY, "-DincludeScope=runtime"]
    done = subprocess.run([*command, f"-DoutputDirectory={folder}"], capture_output=True, text=True)
    if done.returncode:
        said = next((line for line in done.stdout.splitlines() if "ERROR" in line), done.stderr)
        raise Missing(f"Maven can't fetch Neo4j ({said[:300]}); or set NEO4J_TEST_URI to a server.")


def _find_maven() -> str:
    if found := shutil.which("mvn"):
        return found
    if sudo := can_install():
        for step in ("update", "install -y --no-install-recommends maven"):
            subprocess.run([*sudo, "apt-get", "-qq", *step.split()], check=False)
    if found := shutil.which("mvn"):
        return found
    raise Missing(
        "The tests need Maven to fetch a Neo4j: apt-get install maven "
        "(or set NEO4J_TEST_URI to an empty server)"
    )


def can_install() -> list[str] | None:
    """Return how to call apt-get without asking anybody (``["env"]`` or ``["sudo", "-n"]``)."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["env", "DEBIAN_FRONTEND=noninteractive"]
    asked = ["sudo", "-n", "true"]
    if shutil.which("sudo") and subprocess.run(asked, capture_output=True).returncode == 0:
        return ["sudo", "-n", "env", "DEBIAN_FRONTEND=noninteractive"]
    return None


def digests(folder: Path) -> str:
    """Return a line with SHA-256 and name for every jar in `folder`."""
    return "".join(
        f"{hashlib.sha256(jar.read_bytes()).hexdigest()}  {jar.name}\n"
        for jar in sorted(folder.glob("*.jar"))
    )


# ---- the command ---------------------------------------------------------------------------------


def main() -> None:
    """Start a Neo4j for a developer, in the foreground, with data that stay."""
    parser = argparse.ArgumentParser(description="A real Neo4j, without containers.")
    parser.add_argument("--install", action="store_true", help="only fetch it")
    parser.add_argument("--pin", action="store_true", help="write tests/neo4j-jars.txt anew")
    parser.add_argument("--port", type=int, default=7687)
    parser.add_argument("--home", type=Path, default=HERE.parent / ".cache" / "neo4j")
    arguments = parser.parse_args()
    try:
        if arguments.pin:
            with tempfile.TemporaryDirectory() as folder:
                fetch(Path(folder) / "jars")
                PINS.write_text(digests(Path(folder) / "jars"), "utf-8")
        elif arguments.install:
            if settings := named_settings():
                print(f"The tests use the Neo4j at {settings.uri} (NEO4J_TEST_URI).")
            else:
                install()
                find_java()
        else:
            _serve(arguments.home.absolute(), arguments.port)
    except Missing as missing:
        # A developer's tests skip what needs it; CI's must not.
        if arguments.install and os.environ.get("CI") != "true":
            print(missing, file=sys.stderr)
            return
        sys.exit(str(missing))
    except (RuntimeError, DatabaseError) as error:
        sys.exit(str(error))


def _serve(home: Path, port: int) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = home / "password"
    if not kept.exists():
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT, 0o600)
        os.write(descriptor, secrets.token_urlsafe(18).encode())
        os.close(descriptor)
    server = Neo4jServer(home, port, kept.read_text("utf-8"), heap="1g")
    print("Starting Neo4j ...", flush=True)
    try:
        server.start()
        print(
            f"Neo4j answers; its data are in {home}. Use it with\n\n"
            f"  export NEO4J_URI={server.settings.uri} NEO4J_USER=neo4j "
            f"NEO4J_PASSWORD={server.settings.password}\n\nCtrl-C ends it.",
            flush=True,
        )
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        while server.running():
            time.sleep(0.5)
        sys.exit(f"Neo4j ended by itself; see {home / 'console.log'}.")
    except KeyboardInterrupt:
        print("\nStopping ...")
    finally:
        server.stop()


if __name__ == "__main__":
    main()
