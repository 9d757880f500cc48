"""Layers that nobody pinned are refreshed as they stand on the day of asking."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from shapely import LineString, box
from shapely.geometry import mapping

from geo.fetch import MissingFileError
from geo.publishers import client as clients
from geo.publishers.arcgis import OBJECT_ID
from geo.refresh import obtain, refresh
from geo.schema import FEATURES, GeoDataError, check
from geo.source import refreshed
from geo.sources import (
    community_councils,
    forest_reserve_catatumbo,
    hydrocarbon_blocks,
    mining_title_areas,
    paramos,
    peasant_reserves,
    pipelines,
    reserves_national,
    runap,
    wetlands,
    wide_rivers,
)
from tests.geo.publishers.servers import TODAY, Layer, redirect, serve_layer, serve_wfs


def title(number: int, shape=None) -> dict:
    return {
        "CODIGO_EXPEDIENTE": f"IDO-{number}", "ESTADO": "Activo", "ETAPA": "Explotación", "MINERALES": "CARBÓN, ORO",
        "NOMBRE_DE_TITULAR": "JUAN PEREZ", "NUMERO_IDENTIFICACION": "123", "shape": shape or box(-75, 7, -74.9, 7.1),
    }  # fmt: skip


def serve_titles(server: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Layer:
    records = [title(1), title(1, box(-74, 7, -73.9, 7.1)), title(2) | {"MINERALES": "DORADO"}]
    layer = Layer([name for name in records[0] if name != "shape"], records)
    query = mining_title_areas.PUBLISHER.queries["layer"]
    redirect(
        mining_title_areas, monkeypatch, layer=replace(query, layer=serve_layer(server, "/anm/MapServer/4", layer))
    )
    return layer


def test_what_nobody_pinned_is_refreshed_by_the_first_fetch(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A source without files asks its publisher, once; then its files are there."""
    layer = serve_titles(httpserver, monkeypatch)
    monkeypatch.setattr(clients, "PAUSE", 0)
    source = obtain(mining_title_areas.SOURCE, folder)
    assert source.files[0].origin == "refreshed"
    asked = len(layer.asked)
    assert obtain(refreshed(mining_title_areas.SOURCE, folder), folder) == source
    assert len(layer.asked) == asked
    features = check(mining_title_areas.load(folder), FEATURES, "test")
    assert features["feature_id"].str.removeprefix("mining_title_areas:").tolist() == ["IDO-1", "IDO-1-2", "IDO-2"]
    assert features["kind"].tolist() == ["gold_title", "gold_title", "mining_title"]
    assert len(source.coverage.years) == 1


