"""The house rules that a machine can check (docs/architecture.md)."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph import cypher, reference, schema
from graph.types import NAME

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("graph", "loaders", "views")

#: Who may import whom. A module of graph may import those that stand after it here, so data has one
#: way: queries and store, database, cypher and statement, schema and quotation, types, plover.
LAYERS: tuple[frozenset[str], ...] = (
    frozenset({"reference", "verify", "removal", "moving"}),
    frozenset(
        {
            "store",
            "export",
            "queries",
            "evidence",
            "quoted",
            "stated",
            "actors",
            "sides",
            "candidates",
        }
    ),
    frozenset({"projection", "picture", "layout", "courses", "records", "computed"}),
    frozenset({"database", "cypher", "statement", "selection"}),
    frozenset({"captions", "room"}),
    frozenset({"embedded", "schema", "quotation"}),
    frozenset({"types"}),
    frozenset({"plover"}),
)

ONLY = {
    "neo4j": {"graph/database.py"},
    "arcadedb_embedded": {"graph/embedded.py"},
    "streamlit": {"app.py", "views/"},
    "pyvis": {"app.py", "views/network.py", "views/dossier.py"},
}
FORBIDDEN_NAMES = ("util", "helper", "manager", "service", "handler")
CYPHER = re.compile(r"\b(MATCH \(|MERGE \(|UNWIND |DETACH DELETE|OPTIONAL MATCH)")
CYPHER_FILES = {
    "graph/cypher.py",
    *(
        f"graph/{name}.py"
        for name in ("queries", "evidence", "quoted", "stated", "actors", "candidates")
    ),
}


@dataclass(frozen=True)
class Module:
    path: str
    tree: ast.Module

    @property
    def imports(self) -> set[str]:
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
        return found


def modules() -> Iterator[Module]:
    paths = [
        ROOT / "app.py",
        *(p for name in PACKAGES for p in sorted((ROOT / name).rglob("*.py"))),
    ]
    for path in paths:
        yield Module(str(path.relative_to(ROOT)), ast.parse(path.read_text("utf-8")))


MODULES = list(modules())


def by_path(module: Module) -> str:
    return module.path


@pytest.mark.parametrize("module", MODULES, ids=by_path)
def test_packages_import_one_way(module: Module) -> None:
    allowed = {
        "graph": {"graph"},
        "loaders": {"graph", "loaders"},
        "views": {"graph", "views"} | ({"loaders"} if module.path == "views/add.py" else set()),
    }.get(module.path.split("/")[0], {"graph", "views"})
    used = {name.split(".")[0] for name in module.imports} & {*PACKAGES, "app", "tests"}
    assert used <= allowed


@pytest.mark.parametrize("module", [m for m in MODULES if m.path.startswith("graph/")], ids=by_path)
def test_graph_imports_downwards(module: Module) -> None:
    name = Path(module.path).stem
    if name in ("__init__", "__main__"):
        return
    level = {each: number for number, layer in enumerate(LAYERS) for each in layer}
    assert name in level, f"{name} has no layer: give it one in LAYERS"
    for imported in module.imports:
        other = imported.removeprefix("graph.").split(".")[0]
        if imported.startswith("graph.") and other in level:
            assert level[other] >= level[name], f"{name} imports {other}"


@pytest.mark.parametrize("library", ONLY)
def test_a_library_has_one_door(library: str) -> None:
    users = {m.path for m in MODULES if library in {n.split(".")[0] for n in m.imports}}
    strangers = {u for u in users if not u.startswith(tuple(ONLY[library]))}
    assert strangers == set()


def test_cypher_stands_in_its_files_only() -> None:
    found = set()
    for module in MODULES:
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(module.tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in docstrings
                and CYPHER.search(node.value)
            ):
                found.add(module.path)
    assert found <= CYPHER_FILES


def test_no_value_is_written_into_cypher() -> None:
    """An f-string with Cypher in it may hold names of the schema, never a value."""
    for name in dir(cypher):
        text = getattr(cypher, name)
        if isinstance(text, str) and CYPHER.search(text):
            assert "$" in text or "WHERE" not in text or "NOT EXISTS" in text, name


@pytest.mark.parametrize("module", MODULES, ids=by_path)
def test_names_say_what_a_thing_is(module: Module) -> None:
    stem = Path(module.path).stem.lower()
    assert not any(word in stem for word in FORBIDDEN_NAMES)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ClassDef):
            assert not any(word in node.name.lower() for word in FORBIDDEN_NAMES), node.name


@pytest.mark.parametrize("module", MODULES, ids=by_path)
def test_what_is_public_is_documented(module: Module) -> None:
    assert ast.get_docstring(module.tree), "a module says what it is for"
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{node.name} has no docstring"


@pytest.mark.parametrize("module", MODULES, ids=by_path)
def test_files_can_be_read_in_one_sitting(module: Module) -> None:
    assert len((ROOT / module.path).read_text("utf-8").splitlines()) <= 700


class TestSchema:
    """One declaration, from which all else derives."""

    def test_names(self) -> None:
        for node in schema.NODE_TYPES:
            assert re.fullmatch(r"[A-Z][A-Za-z]+", node.name)
            assert node.labels[0] == "Thing"
            assert node.labels[-1] == node.name
            for prop in node.properties:
                assert re.fullmatch(r"[a-z][A-Za-z]*", prop.name)
        for edge in schema.RELATIONSHIP_TYPES:
            assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", edge.name)
            assert edge.low_end in ("start", "end")

    def test_nothing_is_declared_twice(self) -> None:
        for declared in (schema.NODE_TYPES, schema.RELATIONSHIP_TYPES, schema.EVIDENCE_TYPES):
            names = [each.name for each in declared]
            assert len(names) == len(set(names))
            for each in declared:
                properties = [prop.name for prop in each.properties]
                assert len(properties) == len(set(properties))
        assert len({node.prefix for node in schema.NODE_TYPES}) == len(schema.NODE_TYPES)

    def test_relationships_join_labels_that_exist(self) -> None:
        labels = {label for node in schema.NODE_TYPES for label in node.labels}
        for edge in schema.RELATIONSHIP_TYPES:
            assert {label for pair in edge.pairs for label in pair} <= labels

    def test_every_status_has_a_word_and_a_line(self) -> None:
        statuses = {
            *schema.MEETING_STATUS,
            *schema.EXERCISE_STATUS,
            *schema.AGREEMENT_STATUS,
        }
        assert statuses <= schema.STATUS_WORDS.keys()
        assert {*schema.MEETING_STATUS, *schema.EXERCISE_STATUS} <= schema.STATUS_LINE.keys()

    @pytest.mark.parametrize("node", schema.NODE_TYPES, ids=lambda node: node.name)
    def test_colours_can_be_seen(self, node: schema.NodeType) -> None:
        """At least 4.5:1 against the page, in both themes (WCAG 2.2, 1.4.3)."""
        assert contrast(node.colour, "#ffffff") >= 4.5
        assert contrast(node.colour_dark, "#14171a") >= 4.5

    def test_colour_is_never_the_only_sign(self) -> None:
        """Each kind has a shape of its own, so the picture reads without colours."""
        shapes = [node.shape for node in schema.NODE_TYPES]
        assert len(set(shapes)) == len(shapes)

    def test_a_new_type_shows_up_everywhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        treaty = schema.NodeType(
            "Sanction",
            ("Thing", "Event", "Sanction"),
            "A penalty.",
            "plover:SANCTION",
            "name",
            "sanction",
            "sanctions",
            "#333333",
            "#cccccc",
            "star",
            "always",
            "sanction",
            (schema.Property("caption", NAME, "Its name.", required=True),),
        )
        monkeypatch.setattr(schema, "NODE_TYPES", (*schema.NODE_TYPES, treaty))
        monkeypatch.setitem(schema._NODES, "Sanction", treaty)
        assert "(n:Thing:Event:Sanction {id: r.id})" in cypher.create_things(treaty)
        assert "### Sanction" in reference.reference()
        assert schema.is_node_type("Sanction")
        took_part = schema.relationship_type("PARTICIPATED_IN")
        assert schema.joins(took_part, schema.node_type("Person"), treaty)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_nothing_names_this_machine_or_a_registry() -> None:
    """Paths of a home or work folder, hosts of package registries."""
    listed = subprocess.run(
        [
            "git",
            "grep",
            "-nIE",
            r"(^|[^a-z.])/(work|root|home/[a-z]+)/[a-z]",
            "--",
            ".",
            ":!*.lock",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert listed.stdout == ""
    hosts = (
        "pypi" + ".org",
        "pythonhosted" + ".org",
        "repo1.maven" + ".org",
        "registry.npmjs" + ".org",
    )
    for host in hosts:
        found = subprocess.run(
            ["git", "grep", "-nIF", host], cwd=ROOT, capture_output=True, text=True
        )
        assert found.stdout == ""
