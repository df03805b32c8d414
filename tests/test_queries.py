"""What is drawn, counted and proved, on the shipped example and on a small graph of facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from graph import actors, captions, evidence, queries, quoted, stated, store
from graph.database import Database
from graph.selection import Selection, sentence
from graph.statement import Entity, Relationship, Statement
from loaders import Options, curated
from loaders.load import load
from tests.conftest import wipe
from tests.facts import (
    AGAIN,
    AGREEMENT,
    BERG,
    CALL,
    CHANCELLERY,
    CLAIM,
    LUND,
    RULE,
    call_facts,
    found_facts,
    named,
    statement,
)

EXAMPLE = Path(__file__).parent.parent / "loaders" / "examples" / "2022-02-20-de-escalation.yaml"
SUNDAY = Selection(first="2022-02-20", last="2022-02-20")


@pytest.fixture(scope="module", params=["embedded", "neo4j"])
def example(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database that holds the shipped example's first file; the tests below only read."""
    opened: Database = request.getfixturevalue(f"{request.param}_database")
    wipe(opened)
    load(opened, curated.read(EXAMPLE, Options()))
    # Whose president Putin is, no text of that file says; a table of office holders does.
    people = actors.actors(opened).set_index("caption")["id"]
    putin, office = Entity("Person", people["Vladimir Putin"]), Entity("Office", "office-ru")
    russia = Entity("Country", "country-RUS")
    for edge in (
        Relationship("HELD_OFFICE", putin, office),
        Relationship("OFFICE_OF", office, russia),
    ):
        inferred = replace(statement(edge), quotation=None, article=None, basis="inference")
        store.write_statements(opened, [inferred])
    yield opened
    wipe(opened)


@pytest.fixture
def facts(database: Database) -> Database:
    """A database that holds one call, one agreement, one statement (tests/facts.py)."""
    store.ensure_schema(database)
    store.write_statements(database, call_facts())
    return database


def drawn(network: queries.Network) -> dict[str, str]:
    """Caption -> id of what is drawn."""
    return dict(zip(network.nodes["caption"], network.nodes["id"], strict=True))


def node(network: queries.Network, caption: str) -> pd.Series:
    """The drawn node whose caption begins so."""
    found = network.nodes[network.nodes["caption"].str.startswith(caption)]
    assert len(found) == 1, f"{caption}: {network.nodes['caption'].tolist()}"
    return found.iloc[0]


def links(network: queries.Network) -> set[tuple[str, str, str]]:
    """(caption, type, caption) of each drawn edge."""
    names = dict(zip(network.nodes["id"], network.nodes["caption"], strict=True))
    return {
        (names[edge["start"]], edge["type"], names[edge["end"]])
        for edge in network.edges.to_dict("records")
    }


