"""People arrested for illicit mining since August 2010, by the Ministry of Defence: only when asked for.

Nobody could try the publisher's service while this was written. Columns were learnt from public code that reads table
3wcs-8xp9 (``fecha_hecho``, ``cantidad``; ``unidad_de_medida`` repeats the amount and is not read), and from a
published profile of the ministry's workbook (``COD_MUNI``, ``CAPTURAS``; 5,845 rows to 2025).
"""

from __future__ import annotations

from typing import Final

from geo.publishers.daily import DailyRegister, daily_register
from geo.source import Variable

SOURCE: Final = daily_register(
    id="mindefensa_mining_arrests",
    title="Arrests for illicit mining (Ministry of Defence)",
    publisher_url="https://www.datos.gov.co/d/3wcs-8xp9",
    since=2010,
    note="A zero means no arrest on the ministry's record.",
    variables=(Variable("mining_arrests", "people", "People arrested for illicit mining"),),
    caveats=(
        "It counts what the state did, not how many people mine: where nobody looks, nobody is arrested.",
        "Arrests under article 332 of the Penal Code (illicit extraction of minerals of any kind, gold or gravel); an"
        " arrest is not a conviction.",
    ),
)

REGISTER: Final = DailyRegister(SOURCE, "3wcs-8xp9", amount=("capturas",))
PUBLISHER: Final = REGISTER.publisher
load: Final = REGISTER.load
rejects: Final = REGISTER.rejects
