"""From statements to drawn properties: one rule, whatever the order of loading."""

from __future__ import annotations

import itertools

import pytest

from graph import schema
from graph.computed import Stated, asserted, properties_of, type_of

MEETING, PERSON = schema.node_type("Meeting"), schema.node_type("Person")


def said(
    prop: str,
    value: str,
    *,
    id: str = "s1",
    article: str = "a1",
    published: str = "2022-02-20",
    by: str = "curated",
    stance: str = "asserts",
    basis: str = "quote",
) -> Stated:
    return Stated(id, prop, value, stance, basis, article, by, published)


@pytest.mark.parametrize(
    ("statements", "winner"),
    [
        # what a person has checked, before what more articles say
        (
            [
                said("duration", "PT1H", id="s1", article="a1", by="rule-7"),
                said("duration", "PT1H", id="s2", article="a2", by="rule-7"),
                said("duration", "PT105M", id="s3", article="a3"),
            ],
            "PT105M",
        ),
        # then a quote before an inference
        (
            [
                said("duration", "PT1H", id="s1", article="a1", basis="inference"),
                said("duration", "PT1H", id="s2", article="a2", basis="inference"),
                said("duration", "PT105M", id="s3", article="a3"),
            ],
            "PT105M",
        ),
        # then what most articles say; the same article twice counts once
        (
            [
                said("duration", "PT1H", id="s1", article="a1"),
                said("duration", "PT1H", id="s2", article="a1"),
                said("duration", "PT105M", id="s3", article="a2"),
                said("duration", "PT105M", id="s4", article="a3"),
            ],
            "PT105M",
        ),
        # then the latest, then the smallest id
        (
            [
                said("duration", "PT1H", id="s1", published="2022-02-20"),
                said("duration", "PT105M", id="s2", article="a2", published="2022-02-21"),
            ],
            "PT105M",
        ),
        (
            [
                said("duration", "PT1H", id="s2"),
                said("duration", "PT105M", id="s1", article="a2"),
            ],
            "PT105M",
        ),
    ],
)
def test_the_winner_never_depends_on_the_order(statements: list[Stated], winner: str) -> None:
    for order in itertools.permutations(statements):
        assert properties_of(MEETING, order)["duration"] == winner


def test_the_latest_account_of_a_status_wins() -> None:
    found = properties_of(
        MEETING,
        [
            said("status", "planned", id="s1", article="a1", published="2022-02-16"),
            said("status", "planned", id="s2", article="a2", published="2022-02-17"),
            said("status", "held", id="s3", article="a3", published="2022-02-18T20:00"),
        ],
    )
    assert found["status"] == "held"


def test_a_day_and_its_words_come_from_one_account() -> None:
    found = properties_of(
        MEETING,
        [
            said("dateText", "in the coming days", id="s1", article="a1"),
            said("earliest", "2022-02-20", id="s2", article="a1"),
            said("latest", "2022-02-27", id="s3", article="a1"),
            said("startDate", "2022-02-24", id="s4", article="a2", published="2022-02-21"),
        ],
    )
    assert found["startDate"] == "2022-02-24"
    assert found["dateText"] is None
    assert (found["earliest"], found["latest"]) == ("2022-02-24", "2022-02-24")


@pytest.mark.parametrize(
    ("statements", "earliest", "latest", "vague", "basis"),
    [
        ([said("startDate", "2014")], "2014-01-01", "2014-12-31", None, "stated"),
        ([said("startDate", "2022-02")], "2022-02-01", "2022-02-28", None, "stated"),
        (
            [said("startDate", "2022-02-18"), said("endDate", "2022-02-20", id="s2")],
            "2022-02-18",
            "2022-02-20",
            None,
            "stated",
        ),
        (
            [said("earliest", "2022-02-20"), said("latest", "2022-02-27", id="s2")],
            "2022-02-20",
            "2022-02-27",
            True,
            "stated",
        ),
        (
            [said("startDate", "2022-02-20", basis="inference")],
            "2022-02-20",
            "2022-02-20",
            None,
            "inferred",
        ),
        (
            [said("status", "held", published="2022-02-21T10:00")],
            "2022-02-21",
            "2022-02-21",
            None,
            "publication",
        ),
        ([said("status", "held", published="")], None, None, None, None),
    ],
)
def test_no_false_precision(
    statements: list[Stated],
    earliest: str | None,
    latest: str | None,
    vague: bool | None,
    basis: str | None,
) -> None:
    found = properties_of(MEETING, statements)
    assert (found["earliest"], found["latest"]) == (earliest, latest)
    assert (found["vague"], found["dateBasis"]) == (vague, basis)


