"""Adding a text in the page: the form, then the text with its finds, for people to check.

The only view that uses loaders, by their front door for the page, loaders/adding.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import Any

import streamlit as st

from graph.actors import ACTORS, frame
from graph.database import DatabaseError
from graph.selection import Selection
from loaders import adding
from views import add_cards, add_form, add_place, browser, data, errors, paper, words

SECONDS = errors.SECONDS
_BEHIND = (
    "The database does not answer. What you decide is kept, and the network follows as soon as it "
    f"does; trying again every {SECONDS} seconds."
)
_FOLLOWING = "What you decided is written down; the network is following."
#: How long a press waits for the network before it follows beside the page, in seconds.
_PATIENCE = 1.5
_REMOVAL = (
    "Remove this text, what was found in it and what was decided about it? Links to it will not "
    "open any more."
)
#: Texts in the list under the form; questions above the cards.
_LISTED, _ASKED = 20, 5

_adding = browser.component("adding")
_known = browser.component("adding_known")


def show() -> None:
    """Draw what the address asks for: the form, or an added text."""
    st.html(browser.FOLDER / "adding.css")
    name = add_place.asked()
    _masthead()
    if name == add_place.NEW:
        _show_form()
        return
    opened = adding.open_text(name)
    if isinstance(opened, adding.Refused):
        st.set_page_config(page_title="Add a text · Readout")
        add_form.refused(opened.sentence)
        return
    st.set_page_config(page_title=f"{opened.title[:80]} · Readout")
    _show_text(opened)


def _masthead() -> None:
    with st.container(key="add-masthead", horizontal=True, vertical_alignment="center"):
        paper.show(
            [
                paper.piece(
                    "header",
                    paper.piece("h1", "Readout", look="wordmark"),
                    paper.piece("p", "Add a text", look="sentence"),
                    look="masthead",
                )
            ],
            key="add-head",
        )
        if add_place.asked() != add_place.NEW:
            st.button("Add another text", key="add-new", on_click=add_place.go)
        st.button("Back to the network", key="add-back", on_click=add_place.leave)


# ---- the form ------------------------------------------------------------------------------------


def _show_form() -> None:
    st.set_page_config(page_title="Add a text · Readout")
    form, before = st.columns([66, 34], gap="large")
    with form:
        filled = add_form.show(_guess)
        if filled is not None:
            with st.spinner("Reading …"):
                refused = _add(filled)
            if not refused:
                st.rerun()
            add_form.refused(refused)
    with before:
        _list_added()


def _list_added() -> None:
    add_form.list_added(
        [
            (
                each.name,
                each.title,
                f"{each.publisher} · {words.day(each.published_at)}".strip(" ·"),
            )
            for each in adding.list_texts(_LISTED)
        ],
        add_place.go,
    )


def _guess(text: str) -> tuple[str, str] | None:
    guessed = adding.guess_day(text)
    return (guessed.day, guessed.reason) if guessed else None


def _add(filled: dict[str, Any]) -> str:
    """Add the text that the form describes, and go there; returns why not, else ""."""
    added = adding.add(adding.Typed(**filled))
    if isinstance(added, adding.Refused):
        return added.sentence
    add_form.forget()
    _state(added.name)["is_new"] = added.is_new
    _follow(added.name)
    _state(added.name)["say"] = "" if added.is_new else "This text was added before; here it is."
    add_place.go(added.name)
    return ""


# ---- a text and its finds ------------------------------------------------------------------------


def _state(name: str) -> dict[str, Any]:
    """Return what this page remembers of a text: the last answer, what can be undone, the news."""
    texts: dict[str, dict[str, Any]] = st.session_state.setdefault("added-texts", {})
    return texts.setdefault(
        name,
        {
            "answer": None,
            "undo": [],
            "news": [],
            "brought": "",
            "say": "",
            "answered": {},
            "is_new": False,
            "tried": 0.0,
        },
    )


def _show_text(opened: adding.Opened) -> None:
    state = _state(opened.name)
    if opened.is_behind and monotonic() - state["tried"] > SECONDS:
        _follow(opened.name)
    questions = _questions(opened.name)
    _known(key="adding-known", data=_everybody(), height=0)
    _adding(
        key="adding",
        data={
            "subject": opened.name,
            "title": opened.title,
            "publisher": opened.publisher or "Publisher not given",
            "published": words.day(opened.published_at) or "No date given",
            "basis": f"Publication date inferred: {opened.date_reason}"
            if opened.date_reason
            else "",
            "address": opened.address,
            "about": {
                "title": opened.title,
                "publisher": opened.publisher,
                "published": "" if opened.date_reason else opened.published_at[:10],
            },
            "pieces": add_cards.pieces(opened.text, opened.cards),
            "cards": [add_cards.card(opened.text, each) for each in opened.cards],
            "progress": add_cards.progress(opened.cards),
            "nothing": "Nothing was found in this text. Mark words in it to add what it tells.",
            "options": add_cards.OPTIONS,
            "here": add_cards.known(opened.named),
            "notes": _notes(opened, state),
            "questions": questions,
            "news": state["news"],
            "newsHead": state["brought"],
            "undo": state["undo"][-1]["words"] if state["undo"] else "",
            "answer": state["answer"],
            "say": state["say"],
            "removal": _REMOVAL,
            "shown": any(each.verdict != "rejected" for each in opened.cards),
        },
        on_act_change=lambda: carry_out(opened.name, st.session_state["adding"].get("act") or {}),
    )
    _watch(opened.name, adding.stamp(opened.name))


def _notes(opened: adding.Opened, state: dict[str, Any]) -> list[dict[str, str]]:
    notes = []
    if adding.is_following(opened.name):
        notes.append({"words": _FOLLOWING, "look": ""})
    elif adding.is_behind(opened.name):
        notes.append({"words": _BEHIND, "look": "trouble"})
    notes += [{"words": each, "look": "trouble"} for each in opened.faults]
    if state["say"] and not state["answer"]:
        notes.append({"words": state["say"], "look": ""})
    return notes


@st.cache_resource(ttl=600, max_entries=1, show_spinner=False)
def _everybody() -> list[list[str]]:
    """Return everybody whom a form can offer: the tables' actors and those in the graph."""
    try:
        there = data.actors(data.version().version)
    except DatabaseError:
        there = frame([], ACTORS)
    return add_cards.known(adding.everybody(there))


