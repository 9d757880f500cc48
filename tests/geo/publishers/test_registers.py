"""National registers on datos.gov.co, one row an act or a victim: the traps of each."""

from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from geo.refresh import refresh
from geo.sources import (
    aicma_mine_victims,
    mindefensa_kidnappings,
    mindefensa_massacres,
    mindefensa_mine_raids,
    police_extortion,
    police_homicides,
)
from tests.geo.publishers.servers import TODAY, Table, redirect, served_by


def test_registers_come_by_day_with_their_zeros(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Homicides, kidnappings and extortion: codes mended, quantities whole, the last month's year not covered."""
    columns = ["fecha_hecho", "cod_muni", "arma_medio", "tipo_delito", "cantidad"]
    rows = [
        ["2003-01-01T00:00:00.000", "5790", "ARMA DE FUEGO", "SECUESTRO SIMPLE", "2.0"],
        ["2025-12-31T00:00:00.000", "54810", "ARMA BLANCA", "SECUESTRO EXTORSIVO", "1"],
        ["2026-08-31T00:00:00.000", "18753", "NO REPORTADO", "SECUESTRO SIMPLE", "1"],
    ]
    for module in (police_homicides, mindefensa_kidnappings, police_extortion):
        query = module.PUBLISHER.queries["victims"]
        redirect(module, monkeypatch, victims=served_by(httpserver, query, Table(columns, rows)))
        done = refresh(module.SOURCE.id, folder, today=TODAY, client=how, accept=True)
        events = module.load(folder)
        assert events["municipality_code"].tolist() == ["05790", "54810", "18753"]
        assert events["victims"].tolist() == [2, 1, 1]
        assert (done.source.coverage.years[-1], done.source.coverage.end) == (2025, "2026-08-31")
        assert done.source.coverage.absent_is_zero


def test_mine_raids_are_added_up_by_month(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Days of one month and place make one row; each mine is an event."""
    columns = ["fecha_hecho", "cod_muni", "cantidad"]
    rows = [
        ["2010-01-04", "05120", "1"],
        ["2024-02-03", "18001", "2"],
        ["2024-02-20", "18001", "3"],
        ["2025-12-31", "5154", "1"],
    ]
    query = mindefensa_mine_raids.PUBLISHER.queries["raids"]
    redirect(mindefensa_mine_raids, monkeypatch, raids=served_by(httpserver, query, Table(columns, rows)))
    refresh("mindefensa_mine_raids", folder, today=TODAY, client=how, accept=True)
    raids = mindefensa_mine_raids.load(folder)
    assert raids["municipality_code"].value_counts().to_dict() == {"18001": 5, "05120": 1, "05154": 1}
    assert set(raids["date_precision"]) == {4}


def test_massacres_are_written_as_the_pinned_file_is(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Month first in the file, the right day in the table."""
    rows = [["2022-01-02T00:00:00.000", "81300", "1", "4"], ["2025-12-31T00:00:00.000", "5790", "1", "3"]]
    query = mindefensa_massacres.PUBLISHER.queries["cases"]
    table = Table(["fecha_hecho", "cod_muni", "casos", "victimas"], rows)
    redirect(mindefensa_massacres, monkeypatch, cases=served_by(httpserver, query, table))
    refresh("mindefensa_massacres", folder, today=TODAY, client=how, accept=True)
    events = mindefensa_massacres.load(folder)
    assert events["date_start"].astype(str).tolist() == ["2022-01-02", "2025-12-31"]
    assert events["fatalities_best"].tolist() == [4, 3]


@pytest.mark.parametrize("swapped", [True, False])
def test_mine_victims_are_killed_whichever_column_says_so(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch, swapped: bool
) -> None:
    """Swapped or put right, the column of the wounded and killed is found; place names are not asked for."""
    columns = ["codigodanemunicipio", "sitio", "ano", "mes", "condicion", "estado", "genero", "actividad"]
    rows = []
    for year in range(1990, 2024):
        state, sex = ("Muerto" if year % 2 else "Herido"), "Hombre"
        pair = [sex, state] if swapped else [state, sex]
        rows.append(["5313", "Finca de don Juan", str(year), "6", "Civil", *pair, "Jugando"])
    query = aicma_mine_victims.PUBLISHER.queries["victims"]
    table = Table(columns, rows)
    redirect(aicma_mine_victims, monkeypatch, victims=served_by(httpserver, query, table))
    done = refresh("aicma_mine_victims", folder, today=TODAY, client=how, accept=True)
    victims = aicma_mine_victims.load(folder)
    assert victims["fatalities_best"].sum() == 17
    assert set(victims["municipality_code"]) == {"05313"}
    assert (done.source.coverage.end, done.source.coverage.years[-1]) == ("2023-06-30", 2022)
    assert all("sitio" not in request.args.get("$select", "") for request in table.pages())
