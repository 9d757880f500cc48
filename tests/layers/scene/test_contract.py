"""What Python writes into a scene and what JavaScript reads of it are the same fields."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, get_origin, get_type_hints

import pytest

from layers.outputs.edition import edition, in_language
from layers.outputs.published import Edition, PackedColumn, PackedMark, PublishedScene, PublishedShade, YearlyLegend
from layers.scene import basemap, compose
from layers.scene.basemap import Ground, Place
from layers.scene.mark_model import Column, Grid, LegendRow, Mark, NoData
from layers.scene.model import Credit, Scene, Shade, Tiles, View
from layers.scene.web_assets import ASSETS
from layers.selection import Selection
from layers.tables import Tables

SCRIPTS = (
    "furniture.js",
    "finder.js",
    "names.js",
    "hexagons.js",
    "marks.js",
    "terrapaz.js",
    "page.js",
    "edition.js",
    "app.js",
)
SOURCE = {name: re.sub(r"/\*.*?\*/", "", (ASSETS / name).read_text("utf-8"), flags=re.DOTALL) for name in SCRIPTS}
EVERY = (
    *(Scene, View, Tiles, Shade, LegendRow, NoData, Mark, Grid, Column, Credit),
    *(Ground, Place, Edition, PublishedScene, PublishedShade, YearlyLegend, PackedMark, PackedColumn),
)
READ = {
    "scene": (Scene, PublishedScene),
    "scene.view": (View,),
    "scene.tiles": (Tiles,),
    "part": (Shade, Mark, PublishedShade, Credit),
    "part.nodata": (NoData,),
    "grid": (Grid,),
    "field": (Column, PackedColumn),
    "edition": (Edition,),
    "base": (Ground,),
    "state.base": (Ground,),
}
"""Names that hold a part of a scene in every script, and what it may be."""

ELSEWHERE = {"years", "bare", "open"}
"""What edition.js adds to a scene and to the shade of a year without data; whether an element is unfolded."""

IN_WORDS = {"top"}
"""What is read by :func:`layers.scene.notes.summary` only."""


def fields(*types: Any) -> set[str]:
    return {name for kind in types for name in get_type_hints(kind)}


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_read_declared_fields_only(script: str, name: str) -> None:
    """A field that Python renames cannot be read under its old name."""
    read = set(re.findall(rf"(?<![\w.]){re.escape(name)}\.(\w+)\b(?!\()", SOURCE[script]))
    for listed in re.findall(rf"\{{([^{{}}]*)\}} = {re.escape(name)}\b(?![.(\[])", SOURCE[script]):
        read |= {part.split(":")[0].strip() for part in listed.split(",")}
    assert read - fields(*READ[name]) - ELSEWHERE == set()


def test_something_is_read_under_each_name() -> None:
    """The test above looks at names that the scripts use."""
    whole = "\n".join(SOURCE.values())
    assert [name for name in READ if not re.search(rf"(?<![\w.]){re.escape(name)}\.\w", whole)] == []


@pytest.mark.parametrize("kind", EVERY, ids=lambda kind: kind.__name__)
def test_every_declared_field_is_read(kind: Any) -> None:
    """What no script needs does not travel."""
    whole = "\n".join(SOURCE.values())
    unread = {name for name in fields(kind) if not re.search(rf"[.{{,]\s*{name}\b", whole)}
    assert unread - IN_WORDS == set()


@pytest.mark.data
def test_what_is_written_is_what_is_declared(real: Tables) -> None:
    """No field more, none less, in scenes with every kind of layer, of one period and published."""
    selection = Selection(
        region="catatumbo",
        tiles="osm",
        layers=("incidents", "massacres", "mining", "places", "regions", "ucdp", "ucdp_hexagons"),
    )
    base = basemap.for_selection(real, selection)
    scene = compose.scene(selection, real, base)
    _same(scene, Scene)
    _same(scene["view"], View)
    _same(scene["tiles"], Tiles)
    published = edition(selection, real, base)
    _same(published, Edition)
    shown = in_language(published["scene"], published["lang"])
    _same(shown, PublishedScene)
    for each, shade, mark, column in (
        (scene, Shade, Mark, Column),
        (shown, PublishedShade, PackedMark, PackedColumn),
    ):
        _all_same(each["choropleths"], shade)
        _all_same([part["nodata"] for part in each["choropleths"]], NoData)
        _all_same([row for part in each["choropleths"] for row in part["classes"]], LegendRow)
        _all_same(each["overlays"], mark)
        _all_same([field for part in each["overlays"] for field in part.get("fields", ())], column)
        _all_same([part["grid"] for part in each["overlays"] if "grid" in part], Grid)
        _all_same(each["credits"], Credit)
    _all_same([part["yearly_legend"] for part in shown["choropleths"]], YearlyLegend)


def _all_same(found: Iterable[Mapping[str, Any]], kind: Any) -> None:
    listed = list(found)
    assert listed
    for each in listed:
        _same(each, kind)


def _same(found: Any, kind: Any) -> None:
    hints = get_type_hints(kind, include_extras=True)
    required = {name for name, hint in hints.items() if get_origin(hint) is not NotRequired}
    assert required <= set(found) <= hints.keys()
