"""Build a scene from a selection and the tables, and a folium map from a scene.

A scene is plain data: texts in one language, classes, colours, compact columns. The runtime (``assets/terrapaz.js``)
draws it and inserts every text as text, never as HTML. The geometry is in :mod:`layers.scene.basemap`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from layers.catalog import CHOROPLETHS, choropleth
from layers.catalog.model import Overlay
from layers.scene import basemap, hexagons, marks, notes
from layers.scene.basemap import Basemap
from layers.scene.choropleth import estimates, gaps, shade
from layers.scene.classification import Classes
from layers.scene.mark_model import Mark
from layers.scene.model import Scene, Shade, Tiles, View
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator
from layers.text.terms import COUNTRIES, REGION_NAMES
from layers.validation import check

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
_BESIDE: Final = 18.0
_ABOVE: Final = 8.0
"""Degrees of plain paper beside and above the frame, into which a map moves that has its legend there."""

_WORDS: Final = {
    "legend": N_("Legend"),
    "layers": N_("Overlays"),
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
    "home": N_("Back to the full view"),
}


def scene(
    selection: Selection,
    tables: Tables,
    base: Basemap,
    *,
    all_choropleths: bool = False,
    classes: Classes | None = None,
    span: tuple[str, str] | None = None,
) -> Scene:
    """Build the scene of a selection, in its language.

    Parameters
    ----------
    base
        The base map it will be drawn on: values are listed in the order of its codes.
    all_choropleths
        Include every choropleth that has data here, for the reader to choose from, not only the selected one.
    classes
        Classes of the selected choropleth, for maps that are compared.
    span
        First and last month of an animation of which this is a step: hexagons have the classes that its years share.

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
    shades = _shades(selection, tables, base, all_choropleths=all_choropleths, classes=classes)
    check(selection, tables)
    overlays = tables.overlays_of(selection)
    window = _with_margin(basemap.bounds(tables, shown))
    drawn = [
        marks.draw(layer, selection, tables, base, window, by_year=all_choropleths, span=span) for layer in overlays
    ]
    for mark in [] if all_choropleths else drawn:  # only one period is shown: years of features are not needed
        mark.pop("since", None)
        mark.pop("until", None)
    # hexagons of a municipality are counted inside it only: around it there is no zero
    inside = set((tables.selected_codes(selection) if hexagons.seen(drawn) else shown).tolist())
    layers = [choropleth(shade["id"]) for shade in shades] + overlays
    missing = _uncovered(selection, tables, overlays, t)
    return {
        "lang": t.lang,
        "base": base.id,
        "embed": selection.embed,
        "place": place,
        "period": period,
        "title": _title(place, shades if selection.choropleth else [], drawn, t),
        "summary": notes.summary(place, period, shades if selection.choropleth else [], drawn, missing, t),
        "words": {key: t(word) for key, word in _WORDS.items()}
        | {"group": t.number(1000)[1], "decimal": t.number(0.5, 1)[1]},
        "names": {word: t(word) for word in (*COUNTRIES, *(sea[0] for sea in basemap.SEAS))},
        "regions": dict(REGION_NAMES),
        "view": _view(selection, tables),
        "inside": "".join("1" if code in inside else "0" for code in base.codes),
        "tiles": _TILES.get(selection.tiles or ""),
        "choropleth": selection.choropleth,
        "choropleths": shades,
        "overlays": drawn,
        "notices": [
            *notes.notices(selection, tables, layers, drawn, t),
            *(text for layer in overlays for text in hexagons.notices(layer, selection, tables, t)),
        ],
        "credits": notes.credits(tables, layers, t, context=base.context),
        "colophon": notes.colophon(tables, t),
    }


class Verbatim(Element):
    """Text inserted unchanged. Branca would compile it as a template, which is slow and unsafe."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """Return the text."""
        return self.text


class Mount(MacroElement):
    """Mount the base map on a folium map: its JSON, or its address as a JSON string."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Terrapaz.mount({{ this._parent.get_name() }}, {{ this.text }});{% endmacro %}"
    )

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "Mount", "terrapaz"
        self.text = escape_json(text)


