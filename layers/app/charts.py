"""The years of a selection as small charts on one axis of time, under the calendar of ceasefires.

A chart is a row for each source, with its own scale: sources are read beside each other and never added up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import pandas as pd

from geo.source import catalogue
from geo.summary import count_by_year, series
from layers.app.figures import HEADLINES, event_sources
from layers.i18n import N_, Translator
from layers.selection import Selection
from layers.tables import Tables

ROW: Final = 64
"""Height of a row in pixels."""

_TITLE: Final = 0.34
"""Share of a row's height that its title takes."""

SERIES: Final = ["row", "title", "unit", "year", "value", "low", "high", "covered", "partial"]
"""Columns of :func:`yearly`."""

_UNITS: Final = {"victims": N_("victims"), "fatalities": N_("people killed"), "events": N_("events")}


@dataclass(frozen=True)
class Ink:
    """Colours of a chart."""

    text: str
    quiet: str
    rule: str
    bar: str
    band: str


INKS: Final[Mapping[str, Ink]] = {
    "light": Ink(text="#22211f", quiet="#6d685e", rule="#d9d4c7", bar="#4a4740", band="#8a3324"),
    "dark": Ink(text="#ece8df", quiet="#a39d90", rule="#3d3a35", bar="#bdb6a7", band="#e08a6d"),
}


def yearly(selection: Selection, tables: Tables, t: Translator) -> pd.DataFrame:
    """Every series of the selection by calendar year.

    Returns
    -------
    pandas.DataFrame
        :data:`SERIES`: ``row`` names source and variable; ``low`` and ``high`` where the source gives a range;
        ``covered`` is how many of the selected municipalities have a value, missing for counts of events;
        ``partial`` marks a year that the period or the source covers in part. Years without data have no row.
    """
    frames = [_counted(selection, tables, t), *_measured(selection, tables, t)]
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame(columns=SERIES)
    return pd.concat(filled, ignore_index=True)[SERIES]


def chart(rows: pd.DataFrame, selection: Selection, tables: Tables, t: Translator, ink: Ink) -> alt.LayerChart:
    """Draw the headline series of ``rows`` (:func:`yearly`), one above the other, with ceasefires as bands.

    One view holds all rows, each on a scale of its own, so that it fills whatever width there is.
    """
    first, last = pd.Timestamp(selection.start), pd.Timestamp(selection.end) + pd.offsets.MonthEnd(1)
    spans = _lanes(ceasefires(selection, tables), first, last)
    shown = [name for name in (_name(*pair) for pair in HEADLINES) if name in set(rows["row"])]
    top = 1 if len(spans) else 0
    height = top + len(shown)
    axis = alt.Axis(
        title=None,
        format="%Y",
        grid=True,
        gridOpacity=0.5,
        labelSeparation=6,
        labelOverlap=True,
        tickCount={"interval": "year", "step": 1},
    )
    time = alt.X("from:T", scale=alt.Scale(domain=[_day(first), _day(last)]), axis=axis)
    level = alt.Y("y:Q", scale=alt.Scale(domain=[height, 0], nice=False), axis=None)
    layers: list[alt.Chart] = []
    if len(spans):
        layers += _calendar(spans, height, time, level, t, ink)
    layers += _rows(rows, shown, top, time, level, t, ink)
    drawn: alt.LayerChart = (
        alt.layer(*layers)
        .properties(height=ROW * height, width="container", padding={"left": 0, "right": 6, "top": 2, "bottom": 0})
        .configure(background="transparent", font="Source Sans, sans-serif")
        .configure_view(stroke=None)
        .configure_axis(labelColor=ink.quiet, gridColor=ink.rule, domainColor=ink.rule, tickColor=ink.rule)
    )
    return drawn


def table(rows: pd.DataFrame, t: Translator) -> pd.DataFrame:
    """Series of :func:`yearly` beside each other, one row a year; an empty cell is a year without data."""
    named = rows.assign(column=rows["title"] + ", " + rows["unit"])
    order = list(dict.fromkeys(named["column"]))
    wide = named.pivot(index="year", columns="column", values="value")[order]
    return wide.rename_axis(index=t("Year"), columns=None).reset_index()


