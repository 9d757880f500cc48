"""Time series of events by the parties that their sources name.

An event that names two parties counts for each, so parties are never added up. A source that names no party, or none
of those that are asked for, has no row: it does not say, which is not that there was none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import pandas as pd

from geo.source import Source
from geo.statistics.indicators import scope_of
from geo.statistics.summary import count_over_time
from layers.analysis.series import Row, counted_rows, dated, step
from layers.analysis.totals import HEADLINES, event_sources
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_, Translator

MOST: Final = 5
"""Parties of a source that are shown, those with most events first."""

UNIDENTIFIED: Final = "-"
"""Stands for events that name no armed party, not a known one, or only one that the table of actors lacks."""

_UNARMED: Final = ("civilians", "unknown")


def by_party(selection: Selection, tables: Tables, t: Translator) -> pd.DataFrame:
    """Count the events of each source by party, those of the selection or the most frequent ones.

    Returns
    -------
    pandas.DataFrame
        :data:`layers.analysis.series.SERIES`; ``row`` is ``<source>:<actor_id>``, or ends in :data:`UNIDENTIFIED`.
        Civilians, whom some sources name as the other party, have a row only if the selection asks for them.
    """
    sources = _sources(selection, tables)
    named = tables.parties.by_source
    return dated(
        row
        for name, source in sources.items()
        if named.get(name) and (not selection.actors or tables.parties.are_named_by(name, selection.actors))
        for row in _rows(source, selection, tables, t)
    )


def silent_sources(selection: Selection, tables: Tables) -> list[Source]:
    """Sources of the selection that name no party, or none of those that are asked for, and cover the period."""
    named = tables.parties.by_source
    return [
        source
        for name, source in _sources(selection, tables).items()
        if not (tables.parties.are_named_by(name, selection.actors) if selection.actors else named.get(name))
        and source.coverage.spans(selection.start, selection.end)
    ]


def sources_without_rows(
    rows: pd.DataFrame, selection: Selection, tables: Tables
) -> tuple[list[Source], list[Source]]:
    """Sources without a row in :func:`by_party` that are not silent: no event where they look, or no data.

    Of an uncovered period a source has no row either, and the two must not look alike.
    """
    shown = {str(row).partition(":")[0] for row in rows["row"].unique()}
    silent = {source.id for source in silent_sources(selection, tables)}
    places = tables.municipalities[tables.municipalities["municipality_code"].isin(tables.selected_codes(selection))]
    without: tuple[list[Source], list[Source]] = ([], [])
    for name, source in _sources(selection, tables).items():
        if name not in shown | silent:
            looks = source.coverage.spans(selection.start, selection.end) and scope_of(source.coverage, places).any()
            without[0 if looks else 1].append(source)
    return without


def unnamed(selection: Selection, tables: Tables, t: Translator, rows: pd.DataFrame | None = None) -> list[str]:
    """What :func:`by_party` does not show, and why: no party stated, no event on record, no data."""
    shown = by_party(selection, tables, t) if rows is None else rows
    eventless, uncovered = sources_without_rows(shown, selection, tables)
    groups = (
        (N_("Not stated, which is not zero: {sources}."), silent_sources(selection, tables)),
        (N_("No event on record in what they cover: {sources}."), eventless),
        (N_("No data for this place and period: {sources}."), uncovered),
    )
    return [t(text, sources="; ".join(t(source.title) for source in sources)) for text, sources in groups if sources]


def _sources(selection: Selection, tables: Tables) -> dict[str, Source]:
    """The selected sources of events, else those of the headline figures, whether they name parties or not."""
    found = event_sources(replace(selection, actors=()), tables, None if selection.sources else HEADLINES)
    order = [name for name, _ in HEADLINES]
    return dict(sorted(found.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order)))


def _rows(source: Source, selection: Selection, tables: Tables, t: Translator) -> Iterator[Row]:
    parties, codes = tables.parties, tables.selected_codes(selection)
    events = tables.events_of(replace(selection, sources=(source.id,), actors=()))
    ids = parties.ids(events)
    shown = selection.actors or _most_frequent(ids, tables)
    masks = {
        actor: parties.involved(events, (actor,)) for actor in shown if parties.are_named_by(source.id, (actor,))
    }
    if not selection.actors and (rest := ~parties.involved(events, _armed(tables))).any():
        masks[UNIDENTIFIED] = rest
    for actor, mask in masks.items():
        counted = count_over_time(
            events[mask],
            {source.id: source},
            tables.municipalities,
            codes,
            selection.start,
            selection.end,
            step(selection),
        )
        party = t("No armed party identified") if actor == UNIDENTIFIED else None
        title = f"{party or parties.name(actor, t.lang)} · {publisher_in(t(source.title)) or t(source.title)}"
        yield from counted_rows(counted, source, f"{source.id}:{actor}", title, t)


def publisher_in(title: str) -> str:
    """The publisher in the brackets at the end of a source's title; empty if it has none."""
    found = re.search(r"\(([^()]+)\)$", title)
    return found[1] if found else ""


def _most_frequent(ids: pd.Series, tables: Tables) -> list[str]:
    """The parties with most events, without those that are not armed."""
    armed = set(_armed(tables))
    counts = (
        ids.dropna().str.split(" ").explode().value_counts().sort_index().sort_values(ascending=False, kind="stable")
    )
    return [str(actor) for actor in counts.index if actor in armed][:MOST]


def _armed(tables: Tables) -> list[str]:
    return list(tables.actors.loc[~tables.actors["kind"].isin(_UNARMED), "actor_id"])
