"""Layers of the violence that the Centro Nacional de Memoria Histórica documents case by case, a kind each."""

from __future__ import annotations

from typing import Final

from geo.statistics.indicators import Measure
from layers.catalog.model import Choropleth, Layer
from layers.text.i18n import N_


def _cases(
    id: str, title: str, note: str, variable: str = "events", unit: str = N_("cases per 100 km²")
) -> Choropleth:
    measure = Measure(variable, id, unit, per="area", scale=100)
    counted = N_("cases") if variable == "events" else ""
    return Choropleth(
        id=id, title=title, measure=measure, palette="OrRd", group="conflict", note=note, counted=counted
    )


LAYERS: Final[tuple[Layer, ...]] = (
    _cases(
        "cnmh_armed_actions",
        N_("Armed actions (CNMH)"),
        N_("Combats, ambushes, bombings as the CNMH documents them; the latest years still grow."),
    ),
    _cases(
        "cnmh_disappearances",
        N_("Forced disappearances (CNMH)"),
        N_("People, whatever their fate, as the CNMH documents them; the latest years still grow."),
        "victims",
        N_("people per 100 km²"),
    ),
    _cases(
        "cnmh_killings",
        N_("Victims of selective killings (CNMH)"),
        N_("Up to three people killed at a time, as the CNMH documents them; the latest years still grow."),
        "fatalities_best",
        N_("people per 100 km²"),
    ),
    _cases(
        "cnmh_mines",
        N_("Accidents with mines (CNMH)"),
        N_("AICMA's register counts the same accidents by other rules: never added. The latest years still grow."),
    ),
    _cases(
        "cnmh_property_damage",
        N_("Damage to civilian property (CNMH)"),
        N_("A burnt vehicle and a blown-up pipeline are one case each; the latest years still grow."),
    ),
    _cases(
        "cnmh_recruitment",
        N_("Recruitment of children (CNMH)"),
        N_("Most is never reported: a low figure does not mean that children are safe."),
    ),
    _cases(
        "cnmh_sexual_violence",
        N_("Sexual violence (CNMH)"),
        N_("Most is never reported: a low figure does not mean that there was little."),
    ),
    _cases(
        "cnmh_terrorist_attacks",
        N_("Terrorist attacks (CNMH)"),
        N_("By the CNMH's definition, not that of ministry or police; the latest years still grow."),
    ),
    _cases(
        "cnmh_town_attacks",
        N_("Attacks on towns (CNMH)"),
        N_("Incursions into towns as the CNMH documents them; the latest years still grow."),
    ),
)
