"""Fetch the newest data of a source from its publisher into ``data/raw/refreshed``.

The answers are converted to the layout that the source's ``load`` reads, and admitted (:mod:`geo.admission`) before
they replace anything: a refresh that fails changes nothing. ``source.json`` next to the new files records what was
obtained, when and from where. The next build reads them instead of the pinned files, and its manifest lists them.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

from geo.admission import FOLDER, Refreshed, admit, take, unreadable
from geo.catalogue import declared, declared_sources
from geo.fetch import MissingFileError, Progress, fetch
from geo.importers import acled
from geo.importers.import_file import import_file
from geo.importers.reading import Request
from geo.publishers.client import Client
from geo.publishers.publisher import Delivery, Publisher, ask
from geo.schema import GeoDataError, one_of
from geo.source import FACTS, RAW, Source
from geo.swap import exclusive, scratch

ACLED: Final = "acled"
"""Not a source of the catalogue: ACLED's answers are imported as data of the account holder."""


def refreshable() -> list[str]:
    """Ids of the sources that can be refreshed, in alphabetical order."""
    return sorted([ACLED, *(name for name in declared_sources() if declared(name).publisher)])


def refresh(
    name: str,
    raw: Path = RAW,
    *,
    today: date | None = None,
    accept: bool = False,
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
    accept
        Take what is implausible against the earlier data: what was kept aside, or if nothing was, what the publisher
        answers now. ``source.json`` records what was accepted.
    progress
        Called with a short message at each step.
    client
        Further arguments of :class:`geo.publishers.client.Client` (``pause``, ``sleep``).

    Raises
    ------
    GeoDataError
        If the source cannot be refreshed, if the publisher does not answer or has changed its table, if the source's
        loader cannot read the data, or if they are implausible. The earlier files stay.
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
        return _ask(name, raw, Client(name, spool, day, progress=progress, **client or {}), accept)


def _ask(name: str, raw: Path, client: Client, accept: bool) -> Refreshed:
    if name == ACLED:
        done = _import_acled(client, raw)
        client.forget()
        return done
    loader = declared(name)
    publisher = loader.publisher
    assert publisher is not None
    if accept and (done_before := take(loader, raw, client.today)):
        return done_before
    answers = {key: ask(query, client) for key, query in publisher.queries.items()}
    try:
        delivery = _deliver(publisher, answers, loader.source, client.today)
        client.progress(f"checking {name}")
        return admit(loader, delivery, raw, client.today, accept=accept)
    finally:
        client.forget()  # complete answers are of no more use, whether they are admitted or not


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
    except Exception as error:  # what is wrong with an answer has no type in common
        raise unreadable(source, error) from error


def _import_acled(client: Client, raw: Path) -> Refreshed:
    """Import all events of Colombia since ACLED's first day there: a municipality without one has none on record."""
    events = ask(acled.PUBLISHER, client)
    if not events:
        raise GeoDataError("ACLED returned no events", source=ACLED, remedy="check what your account has access to")
    with scratch(raw / ACLED) as folder:
        path = folder / f"acled_{client.today.isoformat()}.json"
        path.write_text(json.dumps(events), "utf-8")
        request = Request(path, ACLED, client.today, start=acled.FIRST, end=client.today, complete=True)
        reading, stored = import_file(ACLED, request, raw)
    return Refreshed(reading.source, reading.source, len(events), stored)
