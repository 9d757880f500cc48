"""Registers of datos.gov.co by day and municipality, without pinned files: amounts that are added up by year.

The Ministry of Defence publishes some forty tables of one layout: the day (``fecha_hecho``), the code of the
municipality (``cod_muni``), an amount (``cantidad``) and, in some, its unit or kind. This module has what those
sources share; each module of :mod:`geo.sources` declares what is counted, from when on, and what that does not show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import pd
from geo.publishers.publisher import Delivery, Publisher, is_complete_year
from geo.publishers.socrata import Socrata
from geo.readers.calendar import parse_days
from geo.readers.gazetteer import municipality_codes
from geo.readers.ministry import EXCLUDED_NOTE, NON_MUNICIPALIZED
from geo.readers.names import fold
from geo.readers.numerals import parse_numbers
from geo.readers.text import indicators, raise_for, read_text
from geo.rejects import set_aside
from geo.schema import GeoDataError
from geo.source import Coverage, Kind, Source, locate, refreshed

DAY: Final = "fecha_hecho"
PLACE: Final = "cod_muni"
AMOUNT: Final = "cantidad"
"""The publisher's names of the columns that every register has."""

_UNPLACED: Final = 0.1
"""Share of rows without a municipality above which the column is taken to have changed: in one of the ministry's
tables (coca base) it holds names of departments."""

_CHANGED: Final = "the publisher may have changed the table: adapt the source's PUBLISHER"


def daily_register(
    *, since: int, note: str, kind: Kind = "indicators", breaks: tuple[int, ...] = (), **facts: Any
) -> Source:
    """Declare the source of a national register: optional, without files, and without years until it is refreshed.

    Parameters
    ----------
    since
        First year of the register.
    note
        What a zero means, one sentence.
    breaks
        First years of a changed method.
    facts
        Fields of :class:`geo.source.Source`.
    """
    first = f"{since}-01-01"
    return Source(
        publisher="Ministerio de Defensa Nacional",
        licence="datos.gov.co open data (CC BY-SA 4.0 by default)",
        attribution="Ministerio de Defensa Nacional de Colombia",
        period="to the last month that the ministry has published",
        kind=kind,
        files=(),
        coverage=Coverage(
            first,
            first,
            (),
            "country",
            absent_is_zero=True,
            note=f"{note} {EXCLUDED_NOTE}",
            excluded=NON_MUNICIPALIZED,
            breaks=breaks,
        ),
        optional=True,
        **facts,
    )


