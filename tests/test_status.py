"""How firm a meeting is: the manual of loaders/extraction/status.py, sentence by sentence."""

from __future__ import annotations

import pytest

from graph import schema
from loaders.extraction.extractor import extract
from loaders.extraction.parsing import load_model
from loaders.extraction.rules import load_rules
from loaders.extraction.status import ORDER, Gone, status_of

#: A Wednesday.
PUBLISHED = "2023-05-10"

#: By status, the sentences that tell of one meeting of that status; "" of no meeting at all.
SENTENCES = {
    "held": (
        "Emmanuel Macron met Olaf Scholz in Berlin.",
        "Emmanuel Macron and Olaf Scholz have met in Berlin.",
        "Rishi Sunak spoke with Joe Biden by telephone.",
        "Rishi Sunak held talks with Joe Biden.",
        "Talks between Rishi Sunak and Joe Biden took place in London.",
        "A telephone conversation took place between Rishi Sunak and Joe Biden.",
        "Olaf Scholz received Emmanuel Macron in Berlin.",
        "Emmanuel Macron was received by Olaf Scholz in Berlin.",
        "Olaf Scholz thanked Emmanuel Macron during a meeting in Berlin.",
        "Emmanuel Macron visited Kyiv.",
        "Recep Tayyip Erdogan and Emmanuel Macron concluded their talks.",
        "Olaf Scholz, who met Emmanuel Macron on Monday, left for Rome.",
        "Emmanuel Macron and Olaf Scholz resumed their talks.",
        "Emmanuel Macron has been holding talks with Olaf Scholz.",
        "Emmanuel Macron is holding talks with Olaf Scholz.",
        "Emmanuel Macron met Olaf Scholz on a working visit to Berlin.",
        "Emmanuel Macron had a working dinner with Olaf Scholz.",
        "Emmanuel Macron said that he had met Olaf Scholz.",
        "Emmanuel Macron did not meet Olaf Scholz but spoke with Joe Biden.",
    ),
    "planned": (
        "Emmanuel Macron will meet Olaf Scholz on Friday.",
        "Emmanuel Macron is to meet Olaf Scholz on Friday.",
        "Emmanuel Macron is going to meet Olaf Scholz on Friday.",
        "Emmanuel Macron plans to meet Olaf Scholz on Friday.",
        "Emmanuel Macron is scheduled to meet Olaf Scholz on Friday.",
        "Emmanuel Macron is expected to meet Olaf Scholz on Friday.",
        "Emmanuel Macron is due to hold talks with Olaf Scholz on Friday.",
        "Emmanuel Macron and Olaf Scholz agreed to meet in June.",
        "Talks between Emmanuel Macron and Olaf Scholz are scheduled for Friday.",
        "A meeting between Emmanuel Macron and Olaf Scholz will be held in Berlin on Friday.",
        "Emmanuel Macron intends to visit Kyiv in June.",
        "Emmanuel Macron travels to Berlin to meet Olaf Scholz.",
        "Olaf Scholz accepted an invitation to visit Tokyo.",
        "Olaf Scholz announced an upcoming meeting with Emmanuel Macron.",
        "Ahead of talks with Olaf Scholz on Friday, Emmanuel Macron spoke to reporters.",
        "Emmanuel Macron will be meeting Olaf Scholz on Friday.",
        "Emmanuel Macron is meeting Olaf Scholz on Friday.",
        "Emmanuel Macron is preparing a visit to Tokyo.",
        "Emmanuel Macron would meet Olaf Scholz on Friday.",
        "Emmanuel Macron's invitation to Olaf Scholz to visit Paris was accepted.",
        "A call between Emmanuel Macron and Olaf Scholz is scheduled for Friday.",
        "Emmanuel Macron looks forward to meeting Olaf Scholz in June.",
    ),
    "proposed": (
        "Emmanuel Macron proposed to meet Olaf Scholz.",
        "Emmanuel Macron proposed a meeting with Olaf Scholz.",
        "Emmanuel Macron invited Olaf Scholz to visit Paris.",
        "Emmanuel Macron offered to hold talks with Olaf Scholz.",
        "Emmanuel Macron asked Olaf Scholz to meet him in Paris.",
        "Recep Tayyip Erdogan suggested talks between Emmanuel Macron and Olaf Scholz.",
        "Recep Tayyip Erdogan called for a meeting of Emmanuel Macron and Olaf Scholz.",
        "Emmanuel Macron and Olaf Scholz should meet, Recep Tayyip Erdogan said.",
        "Emmanuel Macron urged Olaf Scholz to hold talks with Joe Biden.",
        "Emmanuel Macron is seeking a meeting with Olaf Scholz.",
        "Emmanuel Macron must meet Olaf Scholz.",
        "Emmanuel Macron wants to meet Olaf Scholz.",
        "Emmanuel Macron requested a call with Olaf Scholz.",
        "Recep Tayyip Erdogan offered to host talks between Emmanuel Macron and Olaf Scholz.",
    ),
    "possible": (
        "Emmanuel Macron might meet Olaf Scholz.",
        "Emmanuel Macron may meet Olaf Scholz in June.",
        "Emmanuel Macron could hold talks with Olaf Scholz next week.",
        "Emmanuel Macron is ready to meet Olaf Scholz.",
        "Emmanuel Macron is open to talks with Olaf Scholz in June.",
        "Emmanuel Macron is considering a meeting with Olaf Scholz.",
        "Emmanuel Macron would like to meet Olaf Scholz.",
        "Emmanuel Macron expressed willingness to meet Olaf Scholz.",
        "They discussed the possibility of a meeting between Emmanuel Macron and Olaf Scholz.",
        "Emmanuel Macron can meet Olaf Scholz in June.",
        "Emmanuel Macron was ready to meet Olaf Scholz.",
        "Emmanuel Macron could not say whether he would meet Olaf Scholz.",
        "Emmanuel Macron has yet to meet Olaf Scholz.",
    ),
    "refused": (
        "Emmanuel Macron refused to meet Olaf Scholz.",
        "Emmanuel Macron rejected talks with Olaf Scholz.",
        "Emmanuel Macron declined to hold talks with Olaf Scholz.",
        "Emmanuel Macron ruled out a meeting with Olaf Scholz.",
        "Emmanuel Macron will not meet Olaf Scholz.",
        "Emmanuel Macron won't meet Olaf Scholz.",
        "Emmanuel Macron is not ready to hold talks with Olaf Scholz.",
        "Emmanuel Macron turned down a meeting with Olaf Scholz.",
        "Emmanuel Macron opposes talks with Olaf Scholz.",
        "Olaf Scholz declined an invitation to visit Tokyo.",
        "Emmanuel Macron rejected a proposal to meet Olaf Scholz.",
        "Emmanuel Macron cannot meet Olaf Scholz.",
        "No talks are planned between Emmanuel Macron and Olaf Scholz.",
    ),
    "cancelled": (
        "Emmanuel Macron cancelled a meeting with Olaf Scholz.",
        "Emmanuel Macron canceled talks with Olaf Scholz.",
        "Emmanuel Macron postponed his visit to Berlin.",
        "A meeting between Emmanuel Macron and Olaf Scholz was called off.",
        "The talks between Emmanuel Macron and Olaf Scholz will not take place.",
        "The planned meeting between Emmanuel Macron and Olaf Scholz was cancelled.",
        "Emmanuel Macron called off a meeting with Olaf Scholz.",
        "Talks between Emmanuel Macron and Olaf Scholz have been suspended.",
        "Emmanuel Macron and Olaf Scholz were to meet on Friday, but the meeting was cancelled.",
        "Emmanuel Macron put off a meeting with Olaf Scholz.",
        "Emmanuel Macron scrapped talks with Olaf Scholz.",
    ),
    "": (
        "Emmanuel Macron does not plan to meet Olaf Scholz.",
        "Emmanuel Macron has no plans to meet Olaf Scholz.",
        "Emmanuel Macron did not meet Olaf Scholz.",
        "There were no talks between Emmanuel Macron and Olaf Scholz.",
        "No meeting took place between Emmanuel Macron and Olaf Scholz.",
        "Emmanuel Macron has never met Olaf Scholz.",
        "Emmanuel Macron held no talks with Olaf Scholz.",
        "Emmanuel Macron has not spoken with Olaf Scholz.",
        "There was no meeting between Emmanuel Macron and Olaf Scholz.",
        "Emmanuel Macron did not hold a meeting with Olaf Scholz.",
        "Emmanuel Macron skipped the meeting with Olaf Scholz.",
        "Nobody met Olaf Scholz.",
        "Emmanuel Macron failed to meet Olaf Scholz.",
        "Emmanuel Macron denied that he had met Olaf Scholz.",
        "Emmanuel Macron left without meeting Olaf Scholz.",
        "There are no plans for a meeting between Emmanuel Macron and Olaf Scholz.",
    ),
}

