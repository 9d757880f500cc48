"""Small charts as SVG, drawn with matplotlib: columns by year, and months with the calendar of ceasefires.

A year without data is shaded and a measured zero is a dot on the base line, so that the two look different.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from layers.dossier.blocks import DPI, Format
from layers.figure.sheet import ACCENT, INK, RULE, SOFT, house_style
from layers.text.i18n import Translator

Spell = tuple[str, pd.Timestamp, pd.Timestamp]
"""A group, first and last day."""

_MM = 25.4
_NO_DATA_COLOR = "#eeebe3"


@dataclass(frozen=True)
class Columns:
    """A chart of yearly columns.

    Attributes
    ----------
    heights
        Values by year; a missing year has no data.
    stacks
        Instead of ``heights``: name, colour and values by year of each part, from the bottom up.
    """

    title: str
    heights: Mapping[int, float] = field(default_factory=dict)
    color: str = ACCENT
    stacks: Sequence[tuple[str, str, Mapping[int, float]]] = ()


def columns(
    charts: Sequence[Columns],
    years: Sequence[int],
    t: Translator,
    width: float,
    height: float,
    across: int,
    kind: Format = "svg",
) -> bytes:
    """Draw charts of the same years as a grid with ``across`` columns; ``width`` and ``height`` in millimetres."""
    with house_style():
        down = -(-len(charts) // across)
        figure = Figure(figsize=(width / _MM, height / _MM), facecolor="none")
        grid = figure.subplots(down, across, squeeze=False)
        for axes, chart in zip(grid.flat, charts, strict=False):
            _columns(axes, chart, years, t)
        for axes in grid.flat[len(charts) :]:
            axes.axis("off")
        gap = 8.2  # labels of the years and the title below them
        bottom = 8 if any(chart.stacks for chart in charts) else 4.4
        each = (height - bottom - 4.6 - (down - 1) * gap) / down
        figure.subplots_adjust(
            left=9 / width,
            right=1 - 2.5 / width,
            bottom=bottom / height,
            top=1 - 4.6 / height,
            wspace=11 / (width / across),
            hspace=gap / each,
        )
        return _bytes(figure, kind)


def calendar(
    series: Sequence[tuple[str, pd.Series]],
    ceasefires: Sequence[Spell],
    dialogues: Sequence[Spell],
    span: tuple[pd.Timestamp, pd.Timestamp],
    t: Translator,
    width: float,
    height: float,
    kind: Format = "svg",
) -> bytes:
    """Draw monthly columns below bars that show when each ceasefire was in force, and outlines of dialogues.

    Parameters
    ----------
    series
        Title and values by month (first day); a missing month has no data.
    ceasefires, dialogues
        Those of one group share a line. Dialogues are outlines and shade nothing.
    """
    with house_style():
        lanes = [(ceasefires, True), *([(dialogues, False)] if dialogues else [])]
        figure = Figure(figsize=(width / _MM, height / _MM), facecolor="none")
        shares = [*(max(len(groups_of(spells)), 1) * 3.2 for spells, _ in lanes), *([14.0] * len(series))]
        rows = figure.subplots(len(shares), 1, sharex=True, squeeze=False, height_ratios=shares)[:, 0]
        for axes, (spells, filled) in zip(rows, lanes, strict=False):
            _lane(axes, spells, filled=filled)
        for axes, (title, values) in zip(rows[len(lanes) :], series, strict=True):
            months = pd.date_range(span[0], span[1], freq="MS")
            _shade_months(axes, months, values)
            known = values.dropna()
            starts = [_day(month) for month in known.index]
            axes.bar(starts, known.to_numpy(dtype=float), width=24, align="edge", color=ACCENT, linewidth=0)
            axes.set_title(title, fontsize=6.4, loc="left", pad=2.5, color=INK)
            _style_y_axis(axes, t)
        for axes in rows:
            for _, first, last in ceasefires:
                axes.axvspan(_day(first), _day(last) + 1, color="#4c7a8c", alpha=0.07, linewidth=0)
            for side in ("top", "right", "left"):
                axes.spines[side].set_visible(False)
            axes.spines["bottom"].set(color=RULE, linewidth=0.5)
            axes.tick_params(length=0, labelsize=5.8, colors=SOFT)
            axes.set_xlim(_day(span[0]), _day(span[1] + pd.offsets.MonthEnd(1)))
        years = pd.date_range(span[0], span[1], freq="YS")
        rows[-1].set_xticks([_day(day) for day in years], [str(day.year) for day in years], ha="left")
        for axes in rows:
            axes.grid(visible=True, axis="x", color=RULE, linewidth=0.4)
            axes.set_axisbelow(True)
        figure.subplots_adjust(
            left=26 / width, right=1 - 0.5 / width, bottom=4.4 / height, top=1 - 1 / height, hspace=0.42
        )
        return _bytes(figure, kind)


def groups_of(spells: Sequence[Spell]) -> list[str]:
    """Groups in the order in which they first appear."""
    return list(dict.fromkeys(group for group, _, _ in spells))


def _lane(axes: Axes, spells: Sequence[Spell], *, filled: bool) -> None:
    groups = groups_of(spells)
    look = {"color": "#4c7a8c", "linewidth": 0} if filled else {"facecolor": "none", "edgecolor": "#4c7a8c"}
    for group, first, last in spells:
        left = _day(first)
        axes.barh(-groups.index(group), _day(last) + 1 - left, left=left, height=0.62, **look)
    axes.set_yticks([-level for level in range(len(groups))], groups, fontsize=5.6)
    axes.set_ylim(-len(groups) + 0.4, 0.6)


def _columns(axes: Axes, chart: Columns, years: Sequence[int], t: Translator) -> None:
    known = {year for _, _, values in chart.stacks for year in values} | set(chart.heights)
    for year in years:
        if year not in known:
            axes.axvspan(year - 0.5, year + 0.5, color=_NO_DATA_COLOR, linewidth=0)
    if not known:
        axes.text(
            0.5, 0.5, t("no data"), transform=axes.transAxes, ha="center", va="center", fontsize=6.4, color=SOFT
        )
    base = np.zeros(len(years))
    for _, color, values in chart.stacks or [("", chart.color, chart.heights)]:
        heights = np.array([values.get(year, 0.0) for year in years])
        axes.bar(list(years), heights, bottom=base, width=0.78, color=color, linewidth=0)
        base = base + heights
    zeros = [year for year, total in zip(years, base, strict=True) if year in known and total == 0]
    axes.plot(zeros, np.zeros(len(zeros)), ".", color=INK, markersize=2.6, markeredgewidth=0, clip_on=False)
    axes.set_title(chart.title, fontsize=6.4, loc="left", pad=3, color=INK)
    axes.set_xlim(years[0] - 0.5, years[-1] + 0.5)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set(color=INK, linewidth=0.5)
    step = 5 if len(years) > 10 else 2 if len(years) > 4 else 1
    axes.set_xticks([year for year in years if year % step == 0])
    axes.tick_params(length=0, labelsize=5.8, colors=SOFT, pad=2)
    if known:
        _style_y_axis(axes, t, top=float(base.max(initial=0)))
    else:
        axes.set_ylim(0.1, 1)
        axes.set_yticks([])
    if chart.stacks:
        axes.legend(
            [Patch(color=color) for _, color, _ in chart.stacks], [name for name, _, _ in chart.stacks], fontsize=5.6,
            loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=4, frameon=False, handlelength=1, handleheight=1,
            columnspacing=1.2, handletextpad=0.5,
        )  # fmt: skip


def _style_y_axis(axes: Axes, t: Translator, top: float | None = None) -> None:
    """Set few ticks, integers where possible, formatted in the language of the page."""
    axes.set_ylim(0, None if top is None else top * 1.06 or 1)
    if top == 0:
        axes.set_yticks([0])
    else:
        axes.yaxis.set_major_locator(MaxNLocator(nbins=3, integer=top is None or top >= 1))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: t.number(value, 2)))
    axes.grid(visible=True, axis="y", color=RULE, linewidth=0.35)
    axes.set_axisbelow(True)


def _shade_months(axes: Axes, months: pd.DatetimeIndex, values: pd.Series) -> None:
    for month in months:
        if month not in values.index or pd.isna(values[month]):
            left = _day(month)
            axes.axvspan(left, _day(month + pd.offsets.MonthBegin(1)), color=_NO_DATA_COLOR, linewidth=0)


def _day(moment: pd.Timestamp) -> float:
    return float(mdates.date2num(moment.to_pydatetime()))  # type: ignore[no-untyped-call]


def _bytes(figure: Figure, kind: Format) -> bytes:
    stream = io.BytesIO()
    unset = {"svg": "Date", "png": "Software"}
    figure.savefig(stream, format=kind, dpi=DPI, metadata={unset[kind]: None}, facecolor="none")
    return stream.getvalue()
