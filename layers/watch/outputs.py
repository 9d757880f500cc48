"""Outputs that are written again when something that they show has changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from geo.schema import REGIONS
from layers import figure
from layers.analysis.changes import of_place
from layers.catalog import CHOROPLETHS
from layers.dossier import document as dossier
from layers.extract import extract
from layers.outputs import gallery, html
from layers.tables import Tables
from layers.watch.rules import Output


def is_touched(output: Output, changes: pd.DataFrame, tables: Tables) -> bool:
    """Whether something that an output shows has changed: a source of it, in the place that it shows.

    A map shows the sources of its layers, a dossier, an extract and the gallery those of every layer.
    """
    selection = output.selection
    if output.make == "gallery":
        return bool(len(changes))
    here = of_place(changes, selection, tables)
    if output.make in ("report", "extract"):
        return bool(len(here))
    shown = {name for layer in tables.overlays_of(selection) for name in layer.sources}
    if coloured := CHOROPLETHS.get(selection.choropleth or ""):
        shown |= set(coloured.sources)
    return bool(here["source"].isin(shown).any())


def render(output: Output, tables: Tables, day: str) -> Iterator[tuple[str, bytes]]:
    """Render an output.

    Parameters
    ----------
    day
        The day of the edition, in place of ``{date}`` in the name.

    Yields
    ------
    tuple
        Path in the output folder, and content; an extract may be several files, a gallery is.
    """
    name = output.file.replace("{date}", day)
    flags: dict[str, Any] = dict(output.flags)
    kind = name.rpartition(".")[2].lower()
    if output.make == "map":
        yield name, html.html(output.selection, tables).encode()
    elif output.make == "figure":
        paper = flags.get("paper", "a4-landscape")
        yield name, figure.render(output.selection, tables, paper=paper, kind=kind)  # type: ignore[arg-type]
    elif output.make == "report":
        yield name, dossier.render(output.selection, tables, kind)
    elif output.make == "extract":
        folder, _, file = name.rpartition("/")
        table = flags.get("table", "municipalities")
        for each, content in extract(output.selection, tables, file, table).items():
            yield f"{folder}/{each}".lstrip("/"), content
    else:
        places = [each for each in flags.get("dossier", "").split(",") if each] or REGIONS
        for page, content in gallery.gallery(tables, dossiers=places):
            yield f"{name}/{page}", content


def opens(output: Output, day: str) -> str:
    """The file to open of an output."""
    name = output.file.replace("{date}", day)
    return f"{name}/index.html" if output.make == "gallery" else name
