"""Coca by cell of one kilometre and year, UNODC-SIMCI's density of coca fields: only when asked for.

Nobody could try the publisher's service while this was written. Columns were learnt from public code that reads table
v3rx-q7t3 (``grilla1``, ``the_geom``; ``areacoca_2001`` to ``areacoca_2021``, ``areacoca2004`` and ``coca2022_`` among
them, ``areacoca2023``, ``areacoca2024``; 119,154 cells, 2001 to 2024).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import gpd, np, pd, shapely
from geo.publishers.publisher import Delivery, Publisher, with_years
from geo.publishers.socrata import Socrata
from geo.readers.features import feature_table
from geo.readers.once import once
from geo.readers.text import raise_for
from geo.schema import CRS, GeoDataError
from geo.source import Coverage, Source, Variable, locate, refreshed

SOURCE: Final = Source(
    id="coca_grid",
    title="Coca fields by cell of 1 km",
    publisher="UNODC-SIMCI / Ministerio de Justicia y del Derecho",
    publisher_url="https://www.datos.gov.co/d/v3rx-q7t3",
    licence="datos.gov.co open data (CC BY-SA 4.0 by default)",
    attribution="UNODC-SIMCI, densidad de cultivos de coca",
    period="the years of the table on the day it is asked for",
    kind="features",
    files=(),
    coverage=Coverage(
        "2001-12-31",
        "2001-12-31",
        (),
        "listed",
        note="Municipalities in which a cell of the grid has coca in some year; of the others it says nothing.",
    ),
    table="coca_grid",
    variables=(Variable("coca_grid_area", "ha", "Coca fields on 31 December, from cells of 1 km", "mean"),),
    optional=True,
    caveats=(
        "A cell says how many of its hundred hectares are coca, not where in it.",
        "Hectares by municipality are our sums, with cells on a border divided by area: they should come close to"
        " UNODC's own figures by municipality, which are the ones to quote.",
        "The area standing on 31 December: fields cleared or eradicated within the year do not show, and the years"
        " of one field cannot be added up.",
    ),
)

_ID: Final = "grilla1"
_SHAPE: Final = "the_geom"
_YEAR: Final = re.compile(r"(?:area)?coca_?(\d{4})_?")
_FILE: Final = "coca_grid.parquet"
_MOST: Final = 110.0
"""Hectares: a cell has a hundred, measured in one projection or another."""

_CHANGED: Final = "the publisher may have changed the table: adapt the source's PUBLISHER"


def _deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Convert the table to one row per cell, with its outline and a column of hectares per year.

    An empty value is taken for no coca, as those who read the table do; the first caveat, which dossiers show too,
    states how many there are. A column without a value is a year that is not published, never one without coca.
    """
    rows: pd.DataFrame = answers["cells"]
    columns = {name: found[1] for name in rows.columns if (found := _YEAR.fullmatch(name))}
    if len(set(columns.values())) < len(columns):
        twice = ", ".join(sorted(columns))
        raise GeoDataError("two columns of one year", source=source.id, column=twice, remedy=_CHANGED)
    hectares = {
        year: _hectares(rows[name], source) for name, year in sorted(columns.items(), key=lambda pair: pair[1])
    }
    try:
        shapes = shapely.from_wkt(rows[_SHAPE].to_numpy())
    except shapely.errors.ShapelyError as error:
        raise GeoDataError(f"not WKT ({error})", source=source.id, column=_SHAPE, remedy=_CHANGED) from error
    cells = gpd.GeoDataFrame({"cell": rows[_ID], **hectares}, geometry=shapes, crs=CRS)
    cells = cells.sort_values("cell", ignore_index=True)
    raise_for(cells.loc[cells["cell"].duplicated(), "cell"], "a cell twice", source, _CHANGED)
    years = [int(year) for year in hectares]
    empty = int((rows[list(columns)] == "").to_numpy().sum())
    said = (f"Empty values of the table ({empty} in all) are taken for no coca.",) if empty else ()
    caveats = (*said, *source.caveats)
    coverage = with_years(source.coverage, years)
    return Delivery({_FILE: cells}, coverage, f"{years[0]}-{years[-1]}", updates={"caveats": caveats})


def _hectares(text: pd.Series, source: Source) -> pd.Series:
    if (text == "").all():
        raise GeoDataError("a year without a value", source=source.id, column=str(text.name), remedy=_CHANGED)
    numbers = pd.to_numeric(text.mask(text == "", "0"), errors="coerce")
    raise_for(text[numbers.isna()], "not a number", source, _CHANGED)
    raise_for(text[(numbers < 0) | (numbers > _MOST)], f"not between 0 and {_MOST:g} hectares", source, _CHANGED)
    return numbers


PUBLISHER: Final = Publisher({"cells": Socrata("v3rx-q7t3", (_ID, _SHAPE), like=_YEAR.pattern)}, _deliver)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the cells with coca, one feature per cell and year.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``coca_grid:<year>:<cell>``, ``kind`` is ``coca``, ``name`` the
        hectares of coca in the cell (``12.5 ha``), ``area_ha`` the area of the cell itself.
    """
    source = refreshed(SOURCE, raw)
    found = _found(locate(source.files[0], raw))
    return feature_table(
        found,
        SOURCE.id,
        ids=_ids(found),
        kind="coca",
        citation=f"{source.attribution}, {source.period}, {_ID} " + found["cell"],
        name=found["hectares"].map("{:g} ha".format),
        year=found["year"],
    )


def measured(raw: Path) -> pd.Series:
    """Hectares of coca in each cell and year, as published, indexed by ``feature_id``."""
    found = _found(locate(refreshed(SOURCE, raw).files[0], raw))
    return pd.Series(
        found["hectares"].to_numpy(), index=pd.Index(f"{SOURCE.id}:" + _ids(found), name="feature_id"), name="coca_ha"
    )


def _ids(found: pd.DataFrame) -> pd.Series:
    return found["year"].astype(str) + ":" + found["cell"]


@once
def _found(path: Path) -> gpd.GeoDataFrame:
    """``cell``, ``year``, ``hectares`` above zero, and the outline of the cell."""
    cells = gpd.read_parquet(path)
    years = [name for name in cells.columns if name.isdigit()]
    hectares = cells[years].to_numpy(dtype=float)
    row, column = np.nonzero(hectares > 0)
    table = {
        "cell": cells["cell"].to_numpy()[row],
        "year": np.array(years, dtype=int)[column],
        "hectares": hectares[row, column],
    }
    return gpd.GeoDataFrame(table, geometry=cells.geometry.to_numpy()[row], crs=CRS)
