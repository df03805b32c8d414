"""Curated records: what lands, and the clear error for what doesn't."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.quotation import fingerprint
from graph.statement import Entity, Relationship, Statement, validate
from loaders import Complete, Options, Rejected, articles, curated
from tests.facts import TEXT

HEAD = f"""\
dataset: {{id: berg, title: Berg and Lund, publisher: Readout, licence: CC0-1.0}}
actors:
  berg: {{type: Person, caption: Anna Berg, aliases: [A. Berg], codes: [iso3:NOR]}}
  lund: {{type: Person, caption: Bo Lund}}
  chancellery: {{type: Organization, caption: Chancellery}}
articles:
  news:
    title: Berg calls Lund
    sourceUrl: https://example.org/call
    publisher: Example News
    publishedAt: 2021-03-05
    textSha256: {fingerprint(TEXT)}
"""
QUOTES = """\
    quotes:
      call: {exact: Anna Berg called Bo Lund, start: 0}
      minutes: {exact: 90 minutes, start: 50}
"""
CALL = """\
      - Meeting: call
        quote: call
        status: held
        format: call
        participants: [berg, {to: lund, role: recipient}]
"""
#: Nine lines that stand for a billion values.
BOMB = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
GOOD = HEAD + QUOTES + "    records:\n" + CALL


def read(
    tmp_path: Path, text: str | bytes, name: str = "facts.yaml"
) -> tuple[list[Statement], list[str]]:
    """Return the statements and the errors (without the folder) of a curated file."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    items = list(curated.read(path, Options()))
    errors = [str(i).removeprefix(f"{tmp_path}/") for i in items if isinstance(i, Rejected)]
    return [i for i in items if isinstance(i, Statement)], errors


def test_a_record_becomes_statements(tmp_path: Path) -> None:
    statements, errors = read(tmp_path, GOOD)
    assert errors == []
    call = next(s.about for s in statements if s.about.type == "Meeting")
    assert isinstance(call, Entity)
    about_call = {
        (s.prop, s.value, s.quotation.exact if s.quotation else "")
        for s in statements
        if s.about == call
    }
    assert about_call == {
        ("type", "Meeting", "Anna Berg called Bo Lund"),
        ("status", "held", "Anna Berg called Bo Lund"),
        ("format", "call", "Anna Berg called Bo Lund"),
    }
    edges = [s for s in statements if isinstance(s.about, Relationship)]
    assert sorted((s.prop, s.value) for s in edges) == [
        ("role", "recipient"),
        ("type", "PARTICIPATED_IN"),
        ("type", "PARTICIPATED_IN"),
    ]
    names = {s.value for s in statements if s.basis == "record" and s.prop == "caption"}
    assert names == {"Anna Berg", "Bo Lund"}  # nobody is brought in who plays no part


def test_ids_come_from_keys_and_not_from_the_file(tmp_path: Path) -> None:
    one, _ = read(tmp_path, GOOD, "one.yaml")
    two, _ = read(tmp_path, GOOD.replace("publisher: Example News", "publisher: Other"), "two.yaml")
    assert {s.about.id for s in one} == {s.about.id for s in two}


