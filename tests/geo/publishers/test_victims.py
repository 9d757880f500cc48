"""The victims' register: the newest of its cut-offs, added up by the server, whole or not at all."""

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd
import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.refresh import refresh
from geo.schema import INDICATORS, GeoDataError, check
from geo.sources import uariv_displacement
from tests.geo.publishers.servers import TODAY, redirect

COLUMNS = ["fecha_corte", "cod_ciudad_muni", "vigencia", "sexo", "etnia", "per_ocu"]


@dataclass
class Register:
    """The register on datos.gov.co, which adds up what it is asked for."""

    rows: list[list[str]]
    columns: list[str] = field(default_factory=lambda: list(COLUMNS))
    asked: list[Request] = field(default_factory=list)
    lose: int = 0

    def __call__(self, request: Request) -> Response:
        self.asked.append(request)
        asked = request.args
        table = pd.DataFrame(self.rows, columns=self.columns)
        if "$select" not in asked:
            return Response(table.head(1).to_csv(index=False))
        if asked["$select"] == "fecha_corte":
            return Response(json.dumps(table[["fecha_corte"]].drop_duplicates().to_dict("records")))
        [cutoff] = re.findall(r"fecha_corte='(.*)'", asked["$where"])
        table = table[table["fecha_corte"] == cutoff].astype({"per_ocu": int})
        if "$group" not in asked:
            return Response(json.dumps([{"per_ocu": str(table["per_ocu"].sum())}]))
        sums = table.groupby(asked["$group"].split(","))["per_ocu"].sum().reset_index()
        start = int(asked["$offset"])
        page = sums.iloc[start : start + int(asked["$limit"]) - self.lose]
        return Response(page.to_csv(index=False))


def row(cutoff: str, code: str, year: str, people: str, sex: str = "Mujer") -> list[str]:
    return [cutoff, code, year, sex, "Ninguna", people]


ROWS = [
    row("31/07/2026 00:00", "54810", "2025", "9000"),
    row("30/09/24", "54810", "2024", "8000"),
    row("31/08/2026", "54810", "2025", "54000"),
    row("31/08/2026", "54810", "2025", "520", "Hombre"),
    row("31/08/2026", "5120", "2024", "7"),
    row("31/08/2026", "5120", "1985", "1"),
    row("31/08/2026", "54810", "2026", "30"),
    row("31/08/2026", "0", "2025", "13"),
    row("31/08/2026", "99572", "2024", "1"),
]


@pytest.fixture
def serve(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch):
    """Have a server answer for the register; pages of two sums."""

    def served(register: Register) -> Register:
        httpserver.clear_all_handlers()
        httpserver.expect_request(re.compile(r"/resource/krnc-8azs\.")).respond_with_handler(register)
        query = uariv_displacement.PUBLISHER.queries["people"]
        redirect(
            uariv_displacement, monkeypatch, people=replace(query, host=httpserver.url_for("").rstrip("/"), page=2)
        )
        return register

    return served


def test_people_displaced_are_those_of_the_newest_cut_off(serve, folder: Path, how: dict) -> None:
    """Men and women of Tibú make 54,520; earlier cut-offs, nowhere and the year that goes on are left out."""
    register = serve(Register(ROWS))
    done = refresh("uariv_displacement", folder, today=TODAY, client=how, accept=True)
    found = check(uariv_displacement.load(folder), INDICATORS, "test").set_index(["municipality_code", "year"])
    assert found["value"].to_dict() == {("05120", 1985): 1, ("05120", 2024): 7, ("54810", 2025): 54_520}
    coverage = done.source.coverage
    assert (coverage.years[0], coverage.years[-1], coverage.end) == (1985, 2025, "2025-12-31")
    assert "cut-off 2026-08-31" in done.source.publisher
    assert not any(re.search(r"\d\d,\d{3}", caveat) for caveat in done.source.caveats)
    aside = uariv_displacement.rejects(folder)
    assert dict(zip(aside["record"], aside["reason"], strict=True)) == {
        "00000 2025": "no municipality stated",
        "54810 2026": "year not covered in full",
        "99572 2024": "a code that is no municipality",
    }
    assert not any("sexo" in request.args.get("$select", "") for request in register.asked)


def test_sums_that_are_not_the_whole_are_refused(serve, folder: Path, how: dict) -> None:
    """A page that is one sum short ends the pages early, and the people do not add up."""
    serve(Register(ROWS, lose=1))
    with pytest.raises(GeoDataError, match=r"the publisher's sum is 54,572, but its parts make .*the old file stays"):
        refresh("uariv_displacement", folder, today=TODAY, client=how, accept=True)
    assert not (folder / "refreshed" / "uariv_displacement").exists()


@pytest.mark.parametrize(
    ("rows", "columns", "error"),
    [
        (ROWS, [*COLUMNS[:-1], "personas"], r"column per_ocu: .*are gone.*personas"),
        ([row("agosto de 2026", "54810", "2025", "1")], COLUMNS, r"column fecha_corte: not a day written DD/MM/YYYY"),
        ([row("31/08/2026", "54810", "dos mil", "1"), *ROWS[2:]], COLUMNS, None),
    ],
)
def test_a_register_that_has_changed(
    serve, folder: Path, how: dict, rows: list[list[str]], columns: list[str], error: str | None
) -> None:
    """A column by another name or a cut-off in words is refused; a year that is none is set aside."""
    serve(Register(rows, columns))
    if error is None:
        refresh("uariv_displacement", folder, today=TODAY, client=how, accept=True)
        assert "54810 dos mil" in uariv_displacement.rejects(folder)["record"].tolist()
        return
    with pytest.raises(GeoDataError, match=error):
        refresh("uariv_displacement", folder, today=TODAY, client=how, accept=True)
