"""The form for a text that is to be added: pasted, a file, or an address.

Streamlit forgets a field that isn't drawn, so what stands in the form is kept beside it: nothing
typed gets lost by a refusal, a look at the network or Back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import streamlit as st

from views import paper, words

WAYS = {"paste": "Paste", "file": "File", "address": "Address"}
_FIELDS = ("way", "text", "address", "title", "publisher", "published", "source")
_FIRST, _LAST = date(1900, 1, 1), date(2100, 12, 31)


def show(guess: Callable[[str], tuple[str, str] | None]) -> dict[str, Any] | None:
    """Draw the form.

    Args:
        guess: Gives the day (ISO) and the reason that would be taken for a text without a date.

    Returns:
        What stands in it as soon as "Read it" is pressed: way, text, file_name, content, address,
        title, publisher, published (ISO or ""), source; else None.
    """
    kept = st.session_state.setdefault("add-kept", {"way": "paste", "published": None})
    for field in _FIELDS:
        key = f"add-{field}"
        if key not in st.session_state:
            st.session_state[key] = kept.get(field, "")
    file = None
    with st.container(key="add-form"):
        way = st.radio(
            "Where the text is",
            list(WAYS),
            format_func=WAYS.__getitem__,
            horizontal=True,
            key="add-way",
            label_visibility="collapsed",
        )
        text = ""
        if way == "paste":
            text = st.text_area(
                "The text, as it was published, headline first",
                key="add-text",
                height=300,
                placeholder="Paste the article or readout here.",
            )
        elif way == "file":
            file = st.file_uploader(
                "A text (.txt) or a saved page (.html)", key="add-file", max_upload_size=5
            )
        else:
            st.text_input("The page's address", key="add-address", placeholder="https://")
        left, right = st.columns(2, gap="medium")
        with left:
            st.text_input(
                "Title",
                key="add-title",
                placeholder="Left empty: the headline of the text",
            )
            st.date_input(
                "Date of publication",
                key="add-published",
                min_value=_FIRST,
                max_value=_LAST,
                format="DD/MM/YYYY",
            )
        with right:
            st.text_input(
                "Publisher",
                key="add-publisher",
                placeholder="Who published it: The Kremlin, Le Monde …",
            )
            if way != "address":
                st.text_input(
                    "Address of the source",
                    key="add-source",
                    placeholder="https://, where others can find it",
                )
        _say_date(guess(text) if text.strip() else None, way)
        pressed = st.button("Read it", type="primary", key="add-read")
    for field in _FIELDS:
        if f"add-{field}" in st.session_state:
            kept[field] = st.session_state[f"add-{field}"]
    if not pressed:
        return None
    return {
        "way": way,
        "text": text,
        "file_name": file.name if file else "",
        "content": file.getvalue() if file else b"",
        "address": kept["address"] if way == "address" else kept["source"],
        "title": kept["title"],
        "publisher": kept["publisher"],
        "published": kept["published"].isoformat() if kept["published"] else "",
    }


def _say_date(guessed: tuple[str, str] | None, way: str) -> None:
    """Say what is taken where the date is left empty."""
    if st.session_state["add-published"]:
        return
    if guessed:
        day, reason = guessed
        said = f"Publication date inferred: {words.day(day)} ({reason}), unless you give one."
    elif way == "paste":
        said = "Without a date, “on Sunday” can't be read as a day."
    else:
        said = "Without a date, the one that the page or the text gives is taken."
    paper.show([paper.piece("p", said, look="under")], key="add-date")


def refused(sentence: str) -> None:
    """Say why nothing was added."""
    paper.show([paper.piece("p", sentence, role="alert")], key="add-refused")


def forget() -> None:
    """Empty the form: what it held is saved."""
    for key in [each for each in st.session_state if str(each).startswith("add-")]:
        del st.session_state[key]


def list_added(texts: Sequence[tuple[str, str, str]], go: Callable[[str], None]) -> None:
    """Draw the texts that were added before: name, title and what stands under it."""
    if not texts:
        return
    with st.container(key="add-list"):
        paper.show([paper.piece("h3", "Added before")], key="add-list-head")
        for name, title, under in texts:
            st.button(
                f"{_plain(title)} · {_plain(under)}",
                key=f"add-open-{name}",
                type="tertiary",
                on_click=go,
                args=(name,),
            )


_MARKDOWN = re.compile(r"([!-/:-@\[-`{-~])")


def _plain(text: str) -> str:
    """Return `text` so that a button's label, which is Markdown, shows it as it is.

    CommonMark lets every ASCII punctuation mark be escaped by a backslash.
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
