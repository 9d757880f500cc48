"""Which series rose: judged month by month, or year by year, in the time that was not covered before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.changes.compare import Build
from geo.changes.coverage import widened
from geo.schema import DatePrecision
from geo.source import Coverage, Source
from geo.statistics.indicators import in_scope
from geo.statistics.unusual import FEWEST, improbable, is_highest, probability
from layers.watch.rules import EACH, EVENT_MEASURES, Rule

CodesOf = Callable[[str], Collection[str]]
"""Codes of the municipalities of a place."""

_OVER: Final = 0.1
"""An unusual episode is over when a count as high as the newest is no longer rarer than this."""


@dataclass(frozen=True)
class Alert:
    """A rise, reported when it begins.

    Attributes
    ----------
    rule
        The rule that it meets.
    place
        Code of a municipality, or a place of the rule.
    source
        The source whose series it is.
    period
        Month (``YYYY-MM``) or year.
    value, unit
        The count or figure.
    usual
        Mean of the months before; None if the rule has a threshold.
    p
        Probability of so many or more, not corrected; None if the rule has a threshold.
    tested
        Number of places for which it was corrected.
    preliminary
        Whether the source calls the figure preliminary.
    """

    rule: Rule
    place: str
    source: str
    period: str
    value: float
    unit: str
    usual: float | None = None
    p: float | None = None
    tested: int = 0
    preliminary: bool = False

    @property
    def key(self) -> str:
        """Identifies the series."""
        return _key(self.rule, self.place, self.source)

    @property
    def id(self) -> str:
        """Identifies the alert: the series and the period."""
        return f"{self.key}/{self.period}"


@dataclass(frozen=True)
class Memory:
    """What is known from earlier runs.

    Attributes
    ----------
    episodes
        First period of every rise that is not over, by the key of its series: it is not reported again.
    since
        First month that can be compared, by source, for sources that now cover other places than before.
    """

    episodes: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, str] = field(default_factory=dict)


def rises(
    rules: Sequence[Rule],
    older: Build,
    newer: Build,
    changes: pd.DataFrame,
    codes_of: CodesOf,
    memory: Memory,
    preliminary: Collection[str] = (),
) -> tuple[list[Alert], Memory]:
    """Judge the series of all rules in the periods that are complete now and were not before.

    A source that was added, or that now covers other places or an earlier time, raises no alert: more events of it
    are no rise. Only sources that state zeros have a usual level.

    Parameters
    ----------
    changes
        :data:`geo.schema.CHANGES` from ``older`` to ``newer``.
    codes_of
        Of a place of a rule.
    memory
        As the last run returned it.
    preliminary
        Ids of sources that are preliminary as a whole.

    Returns
    -------
    tuple
        The alerts in the order of the rules, and what the next run has to know.
    """
    episodes, since = dict(memory.episodes), dict(memory.since)
    for name, source in newer.sources.items():
        if name in older.sources and _places(older.sources[name].coverage) != _places(source.coverage):
            since[name] = _following(source.coverage.end[:7])
    alerts: list[Alert] = []
    for rule in rules:
        for source in _sources(rule, newer):
            before = older.sources.get(source.id)
            if before is None or widened(before.coverage, source.coverage):
                continue
            if rule.measure in EVENT_MEASURES:
                series = _monthly(rule.measure, source, newer, since.get(source.id, ""))
                fresh = [month for month in series.index if not _is_complete(month, before.coverage)]
                found = _judged(rule, source, series, fresh, codes_of, episodes)
            else:
                found = _yearly(rule, source, newer, changes, codes_of, episodes)
            alerts += [
                Alert(*each, preliminary=source.id in preliminary or int(each[3][:4]) in _unsure(source.coverage))
                for each in found
            ]
    return alerts, Memory(episodes, since)


_Found = tuple[Rule, str, str, str, float, str, float | None, float | None, int]


def _sources(rule: Rule, build: Build) -> list[Source]:
    """The sources of a rule that have its measure."""
    named = [build.sources[name] for name in rule.sources or sorted(build.sources) if name in build.sources]
    wanted = rule.measure.removesuffix("_best")
    if rule.measure in EVENT_MEASURES:
        counting = [source for source in named if source.kind == "events" and wanted in source.measures]
        return [source for source in counting if source.coverage.absent_is_zero or rule.threshold is not None]
    return [source for source in named if any(variable.id == rule.measure for variable in source.variables)]


def _monthly(measure: str, source: Source, build: Build, since: str) -> pd.DataFrame:
    """Counts by complete month of the last span without a gap (rows) and municipality (columns).

    NaN where the source does not state a number of people.
    """
    coverage = source.coverage
    spans = coverage.spans("0000-01", "9999-12")
    first, last = spans[-1] if spans else (coverage.start[:7], coverage.end[:7])
    first = max(first, since, *(f"{year}-01" for year in coverage.breaks if f"{year}-01" <= last))
    months = [str(month) for month in pd.period_range(first, last, freq="M")] if first <= last else []
    months = [month for month in months if _is_complete(month, coverage)]
    events = build.events
    dated = (events["source"] == source.id) & (events["date_precision"] <= DatePrecision.MONTH)
    rows = events[dated & events["municipality_code"].notna()]
    month = rows["date_start"].dt.strftime("%Y-%m")
    values = pd.Series(1.0, rows.index) if measure == "events" else rows[measure].astype("Float64").astype("float64")
    groups = values.groupby([month, rows["municipality_code"]])
    counted = groups.sum().where(groups.count() == groups.size()).unstack()
    sizes = groups.size().unstack(fill_value=0)
    codes = in_scope(coverage, build.municipalities) or sorted(counted.columns)
    has_events = sizes.reindex(index=months, columns=codes, fill_value=0) > 0
    return counted.reindex(index=months, columns=codes).where(has_events, 0.0)


def _judged(
    rule: Rule,
    source: Source,
    series: pd.DataFrame,
    fresh: Sequence[str],
    codes_of: CodesOf,
    episodes: dict[str, str],
) -> Iterator[_Found]:
    """Judge the newest months of one source; open and close ``episodes``."""
    unit = "events" if rule.measure == "events" else "people"
    matrix, column = series.to_numpy(), {code: at for at, code in enumerate(series.columns)}
    places = dict.fromkeys(name for each in rule.places for name in (column if each == EACH else [each]))
    members = {name: [name] if name in column else list(codes_of(name)) for name in places}
    sums = {
        name: matrix[:, [column[code] for code in codes]].sum(axis=1)
        for name, codes in members.items()
        if codes and column.keys() >= set(codes)
    }
    months = list(series.index)
    for month in fresh:
        at = months.index(month)
        p = np.ones(len(sums))
        for number, (place, counts) in enumerate(sums.items()):
            key, count = _key(rule, place, source.id), float(counts[at])
            if np.isnan(count):
                continue
            if rule.threshold is not None:
                if _begins(episodes, key, month, high=count >= rule.threshold):
                    yield rule, place, source.id, month, count, unit, None, None, 0
            elif key in episodes:
                start = episodes[key]
                calm = counts[: months.index(start)] if start in months else counts[:at]
                if len(calm) < FEWEST or probability(calm, count) > _OVER:
                    del episodes[key]
            elif count >= rule.at_least:
                p[number] = _probability(counts[:at], count, rule)
        for number in map(int, np.flatnonzero(improbable(p) & (p < 1))):
            place = list(sums)[number]
            episodes[_key(rule, place, source.id)] = month
            counts = sums[place]
            usual = float(np.mean(counts[:at][-60:]))
            yield rule, place, source.id, month, float(counts[at]), unit, usual, float(p[number]), len(p)


def _probability(before: NDArray[np.float64], count: float, rule: Rule) -> float:
    assert rule.unusual is not None
    enough = len(before) >= max(FEWEST, rule.unusual) and not np.isnan(before[-60:]).any()
    return probability(before, count) if enough and is_highest(before, count, rule.unusual) else 1.0


def _yearly(
    rule: Rule, source: Source, build: Build, changes: pd.DataFrame, codes_of: CodesOf, episodes: dict[str, str]
) -> Iterator[_Found]:
    """Compare the newest years of a published figure with the threshold."""
    variable = next(each for each in source.variables if each.id == rule.measure)
    new = changes[
        (changes["source"] == source.id) & (changes["kind"] == "new") & (changes["variable"] == rule.measure)
    ]
    rows = build.indicators
    rows = rows[(rows["source"] == source.id) & (rows["variable"] == rule.measure)]
    for year in sorted(new["period"].dropna().unique()):
        values = rows[rows["year"] == int(year)].set_index("municipality_code")["value"]
        before = set(rows.loc[rows["year"] == int(year) - 1, "municipality_code"])
        for each in rule.places:
            for place in values.index if each == EACH else [each]:
                codes = {place} if each == EACH else set(codes_of(place))
                listed = values.index.isin(codes)
                # a sum over fewer municipalities than the year before would not be the same figure
                if (
                    not listed.any()
                    or not before & codes <= set(values.index)
                    or (listed.sum() > 1 and not variable.additive)
                ):
                    continue
                amount = float(values[listed].sum())
                if _begins(episodes, _key(rule, place, source.id), str(year), high=amount >= (rule.threshold or 0)):
                    yield rule, place, source.id, str(year), amount, variable.unit, None, None, 0


def _begins(episodes: dict[str, str], key: str, period: str, *, high: bool) -> bool:
    """Whether a rise begins; one that goes on is not reported again, one that is over may begin again."""
    if not high:
        episodes.pop(key, None)
    elif key not in episodes:
        episodes[key] = period
        return True
    return False


def _key(rule: Rule, place: str, source: str) -> str:
    return f"{rule.id}/{source}/{place}"


def _places(coverage: Coverage) -> tuple[object, ...]:
    return coverage.scope, coverage.departments, coverage.excluded


def _unsure(coverage: Coverage) -> tuple[int, ...]:
    return coverage.preliminary + coverage.partial


def _is_complete(month: str, coverage: Coverage) -> bool:
    return str(pd.Period(month).end_time.date()) <= coverage.end


def _following(month: str) -> str:
    return str(pd.Period(month) + 1)
