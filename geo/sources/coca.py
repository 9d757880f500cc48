"""Coca fields by municipality: UNODC-SIMCI's yearly area of the fields on 31 December."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import pd
from geo.publishers.publisher import Delivery, Publisher, with_years
from geo.publishers.socrata import Socrata
from geo.readers.numerals import parse_numbers
from geo.readers.text import indicators, read_text
from geo.schema import GeoDataError
from geo.source import Coverage, RawFile, Source, Variable, locate, refreshed

SOURCE: Final = Source(
    id="coca",
    title="Coca fields",
    publisher="UNODC-SIMCI / Observatorio de Drogas de Colombia",
    publisher_url="https://www.datos.gov.co/d/acs4-3wgp",
    licence="CC BY-SA 4.0 (stated for a sister data set)",
    attribution="UNODC-SIMCI, monitoreo de cultivos de coca",
    period="2001-2024",
    retrieved="2026-11-22",
    kind="indicators",
    files=(
        RawFile(
            "coca/coca_municipal_2001_2024_long.csv",
            "41d929094f0a7f07691d9c1506c3f41c92b648826b146386a62e1a6ac5bb7c14",
        ),
    ),
    coverage=Coverage(
        "2001-12-31",
        "2024-12-31",
        tuple(range(2001, 2025)),
        "listed",
        note="The 319 municipalities of the published table, zeros included; of the others it says nothing.",
    ),
    variables=(Variable("coca_area", "ha", "Coca fields on 31 December", "mean"),),
    next_release=(
        "Once a year without a fixed date. The figures of 2024 are out; in December 2025 the report about them had no"
        " date yet, according to UNODC, and of those of 2025 nothing was announced."
    ),
    next_release_url=(
        "https://www.elespectador.com/colombia-20/paz-y-memoria/"
        "informe-de-onu-sobre-coca-y-cultivos-de-uso-ilicito-en-colombia-es-cierto-que-informe-no-se-publicara/"
    ),
    caveats=(
        "The area standing on 31 December: fields cleared or eradicated within the year do not show, and the years"
        " of one field cannot be added up.",
        "The sums of 2001 and 2009 fall 5 to 7 % short of the published totals.",
    ),
)


def _deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Convert the publisher's table of one column per year to one row per municipality and year.

    The column of 2020 has 1.234,5, the others 1,234.5; a dash is zero; codes lost their leading zero. An empty cell
    is missing.
    """
    wide: pd.DataFrame = answers["fields"]
    code = wide["codmpio"].str.zfill(5)
    parts = []
    for name in sorted(column for column in wide.columns if column.startswith("_")):
        text = wide[name].replace("-", "0")
        value, problem = parse_numbers(text)
        bad = (problem != "") & (text != "")
        if bad.any():
            raise GeoDataError(
                problem[bad].iloc[0],
                source=source.id,
                column=name,
                value=text[bad].iloc[0],
                remedy="the old file stays; report it: the loader has to follow the publisher",
            )
        parts.append(pd.DataFrame({"cod_mpio": code, "anio": name[1:], "coca_ha": value}))
    table = pd.concat(parts).dropna().sort_values(["cod_mpio", "anio"], ignore_index=True)
    years = sorted(table["anio"].astype(int).unique())
    period = f"{years[0]}-{years[-1]}"
    return Delivery({f"coca_{period}.csv": table}, with_years(source.coverage, years), period)


PUBLISHER: Final = Publisher({"fields": Socrata("acs4-3wgp", ("codmpio",), like=r"_\d{4}")}, _deliver)


def load(raw: Path) -> pd.DataFrame:
    """Read the table.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``coca_area`` (ha), 319 municipalities in each of 24 years. The zeros are the
        publisher's own.

    Raises
    ------
    GeoDataError
        If the file lacks a column, a code is not five digits, or a value is not a number.
    """
    columns = {"cod_mpio": "municipality_code", "anio": "year", "coca_ha": "coca_area"}
    source = refreshed(SOURCE, raw)
    return indicators(read_text(locate(source.files[0], raw), columns, source), source)
