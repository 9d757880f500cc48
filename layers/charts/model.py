"""A chart to show, cite and download: its drawing, its numbers, how to read them, caveats and sources."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd

from layers.charts.svg import Drawing
from layers.scene import notes
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator, translator
from layers.text.terms import EVENT_TYPE_NAMES

Kind = Literal["over_time", "by_party", "by_month", "inside_outside", "two_measures", "brief", "story"]
"""What it shows: headline series, events by party or month, figures inside and outside protected areas, two measures,
a region in brief, the months of a story."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A chart of a selection, in its language.

    Attributes
    ----------
    title, place, period
        What it shows, of where and when.
    note
        How to read it.
    alt
        What it shows, for readers who cannot see it.
    caveats
        What a reader could mistake: filters, changes of method.
    sources
        Ids of the sources of its numbers, and of the ceasefires and dialogues that it shows.
    tabulate
        Makes its :attr:`table`, which most readers do not open.
    draw
        Draws it ``width`` pixels wide, or for None as wide as the page. In the colours of the theme that it was built
        for.
    """

    kind: Kind
    selection: Selection
    tables: Tables
    title: str
    place: str
    period: str
    note: str
    alt: str
    caveats: Sequence[str]
    sources: Sequence[str]
    tabulate: Callable[[], pd.DataFrame]
    draw: Callable[[float | None], Drawing]

    @cached_property
    def table(self) -> pd.DataFrame:
        """Its numbers: a text column, then one column a series; NaN has no data, which is not zero."""
        return self.tabulate()

    @property
    def name(self) -> str:
        """Title with the place; the title of a story names it already."""
        if self.kind == "story":
            return self.title
        return notes.heading(self.place, self.title, translator(self.selection.lang))

    @property
    def heading(self) -> str:
        """Title with place and period."""
        return f"{self.name}, {self.period}"

    @property
    def file_name(self) -> str:
        """Name for its files without an ending: place, kind, period, data version."""
        chosen, kind = self.selection, self.kind.replace("_", "-")
        parts = ("terrapaz", chosen.place_id, kind, chosen.start, chosen.end, self.tables.version)
        return "-".join(filter(None, parts))


def filters(selection: Selection, tables: Tables, sources: Collection[str], t: Translator) -> list[str]:
    """What a chart of events leaves out: by parties, by types, and events that are dated to the year only."""
    texts = notes.actors(selection, tables, set(sources), t)
    if selection.event_types:
        names = ", ".join(t(EVENT_TYPE_NAMES[each]) for each in selection.event_types)
        texts.append(t("Only events of these types: {types}. Yearly figures are not filtered.", types=names))
    return [*texts, *notes.year_only(selection, tables, set(sources), t)]


def breaks(sources: Collection[str], selection: Selection, tables: Tables, t: Translator) -> list[str]:
    """Notices about sources whose method changed within the period."""
    crossed = {
        t(tables.sources[name].title): tables.sources[name].coverage.breaks_within(*_ends(selection))
        for name in sources
    }
    return [t(notes.METHOD_BREAK, title=title, years=t.years(years)) for title, years in crossed.items() if years]


def _ends(selection: Selection) -> tuple[int, int]:
    return selection.years[0], selection.years[-1]
