"""The commands ``terrapaz figure`` and ``terrapaz report``: what a selection or a place looks like on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from geo.schema import GeoDataError
from geo.source import PROCESSED
from geo.swap import replace_file
from layers import figure
from layers.figure import FORMATS
from layers.figure.sheet import PAPERS
from layers.flags import selecting
from layers.selection import Selection
from layers.tables import Tables

Out = Annotated[Path, typer.Option("--out", help="Folder of the tables.", show_default="data/processed")]

_out = Console()


@selecting
def figure_command(
    selection: Selection,
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The file to write: .png (300 dpi), .svg or .pdf.")
    ] = Path("map.png"),
    paper: Annotated[str, typer.Option(help=f"Format: {', '.join(PAPERS)}.")] = "a4-landscape",
    folder: Out = PROCESSED,
) -> None:
    """Draw a map for print: title, legend, scale, north, sources; A4 or a slide."""
    kind = output.suffix.removeprefix(".").lower()
    if kind not in FORMATS:
        remedy = f"end the name in one of {', '.join(f'.{each}' for each in FORMATS)}"
        raise GeoDataError("no such format", source="figure", value=output.name, remedy=remedy)
    drawn = figure.render(selection, Tables.read(folder), paper=paper, kind=kind)  # type: ignore[arg-type]
    replace_file(output, drawn)
    _out.print(f"{output} ({len(drawn) / 1e3:,.0f} kB)", soft_wrap=True, highlight=False)
