"""What a load brought, in a person's words: counted from the graph before and after."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from graph.database import Database
from graph.selection import decode
from graph.statement import Relationship
from loaders import Complete, Settle
from loaders.answers import Answers
from loaders.load import Report, load
from loaders.news import MOST, News, Watch, accounts_in_words
from tests.facts import call_facts
from tests.told import BERG, DATASET, HOLM, LUND, Find, Text, together


@pytest.fixture
def answers(tmp_path: Path) -> Answers:
    return Answers(tmp_path / "answers.yaml")


def put(database: Database, answers: Answers, *texts: Text) -> list[News]:
    return load(database, together(*texts), answers=answers).news


def summary(news: list[News]) -> str:
    assert [each.kind for each in news].count("summary") == 1
    assert news[0].kind == "summary"
    return news[0].sentence


def lines(news: list[News]) -> list[str]:
    return [each.sentence for each in news[1:]]


PLAN = Text(
    "p",
    (Find(days=("2021-03-03", "2021-03-10", "in the coming days"), status="planned"),),
    published="2021-03-03",
)
ONE = Text("a", (Find(duration="PT105M"),), publisher="Example News")
OTHER = Text("b", (Find(duration="PT1H"),), publisher="Other")


def test_a_working_day(database: Database, answers: Answers) -> None:
    first = Text("f", (Find(people=(BERG, HOLM), day="2021-03-04"),), published="2021-03-04")
    put(database, answers, PLAN, first)
    second = Text(
        "s",
        (
            Find(people=(BERG, HOLM), day="2021-03-04"),
            Find("meeting/talks/1", (LUND, HOLM), format="talks"),
        ),
    )
    news = put(database, answers, ONE, OTHER, second)
    assert summary(news) == (
        "3 texts added: 1 new talks, 2 already known (now with further accounts), 1 difference, "
        "1 planned call now reported as held"
    )
    assert lines(news) == [
        "New talks: Bo Lund – Carl Holm, talks, 5 Mar 2021",
        "Now two accounts: Anna Berg – Carl Holm, call, 4 Mar 2021",
        "Now three accounts: Anna Berg – Bo Lund, call, 5 Mar 2021",
        "Differs: Anna Berg – Bo Lund, call, 5 Mar 2021: "
        "duration 105 min (Example News) / 1 hour (Other)",
        "Planned, now reported as held: Anna Berg – Bo Lund, call, 5 Mar 2021",
    ]


def test_every_line_opens_its_item(database: Database, answers: Answers) -> None:
    news = put(database, answers, ONE)
    [line] = news[1:]
    selection, problems = decode(parse_qs(line.link))
    assert (selection.chosen, problems) == (ONE.own(), [])
    assert (selection.first, selection.last) == ("", "")
    assert str(line) == f"New call: Anna Berg – Bo Lund, call, 5 Mar 2021  ?{line.link}"


def test_nothing_new(database: Database, answers: Answers) -> None:
    put(database, answers, ONE, OTHER)
    assert put(database, answers, ONE, OTHER) == [
        News("summary", "Nothing new: 2 texts were known already.")
    ]
    assert summary(put(database, answers, ONE)) == "Nothing new: 1 text was known already."


def test_one_already_known(database: Database, answers: Answers) -> None:
    put(database, answers, ONE)
    news = put(database, answers, OTHER)
    assert summary(news) == ("1 text added: 1 already known (now two accounts), 1 difference")
    # A third that says what one of them says is no new difference.
    news = put(database, answers, Text("c", (Find(duration="PT60M"),)))
    assert summary(news) == "1 text added: 1 already known (now three accounts)"


def test_two_texts_of_one_load_are_one_new_call(database: Database, answers: Answers) -> None:
    news = put(database, answers, ONE, OTHER)
    assert summary(news) == "2 texts added: 1 new call, 1 difference"
    assert lines(news)[0] == "New call, two accounts: Anna Berg – Bo Lund, call, 5 Mar 2021"


def test_what_has_not_taken_place_is_not_counted_among_what_has(
    database: Database, answers: Answers
) -> None:
    finds = (
        Find(),
        Find("meeting/call/2", (BERG, HOLM)),
        Find("meeting/visit/1", (LUND, HOLM), status="planned", format="visit"),
        Find("meeting/call/3", (LUND, HOLM), day="2021-03-09", status="proposed"),
    )
    news = put(database, answers, Text("a", (replace(finds[0], agreed="to meet"), *finds[1:])))
    assert summary(news) == (
        "1 text added: 2 new calls, 1 new planned meeting, 1 new proposed meeting, "
        "1 new agreement or pledge"
    )
    assert "New planned visit: Bo Lund – Carl Holm, visit, 5 Mar 2021" in lines(news)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ({"location": "Paris"}, {"location": "the Élysée, Paris"}, 0),
        ({"location": "Paris"}, {"location": "Moscow"}, 1),
        ({"location": "Kyiv"}, {"location": "Kiev"}, 0),
        ({"format": "talks"}, {"format": "visit"}, 1),
        ({"duration": "PT60M"}, {"duration": "PT1H"}, 0),
        ({"duration": "PT6M"}, {"duration": "PT60M"}, 1),
        ({"day": "2021-03-05", "until": "2021-03-06"}, {"day": "2021-03-05"}, 0),
        ({"note": "before the summit"}, {"note": "on the sidelines"}, 0),
    ],
)
def test_what_is_a_difference(
    database: Database,
    answers: Answers,
    one: dict[str, str],
    other: dict[str, str],
    differ: int,
) -> None:
    texts = [Text("a", (replace(Find(), **one),)), Text("b", (replace(Find(), **other),))]
    news = put(database, answers, *texts)
    assert sum(each.kind == "differs" for each in news) == differ


def test_cancelled(database: Database, answers: Answers) -> None:
    plan = Text("p", (Find(status="planned", format="visit"),), published="2021-03-01")
    put(database, answers, plan)
    news = put(
        database,
        answers,
        Text("c", (Find(status="cancelled", format="visit"),), published="2021-03-03"),
    )
    assert summary(news).endswith("1 planned visit now reported as cancelled")


def test_a_new_version(database: Database, answers: Answers) -> None:
    put(database, answers, ONE)
    news = put(database, answers, replace(ONE, more="Corrected."))
    assert summary(news) == "1 text in a new version: no news"
    assert summary(put(database, answers, replace(ONE, more="Again."), OTHER)).startswith(
        "1 text added, 1 text in a new version: 1 already known (now two accounts)"
    )


def test_read_again_by_better_rules(database: Database, answers: Answers) -> None:
    put(database, answers, ONE)
    better = Text(
        ONE.key, (replace(ONE.finds[0], by="meeting.speak.verb"),), publisher="Example News"
    )
    assert summary(put(database, answers, better)) == "1 text read again: no news"


TWO = Text("c", (Find(), Find(anchor="meeting/call/2", note="that night")))


def test_what_a_person_has_to_decide(database: Database, answers: Answers) -> None:
    put(database, answers, ONE)
    news = put(database, answers, TWO)
    assert summary(news) == "1 text added: 2 new calls, 3 to decide"
    asked = [each for each in news if each.kind == "question"]
    assert len(asked) == 3 and all(each.question and each.link for each in asked)
    assert any(
        each.sentence
        == "To decide: same call? Both texts tell of a call of Anna Berg and Bo Lund on 5 Mar "
        "2021, but one of them tells of two calls that day."
        for each in asked
    )


def test_what_was_one_and_is_two(database: Database, answers: Answers) -> None:
    second = Text("c", (Find(day="2021-03-08"),), published="2021-03-08")
    put(database, answers, PLAN, second)
    news = put(database, answers, ONE)
    assert "1 meeting taken apart again" in summary(news)
    assert "new call" not in summary(news)
    assert "No longer taken as one with another: Anna Berg – Bo Lund, call, 8 Mar 2021" in lines(
        news
    )


def test_other_loaders_have_news_too(database: Database) -> None:
    report = load(database, [*call_facts(), Complete("first", "file")])
    assert summary(report.news) == (
        "1 text added: 1 new call, 1 new agreement or pledge, 1 new statement"
    )
    assert summary(load(database, call_facts()).news) == "Nothing new: 1 text was known already."


def test_a_load_too_large_to_read_about_has_no_list(database: Database) -> None:
    text = Text("a", tuple(Find(f"meeting/call/{n}", (BERG, LUND)) for n in range(MOST + 1)))
    statements = [s for s in text.statements if not isinstance(s.about, Relationship)]
    plain = [replace(s, dataset="coded", unit="file") for s in statements if s.prop == "type"]
    assert load(database, plain).news == []


def test_news_stand_in_the_report(database: Database, answers: Answers) -> None:
    report = load(database, together(ONE), answers=answers)
    assert report.lines()[0].startswith(f"{len(ONE.statements)} statements read")
    assert report.lines()[2:] == [
        "1 text added: 1 new call",
        f"  {report.news[1]}",
    ]
    long = Report(news=[News("summary", "s")] + [News("new", "n")] * 60)
    assert long.lines()[-1] == "  … and 21 more"


def test_a_load_in_parts_has_one_list(database: Database, answers: Answers) -> None:
    watch = Watch(database)
    for text in (PLAN, ONE, OTHER):
        assert load(database, together(text), answers=answers, watch=watch).news == []
    assert summary(watch.news()) == "3 texts added: 1 new call, 1 difference"


def test_what_is_told_of_no_more(database: Database, answers: Answers) -> None:
    put(
        database,
        answers,
        ONE,
        Text("b", (Find(day="2021-03-04"), Find("meeting/call/2", (BERG, HOLM)))),
    )
    gone = [Settle(DATASET), Complete(DATASET, Text("b", ()).article.id)]
    assert load(database, gone, answers=answers).news == []
    unit = Text("b", (Find(day="2021-03-04"), Find("meeting/call/2", (BERG, HOLM)))).article.id
    report = load(database, [Settle(DATASET), Complete(DATASET, unit)], answers=answers)
    assert summary(report.news) == "2 calls no longer told of"


def test_numbers_in_words() -> None:
    assert [accounts_in_words(n) for n in (1, 2, 12)] == [
        "one account",
        "two accounts",
        "12 accounts",
    ]
