"""Claims: who said what, in whose words, and what one claim says of another.

All texts are made up; who speaks in them is known to the tables.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loaders.extraction.cast import Cast, find_named
from loaders.extraction.claims import find_claims
from loaders.extraction.cues import CuesRefused, load_cues, verb_forms
from loaders.extraction.finds import Claim
from loaders.extraction.parsing import MODEL, NO_MODEL, load_model, parse
from loaders.extraction.publishers import home_of
from loaders.extraction.stances import link_stances

DAY = "2022-02-20"


def claims_of(text: str, *, model: str = MODEL, publisher: str = "") -> tuple[Claim, ...]:
    """Return the claims of a text with their stances."""
    named = find_named(text, DAY)
    parsed = parse(text, load_model(model), named.units)
    cast = Cast(parsed, named, home_of(publisher, DAY), DAY)
    return link_stances(find_claims(parsed, cast), parsed, cast)


def chain_of(claim: Claim) -> str:
    """Return the speakers' captions, outermost first: "Elysee > Vladimir Putin"."""
    positions = sorted({speaker.position for speaker in claim.speakers})
    return " > ".join(
        " + ".join(s.actor.caption for s in claim.speakers if s.position == position)
        for position in positions
    )


def told(text: str, *, model: str = MODEL, publisher: str = "") -> list[tuple[str, str, str, str]]:
    """Return (speakers, cue, content, mode) of each claim."""
    return [
        (chain_of(c), c.trigger.of(text), c.content.of(text), c.mode)
        for c in claims_of(text, model=model, publisher=publisher)
    ]


