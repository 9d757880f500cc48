"""Tables that the reader sorts, as HTML: numbers sort as numbers, and no data is last in either direction.

Streamlit's own table is a picture without an accessible text, has English menus, formats numbers as the browser's
language wants, and sorts a missing number below every other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import streamlit as st

from layers.scene.web_assets import read_asset
from layers.text.i18n import DASH, Translator

_SCROLLING: Final = 14
"""From this number of rows on, a table scrolls in a box of its own."""


@dataclass(frozen=True)
class Number:
    """A number as it is sorted and as it is printed; without a value its text says why, and it sorts last.

    Attributes
    ----------
    value, text
        As it is sorted, and as it is printed.
    note
        Smaller text below.
    bar
        Length of a bar below, as a part of the width of the cell; None for no bar.
    """

    value: float | None
    text: str
    note: str = ""
    bar: float | None = None


def figure(value: float | None, t: Translator) -> Number:
    """A measured value with three significant digits; a dash where there is none."""
    if value is None or math.isnan(value):
        return Number(None, DASH)
    return Number(value, t.significant(value))


Cell = str | Number
"""A text, or a number. A column holds one kind only; an empty text sorts last."""


@dataclass(frozen=True)
class Head:
    """The head of a column: its text, smaller text below, and its id in links."""

    text: str
    note: str = ""
    id: str = ""


@dataclass(frozen=True)
class Group:
    """The head over several columns.

    Attributes
    ----------
    text, note
        Its text, and smaller text below.
    columns
        How many columns it is over.
    kind
        CSS class of their cells.
    """

    text: str
    columns: int
    kind: str = ""
    note: str = ""


@dataclass(frozen=True)
class Order:
    """The order of a table that is in the link: its rows are sorted by the app, not by the script.

    Attributes
    ----------
    param
        Parameter of the link that names the column; with a minus sign before it, the highest comes first.
    column, descending
        Id of the column that orders the rows, and whether its highest comes first.
    """

    param: str
    column: str
    descending: bool


def table(
    title: str,
    columns: Sequence[str | Head],
    rows: Sequence[Sequence[Cell]],
    t: Translator,
    *,
    groups: Sequence[Group] = (),
    order: Order | None = None,
    current: str = "",
) -> None:
    """Show a table with a button in the head of each column that sorts it; the first column is the row header.

    Parameters
    ----------
    title
        Name of the table for screen readers.
    rows
        Cells in the order of ``columns``, in the order of the table before the reader sorts it.
    groups
        Heads over the columns, all of them.
    order
        Of a table whose order is in the link.
    current
        First cell of a row to mark.
    """
    heads = [Head(each) if isinstance(each, str) else each for each in columns]
    st.html(_html(title, heads, rows, t, groups, order, current))
    st.html(f"<script>{read_asset('sorting.js')}</script>", unsafe_allow_javascript=True)


def _html(
    title: str,
    heads: Sequence[Head],
    rows: Sequence[Sequence[Cell]],
    t: Translator,
    groups: Sequence[Group] = (),
    order: Order | None = None,
    current: str = "",
) -> str:
    figures = [any(isinstance(row[at], Number) for row in rows) for at in range(len(heads))]
    kinds = [group.kind for group in groups for _ in range(group.columns)] or [""] * len(heads)
    head = "".join(_head_html(each, is_figure, order, t) for each, is_figure in zip(heads, figures, strict=True))
    above = "".join(_group_html(group) for group in groups)
    body = "".join(
        f"<tr{_CURRENT if current and row[0] == current else ''}>"
        + "".join(_cell(cell, at, kinds[at]) for at, cell in enumerate(row))
        + "</tr>"
        for row in rows
    )
    box = ' class="tp-wide tp-scrolling"' if len(rows) >= _SCROLLING else ' class="tp-wide"'
    link = f' data-param="{escape(order.param)}"' if order else ""
    return (
        f'<div{box} tabindex="0" role="region" aria-label="{escape(title)}" lang="{t.lang}">'
        f'<table class="tp-table tp-sortable{" tp-matrix" if groups else ""}" aria-label="{escape(title)}"{link}>'
        f"<thead>{f'<tr>{above}</tr>' if groups else ''}<tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


_FIGURE: Final = ' class="tp-figure"'
_CURRENT: Final = ' class="tp-current"'


def _group_html(group: Group) -> str:
    if not group.text:
        return f'<td colspan="{group.columns}"></td>'
    return (
        f'<th scope="colgroup" colspan="{group.columns}" class="{escape(group.kind)}">'
        f"{escape(group.text)}{_small(group.note)}</th>"
    )


def _head_html(head: Head, is_figure: bool, order: Order | None, t: Translator) -> str:
    sorting = ""
    if order and head.id == order.column:
        sorting = f' aria-sort="{"descending" if order.descending else "ascending"}"'
    name = f' data-id="{escape(head.id)}"' if head.id else ""
    return (
        f'<th scope="col"{_FIGURE if is_figure else ""}{sorting}{name}>'
        f'<button title="{escape(t("Sort"))}">{escape(head.text)}</button>{_small(head.note)}</th>'
    )


def _cell(cell: Cell, column: int, kind: str) -> str:
    if isinstance(cell, Number):
        known = cell.value is not None and not math.isnan(cell.value)
        names = " ".join(filter(None, ("tp-figure", kind, "" if known or not kind else "tp-missing")))
        bar = f' style="--tp-bar:{cell.bar:.3g}"' if cell.bar else ""
        key = cell.value if known else ""
        return f'<td class="{names}" data-key="{key}"{bar}>{escape(cell.text)}{_small(cell.note)}</td>'
    tag, scope = ("th", ' scope="row"') if column == 0 else ("td", "")
    return f'<{tag}{scope} data-key="{escape(cell)}">{escape(cell)}</{tag}>'


def _small(text: str) -> str:
    return f"<small>{escape(text)}</small>" if text else ""
