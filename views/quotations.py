"""The panel: what is selected, how it stands, and the words that prove it."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd
import streamlit as st

from graph import schema
from graph.evidence import Details
from graph.queries import DataVersion, Network
from graph.selection import Selection
from views import data, paper, sharing, words
from views.actions import PAGE

#: Headings between the words of a panel; its own words come first and need none.
_PARTS = {
    "reaction": "Who questions, contradicts or repeats it",
    "more": "When, by whom, to whom and about what",
    "outcome": "What came of it",
    "others": "Other events and agreements",
    "said": "What was said about it",
    "inferred": "Our reading",
}
_NO_QUOTE = {
    "record": "Coded event, no quotation",
    "inference": "Our reading, no quotation",
}


def show(
    selection: Selection, version: DataVersion, chosen: Details | None, drawn: Network
) -> None:
    """Draw the panel of what is selected."""
    if chosen is None:
        missing = "What this link selects is not in the data." if selection.chosen else ""
        paper.show(
            [
                paper.piece("p", missing, look="note") if missing else None,
                paper.piece("p", "Click a node or a line to read the words behind it."),
            ],
            key="quotes",
        )
        return
    shown = st.session_state.get("shown", {}).get(chosen.id, PAGE)
    frame, total = data.quotations(version.version, chosen.id, shown)
    is_actor = chosen.element == "node" and "Actor" in schema.node_type(chosen.type).labels
    quotes = _quotes(chosen, frame, total, version)
    paper.show(
        [
            *_head(chosen),
            _outside(chosen, drawn),
            *(_events(chosen, version, shown) if is_actor else []),
            *quotes,
            *_facts(chosen),
            *_neighbours(chosen, selection, drawn),
        ],
        key="quotes",
        subject=chosen.id,
    )


def _head(chosen: Details) -> list[paper.Piece | None]:
    kind = words.kind(chosen.type) if chosen.element == "node" else "Connection"
    return [
        paper.piece("p", kind, look=f"kind of-{chosen.type.lower()}"),
        paper.piece("h2", title(chosen), look="" if chosen.element == "node" else "connection"),
        paper.piece("p", chosen.subtitle, look="under")
        if chosen.subtitle and not chosen.date
        else None,
        paper.piece("p", chosen.date, look="when") if chosen.date else None,
        paper.piece("p", chosen.date_note, look="under") if chosen.date_note else None,
        paper.piece("p", chosen.standing, look="standing") if chosen.standing else None,
        paper.piece("p", chosen.reported_by, look="reported") if chosen.reported_by else None,
        *_found(chosen),
        _ends(chosen),
    ]


def _found(chosen: Details) -> list[paper.Piece]:
    """Say of what only software found that it did, and how often its rule is right."""
    if chosen.checked:
        return []
    return [
        paper.piece("p", words.UNCHECKED, look="unchecked"),
        paper.piece("p", words.precision(chosen.finders), look="under precision"),
    ]


def title(chosen: Details) -> str:
    """Name what is selected; a call alone says little, so its participants are named, too."""
    if chosen.element == "edge" or "Event" not in schema.node_type(chosen.type).labels:
        return chosen.caption
    here = chosen.neighbours
    actors = {each.name for each in schema.NODE_TYPES if "Actor" in each.labels}
    named = here["type"].isin(actors) & (here["inferred"] == "")
    names = here.loc[named, "caption"].tolist()
    if not names:
        return chosen.caption
    more = f" and {len(names) - 3} more" if len(names) > 4 else ""
    return f"{chosen.caption}: {', '.join(names[:3] if more else names)}{more}"


def _ends(chosen: Details) -> paper.Piece | None:
    if chosen.element != "edge":
        return None
    return paper.piece(
        "p",
        _choose(chosen.start, chosen.start_caption),
        _choose(chosen.end, chosen.end_caption),
        look="ends",
    )


def _outside(chosen: Details, drawn: Network) -> paper.Piece | None:
    if chosen.id in set(drawn.nodes["id"]) or chosen.id in set(drawn.edges["id"]):
        return None
    return paper.piece(
        "p",
        "What you selected is outside these filters. ",
        # A link's id of former days isn't drawn; what it stands for today is.
        paper.piece(
            "button",
            "Show it",
            act={"do": "expand", "id": chosen.id} if chosen.former else {"do": "reveal"},
        ),
        look="note",
    )


def _quotes(
    chosen: Details, frame: pd.DataFrame, total: int, version: DataVersion
) -> list[paper.Piece | None]:
    pieces: list[paper.Piece | None] = [
        paper.piece("h3", "The words", paper.piece("b", f"{total:,}"))
    ]
    # Where software alone found all of it, the line above the words says so for each.
    is_mixed = chosen.checked or bool(frame["checked"].any())
    for part, group in groupby(data.rows(frame), key=lambda row: row.part):
        if part in _PARTS:
            pieces.append(paper.piece("h3", _PARTS[part]))
        pieces += [_quote(row, chosen, version, is_mixed) for row in group]
    if total > len(frame):
        more = words.count(min(PAGE, total - len(frame)), "more")
        pieces.append(
            paper.piece(
                "button", f"Show {more.removesuffix('s')}", act={"do": "more", "id": chosen.id}
            )
        )
    return pieces


def _quote(row: Any, chosen: Details, version: DataVersion, is_mixed: bool) -> paper.Piece:
    words_at = (
        paper.piece(
            "blockquote",
            paper.piece("span", row.prefix) if row.prefix else None,
            paper.piece("mark", row.exact),
            paper.piece("span", row.suffix) if row.suffix else None,
        )
        if row.basis == "quote"
        else paper.piece("p", row.note, look="reading-note")
        if row.basis == "inference" and row.note
        else paper.piece("p", _NO_QUOTE.get(row.basis, ""), look="no-quote")
    )
    buttons = [
        sharing.copy_quote(
            row.exact,
            row.speakers,
            chosen.standing,
            row.published_at,
            version.loaded_at,
            is_checked=chosen.checked and row.checked,
            is_day_inferred=row.published_at_basis == "inferred",
        )
        if row.basis == "quote"
        else None,
        paper.piece(
            "button", "Read the article", look="quiet", act={"do": "read", "id": row.article}
        )
        if row.has_text
        else None,
    ]
    return paper.piece(
        "article",
        words_at,
        paper.piece("p", row.wording, look="under wording") if row.wording else None,
        paper.piece("p", row.speakers, look="speakers") if row.speakers else None,
        _source(row),
        _proves(row, is_mixed),
        paper.piece("p", *buttons, look="buttons") if any(buttons) else None,
        look="quote" if row.basis == "quote" else "quote without",
    )


def _source(row: Any) -> paper.Piece | None:
    if not row.title:
        return None
    published = words.published(row.published_at, row.published_at_basis)
    parts = [each for each in (row.publisher, published) if each]
    if row.basis == "quote":
        parts.append(f"characters {int(row.start):,}–{int(row.end):,}")
    return paper.piece(
        "p",
        paper.piece("a", row.title, link=row.source_url)
        if paper.is_web_address(row.source_url or "")
        else paper.piece("span", row.title),
        paper.piece("span", " · ".join(parts)),
        look="source",
    )


def _proves(row: Any, is_mixed: bool) -> paper.Piece:
    verb = "Denies" if row.stance == "denies" else "Gives"
    mark = None if row.checked or not is_mixed else _mark(words.precision((row.confidence,)))
    return paper.piece("p", f"{verb}: {row.property}", mark, look="proves")


def _mark(title: str = words.UNCHECKED) -> paper.Piece:
    """Return the small sign beside one of several things that not all are software's."""
    return paper.piece("span", "found by software", look="unchecked", title=title)


