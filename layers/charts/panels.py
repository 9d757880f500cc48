"""What small multiples show: series with their bars, ceasefires and dialogues, incidents."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from layers.charts.axis import Span


@dataclass(frozen=True)
class Bar:
    """A value of a year or a month.

    Attributes
    ----------
    first, last
        Its days.
    low, high
        Estimates of the source that differ.
    partial
        Whether the source, or the period, covers a part of the year or month only; the bar is pale.
    says
        The value in words, for a reader who points at the bar.
    """

    first: date
    last: date
    value: float
    low: float | None = None
    high: float | None = None
    partial: bool = False
    says: str = ""


@dataclass(frozen=True)
class Panel:
    """A series.

    Attributes
    ----------
    title, detail
        What is counted; by whom and in which unit.
    bars
        Its covered years or months.
    heading
        Heading of the panels from this one on.
    peak
        End of its scale; None for that of its own highest value.
    """

    title: str
    detail: str
    color: str
    bars: Sequence[Bar]
    heading: str = ""
    peak: float | None = None

    @property
    def highest(self) -> float:
        """The highest value or estimate."""
        return max((max(bar.value, bar.high or 0.0) for bar in self.bars), default=0.0)


@dataclass(frozen=True)
class Lane:
    """Ceasefires (filled, shading what is below) or dialogues (outlined) of one name.

    Attributes
    ----------
    says
        Each span in words; without them spans that follow each other are drawn as one.
    heading
        Heading of the lanes from this one on.
    """

    name: str
    spans: Sequence[Span]
    filled: bool = True
    says: Sequence[str] = ()
    heading: str = ""


@dataclass(frozen=True)
class Mark:
    """An incident: its first day, and the number that the text gives it."""

    day: date
    label: str


def gaps(bars: Sequence[Bar], period: Span) -> Iterator[Span]:
    """Spans of a period without a bar, which have no data."""
    free = period[0]
    for bar in sorted(bars, key=lambda bar: bar.first):
        if bar.first > free:
            yield free, bar.first - timedelta(days=1)
        free = max(free, bar.last + timedelta(days=1))
    if free <= period[1]:
        yield free, period[1]


def scale(peak: float) -> float:
    """The tick of a scale: the largest of 1, 2 and 5 times a power of ten that does not exceed the peak.

    Examples
    --------
    >>> [scale(peak) for peak in (140, 47981, 3, 0.7)]
    [100.0, 20000.0, 2.0, 0.5]
    """
    unit = 10.0 ** math.floor(math.log10(peak))
    return max(step * unit for step in (1.0, 2.0, 5.0) if step * unit <= peak)


def merged(spans: Sequence[Span]) -> list[Span]:
    """Spans joined where they overlap or follow each other without a day between."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined
