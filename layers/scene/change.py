"""The change of a measure between two periods, as numbers and as a choropleth.

Sums are compared as yearly means, so that periods of different length are comparable. A municipality without a value
in one of the periods has no change, which is not *no change*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from geo.source import Source
from geo.statistics.change import SMALL_BASE, difference, percent, ranges_overlap
from geo.statistics.indicators import Measure
from layers.catalog.forms import FORMS, Form, in_form, unit_in
from layers.catalog.model import Choropleth
from layers.scene.choropleth import BAND, measures
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator

NOTHING_TO_COMPARE: Final = N_(
    "{title}: both periods have figures of the same years, {years}, so that there is nothing to compare."
)
METHOD_CHANGED: Final = N_("{title}: the method changed in {years}: part of the difference may come from that.")


@dataclass(frozen=True, eq=False)
class Change:
    """The change of a measure from a first to a second period.

    Attributes
    ----------
    layer, form
        The measure, as the catalogue has it, and the form in which it is compared.
    table
        By code of the municipalities shown: ``first`` and ``second``, with ``first_low`` ... ``second_high`` if the
        measure has low and high estimates; ``difference``; ``percent``, NaN without a base that is large enough;
        ``is_uncertain``, where it differs and yet the ranges of both periods overlap.
    asked, years
        The years of both periods, and those of them that have data; the latter may be empty.
    """

    layer: Choropleth
    form: Form
    table: pd.DataFrame
    asked: tuple[tuple[int, ...], tuple[int, ...]]
    years: tuple[tuple[int, ...], tuple[int, ...]]

    @property
    def known(self) -> pd.DataFrame:
        """Its rows that have a value in both periods."""
        return self.table.dropna(subset=["difference"])

    def unit(self, sources: Mapping[str, Source], t: Translator) -> str:
        """Unit of the values."""
        shown = in_form(self.layer, self.form, sources) or self.layer
        return _a_year(shown.measure, unit_in(self.layer, self.form, sources, t), t)

    def unit_of_difference(self, sources: Mapping[str, Source], t: Translator) -> str:
        """Unit of the difference: shares in per cent differ by percentage points."""
        shown = in_form(self.layer, self.form, sources) or self.layer
        if self.form == "map" and self.layer.measure.unit.startswith("%"):
            return _a_year(shown.measure, t("percentage points"), t)
        return self.unit(sources, t)

    def periods(self, t: Translator) -> tuple[str, str]:
        """The years with data of both periods; those of a period without any, with a word about it."""
        first, second = (
            t.years(list(years)) or t("{years} (no data)", years=t.years(list(asked)))
            for years, asked in zip(self.years, self.asked, strict=True)
        )
        return first, second


def comparable(measure: Measure) -> Measure:
    """A measure that is comparable between periods of different length: sums over years become yearly means."""
    pooled = measure.per not in (None, "area") and not measure.static
    summed = measure.over_years == "sum" and not measure.annual and not pooled
    return replace(measure, annual=True) if summed else measure


def forms(layer: Choropleth, sources: Mapping[str, Source]) -> tuple[Form, ...]:
    """The forms in which a measure can be compared, that of the map always among them, none twice."""
    found: dict[Form, Measure] = {"map": layer.measure}
    for form in FORMS:
        shown = in_form(layer, form, sources)
        if shown is not None and shown.measure not in found.values():
            found[form] = shown.measure
    return tuple(form for form in FORMS if form in found)


def change(layer: Choropleth, first: Selection, second: Selection, tables: Tables, form: Form = "map") -> Change:
    """Compute the change of a measure from the period of a selection to that of another, of the same place.

    If both periods have data of the same years only, such as a census, there is nothing to compare and no change.
    """
    shown = in_form(layer, form, tables.sources) or layer
    codes = tables.shown_codes(second)
    table = pd.DataFrame(index=codes)
    years: list[tuple[int, ...]] = []
    for name, period in (("first", first), ("second", second)):
        for bound, measure in measures(shown).items():
            values = tables.values(comparable(measure), period.years)
            table[name if bound == "best" else f"{name}_{bound}"] = values["value"].reindex(codes)
        years.append(tuple(tables.values(comparable(shown.measure), period.years).attrs["years"]))
    asked, found = (first.years, second.years), (years[0], years[1])
    if not all(found) or found[0] == found[1]:
        table["difference"] = table["percent"] = np.nan
        return Change(layer, form, table.assign(is_uncertain=False), asked, found)
    table["difference"] = difference(table["first"], table["second"])
    counted = in_form(layer, "count", tables.sources)
    base = tables.values(counted.measure, found[0])["value"].reindex(codes) if counted else table["first"]
    table["percent"] = percent(table["first"], table["second"], base, SMALL_BASE if counted else 0)
    overlap = ranges_overlap(_range(table, "first"), _range(table, "second")) if shown.band else False
    return Change(layer, form, table.assign(is_uncertain=overlap & (table["difference"] != 0)), asked, found)


def notices(found: Change, sources: Mapping[str, Source], t: Translator) -> list[str]:
    """What a reader could mistake in a change: years of both periods, another method, uncertainty, small bases."""
    title, texts = t(found.layer.title), []
    source = sources.get(found.layer.measure.source)
    years = sorted({*found.years[0], *found.years[1]})
    if source and years and (crossed := source.coverage.breaks_within(years[0], years[-1])):
        texts.append(t(METHOD_CHANGED, title=title, years=t.years(crossed)))
    if found.years[0] and found.years[0] == found.years[1]:
        texts.append(t(NOTHING_TO_COMPARE, title=title, years=t.years(list(found.years[0]))))
    elif shared := sorted(set(found.years[0]) & set(found.years[1])):
        texts.append(t("Years in both periods: {years}.", years=t.years(shared)))
    known = found.known
    if n := int(known["is_uncertain"].sum()):
        text = N_(
            "{title}: in {n} of the {of} municipalities with data the low and high estimates of the two periods"
            " overlap, so that the change is smaller than the uncertainty."
        )
        texts.append(t(text, title=title, n=t.number(n), of=t.number(len(known))))
    if (known["percent"].isna() & (known["difference"] != 0)).any():
        texts.append(t(_SMALL, least=t.number(SMALL_BASE)))
    return texts


def in_words(row: pd.Series, relative: bool, t: Translator) -> str:
    """A change as *from ... to ...* with its low and high estimates and, beside it, what its map does not colour."""
    sides = [_estimate(row, name, t) for name in ("first", "second")]
    text = t("from {first} to {second}", first=sides[0], second=sides[1])
    beside = row["difference"] if relative else row["percent"]
    if not np.isnan(beside):
        text = f"{(signed if relative else signed_percent)(beside, t)}, {text}"
    return t("within the uncertainty: {change}", change=text) if row["is_uncertain"] else text


def signed(value: float, t: Translator) -> str:
    """A difference with its sign, a typographic minus."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{t.significant(abs(value))}"


def signed_percent(value: float, t: Translator) -> str:
    """A percentage with its sign; it never rounds to nothing, nor a fall to all of it."""
    size = abs(value)
    digits = 1 if 0 < size < 10 or (value < 0 and 99.5 <= size < 100) else 0
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{t.number(size, digits)}\N{NO-BREAK SPACE}%"


_SMALL: Final = N_(
    "No percentage where the first period has fewer than {least} in all (people, events, hectares): the popup and the"
    " table have both values."
)


def _range(table: pd.DataFrame, period: str) -> pd.DataFrame:
    return pd.DataFrame({bound: table[f"{period}_{bound}"] for bound in ("low", "high")})


def _estimate(row: pd.Series, period: str, t: Translator) -> str:
    best, low, high = (
        t.significant(row.get(name, row[period])) for name in (period, f"{period}_low", f"{period}_high")
    )
    return best if low == high else t(BAND, best=best, low=low, high=high)


def _a_year(measure: Measure, name: str, t: Translator) -> str:
    return t("{unit} a year", unit=name) if comparable(measure) != measure else name
