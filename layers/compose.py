"""A selection and the tables into one scene, and a scene into a folium map.

A scene is plain data: texts in one language, classes, colours, compact columns. The runtime (``assets/terrapaz.js``)
draws it and puts every text on the page as text, never as HTML. Geometry is no part of it (:mod:`layers.basemap`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import folium
import pandas as pd
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from geo.source import Source, catalogue
from layers import basemap, marks
from layers.basemap import Basemap
from layers.bundle import Published, bundle
from layers.classes import SCHEMES, ZERO, classify
from layers.i18n import N_, Lang, Translator, translator
from layers.layer import Choropleth, Points, choropleth, choropleths, discover
from layers.selection import Selection
from layers.tables import Tables
from layers.terms import COUNTRIES, REGION_NAMES

Scene = dict[str, Any]

_TILES: Final = {
    "osm": ("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors, ODbL"),
    "esri": (
        "https://server.arcgisonline.com/ArcGIS/rest/services/World_Imagery/MapServer/tile/{z}/{y}/{x}",
        "Esri, Maxar, Earthstar Geographics, and the GIS User Community",
    ),
}
_WORDS: Final = {
    "legend": N_("Legend"),
    "layers": N_("On top"),
    "colour": N_("Colour municipalities by"),
    "zoomIn": N_("Zoom in"),
    "zoomOut": N_("Zoom out"),
    "close": N_("Close"),
    "previous": N_("Previous"),
    "next": N_("Next"),
    "of": N_("{i} of {n}"),
    "here": N_("Also here"),
    "municipality": N_("Municipality"),
    "department": N_("Department"),
    "code": N_("Code"),
    "table": N_("The map as a table"),
    "sources": N_("Sources and licences"),
    "limits": N_("What this map does not show"),
    "outside": N_("Outside the selection"),
    "home": N_("Back to the whole"),
}


def scene(selection: Selection, tables: Tables, base: Basemap, *, every: bool = False) -> Scene:
    """Say everything a map shows, in one language.

    Parameters
    ----------
    base
        The base map it will be drawn on: values are listed in the order of its codes.
    every
        Include every choropleth that has data here, for the reader to choose from, instead of the selected one.

    Returns
    -------
    dict
        JSON-ready; the same for the same data and selection.

    Raises
    ------
    GeoDataError
        A place that is not in this edition of the boundaries.
    """
    t = translator(selection.lang)
    shown = tables.shown(selection)
    name, period = place_name(selection, tables), t.period(selection.start, selection.end)
    colored = _choropleths(selection, tables, base, shown, every=every)
    window = _widened(basemap.bounds(tables, shown))
    above = [
        layer for layer in discover().values() if layer.id in selection.layers and not isinstance(layer, Choropleth)
    ]
    overlays = [marks.draw(layer, selection, tables, base, window) for layer in above]
    used = [choropleth(part["id"]) for part in colored] + above
    return {
        "lang": t.lang,
        "base": base.id,
        "embed": selection.embed,
        "place": name,
        "period": period,
        "title": _title(selection, tables, t),
        "summary": _summary(name, period, colored, overlays, t),
        "words": {key: t(word) for key, word in _WORDS.items()},
        "names": {word: t(word) for word in (*COUNTRIES, *(sea[0] for sea in basemap.SEAS))},
        "regions": dict(REGION_NAMES),
        "view": _view(selection, tables),
        "tiles": _tiles(selection),
        "choropleths": colored,
        "overlays": overlays,
        "notices": _notices(selection, tables, base, used, t),
        "credits": _credits(tables, used, t),
        "colophon": _colophon(tables, t),
    }


def build_map(selection: Selection, tables: Tables) -> folium.Map:
    """Build a map that needs nothing but itself: scripts, geometry and scene are inside."""
    base = basemap.around(tables, selection)
    chart = _canvas(translator(selection.lang))
    for name, text in bundle().styles.items():
        figure(chart).header.add_child(Verbatim(f"<style>{text}</style>"), name=name)
    for name, text in bundle().scripts.items():
        figure(chart).header.add_child(Verbatim(f"<script>{text}</script>"), name=name)
    chart.add_child(Mount(base.json), name="mount")
    chart.add_child(Show(scene(selection, tables, base, every=True)), name="show")
    return chart


def mounted_map(published: Published, lang: Lang = "es") -> folium.Map:
    """Build the map that the app mounts once: scripts and geometry come from its static folder, values follow.

    It is the same for every selection; show one by passing :class:`Show` of its scene as streamlit-folium's
    ``feature_group_to_add``.
    """
    chart = _canvas(translator(lang))
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


def scene_of(chart: folium.Map) -> Scene:
    """The scene that a map of :func:`build_map` shows."""
    return next(child.scene for child in chart._children.values() if isinstance(child, Show))


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


def place_name(selection: Selection, tables: Tables) -> str:
    """Name of the selected place, as headings print it."""
    table = tables.municipalities
    if selection.municipality_code:
        row = table[table["municipality_code"] == selection.municipality_code]
        return f"{row['municipality'].item()}, {row['department'].item()}"
    if selection.region:
        return REGION_NAMES[selection.region]
    if selection.department_code:
        return str(table.loc[table["department_code"] == selection.department_code, "department"].iloc[0])
    return "Colombia"


def _canvas(t: Translator) -> folium.Map:
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


def _title(selection: Selection, tables: Tables, t: Translator) -> str:
    place = place_name(selection, tables)
    if selection.choropleth is None:
        return t("{place}: armed conflict, forest and mining", place=place)
    return t("{place}: {layer}", place=place, layer=_lowered(t(choropleth(selection.choropleth).title)))


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def _choropleths(
    selection: Selection, tables: Tables, base: Basemap, shown: pd.Index, *, every: bool
) -> list[dict[str, Any]]:
    active = choropleth(selection.choropleth) if selection.choropleth else None
    wanted = [active] if active else []
    wanted += [layer for layer in choropleths().values() if every and layer != active]
    parts = [_choropleth(layer, selection, tables, base, shown) for layer in wanted]
    return [part for layer, part in zip(wanted, parts, strict=True) if layer == active or part["n"]]


def _choropleth(
    layer: Choropleth, selection: Selection, tables: Tables, base: Basemap, shown: pd.Index
) -> dict[str, Any]:
    t = translator(selection.lang)
    result = tables.values(layer.measure, selection.years)
    years: list[int] = result.attrs["years"]
    values = result["value"].reindex(shown) if years else pd.Series(float("nan"), index=shown)
    classes = classify(values, layer.palette, layer.scheme)
    assigned = pd.Series(classes.assign(values), index=shown)
    told = _told(layer, selection, tables, values, t)
    counts = assigned.value_counts()
    legend = [{"color": ZERO, "label": "0", "n": int(counts.get(0, 0))}] if counts.get(0, 0) else []
    lower = 0.0
    for index, (upper, color) in enumerate(zip(classes.breaks, classes.colors, strict=True), start=1):
        label = (
            t("up to {upper}", upper=t.significant(upper))
            if not lower
            else (f"{t.significant(lower)} – {t.significant(upper)}")
        )
        legend.append({"color": color, "label": label, "n": int(counts.get(index, 0)), "class": index})
        lower = upper
    for row in legend:
        row.setdefault("class", 0)
    top = str(values.idxmax()) if values.notna().any() else None
    names = tables.municipalities.set_index("municipality_code")["municipality"]
    return {
        "id": layer.id,
        "title": t(layer.title),
        "unit": t(layer.measure.unit),
        "years": t.years(years),
        "over": _over_years(layer, years, t),
        "note": t(layer.note) if layer.note else "",
        "method": t(SCHEMES[classes.scheme]) if classes.breaks else "",
        "n": int(values.notna().sum()),
        "classes": legend,
        "nodata": {"label": t(layer.nodata), "n": int((assigned == -1).sum())},
        "of": "".join(_letter(assigned.get(code)) for code in base.codes),
        "values": [told.get(code, "") for code in base.codes],
        "top": None if top is None or not values[top] > 0 else [str(names[top]), told[top]],
        "range": [t.significant(float(bound)) for bound in (values.min(), values.max())] if top else [],
    }


def _letter(assigned: Any) -> str:
    """One character a municipality: a class, ``-`` for no data, a dot outside the selection."""
    return "." if assigned is None else "-" if assigned < 0 else str(assigned)


def _told(
    layer: Choropleth, selection: Selection, tables: Tables, values: pd.Series, t: Translator
) -> dict[str, str]:
    told = {str(code): t.significant(value) for code, value in values.dropna().items()}
    if layer.band:
        bounds = [
            tables.values(replace(layer.measure, variable=name), selection.years)["value"] for name in layer.band
        ]
        for code in told:
            low, high = (t.significant(float(bound[code])) for bound in bounds)
            if low != high:
                told[code] = t("{best} (low {low}, high {high})", best=told[code], low=low, high=high)
    return told


def _over_years(layer: Choropleth, years: list[int], t: Translator) -> str:
    if len(years) < 2:
        return ""
    if layer.measure.annual:
        return t("mean per year")
    return {"sum": t("total of the years"), "mean": t("mean of the years"), "last": t("last year")}[
        layer.measure.over_years
    ]


def _summary(place: str, period: str, colored: list[Any], overlays: list[Any], t: Translator) -> str:
    """The map in words, for those who cannot see it."""
    said = [t("Map of {place}, {period}.", place=place, period=period)]
    if colored and colored[0]["n"]:
        first = colored[0]
        low, high = first["range"]
        said.append(t("{title}, {unit}, {years}: from {low} to {high}.", **(first | {"low": low, "high": high})))
        if first["top"]:
            said.append(t("Highest in {name}: {value}.", name=first["top"][0], value=first["top"][1]))
        said.append(t.plural("{n} municipality with data", "{n} municipalities with data", first["n"]) + ",")
        said.append(t.plural("{n} without.", "{n} without.", first["nodata"]["n"]))
    said += [f"{mark['title']}: {t.number(mark['count'])}." for mark in overlays if mark["kind"] != "outlines"]
    return " ".join(said)


def _view(selection: Selection, tables: Tables) -> dict[str, Any]:
    minx, miny, maxx, maxy = basemap.bounds(tables, tables.selected(selection))
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


def _tiles(selection: Selection) -> dict[str, str] | None:
    if selection.tiles is None:
        return None
    url, attribution = _TILES[selection.tiles]
    return {"url": url, "attribution": attribution}


def _notices(selection: Selection, tables: Tables, base: Basemap, used: Iterable[Any], t: Translator) -> list[str]:
    """What a reader could take for a fact of the world although it is a fact of the data."""
    said = []
    if not tables.drawn:
        said.append(
            t("There are no boundaries here: municipalities are drawn as their seats. terrapaz build gets them.")
        )
    known = catalogue()
    for layer in used:
        for name in layer.sources:
            if name in tables.manifest.get("missing", {}):
                title = t(known[name].title) if name in known else name
                said.append(t("{title} could not be had when the tables were built.", title=title))
        if isinstance(layer, Choropleth):
            said += _uncovered(layer, selection, tables, t)
        elif isinstance(layer, Points):
            hidden, total = marks.not_drawn(layer, selection, tables, base)
            if hidden:
                said.append(
                    t(
                        "{title}: {hidden} of {total} events are not drawn: their place is not known well enough.",
                        title=t(layer.title),
                        hidden=t.number(hidden),
                        total=t.number(total),
                    )
                )
            said += _beyond(known.get(layer.source), layer.title, selection, t)
    return list(dict.fromkeys(said))


def _uncovered(layer: Choropleth, selection: Selection, tables: Tables, t: Translator) -> list[str]:
    if layer.id != selection.choropleth:
        return []
    years = tables.values(layer.measure, selection.years).attrs["years"]
    said = []
    if not years:
        said.append(t("{title}: the source has no year of this period.", title=t(layer.title)))
    elif missing := sorted(set(selection.years) - set(years)):
        said.append(t("{title}: no figure for {years}.", title=t(layer.title), years=t.years(missing)))
    if not (selection.start.endswith("-01") and selection.end.endswith("-12")) and years:
        said.append(t("{title}: yearly figures, shown for whole years.", title=t(layer.title)))
    source = catalogue().get(layer.measure.source)
    return [*said, *([t(source.coverage.note)] if source and source.coverage.note else [])]


def _beyond(source: Source | None, title: str, selection: Selection, t: Translator) -> list[str]:
    """A notice where the period leaves what an event source covers."""
    if source is None:
        return []
    first, last = source.coverage.start[:7], source.coverage.end[:7]
    if first <= selection.start and selection.end <= last:
        return []
    return [t("{title}: the source covers {period} only.", title=t(title), period=t.period(first, last))]


def _credits(tables: Tables, used: Iterable[Any], t: Translator) -> list[dict[str, str]]:
    names = dict.fromkeys(["dane_mgn", *(name for layer in used for name in layer.sources)])
    if "context" in tables.features:
        names["natural_earth"] = None
    known = catalogue()
    retrieved = {entry["source"]: entry.get("retrieved", "") for entry in tables.manifest.get("inputs", ())}
    return [
        {
            "title": t(known[name].title),
            "attribution": known[name].attribution,
            "licence": t(known[name].licence),
            "period": t(known[name].period),
            "url": known[name].publisher_url,
            "retrieved": t("retrieved {date}", date=retrieved[name]) if retrieved.get(name) else "",
        }
        for name in names
        if name in known
    ]


def _colophon(tables: Tables, t: Translator) -> list[str]:
    manifest: Mapping[str, Any] = tables.manifest
    edition = manifest.get("boundaries")
    dates = sorted(filter(None, (entry.get("retrieved") for entry in manifest.get("inputs", ()))))
    return [
        t("Boundaries: {edition}", edition=t(edition["title"]) if edition else t("none, seats only")),
        *([t("Data version {version}", version=manifest["data_version"])] if "data_version" in manifest else []),
        *([t("Data retrieved up to {date}", date=dates[-1])] if dates else []),
        "Terrapaz",
    ]
