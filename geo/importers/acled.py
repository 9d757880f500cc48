"""Read ACLED: the export with 31 columns, and the API's CSV or JSON, with codes as numbers or as text.

ACLED's terms do not allow redistribution of its rows: they stay on the user's machine, and exports contain aggregates
with the attribution. ``notes`` names persons and is not read; neither are the sources of the reports.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.importers.absence import withdraw_zeros
from geo.importers.columns import pick
from geo.importers.dates import parse_dates
from geo.importers.files import read_rows
from geo.importers.limits import refuse_counts, refuse_dates
from geo.importers.reading import Ledger, Reading, Request, covered, days_of, require
from geo.publishers.acled import Acled
from geo.readers.gazetteer import department_codes, named_municipalities
from geo.readers.names import fold
from geo.readers.numerals import parse_numbers
from geo.schema import CRS, EVENTS, DatePrecision, LocationPrecision, check
from geo.source import Source

COUNTRY: Final = "170"
"""Colombia in ISO 3166-1."""

TYPES: Final = {
    "battles": "armed_clash",
    "explosions remote violence": "attack",
    "protests": "protest",
    "riots": "protest",
    "violence against civilians": "violence_against_civilians",
}
"""Common type by ACLED's event type, for sub-event types that are not in :data:`SUB_TYPES`."""

SUB_TYPES: Final = {
    "remote explosive landmine ied": "explosive_hazard",
    "mob violence": "violence_against_civilians",
    "abduction forced disappearance": "kidnapping",
    "arrests": "state_operation",
    "disrupted weapons use": "state_operation",
    "looting property destruction": "attack",
}
"""Common type by sub-event type, where it differs from that of the event type."""

TIME: Final = {"1": DatePrecision.DAY, "2": DatePrecision.WEEK, "3": DatePrecision.MONTH}
PLACE: Final = {"1": LocationPrecision.EXACT, "2": LocationPrecision.MUNICIPALITY, "3": LocationPrecision.DEPARTMENT}

_NEEDED: Final = (
    *("event_id_cnty", "event_date", "time_precision", "event_type", "sub_event_type", "actor1", "actor2"),
    *("admin1", "admin2", "latitude", "longitude", "geo_precision", "fatalities"),
)
_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    name: (name,) for name in (*_NEEDED, "iso", "country", "location", "timestamp")
}

PUBLISHER: Final = Acled((*_NEEDED, "iso", "country", "location"))
FIRST: Final = date(2018, 1, 1)
"""ACLED's first day in Colombia."""


def read(request: Request) -> Reading:
    """Read an ACLED file: the events of Colombia are accepted, each once.

    Events with ``geo_precision`` 1 (a particular town) may be drawn; with 2 they count in the municipality that ACLED
    names, with 3 in the department. Strategic developments that are not an act of violence, protest or operation
    (agreements, transfers of territory ...) are refused.

    Returns
    -------
    Reading
        Events, in the order of the file. ACLED's number of deaths is low, best and high; its date is first and last
        day, whatever its precision, because it determines the year in ACLED's own sums too.

    Raises
    ------
    GeoDataError
        If the file lacks ACLED's columns, or has no usable event of Colombia.
    """
    file = read_rows(request.path, request.layers, request.header)
    rows = pick(file, _COLUMNS, request)
    country = [name for name in ("iso", "country") if name in rows.columns]
    require(rows, [*_NEEDED, *(country or ["country"])], file.columns, request, "export all columns from ACLED")
    ledger = Ledger(rows)
    ledger.name(rows["event_id_cnty"])
    ledger.refuse(~rows[country].isin(["Colombia", COUNTRY]).any(axis="columns"), "not in Colombia")
    ledger.refuse(rows["event_id_cnty"] == "", "no event_id_cnty")
    kind = common_type(rows["event_type"], rows["sub_event_type"])
    ledger.refuse(kind.isna(), "no act of violence, protest or operation: " + rows["sub_event_type"])
    counted = ledger.accepted
    dates, problem = parse_dates(rows["event_date"])
    ledger.refuse_problems(problem, "event_date")
    codes = {}
    for name, known in (("time_precision", TIME), ("geo_precision", PLACE)):
        code = rows[name].str.replace(r"\.0+$", "", regex=True)
        codes[name] = code.map(known)
        ledger.refuse(codes[name].isna(), f"{name}: not 1, 2 or 3: " + rows[name])
    numbers = {}
    for name in ("latitude", "longitude", "fatalities"):
        numbers[name], problem = parse_numbers(rows[name], request.decimal or ".")
        ledger.refuse_problems(problem, name)
    refuse_dates(dates, ledger, request.today)
    numbers |= refuse_counts({"fatalities": numbers["fatalities"]}, ledger)
    ledger.refuse(
        ~numbers["longitude"].between(-82, -66) | ~numbers["latitude"].between(-5, 14), "the point is not in Colombia"
    )
    lost = counted & ~ledger.accepted
    ledger.refuse_repeated(rows["event_id_cnty"], "the event")
    ledger.require_accepted(request)
    events = _events(rows, kind, dates, codes, numbers, request)
    unmatched = events["municipality_code"].isna() & (events["location_precision"] <= LocationPrecision.MUNICIPALITY)
    ledger.remark(
        unmatched & (rows["admin2"] != ""), "DIVIPOLA has no such name: " + rows["admin1"] + ", " + rows["admin2"]
    )
    # A precise point gets its municipality in the build.
    lost |= (
        ledger.accepted & events["municipality_code"].isna() & (events["location_precision"] > LocationPrecision.NEAR)
    )
    code, department = events["municipality_code"], events["department_code"]
    events = events[ledger.accepted].reset_index(drop=True)
    events = check(events.astype({"date_precision": "int8", "location_precision": "int8"}), EVENTS, request.id)
    return Reading(events, ledger.report(), withdraw_zeros(_facts(request, events), lost, code, department))


