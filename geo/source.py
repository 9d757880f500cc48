"""What describes a source: its files, their origin, its terms, and its coverage.

A module in :mod:`geo.sources` declares one ``SOURCE`` and one ``load``; :mod:`geo.catalogue` finds them. Texts that
people read (title, caveats) are English here and translated where they are shown.

A source may be a user's own (``data/raw/imported``) or have newer data than the pinned (``data/raw/refreshed``), in a
folder with a ``source.json``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from geo.definition import Definition
from geo.schema import GeoDataError

_CODE: Final = Path(__file__).resolve().parent
_INSTALLED: Final = (_CODE / "data").is_dir()
"""Whether this is a wheel's package, which carries the tracked data inside; in a clone they lie beside it."""


def _home() -> Path:
    if named := os.environ.get("TERRAPAZ_HOME"):
        return Path(named)
    if not _INSTALLED:
        return _CODE.parent
    from platformdirs import user_data_path

    return user_data_path("terrapaz", appauthor=False)


ROOT: Final = _home()
"""The folder of ``data``: ``TERRAPAZ_HOME``, else the clone; an installed package has one of the user's own."""

TRACKED: Final = (_CODE if _INSTALLED else _CODE.parent) / "data" / "raw"
"""The curated tables, crosswalks and bundled data that come with the code; a build only reads them."""

RESTORE: Final = "install Terrapaz again" if _INSTALLED else "restore it from git"
"""How a tracked file that is gone or changed is got again."""

RAW: Final = ROOT / "data" / "raw"
PROCESSED: Final = ROOT / "data" / "processed"
FACTS: Final = "source.json"
"""File that describes an imported or refreshed source, in the folder of its data."""

MANIFEST: Final = "manifest.json"
"""Inputs and outputs of a build; a folder without it is not a build."""

SOURCES: Final = "sources.json"
"""All sources as of the build, so that readers of its tables do not need ``data/raw``."""

IMPORTED_PREFIX: Final = "imported-"
"""Prefix of the ids of users' own sources."""

Scope = Literal["country", "regions", "departments", "listed"]
Kind = Literal["register", "events", "indicators", "features", "points", "raster"]
Measure = Literal["events", "fatalities", "victims"]
Aggregation = Literal["sum", "mean", "last"]
Origin = Literal["original", "tracked", "bundled", "imported", "refreshed"]


@dataclass(frozen=True)
class RawFile:
    """One file below ``data/raw``.

    Attributes
    ----------
    path
        Relative to ``data/raw``, as ``<source>/<file>``; tracked tables are at its top level and in ``bundled``.
    sha256
        Checksum of the pinned file; None for a tracked table, or a file that its publisher overwrites in place.
    url
        Where the pinned file can be downloaded; None if only the mirror has it.
    tracked
        In git, so never fetched.
    retrieved
        Day (ISO date) on which it was obtained, if that is not the day of the whole source.
    """

    path: str
    sha256: str | None = None
    url: str | None = None
    tracked: bool = False
    retrieved: str = ""

    @property
    def origin(self) -> Origin:
        """Where the file comes from: the publisher's original, git (a curated table or the bundle), or the user."""
        folder = self.path.partition("/")[0]
        if folder in ("bundled", "imported", "refreshed"):
            return folder  # type: ignore[return-value]
        return "tracked" if self.tracked else "original"


@dataclass(frozen=True)
class Coverage:
    """Where and when a source looked. Outside its coverage nothing is known: there is no row, never a zero.

    Attributes
    ----------
    start, end
        First and last day (ISO dates) of the source's data; empty if it has no dates.
    years
        The calendar years that are covered in full: yearly figures exist for these only.
    partial
        Years covered only between ``start`` and ``end``: their figures are those of that part, as the variable says.
    scope
        ``country``: every municipality; ``regions``: the 33 of the three regions; ``departments``: those of
        ``departments``; ``listed``: only those that the data itself names or whose area was searched, limited to
        ``departments`` if there are any.
    absent_is_zero
        The publisher looked everywhere in scope and lists only what it found: a municipality without a record in
        a covered year has zero. Never set it on a guess.
    excluded
        Codes of municipalities in scope that the source does not cover: without a record they have no data.
    breaks, preliminary
        First years of a changed method, whose figures are not comparable with those of the year before; years whose
        figures the publisher calls preliminary.
    note
        What a reader must know about the limits of the coverage, one sentence.
    """

    start: str
    end: str
    years: tuple[int, ...]
    scope: Scope
    absent_is_zero: bool = False
    departments: tuple[str, ...] = ()
    note: str = ""
    partial: tuple[int, ...] = ()
    excluded: tuple[str, ...] = ()
    breaks: tuple[int, ...] = ()
    preliminary: tuple[int, ...] = ()

    def breaks_within(self, first: int, last: int) -> list[int]:
        """Return the breaks after the first and up to the last of a span of years.

        Examples
        --------
        >>> Coverage("2001-01-01", "2025-12-31", (), "country", breaks=(2011, 2015)).breaks_within(2011, 2025)
        [2015]
        """
        return [year for year in self.breaks if first < year <= last]

    def spans(self, start: str, end: str) -> tuple[tuple[str, str], ...]:
        """Return the covered spans of a period, in order, as first and last month (``YYYY-MM``).

        A year between two covered ones that is neither in ``years`` nor in ``partial`` separates spans. A source
        without days (``start`` and ``end`` are empty) covers none.

        Examples
        --------
        >>> Coverage("2016-01-01", "2024-08-31", (2016, 2017, 2018, 2023), "country").spans("2018-07", "2025-12")
        (('2018-07', '2018-12'), ('2023-01', '2024-08'))
        """
        if not (self.start and self.end):
            return ()
        first, last = max(self.start[:7], start), min(self.end[:7], end)
        known = {*self.years, *self.partial}
        gaps = [year for year in range(min(known, default=0), max(known, default=0)) if year not in known]
        begins = [first, *(max(first, f"{year + 1}-01") for year in gaps)]
        ends = [*(min(last, f"{year - 1}-12") for year in gaps), last]
        return tuple((begin, close) for begin, close in zip(begins, ends, strict=True) if begin <= close)


