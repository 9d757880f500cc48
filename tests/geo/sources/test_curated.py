"""The tracked tables: what they must say, what they must refuse, and that the publishers agree."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pyproj
import pytest
import shapely

from geo.readers.names import proper_name
from geo.schema import EVENTS, REGIONS, GeoDataError
from geo.source import RAW
from geo.sources import (
    actors,
    ceasefires,
    dialogues,
    incidents,
    regions,
    reported_figures,
)
from geo.statistics.actors import resolve
from layers.text.i18n import translator
from layers.text.terms import counted_period

MODULES = (regions, incidents, ceasefires, dialogues, actors, reported_figures)
CITED = (incidents, ceasefires, dialogues)
OPEN = ("note_es", "ended_how_es")
"""Texts that a row may lack, in both languages alike."""


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """A copy of the tracked tables that a test may spoil; loaders read it instead of the repository's."""
    for module in MODULES:
        shutil.copy(RAW / module.SOURCE.files[0].path, tmp_path)
    monkeypatch.setattr("geo.source.TRACKED", tmp_path)
    return tmp_path


def spoil(folder: Path, module, row: int, **cells: str) -> None:
    path = folder / module.SOURCE.files[0].path
    table = pd.read_csv(path, dtype=str)
    for column, value in cells.items():
        table.loc[row, column] = value
    table.to_csv(path, index=False)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.SOURCE.id)
def test_table_survives_a_round_trip(module):
    """Reading a tracked table and writing it again gives the same bytes: sorted, no cell lost or re-spelt."""
    written = module.load(RAW).to_csv(index=False, lineterminator="\n")
    assert written == (RAW / module.SOURCE.files[0].path).read_text("utf-8")


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.SOURCE.id)
def test_readme_explains_every_column(module):
    """data/raw/README.md has a line for each column of each tracked table."""
    section = (RAW / "README.md").read_text("utf-8").split(f"## {module.SOURCE.files[0].path}")[1].split("\n## ")[0]
    named = {name for line in section.splitlines() if line.startswith("| ") for name in re.split(r"[ ,|]+", line)}
    assert set(module.load(RAW).columns) <= named


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.SOURCE.id)
def test_table_can_be_written_as_parquet(module, tmp_path):
    """What a build stores of a tracked table comes back equal."""
    table = module.load(RAW)
    table.to_parquet(tmp_path / "table.parquet", index=False)
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "table.parquet"), table)


def test_regions_have_their_municipalities():
    """6 of Bajo Cauca, 11 of Catatumbo, all 16 of Caquetá, each below its own department."""
    table = regions.load(RAW)
    assert table["region"].value_counts().to_dict() == {"bajo-cauca": 6, "catatumbo": 11, "caqueta": 16}
    assert set(table["region"]) == set(REGIONS)
    assert (table["department_code"] == table["municipality_code"].str[:2]).all()
    departments = table.groupby("region")["department"].unique().map(list).to_dict()
    assert departments == {"bajo-cauca": ["Antioquia"], "caqueta": ["Caquetá"], "catatumbo": ["Norte de Santander"]}


@pytest.mark.parametrize(
    ("code", "name", "area_km2"),
    [
        ("05154", "Caucasia", 1429),
        ("54810", "Tibú", 2679),
        ("18150", "Cartagena del Chairá", 12784),
        ("18753", "San Vicente del Caguán", 20218),
        ("18", None, 92821),
    ],
)
def test_areas_are_those_of_the_default_edition(code, name, area_km2):
    """Areas agree with the reference figures within 0.5 %."""
    table = regions.load(RAW)
    rows = table[table["municipality_code"].str.startswith(code)]
    assert name is None or rows["municipality"].item() == name
    assert rows["area_km2"].sum() == pytest.approx(area_km2, rel=0.005)


