"""Dialogues between the government and armed groups, 2022-2026, curated and cited row by row."""

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
        note="Dialogues with groups that act in the three regions, and with groups often confused with them; others"
        " are not listed.",
    ),
    caveats=(
        "A dialogue is not a ceasefire: most of the time there was none, and violence went on.",
        "A dialogue without an end date was open on the last day that its sources cover; what happened later is not"
        " known.",
        "Weeks or months without a meeting do not end a dialogue: the note of each row names the longest.",
        "Where the sources confirm a row only in part, its note says what is not confirmed.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the dialogues.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.DIALOGUES`, in order of start. ``start`` and ``end`` are the first and the last day; if no
        end is known, ``last_reported`` is the last day on which the sources report it as open. A row concerns the
        ``departments`` or ``municipality_codes`` that it lists, or the whole country if both are empty.

    Raises
    ------
    GeoDataError
        A row that breaks a rule of the table.
    """
    table = read_text(locate(SOURCE.files[0], raw), {name: name for name in DIALOGUES.columns}, SOURCE)
    table = table.assign(**{name: dates(table[name], SOURCE) for name in ("start", "end", "last_reported")})
    return check(table.sort_values(["start", "dialogue_id"], ignore_index=True), DIALOGUES, SOURCE.id)
