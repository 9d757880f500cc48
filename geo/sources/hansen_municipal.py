"""Tree cover loss under any canopy, 2001 to 2025: the maps of Hansen et al. counted by municipality by a third party.

Every cell that lost its trees counts, however thin they stood. Global Forest Watch (:mod:`geo.sources.gfw_loss`)
counts cells with a canopy over 30 % in 2000 alone: two variables, of which one never continues the other.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from geo.definition import Definition
from geo.lazy import np, pd
from geo.readers.text import padded, read_json
from geo.schema import INDICATORS, GeoDataError, check
from geo.source import Coverage, RawFile, Source, Variable, locate

YEARS: Final = tuple(range(2001, 2026))

_COPY: Final = (
    "https://raw.githubusercontent.com/tomascorreag/MapColombia/07451df6c0952d11b4d1acfb216322ad62bd50ee"
    "/data/processed/frontend"
)

SOURCE: Final = Source(
    id="hansen_municipal",
    title="Tree cover loss, any canopy (Global Forest Change)",
    publisher="Hansen/UMD/Google/USGS/NASA, Global Forest Change GFC-2025-v1.13, counted by municipality by"
    " MapColombia",
    publisher_url="https://storage.googleapis.com/earthenginepartners-hansen/GFC-2025-v1.13/download.html",
    licence="CC BY 4.0 (UMD); cite Hansen et al. 2013",
    attribution="Hansen/UMD/Google/USGS/NASA",
    period="2001-2025",
    retrieved="2026-11-28",
    kind="indicators",
    files=(
        RawFile(
            "hansen_municipal/deforestation.json",
            "84778c71898d9137bff8aa12be1771de63b9f85039ad80d405d3a33e3d25123a",
            f"{_COPY}/deforestation.json",
        ),
        RawFile(
            "hansen_municipal/munis.json",
            "e29c622486af1e47e9e20ec296305bf936d1ff76eda739f68817d67a167b3fb2",
            f"{_COPY}/munis.json",
        ),
    ),
    coverage=Coverage(
        "2001-01-01",
        "2025-12-31",
        YEARS,
        "listed",
        note="1,118 municipalities; San Andrés, Providencia and La Guadalupe (Guainía) have no figure.",
        breaks=(2011, 2012, 2013, 2015),
    ),
    variables=(Variable("tree_cover_loss_any_canopy", "ha", "Tree cover loss, any canopy"),),
    next_release=(
        "The maps come out once a year, according to WRI (of 2025 on 29 April 2026); whether they will be counted by "
        "municipality again was not announced."
    ),
    next_release_url="https://www.globalforestwatch.org/blog/data-and-tools/2025-tree-cover-loss-data-explained/",
    definition=Definition(
        counts="Trees over 5 m that disappeared from a cell, natural or planted",
        threshold="None: any canopy",
        resolution="Cells of 30 m, added up by year and municipality",
        suits="For loss under sparse trees too, and for years that the table of Global Forest Watch does not have.",
    ),
    caveats=(
        "Loss of tree cover over 5 m, plantations and fires included: not deforestation, and not netted with"
        " regrowth.",
        "Every canopy counts: in the country 7 to 10 % more than Global Forest Watch's loss over 30 % canopy since"
        " 2013, 1 to 4 % more before. Another variable, never one series with it.",
        "The detection of loss changed for 2011 to 2013 and again from 2015: later years may be higher for that"
        " reason alone.",
        "Cells of 30 m, their area corrected for latitude, counted by a third party in the boundaries of MGN 2023: in"
        " those of the map a municipality may differ.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the hectares; nothing else of the files is read.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS`: ``tree_cover_loss_any_canopy`` (ha), 2001-2025, to a tenth of a hectare.

    Raises
    ------
    GeoDataError
        A file that is missing or is no JSON, or two files that do not fit each other.
    """
    loss, index = (read_json(locate(file, raw), SOURCE) for file in SOURCE.files)
    hectares, rows = _hectares(loss, index)
    codes = padded(pd.Series([str(index["codes"][row]) for row in rows], dtype=str, name="codes"), SOURCE)
    table = pd.DataFrame(
        {
            "municipality_code": np.repeat(codes.to_numpy(), len(YEARS)),
            "year": np.tile(np.array(YEARS, dtype="int16"), len(rows)),
            "variable": SOURCE.variables[0].id,
            "unit": SOURCE.variables[0].unit,
            "value": hectares.ravel(),
            "source": SOURCE.id,
        }
    )
    return check(
        table.sort_values(["year", "municipality_code"], ignore_index=True).astype({"municipality_code": str}),
        INDICATORS,
        SOURCE.id,
    )


def _hectares(loss: Any, index: Any) -> tuple[Any, list[int]]:
    """Hectares, a row a municipality and a column a year, and where in the index each row's municipality is."""
    try:
        rows, hectares = loss["m"], np.array(loss["loss"], dtype=float)
        fits = tuple(loss["years"]) == YEARS and hectares.shape == (len(rows), len(YEARS))
        fits = fits and all(0 <= row < len(index["codes"]) for row in rows)
    except (KeyError, TypeError, ValueError):
        fits = False
    if not fits or not np.isfinite(hectares).all():
        raise GeoDataError(
            f"{SOURCE.files[0].path} lacks a year, a municipality or a figure",
            source=SOURCE.id,
            column="years, m, loss",
            remedy=f"run terrapaz fetch {SOURCE.id} again; if the publisher changed the file, mend the loader",
        )
    return hectares, rows
