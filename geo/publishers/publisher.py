"""How a source is refreshed: what is asked of its publisher, and what becomes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from geo.lazy import pd
from geo.publishers.client import Client
from geo.schema import GeoDataError
from geo.source import Coverage, Source


class Query(Protocol):
    """One thing asked of a publisher."""

    @property
    def url(self) -> str:
        """Where it is asked, without any key."""

    def fetch(self, client: Client) -> Any:
        """Ask, and return the whole answer: a table, as a rule, of text.

        Raises
        ------
        GeoDataError
            No answer, an answer that is not whole, or one without the columns that are asked for.
        """


@dataclass(frozen=True)
class Delivery:
    """An answer in the layout of the source's pinned files.

    Attributes
    ----------
    files
        Name to table (or bytes), to be written as the name's suffix says: ``.csv``, ``.geojson``.
    coverage
        Of the new data.
    period
        As printed.
    keep
        Pinned files, by their paths, that stay in use beside the new ones.
    also
        Other fields of the :class:`geo.source.Source` that are no longer as declared.
    """

    files: Mapping[str, Any]
    coverage: Coverage
    period: str
    keep: tuple[str, ...] = ()
    also: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Publisher:
    """What a source declares beside its ``SOURCE`` to be refreshed.

    Attributes
    ----------
    queries
        What is asked, by a name of our own.
    deliver
        Makes the delivery of the answers, by the same names, the source as it is declared, and the day of asking.
    """

    queries: Mapping[str, Query]
    deliver: Callable[[Mapping[str, Any], Source, date], Delivery]


def require_columns(wanted: Sequence[str], offered: Sequence[str], client: Client, url: str) -> None:
    """Raise unless the publisher still offers every column that is read.

    Raises
    ------
    GeoDataError
        With the columns that are gone and those that are there.
    """
    if gone := [name for name in wanted if name not in offered]:
        raise GeoDataError(
            f"the publisher has changed the table at {url}: {len(gone)} column(s) are gone; the old file stays",
            source=client.name,
            column=", ".join(gone),
            value=", ".join(offered),
            remedy="see what they are called now, and mend the source's PUBLISHER",
        )


def require_rows(came: int, promised: int, client: Client) -> None:
    """Raise unless as many rows came as the publisher counted."""
    if came != promised:
        raise GeoDataError(
            f"the publisher counts {promised:,} rows and {came:,} came; the old file stays",
            source=client.name,
            remedy="run it again: the table may have changed meanwhile",
        )


def by_day(
    table: pd.DataFrame,
    source: Source,
    columns: Mapping[str, str],
    *,
    since: date,
    file: str,
    day: str = "fecha_hecho",
    note: str,
    **also: Any,
) -> Delivery:
    """Deliver one of the national registers that datos.gov.co keeps, one row an act or a day's total.

    Parameters
    ----------
    table
        Text, as the publisher answers: ISO dates with an hour, codes that may have lost their zero.
    columns
        The publisher's names, and those of the pinned file.
    since
        The day the register begins.
    file
        Name of the new file.
    note
        For the coverage.

    Returns
    -------
    Delivery
        The rows in order of date and code; every year that the register reaches the end of is covered.
    """
    rows = table.rename(columns=dict(columns)).assign(fecha=table[day].str[:10])
    rows["cod_muni"] = table["cod_muni"].mask(table["cod_muni"].str.fullmatch(r"\d{4}"), "0" + table["cod_muni"])
    for name in columns.values():
        rows[name] = rows[name].str.replace(r"^(\d+)\.0+$", r"\1", regex=True)
    rows = rows[["fecha", "cod_muni", *columns.values()]]
    rows = rows.sort_values(list(rows.columns), ignore_index=True)
    last = date.fromisoformat(str(rows["fecha"].max()))
    years = tuple(year for year in range(since.year, last.year + 1) if whole_year(year, since, last))
    coverage = Coverage(since.isoformat(), last.isoformat(), years, "country", absent_is_zero=True, note=note)
    return Delivery({file: rows}, coverage, f"{coverage.start}/{coverage.end}", also=also)


def as_it_stands(layer: pd.DataFrame, source: Source, day: date, file: str, note: str = "", **also: Any) -> Delivery:
    """Deliver a register as it stood on the day of asking: it speaks for that year, and for no other.

    Records without an outline are left out, and a caveat says how many.
    """
    blank = layer["geometry"].isna() | layer["geometry"].is_empty
    caveats = also.pop("caveats", source.caveats)
    if blank.any():
        caveats = (*caveats, f"{int(blank.sum())} of {len(layer)} records came without an outline and are left out.")
    coverage = replace(
        source.coverage,
        start=day.isoformat(),
        end=day.isoformat(),
        years=(day.year,),
        note=note or source.coverage.note,
    )
    also = {**also, "caveats": caveats}
    return Delivery({file: layer[~blank]}, coverage, day.isoformat(), also=also)


def whole_year(year: int, first: date, last: date) -> bool:
    """Whether a calendar year lies wholly between two days."""
    return first <= date(year, 1, 1) and date(year, 12, 31) <= last


def with_years(coverage: Coverage, years: Sequence[int]) -> Coverage:
    """The coverage of a yearly table that now has these years."""
    known = tuple(sorted({int(year) for year in years}))
    return replace(
        coverage, start=f"{known[0]}{coverage.start[4:]}", end=f"{known[-1]}{coverage.end[4:]}", years=known
    )
