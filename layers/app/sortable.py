"""Tables that the reader sorts, as HTML: numbers sort as numbers, and no data is last in either direction.

Streamlit's own table is a picture without an accessible text, has English menus, formats numbers as the browser's
language wants, and sorts a missing number below every other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Final

import streamlit as st

from layers.scene.web_assets import ASSETS
from layers.text.i18n import Translator

_SCROLLING: Final = 14
"""From this number of rows on, a table scrolls in a box of its own."""


@dataclass(frozen=True)
class Number:
    """A number as it is sorted and as it is printed; without a value its text says why, and it sorts last."""

    value: float | None
    text: str


Cell = str | Number
"""A text, or a number. A column holds one kind only; an empty text sorts last."""


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], t: Translator) -> None:
    """Show a table with a button in the head of each column that sorts it; the first column is the row header.

    Parameters
    ----------
    title
        Name of the table for screen readers.
    rows
        Cells in the order of ``columns``, in the order of the table before the reader sorts it.
    """
    st.html(_html(title, columns, rows, t))
    st.html(f"<script>{_script()}</script>", unsafe_allow_javascript=True)  # constant: no text from data is in it


@cache
def _script() -> str:
    return (ASSETS / "sorting.js").read_text("utf-8")


def _html(title: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], t: Translator) -> str:
    figures = [any(isinstance(row[at], Number) for row in rows) for at in range(len(columns))]
    help_text = escape(t("Sort"))
    head = "".join(
        f'<th scope="col"{_FIGURE if is_figure else ""}><button title="{help_text}">{escape(column)}</button></th>'
        for column, is_figure in zip(columns, figures, strict=True)
    )
    body = "".join(f"<tr>{''.join(_cell(cell, at) for at, cell in enumerate(row))}</tr>" for row in rows)
    box = ' class="tp-wide tp-scrolling"' if len(rows) >= _SCROLLING else ' class="tp-wide"'
    return (
        f'<div{box} tabindex="0" role="region" aria-label="{escape(title)}" lang="{t.lang}">'
        f'<table class="tp-table tp-sortable" aria-label="{escape(title)}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


_FIGURE: Final = ' class="tp-figure"'


def _cell(cell: Cell, column: int) -> str:
    if isinstance(cell, Number):
        known = cell.value is not None and not math.isnan(cell.value)
        return f'<td class="tp-figure" data-key="{cell.value if known else ""}">{escape(cell.text)}</td>'
    tag, scope = ("th", ' scope="row"') if column == 0 else ("td", "")
    return f'<{tag}{scope} data-key="{escape(cell)}">{escape(cell)}</{tag}>'
