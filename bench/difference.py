"""Assignment by cell centres (:mod:`geo.zones`) compared with covered fractions of cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import rasterio
from numpy.typing import NDArray

from bench.candidates.registry import codes, frame
from bench.tables import markdown
from geo.area import row_hectares
from geo.zones import Zones


def table(polygons: NDArray[Any], rasters: dict[str, Path], value: int) -> str:
    """Compare the two, one row per raster; only municipalities with more than ten hectares in per cent.

    Parameters
    ----------
    polygons : (n,)
        EPSG:4326.
    rasters
        Rasters by year, EPSG:4326.
    """
    zones = Zones(codes(polygons), polygons)
    head = [
        "year",
        "municipalities with loss",
        "ha by centres",
        "ha by fractions",
        "total apart, %",
        "median apart, %",
        "most apart, %",
        "most apart, ha",
        "share within 2 sd of chance, %",
    ]
    body = []
    for year, path in rasters.items():
        ours = zones.tabulate(path, [value]).set_index("code")["hectares"]
        both = fractions(path, frame(polygons)[ours.reindex(zones.codes).gt(0).to_numpy()], value).assign(ours=ours)
        apart = both["ours"] - both["theirs"]
        large = both[both["theirs"] > 10]
        share = 100 * (large["ours"] / large["theirs"] - 1).abs()
        total = 100 * abs(both["ours"].sum() / both["theirs"].sum() - 1)
        likely = 100 * (apart.abs() <= 2 * both["chance"]).mean()
        body.append(
            [
                year,
                f"{len(both)}",
                f"{both['ours'].sum():,.1f}",
                f"{both['theirs'].sum():,.1f}",
                f"{total:.5f}",
                f"{share.median():.3f}",
                f"{share.max():.2f}",
                f"{apart.abs().max():.2f}",
                f"{likely:.0f}",
            ]
        )
    return markdown(head, body, words=(0,))


def fractions(raster: Path, zones: gpd.GeoDataFrame, value: int) -> pd.DataFrame:
    """Hectares of a class by the fraction of each cell that a zone covers, and their random deviation.

    Returns
    -------
    pandas.DataFrame
        By code: ``theirs``, and ``chance``: the standard deviation if each cell on the border belonged to the zone
        with the probability of its covered fraction.
    """
    from exactextract import exact_extract

    with rasterio.open(raster) as data:
        step, top = data.transform.a, data.transform.f
        areas = row_hectares(top + data.transform.e * np.arange(data.height + 1), step)
    found = {}
    for feature in exact_extract(str(raster), zones, ["values", "coverage", "center_y"], include_cols=["zone"]):
        cells = feature["properties"]
        here = cells["values"] == value
        covered = np.asarray(cells["coverage"][here], dtype=float)
        area = areas[((top - cells["center_y"][here]) / step).astype(int)]
        chance = np.sqrt(np.sum(area**2 * covered * (1 - covered)))
        found[f"{cells['zone']:05d}"] = (float((area * covered).sum()), float(chance))
    return pd.DataFrame.from_dict(found, orient="index", columns=["theirs", "chance"])
