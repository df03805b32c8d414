"""Whom a publisher's own texts mean by "the President": the table publishers.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from loaders import gazetteer
from loaders.extraction.finds import Actor

TABLE = Path(__file__).with_name("publishers.yaml")


#: How a publisher's own texts call whoever holds an office.
_TITLES = {
    "head_of_state": ("president", "head of state", "king", "emir"),
    "head_of_government": ("prime minister", "premier", "chancellor", "federal chancellor"),
    "foreign_minister": ("minister", "foreign minister"),
}


@dataclass(frozen=True, slots=True)
class Home:
    """Whom a publisher's own texts mean by a title alone. titles: lower case."""

    actor: Actor
    titles: tuple[str, ...]


@cache
def _table() -> tuple[tuple[tuple[str, ...], str, str, tuple[str, ...]], ...]:
    rows = yaml.safe_load(TABLE.read_text("utf-8"))
    return tuple(
        (
            tuple(name.lower() for name in row["names"]),
            row["office"],
            row["country"],
            tuple(row.get("titles", _TITLES[row["office"]])),
        )
        for row in rows
    )


def home_of(publisher: str, day: str) -> Home | None:
    """Return who held the office that a publisher speaks for on a day (ISO), or None.

    publisher: its name or its address. A newspaper speaks for nobody.
    """
    words = publisher.lower()
    for names, office, country, titles in _table():
        if words and any(name in words for name in names):
            holder = gazetteer.office_holder(office, country, day)
            return Home(holder, titles) if holder is not None else None
    return _by_title(publisher, day)


def _by_title(publisher: str, day: str) -> Home | None:
    """Return whom the publisher's own name gives: "Office of the Prime Minister of Greece"."""
    for hit in gazetteer.find_hits(publisher, day) if day else ():
        if hit.actor.type == "Person" and hit.kind == "title":
            words = hit.span.of(publisher).lower()
            titles = [
                title
                for titles in _TITLES.values()
                for title in titles
                if re.search(rf"\b{title}\b", words)
            ]
            return Home(hit.actor, tuple(dict.fromkeys(titles)))
    return None
