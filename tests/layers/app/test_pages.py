"""The pages without a browser: widgets and links agree, in both languages, in every state of the data."""

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from geo.catalogue import catalogue
from geo.schema.curated import TOPICS
from geo.source import ROOT
from layers.app import mapview, state, widgets
from layers.app.pages import sources
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS
from tests.layers.app.country import HOSTILE, write
from tests.layers.app.headless import Picker, html, opened, query, slider

MAP = {"lang": "es"}
"""A link with a parameter opens the map."""


def widget(app: AppTest, kind: str, name: str) -> Any:
    return slider(app) if kind == "select_slider" else getattr(app, kind)(key=state.key(name))


def test_a_link_of_defaults_opens_the_map_of_the_whole_country(app: AppTest) -> None:
    """In Spanish, with the default selection, and with nothing left in the link."""
    opened(app, **MAP)
    assert Picker(app, "place").value == "country"
    assert 'class="tp-kicker">Colombia' in html(app)
    assert "Proporción de la cobertura" in html(app)
    assert query(app) == {}


def test_a_link_sets_every_widget(app: AppTest) -> None:
    """The widgets show the values of the link, and the link stays as it was."""
    link = {
        "lang": "en",
        "region": "catatumbo",
        "municipality": "54800",
        "from": "2014-03",
        "to": "2016-02",
        "sources": "ucdp_ged",
        "types": "armed_clash",
        "actors": "eln",
        "choropleth": "deaths",
        "layers": "ucdp",
        "precision": "1",
    }
    opened(app, **link)
    assert Picker(app, "place").value == "catatumbo"
    assert Picker(app, "municipality").value == "54800"
    assert widget(app, "select_slider", "period").value == ("2014-03", "2016-02")
    assert widget(app, "multiselect", "sources").value == ["ucdp_ged"]
    assert widget(app, "multiselect", "event_types").value == ["armed_clash"]
    assert widget(app, "multiselect", "actors").value == ["eln"]
    assert Picker(app, "choropleth").value == "deaths"
    assert widget(app, "checkbox", "layer:ucdp").value is True
    assert widget(app, "checkbox", "layer:incidents").value is False
    assert widget(app, "radio", "precision").value == 1
    assert query(app) == link
    assert "People killed in armed conflict" in html(app)


@pytest.mark.parametrize(
    ("kind", "name", "value", "expected"),
    [
        ("select_slider", "period", ("2015-02", "2015-03"), {"from": "2015-02", "to": "2015-03"}),
        ("multiselect", "sources", ["cnmh_massacres"], {"sources": "cnmh_massacres"}),
        ("multiselect", "event_types", ["massacre"], {"types": "massacre"}),
        ("multiselect", "actors", ["civilians"], {"actors": "civilians"}),
        ("radio", "precision", 1, {"precision": "1"}),
    ],
)
def test_a_widget_changes_the_link(app: AppTest, kind: str, name: str, value: Any, expected: dict[str, str]) -> None:
    """Every selection is in the link."""
    widget(opened(app, **MAP), kind, name).set_value(value).run()
    assert not app.exception
    assert query(app) == expected


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("place", "catatumbo", {"region": "catatumbo"}),
        ("place", "18", {"department": "18"}),
        ("municipality", "18001", {"municipality": "18001"}),
        ("choropleth", "deaths", {"choropleth": "deaths"}),
        ("choropleth", "", {"choropleth": "none"}),
        ("municipality", "nowhere", {}),
    ],
)
def test_a_choice_changes_the_link(app: AppTest, name: str, value: str, expected: dict[str, str]) -> None:
    """Place and measure are in the link; what is no option is not chosen."""
    Picker(opened(app, **MAP), name).pick(value)
    assert not app.exception
    assert query(app) == expected
    assert Picker(app, name).value == (value if expected else "")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", ["place", "municipality", "choropleth", "sources", "event_types", "actors"])
def test_options_have_distinct_titles(app: AppTest, lang: str, name: str) -> None:
    """Streamlit identifies options by their titles, and so does a reader."""
    opened(app, lang=lang)
    is_own = name in ("place", "municipality", "choropleth")
    options = (Picker(app, name) if is_own else widget(app, "multiselect", name)).options
    assert len(options) == len(set(options)) > 1


