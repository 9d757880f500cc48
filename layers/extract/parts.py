"""The tables of an extract: the data of a map, no finer than the map itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely

from geo.schema import CRS, FEATURES, MUNICIPALITIES, REGIONS, GeoDataError, LocationPrecision
from geo.source import Source
from layers.analysis.matrix import Chosen, notices
from layers.analysis.matrix import matrix as measured_by
from layers.analysis.profile import profile
from layers.catalog import CHOROPLETHS, choropleth
from layers.catalog.model import Choropleth, Hexagons, Outlines, Points, Shapes
from layers.extract import events, hexagons, matrix, qgis, yearly
from layers.extract import profile as profiles
from layers.extract.describe import columns
from layers.extract.part import Part, part_of
from layers.extract.profile import PROFILE
from layers.scene import notes
from layers.scene.choropleth import shade
from layers.scene.citation import cite, retrieved
from layers.scene.hexagons import notices as cell_notices
from layers.scene.mark_model import NODATA
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator, translator
from layers.validation import check

MUNICIPAL: Final = "municipalities"
_VALUES: Final = ("value", "value_low", "value_high")
_EVERYTHING: Final = ("measures", matrix.MATRIX, yearly.LONG)
"""Tables of more sources than was selected: beside others they do not lengthen the citation."""


@dataclass(frozen=True)
class Extract:
    """The tables of an extract and their common metadata."""

    title: str
    lang: str
    selection: Mapping[str, str]
    period: tuple[str, str]
    version: str
    retrieved: str
    citation: str
    notes: tuple[str, ...]
    sources: tuple[Source, ...]
    parts: tuple[Part, ...]


def collect(selection: Selection, tables: Tables, chosen: Chosen | None = None) -> Extract:
    """Collect the data of a selection.

    The municipalities that the map colours, with the selected measure; the events of the place, period, sources and
    types; the incidents; the features of each selected layer that intersect those municipalities. An event located
    to its municipality or more coarsely has no coordinates. Restricted sources are included as counts by municipality
    and month; their features are left out.

    Parameters
    ----------
    chosen
        What the table of municipalities by measures shows.

    Raises
    ------
    GeoDataError
        The build lacks a place, a source of events or a layer of the selection.
    """
    check(selection, tables)
    t = translator(selection.lang)
    place = notes.place_name(selection, tables)
    active = choropleth(selection.choropleth) if selection.choropleth else None
    title = notes.heading(place, t(active.title), t) if active else t("{place}: data", place=place)
    overlays = tables.overlays_of(selection)
    municipal = _municipalities(selection, tables, active, t)
    wide = measured_by(selection, tables, chosen or Chosen.usual(selection))
    found: list[Part | None] = [
        municipal,
        _measures(selection, tables, t),
        matrix.part(wide, tables, t) if wide.columns else None,
        *yearly.by_year(selection, tables, active, t),
        *events.events(selection, tables, overlays, t),
    ]
    found += [events.by_municipality(layer, selection, tables, t) for layer in overlays if isinstance(layer, Points)]
    found += [events.incidents(selection, tables, t)]
    found += [_shapes(layer, selection, tables, t) for layer in overlays if isinstance(layer, Shapes)]
    found += [hexagons.part(layer, selection, tables, t) for layer in overlays if isinstance(layer, Hexagons)]
    found += [_regions(layer, selection, tables, t) for layer in overlays if isinstance(layer, Outlines)]
    parts = tuple(part for part in found if part is not None and (len(part.table) or part is municipal))
    return packaged(title, selection, tables, _notes(selection, tables, active, t), parts)


def collect_matrix(selection: Selection, tables: Tables, chosen: Chosen) -> Extract:
    """Collect municipalities by measures alone.

    Raises
    ------
    GeoDataError
        The build lacks the place; the order is by a column that is not in the table.
    """
    check(selection, tables)
    t = translator(selection.lang)
    found = measured_by(selection, tables, chosen)
    title = t("{place}: municipalities by measures", place=notes.place_name(notes.around(selection), tables))
    selection = replace(selection, choropleth=None)
    return packaged(title, selection, tables, notices(found, selection, tables, t), (matrix.part(found, tables, t),))


def collect_profile(selection: Selection, tables: Tables, compare_with: str = "") -> Extract:
    """Collect every measure of the selected municipality.

    Parameters
    ----------
    compare_with
        Code of a municipality to compare it with; by default the median of those around it.

    Raises
    ------
    GeoDataError
        No municipality is selected, or the build lacks it.
    """
    if not selection.municipality_code:
        remedy = "select one with --municipality"
        raise GeoDataError(
            "there is a profile of one municipality only", column="table", value=PROFILE, remedy=remedy
        )
    check(selection, tables)
    t = translator(selection.lang)
    found = profile(selection, tables, t, compare_with)
    table = profiles.part(found, tables, t)
    missing = [f"{each.title}: {each.reach}" for each in found.missing]
    return packaged(table.title, replace(selection, choropleth=None), tables, (*found.caveats, *missing), (table,))


def packaged(
    title: str, selection: Selection, tables: Tables, texts: Sequence[str], parts: tuple[Part, ...], period: str = ""
) -> Extract:
    """Put tables together with what cites and explains them; ``texts`` are what they do not show.

    ``period`` is that of the title, if it is not the one of the selection.
    """
    cited = tuple(part for part in parts if part.name not in _EVERYTHING or len(parts) == 1)
    day = retrieved(tables)
    return Extract(
        title=f"{title}, {period}" if period else title,
        lang=selection.lang,
        selection=selection.to_query(),
        period=(selection.start, selection.end),
        version=tables.version,
        retrieved=day.isoformat() if day else "",
        citation=cite(title, selection, tables, _used(selection, cited, tables), period=period),
        notes=(*texts, *notes.colophon(tables, translator(selection.lang))),
        sources=tuple(tables.sources[name] for name in _used(selection, parts, tables)),
        parts=parts,
    )


def _municipalities(selection: Selection, tables: Tables, layer: Choropleth | None, t: Translator) -> Part:
    table = tables.municipalities.set_index("municipality_code", drop=False)
    table = table.loc[tables.shown_codes(selection)]
    table = table.assign(selected=table.index.isin(tables.selected_codes(selection)))
    legend: dict[str | int, str] = {}
    style = qgis.plain()
    if layer:
        shaded = shade(layer, selection, tables, list(table.index))
        years, numbers = _values(layer, selection, tables, table.index)
        classes = pd.Series(list(shaded["class_codes"]), index=table.index)
        table = table.assign(
            measure=shaded["title"],
            **numbers,
            unit=shaded["unit"],
            years=years,
            **{"class": pd.to_numeric(classes.where(classes != NODATA)).astype("Int8")},
        )
        legend = {row["class"]: f"{row['label']} {shaded['unit']}" for row in shaded["classes"]}
        style = qgis.classes(shaded)
    if not tables.has_boundaries:
        table = table.set_geometry(events.seats(table))
    table = _move_last(table.reset_index(drop=True), "geometry")
    described = tuple(
        replace(column, codes=legend) if column.name == "class" else column
        for column in columns(table, MUNICIPALITIES, tables.sources, t)
    )
    return Part(MUNICIPAL, t("Municipalities"), table, described, style if tables.has_boundaries else None)


def _measures(selection: Selection, tables: Tables, t: Translator) -> Part:
    """Every measure with data in the period, one row per municipality and measure."""
    places = tables.municipalities.set_index("municipality_code").loc[tables.selected_codes(selection)]
    pieces = []
    for layer in CHOROPLETHS.values():
        years, numbers = _values(layer, selection, tables, places.index)
        if years:
            piece = places[["municipality", "department"]].assign(measure=t(layer.title), **numbers)
            pieces.append(piece.assign(unit=t(layer.measure.unit), years=years, source=layer.measure.source))
    names = ["municipality_code", "municipality", "department", "measure", *_VALUES, "unit", "years", "source"]
    table = pd.concat(pieces).reset_index() if pieces else pd.DataFrame(columns=names)
    return part_of(
        "measures",
        t("Every measure by municipality"),
        table.reindex(columns=names),
        MUNICIPALITIES,
        tables.sources,
        t,
    )


def _values(
    layer: Choropleth, selection: Selection, tables: Tables, codes: pd.Index
) -> tuple[str | None, dict[str, pd.Series | float]]:
    """Years of a layer's value, and the value with its low and high estimates if it has a band."""
    named = dict(zip(_VALUES, (layer.measure.variable, *(layer.band or ())), strict=False))
    found = {
        name: tables.values(replace(layer.measure, variable=variable), selection.years)
        for name, variable in named.items()
    }
    years = " ".join(str(year) for year in found["value"].attrs["years"]) or None
    return years, {name: values["value"].reindex(codes) if years else float("nan") for name, values in found.items()}


