"""What lies on top of the municipalities, as compact columns for the runtime to draw.

A text column is stored as its distinct ``words`` and a row of indices into them (-1 for none): actors, types and
citations repeat a lot. Coordinates are whole numbers of 1e-4 degrees, outlines as differences from point to point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.schema import CRS, DatePrecision, LocationPrecision
from geo.source import catalogue
from layers.basemap import Basemap
from layers.i18n import Lang, Translator, translator
from layers.layer import Incidents, Outlines, Overlay, Points, Shapes
from layers.selection import Selection
from layers.tables import Tables
from layers.terms import DATE_PRECISIONS, EVENT_TYPE_NAMES, LOCATION_PRECISIONS

Mark = dict[str, Any]
Box = tuple[float, float, float, float]

_SCALE: Final = 1e4
_NEAR: Final = int(LocationPrecision.NEAR)


def draw(layer: Overlay, selection: Selection, tables: Tables, base: Basemap, window: Box) -> Mark:
    """Describe one overlay for the runtime.

    Parameters
    ----------
    window
        Shapes are cut at these bounds (minx, miny, maxx, maxy).

    Returns
    -------
    dict
        ``id``, ``title``, ``kind``, ``color``, ``note``, ``count`` (of what is drawn) and what its kind needs.
    """
    t = translator(selection.lang)
    shared = {"id": layer.id, "title": t(layer.title), "note": t(layer.note) if layer.note else ""}
    if isinstance(layer, Points):
        return shared | {"color": layer.color} | _points(layer, selection, tables, base)
    if isinstance(layer, Incidents):
        return shared | {"color": layer.color} | _incidents(selection, tables, base, t)
    if isinstance(layer, Shapes):
        return shared | {"color": layer.line, "fill": layer.fill} | _shapes(layer, selection, tables, window, t)
    return shared | {"color": layer.color} | _outlines(layer, base)


def not_drawn(layer: Points, selection: Selection, tables: Tables, base: Basemap) -> tuple[int, int]:
    """How many of a layer's events in the selection cannot be drawn, and how many there are."""
    return int((~_drawable(layer, selection, tables, base)).sum()), len(tables.events_of(selection, layer.source))


def _drawable(layer: Points, selection: Selection, tables: Tables, base: Basemap) -> pd.Series:
    events = tables.events_of(selection, layer.source)
    if layer.gather == "municipality":
        found: pd.Series = events["municipality_code"].isin(base.codes)
    else:
        found = pd.Series(events.index.isin(tables.points_of(selection, layer.source).index), index=events.index)
    return found


def _points(layer: Points, selection: Selection, tables: Tables, base: Basemap) -> Mark:
    events = tables.events_of(selection, layer.source)
    events = events[_drawable(layer, selection, tables, base)].sort_values(["date_start", "event_id"])
    if layer.gather == "municipality":
        position = {code: index for index, code in enumerate(base.codes)}
        place: Mark = {"at": [position[code] for code in events["municipality_code"]]}
    else:
        place = {"xy": _whole(shapely.get_coordinates(events.geometry.to_numpy())).ravel().tolist()}
    cards = event_cards(tables, layer.source, selection.lang).loc[events.index]
    return {"kind": "points", "gather": layer.gather, "count": len(events), **place, "fields": _columns(cards)}


@lru_cache(maxsize=64)
def event_cards(tables: Tables, source: str, lang: Lang) -> pd.DataFrame:
    """What is told of each event of a source in one language.

    Returns
    -------
    pandas.DataFrame
        On the index of the events; one column of text a field, the first (the heading) named by an empty string,
        missing where nothing is known.
    """
    t = translator(lang)
    events = tables.events[tables.events["source"] == source]
    names = tables.municipalities.set_index("municipality_code")
    where = names["municipality"] + ", " + names["department"]
    kinds = _mapped(events["event_type"], lambda kind: t(EVENT_TYPE_NAMES[kind]))
    fields = {
        "": kinds + " · " + _dates(events, t),
        t("Date known"): _mapped(
            events["date_precision"], lambda p: _unless(p == DatePrecision.DAY, t(DATE_PRECISIONS[p]))
        ),
        t("Between"): _actors(events, t),
        t("Killed"): _bands(events, "fatalities", t),
        t("Victims"): _mapped(events["victims"], t.number),
        t("Municipality"): events["municipality_code"].map(where),
        t("Account"): events["description"],
        t("Place known"): _mapped(events["location_precision"], lambda p: t(LOCATION_PRECISIONS[p])),
        t("Source"): events["citation"],
        t("Attribution"): pd.Series(_attribution(source), index=events.index),
    }
    return pd.DataFrame(fields).astype(object)


