"""A published map: one tree with both languages and, if its period spans several years, every year.

What the languages share is stored once and numbers are packed, so that the file is small enough for e-mail.
``assets/edition.js`` reads it and shows one scene at a time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

import pandas as pd

from geo.source import Source
from layers.catalog import choropleth
from layers.catalog.model import Choropleth, Hexagons, Outlines, Overlay, Points
from layers.outputs.over_time import published_chart
from layers.outputs.published import Edition, PackedMark, PublishedScene
from layers.outputs.years import YearlyEstimates, yearly_estimates
from layers.scene import compose, marks, notes
from layers.scene.basemap import Basemap
from layers.scene.choropleth import BAND, GAP, amounts, coverage_notices, divided_by, estimates, legend, method
from layers.scene.citation import cite
from layers.scene.encoding import pack, pack_estimates, pack_steps
from layers.scene.mark_model import Mark
from layers.scene.model import Scene, Shade
from layers.scene.placed import covered_spans
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, LANGUAGE_NAMES, N_, Lang, Translator, translator

VARIANTS: Final = "~"
"""The only key of an object at which the languages differ: it has a list with the version of each."""

SAME: Final = ""
"""Stands for rows that all have the first text, and for features whose last year is their first."""

_WORDS: Final = {
    "search": N_("Find a municipality"),
    "unknown": N_("No municipality of that name"),
    "years": N_("Year shown"),
    "all": N_("All years"),
    "every": N_("All"),
    "bare": N_("No data of this year"),
    "before": N_("Previous year"),
    "after": N_("Next year"),
    "uncovered": N_("not covered"),
    "same": N_("The same classes in every year"),
    "band": BAND,
    "gap": GAP,
    "unplaced": notes.UNPLACED,
    "map": notes.MAP_OF,
    "range": notes.RANGE,
    "cite": N_("How to cite"),
    "sourced": N_("Sources: {sources}."),
}


def edition(selection: Selection, tables: Tables, base: Basemap) -> Edition:
    """Build a published map.

    Returns
    -------
    Edition
        The same for the same data and selection.

    Raises
    ------
    GeoDataError
        A place that is not in this edition of the boundaries.
    """
    years = selection.years if len(selection.years) > 1 else ()
    shown = tables.shown_codes(selection)
    codes = pd.Index([code for code in base.codes if code in shown])
    scenes = [compose.scene(replace(selection, lang=lang), tables, base, all_choropleths=True) for lang in LANGS]
    layers = [choropleth(part["id"]) for part in scenes[0]["choropleths"]]
    of_period = {layer.id: _period(layer, selection, tables, codes) for layer in layers}
    of_years = {layer.id: yearly_estimates(layer, tables, years, codes) for layer in layers}
    coverage = {layer.id: _coverage(layer, selection, tables, years) for layer in tables.overlays_of(selection)}
    published = [
        _published(scene, replace(selection, lang=scene["lang"]), tables, of_period, of_years, coverage)
        for scene in scenes
    ]
    return {"langs": LANGS, "lang": LANGS.index(selection.lang), "years": years, "scene": merge(published)}


def merge(versions: Sequence[Any]) -> Any:
    """Merge JSON-like trees of one structure: what they share once, differences under :data:`VARIANTS`.

    Examples
    --------
    >>> merge([{"n": 3, "title": "Mapa"}, {"n": 3, "title": "Map"}])
    {'n': 3, 'title': {'~': ['Mapa', 'Map']}}
    """
    first = versions[0]
    if all(version == first for version in versions):
        return first
    if all(isinstance(version, dict) and version.keys() == first.keys() for version in versions):
        return {key: merge([version[key] for version in versions]) for key in first}
    separate = {VARIANTS: list(versions)}
    if all(isinstance(version, list) and len(version) == len(first) for version in versions):
        itemwise = [merge(items) for items in zip(*versions, strict=True)]
        return min(separate, itemwise, key=lambda tree: len(json.dumps(tree)))
    return separate


def in_language(tree: Any, index: int) -> Any:
    """The version of one language in a tree of :func:`merge`."""
    if isinstance(tree, dict):
        if VARIANTS in tree:
            return tree[VARIANTS][index]
        return {key: in_language(value, index) for key, value in tree.items()}
    return [in_language(item, index) for item in tree] if isinstance(tree, list) else tree


def _published(
    scene: Scene,
    selection: Selection,
    tables: Tables,
    of_period: Mapping[str, dict[str, str]],
    of_years: Mapping[str, YearlyEstimates],
    coverage: Mapping[str, Mapping[str, Any]],
) -> PublishedScene:
    t = translator(selection.lang)
    unplaced = notes.unplaced(scene["overlays"], t)
    choropleths = [
        _with_years(shade, of_years[shade["id"]], tables, t) | of_period[shade["id"]]
        for shade in scene["choropleths"]
    ]
    overlays = [_pack_mark(mark, coverage[mark["id"]]) for mark in scene["overlays"]]
    return cast(
        "PublishedScene",
        scene
        | {
            "words": scene["words"] | _words(selection.lang),
            "constant_notices": [text for text in scene["notices"] if text not in unplaced],
            "choropleths": choropleths,
            "overlays": overlays,
            "citation": cite("{title}", selection, tables),
            "chart": None if selection.embed else published_chart(selection, tables),
        },
    )


def _with_years(shade: Shade, of_years: YearlyEstimates, tables: Tables, t: Translator) -> dict[str, Any]:
    """A choropleth with the values of each year in place of those of the period."""
    layer, classes = choropleth(shade["id"]), of_years.classes
    zero = any(bool((table["best"] == 0).any()) for table in of_years.by_year.values())
    return {key: value for key, value in shade.items() if key not in ("class_codes", "values", "amounts")} | {
        "covered_years": list(of_years.by_year),
        "yearly_values": [_pack(table) for table in of_years.by_year.values()],
        "yearly_amounts": [_pack_amounts(table, of_years.by_year[year]) for year, table in of_years.amounts.items()],
        "yearly_by": [divided_by(layer, tables, (year,), t) for year in of_years.amounts],
        "yearly_legend": {"classes": legend(classes, t, zero=zero), "method": method(classes, t)},
        "standing": layer.measure.standing,
        "constant_notices": coverage_notices(layer, tables, t),
        "sources": layer.sources,
    }


def _period(layer: Choropleth, selection: Selection, tables: Tables, codes: pd.Index) -> dict[str, str]:
    """The packed estimates of the period, and the amounts that they are made of."""
    found = estimates(layer, tables, selection.years, codes)
    made_of = amounts(layer, tables, found.attrs["years"], codes)
    return {"period_values": _pack(found), "period_amounts": "" if made_of is None else _pack_amounts(made_of, found)}


def _pack(table: pd.DataFrame) -> str:
    """Pack estimates in order; low and high are included where they differ."""

    def rows() -> Iterator[tuple[float, ...]]:
        for row in table.itertuples(index=False):
            best, *band = row
            yield () if math.isnan(best) else (best, *(band if band and band[0] != band[1] else ()))

    return pack_estimates(rows())


def _pack_amounts(made_of: pd.DataFrame, rates: pd.DataFrame) -> str:
    """Pack the amounts of rates above zero: those of a zero are zero, and without data there is none to show."""
    return _pack(made_of[(rates.fillna(0) > 0).any(axis="columns")])


def _coverage(layer: Overlay, selection: Selection, tables: Tables, years: Sequence[int]) -> dict[str, Any]:
    """Years of the spans that a layer's sources cover; for events also their number in each year, drawn or not."""
    sources: dict[str, Any] = {"sources": layer.sources}
    if isinstance(layer, Outlines):
        return sources
    known = [source for name, source in tables.sources.items() if name in layer.sources]
    spans = [span for each in known for span in _spans(layer, each, tables)]
    covers = [[int(month[:4]) for month in span] for span in spans] or None
    if not isinstance(layer, Points | Hexagons) or layer.source not in tables.event_sources:
        return {"covers": [] if marks.outside_coverage(layer, selection, tables) else covers} | sources
    counts = tables.events_of(selection, layer.source)["date_start"].dt.year.value_counts()
    return {"covers": covers, "totals": [int(counts.get(year, 0)) for year in years]} | sources


