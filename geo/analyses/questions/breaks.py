"""The year in which a series changed its level, if it did, and whether the publisher's method changed there."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd

from geo.analyses.details import rows
from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Estimate, Question, Refused, Request, generator
from geo.analyses.totals import whole_by_year
from geo.analyses.wording import Number, Text, capital, probability, span
from geo.statistics.breaks import Break, find_break

LEAST_YEARS: Final = 10
LEAST_ABOVE: Final = 8
DRAWS: Final = 999
ALPHA: Final = 0.05

_SHORT: Final = Text(
    "{measure}: de {years} hay {n} años seguidos medidos con el mismo método; se necesitan {least}.",
    "{measure}: of {years} there are {n} consecutive years measured by the same method; {least} are needed.",
)
_ZEROS: Final = Text(
    "{measure}, {place}: {n} de los {years} años tienen un valor mayor que cero; se necesitan {least}.",
    "{measure}, {place}: {n} of the {years} years have a value above zero; {least} are needed.",
)
_LARGEST: Final = Text(
    "{measure}, {place}, {years}: el nivel de la serie cambió más entre {last} y {first}, de {old} a {new} {unit}"
    " (medias geométricas de los valores anuales).",
    "{measure}, {place}, {years}: the level of the series changed most between {last} and {first}, from {old} to"
    " {new} {unit} (geometric means of the yearly values).",
)
_FOUND: Final = Text(
    "Es más de lo que la serie varía de por sí ({p}); el primer año del nuevo nivel está entre {low} y {high} (95"
    " %).",
    "This is more than the series varies by itself ({p}); the first year of the new level lies between {low} and"
    " {high} (95 %).",
)
_NONE: Final = Text(
    "{measure}, {place}, {years}: ningún cambio de nivel se distingue de lo que la serie varía de por sí ({p}).",
    "{measure}, {place}, {years}: no change of level can be distinguished from how the series varies by"
    " itself ({p}).",
)
_RATIO: Final = Text(
    "{measure}, {place}: la media geométrica de {after} es {ratio} veces la de {before} (95 %, si el nivel cambió en"
    " ese año: de {low} a {high}).",
    "{measure}, {place}: the geometric mean of {after} is {ratio} times that of {before} (95 %, if the level changed"
    " in that year: {low} to {high}).",
)
_TREND: Final = Text(
    "Una tendencia continua describe la serie mejor que un cambio de nivel.",
    "A steady trend describes the series better than a change of level.",
)
_COVERAGE: Final = Text(
    "{measure} de los {n} municipios de {place} con dato en cada año de {years}, tomados en conjunto; {left} quedan"
    " fuera. Años en cero: {zeros}. Autocorrelación de un año con el siguiente: {alike}. {method}",
    "{measure} of the {n} municipalities of {place} with data in every year of {years}, taken together; {left} are"
    " left out. Years at zero: {zeros}. Autocorrelation of one year with the next: {alike}. {method}",
)
_STARTS: Final = Text(
    "El método del publicador cambió en {year}: los años anteriores no entran.",
    "The publisher's method changed in {year}: earlier years are not in.",
)
_ENDS: Final = Text(
    "El método del publicador cambió en {year}: desde ese año no entran.",
    "The publisher's method changed in {year}: the years from then on are not in.",
)
_SAME: Final = Text(
    "El publicador no declara cambios de método junto a esos años.",
    "The publisher states no change of method next to these years.",
)


def answer(evidence: Evidence, request: Request) -> Answer:
    """Find the change of level of one measure over the whole place, and test it."""
    one = evidence.measures[request.measures[0]]
    name = capital(one.name)
    if request.first is None or request.last is None:
        first, last = max(evidence.runs(request.measures), key=lambda run: (run[1] - run[0], run[1]), default=(0, 0))
        request = replace(request, first=first, last=last)
    used, joint = evidence.joint(request, 1, request.place.codes)
    years = joint.years
    if len(years) < LEAST_YEARS:
        raise Refused(_SHORT.fill(measure=name, years=span(years[0], years[-1]), n=len(years), least=LEAST_YEARS))
    values = whole_by_year(evidence, one.id, joint.codes, years).to_numpy(float)
    above = int(np.count_nonzero(values > 0))
    if above < LEAST_ABOVE:
        raise Refused(
            _ZEROS.fill(measure=name, place=request.place.name, n=above, years=len(years), least=LEAST_ABOVE)
        )
    # a change of level is a factor; half the smallest value stands for zero in the logarithm
    shift = 0.0 if above == len(values) else values[values > 0].min() / 2
    found = find_break(np.log(values + shift), DRAWS, generator(used))
    where: dict[str, Text | str] = {"measure": name, "place": request.place.name, "years": span(years[0], years[-1])}
    estimates: tuple[Estimate, ...] = (_none(found, where, len(years)),)
    if found.p <= ALPHA:
        typical = [float(np.exp(np.log(part + shift).mean()) - shift) for part in np.split(values, [found.position])]
        estimates = _found(found, where, years, typical, one.unit)
    details = _details(years, values, found)
    left = len(request.place.codes) - len(joint.codes)
    coverage = _COVERAGE.fill(
        measure=name,
        n=len(joint.codes),
        place=request.place.name,
        years=span(years[0], years[-1]),
        left=left,
        zeros=len(values) - above,
        alike=Number(found.autocorrelation, 2),
        method=_method(evidence.source(one.measure.source).coverage.breaks, years),
    )
    return Answer(used, estimates, details, coverage)


def _none(found: Break, where: dict[str, Text | str], n: int) -> Estimate:
    said = _NONE.fill(p=probability(found.p), **where) + (_TREND if found.trend_fits_better else Text("", ""))
    return Estimate("first_year", np.nan, said, "year", n, p=found.p, null="autoregression", draws=DRAWS)


def _found(
    found: Break, where: dict[str, Text | str], years: list[int], typical: list[float], unit: Text
) -> tuple[Estimate, Estimate]:
    at, n = found.position, len(years)
    changed = _LARGEST.fill(
        last=str(years[at - 1]),
        first=str(years[at]),
        old=Number(typical[0]),
        new=Number(typical[1]),
        unit=unit,
        **where,
    )
    changed += _FOUND.fill(low=str(years[found.low]), high=str(years[found.high]), p=probability(found.p))
    changed += _TREND if found.trend_fits_better else Text("", "")
    ratio, low, high = _ratio(found)
    compared = _RATIO.fill(
        measure=where["measure"],
        place=where["place"],
        before=span(years[0], years[at - 1]),
        after=span(years[at], years[-1]),
        ratio=Number(ratio, 2),
        low=Number(low, 2),
        high=Number(high, 2),
    )
    return (
        Estimate(
            "first_year",
            years[at],
            changed,
            "year",
            n,
            years[found.low],
            years[found.high],
            p=found.p,
            null="autoregression",
            draws=DRAWS,
        ),
        Estimate("ratio", ratio, compared, "ratio", n, low, high),
    )


def _ratio(found: Break) -> tuple[float, float, float]:
    return float(np.exp(found.change)), float(np.exp(found.change_low)), float(np.exp(found.change_high))


def _details(years: list[int], values: np.ndarray, found: Break) -> pd.DataFrame:
    series = [rows("year", years, x=years, estimate=values)]
    if found.p <= ALPHA:
        first = [years[found.position]]
        ratio, low, high = _ratio(found)
        series.append(rows("break", first, x=first, estimate=[ratio], low=[low], high=[high]))
        series.append(rows("break_year", first, estimate=first, low=[years[found.low]], high=[years[found.high]]))
    return pd.concat(series, ignore_index=True)


def _method(breaks: tuple[int, ...], years: list[int]) -> Text:
    said = Text("", "")
    if years[0] in breaks:
        said += _STARTS.fill(year=str(years[0]))
    if years[-1] + 1 in breaks:
        said += _ENDS.fill(year=str(years[-1] + 1))
    return said if said.en else _SAME


QUESTION: Final = Question(
    id="breaks",
    title=Text("Cambios de nivel", "Trend breaks"),
    asks=Text(
        "¿En qué año cambió de nivel una serie, visto cuánto varía de por sí?",
        "In which year did a series change its level, given how much it varies by itself?",
    ),
    takes="measures",
    at_least=1,
    at_most=1,
    answer=answer,
    limits=Text(
        "Se busca un solo cambio de nivel: una serie puede tener varios, o ir cambiando poco a poco. Lo que cambió"
        " ese año en el país no lo dice la serie.",
        "One change of level is looked for: a series may have several, or change little by little. What changed in"
        " the country in that year the series does not say.",
    ),
)