SAID = [
    # a verb with its clause
    (
        "The White House said that sanctions were ready.",
        [("White House", "said", "sanctions were ready", "paraphrase")],
    ),
    (
        "Olaf Scholz said on Tuesday, after a night of talks, that diplomacy was not exhausted.",
        [("Olaf Scholz", "said", "diplomacy was not exhausted", "paraphrase")],
    ),
    (
        "Wang Yi said China is worried about the harm to civilians.",
        [("Wang Yi", "said", "China is worried about the harm to civilians", "paraphrase")],
    ),
    (
        "Peskov told reporters on a conference call that no date had been set.",
        [("Dmitry Peskov", "told", "no date had been set", "paraphrase")],
    ),
    (
        "Lavrov said Moscow would not accept ultimatums, but that it was open to dialogue.",
        [
            (
                "Sergey Lavrov",
                "said",
                "Moscow would not accept ultimatums, but that it was open to dialogue",
                "paraphrase",
            )
        ],
    ),
    # the content before its cue, and around it
    (
        "Foreign ministers will meet in Geneva, the Elysee said.",
        [("Elysee", "said", "Foreign ministers will meet in Geneva", "paraphrase")],
    ),
    (
        "As Biden has repeatedly said, the door to diplomacy remains open.",
        [("Joe Biden", "said", "the door to diplomacy remains open", "paraphrase")],
    ),
    # participles go on
    (
        "Xi pointed out that the issue has a complex history, urging all parties to keep calm.",
        [
            ("Xi Jinping", "pointed out", "the issue has a complex history", "paraphrase"),
            ("Xi Jinping", "urging", "all parties to keep calm", "paraphrase"),
        ],
    ),
    (
        "Erdoğan, noting that the deal is vital for Africa, said that it should be extended.",
        [
            ("Recep Tayyip Erdogan", "noting", "the deal is vital for Africa", "paraphrase"),
            ("Recep Tayyip Erdogan", "said", "it should be extended", "paraphrase"),
        ],
    ),
    (
        "Lavrov said Moscow was ready for talks, while Blinken said Washington would wait.",
        [
            ("Sergey Lavrov", "said", "Moscow was ready for talks", "paraphrase"),
            ("Antony Blinken", "said", "Washington would wait", "paraphrase"),
        ],
    ),
    # positions
    (
        "Macron stressed the importance of dialogue and voiced concern over the shelling.",
        [
            ("Emmanuel Macron", "stressed", "the importance of dialogue", "paraphrase"),
            ("Emmanuel Macron", "voiced", "concern over the shelling", "paraphrase"),
        ],
    ),
    (
        "Putin drew attention to the shelling of towns and made it clear that Russia would answer.",
        [
            ("Vladimir Putin", "drew attention", "the shelling of towns", "paraphrase"),
            ("Vladimir Putin", "made it clear", "Russia would answer", "paraphrase"),
        ],
    ),
    (
        "Putin and Macron reaffirmed their commitment to the ceasefire.",
        [
            (
                "Vladimir Putin + Emmanuel Macron",
                "reaffirmed",
                "their commitment to the ceasefire",
                "paraphrase",
            )
        ],
    ),
    (
        "Macron spoke in favour of a summit. Johnson was critical of the deployment of troops.",
        [
            ("Emmanuel Macron", "spoke in favour", "a summit", "paraphrase"),
            ("Boris Johnson", "critical", "the deployment of troops", "paraphrase"),
        ],
    ),
    (
        "Macron expressed the view that the talks would succeed.",
        [("Emmanuel Macron", "expressed", "the talks would succeed", "paraphrase")],
    ),
    # appeals
    (
        "Scholz called on Russia to withdraw its troops and called for an immediate ceasefire.",
        [
            ("Olaf Scholz", "called", "Russia to withdraw its troops", "paraphrase"),
            ("Olaf Scholz", "called", "an immediate ceasefire", "paraphrase"),
        ],
    ),
    (
        "Zelenskyy urged Western allies to impose sanctions now.",
        [("Volodymyr Zelenskyy", "urged", "Western allies to impose sanctions now", "paraphrase")],
    ),
    (
        "Erdoğan proposed to hold a summit in Istanbul.",
        [("Recep Tayyip Erdogan", "proposed", "to hold a summit in Istanbul", "paraphrase")],
    ),
    (
        "Macron told Putin of his determination to go on, and Scholz called for restraint.",
        [
            ("Emmanuel Macron", "told", "his determination to go on", "paraphrase"),
            ("Olaf Scholz", "called", "restraint", "paraphrase"),
        ],
    ),
    # accusation, denial
    (
        "Russia has denied plans to invade and accused the West of hysteria.",
        [
            ("Russia", "denied", "plans to invade", "paraphrase"),
            ("Russia", "accused", "the West of hysteria", "paraphrase"),
        ],
    ),
    # nouns
    (
        "According to the Kremlin, the call lasted an hour.",
        [("Kremlin", "According to", "the call lasted an hour", "paraphrase")],
    ),
    (
        "The call lasted an hour, according to the statement by Macron's office.",
        [("Elysee", "according to", "The call lasted an hour", "paraphrase")],
    ),
    (
        "The Kremlin issued a statement saying that the West had ignored its concerns.",
        [("Kremlin", "saying", "the West had ignored its concerns", "paraphrase")],
    ),
    # the passive names its speaker after "by"
    (
        "It was stated by Scholz that gas supplies were secure.",
        [("Olaf Scholz", "stated", "gas supplies were secure", "paraphrase")],
    ),
    # the sentence before
    (
        "Zelenskyy initiates consultations. He said this during a speech in Munich.",
        [("Volodymyr Zelenskyy", "said", "Zelenskyy initiates consultations", "paraphrase")],
    ),
    # who speaks: sides, capitals, spokespeople
    (
        "The Ukrainian side insisted on an immediate ceasefire.",
        [("Ukraine", "insisted", "an immediate ceasefire", "paraphrase")],
    ),
    (
        "Moscow said it had begun to withdraw.",
        [("Russia", "said", "it had begun to withdraw", "paraphrase")],
    ),
    (
        "The Kremlin said the call was long. It added that another would follow.",
        [
            ("Kremlin", "said", "the call was long", "paraphrase"),
            ("Kremlin", "added", "another would follow", "paraphrase"),
        ],
    ),
]

