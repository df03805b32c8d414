"""The page in Chromium: click -> words -> link, and that nothing jumps, leaks or runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from graph.layout import GAP
from graph.room import room_of
from graph.schema import STATUS_LINE
from tests import example
from tests.browser.conftest import Open, View, hosts
from views import words

CALL = "Call · 105 min"


def choose(view: View, label: str) -> None:
    """Click a node and wait for its panel."""
    before = view.heading()
    view.page.mouse.click(*view.place(label))
    view.wait(f"(document.querySelector('.quotes h2')?.textContent ?? '') !== {before!r}")


@contextmanager
def elsewhere(browser: Browser, link: str) -> Iterator[View]:
    """Open a link in a browser that was never here."""
    other = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    page = other.new_page()
    page.goto(link)
    shown = View(page, [], [])
    shown.wait("globalThis.readout?.painted && readout.picture.network.getScale()")
    yield shown
    other.close()


def only_held(view: View) -> None:
    """Leave only what took place, and wait for the picture."""
    before = view.page.evaluate("readout.applied.at")
    view.page.get_by_role("button", name="Status").click()
    view.page.get_by_label("Took place").click()
    view.wait(f"readout.applied.at > {before}")
    view.page.keyboard.press("Escape")


def test_a_click_on_a_node_shows_its_words(view: Open) -> None:
    shown = view()
    choose(shown, CALL)
    assert shown.heading().startswith(CALL)
    expect(shown.page.locator(".quotes mark", has_text="105 minutes")).to_be_visible()
    assert "id=meeting-" in shown.page.url
    assert shown.page.title().startswith(CALL)


def test_without_a_link_the_address_is_written_and_the_first_click_counts(view: Open) -> None:
    shown = view("")
    shown.wait("location.search.includes('from=2022-02-20&to=2022-02-20')")
    assert shown.heading().startswith(CALL)
    choose(shown, "Emmanuel Macron")
    assert shown.heading() == "Emmanuel Macron"


def test_a_click_on_an_edge_shows_its_words(view: Open) -> None:
    shown = view()
    shown.page.mouse.click(*shown.middle("led to"))
    shown.wait("document.querySelector('.quotes .kind')?.textContent === 'Connection'")
    assert " led to " in shown.heading()
    expect(shown.page.locator(".quotes mark").first).to_be_visible()
    assert "id=edge-" in shown.page.url


def test_a_filter_keeps_camera_instance_and_places(view: Open) -> None:
    shown = view()
    choose(shown, CALL)
    before, places = shown.camera(), shown.places()
    only_held(shown)
    assert shown.camera() == before
    after = shown.places()
    assert 0 < len(after) < len(places)
    assert all(places[one] == place for one, place in after.items())


def test_a_link_opens_the_same_view_in_a_browser_that_was_never_here(
    view: Open, browser: Browser
) -> None:
    shown = view()
    choose(shown, CALL)
    shown.page.get_by_role("button", name="Zoom in").click()
    shown.wait("location.search.includes('cam=')")
    only_held(shown)
    shown.wait("location.search.includes('cam=') && location.search.includes('status=held')")
    link, heading, places = shown.page.url, shown.heading(), shown.places()
    assert len(link) < 2000
    with elsewhere(browser, link) as again:
        again.wait("document.querySelector('.quotes h2')")
        assert again.heading() == heading
        assert set(again.places()) == set(places)
        assert again.place(CALL) == pytest.approx(shown.place(CALL), abs=3)
        assert again.camera()[2] == pytest.approx(shown.camera()[2], abs=0.001)


def test_a_link_shows_its_node_where_it_was_though_others_stand_elsewhere(
    view: Open, browser: Browser
) -> None:
    shown = view()
    shown.page.get_by_role("button", name="All dates").click()
    shown.wait("location.search.includes('from=any') && readout.applied.nodes > 45")
    choose(shown, "Vladimir Putin")
    x, y = shown.place("Vladimir Putin")
    shown.page.mouse.move(x, y)
    for _ in range(4):
        shown.page.mouse.wheel(0, -120)
        shown.page.wait_for_timeout(50)
    shown.wait("/cam=[^&]*person-/.test(location.search)")
    shown.page.wait_for_timeout(300)
    link, places = shown.page.evaluate("location.href"), shown.places()
    with elsewhere(browser, link) as again:
        assert again.places() != places  # or this would test nothing
        assert again.place("Vladimir Putin") == pytest.approx(shown.place("Vladimir Putin"), abs=3)
        assert again.camera()[2] == pytest.approx(shown.camera()[2], abs=0.001)
        fresh = again.places()
    shown.page.get_by_role("button", name="Tidy up").click()
    shown.wait("!location.search.includes('cam=')")
    assert shown.places() == fresh


def test_cameras_of_old_and_of_broken_links(view: Open) -> None:
    day = "?from=2022-02-20&to=2022-02-20&cam="
    assert view(f"{day}20,13,0.594").camera()[:3] == pytest.approx([20, 13, 0.594], abs=0.01)
    everything = view(day).camera()
    for broken in ("x,y,z", "1,2", "1,2,0", "1,2,-1", "1,2,1,nobody"):
        shown = view(f"{day}{broken}")
        assert shown.camera()[2] > 0
        if broken != "1,2,1,nobody":
            assert shown.camera() == pytest.approx(everything, abs=0.01)


def test_layout_knows_how_large_nodes_are_drawn(view: Open) -> None:
    shown = view("?from=any&to=any&nodes=300&said=1")
    shown.wait("document.fonts.check('italic 400 14px \"Source Serif\"')")
    shown.wait("document.fonts.check('500 14px \"Source Sans\"')")
    shown.page.wait_for_timeout(300)
    found = shown.page.evaluate(
        """() => {
          const { nodes } = readout.picture;
          return nodes.get().map((node) => {
            const { box } = readout.picture.size(readout.picture.context(), node);
            return [node.kind, node.status, node.label, node.under, node.degree, node.said, box];
          });
        }"""
    )
    assert len(found) > 150
    status = {words.status(each): each for each in STATUS_LINE}
    for kind, drawn, label, under, degree, said, box in found:
        room = room_of(kind, status.get(drawn, ""), label, under, degree, said)
        assert box["right"] <= room.side + GAP / 2, label
        assert -box["top"] <= room.up + 3, label
        assert box["bottom"] <= room.down + 3, label
        # No more than a line too much, either.
        assert box["bottom"] >= room.down - 18, label


def test_back_and_forward(view: Open) -> None:
    shown = view()
    choose(shown, CALL)
    choose(shown, "Emmanuel Macron")
    shown.page.go_back()
    shown.wait(f"document.querySelector('.quotes h2')?.textContent.startsWith({CALL!r})")
    shown.page.go_forward()
    shown.wait("document.querySelector('.quotes h2')?.textContent === 'Emmanuel Macron'")
    only_held(shown)
    shown.page.go_back()
    shown.wait("!location.search.includes('status=') && readout.applied.nodes > 20")
    # What Back took away must not come back with the next click.
    choose(shown, CALL)
    assert "status=" not in shown.page.url


def test_what_was_dragged_stays(view: Open) -> None:
    shown = view()
    x, y = shown.place("Vladimir Putin")
    shown.page.mouse.move(x, y)
    shown.page.mouse.down()
    shown.page.mouse.move(x + 60, y + 40, steps=5)
    shown.page.mouse.up()
    moved = shown.place("Vladimir Putin")
    assert moved == pytest.approx((x + 60, y + 40), abs=4)
    only_held(shown)
    assert shown.place("Vladimir Putin") == pytest.approx(moved, abs=1)


def test_expand_and_collapse(view: Open) -> None:
    shown = view()
    choose(shown, "Emmanuel Macron")
    before = set(shown.places())
    shown.page.get_by_role("button", name="more neighbour").click()
    shown.wait(f"readout.applied.nodes > {len(before)}")
    assert before < set(shown.places())
    assert "open=" in shown.page.url
    shown.page.get_by_role("button", name="Draw fewer neighbours").click()
    shown.wait(f"readout.applied.nodes === {len(before)}")


def test_actors_by_keyboard(view: Open) -> None:
    shown = view("?from=any&to=any")
    field = shown.page.get_by_role("combobox", name="Actors")
    field.fill("zelensk")
    expect(shown.page.get_by_role("option").first).to_contain_text("Zelenskyy")
    field.press("ArrowDown")
    field.press("Enter")
    shown.wait("location.search.includes('actor=')")
    field.fill("macron")
    expect(shown.page.get_by_role("option").first).to_contain_text("Macron")
    field.press("Enter")
    shown.wait("new URLSearchParams(location.search).getAll('actor').length === 2")
    shown.page.get_by_role("button", name="all together").click()
    shown.wait("location.search.includes('match=all')")


def test_dates_by_dragging_over_the_histogram(view: Open) -> None:
    shown = view()
    frame = shown.page.locator(".dates svg").bounding_box()
    assert frame
    middle = frame["y"] + frame["height"] / 2
    shown.page.mouse.move(frame["x"] + frame["width"] * 0.3, middle)
    shown.page.mouse.down()
    shown.page.mouse.move(frame["x"] + frame["width"] * 0.6, middle, steps=4)
    shown.page.mouse.up()
    shown.wait("!location.search.includes('from=2022-02-20')")
    assert shown.page.evaluate("new URLSearchParams(location.search).get('from')") < "2022-02-20"


def test_copying(view: Open, browser: Browser) -> None:
    shown = view()
    shown.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    choose(shown, CALL)
    shown.page.get_by_role("button", name="Copy link").click()
    expect(shown.page.locator(".copied")).to_contain_text("works on this computer only")
    link = shown.page.evaluate("navigator.clipboard.readText()")
    assert "id=meeting-" in link
    assert "from=2022-02-20" in link
    shown.page.get_by_role("button", name="Copy quote and link").first.click()
    expect(shown.page.locator(".quotes .copied")).to_be_visible()
    quote = shown.page.evaluate("navigator.clipboard.readText()")
    assert quote.startswith("“")
    assert "id=meeting-" in quote


def test_the_table_chooses_and_downloads(view: Open) -> None:
    shown = view()
    shown.page.get_by_text("Table of what is drawn").click()
    expect(shown.page.get_by_test_id("stDataFrame")).to_be_visible()
    with shown.page.expect_download() as download:
        shown.page.get_by_role("button", name="Download as CSV").click()
    content = Path(download.value.path()).read_text("utf-8-sig")
    assert "Vladimir Putin" in content


def test_the_picture_has_words_for_who_cannot_see_it(view: Open) -> None:
    shown = view()
    choose(shown, CALL)
    label = shown.page.locator(".canvas .vis-network").get_attribute("aria-label")
    assert label
    assert "things and" in label
    expect(shown.page.locator("[aria-live=polite].unseen")).to_contain_text(f"Selected: {CALL}")


def test_nothing_leaves_this_machine_and_nothing_is_refused(view: Open) -> None:
    shown = view()
    choose(shown, CALL)
    only_held(shown)
    assert hosts(shown.requests) == {"127.0.0.1"}
    assert shown.trouble == []


NEW = """
dataset: {id: new, title: New, publisher: Nobody, licence: CC0-1.0}
actors:
  one: {type: Person, caption: Somebody New}
