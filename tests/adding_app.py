"""The app with the page of adding a text alone: `streamlit run tests/adding_app.py`."""

import sys
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Route

# Streamlit puts the folder of the script first, not that of the project.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import app as readout
from views import browser

app = st.App(
    Path(__file__).parent / "adding_page.py",
    routes=[
        Route(browser.ROUTE + "/{fingerprint}/{name}", readout.part),
        Route("/readyz", readout.ready),
    ],
    middleware=[Middleware(readout.SecurityHeaders)],
)
