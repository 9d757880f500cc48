"""Massacres since 2022, by the Ministry of Defence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.definition import Definition
from geo.lazy import gpd, pd
from geo.publishers.publisher import Delivery, Publisher, deliver_register
from geo.publishers.socrata import Socrata
from geo.readers import ministry
from geo.readers.calendar import parse_days
from geo.readers.registers import event_table, parse_counts, read
from geo.schema import GeoDataError
from geo.source import Coverage, RawFile, Source, refreshed

SOURCE: Final = Source(
    id="mindefensa_massacres",
    title="Massacres (Ministry of Defence)",
    publisher="Ministerio de Defensa Nacional, masacres",
    publisher_url="https://www.datos.gov.co",
    licence="datos abiertos, terms not verified",
    attribution="Ministerio de Defensa Nacional de Colombia",
    period="2022-01/2025-04",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "mindefensa_massacres/Masacres_en_Colombia.csv",
            "918a520747317329bb535164a8fc61425af0262ac08fd5e50b5d04fc0227cb82",
            "https://raw.githubusercontent.com/Geo1486/ETLMasacres_Colombia/"
            "93b95e13bf0a067e74abd62bc16370b581c1b61d/Preprocessing_Cleaning/Masacres_en_Colombia.csv",
        ),
    ),
    coverage=Coverage(
        start="2022-01-01",
        end="2025-04-30",
        years=(2022, 2023, 2024),
        scope="country",
        absent_is_zero=True,
        note=f"A zero means no massacre on the ministry's record. {ministry.EXCLUDED_NOTE}",
        excluded=ministry.NON_MUNICIPALIZED,
    ),
    measures=("events", "fatalities"),
    definition=Definition(
        counts="People killed in massacres",
        threshold="Three people killed",
        resolution="By case and municipality",
        suits="For massacres with three people killed, which the CNMH does not count.",
    ),
    caveats=(
        "That the ministry published it is inferred from the layout of the file, which was found in a third party's "
        "repository.",
        "A massacre has three people killed or more here, four or more at the CNMH: the two counts do not compare.",
        "It says ten victims at El Carmen on 29 March 2023, where the press reported nine soldiers killed.",
        "It names no author; two equal rows (Landázuri, 11 September 2022) are both kept.",
    ),
)


def _deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Convert the answer to the columns and date format of the pinned file."""
    daily = deliver_register(
        answers["cases"],
        source,
        {"casos": "CASOS", "victimas": "VICTIMAS"},
        since=date(2022, 1, 1),
        file="masacres_mindefensa.csv",
        note=source.coverage.note,
        caveats=source.caveats[1:],
    )
    [(name, rows)] = daily.files.items()
    day = rows["fecha"].str.replace(r"(\d{4})-(\d\d)-(\d\d)", r"\2/\3/\1 12:00:00 AM", regex=True)
    written = pd.DataFrame({"FECHA HECHO": day, "COD_MUNI": rows["cod_muni"]})
    return replace(daily, files={name: written.assign(CASOS=rows["CASOS"], VICTIMAS=rows["VICTIMAS"])})


PUBLISHER: Final = Publisher(
    {"cases": Socrata("u8eq-92tb", ("fecha_hecho", "cod_muni", "casos", "victimas"))}, _deliver
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the cases, one event per case.

    The victims of a massacre are the people killed in it (no row has fewer than three), so low, best and high numbers
    of people killed are equal to it.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.
    """
    source = refreshed(SOURCE, raw)
    rows = read(source, raw, ["FECHA HECHO", "COD_MUNI", "CASOS", "VICTIMAS"])
    cases = parse_counts(rows["CASOS"], source, least=1)
    if (cases > 1).any():
        raise GeoDataError(
            "a row of several cases does not state the number killed in each",
            source=SOURCE.id,
            column="CASOS",
            value=int(cases.max()),
            remedy="define how such rows are counted in the loader",
        )
    victims = parse_counts(rows["VICTIMAS"], source, least=1)
    return event_table(
        source,
        parse_days(rows["FECHA HECHO"], source, "%m/%d/%Y 12:00:00 AM"),
        rows["COD_MUNI"],
        event_type="massacre",
        source_event_type="MASACRE",
        killed=victims,
        victims=victims,
    )
