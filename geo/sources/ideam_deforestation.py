"""Deforestation by municipality in the Amazon departments, as IDEAM's forest monitoring publishes it.

The file has names without codes. A municipality without a row in a year is missing: the publisher does not say
whether it found nothing there or did not look.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.definition import Definition
from geo.lazy import pd
from geo.readers.crosswalk import apply_crosswalk, read_crosswalk
from geo.rejects import set_aside
from geo.schema import INDICATORS, GeoDataError, check
from geo.source import Coverage, RawFile, Source, Variable, locate

SOURCE: Final = Source(
    id="ideam_deforestation",
    title="Deforestation (IDEAM)",
    publisher="IDEAM, Sistema de Monitoreo de Bosques y Carbono",
    publisher_url="https://visualizador.ideam.gov.co",
    licence="CC BY-SA 4.0 (reported, not verified)",
    attribution="IDEAM, Sistema de Monitoreo de Bosques y Carbono",
    period="2017-2021",
    retrieved="2026-11-22",
    kind="indicators",
    files=(
        RawFile(
            "ideam_deforestation/ideam_deforestacion_amazonia_municipal_2017-2021.csv",
            "435cf933183f7eaf5e0807e23a3c6a06756dd2e27a25e05203af9847278aefc6",
            "https://raw.githubusercontent.com/fredypaeze/aquabosque-minero-ia/"
            "39ee98b642b73be42e9cc8bdf09bf53df54b82e0/data/raw/bosque/deforestacion.csv",
        ),
        RawFile("crosswalks/ideam.csv", tracked=True),
    ),
    coverage=Coverage(
        "2017-01-01",
        "2021-12-31",
        tuple(range(2017, 2022)),
        "listed",
        note="The 76 municipalities of ten departments that the file names; no other department was published.",
    ),
    variables=(Variable("deforestation", "ha", "Deforestation"),),
    next_release=(
        "Once a year, according to IDEAM; no date is announced. The figure of 2020 was published in July 2021."
    ),
    next_release_url=(
        "https://www.elcolombiano.com/medio-ambiente/"
        "aumento-del-8-por-ciento-de-la-deforestacion-en-colombia-exige-acelerar-soluciones-AF15234411"
    ),
    definition=Definition(
        counts="Natural forest turned to other cover; plantations, palm crops and trees of farms are none",
        threshold="Canopy of 30 %, trees of 5 m, one hectare",
        resolution="By year and municipality; the maps have units of one hectare",
        suits="To quote the state's own figure of natural forest cleared, where it was published by municipality.",
    ),
    caveats=(
        "Natural forest turned to other cover, by IDEAM's own definition and images: neither the tree cover loss of"
        " Global Forest Watch nor MapBiomas' transitions, and not comparable with them to the hectare.",
        "A municipality without a row in a year has no data, not zero: Albania (Caquetá) has figures for 2018 and"
        " 2020 only, and nine more municipalities of Cauca, Nariño and Putumayo lack some years.",
        "Of municipalities that reach beyond the Amazon (Puerto Gaitán, Pasto, Ipiales and others) the file does not"
        " say whether the rest is counted.",
        "The file was republished by a third party; IDEAM states the licence, which was not verified.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the yearly hectares.

    Puerto Colombia (Guainía) has two rows in 2018 and in 2019, one with hectares and one with 0; the former is used.
    Two positive figures for one municipality and year would be an error.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS` with the variable ``deforestation`` (ha), 2017-2021.

    Raises
    ------
    GeoDataError
        If the crosswalk lacks a name, or a municipality and year has two figures.
    """
    data, names = (locate(file, raw) for file in SOURCE.files)
    table = pd.read_csv(data)
    code = apply_crosswalk(table[["DPTO_CNMBR", "MPIO_CNMBR"]], read_crosswalk(names), SOURCE.id)
    return check(measure(table.assign(municipality_code=code)), INDICATORS, SOURCE.id)


def rejects(raw: Path) -> pd.DataFrame:
    """List the rows with 0 of which another row has a figure for the same municipality and year."""
    table = pd.read_csv(locate(SOURCE.files[0], raw))
    key = ["DPTO_CNMBR", "MPIO_CNMBR", "Año"]
    second = table.sort_values("Defores", ascending=False, kind="stable").duplicated(key).reindex(table.index)
    rows = table[second]
    return set_aside(rows["MPIO_CNMBR"] + " " + rows["Año"].astype(str), "0 beside a figure for the same year")


def measure(table: pd.DataFrame) -> pd.DataFrame:
    """Convert the publisher's table, with ``municipality_code`` added, to one row per municipality and year.

    Raises
    ------
    GeoDataError
        If a municipality and year has two figures.
    """
    key = ["municipality_code", "Año"]
    figures = table[table["Defores"] > 0]
    repeated = figures[figures.duplicated(key)]
    if len(repeated):
        raise GeoDataError(
            "two figures for one municipality and year",
            source=SOURCE.id,
            column="Defores",
            value=repeated.iloc[0][["MPIO_CNMBR", "Año", "Defores"]].tolist(),
            remedy="ask the publisher which of them is right",
        )
    totals = table.groupby(key)["Defores"].max().reset_index()
    return pd.DataFrame(
        {
            "municipality_code": totals["municipality_code"],
            "year": totals["Año"].astype("int16"),
            "variable": "deforestation",
            "unit": "ha",
            "value": totals["Defores"].astype(float),
            "source": SOURCE.id,
        }
    )