def _incidents(selection: Selection, tables: Tables, base: Basemap, t: Translator) -> Mark:
    rows = tables.incidents
    if rows.empty:
        return {"kind": "incidents", "count": 0, "xy": [], "fields": []}
    shown = set(tables.shown(selection))
    touched = rows["municipality_codes"].str.split(" ")
    first, last = pd.Timestamp(selection.start), pd.Timestamp(selection.end) + pd.offsets.MonthEnd(1)
    kept = (
        (rows["date_start"] < last + pd.Timedelta(days=1))
        & (rows["date_end"] >= first)
        & touched.map(lambda codes: not shown.isdisjoint(codes))
    )
    rows, touched = rows[kept], touched[kept]
    names = tables.municipalities.set_index("municipality_code")["municipality"]
    spot = _anchors(tables, base)
    fields = {
        "": rows[f"title_{t.lang}"],
        t("Date"): _dates(rows, t),
        t("Place"): rows["place"],
        t("Municipality"): touched.map(lambda codes: ", ".join(names.reindex(codes).dropna())),
        t("Between"): rows[f"actors_{t.lang}"],
        t("Killed"): _bands(rows, "killed", t),
        t("Wounded"): _bands(rows, "wounded", t),
        t("Held"): _bands(rows, "held", t),
        t("Account"): rows[f"description_{t.lang}"],
        t("Note"): rows[f"note_{t.lang}"],
        t("Place known"): _mapped(rows["location_precision"], lambda p: t(LOCATION_PRECISIONS[p])),
        t("Source"): rows["sources"].str.replace(" | ", "\n", regex=False),
    }
    points = [
        (lon, lat)
        if pd.notna(lon) and precision <= _NEAR
        else _middle([spot[code] for code in codes if code in spot])
        for lon, lat, precision, codes in zip(
            rows["lon"], rows["lat"], rows["location_precision"], touched, strict=True
        )
    ]
    return {
        "kind": "incidents",
        "count": len(rows),
        "xy": _whole(np.array(points, dtype=float).reshape(-1, 2)).ravel().tolist(),
        "fields": _columns(pd.DataFrame(fields).astype(object)),
    }


def _shapes(layer: Shapes, selection: Selection, tables: Tables, window: Box, t: Translator) -> Mark:
    table = tables.features.get(layer.table, gpd.GeoDataFrame({"source": [], "year": []}, geometry=[], crs=CRS))
    table = table[table["source"].isin(layer.sources)]
    if layer.dated:
        table = table[(table["year"] <= int(selection.end[:4])).fillna(value=False).astype(bool)]
    shapes = shapely.clip_by_rect(table.geometry.to_numpy(), *window)
    shapes = shapely.simplify(shapes, max(window[2] - window[0], window[3] - window[1]) / 4000)
    kept = ~shapely.is_empty(shapes)
    rows, shapes = table[kept], shapes[kept]
    order = np.argsort(-shapely.area(shapes), kind="stable")  # small ones on top
    rows, shapes = rows.iloc[order], shapes[order]
    fields = {
        "": rows["name"].fillna(t(layer.title)) if len(rows) else pd.Series(dtype=object),
        t("First seen") if layer.dated else t("Year"): _mapped(rows["year"], lambda year: str(int(year))),
        t("Area"): _mapped(rows["area_ha"], lambda area: f"{t.significant(area)} ha"),
        t("Source"): rows["citation"],
    }
    return {
        "kind": "shapes",
        "count": len(rows),
        "shapes": [_outlines_of(shape) for shape in shapes],
        "fields": _columns(pd.DataFrame(fields).astype(object)),
    }


