"""UNODC's hectares of gold mining and coca, by municipality: the traps of its tables."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from geo.refresh import refresh
from geo.schema import INDICATORS, GeoDataError, check
from geo.sources import coca, evoa
from tests.geo.publishers.servers import TODAY, Layer, Table, redirect, serve_layer, served_by

WHOLE = [
    {"Año": year, "Cod_mpio": code, "EVOA": ha}
    for year, code, ha in [
        ("2014", "05120", 3357.15), ("2018", "05120", 5239.52), ("2018", "13030", 5.04), ("2018", "05154", 0.0),
        ("2024", "05120", 5000.25),
    ]
]  # fmt: skip

PERMITS = Table(
    ["a_o", "departamento", "codigo_municipio", "hectareas_con_permisos", "hectareas_en_transito_a",
     "hectareas_explotacion_ilicita"],
    [["2018", "ANTIOQUIA", "5120", "1809.80", "379.57", "3050.15"], ["2018", "BOYACA", "13030", "3.19", "0", "1.85"]],
)  # fmt: skip

FIGURES = [
    {"ANIO": "2024", "Cod_Mpio": "05120", "ClaseFL_PermisosTecnicos": 1000.0, "ClaseFL_En_Transito": 0.0,
     "ClaseFL_Exp_Ilicita": 2000.25},
    {"ANIO": "2024", "Cod_Mpio": "05120", "ClaseFL_PermisosTecnicos": 500.0, "ClaseFL_En_Transito": 500.0,
     "ClaseFL_Exp_Ilicita": 1000.0},
    {"ANIO": "2018", "Cod_Mpio": "05120", "ClaseFL_PermisosTecnicos": 9.0, "ClaseFL_En_Transito": 9.0,
     "ClaseFL_Exp_Ilicita": 9.0},
]  # fmt: skip


def serve_evoa(server: HTTPServer, monkeypatch: pytest.MonkeyPatch, whole: list[dict] | None = None) -> None:
    asked = evoa.PUBLISHER.queries
    first = Layer(["Año", "Cod_mpio", "EVOA", "MUNICIPIO"], WHOLE if whole is None else whole)
    second = Layer(list(FIGURES[0]), FIGURES)
    redirect(
        evoa,
        monkeypatch,
        whole=replace(asked["whole"], layer=serve_layer(server, "/evoa/MapServer/1", first)),
        figures=replace(asked["figures"], layer=serve_layer(server, "/law/MapServer/2", second)),
        permits=served_by(server, asked["permits"], replace(PERMITS, asked=[])),
    )


def test_evoa_mends_codes_and_never_believes_the_department(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """5120 is 05120, 13030 stays in Bolívar, pieces of a municipality are added up, zero is kept, 2024 is covered."""
    serve_evoa(httpserver, monkeypatch)
    done = refresh("evoa", folder, today=TODAY, client=how, accept=True)
    table = check(evoa.load(folder), INDICATORS, "test")
    wide = table.pivot(index=["year", "municipality_code"], columns="variable", values="value")
    assert wide.loc[(2018, "05120")].tolist() == [5239.52, 3050.15, 379.57, 1809.80]
    assert wide.loc[(2018, "13030"), "evoa_illicit"] == 1.85
    assert wide.loc[(2024, "05120")].tolist() == [5000.25, 3000.25, 500.0, 1500.0]
    assert wide.loc[(2018, "05154"), "evoa_area"] == 0
    assert wide.loc[(2014, "05120"), ["evoa_illicit", "evoa_permitted"]].isna().all()
    assert done.source.coverage.years == (2014, 2018, 2024)
    assert done.source.period == "2014, 2018, 2024"


def test_evoa_whose_parts_are_not_the_whole_is_refused(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables of two dates do not make one."""
    serve_evoa(httpserver, monkeypatch, [*WHOLE[:1], WHOLE[1] | {"EVOA": 6000.0}, *WHOLE[2:]])
    with pytest.raises(GeoDataError, match=r"the parts do not add up to the total, 1 time.*05120.*6000"):
        refresh("evoa", folder, today=TODAY, client=how, accept=True)
    assert not (folder / "refreshed" / "evoa").exists()


def test_coca_reads_each_year_in_its_own_way(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2020 writes 1.234,5 and the others 1,234.5; a dash is zero, a blank is nothing; a new year is a new column."""
    table = Table(
        ["coddepto", "codmpio", "municipio", "_2019", "_2020", "_2025"],
        [
            ["5", "5120", "CACERES", "1,234.5", "1.234,5", "7.25"],
            ["54", "54810", "TIBU", "19,333.9", "19.333,9", "25,911.23"],
            ["13", "13030", "ALTOS DEL ROSARIO", "-", "0", ""],
        ],
    )
    redirect(coca, monkeypatch, fields=served_by(httpserver, coca.PUBLISHER.queries["fields"], table))
    done = refresh("coca", folder, today=TODAY, client=how, accept=True)
    found = coca.load(folder).set_index(["municipality_code", "year"])["value"]
    assert found.to_dict() == {
        ("05120", 2019): 1234.5, ("05120", 2020): 1234.5, ("05120", 2025): 7.25, ("54810", 2019): 19333.9,
        ("54810", 2020): 19333.9, ("54810", 2025): 25911.23, ("13030", 2019): 0.0, ("13030", 2020): 0.0,
    }  # fmt: skip
    assert done.source.coverage.years == (2019, 2020, 2025)
    assert done.source.coverage.end == "2025-12-31"


def test_coca_that_may_be_read_two_ways_is_refused(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column of 1.234 alone is a thousand or one: the year is named."""
    table = Table(["codmpio", "_2024"], [["5120", "1.234"]])
    redirect(coca, monkeypatch, fields=served_by(httpserver, coca.PUBLISHER.queries["fields"], table))
    with pytest.raises(GeoDataError, match=r"_2024.*a thousand or a fraction"):
        refresh("coca", folder, today=TODAY, client=how, accept=True)
