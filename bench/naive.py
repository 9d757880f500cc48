"""The usual choropleth in Streamlit, for comparison: the map is rebuilt and sent at each change."""

import os
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
import shapely
import streamlit as st
from streamlit_folium import st_folium

FOLDER = Path(os.environ["TERRAPAZ_HOME"]) / "data" / "processed"


@st.cache_data
def shapes() -> gpd.GeoDataFrame:
    table = gpd.read_parquet(FOLDER / "municipalities.parquet")[["municipality_code", "municipality", "geometry"]]
    table["geometry"] = shapely.coverage_simplify(table.geometry.to_numpy(), 0.001)
    return table


@st.cache_data
def losses() -> pd.DataFrame:
    table = pd.read_parquet(FOLDER / "indicators.parquet")
    return table[(table["variable"] == "tree_cover_loss") & (table["source"] == "gfw_loss")]


st.set_page_config(layout="wide")
year = st.sidebar.slider("Year", 2001, 2022, 2010)
values = losses().query("year == @year").set_index("municipality_code")["value"]
table = shapes().assign(value=shapes()["municipality_code"].map(values))
chart = folium.Map(location=[4.6, -73.5], zoom_start=6, tiles=None)
# a pane named by the year shows the benchmark which state is on the screen
folium.map.CustomPane(f"year{year}").add_to(chart)
folium.Choropleth(
    table.to_json(), data=table, columns=["municipality_code", "value"], key_on="feature.properties.municipality_code"
).add_to(chart)
st_folium(chart, use_container_width=True, height=600)
