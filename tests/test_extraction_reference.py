"""docs/extraction.md says what the tables of rules hold, all of it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from graph import schema
from loaders.extraction import cues, publishers, reference, rules
from loaders.extraction.calendar_words import conventions
from loaders.extraction.reference import Tables
from loaders.extraction.status import _AUXILIARIES

ROOT = Path(__file__).resolve().parent.parent


def row(text: str, rule: str) -> str:
    [line] = [line for line in text.splitlines() if line.startswith(f"| `{rule}` |")]
    return line


def test_every_rule_of_every_table_has_a_row() -> None:
    text = reference.reference()
    table = rules.load_rules()
    for rule in (*table.meetings, *table.agreements):
        line = row(text, rule.id)
        assert rule.example in line
        for lemma in rule.lemmas:
            assert lemma in line
    for cue in cues.load_cues().rules:
        line = row(text, cue.id)
        for lemma in cue.lemmas:
            assert lemma in line
    for convention in conventions().ordered:
        assert convention.says in row(text, convention.id)
    for word in table.status:
        assert word.replace("_", " ") in text
    for stance in cues.load_cues().stances:
        for words in (*stance.lemmas, *stance.phrases):
            assert words in text


def test_every_publisher_stands_there_with_whom_it_means() -> None:
    text = reference.reference()
    for entry in yaml.safe_load(publishers.TABLE.read_text("utf-8")):
        for name in entry["names"]:
            assert name in text
    assert re.search(r"\| kremlin, .* \| President of Russia \|", text)


def test_what_a_rule_needs_and_takes_is_worded() -> None:
    assert set(reference.NEEDS) == set(rules.NEEDS)
    assert set(reference.TAKES) == set(cues.TAKES)


def test_the_auxiliaries_are_told_as_they_are_read() -> None:
    words = reference.STATUS.lower().replace("\n", " ")
    planned, rest = words.split("make it planned")
    possible, rest = rest.split(" possible, ")
    proposed = rest.split(" proposed;")[0]
    told = {"planned": planned, "possible": possible, "proposed": proposed}
    for word, status in _AUXILIARIES.items():
        if word.isalpha() and word not in ("wo", "ca"):  # halves of "won't" and "can't"
            assert f"“{word}”" in told[status], word


def test_a_rule_added_to_a_table_shows_up(tmp_path: Path) -> None:
    copy = tmp_path / "rules.yaml"
    added = (
        "\n  - id: agreement.shake.verb\n    lemmas: [shake, clasp]\n    status: agreed\n"
        '    category: AGREE\n    example: "shook hands on | it"\n'
    )
    copy.write_text(rules.TABLE.read_text("utf-8").rstrip() + added, "utf-8")
    measured = tmp_path / "precision.json"
    measured.write_text('{"rules": {"agreement.shake.verb": [41, 44]}}')
    text = reference.reference(Tables(rules=copy, precision=measured))
    line = row(text, "agreement.shake.verb")
    assert "shake, clasp" in line
    assert "right in 41 of 44" in line
    assert r"shook hands on \| it" in line
    assert "agreement.shake.verb" not in reference.reference()
    assert row(text, "meeting.meet.verb").endswith("| not measured |")


def test_a_cue_a_day_and_a_publisher_added_show_up(tmp_path: Path) -> None:
    def copied(table: Path, old: str, new: str) -> Path:
        words = table.read_text("utf-8")
        assert old in words
        (tmp_path / table.name).write_text(words.replace(old, new, 1), "utf-8")
        return tmp_path / table.name

    cue = "verbs:\n  - id: claim.mutter\n    lemmas: [mutter]\n    takes: [quote]\n"
    day = (
        "conventions:\n  - id: ides\n    examples: [the ides]\n    words: [the ides]\n"
        "    read: day\n    granularity: day\n    vague: yes\n    says: A day in the middle.\n"
    )
    home = "- {names: [areg.example], office: head_of_state, country: ITA}\n"
    tables = Tables(
        cues=copied(reference.Tables.cues, "verbs:\n", cue),
        conventions=copied(reference.Tables.conventions, "conventions:\n", day),
        publishers=copied(reference.Tables.publishers, "- {names", home + "- {names"),
    )
    text = reference.reference(tables)
    assert "| mutter | words in quotation marks |" in row(text, "claim.mutter")
    assert row(text, "ides") == "| `ides` | “the ides” | A day in the middle. | our reading |"
    assert "| areg.example | President of Italy |" in text


def test_a_convention_without_examples_is_told_by_its_words() -> None:
    assert "“in two weeks”" in row(reference.reference(), "in-n-units")


def test_every_table_is_one_that_markdown_can_show() -> None:
    width = 0
    for line in reference.reference().splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) - 1
        if not line.startswith("|"):
            width = 0
            continue
        width = width or cells
        assert cells == width, line


def test_check_tells_whether_the_document_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference, "DOCUMENT", tmp_path / "extraction.md")
    assert reference.main(["--check"]) == 1
    assert "make docs" in capsys.readouterr().out
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0
    (tmp_path / "extraction.md").write_text("# Yesterday's rules\n", "utf-8")
    assert reference.main(["--check"]) == 1


def test_the_document_in_the_repository_is_fresh() -> None:
    assert reference.main(["--check"]) == 0


def test_it_is_the_same_every_time() -> None:
    """Not by the order of sets, which another seed of hashes would change."""
    texts = [
        subprocess.run(
            [
                sys.executable,
                "-c",
                "from loaders.extraction.reference import reference; print(reference())",
            ],
            env={"PYTHONHASHSEED": seed, "PATH": ""},
            cwd=ROOT,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert texts[0] == texts[1]
    assert len(texts[0]) > 10_000


def test_make_writes_and_checks_it() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = dict(re.findall(r"^([a-z]+):[^\n]*\n((?:\t[^\n]*\n)+)", makefile, re.MULTILINE))
    assert "-m loaders.extraction.reference\n" in targets["docs"]
    assert "-m loaders.extraction.reference --check\n" in targets["check"]


def test_the_manual_of_plug_ins_names_every_value_of_the_schema() -> None:
    text = (ROOT / "docs" / "extraction-plugins.md").read_text("utf-8")
    for value in (*schema.MEETING_FORMAT, *schema.MEETING_STATUS, *schema.AGREEMENT_STATUS):
        assert f"`{value}`" in text
