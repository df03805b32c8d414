"""The room that a node takes with its words, as views/component/shapes.js draws it.

One pixel here is one pixel there at scale 1. A browser test compares the two.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pandas as pd

from graph import schema


@dataclass(frozen=True)
class Room:
    """What a node takes with its caption: to each side of its place, above it and below it."""

    side: float
    up: float
    down: float


#: Characters of Source Sans 600 by their width in hundredths of their size.
_ADVANCES = {
    character: width / 100
    for width, characters in {
        27: " '.,:;ijl|I", 33: "!()[]{}-/\\ft", 38: "r", 46: "cs*?z\"“”", 51: "aegkvxyJLFY~",
        52: "0123456789", 56: "bdhnopquAESTVXZ`", 60: "BCDKPR", 66: "GHNOQU&", 76: "wMW",
        85: "m%@", 96: "…—",
    }.items()
    for character in characters
}  # fmt: skip
#: shape: half its height, width of its text, most lines; boxes hold their text inside.
_SIGNS = {
    "dot": (24.0, 106.0, 3),
    "square": (13.0, 106.0, 3),
    "hexagon": (15.0, 106.0, 3),
    "triangle": (15.0, 106.0, 3),
    "triangleDown": (15.0, 106.0, 3),
    "star": (15.0, 106.0, 3),
    "diamond": (12.0, 124.0, 3),
}
BOXES = {"box": (120.0, 2), "ellipse": (130.0, 3)}
_NAME, _SMALL, _TERMS = 15.0, 12.5, 14.0
_SAID = 15.2  # the serif's 14: at that size its characters are wider


def room_of(
    kind: str, status: str, caption: str, subtitle: str, degree: int = 0, said: int = 0
) -> Room:
    """Return the room of a node of this kind with these words, as shapes.js draws it."""
    shape = schema.node_type(kind).shape
    if shape in BOXES:
        most, lines = BOXES[shape]
        text = (
            _broken(caption, _NAME, most, lines)
            if shape == "box"
            else _broken(caption, _SAID, most, lines, 0.05)
        )
        under: list[float] = []
        if shape == "box":
            drawn = "" if schema.STATUS_LINE.get(status, "solid") == "solid" else status
            for line in filter(None, (drawn, subtitle)):
                under += _broken(line, _SMALL, most, 2)
        half = (len(text) * 18 + len(under) * 15 + 14) / 2
        # The count of what was said stands on the upper edge and beyond the right one.
        return Room(
            max(text + under, default=0.0) / 2 + 11 + (8 if said else 0),
            half + (14 if said else 0),
            half,
        )
    radius, most, lines = _SIGNS.get(shape, _SIGNS["dot"])
    if shape == "dot":
        radius = 15 + min(9.0, 1.6 * degree**0.5)
    text = _broken(caption, _TERMS if shape == "diamond" else _NAME, most, lines)
    under = _broken(subtitle, _SMALL, most, 2)
    # To the right of a sign stands how many neighbours are not drawn.
    side = max(max(text + under, default=0.0) / 2, radius + 14)
    return Room(side, radius, radius + 8 + len(text) * 17 + len(under) * 15)


def _broken(text: str, size: float, width: float, most: int, slack: float = 0.02) -> list[float]:
    """Return how wide each line of `text` is at this font size, broken at `width`.

    slack: how far the widths of characters may be out. Where that leaves open whether a line
    breaks, it breaks, and is as wide as can be.
    """
    found: list[float] = []
    line = 0.0
    blank = 0.2 * size
    for word in text.split():
        long = size * sum(_advance(character) for character in word)
        if line and line + blank + long > (1 - slack) * width:
            found.append(width if line + blank + long < (1 + slack) * width else line)
            line = 0.0
        line += long + (blank if line else 0.0)
        while line > width:  # a word that no line holds is broken
            found.append(width)
            line -= width
    return [*found, line][:most] if line or found else []


def _advance(character: str) -> float:
    known = _ADVANCES.get(character)
    if known is None:
        plain = unicodedata.normalize("NFD", character)[0]
        wide = unicodedata.east_asian_width(character) in "WF"
        known = _ADVANCES[character] = _ADVANCES.get(plain, 1.0 if wide else 0.62)
    return known


def rooms(nodes: pd.DataFrame) -> dict[str, Room]:
    """Return the room of each node by its id. nodes: as `place` takes them."""
    names = ["id", "type", "status", "caption", "subtitle", "degree", "said"]
    columns = [nodes[name].tolist() for name in names]
    return {one: room_of(*words) for one, *words in zip(*columns, strict=True)}


def overlaps(nodes: pd.DataFrame, places: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the pairs of ids that are drawn over each other, captions included.

    nodes: as `place` takes them. places: id, x, y.
    """
    taken = rooms(nodes)
    found = []
    boxes = [
        (one, x - taken[one].side, y - taken[one].up, x + taken[one].side, y + taken[one].down)
        for one, x, y in places[["id", "x", "y"]].itertuples(index=False)
    ]
    for number, (one, left, top, right, bottom) in enumerate(boxes):
        for other, its_left, its_top, its_right, its_bottom in boxes[number + 1 :]:
            if left < its_right and its_left < right and top < its_bottom and its_top < bottom:
                found.append((min(one, other), max(one, other)))
    return sorted(found)
