"""From a publisher's layer to a feature table: the one road that all sources with geometry take."""

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
        The file lacks a column, or does not say in which coordinates it is.
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
            f"{path.name} does not state its coordinate system",
            source=source,
            column="geometry",
            remedy="put its .prj file beside it",
        )
    return layer.to_crs(CRS)


def translate(values: pd.Series, words: Mapping[str, str], source: str) -> pd.Series:
    """Replace the publisher's words by ours; a word that is not in ``words`` is an error, never a gap."""
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


def numbered(ids: pd.Series) -> pd.Series:
    """Tell apart the parts of what its publisher gave one id: the second is ``<id>-2``.

    Examples
    --------
    >>> numbered(pd.Series(["a", "b", "a"])).tolist()
    ['a', 'b', 'a-2']
    """
    place = ids.groupby(ids).cumcount() + 1
    return ids.where(place == 1, ids + "-" + place.astype(str))


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

    Geometries lose their heights and are made valid; of a mixture of points, lines and polygons the parts of the
    highest dimension stay.

    Parameters
    ----------
    layer
        The geometries, EPSG:4326; the other arguments are aligned with it, or one value for all.
    ids
        What the publisher tells its features apart by; ``feature_id`` is ``<source>:<id>``.
    kind, citation, name, year
        As in :data:`geo.schema.FEATURES`. White space in names is tidied.
    measured
        False where an area would mislead, because the polygons are cut: ``area_ha`` is then missing, as it is for
        points and lines.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.FEATURES` in the order of ``layer``. ``attrs["mended"]`` counts the geometries that were
        invalid.

    Raises
    ------
    GeoDataError
        A feature without geometry, or a table that breaks the schema.
    """
    shapes = layer.geometry.to_numpy()
    gone = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    if gone.any():
        raise GeoDataError(
            f"{gone.sum()} feature(s) have no geometry",
            source=source,
            column="geometry",
            value=ids.to_numpy()[gone][0],
            remedy="get the file again, or drop the feature in the loader and say so",
        )
    geometry, mended = _mend(shapes)
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
    table.attrs["mended"] = mended
    return check(table, FEATURES, source)


def _mend(shapes: NDArray[np.object_]) -> tuple[NDArray[np.object_], int]:
    flat: NDArray[np.object_] = shapely.force_2d(shapes)
    broken = ~shapely.is_valid(flat)
    flat[broken] = shapely.make_valid(flat[broken], method="structure", keep_collapsed=False)
    for index in np.flatnonzero(shapely.get_type_id(flat) == 7):
        parts = shapely.get_parts(flat[index])
        dimension = shapely.get_dimensions(parts)
        flat[index] = shapely.union_all(parts[dimension == dimension.max()])
    return flat, int(broken.sum())
