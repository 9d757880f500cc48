"""An extract as bytes; in every format the same data gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import shapely

from geo.escaping import for_spreadsheet
from layers.extract.describe import EXTRACT_COLUMNS, Column
from layers.extract.part import Part
from layers.extract.parts import Extract
from layers.text.i18n import N_, Lang, Translator, translator

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""Time stamp of files in archives: the earliest that the format allows."""

_DECIMALS: Final = 6


def without_geometry(part: Part, lang: Lang) -> Part:
    """A part for formats without geometries: points become ``lon`` and ``lat``, formulas are escaped."""
    table, described = pd.DataFrame(part.table), part.columns
    if isinstance(part.table, gpd.GeoDataFrame):
        shapes = part.table.geometry
        table, described = table.drop(columns="geometry"), described[:-1]
        if "lon" not in table and "seat_lon" not in table and shapes.geom_type.dropna().eq("Point").all():
            t = translator(lang)
            table = table.assign(lon=shapes.x, lat=shapes.y)
            described = (*described, *(Column(name, "number", t(EXTRACT_COLUMNS[name])) for name in ("lon", "lat")))
    for column in described:
        if column.kind == "string":
            table[column.name] = table[column.name].map(for_spreadsheet, na_action="ignore")
    return replace(part, table=table, columns=described)


def to_csv(part: Part, about: Extract) -> bytes:
    """CSV in UTF-8 with a byte order mark, so that spreadsheets read accents."""
    plain = without_geometry(part, lang_of(about))
    text: str = plain.table.to_csv(
        index=False, lineterminator="\n", date_format="%Y-%m-%d", quoting=csv.QUOTE_MINIMAL
    )
    return text.encode("utf-8-sig")


def to_geojson(part: Part, about: Extract) -> bytes:
    """GeoJSON (RFC 7946) with the metadata as member ``metadata``; coordinates rounded to 1e-6 degrees."""
    shapes: Iterable[Any] = [None] * len(part.table)
    table = pd.DataFrame(part.table)
    if isinstance(part.table, gpd.GeoDataFrame):
        rounded = shapely.transform(part.table.geometry.to_numpy(), lambda xy: np.round(xy, _DECIMALS))
        shapes = (shapely.geometry.mapping(shape) if shape else None for shape in shapely.orient_polygons(rounded))
        table = table.drop(columns="geometry")
    rows = _plain_values(table)
    features = [
        {"type": "Feature", "properties": dict(zip(table.columns, row, strict=True)), "geometry": shape}
        for row, shape in zip(rows, shapes, strict=True)
    ]
    collection = {
        "type": "FeatureCollection",
        "name": part.name,
        "metadata": descriptor(about, [part], "geojson"),
        "features": features,
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def to_parquet(part: Part, about: Extract) -> bytes:
    """GeoParquet 1.0 if there is a geometry; metadata under the key ``datapackage``, descriptions of the fields."""
    buffer = io.BytesIO()
    part.table.to_parquet(buffer, index=False)
    table = pq.read_table(buffer)
    schema = table.schema
    for index, column in enumerate(part.columns):
        description = {"description": column.meaning} | ({"codes": _dumped(column.codes)} if column.codes else {})
        schema = schema.set(index, schema.field(index).with_metadata(description))
    package = {b"datapackage": _dumped(descriptor(about, [part], "parquet")).encode()}
    schema = schema.with_metadata({**(table.schema.metadata or {}), **package})
    output = io.BytesIO()
    pq.write_table(table.cast(schema), output, compression="zstd")
    return output.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP archive that does not depend on the time or the system."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, 0o644 << 16, 3
            archive.writestr(entry, content)
    return buffer.getvalue()


def descriptor(about: Extract, parts: Iterable[Part], suffix: str, paths: Mapping[str, str] | None = None) -> Any:
    """The metadata of an extract as a Frictionless data package.

    Parameters
    ----------
    parts
        The parts to describe.
    suffix
        Their format.
    paths
        Path of the file of each part, if the metadata is a file of its own.
    """
    t = translator(lang_of(about))
    is_spreadsheet = suffix in ("csv", "xlsx")
    resources = []
    for part in parts:
        shown = without_geometry(part, lang_of(about)) if is_spreadsheet else part
        resource: dict[str, Any] = {"name": part.name.replace("_", "-"), "title": part.title}
        resource |= {"path": paths[part.name], "format": suffix} if paths else {}
        if suffix == "csv":
            resource |= {"profile": "tabular-data-resource", "encoding": "utf-8-sig", "mediatype": "text/csv"}
        resource["schema"] = {"fields": [_field(column) for column in shown.columns], "missingValues": [""]}
        resources.append(resource)
    notes = [*about.notes, *([t(APOSTROPHE)] if is_spreadsheet else [])]
    return {
        "name": "terrapaz-" + (resources[0]["name"] if len(resources) == 1 else "extract"),
        "title": about.title,
        "description": " ".join(notes),
        "version": about.version,
        "created": f"{about.retrieved}T00:00:00Z" if about.retrieved else None,
        "citation": about.citation,
        "language": about.lang,
        "temporal": {"start": about.period[0], "end": about.period[1]},
        "selection": dict(about.selection),
        "notes": notes,
        "sources": [
            {
                "title": t(source.title),
                "path": source.publisher_url,
                "publisher": source.publisher,
                "attribution": t(source.attribution),
                "licence": t(source.licence),
                "period": t(source.period),
                "caveats": [t(caveat) for caveat in source.caveats],
            }
            for source in about.sources
        ],
        "resources": resources,
    }


APOSTROPHE: Final = N_(
    "In CSV and XLSX a text that begins with =, +, -, @ or a control character has an apostrophe before it, so that "
    "no spreadsheet runs it as a formula. Shapes are in GeoPackage, GeoJSON, GeoParquet and KML."
)


def _field(column: Column) -> dict[str, Any]:
    kind = "any" if column.kind == "geometry" else column.kind
    field: dict[str, Any] = {"name": column.name, "type": kind, "description": column.meaning}
    if column.codes:
        field["categories"] = [{"value": code, "label": label} for code, label in column.codes.items()]
    return field


def about_rows(about: Extract, t: Translator) -> list[tuple[str, str]]:
    """What a reader of a table should know first: what it is, how to cite it, and whose numbers it has."""
    rows = [
        (t("Title"), about.title),
        (t("Period"), t.period(*about.period)),
        (t("Data version"), about.version),
        (t("Data retrieved up to"), about.retrieved),
        (t("Citation"), about.citation),
        *((t("Note"), note) for note in about.notes),
    ]
    rows += [
        (t("Source"), f"{t(source.title)}. {t(source.attribution)}. {t(source.licence)}. {source.publisher_url}")
        for source in about.sources
    ]
    return [*rows, *((part.name, part.title) for part in about.parts)]


def _plain_values(table: pd.DataFrame) -> Iterable[tuple[Any, ...]]:
    """Rows of values that JSON supports; missing is None."""
    columns = []
    for name in table.columns:
        values = table[name]
        if pd.api.types.is_datetime64_any_dtype(values):
            columns.append([None if pd.isna(day) else day.date().isoformat() for day in values])
        else:
            columns.append([None if pd.isna(value) else value for value in values.tolist()])
    return zip(*columns, strict=True) if columns else iter(())


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def lang_of(about: Extract) -> Lang:
    """The language of its texts."""
    return "en" if about.lang == "en" else "es"
