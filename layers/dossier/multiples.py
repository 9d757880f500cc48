"""Small multiples on one time axis, below ceasefires and dialogues, as light SVG without a library.

Time that a series does not cover is hatched; a covered year or month of zero is a tick on the base line. Every panel
has its own scale and states its unit, because sources are compared and never added up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from typing import Final

from layers.answers.frame import Ink
from layers.text.i18n import Translator

Span = tuple[date, date]
"""First and last day, both included."""

WIDTH: Final = 380.0
"""Width in pixels for a card or a phone."""

_LEFT: Final = 40.0
_RIGHT: Final = 10.0
_TITLE: Final = 31.0
_PLOT: Final = 46.0
_GAP: Final = 12.0
_LANE: Final = 15.0
_AXIS: Final = 18.0
_MARKS: Final = 18.0
_LETTER: Final = 5.8
"""Width of a letter of a lane's name, at most."""

_FONT: Final = "Source Sans, Source Sans 3, system-ui, Segoe UI, Arial, sans-serif"
_HATCH: Final = (
    '<pattern id="gap" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="{quiet}" fill-opacity=".07"/>'
    '<rect width="1" height="5" fill="{quiet}" fill-opacity=".42"/></pattern>'
)


@dataclass(frozen=True)
class Bar:
    """A value of a year or a month; ``low`` and ``high`` if the source gives estimates that differ."""

    first: date
    last: date
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Panel:
    """A series: what is counted, by whom and in which unit, and its covered years or months."""

    title: str
    detail: str
    color: str
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Lane:
    """Ceasefires (filled, shading what is below) or dialogues (outlined) of one name."""

    name: str
    spans: Sequence[Span]
    filled: bool = True


@dataclass(frozen=True)
class Mark:
    """An incident: its first day, and the number that the text gives it."""

    day: date
    label: str


@dataclass(frozen=True)
class _Axis:
    first: date
    last: date
    width: float

    def x(self, day: date) -> float:
        """Position of the start of a day, clipped to the period."""
        share = ((day - self.first).days) / ((self.last - self.first).days + 1)
        return round(_LEFT + (self.width - _LEFT - _RIGHT) * min(max(share, 0.0), 1.0), 1)

    def rect(self, span: Span) -> tuple[float, float]:
        """Left edge and width of a span of days."""
        left = self.x(span[0])
        return left, round(max(self.x(span[1] + timedelta(days=1)) - left, 0.0), 1)


def render(
    panels: Sequence[Panel],
    lanes: Sequence[Lane],
    period: Span,
    t: Translator,
    ink: Ink,
    *,
    marks: Sequence[Mark] = (),
    width: float = WIDTH,
) -> str:
    """Draw panels below each other.

    Returns
    -------
    str
        An SVG document without a background; its text is escaped.
    """
    axis = _Axis(*period, width)
    top = _MARKS if marks else 4.0
    below = top + _LANE * len(lanes) + (6.0 if lanes else 0.0)
    each = _TITLE + _PLOT + _GAP
    bottom = below + each * len(panels) - _GAP
    height = bottom + _AXIS
    parts = [
        *_shades(lanes, axis, (top, bottom), ink),
        *(part for at, lane in enumerate(lanes) for part in _lane(lane, axis, top + at * _LANE, ink)),
        *_years(axis, (below, bottom), ink),
        *(part for at, panel in enumerate(panels) for part in _panel(panel, axis, below + at * each, t, ink)),
        *_marks(marks, axis, (top, bottom), ink),
    ]
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{_FONT}" font-size="11.5" fill="{ink.text}">'
        f"<defs>{_HATCH.format(quiet=ink.quiet)}</defs>{''.join(parts)}</svg>"
    )


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


def _shades(lanes: Sequence[Lane], axis: _Axis, extent: tuple[float, float], ink: Ink) -> Iterator[str]:
    spans = sorted({span for lane in lanes if lane.filled for span in lane.spans})
    for first, last in merged(spans):
        left, width = axis.rect((first, last))
        yield _rect(left, extent[0], width, extent[1] - extent[0], f'fill="{ink.accent}" fill-opacity=".09"')


