"""The real app in a real browser: `streamlit run app.py` on an example, and a page open on it."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests import example

Open = Callable[..., "View"]
SECONDS = 30.0


class View:
    """A page with the picture drawn on it, and what it asked for."""

    def __init__(self, page: Page, requests: list[str], trouble: list[str]) -> None:
        self.page = page
        self.requests = requests
        self.trouble = trouble

    def wait(self, expression: str) -> Any:
        """Return the value of a JavaScript expression as soon as it is true.

        Not Playwright's own: that evaluates text within the page, which the page forbids.
        """
        end = time.monotonic() + SECONDS
        while not (value := self.page.evaluate(expression)):
            assert time.monotonic() < end, f"{expression} never came true; {self.trouble}"
            time.sleep(0.02)
        return value

    def heading(self) -> str:
        """Return what the panel is about."""
        return str(self.page.evaluate("document.querySelector('.quotes h2')?.textContent ?? ''"))

    def place(self, label: str) -> tuple[float, float]:
        """Return where on the page the node whose caption begins with `label` is."""
        x, y = self.page.evaluate(
            """(label) => {
              const { network, nodes, canvas } = readout.picture;
              const node = nodes.get().find((each) => each.label.startsWith(label));
              const at = network.canvasToDOM(network.getPosition(node.id));
              const frame = canvas.getBoundingClientRect();
              return [frame.left + at.x, frame.top + at.y];
            }""",
            label,
        )
        return float(x), float(y)

    def middle(self, phrase: str) -> tuple[float, float]:
        """Return where on the page the middle of the first edge with this phrase is."""
        x, y = self.page.evaluate(
            """(phrase) => {
              const { network, edges, canvas } = readout.picture;
              const edge = edges.get().find((each) => each.phrase === phrase);
              const at = network.canvasToDOM(readout.picture.middle(edge.id));
              const frame = canvas.getBoundingClientRect();
              return [frame.left + at.x, frame.top + at.y];
            }""",
            phrase,
        )
        return float(x), float(y)

    def camera(self) -> list[float]:
        """Return the middle of the picture, its scale, and how many networks were ever made."""
        found = self.page.evaluate(
            """[readout.picture.network.getViewPosition().x,
                readout.picture.network.getViewPosition().y,
                readout.picture.network.getScale(), readout.created]"""
        )
        return [float(each) for each in found]

    def places(self) -> dict[str, Any]:
        """Return where every node stands."""
        found: dict[str, Any] = self.page.evaluate("readout.picture.network.getPositions()")
        return found


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., str]]:
    """Start the app on these files; returns its address, and keeps its folder in `folders`.

    Without a curated file the shipped example is loaded; .jsonl files come on top.
    """
    running: list[subprocess.Popen[bytes]] = []

    def started(*files: str) -> str:
        folder = tmp_path_factory.mktemp("served")
        records = [each for each in files if each.endswith(".jsonl")]
        environment = example.load(folder, *(each for each in files if each not in records))
        if records:
            example.load(folder, *records, loader="jsonl")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
        log = tmp_path_factory.mktemp("log") / "app.txt"
        with log.open("wb") as out:
            running.append(
                subprocess.Popen(command, cwd=example.ROOT, env=environment, stdout=out, stderr=out)
            )
        address = f"http://127.0.0.1:{port}"
        _wait_until_ready(address, log)
        started.folders[address] = folder  # type: ignore[attr-defined]
        return address

    started.folders = {}  # type: ignore[attr-defined]
    yield started
    for process in running:
        process.terminate()
        process.wait(20)


def _wait_until_ready(address: str, log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            with urlopen(f"{address}/readyz", timeout=30) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"the app did not start: {log.read_text()}")


@pytest.fixture(scope="session")
def app(serve: Callable[..., str]) -> str:
    """The app on the shipped example."""
    return serve()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    made = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    yield made
    made.close()


@pytest.fixture
def view(app: str, context: BrowserContext) -> Open:
    """Open the app with these parameters; by default the day of the seed article."""

    def opened(query: str = "?from=2022-02-20&to=2022-02-20", address: str = app) -> View:
        page = context.new_page()
        requests: list[str] = []
        trouble: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.on("websocket", lambda each: requests.append(each.url))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda said: said.type == "error" and trouble.append(said.text))
        page.goto(f"{address}/{query}")
        shown = View(page, requests, trouble)
        shown.wait("globalThis.readout?.painted && readout.picture.network.getScale()")
        shown.wait("document.querySelector('.paper.quotes')")
        return shown

    return opened


def hosts(requests: list[str]) -> set[str]:
    """Return the machines that were asked for something."""
    return {urlsplit(each).hostname or "" for each in requests if not each.startswith("blob:")}
