"""Names of the coded values in the tables, in English; they are translated where they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from geo.schema import DatePrecision, LocationPrecision
from layers.text.i18n import N_

REGION_NAMES: Final[Mapping[str, str]] = {
    "bajo-cauca": "Bajo Cauca",
    "catatumbo": "Catatumbo",
    "caqueta": "Caquetá",
}

EVENT_TYPE_NAMES: Final[Mapping[str, str]] = {
    "armed_clash": N_("Armed clash"),
    "violence_against_civilians": N_("Violence against civilians"),
    "massacre": N_("Massacre"),
    "kidnapping": N_("Kidnapping"),
    "terrorism": N_("Act of terrorism"),
    "attack": N_("Attack"),
    "explosive_hazard": N_("Mine or explosive remnant"),
    "homicide": N_("Homicide"),
    "extortion": N_("Extortion"),
    "protest": N_("Protest"),
    "state_operation": N_("State operation"),
}

LOCATION_PRECISIONS: Final[Mapping[int, str]] = {
    LocationPrecision.EXACT: N_("exact place"),
    LocationPrecision.NEAR: N_("near the place named, within some 25 km"),
    LocationPrecision.MUNICIPALITY: N_("the municipality only"),
    LocationPrecision.DEPARTMENT: N_("the department only"),
    LocationPrecision.AREA: N_("a wider area only"),
    LocationPrecision.COUNTRY: N_("the country only"),
}

DATE_PRECISIONS: Final[Mapping[int, str]] = {
    DatePrecision.DAY: N_("exact day"),
    DatePrecision.DAYS: N_("within two to six days"),
    DatePrecision.WEEK: N_("within the week"),
    DatePrecision.MONTH: N_("within the month"),
    DatePrecision.YEAR: N_("within the year"),
    DatePrecision.UNKNOWN: N_("unknown"),
}

COUNTRIES: Final = (N_("Brazil"), N_("Ecuador"), N_("Panama"), N_("Peru"), N_("Venezuela"))
"""Neighbouring countries that maps label, by their names in Natural Earth."""
