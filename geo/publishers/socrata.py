"""Query Socrata: the tables of datos.gov.co."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Final

from geo.lazy import pd
from geo.publishers.client import Client
from geo.publishers.faults import TruncatedError
from geo.publishers.publisher import read_rows, require_columns, require_new, require_rows
from geo.schema import GeoDataError

VARIABLE: Final = "SOCRATA_APP_TOKEN"
"""Environment variable of an app token: optional, for higher rate limits."""


@dataclass(frozen=True)
class Socrata:
    """A query for some columns of every row of a table.

    Attributes
    ----------
    dataset
        Id of the table (``g48d-yu62``).
    columns
        The columns that are requested; columns that name persons are not among them. A tuple has the names that one
        column has had: the first of them that the table has is requested, and the answer has it under the first name.
    like
        A regular expression of further columns, such as one per year.
    page
        Rows per request.
    """

    dataset: str
    columns: tuple[str | tuple[str, ...], ...]
    like: str = r"(?!)"
    page: int = 20_000
    host: str = "https://www.datos.gov.co"

    expects: ClassVar[str] = "rows as CSV and their number as JSON"

    @property
    def url(self) -> str:
        """Address of the table's page."""
        return f"{self.host}/d/{self.dataset}"

    def fetch(self, client: Client) -> pd.DataFrame:
        """Request all rows, page by page, ordered by Socrata's row id.

        CSV, because every page has a header: in JSON, empty cells and missing columns look the same.

        Returns
        -------
        pandas.DataFrame
            Text; an empty cell is empty text.
        """
        resource = f"{self.host}/resource/{self.dataset}"
        token = os.environ.get(VARIABLE)
        headers = {"X-App-Token": client.hide(token)} if token else {}
        first = client.request(f"{resource}.csv", {"$limit": 1}, headers=headers)
        offered = _header(first.body)
        named = self._find(offered, client)
        wanted = [*named.values(), *(name for name in offered if re.fullmatch(self.like, name))]
        [counted] = client.json(f"{resource}.json", {"$select": "count(*) as n"}, kind=list, headers=headers)
        total = int(counted["n"])
        changed = first.headers.get("X-SODA2-Truth-Last-Modified") or first.headers.get(
            "Last-Modified", str(client.today)
        )
        client.use_cache(f"{resource} {wanted} {self.page}", f"{changed} {total}")
        rows: list[list[str]] = []
        for offset in range(0, total, self.page):
            client.progress(f"{self.dataset}: {offset:,} of {total:,} rows")
            page = client.get(
                f"{resource}.csv",
                {"$select": ",".join(wanted), "$order": ":id", "$limit": self.page, "$offset": offset},
                _Page(wanted, min(self.page, total - offset)),
                headers=headers,
            )
            require_new(page, rows, client, self.url)
            rows += page
        require_rows(len(rows), total, client)
        table = pd.DataFrame(rows, columns=wanted, dtype=str)
        for name in wanted:
            table[name] = table[name].str.strip()
        return table.rename(columns={theirs: ours for ours, theirs in named.items()})

    def _find(self, offered: list[str], client: Client) -> dict[str, str]:
        """The name that the table has today for each column, by its first name."""
        names = [(column,) if isinstance(column, str) else column for column in self.columns]
        found = {known[0]: next((name for name in known if name in offered), " or ".join(known)) for known in names}
        require_columns(list(found.values()), offered, client, self.url)
        return found


@dataclass(frozen=True)
class _Page:
    columns: list[str]
    expected: int

    def __call__(self, body: bytes) -> list[list[str]]:
        header, *rows = read_rows(body) or [[]]
        if header != self.columns or any(len(row) != len(header) for row in rows) or len(rows) < self.expected:
            raise TruncatedError(f"{len(rows):,} of {self.expected:,} rows received")
        return rows


@dataclass(frozen=True)
class Sums:
    """A query for the sum of an amount by some columns, of the newest cut-off that a table holds.

    For tables that publish every cut-off anew, with a row for each combination of attributes of persons: the server
    adds them up, and no attribute is requested.

    Attributes
    ----------
    dataset
        Id of the table.
    by
        Columns by which the amount is added up.
    amount
        Column of the amount.
    cutoff
        Column of the cut-off, a day written day first.
    page
        Sums per request.
    """

    dataset: str
    by: tuple[str, ...]
    amount: str
    cutoff: str
    page: int = 50_000
    host: str = "https://www.datos.gov.co"

    expects: ClassVar[str] = "rows as CSV and their number as JSON"

    @property
    def url(self) -> str:
        """Address of the table's page."""
        return f"{self.host}/d/{self.dataset}"

    def fetch(self, client: Client) -> pd.DataFrame:
        """Request the sums page by page, until they add up to the sum of all.

        Returns
        -------
        pandas.DataFrame
            Text: the columns of ``by``, the amount, and the cut-off as an ISO date.

        Raises
        ------
        GeoDataError
            If a column is gone, a cut-off is no day, or the sums do not add up.
        """
        resource = f"{self.host}/resource/{self.dataset}"
        token = os.environ.get(VARIABLE)
        headers = {"X-App-Token": client.hide(token)} if token else {}
        first = client.request(f"{resource}.csv", {"$limit": 1}, headers=headers)
        require_columns([*self.by, self.amount, self.cutoff], _header(first.body), client, self.url)
        listed = client.json(
            f"{resource}.json", {"$select": self.cutoff, "$group": self.cutoff}, kind=list, headers=headers
        )
        day, written = max((_day_first(row[self.cutoff], client, self.cutoff), row[self.cutoff]) for row in listed)
        of_cutoff = f"{self.cutoff}='{written}'"
        total = f"sum({self.amount}) as {self.amount}"
        [whole] = client.json(f"{resource}.json", {"$select": total, "$where": of_cutoff}, kind=list, headers=headers)
        columns = ",".join(self.by)
        sums: list[list[str]] = []
        while not sums or len(sums) % self.page == 0:
            client.progress(f"{self.dataset}: {len(sums):,} sums")
            asked = {"$select": f"{columns},{total}", "$where": of_cutoff, "$group": columns, "$order": columns}
            place = {"$limit": self.page, "$offset": len(sums)}
            answer = client.request(f"{resource}.csv", {**asked, **place}, headers=headers)
            page = read_rows(answer.body)[1:]
            require_new(page, sums, client, self.url)
            sums += page
            if not page:
                break
        table = pd.DataFrame(sums, columns=[*self.by, self.amount], dtype=str)
        expected, received = float(whole[self.amount]), float(pd.to_numeric(table[self.amount]).sum())
        if received != expected:
            raise GeoDataError(
                f"the publisher's sum is {expected:,.0f}, but its parts make {received:,.0f}; the old file stays",
                source=client.name,
                column=self.amount,
                remedy="run it again: the table may have changed meanwhile",
            )
        return table.assign(**{self.cutoff: day.isoformat()})


def _day_first(text: str, client: Client, column: str) -> date:
    """Parse 31/08/2026, which some cut-offs write as 31/08/26 or with an hour."""
    for pattern in ("%d/%m/%Y", "%d/%m/%y"):
        with suppress(ValueError):
            return datetime.strptime(text.partition(" ")[0], pattern).date()
    raise GeoDataError(
        "not a day written DD/MM/YYYY",
        source=client.name,
        column=column,
        value=text,
        remedy="the publisher has changed the table: adapt the source's PUBLISHER",
    )


def _header(body: bytes) -> list[str]:
    return (read_rows(body) or [[]])[0]
