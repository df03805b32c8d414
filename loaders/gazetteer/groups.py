"""Offices of several countries at once, titles before unknown names, and named instruments."""

from __future__ import annotations

import re
from functools import cache

from loaders.extraction.finds import Actor, Span
from loaders.gazetteer.names import BREAK, SPACE, STOP, tidy, tokens
from loaders.gazetteer.reading import Reading, phrase_at, read
from loaders.gazetteer.tables import office_actor, rows, tables
from loaders.gazetteer.titles import kind_for
from loaders.gazetteer.words import Entry, Item

_PLACES = ("country", "demonym", "body")
#: A title, its country and forms of address are shorter than this, in code points.
_LONGEST_TITLE = 240


def find_office_groups(
    text: str, day: str, span: Span | None = None
) -> list[tuple[Span, tuple[Actor, ...]]]:
    """Return the plural titles with their countries, and the offices meant, in the text's order.

    "the foreign ministers of France and Russia", "French and Russian foreign ministers", "the
    leaders of the Normandy format": Office actors, one a country. `day` is not used to find them:
    who held the offices is `holder_of`'s to say. A plural title without countries ("both leaders")
    needs its context and is not found here. A span never begins with "the".
    """
    reading = read(text)
    found = []
    for item in reading.items:
        entries = tuple(e for e in item.entries if e.sort == "titles")
        if not entries:
            continue
        first, last, places = _list_after(reading, item)
        if not places:
            first, last, places = _list_before(reading, item)
        words = reading.span(item.first, item.last).of(reading.text)
        offices = _offices(entries, words, places)
        where = reading.span(first, last)
        if len(offices) > 1 and (span is None or span.holds(where)):
            found.append((where, offices))
    return found


def _offices(entries: tuple[Entry, ...], words: str, places: list[str]) -> tuple[Actor, ...]:
    known = tables()
    if len(places) == 1 and (body := known.bodies.get(places[0])):
        # A format speaks through its members; an organisation of many states is no short list.
        places = list(body.members) if body.kind == "format" else []
    kinds = [(place, kind_for(entries, words, place)) for place in places]
    return tuple(office_actor(place, kind) for place, kind in kinds if kind)


def _list_after(reading: Reading, item: Item) -> tuple[int, int, list[str]]:
    """Read "of [the] A, B and [the] C" after a plural title."""
    at = item.last
    places: list[str] = []
    last = at
    if reading.key(at) != "of" or reading.joint(at) == BREAK:
        return item.first, last, places
    at += 1
    while True:
        while reading.key(at) in {"the", "both", "all"} and at not in reading.at:
            at += 1
        number = reading.at.get(at, -1)
        entry = reading.items[number].get("country", "body") if number >= 0 else None
        if entry is None or (reading.joint(at) == BREAK):
            break
        places.append(entry.value)
        at = last = reading.items[number].last
        separated = False
        while reading.key(at) in {",", "and", "&"} and reading.joint(at) != BREAK:
            at, separated = at + 1, True
        if not separated:
            break
    return item.first, last, places


def _list_before(reading: Reading, item: Item) -> tuple[int, int, list[str]]:
    """Read "A, B and C" or "A's and B's" before a plural title."""
    at = item.first
    first = at
    places: list[str] = []
    while at > 0 and reading.joint(at) != BREAK:
        if reading.possessive(at - 1):
            at -= 1
        number = reading.upto.get(at, -1)
        entry = reading.items[number].get(*_PLACES) if number >= 0 else None
        if entry is None:
            break
        places.insert(0, entry.value)
        at = first = reading.items[number].first
        separated = False
        while reading.key(at - 1) in {",", "and", "&", "the"} and reading.joint(at) != BREAK:
            separated = separated or reading.key(at - 1) != "the"
            at -= 1
        if not separated:
            break
    return first, item.last, places


