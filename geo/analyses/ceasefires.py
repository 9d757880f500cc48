"""A ceasefire with the months and the municipalities that can be compared, or the reason why none can."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analyses import months
from geo.analyses.evidence import Evidence
from geo.analyses.model import Refused, Request
from geo.analyses.subjects import require, subject_of
from geo.analyses.wording import Text, listed
from geo.statistics.counts import Shape, placebo_ratios

EVENTS: Final = {
    "ucdp_ged": Text("hechos con muertos en el conflicto armado (UCDP)", "deadly events of armed conflict (UCDP)"),
    "mindefensa_terrorism": Text(
        "actos de terrorismo (Ministerio de Defensa)", "acts of terrorism (Ministry of Defence)"
    ),
    "mindefensa_massacres": Text("masacres (Ministerio de Defensa)", "massacres (Ministry of Defence)"),
    "mindefensa_kidnappings": Text(
        "víctimas de secuestro (Ministerio de Defensa)", "victims of kidnapping (Ministry of Defence)"
    ),
    "police_homicides": Text("víctimas de homicidio (Policía)", "victims of homicide (police)"),
    "cnmh_massacres": Text("masacres (CNMH)", "massacres (CNMH)"),
    "cnmh_kidnappings": Text("casos de secuestro (CNMH)", "cases of kidnapping (CNMH)"),
}
"""Sources of events with the name of what they count; what the State did is not among them."""

LEAST_BEFORE: Final = 6
LEAST_DURING: Final = 2
LEAST_INSIDE: Final = 3
LEAST_EVENTS: Final = 20
LEAST_PLACEBOS: Final = 39
INSIDE, OUTSIDE = 0, 1

_TALKS: Final = range(2012 * 12 + 10, 2018 * 12 + 1)
"""November 2012 to January 2018: the FARC and the ELN declared ceasefires that the calendar, from 2023 on, lacks."""

_NOT_EVENTS: Final = Text(
    "{source} no cuenta lo que hacen los grupos por municipio y mes. Se puede preguntar por {known}.",
    "{source} does not count what groups do by municipality and month. One can ask for {known}.",
)
_NOT_IN_FORCE: Final = Text(
    "{events}: de los meses en que el cese al fuego estuvo vigente por completo están cubiertos {n}; se necesitan"
    " {least}.",
    "{events}: of the months in which the ceasefire was in force throughout, {n} are covered; {least} are needed.",
)
_NO_BEFORE: Final = Text(
    "{events}: en los 24 meses anteriores al cese al fuego están cubiertos, y sin otro cese al fuego con el mismo"
    " grupo, {n} meses; se necesitan {least}. Se puede preguntar por otra fuente o por otro cese al fuego.",
    "{events}: in the 24 months before the ceasefire, {n} months are covered and without another ceasefire with the"
    " same group; {least} are needed. One can ask for another source or another ceasefire.",
)
_UNKNOWN_WHERE: Final = Text(
    "Dónde estaba el grupo no se sabe: en los 24 meses anteriores al cese al fuego la UCDP, cuyos eventos nombran a"
    " los grupos, cubre {n} meses; se necesitan {least}. Se puede preguntar por un cese al fuego posterior.",
    "Where the group was is not known: in the 24 months before the ceasefire UCDP, whose events name groups, covers"
    " {n} months; {least} are needed. One can ask for a later ceasefire.",
)
_FEW_INSIDE: Final = Text(
    "Municipios de {place} donde regía el cese al fuego y la UCDP había registrado al grupo: {n}; se necesitan"
    " {least}.",
    "Municipalities of {place} where the ceasefire applied and UCDP had recorded the group: {n}; {least} are needed.",
)
_FEW_EVENTS: Final = Text(
    "{events} en los meses anteriores: {inside} donde estaba el grupo y {outside} donde no; se necesitan {least} en"
    " cada parte.",
    "{events} in the months before: {inside} where the group was and {outside} where it was not; {least} are needed"
    " in each.",
)
_BREAK: Final = Text(
    "El método de {events} cambió en {years}: los meses de antes y de después no se comparan.",
    "The method of {events} changed in {years}: months before and after cannot be compared.",
)


@dataclass(frozen=True, eq=False)
class Case:
    """A ceasefire with the months and the municipalities that are compared."""

    ceasefire: pd.Series
    outcome: months.Monthly
    named: months.Monthly
    shape: Shape
    start: int
    applied: NDArray[np.bool_]
    present: NDArray[np.bool_]

    def series(self, part: int, offsets: tuple[int, ...]) -> NDArray[np.float64]:
        """Monthly counts inside or outside."""
        mask = self.present & self.applied if part == INSIDE else ~self.present
        counts: NDArray[np.float64] = self.outcome.counts[[self.start - self.outcome.first + k for k in offsets]]
        return np.asarray(counts[:, mask].sum(axis=1))


def events_of(request: Request) -> Text:
    """The name of what the source of a request counts."""
    source = request.measures[0]
    if source not in EVENTS:
        raise Refused(_NOT_EVENTS.fill(source=source, known=listed(EVENTS)))
    return EVENTS[source]


def case_of(evidence: Evidence, request: Request, events: Text) -> Case:
    """Determine what is compared.

    Raises
    ------
    Refused
        Too few months, municipalities or events, or a change of method in between.
    GeoDataError
        No such ceasefire.
    """
    require(evidence, "ceasefires", "actors", months.PRESENCE, request.measures[0])
    calendar = evidence.tables["ceasefires"]
    ceasefire, source = subject_of(evidence, "ceasefires", request.subject), request.measures[0]
    codes = months.scope(evidence, source)
    codes = codes[codes.isin(list(request.place.codes))]
    outcome = months.by_month(evidence, source, codes)
    named = months.by_month(evidence, months.PRESENCE, codes, months.group_of(evidence, ceasefire["group"]))
    others = months.months_in_force(calendar[calendar["ceasefire_id"] != request.subject], ceasefire)
    since = months.known_since(evidence, ceasefire["group"])
    shape = months.shape_of(ceasefire, outcome, named, others, since)
    if len(shape.during) < LEAST_DURING:
        raise Refused(_NOT_IN_FORCE.fill(events=events, n=len(shape.during), least=LEAST_DURING))
    if len(shape.before) < LEAST_BEFORE:
        raise Refused(_NO_BEFORE.fill(events=events, n=len(shape.before), least=LEAST_BEFORE))
    if len(shape.presence) < LEAST_BEFORE:
        raise Refused(_UNKNOWN_WHERE.fill(n=len(shape.presence), least=LEAST_BEFORE))
    start = months.month_of(ceasefire["start"])
    changed = evidence.source(source).coverage.breaks_within(
        (start + shape.before[0]) // 12, (start + shape.compared[-1]) // 12
    )
    if changed:
        raise Refused(_BREAK.fill(events=events, years=listed([str(year) for year in changed])))
    present = np.asarray((named.counts[[start - named.first + k for k in shape.presence]] > 0).any(axis=0))
    applied = np.asarray(codes.isin(months.applied_in(ceasefire, evidence.municipalities)))
    case = Case(ceasefire, outcome, named, shape, start, applied, present)
    if (inside := int((present & applied).sum())) < LEAST_INSIDE:
        raise Refused(_FEW_INSIDE.fill(place=request.place.name, n=inside, least=LEAST_INSIDE))
    counted = [int(case.series(part, shape.before).sum()) for part in (INSIDE, OUTSIDE)]
    if min(counted) < LEAST_EVENTS:
        raise Refused(_FEW_EVENTS.fill(events=events, inside=counted[0], outside=counted[1], least=LEAST_EVENTS))
    return case


def placebos_of(evidence: Evidence, case: Case) -> NDArray[np.float64]:
    """Placebo ratios at dates without any ceasefire; the year takes the place of the start."""
    in_force = {*_TALKS, *months.months_in_force(evidence.tables["ceasefires"])}
    shape, outcome, named = case.shape, case.outcome, case.named
    first = max(outcome.first, named.first)
    last = min(outcome.first + len(outcome.counts), named.first + len(named.counts))
    starts = [
        month - first
        for month in range(first - min(shape.presence + shape.before), last - max(shape.compared))
        if all(outcome.covers(month + k) and month + k not in in_force for k in shape.compared)
        and all(named.covers(month + k) for k in shape.presence)
    ]
    found = placebo_ratios(
        outcome.counts[first - outcome.first :],
        named.counts[first - named.first :] > 0,
        shape,
        starts,
        case.applied,
        (LEAST_INSIDE, LEAST_EVENTS),
    )
    found[:, 0] = (found[:, 0] + first) // 12
    return found if len(found) >= LEAST_PLACEBOS else found[:0]
