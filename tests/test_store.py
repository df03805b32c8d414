"""The write side, on both databases: nothing stands without its evidence."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest

from graph import store
from graph.database import Database
from graph.projection import MergeRefused
from graph.quotation import Article, fingerprint
from graph.removal import forget_stale, merge_things, remove_dataset
from graph.statement import Entity, Relationship, Statement
from graph.verify import faults
from tests.facts import (
    AGAIN,
    AGREEMENT,
    ARTICLE,
    BERG,
    CALL,
    CHANCELLERY,
    CLAIM,
    LUND,
    RULE,
    TEXT,
    call_facts,
    found_facts,
    named,
    statement,
)


@pytest.fixture
def ready(database: Database) -> Database:
    """An empty database with the schema's constraints."""
    store.ensure_schema(database)
    return database


def thing(database: Database, entity: Entity | str) -> dict[str, Any]:
    identity = entity if isinstance(entity, str) else entity.id
    rows = database.read("MATCH (n:Thing {id: $id}) RETURN n", id=identity)
    found: dict[str, Any] = rows[0]["n"] if rows else {}
    return found


def snapshot(database: Database) -> tuple[list[Any], ...]:
    """Everything in the graph, comparable; but for which data set a shared text came with."""
    nodes = database.read("MATCH (n) RETURN labels(n) AS labels, properties(n) AS p")
    for node in nodes:
        node["p"].pop("texts", None)
    edges = database.read(
        "MATCH (a)-[x]->(b) RETURN type(x) AS t, properties(x) AS p, a.id AS a, b.id AS b"
    )
    return (
        sorted(repr((sorted(n["labels"]), sorted(n["p"].items()))) for n in nodes),
        sorted(repr((e["t"], e["a"], e["b"], sorted(e["p"].items()))) for e in edges),
    )


def assert_sound(database: Database) -> None:
    assert faults(database).faults == []


def test_a_small_graph_is_written_with_its_evidence(ready: Database) -> None:
    outcome = store.write_statements(ready, call_facts())
    assert (outcome.written, outcome.unchanged) == (len(call_facts()), 0)
    call = thing(ready, CALL)
    assert {k: call[k] for k in ("status", "format", "startDate", "duration", "category")} == {
        "status": "held",
        "format": "call",
        "startDate": "2021-03-05",
        "duration": "PT90M",
        "category": "CONSULT",
    }
    assert thing(ready, BERG)["caption"] == "Anna Berg"
    [quote] = ready.read(
        "MATCH (s:Statement {about: $id}) WHERE s.property = 'duration' "
        "MATCH (s)-[:SUPPORTED_BY]->(q:Quotation)-[:WAS_QUOTED_FROM]->(a:Article) "
        "MATCH (s)-[x:ATTRIBUTED_TO]->(speaker) "
        "RETURN q.exact AS exact, q.start AS start, q.end AS end, a.sourceUrl AS url, "
        "x.position AS position, speaker.caption AS speaker",
        id=CALL.id,
    )
    assert TEXT[quote["start"] : quote["end"]] == quote["exact"] == "90 minutes"
    assert (quote["url"], quote["speaker"], quote["position"]) == (
        "https://example.org/call",
        "Chancellery",
        0,
    )
    assert_sound(ready)


