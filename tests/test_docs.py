"""What the documents say is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from graph import schema
from graph.records import dump, encode
from graph.selection import Selection
from graph.selection import encode as encode_selection
from graph.statement import Statement
from loaders import Options, Rejected, articles, curated
from loaders.__main__ import LOADERS, _parser
from tests.facts import TEXT, call_facts

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(document: Path, language: str) -> list[str]:
    """Return a document's code blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", document.read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", document.read_text("utf-8")):
        if not target.startswith("http"):
            assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_files_that_are_named_exist(document: Path) -> None:
    for name in re.findall(
        r"`((?:graph|loaders|views|tests|docs)/[\w/.-]+\.\w+)`", document.read_text("utf-8")
    ):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_make_targets_that_are_named_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", document.read_text("utf-8"))) <= targets


def test_the_readme_names_every_loader_and_command() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    for name in LOADERS:
        assert f"-m loaders {name} " in readme
    commands = re.findall(
        r"-m loaders ([a-z]+)", "\n".join(p.read_text("utf-8") for p in DOCUMENTS)
    )
    known = set(_parser()._subparsers._group_actions[0].choices)  # type: ignore[union-attr, arg-type]
    assert set(commands) <= known


def test_the_example_of_curated_records_loads_with_its_text(tmp_path: Path) -> None:
    [example] = blocks(ROOT / "docs" / "curated-records.md", "yaml")
    (tmp_path / "call.yaml").write_text(example)
    (tmp_path / "call.txt").write_text(TEXT)
    for items in (
        list(curated.read(tmp_path / "call.yaml", Options())),
        list(articles.read(tmp_path / "call.txt", Options())),
    ):
        assert [str(i) for i in items if isinstance(i, Rejected)] == []
        assert len([i for i in items if isinstance(i, Statement)]) > 30


def test_every_relationship_s_field_is_named_in_curated_records() -> None:
    text = (ROOT / "docs" / "curated-records.md").read_text("utf-8")
    for relationship in schema.RELATIONSHIP_TYPES:
        for field in (relationship.forward, relationship.backward):
            assert not field or f"`{field}`" in text, field


def test_the_records_of_the_manual_have_the_fields_that_are_written() -> None:
    [example] = blocks(ROOT / "docs" / "records.md", "json")
    written = {}
    for record in encode(call_facts()):
        written.setdefault(record["type"], set(json.loads(dump(record))))
    for line in example.splitlines():
        record = json.loads(line)
        expected = written[record["type"]] - {"text", "retrievedAt"}
        assert expected == set(record) - {"text", "retrievedAt"}, record["type"]


def test_every_parameter_of_a_link_is_listed() -> None:
    full = Selection(
        first="2022-02-01",
        last="2022-02-20",
        actors=("person-1",),
        together=True,
        kinds=("Meeting",),
        statuses=("held",),
        speakers=("organization-1",),
        undated=False,
        chosen="meeting-1",
        expanded=("person-1",),
        collapsed=("person-2",),
        statements=True,
        checked=True,
        limit=300,
        version="abc",
        reading="article-1",
    )
    text = (ROOT / "docs" / "links.md").read_text("utf-8")
    for parameter in [*encode_selection(full), "cam"]:
        assert f"`{parameter}`" in text, parameter


def test_the_changelog_and_the_licence_are_there() -> None:
    assert "## Unreleased" in (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")


def test_every_dependency_s_licence_is_recorded() -> None:
    text = (ROOT / "docs" / "licences.md").read_text("utf-8").lower()
    for line in (ROOT / "requirements.txt").read_text("utf-8").splitlines():
        if name := re.match(r"[A-Za-z0-9_-]+", line):
            assert name[0].lower() in text, name[0]
