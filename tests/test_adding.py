"""loaders/adding.py: reading what is typed, deciding, and a graph that follows."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from graph.actors import ACTORS, frame
from graph.database import Database, DatabaseAway
from graph.statement import Statement
from graph.verify import faults
from loaders import Options, added_texts, adding, articles
from loaders import load as loading
from loaders.adding import Added, Opened, Refused, Typed
from loaders.corrections import marked_in
from tests import few_finds
from tests.few_finds import TEXT

CALL = "meeting/call/1"
AGREED = "agreement/agreed/1"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of the test's own, and a few finds without the language model."""
    monkeypatch.setenv("READOUT_DATA", str(tmp_path))
    monkeypatch.setattr("loaders.extraction.extractor.extract", few_finds.extract)
    monkeypatch.setattr("loaders.articles.extract", few_finds.extract)
    adding._extract.cache_clear()
    return tmp_path / "texts"


def paste(text: str = TEXT, **given: str) -> str:
    """Add a text and return its name."""
    added = adding.add(Typed("paste", text=text, **given))
    assert isinstance(added, Added), added
    return added.name


def opened(name: str) -> Opened:
    """Return an added text, which must open."""
    found = adding.open_text(name)
    assert isinstance(found, Opened), found
    return found


def verdicts(name: str) -> dict[str, str]:
    """Return the verdict on each find."""
    return {card.find.anchor: card.verdict for card in opened(name).cards}


def form(**given: Any) -> dict[str, Any]:
    """Return what the form of the call sends, where nothing is changed but `given`."""
    people = [
        {"id": part.actor.id, "name": part.actor.caption}
        for part in few_finds.extract(TEXT).meetings[0].participants
    ]
    unchanged = {
        "kind": "meeting",
        "format": "call",
        "status": "held",
        "participants": people,
        "first": "2022-02-20",
        "last": "2022-02-20",
        "minutes": "",
        "place": {"words": "", "start": -1, "end": -1},
        "speakers": [],
    }
    return {**unchanged, **given}


# ---- adding --------------------------------------------------------------------------------------


def test_a_text_lies_in_the_folder_exactly_as_it_was_pasted(folder: Path) -> None:
    text = (
        "Heading\r\n\r\nThe e\u0301lan 🇫🇷 of the\u200b talks was good, "
        "said the \u202epresident\u202c.\n"
    )
    name = paste(text, title="Heading: “a”", publisher="Elysee", published="2022-02-20")
    assert (folder / f"{name}.txt").read_bytes() == text.encode()
    found = opened(name)
    assert found.text == text
    assert (found.title, found.publisher) == ("Heading: “a”", "Elysee")
    assert found.published_at == "2022-02-20"
    assert found.date_reason == ""


def test_a_text_that_begins_with_a_byte_order_mark_keeps_its_offsets() -> None:
    found = opened(paste("\ufeff" + TEXT))
    assert found.text == TEXT
    assert all(card.find.trigger.of(found.text) for card in found.cards)


def test_a_date_that_nobody_gives_is_inferred_and_says_from_what() -> None:
    found = opened(paste())
    assert found.published_at == "2022-02-20"
    assert "full date" in found.date_reason


def test_the_same_text_again_is_the_same_text(folder: Path) -> None:
    first = adding.add(Typed("paste", text=TEXT, publisher="Elysee"))
    again = adding.add(Typed("paste", text=TEXT, title="Another title"))
    assert isinstance(first, Added)
    assert isinstance(again, Added)
    assert (first.is_new, again.is_new) == (True, False)
    assert first.name == again.name
    assert len(list(folder.glob("*.txt"))) == 1
    assert opened(first.name).publisher == "Elysee"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (Typed("paste"), "Paste a text first; nothing was saved."),
        (Typed("paste", text=" \n"), "Paste a text first; nothing was saved."),
        (
            Typed("paste", text=TEXT, address="kremlin"),
            "The source's address must begin with http:// or https://; nothing was saved.",
        ),
        (
            Typed(
                "paste", text="Der Präsident sprach gestern lange mit dem Kanzler über alles. " * 5
            ),
            "This text is in German (de); only English is read for now, so it was skipped; "
            "nothing was saved.",
        ),
        (Typed("file"), "Choose a file first; nothing was saved."),
        (
            Typed("file", file_name="readout.PDF", content=b"%PDF-1.7"),
            "PDF files are not read here, only single texts (.txt, .html). Copy its text and paste "
            "it instead; nothing was saved.",
        ),
        (
            Typed("file", file_name="a.csv", content=b"text\n"),
            "CSV files are not read here, only single texts (.txt, .html). Copy its text and paste "
            "it instead; nothing was saved.",
        ),
        (Typed("file", file_name="a.txt", content=b""), "This file is empty; nothing was saved."),
        (Typed("address"), "Write the page's address first; nothing was saved."),
        (
            Typed("address", address="ftp://example.org/a"),
            "Only addresses that begin with http:// or https:// are read; nothing was saved.",
        ),
        (
            Typed("address", address="http://127.0.0.1/a"),
            "This address is on this computer or its network; only public pages are read; "
            "nothing was saved.",
        ),
    ],
)
def test_what_cannot_be_read_says_so_and_saves_nothing(
    folder: Path, typed: Typed, sentence: str
) -> None:
    assert adding.add(typed) == Refused(sentence)
    assert not folder.exists() or list(folder.glob("*.txt")) == []


