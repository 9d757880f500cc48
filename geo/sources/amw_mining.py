"""Gold mining in the Amazon, by the period in which satellites first saw it: Amazon Mining Watch.

A neural network marks square patches of about half a kilometre that contain mining; the publisher then measures the
mined area within the patches. The patches are drawn, and ``area_ha`` is their area; :func:`measured` returns the
mined hectares, in Colombia a sixth of that. Statistics must use the latter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from geo.lazy import gpd, pd, shapely
from geo.publishers.download import Download
from geo.publishers.publisher import Delivery, Publisher
from geo.readers.features import feature_table, read_layer
from geo.readers.once import once
from geo.rejects import set_aside
from geo.schema import CRS, GeoDataError
from geo.source import Coverage, RawFile, Source, Variable, refreshed

_PINNED: Final = (
    "https://raw.githubusercontent.com/earthrise-media/mining-detector/bbbcb2d722c930626f322bec751a22e4acb22750/data"
)
_PERIODS: Final = {
    201800: "df09e3cb88831da9400366bd20b4f5946ac2436ba486310d50fae8bc456da0b9",
    201900: "bf7b82dd811af2f54c4a33f7f5f03ccb39c9914c6a559b0a666430b4e5a9b104",
    202000: "e14c39f5b152d55228c27a19b9d5fdb1239a88d8e54398a969b4295d5fd69815",
    202100: "fe11ccc4eeb6376b796273778ae37b4c1f2ee1381bb77336ca293bffd90de2c8",
    202200: "2c59cd3a97ce21a33de7d4c390170b08f2308349072564aa125092d2fd846c87",
    202300: "e10e3727b2b570f5a5bb22b754bda9079d949c7c2a95608ec0ced708bfb64bed",
    202400: "853210966f8f404444bfd3fb45abb6e678904259ba8ee24a7b9fec39d0794d31",
    202502: "4ef616bb4954198bec0588941765eebdbad83fecb897423d6b17b475df0262e0",
    202503: "6c87187539601a57eaeda81d6db6e372a2cb073867962f90f9aac6a03ac1bee4",
}
"""Year and, from 2025 on, quarter of first detection."""

_EXTENT: Final = RawFile(
    "amw_mining/Amazon_ACA.geojson",
    "899358d6675167ac41b31d87e7f383217a074e8847d57a0d440e2f7e8cf72597",
    f"{_PINNED}/boundaries/Amazon_ACA.geojson",
)
_DETECTIONS: Final = {
    period: RawFile(
        f"amw_mining/mining_{period}_simplified.geojson",
        sha256,
        f"{_PINNED}/outputs/website/mining_{period}_simplified.geojson",
    )
    for period, sha256 in _PERIODS.items()
}

SOURCE: Final = Source(
    id="amw_mining",
    title="Gold mining in the Amazon",
    publisher="Amazon Mining Watch (Earth Genome, Amazon Conservation, Pulitzer Center)",
    publisher_url="https://amazonminingwatch.org",
    licence="CC BY 4.0",
    attribution="Amazon Mining Watch, Earth Genome",
    period="2018 to September 2025",
    retrieved="2026-11-22",
    kind="features",
    files=(*_DETECTIONS.values(), _EXTENT),
    coverage=Coverage(
        "2018-01-01",
        "2025-09-30",
        tuple(range(2018, 2025)),
        "listed",
        note="Only the Amazon was searched: all of Caquetá, nothing of Bajo Cauca or Catatumbo.",
    ),
    table="mining",
    variables=(
        Variable("gold_mining_detected", "ha", "Gold mining first detected in the year"),
        Variable("gold_mining_detected_in_protected", "ha", "Gold mining detected inside protected areas"),
        Variable("gold_mining_detected_outside_protected", "ha", "Gold mining detected outside protected areas"),
        Variable("gold_mining_detected_in_reserves", "ha", "Gold mining detected inside indigenous reserves"),
        Variable("gold_mining_detected_outside_reserves", "ha", "Gold mining detected outside indigenous reserves"),
        Variable("gold_mining_detected_in_parks", "ha", "Gold mining detected inside national parks"),
        Variable("gold_mining_detected_outside_parks", "ha", "Gold mining detected outside national parks"),
    ),
    caveats=(
        "No detection in Bajo Cauca or Catatumbo means that nobody looked there, not that there is no mining.",
        "2018 is the first year and holds all mining visible then, however old; later years hold what was new.",
        "2025 has the second and third quarters only, as published, and is no full year.",
        "Polygons are the patches in which mining was detected; in Colombia they cover six times the ground that is"
        " mined. Mined hectares are the publisher's measurement within them.",
        "Detections are made by a model and were not checked one by one; isolated ones are the least sure.",
        "Mining with and without a permit cannot be distinguished.",
        "Inside and outside go by limits of one date (parks 2018, protected areas of Caquetá 2025, reserves 2024); a"
        " patch that a limit cuts is shared out by area.",
    ),
)

_COLOMBIA: Final = (-82.0, -4.5, -66.5, 13.6)
"""Bounds around the country, degrees; detections outside are rejected."""
_MINED: Final = "Mined area (ha)"

_PINNED_TO: Final = max(_PERIODS) // 100
"""Last year of the pinned files."""


def _deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Convert the detections of later years, which are drawn only: the publisher no longer measures the area inside.

    In 2026 the publisher analysed all years again with a new model. Hectares remain those of the pinned files, so
    that the series is consistent.
    """
    patches = gpd.read_file(answers["detections"], bbox=_COLOMBIA)
    if absent := [name for name in ("onset_year", "status") if name not in patches.columns]:
        raise GeoDataError(
            "the publisher has changed the file: columns are gone; the old files stay",
            source=source.id,
            column=", ".join(absent),
            value=", ".join(map(str, patches.columns)),
            remedy="report it: the loader has to follow the publisher",
        )
    later = patches[patches["onset_year"].astype(int) > _PINNED_TO]
    files = {}
    for year, found in later.groupby(later["onset_year"].astype(int)):
        layer = gpd.GeoDataFrame({"year": int(year) * 100, _MINED: None}, index=found.index, geometry=found.geometry)
        files[f"mining_{int(year) * 100}_detections.geojson"] = layer.to_crs(CRS)
    last = max(files, default="").partition("_")[2][:4]
    return Delivery(
        files,
        source.coverage,
        f"{source.period}; later detections to {last}",
        keep=tuple(file.path for file in source.files),
        updates={
            "caveats": (
                *source.caveats,
                f"Detections from {_PINNED_TO + 1} on are those of a newer model, provisional, and drawn only.",
            )
        },
    )


