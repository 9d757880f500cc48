"""Read a user's own events: CSV, workbook, GeoJSON or GeoPackage; columns have usual names, or the user maps them."""

from __future__ import annotations

from typing import Final

import geopandas as gpd
import pandas as pd

from geo.importers.absence import withdraw_zeros
from geo.importers.columns import pick
from geo.importers.dates import parse_dates
from geo.importers.files import read_rows
from geo.importers.limits import refuse_counts, refuse_dates, refuse_disorder
from geo.importers.points import contradicted, read_points
from geo.importers.reading import MISNAMED, Ledger, Reading, Request, covered, days_of, number_blank, require
from geo.readers.gazetteer import department_codes, is_another, municipality_codes, named_municipalities
from geo.readers.names import fold
from geo.readers.numerals import parse_numbers
from geo.schema import CRS, EVENT_TYPES, EVENTS, LocationPrecision, check
from geo.source import Source

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "source_event_id": ("source_event_id", "event_id", "id", "id_evento", "id caso", "codigo_evento"),
    "date": ("date", "date_start", "event_date", "fecha", "fecha_hecho", "fecha_inicio", "fecha del hecho"),
    "date_end": ("date_end", "end_date", "fecha_fin", "fecha_final"),
    "event_type": ("event_type", "type", "tipo", "tipo_evento", "tipo de hecho", "modalidad"),
    "actor_1": ("actor_1", "actor1", "actor", "presunto responsable"),
    "actor_2": ("actor_2", "actor2"),
    "fatalities": ("fatalities", "fatalities_best", "deaths", "killed", "muertos", "muertes", "homicidios"),
    "fatalities_low": ("fatalities_low", "low"),
    "fatalities_high": ("fatalities_high", "high"),
    "victims": ("victims", "victimas", "total de victimas", "cantidad"),
    "municipality_code": (
        *("municipality_code", "divipola", "cod_muni", "cod_mpio", "codigo_municipio", "codigo dane"),
        *("codmpio", "cod_municipio", "mpio_ccnct", "codigo dane municipio", "codigo dane de municipio"),
    ),
    "department": ("department", "departamento", "admin1", "dpto", "depto", "cod_depto"),
    "municipality": ("municipality", "municipio", "admin2", "mpio", "nombre municipio"),
    "lon": ("lon", "longitude", "longitud", "lng", "x"),
    "lat": ("lat", "latitude", "latitud", "y"),
    "location_precision": ("location_precision", "where_prec", "geo_precision"),
    "description": (),
    "citation": (),
}
"""Our columns and their usual names. Descriptions and citations may name persons: they are read only on request."""

WORDS: Final = {
    "armed_clash": ("combate", "combates", "enfrentamiento", "enfrentamiento armado", "battle", "battles"),
    "violence_against_civilians": ("violencia contra civiles",),
    "massacre": ("masacre", "massacres", "masacres"),
    "kidnapping": ("secuestro", "secuestros", "abduction", "secuestro simple", "secuestro extorsivo"),
    "terrorism": ("terrorismo", "acto de terrorismo", "acto terrorista"),
    "attack": ("ataque", "atentado", "hostigamiento"),
    "explosive_hazard": ("mina antipersonal", "minas", "map", "muse", "artefacto explosivo", "landmine"),
    "homicide": ("homicidio", "homicidios", "asesinato", "asesinato selectivo", "murder"),
    "extortion": ("extorsion",),
    "protest": ("protesta", "paro", "bloqueo", "protests", "manifestacion"),
    "state_operation": ("operativo", "operacion", "captura", "incautacion"),
}
"""Usual terms for the common event types."""

_TYPES: Final = {fold(word): kind for kind in EVENT_TYPES for word in (kind, *WORDS[kind])}
_COUNTS: Final = ("fatalities_low", "fatalities", "fatalities_high", "victims")


