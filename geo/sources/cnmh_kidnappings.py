"""Kidnappings since 1946, case by case, by the Centro Nacional de Memoria Histórica."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.publishers.cases import COMMON, case_publisher
from geo.readers.registers import CASE_COLUMNS, case_table, read
from geo.source import Coverage, RawFile, Source, refreshed

SOURCE: Final = Source(
    id="cnmh_kidnappings",
    title="Kidnappings (CNMH)",
    publisher="Centro Nacional de Memoria Histórica, SIEVCAC, secuestros",
    publisher_url="https://micrositios.centrodememoriahistorica.gov.co/observatorio/",
    licence="public, terms not verified",
    attribution="CNMH, Observatorio de Memoria y Conflicto",
    period="to 2024-07",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "cnmh_kidnappings/CasosSE_202409.xlsx",
            "c25d007771686a363cc58592a1ab810ffdb4514a1ae8e9fbcfdb3d14d0e0f32e",
            "https://raw.githubusercontent.com/JohaMore/proyectoconflictoarmadocolombia/"
            "1120d07b9ee5c4e0f36666d6b9721bfc9e4ba193/CasosSE_202409.xlsx",
        ),
    ),
    coverage=Coverage(
        start="1946-01-01",
        end="2024-07-31",
        years=tuple(range(1958, 2024)),
        scope="country",
        absent_is_zero=True,
        note="A zero means no documented case; the years before 1958 and from 2024 on are not complete.",
    ),
    measures=("events", "victims"),
    caveats=(
        "Cases are documented years later: the latest years still grow.",
        "Perpetrators are presumed; where no organisation is named, the kind of group stands in its place.",
        "1,637 of 31,532 cases have no year and 1,675 no municipality: they are in the table of events and in no "
        "map.",
        "680 cases are dated 1 January, eight times the average day, and the first of a month is common: many days "
        "and some months are placeholders.",
        "The fate of the victims is not stated: people killed are unknown, not zero.",
        "Coordinates are published without a precision and stand for administrative places: 70 % are the centroid "
        "of the municipality, 80 % that, its seat or a populated centre, and only 33 cases have a point of their "
        "own. Cases are counted in their municipality and never drawn as points.",
        "It is not the ministry's register, which counts victims from 2003 on by other rules: never add them.",
    ),
)

_KIND: Final = "Tipo de Secuestro"
_LABELS: Final = {
    "Modalidad": "Modalidad",
    "Modalidad de Secuestro": "Secuestro",
    "Finalidad del Secuestro": "Finalidad",
    "Presunto Responsable": "Presunto responsable",
}
_COLUMNS: Final = tuple(dict.fromkeys([*CASE_COLUMNS, _KIND, *_LABELS]))

PUBLISHER: Final = case_publisher("casos-se", 1259, _COLUMNS, (SOURCE.caveats[4], SOURCE.caveats[6], *COMMON))


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the cases, one event per case; ``victims`` is the number of people kidnapped.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    source = refreshed(SOURCE, raw)
    cases = read(source, raw, _COLUMNS)
    return case_table(
        source,
        cases,
        event_type="kidnapping",
        source_event_type=("SECUESTRO " + cases[_KIND]).mask(cases[_KIND] == "ND", "SECUESTRO"),
        labels=_LABELS,
        killed=False,
    )
