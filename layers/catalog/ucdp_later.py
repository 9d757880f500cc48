"""Events that only the later UCDP release holds, placed near a known place."""

from layers.i18n import N_
from layers.layer import Points

LAYER = Points(
    id="ucdp_later",
    title=N_("Deadly events added by the later release"),
    source="ucdp_ged_211",
    color="#3f7ea0",
    group="conflict",
    note=N_(
        "From a reduced file of UCDP's later release, most of them of 2000 and 2001; sure to the year only,"
        " and no year is complete."
    ),
)
