"""Changes from one build to the next, in words: the same in feeds, digests, dossiers and the app."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from geo.schema import CHANGE_KINDS
from geo.source import Source
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import DASH, N_, Translator
from layers.text.terms import LOCATION_PRECISIONS

KINDS: Final[Mapping[str, str]] = {
    "new": N_("New"),
    "revised": N_("Revised"),
    "withdrawn": N_("Withdrawn"),
    "coverage": N_("Coverage"),
}
FACTS: Final[Mapping[str, str]] = {
    "events": N_("Event"),
    "registration": N_("Registered late"),
    "source": N_("Source"),
    "type": N_("Type"),
    "actors": N_("Actors"),
    "date": N_("Date"),
    "deaths": N_("Number of people killed, low / best / high"),
    "victims": N_("Number of victims"),
    "place": N_("Place"),
    "boundaries": N_("Boundaries of the municipalities"),
}
PRELIMINARY: Final = N_("Preliminary: the publisher may still correct it.")

_ONE_AND_MANY: Final = {
    ("new", "event"): (N_("{n} new event, {period}."), "{n} new events, {period}."),
    ("new", "record"): (N_("{n} new record, {period}."), "{n} new records, {period}."),
    ("new", "figure"): (N_("{n} new figure, {period}."), "{n} new figures, {period}."),
    ("late", "event"): (N_("{n} event registered late, {period}."), "{n} events registered late, {period}."),
    ("late", "record"): (N_("{n} record added late, {period}."), "{n} records added late, {period}."),
    ("revised", "event"): (N_("{n} correction of events, {period}."), "{n} corrections of events, {period}."),
    ("revised", "record"): (N_("{n} correction of records, {period}."), "{n} corrections of records, {period}."),
    ("revised", "figure"): (N_("{n} figure revised, {period}."), "{n} figures revised, {period}."),
    ("withdrawn", "event"): (N_("{n} event withdrawn, {period}."), "{n} events withdrawn, {period}."),
    ("withdrawn", "record"): (N_("{n} record withdrawn, {period}."), "{n} records withdrawn, {period}."),
    ("withdrawn", "figure"): (N_("{n} figure withdrawn, {period}."), "{n} figures withdrawn, {period}."),
    ("coverage", "event"): (
        N_("{n} event of a place or time that is covered only now, or no longer, {period}."),
        "{n} events of places or times that are covered only now, or no longer, {period}.",
    ),
    ("coverage", "record"): (
        N_("{n} record of a place or time that is covered only now, or no longer, {period}."),
        "{n} records of places or times that are covered only now, or no longer, {period}.",
    ),
    ("coverage", "figure"): (
        N_("{n} figure of a place or year that is covered only now, or no longer, {period}."),
        "{n} figures of places or years that are covered only now, or no longer, {period}.",
    ),
}
"""Sentences by kind of change and by what changed. A record is a row of a register that may stand for several events,
or for one victim of one: such rows are never called events."""


@dataclass(frozen=True)
class Summary:
    """What changed in one source.

    Attributes
    ----------
    source, title
        Its id, and its title in the language of the text.
    counts
        Events and figures by kind; a change of the coverage of the whole source is not among them.
    sentences
        What changed, one sentence each.
    preliminary
        Whether some of it is preliminary.
    """

    source: str
    title: str
    counts: Mapping[str, int]
    sentences: tuple[str, ...]
    preliminary: bool


def of_place(changes: pd.DataFrame, selection: Selection, tables: Tables) -> pd.DataFrame:
    """The changes in the municipalities of a selection; of the country, all.

    An event that was moved is among those of its old place and of its new one. Changes of a whole source are included
    where the source has others.
    """
    if not (selection.region or selection.department_code or selection.municipality_code):
        return changes
    codes = set(tables.selected_codes(selection).tolist())
    inside = changes["municipality_code"].isin(codes)
    moved = changes["variable"].eq("place") & changes["before"].str[:5].isin(codes)
    if selection.department_code and not selection.municipality_code:
        inside |= changes["municipality_code"].isna() & changes["department_code"].eq(selection.department_code)
    whole = changes["municipality_code"].isna() & changes["department_code"].isna() & changes["kind"].eq("coverage")
    inside |= moved.fillna(False)
    return changes[inside | (whole & changes["source"].isin(changes.loc[inside, "source"]))]


def summaries(changes: pd.DataFrame, tables: Tables, t: Translator) -> list[Summary]:
    """Summarise changes by source, in the order of the titles."""
    found = []
    for name, rows in changes.groupby("source"):
        source = tables.sources.get(str(name))
        title = t(source.title) if source else str(name)
        whole = rows["kind"].eq("coverage") & (rows["variable"].isna() | rows["variable"].eq("boundaries"))
        counted = rows[~whole].groupby("kind")["count"].sum()
        counts = {kind: int(counted[kind]) for kind in CHANGE_KINDS if kind in counted}
        sentences = [*_counted(rows[~whole], tables, t), *_coverage(rows[whole], t)]
        unsure = bool(rows["preliminary"].any())
        if unsure:
            sentences.append(t(PRELIMINARY))
        found.append(Summary(str(name), title, counts, tuple(sentences), unsure))
    return sorted(found, key=lambda each: each.title)


def detail(changes: pd.DataFrame, tables: Tables, t: Translator) -> list[tuple[str, str, str, str, str]]:
    """Write single changes as rows: place, when, what, before, after; those of whole sources are left out."""
    single = changes[changes["variable"].notna()]
    return [
        (
            place_name(row["municipality_code"], row["department_code"], tables),
            when(row["period"], t),
            _what(row, tables, t),
            _stated(row, "before", tables, t),
            _stated(row, "after", tables, t),
        )
        for row in single.to_dict("records")
    ]


def place_name(code: object, department: object, tables: Tables) -> str:
    """Name of a municipality with its department, of a department, or of the country."""
    table = tables.municipalities
    for column, value in (("municipality_code", code), ("department_code", department)):
        rows = table[table[column] == value]
        if isinstance(value, str) and len(rows):
            row = rows.iloc[0]
            return f"{row['municipality']}, {row['department']}" if column[0] == "m" else str(row["department"])
    return "Colombia"


def when(period: object, t: Translator) -> str:
    """Write a year, a month or a span of years."""
    if not isinstance(period, str):
        return t("without a date")
    return t.period(*_ends(period))


def _ends(period: str) -> tuple[str, str]:
    first, last = (period, period) if re.fullmatch(r"\d{4}(-\d\d)?", period) else period.split("-", 1)
    return (first if "-" in first else f"{first}-01"), (last if "-" in last else f"{last}-12")


def _counted(rows: pd.DataFrame, tables: Tables, t: Translator) -> Iterator[str]:
    """Sentences with numbers, kind by kind; all rows are of one source."""
    source = tables.sources.get(rows["source"].iloc[0]) if len(rows) else None
    row_of_events = "record" if source and source.measures and "events" not in source.measures else "event"
    is_event, late = rows["variable"].isin(FACTS), rows["variable"] == "registration"
    for (kind, what), (one, many) in _ONE_AND_MANY.items():
        if what not in ("figure", row_of_events):
            continue
        wanted = rows["kind"].eq("revised" if kind == "late" else kind) & (is_event == (what != "figure"))
        part = rows[wanted & (late if kind == "late" else ~late)]
        if part.empty:
            continue
        yield t.plural(one, many, int(part["count"].sum()), period=_span(part["period"], t))
        if what == "figure":
            name = part["source"].iloc[0]
            yield f"{'; '.join(_title(variable, name, tables, t) for variable in part['variable'].unique())}."
        elif kind == "new" and source:
            yield from _people(part, source, tables, t)
        elif kind == "revised":
            facts = part.groupby("variable")["count"].sum()
            named = ((t(FACTS[str(name)]), int(n)) for name, n in facts.items())
            listed = [t.plural("{fact} ({n} time)", "{fact} ({n} times)", n, fact=fact) for fact, n in named]
            yield t("Facts corrected: {facts}.", facts="; ".join(listed))


def _span(periods: pd.Series, t: Translator) -> str:
    ends = [_ends(period) for period in periods.dropna()]
    return t.period(min(first for first, _ in ends), max(last for _, last in ends)) if ends else t("without a date")


def _people(rows: pd.DataFrame, source: Source, tables: Tables, t: Translator) -> Iterator[str]:
    """People in new events, if the source counts them and every event states their number."""
    events = tables.events[tables.events["event_id"].isin(rows["event_id"].dropna())]
    if len(events) != len(rows):
        return
    numbers = events[["fatalities_best", "fatalities_low", "fatalities_high"]]
    if "fatalities" in source.measures and numbers.notna().all(axis=None):
        best, low, high = (t.number(int(value)) for value in numbers.sum())
        text = t("People killed in them: {best} (low {low}, high {high}).", best=best, low=low, high=high)
        yield text if low != high else t("People killed in them: {best}.", best=best)
    if "victims" in source.measures and events["victims"].notna().all():
        yield t("Victims in them: {n}.", n=t.number(int(events["victims"].sum())))


def _coverage(rows: pd.DataFrame, t: Translator) -> Iterator[str]:
    for row in rows.to_dict("records"):
        before, after = (_days(row[side], t) for side in ("before", "after"))
        if row["variable"] == "boundaries":
            yield t("The municipalities have other boundaries than before: the figures of both cannot be compared.")
        elif not before:
            yield t("This source is new here; it covers {days}.", days=after)
        elif not after:
            yield t("This source is no longer here; it covered {days}.", days=before)
        elif before != after:
            yield t("It now covers {after}; before, it covered {before}.", after=after, before=before)
        else:
            yield t("It now covers other places or years than before.")


def _days(text: object, t: Translator) -> str:
    found = re.match(r"(\d{4}-\d\d-\d\d)/(\d{4}-\d\d-\d\d), ", text) if isinstance(text, str) else None
    return t.days(*(date.fromisoformat(day) for day in found.groups())) if found else ""


def _what(row: Mapping[object, object], tables: Tables, t: Translator) -> str:
    name = str(row["variable"])
    title = t(FACTS[name]) if name in FACTS else _title(name, str(row["source"]), tables, t)
    count = int(str(row["count"]))
    return f"{title} ({t.number(count)})" if count > 1 else title


def _title(name: str, source: str, tables: Tables, t: Translator) -> str:
    declared = tables.sources[source].variables if source in tables.sources else ()
    return next((f"{t(each.title)} ({t(each.unit)})" for each in declared if each.id == name), name)


def _stated(row: Mapping[object, object], side: str, tables: Tables, t: Translator) -> str:
    text = row[side]
    if not isinstance(text, str):
        return DASH
    if isinstance(row["unit"], str):
        return t.number(float(text), 2)
    if row["variable"] == "source":
        return t(tables.sources[text].title) if text in tables.sources else text
    found = re.fullmatch(r"(\d{5}|\d\d|–), precision (\d)(?:, ([\d.]+) km away)?", text)
    if found is None or row["variable"] != "place":
        return text
    code, precision, km = found.groups()
    name = place_name(code, code, tables) if code != DASH else t("not identified")
    place = f"{name} ({t(LOCATION_PRECISIONS[int(precision)])})"
    return f"{place}, {t('{km} km away', km=t.significant(float(km)))}" if km else place


def kinds_of(changes: Collection[Summary], t: Translator) -> str:
    """Write the numbers of all sources together, kind by kind: *23 new, 4 revised*."""
    totals = {kind: sum(each.counts.get(kind, 0) for each in changes) for kind in CHANGE_KINDS}
    return ", ".join(f"{t(KINDS[kind]).lower()}: {t.number(n)}" for kind, n in totals.items() if n)
