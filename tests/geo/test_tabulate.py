"""Rasters in zones: hand-made rasters, the cells' centres located one by one, exactextract, publishers' figures."""

import importlib
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from exactextract import exact_extract
from numpy.typing import NDArray
from pyproj import Transformer
from rasterio.enums import ColorInterp
from rasterio.transform import Affine, from_origin

from geo.area import hectares
from geo.schema import GeoDataError
from geo.workers import Threads
from geo.zones import ThresholdedRaster, Zones

ONE_DEGREE = from_origin(0, 4, 1, 1)
CLASSES = np.array([[1, 1, 2, 0], [1, 0, 2, 2], [0, 0, 0, 3], [5, 0, 0, 3]], dtype=np.uint8)


def write(path: Path, cells: NDArray[Any], transform: Affine = ONE_DEGREE, crs: Any = 4326, **profile: Any) -> Path:
    """One band of cells, 16 x 16 blocks where it is large enough for them."""
    rows, columns = cells.shape
    if min(rows, columns) > 32:
        profile = {"tiled": True, "blockxsize": 16, "blockysize": 16, **profile}
    with rasterio.open(
        path, "w", driver="GTiff", width=columns, height=rows, count=profile.pop("count", 1), dtype=cells.dtype,
        crs=crs, transform=transform, **{"compress": "lzw", **profile},
    ) as out:  # fmt: skip
        out.write(cells, 1)
    return path


def cell(row: int, column: int = 0) -> float:
    """Hectares of a cell of ``ONE_DEGREE``, by the equal-area projection that keeps boxes."""
    box = shapely.box(column, 3 - row, column + 1, 4 - row)
    return float(gpd.GeoSeries([box], crs=4326).to_crs(6933).area.item() / 1e4)


def lines(table: pd.DataFrame) -> dict[tuple[str, int], float]:
    return {(r.code, r["class"]): r.hectares for _, r in table.iterrows()}


@pytest.fixture
def halves() -> Zones:
    """Two zones over the four columns of ``CLASSES``, and one beyond them."""
    return Zones(["W", "E", "far"], [shapely.box(0, 0, 2, 4), shapely.box(2, 0, 4, 4), shapely.box(4, 0, 9, 4)])


def test_sixteen_cells_by_hand(tmp_path: Path, halves: Zones) -> None:
    """Each class in each zone, with zeros; the zone without cells has no row; areas differ from row to row."""
    table = halves.tabulate(write(tmp_path / "a.tif", CLASSES))
    c = [cell(row) for row in range(4)]
    expected = {
        ("E", 0): c[0] + c[2] + 2 * c[3] - c[3], ("E", 1): 0, ("E", 2): c[0] + 2 * c[1],
        ("E", 3): c[2] + c[3], ("E", 5): 0,
        ("W", 0): c[1] + 2 * c[2] + c[3], ("W", 1): 2 * c[0] + c[1], ("W", 2): 0, ("W", 3): 0, ("W", 5): c[3],
    }  # fmt: skip
    assert list(lines(table)) == list(expected)
    np.testing.assert_allclose(table["hectares"], list(expected.values()), rtol=1e-9)
    np.testing.assert_allclose(table["covered_hectares"], 2 * sum(c), rtol=1e-9)


def test_chosen_classes_and_only_these(tmp_path: Path, halves: Zones) -> None:
    """In any order, with zeros for a class that never occurs; the covered area is that of all classes."""
    raster = write(tmp_path / "a.tif", CLASSES)
    table = halves.tabulate(raster, [7, 2, 1, 300])
    assert list(lines(table)) == [(code, c) for code in ("E", "W") for c in (1, 2, 7, 300)]
    whole = lines(halves.tabulate(raster))
    assert all(lines(table)[k] == whole.get(k, 0) for k in lines(table))
    np.testing.assert_allclose(table["covered_hectares"], 2 * sum(cell(r) for r in range(4)), rtol=1e-9)


HIDDEN = CLASSES == 0


def nodata(path: Path) -> Path:
    return write(path, CLASSES, nodata=0)


def mask(path: Path) -> Path:
    write(path, CLASSES)
    with rasterio.open(path, "r+") as out:
        out.write_mask(~HIDDEN)
    return path


