"""views/page.py with the shipped example: what stands on the page, and what the address holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graph.database import DatabaseAway, DatabaseError
from graph.queries import DataVersion
from tests import example
from views import actions, data

DAY = {"from": "2022-02-20", "to": "2022-02-20"}
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    folder = tmp_path_factory.mktemp("app")
    example.load(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READOUT_DATA", str(folder))
        data.database.clear()
        yield
        data.database().close()
        data.database.clear()


@pytest.fixture
def page(loaded: None) -> Open:
    """Open the page with these parameters."""

    def opened(**parameters: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(example.ROOT / "views" / "page.py"), default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    return opened


def part(app: AppTest, key: str) -> Any:
    """Return what the component `key` was given."""
    for element in app.get("bidi_component"):
        if element.proto.id.endswith(f"-{key}"):
            return json.loads(element.proto.bytes or element.proto.json)
    return None


def text(pieces: Any) -> str:
    """Return all text of pieces, in order."""
    if isinstance(pieces, str):
        return pieces
    if isinstance(pieces, dict):
        return text(pieces.get("pieces", []))
    return " ".join(filter(None, (text(each) for each in pieces if isinstance(each, str | list))))


def marked(pieces: Any) -> list[str]:
    """Return the words of all marks."""
    if not isinstance(pieces, list):
        return []
    if pieces[:1] == ["mark"]:
        return [text(pieces[2:])]
    return [words for each in pieces for words in marked(each)]


def address(app: AppTest) -> dict[str, list[str]]:
    """Return the parameters of the address."""
    found = app.query_params.items()
    return {name: [each] if isinstance(each, str) else list(each) for name, each in found}


def call(app: AppTest) -> str:
    """Return the id of the call that lasted 105 minutes."""
    nodes = part(app, "network")["nodes"]
    return next(node["id"] for node in nodes if "105 min" in node["label"])


def test_the_first_picture(page: Open) -> None:
    app = page(**DAY)
    said = text(part(app, "masthead"))
    assert "Sunday 20 February 2022 · 2 calls reported as held" in said
    drawn = part(app, "network")
    names = {node["label"] for node in drawn["nodes"]}
    assert {"Vladimir Putin", "Emmanuel Macron", "Volodymyr Zelenskyy"} <= names
    assert len(drawn["nodes"]) <= 60
    assert {node["zone"] for node in drawn["nodes"]} == {"main", "expected", "unnamed"}
    assert len({edge["id"] for edge in drawn["edges"]}) == len(drawn["edges"])


def test_without_a_link_something_is_chosen_and_its_words_are_open(page: Open) -> None:
    app = page()
    assert part(app, "choice")["chosen"]
    assert marked(part(app, "quotes")["pieces"])


def test_a_meeting_with_its_words(page: Open) -> None:
    chosen = call(page(**DAY))
    panel = part(page(**DAY, id=chosen), "quotes")
    words = marked(panel["pieces"])
    assert "105 minutes" in words
    said = text(panel)
    assert "Vladimir Putin" in said
    assert "characters 435–446" in said
    assert "Publication date" in said or "publication date inferred" in said


def test_what_was_said_is_followed_by_who_questions_it(page: Open) -> None:
    nodes = part(page(**DAY), "network")["nodes"]
    said = next(node["id"] for node in nodes if "Putin: intends" in " ".join(node["label"].split()))
    panel = part(page(**DAY, id=said), "quotes")
    assert marked(panel["pieces"])[:3] == [
        "intends to withdraw Russian troops from Belarus",
        "will have to be verified",
        "appeared to contradict",
    ]
    words = text(panel)
    order = (
        "Questioned by the Elysee (“will have to be verified”). "
        "Appears to contradict the Belarusian government, according to the Elysee",
        "Vladimir Putin, as reported by the Elysee, in this article",
        "Who questions, contradicts or repeats it",
        "When, by whom, to whom and about what",
    )
    places = [words.index(each) for each in order]
    assert places == sorted(places)


def test_an_edge_with_its_words(page: Open) -> None:
    edge = part(page(**DAY), "network")["edges"][0]
    panel = part(page(**DAY, id=edge["id"]), "quotes")
    assert marked(panel["pieces"])
    assert "Connection" in text(panel)


def test_an_actor_has_events_then_words(page: Open) -> None:
    nodes = part(page(**DAY), "network")["nodes"]
    putin = next(node["id"] for node in nodes if node["label"] == "Vladimir Putin")
    said = text(part(page(**DAY, id=putin), "quotes"))
    assert said.index("Events") < said.index("The words")
    assert "Show" in said  # 20 at a time


def test_a_filter_changes_picture_and_address(page: Open) -> None:
    app = page(**DAY)
    before = len(part(app, "network")["nodes"])
    narrowed = actions.apply(
        app.session_state["selection"], {"do": "narrow", "field": "statuses", "values": ["held"]}
    )
    app.session_state["selection"] = narrowed
    app.run()
    assert address(app)["status"] == ["held"]
    assert address(app)["from"] == ["2022-02-20"]
    assert 0 < len(part(app, "network")["nodes"]) < before
    assert "status took place" in text(part(app, "masthead"))
    chosen = {group["field"]: group["chosen"] for group in part(app, "choices")}
    assert chosen == {"kinds": [], "statuses": ["held"], "speakers": [], "switches": []}


def test_opening_a_link_writes_no_address(page: Open) -> None:
    # It would be a step of Back that leads nowhere.
    app = page(**DAY)
    assert address(app) == {name: [value] for name, value in DAY.items()}


def test_a_changed_address_wins(page: Open) -> None:
    app = page(**DAY)
    app.query_params["status"] = "held"
    app.run()
    assert {node["line"] for node in part(app, "network")["nodes"]} == {"solid"}
    del app.query_params["status"]
    app.run()
    assert "dashed" in {node["line"] for node in part(app, "network")["nodes"]}


def test_what_a_link_says_that_is_not_understood(page: Open) -> None:
    said = text(part(page(**DAY, frobnicate="1", cam="1,2,0.5"), "masthead"))
    assert "Part of this link is no longer understood: frobnicate=1. The rest is shown." in said
    assert "cam" not in said


def test_a_link_made_on_other_data(page: Open) -> None:
    assert "The data have changed" in text(part(page(**DAY, data="0123456789ab"), "masthead"))


def test_nothing_found(page: Open) -> None:
    app = page(**{"from": "1999-01-03", "to": "1999-01-05", "undated": "0"})
    said = text(part(app, "nothing"))
    assert "Nothing between 3 and 5 Jan 1999." in said
    assert "Widen to all dates" in said


def test_the_selected_is_outside(page: Open) -> None:
    chosen = call(page(**DAY))
    app = page(**{"from": "1999-01-03", "to": "1999-01-05", "id": chosen})
    assert "What you selected is outside these filters." in text(part(app, "quotes"))


def test_an_id_that_is_nowhere(page: Open) -> None:
    assert "not in the data" in text(part(page(**DAY, id="meeting-nowhere"), "quotes"))


def test_the_table_is_made_when_it_is_opened(page: Open) -> None:
    assert not page(**DAY).dataframe


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (DatabaseAway("x"), "The database does not answer. Your view is kept; trying again every"),
        (DatabaseError("Neo4j refuses user 'a'."), "Neo4j refuses user 'a'."),
    ],
)
def test_the_database_is_away(
    page: Open, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    app = page(**DAY)
    with monkeypatch.context() as patch:

        def raises(*_: object) -> Any:
            raise error

        patch.setattr(data.queries, "data_version", raises)
        data.version.clear()
        app.run()
        assert sentence in text(part(app, "away"))
        if isinstance(error, DatabaseAway):
            assert part(app, "network")["nodes"]  # what was on the page stays
        assert address(app)["from"] == ["2022-02-20"]
    app.run()  # it answers again
    assert part(app, "away") is None
    assert part(app, "network")["nodes"]


def test_nothing_is_loaded(page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data.queries, "data_version", lambda _: DataVersion("", "", 0))
    data.version.clear()
    app = page()
    data.version.clear()
    assert "python -m loaders curated loaders/examples" in text(part(app, "empty"))
