"""The names of all figures, in the order of the report, and the bars that some must pass."""

from __future__ import annotations

from dataclasses import dataclass

#: Classes of claims: with words in quotation marks, and without.
QUOTED, INDIRECT = "quoted claims", "indirect claims"
#: A claim or terms count as found at this share of letters in common; and, apart, as well found.
NEAR, CLOSE = 0.5, 0.8


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure: its name and whether it is a share of matched records (else precision, recall)."""

    name: str
    share: bool = False


def _claims(kind: str) -> tuple[Measure, ...]:
    return (
        Measure(kind),
        Measure(f"{kind}: content at {CLOSE}"),
        Measure(f"{kind}: speakers the same", share=True),
        Measure(f"{kind}: a speaker in common", share=True),
        Measure(f"{kind}: innermost speaker", share=True),
        Measure(f"{kind}: chain", share=True),
        Measure(f"{kind}: mode", share=True),
    )


MEASURES: tuple[Measure, ...] = (
    Measure("actors"),
    Measure("actors: pronouns"),
    Measure("actors: groups"),
    Measure("meetings"),
    Measure("meetings: participants"),
    Measure("meetings: status", share=True),
    Measure("meetings: format", share=True),
    Measure("meetings: date", share=True),
    Measure("meetings: duration", share=True),
    Measure("meetings: place", share=True),
    Measure("meetings: joint or separate", share=True),
    Measure("agreements"),
    Measure("agreements: parties"),
    Measure("agreements: status", share=True),
    Measure("agreements: binding", share=True),
    Measure(f"agreements: terms at {NEAR}", share=True),
    Measure(f"agreements: terms at {CLOSE}", share=True),
    *_claims(QUOTED),
    *_claims(INDIRECT),
    Measure("claims: addressees"),
    Measure("claims: stances"),
    Measure("times"),
    Measure("times: days of those found", share=True),
    Measure("times: weekdays and near terms", share=True),
    Measure("times: vague terms", share=True),
    Measure("durations"),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """What a figure must reach. measure: precision, recall, f1 or share."""

    figure: str
    measure: str
    least: float


BARS: tuple[Bar, ...] = (
    Bar("actors", "f1", 0.92),
    Bar("meetings", "precision", 0.90),
    Bar("meetings", "recall", 0.85),
    Bar("meetings: participants", "f1", 0.90),
    Bar("meetings: status", "share", 0.92),
    Bar("agreements", "precision", 0.80),
    Bar("agreements", "recall", 0.75),
    Bar(QUOTED, "precision", 0.92),
    Bar(QUOTED, "recall", 0.88),
    Bar(f"{QUOTED}: speakers the same", "share", 0.95),
    Bar(INDIRECT, "precision", 0.82),
    Bar(INDIRECT, "recall", 0.60),
    Bar("times: weekdays and near terms", "share", 0.97),
)