@pytest.mark.data
def test_regions_agree_with_dane(bundle):
    """Names, areas to 0.01 km² and seats to 0.00001° are DANE's own; every seat lies in its municipality."""
    table = regions.load(RAW).set_index("municipality_code")
    edition = bundle("dane_mgn").set_index("municipality_code").loc[table.index]
    seats = bundle("dane_divipola").set_index("municipality_code").loc[table.index]
    ellipsoid = pyproj.Geod(ellps="WGS84")
    area = edition.geometry.map(lambda polygon: abs(ellipsoid.geometry_area_perimeter(polygon)[0]) / 1e6)
    assert (table["municipality"] == edition["municipality"]).all()
    assert (table["municipality"] == seats["name"].map(proper_name)).all()
    assert (table["area_km2"] - area).abs().max() <= 0.005 + 1e-9
    for axis in ("seat_lon", "seat_lat"):
        assert (table[axis] - seats[axis]).abs().max() <= 0.000005 + 1e-12
    inside = shapely.contains_xy(edition.geometry.to_numpy(), table["seat_lon"], table["seat_lat"])
    assert inside.all()


@pytest.mark.parametrize("module", CITED, ids=lambda module: module.SOURCE.id)
def test_every_row_is_cited_and_told_in_both_languages(module):
    """Each row has a citation with an address, and its texts in Spanish and English."""
    table = module.load(RAW)
    assert table["sources"].str.contains("https://").all()
    spanish = [name for name in table.columns if name.endswith("_es")]
    assert spanish
    for name in spanish:
        told = table[[name, name.replace("_es", "_en")]].notna()
        assert told.all(axis=None) or (name in OPEN and told.nunique(axis="columns").eq(1).all())


@pytest.mark.parametrize("module", CITED, ids=lambda module: module.SOURCE.id)
def test_descriptions_are_sentences(module):
    """Notes and descriptions end with a full stop and titles do not."""
    table = module.load(RAW)
    for name in table.columns:
        texts = table[name].dropna()
        if name.startswith(("description", "note")):
            assert texts.str.endswith(".").all(), name
        elif name.startswith(("title", "began_how", "ended_how", "scope")):
            assert not texts.str.endswith(".").any(), name


def test_no_citation_names_a_person():
    """An address that carries a name or an alias is left out."""
    for module in CITED:
        addresses = module.load(RAW)["sources"]
        assert not addresses.str.contains(r"mordisco|calarca|petro-|-petro|mendoza|pesebre|marquez", case=False).any()


def test_the_three_stories_of_march_2023_open_the_table():
    """They are told in their region and month, the strike in all six municipalities."""
    table = incidents.load(RAW)[:6]
    region = regions.load(RAW).set_index("municipality_code")["region"]
    touched = table["municipality_codes"].str.split(" ").map(lambda codes: sorted({region[code] for code in codes}))
    assert touched.map(len).eq(1).all()
    assert sorted(set(touched.str[0])) == sorted(REGIONS)
    assert table["story"].nunique() == 3
    assert table["date_start"].between("2023-03-02", "2023-03-29").all()
    strike = table.set_index("incident_id").loc["2023-03-02-bajo-cauca"]
    assert strike["municipality_codes"].split(" ") == list(region.index[region == "bajo-cauca"])
    assert (strike["date_end"] - strike["date_start"]).days == 11


@pytest.mark.parametrize(
    ("incident", "counts"),
    [
        ("2023-03-29-el-carmen", {"killed": (9, 9, 10), "wounded": (9, 9, 9), "held": None}),
        ("2023-03-02-los-pozos", {"killed": (2, 2, 2), "wounded": None, "held": (76, 78, 79)}),
        ("2023-03-02-bajo-cauca", {"killed": None, "wounded": None, "held": None, "displaced": None}),
        ("2025-01-16-catatumbo", {"killed": (41, 60, 80), "displaced": (36139, 47084, 47084), "wounded": None}),
        ("2025-12-31-el-tarra", {"killed": None, "wounded": None}),
    ],
)
def test_incidents_keep_low_and_high_and_the_unknown(incident, counts):
    """Where reports differ both figures stay; what no source confirms is missing, never 0."""
    row = incidents.load(RAW).set_index("incident_id").loc[incident]
    for what, expected in counts.items():
        found = row[[f"{what}_low", f"{what}_best", f"{what}_high"]]
        assert found.isna().all() if expected is None else tuple(found) == expected


