"""The overlays of a map as compact data for the runtime.

Coordinates are integers in units of 1e-4 degrees (11 m); outlines are stored as differences between vertices.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.schema import CRS, FEATURES, REGIONS
from layers.caching import weak_lru_cache
from layers.catalog.model import Hexagons, Incidents, Overlay, Points, Shapes
from layers.scene import hexagons
from layers.scene.basemap import Basemap, Box
from layers.scene.mark_model import Drawing, Mark
from layers.scene.notes import title_of
from layers.scene.placed import covered_spans
from layers.scene.popups import columns, count_cards, event_cards, feature_cards, incident_cards
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Lang, Translator, translator

SCALE: Final = 1e4
"""Units of a scene's coordinates in one degree; ``assets/marks.js`` divides by it."""

_RANKS: Final = {"capital": 0, "department_capital": 1, "municipal_seat": 2}
"""Ranks of places; lower ranks are labelled at larger scales only."""

_MAX_LISTED: Final = 4_000
"""Most events that are listed one by one; beyond, municipalities have a count, or the page would take megabytes."""

_RESOLUTION: Final = 3000  # width in pixels of the largest map that shows every detail


def draw(
    layer: Overlay,
    selection: Selection,
    tables: Tables,
    base: Basemap,
    window: Box,
    *,
    by_year: bool = False,
    span: tuple[str, str] | None = None,
) -> Mark:
    """Describe one overlay for the runtime.

    Parameters
    ----------
    window
        Bounds (minx, miny, maxx, maxy) to which shapes are clipped.
    by_year, span
        As :func:`layers.scene.hexagons.draw` has them.
    """
    t = translator(selection.lang)
    drawing: Drawing
    if isinstance(layer, Points):
        drawing = _points(layer, selection, tables, base)
    elif isinstance(layer, Incidents):
        drawing = _incidents(selection, tables, base)
    elif isinstance(layer, Shapes):
        drawing = _shapes(layer, selection, tables, window)
    elif isinstance(layer, Hexagons):
        drawing = hexagons.draw(layer, selection, tables, by_year=by_year, span=span)
    else:
        drawing = {"kind": "outlines", "count": len(REGIONS)}
    counted = drawing["grid"]["n"] if "grid" in drawing else t.number(drawing["count"])
    return {
        "id": layer.id,
        "title": title_of(layer, selection, tables),
        "note": t(layer.note) if layer.note else "",
        "color": layer.line if isinstance(layer, Shapes) else layer.color,
        "count_text": (not drawing["count"] and _reason_for_none(layer, selection, tables, t)) or counted,
        **drawing,
    }


def outside_coverage(layer: Overlay, selection: Selection, tables: Tables) -> bool:
    """Whether the sources of a layer do not cover the shown municipalities (shapes) or the period (events).

    A layer whose data were never obtained covers nothing. Such a layer has no data, which is not zero.
    """
    sources = tables.sources
    if not tables.is_available(layer):
        return True
    if isinstance(layer, Hexagons):
        return not covered_spans(sources[layer.source], tables, selection.start, selection.end)
    if isinstance(layer, Points | Incidents):
        coverages = [sources[name].coverage for name in layer.sources if name in sources]
        return bool(coverages) and not any(each.spans(selection.start, selection.end) for each in coverages)
    if not isinstance(layer, Shapes):
        return False
    covered = [tables.covered_municipalities(sources[name]) for name in layer.sources if name in sources]
    shown = set(tables.shown_codes(selection).tolist())
    return bool(covered) and all(codes is not None and codes.isdisjoint(shown) for codes in covered)


def _reason_for_none(layer: Overlay, selection: Selection, tables: Tables, t: Translator) -> str:
    """Why a layer without marks has no count; empty if it counts nothing."""
    if not tables.is_available(layer):
        return t("not obtained")
    if isinstance(layer, Points | Hexagons) and _is_filtered_out(layer.source, selection, tables):
        return t("left out by the filter")
    if outside_coverage(layer, selection, tables):
        return t("not covered")
    if (
        not selection.actors
        or not isinstance(layer, Points | Hexagons)
        or layer.source not in tables.parties.by_source
    ):
        return ""
    is_silent = not tables.parties.are_named_by(layer.source, selection.actors)
    return t("not stated") if is_silent else ""


def _is_filtered_out(source: str, selection: Selection, tables: Tables) -> bool:
    """Whether a selection of sources or of types of events leaves out all that a source of events has."""
    if source not in tables.event_sources:
        return False
    if selection.sources and source not in selection.sources:
        return True
    if not selection.event_types:
        return False
    every = tables.events_of_source(source)
    return bool(len(every)) and not every["event_type"].isin(selection.event_types).any()


def _points(layer: Points, selection: Selection, tables: Tables, base: Basemap) -> Drawing:
    every = tables.events_of(selection, layer.source)
    private = tables.is_restricted(layer.source)
    gather = "municipality" if private else layer.gather
    events = (
        every[every["municipality_code"].isin(base.codes)]
        if gather == "municipality"
        else tables.located(every, selection.precision)
    )
    reason = _reason_to_count(layer, private, len(events), selection.lang)
    cards = (
        count_cards(tables, layer.source, reason, selection.lang)
        if reason
        else event_cards(tables, layer.source, selection.lang)
    ).loc[events.index]
    drawing: Drawing = {
        "kind": "points",
        "gather": gather,
        "count": len(events),
        "total": len(every),
        "since": events["date_start"].dt.year.tolist(),
        "until": events["date_start"].dt.year.tolist(),
    }
    if reason:
        drawing["count_sentence"] = translator(selection.lang)("Events counted here: {n}", n="{n}")
    if gather == "municipality":
        position = {code: index for index, code in enumerate(base.codes)}
        drawing["at"] = [position[code] for code in events["municipality_code"]]
    else:
        drawing["xy"] = _to_units(shapely.get_coordinates(events.geometry.to_numpy())).ravel().tolist()
    drawing["fields"] = columns(cards)
    return drawing


