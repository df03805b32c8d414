"""The score sheet of one document: counts by figure, by rule, and what went wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.extraction.finds import Find, Part, Span
from loaders.scoring.figures import Tally, tally_sets, tally_share
from loaders.scoring.gold import Gold
from loaders.scoring.matching import Outcome

#: Words shown of what went wrong, in code points.
_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """Something missed (in the gold, not found), false (found, not in the gold) or wrong.

    words: the text's. note: the rule of a false find, or what is wrong with a matched one.
    """

    kind: str
    figure: str
    span: Span
    words: str
    note: str = ""


@dataclass
class Sheet:
    """Collects the counts of one document. ids: our actors' ids to the gold's."""

    gold: Gold
    ids: dict[str, str] = field(default_factory=dict)
    tallies: dict[str, Tally] = field(default_factory=dict)
    rules: dict[str, tuple[int, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def add(self, figure: str, tally: Tally) -> None:
        """Add counts to a figure."""
        self.tallies[figure] = self.tallies.get(figure, Tally()) + tally

    def share(self, figure: str, right: bool, span: Span, note: str = "") -> None:
        """Count one case of a share; where it's wrong, note it with the words of `span`."""
        self.add(figure, tally_share(right))
        if not right:
            self.fault("wrong", figure, span, note)

    def fault(self, kind: str, figure: str, span: Span, note: str = "") -> None:
        """Note something missed, false or wrong."""
        words = " ".join(span.of(self.gold.text).split())
        self.faults.append(Fault(kind, figure, span, words[:_SHOWN], note))

    def outcome(
        self, figure: str, outcome: Outcome, golds: Sequence[Span], finds: Sequence[Find]
    ) -> None:
        """Count a matching of records with finds, and what each find's rule was worth.

        golds: the span that stands for each record, in the order of the records.
        """
        pairs = len(outcome.pairs)
        self.add(figure, Tally(pairs, len(outcome.false), pairs, len(outcome.missed)))
        for place in outcome.missed:
            self.fault("missed", figure, golds[place])
        for place in outcome.false:
            find = finds[place]
            self.fault(
                "false", figure, find.evidence[0] if find.evidence else find.trigger, find.rule
            )
        self.rule_counts(outcome, finds)

    def rule_counts(self, outcome: Outcome, finds: Sequence[Find]) -> None:
        """Count each rule's finds, and those that are right; excused ones count for neither."""
        for _, place in outcome.pairs:
            right, total = self.rules.get(finds[place].rule, (0, 0))
            self.rules[finds[place].rule] = right + 1, total + 1
        for place in outcome.false:
            right, total = self.rules.get(finds[place].rule, (0, 0))
            self.rules[finds[place].rule] = right, total + 1

    def id(self, actor: str) -> str:
        """Return the gold's id of our actor; ours, marked as unknown there, where there is none."""
        return self.ids.get(actor, f"?{actor}")

    def who(self, parts: Sequence[Part]) -> frozenset[str]:
        """Return the gold's ids of those who take part."""
        return frozenset(self.id(part.actor.id) for part in parts)

    def parties(
        self, figure: str, found: frozenset[str], golds: Sequence[frozenset[str]], span: Span
    ) -> None:
        """Count a set of actors against the gold's, the best where several are right."""
        if not golds:
            return
        best = min(golds, key=lambda gold: (len(gold ^ found), -len(gold & found)))
        self.add(figure, tally_sets(found, best))
        if best != found:
            self.fault("wrong", figure, span, f"{_listed(found)}, not {_listed(best)}")


def _listed(ids: frozenset[str]) -> str:
    return " + ".join(sorted(ids)) or "none"
