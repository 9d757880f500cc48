"""One command from raw files to tables: whole, repeatable, honest about what is missing."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import time_machine

from geo.build.bundle import EDITIONS as EDITIONS_BUNDLED
from geo.build.pipeline import build, read_manifest, verify
from geo.catalogue import catalogue, discover
from geo.schema import EVENTS, INDICATORS, MUNICIPALITIES, GeoDataError, check
from geo.sources import coca

REGIONS = {"bajo-cauca": 6, "catatumbo": 11, "caqueta": 16}


@pytest.fixture(scope="module")
def municipalities(processed: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(processed / "municipalities.parquet")


@pytest.fixture(scope="module")
def events(processed: Path) -> gpd.GeoDataFrame:
    return gpd.read_parquet(processed / "events.parquet")


@pytest.fixture(scope="module")
def indicators(processed: Path) -> pd.DataFrame:
    return pd.read_parquet(processed / "indicators.parquet")


def test_municipalities_are_those_of_the_default_edition(municipalities: gpd.GeoDataFrame) -> None:
    """1,121 municipalities in 33 departments, 33 of them in the three regions, 170 in PDET subregions."""
    check(municipalities, MUNICIPALITIES, "test")
    assert len(municipalities) == 1121
    assert municipalities["department_code"].nunique() == 33
    assert municipalities["region"].value_counts().to_dict() == REGIONS
    assert municipalities["pdet_subregion"].notna().sum() == 170


@pytest.mark.parametrize(
    ("code", "km2"), [("05154", 1429), ("54810", 2679), ("18150", 12784), ("18753", 20218), ("18", 92821)]
)
def test_areas_agree_with_the_published_ones(municipalities: gpd.GeoDataFrame, code: str, km2: float) -> None:
    """Geodesic areas lie within 0.5 % of the reference."""
    chosen = municipalities[municipalities["municipality_code"].str.startswith(code)]
    assert chosen["area_km2"].sum() == pytest.approx(km2, rel=0.005)


def test_no_event_is_lost(processed: Path, events: gpd.GeoDataFrame) -> None:
    """6,108 UCDP events in, 6,108 out; each is counted in a municipality or set aside with a reason."""
    check(events, EVENTS, "test")
    rejects = pd.read_parquet(processed / "rejects.parquet")
    assert (events["source"] == "ucdp_ged").sum() == 6108
    lost = events[events["municipality_code"].isna()]
    told = lost.merge(rejects, left_on=["source", "source_event_id"], right_on=["source", "record"])
    assert len(told) == len(lost)
    assert told["reason"].str.contains("known to|outside every|not a municipality").all()


def test_coarse_events_are_never_located_by_their_point(events: gpd.GeoDataFrame) -> None:
    """A centroid places nothing: coordinates count only at precision 1 and 2."""
    assert (events.loc[events["located_by"] == "point", "location_precision"] <= 2).all()
    assert events.loc[events["location_precision"] >= 4, "municipality_code"].isna().all()


CATATUMBO_PDET = ("54206", "54245", "54250", "54344", "54670", "54720", "54800", "54810")
REFERENCE = [
    # variable, source, region or code prefix(es), {year: total}, relative tolerance; 0 is to the published digit
    ("deforestation", "mapbiomas_transitions", ("18",), {2020: 61817, 2021: 116136, 2022: 82173, 2023: 41708}, 0.002),
    # municipal figures are rounded one by one: GFW's own sheet of departments says 62,150 / 68,347 / 42,757 and
    # 17,577 / 17,132 / 11,547 (tests/geo/sources/test_named.py checks that sheet)
    ("tree_cover_loss", "gfw_loss", ("18",), {2017: 62151, 2018: 68348, 2022: 42757}, 0),
    ("tree_cover_loss", "gfw_loss", ("54",), {2017: 17574, 2018: 17131, 2022: 11551}, 0),
    ("tree_cover_loss", "gfw_loss", "bajo-cauca", {2017: 9704, 2018: 5716, 2022: 4966}, 0),
    ("deforestation", "ideam_deforestation", ("18",), {2017: 60856, 2021: 38663}, 0),
    ("deforestation", "ideam_deforestation", ("18753",), {2017: 26632}, 0),
    ("evoa_area", "evoa", "bajo-cauca", {2020: 30662, 2021: 28543, 2022: 28388, 2023: 32921}, 0),
    ("evoa_area", "evoa", ("",), {2021: 98567, 2022: 94733, 2023: 105060}, 0),
    ("coca_area", "coca", ("",), {2024: 261386}, 0),
    ("coca_area", "coca", CATATUMBO_PDET, {2024: 47653}, 0),
    ("coca_area", "coca", ("18",), {2024: 4717}, 0),
    ("coca_area", "coca", "bajo-cauca", {2024: 7227}, 0),
    ("population", "dane_population", ("",), {2024: 52_695_952}, 0),
    ("victims", "police_homicides", "bajo-cauca", {2019: 380, 2023: 114, 2024: 181}, 0),
    ("victims", "police_homicides", "catatumbo", {2019: 229, 2023: 146, 2024: 107}, 0),
    ("victims", "police_homicides", "caqueta", {2019: 158, 2023: 145, 2024: 113}, 0),
    ("events", "mindefensa_terrorism", "bajo-cauca", {2022: 23, 2023: 23, 2024: 11, 2025: 8}, 0),
    ("events", "mindefensa_terrorism", "catatumbo", {2022: 105, 2023: 77, 2024: 71, 2025: 58}, 0),
    ("events", "mindefensa_terrorism", "caqueta", {2022: 5, 2023: 11, 2024: 33, 2025: 32}, 0),
]


@pytest.mark.parametrize(("variable", "source", "where", "expected", "tolerance"), REFERENCE)
def test_sums_agree_with_the_publishers(
    municipalities: gpd.GeoDataFrame,
    indicators: pd.DataFrame,
    variable: str,
    source: str,
    where: str | tuple[str, ...],
    expected: dict[int, float],
    tolerance: float,
) -> None:
    """Totals by region and year are the published ones."""
    check(indicators, INDICATORS, "test")
    code = municipalities["municipality_code"]
    inside = code[municipalities["region"] == where] if isinstance(where, str) else code[code.str.startswith(where)]
    rows = indicators[(indicators["variable"] == variable) & (indicators["source"] == source)]
    rows = rows[rows["municipality_code"].isin(inside)]
    sums = rows.groupby("year")["value"].sum()
    assert {year: sums.get(year) for year in expected} == pytest.approx(expected, rel=tolerance, abs=0.5)


@pytest.mark.parametrize(("year", "percent"), [(2020, 42.3), (2021, 38.5), (2022, 45.2), (2023, 51.0)])
def test_the_illicit_share_is_the_published_one(
    municipalities: gpd.GeoDataFrame, indicators: pd.DataFrame, year: int, percent: float
) -> None:
    """Of Bajo Cauca's alluvial gold mining, to the published digit."""
    inside = municipalities.loc[municipalities["region"] == "bajo-cauca", "municipality_code"]
    rows = indicators[indicators["municipality_code"].isin(inside) & (indicators["year"] == year)]
    sums = rows[rows["source"] == "evoa"].groupby("variable")["value"].sum()
    assert round(sums["evoa_illicit"] / sums["evoa_area"] * 100, 1) == percent


