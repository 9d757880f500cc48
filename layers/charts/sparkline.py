"""A row of years as small columns in one line of a table: the same years in every row, each with its own scale."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from html import escape
from typing import Final

from layers.text.i18n import Translator

_WIDTH: Final = 148.0
_HEIGHT: Final = 26.0
_GAP: Final = 0.8
_LEAST: Final = 1.6
"""Pixels of the lowest column, so that little is seen to be more than nothing."""

_ZERO: Final = 1.2


def sparkline(values: Mapping[int, float], years: range, period: Collection[int], t: Translator) -> str:
    """Draw values by year as HTML: a tick for zero, nothing for a year without data.

    The columns are cut out of an element whose background a style sheet sets (``tp-spark``), since Streamlit takes
    no SVG into a page and a picture would not follow its theme.

    Parameters
    ----------
    values
        Values from zero up by year; those of other ``years`` are left out.
    years
        Years from edge to edge.
    period
        Years in full colour; the others are paler.

    Returns
    -------
    str
        HTML; empty for fewer than two values.
    """
    shown = {year: value for year, value in sorted(values.items()) if year in years}
    if len(shown) < 2:
        return ""
    step, highest = _WIDTH / len(years), max(shown.values())
    paths = {"tp-out": "", "tp-in": ""}
    for year, value in shown.items():
        height = max(value / highest * _HEIGHT, _LEAST) if value > 0 else _ZERO
        look = "tp-in" if year in period else "tp-out"
        left = f"{(year - years[0]) * step:.1f}"
        paths[look] += f"M{left} {_HEIGHT:g}v-{height:.1f}h{step - _GAP:.1f}v{height:.1f}z"
    drawn = "".join(
        f'<i class="{look}" style="clip-path:path(\'{path}\')"></i>' for look, path in paths.items() if path
    )
    label = escape(in_words(shown, t))
    size = f"width:{_WIDTH:g}px;height:{_HEIGHT:g}px"
    return f'<span class="tp-spark" role="img" aria-label="{label}" title="{label}" style="{size}">{drawn}</span>'


def in_words(values: Mapping[int, float], t: Translator) -> str:
    """The years that have a value, the highest and the last value, to be read aloud."""
    top, last = max(values, key=lambda year: values[year]), max(values)
    fields = {"highest": t.significant(values[top]), "top": top, "newest": t.significant(values[last]), "last": last}
    return f"{t.years(sorted(values))}: " + t("highest {highest} ({top}), latest {newest} ({last})", **fields)
