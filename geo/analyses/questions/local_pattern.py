"""Where two measures are high, or low, in the same neighbourhood, and whether they are so more than chance gives."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analyses.details import histogram, rows
from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Estimate, Joint, Question, Refused, Request, generator
from geo.analyses.verdicts import FEWER, NO_TEST, verdict
from geo.analyses.wording import Number, Text, listed, span
from geo.statistics.local_pattern import (
    LocalPattern,
    high_together,
    lees_l,
    lees_l_of_arrangements,
    local_pattern,
    neighbourhoods,
    normal_scores,
)
from geo.statistics.nulls import free_permutations, row_standardised, two_sided

LEAST: Final = 100
LEAST_ABOVE_ZERO: Final = 20
DRAWS: Final = 9999
CLUSTERED_DRAWS: Final = 999

CLASSES: Final = {
    "class_high_high": (True, True),
    "class_high_low": (True, False),
    "class_low_high": (False, True),
    "class_low_low": (False, False),
}
"""Whether the first and the second measure are high around a place."""

_RARE: Final = Text(
    "Solo {n} municipios tienen un valor mayor que cero de {measure} en {years}; se necesitan al menos {least}.",
    "Only {n} municipalities have a value above zero of {measure} in {years}; at least {least} are needed.",
)
_NOWHERE: Final = Text(
    "Ningún municipio de {place} tiene dato de {measures} y un vecino que también lo tenga.",
    "No municipality of {place} has data of {measures} and a neighbour that has them too.",
)
_ALONE: Final = Text(
    "Sin vecino con dato, fuera del mapa: {n}.", "Without a neighbour with data, not on the map: {n}."
)
_ABOVE: Final = Text("Con un valor mayor que cero: {counts}.", "With a value above zero: {counts}.")
_COUNT: Final = Text("{n} municipios en {measure}", "{n} municipalities for {measure}")
_GLOBAL: Final = Text(
    "En los vecindarios de {n} municipios de Colombia, {years}, la asociación espacial de {x} y {y} (L de Lee, de −1"
    " a 1) es {value}; con repartos al azar que conservan lo agrupada que está cada medida sería {expected} (95 %: de"
    " {low} a {high}).",
    "In the neighbourhoods of {n} municipalities of Colombia, {years}, the spatial association of {x} and {y} (Lee's"
    " L, from −1 to 1) is {value}; with random arrangements that keep how clustered each measure is, it would be"
    " {expected} (95 %: {low} to {high}).",
)
_FREE: Final = Text(
    "La misma asociación de {x} y {y} ({n} municipios de Colombia, {years}; L de Lee {value}) frente a valores"
    " repartidos al azar entre los municipios, sin conservar esa agrupación, con lo que se hallan asociaciones con"
    " demasiada frecuencia: {expected} (95 %: de {low} a {high}).",
    "The same association of {x} and {y} ({n} municipalities of Colombia, {years}; Lee's L {value}) against values"
    " spread over the municipalities at random, without keeping that clustering, which finds associations too often:"
    " {expected} (95 %: {low} to {high}).",
)
_TOGETHER: Final = Text(
    "Municipios de {place} que en {years} tenían alrededor valores altos tanto de {x} como de {y}, con un 5 % de"
    " falsos descubrimientos en cada medida por separado: {n} de {places}. Repartos al azar que conservan lo"
    " agrupada que está cada medida darían {expected} (95 %: de {low} a {high}).",
    "Municipalities of {place} that in {years} had high values of both {x} and {y} around them, at a false discovery"
    " rate of 5 % in each measure by itself: {n} of {places}. Random arrangements that keep how clustered each"
    " measure is would give {expected} (95 %: {low} to {high}).",
)
_NONE: Final = Text(
    "Municipios de {place} que en {years} tenían alrededor valores altos tanto de {x} como de {y}, con un 5 % de"
    " falsos descubrimientos en cada medida por separado: 0 de {places}.",
    "Municipalities of {place} that in {years} had high values of both {x} and {y} around them, at a false discovery"
    " rate of 5 % in each measure by itself: 0 of {places}.",
)
_NOBODY: Final = Text("ninguno se distingue del azar", "none can be distinguished from chance")


def answer(evidence: Evidence, request: Request) -> Answer:
    """Lee's L of two measures against two nulls, and the municipalities of a place around which both are unusual."""
    request, joint = evidence.joint(request, LEAST)
    adjacency = evidence.adjacency(joint.codes)
    connected = adjacency.sum(axis=1) > 0
    within = joint.codes.isin(list(request.place.codes)) & connected
    if not within.any():
        raise Refused(_NOWHERE.fill(place=request.place.name, measures=listed(one.name for one in joint.measures)))
    above = _above_zero(joint)
    rng = generator(request)
    x, y = (normal_scores(column) for column in joint.total.to_numpy().T)
    weights = row_standardised(adjacency)
    clustered = evidence.randomisation(joint.codes).draw(y, CLUSTERED_DRAWS, rng)
    around_x, around_y = (neighbourhoods(scores, adjacency, DRAWS, rng) for scores in (x, y))
    local = local_pattern(around_x, around_y)
    nulls = {
        "lee": lees_l_of_arrangements(x, clustered, weights),
        "lee_free": lees_l_of_arrangements(x, np.array(list(free_permutations(y, DRAWS, rng))), weights),
    }
    n = int(connected.sum())
    observed = lees_l(x, y, weights)
    together = high_together(around_x, around_y, clustered, weights, within)
    estimates = (
        _association("lee", observed, nulls["lee"], n, "spectral_randomisation", _GLOBAL, joint),
        _association("lee_free", observed, nulls["lee_free"], n, "free_permutation", _FREE, joint),
        _high_high(local, together, within, request, joint),
    )
    details = pd.concat(
        [
            histogram("null_clustered", nulls["lee"]),
            histogram("null_free", nulls["lee_free"]),
            *_map(local, joint.total, within),
        ],
        ignore_index=True,
    )
    alone = len(connected) - n
    coverage = joint.coverage + _ABOVE.fill(counts=above)
    return Answer(request, estimates, details, coverage + _ALONE.fill(n=alone) if alone else coverage)


