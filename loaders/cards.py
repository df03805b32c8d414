"""A find in one line, for its card and for the files in which people decide on it."""

from __future__ import annotations

from collections.abc import Iterable

from graph.captions import listed, short_day, shorten
from graph.schema import STATUS_WORDS
from loaders.extraction.finds import Actor, Agreement, Claim, Find, Meeting, Span, Speaker, Time
from loaders.gazetteer.tables import tables

#: About as many characters of a quote as fit into one line of a card.
QUOTE_LENGTH = 90


def describe(find: Find, text: str) -> str:
    """Return what a find says: "Call · Putin, Macron · 20 Feb 2022 · took place".

    text: the one that it was found in. What is unknown is left out, or said to be.
    """
    if isinstance(find, Meeting):
        pieces = [
            find.format.capitalize(),
            _names(part.actor for part in find.participants) or "participants not named",
            _when(find.when, text) or "no date given",
            STATUS_WORDS.get(find.status.value, find.status.value).lower(),
        ]
    elif isinstance(find, Agreement):
        status = STATUS_WORDS.get(find.status.value, find.status.value)
        pieces = [
            find.caption.value if find.caption is not None else status,
            _names(part.actor for part in find.parties),
            _quoted(find.terms, text),
            _when(find.when, text),
            status.lower() if find.caption is not None else "",
        ]
    elif isinstance(find, Claim):
        pieces = ["Said", _chain(find.speakers, inner=True), _quoted(find.content, text)]
        return " · ".join(piece for piece in pieces if piece)
    else:
        pieces = [find.anchor]
    pieces.append(_reported(find.speakers))
    return " · ".join(piece for piece in pieces if piece)


def short_name(actor: Actor) -> str:
    """Return what news call somebody: a person's surname where the tables know it."""
    if actor.type == "Person" and (someone := tables().people.get(actor.caption)) is not None:
        return someone.surnames[0] if someone.surnames else actor.caption
    return actor.caption


def quoted_line(span: Span, text: str) -> str:
    """Return the words of a span on one line, cut to QUOTE_LENGTH."""
    return shorten(span.of(text), QUOTE_LENGTH)


def _names(actors: Iterable[Actor]) -> str:
    return ", ".join(dict.fromkeys(short_name(actor) for actor in actors))


def _quoted(span: Span, text: str) -> str:
    return f"“{quoted_line(span, text)}”"


def _when(when: Time | None, text: str) -> str:
    if when is None:
        return ""
    if when.date and not when.vague:
        return short_day(when.date)
    return f"“{' '.join(when.span.of(text).split())}”"


def _reported(speakers: tuple[Speaker, ...]) -> str:
    said = _chain(speakers, inner=False)
    return f"according to {said}" if said else ""


def _chain(speakers: tuple[Speaker, ...], *, inner: bool) -> str:
    """Return speakers from the innermost out: "Putin, as reported by Elysee"."""
    positions = sorted({speaker.position for speaker in speakers}, reverse=True)
    told = [
        listed(list(dict.fromkeys(short_name(s.actor) for s in speakers if s.position == at)))
        for at in positions
    ]
    if not told:
        return "the article itself" if inner else ""
    return ", as reported by ".join(told)
