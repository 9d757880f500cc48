"""Layers of density: what has a place of its own, counted in hexagons of equal area."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from layers.catalog.model import Hexagons, Layer
from layers.text.i18n import N_

_EVENTS: Final = Hexagons(
    id="ucdp_hexagons",
    title=N_("Deadly events, in hexagons"),
    source="ucdp_ged",
    unit=N_("events per 100 km²"),
    counted=N_("events"),
    palette="OrRd",
    color="#e34a33",
    group="conflict",
    note=N_(
        "Only events whose place is known exactly or nearly, which is within some 25 km: the cell may be a"
        " neighbouring one."
    ),
)

LAYERS: Final[tuple[Layer, ...]] = (
    Hexagons(
        id="alerts_hexagons",
        title=N_("Deforestation alerts, end of 2024, in hexagons"),
        source="gfw_alerts",
        unit=N_("ha per 100 km²"),
        counted="ha",
        label=N_("Area under alerts"),
        palette="YlOrBr",
        color="#d95f0e",
        group="forest",
        note=N_("Area under alerts, in municipalities entirely within the area searched; not confirmed clearing."),
    ),
    Hexagons(
        id="fires_hexagons",
        title=N_("Active fires, in hexagons"),
        source="firms_modis",
        unit=N_("detections per 100 km² and year"),
        counted=N_("detections"),
        palette="YlOrBr",
        color="#d95f0e",
        group="forest",
        annual=True,
        note=N_("Pixels of one kilometre with heat in them, not areas burned; fire is used on pasture too."),
    ),
    _EVENTS,
    replace(
        _EVENTS,
        id="ucdp_candidate_hexagons",
        title=N_("Deadly events, preliminary, in hexagons"),
        source="ucdp_candidate",
        note=N_("UCDP has yet to check them: some will be dropped. Known exactly or nearly: within some 25 km."),
    ),
)
