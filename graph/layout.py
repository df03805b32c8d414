"""Where things stand on the page. Pure and deterministic: frames in, x and y in pixels out.

`place` places what is drawn, by the rules of the first picture: who met whom in the middle, what
they agreed in rows below, what was said above, what is only expected to the right, a row a
meeting, and meetings whose participants aren't named under those. A node that is on the screen
already keeps its place. The same nodes and edges get the same places on every machine, so a link
shows the same picture.

The room of a node is what views/component/shapes.js draws for it, text included. One pixel here is
one pixel there at scale 1. y grows downwards, as on a screen.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse.csgraph import shortest_path  # type: ignore[import-untyped]
from scipy.spatial import cKDTree  # type: ignore[import-untyped]

from graph import schema
from graph.room import Room, rooms

Points = npt.NDArray[np.float64]
Place = tuple[float, float]

#: The room between two captions, to the side and in height.
GAP, LEADING = 14.0, 9.0
#: No node is wider or higher than this with its caption and the room around it.
WIDTH, HEIGHT = 184.0, 150.0
#: How long an edge wants to be where many meet.
EDGE = 100.0
#: The window that a picture is drawn for: what a laptop's screen leaves.
WINDOW = (840.0, 650.0)

_SEED = 20220220
_EXACT = 320  # nodes up to which distances between all pairs are afforded
_ROUNDS = 20
#: What the grey ground of a zone needs around its nodes, as component/network.js draws it.
_BORDER, _HEADING, _FOOT = 16.0, 36.0, 14.0
#: How high what took place is where it isn't a line, for its width: the rest of the window is for
#: what is expected.
_TALL = 0.9
#: From an event to the first row of what hangs on it, below (captions stand there) and above.
_DROP = {1: 66.0, -1: 46.0}

_LEAVES = frozenset({"Agreement", "Claim"})
_ACTORS = frozenset(node.name for node in schema.NODE_TYPES if "Actor" in node.labels)
_EVENTS = frozenset(node.name for node in schema.NODE_TYPES if "Event" in node.labels)


def place(
    nodes: pd.DataFrame, edges: pd.DataFrame, known: Mapping[str, Place] | None = None
) -> pd.DataFrame:
    """Return a place for every drawn node: columns id, x, y (float64), in the order of `nodes`.

    nodes: id, type, status, caption, subtitle, zone, degree, said, articles, earliest. edges:
    type, start, end. As in queries.Network. known: places of nodes on the screen; they are kept,
    and the others are put near their neighbours where there is room. Captions never overlap, but
    for those of `known` nodes that already do.
    """
    picture = _Picture(nodes, edges)
    spots = _Spots(picture.rooms)
    if known:
        for one in picture.ids:
            if one in known:
                spots.take(one, *known[one])
        _join(picture, spots)
    else:
        _draw(picture, spots)
    return pd.DataFrame(
        {
            "id": pd.Series(picture.ids, dtype="str"),
            "x": np.array([spots.of[one][0] for one in picture.ids], dtype=np.float64),
            "y": np.array([spots.of[one][1] for one in picture.ids], dtype=np.float64),
        }
    )


class _Picture:
    """The drawn nodes, the room of each and what is beside it."""

    def __init__(self, nodes: pd.DataFrame, edges: pd.DataFrame) -> None:
        self.ids = [str(one) for one in nodes["id"]]
        self.type = dict(zip(self.ids, nodes["type"].astype(str), strict=True))
        self.zone = dict(zip(self.ids, nodes["zone"].astype(str), strict=True))
        self.day = dict(zip(self.ids, nodes["earliest"].astype(str), strict=True))
        self.articles = dict(zip(self.ids, nodes["articles"].astype(int), strict=True))
        self.rooms = rooms(nodes)
        self.beside: dict[str, list[str]] = {one: [] for one in self.ids}
        for start, end in zip(edges["start"], edges["end"], strict=True):
            if start in self.beside and end in self.beside:
                self.beside[start].append(end)
                self.beside[end].append(start)

    def is_actor(self, one: str) -> bool:
        return self.type[one] in _ACTORS

    def is_event(self, one: str) -> bool:
        return self.type[one] in _EVENTS


@dataclass
class _Spots:
    """Places that are taken; finds free ones."""

    rooms: Mapping[str, Room]
    of: dict[str, Place] = field(default_factory=dict)
    _cells: dict[tuple[int, int], list[tuple[float, float, float, float]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def take(self, one: str, x: float, y: float) -> None:
        self.of[one] = (float(x), float(y))
        room = self.rooms[one]
        self._cells[int(x // WIDTH), int(y // HEIGHT)].append(
            (float(x), room.side + GAP - 1.0, y - room.up, y + room.down + LEADING - 1.0)
        )

    def is_free(self, one: str, x: float, y: float) -> bool:
        room = self.rooms[one]
        side, top, bottom = room.side, y - room.up, y + room.down + LEADING - 1.0
        column, row = int(x // WIDTH), int(y // HEIGHT)
        for across in (0, -1, 1):
            for down in (0, -1, 1):
                for its_x, its_side, its_top, its_bottom in self._cells.get(
                    (column + across, row + down), ()
                ):
                    if top < its_bottom and its_top < bottom and abs(x - its_x) < side + its_side:
                        return False
        return True

    def put(self, one: str, x: float, y: float, lean: int = 0) -> None:
        """Take the free place nearest to (x, y); lean 1 looks only below, -1 only above."""
        for across, down in _around(lean):
            if self.is_free(one, x + across, y + down):
                self.take(one, x + across, y + down)
                return
        raise AssertionError("unreachable: the offsets never end")

    def put_all(self, places: Mapping[str, Place], lean: int) -> bool:
        """Take these places together, moved to where all are free, if that is not far."""
        for reach in range(14):
            for across in (0, *(side * step for step in range(1, reach + 1) for side in (1, -1))):
                x, y = across * 28.0, lean * (reach - abs(across) * 0.5) * 18.0
                if y * lean >= 0 and all(
                    self.is_free(one, a + x, b + y) for one, (a, b) in places.items()
                ):
                    for one, (a, b) in places.items():
                        self.take(one, a + x, b + y)
                    return True
        return False

    def bounds(self, members: Sequence[str] | None = None) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of these nodes, by default of all, with captions."""
        each = [(self.rooms[one], *self.of[one]) for one in (members or self.of)]
        return (
            min((x - room.side for room, x, _ in each), default=0.0),
            min((y - room.up for room, _, y in each), default=0.0),
            max((x + room.side for room, x, _ in each), default=0.0),
            max((y + room.down for room, _, y in each), default=0.0),
        )


