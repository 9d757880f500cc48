"""A selection and the tables into one scene, and a scene into a folium map.

A scene is plain data: texts in one language, classes, colours, compact columns. The runtime (``assets/terrapaz.js``)
draws it and puts every text on the page as text, never as HTML. Geometry is in :mod:`layers.scene.basemap`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from layers.catalog import CHOROPLETHS, choropleth
from layers.scene import basemap, marks, notes
from layers.scene.basemap import Basemap
from layers.scene.choropleth import shade
from layers.scene.classification import Classes
from layers.scene.model import Scene, Shade, Tiles, View
from layers.scene.web_assets import Published
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Lang, Translator, translator
from layers.text.terms import COUNTRIES, REGION_NAMES

_TILES: Final[Mapping[str, Tiles]] = {
    "osm": {
        "url": "https://tile.openstreetmap.org/{z}/{x}/{y}.png",
        "attribution": "© OpenStreetMap contributors, ODbL",
    },
    "esri": {
        "url": "https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}",
        "attribution": "Esri, Maxar, Earthstar Geographics, and the GIS User Community",
    },
}
_WORDS: Final = {
    "legend": N_("Legend"),
    "layers": N_("On top"),
    "colour": N_("Colour municipalities by"),
    "plain": N_("No colours"),
    "zoomIn": N_("Zoom in"),
    "zoomOut": N_("Zoom out"),
    "close": N_("Close"),
    "previous": N_("Previous"),
    "next": N_("Next"),
    "of": N_("{i} of {n}"),
    "municipality": N_("Municipality"),
    "department": N_("Department"),
    "code": N_("Code"),
    "table": N_("The map as a table"),
    "sources": N_("Sources and licences"),
    "limits": N_("What this map does not show"),
    "outside": N_("Outside the selection"),
    "more": N_("Other figures"),
    "origin": N_("Where this number comes from"),
    "home": N_("Back to the whole"),
}


def scene(
    selection: Selection, tables: Tables, base: Basemap, *, every: bool = False, classes: Classes | None = None
) -> Scene:
    """Say everything a map shows, in one language.

    Parameters
    ----------
    base
        The base map it will be drawn on: values are listed in the order of its codes.
    every
        Include every choropleth that has data here, for the reader to choose from, instead of the selected one.
    classes
        Of the selected choropleth, where it is to be read together with others.

    Returns
    -------
    Scene
        The same for the same data and selection.

    Raises
    ------
    GeoDataError
        A place that is not in this edition of the boundaries, or a layer that is not in this build.
    """
    t = translator(selection.lang)
    shown = tables.shown_codes(selection)
    place, period = notes.place_name(selection, tables), t.period(selection.start, selection.end)
    shades = _shades(selection, tables, base, every=every, classes=classes)
    above = tables.overlays_of(selection)
    window = _widened(basemap.bounds(tables, shown))
    drawn = [marks.draw(layer, selection, tables, base, window) for layer in above]
    for mark in [] if every else drawn:  # one period is shown: when in it matters to nobody
        mark.pop("since", None)
        mark.pop("until", None)
    used = [choropleth(part["id"]) for part in shades] + above
    return {
        "lang": t.lang,
        "base": base.id,
        "embed": selection.embed,
        "place": place,
        "period": period,
        "title": shades[0]["heading"] if selection.choropleth else t("{place}: a map", place=place),
        "summary": notes.summary(place, period, shades if selection.choropleth else [], drawn, t),
        "words": {key: t(word) for key, word in _WORDS.items()},
        "names": {word: t(word) for word in (*COUNTRIES, *(sea[0] for sea in basemap.SEAS))},
        "regions": dict(REGION_NAMES),
        "view": _view(selection, tables),
        "inside": "".join("1" if code in shown else "0" for code in base.codes),
        "tiles": _TILES.get(selection.tiles or ""),
        "choropleth": selection.choropleth,
        "choropleths": shades,
        "overlays": drawn,
        "notices": notes.notices(selection, tables, used, drawn, t),
        "credits": notes.credit(tables, used, t, context=base.context),
        "colophon": notes.colophon(tables, t),
    }


def mounted_map(published: Published, lang: Lang = "es") -> folium.Map:
    """Build the map that the app mounts once: scripts and geometry come from its static folder, values follow.

    It is the same for every selection; show one by passing :class:`Show` of its scene as streamlit-folium's
    ``feature_group_to_add``.
    """
    chart = canvas(translator(lang))
    chart.default_js = [(address, address) for address in published.scripts]
    chart.default_css = [(address, address) for address in published.styles]
    chart.add_child(Mount(json.dumps(published.base)), name="mount")
    return chart


class Verbatim(Element):
    """Text that goes onto the page as it is. Branca would compile it as a template, which is slow and unsafe."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


