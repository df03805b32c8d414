"""What a reader reads. The tables are the manual: what is stored on the left, the words right."""

from __future__ import annotations

import pytest

from graph import captions
from graph.captions import Account, Named, Reaction, Unmentioned
from graph.schema import RELATIONSHIP_TYPES, relationship_type

PUTIN = Named("person-p", "Person", "Vladimir Putin", ("Putin", "V. Putin"))
MACRON = Named("person-m", "Person", "Emmanuel Macron")
ELYSEE = Named("organization-e", "Organization", "Elysee")
KREMLIN = Named("organization-k", "Organization", "Kremlin")
MINSK = Named("organization-b", "Organization", "Government of Belarus")
NATO = Named("organization-n", "Organization", "NATO")
MINISTER = Named("office-f", "Office", "Foreign minister of France")


@pytest.mark.parametrize(
    ("stored", "panel", "node"),
    [
        (
            {"startDate": "2022-02-20", "earliest": "2022-02-20", "latest": "2022-02-20"},
            "Sunday 20 February 2022",
            "20 Feb 2022",
        ),
        (
            {
                "dateText": "in the coming days",
                "earliest": "2022-02-20",
                "latest": "2022-02-27",
                "vague": True,
                "dateBasis": "stated",
            },
            "“in the coming days”: about 20–27 Feb 2022, our reading",
            "in the coming days",
        ),
        (
            {"earliest": "2022-02-28", "latest": "2022-03-02", "vague": True},
            "About 28 Feb – 2 Mar 2022, our reading",
            "28 Feb – 2 Mar 2022",
        ),
        (
            {"earliest": "2022-02-20", "latest": "2022-02-20", "dateBasis": "publication"},
            "No date given; reported 20 Feb 2022",
            "no date given",
        ),
        (
            {"earliest": "2022-02-20", "latest": "2022-02-20", "dateBasis": "event"},
            "Sunday 20 February 2022, the day of the event",
            "20 Feb 2022",
        ),
        (
            {"startDate": "2022-02-19", "earliest": "2022-02-19", "latest": "2022-02-19",
             "dateBasis": "inferred"},
            "Saturday 19 February 2022, date inferred",
            "19 Feb 2022",
        ),
        ({"startDate": "2014", "earliest": "2014-01-01", "latest": "2014-12-31"}, "2014", "2014"),
        ({"startDate": "2022-02"}, "February 2022", "Feb 2022"),
        (
            {"startDate": "2022-01-09", "endDate": "2022-01-10"},
            "Sunday 9 January 2022 to Monday 10 January 2022",
            "9–10 Jan 2022",
        ),
        (
            {"startDate": "2022-02-20", "orderNote": "earlier on Sunday"},
            "Sunday 20 February 2022 (earlier on Sunday)",
            "20 Feb 2022",
        ),
        ({}, "No date given", ""),
    ],
)  # fmt: skip
def test_dates_in_words(stored: dict[str, object], panel: str, node: str) -> None:
    assert captions.date_in_words(stored) == panel
    assert captions.short_date(stored) == node


@pytest.mark.parametrize(
    ("of_person", "from_office", "note", "said"),
    [
        (True, True, "", "name inferred from the office, not in the text"),
        (
            True,
            False,
            "President of France on 2022-02-20",
            "name inferred from the office, not in the text (President of France on 2022-02-20)",
        ),
        (True, False, "who met there", "name inferred, not in the text (who met there)"),
        (False, False, "", "inferred, not in the text"),
    ],
)
def test_what_no_text_states(of_person: bool, from_office: bool, note: str, said: str) -> None:
    assert captions.inferred_in_words(of_person, from_office, note) == said


