"""Cases of extortion, by the Ministry of Defence: yearly totals by municipality, 2003 to June 2026."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.publishers.daily import DailyRegister
from geo.readers import ministry
from geo.rejects import set_aside
from geo.source import Coverage, RawFile, Source, Variable, refreshed

SOURCE: Final = Source(
    id="mindefensa_extortion",
    title="Cases of extortion (Ministry of Defence)",
    publisher="Ministerio de Defensa Nacional, extorsión",
    publisher_url="https://www.datos.gov.co/d/q2ib-t9am",
    licence="datos.gov.co open data (CC BY-SA 4.0 by default)",
    attribution="Ministerio de Defensa Nacional de Colombia",
    period="2003-01/2026-06",
    retrieved="2026-11-28",
    kind="indicators",
    files=(
        RawFile(
            "mindefensa_extortion/hist_municipio_extorsion.json",
            "f992a1498073120424aa072b6943a0134c092d81f402281c9cfbdf3737341194",
            "https://raw.githubusercontent.com/Angelsistemas7/angel-info-co/06be1798ec9899261cd216f036e25c6bd5cf50f2"
            "/data/hist_municipio_extorsion.json",
        ),
        RawFile("crosswalks/mindefensa.csv", tracked=True),
    ),
    coverage=Coverage(
        "2003-01-01",
        "2026-06-30",
        tuple(range(2003, 2026)),
        "country",
        absent_is_zero=True,
        note=f"A zero means no report; of 2026 it has the first half. {ministry.EXCLUDED_NOTE}",
        partial=(2026,),
        excluded=ministry.NON_MUNICIPALIZED,
    ),
    variables=(
        Variable("extortion_cases", "cases", "Extortion reported (Ministry of Defence)"),
        Variable(
            f"extortion_cases{ministry.PART}",
            "cases",
            "Extortion reported, January to June 2026 (Ministry of Defence)",
        ),
    ),
    caveats=(
        "Reports: where an armed group rules, few dare to report, and a zero means no report.",
        "Apparently a later version of the police's register, as the ministry had it in July 2026; this is our"
        " inference, not the publisher's statement. The police's own table lacks 2020 to 2022; the two agree in 2018"
        " and 2023 (11,078) and differ in 2019: never one series.",
        "For five cases of 2004 to 2006 only the department is known.",
        "No perpetrator is named: common crime and armed groups cannot be distinguished.",
        "Published by name: a crosswalk inside the department gives the codes.",
    ),
)

REGISTER: Final = DailyRegister(
    SOURCE,
    "q2ib-t9am",
    note=f"A zero means no report. {ministry.EXCLUDED_NOTE}",
    updates={
        "variables": SOURCE.variables[:1],
        "caveats": (SOURCE.caveats[0], SOURCE.caveats[3], ministry.SAME_TABLE),
    },
)
PUBLISHER: Final = REGISTER.publisher
"""The ministry's table by day, with codes, which the police's register too is refreshed from."""


def load(raw: Path) -> pd.DataFrame:
    """Read the totals, see :func:`geo.readers.ministry.load`; if refreshed, add up the days of the register.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``extortion_cases`` (cases), and ``extortion_cases_early_2026`` for January to
        June 2026.
    """
    return ministry.load(SOURCE, raw) if refreshed(SOURCE, raw) is SOURCE else REGISTER.load(raw)


def rejects(raw: Path) -> pd.DataFrame:
    """List the rows that name a department alone; if refreshed, those that :meth:`DailyRegister.rejects` lists."""
    if refreshed(SOURCE, raw) is not SOURCE:
        return REGISTER.rejects(raw)
    return set_aside(ministry.unplaced(SOURCE, raw), "no municipality stated")
