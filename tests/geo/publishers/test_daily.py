"""Registers by day and municipality: what is counted, what is set aside, and how such tables change."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.build.inputs import gather
from geo.refresh import refresh
from geo.schema import EVENTS, INDICATORS, GeoDataError, check
from geo.source import refreshed
from geo.sources import (
    mindefensa_environmental_crimes,
    mindefensa_eradication,
    mindefensa_extortion,
    mindefensa_forces,
    mindefensa_homicides,
    mindefensa_laboratories,
    mindefensa_machinery,
    mindefensa_mining_arrests,
    pnis,
)
from geo.statistics.indicators import fill_absent
from tests.geo.publishers.servers import TODAY, Table, redirect, served_by

MODULES = (
    *(mindefensa_environmental_crimes, mindefensa_eradication, mindefensa_forces, mindefensa_laboratories),
    *(mindefensa_machinery, mindefensa_mining_arrests),
)
COUNTED = [module for module in MODULES if module.SOURCE.kind == "indicators"]
KINDS = {
    "mindefensa_eradication": {"tipo_de_cultivo": "COCA", "unidad": "HECTAREA"},
    "mindefensa_forces": {"accion": "HERIDO"},
    "mindefensa_machinery": {"unidad_de_medida": "UNIDAD"},
}
"""What a row says in the columns of each source beyond those that all have."""

YEAR = [f"2024-{day}T00:00:00.000" for day in ("01-01", "05-09", "08-30", "12-31")]
"""A day in each quarter, the first and the last of the year among them."""

Ask = Callable[..., pd.DataFrame]


def written(module: ModuleType, rows: list[dict[str, str]], **names: str) -> Table:
    """A table as its publisher writes it: the rows over a plain one, columns renamed by ``names``, a name beside."""
    plain = {"fecha_hecho": YEAR[0], "cod_muni": "54810", "cantidad": "1", **KINDS.get(module.SOURCE.id, {})}
    full = [{**plain, **row, "municipio": "Tibú"} for row in rows]
    columns = {name: names.get(name, name) for name in (*plain, "municipio")}
    return Table(list(columns.values()), [[row[name] for name in columns] for row in full])


@pytest.fixture
def ask(httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Refresh a source from a server that has these rows in this spelling; return its table."""

    def asked(module: ModuleType, rows: list[dict[str, str]], today: date = TODAY, **names: str) -> pd.DataFrame:
        httpserver.clear_all_handlers()  # of an earlier answer
        table = written(module, rows, **names)
        query = module.PUBLISHER.queries["rows"]
        redirect(module, monkeypatch, rows=served_by(httpserver, query, table))
        refresh(module.SOURCE.id, folder, today=today, client=how)
        return module.load(folder)

    return asked


def days(*amounts: str, **cells: str) -> list[dict[str, str]]:
    """One row in each quarter of 2024, in Tibú unless ``cells`` says otherwise."""
    return [{"fecha_hecho": day, "cantidad": amount, **cells} for day, amount in zip(YEAR, amounts, strict=True)]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.SOURCE.id)
def test_a_register_has_no_data_until_it_is_refreshed(module: ModuleType, folder: Path) -> None:
    """It is known, has no files and no covered year; a build goes on without it and does not report it missing."""
    assert not module.SOURCE.files
    assert not module.SOURCE.coverage.years
    inputs = gather(folder, None, frozenset())
    assert module.SOURCE.id in inputs.catalogue
    assert module.SOURCE.id not in inputs.loaders
    assert module.SOURCE.id not in inputs.missing


@pytest.mark.parametrize("module", COUNTED, ids=lambda module: module.SOURCE.id)
def test_amounts_are_added_up_by_municipality_and_year(ask: Ask, module: ModuleType, folder: Path) -> None:
    """Four days of 2024 in Tibú make one figure; a code that lost its zero is Cáceres; 2025 is not complete."""
    begun = {"fecha_hecho": "2025-03-31T00:00:00.000", "cantidad": "7"}
    found = ask(module, [*days("1", "2", "3", "4"), *days("1", "0", "0", "0", cod_muni="5120"), begun])
    assert check(found, INDICATORS, "test")["value"].tolist() == [1, 10]
    assert found["municipality_code"].tolist() == ["05120", "54810"]
    assert set(found["year"]) == {2024}
    coverage = refreshed(module.SOURCE, folder).coverage
    assert (coverage.start, coverage.end, coverage.years) == ("2024-01-01", "2025-03-31", (2024,))
    assert module.rejects(folder).values.tolist() == [["2025", "year not covered in full", 1]]


