"""The report on an area: hectares that add up, events in their places, and no zero where no source searched."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
import shapely
from streamlit.testing.v1 import AppTest

from geo.area import hectares
from geo.schema import INDICATORS, check
from layers.analysis.area import AreaReport, LandCover, describe_area
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from tests import builders
from tests.layers.app.headless import html, opened, query

EN = translator("en")
SPAN = Selection(lang="en", start="2010-01", end="2018-12")
CATATUMBO = shapely.box(-73.25, 8.45, -73.15, 8.65)
"""The eastern half of Teorama, the western half of its neighbour, and as much land outside both."""


def of(report: AreaReport, title: str) -> Any:
    return next(each for each in report.events if each.uncertain.title.startswith(title))


def land(report: AreaReport, title: str) -> LandCover:
    return next(each for each in report.land if each.title == title)


@pytest.fixture
def mined(tables: Tables) -> Tables:
    """Patches of mining in Florencia, two of which overlap; only Florencia was searched."""
    patches = [
        (name, year, shapely.box(-75.6 + at, 1.6, -75.58 + at, 1.62))
        for name, year, at in [("a", 2018, 0.0), ("b", 2019, 0.01), ("c", 2024, 0.05)]
    ]
    stated = {"source": "amw_mining", "kind": "mining_new", "name": None, "area_ha": 1.0, "citation": "amw"}
    found = builders.indicators([("18001", 2019, "gold_mining_detected", "ha", 5.0)], source="amw_mining")
    return replace(
        tables,
        features={"mining": builders.features(patches, **stated)},
        indicators=check(pd.concat([tables.indicators, found], ignore_index=True), INDICATORS, "test"),
    )


def test_municipalities_are_cut_and_add_up(tables: Tables) -> None:
    """Half of each, on the ellipsoid; the rest of the area is outside the municipalities."""
    report = describe_area(CATATUMBO, SPAN, tables, EN)
    parts = report.municipalities
    assert report.hectares == pytest.approx(float(hectares(CATATUMBO)))
    assert parts["of_municipality"].round(9).to_dict() == {"54810": 0.5, "54800": 0.5}
    assert parts["of_area"].sum() == pytest.approx(report.share_in_colombia)
    assert report.share_in_colombia == pytest.approx(0.5, abs=1e-3)
    cut = shapely.box(-73.25, 8.5, -73.2, 8.6)
    assert parts.loc["54800", "hectares"] == pytest.approx(float(hectares(cut)))


def test_events_are_inside_or_not_located(tables: Tables) -> None:
    """One located inside; one of a municipality that the area cuts; a source without locations has no zero."""
    report = describe_area(CATATUMBO, SPAN, tables, EN)
    ucdp, massacres = of(report, "Organised violence"), of(report, "Massacres")
    assert (ucdp.inside.value, ucdp.inside.low, ucdp.inside.high) == (2, 1, 4)
    assert (ucdp.uncertain.value, ucdp.uncertain.detail) == (5, "in 1 event")
    assert massacres.inside is None
    assert massacres.uncertain.value == 5


def test_events_of_a_municipality_inside_the_area_are_inside(tables: Tables) -> None:
    """Their exact place does not matter."""
    report = describe_area(shapely.box(-73.31, 8.49, -73.2, 8.61), SPAN, tables, EN)
    assert (of(report, "Massacres").inside.value, of(report, "Massacres").uncertain.value) == (5, 0)
    assert of(report, "Organised violence").inside.value == 5


def test_an_incomplete_register_has_no_zero_inside(tables: Tables) -> None:
    """All of Teorama is inside; the police registers one act, in its neighbour, which the area cuts."""
    events = tables.events[tables.events["source"] == "cnmh_massacres"].assign(municipality_code="54810")
    silent = replace(tables, events=events.assign(source="police_terrorism"))
    report = describe_area(shapely.box(-73.31, 8.49, -73.15, 8.61), SPAN, silent, EN)
    register = of(report, "Acts of terrorism (police)")
    assert (register.inside, register.coverage_share) == (None, None)
    assert register.uncertain.value > 0
    complete = replace(tables, events=events)
    assert (
        of(describe_area(shapely.box(-73.31, 8.49, -73.15, 8.61), SPAN, complete, EN), "Massacres").inside.value == 0
    )


def test_searched_without_a_find_is_zero_and_outside_the_coverage_is_no_data(tables: Tables) -> None:
    """Cáceres had no massacre in the period; before 1947 there is no coverage."""
    caceres = shapely.box(-75, 7.5, -74.9, 7.6)
    assert of(describe_area(caceres, SPAN, tables, EN), "Massacres").inside.value == 0
    assert not describe_area(caceres, replace(SPAN, start="1930-01", end="1940-12"), tables, EN).events


def test_land_is_measured_once_and_up_to_the_end_of_the_period(mined: Tables) -> None:
    """Two overlapping patches; the third is of 2024. Half of the area was searched."""
    florencia = shapely.box(-75.7, 1.6, -75.5, 1.7)
    part = land(describe_area(florencia, SPAN, mined, EN), "Gold mining detected")
    assert part.count == 1
    assert part.coverage_share == pytest.approx(0.5)
    part = land(describe_area(florencia, replace(SPAN, end="2019-12"), mined, EN), "Gold mining detected")
    assert part.count == 2
    assert part.hectares == pytest.approx(float(hectares(shapely.box(-75.6, 1.6, -75.57, 1.62))))
    assert "six times the ground that is mined" in part.note
    assert any("Mined hectares" in caveat for caveat in describe_area(florencia, SPAN, mined, EN).caveats)


@pytest.mark.parametrize(("area", "end"), [(CATATUMBO, "2018-12"), (shapely.box(-75.6, 1.6, -75.5, 1.7), "2015-12")])
def test_where_or_when_no_source_searched_there_is_no_zero(mined: Tables, area: shapely.Geometry, end: str) -> None:
    """Catatumbo was never searched for mining, and Florencia not before 2018."""
    part = land(describe_area(area, replace(SPAN, end=end), mined, EN), "Gold mining detected")
    assert (part.count, part.coverage_share) == (0, 0)


def on_area(app: AppTest, **link: str) -> str:
    opened(app)
    page = AppTest.from_string(
        "from layers.app import state\nfrom layers.app.pages import area\nstate.sync()\narea.page()",
        default_timeout=60,
    )
    for name, value in {"lang": "en", **link}.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    assert query(page) == {"lang": "en", **link}
    return html(page)


def test_a_link_restores_a_drawn_area(app: AppTest) -> None:
    """The report has all sources, place and filters of the map are kept, hostile names are text."""
    ring = "-73.25,8.45;-73.15,8.45;-73.15,8.65;-73.25,8.65"
    report = on_area(app, region="catatumbo", sources="ucdp_ged", area=ring)
    assert "Massacres (CNMH)" in report
    assert "<h2>24,3" in report
    assert "Events inside" in report
    assert "&lt;img src=x" in report
    assert "<img src=x" not in report


def test_a_link_to_an_invalid_area_shows_the_error(app: AppTest) -> None:
    """Latitude first is the most common mistake."""
    assert "It is not in Colombia" in on_area(app, area="8.4,-73.2;8.6,-73.2;8.6,-73.1")


def test_opening_the_page_keeps_the_months_of_the_period(app: AppTest) -> None:
    """Its slider has whole years; it changes the period only when it is moved."""
    assert on_area(app, **{"from": "2015-03", "to": "2016-08"})  # which compares the link with what was asked
