"""A small gold that has every kind of record, and the extraction that finds exactly it."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loaders.extraction.finds import (
    Actor,
    Agreement,
    Claim,
    Duration,
    Extraction,
    Meeting,
    Mention,
    Part,
    Span,
    Speaker,
    Stance,
    Time,
    Value,
)
from loaders.scoring.documents import DocumentScore, score_document
from loaders.scoring.figures import Tally, make_figure
from loaders.scoring.gold import Gold, read_gold
from loaders.scoring.measures import MEASURES
from loaders.scoring.texts import Text

TEXT = """\
Anna Berg calls Bo Lund
Norwegian Prime Minister Anna Berg had a telephone conversation with President of Sweden Bo Lund \
yesterday. It lasted 90 minutes. "The border stays open," Berg said. Lund told her that Sweden \
would send a team to Oslo. They agreed to meet in Oslo next week. Berg thanked Lund for the talk. \
The Nordic Council's office denied that the border stays open. They agreed to keep the line open.
"""


def at(words: str, nth: int = 1) -> list[int]:
    """Return the offsets of the nth occurrence of words in TEXT."""
    start = -1
    for _ in range(nth):
        start = TEXT.index(words, start + 1)
    return [start, start + len(words)]


def raw() -> dict[str, Any]:
    """Return a small gold that has every kind of record."""
    return {
        "schema": "readout-gold/1",
        "doc_id": "small",
        "half": "tune",
        "published": "2021-03-05T18:00",
        "sha256": hashlib.sha256(TEXT.encode()).hexdigest(),
        "actors": [
            {
                "id": "per:berg",
                "name": "Anna Berg",
                "type": "person",
                "mentions": [
                    {"span": at("Anna Berg"), "kind": "name"},
                    {"span": at("Anna Berg", 2), "kind": "name"},
                    {"span": at("Berg said"[:4], 3), "kind": "name"},
                    {"span": at("Berg", 4), "kind": "name"},
                    {"span": at("her "[:3]), "kind": "pronoun"},
                    {"span": at("They"), "kind": "group"},
                ],
            },
            {
                "id": "per:lund",
                "name": "Bo Lund",
                "type": "person",
                "mentions": [
                    {"span": at("Bo Lund"), "kind": "name"},
                    {"span": at("Bo Lund", 2), "kind": "name"},
                    {"span": at("Lund told"[:4], 3), "kind": "name"},
                    {"span": at("Lund", 4), "kind": "name"},
                    {"span": at("They"), "kind": "group"},
                ],
            },
            {
                "id": "st:no",
                "name": "Norway",
                "type": "state",
                "iso3": "NOR",
                "mentions": [{"span": at("Norwegian"), "kind": "demonym"}],
            },
            {
                "id": "st:se",
                "name": "Sweden",
                "type": "country",
                "iso3": "SWE",
                "mentions": [[*at("Sweden")], {"span": at("Sweden", 2), "kind": "name"}],
            },
            {
                "id": "org:nc",
                "name": "Secretariat of the Nordic Council",
                "type": "institution",
                "mentions": [{"span": at("The Nordic Council's office"), "kind": "title"}],
            },
        ],
        "time_expressions": [
            {"id": "t:1", "span": at("yesterday"), "value": "2021-03-04", "type": "DATE"},
            {"id": "t:2", "span": at("90 minutes"), "value": "PT90M", "type": "DURATION"},
            {
                "id": "t:3",
                "span": at("next week"),
                "value": {"after": "2021-03-08", "before": "2021-03-14"},
                "type": "DATE",
            },
        ],
        "meetings": [
            {
                "id": "m1",
                "kind": "call",
                "status": "held",
                "joint": False,
                "participants": ["per:berg", "per:lund"],
                "date": "2021-03-04",
                "date_basis": "stated",
                "date_span": "t:1",
                "duration": "PT90M",
                "place": None,
                "trigger": at("telephone conversation"),
                "evidence": [at("Anna Berg calls Bo Lund"), at("Norwegian Prime Minister")],
            },
            {
                "id": "m2",
                "kind": "meeting",
                "status": "planned",
                "joint": None,
                "participants": ["per:berg", "per:lund"],
                "date": {"after": "2021-03-08", "before": "2021-03-14"},
                "date_span": "t:3",
                "duration": None,
                "place": {"name": "Oslo", "span": at("Oslo", 2)},
                "trigger": at("meet"),
                "evidence": [at("They agreed to meet in Oslo next week")],
                "accept": {"kind": ["talks"]},
            },
        ],
        "agreements": [
            {
                "id": "a1",
                "parties": ["per:berg", "per:lund"],
                "terms": at("meet in Oslo next week"),
                "status": "agreed",
                "binding": "verbal",
                "trigger": at("agreed"),
                "evidence": [at("They agreed to meet in Oslo next week")],
            },
            {
                "id": "a2",
                "parties": ["per:berg", "per:lund"],
                "terms": at("keep the line open"),
                "status": "agreed",
                "binding": None,
                "trigger": at("agreed", 2),
                "evidence": [at("They agreed to keep the line open")],
                "borderline": True,
            },
        ],
        "claims": [
            {
                "id": "c1",
                "speakers": ["per:berg"],
                "chain": ["per:berg"],
                "addressees": [],
                "mode": "verbatim",
                "content": [at('"The border stays open,"')],
                "cue": at("said"),
                "source": at("Berg", 3),
            },
            {
                "id": "c2",
                "speakers": ["per:lund"],
                "addressees": ["per:berg"],
                "mode": "paraphrase",
                "content": [at("Sweden would send a team to Oslo")],
                "cue": at("told"),
                "source": at("Lund", 3),
            },
            {
                "id": "c3",
                "speakers": ["per:berg"],
                "mode": "paraphrase",
                "content": [at("Lund for the talk")],
                "cue": at("thanked"),
                "borderline": True,
            },
            {
                "id": "c4",
                "speakers": ["org:nc"],
                "mode": "paraphrase",
                "content": [at("the border stays open")],
                "cue": at("denied"),
                "stance": [{"kind": "denies", "target": "c1"}],
            },
        ],
    }


def small(change: Callable[[dict[str, Any]], None] | None = None) -> Gold:
    """Return the small gold, changed."""
    document = raw()
    if change:
        change(document)
    return read_gold("small", document, Text(TEXT))


TYPES = {"person": "Person", "role": "Office", "state": "Country"}


def extraction_of(gold: Gold, *, borderline: bool = False) -> Extraction:
    """Return the extraction that finds exactly what the gold has, under ids of its own."""
    actors = {
        a.id: Actor(
            f"our-{a.id}",
            TYPES.get(a.group, "Organization"),
            a.names[0],
            codes=(f"iso3:{a.iso3}",) if a.iso3 else (),
        )
        for a in gold.actors
    }
    nowhere = Span(0, 1)
    times = {
        t.span: Time(t.span, *t.days, "range", t.vague, "time-rule") for t in gold.times if t.days
    }
    durations = {t.duration: Duration(t.span, t.duration) for t in gold.times if t.duration}

    def parts(ids: frozenset[str]) -> tuple[Part, ...]:
        return tuple(Part(actors[i], nowhere) for i in sorted(ids))

    meetings = tuple(
        Meeting(
            anchor=m.id,
            rule=f"meeting-{m.formats[0]}",
            trigger=m.trigger or m.evidence[0],
            evidence=m.evidence,
            format=m.formats[0],
            status=Value(m.statuses[0], nowhere),
            participants=parts(m.participants[0]),
            when=times[m.date_words] if m.date_words else None,
            duration=durations[m.durations[0]] if m.durations and m.durations[0] else None,
            location=Value(m.places[0], nowhere) if m.places and m.places[0] else None,
            joint=m.joint,
        )
        for m in gold.meetings
        if borderline or not m.borderline
    )
    agreements = tuple(
        Agreement(
            anchor=a.id,
            rule="agreement-rule",
            trigger=a.trigger or a.evidence[0],
            evidence=a.evidence,
            status=Value(a.statuses[0], nowhere),
            terms=Span(a.terms[0][0].start, a.terms[0][-1].end),
            binding=Value(a.bindings[0], nowhere) if a.bindings and a.bindings[0] else None,
            parties=parts(a.parties[0]),
        )
        for a in gold.agreements
        if borderline or not a.borderline
    )
    claims = tuple(
        Claim(
            anchor=c.id,
            rule=f"claim-{c.modes[0]}",
            trigger=c.trigger or c.contents[0][0],
            evidence=c.contents[0],
            speakers=tuple(
                Speaker(actors[i], position, nowhere)
                for position, step in enumerate(c.chains[0])
                for i in sorted(step)
            ),
            content=c.contents[0][0],
            mode=c.modes[0],
            addressees=parts(c.addressees or frozenset()),
            stances=tuple(Stance(kind, target, nowhere) for kind, target in c.stances),
        )
        for c in gold.claims
        if borderline or not c.borderline
    )
    return Extraction(
        mentions=tuple(
            Mention(m.span, actors[a.id], m.kind) for a in gold.actors for m in a.mentions
        ),
        times=tuple(times.values()),
        durations=tuple(durations.values()),
        meetings=meetings,
        agreements=agreements,
        claims=claims,
    )


def values(document: DocumentScore) -> dict[str, float]:
    """Return every precision, recall, F1 and share of a document that is defined."""
    found = {}
    for measure in MEASURES:
        figure = make_figure([document.tallies.get(measure.name, Tally())], measure.share)
        for name in ("share",) if measure.share else ("precision", "recall", "f1"):
            value = figure.value(name)
            if value is not None:
                found[f"{measure.name} {name}"] = value
    return found


def scored(gold: Gold, found: Extraction) -> dict[str, float]:
    return values(score_document(gold, found))


GOLD = small()
PERFECT = extraction_of(GOLD)


def seen_by(extraction: Extraction) -> tuple[list[tuple[str, ...]], Callable[..., Extraction]]:
    seen: list[tuple[str, ...]] = []

    def extract(text: str, published: str, publisher: str, title: str) -> Extraction:
        seen.append((text, published, publisher, title))
        return extraction

    return seen, extract


def write_table(file: Path, rows: list[dict[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as lines:
        table = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


RELEASE = {
    "link": "http://en.example.org/news/1",
    "headline": "Telephone conversation",
    "date": "2021-03-05T10:00:00Z",
    "location": "NA",
    "summary": "NA",
    "body": "Anna Berg spoke with Bo Lund on March 4.",
}
