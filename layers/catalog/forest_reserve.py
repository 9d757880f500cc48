"""Forest reserve of the Law 2 of 1959 in Catatumbo."""

from layers.i18n import N_
from layers.layer import Shapes

LAYER = Shapes(
    id="forest_reserve",
    title=N_("Forest reserve of the Law 2 in Catatumbo"),
    table="protected",
    sources=("forest_reserve_catatumbo",),
    line="#56702f",
    fill="#a9bf7f",
    note=N_("A third party's copy, Catatumbo only; the reserve orders the use of forest and is no park."),
)
