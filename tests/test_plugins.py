"""Plug-ins: what they say is checked word for word, and what they do wrong costs no text."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from graph.quotation import Article, fingerprint
from graph.statement import Statement, validate
from loaders import gazetteer
from loaders.extracted import statements
from loaders.extraction import plugins
from loaders.extraction.dates import find_durations, find_times
from loaders.extraction.finds import Agreement, Claim, Extraction, Meeting, Mention, Span
from loaders.extraction.plugin_records import RecordReader, Unusable, Words
from loaders.extraction.plugins import PluginRefused, Tally, load_plugin, summary, with_plugins

DAY = "2022-02-20"
TEXT = """\
Leaders talk on Sunday

Emmanuel Macron rang Vladimir Putin on Sunday. The exchange lasted 105 minutes.
They also heard Jane Quillfeather, a negotiator, in Helsinki.

“The situation\u00a0is   grave,” Putin’s spokesman Dmitry Peskov said. \
He added that both had settled on a truce.
French officials were pleased. Joe Biden will host a summit next week.
"""

Record = dict[str, Any]


def rules(text: str = TEXT) -> Extraction:
    """Return an extraction that has names, days and lengths, and no finds."""
    mentions = tuple(
        Mention(hit.span, hit.actor, "name" if hit.kind == "institution" else hit.kind, hit.note)
        for hit in gazetteer.find_hits(text, DAY)
    )
    return Extraction(mentions, tuple(find_times(text, DAY)), tuple(find_durations(text)))


def meeting(**fields: object) -> Record:
    return {
        "kind": "meeting",
        "quote": "Emmanuel Macron rang Vladimir Putin on Sunday.",
        "trigger": "rang",
        "format": "call",
        "status": "held",
        "participants": ["Macron", "Vladimir Putin"],
        **fields,
    }


def claim(**fields: object) -> Record:
    return {
        "kind": "claim",
        "quote": "“The situation\u00a0is   grave,” Putin’s spokesman Dmitry Peskov said.",
        "trigger": "said",
        "content": "The situation\u00a0is   grave,",
        "speakers": ["Dmitry Peskov"],
        **fields,
    }


def asked(*records: object, extraction: Extraction | None = None, name: str = "fake") -> Extraction:
    """Return what comes of records that a plug-in gives."""
    return with_plugins(
        extraction or rules(),
        TEXT,
        DAY,
        names=[name],
        plugins={name: lambda *_: records},  # type: ignore[dict-item, return-value]
    )


def words(found: Any) -> str:
    return found.of(TEXT)


# --- what is kept --------------------------------------------------------------------------------


def test_a_meeting_with_its_details() -> None:
    found = asked(
        meeting(date="Sunday", topic="on Sunday"),
        meeting(
            quote="The exchange lasted 105 minutes.",
            trigger="exchange",
            duration="105 minutes",
            participants=[],
        ),
    )
    call, exchange = found.meetings
    assert (call.anchor, call.rule) == ("meeting/rang/1", "plugin.fake")
    assert words(call.evidence[0]) == "Emmanuel Macron rang Vladimir Putin on Sunday."
    assert [(p.actor.caption, words(p.span), p.note) for p in call.participants] == [
        ("Emmanuel Macron", "Emmanuel Macron", ""),
        ("Vladimir Putin", "Vladimir Putin", ""),
    ]
    assert all(part.actor.known for part in call.participants)
    assert call.when is not None
    assert (call.when.date, words(call.when.span)) == (DAY, "Sunday")
    assert call.topic is not None
    assert exchange.duration is not None
    assert exchange.duration.value == "PT105M"
    assert summary(found.notes) == []


def test_a_date_may_be_given_as_the_day_that_the_words_mean() -> None:
    assert asked(meeting(date=DAY)).meetings[0].when is not None
    found = asked(meeting(date="2022-02-19"))
    assert found.meetings[0].when is None
    assert "“2022-02-19” is no day that its quote gives" in summary(found.notes)[0]


def test_an_agreement_and_a_claim_are_tied_to_each_other() -> None:
    found = asked(
        {
            "kind": "agreement",
            "quote": "both had settled on a truce",
            "trigger": "settled",
            "status": "agreed",
            "terms": "a truce",
            "parties": [],
        },
        claim(
            quote="He added that both had settled on a truce.",
            trigger="added",
            content="both had settled on a truce",
            speakers=[{"name": "Dmitry Peskov", "words": "He"}],
        ),
    )
    [agreement], [said] = found.agreements, found.claims
    assert said.about == (agreement.anchor,)
    assert agreement.speakers == said.speakers
    assert said.mode == "paraphrase"
    [speaker] = said.speakers
    assert (words(speaker.span), speaker.actor.caption) == ("He", "Dmitry Peskov")
    # Who "He" is, is the plug-in's reading: it is shown as one.
    [note] = [m.note for m in found.mentions if m.span == speaker.span]
    assert note == "read so by the plug-in fake"


def test_changed_quotation_marks_and_spaces_are_found_and_the_text_s_own_words_kept() -> None:
    changed = claim(
        quote='"The situation is grave," Putin\'s spokesman Dmitry Peskov said.',
        content="The situation is grave,",
    )
    [said] = asked(changed).claims
    assert words(said.evidence[0]).startswith("“The situation\u00a0is   grave,” Putin’s")
    assert words(said.content) == "The situation\u00a0is   grave,"
    assert [words(each) for each in said.verbatim] == ["The situation\u00a0is   grave"]
    assert said.mode == "verbatim"


def test_the_mode_is_read_from_the_marks() -> None:
    whole = "“The situation\u00a0is   grave,” Putin’s spokesman Dmitry Peskov said"
    [said] = asked(claim(content=whole)).claims
    assert said.mode == "mixed"


def test_somebody_whom_only_the_text_names_is_kept_unlinked() -> None:
    jane = {"name": "Jane Quillfeather", "type": "Person"}
    found = asked(
        meeting(
            quote="They also heard Jane Quillfeather, a negotiator, in Helsinki.",
            trigger="heard",
            format="meeting",
            participants=[jane],
            location="Helsinki",
        )
    )
    [part] = found.meetings[0].participants
    assert (part.actor.known, part.actor.codes) == (False, ())
    assert part.actor == gazetteer.person("Jane Quillfeather")
    assert Mention(part.span, part.actor, "name") in found.mentions


def test_words_name_the_actor_they_are_said_to_mean_or_are_shown_as_a_reading() -> None:
    entry = {"name": "Emmanuel Macron", "words": "They"}
    found = asked(
        meeting(
            quote="They also heard Jane Quillfeather",
            trigger="heard",
            participants=[entry, {"name": "Putin", "words": "Putin"}],
        )
    )
    [part] = found.meetings[0].participants
    assert (words(part.span), part.note) == ("They", "read so by the plug-in fake")
    assert "“Putin” does not stand in its quote" in summary(found.notes)[0]


def test_the_statements_of_a_plug_in_s_finds_are_valid_and_quote_the_text() -> None:
    summit = meeting(
        quote="Joe Biden will host a summit next week",
        trigger="summit",
        format="summit",
        status="planned",
        participants=["Joe Biden"],
        date="next week",
    )
    found = asked(meeting(date="Sunday"), claim(), summit)
    digest = fingerprint(TEXT)
    article = Article.make("a", text_sha256=digest, title="T", published_at=DAY, text=TEXT)
    made = list(statements(article, found, dataset="d", unit="u"))
    assert all(isinstance(each, Statement) for each in made), made
    of_plugin = [s for s in made if isinstance(s, Statement) and s.generated_by == "plugin.fake"]
    assert len(of_plugin) > 10
    for each in of_plugin:
        assert validate(each) == []
        assert each.confidence == ""
        if each.quotation is not None:
            assert TEXT[each.quotation.start : each.quotation.end] == each.quotation.exact


# --- what is dropped -----------------------------------------------------------------------------


def test_invented_quotes_are_dropped_and_counted() -> None:
    found = asked(
        meeting(),
        meeting(quote="Putin promised Macron to withdraw at once.", trigger="promised"),
        meeting(trigger="threatened"),
        claim(content="The situation is hopeless"),
        claim(),
    )
    assert (len(found.meetings), len(found.claims)) == (1, 1)
    assert summary(found.notes) == [
        "plug-in fake: 3 of 5 records dropped: their quotes do not stand in the text"
    ]


@pytest.mark.parametrize(
    "quote", ["mmanuel Macron rang", "Macron ran", "MACRON RANG", "Macron, rang", "", "   "]
)
def test_a_quote_is_whole_words_letter_for_letter(quote: str) -> None:
    assert asked(meeting(quote=quote, trigger=quote)).meetings == ()


def test_an_actor_whom_the_text_does_not_name_is_left_out() -> None:
    found = asked(
        meeting(participants=["Emmanuel Macron", "Olaf Scholz"]),
        meeting(
            quote="They also heard Jane Quillfeather",
            trigger="heard",
            participants=[{"name": "Xi Jinping", "words": "They"}, "Jane Quillfeather"],
        ),
        meeting(quote="French officials were pleased", trigger="pleased", participants=["France"]),
    )
    captions = [[p.actor.caption for p in m.participants] for m in found.meetings]
    assert captions == [["Emmanuel Macron"], [], []]
    [sentence] = summary(found.notes)
    assert sentence.startswith("plug-in fake: 4 details left out: “Olaf Scholz” is not named in")


def test_a_claim_without_a_speaker_in_the_text_is_dropped() -> None:
    found = asked(claim(speakers=["Olaf Scholz"]), claim(speakers=[]), claim(speakers=None))
    assert found.claims == ()
    # An outer speaker who isn't there makes the inner one's words somebody else's account.
    assert asked(claim(speakers=["Elysee", "Dmitry Peskov"])).claims == ()


def test_a_chain_of_speakers_and_joint_ones() -> None:
    [said] = asked(claim(speakers=["Dmitry Peskov", ["Putin", "Vladimir Putin"]])).claims
    assert [(s.actor.caption, s.position) for s in said.speakers] == [
        ("Dmitry Peskov", 0),
        ("Vladimir Putin", 1),
        ("Vladimir Putin", 1),
    ]


@pytest.mark.parametrize(
    ("record", "why"),
    [
        ("Macron rang Putin", "is no record"),
        (None, "is no record"),
        ({}, "is not meeting, agreement or claim"),
        (meeting(kind="Exercise"), "is not meeting, agreement or claim"),
        (meeting(kind=7), "kind “7” is no text"),
        (meeting(quote=None), "has no quote"),
        (meeting(trigger=["rang"]), "is no text"),
        (meeting(status="certain"), "is not one of held"),
        (meeting(status=""), "the meeting has no status"),
        (meeting(format="letter"), "is not one of call"),
        (meeting(participants=3), "participants “3” is no list"),
        (meeting(participants=[{"words": "Macron"}]), "an actor has no name"),
        (meeting(quote=TEXT * 9), "a quote is longer than 2,000"),
        (meeting(trigger="x" * 101), "a trigger is longer than 100"),
        ({**meeting(kind="agreement"), "status": "agreed", "binding": "oral"}, "not verbal or"),
        (
            meeting(
                quote="Joe Biden will host a summit next week", trigger="host", date="next week"
            ),
            "held on a day after publication",
        ),
    ],
)  # fmt: skip
def test_what_is_no_record_is_dropped_with_a_reason(record: object, why: str) -> None:
    found = asked(record, meeting())
    assert len(found.meetings) == 1
    [sentence] = summary(found.notes)
    assert sentence.startswith("plug-in fake: 1 of 2 records dropped: ")
    assert why in sentence


def test_what_a_dropped_record_lacked_is_not_counted_as_a_detail() -> None:
    reader = RecordReader("fake", rules(), TEXT, DAY)
    with pytest.raises(Unusable):
        reader.read(meeting(participants=["Olaf Scholz"], date="Friday", format="letter"))
    assert (reader.left_out, reader.mentions) == ([], ())


# --- beside the rules ----------------------------------------------------------------------------


def test_the_rules_win_and_their_finds_stay_as_they_are() -> None:
    by_rules = asked(meeting(), claim(), name="first")
    again = meeting(trigger="Macron rang", status="planned")
    elsewhere = meeting(
        quote="Vladimir Putin on Sunday", trigger="on Sunday", participants=["Putin"]
    )
    other = meeting(quote="The exchange lasted", trigger="exchange", participants=[])
    same_words = claim(trigger="Dmitry Peskov")
    both = asked(again, elsewhere, same_words, other, extraction=by_rules, name="second")
    assert both.meetings[0] == by_rules.meetings[0]
    assert [m.rule for m in both.meetings] == ["plugin.first", "plugin.second"]
    assert both.claims == by_rules.claims
    assert "known 3" in both.notes[-1]
    assert summary(both.notes) == []


def test_a_plug_in_does_not_tell_the_same_twice_but_two_claims_may_share_a_cue() -> None:
    found = asked(
        meeting(),
        meeting(participants=[]),
        claim(content="The situation"),
        claim(content="grave"),
        claim(content="is   grave"),
    )
    assert len(found.meetings) == 1
    assert [each.anchor for each in found.claims] == ["claim/said/1", "claim/said/1/2"]


def test_without_anything_new_nothing_changes() -> None:
    before = asked(claim(), meeting(), name="first")
    after = asked(claim(), meeting(), extraction=before, name="second")
    assert (after.claims, after.meetings, after.mentions) == (
        before.claims,
        before.meetings,
        before.mentions,
    )


def test_the_same_records_give_the_same_finds() -> None:
    records = [claim(), meeting(date="Sunday"), meeting(quote="The exchange", trigger="exchange")]
    assert asked(*records) == asked(*records)
    assert asked(*records).meetings == asked(*reversed(records)).meetings


# --- what goes wrong -----------------------------------------------------------------------------


def raising(*_: str) -> list[Record]:
    raise ValueError("no\n  key")


def leaving(*_: str) -> list[Record]:
    sys.exit("bye")


def halfway(*_: str) -> Iterator[Record]:
    yield meeting()
    raise RuntimeError("the line went dead")


def endless(*_: str) -> Iterator[Record]:
    while True:
        yield meeting()


class Trap(Mapping[str, object]):
    """A record that can't be read."""

    def __getitem__(self, key: str) -> object:
        raise OSError("a trap")

    def __iter__(self) -> Iterator[str]:
        return iter(["kind"])

    def __len__(self) -> int:
        return 1


