"""The area page: draw or upload an area, and see what the tables contain about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pandas as pd
import shapely
import streamlit as st

from layers.analysis.area import WHOLE_MUNICIPALITY, AreaReport, EventCounts, LandCover, describe_area
from layers.analysis.area_files import FORMATS, MAX_BYTES, UploadError, read_area, read_ring
from layers.analysis.totals import Figure
from layers.app import choices, mapview, state, style, widgets
from layers.app.guard import guarded
from layers.app.table_cache import BY_VERSION, shared_cache
from layers.catalog import CHOROPLETHS
from layers.dossier.measure_headlines import of_area
from layers.scene.model import Scene
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import DASH, N_, Translator, translator

WHOLE_MUNICIPALITIES: Final = N_(
    "Hectares of forest loss, coca and gold mining, including those from satellite maps such as MapBiomas, are only"
    " available by municipality and cannot be cut to an area: the value is that of the whole municipality, shown next"
    " to the share of it that lies inside."
)

_UPLOADER: Final = "area-uploader"
"""Session key of a counter of drawn and removed areas: a new number makes a new uploader, without the old file."""


def page() -> None:
    """Show the map with the area, and the report on it."""
    tables = shared_cache().get()
    if tables is None:
        return
    selection = state.fit_to_build(state.current(), tables)
    t = translator(selection.lang)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        style.heading("Terrapaz", t("An area of your own"), t("Draw it on the map or upload a file."))
        widgets.language(selection)
    if not tables.has_boundaries:
        style.notices(
            [t("There are no municipal boundaries, so areas cannot be measured. terrapaz build adds them.")], "wrong"
        )
        return
    mapview.prefetch(tables)
    left, right = st.columns([1.35, 1], gap="medium")
    with right:
        area, text, problem = _area(t)
        start, end = widgets.years(t("Years"), "area-years", (selection.start, selection.end), tables)
        choropleth = choices.measure(
            t("Colour of the municipalities"),
            "choropleth",
            selection.choropleth,
            replace(Selection(), start=start, end=end),
            tables,
            t,
            nothing=N_("None"),
        )
    selection = replace(selection, start=start, end=end, choropleth=choropleth)
    state.store_selection(selection, {"area": text})
    # the page has no widgets for the filters of the map page, so they must not hide anything here
    unfiltered = replace(selection, sources=(), event_types=(), actors=(), layers=("regions",))
    country = replace(unfiltered, region=None, department_code=None, municipality_code=None)
    scene = mapview.scene_for(country, tables)
    words = {"draw": t("Draw an area"), "drawing": t("Click the corners; the first one, or Enter, closes")}
    scene = scene | {
        "words": scene["words"] | words,
        "area": None if area is None else shapely.geometry.mapping(area),
    }
    with left, st.container(key="map"):
        _map(scene, tables)
    with right:
        widgets.link_notices(t)
        style.notices([problem] if problem else [], "wrong")
        if area is None:
            _instructions(t)
        else:
            _report(_assessed(area.wkb, country, tables), country, tables, t)


@st.cache_data(max_entries=8, show_spinner=False, scope="session", hash_funcs=BY_VERSION)
def _assessed(wkb: bytes, selection: Selection, tables: Tables) -> AreaReport:
    return describe_area(shapely.from_wkb(wkb), selection, tables, translator(selection.lang))


@st.fragment
@guarded
def _map(scene: Scene, tables: Tables) -> None:
    message = mapview.mount(scene, tables, "area")
    if message.get("area") and message.get("at") != st.session_state.get("drawn"):
        st.session_state["drawn"] = message["at"]
        _set_drawn_area(";".join(f"{float(lon):g},{float(lat):g}" for lon, lat in message["area"]))
        st.rerun()


def _set_drawn_area(text: str) -> None:
    """Put a drawn ring into the link, or remove it if ``text`` is empty."""
    st.session_state[_UPLOADER] = st.session_state.get(_UPLOADER, 0) + 1
    state.update_extra_params({"area": text})


def _area(t: Translator) -> tuple[shapely.Geometry | None, str, str]:
    """Show the uploader; return the current area.

    Returns
    -------
    tuple
        The area, if any; its text in the link if it was drawn (an uploaded area is never put into a link); an error
        message, else empty.
    """
    most = MAX_BYTES // 1_000_000
    style.label_uploader(t("Choose a file"))
    upload = st.file_uploader(
        t("Upload an area: GeoJSON, KML, KMZ, GeoPackage or zipped shapefile, at most {most} MB", most=most),
        type=list(FORMATS),
        max_upload_size=most,
        key=f"area-file-{st.session_state.get(_UPLOADER, 0)}",
        on_change=state.update_extra_params,
        args=({"area": ""},),
    )
    text = state.extra_params().get("area", "")
    if text:
        st.button(
            t("Remove the drawn area"), on_click=_set_drawn_area, args=("",), type="tertiary", icon=":material/close:"
        )
    try:
        if text:
            return read_ring(text), text, ""
        return (read_area(upload.name, upload.getvalue()) if upload else None), "", ""
    except UploadError as error:
        return None, text, t(error.message, **error.values)


def _instructions(t: Translator) -> None:
    style.subheading(t("No area yet"), "")
    style.notices(
        [
            t("The report lists the municipalities that the area touches, the events and mining inside it, and how"
              " much of it each source searched."),
            t("A file is kept in memory and deleted when the session ends. A drawn area is stored in the link."),
        ]
    )  # fmt: skip


def _report(report: AreaReport, selection: Selection, tables: Tables, t: Translator) -> None:
    share = t("{share} % of it lies in municipalities of Colombia", share=_percent(report.share_in_colombia, t))
    style.headline(of_area(report, selection, tables))
    style.subheading(t("{size} hectares", size=t.significant(report.hectares)), share)
    style.table(
        t("Events inside"),
        t(
            "Sources are never added up. Not located: only the municipality or department is known, and the area cuts"
            " it."
        ),
        [t("Source"), t("Inside"), t("Not located"), t("Area searched")],
        [_events(each, t) for each in report.events],
        t("No source covers this place and period."),
    )
    inside, empty, unsearched = _group_layers(report.land)
    style.table(
        t("Land inside"),
        t("Hectares inside the area; overlaps within a layer count once."),
        [t("Layer"), t("Polygons"), t("Hectares"), t("Area searched")],
        [
            (
                (part.title, part.note),
                t.number(part.count),
                _hectares(part, report, t),
                _searched(part.coverage_share, t),
            )
            for part in inside
        ],
        t("None on record."),
    )
    style.notices([*_layers_without_land(empty, unsearched, t)])
    _municipalities(report, selection, tables, t)
    with st.expander(t("What these numbers do not show")):
        style.notices(report.caveats)


def _events(each: EventCounts, t: Translator) -> tuple[style.Cell, ...]:
    def cell(figure: Figure | None) -> style.Cell:
        if figure is None:
            return DASH
        return style.value(figure, t), " · ".join(filter(None, (style.band(figure, t), figure.detail)))

    source = each.uncertain
    return (
        (source.title, f"{source.unit}, {source.scope}"),
        cell(each.inside),
        cell(each.uncertain),
        _searched(each.coverage_share, t),
    )


def _group_layers(land: tuple[LandCover, ...]) -> tuple[list[LandCover], list[LandCover], list[LandCover]]:
    """Split layers into those with land inside, those searched without a find, and the rest."""
    inside = [part for part in land if part.count]
    empty = [part for part in land if not part.count and part.coverage_share]
    return inside, empty, [part for part in land if not part.count and not part.coverage_share]


def _hectares(part: LandCover, report: AreaReport, t: Translator) -> style.Cell:
    share = t("{share} % of the area", share=_percent(part.hectares / report.hectares, t))
    return t.significant(part.hectares), share


def _layers_without_land(empty: list[LandCover], unsearched: list[LandCover], t: Translator) -> Iterator[str]:
    if empty:
        titles = [f"{part.title} ({_searched(part.coverage_share, t)})" for part in empty]
        yield t("Searched, nothing found: {layers}.", layers=", ".join(titles))
    if unsearched:
        yield t("Not searched here, or not stated: {layers}.", layers=", ".join(part.title for part in unsearched))


def _municipalities(report: AreaReport, selection: Selection, tables: Tables, t: Translator) -> None:
    places = report.municipalities
    columns = [t("Municipality"), t("Hectares"), t("Of the municipality")]
    known, measure = pd.Series(dtype=float), ""
    if selection.choropleth:
        layer = CHOROPLETHS[selection.choropleth]
        values = tables.values(layer.measure, selection.years)
        if values.attrs["years"]:
            known = values["value"].dropna()
        measure = ", ".join(filter(None, (t(layer.title), t(layer.measure.unit), t.years(values.attrs["years"]))))
        columns.append(t("Whole municipality"))
    rows: list[tuple[style.Cell, ...]] = []
    for code, row in zip(places.index, places.to_dict("records"), strict=True):
        line: list[style.Cell] = [
            (row["municipality"], row["department"]),
            (t.significant(row["hectares"]), t("{share} % of the area", share=_percent(row["of_area"], t))),
            t("whole")
            if row["of_municipality"] >= WHOLE_MUNICIPALITY
            else f"{_percent(row['of_municipality'], t)} %",
        ]
        if selection.choropleth:
            line.append(t.significant(float(known[code])) if code in known.index else DASH)
        rows.append(tuple(line))
    subtitle = t("Whole municipality: {measure}.", measure=measure) if measure else ""
    style.table(t("Municipalities"), subtitle, columns, rows, t("None on record."))
    style.notices([t(WHOLE_MUNICIPALITIES)])


def _percent(share: float, t: Translator) -> str:
    return t.significant(100 * share)


def _searched(share: float | None, t: Translator) -> str:
    if share is None:
        return t("not stated")
    return f"{_percent(share, t)} %" if share else t("not searched")
