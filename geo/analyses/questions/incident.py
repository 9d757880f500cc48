"""A measure in the municipalities of an incident before and after, against places that were alike and the country."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from geo.analyses.details import histogram, rows
from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Estimate, NamedMeasure, Question, Refused, Request
from geo.analyses.subjects import subject_of
from geo.analyses.totals import denominators
from geo.analyses.verdicts import verdict
from geo.analyses.wording import Number, Text, capital, listed, probability, span
from geo.statistics.matching import MATCHES, Matched, compare, neighbouring_sets

BEFORE: Final = 3
AFTER: Final = 3
LEAST_BEFORE: Final = 2
LEAST_AMOUNT: Final = 5
LEAST_SETS: Final = 300

_LATE: Final = 7
"""From this month on an incident's own year is neither before nor after."""

_NO_DATA: Final = Text(
    "{measure} no tiene dato en {years} de todos los municipios del incidente: faltan {n} de {of}.",
    "{measure} has no data in {years} of all municipalities of the incident: {n} of {of} lack it.",
)
_LITTLE: Final = Text(
    "{measure} en los municipios del incidente: {n} al año antes, en personas, eventos o hectáreas; se necesitan"
    " {least} para comparar cambios.",
    "{measure} in the municipalities of the incident: {n} a year before, in people, events or hectares; {least} are"
    " needed to compare changes.",
)
_FEW: Final = Text(
    "Solo hay {n} conjuntos de municipios con que comparar; se necesitan {least}.",
    "There are only {n} sets of municipalities to compare with; {least} are needed.",
)
_WHICH: Final = Text(
    "{title} ({places}). {measure}, {unit}, media anual de {after} dividida por la de {before}:",
    "{title} ({places}). {measure}, {unit}, yearly mean of {after} divided by that of {before}:",
)
_MATCHED: Final = Text(
    "{own} en los municipios del incidente, {others} en los {k} conjuntos de municipios más parecidos antes,"
    " {country} en el resto del país. La primera razón dividida por la segunda: {ratio} (95 %: de {low} a {high};"
    " {p}).",
    "{own} in the municipalities of the incident, {others} in the {k} sets of municipalities most alike before,"
    " {country} in the rest of the country. The first ratio divided by the second: {ratio} (95 %: {low} to {high};"
    " {p}).",
)
_COUNTRY: Final = Text(
    "{own} en los municipios del incidente, {country} en el resto del país. La primera razón dividida por la segunda:"
    " {ratio}. La comparación con el país no es una prueba estadística.",
    "{own} in the municipalities of the incident, {country} in the rest of the country. The first ratio divided by"
    " the second: {ratio}. The comparison with the country is not a statistical test.",
)
_MORE: Final = Text(
    "subió más, o bajó menos, que en municipios parecidos",
    "it rose more, or fell less, than in similar municipalities",
)
_LESS: Final = Text(
    "subió menos, o bajó más, que en municipios parecidos",
    "it rose less, or fell more, than in similar municipalities",
)
_ALIKE: Final = Text(
    "no se distingue de cuánto varían municipios parecidos",
    "this cannot be distinguished from how much similar municipalities vary",
)
_COVERAGE: Final = Text(
    "Se comparan {k} de {sets} conjuntos de municipios vecinos, cada uno de tantos como el incidente ({size}): los"
    " más parecidos por la media y la evolución de {before}, por el área{population}. Con {k} conjuntos, p no baja de"
    " {least}: corregido por muchas pruebas casi nada se sostiene. {left}",
    "Compared are {k} of {sets} sets of neighbouring municipalities, each of as many as the incident ({size}): those"
    " most alike by the mean and the course of {before}, by area{population}. With {k} sets, p cannot be below"
    " {least}: corrected for many tests hardly anything stands. {left}",
)
_POPULATION: Final = Text(" y por la población de {year}", " and by the population of {year}")
_OWN_YEAR: Final = Text(
    "{year}, el año del incidente, no es ni antes ni después.",
    "{year}, the year of the incident, is neither before nor after.",
)
_COUNTED: Final = Text(
    "{year}, el año del incidente, cuenta como posterior entero.",
    "{year}, the year of the incident, counts as after as a whole.",
)


