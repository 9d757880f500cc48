"""The stories: a list of them, or one with map, chart, text and sources, to download whole and to embed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st
from markupsafe import Markup
from streamlit.navigation.page import StreamlitPage

from layers.app import charts, sharing, state, style, widgets
from layers.app.table_cache import BY_VERSION, shared_cache
from layers.dossier import stories, story
from layers.dossier.stories import STORIES, Story
from layers.tables import Tables
from layers.text.i18n import Lang, Translator, translator


def page(map_page: StreamlitPage) -> None:
    """Show the story of the link, or all of them; ``map_page`` has the interactive map of each."""
    tables = shared_cache().get()
    if tables is None:
        return
    selection = state.current()
    t = translator(selection.lang)
    style.inject_story_styles()
    if state.extra_params().get("story", "") not in {"", *STORIES}:
        state.ignore_param("story")
    chosen = STORIES.get(state.extra_params().get("story", ""))
    if charts.linked(("story",)) and chosen is not None:
        months = replace(chosen.selection(t.lang), embed=selection.embed)
        charts.alone(charts.Asked("story", months, tables, chosen.id, {"story": chosen.id}))
        return
    state.store_params({"story": chosen.id if chosen else ""})
    if selection.embed:
        style.hide_chrome()
    if chosen is not None:
        _story(chosen, map_page, tables, t, embedded=selection.embed)
        return
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading(
            "Terrapaz", t("Stories"), t("Episodes with a map, the months, the incidents and their sources.")
        )
        widgets.language(selection)
    widgets.link_notices(t)
    with st.container(key="stories"):
        for each in stories.available(tables):
            links(each, t)
            style.prose(stories.opening(each, tables, t.lang))


def links(chosen: Story, t: Translator) -> None:
    """Show the title of a story as a button that opens it."""
    st.button(t(chosen.title), key=f"story-{chosen.id}", type="tertiary", on_click=_open, args=(chosen.id,))


def _open(name: str) -> None:
    state.update_extra_params({"story": name})


def _story(chosen: Story, map_page: StreamlitPage, tables: Tables, t: Translator, *, embedded: bool) -> None:
    style.name_tab(t(chosen.title), t("Stories"))
    if not embedded:
        with st.container(key="ways", horizontal=True, gap="medium", vertical_alignment="center"):
            st.button(t("All stories"), type="tertiary", icon=":material/arrow_back:", on_click=_open, args=("",))
            st.page_link(map_page, label=t("Open the map"), query_params=chosen.selection(t.lang).to_query())
            with st.popover(t("Share"), type="tertiary"):
                _share(chosen, t)
            about = {"story": chosen.id}
            charts.menu(charts.Asked("story", chosen.selection(t.lang), tables, chosen.id, about))
            st.download_button(
                t("Download the story (HTML)"),
                _writer(chosen, t.lang, tables),
                f"terrapaz-{chosen.id}-{t.lang}.html",
                on_click="ignore",
                type="tertiary",
            )
            widgets.language(state.current())
    st.html(_article(chosen.id, t.lang, style.theme_name(), tables))


def _share(chosen: Story, t: Translator) -> None:
    address = sharing.page_link(st.context.url or "", {"lang": t.lang, "story": chosen.id})
    embedded = sharing.page_link(st.context.url or "", {"lang": t.lang, "story": chosen.id, "embed": "true"})
    st.caption(t("Link to this view"))
    st.code(address, language=None, wrap_lines=True)
    st.caption(t("Frame for another page"))
    st.code(sharing.frame(embedded, t(chosen.title)), language=None, wrap_lines=True)


def _writer(chosen: Story, lang: Lang, tables: Tables) -> Callable[[], bytes]:
    return lambda: story.page(chosen, tables, lang).encode()


@st.cache_data(max_entries=24, show_spinner=False, hash_funcs=BY_VERSION)
def _article(name: str, lang: Lang, theme: str, tables: Tables) -> Markup:
    return story.article(STORIES[name], tables, lang, theme)
