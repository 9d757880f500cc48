"""Coca by cell of 1 km: cells in years, hectares by municipality, and how such a table may change."""

from dataclasses import replace
from pathlib import Path

import pytest
import shapely
from pytest_httpserver import HTTPServer

from geo.area import hectares
from geo.build.spatial_join import tabulate_features
from geo.refresh import refresh
from geo.schema import FEATURES, GeoDataError, check
from geo.source import refreshed
from geo.sources import coca_grid
from geo.zones import Zones
from tests.geo.publishers.servers import TODAY, Table, redirect, served_by

COLUMNS = ["grilla1", "the_geom", "areacoca_2003", "areacoca2004", "coca2022_", "areacoca2024"]
SIDE = 0.009  # degrees, a kilometre
WEST, EAST = shapely.box(-73.0, 8.0, -72.9955, 8.1), shapely.box(-72.9955, 8.0, -72.9, 8.1)
"""Two municipalities whose border is the middle of the first cell; the third cell lies in neither."""


def cell(name: str, column: int, *amounts: str, row: int = 0) -> list[str]:
    x, y = -73.0 + column * SIDE, 8.0 + row * SIDE
    outline = shapely.MultiPolygon([shapely.box(x, y, x + SIDE, y + SIDE)])
    return [name, outline.wkt, *amounts]


CELLS = [
    cell("A1", 0, "0", "10.5", "0", "8"),
    cell("A2", 1, "3.25", "0", "", "1"),
    cell("A3", -1, "0", "0", "0", "2", row=-2),
]


@pytest.fixture
def ask(httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch):
    """Refresh the grid from a server that has these cells under these names."""

    def asked(cells: list[list[str]], columns: list[str] = COLUMNS) -> None:
        httpserver.clear_all_handlers()
        query = served_by(httpserver, coca_grid.PUBLISHER.queries["cells"], Table(columns, cells), page=2)
        redirect(coca_grid, monkeypatch, cells=query)
        refresh("coca_grid", folder, today=TODAY, client=how)

    return asked


def test_a_feature_is_a_cell_with_coca_in_a_year(ask, folder: Path) -> None:
    """Whatever the column of a year is called; a cell without coca is no feature; years are those of the table."""
    ask(CELLS)
    found = check(coca_grid.load(folder), FEATURES, "test").set_index("feature_id")
    assert found["name"].to_dict() == {
        "coca_grid:2003:A2": "3.25 ha",
        "coca_grid:2004:A1": "10.5 ha",
        "coca_grid:2024:A1": "8 ha",
        "coca_grid:2024:A2": "1 ha",
        "coca_grid:2024:A3": "2 ha",
    }
    assert found["area_ha"].to_numpy() == pytest.approx(hectares(found.geometry.to_numpy()))
    source = refreshed(coca_grid.SOURCE, folder)
    assert (source.coverage.start, source.coverage.end) == ("2003-12-31", "2024-12-31")
    assert source.coverage.years == (2003, 2004, 2022, 2024)
    assert source.caveats[0] == "Empty values of the table (1 in all) are taken for no coca."


def test_hectares_of_a_cell_on_a_border_are_divided_by_area(ask, folder: Path) -> None:
    """Half of A1 is in each; A3 is abroad; a listed municipality has a zero in a year without coca, others no row."""
    ask(CELLS)
    zones = Zones(["54001", "54002", "54003"], [WEST, EAST, shapely.box(-70, 5, -69, 6)])
    source = refreshed(coca_grid.SOURCE, folder)
    table = tabulate_features(coca_grid.load(folder), zones, None, source, coca_grid.measured(folder))
    sums = table.set_index(["municipality_code", "year"])["value"]
    assert sums.unstack().round(3).to_numpy().tolist() == [[0, 5.25, 0, 4], [3.25, 5.25, 0, 5]]
    assert set(table["variable"]) == {"coca_grid_area"}


@pytest.mark.parametrize(
    ("cells", "columns", "error"),
    [
        ([cell("A1", 0, "0", "1", "2", "1.234,5")], COLUMNS, r"column areacoca2024: not a number"),
        ([cell("A1", 0, "0", "1", "2", "1500")], COLUMNS, r"column areacoca2024: not between 0 and 110 hectares"),
        (
            [cell("A1", 0, "0", "1", "2", ""), cell("A2", 1, "3", "0", "", "")],
            COLUMNS,
            r"areacoca2024: a year without",
        ),
        ([CELLS[0], CELLS[0]], COLUMNS, r"twice|a cell twice"),
        (CELLS, [*COLUMNS[:-1], "coca_2022"], r"two columns of one year"),
        ([["A1", "somewhere", "0", "1", "2", "3"]], COLUMNS, r"column the_geom: not WKT"),
        (CELLS, ["id", *COLUMNS[1:]], r"column grilla1: .*column\(s\) are gone|column grilla1"),
    ],
    ids=["comma", "metres", "empty", "repeated", "years", "shape", "column"],
)
def test_a_grid_that_has_changed_replaces_nothing(ask, folder: Path, cells, columns, error: str) -> None:
    """Refused by name, and the earlier file stays."""
    ask(CELLS)
    with pytest.raises(GeoDataError, match=error):
        ask(cells, columns)
    assert len(coca_grid.load(folder)) == 5


def test_no_column_of_the_table_but_cell_outline_and_years_is_asked_for(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What else the table may have stays there."""
    table = Table([*COLUMNS, "observacion"], [[*row, "x"] for row in CELLS])
    query = replace(served_by(httpserver, coca_grid.PUBLISHER.queries["cells"], table), page=5)
    redirect(coca_grid, monkeypatch, cells=query)
    refresh("coca_grid", folder, today=TODAY, client=how)
    [page] = table.pages()
    assert page.args["$select"].split(",") == COLUMNS