CHAINS = [
    (
        "In Monday's call, Putin told Macron that the troops would leave, the Elysee then said.",
        [("Elysee > Vladimir Putin", "told", "the troops would leave", "paraphrase")],
    ),
    (
        "The White House said President Biden told Putin that allies would respond.",
        [("White House > Joe Biden", "told", "allies would respond", "paraphrase")],
    ),
    (
        "According to the Kremlin, Putin told Scholz that talks should go on.",
        [("Kremlin > Vladimir Putin", "told", "talks should go on", "paraphrase")],
    ),
    # the outer one is kept where it adds something of its own
    (
        "The Elysee said talks were hard and that Putin had told Macron that troops would leave.",
        [
            (
                "Elysee",
                "said",
                "talks were hard and that Putin had told Macron that troops would leave",
                "paraphrase",
            ),
            ("Elysee > Vladimir Putin", "told", "troops would leave", "paraphrase"),
        ],
    ),
]

QUOTED = [
    (
        '"We are ready. We will not yield," Biden told reporters on Friday.',
        [("Joe Biden", "told", '"We are ready. We will not yield,"', "verbatim")],
    ),
    (
        "“What we see is a build-up,” said NATO Secretary General Jens Stoltenberg, adding: “It is"
        " the worst crisis in decades.”",
        [
            ("Jens Stoltenberg", "said", "“What we see is a build-up,”", "verbatim"),
            ("Jens Stoltenberg", "adding", "“It is the worst crisis in decades.”", "verbatim"),
        ],
    ),
    (
        "Ursula von der Leyen tweeted: «We stand with Ukraine.»",
        [("Ursula von der Leyen", "tweeted", "«We stand with Ukraine.»", "verbatim")],
    ),
    (
        "‘We must not be naive,’ Mr Johnson said.",
        [("Boris Johnson", "said", "‘We must not be naive,’", "verbatim")],
    ),
    (
        '"Is this a joke?" Macron asked.',
        [("Emmanuel Macron", "asked", '"Is this a joke?"', "verbatim")],
    ),
    (
        '"The treaty holds," Lavrov pointed out. Kuleba scoffed at the reports: "We will see."',
        [
            ("Sergey Lavrov", "pointed out", '"The treaty holds,"', "verbatim"),
            ("Dmytro Kuleba", "scoffed", '"We will see."', "verbatim"),
        ],
    ),
    # interrupted, and going on
    (
        '"The threat," Biden said, "is still there."',
        [("Joe Biden", "said", '"The threat," Biden said, "is still there."', "verbatim")],
    ),
    (
        '"The threat is there," Biden said. "It has not gone away."',
        [
            ("Joe Biden", "said", '"The threat is there,"', "verbatim"),
            ("Joe Biden", "said", '"It has not gone away."', "verbatim"),
        ],
    ),
    # paragraphs of one quotation
    (
        'In his address, Zelenskyy said: "We want peace.\n\n"We will defend our land."',
        [
            (
                "Volodymyr Zelenskyy",
                "said",
                '"We want peace.\n\n"We will defend our land."',
                "verbatim",
            )
        ],
    ),
    # quoted words in a paraphrase
    (
        'Putin and Scholz said they would act "patiently" on it.',
        [
            (
                "Vladimir Putin + Olaf Scholz",
                "said",
                'they would act "patiently" on it',
                "mixed",
            )
        ],
    ),
    (
        'Scholz described the situation as "extremely serious."',
        [("Olaf Scholz", "described", 'the situation as "extremely serious."', "mixed")],
    ),
    (
        'Biden called the decision "a flagrant violation."',
        [("Joe Biden", "called", 'the decision "a flagrant violation."', "mixed")],
    ),
    # what somebody says in a quotation of what was said
    (
        '"I stressed that our position is the same. That is all," Zelenskyy said.',
        [
            (
                "Volodymyr Zelenskyy",
                "said",
                '"I stressed that our position is the same. That is all,"',
                "verbatim",
            ),
            ("Volodymyr Zelenskyy", "stressed", "our position is the same", "paraphrase"),
        ],
    ),
    # an emoji, and a mark that is never closed
    (
        "“Peace now 🕊️,” Macron wrote.",
        [("Emmanuel Macron", "wrote", "“Peace now 🕊️,”", "verbatim")],
    ),
    (
        "Macron said: “We go on",
        [("Emmanuel Macron", "said", "“We go on", "verbatim")],
    ),
    # an apostrophe is no mark
    (
        "The ministers' talks failed. Macron said the allies' unity holds.",
        [("Emmanuel Macron", "said", "the allies' unity holds", "paraphrase")],
    ),
]

