"""A published map in both languages and year by year says what the scenes of each language and year say."""

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from layers.catalog import choropleth
from layers.outputs.edition import edition, in_language, merge
from layers.outputs.years import yearly_estimates
from layers.scene import basemap, compose
from layers.scene.encoding import pack_estimates
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import LANGS

COUNTRY = Selection(start="2012-01", end="2014-12", layers=("ucdp", "massacres", "incidents", "parks", "mining"))
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def numbers(text: str) -> list[int]:
    """Read what pack wrote, as the runtime does."""
    found, number, shift = [], 0, 1
    for char in text:
        bits = DIGITS.index(char)
        number, shift = number + (bits & 31) * shift, shift * 32
        if not bits & 32:
            found.append(-(number + 1) // 2 if number % 2 else number // 2)
            number, shift = 0, 1
    return found


@pytest.mark.parametrize(
    "versions",
    [
        [{"a": [1, {"b": "x"}], "c": None}, {"a": [1, {"b": "y"}], "c": 2}],
        [["one", "two", "three"], ["uno", "two", "three"]],
        [["one"], ["uno", "dos"]],
        [{"a": 1}, {"b": 1}],
        ["", []],
    ],
)
def test_merged_languages_come_apart_again(versions: list[Any]) -> None:
    """Whatever their shapes, and what they share is there once."""
    merged = merge(versions)
    assert [in_language(merged, index) for index in range(len(versions))] == versions


def test_each_language_is_that_of_its_own_map(tables: Tables) -> None:
    """Every text of the scene, apart from the numbers that are packed."""
    base = basemap.for_selection(tables, COUNTRY)
    published = edition(COUNTRY, tables, base)
    for index, lang in enumerate(LANGS):
        said = in_language(published["scene"], index)
        alone = compose.scene(replace(COUNTRY, lang=lang), tables, base, all_choropleths=True)
        assert {key: said[key] for key in ("title", "notices", "credits", "colophon", "names", "summary")} == {
            key: alone[key] for key in ("title", "notices", "credits", "colophon", "names", "summary")
        }
        for part, own in zip(said["choropleths"], alone["choropleths"], strict=True):
            assert {key: part[key] for key in own.keys() - {"class_codes", "values", "amounts"}} == {
                key: own[key] for key in own.keys() - {"class_codes", "values", "amounts"}
            }
        for mark, own in zip(said["overlays"], alone["overlays"], strict=True):
            assert [field["words"] for field in mark["fields"]] == [field["words"] for field in own["fields"]]
            assert len(numbers(mark.get("since", ""))) == (mark["count"] if "since" in own else 0)


@pytest.mark.parametrize("name", ["forest_loss", "deaths", "evoa_illicit", "forest_loss_ha", "coca_ha"])
def test_a_year_by_itself_is_the_map_of_that_year(tables: Tables, name: str) -> None:
    """Value by value, and only for the years that the source covers."""
    layer, codes = choropleth(name), pd.Index(tables.municipalities["municipality_code"])
    found = yearly_estimates(layer, tables, COUNTRY.years, codes).by_year
    for year in COUNTRY.years:
        whole = tables.values(layer.measure, (year,))
        assert (year in found) == bool(whole.attrs["years"])
        if year in found:
            pd.testing.assert_series_equal(
                found[year]["best"], whole["value"], check_names=False, rtol=5e-3, check_dtype=False
            )


def test_classes_hold_every_year(tables: Tables) -> None:
    """No value of any year lies above the last of the common classes."""
    years = yearly_estimates(
        choropleth("deaths"), tables, COUNTRY.years, pd.Index(tables.municipalities["municipality_code"])
    )
    assert max(float(table["best"].max()) for table in years.by_year.values()) <= years.classes.breaks[-1]


def test_no_data_is_packed_as_no_number() -> None:
    """An empty estimate is a dash; zero is zero; a run is counted."""
    assert pack_estimates([(), (), (0.0,), (0.5, 0.25, 2.0)]) == "-*2 0 0.5/0.25/2"


def test_one_year_has_nothing_to_walk_through(tables: Tables) -> None:
    """A period within one year offers no years."""
    single = replace(COUNTRY, start="2012-03", end="2012-11")
    published = edition(single, tables, basemap.for_selection(tables, single))
    assert published["years"] == ()
    shades = published["scene"]["choropleths"]
    assert shades
    assert all(part["yearly_values"] == [] for part in shades)
