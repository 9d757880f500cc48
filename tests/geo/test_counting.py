"""The loop that counts cells, against one that looks at each of them."""

import numpy as np
import pytest

from geo.zones import counting


@pytest.mark.parametrize("kind", ["empty", "scattered", "stretches", "noise"])
@pytest.mark.parametrize("masked", [False, True])
def test_every_cell_is_counted_once(kind: str, masked: bool) -> None:
    """Whatever the width of the window, the runs, the mask and the columns that share an area."""
    random = np.random.default_rng(["empty", "scattered", "stretches", "noise"].index(kind))
    for _ in range(200):
        rows, width = random.integers(1, 6), int(random.choice([random.integers(1, 200), 3000]))
        left = int(random.integers(0, width))
        columns = int(random.integers(1, width - left + 1))
        codes = {
            "empty": np.zeros(rows * columns),
            "scattered": random.integers(1, 30, rows * columns)
            * (random.random(rows * columns) < random.choice([0.05, 0.001])),
            "stretches": np.repeat(random.integers(0, 4, rows * columns // 20 + 1), 20)[: rows * columns],
            "noise": random.integers(0, 256, rows * columns),
        }[kind].astype(np.uint8)
        valid = random.integers(0, 2, len(codes) if masked else 0).astype(np.uint8)
        step = int(random.choice([1, 7, 64, width]))
        area = random.integers(1, 9, (rows, -(-width // step))).astype(float)
        runs = [np.sort(random.choice(width, random.integers(0, min(width, 8) + 1), False)) for _ in range(rows)]
        start, column = np.cumsum([0, *map(len, runs)]), np.concatenate(runs).astype(np.int32)
        zone = random.integers(-1, 5, len(column)).astype(np.int32)
        expected = np.zeros((5, 256))
        for row in range(rows):
            for x in range(left, left + columns):
                run = start[row] + np.searchsorted(runs[row], x, side="right") - 1
                cell = row * columns + x - left
                if run >= start[row] and zone[run] >= 0 and (not masked or valid[cell]):
                    expected[zone[run], codes[cell]] += area[row, x // step]
        table = np.zeros((5, 256))
        counting.tally(codes, valid, left, columns, start, column, zone, area, step, table)
        np.testing.assert_array_equal(table, expected)
