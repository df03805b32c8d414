"""The way to the database, and the only module that imports ``neo4j``.

    with Database.connect() as database:            # NEO4J_URI, or the embedded database without it
        database.read("MATCH (n:Thing {id: $id}) RETURN n.caption AS caption", id="country-FRA")
        database.write(lambda transaction: transaction.run("MERGE (n:Thing {id: $id})", id="x"))

A Neo4j server and the embedded ArcadeDB take the same way. What goes wrong with the connection is
a `DatabaseError` that is one sentence for a person; the same `Database` works again once the server
is back, and starts the embedded server again if that has died.
"""

from __future__ import annotations

import logging
import os
import random
import threading
import time
import tomllib
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timezone
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn, Protocol, TypeVar
from urllib.parse import urlsplit

import neo4j
from neo4j import exceptions, graph
from neo4j import time as neo4j_time

from graph import embedded

T = TypeVar("T")

SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
KEYS = ("NEO4J_URI", "NEO4J_USER", "NEO4J_USERNAME", "NEO4J_PASSWORD", "NEO4J_DATABASE")
SECRETS = Path(__file__).resolve().parent.parent / ".streamlit" / "secrets.toml"
CONNECT_SECONDS = 3.0
AWAY_SECONDS = 3.0  # how long a transaction is tried again when nothing answers
MOST_SERVERS = 3  # how many embedded servers may die under one transaction
IDLE_SECONDS = 60.0  # firewalls forget a connection that was idle for long: ask before using it
BUSY_SECONDS = 30.0  # and when it loses against another one
# What the driver has to say while we try again, and the servers' hints on a query (a label nobody
# has used yet), help nobody who reads the log of a page; what matters is in the exceptions.
logging.getLogger("neo4j").setLevel(logging.CRITICAL)


class DatabaseError(Exception):
    """One plain sentence for a person: what is wrong with the database and what to do."""


class DatabaseAway(DatabaseError):
    """The database can't be reached now, or went away on the way: trying again may help."""


@dataclass(frozen=True)
class Settings:
    """Which database to use.

    Attributes:
        uri: The address of a Neo4j server; None for the embedded database.
        user: The user to log in as.
        password: Its password.
        database: The name of the database; None for the user's own.
        folder: Where the embedded database lies; None for its default.
    """

    uri: str | None = None
    user: str = "neo4j"
    password: str = field(default="", repr=False)
    database: str | None = None
    folder: Path | None = None


