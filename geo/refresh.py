"""Fetch the newest data of a source from its publisher into ``data/raw/refreshed``.

The answers are converted to the layout that the source's ``load`` reads, and ``load`` must accept them before they
replace anything: a refresh that fails changes nothing. ``source.json`` next to the new files records what was
obtained, when and from where. The next build reads them instead of the pinned files, and its manifest lists them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from geo.catalogue import declared, declared_sources
from geo.fetch import MissingFileError, Progress, fetch, sha256
from geo.importers import acled
from geo.importers.import_file import import_file
from geo.importers.reading import Request
from geo.loader import Declared
from geo.publishers.client import Client
from geo.publishers.publisher import Delivery, Publisher
from geo.schema import GeoDataError, one_of
from geo.source import FACTS, RAW, RawFile, Source, refreshed
from geo.swap import exclusive, replacing, scratch

FOLDER: Final = "refreshed"
ACLED: Final = "acled"
"""Not a source of the catalogue: ACLED's answers are imported as data of the account holder."""


@dataclass(frozen=True)
class Refreshed:
    """The result of a refresh.

    Attributes
    ----------
    source
        The source with its new files.
    before
        The source before the refresh.
    rows
        Number of rows or features received.
    folder
        Folder of the new files.
    """

    source: Source
    before: Source
    rows: int
    folder: Path


def refreshable() -> list[str]:
    """Ids of the sources that can be refreshed, in alphabetical order."""
    return sorted([ACLED, *(name for name in declared_sources() if declared(name).publisher)])


def refresh(
    name: str,
    raw: Path = RAW,
    *,
    today: date | None = None,
    force: bool = False,
    progress: Progress = lambda _: None,
    client: Mapping[str, Any] | None = None,
) -> Refreshed:
    """Fetch the newest data of a source from its publisher, and replace the earlier ones.

    Parameters
    ----------
    name
        Id of a source, or ``acled``.
    today
        The day of the request; today (UTC) by default.
    force
        Accept data that lack years which the earlier data have.
    progress
        Called with a short message at each step.
    client
        Further arguments of :class:`geo.publishers.client.Client` (``pause``, ``sleep``).

    Raises
    ------
    GeoDataError
        If the source cannot be refreshed, if the publisher does not answer, has changed its table or returns too
        little, or if the source's loader cannot read the data. The earlier files stay.
    """
    day = today or datetime.now(UTC).date()
    if name not in refreshable():
        raise GeoDataError(
            "cannot be refreshed",
            source=name,
            remedy=f"{one_of(name, refreshable())}; others have no endpoint",
        )
    spool = raw / FOLDER / ".answers" / name
    with exclusive(spool):
        done = _ask(name, raw, spool, day, force, progress, client or {})
        shutil.rmtree(spool, ignore_errors=True)
    return done


def _ask(
    name: str, raw: Path, spool: Path, day: date, force: bool, progress: Progress, client: Mapping[str, Any]
) -> Refreshed:
    session = Client(name, spool, day, progress=progress, **client)
    if name == ACLED:
        return _import_acled(session, raw)
    loader = declared(name)
    publisher = loader.publisher
    assert publisher is not None
    answers = {key: query.fetch(session) for key, query in publisher.queries.items()}
    delivery = _deliver(publisher, answers, loader.source, day)
    progress(f"checking {name}")
    return _install(loader, delivery, raw, day, force)


def pin(name: str, raw: Path = RAW) -> bool:
    """Return to the pinned files of a source; True if there were refreshed ones."""
    if name not in refreshable():
        raise GeoDataError("cannot be refreshed", source=name, remedy=one_of(name, refreshable()))
    folder = raw / FOLDER / name
    if not (folder / FACTS).is_file():
        return False
    shutil.rmtree(folder)
    return True


def obtain(source: Source, raw: Path = RAW, progress: Progress = lambda _: None) -> Source:
    """Fetch a source's files into ``raw``; a source without pinned files is refreshed.

    Returns
    -------
    geo.source.Source
        The source, with the files it has now.

    Raises
    ------
    MissingFileError
        If a file is not found in any mirror or URL, or the publisher does not return it.
    """
    if not source.files:
        try:
            source = refresh(source.id, raw, progress=progress).source
        except MissingFileError:
            raise
        except GeoDataError as error:
            raise MissingFileError(str(error).rstrip("."), source=source.id) from error
    fetch(source, raw, progress)
    return source


