"""The land border: on it or not, with whom, and how far."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pyproj import Geod
from shapely import box

from geo.build.land_border import TOLERANCE, land_border
from geo.schema import CRS
from layers.tables import Tables

KM = 111.3  # of a degree of longitude near the equator
NEARER = TOLERANCE * KM  # the outline counts as border up to so far beyond the neighbour's corner


def places(*left: float) -> gpd.GeoDataFrame:
    """Squares of one degree between 0 and 1 degrees north, by their western edge."""
    return gpd.GeoDataFrame(geometry=[box(x, 0, x + 1, 1) for x in left], index=[f"at {x:g}" for x in left], crs=CRS)


def countries(**shapes: object) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"name": list(shapes)}, geometry=list(shapes.values()), crs=CRS)


def test_who_lies_on_the_border_and_how_far_the_others_are() -> None:
    """Three squares in a row, a country east of the last: it is on the border, the next a square away."""
    found = land_border(places(-74, -73, -72), countries(Venezuela=box(-71, -1, -69, 2)))
    assert found["border_countries"].fillna("").tolist() == ["", "", "Venezuela"]
    assert found["border_km"].tolist() == pytest.approx([2 * KM, KM, 0], abs=1.1 * NEARER)


def test_over_the_sea_there_is_no_distance_to_the_land_border() -> None:
    """A square apart from the two that reach the border has none, however near it is."""
    found = land_border(places(-75, -73, -72), countries(Venezuela=box(-71, -1, -69, 2)))
    assert found["border_km"].isna().tolist() == [True, False, False]


def test_a_gap_or_an_overlap_within_the_tolerance_is_a_border() -> None:
    """Coarse outlines do not meet fine ones: 3 km away, or 3 km too far, is the same line."""
    for edge in (-70.97, -71.03):
        found = land_border(places(-72), countries(Venezuela=box(edge, -1, -69, 2)))
        assert found["border_countries"].tolist() == ["Venezuela"]


def test_the_sea_and_other_countries_are_no_border() -> None:
    """A country across the water, and one that is no neighbour by land, leave every column empty of a border."""
    found = land_border(places(-72), countries(Venezuela=box(-70, -1, -69, 2), Jamaica=box(-71, -1, -70.5, 2)))
    assert found["border_countries"].isna().all()
    assert np.isnan(found["border_km"]).all()


def test_a_corner_is_no_border_and_two_countries_are_two() -> None:
    """What meets a neighbour in a point is not on its border; where two countries meet both are named."""
    grid = gpd.GeoDataFrame(geometry=[box(-73, 0, -72, 1), box(-72, 0, -71, 1), box(-72, 1, -71, 2)], crs=CRS)
    found = land_border(grid, countries(Peru=box(-75, -3, -70, -0.001), Brazil=box(-71, -3, -65, 3)))
    assert found["border_countries"].fillna("").tolist() == ["Peru", "Brazil Peru", "Brazil"]
    assert found["border_km"].tolist() == [0, 0, 0]


@pytest.mark.data
def test_the_border_of_the_country(processed: Path) -> None:
    """67 municipalities; the line is as long as the limits that Cancilleria publishes, to a tenth."""
    tables = Tables.read(processed)
    table = tables.municipalities.set_index("municipality_code")
    on_it = table["border_countries"].dropna()
    assert len(on_it) == 67
    assert on_it["54810"] == "Venezuela"
    assert on_it["91001"] == "Brazil Peru"
    assert (table.loc[on_it.index, "border_km"] == 0).all()
    assert set(table.index[table["border_km"].isna()]) == {"88001", "88564"}  # San Andrés and Providencia
    assert table.loc["54498", "border_km"] == pytest.approx(72.5, abs=1)  # Ocana
    outline = gpd.GeoSeries(table.geometry, crs=CRS).union_all().boundary
    context = tables.features["context"]
    published = {"Brazil": 1645, "Ecuador": 586, "Panama": 266, "Peru": 1626, "Venezuela": 2219}
    geod, lengths = Geod(ellps="GRS80"), {}
    for name in published:
        country = context[(context["kind"] == "country") & (context["name"] == name)].geometry.iloc[0]
        lengths[name] = geod.geometry_length(outline.intersection(country.buffer(0.05))) / 1000
    assert sum(lengths.values()) == pytest.approx(sum(published.values()), rel=0.1)
    assert pd.Series(lengths).corr(pd.Series(published)) > 0.99
