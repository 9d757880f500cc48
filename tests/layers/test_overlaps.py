"""Inside and outside protected areas by year: published hectares, both sides add up, a gap is no zero."""

import io
import re
from dataclasses import replace

import pandas as pd
import pytest

from layers.analysis.overlaps import overlaps, sides_of
from layers.app.overlaps import csv, nothing
from layers.charts import chart, render
from layers.dossier import divided
from layers.dossier import document as dossier
from layers.dossier.blocks import Picture, Table
from layers.dossier.writer import Writer
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator
from tests import builders

CHOSEN = Selection(municipality_code="18001", start="2019-01", end="2023-12", lang="en")


@pytest.fixture(scope="module")
def cleared(small_tables: Tables) -> Tables:
    """Florencia by MapBiomas in 2020, 2021 and 2023; Amazon Mining Watch found nothing there."""
    both = (
        ("deforestation_in_protected", "deforestation_outside_protected"),
        ("gold_mining_detected_in_parks", "gold_mining_detected_outside_parks"),
    )
    values = {2020: (30.0, 70.0), 2021: (0.0, 50.0), 2023: (0.0, 0.0)}
    sources = ("mapbiomas_transitions", "amw_mining")
    rows = [
        ("18001", year, variable, "ha", value if source == sources[0] else 0.0, source)
        for source, variables in zip(sources, both, strict=True)
        for year, sides in values.items()
        for variable, value in zip(variables, sides, strict=True)
    ]
    return replace(small_tables, indicators=pd.concat([small_tables.indicators, builders.indicators(rows)]))


def test_a_year_without_data_is_missing_and_not_zero(cleared: Tables) -> None:
    """2019 and 2022 have no row in the source; in 2023 it found none; the share of nothing is none."""
    found = next(each for each in overlaps(CHOSEN, cleared) if each.source.id == "mapbiomas_transitions")
    rows = found.rows.set_index("year")
    assert list(rows.index[rows["total"].isna()]) == [2019, 2022]
    assert rows.loc[2020].tolist() == [30, 70, 100, 30]
    assert rows.loc[2021].tolist() == [0, 50, 50, 0]
    assert rows.loc[2023, "total"] == 0
    assert pd.isna(rows.loc[2023, "share"])
    assert (found.covered, found.asked, found.is_nothing) == (1, 1, False)


def test_the_chart_has_no_bar_where_there_is_no_data(cleared: Tables) -> None:
    """A row for each side, with three years of five; it can be downloaded."""
    drawn = chart("inside_outside", CHOSEN, cleared)
    assert drawn is not None
    values = drawn.table.set_index(drawn.table.columns[0]).astype(float)
    assert values.iloc[:, 0].dropna().to_dict() == {"2020": 30, "2021": 0, "2023": 0}
    assert values.iloc[:, 1].dropna().to_dict() == {"2020": 70, "2021": 50, "2023": 0}
    assert render(drawn, "svg").count(b"<svg") == 1
    assert {"mapbiomas_transitions", "protected_caqueta"} <= set(drawn.sources)
    assert chart("inside_outside", replace(CHOSEN, municipality_code="54810"), cleared) is None


def test_a_chart_says_what_its_sums_lack(cleared: Tables) -> None:
    """Florencia alone of the region has data; a period from June has the whole of its first year."""
    region = replace(CHOSEN, municipality_code=None, region="caqueta", start="2020-06")
    drawn, asked = chart("inside_outside", region, cleared), len(cleared.selected_codes(region))
    assert drawn is not None
    whole, short = drawn.caveats
    assert whole.endswith("(MapBiomas): yearly figures, shown for whole years.")
    assert drawn.draw(None).parts.count("ha; of the whole year") == 2
    assert short.endswith(
        f": sums over 1 of {asked} municipalities in 2020\u20132021, 2023; the others have no data."
    )
    named = drawn.table.set_index("When").iloc[:, -1]
    assert named["2022"] == ""
    assert f"Deforestation inside protected areas (MapBiomas): 1 of {asked}" in named["2020"]
    alone = chart("inside_outside", CHOSEN, cleared)
    assert alone is not None
    assert (alone.caveats, len(alone.table.columns)) == ([], 3)
    assert "of the whole year" not in alone.draw(None).parts


