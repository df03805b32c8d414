"""docs/schema.md says what graph/schema.py declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import reference, schema


def test_every_type_and_property_is_in_the_reference() -> None:
    text = reference.reference()
    for node in (*schema.NODE_TYPES, *schema.EVIDENCE_TYPES):
        assert f"### {node.name}\n" in text
        for each in node.properties:
            assert f"| `{each.name}` |" in text
    for relationship in schema.RELATIONSHIP_TYPES:
        assert f"| `{relationship.name}` |" in text
    for name in schema.EVIDENCE_RELATIONSHIPS:
        assert f"| `{name}` |" in text


def test_the_diagram_shows_every_relationship_type() -> None:
    diagram = reference.reference().split("```mermaid")[1].split("```")[0]
    for relationship in schema.RELATIONSHIP_TYPES:
        assert relationship.name in diagram


def test_check_tells_whether_the_document_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reference, "DOCUMENT", tmp_path / "schema.md")
    assert reference.main(["--check"]) == 1
    assert "make docs" in capsys.readouterr().out
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0
    (tmp_path / "schema.md").write_text("# Schema of yesterday\n", "utf-8")
    assert reference.main(["--check"]) == 1


def test_the_document_in_the_repository_is_fresh() -> None:
    assert reference.main(["--check"]) == 0
