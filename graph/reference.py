"""docs/schema.md, generated from the declaration.

python -m graph.reference           write it
python -m graph.reference --check   exit 1 if it is stale
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from graph import schema
from graph.schema import Property

DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "schema.md"

_FIRST_SIGHT = {
    "always": "drawn at first sight",
    "when named": "drawn at first sight where a text names it as the party",
    "when disputed": "drawn at first sight where somebody questions or contradicts it",
}


def reference() -> str:
    """Return the reference of the schema as Markdown."""
    return "\n".join([*_lines(), ""])


def _lines() -> Iterator[str]:
    yield "# Schema"
    yield ""
    yield "Generated from `graph/schema.py` by `make docs`; edit that file, not this one."
    yield ""
    yield "What is drawn is computed from Statements; nothing is drawn that none asserts."
    yield "Every value is text. Every drawn node and relationship carries an `id`, the permalink,"
    yield "and this property, computed from the statements that it exists:"
    yield ""
    yield from _table((schema.CHECKED,))
    yield ""
    yield from _diagram()
    yield ""
    yield "## Node types"
    for node in schema.NODE_TYPES:
        yield ""
        yield f"### {node.name}"
        yield ""
        yield node.description
        yield f"Called “{node.word}” on the page; {_FIRST_SIGHT[node.first_sight]}."
        yield ""
        yield f"Labels: {_code(node.labels)}. Term: {node.term}. Ids begin with `{node.prefix}-`."
        yield f"Shape {node.shape}, colour `{node.colour}` (dark theme `{node.colour_dark}`)."
        yield ""
        yield from _table(node.properties)
    yield ""
    yield "## Relationship types"
    yield ""
    yield "| type | from, to | reads | first sight | field in curated records | term |"
    yield "|---|---|---|---|---|---|"
    for relationship in schema.RELATIONSHIP_TYPES:
        pairs = "; ".join(f"{start} → {end}" for start, end in relationship.pairs)
        fields = _code(f for f in (relationship.forward, relationship.backward) if f)
        yield table_row(
            f"`{relationship.name}`",
            pairs,
            f"{relationship.phrase}. {relationship.description}",
            "yes" if relationship.first_sight else "on expansion",
            fields,
            relationship.term,
        )
    for relationship in schema.RELATIONSHIP_TYPES:
        if relationship.properties:
            yield ""
            yield f"### Properties of `{relationship.name}`"
            yield ""
            yield from _table(relationship.properties)
    yield ""
    yield "## Evidence"
    yield ""
    yield "Never drawn: what a click on a node or an edge reads."
    for evidence in schema.EVIDENCE_TYPES:
        yield ""
        yield f"### {evidence.name}"
        yield ""
        indexed = ", ".join(f"`{name}`" for name in ("id", *evidence.indexes))
        term = f" Term: {evidence.term}." if evidence.term else ""
        yield f"{evidence.description}{term} Indexed: {indexed}."
        yield ""
        yield from _table(evidence.properties)
    yield ""
    yield "| relationship | leads from, to |"
    yield "|---|---|"
    for name, description in schema.EVIDENCE_RELATIONSHIPS.items():
        yield table_row(f"`{name}`", description)


def _diagram() -> Iterator[str]:
    """The drawn side by labels: one line for a pair of labels, so that it stays readable."""
    yield "```mermaid"
    yield "flowchart LR"
    names: dict[tuple[str, str], list[str]] = {}
    for relationship in schema.RELATIONSHIP_TYPES:
        for pair in relationship.pairs:
            names.setdefault(pair, []).append(relationship.name)
    for (start, end), types in names.items():
        yield f"    {start} -- {'<br>'.join(types)} --> {end}"
    parents: dict[tuple[str, str], None] = {}
    for node in schema.NODE_TYPES:
        chain = node.labels[1:]
        parents |= dict.fromkeys(pairwise(chain))
    for parent, child in parents:
        yield f"    {child} -. is a .-> {parent}"
    yield "    Statement -- EVIDENCE_FOR --> Thing[any of these]"
    yield "    Statement -- ATTRIBUTED_TO --> Actor"
    yield "    Statement -- SUPPORTED_BY --> Quotation"
    yield "    Quotation -- WAS_QUOTED_FROM --> Article"
    yield "```"


def _table(properties: Sequence[Property]) -> Iterator[str]:
    yield "| property | value | meaning | term |"
    yield "|---|---|---|---|"
    for one in properties:
        marks = [
            mark
            for mark, holds in (
                ("required", one.required),
                ("several values", one.many),
                ("computed", one.computed),
            )
            if holds
        ]
        meaning = one.description + (f" ({', '.join(marks)})" if marks else "")
        yield table_row(f"`{one.name}`", one.type.description, meaning, one.term)


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def table_row(*cells: str) -> str:
    """Return a row of a Markdown table; a bar in a cell stays text."""
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def write_or_check(
    document: Path, text: str, description: str, arguments: Sequence[str] | None
) -> int:
    """Write a generated page of docs; with --check among the arguments only compare.

    description: for --help. Returns the exit code: 1 where the page is stale.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--check", action="store_true", help="exit 1 if it is stale")
    if parser.parse_args(arguments).check:
        kept = document.read_text("utf-8") if document.exists() else ""
        if kept == text:
            return 0
        print(f"docs/{document.name} is stale: run `make docs`.")
        return 1
    document.write_text(text, "utf-8")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Write docs/schema.md; with --check only compare. Returns the exit code."""
    return write_or_check(
        DOCUMENT, reference(), "Write docs/schema.md from graph/schema.py.", arguments
    )


if __name__ == "__main__":
    raise SystemExit(main())
