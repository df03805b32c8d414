"""Who agreed to what, and how firmly: the manual of loaders/extraction/agreements.py."""

from __future__ import annotations

import pytest

from loaders.extraction.extractor import extract
from loaders.extraction.finds import Agreement, Extraction
from loaders.extraction.parsing import MODEL, NO_MODEL

#: A Wednesday.
PUBLISHED = "2023-05-10"
MACRON, SCHOLZ, MELONI = "Emmanuel Macron", "Olaf Scholz", "Giorgia Meloni"
BOTH = pytest.mark.parametrize("model", [MODEL, NO_MODEL])


def read(text: str, *, model: str = MODEL) -> Extraction:
    """Read a text."""
    return extract(text, PUBLISHED, model=model)


def one(text: str, *, model: str = MODEL) -> Agreement:
    """Return the only agreement of a text."""
    [found] = read(text, model=model).agreements
    return found


def parties(agreement: Agreement) -> list[str]:
    """Return the parties' captions, sorted."""
    return sorted(part.actor.caption for part in agreement.parties)


# --- what it is, how firm, and its terms ---------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "status", "terms"),
    [
        # Agreed.
        (
            "Emmanuel Macron and Olaf Scholz agreed to open a joint office in Metz.",
            "agreed",
            "open a joint office in Metz",
        ),
        ("Emmanuel Macron and Olaf Scholz agreed on a ceasefire.", "agreed", "ceasefire"),
        (
            "Emmanuel Macron and Olaf Scholz have agreed on the text of a treaty, it is said.",
            "agreed",
            "the text of a treaty",
        ),
        (
            "Giorgia Meloni agreed with Olaf Scholz to open an office.",
            "agreed",
            "open an office",
        ),
        (
            "Emmanuel Macron and Olaf Scholz agreed that experts would meet in June.",
            "agreed",
            "experts would meet in June",
        ),
        (
            "It was agreed that the teams should stay in touch.",
            "agreed",
            "the teams should stay in touch",
        ),
        (
            "Emmanuel Macron and Olaf Scholz agreed to “keep the line open”.",
            "agreed",
            "keep the line open",
        ),
        (
            "Emmanuel Macron and Olaf Scholz decided to set up a commission.",
            "agreed",
            "set up a commission",
        ),
        (
            "Emmanuel Macron and Olaf Scholz reached an agreement on hydrogen.",
            "agreed",
            "hydrogen",
        ),
        # Pledged: by one, or by both in what they said of themselves.
        ("Olaf Scholz pledged to send ten generators.", "pledged", "send ten generators"),
        ("Olaf Scholz promised support for Moldova.", "pledged", "support for Moldova"),
        ("Olaf Scholz vowed to stand by Moldova.", "pledged", "stand by Moldova"),
        ("Olaf Scholz committed to protect the river.", "pledged", "protect the river"),
        (
            "Emmanuel Macron and Olaf Scholz said they would act on a road map.",
            "pledged",
            "act on a road map",
        ),
        # Signed.
        (
            "Emmanuel Macron and Olaf Scholz signed a memorandum on hydrogen.",
            "signed",
            "memorandum on hydrogen",
        ),
        (
            "A memorandum on hydrogen was signed by Emmanuel Macron and Olaf Scholz.",
            "signed",
            "memorandum on hydrogen",
        ),
        (
            "Emmanuel Macron and Olaf Scholz adopted a joint declaration.",
            "signed",
            "joint declaration",
        ),
        # Proposed.
        ("Emmanuel Macron and Olaf Scholz will sign a treaty on Friday.", "proposed", "treaty"),
        (
            "Emmanuel Macron proposed to agree on a timetable.",
            "proposed",
            "timetable",
        ),
        # Existing: a known instrument, and what was reached before.
        ("Olaf Scholz spoke of the Minsk agreements.", "existing", "Minsk agreements"),
        ("It breaks the Budapest Memorandum.", "existing", "Budapest Memorandum"),
        (
            "The agreements reached during the talks must be kept.",
            "existing",
            "The agreements reached during the talks",
        ),
        ("A draft Budapest Memorandum is discussed.", "proposed", "Budapest Memorandum"),
        pytest.param(
            "Emmanuel Macron and Olaf Scholz reached an agreement to reopen the border.",
            "agreed",
            "reopen the border",
            marks=pytest.mark.xfail(reason="“to reopen” is read as still to come"),
        ),
        pytest.param(
            "An agreement was reached on the exchange of prisoners.",
            "agreed",
            "the exchange of prisoners",
            marks=pytest.mark.xfail(reason="“on …” hangs on the verb and not on the noun"),
        ),
    ],
)
def test_status_and_terms(text: str, status: str, terms: str) -> None:
    found = one(text)
    assert (found.status.value, found.terms.of(text)) == (status, terms)