def _facts(chosen: Details) -> list[paper.Piece | None]:
    if chosen.facts.empty:
        return []
    rows: list[paper.Piece] = []
    for label, group in groupby(data.rows(chosen.facts), key=lambda row: row.label):
        given = list(group)
        differ = any(row.differ for row in given)
        values = [paper.piece("span", _value(row)) for row in given]
        rows += [
            paper.piece("dt", f"{label}: accounts differ" if differ else label),
            paper.piece("dd", *values),
        ]
    return [paper.piece("h3", "In short"), paper.piece("dl", *rows)]


def _value(row: Any) -> str:
    accounts = words.count(int(row.accounts), "account")
    if row.note:
        return f"{row.value} ({row.note[:1].lower()}{row.note[1:]})"
    if row.differ:
        return f"{row.value} ({accounts}): {row.said_by}"
    return f"{row.value} ({accounts})" if row.accounts > 1 else str(row.value)


def _events(chosen: Details, version: DataVersion, shown: int) -> list[paper.Piece | None]:
    frame, total = data.events_of(version.version, chosen.id, shown)
    rows = [
        paper.piece(
            "li",
            paper.piece("span", row.date, look="when"),
            _choose(row.id, row.caption),
            paper.piece(
                "span",
                " · ".join(
                    each
                    for each in (
                        words.status(row.status),
                        f"with {row.others}" if row.others else "",
                    )
                    if each
                ),
                look="under",
            ),
            None if row.checked else _mark(),
        )
        for row in data.rows(frame)
    ]
    pieces: list[paper.Piece | None] = [
        paper.piece("h3", "Events", paper.piece("b", f"{total:,}")),
        paper.piece("ol", *rows, look="list"),
    ]
    if total > len(frame):
        pieces.append(
            paper.piece("button", "Show more events", act={"do": "more", "id": chosen.id})
        )
    return pieces


