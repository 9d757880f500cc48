"""2019 to 2022 are in no release of UCDP GED that makes a year: in no output are they a zero.

Each way out is asked for 2019 to 2024, and for 2021 and 2022 alone; what of UCDP it tells must be of 2023 and 2024.
"""

import re
from base64 import b64decode
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
from matplotlib.text import Text

from layers import figure
from layers.analysis.area import describe_area
from layers.analysis.profile import profile
from layers.analysis.series import over_time, table
from layers.analysis.totals import figures
from layers.catalog import choropleth
from layers.catalog.model import Choropleth
from layers.charts.histogram import strip
from layers.charts.over_time import panels
from layers.dossier import document as dossier
from layers.extract import extract
from layers.extract.parts import collect
from layers.figure.sheet import PAPERS, house_style
from layers.outputs.edition import edition
from layers.outputs.gallery import gallery
from layers.outputs.thumbnail import BLANK, render_thumbnail
from layers.scene import basemap
from layers.scene.change import change
from layers.scene.choropleth import NODATA, shade
from layers.scene.compared import draw
from layers.scene.comparison import Comparison
from layers.scene.compose import scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

pytestmark = pytest.mark.data

EN = translator("en")
SPAN = Selection(
    lang="en", region="catatumbo", start="2019-01", end="2024-12", choropleth="deaths", layers=("regions", "ucdp")
)
GAP = Selection(
    lang="en", region="catatumbo", start="2021-01", end="2022-12", choropleth="deaths", layers=("regions", "ucdp")
)
LAYERS = [choropleth("deaths"), choropleth("events")]


@pytest.fixture(scope="module")
def tables(real: Tables) -> Tables:
    return real


@pytest.fixture(scope="module")
def base(tables: Tables) -> basemap.Basemap:
    return basemap.for_country(tables)


def test_these_are_the_measures_of_ucdp(tables: Tables) -> None:
    """Every choropleth that is drawn from UCDP is looked at below."""
    drawn = {
        each.id
        for each in tables.layers.values()
        if isinstance(each, Choropleth) and each.measure.source == "ucdp_ged"
    }
    assert {layer.id for layer in LAYERS} == drawn


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.id)
def test_the_map_has_no_value(layer, tables: Tables, base: basemap.Basemap) -> None:
    """2021-2022 has no class but that of no data; 2019-2024 is the sum of two years, and says which are missing."""
    nothing = shade(layer, GAP, tables, base.codes)
    assert nothing["n"] == 0
    assert set(nothing["class_codes"]) == {NODATA, "."}
    assert not any(nothing["values"])
    some = shade(layer, SPAN, tables, base.codes)
    assert some["years"] == "2023–2024"
    assert any("no figure for 2019–2022" in notice for notice in some["notices"])


def test_the_map_in_words_tells_no_value(tables: Tables, base: basemap.Basemap) -> None:
    """The summary names the years it speaks of; the layer of events says that it is not covered."""
    some = scene(SPAN, tables, base)["summary"]
    assert "2023–2024: from" in some
    assert some.endswith(
        "People killed in armed conflict: no figure for 2019–2022."
        " Deadly events, located: the source covers 1989–2018, 2023–2025 only."
    )
    nothing = scene(GAP, tables, base)
    assert nothing["summary"] == (
        "Map of Catatumbo, 2021–2022. Deadly events, located: not covered."
        " People killed in armed conflict: the source has no year of this period."
        " Deadly events, located: the source covers 1989–2018, 2023–2025 only."
    )
    assert any("the source covers 1989–2018, 2023–2025 only" in notice for notice in nothing["notices"])


def test_no_indicator_has_a_row(tables: Tables) -> None:
    """What every output below is computed from."""
    rows = tables.indicators[tables.indicators["source"] == "ucdp_ged"]
    assert sorted(set(rows["year"])) == [*range(1989, 2019), 2023, 2024, 2025]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.id)
def test_a_comparison_needs_both_periods(layer, tables: Tables, base: basemap.Basemap) -> None:
    """Against 2021-2022 there is nothing to rise from or to fall to, nor anything beside another measure."""
    fallen = draw(Comparison("change", GAP, SPAN), tables, base).scenes[0]["choropleths"][0]
    assert (fallen["n"], fallen["years"]) == (0, "2021–2022 (no data) compared with 2023–2024")
    assert change(layer, GAP, SPAN, tables).known.empty
    assert change(layer, SPAN, GAP, tables).known.empty
    beside = draw(Comparison("both", GAP, replace(GAP, choropleth="forest_loss")), tables, base)
    assert beside.pair is not None
    assert beside.pair.table.empty
    (shown,) = draw(Comparison("both", SPAN, replace(SPAN, choropleth="forest_loss")), tables, base).scenes
    assert shown["choropleths"][0]["n"] == 0
    told = "no year in common here: the first has 1989–2018, 2023–2025, the second 2001–2022."
    assert shown["notices"][0].endswith(told)


