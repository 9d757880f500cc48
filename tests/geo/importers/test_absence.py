"""No zero is filled in where a row may belong that was refused or is in no municipality."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shapely import box

from geo.importers import events, polygons, statistics, ucdp
from geo.readers.gazetteer import known_codes
from geo.source import Coverage
from tests import exports
from tests.geo.importers.files import SQUARE, layer, request, write

YEAR = {"start": date(2021, 1, 1), "end": date(2021, 12, 31), "complete": True}
EVENT = {"fecha": "2021-02-01", "tipo": "homicidio", "codigo dane": "54810", "departamento": "", "municipio": ""}
CAQUETA = {code for code in known_codes() if code.startswith("18")}


def coverage(path: Path, *cells: dict) -> Coverage:
    """Coverage of a complete file: an event in Tibú, and one for each argument, which replaces cells of it."""
    rows = [EVENT | each | {"id": str(number)} for number, each in enumerate(({}, *cells))]
    return events.read(request(write(path, *rows), **YEAR)).source.coverage


@pytest.mark.parametrize(
    ("cells", "excluded"),
    [
        ({}, set()),
        ({"fecha": "2021-02-31", "codigo dane": "18001000"}, {"18001"}),
        ({"tipo": "otro", "codigo dane": "5001"}, {"05001"}),
        ({"tipo": "otro", "codigo dane": "", "departamento": "Caquetá", "municipio": "Florencia"}, {"18001"}),
        ({"codigo dane": "", "departamento": "Caquetá"}, CAQUETA),
        ({"codigo dane": "", "departamento": "Caquetá", "municipio": "Florensia"}, CAQUETA),
        ({"codigo dane": "99999", "departamento": "Caquetá"}, CAQUETA),
    ],
)
def test_a_lost_event_may_belong_where_its_row_says(tmp_path: Path, cells: dict, excluded: set[str]) -> None:
    """To its municipality, or to any of its department."""
    found = coverage(tmp_path / "e.csv", cells)
    assert (set(found.excluded), found.scope, found.absent_is_zero) == (excluded, "country", True)
    assert ("No zero is filled in where" in found.note) == bool(excluded)


@pytest.mark.parametrize("cells", [{"codigo dane": "99999"}, {"codigo dane": ""}])
def test_a_lost_event_of_no_place_may_belong_anywhere(tmp_path: Path, cells: dict) -> None:
    """Then an absent row means nothing at all."""
    found = coverage(tmp_path / "e.csv", cells, {"fecha": "", "codigo dane": "18001"})
    assert (found.excluded, found.scope, found.absent_is_zero) == ((), "listed", False)
    assert "no zero is filled in, since anywhere" in found.note
    assert "(2 in all)" in found.note


def test_a_lost_figure_may_belong_where_its_row_says(tmp_path: Path) -> None:
    """An empty cell is no zero either; a figure that is repeated is not lost."""
    row = {"divipola": "05120", "year": "2023", "variable": "v", "unit": "u", "value": "1"}
    rows = [row, row, row | {"divipola": "18001", "value": ""}, row | {"divipola": "18029", "year": "23"}]
    found = statistics.read(request(write(tmp_path / "s.csv", *rows), complete=True)).source.coverage
    assert found.excluded == ("18001", "18029")
    nowhere = statistics.read(request(write(tmp_path / "s.csv", row, row | {"divipola": ""}), complete=True))
    assert not nowhere.source.coverage.absent_is_zero


def test_a_lost_event_of_ucdp_may_belong_where_its_row_says(tmp_path: Path) -> None:
    """Rows of other countries and repeated events are not lost."""
    rows = [exports.ged(), exports.ged(), exports.ged(2, country="Peru", country_id="135", best="x")]
    assert ucdp.read(request(write(tmp_path / "ged261.csv", *rows))).source.coverage.excluded == ()
    lost = ucdp.read(request(write(tmp_path / "ged261.csv", *rows, exports.ged(3, best="x")))).source.coverage
    assert lost.excluded == ("54810",)
    unknown = ucdp.read(request(write(tmp_path / "ged261.csv", *rows, exports.ged(3, adm_2="Nowhere"))))
    assert set(unknown.source.coverage.excluded) == {code for code in known_codes() if code.startswith("54")}


@pytest.mark.parametrize(
    ("shape", "year", "lost"),
    [
        (SQUARE.buffer(0.1), "2023", False),
        (SQUARE, "20230231", True),
        (SQUARE.exterior, "2023", True),
        (box(2, 48, 3, 49), "2023", False),
    ],
)
@pytest.mark.parametrize("by", ["complete", "searched"])
def test_polygons_are_not_measured_if_one_is_lost(tmp_path: Path, shape: Any, year: str, lost: bool, by: str) -> None:
    """Its municipality would have too few hectares, or none; a polygon of another country is not lost."""
    path = layer(tmp_path / "p.gpkg", [SQUARE, shape], year=["2023", year])
    where = {"complete": True, "searched": layer(tmp_path / "s.gpkg", [SQUARE.buffer(1)])}
    reading = polygons.read(request(path, constants={"kind": "mining"}, **{by: where[by]}))
    assert (reading.source.variables == ()) == lost
    assert ("Not measured by municipality: 1 refused" in reading.source.coverage.note) == lost
    assert reading.source.coverage.absent_is_zero == (by == "complete" and not lost)