def test_a_fact_may_have_words_speakers_and_a_basis_of_its_own(tmp_path: Path) -> None:
    text = GOOD + (
        "        duration: {value: PT90M, quote: minutes, by: [chancellery, [berg, lund]]}\n"
        "        topic: {quote: call}\n"
        "        startDate: {value: 2021-03-05, basis: inference, note: day of publication}\n"
    )
    statements, errors = read(tmp_path, text)
    assert errors == []
    found = {s.prop: s for s in statements if s.about.type == "Meeting"}
    assert found["duration"].quotation is not None
    assert found["duration"].quotation.exact == "90 minutes"
    assert [a.position for a in found["duration"].attributed_to] == [0, 1, 1]
    assert found["topic"].value == "Anna Berg called Bo Lund"  # no value: the words are it
    assert (found["startDate"].basis, found["startDate"].quotation) == ("inference", None)
    assert found["startDate"].source is not None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "facts.yaml:1: is empty"),
        ("# only a comment\n", "facts.yaml:1: is empty"),
        ("a: [1, 2\nb: 3\n", "facts.yaml:2: is not YAML: while parsing a flow sequence"),
        ("\tdataset: x\n", "facts.yaml:1: is not YAML"),
        ("just words\n", "facts.yaml:1: must be fields with values"),
        ("dataset: {id: x}\n", "facts.yaml:1: has no articles"),
        ("articles: {}\n", "facts.yaml:1: has no dataset"),
        (GOOD + "extra: 1\n", "facts.yaml:22: extra: is unknown here; known are dataset, actors"),
        (GOOD.replace("id: berg", "id: a b"), "facts.yaml:1: dataset.id: may hold letters"),
        (
            GOOD + "dataset: {id: y}\n",
            "facts.yaml:22: repeats the field 'dataset' (first on line 1)",
        ),
        (b"dataset: {id: caf\xe9}", "facts.yaml: is not UTF-8 (byte 17): save it as UTF-8"),
        (b"\xff\xfed\x00a\x00", "facts.yaml: is not UTF-8 (byte 0)"),
        (b"\x00\x01\x02", "facts.yaml:1: is not YAML"),
        ("a: " + "[" * 5000, "is nested more than"),
        (BOMB, "holds more than 2,000,000 values, aliases counted"),
    ],
)
def test_a_file_that_can_not_be_used(tmp_path: Path, text: str | bytes, error: str) -> None:
    statements, errors = read(tmp_path, text)
    assert statements == []
    assert len(errors) == 1
    assert error in errors[0]


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        (
            "Meeting: call",
            "Party: call",
            ":17: articles.news.records[0]: begins with 'Party', which is no type",
        ),
        (
            "status: held",
            "status: done",
            ":19: Meeting call.status: status 'done' is not one of held",
        ),
        (
            "status: held",
            "colour: red",
            ":19: Meeting call.colour: a Meeting has no field 'colour'",
        ),
        ("status: held", "participants: [x]", "repeats the field 'participants'"),
        (
            "[berg, {",
            "[nobody, {",
            ":21: Meeting call.participants: there is no actor and no record called 'nobody'",
        ),
        ("        quote: call\n", "", ":17: Meeting call: has no quote: no quote, no edge"),
        (
            "quote: call",
            "quote: other",
            ":18: Meeting call: the article news has no quote called 'other'",
        ),
        ("        format: call\n", "", ":17: format: call has no format"),
        (
            "role: recipient",
            "role: guest",
            "Meeting call.participants.role: role 'guest' is not one of",
        ),
        ("role: recipient", "rank: 1", "participants.rank: is unknown here"),
        ("start: 0}", "start: 0, end: 23}", "start 0 and end 23 are 23 apart, the words are 24"),
        ("start: 0}", "start: one}", "'one' is not a whole number"),
        (
            "call: {exact: Anna Berg called Bo Lund, start: 0}",
            "call: {exact: Anna Berg called Bo Lund}",
            "has no start",
        ),
        (
            "call: {exact: Anna Berg called Bo Lund, start: 0}",
            "call: {exact: '', start: 0}",
            "quotes.call.exact: is empty",
        ),
        (
            "sourceUrl: https://example.org/call",
            "sourceUrl: javascript:alert(1)",
            ":9: articles.news.sourceUrl",
        ),
        (
            "publishedAt: 2021-03-05",
            "publishedAt: yesterday",
            ":11: articles.news.publishedAt: 'yesterday' is not a date",
        ),
        ("    publisher: Example News\n", "", ":8: articles.news: has no publisher"),
        ("textSha256: ", "textSha256: x", "is not a SHA-256"),
        (
            "type: Person, caption: Bo Lund",
            "type: Meeting, caption: Bo Lund",
            ":4: actors.lund.type: 'Meeting' is not one of Person",
        ),
        ("codes: [iso3:NOR]", "codes: [NOR]", "actors.berg.codes: codes 'NOR' is not a code"),
    ],
)
def test_an_error_names_file_line_and_field(tmp_path: Path, old: str, new: str, error: str) -> None:
    assert old in GOOD
    _, errors = read(tmp_path, GOOD.replace(old, new))
    assert any(error in each for each in errors), errors
    assert all(each.startswith("facts.yaml:") for each in errors)


def test_good_records_land_beside_bad_ones(tmp_path: Path) -> None:
    bad = CALL.replace("Meeting: call", "Meeting: other").replace("held", "done")
    statements, errors = read(tmp_path, GOOD + bad)
    assert [s.value for s in statements if s.prop == "status"] == ["held"]
    assert len(errors) == 1


