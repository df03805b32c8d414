"""Do two accounts tell of one meeting? The rules, one pair at a time. Pure.

An account is what one record of one text tells of a meeting. `compare` holds two against each other
by the table RULES; loaders/partition.py puts all of them together. Days are ISO.
docs/same-meeting.md says the same in plain words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from graph.candidates import LONGEST


class Kind(Enum):
    """What comparing two accounts, or an account and a meeting, comes to.

    LIKELY: one meeting, unless there is another that it may be. ASK: perhaps; a person decides.
    APART: perhaps, and something speaks for two meetings on that day: while this stands nothing
    of that day is joined without a person.
    """

    SAME = "same"
    LIKELY = "likely"
    ASK = "ask"
    APART = "apart"
    DIFFERENT = "different"


#: Every rule: what it comes to, and how a question gives the reason after "but". "{kind}" is the
#: plural of the format, "{words}" what the text says of day or order.
RULES: dict[str, tuple[Kind, str]] = {
    # One meeting.
    "same-day": (Kind.SAME, "there are several {kind} of theirs that it may be"),
    "inside-range": (Kind.SAME, "there are several {kind} of theirs that it may be"),
    "plan-kept": (Kind.LIKELY, "there are several {kind} of theirs that it may be"),
    "reported-that-day": (Kind.LIKELY, "there are several {kind} of theirs that it may be"),
    # Ask, and join nothing of that day.
    "two-that-day": (Kind.APART, "one of them tells of two {kind} that day"),
    "order-note": (Kind.APART, "one of them says “{words}”"),
    "other-hour": (Kind.APART, "they give other times of the day"),
    "called-off": (Kind.APART, "one of them says that it was cancelled"),
    # Ask.
    "no-day": (Kind.ASK, "one of them gives no day"),
    "vague-day": (Kind.ASK, "one of them says only “{words}”"),
    "overlap": (Kind.ASK, "the days they give agree only in part"),
    "refused": (Kind.ASK, "one of them says that it was refused"),
    "more-people": (Kind.ASK, "one of them names further participants"),
    "country": (Kind.ASK, "one of them names the country, the other its representative"),
    "one-name": (Kind.ASK, "they name one participant only"),
    "summit": (Kind.ASK, "one of them calls it a summit"),
    # Two meetings.
    "told-apart": (Kind.DIFFERENT, "one text tells of both"),
    "other-format": (Kind.DIFFERENT, "one is a call, the other not"),
    "other-days": (Kind.DIFFERENT, "the days differ"),
    "other-people": (Kind.DIFFERENT, "the participants differ"),
    "other-status": (Kind.DIFFERENT, "one took place, the other did not"),
    "plan-too-late": (Kind.DIFFERENT, "the plan was made after it took place"),
    "led-to": (Kind.DIFFERENT, "one led to the other"),
    "answered": (Kind.DIFFERENT, "a person said so"),
}

#: Formats of one class may be the same meeting in other words. A call is never one in person; a
#: summit and a meeting in person perhaps.
CLASSES = {
    "call": "call",
    "talks": "in person",
    "meeting": "in person",
    "consultation": "in person",
    "visit": "in person",
    "summit": "summit",
}
EXPECTED = ("planned", "proposed", "possible")

#: Words of an order note that may tell of another meeting of the same two.
ORDER = re.compile(
    r"\b(separate(ly)?|second|third|another|again|further|additional|follow-?up|repeat(ed)?|first|"
    r"earlier|later|previous(ly)?|new)\b",
    re.IGNORECASE,
)
#: Times of the day in hours from midnight.
PARTS_OF_DAY = {
    "morning": (5, 12),
    "midday": (11, 14),
    "noon": (11, 14),
    "lunchtime": (11, 15),
    "afternoon": (12, 18),
    "evening": (17, 24),
    "night": (20, 29),
    "midnight": (22, 26),
}
_CLOCK = re.compile(
    r"\b(\d{1,2})[:.](\d{2})\b(?:\s*([ap])\.?m\b)?|\b(\d{1,2})\s*([ap])\.?m\b", re.IGNORECASE
)
#: Times this many hours apart are other times: time zones explain less between most capitals that
#: hold a call in common (Paris and Moscow: one or two).
HOURS = 3

#: Days before and after publication that "no day given" may mean: news tells of the day before,
#: a plan is for the week that follows ("in the coming days" is read so, too).
BEFORE = 1
AHEAD = 7


@dataclass(frozen=True)
class Account:
    """What one record tells of a meeting.

    own: the record's own id; of a `fixed` account the thing's. fixed: a person or a data set has
    given the meeting its id: it stays where it is. homes: ids of the things it is at in the
    graph, first the one that counts. participants: ids, an office as its holder where that is
    known. bound: (participant, country or body) that they speak for. earliest, latest: days, ""
    without any. vague: the days are our reading; dated: the text gives some. status, format: of
    the schema. published: of its text, "" if unknown. articles: keys. place: words for its date.
    note: what the text says of the order. key, find: article and anchor of the record, "" for a
    fixed one. quote, publisher, title: for a person. checked: a person has checked the record.
    """

    own: str
    participants: frozenset[str] = frozenset()
    earliest: str = ""
    latest: str = ""
    status: str = "held"
    format: str = "call"
    published: str = ""
    articles: frozenset[str] = frozenset()
    vague: bool = False
    dated: bool = True
    words: str = ""
    note: str = ""
    bound: frozenset[tuple[str, str]] = frozenset()
    fixed: bool = False
    homes: tuple[str, ...] = ()
    key: str = ""
    find: str = ""
    quote: str = ""
    publisher: str = ""
    title: str = ""
    checked: bool = False

    @property
    def day(self) -> str:
        """The day of publication."""
        return self.published[:10]

    @property
    def firm(self) -> bool:
        """Does the text give the day, or the days from first to last?"""
        return self.dated and not self.vague and bool(self.earliest)

    @property
    def window(self) -> tuple[str, str] | None:
        """First and last day that it may mean; None where it tells no day that helps."""
        if self.dated:
            first, last = self.earliest, self.latest
        elif self.day and self.status == "held":
            first, last = _add(self.day, -BEFORE), self.day
        elif self.day and self.status == "planned":
            first, last = self.day, _add(self.day, AHEAD)
        else:
            return None
        if not first or not last or _add(first, LONGEST) < last:
            return None
        return first, last

    @property
    def bucket(self) -> tuple[str, frozenset[str]]:
        """Accounts can be the same only where these are equal."""
        return CLASSES.get(self.format, self.format), self.participants

    @property
    def place_in_time(self) -> tuple[str, str]:
        """The order in which accounts are taken: by publication, then by id."""
        return self.published or "~", self.own


@dataclass(frozen=True)
class Verdict:
    """What a comparison comes to. rule: id in RULES."""

    rule: str

    @property
    def kind(self) -> Kind:
        """What the rule comes to."""
        return RULES[self.rule][0]


# ---- two accounts --------------------------------------------------------------------------------


def compare(
    one: Account,
    other: Account,
    apart: Collection[str] = frozenset(),
    linked: Collection[frozenset[str]] = frozenset(),
) -> Verdict:
    """Return whether two accounts tell of one meeting; the same whichever comes first.

    apart: own ids of accounts whose text tells of two such meetings that day (`told_apart`).
    linked: pairs of own ids of which one led to the other.
    """
    return Verdict(_rule(one, other, apart, linked))


def _rule(
    one: Account,
    other: Account,
    apart: Collection[str],
    linked: Collection[frozenset[str]],
) -> str:
    if frozenset((one.own, other.own)) in linked:
        return "led-to"
    classes = {CLASSES.get(one.format, one.format), CLASSES.get(other.format, other.format)}
    if len(classes) > 1 and classes != {"summit", "in person"}:
        return "other-format"
    if not overlapping(one, other):
        return "other-days"
    people = _people(one, other)
    if people == "other-people":
        return people
    both_firm = one.firm and other.firm
    if not one.fixed and not other.fixed and one.articles & other.articles:
        # Its text tells of both: as two, unless they can't be told apart by anything.
        return "two-that-day" if {one.own, other.own} <= set(apart) else "told-apart"
    status = _status(one, other)
    if status and RULES[status][0] is Kind.DIFFERENT:
        return status
    if people or len(classes) > 1:
        # Perhaps the same, in other words; where the day isn't sure either it's a guess.
        return (people or "summit") if both_firm else "other-people"
    if both_firm:
        if status:
            return status
        if {one.own, other.own} & set(apart):
            return "two-that-day"
        if ORDER.search(one.note) or ORDER.search(other.note):
            return "order-note"
        if _other_hour(one, other):
            return "other-hour"
        return _days(one, other)
    if status == "refused":
        return status
    if not (one.dated and other.dated):
        news = _reported(one) and _reported(one) == _reported(other)
        noted = ORDER.search(one.note) or ORDER.search(other.note)
        if news and not status and not noted and not {one.own, other.own} & set(apart):
            return "reported-that-day"
        return "no-day"
    return "plan-kept" if _kept(one, other) or _kept(other, one) else "vague-day"


def _reported(account: Account) -> str:
    """Return the day that a meeting took place, or, where none is given, was reported on; or ""."""
    if account.status != "held":
        return ""
    if not account.dated:
        return account.published[:10]
    return account.earliest if account.firm and account.earliest == account.latest else ""


def overlapping(one: Account, other: Account) -> bool:
    """May the two mean one day?"""
    a, b = one.window, other.window
    return a is not None and b is not None and a[0] <= b[1] and b[0] <= a[1]


def _people(one: Account, other: Account) -> str:
    """Return "" where they name the same two or more, else the rule that says how they differ."""
    a, b = one.participants, other.participants
    if a == b:
        return "" if len(a) > 1 else "one-name" if a else "other-people"
    if len(a & b) > 1 and (a < b or b < a):
        return "more-people"
    left, right = a - b, b - a
    if len(left) == len(right) and len(a) > 1 and _stand_for(left, right, one.bound | other.bound):
        return "country"
    return "other-people"


def _stand_for(
    left: Collection[str], right: Collection[str], bound: Collection[tuple[str, str]]
) -> bool:
    """Is each of the one the country of one of the other, or the other way round?"""
    free = set(right)
    for each in sorted(left):
        match = next((r for r in sorted(free) if (each, r) in bound or (r, each) in bound), None)
        if match is None:
            return False
        free.remove(match)
    return True


def _status(one: Account, other: Account) -> str:
    """Return "" where the two may stand together, else the rule that says why not."""
    pair = {one.status, other.status}
    if "held" in pair:
        if "refused" in pair:
            return "other-status"
        if "cancelled" in pair:
            return "called-off"
        plan, fact = (one, other) if other.status == "held" else (other, one)
        # Who plans it after it took place, or on a day nobody knows, plans another.
        late = not plan.day or (fact.window is not None and plan.day > fact.window[1])
        return "plan-too-late" if plan.status in EXPECTED and late else ""
    return "refused" if "refused" in pair and len(pair) > 1 else ""


def _days(one: Account, other: Account) -> str:
    a, b = (one.earliest, one.latest), (other.earliest, other.latest)
    if a == b:
        return "same-day"
    if (a[0] <= b[0] and b[1] <= a[1]) or (b[0] <= a[0] and a[1] <= b[1]):
        return "inside-range"
    return "overlap"


def _kept(plan: Account, fact: Account) -> bool:
    """Is this a plan for "the coming days", and that what took place within them?"""
    return (
        plan.status == "planned"
        and fact.status == "held"
        and fact.firm
        and fact.earliest > plan.day
        and not ORDER.search(plan.note)
        and not ORDER.search(fact.note)
    )


def _other_hour(one: Account, other: Account) -> bool:
    a, b = hours_in(f"{one.words} {one.note}"), hours_in(f"{other.words} {other.note}")
    return a is not None and b is not None and (a[0] - b[1] >= HOURS or b[0] - a[1] >= HOURS)


def hours_in(words: str) -> tuple[float, float] | None:
    """Return the hours of the day, from and to, that words give; None where they give none."""
    if clock := _CLOCK.search(words):
        hour = int(clock[1] or clock[4])
        half = (clock[3] or clock[5] or "").lower()
        hour += 12 if half == "p" and hour < 12 else -12 if half == "a" and hour == 12 else 0
        time = hour + int(clock[2] or 0) / 60
        return (time, time) if time < 24 else None
    named = [PARTS_OF_DAY[w] for w in re.findall(r"\w+", words.lower()) if w in PARTS_OF_DAY]
    return (float(min(a for a, _ in named)), float(max(b for _, b in named))) if named else None


def _add(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def told_apart(accounts: Iterable[Account], together: Mapping[str, str]) -> set[str]:
    """Return own ids of accounts that share an article, day, people, class and state with another.

    Their text may tell of two calls on one day; so do two things to which people or data sets have
    given ids. together: atom by own id; what a person has put together counts once.
    """
    groups: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for account in accounts:
        if not account.firm:
            continue
        state = "expected" if account.status in EXPECTED else account.status
        for article in [""] if account.fixed else account.articles:
            place = article, account.bucket, account.earliest, account.latest, state
            groups[place].append(account.own)
    return {
        own for group in groups.values() if len({together[o] for o in group}) > 1 for own in group
    }
