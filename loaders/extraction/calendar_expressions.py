"""Where a text names a time: calendar expressions, found by patterns, not yet read against a day.

What goes in is a folded text (calendar_words.py); what comes out are atoms with offsets in it, in
its order, none overlapping. dates.py says which days an atom means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from loaders.extraction.calendar_words import (
    GAP,
    MONTHS,
    WEEKDAYS,
    Convention,
    Folded,
    conventions,
    number,
)
from loaders.extraction.tenses import Tenses

# --- patterns, for a folded text -----------------------------------------------------------------

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_LONG_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day(?![a-z])"
_ANY_DAY = rf"(?:{_LONG_DAY}|(?:mon|tues?|wed|thu(?:rs?)?|fri|sat|sun)(?![a-z])\.?)"
_DAY = (
    r"(?:3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?"
    r"(?![\w%]|[.,:][0-9]|-(?:year|month|week|day|hour|minute))"
)
_YEAR = r"(?:1[5-9][0-9]{2}|20[0-9]{2})(?![\w%]|[.,][0-9])"
#: A year after a day or month: in digits, or told from that of publication.
_ITS_YEAR = rf"(?:{_YEAR}|(?:of{GAP})?(?:this|last|next){GAP}year(?!\w))"
_TO = rf"(?: ?- ?|{GAP}(?:to|until|till|through|and){GAP})"
_SEASON = r"(?:spring|summer|autumn|fall|winter)(?![a-z])"
_ORDINAL = r"(?:first|second|third|fourth|last|1st|2nd|3rd|4th)"
_UNIT = r"(?:week|month|quarter|year|decade|century)"
_CENTURIES = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth "
        "twenty-first".split(),
        range(1, 22),
        strict=True,
    )
)
_CENTURY = rf"(?:(?:1?[0-9]|2[01])(?:st|nd|rd|th)|{'|'.join(_CENTURIES)})"
_DECADES = {
    "twenties": 20,
    "thirties": 30,
    "forties": 40,
    "fifties": 50,
    "sixties": 60,
    "seventies": 70,
    "eighties": 80,
    "nineties": 90,
}


def _named_day(name: str) -> str:
    return rf"(?:(?P<w{name}>{_ANY_DAY}),?{GAP}(?:the{GAP})?)?"


_CALENDAR = re.compile(
    # First a quick look: most words of a text can't start a date.
    r"(?=[0-9']|j[au]|feb|ma[ry]|a[pu]|sep|oct|nov|dec|mon|tue|wed|t[hw]|fri|s[aupeio]|win|fa|fo|"
    r"q[1-4]|last|e[il]|ni|te|fi)(?<![\w$£€#])(?<![0-9][.,/:])(?:"
    # ISO, and digits with points or slashes.
    r"(?P<iso>[12][0-9]{3}-[01][0-9]-[0-3][0-9])(?:t[0-9:.]{4,15}(?:z|[+-][0-9:]{4,5})?)?(?![\w-])"
    r"|(?P<ym>(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2]))(?![\w-])"
    r"|(?P<nd>[0-3]?[0-9])(?P<ns>[./])(?P<nm>[0-3]?[0-9])(?P=ns)"
    r"(?P<ny>[12][0-9]{3})(?![\w]|[.,/][0-9])"
    # Saturday, February 19(-21), 2022; (Saturday) 19(-21) (of) February 2022; February 2022.
    rf"|{_named_day('1')}(?P<m1>{_MONTH})\.?{GAP}(?:the{GAP})?(?P<d1>{_DAY})"
    rf"(?:(?P<s1>{_TO})(?P<e1>{_DAY})(?!{GAP}{_MONTH}))?(?:,?{GAP}(?P<y1>{_ITS_YEAR}))?"
    rf"|{_named_day('2')}(?:(?P<d2>{_DAY})(?P<s2>{_TO}))?(?:the{GAP})?(?P<e2>{_DAY})"
    rf"{GAP}(?:of{GAP})?(?P<m2>{_MONTH})"
    rf"(?:\.?,?{GAP}(?P<y2>{_ITS_YEAR}))?"
    rf"|(?P<m3>{_MONTH})\.?(?:,?{GAP}|{GAP}of{GAP})(?P<y3>{_ITS_YEAR})"
    # Longer units.
    rf"|(?:the{GAP})?(?:(?P<q>{_ORDINAL}){GAP}quarter{GAP}of{GAP}"
    rf"|q(?P<qn>[1-4])(?:{GAP}(?:of{GAP})?|/|-))"
    rf"(?:(?P<qy>{_YEAR})|(?P<qu>the|this|last|next){GAP}year)"
    rf"|(?P<season>{_SEASON})(?:{GAP}(?:of{GAP})?(?P<sy>{_YEAR}))?"
    r"|(?P<decade>(?:1[0-9]|20)[0-9]0)'?s(?!\w)"
    rf"|(?:the{GAP}'?|')(?P<dec2>[1-9]0)'?s(?!\w)|the{GAP}(?P<dec3>{'|'.join(_DECADES)})(?!\w)"
    rf"|(?:the{GAP})?(?P<century>{_CENTURY})(?:{GAP}|-)century"
    rf"|(?:(?P<dw>{_LONG_DAY}),?{GAP})?the{GAP}(?P<dm>(?:3[01]|[12]?[0-9])(?:st|nd|rd|th))(?!\w)"
    r"|(?P<ya>(?:1[5-9]|20)[0-9]{2}) ?[-/] ?"
    r"(?P<yb>(?:(?:1[5-9]|20)[0-9]{2}|[0-9]{2})(?![\w%-]|[.,/][0-9]))"
    rf"|(?P<year>{_YEAR})"
    # Without a year.
    rf"|(?P<weekday>{_LONG_DAY})"
    rf"|(?P<month>{_MONTH})"
    rf"|the{GAP}(?P<unit>{_UNIT})(?![\w])"
    r")"
)

_MODIFIER = re.compile(
    rf"(?<!\w)(?P<word>(?:(?:this|the){GAP})?(?:coming|upcoming|past|previous|following)|last|next|"
    rf"this){GAP}\Z"
)
#: Before a weekday or month: not one day but all of them, or a name.
_NAMED = re.compile(
    rf"(?<!\w)(?:every|each|most|bloody|black|good|palm|easter|cyber|super|fat|ash|holy|maundy|"
    rf"alternate){GAP}\Z"
)
#: After a weekday: no day but a newspaper, a school.
_PAPER = re.compile(
    rf"{GAP}(?:times|school|mirror|express|telegraph|post|herald|mail|independent|mass|roast)(?!\w)"
)
#: Before a month's name that is also a word or a person's name.
_IN = re.compile(
    rf"(?<!\w)(?:in|of|since|until|till|by|from|to|last|next|this|early|late|mid-?|between|and|"
    rf"during|before|after|through|for|or|coming|past|previous|around|{_MONTH}-){GAP}?\Z"
)
#: Before "the 15th"; and after it, where it counts a noun.
_ON = re.compile(rf"(?<!\w)(?:on|by|until|till|since|before|after|from|for){GAP}\Z")
_COUNTS_NOUN = re.compile(
    rf"{GAP}(?!(?:and|at|in|to|or|with|when|by|for|as|but|of{GAP}th(?:e|is){GAP}month)\b)[a-z]|-"
)
#: "April Jones" is somebody; "in April Jones" is not.
_NAME = re.compile(r"[ \u00a0][A-Z]")
_SURE_IN = re.compile(
    rf"(?<!\w)(?:in|since|until|till|last|next|this|early|late|mid-?|during){GAP}?\Z"
)
_IN_SEASON = re.compile(
    rf"(?<!\w)(?:(?:in|by|until|since|during|over|throughout)(?:{GAP}the)?|of{GAP}the|last|next|this|"
    rf"early|late|mid-?|coming|past|previous|following){GAP}?\Z"
)
_NO_SEASON = re.compile(
    rf"(?:{GAP}and{GAP}(?:winter|summer))?{GAP}(?:of|olympic|paralympic|games|sport|carnival|"
    r"festival|break|school|camp|clothes|time|tourism)"
)
#: Before a month, a year or the like: which part of it.
_PART = re.compile(
    rf"(?<!\w)(?:(?P<by>by|until|till){GAP})?(?:"
    rf"(?P<third>early|mid|late)(?:{GAP}|-)(?:in{GAP})?(?:the{GAP})?"
    rf"|(?:the{GAP})?(?P<edge>beginning|start|middle|end|close|(?:first|second|latter){GAP}half)"
    rf"{GAP}of{GAP}(?:the{GAP})?)\Z"
)
_PARTS = {"early": "early", "mid": "middle", "late": "late", "beginning": "beginning-of"}
_PARTS |= {"start": "beginning-of", "middle": "middle", "end": "end-of", "close": "end-of"}
_PARTS |= {"first": "first-half", "second": "second-half", "latter": "second-half"}
_SINCE = re.compile(rf"(?<!\w)since{GAP}(?:the{GAP})?\Z")
_SEPARATOR = re.compile(
    rf"(?: ?- ?|,?{GAP}(?:to|until|till|through|up to|and){GAP})(?:the{GAP})?\Z"
)
_LISTED = re.compile(rf"(?: ?- ?|,?{GAP}(?:(?:to|until|till|through|and|or|on|in){GAP}){{0,2}})\Z")
_BETWEEN = re.compile(rf"(?<!\w)between{GAP}(?:the{GAP})?\Z")
#: "moved from Monday to Wednesday" names two days, not what lies between.
_MOVED = re.compile(
    r"(?<!\w)(?:postpone|reschedule|mov|delay|shift|chang|push|brought|bring|put back)[a-z]{0,4}"
    r"(?!\w)[^.\n]{0,60}\Z"
)
# A number of four digits that is no year.
_BEFORE_COUNT = re.compile(
    r"(?<!\w)(?:some|about|nearly|almost|over|than|least|roughly|approximately|around|another|"
    r"resolution|article|section|decree|law|no|no\.|number|room|page|flight|boeing|usd|eur|rub|"
    r"order|directive|bill|to|of)\.? \Z"
)
_COUNTED = re.compile(
    rf"{GAP}(?:people|troops|soldiers|men|women|children|civilians|refugees|migrants|personnel|"
    r"servicemen|fighters|votes|dollars|euros|roubles|rubles|hryvnias?|pounds|km|kilomet[a-z]+|"
    r"miles|met[er]{2}s|tons|tonnes|kg|mw|gmt|utc|hrs|hours|percent|million|billion|thousand|"
    r"cases|deaths|more|jobs|homes|houses|households|vehicles|tanks|missiles|residents|members|"
    r"words|times|years|days)(?!\w)"
)
_PLURAL = re.compile(rf"{GAP}(?!levels|elections|olympics|games)[a-z]{{3,20}}s(?!\w)")
#: "Courage-2022", "555-2014", but "mid-2014".
_GLUED = re.compile(r"\w-\Z(?<!(?<!\w)mid-)(?<!(?<!\w)early-)(?<!(?<!\w)late-)")
_SURE_YEAR = re.compile(
    r"(?<!\w)(?:in|since|until|till|by|from|between|during|year|early|mid|late)[ -]\Z"
)


@dataclass(slots=True)
class Atom:
    """An expression as found. start, end: in the copy. What is 0 or "" isn't named by the words."""

    kind: str
    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    last_day: int = 0
    weekday: int = -1
    word: str = ""
    count: int = 1
    convention: Convention | None = None
    part: str = ""
    by: bool = False
    since: bool = False
    upto: Atom | None = None


