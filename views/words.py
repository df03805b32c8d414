"""How dates, numbers and kinds read on the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from graph import captions
from graph.schema import STATUS_WORDS, is_node_type, node_type
from graph.statement import precision_of

#: What stands beside all that no person and no data set says.
UNCHECKED = "Found by software, not checked"
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


def published(iso: str, basis: str) -> str:
    """Word when an article was published; basis "inferred" is told."""
    return day(iso) + (" (publication date inferred)" if basis == "inferred" else "")


def count(number: int, one: str, many: str = "") -> str:
    """Word a number of things: "1 quote", "2 quotes", "2,000 quotes"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def precision(finders: Sequence[str]) -> str:
    """Word how often software is right: "Of what this rule found …, 93 % was right (41 finds)."

    finders: the confidence of each rule ("0.93/41"), "" where it isn't measured. Shares are rounded
    down: the page never promises more than was measured.
    """
    measured = [precision_of(each) for each in finders if each]
    if not measured:
        rules = "this rule is" if len(finders) < 2 else "these rules are"
        return f"How often {rules} right has not been measured."
    shares = [
        f"{int(share * 100)} %{'' if place else ' was right'} ({count(finds, 'find')})"
        for place, (share, finds) in enumerate(measured)
    ]
    rules = "this rule" if len(finders) == 1 else "these rules"
    said = f"Of what {rules} found in texts checked by people, {captions.listed(shares)}."
    left = len(finders) - len(measured)
    return said + (f" Of {count(left, 'more rule')} this has not been measured." if left else "")


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
