"""What people decided, applied to what the rules found: last, and again on every load.

A decision is on words of a text, so it holds under better rules (the find comes back from the
decision where they lose it) and in a changed text that still has the words. See
docs/checking-finds.md for the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from loaders import Rejected
from loaders.cards import describe, quoted_line
from loaders.decision_files import NotWritten as NotWritten
from loaders.decision_files import undo as undo
from loaders.decision_files import write_decisions as write_decisions
from loaders.decisions import (
    NO_FIELDS,
    OPEN,
    Decision,
    Decisions,
    Fields,
    Words,
    as_value,
    in_force,
    read_entry,
    read_fields,
)
from loaders.decisions import read_decisions as read_decisions
from loaders.decisions import review_path as review_path
from loaders.extracted import Verdict
from loaders.extraction.finds import Agreement, Claim, Extraction, Find, Meeting, Span
from loaders.lined_yaml import as_map
from loaders.rebuilding import (
    Names,
    Place,
    Unusable,
    build,
    fields_of,
    is_same,
    place_of,
    renamed,
    suffix_of,
)


@dataclass(frozen=True)
class Applied:
    """An extraction as people left it. verdicts: by anchor. rejected: decisions not used, why."""

    extraction: Extraction
    verdicts: Mapping[str, Verdict]
    rejected: tuple[Rejected, ...] = ()


def apply(
    extraction: Extraction,
    decisions: Sequence[Decision],
    text: str,
    day: str,
    *,
    file: str = "",
) -> Applied:
    """Return the extraction with an article's decisions applied.

    Args:
        extraction: What the rules found in `text`.
        decisions: Of that article (Decisions.of), in the order of the file.
        day: Of publication, ISO, or "": names of offices and surnames are looked up on it.
        file: Named in what is rejected.

    An accepted or edited find stands as the person saw it: what its entry's `fields` don't hold
    isn't there, even where later rules find more. An entry without `fields` takes what is found.
    """
    work = _Work(extraction, text, day, file)
    pending = []
    for decision in in_force(tuple(decisions)).values():
        if decision.is_open:
            continue
        try:
            place = place_of(decision, text)
        except Unusable as error:
            work.refuse(decision, str(error))
            continue
        current = work.find_exactly(decision, place)
        if current is None:
            # Others may name exactly what this one only resembles.
            pending.append((decision, place))
        else:
            work.use(decision, place, current)
    for decision, place in pending:
        work.use(decision, place, None)
    return work.applied()


class _Work:
    """The finds of one text while decisions are applied."""

    def __init__(self, extraction: Extraction, text: str, day: str, file: str) -> None:
        self.extraction, self.text, self.file = extraction, text, file
        self.names = Names(extraction, text, day)
        self.finds = {find.anchor: find for find in extraction.finds}
        self.verdicts: dict[str, Verdict] = {}
        self.decided: set[str] = set()
        self.dropped: set[str] = set()
        self.new_names: dict[str, str] = {}
        self.rejected: list[Rejected] = []

    def refuse(self, decision: Decision, reason: str) -> None:
        """Note that a decision can't be used, and why."""
        label = decision.find or f"add {decision.words.exact if decision.words else ''}".strip()
        self.rejected.append(Rejected(self.file, decision.line, label, reason))

    def find_exactly(self, decision: Decision, place: Place | None) -> Find | None:
        """Return the find that a decision names: by its words where it has them, else by anchor."""
        named = self.finds.get(decision.find)
        if place is None:
            return named
        if named is not None and named.trigger == place.trigger:
            return named
        anchor = self._anchor(decision, place)
        moved = self.finds.get(anchor)
        return moved if moved is not None and moved.trigger == place.trigger else None

    def use(self, decision: Decision, place: Place | None, current: Find | None) -> None:
        """Apply one decision; current: the find that it names, or None."""
        try:
            if decision.verdict == "reject":
                self._reject(decision, place, current)
            else:
                self._keep(decision, place, current)
        except Unusable as error:
            self.refuse(decision, str(error))

    def _reject(self, decision: Decision, place: Place | None, current: Find | None) -> None:
        if current is None and place is not None:
            current = self._similar(decision, place, None)
        if current is not None:
            del self.finds[current.anchor]
            self.dropped.add(current.anchor)

    def _keep(self, decision: Decision, place: Place | None, current: Find | None) -> None:
        """Put the find as decided into the place of the one that the rules found, if they did."""
        fields: Fields = {**decision.fields, **decision.edit}
        if place is None:
            if current is None:
                raise Unusable(
                    "the rules don't find it in this text, and the entry holds no `words` and "
                    "`fields` to make it from: the decision is kept in the file, not used"
                )
            place = Place(current.trigger, current.evidence)
        elif current is not None and not decision.evidence:
            place = replace(place, evidence=current.evidence)
        made = None
        if decision.fields:
            made = build(decision, place, fields, None, self.names, self._anchor(decision, place))
        if current is None:
            current = self._similar(decision, place, made)
        if made is None:
            if current is None:
                raise Unusable(
                    "the rules don't find it in this text, and the entry holds no `fields` to make "
                    "it from: the decision is kept in the file, not used"
                )
            made = build(decision, place, fields, current, self.names, current.anchor)
        if made.anchor in self.finds and (current is None or current.anchor != made.anchor):
            raise Unusable(f"another find is called {made.anchor}: give this one another `find`")
        if current is not None:
            made = _with_unstated(made, current)
            del self.finds[current.anchor]
            if current.anchor != made.anchor:
                self.new_names[current.anchor] = made.anchor
        self.finds[made.anchor] = made
        self.decided.add(made.anchor)
        rule = decision.rule or (current.rule if current is not None else "")
        self.verdicts[made.anchor] = Verdict(decision.verdict, frozenset(decision.edit), rule)

    def _similar(self, decision: Decision, place: Place, made: Find | None) -> Find | None:
        """Return the undecided find that tells the same under another trigger, or None."""
        for find in self.finds.values():
            if find.anchor not in self.decided and is_same(find, made, decision, place, self.text):
                return find
        return None

    def _anchor(self, decision: Decision, place: Place) -> str:
        words = place.trigger.of(self.text)
        suffix = suffix_of(decision.find, decision.kind, words)
        return anchor_at(decision.kind, place.trigger, self.text) + suffix

    def applied(self) -> Applied:
        """Return what has come of it."""
        gone = frozenset(self.dropped)
        finds = [renamed(find, self.new_names, gone) for find in self.finds.values()]
        finds.sort(key=lambda find: (find.trigger, find.anchor))
        extraction = replace(
            self.extraction,
            meetings=tuple(find for find in finds if isinstance(find, Meeting)),
            agreements=tuple(find for find in finds if isinstance(find, Agreement)),
            claims=tuple(find for find in finds if isinstance(find, Claim)),
        )
        return Applied(extraction, self.verdicts, tuple(self.rejected))


