"""What is least certain first: finds for a person to decide on, written as open questions.

How certain a find is follows from what is known: how often its rule was right, whom the tables
don't know, what was only read from the words. It is an order to look at things in, no probability.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from loaders.curation import decide, read_decisions, review_path, write_decisions
from loaders.decision_files import NotWritten
from loaders.decisions import OPEN, Decision
from loaders.extraction.finds import Agreement, Claim, Extraction, Find, Meeting, Part, Time

#: What each doubt leaves of a find's certainty. Judged, not measured: a wrong person misleads more
#: than a wide date, and what the text doesn't say at all more than what is only read from it.
UNKNOWN_NAME = 0.7
READ_FROM_WORDS = 0.8
NOBODY_NAMED = 0.6
VAGUE_DATE = 0.9
READ_VALUE = 0.9

_NOTHING: Mapping[str, tuple[int, int]] = MappingProxyType({})


def least_certain(
    extraction: Extraction,
    precision: Mapping[str, tuple[int, int]] = _NOTHING,
    text: str = "",
) -> list[tuple[Find, float, str]]:
    """Return the finds, the least certain first, each with its certainty (0 to 1) and the reason.

    Args:
        extraction: What was found in `text`.
        precision: By rule, in how many finds it was right, and how many were looked at. A rule
            with few counts as one that is right half of the time (Laplace's rule of succession).
    """
    ranked = []
    for find in extraction.finds:
        certainty, reasons = _certainty(find, precision.get(find.rule, (0, 0)), text)
        ranked.append((find, round(certainty, 4), "; ".join(reasons)))
    return sorted(ranked, key=lambda each: (each[1], each[0].trigger, each[0].anchor))


def write_review(
    path: Path,
    documents: Iterable[tuple[str, str, Extraction]],
    limit: int,
    precision: Mapping[str, tuple[int, int]] = _NOTHING,
) -> int:
    """Write the least certain finds into the review file of `path`, as questions (verdict "?").

    Args:
        path: The text, table, feed or folder that was read.
        documents: Of each article its key, its text and what was found in it.
        limit: At most so many questions, of all articles together.
        precision: As for `least_certain`.

    Returns how many questions were written. A find that stands in the file, decided or open, is
    not asked about again. Raises NotWritten where the file can't be read, OSError as the disk does.
    """
    file = review_path(path)
    known = read_decisions(file)
    if not known.readable:
        raise NotWritten(f"{known.rejected[0]}: mend the file first; nothing was written")
    questions: list[tuple[float, int, str, Decision]] = []
    for number, (key, text, extraction) in enumerate(documents):
        asked = {decision.find for decision in known.of(key)}
        for find, certainty, reason in least_certain(extraction, precision, text):
            if find.anchor not in asked:
                question = replace(decide(find, text, OPEN), why=reason)
                questions.append((certainty, number, key, question))
    questions.sort(key=lambda each: each[:2])
    by_key: dict[str, list[Decision]] = {}
    for _, _, key, question in questions[: max(limit, 0)]:
        by_key.setdefault(key, []).append(question)
    return write_decisions(file, by_key) if by_key else 0


def _certainty(find: Find, measured: tuple[int, int], text: str) -> tuple[float, list[str]]:
    right, count = measured
    certainty = (right + 1) / (count + 2)
    if count:
        reasons = [f"its rule was right in {right} of {count} finds"]
    else:
        reasons = ["how often its rule is right has not been measured"]
    for factor, reason in _doubts(find, text):
        certainty *= factor
        reasons.append(reason)
    return certainty, reasons


def _doubts(find: Find, text: str) -> Iterable[tuple[float, str]]:
    parts, when, values = _parts(find)
    strangers = {p.actor.id: p.actor.caption for p in parts if not p.actor.known}
    strangers |= {s.actor.id: s.actor.caption for s in find.speakers if not s.actor.known}
    for name in strangers.values():
        yield UNKNOWN_NAME, f"{name} is not in the tables"
    for part in parts:
        if part.note:
            words = " ".join(part.span.of(text).split())
            yield READ_FROM_WORDS, f"{part.actor.caption} is read from “{words}” ({part.note})"
    if isinstance(find, Meeting) and not parts:
        yield NOBODY_NAMED, "nobody is named who takes part"
    if isinstance(find, Claim) and not find.speakers:
        yield NOBODY_NAMED, "nobody is named who says it"
    if when is not None and (when.vague or not when.date):
        yield VAGUE_DATE, f"its date is “{' '.join(when.span.of(text).split())}”"
    for name, note in values:
        if note:
            yield READ_VALUE, f"its {name} is read from the words ({note})"


def _parts(find: Find) -> tuple[Sequence[Part], Time | None, list[tuple[str, str]]]:
    """Return who has a part in a find, its date, and its values with why they were read so."""
    if isinstance(find, Meeting):
        values = [("status", find.status.note)]
        values += [("place", find.location.note)] if find.location is not None else []
        values += [("topic", find.topic.note)] if find.topic is not None else []
        return find.participants, find.when, values
    if isinstance(find, Agreement):
        return find.parties, find.when, [("status", find.status.note)]
    if isinstance(find, Claim):
        return find.addressees, find.when, []
    return (), None, []
