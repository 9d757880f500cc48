"""What a source is: its files, where they come from, on what terms, and what they cover.

A module in :mod:`geo.sources` declares one ``SOURCE`` and one ``load``; the folder is the catalogue, read by
:func:`discover`. Texts that people read (title, caveats) are English here and translated where they are shown.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final, Literal

ROOT: Final = Path(os.environ.get("TERRAPAZ_HOME", Path(__file__).resolve().parents[1]))
RAW: Final = ROOT / "data" / "raw"
PROCESSED: Final = ROOT / "data" / "processed"

Scope = Literal["country", "regions", "departments", "listed"]
Kind = Literal["register", "events", "indicators", "features", "raster"]
Measure = Literal["events", "fatalities", "victims"]
Aggregation = Literal["sum", "mean", "last"]


@dataclass(frozen=True)
class RawFile:
    """One file below ``data/raw``.

    Attributes
    ----------
    path
        Relative to ``data/raw``, as ``<source>/<file>``; tracked tables lie at its top.
    sha256
        Checksum of the pinned bytes; None for a tracked file, or one whose publisher overwrites it in place.
    url
        Where the pinned bytes can be had; None where only the mirror holds them.
    tracked
        Kept in git, so never fetched.
    """

    path: str
    sha256: str | None = None
    url: str | None = None
    tracked: bool = False


@dataclass(frozen=True)
class Coverage:
    """Where and when a source looked. Outside of it nothing is known: no row, never a zero.

    Attributes
    ----------
    start, end
        First and last day (ISO dates) of what the source holds.
    years
        The calendar years it covers in full: yearly figures exist for these only.
    scope
        ``country``: every municipality; ``regions``: the 33 of the three regions; ``departments``: those of
        ``departments``; ``listed``: only those that the data itself names or whose area was searched.
    absent_is_zero
        The publisher looked everywhere in scope and lists only what it found: a municipality without a record in
        a covered year has zero. Never set it on a guess.
    note
        What a reader has to know of its limits, one sentence.
    """

    start: str
    end: str
    years: tuple[int, ...]
    scope: Scope
    absent_is_zero: bool = False
    departments: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Variable:
    """A quantity that a source states by municipality and year.

    Attributes
    ----------
    id, unit, title
        Its name in the indicators table, its unit (``ha``, ``people``, ``%`` ...), its English title.
    over_years
        What several years of it make together: flows are summed, stocks averaged, registers taken at the last.
    """

    id: str
    unit: str
    title: str
    over_years: Aggregation = "sum"


@dataclass(frozen=True)
class Source:
    """A published data set, pinned.

    Attributes
    ----------
    id
        Name of its module and of its folder below ``data/raw``.
    title, publisher, publisher_url, licence, attribution, period
        As the publisher states them; ``licence`` says so where terms were not verified.
    kind
        What its ``load(raw)`` returns: ``events`` a :data:`geo.schema.EVENTS` table, ``indicators`` a
        :data:`geo.schema.INDICATORS` table, ``features`` a :data:`geo.schema.FEATURES` table, ``raster`` a
        mapping of year to raster file; a ``register`` feeds the municipalities or stands for itself.
    table
        For features: the table of ``data/processed`` they go to (``mining``, ``protected`` ...).
    variables
        For indicators, rasters and features: what is measured by municipality.
    measures
        For events: what may be counted by municipality and year. Rows that stand for several events (a police
        register grouped by weapon) have no ``events``.
    optional
        Left out of a build unless asked for by name, because its files are large.
    caveats
        What the numbers do not show, one sentence each.
    """

    id: str
    title: str
    publisher: str
    publisher_url: str
    licence: str
    attribution: str
    period: str
    kind: Kind
    files: tuple[RawFile, ...]
    coverage: Coverage
    table: str | None = None
    variables: tuple[Variable, ...] = ()
    measures: tuple[Measure, ...] = ()
    optional: bool = False
    caveats: tuple[str, ...] = ()


def locate(file: RawFile, raw: Path = RAW) -> Path:
    """Path of ``file``: tracked tables lie in the repository, downloads below ``raw``."""
    return RAW / file.path if file.tracked else raw / file.path


@cache
def discover() -> dict[str, ModuleType]:
    """Every module of :mod:`geo.sources` by its source id, in alphabetical order."""
    package = importlib.import_module("geo.sources")
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_"))
    return {name: importlib.import_module(f"geo.sources.{name}") for name in names}


def catalogue() -> dict[str, Source]:
    """The :class:`Source` of every module, by id."""
    return {name: module.SOURCE for name, module in discover().items()}
