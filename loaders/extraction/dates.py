"""Times in a text: calendar expressions, how long things took, the day of publication.

Works by patterns alone, in time linear in the text. How words are read stands in conventions.yaml;
calendar_words.py loads it, calendar_expressions.py finds the expressions. Spans are offsets of the
whole text (code points, end exclusive).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from loaders.extraction.calendar_expressions import Atom, Finder
from loaders.extraction.calendar_words import (
    GAP,
    NUMBER,
    Edge,
    Folded,
    Period,
    conventions,
    fold,
    months,
    number,
    period,
    shift,
)
from loaders.extraction.finds import Duration, Span, Time, Value
from loaders.extraction.tenses import Tenses

#: What may follow a day and still belong to it: a part of the day, or a clock time and its zone.
_CLOCK = re.compile(
    rf",?{GAP}(?:(?:early|late){GAP})?(?:morning|afternoon|evening|night|noon|midnight)(?!\w)"
    rf"|,?{GAP}(?:at{GAP})?[0-2]?[0-9](?:"
    rf"[:.][0-5][0-9](?::[0-5][0-9])?(?:{GAP}?[ap]\.?m(?!\w)\.?)?|{GAP}?[ap]\.?m(?!\w)\.?"
    rf")(?![0-9])(?:{GAP}(?:gmt|utc|cet|et|est|edt|[a-z]{{3,10}}{GAP}time)(?!\w))?"
)

#: How far against the tense of its sentence a date without a year may lie, in days of nearness:
#: plans are told in the past tense ("announced talks for May 16"); the future is rarely wrong.
_AGAINST = {"past": 90, "future": 300}


@dataclass(frozen=True, slots=True)
class _Reading:
    """What an atom means: its period and the convention by which."""

    period: Period
    rule: str
    granularity: str = ""


class _Reader:
    """Reads the expressions of one folded text against one day of publication."""

    def __init__(self, folded: Folded, published: date | None) -> None:
        self.folded = folded
        self.text = folded.text
        self.published = published
        self.table = conventions()
        self.tenses = Tenses(folded)
        self.finder = Finder(folded, self.tenses, published.year if published else None)
        #: What the text has named last, and the last day that it has named.
        self.last: Period | None = None
        self.day: date | None = None

    def times(self) -> Iterator[tuple[Atom, Time]]:
        """Yield the calendar expressions in their order."""
        for atom in self.finder.atoms():
            try:
                reading = self._read(atom)
            except (ValueError, OverflowError):
                continue  # February 30, or outside the years 1 to 9998
            if reading is None:
                continue
            if atom.since:
                reading = self._since(reading)
            self._remember(reading)
            yield atom, self._time(atom, reading)

    # --- reading ---------------------------------------------------------------------------------

    def _read(self, atom: Atom) -> _Reading | None:
        """Return what the atom means; None where that needs a day of publication there isn't."""
        if atom.upto:
            return self._read_range(atom, atom.upto)
        if not atom.part:
            return self._read_whole(atom)
        whole = self._read_whole(atom)
        if whole is None:
            return None
        unit = "season" if atom.kind == "season" else whole.period.unit
        if atom.by:
            start = min(self.published or whole.period.first, whole.period.last)
            return _Reading(Period(start, whole.period.last, "range"), "by-the-end-of")
        share = self.table.by_id[atom.part].share.get(unit)
        return _Reading(share.of(whole.period), atom.part) if share else None

    def _read_range(self, atom: Atom, last: Atom) -> _Reading | None:
        start = self._read(replace(atom, upto=None))
        if start is None:
            return None
        if last.year or last.kind == "digits":
            stop = self._read(last)
        elif last.kind == "weekday":
            days = (last.weekday - start.period.first.weekday()) % 7
            stop = _Reading(period("day", start.period.first + timedelta(days)), "weekday")
        else:
            year = start.period.first.year + (last.month < atom.month)
            stop = self._read(replace(last, year=year))
        if stop is None or stop.period.last < start.period.first:
            return None
        return _Reading(Period(start.period.first, stop.period.last, "range"), "range")

    def _read_whole(self, atom: Atom) -> _Reading | None:
        kind = atom.kind
        if kind == "point":
            return self._read_point(atom)
        if kind == "digits":
            return self._read_digits(atom)
        if kind == "years":
            first, last = date(atom.year, 1, 1), date(atom.last_day, 12, 31)
            return _Reading(Period(first, last, "range"), "range")
        if kind == "decade":
            return _Reading(period("decade", date(atom.year, 1, 1)), kind)
        if kind == "century":
            return _Reading(period("century", date(atom.year, 1, 1)), kind)
        if kind == "quarter" and atom.year:
            return _Reading(months(date(atom.year, atom.count * 3 - 2, 1), 3, "quarter"), kind)
        if kind == "season" and atom.year:
            return _Reading(self._season_of(atom, atom.year), "season")
        if self.published is None:
            return None
        if kind == "quarter":
            year = self.published.year + {"last": -1, "next": 1}.get(atom.word, 0)
            return _Reading(months(date(year, atom.count * 3 - 2, 1), 3, "quarter"), kind)
        if kind == "season":
            years = range(self.published.year - 2, self.published.year + 3)
            near = [self._season_of(atom, year) for year in years]
            return _Reading(self._pick(near, atom, atom.word.partition(" ")[2]), "season")
        if kind == "weekday":
            return self._read_weekday(atom, self.published)
        if kind == "unit":
            return _Reading(period(atom.word, self.published), "this-unit")
        return self._read_phrase(atom, self.published)

    def _read_point(self, atom: Atom) -> _Reading | None:
        if atom.year:
            if atom.last_day:
                return _Reading(
                    Period(
                        date(atom.year, atom.month, atom.day),
                        date(atom.year, atom.month, atom.last_day),
                        "range",
                    ),
                    "range",
                )
            unit = "day" if atom.day else "month" if atom.month else "year"
            rule = {"day": "full-date", "month": "month-and-year"}.get(unit, "year")
            return _Reading(period(unit, date(atom.year, atom.month or 1, atom.day or 1)), rule)
        if self.published is None:
            return None
        if not atom.month:
            return self._read_day_of_month(atom, self.published)
        near = []
        unit = "day" if atom.day else "month"
        for year in range(self.published.year - 8, self.published.year + 9):
            try:
                day = date(year, atom.month, atom.day or 1)
            except ValueError:
                continue  # February 29
            named = atom.weekday in (-1, day.weekday())
            if named and (atom.weekday >= 0 or abs(year - self.published.year) < 5):
                near.append(period(unit, day))
        if not near:
            return None
        chosen = self._pick(near, atom, atom.word)
        if atom.last_day:
            last = chosen.first.replace(day=atom.last_day)
            return _Reading(Period(chosen.first, last, "range"), "range")
        return _Reading(chosen, "month-day" if atom.day else "month")

    def _read_day_of_month(self, atom: Atom, published: date) -> _Reading | None:
        near = []
        for count in range(-8, 9):
            month = shift(published.replace(day=1), count, "month")
            try:
                day = month.replace(day=atom.day)
            except ValueError:
                continue  # no 31st
            if atom.weekday in (-1, day.weekday()):
                near.append(period("day", day))
        return _Reading(self._pick(near, atom, ""), "day-of-month") if near else None

    def _read_digits(self, atom: Atom) -> _Reading | None:
        day_first = month_first = None
        try:
            day_first = date(atom.year, atom.month, atom.day)
        except ValueError:
            if atom.word == ".":
                raise
        if atom.word == ".":
            assert day_first
            return _Reading(period("day", day_first), "full-date")
        if atom.day <= 12:
            month_first = date(atom.year, atom.day, atom.month)
        if day_first is None or (
            month_first and self.published and month_first <= self.published < day_first
        ):
            day_first = month_first
        return _Reading(period("day", day_first), "slashed-date") if day_first else None

    def _season_of(self, atom: Atom, year: int) -> Period:
        first, last = self.table.by_id["season"].seasons[atom.word.split(" ")[0]]
        return months(date(year, first, 1), (last - first) % 12 + 1, "season")

    def _pick(self, near: list[Period], atom: Atom, word: str) -> Period:
        """Return the period that is meant: by "last" or "next", else nearest by tense."""
        published = self.published
        assert published
        if word in ("last", "past", "previous"):
            return max((p for p in near if p.last < published), key=lambda p: p.first)
        if word in ("next", "coming", "upcoming", "following"):
            return min((p for p in near if p.first > published), key=lambda p: p.first)
        tense = "past" if atom.since else self.tenses.of(atom.start, atom.end)
        if atom.since:
            near = [p for p in near if p.first <= published]

        def cost(one: Period) -> tuple[int, date]:
            away = max((one.first - published).days, (published - one.last).days, 0)
            wrong = (tense == "past" and one.first > published) or (
                tense == "future" and one.last < published
            )
            return away + (_AGAINST[tense] if wrong else 0), one.first

        return min(near, key=cost)

    def _read_weekday(self, atom: Atom, published: date) -> _Reading:
        if atom.word in ("previous", "following"):
            published = self._that("day", published)
        back = (published.weekday() - atom.weekday) % 7
        ahead = -back % 7
        if atom.word in ("last", "past", "previous"):
            day, rule = published - timedelta(back or 7), "last-weekday"
        elif atom.word in ("next", "coming", "upcoming", "following"):
            day, rule = published + timedelta(ahead or 7), "next-weekday"
        elif atom.word == "this":
            ahead = atom.weekday - published.weekday()
            if ahead > 0 and self.tenses.of(atom.start, atom.end) == "past":
                ahead -= 7
            day, rule = published + timedelta(ahead), "this-weekday"
        else:
            own = self.text.startswith("'s", atom.end)
            tense = self.tenses.of(atom.start, atom.end, near=own)
            future = tense == "future" and not atom.since
            day, rule = published + timedelta(ahead if future else -back), "weekday"
        return _Reading(period("day", day), rule)

    def _read_phrase(self, atom: Atom, published: date) -> _Reading:
        convention = atom.convention
        assert convention and convention.edges
        first, last = (self._edge(edge, atom, published) for edge in convention.edges)
        unit = first.unit if first == last else "range"
        granularity = first.unit if convention.granularity == "unit" else ""
        return _Reading(Period(first.first, last.last, unit), convention.id, granularity)

    def _edge(self, edge: Edge, atom: Atom, published: date) -> Period:
        if edge.on:
            days = [date.fromisoformat(f"{published.year + n}-{edge.on}") for n in (-1, 0, 1)]
            return self._pick([period("day", each) for each in days], atom, "")
        unit = atom.word if edge.unit == "unit" else edge.unit
        by = atom.word if edge.by == "unit" else edge.by
        count = edge.sign * (atom.count if edge.count is None else edge.count)
        if by == "":
            by, count = "day", 0  # "hours ago": no number
        day = published
        if edge.back:
            day = self._that(unit, published)
        whole = period(unit, shift(day, count, by))
        early = edge.near and whole.first > published
        if early and self.tenses.of(atom.start, atom.end) != "future":
            return period(unit, shift(day, count - 1, by))
        return whole

    def _that(self, unit: str, published: date) -> date:
        """Return the day that "that day" or "that year" counts from.

        Raises ValueError where the text speaks of another time and names no day there.
        """
        last = self.last
        if last is None:
            return published
        if unit != "day" or last.unit == "day":
            return last.first
        if not last.first <= published <= last.last:
            raise ValueError("no day is named")
        return self.day or published

    # --- yielding --------------------------------------------------------------------------------

    def _since(self, reading: _Reading) -> _Reading:
        whole = reading.period
        if self.published is None or whole.first > self.published:
            return reading
        return _Reading(Period(whole.first, self.published, whole.unit), "since")

    def _remember(self, reading: _Reading) -> None:
        if reading.period.unit in ("day", "month", "year", "week"):
            self.last = reading.period
        if reading.period.unit == "day" and reading.rule != "since":
            self.day = reading.period.first

    def _time(self, atom: Atom, reading: _Reading) -> Time:
        convention = self.table.by_id[reading.rule]
        granularity = reading.granularity or convention.granularity
        if granularity not in ("hour", "day", "week", "month", "quarter", "year"):
            granularity = "range"
        if reading.rule == "this-unit" and atom.kind == "unit":
            granularity = reading.period.unit
        first, last = reading.period.first.isoformat(), reading.period.last.isoformat()
        length = {"day": 10, "month": 7, "year": 4}.get(reading.period.unit, 0)
        end = atom.upto.end if atom.upto else atom.end
        if granularity == "day" and (clock := _CLOCK.match(self.text, end)):
            end = clock.end()
        return Time(
            self.folded.span(atom.start, end),
            first,
            last,
            granularity,
            convention.vague,
            reading.rule,
            "" if convention.vague else first[:length],
        )


