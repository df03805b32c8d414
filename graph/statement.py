"""Statement: one fact with its evidence, and the things it is about.

A loader yields Statements and nothing else. Each brings along the entity or relationship it is
about, its speakers and its quotation, so it can be checked and written by itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from graph import schema
from graph.quotation import Article, Quotation, make_id
from graph.quotation import verify as verify_quotation
from graph.types import ValueRefused

#: The property of a Statement that says no more than that the thing, or the relationship, is what
#: its type says (FollowTheMoney has the pseudo-property `id` for it; rdf:type is the older name).
EXISTS = "type"

#: `generatedBy` of what a person has checked begins so: "curated", or "curated accepted RULE".
REVIEWED = "curated"

_CONFIDENCE = re.compile(r"(0(?:\.\d+)?|1(?:\.0+)?)/([1-9]\d*)\Z")


@dataclass(frozen=True)
class Entity:
    """A thing of the graph: its type's name and its id. What it is like is said by Statements."""

    type: str
    id: str


@dataclass(frozen=True)
class Relationship:
    """A relationship between two things. Its id is made from its type and its ends.

    key: tells apart several of one type between the same two (two terms of office).
    """

    type: str
    start: Entity
    end: Entity
    key: str = ""

    @cached_property
    def id(self) -> str:
        """The id that a link to the edge holds."""
        return relationship_id(self.type, self.start.id, self.end.id, self.key)


@dataclass(frozen=True)
class Attribution:
    """A speaker in a chain. position 0 is the outermost; equal positions speak jointly."""

    actor: Entity
    position: int


@dataclass(frozen=True)
class Statement:
    """This article says, in these words, that `about` has this value; or that it exists.

    about: the Entity or Relationship. prop: a declared property (FollowTheMoney calls the field
    so too), or EXISTS. value: canonical
    text; for EXISTS the type's name. attributed_to: the chain of speakers; empty = the article
    itself. stance: "asserts" or "denies". basis: "quote" (exactly one quotation), "record" (a
    coded record: dataset and record_id), "inference". quotation: for basis "quote". article: for
    the other bases, where the fact comes from one. unit: the article or file that is reloaded as
    a whole. record_id: the record in it. generated_by: the rule or person. note: why, for an
    inference. confidence: how often the rule was right where people checked it, as share and
    count: "0.93/41" is right in 93 % of 41 finds; "" where that isn't measured, or a person says
    it.
    """

    about: Entity | Relationship
    prop: str
    value: str
    dataset: str
    unit: str
    record_id: str
    generated_by: str
    basis: str = "quote"
    stance: str = "asserts"
    quotation: Quotation | None = None
    article: Article | None = None
    attributed_to: tuple[Attribution, ...] = field(default=())
    note: str = ""
    confidence: str = ""

    @property
    def source(self) -> Article | None:
        """The article it comes from: the quotation's, or its own."""
        return self.quotation.article if self.quotation else self.article

    @property
    def published_at(self) -> str:
        """When its article was published; "" if it has none or that is unknown."""
        return self.source.published_at if self.source else ""

    @cached_property
    def id(self) -> str:
        """Made from the whole content, dataset included: a known id is an unchanged Statement."""
        article = self.source
        content = [
            self.about.id,
            self.prop,
            self.value,
            self.stance,
            self.basis,
            self.quotation.id if self.quotation else "",
            json.dumps(_article_content(article)) if article else "",
            self.dataset,
            self.unit,
            self.record_id,
            self.generated_by,
            self.note,
            # Joint speakers have no order among each other.
            *sorted(f"{a.position:03}:{a.actor.id}" for a in self.attributed_to),
            # Only where there is one: a person's statements keep the ids that links hold.
            *([f"confidence {self.confidence}"] if self.confidence else []),
        ]
        return make_id("statement", *content)


def _article_content(article: Article) -> list[str]:
    # The text itself is left out: its hash is in the id, and keeping it is the reader's choice.
    return [
        article.id,
        article.key,
        article.title,
        article.source_url,
        article.publisher,
        article.published_at,
        article.published_at_basis,
        article.language,
        article.licence,
        article.retrieved_at,
    ]


def is_checked(generated_by: str, basis: str) -> bool:
    """Does a person stand behind a statement, and not only software that read a text?

    True for what a person wrote or accepted, and for records: codings and tables are data, no
    finding of software.
    """
    return generated_by.startswith(REVIEWED) or basis == "record"


def precision_of(confidence: str) -> tuple[Decimal, int]:
    """Return a confidence's share of right finds (0 to 1) and the number of finds measured.

    Raises ValueError where it isn't a share and a count such as "0.93/41".
    """
    found = _CONFIDENCE.match(confidence)
    if found is None:
        raise ValueError(f"{confidence!r} is not a share and a count: write 0.93/41")
    return Decimal(found[1]), int(found[2])


def relationship_id(type: str, start: str, end: str, key: str = "") -> str:
    """Return the id of a relationship; `start` and `end` are the ids of its things."""
    return make_id("edge", type, start, end, *([key] if key else []))


