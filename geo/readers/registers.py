"""Registers of violence into the events table.

The registers of Colombia's state share a shape: a date of which parts may be unknown, a DIVIPOLA code that may stand
for a whole department or for no place at all, and a count of people or acts. Most have no id, and what one row
stands for differs: a case, a victim, or the day's total of a municipality. The shape is read here once; what a row
stands for is said by each module of :mod:`geo.sources`.

None of these registers says where inside a municipality something happened, so none of their events has a geometry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from geo.lazy import gpd, np, pd
from geo.readers.calendar import calendar, known_part
from geo.readers.text import read_text, refuse
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

_SILENT: Final = frozenset(
    {"", "ND", "NO APLICA", "NO REGISTRA", "NO REPORTA", "NO REPORTADO", "SIN INFORMACIÓN", "SIN INFORMACION"}
    | {"DESCONOCIDA", "DESCONOCIDO", "NO IDENTIFICADA", "NO IDENTIFICADO"}
    | {"OTRA", "OTRA ¿CUÁL?", "OTRO", "OTRO ¿CUÁL?"}
)
"""Words by which a register says that it does not know, or does not say."""


def read(source: Source, raw: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read ``columns`` of a source's first file as text, so that no code loses its zeros.

    Returns
    -------
    pandas.DataFrame
        One row for each of the file, in its order; an empty cell is empty text.

    Raises
    ------
    GeoDataError
        The file is not there, or lacks a column.
    """
    return read_text(locate(source.files[0], raw), {name: name for name in columns}, source).fillna("")


def count(text: pd.Series, source: Source, *, least: int = 0) -> pd.Series:
    """Whole numbers of at least ``least``, as ``Int32``.

    Raises
    ------
    GeoDataError
        Anything else: a thousands comma, a decimal, an empty cell.
    """
    digits = text.str.fullmatch(r"\d{1,9}")
    number = pd.to_numeric(text.where(digits)).astype("Int32")
    wrong = ~digits | (number < least).fillna(value=True)
    refuse(text[wrong], f"not a whole number of at least {least}", source)
    return number


def places(codes: pd.Series, source: Source) -> pd.DataFrame:
    """What a DIVIPOLA code as registers write it says of a place.

    ``05790`` is a municipality; ``05000`` a department without its municipality; ``00000`` an unknown place;
    ``EXVEN``, ``EXECU`` and other ``EX…`` lie abroad.

    Returns
    -------
    pandas.DataFrame
        ``municipality_code``, ``department_code``, ``location_precision``, ``located_by``.

    Raises
    ------
    GeoDataError
        Anything else, such as a code that lost its leading zero.
    """
    digits = codes.str.fullmatch(r"\d{5}")
    refuse(codes[~digits & ~codes.str.fullmatch(r"EX\w{3}")], "not five digits", source)
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


def say(rows: pd.DataFrame, labels: Mapping[str, str]) -> pd.Series:
    """One sentence a column that says something (``labels``: column to its label), null where none does.

    Examples
    --------
    >>> rows = pd.DataFrame({"arma": ["ARMA DE FUEGO", "NO REPORTADO"]})
    >>> say(rows, {"arma": "Arma o medio"}).tolist()
    ['Arma o medio: arma de fuego.', nan]
    """
    text = pd.Series("", index=rows.index, dtype=str)
    for column, label in labels.items():
        word = rows[column]
        word = word.mask(word.str.isupper(), word.str.lower())
        text = text + (f" {label}: " + word + ".").where(_told(rows[column]), "")
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
    killed: pd.Series | None = None,
    victims: pd.Series | None = None,
    description: pd.Series | None = None,
) -> gpd.GeoDataFrame:
    """Put the columns of a register together, one event a row.

    Parameters
    ----------
    dates, codes
        As :func:`days` or :func:`calendar` return them, and as :func:`places` reads them.
    ids
        The register's ids. Without: date, code and the row's place in file order among those of that date and
        code (``2023-03-19-05790-8``). Equal rows stay apart: nothing says that they are one event.
    killed
        One number of people killed, so low, best and high are equal.

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
    place = places(codes, source)
    columns = {
        "event_id": f"{source.id}:" + ids,
        "source": source.id,
        "source_event_id": ids,
        "event_type": event_type,
        "source_event_type": source_event_type,
        "actor_1": nothing if actor_1 is None else actor_1,
        "actor_2": nothing,
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
    nowhere = gpd.GeoSeries([None] * len(table), index=table.index, crs=CRS)
    events = gpd.GeoDataFrame(table, geometry=nowhere)[list(EVENTS.columns)]
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
    """Events from the cases of a SIEVCAC workbook, one each.

    The actor is the organisation that is presumed responsible, or its kind (guerrilla, paramilitary group ...) where
    none is named. Coordinates are not read: they stand for administrative places, and their precision is not stated.

    Parameters
    ----------
    cases
        :data:`CASE_COLUMNS` and the columns of ``labels``, as :func:`read` returns them.
    labels
        What the description tells, see :func:`say`.
    killed
        The case's victims are people killed.

    Returns
    -------
    geopandas.GeoDataFrame
        :data:`geo.schema.EVENTS`.
    """
    year, month, day = (count(cases[part], source) for part in ("Año", "Mes", "Día"))
    victims = count(cases["Total de Víctimas del Caso"], source, least=1)
    kind, organisation = cases["Presunto Responsable"], cases["Descripción Presunto Responsable"]
    return event_table(
        source,
        calendar(year, month, day, source),
        cases["Código DANE de Municipio"],
        event_type=event_type,
        source_event_type=source_event_type,
        ids=cases["ID Caso"],
        actor_1=organisation.where(_told(organisation), kind.where(_told(kind))),
        killed=victims if killed else None,
        victims=victims,
        description=say(cases, labels),
    )


def one_row_each(rows: pd.DataFrame, number: pd.Series) -> pd.DataFrame:
    """Repeat every row as often as ``number`` says: a row that counts n acts becomes n events."""
    return rows.loc[rows.index.repeat(number.astype("int64"))].reset_index(drop=True)


def _told(text: pd.Series) -> pd.Series:
    return ~text.str.upper().isin(_SILENT)
