"""Turning points of the three regions from March 2023 on, curated and cited row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import counts, dates, numbers, read_text
from geo.schema import INCIDENTS, GeoDataError, check
from geo.source import Coverage, RawFile, Source, locate
from geo.sources import regions

SOURCE: Final = Source(
    id="incidents",
    title="Documented incidents",
    publisher="Terrapaz, from the press and the official records cited in each row",
    publisher_url="https://www.economist.com/the-americas",
    licence="MIT, like the rest of the repository; the facts are those of the sources cited",
    attribution="Terrapaz, after the sources cited in each row",
    period="2023-03-02/2026-03-04",
    retrieved="2026-11-28",
    kind="register",
    files=(RawFile("incidents.csv", tracked=True),),
    coverage=Coverage(
        "2023-03-02",
        "2026-03-04",
        (),
        "listed",
        note="A selection: three stories of March 2023 and seven since, not a record of everything that happened.",
    ),
    caveats=(
        "A choice, not a count: never add these rows up, nor to the events of another source.",
        "An empty figure is unknown, not zero; low and high are the lowest and the highest figure reported.",
        "Responsibility is often stated according to the government; the note of each row says what is not"
        " confirmed.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the incidents.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INCIDENTS`, in order of date: one row per dated fact, with the codes of all its
        municipalities in one cell. ``lon``, ``lat`` (degrees, EPSG:4326) are stated only at location precision 1
        or 2.

    Raises
    ------
    GeoDataError
        If a row violates the schema, or names a municipality outside the three regions.
    """
    table = read_text(locate(SOURCE.files[0], raw), {name: name for name in INCIDENTS.columns}, SOURCE)
    people = [name for name in table.columns if name.endswith(("_low", "_best", "_high"))]
    table = table.assign(
        **{name: dates(table[name], SOURCE) for name in ("date_start", "date_end")},
        **{name: numbers(table[name], SOURCE) for name in ("lon", "lat")},
        **{name: counts(table[name], SOURCE) for name in people},
        # an empty cell becomes 0, which the schema rejects as a precision
        **{
            name: counts(table[name], SOURCE).fillna(0).astype("int8")
            for name in ("date_precision", "location_precision")
        },
    )
    check(table, INCIDENTS, SOURCE.id)
    known = set(regions.load(raw)["municipality_code"])
    unknown = [code for cell in table["municipality_codes"] for code in cell.split(" ") if code not in known]
    if unknown:
        raise GeoDataError(
            f"{len(unknown)} code(s) are not of a municipality of the three regions",
            source=SOURCE.id,
            column="municipality_codes",
            value=unknown[0],
            remedy="use the codes of regions.csv",
        )
    return table.sort_values(["date_start", "incident_id"], ignore_index=True)
