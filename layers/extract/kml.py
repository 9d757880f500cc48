"""An extract as KML, for Google Earth: a folder for each part with shapes, coloured like the map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

import geopandas as gpd
import pandas as pd
from fastkml import (
    KML,
    Data,
    Document,
    ExtendedData,
    Folder,
    IconStyle,
    KmlDateTime,
    LineStyle,
    Placemark,
    PolyStyle,
    StyleUrl,
    TimeSpan,
    create_kml_geometry,
)
from fastkml import Style as KmlStyle

from geo.escaping import for_xml
from layers.extract.describe import Column
from layers.extract.formats import about_rows, lang_of, zipped
from layers.extract.part import Part
from layers.extract.parts import Extract
from layers.text.i18n import Translator, translator

_NAMES: Final = ("title_{lang}", "municipality", "name", "event_type", "region", "kind")
"""Columns that name a place on the globe, the best first."""

_DECIMALS: Final = 6
"""Of degrees."""

_DIGITS: Final = 4
"""Decimals of other numbers."""

_FILL, _SOLID = "b3", "ff"
"""Opacity: the ground can be seen through an area."""


def to_kml(about: Extract) -> bytes:
    """KML 2.2 with names, values and times; features without a place are left out, and the description counts them.

    A number that is missing reads *no data*. Google Earth shows descriptions as HTML, so every text is escaped.
    """
    t = translator(lang_of(about))
    parts = [part for part in about.parts if isinstance(part.table, gpd.GeoDataFrame)]
    rows = [f"<b>{escape(for_xml(name))}</b>: {escape(for_xml(text))}" for name, text in about_rows(about, t)]
    document = Document(
        name=for_xml(about.title),
        description="<br>".join(rows),
        styles=[style for part in parts for style in _styles(part)],
        features=[_folder(part, about, t) for part in parts],
    )
    return KML(features=[document]).to_string(precision=_DECIMALS, prettyprint=False).encode()


def to_kmz(about: Extract) -> bytes:
    """The same, compressed."""
    return zipped({"doc.kml": to_kml(about)})


def _folder(part: Part, about: Extract, t: Translator) -> Folder:
    placed = part.table[part.table.geometry.notna()]
    without = len(part.table) - len(placed)
    note = t.plural("{n} row has no place.", "{n} rows have no place.", without) if without else None
    return Folder(name=for_xml(part.title), description=note, features=list(_placemarks(part, placed, about.lang, t)))


def _placemarks(part: Part, placed: gpd.GeoDataFrame, lang: str, t: Translator) -> Iterator[Placemark]:
    columns = [column for column in part.columns if column.kind != "geometry"]
    naming = next((column for each in _NAMES for column in columns if column.name == each.format(lang=lang)), None)
    for row, geometry in zip(placed.drop(columns="geometry").to_dict("records"), placed.geometry, strict=True):
        yield Placemark(
            name=_text(row[naming.name], naming, t) if naming else None,
            style_url=StyleUrl(url=f"#{_style_id(part, row)}"),
            times=_span(row),
            extended_data=ExtendedData(elements=list(_data(row, columns, t))),
            kml_geometry=create_kml_geometry(geometry),
        )


def _data(row: Mapping[Any, Any], columns: list[Column], t: Translator) -> Iterator[Data]:
    for column in columns:
        if (text := _text(row[column.name], column, t)) is not None:
            yield Data(name=column.name, value=text)


def _text(value: Any, column: Column, t: Translator) -> str | None:
    """A value as Google Earth shows it: the meaning of a code, a number, a day; a missing text is left out."""
    if pd.isna(value):
        return t("no data") if column.kind in ("integer", "number") else None
    if value in column.codes:
        return for_xml(column.codes[value])
    if column.kind == "date":
        return str(value.date().isoformat())
    return str(round(value, _DIGITS)) if column.kind == "number" else for_xml(str(value))


def _span(row: Mapping[Any, Any]) -> TimeSpan | None:
    if "date_start" not in row:
        return None
    first, last = (KmlDateTime(row[name].date()) for name in ("date_start", "date_end"))
    return TimeSpan(begin=first, end=last)


def _style_id(part: Part, row: Mapping[Any, Any]) -> str:
    style = part.style
    if style is None:
        return part.name
    value = row[style.column] if style.column else None
    key = "" if value is None or pd.isna(value) else str(value)
    return f"{part.name}-{key if key in style.colors else ''}"


def _styles(part: Part) -> Iterator[KmlStyle]:
    if part.style is None:
        return
    for value, color in part.style.colors.items():
        solid, fill = (f"{opacity}{color[5:7]}{color[3:5]}{color[1:3]}" for opacity in (_SOLID, _FILL))
        edge = "ff7b878f" if part.style.filled else solid
        drawn: list[IconStyle | LineStyle | PolyStyle] = [
            IconStyle(color=solid, scale=0.7),
            LineStyle(color=edge, width=1 if part.style.filled else 1.6),
            PolyStyle(color=fill, fill=part.style.filled, outline=True),
        ]
        yield KmlStyle(id=f"{part.name}-{value}", styles=drawn)
