"""Readout JSON Lines: what goes out comes back the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import store
from graph.database import Database
from graph.export import read_former, read_statements
from graph.quotation import Article, fingerprint
from graph.records import Decoder, RecordRefused, dump, encode
from graph.removal import merge_things, remove_dataset
from graph.statement import Relationship, Statement
from loaders import Complete, Options, Rejected, curated, jsonl
from loaders.load import load
from tests.facts import AGAIN, BERG, CALL, CONFIDENCE, LUND, call_facts, found_facts, statement

EXAMPLES = Path(__file__).resolve().parent.parent / "loaders" / "examples"


def lines(statements: list[Statement]) -> list[bytes]:
    return [dump(record).encode() for record in encode(statements)]


def decoded(raw: list[bytes]) -> tuple[list[Statement], list[str]]:
    items = list(jsonl.read_lines(raw, "file"))
    return (
        [i for i in items if isinstance(i, Statement)],
        [str(i) for i in items if isinstance(i, Rejected)],
    )


def test_the_records_are_those_of_the_manual() -> None:
    records = [json.loads(line) for line in lines(call_facts())]
    by_type = {record["type"]: record for record in records}
    assert by_type["Person"].keys() == {"type", "id", "properties"}
    assert by_type["PARTICIPATED_IN"].keys() == {"type", "id", "from", "to", "properties"}
    assert by_type["Quotation"].keys() == {
        "type",
        "id",
        "article",
        "exact",
        "start",
        "end",
        "prefix",
        "suffix",
    }
    assert by_type["Statement"].keys() >= {
        "type",
        "id",
        "about",
        "property",
        "value",
        "attributedTo",
        "stance",
        "basis",
        "quotation",
        "generatedBy",
        "dataset",
    }
    meeting = by_type["Meeting"]["properties"]
    assert (meeting["status"], meeting["format"]) == ("held", "call")
    assert (meeting["startDate"], meeting["earliest"]) == ("2021-03-05", "2021-03-05")
    assert by_type["Agreement"]["properties"]["dateBasis"] == "event"


def test_what_goes_out_comes_back() -> None:
    facts = [*call_facts(), *found_facts()]
    statements, errors = decoded(lines(facts))
    assert errors == []
    assert statements == facts


def test_what_software_found_says_so_and_how_often_it_is_right() -> None:
    records = [json.loads(line) for line in lines([*call_facts(), *found_facts()])]
    measured = {r["id"]: r.get("confidence") for r in records if r["type"] == "Statement"}
    assert {measured[s.id] for s in call_facts()} == {None}
    assert {measured[s.id] for s in found_facts()} == {CONFIDENCE}
    unchecked = [r["id"] for r in records if r.get("properties", {}).get("checked") is False]
    assert unchecked == [
        AGAIN.id,
        *(Relationship("PARTICIPATED_IN", who, AGAIN).id for who in (BERG, LUND)),
    ]


def test_the_shipped_example_round_trips() -> None:
    items = list(curated.read(EXAMPLES, Options()))
    given = [i for i in items if isinstance(i, Statement)]
    statements, errors = decoded(lines(given))
    assert errors == []
    assert [s.id for s in statements] == [s.id for s in given]


@given(st.text(min_size=1, max_size=30).filter(lambda words: words.strip()))
def test_any_words_round_trip(words: str) -> None:
    words = words.encode("utf-8", "ignore").decode() or "x"
    article = Article.make("any", text_sha256=fingerprint(words), title="T", text=words)
    if not words.strip():
        return
    given_ = [statement(CALL, "topic", words, words, article=article)]
    raw = lines(given_)
    assert all(b"\n" not in line and "\u2028" not in line.decode() for line in raw)
    statements, errors = decoded(raw)
    assert (statements, errors) == (given_, [])


def test_the_database_gives_back_what_was_written(database: Database) -> None:
    store.ensure_schema(database)
    facts = [*call_facts(), *found_facts()]
    store.write_statements(database, facts)
    there = {s.id: s for s in read_statements(database)}
    assert there == {s.id: s for s in facts}


def test_an_export_rebuilds_the_graph_merges_included(database: Database) -> None:
    store.ensure_schema(database)
    twin = type(CALL)("Meeting", "meeting-twin")
    second = [statement(twin, dataset="second"), statement(twin, "topic", "x", dataset="second")]
    load(database, [*call_facts(), *second])
    merge_things(database, twin.id, CALL.id)
    raw = [
        dump(record).encode()
        for record in encode(list(read_statements(database)), {}, list(read_former(database)))
    ]
    for dataset in ("first", "second"):
        remove_dataset(database, dataset)
    load(database, jsonl.read_lines(raw, "export"))
    rows = database.read("MATCH (f:FormerId)-[:IS_NOW]->(n) RETURN f.id AS id, n.topic AS topic")
    assert rows == [{"id": twin.id, "topic": "x"}]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "is not JSON"),
        (b"[1]", "is not a JSON object"),
        (b'{"id":"x"}', "has no type"),
        (b'{"type":"Party","id":"x"}', "there is no type 'Party'"),
        (b'{"type":"Statement","id":"x","about":"nothing"}', "which did not come before it"),
        (
            b'{"type":"Quotation","id":"q","article":"a","exact":"x","start":"0","end":1}',
            "start is",
        ),
        (b'{"type":"MADE","id":"e","from":"a","to":"b"}', "names the thing 'a'"),
        (b"\xff", "is not UTF-8"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"type":5}', "type is not a string"),
    ],
)
def test_a_bad_line_is_named_and_the_others_land(line: bytes, reason: str) -> None:
    raw = lines(call_facts())
    statements, errors = decoded([raw[0], line, *raw[1:]])
    assert statements == call_facts()
    assert len(errors) == 1
    assert errors[0].startswith("file:2: ")
    assert reason in errors[0]


def test_with_a_bad_line_nothing_is_forgotten() -> None:
    raw = lines(call_facts())
    assert any(isinstance(i, Complete) for i in jsonl.read_lines(raw, "file"))
    assert not any(isinstance(i, Complete) for i in jsonl.read_lines([*raw, b"{"], "file"))


def test_an_empty_file_is_an_error() -> None:
    assert [str(i) for i in jsonl.read_lines([b"\n"], "file")] == ["file: is empty"]


def test_a_record_must_come_before_what_names_it() -> None:
    with pytest.raises(RecordRefused, match="did not come before"):
        Decoder().decode(
            '{"type":"Quotation","id":"q","article":"a","exact":"x","start":0,"end":1}'
        )
