"""How gold annotations and their texts are read, in every way they are written."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loaders.extraction.finds import (
    Part,
    Span,
)
from loaders.scoring import (
    score,
)
from loaders.scoring.fields import Reader, days_of, seconds_of
from loaders.scoring.gold import GoldActor, read_documents
from loaders.scoring.texts import find_texts, read_texts
from tests.small_gold import (
    PERFECT,
    RELEASE,
    TEXT,
    at,
    raw,
    scored,
    seen_by,
    small,
    write_table,
)

# -- reading gold ---------------------------------------------------------------------------------


def test_spans_are_read_however_they_are_written() -> None:
    reader = Reader(TEXT)
    start, end = at("Anna Berg")
    for value in (
        [start, end],
        {"start": start, "end": end},
        {"span": [start, end]},
        {"span": {"start": start, "end": end}, "quote": "Anna Berg"},
        {"quote": "Anna Berg"},
        "Anna Berg",
    ):
        assert reader.span(value, "here") == Span(start, end), value
    assert reader.problems == []
    assert reader.spans([[0, 4], [5, 9]], "here") == (Span(0, 4), Span(5, 9))


def test_a_quote_wins_over_offsets_that_do_not_fit() -> None:
    reader = Reader(TEXT)
    assert reader.span({"span": [3, 12], "quote": "Anna Berg"}, "x") == Span(*at("Anna Berg"))
    second = at("Anna Berg", 2)
    near = {"span": [second[0] + 1, second[1] + 1], "quote": "Anna Berg"}
    assert reader.span(near, "x") == Span(*second)


def test_words_with_a_gap_become_spans() -> None:
    reader = Reader(TEXT)
    within = (Span(*at("They agreed to meet in Oslo next week")),)
    spans = reader.spans("meet next week", "terms", within)
    assert [span.of(TEXT) for span in spans] == ["meet", "next week"]
    assert reader.spans("invade Bergen", "terms", within) == ()
    assert reader.problems == ["terms: 2 words that are not in the text"]


@pytest.mark.parametrize("value", [[5, 4], [0, 99_999], 7, {"what": 1}, {"quote": "nowhere said"}])
def test_what_is_no_span_is_a_problem(value: object) -> None:
    reader = Reader(TEXT)
    assert reader.span(value, "meeting m1") is None
    assert len(reader.problems) == 1
    assert reader.problems[0].startswith("meeting m1")


@pytest.mark.parametrize(
    ("prefix", "days"),
    [
        ("2014", ("2014-01-01", "2014-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2022-02-20", ("2022-02-20", "2022-02-20")),
        ("2022-02-20T17:15", ("2022-02-20", "2022-02-20")),
        ("next week", None),
        ("2022-13", None),
    ],
)
def test_days_of_an_iso_prefix(prefix: str, days: tuple[str, str] | None) -> None:
    assert days_of(prefix) == days


def test_durations_by_their_length() -> None:
    assert seconds_of("PT105M") == seconds_of("PT1H45M") == 6300
    assert seconds_of("P1W") == seconds_of("P7D")
    assert seconds_of("P") is None
    assert seconds_of(None) is None


def test_unknown_keys_and_unlisted_actors_are_no_fault() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["mood"] = "calm"
        raw["meetings"][0] |= {"domestic": True, "participants_open": "others", "colour": 3}
        raw["meetings"][0]["participants"] = [{"id": "per:berg", "role": "host"}, "per:holm"]

    gold = small(change)
    assert gold.problems == ()
    assert gold.meetings[0].participants == (frozenset({"per:berg", "per:holm"}),)
    assert GoldActor("per:holm", "person", ("holm",)) in gold.actors


def test_roles_by_other_names() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["actors"][0] |= {"named": False}
        raw["meetings"][0]["format"] = raw["meetings"][0].pop("kind")
        raw["meetings"][0]["startDate"] = raw["meetings"][0].pop("date")
        raw["claims"][0]["accept"] = ["paraphrase"]

    gold = small(change)
    assert gold.actors[0].group == "role"
    assert gold.meetings[0].formats == ("call",)
    assert gold.meetings[0].dates == (("2021-03-04", "2021-03-04"),)
    assert gold.claims[0].modes == ("verbatim", "paraphrase")


def test_several_equally_right_sets_of_participants() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["meetings"][0]["accept"] = {"participants": [["st:no", "st:se"]]}
        raw["meetings"][1]["participants_expanded"] = ["st:no"]

    gold = small(change)
    assert gold.meetings[0].participants[1] == frozenset({"st:no", "st:se"})
    assert gold.meetings[1].participants[1] == frozenset({"st:no"})
    states = tuple(Part(m.actor, m.span) for m in PERFECT.mentions if m.kind == "demonym") + tuple(
        Part(m.actor, m.span) for m in PERFECT.mentions[-2:-1]
    )
    call = replace(PERFECT.meetings[0], participants=states)
    measured = scored(gold, replace(PERFECT, meetings=(call,)))
    assert measured["meetings: participants f1"] == 1.0


# -- folders --------------------------------------------------------------------------------------


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    gold, texts = tmp_path / "gold", tmp_path / "texts"
    gold.mkdir()
    texts.mkdir()
    (gold / "small.json").write_text(json.dumps(raw()))
    (texts / "small.txt").write_bytes(TEXT.encode())
    return gold, texts


def test_scoring_a_folder(folders: tuple[Path, Path]) -> None:
    seen, extract = seen_by(PERFECT)
    scores = score(folders[0], [folders[1]], extract)
    assert seen == [(TEXT, "2021-03-05", "", "Anna Berg calls Bo Lund")]
    assert scores.problems == ()
    assert scores.figures()["meetings"].value("f1") == 1.0
    assert scores.halves == ("tune",)
    assert score(folders[0], [folders[1]], extract, half="test").documents == ()
    assert score(folders[0], [folders[1]], extract, half="test").problems == (
        "no annotation of the half test in gold",
    )
    json.dumps(scores.as_json())


def test_what_cannot_be_used_is_told(folders: tuple[Path, Path]) -> None:
    gold, texts = folders
    (gold / "broken.json").write_text("{")
    (gold / "index.json").write_text('[{"doc": "small"}]')
    (gold / "lost.json").write_text(json.dumps(raw() | {"doc_id": "lost", "sha256": "0" * 64}))
    (gold / "odd.json").write_text(json.dumps(raw() | {"doc_id": "odd", "claims": "none"}))
    scores = score(gold, [texts], seen_by(PERFECT)[1])
    assert [d.name for d in scores.documents] == ["small"]
    broken, lost, odd = scores.problems
    assert broken.startswith("broken.json: can't be read")
    assert lost == "lost: its text is not among those given"
    assert odd == "odd: claims is no list of objects"


def test_a_gold_without_a_hash_finds_its_text_by_name(folders: tuple[Path, Path]) -> None:
    document = raw() | {"source_file": "articles/small.txt", "n_chars": len(TEXT)}
    del document["sha256"]
    (folders[0] / "small.json").write_text(json.dumps(document))
    assert len(score(folders[0], [folders[1]], seen_by(PERFECT)[1]).documents) == 1
    document["n_chars"] = 5
    (folders[0] / "small.json").write_text(json.dumps(document))
    assert len(score(folders[0], [folders[1]], seen_by(PERFECT)[1]).documents) == 0


def test_several_documents_in_one_file(tmp_path: Path) -> None:
    file = tmp_path / "all.json"
    file.write_text(json.dumps({"documents": [raw(), raw() | {"doc_id": "two"}]}))
    assert [name for name, _ in read_documents(file)] == ["small", "two"]
    lines = tmp_path / "all.jsonl"
    lines.write_text(f"{json.dumps(raw())}\n\n{json.dumps(raw())}\n")
    assert len(list(read_documents(lines))) == 2


def test_a_table_row_is_a_text(tmp_path: Path) -> None:
    summary = RELEASE | {"summary": "A call."}
    write_table(tmp_path / "releases.csv", [RELEASE, summary])
    plain, with_summary = read_texts([tmp_path])
    assert plain.text == f"Telephone conversation\n\n{RELEASE['body']}"
    assert with_summary.text == f"Telephone conversation\n\nA call.\n\n{RELEASE['body']}"
    assert (plain.publisher, plain.published) == ("en.example.org", RELEASE["date"])
    digest = hashlib.sha256(plain.text.encode()).hexdigest()
    assert find_texts([tmp_path], frozenset({digest})) == {digest: plain}


def test_an_index_beside_a_text_tells_its_publisher(folders: tuple[Path, Path]) -> None:
    row = {"file": "small.txt", "title": "Call", "publisher": "Example News", "published": "2021"}
    write_table(folders[1] / "index.csv", [row])
    seen, extract = seen_by(PERFECT)
    score(folders[0], [folders[1]], extract)
    assert seen[0][1:] == ("2021-03-05", "Example News", "Call")
