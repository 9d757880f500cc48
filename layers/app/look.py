"""How the app looks: its style sheet, and small pieces of page that Streamlit has no element for.

Every text is escaped here; nothing that comes from data reaches the page as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from typing import Final

import streamlit as st

from layers.app.figures import Figure
from layers.bundle import ASSETS
from layers.i18n import Translator

MINUS: Final = "–"


@cache
def _styles() -> str:
    return (ASSETS / "app.css").read_text("utf-8")


def dress() -> None:
    """Put the style sheet on the page."""
    st.html(f"<style>{_styles()}</style>")


def ink() -> str:
    """``light`` or ``dark``, as the reader's theme is."""
    return "dark" if st.context.theme.type == "dark" else "light"


def heading(above: str, title: str, below: str = "") -> None:
    """The title of a view between the line above it and the line under it."""
    under = f"<p>{escape(below)}</p>" if below else ""
    st.html(
        f'<header class="tp-head"><p class="tp-kicker">{escape(above)}</p><h1>{escape(title)}</h1>{under}</header>'
    )


def notices(texts: Iterable[str], kind: str = "") -> None:
    """What the reader has to know before believing the numbers."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    if items:
        st.html(f'<ul class="tp-notices {escape(kind)}">{items}</ul>')


def headline_figures(figures: Iterable[Figure], t: Translator) -> None:
    """Numbers in a grid: how many, of what, how far they reach."""
    cells = "".join(_cell(figure, t) for figure in figures)
    if cells:
        st.html(f'<dl class="tp-figures">{cells}</dl>')


def steps(names: Iterable[str], clock: str) -> None:
    """What a build has done, the last one at work."""
    items = "".join(f"<li>{escape(name)}</li>" for name in names)
    st.html(f'<ol class="tp-steps" aria-live="polite">{items}</ol><p class="tp-clock">{escape(clock)}</p>')


def value(figure: Figure, t: Translator) -> str:
    """A figure's number as text, or a dash where there is none."""
    return MINUS if figure.value is None else t.significant(figure.value)


def band(figure: Figure, t: Translator) -> str:
    """Low and high estimate as text, empty where they do not differ from the best one."""
    if figure.low is None or figure.high is None:
        return ""
    return t("low {low}, high {high}", low=t.number(figure.low), high=t.number(figure.high))


def _cell(figure: Figure, t: Translator) -> str:
    beside = " · ".join(filter(None, (band(figure, t), figure.detail)))
    return (
        f"<div><dt>{escape(figure.title)}</dt>"
        f"<dd><b>{escape(value(figure, t))}</b> {escape(figure.unit)}"
        + (f"<span>{escape(beside)}</span>" if beside else "")
        + f"<small>{escape(figure.reach)}</small></dd></div>"
    )