class TestTheFirstPicture:
    def test_without_a_link_it_is_the_day_and_its_best_documented_event(
        self, example: Database
    ) -> None:
        first = queries.first_selection(example)
        assert replace(first, chosen="") == SUNDAY
        found = evidence.details(example, first.chosen)
        assert found and (found.caption, found.type) == ("Call · 105 min", "Meeting")

    def test_the_sentence(self, example: Database) -> None:
        network = queries.network(example, SUNDAY)
        assert sentence(SUNDAY, network.summary, {}) == (
            "Sunday 20 February 2022 · 2 calls reported as held · 3 meetings planned, 3 proposed, "
            "1 possible · 6 agreements and pledges reported · 1 statement questioned · all actors."
        )

    def test_about_35_nodes_and_all_of_them_fit(self, example: Database) -> None:
        network = queries.network(example, SUNDAY)
        assert 30 <= len(network.nodes) <= 40
        assert network.left_out == 0
        assert {kind: str(network.nodes[kind].dtype) for kind in queries.NODES} == queries.NODES

    def test_the_calls_stand_in_the_middle_of_who_took_part(self, example: Database) -> None:
        found = links(queries.network(example, SUNDAY))
        assert ("Vladimir Putin", "PARTICIPATED_IN", "Call · 105 min") in found
        assert ("Emmanuel Macron", "PARTICIPATED_IN", "Call · 105 min") in found
        assert ("Volodymyr Zelenskyy", "PARTICIPATED_IN", "Call") in found

    def test_agreements_hang_on_the_call_alone_and_name_their_source(
        self, example: Database
    ) -> None:
        network = queries.network(example, SUNDAY)
        assert "PARTY_TO" not in set(network.edges["type"])
        found = node(network, "Elysee: agreed to work to de-escalate")
        assert links(network) >= {("Call · 105 min", "RESULTED_IN", found["caption"])}

    def test_an_agreement_brings_the_one_it_refers_to_whatever_its_date(
        self, example: Database
    ) -> None:
        assert node(queries.network(example, SUNDAY), "Minsk protocol")["subtitle"] == "2014"

    def test_only_what_somebody_questions_is_drawn_of_what_was_said(
        self, example: Database
    ) -> None:
        network = queries.network(example, SUNDAY)
        said = network.nodes[network.nodes["type"] == "Claim"]
        assert len(said) == 4
        assert node(network, "Call · 105 min")["said"] > 0
        everything = queries.network(example, replace(SUNDAY, statements=True))
        assert (everything.nodes["type"] == "Claim").sum() > 4
        assert node(everything, "Call · 105 min")["said"] == 0

    def test_speakers_stand_only_beside_a_drawn_statement(self, example: Database) -> None:
        captions = drawn(queries.network(example, SUNDAY))
        assert {"Elysee", "Government of Belarus"} <= set(captions)
        assert "Kremlin" not in captions

    def test_a_country_is_a_line_under_a_name_unless_it_takes_part_itself(
        self, example: Database
    ) -> None:
        network = queries.network(example, SUNDAY)
        countries = set(network.nodes[network.nodes["type"] == "Country"]["caption"])
        assert countries == {"Russia", "Ukraine", "France", "Germany"}

    def test_an_office_that_takes_part_shows_its_holder_as_inferred(
        self, example: Database
    ) -> None:
        minister = node(queries.network(example, SUNDAY), "Foreign minister of France")
        assert minister["subtitle"] == "Jean-Yves Le Drian, inferred"

    def test_zones(self, example: Database) -> None:
        nodes = queries.network(example, SUNDAY).nodes
        meetings = nodes[nodes["type"] == "Meeting"]
        assert meetings["zone"].value_counts().to_dict() == {"expected": 5, "main": 2, "unnamed": 2}
        assert node(queries.network(example, SUNDAY), "Mario Draghi")["zone"] == "expected"

    def test_every_node_has_a_place(self, example: Database) -> None:
        nodes = queries.network(example, SUNDAY).nodes
        assert nodes[["x", "y"]].notna().all(axis=None)


