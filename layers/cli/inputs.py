"""The commands ``terrapaz import``, ``refresh`` and ``bundle``, which write other inputs of a build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.table import Table

from geo.importers import FORMATS
from geo.schema import GeoDataError
from geo.source import RAW, Coverage
from layers.cli.console import DATA, out, print_errors, short, steps
from layers.cli.flags import Raw

if TYPE_CHECKING:
    from geo.readers.numerals import Mark

app = typer.Typer()


@app.command(name="import", rich_help_panel=DATA)
def import_command(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")],
    file: Annotated[Path, typer.Argument(help="CSV, workbook, JSON, GeoJSON or GeoPackage; zipped CSV or JSON.")],
    name: Annotated[str, typer.Option(help="Name of the source; by default the format's or the file's.")] = "",
    maps: Annotated[
        list[str] | None, typer.Option("--map", help="OURS=THEIRS: the file's column for one of ours.")
    ] = None,
    sets: Annotated[
        list[str] | None, typer.Option("--set", help="OURS=VALUE: what every row has (event_type=massacre, unit=ha).")
    ] = None,
    start: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day covered.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day covered.")] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="All there was in the country and that time: no row means zero.")
    ] = False,
    decimal: Annotated[
        str | None, typer.Option(help="The decimal mark (. or ,), where columns do not show it.")
    ] = None,
    searched: Annotated[Path | None, typer.Option(help="Polygons: a layer of the area that was searched.")] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Rows may not be passed on: exports carry sums.")
    ] = False,
    title: Annotated[str | None, typer.Option(help="Title, as printed.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher, as printed.")] = None,
    licence: Annotated[str | None, typer.Option(help="Terms, as printed.")] = None,
    attribution: Annotated[str | None, typer.Option(help="Attribution, as printed on maps.")] = None,
    url: Annotated[str | None, typer.Option(help="Address of the publisher.")] = None,
    raw: Raw = RAW,
) -> None:
    """Put a file of your own into data/raw, checked row by row; the next build uses it.

    What it accepted, what it refused and why is in report.csv beside it, row by row. An import of the same name is
    replaced; if the file cannot be used, everything stays as it was.
    """
    from geo.imported import REPORT, refusals
    from geo.importers.import_file import import_file
    from geo.importers.reading import Request

    if decimal not in (None, ".", ","):
        raise GeoDataError("no decimal mark", column="--decimal", value=decimal, remedy="a point or a comma")
    request = Request(
        file,
        name,
        datetime.now(UTC).date(),
        columns=_pairs("--map", maps or ()),
        constants=_pairs("--set", sets or ()),
        start=start.date() if start else None,
        end=end.date() if end else None,
        complete=complete,
        decimal=cast("Mark | None", decimal),
        searched=searched,
        private=private,
        title=title,
        publisher=publisher,
        licence=licence,
        attribution=attribution,
        url=url,
    )
    with steps() as step:
        step(f"reading {file.name}")
        reading, folder = import_file(form, request, raw)
    source, rows = reading.source, len(reading.report)
    out.print(
        f"{source.id}: {reading.accepted:,} of {rows:,} rows accepted; {short(folder / REPORT)} has each row",
        soft_wrap=True,
    )
    if reading.accepted < rows:
        table = Table("refused because", "rows", "first", box=None, header_style="bold")
        for reason, count, first in refusals(reading.report):
            table.add_row(reason, f"{count:,}", f"row {first:,}")
        out.print(table)
    _print_coverage(source.coverage, partial=_partial_years(source.coverage))
    out.print(f"licence: {source.licence}", highlight=False)
    out.print("run terrapaz build to use it")


@app.command(name="bundle", rich_help_panel=DATA)
def bundle_command(
    names: Annotated[list[str] | None, typer.Argument(help="Ids of sources; all by default.")] = None,
    raw: Raw = RAW,
) -> None:
    """Make the bundled data (data/raw/bundled) anew from the publishers' original files.

    Originals are looked for in data/raw, in a mirror, and at the publishers.
    """
    from geo.build.bundle import bundle
    from geo.bundled import FOLDER

    with steps() as step:
        entries = bundle(names or (), raw, progress=step)
    size = sum(file["bytes"] for entry in entries.values() for file in entry["files"])
    out.print(f"{len(entries)} entries, {size / 1e6:.1f} MB in {short(RAW / FOLDER)}")


@app.command(name="refresh", rich_help_panel=DATA)
def refresh_command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Ids of sources; none: list what can be refreshed.")
    ] = None,
    pinned: Annotated[bool, typer.Option("--pinned", help="Go back to the pinned files.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Take data that lack years the old ones have.")] = False,
    raw: Raw = RAW,
) -> None:
    """Ask publishers for their newest data; the next build uses them in place of the pinned files.

    A run that breaks off goes on where it stopped when it is run again. Keys come from the environment:
    SOCRATA_APP_TOKEN (optional), UCDP_ACCESS_TOKEN (optional), FIRMS_MAP_KEY, ACLED_USERNAME and ACLED_PASSWORD.
    What a publisher has changed is refused with the columns named, and the old file stays.
    """
    from geo.refresh import pin, refresh, refreshable

    if not names:
        out.print("\n".join(refreshable(raw)))
        return
    failed = []
    for name in names:
        if pinned:
            out.print(f"{name}: {'back to the pinned files' if pin(name, raw) else 'was not refreshed'}")
            continue
        try:
            with steps() as step:
                done = refresh(name, raw, force=force, progress=step)
        except GeoDataError as error:
            failed.append(error)
            continue
        was = f" (was {done.before.period})" if done.before.period != done.source.period else ""
        out.print(f"{name}: {done.rows:,} rows, {done.source.period}{was} -> {short(done.folder)}", soft_wrap=True)
        _print_coverage(done.source.coverage)
    print_errors(failed)
    if failed:
        raise typer.Exit(1)


def _pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        ours, equals, theirs = text.partition("=")
        if not (ours and equals and theirs):
            raise GeoDataError("no pair", column=option, value=text, remedy=f"write {option} ours=theirs")
        pairs[ours] = theirs
    return pairs


def _partial_years(coverage: Coverage) -> list[int]:
    """Years that are covered in part only."""
    first, last = date.fromisoformat(coverage.start).year, date.fromisoformat(coverage.end).year
    return [year for year in range(first, last + 1) if year not in coverage.years]


def _print_coverage(coverage: Coverage, partial: Sequence[int] = ()) -> None:
    years = f"{coverage.years[0]}-{coverage.years[-1]}" if coverage.years else "no whole year"
    out.print(f"covers {coverage.start} to {coverage.end}; yearly figures for {years}", highlight=False)
    if partial:
        out.print(
            f"no yearly figure for {', '.join(map(str, partial))}: state the days covered with --from and --to"
            " if the file has the whole year",
            highlight=False,
        )
