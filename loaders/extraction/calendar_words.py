"""The words of the calendar, and the table of how they are read (conventions.yaml).

Here are names of months, weekdays and numbers, a copy of the text that patterns can be matched
against, arithmetic with periods, and the table. Nothing here knows where in a text an expression
stands: that is calendar_expressions.py.

Patterns hold no unbounded repeats but over one word, so that matching is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path

from loaders.extraction.finds import Span
from loaders.lined_yaml import Map, YamlFault, as_list, as_map, as_text, need, only, parse

TABLE = Path(__file__).with_name("conventions.yaml")

# --- names ---------------------------------------------------------------------------------------

_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"
_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

#: Name or abbreviation -> 1..12, 0..6 (Monday is 0, as in datetime), value.
MONTHS = {m: n for n, m in enumerate(_MONTHS.split(), 1)}
MONTHS |= {m[:3]: n for m, n in MONTHS.items()} | {"sept": 9}
WEEKDAYS = {d: n for n, d in enumerate(_DAYS.split())}
WEEKDAYS |= {d[:3]: n for d, n in WEEKDAYS.items()} | {"tues": 1, "thur": 3, "thurs": 3}
NUMBERS = {"a": 1, "an": 1, **{w: n for n, w in enumerate(_SMALL.split(), 1)}}
NUMBERS |= {w: n for n, w in zip(range(20, 100, 10), _TENS.split(), strict=True)}

GAP = r"(?: {1,4}| ?\n {0,8})"
NUMBER = (
    rf"(?:[0-9]{{1,3}}(?![0-9]|[.,][0-9])|(?:{'|'.join(_TENS.split())})"
    rf"(?:-(?:{'|'.join(_SMALL.split()[:9])}))?|"
    rf"{'|'.join(sorted(_SMALL.split(), key=len, reverse=True))}|an?)"
)


def number(words: str) -> int:
    """Return the value of what NUMBER matches ("two", "48", "forty-eight", "an")."""
    if words.isdigit():
        return int(words)
    return sum(NUMBERS[word] for word in words.split("-"))


# --- a copy to match against -------------------------------------------------------------------

_GONE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"
_INVISIBLE = re.compile(f"[{_GONE}]")
_FOLD = {ord(c): ord(c.lower()) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
_FOLD |= dict.fromkeys(map(ord, "\t\r\v\f\u00a0\u1680\u202f\u205f\u3000"), ord(" "))
_FOLD |= dict.fromkeys(range(0x2000, 0x200B), ord(" "))
_FOLD |= dict.fromkeys(map(ord, "\u0085\u2028\u2029"), ord("\n"))
_FOLD |= dict.fromkeys(map(ord, "‘’ʼ‛`´′"), ord("'"))
_FOLD |= dict.fromkeys(map(ord, "“”„‟«»"), ord('"'))
_FOLD |= dict.fromkeys(map(ord, "‐‑‒–—―−"), ord("-"))


@dataclass(frozen=True, slots=True)
class Folded:
    """A stretch of a text in small ASCII letters, plain quotes, hyphens and spaces.

    text: the copy, without invisible characters. source: the whole text. base: where the stretch
    starts there. gone: the offsets in the copy at which invisible characters were left out.
    """

    text: str
    source: str
    base: int
    gone: tuple[int, ...]

    def at(self, place: int) -> int:
        """Return the offset in the source of an offset in the copy."""
        return self.base + place + (bisect_right(self.gone, place) if self.gone else 0)

    def span(self, start: int, end: int) -> Span:
        """Return the span in the source of a stretch of the copy that isn't empty."""
        return Span(self.at(start), self.at(end - 1) + 1)

    def capital(self, place: int) -> bool:
        """Is there a capital at this offset of the copy?"""
        return self.source[self.at(place)].isupper()


def fold(text: str, start: int = 0, end: int | None = None) -> Folded:
    """Return `text[start:end]` for matching; its offsets lead back to `text`."""
    stretch = text[start:end]
    gone = tuple(m.start() - n for n, m in enumerate(_INVISIBLE.finditer(stretch)))
    if gone:
        stretch = _INVISIBLE.sub("", stretch)
    return Folded(stretch.translate(_FOLD), text, start, gone)


# --- periods -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """First and last day, and what it is: day, week, weekend, month, quarter, season, year ..."""

    first: date
    last: date
    unit: str


#: Months in a unit that the calendar counts by months.
_IN_MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
#: Days in a unit that it doesn't. Part of a day counts as one.
_IN_DAYS = {"day": 1, "week": 7, "weekend": 7}


def months(first: date, count: int, unit: str) -> Period:
    """Return `count` months from the month of `first`."""
    start = first.replace(day=1)
    return Period(start, _add_months(start, count) - timedelta(1), unit)


