"""Writing decisions: each is appended as text, so that what people wrote stays as it is.

The last entry for a find counts, so a change of mind is a further entry, and undoing takes the
last one away. A file is written as a whole beside itself and then put in its place; one that can't
be read is never touched. One process writes at a time.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from loaders.decisions import FIELDS, Decision, Fields, Said, Words, parse_decisions

HEAD = """\
# What people decided on what software found: docs/checking-finds.md says how to write it.
# The last entry for a find counts. A verdict is accept, reject, edit, add, or "?" for: not yet.
"""
#: Lines are folded at about this many characters.
_WIDTH = 100
#: YAML reads a key of at most 1,024 characters.
_LONGEST_KEY = 1000
_LOCK = threading.Lock()


class NotWritten(ValueError):
    """The file can't be changed safely; the message says why. It stays as it was."""


def write_decisions(path: Path, decisions: Mapping[str, Sequence[Decision]]) -> int:
    """Append decisions to a file, by the article's key; returns how many were new.

    The file is made where there is none. One that equals the last entry for its find is left out,
    so that saying a thing twice changes nothing. Raises NotWritten, or OSError where the disk
    refuses.
    """
    with _LOCK:
        before = _read(path)
        text = before or HEAD
        known = parse_decisions(text, str(path))
        if not known.readable:
            raise NotWritten(f"{known.rejected[0]}: mend the file first; nothing was written")
        written = 0
        said = {key: list(known.of(key)) for key in decisions}
        fresh: dict[str, list[str]] = {}
        for key, entries in decisions.items():
            for each in entries:
                before_it = (d for d in reversed(said[key]) if d.find and d.find == each.find)
                if next(before_it, None) == each:
                    continue
                fresh.setdefault(key, []).extend(_entry_lines(each))
                said[key].append(each)
                written += 1
        if not written:
            return 0
        text = _appended(text, fresh)
        meant = parse_decisions(text)
        for key, entries in said.items():
            if meant.of(key) != tuple(entries):
                raise NotWritten(
                    f"{path}: an entry for {key} would not read back as it was meant; "
                    "nothing was written"
                )
        _replace(path, text)
        return written


def undo(path: Path, key: str, find: str) -> Decision | None:
    """Take the last entry for a find away; returns it, or None where there is none.

    Comments and every other entry stay. Raises NotWritten or OSError.
    """
    with _LOCK:
        text = _read(path)
        known = parse_decisions(text, str(path))
        if not known.readable:
            raise NotWritten(f"{known.rejected[0]}: mend the file first; nothing was written")
        of_find = [each for each in known.of(key) if each.find == find]
        if not of_find:
            return None
        last = of_find[-1]
        node = _checked_node(text, key)
        assert isinstance(node, SequenceNode)
        if node.flow_style:
            raise NotWritten(f"{path}: {_in_lines(node)}")
        item = next(i for i in node.value if i.start_mark.line + 1 == last.line)
        dash = text.rindex("-", 0, item.start_mark.index)
        start = text.rfind("\n", 0, dash) + 1
        end = _after(text, item, node.start_mark.column)
        # "checked:" keeps its place where this was its only entry.
        _replace(path, text[:start] + text[end:])
        return last