@pytest.mark.parametrize(
    "text",
    [
        # An opinion is said, not agreed.
        "Emmanuel Macron and Olaf Scholz agreed that the situation is serious.",
        "Giorgia Meloni agrees with Olaf Scholz.",
        "Giorgia Meloni agreed.",
        # Refused, denied, open.
        "Emmanuel Macron refused to sign the treaty.",
        "Emmanuel Macron and Olaf Scholz did not agree on a date.",
        "Emmanuel Macron and Olaf Scholz failed to agree on a date.",
        "Emmanuel Macron and Olaf Scholz may agree on a date.",
        "No agreement was reached.",
        "Emmanuel Macron did not sign the memorandum.",
        # Said, noted, intended: claims.
        "Emmanuel Macron saw the need to work on a road map.",
        "Emmanuel Macron is ready to work on a road map.",
        "Emmanuel Macron intends to work on a road map.",
        "Emmanuel Macron said he would work on a road map.",
        # By one alone.
        "Emmanuel Macron decided to set up a commission.",
        # Other senses.
        "Emmanuel Macron signed autographs.",
        "Emmanuel Macron concluded his speech.",
        "Emmanuel Macron resolved the question.",
        "The weather promised well.",
    ],
)
def test_what_is_no_agreement(text: str) -> None:
    assert read(text).agreements == ()


@pytest.mark.parametrize(
    ("text", "binding"),
    [
        ("Emmanuel Macron and Olaf Scholz agreed to open an office.", "verbal"),
        ("Olaf Scholz pledged to send ten generators.", "verbal"),
        ("Emmanuel Macron and Olaf Scholz signed a memorandum on hydrogen.", "written"),
        ("Olaf Scholz spoke of the Minsk agreements.", "written"),
    ],
)
def test_how_binding(text: str, binding: str) -> None:
    found = one(text).binding
    assert found is not None
    assert found.value == binding


# --- parties -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Emmanuel Macron and Olaf Scholz agreed to open an office.", [MACRON, SCHOLZ]),
        ("Giorgia Meloni agreed with Olaf Scholz to open an office.", [MELONI, SCHOLZ]),
        ("Emmanuel Macron met Olaf Scholz. They agreed to open an office.", [MACRON, SCHOLZ]),
        (
            "Emmanuel Macron met Olaf Scholz. The two leaders agreed to open an office.",
            [MACRON, SCHOLZ],
        ),
        ("Olaf Scholz pledged to send ten generators.", [SCHOLZ]),
        (
            "A memorandum was signed by Emmanuel Macron and Olaf Scholz.",
            [MACRON, SCHOLZ],
        ),
        ("France and Germany agreed to open an office.", ["France", "Germany"]),
        ("NATO and Russia agreed to open an office.", ["NATO", "Russia"]),
        # A country beside the person who stands for it is no second party.
        (
            "Emmanuel Macron of France and Olaf Scholz of Germany agreed to open an office.",
            [MACRON, SCHOLZ],
        ),
        ("It was agreed that the teams should stay in touch.", []),
    ],
)
def test_parties(text: str, expected: list[str]) -> None:
    assert parties(one(text)) == expected


def test_a_party_that_a_pronoun_means_has_a_note() -> None:
    found = one("Emmanuel Macron met Olaf Scholz. They agreed to open an office.")
    assert all(part.note for part in found.parties)
    found = one("Emmanuel Macron and Olaf Scholz agreed to open an office.")
    assert not any(part.note for part in found.parties)


def test_where_it_does_not_say_who_agreed_those_who_met_are_meant() -> None:
    text = "Emmanuel Macron met Olaf Scholz. It was agreed that the teams should stay in touch."
    found = one(text)
    assert {p.actor.caption: p.note for p in found.parties} == {
        MACRON: "who met there",
        SCHOLZ: "who met there",
    }


# --- what it came from and leads to --------------------------------------------------------------

TALKS = (
    "Emmanuel Macron had a call with Olaf Scholz. Rishi Sunak met Joe Biden. "
    "Macron and Scholz agreed to hold a summit in June. Sunak and Biden agreed to stay in touch."
)


@BOTH
def test_an_agreement_comes_from_the_meeting_of_its_parties(model: str) -> None:
    text = TALKS.replace("Macron and Scholz", "Emmanuel Macron and Olaf Scholz")
    text = text.replace("Sunak and Biden", "Rishi Sunak and Joe Biden")
    found = read(text, model=model)
    met = {m.anchor: sorted(p.actor.caption for p in m.participants) for m in found.meetings}
    assert [met[a.result_of] for a in found.agreements] == [
        [MACRON, SCHOLZ],
        ["Joe Biden", "Rishi Sunak"],
    ]