def alpha(path: Path) -> Path:
    with rasterio.open(
        path, "w", driver="GTiff", width=4, height=4, count=2, dtype="uint8", crs=4326, transform=ONE_DEGREE
    ) as out:
        out.write(CLASSES, 1)
        out.write(np.where(HIDDEN, 0, 255).astype(np.uint8), 2)
        out.colorinterp = [ColorInterp.gray, ColorInterp.alpha]
    return path


@pytest.mark.parametrize("hide", [nodata, mask, alpha])
def test_hidden_cells_are_not_covered(tmp_path: Path, halves: Zones, hide: Any) -> None:
    """A nodata value, a mask and an alpha band leave the same cells: no class, no cover."""
    table = halves.tabulate(hide(tmp_path / "a.tif"))
    c = [cell(row) for row in range(4)]
    assert set(table["class"]) == {1, 2, 3, 5}
    covered = dict(zip(table["code"], table["covered_hectares"], strict=True))
    assert covered == pytest.approx({"W": 2 * c[0] + c[1] + c[3], "E": c[0] + 2 * c[1] + c[2] + c[3]}, rel=1e-9)


def test_no_data_and_zero_stay_apart(tmp_path: Path, halves: Zones) -> None:
    """A zone that was looked at has zeros; one of which nothing is known has no row."""
    cells = np.full((4, 4), 9, dtype=np.uint8)
    cells[:, :2] = 0
    table = halves.tabulate(write(tmp_path / "a.tif", cells, nodata=9), [1])
    assert lines(table) == {("W", 1): 0.0}


def test_a_raster_that_covers_part_of_a_zone_says_how_much(tmp_path: Path) -> None:
    """Half a zone lies beyond the raster."""
    zones = Zones(["half"], [shapely.box(2, 0, 6, 4)])
    table = zones.tabulate(write(tmp_path / "a.tif", CLASSES), [2])
    assert table["covered_hectares"][0] == pytest.approx(zones.hectares[0] / 2, rel=1e-9)


def test_a_raster_beside_all_zones(tmp_path: Path) -> None:
    """An empty table of the same shape."""
    zones = Zones(["far"], [shapely.box(50, 50, 51, 51)])
    for classes in (None, [1]):
        table = zones.tabulate(write(tmp_path / "a.tif", CLASSES), classes)
        assert list(table.columns) == ["code", "class", "hectares", "covered_hectares"]
        assert table.empty


@pytest.mark.parametrize("dtype", ["uint8", "int8", "int16", "uint16"])
@pytest.mark.parametrize("classes", [None, [-3, 1, 2]])
def test_integers_of_one_and_two_bytes(tmp_path: Path, halves: Zones, dtype: str, classes: list[int] | None) -> None:
    """Negative classes, and a nodata value at the end of the range."""
    info = np.iinfo(dtype)
    cells = CLASSES.astype(dtype)
    cells[cells == 3] = -3 if info.min < 0 else 200
    cells[cells == 5] = info.max
    table = halves.tabulate(write(tmp_path / "a.tif", cells, nodata=info.max), classes)
    found = lines(table)
    assert found["E", 2] == pytest.approx(cell(0) + 2 * cell(1), rel=1e-9)
    if info.min < 0:
        assert found["E", -3] == pytest.approx(cell(2) + cell(3), rel=1e-9)
    assert info.max not in set(table["class"])
    assert set(table["covered_hectares"].round(3)) == {
        round(2 * sum(cell(r) for r in range(4)) - (cell(3) if code == "W" else 0), 3) for code in "EW"
    }


