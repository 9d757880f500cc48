"""The command ``terrapaz``: the application and its commands sources, fetch, build, verify, map, layers, app.

Each command imports its modules when it runs, so that help and usage errors are immediate.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Column, Table

from geo import __version__
from geo.schema import GeoDataError, one_of
from geo.source import PROCESSED, RAW
from geo.swap import write_output
from layers.cli import analyses, comparing, exports, inputs, reports, watching
from layers.cli.console import APP, DATA, OUTPUTS, TABLES, out, plain, print_errors, short, steps
from layers.cli.flags import NoEmptyValues, Out, Raw, output_file, pairs, with_selection_flags
from layers.selection import Selection

if TYPE_CHECKING:
    from geo.build.pipeline import Report

INCOMPLETE = 3
"""Exit code of a build that lacks a source."""

app = typer.Typer(
    cls=NoEmptyValues,
    no_args_is_help=True,
    add_completion=False,
    help="Where Colombia's armed conflict, deforestation and illegal mining meet, municipality by municipality.",
)
app.add_typer(exports.app)
app.add_typer(comparing.app)
app.add_typer(analyses.app)
app.add_typer(inputs.app)
app.add_typer(reports.app)
app.add_typer(watching.app)


def _say_version(asked: bool) -> None:
    if asked:
        out.print(f"terrapaz {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _flags(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and exit.", callback=_say_version, is_eager=True)
    ] = False,
) -> None: ...


@app.command(rich_help_panel=DATA)
def sources(
    as_json: Annotated[bool, typer.Option("--json", help="Print the whole catalogue as JSON.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print docs/data.md.")] = False,
) -> None:
    """List the data sources: contents, publisher, period, terms."""
    from geo.catalogue import catalogue

    if as_json:
        from geo.describe import as_record

        print(json.dumps([as_record(source) for source in catalogue().values()], ensure_ascii=False, indent=1))
        return
    if as_markdown:
        from geo.describe import markdown, pinned

        print(markdown(pinned()), end="")
        return
    table = Table(
        Column("source", no_wrap=True), "title", "publisher", "period", "licence", box=None, header_style="bold"
    )
    for source in catalogue().values():
        table.add_row(source.id, source.title, source.publisher, source.period, source.licence)
    out.print(table)


@app.command(name="fetch", rich_help_panel=DATA)
def fetch_command(
    only: Annotated[
        list[str] | None, typer.Argument(help="Ids of sources; all by default.", show_default=False)
    ] = None,
    boundaries: Annotated[
        str | None,
        typer.Option(help="Edition of the boundaries (mgn2018, mgn2021, mgn2025) in place of the default."),
    ] = None,
    raw: Raw = RAW,
) -> None:
    """Copy publishers' original files into data/raw, from a mirror or from the publisher.

    A build prefers them to the bundled data, but does not need them.
    """
    from geo.build.boundaries import of_edition
    from geo.catalogue import catalogue
    from geo.fetch import MissingFileError
    from geo.refresh import obtain
    from geo.sources import dane_mgn

    wanted = {
        name: source
        for name, source in catalogue(raw).items()
        if name in (only or ()) or not (only or boundaries or source.optional)
    }
    if boundaries:
        wanted[dane_mgn.SOURCE.id] = of_edition(dane_mgn.SOURCE, dane_mgn.edition(boundaries))
    if unknown := set(only or ()) - wanted.keys():
        raise GeoDataError("no such source", value=sorted(unknown), remedy=one_of(min(unknown), catalogue(raw)))
    missing = []
    with steps() as step:
        for source in wanted.values():
            step(source.id)
            try:
                obtain(source, raw, step)
            except MissingFileError as error:
                missing.append(str(error))
    print_errors(missing)
    out.print(f"{len(wanted) - len(missing)} of {len(wanted)} sources are in {short(raw)}")
    if missing:
        raise typer.Exit(INCOMPLETE)


@app.command(name="build", rich_help_panel=TABLES)
def build_command(
    folder: Out = PROCESSED,
    raw: Raw = RAW,
    boundaries: Annotated[
        str | None,
        typer.Option(
            help="Edition of the boundaries (mgn2018-limits2021, mgn2018, mgn2021, mgn2025) or an MGN file."
        ),
    ] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            help="A field of your own boundaries: municipality_code=FIELD, municipality=FIELD or department=FIELD.",
        ),
    ] = None,
    with_: Annotated[list[str] | None, typer.Option("--with", help="Optional source to include (hansen).")] = None,
    scheduler: Annotated[str | None, typer.Option(help="Address of a dask scheduler (tcp://...).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Build even if nothing changed.")] = False,
) -> None:
    """Regenerate every layer from local data: compute all tables, then replace the old ones. Nothing is downloaded.

    A source is read from imported or refreshed data, else from the publisher's files in data/raw, else from the
    bundled data. Exit code 3: a requested source is missing; the others were built.
    """
    from geo.build.pipeline import build

    start = time.perf_counter()
    with steps() as step:
        report = build(
            folder,
            raw,
            boundaries=boundaries,
            fields=pairs("--map", map_ or ()),
            extra=frozenset(with_ or ()),
            scheduler=scheduler,
            force=force,
            progress=step,
        )
    _print_report(report, time.perf_counter() - start)
    if report.missing:
        raise typer.Exit(INCOMPLETE)


@app.command(name="verify", rich_help_panel=TABLES)
def verify_command(folder: Out = PROCESSED, raw: Raw = RAW) -> None:
    """Hash inputs and outputs again and compare them with the manifest."""
    from geo.build.pipeline import verify

    errors = verify(folder, raw)
    print_errors(errors)
    if errors:
        raise typer.Exit(1)
    out.print(f"{short(folder)} is what the manifest says, and so are its inputs", soft_wrap=True)


@app.command(name="map", rich_help_panel=OUTPUTS)
@with_selection_flags
def map_command(
    selection: Selection,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The HTML file to write.", callback=output_file)
    ] = Path("map.html"),
    folder: Out = PROCESSED,
) -> None:
    """Write a map as one HTML file that opens without a network.

    The flags are the keys of the app's links; with --embed, the <iframe> element for the map is printed.
    """
    from layers.outputs import html
    from layers.tables import Tables

    if output.suffix.lower() not in (".html", ".htm"):
        raise GeoDataError("no such format", source="map", value=output.name, remedy="end the name in .html")
    page = html.html(selection, Tables.read(folder)).encode("utf-8")
    write_output(output, page)
    out.print(f"{output} ({len(page) / 1e3:,.0f} kB)", soft_wrap=True)
    if selection.embed:
        out.print(f'<iframe src="{output.name}" width="100%" height="600" title="Terrapaz"></iframe>', markup=False)


@app.command(name="layers", rich_help_panel=OUTPUTS)
def layers_command() -> None:
    """List what a map can show: the measures that colour municipalities (choropleths), and the overlays."""
    from geo.catalogue import catalogue
    from layers.catalog import layers_of
    from layers.catalog.model import Choropleth

    table = Table(Column("layer", no_wrap=True), "kind", "title", "sources", box=None, header_style="bold")
    for layer in layers_of(catalogue()).values():
        kind = "choropleth" if isinstance(layer, Choropleth) else "overlay"
        table.add_row(layer.id, kind, layer.title, ", ".join(layer.sources))
    out.print(table)


@app.command(name="actors", rich_help_panel=OUTPUTS)
def actors_command(folder: Out = PROCESSED) -> None:
    """List the parties by which events can be filtered, with the names that sources give them."""
    from layers.tables import Tables

    table = Table(
        Column("actor", no_wrap=True), "name", "kind", "names in the sources", box=None, header_style="bold"
    )
    actors = Tables.read(folder).actors
    for _, row in actors.sort_values(["kind", "actor_id"]).iterrows():
        table.add_row(row["actor_id"], row["name_en"], row["kind"], row["aliases"].replace(" | ", ", "))
    out.print(table)


@app.command(name="app", rich_help_panel=APP)
def app_command(
    port: Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)] = 8501,
    address: Annotated[str, typer.Option(help="Address to listen on.")] = "localhost",
) -> None:
    """Start the app and print its address."""
    try:
        socket.create_server((address, port)).close()
    except (OSError, UnicodeError) as error:
        raise GeoDataError(
            f"nobody can listen here: {error}",
            source="app",
            column="--port",
            value=f"{address}:{port}",
            remedy="name another port or address, or end the program that uses it",
        ) from error
    out.print(f"Terrapaz: http://{address}:{port}")
    command = [sys.executable, "-m", "layers.app.serve"]
    flags = ["--server.port", str(port), "--server.address", address, "--server.headless", "true"]
    if sys.platform == "win32":  # where a process cannot become another program
        raise typer.Exit(subprocess.call([*command, *flags]))  # noqa: S603
    sys.stdout.flush()
    os.execv(command[0], [*command, *flags])  # noqa: S606, so that whoever ends this process ends the server


def _print_report(report: Report, seconds: float) -> None:
    version = report.manifest["data_version"]
    if not report.fresh:
        out.print(f"{short(report.out)} is up to date (data version {version})", soft_wrap=True)
    else:
        table = Table("table", "rows", "bytes", box=None, header_style="bold")
        for name, entry in report.manifest["outputs"].items():
            table.add_row(name, f"{entry['rows']:,}", f"{entry['bytes']:,}")
        out.print(table)
        out.print(f"built {short(report.out)} in {seconds:.1f} s (data version {version})", soft_wrap=True)
    edition = report.manifest["boundaries"]
    out.print(f"boundaries: {edition['title'] if edition else 'none: seats of the 33 municipalities only'}")
    print_errors([*report.missing.values(), *report.remarks])


def main() -> None:
    """Run the command; bad data ends it with a plain message and exit code 1."""
    try:
        app()
    except (GeoDataError, OSError) as error:
        print_errors([plain(error)])
        raise SystemExit(1) from None
