"""Whether places with more of one have more of the other, and whether one place has in its years with more."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import scipy.stats
from numpy.typing import NDArray

from geo.analyses.details import rows
from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Estimate, Joint, Question, Refused, Request
from geo.analyses.verdicts import verdict
from geo.analyses.wording import Number, Text, points_of, span
from geo.statistics.panel_effects import Slope, between, can_vary, within, within_lags

LEAST: Final = {"municipality": 100, "department": 20}
LEAST_YEARS: Final = 3
LEAST_ABOVE_ZERO: Final = 20
LAGS: Final = range(-3, 4)

_UNITS: Final = {
    "municipality": Text("municipios", "municipalities"),
    "department": Text("departamentos", "departments"),
}
_SHORT: Final = Text(
    "{years} son menos de {least} años: dentro de un lugar no hay qué comparar.",
    "{years} is fewer than {least} years: there is nothing to compare within a place.",
)
_ALIKE: Final = Text(
    "{measure} no varía en {years} más allá de lo que distingue a los lugares y a los años.",
    "{measure} does not vary in {years} beyond what distinguishes places and years.",
)
_RARE: Final = Text(
    "Solo {n} valores anuales de {measure} en {years} son mayores que cero; se necesitan al menos {least}.",
    "Only {n} yearly values of {measure} in {years} are above zero; at least {least} are needed.",
)
_FEW: Final = Text(
    "Solo quedan {n} {units}; se necesitan al menos {least}.",
    "Only {n} {units} are left; at least {least} are needed.",
)
_BETWEEN: Final = Text(
    "Entre lugares ({n} {units} de Colombia, {years}): a cada unidad más de {x} ({x_unit}, media anual) le"
    " corresponde una diferencia de {slope} {y_unit} en {y}, media anual (95 %: de {low} a {high}).",
    "Between places ({n} {units} of Colombia, {years}): each unit more of {x} ({x_unit}, yearly mean) goes with a"
    " difference of {slope} {y_unit} in {y}, yearly mean (95 %: {low} to {high}).",
)
_WITHIN: Final = Text(
    "Dentro de un mismo lugar ({n} {units} de Colombia, {years}), descontado lo común a cada año: a un año con una"
    " unidad más de {x} ({x_unit}) le corresponde una diferencia de {slope} {y_unit} en {y} (95 %: de {low} a"
    " {high}).",
    "Within one place ({n} {units} of Colombia, {years}), net of what each year had in common: a year with one unit"
    " more of {x} ({x_unit}) goes with a difference of {slope} {y_unit} in {y} (95 %: {low} to {high}).",
)
_LAGGED: Final = Text(
    "Dentro de un mismo lugar ({n} {units} de Colombia, {years}), descontado lo común a cada año y lo de los años"
    " vecinos: al año siguiente de uno con una unidad más de {x} ({x_unit}) le corresponde una diferencia de {slope}"
    " {y_unit} en {y} (95 %: de {low} a {high}).",
    "Within one place ({n} {units} of Colombia, {years}), net of what each year had in common and of the neighbouring"
    " years: the year after one with a unit more of {x} ({x_unit}) goes with a difference of {slope} {y_unit} in {y}"
    " (95 %: {low} to {high}).",
)
_TOTALS: Final = Text(
    "Dentro de un mismo lugar ({n} {units} de Colombia, {years}), en totales anuales sin dividir por área ni"
    " población, descontado lo común a cada año: a un año con una unidad más de {x} ({x_total}) le corresponde una"
    " diferencia de {slope} {y_total} en {y} (95 %: de {low} a {high}).",
    "Within one place ({n} {units} of Colombia, {years}), in yearly totals undivided by area or population, net of"
    " what each year had in common: a year with one unit more of {x} ({x_total}) goes with a difference of {slope}"
    " {y_total} in {y} (95 %: {low} to {high}).",
)
_TOTALS_IN: Final = {
    "people": Text("personas", "people"),
    "events": Text("eventos", "events"),
    "cases": Text("casos", "cases"),
    "detections": Text("detecciones", "detections"),
}
"""Units of totals; the others, as hectares, are symbols."""
_ONE_OF: Final = {"people": "person", "events": "event", "cases": "case", "detections": "detection"}
_TOGETHER: Final = Text("más de lo uno va con más de lo otro", "more of one goes with more of the other")
_OPPOSITE: Final = Text("más de lo uno va con menos de lo otro", "more of one goes with less of the other")
_UNCLEAR: Final = Text("no se distingue de cero", "this cannot be distinguished from zero")


def answer(evidence: Evidence, request: Request) -> Answer:
    """Slopes between and within places, as asked and as totals, and within places at lags of -3 to +3 years."""
    request, joint = evidence.joint(request, LEAST["municipality"])
    x, y = (evidence.at_scale(one.id, joint, request.scale) for one in joint.measures)
    if len(x) < (least := LEAST[request.scale]):
        raise Refused(_FEW.fill(n=len(x), units=_UNITS[request.scale], least=least))
    _require_variation(joint, x, y)
    lags = _lagged(evidence, joint, request, y)
    totals = [evidence.at_scale(one.id, joint, request.scale, divided=False) for one in joint.measures]
    found = {"between": (between(x, y), _BETWEEN), "within": (within(x, y), _WITHIN)}
    if 1 in lags:
        found["within_lag_1"] = lags[1], _LAGGED
    if can_vary(totals[0]):
        found["within_totals"] = within(totals[0], totals[1]), _TOTALS
    units = [evidence.unit(one.measure.variable, one.measure.source) for one in joint.measures]
    estimates = tuple(_estimate(name, slope, said, joint, request, units) for name, (slope, said) in found.items())
    details = pd.concat(
        [
            _slopes("coefficient", list(found), [slope for slope, _ in found.values()]),
            _slopes("lag", [str(lag) for lag in lags], list(lags.values()), x=np.array(list(lags), dtype=float)),
        ],
        ignore_index=True,
    )
    return Answer(request, estimates, details, joint.coverage)


def _require_variation(joint: Joint, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    years = span(joint.years[0], joint.years[-1])
    if len(joint.years) < LEAST_YEARS:
        raise Refused(_SHORT.fill(years=years, least=LEAST_YEARS))
    for one, values in zip(joint.measures, (x, y), strict=True):
        if (above := int(np.count_nonzero(values > 0))) < LEAST_ABOVE_ZERO:
            raise Refused(_RARE.fill(n=above, measure=one.name, years=years, least=LEAST_ABOVE_ZERO))
        if not can_vary(values):
            raise Refused(_ALIKE.fill(measure=one.name, years=years))


def _lagged(evidence: Evidence, joint: Joint, request: Request, y: NDArray[np.float64]) -> dict[int, Slope]:
    """Slopes within places on ``x`` of ``lag`` years before, of all years that are covered by the same method."""
    x_id = joint.measures[0].id
    runs = evidence.runs([x_id])
    columns = {}
    for lag in LAGS:
        years = [year - lag for year in joint.years]
        if any(run[0] <= years[0] and years[-1] <= run[1] for run in runs):
            shifted = evidence.at_scale(x_id, joint, request.scale, years=years)
            if not np.isnan(shifted).any() and can_vary(shifted):
                columns[lag] = shifted
    return within_lags(columns, y)


def _estimate(name: str, slope: Slope, sentence: Text, joint: Joint, request: Request, totals: list[str]) -> Estimate:
    x, y = joint.measures
    of_x, of_y = (_TOTALS_IN.get(unit, Text(unit, unit)) for unit in totals)
    said = sentence.fill(
        n=slope.places,
        units=_UNITS[request.scale],
        years=span(joint.years[0], joint.years[-1]),
        x=x.name,
        y=y.name,
        x_unit=x.unit,
        y_unit=points_of(y.unit),
        x_total=of_x,
        y_total=of_y,
        slope=Number(slope.value, signed=True),
        low=Number(slope.low),
        high=Number(slope.high),
    )
    above, below = (
        (totals[1], _ONE_OF.get(totals[0], totals[0]))
        if name == "within_totals"
        else (y.measure.unit, x.measure.unit)
    )
    found = verdict(slope.p, above=slope.value > 0, more=_TOGETHER, less=_OPPOSITE, alike=_UNCLEAR)
    return Estimate(
        name,
        slope.value,
        said,
        f"{above} per {below}",
        slope.places,
        low=slope.low,
        high=slope.high,
        p=slope.p,
        null="no_slope",
        verdict=found,
    )


def _slopes(series: str, keys: list[str], slopes: list[Slope], **columns: NDArray[np.float64]) -> pd.DataFrame:
    p = np.array([slope.p for slope in slopes])
    return rows(
        series,
        keys,
        estimate=np.array([slope.value for slope in slopes]),
        low=np.array([slope.low for slope in slopes]),
        high=np.array([slope.high for slope in slopes]),
        p=p,
        p_adjusted=scipy.stats.false_discovery_control(p) if len(p) else p,
        **columns,
    )


QUESTION: Final = Question(
    id="between_within",
    title=Text("Entre lugares y dentro de un lugar", "Between and within places"),
    asks=Text(
        "¿Donde hay más de lo uno hay más de lo otro, y pasa lo mismo en un lugar en los años en que hay más?",
        "Is there more of one where there is more of the other, and in one place in the years with more?",
    ),
    takes="measures",
    at_least=2,
    at_most=2,
    answer=answer,
    limits=Text(
        "Entre lugares, todo lo que los distingue puede estar detrás de la pendiente; dentro de un lugar, lo que"
        " cambió a la vez en él. Los municipios y los departamentos pueden dar respuestas distintas; para celdas"
        " faltan rásteres de los mismos años.",
        "Between places, all that distinguishes them may be behind the slope; within a place, whatever changed there"
        " at the same time. Municipalities and departments may give different answers; for cells there are no"
        " rasters of the same years.",
    ),
    scales=("municipality", "department"),
)