NOTHING = [
    "Putin and Macron discussed the crisis and exchanged views on security.",
    "Macron informed Zelenskyy about his talks with Putin. Zelenskyy thanked Macron.",
    "It was emphasised that the talks would go on.",
    "Putin will say that the talks failed. Scholz could say that they did not.",
    "Asked about the plan, Draghi did not say whether Italy would support it.",
    "Biden called Putin on Sunday.",
    "Putin and Macron agreed to stay in contact. Scholz pledged to help.",
    "The two leaders focused on energy.",
    "Scholz believes the talks were useful. Macron hopes for progress.",
    "Putin's spokesman said no.",
    "Critics say that the plan is bad.",
    "",
]


@pytest.mark.parametrize(("text", "expected"), [*SAID, *CHAINS, *QUOTED])
def test_who_said_what(text: str, expected: list[tuple[str, str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize("text", NOTHING)
def test_no_cue_or_no_speaker_no_claim(text: str) -> None:
    assert told(text) == []


def test_what_a_claim_holds() -> None:
    text = 'Putin told Macron that Russia wants "peace, not war," and left.'
    (claim,) = claims_of(text)
    assert claim.rule == "claim.tell"
    assert claim.anchor == "claim/told/1"
    assert claim.source is not None
    assert claim.source.of(text) == "Putin"
    assert [part.actor.caption for part in claim.addressees] == ["Emmanuel Macron"]
    assert [span.of(text) for span in claim.verbatim] == ["peace, not war"]
    assert claim.mode == "mixed"
    assert claim.evidence[0].of(text) == text


def test_anchors_count_the_words_of_the_cue_and_are_unique() -> None:
    text = (
        "What he said is new. Biden said it rains. The Kremlin said it pours."
        ' "It snows," Macron said. "It hails a lot."'
    )
    anchors = [claim.anchor for claim in claims_of(text)]
    assert anchors == ["claim/said/2", "claim/said/3", "claim/said/4", "claim/said/4/2"]


def test_a_transcript_is_a_block_for_each_speaker() -> None:
    text = (
        "President of Russia Vladimir Putin: Good day. I am glad to see you. We have much to do.\n"
        "Question: What will you do? When will it end?\n"
        "Federal Chancellor of Germany Olaf Scholz (retranslated): Thank you. It is good to talk."
        " I said that the border must be respected. <…>"
    )
    assert told(text) == [
        (
            "Vladimir Putin",
            "President of Russia Vladimir Putin",
            "Good day. I am glad to see you. We have much to do.",
            "verbatim",
        ),
        (
            "Olaf Scholz",
            "Federal Chancellor of Germany Olaf Scholz",
            "Thank you. It is good to talk. I said that the border must be respected.",
            "verbatim",
        ),
        ("Olaf Scholz", "said", "the border must be respected", "paraphrase"),
    ]


def test_words_after_a_colon_are_a_block() -> None:
    text = "A letter\n\nThe letter from the Kremlin reads, in part:\n\nWe mourn. We thank you."
    assert told(text) == [
        ("Kremlin", "reads", "We mourn. We thank you.", "verbatim"),
    ]


def test_the_author_of_an_office_s_own_page_may_say_i() -> None:
    text = "I told President Zelenskyy that we will send more aid."
    assert told(text, publisher="The White House") == [
        ("Joe Biden", "told", "we will send more aid", "paraphrase")
    ]
    assert told(text, publisher="A newspaper") == []


def test_headlines_are_left_out() -> None:
    text = "Macron says talks are over\n\nThe Elysee said the talks had ended.\n"
    assert [each[0] for each in told(text)] == ["Elysee"]


#: Of the texts above, those that are found without a parse too.
PLAIN = [
    each
    for each in (*SAID, *CHAINS, *QUOTED)
    if each[0].startswith(
        (
            "The White House said that",
            "Wang Yi said",
            "Peskov told reporters",
            "Foreign ministers will meet",
            "Zelenskyy urged",
            "Erdoğan proposed",
            "According to the Kremlin, the call",
            "The call lasted",
            "In Sunday's call",
            '"We are ready.',
            "“What we see",
            "Ursula von der Leyen",
            "‘We must",
            '"The threat',
            "In his address",
            "Macron said: “We go on",
        )
    )
]


@pytest.mark.parametrize(("text", "expected"), PLAIN)
def test_without_a_parse_the_plain_ones_are_found(
    text: str, expected: list[tuple[str, str, str, str]]
) -> None:
    assert told(text, model=NO_MODEL) == expected


# --- stances -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Putin told Macron that troops would leave. The Elysee said the claim "would have to be'
            ' verified".',
            [("claim/said/1", "questions", "claim/told/1", "have to be verified")],
        ),
        (
            "Moscow said its troops were leaving. Stoltenberg questioned that claim.",
            [("claim/questioned/1", "questions", "claim/said/1", "questioned")],
        ),
        (
            'Biden said Russia would attack. "This is not true," Peskov said.',
            [("claim/said/2", "disputes", "claim/said/1", "not true")],
        ),
        (
            "Blinken rejected Moscow's claim that its troops were leaving.",
            [("claim/rejected/1", "disputes", "claim/claim/1", "rejected")],
        ),
        (
            "Putin said that troops were leaving. Macron confirmed this statement.",
            [("claim/confirmed/1", "confirms", "claim/said/1", "confirmed")],
        ),
        (
            "Putin said the drills would end. The Elysee said it seemed to contradict a statement"
            " by the Norwegian government that inspections would continue.",
            [
                ("claim/said/2", "contradicts", "claim/said/1", "contradict"),
                ("claim/statement/1", "contradicts", "claim/said/1", "contradict"),
            ],
        ),
        # nothing is referred to, or it is denied that it is doubted
        ("Putin said it rains. Macron said the threat is real and must be verified.", []),
        ("Macron rejected the plan. Scholz confirmed that aid would come.", []),
    ],
)
def test_stances_where_the_text_refers_to_a_claim(
    text: str, expected: list[tuple[str, str, str, str]]
) -> None:
    found = [
        (claim.anchor, stance.kind, stance.target, stance.span.of(text))
        for claim in claims_of(text)
        for stance in claim.stances
    ]
    assert found == expected