def answer(evidence: Evidence, request: Request) -> Answer:
    """Compare the years before and after an incident with those of the sets of municipalities most alike before."""
    incident = subject_of(evidence, "incidents", request.subject)
    one = evidence.measures[request.measures[0]]
    inside = incident["municipality_codes"].split()
    used, before, after = _years(evidence, request, incident["date_start"])
    used, joint = evidence.joint(used, 1)
    if lacking := [code for code in inside if code not in joint.codes]:
        years = span(joint.years[0], joint.years[-1])
        raise Refused(_NO_DATA.fill(measure=capital(one.name), years=years, n=len(lacking), of=len(inside)))
    amounts = evidence.amounts(one.measure.variable, one.measure.source).loc[joint.codes, [*before, *after]]
    table, is_inside = amounts.to_numpy(float), np.asarray(joint.codes.isin(inside))
    below = denominators(evidence, one.id, [*before, *after])
    people = np.ones(table.shape) if below is None else below.loc[joint.codes].to_numpy(float)
    earlier = np.arange(table.shape[1]) < len(before)
    own = _together(table[is_inside], people[is_inside])
    if own[earlier].mean() < LEAST_AMOUNT:
        amount = Number(float(own[earlier].mean()), 1)
        raise Refused(_LITTLE.fill(measure=capital(one.name), n=amount, least=LEAST_AMOUNT))
    sets = neighbouring_sets(_points(evidence, joint.codes), len(inside), is_inside)
    if len(sets) < LEAST_SETS:
        raise Refused(_FEW.fill(n=len(sets), least=LEAST_SETS))
    traits, population = _traits(evidence, joint.codes, before[-1])
    others = _together(table[sets], people[sets])
    matched = compare(own, others, (np.log(traits[is_inside].sum(axis=0)), np.log(traits[sets].sum(axis=1))), earlier)
    rest = _together(table[~is_inside], people[~is_inside])
    country = float(rest[~earlier].mean() / rest[earlier].mean())
    left = (_COUNTED if after[0] == incident["date_start"].year else _OWN_YEAR).fill(
        year=str(incident["date_start"].year)
    )
    coverage = joint.coverage + _COVERAGE.fill(
        k=MATCHES,
        least=Number(2 / (MATCHES + 1), 2),
        sets=len(sets),
        size=len(inside),
        before=span(before[0], before[-1]),
        population=_POPULATION.fill(year=str(population)) if population else Text("", ""),
        left=left,
    )
    which = _which(evidence, incident, one, before, after)
    details = _details([*before, *after], earlier, (own, others[matched.matches], rest), matched)
    return Answer(used, _estimates(matched, country, which, len(inside)), details, coverage)


def _years(evidence: Evidence, request: Request, day: pd.Timestamp) -> tuple[Request, list[int], list[int]]:
    """The years before and after that are covered by one method; at least two and one, which are else refused."""
    year = int(day.year)
    start = year if day.month < _LATE else year + 1
    runs = [run for run in evidence.runs(request.measures) if run[0] <= year - LEAST_BEFORE and start <= run[1]]
    first, last = runs[0] if runs else (year - LEAST_BEFORE, start)
    before = [k for k in range(year - BEFORE, year) if k >= first]
    after = [k for k in range(start, start + AFTER) if k <= last]
    return replace(request, first=before[0], last=after[-1]), before, after


