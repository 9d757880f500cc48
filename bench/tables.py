"""Render the measurements as Markdown: times, peak memory, and differences between answers."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import rasterio
import shapely

from bench.candidates import VERSIONS
from geo.workers import Threads

Row = dict[str, Any]


class Case(NamedTuple):
    """A question on one input.

    Attributes
    ----------
    question, title
        Key of :data:`bench.candidates.CANDIDATES`, and the heading of the table.
    unit, amount
        Unit of the throughput, and the amount of the input.
    reference
        The candidate that the others are compared with.
    limit
        The candidate that does the minimal work, if there is one.
    """

    question: str
    title: str
    unit: str
    amount: float
    reference: str
    limit: str | None = None


def machine() -> str:
    """Describe date, machine and the versions that all candidates share."""
    cpu = platform.processor() or platform.machine()
    described = Path("/proc/cpuinfo")
    if described.exists():
        lines = (line.partition(":") for line in described.read_text().splitlines())
        cpu = next((value.strip() for key, _, value in lines if key.strip() == "model name"), cpu)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in ("terrapaz", "numpy", "rasterio"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {Threads().count} cores ({cpu}), {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}, {versions}, GEOS {shapely.geos_version_string}, "
        f"GDAL {rasterio.__gdal_version__}; load when the run began {os.getloadavg()[0]:.1f}."
    )


def table(case: Case, rows: dict[str, Row]) -> str:
    """Render the table of a case."""
    mine, limit = rows[case.reference].get("seconds"), rows.get(case.limit or "", {}).get("seconds")
    head = [
        "",
        "version",
        "seconds",
        f"{case.unit}/s",
        "times terrapaz",
        "times decoding",
        "peak MB",
        "against terrapaz",
    ]
    body = []
    for name, row in rows.items():
        agrees = row.get("fails") or ("" if name == case.reference else agreement(name, case, rows))
        seconds = row.get("seconds")
        body.append(
            [
                f"**{name}**" if name == case.reference else name,
                _versions(name),
                _figure(seconds, ".3f"),
                _figure(seconds and case.amount / seconds, ",.0f"),
                _figure(seconds and mine and seconds / mine, ".2f"),
                _figure(seconds and limit and seconds / limit, ".2f"),
                _figure(row.get("peak_mb"), ",.0f"),
                agrees,
            ]
        )
    if limit is None:
        for line in (head, *body):
            del line[5]
    return f"### {case.title}\n\n{markdown(head, body, words=(0, 1, len(head) - 1))}"


def markdown(head: list[str], body: list[list[str]], *, words: tuple[int, ...]) -> str:
    """Render a table; columns other than ``words`` are right-aligned."""
    rule = ["---" if k in words else "---:" for k in range(len(head))]
    return "".join(f"| {' | '.join(line)} |\n" for line in (head, rule, *body))


def agreement(name: str, case: Case, rows: dict[str, Row]) -> str:
    """Describe how an answer differs from terrapaz's."""
    found, reference = rows[name].get("answer"), rows[case.reference].get("answer")
    if found is None or reference is None:
        return ""
    if isinstance(found, np.ndarray):
        return f"{np.count_nonzero(found != reference):,} points differ"
    if "polygon" in found:
        return _pairs(found, reference)
    if "hectares" in found:
        return _zones("hectares", found, reference, 10)
    counted = next((row["answer"] for row in rows.values() if "cells" in (row.get("answer") or ())), None)
    return "" if counted is None or counted is found else _zones("cells", found, counted, 110)


def _pairs(found: Row, reference: Row) -> str:
    mine, theirs = ({(p, z): a for p, z, a in zip(*one.values(), strict=True)} for one in (reference, found))
    both = np.array([[mine[key], theirs[key]] for key in mine.keys() & theirs.keys()])
    worst = np.max(np.abs(both[:, 1] / both[:, 0] - 1), where=both[:, 0] > 1e-4, initial=0)
    only = np.array(
        [one[key] for one, other in ((mine, theirs), (theirs, mine)) for key in one.keys() - other.keys()]
    )
    odd = f" (of {only.max():.0e} ha at most)" if len(only) else ""
    total = _deviation(*both.sum(axis=0))
    return f"{len(only)} of {len(mine):,} pairs differ{odd}, areas by {worst:.0e}, total by {total}"


def _zones(what: str, found: Row, reference: Row, least: float) -> str:
    one, two = reference[what], found[what]
    large = one > least
    worst = np.max(np.abs(two[large] / one[large] - 1), initial=0)
    unit = "ha" if what == "hectares" else what
    return f"zones over {least} {unit} by up to {worst:.0e}, total by {_deviation(one.sum(), two.sum())}"


def _deviation(one: float, two: float) -> str:
    return f"{abs(two / one - 1):.0e}"


def _figure(value: float | None, form: str) -> str:
    return "" if value is None else format(value, form)


def _versions(name: str) -> str:
    found = []
    for package in VERSIONS[name]:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} not installed")
    return ", ".join(found)
