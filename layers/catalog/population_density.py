"""People by area."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="population_density",
    title=N_("Population density"),
    measure=Measure("population", "dane_population", N_("people per km²"), over_years="last", per="area"),
    palette="PuBu",
    group="territory",
    note=N_("DANE's projections, not counts; the last year of the period."),
)