class TestFilters:
    def test_dates_outside_hold_nothing(self, example: Database) -> None:
        network = queries.network(example, Selection(first="2023-01-01"))
        assert network.nodes.empty and network.edges.empty and network.matched == 0
        assert list(network.nodes.columns) == list(queries.NODES)

    def test_a_vague_date_overlaps_a_span(self, example: Database) -> None:
        week = queries.network(example, Selection(first="2022-02-25", last="2022-02-28"))
        assert set(week.nodes[week.nodes["type"] == "Meeting"]["subtitle"]) == {
            "in the coming days"
        }

    def test_any_of_the_actors_or_all_of_them_together(self, example: Database) -> None:
        people = actors.actors(example).set_index("caption")["id"]
        both = Selection(actors=(people["Vladimir Putin"], people["Volodymyr Zelenskyy"]))
        either = queries.network(example, both)
        assert {"Call · 105 min", "Call"} <= set(drawn(either))
        assert "Mario Draghi" not in drawn(either)
        assert queries.network(example, replace(both, together=True)).matched == 0
        two = Selection(actors=(people["Vladimir Putin"], people["Emmanuel Macron"]), together=True)
        assert "Call" not in drawn(queries.network(example, two))

    def test_kinds_and_formats(self, example: Database) -> None:
        calls = queries.network(example, replace(SUNDAY, kinds=("Meeting:call",)))
        assert set(calls.nodes[calls.nodes["type"] != "Person"]["format"]) == {"call"}
        agreements = queries.network(example, replace(SUNDAY, kinds=("Agreement",)))
        # Without their call the parties are told by edges of their own.
        assert "PARTY_TO" in set(agreements.edges["type"])

    def test_a_status_narrows_the_kinds_that_can_have_it(self, example: Database) -> None:
        held = queries.network(example, replace(SUNDAY, statuses=("held",)))
        assert set(held.nodes[held.nodes["type"] == "Meeting"]["status"]) == {"held"}
        assert "Agreement" in set(held.nodes["type"])

    def test_undated_things_can_be_left_out(self, example: Database) -> None:
        network = queries.network(example, replace(SUNDAY, undated=False))
        assert "publication" not in set(
            network.nodes[network.nodes["type"] == "Meeting"]["date_basis"]
        )

    def test_speakers(self, example: Database) -> None:
        kremlin = actors.speakers(example).set_index("caption")["id"]["Kremlin"]
        network = queries.network(example, Selection(speakers=(kremlin,), statements=True))
        assert "Call · 105 min" in drawn(network)
        assert "Call" not in drawn(network)

    def test_what_a_person_checked(self, facts: Database) -> None:
        checked = Selection(checked=True)
        before = queries.network(facts, checked)
        assert before.matched == 2
        store.write_statements(facts, found_facts())
        whole, network = queries.network(facts, Selection()), queries.network(facts, checked)
        assert (whole.matched, network.matched) == (3, 2)
        assert whole.nodes.set_index("id")["checked"].drop(AGAIN.id).all()
        assert not whole.nodes.set_index("id")["checked"][AGAIN.id]
        assert not whole.edges[whole.edges["end"] == AGAIN.id]["checked"].any()
        pd.testing.assert_frame_equal(network.nodes, before.nodes)
        pd.testing.assert_frame_equal(network.edges, before.edges)
        assert sentence(checked, network.summary, {}) == (
            "All dates · 1 call reported as held · 1 agreement or pledge reported · "
            "all actors · checked only."
        )
        # What software adds to a checked thing takes nothing away.
        more = statement(CALL, "topic", "x", dataset="second", generated_by=RULE)
        store.write_statements(facts, [more])
        assert queries.network(facts, checked).matched == 2

    def test_checked_only_follows_no_connection_that_software_found(self, facts: Database) -> None:
        guest = Entity("Person", "person-guest")
        found = [
            named(guest, "Kim Guest", dataset="found"),
            statement(Relationship("PARTICIPATED_IN", guest, CALL), generated_by=RULE),
        ]
        store.write_statements(facts, [*found_facts(), *found])
        assert "Kim Guest" in drawn(queries.network(facts, Selection()))
        checked = Selection(checked=True, expanded=(BERG.id, LUND.id), actors=(guest.id, LUND.id))
        network = queries.network(facts, checked)
        assert set(drawn(network)) >= {"Anna Berg", "Bo Lund", "Call · 90 min"}
        assert not {AGAIN.id, guest.id} & set(network.nodes["id"])
        # Nothing is said to be hidden that expanding would not add.
        assert node(network, "Anna Berg")[["degree", "hidden"]].tolist() == [1, 0]
        assert queries.network(facts, replace(checked, actors=(guest.id,))).matched == 0
        edge = Relationship("PARTICIPATED_IN", guest, CALL).id
        opened = queries.network(facts, replace(checked, expanded=(edge,))).edges
        assert not opened.set_index("id")["checked"][edge]

    def test_the_limit_keeps_the_best_documented_and_counts_the_rest(self, facts: Database) -> None:
        network = queries.network(facts, replace(Selection(), limit=3))
        assert set(drawn(network)) == {"Call · 90 min", "Anna Berg", "Bo Lund"}
        assert (network.matched, network.left_out) == (2, 1)

    def test_days_are_counted_whatever_the_dates(self, example: Database) -> None:
        days = queries.histogram(example, SUNDAY)
        assert {column: str(days[column].dtype) for column in days} == queries.HISTOGRAM
        on = days.set_index(["day", "status"])["events"]
        assert on["2022-02-20", "held"] == 2
        assert ("2022-02-19", "ongoing") in on.index


