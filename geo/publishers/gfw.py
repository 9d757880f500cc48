"""Global Forest Watch: the integrated deforestation alerts of the last months, square by square."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from typing import Any, Final

from geo.lazy import pd, shapely
from geo.publishers.client import Client, PublisherError, TruncatedError
from geo.publishers.publisher import require_columns

VARIABLE: Final = "GFW_API_KEY"
"""Environment variable of a key, which Global Forest Watch gives to who registers."""

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Gfw:
    """Every alerted pixel inside some boxes since a number of days ago.

    Attributes
    ----------
    boxes
        West, south, east, north, degrees.
    days
        How far back.
    columns
        The fields that are read, as the service calls them.
    side
        Degrees: a box is asked for in squares no larger than this.
    """

    boxes: tuple[Box, ...]
    days: int = 90
    columns: tuple[str, ...] = (
        *("longitude", "latitude", "gfw_integrated_alerts__date", "gfw_integrated_alerts__confidence"),
    )
    side: float = 1.0
    address: str = "https://data-api.globalforestwatch.org/dataset/gfw_integrated_alerts/latest/query"

    @property
    def url(self) -> str:
        """Address of the query."""
        return self.address

    def fetch(self, client: Client) -> pd.DataFrame:
        """Ask for all squares.

        Returns
        -------
        pandas.DataFrame
            ``columns``, one row an alerted pixel; a square without an alert has none.

        Raises
        ------
        PublisherError
            There is no key, or the service does not know it.
        """
        key = os.environ.get(VARIABLE)
        if not key:
            raise PublisherError(
                "Global Forest Watch asks for a key",
                source=client.name,
                remedy=f"register at globalforestwatch.org, make an API key and set {VARIABLE}",
            )
        headers = {"x-api-key": client.hide(key), "Content-Type": "application/json"}
        since = (client.today - timedelta(days=self.days)).isoformat()
        asked = " ".join(["SELECT", ", ".join(self.columns), "FROM results WHERE", self.columns[2], f">= '{since}'"])
        client.keep_to(f"{self.address} {asked}", str(client.today))
        found: list[dict[str, Any]] = []
        for square in sorted({square for box in self.boxes for square in _squares(box, self.side)}):
            client.progress(f"alerts of {square}: {len(found):,} so far")
            body = json.dumps({"sql": asked, "geometry": shapely.geometry.mapping(shapely.box(*square))})
            rows = client.get(self.address, {}, _rows, method="POST", data=body, headers=headers)
            if rows:
                require_columns(self.columns, list(rows[0]), client, self.address)
            found += rows
        return pd.DataFrame(found, columns=list(self.columns))


def _squares(box: Box, side: float) -> list[Box]:
    west, south, east, north = box
    across, up = math.ceil((east - west) / side), math.ceil((north - south) / side)
    return [
        (west + i * side, south + j * side, min(west + (i + 1) * side, east), min(south + (j + 1) * side, north))
        for i, j in product(range(across), range(up))
    ]


def _rows(body: bytes) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = json.loads(body)["data"]
    except (ValueError, KeyError, TypeError) as error:
        raise TruncatedError("the answer breaks off") from error
    return rows
