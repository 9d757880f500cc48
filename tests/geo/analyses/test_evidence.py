"""The rule of what may be compared: joint coverage, no uncovered year, no change of method."""

import numpy as np
import pytest

from geo.analyses.model import Refused, Request
from tests.lattice import SIDE, country, evidence

N = SIDE * SIDE
FULL = np.ones(N)


def request(first: int | None = None, last: int | None = None) -> Request:
    return Request("coincidence", country(), first, last, ("a", "b"))


def test_absent_is_not_zero() -> None:
    """A municipality that one measure lacks in one year is left out and counted; one with zero stays."""
    gap = FULL.copy()
    gap[3] = np.nan
    known = evidence({"a": {2001: FULL, 2002: gap}, "b": {2001: FULL * 0, 2002: FULL}})
    used, joint = known.joint(request(2001, 2002), 10)
    assert (used.first, used.last, joint.years) == (2001, 2002, [2001, 2002])
    assert len(joint.codes) == N - 1
    assert "10003" not in joint.codes
    assert joint.coverage.en.startswith("399 municipalities with data of a and b in 2001–2002; 1 are left out")


@pytest.mark.parametrize(
    ("breaks", "first", "last", "says_en", "says_es"),
    [
        ({}, 2001, 2005, "2004 is not covered by b", "2004 no está cubierto por b"),
        ({}, 2003, 2005, "One can ask for 2001–2003 and 2005", "Se puede preguntar por 2001–2003 y 2005"),
        ({"a": (2002,)}, 2001, 2003, "The method of a changed in 2002", "El método de a cambió en 2002"),
        ({}, 1990, 1995, "1990–1995 is not covered by a", "1990–1995 no está cubierto por a"),
    ],
)
def test_uncovered_years_and_breaks_are_refused(
    breaks: dict[str, tuple[int, ...]], first: int, last: int, says_en: str, says_es: str
) -> None:
    """The reason names the measure and the years, and which ones can be asked for."""
    years = dict.fromkeys(range(2001, 2006), FULL)
    known = evidence({"a": years, "b": dict.fromkeys((2001, 2002, 2003, 2005), FULL)}, breaks=breaks)
    with pytest.raises(Refused) as refused:
        known.joint(request(first, last), 10)
    assert says_en in refused.value.reason.en
    assert says_es in refused.value.reason.es


def test_without_years_the_latest_usable_ones_are_taken() -> None:
    """A break divides; of runs of three years or more the latest."""
    years = dict.fromkeys(range(2001, 2011), FULL)
    known = evidence({"a": years, "b": years}, breaks={"b": (2005, 2010)})
    assert known.runs(("a", "b")) == [(2001, 2004), (2005, 2009), (2010, 2010)]
    used, _ = known.joint(request(), 10)
    assert (used.first, used.last) == (2005, 2009)


@pytest.mark.parametrize("second", [{2010: FULL}, {2001: np.where(np.arange(N) < 5, 1.0, np.nan)}])
def test_nothing_in_common_is_refused(second: dict[int, np.ndarray]) -> None:
    """No common year, or too few municipalities in common."""
    known = evidence({"a": {2001: FULL}, "b": second})
    with pytest.raises(Refused, match=r"No run of consecutive years|Only 5 municipalities"):
        known.joint(request(), 10)
