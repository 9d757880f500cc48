"""A user's own boundaries: fields are mapped, and ground in several municipalities counts in one, as points do."""

from pathlib import Path

import geopandas as gpd
import pytest
from shapely import box
from shapely.geometry.base import BaseGeometry

from geo.area import hectares
from geo.build.boundaries import Boundaries
from geo.build.inputs import facts, gather
from geo.schema import CRS, GeoDataError
from geo.sources import dane_mgn
from geo.zones import Zones

FIELDS = {"municipality_code": "COD", "municipality": "NOM", "department": "DEP"}
EAST, WEST = box(-74.1, 8, -73, 9), box(-75, 8, -74, 9)


def written(path: Path, caceres: BaseGeometry, tibu: BaseGeometry, **more: str) -> str:
    columns = {"COD": ["54810", "05120"], "NOM": ["TIBÚ", "CÁCERES"], "DEP": ["NORTE DE SANTANDER", "ANTIOQUIA"]}
    gpd.GeoDataFrame(columns, geometry=[tibu, caceres], crs=CRS).to_file(path, **more)
    return str(path)


def test_shared_ground_counts_once(tmp_path: Path) -> None:
    """In the first municipality by code, for areas as for points; the manifest has the hectares."""
    path = written(tmp_path / "own.geojson", WEST, EAST)
    own = Boundaries(dane_mgn.edition(path, FIELDS))
    table = own.load(tmp_path)
    whole, shared = hectares([WEST, EAST]), hectares([box(-74.1, 8, -74, 9)])[0]
    assert own.overlap_ha == pytest.approx(shared)
    assert table["municipality_code"].tolist() == ["05120", "54810"]
    assert hectares(table.geometry.to_numpy()).tolist() == pytest.approx([whole[0], whole[1] - shared])
    zones = Zones(table["municipality_code"], table.geometry.to_numpy())
    found = zones.intersect(gpd.GeoSeries([box(-74.09, 8.1, -74.01, 8.9)]).to_numpy())
    assert found["code"].tolist() == ["05120"]
    assert zones.locate([-74.05], [8.5]).tolist() == [0]
    inputs = gather(tmp_path, path, frozenset(), FIELDS)
    assert facts(inputs)["boundaries"] == {
        "id": "own", "title": "own.geojson", "fields": FIELDS, "overlap_ha": round(shared, 1),
    }  # fmt: skip
    assert inputs.remarks[0].startswith(f"own.geojson: {shared:,.1f} ha are in several municipalities")


def test_neighbours_share_no_ground(tmp_path: Path) -> None:
    """A border is none, and nothing is said of it."""
    path = written(tmp_path / "own.geojson", WEST, box(-74, 8, -73, 9))
    own = Boundaries(dane_mgn.edition(path, FIELDS))
    assert (own.overlap_ha, own.remarks) == (0, [])


@pytest.mark.parametrize(
    ("fields", "tibu", "problem"),
    [
        ({}, EAST, "--map municipality_code=FIELD"),
        ({"code": "COD"}, EAST, "did you mean municipality_code"),
        ({**FIELDS, "department": "DPTO"}, EAST, "none of the fields DPTO"),
        (FIELDS, WEST, "covered by others"),
    ],
)
def test_boundaries_that_cannot_be_used(
    fields: dict[str, str], tibu: BaseGeometry, problem: str, tmp_path: Path
) -> None:
    """Each is refused with what to do."""
    with pytest.raises(GeoDataError, match=problem):
        gather(tmp_path, written(tmp_path / "own.geojson", WEST, tibu), frozenset(), fields)


def test_layers_and_metres_are_not_guessed(tmp_path: Path) -> None:
    """Of several layers none is taken; coordinates in metres need their CRS; an edition has its own fields."""
    for layer in ("one", "two"):
        written(tmp_path / "own.gpkg", WEST, EAST, layer=layer)
    with pytest.raises(GeoDataError, match="2 layers, one, two"):
        gather(tmp_path, str(tmp_path / "own.gpkg"), frozenset(), FIELDS)
    written(tmp_path / "own.shp", box(4_500_000, 2e6, 4_600_000, 2.1e6), box(4_700_000, 2e6, 4_800_000, 2.1e6))
    (tmp_path / "own.prj").unlink()
    with pytest.raises(GeoDataError, match="CRS is not stated"):
        gather(tmp_path, str(tmp_path / "own.shp"), frozenset(), FIELDS)
    with pytest.raises(GeoDataError, match="maps fields of a file"):
        gather(tmp_path, None, frozenset(), FIELDS)
