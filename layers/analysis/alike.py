"""Sources that count the like, side by side for one place: what each defines, and its figures by year.

They are compared, never added up or averaged. Each definition says which question the source suits, and why; none is
called the right one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geo.source import Source
from layers.analysis.sums import yearly_sums
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator
from layers.text.terms import unit_after, written_period


@dataclass(frozen=True)
class Subject:
    """What several sources count, each in its own way.

    Attributes
    ----------
    series
        Source and variable, in the order in which they are shown.
    """

    id: str
    title: str
    unit: str
    series: tuple[tuple[str, str], ...]


SUBJECTS: Final = (
    Subject(
        "forest",
        N_("Forest loss"),
        "ha",
        (
            ("ideam_deforestation", "deforestation"),
            ("gfw_loss", "tree_cover_loss"),
            ("hansen_municipal", "tree_cover_loss_any_canopy"),
            ("mapbiomas_transitions", "deforestation"),
        ),
    ),
    Subject(
        "homicide",
        N_("Homicide"),
        N_("victims"),
        (("police_homicides", "victims"), ("mindefensa_homicides", "homicides")),
    ),
    Subject(
        "killed",
        N_("People killed in conflict and in massacres"),
        N_("people killed"),
        (
            ("ucdp_ged", "fatalities_best"),
            ("cnmh_massacres", "fatalities_best"),
            ("mindefensa_massacres", "fatalities_best"),
        ),
    ),
)

_LABELS: Final = {
    "counts": N_("Counts"),
    "threshold": N_("Threshold"),
    "resolution": N_("Detail"),
    "suits": N_("Suits"),
}
"""Headings of the parts of a definition."""


@dataclass(frozen=True)
class Account:
    """One source on a subject.

    Attributes
    ----------
    source, variable
        The source, and the id of the series.
    years
        Sums over the place by year of the period; a year without data is left out.
    complete
        The years in which every municipality of the place has a value.
    """

    source: Source
    variable: str
    years: Mapping[int, float]
    complete: frozenset[int]

    def title(self, t: Translator) -> str:
        """What it counts, by whom: the title of the series, if that names the publisher, or of the source."""
        own = next((each.title for each in self.source.variables if each.id == self.variable), "")
        return t(own if "(" in own else self.source.title)


@dataclass(frozen=True)
class Spread:
    """The newest year for which several sources have all municipalities of a place: the lowest and highest figure."""

    year: int
    low: Account
    high: Account
    sources: int


def accounts(subject: Subject, selection: Selection, tables: Tables) -> list[Account]:
    """The sources of a subject that the build has, also those without data for the place and period."""
    codes = tables.selected_codes(selection)
    found = []
    for name, variable in subject.series:
        source = tables.sources.get(name)
        if source is None or source.definition is None:
            continue
        rows = yearly_sums(variable, name, selection, tables)
        rows = rows[rows["year"].isin(selection.years)]
        years = {int(year): float(value) for year, value in zip(rows["year"], rows["value"], strict=True)}
        complete = frozenset(int(year) for year in rows.loc[rows["covered"] == len(codes), "year"])
        found.append(Account(source, variable, years, complete))
    return found


def spread(found: Sequence[Account]) -> Spread | None:
    """Compare accounts in the newest year that at least two have for every municipality; None without such a year."""
    shared = [year for each in found for year in each.complete if sum(year in a.complete for a in found) > 1]
    if not shared:
        return None
    year = max(shared)
    having = sorted((each for each in found if year in each.complete), key=lambda each: each.years[year])
    return Spread(year, having[0], having[-1], len(having))


def definition(source: Source, t: Translator) -> list[tuple[str, str]]:
    """What a source counts, as labels and texts: its definition, its coverage and its first caveat."""
    own = own_definition(source, t)
    if not own:
        return []
    reach = f"{written_period(source.period, t)}. {t(source.coverage.note)}".strip()
    return [*own[:3], (t("Years and places"), reach), own[3], (t("What it does not show"), t(source.caveats[0]))]


def own_definition(source: Source, t: Translator) -> list[tuple[str, str]]:
    """The definition of a source as labels and texts; empty if it has none."""
    if source.definition is None:
        return []
    return [(t(label), t(getattr(source.definition, name))) for name, label in _LABELS.items()]


def labels(t: Translator) -> list[str]:
    """Headings of the parts of a definition, in the order of its fields."""
    return [t(label) for label in _LABELS.values()]


def in_words(found: Sequence[Account], unit: str, t: Translator) -> str:
    """How far apart the sources are in the newest year that they share; empty without such a year."""
    between = spread(found)
    if between is None:
        return ""
    low, high = (each.years[between.year] for each in (between.low, between.high))
    lowest, highest = (f"{t.significant(value)} {unit_after(value, unit, t)}" for value in (low, high))
    common = {"year": between.year, "n": t.number(between.sources), "low": lowest}
    if low == high:
        return t("In {year}, the newest year that {n} of them have in full, they agree: {low}.", **common)
    return t(
        "In {year}, the newest year that {n} of them have in full, the lowest figure is {low} ({lowest}) and"
        " the highest {high} ({highest}).",
        **common,
        high=highest,
        lowest=between.low.title(t),
        highest=between.high.title(t),
    )


ADVICE: Final = N_(
    "None is right for every question: each answers another one. Quote the one whose definition fits yours, by its"
    " name, and keep to it over the years; a difference between sources is no error of one of them."
)
