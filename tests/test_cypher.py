"""Schema to Cypher, word for word; and on Neo4j every write finds its nodes by an index."""

from __future__ import annotations

from typing import Any

import pytest

from graph import cypher, schema, store
from graph.database import Database
from tests.conftest import wipe
from tests.test_kill import many


def test_constraints_and_indexes() -> None:
    assert list(cypher.schema_statements())[:8] == [
        "CREATE CONSTRAINT thing_id IF NOT EXISTS FOR (n:Thing) REQUIRE n.id IS UNIQUE",
        "CREATE CONSTRAINT statement_id IF NOT EXISTS FOR (n:Statement) REQUIRE n.id IS UNIQUE",
        "CREATE CONSTRAINT quotation_id IF NOT EXISTS FOR (n:Quotation) REQUIRE n.id IS UNIQUE",
        "CREATE CONSTRAINT article_id IF NOT EXISTS FOR (n:Article) REQUIRE n.id IS UNIQUE",
        "CREATE CONSTRAINT dataset_id IF NOT EXISTS FOR (n:Dataset) REQUIRE n.id IS UNIQUE",
        "CREATE CONSTRAINT formerid_id IF NOT EXISTS FOR (n:FormerId) REQUIRE n.id IS UNIQUE",
        "CREATE INDEX thing_earliest IF NOT EXISTS FOR (n:Thing) ON (n.earliest)",
        "CREATE INDEX thing_latest IF NOT EXISTS FOR (n:Thing) ON (n.latest)",
    ]


def test_a_new_node_gets_all_its_labels_at_once() -> None:
    assert cypher.create_things(schema.node_type("Meeting")) == (
        "UNWIND $rows AS r CREATE (n:Thing:Event:Meeting {id: r.id}) SET n += r.properties"
    )


def test_a_known_node_is_looked_up_by_the_label_that_has_the_constraint() -> None:
    assert cypher.set_properties("Thing") == (
        "UNWIND $rows AS r MATCH (n:Thing {id: r.id}) SET n += r.properties"
    )
    with pytest.raises(ValueError, match="'Meeting' has no constraint"):
        cypher.set_properties("Meeting")


@pytest.mark.parametrize(
    ("name", "low", "high", "pattern"),
    [
        ("PARTICIPATED_IN", "end", "start", "(l)<-[x:PARTICIPATED_IN {id: r.id}]-(h)"),
        ("MADE", "end", "start", "(l)<-[x:MADE {id: r.id}]-(h)"),
        ("IS_ABOUT", "start", "end", "(l)-[x:IS_ABOUT {id: r.id}]->(h)"),
    ],
)
def test_an_edge_is_written_from_the_end_that_has_few(
    name: str, low: str, high: str, pattern: str
) -> None:
    text = cypher.merge_relationships(schema.relationship_type(name))
    assert f"(l:Thing {{id: r.{low}}})" in text
    assert f"(h:Thing {{id: r.{high}}})" in text
    assert f"MERGE {pattern}" in text
    assert text.index("(l:Thing") < text.index("(h:Thing") < text.index("MERGE")


def operators(plan: dict[str, Any]) -> set[str]:
    found = {str(plan["operatorType"]).split("@")[0]}
    for child in plan.get("children", []):
        found |= operators(child)
    return found


ROW: dict[str, Any] = {"id": "x", "start": "a", "end": "b", "properties": {}}
QUERIES: list[tuple[str, dict[str, Any]]] = [
    *((cypher.known_ids(label), {"ids": ["x"]}) for label in cypher.KEYED_LABELS),
    *((cypher.set_properties(label), {"rows": [ROW]}) for label in cypher.KEYED_LABELS),
    *((cypher.merge_relationships(r), {"rows": [ROW]}) for r in schema.RELATIONSHIP_TYPES),
    *((cypher.delete_relationships(r), {"rows": [ROW]}) for r in schema.RELATIONSHIP_TYPES),
    (cypher.STATEMENTS_ABOUT, {"ids": ["x"]}),
    (cypher.RELATIONSHIP_STATEMENTS, {"ids": ["x"]}),
    (cypher.FORMER_IDS, {"ids": ["x"]}),
    (cypher.ARTICLE_VERSIONS, {"keys": ["x"]}),
    (cypher.STALE_IDS, {"dataset": "d", "unit": "u"}),
    (cypher.DATASET_IDS, {"dataset": "d"}),
    (cypher.DOOMED, {"ids": ["x"]}),
    (cypher.UNPROVEN_THINGS, {"ids": ["x"]}),
    (cypher.DEPENDENTS, {"ids": ["x"]}),
    (cypher.STATEMENT_PAGE, {"after": "", "count": 10}),
]


@pytest.fixture(scope="module")
def filled(neo4j_database: Database) -> Database:
    """A Neo4j with enough in it that its plans are those of real use."""
    wipe(neo4j_database)
    store.ensure_schema(neo4j_database)
    store.write_statements(neo4j_database, many(400))
    neo4j_database.run_schema(["CALL db.resampleOutdatedIndexes()", "CALL db.clearQueryCaches()"])
    return neo4j_database


@pytest.mark.parametrize(("query", "parameters"), QUERIES)
def test_no_write_scans(filled: Database, query: str, parameters: dict[str, Any]) -> None:
    used = operators(filled.explain(query, **parameters))
    assert not used & {"AllNodesScan", "NodeByLabelScan", "UnionNodeByLabelsScan"}, used
    assert not {name for name in used if name.endswith("RelationshipTypeScan")}, used
