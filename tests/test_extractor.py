"""The front door of extraction: every span right, the same finds every time."""

from __future__ import annotations

import hashlib
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from graph import schema
from loaders.extraction.extractor import extract
from loaders.extraction.finds import Agreement, Claim, Extraction, Meeting, Span
from loaders.extraction.parsing import MODEL, NO_MODEL

ROOT = Path(__file__).resolve().parent.parent
BOTH = pytest.mark.parametrize("model", [MODEL, NO_MODEL])
PUBLISHED = "2023-05-10"

#: A text of each kind: news, an office's release, a transcript; marks and scripts of all sorts.
TEXTS = (
    "Lake states, island states agree to reopen ferry\n\n"
    "Norwegian Foreign Minister Ada Quill on the quay, May 8, 2023. (Bo Lund/Harbour Photo)\n\n"
    "Emmanuel Macron and Olaf Scholz agreed on Monday to reopen the ferry, the Elysee said. In a "
    "call that lasted 40 minutes, “the two leaders spoke of nothing else,” it said. Macron told "
    "Scholz that he would come to Berlin in June. The White House doubted this claim.\n\n"
    "Both countries’ foreign ministers are to meet in a few weeks, and Volodymyr Zelenskiy may "
    "join them. Zelensky refused to comment. Moscow denied that it had asked for talks.\n",
    "Telephone conversation with President of France Emmanuel Macron\r\n\r\n"
    "The President had a telephone conversation with Emmanuel Macron. Our country is grateful. "
    "Olaf Scholz invited President Zelenskyy to visit Berlin. They recalled the Minsk accords.\n",
    "QUESTION: Will you meet President Biden?\nMR. LAKE: “We’ve no plans. 😀 He said ‘no’.”\n"
    "QUESTION: محمد بن سلمان?\nMR. LAKE: Joe\u00a0Biden\u200b spoke with King Salman on 3 May… "
    "e\u0301! “Open\n\nto the end",
)


def spans(value: object, path: str = "") -> Iterator[tuple[str, Span]]:
    """Yield every span in a find or a tuple of finds, with the fields that lead to it."""
    if isinstance(value, Span):
        yield path, value
    elif isinstance(value, tuple):
        for each in value:
            yield from spans(each, path)
    elif is_dataclass(value):
        for field in fields(value):
            yield from spans(getattr(value, field.name), f"{path}.{field.name}")


def faults(text: str, found: Extraction) -> list[str]:
    """Return what is wrong with an extraction; places only, never words of the text."""
    wrong = []
    for path, span in spans(found):
        if not (0 <= span.start < span.end <= len(text)):
            wrong.append(f"{path} {span} lies outside the text or is empty")
        elif not span.of(text).strip():
            wrong.append(f"{path} {span} is white space")
    anchors = [find.anchor for find in found.finds]
    wrong += [f"{anchor} is there twice" for anchor in set(anchors) if anchors.count(anchor) > 1]
    for find in found.finds:
        if not find.evidence:
            wrong.append(f"{find.anchor} has no evidence")
        elif not any(span.overlaps(find.trigger) for span in find.evidence):
            wrong.append(f"{find.anchor}: its trigger is not in its evidence")
        links: tuple[str, ...] = ()
        if isinstance(find, Agreement):
            links = (*find.calls_for, *find.refers_to, *filter(None, (find.result_of,)))
        elif isinstance(find, Claim):
            links = (*find.about, *(stance.target for stance in find.stances))
        wrong += [f"{find.anchor} leads to {link}" for link in links if link not in anchors]
    for name, listed in (
        ("mentions", [m.span.start for m in found.mentions]),
        ("times", [t.span.start for t in found.times]),
        ("durations", [d.span.start for d in found.durations]),
        ("meetings", [m.trigger.start for m in found.meetings]),
        ("agreements", [a.trigger.start for a in found.agreements]),
        ("claims", [c.trigger.start for c in found.claims]),
    ):
        if name != "claims" and listed != sorted(listed):
            wrong.append(f"{name} are not in the order of the text")
    for meeting in found.meetings:
        if meeting.status.value not in schema.MEETING_STATUS:
            wrong.append(f"{meeting.anchor}: {meeting.status.value} is no status")
        if meeting.format not in schema.MEETING_FORMAT:
            wrong.append(f"{meeting.anchor}: {meeting.format} is no format")
        if (meeting.joint is None) != (meeting.format != "call"):
            wrong.append(f"{meeting.anchor}: joint is {meeting.joint} of a {meeting.format}")
        ids = [part.actor.id for part in meeting.participants]
        if len(set(ids)) < len(ids):
            wrong.append(f"{meeting.anchor}: somebody takes part twice")
    wrong += [
        f"{time.span}: {time.earliest} is after {time.latest}"
        for time in found.times
        if time.earliest > time.latest
    ]
    return wrong


def digest(found: Extraction) -> str:
    """Return a hash of all that was found."""
    return hashlib.sha256(repr(found).encode()).hexdigest()


@pytest.fixture(scope="module")
def public(corpus: Path) -> dict[str, str]:
    """The articles of the corpus, by the name of their file."""
    files = sorted((corpus / "data" / "articles_public").glob("*.txt"))
    return {file.name: file.read_bytes().decode("utf-8") for file in files}


@pytest.fixture(scope="module")
def read_once(public: dict[str, str]) -> dict[str, Extraction]:
    """What was found in each, in the order of their names."""
    return {name: extract(text, "2022-02-20", name[3:5]) for name, text in public.items()}


