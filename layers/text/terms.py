"""Names of the coded values in the tables, in English; they are translated where they are shown."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from geo.schema import DatePrecision, LocationPrecision
from layers.text.i18n import N_, Lang, Translator, translator

REGION_NAMES: Final[Mapping[str, str]] = {
    "bajo-cauca": "Bajo Cauca",
    "catatumbo": "Catatumbo",
    "caqueta": "Caquetá",
}

BORDER_NAMES: Final[Mapping[str, str]] = {
    "border": N_("Land border"),
    "border-brazil": N_("Border with Brazil"),
    "border-ecuador": N_("Border with Ecuador"),
    "border-panama": N_("Border with Panama"),
    "border-peru": N_("Border with Peru"),
    "border-venezuela": N_("Border with Venezuela"),
}

_ONE: Final[Mapping[str, str]] = {
    "acts": N_("act"),
    "acts of terrorism": N_("act of terrorism"),
    "cases": N_("case"),
    "crimes": N_("crime"),
    "detections": N_("detection"),
    "detections per 100 km² and year": N_("detection per 100 km² and year"),
    "events": N_("event"),
    "events per 100 km²": N_("event per 100 km²"),
    "laboratories": N_("laboratory"),
    "operations": N_("operation"),
    "payments": N_("payment"),
    "people": N_("person"),
    "people killed": N_("person killed"),
    "people killed in armed conflict": N_("person killed in armed conflict"),
    "pieces": N_("piece"),
    "records": N_("record"),
    "titles": N_("title"),
    "victims": N_("victim"),
    "victims of homicide": N_("victim of homicide"),
}
"""Singulars of what is counted, by the plurals that are units and labels of key figures."""


def within(title: str) -> str:
    """A title within a sentence: without its capital, unless it begins with an abbreviation."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def unit_after(value: float | None, unit: str, t: Translator) -> str:
    """Translate a unit as it is written after a number: *1 event*, *2 events*. It may be translated already.

    Examples
    --------
    >>> from layers.text.i18n import translator
    >>> [unit_after(value, "victims", translator("en")) for value in (0, 1, 2)]
    ['victims', 'victim', 'victims']
    """
    many = t(unit)
    return _singulars(t.lang).get(many, many) if value == 1 else many


@cache
def _singulars(lang: Lang) -> Mapping[str, str]:
    t = translator(lang)
    return {t(many): t(one) for many, one in _ONE.items()}


def alphabetical(name: str) -> str:
    """Key that sorts names as Spanish does: without regard to accents and capitals, and ñ as a letter after n.

    Examples
    --------
    >>> sorted(["Zulia", "Ábrego", "Nunchía", "Ñame"], key=alphabetical)
    ['Ábrego', 'Nunchía', 'Ñame', 'Zulia']
    """
    marked = unicodedata.normalize("NFC", name).casefold().replace("ñ", "n\uffff")
    return "".join(c for c in unicodedata.normalize("NFD", marked) if not unicodedata.combining(c))


def region_name(region: str, t: Translator) -> str:
    """Name of a region or of a stretch of the border, as headings print it."""
    return REGION_NAMES.get(region) or t(BORDER_NAMES[region])


def written_period(period: str, t: Translator) -> str:
    """Translate the period of a source, with its dates as they are read aloud.

    Examples
    --------
    >>> from layers.text.i18n import translator
    >>> [written_period(text, translator("es")) for text in ("2001-2022", "to 2024-07", "1984/2023-06")]
    ['2001–2022', 'hasta julio de 2024', '1984 – junio de 2023']
    >>> written_period("2021-07-21/2026-03-29", translator("en"))
    '21 July 2021 – 29 March 2026'
    """
    written = _DAY.sub(lambda found: _date(found[0], t), _YEARS.sub("\\1–\\2", t(period)))
    return _SLASH.sub(" – ", written)


