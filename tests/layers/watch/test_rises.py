"""A rise is reported once, when it begins; what is no rise is not reported."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from geo.changes.compare import Build, compare
from geo.schema import CHANGES, empty
from geo.source import Source, Variable
from layers.watch.alerts import Alert, Memory, rises
from layers.watch.rules import Rule
from tests import builders
from tests.layers.watch import small

UNUSUAL = Rule("unusual", "events", unusual=12, at_least=3)
THRESHOLD = Rule("killed", "fatalities_best", places=("catatumbo",), threshold=5)
QUIET = [("54810", f"{year}-{month:02}", 1) for year in range(2015, 2020) for month in (2, 8)]
REGION = dict(zip(small.REGIONS, ([code] for code in small.CODES), strict=True))


def judged(
    rule: Rule, older: Build, newer: Build, memory: Memory | None = None, preliminary: Sequence[str] = ()
) -> tuple[list[Alert], Memory]:
    changes = compare(older, newer) if rule.sources else empty(CHANGES)
    return rises([rule], older, newer, changes, lambda name: REGION[name], memory or Memory(), preliminary)


def months(rule: Rule, *counts: int, place: str = "54810") -> list[str]:
    """The months that are reported, of counts from January 2020 on that come in month by month."""
    alerted, memory = [], Memory()
    rows = list(QUIET)
    older = small.build("0", [small.source("2019-12")], small.events(*rows))
    for at, count in enumerate(counts):
        month = str(pd.Period("2020-01") + at)
        rows.append((place, month, count))
        newer = small.build(month, [small.source(month)], small.events(*rows))
        alerts, memory = judged(rule, older, newer, memory)
        alerted += [alert.period for alert in alerts]
        older = newer
    return alerted


@pytest.mark.parametrize(
    ("rule", "counts", "expected"),
    [
        (UNUSUAL, (0, 1, 0, 1), []),
        (UNUSUAL, (0, 9, 0, 1), ["2020-02"]),
        (UNUSUAL, (0, 9, 10, 11, 9), ["2020-02"]),
        (UNUSUAL, (0, 9, 0, 0, 30), ["2020-02", "2020-05"]),
        (THRESHOLD, (4, 5, 9, 5), ["2020-02"]),
        (THRESHOLD, (5, 0, 5), ["2020-01", "2020-03"]),
    ],
)
def test_one_alert_an_episode(rule: Rule, counts: tuple[int, ...], expected: list[str]) -> None:
    """While it goes on it is not reported again; once it is over, the next one is."""
    assert months(rule, *counts) == expected


def test_what_is_registered_late_is_no_rise() -> None:
    """Ten events of a month that was complete before are revised."""
    older = small.build("0", [small.source("2020-01")], small.events(*QUIET))
    newer = small.build("1", [small.source("2020-01")], small.events(*QUIET, ("54810", "2020-01", 10)))
    assert compare(older, newer)["kind"].unique().tolist() == ["revised"]
    assert judged(UNUSUAL, older, newer)[0] == []
    assert judged(THRESHOLD, older, newer)[0] == []


@pytest.mark.parametrize("change", [{"start": "2012-01-01"}, {"scope": "departments", "departments": ("54",)}])
def test_a_source_that_widens_its_coverage_raises_no_alert(change: dict[str, object]) -> None:
    """Neither at once, nor by what it counts there for the first time."""
    source = small.source("2020-01")
    narrow = replace(small.source("2019-12"), coverage=replace(small.source("2019-12").coverage, **change))  # type: ignore[arg-type]
    if "start" in change:
        source, narrow = (
            replace(small.source("2020-01"), coverage=replace(source.coverage, start="2012-01-01")),
            small.source("2019-12"),
        )
    older = small.build("0", [narrow], small.events(*QUIET))
    rows = (*QUIET, ("54810", "2020-01", 12), ("18001", "2020-01", 12))
    alerts, memory = judged(UNUSUAL, older, small.build("1", [source], small.events(*rows)))
    assert alerts == []
    assert dict(memory.since) == ({} if "start" in change else {"ucdp_ged": "2020-02"})
    assert (
        judged(UNUSUAL, small.build("0", [], small.events()), small.build("1", [source], small.events(*rows)))[0]
        == []
    )


def test_a_rise_says_how_unusual_and_how_sure_it_is() -> None:
    """Mean before, probability, places, and that it is preliminary."""
    older = small.build("0", [small.source("2019-12")], small.events(*QUIET))
    newer = small.build("1", [small.source("2020-01")], small.events(*QUIET, ("54810", "2020-01", 9)))
    (alert,), _ = judged(UNUSUAL, older, newer, preliminary=("ucdp_ged",))
    assert (alert.place, alert.period, alert.value, alert.unit, alert.tested) == ("54810", "2020-01", 9, "events", 3)
    assert alert.usual == pytest.approx(10 / 60)
    assert alert.p is not None
    assert alert.p < 0.001
    assert alert.preliminary


def test_a_source_without_zeros_has_no_usual_level() -> None:
    """Its blank months are unknown, but a threshold holds."""
    blank, sources = {"absent_is_zero": False}, [small.source(end) for end in ("2019-12", "2020-01")]
    was, now = (replace(each, coverage=replace(each.coverage, **blank)) for each in sources)  # type: ignore[arg-type]
    older = small.build("0", [was], small.events(*QUIET))
    newer = small.build("1", [now], small.events(*QUIET, ("54810", "2020-01", 9)))
    assert judged(UNUSUAL, older, newer)[0] == []
    assert [alert.value for alert in judged(THRESHOLD, older, newer)[0]] == [9]


@pytest.mark.parametrize(
    ("place", "value", "expected"),
    [("54810", 120.0, ["54810"]), ("54810", 80.0, []), ("18001", 120.0, [])],
)
def test_yearly_figures_have_a_threshold(place: str, value: float, expected: list[str]) -> None:
    """Of a new year only; a municipality that was never listed is coverage."""
    coverage = replace(small.source("2019-12").coverage, absent_is_zero=False, scope="listed")
    coca: Source = builders.source(
        "indicators", coverage, id="coca", variables=(Variable("coca_area", "ha", "Coca"),)
    )
    rows = [("54810", 2019, "coca_area", "ha", 90.0)]
    older, newer = (
        small.build(str(at), [coca], small.events(), builders.indicators(listed, source="coca"))
        for at, listed in enumerate((rows, [*rows, (place, 2020, "coca_area", "ha", value)]))
    )
    rule = Rule("coca", "coca_area", sources=("coca",), threshold=100)
    assert [alert.place for alert in judged(rule, older, newer)[0]] == expected


def test_quiet_series_are_quiet_and_a_rise_is_reported_at_once() -> None:
    """500 series without a rise, over a year: at most one in twenty is reported. Ten rises: each in its month."""
    rng = np.random.default_rng(7)
    places, before, rising = 500, 60, 10
    codes = [f"05{at:03}" for at in range(places)]
    means, dispersion = rng.uniform(0.1, 3, places), rng.uniform(0.05, 1, places)
    counts = rng.negative_binomial(1 / dispersion, 1 / (1 + dispersion * means), (before + 12, places))
    planted = {codes[at]: before + at for at in range(rising)}
    for code, month in planted.items():
        counts[month, codes.index(code)] = 60
    municipalities = builders.municipalities(
        *({"municipality_code": code, "geometry": builders.square(-75, 6)} for code in codes)
    )
    at, where = np.nonzero(counts)
    calendar = pd.period_range("2015-01", periods=before + 12, freq="M")
    number = counts[at, where]
    happened = pd.DataFrame(
        {
            "source": "ucdp_ged",
            "event_id": [str(n) for n in range(number.sum())],
            "date_precision": 1,
            "municipality_code": np.repeat(np.array(codes)[where], number),
            "date_start": np.repeat(calendar.to_timestamp()[at], number),
        }
    )
    alerted: dict[str, list[str]] = {}
    memory = Memory()
    for month in range(before, before + 12):
        older, newer = (
            replace(
                small.build("", [small.source(str(last))], happened[happened["date_start"] <= str(last)]),
                municipalities=municipalities,
            )
            for last in calendar[month - 1 : month + 1]
        )
        alerts, memory = rises([UNUSUAL], older, newer, empty(CHANGES), lambda _: [], memory)
        for alert in alerts:
            alerted.setdefault(alert.place, []).append(alert.period)
    quiet = [place for place in alerted if place not in planted]
    assert len(quiet) <= 0.05 * places
    assert {place: alerted.get(place, [""])[0] for place in planted} == {
        place: str(calendar[month]) for place, month in planted.items()
    }
