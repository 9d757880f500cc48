"""Figures by municipality and year that reach the years of total peace: sums, traps, and what a zero is."""

import json
from collections.abc import Callable, Collection
from pathlib import Path

import pandas as pd
import pytest

from geo.bundled import bundled
from geo.catalogue import declared
from geo.readers.crosswalk import read_crosswalk
from geo.schema import INDICATORS, GeoDataError, check
from geo.source import RAW
from geo.sources import dane_mgn, regions

Read = Callable[[str], pd.DataFrame]

ROWS = {
    "hansen_municipal": 1_118 * 25,
    "mindefensa_homicides": 19_743,
    "mindefensa_extortion": 12_461,
    "uariv_displacement": 2_024,
    "ocha_confinement": 2 * 3_369,
    "cnmh_cases": 4_492,
    "unmet_needs": 1_121,
    "night_lights": 6_282,
}
"""Rows, or cells of a wide table, that the publisher's files of each source hold."""


@pytest.fixture(params=["bundle", "originals"])
def read(request: pytest.FixtureRequest) -> Read:
    """Reads a source from the bundle, and from the publishers' files where they are at hand."""
    if request.param == "bundle":
        return request.getfixturevalue("bundle")  # type: ignore[no-any-return]
    raw = request.getfixturevalue("originals")
    return lambda name: declared(name).load(raw)  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def members() -> dict[str, set[str]]:
    """Codes of the municipalities of each region."""
    return regions.load(RAW).groupby("region")["municipality_code"].agg(set).to_dict()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def built(processed: Path) -> pd.Series:
    """The indicators of a build from the bundle, by source, variable, municipality and year."""
    table = pd.read_parquet(processed / "indicators.parquet")
    return table.set_index(["source", "variable", "municipality_code", "year"])["value"].sort_index()


def sums(table: pd.DataFrame, variable: str, codes: Collection[str] | None = None) -> dict[int, float]:
    """Values of a variable added up by year, of some municipalities or all."""
    rows = table[table["variable"] == variable]
    rows = rows if codes is None else rows[rows["municipality_code"].isin(codes)]
    return {int(year): value for year, value in rows.groupby("year")["value"].sum().items()}


def stored(folder: Path, name: str, text: str, place: int = 0) -> Path:
    """Put a text in the place of one of a source's files."""
    path = folder / declared(name).source.files[place].path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


@pytest.mark.data
@pytest.mark.parametrize("name", ROWS)
def test_a_source_is_what_the_mirror_holds(name: str, original: Callable[[str], Path]) -> None:
    """Checksum, address, terms and day are those under which its files were obtained."""
    source = declared(name).source
    entries = {entry["file"]: entry for entry in json.loads(original("catalogue.json").read_text("utf-8"))}
    pinned = [file for file in source.files if not file.tracked]
    assert [(file.sha256, file.url) for file in pinned] == [
        (entries[file.path]["sha256"], entries[file.path]["url"]) for file in pinned
    ]
    first = entries[pinned[0].path]
    assert source.publisher_url.startswith(first["publisher_url"])  # of a portal: the page of the table itself
    assert source.attribution == first["attribution"]
    assert (source.licence, source.retrieved) == (first["licence"], first["retrieved"])


@pytest.mark.data
@pytest.mark.parametrize("name", ROWS)
def test_no_row_is_lost(name: str, originals: Path) -> None:
    """What the files hold is kept or set aside with a reason."""
    loader = declared(name)
    assert len(loader.load(originals)) + loader.rejects(originals)["rows"].sum() == ROWS[name]


@pytest.mark.parametrize("name", ROWS)
def test_no_row_is_lost_in_the_bundle(name: str) -> None:
    """A clone has them too, kept or set aside."""
    loader = bundled(declared(name), dane_mgn.DEFAULT.id)
    assert loader is not None
    assert len(loader.load(RAW)) + loader.rejects(RAW)["rows"].sum() == ROWS[name]


