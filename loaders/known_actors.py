"""What the tables say of an actor: names, codes, office, country, members; and actors by name.

It is data, no reading of a text, so nothing here has a quotation. Days are ISO (`2022-02-20`); ""
is an unknown day, on which nobody is known to hold an office.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from graph.quotation import make_id
from graph.statement import EXISTS, Entity, Relationship
from loaders import gazetteer
from loaders.extraction.finds import Actor
from loaders.gazetteer.names import tidy
from loaders.gazetteer.tables import (
    institution_actor,
    office_actor,
    person_on,
    place_actor,
    tables,
)

#: `generatedBy` of what stands in the tables of loaders/tables.
TABLES = "tables of names and offices"

#: Organisations whose members are drawn: a format is its members, an alliance is more than that.
_FORMAT = "format"


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that the tables say: prop, value as in a Statement, and the actor it leads to."""

    about: Entity | Relationship
    prop: str
    value: str
    to: Actor | None = None


def entity(actor: Actor) -> Entity:
    """Return the actor as a thing of the graph."""
    return Entity(actor.type, actor.id)


def names_of(actor: Actor) -> Iterator[Known]:
    """Yield that the actor exists, its caption, its other names and its codes."""
    me = entity(actor)
    yield Known(me, EXISTS, actor.type)
    yield Known(me, "caption", actor.caption)
    for alias in dict.fromkeys(actor.aliases):
        yield Known(me, "aliases", alias)
    for code in dict.fromkeys(actor.codes):
        yield Known(me, "codes", code)


def ties_of(actor: Actor, day: str) -> Iterator[Known]:
    """Yield what ties the actor to others: person to office, office to country, format to members.

    A person's office is the highest that the tables give for the day.
    """
    me = entity(actor)
    if actor.type == "Person" and (office := office_of(actor, day)) is not None:
        yield _tie("HELD_OFFICE", me, office, office)
    elif actor.type == "Office" and (owner := owner_of(actor)) is not None:
        yield _tie("OFFICE_OF", me, owner, owner)
    elif actor.type == "Organization" and _is_format(actor):
        for member in gazetteer.members(actor):
            if member.type in ("Country", "Organization") and member.id != actor.id:
                edge = Relationship("MEMBER_OF", entity(member), me)
                yield Known(edge, EXISTS, edge.type, member)


def _tie(type_: str, start: Entity, end: Actor, to: Actor) -> Known:
    return Known(Relationship(type_, start, entity(end)), EXISTS, type_, to)


def _is_format(actor: Actor) -> bool:
    body = tables().bodies.get(actor.caption)
    return body is not None and body.actor.id == actor.id and body.kind == _FORMAT


# --- offices -------------------------------------------------------------------------------------


def office_of(person: Actor, day: str) -> Actor | None:
    """Return the highest office that a person held on the day, or None."""
    offices = _offices_of(person, day)
    return offices[0] if offices else None


def office_meant(person: Actor, note: str, day: str) -> Actor | None:
    """Return the office through which a reading came to a person; None if by none.

    note: the reading's, which begins with the office ("President of France on 2022-02-20 …").
    """
    for office in _offices_of(person, day):
        if note.startswith(f"{office.caption} on "):
            return office
    return None


def holder_note(office: Actor, day: str) -> str:
    """Return why somebody is taken for the holder of an office."""
    return f"{office.caption} on {day}, by the office table"


def owner_of(office: Actor) -> Actor | None:
    """Return the country or organisation that an office of the tables belongs to, or None."""
    place = _places().get(office.id, "")
    return place_actor(place) if place else None


def _offices_of(person: Actor, day: str) -> list[Actor]:
    known = tables()
    if not day or not person.known or person.caption not in known.people:
        return []
    held = [term for term in known.terms_of.get(person.caption, ()) if term.on(day)]
    named = [t for t in held if t.kind in known.captions or (t.place, t.kind) in known.office_names]
    named.sort(key=lambda term: (term.rank, term.begin, term.place, term.kind))
    return [office_actor(term.place, term.kind) for term in named]


@cache
def _places() -> dict[str, str]:
    """Return the place of every office that the tables can name, by the Office's id."""
    return {actor.id: place for actor, place in _offices()}


@cache
def _offices() -> tuple[tuple[Actor, str], ...]:
    known = tables()
    keys = [*known.terms, *known.office_names]
    keys += [(iso3, kind) for iso3 in known.countries for kind in known.captions]
    found: dict[str, tuple[Actor, str]] = {}
    for place, kind in keys:
        if kind in known.captions or (place, kind) in known.office_names:
            actor = office_actor(place, kind)
            found.setdefault(actor.id, (actor, place))
    return tuple(found.values())


# --- actors by id and by name --------------------------------------------------------------------


@cache
def _by_id() -> dict[str, Actor]:
    known = tables()
    found = [country.actor for country in known.countries.values()]
    found += [body.actor for body in known.bodies.values()]
    found += [actor for actor, _ in _offices()]
    found += [
        institution_actor(iso3, kind)
        for iso3 in known.countries
        for kind in known.institution_captions
    ]
    return {actor.id: actor for actor in found}


@cache
def _people_by_id() -> dict[str, str]:
    return {make_id("person", caption): caption for caption in tables().people}


def actor_by_id(identity: str, day: str) -> Actor | None:
    """Return the actor of the tables with an id, or None."""
    caption = _people_by_id().get(identity)
    return person_on(caption, day) if caption is not None else _by_id().get(identity)


def actor_by_name(name: str, day: str) -> Actor | None:
    """Return the actor of the tables that a name or the caption of an office means, or None.

    "Vladimir Putin", "Putin", "France", "Elysee", "Foreign minister of France": the last is the
    office, whoever held it.
    """
    office = _by_id().get(make_id("office", tidy(name)))
    if office is not None:
        return office
    for hit in gazetteer.find_hits(name, day):
        whole = hit.span.of(name).strip() == name.strip().removeprefix("the ")
        if whole and hit.kind not in ("demonym", "capital", "title"):
            return hit.actor
    return None