def test_many_values_of_two_bytes(tmp_path: Path) -> None:
    """Up to 255 classes are told apart, window by window; of more, those that are named."""
    zones = Zones(["all"], [shapely.box(-1, -1, 2, 2)])
    grid = from_origin(0, 1, 1 / 400, 1 / 400)
    values = (np.arange(160_000).reshape(400, 400) // 640).astype(np.int16) * 100
    raster = write(tmp_path / "250.tif", values, grid)
    table = zones.tabulate(raster)
    assert table["class"].tolist() == list(range(0, 25_000, 100))
    np.testing.assert_allclose(table["hectares"], table["hectares"].mean(), rtol=2e-4)
    raster = write(tmp_path / "300.tif", (np.arange(160_000).reshape(400, 400) // 533).astype(np.int16), grid)
    with pytest.raises(GeoDataError, match=r"300\.tif: has more than 255 classes"):
        zones.tabulate(raster)
    assert zones.tabulate(raster, [0])["covered_hectares"][0] == pytest.approx(
        hectares(shapely.box(0, 0, 1, 1)).item()
    )


def random_zones(seed: int, bounds: tuple[float, float, float, float], count: int = 25) -> Zones:
    """Voronoi cells, with a circle in their midst that is cut out of them."""
    rng = np.random.default_rng(seed)
    west, south, east, north = bounds
    points = np.column_stack([rng.uniform(west, east, count), rng.uniform(south, north, count)])
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points)))
    cells = shapely.intersection(cells, shapely.box(*bounds))
    middle = shapely.Point((west + east) / 2, (south + north) / 2)
    enclave = middle.buffer(min(east - west, north - south) / 9)
    lines = shapely.union_all(shapely.boundary([*cells, enclave]), grid_size=1e-7)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return Zones([f"{k:02d}" for k in range(len(cells))], cells)


UTM = from_origin(500_000.3, 330_000.7, 1010, 990)
GRIDS = {
    "north up": (from_origin(-76.01, 3.02, 0.013, 0.011), 4326),
    "south up": (Affine(0.013, 0, -76.01, 0, 0.011, 0.37), 4326),
    "east to west": (Affine(-0.013, 0, -73.1, 0, -0.011, 3.02), 4326),
    "turned": (Affine(0.011, 0.006, -76.0, 0.006, -0.011, 2.0), 4326),
    "MAGNA-SIRGAS": (from_origin(-76.01, 3.02, 0.013, 0.011), 4686),
    "Bogota 1975": (from_origin(-76.01, 3.02, 0.013, 0.011), 4218),
    "UTM": (UTM, 32618),
    "UTM turned": (UTM @ Affine.rotation(17) if hasattr(Affine, "__matmul__") else UTM * Affine.rotation(17), 32618),
    "Origen Nacional": (from_origin(4_700_000, 1_880_000, 1500, 1500), 9377),
    "sinusoidal": (from_origin(-8_460_000, 330_000, 1300, 1200), "ESRI:54008"),
    "equal area": (from_origin(-7_340_000, 380_000, 1300, 1200), 6933),
    "polar": (from_origin(-2_000_000, 2_000_000, 60_000, 60_000), 3995),
}


@pytest.mark.parametrize("name", GRIDS)
def test_cells_lie_where_their_centres_are_located(tmp_path: Path, name: str) -> None:
    """On any grid: the zone of a cell is that of its centre, and its area that of its outline."""
    transform, crs = GRIDS[name]
    rng = np.random.default_rng(7)
    rows, columns = 230, 190
    cells = rng.choice([0, 0, 0, 1, 2], (rows, columns)).astype(np.uint8)
    raster = write(tmp_path / "a.tif", cells, transform, crs)
    to_lon_lat = Transformer.from_crs(crs, 4326, always_xy=True)
    column, row = np.meshgrid(np.arange(2 * columns + 1) / 2, np.arange(2 * rows + 1) / 2)
    x = transform.a * column + transform.b * row + transform.c
    y = transform.d * column + transform.e * row + transform.f
    lon, lat = to_lon_lat.transform(x, y)
    bounds = np.percentile(lon, 8), np.percentile(lat, 8), np.percentile(lon, 95), np.percentile(lat, 96)
    bounds = tuple(np.array(bounds) + np.pi / 3000)  # off the centres
    zones = random_zones(8, bounds)
    zone = zones.locate(lon[1::2, 1::2].ravel(), lat[1::2, 1::2].ravel())
    nodes = np.stack([lon[::2, ::2], lat[::2, ::2]], axis=-1)
    outline = np.stack([nodes[:-1, :-1], nodes[1:, :-1], nodes[1:, 1:], nodes[:-1, 1:]], axis=2)
    area = hectares(shapely.polygons(outline)).ravel()
    table = zones.tabulate(raster)
    found = table.pivot_table(index="code", columns="class", values="hectares").reindex(zones.codes, fill_value=0)
    rel = 2e-5  # of what a zone holds: projected cells are measured in lots
    for c in (0, 1, 2):
        here = (cells.ravel() == c) & (zone >= 0)
        expected = np.bincount(zone[here], weights=area[here], minlength=len(zones.codes))
        np.testing.assert_allclose(found[c], expected, rtol=rel)
    assert table["hectares"].sum() == pytest.approx(area[zone >= 0].sum(), rel=rel)
    assert (zone < 0).any()


