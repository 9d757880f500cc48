"""Share of the deforestation alerts around Bajo Cauca that lies inside protected areas."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="alerts_in_protected",
    title=N_("Alerts inside protected areas, end of 2024"),
    measure=Measure(
        "alerts_late_2024_in_protected", "gfw_alerts", N_("% of the alerts"), per="alerts_late_2024", scale=100
    ),
    palette="YlOrBr",
    scheme="fisher_jenks",
    group="forest",
    note=N_(
        "28 September to 26 December 2024, by the limits of the national register; only municipalities that lie"
        " whole in the frame searched."
    ),
    nodata=N_("Not covered, or no alert"),
    also=("runap",),
)
