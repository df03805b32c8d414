"""Checks against other people's data: calls from headlines, PLOVER's examples, and the speed."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from loaders.extraction.finds import Extraction, Meeting
from loaders.scoring.alignment import same_person
from loaders.scoring.texts import Text, read_texts

#: extract(text, published, publisher, title): `published` is an ISO day or "".
Extract = Callable[[str, str, str, str], Extraction]

#: What the checks must reach.
LEAST_CALLS = 0.95
MOST_REJECTED = 1
LEAST_SPEED = 0.5
#: How often each side is timed, by turns.
_ROUNDS = 3


@dataclass(frozen=True)
class Check:
    """One check's line in the report: what, how much, which bar, whether met; None: no bar."""

    title: str
    measured: str
    bar: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Calls:
    """How many calls are all right, of how many; each miss with its link and what is wrong."""

    right: int
    total: int
    misses: tuple[str, ...]

    @property
    def check(self) -> Check:
        """The line of the report."""
        share = self.right / self.total if self.total else 0.0
        return Check(
            "telephone calls with participants, day, joint or separate all right",
            f"{share:.1%} ({self.right} of {self.total})",
            f"at least {LEAST_CALLS:.0%}",
            share >= LEAST_CALLS,
        )


def score_calls(gold: Path, releases: Sequence[Path], extract: Extract) -> Calls:
    """Hold the calls of a table of headlines against what is found in the releases' texts.

    `gold` has the columns link, published_date_moscow, format (bilateral, joint, separate) and
    participants(name|role|iso3), separated by "; "; `releases` are tables of the texts, with link.
    A call is right if the held calls found on its day are exactly those of the headline: one of
    all participants (bilateral, joint), or one for each but the first with the first (separate).
    Its day is the day of publication, or the day before where the text names that; a call without
    a day counts as of the day of publication, as it is stored. Calls of others in the same text,
    or on other days, are not looked at. A release that isn't there is a miss.
    """
    texts: dict[str, Text] = {}
    for text in read_texts(releases):
        texts.setdefault(text.link, text)
    right, misses, total = 0, [], 0
    with gold.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            total += 1
            text_or_none = texts.get(row["link"])
            fault = (
                _call_fault(row, text_or_none, extract)
                if text_or_none
                else "its release is not among the texts"
            )
            if fault:
                misses.append(f"{row['link']}: {fault}")
            else:
                right += 1
    return Calls(right, total, tuple(misses))


def _call_fault(row: dict[str, str], text: Text, extract: Extract) -> str:
    """Return what is wrong with the calls found in a release; "" if all is right."""
    published = row["published_date_moscow"]
    listed = row.get("participants(name|role|iso3)") or row["participants"]
    names = [part.split("|")[0].strip() for part in listed.split(";") if part.strip()]
    wanted = [[names[0], other] for other in names[1:]] if row["format"] == "separate" else [names]
    days = stated_days(text.text, published)
    extraction = extract(text.text, published, text.publisher, text.title)
    calls = [m for m in extraction.meetings if m.format == "call" and m.status.value == "held"]
    same_day = [c for c in calls if _day(c, published) in days]
    left = list(same_day)
    for people in wanted:
        found = next((c for c in left if _are(c, people)), None)
        if found is None:
            other = any(_are(c, people) for c in calls)
            return f"{'wrong day' if other else 'no call'} for {', '.join(people)}"
        left.remove(found)
    # A second call of the same people, or of part of them, on that day: split or told twice.
    extra = [c for c in left if _within(c, names)]
    return f"{len(extra)} more call(s) of the same people" if extra else ""


def stated_days(text: str, published: str) -> frozenset[str]:
    """Return the days a reported call may have: that of publication, and the day before if named.

    Named is it by "yesterday", "last night", or month and day ("December 30", "30 December").
    """
    before = date.fromisoformat(published) - timedelta(days=1)
    month = before.strftime("%B")
    named = re.search(
        rf"\byesterday\b|\blast night\b|\b{month} {before.day}\b|\b{before.day} {month}\b",
        text,
        re.IGNORECASE,
    )
    return frozenset({published, before.isoformat()} if named else {published})


