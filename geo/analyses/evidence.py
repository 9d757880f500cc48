"""The tables that the questions are answered from, and the rule of what may be compared.

Nothing is computed for a municipality or a year that one of the measures does not cover; a covered zero counts as
one. A period with an uncovered year inside, or with a year from which a publisher measured differently, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

import numpy as np
import pandas as pd

from geo.analyses.model import Joint, NamedMeasure, Place, Refused, Request, Scale
from geo.analyses.wording import Text, listed, span
from geo.source import Source
from geo.statistics.indicators import measure, pivot_years, yearly
from geo.statistics.nulls import SpectralRandomisation

if TYPE_CHECKING:
    import geopandas as gpd
    from libpysal.graph import Graph
    from numpy.typing import NDArray

T = TypeVar("T")

_NO_SOURCE = Text("La fuente {source} no está en estos datos.", "The source {source} is not in this build.")
_NO_YEAR = Text(
    "Ninguna serie de años seguidos está cubierta a la vez por {measures}, sin un cambio de método en medio.",
    "No run of consecutive years is covered by all of {measures} without a change of method in between.",
)
_NOT_COVERED = Text(
    "{years} no está cubierto por {measure}: donde no se miró no hay cero. Se puede preguntar por {runs}.",
    "{years} is not covered by {measure}: where nobody looked there is no zero. One can ask for {runs}.",
)
_BREAK = Text(
    "El método de {measure} cambió en {years}: el antes y el después no se comparan. Se puede preguntar por {runs}.",
    "The method of {measure} changed in {years}: before and after cannot be compared. One can ask for {runs}.",
)
_FEW = Text(
    "Solo {n} municipios tienen dato de {measures}; se necesitan al menos {least} para responder.",
    "Only {n} municipalities have data of {measures}; an answer needs at least {least}.",
)
_JOINT = Text(
    "{n} municipios con dato de {measures} en {years}; {left} quedan fuera por no tener alguno.",
    "{n} municipalities with data of {measures} in {years}; {left} are left out for lack of one.",
)


@dataclass(frozen=True, eq=False)
class Evidence:
    """Tables of a build (:mod:`geo.schema`), with the measures that requests may name.

    Attributes
    ----------
    tables
        By name; at least ``municipalities`` (with boundaries), ``indicators`` and ``events``.
    sources
        By id.
    measures
        By id.
    """

    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, Source]
    measures: Mapping[str, NamedMeasure]

    @property
    def municipalities(self) -> gpd.GeoDataFrame:
        """The municipalities with their boundaries."""
        return self.tables["municipalities"]

    @cached_property
    def weights(self) -> Graph:
        """Queen contiguity of all municipalities by code; those without a neighbour are isolates."""
        from libpysal.graph import Graph

        return Graph.build_contiguity(self.municipalities.set_index("municipality_code").geometry, rook=False)

    def adjacency(self, codes: pd.Index) -> NDArray[np.float64]:
        """Symmetric matrix of ones for neighbours among ``codes``, in their order."""
        order = self.weights.unique_ids.get_indexer(codes)
        among: NDArray[np.float64] = self.weights.sparse.tocsr()[order][:, order].toarray().astype(float)
        return np.maximum(among, among.T)

    def randomisation(self, codes: pd.Index) -> SpectralRandomisation:
        """Random arrangements over the municipalities ``codes``; prepared once for the same ones."""
        return self.remember(("randomisation", *codes), lambda: SpectralRandomisation(self.adjacency(codes)))

    def remember(self, key: tuple[Hashable, ...], compute: Callable[[], T]) -> T:
        """What ``compute`` returns, computed once per key: requests that differ in their place share it."""
        if key not in self._remembered:
            self._remembered[key] = compute()
        return cast("T", self._remembered[key])

    @property
    def country(self) -> Place:
        """The whole country."""
        return Place("country", Text("Colombia", "Colombia"), frozenset(self.municipalities["municipality_code"]))

    @cached_property
    def area_km2(self) -> pd.Series:
        """Area by municipality."""
        return cast("pd.Series", self.municipalities.set_index("municipality_code")["area_km2"])

    def source(self, name: str) -> Source:
        """A source of the build.

        Raises
        ------
        Refused
            The build does not know it.
        """
        if name not in self.sources:
            raise Refused(_NO_SOURCE.fill(source=name))
        return self.sources[name]

    def amounts(self, variable: str, source: str) -> pd.DataFrame:
        """One variable of one source, see :func:`geo.statistics.indicators.pivot_years`; pivoted once."""
        return self.remember(("amounts", variable, source), lambda: self._pivoted(variable, source))

    def unit(self, variable: str, source: str) -> str:
        """The unit of one variable of one source; empty if the build has no figure of it."""
        indicators, rows = self.tables["indicators"], self._indicators.get((variable, source))
        return "" if rows is None else str(indicators.loc[rows.index[0], "unit"])

    def by_year(self, name: str) -> pd.DataFrame:
        """A measure of every municipality and every year that it covers; NaN where a municipality has none."""
        wanted = self.measures[name].measure
        amounts = self.amounts(wanted.variable, wanted.source)
        years = [int(year) for year in amounts.columns]
        return self.remember(
            ("by_year", name), lambda: yearly(wanted, years, amounts, self.area_km2, self.below(name))
        )

    def runs(self, names: Iterable[str]) -> list[tuple[int, int]]:
        """Spans of consecutive years that all measures cover by the same method, in order."""
        names = tuple(names)
        covered = [{int(year) for year in self.by_year(name).columns} for name in names]
        common = sorted(set.intersection(*covered)) if covered else []
        first_of_method = {year for name in names for year in self._coverage_breaks(name)}
        return consecutive(common, first_of_method)

    def joint(self, request: Request, least: int, codes: Iterable[str] | None = None) -> tuple[Request, Joint]:
        """Return what the measures of a request cover together, and the request with the years that are used.

        Parameters
        ----------
        least
            Number of municipalities below which the question is refused.
        codes
            Limit to these municipalities; by default the whole country, whatever the place of the request.

        Raises
        ------
        Refused
            A year is not covered, a method changed in between, or too few municipalities are left.
        """
        wanted = tuple(self.measures[name] for name in request.measures)
        runs = self.runs(request.measures)
        names = listed(one.name for one in wanted)
        if not runs:
            raise Refused(_NO_YEAR.fill(measures=names))
        if request.first is None or request.last is None:
            first, last = max(runs, key=lambda run: (min(run[1] - run[0], 2), run[1]))
        else:
            first, last = request.first, request.last
        self._require_one_run(wanted, first, last, runs)
        years = range(first, last + 1)
        by_year = {one.id: self.by_year(one.id)[list(years)] for one in wanted}
        total = pd.DataFrame({one.id: self._over(one, years) for one in wanted})
        in_question = total.index if codes is None else total.index[total.index.isin(list(codes))]
        complete = [table.loc[in_question].notna().all(axis=1) for table in (total, *by_year.values())]
        kept = in_question[np.logical_and.reduce([mask.to_numpy() for mask in complete])]
        if len(kept) < least:
            raise Refused(_FEW.fill(n=len(kept), measures=names, least=least))
        coverage = _JOINT.fill(
            n=len(kept), measures=names, years=span(first, last), left=len(in_question) - len(kept)
        )
        rows = {name: table.loc[kept] for name, table in by_year.items()}
        return replace(request, first=first, last=last), Joint(wanted, rows, total.loc[kept], coverage)

    def at_scale(
        self, name: str, joint: Joint, scale: Scale, *, years: Iterable[int] | None = None, divided: bool = True
    ) -> NDArray[np.float64]:
        """A measure of the municipalities of ``joint`` by year, or of the departments that they make up.

        Parameters
        ----------
        years
            By default those of ``joint``.
        divided
            Whether amounts are divided as the measure is, or are totals. A department has the sum of amounts over
            the sum of what they are divided by.

        Returns
        -------
        numpy.ndarray
            (units, years); NaN where a municipality is not covered.
        """
        wanted, used = self.measures[name].measure, list(joint.years if years is None else years)
        above = self.amounts(wanted.variable, wanted.source).reindex(index=joint.codes, columns=used)
        below = self._denominator(name, used).loc[joint.codes] if divided and wanted.per else None
        if scale == "department":
            department = joint.codes.str[:2].to_numpy()
            above = above.groupby(department).sum(min_count=1).where(above.isna().groupby(department).sum() == 0)
            below = None if below is None else below.groupby(department).sum()
        values = above.to_numpy() if below is None else above.to_numpy() / below.to_numpy() * wanted.scale
        return np.asarray(values, dtype=float)

    def _denominator(self, name: str, years: list[int]) -> pd.DataFrame:
        """What a measure is divided by, one column per year."""
        wanted, below = self.measures[name].measure, self.below(name)
        if below is None:
            return pd.DataFrame(dict.fromkeys(years, self.area_km2))
        known = [int(year) for year in below.columns]
        last = {year: max((one for one in known if one <= year), default=known[0]) for year in years}
        columns = {
            year: below[known[-1] if wanted.static else last[year] if wanted.carried else year] for year in years
        }
        return pd.DataFrame({year: column.where(column > 0) for year, column in columns.items()})

    def _require_one_run(
        self, wanted: tuple[NamedMeasure, ...], first: int, last: int, runs: list[tuple[int, int]]
    ) -> None:
        if any(run[0] <= first and last <= run[1] for run in runs):
            return
        possible = listed([span(*run) for run in runs])
        for one in wanted:
            covered = {int(year) for year in self.by_year(one.id).columns}
            if lacking := sorted(set(range(first, last + 1)) - covered):
                years = listed([span(a, b) for a, b in consecutive(lacking)])
                raise Refused(_NOT_COVERED.fill(years=years, measure=one.name, runs=possible))
        for one in wanted:
            if breaks := [year for year in self._coverage_breaks(one.id) if first < year <= last]:
                raise Refused(
                    _BREAK.fill(measure=one.name, years=listed([str(year) for year in breaks]), runs=possible)
                )

    def _over(self, one: NamedMeasure, years: range) -> pd.Series:
        amounts = self.amounts(one.measure.variable, one.measure.source)
        return measure(one.measure, years, amounts, self.area_km2, self.below(one.id))["value"]

    def below(self, name: str) -> pd.DataFrame | None:
        """What a measure is divided by, by year; None if by nothing or by the area."""
        wanted = self.measures[name].measure
        if wanted.per in (None, "area"):
            return None
        return self.amounts(wanted.per, wanted.per_source or wanted.source)

    def _coverage_breaks(self, name: str) -> tuple[int, ...]:
        source = self.sources.get(self.measures[name].measure.source)
        return source.coverage.breaks if source else ()

    def _pivoted(self, variable: str, source: str) -> pd.DataFrame:
        rows = self._indicators.get((variable, source))
        return pd.DataFrame(index=self.area_km2.index) if rows is None else pivot_years(rows, self.area_km2.index)

    @cached_property
    def _remembered(self) -> dict[tuple[Hashable, ...], object]:
        return {}

    @cached_property
    def _indicators(self) -> dict[tuple[str, str], pd.DataFrame]:
        table = self.tables["indicators"]
        columns = table[["municipality_code", "year", "value"]]
        groups = table.groupby(["variable", "source"], sort=False, observed=True).indices
        return {cast("tuple[str, str]", key): columns.iloc[rows] for key, rows in groups.items()}


def consecutive(years: Iterable[int], breaks: Collection[int] = ()) -> list[tuple[int, int]]:
    """Spans of consecutive years, in order; each of ``breaks`` begins a span of its own.

    Examples
    --------
    >>> consecutive([2001, 2002, 2003, 2005], breaks=[2003])
    [(2001, 2002), (2003, 2003), (2005, 2005)]
    """
    found: list[tuple[int, int]] = []
    for year in sorted(years):
        if found and found[-1][1] == year - 1 and year not in breaks:
            found[-1] = found[-1][0], year
        else:
            found.append((year, year))
    return found
