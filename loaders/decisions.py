"""What people decided on finds, and how the file beside the text says it (docs/checking-finds.md).

Reading only: decision_files.py writes, curation.py applies. A broken entry is a Rejected that
names file, line and field; the others are used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from graph import schema
from graph.types import DATE, DURATION, ValueRefused, choice
from loaders import Rejected
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
    parse,
)

#: Ending of the file in which people decide on the finds of a text, table, feed or folder.
ENDING = ".review.yaml"

OPEN = "?"
VERDICTS = ("accept", "reject", "edit", "add")
KINDS = ("Meeting", "Agreement", "Claim")

#: What a person may set, by kind of find: the field and how its value is written.
#: value: one value, and optionally the words that give it. words: exact words of the text.
#: date: an ISO date; or words with earliest and latest. actors, speakers: who. links: anchors of
#: other finds. stances: anchors of claims, with the words.
FIELDS: dict[str, dict[str, str]] = {
    "Meeting": {
        "format": "value",
        "status": "value",
        "participants": "actors",
        "date": "date",
        "duration": "value",
        "location": "value",
        "topic": "value",
        "initiative": "value",
        "openParticipants": "value",
        "orderNote": "value",
        "speakers": "speakers",
    },
    "Agreement": {
        "status": "value",
        "terms": "words",
        "binding": "value",
        "caption": "value",
        "parties": "actors",
        "date": "date",
        "resultOf": "links",
        "callsFor": "links",
        "refersTo": "links",
        "speakers": "speakers",
    },
    "Claim": {
        "content": "words",
        "mode": "value",
        "addressedTo": "actors",
        "date": "date",
        "about": "links",
        "questions": "stances",
        "disputes": "stances",
        "contradicts": "stances",
        "confirms": "stances",
        "speakers": "speakers",
    },
}
#: What no find can be without.
REQUIRED = {
    "Meeting": ("format", "status"),
    "Agreement": ("status", "terms"),
    "Claim": ("content", "mode"),
}

_ENTRY = ("find", "verdict", "seen", "quote", "why", "by", "on", "reason", "rule", "words")
_ROLE = schema.relationship_type("PARTICIPATED_IN").property("role")
_PARTY_ROLE = schema.relationship_type("PARTY_TO").property("role")


@dataclass(frozen=True)
class Words:
    """Exact words of a text and where they stood, in code points; None: wherever they stand."""

    exact: str
    start: int | None = None


@dataclass(frozen=True)
class Said:
    """One value of a field. value: as written; of an actor the name, of a link the anchor.

    words: that give it, or None. id, type, country: of an actor, where the name alone won't do.
    note: why, where the words don't give it. position: in a chain of speakers, 0 is outermost.
    earliest, latest, rule: of a vague date.
    """

    value: str = ""
    words: Words | None = None
    id: str = ""
    type: str = ""
    country: str = ""
    role: str = ""
    note: str = ""
    position: int = 0
    earliest: str = ""
    latest: str = ""
    rule: str = ""


#: Field -> its values; () where a person says that there is none.
Fields = Mapping[str, tuple[Said, ...]]
NO_FIELDS: Fields = MappingProxyType({})


@dataclass(frozen=True)
class Decision:
    """One entry: what a person decided on one find, or is asked to ("?").

    find: its anchor; "" for an addition that names none. seen, quote, why: what it said then, its
    words, why it is asked about; for people only. by, on, reason: who, when, why. rule: that had
    found it. kind: of the find. words: its trigger. evidence: best first. fields: as they stood.
    edit: what the person set.
    """

    find: str
    verdict: str
    kind: str
    seen: str = ""
    quote: str = ""
    why: str = ""
    by: str = ""
    on: str = ""
    reason: str = ""
    rule: str = ""
    words: Words | None = None
    evidence: tuple[Words, ...] = ()
    fields: Fields = field(default_factory=dict)
    edit: Fields = field(default_factory=dict)
    line: int = field(default=0, compare=False)

    @property
    def is_open(self) -> bool:
        """Has nobody decided yet?"""
        return self.verdict == OPEN


@dataclass(frozen=True)
class Decisions:
    """A file's decisions, by the article's key, in its order.

    rejected: entries that can't be used. readable: False where the file as a whole can't be: then
    nobody knows what people decided, and the article is better not loaded than loaded without it.
    """

    file: str = ""
    by_article: Mapping[str, tuple[Decision, ...]] = field(default_factory=dict)
    rejected: tuple[Rejected, ...] = ()
    readable: bool = True

    def of(self, key: str) -> tuple[Decision, ...]:
        """Return the decisions on an article's finds."""
        return self.by_article.get(key, ())

    @property
    def open(self) -> tuple[tuple[str, Decision], ...]:
        """Return what nobody has decided yet, each with its article's key."""
        return tuple(
            (key, each)
            for key, decisions in self.by_article.items()
            for each in in_force(decisions).values()
            if each.is_open
        )


