"""Schema to Cypher text. Pure: nothing here talks to a database.

Labels and relationship types in the text come from graph/schema.py only; every value is a
parameter. What makes one text fast on Neo4j and on ArcadeDB is in docs/architecture.md: look up by
the root label that carries the constraint, name the known node in a MATCH of its own first, write
an edge from the end that has few.
"""

from __future__ import annotations

from collections.abc import Iterator

from graph import schema
from graph.schema import NodeType, RelationshipType

#: The labels that carry a uniqueness constraint on id.
KEYED_LABELS = ("Thing", *(evidence.name for evidence in schema.EVIDENCE_TYPES))


def schema_statements() -> Iterator[str]:
    """Yield the constraints and indexes that the schema asks for, idempotent each."""
    for label in KEYED_LABELS:
        yield (
            f"CREATE CONSTRAINT {label.lower()}_id IF NOT EXISTS "
            f"FOR (n:{label}) REQUIRE n.id IS UNIQUE"
        )
    for name in schema.THING_INDEXES:
        yield _index("Thing", name)
    for evidence in schema.EVIDENCE_TYPES:
        for name in evidence.indexes:
            yield _index(evidence.name, name)


def _index(label: str, name: str) -> str:
    return (
        f"CREATE INDEX {label.lower()}_{name.lower()} IF NOT EXISTS FOR (n:{label}) ON (n.{name})"
    )


def known_ids(label: str) -> str:
    """Which of `$ids` has a node of a keyed label? Rows: id."""
    _check_keyed(label)
    return f"UNWIND $ids AS i MATCH (n:{label} {{id: i}}) RETURN n.id AS id"


def create_things(node: NodeType) -> str:
    """Create the things of `$rows` (id, properties), which must be new."""
    return (
        f"UNWIND $rows AS r CREATE (n:{':'.join(node.labels)} {{id: r.id}}) SET n += r.properties"
    )


def create_evidence(label: str) -> str:
    """Create the evidence nodes of `$rows` (id, properties), which must be new."""
    _check_keyed(label)
    return f"UNWIND $rows AS r CREATE (n:{label} {{id: r.id}}) SET n += r.properties"


def set_properties(label: str) -> str:
    """Set the properties of known nodes of `$rows` (id, properties); null removes one."""
    _check_keyed(label)
    return f"UNWIND $rows AS r MATCH (n:{label} {{id: r.id}}) SET n += r.properties"


def merge_relationships(relationship: RelationshipType) -> str:
    """Write the relationships of `$rows` (id, start, end, properties), from their low end."""
    pattern, first, second = _from_low_end(relationship)
    return (
        f"UNWIND $rows AS r MATCH (l:Thing {{id: r.{first}}}) MATCH (h:Thing {{id: r.{second}}}) "
        f"MERGE {pattern} SET x += r.properties"
    )


def delete_relationships(relationship: RelationshipType) -> str:
    """Delete the relationships of `$rows` (id, start, end), found from their low end."""
    pattern, first, _ = _from_low_end(relationship)
    # The high end is left open: naming it lets a planner start there, at a hub.
    return (
        f"UNWIND $rows AS r MATCH (l:Thing {{id: r.{first}}}) "
        f"MATCH {pattern.replace(' {id: r.id}', '')} WHERE x.id = r.id DELETE x"
    )


def _from_low_end(relationship: RelationshipType) -> tuple[str, str, str]:
    edge = f"[x:{relationship.name} {{id: r.id}}]"
    if relationship.low_end == "end":
        return f"(l)<-{edge}-(h)", "end", "start"
    return f"(l)-{edge}->(h)", "start", "end"


#: What a statement hangs on besides the thing it is about: "" where it has no article.
SUPPORT = {"Quotation": "SUPPORTED_BY", "Article": "IN_ARTICLE", "": ""}
#: The properties of a Statement in the order in which a row of `create_statements` has them.
STATEMENT_COLUMNS = tuple(
    member.name
    for evidence in schema.EVIDENCE_TYPES
    if evidence.name == "Statement"
    for member in evidence.properties
)


def create_statements(support: str) -> str:
    """Create the statements of `$rows`, which must be new, and hang each where it belongs.

    Rows are lists, since names repeated in each of thousands of maps take longer to send than the
    values: id, id of the thing, id of the `support`, then STATEMENT_COLUMNS. Statements are on the
    new, low side of what they hang on.
    """
    relationship = SUPPORT[support]
    match = f"MATCH (e:{support} {{id: r[2]}}) " if support else ""
    hang = f" CREATE (s)-[:{relationship}]->(e)" if support else ""
    columns = ", ".join(f"{name}: r[{at}]" for at, name in enumerate(STATEMENT_COLUMNS, 3))
    return (
        f"UNWIND $rows AS r MATCH (t:Thing {{id: r[1]}}) {match}"
        f"CREATE (s:Statement {{id: r[0], {columns}}}) CREATE (s)-[:EVIDENCE_FOR]->(t){hang}"
    )


