"""YAML whose every value knows its line, so that an error can name it.

Scalars stay the text that was written (2022 and 2022-02-20 are not turned into numbers or dates);
a repeated key is an error, where YAML's own reader silently keeps the last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

#: Deeper nesting than any record has; a bound, since the reader is recursive.
DEPTH = 40

#: More values than any file that people write. Aliases can stand for billions in a few lines.
VALUES = 2_000_000


class YamlFault(ValueError):
    """What is wrong in a YAML text. line: counted from 1. field: its path; "" for the whole."""

    def __init__(self, line: int, field: str, reason: str) -> None:
        super().__init__(reason)
        self.line, self.field, self.reason = line, field, reason


@dataclass(frozen=True)
class Text:
    """A scalar as written. line: counted from 1."""

    value: str
    line: int


@dataclass(frozen=True)
class List:
    """A sequence. line: of its first item."""

    items: tuple[Value, ...]
    line: int


@dataclass(frozen=True)
class Map:
    """A mapping, in the order written. line: of its first key. lines: of each key."""

    entries: dict[str, Value]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


Value = Text | List | Map


def parse(text: str) -> Value:
    """Return the document in `text`; raises YamlFault for anything that isn't one document."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = ", ".join(filter(None, (error.context, error.problem)))
        raise YamlFault(mark.line + 1 if mark else 1, "", f"is not YAML: {reason}") from error
    except yaml.YAMLError as error:
        raise YamlFault(1, "", f"is not YAML: {error}".splitlines()[0]) from error
    except RecursionError as error:
        raise YamlFault(1, "", f"is nested more than {DEPTH} deep") from error
    if node is None:
        raise YamlFault(1, "", "is empty")
    return _convert(node, 0, count())


def _convert(node: Node, depth: int, values: Iterator[int]) -> Value:
    line = node.start_mark.line + 1
    if next(values) > VALUES:
        raise YamlFault(line, "", f"holds more than {VALUES:,} values, aliases counted")
    if depth > DEPTH:
        raise YamlFault(line, "", f"is nested more than {DEPTH} deep")
    if isinstance(node, ScalarNode):
        empty = node.tag == "tag:yaml.org,2002:null" and node.value in ("", "~", "null")
        return Text("" if empty else node.value, line)
    if isinstance(node, SequenceNode):
        return List(tuple(_convert(item, depth + 1, values) for item in node.value), line)
    assert isinstance(node, MappingNode)
    entries: dict[str, Value] = {}
    lines: dict[str, int] = {}
    for key, value in node.value:
        at = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise YamlFault(at, "", "has a key that is not a word")
        if key.value in entries:
            raise YamlFault(
                at, "", f"repeats the field {key.value!r} (first on line {lines[key.value]})"
            )
        entries[key.value] = _convert(value, depth + 1, values)
        lines[key.value] = at
    return Map(entries, line, lines)


# --- asking for a field --------------------------------------------------------------------------


def as_map(value: Value, where: str) -> Map:
    """Return `value` as a mapping; raises YamlFault if it is something else."""
    if not isinstance(value, Map):
        raise YamlFault(value.line, where, "must be fields with values (name: value)")
    return value


def as_list(value: Value) -> tuple[Value, ...]:
    """Return the items of a list; a single value is a list of one."""
    return value.items if isinstance(value, List) else (value,)


def as_text(value: Value, where: str, *, empty_is_fault: bool = False) -> str:
    """Return the text of a scalar; raises YamlFault if it is something else."""
    if not isinstance(value, Text):
        raise YamlFault(value.line, where, "must be one value")
    if empty_is_fault and not value.value:
        raise YamlFault(value.line, where, "is empty")
    return value.value


def optional_text(value: Value | None, where: str) -> Text | None:
    """Return a scalar with its line, or None where there is none."""
    return None if value is None else Text(as_text(value, where), value.line)


def as_number(body: Map, name: str, where: str) -> int | None:
    """Return the whole number of a field, or None where the field is missing."""
    if name not in body.entries:
        return None
    text = as_text(body.entries[name], f"{where}.{name}")
    if not text.isascii() or not text.isdigit():
        raise YamlFault(body.lines[name], f"{where}.{name}", f"{text!r} is not a whole number")
    return int(text)


def need(body: Map, name: str, where: str) -> Value:
    """Return the value of a field; raises YamlFault where it is missing."""
    if name not in body.entries:
        raise YamlFault(body.line, where, f"has no {name}")
    return body.entries[name]


def only(body: Map, known: tuple[str, ...], where: str) -> None:
    """Raise YamlFault for a field that is not one of `known`."""
    for name in body.entries:
        if name not in known:
            line = body.lines.get(name, body.line)
            field = f"{where}.{name}" if where else name
            raise YamlFault(line, field, f"is unknown here; known are {', '.join(known)}")