@pytest.mark.parametrize(
    ("variable", "source", "code"),
    [
        ("gold_mining_detected", "amw_mining", "05154"),  # Bajo Cauca was never searched
        ("gold_mining_detected", "amw_mining", "54810"),  # nor Catatumbo
        ("deforestation", "mapbiomas_transitions", "05154"),
        ("tree_cover_loss", "gfw_loss", "18785"),  # GADM does not know Solita
        ("events", "mindefensa_terrorism", "11001"),  # the table holds 33 municipalities
    ],
)
def test_no_coverage_is_no_row(indicators: pd.DataFrame, variable: str, source: str, code: str) -> None:
    """Where a source never looked there is nothing, least of all a zero."""
    rows = indicators[(indicators["variable"] == variable) & (indicators["source"] == source)]
    assert len(rows)
    assert code not in set(rows["municipality_code"])


@pytest.mark.parametrize(
    ("variable", "source", "code", "year"),
    [
        ("evoa_area", "evoa", "18001", 2022),
        ("events", "ucdp_ged", "91001", 1990),
        ("events", "mindefensa_terrorism", "18460", 2022),
    ],
)
def test_measured_nothing_is_a_zero(
    indicators: pd.DataFrame, variable: str, source: str, code: str, year: int
) -> None:
    """Where a source looked and found nothing there is a row with 0."""
    rows = indicators[(indicators["variable"] == variable) & (indicators["source"] == source)]
    hit = rows[(rows["municipality_code"] == code) & (rows["year"] == year)]
    assert hit["value"].tolist() == [0.0]