@pytest.mark.data
def test_incidents_agree_with_the_register_of_terrorism(bundle):
    """The ministry has eight acts in Tarazá on 19 March 2023 and one on each other day that a note names."""
    acts = bundle("mindefensa_terrorism")
    assert list(acts.columns) == list(EVENTS.columns)
    days = [
        ("2023-03-19", "05790", 8),
        ("2023-03-10", "05154", 1),
        ("2023-03-11", "05154", 1),
        ("2023-03-12", "05790", 1),
    ]
    for day, code, number in days:
        found = acts[(acts["date_start"] == day) & (acts["municipality_code"] == code)]
        assert len(found) == number, (day, code)


@pytest.mark.data
def test_pinned_incidents_lie_in_their_municipality(bundle):
    """A point of an incident is inside the municipality it names, and only places known well have one."""
    table = incidents.load(RAW).dropna(subset="lon")
    edition = bundle("dane_mgn").set_index("municipality_code").geometry
    assert len(table)
    assert (table["location_precision"] <= 2).all()
    for row in table.itertuples():
        assert shapely.contains_xy(edition[row.municipality_codes], row.lon, row.lat)


def test_ceasefires_of_march_2023():
    """On 20 March 2023 the AGC's ceasefire is over, the ELN's long so, and the EMC's holds in Caquetá until May."""
    table = ceasefires.load(RAW)
    assert set(table["group"]) == {"eln", "segunda-marquetalia", "emc", "agc", "acsn", "embf"}
    day = pd.Timestamp("2023-03-20")
    in_force = table[(table["start"] <= day) & (table["end"] >= day)]
    assert set(in_force["group"]) == {"segunda-marquetalia", "emc", "acsn"}
    agc = table[table["group"] == "agc"].iloc[0]
    assert agc["end"] == pd.Timestamp("2023-03-19")
    assert "Decreto 380 de 2023" in agc["decree"]


def in_force(table: pd.DataFrame, group: str, department: str, day: str) -> int:
    moment = pd.Timestamp(day)
    rows = table[(table["group"] == group) & (table["start"] <= moment) & (table["end"] >= moment)]
    here = rows["departments"].isna() | rows["departments"].str.contains(department).eq(True)
    away = rows["except_departments"].str.contains(department).eq(True)
    return int((here & ~away).sum())


@pytest.mark.parametrize(
    ("group", "department", "day", "expected"),
    [
        ("emc", "18", "2023-05-22", 1),
        ("emc", "18", "2023-05-23", 0),
        ("emc", "54", "2023-05-23", 1),
        ("emc", "54", "2023-07-01", 0),
        ("emc", "19", "2024-03-19", 1),
        ("emc", "19", "2024-03-20", 0),
        ("emc", "18", "2024-07-15", 1),
        ("embf", "18", "2024-07-15", 0),
        ("embf", "18", "2024-10-15", 1),
        ("embf", "18", "2024-10-16", 1),
        ("embf", "18", "2025-04-16", 0),
        ("eln", "54", "2023-01-04", 1),
        ("eln", "54", "2023-03-29", 0),
        ("eln", "54", "2024-08-03", 1),
    ],
)
def test_partial_suspensions_split_the_country(group, department, day, expected):
    """In any department and on any day a group's ceasefire is in force once or not at all."""
    assert in_force(ceasefires.load(RAW), group, department, day) == expected


def test_ceasefires_of_one_group_never_overlap_in_one_place():
    """No department has two rows of one group on one day."""
    table = ceasefires.load(RAW)
    days = pd.concat([table["start"], table["end"]]).dt.strftime("%Y-%m-%d").unique()
    for group in table["group"].unique():
        for department in ("05", "18", "19", "50", "52", "54", "76", "86", "95"):
            assert max(in_force(table, group, department, day) for day in days) == 1, (group, department)


def test_the_story_goes_on_to_2026():
    """Seven stories after March 2023, each of one region, every region with at least one."""
    table = incidents.load(RAW)[6:]
    region = regions.load(RAW).set_index("municipality_code")["region"]
    touched = table["municipality_codes"].str.split(" ").map(lambda codes: {region[code] for code in codes})
    assert touched.map(len).eq(1).all()
    assert set.union(*touched) == set(REGIONS)
    assert table["story"].nunique() == 7
    assert table["date_start"].min() > pd.Timestamp("2023-03-29")


