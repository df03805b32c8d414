"""What the page says when there is nothing to show, and how it heals by itself."""

from __future__ import annotations

import streamlit as st

from graph.database import DatabaseAway, DatabaseError
from graph.queries import DataVersion
from views import data, paper

SECONDS = 5
_AWAY = f"The database does not answer. Your view is kept; trying again every {SECONDS} seconds."


def nothing_loaded() -> None:
    """Say that no data have been loaded, and how to."""
    paper.show(
        [
            paper.piece("h2", "Nothing has been loaded yet"),
            paper.piece("p", "Load the shipped example:"),
            paper.piece("pre", "python -m loaders curated loaders/examples"),
            paper.piece("p", "This page shows it as soon as the load is over."),
        ],
        key="empty",
    )


def current_version() -> DataVersion:
    """Return which data there are; while the database is away, those that this page showed last.

    What is on the page then stays: everything that was asked before is still known.

    Raises:
        DatabaseAway: It does not answer, and this page has shown nothing yet.
    """
    remembered = st.session_state
    with st.container(key="trouble"):
        try:
            remembered["version"] = data.version()
        except DatabaseAway:
            if "version" not in remembered:
                raise
            _trouble(_AWAY)
            remembered["is_away"] = True
        else:
            remembered["is_away"] = False
    version: DataVersion = remembered["version"]
    return version


def refused(sentence: str) -> None:
    """Say what is wrong with the database in its own sentence, and look again every few seconds."""
    _trouble(sentence)


def away() -> None:
    """Say that the database is away; the view stays in the address, and comes back with it."""
    if not st.session_state.get("is_away"):
        _trouble(_AWAY)


def _trouble(sentence: str) -> None:
    paper.show([paper.piece("p", sentence, role="alert")], key="away")
    _heal()


@st.fragment(run_every=SECONDS)
def _heal() -> None:
    data.version.clear()
    try:
        data.version()
    except DatabaseError:
        return
    st.rerun()


@st.fragment(run_every=SECONDS)
def watch(version: str) -> None:
    """Look every few seconds whether a load has finished or the database went; draw anew then."""
    if st.session_state.get("is_away"):
        return  # `_heal` looks already
    try:
        found = data.version().version
    except DatabaseError:
        found = ""
    if found != version:
        st.rerun()