def title_before(text: str, name_span: Span) -> tuple[Span, str, str] | None:
    """Return the title phrase before a name that no table holds: its span, office and country.

    "Prime Minister of Moldova Dorin Recean" gives ("Prime Minister of Moldova", the Office's
    caption, "MDA"). None where no title with a country stands directly before the name. The third
    is "" for the office of an organisation that belongs to no country.
    """
    start = max(0, name_span.start - _LONGEST_TITLE)
    # The name itself is read too, so that the gap before it counts.
    window = text[start : name_span.end]
    reading = read(window)
    offset = name_span.start - start
    for number in range(len(reading.items) - 1, -1, -1):
        item = reading.items[number]
        if reading.tokens[item.first].start >= offset:
            continue
        phrase = phrase_at(reading, number)
        if phrase is None or not phrase.kind or phrase.plural:
            continue
        at = reading.skip_address(phrase.last)
        if at >= len(reading.tokens) or reading.joint(at) not in {SPACE, STOP}:
            continue
        if reading.tokens[at].start != offset:
            continue
        inner = reading.span(phrase.first, phrase.last)
        office = office_actor(phrase.place, phrase.kind)
        span = Span(inner.start + start, inner.end + start)
        return span, office.caption, office.country
    return None


# --- instruments ---------------------------------------------------------------------------------

_WORD = r"(?:[A-Z][\w’'-]*|[A-Z]{2,}[\w-]*)"
_UNKNOWN = re.compile(
    rf"\b{_WORD}(?:[^\S\n]+(?:(?:of|on|and|for|the|de|du)[^\S\n]+){{0,2}}{_WORD}){{0,7}}"
    r"[^\S\n]+(?:Memorandum|Protocol|Treaty|Accords?|Agreement|Declaration|Charter|Convention|Pact"
    r"|Communiqu[eé]|Compact|memorandum|protocol|treaty|accords?|agreements?|declaration"
    r"|communiqu[eé])\b"
    r"|\b(?:Memorandum|Treaty|Agreement|Convention|Protocol|Declaration|Charter)[^\S\n]+"
    rf"(?:of|on|for)[^\S\n]+(?:the[^\S\n]+)?{_WORD}"
    rf"(?:[^\S\n]+(?:(?:of|on|and|for|the|in|with)[^\S\n]+){{0,2}}{_WORD}){{0,9}}"
)
_GENERIC = frozenset(
    "the a an this that these those any new our their its his her his no some each every such "
    "peace ceasefire under both in on by after before with without as and but if while "
    "since".split()
)
_YEAR = re.compile(r"(?:19|20)\d\d\Z")


def find_instruments(text: str, span: Span | None = None) -> list[tuple[Span, str, str]]:
    """Return the named agreements of a text: span, caption, year as four digits or "".

    Those of instruments.csv, and unknown ones by their form ("X Memorandum", "Treaty of X"), whose
    caption is their own words. A year that stands with the name goes before the table's. Longest
    name first, none overlapping.
    """
    reading = read(text)
    names = _instruments()
    found: list[tuple[Span, str, str]] = []
    for item in reading.items:
        entry = item.get("nothing")
        if entry and entry.value in names:
            where = reading.span(item.first, item.last)
            year = _year_by(reading, item) or names[entry.value]
            found.append((where, entry.value, year))
    known = list(found)
    for match in _UNKNOWN.finditer(text):
        named = _without_opening(text, Span(*match.span()))
        if named is None or any(named.overlaps(other) for other, _, _ in known):
            continue
        found.append((named, tidy(named.of(text)), _year_after(text, named.end)))
    return sorted(hit for hit in found if span is None or span.holds(hit[0]))


@cache
def _instruments() -> dict[str, str]:
    return {row["caption"]: row["year"] for row in rows("instruments.csv")}


def _year_by(reading: Reading, item: Item) -> str:
    before = reading.key(item.first - 1)
    if _YEAR.match(before) and reading.joint(item.first) == SPACE:
        return before
    return _year_after(reading.text, reading.tokens[item.last - 1].end)


def _year_after(text: str, end: int) -> str:
    match = re.match(r"\s+(?:of|from|in|signed in)?\s*\(?((?:19|20)\d\d)\b", text[end : end + 24])
    return match.group(1) if match else ""


def _without_opening(text: str, span: Span) -> Span | None:
    """Return a form's span without a sentence's first word; None if no name is left of it."""
    words = tokens(text, span.start, span.end)
    while words and (words[0].key in _GENERIC or words[0].key[0].isdigit()):
        words.pop(0)
    capitals = [w for w in words if w.capital]
    if len(words) < 2 or len(capitals) < 1:
        return None
    return Span(words[0].start, span.end)
