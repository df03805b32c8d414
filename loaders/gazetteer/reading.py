"""A text as the gazetteer reads it: its tokens, what they mean, and the title phrases."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from loaders.extraction.finds import Span
from loaders.gazetteer.names import APOSTROPHE, BREAK, HYPHEN, SPACE, STOP, Token, tokens
from loaders.gazetteer.titles import kind_for
from loaders.gazetteer.words import Entry, Item, scan

#: Words with a capital that stand before a surname without being a first name: a sentence's first
#: word, a form of address, a day.
_NO_FIRST_NAME = frozenset(
    (
        "the a an in on at by for from to with and or but if as while when after before since "
        "until during despite although though because both neither either nor not no yes so then "
        "thus also still yet even only just once where who what why how that this these those "
        "his her its their our my your he she it they we you i did does do is are was were has "
        "have had will would can could should may might must let like unlike under over about "
        "against between among through of off out up down into onto upon per via than whether "
        "meanwhile however moreover earlier later today yesterday tomorrow now here there again "
        "asked speaking according following including addressing meeting calling talking urging "
        "telling welcoming thanking regarding concerning additionally furthermore finally "
        "monday tuesday wednesday thursday friday saturday sunday january february march april "
        "june july august september october november december "
        "mr mrs ms miss dr sir lord lady dame madam madame monsieur herr frau general gen gen "
        "colonel col major senator sen representative rep congressman judge justice comrade prof "
        "professor chairman sheikh ayatollah excellency he hrh hm king queen prince princess "
        "emperor pope candidate nominee incumbent opponent secretary minister spokesman "
        "spokeswoman spokesperson envoy ambassador adviser advisor aide chief leader friend "
        "colleague dear poll analysis breaking exclusive update watch video photo report s t re d "
        "president presidents ministers leaders chancellor premier re via"
    ).split()
)
#: Forms of address between a title and a name.
_ADDRESS = frozenset("mr mrs ms dr he sir lord dame general gen sheikh prof hrh his her".split())
_ADDRESS |= frozenset("excellency honourable honorable highness majesty royal the".split())
#: Words that may stand between a country and a title, and whether the holder has gone or not come.
_BEFORE_TITLE = {
    "acting": False,
    "interim": False,
    "caretaker": False,
    "new": False,
    "newly": False,
    "current": False,
    "incumbent": False,
    "federal": False,
    "senior": False,
    "former": True,
    "ex": True,
    "late": True,
    "then": True,
    "outgoing": False,
    "incoming": True,
    "designated": True,
    "future": True,
    "next": True,
    "previous": True,
    "exiled": True,
}
_TAIL = ("for", "foreign", "affairs", "and", "security", "policy")
_LONGEST_HEADLINE = 200
_PLACES = ("country", "demonym", "body")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A title with its place: tokens `first` to `last`, the title's own item, place and kind.

    place, kind: "" where the words don't tell. gone: "former", "then", "designated". name: the
    number of the item that names its holder, or -1. strange: a name follows that no table holds.
    plural: "Presidents Putin and Macron".
    """

    first: int
    last: int
    entries: tuple[Entry, ...]
    place: str
    kind: str
    gone: bool = False
    name: int = -1
    strange: bool = False
    plural: bool = False


@dataclass(slots=True)
class Reading:
    """The tokens of a text, their meanings, and an index of where each begins and ends."""

    text: str
    tokens: list[Token]
    items: list[Item]
    at: dict[int, int] = field(default_factory=dict)
    upto: dict[int, int] = field(default_factory=dict)
    _headlines: dict[int, bool] = field(default_factory=dict)

    def span(self, first: int, last: int) -> Span:
        """Return the span of tokens `first` to `last` (exclusive)."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def key(self, at: int) -> str:
        """Return the key of a token, or "" outside the text."""
        return self.tokens[at].key if 0 <= at < len(self.tokens) else ""

    def joint(self, at: int) -> int:
        """Return how a token follows the one before it."""
        return self.tokens[at].joint if 0 <= at < len(self.tokens) else BREAK

    def possessive(self, at: int) -> bool:
        """Is this token the s of 's?"""
        return self.key(at) == "s" and self.joint(at) == APOSTROPHE

    def headline(self, at: int) -> bool:
        """Is the line of this token written with capitals, as headlines are?

        Names say nothing of it, so only the words that mean nothing to the gazetteer count; a line
        that ends like a sentence is none.
        """
        start = self.text.rfind("\n", 0, self.tokens[at].start) + 1
        if start not in self._headlines:
            end = self.text.find("\n", start)
            end = len(self.text) if end < 0 else end
            short = end - start <= _LONGEST_HEADLINE
            plain = short and self.text[start:end].rstrip()[-1:] not in '.!?:;,"”'
            self._headlines[start] = plain and self._capitals(at, start, end)
        return self._headlines[start]

    def _capitals(self, at: int, start: int, end: int) -> bool:
        first = at
        while first > 0 and self.tokens[first - 1].start >= start:
            first -= 1
        named: set[int] = set()
        long = big = 0
        while first < len(self.tokens) and self.tokens[first].start < end:
            if first in self.at:
                named.update(range(first, self.items[self.at[first]].last))
            if first not in named and len(self.tokens[first].key) > 3:
                long += 1
                big += self.tokens[first].capital
            first += 1
        return long > 0 and big >= 0.75 * long

    def first_name(self, at: int) -> bool:
        """Could this token be a first name that the tables don't hold?"""
        if not 0 <= at < len(self.tokens):
            return False
        token = self.tokens[at]
        return (
            token.capital
            and token.key not in _NO_FIRST_NAME
            and not token.key[0].isdigit()
            and token.key not in {"+", "&", "/", ","}
        )

    def skip_address(self, at: int) -> int:
        """Return the token after forms of address ("Mr.", "H.E.") that begin at this one."""
        while self.key(at) in _ADDRESS and self.joint(at) != BREAK and at not in self.at:
            at += 1
        return at