#: What is read wrongly so far: sentence, and what it should give.
WRONG = (
    ("Emmanuel Macron hopes to meet Olaf Scholz in June.", "possible"),
    ("Neither Emmanuel Macron nor Olaf Scholz met Joe Biden.", ""),
    ("If Emmanuel Macron meets Olaf Scholz, trade will be discussed.", "possible"),
    ("Whether Emmanuel Macron will meet Olaf Scholz is not known.", "possible"),
    ("Emmanuel Macron, together with Olaf Scholz, held a working meeting.", "held"),
    ("Emmanuel Macron once hoped to meet Olaf Scholz.", "possible"),
)


def statuses(text: str) -> list[str]:
    """Return the status of each meeting that a text tells of."""
    return [meeting.status.value for meeting in extract(text, PUBLISHED).meetings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [(text, status) for status, texts in SENTENCES.items() for text in texts],
)
def test_the_status_of_a_meeting(text: str, expected: str) -> None:
    assert statuses(text) == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [pytest.param(*each, marks=pytest.mark.xfail(reason="read wrongly so far")) for each in WRONG],
)
def test_what_falls_short(text: str, expected: str) -> None:
    assert statuses(text) == ([expected] if expected else [])


def test_the_table_covers_every_status() -> None:
    assert set(ORDER) == set(SENTENCES) - {""}
    assert set(ORDER) <= set(schema.MEETING_STATUS)
    assert sum(map(len, SENTENCES.values())) >= 60


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two calls took place. One more will follow.", ["held"]),
        ("They met Olaf Scholz, and will meet Joe Biden.", ["held", "planned"]),
        ("They refused to meet Olaf Scholz and met Joe Biden.", ["refused", "held"]),
        ("They will meet Olaf Scholz and speak with Joe Biden.", ["planned", "planned"]),
    ],
)
def test_each_verb_stands_for_itself(text: str, expected: list[str]) -> None:
    assert [read(text, at) for at in triggers(text)] == expected


