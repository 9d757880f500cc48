"""What changed in the place since the last edition of ``terrapaz watch``."""

from __future__ import annotations

from datetime import date

from layers.analysis.changes import of_place, summaries
from layers.dossier.blocks import Section, Table
from layers.dossier.writer import Writer


def section(w: Writer) -> Section | None:
    """Build the section from the newest edition; None if nothing was reported, or nothing of this place."""
    changes = w.tables.changes
    if changes.empty:
        return None
    newest = changes[changes["data_version"] == changes["data_version"].iloc[0]]
    found = summaries(of_place(newest, w.selection, w.tables), w.tables, w.t)
    if not found:
        return None
    rows = [(each.title, " ".join(each.sentences)) for each in found]
    day = w.t.date(date.fromisoformat(newest["reported_on"].iloc[0]))
    caption = w.t("Changes reported on {date}, whatever the years of this dossier", date=day)
    return Section(
        w.t("Since the last edition"), [Table(caption, [w.t("Source"), w.t("What changed")], rows, words=2)]
    )