def _day(call: Meeting, published: str) -> str:
    if call.when is None:
        return published
    return call.when.earliest if call.when.earliest == call.when.latest else ""


def _are(call: Meeting, people: Sequence[str]) -> bool:
    """Are the participants of a call exactly these people?"""
    return len(call.participants) == len(people) and _within(call, people)


def _within(call: Meeting, people: Sequence[str]) -> bool:
    """Is each participant of a call one of these people, none of them twice?"""
    left = list(people)
    for part in call.participants:
        names = (part.actor.caption, *part.actor.aliases)
        who = next((p for p in left if same_person([p], names)), None)
        if part.actor.type != "Person" or who is None:
            return False
        left.remove(who)
    return bool(call.participants)


@dataclass(frozen=True)
class Rejects:
    """False meetings in sentences that tell of a refusal; how many others were found, of how many.

    false: the sentences of event REJECT with a meeting that is held or planned. consult, agree:
    (found, all) of the sentences of those events, for information.
    """

    total: int
    false: tuple[str, ...]
    consult: tuple[int, int]
    agree: tuple[int, int]

    @property
    def checks(self) -> tuple[Check, ...]:
        """The lines of the report."""
        return (
            Check(
                "PLOVER's REJECT sentences with a meeting held or planned",
                f"{len(self.false)} of {self.total}",
                f"at most {MOST_REJECTED}",
                self.total > 0 and len(self.false) <= MOST_REJECTED,
            ),
            Check("PLOVER's CONSULT sentences with a meeting", "{} of {}".format(*self.consult)),
            Check(
                "PLOVER's AGREE sentences with an agreement or a meeting",
                "{} of {}".format(*self.agree),
            ),
        )


def score_rejects(examples: Path, extract: Extract) -> Rejects:
    """Extract from PLOVER's gold-standard sentences (a JSON list with event, date and text)."""
    records = json.loads(examples.read_text(encoding="utf-8"))
    counts = {"CONSULT": [0, 0], "AGREE": [0, 0]}
    false, total = [], 0
    for record in records:
        event, text = record.get("event"), record.get("text")
        if not text or event not in ("REJECT", "CONSULT", "AGREE"):
            continue
        found = extract(text, str(record.get("date") or ""), "", "")
        if event == "REJECT":
            total += 1
            if any(m.status.value in ("held", "planned") for m in found.meetings):
                false.append(text)
            continue
        counts[event][1] += 1
        counts[event][0] += bool(found.meetings or (event == "AGREE" and found.agreements))
    consult, agree = counts["CONSULT"], counts["AGREE"]
    return Rejects(total, tuple(false), (consult[0], consult[1]), (agree[0], agree[1]))


@dataclass(frozen=True)
class Speed:
    """Characters a second: of all stages together, and of the parser alone."""

    everything: float
    parser: float

    @property
    def ratio(self) -> float:
        """How fast everything is, with the parser alone as 1."""
        return self.everything / self.parser

    @property
    def check(self) -> Check:
        """The line of the report."""
        return Check(
            "speed of all stages, with the parser alone as 1",
            f"{self.ratio:.2f} ({self.everything:,.0f} to {self.parser:,.0f} characters a second)",
            f"at least {LEAST_SPEED}",
            self.ratio >= LEAST_SPEED,
        )


def score_speed(texts: Sequence[Text], extract: Extract, parser: Callable[[str], object]) -> Speed:
    """Time extraction against the parser alone, by turns, in this process.

    Each has one turn before that doesn't count, so that nothing is loaded while the clock runs.
    Raises ValueError without texts.
    """
    if not texts:
        raise ValueError("no texts to time")

    def all_stages() -> None:
        for text in texts:
            extract(text.text, text.published[:10], text.publisher, text.title)

    def parser_alone() -> None:
        for text in texts:
            parser(text.text)

    all_stages()
    parser_alone()
    spent = [0.0, 0.0]
    for _ in range(_ROUNDS):
        for side, run in enumerate((all_stages, parser_alone)):
            begun = time.perf_counter()
            run()
            spent[side] += time.perf_counter() - begun
    characters = _ROUNDS * sum(len(text.text) for text in texts)
    return Speed(characters / max(spent[0], 1e-9), characters / max(spent[1], 1e-9))
