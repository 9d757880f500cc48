"""A map as it is published: in two languages and, where its period spans several years, year by year, in one tree.

What the languages share is said once and numbers are packed, so that a reader can change language and year in a
file that still travels by mail. ``assets/edition.js`` reads it and shows one scene of it at a time.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, cast

import pandas as pd

from layers.catalog import choropleth
from layers.catalog.model import Outlines, Overlay, Points
from layers.outputs.published import Edition, PackedMark, PublishedScene
from layers.outputs.years import Years, year_by_year
from layers.scene import compose, marks, notes
from layers.scene.basemap import Basemap
from layers.scene.choropleth import BAND, GAP, coverage_notices, estimates, legend, method
from layers.scene.citation import cite
from layers.scene.encoding import pack, pack_estimates, pack_steps
from layers.scene.model import Mark, Scene, Shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS, LANGUAGE_NAMES, N_, Lang, Translator, translator

VARIANTS: Final = "~"
"""The only key of an object that stands for a place where the languages differ: its list has one each."""

NEVER: Final = (9999, 0)
"""First and last year of what covers none."""

SAME: Final = ""
"""Stands for rows that all have the first word, and for years that end as they begin."""

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
    """Say everything that the published map can show.

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
    whole = {layer.id: _packed(estimates(layer, tables, selection.years, codes)) for layer in layers}
    stages = {layer.id: year_by_year(layer, tables, years, codes) for layer in layers}
    timed = {layer.id: _in_time(layer, selection, tables, years) for layer in tables.overlays_of(selection)}
    published = [
        _published(scene, replace(selection, lang=scene["lang"]), tables, whole, stages, timed) for scene in scenes
    ]
    return {"langs": LANGS, "lang": LANGS.index(selection.lang), "years": years, "scene": merge(published)}


def merge(versions: Sequence[Any]) -> Any:
    """Say JSON-ready trees of one shape as one: what they share once, each difference with :data:`VARIANTS`.

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
    apart = {VARIANTS: list(versions)}
    if all(isinstance(version, list) and len(version) == len(first) for version in versions):
        together = [merge(each) for each in zip(*versions, strict=True)]
        return min(apart, together, key=lambda tree: len(json.dumps(tree)))
    return apart


def spoken(tree: Any, index: int) -> Any:
    """What a tree of :func:`merge` says in one of its languages."""
    if isinstance(tree, dict):
        if VARIANTS in tree:
            return tree[VARIANTS][index]
        return {key: spoken(each, index) for key, each in tree.items()}
    return [spoken(each, index) for each in tree] if isinstance(tree, list) else tree


def _published(
    scene: Scene,
    selection: Selection,
    tables: Tables,
    whole: Mapping[str, str],
    stages: Mapping[str, Years],
    timed: Mapping[str, Mapping[str, Any]],
) -> PublishedScene:
    t = translator(selection.lang)
    unplaced = notes.unplaced(scene["overlays"], t)
    choropleths = [
        _timed(part, stages[part["id"]], tables, t) | {"period_values": whole[part["id"]]}
        for part in scene["choropleths"]
    ]
    overlays = [_dense(mark, timed[mark["id"]]) for mark in scene["overlays"]]
    return cast(
        "PublishedScene",
        scene
        | {
            "words": scene["words"] | _words(selection.lang),
            "constant_notices": [text for text in scene["notices"] if text not in unplaced],
            "choropleths": choropleths,
            "overlays": overlays,
            "citation": cite("{title}", selection, tables),
        },
    )


def _timed(part: Shade, stages: Years, tables: Tables, t: Translator) -> dict[str, Any]:
    """A choropleth without the values of one period, with those of each year."""
    layer = choropleth(part["id"])
    zero = any(bool((table["best"] == 0).any()) for table in stages.found.values())
    return {key: value for key, value in part.items() if key not in ("class_codes", "values")} | {
        "covered_years": list(stages.found),
        "yearly_values": [_packed(table) for table in stages.found.values()],
        "yearly_legend": {"classes": legend(stages.classes, t, zero=zero), "method": method(stages.classes, t)},
        "standing": layer.measure.standing,
        "constant_notices": coverage_notices(layer, tables, t),
        "sources": layer.sources,
    }


def _packed(found: pd.DataFrame) -> str:
    """Estimates in order; low and high are said where they differ."""

    def each() -> Iterator[tuple[float, ...]]:
        for row in found.itertuples(index=False):
            best, *band = row
            yield () if math.isnan(best) else (best, *(band if band and band[0] != band[1] else ()))

    return pack_estimates(each())


def _in_time(layer: Overlay, selection: Selection, tables: Tables, years: Sequence[int]) -> dict[str, Any]:
    """First and last year that a layer's sources cover; of events also how many each year has, drawn or not."""
    named: dict[str, Any] = {"sources": layer.sources}
    if isinstance(layer, Outlines):
        return named
    spans = [source.coverage for name, source in tables.sources.items() if name in layer.sources]
    covers = [int(min(span.start for span in spans)[:4]), int(max(span.end for span in spans)[:4])] if spans else None
    if not isinstance(layer, Points):
        return {"covers": NEVER if marks.outside_coverage(layer, selection, tables) else covers} | named
    counts = tables.events_of(selection, layer.source)["date_start"].dt.year.value_counts()
    return {"covers": covers, "totals": [int(counts.get(year, 0)) for year in years]} | named


def _dense(mark: Mark, more: Mapping[str, Any]) -> PackedMark:
    """An overlay with its numbers packed."""
    packed: dict[str, Any] = {name: pack_steps(mark[name]) for name in ("at", "since", "until") if name in mark}
    if "until" in mark and mark["until"] == mark["since"]:
        packed["until"] = SAME
    if "xy" in mark:
        packed["xy"] = [pack_steps(mark["xy"][axis::2]) for axis in (0, 1)]
    if "shapes" in mark:
        packed["shapes"] = [[[pack(ring) for ring in part] for part in shape] for shape in mark["shapes"]]
    if "fields" in mark:
        packed["fields"] = [
            field | {"rows": pack_steps(field["rows"]) if any(field["rows"]) else SAME} for field in mark["fields"]
        ]
    return cast("PackedMark", {**mark, **packed, **more})


def _words(lang: Lang) -> dict[str, str]:
    t = translator(lang)
    return {key: t(word) for key, word in _WORDS.items()} | {
        "language": next(name for other, name in LANGUAGE_NAMES.items() if other != lang),
        "group": t.number(1000)[1],
        "decimal": t.number(0.5, 1)[1],
    }
