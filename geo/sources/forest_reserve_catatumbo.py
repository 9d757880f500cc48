"""Forest reserve of Law 2 of 1959 in Catatumbo (Serranía de los Motilones), as mapped by a third party."""

from __future__ import annotations

from typing import Final

from geo.publishers.arcgis import OBJECT_ID, ArcGis
from geo.publishers.snapshot import Snapshot, snapshot

_LAYER: Final = "https://services9.arcgis.com/pZylgd2zhNey2qXF/ArcGIS/rest/services/Catatumbo_WFL1/FeatureServer/51"

SOURCE: Final = snapshot(
    id="forest_reserve_catatumbo",
    title="Forest reserve of the Law 2 of 1959 in Catatumbo",
    publisher="third party, after the Ministerio de Ambiente y Desarrollo Sostenible",
    publisher_url=_LAYER,
    licence="not stated",
    attribution="layer Catatumbo_WFL1, after the Ministerio de Ambiente y Desarrollo Sostenible",
    note="Catatumbo only: the six other reserves of that law, the Amazon's in Caquetá among them, are not in it.",
    table="protected",
    national=False,
    caveats=(
        "A reserve of the Law 2 orders the use of forest; it is no park, and people live and farm in it.",
        "A copy that a third party made: for a legal question ask the ministry.",
    ),
)

_RESERVE: Final = Snapshot(
    SOURCE,
    {"layer": ArcGis(_LAYER, (OBJECT_ID,), geometry=True, page=50)},
    ids=OBJECT_ID,
    item="reserva forestal",
    kind="forest_reserve",
)
PUBLISHER: Final = _RESERVE.publisher
load: Final = _RESERVE.load
