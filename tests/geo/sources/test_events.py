"""Event registers: every row is kept, every trap is stepped over, and the publishers' sums come out."""

import csv
import hashlib
import importlib
import zipfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from geo.readers import calendar, registers
from geo.schema import DatePrecision, GeoDataError, LocationPrecision
from geo.sources import dane_mgn

BAJO_CAUCA = ["05120", "05154", "05250", "05495", "05790", "05895"]
CATATUMBO = [
    "54003", "54206", "54245", "54250", "54344", "54398", "54498", "54670", "54720", "54800", "54810",
]  # fmt: skip
REGISTERS = [
    "aicma_mine_victims", "cnmh_kidnappings", "cnmh_massacres", "mindefensa_kidnappings", "mindefensa_massacres",
    "mindefensa_mine_raids", "mindefensa_terrorism", "police_extortion", "police_homicides", "police_terrorism",
]  # fmt: skip
MODULES = {name: importlib.import_module(f"geo.sources.{name}") for name in REGISTERS}
SOURCES = {name: module.SOURCE for name, module in MODULES.items()}
# A row of these counts several acts, each of which is an event.
COUNTED = {"mindefensa_mine_raids": "minas", "police_terrorism": "cantidad"}
CASE = {
    "ID Caso": "7",
    "Año": "2001",
    "Mes": "04",
    "Día": "12",
    "Código DANE de Municipio": "05790",
    "Modalidad": "ASALTO",
    "Presunto Responsable": "GUERRILLA",
    "Descripción Presunto Responsable": "FARC",
    "Total de Víctimas del Caso": "5",
    "Tipo de Armas": "ARMA DE FUEGO",
    "Tipo de Secuestro": "ND",
    "Modalidad de Secuestro": "INDIVIDUAL",
    "Finalidad del Secuestro": "ND",
    "Latitud": "7.58",
    "Longitud": "-75.40",
}
ACT = {"fecha": "2023-03-19", "cod_muni": "05790", "arma": "NO REPORTADO", "cantidad": "1"}
MINE_VICTIM = {
    "codigodanemunicipio": "5,313",
    "ano": "2,009",
    "mes": "12",
    "condicion": "Civil",
    "estado": "Hombre",
    "genero": "Muerto",
    "Actividad": "Jugando",
    "sitio": "Finca de don Fulano",
}
MASSACRE = {"FECHA HECHO": "01/02/2022 12:00:00 AM", "COD_MUNI": "05790", "CASOS": "1", "VICTIMAS": "3"}


@pytest.fixture(scope="session")
def tables(originals: Path) -> dict[str, gpd.GeoDataFrame]:
    return {name: MODULES[name].load(originals) for name in REGISTERS}


def source_file(name: str, raw: Path) -> Path:
    return raw / SOURCES[name].files[0].path


def load(name: str, raw: Path, *rows: dict[str, str]) -> gpd.GeoDataFrame:
    """What the source's loader makes of a file of these rows."""
    path = source_file(name, raw)
    path.parent.mkdir(parents=True, exist_ok=True)
    table = pd.DataFrame(rows)
    if path.suffix == ".xlsx":
        table.to_excel(path, index=False)
    else:
        table.to_csv(path, index=False, encoding="utf-8-sig")
    return MODULES[name].load(raw)


def region(events: pd.DataFrame, name: str) -> pd.DataFrame:
    code = events["municipality_code"]
    return events[{
        "bajo-cauca": code.isin(BAJO_CAUCA),
        "catatumbo": code.isin(CATATUMBO),
        "caqueta": code.str.startswith("18", na=False),
    }[name]]  # fmt: skip


# What every register keeps


@pytest.mark.data
@pytest.mark.parametrize("name", REGISTERS)
def test_every_row_of_the_file_is_in_the_table(
    name: str, originals: Path, tables: dict[str, gpd.GeoDataFrame]
) -> None:
    """Rows in are rows out; where a row counts acts, acts in are rows out."""
    path = source_file(name, originals)
    if path.suffix == ".xlsx":
        expected = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml").count(b"<row ") - 1
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            expected = sum(int(row[COUNTED[name]]) if name in COUNTED else 1 for row in csv.DictReader(file))
    assert len(tables[name]) == expected > 0


