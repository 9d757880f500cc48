"""What a source covers: stretches of months, parted by the years that it lacks."""

import pytest

from geo.source import Coverage

WHOLE = Coverage("2010-07-01", "2013-12-31", (2011, 2012, 2013), "country")
BROKEN = Coverage("2010-01-01", "2018-06-30", (2010, 2011, 2014, 2017), "country", partial=(2018,))
YEARLESS = Coverage("2010-01-01", "2012-03-15", (), "listed")


@pytest.mark.parametrize(
    ("coverage", "start", "end", "expected"),
    [
        (WHOLE, "2009-01", "2020-12", [("2010-07", "2013-12")]),
        (WHOLE, "2011-02", "2011-02", [("2011-02", "2011-02")]),
        (WHOLE, "2014-01", "2020-12", []),
        (WHOLE, "2001-01", "2010-06", []),
        (BROKEN, "2001-01", "2025-12", [("2010-01", "2011-12"), ("2014-01", "2014-12"), ("2017-01", "2018-06")]),
        (BROKEN, "2011-11", "2014-02", [("2011-11", "2011-12"), ("2014-01", "2014-02")]),
        (BROKEN, "2012-03", "2013-12", []),
        (BROKEN, "2015-01", "2016-12", []),
        (BROKEN, "2018-03", "2018-12", [("2018-03", "2018-06")]),
        (YEARLESS, "2001-01", "2025-12", [("2010-01", "2012-03")]),
    ],
)
def test_spans_are_what_period_and_coverage_share(
    coverage: Coverage, start: str, end: str, expected: list[tuple[str, str]]
) -> None:
    """A year that is missing between covered ones parts them; a source without full years is one stretch."""
    assert list(coverage.spans(start, end)) == expected
