"""The shipped example in an embedded database of its own, as `make run` loads it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from graph.records import dump, encode
from graph.statement import Statement

ROOT = Path(__file__).resolve().parent.parent


def load(folder: Path, *names: str, loader: str = "curated") -> dict[str, str]:
    """Load files into the embedded database in `folder`; by default the shipped example.

    Returns:
        The environment in which a process uses that database.
    """
    environment = {**os.environ, "READOUT_DATA": str(folder), "NEO4J_URI": ""}
    command = [sys.executable, "-m", "loaders", loader, *(names or ["loaders/examples"])]
    subprocess.run([*command, "--quiet"], cwd=ROOT, env=environment, check=True, timeout=300)
    return environment


def write_records(path: Path, statements: Iterable[Statement]) -> str:
    """Write statements as Readout JSON Lines, for the loader `jsonl`; returns the path as text."""
    path.write_text("".join(dump(record) + "\n" for record in encode(statements)), "utf-8")
    return str(path)
