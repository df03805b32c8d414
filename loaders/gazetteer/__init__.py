"""Names, titles and dated offices -> Actor.

Everything comes from loaders/tables; nothing is guessed beyond them but a person's spelling. Spans
are code points of the raw text. Days are ISO (`2022-02-20`). See `find_hits` first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# First of all: loaders.extraction, whose types the other modules load, asks for it.
from loaders.gazetteer.hits import Hit

# isort: split
from loaders.gazetteer.find import find_hits
from loaders.gazetteer.groups import find_instruments, find_office_groups, title_before
from loaders.gazetteer.names import normalise, tidy
from loaders.gazetteer.tables import place_actor, tables, unknown_person
from loaders.gazetteer.titles import (
    holder_of,
    is_media,
    kinds_held,
    members,
    office,
    office_holder,
    office_kind,
    offices_for,
)

if TYPE_CHECKING:
    from loaders.extraction.finds import Actor

__all__ = [
    "Hit",
    "country",
    "find_hits",
    "find_instruments",
    "find_office_groups",
    "holder_of",
    "is_media",
    "kinds_held",
    "members",
    "normalise",
    "office",
    "office_holder",
    "office_kind",
    "offices_for",
    "person",
    "title_before",
]


def country(iso3: str) -> Actor:
    """Return the Country of an ISO 3166-1 alpha-3 code; KeyError if the tables don't hold it."""
    if iso3 not in tables().countries:
        raise KeyError(iso3)
    return place_actor(iso3)


def person(name: str) -> Actor:
    """Return an unlinked Person for a name that the tables don't hold.

    Two spellings that `normalise` makes equal are one person. known is False.
    """
    return unknown_person(tidy(name))