_STEPS: dict[int, list[Place]] = {}


def _around(lean: int) -> Iterator[Place]:
    """Offsets ever farther away, in small steps; what leans goes rather to the side than far."""
    reach = 0
    while True:
        reach += 12
        key = lean * 1000 + reach
        if key not in _STEPS:
            inner = reach - 12
            ring = [
                (across * 46.0, down * 36.0)
                for across in range(-reach, reach + 1)
                for down in range(-reach, reach + 1)
                if not lean or down * lean >= 0
                if reach == 12 or max(abs(across), abs(down)) > inner
            ]
            flat = 3.0 if lean else 1.6
            ring.sort(key=lambda step: (step[0] ** 2 + (flat * step[1]) ** 2, step[1], step[0]))
            _STEPS[key] = ring
        yield from _STEPS[key]


# ---- the picture from scratch --------------------------------------------------------------------


def _draw(picture: _Picture, spots: _Spots) -> None:
    _draw_main(picture, spots)
    _draw_expected(picture, spots)
    left, _, right, bottom = spots.bounds()
    for one in picture.ids:
        if one not in spots.of:
            spots.put(one, *_middle(picture, spots, one, ((left + right) / 2, bottom)))


def _draw_main(picture: _Picture, spots: _Spots) -> None:
    """Draw each group of things that hang together, the largest first, the others in rows under
    it."""
    main = [one for one in picture.ids if picture.zone[one] == "main"]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(main)
    inside = set(main)
    graph.add_edges_from(
        (one, other) for one in main for other in picture.beside[one] if other in inside
    )
    groups = []
    for part in nx.connected_components(graph):
        members = [one for one in main if one in part]
        alone = _Spots(picture.rooms)
        _draw_group(picture, members, alone)
        groups.append((members, alone, alone.bounds()))
    # The group with the best documented event comes first.
    groups.sort(
        key=lambda group: (
            -len(group[0]),
            -max(picture.articles[one] for one in group[0]),
            group[0],
        )
    )
    area = sum((box[2] - box[0] + GAP) * (box[3] - box[1] + LEADING) for _, _, box in groups)
    widest = max((box[2] - box[0] for _, _, box in groups), default=0.0)
    limit = max(widest, (area * 1.1) ** 0.5)
    across = at = deepest = 0.0
    for members, alone, (left, top, right, bottom) in groups:
        if across and across + right - left > limit:
            across, at = 0.0, deepest
        for one in members:
            x, y = alone.of[one]
            spots.take(one, x - left + across, y - top + at)
        across += right - left + 2 * GAP
        deepest = max(deepest, at + bottom - top + 2.5 * LEADING)


