"""The catalogue in words: every source as a section of ``docs/data.md``, or as plain data.

Generated from what the sources declare, so that the page and the program cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import pandas as pd

from geo.bundled import entries_of
from geo.catalogue import declared, discover
from geo.fetch import sha256
from geo.loader import Declared
from geo.schema import EVENT_TYPES
from geo.source import RAW, Coverage, RawFile, Source, locate

KINDS: Final[Mapping[str, str]] = {
    "register": "Registers and boundaries",
    "events": "Events",
    "indicators": "Figures by municipality and year",
    "raster": "Satellite maps",
    "points": "Detections",
    "features": "Places and areas",
}
"""Headings of the page, in this order."""

_SCOPES: Final = {
    "country": "every municipality",
    "regions": "the 33 municipalities of the three regions",
    "listed": "only the municipalities that the data names or whose area was searched",
}
_UNTIL: Final = {
    True: "until its files are there, which are large: `terrapaz fetch {id}`.",
    False: "until its publisher was asked for it: `terrapaz refresh {id}`.",
}
"""When an optional source is in a build, by whether files of it are pinned."""

_TOP: Final = """# Data

Every source that Terrapaz reads, with its terms, what it covers and what it does not show. This page is generated:
`terrapaz sources --markdown` writes it, a test keeps it in step. How event types of the sources meet in one taxonomy
is in [events.md](events.md).

A build reads what was imported or refreshed, else the publishers' files that were fetched into `data/raw`, else the
bundled data: the table that a source's loader makes of those files, kept in git (`data/raw/bundled` with a
`catalogue.json`, made by `terrapaz bundle`). Loaders take facts and figures: codes, dates, coordinates, counts,
areas, names of places, groups and types. What others wrote (headlines, reports, notes) and whatever names a person
never enters a table. UCDP's own words for a place do, and are left out of the bundle; otherwise a build from the
bundle has what one from the originals has. What is left out of the originals is said at each source. "Retrieved" is
the day on which the originals were obtained, from the publisher or from the public copy at their url. Coordinates
are kept to 1e-6 degrees (a tenth of a metre) whichever way they come.

Checksums are SHA-256 of the files as they are pinned; `terrapaz fetch` checks them. Those of a build are in
`data/processed/manifest.json`, and `data/processed/datapackage.json` describes its tables column by column;
`lineage.parquet` leads from every series to its files, `coverage.parquet` says where and when each was observed, and
`rejects.parquet` lists what counts nowhere, with the reason.
"""


def pinned() -> dict[str, Source]:
    """The catalogue as it ships: nothing imported, nothing refreshed."""
    return {name: declared(name).source for name, loader in discover().items() if isinstance(loader, Declared)}


def stated(source: Source, raw: Path = RAW) -> dict[str, Any]:
    """A source as plain data, with the checksum of the tables that are kept in git."""
    facts = asdict(source)
    for file, entry in zip(source.files, facts["files"], strict=True):
        path = locate(file, raw)
        if file.tracked and path.is_file():
            entry["sha256"] = sha256(path)
    return facts


def taxonomy(events: pd.DataFrame) -> str:
    """The types that sources use, beside the common ones: the table of ``docs/events.md``.

    Parameters
    ----------
    events
        :data:`geo.schema.EVENTS`.
    """
    pairs = events[["event_type", "source", "source_event_type"]].drop_duplicates()
    order = {name: place for place, name in enumerate(EVENT_TYPES)}
    found = sorted(pairs.itertuples(index=False, name=None), key=lambda row: (order[row[0]], *row[1:]))
    rows = [f"| `{kind}` | `{source}` | {_cell(word)} |" for kind, source, word in found]
    return "\n".join(["| type | source | the source's own type |", "| --- | --- | --- |", *rows])


def markdown(sources: Mapping[str, Source]) -> str:
    """The whole page."""
    parts = [_TOP, f"{len(sources)} sources:\n", _contents(sources)]
    for kind, heading in KINDS.items():
        found = [source for source in sources.values() if source.kind == kind]
        parts += [f"## {heading}\n", *map(_section, found)] if found else []
    return "\n".join(parts)


def _contents(sources: Mapping[str, Source]) -> str:
    rows = [
        f"| [{source.id}](#{source.id}) | {_cell(source.title)} | {_cell(source.period)} | {_cell(source.licence)} |"
        for _, source in sorted(sources.items())
    ]
    return "\n".join(["| source | title | period | licence |", "| --- | --- | --- | --- |", *rows, ""])


def _section(source: Source) -> str:
    lines = [
        f"### {source.id}",
        "",
        f"**{source.title}.** {source.publisher}, <{source.publisher_url}>.",
        "",
        f"- Licence: {source.licence}",
        f"- Attribution: {source.attribution}",
        f"- Period: {source.period}",
        *([f"- Retrieved: {source.retrieved}"] if source.retrieved else []),
        f"- Coverage: {_covered(source.coverage)}",
        *([f"- Limits: {source.coverage.note}"] if source.coverage.note else []),
        *([f"- Table: `{source.table}.parquet`"] if source.table else []),
        *([f"- Counted: {', '.join(source.measures)}"] if source.measures else []),
        *([] if source.redistributable else ["- Its rows may not be passed on: exports carry aggregates only."]),
        *([f"- Left out of a build {_UNTIL[bool(source.files)].format(id=source.id)}"] if source.optional else []),
        *_bundled(source),
        "",
        *_variables(source),
        "Caveats:",
        "",
        *(f"- {caveat}" for caveat in source.caveats),
        "",
        "Files:",
        "",
        *_files(source.files),
        "",
    ]
    return "\n".join(lines)


def _bundled(source: Source) -> list[str]:
    entries = entries_of(source.id)
    if source.fetch_only:
        return [f"- Not bundled: its terms are not stated. `terrapaz fetch {source.id}` brings the files, and a build"
                " then has it."]  # fmt: skip
    files = [f"`{file['path']}`" for entry in entries for file in entry["files"]]
    left_out = sorted({entry["left_out"] for entry in entries})
    return [f"- Bundled: {', '.join(files)}. Left out: {'; '.join(left_out)}."] if files else []


def _covered(coverage: Coverage) -> str:
    where = _SCOPES.get(coverage.scope) or f"every municipality of department {', '.join(coverage.departments)}"
    years = f"full years {_years(coverage.years)}" if coverage.years else "no full year"
    years += f", figures for that part of {_years(coverage.partial)}" if coverage.partial else ""
    silence = "silence is zero" if coverage.absent_is_zero else "silence is no data"
    return f"{where}; {coverage.start} to {coverage.end}, {years}; {silence}"


def _years(years: tuple[int, ...]) -> str:
    breaks = [year for year in years if year - 1 not in years]
    ends = [year for year in years if year + 1 not in years]
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in zip(breaks, ends, strict=True))


def _variables(source: Source) -> list[str]:
    if not source.variables:
        return []
    over = {"sum": "added up", "mean": "averaged", "last": "the last"}
    rows = [
        f"| `{variable.id}` | {variable.unit} | {_cell(variable.title)} | {over[variable.over_years]} |"
        for variable in source.variables
    ]
    return ["| variable | unit | what it is | several years are |", "| --- | --- | --- | --- |", *rows, ""]


def _files(files: tuple[RawFile, ...]) -> list[str]:
    if not files:
        return ["- none is pinned: `terrapaz refresh` asks the publisher"]
    return [f"- `{file.path}` " + (f"`{file.sha256}`" if file.sha256 else _unpinned(file)) for file in files]


def _unpinned(file: RawFile) -> str:
    return "in git" if file.tracked else "overwritten in place by its publisher: no checksum"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")
