"""A question that only a person can answer: do these two texts tell of one meeting?

Made from a doubt (loaders/partition.py), in words for the command line and the page alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph import captions, schema
from graph.actors import actor_named
from graph.candidates import participants_of, properties_of_things
from graph.captions import Named
from graph.database import Database
from graph.quotation import make_id
from loaders.matching import ORDER, RULES, Account
from loaders.partition import Doubt

#: Names that a caption of a meeting holds before it counts the rest.
MOST_NAMES = 3

#: Who stands first in a caption: "Putin – Macron" is a call that Putin made.
_FIRST = ("host", "actor")


@dataclass(frozen=True)
class Side:
    """One of the two accounts. own: its record's own id, or the thing's. key, find: article and
    anchor of its record; "" for a thing that a person has given its id. thing: where it is now.
    caption: of that. quote: the words; publisher, published, title: of the text they stand in.
    """

    own: str
    key: str
    find: str
    thing: str
    caption: str
    quote: str
    publisher: str
    published: str
    title: str
    checked: bool = False

    @property
    def source(self) -> str:
        """Who published the words and when: "Example News, 20 Feb 2022"."""
        publisher = captions.publisher_in_words(self.publisher) if self.publisher else ""
        day = captions.short_day(self.published) if self.published else ""
        return ", ".join(filter(None, (publisher, day)))


@dataclass(frozen=True)
class Question:
    """Are these two one? title: "Same call?". reason: a sentence, why a person has to say. rule:
    id in loaders.matching.RULES."""

    id: str
    title: str
    reason: str
    rule: str
    one: Side
    other: Side


def question_id(one: str, other: str) -> str:
    """Return the id of the question about two records (or things), whichever comes first."""
    return make_id("question", *sorted((one, other)))


def phrase(
    database: Database, doubts: Sequence[Doubt], things: Mapping[str, str]
) -> list[Question]:
    """Return doubts as questions, newest text first. things: the meeting's id by own id."""
    accounts = [account for doubt in doubts for account in (doubt.one, doubt.other)]
    at = {account.own: things.get(account.own, account.own) for account in accounts}
    names = name_meetings(database, at.values())
    people = _people(database, {p for account in accounts for p in account.participants})
    found = []
    for doubt in doubts:
        one, other = (
            Side(
                a.own,
                a.key,
                a.find,
                at[a.own],
                names.get(at[a.own], at[a.own]),
                a.quote,
                a.publisher,
                a.published,
                a.title,
                a.checked,
            )
            for a in (doubt.one, doubt.other)
        )
        found.append(
            Question(
                question_id(one.own, other.own),
                _title(doubt),
                _reason(doubt, people),
                doubt.rule,
                one,
                other,
            )
        )
    found.sort(key=lambda q: q.id)
    found.sort(key=lambda q: max(q.one.published, q.other.published), reverse=True)
    return found


def _title(doubt: Doubt) -> str:
    formats = {doubt.one.format, doubt.other.format}
    return f"Same {formats.pop()}?" if len(formats) == 1 else "Same meeting?"


def _reason(doubt: Doubt, people: Mapping[str, Named]) -> str:
    one, other = doubt.one, doubt.other
    who = captions.listed(
        [captions.short_name(people[p]) if p in people else p for p in _in_order(one, people)]
    )
    about = f"{_noun(one.format)} of {who}{_when(one, other)}"
    if one.articles & other.articles and not (one.fixed or other.fixed):
        several = captions.plural(one.format, 2)
        return f"One text tells of {about} in two places; it may mean two {several}."
    words = one.note if ORDER.search(one.note) else other.note
    if doubt.rule == "vague-day":
        words = (one.words if one.vague else "") or other.words
    why = RULES[doubt.rule][1]
    if "{words}" in why and not words:
        why = "one of them gives the day only roughly"
    why = why.format(kind=captions.plural(one.format, 2), words=words)
    return f"Both texts tell of {about}, but {why}."


def _in_order(account: Account, people: Mapping[str, Named]) -> list[str]:
    return sorted(account.participants, key=lambda p: (people[p].caption if p in people else p, p))


def _noun(format: str) -> str:
    return format if format == "talks" else f"a {format}"


def _when(one: Account, other: Account) -> str:
    firm = [account for account in (one, other) if account.firm]
    if not firm:
        return ""
    first, last = firm[0].earliest, firm[0].latest
    if first != last:
        return f" {captions.short_span(first, last)}"
    near = "on" if len(firm) == 2 else "about"
    return f" {near} {captions.short_day(first)}"


# ---- names ---------------------------------------------------------------------------------------


def name_meetings(database: Database, things: Iterable[str]) -> dict[str, str]:
    """Return "Putin – Macron, call, 20 Feb 2022" for each of these events that is there, by id."""
    wanted = sorted(set(things))
    rows = properties_of_things(database, wanted)
    parts = participants_of(database, rows)
    found = {}
    for thing, row in rows.items():
        properties = row["properties"]
        kind = captions.text_of(properties, "format") or captions.text_of(properties, "caption")
        words = [participants_in_words(parts.get(thing, ())), kind, captions.short_date(properties)]
        found[thing] = ", ".join(filter(None, words))
    return found


def participants_in_words(rows: Iterable[Mapping[str, object]]) -> str:
    """Return who takes part, for a caption: "Putin – Macron". rows: of `participants_of`."""
    given = [
        (str(row.get("role") or "") not in _FIRST, actor_named(str(row["id"]), dict(row)))
        for row in rows
    ]
    named = [
        who for _, who in sorted(given, key=lambda each: (each[0], each[1].caption, each[1].id))
    ]
    names = [captions.short_name(who) for who in named]
    if not names:
        return "Participants not named"
    if len(names) > MOST_NAMES:
        left = len(names) - MOST_NAMES + 1
        return f"{', '.join(names[: MOST_NAMES - 1])} and {left} more"
    return " – ".join(names)


def _people(database: Database, ids: Iterable[str]) -> dict[str, Named]:
    return {one: actor_named(one, row) for one, row in properties_of_things(database, ids).items()}


def is_expected(status: str) -> bool:
    """Has a meeting of this status not taken place yet, as far as is told?"""
    return status in schema.MEETING_STATUS and status not in ("held", "refused", "cancelled")
