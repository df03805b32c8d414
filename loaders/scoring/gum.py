"""How well dates are read: scored against the normalised dates of the GUM corpus.

What goes in is the folder of GUM's files: `GUM_news_*.xml`, one token a line within the elements
`<date when= from= to= notBefore= notAfter=>` (TEI), and the `.conllu` of the same name, which holds
the sentences as printed. No text of it is kept here. Offsets are code points of the text that
`read_texts` puts together, end exclusive.

How it is counted. Kinds: absolute dates hold a year of four digits in their words; relative ones
hold another word of the calendar ("Tuesday", "last week", "two years"); the others hold none ("the
date", "the 30th anniversary"): they mean what the text says elsewhere. A marked date is
right where a Time shares a character with it and has exactly its first and last day. But:
- limits (`notBefore`, `notAfter`) are no interval: a Time is right that lies within them;
- the corpus marks "2014" of "since 2014" and "the end of the year" of "by the end of the year": of
  these Times only the end that the marked words name is compared, the first day or the last;
- where one Time spans several marked dates, they are right together if it runs from the first day
  of the first to the last day of the last ("2004 to 2009"), or if it is the one that lies within
  the others ("May" and "this year" of "in May this year").
`<time>` (clock times) and dates without a year (`--10`) don't count. `strict` counts what is right
without the first two of these.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from loaders.extraction.dates import find_times, guess_publication
from loaders.extraction.finds import Span, Time

#: The kinds that dates are counted by.
KINDS = ("relative", "absolute", "other")

_CALENDAR = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|"
    r"nov|dec)[a-z]{0,6}|springs?|summers?|autumns?|falls?|winters?|hours?|days?|nights?|weeks?|"
    r"weekends?|months?|quarters?|years?|decades?|century|centuries|today|tonight|tomorrow|"
    r"yesterday|overnight|morning|afternoon|evening|midnight|noon|now|recent|recently|soon|future|"
    r"[0-9]+s)\b",
    re.IGNORECASE,
)
#: Conventions whose Time runs on to, or from, the day of publication: which end the words name.
_OPEN = {"since": "first", "by-the-end-of": "last", "year-end": "last"}


@dataclass(frozen=True, slots=True)
class MarkedDate:
    """A date as the corpus marks it. earliest, latest: ISO days; "" where there is no such limit.

    limits: the corpus says only between which days it lies.
    """

    span: Span
    words: str
    earliest: str
    latest: str
    limits: bool

    @property
    def kind(self) -> str:
        """Return absolute, relative or other, as said above."""
        if re.search(r"\b[12][0-9]{3}\b", self.words):
            return "absolute"
        return "relative" if _CALENDAR.search(self.words) else "other"


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with its marked dates. published: the day printed under its headline, ISO.

    Where none is printed it is the metadata's dateCreated, the day on which its page was begun.
    """

    name: str
    text: str
    published: str
    dates: tuple[MarkedDate, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """A marked date that was read otherwise. found: what was read there, "" if nothing."""

    name: str
    kind: str
    words: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class DateScore:
    """Counts by kind, and what was missed.

    guessed: texts whose day of publication `guess_publication` found without being told.
    """

    texts: int
    right: dict[str, int]
    strict: dict[str, int]
    total: dict[str, int]
    misses: tuple[Miss, ...]
    guessed: int

    def share(self, kind: str) -> float:
        """Return the share of a kind that was read exactly, 0 to 1; 1 where there is none."""
        return self.right[kind] / self.total[kind] if self.total[kind] else 1.0


def score_dates(folder: Path, chosen: Callable[[str], bool] = lambda name: True) -> DateScore:
    """Return the score of `find_times` and `guess_publication` on the news texts of the folder.

    chosen: which texts count, by name (`GUM_news_crane`). Raises FileNotFoundError where the folder
    holds none, ValueError where a file isn't as described above.
    """
    right, strict, total = (dict.fromkeys(KINDS, 0) for _ in range(3))
    misses: list[Miss] = []
    texts = guessed = 0
    for marked in read_texts(folder):
        if not chosen(marked.name):
            continue
        texts += 1
        guess = guess_publication(marked.text)
        guessed += guess is not None and guess.value == marked.published
        times = find_times(marked.text, marked.published)
        for each in marked.dates:
            total[each.kind] += 1
            near = [time for time in times if time.span.overlaps(each.span)]
            strict[each.kind] += any(_is_same(time, marked.dates) for time in near)
            if any(_is_same(time, marked.dates) or _is_meant(time, each) for time in near):
                right[each.kind] += 1
            else:
                found = "; ".join(f"{t.earliest}..{t.latest} ({t.rule})" for t in near)
                expected = f"{each.earliest}..{each.latest}"
                misses.append(Miss(marked.name, each.kind, each.words, expected, found))
    return DateScore(texts, right, strict, total, tuple(misses), guessed)


def _is_same(time: Time, dates: tuple[MarkedDate, ...]) -> bool:
    """Is it the interval of the marked dates that it spans: of all, or of the one within all?"""
    within = [each for each in dates if each.span.overlaps(time.span)]
    hull = within[0].earliest, within[-1].latest
    common = max(each.earliest for each in within), min(each.latest for each in within)
    return (time.earliest, time.latest) in (hull, common)


def _is_meant(time: Time, marked: MarkedDate) -> bool:
    """Does it lie within the marked limits, or share the end that the marked words name?"""
    if marked.limits:
        after = not marked.earliest or marked.earliest <= time.earliest
        return after and (not marked.latest or time.latest <= marked.latest)
    end = _OPEN.get(time.rule)
    return (end == "first" and time.earliest == marked.earliest) or (
        end == "last" and time.latest == marked.latest
    )


def read_texts(folder: Path) -> Iterator[MarkedText]:
    """Yield the news texts of the folder by name. Raises as `score_dates` does."""
    files = sorted(folder.glob("GUM_news_*.xml"))
    if not files:
        raise FileNotFoundError(f"no GUM_news_*.xml in {folder}")
    for file in files:
        root = ET.parse(file).getroot()  # noqa: S314 - a file of the corpus at hand
        text, tokens = _printed(file.with_suffix(".conllu"))
        dates: list[MarkedDate] = []
        if _walk(root, 0, text, tokens, dates) != len(tokens):
            raise ValueError(f"{file.name} and its .conllu differ in their tokens")
        published = root.attrib["dateCreated"]
        for each in dates:
            alone = text[: each.span.start].endswith("\n") and text.startswith("\n", each.span.end)
            if alone and each.earliest == each.latest:
                published = each.earliest
                break
        yield MarkedText(file.stem, text, published, tuple(dates))


def _printed(file: Path) -> tuple[str, list[Span]]:
    """Return the text of a .conllu file and where its tokens stand.

    Sentences are joined by a space, paragraphs ("# newpar") by an empty line.
    """
    text, place = "", 0
    joint = ""
    tokens: list[Span] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newpar"):
            joint = "\n\n"
        elif line.startswith("# text = "):
            text += (joint if text else "") + line.removeprefix("# text = ")
            joint = " "
        elif re.match(r"[0-9]+\t", line):
            word = line.split("\t")[1]
            start = text.find(word, place)
            if start < 0:
                raise ValueError(f"{file.name}: the token {word!r} is not in its sentence")
            place = start + len(word)
            tokens.append(Span(start, place))
    return text, tokens


def _walk(
    element: ET.Element, count: int, text: str, tokens: list[Span], dates: list[MarkedDate]
) -> int:
    """Add the dates of an element; return the number of tokens up to its end."""
    first = count
    count += _lines(element.text)
    for child in element:
        count = _walk(child, count, text, tokens, dates) + _lines(child.tail)
    bounds = _bounds(element) if element.tag == "date" else None
    if bounds and first < count <= len(tokens):
        span = Span(tokens[first].start, tokens[count - 1].end)
        dates.append(MarkedDate(span, span.of(text), *bounds))
    return count


def _lines(text: str | None) -> int:
    return sum(1 for line in (text or "").splitlines() if line.strip())


def _bounds(element: ET.Element) -> tuple[str, str, bool] | None:
    """Return first and last day of a TEI date, and are they limits; None without a year."""
    get = element.attrib.get
    first = get("when") or get("from") or get("notBefore") or ""
    last = get("when") or get("to") or get("notAfter") or ""
    if first.startswith("-") or last.startswith("-") or not first + last:
        return None
    limits = "when" not in element.attrib and "from" not in element.attrib
    return _edge(first, last=False), _edge(last, last=True), limits


def _edge(prefix: str, *, last: bool) -> str:
    """Return the first or last day of an ISO prefix (`2014`, `2014-02`); "" of none.

    A clock time behind a day (`2014-02-19T22:30:00`) is left out.
    """
    prefix = prefix.partition("T")[0]
    parts = [int(part) for part in prefix.split("-")] if prefix else []
    if not parts or len(parts) == 3:
        return prefix
    year, month = parts[0], parts[1] if len(parts) == 2 else 12 if last else 1
    if not last:
        return date(year, month, 1).isoformat()
    return (date(year + month // 12, month % 12 + 1, 1) - timedelta(1)).isoformat()
