"""A made country of square municipalities on a lattice, with measures of which the truth is known."""

from collections.abc import Mapping, Sequence
from functools import cache

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.analyses.evidence import Evidence
from geo.analyses.model import NamedMeasure, Place
from geo.analyses.wording import Text
from geo.schema import CRS
from geo.source import Coverage, Source
from geo.statistics.indicators import Measure

SIDE = 20


@cache
def municipalities(side: int = SIDE) -> gpd.GeoDataFrame:
    """``side`` times ``side`` squares of 100 km², of which the first row is the Bajo Cauca."""
    y, x = np.divmod(np.arange(side * side), side)
    return gpd.GeoDataFrame(
        {
            "municipality_code": [f"{10000 + k}" for k in range(side * side)],
            "municipality": [f"M{k}" for k in range(side * side)],
            "department_code": "10",
            "department": "Diez",
            "region": pd.Series(np.where(y == 0, "bajo-cauca", None), dtype="str"),
            "area_km2": 100.0,
        },
        # tenths from whole numbers: neighbours then share their corners to the last digit
        geometry=shapely.box((x - 740) / 10, (20 + y) / 10, (x - 739) / 10, (21 + y) / 10),
        crs=CRS,
    )


@cache
def adjacency(side: int = SIDE) -> NDArray[np.float64]:
    """Queen contiguity of the lattice."""
    y, x = np.divmod(np.arange(side * side), side)
    apart = np.maximum(np.abs(x - x[:, None]), np.abs(y - y[:, None]))
    return (apart == 1).astype(float)


def clustered(rng: np.random.Generator, side: int = SIDE, reach: float = 0.9) -> NDArray[np.float64]:
    """Noise that resembles its neighbours: a spatial autoregression of ``reach``, standardised."""
    weights = adjacency(side) / adjacency(side).sum(axis=1, keepdims=True)
    values = np.linalg.solve(np.eye(side * side) - reach * weights, rng.standard_normal(side * side))
    return np.asarray((values - values.mean()) / values.std())


def evidence(
    measured: Mapping[str, Mapping[int, Sequence[float] | NDArray[np.float64]]],
    *,
    side: int = SIDE,
    breaks: Mapping[str, tuple[int, ...]] | None = None,
    **tables: pd.DataFrame,
) -> Evidence:
    """Evidence of measures by id: for each year one value per municipality, NaN where it is not covered."""
    places = municipalities(side)
    rows = pd.concat(
        [
            pd.DataFrame(
                {"municipality_code": places["municipality_code"], "year": year, "variable": name, "unit": "people",
                 "value": np.asarray(values, dtype=float), "source": name}
            )
            for name, years in measured.items()
            for year, values in years.items()
        ],
        ignore_index=True,
    )  # fmt: skip
    sources = {
        name: Source(
            name, name, "-", "-", "-", "-", "-", "indicators", (),
            Coverage(f"{min(years)}-01-01", f"{max(years)}-12-31", tuple(sorted(years)), "country",
                     breaks=(breaks or {}).get(name, ())),
        )
        for name, years in measured.items()
    }  # fmt: skip
    named = {
        name: NamedMeasure(name, Measure(name, name, "people"), Text(name, name), Text("personas", "people"))
        for name in measured
    }
    all_tables = {"municipalities": places, "indicators": rows.dropna(subset="value"), **tables}
    return Evidence(all_tables, sources, named)


def country(side: int = SIDE) -> Place:
    """The whole lattice."""
    return Place("country", Text("Colombia", "Colombia"), frozenset(municipalities(side)["municipality_code"]))


def region(side: int = SIDE) -> Place:
    """Its first row."""
    codes = frozenset(municipalities(side)["municipality_code"][:side])
    return Place("bajo-cauca", Text("el Bajo Cauca", "Bajo Cauca"), codes)
