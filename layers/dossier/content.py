"""What a dossier says, before it is a page, a PDF or a document: the same blocks for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from geo.schema import REGIONS
from layers.dossier import calendar, conflict, land, meeting, mining, news, peers, record
from layers.dossier.blocks import Pair, Section
from layers.dossier.headlines import what_changed
from layers.dossier.writer import Writer
from layers.scene import notes
from layers.scene.citation import cite
from layers.scene.linked_data import dataset
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import N_


@dataclass(frozen=True)
class Content:
    """The parts of a dossier in one language.

    Attributes
    ----------
    w
        The writer of its sentences, which knows place, period and language.
    kind
        What the place is: municipality, region, department.
    lead
        One sentence on what changed; empty without data.
    facts, tiles
        Labels and values of the place; key figures with label, and publisher with years.
    maps
        Two maps; None without boundaries.
    sections
        Everything else, under headings.
    sources
        Who publishes the numbers, on which terms, and what they do not show.
    context
        Ids of the sources of what the maps show around the place.
    citation, colophon
        How to cite it; the edition of the boundaries.
    """

    w: Writer
    kind: str
    lead: Markup
    facts: Sequence[tuple[str, Markup | str]]
    tiles: Sequence[tuple[Markup, str, str]]
    maps: Pair | None
    sections: Sequence[Section]
    sources: Section
    context: Sequence[str]
    citation: str
    colophon: str

    @property
    def period(self) -> str:
        """The period in words."""
        return self.w.t.period(self.w.selection.start, self.w.selection.end)

    @property
    def subtitle(self) -> str:
        """What it is about, with the period."""
        return self.w.t("What open sources report on conflict, forest and mining, {period}", period=self.period)

    @property
    def kicker(self) -> str:
        """The line above the name: the project, the kind of place and the code of a municipality."""
        code = f" {self.w.codes[0]}" if self.w.single else ""
        return f"Terrapaz · {self.kind}{code}"

    @property
    def citation_sentence(self) -> Markup:
        """How to cite it, with the edition of the boundaries."""
        return Markup("<b>{}.</b> {} {}.").format(self.w.t("How to cite"), self.citation, self.colophon)

    @property
    def dataset(self) -> Markup:
        """Its description to searches for data."""
        text = N_("Dossier of {place}: armed conflict, forest and mining, {period}.")
        about = self.w.t(text, place=self.w.name, period=self.period)
        about = " ".join(filter(None, [about, self.lead.striptags()]))
        return dataset(self.w.name, about, self.w.selection, self.w.tables, record.used(self.w))

    @property
    def running(self) -> str:
        """The line at the foot of each page."""
        code = f" ({self.w.codes[0]})" if self.w.single else ""
        return f"Terrapaz · {self.w.name}{code} · {self.period}"


def compose(selection: Selection, tables: Tables) -> Content:
    """Compose the dossier of a selection's place and period.

    Raises
    ------
    GeoDataError
        The place is not in this edition of the boundaries.
    """
    w = Writer(selection, tables)
    maps, context = record.maps(w) if tables.has_boundaries else (None, [])
    sections = [
        conflict.section(w),
        calendar.section(w),
        land.forest(w),
        mining.section(w),
        land.coca(w),
        land.protected(w),
        meeting.section(w),
        peers.section(w),
        news.section(w),
    ]
    return Content(
        w=w,
        kind=w.t(_kind(selection)),
        lead=what_changed(w),
        facts=record.facts(w),
        tiles=record.tiles(w),
        maps=maps,
        sections=[section for section in sections if section],
        sources=record.sources(w, context),
        context=context,
        citation=cite(w.name, selection, tables),
        colophon=notes.colophon(tables, w.t)[0],  # the citation has the rest
    )


def _kind(selection: Selection) -> str:
    if selection.municipality_code:
        return N_("Municipality")
    if selection.region:
        return N_("Region") if selection.region in REGIONS else N_("Border")
    return N_("Department")
