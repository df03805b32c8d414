"""Readout JSON Lines: Statements as records, one object a line, and back (docs/records.md).

A record comes before the first that names it, so a file can be read line by line: things and
relationships, then the article, the quotation, the statement.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from graph import schema
from graph.computed import Stated, properties_of
from graph.quotation import Article, Quotation
from graph.statement import Attribution, Entity, Relationship, Statement

Record = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Former:
    """An id that a merge left behind. now: what it is today. thing: that, or an edge's start."""

    id: str
    now: str
    thing: str


class RecordRefused(ValueError):
    """A line that is no record; the message says why."""


# --- out -----------------------------------------------------------------------------------------


def encode(
    statements: Iterable[Statement],
    datasets: Mapping[str, Mapping[str, str]] | None = None,
    former: Iterable[Former] = (),
) -> Iterator[Record]:
    """Yield the records of statements. Things and relationships carry their computed properties.

    datasets: title, publisher and licence by data set, and former ids, where they are known.

    What the properties are is computed from the statements given, as the graph would from the
    same; so all of them are read before the first record is yielded.
    """
    held = list({s.id: s for s in statements}.values())
    properties = compute(held)
    done: set[str] = set()

    def once(identity: str, make: Callable[[], Record]) -> Iterator[Record]:
        if identity not in done:
            done.add(identity)
            yield make()

    def thing(entity: Entity) -> Iterator[Record]:
        yield from once(
            entity.id,
            lambda: {
                "type": entity.type,
                "id": entity.id,
                "properties": properties.get(entity.id, {}),
            },
        )

    for s in held:
        about = s.about
        for entity in (about.start, about.end) if isinstance(about, Relationship) else (about,):
            yield from thing(entity)
        for attribution in s.attributed_to:
            yield from thing(attribution.actor)
        if isinstance(about, Relationship):
            edge = about
            yield from once(edge.id, lambda e=edge: _edge_record(e, properties))  # type: ignore[misc]
        if s.source:
            source = s.source
            yield from once(source.id, lambda a=source: _article_record(a))  # type: ignore[misc]
        if s.quotation:
            quotation = s.quotation
            yield from once(quotation.id, lambda q=quotation: _quotation_record(q))  # type: ignore[misc]
        if datasets and s.dataset in datasets:
            about_it = {"type": "Dataset", "id": s.dataset, **datasets[s.dataset]}
            yield from once(f"Dataset {s.dataset}", lambda d=about_it: d)  # type: ignore[misc]
        yield _statement_record(s)
    for each in former:
        yield {"type": "FormerId", "id": each.id, "currentId": each.now, "thing": each.thing}


def dump(record: Record) -> str:
    """Return a record as one line, without its line end."""
    # U+2028 and U+2029 end a line for some readers; JSON lets them be escaped.
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def compute(statements: Iterable[Statement]) -> dict[str, Record]:
    """Return the drawn properties of everything the statements are about, by id.

    What nobody states is left out. An agreement without a date takes that of the event it came
    from, a claim that of the held event it is about, as in graph/projection.py.
    """
    stated: dict[str, list[Stated]] = defaultdict(list)
    abouts: dict[str, Entity | Relationship] = {}
    for s in statements:
        abouts[s.about.id] = s.about
        stated[s.about.id].append(Stated.of(s))
    found: dict[str, Record] = {}
    for identity, about in abouts.items():
        declared = (
            schema.relationship_type(about.type)
            if isinstance(about, Relationship)
            else schema.node_type(about.type)
        )
        properties = properties_of(declared, stated[identity])
        found[identity] = {name: value for name, value in properties.items() if value is not None}
    edges = [about for about in abouts.values() if isinstance(about, Relationship)]
    for kind, name in (("Agreement", "RESULTED_IN"), ("Claim", "IS_ABOUT")):
        dates: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for edge in (e for e in edges if e.type == name):
            event, follower = (
                (edge.start, edge.end) if name == "RESULTED_IN" else (edge.end, edge.start)
            )
            given = found.get(event.id, {})
            held = kind == "Agreement" or given.get("status") in ("held", "ongoing")
            if given.get("dateBasis") in ("stated", "inferred") and held and event.type != kind:
                dates[follower.id].append((given["earliest"], given["latest"]))
        for identity, days in dates.items():
            mine = found.get(identity, {})
            if mine.get("dateBasis") not in ("stated", "inferred"):
                earliest, latest = min(days)
                mine |= {"earliest": earliest, "latest": latest, "dateBasis": "event"}
    return found


def _edge_record(edge: Relationship, properties: Mapping[str, Record]) -> Record:
    own = properties.get(edge.id, {})
    return {
        "type": edge.type,
        "id": edge.id,
        "from": edge.start.id,
        "to": edge.end.id,
        "properties": {**({"key": edge.key} if edge.key else {}), **own},
    }


def _article_record(article: Article) -> Record:
    record = {
        "type": "Article",
        "id": article.id,
        "key": article.key,
        "title": article.title,
        "sourceUrl": article.source_url,
        "publisher": article.publisher,
        "publishedAt": article.published_at,
        "publishedAtBasis": article.published_at_basis,
        "retrievedAt": article.retrieved_at,
        "language": article.language,
        "licence": article.licence,
        "textSha256": article.text_sha256,
    }
    return record if article.text is None else record | {"text": article.text}


def _quotation_record(quotation: Quotation) -> Record:
    return {
        "type": "Quotation",
        "id": quotation.id,
        "article": quotation.article.id,
        "exact": quotation.exact,
        "start": quotation.start,
        "end": quotation.end,
        "prefix": quotation.prefix,
        "suffix": quotation.suffix,
    }