# --- an entry as text ----------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Writes line breaks inside a text as escapes: not all of them survive otherwise.

    Days and words such as "on" stand without quotation marks: lined_yaml.py reads all as text.
    """


_Dumper.yaml_implicit_resolvers = {
    first: [each for each in resolvers if not each[0].endswith((":bool", ":timestamp"))]
    for first, resolvers in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


def _as_scalar(dumper: yaml.SafeDumper, words: str) -> ScalarNode:
    style = '"' if re.search(r"[\n\r\x85\u2028\u2029\ufeff]", words) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style=style)


_Dumper.add_representer(str, _as_scalar)


def _dump(written: object, width: int, *, flow: bool | None = None) -> list[str]:
    dumped: str = yaml.dump(
        written,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=width,
        default_flow_style=flow,
    )
    return dumped.split("\n")[:-1]


def _entry_lines(decision: Decision) -> list[str]:
    return _dump([entry_of(decision)], _WIDTH)


def entry_of(decision: Decision) -> dict[str, Any]:
    """Return a decision as the file holds it: dicts, lists and texts."""
    entry: dict[str, Any] = {}
    if decision.find:
        entry["find"] = decision.find
    entry["verdict"] = decision.verdict
    for name in ("seen", "quote", "why", "by", "on", "reason"):
        if getattr(decision, name):
            entry[name] = getattr(decision, name)
    if decision.edit:
        entry["edit"] = _fields(decision.edit, decision.kind)
    if decision.rule:
        entry["rule"] = decision.rule
    made: dict[str, Any] = {"kind": decision.kind} if decision.verdict == "add" else entry
    if decision.words is not None:
        made["words"] = _words(decision.words)
    if decision.evidence:
        made["evidence"] = [_words(each) for each in decision.evidence]
    if decision.verdict == "add":
        entry["add"] = made | _fields(decision.fields, decision.kind)
    elif decision.fields:
        entry["fields"] = _fields(decision.fields, decision.kind)
    return entry


def _fields(fields: Fields, kind: str) -> dict[str, Any]:
    return {name: _field(FIELDS[kind][name], said) for name, said in fields.items()}


def _field(how: str, said: tuple[Said, ...]) -> Any:
    if how in ("value", "date"):
        return _one(said[0], "value") if said else ""
    if how == "words":
        return _words(said[0].words) if said and said[0].words is not None else ""
    if how == "links":
        return [each.value for each in said]
    if how == "stances":
        return [_one(each, "to") for each in said]
    if how == "actors":
        return [_one(each, "who") for each in said]
    positions = sorted({each.position for each in said})
    chain = [[_one(each, "who") for each in said if each.position == at] for at in positions]
    return [jointly[0] if len(jointly) == 1 else jointly for jointly in chain]


def _one(said: Said, name: str) -> Any:
    more = {
        each: getattr(said, each)
        for each in ("id", "type", "country", "role", "note", "earliest", "latest", "rule")
        if getattr(said, each)
    }
    if said.words is not None:
        more["words"] = said.words.exact
        if said.words.start is not None:
            more["start"] = said.words.start
    if not more:
        return said.value
    return {name: said.value, **more} if said.value else more


def _words(words: Words) -> Any:
    if words.start is None:
        return words.exact
    return {"exact": words.exact, "start": words.start}


# --- where it goes -------------------------------------------------------------------------------


def _appended(text: str, fresh: Mapping[str, list[str]]) -> str:
    """Return a file's text with entries at the end of their articles' lists."""
    if not text.endswith("\n"):
        text += _newline(text)
    root = _compose(text)
    new: list[str] = []
    inserted: list[tuple[int, list[str]]] = []
    articles = _value_of(root, "articles")
    column = 2
    if articles is not None and not _is_nothing(articles[1]):
        _must_be_block(articles[1])
        column = articles[1].start_mark.column
    for key, lines in fresh.items():
        if len(key) > _LONGEST_KEY:
            raise NotWritten(f"the article's key is longer than {_LONGEST_KEY} characters")
        article = None if articles is None else _value_of(articles[1], key)
        if article is None:
            new += _article(key, lines, column)
        else:
            inserted.append(_in_article(text, article, lines, column))
    if new and articles is None:
        inserted.append((len(text), ["articles:", *new]))
    elif new and articles is not None:
        nothing = _is_nothing(articles[1])
        end = _line_end(text, articles[0]) if nothing else _after(text, articles[1], column - 1)
        inserted.append((end, new))
    # From the end, so that the places before stay true. New articles stand last in the list and go
    # behind an entry for the last article, whose place is the same.
    inserted.sort(key=lambda each: each[0])
    for at, lines in reversed(inserted):
        text = _inserted(text, at, lines)
    return text


def _in_article(
    text: str, article: tuple[Node, Node], lines: list[str], column: int
) -> tuple[int, list[str]]:
    """Return where the entries go in an article that the file has, and their lines there."""
    whole = ["checked:", *_indented(lines, 2)]
    if _is_nothing(article[1]):
        return _line_end(text, article[0]), _indented(whole, column + 2)
    _must_be_block(article[1])
    inner = article[1].start_mark.column
    checked = _value_of(article[1], "checked")
    if checked is None:
        return _after(text, article[1], inner - 1), _indented(whole, inner)
    if _is_nothing(checked[1]):
        return _line_end(text, checked[0]), _indented(lines, inner + 2)
    _must_be_block(checked[1])
    own = checked[1].start_mark.column
    return _after(text, checked[1], own), _indented(lines, own)


def _article(key: str, lines: list[str], column: int) -> list[str]:
    [line] = _dump([key], 20 * _LONGEST_KEY, flow=False)
    name = line.removeprefix("- ")
    return _indented([f"{name}:", *_indented(["checked:", *_indented(lines, 2)], 2)], column)


def _indented(lines: list[str], column: int) -> list[str]:
    return [" " * column + line if line else line for line in lines]


def _inserted(text: str, at: int, lines: list[str]) -> str:
    newline = _newline(text)
    return text[:at] + "".join(line + newline for line in lines) + text[at:]


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _compose(text: str) -> Node | None:
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _value_of(node: Node | None, key: str) -> tuple[Node, Node] | None:
    """Return the key's node and the value's in a mapping, or None."""
    if isinstance(node, MappingNode):
        for name, value in node.value:
            if isinstance(name, ScalarNode) and name.value == key:
                return name, value
    return None


def _checked_node(text: str, key: str) -> Node:
    node: Node | None = _compose(text)
    for name in ("articles", key, "checked"):
        found = _value_of(node, name)
        assert found is not None  # The entry to undo has just been read from there.
        node = found[1]
    assert node is not None
    return node


def _is_nothing(node: Node) -> bool:
    return isinstance(node, ScalarNode) and not node.value


def _must_be_block(node: Node) -> None:
    if not isinstance(node, CollectionNode) or node.flow_style:
        raise NotWritten(_in_lines(node))


def _in_lines(node: Node) -> str:
    return (
        f"line {node.start_mark.line + 1}: write it in lines of their own, without brackets, so "
        "that an entry can be added; nothing was written"
    )


def _ends(node: Node) -> Iterator[int]:
    """Yield where the parts of a node end; the largest is its end, before what follows it."""
    if isinstance(node, CollectionNode) and not node.flow_style:
        for each in node.value:
            for part in each if isinstance(each, tuple) else (each,):
                yield from _ends(part)
    else:
        yield node.end_mark.index


def _after(text: str, node: Node, column: int) -> int:
    """Return where the line after a block ends: past comments that are indented deeper."""
    end = max(_ends(node))
    if text[end - 1 : end] != "\n":
        end = _line_end_at(text, end)
    while True:
        stop = _line_end_at(text, end)
        comment = re.match(r"( *)#", text[end:stop])
        if comment is None or len(comment[1]) <= column:
            return end
        end = stop


def _line_end(text: str, node: Node) -> int:
    return _line_end_at(text, node.end_mark.index)


def _line_end_at(text: str, at: int) -> int:
    stop = text.find("\n", at)
    return len(text) if stop < 0 else stop + 1


# --- the file ------------------------------------------------------------------------------------


def _read(path: Path) -> str:
    if not path.exists():
        return ""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotWritten(
            f"{path}: is not UTF-8 (byte {error.start}); nothing was written"
        ) from error


def _replace(path: Path, text: str) -> None:
    """Put a file with the text in the place of `path`, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        # Others may read what they could read before; a new file is as any other.
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