class Finder:
    """Finds the expressions of one folded text. year: that of publication; None if unknown."""

    def __init__(self, folded: Folded, tenses: Tenses, year: int | None) -> None:
        self.folded = folded
        self.text = folded.text
        self.tenses = tenses
        self.year = year
        self.table = conventions()

    def atoms(self) -> list[Atom]:
        """Return the expressions in their order; those that are two ends of a range joined."""
        return list(self._joined(self._single()))

    def _single(self) -> list[Atom]:
        found = [atom for m in _CALENDAR.finditer(self.text) for atom in self._calendar(m)]
        found += [atom for m in self.table.phrases(self.text) for atom in self._phrase(m)]
        found.sort(key=lambda atom: (atom.start, -atom.end))
        kept: list[Atom] = []
        for atom in found:
            if kept and atom.start < kept[-1].end:
                continue
            if self._with_part(atom) and (not kept or atom.start >= kept[-1].end):
                kept.append(atom)
        return kept

    def _before(
        self, place: int, pattern: re.Pattern[str], reach: int = 44
    ) -> re.Match[str] | None:
        return pattern.search(self.text, max(0, place - reach), place)

    def _phrase(self, found: re.Match[str]) -> Iterator[Atom]:
        name = found.lastgroup or ""
        index = int(name[1:])
        convention = self.table.ordered[index]
        start, end = found.span()
        if convention.not_after and self._before(start, convention.not_after, 24):
            return
        if convention.not_before and convention.not_before.match(self.text, end):
            return
        count, unit = 1, ""
        for n in range(len(convention.words)):
            groups = found.re.groupindex
            if f"n{index}_{n}" in groups and found[f"n{index}_{n}"]:
                count = number(found[f"n{index}_{n}"])
            if f"u{index}_{n}" in groups and found[f"u{index}_{n}"]:
                unit = found[f"u{index}_{n}"].removesuffix("s").replace("centurie", "century")
        if convention.only and self.tenses.of(start, end) != convention.only:
            return
        yield Atom("phrase", start, end, word=unit, count=count, convention=convention)

    def _calendar(self, found: re.Match[str]) -> Iterator[Atom]:
        start, end = found.span()
        get = found.group
        for n in "12":
            if get(f"m{n}"):
                yield from self._month_day(found, n)
                return
        if get("iso"):
            year, month, day = (int(each) for each in get("iso").split("-"))
            yield Atom("point", start, end, year, month, day)
        elif get("ym"):
            year, month = int(get("ym")[:4]), int(get("ym")[5:])
            if month == year % 100 + 1:  # 2010-11 is a season, 2014-03 a month
                yield Atom("years", start, end, year, last_day=year + 1)
            else:
                yield Atom("point", start, end, year, month)
        elif get("nd"):
            yield Atom(
                "digits", start, end, int(get("ny")), int(get("nm")), int(get("nd")), word=get("ns")
            )
        elif get("m3"):
            if self.folded.capital(start):
                year = self._its_year(get("y3"))
                yield Atom("point", start, end, year, MONTHS[get("m3")])
        elif get("q") or get("qn"):
            name = get("q") or get("qn")
            quarter = {"f": 1, "s": 2, "t": 3, "l": 4}.get(name[0], 0) or int(name[0])
            quarter = 4 if name == "fourth" else quarter
            yield Atom(
                "quarter", start, end, int(get("qy") or 0), word=get("qu") or "", count=quarter
            )
        elif get("season"):
            yield from self._season(found)
        elif get("decade") or get("dec2") or get("dec3"):
            short = int(get("dec2") or _DECADES.get(get("dec3") or "", 0))
            year = int(get("decade") or self._decade(short))
            yield Atom("decade", start, end, year)
        elif get("dm"):
            yield from self._day_of_month(found)
        elif get("century"):
            digits = re.match("[0-9]+", get("century"))
            count = int(digits[0]) if digits else _CENTURIES[get("century")]
            yield Atom("century", start, end, 100 * count)
        elif get("ya"):
            yield from self._years(found)
        elif get("year"):
            if self._is_year(start, end):
                yield Atom("point", start, end, int(get("year")))
        elif get("weekday"):
            yield from self._modified(Atom("weekday", start, end, weekday=WEEKDAYS[get("weekday")]))
        elif get("month"):
            certain = len(get("month")) > 3 and get("month") not in (
                "march",
                "april",
                "june",
                "august",
            )
            if not certain and _NAME.match(self.folded.source, self.folded.at(end)):
                certain = bool(self._before(start, _SURE_IN))
            elif not certain:
                certain = bool(self._before(start, _IN))
            if self.folded.capital(start) and certain:
                yield from self._modified(Atom("point", start, end, month=MONTHS[get("month")]))
        elif get("unit"):
            yield Atom("unit", start, end, word=get("unit"))

    def _month_day(self, found: re.Match[str], n: str) -> Iterator[Atom]:
        """Yield a day of a month, two in a list, or the days from one to another."""
        if not self.folded.capital(found.start(f"m{n}")):
            return
        start, end = found.span()
        month, year = MONTHS[found[f"m{n}"]], self._its_year(found[f"y{n}"])
        if found[f"y{n}"] and not self._is_year(found.start(f"y{n}"), end):
            year, end = 0, max(found.end(f"{g}{n}") for g in ("m", "d", "e"))
        first, second = (int(re.sub("[a-z]", "", found[f"{g}{n}"] or "0")) for g in ("d", "e"))
        weekday = WEEKDAYS[found[f"w{n}"].rstrip(".")] if found[f"w{n}"] else -1
        atom = Atom("point", start, end, year, month, first or second, weekday=weekday)
        if first and second:
            between = self._before(start, _BETWEEN)
            if "and" not in found[f"s{n}"] or between:
                atom.last_day = second
                atom.start = between.start() if between else start
            else:
                yield replace(atom, end=found.end(f"d{n}"))
                atom = replace(atom, start=found.start(f"e{n}"), day=second, weekday=-1)
        yield atom

    def _day_of_month(self, found: re.Match[str]) -> Iterator[Atom]:
        """Yield "the 15th", where no noun follows that it counts."""
        start, end = found.span()
        if not found["dw"] and not self._before(start, _ON):
            return
        if _COUNTS_NOUN.match(self.text, end):
            return
        weekday = WEEKDAYS[found["dw"]] if found["dw"] else -1
        yield Atom("point", start, end, day=int(found["dm"][:-2]), weekday=weekday)

    def _its_year(self, words: str | None) -> int:
        """Return the year that follows a day or month; 0 if none does or it can't be told."""
        if not words or words[0].isdigit():
            return int(words or 0)
        if self.year is None:
            return 0
        return self.year + ("next" in words) - ("last" in words)

    def _season(self, found: re.Match[str]) -> Iterator[Atom]:
        start, end = found.span()
        year = int(found["sy"] or 0)
        if year or (self._before(start, _IN_SEASON) and not _NO_SEASON.match(self.text, end)):
            yield from self._modified(Atom("season", start, end, year, word=found["season"]))

    def _years(self, found: re.Match[str]) -> Iterator[Atom]:
        first, last = int(found["ya"]), int(found["yb"])
        if len(found["yb"]) == 2:
            last += first // 100 * 100
        if first < last and self._is_year(*found.span()):
            yield Atom("years", *found.span(), first, last_day=last)
        elif self._is_year(found.start(), found.end("ya")):
            yield Atom("point", found.start(), found.end("ya"), first)

    def _decade(self, short: int) -> int:
        latest = self.year or 1999
        return latest - (latest - short) % 100

    def _is_year(self, start: int, end: int) -> bool:
        """Is the number a year, not a count of something or part of a name?"""
        text = self.text
        if self._before(start, _GLUED, 8):
            return False
        if _COUNTED.match(text, end):
            return False
        if self._before(start, _SURE_YEAR, 12):
            return True
        if _PLURAL.match(text, end) and text[start + 2 : end] == "00":
            return False
        count = self._before(start, _BEFORE_COUNT, 20)
        if not count:
            return text[start : start + 2] not in ("15", "16")
        word = count.group().strip()
        return word in ("to", "of", "over", "around") and not _PLURAL.match(text, end)

    def _modified(self, atom: Atom) -> Iterator[Atom]:
        """Yield a weekday, month or season with the "last" or "next" before it."""
        if self._before(atom.start, _NAMED, 14):
            return
        if atom.kind == "weekday" and _PAPER.match(self.text, atom.end):
            return
        found = self._before(atom.start, _MODIFIER, 24)
        if found:
            words = found["word"].split()
            atom.word = f"{atom.word} {words[-1]}".strip()
            atom.start = found.start()
        yield atom

    def _with_part(self, atom: Atom) -> bool:
        """Give the atom the part and the "since" before it. False: it says nothing alone."""
        whole = atom.kind in ("season", "decade", "century", "quarter", "unit") or (
            (atom.kind == "point" and not atom.day)
            or (atom.kind == "phrase" and atom.convention is not None and _is_unit(atom.convention))
        )
        found = self._before(atom.start, _PART) if whole else None
        if found:
            atom.part = _PARTS[(found["third"] or found["edge"]).split()[0].strip()]
            atom.by = bool(found["by"]) and atom.part == "end-of"
            atom.start = found.start() if atom.by or not found["by"] else found.end("by") + 1
        if atom.kind == "unit" and not found:
            return False
        if atom.kind != "phrase" or whole:
            since = self._before(atom.start, _SINCE)
            if since:
                atom.since, atom.start = True, since.start()
        return True

    def _joined(self, atoms: list[Atom]) -> Iterator[Atom]:
        """Yield the atoms, those joined that are the ends of a range."""
        place = 0
        while place < len(atoms):
            atom = atoms[place]
            place += 1
            following = atoms[place] if place < len(atoms) else None
            if following and self._is_listed(atom, following):
                atom.year = following.year - (atom.month > following.month)
            if following and self._is_range(atom, following):
                last = following
                place += 1
                between = self._before(atom.start, _BETWEEN)
                atom = replace(atom, upto=last, start=between.start() if between else atom.start)
            yield atom

    def _is_listed(self, atom: Atom, last: Atom) -> bool:
        """Does the year of the last hold for this one too ("in March and May 2014")?"""
        return (
            atom.kind == last.kind == "point"
            and bool(atom.month and last.month and last.year)
            and not atom.year
            and not atom.word
            and bool(atom.day) == bool(last.day)
            and bool(_LISTED.match(self.text[atom.end : last.start][:16]))
        )

    def _is_range(self, atom: Atom, last: Atom) -> bool:
        if not {atom.kind, last.kind} <= {"point", "weekday", "digits"}:
            return False
        if (atom.kind == "weekday") != (last.kind == "weekday") or atom.last_day or last.last_day:
            return False
        if last.since or bool(atom.month) != bool(last.month):
            return False
        if last.start - atom.end > 16:
            return False
        joint = _SEPARATOR.match(self.text, atom.end, last.start)
        if not joint:
            return False
        if "and" in joint.group():
            return bool(self._before(atom.start, _BETWEEN))
        return not self._before(atom.start, _MOVED, 90)


def _is_unit(convention: Convention) -> bool:
    return convention.id in ("this-unit", "last-unit", "next-unit")
