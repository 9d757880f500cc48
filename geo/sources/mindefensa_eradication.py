"""Coca eradicated by the forces since 2007, by the Ministry of Defence: only when asked for.

Nobody could try the publisher's service while this was written. Columns were learnt from public code that reads table
p72f-qcvk (``fecha_hecho``, ``cod_muni``, ``tipo_de_cultivo``, ``cantidad``, ``unidad``, which is HECTAREA in all of
its 145,958 rows; 2026), and from a published profile of the ministry's workbook (``TIPO CULTIVO``,
``UNIDAD_MEDIDA``).
"""

from __future__ import annotations

from typing import Final

from geo.publishers.daily import DailyRegister, daily_register
from geo.source import Variable

SOURCE: Final = daily_register(
    id="mindefensa_eradication",
    title="Coca eradicated (Ministry of Defence)",
    publisher_url="https://www.datos.gov.co/d/p72f-qcvk",
    since=2007,
    note="A zero means no eradication on the ministry's record.",
    variables=(Variable("coca_eradicated", "ha", "Coca eradicated by the forces"),),
    caveats=(
        "It counts what the state did, not how much coca there is: where no brigade goes, nothing is eradicated.",
        "A field that is replanted is eradicated again: the hectares of several years may be the same ground, and are"
        " never subtracted from the fields that SIMCI sees on 31 December.",
        "Coca only; poppy and cannabis are set aside. Spraying from the air, to 2015, is another table.",
    ),
)

REGISTER: Final = DailyRegister(
    SOURCE,
    "p72f-qcvk",
    only={
        ("tipo_de_cultivo", "tipo_cultivo"): frozenset({"coca", "cultivos de coca", "hoja de coca"}),
        ("unidad", "unidad_de_medida", "unidad_medida"): frozenset({"hectarea", "hectareas", "ha"}),
    },
    whole=False,
)
PUBLISHER: Final = REGISTER.publisher
load: Final = REGISTER.load
rejects: Final = REGISTER.rejects