def test_a_meeting_in_its_terms_is_what_it_calls_for() -> None:
    found = read(TALKS)
    [summit] = [m for m in found.meetings if m.format == "summit"]
    assert summit.status.value == "planned"
    assert [a.calls_for for a in found.agreements] == [(summit.anchor,), ()]


def test_a_held_meeting_in_its_terms_is_none_that_it_calls_for() -> None:
    text = "Emmanuel Macron and Olaf Scholz agreed to publish the minutes of the Paris talks."
    assert one(text).calls_for == ()


def test_an_instrument_in_its_terms_is_what_it_refers_to() -> None:
    text = "Emmanuel Macron and Olaf Scholz agreed to implement the Minsk agreements."
    agreed, minsk = read(text).agreements
    assert agreed.refers_to == (minsk.anchor,)
    assert (minsk.status.value, minsk.refers_to) == ("existing", ())
    assert minsk.caption is not None
    assert minsk.caption.value == "Minsk agreements"


@pytest.mark.xfail(reason="its own name stands in its terms")
def test_nothing_refers_to_itself() -> None:
    found = one("A draft Budapest Memorandum is discussed.")
    assert found.refers_to == ()


def test_an_instrument_is_one_however_often_it_is_named() -> None:
    text = "The Minsk agreements stand. Olaf Scholz spoke of the Minsk agreements. They hold."
    found = one(text)
    assert [span.of(text) for span in found.evidence] == [
        "The Minsk agreements stand.",
        "Olaf Scholz spoke of the Minsk agreements.",
    ]


def test_no_agreement_comes_from_what_is_only_planned() -> None:
    text = "Emmanuel Macron will meet Olaf Scholz. Macron and Scholz agreed to open an office."
    assert [a.result_of for a in read(text).agreements] == [""]


# --- headlines, speakers, anchors ----------------------------------------------------------------


def test_a_headline_is_evidence_for_what_the_body_tells() -> None:
    text = (
        "Macron, Scholz agree to open office\n\n"
        "Emmanuel Macron and Olaf Scholz agreed to open a joint office in Metz."
    )
    found = one(text)
    assert found.terms.of(text) == "open a joint office in Metz"
    assert [span.of(text) for span in found.evidence] == [
        "Emmanuel Macron and Olaf Scholz agreed to open a joint office in Metz.",
        "Macron, Scholz agree to open office",
    ]


def test_a_headline_alone_tells_of_an_agreement() -> None:
    text = "Macron, Scholz agree to open office\n\nIt rained in Metz on Monday."
    found = one(text)
    assert (found.status.value, found.terms.of(text)) == ("agreed", "open office")
    assert parties(found) == [MACRON, SCHOLZ]


def test_what_somebody_tells_has_its_speaker() -> None:
    text = "Emmanuel Macron and Olaf Scholz agreed to open an office, the Elysee said."
    assert [s.actor.caption for s in one(text).speakers] == ["Elysee"]


@BOTH
def test_anchors_name_one_agreement_each(model: str) -> None:
    text = (
        "Emmanuel Macron and Olaf Scholz agreed to open an office. "
        "Rishi Sunak and Joe Biden agreed to stay in touch. "
        "Emmanuel Macron and Olaf Scholz agreed to keep the Minsk agreements."
    )
    found = read(text, model=model).agreements
    assert [a.anchor for a in found] == [
        "agreement/agreed/1",
        "agreement/agreed/2",
        "agreement/agreed/3",
        "agreement/minsk agreements/1",
    ]
    assert [a.trigger.of(text) for a in found] == ["agreed"] * 3 + ["Minsk agreements"]


# --- without a model -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        (
            "Emmanuel Macron and Olaf Scholz agreed to open a joint office in Metz.",
            "open a joint office in Metz",
        ),
        ("Emmanuel Macron and Olaf Scholz agreed on a ceasefire.", "a ceasefire"),
        (
            "Emmanuel Macron and Olaf Scholz agreed that experts would meet in June.",
            "experts would meet in June",
        ),
    ],
)
def test_without_a_model_the_plainest_words_tell(text: str, terms: str) -> None:
    found = one(text, model=NO_MODEL)
    assert (found.status.value, found.terms.of(text)) == ("agreed", terms)
    assert parties(found) == [MACRON, SCHOLZ]


@pytest.mark.xfail(reason="the patterns can't tell an opinion or a negation")
@pytest.mark.parametrize(
    "text",
    [
        "Emmanuel Macron and Olaf Scholz agreed that the situation is serious.",
        "Emmanuel Macron and Olaf Scholz did not agree on a date.",
    ],
)
def test_without_a_model_an_opinion_is_no_agreement(text: str) -> None:
    assert read(text, model=NO_MODEL).agreements == ()
