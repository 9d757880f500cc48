"""The command ``terrapaz compare``: a comparison as a page, a picture, a print sheet or a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from geo.source import PROCESSED
from geo.swap import require_free, write_output
from layers.cli.console import OUTPUTS, out
from layers.cli.flags import Out, output_file, with_selection_flags
from layers.selection import Selection

app = typer.Typer()


@app.command(name="compare", rich_help_panel=OUTPUTS)
@with_selection_flags
def compare_command(
    selection: Selection,
    output: Annotated[
        Path,
        typer.Option(
            "-o",
            "--output",
            help="The file to write: .html, .png (300 dpi), .svg, .pdf, .csv or .xlsx.",
            callback=output_file,
        ),
    ] = Path("comparison.html"),
    mode: Annotated[
        str,
        typer.Option(
            help="maps (two maps side by side), change (between two periods) or both (two measures in one map)."
        ),
    ] = "change",
    second: Annotated[
        str,
        typer.Option(
            "--with", help="The second measure, of maps and both; --choropleth is the first.", show_default="the same"
        ),
    ] = "",
    with_from: Annotated[
        str,
        typer.Option(
            help="First month of the period to compare with, YYYY-MM.",
            show_default="the years before, else after, as many as the measure covers",
        ),
    ] = "",
    with_to: Annotated[str, typer.Option(help="Its last month, YYYY-MM.", show_default="likewise")] = "",
    form: Annotated[
        str,
        typer.Option(
            help="Form in which the change is stated: count, map (as on the map), people (per 100,000 inhabitants), "
            "area (per 100 km²).",
            show_default="map",
        ),
    ] = "",
    by: Annotated[
        str, typer.Option("--as", help="percent: colour the change by its percentage.", show_default="difference")
    ] = "",
    paper: Annotated[
        str,
        typer.Option(
            help="Format of .png, .svg and .pdf: a4-landscape, a4-portrait or slide.", show_default="a4-landscape"
        ),
    ] = "",
    folder: Out = PROCESSED,
) -> None:
    """Compare two periods of a measure, or two measures over the years that both cover.

    The flags are the keys of the links of the page Compare. Without a period to compare with, it is the years before
    that of the selection. A percentage is stated only of what is large enough, and a place without data in one of the
    two has no change.
    """
    from layers.figure.sheet import PaperName
    from layers.outputs.comparison import write
    from layers.scene.comparison import Comparison, problems, without_effect
    from layers.tables import Tables

    tables = Tables.read(folder)
    flags = {"mode": mode, "with": second, "with_from": with_from, "with_to": with_to, "form": form, "as": by}
    for error in problems(flags) or without_effect(flags, selection, tables):
        raise error
    chosen = Comparison.from_params(flags, selection, tables)
    files = write(chosen, tables, output.name, cast("PaperName | None", paper or None))
    for name in files:
        require_free(output.with_name(name), folder=False, option="--output")
    for name, content in files.items():
        write_output(output.with_name(name), content)
        out.print(f"{output.with_name(name)} ({len(content) / 1e3:,.0f} kB)", soft_wrap=True, highlight=False)
