"""Convert publishers' vector layers to feature tables, for all sources with geometry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.area import hectares
from geo.lazy import gpd, np, pd, shapely
from geo.schema import CRS, FEATURES, GeoDataError, check

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Texts = str | pd.Series


def read_layer(path: Path, columns: Sequence[str], source: str) -> gpd.GeoDataFrame:
    """Read the named columns and the geometry of a vector file, in EPSG:4326.

    Raises
    ------
    GeoDataError
        If the file lacks a column, or does not state its CRS.
    """
    layer = gpd.read_file(path, columns=list(columns))
    absent = [name for name in columns if name not in layer.columns]
    if absent:
        raise GeoDataError(
            f"{path.name} has no such column",
            source=source,
            column=", ".join(absent),
            remedy="use the pinned file: the publisher may have renamed its fields",
        )
    if layer.crs is None:
        raise GeoDataError(
            f"{path.name} does not state its CRS",
            source=source,
            column="geometry",
            remedy="put its .prj file into the same folder",
        )
    return layer.to_crs(CRS)


def translate(values: pd.Series, words: Mapping[str, str], source: str) -> pd.Series:
    """Replace the publisher's terms by ours; raise if one is not in ``words``."""
    unknown = values[~values.isin(words.keys())]
    if len(unknown):
        raise GeoDataError(
            f"{len(unknown)} value(s) without a translation",
            source=source,
            column=str(values.name),
            value=unknown.iloc[0],
            remedy=f"add the word to geo.sources.{source}",
        )
    return values.map(words)


def number_repeats(ids: pd.Series) -> pd.Series:
    """Make repeated ids unique: the second of one id becomes ``<id>-2``.

    Examples
    --------
    >>> number_repeats(pd.Series(["a", "b", "a"])).tolist()
    ['a', 'b', 'a-2']
    """
    number = ids.groupby(ids).cumcount() + 1
    return ids.where(number == 1, ids + "-" + number.astype(str))


def feature_table(
    layer: gpd.GeoDataFrame,
    source: str,
    *,
    ids: pd.Series,
    kind: Texts,
    citation: Texts,
    name: pd.Series | None = None,
    year: pd.Series | int | None = None,
    measured: bool = True,
) -> gpd.GeoDataFrame:
    """Build the feature table of one source.

    Geometries are converted to two dimensions and made valid; of a mixture of points, lines and polygons, only the
    parts of the highest dimension are kept.

    Parameters
    ----------
    layer
        The geometries, EPSG:4326; the other arguments are aligned with it, or one value for all.
    ids
        The publisher's unique ids; ``feature_id`` is ``<source>:<id>``.
    kind, citation, name, year
        As in :data:`geo.schema.FEATURES`. Runs of white space in names are collapsed.
    measured
        False if areas would mislead because the polygons are clipped: ``area_ha`` is then missing, as it is for
        points and lines.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES` in the order of ``layer``. ``attrs["mended"]`` is the number of geometries that
        were invalid.

    Raises
    ------
    GeoDataError
        If a feature has no geometry, or the table violates the schema.
    """
    shapes = layer.geometry.to_numpy()
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if missing.any():
        raise GeoDataError(
            f"{missing.sum()} feature(s) have no geometry",
            source=source,
            column="geometry",
            value=ids.to_numpy()[missing][0],
            remedy="fetch the file again, or reject the feature in the loader",
        )
    geometry, repaired = _repair(shapes)
    areal = np.isin(shapely.get_type_id(geometry), (3, 6)) & measured
    titles = pd.Series(None, index=layer.index) if name is None else name
    table = gpd.GeoDataFrame(
        {
            "feature_id": f"{source}:" + ids.astype(str),
            "source": source,
            "kind": kind,
            "name": titles.map(lambda text: " ".join(text.split()), na_action="ignore").astype(str),
            "year": pd.Series(pd.NA if year is None else year, index=layer.index).astype("Int16"),
            "area_ha": np.where(areal, hectares(geometry), np.nan),
            "citation": citation,
        },
        geometry=gpd.GeoSeries(geometry, index=layer.index, crs=CRS),
    ).reset_index(drop=True)
    table.attrs["mended"] = repaired
    return check(table, FEATURES, source)


def _repair(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], int]:
    """Geometries in two dimensions, made valid, and how many were invalid."""
    flat: NDArray[np.object_] = shapely.force_2d(shapes)
    broken = ~shapely.is_valid(flat)
    flat[broken] = shapely.make_valid(flat[broken], method="structure", keep_collapsed=False)
    for index in np.flatnonzero(shapely.get_type_id(flat) == 7):
        parts = shapely.get_parts(flat[index])
        dimension = shapely.get_dimensions(parts)
        flat[index] = shapely.union_all(parts[dimension == dimension.max()])
    return flat, int(broken.sum())
