"""Deforestation alerts around Bajo Cauca at the end of 2024: GLAD-L, GLAD-S2 and RADD, inside IDEAM's forest.

The file covers the part of Antioquia within a rectangle around Bajo Cauca. A third of its alerts lie in the six
municipalities of the region, the others in neighbours, most of which the rectangle cuts (Remedios, Anorí ...). Only
municipalities that lie completely in the rectangle have a total.

It is a list of 18,416 raster cells. The cells of one month and confidence class are dissolved within squares of 0.02
degrees, so that a map draws about two thousand features instead of eighteen thousand. Every polygon still covers
exactly the cells with alerts, so that it can be measured and clipped to any boundary.
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
_CELL: Final = 1e-4  # degrees, both ways
_SQUARE: Final = 0.02  # degrees, both ways
_FRAME: Final = (-75.75, 7.05, -74.33, 8.12)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Dissolve the alerts by month, confidence class and square.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`; ``kind`` is ``alert_nominal``, ``alert_high`` or ``alert_highest``, ``name`` the
        month (``2024-11``), ``area_ha`` the area of the cells. A cell counts once, at its first date, with its
        highest confidence.
    """
    return dissolve_alerts(alert_cells(raw), SOURCE)


def dissolve_alerts(alerts: pd.DataFrame, source: Source) -> gpd.GeoDataFrame:
    """Dissolve the cells of one month and confidence class within squares of 0.02 degrees.

    Parameters
    ----------
    alerts
        ``lon``, ``lat``, ``date``, ``rank``, as :func:`read_alerts` returns them.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES`, as described at :func:`load`.
    """
    first = alerts.groupby(["lon", "lat"], as_index=False).agg(date=("date", "min"), rank=("rank", "max"))
    half = _CELL / 2
    lon, lat = first["lon"].to_numpy(), first["lat"].to_numpy()
    squares = shapely.box(lon - half, lat - half, lon + half, lat + half)
    first = first.assign(
        square=shapely.set_precision(squares, _CELL / 10),
        month=first["date"].dt.strftime("%Y-%m"),
        column=np.floor(first["lon"] / _SQUARE).astype(int),
        row=np.floor(first["lat"] / _SQUARE).astype(int),
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
    """The rectangle of the file, EPSG:4326; it covers Antioquia only."""
    return shapely.box(*_FRAME)


def rejects(raw: Path) -> pd.DataFrame:
    """List the second rows of cells that have two: they count once."""
    alerts = alert_cells(raw)
    repeated = alerts[alerts.duplicated(["lon", "lat"])]
    record = repeated["lon"].astype(str) + "," + repeated["lat"].astype(str)
    return set_aside(record, "a second alert of the same pixel")


def alert_cells(raw: Path) -> pd.DataFrame:
    """Read every alert as published, see :func:`read_alerts`; 44 cells have two rows."""
    return read_alerts(raw / SOURCE.files[0].path, SOURCE)


def read_alerts(path: Path, source: Source) -> pd.DataFrame:
    """Read alerts from a file: ``lon``, ``lat`` (of the cell's centre), ``date``, ``confidence``, ``rank`` (0-2)."""
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
