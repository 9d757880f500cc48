"""What stands beside a map in words: its summary, what it does not show, whom to credit, which data it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from geo.source import Source
from layers.catalog.model import Layer, Points
from layers.scene.model import Credit, Mark, Shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator
from layers.text.terms import REGION_NAMES

MAP_OF: Final = N_("Map of {place}, {period}.")
RANGE: Final = N_("{title}, {unit}, {years}: from {low} to {high}.")
UNPLACED: Final = N_("{title}: {hidden} of {total} events are not drawn: their place is not known well enough.")


def place_name(selection: Selection, tables: Tables) -> str:
    """Name of the selected place, as headings print it."""
    table = tables.municipalities
    if selection.municipality_code:
        row = table[table["municipality_code"] == selection.municipality_code]
        return f"{row['municipality'].item()}, {row['department'].item()}"
    if selection.region:
        return REGION_NAMES[selection.region]
    if selection.department_code:
        return str(table.loc[table["department_code"] == selection.department_code, "department"].iloc[0])
    return "Colombia"


def heading(place: str, title: str, t: Translator) -> str:
    """Title of a map: the place, and what it is coloured by."""
    return t("{place}: {layer}", place=place, layer=title[:1].lower() + title[1:])


def summary(place: str, period: str, shades: Sequence[Shade], marks: Sequence[Mark], t: Translator) -> str:
    """The map in words, for those who cannot see it."""
    said = [t(MAP_OF, place=place, period=period)]
    for shade in [shade for shade in shades[:1] if shade["n"]]:
        low, high = shade["range"]
        said.append(t(RANGE, title=shade["title"], unit=shade["unit"], years=shade["years"], low=low, high=high))
        if shade["top"]:
            said.append(t("Highest in {name}: {value}.", name=shade["top"][0], value=shade["top"][1]))
        said.append(t.plural("{n} municipality has data,", "{n} municipalities have data,", shade["n"]))
        said.append(t.plural("{n} has none.", "{n} have none.", shade["nodata"]["n"]))
    said += [f"{mark['title']}: {mark['count_text']}." for mark in marks if mark["kind"] != "outlines"]
    return " ".join(said)


def notices(
    selection: Selection, tables: Tables, layers: Sequence[Layer], marks: Sequence[Mark], t: Translator
) -> list[str]:
    """What a reader could take for a fact of the world although it is a fact of the data."""
    known, drawn = tables.sources, {mark["id"]: mark for mark in marks}
    said = []
    if not tables.has_boundaries:
        said.append(
            t("There are no boundaries here: municipalities are drawn as their seats. terrapaz build gets them.")
        )
    for name in dict.fromkeys(name for layer in layers for name in layer.sources):
        if name in tables.manifest.get("missing", {}):
            title = t(known[name].title) if name in known else name
            said.append(t("{title} could not be had when the tables were built.", title=title))
    for layer in [layer for layer in layers if isinstance(layer, Points)]:
        if layer.source in known:
            said += _beyond(known[layer.source], drawn[layer.id]["title"], selection, t)
    return [*said, *unplaced(marks, t)]


def unplaced(marks: Sequence[Mark], t: Translator) -> list[str]:
    """How many events of each layer are not drawn, for no place they could be drawn at."""
    return [
        t(UNPLACED, title=mark["title"], hidden=t.number(hidden), total=t.number(mark["total"]))
        for mark in marks
        if (hidden := mark.get("total", mark["count"]) - mark["count"])
    ]


def _beyond(source: Source, title: str, selection: Selection, t: Translator) -> list[str]:
    """A notice where the period leaves what an event source covers."""
    first, last = source.coverage.start[:7], source.coverage.end[:7]
    if first <= selection.start and selection.end <= last:
        return []
    return [t("{title}: the source covers {period} only.", title=title, period=t.period(first, last))]


def credit(tables: Tables, layers: Sequence[Layer], t: Translator, *, context: bool = False) -> list[Credit]:
    """Everybody whose data is on the map: id, title, period, attribution, licence, address, date of retrieval.

    ``context`` says that countries, seas or rivers of Natural Earth are drawn around or below it.
    """
    around = ["natural_earth"] if context and "context" in tables.features else []
    names = dict.fromkeys(["dane_mgn", *(name for layer in layers for name in layer.sources), *around])
    known = tables.sources
    retrieved = {entry["source"]: entry.get("retrieved") for entry in tables.manifest.get("inputs", ())}
    return [
        {
            "id": name,
            "title": t(known[name].title),
            "attribution": t(known[name].attribution),
            "licence": t(known[name].licence),
            "period": t(known[name].period),
            "url": known[name].publisher_url,
            "retrieved": t("retrieved on {date}", date=_day(retrieved[name], t)) if retrieved.get(name) else "",
        }
        for name in names
        if name in known
    ]


def colophon(tables: Tables, t: Translator) -> list[str]:
    """Edition of the boundaries, version and date of the data."""
    manifest = tables.manifest
    edition, inputs = manifest.get("boundaries"), manifest.get("inputs", ())
    dates = sorted(filter(None, (entry.get("retrieved") for entry in inputs)))
    title = t(str(edition["title"])) if edition else t("none, seats only")
    said = [t("Boundaries: {edition}", edition=title)]
    if "data_version" in manifest:
        said.append(t("Data version {version}", version=manifest["data_version"]))
    if dates:
        said.append(t("Data retrieved up to {date}", date=_day(dates[-1], t)))
    return [*said, "Terrapaz"]


def _day(iso: str, t: Translator) -> str:
    return t.date(date.fromisoformat(iso))