articles:
  a:
    title: A title
    sourceUrl: https://example.org/new
    publisher: Somebody
    publishedAt: 2022-02-20
    textSha256: 0000000000000000000000000000000000000000000000000000000000000000
    quotes:
      q: {exact: They met, start: 0}
    records:
      - Meeting: m
        quote: q
        status: held
        format: call
        startDate: 2022-02-20
        participants: [one]
"""


def test_a_finished_load_appears_on_the_open_page(
    view: Open, serve: Callable[..., str], tmp_path: Path
) -> None:
    address = serve()
    shown = view(address=address)
    before, camera = shown.places(), shown.camera()
    path = tmp_path / "new.yaml"
    path.write_text(NEW, "utf-8")
    example.load(serve.folders[address], str(path))  # type: ignore[attr-defined]
    shown.wait(f"readout.applied.nodes > {len(before)}")
    after = shown.places()
    assert all(after[one] == place for one, place in before.items())
    assert shown.camera() == camera


def test_headers(app: str, view: Open) -> None:
    shown = view()
    answer = shown.page.request.get(app)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "http:" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert shown.page.request.get(f"{app}/readyz").text() == "ready"
    assert shown.page.request.get(f"{app}/parts/x/nothing.js").status == 404


# ---- hostile text --------------------------------------------------------------------------------

HOSTILE = """
dataset: {id: hostile, title: Hostile, publisher: Nobody, licence: CC0-1.0}
actors:
  one: {type: Person, caption: '<img src=x onerror="window.hit=1">'}
  two: {type: Person, caption: 'href </script><script>window.hit=2</script>'}
