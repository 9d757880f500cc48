"""Headlines in words: their numbers are those of the tables, and what may not be compared is not."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from layers.dossier.brief import brief, chart
from layers.dossier.headlines import newest_pair, what_changed
from layers.dossier.measure_headlines import of_map
from layers.dossier.writer import Writer
from layers.selection import Selection
from layers.tables import Tables
from tests import builders

EN = Selection(lang="en", region="caqueta", choropleth="forest_loss")
NUMBER = re.compile(r'<data value="([^"]+)" data-of="([^"]+)" data-over="(\w+)" data-years="([^"]*)">([^<]+)</data>')


@pytest.fixture(scope="module")
def tables(small_tables: Tables) -> Tables:
    """The small country, with deaths, coca and gold in Caquetá and Tibú."""
    series = (
        ("ucdp_ged", "fatalities_low", "people", (2018, 2024, 2025), (1, 3, 5)),
        ("ucdp_ged", "fatalities_best", "people", (2018, 2024, 2025), (1, 4, 9)),
        ("ucdp_ged", "fatalities_high", "people", (2018, 2024, 2025), (1, 6, 9)),
        ("hansen_municipal", "tree_cover_loss_any_canopy", "ha", (2014, 2015), (100, 200)),
        ("coca", "coca_area", "ha", (2023, 2024), (0, 12.5)),
        ("evoa", "evoa_area", "ha", (2016, 2018), (0, 0)),
    )
    rows = [
        (code, year, variable, unit, float(value), source)
        for source, variable, unit, years, values in series
        for code in ("18001", "18150")
        for year, value in zip(years, values, strict=True)
    ]
    indicators = pd.concat([small_tables.indicators, builders.indicators(rows)], ignore_index=True)
    return replace(small_tables, indicators=indicators)


def recomputed(tables: Tables, selection: Selection, of: str, over: str, years: list[int]) -> float:
    source, variable = of.split("/")
    codes = set(tables.selected_codes(selection))
    rows = tables.indicators
    rows = rows[(rows["source"] == source) & (rows["variable"] == variable) & rows["municipality_code"].isin(codes)]
    wide = rows.pivot(index="municipality_code", columns="year", values="value").reindex(columns=years).dropna()
    return float((wide.mean(axis=1) if over == "mean" else wide.sum(axis=1)).sum())


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("choropleth", ["forest_loss", "deaths", "coca_ha", "evoa_ha", None])
@pytest.mark.parametrize("municipality", [None, "18001"])
def test_every_number_is_one_of_the_tables(
    tables: Tables, lang: str, choropleth: str | None, municipality: str | None
) -> None:
    """Sums over places and years, in both languages; the rest of the text has no figure but years."""
    selection = replace(EN, lang=lang, choropleth=choropleth, municipality_code=municipality)  # type: ignore[arg-type]
    told = of_map(selection, tables)
    found = NUMBER.findall(told)
    assert found
    for value, of, over, years, _ in found:
        expected = recomputed(tables, selection, of, over, [int(year) for year in years.split()])
        assert float(value) == pytest.approx(expected)


def test_low_and_high_go_with_the_best_estimate(tables: Tables) -> None:
    """Both years have a range or none; equal bounds are not printed."""
    assert "18 people killed in armed conflict in 2025 (low 10, high 18), and 8 in 2024 (low 6, high 12)" in (
        what_changed(Writer(EN, tables)).striptags()
    )


def test_a_year_is_not_compared_over_a_change_of_method(tables: Tables) -> None:
    """Hansen's map changed in 2015: its loss of that year stands alone."""
    told = what_changed(Writer(EN, tables)).striptags()
    assert "400 ha of tree cover were lost in 2015 (Hansen)" in told
    assert "2014" not in told


def test_a_year_of_other_municipalities_is_not_compared(tables: Tables) -> None:
    """Without one municipality the sum is another place's."""
    rows = tables.indicators
    partial = rows[~((rows["source"] == "coca") & (rows["year"] == 2023) & (rows["municipality_code"] == "18150"))]
    w = Writer(EN, replace(tables, indicators=partial))
    assert newest_pair(w, "coca", w.yearly("coca", "coca_area")) == (2024, None)


def test_gold_that_is_not_there_is_not_told(tables: Tables) -> None:
    """A region without gold mining has no clause on it, and no data is no zero."""
    assert "EVOA" not in what_changed(Writer(EN, tables))
    assert "no data in Catatumbo" in of_map(replace(EN, region="catatumbo", choropleth="evoa_ha"), tables)


def test_a_region_in_brief_has_no_zero_where_it_has_no_data(tables: Tables) -> None:
    """A table of the numbers of its chart: measured zeros, estimates with their bounds, and gaps as gaps."""
    found = brief("caqueta", tables, "en")
    rows = {year: cells for year, *cells in found.rows}
    assert rows["2025"] == ["18 (10–18)", "no data", "no data"]
    assert rows["2023"] == ["no data", "no data", "0"]
    assert found.chart.count('fill="url(#gap-') == 2 + 2 + 2
    table = chart("caqueta", tables, "en").table.set_index("Year")
    assert table.loc["2023"].dropna().tolist() == [0]
    assert table.loc["2025"].dropna().tolist() == [18, 10, 18]
    assert "25 ha of coca on 31 December 2024, and 0 ha in 2023" in found.sentence.striptags().replace("\xa0", " ")
