"""Who of the gold is who of ours: one actor to one actor, within a document.

The alignment shares as many mention spans as possible, but only between actors that can be the
same: a state by its ISO code, a person by a name, an organisation by its name or by most of its
mentions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from graph.types import fold
from loaders.extraction.finds import Actor, Extraction, Span
from loaders.scoring.gold import Gold, GoldActor
from loaders.scoring.matching import assign, bare

_TYPES = {
    "person": ("Person",),
    "role": ("Office", "Person"),
    "state": ("Country",),
    "organization": ("Organization",),
    "any": ("Person", "Office", "Country", "Organization"),
}
#: Words that say nothing of which organisation or office is meant.
_COMMON = frozenset(
    ("the", "of", "for", "and", "in", "on", "a", "an", "to", "office", "government", "ministry")
)
#: A name or code in common weighs more than two stray mentions in common, less than three.
_NAMED = 2.5


def actors_of(extraction: Extraction) -> list[Actor]:
    """Return every actor of an extraction once, by id, in the order of first appearance."""
    return list({actor.id: actor for actor, _ in _places(extraction)}.values())


def align(gold: Gold, extraction: Extraction) -> dict[str, str]:
    """Return the gold id of each of our actors that is in the gold, by our id."""
    ours = actors_of(extraction)
    spans: dict[str, set[Span]] = {actor.id: set() for actor in ours}
    for actor, span in _places(extraction):
        spans[actor.id].add(bare(span, gold.text))
    theirs = [{bare(m.span, gold.text) for m in actor.mentions} for actor in gold.actors]
    names = [
        (*a.names, *(m.span.of(gold.text) for m in a.mentions if m.kind == "name"))
        for a in gold.actors
    ]
    weights = [
        [_weight(actor, names[row], mine, theirs[row], spans[mine.id]) for mine in ours]
        for row, actor in enumerate(gold.actors)
    ]
    return {ours[column].id: gold.actors[row].id for row, column in assign(weights)}


def same_person(names: Iterable[str], others: Iterable[str]) -> bool:
    """Can two persons' names be one person's? Equal when folded, or the surname in common.

    The surname is taken to be the last word, of either name: "Miguel Díaz-Canel" is "Miguel
    Diaz-Canel Bermudez", "Putin" is "Vladimir Putin"; two full names must share a given name or
    its first letter ("J. Biden").
    """
    listed = [fold(name).split() for name in others]
    return any(
        _same_name(words, more)
        for words in (fold(name).split() for name in names)
        for more in listed
    )


def _same_name(one: list[str], other: list[str]) -> bool:
    if not one or not other:
        return False
    if sorted(one) == sorted(other):
        return True
    if one[-1] not in other and other[-1] not in one:
        return False
    given, more = one[:-1], other[:-1]
    return not given or not more or bool({w[0] for w in given} & {w[0] for w in more})


def _places(extraction: Extraction) -> Iterator[tuple[Actor, Span]]:
    """Yield every actor with every span that is said to name it."""
    for mention in extraction.mentions:
        yield mention.actor, mention.span
    for meeting in extraction.meetings:
        yield from ((part.actor, part.span) for part in meeting.participants)
    for agreement in extraction.agreements:
        yield from ((part.actor, part.span) for part in agreement.parties)
    for claim in extraction.claims:
        yield from ((part.actor, part.span) for part in claim.addressees)
    for find in extraction.finds:
        yield from ((speaker.actor, speaker.span) for speaker in find.speakers)


def _weight(
    gold: GoldActor, names: tuple[str, ...], ours: Actor, theirs: set[Span], spans: set[Span]
) -> float:
    """Return how strongly the two go together; 0 where they can't be the same.

    names: the gold actor's, those that its mentions use included.
    """
    shared = len(theirs & spans)
    most = shared > 0 and 2 * shared >= min(len(theirs), len(spans))
    iso3 = next((c[5:].upper() for c in ours.codes if c.startswith("iso3:")), "")
    ours_names = (ours.caption, *ours.aliases)
    if ours.type not in _TYPES[gold.group]:
        # What is a state to the one may be an organisation to the other, where it has no code.
        kinds = {gold.group, ours.type}
        if (
            gold.iso3
            or iso3
            or kinds not in ({"state", "Organization"}, {"organization", "Country"})
        ):
            return 0.0
    if gold.group in ("person", "any") and ours.type == "Person":
        named = same_person(names, ours_names)
        return shared + _NAMED if named else 0.0
    if gold.iso3 and iso3:
        return shared + _NAMED if gold.iso3 == iso3 else 0.0
    if gold.group == "role" and ours.type == "Person":
        # The gold names nobody; only its note on who held the office could.
        return shared + _NAMED if same_person(gold.names[1:], ours_names) else 0.5 * shared
    named = _alike(names, ours_names)
    if named or most or gold.group == "role":
        return shared + (_NAMED if named else 0.0)
    return 0.0


def _alike(names: Iterable[str], others: Iterable[str]) -> bool:
    """Do any two names share more than half of their telling words?"""
    listed = [_telling(name) for name in others]
    return any(
        2 * len(words & more) > len(words | more)
        for words in (_telling(name) for name in names)
        for more in listed
    )


def _telling(name: str) -> frozenset[str]:
    words = frozenset(fold(name).split())
    return words - _COMMON or words