@pytest.mark.data
@pytest.mark.parametrize("name", REGISTERS)
def test_the_declaration_fits_the_file(name: str, originals: Path, tables: dict[str, gpd.GeoDataFrame]) -> None:
    """The checksum is the file's, the dates lie in the coverage, full years within it, and counts can be counted."""
    source, events = SOURCES[name], tables[name]
    assert hashlib.sha256(source_file(name, originals).read_bytes()).hexdigest() == source.files[0].sha256
    cover = source.coverage
    assert pd.Timestamp(cover.start) <= events["date_start"].min()
    assert events["date_start"].max() <= pd.Timestamp(cover.end)
    assert f"{cover.years[0]}-01-01" >= cover.start
    assert f"{cover.years[-1]}-12-31" <= cover.end
    assert set(cover.years) <= set(events["date_start"].dt.year.dropna().astype(int))
    for measure, column in (("victims", "victims"), ("fatalities", "fatalities_best")):
        assert measure not in source.measures or events[column].notna().all()


@pytest.mark.data
@pytest.mark.parametrize("name", REGISTERS)
def test_a_code_is_a_municipality_and_never_a_pin(name: str, tables: dict[str, gpd.GeoDataFrame]) -> None:
    """No register draws points; a municipality's code means precision 3."""
    events = tables[name]
    assert events.geometry.isna().all()
    coded = events["municipality_code"].notna()
    assert (coded == (events["location_precision"] == LocationPrecision.MUNICIPALITY)).all()
    assert (coded == (events["located_by"] == "code")).all()
    assert not events["municipality_code"].str.endswith("000").any()
    assert (events.loc[coded, "department_code"] == events.loc[coded, "municipality_code"].str[:2]).all()


@pytest.mark.data
def test_every_code_exists(originals: Path, tables: dict[str, gpd.GeoDataFrame]) -> None:
    """Every municipality code of every register is one of MGN 2018."""
    known = set(dane_mgn.load(originals, dane_mgn.EDITIONS["mgn2018"])["municipality_code"])
    assert {code for table in tables.values() for code in table["municipality_code"].dropna()} <= known


# Numbers of the publishers


@pytest.mark.data
@pytest.mark.parametrize(
    ("place", "acts"),
    [("bajo-cauca", [23, 23, 11, 8]), ("catatumbo", [105, 77, 71, 58]), ("caqueta", [5, 11, 33, 32])],
)
def test_acts_of_terrorism(place: str, acts: list[int], tables: dict[str, gpd.GeoDataFrame]) -> None:
    """Acts of 2022 to 2025 by region are the ministry's."""
    events = region(tables["mindefensa_terrorism"], place)
    years = events["date_start"].dt.year.value_counts()
    assert [years[year] for year in range(2022, 2026)] == acts


@pytest.mark.data
def test_tarazá_on_the_day_the_ceasefire_ended(tables: dict[str, gpd.GeoDataFrame]) -> None:
    """Tarazá has eight acts on 19 March 2023, seven of them written alike: dropping duplicates loses them."""
    events = tables["mindefensa_terrorism"]
    day = events[(events["municipality_code"] == "05790") & (events["date_start"] == "2023-03-19")]
    assert list(day["source_event_id"]) == [f"2023-03-19-05790-{number}" for number in range(1, 9)]


@pytest.mark.data
@pytest.mark.parametrize(
    ("place", "victims"),
    [
        ("bajo-cauca", {2019: 380, 2023: 114, 2024: 181}),
        ("catatumbo", {2019: 229, 2023: 146, 2024: 107}),
        ("caqueta", {2019: 158, 2023: 145, 2024: 113}),
    ],
)
def test_homicide_victims(place: str, victims: dict[int, int], tables: dict[str, gpd.GeoDataFrame]) -> None:
    """Victims by region are the police's; rows would be fewer, but for 2019 nearly as many."""
    events = region(tables["police_homicides"], place)
    years = events.groupby(events["date_start"].dt.year)["victims"]
    assert {year: years.sum()[year] for year in victims} == victims
    assert years.size()[2023] < victims[2023]


