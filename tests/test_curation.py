"""What people decide on finds: the file, its errors, and how a decision outlives rules."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.quotation import Article, fingerprint
from graph.statement import Relationship, Statement
from loaders import Rejected
from loaders.curation import (
    Applied,
    NotWritten,
    apply,
    apply_file,
    decide,
    decide_new,
    read_decisions,
    review_path,
    undo,
    write_decisions,
)
from loaders.decisions import (
    FIELDS,
    KINDS,
    REQUIRED,
    Decision,
    Said,
    Words,
    parse_decisions,
)
from loaders.extracted import statements
from loaders.extraction.finds import Agreement, Claim, Extraction, Find, Meeting, Part, Span, Value
from loaders.lined_yaml import YamlFault
from tests.found_example import (
    ARTICLE,
    BORDER_SAID,
    CALL,
    DAY,
    DOUBT,
    EXTRACTION,
    FLOATED,
    KEEP,
    KEY,
    MACRON,
    MINISTERIAL,
    ORU,
    PUTIN,
    TALKS,
    TEXT,
    at,
    moved,
    sentence,
    without,
)

EVERY = EXTRACTION.finds
BY = {"by": "A. Reviewer", "on": "2026-11-24"}


def ids(find: object) -> str:
    return find.anchor if isinstance(find, Find) else str(find)


def use(
    decisions: list[Decision], extraction: Extraction = EXTRACTION, text: str = TEXT
) -> Applied:
    return apply(extraction, decisions, text, DAY, file="a.review.yaml")


def by_anchor(extraction: Extraction) -> dict[str, Find]:
    return {find.anchor: find for find in extraction.finds}


def written(applied: Applied, article: Article = ARTICLE) -> list[Statement]:
    """Return the statements of an extraction with its verdicts; nothing may be rejected."""
    items = list(
        statements(article, applied.extraction, dataset="d", unit="u", verdicts=applied.verdicts)
    )
    assert [item for item in items if isinstance(item, Rejected)] == []
    return [item for item in items if isinstance(item, Statement)]


def of_find(kept: list[Statement], anchor: str) -> list[Statement]:
    return [s for s in kept if s.record_id == anchor]


# --- accept, reject, edit, add -------------------------------------------------------------------


@pytest.mark.parametrize("find", EVERY, ids=ids)
def test_an_accepted_find_says_the_same_as_checked(find: Find) -> None:
    before = {s.id for s in of_find(written(use([])), find.anchor)}
    applied = use([decide(find, TEXT, "accept", **BY)])
    assert applied.rejected == ()
    assert (
        applied.extraction.finds == EXTRACTION.finds or by_anchor(applied.extraction)[find.anchor]
    )
    after = of_find(written(applied), find.anchor)
    checked = f"curated accepted {find.rule}"
    assert {s.generated_by for s in after if s.basis != "record"} == {checked}
    # But for who made it, nothing has changed.
    unchecked = {
        replace(s, generated_by=find.rule).id if s.basis != "record" else s.id for s in after
    }
    assert unchecked == before


@pytest.mark.parametrize("find", EVERY, ids=ids)
def test_an_accepted_find_comes_back_where_better_rules_lose_it(find: Find) -> None:
    accepted = decide(find, TEXT, "accept", **BY)
    kept = use([accepted])
    lost = use([accepted], without(find.anchor))
    assert lost.rejected == ()
    assert find.anchor in by_anchor(lost.extraction)
    first, second = (of_find(written(each), find.anchor) for each in (kept, lost))
    assert [s.id for s in first] == [s.id for s in second]


@pytest.mark.parametrize("find", EVERY, ids=ids)
def test_a_rejected_find_is_gone_and_nothing_leads_to_it(find: Find) -> None:
    applied = use([decide(find, TEXT, "reject", reason="not said", **BY)])
    assert find.anchor not in by_anchor(applied.extraction)
    assert len(applied.extraction.finds) == len(EVERY) - 1
    assert applied.verdicts == {}
    assert find.anchor not in repr(applied.extraction)
    written(applied)


def test_an_edit_replaces_what_it_names() -> None:
    edit = {
        "participants": ["Macron", "Ana Oru", "Bo Lund"],
        "status": "cancelled",
        "format": "talks",
        "date": "2021-06-13",
        "duration": "PT2H",
        "location": "Paris",
        "speakers": [["Elysee", "Kremlin"], "Putin"],
    }
    applied = use([decide(CALL, TEXT, "edit", edit=edit, **BY)])
    call = by_anchor(applied.extraction)[CALL.anchor]
    assert isinstance(call, Meeting)
    assert [(p.actor.caption, p.actor.known) for p in call.participants] == [
        ("Emmanuel Macron", True),
        ("Ana Oru", False),
        ("Bo Lund", False),
    ]
    # Who is named in the evidence is quoted by the name; who isn't, by the evidence as a whole.
    assert [p.span.of(TEXT) for p in call.participants] == [
        "Emmanuel Macron",
        CALL.evidence[0].of(TEXT),
        CALL.evidence[0].of(TEXT),
    ]
    assert (call.status.value, call.format) == ("cancelled", "talks")
    assert call.when is not None
    assert (call.when.date, call.when.span.of(TEXT)) == ("2021-06-13", CALL.evidence[0].of(TEXT))
    assert [(s.actor.caption, s.position) for s in call.speakers] == [
        ("Elysee", 0),
        ("Kremlin", 0),
        ("Vladimir Putin", 1),
    ]
    kept = of_find(written(applied), CALL.anchor)
    made = {s.prop: s.generated_by for s in kept}
    assert made["status"] == made["format"] == made["startDate"] == "curated"
    assert made["type"] == "curated"  # The last: that somebody takes part.
    assert [s.generated_by for s in kept][:2] == ["curated accepted meeting.speak"] * 2
    named = [s for s in written(applied) if s.value == "Bo Lund"]
    assert [(s.prop, s.basis, s.note) for s in named] == [
        ("caption", "quote", "Set by the person who checked it")
    ]


@pytest.mark.parametrize(
    ("find", "edit", "said"),
    [
        (KEEP, {"terms": "keep", "parties": []}, None),
        (KEEP, {"terms": "talks on gas", "status": "pledged", "binding": ""}, "talks on gas"),
        (KEEP, {"resultOf": "", "callsFor": [MINISTERIAL.anchor]}, "hold talks on gas"),
        (BORDER_SAID, {"content": "border stays open", "mode": "mixed"}, "border stays open"),
        (BORDER_SAID, {"addressedTo": [], "about": []}, "The border stays open"),
        (DOUBT, {"questions": [], "disputes": [BORDER_SAID.anchor]}, None),
    ],
)
def test_edits_of_agreements_and_claims(
    find: Find, edit: dict[str, object], said: str | None
) -> None:
    applied = use([decide(find, TEXT, "edit", edit=edit, **BY)])
    if edit.get("terms") == "keep":
        assert "no longer in the text" in applied.rejected[0].reason
        assert by_anchor(applied.extraction)[find.anchor] == find
        return
    assert applied.rejected == ()
    edited = by_anchor(applied.extraction)[find.anchor]
    values = {s.prop: s for s in of_find(written(applied), find.anchor)}
    if isinstance(edited, Agreement):
        assert edited.terms.of(TEXT) == said
        assert ("binding" in values) == (edit.get("binding") is None)
        assert edited.calls_for == tuple(edit.get("callsFor", KEEP.calls_for))  # type: ignore[arg-type]
    if isinstance(edited, Claim) and said:
        assert edited.content.of(TEXT) == said
        assert not edit.get("about") or edited.about == ()
    if "disputes" in edit:
        assert isinstance(edited, Claim)
        assert [(s.kind, s.target) for s in edited.stances] == [("disputes", BORDER_SAID.anchor)]


def test_a_vague_date_is_edited_by_its_words_and_days() -> None:
    edit = {
        "date": {"words": "in the coming days", "earliest": "2021-06-16", "latest": "2021-06-18"}
    }
    applied = use([decide(MINISTERIAL, TEXT, "edit", edit=edit, **BY)])
    values = {s.prop: s for s in of_find(written(applied), MINISTERIAL.anchor)}
    assert values["dateText"].value == "in the coming days"
    assert values["earliest"].value == "2021-06-16"
    assert values["earliest"].note == ("“in the coming days”: set by the person who checked it")


def test_a_find_is_added_in_the_words_of_the_text() -> None:
    fields = {"format": "meeting", "status": "held", "participants": ["Putin", "Ana Oru"]}
    added = decide_new(
        "Meeting", at("verified"), TEXT, fields, evidence=[sentence("verified")], **BY
    )
    assert added.find == "meeting/verified/1"
    applied = use([added])
    kept = of_find(written(applied), added.find)
    assert {s.generated_by for s in kept} == {"curated"}
    assert [s.value for s in kept if isinstance(s.about, Relationship)] == ["PARTICIPATED_IN"] * 2


def test_what_a_person_added_and_a_rule_finds_later_is_one_find() -> None:
    fields = {"format": "talks", "status": "planned", "participants": ["Putin"]}
    added = decide_new("Meeting", TALKS.trigger, TEXT, fields, evidence=TALKS.evidence, **BY)
    applied = use([added])
    assert len(applied.extraction.finds) == len(EVERY)
    talks = by_anchor(applied.extraction)[TALKS.anchor]
    assert isinstance(talks, Meeting)
    assert (talks.status.value, talks.topic) == ("planned", None)


def test_the_last_decision_on_a_find_counts_and_an_open_question_never() -> None:
    yes, no = decide(CALL, TEXT, "accept", **BY), decide(CALL, TEXT, "reject", **BY)
    question = decide(CALL, TEXT, "?")
    assert CALL.anchor in by_anchor(use([no, yes]).extraction)
    assert CALL.anchor not in by_anchor(use([yes, no, question]).extraction)
    assert use([question]).extraction == EXTRACTION
    assert use([question]).verdicts == {}


def test_the_same_decisions_give_the_same_statements() -> None:
    decisions = [decide(find, TEXT, "accept", **BY) for find in EVERY]
    first, second = written(use(decisions)), written(use(decisions))
    assert first == second


# --- better rules --------------------------------------------------------------------------------


def test_a_changed_rule_and_a_wider_span_don_t_undo_what_was_accepted() -> None:
    accepted = decide(CALL, TEXT, "accept", **BY)
    better = replace(
        CALL,
        rule="meeting.speak-by-phone",
        evidence=(Span(0, 200),),
        participants=CALL.participants[:1],
        location=Value("Paris", at("Paris")),
    )
    extraction = replace(EXTRACTION, meetings=(better, *EXTRACTION.meetings[1:]))
    before, after = written(use([accepted])), written(use([accepted], extraction))
    mine = [of_find(each, CALL.anchor) for each in (before, after)]
    assert [s.id for s in mine[0]] == [s.id for s in mine[1]]
    # Written by hand, without fields, it takes what is found now.
    bare = Decision(CALL.anchor, "accept", "Meeting")
    [found] = [m for m in use([bare], extraction).extraction.meetings if m.anchor == CALL.anchor]
    assert found == better


def test_the_same_meeting_under_another_trigger_is_still_decided() -> None:
    other = replace(CALL, anchor="meeting/by phone/1", trigger=at("by phone"), rule="meeting.phone")
    extraction = replace(
        EXTRACTION,
        meetings=(other, *EXTRACTION.meetings[1:]),
        agreements=(replace(KEEP, result_of=other.anchor), *EXTRACTION.agreements[1:]),
    )
    applied = use([decide(CALL, TEXT, "accept", **BY)], extraction)
    assert other.anchor not in by_anchor(applied.extraction)
    assert CALL.anchor in by_anchor(applied.extraction)
    [keep] = [a for a in applied.extraction.agreements if a.anchor == KEEP.anchor]
    assert keep.result_of == CALL.anchor
    rejected = use([decide(CALL, TEXT, "reject", **BY)], extraction)
    assert not {other.anchor, CALL.anchor} & by_anchor(rejected.extraction).keys()


def test_another_meeting_in_the_same_sentence_is_not_taken_for_it() -> None:
    other = replace(CALL, anchor="meeting/by phone/1", trigger=at("by phone"))
    other = replace(other, participants=(Part(ORU, at("Vladimir Putin")),))
    extraction = replace(EXTRACTION, meetings=(other, *EXTRACTION.meetings[1:]))
    applied = use([decide(CALL, TEXT, "accept", **BY)], extraction)
    assert {other.anchor, CALL.anchor} <= by_anchor(applied.extraction).keys()
    assert use([decide(CALL, TEXT, "reject", **BY)], extraction).extraction == extraction


@pytest.mark.parametrize(
    ("find", "attribute", "words"),
    [(KEEP, "terms", "to hold talks on gas"), (BORDER_SAID, "content", "border stays open")],
)
def test_agreements_and_claims_are_the_same_by_their_words(
    find: Find, attribute: str, words: str
) -> None:
    other = replace(find, anchor=f"{find.anchor}0", trigger=at(words), **{attribute: at(words)})  # type: ignore[arg-type]
    base = without(find.anchor)
    kind = "agreements" if isinstance(find, Agreement) else "claims"
    extraction = replace(base, **{kind: (*getattr(base, kind), other)})
    applied = use([decide(find, TEXT, "accept", **BY)], extraction)
    assert other.anchor not in by_anchor(applied.extraction)
    assert by_anchor(applied.extraction)[find.anchor].trigger == find.trigger


# --- changed texts -------------------------------------------------------------------------------

LEAD = "Correction: this was at first taken for a call from Rome. "


@pytest.mark.parametrize("find", EVERY, ids=ids)
@pytest.mark.parametrize("lost", [False, True], ids=["found", "lost"])
def test_a_decision_holds_where_its_words_have_moved(find: Find, lost: bool) -> None:
    text = LEAD + TEXT
    extraction = moved(without(find.anchor) if lost else EXTRACTION, len(LEAD))
    article = Article.make(
        KEY, text_sha256=fingerprint(text), title="x", published_at=DAY, text=text
    )
    applied = use([decide(find, TEXT, "accept", **BY)], extraction, text)
    assert applied.rejected == ()
    [anchor] = applied.verdicts
    # "call" stands once more before it, so this is its second: an anchor counts in its own text.
    assert anchor == ("meeting/call/2" if find is FLOATED else find.anchor) or not lost
    kept = of_find(written(applied, article), anchor)
    assert {s.generated_by for s in kept if s.basis != "record"} == {
        f"curated accepted {find.rule}"
    }
    before = of_find(written(use([])), find.anchor)
    assert [(s.prop, s.value) for s in kept] == [(s.prop, s.value) for s in before]


@pytest.mark.parametrize("verdict", ["accept", "reject", "edit"])
def test_a_decision_whose_words_are_gone_is_kept_but_not_used(verdict: str) -> None:
    text = TEXT.replace("spoke by phone", "chatted")
    edit = {"status": "held"} if verdict == "edit" else None
    applied = use([decide(CALL, TEXT, verdict, edit=edit, **BY)], EXTRACTION, text)
    assert applied.extraction == EXTRACTION
    assert applied.verdicts == {}
    [rejected] = applied.rejected
    assert rejected.file == "a.review.yaml"
    assert rejected.field == CALL.anchor
    assert "no longer in the text: the decision is kept in the file, not used" in rejected.reason


def test_words_that_stand_several_times_need_their_place() -> None:
    fields = {"format": "call", "status": "held"}
    added = replace(
        decide_new("Meeting", at("Elysee"), TEXT, fields, **BY), words=Words("Elysee"), find=""
    )
    [rejected] = use([added]).rejected
    assert "stand in the text 2 times" in rejected.reason
    assert "give `start`" in rejected.reason


@pytest.mark.parametrize(
    ("decision", "reason"),
    [
        (Decision("meeting/gone/1", "accept", "Meeting"), "holds no `words` and `fields`"),
        (
            Decision("meeting/gone/1", "accept", "Meeting", words=Words("gas")),
            "holds no `fields`",
        ),
        (
            Decision(
                "meeting/gas/1",
                "edit",
                "Meeting",
                words=Words("gas"),
                fields={"format": (Said("call"),)},
            ),
            "has no status, and the rules don't find it",
        ),
    ],
)
def test_what_can_t_be_made_says_why(decision: Decision, reason: str) -> None:
    applied = use([decision])
    assert applied.extraction == EXTRACTION
    assert reason in applied.rejected[0].reason


# --- the file ------------------------------------------------------------------------------------

HAND_WRITTEN = f"""\
# Kept by the news desk.
articles:
  {KEY}:   # the article's address
    checked:
      - find: meeting/spoke/1
        verdict: edit
        seen: Call · Macron, Putin · 14 Jun 2021 · took place
        by: A. Reviewer
        on: 2026-11-24
        reason: the length is wrong
        edit: {{participants: [Vladimir Putin, Emmanuel Macron], duration: PT105M}}
      # Not a meeting at all.
      - {{find: meeting/talks/1, verdict: reject, by: A. Reviewer}}
      - find: claim/told/1
        verdict: "?"
      - verdict: add
        by: A. Reviewer
        add: {{kind: Meeting, words: {{exact: may call, start: {at("may call").start}}},
              format: call, status: possible, participants: [Putin]}}
