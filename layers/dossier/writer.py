"""Numbers and sentences of one place, read from the tables and told in one language.

Every number is written as an HTML ``data`` element that says which series, years and municipalities it comes from: a
reader's program, and a test, can read it back and compare it with the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd
from markupsafe import Markup, escape

from geo.source import Aggregation, Source
from geo.statistics import summary
from geo.statistics.indicators import Measure
from geo.statistics.summary import Total
from layers.caching import remembered
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator
from layers.text.terms import region_name

BOUNDS: Final = ("low", "best", "high")
_IN: Final = {
    "bajo-cauca": N_("in Bajo Cauca"),
    "catatumbo": N_("in Catatumbo"),
    "caqueta": N_("in Caquetá"),
    "border": N_("on the land border"),
    "border-brazil": N_("on the border with Brazil"),
    "border-ecuador": N_("on the border with Ecuador"),
    "border-panama": N_("on the border with Panama"),
    "border-peru": N_("on the border with Peru"),
    "border-venezuela": N_("on the border with Venezuela"),
}


@dataclass(frozen=True)
class Amount:
    """A sum over the municipalities of the place.

    Attributes
    ----------
    source, variable
        The series.
    over
        How its years were put together.
    total
        The value, for how many municipalities it speaks, and its years.
    """

    source: str
    variable: str
    over: Aggregation
    total: Total

    @property
    def value(self) -> float | None:
        """The sum; None where no municipality has one."""
        return self.total.value

    @property
    def years(self) -> tuple[int, ...]:
        """The years it speaks of."""
        return self.total.years


@dataclass(frozen=True, eq=False)
class Writer:
    """Tells what the tables hold of the place and period of a selection."""

    selection: Selection
    tables: Tables

    @cached_property
    def t(self) -> Translator:
        """The language."""
        return translator(self.selection.lang)

    @cached_property
    def codes(self) -> list[str]:
        """Municipalities of the place."""
        return list(self.tables.selected(self.selection))

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Their rows of the register, by code."""
        found: pd.DataFrame = self.tables.municipalities.set_index("municipality_code").loc[self.codes]
        return found

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The catalogue."""
        return self.tables.sources

    @property
    def single(self) -> bool:
        """Whether the place is one municipality."""
        return self.selection.municipality_code is not None

    @property
    def name(self) -> str:
        """Name of the place."""
        if self.single:
            return str(self.rows["municipality"].iloc[0])
        if self.selection.region:
            return region_name(self.selection.region, self.t)
        return str(self.rows["department"].iloc[0]) if self.selection.department_code else "Colombia"

    @property
    def here(self) -> str:
        """``in`` the place; regions that take an article in Spanish have it."""
        if not self.single and self.selection.region:
            return self.t(_IN[self.selection.region])
        return self.t("in {name}", name=self.name)

    def amount(self, source: str, variable: str, over: Aggregation = "sum") -> Amount:
        """A variable of a source, put together over the years of the period and added up over the place."""
        values = values_of(self.tables, Measure(variable, source, "", over_years=over), self.selection.years)
        return Amount(source, variable, over, summary.total(values, self.codes))

    def yearly(self, source: str, variable: str) -> dict[int, Amount]:
        """A variable year by year; a year without data is not in it."""
        rows = summary.series(self.tables.amounts(variable, source), self.codes)
        return {
            int(year): Amount(
                source, variable, "sum", Total(float(value), int(covered), len(self.codes), (int(year),))
            )
            for year, value, covered in zip(rows["year"], rows["value"], rows["covered"], strict=True)
            if int(year) in self.selection.years
        }

    def latest(self, source: str, variable: str) -> Amount | None:
        """The last figure of a stock or reference, whatever the period; None where there is none."""
        rows = summary.series(self.tables.amounts(variable, source), self.codes)
        if rows.empty:
            return None
        last = rows.sort_values("year").iloc[-1]
        total = Total(float(last["value"]), int(last["covered"]), len(self.codes), (int(last["year"]),))
        return Amount(source, variable, "last", total)

    def number(self, amount: Amount) -> Markup:
        """An amount as text that can be read back; ``no data`` where there is none."""
        if amount.value is None:
            return self.missing
        return Markup('<data value="{}" data-of="{}/{}" data-over="{}" data-years="{}">{}</data>').format(
            repr(amount.value),
            amount.source,
            amount.variable,
            amount.over,
            " ".join(map(str, amount.years)),
            self.t.significant(amount.value),
        )

    def plain(self, value: float, what: str) -> Markup:
        """A number that is no sum of an indicator (a share, a rank, a count of rows), with what it is."""
        return Markup('<data value="{}" data-what="{}">{}</data>').format(
            repr(float(value)), what, self.t.significant(value)
        )

    def share(self, part: float, whole: float, what: str) -> Markup:
        """A part of a whole in per cent, with one decimal unless it is smaller than that shows."""
        value = part / whole * 100
        told = self.t.number(value, 1) if value >= 0.1 or value == 0 else self.t.significant(value)
        return Markup('<data value="{}" data-what="{}">{}</data>').format(repr(value), what, told)

    @property
    def missing(self) -> Markup:
        """What stands where nothing is known."""
        return Markup('<span class="none">{}</span>').format(self.t("no data"))

    def band(self, source: str) -> Markup:
        """People killed: best estimate with low and high, always together."""
        low, best, high = (self.amount(source, f"fatalities_{bound}") for bound in BOUNDS)
        if low.value == high.value:
            return self.number(best)
        return self.say(
            N_("{best} (low {low}, high {high})"),
            best=self.number(best),
            low=self.number(low),
            high=self.number(high),
        )

    def say(self, text: str, /, **values: object) -> Markup:
        """A translated sentence with its values put in, each escaped unless it is markup already."""
        return _kept(self.t(text, **{name: escape(value) for name, value in values.items()}))

    def plural(self, one: str, many: str, n: float, /, **values: object) -> Markup:
        """A translated sentence that counts; its number comes as a value of its own."""
        escaped = {name: escape(value) for name, value in values.items()}
        return _kept(self.t.plural(one, many, int(n), **escaped))

    def span(self, amount: Amount) -> str:
        """The years of an amount."""
        return self.t.years(list(amount.years))

    def reach(self, amount: Amount) -> Markup:
        """For how many of the municipalities an amount speaks, where not for all."""
        covered, asked = amount.total.covered, amount.total.asked
        if amount.value is None or covered == asked:
            return Markup()
        counts = {"covered": covered, "asked": asked}
        told = {name: self.plain(float(n), f"municipalities/{name}") for name, n in counts.items()}
        return self.say(N_("{covered} of {asked} municipalities"), **told)


@remembered(512)
def values_of(tables: Tables, wanted: Measure, years: tuple[int, ...]) -> pd.DataFrame:
    """A measure by municipality, computed once for all the dossiers of a run."""
    return tables.values(wanted, years)


def _kept(text: str) -> Markup:
    """Markup in which a number is never parted from its unit at the end of a line."""
    for unit in ("%", "ha"):
        text = text.replace(f"</data> {unit}", f"</data>\N{NO-BREAK SPACE}{unit}")
    return Markup(text)  # noqa: S704, values were escaped one by one
