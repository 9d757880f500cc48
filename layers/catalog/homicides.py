"""Homicide victims per 100,000 people."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="homicides",
    title=N_("Homicides"),
    measure=Measure(
        "victims",
        "police_homicides",
        N_("victims per 100,000 people and year"),
        per="population",
        per_source="dane_population",
        scale=100000,
    ),
    palette="OrRd",
    group="conflict",
    note=N_(
        "Every intentional homicide on the police's record, not the deaths of the armed conflict; in a small"
        " place few cases make a high rate."
    ),
)
