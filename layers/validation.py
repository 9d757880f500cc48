"""Check a selection against a build: what it asks for and the build does not have is an error, never an empty map."""

from __future__ import annotations

from difflib import get_close_matches

from geo.schema import GeoDataError
from layers.selection import Selection
from layers.tables import Tables


def problems(selection: Selection, tables: Tables) -> list[GeoDataError]:
    """Every part of a selection that this build lacks: its place, its event sources, its overlays."""
    found = []
    try:
        tables.selected_codes(selection)
    except GeoDataError as error:
        found.append(error)
    known = sorted(tables.event_sources)
    for column, asked, names, what in (
        ("sources", selection.sources, known, "no such source of events in this build"),
        ("layers", selection.layers, list(tables.overlays), "no such layer in this build"),
    ):
        if unknown := tuple(name for name in asked if name not in names):
            close = get_close_matches(unknown[0], names, n=1)
            hint = f"did you mean {close[0]}? " if close else ""
            remedy = f"{hint}Import and build it, or choose from {', '.join(names)}"
            found.append(GeoDataError(what, source="selection", column=column, value=unknown, remedy=remedy))
    return found


def check(selection: Selection, tables: Tables) -> None:
    """Raise the first of :func:`problems`.

    Raises
    ------
    GeoDataError
        The build lacks something that the selection asks for.
    """
    for problem in problems(selection, tables):
        raise problem
