"""Indigenous reserves of the whole country, by their register as it stood when asked for."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="reserves_register",
    title=N_("Indigenous reserves of the country (ANT)"),
    table="reserves",
    sources=("reserves_national",),
    line="#8a6d1f",
    fill="#d8b75a",
    note=N_(
        "The reserves formalised when the register was asked for; land that is claimed but not titled is not in it."
    ),
)
