"""Hansen's tiles: declared, counted by year, and tiles read over a network."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin
from rasterio.windows import Window

from geo.area import row_hectares
from geo.build.spatial_join import tabulate_series
from geo.fetch import MissingFileError, fetch, find
from geo.schema import INDICATORS, GeoDataError, check
from geo.source import RawFile
from geo.sources import hansen
from geo.zones import ThresholdedRaster, Zones

SIZE = 400


def tile(path: Path, name: str, cells: Any) -> Path:
    """A tile of 10 x 10 degrees with fewer cells, named by its north-west corner."""
    north = float(name[:2]) * (1 if name[2] == "N" else -1)
    west = -float(name[4:7])
    step = 10 / cells.shape[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(
        path, "w", driver="GTiff", width=cells.shape[1], height=cells.shape[0], count=1, dtype="uint8", crs=4326,
        transform=from_origin(west, north, step, step), compress="lzw",
    ) as out:  # fmt: skip
        out.write(cells, 1)
    return path


@pytest.fixture
def tiles(tmp_path: Path) -> tuple[Path, dict[str, Any], dict[str, Any]]:
    """Every tile of Colombia, small, below a raw folder; and what is in them."""
    rng = np.random.default_rng(1)
    loss, cover = {}, {}
    for name in hansen.TILES:
        loss[name] = rng.choice([0, 0, 0, 1, 18, 25], (SIZE, SIZE)).astype(np.uint8)
        cover[name] = rng.integers(0, 101, (SIZE, SIZE)).astype(np.uint8)
    for file in hansen.SOURCE.files:
        layer, name = Path(file.path).stem.split("_", 2)[2].split("_", 1)
        tile(tmp_path / file.path, name, (loss if layer == "lossyear" else cover)[name])
    return tmp_path, loss, cover


@pytest.mark.parametrize(("release", "last"), [("GFC-2025-v1.13", 2025), ("GFC-2024-v1.12", 2024)])
def test_a_release_has_its_own_years_and_tiles(release: str, last: int) -> None:
    """Twelve tiles at the publisher's address, the years of its name, off unless asked for."""
    source = hansen.declare(release)
    assert len(source.files) == 12
    assert all(file.sha256 is None for file in source.files)
    assert all(release in file.path for file in source.files)
    assert source.optional
    assert source.period == f"2001-{last} ({release})"
    assert source.coverage.years == tuple(range(2001, last + 1))
    assert source.coverage.breaks_within(2010, 2020) == [2011, 2012, 2013, 2015]
    assert hansen.load(Path("none"), source)[0][1][last - 2000] == (last, "tree_cover_loss")
    store = "https://storage.googleapis.com/earthenginepartners-hansen"
    assert f"{store}/{release}/Hansen_{release}_treecover2000_00N_080W.tif" in {file.url for file in source.files}


