"""What the tables say of any area: its municipalities, events inside, mining and protected land, what is covered."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
import shapely

from geo.area import hectares
from geo.catalogue import catalogue
from geo.schema import LocationPrecision
from geo.summary import count_by_source
from geo.zones import Zones
from layers.i18n import Translator
from layers.selection import Selection
from layers.tables import Tables


@dataclass(frozen=True)
class Inside:
    """Polygons of one source and kind that reach into an area.

    Attributes
    ----------
    title
        Of the source.
    count
        How many reach in.
    hectares
        What of them lies inside, overlaps of theirs counted once.
    covered
        Share of the area that the source looked at, 0 to 1; None where it speaks for the whole country.
    """

    title: str
    count: int
    hectares: float
    covered: float | None


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
        ``code``, ``municipality``, ``department``, ``hectares`` in the area, ``of_area``, ``of_municipality`` (0-1).
    events
        Events whose place is known well enough, inside: as :func:`geo.summary.count_by_source`.
    vague
        Events of these municipalities of which nobody can say whether they were inside.
    land
        Polygons inside.
    """

    hectares: float
    national: float
    municipalities: pd.DataFrame
    events: pd.DataFrame
    vague: int
    land: tuple[Inside, ...]


def assess(area: shapely.Geometry, selection: Selection, tables: Tables, t: Translator) -> Report:
    """Gather what the tables say of an area in the selection's period.

    Parameters
    ----------
    area
        Polygon or multipolygon, EPSG:4326, valid.
    """
    size = float(hectares(np.array([area], dtype=object))[0])
    shared = _zones(tables).intersect([area]).set_index("code")["hectares"]
    rows = tables.municipalities.set_index("municipality_code").loc[shared.index]
    places = pd.DataFrame(
        {
            "municipality": rows["municipality"],
            "department": rows["department"],
            "hectares": shared,
            "of_area": shared / size,
            "of_municipality": shared / (rows["area_km2"] * 100),
        }
    ).sort_values("hectares", ascending=False)
    everywhere = Selection(
        lang=selection.lang,
        start=selection.start,
        end=selection.end,
        sources=selection.sources,
        event_types=selection.event_types,
    )
    events = tables.events_of(everywhere)
    near = events["location_precision"] <= LocationPrecision.NEAR
    located = events[near & events.geometry.notna()]
    inside = located[shapely.contains_xy(area, located.geometry.x, located.geometry.y)]
    known = catalogue()
    vague = events[~near & events["municipality_code"].isin(shared.index)]
    return Report(
        hectares=size,
        national=min(float(shared.sum()) / size, 1.0),
        municipalities=places,
        events=count_by_source(inside[inside["source"].isin(known)], known),
        vague=len(vague),
        land=tuple(_land(area, size, shared, selection, tables, t)),
    )


def _land(
    area: shapely.Geometry, size: float, shared: pd.Series, selection: Selection, tables: Tables, t: Translator
) -> list[Inside]:
    known = catalogue()
    found = []
    for table in tables.features.values():
        for name in sorted(table["source"].unique()):
            rows = table[(table["source"] == name) & table.geom_type.isin(["Polygon", "MultiPolygon"])]
            rows = rows[~(rows["year"] > selection.years[-1]).fillna(value=False).astype(bool)]
            touching = rows[rows.intersects(area)]
            if name not in known or touching.empty:
                continue
            cut = shapely.intersection(shapely.union_all(touching.geometry.to_numpy()), area)
            found.append(
                Inside(
                    title=t(known[name].title),
                    count=len(touching),
                    hectares=float(hectares(np.array([cut], dtype=object))[0]),
                    covered=_covered(name, shared, size, tables),
                )
            )
    return found


def _covered(name: str, shared: pd.Series, size: float, tables: Tables) -> float | None:
    """Share of the area in municipalities that a source has figures for; None where it lists no municipalities."""
    variables = catalogue()[name].variables
    if not variables:
        return None
    rows = tables.rows(variables[0].id, name)
    looked = shared[shared.index.isin(rows["municipality_code"].unique())]
    return min(float(looked.sum()) / size, 1.0)


@lru_cache(maxsize=2)
def _zones(tables: Tables) -> Zones:
    rows = tables.municipalities
    return Zones(rows["municipality_code"].to_numpy(), rows.geometry.to_numpy())
