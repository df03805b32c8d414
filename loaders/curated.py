"""Reviewed records in YAML: the shipped example, and corrections (docs/curated-records.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from graph import schema
from graph.quotation import Article, Quotation, QuoteNotFound, locate, make_id
from graph.statement import (
    EXISTS,
    REVIEWED,
    Attribution,
    Entity,
    Relationship,
    Statement,
    clean,
    validate,
)
from graph.types import INSTANT, NAME, URL, ValueRefused
from loaders import Complete, Item, Options, Rejected
from loaders.lined_yaml import (
    List,
    Map,
    Text,
    Value,
    YamlFault,
    as_list,
    as_map,
    as_number,
    as_text,
    need,
    only,
    optional_text,
    parse,
)

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z")
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
_FACT_FIELDS = ("value", "to", "quote", "by", "basis", "stance", "note", "recordId", "key")
_RECORD_FIELDS = ("key", "id", "formerly", "quote", "by", "basis", "note", "recordId")
_ARTICLE_FIELDS = (
    "title",
    "sourceUrl",
    "key",
    "publisher",
    "publishedAt",
    "publishedAtBasis",
    "retrievedAt",
    "language",
    "licence",
    "textSha256",
    "quotes",
    "records",
)


def read(path: Path, options: Options) -> Iterator[Item]:
    """Yield the statements of a YAML file, or of every .yaml and .yml file of a folder.

    Each file is a unit of its own. What is wrong with it is rejected with file, line and field.
    """
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.suffix in (".yaml", ".yml"))
        if not files:
            yield Rejected(str(path), 0, "", "holds no .yaml file")
        for file in files:
            yield from read_records(file)
    else:
        yield from read_records(path)


def read_records(
    path: Path, texts: Mapping[str, str] | None = None, *, keep_text: bool = True
) -> Iterator[Item]:
    """Yield the statements of one YAML file.

    texts: the texts at hand, by SHA-256. With them only their articles are read, every quote is
    looked up in its text, and the article carries it if `keep_text`. Without, offsets must be
    given.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        yield Rejected(str(path), 0, "", f"can't be read: {error.strerror}")
        return
    except UnicodeDecodeError as error:
        yield Rejected(
            str(path),
            0,
            "",
            f"is not UTF-8 (byte {error.start}): save it as UTF-8 and load it again",
        )
        return
    try:
        document = parse(text)
    except YamlFault as fault:
        yield Rejected(str(path), fault.line, fault.field, fault.reason)
        return
    for item in _File(path, texts).items(document):
        yield item if keep_text or not isinstance(item, Statement) else without_text(item)


def without_text(statement: Statement) -> Statement:
    """Return the statement with an article that does not carry its text."""
    if statement.quotation is not None:
        bare = replace(statement.quotation.article, text=None)
        return replace(statement, quotation=replace(statement.quotation, article=bare))
    if statement.article is not None:
        return replace(statement, article=replace(statement.article, text=None))
    return statement


@dataclass
class _Defaults:
    """What a record says for all its facts."""

    quote: Text | None = None
    by: Value | None = None
    basis: str = "quote"
    note: str = ""
    record_id: str = ""


@dataclass
class _Record:
    """One record of an article, as written."""

    id: str
    article: str
    type: str
    name: str
    line: int
    body: Map
    statements: list[Statement] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)


