"""How edges run: straight where that is clear, else round the captions between their ends."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from graph import schema
from graph.room import BOXES, Room, rooms

Points = npt.NDArray[np.float64]
Place = tuple[float, float]

_ACTORS = frozenset(node.name for node in schema.NODE_TYPES if "Actor" in node.labels)

#: An edge is straight (0), an arc to one side or the other (its roundness in vis-network, signed),
#: or runs down between rows (CHANNEL). The first that crosses fewest captions is taken.
CHANNEL = 9.0
_COURSES = (0.0, 0.12, -0.12, CHANNEL, 0.2, -0.2, 0.28, -0.28, 0.36, -0.36)
_CAREFUL = 120  # nodes up to which edges are led round captions
_ALONG = np.linspace(0.04, 0.96, 24)


def courses(nodes: pd.DataFrame, edges: pd.DataFrame, places: Mapping[str, Place]) -> list[float]:
    """Return the course of each edge, one of _COURSES, in the order of `edges`.

    nodes: as `place` takes them. edges: start, end. places: by id.
    """
    if len(nodes) > _CAREFUL or not len(edges):
        return [0.0] * len(edges)
    taken = rooms(nodes)
    ids = list(taken)
    number = {one: index for index, one in enumerate(ids)}
    kinds = dict(zip(nodes["id"], nodes["type"], strict=True))
    inks = [_inks(kinds[one], taken[one], *places[one]) for one in ids]
    boxes = np.array([box for each in inks for box in each])
    at = np.array([places[one] for one in ids])
    start = np.array([number[one] for one in edges["start"]])
    end = np.array([number[one] for one in edges["end"]])
    crossed = np.zeros((len(_COURSES), len(edges)))
    rows = np.arange(len(edges))
    hung = np.array(
        [
            kinds[one] not in _ACTORS and kinds[other] not in _ACTORS
            for one, other in zip(edges["start"], edges["end"], strict=True)
        ]
    )
    left, top = boxes[:, :2].min(axis=0)
    right, bottom = boxes[:, 2:].max(axis=0)
    for index, course in enumerate(_COURSES):
        x, y = _along(at[start], at[end], course)
        inside = (
            (x[:, :, None] > boxes[:, 0] - 2)
            & (x[:, :, None] < boxes[:, 2] + 2)
            & (y[:, :, None] > boxes[:, 1] - 2)
            & (y[:, :, None] < boxes[:, 3] + 2)
        )
        hits = inside.sum(axis=1).reshape(len(edges), len(ids), 2).sum(axis=2)
        hits[rows, start] = hits[rows, end] = 0
        out = (x < left) | (x > right) | (y < top) | (y > bottom)
        # A wide arc is worth a caption or two, not the corner of one.
        crossed[index] = hits.sum(axis=1) + 2 * out.sum(axis=1) + 4 * min(abs(course), 0.3)
        if course == CHANNEL:
            crossed[index, ~hung] = np.inf
    return [_COURSES[index] for index in crossed.argmin(axis=0)]


_Box = tuple[float, float, float, float]


def _inks(kind: str, room: Room, x: float, y: float) -> tuple[_Box, _Box]:
    """Return what is drawn of a node: its sign and the words under it, or its box twice."""
    if schema.node_type(kind).shape in BOXES:
        box = (x - room.side, y - room.up, x + room.side, y + room.down)
        return box, box
    sign = (x - room.up, y - room.up, x + room.up, y + room.up)
    return sign, (x - room.side, y + room.up + 6, x + room.side, y + room.down)


def _along(start: Points, end: Points, course: float) -> tuple[Points, Points]:
    """Return x and y of points along each edge, by the formulas of vis-network's edges."""
    t = _ALONG[None, :]
    across, down = (end - start).T[:, :, None]
    if course == CHANNEL:
        x = across * (3 * (1 - t) * t**2 + t**3)
        y = down * (3 * (1 - t) ** 2 * t + t**3)
    else:
        reach = (abs(course) + 1) / 2 * np.hypot(across, down)
        angle = np.arctan2(-down, across) + (course + 1) / 2 * np.pi
        x = 2 * (1 - t) * t * reach * np.sin(angle) + t**2 * across
        y = 2 * (1 - t) * t * reach * np.cos(angle) + t**2 * down
    return start[:, :1] + x, start[:, 1:] + y