@pytest.mark.data
def test_el_carmen_has_ten_victims(tables: dict[str, gpd.GeoDataFrame]) -> None:
    """The ministry and the police both say ten at El Carmen on 29 March 2023, not the nine of the press."""
    for name in ("mindefensa_massacres", "police_homicides"):
        events = tables[name]
        row = events[(events["municipality_code"] == "54245") & (events["date_start"] == "2023-03-29")]
        assert row[["victims", "fatalities_low", "fatalities_high"]].to_numpy().tolist() == [[10, 10, 10]]


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "column", "total"),
    [
        ("aicma_mine_victims", "fatalities_best", 2_351),
        ("aicma_mine_victims", "victims", 12_364),
        ("cnmh_massacres", "fatalities_best", 28_267),
        ("cnmh_kidnappings", "victims", 38_615),
        ("mindefensa_massacres", "fatalities_best", 1_050),
        ("mindefensa_kidnappings", "victims", 10_560),
        ("police_homicides", "victims", 91_757),
        ("police_extortion", "victims", 34_029),
    ],
)
def test_nobody_is_lost(name: str, column: str, total: int, tables: dict[str, gpd.GeoDataFrame]) -> None:
    """National totals are the sums of the files."""
    assert tables[name][column].sum() == total


# The traps, one by one


def test_cnmh_dates_may_be_unknown_in_part(tmp_path: Path) -> None:
    """Month 0 spans the year and day 0 the month; a year 0 is no date, whatever month it has."""
    parts = [("2001", "04", "12"), ("2004", "02", "00"), ("2001", "00", "12"), ("0000", "03", "09")]
    rows = [{**CASE, "ID Caso": str(place), "Año": y, "Mes": m, "Día": d} for place, (y, m, d) in enumerate(parts)]
    events = load("cnmh_massacres", tmp_path, *rows)
    spans = events[["date_start", "date_end"]].apply(lambda column: column.dt.strftime("%Y-%m-%d"))
    assert spans.fillna("").to_numpy().tolist() == [
        ["2001-04-12", "2001-04-12"],
        ["2004-02-01", "2004-02-29"],
        ["2001-01-01", "2001-12-31"],
        ["", ""],
    ]
    assert events["date_precision"].tolist() == [1, 4, 5, 6]


def test_cnmh_codes_that_are_no_municipality(tmp_path: Path) -> None:
    """A department's code counts in its department, an unknown or foreign place in the country, neither in a zone."""
    codes = ["05790", "05000", "00000", "EXVEN", "EX000"]
    rows = [{**CASE, "ID Caso": code, "Código DANE de Municipio": code} for code in codes]
    events = load("cnmh_kidnappings", tmp_path, *rows)
    assert events["municipality_code"].fillna("").tolist() == ["05790", "", "", "", ""]
    assert events["department_code"].fillna("").tolist() == ["05", "05", "", "", ""]
    assert events["location_precision"].tolist() == [3, 4, 6, 6, 6]


def test_cnmh_actors_are_the_organisation_or_its_kind(tmp_path: Path) -> None:
    """An organisation that is not named leaves the kind of group; an unknown author is null, not a name."""
    answers = [("GUERRILLA", "FARC"), ("GUERRILLA", "NO IDENTIFICADA"), ("DESCONOCIDO", "NO APLICA")]
    rows = [
        {**CASE, "ID Caso": str(place), "Presunto Responsable": kind, "Descripción Presunto Responsable": name}
        for place, (kind, name) in enumerate(answers)
    ]
    events = load("cnmh_massacres", tmp_path, *rows)
    assert events["actor_1"].fillna("").tolist() == ["FARC", "GUERRILLA", ""]
    assert events["description"].iloc[0] == (
        "Modalidad: asalto. Armas: arma de fuego. Presunto responsable: guerrilla."
    )


