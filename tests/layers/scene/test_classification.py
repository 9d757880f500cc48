"""Classes hold every value, keep zero apart and can be read aloud."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.schema import GeoDataError
from layers.scene.choropleth import rounded
from layers.scene.classification import PALETTES, classify
from layers.text.i18n import translator

sizes = st.floats(1e-6, 1e7) | st.just(0.0) | st.none()


@given(st.lists(sizes, max_size=60), st.sampled_from(["quantiles", "fisher_jenks"]))
def test_every_value_lies_in_its_class(values: list[float | None], scheme: str) -> None:
    """Nothing above the last break (to nine digits), no data -1, zero 0, breaks ascending, a colour each."""
    series = pd.Series(values, dtype=float)
    classes = classify(series, "OrRd", scheme)  # type: ignore[arg-type]
    assigned = classes.assign(series)
    assert list(classes.breaks) == sorted(set(classes.breaks))
    assert len(classes.colors) == len(classes.breaks) == len(set(classes.colors))
    for value, kind in zip(series, assigned, strict=True):
        if np.isnan(value):
            assert kind == -1
        elif value == 0:
            assert kind == 0
        else:
            lower = classes.breaks[kind - 2] if kind > 1 else 0
            assert lower < value <= classes.breaks[kind - 1] * (1 + 1e-9)


@pytest.mark.parametrize(
    ("values", "breaks"),
    [
        ([], ()),
        ([0, 0, None], ()),
        ([5], (5,)),
        ([3.333, 3.333], (3.4,)),
        ([1, 1, 1, 100, 100], (1, 100)),
        ([0, 1, 2, 3.33, 8, 20.1], (3.4, 8, 21)),
        (range(1, 101), (21, 41, 61, 81, 100)),
    ],
)
def test_breaks(values: list[float | None], breaks: tuple[float, ...]) -> None:
    """Few values make few classes; breaks have two digits and are rounded up."""
    assert classify(pd.Series(values, dtype=float), "BuPu", "quantiles").breaks == breaks


def test_a_share_that_rounding_made_a_hair_too_large_reads_to_a_hundred() -> None:
    """100.016 % lies in a top class that ends at 100, and keeps its value; without a limit it ends above."""
    shares = pd.Series([10, 40, 100.016])
    assert classify(shares, "BuPu", "quantiles", limit=100).breaks[-1] == 100
    assert classify(shares, "BuPu", "quantiles", limit=100).assign(shares)[-1] == 2
    assert classify(shares, "BuPu", "quantiles").breaks[-1] == 110


halves = st.builds(lambda whole, digits: (whole + 0.5) / 10**digits, st.integers(0, 10**6), st.integers(0, 6))


@given(st.lists(sizes | halves | st.floats(1e7, 1e16)))
def test_a_value_is_classified_as_it_is_printed(values: list[float | None]) -> None:
    """It is rounded as its text is, halves too; what is too small for its text stays above zero."""
    text = translator("en").significant
    for value, found in zip(values, rounded(np.array(values, dtype=float)).tolist(), strict=True):
        if value is None:
            assert np.isnan(found)
        else:
            assert found == (float(text(value).replace(",", "")) or value)


def test_few_values_are_parted_at_their_gaps() -> None:
    """Below 40 values natural breaks are used, and said to be."""
    few = pd.Series([1, 2, 3, 50, 51, 52], dtype=float)
    assert classify(few, "OrRd", "quantiles").scheme == "fisher_jenks"
    assert classify(pd.Series(np.arange(1, 50.0)), "OrRd", "quantiles").scheme == "quantiles"


def test_a_negative_value_is_refused() -> None:
    """A sequential palette cannot show it."""
    with pytest.raises(GeoDataError, match="negative"):
        classify(pd.Series([-1.0, 2.0]), "OrRd", "quantiles")


@pytest.mark.parametrize("palette", PALETTES)
def test_palettes_darken_steadily(palette: str) -> None:
    """Order can be told without hue: by eyes that see few colours, and on a grey print."""

    def luminance(color: str) -> float:
        channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lightness = [luminance(color) ** (1 / 3) for color in PALETTES[palette]]
    assert all(lighter - darker > 0.05 for lighter, darker in pairwise(lightness))
