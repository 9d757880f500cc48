"""Fires of FIRMS come a few days at a time, and stand beside the pinned ones."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from geo.publishers.client import Client
from geo.publishers.faults import PublisherError
from geo.publishers.firms import Firms
from geo.refresh import refresh
from geo.sources import firms_modis
from tests.geo.publishers.servers import TODAY, redirect


def test_firms_is_asked_a_few_days_at_a_time(
    httpserver: HTTPServer, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The archive as far as it goes, near real time after it; no fires is an empty table; the key stays hidden."""
    header = "latitude,longitude,acq_date,satellite,confidence"
    httpserver.expect_request("/api/data_availability/csv/sesame/ALL").respond_with_data(
        "data_id,min_date,max_date\nMODIS_SP,2000-11-01,2026-03-08\nMODIS_NRT,2026-03-01,2026-03-10\n"
    )
    asked: list[str] = []

    def answer(request: Request) -> Response:
        product, _, days, first = request.path.split("/")[5:]
        asked.append(f"{product} {days} {first}")
        kind = ",type" if product == "MODIS_SP" else ""
        row = f"7.5,-75,{first},Terra,80" + (",0" if kind else "")
        return Response(f"{header}{kind}\n" + ("" if first == "2026-03-06" else row + "\n"))

    httpserver.expect_request(re.compile("/api/area/csv/sesame/.*")).respond_with_handler(answer)
    query = Firms(tuple(header.split(",")), "2026-03-01", host=httpserver.url_for("").rstrip("/"))
    with pytest.raises(PublisherError, match="FIRMS_MAP_KEY"):
        query.fetch(client)
    monkeypatch.setenv("FIRMS_MAP_KEY", "sesame")
    found = query.fetch(client)
    assert asked == ["MODIS_SP 5 2026-03-01", "MODIS_SP 3 2026-03-06", "MODIS_NRT 2 2026-03-09"]
    assert found[["acq_date", "type"]].to_numpy().tolist() == [["2026-03-01", "0"], ["2026-03-09", ""]]
    assert "sesame" not in query.url


def test_newer_fires_stand_beside_the_pinned_ones(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """2023 is filled, the two months of 2024 are replaced, near real time is apart; volcanoes stay out."""
    header = "latitude,longitude,acq_date,satellite,confidence"
    for file in firms_modis.SOURCE.files:
        (folder / file.path).parent.mkdir(exist_ok=True)
        year = re.search(r"\d{4}", Path(file.path).name)[0]
        (folder / file.path).write_text(f"{header},type\n7.5,-75,{year}-02-01,Aqua,80,0\n")
    monkeypatch.setattr("geo.admission.fetch", lambda *_: [])
    httpserver.expect_request("/api/data_availability/csv/sesame/ALL").respond_with_data(
        "data_id,min_date,max_date\nMODIS_SP,2000-11-01,2024-12-31\nMODIS_NRT,2024-10-01,2025-01-02\n"
    )

    def answer(request: Request) -> Response:
        product, _, _, first = request.path.split("/")[5:]
        if product == "MODIS_SP":
            kind = 2 if first == "2023-01-06" else 0
            return Response(f"{header},type\n7.5,-75,{first},Terra,80,{kind}\n")
        return Response(f"{header}\n7.5,-75,{first},Terra,80\n")

    httpserver.expect_request(re.compile("/api/area/csv/.*")).respond_with_handler(answer)
    monkeypatch.setenv("FIRMS_MAP_KEY", "sesame")
    query = replace(firms_modis.PUBLISHER.queries["fires"], host=httpserver.url_for("").rstrip("/"))
    redirect(firms_modis, monkeypatch, fires=query)
    done = refresh("firms_modis", folder, today=TODAY, client=how)
    fires = firms_modis.load(folder)
    by_year = fires.groupby(fires["date"].dt.year).size()
    assert (by_year[2022], by_year[2023], by_year[2024], by_year[2025]) == (1, 72, 74, 1)
    assert fires.loc[fires["date"].dt.year == 2025, "classed"].tolist() == [False]
    assert done.source.coverage.years == tuple(range(2003, 2025))
    assert firms_modis.rejects(folder)["rows"].sum() == 1
    assert "sesame" not in (done.folder / "source.json").read_text()