@pytest.mark.parametrize(("selection", "years"), [(SPAN, "2023–2024"), (GAP, "2021–2022")], ids=["some", "none"])
def test_a_print_map_tells_the_covered_years(selection: Selection, years: str, tables: Tables) -> None:
    """Above the map the years of its numbers; of 2021-2022 its legend has no data and no class."""
    with house_style():
        sheet = figure.draw(selection, tables, PAPERS["a4-landscape"])
    texts = [text.get_text() for text in sheet.findobj(Text) if text.get_visible()]
    assert any(text.startswith(f"{years} · people per 100 km²") for text in texts)
    if selection is GAP:
        assert "No data" in texts
        assert not [text for text in texts if text == "0" or text.startswith("up to")]
        assert "Deadly events, located: the source covers 1989–2018, 2023–2025 only." in " ".join(texts)


def test_the_gallery_tells_the_covered_years(tables: Tables) -> None:
    """Its period is 2010 to 2025: drawing, period, and page of every layer of UCDP."""
    for layer in LAYERS:
        assert BLANK in render_thumbnail(layer, GAP, tables, "")
        assert not any(color in render_thumbnail(layer, GAP, tables, "") for color in colours(layer, tables))
    shown = [layer.id for layer in tables.layers.values() if layer.sources == ("ucdp_ged",)]
    pages = dict(gallery(tables, shown, places=(), dossiers=()))
    for layer_id in shown:
        for page in (pages[f"en/layers/{layer_id}.html"], pages[f"layers/{layer_id}.html"]):
            assert "2010–2018, 2023–2025" in page.decode()


def colours(layer: Choropleth, tables: Tables) -> set[str]:
    """Of the classes that a layer has where it is covered."""
    recent = replace(GAP, start="2023-01", end="2025-12")
    return {each["color"] for each in shade(layer, recent, tables, list(tables.shown_codes(recent)))["classes"]}


@pytest.mark.parametrize("start", ["2019-01", "2022-01"])
def test_chart_and_table_have_no_row(start: str, tables: Tables) -> None:
    """By year and, in a short period, by month: what is not covered is not there."""
    selection = Selection(lang="en", region="catatumbo", start=start, end="2024-12", sources=("ucdp_ged",))
    rows = over_time(selection, tables, EN, [("ucdp_ged", None)])
    assert {when[:4] for when in rows["when"]} == {"2023", "2024"}
    (panel,) = panels(rows, tables, selection, "light", shared=False)
    assert {bar.first.year for bar in panel.bars} == {2023, 2024}
    wide = table(rows, selection, 1, EN).set_index("When")
    assert {when[:4] for when in wide.index[wide.iloc[:, 0].notna()]} == {"2023", "2024"}
    assert wide.iloc[:, 0].isna().sum() == len(wide) - len(rows)


def test_a_table_beside_others_leaves_the_cells_empty(tables: Tables) -> None:
    """The Ministry's acts have 2022, UCDP does not."""
    rows = over_time(SPAN, tables, EN, [("ucdp_ged", None), ("mindefensa_terrorism", None)])
    wide = table(rows, SPAN, 1, EN).set_index("When")
    column = next(name for name in wide if name.startswith("Organised violence"))
    assert wide[column].isna().to_dict()["2022"]
    assert wide.loc[["2023", "2024"], column].tolist() == [27, 16]


def test_the_histogram_has_a_grey_ground(tables: Tables) -> None:
    """Months 0 to 47 of 2019-2024 are grey, and have no bar."""
    source = next(source for source in collect(SPAN, tables).sources if source.id == "ucdp_ged")
    picture = strip(source, SPAN, tables)
    drawn = b64decode(picture.split("base64,")[1].split('"')[0]).decode()
    ground, bars = re.findall(r' d="([^"]*)"', drawn)
    assert "M0 0H48V100H0z" in ground
    assert min(int(month) for month in re.findall(r"M(\d+) 100", bars)) >= 48


def test_figures_tell_the_covered_years(tables: Tables) -> None:
    """43 people in 2023 and 2024; of 2021-2022 there is no figure."""
    only = [("ucdp_ged", None)]
    (some,) = figures(SPAN, tables, EN, only)
    (nothing,) = figures(GAP, tables, EN, only)
    assert (some.value, some.scope) == (43, "2023–2024")
    assert (nothing.value, nothing.scope) == (None, "does not cover this selection")


def test_a_drawn_area_and_a_profile_are_silent(tables: Tables) -> None:
    """Tibú as an area: UCDP is not among the sources that speak of 2021-2022."""
    shape = tables.municipalities.set_index("municipality_code").geometry["54810"]
    sources = {each.uncertain.source for each in describe_area(shape, GAP, tables, EN).events}
    assert "ucdp_ged" not in sources
    assert "ucdp_ged" in {each.uncertain.source for each in describe_area(shape, SPAN, tables, EN).events}
    found = profile(Selection(lang="en", municipality_code="54810", start=GAP.start, end=GAP.end), tables, EN)
    assert {layer.title for layer in LAYERS} <= {each.title for each in found.missing}


