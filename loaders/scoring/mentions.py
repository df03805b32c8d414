"""Mentions of actors: the exact span and the right actor."""

from __future__ import annotations

import re

from loaders.extraction.finds import Extraction, Span
from loaders.scoring.figures import Tally
from loaders.scoring.gold import Gold, GoldMention
from loaders.scoring.matching import bare
from loaders.scoring.sheet import Sheet

#: By kind; everything else (name, demonym, capital, title, …) is in the headline figure.
_APART = {"pronoun": "actors: pronouns", "group": "actors: groups"}
#: Where less than this share of the places of the gold's names is marked, it lists first mentions
#: only, as the guidelines allow; a slip here and there leaves an exhaustive one well above.
_EXHAUSTIVE = 0.8


def score_mentions(sheet: Sheet, extraction: Extraction) -> None:
    """Count mentions: right is the exact span with the right actor.

    A leading "the" and a possessive ending don't count. Kinds aren't compared; a mention counts
    under the gold's kind, a false one under its own. A wrong span or a wrong actor is one miss and
    one false find, as usual. A capital taken for its government where the gold has only the town
    is false: the gold lists capitals that mean a government. Where the gold lists first mentions
    only (`lists_first_only`), further mentions of its actors are neither right nor false.
    """
    gold, text = sheet.gold, sheet.gold.text
    wanted: dict[tuple[Span, str], GoldMention] = {}
    excused: list[Span] = []
    marked: list[Span] = []
    for actor in gold.actors:
        for mention in actor.mentions:
            span = bare(mention.span, text)
            marked.append(span)
            if mention.borderline or actor.borderline:
                excused.append(span)
            else:
                wanted.setdefault((span, actor.id), mention)
    first_only = lists_first_only(gold)
    known = {actor.id for actor in gold.actors}
    found: set[tuple[Span, str]] = set()
    for ours in extraction.mentions:
        key = bare(ours.span, text), sheet.id(ours.actor.id)
        if key in found:
            continue
        found.add(key)
        if key in wanted:
            sheet.add(_figure(wanted[key].kind), Tally(right=1, hit=1))
        elif key[0] in excused or (
            first_only and key[1] in known and not any(key[0].overlaps(m) for m in marked)
        ):
            continue
        else:
            sheet.add(_figure(ours.kind), Tally(wrong=1))
            sheet.fault("false", _figure(ours.kind), ours.span, f"as {ours.actor.caption}")
    for key, mention in wanted.items():
        if key not in found:
            sheet.add(_figure(mention.kind), Tally(missed=1))
            sheet.fault("missed", _figure(mention.kind), mention.span, f"of {key[1]}")


def lists_first_only(gold: Gold) -> bool:
    """Does the gold list only the first mention of each actor, and not all?

    Looked at are the names that occur twice or more in the text: are their places marked?
    """
    spans = [mention.span for actor in gold.actors for mention in actor.mentions]
    names = sorted(
        {m.span.of(gold.text) for actor in gold.actors for m in actor.mentions if m.kind == "name"}
    )
    places = marked = 0
    for name in names:
        here = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", gold.text)]
        if len(here) > 1:
            places += len(here)
            marked += sum(any(Span(*h).overlaps(span) for span in spans) for h in here)
    return marked < _EXHAUSTIVE * places


def _figure(kind: str) -> str:
    return _APART.get(kind, "actors")
