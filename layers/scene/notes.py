"""The texts around a map: summary, notices about what it does not show, credits, data version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import replace
from datetime import date
from typing import Final

from geo.source import Source
from layers.catalog.model import Choropleth, Hexagons, Layer, Overlay, Points
from layers.scene.mark_model import Mark
from layers.scene.model import Credit, Shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator
from layers.text.terms import region_name, written_period

MAP_OF: Final = N_("Map of {place}, {period}.")
RANGE: Final = N_("{title}, {unit}, {years}: from {low} to {high}.")
METHOD_BREAK: Final = N_(
    "{title}: the method changed in {years}; later figures are not comparable with earlier ones."
)
ONLY_ACTORS: Final = N_(
    "Only events with these parties, as the source names them: {actors}. The attribution is the source's and does not"
    " establish responsibility. Colours, yearly figures and incidents are of all parties."
)
UNPLACED: Final = N_("{title}: of {total} in all, {hidden} not drawn: the place is not known well enough.")


def place_name(selection: Selection, tables: Tables) -> str:
    """Name of the selected place, as headings print it."""
    table = tables.municipalities
    if selection.municipality_code:
        row = table[table["municipality_code"] == selection.municipality_code]
        return f"{row['municipality'].item()}, {row['department'].item()}"
    if selection.region:
        return region_name(selection.region, translator(selection.lang))
    if selection.department_code:
        return str(table.loc[table["department_code"] == selection.department_code, "department"].iloc[0])
    return "Colombia"


def around(selection: Selection) -> Selection:
    """The place whose municipalities a map colours: of a municipality, its region if chosen, or its department."""
    code = selection.municipality_code
    if not code or selection.region or selection.department_code:
        return replace(selection, municipality_code=None)
    return replace(selection, municipality_code=None, department_code=code[:2])


def title_of(layer: Overlay, selection: Selection, tables: Tables) -> str:
    """Title of an overlay in the language of the selection; of events, with the actors to which they are limited."""
    t = translator(selection.lang)
    is_of_events = isinstance(layer, Points | Hexagons) and layer.source in tables.event_sources
    return tables.parties.titled(t(layer.title), selection.actors if is_of_events else (), t.lang)


def heading(place: str, title: str, t: Translator) -> str:
    """Title of a map: the place and the title of what colours it."""
    return t("{place}: {layer}", place=place, layer=title[:1].lower() + title[1:])


def summary(
    place: str, period: str, shades: Sequence[Shade], marks: Sequence[Mark], gaps: Sequence[str], t: Translator
) -> str:
    """A text alternative to the map, for readers who cannot see it; ``gaps`` say what of the period has no data."""
    sentences = [t(MAP_OF, place=place, period=period)]
    for shade in [shade for shade in shades[:1] if shade["n"]]:
        low, high = shade["range"]
        sentences.append(t(RANGE, title=shade["title"], unit=shade["unit"], years=shade["years"], low=low, high=high))
        if shade["top"]:
            sentences.append(t("Highest in {name}: {value}.", name=shade["top"][0], value=shade["top"][1]))
        sentences.append(t.plural("{n} municipality has data,", "{n} municipalities have data,", shade["n"]))
        sentences.append(t.plural("{n} has none.", "{n} have none.", shade["nodata"]["n"]))
    sentences += [f"{mark['title']}: {mark['count_text']}." for mark in marks if mark["kind"] != "outlines"]
    return " ".join([*sentences, *gaps])


def notices(
    selection: Selection, tables: Tables, layers: Sequence[Layer], marks: Sequence[Mark], t: Translator
) -> list[str]:
    """Notices about limits of the data that a reader could mistake for facts."""
    sources = tables.sources
    texts = actors(selection, tables, {layer.source for layer in layers if isinstance(layer, Points | Hexagons)}, t)
    if not tables.has_boundaries:
        texts.append(
            t("There are no boundaries: municipalities are drawn at their seats. Run terrapaz build to add them.")
        )
    for name in dict.fromkeys(name for layer in layers for name in layer.sources):
        if name in tables.manifest.get("missing", {}):
            title = t(sources[name].title) if name in sources else name
            texts.append(t("{title} was not available when the tables were built.", title=title))
    texts += uncovered(selection, tables, layers, t)
    texts += year_only(
        selection, tables, {layer.source for layer in layers if isinstance(layer, Points | Hexagons)}, t
    )
    for shaded in [layer for layer in layers if isinstance(layer, Choropleth)]:
        if shaded.measure.source in sources:
            texts += _method_notices(sources[shaded.measure.source], t(shaded.title), selection, t)
    return [*texts, *unplaced(marks, t)]


def year_only(selection: Selection, tables: Tables, sources: Collection[str], t: Translator) -> list[str]:
    """Notices about events that are left out because only a part of the year to which they are dated is selected."""
    if not sources:
        return []
    left_out = tables.year_only_counts(selection)
    rows = left_out.groupby("source", observed=True)["events"].sum() if len(left_out) else left_out["events"]
    counts = {str(source): int(n) for source, n in rows.items() if n}
    return [
        t.plural(
            "{title}: {n} event is dated to the year only and left out.",
            "{title}: {n} events are dated to the year only and left out.",
            n,
            title=t(tables.sources[source].title),
        )
        for source, n in counts.items()
        if source in sources and source in tables.sources
    ]


def actors(selection: Selection, tables: Tables, sources: Set[str], t: Translator) -> list[str]:
    """Notices about a filter of actors: what it means, what it leaves as it is, and which events it cannot judge."""
    if not selection.actors:
        return []
    names = ", ".join(tables.parties.name(actor, t.lang) for actor in selection.actors)
    texts = [t(ONLY_ACTORS, actors=names)]
    counts = unidentified(selection, tables)
    named = tables.parties.by_source
    asked = sources & set(selection.sources) if selection.sources else sources
    for source in sorted(asked & tables.sources.keys() & named.keys()):
        title = t(tables.sources[source].title)
        if not named[source]:
            texts.append(t("{title}: the source names no party, so none of its events is shown.", title=title))
        elif not tables.parties.are_named_by(source, selection.actors):
            texts.append(t("{title}: the source names none of these parties: {actors}.", title=title, actors=names))
        elif n := counts.get(source, 0):
            texts.append(
                t.plural(
                    "{title}: {n} event names no party, or one that is not in the table of actors, and is left out.",
                    "{title}: {n} events name no party, or one that is not in the table of actors, and are left out.",
                    n,
                    title=title,
                )
            )
    return texts


def unidentified(selection: Selection, tables: Tables) -> dict[str, int]:
    """Events by source that a filter of actors leaves out because they name no party, or one that is not known."""
    if not selection.actors:
        return {}
    events, parties = tables.events_of(replace(selection, actors=())), tables.parties
    left_out = parties.unidentified(events) & ~parties.involved(events, selection.actors)
    return {str(source): int(n) for source, n in events.loc[left_out, "source"].value_counts().items() if n}


def unplaced(marks: Sequence[Mark], t: Translator) -> list[str]:
    """Notices about how many events of each layer are not drawn because their location is too vague."""
    return [
        t(UNPLACED, title=mark["title"], hidden=t.number(hidden), total=t.number(mark["total"]))
        for mark in marks
        if (hidden := mark.get("total", mark["count"]) - mark["count"])
    ]


def uncovered(selection: Selection, tables: Tables, layers: Sequence[Layer], t: Translator) -> list[str]:
    """Notices about layers of events whose source does not cover all of the period."""
    points = [
        layer
        for layer in layers
        if isinstance(layer, Points | Hexagons)
        and layer.source in tables.sources
        and tables.sources[layer.source].kind != "points"  # counted by year: hexagons have their own notices
    ]
    return [
        text
        for layer in points
        for text in _coverage_notices(tables.sources[layer.source], t(layer.title), selection, t)
    ]


def uncovered_events(selection: Selection, tables: Tables, t: Translator) -> list[str]:
    """Notices about sources with events in the build, drawn or not, that do not cover all of the period."""
    known = tables.parties.by_source.keys()
    asked = known & set(selection.sources) if selection.sources else known
    return [
        text
        for name, source in tables.sources.items()
        if name in asked
        for text in _coverage_notices(source, t(source.title), selection, t)
    ]


def _coverage_notices(source: Source, title: str, selection: Selection, t: Translator) -> list[str]:
    """A notice if the period is not entirely covered by an event source."""
    coverage = source.coverage
    if coverage.spans(selection.start, selection.end) == ((selection.start, selection.end),):
        return []
    every = coverage.spans(coverage.start[:7], coverage.end[:7])
    return [t("{title}: the source covers {period} only.", title=title, period=t.periods(every))]


def _method_notices(source: Source, title: str, selection: Selection, t: Translator) -> list[str]:
    """Notice about a period that includes a change of method."""
    crossed = source.coverage.breaks_within(selection.years[0], selection.years[-1])
    return [t(METHOD_BREAK, title=title, years=t.years(crossed))] if crossed else []


def credits(tables: Tables, layers: Sequence[Layer], t: Translator, *, context: bool = False) -> list[Credit]:
    """Sources whose data is on the map: id, title, period, attribution, licence, address, date of retrieval.

    ``context`` adds Natural Earth, whose countries or rivers are in the base map.
    """
    extra = ["natural_earth"] if context and "context" in tables.features else []
    return credits_of(["dane_mgn", *(name for layer in layers for name in layer.sources), *extra], tables, t)


def credits_of(names: Iterable[str], tables: Tables, t: Translator) -> list[Credit]:
    """Credits of sources by their ids; each once, without those that the build does not know."""
    sources = tables.sources
    retrieved = {entry["source"]: entry.get("retrieved") for entry in tables.manifest.get("inputs", ())}
    return [
        {
            "id": name,
            "title": t(sources[name].title),
            "attribution": t(sources[name].attribution),
            "licence": t(sources[name].licence),
            "period": written_period(sources[name].period, t),
            "url": sources[name].publisher_url,
            "retrieved": t("retrieved on {date}", date=_format_date(retrieved[name], t))
            if retrieved.get(name)
            else "",
        }
        for name in dict.fromkeys(names)
        if name in sources
    ]


def credit_line(credit: Credit) -> str:
    """A credit as one line: title, attribution, licence, day of retrieval."""
    terms = ", ".join(filter(None, (credit["licence"], credit["retrieved"])))
    return "; ".join(part.rstrip(".") for part in (f"{credit['title']}: {credit['attribution']}", terms)) + "."


def colophon(tables: Tables, t: Translator) -> list[str]:
    """Edition of the boundaries, version and date of the data."""
    manifest = tables.manifest
    edition, inputs = manifest.get("boundaries"), manifest.get("inputs", ())
    dates = sorted(filter(None, (entry.get("retrieved") for entry in inputs)))
    title = t(str(edition["title"])) if edition else t("none, seats only")
    texts = [t("Boundaries: {edition}", edition=title)]
    if edition and (overlap := edition.get("overlap_ha")):
        texts.append(
            t("{hectares} ha in several municipalities at once, counted in one only", hectares=t.number(overlap, 1))
        )
    if "data_version" in manifest:
        texts.append(t("Data version {version}", version=manifest["data_version"]))
    if dates:
        texts.append(t("Data retrieved up to {date}", date=_format_date(dates[-1], t)))
    return [*texts, "Terrapaz"]


def _format_date(iso: str, t: Translator) -> str:
    return t.date(date.fromisoformat(iso))
