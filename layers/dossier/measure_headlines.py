"""Headlines of a measure and of an area, in the words and by the rules of ``headlines``."""

from __future__ import annotations

from typing import Final

import pandas as pd
from markupsafe import Markup

from geo.source import Variable
from geo.statistics import summary
from layers.analysis.area import AreaReport
from layers.catalog import CHOROPLETHS
from layers.catalog.forms import COUNTED
from layers.catalog.model import Choropleth
from layers.dossier import headlines
from layers.dossier.peers import reference
from layers.dossier.writer import Amount, Writer
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_
from layers.text.terms import unit_after

_KILLED: Final = N_("people")
"""Unit of the people killed: a headline begins with the title of its measure, which says that they were."""

_SPATIAL: Final = ("ucdp_ged", "cnmh_massacres")
"""Sources of events whose count inside an area a headline names, the first that covers it."""


def of_map(selection: Selection, tables: Tables) -> Markup:
    """Write what a map shows: the sum of its measure, its newest year and the one before, the extremes of its rate.

    Without a measure it is what changed in the three domains.
    """
    w = Writer(selection, tables)
    layer = CHOROPLETHS.get(selection.choropleth or "")
    if layer is None:
        return headlines.what_changed(w)
    values = tables.values(layer.measure, selection.years)
    known = values["value"].reindex(w.codes).dropna()
    if known.empty or not values.attrs["years"]:
        return w.sentence(
            N_("{title}: no data {here} in {period}, which is not zero."),
            title=w.t(layer.title),
            here=w.here,
            period=w.t.period(selection.start, selection.end),
        )
    total = _sum(w, layer)
    rate = _of_one(w, layer, values) if w.single else _extremes(w, layer, values)
    if not total and rate:
        total = w.sentence(
            N_("{title}, {here}, {years}."),
            title=w.t(layer.title),
            here=w.here,
            years=w.t.years(values.attrs["years"]),
        )
    return Markup(" ").join(filter(None, (total, rate)))


def of_area(report: AreaReport, selection: Selection, tables: Tables) -> Markup:
    """Write the size of an area, what it touches, and the events inside beside those that may be."""
    w = Writer(selection, tables)
    places = report.municipalities
    values: dict[str, object] = {
        "size": w.plain(report.hectares, "area/hectares"),
        "touched": w.plain(float(len(places)), "area/municipalities"),
        "most": str(places["municipality"].iloc[0]) if len(places) else "",
    }
    if not len(places):
        return w.sentence(N_("The area of {size} ha lies outside the municipalities of Colombia."), **values)
    texts = [
        w.plural(
            "The area of {size} ha lies in {touched} municipality, {most}.",
            "The area of {size} ha touches {touched} municipalities, {most} with the largest part.",
            len(places),
            **values,
        )
    ]
    found = next((e for name in _SPATIAL for e in report.events if e.inside and e.inside.source == name), None)
    if found is not None and found.inside is not None and found.inside.value is not None:
        figure, uncertain = found.inside, found.uncertain.value
        what = f"area/{figure.source}/uncertain"
        texts.append(
            w.sentence(
                N_("{source}, {scope}: {value} {unit} inside; {uncertain} in places known too coarsely to say."),
                source=figure.title,
                scope=figure.scope or w.t.period(selection.start, selection.end),
                value=w.plain(found.inside.value, f"area/{figure.source}"),
                unit=figure.unit,
                uncertain=w.missing if uncertain is None else w.plain(uncertain, what),
            )
        )
    return Markup(" ").join(texts)


def _sum(w: Writer, layer: Choropleth) -> Markup:
    """The sum over the place and its newest year; empty for what may not be summed, or is a register's."""
    measure = layer.measure
    source = w.sources.get(measure.source)
    variable = next((each for each in source.variables if each.id == measure.variable), None) if source else None
    if measure.standing or measure.over_years == "last" or (variable and not variable.additive and not w.single):
        return Markup()
    total = w.amount(measure.source, measure.variable, measure.over_years)
    if total.value is None:
        return Markup()
    years = w.yearly(measure.source, measure.variable)
    text = N_("{title}, {here}: {total} {unit} in {years}{range}{reach}{newest}.")
    if measure.over_years == "mean":
        text = N_("{title}, {here}: {total} {unit} on average in {years}{range}{reach}{newest}.")
    reach = w.coverage(total)
    return w.sentence(
        text,
        title=w.t(variable.title if variable else layer.title),
        here=w.here,
        total=w.number(total),
        unit=unit_after(total.value, _unit(measure.variable, variable), w.t),
        years=w.span(total),
        range=_bounds(w, layer, total),
        reach=Markup(" ({})").format(reach) if reach else "",
        newest=_newest(w, total, years) if len(total.years) > 1 else "",
    )


def _newest(w: Writer, total: Amount, years: dict[int, Amount]) -> Markup:
    """The newest year and the one before; empty if they are of other municipalities than the total."""
    last, first = headlines.newest_pair(w, total.source, years)
    if years[last].total.covered != total.total.covered:
        return Markup()
    if first is None:
        return w.sentence(N_("; {after} in {last}"), last=last, after=w.number(years[last]))
    text = N_("; {after} in {last}, and {before} in {first}")
    return w.sentence(text, last=last, after=w.number(years[last]), first=first, before=w.number(years[first]))


def _bounds(w: Writer, layer: Choropleth, total: Amount) -> Markup:
    if layer.band is None:
        return Markup()
    low, high = (w.amount(total.source, variable) for variable in layer.band)
    if low.value is None or low.value == high.value:
        return Markup()
    return Markup(" ({})").format(w.sentence(N_("low {low}, high {high}"), low=w.number(low), high=w.number(high)))


def _unit(variable: str, declared: Variable | None) -> str:
    if declared:
        return declared.unit
    return _KILLED if variable.startswith("fatalities") else COUNTED[variable]


def _extremes(w: Writer, layer: Choropleth, values: pd.DataFrame) -> Markup:
    """Where the mapped value is highest, beside the median of the municipalities with data."""
    known = values["value"].reindex(w.codes).dropna()
    highest = known[known == known.max()]
    if len(known) < 2 or highest.iloc[0] <= 0 or len(highest) > 1:
        return Markup()
    return w.sentence(
        N_("Highest in {name}: {value} {unit}; the median of the {n} municipalities with data is {median}."),
        name=_name(w, str(highest.index[0])),
        value=w.plain(float(highest.iloc[0]), f"measure/{layer.id}"),
        unit=w.t(layer.measure.unit),
        n=w.plain(float(len(known)), f"measure/{layer.id}/municipalities"),
        median=w.plain(float(known.median()), f"measure/{layer.id}/median"),
    )


def _of_one(w: Writer, layer: Choropleth, values: pd.DataFrame) -> Markup:
    """The mapped value of a municipality beside the median of its region or department, and its rank there."""
    code = w.codes[0]
    area, codes = reference(w)
    middle = values["value"].reindex(codes).median()
    rank = summary.rank(values, code, codes)
    place = N_("; rank {place} of {of}")
    return w.sentence(
        N_("That is {value} {unit}; the median of {area} is {median}{rank}."),
        value=w.plain(float(values["value"][code]), f"measure/{layer.id}"),
        unit=w.t(layer.measure.unit),
        area=area,
        median=w.plain(float(middle), f"measure/{layer.id}/median"),
        rank=w.sentence(place, place=w.t.number(rank.place), of=w.t.number(rank.of)) if rank else "",
    )


def _name(w: Writer, code: str) -> str:
    return str(w.rows["municipality"][code])
