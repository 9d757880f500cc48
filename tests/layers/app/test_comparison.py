"""The comparison page: its widgets, link and table agree; signed classes, thirds, no data where one side has none."""

import random
import re
from dataclasses import replace
from html import escape

import pytest
from streamlit.testing.v1 import AppTest

from layers.app import state
from layers.catalog import CHOROPLETHS, choropleth
from layers.charts import chart
from layers.scene import basemap, bivariate, change_map
from layers.scene.change import change, comparable
from layers.scene.compared import draw
from layers.scene.comparison import MODES, Comparison
from layers.scene.compose import scene
from layers.scene.model import Shade
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from layers.text.terms import alphabetical
from tests.layers.app.headless import Picker, html, opened, query

SCRIPT = "from layers.app import state\nfrom layers.app.pages import compare\nstate.sync()\ncompare.page()"
CODES = ("05120", "05154", "18001", "54800", "54810")


def span(start: int, end: int, **place: str) -> Selection:
    return Selection(lang="en", start=f"{start}-01", end=f"{end}-12", **place)  # type: ignore[arg-type]


def difference(first: Selection, second: Selection, tables: Tables) -> Shade:
    found = change(choropleth("deaths"), first, second, tables)
    return change_map.shade(found, second, tables, CODES)


def test_a_change_is_the_second_period_less_the_first(tables: Tables) -> None:
    """Five dead in Teorama in 2015 and none after: a fall; one in Florencia in 2017: half a death a year."""
    shade = difference(span(2015, 2015), span(2016, 2017), tables)
    values = dict(zip(CODES, shade["values"], strict=True))
    assert values == {"05120": "0", "05154": "0", "18001": "+0.41", "54800": "−4.1", "54810": "−1.64"}
    kinds = dict(zip(CODES, shade["class_codes"], strict=True))
    assert kinds["05120"] == "4"
    assert kinds["54800"] < "4" < kinds["18001"]
    assert shade["unit"] == "people per 100 km² a year"
    assert shade["years"] == "2016–2017 compared with 2015"


def test_legend_and_colours_fit_the_classes(tables: Tables) -> None:
    """Every class on the map is in the legend, rises above falls, counts add up."""
    shade = difference(span(2015, 2015), span(2016, 2017), tables)
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
    shade = difference(span(*first), span(*second), tables)
    assert set(shade["class_codes"]) == {"-"}
    assert shade["n"] == 0


def test_shares_are_not_divided_by_years() -> None:
    """Shares and means are comparable as they are; only sums become yearly means."""
    by_year = {name for name, layer in CHOROPLETHS.items() if comparable(layer.measure) != layer.measure}
    assert {"deaths", "events", "forest_loss_ha"} <= by_year
    assert not by_year & {"evoa_illicit", "evoa_ha", "population_density", "park_share"}


def test_two_measures_are_in_thirds_where_both_have_a_value(tables: Tables) -> None:
    """Tibú's namesake has no forest data and is in no class."""
    layers = (choropleth("forest_loss"), choropleth("deaths"))
    found = bivariate.pair(layers, span(2015, 2016), tables)
    shade = bivariate.shade(found, span(2015, 2016), tables, CODES)
    kinds = dict(zip(CODES, shade["class_codes"], strict=True))
    assert kinds["54810"] == "-"
    assert sorted(found.table.index) == ["05120", "05154", "18001", "54800"]
    assert kinds["18001"] == "1"
    assert kinds["54800"] == "9"
    assert found.table.loc["54800", "color"] == bivariate.BIVARIATE[2][2]
    assert found.bounds[0][0] < found.bounds[0][1]
    assert len(shade["classes"]) == 9


def test_both_measures_are_credited_explained_and_traced(tables: Tables) -> None:
    """The second as well as the first; a note says which map has the low and high estimates."""
    first = replace(span(2015, 2016), choropleth="forest_loss")
    second, base = replace(first, choropleth="deaths"), basemap.for_country(tables)
    drawn = draw(Comparison("both", first, second), tables, base)
    (shade,) = drawn.scenes[0]["choropleths"]
    assert {"gfw_loss", "ucdp_ged"} <= {credit["id"] for credit in drawn.credits}
    assert "not the same as deforestation" in shade["note"]
    assert "its own map shows the low and high estimates" in shade["note"]
    assert "are also shown" not in shade["note"]
    sides = [scene(side, tables, base)["choropleths"][0] for side in (first, second)]
    assert shade["origin"] == [line for side in sides for line in side["origin"]]


def test_every_mode_has_a_name_in_spanish() -> None:
    """The switch is translated."""
    assert all(translator("es")(title) != title for title in MODES.values())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_scatter_labels_the_highest_values(tables: Tables, theme: str) -> None:
    """One dot per municipality in the colour of the map; the highest is labelled, close ones are not."""
    selection = replace(span(2015, 2016), choropleth="forest_loss")
    pair = bivariate.pair((choropleth("forest_loss"), choropleth("deaths")), selection, tables).table
    drawn = chart("two_measures", selection, tables, second="deaths", theme=theme)
    assert drawn is not None
    parts = drawn.draw(600.0).parts
    assert re.findall(r'<circle [^>]*fill="([^"]+)"', parts) == pair["color"].tolist()
    assert ">Teorama<" in parts
    assert ">Caucasia<" not in parts or ">Cáceres<" not in parts
    assert drawn.table["Municipality"].tolist() == sorted(pair["name"], key=alphabetical)


