"""Entry point of the app: page set-up and navigation."""

import streamlit as st

from layers.app import shell

st.set_page_config(page_title="Terrapaz", page_icon=shell.ICON, layout="wide", initial_sidebar_state="auto")
st.navigation(shell.pages(), position="top").run()
