"""Query Global Forest Watch for the integrated deforestation alerts of the last months."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any, ClassVar, Final

from geo.lazy import pd, shapely
from geo.publishers.client import Client
from geo.publishers.faults import PublisherError, TruncatedError
from geo.publishers.publisher import require_columns

VARIABLE: Final = "GFW_API_KEY"
"""Environment variable of a key, which Global Forest Watch issues on registration."""

_EDGE: Final = 0.001
"""How far outside a square the centre of a cell that touches it may lie, degrees."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Gfw:
    """A query for every cell with an alert inside some bounds during the last days.

    Attributes
    ----------
    boxes
        West, south, east, north, degrees.
    days
        Number of days before today.
    columns
        The fields that are read, by the service's names.
    side
        Largest side of the squares into which a box is divided for the requests, degrees.
    """

    boxes: tuple[Box, ...]
    days: int = 90
    columns: tuple[str, ...] = (
        *("longitude", "latitude", "gfw_integrated_alerts__date", "gfw_integrated_alerts__confidence"),
    )
    side: float = 1.0
    address: str = "https://data-api.globalforestwatch.org/dataset/gfw_integrated_alerts/latest/query"

    expects: ClassVar[str] = "alerts as JSON"

    @property
    def url(self) -> str:
        """Address of the query."""
        return self.address

    def fetch(self, client: Client) -> pd.DataFrame:
        """Request all squares.

        Returns
        -------
        pandas.DataFrame
            ``columns``, one row per cell with an alert.

        Raises
        ------
        PublisherError
            If there is no key, or the service rejects it.
        """
        key = os.environ.get(VARIABLE)
        if not key:
            raise PublisherError(
                "Global Forest Watch needs a key",
                source=client.name,
                remedy=f"register at globalforestwatch.org, make an API key and set {VARIABLE}",
            )
        headers = {"x-api-key": client.hide(key), "Content-Type": "application/json"}
        since = (client.today - timedelta(days=self.days)).isoformat()
        sql = " ".join(["SELECT", ", ".join(self.columns), "FROM results WHERE", self.columns[2], f">= '{since}'"])
        client.use_cache(f"{self.address} {sql}", str(client.today))
        found: list[dict[str, Any]] = []
        for square in sorted({square for box in self.boxes for square in _squares(box, self.side)}):
            client.progress(f"alerts of {square}: {len(found):,} so far")
            body = json.dumps({"sql": sql, "geometry": shapely.geometry.mapping(shapely.box(*square))})
            rows = client.get(self.address, {}, _rows, method="POST", data=body, headers=headers)
            if rows:
                require_columns(self.columns, list(rows[0]), client, self.address)
            _require_inside(rows, square, self.columns, client)
            found += rows
        return pd.DataFrame(found, columns=list(self.columns))


def _require_inside(rows: list[dict[str, Any]], square: Box, columns: tuple[str, ...], client: Client) -> None:
    """Raise if a cell is outside the square: a server that always answers the same would be counted."""
    west, south, east, north = square
    lon, lat = columns[:2]
    for row in rows:
        place = float(row[lon]), float(row[lat])
        if not (west - _EDGE <= place[0] <= east + _EDGE and south - _EDGE <= place[1] <= north + _EDGE):
            raise PublisherError(
                f"the service was asked for {square}, and answered for another place; the old file stays",
                source=client.name,
                column=f"{lon}, {lat}",
                value=place,
                remedy="run it again another day",
            )


def _squares(box: Box, side: float) -> list[Box]:
    west, south, east, north = box
    columns, rows = math.ceil((east - west) / side), math.ceil((north - south) / side)
    return [
        (west + i * side, south + j * side, min(west + (i + 1) * side, east), min(south + (j + 1) * side, north))
        for i, j in product(range(columns), range(rows))
    ]


def _rows(body: bytes) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = json.loads(body)["data"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise TruncatedError("the answer is incomplete") from error
    return rows
