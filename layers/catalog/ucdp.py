"""UCDP events whose place is known to within some 25 km."""

from layers.i18n import N_
from layers.layer import Points

LAYER = Points(
    id="ucdp",
    title=N_("Deadly events, located"),
    source="ucdp_ged",
    color="#1d4e6b",
    group="conflict",
    note=N_("Only events whose place is known exactly or nearly; the others are counted in their municipality."),
)
