"""No row is lost: for every source, rows in = rows kept + rows set aside with a reason."""

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest

from geo.catalogue import discover
from geo.describe import pinned
from geo.rejects import gather, set_aside
from geo.schema import REJECTS, check
from geo.source import locate
from geo.sources import gfw_alerts, gfw_loss

SOURCES = pinned()


def rows_of(raw: Path, source: str, *, within: str = "") -> int:
    """Rows of all tables and layers of a source, counted without its loader."""
    total = 0
    for file in SOURCES[source].files:
        path = locate(file, raw)
        if file.path.startswith("crosswalks/") or within not in file.path:
            continue
        if path.suffix == ".csv":
            total += len(pd.read_csv(path, dtype=str))
        elif path.suffix == ".xlsx":
            total += len(pd.read_excel(path, dtype=str, engine="calamine"))
        elif path.suffix in (".geojson", ".gpkg", ".shp"):
            total += pyogrio.read_info(path, force_feature_count=True)["features"]
    return total


def total_of(raw: Path, source: str, column: str) -> int:
    """Sum of a column of counts: a row of n mines or acts stands for n events."""
    return int(pd.read_csv(locate(SOURCES[source].files[0], raw))[column].sum())


COUNTED: dict[str, Callable[[Path], int]] = {
    "amw_mining": lambda raw: rows_of(raw, "amw_mining", within="mining_2"),  # the extent is no detection
    "gfw_loss": lambda raw: len(
        pd.read_excel(locate(SOURCES["gfw_loss"].files[0], raw), sheet_name=gfw_loss.SHEET, engine="calamine")
    ),
    "mindefensa_mine_raids": lambda raw: total_of(raw, "mindefensa_mine_raids", "minas"),
    "police_terrorism": lambda raw: total_of(raw, "police_terrorism", "cantidad"),
    "ucdp_ged": lambda raw: rows_of(raw, "ucdp_ged") - 1,  # a line of HXL tags
}
"""Rows in, where a row of the file is not a record."""


@pytest.fixture(scope="module")
def aside(processed: Path) -> pd.DataFrame:
    return pd.read_parquet(processed / "rejects.parquet")


def kept_of(source: str, processed: Path, raw: Path) -> int:
    """Records of a source that are in the tables of a build."""
    kind = SOURCES[source].kind
    if source == "gfw_alerts":  # pixels are joined into features that cover the same ground
        return len(gfw_alerts.alert_cells(raw).drop_duplicates(["lon", "lat"]))
    if kind == "events":
        rows = pd.read_parquet(processed / "events.parquet", columns=["source"])
        return int((rows["source"] == source).sum())
    if kind == "features":
        rows = pd.read_parquet(processed / f"{SOURCES[source].table}.parquet", columns=["source"])
        return int((rows["source"] == source).sum())
    rows = pd.read_parquet(processed / "indicators.parquet")
    rows = rows[rows["source"] == source]
    if kind == "points":
        return int(rows["value"].sum())
    return len(discover()[source].load(raw)[["municipality_code", "year"]].drop_duplicates())


ROWWISE = [
    name
    for name, source in SOURCES.items()
    if source.files and source.kind in ("events", "features", "points") and not source.on_request
]


@pytest.mark.data
@pytest.mark.parametrize("source", ROWWISE)
def test_rows_in_are_rows_kept_and_rows_set_aside(
    source: str, originals: Path, processed: Path, aside: pd.DataFrame
) -> None:
    """Counted from the raw file, from the tables, and from the rejects, each by itself."""
    rows = aside[aside["source"] == source]
    if SOURCES[source].kind == "events":  # these are in the table as well, and count nowhere
        events = pd.read_parquet(processed / "events.parquet", columns=["source", "source_event_id"])
        rows = rows[~rows["record"].isin(events.loc[events["source"] == source, "source_event_id"])]
    entered = COUNTED.get(source, lambda raw: rows_of(raw, source))(originals)
    assert entered > 0
    assert kept_of(source, processed, originals) + rows["rows"].sum() == entered


