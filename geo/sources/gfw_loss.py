"""Tree cover loss by municipality, as Global Forest Watch publishes it from the Hansen/UMD maps.

The workbook identifies GADM's municipalities by name. GADM 3.6 has coarse boundaries of the 1990s, so a figure is of
GADM's unit of that name, not of the boundary on the map; the crosswalk notes where the two differ by half or more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.definition import Definition
from geo.lazy import pd
from geo.readers.crosswalk import apply_crosswalk, read_crosswalk
from geo.readers.once import once
from geo.rejects import set_aside
from geo.schema import INDICATORS, GeoDataError, check
from geo.source import Coverage, RawFile, Source, Variable, locate

SHEET: Final = "Subnational 2 tree cover loss"
CANOPY: Final = 30
"""Canopy cover in 2000, per cent, above which GFW counts tree cover by default."""
YEARS: Final = tuple(range(2001, 2023))

SOURCE: Final = Source(
    id="gfw_loss",
    title="Tree cover loss (Global Forest Watch)",
    publisher="Global Forest Watch (WRI), Hansen/UMD",
    publisher_url="https://www.globalforestwatch.org",
    licence="CC BY 4.0",
    attribution="Hansen/UMD/Google/USGS/NASA, accessed through Global Forest Watch",
    period="2001-2022",
    retrieved="2026-11-22",
    kind="indicators",
    files=(
        RawFile(
            "gfw_loss/COL_gfw_2001-2022.xlsx",
            "37409bce6a4a87cfbeabcfc77f3a5ec62a46af02e6c37bdcb207f45bf5ce0262",
            "https://raw.githubusercontent.com/intro-to-data-science-23-workshop/09-leaflet-satam-jimenez-hossain/"
            "0a8a4e0d0fc2aa212a27945270a9b8ab062f635e/COL.xlsx",
        ),
        RawFile("crosswalks/gfw_gadm.csv", tracked=True),
    ),
    coverage=Coverage(
        "2001-01-01",
        "2022-12-31",
        YEARS,
        "listed",
        breaks=(2011, 2012, 2013, 2015),
        note="1,062 municipalities; the 59 that GADM 3.6 does not know, Solita among them, have no figure.",
    ),
    variables=(
        Variable("tree_cover_loss", "ha", f"Tree cover loss, canopy over {CANOPY} %"),
        Variable("tree_cover_2000", "ha", f"Tree cover in 2000, canopy over {CANOPY} %", over_years="last"),
    ),
    next_release="Once a year, according to WRI; the loss of 2025 was published on 29 April 2026.",
    next_release_url="https://www.globalforestwatch.org/blog/data-and-tools/2025-tree-cover-loss-data-explained/",
    definition=Definition(
        counts="Trees over 5 m that disappeared from a cell, natural or planted",
        threshold=f"Canopy over {CANOPY} % in 2000",
        resolution="Cells of 30 m, added up by year and unit of GADM 3.6",
        suits="To compare municipalities of the whole country by one method, beside the tree cover of each in 2000.",
    ),
    caveats=(
        "Loss of tree cover over 5 m, plantations and fires included: not deforestation, and not netted with"
        " regrowth.",
        "Better detection from 2011 and again from 2015 may raise later years against earlier ones.",
        "Figures are for the units of GADM 3.6, whose lines are old and rough: in 300 of 1,062 the area differs by"
        " more than a quarter from DANE's (Nechí has 491 km² there and 938 km² here), so put loss against GFW's own"
        " tree cover, not against a municipality's area.",
        "Published to the hectare for each municipality: their sum misses GFW's own figure for a department by a few"
        " hectares, 8 at most (Caquetá 2017: 62,151 here, 62,150 there).",
        "GADM knows 15 of Caquetá's 16 municipalities: the area of Solita is counted in its neighbours, as are 58"
        " other young municipalities elsewhere.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the hectares at a canopy threshold of 30 %.

    GADM units that are one municipality today (Cumaribo's three) are added up.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS` with ``tree_cover_loss`` (ha, 2001-2022) and ``tree_cover_2000`` (ha, 2000).

    Raises
    ------
    GeoDataError
        If the crosswalk lacks a name, or the workbook lacks a column.
    """
    data, names = (locate(file, raw) for file in SOURCE.files)
    table = _sheet(data)
    columns = {"extent_2000_ha": ("tree_cover_2000", 2000)}
    columns |= {f"tc_loss_ha_{year}": ("tree_cover_loss", year) for year in YEARS}
    missing = sorted({"subnational1", "subnational2", "threshold", *columns} - set(table.columns))
    if missing:
        raise GeoDataError(
            "the workbook lacks columns", source=SOURCE.id, value=missing, remedy="fetch the pinned release again"
        )
    table = table[table["threshold"] == CANOPY]
    code = apply_crosswalk(table[["subnational1", "subnational2"]], read_crosswalk(names), SOURCE.id)
    hectares = table[list(columns)].groupby(code).sum()
    pieces = [
        pd.DataFrame(
            {
                "municipality_code": hectares.index,
                "year": year,
                "variable": variable,
                "unit": "ha",
                "value": hectares[column].to_numpy(float),
                "source": SOURCE.id,
            }
        )
        for column, (variable, year) in columns.items()
    ]
    return check(pd.concat(pieces, ignore_index=True).astype({"year": "int16"}), INDICATORS, SOURCE.id)


def rejects(raw: Path) -> pd.DataFrame:
    """Count the rows of canopy thresholds other than :data:`CANOPY`."""
    sheet = _sheet(locate(SOURCE.files[0], raw))
    other = sheet.loc[sheet["threshold"] != CANOPY, "threshold"].value_counts().sort_index()
    return set_aside("threshold " + other.index.astype(str), f"another canopy threshold than {CANOPY} %", other)


@once
def _sheet(path: Path) -> pd.DataFrame:
    return pd.read_excel(path, sheet_name=SHEET, engine="calamine")
