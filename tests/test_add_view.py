"""views/add.py: the form, and an added text with its cards, as AppTest sees them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from graph.database import DatabaseAway
from loaders import adding
from loaders.extraction.finds import Span
from tests import few_finds
from tests.few_finds import TEXT
from views import add, add_cards, data

PAGE = Path(__file__).parent / "adding_page.py"
Open = Callable[..., AppTest]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """An embedded database with nothing in it, and a few finds without the language model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READOUT_DATA", str(tmp_path_factory.mktemp("adding")))
        patch.setattr("loaders.extraction.extractor.extract", few_finds.extract)
        adding._extract.cache_clear()
        data.database.clear()
        yield
        data.database().close()
        data.database.clear()
        adding._extract.cache_clear()


@pytest.fixture
def page(empty: None) -> Iterator[Open]:
    """Open the page at `add`; afterwards nothing is left."""

    def opened(**parameters: str) -> AppTest:
        app = AppTest.from_file(str(PAGE), default_timeout=60)
        for name, value in parameters.items():
            app.query_params[name] = value
        app.run()
        assert not app.exception
        return app

    yield opened
    for each in adding.list_texts(100):
        adding.remove(data.database(), each.name)


def part(app: AppTest, key: str) -> Any:
    """Return what the component `key` was given; None where there is none."""
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
    children = pieces[2:] if pieces and isinstance(pieces[0], str) else pieces
    return " ".join(filter(None, (text(each) for each in children)))


def address(app: AppTest, name: str) -> str:
    """Return a parameter of the address, "" where it has none."""
    found = app.query_params.get(name, "")
    return found if isinstance(found, str) else found[0]


def read(app: AppTest) -> AppTest:
    """Press "Read it"."""
    app.button(key="add-read").click().run()
    assert not app.exception
    return app


def pasted(page: Open, words: str = TEXT) -> AppTest:
    """Add a text by pasting it."""
    app = page(add="new")
    app.text_area(key="add-text").set_value(words)
    app.text_input(key="add-publisher").set_value("Elysee")
    return read(app)


def act(app: AppTest, **given: Any) -> dict[str, Any]:
    """Do what a press in the component does, and return what it then shows.

    AppTest runs no JavaScript, so the callback's own function is called.
    """
    name = part(app, "adding")["subject"]
    app.session_state["adding-test"] = {"name": name, "act": {**given, "at": 1}}
    app.run()
    assert not app.exception
    return part(app, "adding") or {}


@pytest.fixture(autouse=True)
def _acts(monkeypatch: pytest.MonkeyPatch) -> None:
    show = add.show

    def shown() -> None:
        import streamlit as st

        if given := st.session_state.pop("adding-test", None):
            add.carry_out(given["name"], given["act"])
        show()

    monkeypatch.setattr(add, "show", shown)


def verdicts(shown: dict[str, Any]) -> list[str]:
    """Return the verdicts of the cards, in order."""
    return [card["verdict"] for card in shown["cards"]]


# ---- the form ------------------------------------------------------------------------------------


def test_a_pasted_text_is_added_and_shown_with_its_finds(page: Open) -> None:
    app = pasted(page)
    shown = part(app, "adding")
    assert address(app, "add") == shown["subject"]
    assert "".join(piece["text"] for piece in shown["pieces"]) == TEXT
    assert [card["label"] for card in shown["cards"]] == [
        "Call · Macron, Putin · 20 Feb 2022 · Took place. Not checked",
        "Agreement or pledge · Agreed. Not checked",
        "What was said · The Elysee. Not checked",
        "Meeting · Putin, Biden · Planned. Not checked",
    ]
    assert shown["progress"] == (
        "Added: 4 finds, none checked yet. They are drawn with a hollow badge."
    )
    assert shown["publisher"] == "Elysee"
    assert shown["basis"].startswith("Publication date inferred: ")
    assert shown["newsHead"].startswith("1 text added: 1 new call")
    assert all(each["link"] for each in shown["news"])
    assert len(part(app, "adding-known")) > 500


def test_the_guessed_date_is_shown_before_anything_is_added(page: Open) -> None:
    app = page(add="new")
    app.text_area(key="add-text").set_value(TEXT).run()
    assert text(part(app, "add-date")).startswith("Publication date inferred: 20 Feb 2022 (")
    app.date_input(key="add-published").set_value("2022-02-21").run()
    assert part(app, "add-date") is None