@pytest.mark.parametrize(
    ("plugin", "why"),
    [
        (raising, "ValueError: no key"),
        (leaving, "SystemExit: bye"),
        (halfway, "RuntimeError: the line went dead"),
        (endless, "more than 1,000 records"),
        (lambda *_: None, "TypeError: 'NoneType' object is not iterable"),
        (lambda *_: 7, "TypeError: 'int' object is not iterable"),
        (lambda text: [], "TypeError: "),
        (lambda *_: [Trap()], "OSError: a trap"),
    ],
)
def test_a_plug_in_that_fails_costs_its_own_finds_only(
    plugin: Callable[..., Any], why: str
) -> None:
    before = asked(claim(), name="first")
    after = with_plugins(before, TEXT, DAY, names=["bad"], plugins={"bad": plugin})
    assert after.claims == before.claims
    assert after.meetings == ()
    [sentence] = summary(after.notes)
    start = "plug-in bad: no answer on 1 of 1 text, where what the rules found stands alone: "
    assert sentence.startswith(start)
    assert why in sentence


def test_a_plug_in_that_hangs_is_given_up_and_after_two_texts_not_asked_again() -> None:
    ended, calls = threading.Event(), []

    def hanging(*_: str) -> list[Record]:
        calls.append(1)
        ended.wait(30)
        return []

    ask = partial(with_plugins, rules(), TEXT, DAY, names=["hanging"], plugins={"hanging": hanging})
    notes = [note for _ in range(3) for note in ask(seconds=0.05).notes]
    ended.set()
    assert len(calls) == 2
    assert "no answer within 0.05 seconds" in notes[0]
    assert "not asked any more" in notes[2]
    assert summary(notes)[0].startswith("plug-in hanging: no answer on 3 of 3 texts")


