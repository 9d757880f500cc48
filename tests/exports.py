"""Rows as ACLED and UCDP hand them out, every cell a text: a clash with nine dead and one with two."""

from typing import Any

from geo.readers import ged as release

ACLED_COLUMNS = (
    *("event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type"),
    *("actor1", "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting"),
    *("iso", "region", "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision"),
    *("source", "source_scale", "notes", "fatalities", "tags", "timestamp"),
)


def acled(number: int = 1, **cells: Any) -> dict[str, Any]:
    """A row of ACLED's export: a clash near El Carmen, placed exactly, but for ``cells``."""
    stated = {
        "event_id_cnty": f"COL{number}", "event_date": "2023-03-29", "year": "2023", "time_precision": "1",
        "event_type": "Battles", "sub_event_type": "Armed clash", "actor1": "ELN: National Liberation Army",
        "inter1": "Rebel group", "actor2": "Military Forces of Colombia (2022-2026)", "inter2": "State forces",
        "iso": "170", "country": "Colombia", "admin1": "Norte de Santander", "admin2": "El Carmen",
        "location": "Guamalito", "latitude": "8.55", "longitude": "-73.45", "geo_precision": "1",
        "notes": "Juan Perez was killed", "source": "La Opinion", "fatalities": "9", "timestamp": "1680000000",
    }  # fmt: skip
    return dict.fromkeys(ACLED_COLUMNS, "") | stated | cells


def ged(number: int = 1, **cells: Any) -> dict[str, Any]:
    """A row of UCDP GED: a clash known to be in Tibú, of 2 January 2025, but for ``cells``."""
    stated = {
        "id": str(number), "relid": f"COL-{number}", "year": "2025", "code_status": "Clear", "type_of_violence": "1",
        "side_a": "Government of Colombia", "side_b": "ELN", "number_of_sources": "2",
        "source_article": '"EFE,2025-01-02,Juan Perez killed"', "source_office": "", "where_prec": "3",
        "where_coordinates": "Tibu municipality", "adm_1": "Norte de Santander department",
        "adm_2": "Tibú municipality", "latitude": "8.64", "longitude": "-72.73", "country": "Colombia",
        "country_id": "100", "date_prec": "1", "date_start": "2025-01-02 00:00:00.000",
        "date_end": "2025-01-02 00:00:00.000", "best": "2", "high": "3", "low": "1",
    }  # fmt: skip
    return dict.fromkeys(release.COLUMNS, "") | stated | cells
