"""How often each rule is right: measured on texts that people annotated, never thought up.

`python -m loaders score --gold … --write` counts it and writes precision.json beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("precision.json")


@cache
def rule_precision(path: Path = TABLE) -> Mapping[str, tuple[int, int]]:
    """Return by rule id how many of its finds were right, and how many were looked at.

    A rule that isn't there has not been measured.
    """
    if not path.exists():
        return {}
    body = json.loads(path.read_text("utf-8"))
    return {rule: (int(right), int(count)) for rule, (right, count) in body["rules"].items()}


def write_precision(measured: Mapping[str, tuple[int, int]], path: Path = TABLE) -> None:
    """Write the table, rules in order of their names."""
    rules = {rule: list(measured[rule]) for rule in sorted(measured)}
    lines = ",\n".join(
        f"    {json.dumps(rule)}: {json.dumps(count)}" for rule, count in rules.items()
    )
    path.write_text('{\n  "rules": {\n' + lines + "\n  }\n}\n", "utf-8")
    rule_precision.cache_clear()