def read(request: Request) -> Reading:
    """Read a table or a layer of points.

    A row needs a date, an event type (``--set event_type=massacre`` if all rows have one type) and a place: the code
    of a municipality, or its name and department, or a point with a stated precision (``--set
    location_precision=1``). A point of unstated precision is stored but never drawn; the event counts in its
    municipality.

    Returns
    -------
    Reading
        Events, in the order of the file.

    Raises
    ------
    GeoDataError
        If the file lacks one of those columns, or has no usable row.
    """
    file = read_rows(request.path, request.layers, request.header)
    shapes = file.geometry if isinstance(file, gpd.GeoDataFrame) else None
    rows = pick(pd.DataFrame(file.drop(columns="geometry", errors="ignore")), COLUMNS, request)
    remedy = "name them: --map date=<column>, or --set event_type=<type>"
    require(rows, ["date", "event_type"], file.columns.drop("geometry", errors="ignore"), request, remedy)
    ledger = Ledger(rows)
    table = pd.DataFrame(index=rows.index)
    table["event_type"] = rows["event_type"].map(fold).map(_TYPES)
    ledger.refuse(table["event_type"].isna(), "event_type: not one of ours: " + rows["event_type"])
    table["source_event_type"] = rows["event_type"]
    _read_dates(rows, table, ledger, request)
    _read_places(rows, table, shapes, ledger, request)
    _read_people(rows, table, ledger)
    blank = pd.Series("", index=rows.index, dtype=str)
    table["source_event_id"] = number_blank(rows.get("source_event_id", blank))
    ledger.name(table["source_event_id"])
    ledger.refuse_repeated(table["source_event_id"], "the id")
    ledger.require_accepted(request)
    text = {name: _column(rows, name) for name in ("description", "citation")}
    table = table.assign(
        event_id=request.id + ":" + table["source_event_id"],
        source=request.id,
        description=text["description"],
        citation=text["citation"].fillna(f"{request.path.name}, " + table["source_event_id"]),
    )
    # A precise point gets its municipality in the build.
    placed = table["municipality_code"].notna() | (
        table["geometry"].notna() & (table["location_precision"] <= LocationPrecision.NEAR)
    )
    lost = ~ledger.accepted | ~placed
    events = gpd.GeoDataFrame(table, geometry="geometry", crs=CRS)[list(EVENTS.columns)]
    events = check(events[ledger.accepted].reset_index(drop=True), EVENTS, request.id)
    source = withdraw_zeros(_facts(request, events), lost, table["municipality_code"], table["department_code"])
    return Reading(events, ledger.report(), source)


def _read_dates(rows: pd.DataFrame, table: pd.DataFrame, ledger: Ledger, request: Request) -> None:
    dates, problem = parse_dates(rows["date"])
    ledger.refuse_problems(problem, "date")
    if "date_end" in rows.columns:
        ends, problem = parse_dates(rows["date_end"])
        ledger.refuse_problems(problem.where(rows["date_end"] != "", ""), "date_end")
        dates["date_end"] = ends["date_end"].fillna(dates["date_end"])
    refuse_dates(dates, ledger, request.today)
    table[list(dates.columns)] = dates