class Transaction(Protocol):
    """What `Database.write` hands to its work."""

    def run(self, query: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """Run one query within the transaction and return its rows."""


def read_settings(
    environ: Mapping[str, str] | None = None, secrets: Path | None = None
) -> Settings:
    """Read which database to use.

    Args:
        environ: Where NEO4J_URI, NEO4J_USER (or NEO4J_USERNAME), NEO4J_PASSWORD, NEO4J_DATABASE
            and READOUT_DATA are looked up first; by default the environment. An empty NEO4J_URI
            asks for the embedded database whatever the file says.
        secrets: A TOML file with the same keys for what `environ` doesn't have; by default
            ``.streamlit/secrets.toml``. It need not exist.

    Raises:
        DatabaseError: The address is none, or the file can't be read.
    """
    environ = os.environ if environ is None else environ
    values = {**_read_secrets(SECRETS if secrets is None else secrets), **environ}
    uri = values.get("NEO4J_URI", "").strip()
    if not uri:
        return Settings(None, folder=embedded.data_folder(environ))
    _check_uri(uri)
    return Settings(
        uri=uri,
        user=values.get("NEO4J_USER") or values.get("NEO4J_USERNAME") or "neo4j",
        password=values.get("NEO4J_PASSWORD", ""),
        database=values.get("NEO4J_DATABASE") or None,
    )


def _read_secrets(path: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise DatabaseError(f"{path} can't be read as TOML ({error}); mend or remove it.") from None
    values = {key: found[key] for key in KEYS if key in found}
    for key, value in values.items():
        if not isinstance(value, str):
            raise DatabaseError(f'{key} in {path} must be a text: {key} = "..."')
    return values


def _check_uri(uri: str) -> None:
    accepted = ", ".join(SCHEMES)
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise DatabaseError(f"NEO4J_URI is no address ({error}).") from None
    # None of these sentences repeats the address: it may hold a password.
    if parts.scheme not in SCHEMES or "://" not in uri:
        raise DatabaseError(
            f"NEO4J_URI must start with one of {accepted}, like neo4j://localhost:7687."
        )
    if not host:
        raise DatabaseError("NEO4J_URI names no host; write it like neo4j://localhost:7687.")
    if "@" in parts.netloc:
        raise DatabaseError(
            "NEO4J_URI must not hold user and password; use NEO4J_USER and NEO4J_PASSWORD."
        )


class Database:
    """An open way to the database. Safe to share between threads.

    Attributes:
        is_embedded: Whether it is the embedded database.
        label: A name for people, without any secret.
    """

    def __init__(self, settings: Settings) -> None:
        """Use `connect`: it also tells whether the database answers."""
        self.settings = settings
        self.is_embedded = settings.uri is None
        folder = settings.folder or embedded.data_folder()
        self.label = (
            f"embedded database in {folder}" if self.is_embedded else f"Neo4j at {settings.uri}"
        )
        self._guard = threading.Lock()
        self._driver: neo4j.Driver | None = None
        self._server: embedded.Server | None = None
        self._name = settings.database
        self._closed = False

    @classmethod
    def connect(cls, settings: Settings | None = None) -> Database:
        """Open the database of `settings`, by default `read_settings()`, and see that it answers.

        Raises:
            DatabaseAway: It doesn't answer.
            DatabaseError: It refuses us, or the embedded database can't run here.
        """
        database = cls(read_settings() if settings is None else settings)
        try:
            agent = database._try(database._agent, patient=False)
        except BaseException:
            database.close()
            raise
        if not database.is_embedded:
            database.label = f"{agent.replace('/', ' ')} at {database.settings.uri}"
        return database

    def read(self, query: str, /, **parameters: Any) -> list[dict[str, Any]]:
        """Run one query that writes nothing, and return its rows.

        Nodes and relationships come as the dictionaries of their properties, dates and times as
        Python's own (ArcadeDB forgets the zone of a time it stores; text keeps it). What fails in
        passing is tried again.

        Raises:
            DatabaseAway: The database went away, and stayed away for a few seconds.
            DatabaseError: It refuses the query.
        """

        def operation(driver: neo4j.Driver) -> list[dict[str, Any]]:
            with self._session(driver, neo4j.READ_ACCESS) as session:
                with session.begin_transaction() as transaction:
                    return _Running(transaction).run(query, **parameters)

        return self._try(operation)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction: all it writes is there in the end, or nothing.

        Args:
            work: Gets the transaction, and may be run again from the start when the transaction
                fails in passing or the answer to the commit is lost: it must come to the same then,
                and change nothing but the database.

        Returns:
            What `work` returns. What it raises goes through, and nothing is written.

        Raises:
            DatabaseAway: The database went away, and stayed away for a few seconds.
            DatabaseError: It refuses a query.
        """

        def operation(driver: neo4j.Driver) -> T:
            with self._session(driver, neo4j.WRITE_ACCESS) as session:
                with session.begin_transaction() as transaction:
                    result = work(_Running(transaction))
                    transaction.commit()
                    return result

        with self._one_writer():
            return self._try(operation)

    def run_schema(self, statements: Iterable[str]) -> None:
        """Run statements that declare constraints and indexes, each in a transaction of its own.

        Raises:
            DatabaseError: The database refuses one, say because its data break the constraint.
        """
        with self._one_writer():
            for statement in statements:

                def operation(driver: neo4j.Driver, statement: str = statement) -> None:
                    with self._session(driver, neo4j.WRITE_ACCESS) as session:
                        session.run(statement).consume()

                self._try(operation)
            if not self.is_embedded:
                self._try(self._await_indexes)

    def explain(self, query: str, /, **parameters: Any) -> dict[str, Any]:
        """Return the plan that the database makes for a query, without running it.

        Neo4j's has ``operatorType``, ``args``, ``identifiers`` and ``children``.
        """

        def operation(driver: neo4j.Driver) -> dict[str, Any]:
            with self._session(driver, neo4j.READ_ACCESS) as session:
                result = session.run(f"EXPLAIN {query}", parameters)
                rows = [dict(record) for record in result]
                return result.consume().plan or {"rows": rows}

        return self._try(operation)

    def close(self) -> None:
        """Close the connections, and give back the embedded server. Closing twice does no harm."""
        with self._guard:
            self._closed = True
            self._detach()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    # ---- the connection --------------------------------------------------------------------------

    def _agent(self, driver: neo4j.Driver) -> str:
        # A query, since only that finds out whether the database of that name exists.
        with self._session(driver, neo4j.READ_ACCESS) as session:
            return str(session.run("RETURN 1 AS one").consume().server.agent)

    def _await_indexes(self, driver: neo4j.Driver) -> None:
        # Neo4j fills an index after it has answered; until then queries go without it.
        with self._session(driver, neo4j.WRITE_ACCESS) as session:
            session.run("CALL db.awaitIndexes(300)").consume()

    def _session(self, driver: neo4j.Driver, access: str) -> neo4j.Session:
        return driver.session(database=self._name, default_access_mode=access, fetch_size=5000)

    def _one_writer(self) -> AbstractContextManager[None]:
        # Two writers of one node lose races in ArcadeDB; Neo4j lets the second one wait by itself.
        if self.settings.uri is not None:
            return nullcontext()
        return embedded.writer_lock(self.settings.folder or embedded.data_folder())

    def _attached(self) -> neo4j.Driver:
        """Return the driver; for the embedded database, of a server that is alive."""
        with self._guard:
            if self._closed:
                raise DatabaseError("This connection was closed; open a new one.")
            if self._server is not None and not self._server.alive():
                self._detach()
            if self._driver is None:
                uri, user, password = (
                    self.settings.uri,
                    self.settings.user,
                    self.settings.password,
                )
                if uri is None:
                    self._server = server = embedded.start(self.settings.folder)
                    uri, user, password = server.uri, server.user, server.password
                    self._name = server.database
                self._driver = neo4j.GraphDatabase.driver(
                    uri,
                    auth=(user, password),
                    connection_timeout=CONNECT_SECONDS,
                    connection_acquisition_timeout=2 * CONNECT_SECONDS,
                    liveness_check_timeout=IDLE_SECONDS,
                    warn_notification_severity=neo4j.NotificationMinimumSeverity.OFF,
                    user_agent="readout",
                )
            return self._driver

    def _detach(self) -> None:
        driver, server, self._driver, self._server = self._driver, self._server, None, None
        if driver is not None:
            driver.close()
        if server is not None:
            server.release()

    def _try(self, operation: Callable[[neo4j.Driver], T], patient: bool = True) -> T:
        """Run `operation` on the driver, again while that may help; explain what fails for good.

        The driver could try again itself, but would wait for seconds on an embedded server that has
        to be started again first.
        """
        server: embedded.Server | None = None
        servers, failed_at, pause = 0, 0.0, 0.05
        while True:
            try:
                return operation(self._attached())
            except embedded.EmbeddedError as error:
                raise DatabaseError(str(error)) from error
            except (exceptions.Neo4jError, exceptions.DriverError, OSError) as error:
                # Patience runs from the first failure, not the start: a long transaction is worth a
                # second attempt too. It begins anew with a new embedded server, but not for ever:
                # it may be this query that ends them.
                if not servers or self._server is not server:
                    server, servers, failed_at = self._server, servers + 1, time.monotonic()
                patience = self._patience(error) if patient and servers <= MOST_SERVERS else 0
                if time.monotonic() - failed_at + pause > patience:
                    self._explain(error)
            time.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, 1.0)

    def _patience(self, error: Exception) -> float:
        """Return for how many seconds it makes sense to try again after `error`."""
        if isinstance(error, exceptions.ConstraintError):
            return 1.0  # two writers made one node at once: the second attempt finds it
        if isinstance(error, exceptions.TransientError):
            return BUSY_SECONDS
        if self.is_embedded and isinstance(error, exceptions.ServiceUnavailable):
            return AWAY_SECONDS  # even if a commit was under way: see `write`
        return AWAY_SECONDS if _is_passing(error) else 0

    def _explain(self, error: Exception) -> NoReturn:
        where = self.label
        code = str(getattr(error, "code", None) or "")
        if isinstance(error, exceptions.AuthError) and "RateLimit" not in code:
            raise DatabaseError(
                f"{where} refuses user {self.settings.user!r}: check NEO4J_USER and NEO4J_PASSWORD."
            ) from error
        if code.endswith("RateLimit"):
            raise DatabaseAway(
                f"{where} has seen too many wrong passwords: "
                f"check NEO4J_PASSWORD and try again in a minute."
            ) from error
        if code.endswith("DatabaseNotFound"):
            raise DatabaseError(
                f"{where} has no database named {self._name!r}: check NEO4J_DATABASE."
            ) from error
        if isinstance(error, exceptions.Forbidden):
            raise DatabaseError(
                f"{where} doesn't allow user {self.settings.user!r} to do this: "
                f"give it the right, or set NEO4J_USER to another."
            ) from error
        if isinstance(error, exceptions.TransientError):
            raise DatabaseAway(
                f"{where} is too busy to do this now ({_first_line(error)}); try again."
            ) from error
        if isinstance(error, exceptions.ConfigurationError | exceptions.UnsupportedServerProduct):
            raise DatabaseError(
                f"{where} is no database that Readout can use ({_first_line(error)}): "
                f"check NEO4J_URI."
            ) from error
        if isinstance(error, exceptions.ServiceUnavailable | OSError) or _is_passing(error):
            raise DatabaseAway(self._away(error)) from error
        raise DatabaseError(f"{where} refuses a query: {_first_line(error)}") from error

    def _away(self, error: Exception) -> str:
        if self.is_embedded:
            return f"The {self.label} doesn't answer ({_first_line(error)}); try again."
        check = "check that it runs and that NEO4J_URI is its Bolt address"
        if "+s" in str(self.settings.uri):
            check += "; with +s it must have a trusted certificate, with +ssc any"
        return f"Nothing answers as Neo4j at {self.settings.uri}: {check}."


class _Running:
    """A transaction of the driver as our `Transaction`."""

    def __init__(self, transaction: neo4j.Transaction) -> None:
        self._transaction = transaction

    def run(self, query: str, /, **parameters: Any) -> list[dict[str, Any]]:
        result = self._transaction.run(query, parameters)
        keys = result.keys()
        return [
            {key: _plain(value) for key, value in zip(keys, record.values(), strict=True)}
            for record in result
        ]


def _plain(value: Any) -> Any:
    """Return a value of the driver as one of Python's own."""
    if value is None or isinstance(value, str | int | float | bool | bytes):
        return value
    if isinstance(value, graph.Node | graph.Relationship):
        return {key: _plain(value[key]) for key in value}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, graph.Path):
        return {
            "nodes": [_plain(node) for node in value.nodes],
            "relationships": [_plain(each) for each in value.relationships],
        }
    if isinstance(value, neo4j_time.DateTime):
        native = value.to_native()
        offset = native.utcoffset()
        return native if offset is None else native.replace(tzinfo=timezone(offset))
    if isinstance(value, neo4j_time.Date | neo4j_time.Time):
        return value.to_native()
    if isinstance(value, neo4j_time.Duration):
        return value.iso_format()
    return value


def _is_passing(error: Exception) -> bool:
    if isinstance(error, exceptions.Neo4jError | exceptions.DriverError):
        return error.is_retryable()
    return False


def _first_line(error: Exception) -> str:
    text = str(getattr(error, "message", None) or error).strip()
    return text.splitlines()[0][:300] if text else type(error).__name__