# --- what others call ----------------------------------------------------------------------------

#: How much of a text around a span is looked at: for "the day before" and for the tense.
_BACK, _AHEAD = 2000, 600


def find_times(text: str, published: str, span: Span | None = None) -> list[Time]:
    """Return the calendar expressions within the span (default: the whole text), in their order.

    published: the day that relative expressions count from, ISO, perhaps with a clock time
    (`2022-02-20T17:15`). "", or only a year or month, = unknown: then only expressions that name
    their year are returned. The span of a Time leaves out prepositions ("on Sunday" -> "Sunday")
    but where they make the meaning ("in the coming days", "since 2014"); a part of the day or a
    clock time right after it is within ("Sunday evening").
    Raises ValueError where `published` doesn't start with an ISO date.
    """
    day = _published(published)
    if span is None:
        return [time for _, time in _Reader(fold(text), day).times()]
    start, end = max(0, span.start - _BACK), min(len(text), span.end + _AHEAD)
    reader = _Reader(fold(text, start, end), day)
    return [time for _, time in reader.times() if span.holds(time.span)]


def _published(text: str) -> date | None:
    if not re.fullmatch(r"([0-9]{4}(-[0-9]{2}(-[0-9]{2}([T ].*)?)?)?)?", text):
        raise ValueError(f"{text!r} is no day of publication: it must be ISO, such as 2022-02-20")
    return date.fromisoformat(text[:10]) if len(text) >= 10 else None


