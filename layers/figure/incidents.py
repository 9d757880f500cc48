"""Incidents on a print map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from layers.figure.grid import beside, points
from layers.ink import PAPER_COLOR
from layers.scene.mark_model import Mark
from layers.scene.marks import SCALE

if TYPE_CHECKING:
    from layers.figure.panel import Panel


def numbered(panel: Panel, overlay: Mark) -> None:
    """Draw incidents as numbered discs, which the legend lists; those at one place are side by side.

    A disc that would cover another stands beside it, with a line to its place.
    """
    spots: dict[tuple[float, float], list[int]] = {}
    coordinates = np.array(overlay["xy"], dtype=float).reshape(-1, 2) / SCALE
    for number, place in enumerate(map(tuple, coordinates), start=1):
        spots.setdefault(place, []).append(number)
    step = panel.metres * 3.6
    taken: list[tuple[float, float]] = []
    for (lon, lat), numbers in spots.items():
        place = points([(lon, lat)])[0]
        x, y = beside(place, len(numbers), taken, step)
        if (x, y) != tuple(place):
            panel.axes.plot([place[0], x], [place[1], y], color=overlay["color"], linewidth=0.8, zorder=6.9)
        for position, number in enumerate(numbers):
            at = x + (position - (len(numbers) - 1) / 2) * step, y
            taken.append(at)
            panel.axes.scatter(*at, s=95, c=overlay["color"], edgecolors=PAPER_COLOR, linewidths=0.7, zorder=7)
            panel.axes.text(
                *at, str(number), color=PAPER_COLOR, fontsize=6.2, weight="bold", ha="center",
                va="center_baseline", zorder=7.1, clip_on=True,
            )  # fmt: skip
            panel.occupied.append((at[0] - step / 2, y - step / 2, at[0] + step / 2, y + step / 2))
