"""Ground under deforestation alerts around Bajo Cauca at the end of 2024, by area."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="alert_density",
    title=N_("Ground under deforestation alerts, end of 2024"),
    measure=Measure("alerts_late_2024", "gfw_alerts", N_("ha per 100 km²"), per="area", scale=100),
    palette="YlOrBr",
    scheme="fisher_jenks",
    group="forest",
    note=N_(
        "28 September to 26 December 2024, without 4 to 23 October; only municipalities that lie whole in the"
        " frame searched."
    ),
    nodata=N_("Not covered: a part of Antioquia only"),
)