def test_nothing_leads_to_a_rejected_record(tmp_path: Path) -> None:
    agreement = (
        "      - Agreement: again\n        quote: call\n        status: agreed\n"
        "        terms: {quote: minutes}\n        resultOf: [call]\n"
    )
    bad = GOOD.replace("status: held", "status: done") + agreement
    statements, errors = read(tmp_path, bad)
    assert {s.about.type for s in statements if isinstance(s.about, Entity)} == {"Agreement"}
    assert not [s for s in statements if s.about.type == "RESULTED_IN"]
    assert any("call was rejected, so nothing can lead to it" in each for each in errors)


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(GOOD)
    (tmp_path / "two.yml").write_text("dataset: [")
    items = list(curated.read(tmp_path, Options()))
    assert [i.unit for i in items if isinstance(i, Complete)] == ["one.yaml"]
    assert len([i for i in items if isinstance(i, Rejected)]) == 1


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200))
def test_no_file_makes_it_crash(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    statements, errors = read(tmp_path_factory.getbasetemp(), raw, "fuzz.yaml")
    assert statements == []
    assert errors


@settings(max_examples=200, deadline=None)
@given(
    st.integers(0, len(GOOD)),
    st.integers(0, 12),
    st.text(alphabet=":{}[]-&*!|>'\"# \n\tabc0é\u200b", max_size=6),
)
def test_no_slip_of_the_keyboard_makes_it_crash(
    tmp_path_factory: pytest.TempPathFactory, at: int, gone: int, typed: str
) -> None:
    """Whatever lands is valid, and what doesn't is told with its place."""
    text = GOOD[:at] + typed + GOOD[at + gone :]
    statements, errors = read(tmp_path_factory.getbasetemp(), text, "fuzz.yaml")
    assert statements or errors
    assert all(validate(each) == [] for each in statements)


class TestTexts:
    """The loader `articles`: the same records, held against the text."""

    def load(
        self, tmp_path: Path, yaml: str, text: str | bytes = TEXT, keep: bool = True
    ) -> tuple[list[Statement], list[str]]:
        (tmp_path / "call.yaml").write_text(yaml)
        path = tmp_path / "call.txt"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        items = list(articles.read(path, Options(keep_text=keep)))
        errors = [str(i).removeprefix(f"{tmp_path}/") for i in items if isinstance(i, Rejected)]
        return [i for i in items if isinstance(i, Statement)], errors

    def test_offsets_are_found_in_the_text(self, tmp_path: Path) -> None:
        statements, errors = self.load(
            tmp_path, GOOD.replace(", start: 50", "").replace(", start: 0", "")
        )
        assert errors == []
        quoted = [s.quotation for s in statements if s.quotation]
        assert quoted
        for quotation in quoted:
            assert TEXT[quotation.start : quotation.end] == quotation.exact
            assert quotation.article.text == TEXT

    def test_the_text_is_left_out_on_request(self, tmp_path: Path) -> None:
        statements, _ = self.load(tmp_path, GOOD, keep=False)
        assert {s.quotation.article.text for s in statements if s.quotation} == {None}

    def test_the_statements_are_those_of_the_records_alone(self, tmp_path: Path) -> None:
        with_text, _ = self.load(tmp_path, GOOD)
        without, _ = read(tmp_path, GOOD, "call.yaml")
        assert {s.id for s in with_text} == {s.id for s in without}

    @pytest.mark.parametrize(
        ("old", "new", "error"),
        [
            (
                "Anna Berg called Bo Lund, start: 0",
                "Anna Berg met Bo Lund, start: 0",
                "are not at 0: there stands",
            ),
            ("start: 0}", "start: 1}", "are not at 1: there stands"),
            ("Anna Berg called Bo Lund, start: 0", "Bo Lund met Anna", "are not in the text"),
        ],
    )
    def test_a_quote_that_is_not_there_is_refused(
        self, tmp_path: Path, old: str, new: str, error: str
    ) -> None:
        statements, errors = self.load(tmp_path, GOOD.replace(old, new))
        assert [s for s in statements if s.about.type == "Meeting"] == []
        assert any(error in each for each in errors), errors

    @pytest.mark.parametrize(
        ("text", "error"),
        [
            (b"", "call.txt: is empty"),
            (b" \n ", "call.txt: is empty"),
            ("Café".encode("latin-1"), "call.txt: is not UTF-8 (byte 3)"),
            (TEXT + " ", "no article whose textSha256 is this text's"),
        ],
    )
    def test_a_text_that_can_not_be_used(
        self, tmp_path: Path, text: str | bytes, error: str
    ) -> None:
        statements, errors = self.load(tmp_path, GOOD, text)
        assert statements == []
        assert any(error in each for each in errors), errors

    def test_a_text_without_records_is_read_by_extraction(self, tmp_path: Path) -> None:
        (tmp_path / "alone.txt").write_text(TEXT)
        items = list(articles.read(tmp_path / "alone.txt", Options()))
        assert [i.dataset for i in items if isinstance(i, Complete)] == ["texts-alone"]
        assert not [i for i in items if isinstance(i, Rejected)]
        quoted = [i.quotation for i in items if isinstance(i, Statement) and i.quotation]
        assert quoted
        assert all(TEXT[q.start : q.end] == q.exact for q in quoted)

    def test_records_that_are_asked_for_must_be_there(self, tmp_path: Path) -> None:
        (tmp_path / "alone.txt").write_text(TEXT)
        records = tmp_path / "nowhere.yaml"
        [item] = articles.read(tmp_path / "alone.txt", Options(records=records))
        assert f"its curated records, {records}, do not exist" in str(item)
