"""Tree cover loss from the rasters of Hansen et al., tabulated by municipality of the boundaries at hand.

Global Forest Watch's workbook (:mod:`geo.sources.gfw_loss`) has the same rasters by GADM unit. Here they are
tabulated by DANE's municipalities, Solita included, and three years further. A tile is 10 x 10 degrees and 40,000 x
40,000 cells; ``terrapaz fetch hansen`` downloads them. The name of a tile holds its release, and a build reads the
tiles of one release.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from geo.schema import GeoDataError
from geo.source import Coverage, RawFile, Source, Variable

if TYPE_CHECKING:
    from geo.zones import ThresholdedRaster

CANOPY: Final = 30
"""Canopy cover in 2000, per cent, above which a cell counts as forest: the default of Global Forest Watch."""
TILES: Final = ("20N_090W", "20N_080W", "10N_080W", "10N_070W", "00N_080W", "00N_070W")
"""North-west corners of the tiles of Colombia; the first has San Andrés and Providencia only."""
RELEASES: Final = ("GFC-2025-v1.13", "GFC-2024-v1.12")
"""Releases that the publisher has tiles of, newest first. The newest is read, unless the environment variable
``TERRAPAZ_HANSEN`` names another."""

_STORE: Final = "https://storage.googleapis.com/earthenginepartners-hansen"


def declare(release: str = RELEASES[0]) -> Source:
    """Declare the source of a release.

    Parameters
    ----------
    release
        As the publisher names it, one of :data:`RELEASES` or a later one: the last year of loss and the version.

    Raises
    ------
    GeoDataError
        If ``release`` is not such a name.
    """
    match = re.fullmatch(r"GFC-(20\d\d)-v\d+\.\d+", release)
    if not match:
        raise GeoDataError(
            "not the name of a release",
            source="hansen",
            column="TERRAPAZ_HANSEN",
            value=release,
            remedy=f"name one, such as {' or '.join(RELEASES)}",
        )
    last = int(match[1])
    return Source(
        id="hansen",
        title="Tree cover loss (Global Forest Change)",
        publisher="Hansen/UMD, Google, USGS, NASA",
        publisher_url=f"{_STORE}/{release}/download.html",
        licence="CC BY 4.0",
        attribution="Hansen/UMD/Google/USGS/NASA",
        period=f"2001-{last} ({release})",
        kind="raster",
        files=tuple(_file(release, layer, tile) for layer in ("lossyear", "treecover2000") for tile in TILES),
        coverage=Coverage(
            "2001-01-01",
            f"{last}-12-31",
            tuple(range(2001, last + 1)),
            "country",
            absent_is_zero=True,
            note="Every cell of 30 m was looked at in every year.",
            breaks=(2011, 2012, 2013, 2015),
        ),
        variables=(Variable("tree_cover_loss", "ha", f"Tree cover loss, canopy over {CANOPY} %"),),
        optional=True,
        next_release="Once a year, according to WRI; the loss of 2025 was published on 29 April 2026.",
        next_release_url="https://www.globalforestwatch.org/blog/data-and-tools/2025-tree-cover-loss-data-explained/",
        caveats=(
            "Loss of tree cover over 5 m, plantations and fires included: not deforestation, and not netted with"
            " regrowth.",
            "Better detection from 2011 and again from 2015 may raise later years against earlier ones.",
            "A cell belongs to the municipality of its centre and counts once, in the year of its first loss.",
            "Each release replaces the whole series: it adds a year, and earlier years may differ from those of the"
            " release before. Two releases are never read together.",
        ),
    )


def _file(release: str, layer: str, tile: str) -> RawFile:
    name = f"Hansen_{release}_{layer}_{tile}.tif"
    return RawFile(f"hansen/{name}", url=f"{_STORE}/{release}/{name}")


SOURCE: Final = declare(os.environ.get("TERRAPAZ_HANSEN", RELEASES[0]))


def load(raw: Path, source: Source = SOURCE) -> list[tuple[ThresholdedRaster, dict[int, tuple[int, str]]]]:
    """Loss by year where there was forest, and the year that each class stands for.

    Returns
    -------
    list of (ThresholdedRaster, {class: (year, variable)})
        One entry. 30 m cells in EPSG:4326, uint8: 0 no loss, k loss in 2000 + k.
    """
    from geo.zones import (
        ThresholdedRaster,  # with it come compilers: nothing that a look at the catalogue should wait for
    )

    paths = [raw / file.path for file in source.files]
    half = len(paths) // 2
    years = {year - 2000: (year, source.variables[0].id) for year in source.coverage.years}
    return [(ThresholdedRaster(paths[:half], paths[half:], above=CANOPY), years)]