@dataclass(frozen=True)
class DailyRegister:
    """The publisher and loader of a register, from what its module declares.

    Attributes
    ----------
    source
        The source, from :func:`daily_register`; as ``indicators`` it has one variable, the sum of the amounts.
    dataset
        Id of the table on datos.gov.co.
    amount
        Further names that the column of the amount has had.
    only
        Columns, by the names that each has had, and the values whose rows are counted, in lower case without accents;
        a number counts as empty. Rows of other values are set aside.
    further
        Columns that the source's module reads itself.
    whole
        Amounts are whole numbers.
    note, updates
        Of a source that has pinned files of another layout: note of the coverage and other fields of the source once
        the register replaces them.
    """

    source: Source
    dataset: str
    amount: tuple[str, ...] = ()
    only: Mapping[tuple[str, ...], frozenset[str]] = field(default_factory=dict)
    further: tuple[str, ...] = ()
    whole: bool = True
    note: str = ""
    updates: Mapping[str, Any] = field(default_factory=dict)

    @property
    def publisher(self) -> Publisher:
        """How the source is refreshed."""
        query = Socrata(self.dataset, (DAY, PLACE, (AMOUNT, *self.amount), *self.only, *self.further), page=50_000)
        return Publisher({"rows": query}, self._deliver)

    def load(self, raw: Path) -> pd.DataFrame:
        """Add the amounts up by municipality and year.

        Returns
        -------
        pandas.DataFrame
            :data:`geo.schema.INDICATORS`, of the covered years; see :meth:`rejects` for the rows that are left out.

        Raises
        ------
        GeoDataError
            As :meth:`read`.
        """
        source = refreshed(self.source, raw)
        rows = self.read(raw)
        kept = rows[rows["reason"] == ""]
        sums = kept.groupby(["municipality_code", "year"])["amount"].sum().reset_index()
        texts = sums.assign(year=sums["year"].astype(str), **{source.variables[0].id: sums["amount"].map(repr)})
        return indicators(texts, source)

    def rejects(self, raw: Path) -> pd.DataFrame:
        """Count the rows that :meth:`load` leaves out, by year and reason."""
        rows = self.read(raw)
        left = rows[rows["reason"] != ""].groupby(["reason", "year"]).size()
        parts = [
            set_aside(part.index.get_level_values("year").astype(str), str(reason), part)
            for reason, part in left.groupby(level="reason")
        ]
        return pd.concat(parts, ignore_index=True) if parts else set_aside([], "")

    def read(self, raw: Path) -> pd.DataFrame:
        """Read the rows of the register, in their order.

        Returns
        -------
        pandas.DataFrame
            The publisher's columns as text; ``day`` (datetime64), ``year``, ``municipality_code`` (null if the code
            is that of no municipality), ``amount`` (float), and ``reason``: why the row is not counted, empty if it
            is.

        Raises
        ------
        GeoDataError
            A date or an amount that cannot be read, a column of codes that are no municipalities, or no row of the
            kind that is counted.
        """
        source = refreshed(self.source, raw)
        conditions = {names[0]: values for names, values in self.only.items()}
        names = [DAY, PLACE, AMOUNT, *conditions, *self.further]
        rows = read_text(locate(source.files[0], raw), {name: name for name in names}, source).fillna("")
        rows["day"] = parse_days(rows[DAY], source)["date_start"]
        rows["year"] = rows["day"].dt.year
        rows["amount"] = self._amounts(rows[AMOUNT], source)
        rows["municipality_code"] = _places(rows[PLACE], source)
        reason = pd.Series("", index=rows.index, dtype=str)
        reason[~rows["year"].isin(source.coverage.years)] = "year not covered in full"
        reason[rows["municipality_code"].isna()] = "no municipality stated"
        for name, values in conditions.items():
            reason[~_is_counted(rows[name], values, source)] = "of another kind or unit: " + rows[name]
        return rows.assign(reason=reason)

    def _deliver(self, answers: Mapping[str, Any], source: Source, today: date) -> Delivery:
        delivery = _deliver(answers, source, today)
        coverage = replace(delivery.coverage, note=self.note or source.coverage.note, partial=())
        return replace(delivery, coverage=coverage, updates=self.updates)

    def _amounts(self, text: pd.Series, source: Source) -> pd.Series:
        amounts, problem = parse_numbers(text)
        bad = problem != ""
        if bad.any():
            raise_for(text[bad], problem[bad].iloc[0], source, _CHANGED)
        raise_for(text[amounts < 0], "an amount below zero", source, _CHANGED)
        if self.whole:
            raise_for(text[amounts % 1 != 0], "not a whole number", source, _CHANGED)
        return amounts


def _places(text: pd.Series, source: Source) -> pd.Series:
    """Codes of municipalities; null for a department, a place abroad, or a code of before or after DIVIPOLA's."""
    codes, _, _ = municipality_codes(text)
    unplaced = text[codes.isna()]
    if len(unplaced) > _UNPLACED * len(text):
        raise_for(unplaced, "not the code of a municipality", source, _CHANGED)
    return codes


def _is_counted(text: pd.Series, values: frozenset[str], source: Source) -> pd.Series:
    folded = {value: fold(value).strip("0123456789 ") for value in text.unique()}
    counted = text.map(folded).isin(values)
    if not counted.any():
        raise GeoDataError(
            f"no row says {' or '.join(sorted(values))}",
            source=source.id,
            column=str(text.name),
            value=", ".join(sorted(folded)),
            remedy=_CHANGED,
        )
    return counted


def _deliver(answers: Mapping[str, Any], source: Source, today: date) -> Delivery:
    """Keep the rows as they are, days without their hour; derive the covered years from the days.

    A year is covered if the register reaches from its first day to its last, and no quarter of it is without a row.
    """
    rows: pd.DataFrame = answers["rows"].assign(**{DAY: answers["rows"][DAY].str[:10]})
    name = f"{source.id}.csv"
    if rows.empty:
        return Delivery({name: rows}, source.coverage, source.period)
    rows = rows.sort_values(list(rows.columns), ignore_index=True)
    days = parse_days(rows[DAY], source)["date_start"]
    outside = (days < source.coverage.start) | (days > pd.Timestamp(today))
    raise_for(rows.loc[outside, DAY], f"a day before {source.coverage.start} or after {today}", source, _CHANGED)
    first, last = (date.fromisoformat(rows[DAY].iloc[place]) for place in (0, -1))
    quarters = days.dt.to_period("Q").drop_duplicates().dt.year.value_counts()
    years = tuple(
        year
        for year in range(first.year, last.year + 1)
        if is_complete_year(year, first, last) and quarters.get(year, 0) == 4
    )
    coverage = replace(source.coverage, start=first.isoformat(), end=last.isoformat(), years=years)
    return Delivery({name: rows}, coverage, f"{coverage.start}/{coverage.end}")
