"""The seat for other finders, a language model for example, beside the rules.

A plug-in is a callable that another package declares under the entry point group
`readout.extractors`; Readout depends on none:

    [project.entry-points."readout.extractors"]
    mymodel = "my_package:extract"

    def extract(text: str, published: str, publisher: str, title: str) -> Iterable[Mapping]: ...

It gets a text as decoded, its day of publication (ISO, "" unknown), its publisher and its title,
and returns plain records, each with

    kind       meeting, agreement or claim
    quote      the clause or sentence that tells of it, word for word as in the text
    trigger    the words in the quote that tell of it ("telephone call", "agreed", "said")
    speakers   who says so, outermost first; a list in the list speaks jointly

and, of a meeting: format and status (values of the schema), participants, date, duration, location,
topic; of an agreement: status, terms, binding, parties, date; of a claim: content, speakers (it
must have some), addressees, date. An actor is a name or {name, words, type}.
docs/extraction-plugins.md says what each may hold, and what becomes of it.

What a plug-in says is never taken on trust (plugin_records.py), and the rules win: what both found
is the rules' find. One that raises, hangs or returns rubbish costs its own finds only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from importlib.metadata import entry_points
from itertools import islice
from threading import Thread
from typing import TypeVar

from loaders.extraction.dates import guess_publication
from loaders.extraction.finds import Agreement, Claim, Extraction, Find, Meeting
from loaders.extraction.plugin_records import RecordReader, Unusable

GROUP = "readout.extractors"

Plugin = Callable[[str, str, str, str], Iterable[Mapping[str, object]]]

#: How long a plug-in may take for one text: a slow model on a slow machine takes a minute.
SECONDS = 180.0
#: After so many texts without an answer in time, a plug-in is asked no more in this process.
PATIENCE = 2
#: More records than this are no reading of one text.
MOST_RECORDS = 1_000

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")

#: By plug-in, how many texts it gave no answer on in time, in this process.
_late: Counter[str] = Counter()

F = TypeVar("F", Meeting, Agreement)


class PluginRefused(ValueError):
    """There is no such plug-in, or it can't be loaded; the message says what to do."""


class _NoAnswer(Exception):
    """The plug-in raised, took too long or gave what can't be read; the message says which."""


# --- which there are -----------------------------------------------------------------------------


def plugin_names() -> tuple[str, ...]:
    """Return the names of the plug-ins that are installed, in order. Loads none of them."""
    return tuple(sorted({each.name for each in entry_points(group=GROUP)}))


def require_plugins(names: Iterable[str]) -> None:
    """Raise PluginRefused, saying which there are, unless all are installed. Loads none of them."""
    known = plugin_names()
    for name in names:
        if name not in known:
            there = f"there are {', '.join(known)}" if known else "none is installed"
            raise PluginRefused(f"there is no plug-in {name!r} ({there}): install its package")
        if not _NAME.fullmatch(name):
            raise PluginRefused(
                f"the plug-in {name!r} needs another name: letters, digits and ._- only"
            )


@cache
def load_plugin(name: str) -> Plugin:
    """Return the plug-in of that name; raises PluginRefused."""
    require_plugins([name])
    found = {each.value: each for each in entry_points(group=GROUP) if each.name == name}
    if len(found) > 1:
        raise PluginRefused(f"two packages bring a plug-in {name}: {', '.join(sorted(found))}")
    [entry] = found.values()
    try:
        loaded = entry.load()
    except Exception as error:  # it is somebody else's code, and may raise whatever it likes
        raise PluginRefused(f"the plug-in {name} can't be loaded: {_told(error)}") from error
    if not callable(loaded):
        raise PluginRefused(f"the plug-in {name} is no function: {entry.value}")
    plugin: Plugin = loaded
    return plugin


# --- one text ------------------------------------------------------------------------------------


def with_plugins(
    extraction: Extraction,
    text: str,
    published: str = "",
    publisher: str = "",
    title: str = "",
    names: Sequence[str] = (),
    *,
    plugins: Mapping[str, Plugin] | None = None,
    seconds: float = SECONDS,
) -> Extraction:
    """Return what the rules found, and after it what plug-ins found beside.

    Args:
        extraction: What the rules found in `text`. Its finds stay, all and unchanged.
        text, published, publisher, title: As for `extractor.extract`, and given to the plug-ins.
        names: Of the plug-ins, asked in this order; an earlier one wins over a later one.
        plugins: Plug-ins by name, where they are not to be looked up among those installed.
        seconds: How long one plug-in may take.

    Each plug-in leaves one line in `notes`, which `summary` adds up over many texts. Never raises
    for what a plug-in does.
    """
    for name in names:
        extraction = _with_plugin(
            extraction, name, plugins, (text, published, publisher, title), seconds
        )
    return extraction


