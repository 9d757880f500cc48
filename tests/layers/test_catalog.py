"""Every layer of the catalogue rests on tables that exist, says what it shows, and mistakes no silence for a zero."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from geo.build.lineage import METHODS, ZEROS
from geo.catalogue import catalogue
from geo.describe import pinned
from layers import catalog
from layers.catalog.model import Choropleth, Points, Shapes
from layers.scene import basemap, compose, marks
from layers.scene.classification import PALETTES, classify
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator

LAYERS = list(catalog.LAYERS.values())
CHOROPLETHS = list(catalog.CHOROPLETHS.values())
OPTIONAL = {name for name, source in pinned().items() if source.optional}
FETCH_ONLY = {name for name, source in pinned().items() if source.fetch_only}


def held(layers: Iterable[Any]) -> list[Any]:
    """Those that a build from the originals shows without being asked for more sources."""
    return [layer for layer in layers if OPTIONAL.isdisjoint(layer.sources)]


def offered(layers: Iterable[Any]) -> list[Any]:
    """Those that a build from the bundle shows."""
    return [layer for layer in held(layers) if FETCH_ONLY.isdisjoint(layer.sources)]


@pytest.fixture(scope="module")
def tables(real: Tables) -> Tables:
    return real


def tables_of(layer: object, request: pytest.FixtureRequest) -> Tables:
    """Those of the bundle; for a layer whose source is not bundled, those of the originals."""
    if FETCH_ONLY.isdisjoint(layer.sources):  # type: ignore[attr-defined]
        return request.getfixturevalue("tables")  # type: ignore[no-any-return]
    return Tables.read(request.getfixturevalue("from_originals"))


def named(layer: object) -> str:
    return layer.id  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("layer", LAYERS, ids=named)
def test_a_layer_names_sources_that_exist(layer: object) -> None:
    """Credits and licences can be given for all that it draws on."""
    assert layer.sources  # type: ignore[attr-defined]
    assert set(layer.sources) <= catalogue(Path("nothing imported")).keys()  # type: ignore[attr-defined]


@pytest.mark.parametrize("layer", [layer for layer in LAYERS if layer.id != "regions"], ids=named)
def test_a_layer_tells_its_main_caveat_in_a_sentence(layer: object) -> None:
    """Title without a full stop, note with one, both short enough for a legend."""
    assert layer.note.endswith(".")  # type: ignore[attr-defined]
    assert len(layer.note) <= 160  # type: ignore[attr-defined]
    assert not layer.title.endswith(".")  # type: ignore[attr-defined]
    assert len(layer.title) <= 60  # type: ignore[attr-defined]


@pytest.mark.parametrize("layer", CHOROPLETHS, ids=named)
def test_a_choropleth_shows_rates_or_says_that_it_is_a_total(layer: Choropleth) -> None:
    """A count or an area is divided by something, is a rate already, or has the unit of a total."""
    measure = layer.measure
    assert layer.palette in PALETTES
    assert measure.per or measure.unit.startswith("%") or measure.unit in ("nW/cm²/sr", "ha", "titles")
    variables = {variable.id for variable in catalogue(Path("nothing imported"))[measure.source].variables}
    kinds = {"events", "victims", "fatalities_low", "fatalities_best", "fatalities_high"}
    assert measure.variable in variables | kinds


@pytest.mark.parametrize("layer", LAYERS, ids=named)
def test_a_layer_speaks_spanish(layer: object) -> None:
    """Title, note, unit and the words for a gap have a translation."""
    told = [layer.title, layer.note]  # type: ignore[attr-defined]
    if isinstance(layer, Choropleth):
        told += [layer.nodata] + [layer.measure.unit] * (layer.measure.unit not in ("ha", "%"))
    assert [text for text in told if text and text not in translator("es").texts] == []


@pytest.mark.parametrize("text", [*METHODS.values(), *ZEROS.values()])
def test_the_lineage_speaks_spanish(text: str) -> None:
    """How a number came about is told in both languages."""
    assert text in translator("es").texts


def test_shares_end_at_a_hundred_and_nothing_else_does() -> None:
    """EVOA's parts are shares of its whole; victims per 100,000 people may be any number."""
    limits = {layer.id: layer.limit for layer in CHOROPLETHS}
    assert limits["evoa_illicit"] == limits["park_share"] == 100
    assert limits["homicides"] == limits["evoa_ha"] == float("inf")