def test_an_address_that_cannot_be_read_loses_nothing(page: Open) -> None:
    app = page(add="new")
    app.text_area(key="add-text").set_value("Something half written").run()
    app.radio(key="add-way").set_value("address").run()
    app.text_input(key="add-address").set_value("http://127.0.0.1/private")
    app.text_input(key="add-title").set_value("My title")
    read(app)
    assert text(part(app, "add-refused")) == (
        "This address is on this computer or its network; only public pages are read; "
        "nothing was saved."
    )
    assert address(app, "add") == "new"
    assert app.text_input(key="add-address").value == "http://127.0.0.1/private"
    assert app.text_input(key="add-title").value == "My title"
    app.radio(key="add-way").set_value("paste").run()
    assert app.text_area(key="add-text").value == "Something half written"
    assert adding.list_texts(10) == []


def test_what_is_typed_is_there_after_a_look_at_the_network(page: Open) -> None:
    app = page(add="new")
    app.text_area(key="add-text").set_value("Something half written").run()
    app.button(key="add-back").click().run()
    assert "add" not in app.query_params
    app.button[0].click().run()
    assert app.text_area(key="add-text").value == "Something half written"


def test_an_added_text_is_listed_and_opens_again(page: Open) -> None:
    app = pasted(page)
    name = part(app, "adding")["subject"]
    app.button(key="add-new").click().run()
    assert app.text_area(key="add-text").value == ""
    app.button(key=f"add-open-{name}").click().run()
    assert part(app, "adding")["subject"] == name


def test_the_same_text_again_says_so(page: Open) -> None:
    pasted(page)
    shown = part(pasted(page), "adding")
    assert {"words": "This text was added before; here it is.", "look": ""} in shown["notes"]


def test_a_link_to_a_text_that_is_gone(page: Open) -> None:
    app = page(add="macron-calls-nobody-00000000")
    assert "This text can't be opened: it is not here any more." in text(part(app, "add-refused"))
    assert part(app, "adding") is None
    bad = page(add="../../etc/passwd")
    assert "no name of an added text" in text(part(bad, "add-refused"))


# ---- checking ------------------------------------------------------------------------------------


def test_accept_reject_and_undo(page: Open) -> None:
    app = pasted(page)
    ids = [card["id"] for card in part(app, "adding")["cards"]]
    assert verdicts(act(app, do="accept", id=ids[0])) == ["accepted", "", "", ""]
    shown = act(app, do="reject", id=ids[1])
    assert verdicts(shown) == ["accepted", "rejected", "", ""]
    assert shown["progress"] == ("4 finds, 2 checked. The others are drawn with a hollow badge.")
    assert shown["undo"] == "rejected 1 find"
    assert verdicts(act(app, do="back")) == ["accepted", "", "", ""]
    shown = act(app, do="undo", id=ids[0])
    assert verdicts(shown) == ["", "", "", ""]
    assert shown["undo"] == ""