def in_force(decisions: tuple[Decision, ...]) -> dict[str, Decision]:
    """Return the decision that counts for each find: the last one; a question only where none is.

    Additions that name no find stand for themselves.
    """
    found: dict[str, Decision] = {}
    for number, each in enumerate(decisions):
        name = each.find or f"addition {number}"
        if not each.is_open or name not in found:
            found[name] = each
    return found


def review_path(path: Path) -> Path:
    """Return the file with the decisions on what is in `path`.

    NAME.review.yaml for NAME.txt and NAME.html; FILE.review.yaml for a table, feed or folder.
    """
    if path.suffix.lower() in (".txt", ".html", ".htm"):
        return path.with_name(path.stem + ENDING)
    return path.with_name(path.name + ENDING)


# --- reading -------------------------------------------------------------------------------------


def read_decisions(path: Path) -> Decisions:
    """Read a file of decisions. One that doesn't exist holds none; nothing raises."""
    file = str(path)
    if not path.exists():
        return Decisions(file)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return _unreadable(file, 0, "", f"can't be read: {error.strerror}")
    except UnicodeDecodeError as error:
        reason = f"is not UTF-8 (byte {error.start}): save it as UTF-8 and load it again"
        return _unreadable(file, 0, "", reason)
    return parse_decisions(text, file)


def parse_decisions(text: str, file: str = "") -> Decisions:
    """Return the decisions in a file's text."""
    if all(line.lstrip().startswith("#") or not line.strip() for line in text.splitlines()):
        return Decisions(file)
    try:
        top = as_map(parse(text), "")
        only(top, ("articles",), "")
        articles = _entries(top.entries.get("articles"), "articles")
    except YamlFault as fault:
        return _unreadable(file, fault.line, fault.field, fault.reason)
    found: dict[str, tuple[Decision, ...]] = {}
    rejected: list[Rejected] = []
    for key, body in articles.items():
        good = []
        where = f"articles.{key}"
        try:
            article = _entries(body, where)
            only(Map(article, body.line), ("checked",), where)
            items = _items(article.get("checked"))
        except YamlFault as fault:
            rejected.append(Rejected(file, fault.line, fault.field, fault.reason))
            continue
        for item in items:
            try:
                good.append(read_entry(item))
            except YamlFault as fault:
                rejected.append(Rejected(file, fault.line, fault.field or where, fault.reason))
        found[key] = tuple(good)
    return Decisions(file, found, tuple(rejected))


def _unreadable(file: str, line: int, field_: str, reason: str) -> Decisions:
    if "mapping keys are not allowed here" in reason:
        reason += '; write an open verdict in quotes: verdict: "?"'
    return Decisions(file, {}, (Rejected(file, line, field_, reason),), readable=False)


def _entries(value: Value | None, where: str) -> dict[str, Value]:
    """Return the fields of a mapping; none where nothing is written after the colon."""
    if value is None or _is_nothing(value):
        return {}
    return as_map(value, where).entries


def _items(value: Value | None) -> tuple[Value, ...]:
    return () if value is None or _is_nothing(value) else as_list(value)


def _is_nothing(value: Value) -> bool:
    return isinstance(value, Text) and not value.value


