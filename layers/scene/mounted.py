"""A folium map of which streamlit-folium takes only scripts: mounted once, then sent one scene after another."""

from __future__ import annotations

import json
from typing import Any

import folium
from branca.element import Element

from layers.scene.compose import Mount, Show, empty_map
from layers.scene.web_assets import ServedAssets
from layers.text.i18n import Lang, translator


class _ScriptOnly(Element):
    """An element that is not rendered into a page: nobody would read the page, and it takes 4 ms."""

    def render(self, **kwargs: Any) -> str:
        """Render nothing: streamlit-folium takes the script from the element's template."""
        return ""


class Mounted(_ScriptOnly, folium.Map):
    """The map that the app mounts once."""


class Sent(_ScriptOnly, Show):
    """A scene for a mounted map."""


def mounted_map(assets: ServedAssets, lang: Lang = "es") -> folium.Map:
    """Build the map that the app mounts once; it loads scripts and geometry from the static folder.

    It is the same for every selection. To show a selection, pass :class:`Sent` of its scene as streamlit-folium's
    ``feature_group_to_add``.
    """
    chart = empty_map(translator(lang), Mounted)
    chart.default_js, chart.default_css = [("terrapaz", assets.script)], [("terrapaz", assets.style)]
    chart.add_child(Mount(json.dumps(assets.base)), name="mount")
    return chart
