"""The selection of this reader, and the address that says the same.

The address wins when it changes on its own: a link, Back, Forward. Then a click or a filter changes
the selection, and the address follows; each such change is one step of Back. `cam`, the camera,
belongs to the browser (component/network.js) and is never read here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from graph.selection import Selection, decode, encode

Parameters = dict[str, list[str]]


def current() -> Selection:
    """Return the selection as the last click, filter or address left it."""
    selection: Selection = st.session_state.get("selection", Selection())
    return selection


def put(selection: Selection) -> None:
    """Make `selection` the current one."""
    st.session_state["selection"] = selection


def follow_address(first_selection: Callable[[], Selection], version: str) -> list[str]:
    """Bring selection and address together; call it before any widget is drawn.

    Args:
        first_selection: What to show to somebody who comes without a link.
        version: Of the data; every link that is written names it.

    Returns:
        Sentences on what in a link was not understood.
    """
    remembered = st.session_state
    address = _address()
    if "selection" not in remembered or address not in remembered["addresses"]:
        selection, remembered["notes"] = decode(address)
        remembered["made_on"] = selection.version
        put(selection if address else replace(first_selection(), version=version))
        # An address that says the same in other words is left alone: rewriting it would be a step
        # of Back that leads nowhere.
        remembered["addresses"] = [address, encode(current())]
    elif encode(current()) not in remembered["addresses"]:
        put(replace(current(), version=version))
        remembered["notes"], remembered["made_on"] = [], version
        remembered["addresses"] = [encode(current())]
        st.query_params.from_dict(encode(current()))
    return list(remembered["notes"])


def made_on() -> str:
    """Return the version of the data that the opened link was made on, or ""."""
    return str(st.session_state.get("made_on", ""))


def _address() -> Parameters:
    return {
        name: st.query_params.get_all(name)
        for name in st.query_params
        if name not in ("cam", "theme", "add") and not name.startswith("embed")
    }
