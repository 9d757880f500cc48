"""The months of a story: its monthly series with what each amounts to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
from markupsafe import Markup

from layers.analysis.domains import COLORS, domain_of
from layers.charts.panels import Bar, Panel
from layers.dossier.calendar import monthly
from layers.dossier.writer import Writer
from layers.text.i18n import N_

_SERIES: Final = (
    (N_("Acts of terrorism"), N_("Ministry of Defence"), "mindefensa_terrorism", "events"),
    (N_("People killed in armed conflict"), "UCDP", "ucdp_ged", "fatalities_best"),
    (N_("Victims of homicide"), N_("Police"), "police_homicides", "victims"),
)
"""Monthly series of the chart: title, publisher, source, measure. One without a covered month is left out."""


@dataclass(frozen=True, eq=False)
class Months:
    """A monthly series: NaN where it has no data; ``bounds`` are the low and the high estimate, if it has them."""

    title: str
    publisher: str
    source: str
    measure: str
    best: pd.Series
    bounds: tuple[pd.Series, ...]


def monthly_series(w: Writer) -> Iterator[Months]:
    """The series that have a covered month."""
    first, last = (pd.Timestamp(f"{month}-01") for month in (w.selection.start, w.selection.end))
    for title, publisher, source, measure in _SERIES:
        if source not in w.sources:
            continue
        stated = [f"fatalities_{bound}" for bound in ("low", "high")] if measure == "fatalities_best" else []
        values, *bounds = (monthly(w, source, each, first, last) for each in (measure, *stated))
        if values.notna().any():
            yield Months(w.t(title), w.t(publisher), source, measure, values, tuple(bounds))


def panel(w: Writer, months: Months, theme: str) -> Panel:
    """A series as a panel of small multiples, with place, publisher and unit in its heading."""
    known = months.best.dropna()
    low, high = months.bounds or (None, None)
    bars = [
        Bar(
            month.date(),
            (month + pd.offsets.MonthEnd(1)).date(),
            float(value),
            None if low is None else float(low[month]),
            None if high is None else float(high[month]),
            says=f"{w.t.period(f'{month:%Y-%m}', f'{month:%Y-%m}')}: {w.t.significant(float(value))}",
        )
        for month, value in zip(pd.DatetimeIndex(known.index), known, strict=True)
    ]
    unit = _unit(w, months)
    return Panel(
        months.title, f"{months.publisher} · {w.name} · {unit}", COLORS[theme][domain_of(months.source)], bars
    )


def monthly_table(w: Writer, series: Sequence[Months]) -> pd.DataFrame:
    """The numbers of the panels, a row a month; NaN has no data."""
    columns: dict[str, pd.Series] = {}
    for each in series:
        title = f"{each.title} ({each.publisher}), {_unit(w, each)}"
        columns[title] = each.best
        for text, values in zip((N_("{series}: low"), N_("{series}: high")), each.bounds, strict=False):
            columns[w.t(text, series=title)] = values
    months = pd.date_range(w.selection.start, w.selection.end, freq="MS")
    found = pd.DataFrame(columns, index=months, dtype=float)
    return found.set_index(months.strftime("%Y-%m")).rename_axis(index=w.t("When")).reset_index()


def _unit(w: Writer, months: Months) -> str:
    return w.t("events a month") if months.measure == "events" else w.t("people a month")


def in_words(w: Writer, months: Months) -> Markup:
    """Write the sum of the covered months of a series, and its highest month unless it has none."""
    known = months.best.dropna()
    peak = known.idxmax()
    name = f"{months.source}/{months.measure}"
    total = w.plain(float(known.sum()), f"{name}/months")
    low, high = (float(bound.dropna().sum()) for bound in months.bounds) if months.bounds else (0.0, 0.0)
    if low != high:
        bounds = {"low": w.plain(low, f"{name}/low"), "high": w.plain(high, f"{name}/high")}
        total = w.sentence(N_("{best} (low {low}, high {high})"), best=total, **bounds)
    fields: dict[str, object] = {
        "title": months.title,
        "publisher": months.publisher,
        "here": w.here,
        "total": total,
        "span": w.t.period(f"{known.index[0]:%Y-%m}", f"{known.index[-1]:%Y-%m}"),
        "peak": w.t.period(f"{peak:%Y-%m}", f"{peak:%Y-%m}"),
        "most": w.plain(float(known.max()), f"{name}/month"),
    }
    text = N_("{title} ({publisher}), {here}: {total} in {span}; {most} in {peak}, the highest month.")
    if known.max() < 2 or (known == known.max()).sum() > 1:
        text = N_("{title} ({publisher}), {here}: {total} in {span}.")
    return w.sentence(text, **fields)
