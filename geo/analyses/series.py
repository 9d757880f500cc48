"""One series of a place by year or by month, with what its values are called."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from geo.analyses import months
from geo.analyses.ceasefires import EVENTS
from geo.analyses.evidence import Evidence
from geo.analyses.model import Refused, Request
from geo.analyses.totals import whole_by_year
from geo.analyses.wording import Text, capital, listed, month_name, span

LEAST_YEARS: Final = 10
LEAST_MONTHS: Final = 24
LEAST_ABOVE: Final = 8
"""Years above zero; of months, which are more, so many of ten."""

_SHORT: Final = Text(
    "{measure}: de {years} hay {n} {steps} seguidos medidos con el mismo método; se necesitan {least}.",
    "{measure}: of {years} there are {n} consecutive {steps} measured by the same method; {least} are needed.",
)
_ZEROS: Final = Text(
    "{measure} en {place}: {n} de los {all} {steps} tienen un valor mayor que cero; se necesitan {least}.",
    "{measure} in {place}: {n} of the {all} {steps} have a value above zero; {least} are needed.",
)
_NO_MONTHS: Final = Text(
    "{measure} no tiene meses en estos datos, solo años. Por meses se puede preguntar por {known}.",
    "{measure} has no months in these data, only years. By month one can ask for {known}.",
)
_STEPS: Final = {"year": Text("años", "years"), "month": Text("meses", "months")}
_A_MONTH: Final = Text("por mes", "a month")


@dataclass(frozen=True, eq=False)
class Series:
    """A series of one place.

    Attributes
    ----------
    name, unit
        Of its values, inside a sentence.
    amounts
        Values in order, none missing.
    first_year
        In which it begins.
    step
        ``year`` or ``month``.
    places
        Number of municipalities taken together.
    """

    name: Text
    unit: Text
    amounts: NDArray[np.float64]
    first_year: int
    step: str
    places: int

    @property
    def years(self) -> str:
        """The years that it covers."""
        per_year = 12 if self.step == "month" else 1
        return span(self.first_year, self.first_year + (len(self.amounts) - 1) // per_year)

    def at(self, k: int) -> float:
        """Time of a value: a year, of a month with the part of the year before it."""
        return self.first_year + (k / 12 if self.step == "month" else k)

    def said(self, k: int) -> Text:
        """Name of the year or the month of a value."""
        if self.step == "month":
            return month_name(self.first_year + k // 12, k % 12 + 1)
        return Text(str(self.first_year + k), str(self.first_year + k))


def series_of(evidence: Evidence, request: Request) -> tuple[Request, Series]:
    """The series that is asked for, and the request with the years that are used.

    By month, events of the source are counted or, where it counts people, victims; by default of its latest covered
    years, by year of its longest run.

    Raises
    ------
    Refused
        Too few years, months or values above zero, or a measure without months.
    """
    one = evidence.measures[request.measures[0]]
    source, monthly = one.measure.source, request.scale == "month"
    if monthly and source not in EVENTS:
        raise Refused(_NO_MONTHS.fill(measure=capital(one.name), known=listed(EVENTS.values())))
    if request.first is None or request.last is None:
        runs = evidence.runs(request.measures)
        first, last = max(runs, key=lambda run: (0 if monthly else run[1] - run[0], run[1]), default=(0, 0))
        request = replace(request, first=first, last=last)
    used, joint = evidence.joint(request, 1, request.place.codes)
    years = joint.years
    if monthly:
        table = months.by_month(evidence, source, joint.codes)
        start = years[0] * 12 - table.first
        counted = table.counts[start : start + 12 * len(years)].sum(axis=1)
        series = Series(EVENTS[source], _A_MONTH, counted, years[0], "month", len(joint.codes))
    else:
        values = whole_by_year(evidence, one.id, joint.codes, years).to_numpy(float)
        series = Series(one.name, one.unit, values, years[0], "year", len(joint.codes))
    _require_enough(series, request)
    return used, series


def _require_enough(series: Series, request: Request) -> None:
    name, n, steps = capital(series.name), len(series.amounts), _STEPS[series.step]
    least = LEAST_MONTHS if series.step == "month" else LEAST_YEARS
    if n < least:
        raise Refused(_SHORT.fill(measure=name, years=series.years, n=n, steps=steps, least=least))
    above = int(np.count_nonzero(series.amounts > 0))
    needed = LEAST_ABOVE * n // 10 if series.step == "month" else LEAST_ABOVE
    if above < needed:
        place = request.place.name
        raise Refused(_ZEROS.fill(measure=name, place=place, n=above, all=n, steps=steps, least=needed))
