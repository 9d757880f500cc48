"""Events by month and municipality, and the months in which a ceasefire was in force."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.analyses.evidence import Evidence
from geo.schema.vocabulary import DatePrecision
from geo.statistics.actors import resolve
from geo.statistics.counts import Shape
from geo.statistics.indicators import in_scope

PRESENCE: Final = "ucdp_ged"
"""The source by whose events a group was somewhere."""

BEFORE: Final = 24
AFTER: Final = 12

_SAME_SIDE: Final = {"emc": frozenset({"emc", "embf"}), "embf": frozenset({"emc", "embf"})}
"""The EMBF are the blocs that left the EMC in April 2024: a ceasefire with one went on with the other."""


def month_of(day: pd.Timestamp) -> int:
    """Number of the month of a day, counted from the year 0."""
    return int(day.year) * 12 + int(day.month) - 1


@dataclass(frozen=True, eq=False)
class Monthly:
    """Counts of a source by month.

    Attributes
    ----------
    first
        Number of the first month.
    counts
        One row per month, one column per municipality.
    covered
        Whether each month is covered.
    """

    first: int
    counts: NDArray[np.float64]
    covered: NDArray[np.bool_]

    def covers(self, month: int) -> bool:
        """Whether the month with this number is covered."""
        return 0 <= month - self.first < len(self.covered) and bool(self.covered[month - self.first])


def scope(evidence: Evidence, source: str) -> pd.Index:
    """Codes of the municipalities in which no row of a source means no event."""
    coverage = evidence.source(source).coverage
    codes = in_scope(coverage, evidence.municipalities) if coverage.absent_is_zero else []
    return pd.Index(codes, dtype=str)


def by_month(evidence: Evidence, source: str, codes: pd.Index, actors: frozenset[str] = frozenset()) -> Monthly:
    """Count the events of a source in its covered years; victims where it has no count of events.

    Events that are dated less exactly than to the month, or in none of ``codes``, are left out.

    Parameters
    ----------
    actors
        Count only the events that name one of them.
    """
    declared = evidence.source(source)
    years = sorted(declared.coverage.years)
    first, last = years[0] * 12, years[-1] * 12 + 11
    events = evidence.tables["events"]
    events = events[(events["source"] == source) & (events["date_precision"] <= DatePrecision.MONTH)]
    if actors:
        events = events[_names(events, evidence.tables["actors"], actors)]
    month = events["date_start"].dt.year * 12 + events["date_start"].dt.month - 1
    place = codes.get_indexer(pd.Index(events["municipality_code"]))
    weight = np.ones(len(events)) if "events" in declared.measures else events["victims"].to_numpy(float, na_value=0)
    kept = (place >= 0) & month.between(first, last).to_numpy()
    counts = np.zeros((last - first + 1, len(codes)))
    np.add.at(counts, (month.to_numpy()[kept].astype(int) - first, place[kept]), weight[kept])
    covered = np.isin(np.arange(first, last + 1) // 12, years)
    return Monthly(first, counts, covered)


def group_of(evidence: Evidence, actor: str) -> frozenset[str]:
    """An actor with those that are part of it."""
    actors = evidence.tables["actors"]
    return frozenset({actor, *actors.loc[actors["part_of"] == actor, "actor_id"]})


def where_named(evidence: Evidence, actor: str, years: range) -> list[str]:
    """Codes of the municipalities in which an event of :data:`PRESENCE` of these years names an actor."""
    events = evidence.tables["events"]
    events = events[(events["source"] == PRESENCE) & events["date_start"].dt.year.isin(years)]
    named = events[_names(events, evidence.tables["actors"], group_of(evidence, actor))]
    return sorted(named["municipality_code"].dropna().unique())


def known_since(evidence: Evidence, actor: str) -> int:
    """Number of the first whole month since which an actor exists; 0 if the table does not say."""
    actors = evidence.tables["actors"].set_index("actor_id")
    since = actors["since"].get(actor)
    return 0 if pd.isna(since) else month_of(pd.Timestamp(since))


def months_in_force(ceasefires: pd.DataFrame, wanted: pd.Series | None = None) -> frozenset[int]:
    """Months with at least one day of a ceasefire; with ``wanted``, of one with the same side in the same area."""
    months: set[int] = set()
    for _, one in ceasefires.iterrows():
        same = wanted is None or (
            one["group"] in _SAME_SIDE.get(wanted["group"], {wanted["group"]}) and _share_area(one, wanted)
        )
        if same:
            months.update(range(month_of(one["start"]), month_of(one["end"]) + 1))
    return frozenset(months)


def applied_in(ceasefire: pd.Series, municipalities: pd.DataFrame) -> list[str]:
    """Codes of the municipalities in whose departments a ceasefire held."""
    held = [_holds(ceasefire, code) for code in municipalities["department_code"]]
    return list(municipalities.loc[held, "municipality_code"])


def shape_of(ceasefire: pd.Series, outcome: Monthly, presence: Monthly, others: frozenset[int], since: int) -> Shape:
    """The months before, during and after a ceasefire that can be compared, relative to its first.

    Whole months only: one in which it was in force for a part is none of the three. Months before in which the
    same side had another ceasefire in the same area are left out, and so is what is not covered; those after end with
    the first such month.
    """
    start, end = ceasefire["start"], ceasefire["end"]
    first, last = month_of(start), month_of(end)
    whole_first = first + (start.day > 1)
    whole_last = last - (end != end + pd.offsets.MonthEnd(0))
    earlier = range(first - BEFORE, first)
    later = range(last + 1, last + 1 + AFTER)
    return Shape(
        tuple(m - first for m in earlier if presence.covers(m) and m >= since),
        tuple(m - first for m in earlier if outcome.covers(m) and m not in others and m >= since),
        tuple(m - first for m in range(whole_first, whole_last + 1) if outcome.covers(m)),
        tuple(m - first for m in takewhile(lambda m: outcome.covers(m) and m not in others, later)),
    )


def _names(events: pd.DataFrame, actors: pd.DataFrame, wanted: frozenset[str]) -> pd.Series:
    sides = events[["actor_1", "actor_2"]]
    known = resolve({*sides["actor_1"].dropna(), *sides["actor_2"].dropna()}, actors)
    naming = {name for name, parties in known.items() if wanted & set(parties)}
    return sides.isin(naming).any(axis=1)


def _holds(ceasefire: pd.Series, department: str) -> bool:
    if pd.notna(ceasefire["departments"]):
        return department in ceasefire["departments"].split()
    return pd.isna(ceasefire["except_departments"]) or department not in ceasefire["except_departments"].split()


def _share_area(one: pd.Series, other: pd.Series) -> bool:
    for a, b in ((one, other), (other, one)):
        if pd.notna(a["departments"]):
            return any(_holds(b, code) for code in a["departments"].split())
    return True
