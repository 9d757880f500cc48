"""Small multiples on one time axis, below ceasefires and dialogues, as SVG.

Time that a series does not cover is hatched; a covered year or month of zero is a tick on the base line. Every panel
states its unit and has its own scale, unless series of one source share it: sources are compared and never added up.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from layers.charts.axis import Axis, Span
from layers.charts.panels import Bar, Lane, Mark, Panel, gaps, merged, scale
from layers.charts.svg import (
    LEFT,
    RIGHT,
    Drawing,
    circle,
    clean,
    document,
    fitting,
    line,
    measure,
    rect,
    saying,
    text,
)
from layers.ink import Ink
from layers.text.i18n import Translator

WIDTH: Final = 380.0
"""Width in pixels for a card or a phone."""

_TITLE: Final = 37.0
_PLOT: Final = 46.0
_GAP: Final = 12.0
_LANE: Final = 15.0
_HEADING: Final = 23.0
_AXIS: Final = 18.0
_MARKS: Final = 18.0
_INSET: Final = 0.04
"""Space on either side of a bar, as a share of its year or month."""

_HIT: Final = 'class="tp-hit-area" fill="none"'
_HATCH: Final = (
    '<defs><pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
    '<rect width="5" height="5" fill="{quiet}" fill-opacity=".07"/>'
    '<rect width="1" height="5" fill="{quiet}" fill-opacity=".42"/></pattern></defs>'
)


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
    """Draw panels as a document of their own, without a background."""
    return document(draw(panels, lanes, period, t, ink, marks=marks, width=width), width, ink.text)


def draw(
    panels: Sequence[Panel],
    lanes: Sequence[Lane],
    period: Span,
    t: Translator,
    ink: Ink,
    *,
    marks: Sequence[Mark] = (),
    width: float | None = None,
) -> Drawing:
    """Draw panels below each other.

    Parameters
    ----------
    width
        Pixels; None for a drawing as wide as the page, whose bars say their value to a reader who points at them.
    """
    axis = _Plot(*period, width, t, ink)
    top = _MARKS if marks else 4.0
    parts: list[str] = []
    at = top
    for lane in lanes:
        if lane.heading:
            at += _LANE
            parts.append(text(-LEFT, at - 3, lane.heading, 'font-weight="600" font-size="11.5"', ink.text))
        parts += axis.lane(lane, at)
        at += _LANE
    below = at = at + (6.0 if lanes else 0.0)
    for panel in panels:
        if panel.heading:
            at += _HEADING
            parts.append(text(-LEFT, at - 8, panel.heading, 'font-weight="600" font-size="13.5"', panel.color))
        parts += axis.panel(panel, at)
        at += _TITLE + _PLOT + _GAP
    bottom = at - _GAP
    parts = [
        _HATCH.format(name=axis.hatch, quiet=ink.quiet),
        *axis.shades(lanes, (top, bottom)),
        *axis.draw((below, bottom), ink),
        *parts,
        *axis.marks(marks, (top, bottom)),
    ]
    return Drawing("".join(parts), bottom + _AXIS)


@dataclass(frozen=True)
class _Plot(Axis):
    """The time axis, and everything that is drawn along it."""

    t: Translator
    ink: Ink

    @property
    def hatch(self) -> str:
        """Name of the hatching, another one in each colour: a page may have charts of two themes."""
        return f"gap-{self.ink.quiet[1:]}"

    def shades(self, lanes: Sequence[Lane], extent: tuple[float, float]) -> Iterator[str]:
        """Shade the time of the ceasefires."""
        spans = [span for lane in lanes if lane.filled for span in lane.spans]
        for span in merged(spans):
            look = f'fill="{self.ink.accent}" fill-opacity=".09"'
            yield self._box(span, extent[0], extent[1] - extent[0], look)

    def lane(self, lane: Lane, top: float) -> Iterator[str]:
        """Draw the spans of a lane, and its name where it has most room."""
        spans = lane.spans if lane.says else merged(lane.spans)
        begin, end = self.share(min(spans)[0]), self.shares((lane.spans[0][0], max(last for _, last in spans)))[1]
        outside = max(begin, 1 - end) * self.plot > measure(lane.name, 10.5) + 8
        fill = f'fill="{self.ink.accent}" fill-opacity="{".75" if outside else ".3"}"'
        look = f'rx="1" {fill}' if lane.filled else f'rx="1" fill="none" stroke="{self.ink.accent}"'
        for at, span in enumerate(spans):
            box = self._box(span, top + 2, _LANE - 4, look)
            says = f"<title>{clean(lane.says[at])}</title>" if lane.says else ""
            yield f'<g class="tp-span">{says}{box}</g>' if says else box
        if not outside:
            yield text(self.at(begin), top + 11, lane.name, 'font-size="10" dx="4"', self.ink.text)
            return
        share, look = (begin, 'dx="-4" text-anchor="end"') if begin >= 1 - end else (end, 'dx="4"')
        yield text(self.at(share), top + 11.2, lane.name, f'font-size="10.5" {look}', self.ink.quiet)

    def panel(self, panel: Panel, top: float) -> Iterator[str]:
        """Draw a series: its title, its scale, what is not covered, its bars."""
        ink, floor, ceiling = self.ink, top + _TITLE + _PLOT, top + _TITLE
        yield rect(-LEFT, top + 1.5, 4, 24, f'fill="{panel.color}"')
        yield self._titled(panel.title, top + 11, 12.5, 'font-weight="600"', ink.text)
        yield self._titled(panel.detail, top + 24, 10.5, "", ink.quiet)
        for first, last in gaps(panel.bars, (self.first, self.last)):
            hatched = self._box((first, last), ceiling, _PLOT, f'fill="url(#{self.hatch})"')
            months = self.t.period(f"{first:%Y-%m}", f"{last:%Y-%m}")
            yield self._saying(hatched, f"{months}: {self.t('no data')}", top + 24)
        highest = panel.highest
        peak = highest if panel.peak is None else panel.peak
        if peak > 0:
            tick = scale(peak)
            y = round(floor - _PLOT * tick / peak, 1)
            yield line(0, y, self.end, y, f'stroke="{ink.rule}" stroke-dasharray="2 3"')
            yield text(-4, y + 3.5, self.t.significant(tick), 'font-size="10" text-anchor="end"', ink.quiet)
        yield text(-4, floor + 1, "0", 'font-size="10" text-anchor="end"', ink.quiet)
        for bar in panel.bars:
            drawn = "".join(self._bar(bar, floor, peak, panel.color))
            hit = "" if self.width else self._box((bar.first, bar.last), ceiling, _PLOT + 2, _HIT)
            yield self._saying(hit + drawn, bar.says, top + 24)
        if highest > 0:
            yield self._highest(max(panel.bars, key=lambda bar: bar.value), floor, peak)

    def _titled(self, content: str, y: float, size: float, look: str, color: str) -> str:
        room = self.plot + LEFT - 9
        return fitting(9 - LEFT, y, content, size, room, look, color, whole_page=self.width is None)

    def _bar(self, bar: Bar, floor: float, peak: float, color: str) -> Iterator[str]:
        left, right = self.shares((bar.first, bar.last))
        inset = (right - left) * _INSET
        x, width = self.at(left + inset), self.at(right - left - 2 * inset)
        yield rect(x, floor, width, 1.2, f'fill="{self.ink.text}"')
        if bar.value > 0:
            high = max(_tall(bar.value, peak), 0.8)
            pale = ' fill-opacity=".45"' if bar.partial else ""
            yield rect(x, floor - high, width, high, f'fill="{color}"{pale}')
        if bar.low is not None and bar.high is not None and bar.low < bar.high:
            middle = self.at((left + right) / 2)
            yield line(
                middle,
                floor - _tall(bar.low, peak),
                middle,
                floor - _tall(bar.high, peak),
                f'stroke="{self.ink.text}"',
            )

    def _highest(self, bar: Bar, floor: float, peak: float) -> str:
        """The number of the highest bar, above it."""
        middle, number = sum(self.shares((bar.first, bar.last))) / 2, self.t.significant(bar.value)
        at_edge = measure(number, 10) / 2 > (1 - middle) * self.plot + RIGHT
        y = floor - _tall(max(bar.value, bar.high or 0.0), peak) - 2.5
        look = f'font-size="10" text-anchor="{"end" if at_edge else "middle"}"'
        return text(self.end if at_edge else self.at(middle), y, number, look, self.ink.text)

    def _saying(self, drawn: str, says: str, y: float) -> str:
        """A group that says its value, at the end of the line above its plot, to a reader who points at it."""
        if self.width is not None or not says:
            return drawn
        return saying(drawn, says, y)

    def _box(self, span: Span, top: float, height: float, look: str) -> str:
        left, right = self.shares(span)
        return rect(self.at(left), top, self.at(right - left), height, look)

    def marks(self, marks: Sequence[Mark], extent: tuple[float, float]) -> Iterator[str]:
        """Draw the numbers of incidents; those of the same days are drawn side by side."""
        free = -math.inf
        for mark in marks:
            share = self.share(mark.day)
            aside = max(free + 14 - share * self.plot, 0.0)
            free = share * self.plot + aside
            look = f'stroke="{self.ink.text}" stroke-dasharray="1 2"'
            yield line(self.at(share), extent[0] - 4, self.at(share), extent[1], look)
            number = circle(aside, 8, 7, f'fill="none" stroke="{self.ink.text}"')
            look = 'font-size="9.5" font-weight="600" text-anchor="middle"'
            number += text(aside, 11.4, mark.label, look, self.ink.text)
            yield f'<svg x="{self.at(share)}" overflow="visible">{number}</svg>'


def _tall(value: float, peak: float) -> float:
    return round(_PLOT * value / peak, 1) if peak else 0.0