def _outlines(layer: Outlines, base: Basemap) -> Mark:
    del layer
    return {"kind": "outlines", "count": 3 if "topology" in base.data else 0}


def _anchors(tables: Tables, base: Basemap) -> dict[str, tuple[float, float]]:
    """Where a municipality's marks stand: where the base map would write its name."""
    if "topology" in base.data:
        described = [g["properties"] for g in base.data["topology"]["objects"]["municipalities"]["geometries"]]
    else:
        described = base.data["seats"]
    return {place["id"]: (place["at"][0], place["at"][1]) for place in described}


def _middle(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The one of several places that is nearest to their mean: a mark that lies in one of its municipalities."""
    points = np.array(places)
    distance = ((points - points.mean(axis=0)) ** 2).sum(axis=1)
    return places[int(distance.argmin())]


def _outlines_of(shape: shapely.Geometry) -> list[list[list[int]]]:
    """Polygons of rings, each ``[x, y, dx, dy, dx, dy ...]`` in whole 1e-4 degrees."""
    found = []
    for polygon in shapely.get_parts(shape):
        if polygon.geom_type != "Polygon":
            continue
        rings = [_whole(shapely.get_coordinates(ring)) for ring in shapely.get_rings(polygon)]
        steps = [np.vstack([ring[:1], np.diff(ring, axis=0)]) for ring in rings]
        found.append([step[np.r_[True, (step[1:] != 0).any(axis=1)]].ravel().tolist() for step in steps])
    return found


def _whole(coordinates: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.round(coordinates * _SCALE).astype(np.int64)


def _columns(cards: pd.DataFrame) -> list[Mark]:
    columns = []
    for label in cards.columns:
        codes, words = pd.factorize(cards[label])
        if len(words):
            columns.append({"label": label, "words": [str(word) for word in words], "rows": codes.tolist()})
    return columns


def _mapped(values: pd.Series, tell: Callable[[Any], str | None]) -> pd.Series:
    """Each distinct value told once; missing stays missing."""
    told = {value: tell(value) for value in values.dropna().unique()}
    return values.astype(object).map(told)


def _unless(known: bool, text: str) -> str | None:
    return None if known else text


def _dates(rows: pd.DataFrame, t: Translator) -> pd.Series:
    @cache
    def tell(first: date, last: date, precision: int) -> str:
        if precision >= DatePrecision.MONTH:
            return t.date(first, precision)
        days = [t.date(day) for day in (first, last)]
        return days[0] if first == last else " – ".join(days)

    def each() -> Iterable[str]:
        for first, last, precision in zip(rows["date_start"], rows["date_end"], rows["date_precision"], strict=True):
            if pd.isna(first):
                yield t("date unknown")
            else:
                yield tell(first.date(), first.date() if pd.isna(last) else last.date(), int(precision))

    return pd.Series(list(each()), index=rows.index, dtype=object)


def _actors(events: pd.DataFrame, t: Translator) -> pd.Series:
    both = events["actor_1"].notna() & events["actor_2"].notna()
    one = events["actor_1"].fillna(events["actor_2"]).astype(object)
    pairs = events["actor_1"].astype(object) + t(" and ") + events["actor_2"].astype(object)
    return one.where(~both, pairs)


def _bands(rows: pd.DataFrame, name: str, t: Translator) -> pd.Series:
    """Best estimate with low and high beside it, wherever they differ."""

    def tell(low: Any, best: Any, high: Any) -> str | None:
        if pd.isna(best):
            return None
        if low == best == high:
            return t.number(best)
        return t("{best} (low {low}, high {high})", best=t.number(best), low=t.number(low), high=t.number(high))

    values = zip(*(rows[f"{name}_{bound}"] for bound in ("low", "best", "high")), strict=True)
    return pd.Series([tell(*three) for three in values], index=rows.index, dtype=object)


def _attribution(source: str) -> str:
    known = catalogue().get(source)
    return known.attribution if known else source
