"""Canonical tables into indicators: counts by municipality and year, zeros where a source looked, rates over years.

An indicator is named by two words, ``variable`` and ``source``: ``("events", "ucdp_ged")``. The same variable from
two sources is two series, shown side by side and never added up.
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
        Rows of one source, :data:`geo.schema.EVENTS`. An event counts in the year it began; without a
        municipality or a year it counts nowhere.
    source
        Its ``measures`` say what may be counted, its coverage where a zero is meant.
    municipalities
        :data:`geo.schema.MUNICIPALITIES`.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`, in no particular order, with the variables ``events`` and
        ``events_<event_type>`` (events), ``fatalities_low``, ``_best``, ``_high`` and ``victims`` (people), for the
        fully covered years. Where an event does not say how many people, its municipality has no number of people
        that year.
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
                own = np.bincount(cell[located["event_type"] == kind], minlength=len(number))
                pieces[f"events_{kind}"] = "events", pd.Series(own, number.index)[own > 0]
    people = [
        *(_FATALITIES if "fatalities" in source.measures else ()),
        *(["victims"] * ("victims" in source.measures)),
    ]
    for name in people:
        told = groups[name].count() == number
        pieces[name] = "people", groups[name].sum().astype(float).where(told)
    if not pieces:
        raise GeoDataError("nothing to count", source=source.id, remedy="declare measures in SOURCE")
    long = [
        amount.rename("value").reset_index().assign(variable=name, unit=unit)
        for name, (unit, amount) in pieces.items()
    ]
    counted = _typed(pd.concat(long).assign(source=source.id))
    table = fill_absent(counted, source, municipalities, {name: unit for name, (unit, _) in pieces.items()})
    return table[table["value"].notna()].reset_index(drop=True)


def fill_absent(
    observed: pd.DataFrame,
    source: Source,
    municipalities: pd.DataFrame,
    variables: dict[str, str] | None = None,
) -> pd.DataFrame:
    """Add the zeros that a source means by silence, and only those.

    Where ``source.coverage.absent_is_zero``, every municipality in scope gets a row for each covered year and
    variable. With ``variables`` (name to unit) all covered years count; without, a variable's years are those that
    ``observed`` holds, so that a split published from 2018 on gets no zeros before.
    """
    if not source.coverage.absent_is_zero:
        return observed
    codes = pd.Index(in_scope(source.coverage, municipalities), dtype=str)
    units = variables or dict(observed[["variable", "unit"]].drop_duplicates().itertuples(index=False))
    place, covered = codes.get_indexer(pd.Index(observed["municipality_code"])), set(source.coverage.years)
    parts = [observed]
    for variable, unit in units.items():
        own = (observed["variable"] == variable).to_numpy()
        held = observed["year"].to_numpy()[own]
        years = np.array(sorted(covered if variables else covered.intersection(held)), dtype="int16")
        row, column = pd.Index(years).get_indexer(held), place[own]
        silent = np.ones((len(years), len(codes)), dtype=bool)
        silent[row[(row >= 0) & (column >= 0)], column[(row >= 0) & (column >= 0)]] = False
        year, code = np.nonzero(silent)
        zeros = pd.DataFrame({"municipality_code": codes[code], "year": years[year], "value": 0.0})
        parts.append(zeros.assign(variable=variable, unit=unit, source=source.id))
    return _typed(pd.concat(parts))


def in_scope(coverage: Coverage, municipalities: pd.DataFrame) -> list[str]:
    """Codes of the municipalities a source speaks for; empty where only its own rows tell."""
    return sorted(municipalities["municipality_code"][scope_of(coverage, municipalities)])


def scope_of(coverage: Coverage, municipalities: pd.DataFrame) -> pd.Series:
    """Which of some municipalities a source speaks for, as a mask on their index."""
    if coverage.scope == "regions":
        return municipalities["region"].notna()
    if coverage.scope == "departments":
        return municipalities["department_code"].isin(coverage.departments)
    return pd.Series(coverage.scope == "country", index=municipalities.index)


@dataclass(frozen=True)
class Measure:
    """What a map colours: an indicator over a span of years, as it is or by something else.

    Attributes
    ----------
    variable, source
        The indicator. Several sources are never mixed.
    unit
        Of the result, as the legend prints it.
    over_years
        ``sum``, ``mean`` or ``last`` of the source's years within the span.
    per
        Denominator: None, ``area`` (km²), or another variable of ``per_source`` (by default the same source).
    static
        The denominator is one fixed reference (tree cover of 2000), not a yearly series.
    annual
        Divide a sum by its number of years.
    scale
        Factor at the end (100 for per cent or per 100 km²).
    standing
        A register of one date, such as the limits of parks: its last year holds for any span.
    """

    variable: str
    source: str
    unit: str
    over_years: Aggregation = "sum"
    per: str | None = None
    per_source: str | None = None
    static: bool = False
    annual: bool = False
    scale: float = 1.0
    standing: bool = False


def spread(rows: pd.DataFrame, codes: pd.Index) -> pd.DataFrame:
    """Indicators of one variable from one source: a row a municipality, in the order of ``codes``, a column a year.

    The years are those that the source holds for any municipality, in order; NaN where it holds none for this one.
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

    The years used are those of the span that the source holds at all (and the denominator, where it is a yearly
    series). A municipality that lacks one of them gets no value: a sum over part of the years would read as a sum
    over all.

    Parameters
    ----------
    amounts, below
        :func:`spread` of the variable, and of the one it is put over.
    area_km2
        By municipality.

    Returns
    -------
    pandas.DataFrame
        Indexed by ``municipality_code``, every municipality in order: ``value`` (float, NaN = no data). The years
        used are in ``attrs["years"]``, possibly empty.
    """
    held = [int(year) for year in amounts.columns]
    used = held[-1:] if wanted.standing else sorted(set(years) & set(held))
    if below is not None and not wanted.static:
        used = sorted(set(used) & {int(year) for year in below.columns})
    value = _over(amounts, used, wanted.over_years)
    if wanted.annual and used:
        value = value / len(used)
    over: Any = below
    if below is not None:
        over = _over(below, [int(year) for year in below.columns[-1:]] if wanted.static else used, wanted.over_years)
    result = pd.DataFrame({"value": _put_over(value, wanted, area_km2, over)}, index=amounts.index)
    result.attrs["years"] = used
    return result


def yearly(
    wanted: Measure,
    years: Iterable[int],
    amounts: pd.DataFrame,
    area_km2: pd.Series,
    below: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compute a measure for each of ``years`` by itself: what :func:`measure` says of it, a column a year used."""
    used = sorted({*years} & {*amounts.columns} & {*(amounts if below is None or wanted.static else below).columns})
    over: Any = below
    if below is not None:
        last = [int(year) for year in below.columns[-1:]]
        over = _over(below, last, wanted.over_years) if wanted.static else below[used]
    told: pd.DataFrame = _put_over(amounts[used], wanted, area_km2, over)
    return told


def panel(indicators: pd.DataFrame) -> pd.DataFrame:
    """Spread the long form into one row a municipality and year, one column ``variable:source`` each."""
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


def _over(amounts: pd.DataFrame, years: Sequence[int], how: Aggregation) -> pd.Series:
    wanted = amounts[list(years[-1:] if how == "last" else years)]
    if wanted.empty:
        return pd.Series(float("nan"), index=amounts.index)
    value: pd.Series = wanted.mean(axis=1, skipna=False) if how == "mean" else wanted.sum(axis=1, skipna=False)
    return value


def _put_over(value: Any, wanted: Measure, area_km2: pd.Series, below: Any) -> Any:
    """Divide amounts, a series or a frame of years, by what a measure puts them over."""
    if wanted.per == "area":
        value = value.div(area_km2, axis=0)
    elif below is not None:
        value = value.div(below.where(below > 0), axis=0)
    return value * wanted.scale


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    table = table.astype({"year": "int16", "value": float})[list(INDICATORS.columns)]
    return table.reset_index(drop=True)