# --- every span is right -------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("number", range(len(TEXTS)))
@pytest.mark.parametrize("publisher", ["", "president.gov.ua"])
def test_every_span_of_every_find_is_words_of_the_text(
    number: int, publisher: str, model: str
) -> None:
    text = TEXTS[number]
    for day in (PUBLISHED, ""):
        found = extract(text, day, publisher, model=model)
        assert faults(text, found) == []
        assert found.mentions


def test_so_it_is_in_every_article_of_the_corpus(
    public: dict[str, str], read_once: dict[str, Extraction]
) -> None:
    assert len(public) >= 15
    for name, text in public.items():
        assert (name, faults(text, read_once[name])) == (name, [])
        plainly = extract(text, "2022-02-20", model=NO_MODEL)
        assert (name, faults(text, plainly)) == (name, [])
    assert sum(len(found.meetings) for found in read_once.values()) >= len(public)


def test_offsets_are_code_points_of_the_text_as_it_is() -> None:
    before = "😀🇺🇦 محمد e\u0301\u200b\r\n\r\n"
    text = "Emmanuel Macron met Olaf Scholz in Berlin on 3 May 2023."
    plain, shifted = extract(text, PUBLISHED), extract(before + text, PUBLISHED)
    assert [(p, s.start + len(before), s.end + len(before)) for p, s in spans(plain)] == [
        (p, s.start, s.end) for p, s in spans(shifted)
    ]


# --- the same every time -------------------------------------------------------------------------


def test_again_and_after_others_it_finds_the_same(
    public: dict[str, str], read_once: dict[str, Extraction]
) -> None:
    """Nothing is carried over from one text to another: read backwards, they give the same."""
    for text in TEXTS:
        extract(text, PUBLISHED, "president.gov.ua")
    for name in reversed(public):
        again = extract(public[name], "2022-02-20", name[3:5])
        assert (name, digest(again)) == (name, digest(read_once[name]))
        assert again == read_once[name]


@BOTH
def test_finds_are_values(model: str) -> None:
    for text in TEXTS:
        found = extract(text, PUBLISHED, model=model)
        assert pickle.loads(pickle.dumps(found)) == found
        hash(found)


PROCESS = """
import sys
from pathlib import Path
from tests.test_extractor import TEXTS, PUBLISHED, digest
from loaders.extraction.extractor import extract
from loaders.extraction.parsing import MODEL, NO_MODEL
folder = Path(sys.argv[1])
for model in (MODEL, NO_MODEL):
    for text in TEXTS:
        print(digest(extract(text, PUBLISHED, "president.gov.ua", model=model)))
for file in sorted(folder.glob("*.txt"))[:4]:
    print(digest(extract(file.read_bytes().decode("utf-8"), "2022-02-20", file.name[3:5])))
"""


def test_another_process_finds_the_same_whatever_its_hash_seed(
    corpus: Path, read_once: dict[str, Extraction]
) -> None:
    expected = [
        digest(extract(text, PUBLISHED, "president.gov.ua", model=model))
        for model in (MODEL, NO_MODEL)
        for text in TEXTS
    ]
    expected += [digest(read_once[name]) for name in sorted(read_once)[:4]]
    started = [
        subprocess.Popen(
            [sys.executable, "-c", PROCESS, str(corpus / "data" / "articles_public")],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in ("0", "1", "2")
    ]
    for process in started:
        out, err = process.communicate(timeout=120)
        assert err == ""
        assert out.split() == expected


# --- what is handed in ---------------------------------------------------------------------------


def test_without_a_day_it_is_guessed_and_told() -> None:
    text = (
        "Ferry news\n\nAda Quill on the quay, May 8, 2023. (Bo Lund/Harbour Photo)\n\n"
        "Emmanuel Macron met Olaf Scholz on Monday."
    )
    guessed, stated = extract(text), extract(text, PUBLISHED)
    assert len(guessed.notes) == 1
    assert stated.notes == ()
    for found in (guessed, stated):
        assert [m.when and m.when.earliest for m in found.meetings] == ["2023-05-08"]


def test_without_any_day_nothing_is_dated() -> None:
    found = extract("Emmanuel Macron met Olaf Scholz on Sunday.")
    assert (found.notes, [m.when for m in found.meetings]) == ((), [None])


def test_a_day_may_have_a_clock_time() -> None:
    text = "Emmanuel Macron met the President of Brazil today."
    with_time, without = extract(text, "2023-05-10T17:15"), extract(text, "2023-05-10")
    assert with_time.meetings == without.meetings


@BOTH
@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", ".", "“", "(", "é", "\ufeff"])
def test_of_nothing_nothing_comes(text: str, model: str) -> None:
    assert extract(text, PUBLISHED, model=model).finds == ()
    assert extract(text, model=model).mentions == ()


def test_a_claim_knows_what_it_is_about_and_what_it_tells_has_its_speaker() -> None:
    text = "Emmanuel Macron met Olaf Scholz in Berlin on Monday, the Elysee said."
    found = extract(text, PUBLISHED)
    [meeting], [claim] = found.meetings, found.claims
    assert claim.about == (meeting.anchor,)
    assert [s.actor.caption for s in meeting.speakers] == ["Elysee"]
    assert meeting.speakers == claim.speakers


def test_finds_are_meetings_agreements_and_claims() -> None:
    found = extract(TEXTS[0], PUBLISHED)
    assert {type(find) for find in found.finds} == {Meeting, Agreement, Claim}
    assert len({find.anchor for find in found.finds}) == len(found.finds)
    for find in found.finds:
        assert find.anchor.split("/")[0] == type(find).__name__.lower()
        assert find.rule.split(".")[0] in ("meeting", "agreement", "claim")
