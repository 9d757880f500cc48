"""Published results beside ours, as docs/methods.md quotes them."""

from pathlib import Path

import pandas as pd
import pytest

from geo.statistics.indicators import pivot_years
from geo.statistics.panel_effects import between, within

pytestmark = pytest.mark.data


def test_conflict_and_forest_loss_of_christiansen_and_others(processed: Path) -> None:
    """arXiv 2005.08639: places with conflict lose more forest, and within a place nothing of it is left."""
    table = pd.read_parquet(processed / "indicators.parquet")
    codes = pd.Index(pd.read_parquet(processed / "municipalities.parquet", columns=["municipality_code"]).iloc[:, 0])

    def amounts(variable: str, source: str) -> pd.DataFrame:
        return pivot_years(table[(table["variable"] == variable) & (table["source"] == source)], codes)

    loss, deaths = amounts("tree_cover_loss", "gfw_loss"), amounts("fatalities_best", "ucdp_ged")
    cover = amounts("tree_cover_2000", "gfw_loss")[2000]
    years, before = list(range(2001, 2019)), list(range(2000, 2018))
    kept = loss[years].notna().all(axis=1) & (cover > 0)
    assert kept.sum() == 1062
    share = (100 * loss.loc[kept, years].div(cover[kept], axis=0)).to_numpy()
    square_km = loss.loc[kept, years].to_numpy() / 100
    conflict, earlier = ((deaths.loc[kept, some].to_numpy() > 0).astype(float) for some in (years, before))
    naive = share[conflict == 1].mean() - share[conflict == 0].mean()
    assert naive == pytest.approx(0.045, abs=0.001)
    assert square_km[conflict == 1].mean() - square_km[conflict == 0].mean() == pytest.approx(5.3, abs=0.05)
    assert between(conflict, share).low > 0
    of_share, of_km = within(conflict, share), within(conflict, square_km)
    assert (of_share.value, of_share.low, of_share.high) == pytest.approx((-0.049, -0.079, -0.020), abs=0.001)
    assert (of_km.value, of_km.low, of_km.high) == pytest.approx((0.14, -0.65, 0.93), abs=0.01)
    later = within(earlier, square_km)
    assert within(earlier, share).value == pytest.approx(-0.053, abs=0.001)
    assert later.value == pytest.approx(-1.13, abs=0.01)
    assert later.p < 0.002
