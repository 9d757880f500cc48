"""Tables stacked: the same rows in the same order, whatever they came in."""

import numpy as np
import pandas as pd
import pytest

from geo.build.stack import stack


@pytest.mark.parametrize("seed", range(5))
def test_rows_are_sorted_as_pandas_sorts_them(seed: int) -> None:
    """Texts by their code points, missing values last, rows alike in the order of the parts."""
    rng = np.random.default_rng(seed)
    texts = pd.Series(["b", "á", "a", None, "ab", "Z", "ñ"], dtype=str)
    parts = [
        pd.DataFrame(
            {
                "name": texts[rng.integers(0, len(texts), rows)].to_numpy(),
                "day": pd.to_datetime(rng.choice(["2001-02-03", "1999-12-31", "NaT"], rows)),
                "place": np.arange(rows),
            }
        ).astype({"name": str})
        for rows in (40, 0, 25)
    ]
    key = ["day", "name"]
    expected = pd.concat(parts, ignore_index=True).sort_values(key, ignore_index=True, kind="stable")
    pd.testing.assert_frame_equal(stack(parts, key), expected)
    assert parts == []


def test_parts_without_rows_keep_their_columns() -> None:
    """The types of an empty table are those of its first part."""
    part = pd.DataFrame({"year": pd.Series(dtype="int16")})
    pd.testing.assert_frame_equal(stack([part, part], ["year"]), part)
