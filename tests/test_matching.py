"""Do two texts tell of one meeting? The rules by themselves, and then in the graph."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph import moving, store
from graph.database import Database
from graph.evidence import details
from graph.projection import MergeRefused
from graph.removal import remove_dataset
from graph.statement import Entity, Relationship
from graph.verify import faults
from loaders import Complete, Settle
from loaders.answers import (
    Answers,
    AnswersUnreadable,
    NoSuchQuestion,
    answer,
    merge,
    open_questions,
    undo_answer,
)
from loaders.load import Report, load
from loaders.matching import RULES, Account, Kind, compare, hours_in
from loaders.partition import Decided, partition
from tests.conftest import wipe
from tests.told import (
    BERG,
    HOLM,
    LUND,
    NORLAND,
    SUDLAND,
    Find,
    Text,
    curated,
    meetings_of,
    together,
)

# ---- the rules -----------------------------------------------------------------------------------

PAIR = frozenset({"putin", "macron"})
DAY = {"earliest": "2022-02-20", "latest": "2022-02-20", "published": "2022-02-20"}


def account(own: str, **more: object) -> Account:
    """An account of a call on 20 February, each of an article of its own."""
    given = {"participants": PAIR, "articles": frozenset({own}), **DAY, **more}
    return Account(own, **given)  # type: ignore[arg-type]


def vague(own: str, first: str, last: str, **more: object) -> Account:
    return account(own, earliest=first, latest=last, vague=True, words="in the coming days", **more)


HELD = account("held")
COMPARED: list[tuple[str, Account, Account, str]] = [
    ("the same day", HELD, account("b"), "same-day"),
    ("another day", HELD, account("b", earliest="2022-02-21", latest="2022-02-21"), "other-days"),
    ("within the days given", HELD, account("b", latest="2022-02-22"), "inside-range"),
    (
        "days that agree in part",
        account("a", latest="2022-02-22"),
        account("b", earliest="2022-02-21", latest="2022-02-23"),
        "overlap",
    ),
    ("a call and talks", HELD, account("b", format="talks"), "other-format"),
    ("a call and a summit", HELD, account("b", format="summit"), "other-format"),
    (
        "talks and a visit",
        account("a", format="talks"),
        account("b", format="visit"),
        "same-day",
    ),
    ("talks and a summit", account("a", format="talks"), account("b", format="summit"), "summit"),
    (
        "other people",
        HELD,
        account("b", participants=frozenset({"putin", "biden"})),
        "other-people",
    ),
    ("one more", HELD, account("b", participants=PAIR | {"scholz"}), "more-people"),
    ("one in common", HELD, account("b", participants=frozenset({"putin"})), "other-people"),
    (
        "one name each",
        account("a", participants=frozenset({"putin"})),
        account("b", participants=frozenset({"putin"})),
        "one-name",
    ),
    (
        "nobody named",
        account("a", participants=frozenset()),
        account("b", participants=frozenset()),
        "other-people",
    ),
    (
        "a country and its leader",
        account("a", bound=frozenset({("putin", "russia"), ("macron", "france")})),
        account("b", participants=frozenset({"russia", "france"})),
        "country",
    ),
    (
        "a country and another's leader",
        account("a", bound=frozenset({("putin", "russia"), ("macron", "france")})),
        account("b", participants=frozenset({"russia", "germany"})),
        "other-people",
    ),
    (
        "planned for that day",
        HELD,
        account("b", status="planned", published="2022-02-18"),
        "same-day",
    ),
    (
        "planned for a day that was over",
        HELD,
        account("b", status="planned", published="2022-02-21"),
        "plan-too-late",
    ),
    (
        "planned by nobody knows whom",
        HELD,
        account("b", status="planned", published=""),
        "plan-too-late",
    ),
    (
        "planned for the coming days",
        HELD,
        vague("b", "2022-02-18", "2022-02-25", status="planned", published="2022-02-18"),
        "plan-kept",
    ),
    (
        "planned for the coming days, the day it took place",
        HELD,
        vague("b", "2022-02-20", "2022-02-27", status="planned"),
        "vague-day",
    ),
    (
        "proposed for the coming days",
        HELD,
        vague("b", "2022-02-18", "2022-02-25", status="proposed", published="2022-02-18"),
        "vague-day",
    ),
    (
        "cancelled, and planned",
        account("a", status="cancelled"),
        account("b", status="planned"),
        "same-day",
    ),
    ("cancelled, and held", HELD, account("b", status="cancelled"), "called-off"),
    ("refused, and held", HELD, account("b", status="refused"), "other-status"),
    (
        "refused, and proposed",
        account("a", status="refused"),
        account("b", status="proposed"),
        "refused",
    ),
    ("a second call", HELD, account("b", note="a second call"), "order-note"),
    ("earlier", HELD, account("b", note="earlier on Sunday"), "order-note"),
    ("before something else", HELD, account("b", note="before the summit"), "same-day"),
    (
        "morning and evening",
        account("a", note="in the morning"),
        account("b", note="on Sunday evening"),
        "other-hour",
    ),
    (
        "hours near each other",
        account("a", words="at 11:00"),
        account("b", words="at 1 p.m."),
        "same-day",
    ),
    ("hours apart", account("a", words="at 11:00"), account("b", words="at 11 p.m."), "other-hour"),
    (
        "no day given, reported on the day",
        HELD,
        account("b", earliest="", latest="", dated=False),
        "reported-that-day",
    ),
    (
        "no day given, reported the day after",
        HELD,
        account("b", earliest="", latest="", dated=False, published="2022-02-21"),
        "no-day",
    ),
    (
        "no day given, days later",
        HELD,
        account("b", dated=False, published="2022-02-25"),
        "other-days",
    ),
    (
        "all of February",
        HELD,
        account("b", earliest="2022-02-01", latest="2022-02-28", vague=True),
        "vague-day",
    ),
    (
        "all of the year",
        HELD,
        account("b", earliest="2022-01-01", latest="2022-12-31", vague=True),
        "other-days",
    ),
    (
        "one text, two places",
        account("a", articles=frozenset("x")),
        account("b", articles=frozenset("x")),
        "told-apart",
    ),
]


@pytest.mark.parametrize(("_", "one", "other", "rule"), COMPARED, ids=[c[0] for c in COMPARED])
def test_rule(_: str, one: Account, other: Account, rule: str) -> None:
    assert compare(one, other).rule == rule
    assert compare(other, one).rule == rule


def test_every_rule_is_tested_or_needs_more_than_two_accounts() -> None:
    assert RULES.keys() - {case[3] for case in COMPARED} == {"two-that-day", "led-to", "answered"}


def test_different_lengths_and_places_are_no_other_meeting() -> None:
    """They are no part of an account: both stay, side by side."""
    assert not {"duration", "location", "topic"} & set(Account.__dataclass_fields__)


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("", None),
        ("on Sunday", None),
        ("at 14:30", (14.5, 14.5)),
        ("at 2.30 pm", (14.5, 14.5)),
        ("at 12 a.m.", (0, 0)),
        ("in the evening", (17, 24)),
        ("at 77:00", None),
    ],
)
def test_hours(words: str, hours: tuple[float, float] | None) -> None:
    assert hours_in(words) == hours


def groups(*accounts: Account, decided: Decided | None = None) -> set[frozenset[str]]:
    """The partition as sets of own ids; the same in every order."""
    found = {
        frozenset(frozenset(a.own for a in m.accounts) for m in partition(order, decided).meetings)
        for order in itertools.permutations(accounts)
    }
    assert len(found) == 1
    return set(found.pop())


def doubts(*accounts: Account, decided: Decided | None = None) -> dict[frozenset[str], str]:
    return {
        frozenset({d.one.own, d.other.own}): d.rule for d in partition(accounts, decided).doubts
    }


def sets(*words: str) -> set[frozenset[str]]:
    return {frozenset(word) for word in words}


def decide(*answers: tuple[str, bool]) -> Decided:
    """Answers, oldest first."""
    return Decided(tuple((frozenset(pair), same) for pair, same in reversed(answers)))


A, B = account("A"), account("B")
#: One text that tells of two calls of the pair that day.
C1, C2 = (account(own, articles=frozenset("C")) for own in "12")


def test_two_calls_of_one_day_in_one_text_join_nothing() -> None:
    assert groups(A, C1, C2) == sets("A", "1", "2")
    assert doubts(A, C1, C2) == {
        frozenset("A1"): "two-that-day",
        frozenset("A2"): "two-that-day",
        frozenset("12"): "two-that-day",
    }


def test_what_was_settled_before_stays_when_later_news_tells_of_two_calls() -> None:
    late = [replace(c, published="2022-02-22") for c in (C1, C2)]
    assert groups(A, B, *late) == sets("AB", "1", "2")
    # A text that comes after them finds three that it may mean.
    assert groups(A, B, *late, account("D", published="2022-02-23")) == sets("AB", "1", "2", "D")


def test_two_candidates_are_asked_about() -> None:
    second = account("S", note="second call", published="2022-02-21")
    late = account("L", published="2022-02-22")
    assert groups(A, second, late) == sets("A", "S", "L")
    assert doubts(A, second, late)[frozenset("AL")] == "same-day"


def test_a_plan_becomes_the_first_call_that_follows_it() -> None:
    plan = vague("P", "2022-02-18", "2022-02-25", status="planned", published="2022-02-18")
    second = account("S", earliest="2022-02-22", latest="2022-02-22", published="2022-02-22")
    assert groups(plan, A) == sets("PA")
    assert groups(plan, A, second) == sets("PA", "S")
    assert groups(plan, A, B) == sets("PAB")
    assert doubts(plan, A, B, second) == {}


def test_a_day_within_a_range_that_holds_two_is_asked_about() -> None:
    monday, tuesday = (
        account(own, earliest=day, latest=day, format="talks", published=day)
        for own, day in (("M", "2022-02-21"), ("T", "2022-02-22"))
    )
    trip = account(
        "R", earliest="2022-02-20", latest="2022-02-23", format="visit", published="2022-02-24"
    )
    assert groups(monday, trip) == sets("MR")
    assert groups(monday, tuesday, trip) == sets("M", "T", "R")
    assert doubts(monday, tuesday, trip).keys() == {frozenset("MR"), frozenset("TR")}


def test_an_account_without_a_day_does_not_keep_others_apart() -> None:
    nowhen = account("N", earliest="", latest="", dated=False, published="2022-02-21")
    assert groups(A, B, nowhen) == sets("AB", "N")
    assert doubts(A, B, nowhen) == {frozenset("AN"): "no-day"}


class TestAnswersInTheRules:
    def test_yes_and_no(self) -> None:
        assert groups(A, C1, C2, decided=decide(("A1", True))) == sets("A1", "2")
        # One question is left, put by two texts and not by two places of one.
        assert doubts(A, C1, C2, decided=decide(("A1", True))).keys() == {frozenset("A2")}
        assert groups(A, B, decided=decide(("AB", False))) == sets("A", "B")
        assert doubts(A, B, decided=decide(("AB", False))) == {}

    def test_two_places_of_one_text_that_a_person_put_together_count_once(self) -> None:
        assert groups(A, C1, C2, decided=decide(("12", True))) == sets("A12")

    def test_the_newer_of_two_that_contradict_each_other_holds(self) -> None:
        chain = [("A1", True), ("12", True)]
        assert groups(A, C1, C2, decided=decide(*chain, ("A2", False))) == sets("A", "12")
        assert groups(A, C1, C2, decided=decide(("A2", False), *chain)) == sets("A12")

    def test_a_no_keeps_out_whatever_the_rules_say(self) -> None:
        assert groups(A, B, account("D"), decided=decide(("AD", False))) == sets("AB", "D")

    def test_an_answer_across_days_holds_for_later_texts_of_either_day(self) -> None:
        monday = account("M", earliest="2022-02-21", latest="2022-02-21")
        late = account("L", published="2022-02-25")
        assert groups(A, monday, late, decided=decide(("AM", True))) == sets("AML")


def test_things_of_a_person_keep_their_ids_and_never_become_one() -> None:
    one, other = account("meeting-1", fixed=True), account("meeting-2", fixed=True)
    parted = partition([one, other, A])
    assert len(parted.meetings) == 3
    assert partition([one, A]).things() == {"meeting-1": "meeting-1", "A": "meeting-1"}
    assert all(not (d.one.fixed and d.other.fixed) for d in parted.doubts)


def test_ids_stay_what_they_were() -> None:
    first = replace(A, published="2022-02-21", homes=("A",))
    assert partition([first, B]).things() == {"A": "A", "B": "A"}
    # Its founder is not told of any more, or lives elsewhere: the links to it stay good.
    left = replace(B, homes=("A",))
    assert partition([left]).things() == {"B": "A"}
    assert partition([left, replace(A, earliest="2022-02-19", latest="2022-02-19")]).things() == {
        "A": "A",
        "B": "B",
    }


DAYS = st.integers(18, 22).map(lambda day: f"2022-02-{day}")
ACCOUNTS = st.builds(
    lambda own, day, last, published, status, format, article, note, flags: Account(
        f"r{own}",
        PAIR,
        "" if flags == "undated" else day,
        "" if flags == "undated" else max(day, last) if flags else day,
        status,
        format,
        published,
        frozenset({f"a{article}"}),
        vague=flags == "vague",
        dated=flags != "undated",
        note=note,
    ),
    st.integers(0, 30),
    DAYS,
    DAYS,
    DAYS,
    st.sampled_from(["held", "held", "planned", "proposed", "cancelled", "refused"]),
    st.sampled_from(["call", "call", "talks"]),
    st.integers(0, 5),
    st.sampled_from(["", "", "", "second call"]),
    st.sampled_from(["", "", "range", "vague", "undated"]),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(ACCOUNTS, min_size=2, max_size=7, unique_by=lambda a: a.own),
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.booleans()), max_size=3),
    st.randoms(use_true_random=False),
)
def test_partition_never_depends_on_the_order_and_names_everything_once(
    accounts: list[Account],
    answers: list[tuple[int, int, bool]],
    chance: object,
) -> None:
    ids = [a.own for a in accounts]
    pairs = [
        (frozenset((ids[a % len(ids)], ids[b % len(ids)])), same)
        for a, b, same in answers
        if a % len(ids) != b % len(ids)
    ]
    decided = Decided(tuple(pairs))
    first = partition(accounts, decided)
    mixed = list(accounts)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    again = partition(mixed, decided)
    assert first.things() == again.things()
    assert first.doubts == again.doubts
    names = [meeting.thing for meeting in first.meetings]
    assert all(names) and len(set(names)) == len(names)
    # The graph as it is settled is settled: nothing moves again.
    at_home = [replace(a, homes=(first.things()[a.own],)) for a in accounts]
    assert partition(at_home, decided).things() == first.things()
    # Nothing that one text tells apart is together, unless a person said so.
    if not any(same for _, same in pairs):
        for meeting in first.meetings:
            articles = [article for a in meeting.accounts for article in a.articles]
            assert len(set(articles)) == len(articles)


# ---- in the graph --------------------------------------------------------------------------------


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers(tmp_path / "answers.yaml")


HOMES = (
    "MATCH (s:Statement {property: 'type', value: 'Meeting'}) MATCH (a:Article {id: s.articleId}) "
    "RETURN DISTINCT s.about AS thing, a.key AS key, s.recordId AS record"
)


def parts(database: Database) -> set[frozenset[str]]:
    return meetings_of(database.read(HOMES))


def calls(*groups_of_keys: str) -> set[frozenset[str]]:
    """Texts a, b … with one call each, together as given: "ab", "c"."""
    return {frozenset(f"{key} meeting/call/1" for key in group) for group in groups_of_keys}


def state(database: Database) -> list[str]:
    """Everything in the graph but when it was loaded, comparable."""
    nodes = database.read("MATCH (n) WHERE NOT n:Dataset RETURN labels(n) AS l, properties(n) AS p")
    edges = database.read(
        "MATCH (a)-[x]->(b) RETURN type(x) AS t, properties(x) AS p, a.id AS a, b.id AS b"
    )
    return sorted(repr((sorted(n["l"]), sorted(n["p"].items()))) for n in nodes) + sorted(
        repr((e["t"], e["a"], e["b"], sorted(e["p"].items()))) for e in edges
    )


def sound(database: Database) -> None:
    assert faults(database).faults == []


def put(database: Database, answers: Answers, *texts: Text) -> Report:
    return load(database, together(*texts), answers=answers)


def no_write(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setattr(database, "write", lambda work: pytest.fail("a write transaction"))


ONE = Text("a", (Find(duration="PT105M", agreed="to meet again"),))
OTHER = Text("b", (Find(duration="PT60M", agreed="to speak again"),))
PLAN = Text(
    "p",
    (Find(days=("2021-03-03", "2021-03-10", "in the coming days"), status="planned"),),
    published="2021-03-03",
)


def test_two_texts_of_one_call_are_one_meeting_with_two_accounts(
    database: Database, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, answers, ONE)
    report = put(database, answers, OTHER)
    assert parts(database) == calls("ab")
    [row] = database.read("MATCH (m:Meeting) RETURN m.id AS id")
    assert row["id"] == ONE.own()
    # Both lengths are kept, and what came of it hangs on the one call.
    rows = database.read(
        "MATCH (s:Statement {about: $id, property: 'duration'}) RETURN s.value AS v ORDER BY v",
        id=row["id"],
    )
    assert [r["v"] for r in rows] == ["PT105M", "PT60M"]
    came = database.read("MATCH (:Meeting)-[:RESULTED_IN]->(a:Agreement) RETURN a.terms AS t")
    assert sorted(r["t"] for r in came) == ["to meet again", "to speak again"]
    assert len(database.read("MATCH (:Person)-[x:PARTICIPATED_IN]->() RETURN x.id")) == 2
    assert report.moved == 0
    sound(database)
    before = state(database)
    no_write(monkeypatch, database)
    for text in (ONE, OTHER):
        again = put(database, answers, text)
        assert (again.written, again.removed, again.moved) == (0, 0, 0)
    assert (put(database, answers, OTHER, ONE).written, state(database)) == (0, before)


def test_in_one_load_too(database: Database, answers: Answers) -> None:
    put(database, answers, OTHER, ONE)
    assert parts(database) == calls("ab")
    sound(database)


def test_what_a_person_curated_takes_in_what_texts_tell(
    database: Database, answers: Answers
) -> None:
    facts = curated("meeting-by-hand", Find(duration="PT105M"), "news")
    load(database, [*facts, Complete("by-hand", "facts.yaml")], answers=answers)
    put(database, answers, OTHER)
    assert [r["id"] for r in database.read("MATCH (m:Meeting) RETURN m.id AS id")] == [
        "meeting-by-hand"
    ]
    sound(database)
    # In the other order the text's own thing gives way, and the link to it still opens.
    wipe(database)
    put(database, answers, OTHER)
    load(database, [*facts, Complete("by-hand", "facts.yaml")], answers=answers)
    assert len(database.read("MATCH (m:Meeting) RETURN m.id AS id")) == 2
    put(database, answers, replace(OTHER, more="Corrected."))
    assert [r["id"] for r in database.read("MATCH (m:Meeting) RETURN m.id AS id")] == [
        "meeting-by-hand"
    ]
    found = details(database, OTHER.own())
    assert found is not None and found.id == "meeting-by-hand"
    sound(database)


def test_a_new_version_stays_where_the_old_one_is(database: Database, answers: Answers) -> None:
    put(database, answers, ONE, OTHER)
    put(database, answers, replace(OTHER, finds=(Find(duration="PT61M"),)))
    assert parts(database) == calls("ab")
    values = database.read("MATCH (s:Statement {property: 'duration'}) RETURN s.value AS v")
    assert sorted(r["v"] for r in values) == ["PT105M", "PT60M", "PT61M"]
    # The newest version counts: it now tells of another day.
    put(database, answers, replace(OTHER, finds=(Find(day="2021-03-04"),)))
    assert parts(database) == calls("a", "b")
    sound(database)


def test_when_the_founder_goes_the_link_stays_good(database: Database, answers: Answers) -> None:
    put(database, answers, ONE)
    put(database, answers, OTHER)
    put(database, answers, replace(ONE, finds=(), more="x"))
    assert parts(database) == calls("ab")
    empty = [Complete("articles", ONE.article.id)]
    load(database, [*together(OTHER), *empty], answers=answers)
    assert parts(database) == calls("b")
    assert [r["id"] for r in database.read("MATCH (m:Meeting) RETURN m.id AS id")] == [ONE.own()]
    sound(database)
    remove_dataset(database, "articles")
    assert database.read("MATCH (n:Thing) RETURN n") == []


def test_what_a_removed_text_had_joined_parts_again(database: Database, answers: Answers) -> None:
    """The plan is for a week, and only the text in between tells which call it became."""
    second = Text("c", (Find(day="2021-03-08"),), published="2021-03-08")
    put(database, answers, PLAN)
    put(database, answers, ONE)
    put(database, answers, second)
    assert parts(database) == calls("ap", "c")
    load(database, [Settle("articles"), Complete("articles", ONE.article.id)], answers=answers)
    assert parts(database) == calls("cp")
    sound(database)


def test_a_plan_that_was_kept(database: Database, answers: Answers) -> None:
    put(database, answers, PLAN)
    put(database, answers, ONE)
    [row] = database.read("MATCH (m:Meeting) RETURN m.id AS id, m.status AS status")
    assert row == {"id": PLAN.own(), "status": "held"}
    assert parts(database) == calls("ap")
    # Another call within those days is another call.
    put(database, answers, Text("c", (Find(day="2021-03-08"),), published="2021-03-08"))
    assert parts(database) == calls("ap", "c")
    sound(database)


def test_an_older_text_that_comes_late_sets_right_what_was_settled_without_it(
    database: Database, answers: Answers
) -> None:
    second = Text("c", (Find(day="2021-03-08"),), published="2021-03-08")
    put(database, answers, PLAN, second)
    assert parts(database) == calls("cp")
    report = put(database, answers, ONE)
    assert parts(database) == calls("ap", "c")
    assert report.moved > 0
    sound(database)
    # The plan's thing was the founder; the second call is a thing of its own now.
    ids = {r["id"] for r in database.read("MATCH (m:Meeting) RETURN m.id AS id")}
    assert ids == {PLAN.own(), second.own()}


def test_refused_is_not_held(database: Database, answers: Answers) -> None:
    put(database, answers, ONE, Text("b", (Find(status="refused"),)))
    assert parts(database) == calls("a", "b")
    assert open_questions(database, answers) == []


def test_offices_are_their_holders(database: Database, answers: Answers) -> None:
    office = Entity("Office", "office-1")
    named = Text("a", (Find(people=(BERG, LUND)),))
    unnamed = Text("b", (Find(people=(BERG, office)),))
    statements = unnamed.statements
    held = replace(
        statements[-1],
        about=Relationship("HELD_OFFICE", LUND, office),
        value="HELD_OFFICE",
        basis="inference",
        quotation=None,
        article=unnamed.article,
        note="dated table",
        record_id="actor/office",
    )
    load(database, together(named), answers=answers)
    settle, *_ = unnamed.items
    load(database, [settle, *statements, held], answers=answers)
    assert parts(database) == calls("ab")
    sound(database)


def test_a_country_is_asked_about(database: Database, answers: Answers) -> None:
    offices = [Entity("Office", f"office-{n}") for n in (1, 2)]
    ties = []
    for who, office, country in zip((BERG, LUND), offices, (NORLAND, SUDLAND), strict=True):
        for edge in (
            Relationship("HELD_OFFICE", who, office),
            Relationship("OFFICE_OF", office, country),
        ):
            ties.append(
                replace(
                    ONE.statements[0],
                    about=edge,
                    prop="type",
                    value=edge.type,
                    dataset="table",
                    unit="table",
                    article=None,
                )
            )
    load(database, ties, answers=answers)
    put(database, answers, ONE, Text("b", (Find(people=(NORLAND, SUDLAND)),)))
    assert parts(database) == calls("a", "b")
    [question] = open_questions(database, answers)
    assert question.rule == "country"


TWO = Text("c", (Find(), Find(anchor="meeting/call/2", note="that night")))


class TestAsked:
    """Two calls of one pair on one day: a person decides, and it is kept."""

    def ask(self, database: Database, answers: Answers) -> dict[str, str]:
        """Load both; returns question ids by the records that they are about."""
        put(database, answers, ONE, TWO)
        assert parts(database) == calls("a") | {
            frozenset({"c meeting/call/1"}),
            frozenset({"c meeting/call/2"}),
        }
        return {
            " ".join(sorted(f"{s.key}{s.find[-1]}" for s in (q.one, q.other))): q.id
            for q in open_questions(database, answers)
        }

    def test_what_the_question_says(self, database: Database, answers: Answers) -> None:
        self.ask(database, answers)
        question = next(
            q for q in open_questions(database, answers) if {q.one.key, q.other.key} == {"a", "c"}
        )
        assert question.title == "Same call?"
        assert question.reason == (
            "Both texts tell of a call of Anna Berg and Bo Lund on 5 Mar 2021, "
            "but one of them tells of two calls that day."
        )
        side = question.one if question.one.key == "a" else question.other
        assert (side.quote, side.source) == ("[meeting/call/1]", "Paper a, 5 Mar 2021")
        assert side.caption == "Anna Berg – Bo Lund, call, 5 Mar 2021"

    def test_yes_no_and_back(
        self, database: Database, answers: Answers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = self.ask(database, answers)
        assert set(asked) == {"a1 c1", "a1 c2", "c1 c2"}
        before = state(database)
        assert answer(database, answers, asked["a1 c2"], True, by="Kim", on="2021-03-06") > 0
        joined = {frozenset({"a meeting/call/1", "c meeting/call/2"})}
        assert joined < parts(database)
        sound(database)
        # The link to what gave way still opens, its edges' too.
        gone = TWO.own("meeting/call/2")
        found = details(database, gone)
        assert found is not None and (found.id, found.former) == (ONE.own(), gone)
        edge = Relationship("PARTICIPATED_IN", BERG, Entity("Meeting", gone))
        moved = details(database, edge.id)
        assert moved is not None and moved.end == ONE.own()
        # The next load keeps to it, and so does one by somebody who has the file only.
        after = state(database)
        with monkeypatch.context() as patch:
            no_write(patch, database)
            put(database, Answers.read(answers.path), TWO, ONE)
        assert state(database) == after
        # No answer is final: no parts them again, to their own ids.
        assert answer(database, answers, asked["a1 c2"], False, by="Kim") > 0
        assert state(database) == before
        assert "a1 c2" not in self.ask(database, answers)
        answer(database, answers, asked["a1 c2"], True)
        assert state(database) == after
        undo_answer(database, answers, asked["a1 c2"])
        assert state(database) == before
        assert set(self.ask(database, answers)) == set(asked)
        assert "[]" not in answers.path.read_text()

    def test_an_answer_that_was_given_before_the_texts_were_there(
        self, database: Database, answers: Answers
    ) -> None:
        asked = self.ask(database, answers)
        answer(database, answers, asked["a1 c2"], True)
        after = state(database)
        wipe(database)
        put(database, Answers.read(answers.path), TWO, ONE)
        assert parts(database) == {
            frozenset({"a meeting/call/1", "c meeting/call/2"}),
            frozenset({"c meeting/call/1"}),
        }
        assert len(state(database)) <= len(after)

    def test_a_process_that_died_between_the_answer_and_the_graph(
        self, database: Database, answers: Answers, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked = self.ask(database, answers)
        with monkeypatch.context() as patch:
            patch.setattr("loaders.answers.move_record", _dies)
            with pytest.raises(_Died):
                answer(database, answers, asked["a1 c2"], True)
        put(database, answers, Text("z", (Find(people=(BERG, HOLM)),)))
        assert {frozenset({"a meeting/call/1", "c meeting/call/2"})} < parts(database)
        sound(database)

    def test_unknown_question(self, database: Database, answers: Answers) -> None:
        self.ask(database, answers)
        with pytest.raises(NoSuchQuestion, match="there is no question question-x"):
            answer(database, answers, "question-x", True)
        with pytest.raises(NoSuchQuestion):
            undo_answer(database, answers, "question-x")


class _Died(Exception):
    """The process, at this point."""


def _dies(*_: object) -> int:
    raise _Died


@pytest.mark.parametrize("place", ["loaders.load.move_record", "graph.store._write_batch"])
def test_killed_while_settling_and_loaded_again(
    database: Database, answers: Answers, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """A move is one transaction, a batch is one: what is left over, the next load does."""
    second = Text("c", (Find(day="2021-03-08"),), published="2021-03-08")
    put(database, answers, PLAN, second)
    with monkeypatch.context() as patch:
        patch.setattr(place, _dies)
        with pytest.raises(_Died):
            put(database, answers, ONE)
    sound(database)
    put(database, answers, ONE)
    assert parts(database) == calls("ap", "c")
    sound(database)


def test_killed_within_a_move_nothing_has_moved(
    database: Database, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database, answers, ONE, TWO)
    before = state(database)
    step = moving.Move("c", "meeting/call/2", TWO.own("meeting/call/2"), ONE.own())
    with monkeypatch.context() as patch:
        patch.setattr(moving, "remove_statements", _dies)
        with pytest.raises(_Died):
            moving.move_record(database, step)
    assert state(database) == before
    assert moving.move_record(database, step) > 0
    assert moving.move_record(database, step) == 0
    sound(database)


def test_what_others_say_of_a_meeting_follows_it(database: Database, answers: Answers) -> None:
    put(database, answers, ONE, TWO)
    second = Entity("Meeting", TWO.own("meeting/call/2"))
    claim = Entity("Claim", "claim-1")
    facts = [
        replace(
            ONE.statements[3], about=claim, value="Claim", dataset="d", unit="u", record_id="c"
        ),
        replace(
            ONE.statements[3],
            about=Relationship("IS_ABOUT", claim, second),
            value="IS_ABOUT",
            dataset="d",
            unit="u",
            record_id="c",
        ),
    ]
    store.write_statements(database, facts)
    moving.move_record(database, moving.Move("c", "meeting/call/2", second.id, ONE.own()))
    rows = database.read("MATCH (:Claim)-[:IS_ABOUT]->(m:Meeting) RETURN m.id AS id")
    assert [r["id"] for r in rows] == [ONE.own()]
    sound(database)


def test_a_merge_by_command_is_kept(database: Database, answers: Answers) -> None:
    later = Text("b", (Find(day="2021-03-04"),))
    put(database, answers, ONE, later)
    assert merge(database, answers, later.own(), ONE.own(), by="Kim") == 1
    assert parts(database) == calls("ab")
    put(database, answers, ONE, later)
    assert parts(database) == calls("ab")
    found = details(database, later.own())
    assert found is not None and found.id == ONE.own()
    sound(database)
    with pytest.raises(MergeRefused):
        merge(database, answers, "meeting-x", ONE.own())
    assert len(Answers.read(answers.path).entries) == 1


def test_what_led_to_what_is_never_one(database: Database, answers: Answers) -> None:
    one, other = (Entity("Meeting", text.own()) for text in (ONE, OTHER))
    fact = replace(
        ONE.statements[3], about=Relationship("RESULTED_IN", one, other), value="RESULTED_IN"
    )
    load(database, [*ONE.items[:-1], fact, *OTHER.items], answers=answers)
    assert parts(database) == calls("a", "b")
    assert open_questions(database, answers) == []
    with pytest.raises(MergeRefused):
        merge(database, answers, other.id, one.id)
    assert answers.entries == []
    with pytest.raises(MergeRefused):
        moving.move_record(database, moving.Move("b", "meeting/call/1", other.id, one.id))
    sound(database)


def test_answers_that_cannot_be_read_are_named_and_nothing_is_settled(
    database: Database, answers: Answers
) -> None:
    asked = TestAsked().ask(database, answers)
    answer(database, answers, asked["a1 c2"], True)
    before = state(database)
    path = Answers.of(database).path
    path.write_text("- same: perhaps\n  one: {thing: x}\n  other: {thing: y}\n")
    try:
        with pytest.raises(AnswersUnreadable, match=r"answers.yaml:1: same: 'perhaps' is neither"):
            Answers.of(database)
        report = load(database, together(TWO, ONE))
        assert [str(r) for r in report.rejected] == [
            f"{path}:1: same: 'perhaps' is neither yes nor no"
        ]
        assert state(database) == before
    finally:
        path.unlink()


def test_the_file_can_be_read_by_people(answers: Answers, tmp_path: Path) -> None:
    answers.path.write_text(
        "# mine\n- {same: no, one: {article: a, find: x}, other: {thing: meeting-1}, "
        "date: 2021-03-05, quotes: ['“a”: 1', b]}\n"
    )
    [read] = Answers.read(answers.path).entries
    assert (read.same, read.one.find, read.other.own, read.on) == (
        False,
        "x",
        "meeting-1",
        "2021-03-05",
    )
    answers.put(replace(read, same=True, by="Kim"))
    text = answers.path.read_text()
    assert "same: yes" in text and "date: 2021-03-05" in text and "article: a" in text
    assert Answers.read(answers.path).entries == [replace(read, same=True, by="Kim")]
    assert [p.name for p in tmp_path.iterdir() if p.suffix != ".lock"] == ["answers.yaml"]


# ---- any order -----------------------------------------------------------------------------------

FINDS = st.builds(
    Find,
    people=st.sampled_from([(BERG, LUND), (BERG, LUND), (BERG, LUND, HOLM)]),
    day=st.sampled_from(["2021-03-05", "2021-03-05", "2021-03-06", ""]),
    days=st.sampled_from([None, None, None, ("2021-03-04", "2021-03-08", "in the coming days")]),
    status=st.sampled_from(["held", "held", "held", "planned", "refused"]),
    note=st.sampled_from(["", "", "", "a second call"]),
)
TEXTS = st.lists(
    st.tuples(
        st.lists(FINDS, min_size=1, max_size=2),
        st.sampled_from(["2021-03-03", "2021-03-05", "2021-03-06"]),
    ),
    min_size=4,
    max_size=5,
)


def _texts(drawn: list[tuple[list[Find], str]]) -> list[Text]:
    return [
        Text(
            key,
            tuple(replace(f, anchor=f"meeting/call/{n}") for n, f in enumerate(finds, 1)),
            published,
        )
        for key, (finds, published) in zip("abcde", drawn, strict=False)
    ]


def any_order(
    database: Database, folder: Path, drawn: list[tuple[list[Find], str]], chance: object
) -> None:
    answers = Answers(folder / "none.yaml")
    texts = _texts(drawn)
    found: set[frozenset[frozenset[str]]] = set()
    loads: list[Callable[[list[Text]], object]] = [
        lambda order: [put(database, answers, text) for text in order],
        lambda order: put(database, answers, *order),
    ]
    for way in loads:
        mixed = list(texts)
        chance.shuffle(mixed)  # type: ignore[attr-defined]
        wipe(database)
        way(mixed)
        found.add(frozenset(parts(database)))
        assert faults(database).faults == []
        before = state(database)
        again = put(database, answers, *texts)
        assert (again.written, again.moved, again.removed) == (0, 0, 0)
        assert state(database) == before
    assert len(found) == 1


ANY_ORDER = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@ANY_ORDER
@given(drawn=TEXTS, chance=st.randoms(use_true_random=False))
def test_the_same_meetings_in_whatever_order_the_texts_come(
    database: Database,
    tmp_path: Path,
    drawn: list[tuple[list[Find], str]],
    chance: object,
) -> None:
    any_order(database, tmp_path, drawn, chance)


def test_kinds_are_ordered_as_the_rules_need_them() -> None:
    assert {rule for rule, (kind, _) in RULES.items() if kind is Kind.SAME} == {
        "same-day",
        "inside-range",
    }
