"""Deforestation alerts around Bajo Cauca at the end of 2024: GLAD-L, GLAD-S2 and RADD, inside IDEAM's forest.

The file covers the part of Antioquia in a frame around Bajo Cauca. Of its alerts a third lie in the six
municipalities of the region, the others in neighbours, most of which the frame cuts (Remedios, Anorí ...). Only a
municipality that lies whole in the frame has a total.

It is a list of 18,416 pixels. Here the pixels of a month and a confidence class are joined within cells of 0.02
degrees, so that a map has about two thousand features to draw instead of eighteen thousand, and yet every polygon
covers exactly the ground on which there was an alert: it can be measured and cut by any boundary.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geo.lazy import gpd, np, pd, shapely
from geo.readers.features import feature_table, read_layer, translate
from geo.rejects import set_aside
from geo.schema import CRS
from geo.source import Coverage, RawFile, Source, Variable
from geo.workers import Threads

if TYPE_CHECKING:
    from numpy.typing import NDArray

SOURCE: Final = Source(
    id="gfw_alerts",
    title="Deforestation alerts around Bajo Cauca, end of 2024",
    publisher="Global Forest Watch integrated alerts (GLAD-L, GLAD-S2, RADD), filtered to IDEAM forest by"
    " Observatorio de Bosques de Antioquia",
    publisher_url="https://www.globalforestwatch.org/",
    licence="CC BY 4.0 (GFW/UMD/WUR); repository has no licence",
    attribution="Global Forest Watch integrated deforestation alerts (UMD/GLAD, WUR)",
    period="28 September to 26 December 2024, without 4 to 23 October",
    retrieved="2026-11-22",
    kind="features",
    files=(
        RawFile(
            "gfw_alerts/gfw_integrated_alerts_bajo_cauca_20240928_20241226.geojson",
            "04372897a436577ed052dc7956d0c656ad266c6febda769ea9f7090e0d160d74",
        ),
    ),
    coverage=Coverage(
        "2024-09-28",
        "2024-12-26",
        (),
        "listed",
        departments=("05",),
        partial=(2024,),
        note="Antioquia between 75.75° and 74.33° W and 7.05° and 8.12° N. Seven municipalities lie whole in that"
        " frame; of Nechí it holds 92 %, and of others less. No full year and no full month but November.",
    ),
    table="alerts",
    variables=(
        Variable("alerts_late_2024", "ha", "Ground under deforestation alerts, end of 2024"),
        Variable("alerts_late_2024_in_parks", "ha", "Alerts inside national parks, end of 2024"),
        Variable("alerts_late_2024_outside_parks", "ha", "Alerts outside national parks, end of 2024"),
        Variable("alerts_late_2024_in_protected", "ha", "Alerts inside protected areas, end of 2024"),
        Variable("alerts_late_2024_outside_protected", "ha", "Alerts outside protected areas, end of 2024"),
        Variable("alerts_late_2024_in_reserves", "ha", "Alerts inside indigenous reserves, end of 2024"),
        Variable("alerts_late_2024_outside_reserves", "ha", "Alerts outside indigenous reserves, end of 2024"),
    ),
    caveats=(
        "An alert is not confirmed deforestation: nine of ten have the lowest confidence.",
        "September has three days and October eleven; 4 to 23 October are missing: no alert then is no data.",
        "Two thirds of the alerts lie outside Bajo Cauca. A municipality that the frame cuts has no total: what lies"
        " beyond the frame is not zero.",
        "Only inside the forest of IDEAM's map: clearing of other woodland raises no alert here.",
    ),
)

_CONFIDENCE: Final = ("nominal", "high", "highest")
_PIXEL: Final = 1e-4  # degrees, both ways
_CELL: Final = 0.02  # degrees, both ways
_FRAME: Final = (-75.75, 7.05, -74.33, 8.12)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Join the alerted pixels of a month and confidence class, cell by cell.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``kind`` is ``alert_nominal``, ``alert_high`` or ``alert_highest``, ``name`` the
        month (``2024-11``), ``area_ha`` the alerted ground. A pixel counts once: at its first date, with the highest
        confidence it got.
    """
    return join_pixels(pixels(raw), SOURCE)


def join_pixels(alerts: pd.DataFrame, source: Source) -> gpd.GeoDataFrame:
    """Join the pixels of a month and confidence class within cells of 0.02 degrees.

    Parameters
    ----------
    alerts
        ``lon``, ``lat``, ``date``, ``rank``, as :func:`read_pixels` returns them.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`, as :func:`load` says.
    """
    first = alerts.groupby(["lon", "lat"], as_index=False).agg(date=("date", "min"), rank=("rank", "max"))
    half = _PIXEL / 2
    lon, lat = first["lon"].to_numpy(), first["lat"].to_numpy()
    squares = shapely.box(lon - half, lat - half, lon + half, lat + half)
    first = first.assign(
        square=shapely.set_precision(squares, _PIXEL / 10),
        month=first["date"].dt.strftime("%Y-%m"),
        column=np.floor(first["lon"] / _CELL).astype(int),
        row=np.floor(first["lat"] / _CELL).astype(int),
    )
    groups = first.groupby(["month", "rank", "column", "row"])["square"]
    keys, squares = zip(*groups, strict=True)
    joined = pd.DataFrame(keys, columns=["month", "rank", "column", "row"])
    joined["square"] = list(Threads().map(_union, None, [group.to_numpy() for group in squares]))
    confidence = joined["rank"].map(dict(enumerate(_CONFIDENCE)))
    cell = joined["column"].astype(str) + "," + joined["row"].astype(str)
    return feature_table(
        gpd.GeoDataFrame(geometry=gpd.GeoSeries(joined["square"], crs=CRS)),
        source.id,
        ids=joined["month"] + ":" + confidence + ":" + cell,
        kind="alert_" + confidence,
        citation=source.attribution,
        name=joined["month"],
        year=joined["month"].str[:4].astype(int),
    )


def _union(_: None, squares: NDArray[Any]) -> shapely.Geometry:
    return shapely.union_all(squares)


def searched(_: Path) -> shapely.Geometry:
    """The frame of the file, EPSG:4326; inside it only Antioquia was looked at."""
    return shapely.box(*_FRAME)


def rejects(raw: Path) -> pd.DataFrame:
    """List the pixels that have a second row: they count once."""
    alerts = pixels(raw)
    twice = alerts[alerts.duplicated(["lon", "lat"])]
    return set_aside(twice["lon"].astype(str) + "," + twice["lat"].astype(str), "a second alert of the same pixel")


def pixels(raw: Path) -> pd.DataFrame:
    """Every alert as published, as :func:`read_pixels` returns them; 44 pixels have two rows."""
    return read_pixels(raw / SOURCE.files[0].path, SOURCE)


def read_pixels(path: Path, source: Source) -> pd.DataFrame:
    """Alerts of a file: ``lon``, ``lat`` (of the pixel's centre), ``date``, ``confidence``, ``rank`` (0-2)."""
    layer = read_layer(path, ("date", "confdnc"), source.id)
    ranks = {word: str(rank) for rank, word in enumerate(_CONFIDENCE)}
    return pd.DataFrame(
        {
            "lon": layer.geometry.x.round(5),
            "lat": layer.geometry.y.round(5),
            "date": pd.to_datetime(layer["date"]),
            "confidence": layer["confdnc"],
            "rank": translate(layer["confdnc"], ranks, source.id).astype(int),
        }
    )