def test_centres_on_borders_follow_the_rule(tmp_path: Path) -> None:
    """Zones with corners on the centres of cells hold as many cells as they are large."""
    rng = np.random.default_rng(9)
    corners = shapely.multipoints(rng.integers(1, 39, (40, 2)).astype(float))
    faces = shapely.get_parts(shapely.delaunay_triangles(corners))
    zones = Zones([str(k) for k in range(len(faces))], faces)
    grid = from_origin(-0.5, 40.5, 1, 1)
    raster = write(tmp_path / "a.tif", np.ones((41, 41), dtype=np.uint8), grid)
    x, y = (values.ravel() for values in np.meshgrid(np.arange(41.0), np.arange(41.0)))
    border = shapely.intersects(shapely.boundary(shapely.union_all(faces)), shapely.points(x, y))
    zone = zones.locate(x, y)
    area = hectares(shapely.box(x - 0.5, y - 0.5, x + 0.5, y + 0.5))
    found = zones.tabulate(raster).set_index("code")["hectares"].reindex(zones.codes, fill_value=0).to_numpy()
    inner = np.bincount(zone[~border & (zone >= 0)], weights=area[~border & (zone >= 0)], minlength=len(faces))
    all_touched = np.bincount(zone[zone >= 0], weights=area[zone >= 0], minlength=len(faces))
    assert (found >= inner * (1 - 1e-12)).all()
    assert (found <= all_touched * (1 + 1e-12)).all()
    whole = ~np.isin(np.arange(len(faces)), zone[border])
    assert whole.any()
    np.testing.assert_allclose(found[whole], all_touched[whole], rtol=1e-12)
    square = Zones(["s"], [shapely.box(3, 3, 23, 13)])
    assert square.tabulate(raster)["hectares"][0] == pytest.approx(square.hectares[0], rel=0.03)
    assert square.tabulate(raster)["hectares"][0] == pytest.approx(
        area[(x >= 3) & (x < 23) & (y >= 3) & (y < 13)].sum()
    )


def test_overlapping_zones_share_no_cell(tmp_path: Path) -> None:
    """An invalid coverage: the first zone has the cell, as it has the point."""
    with pytest.warns(UserWarning, match="not a valid coverage"):
        zones = Zones(["a", "b"], [shapely.box(0, 0, 3, 4), shapely.box(1, 0, 4, 4)])
    table = zones.tabulate(write(tmp_path / "a.tif", CLASSES))
    covered = dict(zip(table["code"], table["covered_hectares"], strict=True))
    row = sum(cell(r) for r in range(4))
    assert covered == pytest.approx({"a": 3 * row, "b": row}, rel=1e-9)


def test_zones_known_to_lie_apart_are_measured_alike(tmp_path: Path) -> None:
    """Unchecked, they give the same cells and polygons; a point makes them look at their borders after all."""
    rng = np.random.default_rng(21)
    raster = write(tmp_path / "a.tif", rng.integers(0, 4, (40, 60)).astype(np.uint8), from_origin(0, 4, 0.1, 0.1))
    checked = random_zones(22, (0.3, 0.4, 5.6, 3.7), 30)
    apart = Zones(checked.codes, checked.polygons, disjoint=True)
    pd.testing.assert_frame_equal(apart.tabulate(raster), checked.tabulate(raster))
    for shapes in ([shapely.box(1, 1, 2, 2)], [shapely.box(0, 0, 3, 3), shapely.Point(5, 3).buffer(0.4)], []):
        pd.testing.assert_frame_equal(apart.intersect(shapes), checked.intersect(shapes))
    x, y = rng.uniform(0, 6, (2, 500))
    np.testing.assert_array_equal(apart.locate(x, y), checked.locate(x, y))
    assert apart.is_coverage


