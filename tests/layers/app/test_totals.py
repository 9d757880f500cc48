"""Headline figures: each source on its own, with low and high estimates and coverage; no data is never zero."""

from pathlib import Path

import geopandas as gpd
import pytest

from geo.catalogue import catalogue
from geo.schema import REGIONS
from geo.statistics.indicators import count_events
from layers.analysis.totals import PARTS, Figure, figures, headlines, whole_of
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from tests import builders
from tests.layers.app.country import indicators, municipalities

ES, EN = translator("es"), translator("en")


def found(selection: Selection, tables: Tables) -> dict[tuple[str, str | None], Figure]:
    return {(figure.source, figure.variable): figure for figure in figures(selection, tables, EN)}


def test_two_sources_of_one_killing_stay_two_figures(tables: Tables) -> None:
    """The five deaths in Teorama are in both registers and are not added up."""
    all_figures = found(Selection(region="catatumbo", start="2015-01", end="2015-12"), tables)
    assert all_figures["ucdp_ged", None].value == 7
    assert all_figures["cnmh_massacres", None].value == 5
    assert {figure.value for figure in all_figures.values()} <= {7, 5, 20, 10, 1000, None}


def test_low_and_high_are_given_where_they_differ_from_best(tables: Tables) -> None:
    """An exact number has neither."""
    here = found(Selection(region="catatumbo", start="2015-01", end="2015-12"), tables)
    assert (here["ucdp_ged", None].low, here["ucdp_ged", None].high) == (6, 9)
    assert (here["cnmh_massacres", None].low, here["cnmh_massacres", None].high) == (None, None)
    assert here["ucdp_ged", None].detail == "in 2 events"


@pytest.mark.parametrize(
    ("selection", "value", "reach"),
    [
        (
            Selection(region="catatumbo", start="2015-01", end="2016-12"),
            20,
            "sum of 2015–2016 · 1 of 2 municipalities",
        ),
        (Selection(region="bajo-cauca", start="2010-01", end="2025-12"), 14, "sum of 2015–2016"),
        (Selection(municipality_code="18001", start="2015-01", end="2015-12"), 0, "2015"),
        (Selection(municipality_code="54810", start="2015-01", end="2015-12"), None, "does not cover this selection"),
        (Selection(region="catatumbo", start="2001-01", end="2009-12"), None, "does not cover this selection"),
    ],
)
def test_a_measure_has_years_and_coverage(
    selection: Selection, value: float | None, reach: str, tables: Tables
) -> None:
    """A measured zero is a zero; municipalities without data are counted in the coverage; no data is no number."""
    figure = found(selection, tables)["gfw_loss", "tree_cover_loss"]
    assert (figure.value, figure.scope) == (value, reach)


def test_a_part_is_shown_with_the_whole_of_its_years() -> None:
    """The whole has 2014, when there was little: its mean is smaller than that of the part, which has 2018 only."""
    rows = [
        ("54810", 2014, "evoa_area", 40.0),
        ("54810", 2018, "evoa_area", 120.0),
        ("54810", 2018, "evoa_illicit", 99.0),
    ]
    table = builders.tables(
        municipalities=municipalities(), indicators=builders.indicators(rows, unit="ha", source="evoa")
    )
    shown = found(Selection(municipality_code="54810", start="2014-01", end="2018-12"), table)
    assert shown["evoa", "evoa_area"].value == 80
    part = shown["evoa", "evoa_illicit"]
    assert (part.value, part.whole, part.detail, part.scope) == (99, 120, "of 120 ha in the same years", "2018")


@pytest.mark.data
def test_no_part_is_larger_than_its_whole(processed: Path) -> None:
    """In every region and municipality with a part above zero, over three periods of the real tables."""
    real = Tables.read(processed)
    indicators = real.indicators
    parts = indicators[indicators["variable"].isin([variable for _, variable in PARTS]) & (indicators["value"] > 0)]
    places = [{"municipality_code": code} for code in parts["municipality_code"].unique()]
    places += [{"region": region} for region in REGIONS]
    compared = 0
    for place in places:
        for start, end in ((2010, 2025), (2014, 2018), (2016, 2019)):
            selection = Selection(**place, start=f"{start}-01", end=f"{end}-12")
            for figure in figures(selection, real, EN, PARTS):
                if figure.value is not None:
                    compared += 1
                    assert figure.whole is not None
                    assert figure.value <= figure.whole + 0.01, (place, figure)
    assert compared > 1000


