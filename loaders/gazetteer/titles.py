"""Titles: from words and a country to an office, from an office and a day to its holder.

A place is an ISO 3166-1 alpha-3 code or the caption of an organisation. A kind is a value of
titles.csv (`head_of_state`, `foreign_minister`, …).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from graph.quotation import make_id
from loaders.extraction.finds import Actor
from loaders.gazetteer.names import normalise
from loaders.gazetteer.tables import (
    office_actor,
    person_on,
    place_actor,
    place_of,
    tables,
    with_article,
)
from loaders.gazetteer.words import Entry, title_entries

#: Kinds that many hold at once: such a title without a name is nobody in particular.
VAGUE = frozenset(
    "minister diplomat special_envoy negotiator ambassador assistant_secretary under_secretary "
    "assistant_secretary_general deputy_defence_minister org_head".split()
)
#: What "head" and "chief" of an organisation may be, first found first.
_HEADS = (
    "secretary_general president director_general managing_director high_commissioner "
    "commission_chairperson chairperson leader high_representative"
).split()


def kind_for(entries: Iterable[Entry], words: str, place: str) -> str:
    """Return the kind of office that title words name in a place; "" if it has no such office.

    A president of a monarchy is its head of government (Spain); a leader is who governs; the head
    of an organisation is its secretary general, president or whatever it has.
    """
    known = tables()
    for entry in entries:
        if entry.more and place not in entry.more.split(";"):
            continue
        kind = entry.value
        if place in known.countries:
            if kind == "leader":
                return known.countries[place].leader
            if kind in {"org_head", "chairperson", "president"}:
                continue
            crowned = "president" not in known.office_names.get((place, kind), "President").lower()
            if kind == "head_of_state" and crowned and "president" in normalise(words):
                return "head_of_government"
            return kind
        if place in known.bodies:
            here = {"head_of_state": "president", "foreign_minister": "high_representative"}
            kind = here.get(kind, kind)
            if (place, kind) in known.terms or (place, kind) in known.office_names:
                return kind
            if kind in {"org_head", "leader", "president", "spokesperson"}:
                heads = (k for k in _HEADS if (place, k) in known.terms)
                found = next(heads, "") if kind != "spokesperson" else ""
                if found:
                    return found
    return ""


def holder(place: str, kind: str, day: str) -> Actor | None:
    """Return who held the office on the day; None if nobody, unknown or not one alone."""
    held = tables().holders(place, kind, day)
    return person_on(held[0], day) if len(held) == 1 else None


def office_holder(kind_or_title: str, iso3_or_org_id: str, day: str) -> Actor | None:
    """Return who held the office on the ISO day, or None.

    kind_or_title: a kind of titles.csv or title words ("President", "foreign minister").
    iso3_or_org_id: an ISO code, an actor's id or an organisation's caption.
    """
    place = place_of(iso3_or_org_id)
    kind = _kind(kind_or_title, place) if place else ""
    return holder(place, kind, day) if kind else None


def office(title: str, country: Actor) -> Actor:
    """Return the Office of a country or organisation that the title words (or a kind) name.

    Of a title that titles.csv does not hold, the Office is made from the words: known is False.
    """
    place = place_of(country.id)
    kind = _kind(title, place) if place else ""
    if kind:
        return office_actor(place, kind)
    caption = f"{title} of {with_article(place) if place else country.caption}"
    return _unknown_office(caption, country.country)


def offices_for(title: str, countries: Sequence[Actor]) -> tuple[Actor, ...]:
    """Return the offices of a plural title ("foreign ministers"), one a country, in order."""
    return tuple(office(title, country) for country in countries)


def holder_of(office: Actor, day: str) -> Actor | None:
    """Return who held an Office on the ISO day, or None; an Office of no table has no holder."""
    key = _offices().get(office.id)
    return holder(*key, day) if key else None


def office_kind(office: Actor) -> tuple[str, str]:
    """Return an Office's place and kind, as office_actor takes them; ("", "") if of no table."""
    return _offices().get(office.id, ("", ""))


def is_media(actor: Actor) -> bool:
    """Is an organisation a newspaper, a broadcaster or a news agency of the tables?"""
    body = tables().bodies.get(actor.caption) if actor.type == "Organization" else None
    return body is not None and body.kind == "media"


def kinds_held(person: Actor, day: str) -> tuple[str, ...]:
    """Return the kinds of office that a Person of the tables holds on the ISO day."""
    terms = sorted(tables().terms_of.get(person.caption, ()), key=lambda each: each.rank)
    return tuple(dict.fromkeys(term.kind for term in terms if term.on(day)))


def members(actor: Actor) -> tuple[Actor, ...]:
    """Return the members of a format or organisation, in the order of the table; () if unknown."""
    body = tables().bodies.get(place_of(actor.id))
    return tuple(place_actor(place) for place in body.members) if body else ()


def _kind(words: str, place: str) -> str:
    known = tables()
    if words in known.captions:
        return kind_for((Entry("title", words),), words, place)
    return kind_for(title_entries(words), words, place)


@cache
def _unknown_office(caption: str, iso3: str) -> Actor:
    return Actor(make_id("office", caption), "Office", caption, country=iso3)


@cache
def _offices() -> dict[str, tuple[str, str]]:
    """Return place and kind of every office that may be held, by the Office's id."""
    known = tables()
    keys = [*known.terms, *known.office_names]
    keys += [
        (iso3, kind) for iso3 in known.countries for kind in known.captions if kind != "leader"
    ]
    found: dict[str, tuple[str, str]] = {}
    for place, kind in keys:
        if known.captions.get(kind) or (place, kind) in known.office_names:
            found.setdefault(office_actor(place, kind).id, (place, kind))
    return found