def test_a_municipality_without_a_row_has_zero_and_an_area_of_the_amazon_has_none(ask: Ask, folder: Path) -> None:
    """Zeros are those of municipalities in covered years; areas that are no municipalities have no figure."""
    found = ask(mindefensa_laboratories, days("1", "2", "3", "4"))
    municipalities = pd.DataFrame({"municipality_code": ["54810", "18150", "91263"]})
    filled = fill_absent(found, refreshed(mindefensa_laboratories.SOURCE, folder), municipalities)
    assert filled.set_index("municipality_code")["value"].to_dict() == {"54810": 10, "18150": 0}


def test_a_year_with_an_empty_quarter_is_not_covered(ask: Ask) -> None:
    """Nothing from April to June in the whole country is a hole in the table, not a calm spring."""
    later = [{**row, "fecha_hecho": row["fecha_hecho"].replace("2024", "2025")} for row in days("1", "1", "1", "1")]
    found = ask(mindefensa_laboratories, [*days("1", "1", "1", "1")[::2], *days("1", "1", "1", "1")[3:], *later])
    assert found["year"].tolist() == [2025]


@pytest.mark.parametrize("code", ["54000", "00000", "1111", "EXVEN", "27086", ""])
def test_what_names_no_municipality_is_set_aside(ask: Ask, folder: Path, code: str) -> None:
    """A department, nowhere, abroad, a code that DIVIPOLA lacks: counted nowhere, listed, never lost."""
    rows = [*days("1", "1", "1", "1"), *days("1", "1", "1", "1", cod_muni="18150"), *days("1", "1", "1", "1"), {}]
    found = ask(mindefensa_laboratories, [*rows[:-1], {"cod_muni": code, "cantidad": "5"}])
    assert found["value"].sum() == 12
    assert mindefensa_laboratories.rejects(folder).values.tolist() == [["2024", "no municipality stated", 1]]


