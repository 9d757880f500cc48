"""Acts of terrorism on the police's register, counted in their municipality."""

from layers.i18n import N_
from layers.layer import Points

LAYER = Points(
    id="terrorism_police",
    title=N_("Acts of terrorism (police, to 2022), counted"),
    source="police_terrorism",
    color="#4d4d4d",
    gather="municipality",
    group="conflict",
    note=N_(
        "The police's own register, 2010 to April 2022: not one series with the Ministry of Defence's, and"
        " never added to it."
    ),
)
