"""Property types: each cleans a value into its canonical text, or says why it can't.

Every value in the graph is a string (a Statement's `value` is one), so that one rule writes,
compares and exports all of them. Dates are ISO 8601 prefixes as in FollowTheMoney.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from graph.plover import CATEGORIES

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?\Z", re.ASCII)
_DURATION = re.compile(r"P(?=.)(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+S)?)?\Z", re.ASCII)
_CODE = re.compile(r"[a-z0-9]+:[^\s:]+\Z")


class ValueRefused(ValueError):
    """A value that its property type can't hold; the message says what is expected."""


@dataclass(frozen=True)
class PropertyType:
    """How one kind of value is checked.

    name: shown in docs/schema.md. description: what a value looks like.
    clean: text in, canonical text out; raises ValueRefused.
    """

    name: str
    description: str
    clean: Callable[[str], str]


def _clean_text(value: str) -> str:
    if not value.strip():
        raise ValueRefused("is empty")
    return value


def _clean_name(value: str) -> str:
    """Names alone are normalized (NFC, single spaces, no format characters); quotes never are."""
    kept = (c for c in unicodedata.normalize("NFC", value) if unicodedata.category(c) != "Cf")
    name = " ".join("".join(kept).split())
    if not name:
        raise ValueRefused("is empty")
    return name


def _clean_date(value: str) -> str:
    if not _DATE.match(value):
        raise ValueRefused(
            f"{value!r} is not a date: write 2022, 2022-02 or 2022-02-20, as the text gives it"
        )
    try:
        first_day(value)
    except ValueError as error:
        raise ValueRefused(f"{value!r} is not a date in the calendar") from error
    return value


def _clean_instant(value: str) -> str:
    """A publication time: a date prefix, or a day with a local clock time (no zone is invented)."""
    day, separator, clock = value.partition("T")
    _clean_date(day)
    if separator and not re.match(r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d\d:\d\d)?\Z", clock):
        raise ValueRefused(f"{value!r} is not a time: write 2022-02-20 or 2022-02-20T17:15")
    return value


def _clean_duration(value: str) -> str:
    if not _DURATION.match(value):
        raise ValueRefused(f"{value!r} is not a duration: write 105 minutes as PT105M (ISO 8601)")
    return value


def _clean_url(value: str) -> str:
    """Only http and https addresses: a link the page shows must not run anything."""
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise ValueRefused(f"{value!r} is not an address") from error
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", value):
        raise ValueRefused(f"{value!r} is not an address that begins with http:// or https://")
    return value


def _clean_code(value: str) -> str:
    if not _CODE.match(value):
        raise ValueRefused(f"{value!r} is not a code: write scheme:code, such as iso3:FRA")
    return value


def _clean_flag(value: str) -> str:
    if value not in ("true", "false"):
        raise ValueRefused(f"{value!r} is neither true nor false")
    return value


def choice(name: str, values: Sequence[str]) -> PropertyType:
    """Return a type that holds one of `values` and names them all when it refuses."""

    def clean(value: str) -> str:
        if value not in values:
            raise ValueRefused(f"{value!r} is not one of {', '.join(values)}")
        return value

    return PropertyType(name, "one of " + ", ".join(values), clean)


TEXT = PropertyType("text", "any words, kept character for character", _clean_text)
NAME = PropertyType("name", "a name, normalized to NFC with single spaces", _clean_name)
DATE = PropertyType("date", "an ISO 8601 prefix: 2014, 2022-02, 2022-02-20", _clean_date)
INSTANT = PropertyType("instant", "a date prefix, or a day with a clock time", _clean_instant)
DURATION = PropertyType("duration", "an ISO 8601 duration: PT105M", _clean_duration)
URL = PropertyType("url", "an http or https address", _clean_url)
CODE = PropertyType("code", "scheme:code, such as iso3:FRA or wikidata:Q7747", _clean_code)
FLAG = PropertyType("flag", "true or false", _clean_flag)
CATEGORY = choice("event category", tuple(CATEGORIES))


def first_day(prefix: str) -> str:
    """Return the first day (YYYY-MM-DD) that an ISO date prefix covers; ValueError if none."""
    year, month, day = (*(int(part) for part in prefix.split("-")), 1, 1)[:3]
    return date(year, month, day).isoformat()


def last_day(prefix: str) -> str:
    """Return the last day (YYYY-MM-DD) that an ISO date prefix covers; ValueError if none."""
    parts = [int(part) for part in prefix.split("-")]
    year = parts[0]
    month = parts[1] if len(parts) > 1 else 12
    day = parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1]
    return date(year, month, day).isoformat()


def fold(name: str) -> str:
    """Return `name` for matching: lower case, no accents, no punctuation, letters that romanize
    the same Cyrillic ending alike (Zelenskyy, Zelenskiy, Zelensky; Sergei, Sergey; Kiev, Kyiv).

    It is for search and comparison only; what is shown is never folded.
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    for old, new in (("ł", "l"), ("ø", "o"), ("đ", "d"), ("ß", "ss"), ("æ", "ae"), ("œ", "oe")):
        letters = letters.replace(old, new)
    words = re.sub(r"[^\w\s]", " ", re.sub(r"['’ʼ]", "", letters)).split()
    return " ".join(_fold_word(word) for word in words)


def _fold_word(word: str) -> str:
    # Romanizations differ in how й, ий, є and г are written; the classes below merge them.
    word = re.sub(r"(iy|yy|ii|yi|ij|yj|i|y)\Z", "y", word)
    word = re.sub(r"[yj](?=[aeou])", "i", word)
    word = re.sub(r"(?<=[aeo])[iyj](?!\Z)", "y", word)
    word = word.replace("kh", "h").replace("ks", "x").replace("ou", "u")
    return {"kiev": "kyyv", "kyyv": "kyyv", "kyiv": "kyyv", "kiyv": "kyyv"}.get(word, word)
