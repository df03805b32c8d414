"""A stand-in for extraction in tests of adding texts: a few finds by plain search, at once.

What the page does with finds is tested with it; the real extraction has tests of its own, and one
of the browser's goes through it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from loaders import gazetteer
from loaders.extraction.finds import (
    Actor,
    Agreement,
    Claim,
    Extraction,
    Meeting,
    Mention,
    Part,
    Span,
    Speaker,
    Time,
    Value,
)
from loaders.known_actors import actor_by_name

TEXT = (
    "Macron calls Putin\n\n"
    "Emmanuel Macron had a call with Vladimir Putin on 20 February 2022. "
    "They agreed to stay in touch.\n\n"
    "“The situation is serious,” the Elysee said.\n\n"
    "A meeting of Vladimir Putin and Joe Biden is planned.\n"
)
NAMES = ("Emmanuel Macron", "Vladimir Putin", "Joe Biden", "Elysee")


def extract(
    text: str, published: str = "", publisher: str = "", title: str = "", *, model: str = ""
) -> Extraction:
    """Return calls, meetings, agreements and quotations, each with the names of its sentence."""
    mentions = tuple(_mentions(text))
    meetings: list[Meeting] = []
    agreements: list[Agreement] = []
    claims: list[Claim] = []
    seen: dict[str, int] = {}
    for found in re.finditer(r"\bcall\b|\bmeeting\b|\bagreed\b|“[^”]+”", text):
        trigger = Span(*found.span())
        sentence = _sentence(text, trigger)
        parts = tuple(Part(m.actor, m.span) for m in mentions if sentence.holds(m.span))
        kind = {"c": "meeting", "m": "meeting", "a": "agreement", "“": "claim"}[found[0][0]]
        number = seen[found[0]] = seen.get(found[0], 0) + 1
        anchor = f"{kind}/{found[0].lower()}/{number}"
        if kind == "meeting":
            held = "planned" not in sentence.of(text)
            status = Value("held" if held else "planned", trigger)
            rule = f"meeting.{found[0]}.noun"
            meetings.append(
                Meeting(
                    anchor=anchor,
                    rule=rule,
                    trigger=trigger,
                    evidence=(sentence,),
                    format=found[0],
                    status=status,
                    participants=parts,
                    when=_time(text, sentence),
                )
            )
        elif kind == "agreement":
            agreements.append(
                Agreement(
                    anchor=anchor,
                    rule="agreement.agree.verb",
                    trigger=trigger,
                    evidence=(sentence,),
                    status=Value("agreed", trigger),
                    terms=Span(trigger.end + 1, sentence.end - 1),
                )
            )
        else:
            speakers = tuple(Speaker(each.actor, 0, each.span) for each in parts)
            claims.append(
                Claim(
                    anchor=anchor,
                    rule="claim.quotation",
                    trigger=trigger,
                    evidence=(sentence,),
                    speakers=speakers,
                    content=trigger,
                    mode="verbatim",
                )
            )
    return Extraction(
        mentions=mentions,
        meetings=tuple(meetings),
        agreements=tuple(agreements),
        claims=tuple(claims),
    )


def _mentions(text: str) -> Iterator[Mention]:
    for name in NAMES:
        actor: Actor = actor_by_name(name, "2022-02-20") or gazetteer.person(name)
        for found in re.finditer(re.escape(name), text):
            yield Mention(Span(*found.span()), actor, "name")


def _sentence(text: str, trigger: Span) -> Span:
    start = max(text.rfind(". ", 0, trigger.start) + 2, text.rfind("\n", 0, trigger.start) + 1, 0)
    ends = [text.find(end, trigger.end) for end in (". ", ".\n", "\n")]
    return Span(start, min([end + 1 for end in ends if end >= 0], default=len(text)))


def _time(text: str, sentence: Span) -> Time | None:
    found = re.search(r"20 February 2022", sentence.of(text))
    if found is None:
        return None
    span = Span(sentence.start + found.start(), sentence.start + found.end())
    return Time(span, "2022-02-20", "2022-02-20", "day", False, "full-date", "2022-02-20")
