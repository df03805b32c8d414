"""The report on extraction, and the checks against other people's data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from loaders.extraction.finds import (
    Actor,
    Extraction,
    Meeting,
    Part,
    Span,
    Time,
    Value,
)
from loaders.scoring import (
    Check,
    Scores,
    as_markdown,
    bars_not_met,
    score_calls,
    score_rejects,
    score_speed,
)
from loaders.scoring.checks import stated_days
from loaders.scoring.documents import score_document
from loaders.scoring.texts import Text
from tests.small_gold import (
    GOLD,
    PERFECT,
    RELEASE,
    seen_by,
    write_table,
)

# -- the report -----------------------------------------------------------------------------------


def test_the_report_names_bars_and_misses() -> None:
    test = replace(score_document(GOLD, Extraction()), half="test")
    tune = score_document(GOLD, PERFECT)
    scores = Scores((test, tune), ("small: meeting m9: is no span",))
    report = as_markdown(scores, "python -m loaders score", [Check("speed", "0.61", "0.5", True)])
    assert "    python -m loaders score\n" in report
    assert "| figure | bar | test half | tuning half | met |" in report
    assert "| meetings, recall | 0.85 | 0.000 | 1.000 | no |" in report
    assert "| meetings, precision | 0.90 | – | 1.000 | not measured |" in report
    assert "| speed | 0.5 | 0.61 | yes |" in report
    assert "| meeting-call | – | 1 of 1 |" in report
    assert "- small: meeting m9: is no span" in report
    assert "border stays open" not in report, "the report holds no words of texts"
    assert "meetings, recall: 0.000, bar 0.85" in bars_not_met(scores, "test")
    assert bars_not_met(scores, "tune") == []


def test_a_met_bar_of_few_records_says_so() -> None:
    scores = Scores((score_document(GOLD, PERFECT),))
    report = as_markdown(scores, "python -m loaders score")
    assert "| meetings, recall | 0.85 | 1.000 | yes, on few |" in report
    assert "may flatter" in report


def test_a_report_of_nothing() -> None:
    assert "0 annotated texts: none." in as_markdown(Scores(()), "python -m loaders score")


# -- the checks -----------------------------------------------------------------------------------


def call(*names: str, day: str = "", joint: bool | None = False) -> Meeting:
    when = Time(Span(0, 1), day, day, "day", False, "r") if day else None
    return Meeting(
        anchor="a",
        rule="r",
        trigger=Span(0, 1),
        evidence=(Span(0, 1),),
        format="call",
        status=Value("held", Span(0, 1)),
        participants=tuple(Part(Actor(n, "Person", n), Span(0, 1)) for n in names),
        when=when,
        joint=joint,
    )


@pytest.mark.parametrize(
    ("format", "found", "right"),
    [
        ("bilateral", [call("Anna Berg", "B. Lund")], True),
        ("bilateral", [call("Anna Berg", "Bo Lund", day="2021-03-05")], True),
        ("bilateral", [call("Anna Berg", "Bo Lund", day="2021-03-04")], True),
        ("bilateral", [call("Anna Berg", "Bo Lund", day="2021-03-03")], False),
        ("bilateral", [call("Anna Berg", "Bo Lund"), call("Bo Lund", "Ida Holm")], True),
        ("bilateral", [call("Anna Berg", "Bo Lund"), call("Anna Berg", "Bo Lund")], False),
        (
            "bilateral",
            [call("Anna Berg", "Bo Lund"), call("Anna Berg", "Bo Lund", day="2021-02-01")],
            True,
        ),
        ("bilateral", [call("Anna Berg", "Bo Lund", "Ida Holm")], False),
        ("bilateral", [call("Anna Berg")], False),
        ("bilateral", [], False),
        ("joint", [call("Anna Berg", "Bo Lund", "Ida Holm", joint=True)], True),
        ("joint", [call("Anna Berg", "Bo Lund"), call("Anna Berg", "Ida Holm")], False),
        ("separate", [call("Anna Berg", "Bo Lund"), call("Anna Berg", "Ida Holm")], True),
        ("separate", [call("Anna Berg", "Bo Lund", "Ida Holm")], False),
        ("separate", [call("Anna Berg", "Bo Lund")], False),
    ],
)
def test_calls_of_headlines(tmp_path: Path, format: str, found: list[Meeting], right: bool) -> None:
    people = "Anna Berg|Prime Minister|NOR; Bo Lund|President|SWE"
    if format != "bilateral":
        people += "; Ida Holm|President|DNK"
    write_table(tmp_path / "releases.csv", [RELEASE])
    write_table(
        tmp_path / "calls.csv",
        [
            {
                "link": RELEASE["link"],
                "published_date_moscow": "2021-03-05",
                "format": format,
                "participants(name|role|iso3)": people,
            }
        ],
    )
    extract = seen_by(Extraction(meetings=tuple(found)))[1]
    calls = score_calls(tmp_path / "calls.csv", [tmp_path / "releases.csv"], extract)
    assert (calls.right, calls.total) == (int(right), 1)
    assert calls.check.met is right
    assert len(calls.misses) == 1 - int(right)


def test_a_call_without_its_release_is_a_miss(tmp_path: Path) -> None:
    row = {
        "link": "http://en.example.org/news/2",
        "published_date_moscow": "2021-03-05",
        "format": "bilateral",
        "participants(name|role|iso3)": "Anna Berg||NOR; Bo Lund||SWE",
    }
    write_table(tmp_path / "calls.csv", [row])
    calls = score_calls(tmp_path / "calls.csv", [], seen_by(PERFECT)[1])
    assert calls.misses == (f"{row['link']}: its release is not among the texts",)


def test_the_day_before_counts_only_where_the_text_names_it() -> None:
    assert stated_days("They spoke.", "2021-03-01") == {"2021-03-01"}
    both = {"2021-03-01", "2021-02-28"}
    for text in ("They spoke yesterday.", "Late on February 28 they spoke.", "28 February"):
        assert stated_days(text, "2021-03-01") == both
    assert stated_days("On February 2 they spoke.", "2021-03-03") == {"2021-03-03"}


def test_meetings_in_sentences_of_refusal(tmp_path: Path) -> None:
    examples = [
        {"event": "DOCUMENT"},
        {"event": "REJECT", "date": "2000-01-01", "text": "Lund refused to meet Berg."},
        {"event": "REJECT", "date": "2000-01-01", "text": "Lund met nobody."},
        {"event": "CONSULT", "date": "2000-01-01", "text": "Lund met Berg."},
        {"event": "AGREE", "date": "2000-01-01", "text": "Lund and Berg agreed to stay."},
        {"event": "FIGHT", "date": "2000-01-01", "text": "Lund met Berg in battle."},
    ]
    file = tmp_path / "examples.json"
    file.write_text(json.dumps(examples))

    def extract(text: str, published: str, publisher: str, title: str) -> Extraction:
        assert published == "2000-01-01"
        refused = replace(call("Bo Lund"), status=Value("refused", Span(0, 1)))
        if "refused" in text:
            return Extraction(meetings=(refused,))
        if "agreed" in text:
            return Extraction(agreements=PERFECT.agreements)
        return Extraction(meetings=(call("Bo Lund"),))

    rejects = score_rejects(file, extract)
    assert rejects.total == 2
    assert rejects.false == ("Lund met nobody.",)
    assert (rejects.consult, rejects.agree) == ((1, 1), (1, 1))
    assert [check.met for check in rejects.checks] == [True, None, None]


def test_speed_is_a_ratio_of_both() -> None:
    runs: list[str] = []

    def extract(text: str, published: str, publisher: str, title: str) -> Extraction:
        runs.append("all")
        return Extraction()

    speed = score_speed([Text("words " * 50)], extract, lambda text: runs.append("parser"))
    assert runs == ["all", "parser"] * 4, "by turns, the first of each only warms up"
    assert speed.ratio == pytest.approx(speed.everything / speed.parser)
    assert speed.check.met is (speed.ratio >= 0.5)
    with pytest.raises(ValueError, match="no texts"):
        score_speed([], extract, len)


def test_the_corpus_has_every_release_and_sentence(corpus: Path) -> None:
    releases = corpus / "data" / "readouts_kremlin_ukraine"
    extract = seen_by(Extraction())[1]
    calls = score_calls(
        releases / "gold_calls_from_headlines.csv",
        sorted(releases.glob("*before*.csv")),
        extract,
    )
    assert (calls.right, calls.total) == (0, 65)
    assert all(": no call for " in miss for miss in calls.misses)
    rejects = score_rejects(corpus / "data" / "plover_polecat" / "PLOVER_GSR_CAMEO.json", extract)
    assert (rejects.total, rejects.consult, rejects.agree) == (34, (0, 11), (0, 40))
