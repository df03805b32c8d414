"""Frames -> bytes for the browser, and the small pure parts of the views."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pandas as pd
import pytest

from graph import layout, queries, schema
from graph.queries import EDGES, NODES, Network
from graph.selection import Selection, Summary
from views import actions, browser, network, paper, reading, sharing, table, words

HOSTILE = "<img src=x onerror=alert(1)></script> href ![](https://evil.example/x.png)"


def nodes(*rows: dict[str, object]) -> pd.DataFrame:
    plain = {"str": "", "int64": 0, "bool": True, "float64": 0.0}
    full = [{name: row.get(name, plain[kind]) for name, kind in NODES.items()} for row in rows]
    return pd.DataFrame(full, columns=list(NODES)).astype(NODES)


def edges(*rows: tuple[str, str, str]) -> pd.DataFrame:
    full = [
        {"id": id, "type": "PARTICIPATED_IN", "start": start, "end": end, "phrase": "takes part in",
         "status": "planned", "role": "", "count": 1,
         "checked": id != "found"}
        for id, start, end in rows
    ]  # fmt: skip
    return pd.DataFrame(full, columns=list(EDGES)).astype(EDGES)


def drawn(nodes: pd.DataFrame, edges: pd.DataFrame) -> Network:
    nodes[["x", "y"]] = layout.place(nodes, edges)[["x", "y"]]
    return Network(nodes, edges, len(nodes), 0, Summary())


A = {"id": "a", "type": "Person", "caption": "Anna", "zone": "main"}
M = {"id": "m", "type": "Meeting", "caption": "Call", "zone": "main", "status": "planned"}


def test_edges_between_the_same_two_nodes_all_stay_and_lie_side_by_side() -> None:
    parallel = edges(("e1", "a", "m"), ("e2", "a", "m"), ("e3", "a", "m"))
    made, _ = network.picture(drawn(nodes(A, M), parallel), {})
    found = json.loads(made)["edges"]
    assert [edge["id"] for edge in found] == ["e1", "e2", "e3"]
    assert len({edge["bend"] for edge in found}) == 3


def test_what_is_on_the_screen_keeps_its_place() -> None:
    both = drawn(nodes(A, M), edges(("e", "a", "m")))
    made, places = network.picture(both, {"a": (10.0, 20.0)})
    assert places["a"] == (10.0, 20.0)
    assert {node["id"] for node in json.loads(made)["nodes"]} == {"a", "m"}
    assert network.picture(both, {}) == network.picture(both, {})


def test_a_node_knows_its_place_in_a_fresh_picture() -> None:
    both = drawn(nodes(A, M), edges(("e", "a", "m")))
    fresh, places = network.picture(both, {})
    moved, _ = network.picture(both, {"a": (10.0, 20.0)})
    homes = [
        {node["id"]: node["home"] for node in json.loads(each)["nodes"]} for each in (fresh, moved)
    ]
    assert homes[0] == homes[1]
    assert homes[0]["a"] == pytest.approx(places["a"], abs=0.1)


def test_status_is_a_line_and_a_word() -> None:
    made, _ = network.picture(drawn(nodes(A, M), edges(("e", "a", "m"))), {})
    meeting = next(node for node in json.loads(made)["nodes"] if node["id"] == "m")
    assert (meeting["line"], meeting["status"]) == ("dashed", "Planned")
    assert json.loads(made)["edges"][0]["line"] == "dashed"


def test_what_software_found_is_marked_in_the_picture() -> None:
    unchecked = M | {"checked": False}
    both = drawn(nodes(A, unchecked), edges(("e", "a", "m"), ("found", "a", "m")))
    made = json.loads(network.picture(both, {})[0])
    assert {node["id"]: node["checked"] for node in made["nodes"]} == {"a": True, "m": False}
    assert {edge["id"]: edge["checked"] for edge in made["edges"]} == {"e": True, "found": False}


def test_the_table_says_what_is_checked() -> None:
    both = drawn(nodes(A, M | {"checked": False}), edges(("e", "a", "m"), ("found", "a", "m")))
    rows = queries.table(both)
    assert dict(zip(rows["id"], rows["checked"], strict=True)) == {
        "a": "yes", "m": "no", "e": "yes", "found": "no",
    }  # fmt: skip
    assert table.COLUMNS["checked"] == "Checked"


def test_an_empty_picture() -> None:
    made, places = network.picture(drawn(nodes(), edges()), {})
    assert json.loads(made)["nodes"] == []
    assert places == {}


def test_hostile_text_stays_text_and_pyvis_makes_no_title_of_it() -> None:
    made, _ = network.picture(drawn(nodes(A | {"caption": HOSTILE}), edges()), {})
    node = json.loads(made)["nodes"][0]
    assert node["label"] == HOSTILE
    assert "title" not in node


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://example.org/a", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        (" JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//example.org", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links(address: str, good: bool) -> None:
    piece = paper.piece("a", "x", link=address)
    assert ("href" in piece[1]) == good


def test_pieces_of_an_article_overlap_and_lose_nothing() -> None:
    text = "Привет 🕊️ world, hello"
    marks = [(0, 6, "a", "A"), (3, 12, "b", "B"), (20, 99, "c", "C")]
    found = list(reading.pieces(text, marks))
    assert "".join(piece for piece, _ in found) == text
    assert ("вет", [("a", "A"), ("b", "B")]) in found


def test_a_spreadsheet_runs_nothing() -> None:
    frame = pd.DataFrame({"name": ["=1+1", "@x", "-x", "+x", "Élysée"], "events": [1, 2, 3, 4, 5]})
    lines = table.as_csv(frame).decode("utf-8-sig").splitlines()
    assert lines[1:] == ["'=1+1,1", "'@x,2", "'-x,3", "'+x,4", "Élysée,5"]


def test_copied_quote() -> None:
    piece = sharing.copy_quote(
        "he intends to withdraw",
        "Putin, as reported by the Elysee, in this article",
        "Questioned by the Elysee",
        "2022-02-20",
        "2022-02-21T08:00",
    )
    assert piece[1]["copy"]["text"] == (
        "“he intends to withdraw”: Putin, as reported by the Elysee, in this article; "
        "questioned by the Elysee. 20 Feb 2022. Data as of 21 Feb 2022."
    )


def test_a_copied_quote_says_that_nobody_checked_it() -> None:
    given = ("we meet soon", "This article", "", "2022-02-20", "")
    piece = sharing.copy_quote(*given, is_checked=False, is_day_inferred=True)
    assert piece[1]["copy"]["text"] == (
        "“we meet soon”: This article; found by software, not checked. "
        "20 Feb 2022 (publication date inferred)."
    )


@pytest.mark.parametrize(
    ("finders", "said"),
    [
        (
            ("0.93/41",),
            "Of what this rule found in texts checked by people, 93 % was right (41 finds).",
        ),
        # rounded down: 100 % is what was never wrong
        (
            ("0.996/250",),
            "Of what this rule found in texts checked by people, 99 % was right (250 finds).",
        ),
        (
            ("1/1",),
            "Of what this rule found in texts checked by people, 100 % was right (1 find).",
        ),
        (
            ("0.93/41", "0.8/10", ""),
            "Of what these rules found in texts checked by people, 93 % was right (41 finds) and "
            "80 % (10 finds). Of 1 more rule this has not been measured.",
        ),
        (("",), "How often this rule is right has not been measured."),
        (("", ""), "How often these rules are right has not been measured."),
        ((), "How often this rule is right has not been measured."),
    ],
)
def test_how_often_software_is_right(finders: tuple[str, ...], said: str) -> None:
    assert words.precision(finders) == said


def test_actions() -> None:
    start = Selection(first="2022-02-20", last="2022-02-20", actors=("a",), kinds=("Meeting",))
    apply = actions.apply
    assert apply(start, {"do": "choose", "id": "m"}).chosen == "m"
    opened = apply(start, {"do": "expand", "id": "m"})
    assert opened.expanded == ("m",)
    assert apply(opened, {"do": "expand", "id": "m"}) == opened
    assert apply(opened, {"do": "collapse", "id": "m"}) == start
    assert apply(start, {"do": "collapse", "id": "m"}).collapsed == ("m",)
    assert apply(start, {"do": "widen"}).first == ""
    assert apply(start, {"do": "actors", "ids": []}).actors == ()
    assert apply(start, {"do": "reset"}).kinds == ()
    assert apply(start, {"do": "nonsense"}) == start
    assert apply(start, {"do": "reveal"}).kinds == ()


def test_the_picture_depends_on_all_but_what_is_chosen() -> None:
    left_out = {"chosen", "reading", "version"}
    plain = network.drawn_by(
        Selection(chosen="x", reading="y", version="z", first="2022-02-20", actors=("a",))
    )
    assert {each.name for each in fields(Selection)} >= left_out
    assert plain == Selection(first="2022-02-20", actors=("a",))


def test_words() -> None:
    assert words.day("2022-02-20T17:15") == "20 Feb 2022"
    assert words.day("2022-02") == "Feb 2022"
    assert words.day("2014") == "2014"
    assert words.count(2000, "node") == "2,000 nodes"
    assert words.kind("Claim") == "What was said"


# ---- the style sheet -----------------------------------------------------------------------------

STYLE = (browser.FOLDER / "page.css").read_text("utf-8")


def pairs(style: str) -> dict[str, tuple[str, str]]:
    found = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", style)
    return {name: (light, dark) for name, light, dark in found}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"), ("ink", "raised"), ("ink", "shade"), ("ink", "marker"),
        ("ink", "marker-soft"), ("ink", "zone"), ("muted", "paper"), ("muted", "raised"),
        ("muted", "shade"), ("muted", "zone"), ("on-badge", "badge"), ("focus", "paper"),
    ],
)  # fmt: skip
def test_text_is_legible(theme: int, text: str, ground: str) -> None:
    colours = pairs(STYLE)
    assert contrast(colours[text][theme], colours[ground][theme]) >= 4.5


def test_kinds_have_the_colours_of_the_schema() -> None:
    found = dict(re.findall(r"\.of-(\w+) \{ color: light-dark\((#\w+, #\w+)\)", STYLE))
    assert found == {
        each.name.lower(): f"{each.colour}, {each.colour_dark}" for each in schema.NODE_TYPES
    }


def test_the_browser_is_served_every_file_that_it_imports() -> None:
    served = browser.served()
    for path in Path(browser.FOLDER).glob("*.js"):
        for name in re.findall(r'from "\./([\w.-]+)"|import "\./([\w.-]+)"', path.read_text()):
            assert "".join(name) in served
    assert "@license" in served[browser.VIS_NETWORK].read_text("utf-8")[:1000]


def test_nothing_names_another_machine() -> None:
    for path in [*Path(browser.FOLDER).iterdir(), Path(".streamlit/config.toml")]:
        assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", path.read_text("utf-8")), path