def test_a_build_on_another_day_and_in_another_folder_is_byte_identical(
    processed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same inputs make the same bytes, manifest included: no clock, time zone or path is in them."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    (tmp_path / "raw").mkdir()
    with time_machine.travel("2031-05-06 23:59"):
        again = build(tmp_path / "processed", tmp_path / "raw").out
    names = sorted(path.name for path in processed.iterdir())
    assert sorted(path.name for path in again.iterdir()) == names
    for name in names:
        assert (again / name).read_bytes() == (processed / name).read_bytes(), name


def test_a_build_with_nothing_to_do_writes_nothing(processed: Path, no_raw: Path) -> None:
    """The second run leaves every file as it was."""
    before = {path.name: path.stat().st_mtime_ns for path in processed.iterdir()}
    assert not build(processed, no_raw).fresh
    assert {path.name: path.stat().st_mtime_ns for path in processed.iterdir()} == before


def test_verify_finds_a_changed_output(processed: Path, no_raw: Path, tmp_path: Path) -> None:
    """A touched table is told by name; an untouched build has no complaint."""
    assert verify(processed, no_raw) == []
    copy = Path(shutil.copytree(processed, tmp_path / "copy"))
    with (copy / "panel.parquet").open("ab") as file:
        file.write(b"x")
    assert [text.split(":")[0] for text in verify(copy, no_raw)] == ["output panel.parquet has changed"]


def test_the_manifest_states_every_input(processed: Path) -> None:
    """Each input has checksum, origin, licence and date; bundled ones name the originals they were made from."""
    manifest = read_manifest(processed)
    assert manifest is not None
    assert manifest["boundaries"] == {"id": "mgn2018-limits2021", "title": "MGN 2018, limits of 2021"}
    needed = {
        "source",
        "path",
        "sha256",
        "bytes",
        "url",
        "publisher",
        "licence",
        "attribution",
        "period",
        "retrieved",
    }
    assert all(needed <= entry.keys() and entry["licence"] for entry in manifest["inputs"])
    assert {entry["source"] for entry in manifest["inputs"]} == {
        name for name, source in catalogue().items() if not source.on_request
    }
    assert {entry["origin"] for entry in manifest["inputs"]} == {"bundled", "tracked"}
    bundled = [entry for entry in manifest["inputs"] if entry["origin"] == "bundled"]
    assert all(original["sha256"] for entry in bundled for original in entry["originals"])


def test_the_day_of_access_is_a_fact_of_the_source(processed: Path) -> None:
    """Manifest and lineage say when the publisher's data were obtained, and nothing of today."""
    manifest = read_manifest(processed)
    assert manifest is not None
    declared = {name: source.retrieved for name, source in catalogue().items()}
    assert all(entry["retrieved"] == declared[entry["source"]] for entry in manifest["inputs"])
    lineage = pd.read_parquet(processed / "lineage.parquet")
    assert lineage["retrieved"].tolist() == [declared[name] for name in lineage["source"]]


def test_the_lineage_leads_to_the_originals(processed: Path) -> None:
    """A series from the bundle names its bundled file and the file of the publisher it was made from."""
    lineage = pd.read_parquet(processed / "lineage.parquet").set_index(["source", "variable"])
    inputs = lineage.loc[("coca", "coca_area"), "inputs"].split(" | ")
    assert [text.split(" sha256:")[0] for text in inputs] == [
        "bundled/coca.parquet",
        *(file.path for file in coca.SOURCE.files),
    ]
    assert inputs[1].endswith(coca.SOURCE.files[0].sha256)


EDITIONS = [
    # edition, title, municipalities, Caquetá and San Vicente in km², deforestation in Caquetá 2020-2023 in hectares
    ("mgn2018", "MGN 2018", 1122, 90066, 17464, [58790, 113466, 81029, 40455]),
    ("mgn2018-limits2021", "MGN 2018, limits of 2021", 1121, 92821, 20218, [61817, 116136, 82173, 41708]),
    ("mgn2021", "MGN 2021", 1121, 92817, 20199, [61804, 116118, 82132, 41689]),
]


@pytest.mark.parametrize(("edition", "title", "number", "caqueta", "san_vicente", "cleared"), EDITIONS)
def test_a_build_takes_the_edition_it_is_asked_for(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    edition: str,
    title: str,
    number: int,
    caqueta: int,
    san_vicente: int,
    cleared: list[int],
) -> None:
    """It goes to the end, names its edition in the manifest, and a boundary's vintage moves the headline."""
    raw = request.getfixturevalue("no_raw" if edition in EDITIONS_BUNDLED else "originals")
    wanted = (
        "dane_divipola",
        "dane_mgn",
        "dane_population",
        "mapbiomas_transitions",
        "mindefensa_terrorism",
        "regions",
    )
    monkeypatch.setattr("geo.build.inputs.discover", lambda raw: {name: discover(raw)[name] for name in wanted})
    report = build(tmp_path / "out", raw, boundaries=edition)
    assert report.missing == {}
    assert report.manifest["boundaries"] == {"id": edition, "title": title}
    file = next(entry for entry in report.manifest["inputs"] if entry["source"] == "dane_mgn")
    assert file["period"] == title
    table = gpd.read_parquet(report.out / "municipalities.parquet").set_index("municipality_code")
    assert len(table) == number
    assert table.loc[table["department_code"] == "18", "area_km2"].sum() == pytest.approx(caqueta, abs=1)
    assert table.loc["18753", "area_km2"] == pytest.approx(san_vicente, abs=1)
    rows = pd.read_parquet(report.out / "indicators.parquet")
    sums = rows[rows["variable"] == "deforestation"].groupby("year")["value"].sum()
    assert sums.tolist() == pytest.approx(cleared, abs=0.5)
    people = rows[(rows["variable"] == "population") & (rows["year"] == 2024)]["value"].sum()
    assert people == 52_695_952  # no edition loses a person


def test_a_build_takes_a_file_of_boundaries(
    originals: Path, no_raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An MGN release by its path is recorded by its name."""
    wanted = ("dane_mgn", "dane_population", "mindefensa_terrorism", "regions")
    monkeypatch.setattr("geo.build.inputs.discover", lambda raw: {name: discover(raw)[name] for name in wanted})
    file = Path(shutil.copy(originals / "dane_mgn_2021" / "mgn2021_municipios.geojson", tmp_path / "own.geojson"))
    report = build(tmp_path / "out", no_raw, boundaries=str(file))
    assert report.manifest["boundaries"] == {"id": "own", "title": "own.geojson"}
    assert report.manifest["outputs"]["municipalities.parquet"]["rows"] == 1121


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that is built in a second."""
    wanted = ("ceasefires", "coca", "dane_mgn", "incidents", "regions")
    monkeypatch.setattr("geo.build.inputs.discover", lambda raw: {name: discover(raw)[name] for name in wanted})


def test_without_boundaries_there_is_still_something_true(
    no_raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a bundle the curated tables are built, 33 municipalities as seats; the rest is reported missing."""
    monkeypatch.setattr("geo.build.inputs.bundled", lambda *_: None)
    report = build(tmp_path / "out", no_raw)
    table = gpd.read_parquet(tmp_path / "out" / "municipalities.parquet")
    assert table["region"].value_counts().to_dict() == REGIONS
    assert table.geometry.isna().all()
    assert table[["seat_lon", "seat_lat", "area_km2"]].notna().all(axis=None)
    assert {path.stem for path in report.out.glob("*.parquet")} == {
        "municipalities",
        "incidents",
        "ceasefires",
        "dialogues",
        "actors",
        "reported_figures",
    }
    assert {"dane_mgn", "ucdp_ged", "evoa"} <= report.missing.keys()
    assert "terrapaz fetch ucdp_ged" in report.missing["ucdp_ged"]


@pytest.mark.usefixtures("few")
def test_a_failed_build_leaves_the_last_good_one(
    no_raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error midway changes nothing in the output folder and leaves no debris beside it."""
    out = tmp_path / "out"
    build(out, no_raw)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    monkeypatch.setattr("geo.build.pipeline.json.dumps", lambda *_, **__: 1 / 0)
    monkeypatch.setattr("geo.build.pipeline.facts", lambda _: {"data_version": "new", "inputs": []})
    with pytest.raises(ZeroDivisionError):
        build(out, no_raw, force=True)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert not list(tmp_path.glob(".out*"))


@pytest.mark.usefixtures("few")
def test_what_no_build_wrote_is_never_replaced(no_raw: Path, tmp_path: Path) -> None:
    """A folder with something else in it, or a file, in the place of the tables is refused and stays."""
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    (tmp_path / "letter.txt").write_text("dear")
    for name in ("thesis", "letter.txt"):
        with pytest.raises(GeoDataError, match=r"which would be lost.*--out|--out.*which would be lost"):
            build(tmp_path / name, no_raw)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"
    assert (tmp_path / "letter.txt").read_text() == "dear"


@pytest.mark.usefixtures("few")
def test_a_manifest_that_cannot_be_read_is_none(no_raw: Path, tmp_path: Path) -> None:
    """The build is made again in its place."""
    out = build(tmp_path / "out", no_raw).out
    (out / "manifest.json").write_text("{")
    assert build(out, no_raw).fresh
    assert read_manifest(out) is not None


def test_an_unknown_edition_is_told_with_the_known_ones(tmp_path: Path) -> None:
    """A typo in --boundaries names the editions."""
    with pytest.raises(GeoDataError, match=r"mgn1999.*mgn2018-limits2021"):
        build(tmp_path / "out", tmp_path, boundaries="mgn1999")


def test_the_manifest_is_json_that_sorts(processed: Path) -> None:
    """Keys are sorted, so that two manifests can be compared line by line."""
    text = (processed / "manifest.json").read_text("utf-8")
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_boundaries_alone_make_a_build(no_raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With municipalities and not one event or statistic the tables are there, and empty."""
    wanted = ("dane_mgn", "regions")
    monkeypatch.setattr("geo.build.inputs.discover", lambda raw: {name: discover(raw)[name] for name in wanted})
    out = build(tmp_path / "out", no_raw).out
    assert len(gpd.read_parquet(out / "municipalities.parquet")) == 1121
    check(gpd.read_parquet(out / "events.parquet"), EVENTS, "test")
    assert not len(pd.read_parquet(out / "indicators.parquet"))
