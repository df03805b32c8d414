"""What a load brought, for a person's working day: a sentence that counts, then a line an item.

    3 texts added: 4 new calls, 1 already known (now two accounts), 2 differences, 1 planned meeting
    now reported as held

Counted from the graph before and after, never from what the loader believes it did: `Watch` looks
at the things of a load before it is written, `Watch.news` after. Each line has a link to its item.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from graph import captions, schema
from graph.actors import outermost
from graph.candidates import (
    Told,
    articles_of_keys,
    former_among,
    properties_of_things,
    told_of_things,
)
from graph.database import Database
from graph.selection import Selection, encode
from graph.statement import Relationship, Statement
from graph.types import fold
from loaders.questions import Question, is_expected, name_meetings

#: Things that a load is watched for. A load of more (a coded data set) is counted in statements
#: only: nobody reads such a list, and looking at each would cost as much as the load.
MOST = 2_000

#: Types that are news; actors are not.
KINDS = ("Meeting", "Exercise", "Agreement", "Claim")

#: Properties whose values can be held against each other. Wordings (topic, terms, the words for a
#: day) differ from text to text without any difference in fact.
COMPARED = ("duration", "startDate", "endDate", "location", "format", "binding")

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\Z")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class News:
    """One line. kind: summary, new, known, differs, changed, parted or question. link: the query
    string that opens it on the page, "" for the summary. question: its id, where it is one."""

    kind: str
    sentence: str
    link: str = ""
    question: str = ""

    def __str__(self) -> str:
        return f"{self.sentence}  ?{self.link}" if self.link else self.sentence


@dataclass(frozen=True)
class State:
    """What there is of a thing. day: its first. accounts: keys of the articles (or data sets) that
    tell of it. values: of the compared properties, property -> value -> who publishes it."""

    type: str
    status: str
    format: str
    day: str
    accounts: frozenset[str]
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    @property
    def differences(self) -> dict[str, Mapping[str, tuple[str, ...]]]:
        """The properties on which accounts differ."""
        if self.type == "Claim":
            return {}
        return {name: values for name, values in self.values.items() if _differ(name, values)}


class Watch:
    """Looks at what a load is about to touch, and says afterwards what has become of it.

    One watch may go over several parts of a load: it looks at each before it is written, and says
    in the end what all of them brought.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._before: dict[str, State] = {}
        self._things: set[str] = set()
        self._articles: set[str] = set()
        self._known_articles: set[str] = set()
        self._known_keys: set[str] = set()
        self._keys: dict[str, str] = {}
        self._questions: dict[str, Question] = {}
        self._parted: set[str] = set()
        self._changed = False
        self.too_many = False

    def look(self, statements: Iterable[Statement], things: Iterable[str] = ()) -> None:
        """Look at what these statements, and these things, are about; before they are written."""
        statements = list(statements)
        articles = {s.source.id: s.source.key for s in statements if s.source}
        new = articles.keys() - self._articles
        self._keys |= {one: articles[one] for one in new}
        there = articles_of_keys(self._database, sorted({articles[one] for one in new}))
        self._known_articles |= new & there.keys()
        self._known_keys |= set(there.values())
        self._articles |= new
        met = {thing for s in statements for thing in _things(s)} | set(things)
        fresh = met - self._things
        if self.too_many or len(self._things) + len(fresh) > MOST:
            self.too_many = True
            return
        self._things |= fresh
        self._before |= states(self._database, fresh)

    def count_texts(self, articles: Mapping[str, str]) -> None:
        """Take these articles (id -> key) for read, and for known where they weren't looked at:
        nothing in them was new."""
        left = articles.keys() - self._articles
        self._articles |= left
        self._known_articles |= left
        self._keys |= {one: articles[one] for one in left}

    def note(self, questions: Iterable[Question], parted: Iterable[str], changed: bool) -> None:
        """Take in what a load, or a part of one, came to.

        questions: that it raised. parted: ids of things that were taken for one with another until
        now. changed: did it write, move or remove anything?
        """
        self._questions |= {question.id: question for question in questions}
        self._parted |= set(parted)
        self._changed |= changed

    def news(self) -> list[News]:
        """Return the news, the summary first; [] for a load too large to be watched."""
        if self.too_many:
            return []
        if not self._changed:
            texts = _count(len(self._articles), "text")
            was = "was" if len(self._articles) == 1 else "were"
            known = f"Nothing new: {texts} {was} known already." if self._articles else ""
            return [News("summary", known or "Nothing new.")]
        after = states(self._database, self._things)
        apart = frozenset(self._parted & after.keys())
        lost = self._before.keys() - after.keys()
        gone = sorted(lost - former_among(self._database, lost))
        changes = _Changes(self._before, after, apart, gone)
        named = _Names(self._database, after)
        questions = list(self._questions.values())
        lines = [
            *named.new(changes),
            *named.known(changes),
            *named.differing(changes),
            *named.moved_on(changes),
            *named.parted(apart),
            *(_question(question) for question in questions),
        ]
        counted = changes.counts()
        counted += [f"{_count(len(apart), 'meeting')} taken apart again"] if apart else []
        counted += [f"{len(questions)} to decide"] if questions else []
        told = ", ".join(counted)
        texts = self._texts()
        said = f"{texts}: {told or 'no news'}" if texts else captions.capital(told) or "No news"
        return [News("summary", said), *lines]

    def _texts(self) -> str:
        new = self._articles - self._known_articles
        versions = {one for one in new if self._keys[one] in self._known_keys}
        added, again = len(new) - len(versions), len(self._articles) - len(new)
        parts = [f"{_count(added, 'text')} added"] if added else []
        if versions:
            parts.append(f"{_count(len(versions), 'text')} in a new version")
        if again and not parts:
            parts.append(f"{_count(again, 'text')} read again")
        return ", ".join(parts)


