"""Where things stand: nothing overlaps, each kind has its place, and what is there stays."""

from __future__ import annotations

import time
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from graph import layout, schema
from graph.courses import CHANNEL, courses
from graph.layout import place
from graph.room import overlaps, room_of

Edge = tuple[str, str, str]
Frames = tuple[pd.DataFrame, pd.DataFrame]


def frames(things: dict[str, tuple[str, str]], links: list[Edge]) -> Frames:
    """Nodes from id: (type, zone), edges from (start, type, end)."""
    words = {
        "Person": ("Volodymyr Zelenskyy", "Ukraine", ""),
        "Organization": ("Trilateral Contact Group", "", ""),
        "Meeting": ("Consultation", "in the coming weeks", "planned"),
        "Agreement": ("Elysee: agreed to work to de-escalate …", "20 Feb 2022", "agreed"),
        "Claim": ("Vladimir Putin: intends to withdraw Russian …", "", ""),
    }
    nodes = pd.DataFrame(
        [
            {
                "id": one, "type": type_, "zone": zone, "articles": 1, "earliest": "2022-02-20",
                "caption": words[type_][0], "subtitle": words[type_][1], "status": words[type_][2],
                "degree": 9, "said": int(type_ == "Meeting"),
            }
            for one, (type_, zone) in things.items()
        ]
    )  # fmt: skip
    edges = pd.DataFrame(
        [{"type": type_, "start": start, "end": end} for start, type_, end in links],
        columns=["type", "start", "end"],
    )
    return nodes, edges


def day() -> Frames:
    """A day like that of the shipped example: two calls, what came of one, what is expected."""
    main, expected = "main", "expected"
    things = {
        "putin": ("Person", main),
        "call": ("Meeting", main),
        "macron": ("Person", main),
        "call-2": ("Meeting", main),
        "zelenskyy": ("Person", main),
        **{f"agreement-{i}": ("Agreement", main) for i in range(6)},
        "minsk": ("Agreement", main),
        **{f"claim-{i}": ("Claim", main) for i in range(4)},
        "elysee": ("Organization", main),
        "belarus": ("Organization", main),
        **{f"meeting-{i}": ("Meeting", expected) for i in range(5)},
        **{f"guest-{i}": ("Person", expected) for i in range(9)},
        "talks-1": ("Meeting", "unnamed"),
        "talks-2": ("Meeting", "unnamed"),
    }
    took_part = "PARTICIPATED_IN"
    links = [
        ("putin", took_part, "call"),
        ("macron", took_part, "call"),
        ("macron", took_part, "call-2"),
        ("zelenskyy", took_part, "call-2"),
        *(("call", "RESULTED_IN", f"agreement-{i}") for i in range(6)),
        ("agreement-0", "REFERS_TO", "minsk"),
        ("agreement-0", "CALLS_FOR", "meeting-0"),
        ("agreement-1", "CALLS_FOR", "talks-1"),
        ("claim-0", "IS_ABOUT", "call"),
        ("putin", "MADE", "claim-0"),
        ("claim-1", "QUESTIONS", "claim-0"),
        ("claim-2", "DISPUTES", "claim-0"),
        ("claim-3", "CONTRADICTS", "claim-0"),
        ("elysee", "MADE", "claim-1"),
        ("elysee", "MADE", "claim-2"),
        ("belarus", "MADE", "claim-3"),
        ("macron", took_part, "meeting-1"),
        *((f"guest-{i}", took_part, f"meeting-{i // 2}") for i in range(9)),
    ]
    return frames(things, links)


def crisis(events: int, people: int, seed: int = 1) -> Frames:
    """Many calls among a few people, some of whom call often; some calls led to agreements."""
    random = np.random.default_rng(seed)
    things: dict[str, tuple[str, str]] = {}
    links: list[Edge] = []
    for number in range(events):
        call = f"call-{number:03}"
        things[call] = ("Meeting", "expected" if number % 9 == 8 else "main")
        for who in {int(people * random.random() ** 2) for _ in range(2)}:
            things.setdefault(f"person-{who:03}", ("Person", "main"))
            links.append((f"person-{who:03}", "PARTICIPATED_IN", call))
        if number % 4 == 0:
            things[f"agreement-{number:03}"] = ("Agreement", "main")
            links.append((call, "RESULTED_IN", f"agreement-{number:03}"))
    return frames(things, links)


def at(places: pd.DataFrame) -> dict[str, tuple[float, float]]:
    return {row["id"]: (row["x"], row["y"]) for row in places.to_dict("records")}


