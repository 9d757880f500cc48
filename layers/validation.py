"""Check a selection against a build: what it asks for and the build does not have is an error, never an empty map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from geo.schema import GeoDataError, one_of
from layers.selection import PLACES, Selection
from layers.tables import Tables


def problems(selection: Selection, tables: Tables) -> list[GeoDataError]:
    """Every part of a selection that this build lacks: place, period, event sources, actors, overlays."""
    found = [*_place(selection, tables), *uncovered_period(selection, tables)]
    for column, asked, names, what in (
        ("sources", selection.sources, sorted(tables.event_sources), "source of events"),
        ("actors", selection.actors, [*map(str, tables.actors["actor_id"])], "actor"),
        ("layers", selection.layers, list(tables.overlays), "layer"),
    ):
        if unknown := tuple(name for name in asked if name not in names):
            found.append(
                GeoDataError(
                    f"no such {what} in this build",
                    source="selection",
                    column=column,
                    value=unknown,
                    remedy=_actor(unknown[0], tables) if column == "actors" else one_of(unknown[0], names),
                )
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


def _actor(asked: str, tables: Tables) -> str:
    """A remedy for an actor that does not exist, also for one that is named as a source does, in small letters."""
    actors = tables.actors.set_index("actor_id")["aliases"]
    names = {alias.casefold(): str(actor) for actor, listed in actors.items() for alias in listed.split(" | ")}
    return one_of(asked, map(str, actors.index), aliases=names, listing="See terrapaz actors")


def _place(selection: Selection, tables: Tables) -> Iterator[GeoDataError]:
    """Places that are not there, or do not meet the smaller one: a map would show one and name the other."""
    without_place = dict.fromkeys(PLACES)
    codes = None
    for name in PLACES:
        if (value := getattr(selection, name)) is None:
            continue
        try:
            own = set(tables.selected_codes(replace(selection, **{**without_place, name: value})))
        except GeoDataError as error:
            yield error
            continue
        if codes is not None and not codes & own:
            yield GeoDataError(
                "this place has no municipality in common with the smaller one of the selection",
                source="selection",
                column=name,
                value=value,
                remedy="name one of them",
            )
            continue
        codes = own if codes is None else codes & own


def uncovered_period(selection: Selection, tables: Tables, column: str = "start") -> Iterator[GeoDataError]:
    """A period in which no source has looked at anything, as an error that names ``column``."""
    spans = [source.coverage for source in tables.sources.values() if source.coverage.start and source.coverage.end]
    first = min((span.start[:7] for span in spans), default=selection.end)
    last = max(max((span.end[:7] for span in spans), default=selection.start), tables.last_month)
    if selection.end < first or selection.start > last:
        yield GeoDataError(
            "no source covers any of this period",
            source="selection",
            column=column,
            value=f"{selection.start} to {selection.end}",
            remedy=f"choose months between {first} and {last}",
        )
