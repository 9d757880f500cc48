"""How the app looks: its style sheet, and small pieces of page that Streamlit has no element for.

Every text is escaped here; nothing that comes from data reaches the page as HTML.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from html import escape
from typing import Final

import streamlit as st

from layers.analysis.profile import Line, Profile
from layers.analysis.totals import Figure
from layers.scene.model import LegendRow, NoData, Shade
from layers.scene.web_assets import ASSETS
from layers.text.i18n import Translator

MINUS: Final = "–"

Cell = str | tuple[str, str]
"""What stands in a table: a text, or one above another that explains it."""


@cache
def _styles() -> str:
    return (ASSETS / "app.css").read_text("utf-8")


def inject_styles() -> None:
    """Put the style sheet on the page."""
    st.html(f"<style>{_styles()}</style>")


def hide_chrome() -> None:
    """Leave out what surrounds a page, for one that is framed by another."""
    st.html(
        '<style>[data-testid="stHeader"], [data-testid="stSidebar"] { display: none !important; }'
        ".stMainBlockContainer { padding: .6rem .8rem; }"
        ".st-key-map iframe { height: calc(100vh - 110px) !important; min-height: 260px; }</style>"
    )


def ink() -> str:
    """``light`` or ``dark``, as the reader's theme is."""
    return "dark" if st.context.theme.type == "dark" else "light"


def heading(above: str, title: str, below: str = "") -> None:
    """The title of a view between the line above it and the line under it."""
    under = f"<p>{escape(below)}</p>" if below else ""
    st.html(
        f'<header class="tp-head"><p class="tp-kicker">{escape(above)}</p><h1>{escape(title)}</h1>{under}</header>'
    )


def subheading(title: str, below: str) -> None:
    """The title of a part of a view."""
    under = f"<p>{escape(below)}</p>" if below else ""
    st.html(f'<header class="tp-sub"><h2>{escape(title)}</h2>{under}</header>')


def table(title: str, below: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], empty: str) -> None:
    """A small table under its title; the first column names, the others count. ``empty`` stands for no rows."""
    subheading(title, below)
    if not rows:
        prose(empty)
        return
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{_inner(first)}</th>' + "".join(f"<td>{_inner(cell)}</td>" for cell in others) + "</tr>"
        for first, *others in rows
    )
    st.html(
        f'<div class="tp-wide"><table class="tp-table" aria-label="{escape(title)}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _inner(cell: Cell) -> str:
    text, below = (cell, "") if isinstance(cell, str) else cell
    return escape(text) + (f"<small>{escape(below)}</small>" if below else "")


def key(shade: Shade) -> None:
    """The classes of a map in a row above it: maps beside each other have no room for a legend of their own."""
    rows: list[tuple[str, LegendRow | NoData]] = [
        (f'style="background:{escape(each["color"])}"', each) for each in shade["classes"]
    ]
    rows += [('class="hatched"', shade["nodata"])] if shade["nodata"]["n"] else []
    items = "".join(
        f"<li><i {swatch}></i>{escape(each['label'])} <b>({escape(each['told'])})</b></li>" for swatch, each in rows
    )
    st.html(f'<ul class="tp-key">{items}</ul>')


def square(shade: Shade, titles: Sequence[str], thirds: Sequence[str]) -> None:
    """The classes of two measures at once as a square, the first from below, the second from the left."""
    cells = {row["class"]: row for row in shade["classes"]}
    columns = "".join(f'<th scope="col">{escape(third)}</th>' for third in thirds)
    rows = ""
    for a in (2, 1, 0):
        here = (cells[a * 3 + b + 1] for b in range(3))
        rows += f'<tr><th scope="row">{escape(thirds[a])}</th>' + "".join(
            f'<td class="{"pale" if sum(bytes.fromhex(each["color"][1:])) < 380 else ""}"'
            f' style="background:{escape(each["color"])}">{escape(each["told"])}</td>'
            for each in here
        )
        rows += "</tr>"
    st.html(
        f'<table class="tp-square"><caption>{escape(titles[0])} <span aria-hidden="true">↑</span></caption>'
        f"<tbody>{rows}</tbody><tfoot><tr><td></td>{columns}</tr>"
        f'<tr><td></td><td colspan="3">{escape(titles[1])} <span aria-hidden="true">→</span></td></tr>'
        "</tfoot></table>"
    )


def uploader_says(text: str) -> None:
    """What stands on the button of an uploader: Streamlit's own word is English whatever the page is in."""
    st.html(f"<style>:root {{ --tp-upload: {json.dumps(text)}; }}</style>")


def prose(text: str) -> None:
    """A paragraph, as it is: Streamlit's own would read it as Markdown."""
    st.html(f'<p class="tp-prose">{escape(text)}</p>')


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


def portrait(told: Profile, t: Translator) -> None:
    """Name and facts of a municipality."""
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in told.facts)
    st.html(
        f'<section class="tp-profile"><p class="tp-kicker">{escape(t("Municipality"))} {escape(told.code)}</p>'
        f"<h2>{escape(told.name)}</h2><dl>{facts}</dl></section>"
    )


def measures(told: Profile, t: Translator) -> None:
    """A municipality in numbers, beside those of what it is compared with."""
    rows = ""
    for group in dict.fromkeys(line.group for line in told.lines):
        rows += f'<tr class="tp-group"><th colspan="4" scope="rowgroup">{escape(group)}</th></tr>'
        rows += "".join(_measured(line, t) for line in told.lines if line.group == group)
    silent = escape(", ".join(told.silent))
    other = told.beside or t("Median of {place}", place=told.around)
    heads = (t("Measure"), told.name, other, t("Place in {place} and Colombia", place=told.around))
    columns = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    st.html(
        f'<section class="tp-profile"><table><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>'
        f"<p class='tp-quiet'>{escape(t('Places: 1 is the highest value of those with data.'))}</p>"
        + (f"<p class='tp-quiet'>{escape(t('No data here:'))} {silent}.</p>" if silent else "")
        + "</section>"
    )
    with st.expander(t("What these numbers do not show")):
        notices(told.caveats)


def _measured(line: Line, t: Translator) -> str:
    places = [f"{t.number(rank.place)}/{t.number(rank.of)}" if rank else MINUS for rank in (line.near, line.country)]
    return (
        f"<tr><th scope='row'>{escape(line.title)}<small>{escape(line.unit)}, {escape(line.years)}</small></th>"
        f"<td><b>{escape(line.value)}</b></td><td>{escape(line.other)}</td>"
        f"<td>{escape(places[0])}<small>{escape(places[1])}</small></td></tr>"
    )