@pytest.mark.data
@pytest.mark.parametrize(
    ("source", "entered", "kept"),
    [
        ("coca", 7656, 7656),
        ("dane_population", 14586, 14581),  # an area merged away in 2020 is printed as 0 for five years
        ("evoa", 883, 883),
        ("ideam_deforestation", 353, 351),  # Puerto Colombia twice, once with 0
        ("sib_species", 1121, 1118),
    ],
)
def test_rows_of_published_tables_are_kept_or_set_aside(
    source: str, entered: int, kept: int, originals: Path, processed: Path, aside: pd.DataFrame
) -> None:
    """One row a municipality and year: those that the table lacks are listed with their reason."""
    assert rows_of(originals, source) == entered
    assert kept_of(source, processed, originals) == kept
    assert aside.loc[aside["source"] == source, "rows"].sum() == entered - kept


@pytest.mark.data
def test_other_thresholds_of_tree_cover_are_set_aside(originals: Path, aside: pd.DataFrame) -> None:
    """GFW states each unit at eight canopy thresholds; seven are set aside."""
    rows = aside[aside["source"] == "gfw_loss"]
    assert COUNTED["gfw_loss"](originals) == 8 * 1065
    assert rows["rows"].tolist() == [1065] * 7


@pytest.mark.data
def test_titles_are_counted_or_set_aside(originals: Path, processed: Path, aside: pd.DataFrame) -> None:
    """Rows of other minerals and gold without a municipality are aside; all other titles are in the indicator."""
    table = pd.read_csv(originals / "mining_titles/anm_rucom_titles_by_municipality_mineral.csv", dtype=str)
    rows = aside[aside["source"] == "mining_titles"]
    gold = table[table["mineral"].str.contains(r"\bORO\b") & (table["cod_mpio"] != "99999")]
    assert rows["rows"].sum() + len(gold) == len(table) == 2823
    counted = pd.read_parquet(processed / "indicators.parquet")
    counted = counted[counted["source"] == "mining_titles"]["value"].sum()
    assert counted == gold["titulos_distintos"].astype(int).sum()


@pytest.mark.data
@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("incidents", 15),
        ("ceasefires", 11),
        ("dialogues", 7),
        ("actors", 41),
        ("reserves_register", 954),
        ("reported_figures", 39),
    ],
)
def test_registers_are_kept_whole(source: str, rows: int, originals: Path, processed: Path) -> None:
    """A register that stands for itself has every row of its file."""
    assert len(pd.read_parquet(processed / f"{source}.parquet")) == rows_of(originals, source) == rows


@pytest.mark.data
def test_registers_of_municipalities_find_theirs(processed: Path) -> None:
    """170 municipalities have a PDET subregion, 1,103 a seat, 33 a region: none fell out of a join."""
    table = gpd.read_parquet(processed / "municipalities.parquet")
    assert table[["pdet_subregion", "seat_lon", "region"]].notna().sum().tolist() == [170, 1103, 33]


@pytest.mark.data
def test_events_that_count_nowhere_have_a_reason(processed: Path, aside: pd.DataFrame) -> None:
    """Every event without a municipality or a year is among the rejects; every reject says why."""
    check(aside, REJECTS, "test")
    assert aside["reason"].str.strip().ne("").all()
    events = pd.read_parquet(
        processed / "events.parquet", columns=["source", "source_event_id", "municipality_code", "date_start"]
    )
    nowhere = events[events["municipality_code"].isna() | events["date_start"].isna()]
    known = set(aside[["source", "record"]].itertuples(index=False, name=None))
    assert set(nowhere[["source", "source_event_id"]].itertuples(index=False, name=None)) <= known


def test_records_that_stand_for_no_row_are_left_out() -> None:
    """Two files, one of which lost nothing."""
    assert set_aside(["a", "b"], "why", [0, 3]).to_dict("records") == [{"record": "b", "reason": "why", "rows": 3}]


def test_nothing_set_aside_is_an_empty_table_of_the_schema() -> None:
    """A build of curated tables alone rejects nothing."""
    check(gather([]), REJECTS, "test")
    check(gather([("demo", set_aside([], "why"))]), REJECTS, "test")
