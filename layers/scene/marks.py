"""What lies on top of the municipalities, as compact numbers for the runtime to draw.

Coordinates are whole numbers of 1e-4 degrees (11 m), outlines the steps from point to point.
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
from geo.statistics.summary import overlap
from layers.caching import weak_lru_cache
from layers.catalog.model import Incidents, Overlay, Points, Shapes
from layers.scene.basemap import Basemap, Box
from layers.scene.model import Drawing, Mark
from layers.scene.popups import columns, count_cards, event_cards, feature_cards, incident_cards
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Lang, translator

SCALE: Final = 1e4
"""Whole numbers of a scene's coordinates in one degree; ``assets/marks.js`` divides by it."""

_RANKS: Final = {"capital": 0, "department_capital": 1, "municipal_seat": 2}
"""Importance of places: what follows is written at larger scales only."""

_MOST: Final = 4_000
"""Events that are told one by one; of more in municipalities there is a count, or the page would take megabytes."""

_FINENESS: Final = 3000  # a shape is drawn as fine as a map this many pixels wide can show


def draw(layer: Overlay, selection: Selection, tables: Tables, base: Basemap, window: Box) -> Mark:
    """Describe one overlay for the runtime.

    Parameters
    ----------
    window
        Shapes are cut at these bounds (minx, miny, maxx, maxy).
    """
    t = translator(selection.lang)
    drawing: Drawing
    if isinstance(layer, Points):
        drawing = _points(layer, selection, tables, base)
    elif isinstance(layer, Incidents):
        drawing = _incidents(selection, tables, base)
    elif isinstance(layer, Shapes):
        drawing = _shapes(layer, selection, tables, window)
    else:
        drawing = {"kind": "outlines", "count": len(REGIONS)}
    return {
        "id": layer.id,
        "title": t(layer.title),
        "note": t(layer.note) if layer.note else "",
        "color": layer.line if isinstance(layer, Shapes) else layer.color,
        "count_text": t.number(n)
        if (n := drawing["count"]) or not outside_coverage(layer, selection, tables)
        else t("not covered"),
        **drawing,
    }


def outside_coverage(layer: Overlay, selection: Selection, tables: Tables) -> bool:
    """Whether nobody looked: at any municipality shown, for shapes; at the period, for events. That is no zero."""
    known = tables.sources
    if isinstance(layer, Points) and layer.source in known:
        return overlap(known[layer.source].coverage, selection.start, selection.end) is None
    if not isinstance(layer, Shapes):
        return False
    looked = [tables.covered_municipalities(known[name]) for name in layer.sources if name in known]
    shown = set(tables.shown_codes(selection))
    return bool(looked) and all(codes is not None and codes.isdisjoint(shown) for codes in looked)


