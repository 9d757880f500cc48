"""Read a user's file as a table of text, without inferring types, so that codes keep their zeros."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio

from geo.importers.containers import LAYERS, SHEETS, unpacked
from geo.importers.workbook import read_sheets
from geo.schema import CRS, GeoDataError, one_of

_REMEDY: Final = "save it as CSV, workbook, GeoJSON, GeoPackage, KML or zipped shapefile"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SAMPLE: Final = 20
"""Lines in which the separator of a CSV file is looked for."""

_SEPARATOR: Final = re.compile(r"sep=(.)\r?\n")
"""The first line of a CSV file by which Excel knows its separator."""


def read_rows(path: Path, layers: Sequence[str] = (), header: int | None = None) -> pd.DataFrame:
    """Read a table: CSV (any usual separator and encoding), workbook, JSON or vector layer, zipped or not.

    Parameters
    ----------
    layers
        The layers or sheets to read, one after the other, of a file that has several.
    header
        The row of a table that has the names of its columns, from 1; by default the first that is not blank.

    Returns
    -------
    pandas.DataFrame
        Every cell as stripped text, missing ones empty, with the rows and column names of the file; for a layer also
        the geometries, in EPSG:4326.

    Raises
    ------
    GeoDataError
        If the file is missing, empty, in another format, or has two columns of one name, or a row that is longer than
        its header; if it has several layers or sheets and ``layers`` names none of them; if a layer does not state
        its CRS.
    """
    if not path.is_file():
        problem = "is a folder, not a file" if path.is_dir() else "no such file"
        raise GeoDataError(problem, source=str(path), remedy="name the file itself, or a zip file that contains it")
    with unpacked(path) as file:
        if file.suffix.lower() in SHEETS:
            return _from_workbook(file, layers, path, header)
        data = b"" if file.suffix.lower() in LAYERS else file.read_bytes()
        is_json = data.removeprefix(codecs.BOM_UTF8).lstrip()[:1] in (b"{", b"[")
        answer = _parse_json(data, path) if is_json else None
        # GDAL recognises GeoJSON, Esri's JSON and TopoJSON by their content.
        has_features = isinstance(answer, dict) and (
            "features" in answer or answer.get("type") in ("Feature", "Topology")
        )
        if file.suffix.lower() in LAYERS or has_features:
            layer: pd.DataFrame = _from_layers(file, layers, path)
            return layer
        table = _from_records(answer, path) if is_json else _from_csv(data, path, header)
        _choose([file.stem], layers, path)
        return table


def read_layer(path: Path, layers: Sequence[str] = ()) -> gpd.GeoDataFrame:
    """Read a vector layer, as :func:`read_rows` does.

    Raises
    ------
    GeoDataError
        If the file cannot be read, or has no geometry.
    """
    layer = read_rows(path, layers)
    if not isinstance(layer, gpd.GeoDataFrame):
        raise GeoDataError(
            "has no geometry",
            source=str(path),
            column="geometry",
            value=", ".join(layer.columns),
            remedy="import a layer (GeoJSON, GeoPackage, KML or zipped shapefile)",
        )
    return layer


def _choose(found: Sequence[str], wanted: Sequence[str], path: Path) -> list[str]:
    """The layers or sheets to read: those that the user names, else the only one."""
    if unknown := [name for name in wanted if name not in found]:
        raise GeoDataError(
            "has no such layer or sheet",
            source=str(path),
            column="--layer",
            value=", ".join(unknown),
            remedy=one_of(unknown[0], found),
        )
    if len(found) > 1 and not wanted:
        raise GeoDataError(
            f"has {len(found)} layers or sheets",
            source=str(path),
            column="--layer",
            value=", ".join(found),
            remedy="name those to read, each with --layer (or --sheet)",
        )
    return list(dict.fromkeys(wanted)) or list(found)


def _from_layers(file: Path, wanted: Sequence[str], path: Path) -> gpd.GeoDataFrame:
    try:
        if file.suffix.lower() == ".parquet":
            _choose([file.stem], wanted, path)
            return _layer(gpd.read_parquet(file), path)
        # Many GeoPackages have tables of styles, which have no geometry; many KML files have empty folders.
        layers = [str(name) for name, geometry in pyogrio.list_layers(file) if geometry is not None]
        found = [name for name in layers if pyogrio.read_info(file, layer=name, force_feature_count=True)["features"]]
        if not found:
            raise GeoDataError(
                "has no layer with features that have a geometry",
                source=str(path),
                column="geometry",
                value=", ".join(layers) or None,
                remedy="import a table as CSV",
            )
        parts = [_layer(gpd.read_file(file, layer=name), path) for name in _choose(found, wanted, path)]
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, GeoDataError):
            raise
        raise GeoDataError(f"cannot be read: {error}", source=str(path), remedy=_REMEDY) from error
    return gpd.GeoDataFrame(_joined(parts), geometry="geometry", crs=CRS)


def _layer(layer: pd.DataFrame, path: Path) -> gpd.GeoDataFrame:
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


def _from_workbook(file: Path, wanted: Sequence[str], path: Path, header: int | None) -> pd.DataFrame:
    filled = {
        name: cells for name, cells in read_sheets(file, path).items() if (cells.fillna("") != "").to_numpy().any()
    }
    chosen = _choose(list(filled), wanted, path) if filled else []
    if not chosen:
        raise GeoDataError("has no rows", source=str(path), remedy="save the sheet with its rows")
    return _joined([_headed(filled[name], path, header) for name in chosen])


def _from_csv(data: bytes, path: Path, header: int | None) -> pd.DataFrame:
    if b"\0" in data[:65536] and not data.startswith(_UTF16):
        raise GeoDataError("is not a text file", source=str(path), value=path.suffix or None, remedy=_REMEDY)
    text = _decode(data)
    if text.lstrip()[:1] == "<":
        raise GeoDataError(
            "is a web page or XML, not a table", source=str(path), value=text.lstrip()[:40], remedy=_REMEDY
        )
    stated = _SEPARATOR.match(text)
    separator = stated[1] if stated else _separator(text[:65536].splitlines()[(header or 1) - 1 :][:_SAMPLE])
    try:
        lines = list(
            csv.reader(
                io.StringIO(text[stated.end() if stated else 0 :], newline=""), delimiter=separator, strict=True
            )
        )
    except csv.Error as error:
        raise GeoDataError(f"is not a table: {error}", source=str(path), remedy="save it again as CSV") from error
    widest = max(map(len, lines), default=0)
    cells = [[*line, *[None] * (widest - len(line))] for line in lines]
    return _headed(pd.DataFrame(cells, dtype=str), path, header)


def _separator(lines: Sequence[str]) -> str:
    """The separator of the first line that shows one: a title has none."""
    for line in lines:
        with suppress(csv.Error):
            return csv.Sniffer().sniff(line, delimiters=",;\t|").delimiter
    return ","  # one column only


def _decode(data: bytes) -> str:
    for encoding in ("utf-16",) if data.startswith(_UTF16) else ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _parse_json(data: bytes, path: Path) -> Any:
    def record(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            _refuse_repeated(pd.Index([name for name, _ in pairs]), path)
        return found

    try:
        return json.loads(data, object_pairs_hook=record)
    except (ValueError, RecursionError) as error:
        if isinstance(error, GeoDataError):
            raise
        raise GeoDataError(f"is not JSON: {error}", source=str(path), remedy="download it again") from error


def _from_records(answer: Any, path: Path) -> pd.DataFrame:
    for envelope in ("data", "Result", "results"):
        if isinstance(answer, dict) and envelope in answer:
            answer = answer[envelope]
    is_table = isinstance(answer, list) and all(isinstance(row, dict) for row in answer)
    if is_table and any(row.get("type") == "Feature" and "geometry" in row for row in answer):
        raise GeoDataError(
            "is a list of features, not a collection of them", source=str(path), column="geometry",
            remedy='save it as GeoJSON: {"type": "FeatureCollection", "features": [...]}',
        )  # fmt: skip
    if not is_table:
        raise GeoDataError(
            "has no list of records", source=str(path), remedy="save the API's complete answer, or a GeoJSON"
        )
    return _clean(pd.DataFrame(answer, dtype=object).map(_text), path)


def _text(value: object) -> str:
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _headed(cells: pd.DataFrame, path: Path, header: int | None) -> pd.DataFrame:
    """A table whose first row that is not blank has the names: pandas would rename a repeated one.

    A column without a name is left out if it is blank, else named as pandas does, ``Unnamed: <number from 0>``.
    """
    cells = cells.iloc[(header or 1) - 1 :]
    filled = cells.fillna("") != ""
    cells = cells.loc[filled.any(axis="columns"), filled.any(axis="index")]
    if cells.empty:
        raise GeoDataError("has no rows", source=str(path), remedy="save it again with its rows")
    beyond = (cells.loc[:, cells.iloc[0].isna()].fillna("") != "").any(axis="columns")
    if beyond.any():
        raise GeoDataError(
            f"row {int(str(beyond.idxmax())) + 1} has more cells than the header, row {cells.index[0] + 1}",
            source=str(path),
            column="--header",
            value=", ".join(map(str, cells.iloc[0].dropna())),
            remedy="if the names of the columns are further down, state their row with --header; else remove the"
            " separator that is too many, or put quotes around the text that has it",
        )
    cells = cells.fillna("")
    names = [str(name).strip() or f"Unnamed: {number}" for number, name in cells.iloc[0].items()]
    return _clean(cells.iloc[1:].set_axis(names, axis="columns"), path)


def _clean(table: pd.DataFrame, path: Path) -> pd.DataFrame:
    table = table.set_axis([str(name).strip() for name in table.columns], axis="columns")
    _refuse_repeated(table.columns, path)
    if not len(table):
        raise GeoDataError("has no rows", source=str(path), remedy="save it again with its rows")
    table = table.reset_index(drop=True).astype(str)
    stripped: pd.DataFrame = table.apply(lambda column: column.str.strip())
    return stripped


def _refuse_repeated(names: pd.Index, path: Path) -> None:
    repeated = names[names.duplicated()]
    if len(repeated):
        raise GeoDataError(
            "two columns have the same name",
            source=str(path),
            column=str(repeated[0]),
            value=", ".join(map(str, names)),
            remedy="rename one of them, or remove it",
        )


def _joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Tables one below the other; a column that one of them lacks is empty there."""
    table = pd.concat(parts, ignore_index=True)
    texts = table.columns.drop("geometry", errors="ignore")
    return table.assign(**{name: table[name].fillna("") for name in texts})