def test_the_summary_adds_up_over_texts() -> None:
    one = asked(meeting(), meeting(quote="Nobody said so", trigger="said"), meeting(kind="x"))
    two = asked(meeting(participants=["Olaf Scholz"]), meeting(quote="Nobody", trigger="body"))
    assert summary([*one.notes, "another note", *two.notes]) == [
        "plug-in fake: 2 of 5 records dropped: their quotes do not stand in the text",
        "plug-in fake: 1 of 5 records dropped: kind “x” is not meeting, agreement or claim",
        "plug-in fake: 1 detail left out: “Olaf Scholz” is not named in its quote",
    ]
    assert summary(asked(meeting(quote="Nobody", trigger="body")).notes) == [
        "plug-in fake: 1 of 1 record dropped: its quote does not stand in the text"
    ]


def test_a_tally_reads_its_own_line() -> None:
    told = Tally("a.b-c", 1, 9, 4, 1, 2, 1, 3, 0, "kind “x, detail 5” is none", "“y” is not there")
    read = Tally("a.b-c")
    read.add(told.line())
    assert read == told


# --- where words stand ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sought", "found"),
    [
        ("He said: “No.”", '"No."', "“No.”"),
        ("``Never'' again", '"Never" again', "``Never'' again"),
        ("it’s 5\u00a0pm", "it's 5 pm", "it’s 5\u00a0pm"),
        ("a\u200bb c\u00adat", "ab cat", "a\u200bb c\u00adat"),
        ("one\r\n\r\ntwo", "one two", "one\r\n\r\ntwo"),
        ("🙂 the “end”", "'end'", "“end”"),
        ("a – b", "a - b", None),
        ("Zelenskyy", "Zelensky", None),
    ],
)
def test_words_are_found_in_the_raw_text(text: str, sought: str, found: str | None) -> None:
    span = Words(text).find(sought)
    assert (span.of(text) if span else None) == found


