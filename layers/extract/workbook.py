"""An extract as a workbook that can be read as it is: fixed header, filters, widths, formats of numbers and dates."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import xlsxwriter

from geo.escaping import for_spreadsheet, for_xml
from layers.extract.describe import Column
from layers.extract.formats import APOSTROPHE, about_rows, lang_of, without_geometry
from layers.extract.part import Part
from layers.extract.parts import Extract
from layers.text.i18n import translator

_NARROWEST, _WIDEST, _SAMPLED = 8, 48, 200
_LONGEST_NAME: Final = 31
_WHOLE: Final = "#,##0"
_FRACTION: Final = "#,##0.00"
_DAY: Final = "yyyy-mm-dd"
_NO_SEPARATOR: Final = ("year", "month", "class", "lon", "lat", "seat_lon", "seat_lat")
"""Columns of numbers that are names of years or positions: 2,024 is no year."""


def to_xlsx(about: Extract) -> bytes:
    """A workbook with a sheet for each part, a sheet about the extract, one for columns and one for codes."""
    lang = lang_of(about)
    t = translator(lang)
    buffer = io.BytesIO()
    # no text is taken for a formula, a link or a number; rows are written as they come
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    stamp = datetime.fromisoformat(about.retrieved or "1980-01-01")
    book.set_properties({"title": about.title, "subject": about.citation, "created": stamp})
    styles = {form: book.add_format({"num_format": form}) for form in (_WHOLE, _FRACTION, _DAY)}
    bold = book.add_format({"bold": True, "bottom": 1})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})

    def listed(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[int]) -> None:
        sheet = book.add_worksheet(title[:_LONGEST_NAME])
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width, wrapped)
        if header:
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, [_text(name) for name in header], bold)
        for at, row in enumerate(rows, start=bool(header)):
            sheet.write_row(at, 0, [_text(cell) if isinstance(cell, str) else cell for cell in row])

    parts = [without_geometry(part, lang) for part in about.parts if not part.tall]
    listed(t("Read me"), (), [*about_rows(about, t), (t("Note"), t(APOSTROPHE))], (24, 110))
    for part in parts:
        _table(book, part, styles, bold)
    meanings = [(p.name, c.name, c.kind, c.meaning) for p in parts for c in p.columns]
    listed(t("Columns"), [t("Table"), t("Column"), t("Type"), t("Meaning")], meanings, (20, 34, 10, 90))
    codes = [(p.name, c.name, code, label) for p in parts for c in p.columns for code, label in c.codes.items()]
    listed(t("Codes"), [t("Table"), t("Column"), t("Code"), t("Meaning")], codes, (20, 24, 30, 70))
    book.close()
    return buffer.getvalue()


def _table(book: Any, part: Part, styles: dict[str, Any], bold: Any) -> None:
    sheet = book.add_worksheet(part.name[:_LONGEST_NAME])
    sheet.freeze_panes(1, 0)
    table, width = part.table, len(part.columns)
    forms = [_form(column, table[column.name]) for column in part.columns]
    for at, (column, form) in enumerate(zip(part.columns, forms, strict=True)):
        sheet.set_column(at, at, _width(column, table[column.name]), styles.get(form))
    sheet.write_row(0, 0, [column.name for column in part.columns], bold)
    if len(table):
        sheet.autofilter(0, 0, len(table), width - 1)
    writers: list[Callable[..., Any]] = [_writer(sheet, column) for column in part.columns]
    formats = [styles.get(form) for form in forms]
    values = [_cells(column, table[column.name]) for column in part.columns]
    for row, cells in enumerate(zip(*values, strict=True), start=1):
        for at, value in enumerate(cells):
            if value is not None:
                writers[at](row, at, value, formats[at])


def _cells(column: Column, values: pd.Series) -> list[Any]:
    """Values as a sheet takes them; missing is None, which stays an empty cell."""
    if column.kind == "date":
        return [None if pd.isna(day) else day for day in values.dt.to_pydatetime()]
    missing = values.isna().to_numpy()
    listed: list[Any] = values.tolist()
    if column.kind == "string":
        return [None if empty else _text(value) for value, empty in zip(listed, missing, strict=True)]
    return [None if empty else value for value, empty in zip(listed, missing, strict=True)]


def _writer(sheet: Any, column: Column) -> Callable[..., Any]:
    if column.kind == "date":
        return sheet.write_datetime  # type: ignore[no-any-return]
    if column.kind in ("integer", "number"):
        return sheet.write_number  # type: ignore[no-any-return]
    return sheet.write_boolean if column.kind == "boolean" else sheet.write_string  # type: ignore[no-any-return]


def _form(column: Column, values: pd.Series) -> str:
    if column.kind == "date":
        return _DAY
    if column.kind not in ("integer", "number") or column.name in _NO_SEPARATOR:
        return ""
    whole = column.kind == "integer" or bool((np.mod(values.dropna().to_numpy(float), 1) == 0).all())
    return _WHOLE if whole else _FRACTION


def _width(column: Column, values: pd.Series) -> int:
    longest = max((len(str(value)) for value in values.head(_SAMPLED).dropna()), default=0)
    longest = 10 if column.kind == "date" else min(longest, 14) if column.kind == "number" else longest
    return max(_NARROWEST, min(_WIDEST, max(longest, len(column.name)) + 3))


def _text(value: str) -> str:
    return for_spreadsheet(for_xml(value))
