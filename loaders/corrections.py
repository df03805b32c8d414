"""What a person set in the form of a card -> an entry for the file of decisions.

The form gives names, days, minutes and marked words; only what differs from the find is an edit.
Places are code points of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from graph.quotation import find_all
from graph.schema import AGREEMENT_STATUS, MEETING_FORMAT, MEETING_STATUS
from loaders.extraction.finds import (
    Agreement,
    Claim,
    Duration,
    Find,
    Meeting,
    Part,
    Span,
    Speaker,
    Time,
)

KINDS = {"meeting": "Meeting", "agreement": "Agreement", "said": "Claim"}

_MOST = 60
_QUOTED = re.compile(r"[“\"«].+[”\"»]\Z", re.DOTALL)


class CorrectionRefused(ValueError):
    """What was set can't be written down; the message is a sentence for the person."""


@dataclass(frozen=True)
class Marked:
    """Words of the text and where they stand."""

    exact: str
    start: int

    @property
    def written(self) -> dict[str, Any]:
        """The words as the file of decisions has them."""
        return {"exact": self.exact, "start": self.start}

    @property
    def end(self) -> int:
        """The place behind the last character."""
        return self.start + len(self.exact)


def edit_of(text: str, find: Find, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that a form changes, as the file of decisions writes them; {} for none.

    Raises:
        CorrectionRefused: A value can't be used.
    """
    return _fields(text, kind_of(find), values, find)


def addition_of(text: str, values: Mapping[str, Any]) -> tuple[str, Marked, dict[str, Any]]:
    """Return what a person adds: its kind, the words that tell of it, and its fields, as written.

    Raises:
        CorrectionRefused: A value can't be used, or there are no words of the text that tell of it.
    """
    kind = KINDS.get(str(values.get("kind")), "")
    if not kind:
        raise CorrectionRefused("Choose what it is: a call, an agreement, something said …")
    marked = marked_in(text, values.get("evidence"))
    if marked is None:
        raise CorrectionRefused("Mark the words in the text that tell of it.")
    fields = _fields(text, kind, values, None, marked)
    fields = {name: value for name, value in fields.items() if value != []}
    if kind == "Meeting":
        fields.setdefault("format", _one_of(values.get("format"), MEETING_FORMAT))
    if kind == "Agreement":
        fields.setdefault("terms", marked.written)
    if kind == "Claim":
        fields.setdefault("content", marked.written)
        fields["mode"] = "verbatim" if _QUOTED.match(marked.exact) else "paraphrase"
    return kind, marked, fields


def kind_of(find: Find) -> str:
    """Return Meeting, Agreement or Claim."""
    return type(find).__name__


def marked_in(text: str, given: object, near: int = 0) -> Marked | None:
    """Return marked or typed words where they stand in the text; None for no words.

    given: words, and start (-1 or missing: wherever they stand, nearest to `near`).

    Raises:
        CorrectionRefused: They stand nowhere.
    """
    body = given if isinstance(given, Mapping) else {}
    words = str(body.get("words") or "")
    exact = words.strip()
    if not exact:
        return None
    start = body.get("start")
    if isinstance(start, int) and start >= 0 and text[start : start + len(words)] == words:
        return Marked(exact, start + len(words) - len(words.lstrip()))
    places = list(find_all(text, exact))
    if not places:
        shown = exact if len(exact) <= _MOST else exact[: _MOST - 1] + "…"
        raise CorrectionRefused(
            f"These words do not stand in the text: “{shown}”. Mark them in the text instead."
        )
    return Marked(exact, min(places, key=lambda place: (abs(place - near), place)))


#: Stands for a field that the form leaves as it is.
_KEEP: Any = object()


def _fields(
    text: str,
    kind: str,
    values: Mapping[str, Any],
    find: Find | None,
    marked: Marked | None = None,
) -> dict[str, Any]:
    """Return what differs from the find; of a new one, told by `marked`, what is given at all."""
    if find is None and marked is not None:
        near, dated = marked.start, Span(marked.start, marked.end)
        within: Sequence[Span] = (dated,)
    else:
        assert find is not None
        near, within = find.trigger.start, find.evidence
        when = getattr(find, "when", None)
        dated = when.span if when is not None else find.trigger
    fields: dict[str, Any] = {"speakers": _speakers(text, values, find, within)}
    if kind == "Meeting":
        old = find if isinstance(find, Meeting) else None
        fields["participants"] = _people(
            text, values, old.participants if old else (), find, within
        )
        if values.get("format") and (old is None or values["format"] != old.format):
            fields["format"] = _one_of(values["format"], MEETING_FORMAT)
        status = _one_of(values.get("status", "held"), MEETING_STATUS)
        fields["status"] = _KEEP if old and status == old.status.value else status
        fields["date"] = _date(text, values, dated, old.when if old else None)
        fields["duration"] = _duration(values, old.duration if old else None)
        fields["location"] = _value(text, values.get("place"), old and old.location, near)
    elif kind == "Agreement":
        deal = find if isinstance(find, Agreement) else None
        fields["parties"] = _people(text, values, deal.parties if deal else (), find, within)
        status = _one_of(values.get("status", "agreed"), AGREEMENT_STATUS)
        fields["status"] = _KEEP if deal and status == deal.status.value else status
        fields["date"] = _date(text, values, dated, deal.when if deal else None)
        fields["terms"] = _words(
            text, values.get("content"), deal.terms if deal else None, near, "is agreed"
        )
    else:
        claim = find if isinstance(find, Claim) else None
        known_words = claim.content if claim else None
        fields["content"] = _words(text, values.get("content"), known_words, near, "was said")
    return {name: value for name, value in fields.items() if value is not _KEEP}


def _one_of(value: object, known: Sequence[str]) -> str:
    if value not in known:
        raise CorrectionRefused(f"{value!r} can't be chosen here.")
    return str(value)


def _date(text: str, values: Mapping[str, Any], dated: Span, old: Time | None) -> Any:
    """Return the day or days that were set: an ISO day, a range, [] for none.

    dated: the words that tell of a range's days.
    """
    if "first" not in values:
        return _KEEP
    first, last = str(values.get("first") or ""), str(values.get("last") or "")
    # Days that nobody touched stay as precise, or as vague, as the text gives them.
    if (first, last) == ((old.earliest[:10], old.latest[:10]) if old else ("", "")):
        return _KEEP
    if not first and not last:
        return []
    try:
        begin = date.fromisoformat(first or last)
        end = date.fromisoformat(last or first)
    except ValueError as error:
        raise CorrectionRefused("This day can't be read: choose it in the calendar.") from error
    if begin > end:
        raise CorrectionRefused("The last day is before the first.")
    if begin == end:
        return begin.isoformat()
    words = {"words": dated.of(text), "start": dated.start}
    return {**words, "earliest": begin.isoformat(), "latest": end.isoformat()}


def minutes_of(duration: str) -> int | None:
    """Return the minutes of an ISO 8601 duration of days, hours and minutes; None for others."""
    found = re.fullmatch(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?", duration)
    if found is None:
        return None
    days, hours, rest = (int(part or 0) for part in found.groups())
    return days * 1440 + hours * 60 + rest


def _duration(values: Mapping[str, Any], old: Duration | None) -> Any:
    if "minutes" not in values:
        return _KEEP
    given = values["minutes"]
    if given in ("", None):
        return [] if old is not None else _KEEP
    try:
        whole = int(given)
    except (TypeError, ValueError) as error:
        raise CorrectionRefused("How long it lasted must be hours and minutes.") from error
    if not 0 < whole <= 60 * 24 * 60:
        raise CorrectionRefused("How long it lasted must be hours and minutes.")
    if old is not None and minutes_of(old.value) == whole:
        return _KEEP
    return f"PT{whole}M"


def _value(text: str, given: object, old: Any, near: int) -> Any:
    marked = marked_in(text, given, near)
    if marked is None:
        return [] if old is not None else _KEEP
    if old is not None and old.span == Span(marked.start, marked.end):
        return _KEEP
    return {"value": marked.exact, "words": marked.exact, "start": marked.start}


def _words(text: str, given: object, old: Span | None, near: int, what: str) -> Any:
    marked = marked_in(text, given, near)
    if marked is None:
        if old is None:
            return _KEEP
        raise CorrectionRefused(f"Mark the words that say what {what}.")
    if old is not None and old == Span(marked.start, marked.end):
        return _KEEP
    return marked.written


# ---- who -----------------------------------------------------------------------------------------


def _named(values: Mapping[str, Any], field: str) -> list[tuple[str, str]]:
    """Return (id, name) of the actors in a field; an id is "" for a new name."""
    given = values.get(field) or ()
    found = []
    for each in given if isinstance(given, (list, tuple)) else ():
        name = " ".join(str(each.get("name") or "").split())
        if not name or len(name) > 200:
            raise CorrectionRefused("A name is empty or longer than any name.")
        found.append((str(each.get("id") or ""), name))
    return list(dict.fromkeys(found))


def _people(
    text: str,
    values: Mapping[str, Any],
    old: Sequence[Part],
    find: Find | None,
    within: Sequence[Span],
) -> Any:
    if "participants" not in values:
        return _KEEP
    named = _named(values, "participants")
    if find is not None and [one for one, _ in named] == [part.actor.id for part in old]:
        return _KEEP
    before = {part.actor.id: part for part in old}
    written = []
    for identity, name in named:
        part = before.get(identity)
        if part is not None:
            written.append(_actor(text, identity, name, part.span, part.role, part.note))
        else:
            written.append(_actor(text, identity, name, _place_of(text, name, within)))
    return written


def _speakers(
    text: str, values: Mapping[str, Any], find: Find | None, within: Sequence[Span]
) -> Any:
    """Return the chain of speakers, the outermost first; [] for the article itself."""
    if "speakers" not in values:
        return _KEEP
    named = _named(values, "speakers")
    old = sorted(find.speakers, key=_position) if find is not None else []
    if find is not None and [one for one, _ in named] == [each.actor.id for each in old]:
        return _KEEP
    before = {each.actor.id: each for each in old}
    chain = []
    for identity, name in named:
        speaker = before.get(identity)
        span = speaker.span if speaker else _place_of(text, name, within)
        chain.append(_actor(text, identity, name, span))
    return chain


def _position(speaker: Speaker) -> int:
    return speaker.position


def _actor(
    text: str, identity: str, name: str, span: Span | None, role: str = "", note: str = ""
) -> dict[str, Any]:
    written: dict[str, Any] = {"who": name}
    if identity:
        written["id"] = identity
    for field, value in (("role", role), ("note", note)):
        if value:
            written[field] = value
    if span is not None:
        written |= {"words": span.of(text), "start": span.start}
    return written


def _place_of(text: str, name: str, within: Sequence[Span]) -> Span | None:
    """Return where the words that tell of it name somebody: in full, else by the last name.

    None where they don't: a name elsewhere in the text is no evidence of taking part.
    """
    for words in dict.fromkeys((name, name.split()[-1])):
        for span in _whole(text, words):
            if any(each.holds(span) for each in within):
                return span
    return None


def _whole(text: str, words: str) -> Iterable[Span]:
    """Yield where `words` stand as whole words."""
    for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text):
        yield Span(found.start(), found.end())