@st.fragment(run_every=SECONDS)
def _watch(name: str, stamp: str) -> None:
    """Look every few seconds whether somebody else decided, or the database is back."""
    if adding.is_behind(name):
        if _follow(name):
            st.rerun()
    elif adding.stamp(name) != stamp:
        st.rerun()


def _follow(name: str) -> bool:
    """Let the graph say what the files say; returns False while it is away or under way."""
    state = _state(name)
    state["tried"] = monotonic()
    try:
        news = adding.follow_soon(data.database(), name, _PATIENCE)
    except DatabaseError:
        return False
    data.forget()
    if news is None:
        return False
    if news and state["is_new"]:
        # What the text brought when it was added; a verdict afterwards is no news.
        state["is_new"] = False
        state["brought"] = news[0].sentence
        state["news"] = [{"words": each.sentence, "link": each.link} for each in news[1:]]
    return True


# ---- what a person does --------------------------------------------------------------------------


def carry_out(name: str, act: Mapping[str, Any]) -> None:
    """Do what a press on an added text's page asks for.

    act: do (accept, reject, accept all, undo, back, save, about, answer, remove, see, go), id of
    the find or question, at (when it was pressed, for the answer), and what the deed needs.
    """
    state = _state(name)
    anchor = str(act.get("id", ""))
    state["say"], fault, chosen = "", "", anchor
    match act.get("do"):
        case "accept" | "reject" as verdict:
            fault = _decide(name, verdict, [anchor])
        case "accept all":
            fault = _accept_all(name, int(act.get("share", 100)))
            chosen = ""
        case "undo":
            fault = _take_back(name, [anchor])
        case "back":
            chosen = ""
            if state["undo"]:
                fault = _take_back(name, state["undo"][-1]["anchors"])
        case "save":
            saved = adding.save(name, anchor, dict(act.get("values") or {}))
            if isinstance(saved, adding.Refused):
                fault = saved.sentence
            else:
                chosen = saved
                _done(name, [saved], "Corrected" if anchor else "Added")
        case "answer":
            fault = _answer(name, anchor, str(act.get("answer")))
        case "about":
            chosen = ""
            fault = _describe(name, dict(act.get("values") or {}))
        case "remove":
            fault = _remove(name)
        case "see":
            fault = _see(name)
        case "go":
            _go(state, int(act.get("at_news", -1)))
    state["answer"] = {"to": act.get("at"), "fault": fault, "id": chosen}


