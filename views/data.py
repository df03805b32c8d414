"""The one connection to the database, and what was asked of it, kept until the data change.

Every function takes the data's version first: a finished load gives a new one, so nothing old is
answered. What is kept is shared between readers, and nobody changes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
import streamlit as st

from graph import actors as people
from graph import evidence, queries
from graph.database import Database
from graph.selection import Selection

# cache_resource hands out the object itself; cache_data would pickle every frame at every click.
_kept = st.cache_resource(max_entries=500, show_spinner=False)


@st.cache_resource(show_spinner="Opening the graph …")
def database() -> Database:
    """Return the connection, opened once for all readers.

    Raises:
        graph.database.DatabaseAway: It does not answer; asking again tries again.
    """
    return Database.connect()


@st.cache_resource(ttl=2, show_spinner=False)
def version() -> queries.DataVersion:
    """Return which data there are. Asked at most every two seconds, however many pages are open."""
    return queries.data_version(database())


@_kept
def first_selection(version: str) -> Selection:
    """Return what somebody sees who comes without a link."""
    return queries.first_selection(database())


@_kept
def network(version: str, selection: Selection) -> queries.Network:
    """Return nodes and edges of `selection`; pass it through `drawn_by` first."""
    return queries.network(database(), selection)


@_kept
def histogram(version: str, selection: Selection) -> pd.DataFrame:
    """Return how many events each day has."""
    return queries.histogram(database(), selection)


@_kept
def actors(version: str) -> pd.DataFrame:
    """Return everybody who takes part or speaks."""
    return people.actors(database())


@_kept
def speakers(version: str) -> pd.DataFrame:
    """Return everybody who is quoted."""
    return people.speakers(database())


@_kept
def details(version: str, element: str) -> evidence.Details | None:
    """Return what the panel says of a node or an edge; None when there is none of this id."""
    return evidence.details(database(), element)


@_kept
def quotations(version: str, element: str, limit: int) -> tuple[pd.DataFrame, int]:
    """Return the first quotations about a node or an edge, and how many there are."""
    return evidence.quotations(database(), element, 0, limit)


@_kept
def events_of(version: str, actor: str, limit: int) -> tuple[pd.DataFrame, int]:
    """Return the first events of an actor, and how many there are."""
    return evidence.events_of(database(), actor, 0, limit)


@_kept
def article(version: str, article: str) -> evidence.ArticleText | None:
    """Return an article's text with its marks; None when there is none of this id."""
    return evidence.article(database(), article)


def rows(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of `frame`; the columns are attributes of each."""
    yield from frame.itertuples(index=False)


def names(version: str) -> dict[str, str]:
    """Return the caption of every actor by id."""
    frame = actors(version)
    return dict(zip(frame["id"], frame["caption"], strict=True))


def forget() -> None:
    """Forget which version there was, so that the next question reaches the database."""
    version.clear()