# --- the table -----------------------------------------------------------------------------------


def test_every_rule_of_the_table_can_be_used() -> None:
    cues = load_cues()
    assert len(cues.by_id) == len(cues.rules)
    assert all(rule.example for rule in cues.rules)
    assert {words.kind for words in cues.stances} == {
        "questions",
        "disputes",
        "contradicts",
        "confirms",
    }
    assert verb_forms("deny")[:4] == ("deny", "denies", "denied", "denying")
    assert "said" in verb_forms("say")


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("[]", "is no table of rules"),
        ("a: [", "is no YAML"),
        ("verbs: []", "nouns has no list 'position'"),
        ("{N}\nodd: []", "there is no section 'odd'"),
        ("{N}\nverbs: [{lemmas: [say]}]", "has no id"),
        ("{N}\nverbs: [{id: x, lemmas: [say], colour: red}]", "there is no field 'colour'"),
        ("{N}\nverbs: [{id: x}]", "rule x: no lemmas"),
        ("{N}\nverbs: [{id: x, lemmas: say}]", "rule x: lemmas is no list"),
        ("{N}\nverbs: [{id: x, lemmas: [say], takes: [much]}]", "takes 'much' is not one of"),
        ("{N}\nverbs: [{id: x, lemmas: [say], category: SHOUT}]", "category 'SHOUT' is not one"),
        ("{N}\nverbs: [{id: x, lemmas: [say], never: [$no]}]", "never asks for a list 'no'"),
        (
            "{N}\nverbs: [{id: x, lemmas: [say]}, {id: x, lemmas: [tell]}]",
            "there are two rules called x",
        ),
        ("{N}\nstances: {loves: {}}", "'loves' is no kind of stance"),
    ],
)
def test_a_table_that_can_t_be_used_is_refused(tmp_path: Path, table: str, message: str) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(
        table.replace("{N}", "nouns: {position: [], carrier: [], empty: []}"), encoding="utf-8"
    )
    with pytest.raises(CuesRefused, match=r"rules\.yaml") as refused:
        load_cues(path)
    assert message in str(refused.value)