def test_species_are_never_mapped_without_their_records() -> None:
    """A number of species by itself shows where people have looked."""
    assert all(layer.measure.variable != "species" for layer in CHOROPLETHS)


@pytest.mark.parametrize("layer", [layer for layer in LAYERS if isinstance(layer, Points)], ids=named)
def test_registers_of_municipalities_are_never_pinned(layer: Points) -> None:
    """Only UCDP states where inside a municipality an event was; all others are gathered in theirs."""
    assert (layer.gather == "place") == layer.source.startswith("ucdp_")


@pytest.mark.data
def test_a_layer_is_offered_where_its_optional_sources_are(tables: Tables) -> None:
    """Without the national register no reader is shown an empty layer of it; with it, they are offered the layer."""
    assert {layer.id for layer in LAYERS if tables.is_available(layer)} == {layer.id for layer in offered(LAYERS)}
    asked = replace(tables, manifest={"inputs": [*tables.manifest["inputs"], {"source": "runap"}]})
    assert asked.is_available(catalog.LAYERS["alerts_in_protected"])


@pytest.mark.data
@pytest.mark.parametrize("layer", held(CHOROPLETHS), ids=named)
def test_a_choropleth_has_values_in_the_default_period(layer: Choropleth, tables: Tables) -> None:
    """It has municipalities with a value and classes for them; one that is not covered has none."""
    result = tables.values(layer.measure, Selection().years)
    values = result["value"]
    assert result.attrs["years"]
    assert values.notna().any()
    assert classify(values, layer.palette, layer.scheme).breaks
    told = tables.indicators
    covered = set(told.loc[told["source"] == layer.measure.source, "municipality_code"])
    assert set(values.dropna().index) <= covered


@pytest.mark.data
@pytest.mark.parametrize(
    ("layer", "code", "known"),
    [
        ("regeneration", "18150", True),
        ("regeneration", "05154", False),
        ("protected_share", "54810", False),
        ("deforestation_in_protected", "18150", True),
        ("deforestation_in_reserves", "54810", False),
        ("gold_mining_in_parks", "05154", False),
        ("gold_mining_in_parks", "91263", True),
        ("mine_raids", "11001", False),
        ("mine_raids", "05154", True),
        ("deforestation_ideam", "18029", False),  # Albania has no figure for three of the five years
        ("park_share", "05154", True),
        ("forest_loss_any_canopy", "18785", True),  # Solita, which GFW does not know
        ("forest_loss_any_canopy", "88001", False),
        ("homicides_ministry", "54810", True),
        ("homicides_ministry", "94885", False),  # never named by the ministry
        ("displacement", "97777", True),
        ("confinement", "54810", True),
        ("cnmh_cases", "54810", True),
        ("night_lights", "54810", True),
        ("night_lights", "54800", False),
        ("unmet_needs", "54800", True),
    ],
)
def test_what_is_not_covered_has_no_value(tables: Tables, layer: str, code: str, known: bool) -> None:
    """The map has a gap there, whatever the neighbours say."""
    values = tables.values(catalog.CHOROPLETHS[layer].measure, Selection().years)["value"]
    assert pd.notna(values[code]) == known


@pytest.mark.data
@pytest.mark.parametrize(
    ("layer", "start", "code", "expected"),
    [
        # 181 homicides in Bajo Cauca's six in 2024: here the municipality of Caucasia, victims over people
        ("homicides", 2024, "05154", ("police_homicides", "victims", "dane_population", "population", 100_000)),
        ("extortion", 2023, "54810", ("police_extortion", "victims", "dane_population", "population", 100_000)),
        ("displacement", 2024, "54810", ("uariv_displacement", "displaced", "dane_population", "population", 1_000)),
    ],
)
def test_a_rate_is_victims_over_people(
    tables: Tables, layer: str, start: int, code: str, expected: tuple[str, str, str, str, int]
) -> None:
    """The figure agrees with a division by hand of the two published ones."""
    source, above, other, below, scale = expected
    rows = tables.indicators.set_index(["source", "variable", "municipality_code", "year"])["value"]
    by_hand = rows[source, above, code, start] / rows[other, below, code, start] * scale
    assert tables.values(catalog.CHOROPLETHS[layer].measure, (start,))["value"][code] == pytest.approx(by_hand)


