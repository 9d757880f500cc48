"""Deforestation alerts of the last three months in the three regions: GFW's integrated alerts, on request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from geo.lazy import gpd
from geo.publishers.gfw import Gfw
from geo.publishers.publisher import Delivery, Publisher
from geo.schema import CRS
from geo.source import Coverage, Source, locate, refreshed
from geo.sources.gfw_alerts import dissolve_alerts, read_alerts

SOURCE: Final = Source(
    id="gfw_alerts_recent",
    title="Deforestation alerts of the last three months",
    publisher="Global Forest Watch integrated alerts (GLAD-L, GLAD-S2, RADD)",
    publisher_url="https://www.globalforestwatch.org/",
    licence="CC BY 4.0 (GFW/UMD/WUR)",
    attribution="Global Forest Watch integrated deforestation alerts (UMD/GLAD, WUR)",
    period="the three months before the day it is asked for",
    retrieved="2026-11-22",
    kind="features",
    files=(),
    coverage=Coverage(
        "2026-01-01",
        "2026-01-01",
        (),
        "listed",
        note="Three frames, one around each region; what lies in them beyond the region is drawn too.",
    ),
    table="alerts",
    optional=True,
    caveats=(
        "An alert is not confirmed deforestation, and the newest ones have the lowest confidence.",
        "Clouds hide clearing: an alert comes when the sky is clear, not when the trees fall.",
        "Of all woody vegetation, where the alerts around Bajo Cauca of 2024 are those inside IDEAM's forest: the two"
        " do not compare.",
    ),
)

_FRAMES: Final = ((-75.65, 7.2, -74.4, 8.25), (-73.7, 7.6, -72.3, 9.3), (-76.4, -0.8, -71.2, 3.0))
"""Bajo Cauca, Catatumbo, Caquetá."""


def _deliver(answers: Mapping[str, Any], source: Source, day: date) -> Delivery:
    query = PUBLISHER.queries["alerts"]
    rows = answers["alerts"].set_axis(["lon", "lat", "date", "confdnc"], axis="columns")
    rows = rows.drop_duplicates(ignore_index=True)  # squares share their edges
    points = gpd.points_from_xy(rows["lon"], rows["lat"], crs=CRS)
    first = day - timedelta(days=query.days if isinstance(query, Gfw) else 0)
    note = source.coverage.note
    return Delivery(
        {"alerts.geojson": gpd.GeoDataFrame(rows[["date", "confdnc"]], geometry=points)},
        Coverage(first.isoformat(), day.isoformat(), (), "listed", note=note),
        f"{first.isoformat()}/{day.isoformat()}",
    )


PUBLISHER: Final = Publisher({"alerts": Gfw(_FRAMES)}, _deliver)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Dissolve the alerts by month, confidence class and square.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`, from :func:`geo.sources.gfw_alerts.dissolve_alerts`.
    """
    source = refreshed(SOURCE, raw)
    return dissolve_alerts(read_alerts(locate(source.files[0], raw), source), source)
