"""Municipal boundaries: DANE's Marco Geoestadístico Nacional, in editions.

The edition of the boundaries changes results (San Vicente del Caguán gained about 2,730 km² from La Macarena after
2018), so it is a parameter of the build, recorded in the manifest and printed on every map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from geo.lazy import gpd, np, pyogrio, shapely
from geo.readers.names import proper_name
from geo.schema import CRS, GeoDataError, one_of
from geo.source import Coverage, RawFile, Source


@dataclass(frozen=True)
class Edition:
    """One release of the municipal boundaries.

    Attributes
    ----------
    id, title
        The argument of ``terrapaz build --boundaries``, and the title printed on maps.
    file
        Its file in ``data/raw``.
    fields
        Names of the file's fields by :data:`FIELDS`; those of the MGN where none are stated.
    """

    id: str
    title: str
    file: RawFile
    fields: Mapping[str, str] = field(default_factory=dict)


EDITIONS: Final = {
    edition.id: edition
    for edition in (
        Edition(
            "mgn2018-limits2021",
            "MGN 2018, limits of 2021",
            RawFile(
                "dane_mgn/municipios_mgn2018_limits2021.geojson",
                "d0c7c8ea0addfa34af4dd5b742756be5efdd0b39a14d8ea6bf1fa536f4f45d60",
            ),
        ),
        Edition(
            "mgn2018",
            "MGN 2018",
            RawFile(
                "dane_mgn/colombia_2018.topojson",
                "edf1832417bfbf215ff327b67c8d64bdb922ae29b73718ed43ba4b0e02a21143",
                "https://raw.githubusercontent.com/caticoa3/colombia_mapa/"
                "97ab309d2bb5dc12030e6019a8e0e5696d580435/colombia_2018.topojson",
            ),
        ),
        Edition(
            "mgn2021",
            "MGN 2021",
            RawFile(
                "dane_mgn_2021/mgn2021_municipios.geojson",
                "d8dbb378154a0c88d7160e1a86a9353ee399490cdbce7b64ed71aa4e8f1d72a1",
            ),
        ),
        Edition(
            "mgn2025",
            "MGN 2025",
            RawFile(
                "dane_mgn/MGN2025_ADM_MPIO_GRAFICO_(geojson).zip",
                url="https://geoportal.dane.gov.co/descargas/mgn_2025/MGN2025_ADM_MPIO_GRAFICO_(geojson).zip",
            ),
        ),
    )
}
DEFAULT: Final = EDITIONS["mgn2018-limits2021"]

SOURCE: Final = Source(
    id="dane_mgn",
    title="Municipal boundaries",
    publisher="DANE, Marco Geoestadístico Nacional",
    publisher_url="https://geoportal.dane.gov.co",
    licence="CC BY 4.0",
    attribution="Departamento Administrativo Nacional de Estadística - DANE: www.dane.gov.co",
    period="2018, with the limits of 2021 where they changed",
    retrieved="2026-11-22",
    kind="register",
    files=(DEFAULT.file,),
    coverage=Coverage("2018-01-01", "2021-12-31", (2018, 2019, 2020, 2021), "country"),
    caveats=(
        "The default edition has the lines of MGN 2018 with the 2021 limits of San Vicente del Caguán, La Macarena,"
        " Calamar and El Retorno; with the limits of 2018, Caquetá is 2,755 km² smaller.",
        "Areas are measured on the polygons, on the ellipsoid; DANE's official figures differ by up to 0.5 %.",
    ),
)

FIELDS: Final = {
    "municipality_code": ("MPIO_CCNCT", "MPIO_CDPMP", "mpio_cdpmp", "mpio_ccnct", "divipola"),
    "municipality": ("MPIO_CNMBR", "mpio_cnmbr", "municipio"),
    "department": ("DPTO_CNMBR", "dpto_cnmbr", "departamento"),
}
"""What is read of the boundaries, with the names that the field has in the releases."""


def edition(wanted: str, fields: Mapping[str, str] | None = None) -> Edition:
    """Return an edition by its id, or one of a user's file.

    Parameters
    ----------
    fields
        As in :class:`Edition`.

    Raises
    ------
    GeoDataError
        If ``wanted`` is neither the id of an edition nor a file.
    """
    if unknown := sorted(set(fields or ()) - FIELDS.keys()):
        raise GeoDataError(
            "is no field of the boundaries", column="--map", value=unknown[0], remedy=one_of(unknown[0], FIELDS)
        )
    if wanted in EDITIONS and fields:
        raise GeoDataError(
            "maps fields of a file",
            column="--map",
            value=wanted,
            remedy="name the file with --boundaries, or leave it out",
        )
    if wanted in EDITIONS:
        return EDITIONS[wanted]
    path = Path(wanted).expanduser().resolve()
    if path.is_file():
        return Edition(path.stem, path.name, RawFile(str(path)), fields or {})
    raise GeoDataError(
        "no such edition of the boundaries, and no such file",
        source=SOURCE.id,
        column="--boundaries",
        value=wanted,
        remedy=f"{one_of(wanted, EDITIONS)}, or the path of an MGN release",
    )


def load(raw: Path, edition: Edition = DEFAULT) -> gpd.GeoDataFrame:
    """Read one edition.

    Returns
    -------
    geopandas.GeoDataFrame
        ``municipality_code``, ``municipality``, ``department_code``, ``department``, ``geometry`` (EPSG:4326),
        sorted by code.

    Raises
    ------
    GeoDataError
        If the file has no known code field, a code is not five digits or is repeated, or a polygon is invalid.
    """
    path = raw / edition.file.path
    table = _read(path)
    code, name, department = (_field(table, each, edition, path) for each in FIELDS)
    codes = table[code].astype(str)
    bad = codes[~codes.str.fullmatch(r"\d{5}") | codes.duplicated()]
    if len(bad):
        raise GeoDataError(
            f"{len(bad)} municipality code(s) are not five digits or are repeated",
            source=str(path),
            column=code,
            value=bad.iloc[0],
            remedy="use the municipal layer of the MGN, with codes as text",
        )
    geometry = table.geometry
    broken = codes[~geometry.is_valid | geometry.is_empty]
    if len(broken):
        raise GeoDataError(
            f"{len(broken)} polygon(s) are invalid or empty: {shapely.is_valid_reason(geometry[broken.index[0]])}",
            source=str(path),
            column="geometry",
            value=broken.iloc[0],
            remedy="repair them with shapely.make_valid, keeping shared borders, and build again",
        )
    return gpd.GeoDataFrame(
        {
            "municipality_code": codes,
            "municipality": table[name].map(proper_name),
            "department_code": codes.str[:2],
            "department": table[department].map(proper_name),
        },
        geometry=geometry,
        crs=CRS,
    ).sort_values("municipality_code", ignore_index=True)


def _read(path: Path) -> gpd.GeoDataFrame:
    where = f"zip://{path}" if path.suffix == ".zip" else path
    try:
        layers = [str(name) for name, geometry in pyogrio.list_layers(where) if geometry is not None]
        municipal = [name for name in layers if "MPIO" in name.upper()] or layers
        if len(municipal) > 1:
            raise ValueError(f"it has {len(municipal)} layers, {', '.join(municipal)}")  # noqa: TRY301
        table = gpd.read_file(where, layer=municipal[0])
        if table.crs is None and np.abs(table.total_bounds).max() > 180:
            raise ValueError("its coordinates are no degrees, and its CRS is not stated")  # noqa: TRY301
        return table.set_crs(CRS) if table.crs is None else table.to_crs(CRS)
    except (RuntimeError, ValueError, LookupError, AttributeError, OSError) as error:
        raise GeoDataError(
            f"is no layer of municipalities: {error}",
            source=str(path),
            column="--boundaries",
            remedy="name DANE's municipal layer: shapefile, zipped or not, GeoPackage or GeoJSON",
        ) from error


def _field(table: gpd.GeoDataFrame, ours: str, edition: Edition, path: Path) -> str:
    names = (edition.fields[ours],) if ours in edition.fields else FIELDS[ours]
    for name in names:
        if name in table.columns:
            return name
    raise GeoDataError(
        f"has none of the fields {', '.join(names)}",
        source=str(path),
        column="--boundaries",
        value=", ".join(map(str, table.columns)),
        remedy=f"use DANE's municipal layer, or name the field, as in --map {ours}=FIELD",
    )
