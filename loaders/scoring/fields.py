"""How the fields of a gold annotation are read: spans, days, durations, ids, accepted values.

Annotators write the same thing in several ways; what can't be read becomes a problem with its
place, never an error, and the field counts as unknown.
"""

from __future__ import annotations

import calendar
import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders.extraction.finds import Span

#: First and last day meant, ISO; None: there is none.
Days = tuple[str, str]

_OFFSETS = (("start", "end"), ("begin", "end"), ("s", "e"))
_WORDS = ("quote", "q", "exact", "words", "text")
_FIRST = ("after", "earliest", "start", "from", "startDate")
_LAST = ("before", "latest", "end", "to", "endDate")
_IDS = ("id", "actor", "speaker", "participant", "party", "speakers")
_PREFIX = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?\Z", re.ASCII)
_PERIOD = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?\Z", re.ASCII)
#: Words of a quotation with gaps must stand in the text to at least this share.
_ENOUGH = 0.8
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass
class Reader:
    """Reads fields against a text; collects what it could not read in `problems`."""

    text: str
    problems: list[str] = field(default_factory=list)

    def span(self, value: Any, where: str) -> Span | None:
        """Return a span given as [start, end], {start, end}, {span, quote}, {quote} or words.

        Where offsets and quote differ, the quote wins if it stands in the text.
        """
        spans = self.spans(value, where)
        return Span(spans[0].start, spans[-1].end) if spans else None

    def spans(self, value: Any, where: str, within: Sequence[Span] = ()) -> tuple[Span, ...]:
        """Return one span or several, in the order of the text; empty where there is none.

        Words without offsets are looked for in the spans `within`, then in the whole text; words
        with gaps ("meet [...] in Paris") become several spans.
        """
        if value in (None, "", [], {}):
            return ()
        if isinstance(value, list) and not _is_pair(value):
            return tuple(sorted(s for each in value for s in self.spans(each, where, within)))
        if isinstance(value, str):
            return self._locate(value, where, within)
        offsets = self._offsets(value)
        words = _first(value, _WORDS) if isinstance(value, dict) else None
        if offsets is None:
            if isinstance(words, str):
                return self._locate(words, where, within)
            if isinstance(value, dict) and "span" in value:
                return self.spans(value["span"], where, within)
            self.problems.append(f"{where}: is no span")
            return ()
        if not 0 <= offsets.start < offsets.end <= len(self.text):
            self.problems.append(f"{where}: {offsets.start}–{offsets.end} is outside the text")
            return ()
        if isinstance(words, str) and offsets.of(self.text) != words:
            if words in self.text:
                return self._locate(words, where, (offsets,))
            self.problems.append(f"{where}: the text says otherwise at {offsets.start}")
        return (offsets,)

    def _offsets(self, value: Any) -> Span | None:
        if isinstance(value, dict):
            for start, end in _OFFSETS:
                if isinstance(value.get(start), int) and isinstance(value.get(end), int):
                    return Span(value[start], value[end])
            value = value.get("span")
            if isinstance(value, dict):
                return self._offsets(value)
        return Span(value[0], value[1]) if _is_pair(value) else None

    def _locate(self, words: str, where: str, within: Sequence[Span]) -> tuple[Span, ...]:
        places = [m.start() for m in re.finditer(re.escape(words), self.text)]
        near = [p for p in places if any(w.start <= p < w.end for w in within)]
        if within and places and not near:
            near = [min(places, key=lambda p: abs(p - within[0].start))]
        for place in near or places:
            return (Span(place, place + len(words)),)
        return self._locate_parts(words, where, within)

    def _locate_parts(self, words: str, where: str, within: Sequence[Span]) -> tuple[Span, ...]:
        asked = _TOKEN.findall(words)
        for part in within:
            tokens = list(_TOKEN.finditer(self.text, part.start, part.end))
            blocks = difflib.SequenceMatcher(
                None, asked, [t[0] for t in tokens], autojunk=False
            ).get_matching_blocks()
            if asked and sum(b.size for b in blocks) >= _ENOUGH * len(asked):
                return tuple(
                    Span(tokens[b.b].start(), tokens[b.b + b.size - 1].end())
                    for b in blocks
                    if b.size
                )
        self.problems.append(f"{where}: {len(asked)} words that are not in the text")
        return ()

    def days(self, value: Any, where: str) -> Days | None:
        """Return the first and last day of an ISO prefix, an interval `a/b`, or an object of two.

        None for null, and for what can't be read (then a problem is noted).
        """
        if value in (None, "", {}):
            return None
        if isinstance(value, dict):
            inner = _first(value, ("value", "date"))
            if inner is not None:
                return self.days(inner, where)
            first, last = _first(value, _FIRST), _first(value, _LAST)
        elif isinstance(value, list) and len(value) == 2:
            first, last = value
        else:
            first, _, last = str(value).partition("/")
        begin, end = days_of(str(first or last)), days_of(str(last or first))
        if begin is None or end is None:
            self.problems.append(f"{where}: is no day or interval: {value!r}")
            return None
        return begin[0], end[1]


def days_of(prefix: str) -> Days | None:
    """Return the first and last day of an ISO prefix (`2014`, `2022-02`, a day, a day and time)."""
    match = _PREFIX.match(prefix.strip())
    if match is None:
        return None
    year, month, day = match[1], match[2], match[3]
    if day:
        return (f"{year}-{month}-{day}",) * 2
    if month:
        if not 1 <= int(month) <= 12 or year == "0000":
            return None
        last = calendar.monthrange(int(year), int(month))[1]
        return f"{year}-{month}-01", f"{year}-{month}-{last:02}"
    return f"{year}-01-01", f"{year}-12-31"


def seconds_of(value: str | None) -> int | None:
    """Return how many seconds an ISO 8601 duration lasts; None for none and for what is none."""
    match = _PERIOD.match(value or "")
    if match is None or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds


def ids_of(value: Any) -> tuple[str, ...]:
    """Return the actor ids of a field: a string, objects with an id, or lists of these, flat."""
    if isinstance(value, str):
        return (value,) if value else ()
    if isinstance(value, dict):
        return ids_of(_first(value, _IDS))
    if isinstance(value, list):
        return tuple(found for each in value for found in ids_of(each))
    return ()


def accepted(record: dict[str, Any], *names: str) -> list[Any]:
    """Return the equally right values of a field: its own first, then what `accept` lists.

    Empty where the record has none of the keys: unknown, not scored. `names` are the field's
    names; the first that the record has counts. A bare list under `accept` belongs to every field
    (values of another field's vocabulary do no harm there).
    """
    own = [record[name] for name in names if name in record][:1]
    if not own:
        return []
    more = record.get("accept") or []
    if isinstance(more, dict):
        # Null is a value here ("no date is right, too"); an empty list is none.
        given = [more[name] for name in names if name in more]
        more = [v for value in given for v in ([None] if value is None else listed(value))]
    else:
        more = [value for value in listed(more) if isinstance(value, str)]
    return own + more


def listed(value: Any) -> list[Any]:
    """Return a value as a list: itself if it is one, empty for null, else of the one value."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _first(record: dict[str, Any], names: Sequence[str]) -> Any:
    return next((record[name] for name in names if record.get(name) is not None), None)


def _is_pair(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(isinstance(n, int) and not isinstance(n, bool) for n in value)
    )
