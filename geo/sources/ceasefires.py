"""The calendar of ceasefires between the government and armed groups, 2023-2025, curated and cited row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import dates, read_text
from geo.schema import CEASEFIRES, check
from geo.source import Coverage, RawFile, Source, locate

SOURCE: Final = Source(
    id="ceasefires",
    title="Ceasefires",
    publisher="Terrapaz, from decrees and the press cited in each row",
    publisher_url="https://www.funcionpublica.gov.co/eva/gestornormativo/",
    licence="MIT, like the rest of the repository; decrees are public law",
    attribution="Terrapaz, after the decrees and the press cited in each row",
    period="2023-01-01/2025-04-15",
    retrieved="2026-11-22",
    kind="register",
    files=(RawFile("ceasefires.csv", tracked=True),),
    coverage=Coverage(
        "2023-01-01",
        "2025-04-15",
        (2023, 2024),
        "country",
        note="Bilateral ceasefires by decree; truces that a group declared alone are not listed.",
    ),
    caveats=(
        "In force is not the same as kept: the dates are those of the decrees.",
        "Where a ceasefire was suspended in some departments only, it has a row for them and a row for the rest.",
        "Where the sources confirm a row only in part, its note says what is not confirmed.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the calendar.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.CEASEFIRES`, in order of start. ``start`` and ``end`` are days in force. A row applies to
        the ``departments`` it lists, or to all except ``except_departments`` (two-digit codes separated by spaces),
        or to the whole country if both are empty.

    Raises
    ------
    GeoDataError
        If a row violates the schema.
    """
    table = read_text(locate(SOURCE.files[0], raw), {name: name for name in CEASEFIRES.columns}, SOURCE)
    table = table.assign(**{name: dates(table[name], SOURCE) for name in ("start", "end")})
    return check(table.sort_values(["start", "ceasefire_id"], ignore_index=True), CEASEFIRES, SOURCE.id)