@pytest.fixture
def large(tmp_path: Path) -> tuple[Path, Zones]:
    """A raster of several bands and zones over the west of it."""
    rng = np.random.default_rng(10)
    cells = np.where(rng.random((3000, 14_000)) < 0.03, rng.integers(1, 25, (3000, 14_000)), 0).astype(np.uint8)
    cells[500:900, 1000:5000] = 7
    path = write(tmp_path / "a.tif", cells, from_origin(-78, 6, 0.001, 0.001), blockxsize=256, blockysize=256)
    return path, random_zones(11, (-77.5, 3.2, -71.2, 5.9), 60)


def test_the_sums_do_not_depend_on_the_threads(large: tuple[Path, Zones]) -> None:
    """The same to the last bit on one thread and on five; progress rises to 1."""
    path, zones = large
    told: list[float] = []
    one = zones.tabulate(path, workers=Threads(1), progress=told.append)
    pd.testing.assert_frame_equal(zones.tabulate(path, workers=Threads(5)), one, check_exact=True)
    assert told == sorted(told)
    assert told[-1] == 1
    assert len(told) > 1


def test_a_list_of_tiles_is_one_raster(tmp_path: Path, large: tuple[Path, Zones]) -> None:
    """Cut into four tiles of unequal size it gives the same areas."""
    path, zones = large
    paths = []
    with rasterio.open(path) as data:
        for name, (top, bottom), (left, right) in [
            ("nw", (0, 1100), (0, 2500)), ("ne", (0, 1100), (2500, 7000)),
            ("sw", (1100, 3000), (0, 2500)), ("se", (1100, 3000), (2500, 7000)),
        ]:  # fmt: skip
            window = rasterio.windows.Window.from_slices((top, bottom), (left, right))
            cells, place = data.read(1, window=window), data.window_transform(window)
            paths.append(write(tmp_path / f"{name}.tif", cells, place))
    tiled, whole = zones.tabulate(paths), zones.tabulate(str(path))
    pd.testing.assert_frame_equal(tiled, whole, rtol=1e-11)


def test_rasters_of_one_grid_come_in_series(tmp_path: Path) -> None:
    """What is kept of a grid serves the next raster on it, not one of other cells or of other blocks."""
    rng = np.random.default_rng(12)
    one, two, moved, tall = (rng.integers(0, 4, (80, 96)).astype(np.uint8) for _ in range(4))
    place, beside = from_origin(-75, 5, 0.01, 0.01), from_origin(-75.003, 5, 0.01, 0.01)
    rasters = [
        write(tmp_path / "one.tif", one, place), write(tmp_path / "two.tif", two, place),
        write(tmp_path / "moved.tif", moved, beside), write(tmp_path / "tall.tif", tall, place, blockysize=64),
        write(tmp_path / "again.tif", two, place),
    ]  # fmt: skip
    zones = random_zones(3, (-75.1, 4.1, -73.9, 5.1), 20)
    for raster in rasters:
        fresh = Zones(zones.codes, zones.polygons)
        pd.testing.assert_frame_equal(zones.tabulate(raster), fresh.tabulate(raster), check_exact=True)


def test_a_file_written_anew_is_read_anew(tmp_path: Path, halves: Zones) -> None:
    """No handle outlives the question that it was opened for."""
    path = write(tmp_path / "a.tif", CLASSES)
    halves.tabulate(path)
    write(path, np.full_like(CLASSES, 9))
    assert set(halves.tabulate(path)["class"]) == {9}