def _read_places(
    rows: pd.DataFrame, table: pd.DataFrame, shapes: gpd.GeoSeries | None, ledger: Ledger, request: Request
) -> None:
    nothing = pd.Series(None, index=rows.index, dtype=str)
    code, located_by = nothing, nothing
    department = department_codes(rows["department"]) if "department" in rows.columns else nothing
    if "municipality_code" in rows.columns:
        code, problem, restored = municipality_codes(rows["municipality_code"])
        ledger.refuse_problems(problem.where(rows["municipality_code"] != "", ""), "municipality_code")
        ledger.remark(restored, "the leading zero of the code was restored")
        located_by = located_by.mask(code.notna(), "code")
    if "municipality" in rows.columns:
        by_name = named_municipalities(department, rows["municipality"])
        tried = code.isna() & (rows["municipality"] != "")
        ledger.remark(
            tried & by_name.isna(), "no municipality of that name in its department: " + rows["municipality"]
        )
        located_by = located_by.mask(tried & by_name.notna(), "name")
        other = (code.notna() & by_name.notna() & (code != by_name)) | is_another(code, rows["municipality"])
        ledger.remark(other, MISNAMED + rows["municipality"])
        code = code.fillna(by_name)
    table["geometry"], problem = read_points(rows, shapes, request)
    # a department does not save a row whose point is abroad: Bolívar and Amazonas are states of the neighbours too
    ledger.refuse((problem != "") & code.isna(), problem)
    ledger.remark((problem != "") & code.notna(), "the point was left out (" + problem + ")")
    has_point = table["geometry"].notna()
    ledger.remark(
        contradicted(table["geometry"], code), "counted by its code, but the point is in another municipality"
    )
    stated = _column(rows, "location_precision").str.replace(r"\.0$", "", regex=True)
    ledger.refuse(
        stated.notna() & ~stated.isin(list("123456")), "location_precision: not 1 to 6: " + stated.fillna("")
    )
    precision = pd.to_numeric(stated.where(stated.isin(list("123456"))))
    precise = has_point & (precision <= LocationPrecision.NEAR)
    located = code.notna() | precise
    ledger.refuse(
        ~located & has_point & stated.isna(),
        "a point of unknown precision and no municipality; state location_precision, 1 exact to 6 country",
    )
    nationwide = precision >= LocationPrecision.AREA
    ledger.refuse(
        ~located & department.isna() & ~nationwide, "no place, neither municipality nor department nor point"
    )
    by_code = pd.Series(LocationPrecision.MUNICIPALITY, index=rows.index).where(
        code.notna(), LocationPrecision.DEPARTMENT
    )
    precision = precision.where(precision.notna() & (precise | (precision > LocationPrecision.NEAR)), by_code)
    code = code.where(precision <= LocationPrecision.MUNICIPALITY)
    unassigned = code.isna() & ~precise & (precision <= LocationPrecision.MUNICIPALITY)
    ledger.remark(unassigned, "in no municipality: the point is not precise enough")
    table["municipality_code"] = code
    table["department_code"] = code.str[:2].fillna(department)
    table["located_by"] = located_by.where(code.notna())
    table["location_precision"] = precision.astype("int8")


def _read_people(rows: pd.DataFrame, table: pd.DataFrame, ledger: Ledger) -> None:
    numbers = {}
    for name in _COUNTS:
        text = _column(rows, name).fillna("")
        numbers[name], problem = parse_numbers(text, ".")
        ledger.refuse((text != "") & (problem != ""), f"{name}: not a whole number: " + text)
    whole = refuse_counts(numbers, ledger)
    refuse_disorder((whole[name] for name in _COUNTS[:3]), ledger)
    best = whole["fatalities"]
    table["fatalities_best"] = best
    table["fatalities_low"] = whole["fatalities_low"].fillna(best).where(best.notna())
    table["fatalities_high"] = whole["fatalities_high"].fillna(best).where(best.notna())
    ledger.remark(
        best.isna() & (whole["fatalities_low"].notna() | whole["fatalities_high"].notna()),
        "low and high numbers of deaths without a best one are left out",
    )
    table["victims"] = whole["victims"]
    for name in ("actor_1", "actor_2"):
        table[name] = _column(rows, name)


def _column(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column with null for empty cells; all null if the file lacks it."""
    if name not in rows.columns:
        return pd.Series(None, index=rows.index, dtype=str)
    return rows[name].where(rows[name] != "")


def _facts(request: Request, events: gpd.GeoDataFrame) -> Source:
    coverage = covered(request, days_of(events), f"Imported from {request.path.name}.")
    measures = ["events"]
    measures += ["fatalities"] * bool(events["fatalities_best"].notna().any())
    measures += ["victims"] * bool(events["victims"].notna().any())
    return Source(
        id=request.id,
        title=request.title or f"Events: {request.name}",
        publisher=request.publisher or f"imported file {request.path.name}",
        publisher_url=request.address,
        licence=request.licence or "not stated by the user who imported it",
        attribution=request.attribution or f"imported from {request.path.name}",
        period=f"{coverage.start}/{coverage.end}",
        kind="events",
        files=(),
        coverage=coverage,
        measures=tuple(measures),  # type: ignore[arg-type]
        redistributable=not request.private,
        caveats=("A user's own data: Terrapaz checked their form, not their truth.",),
    )
