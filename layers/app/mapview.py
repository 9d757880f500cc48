"""The map in the app: geometry from static files, mounted once; a change of the selection sends values only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st
from streamlit_folium import st_folium

from layers.app.serve import FOLDER
from layers.app.table_cache import BY_VERSION
from layers.catalog import choropleth
from layers.scene import basemap
from layers.scene.basemap import Basemap
from layers.scene.choropleth import common_classes
from layers.scene.classification import Classes
from layers.scene.compose import Show, mounted_map, scene
from layers.scene.model import Scene
from layers.scene.notes import place_name
from layers.scene.web_assets import Published, publish
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

STATIC: Final = FOLDER / "static"
"""Beside the page, where Streamlit looks for it."""

PREFIX: Final = "../../app/static/"
"""From the frame that holds the map to Streamlit's static files, whatever path the server lies under."""

HEIGHT: Final = 560
"""Height of the frame in pixels where the style sheet says nothing else."""


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs=BY_VERSION)
def _ground(tables: Tables) -> tuple[Basemap, Published]:
    base = basemap.country(tables)
    return base, publish(base, STATIC, PREFIX)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_VERSION)
def _scene(selection: Selection, together: tuple[Selection, ...], tables: Tables) -> Scene:
    base, _ = _ground(tables)
    classes = _classes(replace(selection, layers=()), together, tables) if together else None
    return scene(selection, tables, base, classes=classes)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=BY_VERSION)
def _classes(selection: Selection, together: tuple[Selection, ...], tables: Tables) -> Classes | None:
    return common_classes(choropleth(selection.choropleth), together, tables) if selection.choropleth else None


def shown(selection: Selection, tables: Tables, together: tuple[Selection, ...] = ()) -> Scene:
    """The scene of a selection, shared by the sessions that ask for the same.

    A municipality is outlined among all others of the place around it, which keep their colours and events. Maps
    that are to be read ``together`` have the same classes.
    """
    around = _scene(replace(selection, municipality_code=None), together, tables)
    t = translator(selection.lang)
    words = {"search": t("Find a municipality"), "unknown": t("No municipality of that name")}
    return around | {
        "view": around["view"] | {"focus": selection.municipality_code},
        "words": around["words"] | words,
    }


def ground(tables: Tables) -> Basemap:
    """The base map that every map of the app stands on."""
    return _ground(tables)[0]


def headings(selection: Selection, tables: Tables, shown: Scene) -> tuple[str, str, str]:
    """What stands above a map: the place, what is coloured, and in which unit and time."""
    place = place_name(selection, tables)
    part = shown["choropleths"][0] if shown["choropleths"] else None
    if part is None:
        return place, shown["title"], shown["period"]
    below = (part["unit"], part["over"], part["years"] or shown["period"])
    return place, part["title"], " · ".join(filter(None, below))


def show(seen: Scene, tables: Tables, key: str = "map") -> dict[str, Any]:
    """Mount the map, or send the mounted one its new scene.

    Returns
    -------
    dict
        What the map told last: ``mounted``, and ``municipality`` after a click on one.
    """
    _, published = _ground(tables)
    told = st_folium(
        mounted_map(published, seen["lang"]),
        key=f"{key}-{published.base}",
        height=HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=Show(seen),
        render=False,
    )
    return told or {}
