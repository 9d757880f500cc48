"""Whether events are near detected mining or alerts more often than random points in what was searched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from geo.analyses.details import rows
from geo.analyses.evidence import Evidence
from geo.analyses.located import located, name_of, years_of
from geo.analyses.model import Answer, Estimate, Question, Refused, Request, generator
from geo.analyses.verdicts import verdict
from geo.analyses.wording import Number, Text, listed, span
from geo.schema import LocationPrecision
from geo.statistics.exposure import Near, distances_km, near, random_points

if TYPE_CHECKING:
    import geopandas as gpd

LEAST: Final = 30
LEAST_FEATURES: Final = 20
DISTANCES_KM: Final = (1, 5, 10)
DRAWS: Final = 999
POINTS: Final = 5000
"""Random points from which the shares are estimated: their own error is below that of the draws."""

_TABLES: Final = {"amw_mining": "mining", "gfw_alerts": "alerts"}
_VARIABLES: Final = {"amw_mining": "gold_mining_detected", "gfw_alerts": "alerts_late_2024"}

_UNKNOWN: Final = Text(
    "La cercanía se puede preguntar respecto de {sources}, no respecto de {source}.",
    "One can ask what is near detections of {sources}, not of {source}.",
)
_FEW: Final = Text(
    "Lugares precisos de eventos de {source}, con el día conocido, en la parte de {place} que exploró {searcher},"
    " {years}: {n}; se necesitan al menos {least}. Faltan eventos con coordenadas precisas: los de ACLED, o los"
    " propios, se pueden importar (terrapaz import) y preguntar.",
    "Precise places of events of {source}, with a known day, in the part of {place} that {searcher} searched,"
    " {years}: {n}; at least {least} are needed. What is missing is events with precise coordinates: those of"
    " ACLED, or your own, can be imported (terrapaz import) and asked about.",
)
_BARE: Final = Text(
    "{source} tiene {n} áreas en {place} hasta {years}; se necesitan al menos {least}.",
    "{source} has {n} areas in {place} up to {years}; at least {least} are needed.",
)
_NEAR: Final = Text(
    "Lugares de eventos de {source} en la parte de {place} explorada por {searcher}, {years}, a lo sumo a {km} km de"
    " lo detectado hasta ese año: {share} % de {n}. De otros tantos puntos al azar en los mismos municipios sería"
    " {expected} % (95 %: de {low} a {high}).",
    "Places of events of {source} in the part of {place} that {searcher} searched, {years}, at most {km} km from what"
    " was detected up to that year: {share} % of {n}. Of as many random points in the same municipalities it would be"
    " {expected} % (95 %: {low} to {high}).",
)
_COVERAGE: Final = Text(
    "{places} municipios explorados enteros por {searcher}; {n} lugares de {events} eventos con lugar preciso y día"
    " conocido: los de las mismas coordenadas en un año cuentan una vez. {features} áreas detectadas hasta {last}.",
    "{places} municipalities searched whole by {searcher}; {n} places of {events} events with a precise place and a"
    " known day: those of the same coordinates in a year count once. {features} areas detected up to {last}.",
)


def answer(evidence: Evidence, request: Request) -> Answer:
    """Share of events within 1, 5 and 10 km of what a source detected, beside random points in what it searched."""
    source, searcher = request.measures
    if searcher not in _TABLES:
        known = listed(name_of(evidence, one) for one in _TABLES)
        raise Refused(_UNKNOWN.fill(sources=known, source=name_of(evidence, searcher)))
    years = years_of(evidence, request, (source, searcher))
    request = replace(request, first=years[0], last=years[-1])
    measured = evidence.amounts(_VARIABLES[searcher], searcher)
    searched = frozenset(measured.index[measured.notna().any(axis=1)]) & request.place.codes
    all_events = located(evidence, source, searched, years, LocationPrecision.EXACT)
    year = all_events["date_start"].dt.year
    events = all_events[~pd.DataFrame({"place": all_events.geometry.to_wkb(), "year": year}).duplicated()]
    said: dict[str, Text | str | int] = {
        "source": name_of(evidence, source),
        "searcher": name_of(evidence, searcher),
        "place": request.place.name,
        "years": span(years[0], years[-1]),
        "n": len(events),
    }
    if len(events) < LEAST:
        raise Refused(_FEW.fill(**said, least=LEAST))
    features = evidence.tables[_TABLES[searcher]]
    features = features[(features["source"] == searcher) & features["year"].notna()]
    municipalities = evidence.municipalities.set_index("municipality_code")
    area = municipalities.loc[sorted(searched)].geometry
    known_by = _up_to(features, years[-1], area)
    if known_by < LEAST_FEATURES:
        raise Refused(
            _BARE.fill(
                source=name_of(evidence, searcher),
                n=known_by,
                place=request.place.name,
                years=str(years[-1]),
                least=LEAST_FEATURES,
            )
        )
    rng = generator(request)
    points = random_points(area, POINTS, rng)
    observed, expected = {}, {}
    for one in sorted(set(events["date_start"].dt.year)):
        detected = features[features["year"] <= one].geometry
        observed[int(one)] = distances_km(events[events["date_start"].dt.year == one].geometry, detected)
        expected[int(one)] = distances_km(points, detected)
    found = {km: near(observed, expected, km, DRAWS, rng) for km in DISTANCES_KM}
    coverage = _COVERAGE.fill(
        places=len(searched),
        searcher=name_of(evidence, searcher),
        n=len(events),
        events=len(all_events),
        features=known_by,
        last=str(years[-1]),
    )
    estimates = tuple(_estimate(km, one, said, len(events)) for km, one in found.items())
    return Answer(request, estimates, _shares(found), coverage)


def _up_to(features: gpd.GeoDataFrame, last: int, area: gpd.GeoSeries) -> int:
    """Number of features in ``area`` that were detected by the end of a year."""
    detected = features[features["year"] <= last].geometry
    return len(np.unique(detected.sindex.query(area, predicate="intersects")[1]))


def _estimate(km: int, found: Near, said: dict[str, Text | str | int], n: int) -> Estimate:
    expected = float(found.null.mean())
    low, high = (float(end) for end in np.quantile(found.null, [0.025, 0.975]))
    sentence = _NEAR.fill(
        **said,
        km=km,
        share=Number(100 * found.share, 1),
        expected=Number(100 * expected, 1),
        low=Number(100 * low, 1),
        high=Number(100 * high, 1),
    )
    return Estimate(
        f"within_{km}_km",
        100 * found.share,
        sentence,
        "%",
        n,
        expected=100 * expected,
        expected_low=100 * low,
        expected_high=100 * high,
        p=found.p,
        null="random_points",
        draws=len(found.null),
        verdict=verdict(found.p, above=found.share > expected),
    )


def _shares(found: dict[int, Near]) -> pd.DataFrame:
    low, high = np.quantile([one.null for one in found.values()], [0.025, 0.975], axis=1)
    return rows(
        "distance",
        None,
        x=list(found),
        y=[100 * float(one.null.mean()) for one in found.values()],
        estimate=[100 * one.share for one in found.values()],
        low=100 * low,
        high=100 * high,
        p=[one.p for one in found.values()],
    )


QUESTION: Final = Question(
    id="exposure",
    title=Text("Cercanía", "Exposure"),
    asks=Text(
        "¿Están los eventos más cerca de la minería o de las alertas detectadas que puntos al azar en lo explorado?",
        "Are events closer to detected mining or alerts than random points in what was searched?",
    ),
    takes="events",
    at_least=2,
    at_most=2,
    answer=answer,
    limits=Text(
        "Los eventos y la minería están donde hay gente, ríos y vías, y los puntos al azar no: estar más cerca que"
        " ellos no dice que un evento tenga que ver con la minería. De un lugar apartado se informa menos.",
        "Events and mining are where people, rivers and roads are, and random points are not: being closer than those"
        " does not say that an event has to do with mining. Less is reported from a remote place.",
    ),
)
