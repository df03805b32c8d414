"""The shipped example in an embedded database of its own, as `make run` loads it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def load(folder: Path, *names: str) -> dict[str, str]:
    """Load files into the embedded database in `folder`; by default the shipped example.

    Returns:
        The environment in which a process uses that database.
    """
    environment = {**os.environ, "READOUT_DATA": str(folder), "NEO4J_URI": ""}
    command = [sys.executable, "-m", "loaders", "curated", *(names or ["loaders/examples"])]
    subprocess.run([*command, "--quiet"], cwd=ROOT, env=environment, check=True, timeout=300)
    return environment
