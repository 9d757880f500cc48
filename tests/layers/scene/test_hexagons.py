"""Hexagons on a map: every point in one cell, true areas, no rate of a sliver, no zero where nobody looked."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from geo.statistics.hexagons import cells_at, outlines
from layers.catalog import LAYERS
from layers.catalog.model import Hexagons
from layers.extract.hexagons import part
from layers.figure.scene_data import classes_of
from layers.scene import basemap, compose
from layers.scene.cells import Cells, count
from layers.scene.hexagons import headline, seen
from layers.scene.mark_model import OUTSIDE
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from tests import builders
from tests.builders import square

REGION = Selection(region="bajo-cauca", start="2012-01", end="2013-12", layers=("ucdp_hexagons", "ucdp"), lang="en")
EVENTS, ALERTS, FIRES = (LAYERS[f"{name}_hexagons"] for name in ("ucdp", "alerts", "fires"))
EVERY = [layer for layer in LAYERS.values() if isinstance(layer, Hexagons)]
assert isinstance(EVENTS, Hexagons)
assert isinstance(ALERTS, Hexagons)
assert isinstance(FIRES, Hexagons)


def marks(selection: Selection, tables: Tables, **options: bool) -> dict[str, Any]:
    scene = compose.scene(selection, tables, basemap.for_selection(tables, selection), **options)
    return {mark["id"]: mark for mark in scene["overlays"]}


def with_events(tables: Tables, *places: tuple[float, float]) -> Tables:
    """The same country with one event of 2012 at each place, all of Cáceres."""
    events = builders.events(
        *[{"event_id": f"e{n}", "geometry": shapely.Point(place)} for n, place in enumerate(places)],
        source="ucdp_ged", date_start="2012-03-02", municipality_code="05120", location_precision=1,
        located_by="point", citation="UCDP", deaths=(1, 1, 1), source_event_type="x", source_event_id="1",
    )  # fmt: skip
    return replace(tables, events=events)


def with_figures(tables: Tables, layer: str, codes: tuple[str, ...], **parts: Any) -> Tables:
    """The same country, of which a source searched some municipalities whole."""
    source = LAYERS[layer].sources[0]
    variable = tables.sources[source].variables[0].id
    figures = builders.indicators([(code, 2012, variable, "ha", 1.0, source) for code in codes])
    return replace(tables, indicators=pd.concat([tables.indicators, figures]), **parts)


def around(found: Cells, lon: float, lat: float) -> pd.Series:
    """The cell at a place."""
    ((q, r),) = cells_at([lon], [lat], found.size)
    return found.table[(found.table["q"] == q) & (found.table["r"] == r)].iloc[0]


@pytest.mark.parametrize("place", [{}, {"region": "bajo-cauca"}, {"municipality_code": "05154"}], ids=str)
@pytest.mark.parametrize("precision", [1, 2])
def test_cells_add_up_to_the_points_of_the_ordinary_layer(
    tables: Tables, place: dict[str, str], precision: int
) -> None:
    """Not one event more or less; those placed too vaguely are counted in the notices of both."""
    selection = Selection(**place, precision=precision, layers=("ucdp", "ucdp_hexagons"), start="2012-01")  # type: ignore[arg-type]
    drawn = marks(selection, tables)
    cells, points = drawn["ucdp_hexagons"], drawn["ucdp"]
    assert (sum(cells["amounts"]), cells["total"]) == (points["count"], points["total"])
    assert Counter(cells["class_codes"])["0"] == len(cells["km2"]) - len(set(cells["at"]))


def test_areas_of_cells_add_up_to_the_place(tables: Tables) -> None:
    """To the tenths that are printed: the rate is per 100 km² of the printed area."""
    found = count(EVENTS, REGION, tables)
    place = tables.municipalities.geometry[:2].to_crs("EPSG:6933").area.sum() / 1e6
    assert found.table["km2"].sum() == pytest.approx(place, abs=0.05 * len(found.table))
    assert found.table["km2"].max() == found.size == 100
    full = around(found, -74.5, 7.5)
    assert (full["km2"], full["amount"], full["near"], full["rate"]) == (100.0, 2.0, 1.0, 2.0)


def test_a_cell_is_the_same_whatever_is_shown(tables: Tables) -> None:
    """Whole cells of the region have the numbers that they have on the map of its two departments."""
    small, large = (count(EVENTS, replace(REGION, region=region), tables).table for region in ("bajo-cauca", None))
    whole = small[small["km2"] == 100].set_index(["q", "r"])
    assert len(whole) > 100
    pd.testing.assert_frame_equal(whole, large.set_index(["q", "r"]).loc[whole.index])


def test_a_sliver_has_a_count_and_no_rate(tables: Tables) -> None:
    """One event in a corner of the country would be a hot spot; one outside the outline is counted where it lies."""
    found = count(EVENTS, REGION, tables)
    sliver = found.table[found.table["km2"].between(1, 24)].iloc[0]
    cell = outlines(sliver[["q", "r"]].to_numpy(dtype=int)[None], 100)[0]
    inside = shapely.point_on_surface(shapely.intersection(cell, square(-75, 7)))
    inside = inside if not inside.is_empty else shapely.point_on_surface(cell)
    changed = with_events(tables, (inside.x, inside.y), (-76.5, 7.5))
    mark = marks(REGION, changed)["ucdp_hexagons"]
    assert mark["count"] == 2
    assert mark["class_codes"].count("+") == 2
    assert mark["grid"]["partial"]["n"] == 2
    assert [row["label"] for row in mark["grid"]["classes"]] == ["0"]


def test_what_was_not_covered_has_no_zero(tables: Tables) -> None:
    """UCDP has no 2020 here: every cell is hatched, and the legend says so; 2012 has zeros."""
    mark = marks(replace(REGION, start="2020-01", end="2020-12"), tables)["ucdp_hexagons"]
    assert set(mark["class_codes"]) == {"-"}
    assert mark["count_text"] == "not covered"
    assert mark["grid"]["nodata"]["n"] == len(mark["km2"])
    assert mark["grid"]["classes"] == []
    assert "0" in marks(REGION, tables)["ucdp_hexagons"]["class_codes"]


@pytest.mark.parametrize("layer", EVERY, ids=lambda layer: layer.id)
def test_a_build_that_holds_nothing_of_a_source_has_no_zero(layer: Hexagons, tables: Tables) -> None:
    """As one made before there were counts by cell, or without the source: nothing is known, in no year."""
    figures = tables.indicators[tables.indicators["source"] != layer.source]
    source = tables.sources[layer.source]
    features = {name: table for name, table in tables.features.items() if name != (source.table or source.id)}
    events = tables.events[tables.events["source"] != layer.source]
    bare = replace(tables, indicators=figures, features=features, events=events, cells=tables.cells.iloc[:0])
    mark = marks(replace(REGION, layers=(layer.id,)), bare)[layer.id]
    assert set(mark["class_codes"]) <= {"-"}
    assert mark["grid"]["classes"] == []


def test_alerts_count_where_the_search_was_whole(tables: Tables) -> None:
    """Hectares of patches by month; what lies in a municipality that was searched in part is said, not drawn."""
    patches = builders.features(
        [
            ("a:1", "gfw_alerts", "alert_high", "2024-11", 2024, 1.25, "GFW", square(-74.51, 7.5, 0.01)),
            ("a:2", "gfw_alerts", "alert_high", "2024-12", 2024, 2.5, "GFW", square(-74.505, 7.5, 0.01)),
            ("a:3", "gfw_alerts", "alert_high", "2024-12", 2024, 4.0, "GFW", square(-73.5, 7.5, 0.01)),
        ]
    )
    known = with_figures(tables, "alerts_hexagons", ("05120",), features={**tables.features, "alerts": patches})
    selection = replace(REGION, layers=("alerts_hexagons",), start="2024-01", end="2024-12")
    found = count(ALERTS, selection, known)
    assert (found.total, found.left_out) == (3.75, 4.0)
    november = replace(selection, end="2024-11")
    fine = replace(known, features={**tables.features, "alerts": patches.assign(area_ha=[0.1049, 2.5, 4.0])})
    assert around(count(ALERTS, november, fine), -74.505, 7.505)["rate"] == 0.1  # of 0.10 ha, as the card has it
    assert not around(found, -73.5, 7.5)["has_data"]
    assert around(found, -74.7, 7.3)["rate"] == 0
    scene = compose.scene(selection, known, basemap.for_selection(known, selection))
    assert any("4 ha in municipalities that were not searched in full" in text for text in scene["notices"])
    assert count(ALERTS, november, known).total == 1.25


def test_fires_are_the_mean_of_the_covered_years(tables: Tables) -> None:
    """Ten detections in 2021 and 2022 in one cell are five a year; 2023 has none and is not zero."""
    ((q, r),) = cells_at([-74.5], [7.5], 100)
    cells = pd.DataFrame(
        {"source": "firms_modis", "municipality_code": "05120", "size_km2": 100, "q": q, "r": r,
         "year": [2021, 2022], "n": [4, 6]}
    )  # fmt: skip
    known = with_figures(tables, "fires_hexagons", ("05120", "05154"), cells=cells)
    selection = replace(REGION, layers=("fires_hexagons",), start="2021-01", end="2023-12")
    found = count(FIRES, selection, known)
    assert (found.spans, found.years, found.total) == ((("2021-01", "2022-12"),), 2, 10.0)
    assert around(found, -74.5, 7.5)["rate"] == 5
    scene = compose.scene(selection, known, basemap.for_selection(known, selection))
    assert "Active fires, in hexagons: no figure for 2023." in scene["notices"]
    assert scene["title"] == "Bajo Cauca: active fires, in hexagons"


def test_years_add_up_to_the_period(tables: Tables) -> None:
    """A published map has the amounts of each year and a legend that they share."""
    whole, yearly = (marks(REGION, tables, all_choropleths=each)["ucdp_hexagons"] for each in (False, True))
    assert sum(yearly["amounts"]) == sum(whole["amounts"])
    assert set(yearly["since"]) == {2012, 2013}
    assert yearly["grid"]["yearly_classes"][0]["label"] == "0"
    assert "since" not in whole


def test_without_boundaries_events_have_no_rate(seats: Tables, events: gpd.GeoDataFrame) -> None:
    """Nobody knows how much of a cell is inside."""
    found = count(EVENTS, REGION, replace(seats, events=events))
    assert found.total > 0
    assert found.table["rate"].isna().all()


@pytest.mark.data
@pytest.mark.parametrize("region", ["catatumbo", None])
def test_real_cells_agree_with_points_and_figures(real: Tables, region: str | None) -> None:
    """Events as many as the ordinary layer draws, fires as many as the figures; each layer is small."""
    selection = Selection(region=region, layers=(*(layer.id for layer in EVERY), "ucdp"))
    drawn = marks(selection, real)
    assert sum(drawn["ucdp_hexagons"]["amounts"]) == drawn["ucdp"]["count"] > 0
    fires = real.indicators[real.indicators["source"] == "firms_modis"]
    here = fires["municipality_code"].isin(real.selected_codes(selection)) & fires["year"].isin(selection.years)
    assert sum(drawn["fires_hexagons"]["amounts"]) == fires.loc[here, "value"].sum() > 0
    for layer in EVERY:
        assert len(json.dumps(drawn[layer.id], separators=(",", ":"))) < 32_000


def test_a_headline_is_read_back_from_the_cells(tables: Tables) -> None:
    """How much, in how many cells, where most; without data it says so and ranks nothing."""
    found = count(EVENTS, REGION, tables)
    filled, cells = int((found.table["amount"] > 0).sum()), len(found.table)
    assert headline(EVENTS, REGION, tables) == (
        f"Deadly events, in hexagons, Bajo Cauca, 2012–2013: {found.total:.0f} events in {filled} of {cells} cells."
        " The highest rate is 4 events per 100 km², in cell 100/-26/42, Caucasia."
    )
    empty = headline(EVENTS, replace(REGION, start="2020-01", end="2020-12"), tables)
    assert empty == "Deadly events, in hexagons, Bajo Cauca: no data for this place and period."


def test_steps_of_an_animation_share_their_classes(tables: Tables) -> None:
    """A colour means the same in each year, as in a published map."""
    base = basemap.for_selection(tables, REGION)
    alone = replace(REGION, layers=("ucdp_hexagons",))
    steps = [replace(alone, start=f"{year}-01", end=f"{year}-12") for year in (2012, 2013)]
    scenes = [compose.scene(step, tables, base, span=("2012-01", "2013-12")) for step in steps]
    legends = [scene["overlays"][0]["grid"]["classes"] for scene in scenes]
    published = marks(REGION, tables, all_choropleths=True)["ucdp_hexagons"]["grid"]["yearly_classes"]
    first, second = ([(row["class"], row["label"], row["color"]) for row in rows] for rows in legends)
    assert first == second == [(row["class"], row["label"], row["color"]) for row in published]


def test_an_extract_has_the_cells_of_the_map(tables: Tables) -> None:
    """Name, area, amount and rate of each cell, as on the map; what has no data is empty, never zero."""
    found, mark = part(EVENTS, REGION, tables, translator("en")), marks(REGION, tables)["ucdp_hexagons"]
    assert found is not None
    cells = found.table
    assert cells["cell_id"].is_unique
    assert cells["amount"].sum() == sum(mark["amounts"])
    assert (cells["area_km2"] * 10).round().astype(int).tolist() == mark["km2"]
    assert cells["class"].astype(str).tolist() == list(mark["class_codes"])
    blank = part(EVENTS, replace(REGION, start="2020-01", end="2020-12"), tables, translator("en"))
    assert blank is not None
    assert blank.table[["amount", "rate", "class"]].isna().all(axis=None)


def test_what_the_heading_names_is_what_is_seen(tables: Tables) -> None:
    """Of two layers, that without data is not drawn: heading, title and legend are the other's."""
    selection = replace(REGION, layers=("ucdp_hexagons", "fires_hexagons"))
    bare = replace(tables, events=tables.events[tables.events["source"] != EVENTS.source])
    shown = []
    for data in (tables, bare):
        scene = compose.scene(selection, data, basemap.for_selection(data, selection))
        shown.append([mark["id"] for mark in seen(scene["overlays"])])
        assert scene["title"] == seen(scene["overlays"])[0]["grid"]["heading"]
    assert shown[0][0] == "ucdp_hexagons"
    assert "ucdp_hexagons" not in shown[1] or shown[1] == ["ucdp_hexagons"]


@pytest.mark.parametrize("layer", ["ucdp_hexagons", "fires_hexagons"])
def test_around_a_municipality_nothing_is_counted(tables: Tables, layer: str) -> None:
    """The cells are those of the municipality, on screen as in files; its neighbours are not inside."""
    selection = replace(REGION, municipality_code="05120", layers=(layer,))
    base = basemap.for_selection(tables, selection)
    scene = compose.scene(selection, tables, base)
    inside = [code for code, flag in zip(base.codes, scene["inside"], strict=True) if flag == "1"]
    assert inside == ["05120"]
    classes, _ = classes_of(base, scene | {"choropleths": []})
    assert {code for code, kind in classes.items() if kind != OUTSIDE} == {"05120"}