def triggers(text: str) -> list[int]:
    words = {"call", "meet", "speak"}
    return [token.i for token in load_model()(text) if token.lemma_ in words]


def read(text: str, at: int) -> str:
    """Return the status of the word at a place of a text, "gone" for what did not happen."""
    try:
        return status_of(load_model()(text)[at], load_rules().status)
    except Gone:
        return "gone"


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2023-05-10", "planned"), ("2023-06-10", "held")],
)
def test_what_lies_after_the_day_of_publication_has_not_taken_place(
    day: str, expected: str
) -> None:
    text = "Emmanuel Macron meets Olaf Scholz in Berlin on 2 June 2023."
    assert [m.status.value for m in extract(text, day).meetings] == [expected]


def test_the_status_has_its_words() -> None:
    text = "It rained. Emmanuel Macron will meet Olaf Scholz. They left."
    [meeting] = extract(text, PUBLISHED).meetings
    assert meeting.status.span.of(text) == "Emmanuel Macron will meet Olaf Scholz."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Emmanuel Macron met Olaf Scholz in Berlin.", ["held"]),
        ("Emmanuel Macron will meet Olaf Scholz.", ["planned"]),
        ("Emmanuel Macron may meet Olaf Scholz.", ["possible"]),
        ("Emmanuel Macron proposed a meeting with Olaf Scholz.", ["proposed"]),
        ("Emmanuel Macron refused to hold talks with Olaf Scholz.", ["refused"]),
        ("Emmanuel Macron cancelled a meeting with Olaf Scholz.", ["cancelled"]),
    ],
)
def test_without_a_model_the_plainest_words_tell(text: str, expected: list[str]) -> None:
    found = extract(text, PUBLISHED, model="none").meetings
    assert [meeting.status.value for meeting in found] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Emmanuel Macron did not meet Olaf Scholz.",
        "There were no talks between Emmanuel Macron and Olaf Scholz.",
        "Emmanuel Macron never met Olaf Scholz.",
    ],
)
@pytest.mark.xfail(reason="the patterns know no negation so far")
def test_without_a_model_what_did_not_happen_is_not_held(text: str) -> None:
    found = extract(text, PUBLISHED, model="none").meetings
    assert "held" not in [meeting.status.value for meeting in found]
