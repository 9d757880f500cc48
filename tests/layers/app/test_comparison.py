"""Two periods or two measures in one map: signed differences, thirds, no data where one side has none."""

import re
from dataclasses import replace

import pytest

from layers.app.pages.compare import MODES, invalid_params, second_side
from layers.catalog import CHOROPLETHS, choropleth
from layers.charts import chart
from layers.scene import basemap, comparison
from layers.scene.compose import scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from layers.text.terms import alphabetical

CODES = ("05120", "05154", "18001", "54800", "54810")


def span(start: int, end: int, **place: str) -> Selection:
    return Selection(lang="en", start=f"{start}-01", end=f"{end}-12", **place)  # type: ignore[arg-type]


def test_a_change_is_the_second_period_less_the_first(tables: Tables) -> None:
    """Five dead in Teorama in 2015 and none after: a fall; one in Florencia in 2017: half a death a year."""
    shade = comparison.difference(choropleth("deaths"), span(2015, 2015), span(2016, 2017), tables, CODES)
    values = dict(zip(CODES, shade["values"], strict=True))
    assert values == {"05120": "0", "05154": "0", "18001": "+0.41", "54800": "−4.1", "54810": "−1.64"}
    kinds = dict(zip(CODES, shade["class_codes"], strict=True))
    assert kinds["05120"] == "4"
    assert kinds["54800"] < "4" < kinds["18001"]
    assert shade["unit"] == "people per 100 km² a year"
    assert shade["years"] == "2016–2017 compared with 2015"


def test_legend_and_colours_fit_the_classes(tables: Tables) -> None:
    """Every class on the map is in the legend, rises above falls, counts add up."""
    shade = comparison.difference(choropleth("deaths"), span(2015, 2015), span(2016, 2017), tables, CODES)
    legend = {row["class"]: row for row in shade["classes"]}
    assert set(shade["class_codes"]) <= set(legend)
    assert sum(int(row["count_text"]) for row in legend.values()) == shade["n"] == 5
    labels = [row["label"] for row in shade["classes"]]
    assert labels.index("no change") == len(labels) // 2
    assert all(label.startswith("rose") for label in labels[: len(labels) // 2])


@pytest.mark.parametrize(("first", "second"), [((2015, 2015), (2019, 2020)), ((1980, 1981), (2015, 2016))])
def test_there_is_no_change_where_one_period_has_no_data(
    first: tuple[int, int], second: tuple[int, int], tables: Tables
) -> None:
    """No data minus a value is no data, never a fall or a rise."""
    shade = comparison.difference(choropleth("deaths"), span(*first), span(*second), tables, CODES)
    assert set(shade["class_codes"]) == {"-"}
    assert shade["n"] == 0


def test_shares_are_not_divided_by_years() -> None:
    """Shares and means are comparable as they are; only sums become yearly means."""
    by_year = {name for name, layer in CHOROPLETHS.items() if comparison.comparable(layer.measure) != layer.measure}
    assert {"deaths", "events", "forest_loss_ha"} <= by_year
    assert not by_year & {"evoa_illicit", "evoa_ha", "population_density", "park_share"}


def test_two_measures_are_in_thirds_where_both_have_a_value(tables: Tables) -> None:
    """Tibú's namesake has no forest data and is in no class."""
    layers = (choropleth("forest_loss"), choropleth("deaths"))
    shade, pair, bounds = comparison.bivariate(layers, span(2015, 2016), tables, CODES)
    kinds = dict(zip(CODES, shade["class_codes"], strict=True))
    assert kinds["54810"] == "-"
    assert sorted(pair.index) == ["05120", "05154", "18001", "54800"]
    assert kinds["18001"] == "1"
    assert kinds["54800"] == "9"
    assert pair.loc["54800", "color"] == comparison.BIVARIATE[2][2]
    assert bounds[0][0] < bounds[0][1]
    assert len(shade["classes"]) == 9


def test_both_measures_are_credited_explained_and_traced(tables: Tables) -> None:
    """The second as well as the first; a note says which map has the low and high estimates."""
    layers = (choropleth("forest_loss"), choropleth("deaths"))
    shade, *_ = comparison.bivariate(layers, span(2015, 2016), tables, CODES)
    base = basemap.for_country(tables)
    sides = [scene(replace(span(2015, 2016), choropleth=layer.id, layers=()), tables, base) for layer in layers]
    shown = comparison.with_shade(shade, *sides)
    assert {"gfw_loss", "ucdp_ged"} <= {credit["id"] for credit in shown["credits"]}
    assert all(notice in shown["notices"] for side in sides for notice in side["notices"])
    assert shown["choropleths"] == [shade]
    assert "not the same as deforestation" in shade["note"]
    assert "its own map shows the low and high estimates" in shade["note"]
    assert "are also shown" not in shade["note"]
    assert shade["origin"] == [line for side in sides for line in side["choropleths"][0]["origin"]]


@pytest.mark.parametrize(
    ("params", "mode", "layer", "years"),
    [
        ({}, "maps", "deaths", ("2010-01", "2025-12")),
        ({"mode": "change", "with": "evoa_ha"}, "change", "evoa_ha", ("2010-01", "2025-12")),
        ({"with_from": "2015-01", "with_to": "2016-12"}, "maps", "deaths", ("2015-01", "2016-12")),
        ({"mode": "<script>", "with": "nothing", "with_from": "x"}, "maps", "deaths", ("2010-01", "2025-12")),
        ({"with_from": "2016-01", "with_to": "2015-12"}, "maps", "deaths", ("2010-01", "2025-12")),
    ],
)
def test_the_second_side_of_a_link(params: dict[str, str], mode: str, layer: str, years: tuple[str, str]) -> None:
    """Invalid parameters get default values."""
    found, second = second_side(Selection(), params)
    assert (found, second.choropleth, (second.start, second.end)) == (mode, layer, years)


@pytest.mark.parametrize(
    ("params", "ignored"),
    [
        ({"mode": "change", "with": "deaths", "with_from": "2015-01", "with_to": "2016-12"}, []),
        ({"mode": "x", "with": "nothing", "with_from": "x"}, ["mode", "with", "with_from"]),
        ({"with_from": "2016-01", "with_to": "2015-12"}, ["with_to"]),
        ({"with_from": "20١٥-01", "with_to": "2015-12"}, ["with_from"]),
    ],
)
def test_what_is_not_valid_of_the_second_side_is_named(params: dict[str, str], ignored: list[str]) -> None:
    """So that the page can say it."""
    assert invalid_params(params) == ignored


def test_every_mode_has_a_name_in_spanish() -> None:
    """The switch is translated."""
    assert all(translator("es")(title) != title for title in MODES.values())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_scatter_labels_the_highest_values(tables: Tables, theme: str) -> None:
    """One dot per municipality in the colour of the map; the highest is labelled, close ones are not."""
    selection = replace(span(2015, 2016), choropleth="forest_loss")
    layers = (choropleth("forest_loss"), choropleth("deaths"))
    _, pair, _ = comparison.bivariate(layers, selection, tables, CODES)
    drawn = chart("two_measures", selection, tables, second="deaths", theme=theme)
    assert drawn is not None
    parts = drawn.draw(600.0).parts
    assert re.findall(r'<circle [^>]*fill="([^"]+)"', parts) == pair["color"].tolist()
    assert ">Teorama<" in parts
    assert ">Caucasia<" not in parts or ">Cáceres<" not in parts
    assert drawn.table["Municipality"].tolist() == sorted(pair["name"], key=alphabetical)
