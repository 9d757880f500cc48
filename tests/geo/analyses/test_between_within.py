"""Slopes between and within places: what is asked of which years, and what is refused."""

import numpy as np
import pytest

from geo.analyses.model import Request
from geo.analyses.run import answer, tabulate
from tests.lattice import SIDE, country, evidence

N = SIDE * SIDE
YEARS = range(2001, 2009)
rng = np.random.default_rng(20)
LASTING = rng.standard_normal(N)
X = {year: rng.poisson(np.exp(0.4 * LASTING)).astype(float) for year in YEARS}
LATER = {year: 0.5 * X[max(year - 1, 2001)] + LASTING + 5 + 0.3 * rng.standard_normal(N) for year in YEARS}


def asked(first: int, last: int, scale: str = "municipality") -> Request:
    return Request("between_within", country(), first, last, ("x", "y"), scale)  # type: ignore[arg-type]


def test_an_association_of_the_year_before_is_found_at_its_lag() -> None:
    """y follows x one year later by 0.5 and in no other year; before x is covered there is no lag."""
    answered = answer(evidence({"x": X, "y": LATER}), asked(2004, 2006))
    _, details = tabulate([answered])
    lags = details[details["series"] == "lag"].set_index("x")
    assert lags.index.tolist() == [-2, -1, 0, 1, 2, 3]
    assert lags.loc[1, "low"] < 0.5 < lags.loc[1, "high"]
    others = lags.drop(index=1)
    assert ((others["low"] < 0) & (others["high"] > 0)).sum() >= 4
    assert lags.loc[1, "p_adjusted"] < 1e-6
    estimates = {one.statistic: one for one in answered.estimates}
    assert list(estimates) == ["between", "within", "within_lag_1", "within_totals"]
    assert "more of one goes with more of the other" in estimates["within_lag_1"].verdict.en
    assert "más de lo uno va con más de lo otro" in estimates["within_lag_1"].verdict.es


@pytest.mark.parametrize(
    ("x", "first", "last", "scale", "says"),
    [
        (X, 2004, 2005, "municipality", "fewer than 3 years"),
        ({year: np.eye(1, N)[0] for year in YEARS}, 2004, 2006, "municipality", "Only 3 yearly values of x"),
        ({year: LASTING - LASTING.min() for year in YEARS}, 2004, 2006, "municipality", "x does not vary"),
        (X, 2004, 2006, "department", "Only 1 departments are left"),
    ],
)
def test_what_has_nothing_to_compare_is_refused(
    x: dict[int, np.ndarray], first: int, last: int, scale: str, says: str
) -> None:
    """Too few years, too few values above zero, nothing that changes, too few units."""
    refused = answer(evidence({"x": x, "y": LATER}), asked(first, last, scale)).refusal
    assert refused is not None
    assert says in refused.en


def test_a_department_is_the_sum_of_its_municipalities() -> None:
    """Amounts and what they are divided by are summed before the division; lacking one, the department lacks it."""
    known = evidence({"x": X, "y": LATER})
    _, joint = known.joint(asked(2004, 2006), 10)
    department = known.at_scale("x", joint, "department")
    assert department.shape == (1, 3)
    assert department[0].tolist() == [X[year].sum() for year in (2004, 2005, 2006)]
    assert np.isnan(known.at_scale("x", joint, "municipality", years=[1990])).all()
