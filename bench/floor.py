"""The least that a change of a filter takes: one slider and one mounted map, nothing computed and nothing drawn."""

import gc
from typing import Final

import folium
import streamlit as st
from jinja2 import Template
from streamlit_folium import st_folium


class Painted(folium.FeatureGroup):
    """An empty layer that records the second frame after it was added, as the map of the app does."""

    _template: Final = Template("""{% macro script(this, kwargs) %}
        var {{ this.get_name() }} = L.featureGroup();
        requestAnimationFrame(() => requestAnimationFrame(() => {
          const { dataset } = map_div.getContainer();
          dataset.shown = {{ this.number }};
          dataset.shownAt = performance.timeOrigin + performance.now();
        }));
        {% endmacro %}""")

    def __init__(self, number: int) -> None:
        super().__init__()
        self._id, self.number = "painted", number


@st.fragment
def page() -> None:
    frame = st.container()
    number = st.slider("Number", 1, 200, 10)
    with frame:
        chart = folium.Map(location=[4.6, -73.5], zoom_start=6, tiles=None)
        group = Painted(number)
        options = {"key": "map", "use_container_width": True, "height": 600, "returned_objects": []}
        st_folium(chart, feature_group_to_add=group, render=False, **options)


@st.cache_resource
def freeze() -> None:
    """Exempt the libraries from the collection after every run, as the app does, or a change waits for it."""
    gc.collect()
    gc.freeze()


freeze()
st.set_page_config(layout="wide")
page()