@pytest.mark.parametrize(("lang", "options"), [("es", ["ELN · guerrilla", "Población civil · población civil"]),
                                               ("en", ["ELN · guerrilla", "Civilians · civilians"])])  # fmt: skip
def test_only_parties_with_events_are_offered(app: AppTest, lang: str, options: list[str]) -> None:
    """By kind and name, in the reader's language; the help says that the attribution is the source's."""
    shown = widget(opened(app, lang=lang), "multiselect", "actors")
    assert shown.options == options
    assert {"es": "no establece responsabilidad", "en": "does not establish responsibility"}[lang] in shown.help


def test_the_page_says_what_a_filter_of_parties_leaves_as_it_is(app: AppTest) -> None:
    """Headlines of events carry the name, the notices say that colours and yearly figures do not follow."""
    told = html(opened(app, lang="en", actors="eln", choropleth="deaths"))
    assert "(UCDP GED) · ELN" in told
    assert "Only events with these parties, as the source names them: ELN." in told
    assert "Colours, yearly figures and incidents are of all parties." in told


def test_a_party_that_nobody_knows_is_dropped_from_a_link(app: AppTest) -> None:
    """The others stay, and the page says so."""
    opened(app, lang="en", actors="eln,nobody")
    assert query(app) == {"lang": "en", "actors": "eln"}
    assert "actors=nobody" in html(app)


def test_layers_are_ticked_one_by_one(app: AppTest) -> None:
    """The link lists the layers that are drawn."""
    widget(opened(app, **MAP), "checkbox", "layer:ucdp").check().run()
    assert set(query(app)["layers"].split(",")) == {"regions", "incidents", "ucdp"}


def test_another_place_leaves_the_municipality(app: AppTest) -> None:
    """Teorama is not in Caquetá: the place chosen last wins."""
    opened(app, region="catatumbo", municipality="54800")
    Picker(app, "place").pick("caqueta")
    assert query(app) == {"region": "caqueta"}


def test_the_language_changes_at_once(app: AppTest) -> None:
    """The rest of the selection is kept."""
    opened(app, region="catatumbo")
    widget(app, "button_group", "lang").set_value("en").run()
    assert query(app) == {"lang": "en", "region": "catatumbo"}
    assert Picker(app, "place").label == "Region or department"


def test_a_preset_replaces_the_selection(app: AppTest) -> None:
    """Place, period, measure and layers are those of the preset."""
    opened(app, department="18", types="massacre")
    app.button(key="preset-catatumbo").click().run()
    assert not app.exception
    assert query(app)["region"] == "catatumbo"
    assert "types" not in query(app)
    assert Picker(app, "choropleth").value == "deaths"
    assert widget(app, "select_slider", "period").value == ("2023-01", "2025-12")


def test_a_profile_is_compared_with_another_municipality(app: AppTest) -> None:
    """The choice is stored in the link, and dropped with the profile."""
    opened(app, lang="en", municipality="54800")
    assert "Median of Catatumbo" in html(app)
    Picker(app, "beside").pick("05120")
    assert query(app) == {"lang": "en", "municipality": "54800", "beside": "05120"}
    assert html(app).count(">Cáceres</th>") == 2  # beside the map and below it
    Picker(app, "municipality").pick("05120")
    assert not app.exception
    assert "Median of Bajo Cauca" in html(app)


@pytest.mark.parametrize("beside", ["05120", "99999", "<script>"])
def test_a_link_compares_with_known_municipalities_only(app: AppTest, beside: str) -> None:
    """An unknown code is ignored."""
    opened(app, lang="en", municipality="54800", beside=beside)
    assert ("Cáceres</th>" in html(app)) == (beside == "05120")
    assert ("Median of Catatumbo" in html(app)) == (beside != "05120")


