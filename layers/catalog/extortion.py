"""Reported victims of extortion per 100,000 people."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="extortion",
    title=N_("Extortion reported"),
    measure=Measure(
        "victims",
        "police_extortion",
        N_("victims per 100,000 people and year"),
        per="population",
        per_source="dane_population",
        scale=100000,
    ),
    palette="OrRd",
    group="conflict",
    note=N_("Reports to the police: where an armed group rules few dare to report. 2020 to 2022 are missing."),
)