class TestTheDay:
    def test_no_captions_overlap(self) -> None:
        nodes, edges = day()
        assert overlaps(nodes, place(nodes, edges)) == []

    def test_who_met_stands_in_a_line(self) -> None:
        places = at(place(*day()))
        line = ["putin", "call", "macron", "call-2", "zelenskyy"]
        across = [places[one][0] for one in line]
        assert across in (sorted(across), sorted(across, reverse=True))
        assert len({round(places[one][1]) for one in line}) == 1

    def test_agreements_stand_below_their_call_and_statements_above(self) -> None:
        places = at(place(*day()))
        call = places["call"][1]
        assert all(places[f"agreement-{i}"][1] > call for i in range(6))
        assert places["minsk"][1] > places["agreement-0"][1]
        assert all(places[f"claim-{i}"][1] < call for i in range(4))
        assert places["elysee"][1] < call

    def test_agreements_stand_in_two_rows_the_second_in_the_gaps_of_the_first(self) -> None:
        places = at(place(*day()))
        levels = [round(places[f"agreement-{i}"][1]) for i in range(6)]
        upper, lower = min(levels), max(levels)
        assert sorted(levels) == [upper] * 4 + [lower] * 2
        across = [
            sorted(places[f"agreement-{i}"][0] for i in range(6) if levels[i] == level)
            for level in (upper, lower)
        ]
        assert all(
            any(left < each < right for left, right in pairwise(across[0])) for each in across[1]
        )

    def test_a_meeting_that_is_expected_has_its_guests_beside_it(self) -> None:
        places = at(place(*day()))
        for number in range(4):
            meeting = places[f"meeting-{number}"]
            guests = [places[f"guest-{each}"] for each in (2 * number, 2 * number + 1)]
            assert all(guest[0] > meeting[0] for guest in guests)
            assert guests[0][1] == meeting[1]

    def test_it_fills_the_window_with_legible_captions(self) -> None:
        nodes, edges = day()
        places = at(place(nodes, edges))
        across, down = zip(*places.values(), strict=True)
        scale = min(857 / (max(across) - min(across) + 160), 672 / (max(down) - min(down) + 120))
        assert scale * 12.5 >= 9.0

    def test_edges_run_beside_captions_where_they_can(self) -> None:
        nodes, edges = day()
        places = at(place(nodes, edges))
        found = courses(nodes, edges, places)
        assert len(found) == len(edges)
        of = dict(zip(zip(edges["start"], edges["end"], strict=True), found, strict=True))
        assert of["putin", "call"] == 0
        # The second guest of a meeting stands behind the first.
        assert of["guest-1", "meeting-0"] not in (0, CHANNEL)

    def test_what_is_expected_stands_to_the_right_with_its_guests(self) -> None:
        nodes, edges = day()
        places = place(nodes, edges).merge(nodes, on="id")
        main = places[places["zone"] == "main"]["x"].max()
        assert (places[places["zone"] != "main"]["x"] > main).all()

    def test_meetings_without_participants_stand_in_a_row_of_their_own(self) -> None:
        nodes, edges = day()
        places = place(nodes, edges).merge(nodes, on="id")
        unnamed = places[places["zone"] == "unnamed"]
        assert unnamed["y"].nunique() == 1
        assert unnamed["y"].min() > places[places["zone"] == "expected"]["y"].max()


@pytest.mark.parametrize(("events", "people"), [(8, 3), (34, 24), (60, 4), (170, 140), (700, 500)])
def test_captions_never_overlap(events: int, people: int) -> None:
    nodes, edges = crisis(events, people)
    assert overlaps(nodes, place(nodes, edges)) == []


def test_the_same_picture_gets_the_same_places_on_every_run() -> None:
    nodes, edges = crisis(60, 40)
    pd.testing.assert_frame_equal(place(nodes, edges), place(nodes, edges))


def test_three_hundred_nodes_take_no_time() -> None:
    nodes, edges = crisis(150, 150)
    spent = []
    for _ in range(3):
        begun = time.process_time()
        place(nodes, edges)
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.4  # 50 ms where nothing else runs


class TestNodesOnTheScreen:
    def test_they_keep_their_places(self) -> None:
        nodes, edges = crisis(60, 40)
        before = at(place(nodes.iloc[:50], edges))
        after = at(place(nodes, edges, before))
        assert {one: after[one] for one in before} == before

    def test_new_ones_stand_near_their_neighbours_and_over_nobody(self) -> None:
        nodes, edges = day()
        known = at(place(nodes[nodes["id"] != "agreement-3"], edges))
        places = place(nodes, edges, known)
        assert overlaps(nodes, places) == []
        x, y = at(places)["agreement-3"]
        assert abs(x - known["call"][0]) < 800 and known["call"][1] < y < known["call"][1] + 500

    def test_nothing_drawn_is_no_place(self) -> None:
        nodes, edges = day()
        assert list(place(nodes.iloc[:0], edges.iloc[:0]).columns) == ["id", "x", "y"]


class TestTheRoomOfANode:
    @pytest.mark.parametrize("kind", [each.name for each in schema.NODE_TYPES])
    def test_longer_words_take_more(self, kind: str) -> None:
        short = room_of(kind, "held", "Call", "")
        long = room_of(kind, "held", "Government of the Republic of Belarus", "20 Feb 2022")
        assert long.side > short.side
        assert long.up + long.down > short.up + short.down

    def test_nothing_is_larger_than_a_cell_of_the_search(self) -> None:
        for kind in schema.NODE_TYPES:
            room = room_of(kind.name, "planned", "Wwww " * 40, "mmmm " * 40, 400, 9)
            assert 2 * room.side + layout.GAP <= layout.WIDTH
            assert room.up + room.down + layout.LEADING <= layout.HEIGHT

    def test_words_without_blanks_and_of_any_script(self) -> None:
        assert room_of("Person", "", "x" * 400, "").side <= 53
        assert room_of("Person", "", "習近平", "中華人民共和國").side > 20
