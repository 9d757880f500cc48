"""Victims of intentional homicide, by the Ministry of Defence: yearly totals by municipality, 2003 to June 2026."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.definition import Definition
from geo.lazy import pd
from geo.publishers.daily import DailyRegister
from geo.readers import ministry
from geo.rejects import set_aside
from geo.source import Coverage, RawFile, Source, Variable, refreshed

SOURCE: Final = Source(
    id="mindefensa_homicides",
    title="Victims of intentional homicide (Ministry of Defence)",
    publisher="Ministerio de Defensa Nacional, homicidio intencional",
    publisher_url="https://www.datos.gov.co/d/m8fd-ahd9",
    licence="datos.gov.co open data (CC BY-SA 4.0 by default)",
    attribution="Ministerio de Defensa Nacional de Colombia",
    period="2003-01/2026-06",
    retrieved="2026-11-28",
    kind="indicators",
    files=(
        RawFile(
            "mindefensa_homicides/hist_municipio_homicidio.json",
            "9445e612ba008503f830cecbc622512f3fab6322ac787193a32681dcc9be687c",
            "https://raw.githubusercontent.com/Angelsistemas7/angel-info-co/06be1798ec9899261cd216f036e25c6bd5cf50f2"
            "/data/hist_municipio_homicidio.json",
        ),
        RawFile("crosswalks/mindefensa.csv", tracked=True),
    ),
    coverage=Coverage(
        "2003-01-01",
        "2026-06-30",
        tuple(range(2003, 2026)),
        "country",
        absent_is_zero=True,
        note=f"A zero means no homicide on record; of 2026 it has the first half. {ministry.EXCLUDED_NOTE}",
        partial=(2026,),
        excluded=ministry.NON_MUNICIPALIZED,
    ),
    variables=(
        Variable("homicides", "people", "Victims of homicide (Ministry of Defence)"),
        Variable(
            f"homicides{ministry.PART}", "people", "Victims of homicide, January to June 2026 (Ministry of Defence)"
        ),
    ),
    definition=Definition(
        counts="Victims of intentional homicide, whatever the motive",
        threshold="None: every case on record",
        resolution="By year and municipality",
        suits="For a long series by year, and for years that the police's table does not have.",
    ),
    caveats=(
        "Every intentional homicide, not the deaths of the armed conflict; it names no author.",
        "Apparently a later version of the police's register, as the ministry had it on 29 July 2026; this is our"
        " inference, not the publisher's statement. The two agree in 2023 (13,555) and differ in other years (2024:"
        " 13,497 here, 13,341 in the police's table, where it is preliminary): never one series.",
        "Published by name: a crosswalk inside the department gives the codes.",
    ),
)

REGISTER: Final = DailyRegister(
    SOURCE,
    "m8fd-ahd9",
    note=f"A zero means no homicide on record. {ministry.EXCLUDED_NOTE}",
    updates={"variables": SOURCE.variables[:1], "caveats": (SOURCE.caveats[0], ministry.SAME_TABLE)},
)
PUBLISHER: Final = REGISTER.publisher
"""The ministry's table by day, with codes, which the police's register too is refreshed from."""


def load(raw: Path) -> pd.DataFrame:
    """Read the totals, see :func:`geo.readers.ministry.load`; if refreshed, add up the days of the register.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``homicides`` (people), and ``homicides_early_2026`` for January to June 2026.
    """
    return ministry.load(SOURCE, raw) if refreshed(SOURCE, raw) is SOURCE else REGISTER.load(raw)


def rejects(raw: Path) -> pd.DataFrame:
    """List the rows that name a department alone; if refreshed, those that :meth:`DailyRegister.rejects` lists."""
    if refreshed(SOURCE, raw) is not SOURCE:
        return REGISTER.rejects(raw)
    return set_aside(ministry.unplaced(SOURCE, raw), "no municipality stated")
