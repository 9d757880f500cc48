"""The numbers of an answer as tables, beside its pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from geo.analyses.wording import probability
from layers.analysis.joint import Result
from layers.answers import words
from layers.answers.pictures import kind_of
from layers.tables import Tables
from layers.text.i18n import DASH, N_, Translator

_COLUMNS: Final[Mapping[str, Mapping[str, str]]] = {
    "null": {"x": N_("From"), "y": N_("To"), "estimate": N_("Arrangements")},
    "placebo": {"x": N_("From"), "y": N_("To"), "estimate": N_("Dates")},
    "cell": {"x": N_("km, up to"), "y": N_("Days, up to"), "estimate": N_("Observed / expected")},
    "rank": {"key": N_("Municipality"), "x": N_("Raw rate"), "y": N_("Smoothed rate"), "estimate": N_("Rank")},
    "distance": {"x": N_("km"), "estimate": N_("% within"), "y": N_("% by chance")},
    "month": {"x": N_("Months since the start"), "estimate": N_("Times the months before")},
    "year": {"x": N_("Time"), "estimate": N_("Value")},
    "break": {"x": N_("The new level begins"), "estimate": N_("New level against the old")},
    "coefficient": {"key": N_("What"), "estimate": N_("Value")},
    "": {"key": N_("Municipality"), "estimate": N_("Statistic"), "x": N_("First measure"), "y": N_("Second measure")},
}
"""Headings of columns by kind of series, in order; those of intervals and p-values follow."""

_LAG: Final = {"key": N_("Year"), "x": N_("Years apart"), "estimate": N_("Value")}
_COMMON: Final = {"low": N_("95 %, from"), "high": N_("to"), "p": N_("p"), "p_adjusted": N_("Corrected p")}


@dataclass(frozen=True)
class Table:
    """A table as text.

    Attributes
    ----------
    head, rows
        The first column is text, the others are numbers.
    """

    caption: str
    head: list[str]
    rows: list[list[str]]


def estimates(result: Result, t: Translator) -> Table:
    """The numbers of an answer, with interval, what chance gives, and p-values; empty for one that was refused."""
    head = [
        t("What"), t("n"), t("Value"), t("95 % interval"), t("By chance (95 %)"), t("p"), t("Corrected p"), t("Unit"),
    ]  # fmt: skip
    rows = [] if result.refused else [
        [
            words.name(words.NAMES, row["statistic"], t),
            t.number(row["n"]),
            words.value(row["estimate"], row["unit"], t),
            pair(row["low"], row["high"], row["unit"], t),
            pair(row["expected_low"], row["expected_high"], row["unit"], t),
            p_value(row["p"], t),
            p_value(row["p_adjusted"], t),
            words.unit(row["unit"], t) or DASH,
        ]
        for row in result.estimates.to_dict("records")
    ]  # fmt: skip
    used = [at for at, title in enumerate(head) if at < 3 or any(row[at] != DASH for row in rows)]
    return Table(
        words.name(words.SERIES, "estimates", t),
        [head[at] for at in used],
        [[row[at] for at in used] for row in rows],
    )


def details(result: Result, tables: Tables, t: Translator) -> list[Table]:
    """A table for each series of an answer, in order."""
    names = tables.municipalities.set_index("municipality_code")["municipality"]
    dates = words.MONTH if result.request.scale == "month" else words.YEAR
    groups = result.details.groupby("series", sort=False)
    return [_series(str(series), rows, names, dates, t) for series, rows in groups]


def _series(series: str, rows: pd.DataFrame, names: pd.Series, dates: str, t: Translator) -> Table:
    kind = kind_of(series)
    columns = dict(_LAG if kind == "lag" else _COLUMNS.get(kind, _COLUMNS[""])) | _COMMON
    if series == "cell_pairs":
        columns["estimate"] = N_("Pairs")
    if kind == "lag" and (rows["key"].astype(str) == rows["x"].map("{:g}".format)).all():
        columns.pop("key")
    shown = [name for name in columns if rows[name].notna().any()]
    cells = [[_cell(name, row[name], series, names, dates, t) for name in shown] for row in rows.to_dict("records")]
    if kind == "":
        shown, cells = ["key", *shown[1:]], sorted(cells)
    return Table(_caption(series, kind, t), [t(columns[name]) for name in shown], cells)


def _caption(series: str, kind: str, t: Translator) -> str:
    if series in words.CLASSES:
        return t(words.CLASSES[series])
    title = words.name(words.SERIES, kind, t) if kind else series.replace("_", " ")
    ending = series.removeprefix(kind).removeprefix("_")
    return f"{title}: {words.name(words.VARIANTS, ending, t)}" if ending else title


def _cell(column: str, value: Any, series: str, names: pd.Series, dates: str, t: Translator) -> str:
    kind = kind_of(series)
    if column == "key":
        if not isinstance(value, str):
            return DASH
        return str(names.get(value, value)) if kind in ("", "rank") else words.name(words.NAMES, value, t)
    if column in ("p", "p_adjusted"):
        return p_value(value, t)
    if kind in ("year", "break") and column == "x":
        return words.value(value, dates, t)
    return words.value(value, dates if series == "break_year" else None, t)


def pair(low: Any, high: Any, unit: object, t: Translator) -> str:
    """Write an interval."""
    if pd.isna(low) or pd.isna(high):
        return DASH
    return t("{low} to {high}", low=words.value(low, unit, t), high=words.value(high, unit, t))


def p_value(value: Any, t: Translator) -> str:
    """Write a p-value, never as zero."""
    if pd.isna(value):
        return DASH
    return probability(float(value)).in_language(t.lang).removeprefix("p = ").removeprefix("p ")
