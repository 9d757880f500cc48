"""What is called unusual is rare in series without a rise, and a rise is seen when it comes."""

import numpy as np
import pytest

from geo.statistics import unusual


def test_a_count_is_judged_by_the_months_before() -> None:
    """Five in a month after five years of one are improbable, after five years of four they are not."""
    rng = np.random.default_rng(1)
    few, many = (rng.poisson(mean, 60).astype(float) for mean in (0.3, 4))
    assert unusual.probability(few, 5) < unusual.LEVEL / 12
    assert unusual.probability(many, 5) > 0.1
    assert unusual.probability(np.zeros(60), 2) < unusual.probability(few, 2)
    assert unusual.probability(many, 0) == 1


def test_months_that_vary_more_make_a_count_less_rare() -> None:
    """Of two series with the same mean, the one that has bad months expects another."""
    even, uneven = np.tile([2.0, 2.0, 2.0, 2.0], 15), np.tile([0.0, 0.0, 8.0, 0.0], 15)
    assert even.mean() == uneven.mean()
    assert unusual.probability(even, 9) < unusual.probability(uneven, 9) / 10


def test_a_quiet_year_of_a_series_with_a_long_tail_is_quiet() -> None:
    """Judged alone, with two years before: at most one of twenty years alerts, and of the regular ones far fewer."""
    rng = np.random.default_rng(8)
    for dispersion in (0.5, 2.0):
        counts = rng.negative_binomial(1 / dispersion, 1 / (1 + dispersion * 2), (400, 36)).astype(float)
        alerts = [
            any(
                unusual.is_highest(row[:at], row[at], 12)
                and unusual.improbable(np.array([unusual.probability(row[:at], row[at])])).any()
                for at in range(24, 36)
            )
            for row in counts
        ]
        assert np.mean(alerts) <= unusual.LEVEL


@pytest.mark.parametrize(("count", "months", "expected"), [(5, 12, True), (4, 12, False), (5, 36, False)])
def test_the_highest_of_the_months_before(count: float, months: int, expected: bool) -> None:
    """Equal is not higher, and fewer months than asked for are not enough."""
    before = np.array([0.0] * 12 + [4.0] + [0.0] * 11)
    assert unusual.is_highest(before, count, months) is expected


def test_many_places_are_corrected() -> None:
    """What would stand out alone need not among a thousand."""
    assert unusual.improbable(np.array([0.001])).tolist() == [True]
    assert not unusual.improbable(np.array([0.001, *np.ones(999)])).any()
    assert unusual.improbable(np.array([])).size == 0
