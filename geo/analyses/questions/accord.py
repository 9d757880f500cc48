"""Forest loss before and after the peace with the FARC, where they had acted and elsewhere."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analyses import months
from geo.analyses.details import rows
from geo.analyses.evidence import Evidence
from geo.analyses.model import Answer, Estimate, NamedMeasure, Question, Refused, Request
from geo.analyses.standard import MEASURES
from geo.analyses.subjects import require
from geo.analyses.verdicts import verdict
from geo.analyses.wording import Number, Text, capital, listed, points_of, probability, span
from geo.statistics.differences import Coefficient, difference_in_differences, event_study

ACTED: Final = range(2011, 2015)
"""Years in which the FARC acted there: to the ceasefire of 20 December 2014 (Prem, Saavedra and Vargas 2020)."""

FIRST: Final = 2011
LAST: Final = 2018
CEASEFIRE: Final = 2015
ACCORD: Final = 2017
"""First whole years after the ceasefire of December 2014 and the accord of November 2016."""

LEAST: Final = 20
VARIABLES: Final = ("tree_cover_loss", "tree_cover_loss_any_canopy")

_NOT_LOSS: Final = Text(
    "{measure} no es una medida de pérdida de cobertura arbórea por año; lo son {known}.",
    "{measure} is not a measure of tree cover loss by year; {known} are.",
)
_YEARS: Final = Text(
    "{measure} cubre {covered}; se necesitan al menos tres años hasta 2014 y el de 2017, y se preguntó por {years}.",
    "{measure} covers {covered}; at least three years to 2014 and that of 2017 are needed, and {years} was asked.",
)
_NO_EVENTS: Final = Text(
    "La UCDP no cubre {years}: no se sabe dónde actuaron las FARC.",
    "UCDP does not cover {years}: where the FARC acted is not known.",
)
_FEW: Final = Text(
    "Municipios de {place} con dato: {inside} donde actuaron las FARC y {outside} más; se necesitan {least} de cada"
    " clase.",
    "Municipalities of {place} with data: {inside} where the FARC acted and {outside} others; {least} of each kind"
    " are needed.",
)
_COVERAGE: Final = Text(
    "{n} municipios de {place} con dato de {measure} en cada año de {years}; {left} quedan fuera por falta de alguno."
    " En {inside} la UCDP registró al menos un hecho con muertos en que participaron las FARC en 2011–2014. {method}",
    "{n} municipalities of {place} with data of {measure} in every year of {years}; {left} are left out for lack of"
    " one. In {inside} UCDP recorded at least one deadly event with the FARC in 2011–2014. {method}",
)
_METHOD: Final = Text(
    "El método de los mapas cambió en {breaks}, dentro de esos años: lo que cambió igual en todas partes se descuenta"
    " año por año; lo que cambió en unos lugares más que en otros sigue dentro de la cifra.",
    "The method of the maps changed in {breaks}, within these years: what changed alike everywhere is taken out year"
    " by year; what changed more in some places than in others remains in the figure.",
)
_SAME_METHOD: Final = Text(
    "El publicador no declara cambios de método en esos años.",
    "The publisher states no change of method in these years.",
)
_MEANS: Final = Text(
    "{measure}, {place}, media anual de {before} y de {after}: de {a} a {b} {unit} en los {inside} municipios donde"
    " la UCDP registró hechos con muertos en que participaron las FARC en 2011–2014, de {c} a {d} en los demás.",
    "{measure}, {place}, yearly mean of {before} and of {after}: from {a} to {b} {unit} in the {inside}"
    " municipalities where UCDP recorded deadly events with the FARC in 2011–2014, from {c} to {d} in the others.",
)
_DIFFERENCE: Final = Text(
    "{how}, el cambio de los primeros menos el de los demás es {value} {points} (95 %: de {low} a {high}; {p}).",
    "{how}, the change of the former less that of the others is {value} {points} (95 %: {low} to {high}; {p}).",
)
_EACH: Final = Text("Si cada municipio cuenta igual", "If each municipality counts equally")
_AREA: Final = Text("Si cada uno cuenta según su área", "If each counts by its area")
_SIDE: Final = Text("{other}: {value} (95 %: de {low} a {high}).", "{other}: {value} (95 %: {low} to {high}).")
_MORE: Final = Text(
    "la pérdida subió más, o bajó menos, donde habían actuado las FARC",
    "loss rose more, or fell less, where the FARC had acted",
)
_LESS: Final = Text(
    "la pérdida subió menos, o bajó más, donde habían actuado las FARC",
    "loss rose less, or fell more, where the FARC had acted",
)
_BEFOREHAND: Final = Text(
    "{measure}, {place}, {years}. {how}: prueba conjunta de las diferencias entre los municipios donde actuaron las"
    " FARC y los demás en los años anteriores a 2014 frente a la de 2014 ({p}).",
    "{measure}, {place}, {years}. {how}: joint test of the differences between the municipalities where the FARC"
    " acted and the others in the years before 2014 against that of 2014 ({p}).",
)
_DRIFTED: Final = Text(
    "ya antes cambiaban las diferencias, y la comparación no vale como tal",
    "differences were changing already before, and the comparison does not hold as such",
)
_STEADY: Final = Text(
    "las diferencias de antes no se distinguen de la de 2014",
    "the differences before cannot be distinguished from that of 2014",
)
_WEIGHTINGS: Final = {"unweighted": _EACH, "area": _AREA}


@dataclass(frozen=True, eq=False)
class _Panel:
    """Loss of the municipalities that are compared, by year."""

    loss: pd.DataFrame
    acted: NDArray[np.bool_]
    weights: Mapping[str, NDArray[np.float64] | None]

    def difference(self, first: int, weighting: str) -> Coefficient:
        """Years from ``first`` on against those to 2014; the years in between are left out."""
        years = self.loss.columns.to_numpy(int)
        used = (years < CEASEFIRE) | (years >= first)
        kept = self.loss.to_numpy()[:, used]
        return difference_in_differences(kept, self.acted, years[used] >= first, self.weights[weighting])


def answer(evidence: Evidence, request: Request) -> Answer:
    """Compare the change of loss where the FARC had acted with that elsewhere, weighted by area and not."""
    one = evidence.measures[request.measures[0]]
    require(evidence, one.measure.source, "actors", months.PRESENCE)
    if one.measure.variable not in VARIABLES:
        known = [usual.name for usual in MEASURES.values() if usual.measure.variable in VARIABLES]
        raise Refused(_NOT_LOSS.fill(measure=one.name, known=listed(known)))
    first, last = (FIRST, LAST) if request.first is None or request.last is None else (request.first, request.last)
    used = replace(request, first=first, last=last)
    panel, left = _panel(evidence, used, one)
    estimates: list[Estimate] = []
    coefficients: dict[str, Coefficient] = {}
    for name, since in (("", CEASEFIRE), ("accord_", ACCORD)):
        found = {weighting: panel.difference(since, weighting) for weighting in _WEIGHTINGS}
        coefficients |= {f"{name}{weighting}": one for weighting, one in found.items()}
        for weighting, other in (("unweighted", "area"), ("area", "unweighted")):
            said = _said(one, used, panel, since, (weighting, other), found)
            c = found[weighting]
            estimates.append(
                Estimate(
                    f"{name}{weighting}",
                    c.value,
                    said,
                    one.measure.unit,
                    len(panel.loss),
                    c.low,
                    c.high,
                    p=c.p,
                    null="no_difference",
                    verdict=verdict(c.p, above=c.value > 0, more=_MORE, less=_LESS),
                )
            )
    details = [
        rows(
            "coefficient",
            coefficients,
            estimate=[c.value for c in coefficients.values()],
            low=[c.low for c in coefficients.values()],
            high=[c.high for c in coefficients.values()],
            p=[c.p for c in coefficients.values()],
        )
    ]
    for weighting, how in _WEIGHTINGS.items():
        years = [int(year) for year in panel.loss.columns]
        study = event_study(panel.loss.to_numpy(), panel.acted, years.index(2014), panel.weights[weighting])
        details.append(
            rows(
                "lag" if weighting == "unweighted" else "lag_area",
                years,
                x=np.array(years) - CEASEFIRE,
                estimate=[c.value for c in study.coefficients],
                low=[c.low for c in study.coefficients],
                high=[c.high for c in study.coefficients],
                p=[c.p for c in study.coefficients],
            )
        )
        said = _BEFOREHAND.fill(
            measure=capital(one.name),
            place=request.place.name,
            years=span(first, 2014),
            how=how,
            p=probability(study.p_before),
        )
        p, n = study.p_before, len(panel.loss)
        drift = verdict(p, above=True, more=_DRIFTED, alike=_STEADY)
        estimates.append(
            Estimate(f"before_{weighting}", math.nan, said, "", n, p=p, null="no_difference", verdict=drift)
        )
    return Answer(
        used,
        tuple(estimates),
        pd.concat(details, ignore_index=True),
        _coverage(evidence, used, one, panel, left),
    )


def _panel(evidence: Evidence, request: Request, one: NamedMeasure) -> tuple[_Panel, int]:
    assert request.first is not None
    assert request.last is not None
    values = evidence.by_year(one.id)
    wanted = range(request.first, request.last + 1)
    covered = [int(year) for year in values.columns]
    if not set(wanted) <= set(covered) or request.first > 2012 or request.last < ACCORD:
        raise Refused(
            _YEARS.fill(
                measure=capital(one.name),
                covered=span(min(covered), max(covered)),
                years=span(request.first, request.last),
            )
        )
    if not set(ACTED) <= set(evidence.source(months.PRESENCE).coverage.years):
        raise Refused(_NO_EVENTS.fill(years=span(ACTED[0], ACTED[-1])))
    here = values.loc[values.index.isin(list(request.place.codes)), list(wanted)]
    complete = here.dropna()
    acted = np.asarray(complete.index.isin(months.where_named(evidence, "farc", ACTED)))
    inside, outside = int(acted.sum()), int((~acted).sum())
    if min(inside, outside) < LEAST:
        raise Refused(_FEW.fill(place=request.place.name, inside=inside, outside=outside, least=LEAST))
    weights = {"unweighted": None, "area": evidence.area_km2[complete.index].to_numpy(float)}
    return _Panel(complete, acted, weights), len(here) - len(complete)


def _said(
    one: NamedMeasure,
    request: Request,
    panel: _Panel,
    since: int,
    weightings: tuple[str, str],
    found: Mapping[str, Coefficient],
) -> Text:
    mine, other = (found[weighting] for weighting in weightings)
    weights = panel.weights[weightings[0]]
    years = panel.loss.columns.to_numpy(int)
    means = [
        Number(float(np.average(panel.loss.loc[mask, years[chosen]].mean(axis=1), weights=w)))
        for mask in (panel.acted, ~panel.acted)
        for w in [None if weights is None else weights[mask]]
        for chosen in (years < CEASEFIRE, years >= since)
    ]
    said = _MEANS.fill(
        measure=capital(one.name),
        place=request.place.name,
        before=span(int(years[0]), CEASEFIRE - 1),
        after=span(since, int(years[-1])),
        inside=int(panel.acted.sum()),
        unit=one.unit,
        **dict(zip("abcd", means, strict=True)),
    )
    said += _DIFFERENCE.fill(
        how=_WEIGHTINGS[weightings[0]],
        p=probability(mine.p),
        points=points_of(one.unit),
        **_interval(mine),
    )
    return said + _SIDE.fill(other=_WEIGHTINGS[weightings[1]], **_interval(other))


def _coverage(evidence: Evidence, request: Request, one: NamedMeasure, panel: _Panel, left: int) -> Text:
    first, last = int(panel.loss.columns[0]), int(panel.loss.columns[-1])
    breaks = evidence.source(one.measure.source).coverage.breaks_within(first, last)
    method = _METHOD.fill(breaks=listed([str(year) for year in breaks])) if breaks else _SAME_METHOD
    return _COVERAGE.fill(
        n=len(panel.loss),
        place=request.place.name,
        measure=one.name,
        years=span(first, last),
        left=left,
        inside=int(panel.acted.sum()),
        method=method,
    )


def _interval(one: Coefficient) -> dict[str, Number]:
    return {"value": Number(one.value, signed=True), "low": Number(one.low), "high": Number(one.high)}


QUESTION: Final = Question(
    id="accord",
    title=Text("El acuerdo de paz", "The peace accord"),
    asks=Text(
        "¿Cambió la pérdida de cobertura arbórea, tras el cese al fuego y el acuerdo con las FARC, más donde estas"
        " habían actuado que en otras partes?",
        "After the ceasefire and the accord with the FARC, did tree cover loss change more where they had acted than"
        " elsewhere?",
    ),
    takes="measures",
    at_least=1,
    at_most=1,
    answer=answer,
    limits=Text(
        "Donde actuaron las FARC hay más bosque y más selva sin vías: lo que cambió para todos los bosques remotos se"
        " ve aquí igual que lo que cambió con la salida de las FARC.",
        "Where the FARC acted there is more forest and more land without roads: what changed for all remote forests"
        " looks the same here as what changed when the FARC left.",
    ),
    rests_on=("ucdp_ged", "actors"),
)