def test_no_event_is_zero_within_the_coverage_and_no_data_outside_it(tables: Tables) -> None:
    """UCDP 19.1 ends in 2018: 2018 without an event is a zero, 2019 has no figure."""
    quiet = found(Selection(region="catatumbo", start="2018-01", end="2018-12"), tables)["ucdp_ged", None]
    outside = found(Selection(region="catatumbo", start="2019-01", end="2020-12"), tables)["ucdp_ged", None]
    assert (quiet.value, quiet.scope) == (0, "2018")
    assert (outside.value, outside.scope) == (None, "does not cover this selection")


def test_a_place_outside_the_scope_of_a_source_has_no_figure() -> None:
    """The ministry's list was read for the three regions only: elsewhere there is no data."""
    elsewhere = municipalities().assign(region=None).astype({"region": "str"})
    table = builders.tables(municipalities=elsewhere, events=act(), indicators=indicators())
    span = {"start": "2022-01", "end": "2022-12"}
    assert found(Selection(municipality_code="18001", **span), table)["mindefensa_terrorism", None].value is None
    inside = builders.tables(municipalities=municipalities(), events=act(), indicators=indicators())
    assert found(Selection(municipality_code="18001", **span), inside)["mindefensa_terrorism", None].value == 0


def act() -> gpd.GeoDataFrame:
    """One act of terrorism, in Teorama."""
    stated = {"source": "mindefensa_terrorism", "event_type": "terrorism", "date_start": "2022-02-03"}
    return builders.events(stated, municipality_code="54800", deaths=0)


def test_filters_narrow_the_sources(tables: Tables) -> None:
    """A type of event that one source has selects that source."""
    sources = {name for name, variable in found(Selection(event_types=("massacre",)), tables) if variable is None}
    assert sources == {"cnmh_massacres"}
    sources = {name for name, variable in found(Selection(sources=("ucdp_ged",)), tables) if variable is None}
    assert sources == {"ucdp_ged"}


def test_headlines_are_those_with_a_number(tables: Tables) -> None:
    """Sources without data for the selection are in the table, not among the headlines."""
    top = headlines(Selection(region="catatumbo", start="2019-01", end="2020-12"), tables, ES)
    assert top
    assert all(figure.value is not None for figure in top)
    assert "ucdp_ged" not in {figure.source for figure in top}


def test_a_figure_of_parts_of_years_states_its_whole_years() -> None:
    """Deaths in massacres to August 2025 and to the end of 2024: the two numbers of app and dossier, in one place."""
    days = (("2024-03-01", 4), ("2025-02-01", 3))
    events = builders.events(
        *({"date_start": day, "deaths": deaths, "source_event_id": day} for day, deaths in days),
        source="cnmh_massacres",
        event_type="massacre",
        municipality_code="54800",
    )
    counted = count_events(events, catalogue()["cnmh_massacres"], municipalities())
    table = builders.tables(municipalities=municipalities(), events=events, indicators=counted)
    longer = found(Selection(municipality_code="54800", start="2024-01", end="2025-12"), table)
    shown = longer["cnmh_massacres", None]
    assert (shown.value, shown.detail) == (7, "in 2 events · 4 in whole years, 2024")
    whole = found(Selection(municipality_code="54800", start="2024-01", end="2024-12"), table)
    assert whole["cnmh_massacres", None].detail == "in 1 event"


@pytest.mark.parametrize(
    ("source", "variable", "whole"),
    [
        ("evoa", "evoa_illicit", "evoa_area"),
        ("mapbiomas_transitions", "deforestation_in_reserves", "deforestation"),
        ("amw_mining", "gold_mining_detected_outside_parks", "gold_mining_detected"),
        ("gfw_loss", "tree_cover_loss", None),
    ],
)
def test_every_part_knows_its_whole(source: str, variable: str, whole: str | None) -> None:
    """By permit, and inside and outside other areas: each is shown with the whole of its own years."""
    assert whole_of(catalogue()[source], variable) == whole
