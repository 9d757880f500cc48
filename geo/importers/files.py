"""Read a user's file as a table of text, without inferring types, so that codes keep their zeros."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd

from geo.schema import CRS, GeoDataError

LAYERS: Final = frozenset({".geojson", ".gpkg", ".shp", ".kml", ".fgb", ".parquet"})
SHEETS: Final = frozenset({".xlsx", ".xls", ".ods"})


def read_rows(path: Path) -> pd.DataFrame:
    """Read a table: CSV (any usual separator and encoding, zipped or not), workbook, JSON or vector layer.

    Returns
    -------
    pandas.DataFrame
        Every cell as stripped text, missing ones empty, with the rows and column names of the file; for a layer also
        the geometries, in EPSG:4326.

    Raises
    ------
    GeoDataError
        If the file is missing, empty, in another format, or has two columns of one name.
    """
    if not path.is_file():
        raise GeoDataError("no such file", source=str(path))
    suffix = path.suffix.lower()
    if suffix in LAYERS:
        layer: pd.DataFrame = read_layer(path)
        return layer
    if suffix in SHEETS:
        table: pd.DataFrame = pd.read_excel(path, dtype=str, engine="calamine", keep_default_na=False)
    else:
        data = _unzip(path)
        table = _from_json(data, path) if data.lstrip()[:1] in (b"{", b"[") else _from_csv(data, path)
    return _clean(table, path)


def read_layer(path: Path) -> gpd.GeoDataFrame:
    """Read a vector layer; attributes as :func:`read_rows` returns them, geometries in EPSG:4326.

    Raises
    ------
    GeoDataError
        If the layer does not state its CRS.
    """
    try:
        layer = gpd.read_parquet(path) if path.suffix.lower() == ".parquet" else gpd.read_file(path)
    except (OSError, ValueError, RuntimeError) as error:
        raise GeoDataError(f"cannot be read: {error}", source=str(path)) from error
    if not isinstance(layer, gpd.GeoDataFrame):
        raise GeoDataError("the layer has no geometry", source=str(path), remedy="import it as a table (CSV)")
    if layer.crs is None:
        raise GeoDataError(
            "does not state its CRS",
            source=str(path),
            column="geometry",
            remedy="save it again with its CRS (for a shapefile, the .prj file)",
        )
    attributes = layer.drop(columns=layer.geometry.name).map(_text)
    return gpd.GeoDataFrame(_clean(attributes, path), geometry=layer.geometry.to_crs(CRS).to_numpy(), crs=CRS)


def _unzip(path: Path) -> bytes:
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        tables = [name for name in archive.namelist() if name.lower().endswith((".csv", ".json"))]
        if len(tables) != 1:
            raise GeoDataError(
                f"the archive contains {len(tables)} tables",
                source=str(path),
                value=", ".join(tables) or None,
                remedy="unpack it and import one CSV or JSON file",
            )
        return archive.read(tables[0])


def _from_csv(data: bytes, path: Path) -> pd.DataFrame:
    text = _decode(data)
    head = text[:65536]
    try:
        separator = csv.Sniffer().sniff(head.partition("\n")[0], delimiters=",;\t|").delimiter
    except csv.Error:
        separator = ","  # one column only
    try:
        return pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, skip_blank_lines=True)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise GeoDataError(f"is not a table: {error}", source=str(path), remedy="save it again as CSV") from error


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _from_json(data: bytes, path: Path) -> pd.DataFrame:
    try:
        answer: Any = json.loads(data)
    except ValueError as error:
        raise GeoDataError(f"is not JSON: {error}", source=str(path), remedy="download it again") from error
    for envelope in ("data", "Result", "results"):
        if isinstance(answer, dict) and envelope in answer:
            answer = answer[envelope]
    if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
        raise GeoDataError("has no list of records", source=str(path), remedy="save the API's complete answer")
    return pd.DataFrame(answer, dtype=object).map(_text)


def _text(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _clean(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    table.columns = [str(name).strip() for name in table.columns]
    repeated = table.columns[table.columns.duplicated()]
    if len(repeated):
        raise GeoDataError(
            "two columns have the same name", source=str(path), column=repeated[0], remedy="rename one of them"
        )
    if not len(table):
        raise GeoDataError("has no rows", source=str(path))
    table = table.reset_index(drop=True).astype(str)
    stripped: pd.DataFrame = table.apply(lambda column: column.str.strip())
    return stripped
