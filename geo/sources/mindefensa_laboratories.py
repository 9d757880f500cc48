"""Drug laboratories destroyed by the forces since 2010, by the Ministry of Defence: only when asked for.

Nobody could try the publisher's service while this was written. Columns were learnt from public code that reads table
s29y-2xjd (``fecha_hecho``, ``cod_muni``, ``municipio``, ``cantidad``; 2024 to 2026).
"""

from __future__ import annotations

from typing import Final

from geo.publishers.daily import DailyRegister, daily_register
from geo.source import Variable

SOURCE: Final = daily_register(
    id="mindefensa_laboratories",
    title="Drug laboratories destroyed (Ministry of Defence)",
    publisher_url="https://www.datos.gov.co/d/s29y-2xjd",
    since=2010,
    note="A zero means no destruction on the ministry's record.",
    variables=(Variable("laboratories_destroyed", "laboratories", "Drug laboratories destroyed by the forces"),),
    caveats=(
        "It counts what the state did, not how many laboratories there are: where nobody looks, none is destroyed.",
        "A hut in which leaves are chopped and a plant that makes cocaine may be one each: sizes are not stated.",
    ),
)

REGISTER: Final = DailyRegister(SOURCE, "s29y-2xjd")
PUBLISHER: Final = REGISTER.publisher
load: Final = REGISTER.load
rejects: Final = REGISTER.rejects
