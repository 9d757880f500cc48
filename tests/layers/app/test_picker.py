"""The field that finds: what is found by which words, and its use by keyboard."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from layers.app import choices
from layers.catalog import CHOROPLETHS
from layers.catalog.synonyms import SYNONYMS
from layers.scene.web_assets import searching
from layers.tables import Tables
from layers.text.i18n import LANGS, translator
from layers.text.terms import alphabetical
from tests.layers.app.country import HOSTILE
from tests.layers.app.serving import Served, opened, query, wait_until_idle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

MOUNT = """async ([script, options, quiet]) => {
    const module = await import(URL.createObjectURL(new Blob([script], { type: "text/javascript" })));
    module.default({ data: { list: "test", options } });
    const words = { none: "none", one: "1 result", many: "{n} results" };
    const shown = { name: "test", list: "test", label: "Test", value: options[0][0], turn: 0, words };
    const data = { ...shown, notes: {}, quiet };
    window.terrapazPickers.show({ parentElement: document.body, data, setTriggerValue: () => {} });
}"""
FIND = """queries => queries.map(query => {
    const input = document.querySelector("[role=combobox]");
    input.value = query;
    input.dispatchEvent(new Event("input"));
    return [...document.querySelectorAll("[role=option]")].map(option => option.textContent);
})"""


@pytest.fixture(scope="module")
def page(chromium: "Browser") -> "Iterator[Page]":
    """An empty page."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def found(
    page: "Page", options: list[tuple[str, ...]], queries: list[str], quiet: tuple[str, ...] = ()
) -> list[list[str]]:
    """Titles that a field with these options lists for each query."""
    page.goto("about:blank")
    page.evaluate(MOUNT, [searching("picker.js"), options, quiet])
    result: list[list[str]] = page.evaluate(FIND, queries)
    return result


@pytest.mark.parametrize("lang", LANGS)
def test_every_measure_is_found_by_its_title_and_synonyms(page: "Page", tables: Tables, lang: Any) -> None:
    """Titles of either language without accents, each synonym, and what readers are known to type."""
    options = choices.measure_options(tables, tuple(CHOROPLETHS), lang)
    titles = {name: translator(lang)(layer.title) for name, layer in CHOROPLETHS.items()}
    asked = [
        (alphabetical(translator(each)(layer.title)).replace("\uffff", ""), titles[name])
        for name, layer in CHOROPLETHS.items()
        for each in LANGS
    ]
    asked += [(word, titles[name]) for name, words in SYNONYMS.items() for word in words]
    asked += [
        (text, titles[name])
        for text, name in (
            ("deforestacion", "forest_loss"),
            ("homicides", "homicides"),
            ("coca crops", "coca_ha"),
            ("evoa", "evoa_ha"),
            ("mineria ilegal", "amw_mining"),
            ("DESPLAZAMIENTO forzado", "displacement"),
            ("IDEAM", "deforestation_ideam"),
            ("muertos", "deaths"),
            ("asesinados", "homicides"),
            ("confinados", "confinement"),
            ("cocaina", "coca_ha"),
            ("luz", "night_lights"),
            ("ganaderia", "deforestation"),
        )
    ]
    listed = found(
        page, [(each.id, each.title, each.group, each.words) for each in options], [text for text, _ in asked]
    )
    missed = [(text, title) for (text, title), names in zip(asked, listed, strict=True) if title not in names]
    assert not missed


def test_beginnings_of_words_come_before_their_insides(page: "Page") -> None:
    """Words in any order; the insides of words are searched when no beginning fits; a text is a text."""
    options = [
        ("18001", "Florencia, Caquetá", "", ""),
        ("18753", "San Vicente del Caguán, Caquetá", "", ""),
        ("68689", "San Vicente de Chucurí, Santander", "", ""),
        ("5", "El Santuario", "", ""),
        ("x", HOSTILE, "", ""),
    ]
    queries = [
        "caguan",
        "vicente san",
        "18753",
        "ntuar",
        "caqueta",
        "santander",
        "vicente macondo",
        "img src",
        "·",
        "",
    ]
    by_title = dict(zip(queries, found(page, options, queries), strict=True))
    assert by_title["caguan"] == by_title["18753"] == ["San Vicente del Caguán, Caquetá"]
    assert by_title["vicente san"] == ["San Vicente del Caguán, Caquetá", "San Vicente de Chucurí, Santander"]
    assert by_title["ntuar"] == ["El Santuario"]
    assert by_title["caqueta"] == ["Florencia, Caquetá", "San Vicente del Caguán, Caquetá"]
    assert by_title["santander"] == ["San Vicente de Chucurí, Santander"]
    assert by_title["vicente macondo"] == []
    assert by_title["img src"] == [HOSTILE]
    assert len(by_title["·"]) == len(by_title[""]) == len(options)
    assert page.locator("img").count() == 0