def _statement_record(statement: Statement) -> Record:
    measured = {"confidence": statement.confidence} if statement.confidence else {}
    return {
        "type": "Statement",
        "id": statement.id,
        "about": statement.about.id,
        "property": statement.prop,
        "value": statement.value,
        "attributedTo": [
            {"actor": a.actor.id, "position": a.position} for a in statement.attributed_to
        ],
        "stance": statement.stance,
        "basis": statement.basis,
        "quotation": statement.quotation.id if statement.quotation else None,
        "article": statement.source.id if statement.source else None,
        "generatedBy": statement.generated_by,
        **measured,
        "note": statement.note,
        "dataset": statement.dataset,
        "unit": statement.unit,
        "recordId": statement.record_id,
    }


# --- in ------------------------------------------------------------------------------------------


@dataclass
class Decoder:
    """Reads records in order and gives back the Statements among them."""

    things: dict[str, Entity] = field(default_factory=dict)
    edges: dict[str, Relationship] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    quotations: dict[str, Quotation] = field(default_factory=dict)
    datasets: dict[str, dict[str, str]] = field(default_factory=dict)
    former: list[Former] = field(default_factory=list)

    def decode(self, line: str) -> Statement | None:
        """Return the Statement of a line, or None for any other record.

        Raises RecordRefused for what is no JSON object, names what did not come before it, lacks
        a field, or has one of another kind.
        """
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise RecordRefused(f"is not JSON: {error}") from error
        if not isinstance(record, dict):
            raise RecordRefused("is not a JSON object")
        kind = _string(record, "type")
        if kind == "Statement":
            return self._statement(record)
        if kind == "Article":
            self._article(record)
        elif kind == "Quotation":
            self._quotation(record)
        elif schema.is_relationship_type(kind):
            self._edge(kind, record)
        elif schema.is_node_type(kind):
            identity = _string(record, "id")
            self.things[identity] = Entity(kind, identity)
        elif kind == "Dataset":
            self.datasets[_string(record, "id")] = {
                name: _string(record, name, "")
                for name in ("title", "publisher", "licence")
                if record.get(name)
            }
        elif kind == "FormerId":
            self.former.append(
                Former(*(_string(record, name) for name in ("id", "currentId", "thing")))
            )
        else:
            raise RecordRefused(f"there is no type {kind!r}")
        return None

    def _edge(self, kind: str, record: Record) -> None:
        properties = record.get("properties") or {}
        key = properties.get("key", "") if isinstance(properties, dict) else ""
        start = _known(self.things, _string(record, "from"), "thing")
        end = _known(self.things, _string(record, "to"), "thing")
        self.edges[_string(record, "id")] = Relationship(kind, start, end, str(key))

    def _article(self, record: Record) -> None:
        text = record.get("text")
        if text is not None and not isinstance(text, str):
            raise RecordRefused("text is not a string")
        identity = _string(record, "id")
        self.articles[identity] = Article(
            identity,
            _string(record, "key", "") or _string(record, "sourceUrl", "") or identity,
            _string(record, "title"),
            _string(record, "sourceUrl", ""),
            _string(record, "publisher", ""),
            _string(record, "publishedAt", ""),
            _string(record, "publishedAtBasis", "stated"),
            _string(record, "language", ""),
            _string(record, "licence", ""),
            _string(record, "textSha256"),
            _string(record, "retrievedAt", ""),
            text,
        )

    def _quotation(self, record: Record) -> None:
        for name in ("start", "end"):
            if not isinstance(record.get(name), int) or isinstance(record.get(name), bool):
                raise RecordRefused(f"{name} is not a whole number")
        self.quotations[_string(record, "id")] = Quotation(
            _known(self.articles, _string(record, "article"), "Article"),
            _string(record, "exact"),
            record["start"],
            record["end"],
            _string(record, "prefix", ""),
            _string(record, "suffix", ""),
        )

    def _statement(self, record: Record) -> Statement:
        about = _string(record, "about")
        subject = self.things.get(about) or self.edges.get(about)
        if subject is None:
            raise RecordRefused(f"is about {about!r}, which did not come before it")
        chain = record.get("attributedTo") or []
        if not isinstance(chain, list) or not all(isinstance(each, dict) for each in chain):
            raise RecordRefused("attributedTo is not a list of objects")
        for each in chain:
            if not isinstance(each.get("position"), int):
                raise RecordRefused("a position in attributedTo is not a whole number")
        quotation = _string(record, "quotation", "")
        article = _string(record, "article", "")
        return Statement(
            subject,
            _string(record, "property"),
            _string(record, "value", ""),
            _string(record, "dataset"),
            _string(record, "unit", ""),
            _string(record, "recordId", ""),
            _string(record, "generatedBy", ""),
            basis=_string(record, "basis"),
            stance=_string(record, "stance", "asserts"),
            quotation=_known(self.quotations, quotation, "Quotation") if quotation else None,
            article=(
                _known(self.articles, article, "Article") if article and not quotation else None
            ),
            attributed_to=tuple(
                Attribution(_known(self.things, _string(each, "actor"), "thing"), each["position"])
                for each in chain
            ),
            note=_string(record, "note", ""),
            confidence=_string(record, "confidence", ""),
        )


def _string(record: Record, name: str, default: str | None = None) -> str:
    value = record.get(name)
    if value is None:
        if default is None:
            raise RecordRefused(f"has no {name}")
        return default
    if not isinstance(value, str):
        raise RecordRefused(f"{name} is not a string")
    return value


def _known(held: Mapping[str, T], identity: str, what: str) -> T:
    if identity not in held:
        raise RecordRefused(f"names the {what} {identity!r}, which did not come before it")
    return held[identity]