def _decide(name: str, verdict: str, anchors: list[str]) -> str:
    refused = adding.decide(name, verdict, anchors)
    if refused:
        return refused.sentence
    _done(name, anchors, {"accept": "Accepted", "reject": "Rejected"}[verdict])
    return ""


def _accept_all(name: str, share: int) -> str:
    opened = adding.open_text(name)
    if isinstance(opened, adding.Refused):
        return opened.sentence
    anchors = [
        each.find.anchor
        for each in opened.cards
        if not each.verdict and each.precision and each.precision[0] >= share
    ]
    return _decide(name, "accept", anchors) if anchors else ""


def _done(name: str, anchors: list[str], word: str) -> None:
    said = f"{word} {words.count(len(anchors), 'find')}"
    _state(name)["undo"].append({"anchors": anchors, "words": said.lower()})
    _state(name)["say"] = said
    _follow(name)


def _take_back(name: str, anchors: list[str]) -> str:
    refused = adding.take_back(name, anchors)
    if refused:
        return refused.sentence
    state = _state(name)
    state["undo"] = [each for each in state["undo"] if not set(each["anchors"]) & set(anchors)]
    state["say"] = "Taken back"
    _follow(name)
    return ""


def _describe(name: str, values: dict[str, Any]) -> str:
    given = {each: str(values.get(each, "")) for each in ("title", "publisher", "published")}
    refused = adding.describe(name, **given)
    if refused:
        return refused.sentence
    _state(name)["say"] = "Corrected"
    _follow(name)
    return ""


def _remove(name: str) -> str:
    try:
        adding.remove(data.database(), name)
    except DatabaseError:
        return "The database does not answer, so the text was not removed. Try again later."
    data.forget()
    st.session_state.get("added-texts", {}).pop(name, None)
    add_place.go()
    return ""


def _see(name: str) -> str:
    try:
        seen = adding.first_seen(data.database(), name)
    except DatabaseError:
        return "The database does not answer. Try again later."
    if seen is not None:
        add_place.see(Selection(first=seen.first, last=seen.last, chosen=seen.id))
    return ""


def _go(state: dict[str, Any], number: int) -> None:
    if 0 <= number < len(state["news"]) and state["news"][number]["link"]:
        add_place.open_link(state["news"][number]["link"])


# ---- the same call? ------------------------------------------------------------------------------


def _questions(name: str) -> list[dict[str, Any]]:
    """Return the open questions, and those that were answered on this page: they can be undone."""
    answered = _state(name)["answered"]
    try:
        found = adding.questions(data.database(), name)
    except DatabaseError:
        found = []
    return [
        *(add_cards.question(each, answer) for each, answer in answered.values()),
        *(add_cards.question(each, "") for each in found[:_ASKED] if each.id not in answered),
    ]


def _answer(name: str, question: str, given: str) -> str:
    answered = _state(name)["answered"]
    try:
        asked = {each.id: each for each in adding.questions(data.database(), name)}
        refused = adding.answer(data.database(), question, given)
    except DatabaseError:
        return "The database does not answer, so the answer was not kept. Try again later."
    data.forget()
    if refused:
        return refused.sentence
    if given == "undo":
        answered.pop(question, None)
    elif question in asked:
        answered[question] = asked[question], given
    return ""
