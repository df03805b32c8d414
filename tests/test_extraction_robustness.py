"""Whatever a text holds: extraction never raises, its spans are right, and time grows with length.

The texts are put together of pieces: names, verbs, marks that open and never close, letters of
other scripts, signs that take no room, line ends of every kind.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.extraction.extractor import extract
from loaders.extraction.parsing import MODEL, NO_MODEL
from tests.test_extractor import faults

PUBLISHED = "2023-05-10"

PEOPLE = (
    "Joe Biden", "Emmanuel Macron", "President Macron", "Volodymyr Zelenskyy", "Zelensky",
    "Ada Quill", "Norwegian foreign minister Ada Quill", "the President", "he", "she", "they",
    "both", "the two leaders", "both countries’ defence ministers", "his French counterpart",
    "our country", "NATO", "the Kremlin", "Moscow", "in Moscow", "Russian", "U.S. President",
    "the foreign ministers of the G7", "I", "him", "Iran's foreign minister", "US-China",
)  # fmt: skip
DEEDS = (
    "met", "spoke with", "spoke by phone with", "held talks with", "had a telephone call with",
    "had conversations with", "agreed to", "agreed that", "agreed on", "pledged to",
    "said they would", "signed a memorandum on", "will meet", "refused to meet", "cancelled",
    "invited", "to visit",
    "called on", "a call", "the call", "talks between", "a meeting of", "visited", "told", "said",
    "said that", "stressed", "according to", "denied that", "the Minsk agreements",
    "a draft treaty", "no plans for", "did not", "never", "may", "if", "separately",
    "this claim", "the document",
)  # fmt: skip
WHEN = (
    "on Monday", "on 3 May 2023", "in June", "next week", "since June", "for 90 minutes",
    "lasted an hour", "yesterday", "in a few days", "2014", "at 5 p.m.", "Published 3 May 2023",
)  # fmt: skip
MARKS = (
    ".", "?", "!", "...", "…", ",", ";", ":", "—", "-", "(", ")", "***", "“", "”", "‘", "’", "'",
    '"', "''", "``", "«", "»", "„", "[", "]", "'s", "’s", "s'", "Mr.", "U.S.", "H.E.", "&", "/",
)  # fmt: skip
SIGNS = (
    "\n", "\n\n", "\r\n", "\r", "\t", "\u00a0", "\u200b", "\u200f", "\u202e", "\ufeff", "\u2028",
    "\x0b", "\x85", "\x1c", "🇺🇦", "😀", "👨‍👩‍👧", "e\u0301", "ـ", "محمد بن سلمان", "שלום", "习近平",
    "Владимир", "İ", "ß", "ﬁ", "ǅ", "\u0300", "%", "1,000", "http://x.org/a?b", "@x", "#y",
    "\ufffd",
)  # fmt: skip
WORDS = (
    "and",
    "or",
    "of",
    "to",
    "in",
    "with",
    "the",
    "a",
    "that",
    "not",
    "no",
    "also",
    "who",
    "it",
)

PIECES = st.sampled_from((*PEOPLE, *DEEDS, *WHEN, *MARKS, *SIGNS, *WORDS))
GAPS = st.sampled_from((" ", " ", " ", "", "\n"))
TEXTS = st.lists(st.tuples(PIECES, GAPS).map("".join), max_size=40).map("".join)
DAYS = st.sampled_from((PUBLISHED, "2023-05-10T09:30", ""))
PUBLISHERS = st.sampled_from(("", "kremlin.ru", "president.gov.ua", "Example News"))
SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much)


@settings(max_examples=120, deadline=None, suppress_health_check=SLOW)
@given(TEXTS, DAYS, PUBLISHERS)
def test_no_text_makes_it_raise(text: str, day: str, publisher: str) -> None:
    assert faults(text, extract(text, day, publisher)) == []


@settings(max_examples=400, deadline=None, suppress_health_check=SLOW)
@given(TEXTS, DAYS, PUBLISHERS)
def test_nor_without_a_model(text: str, day: str, publisher: str) -> None:
    assert faults(text, extract(text, day, publisher, model=NO_MODEL)) == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_nor_do_letters_at_random(text: str) -> None:
    assert faults(text, extract(text, PUBLISHED, model=NO_MODEL)) == []


# --- one bad place in a good text ----------------------------------------------------------------

GOOD = "Emmanuel Macron met Olaf Scholz in Berlin on 9 May 2023."


@pytest.mark.parametrize("model", [MODEL, NO_MODEL])
@pytest.mark.parametrize(
    "odd",
    [
        "“" * 40,
        "'" * 40,
        "(" * 40,
        "." * 400,
        " " * 4_000,
        "x" * 4_000,
        "\u200b" * 400,
        "\u0301" * 400,
        "😀" * 400,
        "Joe Biden, " * 40,
        "no " * 400,
        "\n".join("ab" * 40),
    ],
)
def test_an_odd_paragraph_hides_nothing_of_the_others(odd: str, model: str) -> None:
    text = f"It rained in the north of the country.\n\n{odd}\n\n{GOOD}\n"
    found = extract(text, PUBLISHED, model=model)
    assert faults(text, found) == []
    [meeting] = [m for m in found.meetings if m.when is not None]
    assert meeting.evidence[0].of(text) == GOOD
    assert {p.actor.caption for p in meeting.participants} == {"Emmanuel Macron", "Olaf Scholz"}


def test_a_date_beside_a_meeting_is_no_trouble_without_a_model() -> None:
    """It asked for the sentence of a token, which only a parse knows."""
    [meeting] = extract(GOOD, PUBLISHED, model=NO_MODEL).meetings
    assert meeting.when is not None
    assert meeting.when.earliest == "2023-05-09"


# --- time ----------------------------------------------------------------------------------------

FIRST = "Ada Ben Cleo Dan Eva Finn Gus Hal".split()
LAST = "Quill Stone Marsh Brook Field Lake Moor Vale".split()


def name(number: int) -> str:
    """Return one of some 100,000 names."""
    a, b, c = number % 8, number // 8 % 8, number // 64
    return f"{FIRST[a]} {LAST[b]}{chr(97 + c % 26)}{chr(97 + c // 26 % 26)}"


LONG: dict[str, tuple[Callable[[int], str], int]] = {
    # What is repeated, and how often in the longer text, without a model.
    "nested quotes": (lambda n: "Joe Biden said " + "“‘" * n + "no" + "’”" * n + ".", 10_000),
    "one line": (lambda n: "Joe Biden met Olaf Scholz and said that it was good while " * n, 3_400),
    "one line of sentences": (lambda n: "Joe Biden met Olaf Scholz. He left. " * n, 3_400),
    "paragraphs": (
        lambda n: "\n\n".join(
            f"Joe Biden met Olaf Scholz on {i % 28 + 1} April 2023. They agreed to go on with it."
            for i in range(n)
        ),
        5_000,
    ),
    "paragraphs of strangers": (
        lambda n: "\n\n".join(
            f"Norwegian minister {name(i)} met Swedish minister {name(i + 1)}." for i in range(n)
        ),
        2_000,
    ),
    "a list of names": (
        lambda n: "Joe Biden met " + ", ".join(name(i) for i in range(n)) + ".",
        8_000,
    ),
    "a list of titled names": (
        lambda n: "Joe Biden met "
        + ", ".join("the foreign minister of Norway " + name(i) for i in range(n)),
        2_000,
    ),
    "lines of names": (lambda n: "\n".join(name(i) for i in range(n)), 6_000),
    "quotations": (
        lambda n: " ".join(f"“It is day {i},” Joe Biden said." for i in range(n)),
        3_000,
    ),
    "dates": (
        lambda n: "Joe Biden met Olaf Scholz on "
        + ", ".join(f"{i % 28 + 1} May" for i in range(n)),
        6_000,
    ),
    "spaces": (lambda n: "Joe Biden left.\n" + " " * n + "\nOlaf Scholz left.", 200_000),
}  # fmt: skip


def seconds(text: str, model: str) -> float:
    """Return the time that this thread worked on a text, whatever else the machine did."""
    begun = time.thread_time()
    extract(text, PUBLISHED, model=model)
    return time.thread_time() - begun


def grows(make: Callable[[int], str], number: int, model: str) -> float:
    """Return how much longer a text of four times the length takes; 4 is linear, 16 quadratic."""
    extract(GOOD, PUBLISHED, model=model)
    short = seconds(make(number // 4), model)
    # What takes no time at all is not worth measuring.
    return seconds(make(number), model) / max(short, 0.1)


@pytest.mark.parametrize("kind", LONG)
def test_time_grows_with_the_length_and_not_faster(kind: str) -> None:
    make, number = LONG[kind]
    assert grows(make, number, NO_MODEL) < 9


@pytest.mark.parametrize("kind", LONG)
def test_so_it_does_with_a_parse(kind: str) -> None:
    make, number = LONG[kind]
    assert grows(make, number // 16, MODEL) < 9