_LENGTH = r"(?:minute|min|hour|hr|day|week|month|year)s?"
_DURATION = re.compile(
    rf"(?<![\w$£€])(?<![0-9][.,:-])(?:"
    rf"(?P<n>[0-9]{{1,4}}(?:\.[0-9]{{1,2}})?(?![0-9,.])|{NUMBER})"
    rf"(?P<half>{GAP}and{GAP}a{GAP}half)?(?:{GAP}|-)"
    rf"(?P<u>{_LENGTH}|seconds)(?![a-z])(?P<half2>{GAP}and{GAP}a{GAP}half(?!\w))?"
    rf"(?:(?:,?{GAP}(?:and{GAP})?)(?P<n2>{NUMBER}){GAP}"
    rf"(?P<u2>(?:minute|min|second|day|hour)s?)(?![a-z]))?"
    rf"|half(?:{GAP}an?{GAP}|-)(?P<hu>hour|day|year)(?![a-z])"
    rf"|(?P<long>hour|day|week|month|year)(?=-long(?!\w))"
    rf")"
)
#: Around a number and a unit that say when or how often, not how long.
_NO_LENGTH_BEFORE = re.compile(
    rf"(?<!\w)(?:in|within|every|per|aged?|next|last|past|coming|previous|first|final|another|each|"
    rf"once|{NUMBER}{GAP}(?:or|to)){GAP}\Z"
)
_NO_LENGTH_AFTER = re.compile(
    rf"(?:{GAP}|-)(?:ago|later|earlier|before|after|afterwards|old|olds|from{GAP}now|away|hence|"
    rf"in{GAP}advance|ahead|prior)(?!\w)|'?{GAP}time(?!\w)"
)
#: "an hour" is a length only after words of lasting: it is also a rate ("50 km an hour").
_LASTING = re.compile(
    rf"(?<!\w)(?:lasting|lasted|lasts|last|for|took|take|takes|taking|than|nearly|almost|about|"
    rf"around|over|under|spent|spend|least|roughly|approximately){GAP}\Z"
)
#: The first letters of a unit's word -> its letter in ISO 8601, after T where it is a clock's.
_ISO = {"se": "TS", "mi": "TM", "ho": "TH", "hr": "TH", "da": "D", "we": "W", "mo": "M", "ye": "Y"}
#: A unit in terms of the next smaller, for halves.
_HALVES = {"TH": (30, "TM"), "TM": (30, "TS"), "D": (12, "TH"), "Y": (6, "M")}


