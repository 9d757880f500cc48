"""Change between two periods: missing is never zero, a small base has no percentage, ranges that overlap."""

import pandas as pd
import pytest

from geo.statistics.change import difference, percent, ranges_overlap

NAN = float("nan")


@pytest.mark.parametrize(
    ("first", "second", "base", "expected"),
    [
        (20, 30, 20, (10, 50)),
        (20, 0, 20, (-20, -100)),
        (0, 5, 0, (5, NAN)),
        (9, 18, 9, (9, NAN)),
        (0.4, 0.6, 40, (0.2, 50)),
        (NAN, 5, NAN, (NAN, NAN)),
        (5, NAN, 50, (NAN, NAN)),
        (0, 0, 0, (0, NAN)),
    ],
)
def test_difference_and_percentage(first: float, second: float, base: float, expected: tuple[float, float]) -> None:
    """A base of less than ten, or of zero, has a difference and no percentage."""
    sides = [pd.Series([value], dtype=float) for value in (first, second, base)]
    found = difference(*sides[:2]).iloc[0], percent(*sides).iloc[0]
    assert found == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [((1, 3), (3, 5), True), ((1, 2), (3, 5), False), ((4, 6), (1, 4), True), ((NAN, NAN), (1, 2), False)],
)
def test_ranges_that_overlap(first: tuple[float, float], second: tuple[float, float], expected: bool) -> None:
    """A common bound is an overlap; a missing range overlaps with none."""
    ranges = [pd.DataFrame([each], columns=["low", "high"]) for each in (first, second)]
    assert ranges_overlap(*ranges).tolist() == [expected]
