"""The tense of the clause around a place in a text, known by the form of its verbs alone.

No parser: lists of auxiliaries, of irregular pasts and of words that plan. What goes in are folded
texts (calendar_words.py) and offsets in them. Matching is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from loaders.extraction.calendar_words import Folded

_SKIP = r"(?: (?:not|also|now|then|still|soon|likely|be|have|been|[a-z]+ly)\b){0,4}"
_AIMS = (
    "agree|plan|intend|want|hope|expect|decide|vow|promise|pledge|arrange|invite|prepare|offer|"
    "propose|aim|need|schedule|request|ask|urge|order|demand|threaten|warn|instruct|prompt"
)
_WEEKDAY = "(?:mon|tues|wednes|thurs|fri|satur|sun)day"
#: What makes a clause speak of the future. Modals take their verb along ("will be needed").
_FUTURE = (
    r"(?:will|won't|shall|(?:would|may|might|must|should|could)\b(?!(?: not)? have\b))\b"
    rf"{_SKIP}(?: [a-z]+)?"
    rf"|(?:[a-z]+'ll|[a-z]+'d)\b{_SKIP} [a-z]+"
    r"|(?:is|are|was|were|be|been)(?: (?:also|still|now|then|currently|both))? "
    r"(?:to|going to|due|set|scheduled|slated|expected|planned|supposed|likely|about to|ready to|"
    rf"poised)\b(?: to| for)?{_SKIP}(?: [a-z]+)?"
    r"|(?:due|scheduled|slated|planned|expected|timed|arranged|set)"
    rf"(?: to{_SKIP} [a-z]+| for| on)\b"
    r"|(?:scheduled|planning|ahead of|upcoming|forthcoming|to take place|to be [a-z]+|to come into|"
    r"deadline|ultimatum|unless|be held|be [a-z]{2,20}ed)\b"
    rf"|(?:{_AIMS})(?:e?s|e?d|ing)?(?: (?!on\b|last\b|[a-z]+day\b)[a-z]+){{0,2}} to{_SKIP} [a-z]+"
    rf"|(?:have|has|had|need) to{_SKIP} [a-z]+"
    r"|(?:is|are|am|i'm|we're|they're|he's|she's) (?:also )?(?:[a-z]+ing)\b"
    r"|(?:meets|begins|starts|opens|takes (?:place|effect)|launches|expires|ends|arrives|departs|"
    r"kicks off|resumes|reconvenes|convenes|concludes|hosts|travels|visits|(?:comes|enters) into)\b"
)
#: What makes it speak of the past: forms of irregular verbs that news is written in, and -ed.
_PAST = (
    "said|says|told|tells|met|spoke|held|took|went|came|gave|made|began|left|won|lost|saw|wrote|"
    "sent|led|became|fell|rose|got|ran|brought|thought|found|kept|knew|paid|sat|stood|struck|"
    "broke|flew|shot|was|were|did|had|has|have|been|ago|earlier|heard|sought|swore|drew|chose|"
    "grew|drove|spent|built|bought|sold|agreed|freed|decreed|guaranteed|put|hit|"
    r"(?:would|should|could|might|may|must)(?: not)? have"
)
#: A present that tells a plan ("They resume on Friday"): counts where no other verb does.
_PLANS = (
    r"(?<!to )(?<!not )(?<!n't )(?<!the )(?<!a )(?<!an )(?<!its )(?<!'s )"
    r"(?:begin|start|resume|expire|convene|reconvene|end|meet|take (?:place|effect))"
    rf"(?= (?:on|at|in|again|this|next|{_WEEKDAY})\b)|(?:is|are) on(?= {_WEEKDAY}\b)"
)
_AFTER = rf"(?:after|following|since)(?= (?:the |last )?{_WEEKDAY})"
_NOT_VERBS = "united|armed|hundred|sacred|naked|indeed|red|bed|led"
_HINT = re.compile(
    rf"(?<![\w])(?:(?P<f>{_FUTURE})|(?P<p>(?:{_PAST})\b|{_AFTER})"
    rf"|(?P<e>(?!(?:{_NOT_VERBS})\b)[a-z]{{2,20}}(?<!e)ed\b)|(?P<b>{_PLANS})"
    r"|(?P<t>to [a-z]+))"
)
_CLAUSE = re.compile(
    r"(?P<s>[.!?][\"')\]]{0,3}(?=[ \n])|\n {0,4}\n)|[,;:\"()\n]| -{1,2} "
    r"|\b(?:that|which|who|while|but|when|because|although|where|before)\b"
)
_SHORT = re.compile(
    r"(?<!\w)(?:[a-z]|mr|mrs|ms|dr|st|gen|sen|rep|gov|lt|col|jan|feb|mar|apr|aug|sept?|oct|nov|dec|"
    r"no|vs|[ap]\.m|u\.[nsk]|mon|tues?|wed|thu|fri|sat|sun)\Z"
)


class Tenses:
    """The tense of the clause around any place of a folded text. Reads the text once, when asked.

    A clause's tense is that of its last verb before the place, else of the first after it in the
    clause, else future if a plan is told in the present or a headline has an infinitive; a place at
    the head of a sentence then looks on into it, any other back. Verbs are known by their form
    alone, so that no parser is needed.
    """

    def __init__(self, folded: Folded) -> None:
        self._folded = folded

    @cached_property
    def _hints(self) -> tuple[list[int], list[str]]:
        places, tenses = [], []
        # A verb may run over the end of a line, but not over an empty line.
        text = re.sub(r"(?<!\n)\n(?!\n)", " ", self._folded.text)
        for found in _HINT.finditer(text):
            kind = found.lastgroup or ""
            place = found.start()
            first = found.group().split(" ", 1)[0]
            # Will, May and Ahmed are names, "May" a month.
            if (first in ("will", "may") or kind == "e") and self._folded.capital(place):
                continue
            places.append(place)
            tenses.append({"f": "future", "b": "plan", "t": "weak"}.get(kind, "past"))
        return places, tenses

    @cached_property
    def _bounds(self) -> tuple[list[int], list[int]]:
        clauses, sentences = [0], [0]
        text = self._folded.text
        for found in _CLAUSE.finditer(text):
            if found["s"]:
                if text[found.start()] == "." and _SHORT.search(
                    text, max(0, found.start() - 6), found.start()
                ):
                    continue
                sentences.append(found.end())
            clauses.append(found.end())
        return clauses, sentences

    def of(self, start: int, end: int, *, near: bool = False) -> str:
        """Return "past", "future" or "" for the expression text[start:end] of the copy.

        near: look no further than its clause.
        """
        clauses, sentences = self._bounds
        left, right = _between(clauses, start, end, len(self._folded.text))
        head, tail = _between(sentences, start, end, len(self._folded.text))
        tense = self._last(left, start) or self._first(end, right)
        if tense or near:
            return tense
        close = self._folded.text[max(head, tail - 8) : tail].rstrip("\"') ]\n")
        headline = left == head and not close.endswith((".", "!", "?"))
        if self._has("plan", left, right) or (headline and self._is_to(left, start)):
            return "future"
        opening = start - head < 30 and self._folded.text[head:start].count(" ") <= 2
        beyond = self._first(end, tail) if opening else self._last(head, start)
        if beyond:
            return beyond
        return self._last(head, start) or self._first(end, tail)

    def _last(self, start: int, end: int) -> str:
        places, tenses = self._hints
        for index in range(bisect_left(places, end) - 1, -1, -1):
            if places[index] < start or end - places[index] > 2000:
                break
            if tenses[index] in ("past", "future"):
                return tenses[index]
        return ""

    def _first(self, start: int, end: int) -> str:
        places, tenses = self._hints
        for index in range(bisect_left(places, start), len(places)):
            if places[index] >= min(end, start + 2000):
                break
            if tenses[index] in ("past", "future"):
                return tenses[index]
        return ""

    def _has(self, kind: str, start: int, end: int) -> int:
        """Return how far into the stretch the first hint of a kind stands, from 1; 0 if none."""
        places, tenses = self._hints
        for index in range(bisect_left(places, start), len(places)):
            if places[index] >= min(end, start + 2000):
                break
            if tenses[index] == kind:
                return places[index] - start + 1
        return 0

    def _is_to(self, start: int, end: int) -> bool:
        """Is there an infinitive after a subject ("Minister to visit Rome on Friday")?

        Not "To mark the day on Friday, ..." nor "Hoping to leave on Friday, ...".
        """
        before = self._folded.text[start : start + max(0, self._has("weak", start, end) - 1)]
        return bool(before.strip()) and "ing " not in before


def _between(bounds: list[int], start: int, end: int, length: int) -> tuple[int, int]:
    """Return the last bound not after start and the first not before end."""
    left = bounds[bisect_right(bounds, start) - 1]
    index = bisect_left(bounds, end)
    return left, bounds[index] if index < len(bounds) else length
