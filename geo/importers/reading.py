"""What a reader is asked, what it answers, and the book it keeps of every row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import quote

import geopandas as gpd
import pandas as pd

from geo.imported import ACCEPTED, REFUSED
from geo.readers.numerals import Mark
from geo.schema import GeoDataError
from geo.source import IMPORTED_PREFIX, Coverage, Source


@dataclass(frozen=True)
class Request:
    """A file to import, and what its owner says of it.

    Attributes
    ----------
    path
        The file.
    name
        The source will be called ``imported-<name>``.
    today
        The day of the import.
    columns
        Our name of a column to the file's; what is not named is found by its usual names.
    constants
        Our name of a column to the one value it has in every row.
    start, end
        First and last day the file covers; by default those of its rows.
    complete
        The file holds all there was to find in the country in that time: where it is silent, there was nothing.
    decimal
        The decimal mark, where the columns do not show it.
    searched
        A file of polygons: the area that was searched (for polygons).
    private
        Its rows may not be passed on: exports carry aggregates only.
    title, publisher, licence, attribution, url
        As they are to be printed; each format knows a default.
    """

    path: Path
    name: str
    today: date
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
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

    @property
    def address(self) -> str:
        """Where the data are from: the publisher's address, or the file by its name."""
        return self.url or f"file:{quote(self.path.name)}"

    @property
    def id(self) -> str:
        """Id of the source."""
        return f"{IMPORTED_PREFIX}{self.name}"


@dataclass(frozen=True)
class Reading:
    """What a reader made of a file.

    Attributes
    ----------
    table
        The accepted rows, in the schema of the source's kind.
    report
        One row a row of the file, as :meth:`Ledger.report` makes it.
    source
        The facts, without files.
    searched
        One polygon, EPSG:4326, where the area that was searched is known.
    """

    table: pd.DataFrame
    report: pd.DataFrame
    source: Source
    searched: gpd.GeoDataFrame | None = None

    @property
    def accepted(self) -> int:
        """Rows of the file that were taken."""
        return int((self.report["outcome"] == ACCEPTED).sum())


class Ledger:
    """What becomes of each row: refused for the first reason found, or accepted, with remarks.

    Parameters
    ----------
    table
        The rows of the file in its order; row numbers in the report count from 1, headers left out.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self._index = table.index
        self._record = pd.Series("", index=table.index, dtype=str)
        self._reason = pd.Series("", index=table.index, dtype=str)
        self._remark = pd.Series("", index=table.index, dtype=str)

    @property
    def accepted(self) -> pd.Series:
        """Whether a row stands, as far as the book goes."""
        return self._reason == ""

    def name(self, record: pd.Series) -> None:
        """State the file's own ids, to find rows again."""
        self._record = record.reindex(self._index).fillna("").astype(str)

    def refuse(self, rows: pd.Series, reason: str | pd.Series) -> None:
        """Refuse rows that stand; ``reason`` may differ by row."""
        self._reason = self._note(self._reason, rows.fillna(value=False).astype(bool) & self.accepted, reason)

    def refuse_told(self, problem: pd.Series, of: str) -> None:
        """Refuse the rows whose ``problem`` is not empty; ``of`` says what it is about."""
        self.refuse(problem != "", of + ": " + problem)

    def remark(self, rows: pd.Series, text: str | pd.Series) -> None:
        """Say something of rows that stays true whether or not they are accepted."""
        told = self._note(pd.Series("", index=self._index, dtype=str), rows.fillna(value=False).astype(bool), text)
        both = (self._remark != "") & (told != "")
        self._remark = self._remark + told.where(~both, "; " + told)

    def refuse_repeated(self, key: pd.Series, what: str) -> None:
        """Refuse the rows whose ``key`` a standing row before them has."""
        standing = self.accepted
        first = pd.Series(range(1, len(self._index) + 1), index=self._index).where(standing)
        of = first.groupby(key.to_numpy()).transform("min")
        repeated = standing & (first != of)
        self.refuse(repeated, f"{what} of row " + of.fillna(0).astype(int).astype(str) + " again")

    def report(self) -> pd.DataFrame:
        """One row a row of the file: ``row``, ``record``, ``outcome`` (accepted, refused), ``reason``, ``remark``."""
        return pd.DataFrame(
            {
                "row": range(1, len(self._index) + 1),
                "record": self._record.to_numpy(),
                "outcome": [ACCEPTED if stands else REFUSED for stands in self.accepted],
                "reason": self._reason.to_numpy(),
                "remark": self._remark.to_numpy(),
            }
        )

    @staticmethod
    def _note(book: pd.Series, rows: pd.Series, text: str | pd.Series) -> pd.Series:
        return book.mask(rows, text)


def require(rows: pd.DataFrame, columns: list[str], request: Request, remedy: str) -> None:
    """Raise unless the file has every one of ``columns``.

    Raises
    ------
    GeoDataError
        With the columns it lacks and those it has.
    """
    if absent := [name for name in columns if name not in rows.columns]:
        raise GeoDataError(
            f"the file lacks {len(absent)} column(s)",
            source=request.path.name,
            column=", ".join(absent),
            value=", ".join(map(str, rows.columns)),
            remedy=remedy,
        )


def covered(request: Request, first: date, last: date, note: str) -> Coverage:
    """What a file covers: as its owner says, or from its first row to its last.

    Only calendar years wholly inside count as years: a year that a file ends in the middle of would read as a fall.
    """
    start, end = request.start or first, request.end or last
    years = tuple(
        year for year in range(start.year, end.year + 1) if start <= date(year, 1, 1) and date(year, 12, 31) <= end
    )
    scope: Final = "country" if request.complete else "listed"
    silence = (
        "Where it is silent, nothing was recorded." if request.complete else "Where it is silent nothing is known."
    )
    return Coverage(
        start.isoformat(), end.isoformat(), years, scope, absent_is_zero=request.complete, note=f"{note} {silence}"
    )