def find_durations(text: str, span: Span | None = None) -> list[Duration]:
    """Return how long things took, within the span (default: the whole text), in their order.

    The span of a Duration is number and unit alone ("nearly two hours" -> "two hours" = `PT2H`);
    "two days ago" or "in two days" is none, nor what no number is given for ("several hours").
    """
    start, end = (max(0, span.start - 60), span.end + 60) if span else (0, len(text))
    folded = fold(text, start, end)
    found = []
    for match in _DURATION.finditer(folded.text):
        value = _duration(folded.text, match)
        where = folded.span(*match.span())
        if value and (span is None or span.holds(where)):
            found.append(Duration(where, value))
    return found


def _duration(text: str, found: re.Match[str]) -> str:
    """Return the ISO 8601 value; "" where the words say something else."""
    start, end = found.span()
    if _NO_LENGTH_BEFORE.search(text, max(0, start - 16), start):
        return ""
    if _NO_LENGTH_AFTER.match(text, end):
        return ""
    if found["hu"] or found["long"]:
        unit = _unit(found["hu"] or found["long"])
        if found["long"]:
            return _iso({unit: 1})
        count, smaller = _HALVES[unit]
        return _iso({smaller: count})
    unit = _unit(found["u"])
    half = bool(found["half"] or found["half2"])
    single = found["n"] in ("a", "an") and not half and not text.startswith("-long", end)
    if single and not _LASTING.search(text, max(0, start - 16), start):
        return ""
    if "." in found["n"]:
        whole, _, rest = found["n"].partition(".")
        if rest.rstrip("0") not in ("", "5"):
            return f"P{unit[:-1]}{found['n']}{unit[-1]}"
        count, half = int(whole), rest.startswith("5")
    else:
        count = int(found["n"]) if found["n"].isdigit() else number(found["n"])
    parts: dict[str, float] = {unit: count}
    if half and unit in _HALVES:
        more, smaller = _HALVES[unit]
        parts[smaller] = more
    elif half:
        parts[unit] = count + 0.5
    if found["n2"]:
        second = _unit(found["u2"])
        parts[second] = parts.get(second, 0) + number(found["n2"])
    return _iso(parts)