def _shapes(layer: Shapes, selection: Selection, tables: Tables, t: Translator) -> Part | None:
    table = tables.features.get(layer.table)
    if table is None:
        return None
    table = table[table["source"].isin([name for name in layer.sources if not tables.is_restricted(name)])]
    if layer.dated:
        table = table[(table["year"] <= int(selection.end[:4])).fillna(value=False).astype(bool)]
    if tables.has_boundaries:
        outlines = tables.municipalities.set_index("municipality_code").geometry.loc[tables.shown_codes(selection)]
        near = shapely.STRtree(table.geometry.to_numpy()).query(outlines.to_numpy(), predicate="intersects")[1]
        table = table.iloc[sorted(set(near))]
    style = qgis.shapes(layer.line, layer.pattern)
    return part_of(layer.id, t(layer.title), table.reset_index(drop=True), FEATURES, tables.sources, t, style)


def _regions(layer: Outlines, selection: Selection, tables: Tables, t: Translator) -> Part | None:
    if not tables.has_boundaries:
        return None
    table = tables.municipalities[tables.municipalities["municipality_code"].isin(tables.shown_codes(selection))]
    groups = [(name, table.loc[table["region"] == name].geometry.to_numpy()) for name in REGIONS]
    outlines = {name: shapely.coverage_union_all(shapes) for name, shapes in groups if len(shapes)}
    regions = gpd.GeoDataFrame({"region": list(outlines)}, geometry=list(outlines.values()), crs=CRS)
    return part_of(
        layer.id, t(layer.title), regions, MUNICIPALITIES, tables.sources, t, qgis.shapes(layer.color, None, 0.5)
    )


