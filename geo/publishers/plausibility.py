"""Compare what a publisher answers with the last good release: ranges, codes, places, repeated rows, sums by year.

The bounds are wide enough for the revisions that publishers make, and narrow enough for a table that shrank, came
twice, or has its columns exchanged. They say what a person has to look at, not what is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from geo.lazy import np, pd, shapely
from geo.readers.gazetteer import known_codes
from geo.source import Source

FIRST: Final = 1900
"""Years before it are no years of these sources."""

BOX: Final = (-85.0, -5.0, -66.0, 17.0)
"""West, south, east, north of Colombia with its islands and seas, degrees."""

BOUNDS: Final[Mapping[str, tuple[float, float]]] = {
    "events": (0.8, 1.8),
    "indicators": (0.8, 1.5),
    "points": (0.9, 1.2),
    "features": (0.7, 1.8),
}
"""Least and most of a closed year, or of a layer, as shares of what it was in the last good release, by kind."""

SLACK: Final = 20.0
"""Difference of a year up to which a share says nothing: of few events, one is many per cent."""

PLACES: Final = 0.8
"""Least share of the municipalities of the last good release that have a figure again."""

TWINS: Final = 0.25
"""Share of the rows without a twin in the last good release that may have one now."""

LARGEST: Final = {"events": 10_000, "indicators": 10_000_000}
"""Most people of an event, and most of a variable in a municipality and year (people, hectares), by kind."""

_AMOUNTS: Final = {"fatalities_best": "people killed", "victims": "victims"}
_IDS: Final = ("event_id", "source_event_id", "feature_id", "citation")


@dataclass(frozen=True)
class Release:
    """A table as a source's loader reads it, and the source with its coverage."""

    source: Source
    table: Any


def findings(new: Release, last: Release | None, today: date) -> list[str]:
    """What is implausible about a new release, one sentence each with its figures; empty if nothing is.

    Parameters
    ----------
    last
        The last good release; None if there is none, or it cannot be compared.
    today
        Day of the request.
    """
    if not isinstance(new.table, pd.DataFrame):
        return []
    found = [*_dates(new.table, today), *_codes(new.table), *_places(new.table), *_sizes(new)]
    if last is not None and isinstance(last.table, pd.DataFrame) and not last.table.empty:
        found += [*_lost_years(new.source, last.source), *_twins(new.table, last.table)]
        found += _compared(new, last, today)
    elif new.source.kind == "features":
        found += _twins(new.table, new.table.iloc[:0])
    return found


def _dates(table: pd.DataFrame, today: date) -> Iterator[str]:
    for name in ("date_start", "date_end", "date"):
        if name in table:
            days = pd.to_datetime(table[name]).dropna()
            yield from _outside(days[(days.dt.year < FIRST) | (days > pd.Timestamp(today))].dt.date, name)
    if "year" in table:
        years = table["year"].dropna().astype(int)
        yield from _outside(years[(years < FIRST) | (years > today.year)], "year")


def _outside(wrong: pd.Series, name: str) -> Iterator[str]:
    if len(wrong):
        yield f"{name}: {len(wrong):,} before {FIRST} or in the future, as {wrong.iloc[0]}"


def _codes(table: pd.DataFrame) -> Iterator[str]:
    if "municipality_code" in table:
        codes = table["municipality_code"].dropna()
        unknown = codes[~codes.isin(known_codes())]
        if len(unknown):
            yield f"municipality_code: {len(unknown):,} of no municipality, as {unknown.iloc[0]}"


def _places(table: pd.DataFrame) -> Iterator[str]:
    west, south, east, north = BOX
    if "geometry" in table:
        edges = shapely.bounds(table["geometry"].dropna().to_numpy())
    elif "lon" in table:
        edges = table[["lon", "lat", "lon", "lat"]].to_numpy(dtype=float)
    else:
        return
    inside = (edges[:, 2] >= west) & (edges[:, 0] <= east) & (edges[:, 3] >= south) & (edges[:, 1] <= north)
    if not inside.all():
        lon, lat = edges[~inside][0][:2]
        swapped = west <= lat <= east and south <= lon <= north
        hint = ": longitude and latitude may be swapped" if swapped else ""
        yield f"geometry: {int((~inside).sum()):,} of {len(edges):,} outside Colombia, as {lon:g}, {lat:g}{hint}"


