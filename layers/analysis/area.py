"""Analysis of any area: its municipalities, events and land cover inside, and what the sources do not cover."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd
import shapely

from geo.area import hectares
from geo.schema import LocationPrecision
from geo.source import Source
from geo.statistics.summary import count_by_source, overlap
from layers.analysis.totals import Figure, event_figure, event_sources
from layers.catalog.model import Shapes
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator

WHOLE_MUNICIPALITY: Final = 0.999
"""Share from which a municipality counts as entirely inside, since drawn and published limits differ slightly."""


@dataclass(frozen=True)
class EventCounts:
    """Counts of the events of one source.

    Attributes
    ----------
    inside
        Events inside: by their location or, in municipalities entirely inside, by their municipality. None if the
        source locates no event so precisely, or lists none inside and that does not mean zero.
    uncertain
        Events known only by a municipality or department that is partly inside: they may be inside or outside.
    coverage_share
        Share of the area that the source covers, 0 to 1; None if unknown.
    """

    inside: Figure | None
    uncertain: Figure
    coverage_share: float | None


@dataclass(frozen=True)
class LandCover:
    """Polygons of one layer inside an area.

    Attributes
    ----------
    title, note
        Of the layer, translated.
    source
        Id of the source of its polygons.
    count
        Number of polygons that intersect the area.
    hectares
        Hectares of them inside the area, overlaps counted once.
    coverage_share
        Share of the area that the source covers, 0 to 1; None if unknown.
    """

    title: str
    note: str
    source: str
    count: int
    hectares: float
    coverage_share: float | None


@dataclass(frozen=True)
class AreaReport:
    """The analysis of an area.

    Attributes
    ----------
    hectares
        Of the area, on the ellipsoid.
    share_in_colombia
        Share of it inside municipalities, 0 to 1.
    municipalities
        By code, largest part first: ``municipality``, ``department``, ``hectares`` in the area, ``of_area`` and
        ``of_municipality`` (shares, 0 to 1).
    events
        By source, without sources that do not cover the area or the period.
    land
        By layer, with or without polygons inside.
    caveats
        Caveats of the sources with events or polygons, translated.
    """

    hectares: float
    share_in_colombia: float
    municipalities: pd.DataFrame
    events: tuple[EventCounts, ...]
    land: tuple[LandCover, ...]
    caveats: tuple[str, ...]


def describe_area(area: shapely.Geometry, selection: Selection, tables: Tables, t: Translator) -> AreaReport:
    """Analyse an area in the period of a selection; the place and the choropleth of the selection are not used.

    Parameters
    ----------
    area
        Polygon or multipolygon, EPSG:4326, valid.
    """
    total = _hectares(area)
    places = _municipalities(area, total, tables)
    events = tuple(_events(area, places, selection, tables, t))
    land = tuple(_land(area, places, selection, tables, t))
    names = [each.uncertain.source for each in events] + [part.source for part in land if part.count]
    caveats = [t(caveat) for name in dict.fromkeys(names) for caveat in tables.sources[name].caveats]
    return AreaReport(
        hectares=total,
        share_in_colombia=min(float(places["hectares"].sum()) / total, 1.0),
        municipalities=places,
        events=events,
        land=land,
        caveats=tuple(dict.fromkeys(caveats)),
    )


def _hectares(shape: shapely.Geometry) -> float:
    return float(hectares(shape))


def _municipalities(area: shapely.Geometry, total: float, tables: Tables) -> pd.DataFrame:
    rows = tables.municipalities.iloc[tables.municipalities.sindex.query(area, predicate="intersects")]
    outlines = rows.geometry.to_numpy()
    inside = hectares(shapely.intersection(outlines, area))
    found = pd.DataFrame(
        {
            "municipality": rows["municipality"].to_numpy(),
            "department": rows["department"].to_numpy(),
            "hectares": inside,
            "of_area": inside / total,
            "of_municipality": inside / hectares(outlines),
        },
        index=pd.Index(rows["municipality_code"], name="code"),
    )
    return found[found["hectares"] > 0].sort_values("hectares", ascending=False)


def _events(
    area: shapely.Geometry, places: pd.DataFrame, selection: Selection, tables: Tables, t: Translator
) -> Iterator[EventCounts]:
    everywhere = replace(selection, region=None, department_code=None, municipality_code=None)
    entire = places.index[places["of_municipality"] >= WHOLE_MUNICIPALITY]
    shapely.prepare(area)
    for name, source in event_sources(selection, tables).items():
        span = overlap(source.coverage, selection.start, selection.end)
        share = _coverage_share(source, places, tables)
        if span is None or share == 0:
            continue
        events = tables.events_of(everywhere, name)
        precise = events["location_precision"] <= LocationPrecision.NEAR
        located = tables.located(events)
        contained = located.index[shapely.contains_xy(area, located.geometry.x, located.geometry.y)]
        inside = events.index.isin(contained) | (~precise & events["municipality_code"].isin(entire))
        by_department = events["municipality_code"].isna() & events["department_code"].isin(places.index.str[:2])
        uncertain = ~precise & (events["municipality_code"].isin(places.index.difference(entire)) | by_department)
        if share is None and not (inside | uncertain).any():
            continue
        period = t.period(*span)
        is_countable = (len(located) > 0 or len(entire) > 0) and (share is not None or inside.any())
        count = _count(events[inside], source, period, t) if is_countable else None
        yield EventCounts(count, _count(events[uncertain], source, period, t), share)


def _count(events: pd.DataFrame, source: Source, scope: str, t: Translator) -> Figure:
    """Count events as a figure; without events it is zero."""
    rows = count_by_source(events, {source.id: source}).to_dict("records")
    return event_figure(source, t(source.title), rows[0] if rows else {}, scope, t)


def _land(
    area: shapely.Geometry, places: pd.DataFrame, selection: Selection, tables: Tables, t: Translator
) -> Iterator[LandCover]:
    known = tables.sources
    for layer in tables.overlays.values():
        if not isinstance(layer, Shapes) or layer.table not in tables.features:
            continue
        rows = tables.features[layer.table]
        rows = rows[rows["source"].isin(layer.sources) & rows.geom_type.isin(["Polygon", "MultiPolygon"])]
        if rows.empty:
            continue
        share = _coverage_share(known[layer.sources[0]], places, tables)
        if layer.dated:
            rows = rows[(rows["year"] <= selection.years[-1]).fillna(value=False).astype(bool)]
            share = share if known[layer.sources[0]].coverage.start[:7] <= selection.end else 0.0
        polygons = rows.geometry.to_numpy()[rows.sindex.query(area, predicate="intersects")]
        inside = shapely.union_all(shapely.intersection(shapely.make_valid(polygons), area))
        yield LandCover(t(layer.title), t(layer.note), layer.sources[0], len(polygons), _hectares(inside), share)


def _coverage_share(source: Source, places: pd.DataFrame, tables: Tables) -> float | None:
    """Share of the area in municipalities that a source covers; None if only its findings are known."""
    codes = tables.covered_municipalities(source)
    if codes is None:
        return None
    return min(float(places.loc[places.index.isin(codes), "of_area"].sum()), 1.0)