class _File:
    """One curated file: local names in, statements out."""

    def __init__(self, path: Path, texts: Mapping[str, str] | None) -> None:
        self.path = path
        self.texts = texts
        self.dataset = ""
        self.about: dict[str, str] = {}
        self.unit = path.name
        self.things: dict[str, Entity] = {}
        self.actors: dict[str, list[Statement]] = {}
        self.articles: dict[str, Article] = {}
        self.quotes: dict[str, dict[str, Quotation | YamlFault]] = {}
        self.faults: list[Rejected] = []

    # --- from the document down ------------------------------------------------------------------

    def items(self, document: Value) -> Iterator[Item]:
        try:
            top = as_map(document, "")
            only(top, ("dataset", "actors", "articles"), "")
            self._read_dataset(as_map(need(top, "dataset", ""), "dataset"))
            articles = as_map(need(top, "articles", ""), "articles")
            for name, value in as_map(
                top.entries.get("actors", Map({}, 1)), "actors"
            ).entries.items():
                try:
                    self._read_actor(name, value)
                except YamlFault as fault:
                    self.faults.append(self._rejected(fault, f"actors.{name}"))
        except YamlFault as fault:
            yield self._rejected(fault, "")
            return
        records: list[_Record] = []
        for name, value in articles.entries.items():
            try:
                records += self._read_article(name, value)
            except YamlFault as fault:
                # All records of the article keep their last good version.
                self.faults.append(self._rejected(fault, f"{name}/"))
        wanted = [r for r in records if self._wanted(r)]
        self._name_things(records)
        yield from self._write(wanted)

    def _wanted(self, record: _Record) -> bool:
        if self.texts is None:
            return True
        article = self.articles.get(record.article)
        return article is not None and article.text is not None

    def _write(self, records: list[_Record]) -> Iterator[Item]:
        good: list[_Record] = []
        for record in records:
            try:
                self._read_facts(record)
                good.append(record)
            except YamlFault as fault:
                self.faults.append(self._rejected(fault, record.id))
        good = self._complete_things(good)
        rejected_names = {r.name for r in records} - {r.name for r in good}
        done: set[str] = set()
        for record in good:
            yield from self._introduce(record, done)
            for statement, needs, (line, field_) in zip(
                record.statements, record.needs, record.lines, strict=True
            ):
                if needs in rejected_names:
                    reason = f"{needs} was rejected, so nothing can lead to it"
                    self.faults.append(self._rejected(YamlFault(line, field_, reason), record.id))
                else:
                    yield statement
        yield from self.faults
        if self.texts is None:
            yield Complete(self.dataset, self.unit, "", self.about)
        else:
            for name in sorted({record.article for record in records}):
                text = self.articles[name].text_sha256
                yield Complete(self.dataset, self.unit, f"{name}/", self.about, (text,))

    def _introduce(self, record: _Record, done: set[str]) -> Iterator[Statement]:
        """Yield the names of actors that this record is the first to bring in."""
        for statement in record.statements:
            about = statement.about
            ends = (about.start, about.end) if isinstance(about, Relationship) else (about,)
            for thing in (*ends, *(a.actor for a in statement.attributed_to)):
                if thing.id in self.actors and thing.id not in done:
                    done.add(thing.id)
                    yield from self.actors[thing.id]

    def _complete_things(self, records: list[_Record]) -> list[_Record]:
        """Reject the records of a thing that lacks what every thing of its type must have."""
        given: dict[str, set[str]] = {}
        for record in records:
            mine = given.setdefault(record.name, set())
            mine |= {s.prop for s in record.statements if isinstance(s.about, Entity)}
        kept = []
        for record in records:
            if record.name in self.actor_names or "id" in record.body.entries:
                kept.append(record)
                continue
            lacking = [
                p.name
                for p in schema.node_type(record.type).properties
                if p.required and p.name not in given[record.name]
            ]
            if lacking:
                reason = f"{record.name} has no {' and no '.join(lacking)}"
                fault = YamlFault(record.line, lacking[0], reason)
                self.faults.append(self._rejected(fault, record.id))
            else:
                kept.append(record)
        return kept

    def _rejected(self, fault: YamlFault, record_id: str) -> Rejected:
        return Rejected(
            str(self.path),
            fault.line,
            fault.field,
            fault.reason,
            self.dataset,
            self.unit,
            record_id,
        )

    # --- data set, actors, articles --------------------------------------------------------------

    def _read_dataset(self, body: Map) -> None:
        only(body, ("id", "title", "publisher", "licence"), "dataset")
        identity = as_text(need(body, "id", "dataset"), "dataset.id")
        if not _NAME.match(identity):
            raise YamlFault(
                body.lines["id"], "dataset.id", "may hold letters, digits, . _ and - only"
            )
        self.dataset = identity
        self.about = {
            name: as_text(value, f"dataset.{name}")
            for name, value in body.entries.items()
            if name != "id"
        }

    @property
    def actor_names(self) -> set[str]:
        """Local names that the actors block declares."""
        return {name for name, thing in self.things.items() if thing.id in self.actors}

    def _read_actor(self, name: str, value: Value) -> None:
        where = f"actors.{name}"
        body = as_map(value, where)
        only(body, ("type", "caption", "key", "id", "aliases", "codes", "formerly"), where)
        kind = as_text(need(body, "type", where), f"{where}.type")
        if not schema.is_node_type(kind) or "Actor" not in schema.node_type(kind).labels:
            actors = ", ".join(n.name for n in schema.NODE_TYPES if "Actor" in n.labels)
            raise YamlFault(body.lines["type"], f"{where}.type", f"{kind!r} is not one of {actors}")
        caption = as_text(need(body, "caption", where), f"{where}.caption")
        prefix = schema.node_type(kind).prefix
        given = body.entries.get("id")
        key = as_text(body.entries.get("key", Text(caption, body.line)), f"{where}.key")
        thing = Entity(kind, as_text(given, f"{where}.id") if given else make_id(prefix, key))
        if thing.id in self.actors:
            twin = next(n for n, t in self.things.items() if t.id == thing.id)
            raise YamlFault(body.line, where, f"has the same id as {twin}: they are one actor")
        named = [(EXISTS, kind, body.line), ("caption", caption, body.lines["caption"])]
        for field_ in ("aliases", "codes"):
            for item in as_list(body.entries.get(field_, List((), body.line))):
                named.append((field_, as_text(item, f"{where}.{field_}"), item.line))
        statements = []
        for prop, text, line in named:
            statement = Statement(
                thing, prop, text, self.dataset, self.unit, where, REVIEWED, basis="record"
            )
            statements.append(self._check(statement, line, f"{where}.{prop}"))
        self.things[name] = thing
        self.actors[thing.id] = statements

    def _read_article(self, name: str, value: Value) -> list[_Record]:
        where = f"articles.{name}"
        body = as_map(value, where)
        only(body, _ARTICLE_FIELDS, where)
        texts = {
            field_: as_text(entry, f"{where}.{field_}")
            for field_, entry in body.entries.items()
            if field_ not in ("quotes", "records")
        }
        for required in ("title", "publisher", "publishedAt", "textSha256", "records"):
            need(body, required, where)
        for field_, kind in (
            ("title", NAME),
            ("publishedAt", INSTANT),
            ("sourceUrl", URL),
            ("retrievedAt", INSTANT),
        ):
            if field_ in texts:
                try:
                    kind.clean(texts[field_])
                except ValueRefused as error:
                    line = body.lines[field_]
                    raise YamlFault(line, f"{where}.{field_}", str(error)) from error
        if not _SHA256.match(texts["textSha256"]):
            reason = "is not a SHA-256 (64 hex digits)"
            raise YamlFault(body.lines["textSha256"], f"{where}.textSha256", reason)
        if "sourceUrl" not in texts and "key" not in texts:
            raise YamlFault(body.line, where, "has neither sourceUrl nor key")
        article = Article.make(
            texts.get("key") or texts["sourceUrl"],
            text_sha256=texts["textSha256"],
            title=texts["title"],
            source_url=texts.get("sourceUrl", ""),
            publisher=texts["publisher"],
            published_at=texts["publishedAt"],
            published_at_basis=texts.get("publishedAtBasis", "stated"),
            language=texts.get("language", "en"),
            licence=texts.get("licence", ""),
            retrieved_at=texts.get("retrievedAt", ""),
        )
        if self.texts and article.text_sha256 in self.texts:
            article = article.with_text(self.texts[article.text_sha256])
        self.articles[name] = article
        self.quotes[name] = {
            label: self._read_quote(article, entry, f"{where}.quotes.{label}")
            for label, entry in as_map(
                body.entries.get("quotes", Map({}, body.line)), f"{where}.quotes"
            ).entries.items()
        }
        records = []
        for number, entry in enumerate(as_list(body.entries["records"])):
            try:
                records.append(self._read_record(name, entry, f"{where}.records[{number}]"))
            except YamlFault as fault:
                self.faults.append(self._rejected(fault, f"{name}/"))
        return records

    def _read_quote(self, article: Article, value: Value, where: str) -> Quotation | YamlFault:
        """Return the quotation, or what is wrong with it: only the records that cite it fall."""
        try:
            body = as_map(value, where)
            only(body, ("exact", "start", "end", "prefix", "suffix"), where)
            exact = as_text(need(body, "exact", where), f"{where}.exact", empty_is_fault=True)
            start = as_number(body, "start", where)
            end = as_number(body, "end", where)
            if article.text is not None:
                try:
                    start = locate(article.text, exact, start)
                except QuoteNotFound as error:
                    raise YamlFault(body.line, where, str(error)) from error
            if start is None:
                reason = "has no start: give it, or load the text with the loader articles"
                raise YamlFault(body.line, where, reason)
            if end is not None and end - start != len(exact):
                reason = (
                    f"start {start} and end {end} are {end - start} apart, the words are "
                    f"{len(exact)} characters long"
                )
                raise YamlFault(body.lines["end"], f"{where}.end", reason)
            around = {
                side: as_text(body.entries[side], f"{where}.{side}") if side in body.entries else ""
                for side in ("prefix", "suffix")
            }
        except YamlFault as fault:
            return fault
        return Quotation(article, exact, start, start + len(exact), **around)

    # --- records ---------------------------------------------------------------------------------

    def _read_record(self, article: str, value: Value, where: str) -> _Record:
        body = as_map(value, where)
        kind, name_value = next(iter(body.entries.items()))
        if not schema.is_node_type(kind):
            known = ", ".join(node.name for node in schema.NODE_TYPES)
            raise YamlFault(body.line, where, f"begins with {kind!r}, which is no type: {known}")
        name = as_text(name_value, f"{where}.{kind}")
        if not _NAME.match(name):
            raise YamlFault(
                body.line, f"{where}.{kind}", f"{name!r} is not a local name: letters, digits, -"
            )
        return _Record(f"{article}/{kind}/{name}", article, kind, name, body.line, body)

    def _name_things(self, records: list[_Record]) -> None:
        """Give every local name its id: the first record of a thing decides."""
        for record in records:
            body = record.body
            if record.name in self.things:
                continue
            key = body.entries.get("key", Text(record.name, record.line))
            given = body.entries.get("id")
            prefix = schema.node_type(record.type).prefix
            identity = given.value if isinstance(given, Text) else ""
            raw = key.value if isinstance(key, Text) else record.name
            self.things[record.name] = Entity(record.type, identity or make_id(prefix, raw))

    def _read_facts(self, record: _Record) -> None:
        body, thing = record.body, self.things[record.name]
        where = f"{record.type} {record.name}"
        if thing.type != record.type:
            reason = f"{record.name} is a {thing.type} elsewhere in this file"
            raise YamlFault(record.line, where, reason)
        defaults = _Defaults(
            quote=optional_text(body.entries.get("quote"), f"{where}.quote"),
            by=body.entries.get("by"),
            basis=as_text(body.entries.get("basis", Text("quote", record.line)), f"{where}.basis"),
            note=as_text(body.entries.get("note", Text("", record.line)), f"{where}.note"),
            record_id=as_text(body.entries.get("recordId", Text("", 0)), f"{where}.recordId"),
        )
        entries = list(body.entries.items())[1:]
        facts = [(name, value) for name, value in entries if name not in _RECORD_FIELDS]
        if thing.id not in self.actors:
            nothing = Map({}, record.line)
            kind = Text(record.type, record.line)
            self._add(record, thing, EXISTS, kind, defaults, nothing, "")
        declared = schema.node_type(record.type)
        for name, value in facts:
            line = body.lines[name]
            relation = _relation(declared, name)
            for item in value.items if isinstance(value, List) else (value,):
                if relation is not None:
                    self._read_relation(record, thing, relation, item, defaults, f"{where}.{name}")
                elif (prop := declared.property(name)) is None:
                    raise YamlFault(line, f"{where}.{name}", _no_such_field(declared, name))
                else:
                    fact = item if isinstance(item, Map) else Map({"value": item}, item.line)
                    only(fact, tuple(f for f in _FACT_FIELDS if f != "to"), f"{where}.{name}")
                    given = fact.entries.get("value")
                    label = f"{where}.{name}"
                    self._add(record, thing, prop.name, given, defaults, fact, label)

    def _read_relation(
        self,
        record: _Record,
        thing: Entity,
        relation: tuple[schema.RelationshipType, bool],
        item: Value,
        defaults: _Defaults,
        where: str,
    ) -> None:
        declared, forward = relation
        fact = item if isinstance(item, Map) else Map({"to": item}, item.line)
        own = tuple(p.name for p in declared.properties)
        only(fact, tuple(f for f in _FACT_FIELDS if f != "value") + own, where)
        name = as_text(need(fact, "to", where), f"{where}.to")
        other = self.things.get(name)
        if other is None:
            raise YamlFault(fact.line, where, f"there is no actor and no record called {name!r}")
        key = as_text(fact.entries.get("key", Text("", 0)), f"{where}.key")
        ends = (thing, other) if forward else (other, thing)
        edge = Relationship(declared.name, *ends, key=key)
        self._add(
            record, edge, EXISTS, Text(declared.name, fact.line), defaults, fact, where, needs=name
        )
        for prop in own:
            if prop in fact.entries:
                value = fact.entries[prop]
                # A property of the edge may have words of its own.
                inner = value if isinstance(value, Map) else Map({"value": value}, value.line)
                only(inner, _FACT_FIELDS, f"{where}.{prop}")
                merged = Map({**fact.entries, **inner.entries}, inner.line)
                given = inner.entries.get("value")
                self._add(
                    record, edge, prop, given, defaults, merged, f"{where}.{prop}", needs=name
                )

    def _add(
        self,
        record: _Record,
        about: Entity | Relationship,
        prop: str,
        value: Value | None,
        defaults: _Defaults,
        fact: Map,
        where: str,
        *,
        needs: str = "",
    ) -> None:
        """Make one statement of a fact and add it to its record."""
        label = where or f"{record.type} {record.name}"
        entries = fact.entries
        quote = optional_text(entries.get("quote"), f"{label}.quote") or defaults.quote
        basis = (
            as_text(entries["basis"], f"{label}.basis") if "basis" in entries else defaults.basis
        )
        quotation = None
        if basis == "quote":
            if quote is None:
                raise YamlFault(fact.line, label, "has no quote: no quote, no edge")
            found = self.quotes[record.article].get(quote.value)
            if found is None:
                reason = f"the article {record.article} has no quote called {quote.value!r}"
                raise YamlFault(quote.line, label, reason)
            if isinstance(found, YamlFault):
                raise found
            quotation = found
        if value is None and quotation is not None:
            value = Text(quotation.exact, fact.line)
        if value is None:
            raise YamlFault(fact.line, label, "has no value")
        note = as_text(entries.get("note", Text(defaults.note, 0)), f"{label}.note")
        if basis == "inference" and not note:
            raise YamlFault(fact.line, label, "is an inference without a note that says why")
        coded = as_text(entries.get("recordId", Text(defaults.record_id, 0)), f"{label}.recordId")
        statement = Statement(
            about,
            prop,
            as_text(value, label),
            self.dataset,
            self.unit,
            f"{record.id}#{coded}" if coded else record.id,
            REVIEWED,
            basis=basis,
            stance=as_text(entries.get("stance", Text("asserts", 0)), f"{label}.stance"),
            quotation=quotation,
            article=self.articles[record.article] if quotation is None else None,
            attributed_to=self._chain(entries.get("by", defaults.by), label),
            note=note,
        )
        record.statements.append(self._check(statement, fact.line, label))
        record.lines.append((fact.line, label))
        record.needs.append(needs)

    def _chain(self, value: Value | None, where: str) -> tuple[Attribution, ...]:
        if value is None:
            return ()
        chain = []
        for position, item in enumerate(as_list(value)):
            for speaker in as_list(item):
                name = as_text(speaker, f"{where}.by")
                if name not in self.things:
                    raise YamlFault(
                        speaker.line, f"{where}.by", f"there is no actor called {name!r}"
                    )
                chain.append(Attribution(self.things[name], position))
        return tuple(sorted(chain, key=lambda each: (each.position, each.actor.id)))

    def _check(self, statement: Statement, line: int, where: str) -> Statement:
        faults = validate(statement)
        if faults:
            raise YamlFault(line, where, "; ".join(faults))
        return clean(statement)


# --- reading values ------------------------------------------------------------------------------


def _relation(declared: schema.NodeType, name: str) -> tuple[schema.RelationshipType, bool] | None:
    """Return the relationship that a field of such a record writes, and whether it leads away."""
    for relationship in schema.RELATIONSHIP_TYPES:
        if name == relationship.forward and any(
            a in declared.labels for a, _ in relationship.pairs
        ):
            return relationship, True
        if name == relationship.backward and any(
            b in declared.labels for _, b in relationship.pairs
        ):
            return relationship, False
    return None


def _no_such_field(declared: schema.NodeType, name: str) -> str:
    fields = [p.name for p in schema.stated_properties(declared)]
    for relationship in schema.RELATIONSHIP_TYPES:
        if relationship.forward and any(a in declared.labels for a, _ in relationship.pairs):
            fields.append(relationship.forward)
        if relationship.backward and any(b in declared.labels for _, b in relationship.pairs):
            fields.append(relationship.backward)
    return f"a {declared.name} has no field {name!r}; it has {', '.join(fields)}"
