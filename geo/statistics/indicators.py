"""Indicators by municipality and year: count events, add the zeros of covered municipalities, compute measures.

An indicator is identified by ``variable`` and ``source``: ``("events", "ucdp_ged")``. The same variable from two
sources is two series, shown side by side and never added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geo.lazy import np, pd
from geo.schema import INDICATORS, GeoDataError
from geo.source import Aggregation, Coverage, Source

_PLACE_AND_YEAR: Final = ["municipality_code", "year"]
_FATALITIES: Final = ("fatalities_low", "fatalities_best", "fatalities_high")


def count_events(events: pd.DataFrame, source: Source, municipalities: pd.DataFrame) -> pd.DataFrame:
    """Count a source's events by municipality and year.

    Parameters
    ----------
    events
        Rows of one source, :data:`geo.schema.EVENTS`. An event counts in the year in which it began; without a
        municipality or a year it is not counted.
    source
        Its ``measures`` are counted, and its coverage determines the zeros.
    municipalities
        :data:`geo.schema.MUNICIPALITIES`.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`, in no particular order, with the variables ``events`` and
        ``events_<event_type>`` (events), ``fatalities_low``, ``_best``, ``_high`` and ``victims`` (people), for the
        fully covered years. If an event does not state a number of people, its municipality has no number of people
        in that year.
    """
    located = events.dropna(subset=["municipality_code", "date_start"])
    located = located.assign(year=located["date_start"].dt.year)
    located = located[located["year"].isin(source.coverage.years)]
    groups = located.groupby(_PLACE_AND_YEAR)
    cell, number = groups.ngroup(), groups.size()
    pieces: dict[str, tuple[str, pd.Series]] = {}
    if "events" in source.measures:
        pieces["events"] = "events", number
        types = sorted(events["event_type"].unique())
        if len(types) > 1:
            for kind in types:
                counts = np.bincount(cell[located["event_type"] == kind], minlength=len(number))
                pieces[f"events_{kind}"] = "events", pd.Series(counts, number.index)[counts > 0]
    people = [
        *(_FATALITIES if "fatalities" in source.measures else ()),
        *(["victims"] * ("victims" in source.measures)),
    ]
    for name in people:
        all_stated = groups[name].count() == number
        pieces[name] = "people", groups[name].sum().astype(float).where(all_stated)
    if not pieces:
        raise GeoDataError("nothing to count", source=source.id, remedy="declare measures in SOURCE")
    long = [
        amount.rename("value").reset_index().assign(variable=name, unit=unit)
        for name, (unit, amount) in pieces.items()
    ]
    counted = _cast(pd.concat(long).assign(source=source.id))
    table = fill_absent(counted, source, municipalities, {name: unit for name, (unit, _) in pieces.items()})
    return table[table["value"].notna()].reset_index(drop=True)


def fill_absent(
    observed: pd.DataFrame,
    source: Source,
    municipalities: pd.DataFrame,
    variables: dict[str, str] | None = None,
) -> pd.DataFrame:
    """Add the zeros of municipalities that a source covers but does not list.

    If ``source.coverage.absent_is_zero``, every municipality in scope gets a row for each covered year and variable.
    With ``variables`` (name to unit) these are all years covered in full; without, those that ``observed`` has for
    the variable, so that a variable published from 2018 on gets no earlier zeros, and one of part of a year none in
    other years.
    """
    if not source.coverage.absent_is_zero:
        return observed
    codes = pd.Index(in_scope(source.coverage, municipalities), dtype=str)
    units = variables or dict(observed[["variable", "unit"]].drop_duplicates().itertuples(index=False))
    place, covered = codes.get_indexer(pd.Index(observed["municipality_code"])), set(source.coverage.years)
    parts = [observed]
    for variable, unit in units.items():
        own = (observed["variable"] == variable).to_numpy()
        observed_years = observed["year"].to_numpy()[own]
        searched = covered if variables else covered.union(source.coverage.partial).intersection(observed_years)
        years = np.array(sorted(searched), dtype="int16")
        row, column = pd.Index(years).get_indexer(observed_years), place[own]
        absent = np.ones((len(years), len(codes)), dtype=bool)
        absent[row[(row >= 0) & (column >= 0)], column[(row >= 0) & (column >= 0)]] = False
        year, code = np.nonzero(absent)
        zeros = pd.DataFrame({"municipality_code": codes[code], "year": years[year], "value": 0.0})
        parts.append(zeros.assign(variable=variable, unit=unit, source=source.id))
    return _cast(pd.concat(parts))


def in_scope(coverage: Coverage, municipalities: pd.DataFrame) -> list[str]:
    """Codes of the municipalities that a source covers; empty if it covers only those that it lists."""
    return sorted(municipalities["municipality_code"][scope_of(coverage, municipalities)])


def scope_of(coverage: Coverage, municipalities: pd.DataFrame) -> pd.Series:
    """Mask of the municipalities that a source covers, on their index."""
    covered = ~municipalities["municipality_code"].isin(coverage.excluded)
    if coverage.scope == "regions":
        return covered & municipalities["region"].notna()
    if coverage.scope == "departments":
        return covered & municipalities["department_code"].isin(coverage.departments)
    return covered & (coverage.scope == "country")


@dataclass(frozen=True)
class Measure:
    """What a map colours: an indicator over a span of years, possibly divided by another quantity.

    Attributes
    ----------
    variable, source
        The indicator, always of one source.
    unit
        Unit of the result, as printed in the legend.
    over_years
        ``sum``, ``mean`` or ``last`` of the source's years within the span.
    per
        Denominator: None, ``area`` (km²), or another variable of ``per_source`` (by default the same source).
    static
        Whether the denominator is one reference (tree cover of 2000), not a yearly series.
    carried
        Whether the last year of the denominator stands for those after it: victims of 2025 over the people of 2024,
        for as long as nobody has counted or projected those of 2025.
    annual
        Whether a sum is divided by its number of years.
    scale
        Factor of the result (100 for per cent or per 100 km²).
    standing
        Whether the indicator is of a register of one date, such as the limits of parks, whose last year is used for
        any span.
    """

    variable: str
    source: str
    unit: str
    over_years: Aggregation = "sum"
    per: str | None = None
    per_source: str | None = None
    static: bool = False
    carried: bool = False
    annual: bool = False
    scale: float = 1.0
    standing: bool = False


def pivot_years(rows: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """Pivot one variable of one source: one row per municipality, in the order of ``codes``, one column per year.

    The years are those that the source has for any municipality, in order; NaN if it has none for this one.
    """
    wide = rows.pivot(index="municipality_code", columns="year", values="value")
    return wide.reindex(codes.rename("municipality_code")).sort_index(axis=1)


def measure(
    wanted: Measure,
    years: Iterable[int],
    amounts: pd.DataFrame,
    area_km2: pd.Series,
    below: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compute a measure for every municipality over ``years``.

    The years used are those of the span that the source (and the denominator, if it is a yearly series) has. A
    municipality that lacks one of them gets no value: a sum over part of the years would read as a sum over all.

    Parameters
    ----------
    amounts, below
        :func:`pivot_years` of the variable, and of the denominator.
    area_km2
        Area by municipality.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``municipality_code``, every municipality in order: ``value`` (float, NaN = no data). The years
        used are in ``attrs["years"]``, possibly empty.
    """
    below = _carry(below, amounts) if wanted.carried else below
    available = [int(year) for year in amounts.columns]
    used = available[-1:] if wanted.standing else sorted(set(years) & set(available))
    if below is not None and not wanted.static:
        used = sorted(set(used) & {int(year) for year in below.columns})
    value = _aggregate(amounts, used, wanted.over_years)
    if wanted.annual and used:
        value = value / len(used)
    over: Any = below
    if below is not None:
        over = _aggregate(
            below, [int(year) for year in below.columns[-1:]] if wanted.static else used, wanted.over_years
        )
    result = pd.DataFrame({"value": _divide(value, wanted, area_km2, over)}, index=amounts.index)
    result.attrs["years"] = used
    return result


def yearly(
    wanted: Measure,
    years: Iterable[int],
    amounts: pd.DataFrame,
    area_km2: pd.Series,
    below: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compute a measure for each of ``years`` separately: the values of :func:`measure`, one column per year used."""
    below = _carry(below, amounts) if wanted.carried else below
    used = sorted({*years} & {*amounts.columns} & {*(amounts if below is None or wanted.static else below).columns})
    over: Any = below
    if below is not None:
        last = [int(year) for year in below.columns[-1:]]
        over = _aggregate(below, last, wanted.over_years) if wanted.static else below[used]
    values: pd.DataFrame = _divide(amounts[used], wanted, area_km2, over)
    return values


def panel(indicators: pd.DataFrame) -> pd.DataFrame:
    """Pivot the long form to one row per municipality and year, with one column per ``variable:source``."""
    variable, variables = pd.factorize(indicators["variable"])
    source, sources = pd.factorize(indicators["source"])
    series, pairs = pd.factorize(variable * len(sources) + source)
    names = [f"{variables[k]}:{sources[j]}" for k, j in zip(*np.divmod(pairs, len(sources)), strict=True)]
    place, codes = pd.factorize(indicators["municipality_code"], sort=True)
    time, years = pd.factorize(indicators["year"], sort=True)
    cell, cells = pd.factorize(place * len(years) + time, sort=True)
    values = np.full((len(names), len(cells)), np.nan)
    values[series, cell] = indicators["value"]
    keys = {"municipality_code": codes[cells // len(years)], "year": years[cells % len(years)]}
    return pd.DataFrame(keys | {names[k]: values[k] for k in np.argsort(names)})


def _carry(below: pd.DataFrame | None, amounts: pd.DataFrame) -> pd.DataFrame | None:
    """A denominator with its last year repeated for each later year of what is divided by it."""
    if below is None or below.columns.empty:
        return below
    last = below.columns[-1]
    return below.join(pd.DataFrame({year: below[last] for year in amounts.columns if year > last}, below.index))


def _aggregate(amounts: pd.DataFrame, years: Sequence[int], how: Aggregation) -> pd.Series:
    wanted = amounts[list(years[-1:] if how == "last" else years)]
    if wanted.empty:
        return pd.Series(float("nan"), index=amounts.index)
    value: pd.Series = wanted.mean(axis=1, skipna=False) if how == "mean" else wanted.sum(axis=1, skipna=False)
    return value


def _divide(value: Any, wanted: Measure, area_km2: pd.Series, below: Any) -> Any:
    """Divide amounts, a series or a frame of years, by the denominator of a measure, and scale them."""
    if wanted.per == "area":
        value = value.div(area_km2, axis=0)
    elif below is not None:
        value = value.div(below.where(below > 0), axis=0)
    return value * wanted.scale


def _cast(table: pd.DataFrame) -> pd.DataFrame:
    table = table.astype({"year": "int16", "value": float})[list(INDICATORS.columns)]
    return table.reset_index(drop=True)