class Show(folium.FeatureGroup):
    """Show a scene on a folium map. It is a feature group, so that streamlit-folium can add it to a mounted map."""

    _template = Template(
        "{% macro script(this, kwargs) %}var {{ this.get_name() }} = L.featureGroup();"
        "Terrapaz.show({{ this._parent.get_name() }}, {{ this.text }});{% endmacro %}"
    )

    def __init__(self, scene: Scene) -> None:
        super().__init__()
        self._id = "terrapaz"
        self.scene = scene
        self.text = escape_json(json.dumps(scene, ensure_ascii=False, separators=(",", ":")))


def escape_json(text: str) -> str:
    r"""Escape JSON for a script element and a Jinja template: same data, no special character.

    Examples
    --------
    >>> escape_json(json.dumps("</script>{{ 7 * 7 }}${x}"))
    '"\\u003c/script\\u003e\\u007b\\u007b 7 * 7 }}\\u0024{x}"'
    """
    # braces only within strings can come in these pairs: JSON itself has no {{, {% or {#
    for pair in ("{{", "{%", "{#"):
        text = text.replace(pair, "".join(f"\\u{ord(char):04x}" for char in pair))
    for char in "<>&$\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def empty_map(t: Translator, kind: type[folium.Map] = folium.Map) -> folium.Map:
    """An empty folium map without tiles, scripts or styles from the network."""
    minx, miny, maxx, maxy = basemap.FRAME
    chart = kind(
        location=[4.6, -73.5],
        zoom_start=6,
        tiles=None,
        zoom_control=False,
        prefer_canvas=True,
        min_zoom=4,
        max_zoom=14,
        max_bounds=True,
        min_lat=miny,
        max_lat=maxy + _ABOVE,
        min_lon=minx - _BESIDE,
        max_lon=maxx + _BESIDE,
        max_bounds_viscosity=0.8,
        zoom_snap=0.25,
        attribution_control=False,
    )
    chart._id = "terrapaz"
    chart.default_js, chart.default_css = [], []
    figure(chart).title = t("Terrapaz map")
    return chart


def figure(chart: folium.Map) -> Figure:
    """The page that contains a map."""
    root = chart.get_root()
    if not isinstance(root, Figure):
        raise TypeError("the root of a folium map has to be a figure")
    return root


def _shades(
    selection: Selection, tables: Tables, base: Basemap, *, all_choropleths: bool, classes: Classes | None
) -> list[Shade]:
    """The selected choropleth first, then those that have data here."""
    names = dict.fromkeys([selection.choropleth] if selection.choropleth else [])
    names |= dict.fromkeys(CHOROPLETHS if all_choropleths else [])
    selected = selection.choropleth
    shades = [
        shade(choropleth(name), selection, tables, base.codes, classes if name == selected else None)
        for name in names
    ]
    return [each for each in shades if each["n"] or each["id"] == selected]


def _title(place: str, shades: Sequence[Shade], drawn: Sequence[Mark], t: Translator) -> str:
    """Heading of the map, by what colours it: hexagons cover the colours of municipalities."""
    headings = [*(mark["grid"]["heading"] for mark in hexagons.seen(drawn)), *(part["heading"] for part in shades)]
    return headings[0] if headings else t("{place}: a map", place=place)


def _uncovered(selection: Selection, tables: Tables, overlays: Sequence[Overlay], t: Translator) -> list[str]:
    """What of the period has no data, on a map that is only read in words."""
    texts = notes.uncovered(selection, tables, overlays, t)
    if selection.choropleth is None:
        return texts
    layer = choropleth(selection.choropleth)
    found = estimates(layer, tables, selection.years, tables.shown_codes(selection))
    missing = gaps(t(layer.title), selection, found.attrs["years"], t, standing=layer.measure.standing)
    return [*missing, *texts]


def _view(selection: Selection, tables: Tables) -> View:
    minx, miny, maxx, maxy = basemap.bounds(tables, tables.selected_codes(selection))
    place = selection.region or selection.department_code or selection.municipality_code
    return {
        "key": "/".join(filter(None, (selection.region, selection.department_code, selection.municipality_code))),
        "bounds": [[miny, minx], [maxy, maxx]],
        "focus": selection.municipality_code,
        "part": place is not None,
    }


def _with_margin(box: basemap.Box) -> basemap.Box:
    minx, miny, maxx, maxy = box
    margin = 0.25 * max(maxx - minx, maxy - miny)
    return minx - margin, miny - margin, maxx + margin, maxy + margin
