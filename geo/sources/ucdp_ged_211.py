"""A later release of UCDP GED, in a third party's copy with 14 columns and the precisely located events only.

It corrects release 19.1 event by event (:mod:`geo.build.releases`) and adds points to it. It is not a complete record
of any year: without the less precisely located events, 2019 and 2020 would seem far less violent than UCDP records.
Therefore it covers no year, and no yearly figures are computed from it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd, pd
from geo.schema import CRS, EVENTS, DatePrecision, LocationPrecision, check
from geo.source import Coverage, RawFile, Source, locate

REVISES: Final = "ucdp_ged"
"""The source whose events this release corrects and adds to."""

REACH: Final = LocationPrecision.NEAR
"""The coarsest ``where_prec`` in the file, which does not distinguish 1 from 2."""

SOURCE: Final = Source(
    id="ucdp_ged_211",
    title="Organised violence (UCDP GED 21.1, precise places only)",
    publisher="Uppsala Conflict Data Program, GED 21.1, Colombia, where_prec<=2, 14 columns",
    publisher_url="https://ucdp.uu.se/downloads/",
    licence="CC BY 4.0; read from an MIT-licensed R package (hail2thief/juanr)",
    attribution=(
        "Sundberg & Melander (2013), Introducing the UCDP Georeferenced Event Dataset,"
        " Journal of Peace Research 50(4)"
    ),
    period="1989-2020",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "ucdp_ged_211/ged211_colombia_reduced.csv",
            "2441a81867ba7a3026e81437cb2d5651341719bc9a09b61e3f6da4cb9c740013",
        ),
    ),
    coverage=Coverage(
        "1989-01-01",
        "2020-12-31",
        (),
        "listed",
        note="Only events with a precise place (where_prec 1-2): no year is complete, and 2019-2020 are known from"
        " 39 such events alone.",
    ),
    measures=("events", "fatalities"),
    caveats=(
        "Events that release 19.1 has too are counted once, with 21.1's figures: 2,247 of 2,973.",
        "The other 726 are drawn and never counted by year: 683 of them come from UCDP's second reading of 2000 and"
        " 2001, 4 are of 2018, 39 of 2019-2020.",
        "The copy has no precision, place name, last day or sources: the place is taken as near (where_prec 2), the"
        " day as sure to the year only (date_prec 5), which is the least the data promise.",
    ),
)

TYPES: Final = {
    "State-based violence": ("armed_clash", "state-based conflict"),
    "Non-state violence": ("armed_clash", "non-state conflict"),
    "One-sided violence": ("violence_against_civilians", "one-sided violence"),
}
"""Common event type and UCDP's own term (as in :mod:`geo.sources.ucdp_ged`), by the copy's terms."""


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the events.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, 2,973 rows; ``date_end``, ``description`` and the municipality are null.
    """
    table = pd.read_csv(locate(SOURCE.files[0], raw))
    identity = table["id"].astype("int64").astype(str)
    kinds = table["type_of_violence"].map(TYPES)
    days = pd.to_datetime(table[["year", "month", "day"]].astype("int64")).astype("datetime64[us]")
    unknown = pd.Series(None, index=table.index, dtype=str)
    events = gpd.GeoDataFrame(
        {
            "event_id": SOURCE.id + ":" + identity,
            "source": SOURCE.id,
            "source_event_id": identity,
            "date_start": days,
            "date_end": pd.Series(pd.NaT, index=table.index, dtype=days.dtype),
            "date_precision": pd.Series(DatePrecision.YEAR, index=table.index, dtype="int8"),
            "event_type": kinds.str[0].astype(str),
            "source_event_type": kinds.str[1].astype(str),
            "actor_1": table["side_a"],
            "actor_2": table["side_b"],
            "fatalities_low": table["low_death"].astype("Int32"),
            "fatalities_best": table["best_death"].astype("Int32"),
            "fatalities_high": table["high_death"].astype("Int32"),
            "victims": pd.Series(pd.NA, index=table.index, dtype="Int32"),
            "municipality_code": unknown,
            "department_code": unknown,
            "location_precision": pd.Series(REACH, index=table.index, dtype="int8"),
            "located_by": unknown,
            "description": unknown,
            "citation": "UCDP GED 21.1, event " + identity,
        },
        geometry=gpd.points_from_xy(table["longitude"], table["latitude"]),
        crs=CRS,
    )
    return check(events, EVENTS, SOURCE.id)
