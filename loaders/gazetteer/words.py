"""The trie of all words that mean something to the gazetteer, and the scan of a text for them.

A key is a sequence of folded tokens. What a key means is a tuple of `Entry`; several may share one
("Congress" is a body and a word for parliaments). The scan takes the longest key at each token,
from left to right. A key written with capitals needs them in the text ("Polish", "US"); one in
lower case is found in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from loaders.gazetteer.names import (
    BREAK,
    Token,
    fold,
    given_variants,
    surname_variants,
    tokens,
)
from loaders.gazetteer.tables import Someone, listed, rows, tables

#: Countries whose officials' names are written with Cyrillic letters at home.
_SLAVIC = frozenset("RUS UKR BLR BGR SRB MKD KAZ UZB KGZ TJK TKM AZE ARM MDA".split())
#: Countries where the family name stands first; then both orders are found.
_FAMILY_FIRST = frozenset("CHN TWN KOR PRK VNM JPN HUN".split())

#: Words that look like a name or hold one, and mean no actor.
_NOTHING = (
    "Latin America;Latin American;South America;South American;North America;North American;"
    "Central America;Central American;Northern Ireland;New Mexico;New Caledonia;African American;"
    "Native American;Indian Ocean;South China Sea;East China Sea;Sea of Japan;Gulf of Mexico;"
    "English Channel;Washington Post;The Washington Post;Washington Times;Washington State;"
    "George Washington;Moscow Times;The Moscow Times;Kyiv Post;Kyiv Independent;Times of Israel;"
    "Jerusalem Post;Japan Times;Korea Times;Global Times;South China Morning Post;China Daily;"
    "Russia Today;France 24;Ukraine 24;Ukraine crisis;American Samoa;British Columbia;"
    "British Airways;French Guiana;French Polynesia;Dutch Caribbean;German Shepherd;"
    "Turkish Airlines;Air France;Bank of America;Voice of America;New South Wales;New Delhi Times;"
    "Paris Saint-Germain;London Stock Exchange;Vienna Convention;Geneva Convention;"
    "Moscow region;Moscow Oblast;Kyiv region;Kyiv oblast;Kiev Region;Kiev region;Minsk region;"
    "St. Petersburg;Democratic Party;Saint Helena;Virgin Islands;Korean Peninsula;Korean peninsula;"
    "Iberian Peninsula;Papua;Niger River;Jordan River;Jordan Valley;Congo River;Panama Canal;"
    "Panama Papers;Chad Basin;Lake Chad;Mali Empire;Nord Stream;Turkish Stream;TurkStream;"
    "Greek Orthodox;Russian Orthodox Church;Orthodox Church of Ukraine;Ukrainian Orthodox Church;"
    "Victory Day;Labour Day;Independence Day;Normandy;Union Courage"
)


class Entry(NamedTuple):
    """What a key means.

    sort: country, demonym, capital, person, surname, body, title, titles (plural), fixed, inst,
    nothing. value: ISO code, caption, kind of office or institution. more: for a title the ISO
    codes it is good for, for a fixed title its place.
    """

    sort: str
    value: str
    more: str = ""


class Item(NamedTuple):
    """Tokens `first` to `last` (exclusive) and what they mean."""

    first: int
    last: int
    entries: tuple[Entry, ...]

    def get(self, *sorts: str) -> Entry | None:
        """Return the first entry of one of these sorts."""
        return next((e for e in self.entries if e.sort in sorts), None)


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a key needs of the text: per token 0 anything, 1 a capital, 2 an acronym."""

    needs: tuple[int, ...]
    entry: Entry


_END = ""


@cache
def _trie() -> dict[str, Any]:
    root: dict[str, Any] = {}
    known = tables()
    for iso3, country in known.countries.items():
        for name in (country.actor.caption, *country.names):
            _add(root, name, Entry("country", iso3))
        for name in country.demonyms:
            _add(root, name, Entry("demonym", iso3))
        for name in country.capitals:
            _add(root, name, Entry("capital", iso3))
    for caption, body in known.bodies.items():
        for name in (caption, *body.names):
            _add(root, name, Entry("body", caption))
    for someone in known.people.values():
        _add_person(root, someone)
    for row in rows("titles.csv"):
        for word in listed(row["words"]):
            _add(root, word, Entry("title", row["kind"], row["only"]))
        for word in listed(row["plurals"]):
            _add(root, word, Entry("titles", row["kind"], row["only"]))
    for row in rows("fixed_titles.csv"):
        for word in listed(row["words"]):
            _add(root, word, Entry("fixed", row["kind"], row["place"]))
    for row in rows("institutions.csv"):
        for word in listed(row["words"]):
            _add(root, word, Entry("inst", row["kind"]))
    for row in rows("instruments.csv"):
        for name in (row["caption"], *listed(row["names"])):
            _add(root, name, Entry("nothing", row["caption"]))
    for name in listed(_NOTHING):
        _add(root, name, Entry("nothing", name))
    return root


