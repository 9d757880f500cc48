"""Statistics and registers by municipality: the publishers' own sums, and the traps in their tables."""

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from geo.readers.text import counts, dates, indicators, numbers, read_text, register
from geo.schema import INDICATORS, GeoDataError, check
from geo.source import RawFile
from geo.sources import (
    coca,
    dane_divipola,
    dane_mgn,
    dane_population,
    evoa,
    mining_titles,
    pdet,
    regions,
    sib_species,
)
from geo.statistics.indicators import fill_absent

STATISTICS = (dane_population, coca, evoa, sib_species, mining_titles)
REGISTERS = (dane_divipola, pdet)
ALL = (*STATISTICS, *REGISTERS)


def sums(table: pd.DataFrame, codes=None) -> dict[tuple[str, int], float]:
    """Values added up by variable and year, of some municipalities or all."""
    rows = table if codes is None else table[table["municipality_code"].isin(codes)]
    return rows.groupby(["variable", "year"])["value"].sum().to_dict()


def write(folder: Path, module, text: str) -> Path:
    """Put a small table in the place of a source's file."""
    path = folder / module.SOURCE.files[0].path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def members():
    """Codes of the municipalities of each region."""
    table = regions.load(Path())
    return table.groupby("region")["municipality_code"].agg(set).to_dict()


@pytest.fixture(scope="module")
def country(originals):
    """The codes, names and departments of all municipalities, with their region."""
    table = dane_mgn.load(originals).drop(columns="geometry")
    known = regions.load(originals)[["municipality_code", "region"]]
    return table.merge(known, on="municipality_code", how="left")


@pytest.mark.data
@pytest.mark.parametrize("module", ALL, ids=lambda module: module.SOURCE.id)
def test_source_is_the_file_of_the_catalogue(module, original):
    """Checksum, address and publisher are those under which the file was obtained."""
    entries = {entry["file"]: entry for entry in json.loads(original("catalogue.json").read_text("utf-8"))}
    for file in module.SOURCE.files:
        entry = entries[file.path]
        assert isinstance(file, RawFile)
        assert (file.sha256, file.url) == (entry["sha256"], entry["url"])
        assert module.SOURCE.publisher_url == entry["publisher_url"]
        assert module.SOURCE.attribution == entry["attribution"]
        assert entry["source"] == module.SOURCE.id


@pytest.mark.data
@pytest.mark.parametrize("module", STATISTICS, ids=lambda module: module.SOURCE.id)
def test_statistics_keep_their_contract(module, originals):
    """Only declared variables, units and covered years come out; no negative, sorted, the same each time."""
    table = check(module.load(originals), INDICATORS, module.SOURCE.id)
    declared = {(variable.id, variable.unit) for variable in module.SOURCE.variables}
    assert set(table[["variable", "unit"]].itertuples(index=False, name=None)) == declared
    assert set(table["year"]) == set(module.SOURCE.coverage.years)
    assert table["source"].eq(module.SOURCE.id).all()
    assert table["value"].ge(0).all()
    keys = table[["variable", "year", "municipality_code"]]
    assert keys.equals(keys.sort_values(list(keys.columns), ignore_index=True))
    pd.testing.assert_frame_equal(table, module.load(originals))


@pytest.mark.data
@pytest.mark.parametrize("module", ALL, ids=lambda module: module.SOURCE.id)
def test_codes_are_municipalities(module, originals, country):
    """Every code is a municipality of the default edition, but for Mapiripana, which merged into Barrancominas."""
    strays = set(module.load(originals)["municipality_code"]) - set(country["municipality_code"])
    assert strays == ({"94663"} if module in (dane_population, coca) else set())


@pytest.mark.data
@pytest.mark.parametrize("module", ALL, ids=lambda module: module.SOURCE.id)
def test_codes_keep_their_leading_zero(module, originals):
    """Antioquia is 05: read as a number, its municipalities lose their zero and with it their place."""
    codes = module.load(originals)["municipality_code"]
    naive = pd.read_csv(originals / module.SOURCE.files[0].path).iloc[:, :2].map(str)
    assert codes.str.startswith("05").any()
    assert not naive.apply(lambda column: column.str.fullmatch(r"05\d{3}")).any(axis=None)


@pytest.mark.data
def test_population_of_2024(originals):
    """52,695,952 people in 1,121 municipalities, as DANE projects."""
    table = dane_population.load(originals)
    last = table[table["year"] == 2024]
    assert last["value"].sum() == 52_695_952
    assert len(last) == 1_121


