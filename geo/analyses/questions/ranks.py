"""Municipalities in the order of their rates, with how sure each rank is."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from geo.analyses.details import rows
from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Estimate, Joint, Question, Refused, Request, generator
from geo.analyses.wording import Number, Text, listed, span
from geo.statistics.ranks import Ranking, dispersion, fit_prior, ranking

POPULATION: Final = ("population", "dane_population")
PER: Final = 100_000
LEAST: Final = 100
LEAST_RANKED: Final = 5
LEAST_YEARS: Final = 2
DRAWS: Final = 4999
SAID: Final = 3
"""How many of the highest are said in words; the picture has all."""

_COUNTED: Final = frozenset({"people", "events", "victims", "cases"})

_NOT_COUNTED: Final = Text(
    "{measure} no es un conteo de personas ni de hechos: no hay tasa por habitantes que ordenar.",
    "{measure} is not a count of people or events: there is no rate by population to rank.",
)
_NO_POPULATION: Final = Text(
    "No hay población de {years} (DANE): una tasa por habitantes se puede preguntar por {runs}.",
    "There is no population of {years} (DANE): a rate by population can be asked for {runs}.",
)
_NEVER: Final = Text(
    "En ningún año hay a la vez {measure} y población (DANE).",
    "In no year are there both {measure} and population (DANE).",
)
_SHORT: Final = Text(
    "{years} no basta: cuánto varían los conteos de un año a otro solo se ve en {least} años o más.",
    "{years} is not enough: how much counts vary from year to year is only seen in {least} years or more.",
)
_ALIKE: Final = Text(
    "En {years} los municipios no difieren en {measure} por habitante más de lo que daría el azar: no hay orden.",
    "In {years} municipalities do not differ in {measure} per inhabitant by more than chance would give: no order.",
)
_FEW: Final = Text(
    "Municipios de {place} con un valor mayor que cero de {measure} en {years}: {n}; se necesitan al menos {least}.",
    "Municipalities of {place} with a value above zero of {measure} in {years}: {n}; at least {least} are needed.",
)
_RANK: Final = Text(
    "{municipality}: puesto {rank} entre los {places} municipios de {place} con un valor mayor que cero, por"
    " {measure} por 100.000 habitantes y año, {years} (95 %: entre el puesto {low} y el {high}). Tasa acercada a"
    " la del país, tanto más cuanto menor es su población: {rate} (95 %: de {rate_low} a {rate_high}); sin ajustar,"
    " {raw}, de {count} en total.",
    "{municipality}: rank {rank} among the {places} municipalities of {place} with a value above zero, by {measure}"
    " per 100,000 people and year, {years} (95 %: between rank {low} and {high}). Its rate, drawn towards"
    " that of the country, the more so the smaller its population, is {rate} (95 %: {rate_low} to {rate_high}); as"
    " counted it is {raw}, from {count} in all.",
)
_ZEROS: Final = Text(
    "Puestos solo entre los municipios de {place} con un valor mayor que cero: {n} de {places}; un cero no tiene"
    " puesto. La variación de un año a otro es {dispersion} veces la de hechos independientes, y se tiene en cuenta.",
    "Ranks are among the municipalities of {place} with a value above zero only: {n} of {places}; a zero has no rank."
    " The variation from year to year is {dispersion} times that of independent events, and is allowed for.",
)


def answer(evidence: Evidence, request: Request) -> Answer:
    """Rank the municipalities of a place by their rates, shrunk towards that of the country."""
    request = _with_population(evidence, request)
    request, joint = evidence.joint(request, LEAST)
    if len(joint.years) < LEAST_YEARS:
        raise Refused(_SHORT.fill(years=span(joint.years[0], joint.years[-1]), least=LEAST_YEARS))
    measure = joint.measures[0].measure
    counts = evidence.amounts(measure.variable, measure.source).loc[joint.codes, joint.years]
    people = evidence.amounts(*POPULATION).reindex(index=joint.codes, columns=joint.years).sum(axis=1, skipna=False)
    known = (people > 0).to_numpy()
    counts, people = counts[known], people[known]
    total = counts.sum(axis=1)
    spread = dispersion(counts.to_numpy())
    prior = fit_prior(total.to_numpy(), people.to_numpy(), spread)
    in_place = total.index.isin(list(request.place.codes))
    ranked = in_place & (total > 0).to_numpy()
    _require_order(prior.variance, int(ranked.sum()), request, joint)
    found = ranking(total[ranked].to_numpy(), people[ranked].to_numpy(), prior, DRAWS, generator(request))
    raw = PER * total[ranked] / people[ranked]
    coverage = joint.coverage + _ZEROS.fill(
        n=int(ranked.sum()), places=int(in_place.sum()), place=request.place.name, dispersion=Number(spread, 1)
    )
    order = np.argsort(found.rank)
    details = rows(
        "rank",
        list(raw.index[order]),
        x=raw.iloc[order],
        y=PER * found.rate[order],
        estimate=found.rank[order],
        low=found.low[order],
        high=found.high[order],
    )
    known_as = evidence.municipalities.set_index("municipality_code").loc[raw.index]
    names = known_as["municipality"] + " (" + known_as["department"] + ")"
    of_rank = total[ranked]
    estimates = tuple(_estimate(k, names, (raw, of_rank), found, request, joint) for k in order[:SAID])
    return Answer(request, estimates, details, coverage)


def _with_population(evidence: Evidence, request: Request) -> Request:
    """The request with years of which the population is known; by default the latest three at most."""
    one = evidence.measures[request.measures[0]]
    if evidence.unit(one.measure.variable, one.measure.source) not in _COUNTED:
        raise Refused(_NOT_COUNTED.fill(measure=one.name))
    known = {int(year) for year in evidence.amounts(*POPULATION).columns}
    spans = []
    for first, last in evidence.runs(request.measures):
        if years := sorted(known & set(range(first, last + 1))):
            spans.append((years[0], years[-1]))
    possible = listed([span(*one) for one in spans])
    if not spans:
        raise Refused(_NEVER.fill(measure=one.name))
    if request.first is None or request.last is None:
        first, last = max(spans, key=lambda run: (min(run[1] - run[0], 1), run[1]))
        return replace(request, first=max(first, last - 2), last=last)
    if lacking := sorted(set(range(request.first, request.last + 1)) - known):
        raise Refused(_NO_POPULATION.fill(years=listed([str(year) for year in lacking]), runs=possible))
    return request


def _require_order(variance: float, ranked: int, request: Request, joint: Joint) -> None:
    years, measure = span(joint.years[0], joint.years[-1]), joint.measures[0].name
    if ranked < LEAST_RANKED:
        raise Refused(_FEW.fill(place=request.place.name, measure=measure, years=years, n=ranked, least=LEAST_RANKED))
    if variance <= 0:
        raise Refused(_ALIKE.fill(years=years, measure=measure))


def _estimate(
    k: int, names: pd.Series, counted: tuple[pd.Series, pd.Series], found: Ranking, request: Request, joint: Joint
) -> Estimate:
    rank = int(found.rank[k])
    raw, counts = counted
    sentence = _RANK.fill(
        municipality=str(names.iloc[k]),
        rank=rank,
        places=len(raw),
        place=request.place.name,
        measure=joint.measures[0].name,
        years=span(joint.years[0], joint.years[-1]),
        low=int(found.low[k]),
        high=int(found.high[k]),
        rate=Number(PER * found.rate[k], 1),
        rate_low=Number(PER * found.rate_low[k], 1),
        rate_high=Number(PER * found.rate_high[k], 1),
        raw=Number(raw.iloc[k], 1),
        count=int(counts.iloc[k]),
    )
    return Estimate(
        f"rank_{rank}",
        rank,
        sentence,
        "rank",
        len(raw),
        low=float(found.low[k]),
        high=float(found.high[k]),
        draws=DRAWS,
    )


QUESTION: Final = Question(
    id="ranks",
    title=Text("Puestos con su incertidumbre", "Ranks with their uncertainty"),
    asks=Text(
        "¿Dónde es más alta la tasa por habitantes, y qué tan seguro es el puesto de cada municipio?",
        "Where is the rate by population highest, and how sure is the rank of each municipality?",
    ),
    takes="measures",
    at_least=1,
    at_most=1,
    answer=answer,
    limits=Text(
        "El puesto es el de lo registrado: un municipio del que se informa menos parece más tranquilo. La población"
        " es una proyección del DANE y no cuenta a quien huyó o llegó después.",
        "The rank is that of what is on record: a municipality from which less is reported seems calmer. The"
        " population is a projection by DANE and does not follow those who fled or arrived later.",
    ),
)