def _sizes(new: Release) -> Iterator[str]:
    most = LARGEST.get(new.source.kind)
    for name in [name for name in (*_AMOUNTS, "fatalities_high", "value") if most and name in new.table]:
        largest = pd.to_numeric(new.table[name]).max()
        if pd.notna(largest) and largest > most:
            yield f"{name}: {largest:,.0f}, more than {most:,}"


def _lost_years(new: Source, last: Source) -> Iterator[str]:
    if new.coverage.start == new.coverage.end:
        return  # a register as it stands on a day has no other year: that of the last snapshot goes with it
    if lost := sorted(set(last.coverage.years) - set(new.coverage.years)):
        yield f"{len(lost)} year(s) are gone: {', '.join(map(str, lost))}"


def _twins(new: pd.DataFrame, last: pd.DataFrame) -> Iterator[str]:
    now, before = _twin_share(new), _twin_share(last)
    if now > before + (1 - before) * TWINS and now * len(new) > SLACK / 10:
        yield f"{now:.0%} of the rows repeat another, {before:.0%} before"


def _twin_share(table: pd.DataFrame) -> float:
    rows = pd.DataFrame(table.drop(columns=[name for name in _IDS if name in table]))
    if "geometry" in rows:
        rows["geometry"] = shapely.to_wkb(rows["geometry"].to_numpy())
    return float(rows.duplicated().mean()) if len(rows) else 0.0


def _compared(new: Release, last: Release, today: date) -> Iterator[str]:
    """Differences of sums by closed year, of their total, and of the municipalities that they are of."""
    bounds = BOUNDS.get(new.source.kind)
    if bounds is None:
        return
    ours, theirs = new.table, last.table
    if "municipality_code" in ours and new.source.coverage.scope != last.source.coverage.scope:
        ours = ours[ours["municipality_code"].isin(theirs["municipality_code"].dropna())]
    if new.source.kind == "features":
        for word, now, before in (
            ("features", len(ours), len(theirs)),
            ("hectares", ours["area_ha"].sum(), theirs["area_ha"].sum()),
        ):
            yield from _beyond("all together", word, now, before, bounds, 0.0)
        return
    shared = set(new.source.coverage.years) & set(last.source.coverage.years)
    years = [year for year in sorted(shared) if year < today.year]
    now, before = _by_year(ours), _by_year(theirs)
    for word in before if years else ():
        # a column that is missing now was stated before, and is refused like one whose sums fell
        sums = [table.get(word, pd.Series(dtype=float)).reindex(years, fill_value=0) for table in (now, before)]
        for year in years:
            yield from _beyond(str(year), word, sums[0][year], sums[1][year], bounds, SLACK)
        yield from _beyond(f"{years[0]}-{years[-1]}", word, sums[0].sum(), sums[1].sum(), bounds, SLACK / 4)
    if "municipality_code" in ours and years:
        few, many = (table.loc[_years(table).isin(years), "municipality_code"].nunique() for table in (ours, theirs))
        yield from _beyond(f"{years[0]}-{years[-1]}", "municipalities", few, many, (PLACES, np.inf), SLACK / 4)


def _years(table: pd.DataFrame) -> pd.Series:
    if "year" in table:
        return table["year"]
    return pd.to_datetime(table["date_start" if "date_start" in table else "date"]).dt.year


def _by_year(table: pd.DataFrame) -> dict[str, pd.Series]:
    """Sums by year, by what they are sums of."""
    if "value" in table:
        groups = table.groupby("variable", observed=True)
        return {str(name): rows.groupby("year")["value"].sum() for name, rows in groups}
    years = _years(table)
    sums: dict[str, Any] = {"events" if "event_id" in table else "points": years.value_counts()}
    for name in [name for name in _AMOUNTS if name in table and table[name].notna().any()]:
        sums[_AMOUNTS[name]] = table[name].groupby(years).sum().astype(float)
    return sums


def _beyond(
    when: str, word: str, now: float, before: float, bounds: tuple[float, float], slack: float
) -> Iterator[str]:
    least, most = bounds
    if abs(now - before) > slack and not least * before <= now <= most * before:
        yield f"{when}: {now:,.0f} {word}, {before:,.0f} before"
