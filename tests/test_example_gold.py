"""The shipped example, held against the gold of the seed article and against every text it quotes.

Spans are compared by overlap: the example keeps the shortest words that prove a fact, the gold the
whole clause. Everything goes through the loader, so what is tested is what the graph gets.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from graph.quotation import fingerprint
from graph.schema import STANCES_BETWEEN_CLAIMS
from graph.statement import EXISTS, Relationship, Statement
from graph.types import fold
from loaders import Options, Rejected
from loaders.curated import read
from tests.corpus import EXAMPLES, articles, texts
from tests.share_check import LIMIT, OWN_LIMIT, own_contents, repository_contents, share

SEED = "2ff9954dc77510613d46bb9da7538be34af196445a8227f829cf279613954b0d"

#: The gold's actors, by the captions that the example gives them.
CAPTIONS = {
    "per:putin": "Vladimir Putin",
    "per:macron": "Emmanuel Macron",
    "per:zelenskyy": "Volodymyr Zelenskyy",
    "per:scholz": "Olaf Scholz",
    "per:biden": "Joe Biden",
    "per:johnson": "Boris Johnson",
    "per:draghi": "Mario Draghi",
    "role:fr-fm": "Foreign minister of France",
    "role:ru-fm": "Foreign minister of Russia",
    "st:ru": "Russia",
    "st:ua": "Ukraine",
    "st:fr": "France",
    "st:de": "Germany",
    "st:by": "Belarus",
    "org:tcg": "Trilateral Contact Group",
    "org:osce": "OSCE",
    "org:elysee": "Elysee",
    "org:kremlin": "Kremlin",
    "org:by-gov": "Government of Belarus",
}


class Example:
    """The example's statements, with the questions that the tests ask of them."""

    def __init__(self, statements: list[Statement]) -> None:
        self.statements = statements
        self.captions = {s.about.id: s.value for s in statements if s.prop == "caption"}
        self.seed = [s for s in statements if s.source and s.source.text_sha256 == SEED]

    def things(self, type: str) -> dict[str, list[Statement]]:
        """Return the seed article's things of a type, each with its statements."""
        found: dict[str, list[Statement]] = defaultdict(list)
        for statement in self.seed:
            if statement.about.type == type and not isinstance(statement.about, Relationship):
                found[statement.about.id].append(statement)
        return dict(found)

    def spans(self, thing: str) -> list[tuple[int, int]]:
        """Return the words of the seed article that prove a thing, as offsets."""
        return [
            (s.quotation.start, s.quotation.end)
            for s in self.seed
            if s.about.id == thing and s.quotation
        ]

    def ends(self, type: str, *, start: str = "", end: str = "") -> set[str]:
        """Return the ids at the other ends of a thing's relationships of a type."""
        found = set()
        for statement in self.seed:
            edge = statement.about
            if isinstance(edge, Relationship) and edge.type == type:
                if start and edge.start.id == start:
                    found.add(edge.end.id)
                if end and edge.end.id == end:
                    found.add(edge.start.id)
        return found

    def names(self, ids: Iterable[str]) -> set[str]:
        return {self.captions[i] for i in ids}

    def values(self, thing: str, prop: str) -> set[str]:
        return {s.value for s in self.seed if s.about.id == thing and s.prop == prop}

    def chain(self, thing: str) -> list[set[str]]:
        """Return who reports a thing, outermost first; each position's joint speakers."""
        exists = next(s for s in self.seed if s.about.id == thing and s.prop == EXISTS)
        chain: dict[int, set[str]] = defaultdict(set)
        for attribution in exists.attributed_to:
            chain[attribution.position].add(self.captions[attribution.actor.id])
        return [chain[position] for position in sorted(chain)]


@pytest.fixture(scope="module")
def example() -> Example:
    items = list(read(EXAMPLES, Options()))
    assert [item for item in items if isinstance(item, Rejected)] == []
    return Example([item for item in items if isinstance(item, Statement)])


