"""Dates, publishers and headlines as files give them."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

#: Who publishes under a host (and the hosts below it). Any other address is published by its host.
PUBLISHERS = {
    "kremlin.ru": "President of Russia",
    "mid.ru": "Ministry of Foreign Affairs of Russia",
    "government.ru": "Government of Russia",
    "tass.com": "TASS",
    "president.gov.ua": "Office of the President of Ukraine",
    "mfa.gov.ua": "Ministry of Foreign Affairs of Ukraine",
    "kmu.gov.ua": "Government of Ukraine",
    "president.gov.by": "President of Belarus",
    "whitehouse.gov": "The White House",
    "state.gov": "US Department of State",
    "defense.gov": "US Department of Defense",
    "presidency.ucsb.edu": "The American Presidency Project",
    "gov.uk": "UK Government",
    "elysee.fr": "Presidency of the French Republic",
    "diplomatie.gouv.fr": "French Ministry for Europe and Foreign Affairs",
    "bundeskanzler.de": "Federal Chancellor of Germany",
    "bundesregierung.de": "Federal Government of Germany",
    "bundespraesident.de": "Federal President of Germany",
    "auswaertiges-amt.de": "German Federal Foreign Office",
    "governo.it": "Government of Italy",
    "esteri.it": "Italian Ministry of Foreign Affairs",
    "president.pl": "President of Poland",
    "tccb.gov.tr": "Presidency of the Republic of Türkiye",
    "mfa.gov.tr": "Turkish Ministry of Foreign Affairs",
    "fmprc.gov.cn": "Ministry of Foreign Affairs of China",
    "mfa.gov.cn": "Ministry of Foreign Affairs of China",
    "mofa.go.jp": "Ministry of Foreign Affairs of Japan",
    "mea.gov.in": "Ministry of External Affairs of India",
    "pm.gc.ca": "Prime Minister of Canada",
    "nato.int": "NATO",
    "osce.org": "OSCE",
    "un.org": "United Nations",
    "consilium.europa.eu": "Council of the European Union",
    "ec.europa.eu": "European Commission",
    "eeas.europa.eu": "European External Action Service",
    "coe.int": "Council of Europe",
    "iaea.org": "IAEA",
}

#: Longer first lines are paragraphs.
LONGEST_HEADLINE = 200

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_CLOCK = (
    r"(?:[T ,|–—-]+(?:at )?(?P<h>\d{1,2}):(?P<min>\d\d)(?::\d\d(?:[.,]\d+)?)?"
    r" ?(?P<pm>[ap]\.?m\.?)?)?"
)
_ZONE = r"(?: ?(?:Z|[A-Z]{2,5}|[+-]\d\d(?::?\d\d)?)(?: ?\([A-Z]{2,5}\))?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_FORMS = tuple(
    re.compile(form + r"\Z", re.ASCII | re.IGNORECASE)
    for form in (
        r"(?P<y>\d{4})(?:-(?P<m>\d\d)(?:-(?P<d>\d\d)" + _CLOCK + _ZONE + r")?)?",
        r"(?P<y>\d{4})([/.])(?P<m>\d\d?)\2(?P<d>\d\d?)" + _CLOCK + _ZONE,
        r"(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:T?(?P<h>\d\d)(?P<min>\d\d)(?:\d\d)?)?Z?",
        # 20.02.2022: with dots the day comes first wherever it is written.
        r"(?P<d>\d\d?)\.(?P<m>\d\d?)\.(?P<y>\d{4})" + _CLOCK + _ZONE,
        _WEEKDAY
        + r"(?P<d>\d\d?)(?:st|nd|rd|th)?[ -]"
        + _MONTH
        + r",?[ -](?P<y>\d{4})"
        + _CLOCK
        + _ZONE,
        _WEEKDAY + _MONTH + r" (?P<d>\d\d?)(?:st|nd|rd|th)?,? (?P<y>\d{4})" + _CLOCK + _ZONE,
        _MONTH + r",? (?P<y>\d{4})",
    )
)
_SLASHES = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})" + _CLOCK + _ZONE + r"\Z", re.ASCII | re.IGNORECASE)


class DateRefused(ValueError):
    """A date that can't be read for sure; the message says what to write."""


