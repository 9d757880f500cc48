"""People forced to leave a municipality, 2024 and 2025, by the Unit for the Victims (RUV)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import pd
from geo.publishers.publisher import Delivery, Publisher
from geo.publishers.socrata import Sums
from geo.readers.gazetteer import known_codes
from geo.readers.text import indicators, read_text
from geo.rejects import set_aside
from geo.source import Coverage, RawFile, Source, Variable, locate, refreshed

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

_FIRST: Final = 1985
"""First year of the register, by the Victims' Law."""


def _deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Write the sums of the newest cut-off as the pinned file is; the year of the cut-off is not complete."""
    sums: pd.DataFrame = answers["people"]
    until = date.fromisoformat(sums["fecha_corte"].iloc[0])
    years = tuple(range(_FIRST, until.year))
    table = pd.DataFrame(
        {"cod_divipola": sums["cod_ciudad_muni"].str.zfill(5), "anio": sums["vigencia"], "personas": sums["per_ocu"]}
    )
    coverage = replace(source.coverage, start=f"{_FIRST}-01-01", end=f"{years[-1]}-12-31", years=years)
    caveats = (
        source.caveats[0],
        "People declare months or years later: the figures of the latest years are still rising.",
        "A person counts once in each municipality and year: the sum over municipalities is more than the people"
        " displaced.",
        "The register and the projected population do not count the same people: a rate shows an order of magnitude.",
        source.caveats[-1],
    )
    publisher = f"Unidad para las Víctimas (UARIV), Registro Único de Víctimas, cut-off {until}"
    updates = {"publisher": publisher, "caveats": caveats}
    return Delivery({"ruv_displaced.csv": table}, coverage, f"{_FIRST}-{years[-1]}", updates=updates)


PUBLISHER: Final = Publisher(
    {"people": Sums("krnc-8azs", ("cod_ciudad_muni", "vigencia"), "per_ocu", "fecha_corte")}, _deliver
)
"""The register's table of displacement by municipality, a cut-off a month, of which the newest is read. Its columns
were learnt from public code that reads it (2026), and are those of the pinned file's origin."""


def load(raw: Path) -> pd.DataFrame:
    """Read the table.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``displaced`` (people), 2024 and 2025; if refreshed, from 1985 on.

    Raises
    ------
    GeoDataError
        A file that lacks a column, a code that is not five digits, a value that is not a number.
    """
    source = refreshed(SOURCE, raw)
    table = _read(raw)
    return indicators(table[table["reason"] == ""], source)


def rejects(raw: Path) -> pd.DataFrame:
    """List the rows that count in no municipality or no covered year; a row may stand for several people."""
    table = _read(raw)
    rows = table[table["reason"] != ""]
    parts = [
        set_aside(part["municipality_code"] + " " + part["year"], str(reason))
        for reason, part in rows.groupby("reason", sort=False)
    ]
    return pd.concat(parts, ignore_index=True) if parts else set_aside([], "")


def _read(raw: Path) -> pd.DataFrame:
    """The rows of the file, with why each is not counted, empty if it is."""
    source = refreshed(SOURCE, raw)
    columns = {"cod_divipola": "municipality_code", "anio": "year", "personas": "displaced"}
    table = read_text(locate(source.files[0], raw), columns, source)
    reason = pd.Series("", index=table.index, dtype=str)
    reason[~table["year"].isin([str(year) for year in source.coverage.years])] = "year not covered in full"
    reason[~table["municipality_code"].isin(known_codes())] = "a code that is no municipality"
    reason[table["municipality_code"] == "00000"] = "no municipality stated"
    return table.assign(reason=reason)
