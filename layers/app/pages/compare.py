"""The comparison page: two synchronised maps, the change between two periods, or two measures in one map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, Literal

import streamlit as st

from layers.app import charts, mapview, state, style, widgets
from layers.app.table_cache import shared_cache
from layers.catalog import CHOROPLETHS, choropleth
from layers.dossier.measure_headlines import of_change, of_pair, of_sides
from layers.scene import comparison
from layers.scene.model import Scene
from layers.scene.notes import place_name
from layers.selection import MONTH, Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

Mode = Literal["maps", "change", "both"]
MODES: Final[Mapping[Mode, str]] = {
    "maps": N_("Two maps"),
    "change": N_("Change between two periods"),
    "both": N_("Two measures in one map"),
}
_FALLBACK: Final = "deaths"


def page() -> None:
    """Show the comparison that the link and the widgets select."""
    tables = shared_cache().get()
    if tables is None:
        return
    selection = state.fit_to_build(state.current(), tables)
    t = translator(selection.lang)
    selection = replace(selection, choropleth=selection.choropleth or _FALLBACK)
    alone = charts.linked(("two_measures",))
    if alone is not None:
        _, second = second_side(selection, state.extra_params())
        params = _params("both", second)
        charts.alone(alone, selection, tables, second=str(second.choropleth), params=params)
        return
    with st.sidebar:
        selection = widgets.place(selection, tables, t)
    head = st.container(key="head", horizontal=True, vertical_alignment="bottom")
    mode, first, second = _sides(selection, tables, t)
    state.store_selection(first, _params(mode, second))
    with head:
        style.heading(place_name(first, tables), t("Compare"), t(_SUBTITLES[mode]))
        widgets.language(first)
    if mode != "both":  # its headline needs the pairs that its map shows
        style.headline((of_sides if mode == "maps" else of_change)(first, second, tables))
    widgets.link_notices(t)
    {"maps": _maps, "change": _change, "both": _both}[mode](first, second, tables, t)


_SUBTITLES: Final[Mapping[Mode, str]] = {
    "maps": N_("The two maps move together; the same measure has the same classes on both."),
    "change": N_("Second period minus first period; sums are compared as yearly means."),
    "both": N_("Each measure in thirds; a strong colour of only one measure marks a contrast."),
}


def invalid_params(params: Mapping[str, str]) -> list[str]:
    """The parameters of the second side of a link that are not valid: :func:`second_side` has defaults for them."""
    start, end = params.get("with_from", ""), params.get("with_to", "")
    is_month = {name: bool(MONTH.fullmatch(params[name])) for name in ("with_from", "with_to") if params.get(name)}
    valid = {"mode": params.get("mode", "") in ("", *MODES), "with": params.get("with", "") in ("", *CHOROPLETHS)}
    valid |= is_month if not all(is_month.values()) else {"with_to": bool(start) == bool(end) and start <= end}
    return [name for name, is_valid in valid.items() if not is_valid]


def second_side(selection: Selection, params: Mapping[str, str]) -> tuple[Mode, Selection]:
    """Return the mode and the second selection of a link; invalid parameters get default values."""
    mode: Mode = next((each for each in MODES if each == params.get("mode")), "maps")
    wanted = params.get("with", "")
    layer = wanted if wanted in CHOROPLETHS else _FALLBACK if selection.choropleth != _FALLBACK else "forest_loss"
    months = [params.get(key, "") for key in ("with_from", "with_to")]
    years = [month[:4] for month in months]
    valid = all(map(MONTH.fullmatch, months)) and years[0] <= years[1]
    start, end = (f"{years[0]}-01", f"{years[1]}-12") if valid else (selection.start, selection.end)
    return mode, replace(selection, choropleth=layer, start=start, end=end)


def _sides(selection: Selection, tables: Tables, t: Translator) -> tuple[Mode, Selection, Selection]:
    """Show the widgets; return the mode and the selections of both sides."""
    for name in invalid_params(state.extra_params()):
        state.ignore_param(name)
    mode, second = second_side(selection, state.extra_params())
    picked = st.segmented_control(
        t("How to compare"),
        list(MODES),
        key=state.seed("mode", mode),
        format_func=lambda each: t(MODES[each]),
        on_change=state.touch,
        label_visibility="collapsed",
        required=True,
    )
    chosen = picked or mode
    # one row, so that the maps stay on the screen
    columns = iter(st.columns(3 if chosen != "maps" else 4, gap="medium"))

    def measure(label: str, name: str, chosen: str | None) -> str | None:
        with next(columns):
            return widgets.measure(label, name, chosen, tables, t, optional=False)

    def years(label: str, name: str, side: Selection) -> Selection:
        with next(columns):
            start, end = widgets.years(label, name, (side.start, side.end), tables)
        return replace(side, start=start, end=end)

    first = replace(selection, choropleth=measure(t("First measure"), "choropleth", selection.choropleth))
    if chosen == "both":
        second = replace(second, choropleth=measure(t("Second measure"), "with", second.choropleth))
        first = years(t("Years"), "first", first)
        return chosen, first, replace(second, start=first.start, end=first.end)
    first = years(t("First years"), "first", first)
    layer = first.choropleth if chosen == "change" else measure(t("Second measure"), "with", second.choropleth)
    return chosen, first, years(t("Second years"), "second", replace(second, choropleth=layer))


def _params(mode: Mode, second: Selection) -> dict[str, str]:
    """Parameters of the second side that the mode uses; the session keeps the others for another mode."""
    params: dict[str, str] = {"mode": mode}
    if mode != "change":
        params["with"] = str(second.choropleth)
    if mode != "both":
        params |= {"with_from": second.start, "with_to": second.end}
    return params


def _without_overlays(selection: Selection) -> Selection:
    return replace(selection, layers=("regions",))


def _maps(first: Selection, second: Selection, tables: Tables, t: Translator) -> None:
    together = (_without_overlays(first), _without_overlays(second)) if first.choropleth == second.choropleth else ()
    for name, side, column in zip(("left", "right"), (first, second), st.columns(2, gap="small"), strict=True):
        scene = mapview.scene_for(_without_overlays(side), tables, together)
        with column, st.container(key=f"map-{name}"):
            _, title, subtitle = mapview.headings(side, tables, scene)
            style.subheading(title, subtitle)
            style.legend_row(scene["choropleths"][0])
            _map(scene | {"synced": True}, tables, name)
            style.notices(scene["notices"])


def _change(first: Selection, second: Selection, tables: Tables, t: Translator) -> None:
    base = mapview.scene_for(_without_overlays(second), tables)
    shade = comparison.difference(
        choropleth(str(second.choropleth)), first, second, tables, mapview.base_map(tables).codes
    )
    with st.container(key="map-change"):
        style.subheading(shade["title"], f"{shade['unit']} · {shade['years']}")
        _map(comparison.with_shade(shade, base), tables, "change")
    style.notices(base["notices"])


def _both(first: Selection, second: Selection, tables: Tables, t: Translator) -> None:
    layers = (choropleth(str(first.choropleth)), choropleth(str(second.choropleth)))
    shade, pair, bounds = comparison.bivariate(layers, first, tables, mapview.base_map(tables).codes)
    sides = [mapview.scene_for(_without_overlays(side), tables) for side in (first, second)]
    style.headline(of_pair(first, layers[1].id, pair, [upper for _, upper in bounds], tables))
    left, right = st.columns([1.35, 1], gap="medium")
    with left, st.container(key="map-both"):
        style.subheading(shade["title"], shade["years"])
        scene = comparison.with_shade(shade, *sides)
        _map(scene, tables, "both")
        style.notices(scene["notices"])
    with right:
        style.bivariate_legend(
            shade, tuple(t(layer.title) for layer in layers), [t(third) for third in comparison.TERCILES]
        )
        found = charts.shown("two_measures", first, tables, layers[1].id)
        style.subheading(t("The same data as a scatter plot"), found.note if found else "")
        if found is None:
            st.info(t("No municipality has both measures in these years."))
        else:
            charts.show(
                "two_measures",
                found,
                first,
                tables,
                t,
                second=layers[1].id,
                params=_params("both", second),
                table=N_("The map as a table"),
            )


@st.fragment
def _map(scene: Scene, tables: Tables, name: str) -> None:
    mapview.mount(scene, tables, name)
