"""Interfaces of a refresh: queries to a publisher, and the conversion of their answers to a source's layout."""

from __future__ import annotations

import csv
import errno
import io
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, Protocol

from geo.lazy import pd
from geo.publishers.client import Client
from geo.publishers.faults import PublisherError, TruncatedError
from geo.schema import GeoDataError
from geo.source import Coverage, Source

_DISK: Final = {errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
"""What the system says of a disk, not of an answer."""

_OFFERED: Final = 300
"""Characters of a table's columns that an error quotes."""


class Query(Protocol):
    """One query to a publisher."""

    @property
    def url(self) -> str:
        """Address of the query, without keys."""

    @property
    def expects(self) -> str:
        """What the publisher should answer, for messages."""

    def fetch(self, client: Client) -> Any:
        """Send the query and return the complete answer, usually a table of text.

        Raises
        ------
        GeoDataError
            If there is no answer, or it is incomplete or lacks requested columns.
        """


@dataclass(frozen=True)
class Delivery:
    """Answers in the layout of the source's pinned files.

    Attributes
    ----------
    files
        Table (or bytes) by file name; the suffix is the format: ``.csv``, ``.geojson``, ``.parquet``.
    coverage
        Coverage of the new data.
    period
        Period of the new data, as printed.
    keep
        Paths of pinned files that are read together with the new ones.
    updates
        Values of other fields of :class:`geo.source.Source` that replace the declared ones.
    """

    files: Mapping[str, Any]
    coverage: Coverage
    period: str
    keep: tuple[str, ...] = ()
    updates: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Publisher:
    """What a source declares besides its ``SOURCE`` to be refreshed.

    Attributes
    ----------
    queries
        Queries by a name of our own.
    deliver
        Converts the answers (by the same names) to a delivery, given the declared source and the day of the request.
    """

    queries: Mapping[str, Query]
    deliver: Callable[[Mapping[str, Any], Source, date], Delivery]


def ask(query: Query, client: Client) -> Any:
    """Send a query and return the complete answer; whatever is wrong with it is one error.

    Raises
    ------
    GeoDataError
        If there is no answer, or it cannot be read; it says what was expected, and from where. What cannot be read
        is not kept for another attempt.
    """
    client.expected = query.expects
    try:
        return query.fetch(client)
    except PublisherError:
        raise
    except GeoDataError:
        client.forget()
        raise
    except OSError as error:
        if error.errno not in _DISK:
            raise _unreadable(query, client, error) from error
        raise GeoDataError(
            f"the answer cannot be kept: {error.strerror}; the old file stays",
            source=client.name,
            remedy="make room on the disk, or let it be written, and run it again",
        ) from error
    except Exception as error:  # what parsers raise on a malformed answer has no type in common
        raise _unreadable(query, client, error) from error


def _unreadable(query: Query, client: Client, error: Exception) -> PublisherError:
    client.forget()
    return PublisherError(
        f"the answer cannot be read as {query.expects} ({describe(error, client.masked)}); the old file stays",
        source=client.name,
        value=query.url,
        remedy="run it again later; if it fails again, the publisher has changed, and PUBLISHER has to follow",
    )


def describe(error: Exception, masked: Callable[[str], str] = str) -> str:
    """Type and message of an error on one line of bounded length, masked before it is cut."""
    return " ".join(masked(f"{type(error).__name__}: {error}").split())[:160].rstrip(": ")


def read_rows(body: bytes) -> list[list[str]]:
    """Parse CSV, header included.

    Raises
    ------
    TruncatedError
        If it is not UTF-8, or no CSV.
    """
    try:
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), strict=True))
    except UnicodeDecodeError as error:
        raise TruncatedError("the text is not UTF-8") from error
    except csv.Error as error:
        raise TruncatedError(f"no CSV: {error}") from error


def require_new(page: Sequence[Any], before: Sequence[Any], client: Client, url: str) -> None:
    """Raise if a page has the same records as the page before it.

    Parameters
    ----------
    before
        The records of the earlier pages.
    """
    if len(page) > 1 and list(page) == list(before[-len(page) :]):
        raise PublisherError(
            f"the publisher answered the same {len(page):,} rows twice, after {len(before):,}; the old file stays",
            source=client.name,
            value=url,
            remedy="run it again later: its pages do not go on",
        )


