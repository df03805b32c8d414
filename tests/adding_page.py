"""The page of adding a text, by itself: what views/page.py shows where the address holds `add`."""

import os

import streamlit as st

from graph.database import DatabaseAway
from loaders.extraction import extractor
from tests import few_finds
from views import add, add_place, errors, style

if os.environ.get("READOUT_FEW_FINDS"):  # a browser test of very long texts
    extractor.extract = few_finds.extract

st.set_page_config(page_title="Readout", layout="wide", initial_sidebar_state="collapsed")
style.apply()
if not add_place.asked():
    st.write("The network")
    st.button("Add a text", on_click=add_place.go)
else:
    try:
        add.show()
    except DatabaseAway:
        errors.away()
