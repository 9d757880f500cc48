"""A user's files, written and handed to an importer."""

import json
from datetime import date
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import box

from geo.importers.reading import Reading, Request
from geo.schema import CRS

TODAY = date(2026, 11, 22)
SQUARE = box(-75.0, 7.5, -74.9, 7.6)


def request(path: Path, **said) -> Request:
    """Ask for the import of a file, under the name ``demo`` unless it says another."""
    return Request(path, said.pop("name", "demo"), TODAY, **said)


def write(path: Path, *rows: dict, **kwargs) -> Path:
    """Write rows as the format that the file's name says."""
    table = pd.DataFrame(rows)
    if path.suffix == ".json":
        path.write_text(json.dumps({"success": True, "data": list(rows)}), "utf-8")
    elif path.suffix == ".xlsx":
        table.to_excel(path, index=False)
    else:
        table.to_csv(path, index=False, **kwargs)
    return path


def reasons(reading: Reading) -> list[str]:
    """Why each row was refused; of an accepted row nothing."""
    return reading.report["reason"].tolist()


def layer(path: Path, shapes: list, **columns: list) -> Path:
    """Write shapes with their columns."""
    gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS).to_file(path)
    return path