def _things(statement: Statement) -> list[str]:
    about = statement.about
    ends = (about.start, about.end) if isinstance(about, Relationship) else (about,)
    return [end.id for end in ends if end.type in KINDS]


def states(database: Database, things: Iterable[str]) -> dict[str, State]:
    """Return what there is of these things now; those that are not there are left out."""
    rows = properties_of_things(database, things)
    told: dict[str, list[Told]] = defaultdict(list)
    for each in told_of_things(database, rows):
        told[each.thing].append(each)
    found = {}
    for thing, row in rows.items():
        properties = row["properties"]
        kind = next((label for label in row["labels"] if label in KINDS), "")
        if kind:
            found[thing] = State(
                kind,
                captions.text_of(properties, "status"),
                captions.text_of(properties, "format"),
                captions.text_of(properties, "earliest"),
                frozenset(t.key or t.dataset for t in told[thing]),
                _values(told[thing]),
            )
    return found


def _values(told: Sequence[Told]) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for each in told:
        stated = each.stated
        # A reading of ours is no account that could differ from another.
        if stated.prop in COMPARED and stated.stance == "asserts" and stated.basis != "inference":
            found[stated.prop][stated.value].add(each.publisher or each.dataset)
    return {
        name: {value: tuple(sorted(who)) for value, who in sorted(values.items())}
        for name, values in sorted(found.items())
    }


def _differ(name: str, values: Iterable[str]) -> bool:
    """Do values contradict each other, and not only say the same more or less exactly?"""
    given = sorted(_forms(name, values))
    return any(
        a not in b and b not in a if name == "location" else not b.startswith(a)
        for number, a in enumerate(given)
        for b in given[number + 1 :]
    )


def _forms(name: str, values: Iterable[str]) -> set[str]:
    """Return values in the form in which equal ones are equal: one hour is 60 minutes."""
    if name == "duration":
        # Filled up, so that 60 seconds don't read as the beginning of 600.
        return {f"{_seconds(value):0>12}" for value in values}
    return {fold(value) if name == "location" else value for value in values}


def _seconds(duration: str) -> int | str:
    """Return how long an ISO 8601 duration is: PT60M and PT1H are the same; else the text."""
    found = _DURATION.match(duration)
    if not found:
        return duration
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds


# ---- counting ------------------------------------------------------------------------------------


class _Changes:
    """What differs between before and after."""

    def __init__(
        self,
        before: Mapping[str, State],
        after: Mapping[str, State],
        apart: frozenset[str],
        gone: Sequence[str],
    ) -> None:
        self.after, self.before, self.gone = after, before, gone
        self.new = sorted(after.keys() - before.keys() - apart)
        both = sorted(after.keys() & before.keys())
        self.known = [t for t in both if after[t].accounts - before[t].accounts]
        self.differing = {
            thing: names
            for thing in sorted(after)
            if (names := self._new_differences(thing)) and thing not in apart
        }
        self.moved_on = [
            t for t in both if is_expected(before[t].status) and _is_settled(after[t].status)
        ]

    def _new_differences(self, thing: str) -> list[str]:
        before = self.before.get(thing)
        was = before.values if before else {}
        return [
            name
            for name, values in self.after[thing].differences.items()
            if not _forms(name, values) <= _forms(name, was.get(name, {}))
        ]

    def counts(self) -> list[str]:
        """Return the parts of the summary that are not nought."""
        parts = _things_in_words([self.after[thing] for thing in self.new], "new ")
        if self.known:
            parts.append(f"{len(self.known)} already known ({self._accounts()})")
        differences = sum(map(len, self.differing.values()))
        parts += [_count(differences, "difference")] if differences else []
        outcomes = Counter((self.before[t].status, self.after[t].status) for t in self.moved_on)
        for (was, now), number in sorted(outcomes.items()):
            things = [t for t in self.moved_on if self._step(t) == (was, now)]
            noun = _noun({self.after[t].format for t in things}, number)
            parts.append(f"{number} {was} {noun} now reported as {now}")
        if self.gone:
            told = _things_in_words([self.before[thing] for thing in self.gone], "")
            parts.append(f"{captions.listed(told)} no longer told of")
        return parts

    def _step(self, thing: str) -> tuple[str, str]:
        return self.before[thing].status, self.after[thing].status

    def _accounts(self) -> str:
        numbers = {len(self.after[thing].accounts) for thing in self.known}
        if len(numbers) > 1:
            return "now with further accounts"
        each = " each" if len(self.known) > 1 else ""
        return f"now {accounts_in_words(numbers.pop())}{each}"