@pytest.mark.data
def test_population_of_a_merged_area_ends(originals):
    """Mapiripana (94663) has people until 2019 and no row after: DANE's 0 is a merger, not an empty place."""
    table = dane_population.load(originals)
    gone = table[table["municipality_code"] == "94663"]
    assert sorted(gone["year"]) == list(range(2012, 2020))
    assert gone["value"].gt(1_000).all()
    assert table["value"].gt(0).all()


@pytest.mark.data
def test_coca_sums(originals, members):
    """Hectares of 2024 as published: country, Caquetá, Bajo Cauca, the eight PDET municipalities of Catatumbo."""
    table = coca.load(originals)
    programme = pdet.load(originals)
    catatumbo = set(programme.loc[programme["pdet_subregion"] == "Catatumbo", "municipality_code"])
    year = ("coca_area", 2024)
    assert round(sums(table)[year]) == 261_386
    assert round(sums(table, catatumbo)[year]) == 47_653
    assert round(sums(table, members["caqueta"])[year]) == 4_717
    assert round(sums(table, members["bajo-cauca"])[year]) == 7_227


@pytest.mark.data
def test_coca_of_two_years_is_short_of_what_was_published(originals):
    """Sums of 2001 and 2009 are the table's own, and a caveat says that they fall short: no trend starts there."""
    found = sums(coca.load(originals))
    assert (round(found["coca_area", 2001]), round(found["coca_area", 2009])) == (136_919, 68_027)
    assert any("2001 and 2009" in caveat and "short" in caveat for caveat in coca.SOURCE.caveats)


@pytest.mark.data
def test_coca_is_a_stock(originals):
    """The years of one field are never added up, and the publisher's own zeros stay: 319 municipalities each year."""
    assert {variable.over_years for variable in coca.SOURCE.variables} == {"mean"}
    table = coca.load(originals)
    assert table.groupby("year").size().eq(319).all()
    assert table["value"].eq(0).sum() == 3_084


@pytest.mark.data
def test_coca_says_nothing_of_municipalities_it_does_not_list(originals, country):
    """A municipality outside the published table gets no zero."""
    table = coca.load(originals)
    pd.testing.assert_frame_equal(fill_absent(table, coca.SOURCE, country), table)


@pytest.mark.data
def test_evoa_sums(originals, members):
    """National and Bajo Cauca hectares to the hectare, and the illicit share to the tenth of a per cent."""
    table = evoa.load(originals)
    national = sums(table)
    assert {year: round(national["evoa_area", year]) for year in (2021, 2022, 2023)} == {
        2021: 98_567,
        2022: 94_733,
        2023: 105_060,
    }
    here = sums(table, members["bajo-cauca"])
    expected = {2020: (30_662, 42.3), 2021: (28_543, 38.5), 2022: (28_388, 45.2), 2023: (32_921, 51.0)}
    for year, (area, share) in expected.items():
        assert round(here["evoa_area", year]) == area
        assert round(100 * here["evoa_illicit", year] / here["evoa_area", year], 1) == share


@pytest.mark.data
def test_evoa_split_is_unknown_before_2018(originals, country):
    """2014 and 2016 have a whole but no parts: neither a row nor, once filled, a zero."""
    table = evoa.load(originals)
    parts = ["evoa_permitted", "evoa_in_transit", "evoa_illicit"]
    for rows in (table, fill_absent(table, evoa.SOURCE, country)):
        years = rows.groupby("variable")["year"].agg(lambda year: sorted(set(year))).to_dict()
        assert years == {
            "evoa_area": [2014, 2016, *range(2018, 2024)],
            **{part: list(range(2018, 2024)) for part in parts},
        }


@pytest.mark.data
def test_evoa_parts_make_the_whole(originals):
    """Permitted, in transit and illicit add up to the area, municipality by municipality."""
    wide = (
        evoa.load(originals).pivot(index=["municipality_code", "year"], columns="variable", values="value").dropna()
    )
    parts = wide[["evoa_permitted", "evoa_in_transit", "evoa_illicit"]].sum(axis="columns")
    assert len(wide) == 601
    assert (parts - wide["evoa_area"]).abs().max() <= 0.02


@pytest.mark.data
def test_evoa_absent_is_zero_in_published_years_only(originals, country):
    """An unlisted municipality has zero in a year that was published and no data in one that was not."""
    observed = evoa.load(originals)
    filled = fill_absent(observed, evoa.SOURCE, country)
    assert observed["value"].gt(0).loc[observed["variable"] == "evoa_area"].all()
    area = filled[filled["variable"] == "evoa_area"]
    assert area.groupby("year").size().to_dict() == dict.fromkeys((2014, 2016, *range(2018, 2024)), len(country))
    assert sums(filled) == pytest.approx(sums(observed), rel=1e-12)
    assert {variable.over_years for variable in evoa.SOURCE.variables} == {"mean"}


