"""Style sheet of the app, and HTML elements that Streamlit does not have.

Every text is escaped here; nothing that comes from data reaches the page as HTML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import TYPE_CHECKING, Final

import streamlit as st
from markupsafe import Markup

from layers.analysis import domains
from layers.analysis.totals import Figure
from layers.dossier.brief import Brief
from layers.scene.mark_model import LegendRow, NoData
from layers.scene.model import Shade
from layers.scene.web_assets import data_url, read_asset
from layers.text.i18n import DASH, Translator

if TYPE_CHECKING:  # the module draws with matplotlib
    from layers.answers.pictures import Picture

_YEARS: Final = re.compile(r"\d{4}–\d{4}")

Cell = str | tuple[str, str]
"""Content of a table cell: a text, or a text and a smaller one below it."""


def inject_styles() -> None:
    """Put the style sheet on the page, with the colours of the domains."""
    light, dark = domains.COLORS["light"], domains.COLORS["dark"]
    colors = "".join(f"--tp-{name}: light-dark({light[name]}, {dark[name]});" for name in domains.TITLES)
    reversed_map = "--tp-map-filter: invert(.9) hue-rotate(180deg);" if theme_name() == "dark" else ""
    st.html(f"<style>{read_asset('app.css')}{read_asset('picker.css')} :root {{ {colors}{reversed_map} }}</style>")


def inject_story_styles() -> None:
    """Put the styles of stories on the page."""
    st.html(f"<style>{read_asset('story.css')}</style>")


def hide_chrome() -> None:
    """Hide header and sidebar on a page that is embedded in another."""
    st.html(
        '<style>[data-testid="stHeader"], [data-testid="stSidebar"] { display: none !important; }'
        ".stMainBlockContainer { padding: .6rem .8rem; }"
        ".st-key-map iframe { height: calc(100vh - 110px) !important; min-height: 260px; }"
        '[class*="st-key-map-"] iframe { height: calc(100vh - 130px) !important; min-height: 260px; }'
        ".st-key-map-left iframe, .st-key-map-right iframe { height: calc(100vh - 220px) !important; }"
        "@media (min-width: 600px) { .stMain [data-testid='stHorizontalBlock']:has(.st-key-map-left)"
        " { flex-wrap: nowrap !important; } .stMain [data-testid='stColumn']:has(.st-key-map-left, .st-key-map-right)"
        " { flex: 1 1 0 !important; min-width: 0 !important; } }</style>"
    )


def reserve_sidebar() -> None:
    """Show the sidebar before it has widgets, by an invisible element: the page then keeps its width."""
    st.sidebar.html('<i class="tp-reserved"></i>')


def theme_name() -> str:
    """Return the reader's theme, ``light`` or ``dark``."""
    return "dark" if st.context.theme.type == "dark" else "light"


def unbroken(text: str) -> str:
    """Escape a text; a line of it does not end within a range of years."""
    return _YEARS.sub(r'<span class="tp-unbroken">\g<0></span>', escape(text))


def name_tab(title: str, place: str = "") -> None:
    """Give the browser's tab, its history and bookmarks the title of a page and its place."""
    st.set_page_config(page_title=" · ".join(dict.fromkeys(filter(None, (title, place, "Terrapaz")))))


def heading(kicker: str, title: str, subtitle: str = "") -> None:
    """Show the heading of a page, a short line above the title, the title, a subtitle; it names the browser's tab."""
    name_tab(title, kicker)
    below = f"<p>{unbroken(subtitle)}</p>" if subtitle else ""
    st.html(
        f'<header class="tp-head"><p class="tp-kicker">{escape(kicker)}</p><h1>{unbroken(title)}</h1>{below}</header>'
    )


def subheading(title: str, subtitle: str, anchor: str = "") -> None:
    """Show the heading of a part of a page, to which a link may lead: ``anchor`` is its id."""
    below = f"<p>{unbroken(subtitle)}</p>" if subtitle else ""
    target = f' id="{escape(anchor)}"' if anchor else ""
    st.html(f'<header class="tp-sub"{target}><h2>{escape(title)}</h2>{below}</header>')


