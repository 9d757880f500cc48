"""Check a selection against a build: what it asks for and the build does not have is an error, never an empty map."""

from __future__ import annotations

from difflib import get_close_matches

from geo.schema import GeoDataError
from layers.selection import Selection
from layers.tables import Tables


def problems(selection: Selection, tables: Tables) -> list[GeoDataError]:
    """Every part of a selection that this build lacks: its place, its event sources, its actors, its overlays."""
    found = []
    try:
        tables.selected_codes(selection)
    except GeoDataError as error:
        found.append(error)
    sources, overlays = sorted(tables.event_sources), list(tables.overlays)
    choose = "Import and build it, or choose from {}"
    for column, asked, names, what, remedy in (
        (
            "sources",
            selection.sources,
            dict(zip(sources, sources, strict=True)),
            "no such source of events in this build",
            choose.format(", ".join(sources)),
        ),
        (
            "actors",
            selection.actors,
            _actors(tables),
            "no such actor in this build",
            "terrapaz actors lists them all",
        ),
        (
            "layers",
            selection.layers,
            dict(zip(overlays, overlays, strict=True)),
            "no such layer in this build",
            choose.format(", ".join(overlays)),
        ),
    ):
        if unknown := tuple(name for name in asked if name not in names.values()):
            close = get_close_matches(unknown[0], names, n=1)
            hint = f"did you mean {names[close[0]]}? " if close else ""
            found.append(
                GeoDataError(what, source="selection", column=column, value=unknown, remedy=f"{hint}{remedy}")
            )
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


def _actors(tables: Tables) -> dict[str, str]:
    """Ids of the actors by what a reader may write: the id, or a name that a source uses, in small letters."""
    actors = tables.actors.set_index("actor_id")
    names = {
        alias.casefold(): str(actor) for actor, listed in actors["aliases"].items() for alias in listed.split(" | ")
    }
    return names | {str(actor): str(actor) for actor in actors.index}
