"""The map in the app: mounted once, with its geometry in static files; a new selection sends only values."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

import streamlit as st
from streamlit_folium import st_folium

from layers.app import style
from layers.app.guard import guarded
from layers.app.serve import FOLDER
from layers.app.table_cache import BY_VERSION, shared_cache
from layers.catalog import choropleth
from layers.catalog.model import Hexagons
from layers.scene import compose, hexagons
from layers.scene.basemap import Basemap
from layers.scene.choropleth import common_classes
from layers.scene.classification import Classes
from layers.scene.model import Scene
from layers.scene.mounted import Sent, mounted_map
from layers.scene.notes import heading, place_name
from layers.scene.web_assets import ServedAssets, write_assets
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

STATIC: Final = FOLDER / "static"
"""Folder of static files, where Streamlit looks for it: beside ``streamlit_app.py``."""

PREFIX: Final = "../../app/static/"
"""URL of the static files, relative to the frame of the map, so that it holds under any base path."""

HEIGHT: Final = 560
"""Height of the frame in pixels, unless the style sheet sets another."""


@st.cache_resource(max_entries=2, show_spinner=False, hash_funcs=BY_VERSION)
def _published_base_map(tables: Tables) -> tuple[Basemap, ServedAssets]:
    base = shared_cache().base_map(tables)
    return base, write_assets(base, STATIC, PREFIX)


@st.cache_resource(max_entries=64, show_spinner=False, hash_funcs=BY_VERSION)
def _scene(selection: Selection, together: tuple[Selection, ...], tables: Tables) -> Scene:
    base, _ = _published_base_map(tables)
    classes = _classes(replace(selection, layers=()), together, tables) if together else None
    span = (together[0].start, together[-1].end) if together else None
    return compose.scene(selection, tables, base, classes=classes, span=span)


@st.cache_data(max_entries=64, show_spinner=False, hash_funcs=BY_VERSION)
def _classes(selection: Selection, together: tuple[Selection, ...], tables: Tables) -> Classes | None:
    return common_classes(choropleth(selection.choropleth), together, tables) if selection.choropleth else None


def scene_for(selection: Selection, tables: Tables, together: tuple[Selection, ...] = ()) -> Scene:
    """Return the scene of a selection from a cache that all sessions share.

    A selected municipality is outlined; the others of its region or department keep their colours and events, but
    hexagons are those of the municipality alone. The maps of the selections in ``together`` have the same classes.
    """
    by_cell = any(isinstance(layer, Hexagons) for layer in tables.overlays_of(selection))
    around = _scene(selection if by_cell else replace(selection, municipality_code=None), together, tables)
    scene = searchable(around | {"view": around["view"] | {"focus": selection.municipality_code}})
    if selection.municipality_code and not by_cell:
        scene |= {"title": _title(scene, selection, tables)}
    return scene


def _title(scene: Scene, selection: Selection, tables: Tables) -> str:
    """The title of a map around a municipality, named after it as the page is."""
    t, place = translator(selection.lang), place_name(selection, tables)
    shades = scene["choropleths"]
    return heading(place, shades[0]["title"], t) if shades else t("{place}: a map", place=place)


def searchable(scene: Scene) -> Scene:
    """Return a scene with the words of the search for a municipality, which only a whole page has."""
    t = translator(scene["lang"])
    words = {"search": t("Find a municipality"), "unknown": t("No municipality of that name")}
    return scene | {"words": scene["words"] | words}


def base_map(tables: Tables) -> Basemap:
    """Return the base map, which all maps of the app share."""
    return _published_base_map(tables)[0]


def headings(selection: Selection, tables: Tables, scene: Scene) -> tuple[str, str, str]:
    """Heading of a map: the place, the measure that colours it, and its unit and years."""
    place = place_name(selection, tables)
    if over := hexagons.seen(scene["overlays"]):
        grid = over[0]["grid"]
        years = grid["years"] or scene["period"]
        return place, over[0]["title"], " · ".join((grid["unit"], years, grid["cells"]))
    part = scene["choropleths"][0] if scene["choropleths"] else None
    if part is None:
        return place, scene["title"], scene["period"]
    details = (part["unit"], part["over"], part["years"] or scene["period"])
    return place, part["title"], " · ".join(filter(None, details))


def mount(scene: Scene, tables: Tables, key: str = "map") -> dict[str, Any]:
    """Mount the map, or send the new scene to the map that is mounted.

    Returns
    -------
    dict
        The last message of the map: ``mounted``, ``municipality`` after a click on one, or ``hidden``, the id of
        hexagons that were switched off in the legend; of these two also ``at``, when.
    """
    _, published = _published_base_map(tables)
    message = st_folium(
        mounted_map(published, scene["lang"]),
        key=_key(key, tables),
        height=HEIGHT,
        use_container_width=True,
        returned_objects=[],
        feature_group_to_add=Sent(scene | {"dark": style.theme_name() == "dark"}),
        render=False,
    )
    return message or {}


@st.fragment
@guarded
def show(scene: Scene, tables: Tables, key: str = "map") -> None:
    """Mount the map as a fragment, so that its messages do not run the page again; they are ignored."""
    mount(scene, tables, key)


def prefetch(tables: Tables) -> None:
    """Let the browser fetch scripts, style and base map before the frame of the map is there to request them."""
    _, published = _published_base_map(tables)
    names = [name.removeprefix(PREFIX) for name in (published.script, published.style, published.base)]
    script = (
        "{ const folder = new URL('../../app/static/', document.querySelector('script[type=module]').src);"
        f" for (const name of {json.dumps(names)}) fetch(new URL(name, folder)).catch(() => {{}}); }}"
    )
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def is_mounted(tables: Tables, key: str = "map") -> bool:
    """Whether the map was mounted in this session: its browser then has the files and, on this page, the sidebar."""
    return _key(key, tables) in st.session_state


def _key(name: str, tables: Tables) -> str:
    _, published = _published_base_map(tables)
    return f"{name}-{published.base}"


def select_clicked(selection: Selection, tables: Tables, code: str) -> Selection:
    """Select the municipality that was clicked, or deselect it if it was selected.

    If it is outside the selected region or department, its own department is selected too.
    """
    if code == selection.municipality_code:
        return replace(selection, municipality_code=None)
    around = replace(selection, municipality_code=None)
    if code not in tables.selected_codes(around):
        around = replace(around, region=None, department_code=code[:2])
    return replace(around, municipality_code=code)
