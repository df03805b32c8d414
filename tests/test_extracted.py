"""From finds to statements: what is quoted, what is inferred, and what never gets out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import pytest

from graph import captions, schema
from graph.computed import Stated, properties_of
from graph.quotation import Article, fingerprint, make_id
from graph.statement import EXISTS, Entity, Relationship, Statement, validate
from loaders import Rejected
from loaders.extracted import (
    Verdict,
    confidence_of,
    describe,
    instrument_key,
    statements,
    thing_of,
)
from loaders.extraction.calendar_words import conventions
from loaders.extraction.finds import Actor, Extraction, Find, Meeting, Mention, Part, Span, Value
from tests.found_example import (
    ARTICLE,
    BORDER_SAID,
    CALL,
    DAY,
    DOUBT,
    ELYSEE,
    EXTRACTION,
    FLOATED,
    KEEP,
    MACRON,
    MERKEL,
    MINISTERIAL,
    MINISTERS,
    MINSK,
    ORU,
    PUTIN,
    TALKS,
    TEXT,
    at,
    moved,
    sentence,
)

NAMES = {
    actor.id: name
    for actor, name in (
        (MACRON, "macron"),
        (PUTIN, "putin"),
        (ELYSEE, "elysee"),
        (ORU, "oru"),
        (MERKEL, "merkel"),
        (MINISTERS[0], "fr-minister"),
        (MINISTERS[1], "ru-minister"),
    )
}
NAMES |= {thing_of(find, ARTICLE).id: find.anchor for find in EXTRACTION.finds}


def write(
    extraction: Extraction = EXTRACTION, article: Article = ARTICLE, **more: object
) -> tuple[list[Statement], list[Rejected]]:
    """Return the statements and what was rejected."""
    items = list(statements(article, extraction, dataset="news", unit=article.id, **more))  # type: ignore[arg-type]
    kept = [item for item in items if isinstance(item, Statement)]
    return kept, [item for item in items if isinstance(item, Rejected)]


def only(find: Find, mentions: tuple[Mention, ...] = EXTRACTION.mentions) -> Extraction:
    """Return an extraction that has one find."""
    kind = {"Meeting": "meetings", "Agreement": "agreements", "Claim": "claims"}
    return Extraction(mentions=mentions, **{kind[type(find).__name__]: (find,)})  # type: ignore[arg-type]


def name_of(about: Entity | Relationship) -> str:
    if isinstance(about, Relationship):
        return f"{name_of(about.start)} {about.type} {name_of(about.end)}"
    return NAMES.get(about.id, about.id)


def facts(kept: list[Statement], record: str = "") -> list[tuple[str, str, str, str]]:
    """Return what statements say: about, property, value, and the words or the basis."""
    return [
        (name_of(s.about), s.prop, s.value, s.quotation.exact if s.quotation else s.basis)
        for s in kept
        if not record or s.record_id == record
    ]


def test_a_call_becomes_statements() -> None:
    kept, rejected = write()
    assert rejected == []
    call = CALL.anchor
    spoke = sentence("spoke by phone").of(TEXT)
    assert facts(kept, call) == [
        (call, "type", "Meeting", spoke),
        (call, "type", "Meeting", sentence("agreed to hold").of(TEXT)),
        (call, "status", "held", spoke),
        (call, "format", "call", "spoke"),
        (call, "startDate", "2021-06-14", "Monday"),
        (call, "duration", "PT90M", "90 minutes"),
        (f"macron PARTICIPATED_IN {call}", "type", "PARTICIPATED_IN", "Emmanuel Macron"),
        (f"macron PARTICIPATED_IN {call}", "role", "actor", "Emmanuel Macron"),
        (f"putin PARTICIPATED_IN {call}", "type", "PARTICIPATED_IN", "Vladimir Putin"),
    ]


def test_an_agreement_becomes_statements() -> None:
    kept, _ = write()
    keep = KEEP.anchor
    agreed = sentence("agreed to hold").of(TEXT)
    assert facts(kept, keep) == [
        (keep, "type", "Agreement", agreed),
        (keep, "status", "agreed", "agreed"),
        (keep, "terms", "hold talks on gas", "hold talks on gas"),
        (keep, "binding", "verbal", "agreed"),
        (f"macron PARTY_TO {keep}", "type", "PARTY_TO", "inference"),
        (f"putin PARTY_TO {keep}", "type", "PARTY_TO", "inference"),
        (f"{CALL.anchor} RESULTED_IN {keep}", "type", "RESULTED_IN", agreed),
        (f"{keep} CALLS_FOR {TALKS.anchor}", "type", "CALLS_FOR", "hold talks on gas"),
    ]


def test_a_claim_becomes_statements() -> None:
    kept, _ = write()
    said = BORDER_SAID.anchor
    content = "The border stays open"
    assert facts(kept, said) == [
        (said, "type", "Claim", sentence("stays open").of(TEXT)),
        (said, "content", content, content),
        (said, "mode", "verbatim", content),
        (f"putin MADE {said}", "type", "MADE", "Putin"),
        (f"{said} ADDRESSED_TO macron", "type", "ADDRESSED_TO", "Macron"),
        (f"{said} IS_ABOUT {CALL.anchor}", "type", "IS_ABOUT", content),
    ]
    doubt = f"{DOUBT.anchor} QUESTIONS {said}"
    assert (doubt, "type", "QUESTIONS", "have to be verified") in facts(kept, DOUBT.anchor)


def test_speakers_stand_on_all_that_they_say() -> None:
    kept, _ = write()
    chains = {
        s.prop if isinstance(s.about, Entity) else s.about.type: [
            (NAMES[a.actor.id], a.position) for a in s.attributed_to
        ]
        for s in kept
        if s.record_id == BORDER_SAID.anchor
    }
    whole = [("elysee", 0), ("putin", 1)]
    assert chains == {
        "type": whole,
        "content": whole,
        "mode": whole,
        # That Putin said it, the Elysee says.
        "MADE": [("elysee", 0)],
        "ADDRESSED_TO": whole,
        "IS_ABOUT": whole,
    }
    # That the mediator said it, the article says.
    made = [s for s in kept if isinstance(s.about, Relationship) and s.about.type == "MADE"]
    assert [s.attributed_to for s in made if s.record_id == DOUBT.anchor] == [()]


def test_every_statement_passes_and_a_record_stays_together() -> None:
    kept, _ = write()
    assert [validate(s) for s in kept if validate(s)] == []
    records = [record for record, _ in groupby(kept, key=lambda s: s.record_id)]
    assert len(records) == len(set(records))
    assert {s.record_id for s in kept if not s.record_id.startswith("actors/")} == {
        find.anchor for find in EXTRACTION.finds
    }
    assert len({s.id for s in kept}) == len(kept)


def test_the_same_finds_give_the_same_statements() -> None:
    first, second = write()[0], write()[0]
    assert [s.id for s in first] == [s.id for s in second]
    assert first == second


def test_every_thing_and_actor_has_what_its_type_needs() -> None:
    kept, _ = write()
    given: dict[Entity, set[str]] = {}
    for s in kept:
        if isinstance(s.about, Entity):
            given.setdefault(s.about, set()).add(s.prop)
    used = {end for s in kept if isinstance(s.about, Relationship) for end in ends(s.about)}
    used |= {a.actor for s in kept for a in s.attributed_to}
    for thing in used | given.keys():
        needed = {p.name for p in schema.node_type(thing.type).properties if p.required}
        assert needed <= given.get(thing, set()), name_of(thing)


def ends(edge: Relationship) -> tuple[Entity, Entity]:
    return edge.start, edge.end


# --- dates ---------------------------------------------------------------------------------------


def drawn(find: Find) -> dict[str, object]:
    """Return the properties that the graph draws for a find by itself."""
    kept, _ = write(only(find))
    thing = thing_of(find, ARTICLE)
    about = [Stated.of(s) for s in kept if s.about == thing]
    return properties_of(schema.node_type(thing.type), about)


def test_a_vague_date_is_quoted_in_its_words_and_its_days_are_our_reading() -> None:
    kept, _ = write()
    stated = {s.prop: s for s in kept if s.record_id == MINISTERIAL.anchor}
    assert stated["dateText"].basis == "quote"
    for name, day in (("earliest", "2021-06-15"), ("latest", "2021-06-22")):
        read = stated[name]
        assert (read.value, read.basis, read.article) == (day, "inference", ARTICLE)
        assert read.note == conventions().by_id["coming-days"].says
    properties = drawn(MINISTERIAL)
    assert captions.date_in_words(properties) == (
        "“in the coming days”: about 15–22 Jun 2021, our reading"
    )


def test_a_weekday_fixes_its_day() -> None:
    properties = drawn(CALL)
    assert captions.date_in_words(properties) == "Monday 14 June 2021"
    assert properties["dateBasis"] == "stated"


def test_a_held_call_without_a_day_has_that_of_publication() -> None:
    kept, _ = write(only(replace(CALL, when=None)))
    assert not [s for s in kept if s.prop in ("startDate", "dateText", "earliest", "latest")]
    assert drawn(replace(CALL, when=None))["dateBasis"] == "publication"


@pytest.mark.parametrize(
    ("day", "vague", "stated"),
    [
        ("2014", False, {"startDate": "2014"}),
        ("2021-05", False, {"startDate": "2021-05"}),
        ("", False, {"dateText": "Monday", "earliest": "2021-06-14", "latest": "2021-06-14"}),
        ("2021-06-14", True, {"dateText": "Monday"}),
    ],
)
def test_how_precise_a_date_is(day: str, vague: bool, stated: dict[str, str]) -> None:
    assert CALL.when is not None
    kept, rejected = write(only(replace(CALL, when=replace(CALL.when, date=day, vague=vague))))
    assert rejected == []
    assert stated.items() <= {s.prop: s.value for s in kept}.items()
    assert ("startDate" in stated) == ("startDate" in {s.prop for s in kept})


# --- whom words mean -----------------------------------------------------------------------------


def part_of(kept: list[Statement], type_: str, name: str) -> list[Statement]:
    return [
        s
        for s in kept
        if isinstance(s.about, Relationship)
        and s.about.type == type_
        and name in (NAMES.get(s.about.start.id), NAMES.get(s.about.end.id))
    ]


def test_whom_a_pronoun_means_is_an_inference_with_the_words_in_its_note() -> None:
    kept, _ = write()
    [party] = part_of(kept, "PARTY_TO", "putin")
    assert (party.basis, party.quotation, party.article) == ("inference", None, ARTICLE)
    assert party.note == "“The two leaders”: read from the text"


def test_a_name_elsewhere_in_the_evidence_is_quoted_instead() -> None:
    spoke = replace(CALL, participants=KEEP.parties)
    kept, _ = write(only(spoke))
    [took_part] = part_of(kept, "PARTICIPATED_IN", "putin")
    assert took_part.quotation is not None
    assert took_part.quotation.exact == "Vladimir Putin"
    assert took_part.note == ""


def test_an_office_whose_holder_is_never_named_takes_part_itself() -> None:
    kept, _ = write()
    took_part = [
        s.about.start
        for s in kept
        if isinstance(s.about, Relationship) and s.record_id == FLOATED.anchor
    ]
    assert [thing.type for thing in took_part] == ["Office", "Person"]
    held = next(
        s for s in kept if isinstance(s.about, Relationship) and s.about.start.id == MERKEL.id
    )
    assert (held.about.type, held.basis) == ("HELD_OFFICE", "inference")
    assert held.note == f"Chancellor of Germany on {DAY}, by the office table"


def test_a_title_that_the_text_explains_is_the_person_by_inference() -> None:
    named = Mention(at("Ana Oru"), MERKEL, "name")  # As if she were called so further up.
    kept, _ = write(only(FLOATED, (*EXTRACTION.mentions, named)))
    [took_part] = part_of(kept, "PARTICIPATED_IN", "merkel")
    assert took_part.basis == "inference"
    assert took_part.note == f"Chancellor of Germany on {DAY}, by the office table"


def test_no_participant_is_lost() -> None:
    for reading in ("read from the text", "the other of the two", "who met there"):
        parts = tuple(replace(part, note=reading) for part in FLOATED.participants)
        kept, rejected = write(only(replace(FLOATED, participants=parts), ()))
        edges = [s for s in kept if isinstance(s.about, Relationship) and s.prop == EXISTS]
        assert rejected == []
        assert [e.about.type for e in edges if e.record_id == FLOATED.anchor] == [
            "PARTICIPATED_IN"
        ] * 2


def test_offices_belong_to_countries_and_have_holders_by_inference() -> None:
    kept, _ = write(only(MINISTERIAL))
    edges = [
        (s.about.type, s.about.end.id if s.about.type == "OFFICE_OF" else "", s.basis)
        for s in kept
        if isinstance(s.about, Relationship) and s.record_id.startswith("actors/")
    ]
    assert edges == [
        ("OFFICE_OF", "country-FRA", "record"),
        ("HELD_OFFICE", "", "inference"),
        ("OFFICE_OF", "country-RUS", "record"),
        ("HELD_OFFICE", "", "inference"),
    ]


def test_a_format_has_its_members() -> None:
    from tests.found_example import known

    group = known("Trilateral Contact Group")
    kept, _ = write(only(replace(TALKS, participants=(Part(group, at("talks")),))))
    members = [s.about for s in kept if s.value == "MEMBER_OF"]
    assert {m.start.type for m in members if isinstance(m, Relationship)} == {
        "Country",
        "Organization",
    }
    named = {s.about.id for s in kept if s.prop == "caption" and isinstance(s.about, Entity)}
    assert {m.start.id for m in members if isinstance(m, Relationship)} <= named


def test_names_come_from_the_table_and_a_stranger_s_from_the_text() -> None:
    kept, _ = write()
    putin = [s for s in kept if s.about == Entity("Person", PUTIN.id)]
    assert {s.basis for s in putin} == {"record"}
    assert ("caption", "Vladimir Putin") in {(s.prop, s.value) for s in putin}
    stranger = [s for s in kept if s.about == Entity("Person", ORU.id)]
    assert [(s.prop, s.value, s.basis) for s in stranger] == [
        ("type", "Person", "quote"),
        ("caption", "Ana Oru", "quote"),
    ]
    assert properties_of(schema.node_type("Person"), map(Stated.of, stranger))["checked"] is False


# --- ids -----------------------------------------------------------------------------------------


def test_a_changed_text_states_the_same_things_anew() -> None:
    text = "Corrected. " + TEXT
    article = replace(
        Article.make(
            ARTICLE.key,
            text_sha256=fingerprint(text),
            title=ARTICLE.title,
            published_at=ARTICLE.published_at,
            text=text,
        )
    )
    before, after = write()[0], write(moved(EXTRACTION, 11), article)[0]
    assert [name_of(s.about) for s in before] == [name_of(s.about) for s in after]
    assert not {s.id for s in before if s.quotation} & {s.id for s in after}


def test_a_known_instrument_is_one_thing_in_every_text() -> None:
    other = replace(ARTICLE, key="https://example.org/other")
    assert thing_of(MINSK, ARTICLE) == thing_of(MINSK, other)
    assert instrument_key("Minsk protocol") == "minsk-protocol-2014"
    assert thing_of(MINSK, other).id == make_id("agreement", "minsk-protocol-2014")
    assert thing_of(KEEP, ARTICLE) != thing_of(KEEP, other)
    assert drawn(MINSK)["startDate"] == "2014"


# --- who stands behind it ------------------------------------------------------------------------


def test_a_rule_s_statements_carry_how_often_it_is_right() -> None:
    kept, _ = write(precision={CALL.rule: (38, 41)})
    found = {s.record_id: (s.generated_by, s.confidence) for s in kept if s.quotation}
    assert found[CALL.anchor] == (CALL.rule, "0.92/41")
    assert found[MINISTERIAL.anchor] == (MINISTERIAL.rule, "")
    assert {s.confidence for s in kept if s.record_id.startswith("actors/")} == {""}


@pytest.mark.parametrize(
    ("measured", "written"),
    [((0, 0), ""), ((41, 41), "1.00/41"), ((999, 1000), "0.99/1000"), ((0, 3), "0.00/3")],
)
def test_a_rule_that_erred_is_never_quite_right(measured: tuple[int, int], written: str) -> None:
    assert confidence_of(measured) == written


@pytest.mark.parametrize(
    ("verdict", "makers"),
    [
        (Verdict("accept"), {"curated accepted meeting.speak"}),
        (Verdict("accept", rule="meeting.older"), {"curated accepted meeting.older"}),
        (Verdict("edit", frozenset({"status"})), {"curated accepted meeting.speak", "curated"}),
        (Verdict("add"), {"curated"}),
    ],
)
def test_what_a_person_checked_says_so(verdict: Verdict, makers: set[str]) -> None:
    kept, _ = write(verdicts={CALL.anchor: verdict}, precision={CALL.rule: (1, 2)})
    mine = [s for s in kept if s.record_id == CALL.anchor]
    assert {s.generated_by for s in mine} == makers
    assert {s.confidence for s in mine} == {""}
    by_person = {s.prop for s in mine if s.generated_by == "curated"}
    if verdict.kind == "edit":
        assert by_person == {"status"}


def test_a_value_that_the_quote_does_not_hold_says_that_a_person_set_it() -> None:
    edited = replace(CALL, location=Value("Nice", CALL.evidence[0]))
    verdicts = {CALL.anchor: Verdict("edit", frozenset({"location", "participants"}))}
    kept, _ = write(only(edited), verdicts=verdicts)
    notes = {s.prop: s.note for s in kept if s.record_id == CALL.anchor and s.prop == "location"}
    assert notes == {"location": "Set by the person who checked it"}
    # "Vladimir Putin" stands in the quote, so nothing needs saying.
    assert [s.note for s in part_of(kept, "PARTICIPATED_IN", "putin")] == [""]


# --- what never gets out -------------------------------------------------------------------------


def bad_finds() -> Iterator[tuple[Meeting, str]]:
    yield replace(CALL, status=Value("agreed", CALL.status.span)), "status 'agreed' is not one of"
    yield replace(CALL, format="chat"), "format 'chat' is not one of"
    yield replace(CALL, evidence=()), "no quote, no edge"
    yield replace(CALL, evidence=(Span(5, 99_999),)), "outside the text"
    yield replace(CALL, evidence=(Span(7, 7),)), "outside the text"
    yield replace(CALL, participants=(Part(PUTIN, at("Putin"), "chief"),)), "'chief' is not one of"
    nobody = Actor("person-x", "Person", " ")
    yield replace(CALL, participants=(Part(nobody, at("Putin")),)), "has no name"


@pytest.mark.parametrize(("find", "reason"), list(bad_finds()), ids=lambda each: str(each)[:40])
def test_half_a_record_never_gets_out(find: Meeting, reason: str) -> None:
    extraction = replace(EXTRACTION, meetings=(find, *EXTRACTION.meetings[1:]))
    kept, rejected = write(extraction)
    assert [(r.record_id, r.dataset, r.unit) for r in rejected] == [
        (CALL.anchor, "news", ARTICLE.id)
    ]
    assert reason in rejected[0].reason
    assert CALL.anchor not in {s.record_id for s in kept}
    # Nothing leads to what isn't there.
    thing = thing_of(CALL, ARTICLE)
    for s in kept:
        assert not isinstance(s.about, Relationship) or thing not in ends(s.about)
    assert KEEP.anchor in {s.record_id for s in kept}


def test_an_anchor_that_names_nothing_is_left_out() -> None:
    kept, rejected = write(only(BORDER_SAID))
    assert rejected == []
    assert "IS_ABOUT" not in {s.value for s in kept}


def test_without_the_text_nothing_is_quoted() -> None:
    kept, rejected = write(article=replace(ARTICLE, text=None))
    assert len(rejected) == len(EXTRACTION.finds)
    assert kept == []


def test_an_agreement_told_apart_from_its_meeting_is_its_result_by_inference() -> None:
    apart = replace(CALL, evidence=(CALL.evidence[0],))
    extraction = replace(EXTRACTION, meetings=(apart, *EXTRACTION.meetings[1:]))
    kept, _ = write(extraction)
    [result] = [s for s in kept if s.value == "RESULTED_IN"]
    assert (result.basis, result.note) == (
        "inference",
        "told in the same text of those who met there",
    )


# --- cards ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("find", "card"),
    [
        (CALL, "Call · Macron, Putin · 14 Jun 2021 · took place · according to Elysee"),
        (TALKS, "Talks · participants not named · no date given · proposed"),
        (
            MINISTERIAL,
            "Meeting · Foreign minister of France, Foreign minister of Russia"
            " · “in the coming days” · planned",
        ),
        (KEEP, "Agreed · Macron, Putin · “hold talks on gas”"),
        (MINSK, "Minsk protocol · “Minsk protocol” · existing"),
        (BORDER_SAID, "Said · Putin, as reported by Elysee · “The border stays open”"),
        (
            replace(DOUBT, speakers=()),
            "Said · the article itself · “this would have to be verified”",
        ),
    ],
    ids=lambda each: each.anchor if isinstance(each, Find) else "",
)
def test_a_card_says_what_was_found(find: Find, card: str) -> None:
    assert describe(find, TEXT) == card