@pytest.mark.parametrize("name", ROWS)
def test_figures_keep_their_contract(name: str, read: Read) -> None:
    """Declared variables and units in declared years, each its own part of them; five digits; nothing below zero."""
    source, table = declared(name).source, read(name)
    check(table, INDICATORS, name)
    assert set(table[["variable", "unit"]].itertuples(index=False, name=None)) == {
        (variable.id, variable.unit) for variable in source.variables
    }
    early = table["variable"].str.endswith("_early_2026")
    assert set(table.loc[~early, "year"]) == set(source.coverage.years)
    assert set(table.loc[early, "year"]) == set(source.coverage.partial)
    assert table["municipality_code"].str.startswith("05").any()
    assert table["value"].ge(0).all()


@pytest.mark.parametrize("name", ROWS)
def test_codes_are_municipalities(name: str, read: Read, processed: Path) -> None:
    """Those of the default edition, and the two that lie inside another municipality of it."""
    known = set(
        pd.read_parquet(processed / "municipalities.parquet", columns=["municipality_code"])["municipality_code"]
    )
    assert set(read(name)["municipality_code"]) - known <= {"27493", "94663"}


HANSEN = "tree_cover_loss_any_canopy"


def test_hansen_sums(read: Read, members: dict[str, set[str]]) -> None:
    """Hectares of 2023 to 2025 to the hectare: the country and the three regions."""
    table = read("hansen_municipal")
    expected = {
        "bajo-cauca": [6_501, 4_284, 4_274],
        "catatumbo": [7_415, 5_681, 6_063],
        "caqueta": [20_191, 42_671, 37_403],
    }
    for region, hectares in expected.items():
        found = sums(table, HANSEN, members[region])
        assert [round(found[year]) for year in (2023, 2024, 2025)] == hectares, region
    country = sums(table, HANSEN)
    assert [round(country[year]) for year in (2023, 2024, 2025)] == [232_156, 247_619, 219_602]


def test_hansen_is_a_variable_of_its_own(read: Read) -> None:
    """Any canopy is more than GFW's loss over 30 %, by what the caveat says, and has another name."""
    ours, theirs = sums(read("hansen_municipal"), HANSEN), sums(read("gfw_loss"), "tree_cover_loss")
    assert HANSEN not in set(read("gfw_loss")["variable"])
    more = {year: 100 * (ours[year] / theirs[year] - 1) for year in range(2001, 2023)}
    assert all(1 < more[year] < 4 for year in range(2001, 2013))
    assert all(7 < more[year] < 10.5 for year in range(2013, 2023))
    assert declared("hansen_municipal").source.coverage.breaks == (2011, 2012, 2013, 2015)


def test_hansen_says_nothing_of_islands(built: pd.Series) -> None:
    """San Andrés, Providencia and La Guadalupe are in no row; 1,118 municipalities have every year."""
    rows = built["hansen_municipal", HANSEN].unstack()
    assert rows.shape == (1_118, 25)
    assert rows.notna().all(axis=None)
    assert not {"88001", "88564", "94885"} & set(rows.index)


@pytest.mark.parametrize(
    ("loss", "index"),
    [
        ({"years": [2001], "m": [0], "loss": [[1.0]]}, {"codes": [5001]}),
        ({"years": list(range(2001, 2026)), "m": [1], "loss": [[1.0] * 25]}, {"codes": [5001]}),
        ({"years": list(range(2001, 2026)), "m": [0], "loss": [[1.0] * 24]}, {"codes": [5001]}),
        ({"years": list(range(2001, 2026)), "m": [0], "loss": [[None] * 25]}, {"codes": [5001]}),
        ({"years": list(range(2001, 2026)), "m": [0]}, {"codes": [5001]}),
        ({"years": list(range(2001, 2026)), "m": [0], "loss": [[1.0] * 25]}, {"codes": [51]}),
    ],
    ids=["years", "index", "cells", "blank", "key", "code"],
)
def test_hansen_files_that_do_not_fit_are_refused(tmp_path: Path, loss: object, index: object) -> None:
    """A year, a municipality or a figure that is missing, or a code that is none."""
    stored(tmp_path, "hansen_municipal", json.dumps(loss))
    stored(tmp_path, "hansen_municipal", json.dumps(index), 1)
    with pytest.raises(GeoDataError, match=r"^hansen_municipal: .*Remedy"):
        declared("hansen_municipal").load(tmp_path)


