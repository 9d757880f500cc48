"""What a user imported is drawn, each on its own terms: what may not be passed on is counted and nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

import geo.build.inputs
import geo.catalogue
from geo.build.pipeline import build
from geo.imported import imported
from geo.importers.import_file import import_file
from geo.importers.reading import Request
from geo.loader import Declared
from geo.sources import dane_mgn, regions
from layers.extract import extract
from layers.outputs import html
from layers.scene import basemap, compose
from layers.selection import Selection
from layers.tables import Tables
from tests import exports

SECRETS = ("COL71", "COL72", "COL73", "Juan Perez", "Guamalito", "National Liberation", "La Opinion", "8.5512")
HERE = Selection(lang="en", department_code="54", start="2023-01", end="2023-12")


def _acled(number: int, **cells: str) -> dict[str, str]:
    return exports.acled(number, latitude="8.5512", longitude="-73.4513", fatalities="3", **cells)


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    """Tables of a build with three ACLED events, two of a user's own (one located), and two sets of polygons."""
    home = tmp_path_factory.mktemp("own")
    folder = home / "raw"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            geo.catalogue, "_declared", lambda: {"dane_mgn": Declared(dane_mgn), "regions": Declared(regions)}
        )
        patch.setattr(geo.catalogue, "imported", lambda _: imported(folder))
        patch.setattr(geo.build.inputs, "_code_hash", lambda: "code")
        pd.DataFrame([_acled(71), _acled(72), _acled(73, geo_precision="3")]).to_csv(home / "a.csv", index=False)
        whole = {"start": date(2023, 1, 1), "end": date(2023, 12, 31), "complete": True}
        import_file("acled", Request(home / "a.csv", "", date(2026, 11, 22), **whole), folder)  # type: ignore[arg-type]
        mine = {"date": ["2023-05-01", "2023-06-01"], "divipola": ["54245", "54245"], "lat": ["8.6", ""],
                "lon": ["-73.4", ""], "event_type": "attack", "location_precision": ["1", ""]}  # fmt: skip
        pd.DataFrame(mine).to_csv(home / "e.csv", index=False)
        import_file("events", Request(home / "e.csv", "mine", date(2026, 11, 22)), folder)
        pit = gpd.GeoDataFrame({"id": ["PIT-1"]}, geometry=[box(-73.4, 8.5, -73.3, 8.6)], crs=4326)
        pit.to_file(home / "p.geojson")
        for name, private in (("pits", False), ("hushed", True)):
            asked = Request(home / "p.geojson", name, date(2026, 11, 22), constants={"kind": "mining"})
            import_file("polygons", replace(asked, private=private), folder)
        yield Tables.read(build(home / "processed", folder).out)


@pytest.mark.data
def test_every_import_has_the_layers_its_terms_allow(brought: Tables) -> None:
    """Events are counted; those that may be passed on are also shown at their places; hushed polygons are not."""
    own = {name: layer for name, layer in brought.overlays.items() if name.startswith("imported-")}
    assert sorted(own) == ["imported-acled", "imported-mine", "imported-mine-located", "imported-pits"]
    assert all(brought.is_available(layer) for layer in own.values())
    nothing = replace(brought, manifest={"inputs": []})
    assert not any(nothing.is_available(layer) for layer in own.values())


@pytest.mark.data
def test_rows_that_may_not_be_passed_on_never_leave(brought: Tables) -> None:
    """Every layer on: the page has the count and the credit, and no id, note, place, party, coordinate or outline."""
    selection = replace(HERE, layers=tuple(name for name in brought.overlays if name.startswith("imported-")))
    page = html.html(selection, brought)
    assert "Armed Conflict Location" in page
    assert [secret for secret in SECRETS if secret in page] == []
    assert "imported-mine" in page
    assert "PIT-1" in page
    assert "hushed" not in page
    base = basemap.for_selection(brought, selection)
    drawn = {mark["id"]: mark for mark in compose.scene(selection, brought, base)["overlays"]}
    acled = drawn["imported-acled"]
    assert (acled["count"], acled["total"], acled["gather"]) == (2, 3, "municipality")  # one is known to Norte only
    assert "xy" not in acled
    assert (drawn["imported-mine"]["count"], drawn["imported-mine-located"]["count"]) == (2, 1)
    assert drawn["imported-mine-located"]["xy"] == [-734000, 86000]
    assert drawn["imported-pits"]["count"] == 1


@pytest.mark.data
@pytest.mark.parametrize("ending", ["gpkg", "csv"])
def test_an_extract_of_own_layers_keeps_the_same_silence(brought: Tables, ending: str) -> None:
    """The data behind the map are no finer than the map."""
    selection = replace(HERE, layers=("imported-acled", "imported-pits"))
    files = extract(selection, brought, f"a.{ending}", "imported-acled")
    assert files
    for content in files.values():
        assert [secret for secret in SECRETS if secret.encode() in content] == []
