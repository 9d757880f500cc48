"""Files for import, mutated by rules: whatever is kept of one is what was written into it."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from pyproj import Geod
from shapely import box

from geo.importers.import_file import READERS
from geo.importers.reading import Reading, Request
from geo.readers.gazetteer import known_codes
from geo.schema import CRS
from tests.shapes import star
from tests.trust.tries import Try, Verdict, WrongError, chance

TODAY = date(2026, 11, 28)
GEOD = Geod(ellps="WGS84")
CODES = sorted(known_codes())
WORDS = {"masacre": "massacre", "homicidio": "homicide", "secuestro": "kidnapping", "attack": "attack"}
Row = dict[str, str]


@dataclass
class Case:
    """A file in the making: its rows as texts, and what is true of them.

    Attributes
    ----------
    rows
        Cells by column, in the order of the file.
    truth
        What a kept row must say, by its id; a row that is not in it must not be kept.
    exact
        Whether the rows can be told apart by their ids, so that ``truth`` can be held against them.
    """

    form: str
    rows: list[Row]
    truth: dict[str, tuple[Any, ...]]
    exact: bool = True
    ending: str = ".csv"
    settings: dict[str, Any] = field(default_factory=dict)
    write: Callable[[Case, Path], None] | None = None


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many files, each of one kind of table, with one to three mutations."""
    for number in range(count):
        at = chance("files", number)
        case = at.choices([events, statistics, polygons], [6, 3, 1])[0](at)
        rules = [rule for rule in RULES if case.form in rule.forms]
        chosen = at.sample(rules, at.choice([1, 1, 2, 3]))
        yield f"{number}: {case.form}, {', '.join(rule.name for rule in chosen)}", attempt(case, chosen, at, folder)


def attempt(case: Case, rules: list[Rule], at: random.Random, folder: Path) -> Callable[[], Verdict | None]:
    def act() -> Verdict | None:
        for rule in sorted(rules, key=lambda rule: rule.stage):
            rule.apply(case, at)
        path = folder / f"file{case.ending}"
        for left in folder.glob("file*"):
            left.unlink()
        (case.write or _write)(case, path)
        request = Request(path, "trial", TODAY, **case.settings)
        return check(READERS[case.form](request), case)

    return act


def check(reading: Reading, case: Case) -> Verdict | None:
    """Rows in are rows kept and rows set aside, and what is kept is the truth."""
    report, table = reading.report, reading.table
    if reading.accepted != len(table):
        raise WrongError(f"{reading.accepted} rows accepted, {len(table)} in the table")
    if set(report["outcome"]) - {"accepted", "refused"} or list(report["row"]) != list(range(1, len(report) + 1)):
        raise WrongError("the report does not have each row once")
    if (report["reason"] == "").ne(report["outcome"] == "accepted").any():
        raise WrongError("a row is refused without a reason")
    coverage = reading.source.coverage
    lost = (report["outcome"] == "refused") & ~report["reason"].str.endswith(" again")
    if coverage.absent_is_zero and lost.any() and not coverage.excluded:
        raise WrongError("zeros everywhere, although a row was refused")
    if not case.exact:
        return Verdict.RIGHT
    for name, found in kept(reading, case):
        if name not in case.truth:
            raise WrongError(f"{name} was kept: {found}")
        if found != case.truth[name]:
            raise WrongError(f"{name} is {found}, not {case.truth[name]}")
    return Verdict.RIGHT if len(table) == len(case.truth) else Verdict.REFUSED