def _draw_group(picture: _Picture, members: Sequence[str], spots: _Spots) -> None:
    inside = set(members)
    core = [one for one in members if _in_core(picture, one)]
    _draw_core(picture, core, spots)
    _hang(picture, spots, [one for one in members if picture.type[one] == "Agreement"], 1)
    _hang(picture, spots, [one for one in members if picture.type[one] == "Claim"], -1)
    # Speakers stand beside what they said, members beside their body.
    for one in (one for one in members if one not in spots.of):
        said = [
            other
            for other in picture.beside[one]
            if other in spots.of and other in inside and picture.type[other] == "Claim"
        ]
        if said:
            top = min(spots.of[other][1] - picture.rooms[other].up for other in said)
            over = [spots.of[other][0] for other in said]
            y = top - picture.rooms[one].down - 2 * LEADING
            spots.put(one, sum(over) / len(over), y, -1)
        else:
            spots.put(one, *_middle(picture, spots, one, (0.0, 0.0)))


def _in_core(picture: _Picture, one: str) -> bool:
    """What took place, and who was there."""
    if picture.zone[one] != "main":
        return False
    if picture.is_event(one):
        return True
    return picture.is_actor(one) and any(
        picture.is_event(other) and picture.zone[other] == "main" for other in picture.beside[one]
    )


def _draw_core(picture: _Picture, core: Sequence[str], spots: _Spots) -> None:
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(core)
    inside = set(core)
    graph.add_edges_from(
        (one, other) for one in core for other in picture.beside[one] if other in inside
    )
    # The part with the best documented event comes first, in the middle.
    parts = sorted(
        nx.connected_components(graph),
        key=lambda part: (-len(part), -max(picture.articles[one] for one in part), min(part)),
    )
    bottom = 0.0
    for number, part in enumerate(parts):
        members = [one for one in core if one in part]
        points = _level(picture, members, _stress(graph.subgraph(part), members))
        if np.ptp(points[:, 1]) < 1e-9:
            points[:, 0] = _in_line(picture, members, points[:, 0])
        else:
            leaves = sum(
                picture.type[other] in _LEAVES for one in members for other in picture.beside[one]
            )
            # Leaves are put between the core's nodes: the more of them, the more room it leaves.
            points *= EDGE * (1.0 + min(0.6, leaves / len(members) / 2))
        if number:  # smaller parts stand in a line under the largest, not around it
            points[:, 1] += bottom - points[:, 1].min() + 2.0 * HEIGHT
        for one, (x, y) in zip(members, _apart(picture, members, points), strict=True):
            spots.put(one, x, y)
        bottom = max(spots.of[one][1] for one in members)


