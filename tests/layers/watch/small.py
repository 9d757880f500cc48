"""Builds of three municipalities, small enough to be compared in milliseconds."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from geo.catalogue import write_sources
from geo.changes.compare import Build
from geo.source import MANIFEST, SOURCES, Coverage, Source
from geo.swap import replacing
from tests import builders

CODES = ("05120", "18001", "54810")
REGIONS = ("bajo-cauca", "caqueta", "catatumbo")
MUNICIPALITIES = builders.municipalities(
    *(
        {"municipality_code": code, "region": region, "geometry": builders.square(-76 + at, 1)}
        for at, (code, region) in enumerate(zip(CODES, REGIONS, strict=True))
    )
)
START = "2015-01"


def source(end: str, name: str = "ucdp_ged", **changes: Any) -> Source:
    """A source of events in the whole country, from 2015 to the last day of a month."""
    years = tuple(range(2015, int(end[:4]) + (end[5:] == "12")))
    last = str(pd.Period(end).end_time.date())
    coverage = Coverage(f"{START}-01", last, years, "country", absent_is_zero=True)
    return replace(builders.source("events", coverage, id=name, measures=("events", "fatalities")), **changes)


def events(*rows: tuple[str, str, int], name: str = "ucdp_ged") -> Any:
    """Events by code, month, and number in it; their ids stay the same from build to build."""
    stated = [
        {
            "source_event_id": f"{code}-{month}-{at}",
            "municipality_code": code,
            "date_start": f"{month}-{1 + at % 28:02}",
            "deaths": (0, 1, 2),
        }
        for code, month, count in rows
        for at in range(count)
    ]
    return builders.events(*stated, source=name)


def build(version: str, sources: Sequence[Source], happened: Any, figures: Any = None) -> Build:
    """A build in memory."""
    table = builders.indicators([]) if figures is None else figures
    return Build(version, "mgn2018", {each.id: each for each in sources}, MUNICIPALITIES, happened, table)


def write(folder: Path, made: Build) -> None:
    """Replace the build in a folder, as the pipeline does."""
    with replacing(folder) as fresh:
        MUNICIPALITIES.to_parquet(fresh / "municipalities.parquet", index=False)
        made.events.to_parquet(fresh / "events.parquet", index=False)
        made.indicators.to_parquet(fresh / "indicators.parquet", index=False)
        write_sources(made.sources.values(), fresh / SOURCES)
        manifest = {
            "data_version": made.version,
            "boundaries": {"id": made.boundaries, "title": "MGN 2018"},
            "inputs": [
                {"source": name, "path": name, "tracked": True, "sha256": made.version, "retrieved": "2026-11-01"}
                for name in made.sources
            ],
        }
        (fresh / MANIFEST).write_text(json.dumps(manifest))