def kept(reading: Reading, case: Case) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What the kept rows say, by id."""
    for row in reading.table.to_dict("records"):
        if case.form == "events":
            days = (str(row["date_start"])[:10], str(row["date_end"])[:10])
            numbers = tuple(None if pd.isna(row[name]) else int(row[name]) for name in ("fatalities_best", "victims"))
            yield row["source_event_id"], (row["municipality_code"], *days, row["event_type"], *numbers)
        elif case.form == "statistics":
            yield f"{row['municipality_code']}-{row['year']}", (float(row["value"]),)
        else:
            yield row["feature_id"].partition(":")[2], (round(row["area_ha"]), int(row["year"]))


# the three tables


def events(at: random.Random) -> Case:
    rows, truth = [], {}
    for number in range(at.randint(3, 12)):
        day = date(2015, 1, 1) + timedelta(days=at.randrange(3600))
        code, word = at.choice(CODES), at.choice(list(WORDS))
        deaths, victims = at.randrange(9), at.randrange(30)
        name = f"E{number}"
        rows.append(
            {
                "id": name,
                "fecha": f"{day}",
                "tipo": word,
                "divipola": code,
                "muertos": f"{deaths}",
                "victimas": f"{victims}",
            }
        )
        truth[name] = (code, f"{day}", f"{day}", WORDS[word], deaths, victims)
    return Case("events", rows, truth, settings={"complete": at.random() < 0.3})


def statistics(at: random.Random) -> Case:
    places = at.sample(CODES, at.randint(3, 12))
    year, values = at.randint(1990, 2025), [round(at.uniform(0, 99999), at.choice([0, 1, 2])) for _ in places]
    rows = [
        {"divipola": code, "anio": f"{year}", "variable": "coca", "unidad": "ha", "valor": f"{value}"}
        for code, value in zip(places, values, strict=True)
    ]
    truth = {f"{code}-{year}": (value,) for code, value in zip(places, values, strict=True)}
    return Case("statistics", rows, truth, settings={"decimal": ".", "complete": at.random() < 0.3})


def polygons(at: random.Random) -> Case:
    rows, truth = [], {}
    for number in range(at.randint(2, 5)):
        lon, lat = -74 + number * 0.1, round(at.uniform(4, 7), 3)
        shape = box(lon, lat, lon + 0.05, lat + 0.05)
        area = abs(GEOD.geometry_area_perimeter(shape)[0]) / 1e4
        rows.append({"id": f"P{number}", "anio": "2020", "geometry": shape})
        truth[f"P{number}"] = (round(area), 2020)
    case = Case("polygons", rows, truth, ending=".geojson", settings={"constants": {"kind": "mining"}})
    case.write = _write_layer
    return case


# writing


def _write(case: Case, path: Path) -> None:
    _table(case).to_csv(path, index=False)


def _table(case: Case) -> pd.DataFrame:
    return pd.DataFrame(case.rows)


def _write_layer(case: Case, path: Path) -> None:
    gpd.GeoDataFrame(case.rows, geometry="geometry", crs=CRS).to_file(path)


def _as_text(separator: str = ",", encoding: str = "utf-8", ending: str = "\n", quoting: int = 0) -> Any:
    def write(case: Case, path: Path) -> None:
        text = _table(case).to_csv(index=False, sep=separator, quoting=quoting, lineterminator=ending)
        path.write_bytes(text.encode(encoding, "replace"))

    return write


def _as_json(case: Case, path: Path) -> None:
    path.write_text(json.dumps({"data": case.rows}), "utf-8")


def _as_workbook(case: Case, path: Path) -> None:
    _table(case).to_excel(path, index=False)


def _zipped(case: Case, path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("datos/hechos.csv", _table(case).to_csv(index=False))
        archive.writestr("LEAME.txt", "nada")


# the rules


@dataclass(frozen=True)
class Rule:
    """A mutation: what it does to a case, and to which tables it can be done; those of
    a later ``stage`` work on what the earlier ones leave: cells, then columns, then bytes."""

    name: str
    apply: Callable[[Case, random.Random], None]
    forms: tuple[str, ...] = ("events", "statistics")
    stage: int = 0


def _dressed(name: str, ending: str, write: Callable[[Case, Path], None]) -> Rule:
    """The same table in another container."""

    def apply(case: Case, _: random.Random) -> None:
        case.ending, case.write = ending, write

    return Rule(f"as {name}", apply, stage=2)


def _cells(name: str, column: str, change: Callable[[str], str], forms: tuple[str, ...] = ("events",)) -> Rule:
    """The same value, written in another way, in every row."""

    def apply(case: Case, _: random.Random) -> None:
        for row in case.rows:
            if row.get(column):
                row[column] = change(row[column])

    return Rule(name, apply, forms)


def _spoilt(name: str, column: str, values: tuple[str, ...], forms: tuple[str, ...] = ("events",)) -> Rule:
    """A value in one row that cannot be: the row must not be kept."""

    def apply(case: Case, at: random.Random) -> None:
        row = at.choice(case.rows)
        if column in row:
            case.truth.pop(_name(row, case), None)
            row[column] = at.choice(values)

    return Rule(name, apply, forms)


def _name(row: Row, case: Case) -> str:
    return f"{row.get('divipola')}-{row.get('anio')}" if case.form == "statistics" else row.get("id", "")


def _bytes(name: str, change: Callable[[bytes, random.Random], bytes], *, exact: bool) -> Rule:
    """Bytes changed after writing; rows whose cells may have changed are not held against the truth."""

    def apply(case: Case, at: random.Random) -> None:
        case.exact = case.exact and exact
        write = case.write or _write

        def spoil(case: Case, path: Path) -> None:
            write(case, path)
            path.write_bytes(change(path.read_bytes(), at))

        case.write = spoil

    return Rule(name, apply, ("events", "statistics", "polygons"), stage=2)


def _rows(name: str, change: Callable[[Case, random.Random], None], forms: tuple[str, ...] = ("events",)) -> Rule:
    return Rule(name, change, forms)


def _repeat(case: Case, at: random.Random) -> None:
    case.rows.append(dict(at.choice(case.rows)))


def _footer(case: Case, at: random.Random) -> None:
    columns = list(case.rows[0])
    total = dict.fromkeys(columns, "")
    total[columns[0]], total[columns[-1]] = at.choice(["Total", "Fuente: entidad", "Nota"]), "999"
    case.rows.append(total)


def _header_again(case: Case, at: random.Random) -> None:
    case.rows.insert(at.randrange(len(case.rows) + 1), {name: name for name in case.rows[0]})


def _blank(case: Case, at: random.Random) -> None:
    case.rows.insert(at.randrange(len(case.rows) + 1), dict.fromkeys(case.rows[0], ""))


def _without(case: Case, at: random.Random) -> None:
    gone = at.choice([name for name in case.rows[0] if name not in ("id", "muertos", "victimas")])
    case.truth.clear()
    for row in case.rows:
        row.pop(gone, None)


def _synonym(case: Case, at: random.Random) -> None:
    """A second column that fits, with other values: neither may be chosen."""
    other = at.choice(["date", "cod_mpio", "deaths"])
    if case.form == "statistics":
        other = "value"
    case.truth.clear()
    for row in case.rows:
        row[other] = {"date": "2011-01-01", "cod_mpio": "05001"}.get(other, "77")


def _extra(case: Case, at: random.Random) -> None:
    for row in case.rows:
        row[at.choice(["notas", "observaciones", "x_1"])] = at.choice(["", "ñandú", "1,5", '"', "=1+1"])
    case.rows[:] = [dict.fromkeys(["notas", "observaciones", "x_1"], "") | row for row in case.rows]


def _renamed(case: Case, at: random.Random) -> None:
    names = {
        "fecha": "Fecha del hecho",
        "tipo": "TIPO",
        "divipola": "Código DANE",
        "muertos": "Muertes",
        "victimas": "Víctimas",
        "anio": "Año",
        "valor": "VALOR",
    }
    case.rows[:] = [{names.get(name, name): cell for name, cell in row.items()} for row in case.rows]


def _shuffled(case: Case, at: random.Random) -> None:
    names = list(case.rows[0])
    at.shuffle(names)
    case.rows[:] = [{name: row[name] for name in names} for row in case.rows]


def _coarse(case: Case, at: random.Random) -> None:
    """One row is known to the month, or the year, only: its days are those of the month, or the year."""
    row = at.choice(case.rows)
    code, day, _, *rest = case.truth[row["id"]]
    year, month = day[:4], day[5:7]
    end = pd.Period(f"{year}-{month}").end_time.date()
    written, span = at.choice(
        [
            (f"{year}-{month}", (f"{year}-{month}-01", f"{end}")),
            (f"{month}/{year}", (f"{year}-{month}-01", f"{end}")),
            (year, (f"{year}-01-01", f"{year}-12-31")),
        ]
    )
    row["fecha"], case.truth[row["id"]] = written, (code, *span, *rest)


def _elsewhere(case: Case, at: random.Random) -> None:
    """A row of no municipality, with a point abroad."""
    places = [
        ("-66.9", "10.49"),
        ("-79.5", "8.98"),
        ("-78.5", "-0.2"),
        ("18.06", "59.33"),
        ("inf", "0"),
        ("0", "0"),
        ("-74", "9490"),
        ("4.6", "-74.1"),
        ("nan", "nan"),
        ("1e309", "4"),
    ]
    row = at.choice(case.rows)
    for each in case.rows:
        each |= {"lon": "", "lat": "", "location_precision": ""}
    case.truth.pop(row["id"], None)
    row["divipola"] = ""
    row["lon"], row["lat"] = at.choice(places)
    row["location_precision"] = "1"


def _disordered(case: Case, at: random.Random) -> None:
    row = at.choice(case.rows)
    for each in case.rows:
        each |= {"low": each["muertos"], "high": each["muertos"]}
    case.truth.pop(row["id"], None)
    row |= at.choice(
        [{"low": "10", "muertos": "5", "high": "1"}, {"low": "9", "muertos": "1"}, {"muertos": "9", "high": "8"}]
    )


def _truncated(data: bytes, at: random.Random) -> bytes:
    return data[: at.randrange(len(data))]


def _flipped(data: bytes, at: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(at.choice([1, 5, 50])):
        spoilt[at.randrange(len(spoilt))] = at.randrange(256)
    return bytes(spoilt)


def _spliced(data: bytes, at: random.Random) -> bytes:
    start, size, to = at.randrange(len(data)), at.randrange(1, 200), at.randrange(len(data))
    return data[:to] + data[start : start + size] + data[to:]


def _two_sheets(case: Case, path: Path) -> None:
    with pd.ExcelWriter(path) as book:
        _table(case).to_excel(book, sheet_name="2022", index=False)
        _table(case).assign(id="X").to_excel(book, sheet_name="2023", index=False)
    case.truth.clear()


def _titled(case: Case, path: Path) -> None:
    path.write_text("ENTIDAD X\nReporte a 2023\n\n" + _table(case).to_csv(index=False), "utf-8")


def _sep_line(case: Case, path: Path) -> None:
    path.write_text("sep=;\n" + _table(case).to_csv(index=False, sep=";"), "utf-8")


def _web_page(case: Case, path: Path) -> None:
    path.write_text(f"<html><body>{_table(case).to_html()}</body></html>", "utf-8")


def _repeated_keys(case: Case, path: Path) -> None:
    first = ", ".join(f"{json.dumps(name)}: {json.dumps(cell)}" for name, cell in case.rows[0].items())
    path.write_text(f'[{{{first}, "divipola": "05001"}}]', "utf-8")
    case.truth.clear()


def _two_layers(case: Case, at: random.Random) -> None:
    def write(case: Case, path: Path) -> None:
        layer = gpd.GeoDataFrame(case.rows, geometry="geometry", crs=CRS)
        for name in ("norte", "sur"):
            layer.to_file(path, layer=name)
        case.truth.clear()

    case.ending, case.write = ".gpkg", write


def _shape(change: Callable[[Any], Any], *, kept: bool) -> Callable[[Case, random.Random], None]:
    def apply(case: Case, at: random.Random) -> None:
        row = at.choice(case.rows)
        row["geometry"] = change(row["geometry"])
        if not kept:
            case.truth.pop(row["id"], None)

    return apply


def _renamed_workbook(case: Case, path: Path) -> None:
    with io.BytesIO() as memory:
        _table(case).to_excel(memory, index=False)
        path.write_bytes(memory.getvalue())


def _rounded(text: str) -> str:
    return f"{text}.0" if text.isdigit() else text


BOTH = ("events", "statistics")
RULES: tuple[Rule, ...] = (
    _dressed("semicolons", ".csv", _as_text(";")),
    _dressed("tabs", ".tsv", _as_text("\t")),
    _dressed("pipes", ".txt", _as_text("|")),
    _dressed("Windows text", ".csv", _as_text(";", "cp1252", "\r\n")),
    _dressed("UTF-8 with a mark", ".csv", _as_text(",", "utf-8-sig")),
    _dressed("UTF-16", ".csv", _as_text("\t", "utf-16")),
    _dressed("quoted text", ".csv", _as_text(quoting=1)),
    _dressed("JSON", ".json", _as_json),
    _dressed("a workbook", ".xlsx", _as_workbook),
    _dressed("an archive", ".zip", _zipped),
    _dressed("a CSV called .xlsx", ".xlsx", _write),
    _dressed("a workbook called .csv", ".csv", _renamed_workbook),
    _dressed("title rows above", ".csv", _titled),
    _dressed("a sep= line", ".csv", _sep_line),
    _dressed("a web page", ".xls", _web_page),
    _dressed("two sheets", ".xlsx", _two_sheets),
    _dressed("repeated keys", ".json", _repeated_keys),
    Rule("columns renamed", _renamed, BOTH, stage=1),
    Rule("columns shuffled", _shuffled, BOTH, stage=1),
    Rule("columns added", _extra, BOTH, stage=1),
    _rows("a column less", _without, BOTH),
    _rows("a second column that fits", _synonym, BOTH),
    _rows("a row twice", _repeat, BOTH),
    _rows("a line of totals", _footer, BOTH),
    _rows("the header again", _header_again, BOTH),
    _rows("a blank row", _blank, BOTH),
    _rows("a coarse date", _coarse),
    _rows("a place abroad", _elsewhere),
    _rows("deaths out of order", _disordered),
    _cells("codes without their zero", "divipola", lambda code: code.lstrip("0"), BOTH),
    _cells("codes as decimals", "divipola", lambda code: f"{code}.0", BOTH),
    _cells("codes of populated places", "divipola", lambda code: f"{code}000".lstrip("0"), BOTH),
    _cells("codes in quotes", "divipola", lambda code: f"'{code}", BOTH),
    _cells("dates with a time", "fecha", lambda day: f"{day}T13:45:00"),
    _cells("dates of the afternoon in Europe", "fecha", lambda day: f"{day}T14:00:00+02:00"),
    _cells("compact dates", "fecha", lambda day: day.replace("-", "")),
    _cells("dates day first", "fecha", lambda day: "/".join(reversed(day.split("-")))),
    _cells("dates month first", "fecha", lambda day: f"{day[5:7]}/{day[8:]}/{day[:4]}"),
    _cells("counts as decimals", "muertos", _rounded),
    _cells("numbers with a comma", "valor", lambda text: text.replace(".", ","), ("statistics",)),
    _spoilt(
        "an impossible date",
        "fecha",
        (
            "2023-02-30",
            "2023-13-01",
            "soon",
            "",
            "30/02/2023",
            "0",
            "1003-01-01",
            "1850-05-05",
            "2033-01-01",
            "9999-12-31",
            "٢٠٢٣-٠١-٠١",
            "2023-01-01T25:00Z",
            "١٢",
            "20230230",
        ),
    ),
    _spoilt(
        "an impossible year",
        "anio",
        ("2027", "1003", "9999", "23", "0", "", "2020.5", "٢٠٢٠", "inf", "1e3"),
        ("statistics",),
    ),
    _spoilt("an impossible code", "divipola", ("99999", "07001", "5", "0", "123456", "05001x", "٠٥٠٠١", "1e4"), BOTH),
    _spoilt(
        "an impossible count",
        "muertos",
        ("-1", "1.5", "1e309", "inf", "nan", "many", "4294967296", "999999999", "1e18", "٣", "0x10"),
    ),
    _spoilt(
        "an impossible value",
        "valor",
        ("1e309", "inf", "-inf", "nan", "n.d.", "", "1.2.3", "٣", "1_000"),
        ("statistics",),
    ),
    _spoilt("an unknown type", "tipo", ("", "picnic", "<script>", "massacre or attack", "0")),
    _bytes("cut off", _truncated, exact=False),
    _bytes("bytes flipped", _flipped, exact=False),
    _bytes("bytes repeated", _spliced, exact=False),
    Rule("two layers", _two_layers, ("polygons",), stage=2),
    Rule("a ring the other way round", _shape(lambda shape: shape.reverse(), kept=True), ("polygons",)),
    Rule("a polygon abroad", _shape(lambda _: box(2, 48, 2.1, 48.1), kept=False), ("polygons",)),
    Rule("a line", _shape(lambda shape: shape.exterior, kept=False), ("polygons",)),
    Rule("no shape", _shape(lambda _: None, kept=False), ("polygons",)),
    Rule("a star", _shape(lambda _: star(2001), kept=False), ("polygons",)),
    _spoilt("a polygon of a year to come", "anio", ("2033", "1003", "9999", "soon"), ("polygons",)),
)
