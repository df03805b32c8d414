"""The top of the page: name, what is shown in one sentence, the data's date, and the link."""

from __future__ import annotations

import streamlit as st

from graph.evidence import Details
from graph.queries import DataVersion, Network
from graph.selection import Selection, sentence
from views import data, paper, quotations, sharing, state, words


def show(
    selection: Selection,
    version: DataVersion,
    chosen: Details | None,
    drawn: Network,
    notes: list[str],
) -> None:
    """Draw the top of the page, and name the tab after what is selected."""
    title = quotations.title(chosen) if chosen else ""
    st.set_page_config(page_title=f"{title} · Readout" if title else "Readout")
    notes = [*notes, *_changed(version)]
    said = sentence(selection, drawn.summary, data.names(version.version)) if version.things else ""
    paper.show(
        [
            paper.piece(
                "header",
                paper.piece("h1", "Readout", look="wordmark"),
                paper.piece("p", said, look="sentence", role="status"),
                paper.piece("p", f"Data as of {words.day(version.loaded_at)}", look="as-of")
                if version.loaded_at
                else None,
                paper.piece("button", "Add a text", look="quiet", act={"do": "add", "id": "new"}),
                sharing.copy_link(),
                look="masthead",
            ),
            *(paper.piece("p", note, look="note", role="status") for note in notes),
        ],
        key="masthead",
    )


def _changed(version: DataVersion) -> list[str]:
    made_on = state.made_on()
    if made_on and made_on != version.version:
        return [
            "The data have changed since this link was made; "
            "the same view is shown on today's data."
        ]
    return []
