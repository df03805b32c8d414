"""The page, top to bottom."""

import streamlit as st

from graph.database import DatabaseAway, DatabaseError
from views import (
    add_place,
    data,
    errors,
    filters,
    legend,
    masthead,
    network,
    quotations,
    reading,
    state,
    style,
    table,
)

st.set_page_config(page_title="Readout", layout="wide", initial_sidebar_state="collapsed")
style.apply()


def page() -> None:
    """Draw everything from the data as they are now and from the address."""
    version = errors.current_version()
    notes = state.follow_address(lambda: data.first_selection(version.version), version.version)
    selection = state.current()
    chosen = data.details(version.version, selection.chosen) if selection.chosen else None
    drawn = network.drawn(version.version, selection)

    masthead.show(selection, version, chosen, drawn, notes)
    filters.show(selection, version.version)
    if not version.things:
        errors.nothing_loaded()
        errors.watch(version.version)
        return
    picture, panel = st.columns([62, 38], gap="small")
    with picture.container(key="picture"):
        network.show(selection, version.version, chosen, drawn)
        legend.show(selection, drawn)
    with panel.container(key="panel"):
        if selection.reading:
            reading.show(selection, version.version)
        else:
            quotations.show(selection, version, chosen, drawn)
    table.show(drawn)
    errors.watch(version.version)


try:
    if add_place.asked():
        # Only then: it brings the parser along, which a reader need not wait for.
        from views import add

        add.show()
    else:
        page()
except DatabaseAway:
    errors.away()
except DatabaseError as error:
    errors.refused(str(error))
