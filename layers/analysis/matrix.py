"""Municipalities by measures: the numbers of the map side by side, as totals and as rates.

The forms of one measure cover the same years, so that a total is the one that the rate beside it is made of. A value
is missing where its source has none for one of the years: it is never zero, and comes last in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, cast

import pandas as pd

from geo.schema import GeoDataError, one_of
from geo.source import Source
from geo.statistics.indicators import Measure
from layers.analysis.reach import reaches
from layers.caching import weak_lru_cache
from layers.catalog import CHOROPLETHS, choropleth
from layers.catalog.forms import FORMS, Form, in_form, unit_in
from layers.catalog.model import Choropleth
from layers.scene import notes
from layers.scene.choropleth import measures
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator
from layers.text.terms import alphabetical

DEFAULT: Final = ("deaths", "homicides", "terrorism_acts", "forest_loss", "evoa_ha", "coca_density")
"""Measures of the three domains whose rates compare municipalities."""

NAME: Final = "name"
DEPARTMENT: Final = "department"
"""Ids of the columns of names; by that of the municipality rows are sorted unless another is chosen."""

KEYS: Final = ("columns", "forms", "sort")
"""Keys of a :class:`Chosen` in a link; the flags of the command have the same names."""

_NONE: Final = "none"
_DOWN: Final = "-"
_SEPARATOR: Final = ","


@dataclass(frozen=True)
class Chosen:
    """What a matrix shows of the municipalities of a selection.

    Attributes
    ----------
    measures
        Ids of choropleths, in the order of the columns.
    forms
        Forms in which each of them is shown, as far as it has them.
    sort
        Id of the column that orders the rows, lowest first; after a minus sign, highest first.

    Raises
    ------
    GeoDataError
        An unknown measure or form, or an order by what can be no column.
    """

    measures: tuple[str, ...] = DEFAULT
    forms: tuple[Form, ...] = ("count", "map")
    sort: str = NAME

    def __post_init__(self) -> None:
        for name in self.measures:
            choropleth(name)
        for form in self.forms:
            if form not in FORMS:
                raise GeoDataError("no such form", column="forms", value=form, remedy=one_of(form, FORMS))
        measure, _, shown = self.sorted_by.partition(".")
        if self.sorted_by not in (NAME, DEPARTMENT) and not (measure in CHOROPLETHS and shown in FORMS):
            columns = (NAME, DEPARTMENT, *(f"{name}.{each}" for name in self.measures for each in self.forms))
            remedy = one_of(self.sorted_by, columns)
            raise GeoDataError("no such column in this table", column="sort", value=self.sort, remedy=remedy)

    @property
    def sorted_by(self) -> str:
        """Id of the column that orders the rows."""
        return self.sort.removeprefix(_DOWN)

    @property
    def descending(self) -> bool:
        """Whether the highest value, or the last name, comes first."""
        return self.sort.startswith(_DOWN)

    def to_params(self, selection: Selection) -> dict[str, str]:
        """The parameters of a link beside those of the selection; what is usual is an empty text."""
        usual, written = (
            (_SEPARATOR.join(each.measures) or _NONE, _SEPARATOR.join(each.forms), each.sort)
            for each in (Chosen.usual(selection), self)
        )
        return {key: "" if own == default else own for key, own, default in zip(KEYS, written, usual, strict=True)}

    @classmethod
    def usual(cls, selection: Selection) -> Chosen:
        """What is shown unless something else is asked for: the measure of the map, and those of :data:`DEFAULT`."""
        return cls(tuple(name for name in CHOROPLETHS if name in {selection.choropleth, *DEFAULT}))

    @classmethod
    def from_params(cls, params: Mapping[str, str], selection: Selection) -> Chosen:
        """Parse the parameters of a link or the flags of a command; what is missing or empty is the usual.

        Raises
        ------
        GeoDataError
            An unknown measure or form.
        """
        usual = cls.usual(selection)
        names, forms, sort = (params.get(key, "") for key in KEYS)
        listed = cast("tuple[Form, ...]", _listed(forms))
        measured = () if names == _NONE else _listed(names) or usual.measures
        return cls(measured, listed or usual.forms, sort or usual.sort)


@dataclass(frozen=True)
class Column:
    """One measure in one form.

    Attributes
    ----------
    layer, form
        The measure, as the catalogue has it, and its form.
    shown
        The layer with its measure in that form.
    estimates
        ``best`` by municipality, NaN for no data, and ``low`` and ``high`` if the layer has a band.
    years
        The years that every value covers.
    """

    layer: Choropleth
    form: Form
    shown: Choropleth
    estimates: pd.DataFrame
    years: tuple[int, ...]

    @property
    def id(self) -> str:
        """Measure and form, joined by a point; the same from release to release."""
        return f"{self.layer.id}.{self.form}"

    @property
    def is_ranged(self) -> bool:
        """Whether low and high estimates differ for one municipality at least."""
        return "low" in self.estimates and bool((self.estimates["low"] < self.estimates["high"]).any())

    def unit(self, sources: Mapping[str, Source], t: Translator) -> str:
        """The unit of the values, translated."""
        return unit_in(self.layer, self.form, sources, t)


@dataclass(frozen=True)
class Matrix:
    """Municipalities by measures.

    Attributes
    ----------
    places
        ``municipality`` and ``department`` by code, in the order of the rows.
    columns
        Those with a value in one of the municipalities at least; the forms of a measure are neighbours.
    without
        Measures that were chosen and have no value here in these years.
    """

    places: pd.DataFrame
    columns: tuple[Column, ...]
    without: tuple[Choropleth, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of the sources of its columns."""
        names = (name for column in self.columns for name in column.shown.sources)
        return tuple(dict.fromkeys(names))


