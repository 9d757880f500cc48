"""Read published tables as text, without inferring types: codes keep their zeros, empty cells stay missing.

A column is converted to numbers or dates only by its loader, and a value that cannot be converted is an error.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from geo.lazy import pd
from geo.schema import INDICATORS, GeoDataError, check
from geo.source import Source


def read_text(path: Path, columns: Mapping[str, str], source: Source) -> pd.DataFrame:
    """Read some columns of a CSV, XLSX or JSON file, every cell as stripped text; only empty cells are missing.

    Parameters
    ----------
    path
        A CSV file (UTF-8, separated by commas), an XLSX file, of which the first sheet is read, or a JSON file with a
        list of records.
    columns
        The publisher's names of the columns and ours, in the order of the result.

    Raises
    ------
    GeoDataError
        If the file is missing, or lacks a column.
    """
    if not path.is_file():
        raise _missing(path, source)
    if path.suffix == ".xlsx":
        table = first_sheet(path, columns)
    elif path.suffix == ".json":
        table = _records(path, source)
    else:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if absent := [name for name in columns if name not in table.columns]:
        raise GeoDataError(
            f"{path.name} lacks {len(absent)} column(s)",
            source=source.id,
            column=", ".join(absent),
            value=", ".join(map(str, table.columns)),
            remedy="the publisher has changed the table: adapt the loader",
        )
    texts = pd.DataFrame({ours: table[theirs].str.strip() for theirs, ours in columns.items()})
    return texts.where(texts != "")


def first_sheet(path: Path, columns: Collection[str]) -> pd.DataFrame:
    """Read the first sheet of a workbook, the cells of ``columns`` as text; a whole number has no decimals."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    header, *rows = sheet or [[]]
    return pd.DataFrame(
        {
            str(name): pd.Series([_text(row[index]) for row in rows] if name in columns else None, dtype=str)
            for index, name in enumerate(header)
        }
    )


def _records(path: Path, source: Source) -> pd.DataFrame:
    return pd.DataFrame(read_json(path, source)).fillna("").astype(str)


def read_json(path: Path, source: Source) -> Any:
    """Read a JSON file.

    Raises
    ------
    GeoDataError
        The file is not there, or is no JSON.
    """
    if not path.is_file():
        raise _missing(path, source)
    try:
        return json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise GeoDataError(
            f"{path.name} is no JSON: {error}", source=source.id, remedy=f"run terrapaz fetch {source.id} again"
        ) from error


def _missing(path: Path, source: Source) -> GeoDataError:
    return GeoDataError(
        "the file is missing", source=source.id, value=path.name, remedy=f"run terrapaz fetch {source.id}"
    )


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def numbers(column: pd.Series, source: Source) -> pd.Series:
    """Parse text to float64; empty cells stay missing.

    Raises
    ------
    GeoDataError
        If a value is not a plain decimal number.
    """
    plain = column.isna() | column.str.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?").eq(True)
    raise_for(column[~plain], "not a number", source, "write it with a decimal point and without separators")
    return pd.to_numeric(column).astype(float)


def counts(column: pd.Series, source: Source) -> pd.Series:
    """Parse text to Int32; empty cells stay missing.

    Raises
    ------
    GeoDataError
        If a value is not a whole number, or is negative.
    """
    whole = column.isna() | column.str.fullmatch(r"\d+(\.0+)?").eq(True)
    raise_for(column[~whole], "not a count", source, "write whole numbers only, and leave unknown values empty")
    return pd.to_numeric(column).astype("Int32")


def padded(column: pd.Series, source: Source) -> pd.Series:
    """Codes of municipalities that a publisher wrote as numbers, ``5120`` for ``05120``, with their five digits.

    Raises
    ------
    GeoDataError
        A value that is not four or five digits.
    """
    raise_for(column[~column.str.fullmatch(r"\d{4,5}").eq(True)], "not a code of four or five digits", source)
    return column.str.zfill(5)


def dates(column: pd.Series, source: Source) -> pd.Series:
    """Parse text to datetime64[us]; empty cells stay missing.

    Raises
    ------
    GeoDataError
        If a value is not a date in the format YYYY-MM-DD.
    """
    days = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
    raise_for(column[days.isna() & column.notna()], "not a date", source, "write it as YYYY-MM-DD")
    return days.astype("datetime64[us]")


def indicators(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Melt a table of text with one row per municipality and year and one column per variable.

    Parameters
    ----------
    table
        ``municipality_code``, ``year`` and a column for each of ``source.variables``, named by its id.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`, sorted, one row per cell that is not empty.
    """
    units = {variable.id: variable.unit for variable in source.variables}
    long = table.melt(["municipality_code", "year"], list(units), var_name="variable").dropna(subset="value")
    long = long.assign(
        year=counts(long["year"], source).fillna(0).astype("int16"),  # the schema rejects the year 0
        unit=long["variable"].map(units),
        value=numbers(long["value"], source),
        source=source.id,
    )
    long = long.sort_values(["variable", "year", "municipality_code"], ignore_index=True)
    return check(long[list(INDICATORS.columns)], INDICATORS, source.id)


def set_apart(table: pd.DataFrame, source: Source, suffix: str) -> pd.DataFrame:
    """Keep figures of part of a year out of a yearly series: they go to a variable of their own.

    Parameters
    ----------
    table
        ``year`` (text) and a column for each yearly variable, as :func:`indicators` takes it.
    source
        Its ``coverage.partial`` are the years that it has in part only.
    suffix
        What the id of a variable of that part ends in, after the id of the yearly one.

    Examples
    --------
    A source with the variables ``cases`` and ``cases_early_2026``, of 2026 in part: with the suffix ``_early_2026``,
    what stands under ``cases`` in 2026 is moved to ``cases_early_2026``.
    """
    part = table["year"].isin([str(year) for year in source.coverage.partial])
    yearly = [name.id.removesuffix(suffix) for name in source.variables if name.id.endswith(suffix)]
    moved = {name + suffix: table[name].where(part) for name in yearly}
    return table.assign(**moved, **{name: table[name].mask(part) for name in yearly})


def register(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Check a table of one row per municipality, and sort it by ``municipality_code``.

    Raises
    ------
    GeoDataError
        If a code is not five digits or is repeated, or a row has an empty cell.
    """
    code = table["municipality_code"]
    bad = ~code.str.fullmatch(r"\d{5}").eq(True) | code.duplicated() | table.isna().any(axis="columns")
    if bad.any():
        raise GeoDataError(
            "a code is not five digits or is repeated, or a row has an empty cell",
            source=source.id,
            column="municipality_code",
            value=table[bad].iloc[0].to_list(),
            remedy="keep one row per municipality, with codes as text with their leading zero",
        )
    return table.sort_values("municipality_code", ignore_index=True)


def raise_for(bad: pd.Series, problem: str, source: Source, remedy: str | None = None) -> None:
    """Raise if there are ``bad`` values; by default the remedy is to fetch the file again, if the source has one.

    Raises
    ------
    GeoDataError
        Names the column, the first of the values, and their number.
    """
    if len(bad):
        again = f"fetch the pinned {source.files[0].path} again, or " if source.files else ""
        default = f"{again}adapt the loader if the publisher changed it"
        raise GeoDataError(
            f"{problem}, {len(bad)} value(s) in all",
            source=source.id,
            column=str(bad.name),
            value=bad.iloc[0],
            remedy=remedy or default,
        )
