"""The front door of extraction: one text in, all that it tells out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from loaders.extraction.agreements import Agreements
from loaders.extraction.cast import Cast, find_named
from loaders.extraction.claims import find_claims
from loaders.extraction.dates import find_durations, find_times, guess_publication
from loaders.extraction.finds import (
    Agreement,
    Claim,
    Extraction,
    Meeting,
)
from loaders.extraction.meetings import find_meetings
from loaders.extraction.parsing import MODEL, load_model, parse
from loaders.extraction.publishers import home_of
from loaders.extraction.rules import load_rules
from loaders.extraction.stances import link_stances

F = TypeVar("F", Meeting, Agreement)


def extract(
    text: str, published: str = "", publisher: str = "", title: str = "", *, model: str = MODEL
) -> Extraction:
    """Return what a text tells.

    Args:
        text: As decoded; all spans are places in it, in code points.
        published: Day of publication (ISO, a clock time may follow), or "" if nothing states it:
            then it is guessed from the text for reading its dates.
        publisher: Who published it; an institution's own page tells whom "the President" means.
        title: Not read: a text's headline stands in the text.
        model: Package of the language model, or "none".
    """
    guessed = guess_publication(text) if not published else None
    day = published or (guessed.value if guessed is not None else "")
    named = find_named(text, day[:10])
    parsed = parse(text, load_model(model), named.units)
    cast = Cast(parsed, named, home_of(publisher, day[:10]), day[:10])
    times = tuple(find_times(text, day))
    durations = tuple(find_durations(text))
    rules = load_rules()
    meetings = find_meetings(parsed, cast, rules, times, durations, day)
    agreements = Agreements(parsed, cast, rules, meetings).find()
    claims = link_stances(find_claims(parsed, cast), parsed, cast)
    claims = tuple(_about(claim, meetings, agreements) for claim in claims)
    return Extraction(
        mentions=cast.told(),
        times=times,
        durations=durations,
        meetings=_attributed(meetings, claims),
        agreements=_attributed(agreements, claims),
        claims=claims,
        notes=(guessed.note,) if guessed is not None else (),
    )


def _about(claim: Claim, meetings: Sequence[Meeting], agreements: Sequence[Agreement]) -> Claim:
    """Tie a claim to the meetings and agreements that its content tells of."""
    told = [f.anchor for f in (*meetings, *agreements) if claim.content.holds(f.trigger)]
    return replace(claim, about=tuple(dict.fromkeys((*claim.about, *told))))


def _attributed(finds: Sequence[F], claims: Sequence[Claim]) -> tuple[F, ...]:
    """Put the speakers of a claim on what its content tells: "they agreed, the Elysee said"."""
    found = []
    for find in finds:
        holding = [c for c in claims if c.content.holds(find.trigger)]
        if holding and not find.speakers:
            # The widest claim names the outermost speaker; the narrowest has the whole chain.
            inner = min(holding, key=lambda c: c.content.end - c.content.start)
            find = replace(find, speakers=inner.speakers)
        found.append(find)
    return tuple(found)
