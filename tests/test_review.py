"""What a person is asked to look at first, and that an answer in the file is a decision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loaders.curation import (
    NotWritten,
    apply_file,
    decide,
    read_decisions,
    review_path,
    write_decisions,
)
from loaders.extraction.finds import Agreement, Claim, Extraction, Find, Meeting, Part, Value
from loaders.review import least_certain, write_review
from tests.found_example import (
    BORDER_SAID,
    CALL,
    DAY,
    DOUBT,
    EXTRACTION,
    FLOATED,
    KEEP,
    KEY,
    MINISTERIAL,
    ORU,
    PUTIN,
    TALKS,
    TEXT,
    at,
)

PRECISION = {find.rule: (95, 100) for find in EXTRACTION.finds} | {KEEP.rule: (3, 10)}


def certainty(find: Find, precision: dict[str, tuple[int, int]] | None = None) -> float:
    """Return how certain a find is by itself."""
    kinds = {"Meeting": "meetings", "Agreement": "agreements", "Claim": "claims"}
    alone = Extraction(**{kinds[type(find).__name__]: (find,)})  # type: ignore[arg-type]
    [(_, share, _)] = least_certain(alone, precision or {}, TEXT)
    return share


def test_the_least_certain_comes_first_and_says_why() -> None:
    ranked = least_certain(EXTRACTION, PRECISION, TEXT)
    assert len(ranked) == len(EXTRACTION.finds)
    shares = [share for _, share, _ in ranked]
    assert shares == sorted(shares)
    assert all(0 < share < 1 for share in shares)
    first, _, reason = ranked[0]
    assert first == KEEP
    assert reason == (
        "its rule was right in 3 of 10 finds; "
        "Emmanuel Macron is read from “The two leaders” (read from the text); "
        "Vladimir Putin is read from “The two leaders” (read from the text)"
    )
    assert ranked[-1][1] == pytest.approx(96 / 102, abs=1e-4)


@pytest.mark.parametrize(
    ("surer", "less_sure"),
    [
        (CALL, MINISTERIAL),  # The date is vague.
        (CALL, TALKS),  # Nobody is named.
        (CALL, FLOATED),  # A title was read.
        (CALL, replace(CALL, participants=(Part(ORU, at("Ana Oru")),))),  # Not in the tables.
        (CALL, replace(CALL, status=Value("held", at("spoke"), "by its tense"))),
        (BORDER_SAID, DOUBT),  # The speaker is not in the tables.
        (BORDER_SAID, replace(BORDER_SAID, speakers=())),
    ],
)
def test_each_doubt_counts(surer: Find, less_sure: Find) -> None:
    assert certainty(less_sure) < certainty(surer)


def test_a_rule_that_is_measured_counts_by_its_record() -> None:
    unmeasured = certainty(CALL)
    assert unmeasured == 0.5
    assert certainty(CALL, {CALL.rule: (1, 10)}) < unmeasured < certainty(CALL, PRECISION)
    assert certainty(CALL, {CALL.rule: (2, 2)}) < certainty(CALL, {CALL.rule: (50, 50)})


def test_questions_are_written_for_a_person(tmp_path: Path) -> None:
    text = tmp_path / "call.txt"
    assert write_review(text, [(KEY, TEXT, EXTRACTION)], 2, PRECISION) == 2
    file = review_path(text)
    assert file.name == "call.review.yaml"
    decisions = read_decisions(file)
    assert decisions.rejected == ()
    assert decisions.open[0][1].find == KEEP.anchor
    [question, _] = decisions.of(KEY)
    assert question.quote == "The two leaders agreed to hold talks on gas."
    assert question.seen == "Agreed · Macron, Putin · “hold talks on gas”"
    assert question.why.startswith("its rule was right in 3 of 10")
    # Nobody has decided anything yet.
    assert apply_file(EXTRACTION, decisions, KEY, TEXT, DAY).extraction == EXTRACTION
    # The next two are others; what is asked or decided is not asked again.
    assert write_review(text, [(KEY, TEXT, EXTRACTION)], 2, PRECISION) == 2
    write_decisions(file, {KEY: [decide(CALL, TEXT, "accept")]})
    assert write_review(text, [(KEY, TEXT, EXTRACTION)], 100, PRECISION) == 3
    assert write_review(text, [(KEY, TEXT, EXTRACTION)], 100, PRECISION) == 0
    found = [d.find for d in read_decisions(file).of(KEY)]
    assert sorted(found) == sorted(find.anchor for find in EXTRACTION.finds)


@pytest.mark.parametrize(("answer", "stays"), [("accept", True), ("reject", False)])
def test_filling_in_the_answer_decides(tmp_path: Path, answer: str, stays: bool) -> None:
    text = tmp_path / "call.txt"
    write_review(text, [(KEY, TEXT, EXTRACTION)], 1, PRECISION)
    file = review_path(text)
    file.write_text(file.read_text("utf-8").replace("verdict: '?'", f"verdict: {answer}"), "utf-8")
    decisions = read_decisions(file)
    assert decisions.open == ()
    lost = replace(EXTRACTION, agreements=EXTRACTION.agreements[1:])
    for extraction in (EXTRACTION, lost):
        applied = apply_file(extraction, decisions, KEY, TEXT, DAY)
        assert applied.rejected == ()
        assert (KEEP.anchor in {a.anchor for a in applied.extraction.agreements}) == stays


def test_the_limit_is_over_all_articles(tmp_path: Path) -> None:
    table = tmp_path / "calls.csv"
    sure = replace(EXTRACTION, agreements=(), claims=(), meetings=(CALL,))
    documents = [("sure", TEXT, sure), ("less sure", TEXT, EXTRACTION)]
    assert write_review(table, documents, 3, PRECISION) == 3
    decisions = read_decisions(tmp_path / "calls.csv.review.yaml")
    assert {key: len(found) for key, found in decisions.by_article.items()} == {"less sure": 3}
    assert write_review(table, documents, 0, PRECISION) == 0
    assert write_review(table, [], 5) == 0


def test_twice_the_same_is_byte_for_byte_the_same(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_review(tmp_path / f"{name}.txt", [(KEY, TEXT, EXTRACTION)], 5, PRECISION)
    one, two = (review_path(tmp_path / f"{name}.txt").read_bytes() for name in ("one", "two"))
    assert one == two


def test_a_broken_file_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "call.review.yaml"
    file.write_text("articles: [")
    with pytest.raises(NotWritten, match="mend the file first"):
        write_review(tmp_path / "call.txt", [(KEY, TEXT, EXTRACTION)], 2)
    assert file.read_text() == "articles: ["


def test_every_kind_of_find_can_be_ranked() -> None:
    kinds = {type(find) for find, _, _ in least_certain(EXTRACTION, {}, TEXT)}
    assert kinds == {Meeting, Agreement, Claim}
    assert PUTIN.known