def test_a_file_that_is_no_json_is_told(tmp_path: Path) -> None:
    """With the source and the remedy; so is one that is not there."""
    with pytest.raises(GeoDataError, match=r"^hansen_municipal: the file is missing"):
        declared("hansen_municipal").load(tmp_path)
    stored(tmp_path, "hansen_municipal", "{")
    with pytest.raises(GeoDataError, match=r"^hansen_municipal: deforestation.json is no JSON.*terrapaz fetch"):
        declared("hansen_municipal").load(tmp_path)


MINISTRY = ("mindefensa_homicides", "mindefensa_extortion")


def records(*rows: tuple[str, str, str, str]) -> str:
    """The ministry's JSON: department, municipality, year, total."""
    names = ("departamento", "municipio", "anio", "total")
    return json.dumps([dict(zip(names, row, strict=True)) for row in rows])


def test_homicide_sums(read: Read, members: dict[str, set[str]]) -> None:
    """Victims in the country and in Catatumbo; the half of 2026 is no year."""
    table = read("mindefensa_homicides")
    found = sums(table, "homicides")
    assert [found[year] for year in (2003, 2023, 2024, 2025)] == [22_619, 13_555, 13_497, 14_038]
    assert 2026 not in found
    assert sums(table, "homicides_early_2026") == {2026: 6_919}
    assert [sums(table, "homicides", members["catatumbo"])[year] for year in (2023, 2024, 2025)] == [146, 107, 311]


def test_the_crosswalk_stays_inside_each_department() -> None:
    """33 departments, each with the codes of its own, none twice."""
    table = read_crosswalk(RAW / "crosswalks" / "mindefensa.csv").dropna(subset="municipality_code")
    prefixes = table["municipality_code"].str[:2].groupby("departamento").agg(set)
    assert [len(prefix) for prefix in prefixes] == [1] * 33
    assert len(set.union(*prefixes)) == 33
    assert table["municipality_code"].is_unique


def test_two_registers_of_homicide_are_two_series(built: pd.Series) -> None:
    """The police and the ministry agree in 2023 and in no other year, and the caveat says by how much in 2024."""
    police = built["police_homicides", "victims"].groupby("year").sum()
    ministry = built["mindefensa_homicides", "homicides"].groupby("year").sum()
    assert [year for year in police.index if police[year] == ministry[year]] == [2023]
    assert (police[2024], ministry[2024]) == (13_341, 13_497)
    assert any(
        "13,497 here, 13,341 in the police's table" in caveat
        for caveat in declared("mindefensa_homicides").source.caveats
    )


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("15092", 2024, 0.0),  # Betéitiva: in no row of the file, a municipality like others
        ("91405", 2020, 1.0),  # La Chorrera: named once in twenty years
        ("91405", 2021, None),
        ("94885", 2024, None),  # La Guadalupe: never named
        ("88001", 2024, 25.0),  # San Andrés: SAN ANDRES ISLAS is its department
        ("68669", 2024, 0.0),  # San Andrés in Santander
    ],
)
def test_silence_of_the_ministry(built: pd.Series, code: str, year: int, expected: float | None) -> None:
    """A municipality without a row has zero; an area of the Amazon that is none has no data."""
    assert built.get(("mindefensa_homicides", "homicides", code, year)) == expected


@pytest.mark.parametrize("name", MINISTRY)
def test_the_ministry_names_are_found_inside_their_department(name: str, tmp_path: Path) -> None:
    """Two municipalities of one name keep their codes, part of a year its variable."""
    rows = records(
        ("ANTIOQUIA", "BUENOS AIRES", "2009", "1"),
        ("CAUCA", "BUENOS AIRES", "2009", "23"),
        ("NORTE DE SANTANDER", "TIBU", "2026", "9"),
    )
    with pytest.raises(GeoDataError, match=r"1 name.*ANTIOQUIA / BUENOS AIRES"):
        declared(name).load(stored(tmp_path, name, rows))
    rows = records(("SANTANDER", "SAN ANDRES", "2009", "1"), ("SAN ANDRES ISLAS", "SAN ANDRES", "2009", "23"))
    table = declared(name).load(stored(tmp_path, name, rows))
    assert dict(zip(table["municipality_code"], table["value"], strict=True)) == {"68669": 1.0, "88001": 23.0}
    table = declared(name).load(stored(tmp_path, name, records(("NORTE DE SANTANDER", "TIBU", "2026", "9"))))
    assert table[["municipality_code", "variable"]].to_numpy().tolist() == [
        ["54810", declared(name).source.variables[1].id]
    ]