# --- any text ------------------------------------------------------------------------------------

PIECES = [
    "Putin", "Macron", "the Elysee", "The Kremlin", "President of Russia Vladimir Putin:", "he",
    "it", "They", "said", "told", "that", "stressed the need for", "called on", "to leave",
    "according to", "adding", "claim", "a statement by", "denied", "agreed", "draw attention to",
    "rain falls", "is", "will", "not", "by", "and", ",", ".", ":", "?", ". ", "\n", "\n\n", '"',
    "“", "”", "«", "»", "‘", "’", "'s", "🕊️", "é", "\u00a0", "\u200b", "* * *", "Question:", "I",
    "as", "this", "This is not true", "in", "words", "(", ")", "—", "-", "US'", "İ",
]  # fmt: skip


@pytest.mark.parametrize("model", [MODEL, NO_MODEL])
@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_text_is_read_and_every_span_lies_in_it(model: str, pieces: list[str]) -> None:
    text = " ".join(pieces)
    claims = claims_of(text, model=model)
    assert claims == claims_of(text, model=model)
    assert len({claim.anchor for claim in claims}) == len(claims)
    anchors = {claim.anchor for claim in claims}
    for claim in claims:
        (evidence,) = claim.evidence
        spans = [claim.content, claim.trigger, evidence, *claim.verbatim]
        spans += [speaker.span for speaker in claim.speakers]
        spans += [stance.span for stance in claim.stances]
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert evidence.holds(claim.content)
        assert evidence.holds(claim.trigger)
        assert claim.content.of(text).strip() == claim.content.of(text)
        assert all(claim.content.holds(span) for span in claim.verbatim)
        assert claim.speakers
        assert claim.speakers[0].position == 0
        assert (claim.mode == "paraphrase") == (not claim.verbatim)
        assert all(stance.target in anchors - {claim.anchor} for stance in claim.stances)


@pytest.mark.parametrize(
    "text",
    [
        '"' * 10_000 + " Putin said " + '"' * 10_000,
        "“" * 10_000 + " Putin said, " + "”" * 10_000,
        '"No way at all," Putin said. ' * 3_000,
        "Putin said that " * 3_000,
        "President of Russia Vladimir Putin: Good. We are. Yes we go.\n" * 1_500,
    ],
    ids=["marks", "nested marks", "quotations", "that that", "labels"],
)
def test_much_of_the_same_takes_no_more_than_its_length(text: str) -> None:
    named = find_named(text, DAY)
    parsed = parse(text, load_model(NO_MODEL), named.units)
    cast = Cast(parsed, named, None, DAY)
    begun = time.perf_counter()
    link_stances(find_claims(parsed, cast), parsed, cast)
    # Under half a second here; a step that is quadratic takes minutes.
    assert time.perf_counter() - begun < 10
