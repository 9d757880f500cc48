"""Published tables read as text, so that nothing is guessed: codes keep their zeros, a blank stays a blank.

A column becomes a number or a date only where a loader says so, and a value that is not one is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from geo.lazy import pd
from geo.schema import INDICATORS, GeoDataError, check
from geo.source import Source


def read_text(path: Path, columns: Mapping[str, str], source: Source) -> pd.DataFrame:
    """Read some columns of a CSV or XLSX file, every cell as text; an empty cell is missing, and nothing else is.

    Parameters
    ----------
    path
        UTF-8, separated by commas; or the first sheet of a workbook, by its suffix. Spaces around a text are no part
        of it.
    columns
        The publisher's names, and the names to give them, in this order.

    Raises
    ------
    GeoDataError
        The file is not there, or lacks a column.
    """
    if not path.is_file():
        raise GeoDataError(
            "the file is missing", source=source.id, value=path.name, remedy=f"run terrapaz fetch {source.id}"
        )
    if path.suffix == ".xlsx":
        table = _first_sheet(path, columns)
    else:
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    if absent := [name for name in columns if name not in table.columns]:
        raise GeoDataError(
            f"{path.name} lacks {len(absent)} column(s)",
            source=source.id,
            column=", ".join(absent),
            value=", ".join(map(str, table.columns)),
            remedy="the publisher has changed the table: mend the loader",
        )
    texts = pd.DataFrame({ours: table[theirs].str.strip() for theirs, ours in columns.items()})
    return texts.where(texts != "")


def _first_sheet(path: Path, columns: Collection[str]) -> pd.DataFrame:
    """The first sheet of a workbook, the cells of ``columns`` as text; a whole number has no decimals."""
    from python_calamine import CalamineWorkbook

    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    header, *rows = sheet or [[]]
    return pd.DataFrame(
        {
            str(name): pd.Series([_text(row[place]) for row in rows] if name in columns else None, dtype=str)
            for place, name in enumerate(header)
        }
    )


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def numbers(column: pd.Series, source: Source) -> pd.Series:
    """Text to float64; blanks stay missing.

    Raises
    ------
    GeoDataError
        A value that is not a plain decimal number.
    """
    plain = column.isna() | column.str.fullmatch(r"-?\d+(\.\d+)?([eE][+-]?\d+)?").eq(True)
    refuse(column[~plain], "not a number", source, "write it with a decimal point and without separators")
    return pd.to_numeric(column).astype(float)


def counts(column: pd.Series, source: Source) -> pd.Series:
    """Text to Int32; blanks stay missing.

    Raises
    ------
    GeoDataError
        A value that is not a whole number, or is below zero.
    """
    whole = column.isna() | column.str.fullmatch(r"\d+(\.0+)?").eq(True)
    refuse(column[~whole], "not a count", source, "whole numbers only; leave the unknown empty")
    return pd.to_numeric(column).astype("Int32")


def dates(column: pd.Series, source: Source) -> pd.Series:
    """Text to datetime64[us]; blanks stay missing.

    Raises
    ------
    GeoDataError
        A value that is not a day of the calendar, year first.
    """
    days = pd.to_datetime(column, format="%Y-%m-%d", errors="coerce")
    refuse(column[days.isna() & column.notna()], "not a date", source, "write it as YYYY-MM-DD")
    return days.astype("datetime64[us]")


def indicators(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Long form of a table that has one row a municipality and year and one column a variable, all text.

    Parameters
    ----------
    table
        ``municipality_code``, ``year`` and a column for each of ``source.variables``, by its id.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`, sorted: a row for every cell that is not blank, and no other.
    """
    units = {variable.id: variable.unit for variable in source.variables}
    long = table.melt(["municipality_code", "year"], list(units), var_name="variable").dropna(subset="value")
    long = long.assign(
        year=counts(long["year"], source).fillna(0).astype("int16"),  # the table's schema refuses the year 0
        unit=long["variable"].map(units),
        value=numbers(long["value"], source),
        source=source.id,
    )
    long = long.sort_values(["variable", "year", "municipality_code"], ignore_index=True)
    return check(long[list(INDICATORS.columns)], INDICATORS, source.id)


def register(table: pd.DataFrame, source: Source) -> pd.DataFrame:
    """Return a table of one row a municipality, sorted by ``municipality_code``.

    Raises
    ------
    GeoDataError
        A code that is not five digits or repeats, or a row with a blank.
    """
    code = table["municipality_code"]
    bad = ~code.str.fullmatch(r"\d{5}").eq(True) | code.duplicated() | table.isna().any(axis="columns")
    if bad.any():
        raise GeoDataError(
            "a code that is not five digits or repeats, or a row with a blank",
            source=source.id,
            column="municipality_code",
            value=table[bad].iloc[0].to_list(),
            remedy="one row a municipality, codes as text with their leading zero",
        )
    return table.sort_values("municipality_code", ignore_index=True)


def refuse(bad: pd.Series, problem: str, source: Source, remedy: str | None = None) -> None:
    """Raise if there is a ``bad`` value; by default the remedy is to get the file again.

    Raises
    ------
    GeoDataError
        With the column, the first of the values, and how many they are.
    """
    if len(bad):
        again = f"fetch the pinned {source.files[0].path} again, or mend the loader if the publisher changed it"
        raise GeoDataError(
            f"{problem}, {len(bad)} value(s) in all",
            source=source.id,
            column=str(bad.name),
            value=bad.iloc[0],
            remedy=remedy or again,
        )
