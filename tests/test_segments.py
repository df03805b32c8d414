"""Paragraphs, sentences and quoted words: the manual of loaders/extraction/segments.py."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.extraction.finds import Span
from loaders.extraction.segments import (
    LONGEST_SENTENCE,
    Quoted,
    find_quotes,
    split_paragraphs,
)


def kinds(text: str) -> list[tuple[str, str]]:
    """Return kind and words of each paragraph."""
    return [(p.kind, p.span.of(text)) for p in split_paragraphs(text)]


def sentences(text: str) -> list[str]:
    """Return the words of each sentence."""
    return [s.of(text) for p in split_paragraphs(text) for s in p.sentences]


def quotes(text: str) -> list[str]:
    """Return what is quoted, without the marks; "…" after what is not closed."""
    found = find_quotes(text, Span(0, len(text)))
    return [q.inner.of(text) + ("" if q.closed else "…") for q in found]


# --- paragraphs ----------------------------------------------------------------------------------

HEAD = "Lake states agree on a ferry"
CREDIT = "Delegates on the quay, May 2, 2023. (Ada Quill/Reuters Photo)"
BODY = "The ministers of the lake states met on Tuesday."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A headline is the first paragraph, short, without a full stop, with something after it.
        (f"{HEAD}\n\n{BODY}", ["headline", "body"]),
        (f"{HEAD}\n{BODY}", ["headline", "body"]),
        (f"\n\n  {HEAD}\n\n{BODY}\n", ["headline", "body"]),
        (HEAD, ["body"]),
        (f"{BODY}\n\n{HEAD}", ["body", "body"]),
        (f"{HEAD}.\n\n{BODY}", ["body", "body"]),
        (f"{HEAD}”\n\n{BODY}", ["headline", "body"]),
        (f"“{HEAD}.”\n\n{BODY}", ["body", "body"]),
        (f"{HEAD * 9}\n\n{BODY}", ["body", "body"]),
        # A caption has an agency's or a photographer's credit.
        (f"{HEAD}\n\n{CREDIT}\n\n{BODY}", ["headline", "caption", "body"]),
        (f"{HEAD}\n\nThe quay at dawn. (AP)\n\n{BODY}", ["headline", "caption", "body"]),
        (f"{HEAD}\n\nThe quay. (Pool via AP)\n\n{BODY}", ["headline", "caption", "body"]),
        (f"{HEAD}\n\nThe quay. (Reuters/Pool)\n\n{BODY}", ["headline", "caption", "body"]),
        (f"{HEAD}\n\nFILE - The quay in March.\n\n{BODY}", ["headline", "caption", "body"]),
        (f"{HEAD}\n\nThe quay. Photo by Ada Quill\n\n{BODY}", ["headline", "caption", "body"]),
        # Brackets by themselves are no credit.
        (f"{HEAD}\n\nThe ferry (built in 1931) left.\n\n{BODY}", ["headline", "body", "body"]),
        ("", []),
        (" \n\t\n\u00a0\n", []),
    ],
)
def test_kinds_of_paragraphs(text: str, expected: list[str]) -> None:
    assert [kind for kind, _ in kinds(text)] == expected


WRAPPED = (
    "The ministers of the lake states met on Tuesday in the old\n"
    "customs house, where they spoke for two hours about the new\n"
    "ferry, its timetable and its costs. They will meet again in\n"
    "June."
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (WRAPPED, 1),
        (f"{HEAD}\n\n{WRAPPED}\n\n{WRAPPED}", 3),
        # Lines that end in full stops are paragraphs, whatever their length.
        ("One came on Monday.\nTwo came on Friday.\nNone came since.", 3),
        # A list: its lines are of unlike length.
        ("Present were:\nAda Quill\nthe harbour master of the northern lake, and his staff\nBo", 4),
        # Two lines are too few to look wrapped.
        ("The ministers of the lake states met on Tuesday in the old\ncustoms house", 2),
        # Longer than any wrapped line.
        ("\n".join(["word " * 30] * 4), 4),
    ],
)
def test_wrapped_lines_are_one_paragraph(text: str, count: int) -> None:
    assert len(split_paragraphs(text)) == count


# --- sentences -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It rained. They left.", ["It rained.", "They left."]),
        ("Did it rain? It did! So they left…", ["Did it rain?", "It did!", "So they left…"]),
        # Abbreviations end none.
        ("U.S. President Ford spoke.", ["U.S. President Ford spoke."]),
        ("He met U.N. envoys. They left.", ["He met U.N. envoys.", "They left."]),
        ("He flew to the U.S. He came back.", ["He flew to the U.S.", "He came back."]),
        ("At 5 p.m. Mr. Lake and Dr. Moor left.", ["At 5 p.m. Mr. Lake and Dr. Moor left."]),
        ("It was Gen. Moor, not Sen. Lake.", ["It was Gen. Moor, not Sen. Lake."]),
        ("On Feb. 3 it snowed.", ["On Feb. 3 it snowed."]),
        ("St. Petersburg is on the Neva.", ["St. Petersburg is on the Neva."]),
        (
            "Joseph R. Biden spoke. J. R. Moor did not.",
            ["Joseph R. Biden spoke.", "J. R. Moor did not."],
        ),
        ("It fell by 3.5 per cent. It rose.", ["It fell by 3.5 per cent.", "It rose."]),
        ("See example.org for more.", ["See example.org for more."]),
        # A small letter goes on with the sentence.
        ("The U.S. is far. it is.", ["The U.S. is far. it is."]),
        ("“Will it rain?” he asked.", ["“Will it rain?” he asked."]),
        # Closing marks belong to the sentence before, wherever the space is.
        ("“It rained.” They left.", ["“It rained.”", "They left."]),
        ('"It rained." They left.', ['"It rained."', "They left."]),
        ("(It rained.) They left.", ["(It rained.)", "They left."]),
        ("«It rained.» They left.", ["«It rained.»", "They left."]),
        # A missing space.
        ("It rained.They left.", ["It rained.", "They left."]),
        ("It rained.“They left.”", ["It rained.", "“They left.”"]),
        # Stars part sections.
        ("It rained. *** They left.", ["It rained.", "***", "They left."]),
        ("It rained\n* * *\nThey left", ["It rained", "* * *", "They left"]),
        ("It rained *****They left", ["It rained *****", "They left"]),
        # A row of full stops is one end or none.
        ("It rained.... They left.", ["It rained....", "They left."]),
        ("It rained....they left", ["It rained....they left"]),
        ("", []),
        (".", ["."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_transcript_is_told_apart_speaker_by_speaker() -> None:
    text = "QUESTION: Will you go?\nMR. LAKE: We will. The U.S. will, too.\nQUESTION: When?"
    assert sentences(text) == [
        "QUESTION: Will you go?",
        "MR. LAKE: We will.",
        "The U.S. will, too.",
        "QUESTION: When?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "word " * 5_000,
        "x" * 5_000,
        "😀" * 2_500,
        "list item; " * 900,
        "and " * 300 + "end. " + "or " * 700,
    ],
)
def test_no_sentence_is_longer_than_a_parse_can_bear(text: str) -> None:
    [paragraph] = split_paragraphs(text)
    assert max(s.end - s.start for s in paragraph.sentences) <= LONGEST_SENTENCE
    kept = "".join(s.of(text) for s in paragraph.sentences)
    assert "".join(kept.split()) == "".join(text.split())


# --- quoted words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Straight, curly, low, angled and doubled marks.
        ('He said "no" twice.', ["no"]),
        ("He said “no” twice.", ["no"]),
        ("He said „no” twice.", ["no"]),
        ("He said «no» twice.", ["no"]),
        ("He said „no“ twice.", ["no"]),
        pytest.param(
            "He said ``no'' twice.",
            ["no"],
            marks=pytest.mark.xfail(reason="the first of two closing apostrophes is read alone"),
        ),
        ("“No,” he said. “Never.”", ["No,", "Never."]),
        ('"No," he said. "Never."', ["No,", "Never."]),
        # Single marks after a space and before a word.
        ("He said ‘no’ twice.", ["no"]),
        ("He said 'no' twice.", ["no"]),
        ("‘We will go,’ he said.", ["We will go,"]),
        # No apostrophe opens anything.
        ("It's the ministers' turn, isn't it?", []),
        ("It’s the ministers’ turn, isn’t it?", []),
        ("Both countries’ envoys met the lake states’ ministers.", []),
        ("In the '90s nobody came.", []),
        ("Rock 'n' roll was played.", ["n"]),
        # The outermost only.
        ("He said: “She told me ‘no’ twice.”", ["She told me ‘no’ twice."]),
        ("He said: ‘She told me “no” twice.’", ["She told me “no” twice."]),
        ("«He said “no” to us.»", ["He said “no” to us."]),
        ('"Work on "green" energy," he said.', ['Work on "green" energy,']),
        # What is not closed runs to the end; what was never opened is none.
        ("He said: “We will go", ["We will go…"]),
        ('He said: "We will go', ["We will go…"]),
        ("We will go,” he said.", []),
        ("We will go» he said.", []),
        # An apostrophe within.
        ("“It’s the states’ turn,” he said.", ["It’s the states’ turn,"]),
        ("\"It's the states' turn,\" he said.", ["It's the states' turn,"]),
        # Nothing between the marks.
        ('He said “” and "".', []),
        ("“", []),
    ],
)
def test_quoted_words(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


def test_a_quote_ends_with_its_paragraph() -> None:
    text = "“We will go.\n\n“We will stay,” he said.\n\nThey left."
    quoted = Quoted(text, split_paragraphs(text))
    assert [(q.inner.of(text), q.closed) for q in quoted.quotes] == [
        ("We will go.", False),
        ("We will stay,", True),
    ]


def test_where_a_place_is_quoted() -> None:
    text = "He said “no” and ‘yes’."
    quoted = Quoted(text, split_paragraphs(text))
    at = {text[i]: (q.inner.of(text) if (q := quoted.at(i)) else "") for i in range(len(text))}
    assert (at["“"], at["o"], at["”"], at["y"], at["d"], at["."]) == (
        "no",
        "no",
        "no",
        "yes",
        "",
        "",
    )
    assert [q.inner.of(text) for q in quoted.within(Span(0, 12))] == ["no"]
    assert [q.inner.of(text) for q in quoted.within(Span(13, len(text)))] == ["yes"]
    assert quoted.within(Span(9, 12)) == []


# --- offsets -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "between",
    [
        "😀",
        "👨‍👩‍👧",
        "🇺🇦",
        "محمد",
        "e\u0301",
        "\u200b",
        "\u200f",
        "\ufeff",
        "\u00a0",
        "\u2028",
        "\x85",
        "\x0b",
        "İ",
        "ﬁ",
        "\U0001d54f",
    ],
)
@pytest.mark.parametrize("end", ["\n\n", "\r\n\r\n", "\n \t\n"])
def test_offsets_count_code_points_of_the_text_as_it_is(between: str, end: str) -> None:
    text = f"{between}Ferry news{between}{end}He {between} said “no{between}”. They{between} left."
    [head, body] = split_paragraphs(text)
    assert head.kind == "headline"
    assert "Ferry news" in head.span.of(text)
    [quote] = find_quotes(text, body.span)
    assert (quote.outer.of(text), quote.inner.of(text)) == (f"“no{between}”", f"no{between}")
    assert len(body.sentences) == 2
    assert body.sentences[0].of(text) == f"He {between} said “no{between}”."
    assert body.sentences[1].of(text) == f"They{between} left."


PIECES = st.sampled_from(
    ["It rained", "U.S. President Lake", ".", "?!", "...", "…", " ", "  ", "\n", "\n\n", "\r\n",
     "“", "”", "‘", "’", "'", '"', "''", "``", "«", "»", "„", "***", "(AP)", "😀", "محمد", "\u200b",
     "\u2028", "e\u0301", "s’ ", "\t", "1.5", "x", "Y"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_nothing_is_lost_and_nothing_overlaps(text: str) -> None:
    paragraphs = split_paragraphs(text)
    assert [p.span for p in paragraphs] == sorted(p.span for p in paragraphs)
    for paragraph in paragraphs:
        end = paragraph.span.start
        for sentence in paragraph.sentences:
            assert end <= sentence.start < sentence.end <= paragraph.span.end
            assert text[end : sentence.start].strip() == ""
            assert sentence.of(text) == sentence.of(text).strip()
            end = sentence.end
        assert text[end : paragraph.span.end].strip() == ""
        last = paragraph.span.start
        for quote in find_quotes(text, paragraph.span):
            assert last <= quote.outer.start <= quote.inner.start < quote.inner.end
            assert quote.inner.end <= quote.outer.end <= paragraph.span.end
            last = quote.outer.end
    outside = [a.span.end for a in paragraphs[:-1]]
    for begin, paragraph in zip(outside, paragraphs[1:], strict=True):
        assert text[begin : paragraph.span.start].strip() == ""


# --- time ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("He left.\n" + " " * 60_000 + "\nThey left.", id="a line of spaces"),
        pytest.param("He left" + "." * 60_000 + "x", id="a row of full stops"),
        pytest.param("“" * 30_000 + "no" + "”" * 30_000, id="nested marks"),
        pytest.param('"a ' * 30_000, id="straight marks"),
        pytest.param(" 'a" * 30_000, id="single marks"),
        pytest.param("\n" * 60_000, id="empty lines"),
        pytest.param("A." * 30_000, id="initials"),
        pytest.param("*" * 60_000, id="stars"),
        pytest.param("“‘" * 15_000 + "no" + "’”" * 15_000, id="double in single marks"),
    ],
)
def test_strange_texts_take_no_time(text: str) -> None:
    """Each took minutes where a pattern walks over the same characters again and again."""
    begun = time.perf_counter()
    Quoted(text, split_paragraphs(text))
    assert time.perf_counter() - begun < 2