@pytest.mark.parametrize("name", MINISTRY)
@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([("META", "URIBE", "2009", "1"), ("META", "URIBE", "2009", "1")], "unique"),
        ([("META", "URIBE", "2009", "1,5")], "not a number"),
        ([("META", "URIBE", "", "1")], "year"),
    ],
)
def test_bad_figures_of_the_ministry_are_refused(name: str, rows: list[tuple[str, str, str, str]], complaint: str,
                                                 tmp_path: Path) -> None:  # fmt: skip
    """Two figures for one municipality and year are not added up."""
    with pytest.raises(GeoDataError, match=f"^{name}: .*{complaint}"):
        declared(name).load(stored(tmp_path, name, records(*rows)))


def test_extortion_sums(read: Read) -> None:
    """Cases in the country; in single years those of the police's table, and more in 2019."""
    found = sums(read("mindefensa_extortion"), "extortion_cases")
    assert [found[year] for year in (2018, 2019, 2023, 2024, 2025)] == [7_048, 8_362, 11_078, 13_802, 13_417]
    assert sums(read("mindefensa_extortion"), "extortion_cases_early_2026") == {2026: 6_239}


def test_cases_without_a_municipality_are_set_aside(originals: Path) -> None:
    """SIN ESTABLECER is no municipality: five rows, each with its department and year."""
    aside = declared("mindefensa_extortion").rejects(originals)
    assert set(aside["reason"]) == {"no municipality stated"}
    assert "NORTE DE SANTANDER 2005" in set(aside["record"])
    assert len(aside) == 5


def test_displacement_sums(read: Read, members: dict[str, set[str]]) -> None:
    """People in the country, in each region and in Tibú, as the publisher's municipalities add up."""
    table = read("uariv_displacement")
    assert sums(table, "displaced") == {2024: 262_152, 2025: 304_025}
    assert sums(table, "displaced", ["54810"]) == {2024: 2_669, 2025: 54_520}
    by_region = {region: sum(sums(table, "displaced", codes).values()) for region, codes in members.items()}
    assert by_region == {"catatumbo": 129_178, "bajo-cauca": 10_113, "caqueta": 9_364}


def test_codes_of_no_municipality_are_set_aside(originals: Path) -> None:
    """00000 and 99572 are three rows of 17 people; Mapiripana and Belén de Bajirá lie inside other municipalities."""
    aside = declared("uariv_displacement").rejects(originals)
    assert sorted(aside["record"]) == ["00000 2024", "00000 2025", "99572 2024"]
    codes = set(declared("uariv_displacement").load(originals)["municipality_code"])
    assert {"27493", "94663"} <= codes
    assert not {"00000", "99572"} & codes


@pytest.mark.parametrize(
    ("code", "year", "expected"),
    [
        ("54810", 2025, 54_520.0),
        ("08436", 2024, 0.0),  # a zero that the publisher writes
        ("97777", 2025, 0.0),  # no row: nobody declared
        ("54810", 2023, None),
        ("94343", 2024, 39.0),  # with the two of Mapiripana, which lies inside it
    ],
)
def test_silence_of_the_register_of_victims(built: pd.Series, code: str, year: int, expected: float | None) -> None:
    """A municipality without a record has zero in 2024 and 2025, and no row in any other year."""
    assert built.get(("uariv_displacement", "displaced", code, year)) == expected


def test_confinement_sums(read: Read, members: dict[str, set[str]]) -> None:
    """Events as municipalities count them and people, by year; January to May 2026 apart."""
    table = read("ocha_confinement")
    assert sums(table, "confinements") == {2024: 97, 2025: 116}
    assert sums(table, "people_confined") == {2024: 137_446, 2025: 154_731}
    assert sums(table, "confinements_early_2026") == {2026: 29}
    assert sums(table, "people_confined_early_2026") == {2026: 44_178}
    assert sums(table, "people_confined", members["catatumbo"]) == {2024: 0, 2025: 12_273}


