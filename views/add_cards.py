"""An added text and its finds, as the browser shows them: marked pieces, and a card for each find.

What it is given are the finds of loaders/extraction, handed on by views/add.py; all places are code
points of the text.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from graph import captions, schema
from graph.captions import Named
from views import words

#: How the verdict on a find reads on its card.
DONE = {
    "accepted": "Accepted",
    "corrected": "Corrected",
    "added": "Added by hand",
    "rejected": "Rejected: not in the graph",
}

#: Words before and after the trigger on a card, in characters; the text beside it has the rest.
AROUND = 160

#: Words of an agreement, or of what was said, on a card that isn't open.
SAYS = 200

FORMATS = [[each, captions.capital(each)] for each in schema.MEETING_FORMAT]
OPTIONS = {
    "what": [
        *[[f"meeting:{value}", word] for value, word in FORMATS],
        ["agreement:", "Agreement or pledge"],
        ["said:", "Something said"],
    ],
    "formats": FORMATS,
    "meeting": [[each, words.status(each)] for each in schema.MEETING_STATUS],
    "agreement": [[each, words.status(each)] for each in schema.AGREEMENT_STATUS],
}


def pieces(text: str, cards: Sequence[Any]) -> list[dict[str, Any]]:
    """Cut `text` where the words of a find begin or end.

    cards: with `find`; its evidence and its trigger are marked.

    Returns:
        text, start, and over: for each find that covers the piece, the narrowest first, its place
        in `cards` and whether the piece is of the words that gave it away.
    """
    spans: list[tuple[int, int, int, bool]] = []
    for index, card in enumerate(cards):
        spans += [(span.start, span.end, index, False) for span in card.find.evidence]
        spans.append((card.find.trigger.start, card.find.trigger.end, index, True))
    spans = sorted((max(0, a), min(b, len(text)), i, t) for a, b, i, t in spans if a < b)
    cuts = sorted({0, len(text)} | {place for a, b, _, _ in spans for place in (a, b)})
    found = []
    open_: list[tuple[int, int, int, bool]] = []  # by their ends: a heap
    coming = iter([*spans, (len(text) + 1, len(text) + 1, -1, False)])
    ahead = next(coming)
    for start, end in pairwise(cuts):
        while ahead[0] <= start:
            heapq.heappush(open_, (ahead[1], ahead[0], ahead[2], ahead[3]))
            ahead = next(coming)
        while open_ and open_[0][0] <= start:
            heapq.heappop(open_)
        over: dict[int, tuple[int, bool]] = {}
        for last, first, index, is_trigger in open_:
            wide, was = over.get(index, (last - first, False))
            over[index] = (min(wide, last - first), was or is_trigger)
        ordered = sorted(over.items(), key=lambda each: (each[1][0], each[0]))
        found.append(
            {
                "text": text[start:end],
                "start": start,
                "over": [[index, is_trigger] for index, (_, is_trigger) in ordered],
            }
        )
    return found


def card(text: str, given: Any) -> dict[str, Any]:
    """Return what stands on the card of a find: `given` has find, kind, verdict and precision."""
    find = given.find
    head, who, when, status = _line(given)
    label = " · ".join(filter(None, (head, who, when, status)))
    done = DONE.get(given.verdict, "")
    return {
        "id": find.anchor,
        "kind": given.kind,
        "head": head,
        "who": who,
        "when": when,
        "status": status,
        "line": schema.STATUS_LINE.get(_status(find), "solid"),
        "label": f"{label}. {done or 'Not checked'}",
        "says": _says(text, given),
        "facts": _facts(text, given),
        "quote": _quote(text, find),
        "verdict": given.verdict,
        "done": done,
        "how": how(given.precision),
        "precision": given.precision[0] if given.precision else None,
        "form": _form(text, given),
    }


def how(precision: tuple[int, int] | None) -> str:
    """Word how often a rule is right: its per cent, and of how many checked finds."""
    if precision is None:
        return "This rule is not measured yet"
    share, number = precision
    return f"This rule is right in {share} % of {words.count(number, 'checked find')}"


def progress(cards: Sequence[Any]) -> str:
    """Say how far the checking is: "Added: 7 finds, none checked yet …"."""
    if not cards:
        return "Nothing was found in this text."
    checked = sum(1 for each in cards if each.verdict)
    number = words.count(len(cards), "find")
    if not checked:
        return f"Added: {number}, none checked yet. They are drawn with a hollow badge."
    if checked == len(cards):
        return f"{number}, all checked."
    return f"{number}, {checked} checked. The others are drawn with a hollow badge."


# ---- the line that names a find ----------------------------------------------------------------


def _named(actor: Any) -> Named:
    return Named(actor.id, actor.type, actor.caption, tuple(actor.aliases))


def _short(actors: Iterable[Any], short: Mapping[str, str]) -> str:
    """Name a few actors for short: "Putin, Macron", "Putin, Macron, Scholz + 2"."""
    names = list(dict.fromkeys(short.get(actor.id, actor.caption) for actor in actors))
    return ", ".join(names[:3]) + (f" + {len(names) - 3}" if len(names) > 3 else "")


def _people(find: Any) -> list[Any]:
    return list(getattr(find, "participants", getattr(find, "parties", ())))


def _status(find: Any) -> str:
    status = getattr(find, "status", None)
    return status.value if status is not None else ""


def _line(given: Any) -> tuple[str, str, str, str]:
    find = given.find
    if given.kind == "said":
        return "What was said", _chain(find), _when(find), ""
    who = _short((part.actor for part in _people(find)), given.short)
    if given.kind == "meeting":
        return captions.capital(find.format), who, _when(find), words.status(_status(find))
    name = find.caption.value if find.caption is not None else ""
    return name or "Agreement or pledge", who, _when(find), words.status(_status(find))


def _says(text: str, given: Any) -> str:
    """Return the words that stand on every card of an agreement or of something said."""
    name = {"agreement": "terms", "said": "content"}.get(given.kind)
    return captions.shorten(getattr(given.find, name).of(text), SAYS) if name else ""


def _chain(find: Any) -> str:
    chain = [(each.position, _named(each.actor)) for each in find.speakers]
    return captions.chain_in_words(chain, where="") if chain else "This article"


def _when(find: Any) -> str:
    time = find.when
    if time is None:
        return ""
    if time.date:
        return captions.short_day(time.date)
    if time.earliest and time.latest:
        about = "about " if time.vague else ""
        return about + captions.short_date({"startDate": time.earliest, "endDate": time.latest})
    return ""


# ---- what a card says --------------------------------------------------------------------------


def _facts(text: str, given: Any) -> list[list[str]]:
    """Return label, value and why, of what the words give beyond the line above."""
    find = given.find
    rows = [
        ["Who" if place == 0 else "", part.actor.caption, _why(part.note)]
        for place, part in enumerate(_people(find))
    ]
    if find.when is not None:
        rows.append(["When", f"“{find.when.span.of(text)}”", "our reading" * find.when.vague])
    duration = getattr(find, "duration", None)
    if duration is not None:
        rows.append(["How long", captions.duration_in_words(duration.value), ""])
    named = (("Where", "location"), ("Topic", "topic"), ("Also", "open_participants"))
    for label, name in (*named, ("Whose idea", "initiative"), ("Order", "order_note")):
        value = getattr(find, name, None)
        if value is not None:
            rows.append([label, value.value, value.note])
    if given.kind == "agreement":
        rows.append(["To do", find.terms.of(text), ""])
    if given.kind == "said":
        heard = [part.actor.caption for part in find.addressees]
        rows += [["Said to", captions.listed(heard), ""]] if heard else []
    elif find.speakers:
        rows.append(["Said by", _chain(find), ""])
    return rows


def _why(note: str) -> str:
    return captions.inferred_in_words(True, False, note) if note else ""


def _quote(text: str, find: Any) -> list[str]:
    """Return the words before the trigger, the trigger, and the words behind it."""
    first, last = find.evidence[0].start, find.evidence[0].end
    start, end = find.trigger.start, find.trigger.end
    if not first <= start <= end <= last:
        first, last = min(first, start), max(last, end)
    before, after = text[first:start], text[end:last]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].lstrip()
    if len(after) > AROUND:
        after = after[:AROUND].rstrip() + " …"
    return [before, text[start:end], after]


# ---- what a form starts with -------------------------------------------------------------------


def _form(text: str, given: Any) -> dict[str, Any]:
    find = given.find
    content = {"agreement": "terms", "said": "content"}.get(given.kind, "")
    form: dict[str, Any] = {
        "kind": given.kind,
        "format": getattr(find, "format", ""),
        "status": _status(find),
        "people": [_choice(part.actor) for part in _people(find)],
        "speakers": [_choice(each.actor) for each in sorted(find.speakers, key=_position)],
        "place": _words(text, getattr(find, "location", None)),
        "content": _words(text, getattr(find, content)) if content else None,
    }
    if find.when is not None:
        form["first"], form["last"] = find.when.earliest, find.when.latest
        form["dateNote"] = f"The text says “{find.when.span.of(text)}”."
    form["minutes"] = given.minutes
    return form


def _position(speaker: Any) -> int:
    return int(speaker.position)


def _choice(actor: Any) -> dict[str, str]:
    return {"id": actor.id, "caption": actor.caption, "about": words.kind(actor.type)}


def _words(text: str, value: Any) -> dict[str, Any] | None:
    span = getattr(value, "span", value)
    if span is None:
        return None
    return {"words": span.of(text), "start": span.start, "end": span.end}


def known(actors: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """Return the actors that a form offers: id, name, what they are, names as they are searched.

    actors: id, type, caption, aliases, folded (names without accents, in lower case).
    """
    return [
        [str(each["id"]), str(each["caption"]), words.kind(str(each["type"])), str(each["folded"])]
        for each in actors
    ]


def question(asked: Any, answer: str) -> dict[str, Any]:
    """Return a question (loaders/questions.py) with both quotes, and what was answered here."""
    noun = asked.title.removeprefix("Same ").rstrip("?")
    return {
        "id": asked.id,
        "asked": asked.title,
        "reason": asked.reason,
        "sides": [
            {
                "quote": f"“{side.quote}”",
                "from": " · ".join(filter(None, (side.source, side.title))),
            }
            for side in (asked.one, asked.other)
        ],
        "yes": f"Yes, the same {noun}",
        "no": f"No, two {captions.plural(noun, 2)}",
        "answer": {"yes": f"Yes, the same {noun}", "no": f"No, two {captions.plural(noun, 2)}"}.get(
            answer, ""
        ),
    }