def _reason_to_count(layer: Points, private: bool, n: int, lang: Lang) -> str:
    """Why events are counted and not listed one by one; empty if they are listed."""
    t = translator(lang)
    if private:
        return t("Its rows may not be redistributed: only the count is shown.")
    if layer.gather == "municipality" and n > _MAX_LISTED:
        most = t.number(_MAX_LISTED)
        return t(
            "More than {most} events: only the count is shown. Select a smaller place or a shorter period "
            "to see each one.",
            most=most,
        )
    return ""


def _incidents(selection: Selection, tables: Tables, base: Basemap) -> Drawing:
    rows = tables.incidents_of(selection)
    if rows.empty:
        return {"kind": "incidents", "count": 0, "xy": [], "fields": []}
    anchors = base.anchors
    points = [
        _central([anchors[code] for code in codes.split(" ") if code in anchors]) if pd.isna(lon) else (lon, lat)
        for lon, lat, codes in zip(rows["lon"], rows["lat"], rows["municipality_codes"], strict=True)
    ]
    return {
        "kind": "incidents",
        "count": len(rows),
        "xy": _to_units(np.array(points, dtype=float)).ravel().tolist(),
        "since": rows["date_start"].dt.year.tolist(),
        "until": rows["date_end"].dt.year.tolist(),
        "fields": columns(incident_cards(tables, selection.lang).loc[rows.index]),
    }


def _shapes(layer: Shapes, selection: Selection, tables: Tables, window: Box) -> Drawing:
    rows, shapes = _clipped(tables, layer.table, layer.sources, window)
    if layer.labels:
        ranks = rows["kind"].map(_RANKS).fillna(len(_RANKS)).astype(int)
        return {
            "kind": "places",
            "count": len(rows),
            "xy": [number for [[point]] in shapes for number in point],
            "names": rows["name"].tolist(),
            "ranks": ranks.tolist(),
        }
    kept = np.ones(len(rows), dtype=bool)
    if layer.dated:
        kept = (rows["year"] <= int(selection.end[:4])).fillna(value=False).to_numpy(dtype=bool)
    drawing: Drawing = {
        "kind": "shapes",
        "pattern": layer.pattern,
        "count": int(kept.sum()),
        "shapes": [shape for shape, is_kept in zip(shapes, kept, strict=True) if is_kept],
    }
    if layer.dated:
        drawing["since"] = rows["year"][kept].astype(int).tolist()
    drawing["fields"] = columns(feature_cards(rows[kept], layer, selection.lang))
    return drawing


@weak_lru_cache(32)
def _clipped(
    tables: Tables, name: str, sources: tuple[str, ...], window: Box
) -> tuple[pd.DataFrame, list[list[list[list[int]]]]]:
    """Features of a table clipped to a window, largest first, and their outlines."""
    no_features = gpd.GeoDataFrame(columns=list(FEATURES.columns), geometry="geometry", crs=CRS)
    table = tables.features.get(name, no_features)
    table = table[table["source"].isin(sources)]
    if tables.has_boundaries:
        table = table[shapely.intersects(_territory(tables), table.geometry.to_numpy())]
    shapes = shapely.clip_by_rect(table.geometry.to_numpy(), *window)
    shapes = shapely.simplify(shapes, max(window[2] - window[0], window[3] - window[1]) / _RESOLUTION)
    order = np.argsort(-shapely.area(shapes), kind="stable")
    order = order[~shapely.is_empty(shapes[order])]
    return table.iloc[order].drop(columns="geometry"), [_outlines(shape) for shape in shapes[order]]


@weak_lru_cache(1)
def _territory(tables: Tables) -> shapely.Geometry:
    """The country, simplified and buffered, to drop features of other countries that some sources include."""
    country = shapely.simplify(shapely.coverage_union_all(tables.municipalities.geometry.to_numpy()), 0.02)
    territory = shapely.buffer(country, 0.02)
    shapely.prepare(territory)
    return territory


def _central(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The place nearest to the mean of several, so that a mark is inside one of its municipalities."""
    points = np.array(places)
    distance = ((points - points.mean(axis=0)) ** 2).sum(axis=1)
    return places[int(distance.argmin())]


def _outlines(shape: shapely.Geometry) -> list[list[list[int]]]:
    """Parts of a shape, each a list of rings (one for a line or point) ``[x, y, dx, dy, dx, dy ...]``."""
    return [
        [_differences(ring) for ring in (shapely.get_rings(part) if part.geom_type == "Polygon" else [part])]
        for part in shapely.get_parts(shape)
        if part.geom_type in ("Polygon", "LineString", "Point")
    ]


def _differences(ring: shapely.Geometry) -> list[int]:
    points = _to_units(shapely.get_coordinates(ring))
    steps = np.vstack([points[:1], np.diff(points, axis=0)])
    moved = np.r_[True, (steps[1:] != 0).any(axis=1)]
    return [int(number) for number in steps[moved].ravel()]


def _to_units(coordinates: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.round(coordinates * SCALE).astype(np.int64)