PUBLISHER: Final = Publisher(
    {
        "detections": Download(
            "https://data.source.coop/earthgenome/amazon-mining-watch/amazon_basin_detections.geojson"
        )
    },
    _deliver,
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the detections around Colombia.

    Detections that touch Colombia's bounds are kept complete. The build assigns them to municipalities; a coarser
    outline of the country would lose detections on border rivers.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``feature_id`` is ``amw_mining:<period>:<position in the file>``, ``kind`` is
        ``mining_before`` (all that was visible in the first year) or ``mining_new``, ``area_ha`` that of the
        patches.
    """
    patches = _read(raw)
    period = patches["period"]
    return feature_table(
        patches,
        SOURCE.id,
        ids=patches["id"],
        kind=period.eq(min(_PERIODS)).map({True: "mining_before", False: "mining_new"}),
        citation=f"{SOURCE.attribution}, " + patches["file"],
        year=period // 100,
    )


def measured(raw: Path) -> pd.Series:
    """Mined area within each feature as the publisher measured it, hectares, indexed by ``feature_id``.

    0 if it was too small to measure, null if it was not measured. The build divides it in proportion to area if a
    border crosses the feature.
    """
    patches = _read(raw)
    return pd.Series(
        patches[_MINED].to_numpy(),
        index=pd.Index(f"{SOURCE.id}:" + patches["id"], name="feature_id"),
        name="mined_ha",
    )


def searched(raw: Path) -> shapely.Geometry:
    """The area that was searched, within Colombia's bounds, one valid polygon, EPSG:4326."""
    layer = read_layer(raw / _EXTENT.path, (), SOURCE.id)
    extent = shapely.make_valid(shapely.force_2d(layer.geometry.iloc[0]))
    return shapely.clip_by_rect(extent, *_COLOMBIA)


def rejects(raw: Path) -> pd.DataFrame:
    """Count the detections of each file outside Colombia's bounds."""
    outside = {
        path.name: patches.size - len(patches.near) for path in _files(raw).values() for patches in [_patches(path)]
    }
    return set_aside(outside, "outside the frame around Colombia", outside.values())


def _files(raw: Path) -> dict[int, Path]:
    """Files of detections by their period."""
    found = {re.search(r"mining_(\d{6})_", file.path): raw / file.path for file in refreshed(SOURCE, raw).files}
    return {int(name[1]): path for name, path in found.items() if name}


def _read(raw: Path) -> gpd.GeoDataFrame:
    """Detections around Colombia with ``period``, ``id`` and the published hectares."""
    parts = []
    for period, path in _files(raw).items():
        patches, _, years = _patches(path)
        if other := years - {period}:
            raise GeoDataError(
                f"{path.name} has another period",
                source=SOURCE.id,
                column="year",
                value=min(other),
                remedy="fetch the pinned file again",
            )
        position = patches.index.astype(str).str.zfill(5)
        mined = pd.to_numeric(patches[_MINED])
        parts.append(
            patches.assign(period=period, file=path.name, id=f"{_label(period)}:" + position, **{_MINED: mined})
        )
    return pd.concat(parts, ignore_index=True)


class _Patches(NamedTuple):
    """The detections of a file within Colombia's bounds, the number of all its detections, and their periods."""

    near: gpd.GeoDataFrame
    size: int
    years: frozenset[int]


@once
def _patches(path: Path) -> _Patches:
    every = read_layer(path, (_MINED, "year"), SOURCE.id)
    return _Patches(every[every.intersects(shapely.box(*_COLOMBIA))], len(every), frozenset(every["year"]))


def _label(period: int) -> str:
    year, quarter = divmod(period, 100)
    return f"{year}Q{quarter}" if quarter else str(year)