def period(unit: str, day: date) -> Period:
    """Return the unit that holds the day. Weeks are Monday to Sunday, a weekend their last two.

    Raises ValueError for a unit it doesn't know, OverflowError outside the years 1 to 9999.
    """
    if unit == "day":
        return Period(day, day, unit)
    if unit in ("week", "weekend"):
        monday = day - timedelta(day.weekday())
        return Period(
            monday + timedelta(5 if unit == "weekend" else 0), monday + timedelta(6), unit
        )
    if unit == "century":
        return months(date((day.year - 1) // 100 * 100 + 1, 1, 1), 1200, unit)
    if unit == "decade":
        return months(date(day.year // 10 * 10, 1, 1), 120, unit)
    if unit == "year":
        return months(date(day.year, 1, 1), 12, unit)
    if unit == "quarter":
        return months(date(day.year, (day.month - 1) // 3 * 3 + 1, 1), 3, unit)
    if unit == "month":
        return months(day, 1, unit)
    raise ValueError(f"no unit {unit!r}")


def shift(day: date, count: int, unit: str) -> date:
    """Return the day `count` units later. The 31st becomes the last of a shorter month.

    Hours and minutes count up to the next whole day: 2 hours later 1, 2 hours before 0.
    """
    if unit in ("hour", "minute"):
        whole = 24 if unit == "hour" else 24 * 60
        return day + timedelta(-(-count // whole))
    if unit in _IN_DAYS:
        return day + timedelta(count * _IN_DAYS[unit])
    return _add_months(day, count * _IN_MONTHS[unit])


def _add_months(day: date, count: int) -> date:
    years, month = divmod(day.month - 1 + count, 12)
    first = date(day.year + years, month + 1, 1) if day.year + years > 0 else None
    if first is None or first.year > 9998:
        raise OverflowError("outside the calendar")
    after = date(first.year + month // 11, (month + 1) % 12 + 1, 1)
    return first.replace(day=min(day.day, (after - first).days))


# --- the table -----------------------------------------------------------------------------------


class ConventionFault(ValueError):
    """What is wrong in the table of conventions: file, line, field and reason."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One end of a reading: `count` units of `by` from `unit`. near: by tense. back: of "that".

    count of None is the number in the words; a unit called "unit" is the words' unit. on: a day of
    every year, `12-25`; unit is then "day".
    """

    unit: str
    sign: int = 0
    count: int | None = 0
    by: str = ""
    near: bool = False
    back: bool = False
    on: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """Part of a period: how = first, last, middle or after; `count` of `unit`."""

    how: str
    count: int
    unit: str

    def of(self, whole: Period) -> Period:
        """Return the part of this period; its unit is "range"."""
        start, stop = whole.first, whole.last + timedelta(1)
        if self.how == "middle":
            total = 0
            while shift(start, total, self.unit) < stop:
                total += 1
            start = shift(start, (total - self.count) // 2, self.unit)
        elif self.how == "after":
            start = shift(start, self.count, self.unit)
        elif self.how == "last":
            start = shift(stop, -self.count, self.unit)
        if self.how in ("first", "middle"):
            stop = min(stop, shift(start, self.count, self.unit))
        return Period(start, stop - timedelta(1), "range")


@dataclass(frozen=True, slots=True)
class Convention:
    """One entry of the table; conventions.yaml says what its fields are."""

    id: str
    examples: tuple[str, ...]
    says: str
    granularity: str
    vague: bool
    words: tuple[str, ...] = ()
    edges: tuple[Edge, Edge] | None = None
    not_after: re.Pattern[str] | None = None
    not_before: re.Pattern[str] | None = None
    only: str = ""
    share: Mapping[str, Share] = field(default_factory=dict)
    seasons: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Conventions:
    """The table. by_id: in its order."""

    by_id: Mapping[str, Convention]

    @cached_property
    def ordered(self) -> tuple[Convention, ...]:
        """Return the conventions in their order."""
        return tuple(self.by_id.values())

    def phrases(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the words of conventions in a folded text, the longest of the earliest entry first.

        A match's `lastgroup` is `r` and the number of the convention in `ordered`; its groups `n`
        and `u` with that number and the one of the template hold the number and the unit.
        """
        place = 0
        for word in _FIRST_WORD.finditer(text):
            pattern = self._by_first_word.get(word.group())
            if pattern and word.start() >= place and (found := pattern.match(text, word.start())):
                place = found.end()
                yield found

    @cached_property
    def _by_first_word(self) -> dict[str, re.Pattern[str]]:
        """Return a pattern for each word, or digit, that a template may start with.

        One pattern for all would try hundreds of branches at every place of a text.
        """
        branches: dict[str, dict[int, list[str]]] = {}
        for index, each in enumerate(self.ordered):
            for n, words in enumerate(each.words):
                for first in sorted({start for s in _expand(words) for start in _starts(s)}):
                    of_word = branches.setdefault(first, {})
                    of_word.setdefault(index, []).append(_pattern(words, f"{index}_{n}"))
        return {
            first: re.compile(
                r"(?<![0-9][.,-])(?:"
                + "|".join(f"(?P<r{index}>{'|'.join(each)})" for index, each in of_word.items())
                + r")(?!\w)"
            )
            for first, of_word in branches.items()
        }


GRANULARITIES = ("hour", "day", "week", "month", "quarter", "year", "range")
UNITS = ("week", "month", "quarter", "year", "decade", "century")

#: The conventions that the code finds by itself. The table must hold them, words for all others.
BY_CODE = frozenset(
    (
        *("full-date", "slashed-date", "month-day", "day-of-month", "month-and-year", "month"),
        *("year", "range", "since", "weekday", "last-weekday", "next-weekday", "this-weekday"),
        *("quarter", "decade", "century", "season", "early", "middle", "late", "beginning-of"),
        *("end-of", "by-the-end-of", "first-half", "second-half"),
    )
)

_WORDS = re.compile(r"[a-z'(|)? -]*(?:\{(?:n|units|days|hours)\}[a-z'(|)? -]*)*\Z")
_EDGE = re.compile(
    r"(?:nearest (?P<on>(?:0[1-9]|1[0-2])-[0-3][0-9])|"
    r"(?:(?P<pre>that|nearest) )?(?P<unit>day|week|weekend|month|quarter|year|decade|century|unit)"
    r"(?: (?P<sign>[+-]) (?P<count>[0-9]{1,4}|N)"
    r"(?: (?P<by>day|week|month|quarter|year|decade|unit)s?)?)?)\Z"
)
_SHARE = re.compile(
    r"(?P<how>first|last|middle|after) (?P<n>[0-9]{1,3}) (?P<unit>day|month|year)s?\Z"
)
_FIELDS = (
    *("id", "examples", "words", "unless", "only", "read", "share", "months"),
    *("granularity", "vague", "says"),
)
_ANY_UNIT = "weeks?|months?|quarters?|years?|decades?|century|centuries"
_HOLES = {"units": _ANY_UNIT, "days": f"days?|{_ANY_UNIT}", "hours": "hours?|minutes?"}


def _pattern(words: str, name: str = "") -> str:
    """Return the expression of a template; its holes are groups if it gets a name."""
    expression = words.replace("(", "(?:").replace(" ", GAP)
    group = f"(?P<n{name}>" if name else "(?:"
    expression = expression.replace("{n}", f"{group}{NUMBER})")
    for hole, units in _HOLES.items():
        group = f"(?P<u{name}>" if name else "(?:"
        expression = expression.replace(f"{{{hole}}}", f"{group}{units})")
    return expression


_FIRST_WORD = re.compile(r"(?<!\w)(?:[a-z]{1,20}|[0-9])")


def _starts(words: str) -> list[str]:
    """Return what _FIRST_WORD may find at the start of these words."""
    if words.startswith("{n}"):
        return [*"0123456789", *(word for word in NUMBERS)]
    return re.findall("[a-z]+", words)[:1]


def _expand(template: str) -> list[str]:
    """Return all wordings of a template; holes stay."""

    def alternatives(place: int) -> tuple[list[str], int]:
        done: list[str] = []
        current = [""]
        while place < len(template) and template[place] != ")":
            sign = template[place]
            if sign == "|":
                done, current = done + current, [""]
            elif sign == "(":
                inner, place = alternatives(place + 1)
                if template[place + 1 : place + 2] == "?":
                    inner, place = [*inner, ""], place + 1
                current = [a + b for a in current for b in inner]
            else:
                current = [a + sign for a in current]
            place += 1
        return done + current, place

    return alternatives(0)[0]


@cache
def conventions(path: Path = TABLE) -> Conventions:
    """Return the table, read once. Raises ConventionFault with line, field and reason."""
    try:
        top = as_map(parse(path.read_text(encoding="utf-8")), "")
        only(top, ("conventions",), "")
        table: dict[str, Convention] = {}
        for item in as_list(need(top, "conventions", "")):
            body = as_map(item, "conventions")
            one = _read(body)
            if one.id in table:
                raise YamlFault(body.line, one.id, "stands in the table twice")
            table[one.id] = one
        missing = sorted(BY_CODE - table.keys())
        if missing:
            raise YamlFault(top.line, "conventions", f"lacks {', '.join(missing)}")
        for each, needed in (("season", table["season"].seasons), *_shares(table)):
            if not needed:
                raise YamlFault(top.line, each, "needs months (season) or share (a part)")
    except YamlFault as fault:
        place = f"{path.name}, line {fault.line}"
        raise ConventionFault(f"{place}: {fault.field}: {fault.reason}") from fault
    return Conventions(table)


def _shares(table: Mapping[str, Convention]) -> tuple[tuple[str, Mapping[str, Share]], ...]:
    parts = ("early", "middle", "late", "beginning-of", "end-of", "first-half", "second-half")
    return tuple((part, table[part].share) for part in parts)


def _read(body: Map) -> Convention:
    """Return one entry; raises YamlFault."""
    name = as_text(need(body, "id", "conventions"), "id", empty_is_fault=True)

    def fault(where: str, reason: str) -> YamlFault:
        return YamlFault(body.lines.get(where, body.line), f"{name}.{where}", reason)

    def text(where: str) -> str:
        return as_text(need(body, where, name), f"{name}.{where}", empty_is_fault=True)

    def texts(where: str) -> tuple[str, ...]:
        if where not in body.entries:
            return ()
        return tuple(as_text(each, f"{name}.{where}") for each in as_list(body.entries[where]))

    def one_of(where: str, allowed: tuple[str, ...]) -> str:
        value = text(where)
        if value not in allowed:
            raise fault(where, f"{value!r} is none of {', '.join(allowed)}")
        return value

    only(body, _FIELDS, name)
    need(body, "examples", name)
    words = texts("words")
    if bool(words) == (name in BY_CODE):
        reason = "is found by the code" if words else "is missing: the code doesn't find this one"
        raise fault("words", reason)
    for template in words:
        _check_words(template, lambda reason: fault("words", reason))
    edges = None
    if words:
        edges = _edges(text("read"), lambda reason: fault("read", reason))
    elif "read" in body.entries:
        one_of("read", ("as written", "by tense"))
    before, after = [], []
    for context in texts("unless"):
        _check_words(context.replace("...", ""), lambda reason: fault("unless", reason))
        if context.startswith("... "):
            after.append(_pattern(context[4:]))
        elif context.endswith(" ..."):
            before.append(_pattern(context[:-4]))
        else:
            raise fault("unless", f"{context!r} needs “...” and a space at one end")
    return Convention(
        name,
        texts("examples"),
        text("says"),
        one_of("granularity", (*GRANULARITIES, "unit")),
        one_of("vague", ("yes", "no")) == "yes",
        words,
        edges,
        # What stands before is looked for at the end of a short stretch.
        re.compile(rf"(?<!\w)(?:{'|'.join(before)}){GAP}\Z") if before else None,
        re.compile(rf"{GAP}(?:{'|'.join(after)})(?!\w)") if after else None,
        one_of("only", ("past", "future")) if "only" in body.entries else "",
        _read_share(body, name),
        _read_seasons(body, name),
    )


def _check_words(template: str, fault: Callable[[str], YamlFault]) -> None:
    if not template.strip() or not _WORDS.match(template):
        allowed = "small letters, ' - ( | )?, spaces, {n}, {hours}, {days}, {units}"
        raise fault(f"{template!r} may only hold {allowed}")
    try:
        re.compile(_pattern(template))
    except re.error as error:
        raise fault(f"{template!r}: {error}") from error


def _edges(text: str, fault: Callable[[str], YamlFault]) -> tuple[Edge, Edge]:
    parts = text.split(" .. ")
    found = [_EDGE.match(part) for part in parts]
    if len(parts) > 2 or not all(found):
        raise fault(f"{text!r} is no reading, such as “day .. day + 7” or “week - 1”")
    edges = []
    for each in found:
        assert each
        count = each["count"] or "0"
        edges.append(
            Edge(
                each["unit"] or "day",
                -1 if each["sign"] == "-" else 1,
                None if count == "N" else int(count),
                each["by"] or each["unit"] or "day",
                each["pre"] == "nearest",
                each["pre"] == "that",
                each["on"] or "",
            )
        )
    return edges[0], edges[-1]


def _read_share(body: Map, name: str) -> dict[str, Share]:
    shares = {}
    entry = body.entries.get("share")
    for unit, value in as_map(entry, name).entries.items() if entry else ():
        text = as_text(value, f"{name}.share.{unit}")
        found = _SHARE.match(text)
        if not found or unit not in (*UNITS, "season"):
            raise YamlFault(value.line, f"{name}.share.{unit}", f"{text!r} is no share")
        shares[unit] = Share(found["how"], int(found["n"]), found["unit"])
    return shares


def _read_seasons(body: Map, name: str) -> dict[str, tuple[int, int]]:
    seasons = {}
    entry = body.entries.get("months")
    for season, value in as_map(entry, name).entries.items() if entry else ():
        text = as_text(value, f"{name}.months.{season}")
        found = re.fullmatch(r"([1-9]|1[0-2]) ([1-9]|1[0-2])", text)
        if not found:
            raise YamlFault(value.line, f"{name}.months.{season}", f"{text!r} is not two months")
        seasons[season] = (int(found[1]), int(found[2]))
    return seasons
