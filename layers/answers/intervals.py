"""Numbers with their intervals, one below the other: estimates, and ranks of municipalities."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator, NullFormatter

from layers.answers import words
from layers.answers.frame import Box, Frame, nothing, span

MOST_RANKS: Final = 20
_ROW: Final = 3.2
"""Room of an interval below its label, in millimetres."""
_RULER: Final = 2.6
"""Lines of text that an axis with its label takes."""


def intervals_height(frame: Frame, rows: pd.DataFrame, width: float) -> float:
    """Height of :func:`intervals`."""
    labels = sum(frame.lines(_label(frame, row), width - 2) * frame.line + _ROW for row in rows.to_dict("records"))
    groups = rows["unit"].fillna("").nunique()
    return float(labels + groups * frame.line * _RULER)


def intervals(frame: Frame, rows: pd.DataFrame, box: Box) -> None:
    """Numbers with their intervals, one below the other; those of another unit on an axis of their own.

    A pale band is the central 95 % under the null hypothesis.
    """
    left, top, width, _ = box
    for unit, group in rows.groupby(rows["unit"].fillna(""), sort=False):
        records = group.to_dict("records")
        heights = [frame.lines(_label(frame, row), width - 2) * frame.line + _ROW for row in records]
        axes = frame.sheet.axes(left + 1, top, width - 2, sum(heights))
        around = nothing(unit)
        ends = [*group["estimate"], *group["low"], *group["high"], *group["expected_low"], *group["expected_high"]]
        _ruler(frame, axes, ends, around, unit)
        axes.set_ylim(sum(heights), 0)
        level = 0.0
        for row, height in zip(records, heights, strict=True):
            frame.wrapped(left + 1, top + level, width - 2, _label(frame, row))
            y = level + height - _ROW * 0.62
            if pd.notna(row["low"]) and around is not None:
                ends_y = [y - _ROW * 0.25, y + _ROW * 0.62]
                axes.plot([around] * 2, ends_y, color=frame.ink.quiet, linewidth=0.7, zorder=0)
            if pd.notna(row["expected_low"]):
                axes.plot(
                    [row["expected_low"], row["expected_high"]], [y, y], color=frame.ink.band, linewidth=7,
                    solid_capstyle="butt", zorder=1,
                )  # fmt: skip
            if pd.notna(row["low"]):
                axes.plot([row["low"], row["high"]], [y, y], color=frame.ink.accent, linewidth=1.5, zorder=3)
            axes.plot(row["estimate"], y, "o", color=frame.ink.accent, markersize=4.2, zorder=4, clip_on=False)
            level += height
        top += sum(heights) + frame.line * _RULER


def _label(frame: Frame, row: Any) -> str:
    low, high = ("expected_low", "expected_high") if pd.isna(row["low"]) else ("low", "high")
    if low == "low" or pd.isna(row[low]):
        return f"{words.name(words.NAMES, row['statistic'], frame.t)}: {frame.interval(row)}"
    return frame.t(
        "{name}: {value}; by chance {low} to {high}",
        name=words.name(words.NAMES, row["statistic"], frame.t),
        value=frame.number(row["estimate"], row["unit"]),
        low=frame.number(row[low], row["unit"]),
        high=frame.number(row[high], row["unit"]),
    )


def _ruler(frame: Frame, axes: Any, ends: list[float], around: float | None, unit: object) -> None:
    """Set up a horizontal axis, logarithmic for ratios."""
    axes.set_facecolor("none")
    for name, spine in axes.spines.items():
        spine.set(color=frame.ink.rule, linewidth=0.6, visible=name == "bottom")
    axes.tick_params(which="both", length=0, labelsize=frame.size * 0.92, colors=frame.ink.quiet, pad=2)
    if around == 1.0 and all(value > 0 for value in ends if np.isfinite(value)):
        low, high = span([float(np.log(value)) for value in ends if np.isfinite(value)], 0.0)
        axes.set_xscale("log")
        axes.set_xlim(np.exp(low), np.exp(high))
        wanted = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]
        ticks = [tick for tick in wanted if np.exp(low) <= tick <= np.exp(high)]
        if len(ticks) < 3:
            ticks = [tick for tick in _ticks(np.exp(low), np.exp(high)) if np.exp(low) <= tick <= np.exp(high)]
    else:
        axes.set_xlim(span(ends, around))
        low, high = axes.get_xlim()
        ticks = [tick for tick in _ticks(low, high) if low <= tick <= high]
        if unit in (words.YEAR, words.MONTH):
            ticks = [tick for tick in ticks if tick == round(tick)]
    axes.set_xticks(ticks, [frame.number(tick, unit) for tick in ticks])
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xlabel(words.unit(unit, frame.t), fontsize=frame.size, color=frame.ink.quiet, labelpad=2)


def _ticks(low: float, high: float) -> list[float]:
    return list(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high))


def rank_rows(rows: pd.DataFrame, codes: frozenset[str]) -> pd.DataFrame:
    """The rows of ranks that are drawn: those of the place, else the first ones."""
    mine = rows[rows["key"].isin(codes)]
    return (mine if len(mine) < len(rows) and len(mine) else rows).sort_values("estimate").head(MOST_RANKS)


def rank(frame: Frame, rows: pd.DataFrame, box: Box) -> None:
    """Ranks of municipalities with their intervals; 1 is the highest."""
    left, top, width, height = box
    names = frame.tables.municipalities.set_index("municipality_code")["municipality"]
    column = min(width * 0.36, 42.0)
    step = (height - frame.line * 2.6) / len(rows)
    axes = frame.sheet.axes(left + column, top, width - column - 2, step * len(rows))
    axes.set_facecolor("none")
    for name, spine in axes.spines.items():
        spine.set(color=frame.ink.rule, linewidth=0.6, visible=name == "bottom")
    axes.tick_params(which="both", length=0, labelsize=frame.size * 0.92, colors=frame.ink.quiet, pad=2)
    axes.set_ylim(len(rows), 0)
    most = float(rows["high"].max())
    axes.set_xlim(0, most * 1.04 + 1)
    ticks = [1, *(tick for tick in _ticks(1, most) if 1 < tick <= most * 1.04)]
    axes.set_xticks(ticks, [frame.number(tick) for tick in ticks])
    axes.set_xlabel(frame.t("rank, 1 is the highest"), fontsize=frame.size, color=frame.ink.quiet, labelpad=2)
    for place, row in enumerate(rows.to_dict("records")):
        axes.plot([row["low"], row["high"]], [place + 0.5] * 2, color=frame.ink.accent, linewidth=1.5)
        axes.plot(row["estimate"], place + 0.5, "o", color=frame.ink.accent, markersize=3.8)
        name = str(names.get(row["key"], row["key"]))
        text = name if frame.lines(name, column) == 1 else name[: max(6, int(column / 1.7))].rstrip() + "…"
        frame.write(left, top + (place + 0.5) * step - frame.line / 2, text)