def test_holders_of_titles_are_never_asked_for(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither in a request nor in a file is there a name or a number of a person."""
    layer = serve_titles(httpserver, monkeypatch)
    refresh("mining_title_areas", folder, today=TODAY, client=how)
    assert not any("TITULAR" in request.args.get("outFields", "") for request in layer.asked)
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"PEREZ" not in kept


def test_a_publisher_that_fails_is_a_missing_source(folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be had is missing, and the rest of a build goes on."""
    query = replace(mining_title_areas.PUBLISHER.queries["layer"], layer="http://127.0.0.1:9/none")
    redirect(mining_title_areas, monkeypatch, layer=query)
    monkeypatch.setattr(clients, "ATTEMPTS", 1)
    with pytest.raises(MissingFileError, match=r"mining_title_areas.*does not answer"):
        obtain(mining_title_areas.SOURCE, folder)


def test_layers_are_read_as_they_stand(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protected areas, reserves and peasant zones: kinds, names, years; a record without outline is counted out."""
    shape = box(-75, 7, -74, 8)
    features = [
        {
            "type": "Feature",
            "geometry": mapping(shape),
            "properties": {"ap_id": 6, "ap_nombre": " A  b", "ap_categoria": kind},
        }
        for kind in ("Parque Nacional Natural", "Reservas Forestales Protectoras Nacionales")
    ]
    features[1]["properties"]["ap_id"] = 7
    features.append({"type": "Feature", "geometry": None, "properties": features[0]["properties"]})
    endpoint = serve_wfs(httpserver, features, [])
    redirect(runap, monkeypatch, layer=replace(runap.PUBLISHER.queries["layer"], endpoint=endpoint))
    done = refresh("runap", folder, today=TODAY, client=how)
    areas = runap.load(folder)
    assert areas["kind"].tolist() == ["national_park", "protected_area"]
    assert areas["name"].tolist() == ["A b", "A b"]
    assert "1 of 3 records came without an outline" in done.source.caveats[-1]
    reserve = Layer(
        ["ID", "NOMBRE", "PUEBLO"], [{"ID": "10", "NOMBRE": "Motilón Barí", "PUEBLO": "BARI", "shape": shape}]
    )
    query = reserves_national.PUBLISHER.queries["layer"]
    redirect(reserves_national, monkeypatch, layer=replace(query, layer=serve_layer(httpserver, "/r/0", reserve)))
    refresh("reserves_national", folder, today=TODAY, client=how)
    assert reserves_national.load(folder)["feature_id"].tolist() == ["reserves_national:10"]
    names = ("OBJECTID", "NOMBRE_ZONA_RESERVA_CAMPESINA", "RESOLUCION_RESERVA_CAMPESINA")
    zone = dict(zip(names, (8, "CATATUMBO", "RESOLUCION 1 DE 01-02-2024"), strict=True)) | {"shape": shape}
    query = peasant_reserves.PUBLISHER.queries["zones"]
    layer = Layer(list(names), [zone])
    redirect(peasant_reserves, monkeypatch, zones=replace(query, layer=serve_layer(httpserver, "/z/0", layer)))
    refresh("peasant_reserves", folder, today=TODAY, client=how, accept=True)
    assert peasant_reserves.load(folder)["year"].tolist() == [2024]


def test_the_zones_of_today_are_taken_for_those_of_2021(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch, bundle: Callable[..., Any]
) -> None:
    """The seven zones and a new one are no loss of the year 2021: they are taken without being accepted."""
    names = ("OBJECTID", "NOMBRE_ZONA_RESERVA_CAMPESINA", "RESOLUCION_RESERVA_CAMPESINA")
    shapes = [*bundle("peasant_reserves").geometry, box(-75.1, 1.2, -75.0, 1.3)]
    resolutions = ["RESOLUCION 054 DE 22-06-1999"] * 7 + ["ACUERDO 381 DE 2023"]
    zones = [dict(zip(names, (i, "Zona", text), strict=True)) for i, text in enumerate(resolutions)]
    layer = Layer(list(names), [zone | {"shape": shape} for zone, shape in zip(zones, shapes, strict=True)])
    query = peasant_reserves.PUBLISHER.queries["zones"]
    redirect(peasant_reserves, monkeypatch, zones=replace(query, layer=serve_layer(httpserver, "/z/0", layer)))
    done = refresh("peasant_reserves", folder, today=TODAY, client=how)
    assert (done.rows, done.source.coverage.years) == (8, (2026,))
    assert peasant_reserves.load(folder)["year"].tolist() == [1999] * 7 + [2023]
    layer.records = layer.records[:3]
    with pytest.raises(GeoDataError, match=r"all together: 3 features, 8 before"):
        refresh("peasant_reserves", folder, today=date(2027, 1, 5), client=how)
    assert len(peasant_reserves.load(folder)) == 8


REGISTERS = (
    *(community_councils, forest_reserve_catatumbo, hydrocarbon_blocks, mining_title_areas, paramos, pipelines),
    *(reserves_national, wetlands, wide_rivers),
)


@pytest.mark.parametrize("module", REGISTERS, ids=lambda module: module.SOURCE.id)
def test_every_register_comes_with_what_it_declares_and_no_more(
    module, httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each of its layers is asked for its fields only; every feature is kept, with an id, a kind and a citation."""
    asked = []
    for place, (key, query) in enumerate(module.PUBLISHER.queries.items()):
        fields = [name for name in query.columns if name != OBJECT_ID]
        shapes = [box(-75 + i, 7, -74.5 + i, 7.5) for i in range(3)]
        records = [{"OID": i, "TITULAR": "PEREZ", "shape": shape} for i, shape in enumerate(shapes)]
        records = [record | {name: f"{name} {i}" for name in fields} for i, record in enumerate(records)]
        layer = Layer(["TITULAR", *fields], records)
        served = serve_layer(httpserver, f"/register/{place}", layer)
        redirect(module, monkeypatch, **{key: replace(query, layer=served, page=2)})
        asked.append((layer, {"OID" if name == OBJECT_ID else name for name in query.columns}))
    done = refresh(module.SOURCE.id, folder, today=TODAY, client=how)
    features = check(module.load(folder), FEATURES, "test")
    assert len(features) == 3 * len(asked)
    assert features["citation"].str.contains(", 2026-11-22, ").all()
    for layer, columns in asked:
        assert {name for request in layer.pages() for name in request.args["outFields"].split(",")} == columns
    assert not any(b"PEREZ" in path.read_bytes() for path in folder.rglob("*.geojson"))
    assert done.source.coverage.years == (2026,)
    assert done.source.optional


def test_lines_of_two_layers_keep_their_kinds_and_ids_apart(
    httpserver: HTTPServer, folder: Path, how: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two pipelines with the same number on the server are two features, one for crude oil and one for products."""
    for number, (key, query) in enumerate(pipelines.PUBLISHER.queries.items()):
        layer = Layer([], [{"OID": 7, "shape": LineString([(-75, 7 + number), (-74, 7 + number)])}])
        served = serve_layer(httpserver, f"/lines/{number}", layer)
        redirect(pipelines, monkeypatch, **{key: replace(query, layer=served)})
    refresh("pipelines", folder, today=TODAY, client=how)
    lines = pipelines.load(folder)
    assert lines["feature_id"].tolist() == ["pipelines:crude_pipeline:7", "pipelines:product_pipeline:7"]
    assert lines["kind"].tolist() == ["crude_pipeline", "product_pipeline"]
    assert lines["area_ha"].isna().all()
