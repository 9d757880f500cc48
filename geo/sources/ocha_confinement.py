"""Mass confinements and the people confined, by municipality and year, by OCHA's monitor."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import indicators, read_text, set_apart
from geo.source import Coverage, RawFile, Source, Variable, locate

_PART: Final = "_early_2026"

SOURCE: Final = Source(
    id="ocha_confinement",
    title="Confinements (OCHA)",
    publisher="OCHA Colombia, Monitor (HDX), to May 2026",
    publisher_url="https://data.humdata.org/",
    licence="HDX, CC BY (terms not verified)",
    attribution="UN OCHA Colombia",
    period="2024-01/2026-05",
    retrieved="2026-11-28",
    kind="indicators",
    files=(
        RawFile(
            "ocha_confinement/ocha_confinement_events_2024_2026.csv",
            "d76c7d9e9d1830b2a293258169551b01f4c7dd54bee7a0c088f144776ac580b9",
        ),
        RawFile(
            "ocha_confinement/ocha_people_confined_2024_2026.csv",
            "c3d3e6254e268e867a67e65f22dd70e716a0544b6c39f798bc8cc3b8720f7c88",
        ),
    ),
    coverage=Coverage(
        "2024-01-01",
        "2026-05-31",
        (2024, 2025),
        "country",
        note="Zeros are stated: no mass confinement on record, which does not prove that there was none. Of 2026 it"
        " has January to May.",
        partial=(2026,),
    ),
    variables=(
        Variable("confinements", "events", "Mass confinements", additive=False),
        Variable("people_confined", "people", "People confined"),
        Variable(f"confinements{_PART}", "events", "Mass confinements, January to May 2026", additive=False),
        Variable(f"people_confined{_PART}", "people", "People confined, January to May 2026"),
    ),
    caveats=(
        "Only mass confinements are monitored; the figures are validated over time and may change.",
        "A confinement that reached several municipalities counts in each: 97 here and 92 in the country in 2024, 116"
        " and 113 in 2025. They cannot be added up.",
        "A confinement counts in the year in which it began, whatever its length; a person confined twice is"
        " counted twice.",
        "One confinement of 472 people in 2025 is recorded under a code that is not a municipality's (27086, Belén"
        " de Bajirá) and is not in the list: 155,203 people confined in the country, 154,731 here.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read both tables.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``confinements`` (events) and ``people_confined`` (people) of 2024 and 2025,
        the same with ``_early_2026`` for January to May 2026.

    Raises
    ------
    GeoDataError
        A column that is missing, a code that is not five digits, a value that is not a number, a municipality that
        is repeated in a year.
    """
    columns = {"cod_divipola": "municipality_code", "anio": "year"}
    tables = [
        read_text(locate(file, raw), {**columns, "valor": variable.id}, SOURCE)
        for file, variable in zip(SOURCE.files, SOURCE.variables[:2], strict=True)
    ]
    return indicators(set_apart(pd.concat(tables, ignore_index=True), SOURCE, _PART), SOURCE)