CREATE_QUOTATIONS = (
    "UNWIND $rows AS r MATCH (a:Article {id: r.article}) "
    "CREATE (q:Quotation {id: r.id}) SET q += r.properties CREATE (q)-[:WAS_QUOTED_FROM]->(a)"
)
#: Rows are lists: id of the statement, id of the actor, position.
LINK_SPEAKERS = (
    "UNWIND $rows AS r MATCH (s:Statement {id: r[0]}) MATCH (a:Thing {id: r[1]}) "
    "CREATE (s)-[:ATTRIBUTED_TO {position: r[2]}]->(a)"
)
LINK_FORMER = (
    "UNWIND $rows AS r MATCH (t:Thing {id: r.thing}) MERGE (f:FormerId {id: r.id}) "
    "SET f.currentId = r.currentId CREATE (f)-[:IS_NOW]->(t)"
)

#: What the store asks before and after it writes.
FORMER_IDS = "UNWIND $ids AS i MATCH (f:FormerId {id: i}) RETURN f.id AS id, f.currentId AS now"
THING_LABELS = "UNWIND $ids AS i MATCH (n:Thing {id: i}) RETURN n.id AS id, labels(n) AS labels"
ARTICLES = (
    "UNWIND $ids AS i MATCH (a:Article {id: i}) RETURN a.id AS id, a.text IS NOT NULL AS hasText, "
    "a {.title, .sourceUrl, .publisher, .publishedAt, .publishedAtBasis, .retrievedAt, .language, "
    ".licence} AS description"
)
#: The data sets whose statements come from an article.
ARTICLE_DATASETS = (
    "UNWIND $ids AS i MATCH (a:Article {id: i}) "
    "MATCH (a)<-[:WAS_QUOTED_FROM]-(q:Quotation)<-[:SUPPORTED_BY]-(s:Statement) "
    "RETURN DISTINCT a.id AS id, s.dataset AS dataset "
    "UNION UNWIND $ids AS i MATCH (a:Article {id: i}) MATCH (a)<-[:IN_ARTICLE]-(s:Statement) "
    "RETURN DISTINCT a.id AS id, s.dataset AS dataset"
)
ARTICLE_VERSIONS = (
    "UNWIND $keys AS k MATCH (a:Article {key: k}) RETURN k AS key, count(a) AS versions"
)
STATEMENTS_ABOUT = (
    "UNWIND $ids AS i MATCH (s:Statement {about: i}) "
    "RETURN s.about AS about, s.id AS id, s.property AS property, s.value AS value, "
    "s.stance AS stance, s.basis AS basis, s.dataset AS dataset, s.generatedBy AS generatedBy, "
    "s.articleId AS articleId, s.publishedAt AS publishedAt"
)
EVENTS_OF_AGREEMENTS = (
    "UNWIND $ids AS i MATCH (n:Thing {id: i}) MATCH (n)<-[:RESULTED_IN]-(e:Event) "
    "WHERE e.dateBasis IN ['stated', 'inferred'] "
    "RETURN i AS id, e.earliest AS earliest, e.latest AS latest"
)
EVENTS_OF_CLAIMS = (
    "UNWIND $ids AS i MATCH (n:Thing {id: i}) MATCH (n)-[:IS_ABOUT]->(e:Event) "
    "WHERE e.dateBasis IN ['stated', 'inferred'] AND e.status IN ['held', 'ongoing'] "
    "RETURN i AS id, e.earliest AS earliest, e.latest AS latest"
)
DEPENDENTS = (
    "UNWIND $ids AS i MATCH (e:Thing {id: i}) MATCH (e)-[:RESULTED_IN]->(n:Agreement) "
    "WHERE NOT n.dateBasis IN ['stated', 'inferred'] RETURN n.id AS id, 'Agreement' AS type "
    "UNION UNWIND $ids AS i MATCH (e:Thing {id: i}) MATCH (e)<-[:IS_ABOUT]-(n:Claim) "
    "WHERE NOT n.dateBasis IN ['stated', 'inferred'] RETURN n.id AS id, 'Claim' AS type"
)

