"""Scoring of extraction: a small gold with known answers, the seed's gold against itself."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.extraction.finds import (
    Actor,
    Duration,
    Extraction,
    Mention,
    Span,
    Time,
    Value,
)
from loaders.scoring import (
    Scores,
    fault_lines,
    rule_precision,
    score,
)
from loaders.scoring.alignment import align, same_person
from loaders.scoring.documents import check_evidence, score_document
from loaders.scoring.figures import Tally, bootstrap, make_figure
from loaders.scoring.gold import Gold, read_gold
from loaders.scoring.matching import assign, bare
from loaders.scoring.measures import MEASURES
from loaders.scoring.texts import find_texts
from tests.small_gold import (
    GOLD,
    PERFECT,
    TEXT,
    at,
    extraction_of,
    scored,
    seen_by,
    small,
)


def test_a_perfect_extraction_has_one_everywhere() -> None:
    measured = scored(GOLD, PERFECT)
    assert {name: value for name, value in measured.items() if value != 1.0} == {}
    # Every figure but the vague terms and the ones of quoted text that the gold has none of.
    unmeasured = {m.name for m in MEASURES} - {n.rpartition(" ")[0] for n in measured}
    assert unmeasured == {"times: vague terms"}


def test_the_order_of_the_finds_is_of_no_matter() -> None:
    shuffle = random.Random(1).sample
    mixed = Extraction(
        **{
            name: tuple(shuffle(getattr(PERFECT, name), len(getattr(PERFECT, name))))
            for name in ("mentions", "times", "durations", "meetings", "agreements", "claims")
        }
    )
    assert scored(GOLD, mixed) == scored(GOLD, PERFECT)


def test_nothing_found_is_no_recall_and_no_precision() -> None:
    measured = scored(GOLD, Extraction())
    assert measured["meetings recall"] == 0.0
    assert measured["meetings f1"] == 0.0
    assert "meetings precision" not in measured


def test_a_missing_and_a_false_meeting() -> None:
    one = replace(PERFECT, meetings=PERFECT.meetings[:1])
    assert scored(GOLD, one)["meetings recall"] == 0.5
    assert scored(GOLD, one)["meetings precision"] == 1.0
    stray = replace(
        PERFECT.meetings[0], trigger=Span(*at("lasted")), evidence=(Span(*at("lasted")),)
    )
    more = replace(PERFECT, meetings=(*PERFECT.meetings, stray))
    assert scored(GOLD, more)["meetings precision"] == pytest.approx(2 / 3)
    assert scored(GOLD, more)["meetings recall"] == 1.0


def test_one_event_told_twice_is_one_meeting() -> None:
    call = PERFECT.meetings[0]
    again = replace(call, trigger=Span(*at("calls")), evidence=call.evidence[:1])
    twice = replace(PERFECT, meetings=(again, *PERFECT.meetings))
    assert scored(GOLD, twice)["meetings precision"] == pytest.approx(2 / 3)


def test_a_meeting_found_by_its_headline_alone() -> None:
    call = PERFECT.meetings[0]
    headline = replace(call, trigger=Span(*at("calls")), evidence=call.evidence[:1])
    assert scored(GOLD, replace(PERFECT, meetings=(headline,)))["meetings recall"] == 0.5


def test_another_meeting_told_in_the_evidence_is_not_the_call() -> None:
    gold = small(lambda raw: raw["meetings"].pop())
    other = replace(
        PERFECT.meetings[1],
        trigger=Span(*at("calls")),
        evidence=(Span(*at("Anna Berg calls Bo Lund")),),
    )
    assert scored(gold, replace(PERFECT, meetings=(other,)))["meetings recall"] == 0.0


def test_participants_are_counted_one_by_one() -> None:
    call = PERFECT.meetings[0]
    alone = replace(call, participants=call.participants[:1])
    measured = scored(GOLD, replace(PERFECT, meetings=(alone, PERFECT.meetings[1])))
    assert measured["meetings: participants recall"] == 0.75
    assert measured["meetings: participants precision"] == 1.0


def test_status_format_date_duration_place_and_joint_of_the_matched() -> None:
    call, meet = PERFECT.meetings
    off = replace(
        call,
        status=Value("possible", Span(0, 1)),
        format="visit",
        when=None,
        duration=Duration(Span(*at("90 minutes")), "PT9M"),
        joint=True,
    )
    away = replace(meet, location=Value("Bergen", Span(0, 1)), format="talks")
    measured = scored(GOLD, replace(PERFECT, meetings=(off, away)))
    assert measured["meetings: status share"] == 0.5
    assert measured["meetings: format share"] == 0.5, "talks are accepted, a visit is not"
    assert measured["meetings: date share"] == 0.5
    assert measured["meetings: duration share"] == 0.0
    assert measured["meetings: place share"] == 0.0
    assert measured["meetings: joint or separate share"] == 0.0


def test_the_same_length_of_time_in_other_units_is_right() -> None:
    call = replace(PERFECT.meetings[0], duration=Duration(Span(*at("90 minutes")), "PT1H30M"))
    assert scored(GOLD, replace(PERFECT, meetings=(call,)))["meetings: duration share"] == 1.0


@pytest.mark.parametrize(
    ("date", "basis", "accept", "right"),
    [
        (None, "none", [], True),
        ("2021-03-05", "publication", [], True),
        ("2021-03-05", None, [], True),
        (None, None, ["=publication_date"], True),
        ("2021-03-03", "stated", [], False),
    ],
)
def test_no_date_is_right_where_the_publication_gives_it(
    date: str | None, basis: str | None, accept: list[str], right: bool
) -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["meetings"][0] |= {"date": date, "accept": {"date": accept}, "date_span": None}
        raw["meetings"][0] |= {"date_basis": basis} if basis else {}
        if not basis:
            del raw["meetings"][0]["date_basis"]
        del raw["meetings"][1]

    call = replace(PERFECT.meetings[0], when=None)
    measured = scored(small(change), replace(PERFECT, meetings=(call,)))
    assert measured["meetings: date share"] == float(right)


def test_the_publication_day_itself_is_accepted() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["meetings"][0] |= {"date": None, "accept": {"date": ["=publication_date"]}}

    when = Time(Span(*at("yesterday")), "2021-03-05", "2021-03-05", "day", False, "r")
    call = replace(PERFECT.meetings[0], when=when)
    measured = scored(small(change), replace(PERFECT, meetings=(call,)))
    assert measured["meetings: date share"] == 1.0


def test_a_missing_key_is_unknown_and_not_scored() -> None:
    def change(raw: dict[str, Any]) -> None:
        for meeting in raw["meetings"]:
            del meeting["status"], meeting["date"], meeting["place"]
        del raw["claims"]

    measured = scored(small(change), PERFECT)
    assert "meetings: status share" not in measured
    assert "meetings: date share" not in measured
    assert "meetings: place share" not in measured
    assert not any(name.startswith(("quoted", "indirect", "claims")) for name in measured)


def test_borderline_is_neither_missed_nor_false() -> None:
    without, with_them = scored(GOLD, PERFECT), extraction_of(GOLD, borderline=True)
    assert len(with_them.claims) == len(PERFECT.claims) + 1
    assert scored(GOLD, with_them) == without
    rules = score_document(GOLD, with_them).rules
    assert rules["claim-paraphrase"] == (2, 2), "the excused find counts for no rule"


def test_the_cue_of_a_borderline_claim_excuses_other_content() -> None:
    thanked = extraction_of(GOLD, borderline=True).claims[2]
    short = replace(thanked, content=Span(*at("talk")))
    assert scored(GOLD, replace(PERFECT, claims=(*PERFECT.claims, short))) == scored(GOLD, PERFECT)


def grouped(raw: dict[str, Any]) -> None:
    raw["meetings"][1] |= {"group": "g1"}
    third = json.loads(json.dumps(raw["meetings"][1]))
    raw["meetings"].append(third | {"id": "m3", "participants": ["per:berg", "st:se"]})


def test_a_group_is_one_if_found_once() -> None:
    gold = small(grouped)
    assert scored(gold, PERFECT)["meetings recall"] == 1.0
    assert scored(gold, PERFECT)["meetings precision"] == 1.0


def test_a_group_not_found_is_one_miss() -> None:
    document = score_document(small(grouped), replace(PERFECT, meetings=PERFECT.meetings[:1]))
    assert document.tallies["meetings"] == Tally(1, 0, 1, 1)


def test_a_group_found_whole_has_no_false_finds() -> None:
    gold = small(grouped)
    document = score_document(gold, extraction_of(gold))
    assert document.tallies["meetings"] == Tally(3, 0, 3, 0)
    assert document.tallies["meetings: participants"] == Tally(6, 0, 6, 0)


def test_a_wrong_speaker() -> None:
    quoted, *others = PERFECT.claims
    lund = PERFECT.claims[1].speakers
    measured = scored(GOLD, replace(PERFECT, claims=(replace(quoted, speakers=lund), *others)))
    assert measured["quoted claims f1"] == 1.0
    assert measured["quoted claims: speakers the same share"] == 0.0
    assert measured["quoted claims: a speaker in common share"] == 0.0
    assert measured["indirect claims: speakers the same share"] == 1.0


def test_chain_and_speakers_are_told_apart() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["claims"][0] |= {
            "speakers": ["org:nc", "per:berg"],
            "chain": [{"speaker": "org:nc"}, {"speaker": "per:berg"}],
        }

    gold = small(change)
    assert scored(gold, extraction_of(gold))["quoted claims: chain share"] == 1.0
    quoted, *others = extraction_of(gold).claims
    outer, inner = quoted.speakers
    turned = (replace(outer, position=1), replace(inner, position=0))
    measured = scored(gold, replace(PERFECT, claims=(replace(quoted, speakers=turned), *others)))
    assert measured["quoted claims: speakers the same share"] == 1.0
    assert measured["quoted claims: chain share"] == 0.0
    assert measured["quoted claims: innermost speaker share"] == 0.0
    only = replace(quoted, speakers=(replace(inner, position=0),))
    measured = scored(gold, replace(PERFECT, claims=(only, *others)))
    assert measured["quoted claims: speakers the same share"] == 0.0
    assert measured["quoted claims: a speaker in common share"] == 1.0
    assert measured["quoted claims: innermost speaker share"] == 1.0


def test_content_at_half_and_at_four_fifths() -> None:
    claim = PERFECT.claims[1]
    shorter = replace(claim, content=Span(*at("would send a team to")))
    measured = scored(
        GOLD, replace(PERFECT, claims=(PERFECT.claims[0], shorter, PERFECT.claims[2]))
    )
    assert measured["indirect claims recall"] == 1.0
    assert measured["indirect claims: content at 0.8 recall"] == 0.5
    assert measured["indirect claims: content at 0.8 precision"] == 0.5


def test_a_false_claim_counts_in_its_own_class() -> None:
    stray = replace(PERFECT.claims[0], content=Span(*at("It lasted 90 minutes")))
    document = score_document(GOLD, replace(PERFECT, claims=(*PERFECT.claims, stray)))
    assert document.tallies["quoted claims"] == Tally(1, 1, 1, 0)
    assert document.tallies["indirect claims"] == Tally(2, 0, 2, 0)


def test_a_quotation_taken_for_a_paraphrase_counts_in_both_classes() -> None:
    claim = replace(PERFECT.claims[1], mode="mixed")
    document = score_document(
        GOLD, replace(PERFECT, claims=(PERFECT.claims[0], claim, PERFECT.claims[2]))
    )
    assert document.tallies["quoted claims"] == Tally(2, 0, 1, 0)
    assert document.tallies["indirect claims"] == Tally(1, 0, 2, 0)
    assert document.tallies["indirect claims: mode"] == Tally(1, 1)


def test_a_stance_to_another_claim_is_wrong() -> None:
    denial = PERFECT.claims[2]
    assert denial.stances[0].kind == "denies"
    other = replace(denial, stances=(replace(denial.stances[0], target="c2"),))
    document = score_document(GOLD, replace(PERFECT, claims=(*PERFECT.claims[:2], other)))
    assert document.tallies["claims: stances"] == Tally(0, 1, 0, 1)
    ours = replace(denial, stances=(replace(denial.stances[0], kind="disputes"),))
    document = score_document(GOLD, replace(PERFECT, claims=(*PERFECT.claims[:2], ours)))
    assert document.tallies["claims: stances"] == Tally(1, 0, 1, 0)


def test_agreements_by_their_terms() -> None:
    agreement = PERFECT.agreements[0]
    longer = replace(agreement, terms=Span(at("agreed")[0], at("next week")[1]))
    measured = scored(GOLD, replace(PERFECT, agreements=(longer,)))
    assert measured["agreements: terms at 0.5 share"] == 1.0
    assert measured["agreements: terms at 0.8 share"] == 0.0
    elsewhere = replace(agreement, trigger=Span(*at("thanked")), terms=Span(*at("for the talk")))
    assert scored(GOLD, replace(PERFECT, agreements=(elsewhere,)))["agreements f1"] == 0.0


# -- mentions -------------------------------------------------------------------------------------


def mentions_scored(*changes: tuple[int, Mention | None], gold: Gold = GOLD) -> Tally:
    mentions = list(PERFECT.mentions)
    for place, mention in sorted(changes, reverse=True, key=lambda change: change[0]):
        mentions[place : place + 1] = [mention] if mention else []
    return score_document(gold, replace(PERFECT, mentions=tuple(mentions))).tallies["actors"]


def test_an_article_and_a_possessive_do_not_count() -> None:
    place = next(i for i, m in enumerate(PERFECT.mentions) if m.span == Span(*at("Berg", 3)))
    office = len(PERFECT.mentions) - 1
    without = Span(*at("Nordic Council's office"))
    changed = replace(PERFECT.mentions[office], span=without)
    all_right = mentions_scored()
    assert (all_right.wrong, all_right.missed) == (0, 0)
    assert mentions_scored((office, changed)) == all_right
    assert bare(Span(*at("The Nordic Council's")), TEXT).of(TEXT) == "Nordic Council"
    assert mentions_scored((place, None)).missed == 1


def test_a_wrong_span_and_a_wrong_actor_are_a_miss_and_a_false_find() -> None:
    first = PERFECT.mentions[0]
    longer = replace(first, span=Span(first.span.start, first.span.end + 6))
    tally = mentions_scored((0, longer))
    assert (tally.wrong, tally.missed) == (1, 1)
    lund = next(m.actor for m in PERFECT.mentions if m.actor.caption == "Bo Lund")
    tally = mentions_scored((0, replace(first, actor=lund)))
    assert (tally.wrong, tally.missed) == (1, 1)


def test_a_capital_that_is_only_a_place_is_false() -> None:
    norway = next(m.actor for m in PERFECT.mentions if m.actor.caption == "Norway")
    town = Mention(Span(*at("Oslo")), norway, "capital")
    document = score_document(GOLD, replace(PERFECT, mentions=(*PERFECT.mentions, town)))
    assert document.tallies["actors"].wrong == 1


def test_pronouns_and_groups_are_apart() -> None:
    left = tuple(m for m in PERFECT.mentions if m.kind not in ("pronoun", "group"))
    document = score_document(GOLD, replace(PERFECT, mentions=left))
    assert document.tallies["actors"].missed == 0
    assert document.tallies["actors: pronouns"] == Tally(missed=1)
    assert document.tallies["actors: groups"] == Tally(missed=2)


def test_a_gold_of_first_mentions_does_not_make_the_others_false() -> None:
    def change(raw: dict[str, Any]) -> None:
        for actor in raw["actors"]:
            actor["mentions"] = actor["mentions"][:1]
        raw["actors"][0]["mentions"].append({"quote": "Berg", "span": at("Berg", 3)})

    document = score_document(small(change), PERFECT)
    assert document.first_only
    assert document.tallies["actors"] == Tally(6, 0, 6, 0)
    stranger = Mention(Span(*at("Oslo")), Actor("x", "Organization", "Oslo"), "name")
    document = score_document(small(change), replace(PERFECT, mentions=(stranger,)))
    assert document.tallies["actors"].wrong == 1
    assert not score_document(GOLD, PERFECT).first_only


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Vladimir Putin", "Putin", True),
        ("Joseph Biden", "Joe Biden", True),
        ("Volodymyr Zelenskyy", "Vladimir Zelensky", True),
        ("Miguel Diaz-Canel Bermudez", "Miguel Díaz-Canel", True),
        ("Xi Jinping", "Jinping Xi", True),
        ("Boris Johnson", "Lyndon Johnson", False),
        ("Anna Berg", "Bo Lund", False),
        ("", "Bo Lund", False),
    ],
)
def test_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_person([one], [other]) is same


def test_two_of_ours_are_never_one_of_the_gold() -> None:
    actor = next(m.actor for m in PERFECT.mentions if m.actor.caption == "Bo Lund")
    double = replace(actor, id="double", caption="Lund")
    mentions = tuple(
        replace(m, actor=double) if m.span == Span(*at("Lund", 4)) else m for m in PERFECT.mentions
    )
    ids = align(GOLD, replace(PERFECT, mentions=mentions))
    assert ids[actor.id] == "per:lund"
    assert "double" not in ids


def test_a_state_is_aligned_by_its_code_only() -> None:
    finland = Actor("country-FIN", "Country", "Finland", codes=("iso3:FIN",))
    mentions = tuple(
        replace(m, actor=finland) if m.actor.caption == "Sweden" else m for m in PERFECT.mentions
    )
    ids = align(GOLD, Extraction(mentions=mentions))
    assert "country-FIN" not in ids
    sweden = Actor("country-SWE", "Country", "Kingdom", codes=("iso3:SWE",))
    nowhere = Mention(Span(0, 1), sweden, "name")
    assert align(GOLD, Extraction(mentions=(nowhere,))) == {"country-SWE": "st:se"}


def test_an_organisation_is_aligned_by_its_mentions_though_named_otherwise() -> None:
    ours = Actor("o", "Organization", "Norden")
    mention = Mention(Span(*at("Nordic Council's office")), ours, "name")
    assert align(GOLD, Extraction(mentions=(mention,))) == {"o": "org:nc"}
    person = replace(mention, actor=replace(ours, type="Person"))
    assert align(GOLD, Extraction(mentions=(person,))) == {}


# -- times ----------------------------------------------------------------------------------------


def test_a_near_term_missed_or_misread_is_wrong() -> None:
    yesterday, week = PERFECT.times
    misread = replace(yesterday, earliest="2021-03-03", latest="2021-03-03")
    measured = scored(GOLD, replace(PERFECT, times=(misread,)))
    assert measured["times recall"] == 0.5
    assert measured["times: days of those found share"] == 0.0
    assert measured["times: weekdays and near terms share"] == 0.0
    assert scored(GOLD, replace(PERFECT, times=(week,)))[
        "times: weekdays and near terms share"
    ] == pytest.approx(0.5)


def test_a_vague_term_is_right_if_read_as_vague_near_the_gold() -> None:
    def change(raw: dict[str, Any]) -> None:
        raw["time_expressions"][2] |= {"type": "RANGE"}

    gold = small(change)
    assert gold.times[2].vague
    week = replace(PERFECT.times[1], earliest="2021-03-10", latest="2021-04-01")
    firm, vague = (replace(week, vague=v) for v in (False, True))
    measured = scored(gold, replace(PERFECT, times=(PERFECT.times[0], vague)))
    assert measured["times: vague terms share"] == 1.0
    assert measured["times: weekdays and near terms share"] == 1.0, "only yesterday is counted"
    assert (
        scored(gold, replace(PERFECT, times=(PERFECT.times[0], firm)))["times: vague terms share"]
        == 0.0
    )
    meeting = replace(PERFECT.meetings[1], when=vague)
    measured = scored(gold, replace(PERFECT, meetings=(PERFECT.meetings[0], meeting)))
    assert measured["meetings: date share"] == 1.0


def test_a_duration_of_another_length_is_false() -> None:
    other = Duration(Span(*at("90 minutes")), "PT9M")
    document = score_document(GOLD, replace(PERFECT, durations=(other,)))
    assert document.tallies["durations"] == Tally(0, 1, 0, 1)


# -- evidence, rules, figures ---------------------------------------------------------------------


def test_every_span_is_held_against_the_text() -> None:
    valid, total = check_evidence(PERFECT, TEXT)
    assert valid == total > 50
    outside = replace(PERFECT.claims[0], content=Span(5, len(TEXT) + 1))
    empty = replace(PERFECT.claims[1], trigger=Span(7, 7))
    bare_find = replace(PERFECT.claims[2], evidence=())
    valid, total = check_evidence(Extraction(claims=(outside, empty, bare_find)), TEXT)
    assert total - valid == 3


def test_rules_are_counted_over_documents() -> None:
    stray = replace(PERFECT.claims[0], content=Span(*at("It lasted 90 minutes")))
    worse = replace(PERFECT, claims=(*PERFECT.claims, stray))
    scores = Scores((score_document(GOLD, PERFECT), score_document(GOLD, worse)))
    assert rule_precision(scores) == {
        "agreement-rule": (2, 2),
        "claim-paraphrase": (4, 4),
        "claim-verbatim": (2, 3),
        "meeting-call": (2, 2),
        "meeting-meeting": (2, 2),
    }
    assert rule_precision(scores, "test") == {}
    faults = list(fault_lines(scores))
    assert len(faults) == 1
    assert "false, quoted claims" in faults[0]
    assert "It lasted 90 minutes [claim-verbatim]" in faults[0]


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        (Tally(), (None, None, None)),
        (Tally(missed=2), (None, 0.0, 0.0)),
        (Tally(wrong=2), (0.0, None, 0.0)),
        (Tally(3, 1, 3, 3), (0.75, 0.5, 0.6)),
    ],
)
def test_precision_recall_and_f1(
    tally: Tally, expected: tuple[float | None, float | None, float | None]
) -> None:
    assert (tally.precision, tally.recall, tally.f1) == (
        expected[0],
        expected[1],
        pytest.approx(expected[2]) if expected[2] is not None else None,
    )


def test_the_bootstrap_is_seeded_and_holds_the_figure() -> None:
    tallies = [Tally(8, 2, 8, 4), Tally(5, 5, 5, 0), Tally(9, 0, 9, 1), Tally(2, 3, 2, 2)]
    assert bootstrap(tallies) == bootstrap(tallies)
    figure = make_figure(tallies, share=False)
    for measure in ("precision", "recall", "f1"):
        low, high = figure.intervals[measure]
        value = figure.value(measure)
        assert value is not None
        assert 0 <= low < value < high <= 1
    same = bootstrap([Tally(3, 1, 3, 1)] * 5)
    assert same["precision"] == (0.75, 0.75)


def test_one_document_has_no_interval_and_is_few() -> None:
    figure = make_figure([Tally(30, 0, 30, 0), Tally()], share=False)
    assert figure.intervals == {}
    assert figure.small
    assert not make_figure([Tally(30, 0, 30, 0)] * 5, share=False).small


def test_assignment_is_one_to_one_and_of_the_greatest_weight() -> None:
    assert assign([[1.0, 2.0], [0.0, 1.5]]) == [(0, 0), (1, 1)]
    assert assign([[0.0, 0.0]]) == []
    assert assign([]) == []


NAMES = ("mentions", "times", "durations", "meetings", "agreements", "claims")


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_scores_lie_between_0_and_1_and_no_right_find_is_better_left_out(
    data: st.DataObject,
) -> None:
    """The finds of this gold don't overlap each other, so that each has one record of its own."""
    kept = {
        name: tuple(
            find
            for find in getattr(PERFECT, name)
            if data.draw(st.booleans(), label=f"{name} kept")
        )
        for name in NAMES
    }
    some = Extraction(**kept)
    measured = scored(GOLD, some)
    assert all(0 <= value <= 1 for value in measured.values())
    name = data.draw(st.sampled_from(NAMES), label="removed from")
    if not kept[name]:
        return
    place = data.draw(st.integers(0, len(kept[name]) - 1))
    fewer = Extraction(**{**kept, name: kept[name][:place] + kept[name][place + 1 :]})
    after = score_document(GOLD, fewer).tallies
    before = score_document(GOLD, some).tallies
    for figure in (m.name for m in MEASURES if not m.share):
        less, more = after.get(figure, Tally()), before.get(figure, Tally())
        assert (less.recall or 0) <= (more.recall or 0)
        assert (less.f1 or 0) <= (more.f1 or 0)


