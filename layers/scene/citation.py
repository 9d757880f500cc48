"""The citation of a selection, the same in an export, in the app and in a dossier."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import translator


def cite(
    title: str,
    selection: Selection,
    tables: Tables,
    sources: Iterable[str] = (),
    accessed: date | None = None,
    *,
    period: str = "",
) -> str:
    """Cite a view of the data, in the selection's language.

    Parameters
    ----------
    title
        Of the view, as its heading prints it.
    sources
        Ids of the sources it uses; they are cited by their attribution, in alphabetical order.
    accessed
        The day of access. By default the day the newest input was retrieved, so that the same data gives the same
        citation.
    period
        The years that the view states; by default the period of the selection.

    Returns
    -------
    str
        Title, period, data version, date and sources. What the manifest does not say is left out.
    """
    t = translator(selection.lang)
    day = accessed or retrieved(tables)
    attributions = sorted(
        {t(tables.sources[name].attribution).rstrip(".") for name in sources if name in tables.sources}
    )
    author = t("Terrapaz contributors")
    opening = f"{author} ({day.year})." if day else f"{author}."
    parts = [
        f"{opening} {title}, {period or t.period(selection.start, selection.end)}.",
        f"Terrapaz, {t('data version {version}', version=tables.version)}." if tables.version else "Terrapaz.",
        t("Accessed on {date}.", date=t.date(accessed)) if accessed else "",
        t("Data retrieved up to {date}.", date=t.date(day)) if day and not accessed else "",
        t("Sources: {sources}.", sources="; ".join(attributions)) if attributions else "",
    ]
    return " ".join(filter(None, parts))


def retrieved(tables: Tables) -> date | None:
    """The day the newest input of the build was retrieved, None if the manifest does not record it."""
    days = sorted(filter(None, (entry.get("retrieved") for entry in tables.manifest.get("inputs", ()))))
    return date.fromisoformat(days[-1][:10]) if days else None
