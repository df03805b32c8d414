"""What a click in one of our components does to the selection.

The components send `{"do": …}`; `apply` is the whole list of what there is to do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from graph.selection import Selection
from views import add_place, state

PAGE = 20


def apply(selection: Selection, act: Mapping[str, Any]) -> Selection:
    """Return the selection after `act`; an act that isn't known changes nothing."""
    name = str(act.get("id", ""))
    match act.get("do"):
        case "choose":
            return replace(selection, chosen=name, reading="")
        case "expand":
            return replace(
                selection,
                expanded=_with(selection.expanded, name),
                collapsed=_without(selection.collapsed, name),
            )
        case "collapse":
            if name in selection.expanded:
                return replace(selection, expanded=_without(selection.expanded, name))
            return replace(selection, collapsed=_with(selection.collapsed, name))
        case "dates":
            return replace(
                selection, first=str(act.get("first", "")), last=str(act.get("last", ""))
            )
        case "actors":
            return replace(selection, actors=tuple(str(each) for each in act.get("ids", ())))
        case "together":
            return replace(selection, together=bool(act.get("on")))
        case "narrow":
            return _narrow(selection, str(act.get("field")), act.get("values", ()))
        case "widen":
            return replace(selection, first="", last="")
        case "reset":
            return Selection(first=selection.first, last=selection.last, chosen=selection.chosen)
        case "reveal":
            return Selection(chosen=selection.chosen, expanded=_with((), selection.chosen))
        case "limit":
            return replace(selection, limit=int(act.get("nodes", 60)))
        case "statements":
            return replace(selection, statements=bool(act.get("on")))
        case "read":
            return replace(selection, reading=name)
    return selection


def _narrow(selection: Selection, field: str, values: Iterable[object]) -> Selection:
    chosen = tuple(str(each) for each in values)
    match field:
        case "kinds":
            return replace(selection, kinds=chosen)
        case "statuses":
            return replace(selection, statuses=chosen)
        case "speakers":
            return replace(selection, speakers=chosen)
        case "switches":
            return replace(
                selection,
                undated="dated" not in chosen,
                statements="statements" in chosen,
                checked="checked" in chosen,
            )
    return selection


def switched_on(selection: Selection) -> tuple[str, ...]:
    """Return which switches are on: "dated", "statements", "checked"."""
    on = {
        "dated": not selection.undated,
        "statements": selection.statements,
        "checked": selection.checked,
    }
    return tuple(name for name, is_on in on.items() if is_on)


def act_on(key: str) -> Callable[[], None]:
    """Return the callback of the component `key`: it carries out what the component sent."""

    def carry_out() -> None:
        act = st.session_state[key].get("act") or {}
        if act.get("do") == "more":
            shown = st.session_state.setdefault("shown", {})
            shown[act["id"]] = shown.get(act["id"], PAGE) + PAGE
        elif act.get("do") == "add":
            add_place.go(str(act.get("id", "")))
        elif act.get("do") == "type":
            st.session_state["typed"] = str(act.get("text", ""))[:80]
        else:
            st.session_state["typed"] = ""
            state.put(apply(state.current(), act))

    return carry_out


def _with(ids: tuple[str, ...], name: str) -> tuple[str, ...]:
    return ids if not name or name in ids else (*ids, name)


def _without(ids: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(each for each in ids if each != name)
