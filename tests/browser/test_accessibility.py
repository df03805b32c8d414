"""The page without a mouse and without good eyes: keyboard, focus, what is read out, contrast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Open, View

#: What of the page is ours; the rest is Streamlit's.
OURS = ":is(.paper, .network, .dates, .actors, .choices)"
CONTROLS = f"{OURS} :is(button, a[href], input, [tabindex='0'])"
MANY = 400


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


def opened(view: Open) -> View:
    """Open the page without a link: the best documented event is chosen, its words are open."""
    shown = view("")
    shown.wait("document.querySelectorAll('.quotes button').length > 3")
    return shown


def tab_to(shown: View, expression: str) -> None:
    """Press Tab until the expression on the focused element `at` is true."""
    for _ in range(MANY):
        shown.page.keyboard.press("Tab")
        if shown.page.evaluate(f"((at) => Boolean(at && {expression}))(document.activeElement)"):
            return
    raise AssertionError(f"Tab never reached what is asked for: {expression}")


def controls(shown: View) -> int:
    """Remember all of our controls that can be seen, and return how many there are."""
    return int(
        shown.page.evaluate(
            """(selector) => {
              globalThis.controls = [...document.querySelectorAll(selector)].filter((each) =>
                each.checkVisibility({ visibilityProperty: true }) && !each.disabled);
              return controls.length;
            }""",
            CONTROLS,
        )
    )


#: Which of the controls has the focus, and whether that can be seen: an outline, or a frame
#: around it that changes its colour.
FOCUSED = """() => {
  const at = document.activeElement;
  const styles = getComputedStyle(at);
  const outlined = styles.outlineStyle !== "none" && parseFloat(styles.outlineWidth) >= 1;
  const box = at.closest(".box");
  const focus = document.createElement("i");
  focus.style.color = "var(--focus)";
  at.after(focus);
  const framed = box && getComputedStyle(box).borderTopColor === getComputedStyle(focus).color;
  focus.remove();
  return [controls.indexOf(at), Boolean(outlined || framed)];
}"""


def test_every_control_is_reached_by_tab_and_shows_that_it_is(view: Open) -> None:
    shown = opened(view)
    number = controls(shown)
    assert number > 30
    # A date has several stops, its calendar among them, which Chromium frames itself.
    seen: dict[int, bool] = {}
    for _ in range(MANY):
        shown.page.keyboard.press("Tab")
        place, visible = shown.page.evaluate(FOCUSED)
        if place >= 0:
            seen[place] = seen.get(place, False) or visible
        if len(seen) == number and place < 0:
            break
    html = shown.page.evaluate("controls.map((each) => each.outerHTML.slice(0, 200))")
    assert [each for place, each in enumerate(html) if place not in seen] == []
    assert [each for place, each in enumerate(html) if not seen[place]] == []


def test_a_thing_is_chosen_and_its_words_are_read_by_keyboard_alone(view: Open) -> None:
    shown = opened(view)
    tab_to(shown, "at.matches('.quotes .goto') && at.textContent === 'Vladimir Putin'")
    shown.page.keyboard.press("Enter")
    shown.wait("document.querySelector('.quotes h2')?.textContent === 'Vladimir Putin'")
    expect(shown.page.locator("[aria-live=polite].unseen")).to_contain_text(
        "Selected: Vladimir Putin"
    )
    expect(shown.page.locator(".quotes mark").first).to_be_attached()
    # The focus stays in the panel: the next Tab goes on in it.
    assert shown.page.evaluate("Boolean(document.activeElement.closest('.paper.quotes'))")
    shown.page.keyboard.press("Tab")
    assert shown.page.evaluate("Boolean(document.activeElement.closest('.paper.quotes'))")


def test_the_words_behind_a_connection_by_keyboard(view: Open) -> None:
    shown = opened(view)
    tab_to(shown, "at.matches('.quotes .why')")
    name = shown.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert name.startswith("The words behind: Call · 105 min")
    shown.page.keyboard.press("Space")
    shown.wait("document.querySelector('.quotes .kind')?.textContent === 'Connection'")
    expect(shown.page.locator(".quotes mark").first).to_be_visible()
    expect(shown.page.locator("[aria-live=polite].unseen")).to_contain_text("Selected: ")


def test_every_control_has_a_name(view: Open) -> None:
    shown = opened(view)
    controls(shown)
    nameless = shown.page.evaluate(
        """() => controls.filter((each) => !(each.textContent.trim()
            || each.getAttribute("aria-label") || each.title
            || [...(each.labels ?? [])].some((label) => label.textContent.trim())))
          .map((each) => each.outerHTML)"""
    )
    assert nameless == []


#: Our texts whose contrast is below what WCAG 2.1 AA asks for: 4.5, for large text 3.
FAINT = """(ours) => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, under) =>
    [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const layer = rgba(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), rgba("Canvas"));
  };
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  let looked = 0;
  for (const element of document.querySelectorAll(`${ours}, ${ours} *`)) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const styles = getComputedStyle(element);
    if (!own || element.closest("svg, .unseen") || styles.opacity === "0"
        || !element.checkVisibility({ visibilityProperty: true }) || element.disabled) continue;
    looked += 1;
    const back = behind(element);
    const pair = [light(over(rgba(styles.color), back)), light(back)].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    const size = parseFloat(styles.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(styles.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) {
      found.push([ratio.toFixed(2), element.className, element.textContent.slice(0, 40)]);
    }
  }
  return { looked, found, ground: behind(document.querySelector(".paper")) };
}"""


@pytest.mark.parametrize("context", ["light", "dark"], indirect=True)
def test_no_text_of_ours_is_faint(view: Open, context: BrowserContext) -> None:
    shown = opened(view)
    found: dict[str, Any] = shown.page.evaluate(FAINT, OURS)
    assert found["found"] == []
    assert found["looked"] > 80
    shown.page.get_by_role("button", name="Kinds").or_(
        shown.page.get_by_role("button", name="Status")
    ).first.click()
    assert shown.page.evaluate(FAINT, OURS)["found"] == []


@pytest.mark.parametrize("context", ["light", "dark"], indirect=True)
def test_the_theme_is_the_readers(view: Open, context: BrowserContext) -> None:
    shown = opened(view)
    ground = shown.page.evaluate(FAINT, OURS)["ground"]
    scheme = shown.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert (sum(ground[:3]) < 3 * 128) == scheme
