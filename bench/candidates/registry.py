"""The candidates by question and name, and the functions they share."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

Answer = Any
Candidate = Callable[..., Iterator[Answer]]
CANDIDATES: dict[str, dict[str, Candidate]] = {"locate": {}, "tabulate": {}, "cross": {}, "intersect": {}}
VERSIONS: dict[str, Sequence[str]] = {}


def candidate(question: str, name: str, *packages: str) -> Callable[[Candidate], Candidate]:
    def register(function: Candidate) -> Candidate:
        CANDIDATES[question][name] = function
        VERSIONS[name] = packages
        return function

    return register


def frame(polygons: NDArray[Any]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"zone": np.arange(len(polygons))}, geometry=polygons, crs=4326)


def codes(polygons: NDArray[Any]) -> list[str]:
    return [f"{k:05d}" for k in range(len(polygons))]


def duckdb() -> Any:
    base = importlib.import_module("duckdb").connect()
    extension = importlib.import_module("duckdb_extension_spatial")
    base.execute(f"LOAD '{next(Path(str(extension.__file__)).parent.rglob('*.duckdb_extension'))}'")
    return base


def sedona() -> Any:
    return importlib.import_module("sedonadb").connect()
