"""The request to a reader, its result, and the ledger in which it records the outcome of every row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import quote

import geopandas as gpd
import pandas as pd

from geo.imported import ACCEPTED, REFUSED, refusals
from geo.readers.numerals import Mark
from geo.schema import DatePrecision, GeoDataError
from geo.source import IMPORTED_PREFIX, Coverage, Source

MISNAMED: Final = "counted by its code, but the name is of another municipality: "
"""The remark on a row whose code and name contradict each other; the name follows."""

_UNNAMED: Final = "Unnamed: "  # pandas' name for an empty cell of the header


@dataclass(frozen=True)
class Request:
    """A file to import, and what the user states about it.

    Attributes
    ----------
    path
        The file.
    name
        The id of the source will be ``imported-<name>``.
    today
        The day of the import.
    columns
        The file's column by our name; other columns are found by their usual names.
    constants
        A constant value by our name of the column.
    layers
        The layers or sheets to read, of a file that has several.
    header
        The row that has the names of the columns, from 1; by default the first that is not blank.
    start, end
        First and last day that the file covers; by default those of its rows.
    complete
        The file has all events of the country in that time: a municipality without a row has zero.
    decimal
        The decimal mark, if the columns do not show it.
    searched
        For polygons, a file of polygons with the area that was searched.
    private
        Its rows may not be redistributed: exports contain aggregates only.
    title, publisher, licence, attribution, url
        As printed; each format has defaults.

    Raises
    ------
    GeoDataError
        If ``url`` is no address of the web.
    """

    path: Path
    name: str
    today: date
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    header: int | None = None
    start: date | None = None
    end: date | None = None
    complete: bool = False
    decimal: Mark | None = None
    searched: Path | None = None
    private: bool = False
    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    attribution: str | None = None
    url: str | None = None

    def __post_init__(self) -> None:
        # maps and pages link to it
        if self.url is not None and not re.fullmatch(r"https?://[^\s<>\"'`{}|\\^]+", self.url):
            raise GeoDataError(
                "is no address of a page", source=self.path.name, column="--url", value=self.url,
                remedy="begin it with https://, without spaces and quotes",
            )  # fmt: skip

    @property
    def address(self) -> str:
        """Origin of the data: the publisher's address, or the name of the file."""
        return self.url or f"file:{quote(self.path.name)}"

    @property
    def id(self) -> str:
        """Id of the source."""
        return f"{IMPORTED_PREFIX}{self.name}"


@dataclass(frozen=True)
class Reading:
    """The result of reading a file.

    Attributes
    ----------
    table
        The accepted rows, in the schema of the source's kind.
    report
        One row per row of the file, from :meth:`Ledger.report`.
    source
        The source, without files.
    searched
        The area that was searched, one polygon, EPSG:4326, if it is known.
    """

    table: pd.DataFrame
    report: pd.DataFrame
    source: Source
    searched: gpd.GeoDataFrame | None = None

    @property
    def accepted(self) -> int:
        """Number of accepted rows of the file."""
        return int((self.report["outcome"] == ACCEPTED).sum())


class Ledger:
    """The outcome of each row: refused for the first reason found, or accepted, with remarks.

    Parameters
    ----------
    table
        The rows of the file in its order; row numbers in the report count from 1, without headers.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self._index = table.index
        self._record = pd.Series("", index=table.index, dtype=str)
        self._reason = pd.Series("", index=table.index, dtype=str)
        self._remark = pd.Series("", index=table.index, dtype=str)

    @property
    def accepted(self) -> pd.Series:
        """Whether each row is accepted so far."""
        return self._reason == ""

    def name(self, record: pd.Series) -> None:
        """Set the record of each row: the file's own id, by which users find it."""
        self._record = record.reindex(self._index).fillna("").astype(str)

    def refuse(self, rows: pd.Series, reason: str | pd.Series) -> None:
        """Refuse accepted rows; ``reason`` may differ by row."""
        self._reason = self._note(self._reason, rows.fillna(value=False).astype(bool) & self.accepted, reason)

    def refuse_problems(self, problem: pd.Series, column: str) -> None:
        """Refuse the rows whose ``problem`` is not empty; ``column`` precedes it in the reason."""
        self.refuse(problem != "", column + ": " + problem)

    def remark(self, rows: pd.Series, text: str | pd.Series) -> None:
        """Add a remark to rows, whether or not they are accepted."""
        remark = self._note(pd.Series("", index=self._index, dtype=str), rows.fillna(value=False).astype(bool), text)
        both = (self._remark != "") & (remark != "")
        self._remark = self._remark + remark.where(~both, "; " + remark)

    def refuse_repeated(self, key: pd.Series, what: str) -> None:
        """Refuse the rows whose ``key`` an earlier accepted row has."""
        accepted = self.accepted
        row = pd.Series(range(1, len(self._index) + 1), index=self._index).where(accepted)
        first = row.groupby(key.to_numpy()).transform("min")
        repeated = accepted & (row != first)
        self.refuse(repeated, f"{what} of row " + first.fillna(0).astype(int).astype(str) + " again")

    def report(self) -> pd.DataFrame:
        """One row per row of the file: ``row``, ``record``, ``outcome``, ``reason``, ``remark``."""
        return pd.DataFrame(
            {
                "row": range(1, len(self._index) + 1),
                "record": self._record.to_numpy(),
                "outcome": [ACCEPTED if accepted else REFUSED for accepted in self.accepted],
                "reason": self._reason.to_numpy(),
                "remark": self._remark.to_numpy(),
            }
        )

    def require_accepted(self, request: Request) -> None:
        """Raise if every row is refused.

        Raises
        ------
        GeoDataError
            Names the most frequent reason and the first row that has it.
        """
        if not self.accepted.any():
            reason, _, row = refusals(self.report())[0]
            column, stated, problem = reason.partition(": ")
            raise GeoDataError(
                f"no row can be used; most often: {problem if stated else reason}",
                source=request.path.name,
                column=column if stated else None,
                value=self._reason.iloc[row - 1].removeprefix(reason).removeprefix(": ") or None,
                remedy=f"correct the file, beginning with row {row}, and import it again",
            )

    @staticmethod
    def _note(notes: pd.Series, rows: pd.Series, text: str | pd.Series) -> pd.Series:
        return notes.mask(rows, text)