def test_words_within_a_span_do_not_reach_out_of_it() -> None:
    text = "one two “three” four"
    assert Words(text).find('"three"', Span(0, 14)) is None
    assert Words(text).find('"three"', Span(8, 15)) == Span(8, 15)
    assert Words(text).find("one", Span(1, 20)) is None


# --- installed plug-ins --------------------------------------------------------------------------

MODULE = """
def extract(text, published, publisher, title):
    return [{"kind": "meeting", "quote": "Emmanuel Macron rang Vladimir Putin on Sunday.",
             "trigger": "rang", "format": "call", "status": "held",
             "participants": ["Emmanuel Macron"], "title": title}]

NUMBER = 7
"""


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Install a package with plug-ins, as pip leaves one behind."""
    (tmp_path / "fake_plugin_package.py").write_text(MODULE)
    info = tmp_path / "fake_plugin_package-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: fake-plugin-package\nVersion: 1.0\n"
    )
    (info / "entry_points.txt").write_text(
        "[readout.extractors]\n"
        "fake-model = fake_plugin_package:extract\n"
        "broken = fake_plugin_package:missing\n"
        "number = fake_plugin_package:NUMBER\n"
        "two words = fake_plugin_package:extract\n"
    )  # fmt: skip
    monkeypatch.syspath_prepend(str(tmp_path))
    load_plugin.cache_clear()
    yield tmp_path
    load_plugin.cache_clear()
    sys.modules.pop("fake_plugin_package", None)


def test_an_installed_plug_in_is_found_by_its_name(installed: Path) -> None:
    assert {"fake-model", "broken", "number"} <= set(plugins.plugin_names())
    plugins.require_plugins(["fake-model"])
    found = with_plugins(rules(), TEXT, DAY, names=["fake-model"])
    assert [m.rule for m in found.meetings] == ["plugin.fake-model"]
    assert summary(found.notes) == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("absent", "there is no plug-in 'absent' (there are "),
        ("broken", "can't be loaded: AttributeError"),
        ("number", "is no function"),
        ("two words", "needs another name"),
    ],
)
def test_one_that_can_t_be_used_says_why_and_leaves_the_rules_alone(
    installed: Path, name: str, why: str
) -> None:
    with pytest.raises(PluginRefused, match=r".") as refused:
        load_plugin(name)
    assert why in str(refused.value)
    before = rules()
    after = with_plugins(before, TEXT, DAY, names=[name])
    assert (after.finds, after.mentions) == ((), before.mentions)
    assert why in after.notes[0]


def test_an_absent_one_is_refused_before_anything_is_read() -> None:
    with pytest.raises(PluginRefused, match="install its package"):
        plugins.require_plugins(["absent"])


def test_two_packages_may_not_bring_the_same_name(installed: Path) -> None:
    info = installed / "other-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[readout.extractors]\nfake-model = other:extract\n")
    with pytest.raises(PluginRefused, match="two packages bring a plug-in fake-model"):
        load_plugin("fake-model")


def test_a_plug_in_that_hangs_does_not_keep_the_process_from_ending() -> None:
    code = (
        "import time\n"
        "from loaders.extraction.finds import Extraction\n"
        "from loaders.extraction.plugins import with_plugins\n"
        "slow = lambda *_: time.sleep(600)\n"
        "ask = {'names': ['slow'], 'plugins': {'slow': slow}, 'seconds': 0.1}\n"
        "with_plugins(Extraction(), 'A text.', **ask)\n"
    )
    root = Path(__file__).resolve().parent.parent
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, cwd=root)


# --- with the real rules -------------------------------------------------------------------------


def test_beside_the_real_rules() -> None:
    from loaders.extraction.extractor import extract

    text = (
        "Emmanuel Macron held talks with Vladimir Putin on Sunday. They touched base once more.\n"
    )
    by_rules = extract(text, DAY)
    assert len(by_rules.meetings) == 1

    def fake(text: str, published: str, publisher: str, title: str) -> list[Mapping[str, object]]:
        assert (published, publisher, title) == (DAY, "A paper", "A title")
        return [
            meeting(
                quote="Emmanuel Macron held talks with Vladimir Putin",
                trigger="talks",
                format="talks",
            ),
            meeting(
                quote="They touched base once more",
                trigger="touched base",
                format="meeting",
                participants=[{"name": "Macron", "words": "They"}],
            ),
        ]

    both = with_plugins(by_rules, text, DAY, "A paper", "A title", ["fake"], plugins={"fake": fake})
    assert both.meetings[0] == by_rules.meetings[0]
    assert [each.rule for each in both.meetings[1:]] == ["plugin.fake"]
    kinds = {Meeting, Agreement, Claim}
    assert {type(find) for find in both.finds} <= kinds