def require_columns(wanted: Sequence[str], offered: Sequence[str], client: Client, url: str) -> None:
    """Raise unless the publisher still offers every column that is read.

    Raises
    ------
    GeoDataError
        Names the missing columns and the existing ones.
    """
    if missing := [name for name in wanted if name not in offered]:
        raise GeoDataError(
            f"the publisher has changed the table at {url}: {len(missing)} column(s) are gone; the old file stays",
            source=client.name,
            column=", ".join(missing),
            value=textwrap.shorten(client.masked(", ".join(offered)), _OFFERED, placeholder=" ..."),
            remedy="look up their new names, and adapt the source's PUBLISHER",
        )


def require_rows(received: int, expected: int, client: Client) -> None:
    """Raise unless the number of rows received is the one that the publisher counts."""
    if received != expected:
        raise GeoDataError(
            f"the publisher counts {expected:,} rows, but {received:,} were received; the old file stays",
            source=client.name,
            remedy="run it again: the table may have changed meanwhile",
        )


def deliver_register(
    table: pd.DataFrame,
    source: Source,
    columns: Mapping[str, str],
    *,
    since: date,
    file: str,
    day: str = "fecha_hecho",
    note: str,
    **updates: Any,
) -> Delivery:
    """Convert a national register of datos.gov.co, with one row per act or daily total.

    Parameters
    ----------
    table
        The publisher's answer, text: ISO dates with an hour, codes that may have lost their leading zero.
    columns
        The publisher's names of the columns, and those of the pinned file.
    since
        First day of the register.
    file
        Name of the new file.
    note
        Note of the coverage.

    Returns
    -------
    Delivery
        The rows, sorted by date and code; the complete calendar years are covered.
    """
    rows = table.rename(columns=dict(columns)).assign(fecha=table[day].str[:10])
    rows["cod_muni"] = table["cod_muni"].mask(table["cod_muni"].str.fullmatch(r"\d{4}"), "0" + table["cod_muni"])
    for name in columns.values():
        rows[name] = rows[name].str.replace(r"^(\d+)\.0+$", r"\1", regex=True)
    rows = rows[["fecha", "cod_muni", *columns.values()]]
    rows = rows.sort_values(list(rows.columns), ignore_index=True)
    last = date.fromisoformat(str(rows["fecha"].max()))
    years = tuple(year for year in range(since.year, last.year + 1) if is_complete_year(year, since, last))
    excluded = source.coverage.excluded
    coverage = Coverage(
        since.isoformat(), last.isoformat(), years, "country", absent_is_zero=True, note=note, excluded=excluded
    )
    return Delivery({file: rows}, coverage, f"{coverage.start}/{coverage.end}", updates=updates)


def deliver_snapshot(
    layer: pd.DataFrame, source: Source, day: date, file: str, note: str = "", **updates: Any
) -> Delivery:
    """Convert a snapshot of a register; it covers the year of the request only.

    Records without geometry are left out, and a caveat states their number.
    """
    empty = layer["geometry"].isna() | layer["geometry"].is_empty
    caveats = updates.pop("caveats", source.caveats)
    if empty.any():
        caveats = (*caveats, f"{int(empty.sum())} of {len(layer)} records came without an outline and are left out.")
    coverage = replace(
        source.coverage,
        start=day.isoformat(),
        end=day.isoformat(),
        years=(day.year,),
        note=note or source.coverage.note,
    )
    updates = {**updates, "caveats": caveats}
    return Delivery({file: layer[~empty]}, coverage, day.isoformat(), updates=updates)


def is_complete_year(year: int, first: date, last: date) -> bool:
    """Whether all days of a calendar year are between two days."""
    return first <= date(year, 1, 1) and date(year, 12, 31) <= last


def with_years(coverage: Coverage, years: Sequence[int]) -> Coverage:
    """Return the coverage of a yearly table with other years."""
    known = tuple(sorted({int(year) for year in years}))
    return replace(
        coverage, start=f"{known[0]}{coverage.start[4:]}", end=f"{known[-1]}{coverage.end[4:]}", years=known
    )
