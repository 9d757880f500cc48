"""Massacres since 1947, case by case, by the Centro Nacional de Memoria Histórica."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.definition import Definition
from geo.lazy import gpd
from geo.publishers.cases import COMMON, case_publisher
from geo.readers.registers import CASE_COLUMNS, case_table, read
from geo.source import Coverage, RawFile, Source, refreshed

SOURCE: Final = Source(
    id="cnmh_massacres",
    title="Massacres (CNMH)",
    publisher="Centro Nacional de Memoria Histórica, SIEVCAC, masacres",
    publisher_url="https://micrositios.centrodememoriahistorica.gov.co/observatorio/",
    licence="public, terms not verified",
    attribution="CNMH, Observatorio de Memoria y Conflicto",
    period="to 2025-08",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "cnmh_massacres/CasosMA_202509.xlsx",
            "49d0897c180a84b4857f8ec27d2badb75f7b0008b5231e51d933143d99dc8fad",
            "https://raw.githubusercontent.com/JotaCode247/monitoreo-cnmh/"
            "193b1ddc1e0316879110bf1b56fa965b5619bfe8/data/CasosMA_202509.xlsx",
        ),
    ),
    coverage=Coverage(
        start="1947-01-01",
        end="2025-08-31",
        years=tuple(range(1958, 2025)),
        scope="country",
        absent_is_zero=True,
        note="A zero means no documented case; the years before 1958 and from 2025 on are not complete.",
    ),
    measures=("events", "fatalities"),
    definition=Definition(
        counts="People killed in massacres",
        threshold="Four people killed",
        resolution="By case and municipality",
        suits="For the history of massacres: cases of decades, documented one by one.",
    ),
    caveats=(
        "A case has four people killed or more; its victims are counted as killed, and injured civilians are not.",
        "Cases are documented years later: the latest years still grow.",
        "Perpetrators are presumed; where no organisation is named, the kind of group stands in its place.",
        "22 of 4,732 cases have no year and 62 no municipality: they are in the table of events and in no map.",
        "Coordinates are published without a precision and stand for administrative places: 49 % are the centroid "
        "of the municipality, 84 % that, its seat or a populated centre, and only 45 cases have a point of their "
        "own. Cases are counted in their municipality and never drawn as points.",
    ),
)

_COLUMNS: Final = (*CASE_COLUMNS, "Tipo de Armas")

PUBLISHER: Final = case_publisher("casos-ma", 1256, _COLUMNS, (SOURCE.caveats[0], *COMMON))


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the cases, one event per case.

    ``victims`` is the case's total. A massacre is defined by the people killed in it (no case has fewer than four;
    the injured have another column), so low, best and high numbers of people killed are equal to it.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    source = refreshed(SOURCE, raw)
    cases = read(source, raw, _COLUMNS)
    labels = {"Modalidad": "Modalidad", "Tipo de Armas": "Armas", "Presunto Responsable": "Presunto responsable"}
    return case_table(source, cases, event_type="massacre", source_event_type="MASACRE", labels=labels, killed=True)
