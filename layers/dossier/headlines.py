"""Headlines in words: what, where, when, how much and compared with what, from the tables; never a cause.

Two years are compared only if the source covers both for the same municipalities and measured them by one method.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from layers.dossier.writer import Amount, Writer
from layers.text.i18n import N_

_CHANGED: Final = {
    ("hansen_municipal", "tree_cover_loss_any_canopy"): (
        N_("{after} ha of tree cover were lost in {last}, and {before} ha in {first} (Hansen)"),
        N_("{after} ha of tree cover were lost in {last} (Hansen)"),
    ),
    ("evoa", "evoa_area"): (
        N_("alluvial gold mining took up {after} ha in {last}, and {before} ha in {first} (EVOA)"),
        N_("alluvial gold mining took up {after} ha in {last} (EVOA)"),
    ),
    ("coca", "coca_area"): (
        N_("there were {after} ha of coca on 31 December {last}, and {before} ha in {first} (UNODC)"),
        N_("there were {after} ha of coca on 31 December {last} (UNODC)"),
    ),
}
"""Clauses of a measure by source and variable: with an earlier year to compare with, and without."""

DOMAINS: Final = (
    ("ucdp_ged", "fatalities_best"),
    ("hansen_municipal", "tree_cover_loss_any_canopy"),
    ("evoa", "evoa_area"),
    ("coca", "coca_area"),
)
"""Series of the three domains that a headline of a place names."""


def what_changed(w: Writer, series: Sequence[tuple[str, str]] = DOMAINS) -> Markup:
    """Write one sentence on the newest year of each series within the period, beside the year before it.

    Returns
    -------
    markupsafe.Markup
        Empty if no series has a year.
    """
    clauses = [clause for name in series if (clause := _clause(w, *name))]
    if not clauses:
        return Markup()
    here = w.here[:1].upper() + w.here[1:]
    return w.sentence(N_("{here}, {clauses}."), here=here, clauses=Markup("; ").join(clauses))


def newest_pair(w: Writer, source: str, years: dict[int, Amount]) -> tuple[int, int | None]:
    """The newest year of a series and the year to compare it with; None if there is none that may be compared.

    The year before need not be the calendar year before: EVOA has none for 2015 and 2017. It is left out if the
    method changed since, or if other municipalities are covered.
    """
    last = max(years)
    first = max((year for year in years if year < last), default=None)
    if first is None or years[first].total.covered != years[last].total.covered:
        return last, None
    changed = source in w.sources and w.sources[source].coverage.breaks_within(first, last)
    return last, None if changed else first


def _clause(w: Writer, source: str, variable: str) -> Markup:
    years = w.yearly(source, variable)
    if not years or (source == "evoa" and not any(each.value for each in years.values())):
        return Markup()  # no clause about the gold of a place that has none
    last, first = newest_pair(w, source, years)
    if variable == "fatalities_best":
        return _killed(w, source, last, first)
    text = _CHANGED[source, variable][0 if first is not None else 1]
    before = {"first": first, "before": w.number(years[first])} if first is not None else {}
    return w.sentence(text, last=last, after=w.number(years[last]), **before)


def _killed(w: Writer, source: str, last: int, first: int | None) -> Markup:
    years = w.yearly(source, "fatalities_best")
    values: dict[str, object] = {"last": last, "after": w.number(years[last]), "range": _range(w, source, last)}
    if first is None:
        return w.plural(
            "UCDP counts {after} person killed in armed conflict in {last}{range}",
            "UCDP counts {after} people killed in armed conflict in {last}{range}",
            years[last].value or 0,
            **values,
        )
    return w.plural(
        "UCDP counts {after} person killed in armed conflict in {last}{range}, and {before} in {first}{range_before}",
        "UCDP counts {after} people killed in armed conflict in {last}{range}, and {before} in {first}{range_before}",
        years[last].value or 0,
        **values,
        first=first,
        before=w.number(years[first]),
        range_before=_range(w, source, first),
    )


def _range(w: Writer, source: str, year: int) -> Markup:
    """Low and high estimate of a year in brackets; empty if they are equal."""
    low, high = (w.yearly(source, f"fatalities_{bound}")[year] for bound in ("low", "high"))
    if low.value == high.value:
        return Markup()
    return Markup(" ({})").format(w.sentence(N_("low {low}, high {high}"), low=w.number(low), high=w.number(high)))