def _deliver(publisher: Publisher, answers: Mapping[str, Any], source: Source, day: date) -> Delivery:
    try:
        return publisher.deliver(answers, source, day)
    except GeoDataError:
        raise
    except (ValueError, KeyError, TypeError) as error:
        raise GeoDataError(
            f"the answer cannot be converted to the layout that the loader reads; the old file stays ({error})",
            source=source.id,
            remedy="the publisher may have changed its format: adapt the source's PUBLISHER",
        ) from error


def _install(loader: Declared, delivery: Delivery, raw: Path, day: date, force: bool) -> Refreshed:
    """Write a delivery, check that the source's loader reads it, and replace the earlier files."""
    source, publisher = loader.source, loader.publisher
    assert publisher is not None
    before = refreshed(source, raw)
    rows = sum(len(content) for content in delivery.files.values() if hasattr(content, "columns"))
    if not rows:
        raise GeoDataError(
            "the publisher returned no rows; the old file stays", source=source.id, remedy="try again another day"
        )
    lost = sorted(set(before.coverage.years) - set(delivery.coverage.years))
    if lost and not force:
        raise GeoDataError(
            f"the publisher no longer has {len(lost)} year(s); the old file stays",
            source=source.id,
            value=", ".join(map(str, lost)),
            remedy="accept the data without them: --force",
        )
    kept = [file for file in source.files if file.tracked or file.path in delivery.keep]
    fetch(replace(source, files=tuple(kept)), raw)
    address = next(iter(publisher.queries.values())).url
    folder = raw / FOLDER / source.id
    with _staging(raw) as staging, replacing(folder) as fresh:
        files = []
        for name, content in delivery.files.items():
            _write(content, fresh / name)
            files.append(RawFile(f"{FOLDER}/{source.id}/{name}", sha256(fresh / name), address))
        fields = {
            "files": [*files, *kept],
            "coverage": delivery.coverage,
            "period": delivery.period,
            **delivery.updates,
        }
        facts = {
            "asked": {key: query.url for key, query in publisher.queries.items()},
            "on": day.isoformat(),
            "rows": rows,
            "source": {name: _plain(value) for name, value in fields.items()},
        }
        (fresh / FACTS).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")
        (staging / FOLDER).mkdir()
        (staging / FOLDER / source.id).symlink_to(fresh.resolve(), target_is_directory=True)
        loader.load(staging)
    return Refreshed(refreshed(source, raw), before, rows, folder)


@contextmanager
def _staging(raw: Path) -> Iterator[Path]:
    """A temporary copy of ``raw`` by symbolic links, without refreshed data, in which a delivery is tried."""
    with scratch(raw / "trying") as staging:
        for entry in raw.iterdir():
            if entry.name != FOLDER and not entry.name.startswith("."):
                (staging / entry.name).symlink_to(entry.resolve(), target_is_directory=entry.is_dir())
        yield staging


def _write(content: Any, path: Path) -> None:
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, gpd.GeoDataFrame):
        content.to_file(path, driver="GeoJSON", COORDINATE_PRECISION=7, RFC7946="NO")
    else:
        content.to_csv(path, index=False, lineterminator="\n")


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value


def _import_acled(client: Client, raw: Path) -> Refreshed:
    """Import all events of Colombia since ACLED's first day there: a municipality without one has none on record."""
    events = acled.PUBLISHER.fetch(client)
    if not events:
        raise GeoDataError("ACLED returned no events", source=ACLED, remedy="check what your account has access to")
    with scratch(raw / ACLED) as folder:
        path = folder / f"acled_{client.today.isoformat()}.json"
        path.write_text(json.dumps(events), "utf-8")
        request = Request(path, ACLED, client.today, start=acled.FIRST, end=client.today, complete=True)
        reading, stored = import_file(ACLED, request, raw)
    return Refreshed(reading.source, reading.source, len(events), stored)
