"""What each property type takes, what it refuses, and how names are matched."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph import types
from graph.types import ValueRefused, first_day, fold, last_day


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (types.DATE, "2014"),
        (types.DATE, "2022-02"),
        (types.DATE, "2024-02-29"),
        (types.INSTANT, "2022-02-20"),
        (types.INSTANT, "2022-02-20T17:15"),
        (types.INSTANT, "2022-02-20T17:15:00+03:00"),
        (types.DURATION, "PT105M"),
        (types.DURATION, "P2DT1H"),
        (types.URL, "http://en.kremlin.ru/events/president/news/67818"),
        (types.CODE, "iso3:FRA"),
        (types.CATEGORY, "CONSULT"),
        (types.TEXT, " kept as it is\u200b "),
    ],
)
def test_good_values_are_kept(kind: types.PropertyType, value: str) -> None:
    assert kind.clean(value) == value


@pytest.mark.parametrize(
    ("kind", "value", "reason"),
    [
        (types.DATE, "20 February 2022", "is not a date"),
        (types.DATE, "2022-2-20", "is not a date"),
        (types.DATE, "2022-02-30", "not a date in the calendar"),
        (types.DATE, "2022-13", "not a date in the calendar"),
        (types.DATE, "0000", "not a date in the calendar"),
        (types.DATE, "٢٠٢٢", "is not a date"),
        (types.DATE, "2022-02-20\n", "is not a date"),
        (types.INSTANT, "2022-02-20T25:00", "is not a time"),
        (types.INSTANT, "2022-02-20 17:15", "is not a date"),
        (types.DURATION, "105 minutes", "PT105M"),
        (types.DURATION, "PT", "is not a duration"),
        (types.DURATION, "P", "is not a duration"),
        (types.URL, "javascript:alert(1)", "begins with http"),
        (types.URL, "data:text/html,x", "begins with http"),
        (types.URL, "http://a b", "begins with http"),
        (types.URL, "http://[", "is not an address"),
        (types.URL, "//example.org", "begins with http"),
        (types.CODE, "FRA", "is not a code"),
        (types.CATEGORY, "MEET", "is not one of AGREE"),
        (types.NAME, " \u200b ", "is empty"),
        (types.TEXT, "  ", "is empty"),
        (types.FLAG, "yes", "neither true nor false"),
    ],
)
def test_bad_values_are_refused(kind: types.PropertyType, value: str, reason: str) -> None:
    with pytest.raises(ValueRefused, match=reason):
        kind.clean(value)


def test_names_are_normalized_and_quotes_never_are() -> None:
    assert types.NAME.clean("E\u0301lyse\u0301e \u200b Palace") == "Élysée Palace"
    assert types.TEXT.clean("E\u0301lyse\u0301e\u200b") == "E\u0301lyse\u0301e\u200b"


@pytest.mark.parametrize(
    ("prefix", "first", "last"),
    [
        ("2014", "2014-01-01", "2014-12-31"),
        ("2022-02", "2022-02-01", "2022-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022-02-20", "2022-02-20", "2022-02-20"),
    ],
)
def test_a_date_prefix_covers_its_days(prefix: str, first: str, last: str) -> None:
    assert (first_day(prefix), last_day(prefix)) == (first, last)


@pytest.mark.parametrize(
    "spellings",
    [
        ["Zelenskyy", "Zelenskiy", "Zelensky", "ZELENSKYI", "Zelenskyj"],
        ["Sergei Lavrov", "Sergey Lavrov"],
        ["Élysée", "Elysee", "E\u0301lyse\u0301e"],
        ["Kiev", "Kyiv"],
        ["Yury Ushakov", "Yuri Ushakov", "Yuriy Ushakov"],
        ["Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"],
        ["Jean-Yves Le Drian", "Jean Yves Le Drian"],
    ],
)
def test_spellings_of_one_name_fold_alike(spellings: list[str]) -> None:
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("Macron", "Merkel"), ("Scholz", "Schulz"), ("Putin", "Pushilin"), ("Biden", "Bidenko")],
)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=40))
def test_any_text_folds_to_plain_lower_case_words(name: str) -> None:
    folded = fold(name)
    assert folded == folded.strip() == " ".join(folded.split())
    assert not any(unicodedata.combining(letter) for letter in folded)
