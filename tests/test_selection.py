"""What a link holds, and the sentence above the picture."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.selection import KINDS, LIMITS, STATUSES, Selection, Summary, decode, encode, sentence

ids = st.from_regex(r"[A-Za-z0-9_.:-]{1,120}", fullmatch=True)
many_ids = st.lists(ids, unique=True, max_size=4).map(tuple)
days = st.dates(min_value=date(1000, 1, 1)).map(lambda day: day.isoformat())
spans = st.one_of(
    st.just(("", "")),
    days.map(lambda day: (day, "")),
    days.map(lambda day: ("", day)),
    st.tuples(days, days).map(lambda pair: (min(pair), max(pair))),
)
selections = st.builds(
    lambda span, **fields: Selection(first=span[0], last=span[1], **fields),
    spans,
    actors=many_ids,
    together=st.booleans(),
    kinds=st.lists(st.sampled_from(KINDS), unique=True).map(tuple),
    statuses=st.lists(st.sampled_from(STATUSES), unique=True).map(tuple),
    speakers=many_ids,
    undated=st.booleans(),
    chosen=st.just("") | ids,
    expanded=many_ids,
    collapsed=many_ids,
    statements=st.booleans(),
    checked=st.booleans(),
    limit=st.sampled_from(LIMITS),
    version=st.just("") | ids,
    reading=st.just("") | ids,
)


@given(selections)
def test_a_link_gives_back_the_selection_it_was_made_from(selection: Selection) -> None:
    assert decode(encode(selection)) == (selection, [])


def test_a_link_says_what_a_default_could_change() -> None:
    assert encode(Selection()) == {
        "from": ["any"],
        "to": ["any"],
        "undated": ["1"],
        "nodes": ["60"],
    }


def test_a_link_reads_like_this() -> None:
    selection = Selection(
        first="2022-02-20",
        last="2022-02-20",
        actors=("person-1", "person-2"),
        together=True,
        kinds=("Meeting:call",),
        chosen="edge-1",
    )
    assert encode(selection) == {
        "from": ["2022-02-20"],
        "to": ["2022-02-20"],
        "actor": ["person-1", "person-2"],
        "match": ["all"],
        "kind": ["Meeting:call"],
        "undated": ["1"],
        "nodes": ["60"],
        "id": ["edge-1"],
    }


def test_checked_only_is_part_of_the_link() -> None:
    assert encode(Selection(checked=True))["checked"] == ["1"]
    assert decode({"checked": ["1"]}) == (Selection(checked=True), [])
    assert decode({"checked": ["0"]}) == (Selection(), [])


def test_no_link_is_the_plain_selection() -> None:
    assert decode({}) == (Selection(), [])


@pytest.mark.parametrize("name", ["cam", "embed", "embed_options", "theme"])
def test_parameters_of_the_page_itself_are_left_alone(name: str) -> None:
    assert decode({name: ["x"]}) == (Selection(), [])


@pytest.mark.parametrize(
    ("link", "part"),
    [
        ({"from": ["20.2.2022"]}, "from=20.2.2022"),
        ({"from": ["2022-02-30"]}, "from=2022-02-30"),
        ({"to": ["2022"]}, "to=2022"),
        ({"actor": ["a b"]}, "actor=a b"),
        ({"id": ["<script>"]}, "id=<script>"),
        ({"kind": ["Quarrel"]}, "kind=Quarrel"),
        ({"status": ["true"]}, "status=true"),
        ({"nodes": ["61"]}, "nodes=61"),
        ({"undated": ["no"]}, "undated=no"),
        ({"id": ["a", "b"]}, "id=b"),
        ({"colour": ["red"]}, "colour=red"),
        ({"zoom": []}, "zoom="),
        ({"id": ["x" * 121]}, "id=" + "x" * 56 + "…"),
    ],
)
def test_what_is_not_understood_is_said_and_left_out(link: dict[str, list[str]], part: str) -> None:
    selection, problems = decode({"to": ["2022-02-20"], "open": ["person-1"], **link})
    assert problems == [f"Part of this link is no longer understood: {part}. The rest is shown."]
    assert selection.expanded == ("person-1",)


def test_a_span_that_ends_before_it_begins_keeps_its_beginning() -> None:
    selection, problems = decode({"from": ["2022-02-20"], "to": ["2022-02-19"]})
    assert (selection.first, selection.last) == ("2022-02-20", "")
    assert len(problems) == 1


DAY = Summary(
    meetings=(
        ("call", "held", 2),
        ("consultation", "planned", 2),
        ("meeting", "planned", 1),
        ("meeting", "proposed", 2),
        ("talks", "proposed", 1),
        ("consultation", "possible", 1),
    ),
    agreements=5,
    said=4,
    questioned=1,
)
SUNDAY = Selection(first="2022-02-20", last="2022-02-20")


@pytest.mark.parametrize(
    ("selection", "summary", "expected"),
    [
        (
            SUNDAY,
            DAY,
            "Sunday 20 February 2022 · 2 calls reported as held · 3 meetings planned, 3 proposed, "
            "1 possible · 5 agreements and pledges reported · 1 statement questioned · all actors.",
        ),
        (
            Selection(first="2022-01-03", last="2022-02-05", actors=("a", "b"), together=True),
            Summary(meetings=(("call", "held", 1), ("talks", "held", 2))),
            "3 Jan – 5 Feb 2022 · 3 meetings and calls reported as held · Anna Berg and b "
            "together.",
        ),
        (
            Selection(actors=("a",), kinds=("Agreement", "Meeting:call"), checked=True),
            Summary(agreements=1, exercises=2),
            "All dates · 2 exercises · 1 agreement or pledge reported · Anna Berg · only "
            "agreements and pledges and calls · checked only.",
        ),
        (
            Selection(last="2022-02-20", speakers=("a",), statuses=("held", "agreed")),
            Summary(said=2),
            "Until 20 Feb 2022 · 2 statements · all actors · status took place or agreed · as told "
            "by Anna Berg.",
        ),
        (
            Selection(first="2022-01-03", last="2022-01-05", actors=("a",)),
            Summary(),
            "Nothing between 3 and 5 Jan 2022 for these actors.",
        ),
        (Selection(checked=True), Summary(), "Nothing here yet with these filters."),
        (Selection(), Summary(), "Nothing here yet."),
    ],
)
def test_the_sentence_is_computed(selection: Selection, summary: Summary, expected: str) -> None:
    assert sentence(selection, summary, {"a": "Anna Berg"}) == expected
