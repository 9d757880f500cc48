"""Drawings along axes, one per kind of series: each takes its rows and a box on a sheet."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap, TwoSlopeNorm
from matplotlib.ticker import MaxNLocator, NullFormatter

from layers.analysis import requests
from layers.answers import words
from layers.answers.frame import Box, Frame, span
from layers.text.typesetting import width_of

_DIVERGING: Final = LinearSegmentedColormap.from_list(
    "PuOr", ["#542788", "#998ec3", "#d8daeb", "#fffefb", "#fee0b6", "#f1a340", "#b35806"]
)
_LEVEL: Final = 0.05


def null(frame: Frame, rows: pd.DataFrame, box: Box, observed: pd.Series | None, labels: tuple[str, str]) -> None:
    """The distribution under the null hypothesis, and the observed number as a line."""
    axes = frame.axes(box, *labels)
    axes.bar(
        rows["x"], rows["estimate"], width=rows["y"] - rows["x"], align="edge", color=frame.ink.bar, linewidth=0.4,
        edgecolor="none",
    )  # fmt: skip
    seen = [] if observed is None or pd.isna(observed["estimate"]) else [float(observed["estimate"])]
    axes.set_xlim(span([*rows["x"], *rows["y"], *seen]))
    if (rows["y"] - rows["x"] == 1).all():
        axes.xaxis.set_major_locator(MaxNLocator(max(3, int(box[2] // 16)), integer=True))
    axes.set_ylim(0, float(rows["estimate"].max()) * 1.22)
    for value in seen:
        axes.axvline(value, color=frame.ink.accent, linewidth=1.6)
        low, high = axes.get_xlim()
        right = value > (low + high) / 2
        axes.annotate(
            frame.t("observed: {value}", value=frame.number(value)),
            (value, 1), xycoords=("data", "axes fraction"),
            xytext=(-3 if right else 3, -2), textcoords="offset points",
            ha="right" if right else "left", va="top", fontsize=frame.size, color=frame.ink.accent, weight="bold",
        )  # fmt: skip


def lag(frame: Frame, rows: pd.DataFrame, box: Box, around: float, y_label: str, x_label: str) -> None:
    """Numbers with intervals along a row of years or lags, around the value where nothing differs."""
    axes = frame.axes(box, x_label, y_label)
    _errors(frame, axes, rows, frame.ink.accent, 0.0)
    axes.axhline(around, color=frame.ink.quiet, linewidth=0.7, zorder=0)
    axes.axvline(-0.5 if (rows["x"] == -1).any() and rows["low"].isna().any() else np.nan, color=frame.ink.rule)
    axes.set_ylim(span([*rows["low"], *rows["high"], *rows["estimate"]], around))
    places = rows["x"].tolist()
    names = [key if isinstance(key, str) else frame.number(x) for key, x in zip(rows["key"], places, strict=True)]
    every = -(-len(places) // max(3, int(box[2] // 11)))
    axes.set_xticks(places[::every], [name.replace("-", "\N{MINUS SIGN}") for name in names[::every]])
    axes.set_xlim(min(places) - 0.6, max(places) + 0.6)


def month(frame: Frame, groups: dict[str, pd.DataFrame], box: Box) -> None:
    """An event study: ratios before and after a start, there and elsewhere, as bins of months."""
    left, top, width, height = box
    colors = {"month": frame.ink.accent, "month_outside": frame.ink.quiet}
    titles = {"month": frame.t("where the group was"), "month_outside": frame.t("elsewhere")}
    known = [(colors.get(name, frame.ink.bar), titles.get(name, name)) for name in groups]
    _key(frame, known, left, top)
    axes = frame.axes(
        (left, top + frame.line, width, height - frame.line),
        frame.t("months since the start"),
        frame.t("times the months before"),
    )
    joint = pd.concat(groups.values())
    positive = bool((joint[["estimate", "low"]].dropna() > 0).all().all())
    if positive:
        axes.set_yscale("log")
        ends = np.log([*joint["low"].dropna(), *joint["high"].dropna(), *joint["estimate"].dropna()])
        axes.set_ylim(*np.exp(span(list(ends), 0.0)))
        low, high = axes.get_ylim()
        ticks = [tick for tick in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20) if low <= tick <= high]
        axes.set_yticks(ticks, [frame.number(tick) for tick in ticks])
        axes.yaxis.set_minor_formatter(NullFormatter())
        axes.tick_params(which="minor", length=0)
    axes.axhline(1, color=frame.ink.quiet, linewidth=0.7, zorder=0)
    axes.axvline(0, color=frame.ink.text, linewidth=0.8, linestyle=(0, (3, 2)), zorder=0)
    for shift, (name, rows) in zip((-0.25, 0.25, 0.5), groups.items(), strict=False):
        _errors(frame, axes, rows, colors.get(name, frame.ink.bar), shift)


def _errors(frame: Frame, axes: Any, rows: pd.DataFrame, color: str, shift: float) -> None:
    for row in rows.to_dict("records"):
        if pd.notna(row["low"]) and pd.notna(row["high"]):
            axes.plot([row["x"] + shift] * 2, [row["low"], row["high"]], color=color, linewidth=1.3)
    hollow = rows["low"].isna()
    axes.plot(rows["x"][~hollow] + shift, rows["estimate"][~hollow], "o", color=color, markersize=3.8)
    axes.plot(
        rows["x"][hollow] + shift, rows["estimate"][hollow], "o", markersize=4, markerfacecolor="none",
        markeredgecolor=color, clip_on=False,
    )  # fmt: skip


def cell(frame: Frame, rows: pd.DataFrame, box: Box) -> None:
    """A grid of distances by days: observed over expected, with its number; bold where it survives the correction."""
    grid = rows.pivot_table(index="y", columns="x", values="estimate", sort=True, dropna=False)
    p = rows.pivot_table(index="y", columns="x", values="p_adjusted", sort=True, dropna=False)
    adjusted = p.reindex_like(grid).to_numpy(dtype=float)
    axes = frame.axes(box, frame.t("kilometres, up to"), frame.t("days, up to"))
    values = grid.to_numpy(dtype=float)
    most = max(float(np.nanmax(values)), 1.5)
    norm = TwoSlopeNorm(1, min(float(np.nanmin(values)), 0.5), most)
    axes.pcolormesh(values, cmap=_DIVERGING, norm=norm, edgecolors="#fbfaf7", linewidth=1.2)
    for (row, column), value in np.ndenumerate(values):
        if np.isfinite(value):
            survives = bool(adjusted[row, column] <= _LEVEL)
            r, g, b, _ = _DIVERGING(norm(value))
            dark = 0.3 * r + 0.6 * g + 0.1 * b < 0.5
            axes.text(
                column + 0.5, row + 0.5, frame.number(round(float(value), 2)), ha="center", va="center",
                fontsize=frame.size, weight="bold" if survives else "normal",
                color="#ffffff" if dark else "#22211f" if survives else "#6b675f",
            )  # fmt: skip
    axes.set_xticks(np.arange(values.shape[1]) + 0.5, [frame.number(float(x)) for x in grid.columns.to_numpy()])
    axes.set_yticks(np.arange(values.shape[0]) + 0.5, [frame.number(float(y)) for y in grid.index.to_numpy()])


def distance(frame: Frame, rows: pd.DataFrame, box: Box) -> None:
    """Shares within distances, and the central 95 % that random points give."""
    axes = frame.axes(box, frame.t("kilometres"), frame.t("% of the events within"))
    rows = rows.sort_values("x")
    axes.fill_between(rows["x"], rows["low"], rows["high"], color=frame.ink.band, linewidth=0)
    axes.plot(rows["x"], rows["y"], ":", color=frame.ink.quiet, linewidth=1)
    axes.plot(rows["x"], rows["estimate"], "-o", color=frame.ink.accent, linewidth=1.3, markersize=3.8)
    axes.set_xticks(list(rows["x"]), [frame.number(x) for x in rows["x"]])
    axes.set_xlim(0, float(rows["x"].max()) * 1.05)
    axes.set_ylim(0, float(rows[["estimate", "high"]].max().max()) * 1.1 or 1)


def year(frame: Frame, groups: dict[str, pd.DataFrame], box: Box) -> None:
    """Values by year, beside those of matched municipalities and of the country, or with the year of a new level."""
    left, top, width, height = box
    beside = "year_matched" in groups
    looks = {
        "year": (frame.ink.accent, "-o", frame.t("these municipalities")),
        "year_matched": (frame.ink.quiet, "-", frame.t("matched municipalities")),
        "year_country": (frame.ink.text, ":", frame.t("the country")),
    }
    if beside:
        keys = [(color, title) for name, (color, _, title) in looks.items() if name in groups]
        top, height = top + frame.line, height - frame.line
        _key(frame, keys, left, top - frame.line)
    label = frame.t("times the years before") if beside else _unit_of_measure(frame)
    axes = frame.axes((left, top, width, height), "", label)
    values: list[float] = []
    for name in reversed(looks):
        if name not in groups:
            continue
        rows, (color, style, _) = groups[name].sort_values("x"), looks[name]
        if rows["low"].notna().any():
            axes.fill_between(rows["x"], rows["low"], rows["high"], color=frame.ink.band, linewidth=0, zorder=0)
        axes.plot(rows["x"], rows["estimate"], style, color=color, linewidth=1.2, markersize=3.4)
        values += [*rows["estimate"], *rows["low"], *rows["high"]]
    axes.set_ylim(span(values, 0.0))
    if beside:
        axes.axhline(1, color=frame.ink.rule, linewidth=0.7, zorder=0)
    years = sorted({int(x) for rows in groups.values() for x in rows["x"].dropna()})
    every = -(-len(years) // max(3, int(width // 12)))
    axes.set_xticks(years[::every], [str(each) for each in years[::every]])
    monthly = frame.result.request.scale == words.MONTH
    half = 1 / 24 if monthly else 0.5
    for row in _records(groups, "break_year"):
        axes.axvspan(row["low"] - half, row["high"] - half, color=frame.ink.band, linewidth=0, zorder=0)
    for row in _records(groups, "break"):
        late = row["x"] > (years[0] + years[-1]) / 2
        begins = words.value(row["x"], words.MONTH if monthly else words.YEAR, frame.t)
        axes.axvline(row["x"] - half, color=frame.ink.text, linewidth=0.8, linestyle=(0, (3, 2)))
        axes.annotate(
            frame.t("new level from {year}", year=begins), (row["x"] - half, 1),
            xycoords=("data", "axes fraction"), xytext=(-3 if late else 3, -1), textcoords="offset points",
            ha="right" if late else "left", va="top", fontsize=frame.size, color=frame.ink.text, weight="bold",
        )  # fmt: skip


def _records(groups: dict[str, pd.DataFrame], name: str) -> list[dict[Any, Any]]:
    return groups[name].to_dict("records") if name in groups else []


def _key(frame: Frame, entries: list[tuple[str, str]], left: float, top: float) -> None:
    """Write the meaning of colours in one line."""
    for color, title in entries:
        frame.sheet.swatch(left, top + 1.0, 2.4, 1.5, facecolor=color, linewidth=0)
        frame.write(left + 3.4, top, title)
        left += 7 + width_of(title, frame.size)


def _unit_of_measure(frame: Frame) -> str:
    if frame.result.request.scale == words.MONTH:
        return frame.t("a month")
    known, names = requests.evidence(frame.tables).measures, frame.result.request.measures
    return known[names[0]].unit.in_language(frame.t.lang) if names and names[0] in known else ""