def _with_unstated(made: Find, current: Find) -> Find:
    """Keep what the rules know of a find and no field holds: nothing of it is stated."""
    if isinstance(made, Meeting) and isinstance(current, Meeting):
        return replace(made, rule=current.rule, joint=current.joint)
    if isinstance(made, Claim) and isinstance(current, Claim):
        return replace(made, rule=current.rule, source=current.source, verbatim=current.verbatim)
    return replace(made, rule=current.rule)


def anchor_at(kind: str, trigger: Span, text: str) -> str:
    """Return the anchor of a find of a kind (Meeting, Agreement, Claim) with that trigger."""
    # Only here: it brings the language model's library along, and reading decisions needs none.
    from loaders.extraction.meetings import anchor_of

    return anchor_of(kind.lower(), trigger, text)


# --- making decisions ----------------------------------------------------------------------------


def decide(
    find: Find,
    text: str,
    verdict: str,
    *,
    by: str = "",
    on: str = "",
    reason: str = "",
    edit: Mapping[str, object] | None = None,
) -> Decision:
    """Return the decision on a find as it stands, with all that makes it last.

    Args:
        find, text: As shown to the person.
        verdict: accept, reject, edit, or "?" for an open question.
        by, on, reason: Who decided, the ISO day, and why.
        edit: With verdict edit: field -> value, written as in the file (FIELDS in decisions.py).

    Raises YamlFault where a field or value is not known.
    """
    kind = type(find).__name__
    changes: Fields = NO_FIELDS
    if edit:
        changes = read_fields(as_map(as_value(edit), "edit"), kind, "edit")
    return Decision(
        find.anchor,
        verdict,
        kind,
        seen=describe(find, text),
        quote=quoted_line(find.evidence[0], text) if verdict == OPEN else "",
        by=by,
        on=on,
        reason=reason,
        rule=find.rule,
        words=Words(find.trigger.of(text), find.trigger.start),
        evidence=tuple(Words(span.of(text), span.start) for span in find.evidence),
        fields=fields_of(find, text),
        edit=changes,
    )


def decide_new(
    kind: str,
    trigger: Span,
    text: str,
    fields: Mapping[str, object],
    *,
    evidence: Sequence[Span] = (),
    by: str = "",
    on: str = "",
    reason: str = "",
) -> Decision:
    """Return the decision to add a find that the rules don't find.

    Args:
        kind: Meeting, Agreement or Claim.
        trigger: The words that tell of it; evidence: the clauses, best first, if wider.
        fields: As in the file, such as {"format": "call", "status": "held", "participants": […]}.

    Raises YamlFault where a field is not known or lacks.
    """
    entry = {
        "find": anchor_at(kind, trigger, text),
        "verdict": "add",
        "by": by,
        "on": on,
        "reason": reason,
        "add": {
            "kind": kind,
            "words": {"exact": trigger.of(text), "start": trigger.start},
            "evidence": [{"exact": each.of(text), "start": each.start} for each in evidence],
            **fields,
        },
    }
    return read_entry(as_value(entry))


def apply_file(
    extraction: Extraction, decisions: Decisions, key: str, text: str, day: str
) -> Applied:
    """Return `apply` with the decisions that a file holds on the article `key`."""
    return apply(extraction, decisions.of(key), text, day, file=decisions.file)
