"""Armed groups and other parties with the names that sources give them, curated; what changed is cited."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import read_text
from geo.schema import ACTORS, GeoDataError, check
from geo.source import Coverage, RawFile, Source, locate

SOURCE: Final = Source(
    id="actors",
    title="Actors and their names",
    publisher="Terrapaz, from the names in the sources and the press cited in each row",
    publisher_url="https://www.funcionpublica.gov.co/eva/gestornormativo/",
    licence="MIT, like the rest of the repository; the facts are those of the sources cited",
    attribution="Terrapaz, after the sources cited in each row",
    period="1946-2026",
    retrieved="2026-11-28",
    kind="register",
    files=(RawFile("actors.csv", tracked=True),),
    coverage=Coverage(
        "1946-01-01",
        "2026-11-28",
        (),
        "country",
        note="Parties named by UCDP, and those that the CNMH names most often; any other name is shown as published.",
    ),
    caveats=(
        "A party that changed its name has one name here; each row keeps the name that its source uses.",
        "Names that a source uses wrongly or too broadly are not corrected.",
        "The date on which a group was formed is given only where a source was found.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the actors.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.ACTORS`, sorted by ``actor_id``.

    Raises
    ------
    GeoDataError
        A row that breaks a rule of the table, or a name that stands for two actors.
    """
    table = read_text(locate(SOURCE.files[0], raw), {name: name for name in ACTORS.columns}, SOURCE)
    check(table, ACTORS, SOURCE.id)
    aliases = table["aliases"].str.casefold().str.split(" | ", regex=False).explode()
    if (twice := aliases[aliases.duplicated()]).any():
        raise GeoDataError(
            "a name stands for two actors",
            source=SOURCE.id,
            column="aliases",
            value=twice.iloc[0],
            remedy="leave it with one of them",
        )
    return table.sort_values("actor_id", ignore_index=True)