def test_blocks_without_zones_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither below, above, nor between: what stands in the file there may even be broken."""
    monkeypatch.setattr(importlib.import_module("geo.zones.tally"), "_WINDOW_CELLS", 1)
    path = write(tmp_path / "a.tif", np.full((16 * 5, 16 * 3), 7, dtype=np.uint8), compress="deflate")
    with rasterio.open(path) as data:
        places = [int(data.get_tag_item(f"BLOCK_OFFSET_0_{row}", "TIFF", bidx=1)) for row in (0, 2, 4)]
    with path.open("r+b") as file:
        for place in places:
            file.seek(place)
            file.write(b"\0\0\0\0")
    rows = [shapely.box(0, 4 - 16 * (k + 1), 48, 4 - 16 * k) for k in (1, 3)]
    table = Zones(["upper", "lower"], rows).tabulate(path)
    np.testing.assert_allclose(table["covered_hectares"], hectares(rows[::-1]), rtol=1e-6)
    with pytest.raises(GeoDataError, match="cannot be read"):
        Zones(["all"], [shapely.box(0, -80, 48, 4)]).tabulate(path)


COVER = np.array([[90, 30, 90, 90], [31, 90, 90, 10], [90, 90, 90, 90], [90, 0, 0, 29]], dtype=np.uint8)


def test_two_rasters_crossed_by_hand(tmp_path: Path, halves: Zones) -> None:
    """A class counts where the cover is above the threshold, and as 0 where it is not."""
    crossing = ThresholdedRaster(write(tmp_path / "a.tif", CLASSES), write(tmp_path / "b.tif", COVER), above=30)
    table = halves.tabulate(crossing, [1, 2, 3, 5])
    c = [cell(row) for row in range(4)]
    expected = {
        ("E", 1): 0, ("E", 2): c[0] + c[1], ("E", 3): c[2], ("E", 5): 0,
        ("W", 1): c[0] + c[1], ("W", 2): 0, ("W", 3): 0, ("W", 5): c[3],
    }  # fmt: skip
    assert lines(table) == pytest.approx(expected, rel=1e-9)
    np.testing.assert_allclose(table["covered_hectares"], 2 * sum(c), rtol=1e-9)


def unknown_by_value(path: Path) -> Path:
    return write(path, COVER, nodata=90)


def unknown_by_nan(path: Path) -> Path:
    return write(path, np.where(COVER == 90, np.nan, COVER).astype(np.float32))


@pytest.mark.parametrize("unknown", [unknown_by_value, unknown_by_nan])
def test_where_the_cover_is_unknown_nothing_is_known(tmp_path: Path, halves: Zones, unknown: Any) -> None:
    """Cells without cover data are not covered; nodata of the classes stays nodata below the threshold."""
    crossing = ThresholdedRaster(write(tmp_path / "a.tif", CLASSES, nodata=3), unknown(tmp_path / "b.tif"), above=30)
    table = halves.tabulate(crossing)
    c = [cell(row) for row in range(4)]
    covered = dict(zip(table["code"], table["covered_hectares"], strict=True))
    assert covered == pytest.approx({"W": c[0] + c[1] + c[3], "E": c[1] + c[3]}, rel=1e-9)
    assert lines(table)["W", 1] == pytest.approx(c[1], rel=1e-9)
    assert lines(table)["E", 0] == pytest.approx(c[1] + c[3], rel=1e-9)


def test_crossed_tiles(tmp_path: Path, halves: Zones) -> None:
    """Lists of tiles are crossed one by one."""
    east = from_origin(2, 4, 1, 1)
    classes = [write(tmp_path / "1.tif", CLASSES[:, :2]), write(tmp_path / "2.tif", CLASSES[:, 2:], east)]
    cover = [write(tmp_path / "3.tif", COVER[:, :2]), write(tmp_path / "4.tif", COVER[:, 2:], east)]
    whole = ThresholdedRaster(write(tmp_path / "a.tif", CLASSES), write(tmp_path / "b.tif", COVER), above=30)
    tiled = halves.tabulate(ThresholdedRaster(classes, cover, above=30))
    pd.testing.assert_frame_equal(tiled, halves.tabulate(whole), rtol=1e-12)


def no_crs(folder: Path) -> Any:
    return write(folder / "a.tif", CLASSES, crs=None)


def floats(folder: Path) -> Any:
    return write(folder / "a.tif", CLASSES.astype(np.float32))


def missing(folder: Path) -> Any:
    return folder / "a.tif"


def broken(folder: Path) -> Any:
    noise = np.random.default_rng(1).integers(0, 255, (400, 400)).astype(np.uint8)
    path = write(folder / "a.tif", noise, from_origin(0, 4, 0.01, 0.01))
    path.write_bytes(path.read_bytes()[:90_000])
    return path


def overlapping(folder: Path) -> Any:
    return [write(folder / "a.tif", CLASSES), write(folder / "b.tif", CLASSES, from_origin(3, 4, 1, 1))]


def two_crs(folder: Path) -> Any:
    return [write(folder / "a.tif", CLASSES), write(folder / "b.tif", CLASSES, UTM, 32618)]


def other_grid(folder: Path) -> Any:
    shifted = write(folder / "b.tif", COVER, from_origin(0.5, 4, 1, 1))
    return ThresholdedRaster(write(folder / "a.tif", CLASSES), shifted, above=30)


def too_few(folder: Path) -> Any:
    return ThresholdedRaster([write(folder / "a.tif", CLASSES)], [], above=30)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (no_crs, "a.tif: has no CRS"),
        (floats, "a.tif: classes must be integers.*float32.*gdal_translate"),
        (missing, "a.tif: cannot be read"),
        (broken, "a.tif: cannot be read"),
        (overlapping, "b.tif: overlaps .*a.tif, so that cells would be counted twice"),
        (two_crs, "b.tif: tiles of one raster differ in CRS.*UTM zone 18N"),
        (other_grid, "b.tif: is not on the grid of .*a.tif.*gdalwarp"),
        (too_few, "classes and cover have different numbers of tiles"),
    ],
)
def test_what_cannot_be_tabulated_is_refused(tmp_path: Path, halves: Zones, make: Any, says: str) -> None:
    """With the file, what is wrong, and the remedy."""
    with pytest.raises(GeoDataError, match=says):
        halves.tabulate(make(tmp_path))


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
def test_a_full_tile_takes_little_memory(tmp_path: Path) -> None:
    """40,000 x 40,000 cells, most of them in blocks that were never written: below 1 GiB for the whole process."""
    path = tmp_path / "tile.tif"
    with rasterio.open(
        path, "w", driver="GTiff", width=40_000, height=40_000, count=1, dtype="uint8", crs=4326, compress="lzw",
        tiled=True, blockxsize=512, blockysize=512, transform=from_origin(-80, 10, 0.00025, 0.00025), SPARSE_OK=True,
    ) as out:  # fmt: skip
        out.write(np.full((700, 800), 11, dtype=np.uint8), 1, window=rasterio.windows.Window(20_000, 9_900, 800, 700))
    script = f"""
        import shapely
        from geo.zones import Zones
        zones = Zones(["a", "b"], [shapely.box(-80, 0, -74.9, 10), shapely.box(-74.9, 0, -70, 10)])
        table = zones.tabulate({str(path)!r}, [11])
        print(table["hectares"].tolist(), table["covered_hectares"].sum() - zones.hectares.sum())
        peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
        print(int(peak.split()[1]) * 1024)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    first, peak = done.stdout.splitlines()
    west = hectares(shapely.box(-75, 7.35, -74.9, 7.525)).item()
    east = hectares(shapely.box(-74.9, 7.35, -74.8, 7.525)).item()
    found = [float(value) for value in first.replace("[", "").replace("]", "").replace(",", "").split()]
    assert found[:2] == pytest.approx([west, east], rel=1e-9)
    assert found[2] == pytest.approx(0, abs=1e-3)
    assert int(peak) < 2**30