def test_killed_are_known_of_massacres_and_not_of_kidnappings(tmp_path: Path) -> None:
    """The victims of a massacre are killed; what became of the kidnapped is unknown, not zero."""
    massacre, kidnapping = load("cnmh_massacres", tmp_path, CASE), load("cnmh_kidnappings", tmp_path, CASE)
    assert massacre[["fatalities_low", "fatalities_best", "fatalities_high", "victims"]].iloc[0].tolist() == [5] * 4
    assert kidnapping["victims"].tolist() == [5]
    assert kidnapping["fatalities_best"].isna().all()


@pytest.mark.data
@pytest.mark.parametrize(("name", "centroids", "places", "own"), [
    ("cnmh_massacres", 0.49, 0.84, 45), ("cnmh_kidnappings", 0.70, 0.80, 33),
])  # fmt: skip
def test_cnmh_points_are_places_not_events(
    name: str, centroids: float, places: float, own: int, originals: Path
) -> None:
    """The shares in the caveats hold: centroids, populated centres, and how few cases have a point of their own."""
    columns = ["Código DANE de Municipio", "Latitud", "Longitud"]
    cases = registers.read(SOURCES[name], originals, columns).set_axis(["code", "lat", "lon"], axis=1)
    cases = cases.astype({"lat": float, "lon": float})
    zones = dane_mgn.load(originals, dane_mgn.EDITIONS["mgn2018"]).set_index("municipality_code")
    cases = cases[cases["code"].isin(zones.index)]
    middle = zones.geometry.to_crs(9377).centroid.to_crs(4326).loc[cases["code"]]
    on_centroid = apart(cases["lon"], cases["lat"], middle.x, middle.y) < 50
    centres = pd.read_excel(originals / "dane_divipola" / "DIVIPOLA_2021.xls", engine="calamine")
    centres = centres[["Longitud", "Latitud"]].apply(pd.to_numeric, errors="coerce").dropna()
    points = gpd.GeoSeries.from_xy(cases["lon"], cases["lat"], crs=4326).to_crs(9377)
    settled = gpd.GeoSeries.from_xy(centres["Longitud"], centres["Latitud"], crs=4326).to_crs(9377)
    nearest = settled.sindex.nearest(points, return_all=False, return_distance=True)[1]
    on_place = on_centroid | (nearest < 200)
    shared = cases.duplicated(["code", "lat", "lon"], keep=False).to_numpy()
    assert on_centroid.mean() == pytest.approx(centroids, abs=0.01)
    assert on_place.mean() == pytest.approx(places, abs=0.01)
    assert (~on_place & ~shared).sum() == own


def apart(lon: pd.Series, lat: pd.Series, other_lon: pd.Series, other_lat: pd.Series) -> np.ndarray:
    """Metres on the ellipsoid, pair by pair."""
    ends = (np.asarray(part, float) for part in (lon, lat, other_lon, other_lat))
    return Geod(ellps="WGS84").inv(*ends)[2]


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "undated", "unplaced"), [("cnmh_massacres", 22, 62), ("cnmh_kidnappings", 1_637, 1_675)]
)
def test_cnmh_caveats_count_what_no_map_shows(
    name: str, undated: int, unplaced: int, tables: dict[str, gpd.GeoDataFrame]
) -> None:
    """As many cases lack a year or a municipality as the caveats say."""
    events = tables[name]
    assert events["date_start"].isna().sum() == undated
    assert events["municipality_code"].isna().sum() == unplaced
    assert any(f"{undated:,}" in caveat and f"{unplaced:,}" in caveat for caveat in SOURCES[name].caveats)


def test_equal_acts_stay_apart(tmp_path: Path) -> None:
    """Rows that repeat are separate acts with ids of their own, which later rows do not disturb."""
    other = {**ACT, "cod_muni": "05120"}
    before = load("mindefensa_terrorism", tmp_path, ACT, other, ACT)
    after = load("mindefensa_terrorism", tmp_path, ACT, other, ACT, ACT, other)
    assert before["source_event_id"].tolist() == ["2023-03-19-05790-1", "2023-03-19-05120-1", "2023-03-19-05790-2"]
    assert after["source_event_id"].tolist()[:3] == before["source_event_id"].tolist()


