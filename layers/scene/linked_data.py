"""Views of the data and their sources as schema.org describes data sets (JSON-LD), for searches for data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from markupsafe import Markup

from geo.source import Source
from layers.scene import notes
from layers.scene.citation import cite, retrieved
from layers.scene.compose import escape_json
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator


def dataset(
    title: str, description: str, selection: Selection, tables: Tables, sources: Iterable[str], *, period: str = ""
) -> Markup:
    """Describe a page for its head: a script element that no browser runs.

    Parameters
    ----------
    title, description
        Of the page; the description says in a sentence or two what it shows.
    sources
        Ids of the sources it uses; those that a build lacks are left out.
    period
        The years that the page states; by default the period of the selection.

    References
    ----------
    schema.org, Dataset; Google Search Central, "Dataset (Dataset, DataCatalog, DataDownload) structured data".
    """
    t = translator(selection.lang)
    used = [tables.sources[name] for name in dict.fromkeys(sources) if name in tables.sources]
    day = retrieved(tables)
    facts: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": f"{title}, {period or t.period(selection.start, selection.end)}",
        "description": description,
        "inLanguage": selection.lang,
        "version": tables.version,
        "dateModified": day.isoformat() if day else None,
        "temporalCoverage": f"{selection.start}/{selection.end}",
        "spatialCoverage": _place(selection, tables),
        "creator": {"@type": "Organization", "name": t("Terrapaz contributors")},
        "creditText": cite(title, selection, tables, [source.id for source in used], period=period),
        "isAccessibleForFree": True,
        "isBasedOn": [name_source(source, t) for source in used],
    }
    stated = {name: value for name, value in facts.items() if value}
    text = escape_json(json.dumps(stated, ensure_ascii=False, separators=(",", ":")))
    return Markup('<script type="application/ld+json">{}</script>').format(Markup(text))  # noqa: S704, escaped above


def name_source(source: Source, translate: Callable[[str], str] = str) -> dict[str, Any]:
    """Name a source with publisher and terms, as what a data set is based on.

    Parameters
    ----------
    translate
        Translates the texts of the catalogue; they are English.
    """
    return {
        "@type": "Dataset",
        "name": translate(source.title),
        "url": source.publisher_url,
        "publisher": {"@type": "Organization", "name": source.publisher},
        "license": {"@type": "CreativeWork", "name": translate(source.licence)},
    }


def describe_source(source: Source) -> dict[str, Any]:
    """Describe a source in English: publisher, terms, period, what it measures, what it does not show.

    References
    ----------
    schema.org, Dataset.
    """
    described = name_source(source) | {
        "identifier": source.id,
        "description": " ".join([f"{source.title}.", *source.caveats]),
        "creditText": source.attribution,
        "temporalCoverage": f"{source.coverage.start}/{source.coverage.end}" if source.coverage.start else "",
        "variableMeasured": [
            {"@type": "PropertyValue", "name": variable.title, "unitText": variable.unit}
            for variable in source.variables
        ],
    }
    return {name: value for name, value in described.items() if value}


def _place(selection: Selection, tables: Tables) -> dict[str, Any]:
    place: dict[str, Any] = {"@type": "Place", "name": notes.place_name(selection, tables)}
    rows = tables.municipalities
    rows = rows[rows["municipality_code"].isin(tables.selected_codes(selection))]
    if tables.has_boundaries and len(rows):
        west, south, east, north = (round(float(edge), 4) for edge in rows.total_bounds)
        place["geo"] = {"@type": "GeoShape", "box": f"{south} {west} {north} {east}"}
    return place
