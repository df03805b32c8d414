"""The browser for the tests: Chromium, from the machine or from its packages.

    python -m tests.browser_install     find it, or install it where that needs nobody's leave

Playwright drives it. Its own browsers are not used: they would be fetched from outside the package
registries.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.neo4j_server import Missing, can_install

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser that asks nothing from outside and runs as root, without a screen.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_browser() -> str:
    """Return the path of Chromium: READOUT_CHROMIUM, or one on the PATH.

    Raises:
        Missing: There is none.
    """
    named = os.environ.get("READOUT_CHROMIUM")
    if named and not shutil.which(named):
        raise Missing(f"READOUT_CHROMIUM is {named}, which is no program.")
    for name in [named] if named else NAMES:
        if found := shutil.which(name):
            return found
    raise Missing(
        "The browser tests need Chromium: apt-get install chromium "
        "(or set READOUT_CHROMIUM to a Chromium or Chrome)"
    )


def install_browser() -> str:
    """Return the path of Chromium, installed from Debian's packages if it has to be and can be."""
    try:
        return find_browser()
    except Missing:
        if os.environ.get("READOUT_CHROMIUM") or not (sudo := can_install()):
            raise
    print("Installing chromium ...", file=sys.stderr)
    for step in ("update", "install -y --no-install-recommends chromium"):
        subprocess.run(
            [*sudo, "apt-get", "-qq", *step.split()], check=False, stdout=subprocess.DEVNULL
        )
    return find_browser()


def main() -> None:
    """Install the browser; a developer without one is told how, CI fails."""
    try:
        install_browser()
    except Missing as missing:
        if os.environ.get("CI") == "true":
            sys.exit(str(missing))
        print(missing, file=sys.stderr)


if __name__ == "__main__":
    main()
