"""Convert registers of violence to the events table.

The registers of the Colombian state share a layout: a date of which parts may be unknown, a DIVIPOLA code that may be
that of a department or of no place at all, and a count of people or acts. Most have no id, and the meaning of a row
differs: a case, a victim, or the day's total of a municipality. This module reads the common layout; the modules of
:mod:`geo.sources` declare the meaning of a row.

None of these registers states the location inside a municipality, so their events have no geometry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from geo.lazy import gpd, np, pd
from geo.readers.calendar import dates_from_parts, known_part
from geo.readers.text import raise_for, read_text
from geo.schema import CRS, EVENTS, LocationPrecision, check
from geo.source import Source, locate

CASE_COLUMNS: Final = (
    "ID Caso",
    "Año",
    "Mes",
    "Día",
    "Código DANE de Municipio",
    "Modalidad",
    "Presunto Responsable",
    "Descripción Presunto Responsable",
    "Total de Víctimas del Caso",
)
"""The columns of a SIEVCAC workbook (the CNMH's information system) that :func:`case_table` reads."""

_UNSTATED: Final = frozenset(
    {"", "ND", "NO APLICA", "NO REGISTRA", "NO REPORTA", "NO REPORTADO", "SIN INFORMACIÓN", "SIN INFORMACION"}
    | {"DESCONOCIDA", "DESCONOCIDO", "NO IDENTIFICADA", "NO IDENTIFICADO"}
    | {"OTRA", "OTRA ¿CUÁL?", "OTRO", "OTRO ¿CUÁL?"}
)
"""Values that mean *unknown* or *not stated*."""


def read(source: Source, raw: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read ``columns`` of a source's first file as text, so that codes keep their zeros.

    Returns
    -------
    pandas.DataFrame
        One row per row of the file, in its order; an empty cell is empty text.

    Raises
    ------
    GeoDataError
        If the file is missing, or lacks a column.
    """
    return read_text(locate(source.files[0], raw), {name: name for name in columns}, source).fillna("")


def parse_counts(text: pd.Series, source: Source, *, least: int = 0) -> pd.Series:
    """Parse whole numbers of at least ``least``, as ``Int32``.

    Raises
    ------
    GeoDataError
        If a value is anything else: with a thousands separator, a decimal, an empty cell.
    """
    digits = text.str.fullmatch(r"\d{1,9}")
    number = pd.to_numeric(text.where(digits)).astype("Int32")
    wrong = ~digits | (number < least).fillna(value=True)
    raise_for(text[wrong], f"not a whole number of at least {least}", source)
    return number


def parse_places(codes: pd.Series, source: Source) -> pd.DataFrame:
    """Parse DIVIPOLA codes as registers write them.

    ``05790`` is a municipality; ``05000`` is a department, the municipality being unknown; ``00000`` is an unknown
    place; ``EXVEN``, ``EXECU`` and other ``EX…`` are abroad.

    Returns
    -------
    pandas.DataFrame
        ``municipality_code``, ``department_code``, ``location_precision``, ``located_by``.

    Raises
    ------
    GeoDataError
        If a value is anything else, such as a code that lost its leading zero.
    """
    digits = codes.str.fullmatch(r"\d{5}")
    raise_for(codes[~digits & ~codes.str.fullmatch(r"EX\w{3}")], "not five digits", source)
    national = ~digits | (codes == "00000")
    departmental = ~national & codes.str.endswith("000")
    municipal = ~national & ~departmental
    precision = np.select(
        [municipal, departmental],
        [LocationPrecision.MUNICIPALITY, LocationPrecision.DEPARTMENT],
        LocationPrecision.COUNTRY,
    )
    return pd.DataFrame(
        {
            "municipality_code": codes.where(municipal),
            "department_code": codes.str[:2].where(~national),
            "location_precision": precision.astype("int8"),
            "located_by": pd.Series("code", index=codes.index, dtype=str).where(municipal),
        }
    )


def describe_rows(rows: pd.DataFrame, labels: Mapping[str, str]) -> pd.Series:
    """Description of each row: one sentence per stated column; null if none is stated.

    Parameters
    ----------
    labels
        The columns to describe, with their labels.

    Examples
    --------
    >>> rows = pd.DataFrame({"arma": ["ARMA DE FUEGO", "NO REPORTADO"]})
    >>> describe_rows(rows, {"arma": "Arma o medio"}).tolist()
    ['Arma o medio: arma de fuego.', nan]
    """
    text = pd.Series("", index=rows.index, dtype=str)
    for column, label in labels.items():
        value = rows[column]
        value = value.mask(value.str.isupper(), value.str.lower())
        text = text + (f" {label}: " + value + ".").where(is_stated(rows[column]), "")
    return text.str.strip().where(text != "")


def event_table(
    source: Source,
    dates: pd.DataFrame,
    codes: pd.Series,
    *,
    event_type: str,
    source_event_type: str | pd.Series,
    ids: pd.Series | None = None,
    actor_1: pd.Series | None = None,
    actor_2: pd.Series | None = None,
    killed: pd.Series | None = None,
    victims: pd.Series | None = None,
    description: pd.Series | None = None,
) -> gpd.GeoDataFrame:
    """Build the events table of a register, one event per row.

    Parameters
    ----------
    dates, codes
        Dates from :mod:`geo.readers.calendar`, and codes for :func:`parse_places`.
    ids
        The register's ids. By default date, code and the row's number among those of that date and code
        (``2023-03-19-05790-8``). Equal rows are separate events: nothing shows that they are one.
    killed
        The number of people killed; low, best and high are equal.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`, as many rows as ``codes``, in its order.
    """
    if ids is None:
        key = known_part(dates) + "-" + codes
        ids = key + "-" + (key.groupby(key).cumcount() + 1).astype(str)
    nothing = pd.Series(None, index=codes.index, dtype=str)
    unknown = pd.Series(pd.NA, index=codes.index, dtype="Int32")
    deaths = unknown if killed is None else killed
    place = parse_places(codes, source)
    columns = {
        "event_id": f"{source.id}:" + ids,
        "source": source.id,
        "source_event_id": ids,
        "event_type": event_type,
        "source_event_type": source_event_type,
        "actor_1": nothing if actor_1 is None else actor_1,
        "actor_2": nothing if actor_2 is None else actor_2,
        "fatalities_low": deaths,
        "fatalities_best": deaths,
        "fatalities_high": deaths,
        "victims": unknown if victims is None else victims,
        "description": nothing if description is None else description,
        "citation": f"{source.publisher} ({source.period})",
        **{name: dates[name] for name in dates},
        **{name: place[name] for name in place},
    }
    table = pd.DataFrame(columns, index=codes.index)
    no_geometry = gpd.GeoSeries([None] * len(table), index=table.index, crs=CRS)
    events = gpd.GeoDataFrame(table, geometry=no_geometry)[list(EVENTS.columns)]
    return check(events, EVENTS, source.id)


def case_table(
    source: Source,
    cases: pd.DataFrame,
    *,
    event_type: str,
    source_event_type: str | pd.Series,
    labels: Mapping[str, str],
    killed: bool,
) -> gpd.GeoDataFrame:
    """Build the events table of a SIEVCAC workbook, one event per case.

    The actor is the organisation that is presumed responsible, or its kind (guerrilla, paramilitary group ...) if no
    name is stated. Coordinates are not read: they are those of administrative units, with no stated precision.

    Parameters
    ----------
    cases
        :data:`CASE_COLUMNS` and the columns of ``labels``, as :func:`read` returns them.
    labels
        Columns of the description, see :func:`describe_rows`.
    killed
        Whether the victims of a case are people killed.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`.
    """
    year, month, day = (parse_counts(cases[part], source) for part in ("Año", "Mes", "Día"))
    victims = parse_counts(cases["Total de Víctimas del Caso"], source, least=1)
    kind, organisation = cases["Presunto Responsable"], cases["Descripción Presunto Responsable"]
    return event_table(
        source,
        dates_from_parts(year, month, day, source),
        cases["Código DANE de Municipio"],
        event_type=event_type,
        source_event_type=source_event_type,
        ids=cases["ID Caso"],
        actor_1=organisation.where(is_stated(organisation), kind.where(is_stated(kind))),
        killed=victims if killed else None,
        victims=victims,
        description=describe_rows(cases, labels),
    )


def repeat_rows(rows: pd.DataFrame, number: pd.Series) -> pd.DataFrame:
    """Repeat every row ``number`` times: a row that counts n acts becomes n events."""
    return rows.loc[rows.index.repeat(number.astype("int64"))].reset_index(drop=True)


def is_stated(text: pd.Series) -> pd.Series:
    """Whether a cell says something; registers write *unknown* and *not stated* in many words."""
    return ~text.str.upper().isin(_UNSTATED)
