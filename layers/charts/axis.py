"""The time axis that the panels of a chart share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from layers.charts.svg import LEFT, RIGHT, Length, line, measure, text
from layers.ink import Ink

Span = tuple[date, date]
"""First and last day, both included."""

PHONE: Final = 270.0
"""Width in pixels of the plot on a narrow phone: what has to fit wherever a chart is shown fits there."""

_YEAR_ROOM: Final = 34.0
_MOST_YEARS: Final = 18
"""Years that all have a label on a page wider than a phone."""


@dataclass(frozen=True)
class Axis:
    """A time axis.

    Attributes
    ----------
    first, last
        First and last day.
    width
        Pixels of the whole drawing; None for one that is as wide as the page that shows it.
    """

    first: date
    last: date
    width: float | None

    @property
    def plot(self) -> float:
        """Width of the plot in pixels, at least."""
        return PHONE if self.width is None else self.width - LEFT - RIGHT

    @property
    def end(self) -> Length:
        """The right edge."""
        return self.at(1.0)

    def at(self, share: float) -> Length:
        """A share of the width of the plot as a length."""
        return f"{100 * share:.4g}%" if self.width is None else round(self.plot * share, 1)

    def share(self, day: date) -> float:
        """Share of the period before the start of a day, clipped to the period."""
        passed = (day - self.first).days / ((self.last - self.first).days + 1)
        return min(max(passed, 0.0), 1.0)

    def shares(self, span: Span) -> tuple[float, float]:
        """Shares of the period before and until the end of a span."""
        return self.share(span[0]), self.share(span[1] + timedelta(days=1))

    def draw(self, extent: tuple[float, float], ink: Ink) -> Iterator[str]:
        """Lines and labels of years, or of months in a period of up to two years.

        A label that has no room on a phone is drawn for wider pages alone.
        """
        years = range(self.first.year, self.last.year + 1)
        for day, label, always in _by_month(years, self.last) if len(years) <= 2 else _by_year(years):
            if not self.first <= day <= self.last:
                continue
            fits = always or self.plot / len(years) >= _YEAR_ROOM
            if not fits and (self.width is not None or len(years) > _MOST_YEARS):
                continue
            share = self.share(day)
            anchor = "end" if (1 - share) * self.plot + 2 * RIGHT < measure(label, 10.5) else "start"
            mark = line(self.at(share), extent[0], self.at(share), extent[1], f'stroke="{ink.rule}" opacity=".6"')
            name = text(self.at(share), extent[1] + 13, label, f'font-size="10.5" text-anchor="{anchor}"', ink.quiet)
            yield mark + name if fits else f'<g class="tp-roomy">{mark}{name}</g>'


def _by_month(years: range, last: date) -> Iterator[tuple[date, str, bool]]:
    months = (1, 4, 7, 10) if len(years) > 1 else range(1, 13, 2) if last.month > 6 else range(1, 13)
    for year in years:
        for month in months:
            yield date(year, month, 1), f"{month:02}/{year % 100:02}", True


def _by_year(years: range) -> Iterator[tuple[date, str, bool]]:
    for year in years:
        yield date(year, 1, 1), str(year), len(years) <= 8 or year % 5 == 0
