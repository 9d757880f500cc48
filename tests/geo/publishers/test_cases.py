"""The CNMH's workbooks, a kind of violence each: every case an event, no column of a person, no zero of a guess."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer

from geo.publishers.cases import CaseWorkbook
from geo.publishers.download import Workbook
from geo.refresh import refresh
from geo.schema import EVENT_TYPES, EVENTS, GeoDataError, check
from geo.source import refreshed
from geo.sources import (
    cnmh_armed_actions,
    cnmh_disappearances,
    cnmh_kidnappings,
    cnmh_killings,
    cnmh_massacres,
    cnmh_mines,
    cnmh_property_damage,
    cnmh_recruitment,
    cnmh_sexual_violence,
    cnmh_terrorist_attacks,
    cnmh_town_attacks,
)
from tests.geo.publishers.servers import TODAY, redirect

NINE = (
    *(cnmh_armed_actions, cnmh_disappearances, cnmh_killings, cnmh_mines, cnmh_property_damage, cnmh_recruitment),
    *(cnmh_sexual_violence, cnmh_terrorist_attacks, cnmh_town_attacks),
)
PINNED = (cnmh_massacres, cnmh_kidnappings)

Ask = Callable[..., pd.DataFrame]


def case(number: int, **cells: object) -> dict[str, object]:
    """A case of Tibú on 19 March 2023, in the columns of every workbook; codes are text, numbers are numbers."""
    plain = {
        "ID Caso": str(number),
        "Año": 2023,
        "Mes": 3,
        "Día": 19,
        "Código DANE de Municipio": "54810",
        "Municipio": "TIBÚ",
        "Modalidad": "COMBATE",
        "Presunto Responsable": "GUERRILLA",
        "Descripción Presunto Responsable": "ELN",
        "Grupo Armado 1": "GUERRILLA",
        "Descripción Grupo Armado 1": "ELN",
        "Grupo Armado 2": "AGENTE DEL ESTADO",
        "Descripción Grupo Armado 2": "NO IDENTIFICADO",
        "Iniciativa": "GRUPO ARMADO 1",
        "Tipo de Armas": "ARMA DE FUEGO",
        "Tipo de Evento": "ACCIDENTE POR MINA",
        "Tipo de Secuestro": "SIMPLE",
        "Modalidad de Secuestro": "INDIVIDUAL",
        "Finalidad del Secuestro": "ND",
        "Total de Víctimas del Caso": 4,
        "Latitud": 8.64,
        "Longitud": -72.73,
    }
    return {**plain, **{name.replace("_", " "): value for name, value in cells.items()}}


def book(cases: list[dict[str, object]], **names: str) -> bytes:
    """A workbook with columns renamed by ``names``."""
    body = io.BytesIO()
    pd.DataFrame(cases).rename(columns={ours.replace("_", " "): theirs for ours, theirs in names.items()}).to_excel(
        body, index=False
    )
    return body.getvalue()


@pytest.fixture
def ask(httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Refresh a source from a server that has this workbook; return its events."""

    def asked(module: ModuleType, body: bytes, accept: bool = False) -> pd.DataFrame:
        httpserver.clear_all_handlers()
        httpserver.expect_request("/download/").respond_with_data(body)
        columns = module.PUBLISHER.queries["cases"].columns
        redirect(module, monkeypatch, cases=Workbook(httpserver.url_for("/download/"), columns))
        refresh(module.SOURCE.id, folder, today=TODAY, client=how, accept=accept)
        return module.load(folder)

    return asked


@pytest.mark.parametrize("module", [*NINE, *PINNED], ids=lambda module: module.SOURCE.id)
def test_every_case_is_an_event(ask: Ask, module: ModuleType, folder: Path) -> None:
    """One of 2023, one of an unknown month, one abroad: all are kept; the year of the last is not covered."""
    late = {"Año": 2026, "Mes": 2, "Día": 0, "Código_DANE_de_Municipio": "EXVEN"}
    cases = [case(1), case(2, Mes=0, Día=0, Código_DANE_de_Municipio="54000"), case(3, **late)]
    found = check(ask(module, book(cases), accept=True), EVENTS, "test").sort_values("event_id")
    assert found["source_event_id"].tolist() == ["1", "2", "3"]
    assert found["municipality_code"].isna().tolist() == [False, True, True]
    assert found["geometry"].isna().all()
    assert set(found["event_type"]) <= set(EVENT_TYPES)
    source = refreshed(module.SOURCE, folder)
    assert (source.coverage.end, source.coverage.years[0], source.coverage.years[-1]) == ("2026-02-28", 1958, 2025)
    assert not any(re.search(r"\d,\d{3}|\d %", text) for text in source.caveats)
    stored = next((folder / "refreshed" / source.id).glob("*.csv")).read_text("utf-8")
    assert "Latitud" not in stored


def test_the_parties_of_a_fight_are_named(ask: Ask) -> None:
    """The organisation of the first group; of the second, which names none, its kind."""
    found = ask(cnmh_armed_actions, book([case(1)]))
    assert found[["actor_1", "actor_2"]].values.tolist() == [["ELN", "AGENTE DEL ESTADO"]]
    assert found["description"].tolist() == ["Modalidad: combate. Iniciativa: grupo armado 1."]
    assert found["victims"].tolist() == [4]
    assert found["fatalities_best"].isna().all()


def test_only_killings_state_people_killed(ask: Ask) -> None:
    """Of the other kinds the dead are unknown, not zero; a case without a number of victims has none."""
    assert ask(cnmh_killings, book([case(1)]))["fatalities_best"].tolist() == [4]
    found = ask(cnmh_mines, book([case(1), case(2, Total_de_Víctimas_del_Caso=None)]))
    assert found["fatalities_best"].isna().all()
    assert found["victims"].isna().tolist() == [False, True]


@pytest.mark.parametrize("module", [cnmh_recruitment, cnmh_sexual_violence], ids=lambda module: module.SOURCE.id)
def test_no_case_can_be_traced_to_a_person(ask: Ask, module: ModuleType, folder: Path) -> None:
    """Neither day nor circumstances are asked for: the month, the municipality, the presumed perpetrator remain."""
    found = ask(module, book([case(1)]))
    assert found["date_start"].dt.strftime("%Y-%m-%d").tolist() == ["2023-03-01"]
    assert found["date_end"].dt.strftime("%Y-%m-%d").tolist() == ["2023-03-31"]
    assert found["description"].isna().all()
    stored = next((folder / "refreshed" / module.SOURCE.id).glob("*.csv")).read_text("utf-8").splitlines()[0]
    assert not {"Día", "Modalidad", "Tipo de Armas"} & set(stored.split(","))


@pytest.mark.parametrize("module", NINE, ids=lambda module: module.SOURCE.id)
def test_a_workbook_is_declared_whole(module: ModuleType) -> None:
    """An address of the centre, and no column that says who or where exactly."""
    assert isinstance(module.WORKBOOK, CaseWorkbook)
    query = module.PUBLISHER.queries["cases"]
    assert query.url.startswith("https://micrositios.centrodememoriahistorica.gov.co/observatorio/download/casos-")
    assert not {"Latitud", "Longitud", "Mujeres Embarazadas", "Vínculos Familiares"} & set(query.columns)
    assert not module.SOURCE.files


def test_a_code_that_lost_its_zero_is_mended(ask: Ask) -> None:
    """A workbook saved again with codes as numbers has 5120 for Cáceres."""
    found = ask(cnmh_mines, book([case(1, Código_DANE_de_Municipio=5120)]))
    assert found["municipality_code"].tolist() == ["05120"]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"<html>no encontrado</html>", r"a web page came.*expected a workbook.*the old file stays"),
        (book([case(1)], Año="anio"), r"column Año: .*1 column\(s\) are gone.*anio"),
        (book([case(1, Año="dos mil")]), "returned no rows"),
        (book([case(1), case(2, Año=2203)]), r"column Año: a year after 2026.*2203"),
        (book([case(1), case(2, Día=31, Mes=2)]), r"not a date.*2023-2-31"),
        (book([case(1), case(2, Código_DANE_de_Municipio="TIBÚ")]), r"not five digits.*TIBÚ"),
        (book([case(1), case(2, Total_de_Víctimas_del_Caso="varias")]), r"not a whole number.*varias"),
        (book([case(1), case(1)]), r"event_id"),
        (book([case(1)]).replace(b"PK", b"XX"), r"is no workbook"),
    ],
)
def test_a_workbook_that_has_changed_replaces_nothing(ask: Ask, folder: Path, body: bytes, error: str) -> None:
    """A page in its place, another column, an impossible date, words for numbers, a case twice: refused by name."""
    ask(cnmh_killings, book([case(7)]))
    with pytest.raises(GeoDataError, match=error):
        ask(cnmh_killings, body)
    assert cnmh_killings.load(folder)["source_event_id"].tolist() == ["7"]


def test_a_page_in_place_of_the_workbook_is_asked_for_again(ask: Ask) -> None:
    """An error page is not kept for the next attempt of the day."""
    with pytest.raises(GeoDataError, match="a web page came"):
        ask(cnmh_mines, b"<html>en mantenimiento</html>")
    assert len(ask(cnmh_mines, book([case(1)]))) == 1


def test_a_column_more_is_nobodys_business(ask: Ask, folder: Path) -> None:
    """A new column beside the known ones is not read, whatever it holds."""
    ask(cnmh_mines, book([{**case(1), "Nombre de la Víctima": "JUAN PEREZ"}]))
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"PEREZ" not in kept
