"""Geometry is mounted once: whole, small, the same each time, and without a word of any language."""

import json
from collections import Counter

import numpy as np
import pandas as pd
import pytest
import shapely

from layers.scene import basemap
from layers.selection import Selection
from layers.tables import Tables


def decode(topology: dict) -> list[np.ndarray]:  # type: ignore[type-arg]
    """Arcs in degrees."""
    scale, translate = (np.array(topology["transform"][key]) for key in ("scale", "translate"))
    return [np.cumsum(np.array(arc), axis=0) * scale + translate for arc in topology["arcs"]]


def polygon(arcs: list[list[int]], lines: list[np.ndarray]) -> shapely.Polygon:
    rings = []
    for ring in arcs:
        parts = [lines[i] if i >= 0 else lines[~i][::-1] for i in ring]
        rings.append(np.vstack([parts[0], *(part[1:] for part in parts[1:])]))
    return shapely.Polygon(rings[0], rings[1:])


def test_topology_gives_the_municipalities_back(tables: Tables) -> None:
    """Codes in order, areas kept, each shared border stored once."""
    base = basemap.for_country(tables)
    topology = base.data["topology"]
    lines = decode(topology)
    shapes = topology["objects"]["municipalities"]["geometries"]
    assert [shape["properties"]["id"] for shape in shapes] == list(base.codes) == ["05120", "05154", "18001", "18029"]
    found = [polygon(shape["arcs"], lines) for shape in shapes]
    assert [shape.area for shape in found] == pytest.approx([1.0] * 4, rel=1e-3)
    assert shapely.coverage_is_valid(found)
    used = Counter(i if i >= 0 else ~i for shape in shapes for ring in shape["arcs"] for i in ring)
    assert Counter(used.values())[2] == 4  # the four inner borders


def test_names_stand_inside(tables: Tables) -> None:
    """A label's place lies in its municipality, and its radius fits."""
    shapes = tables.municipalities.geometry.to_numpy()
    for shape, (x, y, radius) in zip(shapes, basemap.label_positions(shapes), strict=True):
        assert shapely.Point(x, y).buffer(radius * 0.95).within(shape)


def test_a_place_keeps_its_neighbours(tables: Tables) -> None:
    """Those that touch its window can be coloured as outside; the rest are departments."""
    base = basemap.for_selection(tables, Selection(region="bajo-cauca"))
    assert base.codes == ("05120", "05154", "18001", "18029")
    assert "rivers" not in base.data["topology"]["objects"]


def test_the_whole_country_is_one_base_map(tables: Tables) -> None:
    """However it is asked for, and the same object, as it is mounted once."""
    assert basemap.for_selection(tables, Selection()) is basemap.for_country(tables)
    assert basemap.for_country(tables).id == basemap.for_country(tables).id


def test_context_is_cut_to_the_country(tables: Tables) -> None:
    """Neighbours at the frame, rivers at the border."""
    topology = basemap.for_country(tables).data["topology"]
    lines = decode(topology)
    (river,) = topology["objects"]["rivers"]["geometries"]
    ends = np.vstack([lines[i] if i >= 0 else lines[~i][::-1] for i in river["arcs"]])
    assert ends[:, 0].min() >= -75.001
    assert ends[:, 0].max() <= -72.999


def test_without_boundaries_there_are_seats(seats: Tables) -> None:
    """One point a municipality, no topology."""
    base = basemap.for_selection(seats, Selection(region="bajo-cauca"))
    assert "topology" not in base.data
    assert [seat["at"][:2] for seat in base.data["seats"]] == [(-74.5, 7.5), (-73.5, 7.5)]


@pytest.mark.parametrize(
    ("codes", "box"),
    [(["05120"], (-75, 7, -74, 8)), (["05120", "18029"], (-75, 7, -73, 9))],
)
def test_bounds(tables: Tables, codes: list[str], box: tuple[float, ...]) -> None:
    """minx, miny, maxx, maxy."""
    assert basemap.bounds(tables, pd.Index(codes)) == box


def test_geometry_is_plain_json(tables: Tables) -> None:
    """No NaN, which a browser would refuse."""
    json.loads(basemap.for_country(tables).json, parse_constant=lambda name: pytest.fail(name))