def merged(spans: Sequence[Span]) -> list[Span]:
    """Spans joined where they overlap or follow each other without a day between."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + timedelta(days=1):
            joined[-1] = joined[-1][0], max(last, joined[-1][1])
        else:
            joined.append((first, last))
    return joined


def _lane(lane: Lane, axis: _Axis, top: float, ink: Ink) -> Iterator[str]:
    spans = merged(lane.spans)
    begin, end = axis.x(spans[0][0]), axis.x(spans[-1][1] + timedelta(days=1))
    before, after = begin - _LEFT, axis.width - _RIGHT - end
    outside = max(before, after) > _LETTER * len(lane.name) + 4
    fill = f'fill="{ink.accent}" fill-opacity="{".75" if outside else ".3"}"'
    for span in spans:
        left, width = axis.rect(span)
        look = fill if lane.filled else f'fill="none" stroke="{ink.accent}"'
        yield _rect(left, top + 2, width, _LANE - 4, f'rx="1" {look}')
    if not outside:
        yield _text(begin + 4, top + 11, lane.name, 'font-size="10"', ink.text)
        return
    x, anchor = (begin - 4, "end") if before >= after else (end + 4, "start")
    yield _text(x, top + 11.2, lane.name, f'font-size="10.5" text-anchor="{anchor}"', ink.quiet)


def _years(axis: _Axis, extent: tuple[float, float], ink: Ink) -> Iterator[str]:
    """Lines and labels of years, or of months in a period of up to two years."""
    years = range(axis.first.year, axis.last.year + 1)
    by_month = len(years) <= 2
    months = (1, 4, 7, 10) if len(years) > 1 else range(1, 13, 2) if axis.last.month > 6 else range(1, 13)
    step = 5 if len(years) > 8 else 1
    days = [
        date(year, month, 1)
        for year in years
        for month in (months if by_month else (1,))
        if by_month or year % step == 0 or len(years) <= 8
    ]
    for day in days:
        if not axis.first <= day <= axis.last:
            continue
        x = axis.x(day)
        yield f'<path d="M{x:g} {extent[0]:g}V{extent[1]:g}" stroke="{ink.rule}" stroke-opacity=".6"/>'
        label = f"{day:%m/%y}" if by_month else str(day.year)
        anchor = "end" if x > axis.width - 34 else "start"
        yield _text(x, extent[1] + 13, label, f'font-size="10.5" text-anchor="{anchor}"', ink.quiet)


def _panel(panel: Panel, axis: _Axis, top: float, t: Translator, ink: Ink) -> Iterator[str]:
    floor = top + _TITLE + _PLOT
    yield _rect(0, top + 1.5, 4, 24, f'fill="{panel.color}"')
    yield _text(9, top + 11, panel.title, 'font-weight="600" font-size="12.5"', ink.text)
    yield _text(9, top + 24, panel.detail, 'font-size="10.5"', ink.quiet)
    for span in gaps(panel.bars, (axis.first, axis.last)):
        left, width = axis.rect(span)
        yield _rect(left, top + _TITLE, width, _PLOT, 'fill="url(#gap)"')
    peak = max((max(bar.value, bar.high or 0.0) for bar in panel.bars), default=0.0)
    if peak > 0:
        tick = scale(peak)
        y = round(floor - _PLOT * tick / peak, 1)
        yield f'<path d="M{_LEFT:g} {y:g}H{axis.width - _RIGHT:g}" stroke="{ink.rule}" stroke-dasharray="2 3"/>'
        yield _text(_LEFT - 4, y + 3.5, t.significant(tick), 'font-size="10" text-anchor="end"', ink.quiet)
    yield _text(_LEFT - 4, floor + 1, "0", 'font-size="10" text-anchor="end"', ink.quiet)
    for bar in panel.bars:
        yield from _bar(bar, axis, floor, peak, panel.color, ink)


def _bar(bar: Bar, axis: _Axis, floor: float, peak: float, color: str, ink: Ink) -> Iterator[str]:
    left, width = axis.rect((bar.first, bar.last))
    inset = round(min(1.5, width * 0.12), 2)

    def tall(value: float) -> float:
        return round(_PLOT * value / peak, 1) if peak else 0.0

    yield _rect(left + inset, floor, round(width - 2 * inset, 2), 1.2, f'fill="{ink.text}"')
    if bar.value > 0:
        high = max(tall(bar.value), 0.8)
        yield _rect(left + inset, floor - high, round(width - 2 * inset, 2), high, f'fill="{color}"')
    if bar.low is not None and bar.high is not None and bar.low < bar.high:
        x = round(left + width / 2, 1)
        yield f'<path d="M{x:g} {floor - tall(bar.low):g}V{floor - tall(bar.high):g}" stroke="{ink.text}"/>'


def _marks(marks: Sequence[Mark], axis: _Axis, extent: tuple[float, float], ink: Ink) -> Iterator[str]:
    free = -math.inf
    for mark in marks:
        x = axis.x(mark.day)
        at = max(x, free + 14)  # numbers of the same days stand beside each other
        free = at
        yield f'<path d="M{x:g} {extent[0] - 4:g}V{extent[1]:g}" stroke="{ink.text}" stroke-dasharray="1 2"/>'
        yield f'<circle cx="{at:g}" cy="8" r="7" fill="none" stroke="{ink.text}"/>'
        yield _text(at, 11.4, mark.label, 'font-size="9.5" font-weight="600" text-anchor="middle"', ink.text)


def _rect(x: float, y: float, width: float, height: float, look: str) -> str:
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" {look}/>'


def _text(x: float, y: float, text: str, look: str, color: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" {look} fill="{color}">{escape(text)}</text>'