def _in_line(picture: _Picture, members: Sequence[str], across: Points) -> Points:
    """Places on a line in the order of `across`, with room for captions and a piece of edge."""
    order = np.argsort(across, kind="stable")
    found = np.zeros(len(members))
    at = 0.0
    for number, index in enumerate(order):
        side = picture.rooms[members[index]].side
        at += side + (1.6 * GAP if number else 0.0)
        found[index] = at
        at += side
    centred: Points = found - at / 2
    return centred


def _stress(graph: nx.Graph[str], members: Sequence[str]) -> Points:
    """Places whose distances are those of the graph, as well as two dimensions allow."""
    count = len(members)
    if count < 3:
        return np.array([[float(index), 0.0] for index in range(count)]).reshape(count, 2)
    matrix = nx.to_scipy_sparse_array(graph, nodelist=list(members), weight=None)
    if count > _EXACT:
        return _pivots(matrix, count)
    distance = shortest_path(matrix, unweighted=True, directed=False)
    # Classical scaling is a start that depends on nothing but the graph.
    points = _scaled(distance)
    generator = np.random.default_rng(_SEED)
    points += generator.normal(scale=0.05, size=points.shape)
    weights = np.zeros_like(distance)
    np.divide(1.0, distance**2, out=weights, where=distance > 0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.inv(laplacian + 1.0 / count) - 1.0 / count
    for _ in range(_ROUNDS):
        across, down = (np.subtract.outer(points[:, axis], points[:, axis]) for axis in (0, 1))
        gaps = np.sqrt(across * across + down * down)
        ratio = np.zeros_like(gaps)
        np.divide(weights * distance, gaps, out=ratio, where=gaps > 1e-9)
        points = inverse @ ((np.diag(ratio.sum(axis=1)) - ratio) @ points)
    return points


def _scaled(distance: Points) -> Points:
    squared = distance**2
    centred = -0.5 * (
        squared
        - squared.mean(axis=0, keepdims=True)
        - squared.mean(axis=1, keepdims=True)
        + squared.mean()
    )
    values, vectors = np.linalg.eigh(centred)
    scaled: Points = vectors[:, -2:] * np.sqrt(np.maximum(values[-2:], 1e-9))
    return scaled


def _pivots(matrix: object, count: int) -> Points:
    """Pivot scaling: distances from some sixty nodes, spread evenly, stand for all."""
    pivots = np.linspace(0, count - 1, 60).astype(int)
    distance = shortest_path(matrix, unweighted=True, directed=False, indices=pivots).T
    squared = distance**2
    centred = squared - squared.mean(axis=0, keepdims=True)
    centred -= centred.mean(axis=1, keepdims=True)
    left, values, _ = np.linalg.svd(centred, full_matrices=False)
    scaled: Points = left[:, :2] * np.sqrt(count / 60) * np.sqrt(np.maximum(values[:2], 1e-9))
    return scaled


def _level(picture: _Picture, members: Sequence[str], points: Points) -> Points:
    """Turn places so that their longest stretch lies level, the best documented event left."""
    points = points - points.mean(axis=0)
    if len(members) > 2:
        _, _, axes = np.linalg.svd(points, full_matrices=False)
        points = points @ axes.T
    lead = max(
        range(len(members)),
        key=lambda index: (
            picture.is_event(members[index]),
            picture.articles[members[index]],
            len(picture.beside[members[index]]),
            members[index],
        ),
    )
    for axis in (0, 1):
        if points[lead, axis] > 1e-6:
            points[:, axis] *= -1
    # A screen is wider than high, and a chain of calls is a line.
    flat = np.ptp(points[:, 1]) < 0.4 if len(members) else True
    tall = _TALL * np.ptp(points[:, 0]) / max(np.ptp(points[:, 1]), 1e-9)
    points[:, 1] *= 0.0 if flat else np.clip(tall, 0.7, 1.5)
    leveled: Points = points
    return leveled


def _apart(picture: _Picture, members: Sequence[str], points: Points) -> Points:
    """Push places apart until no two captions overlap, as far as that takes few steps."""
    each = [picture.rooms[one] for one in members]
    half = np.array([(room.side + GAP / 2, (room.up + room.down + LEADING) / 2) for room in each])
    lower = np.array([(0.0, (room.down - room.up) / 2) for room in each])
    places = points + lower
    for _ in range(80):
        pairs = cKDTree(places / (WIDTH, HEIGHT)).query_pairs(1.0, p=np.inf, output_type="ndarray")
        if not len(pairs):
            break
        difference = places[pairs[:, 0]] - places[pairs[:, 1]]
        short = half[pairs[:, 0]] + half[pairs[:, 1]] - np.abs(difference)
        touch = (short > 0.9).all(axis=1)
        if not touch.any():
            break
        pairs, difference, short = pairs[touch], difference[touch], short[touch]
        axis = np.argmin(short, axis=1)  # the shorter way out
        rows = np.arange(len(pairs))
        direction = np.where(difference[rows, axis] >= 0, 1.0, -1.0)
        step = 0.6 * direction * short[rows, axis]
        np.add.at(places, (pairs[:, 0], axis), step)
        np.add.at(places, (pairs[:, 1], axis), -step)
    pushed: Points = places - lower
    return pushed


def _middle(picture: _Picture, spots: _Spots, one: str, otherwise: Place) -> Place:
    """The middle of the neighbours that have a place."""
    near = [spots.of[other] for other in picture.beside[one] if other in spots.of]
    if not near:
        return otherwise
    x, y = np.mean(np.array(near), axis=0)
    return float(x), float(y)


def _hang(picture: _Picture, spots: _Spots, things: Sequence[str], lean: int) -> None:
    """Put agreements below (lean 1) or statements above (-1) what they hang on, in rows; then, in
    further rounds, what hangs on those."""
    core = spots.bounds()
    waiting = list(things)
    while waiting:
        ready = [
            one for one in waiting if any(other in spots.of for other in picture.beside[one])
        ] or waiting[:1]
        on: dict[str, list[str]] = defaultdict(list)
        for one in ready:
            over = [
                other
                for other in picture.beside[one]
                if other in spots.of and (picture.is_event(other) or picture.type[other] in _LEAVES)
            ]
            on[over[0] if over else ""].append(one)
        for parent, group in on.items():
            if parent:
                for row in _block(picture, spots, parent, group, lean, core):
                    if not spots.put_all(row, lean):
                        for one, (x, y) in row.items():
                            spots.put(one, x, y, lean)
                continue
            for one in group:
                x, y = _middle(picture, spots, one, _edge_of(spots, lean))
                spots.put(one, x, y + lean * _DROP[lean], lean)
        waiting = [one for one in waiting if one not in spots.of]


def _block(
    picture: _Picture,
    spots: _Spots,
    parent: str,
    group: Sequence[str],
    lean: int,
    core: tuple[float, float, float, float],
) -> Iterator[dict[str, Place]]:
    """Return the rows of what hangs on `parent`, the nearest first; each is placed before the next.

    A further row stands in the gaps of the one before, so that edges reach it between captions.
    What leads on, to something expected or to a further agreement, stands to the right or in the
    farther row, so that its edges cross little. What one speaker said stands together.
    """
    order = sorted(group, key=lambda one: (_leads(picture, one), _speakers(picture, one), one))
    each = len(order) if len(order) <= 3 else min(6, len(order) // 2 + 1)
    x, _ = spots.of[parent]
    above: list[str] = []
    while order:
        # Rows of four and three, or so: one fewer, as there are gaps.
        most = each if not above else max(1, len(above) - 1) if len(above) == each else each
        row = [*order[: most - 1], order[-1]] if len(order) > most else order
        order = [one for one in order if one not in row]
        sides = [picture.rooms[one].side for one in row]
        gaps = _gaps(picture, spots, above, len(row), x)
        if gaps:
            across = gaps
        else:
            wide = 2 * sum(sides) + GAP * (len(row) - 1)
            # Not beyond the sides of what took place, if that is wide enough.
            middle = min(max(x, core[0] + wide / 2), max(core[2] - wide / 2, core[0] + wide / 2))
            ends = np.cumsum([2 * side + GAP for side in sides])
            across = [
                float(middle - wide / 2 + end - GAP - side)
                for end, side in zip(ends, sides, strict=True)
            ]
        if lean > 0:
            edge = max(spots.of[one][1] + picture.rooms[one].down for one in above or [parent])
            level = edge + max(picture.rooms[one].up for one in row)
        else:
            edge = min(spots.of[one][1] - picture.rooms[one].up for one in above or [parent])
            level = edge - max(picture.rooms[one].down for one in row)
        level += lean * (LEADING if above else _DROP[lean])
        yield {one: (at, level) for one, at in zip(row, across, strict=True)}
        above = row


def _gaps(
    picture: _Picture, spots: _Spots, above: Sequence[str], count: int, x: float
) -> list[float]:
    """Return where between the captions of a row `count` others stand, those nearest to x; nothing
    if there aren't as many."""
    rooms = picture.rooms
    between = [
        (spots.of[one][0] + rooms[one].side + spots.of[other][0] - rooms[other].side) / 2
        for one, other in pairwise(above)
    ]
    if len(between) < count:
        return []
    return sorted(sorted(between, key=lambda at: (abs(at - x), at))[:count])


def _leads(picture: _Picture, one: str) -> int:
    """Does this lead to something expected (2), to a further agreement or claim (1)?"""
    near = picture.beside[one]
    if any(picture.zone[other] != "main" for other in near):
        return 2
    return int(any(picture.type[other] == "Agreement" for other in near))


def _speakers(picture: _Picture, one: str) -> list[str]:
    return sorted(other for other in picture.beside[one] if picture.is_actor(other))


def _edge_of(spots: _Spots, lean: int) -> Place:
    """The lowest (highest) taken place, for what hangs on nothing."""
    if not spots.of:
        return 0.0, 0.0
    return 0.0, (max if lean > 0 else min)(y for _, y in spots.of.values())


# ---- what is expected ----------------------------------------------------------------------------

_Row = tuple[str, list[str]]


def _draw_expected(picture: _Picture, spots: _Spots) -> None:
    """Draw expected meetings to the right in rows, each with those in no other; unnamed ones below.

    As many columns, and as many guests beside a meeting, as show the whole picture largest.
    """
    rows = _rows(picture, spots)
    unnamed = [one for one in picture.ids if picture.zone[one] == "unnamed"]
    unnamed.sort(key=lambda one: (picture.day[one], one))
    if not rows and not unnamed:
        return
    left, top, right, bottom = spots.bounds()
    best: tuple[float, dict[str, Place], float] | None = None
    for columns in range(1, 7):
        for beside in (2, 3, 1, 4):
            found, high = _zone(picture, rows, unnamed, columns, beside)
            wide = max(x + picture.rooms[one].side for one, (x, _) in found.items())
            scale = min(
                WINDOW[0] / (right - left + GAP + 2 * _BORDER + wide),
                WINDOW[1] / max(bottom - top, high + _HEADING + _FOOT),
            )
            if best is None or scale > best[0] * 1.01:
                best = scale, found, high
        if columns >= len(rows):
            break
    assert best
    _, found, high = best
    across = right + (GAP + _BORDER if spots.of else 0.0)
    down = (top + bottom) / 2 - high / 2
    for one, (x, y) in found.items():
        spots.take(one, across + x, down + y)


def _rows(picture: _Picture, spots: _Spots) -> list[_Row]:
    meetings = [one for one in picture.ids if picture.zone[one] == "expected"]
    meetings = [one for one in meetings if not picture.is_actor(one)]
    # Edges to those who met go over the top, edges to agreements below: so none of them runs
    # through the line of calls in the middle.
    meetings.sort(key=lambda one: (_height(picture, spots, one), picture.day[one], one))
    rows: list[_Row] = []
    seen: set[str] = set()
    for one in meetings:
        guests = [
            other
            for other in sorted(set(picture.beside[one]))
            if other not in spots.of and other not in seen and picture.zone[other] == "expected"
            if picture.is_actor(other)
        ]
        seen.update(guests)
        rows.append((one, guests))
    loose = [one for one in picture.ids if picture.zone[one] == "expected"]
    loose = [one for one in loose if one not in seen and picture.is_actor(one)]
    return [*rows, *((one, []) for one in loose if one not in spots.of)]


def _zone(
    picture: _Picture, rows: Sequence[_Row], unnamed: Sequence[str], columns: int, beside: int
) -> tuple[dict[str, Place], float]:
    """Return places of the expected and the unnamed from (0, 0) on, and how high they are."""
    rooms = picture.rooms
    lines = [
        [guests[at : at + beside] for at in range(0, len(guests), beside)] or [[]]
        for _, guests in rows
    ]
    heights = []
    for (one, _), ranks in zip(rows, lines, strict=True):
        high = 0.0
        for number, rank in enumerate(ranks):
            members = [*rank, one] if number == 0 else rank
            high += max(rooms[each].up for each in members) + LEADING
            high += max(rooms[each].down for each in members)
        heights.append(high)
    limit = sum(heights) / columns
    found: dict[str, Place] = {}
    across = deepest = 0.0
    begin = 0
    while begin < len(rows):
        end, high = begin + 1, heights[begin]
        # The last row of a column may reach beyond the limit by half.
        while end < len(rows) and high + heights[end] / 2 <= limit:
            high += heights[end]
            end += 1
        some = list(zip(rows[begin:end], lines[begin:end], strict=True))
        first = max(rooms[one].side for (one, _), _ in some)
        sides = [
            max(
                (rooms[rank[at]].side for _, ranks in some for rank in ranks if at < len(rank)),
                default=0.0,
            )
            for at in range(beside)
        ]
        down = 0.0
        for (one, _), ranks in some:
            for number, rank in enumerate(ranks):
                members = [*rank, one] if number == 0 else rank
                level = down + max(rooms[each].up for each in members)
                if number == 0:
                    found[one] = (across + first, level)
                x = across + 2 * first + 1.5 * GAP
                for guest, side in zip(rank, sides, strict=False):
                    found[guest] = (x + side, level)
                    x += 2 * side + GAP
                down = level + max(rooms[each].down for each in members) + LEADING
        deepest = max(deepest, down - LEADING)
        across += 2 * first + sum(2 * side + GAP for side in sides if side) + 2.5 * GAP
        begin = end
    if not unnamed:
        return found, deepest
    top = deepest + _FOOT + _HEADING + LEADING if rows else 0.0
    pitch = 2 * max(rooms[one].side for one in unnamed) + GAP
    most = max(2, int((across - 2 * GAP) // pitch))
    for at in range(0, len(unnamed), most):
        rank = list(unnamed[at : at + most])
        level = top + max(rooms[one].up for one in rank)
        for number, one in enumerate(rank):
            found[one] = ((number + 0.5) * pitch, level)
        top = level + max(rooms[one].down for one in rank) + LEADING
    return found, top - LEADING


def _height(picture: _Picture, spots: _Spots, one: str) -> int:
    """Whether a row belongs above (-1), in the middle or below (1)."""
    near = [other for other in picture.beside[one] if other in spots.of]
    if any(picture.type[other] in _LEAVES and spots.of[other][1] > 0 for other in near):
        return 1
    return -1 if near else 0


# ---- into a picture that is there ----------------------------------------------------------------


def _join(picture: _Picture, spots: _Spots) -> None:
    """Put the new nodes near their neighbours, those with placed neighbours first."""
    waiting = [one for one in picture.ids if one not in spots.of]
    right = max((x for x, _ in spots.of.values()), default=0.0) + WIDTH
    while waiting:
        ready = [one for one in waiting if any(o in spots.of for o in picture.beside[one])]
        for one in ready or waiting[:1]:
            x, y = _middle(picture, spots, one, (right, 0.0))
            lean = {"Agreement": 1, "Claim": -1}.get(picture.type[one], 0)
            spots.put(one, x, y + lean * HEIGHT / 2, lean)
        waiting = [one for one in waiting if one not in spots.of]
