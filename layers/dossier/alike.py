"""A table of what the sources of a subject define, and which question each answers."""

from __future__ import annotations

from layers.analysis.alike import ADVICE, SUBJECTS, accounts, in_words, labels
from layers.dossier.blocks import Table
from layers.dossier.writer import Writer


def table(w: Writer, subject_id: str) -> Table | None:
    """Build the table of a subject of :data:`layers.analysis.alike.SUBJECTS`; None with fewer than two sources."""
    subject = next(each for each in SUBJECTS if each.id == subject_id)
    found = accounts(subject, w.selection, w.tables)
    if len(found) < 2:
        return None
    rows = [
        [each.title(w.t), w.t(own.counts), w.t(own.threshold), w.t(own.resolution), w.t(own.suits)]
        for each in found
        if (own := each.source.definition)
    ]
    note = " ".join(filter(None, (in_words(found, subject.unit, w.t), w.t(ADVICE))))
    caption = f"{w.t(subject.title)}: {w.t('Which source should I trust?')}"
    return Table(caption, [w.t("Source"), *labels(w.t)], rows, words=5, note=note)
