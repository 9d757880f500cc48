"""Lineage of each series of indicators: source, release, day of retrieval, files, method.

Events and features have their source and citation in each row. An indicator is one of many thousands of a series, so
its provenance is stated once per series, in the table ``lineage``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import pandas as pd

from geo.overlaps import OVERLAPS
from geo.schema import LINEAGE
from geo.source import Source

METHODS: Final[Mapping[str, str]] = {
    "published": "As published by municipality and year; figures of a municipality that this edition of the"
    " boundaries lacks are added to the one that holds its area.",
    "events": "Events that began in the year, counted in the municipality of the source's code or name; without one,"
    " in that of their coordinates, where these are exact or near.",
    "people": "Sum over the events that began in the year, each counted in the municipality of the source's code or"
    " name; without one, in that of its coordinates, where these are exact or near.",
    "points": "Detections in the year, counted in the municipality of their coordinates.",
    "raster": "Cells of the class, by the municipality of their centre, each with its true area on the ellipsoid.",
    "stock": "Area on the ellipsoid of the part of the polygons that lies in the municipality; overlaps count once.",
    "flow": "Area on the ellipsoid of the part of the year's polygons that lies in the municipality; where the"
    " publisher measured the ground inside a polygon, that share of its hectares.",
    "inside": "The part of the measure inside the areas: each municipality is cut along their limits, and both pieces"
    " are measured like a municipality.",
    "outside": "The part of the measure outside the areas: each municipality is cut along their limits, and both"
    " pieces are measured like a municipality.",
}
"""How values are computed, by kind of series."""

ZEROS: Final[Mapping[str, str]] = {
    "absent": "A covered municipality and year without a record has zero; what is not covered has no row.",
    "stated": "A zero is the publisher's own; what is not published has no row.",
    "measured": "A zero was measured; what was not searched has no row.",
}
"""What a zero means, by kind of series."""


def trace(
    indicators: pd.DataFrame, sources: Mapping[str, Source], files: Iterable[Mapping[str, Any]]
) -> pd.DataFrame:
    """Tabulate the lineage of every series of ``indicators``.

    Parameters
    ----------
    files
        The inputs of the build, as the manifest lists them: ``source``, ``path``, ``sha256``, ``retrieved``.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.LINEAGE`, sorted by source and variable.
    """
    inputs: dict[str, list[Mapping[str, Any]]] = {}
    for entry in files:
        inputs.setdefault(entry["source"], []).append(entry)
    series = indicators[["source", "variable", "unit"]].drop_duplicates()
    return pd.DataFrame(
        [
            _series(sources[source], variable, unit, inputs)
            for source, variable, unit in sorted(series.itertuples(index=False, name=None))
        ],
        columns=list(LINEAGE.columns),
        dtype=str,
    )


def _series(
    source: Source, variable: str, unit: str, inputs: Mapping[str, list[Mapping[str, Any]]]
) -> dict[str, str]:
    method, zero = _method(source, variable)
    areas = [overlap.areas for overlap in OVERLAPS if variable in (overlap.inside, overlap.outside)]
    bounds = [] if source.kind == "indicators" else ["dane_mgn"]
    used = [entry for name in dict.fromkeys((source.id, *areas, *bounds)) for entry in inputs.get(name, ())]
    return {
        "source": source.id,
        "variable": variable,
        "unit": unit,
        "release": source.period,
        "retrieved": max((entry["retrieved"] for entry in used if entry["source"] == source.id), default=""),
        "method": METHODS[method],
        "zeros": ZEROS[zero],
        "inputs": " | ".join(_file(entry) for entry in _with_originals(used)),
    }


def _with_originals(used: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield the files, each bundled one followed by the originals from which it was made."""
    listed = set()
    for entry in used:
        yield entry
        for original in entry.get("originals", ()):
            if original["path"] not in listed:
                listed.add(original["path"])
                yield original


def _file(entry: Mapping[str, Any]) -> str:
    return f"{entry['path']} sha256:{entry['sha256']}"


def _method(source: Source, variable: str) -> tuple[str, str]:
    """Keys of :data:`METHODS` and :data:`ZEROS`."""
    for overlap in OVERLAPS:
        if source.id == overlap.source and variable in (overlap.inside, overlap.outside):
            return "inside" if variable == overlap.inside else "outside", "measured"
    zeros = "absent" if source.coverage.absent_is_zero else "stated"
    if source.kind == "events":
        return "events" if variable.startswith("events") else "people", zeros
    if source.kind == "features":
        flow = any(known.id == variable and known.over_years == "sum" for known in source.variables)
        return "flow" if flow else "stock", "measured"
    kinds = {"indicators": ("published", zeros), "points": ("points", zeros), "raster": ("raster", "measured")}
    return kinds[source.kind]
