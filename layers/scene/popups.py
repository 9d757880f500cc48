"""The cards in popups of events, incidents and features, as tables of text with one column per field.

The first column is the heading and has no name; the others are named by their label. A cell is missing if its value
is not known. Every figure is given with its low and high estimates, every place and date with its precision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pandas as pd

from geo.schema import DatePrecision
from layers.caching import weak_lru_cache
from layers.catalog.model import Shapes
from layers.scene.mark_model import Column
from layers.tables import Tables
from layers.text.i18n import Lang, Translator, translator
from layers.text.terms import DATE_PRECISIONS, EVENT_TYPE_NAMES, LOCATION_PRECISIONS


@weak_lru_cache(64)
def event_cards(tables: Tables, source: str, lang: Lang) -> pd.DataFrame:
    """Cards of every event of a source, with the index of its events."""
    t = translator(lang)
    events = tables.events_of_source(source)
    names = tables.municipalities.set_index("municipality_code")
    where = names["municipality"] + ", " + names["department"]
    known = tables.sources.get(source)
    return _texts(
        {
            "": _mapped(events["event_type"], lambda kind: t(EVENT_TYPE_NAMES[kind])) + " · " + _dates(events, t),
            t("Date known"): _mapped(
                events["date_precision"], lambda p: None if p == DatePrecision.DAY else t(DATE_PRECISIONS[p])
            ),
            t("Between"): _actors(tables, events, t),
            t("In the source's words"): tables.parties.own_words(events, lang),
            t("Killed"): _bands(events, "fatalities", t),
            t("Victims"): _mapped(events["victims"], t.number),
            t("Municipality"): events["municipality_code"].map(where),
            t("Account"): events["description"],
            t("Place known"): _mapped(events["location_precision"], lambda p: t(LOCATION_PRECISIONS[p])),
            t("Source"): events["citation"],
            t("Attribution"): pd.Series(known.attribution if known else source, index=events.index),
        }
    )


def count_cards(tables: Tables, source: str, reason: str, lang: Lang) -> pd.DataFrame:
    """Cards stating why a source's events are counted and not listed, with the index of its events; all are equal."""
    t = translator(lang)
    index = tables.events_of_source(source).index
    known = tables.sources.get(source)
    fields = {
        t("Note"): reason,
        t("Attribution"): known.attribution if known else source,
    }
    return pd.DataFrame(fields, index=index, dtype=object)


@weak_lru_cache(8)
def incident_cards(tables: Tables, lang: Lang) -> pd.DataFrame:
    """Cards of every incident, with the index of ``tables.incidents``."""
    t = translator(lang)
    incidents = tables.incidents
    names = tables.municipalities.set_index("municipality_code")["municipality"]
    touched = incidents["municipality_codes"].str.split(" ")
    return _texts(
        {
            "": incidents[f"title_{lang}"],
            t("Date"): _dates(incidents, t),
            t("Place"): incidents["place"],
            t("Municipality"): touched.map(lambda codes: ", ".join(names.reindex(codes).dropna())),
            t("Between"): incidents[f"actors_{lang}"],
            t("Killed"): _bands(incidents, "killed", t),
            t("Wounded"): _bands(incidents, "wounded", t),
            t("Held"): _bands(incidents, "held", t),
            t("Displaced"): _bands(incidents, "displaced", t),
            t("Account"): incidents[f"description_{lang}"],
            t("Note"): incidents[f"note_{lang}"],
            t("Date known"): _mapped(
                incidents["date_precision"], lambda p: None if p == DatePrecision.DAY else t(DATE_PRECISIONS[p])
            ),
            t("Place known"): _mapped(incidents["location_precision"], lambda p: t(LOCATION_PRECISIONS[p])),
            t("Source"): incidents["sources"].str.replace(" | ", "\n", regex=False),
        }
    )


def feature_cards(features: pd.DataFrame, layer: Shapes, lang: Lang) -> pd.DataFrame:
    """Cards of features (rows of a table of ``tables.features``)."""
    t = translator(lang)
    return _texts(
        {
            "": features["name"].astype(object).fillna(t(layer.title)),
            t("First seen") if layer.dated else t("Year"): _mapped(features["year"], lambda year: str(int(year))),
            t("Area"): _mapped(features["area_ha"], lambda area: f"{t.significant(area)} ha"),
            t("Source"): features["citation"],
        }
    )


def columns(cards: pd.DataFrame) -> list[Column]:
    """Encode cards for the runtime; empty columns are left out.

    Actors, types and citations are often repeated: each column has its distinct texts in ``words`` and, in ``rows``,
    the index of each row's text, -1 for a missing one.
    """
    encoded = [(label, *pd.factorize(cards[label])) for label in cards.columns]
    return [
        {"label": label, "words": [str(word) for word in words], "rows": rows.tolist()}
        for label, rows, words in encoded
        if len(words)
    ]


def _texts(fields: dict[str, pd.Series]) -> pd.DataFrame:
    return pd.DataFrame(fields).astype(object)


def _mapped(values: pd.Series, to_text: Callable[[Any], str | None]) -> pd.Series:
    """Convert each distinct value to text once; missing stays missing."""
    texts = {value: to_text(value) for value in values.dropna().unique()}
    return values.astype(object).map(texts).astype(object)


def _dates(rows: pd.DataFrame, t: Translator) -> pd.Series:
    days = cache(t.days)

    def texts() -> Iterable[str]:
        for first, last, precision in zip(rows["date_start"], rows["date_end"], rows["date_precision"], strict=True):
            if pd.isna(first):
                yield t("date unknown")
            else:
                yield days(first.date(), (first if pd.isna(last) else last).date(), precision=int(precision))

    return pd.Series(list(texts()), index=rows.index, dtype=object)


def _actors(tables: Tables, events: pd.DataFrame, t: Translator) -> pd.Series:
    first, second = (tables.parties.unified(events[name], t.lang) for name in ("actor_1", "actor_2"))
    return (first + t(" and ") + second).where(first.notna() & second.notna(), first.fillna(second))


def _bands(rows: pd.DataFrame, name: str, t: Translator) -> pd.Series:
    """Best estimates, with low and high where they differ."""

    @cache
    def to_text(low: int, best: int, high: int) -> str:
        if low == best == high:
            return t.number(best)
        return t("{best} (low {low}, high {high})", best=t.number(best), low=t.number(low), high=t.number(high))

    values = zip(*(rows[f"{name}_{bound}"] for bound in ("low", "best", "high")), strict=True)
    texts = [None if pd.isna(best) else to_text(low, best, high) for low, best, high in values]
    return pd.Series(texts, index=rows.index, dtype=object)
