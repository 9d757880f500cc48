"""Maps as one HTML file that makes no request."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html import escape
from typing import Final

from branca.element import MacroElement
from jinja2 import Template
from markupsafe import Markup

from layers.outputs.edition import edition, in_language
from layers.outputs.published import Edition
from layers.scene import basemap, compose, notes
from layers.scene.linked_data import dataset
from layers.scene.model import Scene, Tiles
from layers.scene.web_assets import bundle, policy, render_fragment
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

POLICY: Final = "@policy@"
"""Stands in a page for its policy until the rest is written."""

_BLOCKS: Final = re.compile(r"<(script|style)>(.*?)</\1>", re.DOTALL)


def html(selection: Selection, tables: Tables) -> str:
    """Render a map as one page that works from a disk without a network.

    Its Content-Security-Policy forbids every request, and every script but those in the page, by their checksums. If
    the selection has background tiles, pictures may be loaded from their server only. The same selection of the same
    data gives the same bytes.
    """
    base = basemap.for_selection(tables, selection)
    published = edition(selection, tables, base)
    shown = in_language(published["scene"], published["lang"])
    chart = compose.empty_map(translator(selection.lang))
    assets = bundle(published=True)
    header = compose.figure(chart).header
    for kind, texts in (("style", assets.styles), ("script", assets.scripts)):
        for name, text in texts.items():
            header.add_child(compose.Verbatim(f"<{kind}>{text}</{kind}>"), name=name)
    chart.add_child(compose.Mount(base.json), name="mount")
    chart.add_child(Publish(published), name="publish")
    chart.render()  # type: ignore[no-untyped-call]
    figure = compose.figure(chart)
    parts = {
        "head": [child for name, child in figure.header._children.items() if name != "meta_http"],
        "body": figure.html._children.values(),
        "script": figure.script._children.values(),
    }
    page = render_fragment(
        "map.html",
        t=translator(selection.lang),
        policy=POLICY,
        summary=shown["summary"],
        title=f"{shown['title']}, {shown['period']}",
        embed=selection.embed,
        dataset=_dataset(shown, selection, tables),
        **{name: Markup("\n".join(child.render() for child in each)) for name, each in parts.items()},  # noqa: S704
    )
    return with_policy(str(page), shown["tiles"])


def _dataset(shown: Scene, selection: Selection, tables: Tables) -> Markup:
    layers = [tables.layers[part["id"]] for part in (*shown["choropleths"], *shown["overlays"])]
    sources = [name for layer in layers for name in layer.sources]
    return dataset(shown["title"], shown["summary"], selection, tables, sources)


@dataclass(frozen=True, eq=False)
class Map:
    """A map for a notebook, which shows it where it is the last value of a cell.

    Attributes
    ----------
    height
        Pixels.
    """

    selection: Selection
    tables: Tables
    height: int = 600

    def _repr_html_(self) -> str:
        place = escape(notes.place_name(self.selection, self.tables))
        page = escape(html(self.selection, self.tables))
        size = f'width="100%" height="{self.height}" style="border:0"'
        return f'<iframe srcdoc="{page}" title="{place}" {size}></iframe>'


class Publish(MacroElement):
    """Pass an edition to its folium map, which shows one language and year at a time."""

    _template = Template(
        "{% macro script(this, kwargs) %}"
        "Terrapaz.publish({{ this._parent.get_name() }}, {{ this.text }});{% endmacro %}"
    )

    def __init__(self, published: Edition) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name, self._id = "Publish", "terrapaz"
        self.text = compose.escape_json(json.dumps(published, ensure_ascii=False, separators=(",", ":")))


def with_policy(page: str, tiles: Tiles | None) -> str:
    """A page with the Content-Security-Policy of its own scripts and styles in place of :data:`POLICY`."""
    found = _BLOCKS.findall(page)
    allowed = policy(
        scripts=[text for kind, text in found if kind == "script"],
        styles=[text for kind, text in found if kind == "style"],
        pictures=f"data: {'/'.join(tiles['url'].split('/')[:3])}" if tiles else "data:",
    )
    return page.replace(POLICY, allowed, 1)