@pytest.mark.parametrize("module", [mindefensa_homicides, mindefensa_extortion], ids=lambda module: module.SOURCE.id)
def test_a_register_replaces_pinned_totals(
    module: ModuleType, httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its days are added up by code; the half year of the pinned file goes, and the note that names it."""
    begun = {"fecha_hecho": "2025-03-31T00:00:00.000", "cantidad": "7"}
    table = written(module, [*days("1", "2", "3", "4"), begun])
    redirect(module, monkeypatch, rows=served_by(httpserver, module.PUBLISHER.queries["rows"], table))
    with pytest.raises(GeoDataError, match=r"implausible against the last good release.*year\(s\) are gone"):
        refresh(module.SOURCE.id, folder, today=TODAY, client=how)
    refresh(module.SOURCE.id, folder, today=TODAY, client=how, accept=True)
    found = check(module.load(folder), INDICATORS, "test")
    assert found[["municipality_code", "year", "value"]].values.tolist() == [["54810", 2024, 10]]
    assert set(found["variable"]) == {module.SOURCE.variables[0].id}
    assert module.rejects(folder).values.tolist() == [["2025", "year not covered in full", 1]]
    source = refreshed(module.SOURCE, folder)
    assert (source.coverage.years, source.coverage.partial) == ((2024,), ())
    assert "2026" not in source.coverage.note
    assert [variable.id for variable in source.variables] == [module.SOURCE.variables[0].id]


def test_the_substitution_programme_is_of_the_year_of_the_request(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codes get their zero back, an empty cell has no row, no other column is asked for."""
    columns = ["departamento", "divipola_municipal", "pagos_asistencia_alimentaria", "recolectores"]
    table = Table(columns, [["N. DE SANTANDER", "54810", "2700", ""], ["ANTIOQUIA", "5120", "1200", "31"]])
    redirect(pnis, monkeypatch, rows=served_by(httpserver, pnis.PUBLISHER.queries["rows"], table))
    refresh("pnis", folder, today=TODAY, client=how)
    found = check(pnis.load(folder), INDICATORS, "test")
    assert found[["municipality_code", "year", "variable", "value"]].values.tolist() == [
        ["05120", TODAY.year, "pnis_food_payments", 1200],
        ["54810", TODAY.year, "pnis_food_payments", 2700],
        ["05120", TODAY.year, "pnis_pickers", 31],
    ]
    assert all("departamento" not in request.args["$select"].split(",") for request in table.pages())


def test_only_coca_in_hectares_is_counted(ask: Ask, folder: Path) -> None:
    """Poppy and a figure in another unit are set aside with their words; fractions of a hectare are kept."""
    others = [{"tipo_de_cultivo": "AMAPOLA", "cantidad": "3"}, {"unidad": "METRO", "cantidad": "9000"}]
    found = ask(mindefensa_eradication, [*days("0.5", "0.25", "1", "2"), *others])
    assert found["value"].tolist() == [3.75]
    assert mindefensa_eradication.rejects(folder)["reason"].tolist() == [
        "of another kind or unit: AMAPOLA",
        "of another kind or unit: METRO",
    ]


def test_pieces_are_counted_whether_or_not_the_unit_says_so(ask: Ask, folder: Path) -> None:
    """An empty unit and one that repeats the amount say nothing; gallons are no pieces."""
    rows = [
        {**row, "unidad_de_medida": unit}
        for row, unit in zip(days("1", "2", "3", "4"), ["Unidad", "", "3", "GALÓN"], strict=True)
    ]
    assert ask(mindefensa_machinery, rows)["value"].tolist() == [6]
    assert mindefensa_machinery.rejects(folder)["reason"].tolist() == ["of another kind or unit: GALÓN"]


def test_soldiers_killed_and_wounded_are_counted_apart(ask: Ask, folder: Path) -> None:
    """Nine killed and seventy wounded are 79 victims; a department's row stays one; no name is asked for."""
    rows = [*days("9", "70", "1", "2"), *days("1", "1", "1", "1"), *days("1", "1", "1", "1")]
    rows[0]["accion"], rows[3] = "ASESINADO", {**rows[3], "cod_muni": "54000"}
    found = check(ask(mindefensa_forces, rows), EVENTS, "test").sort_values("victims").tail(3)
    assert found["fatalities_best"].tolist() == [0, 9, 0]
    assert found["victims"].tolist() == [2, 9, 70]
    assert found["municipality_code"].fillna(found["department_code"]).tolist() == ["54", "54810", "54810"]
    assert set(found["event_type"]) == {"attack"}
    assert refreshed(mindefensa_forces.SOURCE, folder).coverage.years == (2024,)
    with pytest.raises(GeoDataError, match=r"column accion: neither killed nor wounded.*DESAPARECIDO"):
        ask(mindefensa_forces, days("1", "1", "1", "1", accion="DESAPARECIDO"))


@pytest.mark.parametrize(
    ("module", "theirs"),
    [
        (mindefensa_mining_arrests, {"cantidad": "capturas"}),
        (mindefensa_eradication, {"tipo_de_cultivo": "tipo_cultivo", "unidad": "unidad_medida"}),
        (mindefensa_machinery, {"unidad_de_medida": "unidad"}),
    ],
)
def test_a_name_that_a_column_has_had_is_understood(ask: Ask, module: ModuleType, theirs: dict[str, str]) -> None:
    """The ministry's workbook and its table on datos.gov.co spell these columns differently."""
    assert ask(module, days("1", "2", "3", "4"), **theirs)["value"].tolist() == [10]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.SOURCE.id)
