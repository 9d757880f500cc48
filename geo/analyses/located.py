"""Events whose point and day are known, of covered years, for the questions that measure distances."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.ceasefires import EVENTS
from geo.analyses.evidence import Evidence, consecutive
from geo.analyses.model import Refused, Request
from geo.analyses.wording import Text, dated, listed, span
from geo.schema import DatePrecision, LocationPrecision

if TYPE_CHECKING:
    import geopandas as gpd

_NO_YEARS: Final = Text(
    "De {source} solo está cubierto del {start} al {end}, ningún año entero: qué hubo los demás días no se sabe, y"
    " contarlos como vacíos sería falso. Se puede preguntar por una fuente con años enteros.",
    "Of {source} only {start} to {end} is covered, no whole year: what there was on the other days is not known, and"
    " to count them as empty would be false. One can ask for a source with whole years.",
)
_NO_RUN: Final = Text(
    "Ningún año está cubierto entero a la vez por {sources}.", "No year is covered whole by both {sources}."
)
_NOT_COVERED: Final = Text(
    "{source} no cubre {years}, o cambió de método: donde no se miró no hay cero. Se puede preguntar por {runs}.",
    "{source} does not cover {years}, or changed its method: where nobody looked there is no zero. One can ask for"
    " {runs}.",
)
_FEW: Final = Text(
    "Eventos de {source} en {place}, {years}, con {precision}: {n}; se necesitan al menos {least}.",
    "Events of {source} in {place}, {years}, with {precision}: {n}; at least {least} are needed.",
)


_NAMES: Final = {
    "ucdp_ged": Text("la UCDP", "UCDP"),
    "amw_mining": Text("Amazon Mining Watch", "Amazon Mining Watch"),
    "gfw_alerts": Text("Global Forest Watch", "Global Forest Watch"),
}
"""Names of publishers inside a sentence; titles of sources are English."""


def name_of(evidence: Evidence, source: str) -> Text:
    """The name of a source in a sentence."""
    known = EVENTS | _NAMES
    title = evidence.source(source).title if source not in known else ""
    return known.get(source, Text(f"«{title}»", f"“{title}”"))


def covered_runs(evidence: Evidence, sources: tuple[str, ...]) -> list[tuple[int, int]]:
    """Spans of consecutive years that all ``sources`` cover in full by the same method, in order."""
    coverages = [evidence.source(source).coverage for source in sources]
    breaks = {year for coverage in coverages for year in coverage.breaks}
    return consecutive(set.intersection(*(set(coverage.years) for coverage in coverages)), breaks)


def years_of(evidence: Evidence, request: Request, sources: tuple[str, ...]) -> range:
    """The years of a request, or the latest three at most that all ``sources`` cover.

    Raises
    ------
    Refused
        A year is not covered by one of them.
    """
    for source in sources:
        if not evidence.source(source).coverage.years:
            coverage = evidence.source(source).coverage
            days = {"start": dated(coverage.start), "end": dated(coverage.end)}
            raise Refused(_NO_YEARS.fill(source=name_of(evidence, source), **days))
    runs = covered_runs(evidence, sources)
    names = listed(name_of(evidence, source) for source in sources)
    if request.first is None or request.last is None:
        if not runs:
            raise Refused(_NO_RUN.fill(sources=names))
        first, last = runs[-1]
        return range(max(first, last - 2), last + 1)
    if not any(first <= request.first and request.last <= last for first, last in runs):
        years, possible = span(request.first, request.last), listed([span(*run) for run in runs])
        raise Refused(_NOT_COVERED.fill(source=names, years=years, runs=possible))
    return range(request.first, request.last + 1)


def located(
    evidence: Evidence, source: str, codes: frozenset[str], years: range, precision: LocationPrecision
) -> gpd.GeoDataFrame:
    """Events of a source in municipalities and years whose point is at least as precise, and whose day is known."""
    events = evidence.tables["events"]
    kept = (
        (events["source"] == source)
        & (events["location_precision"] <= precision)
        & (events["date_precision"] == DatePrecision.DAY)
        & events["date_start"].dt.year.isin(list(years))
        & events["municipality_code"].isin(list(codes))
    )
    found = events[kept]
    return found[found.geometry.notna()]


def require(evidence: Evidence, events: pd.DataFrame, least: int, request: Request, precision: Text) -> None:
    """Refuse fewer than ``least`` events."""
    if len(events) < least:
        raise Refused(
            _FEW.fill(
                source=name_of(evidence, request.measures[0]),
                place=request.place.name,
                years=span(request.first or 0, request.last or 0),
                precision=precision,
                n=len(events),
                least=least,
            )
        )


def coordinates(events: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Longitudes and latitudes of points, EPSG:4326."""
    return events.geometry.x.to_numpy(), events.geometry.y.to_numpy()