def _unit(word: str) -> str:
    return _ISO[word[:2]]


def _iso(parts: dict[str, float]) -> str:
    days = "".join(f"{parts[u]:g}{u}" for u in ("Y", "M", "W", "D") if parts.get(u))
    clock = "".join(f"{parts[u]:g}{u[1]}" for u in ("TH", "TM", "TS") if parts.get(u))
    return f"P{days}T{clock}" if clock else f"P{days}" if days else ""


# --- the day of publication ----------------------------------------------------------------------

#: How far down a date still dates the text.
_HEAD = 2000
#: How much of a text's end may hold "Published" with a date; of its start, weekdays for a guess.
_TAIL, _BODY = 1000, 100_000
_STAMP = re.compile(
    r"\W*(?:first |last |date )?(?:published|posted|issued|released|updated|modified|dated?)"
    r"\W{0,3}(?:on|at)?\W*",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"\b(?:photo|photograph|image|picture|handout|getty|courtesy|credit)", re.IGNORECASE
)
_ARCHIVE = re.compile(r"\b(?:file|archive|undated)\b", re.IGNORECASE)
#: A small word of a line: it is a sentence, not a dateline.
_SMALL_WORD = re.compile(
    r"(?<![\w.'’])(?!(?:at|on|the|by|and|updated|published|posted|local|time|min|read)\b)[a-z]{2,}"
)
_CITY = re.compile(r"[A-ZÀ-Þ][A-ZÀ-Þ .,'’/()-]{2,48}\W*")


