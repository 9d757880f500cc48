"""Query Socrata: the tables of datos.gov.co."""

from __future__ import annotations

import csv
import io
import os
import re
from dataclasses import dataclass
from typing import Final

from geo.lazy import pd
from geo.publishers.client import Client, TruncatedError
from geo.publishers.publisher import require_columns, require_rows

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
        The columns that are requested; columns that name persons are not among them.
    like
        A regular expression of further columns, such as one per year.
    page
        Rows per request.
    """

    dataset: str
    columns: tuple[str, ...]
    like: str = r"(?!)"
    page: int = 20_000
    host: str = "https://www.datos.gov.co"

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
        offered = _rows(first.content)[0]
        require_columns(self.columns, offered, client, self.url)
        wanted = [*self.columns, *(name for name in offered if re.fullmatch(self.like, name))]
        [counted] = client.json(f"{resource}.json", {"$select": "count(*) as n"}, headers=headers)
        total = int(counted["n"])
        changed = first.headers.get("X-SODA2-Truth-Last-Modified") or first.headers.get(
            "Last-Modified", str(client.today)
        )
        client.use_cache(f"{resource} {wanted} {self.page}", f"{changed} {total}")
        rows: list[list[str]] = []
        for offset in range(0, total, self.page):
            client.progress(f"{self.dataset}: {offset:,} of {total:,} rows")
            rows += client.get(
                f"{resource}.csv",
                {"$select": ",".join(wanted), "$order": ":id", "$limit": self.page, "$offset": offset},
                _Page(wanted, min(self.page, total - offset)),
                headers=headers,
            )
        require_rows(len(rows), total, client)
        table = pd.DataFrame(rows, columns=wanted, dtype=str)
        for name in wanted:
            table[name] = table[name].str.strip()
        return table


@dataclass(frozen=True)
class _Page:
    columns: list[str]
    expected: int

    def __call__(self, body: bytes) -> list[list[str]]:
        header, *rows = _rows(body) or [[]]
        if header != self.columns or any(len(row) != len(header) for row in rows) or len(rows) < self.expected:
            raise TruncatedError(f"{len(rows):,} of {self.expected:,} rows received")
        return rows


def _rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig", errors="replace"))))