class TestWhatIsChosenAndExpanded:
    def test_something_outside_the_filters_is_reported(self, example: Database) -> None:
        call = drawn(queries.network(example, SUNDAY))["Call · 105 min"]
        january = Selection(first="2022-01-01", last="2022-01-31", chosen=call)
        assert queries.network(example, january).chosen_outside
        assert not queries.network(example, replace(SUNDAY, chosen=call)).chosen_outside
        shown = queries.network(example, replace(january, expanded=(call,)))
        assert not shown.chosen_outside

    def test_a_chosen_statement_is_drawn_though_nobody_questions_it(self, facts: Database) -> None:
        assert CLAIM.id not in set(queries.network(facts, Selection()).nodes["id"])
        network = queries.network(facts, Selection(chosen=CLAIM.id))
        assert {CLAIM.id, CHANCELLERY.id} <= set(network.nodes["id"])

    def test_the_chosen_thing_comes_before_better_documented_ones(self, facts: Database) -> None:
        network = queries.network(facts, replace(Selection(chosen=AGREEMENT.id), limit=3))
        assert AGREEMENT.id in set(network.nodes["id"])

    def test_a_chosen_edge_is_drawn(self, facts: Database) -> None:
        edge = Relationship("PARTICIPATED_IN", BERG, CALL).id
        assert not queries.network(facts, Selection(chosen=edge)).chosen_outside

    def test_what_is_opened_is_drawn_whatever_the_filters(self, facts: Database) -> None:
        nowhen = Selection(first="1999-01-01", last="1999-01-02", expanded=(CHANCELLERY.id,))
        assert set(drawn(queries.network(facts, nowhen))) >= {"Chancellery"}
        edge = Relationship("MADE", CHANCELLERY, CLAIM)
        network = queries.network(facts, replace(nowhen, expanded=(edge.id,)))
        assert set(network.nodes["id"]) == {CHANCELLERY.id, CLAIM.id}
        assert edge.id in set(network.edges["id"])
        assert queries.network(facts, replace(nowhen, expanded=("nothing",))).nodes.empty

    def test_expanding_draws_all_neighbours(self, example: Database) -> None:
        office = drawn(queries.network(example, SUNDAY))["Foreign minister of France"]
        network = queries.network(example, replace(SUNDAY, expanded=(office,)))
        assert ("Jean-Yves Le Drian", "HELD_OFFICE", "Foreign minister of France") in links(network)
        assert node(network, "Foreign minister of France")["hidden"] == 0

    def test_hidden_counts_what_expanding_would_add(self, facts: Database) -> None:
        call = node(queries.network(facts, Selection()), "Call")
        assert (call["degree"], call["hidden"], call["said"]) == (4, 1, 1)

    def test_collapsing_hides_what_hangs_on_a_node_alone(self, facts: Database) -> None:
        network = queries.network(facts, Selection(collapsed=(CALL.id,)))
        assert set(network.nodes["id"]) == {CALL.id}


