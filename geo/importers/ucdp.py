"""Read UCDP GED: the CSV of any release from 19.1 on, candidate releases, and the API's JSON."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from geo.importers.absence import withdraw_zeros
from geo.importers.columns import pick
from geo.importers.files import read_rows
from geo.importers.limits import refuse_counts, refuse_dates
from geo.importers.reading import Ledger, Reading, Request, covered, days_of, require
from geo.readers import ged
from geo.readers.crosswalk import read_crosswalk
from geo.schema import DatePrecision, LocationPrecision
from geo.source import Source, locate
from geo.sources import ucdp_ged

COUNTRY: Final = "100"
"""Colombia in Gleditsch and Ward's list of states."""

_FIRST: Final = 1989
_YEARLY: Final = re.compile(r"(?:ged|GEDEvent_v)(\d\d)_?(1)(?!\d)")
_MONTHLY: Final = re.compile(r"GEDEvent_v(\d\d)_0_(\d{1,2})(?!\d)")
_MONTHS: Final = re.compile(r"GEDEvent_v(\d\d)_(\d\d)_(\d\d)_(\d\d)")
_TYPES: Final = {"state-based violence": "1", "non-state violence": "2", "one-sided violence": "3"}
_ABROAD: Final = "7"
"""``where_prec`` of international waters and airspace."""
_COUNTS: Final = ("low", "best", "high")
_COLUMNS: Final = {name: (name,) for name in (*ged.COLUMNS, "country", "country_id", "code_status", "release")}


def read(request: Request) -> Reading:
    """Read a GED file: the events of Colombia are accepted, each once.

    ``--set release=26.1`` states the release if the name of the file does not.

    Returns
    -------
    Reading
        Events, as :func:`geo.readers.ged.to_events` maps them. An event whose municipality is not in the
        crosswalk has its department only, and a remark.

    Raises
    ------
    GeoDataError
        If the file lacks UCDP's columns, or has no usable event of Colombia.
    """
    file = read_rows(request.path, request.layers, request.header)
    rows = pick(file, _COLUMNS, request)
    country = [name for name in ("country", "country_id") if name in rows.columns]
    require(
        rows,
        [*ged.COLUMNS, *(country or ["country"])],
        file.columns,
        request,
        "import GED with all columns, as UCDP publishes it",
    )
    ledger = Ledger(rows)
    ledger.name(rows["id"])
    ledger.refuse(rows["id"].str.startswith("#") | rows["date_start"].str.startswith("#"), "HXL tags, not data")
    ledger.refuse(~rows[country].isin(["Colombia", COUNTRY]).any(axis="columns"), "not in Colombia")
    of_colombia = ledger.accepted
    table = _parse(rows, ledger, request.today)
    lost = of_colombia & ~ledger.accepted
    ledger.refuse_repeated(rows["id"], "the event")
    if "code_status" in rows.columns:
        unclear = ~rows["code_status"].isin(["", "Clear"])
        ledger.remark(unclear, "UCDP has not checked it yet (" + rows["code_status"] + ")")
    ledger.require_accepted(request)
    accepted = ledger.accepted
    municipality, department = ged.place(table, read_crosswalk(locate(ucdp_ged.SOURCE.files[-1])), strict=False)
    unmatched = ledger.accepted & (table["where_prec"] == LocationPrecision.MUNICIPALITY) & municipality.isna()
    ledger.remark(unmatched, "in no municipality: unknown name " + rows["adm_2"])
    release, start, end = identify(request.path)
    release = request.constants.get("release", release)
    events = ged.to_events(
        table.loc[accepted], municipality[accepted], department[accepted], request.id, release
    ).reset_index(drop=True)
    source = _facts(request, release, start, end, events)
    return Reading(events, ledger.report(), withdraw_zeros(source, lost | unmatched, municipality, department))