def test_the_second_time_nothing_is_written(
    ready: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write_statements(ready, call_facts())
    before = snapshot(ready)
    monkeypatch.setattr(ready, "write", lambda work: pytest.fail("a write transaction"))
    outcome = store.write_statements(ready, call_facts())
    assert (outcome.written, outcome.unchanged) == (0, len(call_facts()))
    assert snapshot(ready) == before


def test_what_is_undated_takes_its_event_s_date_and_then_its_article_s(ready: Database) -> None:
    store.write_statements(ready, call_facts())
    for entity in (AGREEMENT, CLAIM):
        found = thing(ready, entity)
        assert (found["earliest"], found["dateBasis"]) == ("2021-03-05", "event")
    lonely = Entity("Agreement", "agreement-lonely")
    store.write_statements(ready, [statement(lonely), statement(lonely, "terms", "x")])
    found = thing(ready, lonely)
    assert (found["earliest"], found["dateBasis"]) == ("2021-03-05", "publication")


def test_an_event_s_new_date_reaches_what_came_of_it(ready: Database) -> None:
    facts = call_facts()
    store.write_statements(ready, facts)
    later = statement(CALL, "startDate", "2021-03-04", "Friday", dataset="first")
    kept = [s for s in facts if s.prop != "startDate"] + [later]
    outcome = store.write_statements(ready, kept)
    forget_stale(ready, "first", "file", outcome.seen["first", "file"])
    assert thing(ready, CALL)["startDate"] == "2021-03-04"
    assert thing(ready, AGREEMENT)["earliest"] == "2021-03-04"
    assert thing(ready, CLAIM)["earliest"] == "2021-03-04"
    assert_sound(ready)


def test_two_data_sets_that_differ_are_both_kept_in_any_order(ready: Database) -> None:
    first = call_facts("first", duration="PT90M")
    second = [
        statement(CALL, dataset="second"),
        statement(CALL, "duration", "PT60M", "90 minutes", dataset="second"),
    ]
    pictures = set()
    for order in ([first, second], [second, first], [first, second, first, second]):
        for dataset in ("first", "second"):
            remove_dataset(ready, dataset)
        for statements in order:
            store.write_statements(ready, statements)
        pictures.add(repr(snapshot(ready)))
        values = ready.read(
            "MATCH (s:Statement {about: $id}) WHERE s.property = 'duration' "
            "RETURN s.value AS value ORDER BY value",
            id=CALL.id,
        )
        assert [row["value"] for row in values] == ["PT60M", "PT90M"]
    assert len(pictures) == 1
    remove_dataset(ready, "first")
    assert thing(ready, CALL)["duration"] == "PT60M"
    assert thing(ready, BERG) == {}
    assert_sound(ready)
    remove_dataset(ready, "second")
    assert ready.read("MATCH (n) RETURN n") == []


def test_one_article_described_in_two_ways_reads_the_same_in_any_order(ready: Database) -> None:
    other = replace(ARTICLE, title="Lund called by Berg", publisher="Another desk")
    first = [statement(CALL, dataset="first")]
    second = [statement(CALL, dataset="second", article=other)]
    titles = set()
    for order in ([first, second], [second, first], [second, first, second]):
        for dataset in ("first", "second"):
            remove_dataset(ready, dataset)
        for statements in order:
            store.write_statements(ready, statements)
        titles |= {r["t"] for r in ready.read("MATCH (a:Article) RETURN a.title AS t")}
    assert len(titles) == 1


def test_a_data_set_corrects_how_its_article_is_described(ready: Database) -> None:
    for title in ("Berg calls Lund", "A better title", "Berg calls Lund"):
        article = replace(ARTICLE, title=title)
        outcome = store.write_statements(ready, [statement(CALL, article=article)])
        forget_stale(ready, "first", "file", outcome.seen["first", "file"])
        assert ready.read("MATCH (a:Article) RETURN a.title AS t") == [{"t": title}]


def test_one_data_set_never_deletes_another_s_evidence(ready: Database) -> None:
    store.write_statements(ready, call_facts("first"))
    store.write_statements(ready, call_facts("second"))
    assert remove_dataset(ready, "first") == len(call_facts())
    assert thing(ready, CALL)["status"] == "held"
    left = ready.read("MATCH (s:Statement) RETURN DISTINCT s.dataset AS dataset")
    assert left == [{"dataset": "second"}]
    assert_sound(ready)


def test_what_a_unit_no_longer_says_goes_and_only_that(ready: Database) -> None:
    facts = call_facts()
    store.write_statements(ready, facts)
    gone = {AGREEMENT.id, Relationship("RESULTED_IN", CALL, AGREEMENT).id}
    kept = [s for s in facts if s.about.id not in gone]
    outcome = store.write_statements(ready, kept)
    removed = forget_stale(ready, "first", "file", outcome.seen["first", "file"])
    assert removed == len(facts) - len(kept)
    assert thing(ready, AGREEMENT) == {}
    assert thing(ready, CALL)["status"] == "held"
    assert_sound(ready)


def test_a_rejected_record_keeps_its_last_good_version(ready: Database) -> None:
    facts = call_facts()
    store.write_statements(ready, facts)
    seen = {s.id for s in facts if s.record_id != AGREEMENT.id}
    assert forget_stale(ready, "first", "file", seen, keep=(AGREEMENT.id,)) == 0
    assert thing(ready, AGREEMENT)["status"] == "agreed"


def test_other_units_of_the_data_set_are_left_alone(ready: Database) -> None:
    store.write_statements(ready, call_facts())
    assert forget_stale(ready, "first", "another file", set()) == 0
    assert thing(ready, CALL)


def test_a_denial_draws_nothing(ready: Database) -> None:
    edge = Relationship("PARTICIPATED_IN", LUND, CALL)
    denial = replace(statement(edge), stance="denies")
    store.write_statements(ready, [statement(CALL), statement(CALL, "status", "held"), denial])
    assert ready.read("MATCH (:Actor)-[x:PARTICIPATED_IN]->() RETURN x") == []


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(ready: Database) -> None:
    text = TEXT + " Corrected."
    changed = Article.make(ARTICLE.key, text_sha256=fingerprint(text), title="Berg", text=text)
    store.write_statements(ready, [statement(CALL)])
    store.write_statements(ready, [statement(CALL, article=changed)])
    rows = ready.read(
        "MATCH (a:Article) RETURN a.version AS version, a.text AS text ORDER BY version"
    )
    assert rows == [{"version": 1, "text": TEXT}, {"version": 2, "text": text}]
    assert_sound(ready)


def test_a_text_that_comes_later_is_kept(ready: Database) -> None:
    bare = replace(ARTICLE, text=None)
    first = [
        replace(s, quotation=replace(s.quotation, article=bare)) if s.quotation else s
        for s in call_facts()
    ]
    store.write_statements(ready, first)
    assert ready.read("MATCH (a:Article) RETURN a.text AS text") == [{"text": None}]
    assert store.write_statements(ready, call_facts()).written == 0
    assert ready.read("MATCH (a:Article) RETURN a.text AS text") == [{"text": TEXT}]


class TestWhatSoftwareFound:
    def unchecked(self, database: Database) -> set[str]:
        """Ids of the things and edges that are marked as found by software alone."""
        things = database.read("MATCH (n:Thing) WHERE n.checked = false RETURN n.id AS id")
        edges = database.read(
            "MATCH (:Thing)-[x]->(:Thing) WHERE x.checked = false RETURN x.id AS id"
        )
        return {row["id"] for row in [*things, *edges]}

    def found(self) -> set[str]:
        edges = {Relationship("PARTICIPATED_IN", who, AGAIN).id for who in (BERG, LUND)}
        return {AGAIN.id, *edges}

    def accepted(self) -> list[Statement]:
        return [
            replace(s, dataset="second", generated_by=f"curated accepted {RULE}", confidence="")
            for s in found_facts()
        ]

    def test_it_is_marked_until_a_person_accepts_it(self, ready: Database) -> None:
        store.write_statements(ready, [*call_facts(), *found_facts()])
        assert self.unchecked(ready) == self.found()
        assert_sound(ready)
        store.write_statements(ready, self.accepted())
        assert self.unchecked(ready) == set()
        assert_sound(ready)
        remove_dataset(ready, "second")
        assert self.unchecked(ready) == self.found()
        assert_sound(ready)

    @pytest.mark.parametrize("size", [1, 3, 1000])
    def test_no_order_and_no_batch_makes_a_difference(self, ready: Database, size: int) -> None:
        pictures = set()
        sets = [call_facts(), found_facts(), self.accepted()[:1]]
        for order in (sets, sets[::-1], [sets[1], sets[2], sets[0]]):
            for dataset in ("first", "second", "found"):
                remove_dataset(ready, dataset)
            for statements in order:
                store.write_statements(ready, statements, batch=size)
            pictures.add(repr(snapshot(ready)))
            # The meeting was accepted, that somebody takes part was not.
            assert self.unchecked(ready) == self.found() - {AGAIN.id}
        assert len(pictures) == 1
        assert_sound(ready)

    def test_the_second_time_nothing_is_written(
        self, ready: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        store.write_statements(ready, [*call_facts(), *found_facts()])
        monkeypatch.setattr(ready, "write", lambda work: pytest.fail("a write transaction"))
        assert store.write_statements(ready, found_facts()).written == 0

    def test_another_measurement_replaces_the_first(self, ready: Database) -> None:
        for confidence in ("0.93/41", "0.9/60"):
            outcome = store.write_statements(ready, found_facts(confidence=confidence))
            forget_stale(ready, "found", "file", outcome.seen["found", "file"])
            rows = ready.read("MATCH (s:Statement) RETURN DISTINCT s.confidence AS confidence")
            assert rows == [{"confidence": confidence}]
        assert_sound(ready)

    def test_merged_with_a_checked_one_it_is_checked(self, ready: Database) -> None:
        store.write_statements(ready, [*call_facts(), *found_facts()])
        merge_things(ready, AGAIN.id, CALL.id)
        assert self.unchecked(ready) == set()
        assert_sound(ready)
        remove_dataset(ready, "first")
        assert CALL.id in self.unchecked(ready)
        assert_sound(ready)

    def test_verify_knows_the_mark(self, ready: Database) -> None:
        store.write_statements(ready, [*call_facts(), *found_facts()])
        for change, fault in (
            ("MATCH (n:Thing {id: $id}) REMOVE n.checked", "checked is None, its statements"),
            ("MATCH (n:Thing {id: $id}) SET n.checked = true", "checked is True, its statements"),
        ):
            ready.write(lambda work, change=change: work.run(change, id=AGAIN.id))
            [found] = faults(ready).faults
            assert fault in found and found.endswith("compute to False")


class TestMerging:
    def twin(self) -> list[Any]:
        other = Entity("Meeting", "meeting-twin")
        return [
            statement(other, dataset="second"),
            statement(other, "location", "Oslo", dataset="second"),
            statement(Relationship("PARTICIPATED_IN", BERG, other), dataset="second"),
            statement(Relationship("PARTICIPATED_IN", CHANCELLERY, other), dataset="second"),
        ]

    def test_both_evidences_hang_on_one_thing(self, ready: Database) -> None:
        store.write_statements(ready, [*call_facts(), *self.twin()])
        merge_things(ready, "meeting-twin", CALL.id)
        assert thing(ready, "meeting-twin") == {}
        assert thing(ready, CALL)["location"] == "Oslo"
        who = ready.read("MATCH (a)-[:PARTICIPATED_IN]->(m:Meeting) RETURN a.id AS id ORDER BY id")
        assert [row["id"] for row in who] == sorted([BERG.id, LUND.id, CHANCELLERY.id])
        assert_sound(ready)

    def test_old_links_still_lead_there_edges_too(self, ready: Database) -> None:
        twin = self.twin()
        store.write_statements(ready, [*call_facts(), *twin])
        merge_things(ready, "meeting-twin", CALL.id)
        former = {
            row["id"]: row["now"]
            for row in ready.read("MATCH (f:FormerId) RETURN f.id AS id, f.currentId AS now")
        }
        assert former["meeting-twin"] == CALL.id
        assert former[twin[2].about.id] == Relationship("PARTICIPATED_IN", BERG, CALL).id

    def test_what_is_loaded_again_or_later_is_about_the_merged_thing(self, ready: Database) -> None:
        twin = self.twin()
        store.write_statements(ready, [*call_facts(), *twin])
        merge_things(ready, "meeting-twin", CALL.id)
        assert store.write_statements(ready, twin).written == 0
        other = twin[0].about
        late = [
            statement(other, "topic", "trade", dataset="second"),
            statement(Relationship("PARTICIPATED_IN", LUND, other), dataset="second"),
        ]
        assert store.write_statements(ready, late).written == 2
        assert thing(ready, CALL)["topic"] == "trade"
        assert thing(ready, "meeting-twin") == {}
        assert_sound(ready)

    def test_one_data_set_removed_the_other_stays(self, ready: Database) -> None:
        store.write_statements(ready, [*call_facts(), *self.twin()])
        merge_things(ready, "meeting-twin", CALL.id)
        remove_dataset(ready, "first")
        assert thing(ready, CALL)["location"] == "Oslo"
        remove_dataset(ready, "second")
        assert ready.read("MATCH (n) RETURN n") == []

    def test_chains_of_merges_stay_whole(self, ready: Database) -> None:
        third = Entity("Meeting", "meeting-third")
        third_facts = [statement(third, dataset="third")]
        store.write_statements(ready, [*call_facts(), *self.twin(), *third_facts])
        merge_things(ready, third.id, "meeting-twin")
        merge_things(ready, "meeting-twin", CALL.id)
        rows = ready.read("MATCH (f:FormerId {id: $id}) RETURN f.currentId AS now", id=third.id)
        assert rows == [{"now": CALL.id}]
        assert_sound(ready)

    @pytest.mark.parametrize(
        ("old", "new", "reason"),
        [
            ("meeting-nowhere", CALL.id, "nothing with the id meeting-nowhere"),
            (CALL.id, CALL.id, "the same already"),
            (BERG.id, CALL.id, "one is a Person, the other a Meeting"),
        ],
    )
    def test_what_can_not_be_merged(self, ready: Database, old: str, new: str, reason: str) -> None:
        store.write_statements(ready, call_facts())
        before = snapshot(ready)
        with pytest.raises(MergeRefused, match=reason):
            merge_things(ready, old, new)
        assert snapshot(ready) == before


def test_a_thing_that_changes_its_type_is_made_anew_with_all_that_hangs_on_it(
    ready: Database,
) -> None:
    store.write_statements(ready, call_facts())
    institution = Entity("Organization", LUND.id)
    facts = [s for s in call_facts() if s.about != LUND]
    facts += [
        replace(named(LUND, "Lund"), about=institution, prop="type", value="Organization"),
        replace(named(LUND, "Lund"), about=institution),
    ]
    outcome = store.write_statements(ready, facts)
    forget_stale(ready, "first", "file", outcome.seen["first", "file"])
    [row] = ready.read("MATCH (n:Thing {id: $id}) RETURN labels(n) AS labels", id=LUND.id)
    assert set(row["labels"]) == {"Thing", "Actor", "Organization"}
    assert thing(ready, LUND)["caption"] == "Lund"
    assert len(ready.read("MATCH (:Organization)-[x:PARTICIPATED_IN]->() RETURN x")) == 1
    assert_sound(ready)


def test_the_fingerprint_of_a_data_set_depends_on_its_content_only(ready: Database) -> None:
    facts = call_facts()
    store.write_statements(ready, facts)
    [once] = store.datasets(ready)
    remove_dataset(ready, "first")
    random.Random(1).shuffle(facts)
    store.write_statements(ready, facts, batch=3)
    [again] = store.datasets(ready)
    assert again["version"] == once["version"] != "0" * 16


def test_batches_of_any_size_come_to_the_same(ready: Database) -> None:
    pictures = set()
    for size in (1, 2, 5, 1000):
        store.write_statements(ready, call_facts(), batch=size)
        pictures.add(repr(snapshot(ready)))
        remove_dataset(ready, "first")
    assert len(pictures) == 1


def test_hostile_words_are_only_words(ready: Database) -> None:
    text = "'}) DETACH DELETE n // <img src=x onerror=alert(1)> \u202e \x00 ﷽ 💥"
    article = Article.make("hostile", text_sha256=fingerprint(text), title=text, text=text)
    words = statement(CALL, "topic", text, text, article=article)
    store.write_statements(ready, [statement(CALL), words])
    assert thing(ready, CALL)["topic"] == text
    assert_sound(ready)