def number_blank(ids: pd.Series) -> pd.Series:
    """Ids with the number of the row for a blank one: ``1`` if all are blank, otherwise ``row 1``, which no id is."""
    numbers = pd.Series(range(1, len(ids) + 1), index=ids.index).astype(str)
    blank = ids == ""
    return numbers if blank.all() else ids.mask(blank, "row " + numbers)


def require(rows: pd.DataFrame, columns: list[str], header: pd.Index, request: Request, remedy: str) -> None:
    """Raise unless every one of ``columns`` was found.

    Parameters
    ----------
    rows
        The file's rows under our names.
    header
        The names of all columns of the file, as its first row has them.

    Raises
    ------
    GeoDataError
        Names the columns that were not found, and the header of the file.
    """
    if absent := [name for name in columns if name not in rows.columns]:
        named = [name for name in map(str, header) if name and not name.startswith(_UNNAMED)]
        is_title = rows.columns.empty or len(named) < len(header)
        title = "; the first row is read as the header: if it is a title, state the header's row, as in --header 4"
        raise GeoDataError(
            f"the file lacks {len(absent)} column(s)",
            source=request.path.name,
            column=", ".join(absent),
            value=", ".join(named),
            remedy=remedy + (title if is_title else ""),
        )


def days_of(events: pd.DataFrame) -> tuple[date, date] | None:
    """First and last day of the events whose day is known: one of the year 2022 does not show that it is covered."""
    exact = events[events["date_precision"] == DatePrecision.DAY]
    return None if exact.empty else (exact["date_start"].min().date(), exact["date_end"].max().date())


def covered(request: Request, days: tuple[date, date] | None, note: str) -> Coverage:
    """Coverage of a file: as the user states, or from its first day to its last.

    Only complete calendar years are covered: a year that the file covers in part would look like a decrease. A file
    without days, of which the user states none, covers nothing: its start and end are empty.

    Raises
    ------
    GeoDataError
        If the user states days in the wrong order, or in the future.
    """
    for option, day, fits in (
        ("--to", request.end, request.end is None or request.end <= request.today),
        ("--from", request.start, not (request.start and request.end) or request.start <= request.end),
    ):
        if not fits:
            raise GeoDataError(
                "states days that cannot be covered",
                source=request.path.name,
                column=option,
                value=str(day),
                remedy=f"--from is the first day, --to the last one, neither after {request.today}",
            )
    if days is None and not (request.start and request.end):
        note = f"{note} No time is covered, since no row has a day: state it with --from and --to."
        return Coverage("", "", (), "listed", note=note)
    first, last = days or (date.min, date.max)
    start, end = request.start or first, request.end or last
    years = tuple(
        year for year in range(start.year, end.year + 1) if start <= date(year, 1, 1) and date(year, 12, 31) <= end
    )
    scope: Final = "country" if request.complete else "listed"
    absent = (
        "In a municipality without a row nothing was recorded."
        if request.complete
        else "Of a municipality without a row nothing is known."
    )
    return Coverage(
        start.isoformat(), end.isoformat(), years, scope, absent_is_zero=request.complete, note=f"{note} {absent}"
    )
