"""The commands ``terrapaz import``, ``refresh`` and ``bundle``, which write other inputs of a build."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.markup import escape
from rich.table import Table

from geo.importers import FORMATS
from geo.schema import GeoDataError, one_of
from geo.source import RAW, Coverage
from layers.cli.console import DATA, out, print_errors, short, steps
from layers.cli.flags import Raw, pairs
from layers.text.i18n import translator

if TYPE_CHECKING:
    from geo.readers.numerals import Mark

app = typer.Typer()


@app.command(name="import", rich_help_panel=DATA)
def import_command(
    form: Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(FORMATS)}.")],
    file: Annotated[
        Path, typer.Argument(help="CSV, workbook, JSON, GeoJSON, GeoPackage, shapefile, KML; zipped or not.")
    ],
    name: Annotated[str, typer.Option(help="Name of the source; by default the format's or the file's.")] = "",
    maps: Annotated[
        list[str] | None, typer.Option("--map", help="OURS=THEIRS: the file's column for one of ours.")
    ] = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help="OURS=VALUE: a value for all rows (event_type=massacre, unit=ha)."),
    ] = None,
    layers: Annotated[
        list[str] | None, typer.Option("--layer", "--sheet", help="Layer or sheet to read, of a file with several.")
    ] = None,
    header: Annotated[
        int | None, typer.Option(min=1, help="Row with the names of the columns, if a title stands above it.")
    ] = None,
    start: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day covered.")] = None,
    end: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day covered.")] = None,
    complete: Annotated[
        bool,
        typer.Option("--complete", help="The file has everything in the country in that time: no row means zero."),
    ] = False,
    decimal: Annotated[
        str | None, typer.Option(help="The decimal mark (. or ,), where columns do not show it.")
    ] = None,
    searched: Annotated[Path | None, typer.Option(help="Polygons: a file with the area that was searched.")] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Rows may not be redistributed: exports contain counts only.")
    ] = False,
    title: Annotated[str | None, typer.Option(help="Title, as printed.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher, as printed.")] = None,
    licence: Annotated[str | None, typer.Option(help="Terms, as printed.")] = None,
    attribution: Annotated[str | None, typer.Option(help="Attribution, as printed on maps.")] = None,
    url: Annotated[str | None, typer.Option(help="Address of the publisher.")] = None,
    raw: Raw = RAW,
) -> None:
    """Store a file of your own in data/raw, checked row by row; the next build uses it.

    report.csv in the same folder lists every row, accepted or refused, with the reason. An import of the same name is
    replaced; if the file cannot be used, nothing changes.
    """
    from geo.imported import REPORT, refusals, remarks
    from geo.importers.import_file import import_file
    from geo.importers.reading import Request

    if decimal not in (None, ".", ","):
        raise GeoDataError("no decimal mark", column="--decimal", value=decimal, remedy="a point or a comma")
    request = Request(
        file,
        name,
        datetime.now(UTC).date(),
        columns=pairs("--map", maps or ()),
        constants=pairs("--set", sets or ()),
        layers=tuple(layers or ()),
        header=header,
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
    for title, found in (("refused because", refusals(reading.report)), ("accepted, but", remarks(reading.report))):
        if found:
            table = Table(title, "rows", "first", box=None, header_style="bold")
            for reason, count, first in found:
                table.add_row(escape(reason), f"{count:,}", f"row {first:,}")
            out.print(table)
    _print_coverage(source.coverage, partial=_partial_years(source.coverage))
    if complete or searched is not None:
        out.print(source.coverage.note, highlight=False, soft_wrap=True)
    out.print(f"licence: {source.licence}", highlight=False)
    out.print("run terrapaz build to use it")


@app.command(name="bundle", rich_help_panel=DATA)
def bundle_command(
    names: Annotated[list[str] | None, typer.Argument(help="Ids of sources; all by default.")] = None,
    refreshed: Annotated[
        bool, typer.Option("--refreshed", help="Of what terrapaz refresh obtained, in place of the pinned files.")
    ] = False,
    raw: Raw = RAW,
) -> None:
    """Regenerate the bundled data (data/raw/bundled) from the publishers' original files.

    Originals are read from data/raw, else from a mirror, else from the publishers. With --refreshed and no ids, every
    source that was refreshed is renewed, and the others stay.
    """
    from geo.build.bundle import bundle
    from geo.bundled import FOLDER

    with steps() as step:
        entries = bundle(names or (), raw, progress=step, refreshed=refreshed)
    size = sum(file["bytes"] for entry in entries.values() for file in entry["files"])
    out.print(f"{len(entries)} entries, {size / 1e6:.1f} MB in {short(RAW / FOLDER)}")


@app.command(name="refresh", rich_help_panel=DATA)
def refresh_command(
    names: Annotated[
        list[str] | None, typer.Argument(help="Ids of sources; none: list what can be refreshed.")
    ] = None,
    pinned: Annotated[bool, typer.Option("--pinned", help="Return to the pinned files.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Take what was refused as implausible against the old data.")
    ] = False,
    raw: Raw = RAW,
) -> None:
    """Request the newest data from publishers; the next build uses them instead of the pinned files.

    An interrupted run is resumed by running it again. Keys are read from the environment: SOCRATA_APP_TOKEN
    (optional), UCDP_ACCESS_TOKEN (optional), FIRMS_MAP_KEY, GFW_API_KEY, ACLED_USERNAME and ACLED_PASSWORD.
    If a publisher has changed its table, an error names the columns and the old file stays. So it does if the new
    data are implausible against the old ones: an error gives the figures, and the new data are kept aside in
    data/raw/refused. A refresh takes at most 30 minutes and 2,000 requests per source.
    """
    from geo.refresh import pin, refresh, refreshable

    if not names:
        out.print("\n".join(refreshable()))
        return
    known = refreshable()
    if unknown := sorted(set(names) - set(known)):
        raise GeoDataError("cannot be refreshed", value=unknown, remedy=one_of(unknown[0], known))
    failed = []
    for name in names:
        if pinned:
            out.print(f"{name}: {'back to the pinned files' if pin(name, raw) else 'was not refreshed'}")
            continue
        try:
            with steps() as step:
                done = refresh(name, raw, accept=accept, progress=step)
        except GeoDataError as error:
            failed.append(error)
            continue
        was = f" (was {done.before.period})" if done.before.period != done.source.period else ""
        out.print(f"{name}: {done.rows:,} rows, {done.source.period}{was} -> {short(done.folder)}", soft_wrap=True)
        _print_coverage(done.source.coverage)
    print_errors(failed)
    if failed:
        raise typer.Exit(1)


def _partial_years(coverage: Coverage) -> list[int]:
    """Years that are covered in part only."""
    if not (coverage.start and coverage.end):
        return []
    first, last = date.fromisoformat(coverage.start).year, date.fromisoformat(coverage.end).year
    return [year for year in range(first, last + 1) if year not in coverage.years]


def _print_coverage(coverage: Coverage, partial: Sequence[int] = ()) -> None:
    years = translator("en").years(list(coverage.years)) or "no whole year"
    if not (coverage.start and coverage.end):
        out.print("covers no time: no row has a date, or none is known to the day", highlight=False)
        return
    out.print(f"covers {coverage.start} to {coverage.end}; yearly figures for {years}", highlight=False)
    if partial:
        out.print(
            f"no yearly figure for {', '.join(map(str, partial))}: state the days covered with --from and --to"
            " if the file has the whole year",
            highlight=False,
        )
