"""Which source to trust: sources that are alike, side by side for the place that is shown."""

from __future__ import annotations

from typing import Final

import streamlit as st

from layers.analysis.alike import ADVICE, SUBJECTS, Account, Subject, accounts, definition, in_words
from layers.app import sortable, style
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import Translator
from layers.text.terms import unit_after

_NEWEST: Final = 3
"""Years that a card names; the table has all."""


def which_source(selection: Selection, tables: Tables, t: Translator) -> None:
    """Show the definitions and the figures of sources that are alike, once the reader opens the section."""
    with st.expander(t("Which source should I trust?"), key="alike", on_change="rerun") as expander:
        if not expander.open:
            return
        style.prose(t(ADVICE))
        for subject in SUBJECTS:
            found = accounts(subject, selection, tables)
            if len(found) > 1:
                _subject(subject, found, selection, t)


def _subject(subject: Subject, found: list[Account], selection: Selection, t: Translator) -> None:
    style.subheading(t(subject.title), in_words(found, subject.unit, t))
    style.cards(
        (each.title(t), [(t("Here"), _newest(each, subject.unit, t)), *definition(each.source, t)]) for each in found
    )
    years = [year for year in selection.years if any(year in each.years for each in found)]
    if years:
        caption = f"{t(subject.title)}, {t(subject.unit)}"
        sortable.table(
            caption,
            [t("Year"), *(each.title(t) for each in found)],
            [(str(year), *(sortable.figure(each.years.get(year), t) for each in found)) for year in years],
            t,
        )


def _newest(account: Account, unit: str, t: Translator) -> str:
    years = sorted(account.years)[-_NEWEST:]
    if not years:
        return t("No data for this place and period, which is not zero.")
    values = "; ".join(f"{year}: {t.significant(account.years[year])}" for year in years)
    partly = "" if all(year in account.complete for year in years) else f" ({t('not of every municipality')})"
    return f"{values} {unit_after(account.years[years[-1]], unit, t)}{partly}"