@pytest.mark.data
def test_people_displaced_in_tibu_in_2025(tables: Tables) -> None:
    """54,520 over the people of 2024, the last that DANE projects here; both years together over both."""
    rows = tables.indicators.set_index(["source", "variable", "municipality_code", "year"])["value"]
    people = rows["dane_population", "population", "54810", 2024]
    measure = catalog.CHOROPLETHS["displacement"].measure
    late, both = (tables.values(measure, years) for years in ((2025, 2026), (2024, 2025)))
    assert late.attrs["years"] == [2025]
    assert late["value"]["54810"] == pytest.approx(54_520 / people * 1_000)
    assert both["value"]["54810"] == pytest.approx((2_669 + 54_520) / (2 * people) * 1_000)


@pytest.mark.data
@pytest.mark.parametrize(
    ("layer", "start", "end", "years"),
    [
        ("forest_loss_any_canopy", "2001-01", "2025-12", "2011–2013, 2015"),
        ("forest_loss_any_canopy", "2012-01", "2014-12", "2013"),
        ("forest_loss_any_canopy", "2014-06", "2015-01", "2015"),
        ("forest_loss_any_canopy", "2015-01", "2025-12", None),
        ("forest_loss_any_canopy", "2001-01", "2010-12", None),
        ("night_lights", "2016-01", "2024-12", "2022"),
        ("forest_loss", "2001-01", "2022-12", "2011–2013, 2015"),
        ("fires", "2003-01", "2022-12", None),
    ],
)
def test_a_period_across_a_change_of_method_says_so(
    tables: Tables, layer: str, start: str, end: str, years: str | None
) -> None:
    """A year on its own continues nothing; two on either side of the change are not one series."""
    selection = replace(Selection(), lang="en", choropleth=layer, layers=(), start=start, end=end)
    notices = compose.scene(selection, tables, basemap.for_selection(tables, selection))["notices"]
    found = [notice for notice in notices if "the method changed" in notice]
    assert [f"changed in {years};" in notice for notice in found] == ([True] if years else [])


@pytest.mark.data
def test_a_standing_register_holds_for_any_span(tables: Tables) -> None:
    """Limits of parks have one date: a map of other years shows them, and says of which year they are."""
    measure = catalog.CHOROPLETHS["park_share"].measure
    early, late = (tables.values(measure, years) for years in ((2001,), (2024, 2025)))
    assert early.attrs["years"] == late.attrs["years"] == [2018]
    pd.testing.assert_frame_equal(early, late)


@pytest.mark.data
def test_a_layer_that_is_not_bundled_is_not_offered(tables: Tables) -> None:
    """Where its source was not fetched, no reader may choose it."""
    missing = [layer for layer in LAYERS if not FETCH_ONLY.isdisjoint(layer.sources)]
    assert {layer.id for layer in missing} >= {"river_mining", "reserves_2014"}
    assert not any(tables.is_available(layer) for layer in missing)


@pytest.mark.data
@pytest.mark.parametrize("layer", held(layer for layer in LAYERS if isinstance(layer, Shapes)), ids=named)
def test_shapes_have_features_to_draw(layer: Shapes, request: pytest.FixtureRequest) -> None:
    """The feature table holds rows of each source that the layer credits."""
    tables = tables_of(layer, request)
    assert set(layer.sources) <= set(tables.features[layer.table]["source"])