#: Removal: what goes, then what is left with nothing to prove it.
STALE_IDS = (
    "MATCH (s:Statement {unit: $unit}) WHERE s.dataset = $dataset "
    "RETURN s.id AS id, s.recordId AS recordId"
)
DATASET_IDS = "MATCH (s:Statement {dataset: $dataset}) RETURN s.id AS id, s.recordId AS recordId"
DOOMED = (
    "UNWIND $ids AS i MATCH (s:Statement {id: i}) MATCH (s)-[:EVIDENCE_FOR]->(t:Thing) "
    "OPTIONAL MATCH (s)-[:SUPPORTED_BY]->(q:Quotation) "
    "RETURN s.id AS id, s.about AS about, s.relationshipId AS relationshipId, "
    "s.relationshipType AS relationshipType, t.id AS start, s.endId AS end, "
    "s.articleId AS articleId, s.dataset AS dataset, q.id AS quotation"
)
SPEAKERS_OF = (
    "UNWIND $ids AS i MATCH (s:Statement {id: i}) MATCH (s)-[:ATTRIBUTED_TO]->(a:Thing) "
    "RETURN DISTINCT a.id AS id"
)
DELETE_STATEMENTS = "UNWIND $ids AS i MATCH (s:Statement {id: i}) DETACH DELETE s"
DELETE_UNUSED_QUOTATIONS = (
    "UNWIND $ids AS i MATCH (q:Quotation {id: i}) "
    "WHERE NOT EXISTS { MATCH (q)<-[:SUPPORTED_BY]-(:Statement) } DETACH DELETE q"
)
DELETE_UNUSED_ARTICLES = (
    "UNWIND $ids AS i MATCH (a:Article {id: i}) "
    "WHERE NOT EXISTS { MATCH (a)<-[:WAS_QUOTED_FROM]-(:Quotation) } "
    "AND NOT EXISTS { MATCH (a)<-[:IN_ARTICLE]-(:Statement) } DETACH DELETE a"
)
UNPROVEN_THINGS = (
    "UNWIND $ids AS i MATCH (n:Thing {id: i}) "
    "WHERE NOT EXISTS { MATCH (n)<-[:EVIDENCE_FOR]-(:Statement) } "
    "AND NOT EXISTS { MATCH (n)<-[:ATTRIBUTED_TO]-(:Statement) } "
    "AND NOT EXISTS { MATCH (n)--(:Thing) } RETURN n.id AS id"
)
DELETE_THINGS = (
    "UNWIND $ids AS i MATCH (n:Thing {id: i}) OPTIONAL MATCH (n)<-[:IS_NOW]-(f:FormerId) "
    "DETACH DELETE n, f"
)

#: Merging and retyping: everything that hangs on a thing, to be hung on another.
RELATIONSHIPS_AT = (
    "MATCH (n:Thing {id: $id}) MATCH (n)-[x]->(m:Thing) "
    "RETURN x.id AS id, type(x) AS type, n.id AS start, m.id AS end, properties(x) AS properties "
    "UNION ALL MATCH (n:Thing {id: $id}) MATCH (n)<-[x]-(m:Thing) "
    "RETURN x.id AS id, type(x) AS type, m.id AS start, n.id AS end, properties(x) AS properties"
)
STATEMENTS_AT = (
    "MATCH (n:Thing {id: $id}) MATCH (s:Statement)-[:EVIDENCE_FOR]->(n) RETURN s.id AS id, "
    "s.about AS about"
)
HANG_EVIDENCE = (
    "UNWIND $rows AS r MATCH (s:Statement {id: r.id}) MATCH (t:Thing {id: r.subject}) "
    "CREATE (s)-[:EVIDENCE_FOR]->(t)"
)
SPOKEN_BY = (
    "MATCH (n:Thing {id: $id}) MATCH (n)<-[x:ATTRIBUTED_TO]-(s:Statement) "
    "RETURN s.id AS id, x.position AS position"
)
FORMER_OF = (
    "MATCH (n:Thing {id: $id}) MATCH (f:FormerId)-[:IS_NOW]->(n) "
    "RETURN f.id AS id, f.currentId AS now"
)
DELETE_FORMER = "UNWIND $ids AS i MATCH (f:FormerId {id: i}) DETACH DELETE f"
RELATIONSHIP_STATEMENTS = (
    "UNWIND $ids AS i MATCH (s:Statement {relationshipId: i}) "
    "RETURN s.id AS id, i AS about, s.endId AS end"
)

#: Data sets.
DATASETS = (
    "MATCH (d:Dataset) RETURN d.id AS id, d.title AS title, d.publisher AS publisher, "
    "d.licence AS licence, d.version AS version, d.loadedAt AS loadedAt ORDER BY d.id"
)
DATASET_VERSION = (
    "MATCH (d:Dataset {id: $id}) RETURN d.version AS version, coalesce(d.texts, 0) AS texts"
)
SET_DATASET = "MERGE (d:Dataset {id: $id}) SET d += $properties"
DELETE_DATASET = "MATCH (d:Dataset {id: $id}) DETACH DELETE d"


