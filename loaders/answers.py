"""What people have answered to "Same call? Yes / No", kept in a file and followed by the graph.

`answers.yaml` lies in the data folder; people may read it, change it and copy it to another
machine. It names records by article and find, never by ids that may change, so it holds for a graph
that is built anew. The file is written first and the graph follows: if the process dies in between,
the next load follows it (loaders/settling.py).
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import yaml
from filelock import FileLock

from graph import embedded
from graph.candidates import own_id, told_about
from graph.database import Database
from graph.moving import move_record
from graph.projection import MergeRefused
from graph.queries import data_version
from graph.removal import merge_things
from graph.statement import EXISTS
from loaders.lined_yaml import Map, YamlFault, as_list, as_map, as_text, need, only, parse
from loaders.partition import Decided
from loaders.questions import Question, Side, phrase, question_id
from loaders.settling import all_doubts, resettle

NAME = "answers.yaml"
HEAD = """\
# What people have answered to the question whether two texts tell of one meeting.
# Readout keeps to it at every load. Take an entry out, or change same: yes to no, and load again.
"""
#: How long somebody else may be writing the file before we give up, in seconds.
PATIENCE = 10.0


class AnswersUnreadable(ValueError):
    """The file of answers can't be used; the message says where and why, for a person."""

    def __init__(self, path: Path, line: int, field: str, reason: str) -> None:
        place = f"{path}:{line}" if line else str(path)
        super().__init__(f"{place}: {field + ': ' if field else ''}{reason}")
        self.path, self.line, self.field, self.reason = path, line, field, reason


class NoSuchQuestion(KeyError):
    """There is no open question, and no answer, of this id."""

    def __str__(self) -> str:
        return f"there is no question {self.args[0]}; it may have been answered or settled"


@dataclass(frozen=True)
class Place:
    """What an answer is about: the `find` of an `article` (its key), or a `thing` that a person or
    data set has given its id."""

    article: str = ""
    find: str = ""
    thing: str = ""

    @property
    def own(self) -> str:
        """The record's own id, or the thing's."""
        return self.thing or own_id(self.article, self.find)


