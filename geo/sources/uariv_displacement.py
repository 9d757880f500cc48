"""People forced to leave a municipality, 2024 and 2025, by the Unit for the Victims (RUV)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import indicators, read_text
from geo.rejects import set_aside
from geo.source import Coverage, RawFile, Source, Variable, locate

SOURCE: Final = Source(
    id="uariv_displacement",
    title="People displaced (RUV)",
    publisher="Unidad para las Víctimas (UARIV), Registro Único de Víctimas, cut-off 2026-08-31",
    publisher_url="https://www.datos.gov.co/d/krnc-8azs",
    licence="datos.gov.co open data (CC BY-SA 4.0 by default)",
    attribution="Unidad para las Víctimas, Red Nacional de Información",
    period="2024-2025, as declared to 31 August 2026",
    retrieved="2026-11-28",
    kind="indicators",
    files=(
        RawFile(
            "uariv_displacement/ruv_displaced_by_municipality_2024_2025.csv",
            "ca0abca853320af74432c709b177a800851ece9007ca670983d062cfa7895fc5",
        ),
    ),
    coverage=Coverage(
        "2024-01-01",
        "2025-12-31",
        (2024, 2025),
        "country",
        absent_is_zero=True,
        note="A zero means that nobody has declared a displacement from there yet.",
    ),
    variables=(Variable("displaced", "people", "People displaced"),),
    caveats=(
        "Counted in the municipality that people had to leave, not in the one that received them.",
        "People declare months or years later: the figures of both years are still rising, those of the later one"
        " more.",
        "A person counts once in each municipality and year: the sum over municipalities (262,152 in 2024, 304,025 in"
        " 2025) is more than the people displaced (259,714 and 299,604).",
        "In Teorama 18,840 people are on record as displaced in 2025, more than the 18,731 inhabitants that DANE"
        " projects: the two do not count the same people, and the rate shows an order of magnitude.",
        "Only people whom the register included after examining their declaration; rejected declarations are not"
        " counted.",
    ),
)

_STRAY: Final = {"00000": "no municipality stated", "99572": "a code that is no municipality"}
"""Codes of the file that belong to no municipality, and why their rows count nowhere."""


def load(raw: Path) -> pd.DataFrame:
    """Read the table.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``displaced`` (people), 2024 and 2025.

    Raises
    ------
    GeoDataError
        A file that lacks a column, a code that is not five digits, a value that is not a number.
    """
    table = _read(raw)
    return indicators(table[~table["municipality_code"].isin(_STRAY)], SOURCE)


def rejects(raw: Path) -> pd.DataFrame:
    """List the rows of codes that are no municipality; a row may stand for several people."""
    table = _read(raw)
    parts = []
    for code, reason in _STRAY.items():
        rows = table[table["municipality_code"] == code]
        parts.append(set_aside(rows["municipality_code"] + " " + rows["year"], reason))
    return pd.concat(parts, ignore_index=True)


def _read(raw: Path) -> pd.DataFrame:
    columns = {"cod_divipola": "municipality_code", "anio": "year", "personas": "displaced"}
    return read_text(locate(SOURCE.files[0], raw), columns, SOURCE)
