"""Machinery seized in illicit mining since August 2010, by the Ministry of Defence: only when asked for.

Nobody could try the publisher's service while this was written. Columns were learnt from public code that reads table
dxs6-mdeg (``fecha_hecho``, ``unidad_de_medida``), and from a published profile of the ministry's workbook of mining
seizures (``COD_MUNI``, ``CLASE DE BIEN``, ``CANTIDAD``, ``UNIDAD_MEDIDA``; 6,778 rows to 2025, some with codes that
are no municipality). The values of the unit could not be learnt: rows that state another than pieces are set aside.
"""

from __future__ import annotations

from typing import Final

from geo.publishers.daily import DailyRegister, daily_register
from geo.source import Variable

SOURCE: Final = daily_register(
    id="mindefensa_machinery",
    title="Machinery seized in illicit mining (Ministry of Defence)",
    publisher_url="https://www.datos.gov.co/d/dxs6-mdeg",
    since=2010,
    note="A zero means no seizure on the ministry's record.",
    variables=(Variable("mining_machinery_seized", "pieces", "Pieces of machinery seized in illicit mining"),),
    caveats=(
        "It counts what the state did, not how many machines there are: where nobody looks, nothing is seized.",
        "An excavator and a water pump are one piece each; seizures of gold and mercury are another table.",
        "Rows that state another unit than pieces are set aside.",
    ),
)

REGISTER: Final = DailyRegister(
    SOURCE,
    "dxs6-mdeg",
    only={("unidad_de_medida", "unidad_medida", "unidad"): frozenset({"", "unidad", "unidades", "und"})},
)
PUBLISHER: Final = REGISTER.publisher
load: Final = REGISTER.load
rejects: Final = REGISTER.rejects