@pytest.mark.data
def test_species_come_with_their_records(originals):
    """Both figures or neither, for 1,118 municipalities; the three without figures have no row, and no zero."""
    table = sib_species.load(originals)
    species, records = (
        table[table["variable"] == name].set_index("municipality_code")["value"]
        for name in ("species", "species_records")
    )
    assert species.index.equals(records.index)
    assert len(species) == 1_118
    assert not {"81001", "17616", "41206"} & set(species.index)
    assert (records >= species).all()


@pytest.mark.data
def test_gold_titles(originals, members, country):
    """38 in Bajo Cauca; none in Catatumbo, where other titles show that the register looked."""
    table = fill_absent(mining_titles.load(originals), mining_titles.SOURCE, country)
    year = ("gold_titles", 2026)
    assert sums(table, members["bajo-cauca"])[year] == 38
    assert sums(table, members["catatumbo"])[year] == 0
    assert len(table) == len(country)
    assert not mining_titles.SOURCE.variables[0].additive  # a title counts in every municipality it touches


@pytest.mark.data
def test_seats(originals, country):
    """1,103 seats; the 18 non-municipalised areas of the Amazon have none, and no made-up one."""
    seats = dane_divipola.load(originals)
    assert len(seats) == 1_103
    without = country[~country["municipality_code"].isin(seats["municipality_code"])]
    assert len(without) == 18
    assert set(without["department_code"]) == {"91", "94", "97"}
    assert seats["name"].eq(seats["name"].str.strip()).all()


@pytest.mark.data
def test_seats_lie_in_their_municipality(originals):
    """Every seat is inside the polygon of its own municipality: longitude and latitude are not swapped."""
    edition = dane_mgn.load(originals).set_index("municipality_code").geometry
    seats = dane_divipola.load(originals).set_index("municipality_code")
    points = gpd.GeoSeries.from_xy(seats["seat_lon"], seats["seat_lat"], index=seats.index, crs=edition.crs)
    assert edition.loc[seats.index].contains(points).all()


@pytest.mark.data
def test_pdet_subregions_are_not_our_regions(originals, members):
    """170 municipalities in 16 subregions; by them Catatumbo would lose three and the others gain strangers."""
    programme = pdet.load(originals)
    assert programme["municipality_code"].is_unique
    assert len(programme) == 170
    groups = programme.groupby("pdet_subregion")["municipality_code"].agg(set)
    assert len(groups) == 16
    assert members["catatumbo"] - groups["Catatumbo"] == {"54003", "54398", "54498"}
    assert members["bajo-cauca"] < groups["Bajo Cauca y Nordeste Antioqueño"]
    assert groups["Cuenca del Caguán y Piedemonte Caqueteño"] - members["caqueta"] == {"41020"}


def test_titles_are_counted_by_gold_and_place(tmp_path):
    """Only names of gold count, whole words; a title without a municipality is nowhere, not in 99999."""
    text = (
        "cod_mpio,departamento,municipio,mineral,titulos_distintos\n"
        "05120,A,C,ORO,2\n05120,A,C,ORO VETA,1\n05120,A,C,ARENA,9\n"
        '05154,A,C,"MINERALES DE ORO Y PLATINO, Y SUS CONCENTRADOS",4\n'
        "05154,A,C,TESORO,7\n54003,N,A,METALES PRECIOSOS,3\n"
        "99999,POR DEFINIR,POR DEFINIR,ORO,5\n"
    )
    table = mining_titles.load(write(tmp_path, mining_titles, text))
    assert dict(zip(table["municipality_code"], table["value"], strict=True)) == {"05120": 3.0, "05154": 4.0}


