"""FIRMS: active fires seen by MODIS, a few days a request."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from geo.lazy import pd
from geo.publishers.client import Client, PublisherError, TruncatedError
from geo.publishers.publisher import require_columns

VARIABLE: Final = "FIRMS_MAP_KEY"
"""Environment variable of a MAP_KEY, which FIRMS gives at once to who leaves a mail address."""

_ARCHIVE, _RECENT = "MODIS_SP", "MODIS_NRT"


@dataclass(frozen=True)
class Firms:
    """Fires around Colombia from a day on: the archive as far as it goes, then those seen in near real time.

    Attributes
    ----------
    columns
        Those that are read.
    since
        First day (ISO).
    area
        West, south, east, north, degrees.
    days
        Days a request; FIRMS allows five.
    """

    columns: tuple[str, ...]
    since: str
    area: str = "-82,-5,-66,14"
    days: int = 5
    host: str = "https://firms.modaps.eosdis.nasa.gov"

    @property
    def url(self) -> str:
        """Address of FIRMS."""
        return self.host

    def fetch(self, client: Client) -> pd.DataFrame:
        """Ask for every day that FIRMS has.

        Returns
        -------
        pandas.DataFrame
            Text, with ``product`` (``MODIS_SP``, the archive, or ``MODIS_NRT``), in order of days. An empty table
            is no fires.

        Raises
        ------
        PublisherError
            There is no key, or FIRMS does not know it.
        """
        key = os.environ.get(VARIABLE)
        if not key:
            raise PublisherError(
                "FIRMS asks for a key",
                source=client.name,
                remedy=f"ask {self.host}/api/map_key/ for one and set {VARIABLE}",
            )
        client.hide(key)
        spans = self._spans(client, key)
        client.keep_to(f"{self.host} {self.area} {self.days}", f"{client.today} {self.since}")
        found = []
        for product, first, last in spans:
            day = first
            while day <= last:
                length = min(self.days, (last - day).days + 1)
                client.progress(f"{product}: {day}")
                address = f"{self.host}/api/area/csv/{key}/{product}/{self.area}/{length}/{day}"
                rows = client.get(address, {}, _read)
                require_columns(self.columns, rows[0], client, self.host)
                found.append(pd.DataFrame(rows[1:], columns=rows[0], dtype=str).assign(product=product))
                day += timedelta(days=length)
        table = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=[*self.columns, "product"])
        kept = [*self.columns, *(["type"] if "type" in table.columns else []), "product"]
        return table[kept].fillna("")

    def _spans(self, client: Client, key: str) -> list[tuple[str, date, date]]:
        """First and last day to ask of each product: near real time only where the archive ends."""
        answer = client.fresh(f"{self.host}/api/data_availability/csv/{key}/ALL").content
        known = {row[0]: (date.fromisoformat(row[1]), date.fromisoformat(row[2])) for row in _read(answer)[1:] if row}
        if missing := {_ARCHIVE, _RECENT} - known.keys():
            raise PublisherError(
                f"FIRMS no longer offers {', '.join(sorted(missing))}", source=client.name, value=", ".join(known)
            )
        first = max(date.fromisoformat(self.since), known[_ARCHIVE][0])
        turn = known[_ARCHIVE][1]
        return [(_ARCHIVE, first, turn), (_RECENT, max(first, turn + timedelta(days=1)), known[_RECENT][1])]


def _read(body: bytes) -> list[list[str]]:
    """Rows of a CSV with its header; FIRMS answers in plain words where something is wrong."""
    rows = list(csv.reader(io.StringIO(body.decode("utf-8", errors="replace"))))
    if not rows or len(rows[0]) < 3:
        raise TruncatedError(f"FIRMS says: {body[:120].decode('utf-8', errors='replace').strip()}")
    if any(len(row) != len(rows[0]) for row in rows if row):
        raise TruncatedError("the answer breaks off")
    return [row for row in rows if row]
