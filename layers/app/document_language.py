"""The language of the page for browsers and screen readers, and what Streamlit itself says, in that language."""

from __future__ import annotations

import json
from typing import Final

import streamlit as st

from layers.scene.web_assets import read_asset
from layers.text.i18n import N_, Lang, translator

_STREAMLIT_SAYS: Final = {
    "Skip to main content": N_("Skip to main content"),
    "App pages": N_("App pages"),
    "Sidebar": N_("Sidebar"),
    "Expand sidebar": N_("Expand sidebar"),
    "Collapse sidebar": N_("Collapse sidebar"),
    "Open": N_("Open"),
    "file upload": N_("file upload"),
    "start": N_("start"),
    "end": N_("end"),
    "help": N_("Help for {label}"),
}
"""What ``assets/labels.js`` translates: Streamlit's text, or the part of it that does not vary."""


def set_language(lang: Lang) -> None:
    """Declare the language of the page, which Streamlit always declares as English, and name its elements in it."""
    t = translator(lang)
    words = {text: t(ours) for text, ours in _STREAMLIT_SAYS.items()}
    declared = f"document.documentElement.lang = {json.dumps(lang)};"
    st.html(
        f"<script>{declared} {read_asset('labels.js')} terrapazLabels({json.dumps(words)});</script>",
        unsafe_allow_javascript=True,
    )