def test_blank_is_no_row_and_zero_is_one(tmp_path):
    """A blank cell makes no row; a printed zero makes a row with 0."""
    text = (
        "anio,cod_mpio,municipio,evoa_ha,con_permisos_ha,en_transito_ha,ilicita_ha,fuente\n"
        "2014,05120,X,3.5,,,,a\n2018,05120,X,4,0,0.0,4,b\n"
    )
    table = evoa.load(write(tmp_path, evoa, text))
    assert [tuple(row) for row in table[["year", "variable", "value"]].to_numpy()] == [
        (2014, "evoa_area", 3.5),
        (2018, "evoa_area", 4.0),
        (2018, "evoa_illicit", 4.0),
        (2018, "evoa_in_transit", 0.0),
        (2018, "evoa_permitted", 0.0),
    ]


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("5120,A,B,C,2020,1.5", "municipality_code"),
        ("05120,A,B,C,2020,1.5\n05120,A,B,C,2020,2", "unique"),
        ('05120,A,B,C,2020,"1.234,5"', "not a number"),
        ('05120,A,B,C,2020,"1,234.5"', "not a number"),
        ("05120,A,B,C,2020,inf", "not a number"),
        ("05120,A,B,C,,1.5", "year"),
        ("05120,A,B,C,20,1.5", "year"),
        (",A,B,C,2020,1.5", "municipality_code"),
    ],
)
def test_bad_figures_are_refused(tmp_path, rows, complaint):
    """A code, a year or a figure that cannot be trusted stops the loader and is named."""
    header = "cod_mpio,cod_depto,departamento,municipio,anio,coca_ha\n"
    with pytest.raises(GeoDataError, match=f"^coca: .*{complaint}"):
        coca.load(write(tmp_path, coca, header + rows + "\n"))


@pytest.mark.parametrize(
    "rows", ["5001,1,2,A", "05001,1,2,A\n05001,1,2,A", "05001,,2,A", "05001,1,2,", "05001,a,2,A"]
)
def test_bad_seats_are_refused(tmp_path, rows):
    """A seat needs a code of its own, a name and both coordinates."""
    with pytest.raises(GeoDataError, match=r"^dane_divipola: "):
        dane_divipola.load(write(tmp_path, dane_divipola, f"divipola,lon,lat,municipio\n{rows}\n"))


@pytest.mark.parametrize("module", ALL, ids=lambda module: module.SOURCE.id)
def test_a_changed_or_missing_table_is_named(module, tmp_path):
    """A file that is not there, or has other columns, is told with the source and the remedy."""
    with pytest.raises(GeoDataError, match=f"^{module.SOURCE.id}: .*terrapaz fetch"):
        module.load(tmp_path)
    with pytest.raises(GeoDataError, match=f"^{module.SOURCE.id}: .*lacks"):
        module.load(write(tmp_path, module, "a,b\n1,2\n"))


@pytest.mark.parametrize(
    ("convert", "texts", "expected"),
    [
        (numbers, ["1", "-2.5", "1e3", None], [1.0, -2.5, 1000.0, None]),
        (counts, ["0", "7", "229193.0", None], [0, 7, 229193, None]),
        (dates, ["2023-03-19", None], [pd.Timestamp("2023-03-19"), None]),
    ],
)
def test_text_becomes_what_it_says(convert, texts, expected):
    """Numbers, counts and dates are read exactly, blanks stay blank."""
    found = convert(pd.Series(texts, dtype="str", name="x"), coca.SOURCE)
    assert [None if pd.isna(value) else value for value in found] == expected


@pytest.mark.parametrize(
    ("convert", "text"),
    [
        (numbers, "1,5"),
        (numbers, " 1"),
        (numbers, "nan"),
        (numbers, ""),
        (counts, "1.5"),
        (counts, "-1"),
        (counts, "1e3"),
        (dates, "2023-03"),
        (dates, "19/03/2023"),
        (dates, "2023-02-29"),
    ],
)
def test_text_is_never_guessed_at(convert, text):
    """What is not plainly a number, a count or a day is refused with its column and value."""
    with pytest.raises(GeoDataError, match=r"^coca: column x: "):
        convert(pd.Series(["1" if convert is not dates else "2023-01-01", text], dtype="str", name="x"), coca.SOURCE)


def test_words_for_nothing_are_words(tmp_path):
    """NA, null and None in a cell are text, as in a place of that name; only an empty cell is missing."""
    path = tmp_path / "x.csv"
    path.write_text("\ufeffname,other\nNA,1\nnull,2\n,3\n", "utf-8")
    table = read_text(path, {"name": "place"}, coca.SOURCE)
    assert table["place"].fillna("missing").to_list() == ["NA", "null", "missing"]


def test_row_order_is_irrelevant():
    """Shuffled input gives the same table, and a register comes out sorted."""
    table = pd.DataFrame(
        {"municipality_code": ["05001", "05002", "05004"], "year": ["2001"] * 3, "coca_area": ["1", None, "3"]},
        dtype="str",
    )
    shuffled = table.sample(frac=1, random_state=7, ignore_index=True)
    pd.testing.assert_frame_equal(indicators(shuffled, coca.SOURCE), indicators(table, coca.SOURCE))
    assert len(indicators(table, coca.SOURCE)) == 2
    codes = register(shuffled[["municipality_code", "year"]], coca.SOURCE)["municipality_code"]
    assert codes.to_list() == ["05001", "05002", "05004"]