def test_a_column_by_an_unknown_name_is_refused(ask: Ask, module: ModuleType, folder: Path) -> None:
    """The error names what is expected and what is there, and nothing is stored."""
    with pytest.raises(GeoDataError, match=r"column cantidad.*column\(s\) are gone.*numero"):
        ask(module, days("1", "2", "3", "4"), cantidad="numero")
    assert not (folder / "refreshed" / module.SOURCE.id).exists()


@pytest.mark.parametrize(
    ("cells", "error"),
    [
        ({"fecha_hecho": "31/12/2024"}, r"column fecha_hecho: not a date written %Y-%m-%d.*31/12/2024"),
        (
            {"fecha_hecho": "2205-01-31T00:00:00.000"},
            r"column fecha_hecho: a day before 2010-01-01 or after 2026-11-22",
        ),
        ({"fecha_hecho": "1900-01-01T00:00:00.000"}, r"column fecha_hecho: a day before 2010-01-01"),
        ({"cantidad": "1.5"}, r"column cantidad: not a whole number.*1\.5"),
        ({"cantidad": "-1"}, r"column cantidad: an amount below zero"),
        ({"cantidad": ""}, r"column cantidad: no value"),
        ({"cantidad": "uno"}, r"column cantidad: not a number.*uno"),
        ({"cantidad": "1.000"}, r"column cantidad: a thousand or a fraction"),
        ({"cod_muni": "NORTE DE SANTANDER"}, r"column cod_muni: not the code of a municipality.*NORTE DE SANTANDER"),
    ],
)
def test_a_table_that_has_changed_replaces_nothing(ask: Ask, folder: Path, cells: dict[str, str], error: str) -> None:
    """Dates in another order, impossible days, amounts that are none, names in place of codes: refused by name."""
    ask(mindefensa_laboratories, days("1", "2", "3", "4"))
    with pytest.raises(GeoDataError, match=error):
        ask(mindefensa_laboratories, [*days("1", "2", "3", "4"), cells])
    assert mindefensa_laboratories.load(folder)["value"].tolist() == [10]


@pytest.mark.parametrize(("column", "word"), [("tipo_de_cultivo", "ARBUSTO"), ("unidad", "KM2")])
def test_a_kind_that_no_row_has_is_a_changed_table(ask: Ask, column: str, word: str) -> None:
    """If nothing is coca or nothing is in hectares, the words have changed: an error, and no country of zeros."""
    with pytest.raises(GeoDataError, match=rf"column {column}: no row says .*{word}"):
        ask(mindefensa_eradication, days("1", "2", "3", "4", **{column: word}))


def test_whole_numbers_may_be_written_as_decimals(ask: Ask) -> None:
    """A spreadsheet's 2.0 is two."""
    assert ask(mindefensa_laboratories, days("1.0", "2.0", "3", "4"))["value"].tolist() == [10]


def test_a_short_page_is_asked_for_again(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that breaks off after two rows is not the whole table."""
    table = written(mindefensa_laboratories, days("1", "2", "3", "4"))
    broken = []

    def spoil(request: Request, response: Response) -> Response:
        if "$offset" not in request.args or broken:
            return response
        broken.append(request)
        return Response(b"\n".join(response.get_data().split(b"\n")[:3]) + b"\n", headers=response.headers)

    table.spoil = spoil
    query = replace(served_by(httpserver, mindefensa_laboratories.PUBLISHER.queries["rows"], table), page=4)
    redirect(mindefensa_laboratories, monkeypatch, rows=query)
    refresh("mindefensa_laboratories", folder, today=TODAY, client=how)
    assert mindefensa_laboratories.load(folder)["value"].tolist() == [10]
    assert len(table.pages()) == 2
    assert all("municipio" not in request.args["$select"].split(",") for request in table.pages())


def test_a_table_without_rows_replaces_nothing(ask: Ask, folder: Path) -> None:
    """A publisher that empties its table is not believed."""
    ask(mindefensa_laboratories, days("1", "2", "3", "4"))
    with pytest.raises(GeoDataError, match="returned no rows"):
        ask(mindefensa_laboratories, [])
    assert mindefensa_laboratories.load(folder)["value"].tolist() == [10]
