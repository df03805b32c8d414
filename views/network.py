"""The picture: frames become pyvis nodes and edges, those become bytes, the browser draws them.

pyvis builds what vis-network understands; component/network.js draws it with the vis-network that
pyvis ships, in one long-lived instance, and applies differences. This is the only module that
imports pyvis.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import streamlit as st

from graph import captions, courses, layout, schema
from graph.evidence import Details
from graph.queries import Network
from graph.selection import Selection, encode
from views import browser, data, paper, words
from views.actions import act_on, switched_on

_network = browser.component("network")
_choice = browser.component("choice")

Place = tuple[float, float]

#: Dotted whatever their status: what one side says against the other.
_STANCE_LINE = "dotted"


def drawn_by(selection: Selection) -> Selection:
    """Return `selection` without what doesn't change the picture: what is chosen, what is read."""
    return replace(selection, chosen="", reading="", version="")


def _basis(version: str, selection: Selection) -> Selection:
    """Return what the picture is drawn by: without what is chosen, as long as that is in it anyway.

    So a click on what is drawn asks the database for nothing and sends no picture again; only
    something that the picture has no room for, and that the filters let through, makes it a new
    one.
    """
    alone = drawn_by(selection)
    if not selection.chosen:
        return alone
    frames = data.network(version, alone)
    if (frames.nodes["id"] == selection.chosen).any() or (
        frames.edges["id"] == selection.chosen
    ).any():
        return alone
    return replace(alone, chosen=selection.chosen)


def drawn(version: str, selection: Selection) -> Network:
    """Return the frames of what is drawn for `selection`."""
    return data.network(version, _basis(version, selection))


def show(selection: Selection, version: str, chosen: Details | None, drawn: Network) -> None:
    """Draw the picture, and tell the browser what is chosen in it."""
    _network(key="network", data=_picture(version, drawn), on_act_change=_acted)
    _choice(
        key="choice",
        data={
            "chosen": chosen.id if chosen else "",
            "say": _said(chosen) if chosen else "",
            "address": encode(replace(selection, version=selection.version or version)),
        },
        on_act_change=act_on("choice"),
    )
    if drawn.nodes.empty:
        _nothing(selection)


def _said(chosen: Details) -> str:
    """Say what is selected to whoever cannot see its badge."""
    return f"Selected: {chosen.caption}" + ("" if chosen.checked else f". {words.UNCHECKED}")


def _acted() -> None:
    """Do what the picture asks for; it has put its nodes back to their first places itself."""
    act = st.session_state["network"].get("act") or {}
    if act.get("do") == "tidy":
        for name in ("places", "drawn", "picture"):
            st.session_state.pop(name, None)
    else:
        act_on("network")()


def _picture(version: str, drawn: Network) -> bytes:
    """Return the bytes of the picture; nodes that this reader has on the screen keep their
    places."""
    remembered = st.session_state
    before: dict[str, Place] = remembered.get("places", {})
    if remembered.get("drawn") is not drawn:
        seen = {one: before[one] for one in drawn.nodes["id"] if one in before}
        remembered["picture"], remembered["places"] = (
            _fresh(version, drawn) if not seen else picture(drawn, seen)
        )
        remembered["drawn"] = drawn
    made: bytes = remembered["picture"]
    return made


@st.cache_resource(
    max_entries=50, show_spinner=False, hash_funcs={Network: lambda drawn: id(drawn)}
)
def _fresh(version: str, drawn: Network) -> tuple[bytes, dict[str, Place]]:
    return picture(drawn, {})


def picture(drawn: Network, known: dict[str, Place]) -> tuple[bytes, dict[str, Place]]:
    """Return the picture of `drawn` as bytes, and where each node stands in it.

    known: places of the nodes that are on the screen. Without them everything stands where
    `drawn` has it, as for whoever opens a link.
    """
    placed = layout.place(drawn.nodes, drawn.edges, known) if known else drawn.nodes
    places = {row.id: (float(row.x), float(row.y)) for row in data.rows(placed)}
    return as_bytes(drawn, places), places


