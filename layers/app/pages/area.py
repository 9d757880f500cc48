"""The area page: draw or bring an area, and read what the tables say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pandas as pd
import shapely
import streamlit as st

from layers.analysis.area import WHOLE, Events, Land, Report, assess
from layers.analysis.area_files import FORMATS, MOST_BYTES, UploadError, read_area, read_ring
from layers.analysis.totals import Figure
from layers.app import mapview, state, style, widgets
from layers.app.table_cache import BY_VERSION, shelf
from layers.catalog import CHOROPLETHS
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator, translator

UNCUT: Final = N_(
    "Forest loss, coca and gold mining in hectares, also what satellite maps such as MapBiomas show, are held by"
    " municipality and cannot be cut to an area: the value is that of the whole municipality, beside the part of it"
    " that lies inside."
)

_TURN: Final = "area-turn"
"""How often an area was drawn or removed: each time the uploader is a new one, without the file it held."""


def page() -> None:
    """Draw the map with the area, and the report beside it."""
    tables = shelf().get()
    if tables is None:
        return
    selection = state.current()
    t = translator(selection.lang)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading("Terrapaz", t("An area of your own"), t("Draw it on the map, or bring a file."))
        widgets.language(selection)
    if not tables.has_boundaries:
        style.notices(
            [t("There are no boundaries here: areas cannot be measured. terrapaz build gets them.")], "wrong"
        )
        return
    left, right = st.columns([1.35, 1], gap="medium")
    with right:
        area, text, problem = _area(t)
        start, end = widgets.years(t("Years"), "area-years", (selection.start, selection.end), tables)
        named = widgets.measure(t("Colour of the municipalities"), "choropleth", selection.choropleth, tables, t)
    selection = replace(selection, start=start, end=end, choropleth=named)
    state.store_selection(selection, {"area": text})
    # the page has no widget for them: what was filtered on the map page would be missing without a word
    everything = replace(selection, sources=(), event_types=(), layers=("regions",))
    country = replace(everything, region=None, department_code=None, municipality_code=None)
    scene = mapview.shown(country, tables)
    words = {"draw": t("Draw an area"), "drawing": t("Click the corners; the first one, or Enter, closes")}
    scene = scene | {
        "words": scene["words"] | words,
        "area": None if area is None else shapely.geometry.mapping(area),
    }
    with left, st.container(key="map"):
        _map(scene, tables)
    with right:
        style.notices([problem] if problem else [], "wrong")
        if area is None:
            _invitation(t)
        else:
            _report(_assessed(area.wkb, country, tables), country, tables, t)


@st.cache_data(max_entries=8, show_spinner=False, scope="session", hash_funcs=BY_VERSION)
def _assessed(wkb: bytes, selection: Selection, tables: Tables) -> Report:
    return assess(shapely.from_wkb(wkb), selection, tables, translator(selection.lang))


@st.fragment
def _map(scene: Scene, tables: Tables) -> None:
    told = mapview.show(scene, tables, "area")
    if told.get("area") and told.get("at") != st.session_state.get("drawn"):
        st.session_state["drawn"] = told["at"]
        _take(";".join(f"{float(lon):g},{float(lat):g}" for lon, lat in told["area"]))
        st.rerun()


def _take(text: str) -> None:
    """Make a drawn ring, or nothing, the area at hand."""
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    state.update_extra_params({"area": text})


def _area(t: Translator) -> tuple[shapely.Geometry | None, str, str]:
    """The area at hand.

    Returns
    -------
    tuple
        The area; how a link writes it if it was drawn (what a reader brought is never put into a link); what is
        wrong with it.
    """
    most = MOST_BYTES // 1_000_000
    style.uploader_says(t("Choose a file"))
    brought = st.file_uploader(
        t("Bring an area: GeoJSON, KML, GeoPackage or zipped shapefile, at most {most} MB", most=most),
        type=list(FORMATS),
        max_upload_size=most,
        key=f"area-file-{st.session_state.get(_TURN, 0)}",
        on_change=state.update_extra_params,
        args=({"area": ""},),
    )
    text = state.extra_params().get("area", "")
    if text:
        st.button(t("Remove the drawn area"), on_click=_take, args=("",), type="tertiary", icon=":material/close:")
    try:
        if text:
            return read_ring(text), text, ""
        return (read_area(brought.name, brought.getvalue()) if brought else None), "", ""
    except UploadError as error:
        return None, text, t(error.told, **error.values)


def _invitation(t: Translator) -> None:
    style.subheading(t("No area yet"), "")
    style.notices(
        [
            t("You will read which municipalities it touches, which events and which mining lie inside, and how much"
              " of it each source looked at."),
            t("A file is read in memory and forgotten with the session. A drawn area is in the link."),
        ]
    )  # fmt: skip


def _report(report: Report, selection: Selection, tables: Tables, t: Translator) -> None:
    share = t("{share} % of it lies in municipalities of Colombia", share=_percent(report.national, t))
    style.subheading(t("{size} hectares", size=t.significant(report.hectares)), share)
    style.table(
        t("Events inside"),
        t("Sources are never added up. Not placed: known to a municipality or department that the area cuts only."),
        [t("Source"), t("Inside"), t("Not placed"), t("Looked at")],
        [_events(each, t) for each in report.events],
        t("No source speaks of this place and period."),
    )
    inside, empty, blind = _sorted(report.land)
    style.table(
        t("Land inside"),
        t("Hectares within the area; what overlaps within a layer counts once."),
        [t("Layer"), t("Polygons"), t("Hectares"), t("Looked at")],
        [
            ((part.title, part.note), t.number(part.count), _hectares(part, report, t), _looked(part.looked, t))
            for part in inside
        ],
        t("None on record."),
    )
    style.notices([*_silence(empty, blind, t)])
    _municipalities(report, selection, tables, t)
    with st.expander(t("What these numbers do not show")):
        style.notices(report.caveats)


def _events(each: Events, t: Translator) -> tuple[style.Cell, ...]:
    def told(figure: Figure | None) -> style.Cell:
        if figure is None:
            return "–"
        return style.value(figure, t), " · ".join(filter(None, (style.band(figure, t), figure.detail)))

    source = each.vague
    return (
        (source.title, f"{source.unit}, {source.reach}"),
        told(each.inside),
        told(each.vague),
        _looked(each.looked, t),
    )


def _sorted(land: tuple[Land, ...]) -> tuple[list[Land], list[Land], list[Land]]:
    """Layers with land inside, those that looked and have none, those that did not look or do not say."""
    inside = [part for part in land if part.count]
    empty = [part for part in land if not part.count and part.looked]
    return inside, empty, [part for part in land if not part.count and not part.looked]


def _hectares(part: Land, report: Report, t: Translator) -> style.Cell:
    share = t("{share} % of the area", share=_percent(part.hectares / report.hectares, t))
    return t.significant(part.hectares), share


def _silence(empty: list[Land], blind: list[Land], t: Translator) -> Iterator[str]:
    if empty:
        named = [f"{part.title} ({_looked(part.looked, t)})" for part in empty]
        yield t("Looked at, nothing found: {layers}.", layers=", ".join(named))
    if blind:
        yield t("Nobody looked here, or nobody says so: {layers}.", layers=", ".join(part.title for part in blind))


def _municipalities(report: Report, selection: Selection, tables: Tables, t: Translator) -> None:
    places = report.municipalities
    columns = [t("Municipality"), t("Hectares"), t("Of the municipality")]
    known, named = pd.Series(dtype=float), ""
    if selection.choropleth:
        layer = CHOROPLETHS[selection.choropleth]
        values = tables.values(layer.measure, selection.years)
        if values.attrs["years"]:
            known = values["value"].dropna()
        named = ", ".join(filter(None, (t(layer.title), t(layer.measure.unit), t.years(values.attrs["years"]))))
        columns.append(t("Whole municipality"))
    rows: list[tuple[style.Cell, ...]] = []
    for code, row in zip(places.index, places.to_dict("records"), strict=True):
        line: list[style.Cell] = [
            (row["municipality"], row["department"]),
            (t.significant(row["hectares"]), t("{share} % of the area", share=_percent(row["of_area"], t))),
            t("whole") if row["of_municipality"] >= WHOLE else f"{_percent(row['of_municipality'], t)} %",
        ]
        if selection.choropleth:
            line.append(t.significant(float(known[code])) if code in known.index else "–")
        rows.append(tuple(line))
    said = t("Whole municipality: {measure}.", measure=named) if named else ""
    style.table(t("Municipalities"), said, columns, rows, t("None on record."))
    style.notices([t(UNCUT)])


def _percent(share: float, t: Translator) -> str:
    return t.significant(100 * share)


def _looked(share: float | None, t: Translator) -> str:
    if share is None:
        return t("not stated")
    return f"{_percent(share, t)} %" if share else t("not looked at")