WINDOWS = [
    ("54", "eln", "2022-11-21", "2025-01-17"),
    ("54", "emc", "2023-10-16", "2024-04-17"),
    ("54", "embf", "2024-10-01", "2025-05-03"),
    ("18", "emc", "2023-10-16", "2024-04-17"),
    ("18", "embf", "2024-10-01", "2025-05-03"),
    ("05", "agc", "2024-08-05", "2025-12-05"),
]
"""When a table stood, by department, in the list that the rows were checked against."""


@pytest.mark.parametrize(("department", "group", "first", "last"), WINDOWS)
def test_a_dialogue_stood_on_the_days_of_the_list(department, group, first, last):
    """Every day of a window lies in one row of its group, and in one only."""
    table = dialogues.load(RAW)
    rows = table[table["group"] == group]
    here = rows["municipality_codes"].isna() & (
        rows["departments"].isna() | rows["departments"].str.contains(department).eq(True)
    )
    spans = [
        pd.date_range(row.start, row.last_reported if pd.isna(row.end) else row.end)
        for row in rows[here].itertuples()
    ]
    days = pd.Series([day for span in spans for day in span])
    assert days.is_unique
    assert set(pd.date_range(first, last)) <= set(days)


def test_the_dialogue_with_the_eln_ended_the_day_after_the_offensive():
    """It began in Caracas on 21 November 2022; the urban table of the Valle de Aburrá is none of Bajo Cauca's."""
    table = dialogues.load(RAW).set_index("dialogue_id")
    offensive = incidents.load(RAW).set_index("incident_id").loc["2025-01-16-catatumbo"]
    assert table.loc["eln-2022-11", "end"] == offensive["date_start"] + pd.Timedelta(days=1)
    urban = set(table.loc["aburra-2023-06", "municipality_codes"].split(" "))
    region = regions.load(RAW)
    assert urban.isdisjoint(region["municipality_code"])


def test_a_dialogue_is_not_a_ceasefire():
    """On most days of dialogue with the ELN, and on all with the EGC, no ceasefire was in force."""
    table, truces = dialogues.load(RAW), ceasefires.load(RAW)
    for group, dialogue in (("eln", "eln-2022-11"), ("agc", "agc-2024-08"), ("agc", "agc-2025-09")):
        row = table.set_index("dialogue_id").loc[dialogue]
        days = pd.date_range(row["start"], row["last_reported"] if pd.isna(row["end"]) else row["end"])
        kept = truces[truces["group"] == group]
        quiet = sum(((kept["start"] <= day) & (day <= kept["end"])).any() for day in days)
        assert quiet < len(days) / 2, dialogue