def read_date(words: str) -> str:
    """Return a published date as an ISO date, or as a day with a clock time; "" for blank words.

    "2022-02-20T17:15:00Z" gives "2022-02-20T17:15". The clock is kept as the publisher shows it
    and the zone is dropped: sites write "Z" or "+00:00" beside the local time (both presidents'
    releases in the test corpus do), so a zone in a file is no reason to move a time to another day.
    Midnight sharp is what programs write where no time was given; only the day is kept.
    Raises DateRefused; for 02/03/2022 too, which is two different days in two countries.
    """
    given = " ".join(words.split())
    if not given:
        return ""
    if len(given) > 60:
        raise DateRefused(f"{given[:60] + '…'!r} is not a date: write 2022-02-20")
    if slashes := _SLASHES.match(given):
        return _read_slashes(given, slashes)
    for form in _FORMS:
        if (found := form.match(given)) is None:
            continue
        parts = found.groupdict()
        if "month" in parts:
            parts["m"] = str(_month_number(parts["month"]))
        return _iso(given, parts)
    raise DateRefused(f"{given!r} is not a date: write 2022-02-20 or 2022-02-20T17:15")


def _month_number(name: str) -> int:
    """Return the number of an English month, by its name or usual short form; 0 if it is none."""
    short = name.lower().removesuffix("t") if name.lower() == "sept" else name.lower()
    matching = (n for n, month in enumerate(_MONTHS, 1) if short in (month, month[:3]))
    return next(matching, 0)


def _read_slashes(given: str, found: re.Match[str]) -> str:
    one, other = int(found[1]), int(found[2])
    if one != other and one <= 12 and other <= 12:
        raise DateRefused(
            f"{given!r} may be two different days: write the year first, as in 2022-02-20"
        )
    month, day = (other, one) if one > 12 else (one, other)
    return _iso(given, {**found.groupdict(), "y": found[3], "m": str(month), "d": str(day)})


def _iso(given: str, parts: dict[str, str | None]) -> str:
    year, month, day = parts["y"], parts.get("m"), parts.get("d")
    try:
        date(int(year or 0), int(month or 1), int(day or 1))
        clock = _clock(parts)
    except ValueError as error:
        raise DateRefused(f"{given!r} is not a date in the calendar: write 2022-02-20") from error
    iso = "-".join(
        [f"{int(year or 0):04}", *(f"{int(part):02}" for part in (month, day) if part is not None)]
    )
    return iso + (f"T{clock}" if clock and clock != "00:00" else "")


def _clock(parts: dict[str, str | None]) -> str:
    """Return HH:MM, or "" where no clock time is given; raises ValueError for 25:00 or 13 pm."""
    if parts.get("h") is None:
        return ""
    hour, minute = int(parts["h"] or 0), int(parts["min"] or 0)
    if half := (parts.get("pm") or "")[:1].lower():
        if not 1 <= hour <= 12:
            raise ValueError("no such hour")
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59:
        raise ValueError("no such time")
    return f"{hour:02}:{minute:02}"


def host_of(address: str) -> str:
    """Return the host of an address in lower case, without "www."; "" if there is none."""
    try:
        host = urlsplit(address).hostname
    except ValueError:
        return ""
    return (host or "").lower().rstrip(".").removeprefix("www.")


def known_publisher(address: str) -> str:
    """Return who is known to publish at an address, as "President of Russia (en.kremlin.ru)".

    "" for hosts that are not in PUBLISHERS. The closest entry counts: mfa.gov.ua before gov.ua.
    """
    host = host_of(address)
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if name := PUBLISHERS.get(".".join(labels[start:])):
            return f"{name} ({host})"
    return ""


def publisher_of(address: str) -> str:
    """Return who publishes at an address: from PUBLISHERS, else its host; "" without one."""
    return known_publisher(address) or host_of(address)


def headline_of(text: str) -> str:
    """Return the first line of a text where it looks like a headline, else "".

    It has two words at least and LONGEST_HEADLINE characters at most, is no date, doesn't end
    as a sentence or in the middle of one, and more text follows.
    """
    lines = (line.strip() for line in text[: 4 * LONGEST_HEADLINE].splitlines())
    first = ""
    for line in lines:
        if not first:
            first = line
            continue
        # The line right below: a text wrapped at a fixed width goes on in small letters there.
        if line[:1].islower():
            return ""
        break
    rest = text.lstrip()[len(first) :]
    words = re.findall(r"[^\W\d_]{2,}", first)
    if not rest.strip() or len(words) < 2 or len(first) > LONGEST_HEADLINE:
        return ""
    # An abbreviation may end one: "Ryabkov visits the U.S."
    if first[-1] in ".,;:-–—" and not re.search(r"\b(?:[A-Z]\.){2,}\Z", first):
        return ""
    try:
        read_date(first)
    except DateRefused:
        return " ".join(first.split())
    return ""