def test_confinements_are_not_added_up(read: Read) -> None:
    """One that reached several municipalities counts in each; people and events go together."""
    additive = {variable.id: variable.additive for variable in declared("ocha_confinement").source.variables}
    assert not additive["confinements"]
    assert additive["people_confined"]
    wide = read("ocha_confinement").pivot(index=["municipality_code", "year"], columns="variable", values="value")
    assert wide["confinements"].gt(0).equals(wide["people_confined"].gt(0))


def test_zeros_of_ocha_are_written(built: pd.Series) -> None:
    """Every municipality has a figure of both years: the zero is the publisher's own."""
    rows = built["ocha_confinement", "people_confined"].unstack()
    assert rows.shape == (1_121, 2)
    assert rows.notna().all(axis=None)
    assert not declared("ocha_confinement").source.coverage.absent_is_zero


def test_cnmh_case_sums(read: Read) -> None:
    """Cases of eleven kinds together, by year; January to March 2026 apart."""
    assert sums(read("cnmh_cases"), "cnmh_cases") == {2023: 1_088, 2024: 1_233, 2025: 1_156}
    assert sums(read("cnmh_cases"), "cnmh_cases_early_2026") == {2026: 47}


def test_cnmh_cases_are_no_events(processed: Path) -> None:
    """They stand in no table of events, where the CNMH's massacres and kidnappings of the same years are."""
    events = pd.read_parquet(processed / "events.parquet", columns=["source"])["source"]
    assert declared("cnmh_cases").source.kind == "indicators"
    assert {"cnmh_massacres", "cnmh_kidnappings"} <= set(events)
    assert "cnmh_cases" not in set(events)


def test_unmet_needs_are_of_the_census(read: Read) -> None:
    """1,121 shares of 2018, whatever year the sheet says: Neiva and Yaguará as DANE has them, Tibú, Cáceres."""
    table = read("unmet_needs")
    assert len(table) == 1_121
    assert set(table["year"]) == {2018}
    share = table.set_index("municipality_code")["value"]
    assert share.between(1, 100).all()
    assert [round(share[code], 2) for code in ("41001", "41885", "54810", "05120")] == [7.57, 9.24, 46.17, 49.83]
    assert not declared("unmet_needs").source.variables[0].additive


def test_night_lights_cover_some_municipalities(read: Read, members: dict[str, set[str]]) -> None:
    """698 in each of nine years, with the gaps in the regions that the note names; no other has a row."""
    table = read("night_lights")
    assert table.groupby("year").size().to_dict() == dict.fromkeys(range(2016, 2025), 698)
    seen = set(table["municipality_code"])
    assert members["bajo-cauca"] <= seen
    assert members["catatumbo"] - seen == {"54800"}
    assert members["caqueta"] - seen == {"18001", "18029", "18479", "18785"}


def test_night_lights_are_the_mean_above_the_background(read: Read) -> None:
    """The masked band, whose zeros are none above the background; averaged over years, never added up."""
    table = read("night_lights").set_index(["municipality_code", "year"])["value"]
    assert table["54810", 2024] == pytest.approx(0.0949, abs=1e-4)
    assert (table == 0).sum() == 45
    variable = declared("night_lights").source.variables[0]
    assert (variable.over_years, variable.additive) == ("mean", False)


@pytest.mark.parametrize("code", ["512", "055120", "5120.5", ""])
def test_a_code_that_lost_more_than_its_zero_is_refused(tmp_path: Path, code: str) -> None:
    """Four digits get their zero back, anything else is no code."""
    text = "mpio_ccnct,average_masked_mean,year\n{},0.5,2016\n"
    assert (
        declared("night_lights").load(stored(tmp_path, "night_lights", text.format(5120)))["municipality_code"].item()
        == "05120"
    )
    with pytest.raises(GeoDataError, match=r"^night_lights: column municipality_code: not a code"):
        declared("night_lights").load(stored(tmp_path, "night_lights", text.format(code)))
