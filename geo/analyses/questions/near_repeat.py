"""Whether events that are close in space are close in time more often than chance gives."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analyses.details import histogram, rows
from geo.analyses.evidence import Evidence
from geo.analyses.located import coordinates, located, name_of, require, years_of
from geo.analyses.model import Answer, Estimate, Question, Refused, Request, generator
from geo.analyses.verdicts import FEWER, verdict
from geo.analyses.wording import Number, Text, span
from geo.schema import LocationPrecision
from geo.statistics.near_repeat import Grid, count_pairs, knox, near_pairs, shuffled_within
from geo.statistics.nulls import two_sided

LEAST: Final = 40
DRAWS: Final = 999
UPPER_KM: Final = np.array([0.0, 5, 10, 20, 50])
UPPER_DAYS: Final = np.array([7, 14, 30, 90])
NEAR_KM: Final = 10
SOON_DAYS: Final = 14
"""The two numbers that are said; the grid has all bands."""
_NEAR: Final = slice(0, 3)
_APART_BANDS: Final = slice(1, 3)
_SOON: Final = slice(0, 2)
LEAST_EXPECTED: Final = 5

_PRECISION: Final = Text("un lugar preciso o cercano y el día conocido", "a precise or near place and a known day")
_RARE: Final = Text(
    "De {n} eventos de {source} en {place}, {years}, se esperarían {expected} pares separados a lo sumo {km} km y"
    " {days} días; se necesitan al menos {least} esperados.",
    "Of {n} events of {source} in {place}, {years}, {expected} pairs at most {km} km and {days} days apart would be"
    " expected; at least {least} expected pairs are needed.",
)
_ALL: Final = Text(
    "Pares de eventos de {source} en {place}, {years}, separados a lo sumo {km} km y {days} días: {observed}. Con las"
    " fechas barajadas dentro de cada año se esperarían {expected} (95 %: de {low} a {high}); son {ratio} veces los"
    " esperados.",
    "Pairs of events of {source} in {place}, {years}, at most {km} km and {days} days apart: {observed}. With dates"
    " shuffled within each year {expected} would be expected (95 %: {low} to {high}); there are {ratio} times as"
    " many.",
)
_APART: Final = Text(
    "Pares de eventos de {source} en {place}, {years}, separados a lo sumo {km} km y {days} días, sin los de iguales"
    " coordenadas: {observed}. Con las fechas barajadas dentro de cada año se esperarían {expected} (95 %: de {low} a"
    " {high}); son {ratio} veces los esperados.",
    "Pairs of events of {source} in {place}, {years}, at most {km} km and {days} days apart, without those of the"
    " same coordinates: {observed}. With dates shuffled within each year {expected} would be expected (95 %: {low} to"
    " {high}); there are {ratio} times as many.",
)
_COVERAGE: Final = Text(
    "{n} eventos de {source} en {place}, {years}, con {precision}, de {all} en total; {shared} comparten coordenadas"
    " con otro, a menudo las de un pueblo, y {same_day} pares también el día.",
    "{n} events of {source} in {place}, {years}, with {precision}, of {all} in all; {shared} share their coordinates"
    " with another, often those of a town, and {same_day} pairs the day too.",
)


def answer(evidence: Evidence, request: Request) -> Answer:
    """Count pairs of events by distance and time, against dates shuffled within the calendar year."""
    source = request.measures[0]
    years = years_of(evidence, request, (source,))
    request = replace(request, first=years[0], last=years[-1])
    events = located(evidence, source, request.place.codes, years, LocationPrecision.NEAR)
    require(evidence, events, LEAST, request, _PRECISION)
    pairs = near_pairs(*coordinates(events), float(UPPER_KM[-1]))
    days = (events["date_start"].to_numpy().astype("datetime64[D]")).astype(np.int64)
    shuffled = shuffled_within(days, events["date_start"].dt.year.to_numpy(), DRAWS, generator(request))
    observed = count_pairs(pairs, days, UPPER_KM, UPPER_DAYS)
    null = count_pairs(pairs, shuffled, UPPER_KM, UPPER_DAYS)
    said: dict[str, Text | str] = {
        "source": name_of(evidence, source),
        "place": request.place.name,
        "years": span(years[0], years[-1]),
    }
    nearby = null[:, _NEAR, _SOON].sum(axis=(1, 2))
    if nearby.mean() < LEAST_EXPECTED:
        expected = Number(float(nearby.mean()), 1)
        counted = {"n": len(events), "km": NEAR_KM, "days": SOON_DAYS, "least": LEAST_EXPECTED}
        raise Refused(_RARE.fill(**said, **counted, expected=expected))
    estimates = [_estimate("near_repeat", observed[_NEAR, _SOON], nearby, len(events), _ALL, said)]
    apart = null[:, _APART_BANDS, _SOON].sum(axis=(1, 2))
    if apart.mean() >= LEAST_EXPECTED:
        seen = observed[_APART_BANDS, _SOON]
        estimates.append(_estimate("near_repeat_apart", seen, apart, len(events), _APART, said))
    of_place = evidence.tables["events"]
    of_place = of_place[
        (of_place["source"] == source)
        & of_place["date_start"].dt.year.isin(list(years))
        & of_place["municipality_code"].isin(list(request.place.codes))
    ]
    same = pairs.km == 0
    coverage = _COVERAGE.fill(
        **said,
        n=len(events),
        precision=_PRECISION,
        all=len(of_place),
        shared=len(np.union1d(pairs.first[same], pairs.second[same])),
        same_day=int(np.count_nonzero(same & (days[pairs.first] == days[pairs.second]))),
    )
    details = pd.concat(
        [*_cells(knox(observed, null)), histogram("null_pairs", nearby / nearby.mean())], ignore_index=True
    )
    return Answer(request, tuple(estimates), details, coverage)


def _estimate(
    statistic: str,
    cells: NDArray[np.int64],
    null: NDArray[np.int64],
    n: int,
    sentence: Text,
    said: dict[str, Text | str],
) -> Estimate:
    observed, expected = int(cells.sum()), float(null.mean())
    low, high = np.quantile(null, [0.025, 0.975])
    text = sentence.fill(
        **said,
        km=NEAR_KM,
        days=SOON_DAYS,
        observed=observed,
        expected=Number(expected, 1),
        low=Number(low, 0),
        high=Number(high, 0),
        ratio=Number(observed / expected, 2),
    )
    return Estimate(
        statistic,
        observed / expected,
        text,
        "observed per expected",
        n,
        expected=1.0,
        expected_low=float(low) / expected,
        expected_high=float(high) / expected,
        p=(p := two_sided(observed, null)),
        null="dates_shuffled_within_year",
        draws=len(null),
        verdict=verdict(p, above=observed > expected, less=FEWER),
    )


def _cells(grid: Grid) -> list[pd.DataFrame]:
    """The grid, ``x`` km and ``y`` days: observed over expected, where anything is expected, and the pairs."""
    km, days = (axis.ravel() for axis in np.meshgrid(UPPER_KM, UPPER_DAYS, indexing="ij"))
    expected = np.where(grid.expected > 0, grid.expected, np.nan).ravel()
    ratio, low, high = (pairs.ravel() / expected for pairs in (grid.observed, grid.low, grid.high))
    p, adjusted = grid.p.ravel(), grid.p_adjusted.ravel()
    return [
        rows("cell", None, x=km, y=days, estimate=ratio, low=low, high=high, p=p, p_adjusted=adjusted),
        rows(
            "cell_pairs",
            None,
            x=km,
            y=days,
            estimate=grid.observed.ravel(),
            low=grid.low.ravel(),
            high=grid.high.ravel(),
        ),
    ]


QUESTION: Final = Question(
    id="near_repeat",
    title=Text("Repetición cercana", "Near repeat"),
    asks=Text(
        "¿Se juntan los eventos en el espacio y en el tiempo más de lo que daría el azar?",
        "Are events close in space and in time at once more often than chance would give?",
    ),
    takes="events",
    at_least=1,
    at_most=1,
    answer=answer,
    limits=Text(
        "Un mismo episodio puede estar registrado como varios eventos, y un evento cercano a un lugar lleva las"
        " coordenadas de ese lugar: lo que se repite puede ser el registro. Temporadas y ofensivas que afectan a una"
        " sola zona también aparecen aquí.",
        "One episode may be on record as several events, and an event near a place has the coordinates of that place:"
        " what is repeated may be the record. Seasons and offensives that concern one area only appear here too.",
    ),
)
