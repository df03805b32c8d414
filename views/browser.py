"""What the browser runs: our scripts and pyvis's own vis-network, all from this server.

A component's own script is three lines that import the real one from a route of the app: so the
real one travels once and is kept by the browser, instead of with every change of the data.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

FOLDER = Path(__file__).parent / "component"
ROUTE = "/parts"
VIS_NETWORK = "vis-network.min.js"

_IMPORT = """
const folder = location.pathname.replace(/[^/]*$/, "");
const part = import(location.origin + folder + "{address}");
export default (given) => {{
  part.then((each) => each.draw(given));
  return () => part.then((each) => each.remove && each.remove(given));
}};
"""


@cache
def served() -> dict[str, Path]:
    """Return the files that the browser may ask for, by name. pyvis is looked up, not imported."""
    found = find_spec("pyvis")
    assert found is not None and found.origin is not None
    versions = sorted((Path(found.origin).parent / "lib").glob("vis-9*/"))
    scripts = {path.name: path for path in FOLDER.glob("*.js")}
    return {**scripts, VIS_NETWORK: versions[-1] / VIS_NETWORK}


@cache
def fingerprint() -> str:
    """Return what changes whenever one of the served files does: browsers keep them for good."""
    content = b"".join(path.read_bytes() for _, path in sorted(served().items()))
    return sha256(content).hexdigest()[:12]


def component(name: str) -> Any:
    """Return the mounting command of the component whose script is `component/<name>.js`."""
    address = f"{ROUTE.strip('/')}/{fingerprint()}/{name}.js"
    return st.components.v2.component(
        f"readout_{name}", js=_IMPORT.format(address=address), isolate_styles=False
    )
