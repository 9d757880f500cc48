"""Small multiples: what is not covered is hatched, a zero is a tick, and nothing leaves its panel."""

import re
from datetime import date
from xml.etree import ElementTree as ET

import pytest

from layers.charts.multiples import render
from layers.charts.panels import Bar, Lane, Mark, Panel, gaps, merged, scale
from layers.charts.svg import LEFT
from layers.ink import LIGHT
from layers.text.i18n import translator

PERIOD = (date(2010, 1, 1), date(2013, 12, 31))


def year(number: int, value: float, low: float | None = None, high: float | None = None) -> Bar:
    return Bar(date(number, 1, 1), date(number, 12, 31), value, low, high)


def drawn(*bars: Bar, lanes: tuple[Lane, ...] = (), marks: tuple[Mark, ...] = ()) -> str:
    return render([Panel("Deaths <b>", "UCDP", "#a23b2a", bars)], lanes, PERIOD, translator("en"), LIGHT, marks=marks)


def test_uncovered_years_are_hatched_and_a_zero_is_not() -> None:
    """2011 is a zero, 2012 has no data: one hatch of one year, three ticks, two bars."""
    bars = (year(2010, 4), year(2011, 0), year(2013, 2))
    svg = drawn(*bars)
    assert list(gaps(bars, PERIOD)) == [(date(2012, 1, 1), date(2012, 12, 31))]
    assert svg.count('fill="url(#gap-') == 1
    assert svg.count('height="1.2"') == 3
    assert len(re.findall(r'height="[^"]+" fill="#a23b2a"', svg)) == 3  # the sign of the title is one


def test_a_series_without_data_is_hatched_as_a_whole() -> None:
    """From the first day to the last, without a bar and without a scale."""
    svg = drawn()
    assert list(gaps([], PERIOD)) == [PERIOD]
    assert 'height="1.2"' not in svg


def test_text_is_escaped_and_the_document_is_well_formed() -> None:
    """Names come from tables."""
    lanes = (Lane("ELN & <x>", [PERIOD]), Lane("talks", [(date(2009, 1, 1), date(2010, 6, 1))], filled=False))
    root = ET.fromstring(drawn(year(2010, 3, 2, 5), lanes=lanes, marks=(Mark(date(2011, 1, 1), "1"),)))
    assert "Deaths <b>" in {each.text for each in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {float(each.get("x", 0)) >= -LEFT for each in root.iter("{http://www.w3.org/2000/svg}rect")} == {True}


def test_ceasefires_that_overlap_shade_once() -> None:
    """And those that follow each other without a day between."""
    spans = [(date(2023, 1, 1), date(2023, 6, 30)), (date(2023, 1, 1), date(2023, 3, 19)),
             (date(2023, 7, 1), date(2023, 8, 1))]  # fmt: skip
    assert merged(spans) == [(date(2023, 1, 1), date(2023, 8, 1))]


@pytest.mark.parametrize(("peak", "tick"), [(140, 100), (99, 50), (1, 1), (0.34, 0.2), (250_000, 200_000)])
def test_a_scale_has_a_round_tick_below_its_peak(peak: float, tick: float) -> None:
    """One, two or five times a power of ten."""
    assert scale(peak) == pytest.approx(tick)
