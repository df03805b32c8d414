"""A quotation is made from its text and can't disagree with it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.quotation import Article, QuoteNotFound, fingerprint, locate, make_id, verify


def article(text: str) -> Article:
    return Article.make("key", text_sha256=fingerprint(text), title="T", text=text)


@pytest.mark.parametrize(
    ("text", "start", "end", "exact"),
    [
        ("He said “yes”.", 8, 13, "“yes”"),
        ("👩‍👩‍👧 met Anna", 10, 14, "Anna"),  # one family, five code points
        ("قال الرئيس نعم", 4, 10, "الرئيس"),
        ("E\u0301lyse\u0301e said", 0, 8, "E\u0301lyse\u0301e"),
        ("zero\u200bwidth", 0, 10, "zero\u200bwidth"),
        ("one\r\ntwo", 5, 8, "two"),
        ("𝔘𝔫𝔦𝔠𝔬𝔡𝔢", 1, 2, "𝔫"),
    ],
)
def test_offsets_count_code_points(text: str, start: int, end: int, exact: str) -> None:
    quotation = article(text).quote(start, end)
    assert quotation.exact == exact
    assert text[quotation.start : quotation.end] == exact
    assert verify(quotation) == ""


def test_the_words_around_come_with_it() -> None:
    quotation = article("a" * 300 + "QUOTE" + "b" * 300).quote(300, 305)
    assert (quotation.prefix, quotation.suffix) == ("a" * 140, "b" * 140)


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (0, 0), (3, 2), (0, 99)])
def test_offsets_outside_the_text_are_refused(start: int, end: int) -> None:
    with pytest.raises(QuoteNotFound, match="outside the text of 5 characters"):
        article("12345").quote(start, end)


def test_words_are_found_where_they_stand_once() -> None:
    assert locate("one two three", "two") == 4
    assert locate("two and two", "two", 8) == 8


@pytest.mark.parametrize(
    ("text", "exact", "start", "reason"),
    [
        ("one two", "three", None, "are not in the text"),
        ("two and two", "two", None, "stand in the text 2 times, at 0, 8: give `start`"),
        ("one two", "two", 3, "are not at 3: there stands ' tw'; they are at 4"),
        ("one two", "three", 0, "they are nowhere in the text"),
        ("one two", "Two", None, "are not in the text"),
        ("say “no”", 'say "no"', None, "are not in the text"),
        ("one two", "", None, "is empty"),
        ("abc", "c", -1, "are not at -1"),
    ],
)
def test_words_that_are_not_there_are_refused(
    text: str, exact: str, start: int | None, reason: str
) -> None:
    with pytest.raises(QuoteNotFound) as caught:
        locate(text, exact, start)
    assert reason in str(caught.value)


def test_a_changed_text_is_another_version_with_quotations_of_its_own() -> None:
    one, two = article("the text"), article("the text, changed")
    assert one.key == two.key
    assert one.id != two.id
    assert one.quote(0, 3).id != two.quote(0, 3).id


def test_a_text_that_is_not_the_curated_one_is_refused() -> None:
    with pytest.raises(QuoteNotFound, match="is not the one that was curated"):
        replace(article("the text"), text=None).with_text("another text")


def test_verify_tells_what_is_wrong() -> None:
    good = article("one two").quote(4, 7)
    assert verify(replace(good, start=3, end=6)) == "text[3:6] is not the quoted words"
    forged = replace(good.article, text="one TWO")
    assert "SHA-256" in verify(replace(good, article=forged))


@given(st.text(min_size=1, max_size=60), st.data())
def test_every_span_of_every_text_round_trips(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quotation = article(text).quote(start, end)
    assert text[start:end] == quotation.exact
    assert locate(text, quotation.exact, start) == start
    assert verify(quotation) == ""


def test_ids_depend_on_each_value_by_itself() -> None:
    assert make_id("x", "ab", "c") != make_id("x", "a", "bc")
    assert make_id("x", "a") == make_id("x", "a")
