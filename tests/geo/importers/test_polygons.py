"""Polygons of the user's own are judged one by one."""

from datetime import date
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import LineString, Polygon, box

from geo.importers import polygons
from geo.schema import CRS, FEATURES, GeoDataError, check
from tests.geo.importers.files import SQUARE, layer, reasons, request


def test_polygons_are_judged_one_by_one(tmp_path: Path) -> None:
    """Lines, polygons elsewhere and repeated ids are refused; a bow tie is mended and said to be."""
    bow_tie = Polygon([(-75, 7.5), (-74.9, 7.6), (-74.9, 7.5), (-75, 7.6)])
    shapes = [SQUARE, bow_tie, LineString([(-75, 7), (-74, 7)]), box(2, 48, 3, 49), SQUARE]
    path = layer(tmp_path / "p.gpkg", shapes, id=["a", "b", "c", "d", "a"], year=[2023] * 5)
    reading = polygons.read(request(path, constants={"kind": "mining"}))
    check(reading.table, FEATURES, "test")
    assert reading.table["feature_id"].tolist() == ["imported-demo:a", "imported-demo:b"]
    abroad = "in no municipality of Colombia"
    assert reasons(reading) == ["", "", "the geometry is not a polygon", abroad, "the id of row 1 again"]
    assert reading.report["remark"].tolist()[1] == "the geometry was repaired"
    assert reading.table["area_ha"].iloc[0] == pytest.approx(12200, rel=0.01)


def test_polygons_with_blank_ids_are_numbered(tmp_path: Path) -> None:
    """KML has a column of ids even where no placemark has one."""
    shapes = [box(x, 7.5, x + 0.05, 7.6) for x in (-75.4, -75.3, -75.2)]
    reading = polygons.read(
        request(layer(tmp_path / "p.geojson", shapes, gid=["", "", ""]), constants={"kind": "mining"})
    )
    assert reading.table["feature_id"].tolist() == [f"imported-demo:{row}" for row in (1, 2, 3)]


def test_a_polygon_across_the_border_is_not_of_the_country(tmp_path: Path) -> None:
    """One in Venezuela, inside the box around Colombia, is refused; one on the border is taken."""
    path = layer(tmp_path / "p.geojson", [box(-66.95, 10.4, -66.85, 10.5), box(-72.48, 7.8, -72.42, 7.9)])
    reading = polygons.read(request(path, constants={"kind": "mining"}))
    assert reasons(reading) == ["in no municipality of Colombia", ""]


def test_polygons_measure_nothing_where_nobody_says_who_looked(tmp_path: Path) -> None:
    """Hectares by municipality need a searched area or a complete file; without, polygons are only drawn."""
    path = layer(tmp_path / "p.geojson", [SQUARE], year=[2023])
    searched = layer(tmp_path / "s.geojson", [SQUARE.buffer(1), SQUARE.buffer(0.5)])
    said = {"constants": {"kind": "clearing"}}
    assert polygons.read(request(path, **said)).source.variables == ()
    looked = polygons.read(request(path, searched=searched, **said))
    assert [variable.id for variable in looked.source.variables] == ["clearing_area"]
    assert looked.searched.geometry.iloc[0].contains(SQUARE)
    assert polygons.read(request(path, complete=True, **said)).source.coverage.absent_is_zero
    with pytest.raises(GeoDataError, match="does not state what it shows"):
        polygons.read(request(path))


def test_a_polygon_without_a_year_is_no_polygon_of_every_year(tmp_path: Path) -> None:
    """Where others have a year, one without is refused; where none has, all stand side by side."""
    said = {"constants": {"kind": "mining"}, "complete": True}
    mixed = layer(tmp_path / "a.gpkg", [SQUARE, SQUARE], year=["2023", None])
    reading = polygons.read(request(mixed, **said))
    assert reasons(reading) == ["", "no year, although other rows have one"]
    assert reading.source.variables == ()  # where the refused one lies, hectares would be too few
    dated = layer(tmp_path / "c.gpkg", [SQUARE], year=["2023"])
    assert polygons.read(request(dated, **said)).source.variables[0].over_years == "sum"
    alike = polygons.read(
        request(
            layer(tmp_path / "b.gpkg", [SQUARE], id=["1"]), start=date(2024, 1, 1), end=date(2024, 12, 31), **said
        )
    )
    assert alike.source.variables[0].over_years == "last"
    assert alike.source.coverage.years == (2024,)


def test_a_layer_without_coordinates_is_refused(tmp_path: Path) -> None:
    """Unknown coordinates are an error with its remedy."""
    gpd.GeoDataFrame({"kind": ["mining"]}, geometry=[SQUARE], crs=CRS).to_file(tmp_path / "p.shp")
    (tmp_path / "p.prj").unlink()
    with pytest.raises(GeoDataError, match="does not state its CRS"):
        polygons.read(request(tmp_path / "p.shp"))