def _add(root: dict[str, Any], name: str, entry: Entry) -> None:
    parts = tokens(name)
    needs = tuple(2 if t.upper else 1 if t.capital else 0 for t in parts)
    _add_keys(root, [t.key for t in parts], needs, entry)


def _add_keys(root: dict[str, Any], keys: list[str], needs: tuple[int, ...], entry: Entry) -> None:
    node = root
    for key in keys:
        node = node.setdefault(key, {})
    shapes = node.setdefault(_END, [])
    shape = _Shape(needs, entry)
    if shape not in shapes:
        shapes.append(shape)


def _add_person(root: dict[str, Any], someone: Someone) -> None:
    places = {t.place for t in tables().terms_of.get(someone.caption, ())}
    slavic = bool(places & _SLAVIC) or not places
    full = Entry("person", someone.caption)
    for name in (someone.caption, *someone.aliases):
        parts = [t.key for t in tokens(name)]
        for keys in _spellings(name, parts, someone, slavic=slavic):
            _add_keys(root, keys, _capitals(keys), full)
        if places & _FAMILY_FIRST and 2 <= len(parts) <= 3:
            turned = [parts[-1], *parts[:-1]] if "JPN" in places else [*parts[1:], parts[0]]
            _add_keys(root, turned, _capitals(turned), full)
    for surname in someone.surnames:
        for variant in surname_variants(surname, slavic=slavic):
            keys = variant.split()
            _add_keys(root, keys, _capitals(keys), Entry("surname", someone.caption))


_PARTICLES = frozenset("al el bin ibn de da dos der van von le di du of and vel the".split())


def _capitals(keys: list[str]) -> tuple[int, ...]:
    """Need a capital of the first word that is no particle: de Croo, al-Assad, Jae-in."""
    at = next((n for n, key in enumerate(keys) if key not in _PARTICLES), 0)
    return tuple(1 if n == at else 0 for n in range(len(keys)))


def _spellings(name: str, parts: list[str], someone: Someone, *, slavic: bool) -> list[list[str]]:
    """Return the ways to write a full name: given names by transliteration, surname by ending."""
    found = [parts]
    for surname in someone.surnames:
        last = [t.key for t in tokens(surname)]
        if parts[-len(last) :] != last or len(parts) == len(last):
            continue
        given = name.split()[: len(parts) - len(last)]
        firsts = given_variants(given[0]) if given else ()
        middle = parts[1 : len(parts) - len(last)]
        for other in someone.surnames:
            for variant in surname_variants(other, slavic=slavic):
                for first in firsts:
                    found.append([*first.split(), *middle, *variant.split()])
                # J. Biden, V. Zelenskyy
                found.append([parts[0][:1], *variant.split()])
    return [keys for at, keys in enumerate(found) if keys not in found[:at]]


def scan(found: list[Token]) -> list[Item]:
    """Return what the tokens of a text mean: longest keys, left to right, none overlapping."""
    root = _trie()
    items = []
    at, size = 0, len(found)
    while at < size:
        node = root.get(found[at].key)
        if node is None:
            at += 1
            continue
        best: tuple[int, tuple[Entry, ...]] | None = None
        here = at
        while True:
            shapes = node.get(_END)
            if shapes:
                good = tuple(s.entry for s in shapes if _fits(found, at, s.needs))
                if good:
                    best = here + 1, good
            here += 1
            if here >= size or found[here].joint == BREAK:
                break
            node = node.get(found[here].key)
            if node is None:
                break
        if best is None:
            at += 1
        else:
            items.append(Item(at, *best))
            at = best[0]
    return items


def _fits(found: list[Token], at: int, needs: tuple[int, ...]) -> bool:
    for offset, need in enumerate(needs):
        token = found[at + offset]
        if (need == 1 and not token.capital) or (need == 2 and not token.upper):
            return False
    return True


@cache
def title_entries(words: str) -> tuple[Entry, ...]:
    """Return what title words ("foreign minister", "Presidents") mean; () if they are no title."""
    node: Any = _trie()
    for token in tokens(words):
        node = node.get(token.key)
        if node is None:
            return ()
    found = (shape.entry for shape in node.get(_END, ()))
    return tuple(entry for entry in found if entry.sort in {"title", "titles", "fixed"})


@cache
def given_names(caption: str) -> frozenset[str]:
    """Return the folded words that may stand before this person's surname, initials included."""
    someone = tables().people[caption]
    last = {fold(w) for s in someone.surnames for w in s.replace("-", " ").split()}
    found = set()
    for name in (caption, *someone.aliases):
        for token in tokens(name):
            if token.key not in last:
                found |= {*given_variants(token.key), token.key[:1]}
    return frozenset(found)