def identify(path: Path) -> tuple[str, date | None, date | None]:
    """Release of a file, and first and last day it covers, from UCDP's file names; None if they do not state it.

    Examples
    --------
    >>> identify(Path("ged261-csv.zip"))[0], identify(Path("GEDEvent_v26_0_8.csv"))[1:]
    ('26.1', (datetime.date(2026, 8, 1), datetime.date(2026, 8, 31)))
    """
    name = path.name
    if found := _MONTHS.search(name):
        first, last = (2000 + int(found[1]), int(found[2])), (2000 + int(found[3]), int(found[4]))
        return f"{found[1]}.{found[2]}.{found[3]}.{found[4]}", date(*first, 1), date(*last, monthrange(*last)[1])
    if found := _MONTHLY.search(name):
        month = (2000 + int(found[1]), int(found[2]))
        return f"{found[1]}.0.{month[1]}", date(*month, 1), date(*month, monthrange(*month)[1])
    if found := _YEARLY.search(name):
        return f"{found[1]}.1", date(_FIRST, 1, 1), date(1999 + int(found[1]), 12, 31)
    return "(release not stated)", None, None


def _parse(rows: pd.DataFrame, ledger: Ledger, today: date) -> pd.DataFrame:
    """Parse numbers and dates; rows with invalid ones are refused."""
    table = rows.copy()
    kind = rows["type_of_violence"].str.lower()
    table["type_of_violence"] = pd.to_numeric(kind.replace(_TYPES), errors="coerce")
    ledger.refuse(~table["type_of_violence"].isin(list(ged.TYPES)), "type_of_violence: neither 1, 2 nor 3")
    abroad = rows["where_prec"] == _ABROAD
    ledger.remark(abroad & ledger.accepted, "in international waters or airspace: counted in no municipality")
    table["where_prec"] = pd.to_numeric(rows["where_prec"], errors="coerce")
    ledger.refuse(~table["where_prec"].between(LocationPrecision.EXACT, float(_ABROAD)), "where_prec: not 1 to 7")
    table["date_prec"] = pd.to_numeric(rows["date_prec"], errors="coerce")
    ledger.refuse(~table["date_prec"].between(DatePrecision.DAY, DatePrecision.YEAR), "date_prec: not 1 to 5")
    for name in ("date_start", "date_end"):
        table[name] = pd.to_datetime(rows[name].str[:10], format="%Y-%m-%d", errors="coerce")
        ledger.refuse(table[name].isna(), f"{name}: not a date: " + rows[name])
    refuse_dates(table, ledger, today)
    for name in _COUNTS:
        table[name] = pd.to_numeric(rows[name].str.replace(r"\.0+$", "", regex=True), errors="coerce")
        ledger.refuse(table[name].isna(), f"{name}: not a number of deaths: " + rows[name])
    refuse_counts({name: table[name] for name in _COUNTS}, ledger)
    for name, low, high in (("longitude", -180, 180), ("latitude", -90, 90)):
        table[name] = pd.to_numeric(rows[name], errors="coerce")
        ledger.refuse(~table[name].between(low, high), f"{name}: not degrees: " + rows[name])
    table["number_of_sources"] = pd.to_numeric(rows["number_of_sources"], errors="coerce")
    for name in ("adm_1", "adm_2", "where_coordinates", "side_a", "side_b"):
        table[name] = rows[name].where(rows[name] != "")
    return table


def _facts(request: Request, release: str, start: date | None, end: date | None, events: pd.DataFrame) -> Source:
    known = replace(
        request, start=request.start or start, end=request.end or end, complete=request.complete or start is not None
    )
    coverage = covered(
        known, days_of(events), "Events known to a department or less exactly count in no municipality."
    )
    yearly = start is None or start.year == _FIRST
    return Source(
        id=request.id,
        title=request.title or f"Organised violence (UCDP GED {release})",
        publisher=request.publisher or f"Uppsala Conflict Data Program, GED {release}",
        publisher_url=request.url or "https://ucdp.uu.se/downloads/",
        licence=request.licence or "CC BY 4.0",
        attribution=request.attribution or ucdp_ged.SOURCE.attribution,
        period=f"{coverage.start}/{coverage.end}",
        kind="events",
        files=(),
        coverage=coverage,
        measures=("events", "fatalities"),
        caveats=(
            "Events with at least one death by organised violence, from press and other reports.",
            "It has events that other releases of UCDP GED have too: never add them up.",
            *(() if yearly else ("Candidate events: UCDP has not checked them yet, and may drop some.",)),
        ),
    )
