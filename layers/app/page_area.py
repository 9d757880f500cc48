"""The area page: draw or bring an area, and read what the tables say of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import shapely
import streamlit as st

from geo.catalogue import catalogue
from layers.app import filters, look, mapview, state
from layers.app.area import Report, assess
from layers.app.data import shelf
from layers.app.upload import FORMATS, MOST_BYTES, UploadError, read_area, read_ring
from layers.i18n import Translator, translator
from layers.tables import Tables


def page() -> None:
    """Draw the map with the area, and the report beside it."""
    tables = shelf().get()
    if tables is None:
        return
    selection = replace(state.current(), region=None, department_code=None, municipality_code=None)
    t = translator(selection.lang)
    with st.container(key="head", horizontal=True, vertical_alignment="bottom"):
        look.heading("Terrapaz", t("An area of your own"), t("Draw it on the map, or bring a file. Nothing is kept."))
        filters.language(selection)
    if not tables.drawn:
        look.notices(
            [t("There are no boundaries here: areas cannot be measured. terrapaz build gets them.")], "wrong"
        )
        return
    left, right = st.columns([1.5, 1], gap="medium")
    with right:
        area, text, problem = _area(t)
        span = filters.years(t("Years"), "area-years", (selection.start, selection.end), tables)
        selection = replace(selection, start=span[0], end=span[1])
    state.remember(selection, {"area": text} if text else {})
    scene = mapview.shown(replace(selection, choropleth=None, layers=("regions",)), tables)
    words = {"draw": t("Draw an area"), "drawing": t("Click the corners; the first one, or Enter, closes")}
    told = {"words": scene["words"] | words, "area": None if area is None else shapely.geometry.mapping(area)}
    with left, st.container(key="map"):
        _map(scene | told, tables)
    with right:
        look.notices([problem] if problem else [], "wrong")
        if area is None:
            look.prose(t("No area yet."))
        else:
            _report(assess(area, selection, tables, t), t)


@st.fragment
def _map(scene: dict[str, Any], tables: Tables) -> None:
    told = mapview.show(scene, tables, "area")
    if told.get("area") and told.get("at") != st.session_state.get("drawn"):
        st.session_state["drawn"] = told["at"]
        state.add({"area": ";".join(f"{float(lon):g},{float(lat):g}" for lon, lat in told["area"])})
        st.rerun()


def _area(t: Translator) -> tuple[shapely.Geometry | None, str, str]:
    """The area at hand.

    Returns
    -------
    tuple
        The area; how a link writes it if it was drawn (what a reader brought is never put into a link); what is
        wrong with it.
    """
    most = MOST_BYTES // 1_000_000
    brought = st.file_uploader(
        t("Bring an area: GeoJSON, KML, GeoPackage or zipped shapefile, at most {most} MB", most=most),
        type=list(FORMATS),
        max_upload_size=most,
        key=state.key("area"),
        on_change=state.add,
        args=({},),
    )
    text = state.more().get("area", "")
    try:
        if text:
            return read_ring(text), text, ""
        return (read_area(brought.name, brought.getvalue()) if brought else None), "", ""
    except UploadError as error:
        return None, "", t(error.told, **error.values)


def _report(report: Report, t: Translator) -> None:
    share = t("{share} % of it lies in municipalities of Colombia", share=t.number(100 * report.national, 1))
    look.subheading(t("{size} hectares", size=t.significant(report.hectares)), share)
    titles = {name: source.title for name, source in catalogue().items()}
    rows = [
        {
            t("Source"): t(title),
            t("Events"): row["events"],
            t("Killed, best"): row["fatalities_best"],
            t("Low"): row["fatalities_low"],
            t("High"): row["fatalities_high"],
        }
        for title, row in zip(report.events["source"].map(titles), report.events.to_dict("records"), strict=True)
    ]
    look.subheading(t("Events with a known place, inside"), t("Sources are never added up."))
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True)
    else:
        look.prose(t("None on record."))
    look.notices(
        [
            t(
                "{n} more events of these municipalities are known to the municipality only:"
                " whether they were inside, nobody can say.",
                n=t.number(report.vague),
            )
        ]
        if report.vague
        else []
    )
    look.subheading(t("Land inside"), t("Overlaps of one source are counted once."))
    land = [
        {
            t("Source"): part.title,
            t("Polygons"): part.count,
            t("Hectares"): t.significant(part.hectares),
            t("Of the area, %"): t.number(100 * part.hectares / report.hectares, 1),
            t("Source looked at, %"): "–" if part.covered is None else t.number(100 * part.covered, 1),
        }
        for part in report.land
    ]
    if land:
        st.dataframe(pd.DataFrame(land), hide_index=True)
    else:
        look.prose(t("None on record."))
    look.subheading(
        t("Municipalities"), t("Figures by municipality cannot be cut to an area: only the shares are stated.")
    )
    places = report.municipalities
    st.dataframe(
        pd.DataFrame(
            {
                t("Municipality"): places["municipality"] + ", " + places["department"],
                t("Hectares"): [t.significant(value) for value in places["hectares"]],
                t("Of the area, %"): [t.number(100 * value, 1) for value in places["of_area"]],
                t("Of the municipality, %"): [t.number(100 * value, 1) for value in places["of_municipality"]],
            }
        ),
        hide_index=True,
    )
