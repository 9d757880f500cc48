"""When a series changed its level, if it did, and whether the publisher's method changed there."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from geo.analyses.details import rows
from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Estimate, Question, Request, generator
from geo.analyses.series import Series, series_of
from geo.analyses.verdicts import LEVEL
from geo.analyses.wording import Number, Text, capital, probability
from geo.statistics.breaks import Break, find_break

DRAWS: Final = 999

_LARGEST: Final = Text(
    "{measure} en {place}, {years}: el nivel de la serie cambió más entre {last} y {first}, de {old} a {new} {unit}"
    " (medias geométricas).",
    "{measure} in {place}, {years}: the level of the series changed most between {last} and {first}, from {old} to"
    " {new} {unit} (geometric means).",
)
_FOUND: Final = Text(
    "El nuevo nivel empieza entre {low} y {high} (95 %; {p}).",
    "The new level begins between {low} and {high} (95 %; {p}).",
)
_NONE: Final = Text(
    "{measure} en {place}, {years}, por {step}: su cambio más grande no pasa de lo que la serie varía de por sí"
    " ({p}).",
    "{measure} in {place}, {years}, by {step}: its largest change is within what the series varies by itself ({p}).",
)
_RATIO: Final = Text(
    "{measure} en {place}, {years}: la media geométrica desde {first} es {ratio} veces la de antes (95 %, si el nivel"
    " cambió entonces: de {low} a {high}).",
    "{measure} in {place}, {years}: the geometric mean from {first} on is {ratio} times the one before (95 %, if the"
    " level changed then: {low} to {high}).",
)
_STEPS: Final = {"year": Text("año", "year"), "month": Text("mes", "month")}
_CHANGED: Final = Text(
    "el nivel cambió más de lo que la serie varía de por sí",
    "the level changed by more than the series varies by itself",
)
_STEADY: Final = Text("ningún cambio de nivel se distingue", "no change of level can be distinguished")
_TREND: Final = Text(
    "Una tendencia continua describe la serie mejor que un cambio de nivel.",
    "A steady trend describes the series better than a change of level.",
)
_COVERAGE: Final = Text(
    "{measure} {whose}. Valores por {step}: {all}, de ellos {zeros} en cero; autocorrelación de uno con el siguiente:"
    " {alike}. {method}",
    "{measure} {whose}. Values by {step}: {all}, of which {zeros} are zero; autocorrelation of one with the next:"
    " {alike}. {method}",
)
_OF_ALL: Final = Text(
    "de los {n} municipios de {place} con dato en cada año de {years}, tomados en conjunto; {left} quedan fuera",
    "of the {n} municipalities of {place} with data in every year of {years}, taken together; {left} are left out",
)
_OF_ONE: Final = Text("en {place}, con dato en cada año de {years}", "in {place}, with data in every year of {years}")
_STARTS: Final = Text(
    "El método del publicador cambió en {year}: los años anteriores no entran.",
    "The publisher's method changed in {year}: earlier years are not included.",
)
_ENDS: Final = Text(
    "El método del publicador cambió en {year}: desde ese año no entran.",
    "The publisher's method changed in {year}: the years from then on are not included.",
)
_SEASONS: Final = Text("Las estaciones del año no se descuentan.", "The seasons of the year are not taken out.")
_SAME: Final = Text(
    "El publicador no declara cambios de método junto a esos años.",
    "The publisher states no change of method next to these years.",
)


def answer(evidence: Evidence, request: Request) -> Answer:
    """Find the change of level of one measure over the whole place, and test it."""
    used, series = series_of(evidence, request)
    values = series.amounts
    zeros = int(np.count_nonzero(values == 0))
    # a change of level is a factor; half the smallest value stands for zero in the logarithm
    shift = values[values > 0].min() / 2 if zeros else 0.0
    found = find_break(np.log(values + shift), DRAWS, generator(used))
    where: dict[str, Text | str] = {
        "measure": capital(series.name),
        "place": request.place.name,
        "years": series.years,
        "step": _STEPS[series.step],
    }
    estimates: tuple[Estimate, ...] = (_none(found, where, series),)
    if found.p <= LEVEL:
        typical = [float(np.exp(np.log(part + shift).mean()) - shift) for part in np.split(values, [found.position])]
        estimates = _found(found, where, series, typical)
    breaks = evidence.source(evidence.measures[request.measures[0]].measure.source).coverage.breaks
    left = len(request.place.codes) - series.places
    coverage = _COVERAGE.fill(
        **where,
        whose=(_OF_ALL if series.places + left > 1 else _OF_ONE).fill(**where, n=series.places, left=left),
        all=len(values),
        zeros=zeros,
        alike=Number(found.autocorrelation, 2),
        method=_method(breaks, used),
    )
    coverage += _SEASONS if series.step == "month" else Text("", "")
    return Answer(used, estimates, _details(series, found), coverage)


def _none(found: Break, where: dict[str, Text | str], series: Series) -> Estimate:
    said = _NONE.fill(p=probability(found.p), **where) + (_TREND if found.trend_fits_better else Text("", ""))
    n, statistic = len(series.amounts), f"first_{series.step}"
    return Estimate(
        statistic, np.nan, said, series.step, n, p=found.p, null="autoregression", draws=DRAWS, verdict=_STEADY
    )


def _found(
    found: Break, where: dict[str, Text | str], series: Series, typical: list[float]
) -> tuple[Estimate, Estimate]:
    at, n = found.position, len(series.amounts)
    old, new = (Number(value) for value in typical)
    said = _LARGEST.fill(**where, last=series.said(at - 1), first=series.said(at), old=old, new=new, unit=series.unit)
    said += _FOUND.fill(low=series.said(found.low), high=series.said(found.high), p=probability(found.p))
    said += _TREND if found.trend_fits_better else Text("", "")
    ratio, low, high = _ratio(found)
    compared = _RATIO.fill(
        **where, first=series.said(at), ratio=Number(ratio, 2), low=Number(low, 2), high=Number(high, 2)
    )
    return (
        Estimate(
            f"first_{series.step}",
            series.at(at),
            said,
            series.step,
            n,
            series.at(found.low),
            series.at(found.high),
            p=found.p,
            null="autoregression",
            draws=DRAWS,
            verdict=_CHANGED,
        ),
        Estimate("ratio", ratio, compared, "ratio", n, low, high),
    )


def _ratio(found: Break) -> tuple[float, float, float]:
    return float(np.exp(found.change)), float(np.exp(found.change_low)), float(np.exp(found.change_high))


def _details(series: Series, found: Break) -> pd.DataFrame:
    times = [series.at(k) for k in range(len(series.amounts))]
    parts = [rows("year", None, x=times, estimate=series.amounts)]
    if found.p <= LEVEL:
        first = [series.at(found.position)]
        ratio, low, high = _ratio(found)
        parts.append(rows("break", None, x=first, estimate=[ratio], low=[low], high=[high]))
        ends = {"low": [series.at(found.low)], "high": [series.at(found.high)]}
        parts.append(rows("break_year", None, estimate=first, **ends))
    return pd.concat(parts, ignore_index=True)


def _method(breaks: tuple[int, ...], used: Request) -> Text:
    said = Text("", "")
    for year, text in ((used.first, _STARTS), ((used.last or 0) + 1, _ENDS)):
        if year in breaks:
            said += text.fill(year=str(year))
    return said if said.en else _SAME


QUESTION: Final = Question(
    id="breaks",
    title=Text("Cambios de nivel", "Trend breaks"),
    asks=Text(
        "¿En qué año o mes cambió de nivel una serie, visto cuánto varía de por sí?",
        "In which year or month did a series change its level, given how much it varies by itself?",
    ),
    takes="measures",
    at_least=1,
    at_most=1,
    answer=answer,
    limits=Text(
        "Se busca un solo cambio de nivel: una serie puede tener varios, o ir cambiando poco a poco. Qué más cambió"
        " entonces en el país no lo dice la serie.",
        "One change of level is looked for: a series may have several, or change little by little. What else changed"
        " in the country then the series does not say.",
    ),
    scales=("year", "month"),
)