class Mount(MacroElement):
    """Put the base map on its folium map: its JSON, or the address it is served at as a JSON string."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Terrapaz.mount({{ this._parent.get_name() }}, {{ this.text }});{% endmacro %}"
    )

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "Mount", "terrapaz"
        self.text = guard(text)


class Show(folium.FeatureGroup):
    """Show a scene on its folium map. A feature group, so that streamlit-folium can add it to a mounted map."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = L.featureGroup();"
        "Terrapaz.show({{ this._parent.get_name() }}, {{ this.text }});{% endmacro %}"
    )

    def __init__(self, shown: Scene) -> None:
        super().__init__()
        self._id = "terrapaz"
        self.scene = shown
        self.text = guard(json.dumps(shown, ensure_ascii=False, separators=(",", ":")))


def guard(text: str) -> str:
    r"""Make JSON safe inside a script element and a Jinja template: same data, no character that means anything.

    Examples
    --------
    >>> guard(json.dumps("</script>{{ 7 * 7 }}${x}"))
    '"\\u003c/script\\u003e\\u007b\\u007b 7 * 7 }}\\u0024{x}"'
    """
    # braces only within strings can come in these pairs: JSON itself has no {{, {% or {#
    for pair in ("{{", "{%", "{#"):
        text = text.replace(pair, "".join(f"\\u{ord(char):04x}" for char in pair))
    for char in "<>&$\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def canvas(t: Translator) -> folium.Map:
    """An empty folium map: no tiles, no address to fetch anything from."""
    minx, miny, maxx, maxy = basemap.FRAME
    chart = folium.Map(
        location=[4.6, -73.5],
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        prefer_canvas=True,
        min_zoom=4,
        max_zoom=14,
        max_bounds=True,
        min_lat=miny,
        max_lat=maxy,
        min_lon=minx,
        max_lon=maxx,
        max_bounds_viscosity=0.8,
        zoom_snap=0.25,
        attribution_control=False,
    )
    chart._id = "terrapaz"
    chart.default_js, chart.default_css = [], []
    figure(chart).title = t("Terrapaz map")
    return chart


def figure(chart: folium.Map) -> Figure:
    """The page a map stands on."""
    found = chart.get_root()
    if not isinstance(found, Figure):
        raise TypeError("a folium map stands on a figure")
    return found


def _shades(
    selection: Selection, tables: Tables, base: Basemap, *, every: bool, classes: Classes | None
) -> list[Shade]:
    """The selected choropleth first, then those that have data here."""
    names = dict.fromkeys([selection.choropleth] if selection.choropleth else [])
    names |= dict.fromkeys(CHOROPLETHS if every else [])
    chosen = selection.choropleth
    shades = [
        shade(choropleth(name), selection, tables, base.codes, classes if name == chosen else None) for name in names
    ]
    return [part for part in shades if part["n"] or part["id"] == selection.choropleth]


def _view(selection: Selection, tables: Tables) -> View:
    minx, miny, maxx, maxy = basemap.bounds(tables, tables.selected_codes(selection))
    whole = selection.region or selection.department_code or selection.municipality_code
    return {
        "key": "/".join(filter(None, (selection.region, selection.department_code, selection.municipality_code))),
        "bounds": [[miny, minx], [maxy, maxx]],
        "focus": selection.municipality_code,
        "part": whole is not None,
    }


def _widened(box: basemap.Box) -> basemap.Box:
    minx, miny, maxx, maxy = box
    margin = 0.25 * max(maxx - minx, maxy - miny)
    return minx - margin, miny - margin, maxx + margin, maxy + margin