@pytest.mark.data
@pytest.mark.parametrize(("name", "repeated"), [("mindefensa_terrorism", 40), ("aicma_mine_victims", 3_852)])
def test_dropping_duplicates_would_lose_rows(
    name: str, repeated: int, originals: Path, tables: dict[str, gpd.GeoDataFrame]
) -> None:
    """The naive reading without repeated rows is short; ours is not."""
    naive = pd.read_csv(source_file(name, originals), dtype=str).drop_duplicates()
    assert len(tables[name]) - len(naive) == repeated


def test_massacre_dates_are_american(tmp_path: Path) -> None:
    """01/02/2022 is 2 January; a file that starts to write the day first is refused rather than misread."""
    assert load("mindefensa_massacres", tmp_path, MASSACRE)["date_start"].tolist() == [pd.Timestamp("2022-01-02")]
    with pytest.raises(GeoDataError, match=r"FECHA HECHO.*27/03/2023"):
        load("mindefensa_massacres", tmp_path, {**MASSACRE, "FECHA HECHO": "27/03/2023 12:00:00 AM"})


def test_a_row_of_two_massacres_is_refused(tmp_path: Path) -> None:
    """Two cases in a row cannot be split into their victims, and are not counted as one."""
    with pytest.raises(GeoDataError, match=r"CASOS.*found 2"):
        load("mindefensa_massacres", tmp_path, MASSACRE, {**MASSACRE, "CASOS": "2"})


@pytest.mark.parametrize("name", ["police_homicides", "police_extortion", "mindefensa_kidnappings"])
def test_rows_of_a_register_are_not_events(name: str, tmp_path: Path) -> None:
    """A row of three victims is one row of three; only victims may be counted."""
    row = {**ACT, "conducta": "SECUESTRO SIMPLE"}
    events = load(name, tmp_path, {**row, "cantidad": "3"}, row)
    assert events["victims"].tolist() == [3, 1]
    assert SOURCES[name].measures == ("victims",)


def test_homicide_victims_are_killed_and_the_extorted_are_not(tmp_path: Path) -> None:
    """Killed are known of homicides; of extortion they are unknown, not zero."""
    assert load("police_homicides", tmp_path, ACT)["fatalities_low"].tolist() == [1]
    assert load("police_extortion", tmp_path, ACT)["fatalities_low"].isna().all()


def test_an_act_counted_in_a_row_is_an_event(tmp_path: Path) -> None:
    """A row of three acts is three events with ids of their own, and no victims."""
    events = load("police_terrorism", tmp_path, {**ACT, "cantidad": "3"}, {**ACT, "arma": "CARRO BOMBA"})
    assert events["source_event_id"].tolist() == [f"2023-03-19-05790-{number}" for number in range(1, 5)]
    assert events["description"].fillna("").tolist() == ["", "", "", "Arma o medio: carro bomba."]
    assert events["victims"].isna().all()


def test_terrorism_is_two_series() -> None:
    """The two series of terrorism share no full year, and the police's silence is never a zero."""
    ministry, police = SOURCES["mindefensa_terrorism"].coverage, SOURCES["police_terrorism"].coverage
    assert not set(ministry.years) & set(police.years)
    assert ministry.absent_is_zero
    assert not police.absent_is_zero


@pytest.mark.data
def test_police_terrorism_is_silent_in_catatumbo(tables: dict[str, gpd.GeoDataFrame]) -> None:
    """Catatumbo has no act from 2017 to 2019: the gap that forbids to read silence as zero."""
    years = region(tables["police_terrorism"], "catatumbo")["date_start"].dt.year
    assert not years.isin([2017, 2018, 2019]).any()
    assert years.isin([2016, 2020]).any()


@pytest.mark.data
def test_a_department_is_no_municipality(tables: dict[str, gpd.GeoDataFrame]) -> None:
    """Six rows of the ministry's kidnappings carry a department's code, and count in no municipality."""
    events = tables["mindefensa_kidnappings"]
    lost = events[events["municipality_code"].isna()]
    assert sorted(lost["department_code"]) == ["41", "50", "70", "70", "70", "95"]
    assert (lost["location_precision"] == LocationPrecision.DEPARTMENT).all()


