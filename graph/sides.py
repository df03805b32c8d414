"""Which side an account speaks for: only another party is a second source. Pure: rows in.

An institution speaks for a party where its name, or one of its other names, is that of somebody who
takes part, of their office or country, or holds the country's name or adjective.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from graph.captions import Account, Named
from graph.statement import EXISTS
from graph.types import fold

Row = dict[str, Any]


@dataclass(frozen=True)
class Sides:
    """The parties of an event or agreement.

    party_of: an actor's id -> the id of its party: the country it acts for, else itself. names:
    folded names of those who take part, of their offices and countries -> party.
    """

    party_of: dict[str, str]
    names: dict[str, str]


def sides_of(rows: Iterable[Row]) -> Sides:
    """Return the parties among those who take part.

    rows: id and properties of an actor; offices (captions); countries, bodies, members ([id,
    caption] of what its offices or itself belong to, and of a format's member states).
    """
    party_of: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in rows:
        countries, bodies, members = (
            sorted((one, name or one) for one, name in row[of] if one)
            for of in ("countries", "bodies", "members")
        )
        for country, name in members:  # a format's members are the sides, not the format
            party_of[country] = country
            names[fold(name)] = country
        if members:
            continue
        acts_for = countries or bodies
        party = acts_for[-1][0] if acts_for else row["id"]
        party_of |= {row["id"]: party, party: party}
        called = [row["properties"].get("caption"), *(row["properties"].get("aliases") or ())]
        called += [*row["offices"], *(name for _, name in acts_for)]
        names |= {fold(str(name)): party for name in called if name}
    return Sides(party_of, names)


def accounts_of(
    stated: Sequence[Row], articles: Mapping[str, Row], sides: Sides | None = None
) -> list[Account]:
    """One account for each article that states something, and each chain of speakers in it."""
    found: dict[tuple[str, tuple[Named, ...], bool], Account] = {}
    for row in stated:
        if row["basis"] == "inference":
            continue
        speakers = tuple(actor for position, actor in row["chain"] if position == 0)
        article = articles.get(row["article"] or "", {})
        publisher = str(article.get("publisher") or "")
        denies = row["stance"] == "denies" and row["property"] == EXISTS
        found[row["article"] or row["dataset"], speakers, denies] = Account(
            speakers,
            _speak_for(speakers, publisher, sides) if sides else frozenset(),
            publisher,
            site_of(article),
            str(article.get("publishedAt") or ""),
            denies,
        )
    return list(found.values())


def _speak_for(speakers: Sequence[Named], publisher: str, sides: Sides) -> frozenset[str]:
    """The parties for which speakers speak; the publisher's, where it is a party's institution."""
    found = set()
    for speaker in speakers:
        if speaker.id in sides.party_of:
            found.add(sides.party_of[speaker.id])
            continue
        for name in (speaker.caption, *speaker.aliases):
            party = sides.names.get(fold(name)) or _institution_of(name, sides)
            if party:
                found.add(party)
    return frozenset(found | (sides_of_publisher(publisher, sides) if not found else set()))


# Or by the country's adjective: "French presidency".
_ADJECTIVES = {
    "american": "USA", "u.s.": "USA", "belarusian": "BLR", "british": "GBR", "chinese": "CHN",
    "dutch": "NLD", "french": "FRA", "german": "DEU", "hungarian": "HUN", "indian": "IND",
    "iranian": "IRN", "israeli": "ISR", "italian": "ITA", "japanese": "JPN", "polish": "POL",
    "romanian": "ROU", "russian": "RUS", "spanish": "ESP", "syrian": "SYR", "turkish": "TUR",
    "ukrainian": "UKR",
}  # fmt: skip


def _institution_of(name: str, sides: Sides) -> str:
    """The party whose country an institution's name holds: "Office of the President of Ukraine"."""
    folded = f" {fold(name)} "
    for party_name, party in sides.names.items():
        if f" {party_name} " in folded:
            return party
    for word in name.lower().split():
        code = _ADJECTIVES.get(word)
        if code and f"country-{code}" in sides.party_of.values():
            return f"country-{code}"
    return ""


def sides_of_publisher(publisher: str, sides: Sides) -> set[str]:
    """Return the party whose institution published something; empty for a paper."""
    if not publisher:
        return set()
    party = sides.names.get(fold(publisher)) or _institution_of(publisher, sides)
    return {party} if party else set()


def readout_name(article: Row) -> str:
    """Return what a reader calls the publisher of a readout."""
    return _KNOWN_SITES.get(site_of(article), str(article["publisher"]))


_KNOWN_SITES = {"kremlin.ru": "Kremlin", "en.kremlin.ru": "Kremlin", "elysee.fr": "Elysee"}


def site_of(article: Mapping[str, object]) -> str:
    """Return the host of an article's address, without www; "" where it has none."""
    host = urlsplit(str(article.get("sourceUrl") or "")).hostname or ""
    return host.removeprefix("www.").removeprefix("en.")