@pytest.mark.parametrize(
    ("module", "cells", "complaint"),
    [
        (regions, {"municipality_code": "5120"}, "municipality_code"),
        (regions, {"municipality_code": "05154"}, "unique"),
        (regions, {"region": "uraba"}, "region"),
        (regions, {"area_km2": "1.872,60"}, "not a number"),
        (regions, {"seat_lat": ""}, "seat_lat"),
        (incidents, {"municipality_codes": "05120 99999"}, "99999"),
        (incidents, {"municipality_codes": "05120, 05154"}, "municipality_codes"),
        (incidents, {"municipality_codes": "11001"}, "regions.csv"),
        (incidents, {"date_end": "2023-03-01"}, "date_start <= date_end"),
        (incidents, {"date_start": "02/03/2023"}, "not a date"),
        (incidents, {"date_start": "2023-02-30"}, "not a date"),
        (incidents, {"date_precision": ""}, "date_precision"),
        (incidents, {"location_precision": "7"}, "location_precision"),
        (incidents, {"event_type": "strike"}, "event_type"),
        (incidents, {"killed_low": "3", "killed_best": "2", "killed_high": "4"}, "killed_low <= killed_best"),
        (incidents, {"held_low": "1", "held_best": "3", "held_high": "2"}, "held_best <= held_high"),
        (incidents, {"wounded_best": "25"}, "go together"),
        (incidents, {"killed_best": "about 2"}, "not a count"),
        (incidents, {"killed_best": "-1"}, "not a count"),
        (incidents, {"lon": "-75.2", "lat": "7.98"}, "location_precision 1 and 2"),
        (incidents, {"description_en": ""}, "description_en"),
        (incidents, {"sources": ""}, "sources"),
        (incidents, {"sources": "a friend told me"}, "sources"),
        (incidents, {"sources": "Semana, 2023-03 |"}, "sources"),
        (incidents, {"certainty": "partly", "note_es": "", "note_en": ""}, "note"),
        (incidents, {"story": "another"}, "story"),
        (ceasefires, {"end": "2022-12-31"}, "start <= end"),
        (ceasefires, {"end": ""}, "end"),
        (ceasefires, {"certainty": "probably"}, "certainty"),
        (ceasefires, {"departments": "18", "except_departments": "50"}, "not both"),
        (ceasefires, {"departments": "Caquetá"}, "departments"),
        (ceasefires, {"group_en": ""}, "group_en"),
        (ceasefires, {"ceasefire_id": "agc-2023-01"}, "unique"),
        (actors, {"aliases": "ELN"}, "two actors"),
        (actors, {"part_of": "nobody"}, "part_of"),
        (actors, {"kind": "rebels"}, "kind"),
        (actors, {"since": "2001"}, "cited"),
        (dialogues, {"end": "2022-01-01"}, "start <= end"),
        (dialogues, {"end": ""}, "go together"),
        (dialogues, {"last_reported": "2025-02-01"}, "one of the two"),
        (dialogues, {"departments": "54", "municipality_codes": "54810"}, "not both"),
        (dialogues, {"sources": "somebody said so"}, "sources"),
        (incidents, {"displaced_best": "12"}, "go together"),
    ],
)
def test_bad_rows_are_refused_by_name(tables, module, cells, complaint):
    """A row that breaks a rule stops the loader, with the table, the rule and the value in the message."""
    module.load(tables)
    spoil(tables, module, 0, **cells)
    with pytest.raises(GeoDataError) as error:
        module.load(tables)
    assert str(error.value).startswith(f"{module.SOURCE.id}: ")
    assert complaint in str(error.value)


def test_a_dropped_column_is_named(tables):
    """A table that lost a column says which."""
    path = tables / "incidents.csv"
    pd.read_csv(path, dtype=str).drop(columns="killed_high").to_csv(path, index=False)
    with pytest.raises(GeoDataError, match="killed_high"):
        incidents.load(tables)


def test_a_missing_table_is_named(tables):
    """A table that is not there says which, and what to do."""
    (tables / "ceasefires.csv").unlink()
    with pytest.raises(GeoDataError, match=r"ceasefires\.csv.*Remedy"):
        ceasefires.load(tables)


def test_text_that_looks_missing_is_text(tables):
    """Only an empty cell is missing: the words NA, None and null are words."""
    spoil(tables, incidents, 0, place="NA", title_en="null")
    row = incidents.load(tables).iloc[0]
    assert (row["place"], row["title_en"]) == ("NA", "null")


def test_tables_stand_for_themselves():
    """The curated tables are registers, tracked, and measure nothing."""
    for module in MODULES:
        assert module.SOURCE.kind == "register"
        assert module.SOURCE.files[0].tracked
        assert not module.SOURCE.variables


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("EGC", "AGC", "Clan del Golfo", "clan úsuga"), ("agc",)),
        (("FARC-EMC", "EMC"), ("emc",)),
        (("EMBF",), ("embf",)),
        (("ELN, FARC-EMC",), ("eln", "emc")),
        (("FARC/ELN",), ("farc", "eln")),
        (("FARC - Segunda Marquetalia",), ("segunda-marquetalia",)),
        (("AGENTE DEL ESTADO - GRUPO PARAMILITAR",), ("state-agents", "paramilitaries")),
    ],
)
def test_names_lead_to_one_actor(words, expected):
    """What sources call it, alone or with others in one cell."""
    assert resolve(words, actors.load(RAW)) == dict.fromkeys(words, expected)


def test_a_name_that_is_not_known_is_left_out():
    """Also where it stands beside one that is."""
    assert resolve(["ELN, somebody", "somebody", ""], actors.load(RAW)) == {}