def ceasefires(selection: Selection, tables: Tables) -> pd.DataFrame:
    """Ceasefires in force within the period in a part, at least, of the selected place."""
    rows = tables.ceasefires
    if rows.empty:
        return rows
    last = pd.Timestamp(selection.end) + pd.offsets.MonthEnd(1)
    departments = {code[:2] for code in tables.selected(selection)}

    def holds(only: object, but: object) -> bool:
        if isinstance(only, str):
            return bool(departments & set(only.split(" ")))
        return not isinstance(but, str) or bool(departments - set(but.split(" ")))

    here = [holds(*pair) for pair in zip(rows["departments"], rows["except_departments"], strict=True)]
    return rows[
        (rows["start"] <= last) & (rows["end"] >= pd.Timestamp(selection.start)) & pd.Series(here, rows.index)
    ]


def _counted(selection: Selection, tables: Tables, t: Translator) -> pd.DataFrame:
    sources = event_sources(selection, tables)
    table = count_by_year(
        tables.events_of(selection),
        sources,
        tables.municipalities,
        tables.selected(selection),
        selection.start,
        selection.end,
    )
    frames = []
    for name, rows in table.groupby("source", observed=True):
        source = sources[str(name)]
        measure = next(word for word in ("victims", "fatalities", "events") if word in source.measures)
        column = "fatalities_best" if measure == "fatalities" else measure
        ranged = measure == "fatalities"
        frames.append(
            pd.DataFrame(
                {
                    "row": _name(source.id, None),
                    "title": t(source.title),
                    "unit": t(_UNITS[measure]),
                    "year": rows["year"].astype(int),
                    "value": rows[column].fillna(0).astype(float),
                    "low": rows["fatalities_low"].fillna(0).astype(float) if ranged else float("nan"),
                    "high": rows["fatalities_high"].fillna(0).astype(float) if ranged else float("nan"),
                    "covered": pd.Series(pd.NA, index=rows.index, dtype="Int64"),
                    "partial": rows["partial"],
                }
            )
        )
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=SERIES)


def _measured(selection: Selection, tables: Tables, t: Translator) -> list[pd.DataFrame]:
    codes = tables.selected(selection)
    frames = []
    for source in catalogue().values():
        for variable in source.variables:
            if variable.over_years == "last" or not (variable.additive or selection.municipality_code):
                continue
            found = series(tables.indicators, variable.id, source.id, codes)
            found = found[found["year"].isin(selection.years)]
            frames.append(
                found.assign(
                    row=_name(source.id, variable.id),
                    title=t(variable.title),
                    unit=t(variable.unit),
                    low=float("nan"),
                    high=float("nan"),
                    covered=found["covered"].astype("Int64"),
                    partial=False,
                )
            )
    return frames


