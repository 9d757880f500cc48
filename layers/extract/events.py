"""Events and incidents in an extract: points where the map draws points, counts where it counts."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.schema import CRS, EVENTS, INCIDENTS, MUNICIPALITIES, LocationPrecision
from geo.statistics.summary import COUNTS, count_by_source
from layers.catalog import OVERLAYS
from layers.catalog.model import Incidents, Overlay, Points
from layers.extract import qgis
from layers.extract.part import Part, part_of
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator


def events(selection: Selection, tables: Tables, chosen: list[Overlay], t: Translator) -> list[Part]:
    """Rows of redistributable sources, and monthly counts of the others."""
    every = tables.events_of(selection)
    restricted = every["source"].map(tables.is_restricted).astype(bool)
    rows = every[~restricted].sort_values(["source", "date_start", "event_id"], ignore_index=True)
    drawable = rows["event_id"].isin(tables.located(rows, selection.precision)["event_id"])
    rows.insert(rows.columns.get_loc("actor_2") + 1, "actor_ids", tables.parties.ids(rows))
    rows = rows.set_geometry(gpd.GeoSeries(rows.geometry.where(drawable), crs=CRS))
    points = [layer for layer in chosen if isinstance(layer, Points) and layer.gather == "place"]
    style = qgis.points({layer.source: (t(layer.title), layer.color) for layer in points}, t("Other events"))
    parts = [
        part_of(
            "events",
            tables.parties.titled(t("Events"), selection.actors, t.lang),
            rows,
            EVENTS,
            tables.sources,
            t,
            style,
        )
    ]
    monthly = every[restricted & every["source"].isin(tables.sources)]
    if len(monthly):
        parts.append(_by_month(monthly, tables, t))
    return parts


def _by_month(events: pd.DataFrame, tables: Tables, t: Translator) -> Part:
    """Events of restricted sources, counted by municipality and month; those without a municipality are omitted."""
    located = events.dropna(subset=["municipality_code"])
    located = located.assign(month=located["date_start"].dt.strftime("%Y-%m"))
    counted = count_by_source(located, tables.sources, ["municipality_code", "month"])
    names = tables.municipalities.set_index("municipality_code")[["municipality", "department"]]
    table = counted.join(names, on="municipality_code")
    table["attribution"] = table["source"].map(lambda source: tables.sources[source].attribution)
    table = table[["source", "municipality_code", *names.columns, "month", *COUNTS, "attribution"]]
    return part_of("events_by_month", t("Events by municipality and month"), table, MUNICIPALITIES, tables.sources, t)


def by_municipality(layer: Points, selection: Selection, tables: Tables, t: Translator) -> Part | None:
    """Counts that the map draws as squares in the middle of municipalities, which are not locations of events."""
    if layer.gather != "municipality" or layer.source not in tables.sources:
        return None
    events = tables.events_of(selection, layer.source).dropna(subset=["municipality_code"])
    places = tables.municipalities.set_index("municipality_code")
    counted = count_by_source(events, tables.sources, ["municipality_code"])
    table = counted.join(places[["municipality", "department"]], on="municipality_code")
    shape = places.geometry.reindex(table["municipality_code"])
    middle = shape.representative_point() if tables.has_boundaries else seats(places.reindex(shape.index))
    table = gpd.GeoDataFrame(
        table[["source", "municipality_code", "municipality", "department", *COUNTS]],
        geometry=middle.to_numpy(),
        crs=CRS,
    )
    title = t("{layer}: counts, drawn inside their municipality", layer=t(layer.title))
    return part_of(layer.id, title, table, MUNICIPALITIES, tables.sources, t, qgis.squares(layer.color))


def incidents(selection: Selection, tables: Tables, t: Translator) -> Part | None:
    """Incidents of the map, with coordinates if they are located precisely enough."""
    layer = next((layer for layer in OVERLAYS.values() if isinstance(layer, Incidents)), None)
    rows = tables.incidents_of(selection).reset_index(drop=True)
    if layer is None or rows.empty:
        return None
    is_located = rows["location_precision"] <= LocationPrecision.NEAR
    points = gpd.points_from_xy(rows["lon"].where(is_located), rows["lat"].where(is_located), crs=CRS)
    table = gpd.GeoDataFrame(
        rows, geometry=pd.Series(points).where(is_located & rows["lon"].notna()).to_numpy(), crs=CRS
    )
    return part_of("incidents", t(layer.title), table, INCIDENTS, tables.sources, t, qgis.dot(layer.color))


def seats(places: pd.DataFrame) -> gpd.GeoSeries:
    """Seats of municipalities as points."""
    return gpd.GeoSeries(gpd.points_from_xy(places["seat_lon"], places["seat_lat"]), index=places.index, crs=CRS)