def _neighbours(chosen: Details, selection: Selection, drawn: Network) -> list[paper.Piece | None]:
    if chosen.neighbours.empty:
        return []
    rows: list[paper.Piece] = []
    ordered = chosen.neighbours.sort_values("phrase", kind="stable")
    for phrase, group in groupby(data.rows(ordered), key=lambda row: row.phrase):
        items = [
            paper.piece(
                "li",
                *_neighbour(row),
                None if row.checked or not chosen.checked else _mark(),
                paper.piece(
                    "button",
                    "why",
                    look="why",
                    act={"do": "choose", "id": row.edge},
                    title="The words behind this connection",
                    aria_label=f"The words behind: {chosen.caption} {phrase} {row.caption}",
                ),
            )
            for row in group
        ]
        rows += [paper.piece("h4", phrase), paper.piece("ul", *items, look="list")]
    return [
        paper.piece("h3", "Connected", paper.piece("b", f"{len(chosen.neighbours):,}")),
        *_expansion(chosen, selection, drawn),
        *rows,
    ]


def _neighbour(row: Any) -> list[paper.Piece]:
    name = _choose(row.id, row.caption)
    if row.inferred:
        return [
            paper.piece("span", name, paper.piece("span", f": {row.inferred}", look="under")),
        ]
    about = " · ".join(each for each in (row.subtitle, words.status(row.status)) if each)
    return [name, paper.piece("span", about, look="under")]


def _expansion(chosen: Details, selection: Selection, drawn: Network) -> list[paper.Piece]:
    row = drawn.nodes[drawn.nodes["id"] == chosen.id]
    if row.empty:
        return []
    hidden = int(row["hidden"].iloc[0])
    buttons = []
    if hidden:
        word = words.count(hidden, "more neighbour")
        act = {"do": "expand", "id": chosen.id}
        buttons.append(paper.piece("button", f"Draw {word}", act=act))
    if chosen.id in selection.expanded or not hidden:
        act = {"do": "collapse", "id": chosen.id}
        buttons.append(paper.piece("button", "Draw fewer neighbours", look="quiet", act=act))
    return [paper.piece("p", *buttons, look="buttons")] if buttons else []


def _choose(element: str, caption: str) -> paper.Piece:
    return paper.piece("button", caption, look="goto", act={"do": "choose", "id": element})
