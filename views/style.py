"""The page's style sheet."""

import streamlit as st

from views import browser


def apply() -> None:
    """Add our style sheet to the page; it is a file of ours and holds nothing of the data."""
    st.html(browser.FOLDER / "page.css")
