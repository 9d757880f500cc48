"""Variables by year inside and outside other areas: deforestation in protected areas, mining in reserves.

A build divides municipalities into pieces inside and outside (:mod:`geo.build.overlap`), so that both sides are of
the same municipalities and years and add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from geo.overlaps import OVERLAPS
from geo.source import Source, Variable
from layers.analysis.sums import yearly_sums
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator

COLUMNS: Final[Mapping[str, str]] = {
    "year": N_("Year"),
    "inside": N_("Inside, {unit}"),
    "outside": N_("Outside, {unit}"),
    "total": N_("Total, {unit}"),
    "share": N_("Inside, % of the total"),
}
"""Headings of :attr:`Overlap.rows`."""

_AREAS: Final = {(each.source, each.inside): each.areas for each in OVERLAPS}


@dataclass(frozen=True)
class Sides:
    """A variable of a source and its two parts."""

    whole: Variable
    inside: Variable
    outside: Variable


@dataclass(frozen=True)
class Overlap:
    """Both sides of a variable for one place, by year.

    Attributes
    ----------
    source, sides
        What is divided.
    rows
        ``year`` of the period, ``inside``, ``outside`` and ``total`` in the unit of the variable, and ``share``, the
        part inside in per cent of the total. A year without data has missing values; without a total above zero there
        is no share.
    covered, asked
        Municipalities with data, the fewest of any year, and those of the place.
    """

    source: Source
    sides: Sides
    rows: pd.DataFrame
    covered: int
    asked: int

    @property
    def areas(self) -> str:
        """Id of the source of the areas."""
        return _AREAS[self.source.id, self.sides.inside.id]

    @property
    def is_nothing(self) -> bool:
        """Whether the source found nothing on either side in any year."""
        return not self.rows["total"].any()

    @property
    def known_span(self) -> pd.DataFrame:
        """The rows from the first to the last year with data."""
        known = self.rows.index[self.rows["total"].notna()]
        return self.rows.loc[known[0] : known[-1]]


def sides_of(source: Source) -> Iterator[Sides]:
    """The variables of a source that it has inside and outside other areas, by their names."""
    variables = {each.id: each for each in source.variables}
    for whole in source.variables:
        for name, inside in variables.items():
            areas = name.removeprefix(f"{whole.id}_in_")
            outside = variables.get(f"{whole.id}_outside_{areas}")
            if areas != name and outside is not None:
                yield Sides(whole, inside, outside)


def exist(selection: Selection, tables: Tables) -> bool:
    """Whether there is any variable with two sides for the place and period of a selection."""
    return any(_divided(selection, tables))


def overlaps(selection: Selection, tables: Tables) -> list[Overlap]:
    """Every variable with two sides that has data for the place and period of a selection."""
    years, asked = selection.years, len(tables.selected_codes(selection))
    found = []
    for source, sides in _divided(selection, tables):
        parts = [yearly_sums(each.id, source.id, selection, tables) for each in (sides.inside, sides.outside)]
        known = [part.set_index("year").reindex(list(years)) for part in parts]
        covered = int(known[0]["covered"].min())
        found.append(Overlap(source, sides, _rows(*known), covered, asked))
    return found


def _divided(selection: Selection, tables: Tables) -> Iterator[tuple[Source, Sides]]:
    """The variables with two sides that have data for the place and period of a selection."""
    codes = tables.selected_codes(selection)
    for source in tables.sources.values():
        for sides in sides_of(source):
            inside = tables.amounts(sides.inside.id, source.id)
            if inside.loc[codes].reindex(columns=list(selection.years)).notna().to_numpy().any():
                yield source, sides


def series_names(overlap: Overlap) -> tuple[tuple[str, str], tuple[str, str]]:
    """The ids of both sides, as :func:`layers.analysis.series.over_time` takes them."""
    return (overlap.source.id, overlap.sides.inside.id), (overlap.source.id, overlap.sides.outside.id)


def headings(overlap: Overlap, t: Translator) -> list[str]:
    """The headings of the rows of an overlap, with the unit of the variable."""
    return [t(text, unit=t(overlap.sides.whole.unit)) for text in COLUMNS.values()]


def title(overlap: Overlap, t: Translator) -> str:
    """What is divided by which areas: the title of the part inside."""
    return t(overlap.sides.inside.title)


def _rows(inside: pd.DataFrame, outside: pd.DataFrame) -> pd.DataFrame:
    total = inside["value"] + outside["value"]
    share = (inside["value"] / total.where(total > 0)) * 100
    rows = pd.DataFrame({"inside": inside["value"], "outside": outside["value"], "total": total, "share": share})
    return rows.rename_axis(index="year").reset_index()