def _with_plugin(
    extraction: Extraction,
    name: str,
    plugins: Mapping[str, Plugin] | None,
    asked: tuple[str, str, str, str],
    seconds: float,
) -> Extraction:
    tally = Tally(name, texts=1)
    try:
        records = _answer(name, plugins, asked, seconds)
    except _NoAnswer as error:
        tally.failed, tally.failure = 1, str(error)
        return replace(extraction, notes=(*extraction.notes, tally.line()))
    text, published = asked[:2]
    guessed = guess_publication(text) if not published else None
    day = (published or (guessed.value if guessed is not None else ""))[:10]
    reader = RecordReader(name, extraction, text, day)
    found: list[Find] = []
    tally.records = len(records)
    for record in records:
        try:
            find = reader.read(record)
        except Unusable as error:
            if error.unquoted:
                tally.unquoted += 1
            else:
                tally.unusable += 1
                tally.fault = tally.fault or str(error)
            continue
        if _is_told(find, extraction.finds) or _is_told_again(find, found):
            tally.known += 1
        else:
            found.append(find)
    tally.kept = len(found)
    tally.details = len(reader.left_out)
    tally.detail = reader.left_out[0] if reader.left_out else ""
    joined = _joined(extraction, found) if found else extraction
    if found:
        mentions = sorted((*joined.mentions, *reader.mentions), key=lambda each: each.span)
        joined = replace(joined, mentions=tuple(mentions))
    return replace(joined, notes=(*extraction.notes, tally.line()))


def _answer(
    name: str,
    plugins: Mapping[str, Plugin] | None,
    asked: tuple[str, str, str, str],
    seconds: float,
) -> list[object]:
    """Return the records of a plug-in; raises _NoAnswer.

    It runs in a thread of its own: nothing else can be given up halfway on every system. One that
    hangs goes on there, and dies with the process.
    """
    if _late[name] >= PATIENCE:
        raise _NoAnswer(f"it is not asked any more, after {PATIENCE} texts without an answer")
    try:
        plugin = load_plugin(name) if plugins is None else plugins[name]
    except PluginRefused as error:
        raise _NoAnswer(str(error)) from error
    records: list[object] = []
    errors: list[str] = []

    def ask() -> None:
        try:
            answer = iter(plugin(*asked))
            # Copied here, so that a record that computes its fields does so on this clock.
            taken = islice(answer, MOST_RECORDS + 1)
            records.extend(dict(each) if isinstance(each, Mapping) else each for each in taken)
        except BaseException as error:  # even SystemExit: the text must not be lost
            errors.append(_told(error))

    thread = Thread(target=ask, name=f"plug-in {name}", daemon=True)
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        _late[name] += 1
        raise _NoAnswer(f"no answer within {seconds:g} seconds")
    if errors:
        raise _NoAnswer(errors[0])
    if len(records) > MOST_RECORDS:
        raise _NoAnswer(f"more than {MOST_RECORDS:,} records")
    return records


def _told(error: BaseException) -> str:
    """Return an error on one line, short."""
    words = re.sub(r"\s+", " ", f"{type(error).__name__}: {error}").strip().removesuffix(":")
    return words if len(words) <= 160 else words[:159] + "…"


# --- beside the rules ----------------------------------------------------------------------------


def _is_told(find: Find, others: Iterable[Find]) -> bool:
    """Do the rules, or a plug-in asked before, tell the same?

    The same words set it off; or a claim has the same content; or a meeting stands in the evidence
    of one of the same form and status that has all its participants.
    """
    for other in others:
        if type(other) is not type(find):
            continue
        if other.anchor == find.anchor or other.trigger.overlaps(find.trigger):
            return True
        if isinstance(find, Claim) and isinstance(other, Claim) and find.content == other.content:
            return True
        if isinstance(find, Meeting) and isinstance(other, Meeting):
            met = {part.actor.id for part in other.participants}
            if (
                (find.format, find.status.value) == (other.format, other.status.value)
                and {part.actor.id for part in find.participants} <= met
                and any(each.holds(find.trigger) for each in other.evidence)
            ):
                return True
    return False


def _is_told_again(find: Find, before: Iterable[Find]) -> bool:
    """Has the same plug-in told it already? One cue may lead to several claims, though."""
    if isinstance(find, Claim):
        return any(isinstance(e, Claim) and e.content.overlaps(find.content) for e in before)
    return _is_told(find, before)


