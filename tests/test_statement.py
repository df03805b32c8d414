"""No quote, no edge: what may be written, and what is said of what may not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.statement import (
    Attribution,
    Entity,
    Relationship,
    clean,
    is_checked,
    precision_of,
    validate,
)
from tests.facts import (
    BERG,
    CALL,
    CHANCELLERY,
    CLAIM,
    LUND,
    call_facts,
    found_facts,
    named,
    statement,
)


def test_the_small_graph_is_valid() -> None:
    facts = [*call_facts(), *found_facts()]
    assert [validate(each) for each in facts] == [[]] * len(facts)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (replace(statement(CALL), quotation=None), "no quote, no edge"),
        (replace(statement(CALL), basis="record"), "basis record can't have a quote"),
        (replace(named(BERG, "Anna"), record_id=""), "needs the id of the record"),
        (replace(statement(CALL), basis="hearsay"), "is not one of quote, record, inference"),
        (replace(statement(CALL), stance="doubts"), "is not one of asserts, denies"),
        (replace(statement(CALL), dataset=""), "has no dataset"),
        (statement(CALL, "checked", "true"), "a Meeting has no property 'checked'"),
        (replace(statement(CALL), confidence="93 %"), "'93 %' is not a share and a count"),
        (replace(statement(CALL), confidence="1.2/41"), "'1.2/41' is not a share and a count"),
        (replace(statement(CALL), confidence="0.93/0"), "'0.93/0' is not a share and a count"),
        (statement(Entity("Party", "party-1")), "there is no type 'Party'; there are Person"),
        (statement(Entity("Meeting", "")), "a Meeting has no id"),
        (statement(CALL, "colour", "red"), "a Meeting has no property 'colour'"),
        (statement(CALL, "category", "CONSULT"), "is computed and can't be stated"),
        (statement(CALL, "startDate", "Friday"), "is not a date"),
        (statement(CALL, value="Exercise"), "states the type 'Exercise' of a Meeting"),
        (statement(Relationship("MET", BERG, CALL)), "there is no relationship type 'MET'"),
        (
            statement(Relationship("PARTICIPATED_IN", CALL, BERG)),
            "PARTICIPATED_IN can't lead from a Meeting to a Person, only Actor to Event",
        ),
        (statement(Relationship("CONFIRMS", CLAIM, CLAIM)), "leads from a thing to itself"),
        (
            replace(statement(CALL), attributed_to=(Attribution(BERG, 1),)),
            "they must count 0, 1, 2",
        ),
        (replace(statement(CALL), attributed_to=(Attribution(CALL, 0),)), "a Meeting can't speak"),
    ],
)
def test_what_breaks_a_rule_is_told(bad: object, reason: str) -> None:
    assert reason in "; ".join(validate(bad))  # type: ignore[arg-type]


def test_offsets_off_by_one_are_told() -> None:
    good = statement(CALL)
    assert good.quotation is not None
    shifted = replace(good.quotation, start=good.quotation.start + 1, end=good.quotation.end + 1)
    assert validate(replace(good, quotation=shifted)) == ["text[1:25] is not the quoted words"]
    longer = replace(good.quotation, end=good.quotation.end + 1)
    assert "don't fit a quote of 24 characters" in validate(replace(good, quotation=longer))[0]


def test_an_id_hashes_the_whole_content() -> None:
    one = statement(CALL, "duration", "PT90M", "90 minutes", by=(CHANCELLERY, BERG))
    others = [
        replace(one, value="PT60M"),
        replace(one, dataset="second"),
        replace(one, stance="denies"),
        replace(one, note="why"),
        replace(one, attributed_to=one.attributed_to[:1]),
        statement(CALL, "duration", "PT90M", "for 90 minutes", by=(CHANCELLERY, BERG)),
    ]
    assert len({each.id for each in [one, *others]}) == len(others) + 1
    assert one.id == replace(one).id


def test_ids_from_before_confidence_are_what_they_were() -> None:
    """Links and databases hold them: only a statement with a confidence has another id."""
    said = statement(CALL, "duration", "PT90M", "90 minutes", by=(CHANCELLERY,))
    assert [each.id for each in (statement(CALL), named(BERG, "Anna Berg"), said)] == [
        "statement-4f764cafa338151e",
        "statement-5a248df6a464894f",
        "statement-078e2e758c7e334f",
    ]
    measured = [replace(said, confidence=each).id for each in ("", "0.93/41", "0.93/42")]
    assert measured[0] == said.id
    assert len(set(measured)) == 3


def test_a_confidence_is_a_share_and_a_count() -> None:
    share, finds = precision_of("0.93/41")
    assert (int(share * 100), finds) == (93, 41)
    assert int(precision_of("0.29/100")[0] * 100) == 29
    assert precision_of("1/3") == (1, 3)


@pytest.mark.parametrize(
    ("generated_by", "basis", "checked"),
    [
        ("curated", "quote", True),
        ("curated accepted meeting.call.noun", "quote", True),
        ("meeting.call.noun", "quote", False),
        ("meeting.call.noun", "inference", False),
        ("offices.csv", "record", True),
        ("", "quote", False),
    ],
)
def test_who_stands_behind_a_statement(generated_by: str, basis: str, checked: bool) -> None:
    assert is_checked(generated_by, basis) == checked


def test_joint_speakers_have_no_order() -> None:
    one = replace(statement(CALL), attributed_to=(Attribution(BERG, 0), Attribution(LUND, 0)))
    assert one.id == replace(one, attributed_to=one.attributed_to[::-1]).id


def test_a_thing_s_id_holds_no_text_and_an_edge_s_is_made_from_its_ends() -> None:
    edge = Relationship("PARTICIPATED_IN", BERG, CALL)
    assert edge.id == Relationship("PARTICIPATED_IN", BERG, CALL).id
    assert edge.id != Relationship("PARTICIPATED_IN", LUND, CALL).id
    assert edge.id != Relationship("PARTICIPATED_IN", BERG, CALL, key="again").id


def test_names_are_cleaned_and_words_are_not() -> None:
    assert clean(named(BERG, "Anna\u200b  Berg")).value == "Anna Berg"
    words = statement(CALL, "topic", "so\u200bon  ")
    assert clean(words) is words
