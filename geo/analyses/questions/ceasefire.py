"""Events before, during and after a ceasefire, where the group was and where it was not."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analyses.ceasefires import INSIDE, LEAST_DURING, OUTSIDE, Case, case_of, events_of, placebos_of
from geo.analyses.details import histogram, rows
from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Estimate, Question, Request
from geo.analyses.verdicts import verdict
from geo.analyses.wording import Number, Text, capital, dated, probability, span
from geo.statistics.counts import PeriodRates, Ratio, fit, relative_to, trend_difference
from geo.statistics.nulls import two_sided

_BEFORE, _DURING, _AFTER = 0, 1, 2
BIN: Final = 3

_NAMES: Final = {_DURING: "during", _AFTER: "after"}
_WHERE: Final = {INSIDE: "inside", OUTSIDE: "outside"}
_RELATIVE_UNIT: Final = "ratio of rate ratios"

_COVERAGE: Final = Text(
    "{events}, con el mes conocido, en {n} municipios de {place}, {years}. Meses comparados: {before} antes, {during}"
    " durante y {after} después; no cuentan los meses sin cobertura, aquellos en que rigió solo una parte del mes ni"
    " los de otro cese al fuego con el mismo grupo. Según la UCDP el grupo estaba en {inside} municipios donde regía"
    " ({presence} meses cubiertos). La varianza de los meses de antes es {v_inside} veces la media donde estaba y"
    " {v_outside} donde no.",
    "{events}, with a known month, in {n} municipalities of {place}, {years}. Months compared: {before} before,"
    " {during} during and {after} after; a month does not count if it is not covered, if the ceasefire was in force"
    " for only a part of it, or if another one with the same group was. According to UCDP the group was in {inside}"
    " municipalities where it applied ({presence} months covered). The variance of the months before is {v_inside}"
    " times the mean where it was and {v_outside} where it was not.",
)
_WHICH: Final = Text(
    "Cese al fuego del {start} al {end}, {group}; {events} en {place}.",
    "Ceasefire of {start} to {end}, {group}; {events} in {place}.",
)
_PARTS: Final = (
    Text("Donde la UCDP había registrado al grupo", "Where UCDP had recorded the group"),
    Text("En los demás municipios que cubre la fuente", "In the other municipalities that the source covers"),
)
_WHEN: Final = {
    _DURING: Text("durante el cese al fuego", "during the ceasefire"),
    _AFTER: Text("en los {n} meses de después", "in the {n} months after"),
}
_RATE: Final = Text(
    "{part} hubo {rate} por mes {when}, frente a {base} por mes antes: {ratio} veces (95 %: de {low} a {high}).",
    "{part} there were {rate} a month {when}, against {base} a month before: {ratio} times (95 %: {low} to {high}).",
)
_RELATIVE: Final = Text(
    "La primera razón dividida por la segunda: {ratio} (95 %: de {low} a {high}).",
    "The first ratio divided by the second: {ratio} (95 %: {low} to {high}).",
)
_PLACEBO: Final = Text(
    "En {n} fechas de {years} sin cese al fuego registrado aquí, la misma comparación dio de {low} a {high} en el"
    " 95 % de los casos ({p}).",
    "At {n} dates of {years} without a ceasefire on record here, the same comparison gave {low} to {high} in 95 % of"
    " the cases ({p}).",
)
_UNTESTED: Final = Text(
    "si se distingue del azar no se somete a prueba: hay muy pocas fechas sin cese al fuego con que comparar",
    "whether this can be distinguished from chance is not tested: there are too few dates without a ceasefire to"
    " compare it with",
)
_CHOSEN: Final = Text(
    "Los municipios del grupo se eligieron por sus hechos de antes: en lugares así elegidos suele haber menos"
    " después, en cualquier fecha.",
    "The municipalities of the group were chosen for their events before: places chosen so usually have fewer later,"
    " at any date.",
)
_LOWER: Final = Text(
    "la razón es menor que en fechas sin cese al fuego", "the ratio is lower than at dates without a ceasefire"
)
_HIGHER: Final = Text(
    "la razón es mayor que en fechas sin cese al fuego", "the ratio is higher than at dates without a ceasefire"
)
_PRETREND: Final = Text(
    "En los meses de antes, el factor de un mes al siguiente donde estaba el grupo fue {ratio} veces el de los demás"
    " municipios ({p}).",
    "In the months before, the factor from one month to the next where the group was, was {ratio} times that of the"
    " other municipalities ({p}).",
)
_APART: Final = Text(
    "ya antes se separaban, y la comparación no vale como tal",
    "they were drifting apart already before, and the comparison does not hold as such",
)

_NO_DRIFT: Final = Text(
    "no se distingue que ya antes se separaran", "that they were drifting apart before cannot be distinguished"
)


def answer(evidence: Evidence, request: Request) -> Answer:
    """Compare the months before, during and after a ceasefire, inside relative to outside."""
    events = events_of(request)
    case = case_of(evidence, request, events)
    shape = case.shape
    periods = np.repeat([_BEFORE, _DURING, _AFTER], [len(shape.before), len(shape.during), len(shape.after)])
    fits = [fit(case.series(part, shape.compared), periods) for part in (INSIDE, OUTSIDE)]
    placebos = placebos_of(evidence, case)
    which = _which(case.ceasefire, request, events)
    compared = [_DURING, _AFTER] if len(shape.after) >= LEAST_DURING else [_DURING]
    estimates = [_compared(fits, period, which, case, placebos[:, [0, period]]) for period in compared]
    estimates += [_alone(fits[part], part, period, which, len(periods)) for period in compared for part in _WHERE]
    estimates.append(_pretrend(case, fits, which))
    years = [(case.start + k) // 12 for k in shape.compared]
    details = pd.concat(
        [
            _event_study("month", case, fits[INSIDE], INSIDE),
            _event_study("month_outside", case, fits[OUTSIDE], OUTSIDE),
            *([histogram("placebo", placebos[:, _DURING])] if len(placebos) else []),
        ],
        ignore_index=True,
    )
    used = replace(request, first=min(years), last=max(years))
    return Answer(used, tuple(estimates), details, _coverage(case, request, events, (min(years), max(years))))


def _compared(
    fits: list[PeriodRates], period: int, which: Text, case: Case, placebos: NDArray[np.float64]
) -> Estimate:
    inside, outside = (one.ratio(period, _BEFORE) for one in fits)
    ratio = relative_to(inside, outside, fits[INSIDE].freedom + fits[OUTSIDE].freedom)
    said = which + _rate(fits[INSIDE], INSIDE, period) + _rate(fits[OUTSIDE], OUTSIDE, period)
    said += _RELATIVE.fill(**_interval(ratio))
    name, n = _NAMES[period], len(case.shape.compared)
    if not len(placebos):
        return Estimate(
            name, ratio.value, said + _CHOSEN, _RELATIVE_UNIT, n, ratio.low, ratio.high, verdict=_UNTESTED
        )
    ratios = placebos[:, 1]
    p = two_sided(ratio.value, ratios)
    low, high = (float(end) for end in np.quantile(ratios, [0.025, 0.975]))
    against = _PLACEBO.fill(
        n=len(placebos),
        years=span(int(placebos[:, 0].min()), int(placebos[:, 0].max())),
        low=Number(low, 2),
        high=Number(high, 2),
        p=probability(p),
    )
    return Estimate(
        name,
        ratio.value,
        said + against,
        _RELATIVE_UNIT,
        n,
        ratio.low,
        ratio.high,
        float(ratios.mean()),
        low,
        high,
        p=p,
        null="placebo_dates",
        draws=len(placebos),
        verdict=verdict(p, above=ratio.value > float(np.median(ratios)), more=_HIGHER, less=_LOWER),
    )


def _alone(fitted: PeriodRates, part: int, period: int, which: Text, n: int) -> Estimate:
    ratio = fitted.ratio(period, _BEFORE)
    said = which + _rate(fitted, part, period) + (_CHOSEN if part == INSIDE else Text("", ""))
    return Estimate(f"{_WHERE[part]}_{_NAMES[period]}", ratio.value, said, "rate ratio", n, ratio.low, ratio.high)


def _pretrend(case: Case, fits: list[PeriodRates], which: Text) -> Estimate:
    inside, outside = (case.series(part, case.shape.before) for part in (INSIDE, OUTSIDE))
    ratio, p = trend_difference(inside, outside, (fits[INSIDE].dispersion, fits[OUTSIDE].dispersion))
    said = which + _PRETREND.fill(ratio=Number(ratio, 3), p=probability(p))
    found, n = verdict(p, above=True, more=_APART, alike=_NO_DRIFT), len(case.shape.before)
    return Estimate("pretrend", ratio, said, "ratio of growth", n, p=p, null="no_difference", verdict=found)


def _event_study(series: str, case: Case, fitted: PeriodRates, part: int) -> pd.DataFrame:
    """Quarters relative to the start, each relative to the mean before."""
    bins: dict[int, list[int]] = {}
    for offset in case.shape.compared:
        bins.setdefault(offset // BIN, []).append(offset)
    ratios = [fitted.relative(case.series(part, tuple(offsets)), _BEFORE) for offsets in bins.values()]
    return rows(
        series,
        None,
        x=[float(np.mean(offsets)) for offsets in bins.values()],
        estimate=[one.value for one in ratios],
        low=[one.low for one in ratios],
        high=[one.high for one in ratios],
    )


def _rate(fitted: PeriodRates, part: int, period: int) -> Text:
    return _RATE.fill(
        part=_PARTS[part],
        when=_WHEN[period].fill(n=int(fitted.months[period])),
        rate=Number(float(fitted.means[period]), 1),
        base=Number(float(fitted.means[_BEFORE]), 1),
        **_interval(fitted.ratio(period, _BEFORE)),
    )


def _interval(ratio: Ratio) -> dict[str, Number]:
    return {"ratio": Number(ratio.value, 2), "low": Number(ratio.low, 2), "high": Number(ratio.high, 2)}


def _which(ceasefire: pd.Series, request: Request, events: Text) -> Text:
    days = {name: dated(ceasefire[name]) for name in ("start", "end")}
    group = Text(ceasefire["group_es"], ceasefire["group_en"])
    return _WHICH.fill(**days, group=group, place=request.place.name, events=events)


def _coverage(case: Case, request: Request, events: Text, years: tuple[int, int]) -> Text:
    shape = case.shape
    variance = []
    for part in (INSIDE, OUTSIDE):
        before = case.series(part, shape.before)
        variance.append(Number(float(before.var(ddof=1) / before.mean()), 1))
    return _COVERAGE.fill(
        events=capital(events),
        n=len(case.present),
        place=request.place.name,
        years=span(*years),
        before=len(shape.before),
        during=len(shape.during),
        after=len(shape.after),
        inside=int((case.present & case.applied).sum()),
        presence=len(shape.presence),
        v_inside=variance[0],
        v_outside=variance[1],
    )


QUESTION: Final = Question(
    id="ceasefire",
    title=Text("Ceses al fuego", "Ceasefires"),
    asks=Text(
        "¿Qué pasó con los hechos antes, durante y después de un cese al fuego, donde estaba el grupo y donde no?",
        "What happened to events before, during and after a ceasefire, where the group was and where it was not?",
    ),
    takes="events",
    at_least=1,
    at_most=1,
    answer=answer,
    limits=Text(
        "La fuente cuenta los hechos de todos los grupos, también de los que no estaban en el cese al fuego. Los"
        " municipios donde estaba el grupo son aquellos donde la UCDP lo nombró en un hecho con muertos: donde estaba"
        " sin matar no se sabe. Las fechas con que se compara se solapan y son de otra época de la guerra.",
        "The source counts the events of all groups, also of those outside the ceasefire. The municipalities where"
        " the group was are those where UCDP named it in a deadly event: where it was without killing is not"
        " known. The dates that it is compared with overlap, and are of another time of the war.",
    ),
    subjects="ceasefires",
    rests_on=("ucdp_ged", "actors"),
)