def test_zones_hold_what_exactextract_says(tmp_path: Path) -> None:
    """Centres against covered fractions: 1e-5 of all, and in each zone the chance of the cells on its border."""
    cells = (np.random.default_rng(12).random((1500, 1500)) < 0.3).astype(np.uint8)
    step = 0.002
    raster = write(tmp_path / "a.tif", cells, from_origin(-76, 1.5, step, step))
    zones = random_zones(13, (-75.9, -1.4, -73.1, 1.4))
    frame = gpd.GeoDataFrame({"code": zones.codes}, geometry=zones.polygons, crs=4326)
    found = exact_extract(str(raster), frame, ["count", "sum"], include_cols=["code"], output="pandas")
    theirs = found.set_index("code")
    ours = zones.tabulate(raster, [1]).set_index("code").loc[theirs.index]
    one = hectares(shapely.box(0, 0, step, step)).item()  # within 0.03 % at 1.4 degrees
    on_border = 1.3 * shapely.length(zones.polygons) / step
    for mine, other in ((ours["covered_hectares"], theirs["count"]), (ours["hectares"], theirs["sum"])):
        error = np.abs(mine / one - other).to_numpy()
        assert (error <= 4 * np.sqrt(on_border / 12) + 3e-4 * other.to_numpy()).all()
    assert ours["covered_hectares"].sum() == pytest.approx(hectares(shapely.box(-75.9, -1.4, -73.1, 1.4)), rel=1e-3)