def test_the_csv_leaves_gaps_empty(cleared: Tables) -> None:
    """What is read back is what was shown; a place whose name is a formula is text."""
    table = pd.read_csv(io.BytesIO(csv(overlaps(CHOSEN, cleared), CHOSEN, cleared)), encoding="utf-8-sig")
    mine = table[table["source"] == "mapbiomas_transitions"].set_index("year")
    assert mine["total"].isna().to_dict() == {2019: True, 2020: False, 2021: False, 2022: True, 2023: False}
    assert mine.loc[2020, ["inside", "outside", "inside_percent"]].tolist() == [30, 70, 30]
    assert set(table["unit"]) == {"ha"}


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "Gold mining first detected in the year: none in 2020–2021, 2023, inside or outside."),
        ("es", "Minería de oro detectada por primera vez en el año: nada en 2020–2021, 2023, ni dentro ni fuera."),
    ],
)
def test_a_measured_zero_on_both_sides_is_said(cleared: Tables, lang: str, said: str) -> None:
    """In a sentence, with its years, in place of an empty chart."""
    found = next(each for each in overlaps(CHOSEN, cleared) if each.is_nothing)
    assert nothing(found, translator(lang)) == said  # type: ignore[arg-type]


def test_the_dossier_has_both_sides(cleared: Tables) -> None:
    """A picture and a table of what was found; a place without such data has neither."""
    picture, table = divided.blocks(Writer(CHOSEN, cleared))
    assert isinstance(picture, Picture)
    assert isinstance(table, Table)
    assert table.head == ["What", "2020", "2021", "2022", "2023"]
    assert 'class="none"' in table.rows[0][3]
    assert [re.sub("<[^>]+>", "", str(cell)) for cell in table.rows[2][1:3]] == ["30", "0"]
    assert 'value="30.0"' in table.rows[2][1]
    assert divided.blocks(Writer(replace(CHOSEN, municipality_code="54810"), cleared)) == []


@pytest.mark.data
def test_san_vicente_as_published(real: Tables) -> None:
    """MapBiomas, whose forest has no canopy threshold: inside and outside protected areas, 2020 to 2023."""
    chosen = Selection(municipality_code="18753", lang="en")
    found = next(each for each in overlaps(chosen, real) if each.sides.inside.id == "deforestation_in_protected")
    assert found.source.id == "mapbiomas_transitions"
    assert found.known_span["year"].tolist() == [2020, 2021, 2022, 2023]
    assert found.known_span["inside"].round().tolist() == [936, 689, 502, 316]
    assert found.known_span["outside"].round().tolist() == [19482, 32734, 17316, 12163]
    told = [str(cell) for cell in divided.blocks(Writer(dossier.place("18753"), real))[1].rows[0]]  # type: ignore[union-attr]
    assert [">936<" in told[1], ">316<" in told[4]] == [True, True]


@pytest.mark.data
@pytest.mark.parametrize("region", ["caqueta", None])
def test_both_sides_make_the_whole(real: Tables, region: str | None) -> None:
    """Of the same municipalities: the whole variable, where every municipality with it is divided."""
    chosen = Selection(region=region)
    for each in overlaps(chosen, real):
        amounts = real.amounts(each.sides.whole.id, each.source.id)
        parts = real.amounts(each.sides.inside.id, each.source.id)
        for year, total in each.rows.dropna(subset=["total"])[["year", "total"]].itertuples(index=False):
            codes = parts[int(year)].dropna().index.intersection(list(real.selected_codes(chosen)))
            assert total == pytest.approx(amounts.loc[codes, int(year)].sum(), abs=0.01 * len(codes))


def test_every_division_has_two_sides(small_tables: Tables) -> None:
    """No variable is named as a part without its other part."""
    for source in small_tables.sources.values():
        parts = {each.id for each in source.variables if "_outside_" in each.id}
        assert {sides.outside.id for sides in sides_of(source)} == parts
