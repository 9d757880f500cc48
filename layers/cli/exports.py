"""The commands ``terrapaz extract`` and ``terrapaz gallery``: data files and a static site."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.schema import REGIONS, GeoDataError
from geo.source import PROCESSED
from geo.swap import replacing, require_free, write_output
from layers.cli.console import OUTPUTS, out
from layers.cli.flags import Out, output_file, with_selection_flags
from layers.selection import Selection

app = typer.Typer()

_ENDINGS = ".gpkg, .xlsx, .kml, .kmz; .csv, .geojson, .parquet, or one of these followed by .zip"


@app.command(name="extract", rich_help_panel=OUTPUTS)
@with_selection_flags
def extract_command(
    selection: Selection,
    output: Annotated[
        Path, typer.Option("-o", "--output", help=f"The file to write: {_ENDINGS}.", callback=output_file)
    ] = Path("terrapaz.gpkg"),
    table: Annotated[
        str,
        typer.Option(
            help="Which table, for .csv, .geojson and .parquet: municipalities, matrix, profile, measures, "
            "years_long, measure_by_year, events ... matrix and profile are written alone, in any format but KML."
        ),
    ] = "municipalities",
    columns: Annotated[
        str,
        typer.Option(
            help="Measures of the matrix, separated by commas (see terrapaz layers).",
            show_default="that of the map and six more",
        ),
    ] = "",
    forms: Annotated[
        str,
        typer.Option(
            help="Forms of each measure in the matrix, separated by commas: count, map (as on the map), people (per "
            "100,000 inhabitants), area (per 100 km²).",
            show_default="count,map",
        ),
    ] = "",
    sort: Annotated[
        str,
        typer.Option(
            help="Column that orders the matrix, such as deaths.count; after a minus sign, highest first.",
            show_default="name",
        ),
    ] = "",
    folder: Out = PROCESSED,
) -> None:
    """Write the data of a selection, with the meaning and the source of every column.

    A GeoPackage, a workbook and a .zip hold every table, .kml and .kmz those with shapes; .csv, .geojson and
    .parquet hold one. A .csv comes with a .datapackage.json. The table matrix has a row for each municipality and a
    column for each measure and form; profile, of the selected municipality, a row for each measure with its value,
    ranks and single years. Sources that may not be redistributed are included as counts by municipality
    and month.
    """
    from layers.extract import Chosen, extract
    from layers.tables import Tables

    chosen = Chosen.from_params({"columns": columns, "forms": forms, "sort": sort}, selection)
    files = extract(selection, Tables.read(folder), output.name, table, chosen)
    for name in files:
        require_free(output.with_name(name), folder=False, option="--output")
    for name, content in files.items():
        write_output(output.with_name(name), content)
        out.print(f"{output.with_name(name)} ({len(content) / 1e3:,.0f} kB)", soft_wrap=True, highlight=False)


@app.command(name="gallery", rich_help_panel=OUTPUTS)
def gallery_command(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="The folder to write; an earlier gallery is replaced.")
    ] = Path("gallery"),
    dossiers: Annotated[
        list[str] | None,
        typer.Option("--dossier", help="Region or code to write a dossier of; the three regions by default."),
    ] = None,
    folder: Out = PROCESSED,
) -> None:
    """Write a static site: maps of the regions and the country, a page for every layer, dossiers.

    In Spanish and English. It requests nothing and has relative links only: open index.html, or serve the folder.
    """
    from layers.outputs import gallery
    from layers.tables import Tables

    require_free(output, folder=True, option="--output")
    index = output / "index.html"
    if output.exists() and any(output.iterdir()) and not (index.is_file() and b"Terrapaz" in index.read_bytes()):
        raise GeoDataError(
            "holds something else, which would be lost", source=str(output), remedy="name a new or empty folder"
        )
    tables = Tables.read(folder)
    size = count = 0
    with replacing(output) as site:
        for name, content in gallery.gallery(tables, dossiers=dossiers or REGIONS):
            page = site / name
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_bytes(content)
            size, count = size + len(content), count + 1
    out.print(f"{output}/index.html ({count} pages, {size / 1e6:,.1f} MB)", soft_wrap=True, highlight=False)