_YEARS: Final = re.compile(r"\b(\d{4})-(\d{4})\b")
_DAY: Final = re.compile(r"\b\d{4}-\d\d(-\d\d)?\b")
_SLASH: Final = re.compile(r"(?<=\d)/(?=\w)")


def _date(text: str, t: Translator) -> str:
    """Write a date, ``YYYY-MM-DD`` or ``YYYY-MM``."""
    precision = DatePrecision.DAY if len(text) == 10 else DatePrecision.MONTH
    return t.date(date.fromisoformat(text if len(text) == 10 else f"{text}-01"), precision)


def counted_period(figure: Mapping[Any, Any], t: Translator) -> str:
    """Years of a reported figure, or the days or months of them that it counts.

    Parameters
    ----------
    figure
        A row of :data:`geo.schema.REPORTED_FIGURES`.
    """
    start, end = figure["counted_start"], figure["counted_end"]
    first = start if isinstance(start, str) else f"{figure['start_year']}-01"
    if not isinstance(end, str):
        return t.period(first, f"{figure['end_year']}-12")
    if len(end) == len("YYYY-MM-DD"):
        return t.days(date.fromisoformat(f"{first}-01"[:10]), date.fromisoformat(end))
    if first == end:
        return t.period(first, end)
    years = t.period(first, f"{figure['end_year']}-12")
    return t("{years}, to a day in {month}", years=years, month=t.period(end, end))


def border(countries: object, distance_km: float, t: Translator) -> str:
    """Describe a municipality's relation to the land border: its countries, or the distance; empty if unknown."""
    if isinstance(countries, str):
        return t("borders on {countries}", countries=t(" and ").join(t(country) for country in countries.split()))
    return "" if math.isnan(distance_km) else t("{km} km away", km=t.significant(distance_km))


EVENT_TYPE_NAMES: Final[Mapping[str, str]] = {
    "armed_clash": N_("Armed clash"),
    "violence_against_civilians": N_("Violence against civilians"),
    "massacre": N_("Massacre"),
    "kidnapping": N_("Kidnapping"),
    "terrorism": N_("Act of terrorism"),
    "attack": N_("Attack"),
    "explosive_hazard": N_("Mine or explosive remnant"),
    "homicide": N_("Homicide"),
    "extortion": N_("Extortion"),
    "protest": N_("Protest"),
    "state_operation": N_("State operation"),
}

ACTOR_KIND_NAMES: Final[Mapping[str, str]] = {
    "guerrilla": N_("guerrilla"),
    "farc_dissidents": N_("FARC dissidents"),
    "paramilitary": N_("paramilitaries"),
    "successor": N_("post-demobilisation group"),
    "crime": N_("organised crime"),
    "state": N_("state"),
    "civilians": N_("civilians"),
    "other": N_("other party"),
    "unknown": N_("not identified"),
}
"""Kinds of :data:`geo.schema.ACTORS`, in the order of lists."""

LOCATION_PRECISIONS: Final[Mapping[int, str]] = {
    LocationPrecision.EXACT: N_("exact place"),
    LocationPrecision.NEAR: N_("near the place named, within some 25 km"),
    LocationPrecision.MUNICIPALITY: N_("the municipality only"),
    LocationPrecision.DEPARTMENT: N_("the department only"),
    LocationPrecision.AREA: N_("a wider area only"),
    LocationPrecision.COUNTRY: N_("the country only"),
}

DATE_PRECISIONS: Final[Mapping[int, str]] = {
    DatePrecision.DAY: N_("exact day"),
    DatePrecision.DAYS: N_("within two to six days"),
    DatePrecision.WEEK: N_("within the week"),
    DatePrecision.MONTH: N_("within the month"),
    DatePrecision.YEAR: N_("within the year"),
    DatePrecision.UNKNOWN: N_("unknown"),
}

COUNTRIES: Final = (N_("Brazil"), N_("Ecuador"), N_("Panama"), N_("Peru"), N_("Venezuela"))
"""Neighbouring countries that maps label, by their names in Natural Earth."""
