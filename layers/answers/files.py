"""An answer as a file: page, sheet, or tables with the meaning of every column."""

from __future__ import annotations

import json
from typing import Any, Final

import pandas as pd

from geo.schema import ANALYSES, ANALYSIS_DETAILS, GeoDataError
from layers.analysis.joint import Result
from layers.answers import account, page, sheet
from layers.extract import Extract, part_of
from layers.extract import write as write_tables
from layers.scene import notes
from layers.scene.citation import retrieved
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Lang, translator

TABLES: Final = ("csv", "xlsx", "csv.zip", "parquet")
ENDINGS: Final = ("html", *sheet.KINDS, "json", *TABLES)


def write(result: Result, tables: Tables, lang: Lang, name: str) -> dict[str, bytes]:
    """Write an answer in the format of a file name.

    Returns
    -------
    dict
        Content by file name: the file and, for a CSV, its ``.datapackage.json``.

    Raises
    ------
    GeoDataError
        No such format.
    """
    ending = ending_of(name)
    if ending == "html":
        return {name: page.html(result, tables, lang).encode()}
    if ending in sheet.KINDS:
        return {name: sheet.sheet(result, tables, lang, ending)}
    if ending == "json":
        return {name: (json.dumps(record(result, tables, lang), ensure_ascii=False, indent=1) + "\n").encode()}
    return write_tables(_extract(result, tables, lang), name, "analyses")


def ending_of(name: str) -> str:
    """The one of :data:`ENDINGS` that a file name has.

    Raises
    ------
    GeoDataError
        It has none of them.
    """
    found = next((each for each in sorted(ENDINGS, key=len, reverse=True) if name.lower().endswith(f".{each}")), None)
    if found is None:
        remedy = f"end the name with one of .{', .'.join(ENDINGS)}"
        raise GeoDataError("no such format", source="analyse", value=name, remedy=remedy)
    return found


def record(result: Result, tables: Tables, lang: Lang) -> dict[str, Any]:
    """An answer as plain data: what was asked, the numbers, the words, the marks of its pictures."""
    t = translator(lang)
    return {
        "title": account.title(result, tables, lang),
        "asks": result.question.asks.in_language(lang),
        "subject": account.subject(result.request, tables, lang),
        "refused": result.refused,
        "sentences": result.sentences(lang),
        "coverage": result.coverage(lang),
        "limits": result.question.limits.in_language(lang),
        "correction": account.corrected(result, t),
        "method": account.method(result, t),
        "credit": account.credit(result, tables, lang),
        "estimates": _records(result.estimates),
        "details": _records(result.details.drop(columns="analysis_id")),
    }


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain = table.astype(object).where(table.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def _extract(result: Result, tables: Tables, lang: Lang) -> Extract:
    t = translator(lang)
    asked, day = result.request, retrieved(tables)
    parts = (
        part_of("analyses", account.title(result, tables, lang), result.estimates, ANALYSES, tables.sources, t),
        part_of("analysis_details", t("What its pictures show"), result.details, ANALYSIS_DETAILS, tables.sources, t),
    )
    return Extract(
        title=account.title(result, tables, lang),
        lang=lang,
        selection={"question": asked.question, "place": asked.place.id, "measures": ",".join(asked.measures)},
        period=(f"{asked.first}-01", f"{asked.last}-12") if asked.first else (Selection.start, Selection.end),
        version=tables.version,
        retrieved=day.isoformat() if day else "",
        citation=account.credit(result, tables, lang),
        notes=(
            *result.sentences(lang),
            result.coverage(lang),
            result.question.limits.in_language(lang),
            account.method(result, t),
            *notes.colophon(tables, t),
        ),
        sources=tuple(tables.sources[name] for name in account.sources(result, tables)),
        parts=parts,
    )