def read_entry(value: Value) -> Decision:
    """Return one entry; raises YamlFault with line and field."""
    body = as_map(value, "checked")
    name = _text(body, "find", "checked")
    where = name or "checked"
    only(body, (*_ENTRY, "evidence", "fields", "edit", "add"), where)
    verdict = _text(body, "verdict", where) or OPEN
    if verdict not in (*VERDICTS, OPEN):
        known = ", ".join(VERDICTS)
        line = body.lines["verdict"]
        raise YamlFault(line, f"{where}.verdict", f'{verdict!r} is not one of {known}, or "?"')
    on = _text(body, "on", where)
    if on:
        _clean(DATE.clean, on, body.lines["on"], f"{where}.on")
    for name_, verdict_ in (("edit", "edit"), ("add", "add")):
        if (name_ in body.entries) != (verdict == verdict_) and verdict != OPEN:
            reason = (
                f"holds `{name_}`, but its verdict is {verdict}"
                if name_ in body.entries
                else f"is to {verdict_}, but holds no `{name_}`"
            )
            raise YamlFault(body.line, where, reason)
    if verdict == "add":
        return _read_addition(body, name, on)
    if not name:
        raise YamlFault(body.line, where, "has no find: write which one, such as meeting/call/1")
    kind = kind_of(name)
    if not kind:
        starts = ", ".join(f"{each.lower()}/" for each in KINDS)
        raise YamlFault(body.lines["find"], f"{where}.find", f"does not begin with one of {starts}")
    edit = NO_FIELDS
    if "edit" in body.entries:
        edit = read_fields(as_map(body.entries["edit"], f"{where}.edit"), kind, f"{where}.edit")
    return Decision(name, verdict, kind, on=on, edit=edit, **_common(body, kind, where, on))  # type: ignore[arg-type]


def _common(body: Map, kind: str, where: str, on: str) -> dict[str, object]:
    fields = NO_FIELDS
    words = body.entries.get("words")
    if "fields" in body.entries:
        inner = f"{where}.fields"
        fields = read_fields(as_map(body.entries["fields"], inner), kind, inner)
    return {
        **{n: _text(body, n, where) for n in ("seen", "quote", "why", "by", "reason", "rule")},
        "words": None if words is None else _words(words, f"{where}.words"),
        "evidence": _several_words(body.entries.get("evidence"), f"{where}.evidence"),
        "fields": fields,
        "line": body.line,
    }


def _read_addition(body: Map, name: str, on: str) -> Decision:
    where = name or "add"
    added = as_map(body.entries["add"], f"{where}.add")
    kind = as_text(need(added, "kind", f"{where}.add"), f"{where}.add.kind")
    if kind not in KINDS:
        raise YamlFault(
            added.lines["kind"], f"{where}.add.kind", f"{kind!r} is not one of {', '.join(KINDS)}"
        )
    if name and kind_of(name) != kind:
        reason = f"must begin with {kind.lower()}/, as its kind is {kind}"
        raise YamlFault(body.lines["find"], f"{where}.find", reason)
    words = _words(need(added, "words", f"{where}.add"), f"{where}.add.words")
    evidence = _several_words(added.entries.get("evidence"), f"{where}.add.evidence")
    rest = {n: v for n, v in added.entries.items() if n not in ("kind", "words", "evidence")}
    fields = read_fields(Map(rest, added.line, added.lines), kind, f"{where}.add")
    lacking = [n for n in REQUIRED[kind] if not fields.get(n)]
    if lacking:
        raise YamlFault(added.line, f"{where}.add", f"has no {' and no '.join(lacking)}")
    common = _common(body, kind, where, on) | {
        "words": words, "evidence": evidence, "fields": fields
    }  # fmt: skip
    return Decision(name, "add", kind, on=on, **common)  # type: ignore[arg-type]


def kind_of(anchor: str) -> str:
    """Return the kind of find that an anchor names: Meeting, Agreement, Claim; "" if none."""
    start = anchor.partition("/")[0]
    return next((kind for kind in KINDS if kind.lower() == start), "")


def read_fields(body: Map, kind: str, where: str) -> Fields:
    """Return the fields of a find as written; raises YamlFault."""
    known = FIELDS[kind]
    only(body, tuple(known), where)
    found: dict[str, tuple[Said, ...]] = {}
    for name, value in body.entries.items():
        label = f"{where}.{name}"
        said = tuple(_read_field(known[name], name, kind, value, label))
        if not said and name in REQUIRED[kind]:
            raise YamlFault(value.line, label, f"can't be empty: a {kind} has one")
        found[name] = said
    return found


def _read_field(how: str, name: str, kind: str, value: Value, where: str) -> Iterator[Said]:
    if _is_nothing(value):
        return
    if how == "words":
        words = _words(value, where)
        yield Said(words=words)
    elif how == "date":
        yield _read_date(value, where)
    elif how == "value":
        yield _read_value(name, kind, value, where)
    elif how == "links":
        for item in as_list(value):
            yield Said(as_text(item, where, empty_is_fault=True))
    elif how == "stances":
        for item in as_list(value):
            if isinstance(item, Text):
                yield Said(item.value)
            else:
                body = as_map(item, where)
                only(body, ("to", "words", "start"), where)
                to = as_text(need(body, "to", where), f"{where}.to", empty_is_fault=True)
                yield Said(to, _own_words(body, where))
    elif how == "speakers":
        for position, item in enumerate(as_list(value)):
            for each in as_list(item):
                yield _read_actor(name, each, where, position)
    else:
        for item in as_list(value):
            yield _read_actor(name, item, where, 0)