def prepare() -> None:
    """Import what is slow to import, before the first reader comes."""
    from pyvis.network import Network as Pyvis  # type: ignore[import-untyped]  # noqa: F401


def as_bytes(drawn: Network, places: dict[str, Place]) -> bytes:
    """Turn the frames of a network into JSON for component/network.js, by way of pyvis."""
    from pyvis.network import Network as Pyvis  # takes half a second: it imports IPython

    # directed, or pyvis drops every second edge between the same two nodes without a word.
    built = Pyvis(directed=True)
    for row in data.rows(drawn.nodes):
        _add_node(built, row, places[row.id])
    bends = _bends(drawn, places)
    for row in data.rows(drawn.edges):
        _add_edge(built, row, bends[row.id])
    made = {
        "nodes": built.nodes,
        "edges": built.edges,
        "zones": words.ZONES,
        "colours": {each.name: [each.colour, each.colour_dark] for each in schema.NODE_TYPES},
    }
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _add_node(built: Any, row: Any, place: tuple[float, float]) -> None:
    kind = schema.node_type(row.type)
    built.add_node(
        row.id,
        label=row.caption or row.id,
        shape=kind.shape,
        color=kind.colour,
        x=round(place[0], 1),
        y=round(place[1], 1),
        home=[round(row.x, 1), round(row.y, 1)],
        kind=row.type,
        word=words.kind(row.type),
        under=row.subtitle or "",
        status=words.status(row.status) if row.status else "",
        line=schema.STATUS_LINE.get(row.status, "solid"),
        zone=row.zone,
        degree=int(row.degree),
        more=int(row.hidden),
        said=int(row.said),
        checked=bool(row.checked),
    )


def _add_edge(built: Any, row: Any, bend: float) -> None:
    stance = row.type in schema.STANCES_BETWEEN_CLAIMS
    built.add_edge(
        row.start,
        row.end,
        id=row.id,
        kind=row.type,
        arrows="" if row.type == "PARTICIPATED_IN" else "to",
        phrase=row.phrase,
        status=words.status(row.status) if row.status else "",
        line=_STANCE_LINE if stance else schema.STATUS_LINE.get(row.status, "solid"),
        stance=stance,
        count=int(row.count),
        checked=bool(row.checked),
        bend=bend if bend != courses.CHANNEL else "channel",
    )


def _bends(drawn: Network, places: dict[str, Place]) -> dict[str, float]:
    """Return how far each edge is bent: round captions if it is the only one between two nodes;
    several lie side by side."""
    edges = drawn.edges
    pairs = [frozenset(pair) for pair in zip(edges["start"], edges["end"], strict=True)]
    alone = courses.courses(drawn.nodes, edges, places)
    many, seen = Counter(pairs), Counter[frozenset[str]]()
    bends = {}
    for name, start, pair, course in zip(edges["id"], edges["start"], pairs, alone, strict=True):
        place = seen[pair] - (many[pair] - 1) / 2
        side_by_side = round(0.22 * place * (1 if start == min(pair) else -1), 3)
        bends[name] = course if many[pair] == 1 else side_by_side
        seen[pair] += 1
    return bends


def _nothing(selection: Selection) -> None:
    span = captions.short_span(selection.first, selection.last)
    whom = " for these actors" if selection.actors else ""
    what = "Nothing checked" if selection.checked else "Nothing"
    others = tuple(each for each in switched_on(selection) if each != "checked")
    paper.show(
        [
            paper.piece("p", " ".join(f"{what} {span or 'found'}{whom}.".split())),
            paper.piece(
                "button",
                "Show what software found, too",
                act={"do": "narrow", "field": "switches", "values": others},
            )
            if selection.checked
            else None,
            paper.piece("button", "Widen to all dates", act={"do": "widen"}) if span else None,
            paper.piece("button", "Clear actors", act={"do": "actors", "ids": []})
            if selection.actors
            else None,
            paper.piece("button", "Clear the other filters", act={"do": "reset"})
            if selection.kinds or selection.statuses or selection.speakers
            else None,
        ],
        key="nothing",
    )
