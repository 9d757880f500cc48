"""Extract the publications that UCDP names in its free text: names of newspapers and agencies, never headlines."""

from __future__ import annotations

import re
from typing import Final

from geo.lazy import pd

PRESS: Final = (
    ("AFP", "AFP|APF|Agence France"),
    ("Amnesty International", "Amnesty|AI"),
    ("AP", "AP|Associated Press"),
    ("BBC", "BBC"),
    ("Caracol", "Caracol"),
    ("Dow Jones", r"Dow Jones\w*"),
    ("DPA", "DPA|dpa"),
    ("EFE", "EFE|eFE|efE"),
    ("El Espectador", "El Espectador"),
    ("El Tiempo", "El Tiempo"),
    ("Houston Chronicle", "Houston Chronicle"),
    ("Human Rights Watch", "HRW"),
    ("InSight Crime", "InSight Crime"),
    ("Inravisión", "Inravision"),
    ("International Crisis Group", "ICG|Crisis Group"),
    ("Jane's Defence Weekly", "Jane's [Dd]efence"),
    ("Latin News", r"Latin [Nn]ews|Latinnews|Latin Am\w* (?:Weekly|Andean)"),
    ("Lloyd's", "Lloyd's"),
    ("Noche y Niebla", "Noche y Niebla"),
    ("Notimex", "Notimex"),
    ("RCN", "Radio Cadena Nacional"),
    ("Reuters", "Reuters?"),
    ("Rutas del Conflicto", r"Rutas del [Cc]on\w+"),
    ("Svenska Dagbladet", "Svenska Dagbladet"),
    ("The Globe and Mail", "Globe and Mail"),
    ("The New York Times", "New York Times"),
    ("The Washington Post", "Washington Post"),
    ("Xinhua", "Xinhua"),
)
"""The publications that UCDP names most often, with patterns of their spellings."""

_SPELLINGS: Final = [(name, re.compile(rf"\b(?:{pattern})\b")) for name, pattern in PRESS]


def cite(table: pd.DataFrame) -> pd.Series:
    """Second part of an event's citation: the number of sources that UCDP counted, and the publications it names.

    Parameters
    ----------
    table
        ``source_article``, ``source_office``, ``number_of_sources`` (-1 if UCDP did not count them).

    Examples
    --------
    >>> row = {"source_article": 'EFE 3 Nov 2002 "Nine dead /AP', "source_office": None, "number_of_sources": 2}
    >>> cite(pd.DataFrame([row])).item()
    ' (2 sources; AP, EFE)'
    """
    article, office = (
        table[name].astype(object).fillna("").astype(str) for name in ("source_article", "source_office")
    )
    text = article + " " + office
    count = (
        table["number_of_sources"].fillna(-1).astype(int).map(lambda n: f"{n} source{'s' * (n > 1)}" if n > 0 else "")
    )
    names = text.map(lambda t: ", ".join(name for name, spelling in _SPELLINGS if spelling.search(t)))
    both = (count + "; " + names).str.strip("; ")
    return both.map(lambda text: f" ({text})" if text else "")