@pytest.fixture(scope="module")
def municipalities(bundle: Callable[..., Any]) -> Zones:
    table = bundle("dane_mgn")
    return Zones(table["municipality_code"], table.geometry.to_numpy())


MAPBIOMAS = {2020: (61_817, 61_854), 2021: (116_136, 116_166), 2022: (82_173, 82_210), 2023: (41_708, 41_734)}


@pytest.mark.data
@pytest.mark.parametrize("year", MAPBIOMAS)
def test_deforestation_of_caqueta(bundle: Callable[..., Any], municipalities: Zones, year: int) -> None:
    """MapBiomas, in the municipalities of Caquetá and in the whole raster, to the hectare."""
    series = bundle("mapbiomas_transitions")
    [raster] = [raster for raster, classes in series if classes[1] == (year, "deforestation")]
    table = municipalities.tabulate(raster, [1])
    inside, whole = MAPBIOMAS[year]
    caqueta = table[table["code"].str.startswith("18")]
    assert len(caqueta) == 16
    assert caqueta["hectares"].sum() == pytest.approx(inside, abs=1)
    everywhere = Zones(["all"], [shapely.box(-80, -5, -70, 5)]).tabulate(raster, [1])
    assert everywhere["hectares"][0] == pytest.approx(whole, abs=1)


@pytest.mark.data
def test_loss_in_the_hansen_sample(originals: Path, municipalities: Zones) -> None:
    """443 cells of 2007 in Cartagena del Chairá: 39.87 ha at 0.09 ha a cell, 0.074 % more on the ellipsoid.

    The sample is in UTM, whose scale is 0.99963 here: a cell of 30 m on the map is 900.67 m² of ground.
    """
    folder = originals / "hansen_sample"
    loss, cover = folder / "chaira_lossyear_utm18n.tif", folder / "chaira_treecover2000_utm18n.tif"
    table = municipalities.tabulate(loss, [7])
    assert table["code"].tolist() == ["18150"]
    scale = 0.9996 * (1 + ((549_296 - 500_000) / 0.9996 / 6_378_137) ** 2 / 2)
    assert table["hectares"][0] * scale**2 == pytest.approx(39.87, abs=0.001)
    crossed = municipalities.tabulate(ThresholdedRaster(loss, cover, above=30), [7])
    assert crossed["hectares"][0] <= table["hectares"][0]


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("year", MAPBIOMAS)
def test_mapbiomas_against_exactextract(originals: Path, municipalities: Zones, year: int) -> None:
    """Deforestation of more than 10 ha within 2 % in each municipality, and within 0.01 % in all."""
    raster = originals / "mapbiomas_transitions" / f"caqueta_transicion_{year - 1}_to_{year}.tif"
    ours = municipalities.tabulate(raster, [1]).set_index("code")["hectares"]
    codes = ours.index[ours > 0]
    frame = gpd.GeoDataFrame({"code": municipalities.codes}, geometry=municipalities.polygons, crs=4326)
    frame = frame[frame["code"].isin(codes)]
    theirs = fractional(raster, frame, 1)
    large = theirs > 10
    np.testing.assert_allclose(ours[theirs.index][large], theirs[large], rtol=0.02)
    assert ours[theirs.index].sum() == pytest.approx(theirs.sum(), rel=1e-4)


def fractional(raster: Path, frame: gpd.GeoDataFrame, value: int) -> "pd.Series[float]":
    """Hectares of a class by exactextract's covered fractions and the true area of each cell."""
    with rasterio.open(raster) as data:
        step = data.transform.a
    totals = {}
    for found in exact_extract(str(raster), frame, ["values", "coverage", "center_y"], include_cols=["code"]):
        cells = found["properties"]
        here = cells["values"] == value
        y = cells["center_y"][here]
        areas = hectares(shapely.box(0, y - step / 2, step, y + step / 2))
        totals[cells["code"]] = float((areas * cells["coverage"][here]).sum())
    return pd.Series(totals)