@pytest.mark.parametrize(
    ("link", "parameter"),
    [
        ({"region": "narnia"}, "region=narnia"),
        ({"from": "2015-13"}, "from=2015-13"),
        ({"layers": "regions,unicorns"}, "layers=unicorns"),
        ({"layers": "regions,imported-gone"}, "layers=imported-gone"),
        ({"utm_source": HOSTILE}, "utm_source=&lt;img"),
        ({"municipality": "99999"}, "municipality=99999"),
        ({"municipality": "5481"}, "municipality=5481"),
        ({"municipality_code": "54810"}, "municipality_code=54810"),
        ({"from": "2016-01", "to": "2015-01"}, "to=2015-01"),
    ],
)
def test_invalid_parameters_of_a_link_are_reported_and_ignored(
    app: AppTest, link: dict[str, str], parameter: str
) -> None:
    """What was ignored is quoted as text; the rest of the page is there."""
    opened(app, **link)
    errors = [body for body in html(app).splitlines() if "tp-notices wrong" in body]
    assert any(f"El enlace contiene {parameter}" in body for body in errors)
    assert "<img src=x" not in html(app)
    assert Picker(app, "place").value == "country"


def test_a_link_to_a_municipality_outside_its_region_keeps_the_municipality(app: AppTest) -> None:
    """The smaller place is what the link is about; the notice names the larger one."""
    opened(app, region="caqueta", municipality="54810", choropleth="none")
    assert "El enlace contiene region=caqueta" in html(app)
    assert Picker(app, "municipality").value == "54810"


@pytest.mark.parametrize("lang", ["es", "en"])
def test_hostile_names_are_text(app: AppTest, lang: str) -> None:
    """A municipality named like a script is shown as text."""
    opened(app, lang=lang, municipality="54810", choropleth="none")
    assert "<img src=x" not in html(app)
    assert "&lt;img src=x" in html(app)