def test_short_forms_of_names_are_found(page: "Page") -> None:
    """As they are written on signs; where no other word follows, they are beginnings of words."""
    options = [
        ("68", "Santa Rosa del Sur, Bolívar", "", ""),
        ("86", "Puerto Asís, Putumayo", "", ""),
        ("9", "Stall", "", ""),
    ]
    listed = found(page, options, ["sta rosa", "Sta. Rosa", "pto asis", "PTO.ASÍS", "sta"])
    assert listed == [[options[0][1]]] * 2 + [[options[1][1]]] * 2 + [["Stall"]]


def test_options_without_data_come_after_the_others(page: "Page") -> None:
    """In a search, also where their titles fit better; not in the whole list."""
    options = [
        ("a", "Coca", "Crops", ""),
        ("b", "Area under coca", "Crops", ""),
        ("c", "Laboratories", "Forces", "coca"),
    ]
    titles = {each: title for each, title, *_ in options}
    listed = found(page, options, ["coca", ""], quiet=("a", "b"))
    assert listed == [[titles[each] for each in order] for order in ("cab", "abc")]


def test_a_picker_is_used_by_keyboard(tab: "Page", served: Served) -> None:
    """Search, move, leave, choose; the number of results is announced, and the link follows."""
    opened(tab, f"{served.url}/map?lang=en&region=caqueta")
    wait_until_idle(tab)
    field = tab.get_by_role("combobox", name="Region or department")
    options, status = (
        tab.locator("#tp-picker-place-list [role=option]"),
        tab.locator(".st-key-pick-place [role=status]"),
    )

    def active() -> str:
        found: str = field.evaluate(
            "input => document.getElementById(input.getAttribute('aria-activedescendant')).innerText"
        )
        return found

    field.focus()
    assert field.get_attribute("aria-expanded") == "false"
    tab.keyboard.press("ArrowDown")
    assert active() == "Caquetá, region"
    tab.keyboard.press("Home")
    assert active() == "Colombia"
    tab.keyboard.press("ArrowUp")
    assert active() == "Colombia"
    tab.keyboard.press("End")
    assert active() == options.last.inner_text()
    tab.keyboard.type("BAJO cau")
    assert options.all_inner_texts() == ["Bajo Cauca, region"]
    assert status.inner_text() == "1 result"
    tab.keyboard.press("Escape")
    assert field.input_value() == "Caquetá, region"
    assert options.count() == 0
    tab.keyboard.type("macondo")
    assert status.inner_text() == "Nothing found"
    tab.keyboard.press("Enter")
    assert field.get_attribute("aria-expanded") == "true"
    tab.keyboard.press("Control+A")
    tab.keyboard.type("cat")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**region=catatumbo**")
    wait_until_idle(tab)
    assert field.input_value() == "Catatumbo, region"
    assert field.evaluate("input => input === document.activeElement")
    tab.go_back()
    tab.wait_for_function("document.getElementById('tp-picker-place').value === 'Caquetá, region'")
    wait_until_idle(tab)
    measure = tab.get_by_role("combobox", name="Colour of the municipalities")
    measure.fill("murders")
    found = tab.locator("#tp-picker-choropleth-list [role=option]")
    assert found.first.inner_text().split("\n") == ["Homicides", "no data in this build"]
    tab.keyboard.press("Tab")
    town = tab.get_by_role("combobox", name="Municipality")
    town.fill("macondo")
    assert tab.locator(".st-key-pick-municipality [role=status]").inner_text() == "No results in Caquetá"
    tab.keyboard.press("Tab")
    assert query(tab) == {"lang": "en", "region": "caqueta"}


def test_sources_are_searched_without_the_server(tab: "Page", served: Served) -> None:
    """By words of either language; the strips of years follow, and a strip opens its source."""
    tab.goto(f"{served.url}/sources?lang=es")
    field, status = tab.get_by_role("searchbox", name="Buscar una fuente"), tab.locator(".tp-search [role=status]")
    field.wait_for()
    wait_until_idle(tab)
    everything = int(status.inner_text().split()[0])
    assert tab.locator(".tp-sources details").count() == everything
    field.press_sequentially("massacres cnmh")
    shown = tab.locator(".tp-sources details:visible")
    assert shown.first.get_attribute("id") == "cnmh_massacres"
    assert shown.count() < 4
    assert status.inner_text() == f"{shown.count()} de {everything} fuentes"
    field.fill("macondo")
    assert status.inner_text() == "Sin resultados"
    assert tab.locator(".stMain h2:visible").count() == 0
    field.fill("")
    assert status.inner_text() == f"{everything} de {everything} fuentes"
    tab.locator(".tp-calendar a[href='#ucdp_ged']").click()
    assert tab.locator("details#ucdp_ged").get_attribute("open") is not None