@pytest.mark.parametrize(
    ("first", "last", "head", "within"),
    [
        ("2022-02-20", "2022-02-20", "Sunday 20 February 2022", "on 20 Feb 2022"),
        ("2022-01-03", "2022-01-05", "3–5 Jan 2022", "between 3 and 5 Jan 2022"),
        (
            "2021-12-30",
            "2022-01-05",
            "30 Dec 2021 – 5 Jan 2022",
            "between 30 Dec 2021 and 5 Jan 2022",
        ),
        ("2022-01-03", "", "From 3 Jan 2022", "from 3 Jan 2022 on"),
        ("", "2022-01-03", "Until 3 Jan 2022", "until 3 Jan 2022"),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_spans_in_words(first: str, last: str, head: str, within: str) -> None:
    assert captions.span_in_words(first, last) == head
    assert captions.short_span(first, last) == within


@pytest.mark.parametrize(
    ("duration", "words"),
    [("PT105M", "105 min"), ("PT1H", "1 hour"), ("PT2H30M", "2 hours 30 min"), ("P2D", "2 days"),
     ("PT45S", "45 s"), ("an age", "an age")],
)  # fmt: skip
def test_durations_in_words(duration: str, words: str) -> None:
    assert captions.duration_in_words(duration) == words


@pytest.mark.parametrize(
    ("type_", "stored", "speakers", "caption"),
    [
        ("Person", {"caption": "Vladimir Putin"}, [], "Vladimir Putin"),
        ("Meeting", {"format": "call", "duration": "PT105M"}, [], "Call · 105 min"),
        ("Meeting", {"format": "talks"}, [], "Talks"),
        ("Exercise", {"caption": "Union Courage-2022"}, [], "Union Courage-2022"),
        (
            "Agreement",
            {"status": "agreed", "terms": "work to de-escalate"},
            [ELYSEE],
            "Elysee: agreed to work to de-escalate",
        ),
        (
            "Agreement",
            {"status": "pledged", "terms": "would work “intensely”"},
            [MACRON, PUTIN],
            "Emmanuel Macron and Putin: would work…",
        ),
        ("Agreement", {"status": "agreed", "terms": "meet again"}, [], "Agreed to meet again"),
        (
            "Agreement",
            {"status": "agreed", "terms": "need to favor a solution"},
            [ELYSEE],
            "Elysee: agreed on the need to favor a…",
        ),
        (
            "Agreement",
            {"status": "agreed", "terms": "talks between Russia and Ukraine"},
            [],
            "Agreed: talks between Russia and Ukraine",
        ),
        (
            "Agreement",
            {"caption": "Minsk protocol", "status": "existing"},
            [ELYSEE],
            "Minsk protocol",
        ),
        (
            "Claim",
            {"content": "intends to withdraw", "mode": "paraphrase"},
            [PUTIN],
            "Putin: intends to withdraw",
        ),
        (
            "Claim",
            {"content": '"These contacts help"', "mode": "verbatim"},
            [KREMLIN],
            "Kremlin: “These contacts help”",
        ),
    ],
)  # fmt: skip
def test_captions(
    type_: str, stored: dict[str, object], speakers: list[Named], caption: str
) -> None:
    assert captions.caption(type_, stored, speakers, length=40) == caption


def test_agreed_pledged_and_acknowledged_stay_different_words() -> None:
    words = {captions.agreed_in_words(status, "work") for status in ("agreed", "pledged")}
    assert words == {"agreed to work", "pledged to work"}
    assert captions.agreed_in_words("acknowledged", "the need to work") == (
        "acknowledged the need to work"
    )


def test_the_second_line_of_a_claim_names_who_passed_it_on() -> None:
    assert captions.subtitle("Claim", {}, "", [ELYSEE]) == "as reported by the Elysee"
    assert captions.subtitle("Claim", {}) == ""
    assert captions.subtitle("Person", {}, "Russia") == "Russia"


@pytest.mark.parametrize(
    ("chain", "makers", "words"),
    [
        ([(0, ELYSEE), (1, PUTIN)], [], "Putin, as reported by the Elysee, in this article"),
        ([(0, ELYSEE)], [PUTIN], "Putin, as reported by the Elysee, in this article"),
        ([(0, ELYSEE), (1, PUTIN)], [PUTIN], "Putin, as reported by the Elysee, in this article"),
        ([(0, ELYSEE)], [], "The Elysee, in this article"),
        ([(0, MACRON), (0, PUTIN)], [], "Emmanuel Macron and Putin, in this article"),
        ([(0, MINSK)], [], "The government of Belarus, in this article"),
        ([(0, NATO)], [], "NATO, in this article"),
        ([(0, MINISTER)], [], "The foreign minister of France, in this article"),
        ([], [], "This article"),
    ],
)
def test_chains_read_outward(
    chain: list[tuple[int, Named]], makers: list[Named], words: str
) -> None:
    assert captions.chain_in_words(chain, makers) == words


def account(*speakers: Named, side: str = "", publisher: str = "", denies: bool = False) -> Account:
    sides = frozenset(side.split())
    return Account(speakers, sides, publisher, denies=denies)


@pytest.mark.parametrize(
    ("accounts", "standing"),
    [
        ([account(ELYSEE, side="FRA")], "Reported by one side"),
        # A paper that repeats the Elysee is no second source.
        (
            [account(ELYSEE, side="FRA"), account(ELYSEE, side="FRA", publisher="A Paper")],
            "Reported by one side",
        ),
        ([account(ELYSEE, side="FRA"), account(KREMLIN, side="RUS")], "Reported by both sides"),
        ([account(publisher="A Paper")], "Reported; source not named"),
        ([account(NATO)], "Reported by NATO"),
        ([account(ELYSEE, side="FRA"), account(NATO)], "Reported by NATO and the Elysee"),
        (
            [account(ELYSEE, side="FRA"), account(KREMLIN, side="RUS", denies=True)],
            "Reported by one side; denied by the Kremlin",
        ),
        # One article that puts it into both mouths is one account.
        (
            [account(PUTIN, ELYSEE, side="FRA RUS")],
            "One account, which says that both sides said so",
        ),
    ],
)
def test_how_well_reported(accounts: list[Account], standing: str) -> None:
    assert captions.report_standing(accounts, parties=2) == standing


def test_what_the_other_side_does_not_mention_is_said_plainly() -> None:
    readout = Unmentioned("Kremlin", "kremlin.ru", "2022-02-20T17:15")
    assert captions.reported_by([account(ELYSEE, side="FRA")], [readout]) == (
        "Reported by: the Elysee. Kremlin readout loaded here (kremlin.ru, 20 Feb): not mentioned."
    )
    assert captions.reported_by([account(publisher="A Paper")], []) == (
        "Reported in: A Paper; source not named."
    )
    assert captions.reported_by([account(publisher="publisher not stated in the file")], []) == (
        "Reported in: an article whose publisher is not stated; source not named."
    )


@pytest.mark.parametrize(
    ("reactions", "standing"),
    [
        ([], "Said, not questioned here"),
        (
            [Reaction("QUESTIONS", (ELYSEE,), "will have to be verified")],
            "Questioned by the Elysee (“will have to be verified”)",
        ),
        (
            [Reaction("CONTRADICTS", (MINSK,), toward=True, according_to=(ELYSEE,))],
            "Appears to contradict the government of Belarus, according to the Elysee",
        ),
        (
            [Reaction("DISPUTES", (ELYSEE,), "it is not so")],
            "Disputed by the Elysee (“it is not so”)",
        ),
        ([Reaction("QUESTIONS", (PUTIN,), toward=True)], "Questions what Putin said"),
    ],
)
def test_what_others_say_to_a_claim(reactions: list[Reaction], standing: str) -> None:
    assert captions.claim_standing(reactions) == standing


def test_who_else_said_it() -> None:
    assert captions.claim_standing([], [KREMLIN]) == "Also said by the Kremlin"
    repeated = Reaction("CONFIRMS", (KREMLIN,), "it is so")
    # Never "confirmed": that would sound as if it were true.
    assert captions.claim_standing([repeated]) == "Also said by the Kremlin (“it is so”)"


def test_who_denies_having_said_it() -> None:
    assert captions.claim_standing([], denied=[KREMLIN]) == "Denied by the Kremlin"


@pytest.mark.parametrize(
    ("makers", "same_words", "said"),
    [
        ([KREMLIN], False, "Other wording, same Kremlin statement"),
        ([KREMLIN], True, "Same words, same Kremlin statement"),
        ([NATO], False, "Other wording, same NATO statement"),
        ([PUTIN], False, "Other wording, same statement by Putin"),
        ([PUTIN, ELYSEE], False, "Other wording, same statement by Putin and the Elysee"),
        ([], False, "Other wording, same statement"),
    ],
)
def test_one_statement_in_two_wordings(makers: list[Named], same_words: bool, said: str) -> None:
    assert captions.same_statement(makers, same_words) == said


def test_a_government_is_called_by_its_adjective_where_it_has_one() -> None:
    belarus = Named("b", "Organization", "Government of Belarus", ("Belarusian government",))
    assert captions.named(belarus) == "the Belarusian government"


@pytest.mark.parametrize(
    ("speakers", "publishers", "said"),
    [
        ([ELYSEE], ["A Paper", "A Paper"], "the Elysee, in A Paper"),
        ([ELYSEE], ["A Paper", "B Paper"], "the Elysee, in A Paper and B Paper"),
        ([], ["A Paper"], "A Paper"),
        ([], ["publisher not stated in the file"], "an article whose publisher is not stated"),
    ],
)
def test_who_gives_a_value(speakers: list[Named], publishers: list[str], said: str) -> None:
    assert captions.source_in_words(speakers, publishers) == said


@pytest.mark.parametrize("name", [each.name for each in RELATIONSHIP_TYPES])
def test_every_relationship_reads_both_ways(name: str) -> None:
    forward, backward = captions.phrase(name), captions.phrase(name, from_start=False)
    assert forward == relationship_type(name).phrase
    assert backward != forward and not backward.startswith("(")


@pytest.mark.parametrize(
    ("start", "end", "day", "holds"),
    [
        ("2017-05-14", "", "2022-02-20", True),
        ("2022", "2022", "2022-12-31", True),
        ("2017", "2021-12", "2022-01-01", False),
        ("", "", "2022-01-01", True),
        ("2030", "", "", True),
    ],
)
def test_terms_of_office(start: str, end: str, day: str, holds: bool) -> None:
    assert captions.holds_on(start, end, day) is holds
