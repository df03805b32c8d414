"""Which things a selection matches, and which of them are drawn. Pure: frames in, ids out.

queries.py reads the outline of the graph (one row a thing) and the links at its candidates; this
module holds the rules of the first picture:

- events come with their participants, claims with who made them and with the claims that they
  question or contradict, agreements with the ones they refer to, and with their parties where no
  meeting that is drawn has them already;
- a claim is drawn only where somebody questions, denies, contradicts or confirms one, unless all
  statements are asked for;
- within the limit, what is chosen comes first, then the best documented.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from graph import schema
from graph.selection import Selection, Summary

#: One row a thing that filters choose among (events, agreements, claims). earliest, latest: ISO
#: days or ""; basis: dateBasis; articles, quotations: how well documented;
#: published: the newest article's day; checked: not only software found it;
#: disputed: a claim that another one reacts to, or that reacts; questioned: by another, or
#: disputed.
OUTLINE = {
    "id": "object",
    "type": "str",
    "format": "str",
    "status": "str",
    "earliest": "str",
    "latest": "str",
    "basis": "str",
    "articles": "int64",
    "quotations": "int64",
    "published": "str",
    "checked": "bool",
    "disputed": "bool",
    "questioned": "bool",
}

_FIRST_SIGHT = frozenset(r.name for r in schema.RELATIONSHIP_TYPES if r.first_sight)
_EXPECTED = frozenset({"planned", "proposed", "possible"})


@dataclass(frozen=True)
class Link:
    """A relationship of the graph by the ids of its ends. checked: not only software found it."""

    id: str
    type: str
    start: str
    end: str
    role: str = ""
    checked: bool = True

    def other(self, end: str) -> str:
        """Return the end that is not `end`."""
        return self.end if end == self.start else self.start


Links = Mapping[str, Sequence[Link]]


#: How many meetings make a first picture, and within how many days.
FIRST_MEETINGS = 8
FIRST_DAYS = (1, 3, 7, 30)


def first_span(outline: pd.DataFrame) -> tuple[str, str]:
    """Return the first and last day (ISO) that are shown without a link; "", "" for all dates.

    The shortest of 1, 3, 7 and 30 days that holds eight meetings, ending on the newest publication
    date for which one of them does; where none does, thirty days up to the newest that hold any.
    """
    events = outline[outline["type"].isin(("Meeting", "Exercise"))]
    meetings = outline[outline["type"] == "Meeting"]
    begins, ends = np.sort(meetings["earliest"].to_numpy()), np.sort(meetings["latest"].to_numpy())
    some: tuple[str, str] = ("", "")
    for last in sorted({day for day in events["published"] if len(day) == 10}, reverse=True):
        for days in FIRST_DAYS:
            first = (date.fromisoformat(last) - timedelta(days=days - 1)).isoformat()
            held = np.searchsorted(begins, last, "right") - np.searchsorted(ends, first, "left")
            if held >= FIRST_MEETINGS:
                return first, last
            if held and not some[0] and days == FIRST_DAYS[-1]:
                some = (first, last)
    return some


def matching(
    outline: pd.DataFrame,
    selection: Selection,
    within: Collection[str] | None = None,
    *,
    dates: bool = True,
    everything_said: bool = False,
) -> pd.DataFrame:
    """Return the rows of the outline that the filters let through, in its order (`ranked`).

    within: ids that the filters by actor and speaker leave, None = no such filter. dates: apply
    the date range. everything_said: as if `selection.statements` were on.
    """
    type_, status = outline["type"], outline["status"]
    keep = np.ones(len(outline), dtype=bool)
    if dates and selection.last:
        keep &= (outline["earliest"] <= selection.last).to_numpy()
    if dates and selection.first:
        keep &= (outline["latest"] >= selection.first).to_numpy()
    if dates and selection.undated is False:
        keep &= ~outline["basis"].isin(("publication", "")).to_numpy()
    elif dates and (selection.first or selection.last):
        # What has no day at all, not even one of publication, stays while undated things do.
        keep |= (outline["earliest"] == "").to_numpy()
    if selection.kinds:
        whole = type_.isin(selection.kinds)
        narrowed = ("Meeting:" + outline["format"]).isin(selection.kinds) & (type_ == "Meeting")
        keep &= (whole | narrowed).to_numpy()
    for kinds, statuses in (
        (("Meeting", "Exercise"), schema.MEETING_STATUS + schema.EXERCISE_STATUS),
        (("Agreement",), schema.AGREEMENT_STATUS),
    ):
        wanted = set(selection.statuses) & set(statuses)
        if wanted:
            keep &= (~type_.isin(kinds) | status.isin(wanted)).to_numpy()
    if not (selection.statements or everything_said):
        keep &= ((type_ != "Claim") | outline["disputed"]).to_numpy()
    if selection.checked:
        keep &= outline["checked"].to_numpy()
    if within is not None:
        keep &= outline["id"].isin(within).to_numpy()
    return outline[keep]


def ranked(outline: pd.DataFrame) -> pd.DataFrame:
    """Return the rows by documentation (articles, quotations), then newest first, then by id."""
    return outline.sort_values(
        ["articles", "quotations", "latest", "id"],
        ascending=[False, False, False, True],
        kind="stable",
    )


def summarize(matched: pd.DataFrame) -> Summary:
    """Count what the sentence above the picture says; `matched` are rows of the outline."""
    meetings = matched[matched["type"] == "Meeting"]
    counts = meetings.groupby(["format", "status"], sort=True).size().reset_index(name="number")
    agreements = matched[matched["type"] == "Agreement"]
    return Summary(
        meetings=tuple(
            (str(row["format"]), str(row["status"]), int(row["number"]))
            for row in counts.to_dict("records")
        ),
        exercises=int((matched["type"] == "Exercise").sum()),
        agreements=int((~agreements["status"].isin(("existing", "in force"))).sum()),
        said=int((matched["type"] == "Claim").sum()),
        questioned=int(matched["questioned"].sum()),
    )


def companions(thing: str, links: Sequence[Link], matched: Collection[str]) -> list[str]:
    """Return the ids that a thing isn't drawn without; `links` are all at it."""
    from_event = any(
        link.type == "RESULTED_IN" and link.end == thing and link.start in matched for link in links
    )
    found = []
    for link in links:
        incoming = link.end == thing
        if (
            (link.type in ("PARTICIPATED_IN", "MADE") and incoming)
            or (link.type == "PARTY_TO" and incoming and not from_event)
            or (link.type == "REFERS_TO" and not incoming)
            or link.type in schema.STANCES_BETWEEN_CLAIMS
        ):
            found.append(link.other(thing))
    return list(dict.fromkeys(found))


