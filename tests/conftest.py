"""What the tests stand on: both databases, a browser, the corpus.

Without CI=true, a test that needs what this machine hasn't got is skipped, with the command that
installs it. With CI=true it fails: a green run has run everything.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from playwright.sync_api import Browser, sync_playwright

from graph import database as database_module
from graph.database import KEYS, Database, Settings
from tests.browser_install import FLAGS, find_browser
from tests.neo4j_server import Missing, find_java, named_settings, neo4j_server

WIPE = "MATCH (n) WITH n LIMIT 5000 DETACH DELETE n RETURN count(*) AS gone"


def pytest_report_header() -> list[str]:
    """Say which databases and which browser this run uses."""
    settings = named_settings()
    neo4j = f"{settings.uri} (NEO4J_TEST_URI)" if settings else f"started on {_or_not(find_java)}"
    return [
        f"databases: embedded ArcadeDB in a temporary folder; Neo4j {neo4j}",
        f"browser: {_or_not(find_browser)}",
        f"corpus: {_corpus_folder()}",
    ]


def _or_not(find: object) -> str:
    try:
        return str(find())  # type: ignore[operator]
    except Missing as missing:
        return f"none. {missing}"


def unavailable(reason: str) -> NoReturn:
    """Skip the test for want of `reason`; in CI, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def _nothing_of_yours(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the tests away from the database that the developer works with."""
    with pytest.MonkeyPatch.context() as patch:
        for key in KEYS:
            patch.delenv(key, raising=False)
        # Empty, not absent: it wins over .streamlit/secrets.toml in every process started here.
        patch.setenv("NEO4J_URI", "")
        patch.setenv("READOUT_DATA", str(tmp_path_factory.mktemp("readout-data")))
        patch.setattr(database_module, "SECRETS", Path("no-secrets.toml"))
        yield


@pytest.fixture(scope="session")
def embedded_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """The embedded database in a temporary folder. What a test leaves in it, the next one finds."""
    with Database.connect(Settings(folder=tmp_path_factory.mktemp("embedded"))) as opened:
        yield opened


@pytest.fixture(scope="session")
def neo4j_database() -> Iterator[Database]:
    """A Neo4j Community server, or the one of NEO4J_TEST_URI, which must be empty."""
    if settings := named_settings():
        with Database.connect(settings) as opened:
            if opened.read("MATCH (n) RETURN n LIMIT 1"):
                pytest.exit(
                    f"{opened.label} holds data, and the tests would delete them: "
                    f"set NEO4J_TEST_URI to an empty database.",
                    returncode=3,
                )
            yield opened
        return
    try:
        with neo4j_server() as server, Database.connect(server.settings) as opened:
            yield opened
    except Missing as missing:
        unavailable(str(missing))


@pytest.fixture(params=["embedded", "neo4j"])
def database(request: pytest.FixtureRequest) -> Database:
    """An empty database: the test runs once on each."""
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    wipe(opened)
    return opened


def wipe(opened: Database) -> None:
    """Delete every node and relationship. Constraints and indexes stay."""
    while opened.write(lambda transaction: transaction.run(WIPE))[0]["gone"]:
        pass


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a screen, driven by Playwright."""
    try:
        program = find_browser()
    except Missing as missing:
        unavailable(str(missing))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of articles and data sets: READOUT_CORPUS, or ``shared`` beside the checkout."""
    folder = _corpus_folder()
    if not folder.is_dir():
        unavailable(f"The corpus is not in {folder}: set READOUT_CORPUS to its folder.")
    return folder


def _corpus_folder() -> Path:
    named = os.environ.get("READOUT_CORPUS")
    beside = Path(__file__).resolve().parent.parent.parent / "shared"
    return Path(named).expanduser() if named else beside
