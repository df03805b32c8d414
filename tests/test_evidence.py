"""The words behind things: their order, who gives what, one statement in two wordings, old ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import pandas as pd
import pytest

from graph import evidence, queries, store
from graph.database import Database
from graph.quotation import Article, Quotation, fingerprint
from graph.removal import merge_things
from graph.selection import Selection
from graph.statement import Entity, Relationship, Statement
from loaders import Options, curated
from loaders.load import load
from tests.conftest import wipe
from tests.facts import (
    AGAIN,
    AGREEMENT,
    ARTICLE,
    BERG,
    CALL,
    CHANCELLERY,
    CLAIM,
    CONFIDENCE,
    LUND,
    OFFICE,
    READING,
    TEXT,
    call_facts,
    found_facts,
    statement,
)
from tests.test_queries import EXAMPLE, SUNDAY

OTHER_TEXT = (
    "The ministers agreed to meet again, Lund's office said. Anna Berg called Bo Lund for an hour. "
    "Their talk took an hour."
)
OTHER = Article.make(
    "https://example.net/other",
    text_sha256=fingerprint(OTHER_TEXT),
    title="An hour on the phone",
    source_url="https://example.net/other",
    publisher="Other News",
    published_at="2021-03-06",
    text=OTHER_TEXT,
)


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def day(request: pytest.FixtureRequest) -> Iterator[tuple[Database, dict[str, str]]]:
    """The shipped example, and what it tells of its Sunday by caption; only read from."""
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    wipe(opened)
    for file in sorted(EXAMPLE.parent.glob("*.yaml")):
        load(opened, curated.read(file, Options()))
    nodes = queries.network(opened, replace(SUNDAY, statements=True)).nodes
    told = nodes[nodes["type"].isin(["Meeting", "Agreement", "Claim"])]
    panels = [evidence.details(opened, each) for each in told["id"]]
    yield opened, {f"{each.caption} ({each.id})": each.id for each in panels if each}
    wipe(opened)


def words(day: tuple[Database, dict[str, str]], caption: str) -> pd.DataFrame:
    """What proves the one thing whose caption begins so."""
    opened, things = day
    (found,) = {id for name, id in things.items() if name.startswith(caption)}
    rows, total = evidence.quotations(opened, found)
    assert total == len(rows)
    return rows


class TestTheOrder:
    def test_of_a_call(self, day: tuple[Database, dict[str, str]]) -> None:
        rows = words(day, "Call · 105 min")
        assert rows["exact"].tolist()[:3] == [
            "Sunday's call, Putin told Macron",
            "Vladimir Putin had a telephone conversation with President of the French Republic "
            "Emmanuel Macron",
            "105 minutes",
        ]
        assert rows["property"].iloc[0] == "meeting or call, status, participants, format, date"
        parts = [part for part, _ in groupby(rows["part"])]
        assert parts == ["own", "outcome", "said", "inferred"]
        assert rows["exact"].tolist().index("agreed to work to de-escalate") > 3

    def test_of_what_was_said(self, day: tuple[Database, dict[str, str]]) -> None:
        rows = words(day, "Vladimir Putin: intends to withdraw")
        assert rows[["exact", "part", "speakers"]].values.tolist() == [
            [
                "intends to withdraw Russian troops from Belarus",
                "own",
                "Vladimir Putin, as reported by the Elysee, in this article",
            ],
            ["will have to be verified", "reaction", "The Elysee, in this article"],
            ["appeared to contradict", "reaction", "The Elysee, in this article"],
            [
                "exercises there are over",
                "more",
                "Vladimir Putin, as reported by the Elysee, in this article",
            ],
            [
                "Sunday's call, Putin told Macron",
                "more",
                "Vladimir Putin, as reported by the Elysee, in this article",
            ],
        ]
        assert rows["property"].iloc[1] == "who questions it"

    def test_of_an_agreement_its_terms_come_first(
        self, day: tuple[Database, dict[str, str]]
    ) -> None:
        opened, things = day
        agreements = [id for id in things.values() if id.startswith("agreement-")]
        assert len(agreements) > 5
        for each in agreements:
            rows, _ = evidence.quotations(opened, each)
            terms = rows[rows["property"].str.contains("terms")].iloc[0]
            assert terms["exact"] in rows["exact"].iloc[0]

    def test_everywhere_the_own_words_come_first_and_each_once(
        self, day: tuple[Database, dict[str, str]]
    ) -> None:
        opened, things = day
        for caption, id in things.items():
            rows, _ = evidence.quotations(opened, id)
            quoted = rows[rows["basis"] == "quote"]
            assert len(quoted) == len(set(quoted["quotation"])), caption
            parts = [part for part, _ in groupby(rows["part"])]
            assert len(parts) == len(set(parts)), caption
            assert parts[0] in ("own", "inferred"), caption

    def test_what_calls_for_a_meeting_comes_after_its_own(
        self, day: tuple[Database, dict[str, str]]
    ) -> None:
        rows = words(day, "Talks (")
        assert rows["part"].tolist() == ["own", "own", "own", "others"]
        assert rows["property"].iloc[-1] == "what calls for it"

    def test_an_edge_has_only_its_own(self, facts: Database) -> None:
        rows, _ = evidence.quotations(facts, Relationship("RESULTED_IN", CALL, AGREEMENT).id)
        assert rows[["exact", "part", "property"]].values.tolist() == [
            ["agreed to meet again", "own", "what came of it"]
        ]

    def test_the_account_with_most_quotations_comes_first(self, facts: Database) -> None:
        store.write_statements(facts, [another("status", "held", "Anna Berg called Bo Lund")])
        rows, _ = evidence.quotations(facts, CALL.id)
        titles = rows[rows["property"].str.contains("status")]["title"].tolist()
        assert titles == ["Berg calls Lund", "An hour on the phone"]


class TestOneStatementInTwoWordings:
    def test_on_its_own_panel(self, day: tuple[Database, dict[str, str]]) -> None:
        opened, things = day
        rows = words(day, "Kremlin: “the two presidents found it expedient")
        assert rows[["exact", "wording"]].values.tolist() == [
            ["acknowledged the need to intensify the search", ""],
            [
                "the two presidents found it expedient to step up the search for a diplomatic "
                "solution between the foreign ministers",
                "Other wording, same Kremlin statement",
            ],
        ]
        (claim,) = {id for name, id in things.items() if name.startswith("Kremlin: “the two")}
        found = evidence.details(opened, claim)
        assert found is not None
        assert found.standing == "Said, not questioned here"
        assert found.reported_by == "The Kremlin"
        content = found.facts[found.facts["property"] == "content"]
        assert content["note"].tolist() == ["", "Other wording, same Kremlin statement"]
        # Two articles print it, one source says it.
        assert found.facts["accounts"].max() == 1
        assert not found.facts["differ"].any()

    def test_on_the_panel_of_the_call(self, day: tuple[Database, dict[str, str]]) -> None:
        rows = words(day, "Call · 105 min")
        again = rows[rows["wording"] != ""]
        assert again["wording"].tolist() == ["Other wording, same Kremlin statement"]
        assert again["exact"].iloc[0].startswith("the two presidents found it expedient")

    def test_the_same_words_in_another_article(self, facts: Database) -> None:
        again = [
            statement(CLAIM, words="an hour", dataset="second", article=OTHER, by=(CHANCELLERY,)),
            statement(
                CLAIM,
                "content",
                "They spoke for an hour",
                "an hour",
                dataset="second",
                article=OTHER,
                by=(CHANCELLERY,),
            ),
        ]
        store.write_statements(facts, again)
        rows, total = evidence.quotations(facts, CLAIM.id)
        assert total == 2
        assert rows["wording"].tolist() == ["", "Other wording, same Chancellery statement"]


class TestValuesThatDiffer:
    def test_both_are_shown_with_who_says_so(self, facts: Database) -> None:
        second = [
            another("status", "held", "Anna Berg called Bo Lund"),
            another("duration", "PT1H", "an hour"),
        ]
        store.write_statements(facts, second)
        found = evidence.details(facts, CALL.id)
        assert found is not None
        minutes = found.facts[found.facts["property"] == "duration"]
        assert sorted(minutes[["value", "accounts", "said_by", "differ"]].values.tolist()) == [
            ["1 hour", 1, "Other News", True],
            ["90 min", 1, "the Chancellery, in Example News", True],
        ]
        status = found.facts[found.facts["property"] == "status"]
        assert status[["value", "accounts", "differ"]].values.tolist() == [["Took place", 2, False]]
        rows, _ = evidence.quotations(facts, CALL.id)
        given = rows[rows["property"].str.contains("duration")]
        assert set(given["exact"]) == {"90 minutes", "an hour"}

    def test_what_is_inferred_is_no_account(self, facts: Database) -> None:
        day = replace(
            another("startDate", "2021-03-06", "an hour"), quotation=None, basis="inference"
        )
        store.write_statements(facts, [replace(day, article=OTHER, note="day of publication")])
        found = evidence.details(facts, CALL.id)
        assert found is not None
        dates = found.facts[found.facts["property"] == "startDate"]
        assert dates[["accounts", "note", "differ"]].values.tolist() == [
            [1, "", False],
            [0, "our reading", False],
        ]
        rows, _ = evidence.quotations(facts, CALL.id)
        assert rows[["part", "speakers"]].values.tolist()[-1] == ["inferred", ""]

    def test_several_names_are_no_difference(self, facts: Database) -> None:
        names = [
            replace(statement(BERG, "aliases", name, record=BERG.id), quotation=None)
            for name in ("A. Berg", "Minister Berg")
        ]
        store.write_statements(facts, [replace(one, basis="record") for one in names])
        found = evidence.details(facts, BERG.id)
        assert found is not None
        assert len(found.facts[found.facts["property"] == "aliases"]) == 2
        assert not found.facts["differ"].any()


class TestWhoSaysSo:
    def test_one_article_that_names_both_sides_is_one_account(
        self, day: tuple[Database, dict[str, str]]
    ) -> None:
        opened, things = day
        (pledge,) = {id for name, id in things.items() if "pledged to work" in name}
        found = evidence.details(opened, pledge)
        assert found is not None
        assert found.standing == "One account, which says that both sides said so"
        assert found.reported_by == (
            "Reported by: Emmanuel Macron and Vladimir Putin. "
            "Kremlin readout loaded here (kremlin.ru, 20 Feb): not mentioned."
        )

    def test_a_denial_names_who_denies(self, facts: Database) -> None:
        office = Entity("Organization", "organization-office")
        denial = statement(CLAIM, words="an hour", article=OTHER, by=(office,), stance="denies")
        store.write_statements(facts, [denial])
        found = evidence.details(facts, CLAIM.id)
        assert found and found.standing.startswith("Denied by the ")


class TestWhatSoftwareFound:
    def test_its_panel_says_so_and_how_often_the_rule_is_right(self, facts: Database) -> None:
        store.write_statements(facts, found_facts())
        found = evidence.details(facts, AGAIN.id)
        assert found and (found.checked, found.finders) == (False, (CONFIDENCE,))
        edge = evidence.details(facts, Relationship("PARTICIPATED_IN", BERG, AGAIN).id)
        assert edge and (edge.checked, edge.finders, edge.standing) == (False, (CONFIDENCE,), "")
        for checked in (CALL, BERG, CLAIM):
            panel = evidence.details(facts, checked.id)
            assert panel and (panel.checked, panel.finders) == (True, ())
        rows, _ = evidence.quotations(facts, AGAIN.id)
        assert not rows["checked"].any()
        assert set(rows["confidence"]) == {CONFIDENCE}

    def test_several_rules_each_with_its_measure(self, facts: Database) -> None:
        again = replace(found_facts("other")[0], generated_by="meeting.agree", confidence="")
        store.write_statements(facts, [*found_facts(), again])
        found = evidence.details(facts, AGAIN.id)
        assert found and found.finders == ("", CONFIDENCE)

    def test_accepted_it_is_checked_and_what_is_left_is_marked_one_by_one(
        self, facts: Database
    ) -> None:
        accepted = replace(found_facts()[0], dataset="second", generated_by="curated accepted x")
        store.write_statements(facts, [*found_facts(), accepted])
        found = evidence.details(facts, AGAIN.id)
        assert found and (found.checked, found.finders) == (True, ())
        by_name = found.neighbours.set_index("caption")["checked"]
        assert not by_name["Anna Berg"] and not by_name["Bo Lund"]
        berg = evidence.details(facts, BERG.id)
        events, _ = evidence.events_of(facts, BERG.id)
        assert berg and events.set_index("id")["checked"].to_dict() == {
            CALL.id: True,
            AGAIN.id: False,  # that she takes part is not accepted
        }

    def test_an_inferred_participant_is_no_named_one(self, facts: Database) -> None:
        store.write_statements(facts, found_facts())
        found = evidence.details(facts, AGAIN.id)
        assert found is not None
        assert found.neighbours.set_index("caption")["inferred"].to_dict() == {
            "Anna Berg": "",
            "Bo Lund": f"name inferred from the office, not in the text ({OFFICE})",
        }
        edge = evidence.details(facts, Relationship("PARTICIPATED_IN", LUND, AGAIN).id)
        assert edge and edge.standing.startswith("Name inferred from the office, not in the text")

    def test_how_a_vague_date_was_read(self, facts: Database) -> None:
        store.write_statements(facts, found_facts())
        found = evidence.details(facts, AGAIN.id)
        assert found is not None
        assert found.date == "“soon”: about 5–19 Mar 2021, our reading"
        assert found.date_note == READING
        rows, _ = evidence.quotations(facts, AGAIN.id)
        reading = rows[rows["note"] == READING]
        assert reading[["part", "basis", "exact", "speakers"]].values.tolist() == [
            ["inferred", "inference", "", ""]
        ]
        call = evidence.details(facts, CALL.id)
        assert call and call.date_note == ""

    def test_a_publication_date_that_is_inferred(self, facts: Database) -> None:
        undated = Entity("Agreement", "agreement-undated")
        guessed = replace(ARTICLE, key="guessed", id="article-guessed")
        guessed = replace(guessed, published_at_basis="inferred", published_at="2021-03-07")
        terms = [
            statement(undated, words="agreed to meet again", article=guessed),
            statement(undated, "terms", "meet again", "meet again", article=guessed),
        ]
        store.write_statements(facts, terms)
        found = evidence.details(facts, undated.id)
        assert found is not None
        assert found.date == "No date given; reported 7 Mar 2021 (publication date inferred)"
        article = evidence.article(facts, guessed.id)
        assert article and article.published_at_basis == "inferred"


class TestIdsOfFormerDays:
    def test_a_merged_thing_and_its_edges_still_open(self, facts: Database) -> None:
        twin = Entity("Meeting", "meeting-twin")
        old_edge = Relationship("PARTICIPATED_IN", LUND, twin)
        store.write_statements(
            facts,
            [
                statement(twin, dataset="second"),
                statement(twin, "status", "held", dataset="second"),
                statement(old_edge, dataset="second", record=twin.id),
            ],
        )
        merge_things(facts, twin.id, CALL.id)
        thing = evidence.details(facts, twin.id)
        assert thing is not None
        assert (thing.id, thing.former, thing.caption) == (CALL.id, twin.id, "Call · 90 min")
        edge = evidence.details(facts, old_edge.id)
        assert edge is not None
        assert edge.id == Relationship("PARTICIPATED_IN", LUND, CALL).id
        assert (edge.former, edge.caption) == (old_edge.id, "Bo Lund takes part in Call · 90 min")
        assert evidence.quotations(facts, edge.id)[1] > 0


@pytest.fixture
def facts(database: Database) -> Database:
    """A database that holds one call, one agreement, one statement (tests/facts.py)."""
    store.ensure_schema(database)
    store.write_statements(database, call_facts())
    assert queries.network(database, Selection()).matched
    return database


def another(prop: str, value: str, quoted: str) -> Statement:
    """What a second data set says of the call, from another article."""
    return statement(CALL, prop, value, quoted, dataset="second", article=OTHER)


def test_where_the_text_is_kept_the_words_around_come_from_it(database: Database) -> None:
    """The text may be loaded later than the facts, and no context may have been kept with them."""
    text = "💥 " * 30 + TEXT
    article = Article.make("https://example.org/late", text_sha256=fingerprint(text), title="T")
    begin = text.index("90 minutes")
    bare = Quotation(article, "90 minutes", begin, begin + len("90 minutes"))
    fact = replace(statement(CALL, "duration", "PT90M", "90 minutes"), quotation=bare)
    store.ensure_schema(database)
    store.write_statements(database, [fact])
    before = queries.data_version(database).version
    [row] = evidence.quotations(database, CALL.id)[0].to_dict("records")
    assert (row["prefix"], row["suffix"], row["has_text"]) == ("", "", False)
    with_text = replace(fact, quotation=replace(bare, article=replace(article, text=text)))
    outcome = store.write_statements(database, [with_text])
    assert (outcome.written, outcome.texts) == (0, 1)
    [row] = evidence.quotations(database, CALL.id)[0].to_dict("records")
    assert row["prefix"].endswith("They spoke for ")
    assert row["suffix"].startswith(", the Chancellery said.")
    assert row["has_text"]
    assert queries.data_version(database).version != before, "an open page notices the text"
    assert store.write_statements(database, [with_text]).texts == 0