def test_without_boundaries_the_seats_are_shown_with_a_notice(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The map is drawn, and a notice names the command that adds the boundaries."""
    monkeypatch.setattr("layers.app.table_cache.PROCESSED", write(tmp_path / "processed", drawn=False))
    st.cache_resource.clear()
    opened(app, **MAP)
    assert "terrapaz build" in html(app)


def test_the_first_map_is_sent_before_the_sidebar(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The link says all; later the sidebar does, and comes first."""
    order: list[str] = []

    def note(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *parts, **named: order.append(name) or call(*parts, **named)  # type: ignore[func-returns-value]

    monkeypatch.setattr(mapview, "mount", note("map", mapview.mount))
    monkeypatch.setattr(widgets, "sidebar", note("sidebar", widgets.sidebar))
    opened(app, **MAP)
    assert order == ["map", "sidebar"]
    order.clear()
    Picker(app, "choropleth").pick("deaths")
    assert order == ["sidebar", "map"]


def test_a_map_sent_before_the_sidebar_shows_what_it_gives(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should a widget not take the value of the link, the map is drawn again."""
    shown: list[str | None] = []
    sidebar, scene_for = widgets.sidebar, mapview.scene_for

    def give(selection: Selection, *parts: Any) -> Selection:
        return replace(sidebar(selection, *parts), choropleth="deaths")

    def compose(selection: Selection, *parts: Any) -> Scene:
        shown.append(selection.choropleth)
        return scene_for(selection, *parts)

    monkeypatch.setattr(widgets, "sidebar", give)
    monkeypatch.setattr(mapview, "scene_for", compose)
    opened(app, **MAP)
    assert shown == ["forest_loss", "deaths"]
    assert query(app)["choropleth"] == "deaths"


def test_a_map_that_cannot_be_prepared_is_left_to_the_page(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What fails before the page is run is tried again by the page, which shows the period that was chosen."""
    opened(app, **MAP)
    real, asked = mapview.scene_for, []

    def scene_for(*asked_for: Any) -> Any:
        asked.append(asked_for)
        if len(asked) == 1:
            raise LookupError("too early")
        return real(*asked_for)

    monkeypatch.setattr(mapview, "scene_for", scene_for)
    slider(app).set_value(("2013-01", "2013-12")).run()
    assert not app.exception
    assert [asked_for[0].start for asked_for in asked] == ["2013-01"] * len(asked)
    assert len(asked) > 1


def test_every_topic_of_reported_figures_has_a_title() -> None:
    """A topic without one would be left out of the sources page."""
    assert set(sources.TOPICS) == set(TOPICS)


def test_every_source_is_on_the_sources_page(app: AppTest) -> None:
    """Title, licence, checksum and caveats, from the catalogue and the manifest."""
    opened(app)
    page = AppTest.from_string(
        "from layers.app import state\nfrom layers.app.pages import sources\nstate.sync()\nsources.page()",
        default_timeout=60,
    ).run()
    assert not page.exception
    shown = html(page)
    for name in catalogue():
        assert f'id="{name}"' in shown
    assert "sha256 " + "0" * 64 in shown
    assert "<img src=x" not in shown
    assert re.search(r"Animales silvestres incautados.*2019–2023.*más de 120\.000 animales.*Policía Nacional", shown)
    assert shown.count('rel="noopener noreferrer">Defensoría del Pueblo') > 5
    assert "<dt>Próxima publicación</dt><dd>Cada mes, según UCDP. (<a href=" in shown


@pytest.mark.parametrize(
    ("selection", "code", "expected"),
    [
        (Selection(), "54800", Selection(municipality_code="54800")),
        (Selection(municipality_code="54800"), "54800", Selection()),
        (Selection(region="catatumbo"), "54800", Selection(region="catatumbo", municipality_code="54800")),
        (Selection(region="catatumbo"), "18001", Selection(department_code="18", municipality_code="18001")),
        (Selection(department_code="54"), "18001", Selection(department_code="18", municipality_code="18001")),
    ],
)
def test_a_click_on_a_municipality_selects_it(
    selection: Selection, code: str, expected: Selection, tables: Tables
) -> None:
    """A second click deselects it; outside the selected place, its own department is selected."""
    assert mapview.select_clicked(selection, tables, code) == expected


def test_a_switch_without_a_value_keeps_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the page of the first build and the map, Streamlit calls the switch back with no value."""
    callbacks: list[Callable[[], None]] = []
    chosen: list[Selection] = []
    monkeypatch.setattr(st, "session_state", {state.key("lang"): None})
    monkeypatch.setattr(st, "segmented_control", lambda *_, on_change, **__: callbacks.append(on_change))
    monkeypatch.setattr(state, "choose", chosen.append)
    widgets.language(Selection(lang="en"))
    callbacks[0]()
    assert chosen == [Selection(lang="en")]


ALONE = "from layers.app import state\nfrom layers.app.pages import {0}\nstate.sync()\n{0}.page()"


@pytest.mark.parametrize(
    ("page", "broken", "rest"),
    [
        ("map", "scene_for", "tp-reserved"),
        ("map", "mount", "tp-figures"),
        ("compare", "mount", "tp-headline"),
        ("area", "mount", "tp-head"),
    ],
)
def test_an_error_in_a_fragment_is_reported_in_the_readers_language(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, page: str, broken: str, rest: str
) -> None:
    """Not in Streamlit's box, and without its text; the rest of the page is there, with a button to start over."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(mapview, broken, fail)
    shown = app if page == "map" else AppTest.from_string(ALONE.format(page), default_timeout=60)
    written = html(opened(shown, lang="en"))
    assert "Something went wrong" in written
    assert "secret" not in written
    assert rest in written
    assert "Start over" in [button.label for button in shown.button]


def test_every_fragment_is_guarded() -> None:
    """Streamlit shows an error of a fragment itself, unless the fragment does."""
    found = 0
    for path in sorted((ROOT / "layers" / "app").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                names = [ast.unparse(each) for each in node.decorator_list]
                wanted = any("st.fragment" in name for name in names)
                assert not wanted or names[-1] == "guarded", f"{path.name}: {node.name}"
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "st.fragment":
                wanted = bool(node.args)
                assert not wanted or ast.unparse(node.args[0]).startswith("guarded("), f"{path.name}: {node.lineno}"
            else:
                continue
            found += wanted
    assert found >= 4