# -- the seed -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def seed(corpus: Path) -> Gold:
    file = corpus / "gold" / "seed.json"
    document = json.loads(file.read_text(encoding="utf-8"))
    texts = find_texts([corpus / "articles"], frozenset({document["sha256"]}))
    return read_gold("seed", document, texts[document["sha256"]])


def test_the_seed_is_read_whole(seed: Gold) -> None:
    assert seed.problems == ()
    assert seed.published == "2022-02-20"
    counts = [len(s) for s in (seed.actors, seed.times, seed.meetings, seed.agreements)]
    assert counts == [26, 11, 9, 6]
    assert len(seed.claims) == 14
    assert sum(len(actor.mentions) for actor in seed.actors) == 72
    assert sum(time.vague for time in seed.times) == 4


def test_the_seed_against_itself(seed: Gold) -> None:
    measured = scored(seed, extraction_of(seed))
    others = {name: value for name, value in measured.items() if value != 1.0}
    # The terms of a3 are words with a gap, which no one span can be.
    assert others == {"agreements: terms at 0.8 share": pytest.approx(5 / 6)}


def test_the_seed_without_one_claim(seed: Gold) -> None:
    found = extraction_of(seed)
    document = score_document(seed, replace(found, claims=found.claims[1:]))
    quoted, indirect = document.tallies["quoted claims"], document.tallies["indirect claims"]
    both = quoted + indirect
    assert both.recall == pytest.approx(13 / 14)
    assert both.precision == 1.0


def test_the_seed_from_its_folder(corpus: Path, seed: Gold) -> None:
    seen, extract = seen_by(extraction_of(seed))
    scores = score(corpus / "gold", [corpus / "articles"], extract)
    assert [d.name for d in scores.documents] == [
        "2022-02-20_france-russia-agree-to-work-to-halt-ukraine-escalation"
    ]
    assert seen[0][1] == "2022-02-20"
    assert scores.figures()["actors"].value("f1") == 1.0
    assert scores.problems == ()