def _lanes(spans: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """Ceasefires cut at the period, each in the lane of its group."""
    if spans.empty:
        return spans
    groups = {name: lane for lane, name in enumerate(spans.sort_values("start")["group"].unique())}
    return spans.assign(
        lane=spans["group"].map(groups) / len(groups),
        first=[max(day, first) for day in spans["start"]],
        last=[min(day, last) + pd.Timedelta(days=1) for day in spans["end"]],
        thickness=1 / len(groups),
    )


def _calendar(
    spans: pd.DataFrame, height: int, time: alt.X, level: alt.Y, t: Translator, ink: Ink
) -> list[alt.Chart]:
    room, gap = 1 - _TITLE, 0.25
    data = pd.DataFrame(
        {
            "from": spans["first"].map(_day),
            "to": spans["last"].map(_day),
            "y": _TITLE + room * spans["lane"],
            "y2": _TITLE + room * (spans["lane"] + spans["thickness"] * (1 - gap)),
            "group": spans[f"group_{t.lang}"],
            "when": [f"{t.date(a)} – {t.date(b)}" for a, b in zip(spans["start"], spans["end"], strict=True)],
            "ended": spans[f"ended_how_{t.lang}"],
            "scope": spans[f"scope_{t.lang}"],
        }
    )
    tips = [
        alt.Tooltip("group:N", title=t("Group")),
        alt.Tooltip("when:N", title=t("In force")),
        alt.Tooltip("scope:N", title=t("Where")),
        alt.Tooltip("ended:N", title=t("How it ended")),
    ]
    shade = pd.DataFrame({"from": data["from"], "to": data["to"], "y": 1.0, "y2": float(height)}).drop_duplicates()
    return [
        alt.Chart(shade)
        .mark_rect(color=ink.band, opacity=0.09, tooltip=None)
        .encode(time, level, x2="to:T", y2="y2:Q"),
        alt.Chart(data)
        .mark_rect(color=ink.band, opacity=0.8, cornerRadius=1)
        .encode(time, level, x2="to:T", y2="y2:Q", tooltip=tips),
        _titles([t("Ceasefires with the government")], level, ink),
    ]


def _rows(
    rows: pd.DataFrame, shown: list[str], top: int, time: alt.X, level: alt.Y, t: Translator, ink: Ink
) -> list[alt.Chart]:
    data = rows[rows["row"].isin(shown)].copy()
    peak = data[["value", "high"]].max(axis=1).groupby(data["row"]).transform("max").clip(lower=1e-9)
    floor = data["row"].map({name: top + place + 1 for place, name in enumerate(shown)}).astype(float)
    for column in ("value", "low", "high"):
        data[f"{column}_y"] = floor - (1 - _TITLE) * data[column] / peak
    bars = pd.DataFrame(
        {
            "from": [f"{year}-01-20" for year in data["year"]],
            "to": [f"{year}-12-10" for year in data["year"]],
            "middle": [f"{year}-07-01" for year in data["year"]],
            "y": data["value_y"],
            "floor": floor,
            "low": data["low_y"],
            "high": data["high_y"],
            "partial": data["partial"],
            "year": data["year"].astype(str),
            "title": data["title"],
            "told": [_told(row, t) for row in data.to_dict("records")],
            "label": [t.significant(value) for value in data["value"]],
        }
    )
    tips = [
        alt.Tooltip("title:N", title=t("What")),
        alt.Tooltip("year:N", title=t("Year")),
        alt.Tooltip("told:N", title=t("How much")),
    ]
    ranged = bars[data["low"] < data["high"]]
    tallest = bars.loc[data.groupby("row")["value"].idxmax()]
    heads = [
        f"{title}, {unit}" for title, unit in data.groupby("row")[["title", "unit"]].first().loc[shown].to_numpy()
    ]
    middle, low = time.copy(), level.copy()
    middle["shorthand"], low["shorthand"] = "middle:T", "low:Q"
    return [
        # a base line only where there is data: measured nothing has one, no data has none
        alt.Chart(bars.assign(y=floor, base=floor + 0.02))
        .mark_rect(color=ink.text)
        .encode(time, level, x2="to:T", y2="base:Q", tooltip=tips),
        alt.Chart(bars)
        .mark_rect(color=ink.bar)
        .encode(
            time,
            level,
            x2="to:T",
            y2="floor:Q",
            opacity=alt.condition("datum.partial", alt.value(0.4), alt.value(0.85)),
            tooltip=tips,
        ),
        alt.Chart(ranged).mark_rule(color=ink.text).encode(middle, low, y2="high:Q"),
        alt.Chart(tallest)
        .mark_text(color=ink.quiet, fontSize=10.5, baseline="bottom", dy=-2)
        .encode(middle, level, text="label:N"),
        _titles(heads, level, ink, top),
    ]


def _titles(heads: list[str], level: alt.Y, ink: Ink, top: int = 0) -> alt.Chart:
    data = pd.DataFrame({"y": [top + place + 0.04 for place in range(len(heads))], "text": heads})
    titles: alt.Chart = (
        alt.Chart(data)
        .mark_text(align="left", baseline="top", fontSize=12, fontWeight=600, color=ink.text)
        .encode(level, x=alt.value(0), text="text:N")
    )
    return titles


def _told(row: Mapping[Any, Any], t: Translator) -> str:
    text = f"{t.significant(row['value'])} {row['unit']}"
    if row["low"] < row["high"]:
        text += " " + t("(low {low}, high {high})", low=t.number(row["low"]), high=t.number(row["high"]))
    return f"{text}; {t('year covered in part')}" if row["partial"] else text


def _name(source: str, variable: str | None) -> str:
    return f"{source}:{variable or 'events'}"


def _day(moment: pd.Timestamp) -> str:
    return moment.date().isoformat()