@pytest.mark.data
@pytest.mark.parametrize(
    ("layer", "kinds"), [("river_mining", {1: 28, 2: 13}), ("rivers", {2: 112}), ("peasant_reserves", {3: 7})]
)
def test_points_lines_and_areas_are_all_drawn(
    request: pytest.FixtureRequest, layer: str, kinds: dict[int, int]
) -> None:
    """No feature is lost on the way to the map: one position a point, two or more a line, a ring an area."""
    tables = tables_of(catalog.OVERLAYS[layer], request)
    selection = replace(Selection(), layers=(layer,))
    mark = marks.draw(
        catalog.OVERLAYS[layer], selection, tables, basemap.for_selection(tables, selection), basemap.FRAME
    )
    drawn = Counter(min(max(len(ring) // 2 for part in shape for ring in part), 3) for shape in mark["shapes"])
    found = {1: drawn[1], 2: drawn[2] + drawn[3]} if layer != "peasant_reserves" else {3: drawn[3]}
    assert {size: n for size, n in found.items() if n} == kinds
    assert mark["count"] == sum(kinds.values())


@pytest.mark.data
@pytest.mark.parametrize(
    ("layer", "over"),
    [
        ("homicides", "mean of the years"),
        ("deforestation_in_protected", "mean of the years"),
        ("forest_loss", "total of the years"),
        ("kidnappings", "total of the years"),
        ("fires", "mean per year"),
        ("coca_ha", "mean of the years"),
        ("park_share", ""),
    ],
)
def test_a_legend_says_what_several_years_make(tables: Tables, layer: str, over: str) -> None:
    """A rate per year is not called a total."""
    selection = replace(Selection(), lang="en", choropleth=layer, start="2010-01", end="2023-12")
    said = compose.scene(selection, tables, basemap.for_selection(tables, selection))["choropleths"][0]
    assert said["over"] == over


@pytest.mark.data
@pytest.mark.parametrize(
    ("layer", "words"),
    [
        ("homicides", ("homicidio_policia_2018_2024_nacional.csv", "poblacion_dane_2012_2024.csv")),
        ("evoa_ha", ("evoa_municipal_2014_2023.csv 2d2e61f9", "has zero")),
        ("deforestation_in_protected", ("inside the areas", "caqueta_transicion_2019_to_2020.tif 660f92d1")),
    ],
)
def test_a_click_leads_from_a_number_to_its_files(tables: Tables, layer: str, words: tuple[str, ...]) -> None:
    """The scene tells source, release, day, method, meaning of a zero and files of what is coloured."""
    selection = replace(Selection(), lang="en", choropleth=layer)
    part = compose.scene(selection, tables, basemap.for_selection(tables, selection))["choropleths"][0]
    origin = " ".join(part["origin"])
    assert "Retrieved on" in origin
    assert all(word in origin for word in words)


@pytest.mark.data
def test_a_map_with_rivers_credits_openstreetmap(tables: Tables) -> None:
    """ODbL asks for attribution on every map that shows its data, and on no other."""
    shown, bare = (
        compose.scene(selection, tables, basemap.for_selection(tables, selection))["credits"]
        for selection in (replace(Selection(), layers=layers) for layers in (("rivers",), ("parks",)))
    )
    assert [credit["attribution"] for credit in shown if "ODbL" in credit["licence"]] == [
        "© OpenStreetMap contributors, ODbL"
    ]
    assert not any("ODbL" in credit["licence"] for credit in bare)


@pytest.mark.data
def test_places_are_written_in_order_of_people(tables: Tables) -> None:
    """The map gets names, not pins: the most populous first, each with its rank and its place."""
    selection = replace(Selection(), region="bajo-cauca", layers=("places",))
    mark = marks.draw(
        catalog.OVERLAYS["places"], selection, tables, basemap.for_selection(tables, selection), basemap.FRAME
    )
    assert (mark["kind"], mark["count"]) == ("places", 1166)
    assert mark["names"][:3] == ["Bogotá", "Cali", "Medellín"]
    assert mark["ranks"][:3] == [0, 1, 1]
    assert set(mark["ranks"]) == {0, 1, 2, 3}
    caucasia = mark["names"].index("Caucasia")
    assert mark["xy"][2 * caucasia : 2 * caucasia + 2] == pytest.approx([-751_985, 79_865], abs=200)
    assert "shapes" not in mark
