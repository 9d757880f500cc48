"""The files of an edition: changes, feeds, digests, renewed outputs, and the state for the next run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from geo.escaping import for_spreadsheet
from geo.schema import CHANGE_KINDS, CRS, GeoDataError
from layers.tables import Tables
from layers.text.i18n import Lang, translator
from layers.watch import digest, feeds, outputs
from layers.watch.alerts import Alert, Memory
from layers.watch.news import line, news_of
from layers.watch.rules import Watch, place

STATE: Final = "state.json"
CHANGES_FILE: Final = "changes.parquet"
_REMEMBERED: Final = 2000
_TOLERANCE: Final = 0.005
"""Degrees by which the outlines of changes.geojson may differ from the municipalities: half a kilometre."""


@dataclass(frozen=True)
class State:
    """What the next run needs to know, in ``state.json``.

    Attributes
    ----------
    before, after
        Data versions of the builds whose differences were reported last.
    memory
        Rises that are not over, and sources that changed what they cover.
    entries
        Entries of the feeds, by language and place, newest first.
    latest
        Newest file of each output, by its name in ``watch.toml``.
    alerts
        Series and period of the reported alerts, newest first.
    """

    before: str = ""
    after: str = ""
    memory: Memory = field(default_factory=Memory)
    entries: Mapping[str, Mapping[str, list[dict[str, Any]]]] = field(default_factory=dict)
    latest: Mapping[str, str] = field(default_factory=dict)
    alerts: Sequence[str] = ()

    @classmethod
    def read(cls, folder: Path) -> State:
        """Read the state that the last edition left in a folder; an empty one if there was none.

        Raises
        ------
        GeoDataError
            It cannot be read.
        """
        path = folder / STATE
        if not path.is_file():
            return cls()
        try:
            stored = json.loads(path.read_text("utf-8"))
            return cls(**{**stored, "memory": Memory(**stored["memory"])})
        except (ValueError, TypeError, KeyError) as error:
            raise GeoDataError(
                f"cannot be read ({error!r})",
                source=str(path),
                remedy="remove it: open alerts are then reported again, and feeds start empty",
            ) from error


@dataclass(frozen=True, eq=False)
class Edition:
    """The content of an edition.

    Attributes
    ----------
    before, after
        Data versions of the builds.
    changes, alerts
        What changed, :data:`geo.schema.CHANGES`, and the rises in it.
    memory
        What the next run needs to know of the alerts.
    now
        The moment of the edition, in UTC.
    """

    before: str
    after: str
    changes: pd.DataFrame
    alerts: Sequence[Alert]
    memory: Memory
    now: datetime

    @property
    def day(self) -> str:
        """The day of the edition, ISO."""
        return self.now.date().isoformat()


def files(edition: Edition, watch: Watch, tables: Tables, last: State) -> Iterator[tuple[str, bytes]]:
    """Render every file of an edition.

    Yields
    ------
    tuple
        Path in the output folder, and content.
    """
    changes = edition.changes
    yield CHANGES_FILE, changes.assign(data_version=edition.after, reported_on=edition.day).to_parquet(index=False)
    yield "changes.csv", csv(changes)
    yield "changes.geojson", geojson(changes, tables)
    entries: dict[str, dict[str, list[dict[str, Any]]]] = {}
    latest = dict(last.latest)
    pointers: dict[str, Any] = {"feeds": {}, "digest": {}}
    for lang in watch.languages:
        folder = _folder(lang, watch)
        entries[lang] = {}
        pointers["digest"][lang] = f"{folder}digest.html"
        pointers["feeds"][lang] = {name: f"{folder}feeds/{name}.xml" for name in watch.places}
        yield from _in_language(edition, watch, tables, last, lang, entries[lang])
    for output in watch.outputs:
        if outputs.is_touched(output, changes, tables):
            yield from outputs.render(output, tables, edition.day)
            latest[output.file] = outputs.opens(output, edition.day)
    pointers |= {
        "date": edition.day,
        "data_version": edition.after,
        "changes": {"parquet": CHANGES_FILE, "csv": "changes.csv", "geojson": "changes.geojson"},
        "outputs": latest,
    }
    yield "latest.json", _json(pointers)
    alerts = [*(alert.id for alert in edition.alerts), *last.alerts][:_REMEMBERED]
    state = State(edition.before, edition.after, edition.memory, entries, latest, alerts)
    yield STATE, _json(asdict(state))


def csv(changes: pd.DataFrame) -> bytes:
    """Write the changes as CSV that a spreadsheet opens; a text that it would run as a formula gets an apostrophe."""
    safe = {
        column: changes[column].where(
            changes["unit"].notna(), changes[column].map(for_spreadsheet, na_action="ignore")
        )
        for column in ("before", "after")
    }
    written: str = changes.assign(**safe).to_csv(index=False, lineterminator="\n")
    return b"\xef\xbb\xbf" + written.encode()


def geojson(changes: pd.DataFrame, tables: Tables) -> bytes:
    """Write the municipalities with changes as GeoJSON (RFC 7946), with the number of changes of each kind.

    Outlines are simplified together, so that neighbours share one border.
    """
    counts = changes.groupby(["municipality_code", "kind"])["count"].sum()
    sources = changes.groupby("municipality_code")["source"].agg(lambda names: " ".join(sorted(set(names))))
    rows = tables.municipalities[["municipality_code", "municipality", "department", "geometry"]]
    rows = rows[rows["municipality_code"].isin(sources.index) & rows.geometry.notna()].reset_index(drop=True)
    shapes = rows.geometry.to_numpy()
    if len(rows):
        shapes = shapely.set_precision(shapely.coverage_simplify(shapes, _TOLERANCE), 1e-5)
    table = gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=shapes, crs=CRS)
    codes = rows["municipality_code"]
    for kind in CHANGE_KINDS:
        table[kind] = [int(counts.get((code, kind), 0)) for code in codes]
    table["sources"] = [sources[code] for code in codes]
    text: str = table.to_json(drop_id=True, ensure_ascii=False)
    return f"{text}\n".encode()


def _in_language(
    edition: Edition,
    watch: Watch,
    tables: Tables,
    last: State,
    lang: Lang,
    entries: dict[str, list[dict[str, Any]]],
) -> Iterator[tuple[str, bytes]]:
    """Render feeds, digest, mail and line in one language; fill ``entries``."""
    folder, updated = _folder(lang, watch), edition.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    news = [news_of(name, lang, edition.changes, edition.alerts, tables) for name in watch.places]
    boxes = _boxes([*watch.places, *(alert.place for alert in edition.alerts)], tables)
    host = feeds.authority(watch.address)
    for each in news:
        new = feeds.entries(each, edition.after, updated, host, boxes)
        old = [feeds.Entry.stored(record) for record in last.entries.get(lang, {}).get(each.place, [])]
        listed = feeds.merged(new, old)
        entries[each.place] = [entry.record() for entry in listed]
        path = f"{folder}feeds/{each.place}.xml"
        newest = max((entry.updated for entry in listed), default=updated)
        yield (
            path,
            feeds.feed(each.place, each.name, lang, listed, newest, watch.address, path, f"{folder}digest.html"),
        )
    page = digest.page(news, edition.changes, tables, lang, edition.now)
    whole = news_of("colombia", lang, edition.changes, edition.alerts, tables)
    short = line(whole, edition.changes["source"].nunique(), translator(lang).date(edition.now.date()))
    yield f"{folder}digest.html", page.encode()
    yield f"{folder}line.txt", f"{short}\n".encode()
    name = f"{edition.after}.{lang}"
    text = digest.plain(news, lang)
    yield f"{folder}digest.txt", text.encode()
    message = digest.mail(short, text, page, watch.sender, watch.receivers, edition.now, name)
    yield f"{folder}digest.eml", message


def _boxes(names: Sequence[str], tables: Tables) -> dict[str, feeds.Box]:
    """Bounds of places; one without an outline has none."""
    found = {}
    table = tables.municipalities
    for name in dict.fromkeys(names):
        shapes = table[table["municipality_code"].isin(tables.selected_codes(place(name)))].geometry
        if shapes.notna().any():
            minx, miny, maxx, maxy = map(float, shapes.total_bounds)
            found[name] = (minx, miny, maxx, maxy)
    return found


def _folder(lang: Lang, watch: Watch) -> str:
    return "" if lang == watch.languages[0] else f"{lang}/"


def _json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