def _spans(layer: Overlay, source: Source, tables: Tables) -> tuple[tuple[str, str], ...]:
    """All spans of months that a source covers, as a layer shows it."""
    first, last = source.coverage.start[:7], source.coverage.end[:7]
    return (
        covered_spans(source, tables, first, last)
        if isinstance(layer, Hexagons)
        else source.coverage.spans(first, last)
    )


def _pack_mark(mark: Mark, coverage: Mapping[str, Any]) -> PackedMark:
    """Pack the numbers of an overlay and add its coverage."""
    packed: dict[str, Any] = {name: pack_steps(mark[name]) for name in ("at", "since", "until") if name in mark}
    if "until" in mark and mark["until"] == mark["since"]:
        packed["until"] = SAME
    if "xy" in mark:
        packed["xy"] = [pack_steps(mark["xy"][axis::2]) for axis in (0, 1)]
    if "cells" in mark:
        packed["cells"] = [pack_steps(mark["cells"][axis::2]) for axis in (0, 1)]
        packed |= {name: pack(mark[name]) for name in ("km2", "amounts", "near")}
    if "shapes" in mark:
        packed["shapes"] = [[[pack(ring) for ring in part] for part in shape] for shape in mark["shapes"]]
    if "fields" in mark:
        packed["fields"] = [
            field | {"rows": pack_steps(field["rows"]) if any(field["rows"]) else SAME} for field in mark["fields"]
        ]
    return cast("PackedMark", {**mark, **packed, **coverage})


def _words(lang: Lang) -> dict[str, str]:
    t = translator(lang)
    return {key: t(word) for key, word in _WORDS.items()} | {
        "language": next(name for other, name in LANGUAGE_NAMES.items() if other != lang),
    }
