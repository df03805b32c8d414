"""The database goes while a page is open: what is shown stays, and the page heals by itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from graph import embedded
from tests import example
from tests.browser.conftest import Open, View, _wait_until_ready
from tests.conftest import unavailable
from tests.neo4j_server import Missing, Neo4jServer, named_settings, neo4j_server

AWAY = "The database does not answer. Your view is kept; trying again every 5 seconds."
#: Two looks at the database, five seconds apart, and the time that one of them may take.
SOON = 15_000
DAY = "?from=2022-02-20&to=2022-02-20"
FILES = example.ROOT / "loaders" / "examples" / "2022-02-20-de-escalation.yaml"


@pytest.fixture
def own_neo4j() -> Iterator[Neo4jServer]:
    """A Neo4j that may be killed, with the day of the seed article in it."""
    if named_settings():
        unavailable("NEO4J_TEST_URI names a server that is not ours to kill: unset it.")
    try:
        with neo4j_server() as server:
            command = [sys.executable, "-m", "loaders", "curated", str(FILES), "--quiet"]
            subprocess.run(command, cwd=example.ROOT, env=using(server), check=True, timeout=300)
            yield server
    except Missing as missing:
        unavailable(str(missing))


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[[dict[str, str]], str]]:
    """Start the app in this environment; returns its address."""
    running: list[subprocess.Popen[bytes]] = []

    def started(environment: dict[str, str]) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        log = tmp_path / "app.txt"
        with log.open("wb") as out:
            running.append(
                subprocess.Popen(command, cwd=example.ROOT, env=environment, stdout=out, stderr=out)
            )
        _wait_until_ready(f"http://127.0.0.1:{port}", log)
        return f"http://127.0.0.1:{port}"

    yield started
    for process in running:
        process.terminate()
        process.wait(20)


def using(server: Neo4jServer) -> dict[str, str]:
    """Return the environment in which a process uses that server."""
    there = server.settings
    named = {"NEO4J_URI": there.uri, "NEO4J_USER": there.user, "NEO4J_PASSWORD": there.password}
    return {**os.environ, **{name: each or "" for name, each in named.items()}}


def killed_embedded(folder: Path) -> None:
    """End the process of the embedded database in `folder` as a power cut would."""
    server = embedded.start(folder)
    try:
        os.kill(server.pid, signal.SIGKILL)
    finally:
        server.release()


def click(shown: View, label: str) -> None:
    """Choose a node and see its words."""
    shown.page.mouse.click(*shown.place(label))
    shown.wait(f"(document.querySelector('.quotes h2')?.textContent ?? '').startsWith({label!r})")
    expect(shown.page.locator(".quotes mark").first).to_be_visible()


def test_a_neo4j_that_is_killed_and_started_again(
    own_neo4j: Neo4jServer, run: Callable[[dict[str, str]], str], view: Open
) -> None:
    shown = view(DAY, run(using(own_neo4j)))
    click(shown, "Call · 105 min")
    nodes, words = shown.places(), shown.page.locator(".quotes blockquote").all_text_contents()
    link = shown.page.url

    own_neo4j.kill()
    expect(shown.page.get_by_role("alert")).to_have_text(AWAY, timeout=SOON)
    # Longer than from one look to the next: the message does not blink, and the view stays.
    for _ in range(7):
        assert shown.page.get_by_role("alert").count() == 1
        assert shown.places() == nodes
        assert shown.page.locator(".quotes blockquote").all_text_contents() == words
        time.sleep(1)
    assert shown.page.url == link

    own_neo4j.restart()
    expect(shown.page.get_by_role("alert")).to_have_count(0, timeout=SOON)
    assert shown.places() == nodes
    click(shown, "Volodymyr Zelenskyy")


def test_an_embedded_database_that_is_killed(serve: Callable[..., str], view: Open) -> None:
    address = serve()
    shown = view(DAY, address)
    click(shown, "Call · 105 min")
    nodes = shown.places()
    killed_embedded(serve.folders[address])  # type: ignore[attr-defined]
    # It is started again by whoever asks next; the reader at most sees the message for a while.
    time.sleep(6)
    expect(shown.page.get_by_role("alert")).to_have_count(0, timeout=2 * SOON)
    assert shown.places() == nodes
    click(shown, "Volodymyr Zelenskyy")
    click(shown, "Emmanuel Macron")
