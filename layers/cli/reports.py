"""The commands ``terrapaz figure``, ``story`` and ``report``: print maps and charts, stories, dossiers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from geo.schema import GeoDataError, one_of
from geo.source import PROCESSED
from geo.swap import require_free, write_output
from layers.cli.console import OUTPUTS
from layers.cli.flags import Out, output_file, with_selection_flags
from layers.selection import Selection

app = typer.Typer()
_out = Console()


@app.command(name="figure", rich_help_panel=OUTPUTS)
@with_selection_flags
def figure_command(
    selection: Selection,
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="The file to write: .png (300 dpi), .svg or .pdf; of a chart .png, .svg or .csv.",
            callback=output_file,
        ),
    ] = Path("map.png"),
    paper: Annotated[
        str | None,
        typer.Option(help="Format of a map: a4-landscape, a4-portrait or slide.", show_default="a4-landscape"),
    ] = None,
    chart: Annotated[
        str | None,
        typer.Option(
            help="A chart in place of the map: over_time, by_party, by_month, inside_outside or two_measures.",
            show_default=False,
        ),
    ] = None,
    second: Annotated[
        str | None,
        typer.Option("--with", help="The second of two_measures; --choropleth is the first.", show_default=False),
    ] = None,
    folder: Out = PROCESSED,
) -> None:
    """Draw a map for print, A4 or a slide, or a chart: with title, legend or units, sources and data version."""
    from layers import charts, figure
    from layers.tables import Tables

    kind = output.suffix.removeprefix(".").lower()
    formats = figure.FORMATS if chart is None else charts.FORMATS
    if kind not in formats:
        remedy = f"end the name in one of {', '.join(f'.{each}' for each in formats)}"
        raise GeoDataError("no such format", source="figure", value=output.name, remedy=remedy)
    for flag, value, remedy in (
        ("--paper", chart and paper, "leave it out: a chart is as high as it needs"),
        ("--with", chart != "two_measures" and second, "add --chart two_measures"),
    ):
        if value:
            raise GeoDataError("has no effect", source="figure", column=flag, value=value, remedy=remedy)
    tables = Tables.read(folder)
    if chart is None:
        drawn = figure.render(selection, tables, paper=paper or "a4-landscape", kind=kind)  # type: ignore[arg-type]
    else:
        drawn = charts.write(chart, selection, tables, kind, second=second or "")
    write_output(output, drawn)
    _out.print(f"{output} ({len(drawn) / 1e3:,.0f} kB)", soft_wrap=True, highlight=False)


@app.command(name="story", rich_help_panel=OUTPUTS)
def story_command(
    name: Annotated[str, typer.Argument(help="strike-2023, los-pozos-2023, el-carmen-2023 or catatumbo-2025.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The .html to write; by default named by the story.")
    ] = None,
    lang: Annotated[str, typer.Option(help="Language: es or en.")] = "es",
    folder: Out = PROCESSED,
) -> None:
    """Write a story as one HTML page: map, months, incidents, ceasefires and sources of an episode."""
    from layers.dossier import stories, story
    from layers.tables import Tables

    episode = stories.story(name)
    chosen = Selection.from_query({"lang": lang})
    target = output or Path(f"{name}.html")
    require_free(target, folder=False, option="--output")
    content = story.page(episode, Tables.read(folder), chosen.lang).encode()
    write_output(target, content)
    _out.print(f"{target} ({len(content) / 1e3:,.0f} kB)", soft_wrap=True, highlight=False)


@app.command(name="report", rich_help_panel=OUTPUTS)
def report_command(
    place: Annotated[
        str | None,
        typer.Argument(help="A municipality (54810), a department (18) or a region (catatumbo).", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="The .html, .pdf or .docx to write; with --all, a folder.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every region and municipality with data.")] = False,
    short: Annotated[bool, typer.Option("--short", help="Two pages of A4: .pdf or .html.")] = False,
    lang: Annotated[str, typer.Option(help="Language: es or en.")] = "es",
    start: Annotated[str, typer.Option("--from", help="First month, YYYY-MM.")] = Selection.start,
    end: Annotated[str, typer.Option("--to", help="Last month, YYYY-MM.")] = Selection.end,
    kind: Annotated[str, typer.Option("--format", help="With --all: html, pdf or docx.")] = "html",
    folder: Out = PROCESSED,
) -> None:
    """Write the dossier of a municipality, region or department: up to seven pages or two, with sources, limits."""
    from layers.dossier import document as dossier
    from layers.tables import Tables

    base = Selection.from_query({"lang": lang, "from": start, "to": end})
    if everything == (place is not None):
        raise GeoDataError("either one place or --all", source="report", value=place, remedy="terrapaz report 54810")
    if output is not None:
        require_free(output, folder=everything, option="--output")
    if not everything:
        target = output or Path(f"{place}.pdf" if short else f"{place}.html")
        size = dossier.write(dossier.place(str(place), base), Tables.read(folder), target, short=short)
        _out.print(f"{target} ({size / 1e3:,.0f} kB)", soft_wrap=True, highlight=False)
        return
    if kind not in dossier.KINDS:
        raise GeoDataError("no such format", source="report", value=kind, remedy=one_of(kind, dossier.KINDS))
    target = output or Path("dossiers")
    bars = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*bars, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)
        written = sum(
            1
            for _ in dossier.write_all(
                base,
                folder,
                target,
                kind,
                lambda name, done, total: progress.update(task, description=name, completed=done, total=total),
                short=short,
            )
        )
    _out.print(f"{written:,} dossiers in {target}", soft_wrap=True, highlight=False)
