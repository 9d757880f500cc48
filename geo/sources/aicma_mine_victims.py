"""Victims of landmines and other explosive remnants since 1984, by Descontamina Colombia."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.lazy import gpd, pd
from geo.publishers.publisher import Delivery, Publisher, is_complete_year
from geo.publishers.socrata import Socrata
from geo.readers.calendar import dates_from_parts
from geo.readers.registers import describe_rows, event_table, parse_counts, read
from geo.schema import GeoDataError
from geo.source import Coverage, RawFile, Source, refreshed

SOURCE: Final = Source(
    id="aicma_mine_victims",
    title="Victims of landmines (AICMA)",
    publisher="Descontamina Colombia / AICMA, víctimas de minas antipersonal (datos.gov.co yhxn-eqqw)",
    publisher_url="https://www.datos.gov.co/d/yhxn-eqqw",
    licence="datos abiertos, terms not verified",
    attribution="Acción Integral Contra Minas Antipersonal (AICMA)",
    period="1984/2023-06",
    retrieved="2026-11-22",
    kind="events",
    files=(
        RawFile(
            "aicma_mine_victims/mine_victims_20240103.csv",
            "835bcf471c3d6261cdf279b6ec9647837e279c28f222c7ec6f970af55fe58be5",
            "https://raw.githubusercontent.com/julianlara10/proyecto2/9cc21bb9d7c9da1226e6ef72475059d3ad5c7f3f/"
            "Situaci_n_V_ctimas_Minas_Antipersonal_en_Colombia_20240103.csv",
        ),
    ),
    coverage=Coverage(
        start="1984-01-01",
        end="2023-06-30",
        years=tuple(range(1990, 2023)),
        scope="country",
        absent_is_zero=True,
        note="A zero means no victim on record; the register begins in 1990, with one older victim.",
    ),
    measures=("fatalities", "victims"),
    caveats=(
        "One row is one victim, and one explosion may have several: victims are counted, explosions cannot be.",
        "Equal rows are different victims and are all kept.",
        "Known by month and municipality. Its coordinates are published as those of the municipal seat, but only "
        "41 % lie within a kilometre of it, and what the others are is not said: none is drawn.",
        "Named places, age, sex and ethnic group of the victims are left out.",
    ),
)

_STATES: Final = ("Herido", "Muerto")


def _deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Convert the answer to the columns of the pinned file.

    Its two swapped columns stay swapped, so that there is one layout; in the answer the state is in whichever of the
    two says who was wounded or killed.
    """
    rows: pd.DataFrame = answers["victims"]
    states = [name for name in ("estado", "genero") if rows[name].isin(_STATES).all()]
    if len(states) != 1:
        raise GeoDataError(
            "not exactly one column has the state of the victim (wounded or killed)",
            source=source.id,
            column="estado, genero",
            value=sorted({*rows["estado"], *rows["genero"]})[:5],
            remedy="check the publisher's table, and adapt the loader",
        )
    table = pd.DataFrame(
        {
            **{name: rows[name] for name in ("codigodanemunicipio", "ano", "mes", "condicion")},
            "genero": rows[states[0]],
            "Actividad": rows["actividad"],
        }
    ).sort_values(["ano", "mes", "codigodanemunicipio"], ignore_index=True)
    months = table["ano"].astype(int) * 100 + table["mes"].astype(int)
    year, month = divmod(int(months.max()), 100)
    last, first = date(year, month, monthrange(year, month)[1]), date(1990, 1, 1)
    coverage = replace(
        source.coverage,
        end=last.isoformat(),
        years=tuple(year for year in range(first.year, last.year + 1) if is_complete_year(year, first, last)),
    )
    return Delivery({"mine_victims.csv": table}, coverage, f"1984/{year}-{month:02}")


PUBLISHER: Final = Publisher(
    {
        "victims": Socrata(
            "yhxn-eqqw", ("codigodanemunicipio", "ano", "mes", "condicion", "estado", "genero", "actividad")
        )
    },
    _deliver,
)


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the register, one row per victim; those killed have the state ``Muerto``.

    The publisher swapped two columns: ``genero`` holds the state and ``estado`` the sex. Numbers carry thousands
    commas, and codes lost their leading zero with them (``5,313`` is 05313; ``2,009`` is the year 2009).

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry.

    Raises
    ------
    GeoDataError
        If the columns are no longer swapped: nobody would be counted as killed.
    """
    source = refreshed(SOURCE, raw)
    rows = read(source, raw, ["codigodanemunicipio", "ano", "mes", "condicion", "genero", "Actividad"])
    state = rows["genero"]
    if not state.isin(_STATES).all():
        raise GeoDataError(
            "is neither Herido nor Muerto",
            source=SOURCE.id,
            column="genero",
            value=state[~state.isin(_STATES)].iloc[0],
            remedy="read the state of the victim from the column estado if the publisher has corrected the columns",
        )
    year = parse_counts(rows["ano"].str.replace(",", ""), source, least=1)
    return event_table(
        source,
        dates_from_parts(year, parse_counts(rows["mes"], source, least=1), None, source),
        rows["codigodanemunicipio"].str.replace(",", "").str.zfill(5),
        event_type="explosive_hazard",
        source_event_type="VÍCTIMA DE MINA ANTIPERSONAL",
        killed=(state == "Muerto").astype("Int32"),
        victims=pd.Series(1, index=rows.index, dtype="Int32"),
        description=describe_rows(rows, {"condicion": "Condición", "genero": "Estado", "Actividad": "Actividad"}),
    )
