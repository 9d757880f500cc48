"""Mining titles that name gold, to stand beside alluvial mining."""

from geo.indicators import Measure
from layers.i18n import N_
from layers.layer import Choropleth

LAYER = Choropleth(
    id="gold_titles",
    title=N_("Gold mining titles"),
    measure=Measure("gold_titles", "mining_titles", N_("titles"), over_years="last", standing=True),
    palette="BuPu",
    scheme="fisher_jenks",
    group="mining",
    note=N_(
        "The register as of July 2026: what is permitted, beside what is worked (alluvial gold mining). A"
        " title counts in every municipality it touches."
    ),
)
