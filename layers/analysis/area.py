"""What the tables say of any area: its municipalities, events inside, land inside, and what nobody looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
import shapely

from geo.area import hectares
from geo.schema import LocationPrecision
from geo.source import Source
from geo.statistics.summary import count_by_source
from layers.analysis.totals import Figure, counted, event_sources
from layers.catalog.model import Shapes
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

WHOLE: Final = 0.999
"""Share of a municipality from which on it counts as whole: hand-drawn and published limits differ by a little."""


@dataclass(frozen=True)
class Events:
    """What one source counts.

    Attributes
    ----------
    inside
        What lies inside: by its place or, in a municipality that is inside as a whole, by its municipality. None
        where the source places nothing so exactly, or names nothing inside and its silence is no zero.
    vague
        What is known to a municipality or department only that the area cuts: nobody can say whether it was inside.
    looked
        Share of the area that the source speaks for, 0 to 1; None where it does not say.
    """

    inside: Figure | None
    vague: Figure
    looked: float | None


@dataclass(frozen=True)
class Land:
    """Polygons of one layer.

    Attributes
    ----------
    title, note
        Of the layer, translated.
    source
        Id of the source of its polygons.
    count
        How many reach into the area.
    hectares
        What of them lies inside, overlaps counted once.
    looked
        Share of the area that its source looked at, 0 to 1; None where it does not say.
    """

    title: str
    note: str
    source: str
    count: int
    hectares: float
    looked: float | None


@dataclass(frozen=True)
class Report:
    """What is known of an area.

    Attributes
    ----------
    hectares
        Of the area, on the ellipsoid.
    national
        Share of it that lies in a municipality, 0 to 1.
    municipalities
        By code, largest part first: ``municipality``, ``department``, ``hectares`` in the area, ``of_area`` and
        ``of_municipality`` (shares, 0 to 1).
    events
        By source; those that say nothing of the area or the period are left out.
    land
        By layer, those with and those without polygons inside.
    caveats
        What the sources that found something do not show, translated.
    """

    hectares: float
    national: float
    municipalities: pd.DataFrame
    events: tuple[Events, ...]
    land: tuple[Land, ...]
    caveats: tuple[str, ...]


def assess(area: shapely.Geometry, selection: Selection, tables: Tables, t: Translator) -> Report:
    """Gather what the tables say of an area in the selection's period; its place and colours do not matter.

    Parameters
    ----------
    area
        Polygon or multipolygon, EPSG:4326, valid.
    """
    size = _hectares(area)
    places = _municipalities(area, size, tables)
    events = tuple(_events(area, places, selection, tables, t))
    land = tuple(_land(area, places, selection, tables, t))
    known = tables.sources
    found = [each.vague.source for each in events] + [part.source for part in land if part.count]
    caveats = [t(caveat) for name in dict.fromkeys(found) for caveat in known[name].caveats]
    return Report(
        hectares=size,
        national=min(float(places["hectares"].sum()) / size, 1.0),
        municipalities=places,
        events=events,
        land=land,
        caveats=tuple(dict.fromkeys(caveats)),
    )


def _hectares(shape: shapely.Geometry) -> float:
    return float(hectares(shape))


def _municipalities(area: shapely.Geometry, size: float, tables: Tables) -> pd.DataFrame:
    rows = tables.municipalities.iloc[tables.municipalities.sindex.query(area, predicate="intersects")]
    outlines = rows.geometry.to_numpy()
    shared = hectares(shapely.intersection(outlines, area))
    found = pd.DataFrame(
        {
            "municipality": rows["municipality"].to_numpy(),
            "department": rows["department"].to_numpy(),
            "hectares": shared,
            "of_area": shared / size,
            "of_municipality": shared / hectares(outlines),
        },
        index=pd.Index(rows["municipality_code"], name="code"),
    )
    return found[found["hectares"] > 0].sort_values("hectares", ascending=False)


def _events(
    area: shapely.Geometry, places: pd.DataFrame, selection: Selection, tables: Tables, t: Translator
) -> Iterator[Events]:
    everywhere = replace(selection, region=None, department_code=None, municipality_code=None)
    whole = places.index[places["of_municipality"] >= WHOLE]
    shapely.prepare(area)
    for name, source in event_sources(selection, tables).items():
        spans = source.coverage.spans(selection.start, selection.end)
        looked = _looked(source, places, tables)
        if not spans or looked == 0:
            continue
        events = tables.events_of(everywhere, name)
        near = events["location_precision"] <= LocationPrecision.NEAR
        placed = tables.located(events)
        here = placed.index[shapely.contains_xy(area, placed.geometry.x, placed.geometry.y)]
        within = events.index.isin(here) | (~near & events["municipality_code"].isin(whole))
        nowhere = events["municipality_code"].isna() & events["department_code"].isin(places.index.str[:2])
        cut = ~near & (events["municipality_code"].isin(places.index.difference(whole)) | nowhere)
        if looked is None and not (within | cut).any():
            continue
        told = t.periods(spans)
        exact = (len(placed) > 0 or len(whole) > 0) and (looked is not None or within.any())
        inside = _count(events[within], source, told, t) if exact else None
        yield Events(inside, _count(events[cut], source, told, t), looked)


def _count(events: pd.DataFrame, source: Source, reach: str, t: Translator) -> Figure:
    """What events come to; none come to zero."""
    rows = count_by_source(events, {source.id: source}).to_dict("records")
    return counted(source, t(source.title), rows[0] if rows else {}, reach, t)


def _land(
    area: shapely.Geometry, places: pd.DataFrame, selection: Selection, tables: Tables, t: Translator
) -> Iterator[Land]:
    known = tables.sources
    for layer in tables.overlays.values():
        if not isinstance(layer, Shapes) or layer.table not in tables.features:
            continue
        rows = tables.features[layer.table]
        rows = rows[rows["source"].isin(layer.sources) & rows.geom_type.isin(["Polygon", "MultiPolygon"])]
        if rows.empty:
            continue
        looked = _looked(known[layer.sources[0]], places, tables)
        if layer.dated:
            rows = rows[(rows["year"] <= selection.years[-1]).fillna(value=False).astype(bool)]
            looked = looked if known[layer.sources[0]].coverage.start[:7] <= selection.end else 0.0
        touching = rows.geometry.to_numpy()[rows.sindex.query(area, predicate="intersects")]
        inside = shapely.union_all(shapely.intersection(shapely.make_valid(touching), area))
        yield Land(t(layer.title), t(layer.note), layer.sources[0], len(touching), _hectares(inside), looked)


def _looked(source: Source, places: pd.DataFrame, tables: Tables) -> float | None:
    """Share of the area in municipalities that a source speaks for; None where only its findings are known."""
    codes = tables.covered_municipalities(source)
    if codes is None:
        return None
    return min(float(places.loc[places.index.isin(codes), "of_area"].sum()), 1.0)
