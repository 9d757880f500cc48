"""Compare two builds, source by source: what is new, revised or withdrawn, and where coverage changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import pandas as pd

from geo.changes import events as event_changes
from geo.changes import values
from geo.changes.coverage import covered, described, span
from geo.schema import CHANGES, check, empty
from geo.source import Coverage, Source


@dataclass(frozen=True, eq=False)
class Build:
    """What is compared of a build.

    Attributes
    ----------
    version
        Its data version.
    boundaries
        Id of the edition of the boundaries; empty without any.
    sources
        The sources whose data are in it, by id.
    municipalities, events, indicators
        As in :mod:`geo.schema`.
    """

    version: str
    boundaries: str
    sources: Mapping[str, Source]
    municipalities: pd.DataFrame
    events: gpd.GeoDataFrame
    indicators: pd.DataFrame


def compare(
    older: Build, newer: Build, finals: Mapping[str, str] | None = None, preliminary: Collection[str] = ()
) -> pd.DataFrame:
    """List the changes from one build to a later one.

    Every change is listed once: an event as an event, not again in the figures that are counted from it; a source
    that is new, or one that now covers other places, as coverage. A record of a time and place that was covered
    before is revised, not new, however late it was registered. Of sources whose rows may not be redistributed there
    are numbers of events by municipality and month, and numbers of values.

    Parameters
    ----------
    finals
        Id of the source whose events replace those of a source, by the id of the latter: what moves there under the
        same ``source_event_id`` is revised.
    preliminary
        Ids of sources all of whose data are preliminary.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.CHANGES`, sorted. Builds with different boundaries differ in one row only, because their
        figures cannot be compared municipality by municipality.
    """
    if older.boundaries != newer.boundaries:
        return _checked([_coverage("dane_mgn", "boundaries", older.boundaries or None, newer.boundaries or None)])
    parts = []
    older, newer = _differing(older, newer)
    moved = _moved(older, newer, finals or {})
    for name in sorted({*older.sources, *newer.sources}):
        before, after = older.sources.get(name), newer.sources.get(name)
        texts = [None if each is None else described(each.coverage) for each in (before, after)]
        is_preliminary = name in preliminary
        if texts[0] != texts[1]:
            parts.append(_coverage(name, None, texts[0], texts[1], preliminary=is_preliminary))
        if before is None or after is None:
            continue
        table = "events" if after.kind == "events" else "indicators"
        old, new = (_of(getattr(build, table), name) for build in (older, newer))
        if not (len(old) or len(new)):
            continue
        if after.kind == "events":
            coverages = before.coverage, after.coverage
            found = _events(old, new, moved, coverages, newer.municipalities, preliminary=is_preliminary)
        else:
            found = values.compare(old, new, after)
        parts.append(found if after.redistributable else _counted(found))
    return _checked([*parts, *_finalized(older, newer, moved)])


def _differing(older: Build, newer: Build) -> tuple[Build, Build]:
    """Both builds without the rows of the sources whose tables agree, which are most."""
    for name in ("events", "indicators"):
        was, now = (_by_source(getattr(build, name)) for build in (older, newer))
        agree = [source for source in was.keys() & now.keys() if was[source].equals(now[source])]
        older, newer = (
            replace(build, **{name: table[~table["source"].isin(agree)]})
            for build in (older, newer)
            for table in [getattr(build, name)]
        )
    return older, newer


def _by_source(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(name): rows.reset_index(drop=True) for name, rows in table.groupby("source")}


def _moved(older: Build, newer: Build, finals: Mapping[str, str]) -> pd.DataFrame:
    """Events that are now in the source that replaces theirs: ``old`` and ``new``, their ids in both builds."""
    columns = ["source", "source_event_id", "event_id"]
    lost = older.events.loc[~older.events["event_id"].isin(newer.events["event_id"]), columns]
    gained = newer.events.loc[~newer.events["event_id"].isin(older.events["event_id"]), columns]
    lost = lost.assign(source=lost["source"].map(dict(finals)).astype("str"))
    pairs = lost.merge(gained, on=["source", "source_event_id"], suffixes=("_old", "_new"))
    return pd.DataFrame(pairs[["source", "event_id_old", "event_id_new"]].set_axis(["source", "old", "new"], axis=1))


def _finalized(older: Build, newer: Build, moved: pd.DataFrame) -> list[pd.DataFrame]:
    """Events that moved to the final source, as revised there."""
    found = []
    for name, pairs in moved.groupby("source"):
        old = older.events.set_index("event_id", drop=False).loc[pairs["old"]].set_axis(pairs.index)
        new = newer.events.set_index("event_id", drop=False).loc[pairs["new"]].set_axis(pairs.index)
        changed = {"source": pd.Series(True, index=pairs.index), **_facts(old, new)}
        rows = event_changes.revisions(old, new, changed)
        found.append(rows if newer.sources[str(name)].redistributable else _counted(rows))
    return found


def _events(
    old: gpd.GeoDataFrame,
    new: gpd.GeoDataFrame,
    moved: pd.DataFrame,
    coverages: tuple[Coverage, Coverage],
    municipalities: pd.DataFrame,
    *,
    preliminary: bool,
) -> pd.DataFrame:
    """List the changes of one source's events."""
    was, now = coverages
    old, new = (table.set_index("event_id", drop=False) for table in (old, new))
    shared = old.index.intersection(new.index)
    before, after = old.loc[shared], new.loc[shared]
    added = new[~new.index.isin(old.index) & ~new["event_id"].isin(moved["new"])]
    gone = old[~old.index.isin(new.index) & ~old["event_id"].isin(moved["old"])]
    past, here = covered(was, added, municipalities)
    first_seen, late = added[~past & here], added[past & here]
    time, place = covered(now, gone, municipalities)
    left_out = pd.concat([added[~here], gone[~(time & place)]])
    lists = [
        event_changes.revisions(before, after, _facts(before, after), preliminary=preliminary),
        event_changes.table(gone[time & place], "withdrawn", "events", preliminary=preliminary),
        event_changes.table(late, "revised", "registration", preliminary=preliminary),
    ]
    ahead = first_seen["date_start"].dt.strftime("%Y-%m-%d") > was.end
    lists.append(event_changes.table(first_seen[ahead], "new", "events", preliminary=preliminary))
    widened = event_changes.table(
        pd.concat([first_seen[~ahead], left_out]), "coverage", "events", preliminary=preliminary
    )
    return pd.concat([*lists, _by_place(widened)], ignore_index=True)


def _facts(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> dict[str, pd.Series]:
    masks = event_changes.differing(before, after)
    return masks | {"place": masks["place"] | event_changes.elsewhere(before, after)}


def _by_place(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of events as one row for each municipality, with the years that they span."""
    keys = ["source", "kind", "municipality_code", "department_code", "variable", "preliminary"]
    grouped = rows.assign(first=rows["period"].str[:4], last=rows["period"].str[:4]).groupby(keys, dropna=False)
    table = grouped.agg({"first": "min", "last": "max", "count": "sum"}).reset_index()
    periods = [span(first, last) for first, last in zip(table["first"], table["last"], strict=True)]
    return _filled(table.assign(period=pd.Series(periods, table.index, dtype="str")))


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that may not be redistributed as their numbers, by place and period."""
    hidden = rows.assign(before=None, after=None, event_id=None)
    whole = rows["kind"].eq("coverage") & rows["variable"].isna()
    keys = ["source", "kind", "municipality_code", "department_code", "variable", "period", "preliminary"]
    counted = hidden[~whole].groupby(keys, dropna=False)["count"].sum().reset_index()
    return pd.concat([rows[whole], _filled(counted)], ignore_index=True)


def _coverage(
    source: str, variable: str | None, before: str | None, after: str | None, *, preliminary: bool = False
) -> pd.DataFrame:
    row = {"source": source, "kind": "coverage", "variable": variable, "before": before, "after": after}
    return _filled(pd.DataFrame([row | {"count": 1, "preliminary": preliminary}]))


def _of(table: pd.DataFrame, source: str) -> pd.DataFrame:
    return table[table["source"] == source]


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    """The table with all columns of a list of changes."""
    return table.reindex(columns=list(CHANGES.types)).astype(CHANGES.types)


def _checked(parts: Collection[pd.DataFrame]) -> pd.DataFrame:
    full = [part for part in parts if len(part)]
    if not full:
        return empty(CHANGES)
    keys = ["source", "kind", "municipality_code", "variable", "period", "event_id"]
    return check(pd.concat(full, ignore_index=True).sort_values(keys, ignore_index=True), CHANGES, "changes")