def _used(selection: Selection, parts: tuple[Part, ...], tables: Tables) -> list[str]:
    """Ids of the sources whose data is in the parts, boundaries first."""
    found = ["dane_mgn"]
    if selection.choropleth:
        found += choropleth(selection.choropleth).sources
    for part in parts:
        found += part.sources
        if "source" in part.table:
            found += sorted(part.table["source"].unique())
    return [name for name in dict.fromkeys(found) if name in tables.sources]


def _notes(selection: Selection, tables: Tables, active: Choropleth | None, t: Translator) -> list[str]:
    events = tables.events_of(selection)
    texts = notes.notices(selection, tables, [active] if active else [], [], t)
    texts += [text for layer in tables.overlays_of(selection) for text in cell_notices(layer, selection, tables, t)]
    texts += shade(active, selection, tables, [])["notices"] if active else []
    for name, rows in events.groupby("source", observed=True):
        if not tables.is_restricted(str(name)):
            continue
        omitted = int(rows["municipality_code"].isna().sum()) if name in tables.sources else len(rows)
        if name in tables.sources:
            texts.append(
                t("{title}: its rows may not be redistributed; counts by municipality and month are given instead.",
                  title=t(tables.sources[str(name)].title))
            )  # fmt: skip
        if omitted:
            texts.append(t("{source}: {n} events are left out.", source=name, n=t.number(omitted)))
    named = [text for text in notes.actors(selection, tables, tables.event_sources, t) if text not in texts]
    texts += notes.uncovered_events(selection, tables, t)
    texts = [*texts, *named, *notes.year_only(selection, tables, tables.event_sources, t)]
    included = ~events["source"].map(tables.is_restricted).astype(bool)
    coarse = int((included & (events["location_precision"] > LocationPrecision.NEAR)).sum())
    if coarse:
        texts.append(
            t.plural(
                "{n} event has no coordinates: its place is known to the municipality at best.",
                "{n} events have no coordinates: their place is known to the municipality at best.",
                coarse,
            )
        )
    return texts


def _move_last(table: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    return table[[*(column for column in table.columns if column != name), name]]