@pytest.fixture
def page(app: AppTest) -> AppTest:
    """The page alone, over the small country."""
    return AppTest.from_string(SCRIPT, default_timeout=60)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            {"mode": "change", "from": "2017-01", "to": "2017-12"},
            {"mode": "change", "with_from": "2016-01", "with_to": "2016-12"},
        ),
        ({"mode": "both", "with": "forest_loss"}, {"mode": "both", "with": "forest_loss"}),
        ({"mode": "x", "as": "<b>"}, {"mode": "maps", "with_from": "1998-01", "with_to": "2009-12"}),
        ({"mode": "maps", "form": "count"}, {"mode": "maps"}),
        ({"mode": "both", "with": "deaths"}, {"mode": "both", "with": "forest_loss"}),
        ({"with_from": "2090-01", "with_to": "2090-12"}, {"with_from": "1998-01", "with_to": "2009-12"}),
        ({"with_from": "2015-13", "with_to": "2016-12"}, {"with_from": "1998-01", "with_to": "2009-12"}),
        ({"with_from": "2015-01"}, {"with_from": "1998-01", "with_to": "2009-12"}),
    ],
)
def test_the_page_opens_on_two_unlike_sides(page: AppTest, link: dict[str, str], expected: dict[str, str]) -> None:
    """The link that it writes says both; what is not valid in it is named; the table has every municipality."""
    opened(page, lang="en", choropleth="deaths", **link)
    assert expected.items() <= query(page).items()
    shown = html(page)
    ignored = {name for name, value in link.items() if f"{name}={escape(value)}" in shown}
    assert ignored == {name for name, value in link.items() if value != query(page).get(name)}
    rows = re.findall(r'<th scope="row" data-key="([^"]+)"', shown)
    assert len(rows) == len(CODES)
    assert "Cáceres" in rows


def test_a_second_period_is_offered_beside_a_part_of_the_first(page: AppTest) -> None:
    """Of the whole period of two measures a change compares two parts, which do not overlap."""
    opened(page, lang="en", choropleth="deaths", mode="both", **{"with": "forest_loss", "from": "1989-01"})
    page.button_group(key=state.key("mode")).set_value("change").run()
    assert not page.exception
    link = query(page)
    assert link["with_to"] < link["from"]
    assert page.slider[0].value == (int(link["from"][:4]), 2025)


def test_other_pages_keep_their_measure_and_period(page: AppTest) -> None:
    """What the page offers by itself is in its link only; what the reader chooses is of the whole session."""

    def kept() -> tuple[str | None, str, str]:
        own: Selection = page.session_state["selection"]
        return own.choropleth, own.start, own.end

    opened(page, lang="en", choropleth="none", **{"from": "1989-01"})
    for _ in range(2):
        assert {"choropleth": "deaths", "from": "2006-01", "with_to": "2005-12"}.items() <= query(page).items()
        assert kept() == (None, "1989-01", "2025-12")
        page.run()
    Picker(page, "choropleth").pick("forest_loss")
    assert kept() == ("forest_loss", "1989-01", "2025-12")
    assert query(page)["from"] == "2006-01"
    page.slider[0].set_value((2015, 2016)).run()
    assert kept() == ("forest_loss", "2015-01", "2016-12")
    assert query(page)["with_to"] == "2005-12"


def test_two_measures_are_never_the_same_one(page: AppTest) -> None:
    """The second is another one as soon as the first is what it was."""
    opened(page, lang="en", choropleth="forest_loss", mode="both", **{"with": "deaths"})
    Picker(page, "choropleth").pick("deaths")
    assert not page.exception
    assert query(page)["choropleth"] == "deaths"
    second = Picker(page, "with-both")
    assert query(page)["with"] == second.value
    assert "deaths" not in second.words


@pytest.mark.parametrize("seed", [1, 2])
def test_widgets_link_and_headline_agree_after_any_clicks(page: AppTest, seed: int) -> None:
    """Modes, measures, forms: the link names what the widgets show, and opens to the same page."""
    at = random.Random(seed)
    opened(page, lang="en", choropleth="deaths", **{"from": "2015-01", "to": "2016-12"})
    for _ in range(7):
        kinds = [("button_group", "mode", list(MODES)), ("picker", "choropleth", ["deaths", "forest_loss"])]
        kinds.append(("picker", "place", ["country", "catatumbo"]))
        if state.key("as") in page.session_state:
            kinds.append(("button_group", "as", ["difference", "percent"]))
        kind, name, values = at.choice(kinds)
        if kind == "picker":
            Picker(page, name).pick(at.choice(values))
        else:
            getattr(page, kind)(key=state.key(name)).set_value(at.choice(values)).run()
        assert not page.exception
        link = query(page)
        assert link["mode"] == page.button_group(key=state.key("mode")).value
        assert link.get("choropleth", "forest_loss") == Picker(page, "choropleth").value
        again = AppTest.from_string(SCRIPT, default_timeout=60)
        opened(again, **link)
        assert query(again) == link
        assert headline(again) == headline(page)


def headline(app: AppTest) -> str:
    return re.findall(r'<p class="tp-headline">(.*?)</p>', html(app))[0]