def things_of(statement: Statement) -> tuple[Entity, ...]:
    """Return the things that the statement brings along: subject, ends, speakers."""
    about = statement.about
    subjects = (about.start, about.end) if isinstance(about, Relationship) else (about,)
    return subjects + tuple(attribution.actor for attribution in statement.attributed_to)


def clean(statement: Statement) -> Statement:
    """Return the statement with its value in canonical form; raises ValueRefused.

    The message says what is wrong; `validate` gives all of a statement's faults instead.
    """
    if statement.prop == EXISTS:
        return statement
    declared = _property(statement)
    if declared is None:
        return statement
    value = declared.type.clean(statement.value)
    if value == statement.value:
        return statement
    return replace(statement, value=value)


def validate(statement: Statement) -> list[str]:
    """Return everything that is wrong with a statement, as sentences; [] if it may be written.

    It is held against the schema (types, properties, values, ends of relationships), against the
    rules of evidence (a "quote" has exactly one quotation, anything else has none) and, where the
    article's text is at hand, against the text.
    """
    return [
        *_type_faults(statement),
        *_value_faults(statement),
        *_evidence_faults(statement),
        *_chain_faults(statement.attributed_to),
    ]


def _property(statement: Statement) -> schema.Property | None:
    kind = statement.about.type
    if isinstance(statement.about, Relationship):
        known = schema.is_relationship_type(kind)
        return schema.relationship_type(kind).property(statement.prop) if known else None
    known = schema.is_node_type(kind)
    return schema.node_type(kind).property(statement.prop) if known else None


def _type_faults(statement: Statement) -> Iterable[str]:
    for thing in things_of(statement):
        if not schema.is_node_type(thing.type):
            known = ", ".join(node.name for node in schema.NODE_TYPES)
            yield f"there is no type {thing.type!r}; there are {known}"
        if not thing.id:
            yield f"a {thing.type} has no id"
    about = statement.about
    if not isinstance(about, Relationship):
        return
    if not schema.is_relationship_type(about.type):
        known = ", ".join(r.name for r in schema.RELATIONSHIP_TYPES)
        yield f"there is no relationship type {about.type!r}; there are {known}"
    elif all(schema.is_node_type(thing.type) for thing in (about.start, about.end)):
        declared = schema.relationship_type(about.type)
        ends = schema.node_type(about.start.type), schema.node_type(about.end.type)
        if not schema.joins(declared, *ends):
            pairs = ", ".join(f"{a} to {b}" for a, b in declared.pairs)
            yield (
                f"{about.type} can't lead from a {about.start.type} to a {about.end.type}, "
                f"only {pairs}"
            )
        if about.start.id == about.end.id:
            yield f"{about.type} leads from a thing to itself"


def _value_faults(statement: Statement) -> Iterable[str]:
    if statement.prop == EXISTS:
        if statement.value != statement.about.type:
            yield f"states the type {statement.value!r} of a {statement.about.type}"
        return
    declared = _property(statement)
    if declared is None:
        yield f"a {statement.about.type} has no property {statement.prop!r}"
    elif declared.computed:
        yield f"{statement.prop} is computed and can't be stated"
    else:
        try:
            declared.type.clean(statement.value)
        except ValueRefused as error:
            yield f"{statement.prop} {error}"


def _evidence_faults(statement: Statement) -> Iterable[str]:
    if statement.basis not in schema.BASIS:
        yield f"basis {statement.basis!r} is not one of {', '.join(schema.BASIS)}"
    if statement.stance not in schema.STANCE:
        yield f"stance {statement.stance!r} is not one of {', '.join(schema.STANCE)}"
    if not statement.dataset:
        yield "has no dataset"
    if statement.basis == "quote" and statement.quotation is None:
        yield "has no quote: no quote, no edge"
    if statement.basis != "quote" and statement.quotation is not None:
        yield f"basis {statement.basis} can't have a quote"
    if statement.basis == "record" and not statement.record_id:
        yield "basis record needs the id of the record"
    if statement.confidence:
        try:
            precision_of(statement.confidence)
        except ValueError as error:
            yield f"confidence {error}"
    quotation = statement.quotation
    if quotation is not None:
        if not quotation.exact:
            yield "the quote is empty"
        elif quotation.end - quotation.start != len(quotation.exact) or quotation.start < 0:
            yield (
                f"offsets {quotation.start}–{quotation.end} don't fit a quote of "
                f"{len(quotation.exact)} characters"
            )
        elif fault := verify_quotation(quotation):
            yield fault


def _chain_faults(chain: tuple[Attribution, ...]) -> Iterable[str]:
    positions = sorted({attribution.position for attribution in chain})
    if positions != list(range(len(positions))):
        yield f"positions of speakers are {positions}: they must count 0, 1, 2 … from the outermost"
    for attribution in chain:
        kind = attribution.actor.type
        if schema.is_node_type(kind) and "Actor" not in schema.node_type(kind).labels:
            yield f"a {kind} can't speak"