"""


def test_a_file_that_a_person_wrote(tmp_path: Path) -> None:
    path = tmp_path / "a.review.yaml"
    path.write_text(HAND_WRITTEN)
    decisions = read_decisions(path)
    assert decisions.rejected == ()
    assert [d.verdict for d in decisions.of(KEY)] == ["edit", "reject", "?", "add"]
    assert [(key, d.find) for key, d in decisions.open] == [(KEY, "claim/told/1")]
    applied = apply_file(EXTRACTION, decisions, KEY, TEXT, DAY)
    assert applied.rejected == ()
    found = by_anchor(applied.extraction)
    assert TALKS.anchor not in found
    call, added = found[CALL.anchor], found["meeting/may call/1"]
    assert isinstance(call, Meeting)
    assert isinstance(added, Meeting)
    assert [p.actor for p in call.participants] == [PUTIN, MACRON]
    assert call.duration is not None
    assert (call.duration.value, call.duration.span.of(TEXT)) == ("PT105M", "90 minutes")
    assert call.when == CALL.when
    assert [p.actor for p in added.participants] == [PUTIN]
    written(applied)
    assert apply_file(EXTRACTION, decisions, "another", TEXT, DAY).extraction == EXTRACTION


def test_the_document_s_example_reads() -> None:
    document = Path(__file__).resolve().parent.parent / "docs" / "checking-finds.md"
    page = document.read_text("utf-8")
    example = page.split("```yaml\n")[1].split("```")[0]
    decisions = parse_decisions(example)
    assert decisions.rejected == ()
    verdicts = [d.verdict for d in decisions.of("https://example.org/call")]
    assert verdicts == ["accept", "reject", "edit", "add", "?"]
    for kind, known in FIELDS.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| {kind} |"))
        named = row.split("|")[2].replace("*", "").split(",")
        assert [name.strip() for name in named] == [
            *REQUIRED[kind],
            *(name for name in known if name not in REQUIRED[kind]),
        ]


def test_where_the_file_lies(tmp_path: Path) -> None:
    assert review_path(tmp_path / "call.txt").name == "call.review.yaml"
    assert review_path(tmp_path / "call.html").name == "call.review.yaml"
    assert review_path(tmp_path / "calls.csv").name == "calls.csv.review.yaml"
    assert review_path(tmp_path / "calls").name == "calls.review.yaml"
    assert read_decisions(tmp_path / "none.review.yaml").of("x") == ()


GOOD = "      - {find: meeting/talks/1, verdict: reject}\n"


@pytest.mark.parametrize(
    ("entry", "line", "field", "reason"),
    [
        ("{verdict: accept}", 5, "checked", "has no find"),
        ("{find: call, verdict: accept}", 5, "call.find", "does not begin with one of meeting/"),
        ("{find: meeting/x/1, verdict: yes}", 5, "meeting/x/1.verdict", "is not one of accept"),
        ("{find: meeting/x/1, verdict: edit}", 5, "meeting/x/1", "holds no `edit`"),
        (
            "{find: meeting/x/1, verdict: accept, edit: {status: held}}",
            5,
            "meeting/x/1",
            "holds `edit`, but its verdict is accept",
        ),
        ("{find: meeting/x/1, verdict: accept, on: May}", 5, "meeting/x/1.on", "is not a date"),
        ("{find: meeting/x/1, verdict: accept, note: x}", 5, "meeting/x/1.note", "is unknown here"),
        (
            "{find: meeting/x/1, verdict: edit,\n         edit: {status: done}}",
            6,
            "meeting/x/1.edit.status",
            "'done' is not one of held, planned",
        ),
        (
            "{find: meeting/x/1, verdict: edit, edit: {status: }}",
            5,
            "meeting/x/1.edit.status",
            "can't be empty",
        ),
        (
            "{find: meeting/x/1, verdict: edit, edit: {terms: x}}",
            5,
            "meeting/x/1.edit.terms",
            "is unknown here",
        ),
        (
            "{find: meeting/x/1, verdict: edit, edit: {date: yesterday}}",
            5,
            "meeting/x/1.edit.date",
            "is not a date",
        ),
        (
            "{find: meeting/x/1, verdict: edit, edit: {date: {words: soon}}}",
            5,
            "meeting/x/1.edit.date",
            "words with earliest and latest",
        ),
        (
            "{find: meeting/x/1, verdict: edit, edit: {participants: [{who: A, role: chief}]}}",
            5,
            "meeting/x/1.edit.participants.role",
            "'chief' is not one of",
        ),
        (
            "{find: meeting/x/1, verdict: edit, edit: {duration: long}}",
            5,
            "meeting/x/1.edit.duration",
            "is not a duration",
        ),
        ("{verdict: add, add: {kind: Meeting}}", 5, "add.add", "has no words"),
        ("{verdict: add, add: {kind: Talk, words: x}}", 5, "add.add.kind", "is not one of Meeting"),
        (
            "{verdict: add, add: {kind: Claim, words: x, mode: mixed}}",
            5,
            "add.add",
            "has no content",
        ),
        ("just words", 5, "checked", "must be fields with values"),
    ],
)
def test_a_broken_entry_is_named_and_the_others_are_used(
    entry: str, line: int, field: str, reason: str
) -> None:
    text = f"articles:\n  {KEY}:\n    checked:\n{GOOD}      - {entry}\n{GOOD}"
    decisions = parse_decisions(text, "a.review.yaml")
    [rejected] = decisions.rejected
    assert (rejected.file, rejected.line, rejected.field) == ("a.review.yaml", line, field)
    assert reason in rejected.reason
    assert [d.find for d in decisions.of(KEY)] == ["meeting/talks/1"] * 2
    assert decisions.readable


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            f"articles:\n  {KEY}:\n    checked:\n      - find: a\n        verdict: ?\n",
            'verdict: "?"',
        ),
        ("articles: [", "is not YAML"),
        ("- a\n", "must be fields with values"),
        ("decisions: {}\n", "is unknown here; known are articles"),
    ],
)
def test_a_file_that_can_t_be_read_as_a_whole(text: str, reason: str) -> None:
    decisions = parse_decisions(text, "a.review.yaml")
    assert not decisions.readable
    assert reason in decisions.rejected[0].reason


def test_a_broken_article_is_named_and_the_others_are_used(tmp_path: Path) -> None:
    text = f"articles:\n  one: words\n  two: {{checks: []}}\n  {KEY}:\n    checked:\n{GOOD}"
    decisions = parse_decisions(text)
    assert [r.field for r in decisions.rejected] == ["articles.one", "articles.two.checks"]
    assert len(decisions.of(KEY)) == 1
    (tmp_path / "a.review.yaml").write_bytes(b"\xff\xfe")
    assert not read_decisions(tmp_path / "a.review.yaml").readable
    assert not read_decisions(tmp_path).readable


# --- writing and undoing -------------------------------------------------------------------------


def test_what_a_person_wrote_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.review.yaml"
    path.write_text(HAND_WRITTEN)
    accepted = decide(BORDER_SAID, TEXT, "accept", **BY)
    assert write_decisions(path, {KEY: [accepted]}) == 1
    text = path.read_text()
    assert text.startswith(HAND_WRITTEN)
    assert read_decisions(path).of(KEY)[-1] == accepted
    assert read_decisions(path).open == ()
    # Saying it again changes nothing.
    assert write_decisions(path, {KEY: [accepted]}) == 0
    assert path.read_text() == text
    assert undo(path, KEY, BORDER_SAID.anchor) == accepted
    assert path.read_text() == HAND_WRITTEN


@pytest.mark.parametrize(
    "before",
    [
        "",
        "# Nothing yet.\n",
        "articles:\n",
        "articles:\n  other:\n    checked:\n      - {find: claim/x/1, verdict: reject}\n",
        f"articles:\n  {KEY}:\n",
        f"articles:\n  {KEY}:\n    checked:\n  other:\n    checked: []\n",
        f"articles:\n  '{KEY}':\n    checked:\n"
        "    - find: claim/x/1\n      verdict: reject  # for sure\n",
        f"articles:\n    {KEY}:\n        checked:\n{GOOD.replace('      - ', '        -   ')}",
        f"articles:\n  {KEY}:\n    checked:\n      - find: claim/x/1\n        verdict: reject\n"
        "        reason: |\n          In two\n          lines.\n        # Ask again.\n"
        "      # The next.\n  other:\n    checked:\n",
        f"articles:\n  {KEY}:\n    checked:\n      - find: claim/x/1\n        verdict: reject",
        f"articles:\r\n  {KEY}:\r\n    checked:\r\n{GOOD}".replace("}\n", "}\r\n"),
        f"\ufeffarticles:\n  {KEY}:\n    checked:\n{GOOD}",
    ],
)
def test_an_entry_finds_its_place_and_is_taken_away_again(tmp_path: Path, before: str) -> None:
    path = tmp_path / "a.review.yaml"
    if before:
        path.write_bytes(before.encode())
    known = read_decisions(path)
    assert known.rejected == ()
    decisions = [
        decide(find, TEXT, "accept", reason="it says so: “x” # no", **BY) for find in EVERY
    ]
    write_decisions(path, {KEY: decisions[:2], "https://example.org/other?a=b&c=d": decisions[2:]})
    after = read_decisions(path)
    assert after.rejected == ()
    assert after.of(KEY) == (*known.of(KEY), *decisions[:2])
    assert after.of("https://example.org/other?a=b&c=d") == tuple(decisions[2:])
    assert after.of("other") == known.of("other")
    for line in before.splitlines():
        assert line in path.read_bytes().decode().splitlines()
    assert undo(path, KEY, decisions[1].find) == decisions[1]
    assert undo(path, KEY, decisions[0].find) == decisions[0]
    assert undo(path, KEY, decisions[0].find) is None
    assert read_decisions(path).of(KEY) == known.of(KEY)
    for line in before.splitlines():
        assert line in path.read_bytes().decode().splitlines()


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("articles: [", "mend the file first"),
        (f"articles: {{{KEY}: {{checked: []}}}}\n", "line 1: write it in lines of their own"),
        (
            f"articles:\n  {KEY}:\n    checked: [{{find: meeting/a/1}}]\n",
            "line 3: write it in lines",
        ),
    ],
)
def test_a_file_that_can_t_be_added_to_is_left_alone(
    tmp_path: Path, before: str, reason: str
) -> None:
    path = tmp_path / "a.review.yaml"
    path.write_text(before)
    with pytest.raises(NotWritten, match=reason):
        write_decisions(path, {KEY: [decide(CALL, TEXT, "accept")]})
    assert path.read_text() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.review.yaml"]


def test_a_full_disk_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.review.yaml"
    path.write_text(HAND_WRITTEN)

    def fail(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        write_decisions(path, {KEY: [decide(FLOATED, TEXT, "accept")]})
    assert path.read_text() == HAND_WRITTEN
    assert [p.name for p in tmp_path.iterdir()] == ["a.review.yaml"]


def test_an_unknown_field_is_refused_before_it_is_written() -> None:
    with pytest.raises(YamlFault, match="is unknown here"):
        decide(CALL, TEXT, "edit", edit={"people": ["Putin"]})
    with pytest.raises(YamlFault, match="has no status"):
        decide_new("Meeting", at("talks"), TEXT, {"format": "talks"})


# --- every decision reads back as it was written -------------------------------------------------

#: Text that a text can hold: no surrogates, which UTF-8 can't.
WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)
SPANS = st.builds(Words, WORDS, st.none() | st.integers(0, 10**6))
PLACES = st.none() | SPANS
NAMED = st.builds(
    Said,
    WORDS,
    PLACES,
    id=st.just("") | WORDS,
    type=st.sampled_from(["", "Person", "Country", "Office"]),
    note=st.just("") | WORDS,
)
DAYS = st.dates().map(lambda day: day.isoformat())


def values(name: str) -> st.SearchStrategy[tuple[Said, ...]]:
    choices = {
        "status": ["agreed", "pledged"],
        "format": ["call", "talks"],
        "binding": ["verbal"],
        "mode": ["mixed"],
        "duration": ["PT90M"],
        "caption": ["Minsk protocol", "a: b", "?"],
    }
    value = st.sampled_from(choices[name]) if name in choices else WORDS.filter(str.strip)
    return st.builds(Said, value, PLACES, note=st.just("") | WORDS).map(lambda said: (said,))


def field_of(how: str, name: str) -> st.SearchStrategy[tuple[Said, ...]]:
    if how == "value":
        return values(name)
    if how == "words":
        return SPANS.map(lambda words: (Said(words=words),))
    if how == "date":
        day = st.builds(Said, DAYS, PLACES, rule=st.just("") | WORDS)
        vague = st.builds(Said, st.just(""), SPANS, earliest=DAYS, latest=DAYS)
        return (day | vague).map(lambda said: (said,))
    if how == "links":
        return st.lists(st.builds(Said, WORDS), max_size=3).map(tuple)
    if how == "stances":
        return st.lists(st.builds(Said, WORDS, PLACES), max_size=2).map(tuple)
    if how == "actors":
        return st.lists(NAMED, max_size=3).map(tuple)
    chain = st.lists(st.lists(NAMED, min_size=1, max_size=2), max_size=3)
    return chain.map(
        lambda each: tuple(
            replace(said, position=at) for at, jointly in enumerate(each) for said in jointly
        )
    )


def fields(kind: str) -> st.SearchStrategy[dict[str, tuple[Said, ...]]]:
    known = {name: field_of(how, name) for name, how in FIELDS[kind].items()}
    if kind == "Meeting":
        known["status"] = st.just((Said("held"),))
    needed = {name: known.pop(name) for name in REQUIRED[kind]}
    return st.fixed_dictionaries(needed, optional=known)


@st.composite
def any_decision(draw: st.DrawFn) -> Decision:
    kind = draw(st.sampled_from(KINDS))
    verdict = draw(st.sampled_from(["accept", "reject", "edit", "add", "?"]))
    return Decision(
        find=f"{kind.lower()}/{draw(WORDS)}/1",
        verdict=verdict,
        kind=kind,
        by=draw(st.just("") | WORDS),
        on=draw(st.just("") | DAYS),
        reason=draw(st.just("") | WORDS),
        seen=draw(st.just("") | WORDS),
        rule=draw(st.just("") | WORDS),
        words=draw(SPANS if verdict == "add" else PLACES),
        evidence=tuple(draw(st.lists(SPANS, max_size=2))),
        fields=draw(fields(kind) if verdict == "add" else fields(kind) | st.just({})),
        edit=draw(fields(kind)) if verdict == "edit" else {},
    )


@settings(max_examples=60, deadline=None)
@given(decisions=st.lists(any_decision(), min_size=1, max_size=3), key=WORDS)
def test_every_decision_reads_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, decisions: list[Decision], key: str
) -> None:
    path = tmp_path_factory.mktemp("decisions") / "a.review.yaml"
    write_decisions(path, {"before": decisions[:1], key: decisions, "after": decisions[:1]})
    found = read_decisions(path)
    assert found.rejected == ()
    # Saying again what already counts is left out.
    expected: list[Decision] = []
    for each in decisions:
        last = [d for d in expected if d.find == each.find][-1:]
        expected += [] if last == [each] else [each]
    assert list(found.of(key)) == expected
    removed = undo(path, key, decisions[-1].find)
    assert removed == decisions[-1]
    assert len(read_decisions(path).of(key)) == len(found.of(key)) - 1