@pytest.mark.data
@pytest.mark.parametrize(
    ("source", "share"),
    [("ucdp_ged", 1.0), ("ucdp_ged_211", 1.0), ("cnmh_massacres", 0.96), ("cnmh_kidnappings", 0.98)],
)
def test_the_names_in_the_sources_are_known(source, share, bundle):
    """Every party that UCDP names, and nearly all mentions of the CNMH."""
    events = bundle(source)
    words = pd.concat([events["actor_1"], events["actor_2"]]).dropna()
    known = words.isin(list(resolve(words.unique(), actors.load(RAW))))
    assert known.mean() >= share, sorted(words[~known].unique())


def test_groups_of_the_calendars_are_actors():
    """A ceasefire or a dialogue with a group leads to its row; the urban table is of many."""
    table = actors.load(RAW)
    groups = {*ceasefires.load(RAW)["group"], *dialogues.load(RAW)["group"]} - {"aburra"}
    assert groups <= set(table["actor_id"])
    assert table.set_index("actor_id").loc["frente-33", "part_of"] == "embf"


@pytest.mark.parametrize(
    ("figure", "value"),
    [
        ("pipeline-2018", 63),
        ("wildlife-2010-2019", 114_000),
        ("wildlife-2020", 19_580),
        ("reach-eln-2019", 149),
        ("reach-agc-2023", 392),
        ("deforestation-colombia-2024", 113_608),
        ("deforestation-caqueta-2024", 25_263),
        ("deforestation-meta-2024", 21_107),
        ("deforestation-guaviare-2024", 16_908),
        ("deforestation-putumayo-2024", 5_443),
        ("displaced-2024", 259_714),
        ("displaced-2025", 299_604),
        ("forces-killed-2025", 202),
        ("drone-attacks-2024-2025", 313),
        ("flight-zulia-2025", 812),
        ("wildlife-2019", 18_860),
        ("wildlife-2025-april", 1_500),
    ],
)
def test_reported_figures_are_the_published_ones(figure: str, value: int) -> None:
    """Figures as their publishers state them."""
    table = reported_figures.load(RAW).set_index("figure_id")
    assert table.loc[figure, "value"] == value


@pytest.mark.parametrize(
    ("figure", "spanish", "english"),
    [
        ("pipeline-2017", "2017", "2017"),
        ("pipeline-2018", "1 de enero – 5 de septiembre de 2018", "1 January – 5 September 2018"),
        ("drone-attacks-2024-2025", "26 de abril de 2024 – 31 de agosto de 2025", "26 April 2024 – 31 August 2025"),
        ("wildlife-2017", "2017, hasta un día de diciembre de 2017", "2017, to a day in December 2017"),
        ("wildlife-2025-april", "abril de 2025", "April 2025"),
        ("wildlife-2010-2019", "2010–2019", "2010–2019"),
    ],
)
def test_a_partial_figure_says_when_it_ends(figure: str, spanish: str, english: str) -> None:
    """Its days or months in place of whole years."""
    row = reported_figures.load(RAW).set_index("figure_id").loc[figure].to_dict()
    assert [counted_period(row, translator(lang)) for lang in ("es", "en")] == [spanish, english]


def test_publishers_of_reported_figures_are_in_no_language() -> None:
    """One column serves both: names, with who reported it in brackets."""
    assert not reported_figures.load(RAW)["publisher"].str.contains(r"\b(?:via|and|y|from)\b").any()


def test_reported_figures_can_never_be_mapped() -> None:
    """No code, no coordinate, no variable: nothing that a map or an indicator could take up."""
    table = reported_figures.load(RAW)
    assert not {"municipality_code", "department_code", "lon", "lat", "geometry"} & set(table.columns)
    assert reported_figures.SOURCE.kind == "register"
    assert not reported_figures.SOURCE.variables


def test_reported_figures_carry_no_personal_names() -> None:
    """An address that names a person is left out, and the row says so."""
    table = reported_figures.load(RAW)
    assert not table["url"].str.contains(r"coronel|general-|senador|ministr[oa]-", na=False).any()
    assert table.loc[table["url"].isna(), "note_en"].str.contains("person").all()