def all_relationships(relationship: RelationshipType) -> str:
    """Every relationship of one type. Rows: id, start, end, properties."""
    return (
        f"MATCH (a:Thing)-[x:{relationship.name}]->(b:Thing) "
        "RETURN x.id AS id, a.id AS start, b.id AS end, properties(x) AS properties"
    )


def all_of(node: NodeType) -> str:
    """Every thing of one type. Rows: id, properties."""
    return f"MATCH (n:{node.name}) RETURN n.id AS id, properties(n) AS properties ORDER BY n.id"


def _check_keyed(label: str) -> None:
    if label not in KEYED_LABELS:
        raise ValueError(f"{label!r} has no constraint on id")


#: Reading everything back: export and verify. Pages by id, which the constraint's index orders.
#: A Statement `s` with all that hangs on it.
_WHOLE_STATEMENT = (
    "OPTIONAL MATCH (s)-[:EVIDENCE_FOR]->(t:Thing) "
    "OPTIONAL MATCH (e:Thing {id: s.endId}) "
    "RETURN properties(s) AS statement, t.id AS start, labels(t) AS startLabels, "
    "e.id AS end, labels(e) AS endLabels, "
    "COLLECT { MATCH (s)-[:SUPPORTED_BY]->(q:Quotation) OPTIONAL MATCH "
    "(q)-[:WAS_QUOTED_FROM]->(a:Article) RETURN {quotation: properties(q), article: a.id} } "
    "AS quotations, "
    "COLLECT { MATCH (s)-[x:ATTRIBUTED_TO]->(p:Thing) "
    "RETURN {id: p.id, labels: labels(p), position: x.position} } AS speakers "
    "ORDER BY s.id"
)
STATEMENT_PAGE = (
    "MATCH (s:Statement) WHERE s.id > $after WITH s ORDER BY s.id LIMIT $count " + _WHOLE_STATEMENT
)
ARTICLE_PAGE = (
    "MATCH (a:Article) WHERE a.id > $after RETURN properties(a) AS article "
    "ORDER BY a.id LIMIT $count"
)
ORPHANS = {
    "Quotation": (
        "MATCH (q:Quotation) WHERE NOT EXISTS { MATCH (q)<-[:SUPPORTED_BY]-(:Statement) } "
        "OR NOT EXISTS { MATCH (q)-[:WAS_QUOTED_FROM]->(:Article) } RETURN q.id AS id"
    ),
    "Article": (
        "MATCH (a:Article) WHERE NOT EXISTS { MATCH (a)<-[:WAS_QUOTED_FROM]-(:Quotation) } "
        "AND NOT EXISTS { MATCH (a)<-[:IN_ARTICLE]-(:Statement) } RETURN a.id AS id"
    ),
    "FormerId": (
        "MATCH (f:FormerId) WHERE NOT EXISTS { MATCH (f)-[:IS_NOW]->(:Thing) } RETURN f.id AS id"
    ),
}
UNPROVEN = (
    "MATCH (n:Thing) WHERE NOT EXISTS { MATCH (n)<-[:EVIDENCE_FOR]-(:Statement) } "
    "AND NOT EXISTS { MATCH (n)<-[:ATTRIBUTED_TO]-(:Statement) } "
    "AND NOT EXISTS { MATCH (n)--(:Thing) } RETURN n.id AS id"
)
FORMER_PAGE = (
    "MATCH (f:FormerId)-[:IS_NOW]->(t:Thing) WHERE f.id > $after "
    "RETURN f.id AS id, f.currentId AS currentId, t.id AS thing ORDER BY f.id LIMIT $count"
)
#: Every relationship type in use, with how many there are.
TYPES_IN_USE = "MATCH (:Thing)-[x]->(:Thing) RETURN type(x) AS type, count(x) AS edges"

#: Moving a record (graph/moving.py): what an article's records say, all versions of its text.
UNIT_STATEMENTS = (
    "MATCH (a:Article {key: $key}) MATCH (s:Statement {unit: a.id}) "
    "MATCH (s)-[:EVIDENCE_FOR]->(t:Thing) RETURN s.id AS id, s.recordId AS recordId, "
    "s.about AS about, s.property AS property, t.id AS start, s.endId AS end"
)
STATEMENTS_WHOLE = "UNWIND $ids AS i MATCH (s:Statement {id: i}) WITH s " + _WHOLE_STATEMENT
WHOLE_ARTICLES = "UNWIND $ids AS i MATCH (a:Article {id: i}) RETURN properties(a) AS article"
EXISTENCE = "MATCH (s:Statement {about: $id}) WHERE s.property = $exists RETURN s.id AS id"
#: A former id that led to what has become something else in turn.
FOLLOW_FORMER = "UNWIND $rows AS r MATCH (f:FormerId {currentId: r.was}) SET f.currentId = r.now"