class TestAPanel:
    def test_an_agreement_of_one_side(self, example: Database) -> None:
        found = evidence.details(
            example, node(queries.network(example, SUNDAY), "Elysee: agreed to work to de")["id"]
        )
        assert found is not None
        assert found.standing == "Reported by one side"
        assert found.reported_by == (
            "Reported by: the Elysee. Kremlin readout loaded here (kremlin.ru, 20 Feb): "
            "not mentioned."
        )
        assert found.date == "Sunday 20 February 2022, the day of the event"

    def test_a_call_that_both_sides_report(self, example: Database) -> None:
        call = evidence.details(example, drawn(queries.network(example, SUNDAY))["Call · 105 min"])
        assert call and call.standing == "Reported by both sides"
        assert call.facts.set_index("label").loc["duration", "value"] == "105 min"

    def test_a_claim_that_is_questioned(self, example: Database) -> None:
        claim = evidence.details(
            example, node(queries.network(example, SUNDAY), "Vladimir Putin: intends")["id"]
        )
        assert claim is not None
        assert claim.standing.startswith("Questioned by the Elysee (“will have to be verified”)")
        assert claim.standing.endswith(
            ". Appears to contradict the Belarusian government, according to the Elysee"
        )
        assert claim.reported_by == "Vladimir Putin, as reported by the Elysee"

    def test_a_date_that_nobody_gives(self, example: Database) -> None:
        nodes = queries.network(example, SUNDAY).nodes
        undated = nodes[(nodes["date_basis"] == "publication") & (nodes["type"] == "Meeting")]
        found = evidence.details(example, undated["id"].iloc[0])
        # Nor does any text say when that article was published.
        assert found and found.date == (
            "No date given; reported 20 Feb 2022 (publication date inferred)"
        )

    def test_an_inferred_name_is_marked(self, example: Database) -> None:
        office = drawn(queries.network(example, SUNDAY))["Foreign minister of France"]
        found = evidence.details(example, office)
        assert found is not None
        holders = found.neighbours[found.neighbours["phrase"] == "was held by"]
        assert holders["caption"].tolist() == ["Jean-Yves Le Drian"]
        said = holders["inferred"].iloc[0]
        assert said.startswith("name inferred from the office, not in the text")
        edge = evidence.details(example, holders["edge"].iloc[0])
        assert edge and edge.standing == captions.capital(said)

    def test_two_accounts_that_differ_are_both_shown(self, facts: Database) -> None:
        again = call_facts(dataset="second", duration="PT60M")
        store.write_statements(facts, again)
        found = evidence.details(facts, CALL.id)
        assert found is not None
        assert set(found.facts[found.facts["label"] == "duration"]["value"]) == {"90 min", "60 min"}

    def test_an_edge(self, facts: Database) -> None:
        edge = Relationship("PARTICIPATED_IN", BERG, CALL).id
        found = evidence.details(facts, edge)
        assert found is not None
        assert (found.element, found.type) == ("edge", "PARTICIPATED_IN")
        assert (found.start, found.end) == (BERG.id, CALL.id)
        assert found.caption == "Anna Berg takes part in Call · 90 min"

    def test_an_id_of_former_days_still_opens(self, facts: Database) -> None:
        facts.write(
            lambda transaction: transaction.run(
                "MATCH (t:Thing {id: $id}) CREATE (f:FormerId {id: 'old', currentId: $id}) "
                "CREATE (f)-[:IS_NOW]->(t)",
                id=CALL.id,
            )
        )
        found = evidence.details(facts, "old")
        assert found and (found.id, found.former) == (CALL.id, "old")

    def test_an_unknown_id_has_none(self, facts: Database) -> None:
        assert evidence.details(facts, "nothing") is None


class TestTheWords:
    def test_what_several_facts_take_from_the_same_words_is_one_row(self, facts: Database) -> None:
        rows, total = evidence.quotations(facts, CALL.id)
        assert {column: str(rows[column].dtype) for column in rows} == evidence.QUOTATIONS
        assert total == len(rows) == len(rows["quotation"].unique())
        first = rows[rows["exact"] == "Anna Berg called Bo Lund"].iloc[0]
        assert set(first["property"].split(", ")) >= {"status", "format", "participants"}
        assert (first["start"], first["end"]) == (0, 24)
        assert (first["publisher"], first["published_at"]) == ("Example News", "2021-03-05")
        assert first["checked"] and first["has_text"]

    def test_speakers_in_words(self, facts: Database) -> None:
        rows, _ = evidence.quotations(facts, CALL.id)
        minutes = rows[rows["exact"] == "90 minutes"].iloc[0]
        assert minutes["speakers"] == "The Chancellery, in this article"
        assert rows[rows["exact"] == "Friday"].iloc[0]["speakers"] == "This article"

    def test_a_claims_maker_stands_innermost(self, example: Database) -> None:
        claim = node(queries.network(example, SUNDAY), "Vladimir Putin: intends")["id"]
        rows, _ = evidence.quotations(example, claim)
        own = rows[rows["property"].str.contains("what was said")].iloc[0]
        assert own["speakers"] == "Vladimir Putin, as reported by the Elysee, in this article"

    def test_an_edge_has_the_words_that_prove_it(self, facts: Database) -> None:
        rows, total = evidence.quotations(facts, Relationship("RESULTED_IN", CALL, AGREEMENT).id)
        assert (total, rows["exact"].tolist()) == (1, ["agreed to meet again"])

    def test_pages_follow_each_other(self, facts: Database) -> None:
        whole, total = evidence.quotations(facts, CALL.id)
        pages = [evidence.quotations(facts, CALL.id, skip, 1)[0] for skip in range(total)]
        assert [page["quotation"].iloc[0] for page in pages] == whole["quotation"].tolist()

    def test_an_actors_facts_one_by_one(self, facts: Database) -> None:
        rows, total = evidence.quotations(facts, BERG.id)
        assert total == len(rows) == 2
        assert set(rows["property"]) == {"participants", "name"}

    def test_a_coded_record_has_no_words(self, facts: Database) -> None:
        coded = Entity("Meeting", "meeting-coded")
        record = replace(statement(coded), quotation=None, basis="record")
        store.write_statements(facts, [record])
        rows, _ = evidence.quotations(facts, coded.id)
        assert rows[["basis", "exact"]].values.tolist() == [["record", ""]]
        found = evidence.details(facts, coded.id)
        assert found and found.standing == "Coded event, no quotation"

    def test_nothing_has_no_words_but_columns(self, facts: Database) -> None:
        rows, total = evidence.quotations(facts, "nothing")
        assert total == 0 and list(rows.columns) == list(evidence.QUOTATIONS)