@lru_cache(maxsize=8)
def read(text: str) -> Reading:
    """Return the reading of a text; the last few are kept, as callers ask by paragraph."""
    found = tokens(text)
    items = scan(found)
    return Reading(
        text,
        found,
        items,
        {item.first: number for number, item in enumerate(items)},
        {item.last: number for number, item in enumerate(items)},
    )


def place_before(reading: Reading, first: int) -> tuple[int, str, bool]:
    """Return the item, its place and "former" of the country that stands before a token.

    -1 and "" where none does: "French …", "France's …", "the French interim …".
    """
    at, gone = first, False
    while at > 0 and reading.joint(at) != BREAK:
        word = reading.key(at - 1)
        if word in _BEFORE_TITLE:
            gone = gone or _BEFORE_TITLE[word]
            at -= 1
            continue
        if reading.possessive(at - 1):
            at -= 1
        number = reading.upto.get(at, -1)
        entry = reading.items[number].get(*_PLACES) if number >= 0 else None
        if entry is None or reading.joint(at) not in {SPACE, APOSTROPHE, HYPHEN}:
            break
        return number, entry.value, gone
    return -1, "", gone


def place_after(reading: Reading, last: int) -> tuple[int, str]:
    """Return the item and place of "of [the] country" after a token; -1 and "" if none follows."""
    if reading.key(last) != "of" or reading.joint(last) == BREAK:
        return -1, ""
    at = last + 1
    if reading.key(at) == "the" and at not in reading.at:
        at += 1
    number = reading.at.get(at, -1)
    entry = reading.items[number].get("country", "body") if number >= 0 else None
    if entry is None or reading.joint(at) == BREAK:
        return -1, ""
    return number, entry.value


def phrase_at(reading: Reading, number: int) -> Phrase | None:
    """Return the title phrase around an item that is a title, or None if it is none."""
    item = reading.items[number]
    entries = tuple(e for e in item.entries if e.sort in {"title", "fixed", "titles"})
    if not entries:
        return None
    plural = entries[0].sort == "titles"
    words = reading.span(item.first, item.last).of(reading.text)
    first, last = item.first, item.last
    place, kind = "", ""
    before, before_place, gone = place_before(reading, item.first)
    after, after_place = place_after(reading, item.last)
    if entries[0].sort == "fixed":
        place, kind = entries[0].more, entries[0].value
    elif after >= 0 and (kind := kind_for(entries, words, after_place)):
        place, last = after_place, reading.items[after].last
    elif before >= 0 and (kind := kind_for(entries, words, before_place)):
        place, first = before_place, reading.items[before].first
    else:
        # A country that has no such office: "the Trump administration's secretary".
        before = -1
    if reading.joint(first) != BREAK:
        gone = gone or _BEFORE_TITLE.get(reading.key(first - 1), False)
    if tuple(reading.key(last + n) for n in range(len(_TAIL))) == _TAIL:
        last += len(_TAIL)
    after_title = last
    if reading.key(after_title) in {"elect", "designate"} and reading.joint(after_title) == HYPHEN:
        after_title, gone = after_title + 1, True
        last = after_title
    at = reading.skip_address(after_title)
    named = reading.at.get(at, -1)
    # "Mr. Putin", "Mrs. May": the full stop belongs to the form of address.
    joint = SPACE if at > after_title and reading.joint(at) == STOP else reading.joint(at)
    if named >= 0 and joint == SPACE and reading.items[named].get("person", "surname"):
        return Phrase(first, last, entries, place, kind, gone, named, plural=plural)
    strange = named < 0 and joint == SPACE and reading.first_name(at) and not reading.headline(at)
    return Phrase(first, last, entries, place, kind, gone, -1, strange, plural)