@pytest.mark.parametrize("place", ["54810", "catatumbo", "54"])
def test_a_dossier_states_no_number_of_these_years(place: str, tables: Tables) -> None:
    """Every number of UCDP names its years; in a dossier of 2021-2022 there is none."""
    for period, years in ((SPAN, {"2023", "2024"}), (GAP, set())):
        page = dossier.html(dossier.place(place, period), tables)
        spans = re.findall(r'data-of="ucdp_ged/[a-z_]+" data-over="\w+" data-years="([\d ]*)"', page)
        assert {year for each in spans for year in each.split()} == years
        assert ("UCDP records" in page) == bool(years)


def test_a_dossier_tells_the_precise_places_apart(tables: Tables) -> None:
    """Of 2019 UCDP has two events at precise places in Tibú: beside the count, not in it."""
    page = re.sub(r"<[^>]+>", "", dossier.html(dossier.place("54810", SPAN), tables))
    assert "UCDP records 11 deadly events in Tibú in 2023–2024" in page
    assert "Of 2019 UCDP's release 21.1 has events at precise places only, which count in no year: 2 in Tibú" in page


def test_an_extract_has_no_row_of_these_years(tables: Tables) -> None:
    """Events, measures and the coloured municipalities; a note says which years the source covers."""
    some, nothing = collect(SPAN, tables), collect(GAP, tables)
    for made, years in ((some, {"2023", "2024"}), (nothing, set())):
        parts = {part.name: part.table for part in made.parts}
        events = parts["events"].query("source == 'ucdp_ged'")
        assert set(events["date_start"].dt.year.astype(str)) == years
        measures = parts["measures"].query("source == 'ucdp_ged'")
        assert {year for span in measures["years"] for year in span.split(" ")} == years
        assert parts["municipalities"]["value"].notna().any() == bool(years)
        assert any("UCDP" in note and "2023–2025" in note for note in made.notes)


@pytest.mark.parametrize(("selection", "years"), [(SPAN, {"2023", "2024"}), (GAP, set())], ids=["some", "none"])
def test_a_file_has_no_row_of_these_years(
    selection: Selection, years: set[str], tables: Tables, tmp_path: Path
) -> None:
    """What a spreadsheet and a GIS open: events, measures, the values of the map."""
    for name in ("a.xlsx", "a.gpkg"):
        path = tmp_path / name
        path.write_bytes(extract(selection, tables, name)[name])
        opened = (
            partial(pd.read_excel, path, engine="openpyxl")
            if path.suffix == ".xlsx"
            else partial(pyogrio.read_dataframe, path)
        )
        events, measures, places = (opened(sheet) for sheet in ("events", "measures", "municipalities"))
        days = pd.to_datetime(events["date_start"][events["source"] == "ucdp_ged"])
        assert set(days.dt.year.astype(str)) == years
        spans = measures["years"][measures["source"] == "ucdp_ged"]
        assert {year for span in spans for year in str(span).split(" ")} == years
        assert places["value"].notna().any() == bool(years)


def test_an_exported_map_walks_over_the_covered_years_only(tables: Tables, base: basemap.Basemap) -> None:
    """Year by year: the choropleth has 2023 and 2024, the events' spans part where UCDP's do."""
    page = edition(SPAN, tables, base)["scene"]
    (deaths,) = [part for part in page["choropleths"] if part["id"] == "deaths"]
    (events,) = [part for part in page["overlays"] if part["id"] == "ucdp"]
    assert deaths["covered_years"] == [2023, 2024]
    assert events["covers"] == [[1989, 2018], [2023, 2025]]


def test_the_whole_of_2023_to_2025_is_there(tables: Tables) -> None:
    """422, 479 and 575 events with 543, 786 and 986 deaths, after the 4,632 of release 19.1; three regions."""
    events = tables.events_of_source("ucdp_ged")
    assert events["date_start"].dt.year.lt(2019).sum() == 4_632
    assert len(events) == 4_632 + 1_476
    recent = events[events["date_start"].dt.year >= 2023]
    years = recent.groupby(recent["date_start"].dt.year)["fatalities_best"].agg(["size", "sum"])
    assert years.to_numpy().tolist() == [[422, 543], [479, 786], [575, 986]]
    region = tables.municipalities.set_index("municipality_code")["region"]
    here = recent.assign(region=recent["municipality_code"].map(region), year=recent["date_start"].dt.year)
    counted = here.groupby(["region", "year"])["fatalities_best"].agg(["size", "sum"])
    assert {name: rows.to_numpy().tolist() for name, rows in counted.groupby("region")} == {
        "bajo-cauca": [[14, 21], [12, 20], [3, 4]],
        "caqueta": [[4, 7], [17, 32], [8, 25]],
        "catatumbo": [[14, 27], [16, 16], [76, 140]],
    }
