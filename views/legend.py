"""What the shapes and lines mean, with counts, and what is left out of the picture."""

from __future__ import annotations

from graph import schema
from graph.queries import Network
from graph.selection import Selection
from views import paper, words

_LINES = (
    ("solid", "Took place"),
    ("dashed", "Planned or proposed"),
    ("dotted", "Possible, or questioned"),
    ("struck", "Refused or cancelled"),
)


def show(selection: Selection, drawn: Network) -> None:
    """Draw the legend, and under it what is left out and how to see it."""
    counted = drawn.nodes["type"].value_counts().to_dict()
    kinds = [
        paper.piece(
            "li",
            paper.piece("i", look=f"shape {each.shape} of-{each.name.lower()}"),
            paper.piece("span", words.kinds(each.name)),
            paper.piece("b", f"{counted[each.name]:,}"),
        )
        for each in schema.NODE_TYPES
        if counted.get(each.name)
    ]
    lines = [
        paper.piece("li", paper.piece("i", look=f"line {line}"), paper.piece("span", word))
        for line, word in _LINES
    ]
    paper.show(
        [
            paper.piece("ul", *kinds, *lines, _unchecked(drawn), look="legend", title="Legend"),
            _left_out(selection, drawn),
        ],
        key="legend",
    )


def _unchecked(drawn: Network) -> paper.Piece | None:
    """What the hollow badge and the thin line mean, where the picture has any."""
    things, edges = int((~drawn.nodes["checked"]).sum()), int((~drawn.edges["checked"]).sum())
    if not things and not edges:
        return None
    return paper.piece(
        "li",
        paper.piece("i", look="hollow") if things else None,
        paper.piece("i", look="line thin") if edges else None,
        paper.piece("span", words.UNCHECKED),
        paper.piece("b", f"{things:,}") if things else None,
    )


def _left_out(selection: Selection, drawn: Network) -> paper.Piece | None:
    said = int(drawn.nodes["said"].sum()) if not drawn.nodes.empty else 0
    parts: list[paper.Piece | None] = []
    if drawn.left_out:
        parts.append(
            f"{words.count(drawn.matched - drawn.left_out, 'thing')} of {drawn.matched:,} drawn, "
            "the best documented ones."
        )
        more = next((limit for limit in (300, 2000) if limit > selection.limit), 0)
        if more:
            parts.append(
                paper.piece("button", f"Draw up to {more:,}", act={"do": "limit", "nodes": more})
            )
        else:
            parts.append("Narrow the dates or choose actors to see the others.")
    elif selection.limit > 60:
        parts.append(paper.piece("button", "Draw 60 at most", act={"do": "limit", "nodes": 60}))
    if said:
        parts.append(f"{words.count(said, 'statement')} not drawn.")
        parts.append(
            paper.piece("button", "Show all statements", act={"do": "statements", "on": True})
        )
    elif selection.statements:
        parts.append(
            paper.piece(
                "button", "Only questioned statements", act={"do": "statements", "on": False}
            )
        )
    return paper.piece("p", *parts, look="left-out") if parts else None
