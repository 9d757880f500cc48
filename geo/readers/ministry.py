"""Yearly totals of the Ministry of Defence, which name municipalities and departments and give no codes."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.crosswalk import apply_crosswalk, read_crosswalk
from geo.readers.text import indicators, read_text, set_apart
from geo.source import Source, locate

NON_MUNICIPALIZED: Final = (
    *("91263", "91405", "91407", "91430", "91460", "91530", "91536", "91669", "91798"),
    *("94343", "94663", "94883", "94884", "94885", "94886", "94887", "94888"),
    *("97511", "97777", "97889"),
)
"""The areas of Amazonas, Guainía and Vaupés that are or were not a municipality. The registers of police and ministry
name few of them, and those once or twice in twenty years: a year without a record is not a measured zero there."""

EXCLUDED_NOTE: Final = "Non-municipalised areas of the Amazon have a figure only where the register names them."
"""End of the coverage note of a register that excludes :data:`NON_MUNICIPALIZED`."""

SAME_TABLE: Final = (
    "Refreshed from the ministry's table by day, as the police's register is:"
    " then both show one table, a second time."
)
"""Caveat of totals that are refreshed from a table of which another source is refreshed too."""

PART: Final = "_early_2026"
"""End of the names of variables of the first half of 2026."""


def load(source: Source, raw: Path) -> pd.DataFrame:
    """Read the totals.

    Parameters
    ----------
    source
        Its first file is a JSON list of ``municipio``, ``departamento``, ``anio``, ``total``, its second the
        crosswalk; its first variable is what ``total`` counts, its second the same of the first half of 2026.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`.

    Raises
    ------
    GeoDataError
        A name that the crosswalk lacks, two rows for one municipality and year, a total that is no number.
    """
    table = _read(source, raw)
    return indicators(set_apart(table.dropna(subset="municipality_code"), source, PART), source)


def unplaced(source: Source, raw: Path) -> pd.Series:
    """Department and year of each row that names no municipality."""
    table = _read(source, raw)
    nowhere = table[table["municipality_code"].isna()]
    return nowhere["department"] + " " + nowhere["year"]


def _read(source: Source, raw: Path) -> pd.DataFrame:
    data, names = (locate(file, raw) for file in source.files)
    total = source.variables[0].id
    columns = {"departamento": "department", "municipio": "municipality", "anio": "year", "total": total}
    table = read_text(data, columns, source)
    places = table[["department", "municipality"]]
    return table.assign(municipality_code=apply_crosswalk(places, read_crosswalk(names), source.id))
