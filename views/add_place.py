"""Where the reader is in adding a text: the parameter `add` of the address, so that Back works.

`add=new` is the empty form, `add=NAME` an added text with its finds. The other parameters stay, so
that the way back leads to the same view. A press only notes where to go; the run that follows it
goes there first (`asked`), so that all of a run is about one address.
"""

from __future__ import annotations

from urllib.parse import parse_qs

import streamlit as st

from graph.selection import Selection, encode

PARAMETER = "add"
NEW = "new"

_GOING = "add-going"


def asked() -> str:
    """Return what the address asks for: "new", the name of an added text, or "".

    Call it first in a run: it brings the address to where a press wants to go.
    """
    if (going := st.session_state.pop(_GOING, None)) is not None:
        st.query_params.from_dict(going)
    return str(st.query_params.get(PARAMETER, ""))


def go(name: str = NEW) -> None:
    """Go to the form, or to an added text."""
    st.session_state[_GOING] = {**_here(), PARAMETER: [name or NEW]}


def leave() -> None:
    """Go back to the network as it was."""
    st.session_state[_GOING] = _here()


def see(selection: Selection) -> None:
    """Go to the network with this view of it."""
    st.session_state[_GOING] = encode(selection)


def open_link(query: str) -> None:
    """Go to what a query string of ours opens: a line of the news."""
    st.session_state[_GOING] = parse_qs(query, keep_blank_values=True)


def _here() -> dict[str, list[str]]:
    kept = {name: st.query_params.get_all(name) for name in st.query_params}
    kept.pop(PARAMETER, None)
    return kept
