"""The command line, as an operator uses it: a process of its own, a database of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from graph.database import Database, Settings
from graph.records import dump, encode
from graph.statement import Statement
from loaders import Complete, Item
from loaders.answers import Answers
from loaders.load import load
from tests.facts import CALL, call_facts, statement
from tests.test_curated import CALL as CALL_RECORD
from tests.test_curated import GOOD, TEXT
from tests.told import Text, together

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def environment(tmp_path: Path, database: Database) -> dict[str, str]:
    """The environment of a loader process that uses the test's database."""
    settings = database.settings
    found = {**os.environ, "READOUT_DATA": str(settings.folder or tmp_path), "NEO4J_URI": ""}
    if settings.uri:
        found |= {"NEO4J_URI": settings.uri, "NEO4J_USER": settings.user}
        found |= {"NEO4J_PASSWORD": settings.password, "NEO4J_DATABASE": settings.database or ""}
    return found


def run(environment: dict[str, str], *arguments: str, text: str = "") -> tuple[int, str, str]:
    """Run `python -m loaders …`; returns exit code, output, errors."""
    done = subprocess.run(
        [sys.executable, "-m", "loaders", *arguments],
        cwd=ROOT,
        env=environment,
        input=text,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout, done.stderr


def facts(tmp_path: Path, text: str = GOOD, name: str = "facts.yaml") -> str:
    path = tmp_path / name
    path.write_text(text)
    return str(path)


def test_without_a_command_it_lists_the_loaders() -> None:
    code, out, _ = run(dict(os.environ))
    assert code == 0
    for name in ("curated", "articles", "jsonl", "verify", "export", "remove", "merge"):
        assert name in out


def test_a_load_ends_with_a_summary_and_the_second_changes_nothing(
    environment: dict[str, str], tmp_path: Path, database: Database
) -> None:
    path = facts(tmp_path)
    code, out, err = run(environment, "curated", path)
    assert (code, "12 statements read: 12 written, 0 unchanged, 0 removed" in out) == (0, True)
    assert "100%" in err and "statements/s" in err  # the bar, with rate and time left
    code, out, err = run(environment, "curated", path, "--quiet")
    assert (code, "12 statements read: 0 written, 12 unchanged, 0 removed" in out) == (0, True)
    assert "%" not in err
    code, out, _ = run(environment, "verify")
    assert code == 0
    assert "no fault" in out


def test_a_corrected_record_is_corrected_and_a_record_gone_is_gone(
    environment: dict[str, str], tmp_path: Path, database: Database
) -> None:
    second = CALL_RECORD.replace("Meeting: call", "Meeting: other")
    run(environment, "curated", facts(tmp_path, GOOD + second))
    run(environment, "curated", facts(tmp_path, GOOD.replace("held", "planned")))
    rows = database.read("MATCH (m:Meeting) RETURN m.status AS status")
    assert rows == [{"status": "planned"}]
    assert run(environment, "verify")[0] == 0


def test_a_rejected_record_keeps_its_last_good_version(
    environment: dict[str, str], tmp_path: Path, database: Database
) -> None:
    run(environment, "curated", facts(tmp_path))
    second = CALL_RECORD.replace("Meeting: call", "Meeting: other")
    broken = GOOD.replace("status: held", "status: done") + second
    rejects = tmp_path / "rejects.jsonl"
    code, out, _ = run(environment, "curated", facts(tmp_path, broken), "--rejects", str(rejects))
    assert code == 0
    assert "1 rejected" in out
    assert f"{tmp_path}/facts.yaml:19: Meeting call.status: status 'done' is not one of" in out
    [reject] = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert (reject["line"], reject["record_id"]) == (19, "news/Meeting/call")
    assert len(database.read("MATCH (m:Meeting {status: 'held'}) RETURN m")) == 2


def test_nothing_usable_is_an_error(environment: dict[str, str], tmp_path: Path) -> None:
    for path in (facts(tmp_path, ""), str(tmp_path / "nowhere.yaml")):
        code, out, _ = run(environment, "curated", path)
        assert code == 1
        assert "1 rejected" in out


def test_a_dry_run_writes_nothing_and_can_be_loaded(
    environment: dict[str, str], tmp_path: Path, database: Database
) -> None:
    code, out, err = run(environment, "curated", facts(tmp_path), "--dry-run")
    assert code == 0
    assert "12 statements read" in err
    assert database.read("MATCH (n) RETURN n") == []
    records = [json.loads(line) for line in out.splitlines()]
    assert {r["type"] for r in records} >= {
        "Person",
        "Meeting",
        "Article",
        "Quotation",
        "Statement",
    }
    code, loaded, _ = run(environment, "jsonl", "-", "--quiet", text=out)
    assert (code, "12 written" in loaded) == (0, True)
    code, loaded, _ = run(environment, "curated", facts(tmp_path), "--quiet")
    assert "0 written, 12 unchanged" in loaded
    code, exported, _ = run(environment, "export", "-")
    assert sorted(exported.splitlines()) == sorted(out.splitlines())


def test_texts_are_kept_unless_told_otherwise(
    environment: dict[str, str], tmp_path: Path, database: Database
) -> None:
    facts(tmp_path, GOOD, "call.yaml")
    path = facts(tmp_path, TEXT, "call.txt")
    assert run(environment, "articles", path, "--no-text")[0] == 0
    assert database.read("MATCH (a:Article) RETURN a.text AS text") == [{"text": None}]
    assert run(environment, "articles", path)[0] == 0
    assert database.read("MATCH (a:Article) RETURN a.text AS text") == [{"text": TEXT}]


def test_a_data_set_is_removed_by_name(
    environment: dict[str, str], tmp_path: Path, database: Database
) -> None:
    run(environment, "curated", facts(tmp_path))
    code, _, err = run(environment, "remove", "nobody")
    assert (code, "There is no data set 'nobody'; there are: berg" in err) == (1, True)
    code, out, _ = run(environment, "remove", "berg")
    assert (code, "12 statements removed" in out) == (0, True)
    assert database.read("MATCH (n) RETURN n") == []


def test_merging_by_command(
    environment: dict[str, str], tmp_path: Path, database: Database
) -> None:
    second = CALL_RECORD.replace("Meeting: call", "Meeting: other")
    run(environment, "curated", facts(tmp_path, GOOD + second))
    ids = [r["id"] for r in database.read("MATCH (m:Meeting) RETURN m.id AS id ORDER BY id")]
    code, out, _ = run(environment, "merge", *ids)
    assert (code, "links to it still open" in out) == (0, True)
    code, _, err = run(environment, "merge", *ids)
    assert (code, "Not merged: there is nothing with the id" in err) == (1, True)
    assert run(environment, "verify")[0] == 0


class TestVerify:
    """Every invariant: broken by hand, found by the command."""

    QUOTE = "MATCH (q:Quotation) WHERE q.exact = '90 minutes' "
    EDGE = (
        "MATCH (a:Person {id: 'person-berg'}) MATCH (b:Thing {id: 'agreement-again'}) "
        "CREATE (a)-[:%s {id: 'edge-x'}]->(b)"
    )

    @pytest.mark.parametrize(
        ("break_it", "finding"),
        [
            ("MATCH (s:Statement {property: 'duration'}) DETACH DELETE s", "duration is 'PT90M'"),
            (QUOTE + "SET q.exact = '95 minutes'", "is not the quoted words"),
            (QUOTE + "SET q.start = q.start + 1, q.end = q.end + 1", "is not the quoted words"),
            (QUOTE + "DETACH DELETE q", "has 0 quotations, not 1"),
            ("MATCH (a:Article) SET a.text = a.text + '.'", "does not match its SHA-256"),
            ("CREATE (:Thing:Actor:Person {id: 'person-x'})", "no statement asserts it"),
            (EDGE % "PARTY_TO", "no statement asserts it"),
            (EDGE % "LIKES", "unknown type LIKES"),
            ("MATCH (:Event)-[x:RESULTED_IN]->() DELETE x", "is asserted, but not drawn"),
            ("MATCH (m:Meeting) SET m.status = 'cancelled'", "its statements compute to 'held'"),
            ("CREATE (:FormerId {id: 'old', currentId: 'x'})", "FormerId old is orphaned"),
            ("CREATE (:Article {id: 'article-x', textSha256: ''})", "article-x is orphaned"),
            ("MATCH (s:Statement {property: 'status'}) SET s.value = 'x'", "'x' is not one of"),
            (
                "MATCH (s:Statement {property: 'duration'}) SET s.basis = 'record'",
                "has 1 quotations, not 0",
            ),
        ],
    )
    def test_what_is_broken_is_listed(
        self, environment: dict[str, str], database: Database, break_it: str, finding: str
    ) -> None:
        load(database, call_facts())
        database.write(lambda transaction: transaction.run(break_it))
        code, out, _ = run(environment, "verify")
        assert code == 1
        assert finding in out

    def test_texts_at_hand_are_read_again(
        self, environment: dict[str, str], tmp_path: Path, database: Database
    ) -> None:
        facts(tmp_path, GOOD, "call.yaml")
        text = facts(tmp_path, TEXT, "call.txt")
        run(environment, "articles", text, "--no-text")
        assert "0 of them in their texts" in run(environment, "verify")[1]
        assert "6 of them in their texts: no fault" in run(environment, "verify", text)[1]


def test_one_plain_sentence_when_the_database_is_not_there(
    embedded_database: Database, tmp_path: Path
) -> None:
    environment = {**os.environ, "NEO4J_URI": "bolt://127.0.0.1:9", "NEO4J_PASSWORD": "x"}
    code, out, err = run(environment, "curated", facts(tmp_path))
    assert code == 1
    assert "Nothing answers as Neo4j at bolt://127.0.0.1:9" in err
    assert "Traceback" not in err + out


def test_a_load_ends_with_what_is_new(
    environment: dict[str, str], tmp_path: Path, database: Database
) -> None:
    path = facts(tmp_path)
    _, out, _ = run(environment, "curated", path, "--quiet")
    lines = out.splitlines()
    at = next(n for n, line in enumerate(lines) if line.startswith("1 text added: 1 new call"))
    assert lines[at + 1].startswith("  New call: ") and "&id=meeting-" in lines[at + 1]
    _, out, _ = run(environment, "curated", path, "--quiet")
    assert out.splitlines()[-1] == "Nothing new: 1 text was known already."


def test_what_is_settled_is_written_by_the_same_rules(database: Database, tmp_path: Path) -> None:
    """One bad statement takes its record with it, the rest is settled; the record keeps its last
    good version, wherever that lives."""
    answers = Answers(tmp_path / "answers.yaml")
    one, other = Text("a"), Text("b")
    load(database, together(one, other), answers=answers)
    assert len(database.read("MATCH (m:Meeting) RETURN m")) == 1
    bad = [
        replace(i, value="done") if isinstance(i, Statement) and i.prop == "status" else i
        for i in other.items
    ]
    report = load(database, bad, answers=answers)
    assert [r.record_id for r in report.rejected] == ["meeting/call/1"]
    assert (report.written, report.removed, report.moved) == (0, 0, 0)
    assert len(database.read("MATCH (s:Statement {property: 'status'}) RETURN s")) == 2


def test_settled_statements_count_as_progress(database: Database, tmp_path: Path) -> None:
    done: list[int] = []
    answers = Answers(tmp_path / "answers.yaml")
    load(database, together(Text("a")), progress=done.append, answers=answers)
    assert sum(done) == len(Text("a").statements)


def test_a_unit_that_was_not_read_to_its_end_forgets_nothing(database: Database) -> None:
    load(database, [*call_facts(), Complete("first", "file")])
    report = load(database, call_facts()[:3])
    assert report.removed == 0
    report = load(database, [*call_facts()[:3], Complete("first", "file")])
    assert report.removed == len(call_facts()) - 3


def test_one_bad_statement_takes_its_record_with_it(database: Database) -> None:
    bad: list[Item] = [
        *call_facts(),
        statement(CALL, "startDate", "soon", record="bad"),
        statement(CALL, "topic", "x", record="bad"),
    ]
    report = load(database, bad)
    assert report.written == len(call_facts())
    assert [r.record_id for r in report.rejected] == ["bad"]


def test_settings_are_never_in_the_output(environment: dict[str, str], tmp_path: Path) -> None:
    _, out, err = run(environment, "curated", facts(tmp_path))
    assert (
        environment.get("NEO4J_PASSWORD", "") == ""
        or environment["NEO4J_PASSWORD"] not in out + err
    )


def test_records_are_one_line_each(tmp_path: Path) -> None:
    for record in encode([s for s in call_facts() if isinstance(s, Statement)]):
        assert "\n" not in dump(record)


def test_the_example_is_loaded_into_an_embedded_database_of_no_other_use(tmp_path: Path) -> None:
    environment = {**os.environ, "NEO4J_URI": "", "READOUT_DATA": str(tmp_path / "mine")}
    for _ in range(2):
        code, out, _ = run(environment, "example")
        assert (code, "The example:" in out) == (0, True)
    run(environment, "curated", facts(tmp_path), "--quiet")
    for name in (
        run(environment, "remove", "nothing")[2].split("there are: ")[1].strip().split(", ")
    ):
        if name != "berg":
            run(environment, "remove", name)
    assert "holds other data" in run(environment, "example")[1]


def test_the_example_is_not_loaded_into_a_server_of_yours(tmp_path: Path) -> None:
    environment = {**os.environ, "NEO4J_URI": "bolt://127.0.0.1:9"}
    assert run(environment, "example")[:2] == (
        0,
        "NEO4J_URI names a server of yours: the example is not loaded into it.\n",
    )


def test_a_folder_of_one_s_own_holds_the_database(tmp_path: Path) -> None:
    environment = {**os.environ, "NEO4J_URI": "", "READOUT_DATA": str(tmp_path / "mine")}
    code, out, _ = run(environment, "curated", facts(tmp_path), "--quiet")
    assert (code, f"embedded database in {tmp_path / 'mine'}" in out) == (0, True)
    with Database.connect(Settings(folder=tmp_path / "mine")) as opened:
        assert len(opened.read("MATCH (m:Meeting) RETURN m")) == 1