def test_files_are_read() -> None:
    plain = adding.add(Typed("file", file_name="a.txt", content=TEXT.encode("utf-16")))
    assert isinstance(plain, Added)
    assert opened(plain.name).text == TEXT
    words = "".join(
        f"<p>{line} It was told at length, with all that followed.</p>"
        for line in TEXT.split("\n\n")
    )
    page = f"<html><head><title>A page</title></head><body><article>{words}</article></body></html>"
    saved = adding.add(
        Typed("file", file_name="a.html", content=page.encode(), published="2022-02-21")
    )
    assert isinstance(saved, Added)
    assert "Emmanuel Macron had a call" in opened(saved.name).text


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int, str], str]]:
    """A server on this computer; gives the address of an answer with this status and body."""
    monkeypatch.setenv("READOUT_ALLOW_PRIVATE", "1")
    answers: dict[str, tuple[int, str]] = {}

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answers[self.path]
            self.send_response(status)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()

    def at(status: int, body: str) -> str:
        path = f"/{len(answers)}"
        answers[path] = status, body
        return f"http://127.0.0.1:{server.server_address[1]}{path}"

    yield at
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_read(site: Callable[[int, str], str]) -> None:
    words = "".join(f"<p>{line} It was told at length.</p>" for line in TEXT.split("\n\n"))
    address = site(200, f"<html><body><article><h1>Calls</h1>{words}</article></body></html>")
    added = adding.add(Typed("address", address=address, published="2022-02-20"))
    assert isinstance(added, Added), added
    found = opened(added.name)
    assert found.address == address
    assert CALL in {card.find.anchor for card in found.cards}


def test_an_address_that_is_refused(folder: Path, site: Callable[[int, str], str]) -> None:
    assert adding.add(Typed("address", address=site(403, "no"))) == Refused(
        "This page could not be read (403). Paste its text instead; nothing was saved."
    )
    assert not folder.exists() or list(folder.glob("*.txt")) == []


@pytest.mark.parametrize("name", ["../secrets", "a/b", "", "new text", "x" * 200, "nowhere"])
def test_a_name_from_a_link_opens_no_other_file(name: str) -> None:
    assert isinstance(adding.open_text(name), Refused)
    assert isinstance(adding.decide(name, "accept", [CALL]), Refused)
    assert adding.stamp(name) == ""


# ---- deciding ------------------------------------------------------------------------------------


def test_accepting_rejecting_and_taking_back(folder: Path) -> None:
    name = paste()
    assert set(verdicts(name).values()) == {""}
    assert adding.decide(name, "accept", [CALL]) is None
    assert adding.decide(name, "reject", [AGREED]) is None
    assert (verdicts(name)[CALL], verdicts(name)[AGREED]) == ("accepted", "rejected")
    assert "verdict: accept" in (folder / f"{name}.review.yaml").read_text("utf-8")
    assert adding.take_back(name, [CALL, AGREED]) is None
    assert set(verdicts(name).values()) == {""}


def test_a_decision_on_what_is_not_there_is_refused() -> None:
    refused = adding.decide(paste(), "accept", [CALL, "meeting/summit/7"])
    assert isinstance(refused, Refused)
    assert "not among the finds any more" in refused.sentence


def test_nothing_changed_is_accepted_and_not_corrected() -> None:
    name = paste()
    assert adding.save(name, CALL, form()) == CALL
    assert verdicts(name)[CALL] == "accepted"


