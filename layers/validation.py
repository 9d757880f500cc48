"""Check a selection against a build: what it asks for and the build does not have is an error, never an empty map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import get_close_matches

from geo.schema import GeoDataError
from layers.selection import Selection
from layers.tables import Tables


def problems(selection: Selection, tables: Tables) -> list[GeoDataError]:
    """Every part of a selection that this build lacks: place, period, event sources, actors, overlays."""
    found = [*_place(selection, tables), *_period(selection, tables)]
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


def _place(selection: Selection, tables: Tables) -> Iterator[GeoDataError]:
    """A place that is not there, or two that have nothing in common: a map would show one and name the other."""
    named = ("municipality_code", "department_code", "region")
    nowhere = dict.fromkeys(named)
    codes = None
    for name in named:
        if (value := getattr(selection, name)) is None:
            continue
        try:
            own = set(tables.selected_codes(replace(selection, **{**nowhere, name: value})))
        except GeoDataError as error:
            yield error
            return
        codes = own if codes is None else codes & own
        if not codes:
            yield GeoDataError(
                "the places of this selection have no municipality in common",
                source="selection",
                column="region",
                value=", ".join(value for name in named if (value := getattr(selection, name))),
                remedy="name one of them",
            )
            return


def _period(selection: Selection, tables: Tables) -> Iterator[GeoDataError]:
    """A period in which no source has looked at anything."""
    spans = [source.coverage for source in tables.sources.values() if source.coverage.start and source.coverage.end]
    first = min((span.start[:7] for span in spans), default=selection.end)
    last = max(max((span.end[:7] for span in spans), default=selection.start), tables.last_month)
    if selection.end < first or selection.start > last:
        yield GeoDataError(
            "no source covers any of this period",
            source="selection",
            column="start",
            value=f"{selection.start} to {selection.end}",
            remedy=f"choose months between {first} and {last}",
        )
