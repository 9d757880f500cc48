"""Active fires detected by MODIS, by area and year."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="fires",
    title=N_("Active fires"),
    measure=Measure(
        "fires", "firms_modis", N_("detections per 100 km² and year"), annual=True, per="area", scale=100
    ),
    palette="YlOrBr",
    group="forest",
    note=N_(
        "Pixels of one kilometre with heat in them, not areas burned; fire is used on pasture too. 2023 has no data."
    ),
)