def guess_publication(text: str) -> Value | None:
    """Return the day of publication of a text that nothing dates, ISO; None without a full date.

    Tried in this order: "Published" or "Updated" with a date; a dateline (a line, or its start in
    capitals, that holds little but a date); the date of a photo's caption near the head, moved on
    to the first day whose weekday the text talks of most in the past or present; the latest full
    date near the head, else of all. span: the words of that date; `note` says which it was.
    """
    head = _full_dates(text, 0, _HEAD)
    stamps = [*head, *_full_dates(text, max(_HEAD, len(text) - _TAIL), len(text))]
    for day, span, before, _ in stamps:
        if before and _STAMP.fullmatch(before):
            return Value(day, span, f"the text says “{before.strip(' :')}” with this date")
    for day, span, before, after in head:
        short = len(before) + len(after) < 60
        if (short and not _SMALL_WORD.search(before + " " + after)) or _CITY.fullmatch(before):
            return Value(day, span, "the text's dateline")
    for day, span, before, after in head:
        if _CREDIT.search(before + after) and not _ARCHIVE.search(before + after):
            return _after_caption(text, day, span)
    dated = head or _full_dates(text, 0, len(text))
    if not dated:
        return None
    day, span, *_ = max(dated, key=lambda each: each[0])
    where = "near the head of the text" if head else "in the text"
    return Value(day, span, f"the latest full date {where}")


def _full_dates(text: str, start: int, end: int) -> list[tuple[str, Span, str, str]]:
    """Return the full dates that start in a stretch of the text.

    Each is its ISO day, its span, and what stands before and after it on its line.
    """
    reader = _Reader(fold(text, start, end + 40), None)
    return [
        (time.latest, time.span, *_line(text, time.span))
        for _, time in reader.times()
        if time.rule in ("full-date", "slashed-date") and time.span.start < end
    ]


def _line(text: str, span: Span) -> tuple[str, str]:
    """Return what stands before and after the words on their line, at most 400 characters each."""
    start = text.rfind("\n", max(0, span.start - 400), span.start) + 1
    end = text.find("\n", span.end, span.end + 400)
    before = text[max(start, span.start - 400) : span.start]
    return before, text[span.end : end if end >= 0 else span.end + 400]


def _after_caption(text: str, day: str, span: Span) -> Value:
    """Return the first day from the caption's on that is the weekday the text talks of most."""
    taken = date.fromisoformat(day)
    reader = _Reader(fold(text, 0, _BODY), taken)
    spoken: Counter[int] = Counter()
    for atom in reader.finder.atoms():
        if atom.kind == "weekday" and not atom.word and not atom.upto:
            own = reader.text.startswith("'s", atom.end)
            if reader.tenses.of(atom.start, atom.end, near=own) != "future":
                spoken[atom.weekday] += 1
    if not spoken:
        return Value(day, span, "the date of a photo's caption; the text names no weekday")
    weekday = spoken.most_common(1)[0][0]
    guessed = taken + timedelta((weekday - taken.weekday()) % 7)
    note = f"the first {guessed:%A}, which the text tells of, on or after a photo's date, {day}"
    return Value(guessed.isoformat(), span, note)
