"""The forms of a measure: as its map shows it, the amount it is made of, and that amount by people and by area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal, get_args

from geo.source import Source, Variable
from layers.catalog.model import Choropleth
from layers.text.i18n import N_, Translator

Form = Literal["count", "map", "people", "area"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
FORM_NAMES: Final[Mapping[Form, str]] = {
    "count": N_("Total"),
    "map": N_("As on the map"),
    "people": N_("Per 100,000 inhabitants"),
    "area": N_("Per 100 km²"),
}
"""The forms by id, in the order in which those of one measure stand side by side."""

POPULATION: Final = ("population", "dane_population")
"""Variable and source of the number of inhabitants."""

_PER_PEOPLE: Final = 100_000
_PER_AREA: Final = 100
COUNTED: Final[Mapping[str, str]] = {
    "events": N_("events"),
    "victims": N_("victims"),
    "fatalities_best": N_("people killed"),
}
"""What sources of events count, by variable."""


def in_form(layer: Choropleth, form: Form, sources: Mapping[str, Source]) -> Choropleth | None:
    """A layer with its measure in another form; None if the measure has no such form.

    Amounts that may be added up over municipalities (people, events, hectares) have every form. What is a rate
    already where its source states it, such as a share of households, is shown as on the map only.

    Parameters
    ----------
    sources
        Of the build, which state what may be added up.
    """
    own = layer.measure
    if form == "map":
        return layer
    if not _is_amount(layer, sources):
        return None
    if form == "area" and (own.per, own.scale) == ("area", _PER_AREA):
        return layer
    if form == "people" and (own.per, own.scale) == (POPULATION[0], _PER_PEOPLE):
        return layer
    amount = replace(own, per=None, per_source=None, static=False, carried=False, annual=False, scale=1.0)
    if form == "area":
        amount = replace(amount, per="area", scale=_PER_AREA)
    elif form == "people":
        if (own.variable, own.source) == POPULATION:
            return None
        amount = replace(amount, per=POPULATION[0], per_source=POPULATION[1], carried=True, scale=_PER_PEOPLE)
    return replace(layer, measure=amount)


def unit_in(layer: Choropleth, form: Form, sources: Mapping[str, Source], t: Translator) -> str:
    """The unit of a measure in a form, translated; ``layer`` as the catalogue has it."""
    if form == "map" or not _is_amount(layer, sources) or in_form(layer, form, sources) is layer:
        return t(layer.measure.unit)
    declared = _declared(layer, sources)
    amount = t(declared.unit if declared else layer.counted or COUNTED[layer.measure.variable])
    if form == "area":
        return t("{amount} per 100 km²", amount=amount)
    if form == "people":
        is_flow = layer.measure.over_years == "sum"
        text = N_("{amount} per 100,000 people and year") if is_flow else N_("{amount} per 100,000 people")
        return t(text, amount=amount)
    return amount


def amount_of(layer: Choropleth, sources: Mapping[str, Source]) -> Choropleth | None:
    """The amount that a layer's rate is made of; None if the layer shows no rate, or one that its source states."""
    return in_form(layer, "count", sources) if layer.measure.per else None


def _is_amount(layer: Choropleth, sources: Mapping[str, Source]) -> bool:
    """Whether its variable may be added up: a count of events, or one that its source declares additive."""
    declared = _declared(layer, sources)
    return declared.additive if declared else layer.measure.variable in COUNTED


def _declared(layer: Choropleth, sources: Mapping[str, Source]) -> Variable | None:
    source = sources.get(layer.measure.source)
    return next((each for each in source.variables if each.id == layer.measure.variable), None) if source else None
