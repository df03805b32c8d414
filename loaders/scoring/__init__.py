"""How good extraction is: its finds held against gold annotations, with figures and their bounds.

`score` reads the gold, finds the texts, extracts and counts; `as_markdown` writes the report,
`rule_precision` what each rule is worth, `fault_lines` what went wrong. `score_calls`,
`score_rejects` and `score_speed` check against other data.
"""

from loaders.scoring.checks import (
    Calls,
    Check,
    Extract,
    Rejects,
    Speed,
    score_calls,
    score_rejects,
    score_speed,
)
from loaders.scoring.report import as_markdown, bars_not_met
from loaders.scoring.scores import Scores, fault_lines, rule_precision, score

__all__ = [
    "Calls",
    "Check",
    "Extract",
    "Rejects",
    "Scores",
    "Speed",
    "as_markdown",
    "bars_not_met",
    "fault_lines",
    "rule_precision",
    "score",
    "score_calls",
    "score_rejects",
    "score_speed",
]
