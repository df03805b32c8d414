"""The filters: dates under a histogram, actors by name, kind, status, speaker.

Each is drawn from the selection and changes only the selection (views/state.py); nothing is kept in
a filter itself, so a link, Back and a click all lead to the same picture. Streamlit's own widgets
keep a value in the browser and send it again after Back has taken it away: hence components.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from graph.actors import search
from graph.selection import KINDS, STATUSES, Selection
from views import actions, browser, data, words
from views.actions import act_on

_dates = browser.component("dates")
_actors = browser.component("actors")
_choices = browser.component("choices")

FOUND, SPEAKERS = 12, 40
SWITCHES = {
    "dated": "Only what has a date of its own",
    "statements": "Draw everything that was said",
    "checked": "Checked only",
}
#: What a switch does that its word alone doesn't say.
_MEANING = {"checked": "Leaves out what software found in texts and no person has checked"}


def show(selection: Selection, version: str) -> None:
    """Draw the filters in one row."""
    with st.container(key="filters"):
        dates, actors, rest = st.columns([36, 30, 34], gap="medium")
        with dates:
            _show_dates(selection, version)
        with actors:
            _show_actors(selection, version)
        with rest:
            _show_choices(selection, version)


def _show_dates(selection: Selection, version: str) -> None:
    everything = replace(selection, first="", last="", chosen="", reading="", version="")
    counted = data.histogram(version, replace(everything, expanded=(), collapsed=()))
    days = [
        [day, status, int(events)]
        for day, status, events in zip(
            counted["day"], counted["status"], counted["events"], strict=True
        )
    ]
    given = {"days": days, "first": selection.first, "last": selection.last}
    _dates(key="dates", data=given, on_act_change=act_on("dates"))


def _show_actors(selection: Selection, version: str) -> None:
    frame = data.actors(version)
    typed = st.session_state.get("typed", "")
    found = (search(frame, typed) if typed else frame).head(FOUND)
    names = data.names(version)
    given = {
        "chosen": [{"id": each, "caption": names.get(each, each)} for each in selection.actors],
        "typed": typed,
        "found": [
            {"id": row.id, "caption": row.caption, "about": _about(row)} for row in data.rows(found)
        ],
        "together": selection.together,
    }
    _actors(key="actors", data=given, on_act_change=act_on("actors"))


def _about(row: Any) -> str:
    events = words.count(int(row.events), "event")
    return f"{row.subtitle or words.kind(row.type)} · {events}"


def _show_choices(selection: Selection, version: str) -> None:
    kinds = [{"id": each, "word": words.kinds(each), "inner": ":" in each} for each in KINDS]
    statuses = [{"id": each, "word": words.status(each)} for each in STATUSES]
    frame = data.speakers(version)
    speakers = [
        {"id": row.id, "word": row.caption, "about": f"{row.statements:,}"}
        for row in data.rows(frame.head(SPEAKERS))
    ]
    listed = {each["id"] for each in speakers}
    names = data.names(version)
    speakers += [
        {"id": each, "word": names.get(each, each)}
        for each in selection.speakers
        if each not in listed
    ]
    given = [
        _group("Kind", "kinds", kinds, selection.kinds),
        _group("Status", "statuses", statuses, selection.statuses),
        _group("Said by", "speakers", speakers, selection.speakers),
        _group(
            "More",
            "switches",
            [
                {"id": name, "word": word, "title": _MEANING.get(name, "")}
                for name, word in SWITCHES.items()
            ],
            actions.switched_on(selection),
        ),
    ]
    _choices(key="choices", data=given, on_act_change=act_on("choices"))


def _group(
    label: str, field: str, options: list[dict[str, Any]], chosen: tuple[str, ...]
) -> dict[str, Any]:
    return {"label": label, "field": field, "options": options, "chosen": list(chosen)}
