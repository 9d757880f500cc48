"""Environmental crimes recorded by the police since 2003, by the Ministry of Defence: only when asked for.

Nobody could try the publisher's service while this was written. Columns were learnt from public code that reads table
9zck-qfvc (``fecha_hecho``, ``cod_depto``, ``departamento``, ``cod_muni``, ``municipio``, ``descripcion_conducta``,
``zona``, ``cantidad``), and from a published profile of the ministry's workbook (81,825 rows of 2003 to 2025). How
the conducts are worded could not be learnt, so they are not told apart: there is no figure of wildlife trafficking.
"""

from __future__ import annotations

from typing import Final

from geo.publishers.daily import DailyRegister, daily_register
from geo.source import Variable

SOURCE: Final = daily_register(
    id="mindefensa_environmental_crimes",
    title="Environmental crimes on record (Ministry of Defence)",
    publisher_url="https://www.datos.gov.co/d/9zck-qfvc",
    since=2003,
    note="A zero means no crime on record, not that there was none.",
    breaks=(2021,),
    variables=(Variable("environmental_crimes", "crimes", "Environmental crimes on record"),),
    caveats=(
        "A crime is on record where the police looked for it or someone reported it: elsewhere there may be many.",
        "Articles 328 to 339 of the Penal Code together: use of wild plants and animals, pollution, illicit mining,"
        " fishing, invasion of protected areas. The acts behind the arrests for illicit mining may be among them.",
        "Law 2111 rewrote these crimes in July 2021, deforestation and wildlife trafficking among them: figures of"
        " before and after do not compare.",
    ),
)

REGISTER: Final = DailyRegister(SOURCE, "9zck-qfvc")
PUBLISHER: Final = REGISTER.publisher
load: Final = REGISTER.load
rejects: Final = REGISTER.rejects
