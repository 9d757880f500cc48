"""Read a user's own statistics by municipality and year: CSV or workbook, one figure per row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final, cast, get_args

import numpy as np
import pandas as pd

from geo.importers.absence import withdraw_zeros
from geo.importers.columns import pick
from geo.importers.dates import FIRST_YEAR
from geo.importers.files import read_rows
from geo.importers.reading import MISNAMED, Ledger, Reading, Request, covered, require
from geo.readers.gazetteer import department_codes, is_another, municipality_codes, named_municipalities
from geo.readers.numerals import parse_numbers
from geo.schema import INDICATORS, GeoDataError, check, one_of
from geo.source import Aggregation, Source, Variable

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "municipality_code": (
        *("municipality_code", "divipola", "cod_muni", "cod_mpio", "codigo_municipio", "codigo dane"),
        *("codmpio", "cod_municipio", "mpio_ccnct", "codigo dane municipio", "codigo dane de municipio"),
    ),
    "department": ("department", "departamento", "dpto", "depto"),
    "municipality": ("municipality", "municipio", "mpio"),
    "year": ("year", "anio", "año", "ano", "a_o", "vigencia", "periodo"),
    "variable": ("variable", "indicador", "indicator"),
    "unit": ("unit", "unidad", "unidad de medida"),
    "value": ("value", "valor", "dato"),
    "over_years": (),
}
"""Our columns and their usual names."""

_KEY: Final = ["municipality_code", "year", "variable"]


def read(request: Request) -> Reading:
    """Read a table with one municipality, year, variable, unit and value per row.

    Constant values are stated: ``--set variable=coca_area --set unit=ha``; other columns are mapped: ``--map
    value=hectareas``. ``--set over_years=sum`` states that years may be added up; by default they are averaged, which
    is right for stocks and never too high for flows.

    An empty cell is missing, not zero. Different figures for one municipality, year and variable are all refused.

    Returns
    -------
    Reading
        Indicators, sorted.

    Raises
    ------
    GeoDataError
        If the file lacks one of those columns, a variable has two units, or no row is usable.
    """
    file = read_rows(request.path, request.layers, request.header)
    rows = pick(file, COLUMNS, request)
    remedy = "map columns with --map value=<column>; state constants with --set variable=<name> --set unit=<unit>"
    require(rows, ["year", "variable", "unit", "value"], file.columns, request, remedy)
    if not {"municipality_code", "municipality"} & set(rows.columns):
        require(rows, ["municipality_code"], file.columns, request, remedy)
    ledger = Ledger(rows)
    code = _codes(rows, ledger)
    year = pd.to_numeric(rows["year"].where(rows["year"].str.fullmatch(r"[0-9]{4}(?:\.0)?")))
    ledger.refuse(year.isna(), "year: not a year: " + rows["year"])
    ledger.refuse(
        ~year.between(FIRST_YEAR, request.today.year), f"year: before {FIRST_YEAR} or to come: " + rows["year"]
    )
    for name in ("variable", "unit"):
        ledger.refuse(rows[name] == "", f"no {name}")
    value, problem = parse_numbers(rows["value"], request.decimal)
    ledger.refuse_problems(problem, "value")
    ledger.refuse(~np.isfinite(value), "value: beyond all numbers: " + rows["value"])
    table = pd.DataFrame(
        {
            "municipality_code": code,
            "year": year,
            "variable": rows["variable"],
            "unit": rows["unit"],
            "value": value,
            "source": request.id,
        }
    )
    _refuse_conflicts(table, ledger)
    ledger.name(code.fillna("").astype(str) + " " + rows["year"] + " " + rows["variable"])
    ledger.require_accepted(request)
    figures = pd.MultiIndex.from_frame(table[_KEY])
    lost = pd.Series(~figures.isin(figures[ledger.accepted]), index=table.index)
    table = table[ledger.accepted].astype({"year": "int16"}).sort_values(["variable", "year", "municipality_code"])
    table = check(table.reset_index(drop=True), INDICATORS, request.id)
    source = withdraw_zeros(_facts(request, table), lost, code, _departments(rows))
    return Reading(table, ledger.report(), source)


def _codes(rows: pd.DataFrame, ledger: Ledger) -> pd.Series:
    """Codes, from the column of codes if there is one, else from names and departments; rows without are refused."""
    if "municipality_code" in rows.columns:
        code, problem, restored = municipality_codes(rows["municipality_code"])
        ledger.refuse_problems(problem, "municipality_code")
        ledger.remark(restored, "the leading zero of the code was restored")
        if "municipality" in rows.columns:
            ledger.remark(is_another(code, rows["municipality"]), MISNAMED + rows["municipality"])
        return code
    code = named_municipalities(_departments(rows), rows["municipality"])
    ledger.refuse(code.isna(), "no municipality of that name in its department: " + rows["municipality"])
    return code


def _departments(rows: pd.DataFrame) -> pd.Series:
    """Codes of departments; null if unknown."""
    nothing = pd.Series("", index=rows.index, dtype=str)
    return department_codes(rows["department"] if "department" in rows.columns else nothing)


def _refuse_conflicts(table: pd.DataFrame, ledger: Ledger) -> None:
    accepted = table[ledger.accepted]
    values = accepted.groupby(_KEY)["value"].transform("nunique")
    conflicts = (values > 1).reindex(table.index, fill_value=False)
    ledger.refuse(conflicts, "another row has another figure for this municipality, year and variable")
    ledger.refuse_repeated(
        table["municipality_code"].fillna("") + "|" + table["year"].astype(str) + "|" + table["variable"],
        "the figure",
    )


def _facts(request: Request, table: pd.DataFrame) -> Source:
    stated = request.constants.get("over_years", "mean")
    if stated not in get_args(Aggregation):
        raise GeoDataError(
            "not a way to aggregate years", source=request.path.name, column="over_years", value=stated,
            remedy=one_of(stated, get_args(Aggregation)),
        )  # fmt: skip
    units = table[["variable", "unit"]].drop_duplicates()
    if units["variable"].duplicated().any():
        repeated = units.loc[units["variable"].duplicated(), "variable"].iloc[0]
        raise GeoDataError(
            "a variable has two units", source=request.path.name, column="unit", value=repeated,
            remedy="convert one, or give it another name",
        )  # fmt: skip
    years = sorted(table["year"].unique())
    days = date(years[0], 1, 1), date(years[-1], 12, 31)
    coverage = covered(request, days, f"Imported from {request.path.name}.")
    if not (request.start or request.end):
        coverage = replace(coverage, years=tuple(map(int, years)))  # none of those between
    return Source(
        id=request.id,
        title=request.title or f"Statistics: {request.name}",
        publisher=request.publisher or f"imported file {request.path.name}",
        publisher_url=request.address,
        licence=request.licence or "not stated by the user who imported it",
        attribution=request.attribution or f"imported from {request.path.name}",
        period=f"{years[0]}-{years[-1]}",
        kind="indicators",
        files=(),
        coverage=coverage,
        variables=tuple(
            Variable(str(variable), str(unit), str(variable), cast(Aggregation, stated))
            for variable, unit in units.sort_values("variable").itertuples(index=False)
        ),
        redistributable=not request.private,
        caveats=("A user's own data: Terrapaz checked their form, not their truth.",),
    )