@dataclass(frozen=True)
class Variable:
    """A quantity that a source states by municipality and year.

    Attributes
    ----------
    id, unit, title
        Its name in the indicators table, its unit (``ha``, ``people``, ``%`` ...), its English title.
    over_years
        How several years are aggregated: flows are summed, stocks averaged, of registers the last year is taken.
    additive
        Values of municipalities may be added up. False if one thing is counted in several of them, as species are.
    """

    id: str
    unit: str
    title: str
    over_years: Aggregation = "sum"
    additive: bool = True


@dataclass(frozen=True)
class Source:
    """A published data set with pinned files.

    Attributes
    ----------
    id
        Name of its module and of its folder in ``data/raw``.
    title, publisher, publisher_url, licence, attribution, period
        As the publisher states them; ``licence`` says so if the terms were not verified.
    kind
        What its ``load(raw)`` returns: ``events`` an :data:`geo.schema.EVENTS` table, ``indicators`` an
        :data:`geo.schema.INDICATORS` table, ``features`` a :data:`geo.schema.FEATURES` table, ``raster`` a list of
        rasters, each with ``{class: (year, variable)}``, ``points`` a table of ``lon``, ``lat`` and ``date`` to be
        counted; a ``register`` supplies attributes of municipalities or is a table of its own.
    table
        For features: the table of ``data/processed`` that they are written to (``mining``, ``protected`` ...).
    variables
        For indicators, rasters and features: what is measured by municipality.
    measures
        For events: what may be counted; not ``events`` if a row stands for several (a register grouped by weapon).
    retrieved
        Day (ISO date) on which its data were obtained from the publisher, a curated table was last reviewed or a
        user's file imported; empty if nothing was obtained yet. Never the day on which a file was copied.
    optional
        Part of a build only if requested or at hand, because it is large or changes from day to day.
    fetch_only
        Not bundled, because its terms are not stated: part of a build only if at hand.
    caveats, definition
        What the numbers do not show, one sentence each; what they count, if other sources count the like.
    next_release, next_release_url
        What was published of its next release, a date or how often, and where; empty if nothing was found.
    redistributable
        Its rows may be redistributed. If not, exports contain aggregates only.
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
    retrieved: str = ""
    optional: bool = False
    fetch_only: bool = False
    caveats: tuple[str, ...] = ()
    definition: Definition | None = None
    next_release: str = ""
    next_release_url: str = ""
    redistributable: bool = True

    @property
    def is_imported(self) -> bool:
        """Whether it is a user's own file."""
        return self.id.startswith(IMPORTED_PREFIX)

    @property
    def on_request(self) -> bool:
        """Whether it is part of a build only if its files are at hand, and not reported missing otherwise."""
        return self.optional or self.fetch_only


def locate(file: RawFile, raw: Path = RAW) -> Path:
    """Path of ``file``: tracked tables come with the code, downloads are in ``raw``."""
    return (TRACKED if file.tracked else raw) / file.path


def refreshed(source: Source, raw: Path = RAW) -> Source:
    """Return ``source`` with the files, coverage and period of its refreshed data.

    A source that was never refreshed is returned unchanged.
    """
    facts = raw / "refreshed" / source.id / FACTS
    if not facts.is_file():
        return source
    try:
        record = json.loads(facts.read_text("utf-8"))
        known = source_fields(record["source"])
        renewed = known | {"files": (*known["files"], RawFile(facts.relative_to(raw).as_posix()))}
        return replace(source, **renewed, retrieved=record["on"])
    except (ValueError, TypeError, KeyError) as error:
        raise GeoDataError(
            f"cannot be read: {error!r}",
            source=f"{source.id}: {facts.relative_to(raw).as_posix()}",
            remedy=f"terrapaz refresh {source.id} --pinned, then refresh it again",
        ) from error


def source_fields(stored: Mapping[str, Any]) -> dict[str, Any]:
    """Read fields of a :class:`Source` from JSON, as :func:`dataclasses.asdict` wrote them."""
    fields = _tuples(stored)
    for name, kind in (("files", RawFile), ("variables", Variable)):
        if name in fields:
            fields[name] = tuple(kind(**item) for item in fields[name])
    for name, record in (("coverage", Coverage), ("definition", Definition)):
        if fields.get(name):
            fields[name] = record(**_tuples(fields[name]))
    return fields


def _tuples(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in stored.items()}
