"""The same nodes and edges as a table: to sort, to choose from by keyboard, to download."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from graph import queries
from graph.queries import Network
from views import state, words
from views.actions import apply

#: What is shown of queries.table, in this order, and under which heading.
COLUMNS = {
    "type": "Kind",
    "from": "Name, or from",
    "what": "What",
    "to": "To",
    "date": "Date",
    "status": "Status",
    "role": "Role",
    "articles": "Articles",
    "checked": "Checked",
    "id": "Id",
}


def show(drawn: Network) -> None:
    """Draw the table when its reader opens it; until then nothing is computed."""
    title = (
        f"Table of what is drawn ({len(drawn.nodes):,} things, {len(drawn.edges):,} connections)"
    )
    with st.expander(title, key="table", on_change="rerun") as opened:
        if not opened.open:
            return
        frame = worded(queries.table(drawn))
        st.dataframe(
            frame,
            key="rows",
            column_config=dict(COLUMNS),
            column_order=list(COLUMNS),
            hide_index=True,
            height=360,
            selection_mode="single-row",
            on_select=lambda: _choose(frame),
        )
        st.download_button(
            "Download as CSV",
            data=lambda: as_csv(frame[list(COLUMNS)].rename(columns=COLUMNS)),
            file_name="readout.csv",
            mime="text/csv",
            on_click="ignore",
        )


def worded(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with kinds as a reader calls them."""
    kinds = [
        words.kind(kind) if element == "node" else "Connection"
        for kind, element in zip(frame["type"], frame["element"], strict=True)
    ]
    return frame.assign(type=kinds)


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return `frame` as CSV that a spreadsheet opens as text.

    A cell that starts like a formula gets an apostrophe in front: names and quotes come from
    articles, and a spreadsheet would run them. The byte order mark makes it read accents.
    """
    text = frame.astype(str)
    for column in text.columns:
        formula = text[column].str.match(r"^[=+\-@\t\r]")
        text[column] = text[column].where(~formula, "'" + text[column])
    return text.to_csv(index=False).encode("utf-8-sig")


def _choose(frame: pd.DataFrame) -> None:
    rows = st.session_state["rows"]["selection"]["rows"]
    if rows:
        act = {"do": "choose", "id": str(frame["id"].iloc[rows[0]])}
        state.put(apply(state.current(), act))