def _joined(extraction: Extraction, found: Sequence[Find]) -> Extraction:
    """Put finds among those there are, in the order of the text, each with its ties."""
    taken = {each.anchor for each in extraction.finds}
    claims, meetings, agreements = (
        [*extraction.claims],
        [*extraction.meetings],
        [*extraction.agreements],
    )
    for find in sorted(found, key=lambda each: each.trigger):
        anchor, number = find.anchor, 2
        while anchor in taken:
            anchor, number = f"{find.anchor}/{number}", number + 1
        taken.add(anchor)
        if isinstance(find, Claim):
            claims.append(replace(find, anchor=anchor))
        elif isinstance(find, Meeting):
            meetings.append(replace(find, anchor=anchor))
        elif isinstance(find, Agreement):
            agreements.append(replace(find, anchor=anchor))
    fresh = {each.rule for each in found}
    said = [*claims]
    meetings = [_attributed(each, said) if each.rule in fresh else each for each in meetings]
    agreements = [_attributed(each, said) if each.rule in fresh else each for each in agreements]
    claims = [
        replace(
            claim,
            about=tuple(
                each.anchor
                for each in (*meetings, *agreements)
                if claim.content.holds(each.trigger)
            ),
        )
        if claim.rule in fresh
        else claim
        for claim in claims
    ]
    return replace(
        extraction,
        meetings=tuple(sorted(meetings, key=lambda each: each.trigger)),
        agreements=tuple(sorted(agreements, key=lambda each: each.trigger)),
        claims=tuple(sorted(claims, key=lambda c: (c.content.start, -c.content.end, c.trigger))),
    )


def _attributed(find: F, claims: Iterable[Claim]) -> F:
    """Put the speakers of the narrowest claim that tells of it on a find that names none."""
    holding = [each for each in claims if each.content.holds(find.trigger)]
    if find.speakers or not holding:
        return find
    inner = min(holding, key=lambda each: each.content.end - each.content.start)
    return replace(find, speakers=inner.speakers)


# --- the count -----------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of the records of one plug-in.

    known: told what the rules found. unquoted: dropped, their words don't stand in the text.
    unusable: dropped for something else. details: left out of records that were kept. failed:
    texts without an answer. fault, detail, failure: the first of each kind, for a person.
    """

    name: str
    texts: int = 0
    records: int = 0
    kept: int = 0
    known: int = 0
    unquoted: int = 0
    unusable: int = 0
    details: int = 0
    failed: int = 0
    fault: str = ""
    detail: str = ""
    failure: str = ""

    def line(self) -> str:
        """Return the tally as the one line that `notes` keeps."""
        told = [f"{name} {getattr(self, name)}" for name in _COUNTS]
        told += [f"{name} “{value}”" for name in _FIRSTS if (value := getattr(self, name))]
        return f"plug-in {self.name}: {', '.join(told)}"

    def add(self, line: str) -> None:
        """Take in another text's tally, from its line."""
        _, _, rest = line.partition(": ")
        for name in _COUNTS:
            number = re.search(rf"(?:^|, ){name} (\d+)", rest)
            setattr(self, name, getattr(self, name) + int(number[1] if number else 0))
        for name in _FIRSTS:
            first = re.search(rf", {name} “(.*?)”(?=$|, (?:{'|'.join(_FIRSTS)}) “)", rest)
            setattr(self, name, getattr(self, name) or (first[1] if first else ""))

    def sentences(self) -> list[str]:
        """Return what a person must know: what was dropped and why; nothing where all was well."""
        me, of = f"plug-in {self.name}", f"of {_count(self.records, 'record')}"
        one = self.unquoted == 1
        said = []
        if self.unquoted:
            reason = f"{'its quote does' if one else 'their quotes do'} not stand in the text"
            said.append(f"{me}: {self.unquoted:,} {of} dropped: {reason}")
        if self.unusable:
            more = "" if self.unusable == 1 else " (the first of them)"
            said.append(f"{me}: {self.unusable:,} {of} dropped: {self.fault}{more}")
        if self.details:
            more = "" if self.details == 1 else " (the first of them)"
            said.append(f"{me}: {_count(self.details, 'detail')} left out: {self.detail}{more}")
        if self.failed:
            said.append(
                f"{me}: no answer on {self.failed:,} of {_count(self.texts, 'text')}, where what "
                f"the rules found stands alone: {self.failure}"
            )
        return said


_COUNTS = tuple(each.name for each in fields(Tally) if each.type == "int")
_FIRSTS = ("fault", "detail", "failure")


def summary(notes: Iterable[str]) -> list[str]:
    """Return, from the notes of many extractions, what of the plug-ins' finds was dropped and why.

    A sentence each, plug-ins in the order in which they are met; notes of other kinds are passed
    over.
    """
    tallies: dict[str, Tally] = {}
    for note in notes:
        if found := re.match(rf"plug-in ({_NAME.pattern}): ", note):
            tallies.setdefault(found[1], Tally(found[1])).add(note)
    return [sentence for tally in tallies.values() for sentence in tally.sentences()]


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"
