"""The tables in memory: countries, organisations, people, offices and who held them when.

Everything is read once, on first use. What the columns mean stands in loaders/tables/README.md.
Days are ISO; a term begins on its start and ends before its end, so that on the day of a handover
the newcomer holds the office. A start or end known to the month or year only counts with all of
its days: then two may hold one office, and `holders` returns both.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from graph import schema
from graph.quotation import make_id
from loaders.extraction.finds import Actor
from loaders.gazetteer.names import normalise

_FOLDER = Path(__file__).resolve().parent.parent / "tables"
_LAST = "9999-12-31"

#: Countries that English puts an article before, as in "President of the Czech Republic".
_ARTICLE = frozenset(
    "BHS CAF COG COD COM CZE DOM GMB MHL MDV NLD PHL SYC SLB ARE GBR USA VAT".split()
)
#: Organisations whose name is a word of its own: no article.
_NO_ARTICLE = frozenset(
    "NATO OPEC ASEAN UNHCR OHCHR UNICEF UNESCO UNRWA Interpol BRICS Gazprom Rosatom Naftogaz "
    "Energoatom Hamas Hezbollah AUKUS Mercosur".split()
)
#: Kinds by how much they are in the news; surnames are told apart by it.
_FIRST_RANK = frozenset(
    "head_of_state head_of_government supreme_leader secretary_general president director_general "
    "managing_director vice_president leader".split()
)
_SECOND_RANK = frozenset(
    "foreign_minister defence_minister national_security_adviser crown_prince high_representative "
    "head_of_office president_spokesperson".split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A holder's term: place is an ISO code or an organisation's caption, begin/end the days."""

    place: str
    kind: str
    holder: str
    begin: str
    end: str

    def on(self, day: str) -> bool:
        """Was it in office on that day?"""
        return self.begin <= day < self.end

    @property
    def rank(self) -> int:
        """0: leads a state or an organisation; 1: speaks for one; 2: others."""
        return 0 if self.kind in _FIRST_RANK else 1 if self.kind in _SECOND_RANK else 2


@dataclass(frozen=True, slots=True)
class Country:
    """A row of countries.csv."""

    actor: Actor
    names: tuple[str, ...]
    demonyms: tuple[str, ...]
    capitals: tuple[str, ...]
    major: bool
    leader: str


@dataclass(frozen=True, slots=True)
class Body:
    """A row of organisations.csv: fills is the kind of institution that it is in its country."""

    actor: Actor
    names: tuple[str, ...]
    kind: str
    fills: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Someone:
    """A row of people.csv. surnames: () where nobody is called by one (monarchs)."""

    caption: str
    surnames: tuple[str, ...]
    aliases: tuple[str, ...]
    wikidata: str


@dataclass(frozen=True)
class Tables:
    """All tables, with the ways to look into them."""

    countries: dict[str, Country]
    bodies: dict[str, Body]
    people: dict[str, Someone]
    terms: dict[tuple[str, str], tuple[Term, ...]]
    terms_of: dict[str, tuple[Term, ...]]
    office_names: dict[tuple[str, str], str]
    captions: dict[str, str]
    fillers: dict[tuple[str, str], str]
    institution_captions: dict[str, str]
    by_id: dict[str, str] = field(default_factory=dict)

    def holders(self, place: str, kind: str, day: str) -> list[str]:
        """Return the captions of who held the office on the day; none, one or, in doubt, more."""
        found = [t.holder for t in self.terms.get((place, kind), ()) if t.on(day)]
        return list(dict.fromkeys(found))

    def major(self, term: Term) -> bool:
        """Is it an office that news give without a first name?"""
        country = self.countries.get(term.place)
        return country is None or country.major


