"""How dates, numbers and kinds read on the page."""

from __future__ import annotations

from datetime import date

from graph import captions
from graph.schema import STATUS_WORDS, is_node_type, node_type

ZONES = {"expected": "Expected or floated", "unnamed": "Participants not named"}


def day(iso: str) -> str:
    """Word an ISO date or prefix: 2022-02-20T17:15 is "20 Feb 2022", 2022-02 "Feb 2022"."""
    prefix = str(iso or "")[:10]
    try:
        if len(prefix) == 10:
            found = date.fromisoformat(prefix)
            return f"{found.day} {found:%b %Y}"
        if len(prefix) == 7:
            return f"{date.fromisoformat(prefix + '-01'):%b %Y}"
    except ValueError:
        pass
    return prefix


def count(number: int, one: str, many: str = "") -> str:
    """Word a number of things: "1 quote", "2 quotes", "2,000 quotes"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def kind(name: str) -> str:
    """Word a node type for one thing: "Meeting or call"."""
    if not is_node_type(name):
        return name
    word = "what was said" if name == "Claim" else node_type(name).word
    return word[:1].upper() + word[1:]


def kinds(name: str) -> str:
    """Word a node type for many things: "Meetings and calls"."""
    name, _, format = name.partition(":")
    word = captions.plural(format, 2) if format else node_type(name).words
    word = "what was said" if name == "Claim" else word
    return word[:1].upper() + word[1:]


def status(name: str) -> str:
    """Word a status: "Took place"."""
    return STATUS_WORDS.get(name, name)