def choose(
    ordered: Iterable[str],
    links: Links,
    matched: Collection[str],
    limit: int,
    forced: Collection[str] = (),
) -> list[str]:
    """Return the ids to draw, at most `limit`, from things in the order of their rank.

    A thing is drawn with all its companions or, where they don't fit any more, not at all; only
    a `forced` one is drawn with as many as there is room for.
    """
    drawn: dict[str, None] = {}
    for thing in ordered:
        if len(drawn) >= limit:
            break
        group = [one for one in _group(thing, links, matched) if one not in drawn]
        if len(drawn) + len(group) <= limit:
            drawn.update(dict.fromkeys(group))
        elif thing in forced or not drawn:
            drawn.update(dict.fromkeys(group[: limit - len(drawn)]))
    return list(drawn)


def _group(thing: str, links: Links, matched: Collection[str]) -> list[str]:
    """A thing and, companions of companions included, what it isn't drawn without."""
    group = {thing: None}
    waiting = [thing]
    while waiting:
        for companion in companions(waiting[0], links.get(waiting[0], ()), matched):
            if companion not in group:
                group[companion] = None
                waiting.append(companion)
        waiting.pop(0)
    return list(group)


def visible_links(
    links: Iterable[Link], drawn: Collection[str], opened: Collection[str]
) -> list[Link]:
    """Return the links to draw among the drawn nodes, each once, in the order of their ids.

    opened: the expanded nodes, at which every kind of link is drawn, and edges.
    """
    between = {link.id: link for link in links if link.start in drawn and link.end in drawn}
    # A party is told by the meeting that the agreement came out of, where that is drawn.
    told = {link.end for link in between.values() if link.type == "RESULTED_IN"}
    return [
        link
        for _, link in sorted(between.items())
        if link.type in _FIRST_SIGHT
        or link.id in opened
        or link.start in opened
        or link.end in opened
        or (link.type == "PARTY_TO" and link.end not in told)
    ]


def without_leaves(
    drawn: Sequence[str], shown: Sequence[Link], collapsed: Collection[str], keep: str
) -> list[str]:
    """Return the drawn ids without those that hang on a collapsed node alone; `keep` stays."""
    beside: dict[str, set[str]] = {}
    for link in shown:
        beside.setdefault(link.start, set()).add(link.end)
        beside.setdefault(link.end, set()).add(link.start)
    return [
        one
        for one in drawn
        if one == keep
        or one in collapsed
        or len(beside.get(one, ())) != 1
        or not beside[one] <= set(collapsed)
    ]


def zones(
    types: Mapping[str, str], statuses: Mapping[str, str], links: Links, shown: Sequence[Link]
) -> dict[str, str]:
    """Return where each drawn node belongs: "main", "expected" or "unnamed".

    types, statuses: by id. links: all at each thing. A meeting that hasn't taken place is
    "expected", one without any named participant "unnamed"; an actor all of whose drawn links lead
    to such meetings goes with them.
    """
    found = {}
    for one, type_ in types.items():
        if type_ == "Meeting" and not any(
            link.type == "PARTICIPATED_IN" for link in links.get(one, ())
        ):
            found[one] = "unnamed"
        elif type_ in ("Meeting", "Exercise") and statuses.get(one) in _EXPECTED:
            found[one] = "expected"
        else:
            found[one] = "main"
    beside: dict[str, set[str]] = {}
    for link in shown:
        beside.setdefault(link.start, set()).add(found.get(link.end, "main"))
        beside.setdefault(link.end, set()).add(found.get(link.start, "main"))
    for one, type_ in types.items():
        if "Actor" in schema.node_type(type_).labels and beside.get(one) == {"expected"}:
            found[one] = "expected"
    return found
