"""Pack a series of rasters of few classes into one band, two bits for each, small enough to keep in git."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import rasterio
from rasterio.windows import Window

from geo.schema import GeoDataError

_BITS: Final = 2
_BLOCK: Final = 256  # as in MapBiomas' files, so that sums are made in the same order
_LAYOUT: Final[Mapping[str, Any]] = {
    "tiled": True,
    "blockxsize": _BLOCK,
    "blockysize": _BLOCK,
    "compress": "deflate",
    "zlevel": 9,
    "sparse_ok": True,
}


def pack(rasters: list[tuple[Path, Mapping[int, tuple[int, str]]]], path: Path) -> list[dict[str, Any]]:
    """Write a series of rasters of one grid as one band of 8 bits, two bits each.

    Classes that no variable stands for are written as 0.

    Parameters
    ----------
    rasters
        At most four, each with its classes ``{value: (year, variable)}``, values from 1 to 3.

    Returns
    -------
    list of dict
        For each: ``shift``, ``bits`` and ``classes``.

    Raises
    ------
    GeoDataError
        If the rasters have different grids, nodata values, or classes that two bits cannot hold.
    """
    fields = [
        {
            "shift": _BITS * k,
            "bits": _BITS,
            "classes": {str(value): list(meaning) for value, meaning in classes.items()},
        }
        for k, (_, classes) in enumerate(rasters)
    ]
    opened = [rasterio.open(source) for source, _ in rasters]
    first = opened[0]
    alike = all(
        (data.crs, data.transform, data.shape) == (first.crs, first.transform, first.shape) for data in opened
    )
    fits = len(rasters) * _BITS <= 8 and all(0 < value < 1 << _BITS for _, classes in rasters for value in classes)
    if not (alike and fits and all(data.nodata is None for data in opened)):
        raise GeoDataError(
            "cannot be packed: the grids differ, a nodata value is set, or two bits do not hold the classes",
            source=str(rasters[0][0]),
            remedy="bundle them in another form",
        )
    grid = {"crs": first.crs, "transform": first.transform, "width": first.width, "height": first.height}
    with rasterio.open(path, "w", driver="GTiff", dtype="uint8", count=1, **grid, **_LAYOUT) as out:
        for top in range(0, first.height, _BLOCK):
            window = Window(0, top, first.width, min(_BLOCK, first.height - top))
            packed = np.zeros((window.height, window.width), dtype=np.uint8)
            for k, (data, (_, classes)) in enumerate(zip(opened, rasters, strict=True)):
                values = data.read(1, window=window)
                known = np.isin(values, list(classes))
                packed |= np.where(known, values, 0).astype(np.uint8) << np.uint8(_BITS * k)
            out.write(packed, 1, window=window)
    for data in opened:
        data.close()
    return fields
