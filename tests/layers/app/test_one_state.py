"""Widgets, link, heading and map agree after every click, whatever was clicked before."""

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from layers.app import state
from layers.app.presets import presets
from layers.scene.model import Scene
from layers.selection import Selection
from layers.text.i18n import translator
from tests.layers.app.headless import Picker, html, opened, query, slider

STEPS = 10
PERIODS = (("2015-02", "2015-03"), ("2012-01", "2020-12"), ("2016-01", "2016-12"))


class Browser:
    """What a browser adds to the app: it keeps the value of a widget that it knows, unless the app sets another."""

    def __init__(self, app: AppTest) -> None:
        self.app = app
        self.kept: dict[str, Any] = {}

    def look(self) -> tuple[str, str] | None:
        """The ends of the slider of the period as the reader sees them; None while the map is animated."""
        found = list(self.app.select_slider)
        if not found:
            return None
        proto = found[0].proto
        if proto.id not in self.kept or proto.set_value:
            self.kept[proto.id] = found[0].value
        return self.kept[proto.id]

    def run(self, click: Callable[[], Any]) -> None:
        """Click, and send what the slider shows with it, as a browser does."""
        shown = self.look()
        if shown is not None and shown != slider(self.app).value:
            slider(self.app).set_value(shown)
        if click() is self.app:  # a picker runs the app itself
            assert not self.app.exception
            return
        if self.app.select_slider:
            self.kept[slider(self.app).proto.id] = slider(self.app).value
        self.app.run()
        assert not self.app.exception


def clicks(app: AppTest, at: random.Random) -> list[Callable[[], Any]]:
    """Everything that can be clicked now, with a value drawn at random."""
    found: list[Callable[[], Any]] = [app.button(key=f"preset-{name}").click for name in presets(Selection())]

    def choice(kind: str, name: str, values: list[Any]) -> None:
        found.append(lambda: getattr(app, kind)(key=state.key(name)).set_value(at.choice(values)))

    def pick(name: str, values: list[str]) -> None:
        found.append(lambda: Picker(app, name).pick(at.choice(values)))

    pick("place", ["country", "catatumbo", "caqueta", "18"])
    pick("choropleth", ["forest_loss", "deaths", ""])
    choice("button_group", "lang", ["es", "en"])
    choice("checkbox", "layer:ucdp", [True, False])
    choice("radio", "precision", [1, 2])
    if app.select_slider:
        found.append(lambda: slider(app).set_value(at.choice(PERIODS)))
    found += [button.click for button in app.button if button.key in ("play-year", "play-month", "stop")]
    return found


@pytest.mark.parametrize("seed", range(8))
def test_widgets_link_heading_and_map_never_disagree(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Ten clicks at random on presets, widgets and the animation, checked after each."""
    drawn: list[Scene] = []
    monkeypatch.setattr("layers.app.mapview.mount", lambda scene, *_: drawn.append(scene) or {})
    at = random.Random(seed)
    browser = Browser(opened(app, lang="es"))
    for _ in range(STEPS):
        browser.run(at.choice(clicks(app, at)))
        agree(app, browser, drawn[-1])


def agree(app: AppTest, browser: Browser, scene: Scene) -> None:
    selection: Selection = app.session_state["selection"]
    link = Selection.from_query({key: value for key, value in query(app).items() if key != "beside"})
    assert replace(link, layers=()) == replace(selection, layers=())
    assert set(link.layers) == set(selection.layers)
    place = selection.region or selection.department_code or "country"
    assert Picker(app, "place").value == place
    assert Picker(app, "choropleth").value == (selection.choropleth or "")
    assert app.checkbox(key=state.key("layer:ucdp")).value == ("ucdp" in selection.layers)
    assert (scene["lang"], scene["choropleth"]) == (selection.lang, selection.choropleth)
    shown = browser.look()
    assert (shown is None) == any(button.key == "stop" for button in app.button)
    if shown is None:
        assert not selection.choropleth or app.session_state["playback"].step == "year"
        return
    assert shown == (selection.start, selection.end)
    assert scene["period"] == translator(selection.lang).period(selection.start, selection.end)
    part = scene["choropleths"][0] if scene["choropleths"] else None
    assert (part["years"] if part and part["years"] else scene["period"]) in html(app)


def test_the_months_are_walked_only_without_a_measure(app: AppTest) -> None:
    """A measure is yearly: a map that is coloured by it has no month to show, and no title of one."""
    opened(app, choropleth="deaths")
    assert not [button for button in app.button if button.key == "play-month"]
    Picker(app, "choropleth").pick("")
    app.button(key="play-month").click().run()
    assert app.session_state["playback"].step == "month"
    Picker(app, "choropleth").pick("deaths")
    assert app.session_state["playback"].step == "year"
    assert '<p class="tp-walk" aria-live="polite">2010' in html(app)
