"""Members of the forces killed and wounded on duty since 2010, by the Ministry of Defence: only when asked for.

Nobody could try the publisher's service while this was written. Columns were learnt from public code that reads table
8rpn-wpty (``fecha_hecho``, ``cod_muni``, ``accion``, ``cantidad``; 2026), and from a published profile of the
ministry's workbook of the same table (``NOMBRE_FUERZA``, ``ACCION``; 21,038 rows of 2010 to 2025, codes as numbers).
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import gpd
from geo.publishers.daily import PLACE, DailyRegister, daily_register
from geo.readers.calendar import parse_days
from geo.readers.names import fold
from geo.readers.registers import event_table
from geo.readers.text import raise_for
from geo.source import refreshed

SOURCE: Final = daily_register(
    id="mindefensa_forces",
    title="Members of the forces killed and wounded (Ministry of Defence)",
    publisher_url="https://www.datos.gov.co/d/8rpn-wpty",
    since=2010,
    note="A zero means that the forces reported nobody killed or wounded on duty.",
    kind="events",
    measures=("fatalities", "victims"),
    caveats=(
        "Soldiers and police killed or wounded on duty, as the forces report them; leave and holidays are left out.",
        "It does not say by whom or how: an attack, a mine and an accident on duty cannot be told apart.",
        "Rows are a day's total by municipality, force and outcome: people are counted, rows never.",
        "The dead may also be in the registers of homicide and among UCDP's deaths: never add them.",
    ),
)

REGISTER: Final = DailyRegister(SOURCE, "8rpn-wpty", further=("accion",))
PUBLISHER: Final = REGISTER.publisher

_KILLED: Final = ("asesinado", "muerto")
_WOUNDED: Final = "herido"


def load(raw: Path) -> gpd.GeoDataFrame:
    """Read the register, one event per row; ``victims`` are the people killed or wounded.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, without geometry. Of the wounded, nobody was killed: 0.

    Raises
    ------
    GeoDataError
        An outcome that is neither killed nor wounded, or what :meth:`geo.publishers.daily.DailyRegister.read` raises.
    """
    source = refreshed(SOURCE, raw)
    rows = REGISTER.read(raw)
    outcome = rows["accion"].map({text: fold(text) for text in rows["accion"].unique()})
    raise_for(
        rows.loc[~outcome.isin([*_KILLED, _WOUNDED]), "accion"],
        "neither killed nor wounded",
        source,
        "the publisher has changed the table: adapt the loader",
    )
    people = rows["amount"].astype("Int32")
    department = rows[PLACE].str.zfill(5)
    department = department.where(department.str.fullmatch(r"\d\d000"), "00000")
    return event_table(
        source,
        parse_days(rows["fecha_hecho"], source),
        rows["municipality_code"].fillna(department),
        event_type="attack",
        source_event_type=rows["accion"],
        killed=people.where(outcome.isin(_KILLED), 0),
        victims=people,
    )