def _points(layer: Points, selection: Selection, tables: Tables, base: Basemap) -> Drawing:
    every = tables.events_of(selection, layer.source)
    private = tables.is_restricted(layer.source)
    gather = "municipality" if private else layer.gather
    events = (
        every[every["municipality_code"].isin(base.codes)]
        if gather == "municipality"
        else tables.located(every, selection.precision)
    )
    why = _reason(layer, private, len(events), selection.lang)
    cards = (
        count_cards(tables, layer.source, why, selection.lang)
        if why
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
    if why:
        drawing["count_sentence"] = translator(selection.lang)("Events counted here: {n}", n="{n}")
    if gather == "municipality":
        position = {code: index for index, code in enumerate(base.codes)}
        drawing["at"] = [position[code] for code in events["municipality_code"]]
    else:
        drawing["xy"] = _whole(shapely.get_coordinates(events.geometry.to_numpy())).ravel().tolist()
    drawing["fields"] = columns(cards)
    return drawing


def _reason(layer: Points, private: bool, n: int, lang: Lang) -> str:
    """Why events are counted and not told one by one; empty where they are told."""
    t = translator(lang)
    if private:
        return t("Its rows may not be passed on: here is a count.")
    if layer.gather == "municipality" and n > _MOST:
        most = t.number(_MOST)
        return t("More than {most} events: here is a count. A smaller place or a shorter period has each.", most=most)
    return ""


def _incidents(selection: Selection, tables: Tables, base: Basemap) -> Drawing:
    rows = tables.incidents_of(selection)
    if rows.empty:
        return {"kind": "incidents", "count": 0, "xy": [], "fields": []}
    spot = base.anchors
    points = [
        _middle([spot[code] for code in codes.split(" ") if code in spot]) if pd.isna(lon) else (lon, lat)
        for lon, lat, codes in zip(rows["lon"], rows["lat"], rows["municipality_codes"], strict=True)
    ]
    return {
        "kind": "incidents",
        "count": len(rows),
        "xy": _whole(np.array(points, dtype=float)).ravel().tolist(),
        "since": rows["date_start"].dt.year.tolist(),
        "until": rows["date_end"].dt.year.tolist(),
        "fields": columns(incident_cards(tables, selection.lang).loc[rows.index]),
    }


def _shapes(layer: Shapes, selection: Selection, tables: Tables, window: Box) -> Drawing:
    rows, shapes = _cut(tables, layer.table, layer.sources, window)
    if layer.labels:
        ranks = rows["kind"].map(_RANKS).fillna(len(_RANKS)).astype(int)
        return {
            "kind": "places",
            "count": len(rows),
            "xy": [number for [[spot]] in shapes for number in spot],
            "names": rows["name"].tolist(),
            "ranks": ranks.tolist(),
        }
    seen = np.ones(len(rows), dtype=bool)
    if layer.dated:
        seen = (rows["year"] <= int(selection.end[:4])).fillna(value=False).to_numpy(dtype=bool)
    drawing: Drawing = {
        "kind": "shapes",
        "fill": layer.fill,
        "count": int(seen.sum()),
        "shapes": [shape for shape, kept in zip(shapes, seen, strict=True) if kept],
    }
    if layer.dated:
        drawing["since"] = rows["year"][seen].astype(int).tolist()
    drawing["fields"] = columns(feature_cards(rows[seen], layer, selection.lang))
    return drawing


@weak_lru_cache(32)
def _cut(
    tables: Tables, name: str, sources: tuple[str, ...], window: Box
) -> tuple[pd.DataFrame, list[list[list[list[int]]]]]:
    """Features of a table within a window, large ones first, and their outlines."""
    nothing = gpd.GeoDataFrame(columns=list(FEATURES.columns), geometry="geometry", crs=CRS)
    table = tables.features.get(name, nothing)
    table = table[table["source"].isin(sources)]
    if tables.has_boundaries:
        table = table[shapely.intersects(_territory(tables), table.geometry.to_numpy())]
    shapes = shapely.clip_by_rect(table.geometry.to_numpy(), *window)
    shapes = shapely.simplify(shapes, max(window[2] - window[0], window[3] - window[1]) / _FINENESS)
    order = np.argsort(-shapely.area(shapes), kind="stable")
    order = order[~shapely.is_empty(shapes[order])]
    return table.iloc[order].drop(columns="geometry"), [_outlines(shape) for shape in shapes[order]]


@weak_lru_cache(1)
def _territory(tables: Tables) -> shapely.Geometry:
    """The country, drawn roughly and a little too large: the satellites of some sources do not stop at the border."""
    rough = shapely.simplify(shapely.coverage_union_all(tables.municipalities.geometry.to_numpy()), 0.02)
    territory = shapely.buffer(rough, 0.02)
    shapely.prepare(territory)
    return territory


def _middle(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The one of several places that is nearest to their mean: a mark that lies in one of its municipalities."""
    points = np.array(places)
    distance = ((points - points.mean(axis=0)) ** 2).sum(axis=1)
    return places[int(distance.argmin())]


def _outlines(shape: shapely.Geometry) -> list[list[list[int]]]:
    """Polygons of rings, lines and points of one, each ``[x, y, dx, dy, dx, dy ...]`` in whole 1e-4 degrees."""
    return [
        [_steps(ring) for ring in (shapely.get_rings(part) if part.geom_type == "Polygon" else [part])]
        for part in shapely.get_parts(shape)
        if part.geom_type in ("Polygon", "LineString", "Point")
    ]


def _steps(ring: shapely.Geometry) -> list[int]:
    points = _whole(shapely.get_coordinates(ring))
    steps = np.vstack([points[:1], np.diff(points, axis=0)])
    moved = np.r_[True, (steps[1:] != 0).any(axis=1)]
    return [int(number) for number in steps[moved].ravel()]


def _whole(coordinates: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.round(coordinates * SCALE).astype(np.int64)
