"""The start page: what this is, the three regions in brief, the way to their maps, what the data cover."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from geo.schema import REGIONS
from layers.app import charts, coverage_calendar, state, style, widgets
from layers.app.pages.sources import KINDS
from layers.app.presets import presets
from layers.app.table_cache import BY_VERSION, shared_cache
from layers.dossier import stories
from layers.dossier.brief import READING, SERIES, Brief, brief
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Lang, Translator, translator

CALENDAR: Final = (
    *dict.fromkeys(source for _, _, source, _ in SERIES),
    *("mindefensa_homicides", "uariv_displacement", "cnmh_massacres", "mindefensa_terrorism"),
    *("gfw_loss", "ideam_deforestation", "mapbiomas_transitions", "amw_mining"),
)
"""Sources of the calendar in brief; the page of sources has all."""


def page(map_page: StreamlitPage, stories_page: StreamlitPage) -> None:
    """Show the page; its links open ``map_page`` and ``stories_page``."""
    tables = shared_cache().get()
    if tables is None:
        return
    selection = Selection(lang=state.current().lang)
    t = translator(selection.lang)
    state.store_params({"page": state.START if selection.to_query() else ""})
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(
            "Terrapaz",
            t("Where armed conflict, deforestation and illegal mining meet in Colombia"),
            t(
                "Open sources side by side, municipality by municipality, with the limits of each: to check and"
                " quote."
            ),
        )
        widgets.language(state.current())
    st.html(f'<p class="tp-reading">{t(READING)}</p>')
    with st.container(key="ways", horizontal=True, gap="medium"):
        st.page_link(map_page, label=t("Map of Colombia"), icon=":material/map:", query_params=_query(selection))
    with st.container(key="cards"):
        for region, column in zip(REGIONS, st.columns(len(REGIONS), gap="large"), strict=True):
            with column, st.container(key=f"card-{region}"):
                found = _cached_brief(region, selection.lang, style.theme_name(), tables)
                style.brief(found)
                _, shown = presets(selection)[region]
                st.page_link(
                    map_page,
                    label=t("Map of {name}", name=found.name),
                    icon=":material/arrow_forward:",
                    query_params=_query(shown),
                )
                charts.menu(charts.Asked("brief", replace(selection, region=region), tables))
    _tables([_cached_brief(region, selection.lang, style.theme_name(), tables) for region in REGIONS], t)
    style.subheading(t("Stories"), t("Episodes with a map, the months, the incidents and their sources."))
    with st.container(key="stories", horizontal=True, gap="medium"):
        for story in stories.available(tables):
            link = {"lang": selection.lang, "story": story.id}
            st.page_link(stories_page, label=t(story.title), query_params=link)
    style.subheading(
        t("What the data cover"),
        t("By source and year. Where a strip is blank there is no data, which is not zero."),
    )
    held = {entry["source"] for entry in tables.manifest.get("inputs", ())}
    sources = [tables.sources[name] for name in CALENDAR if name in tables.sources and (not held or name in held)]
    st.html(coverage_calendar.calendar(sources, KINDS, t, page="sources"))


def _query(selection: Selection) -> dict[str, str]:
    """Parameters of a link to the map: at least one, because an address without any is that of this page."""
    return selection.to_query() or {"lang": selection.lang}


def _tables(briefs: list[Brief], t: Translator) -> None:
    """Show the numbers of the charts, one table a region."""
    with st.expander(t("The charts as tables"), on_change="rerun") as expander:
        if expander.open:
            for each in briefs:
                style.table(each.name, "", each.heads, each.rows, t("no data"))


@st.cache_data(max_entries=24, show_spinner=False, hash_funcs=BY_VERSION)
def _cached_brief(region: str, lang: Lang, theme: str, tables: Tables) -> Brief:
    return brief(region, tables, lang, theme)
