"""Charts: one drawing of each serves the app, the files to download and the exported pages.

:func:`chart` builds one of :data:`KINDS`, :func:`render` writes it as PNG, SVG or CSV, :func:`write` does both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.escaping import for_spreadsheet
from geo.schema import GeoDataError, one_of
from layers.catalog import CHOROPLETHS
from layers.charts import histogram, over_time, scatter, sheet
from layers.charts.model import Chart, Kind
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_

__all__ = ["FILES", "FORMATS", "KINDS", "Chart", "Kind", "chart", "render", "write"]

KINDS: Final[tuple[Kind, ...]] = ("over_time", "by_party", "by_month", "inside_outside", "two_measures")
"""Those of a selection; those of a region in brief and of a story are built in :mod:`layers.dossier`."""

FILES: Final[Mapping[str, str]] = {
    "png": N_("Chart, picture (PNG)"),
    "svg": N_("Chart, vector picture (SVG)"),
    "csv": N_("Numbers of the chart (CSV)"),
}
"""What can be downloaded of a chart, by format."""

FORMATS: Final = tuple(FILES)


def chart(kind: str, selection: Selection, tables: Tables, *, second: str = "", theme: str = "light") -> Chart | None:
    """Build a chart of a selection.

    Parameters
    ----------
    kind
        One of :data:`KINDS`.
    second
        For ``two_measures``, the choropleth to compare that of the selection with.
    theme
        ``light`` or ``dark``.

    Returns
    -------
    Chart or None
        None if there is no data to draw.

    Raises
    ------
    GeoDataError
        No such kind, or ``two_measures`` without two measures.
    """
    if kind == "over_time":
        return over_time.by_source(selection, tables, theme)
    if kind == "by_party":
        return over_time.parties(selection, tables, theme)
    if kind == "by_month":
        return histogram.by_month(selection, tables, theme)
    if kind == "inside_outside":
        return over_time.sides(selection, tables, theme)
    if kind != "two_measures":
        raise GeoDataError("no such chart", source="chart", value=kind, remedy=one_of(kind, KINDS))
    if second not in CHOROPLETHS or selection.choropleth is None:
        remedy = "name the first as choropleth, the second as one of terrapaz layers"
        raise GeoDataError("needs two measures", source="chart", column="with", value=second, remedy=remedy)
    return scatter.two_measures(selection, second, tables, theme)


def write(kind: str, selection: Selection, tables: Tables, ending: str, *, second: str = "") -> bytes:
    """Build a chart and write it in a format of :data:`FORMATS`.

    Raises
    ------
    GeoDataError
        As of :func:`chart`, or there is nothing to draw.
    """
    drawn = chart(kind, selection, tables, second=second)
    if drawn is None:
        remedy = "choose another place, period or source: terrapaz sources lists what each covers"
        raise GeoDataError("there is no data for it", source="chart", value=kind, remedy=remedy)
    return render(drawn, ending)


def render(drawn: Chart, kind: str) -> bytes:
    """Write a chart, built for the light theme.

    Parameters
    ----------
    kind
        One of :data:`FORMATS`. A CSV holds the numbers; an empty cell has no data.
    """
    if kind == "svg":
        return sheet.svg(drawn).encode()
    if kind == "png":
        return sheet.png(drawn)
    table = drawn.table.rename(columns=for_spreadsheet)
    texts = [name for name in table.columns if table[name].dtype.kind != "f"]
    table = table.assign(**{name: table[name].astype(str).map(for_spreadsheet) for name in texts})
    written: str = table.to_csv(index=False, float_format="%.10g", lineterminator="\n")
    return written.encode("utf-8-sig")
