"""Query FIRMS for active fires detected by MODIS, a few days per request."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Final

from geo.lazy import pd
from geo.publishers.client import Client
from geo.publishers.faults import PublisherError, TruncatedError
from geo.publishers.publisher import read_rows, require_columns

VARIABLE: Final = "FIRMS_MAP_KEY"
"""Environment variable of a MAP_KEY, which FIRMS issues at once for an e-mail address."""

_DAY: Final = "acq_date"
_ARCHIVE, _RECENT = "MODIS_SP", "MODIS_NRT"


@dataclass(frozen=True)
class Firms:
    """A query for fires around Colombia from a day on: from the archive, then from near real time.

    Attributes
    ----------
    columns
        The columns that are read.
    since
        First day (ISO).
    area
        West, south, east, north, degrees.
    days
        Days per request; FIRMS allows five.
    """

    columns: tuple[str, ...]
    since: str
    area: str = "-82,-5,-66,14"
    days: int = 5
    host: str = "https://firms.modaps.eosdis.nasa.gov"

    expects: ClassVar[str] = "detections as CSV"

    @property
    def url(self) -> str:
        """Address of FIRMS."""
        return self.host

    def fetch(self, client: Client) -> pd.DataFrame:
        """Request every day that FIRMS has.

        Returns
        -------
        pandas.DataFrame
            Text, with ``product`` (``MODIS_SP``, the archive, or ``MODIS_NRT``), in order of days. An empty table
            means no fires.

        Raises
        ------
        PublisherError
            If there is no key, or FIRMS rejects it.
        """
        key = os.environ.get(VARIABLE)
        if not key:
            raise PublisherError(
                "FIRMS needs a key",
                source=client.name,
                remedy=f"request one at {self.host}/api/map_key/ and set {VARIABLE}",
            )
        client.hide(key)
        spans = self._spans(client, key)
        client.use_cache(f"{self.host} {self.area} {self.days}", f"{client.today} {self.since}")
        found = []
        for product, first, last in spans:
            day = first
            while day <= last:
                length = min(self.days, (last - day).days + 1)
                client.progress(f"{product}: {day}")
                address = f"{self.host}/api/area/csv/{key}/{product}/{self.area}/{length}/{day}"
                rows = client.get(address, {}, _read)
                require_columns(self.columns, rows[0], client, self.host)
                _require_days(rows, day, length, client)
                found.append(pd.DataFrame(rows[1:], columns=rows[0], dtype=str).assign(product=product))
                day += timedelta(days=length)
        table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*self.columns, "product"])
        columns = [*self.columns, *(["type"] if "type" in table.columns else []), "product"]
        return table[columns].fillna("")

    def _spans(self, client: Client, key: str) -> list[tuple[str, date, date]]:
        """First and last day to request of each product: near real time only after the end of the archive."""
        answer = client.request(f"{self.host}/api/data_availability/csv/{key}/ALL").body
        known = {row[0]: (date.fromisoformat(row[1]), date.fromisoformat(row[2])) for row in _read(answer)[1:] if row}
        if missing := {_ARCHIVE, _RECENT} - known.keys():
            raise PublisherError(
                f"FIRMS no longer offers {', '.join(sorted(missing))}",
                source=client.name,
                value=f"{self.host}: {', '.join(known)}",
                remedy="look up what it offers, and adapt the source's PUBLISHER",
            )
        first = max(date.fromisoformat(self.since), known[_ARCHIVE][0])
        end = known[_ARCHIVE][1]
        return [(_ARCHIVE, first, end), (_RECENT, max(first, end + timedelta(days=1)), known[_RECENT][1])]


def _require_days(rows: list[list[str]], first: date, length: int, client: Client) -> None:
    """Raise if a row is of a day that was not asked for: a server that always answers the same would be counted."""
    if _DAY not in rows[0]:
        return
    asked = {(first + timedelta(days=number)).isoformat() for number in range(length)}
    place = rows[0].index(_DAY)
    if other := sorted({row[place] for row in rows[1:]} - asked):
        raise PublisherError(
            f"FIRMS was asked for {min(asked)} to {max(asked)}, and answered for another day; the old file stays",
            source=client.name,
            column=_DAY,
            value=other[0],
            remedy="run it again another day",
        )


def _read(body: bytes) -> list[list[str]]:
    """Parse a CSV with its header; FIRMS answers errors with plain text."""
    rows = read_rows(body)
    if not rows or len(rows[0]) < 3:
        raise TruncatedError(f"FIRMS's message: {body[:120].decode('utf-8', errors='replace').strip()}")
    if any(len(row) != len(rows[0]) for row in rows if row):
        raise TruncatedError("the answer is incomplete")
    return [row for row in rows if row]