def _together(amounts: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Amounts of several municipalities by year (..., municipalities, years), at their mean denominator."""
    whole = below.sum(axis=-2)
    return np.asarray(amounts.sum(axis=-2) * (whole.mean(axis=-1, keepdims=True) / whole))


def _points(evidence: Evidence, codes: pd.Index) -> np.ndarray:
    """Centres in metres, on an equal-area projection."""
    centres = evidence.municipalities.set_index("municipality_code").geometry.to_crs(6933).centroid[codes]
    return np.column_stack([centres.x, centres.y])


def _traits(evidence: Evidence, codes: pd.Index, year: int) -> tuple[np.ndarray, int]:
    """Area and, where every municipality has it, population of the last year up to ``year``; 0 without one."""
    traits = [evidence.area_km2[codes].to_numpy(float)]
    population = evidence.amounts("population", "dane_population").reindex(codes)
    known = [k for k in map(int, population.columns) if k <= year and (population[k] > 0).all()]
    if known:
        traits.append(population[known[-1]].to_numpy(float))
    return np.column_stack(traits), known[-1] if known else 0


def _which(evidence: Evidence, incident: pd.Series, one: NamedMeasure, before: list[int], after: list[int]) -> Text:
    names = evidence.municipalities.set_index("municipality_code")["municipality"]
    return _WHICH.fill(
        title=Text(incident["title_es"].rstrip("."), incident["title_en"].rstrip(".")),
        places=listed([str(names[code]) for code in incident["municipality_codes"].split()]),
        measure=capital(one.name),
        unit=one.unit,
        before=span(before[0], before[-1]),
        after=span(after[0], after[-1]),
    )


def _estimates(matched: Matched, country: float, which: Text, n: int) -> tuple[Estimate, ...]:
    numbers = {"own": Number(matched.own, 2), "country": Number(country, 2)}
    against = _MATCHED.fill(
        k=len(matched.matches),
        others=Number(matched.of_matches, 2),
        ratio=Number(matched.value, 2),
        low=Number(matched.low, 2),
        high=Number(matched.high, 2),
        p=probability(matched.p),
        **numbers,
    )
    low, high = (float(end) for end in np.quantile(matched.placebos, [0.025, 0.975]))
    relative = matched.own / country
    beside = which + _COUNTRY.fill(ratio=Number(relative, 2), **numbers)
    return (
        Estimate(
            "matched",
            matched.value,
            which + against,
            "ratio of changes",
            n,
            matched.low,
            matched.high,
            float(matched.placebos.mean()),
            low,
            high,
            p=matched.p,
            null="placebo_in_space",
            draws=len(matched.placebos),
            verdict=verdict(matched.p, above=matched.value > 1, more=_MORE, less=_LESS, alike=_ALIKE),
        ),
        Estimate("country", relative, beside, "ratio of changes", n),
        # alone it would be read as what the incident did: the sentence has the country's change beside it
        Estimate("own", matched.own, beside, "after to before", n),
    )


def _details(
    years: list[int],
    earlier: np.ndarray,
    amounts: tuple[np.ndarray, np.ndarray, np.ndarray],
    matched: Matched,
) -> pd.DataFrame:
    """Each year relative to the mean before: in these municipalities, in the matches, in the rest of the country."""
    own, others, rest = amounts
    base = others[:, earlier].mean(axis=1, keepdims=True)
    relative = others[base[:, 0] > 0] / base[base[:, 0] > 0]
    low, median, high = np.quantile(relative, [0.025, 0.5, 0.975], axis=0)
    return pd.concat(
        [
            rows("year", years, x=years, estimate=own / own[earlier].mean()),
            rows("year_matched", years, x=years, estimate=median, low=low, high=high),
            rows("year_country", years, x=years, estimate=rest / rest[earlier].mean()),
            histogram("placebo", matched.placebos),
        ],
        ignore_index=True,
    )


QUESTION: Final = Question(
    id="incident",
    title=Text("Antes y después de un incidente", "Before and after an incident"),
    asks=Text(
        "¿Cambió una medida tras un incidente, en sus municipios, más que en otros que antes eran parecidos y que en"
        " el país?",
        "After an incident, did a measure change more in its municipalities than in others that were alike before,"
        " and than in the country?",
    ),
    takes="measures",
    at_least=1,
    at_most=1,
    answer=answer,
    limits=Text(
        "La medida es anual y lo demás que pasó en esos municipios en esos años está dentro. Un incidente se recuerda"
        " por su gravedad: no se escogió al azar.",
        "The measure is yearly, and whatever else happened in these municipalities in these years is in it. An"
        " incident is remembered for its gravity: it was not picked at random.",
    ),
    subjects="incidents",
)
