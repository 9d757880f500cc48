"""Ceasefires, the accord, breaks and incidents on the bundled data: beside published numbers, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def analyses(processed: Path) -> pd.DataFrame:
    return pd.read_parquet(processed / "analyses.parquet")


@pytest.mark.parametrize(
    ("source", "variable", "before", "after", "rise"),
    [
        ("gfw_loss", "tree_cover_loss", 4818, 10683, 121.7),
        ("hansen_municipal", "tree_cover_loss_any_canopy", 5250, 11480, 118.7),
    ],
)
def test_the_country_rose_as_published(
    processed: Path, source: str, variable: str, before: float, after: float, rise: float
) -> None:
    """2016-2018 against 2013-2015: published at 50 % canopy 4,687 and 10,404 km², +122.0 %."""
    table = pd.read_parquet(processed / "indicators.parquet").query("source == @source and variable == @variable")
    by_year = table.groupby("year")["value"].sum() / 100
    found = by_year.loc[2013:2015].sum(), by_year.loc[2016:2018].sum()
    assert found == pytest.approx((before, after), abs=1)
    assert 100 * (found[1] / found[0] - 1) == pytest.approx(rise, abs=0.1)
    assert abs(rise - 122.0) < 4


def test_the_accord_has_the_direction_published_and_hangs_on_the_weighting(analyses: pd.DataFrame) -> None:
    """Prem, Saavedra and Vargas (2020) find more loss where the FARC had been; by area this cannot be told."""
    accord = analyses.query("question == 'accord'").set_index(["measures", "statistic"])
    for measure in ("forest_loss", "forest_loss_any_canopy"):
        assert accord.loc[(measure, "unweighted"), "estimate"] > 0
        assert accord.loc[(measure, "area"), "low"] < 0 < accord.loc[(measure, "area"), "high"]
        assert "59 mun" in accord.loc[(measure, "unweighted"), "sentence_en"] or measure == "forest_loss"
        assert "changed in 2012, 2013 and 2015" in accord.loc[(measure, "unweighted"), "coverage_en"]
    assert accord.loc[("forest_loss", "unweighted"), "low"] > 0


def test_a_fall_in_chosen_places_is_that_of_any_date(analyses: pd.DataFrame) -> None:
    """The ELN in August 2023 by UCDP: the model alone would call it a fall, the other dates do not."""
    eln = analyses.query("question == 'ceasefire' and subject == 'eln-2023-08' and measures == 'ucdp_ged'")
    during = eln.set_index("statistic").loc["during"]
    assert during["high"] < 1
    assert during["expected"] < 0.5
    assert during["p"] > 0.05
    assert during["sentence_en"].startswith("This cannot be distinguished from chance.")


def test_january_2023_is_refused(analyses: pd.DataFrame) -> None:
    """UCDP covers nothing before, so that where the group was is not known, whatever the source."""
    refused = analyses.query("question == 'ceasefire' and subject == 'agc-2023-01'")
    assert refused["refused"].all()
    assert refused["sentence_es"].str.contains(r"cubre 0 meses|están cubiertos.* 0 meses", regex=True).all()


def test_homicides_rose_with_the_offensive_in_catatumbo(analyses: pd.DataFrame) -> None:
    """January 2025: more than in any set of municipalities that was alike before."""
    found = analyses.query("question == 'incident' and subject == '2025-01-16-catatumbo'")
    matched = found.query("statistic == 'matched' and measures == 'homicides_ministry'").iloc[0]
    assert matched["low"] > 2
    assert matched["p"] == pytest.approx(0.02)


def test_series_have_a_year_only_where_a_change_can_be_told(analyses: pd.DataFrame) -> None:
    """Forest loss is asked from 2015 on, when its method is one."""
    breaks = analyses.query("question == 'breaks' and statistic == 'first_year'")
    assert (breaks["estimate"].notna() == (breaks["p"] <= 0.05)).all()
    assert (breaks.query("measures == 'forest_loss_any_canopy'")["first_year"] == 2015).all()