def _read_value(name: str, kind: str, value: Value, where: str) -> Said:
    if isinstance(value, Text):
        said = Said(value.value)
    else:
        body = as_map(value, where)
        only(body, ("value", "words", "start", "note"), where)
        words = _own_words(body, where)
        given = _text(body, "value", where) or (words.exact if words is not None else "")
        said = Said(given, words, note=_text(body, "note", where))
    declared = schema.node_type(kind).property(name)
    assert declared is not None
    clean = DURATION.clean if name == "duration" else declared.type.clean
    _clean(clean, said.value, value.line, where)
    return said


def _read_date(value: Value, where: str) -> Said:
    if isinstance(value, Text):
        _clean(DATE.clean, value.value, value.line, where)
        return Said(value.value)
    body = as_map(value, where)
    only(body, ("value", "words", "start", "earliest", "latest", "rule"), where)
    given = {n: _text(body, n, where) for n in ("value", "earliest", "latest", "rule")}
    for name in ("value", "earliest", "latest"):
        if given[name]:
            _clean(DATE.clean, given[name], body.lines[name], f"{where}.{name}")
    words = _own_words(body, where)
    if not given["value"] and (words is None or not (given["earliest"] and given["latest"])):
        raise YamlFault(body.line, where, "needs a value; or words with earliest and latest")
    return Said(
        given["value"],
        words,
        earliest=given["earliest"],
        latest=given["latest"],
        rule=given["rule"],
    )


def _read_actor(name: str, value: Value, where: str, position: int) -> Said:
    if isinstance(value, Text):
        if not value.value:
            raise YamlFault(value.line, where, "has an empty name")
        return Said(value.value, position=position)
    body = as_map(value, where)
    only(body, ("who", "id", "type", "country", "role", "note", "words", "start"), where)
    given = {n: _text(body, n, where) for n in ("id", "type", "country", "role", "note")}
    if given["type"]:
        actors = [n.name for n in schema.NODE_TYPES if "Actor" in n.labels]
        _clean(choice("type", actors).clean, given["type"], body.lines["type"], f"{where}.type")
    role = {"participants": _ROLE, "parties": _PARTY_ROLE}.get(name)
    if given["role"] and role is not None:
        _clean(role.type.clean, given["role"], body.lines["role"], f"{where}.role")
    who = as_text(need(body, "who", where), f"{where}.who", empty_is_fault=True)
    return Said(who, _own_words(body, where), position=position, **given)


def _own_words(body: Map, where: str) -> Words | None:
    if "words" not in body.entries:
        return None
    exact = as_text(body.entries["words"], f"{where}.words", empty_is_fault=True)
    return Words(exact, as_number(body, "start", where))


def _words(value: Value, where: str) -> Words:
    """Return words written alone, or with where they start."""
    if isinstance(value, Text):
        return Words(as_text(value, where, empty_is_fault=True))
    body = as_map(value, where)
    only(body, ("exact", "start"), where)
    exact = as_text(need(body, "exact", where), f"{where}.exact", empty_is_fault=True)
    return Words(exact, as_number(body, "start", where))


def _several_words(value: Value | None, where: str) -> tuple[Words, ...]:
    return tuple(_words(item, where) for item in _items(value))


def _text(body: Map, name: str, where: str) -> str:
    return as_text(body.entries[name], f"{where}.{name}") if name in body.entries else ""


def _clean(clean: object, value: str, line: int, where: str) -> None:
    try:
        clean(value)  # type: ignore[operator]
    except ValueRefused as error:
        raise YamlFault(line, where, str(error)) from error


def as_value(written: object) -> Value:
    """Return plain Python (dicts, lists, texts, numbers) as if it had been read, on line 0."""
    if isinstance(written, Mapping):
        entries = {str(name): as_value(each) for name, each in written.items()}
        return Map(entries, 0, dict.fromkeys(entries, 0))
    if isinstance(written, (list, tuple)):
        return List(tuple(as_value(each) for each in written), 0)
    return Text("" if written is None else str(written), 0)
