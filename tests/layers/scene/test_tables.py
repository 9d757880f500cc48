"""What a selection is about: which municipalities, which events, and nothing that was never known."""

import json
from pathlib import Path

import pandas as pd
import pytest

from geo.catalogue import write_sources
from geo.schema import GeoDataError
from geo.source import SOURCES
from geo.statistics.indicators import Measure
from geo.statistics.summary import add_up
from layers.selection import Selection
from layers.tables import Tables

REGION = {"region": "bajo-cauca", "start": "2012-01", "end": "2013-12"}


@pytest.mark.parametrize(
    ("place", "selected", "shown"),
    [
        ({}, 4, 4),
        ({"region": "bajo-cauca"}, 2, 2),
        ({"department_code": "18"}, 2, 2),
        ({"municipality_code": "18029"}, 1, 2),
        ({"municipality_code": "05120", "region": "bajo-cauca"}, 1, 2),
    ],
)
def test_the_narrowest_place_counts(tables: Tables, place: dict[str, str], selected: int, shown: int) -> None:
    """A municipality is coloured among those around it."""
    selection = Selection(**place)  # type: ignore[arg-type]
    assert len(tables.selected_codes(selection)) == selected
    assert len(tables.shown_codes(selection)) == shown


@pytest.mark.parametrize("place", [{"municipality_code": "99999"}, {"department_code": "77"}])
def test_a_place_of_another_edition_is_refused(tables: Tables, place: dict[str, str]) -> None:
    """With the code that is not there."""
    with pytest.raises(GeoDataError, match="no municipality of this edition"):
        tables.shown_codes(Selection(**place))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"region": None, "start": "2012-03", "end": "2012-03"}, 9),  # the undated one is in no period
        ({"start": "2012-03", "end": "2012-03"}, 7),  # nor has that of the department a municipality
        ({"start": "2013-12", "end": "2013-12"}, 1),  # an evening of the last day counts
        ({"start": "2014-01", "end": "2014-12"}, 0),  # an event counts where it began
        ({"region": None, "department_code": "05", "start": "2012-03", "end": "2012-03"}, 8),
        ({"sources": ("cnmh_massacres",)}, 1),
        ({"event_types": ("massacre",)}, 1),
        ({"event_types": ("massacre",), "sources": ("ucdp_ged",)}, 0),
        ({"region": None, "municipality_code": "18001"}, 1),
    ],
)
def test_events_of_a_selection(tables: Tables, change: dict[str, object], expected: int) -> None:
    """Place, period, sources and types narrow it down together."""
    assert len(tables.events_of(Selection(**REGION | change))) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"region": None, "start": "1989-01", "end": "2026-12"},
        {"region": None, "start": "2012-03", "end": "2012-03"},
        {"start": "2013-12", "end": "2013-12"},
        {"region": None, "department_code": "05"},
        {"region": None, "municipality_code": "18001"},
        {"event_types": ("massacre",), "sources": ("cnmh_massacres",)},
        {"start": "2014-01", "end": "2014-12"},
    ],
)
def test_counts_by_month_are_those_of_the_events(tables: Tables, change: dict[str, object]) -> None:
    """Events and people, whatever the place and the period; asked twice, as what was kept is used then."""
    selection = Selection(**REGION | change)  # type: ignore[arg-type]
    expected = add_up(tables.events_of(selection), ["source"])
    for _ in range(2):
        counted = add_up(tables.monthly_counts(selection), ["source"]).astype({"source": "str"})
        pd.testing.assert_frame_equal(counted, expected.astype({"source": "str"}))


def test_sources_part_the_events(tables: Tables) -> None:
    """What two sources tell is never mixed: the parts make the whole."""
    selection = Selection(**REGION)  # type: ignore[arg-type]
    parts = [len(tables.events_of(selection, source)) for source in ("ucdp_ged", "cnmh_massacres", "nobody")]
    assert parts[2] == 0
    assert sum(parts) == len(tables.events_of(selection))


@pytest.mark.parametrize(("precision", "expected"), [(1, 5), (2, 6), (6, 6)])
def test_only_a_known_place_is_a_point(tables: Tables, precision: int, expected: int) -> None:
    """Precision 3 and coarser is never drawn, whatever is asked."""
    selection = Selection(**REGION)  # type: ignore[arg-type]
    points = tables.located(tables.events_of(selection), precision)
    assert len(points) == expected
    assert points["location_precision"].max() <= 2


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ["strike", "attack"]),
        ({"start": "2012-03", "end": "2012-04"}, ["strike"]),
        ({"start": "2012-06"}, []),
        ({"region": None, "municipality_code": "05120"}, ["strike", "attack"]),
        ({"region": "caqueta"}, []),
    ],
)
def test_incidents_of_a_selection(tables: Tables, change: dict[str, str], expected: list[str]) -> None:
    """Those that touch the period and the municipalities shown."""
    found = tables.incidents_of(Selection(**REGION | change))  # type: ignore[arg-type]
    assert list(found["incident_id"]) == expected


def test_values_are_the_engines(tables: Tables) -> None:
    """A share over its fixed base; where a year or the base is missing there is no value."""
    share = Measure("tree_cover_loss", "gfw_loss", "%", per="tree_cover_2000", static=True, scale=100)
    result = tables.values(share, (2012, 2013))
    assert result["value"].to_dict() == pytest.approx(
        {"05120": 3.0, "05154": 0.0, "18001": 20.0, "18029": float("nan")}, nan_ok=True
    )
    assert tables.values(share, (1990,)).attrs["years"] == []


def test_read_finds_every_table(tmp_path: Path, tables: Tables) -> None:
    """What was written is what is read; feature tables are known by their columns."""
    tables.municipalities.to_parquet(tmp_path / "municipalities.parquet")
    tables.events.to_parquet(tmp_path / "events.parquet")
    tables.indicators.to_parquet(tmp_path / "indicators.parquet")
    tables.features["protected"].to_parquet(tmp_path / "protected.parquet")
    write_sources(tables.sources.values(), tmp_path / SOURCES)
    files = [entry | {"path": "a.csv", "tracked": True, "sha256": "0"} for entry in tables.manifest["inputs"]]
    (tmp_path / "manifest.json").write_text(json.dumps({**tables.manifest, "inputs": files}))
    read = Tables.read(tmp_path)
    assert set(read.features) == {"protected"}
    assert len(read.events) == len(tables.events)
    assert read.has_boundaries
    pd.testing.assert_frame_equal(read.indicators, tables.indicators, check_dtype=False)


def test_seats_alone_are_read(tmp_path: Path, seats: Tables) -> None:
    """Without boundaries there are municipalities, and empty tables of the right shape."""
    seats.municipalities.to_parquet(tmp_path / "municipalities.parquet")
    write_sources(seats.sources.values(), tmp_path / SOURCES)
    (tmp_path / "manifest.json").write_text('{"data_version": "seats"}')
    read = Tables.read(tmp_path)
    assert not read.has_boundaries
    assert read.events_of(Selection()).empty
    assert read.incidents_of(Selection()).empty
    assert read.values(Measure("events", "ucdp_ged", "events"), (2012,))["value"].isna().all()


def test_nothing_built_is_said(tmp_path: Path) -> None:
    """With the remedy."""
    with pytest.raises(GeoDataError, match="terrapaz build"):
        Tables.read(tmp_path)