def test_accept_all_above_a_precision_and_take_it_back(
    page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = {"meeting.call.noun": (38, 41), "agreement.agree.verb": (17, 20)}
    monkeypatch.setattr(adding, "rule_precision", lambda: measured)
    app = pasted(page)
    cards = part(app, "adding")["cards"]
    assert [card["how"] for card in cards[:3]] == [
        "This rule is right in 92 % of 41 checked finds",
        "This rule is right in 85 % of 20 checked finds",
        "This rule is not measured yet",
    ]
    assert verdicts(act(app, do="accept all", share=90)) == ["accepted", "", "", ""]
    assert verdicts(act(app, do="accept all", share=80)) == ["accepted", "accepted", "", ""]
    assert verdicts(act(app, do="back")) == ["accepted", "", "", ""]


def test_a_correction_and_what_is_wrong_with_one(page: Open) -> None:
    app = pasted(page)
    card = part(app, "adding")["cards"][0]
    values = {
        "kind": "meeting",
        "format": "call",
        "status": "held",
        "participants": [{"id": "", "name": "Jane Newcomer"}],
        "first": "2022-02-20",
        "last": "2022-02-20",
        "minutes": 105,
    }
    wrong = act(app, do="save", id=card["id"], values={**values, "last": "2022-02-01"})
    assert wrong["answer"]["fault"] == "The last day is before the first."
    shown = act(app, do="save", id=card["id"], values=values)
    assert shown["answer"]["fault"] == ""
    assert shown["cards"][0]["label"] == (
        "Call · Jane Newcomer · 20 Feb 2022 · Took place. Corrected"
    )
    assert ["How long", "105 min", ""] in shown["cards"][0]["facts"]
    assert shown["cards"][0]["form"]["minutes"] == 105


def test_something_missed(page: Open) -> None:
    app = pasted(page)
    values = {
        "kind": "meeting",
        "format": "visit",
        "status": "planned",
        "evidence": {"words": "stay in touch", "start": -1},
        "participants": [],
    }
    shown = act(app, do="save", id="", values=values)
    assert "Visit · Planned. Added by hand" in [card["label"] for card in shown["cards"]]
    assert shown["answer"]["id"] == "meeting/stay in touch/1"


def test_title_and_date_are_corrected(page: Open) -> None:
    app = pasted(page)
    given = {"title": "Better", "publisher": "The Elysee", "published": "2022-02-21"}
    shown = act(app, do="about", values=given)
    assert (shown["title"], shown["published"], shown["basis"]) == ("Better", "21 Feb 2022", "")


def test_removing_a_text(page: Open) -> None:
    app = pasted(page)
    assert act(app, do="remove") == {}
    assert address(app, "add") == "new"
    assert adding.list_texts(10) == []


def test_seeing_it_in_the_network_and_the_news(page: Open) -> None:
    app = pasted(page)
    act(app, do="see")
    assert "add" not in app.query_params
    assert address(app, "from") == "2022-02-20"
    assert address(app, "id").startswith("meeting-")
    again = pasted(page, TEXT.replace("serious", "grave"))
    act(again, do="go", at_news=0)
    assert "add" not in again.query_params
    assert address(again, "id").startswith(("meeting-", "agreement-", "claim-"))


def test_the_database_is_away(page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    app = pasted(page)
    ids = [card["id"] for card in part(app, "adding")["cards"]]

    def away(*_: object, **__: object) -> None:
        raise DatabaseAway("away")

    with monkeypatch.context() as patch:
        for name in ("follow", "questions", "remove"):
            patch.setattr(adding, name, away)
        shown = act(app, do="accept", id=ids[0])
        assert verdicts(shown)[0] == "accepted"
        assert shown["notes"][0]["words"].startswith("The database does not answer. What you")
        kept = act(app, do="remove")
        assert "was not removed" in kept["answer"]["fault"]
        new = page(add="new")
        assert new.text_area(key="add-text") is not None
    app.run()  # it answers again
    assert part(app, "adding")["notes"] == []
    assert not adding.is_behind(part(app, "adding")["subject"])


def test_another_readers_decision_is_shown(page: Open) -> None:
    app = pasted(page)
    shown = part(app, "adding")
    adding.decide(shown["subject"], "accept", [shown["cards"][2]["id"]])
    app.run()
    assert verdicts(part(app, "adding")) == ["", "", "accepted", ""]


def test_a_question_with_both_quotes(page: Open) -> None:
    pasted(page)
    other = TEXT.replace(" on 20 February 2022", " earlier").replace("Macron calls", "Call of")
    app = page(add="new")
    app.text_area(key="add-text").set_value(other)
    app.text_input(key="add-publisher").set_value("Kremlin")
    app.date_input(key="add-published").set_value("2022-02-21")
    shown = part(read(app), "adding")
    asked = shown["questions"][0]
    assert asked["asked"] == "Same call?"
    assert (asked["yes"], asked["no"]) == ("Yes, the same call", "No, two calls")
    assert len(asked["sides"]) == 2
    assert {each["from"].split(",")[0].strip() for each in asked["sides"]}
    shown = act(app, do="answer", id=asked["id"], answer="no")
    assert shown["questions"][0]["answer"] == "No, two calls"
    shown = act(app, do="answer", id=asked["id"], answer="undo")
    assert shown["questions"][0]["answer"] == ""


# ---- pieces --------------------------------------------------------------------------------------


class _Found:
    def __init__(self, trigger: Span, *evidence: Span) -> None:
        self.trigger, self.evidence = trigger, evidence


class _Card:
    def __init__(self, trigger: Span, *evidence: Span) -> None:
        self.find = _Found(trigger, *evidence)


def test_pieces_join_to_the_text_and_overlaps_are_kept() -> None:
    words = "a👍🏽b <script>alert(1)</script> \u202eabc\u202c e\u0301 \u200b end"
    cards = [_Card(Span(2, 4), Span(0, 12)), _Card(Span(5, 7), Span(1, 9)), _Card(Span(3, 3))]
    found = add_cards.pieces(words, cards)
    assert "".join(piece["text"] for piece in found) == words
    assert all(words[p["start"] :].startswith(p["text"]) for p in found)
    by_start = {piece["start"]: piece["over"] for piece in found}
    assert by_start[2] == [[0, True], [1, False]]
    assert by_start[9] == [[0, False]]
    assert by_start[12] == []


def test_a_long_text_is_cut_in_no_time() -> None:
    words = "Talks were held in the capital. " * 6250
    cards = [_Card(Span(at, at + 5), Span(at, at + 30)) for at in range(0, 200_000, 320)]
    found = add_cards.pieces(words, cards)
    assert "".join(piece["text"] for piece in found) == words
    assert max(len(piece["over"]) for piece in found) == 1