@pytest.mark.data
def test_kidnapped_groups_are_counted_by_head(tables: dict[str, gpd.GeoDataFrame]) -> None:
    """Victims go from 313 to 698 between 2024 and 2025 while rows go from 313 to 326."""
    events = tables["mindefensa_kidnappings"]
    years = events.groupby(events["date_start"].dt.year)["victims"]
    assert years.sum()[[2024, 2025]].tolist() == [313, 698]
    assert years.size()[[2024, 2025]].tolist() == [313, 326]


def test_raids_are_counted_by_month(tmp_path: Path) -> None:
    """A row of two mines is two operations of its month, not one, and not a day."""
    row = {"anio": "2024", "mes": "2", "cod_muni": "18001", "minas": "2"}
    events = load("mindefensa_mine_raids", tmp_path, row)
    assert events["source_event_id"].tolist() == ["2024-02-18001-1", "2024-02-18001-2"]
    assert events["date_end"].tolist() == [pd.Timestamp("2024-02-29")] * 2
    assert set(events["date_precision"]) == {DatePrecision.MONTH}
    assert set(events["event_type"]) == {"state_operation"}


@pytest.mark.data
def test_raids_break_in_2024_and_the_break_is_told(tables: dict[str, gpd.GeoDataFrame]) -> None:
    """Florencia never has more than two a month to 2023, and up to 39 from 2024 on: counting changed, not mining."""
    raids = tables["mindefensa_mine_raids"]
    months = raids.loc[raids["municipality_code"] == "18001", "date_start"].value_counts()
    assert months[months.index < "2024"].max() == 2
    assert months[months.index >= "2024"].max() == 39
    assert any("early 2024" in caveat for caveat in SOURCES["mindefensa_mine_raids"].caveats)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "years"),
    [
        ("mindefensa_kidnappings", {2026}),
        ("mindefensa_terrorism", {2021, 2026}),
        ("mindefensa_mine_raids", {2020, 2026}),
        ("police_terrorism", {2022}),
        ("police_extortion", {2024}),
    ],
)
def test_a_year_that_the_register_breaks_off_in_is_no_full_year(
    name: str, years: set[int], tables: dict[str, gpd.GeoDataFrame]
) -> None:
    """It has rows of that year, and yet no figure is made of them: one January is no year of few kidnappings."""
    held = set(tables[name]["date_start"].dt.year)
    assert years <= held
    assert held - set(SOURCES[name].coverage.years) == years


@pytest.mark.data
def test_the_gap_of_the_extortion_register(tables: dict[str, gpd.GeoDataFrame]) -> None:
    """2020 to 2022 are not in the file, and neither they nor the months of 2024 are covered years."""
    years = set(tables["police_extortion"]["date_start"].dt.year)
    assert years == {2018, 2019, 2023, 2024}
    assert SOURCES["police_extortion"].coverage.years == (2018, 2019, 2023)


def test_mine_victims_lose_their_commas_and_find_their_zeros(tmp_path: Path) -> None:
    """5,313 is 05313 and 2,009 the year; one row is one victim, killed by the column that is called genero."""
    events = load("aicma_mine_victims", tmp_path, MINE_VICTIM, {**MINE_VICTIM, "genero": "Herido"}, MINE_VICTIM)
    assert events["source_event_id"].tolist() == [f"2009-12-05313-{number}" for number in (1, 2, 3)]
    assert events["fatalities_best"].tolist() == [1, 0, 1]
    assert events["victims"].tolist() == [1, 1, 1]
    assert events["location_precision"].tolist() == [3, 3, 3]
    assert "events" not in SOURCES["aicma_mine_victims"].measures


def test_mine_victims_with_columns_put_right_are_refused(tmp_path: Path) -> None:
    """A file whose columns are no longer swapped would count nobody as killed: it is refused."""
    with pytest.raises(GeoDataError, match=r"genero.*'Hombre'"):
        load("aicma_mine_victims", tmp_path, {**MINE_VICTIM, "genero": "Hombre", "estado": "Muerto"})