@cache
def tables() -> Tables:
    """Return the tables; they are read on the first call."""
    countries = {row["iso3"]: _country(row) for row in rows("countries.csv")}
    bodies = {row["caption"]: _body(row) for row in rows("organisations.csv")}
    terms: dict[tuple[str, str], list[Term]] = {}
    terms_of: dict[str, list[Term]] = {}
    for row in rows("offices.csv"):
        end = _first_day(row["end"]) if len(row["end"]) == 10 else _day_after(row["end"])
        until = _day_after(row["checked"]) if row["checked"] and not row["end"] else end
        begin = _first_day(row["start"])
        term = Term(row["place"], row["kind"], row["holder"], begin, until)
        terms.setdefault((term.place, term.kind), []).append(term)
        terms_of.setdefault(term.holder, []).append(term)
    people = {row["caption"]: _someone(row, terms_of) for row in rows("people.csv")}
    captions: dict[str, str] = {}
    for row in rows("titles.csv"):
        captions.setdefault(row["kind"], row["caption"])
    return Tables(
        countries=countries,
        bodies=bodies,
        people=people,
        terms={key: tuple(found) for key, found in terms.items()},
        terms_of={key: tuple(found) for key, found in terms_of.items()},
        office_names={(r["place"], r["kind"]): r["caption"] for r in rows("office_names.csv")},
        captions=captions,
        fillers={(b.actor.country, b.fills): c for c, b in bodies.items() if b.fills},
        institution_captions={row["kind"]: row["caption"] for row in rows("institutions.csv")},
        by_id={b.actor.id: caption for caption, b in bodies.items()}
        | {c.actor.id: iso3 for iso3, c in countries.items()},
    )


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of one table of loaders/tables."""
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def listed(cell: str) -> tuple[str, ...]:
    """Return the items of a cell that holds several, separated by semicolons."""
    return tuple(item for item in cell.split(";") if item)


def _country(row: dict[str, str]) -> Country:
    iso3 = row["iso3"]
    names = listed(row["names"])
    # ISO 3166-1 reserves X.. for users: such a code identifies nothing outside this table.
    codes = [] if iso3.startswith("X") and iso3 != "XKX" else [f"iso3:{iso3}"]
    codes += [f"wikidata:{row['wikidata']}"] if row["wikidata"] else []
    actor = Actor(
        f"country-{iso3}", "Country", row["caption"], names, tuple(codes), known=True, country=iso3
    )
    return Country(
        actor,
        names,
        listed(row["demonyms"]),
        listed(row["capitals"]),
        bool(row["major"]),
        row["leader"],
    )


def _body(row: dict[str, str]) -> Body:
    caption = row["caption"]
    names = listed(row["aliases"])
    actor = organisation_actor(caption, names, row["iso3"])
    return Body(actor, names, row["kind"], row["fills"], listed(row["members"]))


def _someone(row: dict[str, str], terms_of: dict[str, list[Term]]) -> Someone:
    caption = row["caption"]
    if row["surnames"] == "-":
        surnames: tuple[str, ...] = ()
    else:
        surnames = listed(row["surnames"]) or _surname(caption)
    return Someone(caption, surnames, listed(row["aliases"]), row["wikidata"])


def _surname(caption: str) -> tuple[str, ...]:
    """Return the last word with the particles before it: de Rivière, von der Mühll, al-Kadhimi."""
    words = [w for w in caption.split() if w not in {"Jr.", "Sr.", "II", "III", "IV", "VI"}]
    if len(words) < 2:
        return ()
    at = len(words) - 1
    while at > 1 and words[at - 1] in {"de", "da", "dos", "von", "der", "van", "al", "el", "Al"}:
        at -= 1
    return (" ".join(words[at:]),)


def _first_day(day: str) -> str:
    return day + {4: "-01-01", 7: "-01", 10: ""}[len(day)]


def _day_after(day: str) -> str:
    """Return what sorts after the last day of a day, month or year."""
    return _LAST if not day else day + {4: "-12-32", 7: "-32", 10: "-99"}[len(day)]


# --- actors --------------------------------------------------------------------------------------


def _id(kind: str, key: str) -> str:
    return make_id(schema.node_type(kind).prefix, key)


@cache
def organisation_actor(caption: str, aliases: tuple[str, ...], iso3: str) -> Actor:
    """Return the Organization of that caption; its id is made from it, as in curated records."""
    return Actor(
        _id("Organization", caption), "Organization", caption, aliases, (), known=True, country=iso3
    )


@cache
def person_actor(caption: str, iso3: str = "") -> Actor:
    """Return the Person of people.csv; iso3: the country that their office binds them to."""
    someone = tables().people[caption]
    codes = (f"wikidata:{someone.wikidata}",) if someone.wikidata else ()
    return Actor(
        _id("Person", caption), "Person", caption, someone.aliases, codes, known=True, country=iso3
    )


def person_on(caption: str, day: str) -> Actor:
    """Return the Person with the country of the office that they hold on the day, if any."""
    known = tables()
    held = [t for t in known.terms_of.get(caption, ()) if t.on(day) and t.place in known.countries]
    return person_actor(caption, min(held, key=lambda t: t.rank).place if held else "")


@cache
def office_actor(place: str, kind: str) -> Actor:
    """Return the Office: place is an ISO code or an organisation's caption.

    Raises KeyError for a kind that titles.csv does not list.
    """
    known = tables()
    caption = known.office_names.get((place, kind), "")
    if not caption:
        caption = known.captions[kind].replace("{c}", with_article(place))
    iso3 = place if place in known.countries else known.bodies[place].actor.country
    return Actor(_id("Office", caption), "Office", caption, (), (), known=True, country=iso3)


def institution_actor(iso3: str, kind: str) -> Actor:
    """Return the Organization that is this kind of institution in a country."""
    known = tables()
    filler = known.fillers.get((iso3, kind))
    if filler:
        return known.bodies[filler].actor
    caption = known.institution_captions[kind].replace("{c}", with_article(iso3))
    return organisation_actor(caption, (), iso3)


def with_article(place: str) -> str:
    """Return the caption of a place as it follows "of"."""
    country = tables().countries.get(place)
    if country:
        return ("the " if place in _ARTICLE else "") + country.actor.caption
    return place if place in _NO_ARTICLE else f"the {place}"


def place_actor(place: str) -> Actor:
    """Return the Country or Organization of a place."""
    country = tables().countries.get(place)
    return country.actor if country else tables().bodies[place].actor


def place_of(name: str) -> str:
    """Return the place that an ISO code, an actor's id or a body's caption means, or ""."""
    known = tables()
    if name in known.countries or name in known.bodies:
        return name
    return known.by_id.get(name, "")


def unknown_person(name: str) -> Actor:
    """Return an unlinked Person for a name that the tables don't hold."""
    return Actor(_id("Person", normalise(name)), "Person", name)
