"""Names of what answers consist of: their numbers, series, null hypotheses and columns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from layers.text.i18n import DASH, N_, Translator

NO_UNIT: Final = "1"
"""Unit of a number that has none."""

_NUMBER: Final = re.compile(r"\d+")

YEAR: Final = "year"
"""Unit of an estimate that is a year."""

MONTH: Final = "month"
"""Unit of an estimate that is a month: its year with the part of the year before it."""

NAMES: Final[Mapping[str, str]] = {
    "coincident": N_("High in all at once"),
    "coincident_free": N_("High in all at once, against values spread at random"),
    "between": N_("Between places"),
    "within": N_("Within one place, the same year"),
    "within_lag_1": N_("Within one place, one year later"),
    "within_totals": N_("Within one place, yearly totals"),
    "unweighted": N_("Since the ceasefire, each municipality counts alike"),
    "area": N_("Since the ceasefire, each counts by its area"),
    "accord_unweighted": N_("Since the accord, each municipality counts alike"),
    "accord_area": N_("Since the accord, each counts by its area"),
    "before_unweighted": N_("Years before, each municipality counts alike"),
    "before_area": N_("Years before, each counts by its area"),
    "during": N_("During, where the group was against elsewhere"),
    "after": N_("After, where the group was against elsewhere"),
    "inside_during": N_("During, where the group was"),
    "outside_during": N_("During, elsewhere"),
    "inside_after": N_("After, where the group was"),
    "outside_after": N_("After, elsewhere"),
    "first_year": N_("First year of the new level"),
    "first_month": N_("First month of the new level"),
    "ratio": N_("New level against the old"),
    "matched": N_("Change against that of matched municipalities"),
    "country": N_("Change against that of the country"),
    "own": N_("Change of these municipalities"),
    "lee": N_("Lee's L"),
    "lee_free": N_("Lee's L, against values spread at random"),
    "high_high": N_("Neighbourhoods high in both"),
    "near_repeat": N_("Pairs of events near in space and time"),
    "near_repeat_apart": N_("The same without pairs of one place"),
    "within_{}_km": N_("Within {} km"),
    "rank_{}": N_("Rank {}"),
    "pretrend": N_("Trend before, where the group was against elsewhere"),
    "refused": N_("Not answered"),
}
"""Names of statistics by id."""

UNITS: Final[Mapping[str, str]] = {
    "municipalities": N_("municipalities"),
    "rate ratio": N_("rate ratio"),
    "ratio of rate ratios": N_("ratio of rate ratios"),
    "ratio of growth": N_("ratio of growth"),
    "ratio": N_("ratio"),
    "ratio of changes": N_("ratio of changes"),
    "after to before": N_("times the years before"),
    "year": N_("year"),
    "month": N_("month"),
    "observed per expected": N_("observed per expected"),
    "rank": N_("rank"),
    "person": N_("person"),
    "event": N_("event"),
    "case": N_("case"),
    "detection": N_("detection"),
}
"""Units of statistics that no measure has."""

_SAME: Final = frozenset({"ha"})
"""Units written alike in both languages."""

SERIES: Final[Mapping[str, str]] = {
    "estimates": N_("The numbers with their 95 % intervals"),
    "coefficient": N_("The numbers with their 95 % intervals"),
    "null": N_("What chance alone gives"),
    "placebo": N_("The same at dates when nothing began"),
    "lag": N_("Year by year"),
    "month": N_("Before and after the start"),
    "rank": N_("Ranks with their 95 % intervals"),
    "cell": N_("How close in space and time, against chance"),
    "map": N_("Where"),
    "distance": N_("How near"),
    "year": N_("The series"),
    "break": N_("The change of level"),
}
"""Headings of pictures by kind."""

VARIANTS: Final[Mapping[str, str]] = {
    "clustered": N_("clustering kept"),
    "free": N_("values spread at random"),
    "area": N_("each counts by its area"),
    "unweighted": N_("each municipality counts alike"),
    "outside": N_("elsewhere"),
    "pairs": N_("pairs of events"),
    "matched": N_("matched municipalities"),
    "country": N_("the country"),
}
"""What distinguishes series of a kind, by the end of their names."""

CLASSES: Final[Mapping[str, str]] = {
    "municipality": N_("High in all at once"),
    "class_high_high": N_("High in both"),
    "class_high_low": N_("First high, second low"),
    "class_low_high": N_("First low, second high"),
    "class_low_low": N_("Low in both"),
}
"""Classes of a map of municipalities, by series."""

SCALES: Final[Mapping[str, str]] = {
    "municipality": N_("Municipalities"),
    "department": N_("Departments"),
    "year": N_("Years"),
    "month": N_("Months"),
}
"""Units that are compared, by id."""


def name(names: Mapping[str, str], key: str, t: Translator) -> str:
    """The translated name of an id, which may hold a number; one without a name is written with blanks."""
    if key in names:
        return t(names[key])
    pattern = _NUMBER.sub("{}", key)
    return t(names[pattern]).format(*_NUMBER.findall(key)) if pattern in names else key.replace("_", " ")


def unit(text: object, t: Translator) -> str:
    """A unit; of one measure per unit of another, both are translated."""
    if not isinstance(text, str) or text == NO_UNIT:
        return ""
    if text in UNITS:
        return t(UNITS[text])
    whole = t(text)
    if whole != text or " per " not in text:
        return whole
    for at in (at for at in range(len(text)) if text.startswith(" per ", at)):
        above, below = text[:at], text[at + 5 :]
        if all(each in _SAME or t(each) != each for each in (above, below)):
            return t("{above} for each {below}", above=t(above), below=t(below))
    return text


def value(number: Any, of: object, t: Translator) -> str:
    """A number with a true minus; one in the unit ``year`` or ``month`` is a date."""
    if pd.isna(number):
        return DASH
    if of == MONTH:
        months = round(float(number) * 12)
        return f"{months // 12}-{months % 12 + 1:02}"
    return str(round(number)) if of == YEAR else t.significant(float(number)).replace("-", "\N{MINUS SIGN}")