RULE = "meeting.call.noun"


@pytest.mark.parametrize(
    ("statements", "checked"),
    [
        ([said("type", "Meeting")], None),
        ([said("type", "Meeting", by=RULE)], False),
        ([said("type", "Meeting", by=f"curated accepted {RULE}")], None),
        ([said("type", "Meeting", by="visits", basis="record")], None),
        ([said("type", "Meeting", by=RULE, basis="inference")], False),
        # one that a person has checked is enough, however many rules find it, too
        (
            [
                said("type", "Meeting", by=RULE),
                said("type", "Meeting", id="s2", article="a2", by="meeting.meet.verb"),
                said("type", "Meeting", id="s3", article="a3"),
            ],
            None,
        ),
        # a corrected value accepts no thing, and one that software adds undoes none
        ([said("type", "Meeting", by=RULE), said("duration", "PT1H", id="s2")], False),
        ([said("type", "Meeting"), said("duration", "PT1H", id="s2", by=RULE)], None),
        # who denies it doesn't say that it exists
        ([said("type", "Meeting", by=RULE), said("type", "", id="s2", stance="denies")], False),
        # without a statement that it exists any other says so
        ([said("status", "held", by=RULE)], False),
        ([said("status", "held", by=RULE), said("format", "call", id="s2")], None),
        ([], None),
    ],
)
def test_only_what_software_alone_found_is_unchecked(
    statements: list[Stated], checked: bool | None
) -> None:
    for order in itertools.permutations(statements):
        assert properties_of(MEETING, order)["checked"] is checked


def test_a_register_that_names_an_actor_has_checked_it() -> None:
    named = said("caption", "Anna Berg", by="people", basis="record")
    found = said("type", "Person", id="s2", by=RULE)
    by_software = said("caption", "Anna Berg", id="s3", by=RULE)
    assert properties_of(PERSON, [named, found, by_software])["checked"] is None
    assert properties_of(PERSON, [found, by_software])["checked"] is False


@pytest.mark.parametrize(
    "declared", [*schema.NODE_TYPES, *schema.RELATIONSHIP_TYPES], ids=lambda each: each.name
)
def test_every_type_is_checked_or_not(declared: schema.NodeType | schema.RelationshipType) -> None:
    exists = said("type", declared.name, by=RULE)
    assert properties_of(declared, [exists])["checked"] is False
    assert (
        properties_of(declared, [exists, said("type", declared.name, id="s2")])["checked"] is None
    )


def test_what_is_denied_is_not_drawn() -> None:
    denied = [said("status", "held", stance="denies"), said("type", "Meeting", stance="denies")]
    assert properties_of(MEETING, denied)["status"] is None
    assert type_of(denied) == ""
    assert not asserted(denied)


def test_names_stand_side_by_side() -> None:
    found = properties_of(
        PERSON,
        [
            said("caption", "Volodymyr Zelenskyy"),
            said("aliases", "Zelensky", id="s2"),
            said("aliases", "Zelenskiy", id="s3"),
            said("aliases", "Volodymyr Zelenskyy", id="s4"),
        ],
    )
    assert found["aliases"] == ["Zelenskiy", "Zelensky"]


@pytest.mark.parametrize(
    ("status", "category", "mode"),
    [("held", "CONSULT", "phone"), ("planned", "AGREE", None), ("refused", "REJECT", None)],
)
def test_plover_follows_status_and_format(status: str, category: str, mode: str | None) -> None:
    found = properties_of(MEETING, [said("status", status), said("format", "call", id="s2")])
    assert (found["category"], found["mode"]) == (category, mode)