class TestListsAndArticles:
    def test_actors_by_events(self, example: Database) -> None:
        people = actors.actors(example)
        assert {column: str(people[column].dtype) for column in people} == actors.ACTORS
        assert people["caption"].iloc[0] == "Emmanuel Macron"

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("Macron", "Emmanuel Macron"),
            ("macr", "Emmanuel Macron"),
            ("Zelenski", "Volodymyr Zelenskyy"),
            ("élysée", "Elysee"),
            ("Makron", "Emmanuel Macron"),
            ("vladimir putin", "Vladimir Putin"),
        ],
    )
    def test_search_forgives(self, example: Database, typed: str, found: str) -> None:
        assert actors.search(actors.actors(example), typed)["caption"].iloc[0] == found

    def test_search_finds_nothing_for_nonsense_and_all_for_nothing(self, example: Database) -> None:
        people = actors.actors(example)
        assert actors.search(people, "xqzw").empty
        assert len(actors.search(people, " ")) == len(people)

    def test_speakers_by_statements(self, example: Database) -> None:
        assert actors.speakers(example)["caption"].iloc[0] == "Elysee"

    def test_events_of_an_actor(self, facts: Database) -> None:
        events, total = actors.events_of(facts, BERG.id)
        assert total == 1
        assert events[["date", "caption", "status", "others"]].values.tolist() == [
            ["5 Mar 2021", "Call · 90 min", "held", "Bo Lund"]
        ]
        assert actors.events_of(facts, "nothing")[1] == 0

    def test_an_article_with_its_marks(self, facts: Database) -> None:
        rows, _ = evidence.quotations(facts, CALL.id)
        text = evidence.article(facts, rows["article"].iloc[0])
        assert text and text.text
        words = {
            text.text[mark["start"] : mark["end"]]: mark["node"]
            for mark in text.marks.to_dict("records")
        }
        assert words["Anna Berg called Bo Lund"] == CALL.id
        assert words["agreed to meet again"] == AGREEMENT.id
        assert evidence.article(facts, "nothing") is None

    def test_the_table_holds_nodes_and_edges(self, facts: Database) -> None:
        network = queries.network(facts, Selection())
        table = queries.table(network)
        assert table["element"].value_counts().to_dict() == {
            "node": len(network.nodes),
            "edge": len(network.edges),
        }
        edge = table[(table["element"] == "edge") & (table["from"] == "Anna Berg")].iloc[0]
        assert (edge["what"], edge["to"]) == ("takes part in", "Call · 90 min")


class TestAnEmptyDatabase:
    def test_everything_is_empty_and_has_columns(self, database: Database) -> None:
        assert queries.data_version(database) == queries.DataVersion("", "", 0)
        assert queries.first_selection(database) == Selection()
        network = queries.network(database, Selection())
        assert list(network.edges.columns) == list(queries.EDGES)
        assert queries.histogram(database, Selection()).empty
        assert actors.actors(database).empty and actors.speakers(database).empty
        assert queries.table(network).empty