@pytest.fixture(scope="module")
def gold(corpus: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((corpus / "gold" / "seed.json").read_text("utf-8"))
    return loaded


@pytest.fixture(scope="module")
def matched(example: Example, gold: dict[str, Any]) -> dict[str, str]:
    """The gold's ids of meetings, agreements and claims, each with the example's thing."""
    found = {}
    for group, type, spans_in in (
        ("meetings", "Meeting", "evidence"),
        ("agreements", "Agreement", "evidence"),
        ("claims", "Claim", "content"),
    ):
        taken: set[str] = set()
        for record in gold[group]:
            best = max(
                (thing for thing in example.things(type) if thing not in taken),
                key=lambda thing: overlap(example.spans(thing), record[spans_in]),
            )
            assert overlap(example.spans(best), record[spans_in]) > 0, record["id"]
            taken.add(best)
            found[record["id"]] = best
        assert taken == set(example.things(type)), f"the gold has no such {type}"
    return found


def overlap(spans: Iterable[tuple[int, int]], evidence: Iterable[dict[str, int]]) -> float:
    """Return how much of the spans, each by itself, lies in the evidence: 1 for a span within."""
    total = 0.0
    for start, end in set(spans):
        for words in evidence:
            shared = min(end, words["end"]) - max(start, words["start"])
            total += max(0, shared) / (end - start)
    return total


def named(ids: Iterable[str]) -> set[str]:
    return {CAPTIONS[i] for i in ids}


def test_nine_meetings_with_status_format_and_participants(
    example: Example, gold: dict[str, Any], matched: dict[str, str]
) -> None:
    assert len(example.things("Meeting")) == 9
    for meeting in gold["meetings"]:
        thing = matched[meeting["id"]]
        assert example.values(thing, "status") == {meeting["status"]}, meeting["id"]
        assert example.values(thing, "format") == {meeting["kind"]}, meeting["id"]
        participants = example.names(example.ends("PARTICIPATED_IN", end=thing))
        assert participants == named(meeting["participants"]), meeting["id"]


def test_meetings_have_the_gold_s_dates(
    example: Example, gold: dict[str, Any], matched: dict[str, str]
) -> None:
    for meeting in gold["meetings"]:
        thing, date = matched[meeting["id"]], meeting["date"]
        if isinstance(date, dict):
            assert example.values(thing, "earliest") == {date["after"]}
            assert example.values(thing, "latest") == {date["before"]}
            assert example.values(thing, "dateText")
        else:
            assert example.values(thing, "startDate") == ({date} if date else set())
        assert example.values(thing, "duration") == (
            {meeting["duration"]} if meeting.get("duration") else set()
        )
    assert example.values(matched["m2"], "orderNote") == {"earlier on Sunday"}
    assert example.values(matched["m5"], "location") == {"Paris"}
    assert example.values(matched["m9"], "openParticipants") == {"other close partners"}


def test_six_agreements_with_status_parties_and_what_they_lead_to(
    example: Example, gold: dict[str, Any], matched: dict[str, str]
) -> None:
    assert len(example.things("Agreement")) == 6
    for agreement in gold["agreements"]:
        thing = matched[agreement["id"]]
        assert example.values(thing, "status") == {agreement["status"]}, agreement["id"]
        assert example.values(thing, "binding") == {agreement["binding"]}, agreement["id"]
        parties = example.names(example.ends("PARTY_TO", end=thing))
        assert parties == named(agreement["parties"]), agreement["id"]
        reached_in = {matched[agreement["reached_in"]]} if agreement["reached_in"] else set()
        assert example.ends("RESULTED_IN", end=thing) == reached_in, agreement["id"]
        calls_for = {matched[i] for i in agreement.get("leads_to", ())}
        assert example.ends("CALLS_FOR", start=thing) == calls_for, agreement["id"]
        refers_to = {matched[i] for i in agreement.get("refers_to", ())}
        assert example.ends("REFERS_TO", start=thing) == refers_to, agreement["id"]
    assert example.values(matched["a6"], "startDate") == {"2014"}


def test_fourteen_claims_with_their_chains(
    example: Example, gold: dict[str, Any], matched: dict[str, str]
) -> None:
    assert len(example.things("Claim")) == 14
    for claim in gold["claims"]:
        thing = matched[claim["id"]]
        assert example.values(thing, "mode") == {claim["mode"]}, claim["id"]
        if "chain" in claim:
            chain = [named([link["speaker"]]) for link in claim["chain"]]
        else:
            chain = [named(claim["speakers"])]
        assert example.chain(thing) == chain, claim["id"]
        assert example.names(example.ends("MADE", end=thing)) == chain[-1], claim["id"]
        about = {matched[i] for i in claim["about"] if not i.startswith("c")}
        assert example.ends("IS_ABOUT", start=thing) == about, claim["id"]


def test_claims_question_dispute_and_contradict_the_withdrawal_remark(
    example: Example, gold: dict[str, Any], matched: dict[str, str]
) -> None:
    for claim in gold["claims"]:
        stance = claim.get("stance")
        for type in STANCES_BETWEEN_CLAIMS:
            wanted = set()
            if stance and stance["relation"].upper() == type:
                wanted = {matched[stance["towards"]]}
            assert example.ends(type, start=matched[claim["id"]]) == wanted, claim["id"]
    told = example.ends("ADDRESSED_TO", start=matched["c11"])
    assert example.names(told) == {"Emmanuel Macron"}


def test_who_reports_each_meeting_and_agreement(
    example: Example, gold: dict[str, Any], matched: dict[str, str]
) -> None:
    for record in (*gold["meetings"], *gold["agreements"]):
        reporters = set(record.get("reported_by", record.get("attributed_to", ())))
        # The call itself is reported by the Kremlin as well, in the Kremlin's own text.
        reporters -= {"org:kremlin"}
        chain = example.chain(matched[record["id"]])
        assert chain == ([named(reporters)] if reporters else []), record["id"]


def test_the_contact_group_the_drills_and_the_inferred_ministers(example: Example) -> None:
    group = next(i for i, c in example.captions.items() if c == "Trilateral Contact Group")
    assert example.names(example.ends("MEMBER_OF", end=group)) == {"Ukraine", "Russia", "OSCE"}
    (drills,) = example.things("Exercise")
    assert example.values(drills, "caption") == {"Union Courage-2022"}
    assert example.names(example.ends("PARTICIPATED_IN", end=drills)) == {"Russia", "Belarus"}
    held = [s for s in example.seed if s.about.type == "HELD_OFFICE"]
    assert {example.captions[s.about.start.id] for s in held if isinstance(s.about, Relationship)}
    assert {s.basis for s in held} == {"inference"}, "no minister is named in the article"


def test_the_kremlin_gives_a_second_account_of_the_call(
    example: Example, matched: dict[str, str]
) -> None:
    addresses = {
        s.source.source_url
        for s in example.statements
        if s.about.id == matched["m1"] and s.source is not None
    }
    assert addresses == {"", "http://en.kremlin.ru/events/president/news/67818"}
    # The same statement in other words: one claim, two contents.
    contents = {
        s.value for s in example.statements if s.about.id == matched["c4"] and s.prop == "content"
    }
    assert len(contents) == 2


def test_every_span_is_exact(example: Example, corpus: Path) -> None:
    at_hand = texts(corpus)
    for statement in example.statements:
        quotation = statement.quotation
        if quotation is None:
            continue
        text = at_hand[quotation.article.text_sha256]
        assert fingerprint(text) == quotation.article.text_sha256
        assert text[quotation.start : quotation.end] == quotation.exact
        assert text[: quotation.start].endswith(quotation.prefix)
        assert text[quotation.end :].startswith(quotation.suffix)


def test_the_seed_article_is_quoted_without_the_words_around(example: Example) -> None:
    quoted = set()
    for statement in example.seed:
        if statement.quotation is not None:
            assert statement.quotation.prefix == statement.quotation.suffix == ""
            quoted.update(range(statement.quotation.start, statement.quotation.end))
    assert len(quoted) / 3027 < 0.36


def test_every_article_has_a_publisher_and_an_address_or_key(corpus: Path) -> None:
    at_hand = texts(corpus)
    for article in articles():
        assert article["publisher"]
        assert article.get("sourceUrl") or article.get("key")
        assert article["licence"]
        assert article["textSha256"] in at_hand, article["title"]


def test_sixty_calls_and_talks_of_the_crisis_have_a_day_and_a_quotation(example: Example) -> None:
    dated, quoted = set(), set()
    for statement in example.statements:
        if statement.about.type != "Meeting" or isinstance(statement.about, Relationship):
            continue
        if statement.prop in ("startDate", "earliest") and (
            "2021-12-01" <= statement.value <= "2022-02-20"
        ):
            dated.add(statement.about.id)
        if statement.quotation is not None:
            quoted.add(statement.about.id)
    assert len(dated & quoted) >= 60


def test_names_are_no_two_people(example: Example) -> None:
    """The files share their actors: one caption, one id."""
    ids: dict[str, set[str]] = defaultdict(set)
    for statement in example.statements:
        if statement.prop in ("caption", "aliases"):
            ids[f"{statement.about.type} {fold(statement.value)}"].add(statement.about.id)
    assert {name: found for name, found in ids.items() if len(found) > 1} == {}


def test_share_counts_runs_of_twenty_characters_however_lines_break() -> None:
    text = "Nobody knows where the two sides sat down, she said. Nothing else is known so far."
    assert share(text, ["where the two sides\n    sat down, she said."]) == 39 / len(text)
    assert share(text, ["where the two sides", "Nothing else is"]) == 0


def test_the_repository_holds_little_of_the_seed_article(corpus: Path) -> None:
    root = EXAMPLES.parent.parent
    assert share(texts(corpus)[SEED], repository_contents(root)) <= LIMIT
    assert share(texts(corpus)[SEED], own_contents(root)) <= OWN_LIMIT