def test_no_place_name_of_a_victim_is_kept(tmp_path: Path) -> None:
    """Farms bear their owners' names: the free text of the place is nowhere in the table."""
    events = load("aicma_mine_victims", tmp_path, MINE_VICTIM)
    assert "Fulano" not in events.drop(columns="geometry").to_csv()
    assert events["description"].tolist() == ["Condición: Civil. Estado: Muerto. Actividad: Jugando."]


@pytest.mark.data
def test_mine_victims_do_not_lie_where_they_are_said_to(originals: Path) -> None:
    """41 % of the coordinates lie within a kilometre of the seat that they are called after."""
    victims = pd.read_csv(source_file("aicma_mine_victims", originals), dtype=str)
    code = victims["codigodanemunicipio"].str.replace(",", "").str.zfill(5)
    seats = pd.read_csv(originals / "dane_divipola" / "divipola2021_cabeceras.csv", dtype={"divipola": str})
    seat = seats.set_index("divipola").reindex(code)
    far = apart(victims["longitudcabecera"], victims["latitudcabecera"], seat["lon"], seat["lat"])
    assert np.mean(far[~np.isnan(far)] < 1000) == pytest.approx(0.41, abs=0.005)


# The shape that registers share


@pytest.mark.parametrize("text", ["5,313", "1.5", "", "-1", "0", "tres"])
def test_a_count_is_a_whole_number(text: str) -> None:
    """Commas, decimals, signs and empty cells are refused with the value and the column."""
    with pytest.raises(GeoDataError, match="cantidad") as error:
        registers.parse_counts(pd.Series(["1", text], name="cantidad"), SOURCES["police_homicides"], least=1)
    assert repr(text) in str(error.value)


@pytest.mark.parametrize("code", ["5790", "0579O", "057900", "", "TARAZÁ"])
def test_a_code_that_lost_its_zero_is_refused(code: str) -> None:
    """Anything but five digits or a place abroad is an error, not an unknown place."""
    with pytest.raises(GeoDataError, match="not five digits"):
        registers.parse_places(pd.Series([code], name="cod_muni"), SOURCES["police_homicides"])


def test_a_day_that_does_not_exist_is_refused() -> None:
    """30 February is an error that quotes it, not the 1st of March."""
    parts = [pd.Series([value]) for value in (2003, 2, 30)]
    with pytest.raises(GeoDataError, match="2003-2-30"):
        calendar.dates_from_parts(*parts, SOURCES["cnmh_massacres"])


def test_a_renamed_column_is_named(tmp_path: Path) -> None:
    """A file without a column fails with the column's name and a remedy."""
    with pytest.raises(GeoDataError, match=r"police_homicides: column arma: .*Remedy"):
        load("police_homicides", tmp_path, {key: value for key, value in ACT.items() if key != "arma"})


@given(st.lists(st.tuples(st.integers(0, 2100), st.integers(0, 12), st.integers(0, 28)), min_size=1))
def test_a_date_spans_what_is_not_known(parts: list[tuple[int, int, int]]) -> None:
    """Whatever is unknown, the span holds exactly the days that fit what is known."""
    parts = [(1900 + year % 200 if year else 0, month, day) for year, month, day in parts]
    columns = [pd.Series(column) for column in zip(*parts, strict=True)]
    dates = calendar.dates_from_parts(*columns, SOURCES["cnmh_massacres"])
    assert len(dates) == len(parts)
    for (year, month, day), start, end, precision in zip(parts, *(dates[name] for name in dates), strict=True):
        length = 0 if pd.isna(start) else (end - start).days + 1
        if not year:
            assert (length, precision) == (0, DatePrecision.UNKNOWN)
        elif not month:
            assert (start.year, start.day_of_year, precision) == (year, 1, DatePrecision.YEAR)
            assert length == 365 + start.is_leap_year
        elif not day:
            assert (start.year, start.month, start.day, length) == (year, month, 1, start.days_in_month)
            assert precision == DatePrecision.MONTH
        else:
            assert ((start.year, start.month, start.day), length) == ((year, month, day), 1)
            assert precision == DatePrecision.DAY