def matrix(selection: Selection, tables: Tables, chosen: Chosen) -> Matrix:
    """The numbers of a selection's municipalities: those that its map colours, over the calendar years of its period.

    Raises
    ------
    GeoDataError
        A place that is not in this edition of the boundaries; an order by a column that is not in the matrix.
    """
    return arrange(gather(selection, tables, chosen), chosen)


def gather(selection: Selection, tables: Tables, chosen: Chosen) -> Matrix:
    """The numbers of :func:`matrix`, ordered by name.

    Raises
    ------
    GeoDataError
        A place that is not in this edition of the boundaries.
    """
    return _gather(
        tables, tuple(tables.shown_codes(selection).tolist()), selection.years, chosen.measures, chosen.forms
    )


def arrange(found: Matrix, chosen: Chosen) -> Matrix:
    """The rows of :func:`gather` in the order that was chosen: without a value last, equal ones by name.

    Raises
    ------
    GeoDataError
        An order by a column that is not in the matrix.
    """
    keys = {column.id: column.estimates["best"] for column in found.columns}
    keys |= {DEPARTMENT: found.places["department"].map(alphabetical)}
    if chosen.sorted_by == NAME:
        codes = found.places.index[:: -1 if chosen.descending else 1]
    elif chosen.sorted_by.partition(".")[0] in {layer.id for layer in found.without}:
        codes = found.places.index
    elif chosen.sorted_by in keys:
        values = keys[chosen.sorted_by].loc[found.places.index]
        codes = values.sort_values(ascending=not chosen.descending, kind="stable", na_position="last").index
    else:
        remedy = one_of(chosen.sorted_by, (NAME, *keys))
        raise GeoDataError("no such column in this table", column="sort", value=chosen.sort, remedy=remedy)
    return replace(found, places=found.places.loc[codes])


@weak_lru_cache(64)
def _gather(
    tables: Tables, codes: tuple[str, ...], years: tuple[int, ...], names: tuple[str, ...], forms: tuple[Form, ...]
) -> Matrix:
    found = {name: _forms(choropleth(name), forms, years, tables, pd.Index(codes)) for name in names}
    rows = tables.municipalities.set_index("municipality_code").loc[list(codes), ["municipality", "department"]]
    by_name = sorted(rows.index, key=lambda code: [alphabetical(str(text)) for text in rows.loc[code]])
    return Matrix(
        pd.DataFrame(rows).loc[by_name],
        tuple(column for each in found.values() for column in each),
        tuple(CHOROPLETHS[name] for name, each in found.items() if not each),
    )


def notices(found: Matrix, selection: Selection, tables: Tables, t: Translator) -> list[str]:
    """What a reader has to know of these numbers: years, measures without data, the note of each measure."""
    layers = tuple(dict.fromkeys(column.layer for column in found.columns))
    sentences = [
        f"{t(layer.title)}: {reaches(selection, tables)[layer.id].describe(selection, t)}." for layer in found.without
    ]
    if len({column.years for column in found.columns if not column.layer.measure.standing}) > 1:
        sentences.append(
            t("The measures cover different years, which the head of each states: compare like with like.")
        )
    if not (selection.start.endswith("-01") and selection.end.endswith("-12")):
        years = t.period(f"{selection.start[:4]}-01", f"{selection.end[:4]}-12")
        sentences.append(t("Figures are yearly, so that the table is of whole years: {years}.", years=years))
    sentences += notes.notices(replace(selection, actors=()), tables, layers, [], t)
    gaps = {column.layer for column in found.columns if column.estimates["best"].isna().any()}
    for layer in layers:
        note = [t(layer.note)] if layer.note else []
        if layer in gaps and layer.nodata != Choropleth.nodata:
            note.append(t("Where there is no value: {meaning}.", meaning=t(layer.nodata)))
        sentences += [f"{t(layer.title)}: {' '.join(note)}"] if note else []
    return sentences


def fitting(chosen: Chosen, found: Matrix) -> Chosen:
    """What was chosen, ordered by name if it was ordered by a column that the matrix does not have."""
    known = (NAME, DEPARTMENT, *(column.id for column in found.columns))
    return chosen if chosen.sorted_by in known else replace(chosen, sort=NAME)


def _forms(
    layer: Choropleth, forms: Sequence[Form], years: tuple[int, ...], tables: Tables, codes: pd.Index
) -> list[Column]:
    """The columns of a measure, without a form that equals an earlier one; if it has none of them, as on the map."""
    shown: dict[Form, Choropleth] = {}
    for form in FORMS:
        found = in_form(layer, form, tables.sources) if form in forms else None
        if found is not None and found.measure not in [each.measure for each in shown.values()]:
            shown[form] = found
    shown = shown or {"map": layer}
    covered = [set(tables.values(each.measure, years).attrs["years"]) for each in shown.values()]
    common = tuple(sorted(set.intersection(*covered)))
    if not common:
        return []
    columns = [
        Column(layer, form, each, _estimates(measures(each), common, tables, codes), common)
        for form, each in shown.items()
    ]
    return [column for column in columns if column.estimates["best"].notna().any()]


def _estimates(
    definitions: Mapping[str, Measure], years: tuple[int, ...], tables: Tables, codes: pd.Index
) -> pd.DataFrame:
    return pd.DataFrame({name: tables.values(each, years)["value"].loc[codes] for name, each in definitions.items()})


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in text.split(_SEPARATOR) if part))