@dataclass(frozen=True)
class Answer:
    """One answer. on: ISO day. quotes: the words that the person saw, with their sources."""

    one: Place
    other: Place
    same: bool
    by: str = ""
    on: str = ""
    quotes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The id of the question it answers."""
        return question_id(self.one.own, self.other.own)


@dataclass
class Answers:
    """The answers in a file, oldest first. A file that is not there holds none."""

    path: Path
    entries: list[Answer] = field(default_factory=list)

    @classmethod
    def of(cls, database: Database) -> Answers:
        """Read the answers that belong to a database; raises AnswersUnreadable."""
        folder = database.settings.folder or embedded.data_folder()
        return cls.read(folder / NAME)

    @classmethod
    def read(cls, path: Path) -> Answers:
        """Read a file of answers; raises AnswersUnreadable."""
        return cls(path, _read(path))

    def decided(self) -> Decided:
        """Return what they come to, for loaders/partition.py."""
        places = {
            place.own: (place.article, place.find)
            for answer in self.entries
            for place in (answer.one, answer.other)
            if not place.thing
        }
        pairs = [
            (frozenset((answer.one.own, answer.other.own)), answer.same)
            for answer in reversed(self.entries)
            if answer.one.own != answer.other.own
        ]
        return Decided(tuple(pairs), places)

    def put(self, *answers: Answer) -> None:
        """Add answers, each in the place of an older one to the same question, and write."""
        ids = {answer.id for answer in answers}
        self._change(lambda entries: [e for e in entries if e.id not in ids] + list(answers))

    def take(self, question: str) -> Answer:
        """Take the answer to a question out of the file and return it; NoSuchQuestion if none."""
        found = [answer for answer in self.entries if answer.id == question]
        if not found:
            raise NoSuchQuestion(question)
        self._change(lambda entries: [e for e in entries if e.id != question])
        return found[-1]

    def restore(self, entries: Iterable[Answer]) -> None:
        """Write these answers and no others."""
        kept = list(entries)
        self._change(lambda _: kept)

    def _change(self, change: Callable[[list[Answer]], list[Answer]]) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        # Read again under the lock: page and command line may both be answering.
        with FileLock(f"{self.path}.lock", timeout=PATIENCE):
            self.entries = change(_read(self.path))
            _write(self.path, self.entries)


# ---- the file ------------------------------------------------------------------------------------


def _read(path: Path) -> list[Answer]:
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        return []
    except OSError as error:
        raise AnswersUnreadable(path, 0, "", f"can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise AnswersUnreadable(path, 0, "", f"is not UTF-8 (byte {error.start})") from error
    if not any(line.strip() and not line.startswith("#") for line in text.splitlines()):
        return []
    try:
        return [_answer(as_map(item, "")) for item in as_list(parse(text))]
    except YamlFault as fault:
        raise AnswersUnreadable(path, fault.line, fault.field, fault.reason) from fault


def _answer(body: Map) -> Answer:
    only(body, ("same", "one", "other", "by", "date", "quotes"), "")
    word = as_text(need(body, "same", ""), "same").lower()
    if word not in ("yes", "no", "true", "false"):
        raise YamlFault(body.lines["same"], "same", f"{word!r} is neither yes nor no")
    entries = body.entries
    return Answer(
        _place(as_map(need(body, "one", ""), "one"), "one"),
        _place(as_map(need(body, "other", ""), "other"), "other"),
        word in ("yes", "true"),
        as_text(entries["by"], "by") if "by" in entries else "",
        as_text(entries["date"], "date") if "date" in entries else "",
        tuple(as_text(q, "quotes") for q in as_list(entries["quotes"]))
        if "quotes" in entries
        else (),
    )


def _place(body: Map, where: str) -> Place:
    only(body, ("article", "find", "thing"), where)
    if "thing" in body.entries:
        return Place(thing=as_text(body.entries["thing"], f"{where}.thing"))
    return Place(
        as_text(need(body, "article", where), f"{where}.article"),
        as_text(need(body, "find", where), f"{where}.find"),
    )


class _Dumper(yaml.SafeDumper):
    """Writes yes and no for what is true and false."""


_Dumper.add_representer(
    bool,
    lambda dumper, value: dumper.represent_scalar(
        "tag:yaml.org,2002:bool", "yes" if value else "no"
    ),
)


def _write(path: Path, entries: Iterable[Answer]) -> None:
    """Write all answers at once: a reader sees the old file or the new one, never half."""
    rows = [_row(answer) for answer in entries]
    text = HEAD + (
        yaml.dump(rows, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100)
        if rows
        else ""
    )
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _row(answer: Answer) -> dict[str, Any]:
    row: dict[str, Any] = {"same": answer.same}
    for name, place in (("one", answer.one), ("other", answer.other)):
        row[name] = (
            {"thing": place.thing}
            if place.thing
            else {"article": place.article, "find": place.find}
        )
    if answer.by:
        row["by"] = answer.by
    if answer.on:
        row["date"] = _as_date(answer.on)
    if answer.quotes:
        row["quotes"] = list(answer.quotes)
    return row


def _as_date(day: str) -> date | str:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return day


# ---- asking and answering ------------------------------------------------------------------------

_asked: WeakKeyDictionary[Database, tuple[object, list[Question]]] = WeakKeyDictionary()
_asking = threading.Lock()


def open_questions(database: Database, answers: Answers) -> list[Question]:
    """Return what only a person can decide in the graph as it stands, newest text first.

    It is worked out once for each version of the data and of the answers.
    """
    version = data_version(database).version, tuple(answers.entries)
    with _asking:
        known = _asked.get(database)
        if known and known[0] == version and version[0]:
            return list(known[1])
    questions = phrase(database, *all_doubts(database, answers.decided()))
    with _asking:
        _asked[database] = version, questions
    return list(questions)


def answer(
    database: Database,
    answers: Answers,
    question: str,
    same: bool,
    by: str = "",
    on: str = "",
) -> int:
    """Answer a question, or answer it otherwise; the graph follows at once.

    question: its id. on: ISO day, by default today. Returns how many statements moved. Raises
    NoSuchQuestion, AnswersUnreadable, DatabaseError; after a DatabaseError the answer is kept and
    the next load follows it.
    """
    asked = {each.id: each for each in open_questions(database, answers)}
    today = on or datetime.now(UTC).date().isoformat()
    if question in asked:
        sides = asked[question].one, asked[question].other
        given = Answer(
            _place_of(sides[0]),
            _place_of(sides[1]),
            same,
            by,
            today,
            tuple(f"{side.source}: {side.quote}" for side in sides),
        )
    else:
        before = [each for each in answers.entries if each.id == question]
        if not before:
            raise NoSuchQuestion(question)
        given = replace(before[-1], same=same, by=by, on=today)
    answers.put(given)
    return follow(database, answers, (given.one.own, given.other.own))


def undo_answer(database: Database, answers: Answers, question: str) -> int:
    """Take an answer back: the graph is as if it had never been given.

    Returns how many statements moved; raises as `answer` does.
    """
    taken = answers.take(question)
    return follow(database, answers, (taken.one.own, taken.other.own), (taken.one, taken.other))


def follow(
    database: Database,
    answers: Answers,
    owns: Iterable[str],
    places: Iterable[Place] = (),
) -> int:
    """Make the graph follow the answers about these records; returns how many statements moved.

    places: of records that no answer names any more.
    """
    decided = answers.decided()
    known = {place.own: (place.article, place.find) for place in places if not place.thing}
    moves = resettle(database, replace(decided, places={**known, **decided.places}), owns)
    return sum(move_record(database, step) for step in moves)


def merge(
    database: Database, answers: Answers, old: str, new: str, by: str = "", on: str = ""
) -> int:
    """Merge two things as `graph.removal.merge_things` does, and keep it as answers.

    Without them the next load would part two meetings of texts again that it takes for two. What a
    person gave its id needs no answer: nothing ever moves it. Returns how many answers were added;
    raises MergeRefused, and then nothing is kept.
    """
    told = [t for t in told_about(database, (old, new)) if t.stated.prop == EXISTS and not t.actor]
    at = {
        thing: sorted({(t.key, t.record_id) for t in told if t.thing == thing and t.own})
        for thing in (old, new)
    }
    given = any(t.thing == new and not t.own for t in told)
    to = Place(thing=new) if given else next((Place(*each) for each in at[new]), None)
    today = on or datetime.now(UTC).date().isoformat()
    made = [Answer(Place(*each), to, True, by, today) for each in at[old]] if to else []
    before = list(answers.entries)
    if made:
        answers.put(*made)
    try:
        merge_things(database, old, new)
    except MergeRefused:
        if made:
            answers.restore(before)
        raise
    return len(made)


def _place_of(side: Side) -> Place:
    return Place(side.key, side.find) if side.find else Place(thing=side.own)
