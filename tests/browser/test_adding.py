"""Adding a text in Chromium: paste, check, correct, mark words; and the command line agrees."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import example
from tests.browser.conftest import _wait_until_ready
from tests.browser.test_accessibility import FAINT

Run = Callable[[dict[str, str]], str]

APP = "tests/adding_app.py"
READOUT = "05_ru_2022-02-17_telephone-conversation-with-prime-minister-of-japan-fumio-ki.txt"
CONTROLS = ".adding :is(button, a, input, select, textarea, [tabindex='0'])"
OURS = ":is(.adding, .paper)"

#: What a newspaper would never print; the page shows it as it is.
HOSTILE = (
    "Talks 👩🏽‍🚀 in <b>Moscow</b>\n\n"
    "<script>globalThis.ran = true</script><img src=x onerror='globalThis.ran = true'>\n\n"
    "Vladimir Putin held talks with Emmanuel Macron in the Kremlin on 7 February 2022. "
    "The \u202emoor\u202c was cold, the e\u0301lan\u200b great 🇫🇷🇷🇺, and the two presidents "
    "agreed to continue the dialogue in the coming days.\n\n"
    "قال الرئيس إن المحادثات كانت جيدة.\n\n"
    "A further visit to Kyiv was talked about.\n"
)

# Marks words of the text as a mouse would, without depending on how the lines break.
MARK = """(words) => {
  const article = document.querySelector(".adding .text");
  const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  const whole = article.textContent;
  const from = whole.indexOf(words);
  const range = document.createRange();
  let at = 0;
  for (let node; (node = walker.nextNode()); at += node.data.length) {
    const end = at + node.data.length;
    if (from >= at && from < end) range.setStart(node, from - at);
    const to = from + words.length;
    if (to > at && to <= end) range.setEnd(node, to - at);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of this module's app."""
    return tmp_path_factory.mktemp("adding")


@pytest.fixture(scope="module")
def environment(folder: Path) -> dict[str, str]:
    """The environment in which app and command line use that folder."""
    named = {"READOUT_DATA": str(folder), "NEO4J_URI": "", "READOUT_ALLOW_PRIVATE": "1"}
    return {**os.environ, **named}


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Start the app in an environment; returns its address."""
    running: list[subprocess.Popen[bytes]] = []

    def started(environment: dict[str, str]) -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        log = tmp_path_factory.mktemp("log") / "app.txt"
        command = [sys.executable, "-m", "streamlit", "run", APP, "--server.port", str(port)]
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


@pytest.fixture(scope="module")
def address(environment: dict[str, str], run: Run) -> str:
    """The running app, with nothing in its graph."""
    return run(environment)


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A browser that has never been here, in the light or, by its parameter, the dark."""
    made = browser.new_context(
        viewport={"width": 1440, "height": 900},
        locale="en-GB",
        color_scheme=getattr(request, "param", "light"),
    )
    yield made
    made.close()


@pytest.fixture
def page(address: str, context: BrowserContext) -> Iterator[Page]:
    """The form; at the end nothing may have gone wrong in the page."""
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.goto(f"{address}/?add=new")
    yield opened
    assert trouble == []


def add(page: Page, text: str, publisher: str = "", published: str = "") -> None:
    """Paste a text, read it, and wait for its cards."""
    page.get_by_label("The text, as it was published").fill(text)
    page.get_by_label("Publisher").fill(publisher)
    page.get_by_role("button", name="Read it").click()
    expect(page.locator(".adding .cards")).to_be_visible(timeout=60_000)
    if published:
        page.get_by_role("button", name="Correct title and date").click()
        page.get_by_label("Date of publication").fill(published)
        page.locator(".adding .details").get_by_role("button", name="Save").click()
        expect(page.locator(".adding .details")).to_have_count(0)
    settled(page)


def settled(page: Page) -> None:
    """Wait until what was pressed is answered."""
    expect(page.locator(".adding:not([aria-busy])")).to_be_visible(timeout=30_000)


def name_in(page: Page) -> str:
    """Return the name of the added text from the address."""
    return parse_qs(urlsplit(page.evaluate("location.href")).query)["add"][0]


def remove(page: Page) -> None:
    """Remove the text that is open, so that the next test may add it again."""
    page.get_by_role("button", name="Remove this text").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_role("button", name="Read it")).to_be_visible(timeout=30_000)


def test_a_readout_is_corrected_and_the_command_line_agrees(
    page: Page, browser: Browser, corpus: Path, folder: Path, environment: dict[str, str]
) -> None:
    text = (corpus / "data" / "articles_public" / READOUT).read_text("utf-8")
    add(page, text, "President of Russia", "2022-02-17")
    call = page.locator(".adding .card.meeting").first
    expect(call).to_contain_text("Kishida")
    expect(page.locator(".adding .progress")).to_contain_text("none checked yet")

    call.get_by_role("button", name="Correct").click()
    form = page.get_by_role("form", name="Correct:")
    form.get_by_role("button", name="Remove Fumio Kishida").click()
    people = form.get_by_role("combobox", name="Who took part")
    people.fill("Olaf Sch")
    form.get_by_role("option", name="Olaf Scholz").click()
    form.get_by_label("minutes").fill("40")
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0, timeout=30_000)
    expect(call).to_contain_text("Scholz")
    expect(call).to_contain_text("Corrected")

    other = page.locator(".adding .card:not(.checked)").first
    label = str(other.get_attribute("aria-label"))
    other.get_by_role("button", name="Accept").click()
    settled(page)
    accepted = page.locator(".adding .card.accepted")
    expect(accepted).to_have_count(1)
    assert label.removesuffix("Not checked") in str(accepted.get_attribute("aria-label"))
    name, heading = name_in(page), page.locator(".adding h2").inner_text()

    command = [sys.executable, "-m", "loaders", "articles", str(folder / "texts")]
    loaded = subprocess.run(
        [*command, "--dataset", "added-texts", "--quiet"],
        cwd=example.ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert loaded.returncode == 0, loaded.stderr
    assert ": 0 written, " in loaded.stdout
    assert " 0 removed" in loaded.stdout

    with browser.new_context() as elsewhere:
        again = elsewhere.new_page()
        again.goto(page.evaluate("location.origin") + f"/?add={name}")
        expect(again.locator(".adding h2")).to_have_text(heading, timeout=60_000)
        card = again.locator(".adding .card.meeting").first
        expect(card).to_contain_text("Scholz")
        expect(card).to_contain_text("Corrected")
        expect(card.locator("h3")).not_to_contain_text("Kishida")
        # Undo leads back to what the software had found.
        card.get_by_role("button", name="Undo").click()
        expect(card.locator("h3")).to_contain_text("Kishida", timeout=30_000)
    # And the first reader sees it, too.
    expect(call.locator("h3")).to_contain_text("Kishida", timeout=15_000)

    page.get_by_role("button", name="See it in the network").click()
    page.wait_for_url("**/?from=2022-02-17&*id=meeting-*", timeout=30_000)
    page.go_back()
    expect(page.locator(".adding h2")).to_have_text(heading, timeout=30_000)
    remove(page)


def test_marked_words_of_a_hostile_text(page: Page) -> None:
    add(page, HOSTILE)
    shown = page.locator(".adding .text")
    assert shown.evaluate("(each) => each.textContent") == HOSTILE
    assert page.evaluate("document.querySelectorAll('.adding :is(script, img, b b)').length") == 0

    page.evaluate(MARK, "visit to Kyiv was talked about")
    page.locator(".adding .left").get_by_role("button", name="Add something missed").click()
    form = page.get_by_role("form", name="Add something missed")
    expect(form.get_by_label("Words that tell of it")).to_have_value(
        "visit to Kyiv was talked about"
    )
    form.get_by_label("What is it").select_option("Visit")
    form.get_by_label("Status").select_option("Possible")
    page.evaluate(MARK, "Kyiv")
    where = form.locator(".row", has_text="Where")
    where.get_by_role("button", name="Use the marked words").click()
    expect(where.get_by_role("textbox")).to_have_value("Kyiv")
    form.get_by_role("button", name="Add it").click()
    expect(form).to_have_count(0, timeout=30_000)
    card = page.locator(".adding .card.added")
    expect(card).to_contain_text("Visit")
    expect(card).to_contain_text("Possible")
    expect(card.locator("blockquote mark")).to_have_text("visit to Kyiv was talked about")
    expect(page.locator(".adding .text mark.chosen.trigger")).to_have_text(
        ["visit to Kyiv was talked about"]
    )
    assert page.evaluate("globalThis.ran") is None
    remove(page)


def test_words_that_are_not_in_the_text_keep_the_form_open(page: Page) -> None:
    add(page, HOSTILE)
    page.get_by_role("button", name="Add something missed").first.click()
    form = page.get_by_role("form", name="Add something missed")
    form.get_by_label("Words that tell of it").fill("a summit in Geneva")
    form.get_by_role("button", name="Add it").click()
    expect(form.get_by_role("alert")).to_have_text(
        "These words do not stand in the text: “a summit in Geneva”. Mark them in the text instead."
    )
    expect(form.get_by_label("Words that tell of it")).to_have_value("a summit in Geneva")
    form.get_by_role("button", name="Cancel").click()
    expect(form).to_have_count(0)
    remove(page)


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of a page on this computer that answers 403."""

    class Refuses(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(403)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Refuses)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/article"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_that_is_refused_keeps_what_was_typed(
    page: Page, folder: Path, refusing: str
) -> None:
    before = sorted((folder / "texts").glob("*.txt"))
    page.get_by_text("Address", exact=True).click()
    page.get_by_label("The page's address").fill(refusing)
    page.get_by_label("Title").fill("A call")
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("alert")).to_have_text(
        "This page could not be read (403). Paste its text instead; nothing was saved."
    )
    expect(page.get_by_label("The page's address")).to_have_value(refusing)
    expect(page.get_by_label("Title")).to_have_value("A call")
    assert sorted((folder / "texts").glob("*.txt")) == before


# ---- without a mouse, and without good eyes ------------------------------------------------------


def focused(page: Page) -> str:
    """Return what names the control that has the focus."""
    return str(page.evaluate("document.activeElement?.dataset?.name ?? ''"))


def tab_to(page: Page, start: str) -> None:
    """Press Tab until a control whose name begins so has the focus."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if focused(page).startswith(start):
            return
    raise AssertionError(f"Tab never reached {start}")


def test_finds_are_checked_by_keyboard_alone(page: Page) -> None:
    add(page, HOSTILE)
    ids = page.evaluate(
        "[...document.querySelectorAll('.adding .choose')].map((e) => e.dataset.name)"
    )
    ids = [each.removeprefix("choose|") for each in ids]
    assert len(ids) >= 2
    tab_to(page, f"accept|{ids[0]}")
    page.keyboard.press("Enter")
    # The focus goes on to the next find that nobody has checked.
    end = time.monotonic() + 20
    while focused(page) != f"accept|{ids[1]}":
        assert time.monotonic() < end, focused(page)
        page.wait_for_timeout(50)
    expect(page.locator(".adding [role=status]").first).to_have_text("Accepted 1 find")
    tab_to(page, f"correct|{ids[1]}")
    page.keyboard.press("Enter")
    assert page.evaluate("Boolean(document.activeElement.closest('form.correct'))")
    page.keyboard.press("Escape")
    assert focused(page) == f"correct|{ids[1]}"
    # A mark leads to its card.
    for _ in range(200):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('.adding .text mark')"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".adding .card.chosen")).to_have_count(1)
    remove(page)


@pytest.mark.parametrize("context", ["light", "dark"], indirect=True)
def test_every_control_has_a_name_and_no_text_is_faint(page: Page, context: BrowserContext) -> None:
    assert page.evaluate(FAINT, OURS)["found"] == []
    add(page, HOSTILE)
    page.locator(".adding .card button[data-name^='accept|']").first.click()
    settled(page)
    page.locator(".adding .card button[data-name^='correct|']").last.click()
    nameless = page.evaluate(
        """(controls) => [...document.querySelectorAll(controls)]
          .filter((each) => !(each.textContent.trim() || each.getAttribute("aria-label")
            || [...(each.labels ?? [])].some((label) => label.textContent.trim())))
          .map((each) => each.outerHTML)""",
        CONTROLS,
    )
    assert nameless == []
    found = page.evaluate(FAINT, OURS)
    assert found["found"] == []
    assert found["looked"] > 30
    page.get_by_role("button", name="Cancel").click()
    remove(page)


def test_a_long_text_stays_usable(
    context: BrowserContext, environment: dict[str, str], run: Run, tmp_path: Path
) -> None:
    """200,000 characters, 900 finds: a press is answered at once, a verdict soon."""
    own = {**environment, "READOUT_DATA": str(tmp_path), "READOUT_FEW_FINDS": "1"}
    page = context.new_page()
    page.goto(f"{run(own)}/?add=new")
    filler = "The town was quiet that day, and little was heard of it. " * 6
    told = "Emmanuel Macron had a call with Vladimir Putin. “It went well,” the Elysee said."
    many = "\n\n".join(f"{told} {filler}" for _ in range(450))
    text = f"A long day\n\n{many}\n"[:200_000]
    add(page, text)
    assert page.locator(".adding .card").count() > 800
    press = """() => {
      const start = performance.now();
      [...document.querySelectorAll(".adding .text mark")].at(-40).click();
      document.querySelector(".adding .card.chosen").getBoundingClientRect();
      return performance.now() - start;
    }"""
    assert page.evaluate(press) < 500
    start = time.monotonic()
    page.locator(".adding .card.chosen").get_by_role("button", name="Accept").click()
    expect(page.locator(".adding .card.accepted")).to_have_count(1, timeout=20_000)
    assert time.monotonic() - start < 8
