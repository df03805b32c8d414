"""What a reader has chosen to see, as a link holds it. Pure: no database, no page.

    selection, problems = decode({"from": ["2022-02-20"], "actor": ["person-1"]})
    encode(selection)            # the same link again

`encode` writes what shapes the picture even where it is the default, so that a link means the same
after a default has changed. The camera is not here: the component's JavaScript owns it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from graph import captions, schema

LIMITS = (60, 300, 2000)

#: What stands for "no bound" in a link.
ANY_DAY = "any"

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,120}\Z")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
# Parameters of the page itself, which this codec neither reads nor complains about.
_NOT_OURS = re.compile(r"(cam|theme|embed(_options)?)\Z")

STATUSES = tuple(
    dict.fromkeys(schema.MEETING_STATUS + schema.EXERCISE_STATUS + schema.AGREEMENT_STATUS)
)
#: What `Selection.kinds` may hold: the kinds of things that a filter chooses among (actors come
#: along with them), and meetings narrowed by format.
KINDS = (
    *(node.name for node in schema.NODE_TYPES if "Actor" not in node.labels),
    *(f"Meeting:{format}" for format in schema.MEETING_FORMAT),
)


@dataclass(frozen=True)
class Selection:
    """What to show, and what of it is picked. Immutable and hashable.

    first, last: ISO days, "" = no bound. actors: ids; `together`: all of them in one event,
    else any of them. kinds: of KINDS, () = all. statuses: of STATUSES, () = all; they narrow
    only the kinds that can have one of them: "held" leaves out planned meetings, not
    agreements. speakers: ids; only what they said or reported. undated: also what has no date
    of its own. chosen: id of the picked node or edge. expanded, collapsed: ids of nodes whose
    neighbours are all drawn, or whose leaves are not. statements: draw everything said.
    checked: only what a person has checked. limit: most nodes, of LIMITS. version: fingerprint
    of the data that the link was made on. reading: id of the open article.
    """

    first: str = ""
    last: str = ""
    actors: tuple[str, ...] = ()
    together: bool = False
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    undated: bool = True
    chosen: str = ""
    expanded: tuple[str, ...] = ()
    collapsed: tuple[str, ...] = ()
    statements: bool = False
    checked: bool = False
    limit: int = LIMITS[0]
    version: str = ""
    reading: str = ""


@dataclass(frozen=True)
class Summary:
    """How much a selection holds, drawn or not; what `sentence` says.

    meetings: (format, status, number) of each combination that occurs. exercises, agreements: how
    many; agreements without those that only exist before (status "existing" or "in force"). said:
    statements. questioned: statements that another one questions or disputes.
    """

    meetings: tuple[tuple[str, str, int], ...] = ()
    exercises: int = 0
    agreements: int = 0
    said: int = 0
    questioned: int = 0


def encode(selection: Selection) -> dict[str, list[str]]:
    """Return the parameters of the link to `selection`: name -> values."""
    link = {
        "from": [selection.first or ANY_DAY],
        "to": [selection.last or ANY_DAY],
        "actor": list(selection.actors),
        "match": ["all"] if selection.together else [],
        "kind": list(selection.kinds),
        "status": list(selection.statuses),
        "speaker": list(selection.speakers),
        "undated": ["1" if selection.undated else "0"],
        "said": ["1"] if selection.statements else [],
        "checked": ["1"] if selection.checked else [],
        "nodes": [str(selection.limit)],
        "open": list(selection.expanded),
        "closed": list(selection.collapsed),
        "id": [selection.chosen] if selection.chosen else [],
        "read": [selection.reading] if selection.reading else [],
        "data": [selection.version] if selection.version else [],
    }
    return {name: values for name, values in link.items() if values}


def decode(parameters: Mapping[str, Sequence[str]]) -> tuple[Selection, list[str]]:
    """Return the selection of a link, and one sentence for each part that is not understood.

    parameters: name -> values. What is not understood is left out; the rest holds.
    """
    link = _Link(parameters)
    first, last = link.day("from"), link.day("to")
    if first and last and first > last:
        link.refuse("to", last)
        last = ""
    limit = link.one("nodes", [str(limit) for limit in LIMITS]) or str(LIMITS[0])
    selection = Selection(
        first=first,
        last=last,
        actors=link.ids("actor"),
        together=link.one("match", ("all", "any")) == "all",
        kinds=link.several("kind", KINDS),
        statuses=link.several("status", STATUSES),
        speakers=link.ids("speaker"),
        undated=link.one("undated", ("0", "1")) != "0",
        chosen=link.id("id"),
        expanded=link.ids("open"),
        collapsed=link.ids("closed"),
        statements=link.one("said", ("0", "1")) == "1",
        checked=link.one("checked", ("0", "1")) == "1",
        limit=int(limit),
        version=link.id("data"),
        reading=link.id("read"),
    )
    return selection, link.problems()


class _Link:
    """Reads parameters one by one and keeps what it could not read."""

    def __init__(self, parameters: Mapping[str, Sequence[str]]) -> None:
        self._left = {name: list(values) for name, values in parameters.items()}
        self._refused: list[tuple[str, str]] = []

    def refuse(self, name: str, value: str) -> None:
        self._refused.append((name, value))

    def ids(self, name: str) -> tuple[str, ...]:
        return self._read(name, lambda value: bool(_ID.match(value)))

    def id(self, name: str) -> str:
        return self._first(name, self.ids(name))

    def several(self, name: str, known: Iterable[str]) -> tuple[str, ...]:
        allowed = frozenset(known)
        return self._read(name, lambda value: value in allowed)

    def one(self, name: str, known: Iterable[str]) -> str:
        return self._first(name, self.several(name, known))

    def day(self, name: str) -> str:
        found = self._first(name, self._read(name, lambda v: v in ("", ANY_DAY) or _is_day(v)))
        return "" if found == ANY_DAY else found

    def _read(self, name: str, good: Callable[[str], bool]) -> tuple[str, ...]:
        values = self._left.pop(name, [])
        self._refused += [(name, value) for value in values if not good(value)]
        return tuple(dict.fromkeys(value for value in values if good(value)))

    def _first(self, name: str, values: tuple[str, ...]) -> str:
        self._refused += [(name, value) for value in values[1:]]
        return values[0] if values else ""

    def problems(self) -> list[str]:
        unknown = [
            (name, value)
            for name, values in self._left.items()
            if not _NOT_OURS.match(name)
            for value in values or [""]
        ]
        return [
            "Part of this link is no longer understood: "
            f"{captions.shorten(f'{name}={value}', 60)}. The rest is shown."
            for name, value in self._refused + unknown
        ]


def _is_day(value: str) -> bool:
    if not _DAY.match(value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def sentence(selection: Selection, summary: Summary, names: Mapping[str, str]) -> str:
    """Return the sentence above the picture.

    names: id -> caption of the actors and speakers that are filtered by; without one the id stands.
    """
    counted = [
        *_meetings(summary.meetings),
        *_counted(summary.exercises, "exercise", "exercises"),
        *_counted(
            summary.agreements, "agreement or pledge reported", "agreements and pledges reported"
        ),
        *_counted(summary.questioned, "statement questioned", "statements questioned"),
    ]
    if not counted and not summary.said:
        return _nothing(selection)
    if not counted:
        counted = _counted(summary.said, "statement", "statements")
    head = captions.span_in_words(selection.first, selection.last) or "All dates"
    return " · ".join([head, *counted, *_narrowed(selection, names)]) + "."


def _nothing(selection: Selection) -> str:
    span = captions.short_span(selection.first, selection.last)
    whose = " for these actors" if selection.actors else ""
    other = selection.kinds or selection.statuses or selection.speakers or selection.checked
    return f"Nothing {span + whose if span or whose else 'here yet'}".replace("  ", " ") + (
        " with these filters." if other else "."
    )


def _meetings(counts: tuple[tuple[str, str, int], ...]) -> list[str]:
    held = {format: number for format, status, number in counts if status == "held"}
    parts = []
    if held:
        number = sum(held.values())
        parts.append(f"{number} {_noun(set(held), number)} reported as held")
    others: dict[str, int] = {}
    for _, status, number in counts:
        if status != "held":
            others[status] = others.get(status, 0) + number
    ordered = [status for status in schema.MEETING_STATUS if status in others]
    if ordered:
        formats = {format for format, status, _ in counts if status == ordered[0]}
        # "meetings" covers every format that has not taken place yet; a lone kind keeps its own.
        noun = captions.plural("meeting", others[ordered[0]])
        if formats == {"call"} and len(ordered) == 1:
            noun = captions.plural("call", others[ordered[0]])
        first = f"{others[ordered[0]]} {noun} {ordered[0]}"
        parts.append(", ".join([first, *(f"{others[s]} {s}" for s in ordered[1:])]))
    return parts


def _noun(formats: set[str], number: int) -> str:
    if len(formats) == 1:
        return captions.plural(next(iter(formats)), number)
    return "meetings and calls" if "call" in formats else "meetings"


def _counted(number: int, one: str, many: str) -> list[str]:
    return [f"{number} {one if number == 1 else many}"] if number else []


def _narrowed(selection: Selection, names: Mapping[str, str]) -> list[str]:
    actors = [names.get(actor, actor) for actor in selection.actors]
    if not actors:
        parts = ["all actors"]
    elif selection.together and len(actors) > 1:
        parts = [f"{captions.listed(actors)} together"]
    else:
        parts = [captions.listed(actors, "or")]
    if selection.kinds:
        parts.append("only " + captions.listed([_kind(kind) for kind in selection.kinds]))
    if selection.statuses:
        words = [schema.STATUS_WORDS[status].lower() for status in selection.statuses]
        parts.append("status " + captions.listed(words, "or"))
    if selection.speakers:
        said_by = [names.get(speaker, speaker) for speaker in selection.speakers]
        parts.append(f"as told by {captions.listed(said_by, 'or')}")
    if not selection.undated:
        parts.append("without what has no date")
    if selection.checked:
        parts.append("checked only")
    return parts


def _kind(kind: str) -> str:
    name, _, format = kind.partition(":")
    return captions.plural(format, 2) if format else schema.node_type(name).words