def test_a_correction_changes_what_was_set_and_nothing_else() -> None:
    name = paste()
    macron = form()["participants"][0]
    values = form(
        participants=[macron, {"id": "", "name": "Jane Newcomer"}], minutes=105, status="planned"
    )
    assert adding.save(name, CALL, values) == CALL
    found = next(card for card in opened(name).cards if card.find.anchor == CALL)
    assert found.verdict == "corrected"
    assert [part.actor.caption for part in found.find.participants] == [
        "Emmanuel Macron",
        "Jane Newcomer",
    ]
    assert (found.find.status.value, found.minutes) == ("planned", 105)
    assert found.find.when.date == "2022-02-20"
    # Opened again and changed once more, the first correction stays one.
    again = form(participants=values["participants"], minutes=60, status="planned")
    assert adding.save(name, CALL, again) == CALL
    text = added_texts.review_path(name).read_text("utf-8")
    assert text.count("Jane Newcomer") == 2
    adding.take_back(name, [CALL])
    assert next(c for c in opened(name).cards if c.find.anchor == CALL).minutes == 105


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"first": "2022-02-21"}, "The last day is before the first."),
        ({"first": "someday"}, "This day can't be read: choose it in the calendar."),
        ({"minutes": -5}, "How long it lasted must be hours and minutes."),
        ({"minutes": "long"}, "How long it lasted must be hours and minutes."),
        (
            {"place": {"words": "in Samarkand", "start": -1}},
            "These words do not stand in the text: “in Samarkand”. Mark them in the text instead.",
        ),
        ({"participants": [{"id": "", "name": " "}]}, "A name is empty or longer than any name."),
        ({"status": "true"}, "'true' can't be chosen here."),
    ],
)
def test_a_correction_that_cannot_be_used(changed: dict[str, Any], sentence: str) -> None:
    name = paste()
    assert adding.save(name, CALL, form(**changed)) == Refused(sentence)
    assert verdicts(name)[CALL] == ""


def test_something_missed_is_added() -> None:
    name = paste()
    at = TEXT.index("stay in touch")
    marked = {"words": " stay in touch", "start": at - 1, "end": at + 13}
    visit = {"kind": "meeting", "format": "visit", "status": "planned", "evidence": marked}
    anchor = adding.save(
        name, "", {**visit, "participants": [{"id": "country-FRA", "name": "France"}]}
    )
    assert anchor == "meeting/stay in touch/1"
    found = next(card for card in opened(name).cards if card.find.anchor == anchor)
    assert (found.verdict, found.find.format) == ("added", "visit")
    assert found.find.trigger.of(TEXT) == "stay in touch"
    assert found.find.participants[0].actor.caption == "France"
    # The same words may tell of something else, too.
    second = adding.save(name, "", {**visit, "format": "call"})
    assert second == "meeting/stay in touch/1/2"
    said = {"kind": "said", "evidence": marked, "speakers": [{"id": "", "name": "Elysee"}]}
    anchor = adding.save(name, "", said)
    assert isinstance(anchor, str)
    card = next(card for card in opened(name).cards if card.find.anchor == anchor)
    assert (card.kind, card.find.speakers[0].actor.caption) == ("said", "Elysee")
    assert adding.save(name, "", {**visit, "evidence": {"words": ""}}) == Refused(
        "Mark the words in the text that tell of it."
    )
    adding.take_back(name, [anchor])
    assert anchor not in verdicts(name)


def test_words_are_found_where_they_were_marked_else_nearest() -> None:
    text = "🇫🇷 talks, and talks, and talks"
    second = text.index("talks", 10)
    found = marked_in(text, {"words": "talks ", "start": 99}, near=second + 1)
    assert found is not None
    assert found.start == second
    spaced = marked_in(text, {"words": " talks", "start": second - 1})
    assert spaced is not None
    assert (spaced.exact, spaced.start) == ("talks", second)
    assert marked_in(text, None) is None


def test_two_readers_at_once_lose_nothing() -> None:
    name = paste()
    anchors = list(verdicts(name))
    start = threading.Barrier(len(anchors))
    refused: list[object] = []

    def accept(anchor: str) -> None:
        start.wait()
        refused.append(adding.decide(name, "accept", [anchor]))

    threads = [threading.Thread(target=partial(accept, each)) for each in anchors]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert refused == [None] * len(anchors)
    assert set(verdicts(name).values()) == {"accepted"}


def test_a_file_of_decisions_that_somebody_broke_is_told_and_kept(folder: Path) -> None:
    name = paste()
    file = folder / f"{name}.review.yaml"
    file.write_text("articles: [", "utf-8")
    assert "kept but not used" in opened(name).faults[0]
    refused = adding.decide(name, "accept", [CALL])
    assert isinstance(refused, Refused)
    assert file.read_text("utf-8") == "articles: ["


def test_title_publisher_and_date_are_corrected(folder: Path) -> None:
    name = paste()
    adding.decide(name, "accept", [CALL])
    assert adding.describe(name, "A better title", "The Elysee", "2022-02-21") is None
    found = opened(name)
    assert (found.title, found.publisher, found.published_at) == (
        "A better title",
        "The Elysee",
        "2022-02-21",
    )
    assert verdicts(name)[CALL] == "accepted"
    assert isinstance(adding.describe(name, "x" * 600, "", ""), Refused)


def test_the_actors_that_a_form_offers() -> None:
    offered = adding.everybody(frame([], ACTORS))
    by_id = {each["id"]: each for each in offered}
    assert by_id["country-FRA"]["caption"] == "France"
    assert any("putin" in each["folded"] for each in offered)
    assert len(by_id) == len(offered)