def test_the_newest_release_is_read_unless_another_is_named() -> None:
    """By the environment, for one process: the name of anything else is refused."""
    assert hansen.RELEASES[0] == "GFC-2025-v1.13"
    asked = "from geo.sources.hansen import SOURCE; print(SOURCE.period)"
    for given, said in (({}, "GFC-2025-v1.13"), ({"TERRAPAZ_HANSEN": "GFC-2024-v1.12"}, "GFC-2024-v1.12")):
        environment = {name: value for name, value in os.environ.items() if name != "TERRAPAZ_HANSEN"} | given
        run = subprocess.run(
            [sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True
        )
        assert said in run.stdout
    with pytest.raises(
        GeoDataError,
        match=r"hansen: column TERRAPAZ_HANSEN: not the name of a release \(found 'v1.12'\)\. Remedy: .*GFC-2025-v1",
    ):
        hansen.declare("v1.12")


def test_two_releases_in_one_folder_are_not_mixed(tiles: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    """Each is read from its own tiles; a release that lacks one tile is not completed with that of the other."""
    raw, *_ = tiles
    older = hansen.declare("GFC-2024-v1.12")
    for file in older.files:
        name = Path(file.path).stem.split("_", 3)[3]
        tile(raw / file.path, name, np.full((SIZE, SIZE), 50 if "treecover2000" in file.path else 24, np.uint8))
    square = Zones(["18001"], [shapely.box(-73, 0, -72, 1)])
    found = {}
    for source in (hansen.SOURCE, older):
        table = tabulate_series(hansen.load(raw, source), square, frozenset(square.codes), source)
        found[source.period] = table.set_index("year")["value"]
    newer, before = found["2001-2025 (GFC-2025-v1.13)"], found["2001-2024 (GFC-2024-v1.12)"]
    whole = 40 * row_hectares(1 - 0.025 * np.arange(41), 0.025).sum()
    assert before[2024] == pytest.approx(whole)
    assert before.drop(2024).sum() == 0
    assert newer[2024] == 0
    assert 0 < newer[2025] < whole
    (raw / hansen.SOURCE.files[7].path).unlink()
    with pytest.raises(MissingFileError, match=r"GFC-2025-v1\.13_treecover2000_20N_080W"):
        find(hansen.SOURCE, raw)


def test_tiles_are_paired_in_order(tmp_path: Path) -> None:
    """Classes of lossyear, cover of treecover2000, tile by tile; class k is the year 2000 + k."""
    ((crossing, years),) = hansen.load(tmp_path)
    assert crossing.above == 30
    loss, cover = (
        [Path(path).stem.split("_", 3)[2:] for path in paths] for paths in (crossing.classes, crossing.cover)
    )
    assert [name for _, name in loss] == [name for _, name in cover] == list(hansen.TILES)
    assert {layer for layer, _ in loss} == {"lossyear"}
    assert {layer for layer, _ in cover} == {"treecover2000"}
    assert years == {k: (2000 + k, "tree_cover_loss") for k in range(1, 26)}


def test_loss_by_municipality_and_year(tiles: tuple[Path, dict[str, Any], dict[str, Any]]) -> None:
    """Across four tiles, where cover exceeds 30 %; a municipality half beyond the tiles has no row."""
    raw, loss, cover = tiles
    west, south, east, north = -73.0, -2.0, -68.0, 3.0
    zones = Zones(["18001", "99001"], [shapely.box(west, south, east, north), shapely.box(-62, 0, -55, 5)])
    table = tabulate_series(hansen.load(raw), zones, frozenset(zones.codes), hansen.SOURCE)
    check(table[list(INDICATORS.columns)].astype({"year": "int16"}), INDICATORS, "hansen")
    assert set(table["municipality_code"]) == {"18001"}
    found = table.set_index("year")["value"]
    assert sorted(found.index) == list(range(2001, 2026))
    step = 10 / SIZE
    for value in (1, 18, 25, 7):
        total = 0.0
        for name in ("10N_080W", "10N_070W", "00N_080W", "00N_070W"):
            top, left = float(name[:2]), -float(name[4:7])
            rows, columns = top - step * (np.arange(SIZE) + 0.5), left + step * (np.arange(SIZE) + 0.5)
            inside = ((rows > south) & (rows < north))[:, None] & ((columns > west) & (columns < east))
            cells = ((loss[name] == value) & (cover[name] > 30) & inside).sum(axis=1)
            total += cells @ row_hectares(top - step * np.arange(SIZE + 1), step)
        assert found[2000 + value] == pytest.approx(total, rel=1e-12)


SERVER = """
import sys
from werkzeug import Request, Response, serving
from werkzeug.security import safe_join
from werkzeug.utils import send_file

@Request.application
def answer(request):
    path = safe_join(sys.argv[1], request.path.strip("/"))
    try:
        return send_file(path, request.environ, conditional=True, mimetype="image/tiff")
    except OSError:
        return Response(status=404)

server = serving.make_server("127.0.0.1", 0, answer, threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
"""


@pytest.fixture
def bucket(tiles: tuple[Path, dict[str, Any], dict[str, Any]]) -> Iterator[str]:
    """An address that serves the tiles with byte ranges, from another process: GDAL holds this one's lock."""
    with subprocess.Popen([sys.executable, "-c", SERVER, str(tiles[0])], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.terminate()


def test_tiles_are_tabulated_over_a_network(tiles: tuple[Path, dict[str, Any], dict[str, Any]], bucket: str) -> None:
    """By byte range, without a copy on disk; the same table as from files."""
    zones = Zones(["1"], [shapely.box(-73.0, -2.0, -68.0, 3.0)])
    local = hansen.load(tiles[0])[0][0]
    remote = [
        [f"{bucket}/{Path(path).relative_to(tiles[0])}" for path in paths] for paths in (local.classes, local.cover)
    ]
    found = zones.tabulate(ThresholdedRaster(*remote, above=local.above))
    pd.testing.assert_frame_equal(found, zones.tabulate(local), check_exact=True)


def test_tiles_that_cannot_be_fetched_are_told(tmp_path: Path) -> None:
    """Neither at hand nor at its url: which file, and where to put it."""
    there = replace(hansen.SOURCE, files=(RawFile("hansen/a.tif", url="http://127.0.0.1:9/a.tif"),))
    with pytest.raises(MissingFileError, match=r"not found in any mirror or URL.*hansen/a\.tif"):
        fetch(there, tmp_path)


@pytest.mark.slow
def test_a_tile_of_full_size(tmp_path: Path) -> None:
    """1.6 billion cells against counts by numpy, row by row, in zones between meridians and parallels."""
    size = 40_000
    counts = np.zeros((2, size, 25), dtype=np.int64)
    rng = np.random.default_rng(3)
    split = 17_123
    paths = [tmp_path / "lossyear.tif", tmp_path / "treecover2000.tif"]
    grid = {
        "driver": "GTiff", "width": size, "height": size, "count": 1, "dtype": "uint8", "crs": 4326,
        "transform": from_origin(-80, 10, 0.00025, 0.00025), "compress": "lzw", "blockysize": 1,
    }  # fmt: skip
    with rasterio.open(paths[0], "w", **grid) as loss, rasterio.open(paths[1], "w", **grid) as cover:
        for top in range(0, size, 1000):
            years = np.zeros((1000, size), dtype=np.uint8)
            row, column = rng.integers(0, 1000, 400_000), rng.integers(0, size - 8, 400_000)
            for k in range(5):
                years[row, column + k] = rng.integers(1, 25, 400_000)
            canopy = np.repeat(rng.integers(0, 101, (1000, size // 100), dtype=np.uint8), 100, axis=1)
            window = Window(0, top, size, 1000)
            loss.write(years, 1, window=window)
            cover.write(canopy, 1, window=window)
            kept = np.where(canopy > 30, years, 0)
            for side, part in enumerate((kept[:, :split], kept[:, split:])):
                flat = part.astype(np.int64) + 25 * np.arange(1000)[:, None]
                counts[side, top : top + 1000] = np.bincount(flat.ravel(), minlength=25_000).reshape(1000, 25)
    between = -80 + 0.00025 * split
    zones = Zones(["w", "e"], [shapely.box(-80, 0, between, 10), shapely.box(between, 0, -70, 10)])
    table = zones.tabulate(ThresholdedRaster(paths[0], paths[1], above=30)).set_index(["code", "class"])["hectares"]
    area = row_hectares(10 - 0.00025 * np.arange(size + 1), 0.00025)
    for side, code in enumerate("we"):
        np.testing.assert_allclose(table[code].to_numpy(), area @ counts[side], rtol=1e-9)
