"""Hexagons of equal area in an extract: every cell of the map with its area, amount and rate."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd

from geo.schema import CRS
from geo.statistics.hexagons import cell_id, outlines
from layers.catalog.model import Hexagons
from layers.extract import qgis
from layers.extract.part import Part, part_of
from layers.scene import hexagons
from layers.scene.cells import count
from layers.scene.notes import title_of
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator


def part(layer: Hexagons, selection: Selection, tables: Tables, t: Translator) -> Part | None:
    """The cells of a layer; None where its source may not be redistributed or the build lacks it."""
    if not tables.is_available(layer) or tables.is_restricted(layer.source):
        return None
    found = count(layer, selection, tables)
    cells = found.table
    known = cells["has_data"]
    _, codes = hexagons.classified(layer, found)
    class_of = pd.Series(pd.to_numeric(pd.Series(codes, dtype=object), errors="coerce")).astype("Int8")
    named = [cell_id(int(q), int(r), found.size) for q, r in zip(cells["q"], cells["r"], strict=True)]
    table = gpd.GeoDataFrame(
        {
            "cell_id": named,
            "size_km2": found.size,
            "area_km2": cells["km2"],
            "amount": cells["amount"].where(known),
            "placed_nearly": cells["near"].where(known).astype("Int64"),
            "rate": cells["rate"],
            "unit": t(layer.unit),
            "period": t.periods(found.spans),
            "source": layer.source,
            "class": class_of,
        },
        geometry=outlines(cells[["q", "r"]].to_numpy(), found.size),
        crs=CRS,
    )
    grid = hexagons.draw(layer, selection, tables)["grid"]
    style = qgis.classes({**grid, "nodata": {"label": t("No data, or no rate")}}, labelled=None)
    return part_of(layer.id, title_of(layer, selection, tables), table, None, tables.sources, t, style)
