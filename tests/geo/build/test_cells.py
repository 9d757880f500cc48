"""Points counted by cell agree with those counted by municipality."""

import numpy as np
import pandas as pd
import pytest

from geo.build.cells import count_cells
from geo.build.spatial_join import count_points, locate_points
from geo.bundled import bundled
from geo.catalogue import declared
from geo.schema import CELLS, check
from geo.source import RAW, Coverage, Variable
from geo.statistics.hexagons import SIZES
from geo.zones import Zones
from tests import builders
from tests.builders import square

COVERAGE = Coverage("2020-01-01", "2021-12-31", (2020, 2021), "country", absent_is_zero=True)
SOURCE = builders.source("points", COVERAGE, variables=(Variable("fires", "detections", "Fires"),))


def test_cells_add_up_to_municipalities() -> None:
    """Of either size and every year; what is outside, or in a year that is not covered in full, is in neither."""
    rng = np.random.default_rng(16)
    points = pd.DataFrame(
        {
            "lon": rng.uniform(-75.2, -72.8, 800),
            "lat": rng.uniform(6.9, 8.1, 800),
            "date": pd.to_datetime(rng.choice(["2020-03-01", "2021-12-31", "2022-01-01"], 800)),
        }
    )
    zones = Zones(["05120", "05154"], np.array([square(-75, 7), square(-74, 7)], dtype=object))
    located = locate_points(points, zones, SOURCE)
    cells = check(count_cells(located, SOURCE), CELLS, "test")
    figures = count_points(located, SOURCE).set_index(["municipality_code", "year"])["value"].sort_index()
    for size in SIZES:
        sums = cells[cells["size_km2"] == size].groupby(["municipality_code", "year"])["n"].sum()
        pd.testing.assert_series_equal(sums.astype(float), figures, check_names=False, check_index_type=False)


@pytest.mark.data
def test_the_bundle_has_fires_by_cell() -> None:
    """As many as by municipality, for both editions of the boundaries."""
    for edition in ("mgn2018", "mgn2018-limits2021"):
        loader = bundled(declared("firms_modis"), edition)
        assert loader is not None
        cells, figures = loader.cells(RAW), loader.load(RAW)
        assert cells.groupby("size_km2")["n"].sum().tolist() == [figures["value"].sum()] * len(SIZES)