# ---- the graph follows ---------------------------------------------------------------------------


def checked_meetings(database: Database) -> dict[str, bool]:
    """Return, by format, whether a meeting is checked."""
    rows = database.read("MATCH (m:Meeting) RETURN m.format AS format, m.checked AS checked")
    return {row["format"]: row["checked"] is not False for row in rows}


def test_the_graph_follows_every_decision(database: Database) -> None:
    name = paste(publisher="Elysee", published="2022-02-20")
    assert adding.is_behind(name)
    news = adding.follow(database, name)
    assert news[0].sentence.startswith("1 text added: 1 new call")
    assert all(each.link for each in news[1:])
    assert not adding.is_behind(name)
    assert checked_meetings(database) == {"call": False, "meeting": False}
    adding.decide(name, "accept", [CALL])
    assert adding.is_behind(name)
    adding.follow(database, name)
    assert checked_meetings(database) == {"call": True, "meeting": False}
    adding.decide(name, "reject", [CALL])
    adding.follow(database, name)
    assert checked_meetings(database) == {"meeting": False}
    adding.take_back(name, [CALL])
    adding.follow(database, name)
    assert checked_meetings(database) == {"call": True, "meeting": False}
    assert faults(database, {}).faults == []


def test_the_command_line_reads_the_same(database: Database, folder: Path) -> None:
    name = paste(publisher="Elysee", published="2022-02-20", address="https://example.org/a")
    adding.save(name, CALL, form(minutes=105))
    adding.save(
        name, "", {"kind": "meeting", "format": "visit", "evidence": {"words": "stay in touch"}}
    )
    adding.decide(name, "reject", [AGREED])
    adding.follow(database, name)
    items = list(articles.read(folder, Options(dataset=added_texts.DATASET)))
    assert sum(isinstance(each, Statement) for each in items) > 10
    report = loading.load(database, items)
    assert (report.written, report.removed, report.rejected) == (0, 0, [])


def test_a_removed_text_leaves_nothing(database: Database, folder: Path) -> None:
    name = paste()
    adding.decide(name, "accept", [CALL])
    adding.follow(database, name)
    adding.remove(database, name)
    assert database.read("MATCH (n:Thing) RETURN n") == []
    assert database.read("MATCH (n:Statement) RETURN n") == []
    assert [each.name for each in folder.iterdir() if not each.name.endswith(".lock")] == []
    adding.remove(database, name)


def test_what_to_look_at_in_the_network(database: Database) -> None:
    name = paste(published="2022-02-21")
    adding.follow(database, name)
    seen = adding.first_seen(database, name)
    assert seen is not None
    assert (seen.first, seen.last) == ("2022-02-20", "2022-02-20")
    rows = database.read("MATCH (m:Thing {id: $id}) RETURN m.format AS format", id=seen.id)
    assert rows == [{"format": "call"}]


def test_a_database_that_is_away_keeps_the_decision(
    embedded_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = paste()

    def away(*_: object, **__: object) -> None:
        raise DatabaseAway("away")

    with monkeypatch.context() as patch:
        patch.setattr(loading, "load", away)
        assert adding.decide(name, "accept", [CALL]) is None
        with pytest.raises(DatabaseAway):
            adding.follow(embedded_database, name)
        with pytest.raises(DatabaseAway):
            adding.remove(embedded_database, name)
        assert adding.is_behind(name)
    assert verdicts(name)[CALL] == "accepted"
    adding.follow(embedded_database, name)
    assert not adding.is_behind(name)
    adding.remove(embedded_database, name)


def test_the_same_call_in_two_texts(database: Database) -> None:
    """Two texts of which one gives no day: a person says whether they tell of one call."""
    one = paste(publisher="Elysee", published="2022-02-20")
    other = TEXT.replace(" on 20 February 2022", " earlier").replace("Macron calls", "Call of")
    two = paste(other, publisher="Kremlin", published="2022-02-21")
    for name in (one, two):
        adding.follow(database, name)
    asked = adding.questions(database, two)
    if not asked:
        pytest.fail("the two calls raised no question")
    question = asked[0]
    assert {question.one.publisher, question.other.publisher} == {"Elysee", "Kremlin"}

    def calls() -> int:
        return len(database.read("MATCH (m:Meeting {format: 'call'}) RETURN m.id"))

    assert calls() == 2
    assert adding.answer(database, question.id, "yes") is None
    assert calls() == 1
    assert question.id not in {each.id for each in adding.questions(database)}
    assert adding.answer(database, question.id, "undo") is None
    assert calls() == 2
    assert isinstance(adding.answer(database, "question-nowhere", "no"), Refused)
