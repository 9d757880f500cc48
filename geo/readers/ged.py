"""Read rows of UCDP GED, of any release, as rows of the events table.

If UCDP knows the place precisely (``where_prec`` 1-2), the municipality is found from the point. If it knows the
municipality only (3), the municipality is found from the name, through a crosswalk: the points of those rows are
approximate centres, often outside their municipality. Less precise rows have a department (4) or no code (5-6). Every
row keeps its published point; ``location_precision`` determines what may be drawn.
"""

from __future__ import annotations

from typing import Final

from geo.lazy import gpd, pd
from geo.readers.crosswalk import apply_crosswalk
from geo.readers.gazetteer import named_municipalities
from geo.readers.press import cite
from geo.schema import CRS, EVENTS, GeoDataError, LocationPrecision, check

_SOURCE: Final = "ucdp_ged"

TYPES: Final = {
    1: ("armed_clash", "state-based conflict"),
    2: ("armed_clash", "non-state conflict"),
    3: ("violence_against_civilians", "one-sided violence"),
}
"""Common event type and UCDP's own term, by ``type_of_violence``."""

DEPARTMENTS: Final = {
    "Antioquia": "05",
    "Atlántico": "08",
    "Bogotá": "11",
    "Bolívar": "13",
    "Boyacá": "15",
    "Caldas": "17",
    "Caquetá": "18",
    "Cauca": "19",
    "Cesar": "20",
    "Córdoba": "23",
    "Cundinamarca": "25",
    "Chocó": "27",
    "Huila": "41",
    "La Guajira": "44",
    "Magdalena": "47",
    "Meta": "50",
    "Nariño": "52",
    "Quindío": "63",
    "Norte de Santander": "54",
    "Risaralda": "66",
    "Santander": "68",
    "Sucre": "70",
    "Tolima": "73",
    "Valle del Cauca": "76",
    "Arauca": "81",
    "Casanare": "85",
    "Putumayo": "86",
    "Amazonas": "91",
    "Guainía": "94",
    "Guaviare": "95",
    "Vaupés": "97",
    "Vichada": "99",
}
"""DIVIPOLA codes of departments by UCDP's names; San Andrés has no event."""

COLUMNS: Final = [
    *("id", "type_of_violence", "side_a", "side_b", "number_of_sources", "source_article", "source_office"),
    *("where_prec", "where_coordinates", "adm_1", "adm_2", "latitude", "longitude"),
    *("date_prec", "date_start", "date_end", "low", "best", "high"),
]
"""The columns that are read; every release from 19.1 to 26.x and the API have them."""


def to_events(
    table: pd.DataFrame, municipality: pd.Series, department: pd.Series, source: str, release: str
) -> gpd.GeoDataFrame:
    """Convert the rows of any release to the events table, in their order.

    Parameters
    ----------
    table
        :data:`COLUMNS`, with numeric types.
    municipality, department
        Codes, null if UCDP's names do not determine them.
    source
        Id of the source, the prefix of ``event_id``.
    release
        UCDP's number of the release, for the citation.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`.
    """
    identity = table["id"].astype(str)
    kinds = table["type_of_violence"].map(TYPES)
    events = gpd.GeoDataFrame(
        {
            "event_id": source + ":" + identity,
            "source": source,
            "source_event_id": identity,
            "date_start": pd.to_datetime(table["date_start"]).astype("datetime64[us]"),
            "date_end": pd.to_datetime(table["date_end"]).astype("datetime64[us]"),
            "date_precision": table["date_prec"].astype("int8"),
            "event_type": kinds.str[0].astype(str),
            "source_event_type": kinds.str[1].astype(str),
            "actor_1": table["side_a"],
            "actor_2": table["side_b"],
            "fatalities_low": table["low"].astype("Int32"),
            "fatalities_best": table["best"].astype("Int32"),
            "fatalities_high": table["high"].astype("Int32"),
            "victims": pd.Series(pd.NA, index=table.index, dtype="Int32"),
            "municipality_code": municipality,
            "department_code": department,
            "location_precision": table["where_prec"]
            .clip(upper=LocationPrecision.COUNTRY)
            .astype("int8"),  # 7 is at sea
            "located_by": pd.Series("name", index=table.index).where(municipality.notna()),
            "description": table["where_coordinates"].str.strip(),
            "citation": f"UCDP GED {release}, event " + identity + cite(table),
        },
        geometry=gpd.points_from_xy(table["longitude"], table["latitude"]),
        crs=CRS,
    )
    return check(events, EVENTS, source)


def place(table: pd.DataFrame, crosswalk: pd.DataFrame, *, strict: bool = True) -> tuple[pd.Series, pd.Series]:
    """Look up municipality and department codes by UCDP's names.

    Parameters
    ----------
    table
        ``where_prec``, ``adm_1``, ``adm_2``.
    crosswalk
        ``(department, name)`` to ``municipality_code``, from :func:`geo.readers.crosswalk.read_crosswalk`.
    strict
        Raise if the crosswalk lacks a name. Otherwise such names are looked up in DIVIPOLA, and null if unknown: for
        releases whose names were not checked by hand.

    Returns
    -------
    tuple of pandas.Series
        Codes on the index of ``table``: the municipality if ``where_prec`` is 3, the department if it is 3 or 4, null
        otherwise.

    Raises
    ------
    GeoDataError
        If ``strict``, and the crosswalk lacks the name of a municipality or :data:`DEPARTMENTS` that of a department.
    """
    municipal = table["where_prec"] == LocationPrecision.MUNICIPALITY
    stated = table.loc[municipal | (table["where_prec"] == LocationPrecision.DEPARTMENT), "adm_1"]
    department = stated.str.removesuffix("department").str.strip().map(DEPARTMENTS)
    names = table.loc[municipal, ["adm_1", "adm_2"]]
    if strict:
        municipality = apply_crosswalk(names, crosswalk, _SOURCE).reindex(table.index)
        if department.isna().any():
            raise GeoDataError(
                "not a department",
                source=_SOURCE,
                column="adm_1",
                value=sorted(stated[department.isna()].astype(str).unique()),
                remedy="add its name to DEPARTMENTS",
            )
    else:
        known = pd.MultiIndex.from_frame(names).isin(crosswalk.index)
        bare = names.loc[~known, "adm_2"].fillna("").str.removesuffix("municipality")
        found = named_municipalities(department.reindex(bare.index), bare)
        municipality = pd.concat([apply_crosswalk(names[known], crosswalk, _SOURCE), found]).reindex(table.index)
    return municipality, municipality.str[:2].fillna(department.reindex(table.index))