class TestTheVersionOfTheData:
    def test_it_changes_when_the_data_do_and_the_picture_with_it(self, database: Database) -> None:
        load(database, curated.read(EXAMPLE, Options()))
        before = queries.data_version(database)
        assert before.version and before.loaded_at and before.things > 30
        assert queries.network(database, SUNDAY).matched > 10
        wipe(database)
        assert queries.data_version(database).version == ""
        assert queries.network(database, SUNDAY).matched == 0


class TestManyEvents:
    """An actor with many events is paged through without walking all of them twice."""

    def test_pages_of_a_hub(self, facts: Database) -> None:
        store.write_statements(facts, calls_of_berg(60))
        pages = [actors.events_of(facts, BERG.id, skip, 25) for skip in (0, 25, 50)]
        assert [total for _, total in pages] == [61, 61, 61]
        ids = pd.concat([page for page, _ in pages])["id"]
        assert len(ids) == len(set(ids)) == 61
        dates = pd.concat([page for page, _ in pages])["earliest"].tolist()
        assert dates == sorted(dates, reverse=True)
        assert evidence.quotations(facts, BERG.id)[1] == 62

    def test_quotations_of_a_hub(self, facts: Database) -> None:
        store.write_statements(facts, calls_of_berg(250))
        pages = [evidence.quotations(facts, BERG.id, skip, 100) for skip in (0, 100, 200)]
        assert [(len(page), total) for page, total in pages] == [(100, 252), (100, 252), (52, 252)]
        statements = [one for page, _ in pages for row in page["statements"] for one in row]
        assert len(statements) == len(set(statements)) == 252

    def test_a_plan_begins_at_the_index(self, request: pytest.FixtureRequest) -> None:
        opened: Database = request.getfixturevalue("neo4j_database")
        wipe(opened)
        store.ensure_schema(opened)
        # With next to nothing in it any plan is as good as another.
        store.write_statements(opened, [*call_facts(), *calls_of_berg(300)])
        # Nor may a plan that an emptier database was given be used again.
        opened.run_schema(["CALL db.resampleOutdatedIndexes()", "CALL db.clearQueryCaches()"])
        for query, parameters in (
            (stated.STATED, {"ids": ["a"]}),
            (quoted._STATEMENTS, {"ids": ["a"]}),
            (actors._EVENTS_OF, {"id": "a", "skip": 0, "limit": 20}),
            (quoted._OF_ACTOR, {"id": "a", "skip": 0, "limit": 20}),
            (queries._AROUND, {"ids": ["a"]}),
            (queries._PROPERTIES, {"ids": ["a"]}),
            (queries._OF_ACTORS, {"ids": ["a"], "first": "", "last": "~", "checked": True}),
            (queries._BESIDE, {"id": "a", "limit": 20, "checked": True}),
            (queries._CHECKED_DEGREES, {"ids": ["a"]}),
            (queries._CHECKED_EDGE, {"id": "a", "reviewed": "curated"}),
            (queries._BY_SPEAKERS, {"speakers": ["a"]}),
        ):
            operators = set(_operators(opened.explain(query, **parameters)))
            assert any("IndexSeek" in operator for operator in operators), query
            scans = {operator for operator in operators if "Scan" in operator}
            assert not scans, f"{query} scans: {scans}"


def calls_of_berg(number: int) -> list[Statement]:
    """Many calls that one and the same person took part in."""
    made: list[Statement] = []
    for each in range(number):
        call = Entity("Meeting", f"meeting-{each:03}")
        made += [
            statement(call),
            statement(call, "status", "held"),
            statement(call, "format", "call"),
            statement(call, "startDate", f"2021-01-{each % 28 + 1:02}", "Friday"),
            statement(Relationship("PARTICIPATED_IN", BERG, call), record=call.id),
        ]
    return made


def _operators(plan: dict[str, object]) -> Iterator[str]:
    yield str(plan["operatorType"])
    for child in plan.get("children", ()):  # type: ignore[attr-defined]
        yield from _operators(child)
