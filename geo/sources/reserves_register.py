"""The national register of indigenous reserves: act, area and municipality of each, without geometry."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.schema import RESERVES_REGISTER, GeoDataError, check
from geo.source import Coverage, RawFile, Source

SOURCE: Final = Source(
    id="reserves_register",
    title="National register of indigenous reserves",
    publisher="Agencia Nacional de Tierras (ANT)",
    publisher_url="https://data-agenciadetierras.opendata.arcgis.com/",
    licence="ANT open data (CC BY-SA 4.0; confirm); repository has no licence",
    attribution="Agencia Nacional de Tierras",
    period="1956 to October 2025",
    retrieved="2026-11-22",
    kind="register",
    files=(
        RawFile(
            "reserves_register/resguardos_national_by_municipality_2026.csv",
            "5828adb9a26dcbff5f0d54f69a6595a67a8164bbeffb6195b0f9e1e8674f1fc4",
        ),
    ),
    coverage=Coverage(
        "1956-10-18",
        "2025-10-16",
        (),
        "country",
        note="Each reserve is filed under one municipality, although many reach into several.",
    ),
    caveats=(
        "A municipality that the register does not name may hold part of a reserve: silence is not zero.",
        "Areas are those of the acts, of the whole reserve, and not measured on a map.",
        "The date is that of the last act, which may enlarge an old reserve.",
    ),
)

_MUNICIPALITIES: Final = {
    ("05", "Cácerees"): "05120",
    ("05", "DABEIBA"): "05234",
    ("05", "MUTATÁ"): "05480",
    ("05", "URAMITA"): "05842",
    ("18", "Puerto Rico"): "18592",
    ("CAUCA", "POPAYAN"): "19001",
    ("19", "PIAMONTE"): "19533",
    ("CHOCÓ", "BAJO BAUDO"): "27077",
    ("27", "Bojayá"): "27099",
    ("CHOCÓ", "BOJAYA"): "27099",
    ("50", "PUERTO GAITÁN"): "50568",
    ("NARIÑO", "LA TOLA"): "52390",
    ("NARIÑO", "OLAYA HERRERA"): "52490",
    ("TOLIMA", "COYAIMA"): "73217",
    ("73", "Natagaima"): "73483",
    ("73", "ORTEGA"): "73504",
    ("81", "TAME"): "81794",
    ("86", "PUERTO ASIS"): "86568",
    ("86", "VALLE DEL GUAMUEZ"): "86865",
    ("GUAINIA", "INIRIDA"): "94001",
}
"""Codes of the municipalities that the register states by name, by its names of department and municipality."""

_COLUMNS: Final = {
    "ID": "reserve_id",
    "NOMBRE": "name",
    "PUEBLO": "people",
    "acto_tipo": "act_type",
    "acto_numero": "act_number",
    "acto_fecha": "act_date",
    "area_ha": "area_ha",
    "MUNICIPIO": "municipality_code",
}


def load(raw: Path) -> pd.DataFrame:
    """Read the 954 reserves.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.RESERVES_REGISTER`, sorted by ``reserve_id``. ``municipality_code`` is ``MUNICIPIO``;
        ``CODIGO_DAN`` is a number of reserves, not of municipalities.

    Raises
    ------
    GeoDataError
        If a municipality is neither a code nor a known name.
    """
    table = pd.read_csv(raw / SOURCE.files[0].path, dtype=str, keep_default_na=False)
    written = list(zip(table["DEPARTAMEN"], table["MUNICIPIO"], strict=True))
    named = pd.Series([_MUNICIPALITIES.get(place) for place in written], index=table.index, dtype=object)
    code = table["MUNICIPIO"].where(table["MUNICIPIO"].str.fullmatch(r"\d{5}"), named)
    unknown = [place for place, known in zip(written, code.notna(), strict=True) if not known]
    if unknown:
        raise GeoDataError(
            f"{len(unknown)} municipality(ies) are neither a five-digit code nor a known name",
            source=SOURCE.id,
            column="MUNICIPIO",
            value=unknown[0],
            remedy="add the place to geo.sources.reserves_register",
        )
    table = table.assign(MUNICIPIO=code)[list(_COLUMNS)].rename(columns=_COLUMNS)
    table = table.assign(
        name=table["name"].str.split().str.join(" ").astype(str),
        act_number=table["act_number"].str.strip(),
        people=table["people"].where(table["people"] != ""),
        act_date=pd.to_datetime(table["act_date"], format="%Y-%m-%d").astype("datetime64[us]"),
        area_ha=table["area_ha"].astype(float),
    ).sort_values("reserve_id", ignore_index=True)
    return check(table, RESERVES_REGISTER, SOURCE.id)