def _is_settled(status: str) -> bool:
    return status in ("held", "refused", "cancelled")


def _things_in_words(things: Sequence[State], which: str) -> list[str]:
    """Count things by kind; what has not taken place is not counted among what has."""
    groups: Counter[tuple[int, str, str]] = Counter()
    for state in things:
        if state.type == "Meeting":
            held = state.status == "held"
            order = 0 if held else (*schema.MEETING_STATUS, state.status).index(state.status)
            groups[order, state.format if held else "meeting", "" if held else state.status] += 1
        else:
            order = 10 + KINDS.index(state.type)
            groups[order, schema.node_type(state.type).word, ""] += 1
    parts = []
    for (_, word, status), number in sorted(groups.items()):
        noun = _plural(word, number)
        parts.append(f"{number} {which}{f'{status} ' if status else ''}{noun}")
    return parts


def _plural(word: str, number: int) -> str:
    if word == "agreement or pledge":
        return "agreement or pledge" if number == 1 else "agreements and pledges"
    return captions.plural(word, number)


def _noun(formats: set[str], number: int) -> str:
    return captions.plural(formats.pop() if len(formats) == 1 else "meeting", number)


def _count(number: int, word: str) -> str:
    return f"{number} {word if number == 1 else word + 's'}"


def accounts_in_words(number: int) -> str:
    """Return how many accounts: "two accounts"; "12 accounts"."""
    word = _NUMBERS[number] if number < len(_NUMBERS) else str(number)
    return f"{word} {'account' if number == 1 else 'accounts'}"


# ---- lines ---------------------------------------------------------------------------------------


class _Names:
    """Makes the lines, with each thing named."""

    def __init__(self, database: Database, after: Mapping[str, State]) -> None:
        self._after = after
        self._names: dict[str, str] = {}
        meetings = [t for t, s in after.items() if s.type in ("Meeting", "Exercise")]
        self._names |= name_meetings(database, meetings)
        said = [thing for thing in after if thing not in self._names]
        rows = properties_of_things(database, said)
        told = outermost(database, said)
        for thing, row in rows.items():
            self._names[thing] = captions.caption(
                after[thing].type, row["properties"], told.get(thing, ()), length=90
            )

    def new(self, changes: _Changes) -> list[News]:
        return [self._line("new", self._kind(thing), thing) for thing in self._sorted(changes.new)]

    def _sorted(self, things: Iterable[str]) -> list[str]:
        """Things as a list is read: by kind, then day, then name."""
        found = {t: (self._after[t], self._names.get(t, t)) for t in things}
        return sorted(
            found, key=lambda t: (KINDS.index(found[t][0].type), found[t][0].day, found[t][1], t)
        )

    def _kind(self, thing: str) -> str:
        state = self._after[thing]
        if state.type == "Meeting":
            status = "" if state.status == "held" else f"{state.status} "
            found = f"New {status}{state.format}"
        else:
            found = f"New {schema.node_type(state.type).word}"
        many = len(state.accounts) > 1
        return f"{found}, {accounts_in_words(len(state.accounts))}" if many else found

    def known(self, changes: _Changes) -> list[News]:
        return [
            self._line(
                "known",
                f"Now {accounts_in_words(len(self._after[thing].accounts))}",
                thing,
            )
            for thing in self._sorted(changes.known)
        ]

    def differing(self, changes: _Changes) -> list[News]:
        return [
            self._line("differs", "Differs", thing, self._difference(thing, name))
            for thing in self._sorted(changes.differing)
            for name in changes.differing[thing]
        ]

    def _difference(self, thing: str, name: str) -> str:
        values = self._after[thing].values[name]
        said = [
            f"{captions.value_in_words(name, value)} ({captions.listed(who)})"
            for value, who in values.items()
        ]
        return f"{captions.property_in_words(name)} {' / '.join(said)}"

    def moved_on(self, changes: _Changes) -> list[News]:
        lines = []
        for thing in self._sorted(changes.moved_on):
            was, now = changes.before[thing].status, self._after[thing].status
            lead = f"{captions.capital(was)}, now reported as {now}"
            lines.append(self._line("changed", lead, thing))
        return lines

    def parted(self, things: Iterable[str]) -> list[News]:
        lead = "No longer taken as one with another"
        return [self._line("parted", lead, thing) for thing in self._sorted(things)]

    def _line(self, kind: str, lead: str, thing: str, more: str = "") -> News:
        tail = f": {more}" if more else ""
        return News(kind, f"{lead}: {self._names.get(thing, thing)}{tail}", link_to(thing))


def _question(question: Question) -> News:
    sentence = f"To decide: {question.title.lower()} {question.reason}"
    return News("question", sentence, link_to(question.one.thing), question.id)


def link_to(thing: str) -> str:
    """Return the query string that opens a thing on the page, whatever its date."""
    return urlencode(encode(Selection(chosen=thing)), doseq=True)
