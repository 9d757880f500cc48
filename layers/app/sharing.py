"""Menus to share and download a view: link, iframe, citation, files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from html import escape
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

from layers.analysis.matrix import Chosen, Matrix, matrix
from layers.scene.citation import cite
from layers.scene.compared import Drawn
from layers.scene.comparison import Comparison
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator

FILES: Final = (
    (N_("Map, one HTML file"), ".html"),
    (N_("Map, picture (PNG)"), ".png"),
    (N_("Map, print sheet (PDF)"), ".pdf"),
    (N_("Tables (CSV, zipped)"), ".csv.zip"),
    (N_("Tables (Excel)"), ".xlsx"),
    (N_("Municipalities (GeoJSON)"), ".geojson"),
    (N_("Everything (GeoPackage)"), ".gpkg"),
    (N_("Google Earth (KMZ)"), ".kmz"),
)
"""What can be downloaded: label and ending of the file name."""

TABLE_FILES: Final = ((N_("Table (CSV)"), ".csv"), (N_("Table (Excel)"), ".xlsx"))
"""What can be downloaded of the table of municipalities by measures."""

COMPARISON_FILES: Final = (
    (N_("Comparison, one HTML file"), ".html"),
    (N_("Comparison, picture (PNG)"), ".png"),
    (N_("Comparison, vector picture (SVG)"), ".svg"),
    (N_("Comparison, print sheet (PDF)"), ".pdf"),
    (N_("Table (CSV)"), ".csv"),
    (N_("Table (Excel)"), ".xlsx"),
)
"""What can be downloaded of a comparison."""

TWO_PAGES: Final[str] = "-two-pages.pdf"
DOSSIERS: Final[tuple[tuple[str, str], ...]] = (
    (N_("Dossier of the place, to print"), "-dossier.html"),
    (N_("Dossier of the place, two pages (PDF)"), TWO_PAGES),
    (N_("Dossier of the place, to edit (Word)"), "-dossier.docx"),
)
"""Offered where one place is chosen: there is none of the whole country. A PDF is offered where it can be made."""


def menus(selection: Selection, tables: Tables, scene: Scene, t: Translator) -> None:
    """Show the menus *Share* and *Download*; each is filled when it is opened."""
    with st.popover(t("Share"), type="tertiary", key="share", on_change="rerun") as menu:
        if menu.open:
            _share(selection, tables, scene, t)
    with st.popover(t("Download"), type="tertiary", key="download", on_change="rerun") as menu:
        if menu.open:
            _download(selection, tables, t)


def _share(selection: Selection, tables: Tables, scene: Scene, t: Translator) -> None:
    address = st.context.url or ""
    embedded = link(address, replace(selection, embed=True))
    st.caption(t("Link to this view"))
    st.code(link(address, selection), language=None, wrap_lines=True)
    st.caption(t("Frame for another page"))
    st.code(frame(embedded, scene["title"]), language=None, wrap_lines=True)
    st.caption(t("Citation"))
    st.code(citation(selection, tables, scene), language=None, wrap_lines=True)


def _download(selection: Selection, tables: Tables, t: Translator) -> None:
    """Show a button for each format; the file is written when its button is clicked."""
    for label, ending in (*FILES, *_dossiers(selection)):
        st.download_button(
            t(label),
            _writer(selection, tables, ending),
            file_name(selection) + ending,
            on_click="ignore",
            type="tertiary",
            key=f"download{ending}",
        )


def table_menus(selection: Selection, tables: Tables, chosen: Chosen, title: str, t: Translator) -> None:
    """Show the menus *Share* and *Download* of the table of municipalities by measures."""
    with st.popover(t("Share"), type="tertiary", key="share", on_change="rerun") as menu:
        if menu.open:
            st.caption(t("Link to this view"))
            query = replace(selection, embed=False).to_query() | chosen.to_params(selection)
            address = page_link(st.context.url or "", {key: value for key, value in query.items() if value})
            st.code(address, language=None, wrap_lines=True)
            st.caption(t("Citation"))
            found = matrix(selection, tables, chosen)
            st.code(table_citation(title, selection, tables, found), language=None, wrap_lines=True)
    with st.popover(t("Download"), type="tertiary", key="download", on_change="rerun") as menu:
        if menu.open:
            from layers.extract.matrix import MATRIX

            name = file_name(selection, MATRIX)
            _table_buttons(name, partial(_table_file, selection, tables, chosen), t)


def profile_menu(selection: Selection, beside: str, tables: Tables, t: Translator) -> None:
    """Show the menu *Download* of the profile of the selected municipality, compared with that of code ``beside``."""
    with st.popover(t("Download"), type="tertiary", key="download-profile", on_change="rerun") as menu:
        if menu.open:
            from layers.extract.profile import PROFILE

            name = file_name(replace(selection, choropleth=None), PROFILE)
            _table_buttons(name, partial(_profile_file, selection, tables, beside), t)


def _table_buttons(name: str, write: Callable[[str], bytes], t: Translator) -> None:
    """Show a button for each file of one table; the file is written when its button is clicked."""
    for label, ending in TABLE_FILES:
        st.download_button(
            t(label),
            partial(write, name + ending),
            name + ending,
            on_click="ignore",
            type="tertiary",
            key=f"download-{name}{ending}",
        )


def table_citation(title: str, selection: Selection, tables: Tables, found: Matrix) -> str:
    """Return the citation of a table of municipalities by measures, accessed today."""
    return cite(title, selection, tables, found.sources, datetime.now(UTC).date())


def _table_file(selection: Selection, tables: Tables, chosen: Chosen, name: str) -> bytes:
    from layers.extract import extract
    from layers.extract.matrix import MATRIX

    return extract(selection, tables, name, MATRIX, chosen)[name]


def _profile_file(selection: Selection, tables: Tables, beside: str, name: str) -> bytes:
    from layers.extract import write
    from layers.extract.parts import collect_profile
    from layers.extract.profile import PROFILE

    return write(collect_profile(selection, tables, beside), name, PROFILE)[name]


def comparison_menus(drawn: Drawn, tables: Tables, t: Translator) -> None:
    """Show the menus *Share* and *Download* of a comparison."""
    with st.popover(t("Share"), type="tertiary", key="share", on_change="rerun") as menu:
        if menu.open:
            address = comparison_link(st.context.url or "", drawn.comparison)
            for caption, text in (
                (t("Link to this view"), address),
                (t("Frame for another page"), frame(f"{address}&embed=true", drawn.heading)),
                (t("Citation"), comparison_citation(drawn, tables)),
            ):
                st.caption(caption)
                st.code(text, language=None, wrap_lines=True)
    with st.popover(t("Download"), type="tertiary", key="download", on_change="rerun") as menu:
        if menu.open:
            for label, ending in COMPARISON_FILES:
                st.download_button(
                    t(label),
                    partial(_comparison_file, drawn.comparison, tables, drawn.file_name + ending),
                    drawn.file_name + ending,
                    on_click="ignore",
                    type="tertiary",
                    key=f"download{ending}",
                )


def comparison_link(address: str, comparison: Comparison) -> str:
    """Return the address of a comparison on the current page."""
    query = replace(comparison.first, embed=False).to_query() | comparison.to_params()
    return page_link(address, {key: value for key, value in query.items() if value})


def comparison_citation(drawn: Drawn, tables: Tables) -> str:
    """Return the citation of a comparison, accessed today."""
    today = datetime.now(UTC).date()
    return cite(drawn.name, drawn.comparison.span, tables, drawn.sources, today, period=drawn.years)


def _comparison_file(comparison: Comparison, tables: Tables, name: str) -> bytes:
    from layers.outputs.comparison import write

    return write(comparison, tables, name)[name]


def _dossiers(selection: Selection) -> tuple[tuple[str, str], ...]:
    if not (selection.region or selection.department_code or selection.municipality_code):
        return ()
    from layers.dossier import document as dossier

    return tuple(each for each in DOSSIERS if each[1] != TWO_PAGES or dossier.is_available())


def link(address: str, selection: Selection) -> str:
    """Return the address of a view: the current page with the selection as its query."""
    query = replace(selection, embed=False).to_query() | ({"embed": "true"} if selection.embed else {})
    return page_link(address, query)


def page_link(address: str, query: Mapping[str, str]) -> str:
    """Return the address of the current page with another query."""
    return urlunsplit(urlsplit(address)._replace(query=urlencode(query, safe=","), fragment=""))


def frame(address: str, title: str, height: int = 640) -> str:
    """Return the HTML that shows an address in a frame of another page, ``height`` pixels high."""
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="100%" height="{height}" style="border:0">'
        "</iframe>"
    )


def citation(selection: Selection, tables: Tables, scene: Scene) -> str:
    """Return the citation of what the map shows, accessed today."""
    shown = [tables.layers[part["id"]] for part in (*scene["choropleths"], *scene["overlays"])]
    sources = {name for layer in shown for name in layer.sources}
    return cite(scene["title"], selection, tables, sources, datetime.now(UTC).date())


def file_name(selection: Selection, subject: str | None = None) -> str:
    """Return a file name, without its ending, made of place, subject (by default the measure) and period."""
    parts = ("terrapaz", selection.place_id, subject or selection.choropleth, selection.start, selection.end)
    return "-".join(part for part in parts if part).replace("_", "-")


def _writer(selection: Selection, tables: Tables, ending: str) -> Callable[[], bytes]:
    """Return a function that writes the file of that ending; its module is imported when it is first called."""

    def write() -> bytes:
        if ending in {name for _, name in DOSSIERS}:
            from layers.dossier import document as dossier

            return dossier.render(selection, tables, ending.rpartition(".")[2], short=ending == TWO_PAGES)
        if ending == ".html":
            from layers.outputs import html

            return html.html(selection, tables).encode()
        if ending in (".png", ".pdf"):
            from layers.figure import render

            return render(selection, tables, kind="png" if ending == ".png" else "pdf")
        from layers.extract import extract

        return extract(selection, tables, "terrapaz" + ending)["terrapaz" + ending]

    return write