def common_type(event_type: pd.Series, sub_event_type: pd.Series) -> pd.Series:
    """Common types of ACLED's types; null if not an act of violence, protest or operation."""
    return sub_event_type.map(fold).map(SUB_TYPES).fillna(event_type.map(fold).map(TYPES))


def _events(
    rows: pd.DataFrame, kind: pd.Series, dates: pd.DataFrame, codes: dict[str, Any], numbers: dict[str, Any],
    request: Request,
) -> gpd.GeoDataFrame:  # fmt: skip
    precision = codes["geo_precision"]
    department = department_codes(rows["admin1"])
    municipality = named_municipalities(department, rows["admin2"]).where(precision <= LocationPrecision.MUNICIPALITY)
    killed = numbers["fatalities"]
    text = {name: rows[name].where(rows[name] != "") for name in ("actor1", "actor2")}
    location = rows["location"] if "location" in rows.columns else pd.Series("", index=rows.index, dtype=str)
    table = pd.DataFrame(
        {
            "event_id": request.id + ":" + rows["event_id_cnty"],
            "source": request.id,
            "source_event_id": rows["event_id_cnty"],
            "date_start": dates["date_start"],
            "date_end": dates["date_end"],
            "date_precision": codes["time_precision"],
            "event_type": kind,
            "source_event_type": rows["event_type"] + ": " + rows["sub_event_type"],
            "actor_1": text["actor1"],
            "actor_2": text["actor2"],
            "fatalities_low": killed,
            "fatalities_best": killed,
            "fatalities_high": killed,
            "victims": pd.Series(pd.NA, index=rows.index, dtype="Int32"),
            "municipality_code": municipality,
            "department_code": municipality.str[:2].fillna(department),
            "location_precision": precision,
            "located_by": pd.Series("name", index=rows.index, dtype=str).where(municipality.notna()),
            "description": location.where(location != ""),
            "citation": "ACLED, event " + rows["event_id_cnty"],
        }
    )
    points = gpd.points_from_xy(numbers["longitude"], numbers["latitude"])
    return gpd.GeoDataFrame(table, geometry=points, crs=CRS)


def _facts(request: Request, events: gpd.GeoDataFrame) -> Source:
    coverage = covered(
        request, days_of(events), "Limited by the filters of the export, which the file does not state."
    )
    day = f"{request.today.day} {request.today:%B %Y}"
    return Source(
        id=request.id,
        title=request.title or "Political violence and protest (ACLED)",
        publisher=request.publisher or "Armed Conflict Location & Event Data (ACLED)",
        publisher_url=request.url or "https://acleddata.com",
        licence=request.licence
        or "ACLED terms and conditions: rows may not be redistributed; aggregates with attribution",
        attribution=request.attribution
        or f"Armed Conflict Location & Event Data (ACLED), www.acleddata.com, accessed {day}",
        period=f"{coverage.start}/{coverage.end}",
        kind="events",
        files=(),
        coverage=coverage,
        measures=("events", "fatalities"),
        redistributable=False,
        caveats=(
            "One number of deaths per event, the most cautious that was reported: no low and high estimates.",
            "An event is one day at one place; an attack of two days is two events.",
            "Strategic developments that are not an act of violence, protest or operation are left out.",
        ),
    )
