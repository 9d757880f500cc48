"""Light at night by municipality and year, 2016 to 2024, from VIIRS: a control for statistics."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import indicators, padded, read_text
from geo.source import Coverage, RawFile, Source, Variable, locate

SOURCE: Final = Source(
    id="night_lights",
    title="Night lights",
    publisher="Earth Observation Group, VIIRS DNB annual, by municipality (viirs_colombia)",
    publisher_url="https://eogdata.mines.edu/products/vnl/",
    licence="CC BY 4.0 (EOG); repository MIT",
    attribution="Earth Observation Group, Payne Institute",
    period="2016-2024",
    retrieved="2026-11-28",
    kind="indicators",
    files=(
        RawFile(
            "night_lights/mun_stats_clean_2.csv",
            "fd926c50b8259498d6fc2bac8b3d18e3a62d313d9ef6567bf7578e211d90e864",
            "https://raw.githubusercontent.com/gregmaya/viirs_colombia/2f189c8005a14ca32ec6cb29d702474568d8ae9d"
            "/data/outputs/mun_stats_clean_2.csv",
        ),
    ),
    coverage=Coverage(
        "2016-01-01",
        "2024-12-31",
        tuple(range(2016, 2025)),
        "listed",
        note="698 municipalities that the author chose: all six of Bajo Cauca, ten of eleven in Catatumbo (not"
        " Teorama), twelve of sixteen in Caquetá (not Florencia, Albania, Morelia, Solita).",
        breaks=(2022,),
    ),
    variables=(Variable("night_lights", "nW/cm²/sr", "Night lights, mean radiance", "mean", additive=False),),
    caveats=(
        "Mean radiance of the whole municipality with the background set to zero: light without a town, such as gas"
        " flares, counts too.",
        "The years to 2021 come from version 2.1 of the yearly composites, those from 2022 on from version 2.2.",
        "A zero means no light above the background of the sensor, not that nobody lives there.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the mean radiance with the background masked (``average_masked_mean``); nothing else is read.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``night_lights`` (nW/cm²/sr), 698 municipalities a year.

    Raises
    ------
    GeoDataError
        A file that lacks a column, a code that is not four or five digits, a value that is not a number.
    """
    columns = {"mpio_ccnct": "municipality_code", "year": "year", "average_masked_mean": "night_lights"}
    table = read_text(locate(SOURCE.files[0], raw), columns, SOURCE)
    return indicators(table.assign(municipality_code=padded(table["municipality_code"], SOURCE)), SOURCE)
