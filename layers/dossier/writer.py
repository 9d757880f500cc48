"""Numbers and sentences about one place, computed from the tables and written in one language.

Every number is an HTML ``data`` element with its series and years as attributes, so that a program, and a test, can
parse it and compare it with the tables.
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
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator
from layers.text.terms import region_name

BOUNDS: Final = ("low", "best", "high")
_IN: Final = {
    "bajo-cauca": N_("in Bajo Cauca"),
    "catatumbo": N_("in Catatumbo"),
    "caqueta": N_("in Caquetá"),
    "88": N_("in the archipelago of San Andrés, Providencia and Santa Catalina"),
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
        Ids of the series.
    over
        How years are combined.
    total
        The value, the number of municipalities covered, and the years.
    """

    source: str
    variable: str
    over: Aggregation
    total: Total

    @property
    def value(self) -> float | None:
        """The sum; None if no municipality has data."""
        return self.total.value

    @property
    def years(self) -> tuple[int, ...]:
        """The years that the sum covers."""
        return self.total.years


@dataclass(frozen=True, eq=False)
class Writer:
    """Writes about the place and period of a selection."""

    selection: Selection
    tables: Tables

    @cached_property
    def t(self) -> Translator:
        """Translator of the selection's language."""
        return translator(self.selection.lang)

    @cached_property
    def codes(self) -> list[str]:
        """Codes of the municipalities of the place."""
        return list(self.tables.selected_codes(self.selection))

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Rows of the municipalities of the place, by code."""
        rows: pd.DataFrame = self.tables.municipalities.set_index("municipality_code").loc[self.codes]
        return rows

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Catalogue of sources."""
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
        """The place with its preposition, as in *in Tibú*; some regions and departments have an article."""
        wider = self.selection.region or self.selection.department_code
        if not self.single and wider in _IN:
            return self.t(_IN[wider])
        return self.t("in {name}", name=self.name)

    def amount(self, source: str, variable: str, over: Aggregation = "sum") -> Amount:
        """Sum a variable over the municipalities of the place, its years combined as ``over`` says."""
        values = self.tables.values(Measure(variable, source, "", over_years=over), self.selection.years)
        return Amount(source, variable, over, summary.total(values, self.codes))

    def yearly(self, source: str, variable: str) -> dict[int, Amount]:
        """Sum a variable over the place for each year; a year without data is left out."""
        rows = summary.series(self.tables.amounts(variable, source), self.codes)
        return {
            int(year): Amount(
                source, variable, "sum", Total(float(value), int(covered), len(self.codes), (int(year),))
            )
            for year, value, covered in zip(rows["year"], rows["value"], rows["covered"], strict=True)
            if int(year) in self.selection.years
        }

    def latest(self, source: str, variable: str) -> Amount | None:
        """Return the latest figure of a stock or reference, also outside the period; None without data."""
        rows = summary.series(self.tables.amounts(variable, source), self.codes)
        if rows.empty:
            return None
        last = rows.sort_values("year").iloc[-1]
        total = Total(float(last["value"]), int(last["covered"]), len(self.codes), (int(last["year"]),))
        return Amount(source, variable, "last", total)

    def number(self, amount: Amount) -> Markup:
        """Format an amount as a ``data`` element; *no data* if there is none."""
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
        """Format a number that is no sum of an indicator (a share, a count of rows); ``what`` describes it."""
        return Markup('<data value="{}" data-what="{}">{}</data>').format(
            repr(float(value)), what, self.t.significant(value)
        )

    def share(self, part: float, whole: float, what: str) -> Markup:
        """Format a share in per cent with one decimal, or with significant digits below 0.1 %."""
        value = part / whole * 100
        text = self.t.number(value, 1) if value >= 0.1 or value == 0 else self.t.significant(value)
        return Markup('<data value="{}" data-what="{}">{}</data>').format(repr(value), what, text)

    @property
    def missing(self) -> Markup:
        """*No data*, as markup."""
        return Markup('<span class="none">{}</span>').format(self.t("no data"))

    def band(self, source: str) -> Markup:
        """Format people killed: best estimate with low and high, unless these are equal."""
        low, best, high = (self.amount(source, f"fatalities_{bound}") for bound in BOUNDS)
        if low.value == high.value:
            return self.number(best)
        return self.sentence(
            N_("{best} (low {low}, high {high})"),
            best=self.number(best),
            low=self.number(low),
            high=self.number(high),
        )

    def sentence(self, text: str, /, **values: object) -> Markup:
        """Translate a sentence and insert its values, which are escaped unless they are markup."""
        return _keep_units_together(self.t(text, **{name: escape(value) for name, value in values.items()}))

    def plural(self, one: str, many: str, n: float, /, **values: object) -> Markup:
        """Translate a sentence with singular and plural; the number itself is among ``values``."""
        escaped = {name: escape(value) for name, value in values.items()}
        return _keep_units_together(self.t.plural(one, many, int(n), **escaped))

    def span(self, amount: Amount) -> str:
        """Format the years of an amount."""
        return self.t.years(list(amount.years))

    def coverage(self, amount: Amount) -> Markup:
        """Format the number of municipalities with data; empty if all have."""
        covered, asked = amount.total.covered, amount.total.asked
        if amount.value is None or covered == asked:
            return Markup()
        counts = {"covered": covered, "asked": asked}
        values = {name: self.plain(float(n), f"municipalities/{name}") for name, n in counts.items()}
        return self.sentence(N_("{covered} of {asked} municipalities"), **values)


def known(years: Mapping[int, Amount]) -> dict[int, float]:
    """Values by year, for a chart; a year without a value is left out, because a chart would draw it as zero."""
    return {year: amount.value for year, amount in years.items() if amount.value is not None}


def _keep_units_together(text: str) -> Markup:
    """Put a no-break space between a number and its unit."""
    for unit in ("%", "ha"):
        text = text.replace(f"</data> {unit}", f"</data>\N{NO-BREAK SPACE}{unit}")
    return Markup(text)  # noqa: S704, values were escaped one by one