def table(title: str, subtitle: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]], empty: str) -> None:
    """Show a table under its title; the first column is its row header. ``empty`` is shown if there are no rows."""
    subheading(title, subtitle)
    if not rows:
        prose(empty)
        return
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    body = "".join(
        f'<tr><th scope="row">{_cell_html(first)}</th>'
        + "".join(f"<td>{_cell_html(cell)}</td>" for cell in others)
        + "</tr>"
        for first, *others in rows
    )
    st.html(
        f'<div class="tp-wide"><table class="tp-table" aria-label="{escape(title)}">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cell_html(cell: Cell) -> str:
    text, small = (cell, "") if isinstance(cell, str) else cell
    return escape(text) + (f"<small>{escape(small)}</small>" if small else "")


def legend_row(shade: Shade) -> None:
    """Show the legend of a map in a row above it, for maps side by side, which have no room for one inside."""
    rows: list[tuple[str, LegendRow | NoData]] = [
        (f'style="background:{escape(each["color"])}"', each) for each in shade["classes"]
    ]
    rows += [('class="hatched"', shade["nodata"])] if shade["nodata"]["n"] else []
    items = "".join(
        f"<li><i {swatch}></i>{escape(each['label'])} <b>({escape(each['count_text'])})</b></li>"
        for swatch, each in rows
    )
    st.html(f'<ul class="tp-key">{items}</ul>')


def bivariate_legend(shade: Shade, titles: Sequence[str], thirds: Sequence[str]) -> None:
    """Show the classes of two measures as a square: the first increases upwards, the second to the right."""
    cells = {row["class"]: row for row in shade["classes"]}
    columns = "".join(f'<th scope="col">{escape(third)}</th>' for third in thirds)
    rows = ""
    for a in (2, 1, 0):
        row_cells = (cells[a * 3 + b + 1] for b in range(3))
        rows += f'<tr><th scope="row">{escape(thirds[a])}</th>' + "".join(
            f'<td class="{"pale" if sum(bytes.fromhex(each["color"][1:])) < 380 else ""}"'
            f' style="background:{escape(each["color"])}">{escape(each["count_text"])}</td>'
            for each in row_cells
        )
        rows += "</tr>"
    st.html(
        f'<table class="tp-square"><caption>{escape(titles[0])} <span aria-hidden="true">↑</span></caption>'
        f"<tbody>{rows}</tbody><tfoot><tr><td></td>{columns}</tr>"
        f'<tr><td></td><td colspan="3">{escape(titles[1])} <span aria-hidden="true">→</span></td></tr>'
        "</tfoot></table>"
    )


def label_uploader(text: str) -> None:
    """Set the text of the upload button, which Streamlit has in English only."""
    st.html(f"<style>:root {{ --tp-upload: {json.dumps(text)}; }}</style>")


def prose(text: str) -> None:
    """Show a paragraph as plain text; Streamlit's own element would parse it as Markdown."""
    st.html(f'<p class="tp-prose">{escape(text)}</p>')


def quiet(text: str) -> None:
    """Show a remark in small print."""
    st.html(f'<p class="tp-quiet">{escape(text)}</p>')


def group_label(text: str) -> None:
    """Show the heading of a group of widgets."""
    if text:
        st.html(f'<p class="tp-label">{escape(text)}</p>')


def lead(text: str) -> None:
    """Show the sentence that matters most on a page."""
    st.html(f'<p class="tp-lead">{escape(text)}</p>')


def headline(sentence: Markup) -> None:
    """Show a headline in words, whose numbers are ``data`` elements; it escaped its values."""
    if sentence:
        unbroken = sentence.replace(" %", "\N{NO-BREAK SPACE}%")
        st.html(f'<p class="tp-headline">{unbroken}</p>')


def brief(found: Brief) -> None:
    """Show a place in brief: its name, one sentence, its small multiples."""
    st.html(
        f'<article class="tp-brief"><div><h2>{escape(found.name)}</h2><p>{found.sentence}</p></div>'
        f'<img src="{data_url(found.chart.encode())}" alt="{escape(found.alt)}"></article>'
    )


def asks(question: str, limits: str) -> None:
    """Show a question, and what its answers do not show."""
    st.html(f'<div class="tp-asks"><p>{escape(question)}</p><p>{escape(limits)}</p></div>')


def figures(pairs: Sequence[tuple[Picture, Picture]]) -> None:
    """Show pictures under their titles, in the version for the width of the screen; the map beside the others."""
    has_map = any(wide.kind == "map" for wide, _ in pairs)
    columns: dict[int, list[str]] = {}
    for at, (wide, narrow) in enumerate(pairs):
        columns.setdefault(int(wide.kind == "map") if has_map else at % 2, []).append(
            f'<figure class="tp-picture tp-{escape(wide.kind)}"><figcaption>{escape(wide.title)}</figcaption>'
            f'<img class="tp-wide-only" src="{wide.url}" alt="{escape(wide.alt)}">'
            f'<img class="tp-narrow-only" src="{narrow.url}" alt="{escape(narrow.alt)}"></figure>'
        )
    if columns:
        inner = "".join(f"<div>{''.join(parts)}</div>" for parts in columns.values())
        st.html(f'<div class="tp-pictures">{inner}</div>')


def definitions(entries: Iterable[tuple[str, str]]) -> None:
    """Show short texts, each under its heading; an empty one is left out."""
    items = "".join(f"<dt>{escape(title)}</dt><dd>{escape(text)}</dd>" for title, text in entries if text)
    st.html(f'<dl class="tp-account">{items}</dl>')


def cards(entries: Iterable[tuple[str, Iterable[tuple[str, str]]]]) -> None:
    """Show cards side by side, as many as the width has room for: a heading, and texts under labels."""
    html = "".join(
        f"<section><h3>{escape(title)}</h3><dl>"
        + "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in texts)
        + "</dl></section>"
        for title, texts in entries
    )
    st.html(f'<div class="tp-cards">{html}</div>')


def notices(texts: Iterable[str], kind: str = "") -> None:
    """Show sentences as a list; ``kind`` is a CSS class, such as ``wrong`` for errors."""
    items = "".join(f"<li>{escape(text)}</li>" for text in texts)
    if items:
        st.html(f'<ul class="tp-notices {escape(kind)}">{items}</ul>')


def headline_figures(figures: Iterable[Figure], t: Translator) -> None:
    """Show figures as a grid: title, value, unit, coverage."""
    cells = "".join(_figure_html(figure, t) for figure in figures)
    if cells:
        st.html(f'<dl class="tp-figures">{cells}</dl>')


def steps(names: Iterable[str], elapsed: str) -> None:
    """Show the steps of a build, the last of which is running, and the time elapsed."""
    items = "".join(f"<li>{escape(name)}</li>" for name in names)
    st.html(f'<ol class="tp-steps" aria-live="polite">{items}</ol><p class="tp-clock">{escape(elapsed)}</p>')


def value(figure: Figure, t: Translator) -> str:
    """Format the value of a figure; a dash if there is none."""
    return DASH if figure.value is None else t.significant(figure.value)


def band(figure: Figure, t: Translator) -> str:
    """Format the low and the high estimate; empty if they equal the best one."""
    if figure.low is None or figure.high is None:
        return ""
    return t("low {low}, high {high}", low=t.number(figure.low), high=t.number(figure.high))


def _figure_html(figure: Figure, t: Translator) -> str:
    details = " · ".join(filter(None, (band(figure, t), figure.detail)))
    return (
        f"<div><dt>{escape(figure.title)}</dt>"
        f"<dd><b>{escape(value(figure, t))}</b> {escape(figure.unit)}"
        + (f"<span>{unbroken(details)}</span>" if details else "")
        + f"<small>{unbroken(figure.scope)}</small></dd></div>"
    )
