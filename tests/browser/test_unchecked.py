"""What software found and nobody has checked, in a browser: a hollow badge, words, a filter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from graph.quotation import Article, fingerprint
from graph.statement import Entity, Relationship, Statement
from loaders import Options, curated
from tests import example
from tests.browser.conftest import Open, View
from tests.facts import statement
from views import words

CALL = "Call · 105 min"


@pytest.fixture(scope="module")
def found(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The app on the shipped example and on what software found in one more text."""
    path = tmp_path_factory.mktemp("found") / "found.jsonl"
    return serve(example.write_records(path, found_by_software()))


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


def at(view: View, identity: str) -> tuple[float, float]:
    """Return where on the page a node is."""
    x, y = view.page.evaluate(
        """(id) => {
          const { network, canvas } = readout.picture;
          const at = network.canvasToDOM(network.getPosition(id));
          const frame = canvas.getBoundingClientRect();
          return [frame.left + at.x, frame.top + at.y];
        }""",
        identity,
    )
    return float(x), float(y)


NEWS = (
    "Emmanuel Macron spoke to Boris Johnson on Sunday. Vladimir Putin will meet Emmanuel Macron "
    "in the coming days."
)


def found_by_software() -> Iterator[Statement]:
    """A call on the example's day that a rule found in another text, and nobody has checked."""
    named = {
        item.value: item.about
        for item in curated.read(example.ROOT / "loaders" / "examples", Options())
        if isinstance(item, Statement) and item.prop == "caption"
    }
    article = Article.make(
        "https://example.org/sunday",
        text_sha256=fingerprint(NEWS),
        title="Macron speaks to Johnson",
        publisher="Example News",
        source_url="https://example.org/sunday",
        published_at="2022-02-20",
        published_at_basis="inferred",
        text=NEWS,
    )
    more = {"article": article, "dataset": "found", "unit": article.id}
    more |= {"generated_by": "meeting.speak.verb", "confidence": "0.93/41"}
    call, talk = Entity("Meeting", "meeting-found"), Entity("Meeting", "meeting-expected")
    spoke, meet = "spoke to Boris Johnson on Sunday", "will meet Emmanuel Macron in the coming days"
    vague = "Our reading: “in the coming days” = the 7 days after publication"
    macron, johnson = named["Emmanuel Macron"], named["Boris Johnson"]
    yield statement(call, words=spoke, **more)
    yield statement(call, "status", "held", spoke, **more)
    yield statement(call, "format", "call", spoke, **more)
    yield statement(call, "startDate", "2022-02-20", "Sunday", **more)
    for who, words_ in ((macron, "Emmanuel Macron"), (johnson, "Boris Johnson")):
        edge = Relationship("PARTICIPATED_IN", who, call)
        yield statement(edge, words=words_, record=call.id, **more)
    yield statement(talk, words=meet, **more)
    yield statement(talk, "status", "planned", meet, **more)
    yield statement(talk, "format", "meeting", meet, **more)
    yield statement(talk, "dateText", "in the coming days", "in the coming days", **more)
    for prop, day in (("earliest", "2022-02-20"), ("latest", "2022-02-27")):
        reading = statement(talk, prop, day, meet, **more)
        yield replace(reading, quotation=None, article=article, basis="inference", note=vague)
    for who in (macron, named["Vladimir Putin"]):
        edge = Relationship("PARTICIPATED_IN", who, talk)
        yield statement(edge, words=meet, record=talk.id, **more)


@pytest.mark.parametrize("context", ["light", "dark"], indirect=True)
def test_what_software_found_carries_a_hollow_badge(
    view: Open, found: str, context: BrowserContext
) -> None:
    shown = view(address=found)
    sign = words.UNCHECKED
    call, plain = at(shown, "meeting-found"), shown.place(CALL)
    label = shown.page.locator(".canvas .vis-network").get_attribute("aria-label") or ""
    assert "2 of the things: found by software, not checked." in label
    expect(shown.page.locator(".legend li", has=shown.page.locator(".hollow"))).to_contain_text(
        sign
    )
    for place, expected in ((call, True), (plain, False)):
        shown.page.mouse.move(*place)
        expect(shown.page.locator(".tip")).to_be_visible()
        assert (sign in shown.page.locator(".tip").inner_text()) == expected
    badge, ground = shown.page.evaluate(BADGE, "meeting-found")
    assert badge, "a ring in the colour of the text stands at the upper right corner"
    assert ground, "and it is hollow"
    widths = shown.page.evaluate(
        """['meeting-found', 'other'].map((name) => Math.max(...readout.picture.edges.get()
             .filter((edge) => (edge.to === 'meeting-found') === (name === 'meeting-found'))
             .map((edge) => edge.width)))"""
    )
    assert widths[0] < widths[1]
    shown.page.mouse.click(*call)
    expect(shown.page.locator(".quotes")).to_contain_text("93 % was right (41 finds)")
    expect(shown.page.locator("[aria-live=polite].unseen")).to_contain_text(sign)
    before = shown.page.evaluate("readout.applied.at")
    shown.page.get_by_role("button", name="More").click()
    box = shown.page.get_by_label("Checked only")
    assert "no person has checked" in (box.get_attribute("title") or "")
    box.click()
    shown.wait(f"readout.applied.at > {before}")
    assert "checked=1" in shown.page.url
    assert shown.page.evaluate("readout.picture.nodes.get('meeting-found')") is None
    assert shown.trouble == []


#: Is there a pixel of the text's colour where the badge's ring is, and the ground's in its middle?
BADGE = """(id) => {
  const { network, canvas, nodes, ink } = readout.picture;
  const drawn = canvas.querySelector("canvas");
  const ctx = readout.picture.context();
  const size = readout.picture.size(ctx, nodes.get(id));
  const { x, y } = network.getPosition(id);
  const scale = network.getScale();
  const at = network.canvasToDOM({
    x: x + size.width / 2 - size.inset, y: y - size.height / 2 + size.inset });
  const ratio = drawn.width / drawn.clientWidth;
  const radius = 6 * Math.max(scale, 0.55);
  const [ring, ground] = [ink.ink, ink.paper].map((each) => each.match(/\\d+/g).map(Number));
  const far = (pixel, colour) =>
    colour.reduce((sum, part, i) => sum + Math.abs(part - pixel[i]), 0);
  const isRing = (dx, dy) => {
    const [across, down] = [(at.x + dx) * ratio, (at.y + dy) * ratio].map(Math.round);
    const pixel = ctx.getImageData(across, down, 1, 1).data;
    return far(pixel, ring) < far(pixel, ground);
  };
  // The ring is about a pixel wide: look along the radius where it falls, all round.
  const turns = Array.from({ length: 8 }, (_, i) => (i * Math.PI) / 4);
  const all = turns.every((turn) => [-1.5, -1, -0.5, 0, 0.5, 1, 1.5].some((off) =>
    isRing((radius + off) * Math.cos(turn), (radius + off) * Math.sin(turn))));
  return [all, !isRing(0, 0)];
}"""