articles:
  a:
    title: '![](https://tracker.invalid/t.png) <svg onload=window.hit=3>'
    sourceUrl: https://example.org/x
    publisher: '[click](javascript:window.hit=4)'
    publishedAt: 2022-02-20
    textSha256: 0000000000000000000000000000000000000000000000000000000000000000
    quotes:
      q: {exact: '<script>window.hit=5</script> <img src=https://tracker.invalid/q.png>', start: 0}
    records:
      - Meeting: m
        quote: q
        status: held
        format: call
        topic: '<style>*{display:none}</style>'
        startDate: 2022-02-20
        participants: [one, two]
"""


def test_hostile_text_runs_nothing_and_loads_nothing(
    view: Open, serve: Callable[..., str], tmp_path: Path
) -> None:
    path = tmp_path / "hostile.yaml"
    path.write_text(HOSTILE, "utf-8")
    address = serve(str(path))
    shown = view("?from=any&to=any", address)
    choose(shown, "<img") if "<img" not in shown.heading() else None
    shown.page.mouse.move(*shown.place("<img"))
    shown.page.wait_for_timeout(400)
    shown.page.get_by_text("Table of what is drawn").click()
    expect(shown.page.get_by_test_id("stDataFrame")).to_be_visible()
    shown.page.get_by_role("combobox", name="Actors").fill("href")
    shown.page.wait_for_timeout(600)
    shown.page.mouse.click(*shown.place("Call"))
    expect(shown.page.locator(".quotes mark").first).to_contain_text("<script>window.hit=5")
    assert shown.page.evaluate("window.hit") is None
    assert hosts(shown.requests) == {"127.0.0.1"}
    assert shown.trouble == []
