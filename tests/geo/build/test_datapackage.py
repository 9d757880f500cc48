"""The data package says of every table what it holds, in what units, on whose terms, and is right about it."""

import json
from pathlib import Path
from typing import Any

import frictionless
import geopandas as gpd
import pandas as pd
import pytest

from geo.build.datapackage import SCHEMAS, describe
from geo.catalogue import catalogue
from geo.fetch import sha256

PANDAS = {"boolean": "bool", "string": "str", "integer": "int", "number": "float", "datetime": "datetime64"}


@pytest.fixture(scope="module")
def package(processed: Path) -> dict[str, Any]:
    return json.loads((processed / "datapackage.json").read_text("utf-8"))


def resource(package: dict[str, Any], name: str) -> dict[str, Any]:
    return next(part for part in package["resources"] if part["name"] == name)


def test_an_empty_build_is_described_too() -> None:
    """Without network only curated tables are there; their package is valid."""
    table = pd.DataFrame({"source": pd.Series(dtype=str)})
    output = {"incidents.parquet": {"bytes": 1, "sha256": "00", "rows": 0}}
    told = describe({"incidents": table}, output, {"incidents": catalogue(Path("none"))["incidents"]}, "0")
    assert frictionless.Package.validate_descriptor(told).valid


@pytest.mark.data
def test_the_package_is_valid(package: dict[str, Any]) -> None:
    """By Frictionless' own judgement."""
    report = frictionless.Package.validate_descriptor(package)
    assert report.valid, report.flatten(["message"])


@pytest.mark.data
def test_every_file_is_described_and_no_other(package: dict[str, Any], processed: Path) -> None:
    """Paths, sizes, checksums and rows are those of the files."""
    assert {part["path"] for part in package["resources"]} == {path.name for path in processed.glob("*.parquet")}
    for part in package["resources"]:
        path = processed / part["path"]
        assert (part["bytes"], part["hash"]) == (path.stat().st_size, f"sha256:{sha256(path)}")
        assert part["rows"] == len(pd.read_parquet(path, columns=[part["schema"]["fields"][0]["name"]]))


@pytest.mark.data
def test_columns_are_those_of_the_tables(package: dict[str, Any], processed: Path) -> None:
    """Names in order, and types; each has a description; measured ones have a unit."""
    for part in package["resources"]:
        table = pd.read_parquet(processed / part["path"])
        fields = part["schema"]["fields"]
        assert [field["name"] for field in fields] == list(table.columns), part["name"]
        for field in fields:
            assert field["description"], field
            if field["type"] not in ("any", "object") and len(table):
                assert str(table[field["name"]].dtype).lower().startswith(PANDAS[field["type"]]), field
            if field["type"] == "number" and field["name"] != "value":
                assert field["unit"], field


@pytest.mark.data
def test_keys_are_unique_and_rules_hold(package: dict[str, Any], processed: Path) -> None:
    """What the package promises of keys, blanks and listed values is so."""
    for part in package["resources"]:
        table = pd.read_parquet(processed / part["path"])
        if key := part["schema"].get("primaryKey"):
            assert not table.duplicated(key).any(), part["name"]
        for field in part["schema"]["fields"]:
            rules, column = field.get("constraints", {}), table[field["name"]]
            if rules.get("required"):
                assert column.notna().all(), (part["name"], field["name"])
            if "enum" in rules:
                assert set(column.dropna()) <= set(rules["enum"])


@pytest.mark.data
def test_terms_travel_with_the_tables(package: dict[str, Any], processed: Path) -> None:
    """Each resource credits the sources of its rows with their licences; rivers say ODbL."""
    known = catalogue(processed)
    for part in package["resources"]:
        assert part["sources"], part["name"]
        assert {licence["title"] for licence in part["licenses"]} == {
            known[source["id"]].licence for source in part["sources"]
        }
    assert resource(package, "rivers")["licenses"] == [{"name": "ODbL-1.0", "title": "ODbL 1.0"}]
    rows = gpd.read_parquet(processed / "protected.parquet")
    assert {source["id"] for source in resource(package, "protected")["sources"]} == set(rows["source"])


@pytest.mark.data
def test_only_feature_tables_and_the_panel_lack_a_schema_of_their_own(package: dict[str, Any]) -> None:
    """A new table needs a schema, or it would be described as features."""
    names = {part["name"].replace("-", "_") for part in package["resources"]}
    features = {source.table for source in catalogue(Path("none")).values() if source.kind == "features"}
    assert names - SCHEMAS.keys() <= features | {"panel"}
