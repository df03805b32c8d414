"""How fast the page is in a real browser, against pyvis's own page and against a person's patience.

The app is started as `make run` starts it, on an embedded database with a made-up crisis whose
picture has 300 nodes and 600 edges. What is timed happens within the browser, on its own clock:
from the press of the mouse to the frame in which the answer is drawn.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, Route, sync_playwright

from benchmarks.figures import Figure, ratios
from benchmarks.synthetic import Crisis
from graph import queries
from graph.database import Database, Settings
from graph.embedded import LINGER_SECONDS
from graph.queries import Network
from graph.schema import MEETING_STATUS
from graph.selection import Selection
from loaders.load import load
from tests.browser_install import FLAGS, find_browser

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 180.0
VIEWPORT = {"width": 1440, "height": 900}

#: Runs in the page before anything else: notes when the mouse was let go, when a picture with new
#: data was first drawn, and when the panel first showed other words, each on the page's clock.
WATCH = """
(() => {
  const bench = (globalThis.bench = { pressed: 0, paints: [], panels: [], heading: "" });
  addEventListener("pointerup", () => (bench.pressed = performance.now()), true);
  let held;
  Object.defineProperty(globalThis, "readout", {
    configurable: true,
    get: () => held,
    set: (value) => {
      held = value;
      let seen = value.applied;
      const { network, nodes, edges } = value.picture;
      network.on("afterDrawing", () => {
        if (held.applied === seen || !nodes.length) return;
        seen = held.applied;
        const size = { nodes: nodes.length, edges: edges.length };
        bench.paints.push({ at: performance.now(), pressed: bench.pressed, ...size });
      });
    },
  });
  new MutationObserver(() => {
    const heading = document.querySelector(".quotes h2")?.textContent ?? "";
    if (!heading || heading === bench.heading || !document.querySelector(".quotes mark")) return;
    bench.heading = heading;
    const { pressed } = bench;
    requestAnimationFrame(() => bench.panels.push({ at: performance.now(), pressed, heading }));
  }).observe(document, { subtree: true, childList: true, characterData: true });
})();
"""

#: Appended to pyvis's page: tells the page around it when its layout has come to rest.
TELL = """
<script>
network.once("stabilizationIterationsDone", () => parent.postMessage("stable", "*"));
</script>
"""

#: The page around pyvis's: an iframe, and the clock.
FRAME = """<!doctype html><title>pyvis</title><script>
let stable = 0;
addEventListener("message", () => (stable = performance.now() - mounted));
let mounted = 0;
addEventListener("load", () => {
  const frame = document.createElement("iframe");
  frame.width = 880; frame.height = 640;
  mounted = performance.now();
  frame.src = "/network.html";
  document.body.append(frame);
});
</script>"""


def measure_page(
    browser: Browser, meetings: int = 200, rounds: int = 3, changes: int = 18, clicks: int = 18
) -> list[Figure]:
    """Measure first picture, filter changes and clicks; `meetings` / 2 actors, three in each."""
    crisis = Crisis(
        events=meetings, actors=max(meetings // 2, 4), participants=3, days=60, name="page"
    )
    folder = tempfile.TemporaryDirectory(prefix="readout-bench-", ignore_cleanup_errors=True)
    with folder as name, Database.connect(Settings(folder=Path(name))) as database:
        load(database, crisis.items())
        drawn = queries.network(database, Selection(limit=300))
        with _app(Path(name)) as address:
            link = f"{address}/?from=any&to=any&nodes=300"
            figures = _first_picture(browser, link, drawn, rounds)
            page = _open(browser, link)
            figures.append(_filter_changes(page, changes))
            page.goto(link)
            figures.append(_clicks(page, clicks))
            page.context.close()
    return figures


# ---- the first picture ---------------------------------------------------------------------------


def _first_picture(browser: Browser, link: str, drawn: Network, rounds: int) -> list[Figure]:
    size = f"{len(drawn.nodes)} nodes, {len(drawn.edges)} edges"
    html = _pyvis_page(drawn)
    _open(browser, link).context.close()  # the server's first page of all is not counted
    ours, whole, theirs, places = [], [], [], []
    for _ in range(rounds):
        page = _open(browser, link)
        painted = page.evaluate("bench.paints[0]")
        asked = page.evaluate(
            """Math.min(...performance.getEntriesByType("resource")
              .filter(({ name }) => name.endsWith("/network.js")).map((each) => each.startTime))"""
        )
        page.context.close()
        if (painted["nodes"], painted["edges"]) != (len(drawn.nodes), len(drawn.edges)):
            raise AssertionError(f"{painted} were painted, not {size}")
        places.append(1000 * _cold_layout(drawn))
        ours.append(painted["at"] - asked + places[-1])
        whole.append(painted["at"])
        theirs.append(_pyvis_until_stable(browser, html))
    return [
        Figure(
            f"{size}: from mount to the last node painted, against pyvis until stable",
            "browser",
            "times faster",
            ratios(theirs, ours),
            at_least=10,
            note="ours: from the request for the component's script to the first frame with all "
            "nodes, plus the layout in Python, cold; pyvis: its defaults, everything in line, from "
            "the iframe's mount to stabilizationIterationsDone, requests to other machines refused "
            "at once, its time in Python not counted",
        ),
        Figure(f"{size}: from mount to the last node painted", "browser", "ms", tuple(ours)),
        Figure("of it the layout in Python, cold", "browser", "ms", tuple(places)),
        Figure(f"{size}: pyvis in an iframe until stable", "browser", "ms", tuple(theirs)),
        Figure("from opening the page to the last node painted", "browser", "ms", tuple(whole)),
    ]


def _cold_layout(drawn: Network) -> float:
    """Return the seconds that the picture takes in Python when nothing of it is remembered."""
    from views.network import picture  # imports streamlit, which takes a second

    started = time.perf_counter()
    picture(drawn, {})
    return time.perf_counter() - started


def _pyvis_page(drawn: Network) -> str:
    """Return the page that pyvis makes of the same nodes and edges when nothing is set."""
    from pyvis.network import Network as Pyvis  # type: ignore[import-untyped]

    built = Pyvis(cdn_resources="in_line")
    for node in drawn.nodes.itertuples():
        built.add_node(node.id, label=node.caption)
    for edge in drawn.edges.itertuples():
        built.add_edge(edge.start, edge.end)
    html: str = built.generate_html()
    return html.replace("</body>", f"{TELL}</body>")


def _pyvis_until_stable(browser: Browser, html: str) -> float:
    pages = {"/": FRAME, "/network.html": html}

    def answer(route: Route) -> None:
        host, _, path = route.request.url.removeprefix("http://").partition("/")
        if host == "pyvis.test" and f"/{path}" in pages:
            route.fulfill(body=pages[f"/{path}"], content_type="text/html; charset=utf-8")
        else:
            route.abort()

    page = browser.new_context(viewport=VIEWPORT).new_page()  # type: ignore[arg-type]
    page.route("**/*", answer)
    page.goto("http://pyvis.test/")
    milliseconds = float(_wait(page, "stable"))
    page.context.close()
    return milliseconds


# ---- while it is used ----------------------------------------------------------------------------


def _filter_changes(page: Page, changes: int) -> Figure:
    """Choose other statuses, by turns, each choice for the first time."""
    page.get_by_role("button", name="Status", exact=True).click()
    before = page.evaluate(_CAMERA)
    took, sizes = [], []
    for status in _choices(changes):
        page.wait_for_timeout(250)
        count = page.evaluate("bench.paints.length")
        page.locator(f"input[data-name='Status/{status}']").click()
        paint = _wait(page, f"bench.paints[{count}]")
        took.append(paint["at"] - paint["pressed"])
        sizes.append(paint["nodes"])
    if page.evaluate(_CAMERA) != before:
        raise AssertionError("a filter change moved the camera or made another network")
    return Figure(
        "a filter changed, until the new picture is painted",
        "browser",
        "ms",
        tuple(took),
        at_most=300,
        note=f"each choice for the first time, {min(sizes)} to {max(sizes)} nodes; the component "
        "and its camera stay",
    )


_CAMERA = """[readout.created, readout.picture.network.getViewPosition(),
              readout.picture.network.getScale()]"""


def _choices(count: int) -> Iterator[str]:
    """Yield the status to switch on or off next, so that no set of statuses comes twice."""
    chosen: frozenset[str] = frozenset()
    seen = {chosen}
    for _ in range(count):
        status = next(s for s in MEETING_STATUS if chosen ^ {s} not in seen)
        chosen ^= {status}
        seen.add(chosen)
        yield status


def _clicks(page: Page, clicks: int) -> Figure:
    """Click one node after the other, each for the first time."""
    _painted(page)
    page.wait_for_timeout(500)
    found = page.evaluate(
        """(count) => {
          const { network, nodes, canvas } = readout.picture;
          const frame = canvas.getBoundingClientRect();
          const free = nodes.getIds()
            .map((id) => [id, network.canvasToDOM(network.getPosition(id))])
            .filter(([id, at]) => network.getNodeAt(at) === id);
          const step = Math.max(1, Math.floor(free.length / count));
          return free.filter((_, index) => index % step === 0).slice(0, count)
            .map(([, at]) => [frame.left + at.x, frame.top + at.y]);
        }""",
        clicks,
    )
    took = []
    for x, y in found:
        count = page.evaluate("bench.panels.length")
        page.mouse.click(x, y)
        panel = _wait(page, f"bench.panels[{count}]")
        took.append(panel["at"] - panel["pressed"])
        page.wait_for_timeout(250)
    return Figure(
        "a node clicked, until its quotations are on the screen",
        "browser",
        "ms",
        tuple(took),
        at_most=300,
        note="each node for the first time; meetings and actors",
    )


# ---- from nothing --------------------------------------------------------------------------------


def measure_run(browser: Browser, rounds: int = 3, uncounted: int = 1) -> list[Figure]:
    """Time `make run` from the command to the picture in a browser, with everything installed.

    The first run, which is not counted, fills the database and the machine's caches.
    """
    took = []
    with tempfile.TemporaryDirectory(prefix="readout-bench-", ignore_cleanup_errors=True) as name:
        for number in range(uncounted + rounds):
            if number:
                time.sleep(LINGER_SECONDS + 1)  # the database outlives its last user by so much
            port = _free_port()
            started = time.perf_counter()
            with _running(["make", "run", f"PORT={port}"], Path(name)) as process:
                _until_answering(f"http://127.0.0.1:{port}/", process)
                page = _open(browser, f"http://127.0.0.1:{port}/")
                took.append(time.perf_counter() - started)
                page.context.close()
    return [
        Figure(
            "`make run` on a warm machine, until the network is painted",
            "browser",
            "s",
            tuple(took[uncounted:]),
            at_most=15,
        )
    ]


@contextlib.contextmanager
def _app(folder: Path) -> Iterator[str]:
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with _running(command, folder) as process:
        _until_answering(f"{address}/readyz", process)
        yield address


@contextlib.contextmanager
def _running(command: list[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program on the database in `folder`, and end it and what it started."""
    environment = {**os.environ, "READOUT_DATA": str(folder), "NEO4J_URI": ""}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            yield process
        except BaseException:
            log.seek(0)
            sys.stderr.write(log.read()[-3000:].decode("utf-8", "replace"))
            raise
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(20)


def _until_answering(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urlopen(address, timeout=30) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"{address} does not answer")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser of the tests, without a screen."""
    program = find_browser()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


def _open(browser: Browser, link: str) -> Page:
    """Open a page in a browser that was never here, and wait for its picture."""
    page = browser.new_context(viewport=VIEWPORT, locale="en-GB").new_page()  # type: ignore[arg-type]
    page.add_init_script(WATCH)
    page.goto(link)
    _painted(page)
    return page


def _painted(page: Page) -> None:
    _wait(page, "globalThis.bench?.paints.length")


def _wait(page: Page, expression: str) -> Any:
    """Return the value of a JavaScript expression as soon as it is true.

    Not Playwright's own: that evaluates text within the page, which the page forbids.
    """
    end = time.monotonic() + SECONDS
    while not (value := page.evaluate(expression)):
        if time.monotonic() > end:
            raise AssertionError(f"{expression} never came true")
        page.wait_for_timeout(20)
    return value
