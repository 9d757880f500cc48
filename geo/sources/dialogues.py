"""When a table of dialogue stood with an armed group, 2022-2026, curated and cited row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import dates, read_text
from geo.schema import DIALOGUES, check
from geo.source import Coverage, RawFile, Source, locate

SOURCE: Final = Source(
    id="dialogues",
    title="Dialogues",
    publisher="Terrapaz, from the press and the government pages cited in each row",
    publisher_url="https://www.funcionpublica.gov.co/eva/gestornormativo/",
    licence="MIT, like the rest of the repository; the facts are those of the sources cited",
    attribution="Terrapaz, after the sources cited in each row",
    period="2022-11-21/2026-02-09",
    retrieved="2026-11-28",
    kind="register",
    files=(RawFile("dialogues.csv", tracked=True),),
    coverage=Coverage(
        "2022-11-21",
        "2026-02-09",
        (2023, 2024, 2025),
        "country",
        note="Tables of the groups that act in the three regions, and those often taken for theirs: others are not"
        " listed.",
    ),
    caveats=(
        "A dialogue is not a ceasefire: most of the time there was none, and violence went on.",
        "A dialogue without an end was open on the last day that its sources speak of; what came later is not known.",
        "Weeks or months without a meeting do not end a dialogue: the note of each row names the longest.",
        "Rows that the sources bear out only in part say in their note what is missing.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the dialogues.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.DIALOGUES`, in order of start. ``start`` and ``end`` are the first and last day on which the
        table stood; where no end is known, ``last_reported`` is the last day on which the sources show it open. A row
        concerns the ``departments`` or ``municipality_codes`` it lists, or the whole country where both are empty.

    Raises
    ------
    GeoDataError
        A row that breaks a rule of the table.
    """
    table = read_text(locate(SOURCE.files[0], raw), {name: name for name in DIALOGUES.columns}, SOURCE)
    table = table.assign(**{name: dates(table[name], SOURCE) for name in ("start", "end", "last_reported")})
    return check(table.sort_values(["start", "dialogue_id"], ignore_index=True), DIALOGUES, SOURCE.id)