def _above_zero(joint: Joint) -> Text:
    counts = []
    for one in joint.measures:
        above = int(np.count_nonzero(joint.total[one.id] > 0))
        if above < LEAST_ABOVE_ZERO:
            years = span(joint.years[0], joint.years[-1])
            raise Refused(_RARE.fill(n=above, measure=one.name, years=years, least=LEAST_ABOVE_ZERO))
        counts.append(_COUNT.fill(n=above, measure=one.name))
    return listed(counts)


def _association(
    statistic: str, observed: float, null: NDArray[np.float64], n: int, name: str, said: Text, joint: Joint
) -> Estimate:
    low, high = np.quantile(null, [0.025, 0.975])
    # free permutation finds associations too often for a test
    p = math.nan if said is _FREE else two_sided(observed, null)
    sentence = said.fill(
        n=n,
        years=span(joint.years[0], joint.years[-1]),
        x=joint.measures[0].name,
        y=joint.measures[1].name,
        value=_signed(observed),
        expected=_signed(null.mean()),
        low=_signed(low),
        high=_signed(high),
    )
    return Estimate(
        statistic,
        observed,
        sentence,
        "1",
        n,
        expected=float(null.mean()),
        expected_low=float(low),
        expected_high=float(high),
        p=p,
        null=name,
        draws=len(null),
        verdict=NO_TEST if said is _FREE else verdict(p, above=observed > null.mean()),
    )


def _signed(value: float) -> Number:
    """The number with two decimals; what rounds to zero has no sign."""
    return Number(round(float(value), 2), 2, signed=True)


def _high_high(
    local: LocalPattern, null: NDArray[np.int64], within: NDArray[np.bool_], request: Request, joint: Joint
) -> Estimate:
    count = int(np.count_nonzero(local.survivors() & local.high_x & local.high_y & within))
    said: dict[str, Text | str | int] = {
        "place": request.place.name,
        "years": span(joint.years[0], joint.years[-1]),
        "x": joint.measures[0].name,
        "y": joint.measures[1].name,
        "places": int(within.sum()),
    }
    if not count:
        n = int(within.sum())
        return Estimate("high_high", 0, _NONE.fill(**said), "municipalities", n, verdict=_NOBODY)
    low, high = np.quantile(null, [0.025, 0.975])
    sentence = _TOGETHER.fill(
        **said,
        n=count,
        expected=Number(float(null.mean()), 1 if null.mean() >= 0.95 else 2),
        low=Number(float(low), 0),
        high=Number(float(high), 0),
    )
    return Estimate(
        "high_high",
        count,
        sentence,
        "municipalities",
        int(within.sum()),
        expected=float(null.mean()),
        expected_low=float(low),
        expected_high=float(high),
        p=(p := two_sided(count, null)),
        null="spectral_randomisation",
        draws=len(null),
        verdict=verdict(p, above=count > null.mean(), less=FEWER),
    )


def _map(local: LocalPattern, total: pd.DataFrame, within: NDArray[np.bool_]) -> list[pd.DataFrame]:
    survivors = local.survivors()
    every = rows(
        "municipality",
        total.index[within],
        x=total.iloc[:, 0][within],
        y=total.iloc[:, 1][within],
        estimate=local.statistic[within],
        low=np.where(survivors, 1.0, np.nan)[within],
        p=local.p[within],
        p_adjusted=local.p_adjusted[within],
    )
    classes = [
        rows(name, list(total.index[members]))
        for name, (x, y) in CLASSES.items()
        if (members := survivors & within & (local.high_x == x) & (local.high_y == y)).any()
    ]
    return [every, *classes]


QUESTION: Final = Question(
    id="local_pattern",
    title=Text("Patrón local", "Local pattern"),
    asks=Text(
        "¿En qué vecindarios son altas, o bajas, dos medidas a la vez, y es más de lo que daría el azar?",
        "In which neighbourhoods are two measures high, or low, at once, and is it more than chance would give?",
    ),
    takes="measures",
    at_least=2,
    at_most=2,
    answer=answer,
    limits=Text(
        "El mapa muestra vecindarios, no municipios: lo que está alto está alrededor. Que una zona resista la"
        " corrección no dice que las dos medidas tengan que ver; eso lo compara la cifra de todo el país. Solo se"
        " compara por municipios: los departamentos son pocos, y para celdas faltan rásteres de los mismos años.",
        "The map shows neighbourhoods, not municipalities: what is high is around them. That an area stands after the"
        " correction does not say that the two measures have to do with each other; the figure of the whole country"
        " compares that. Municipalities are the only scale: departments are too few, and for cells there are no"
        " rasters of the same years.",
    ),
)
