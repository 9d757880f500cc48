"""Municipalities that are among the highest of several measures at once, and how many would be by chance."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analyses.details import histogram, rows
from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Estimate, Joint, Question, Refused, Request, generator
from geo.analyses.verdicts import NO_TEST, verdict
from geo.analyses.wording import Number, Text, listed, span
from geo.statistics.coincidence import by_free_permutation, by_spectral_randomisation, highest
from geo.statistics.nulls import two_sided

SHARE: Final = 0.2
LEAST: Final = 100
LEAST_HIGH: Final = 20
LEAST_PLACES: Final = 5
DRAWS: Final = 999

_TOO_FEW_HIGH: Final = Text(
    "Solo {n} municipios tienen un valor mayor que cero de {measure} en {years}; se necesitan al menos {least}.",
    "Only {n} municipalities have a value above zero of {measure} in {years}; at least {least} are needed.",
)
_FEW_PLACES: Final = Text(
    "Municipios de {place} con dato de {measures}: {n}; se necesitan al menos {least} para contar coincidencias.",
    "Municipalities of {place} with data of {measures}: {n}; at least {least} are needed to count coincidences.",
)
_OBSERVED: Final = Text(
    "Municipios de {place} que en {years} estuvieron a la vez entre {measures}: {n} de {places}.",
    "Municipalities of {place} that in {years} were at once among {measures}: {n} of {places}.",
)
_FREE: Final = Text(
    "Con los valores repartidos al azar entre los municipios, lo que pasa por alto que los vecinos se parecen, se"
    " esperarían {expected} (95 %: de {low} a {high}).",
    "With the values spread over the municipalities at random, which ignores that neighbours resemble each other,"
    " {expected} would be expected (95 %: {low} to {high}).",
)
_CLUSTERED: Final = Text(
    "Con repartos al azar que conservan lo agrupada que está cada medida se esperarían {expected} (95 %: de {low} a"
    " {high}).",
    "With random arrangements that keep how clustered each measure is, {expected} would be expected (95 %: {low} to"
    " {high}).",
)
_AMONG: Final = Text(
    "los {n} más altos del país en {measure} ({unit})", "the country's {n} highest for {measure} ({unit})"
)
_ANY: Final = Text("los {n} del país con algún valor de {measure}", "the country's {n} with any {measure}")
_HIGH: Final = Text(
    "Alto es el quinto más alto, o los que pasan de cero si son menos.",
    "High is the highest fifth, or those above zero if they are fewer.",
)
_MORE: Final = Text("se juntan más de lo que daría el azar", "they coincide more often than chance would give")
_FEWER: Final = Text("se juntan menos de lo que daría el azar", "they coincide less often than chance would give")


def answer(evidence: Evidence, request: Request) -> Answer:
    """Count the municipalities of a place in the country's highest fifth of all measures, against two nulls."""
    request, joint = evidence.joint(request, LEAST)
    values = joint.total.to_numpy().T
    masks = np.array([highest(row, SHARE) for row in values])
    _require_values(joint, values)
    within = joint.codes.isin(list(request.place.codes))
    if (n := int(within.sum())) < LEAST_PLACES:
        names = listed(one.name for one in joint.measures)
        raise Refused(_FEW_PLACES.fill(place=request.place.name, measures=names, n=n, least=LEAST_PLACES))
    observed = int(np.count_nonzero(masks.all(axis=0) & within))
    arranged = evidence.remember(
        (QUESTION.id, request.measures, *joint.years), lambda: _arrangements(evidence, request, joint, masks)
    )
    clustered, free = (np.count_nonzero(draws[:, within], axis=1) for draws in arranged)
    said = _OBSERVED.fill(
        years=span(joint.years[0], joint.years[-1]),
        n=observed,
        places=int(within.sum()),
        place=request.place.name,
        measures=listed(
            (_ANY if mask.sum() == np.count_nonzero(row) else _AMONG).fill(
                n=int(mask.sum()), measure=one.name, unit=one.unit
            )
            for one, mask, row in zip(joint.measures, masks, values, strict=True)
        ),
    )
    estimates = (
        _against("coincident", observed, clustered, int(within.sum()), "spectral_randomisation", said, _CLUSTERED),
        _against("coincident_free", observed, free, int(within.sum()), "free_permutation", said, _FREE),
    )
    coincident = joint.total[masks.all(axis=0) & within]
    details = pd.concat(
        [
            histogram("null_clustered", clustered),
            histogram("null_free", free),
            rows("municipality", coincident.index, x=coincident.iloc[:, 0], y=coincident.iloc[:, 1]),
        ],
        ignore_index=True,
    )
    return Answer(request, estimates, details, joint.coverage + _HIGH)


def _arrangements(
    evidence: Evidence, request: Request, joint: Joint, masks: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Where the measures coincide in random arrangements over the whole country: the same ones for every place."""
    rng = generator(replace(request, place=evidence.country))
    clustered = by_spectral_randomisation(
        joint.total.to_numpy().T, SHARE, evidence.randomisation(joint.codes), DRAWS, rng
    )
    return clustered, by_free_permutation(masks, DRAWS, rng)


def _against(
    statistic: str, observed: int, null: NDArray[np.int64], n: int, name: str, said: Text, comparison: Text
) -> Estimate:
    low, high = np.quantile(null, [0.025, 0.975])
    p = math.nan if comparison is _FREE else two_sided(observed, null)
    found = verdict(p, above=observed > null.mean(), more=_MORE, less=_FEWER)
    compared = comparison.fill(
        expected=Number(float(null.mean()), 1 if null.mean() >= 0.95 else 2),
        low=Number(low, 0),
        high=Number(high, 0),
    )
    return Estimate(
        statistic,
        observed,
        said + compared,
        "municipalities",
        n,
        expected=float(null.mean()),
        expected_low=float(low),
        expected_high=float(high),
        p=p,
        null=name,
        draws=len(null),
        verdict=NO_TEST if comparison is _FREE else found,
    )


def _require_values(joint: Joint, values: NDArray[np.float64]) -> None:
    for one, row in zip(joint.measures, values, strict=True):
        if (above := int(np.count_nonzero(row > 0))) < LEAST_HIGH:
            years = span(joint.years[0], joint.years[-1])
            raise Refused(_TOO_FEW_HIGH.fill(n=above, measure=one.name, years=years, least=LEAST_HIGH))


QUESTION: Final = Question(
    id="coincidence",
    title=Text("Coincidencia", "Coincidence"),
    asks=Text(
        "¿Qué municipios están a la vez entre los más altos de dos o tres medidas, y cuántos daría el azar solo?",
        "Which municipalities are among the highest of two or three measures, and how many would chance give?",
    ),
    takes="measures",
    at_least=2,
    at_most=3,
    answer=answer,
    limits=Text(
        "Que dos cosas se den en los mismos municipios no dice que una lleve a la otra: la población, las vías o el"
        " relieve pueden estar detrás de ambas. Solo se compara por municipios, cuyos límites deciden qué coincide:"
        " los 33 departamentos son pocos, y para celdas faltan rásteres que cubran los mismos años que los eventos.",
        "That two things are found in the same municipalities does not say that one brings about the other:"
        " population, roads or relief may be behind both. Municipalities are the only scale, and their limits decide"
        " what coincides: 33 departments are too few, and for cells there are no rasters of the years of the events.",
    ),
)
