"""One run of ``terrapaz watch``: refresh, build, compare, report.

An edition is written in one step, as a folder that replaces the last one, with the state that records what was
reported (:mod:`layers.watch.edition`). Only then is the new build stored as the previous build, the baseline of the
next comparison. A run killed before that step leaves nothing behind; one killed after it is completed by the next
run, and nothing is reported twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from geo.build.pipeline import build
from geo.changes import history
from geo.changes.compare import Build, compare
from geo.refresh import refresh
from geo.schema import CHANGES, GeoDataError, empty
from geo.source import PROCESSED, RAW
from geo.swap import exclusive, replacing, require_free
from layers.tables import Tables
from layers.watch.alerts import Alert, rises
from layers.watch.edition import CHANGES_FILE, STATE, Edition, State, files
from layers.watch.rules import Watch, place

Progress = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a run found.

    Attributes
    ----------
    changes, alerts
        What was reported; without rows if nothing changed.
    files
        Paths of the written files, in the output folder.
    line
        The news in one line; empty without any.
    failed
        Publishers that could not be reached, with the reason. Everything else was done.
    first
        Whether there was no previous build to compare with.
    """

    changes: pd.DataFrame
    alerts: tuple[Alert, ...] = ()
    files: tuple[str, ...] = ()
    line: str = ""
    failed: tuple[str, ...] = ()
    first: bool = False


def run(
    watch: Watch,
    folder: Path = PROCESSED,
    raw: Path = RAW,
    *,
    now: datetime | None = None,
    progress: Progress = lambda _: None,
) -> Outcome:
    """Refresh and build what ``watch`` says, and report what changed since the last edition.

    Parameters
    ----------
    folder, raw
        ``data/processed`` and ``data/raw``, or folders with the same layout.
    now
        The moment of the edition; now by default.
    progress
        Called with a short message at each step.

    Raises
    ------
    GeoDataError
        The build fails, or a folder that would be replaced holds something else. Nothing is reported.
    """
    previous = watch.previous or folder / history.PREVIOUS
    _require_ours(watch.folder)
    with exclusive(watch.folder.with_name(f"{watch.folder.name}-watch")):
        _require_a_build(previous, folder)
        reported_already = _settle(watch, folder, previous)
        if history.version(previous) is None and history.version(folder) is not None:
            history.store_previous(folder, previous)
        failed = _refresh(watch, raw, progress)
        build(folder, raw, progress=progress)
        if history.version(previous) is None:
            history.store_previous(folder, previous)
            return Outcome(empty(CHANGES), failed=failed, first=True)
        progress("changes")
        outcome = _report(watch, folder, previous, reported_already, now or datetime.now(UTC), progress)
        return Outcome(outcome.changes, outcome.alerts, outcome.files, outcome.line, failed)


def _report(
    watch: Watch, folder: Path, previous: Path, reported_already: pd.DataFrame, now: datetime, progress: Progress
) -> Outcome:
    """Compare the build with the previous one, write an edition if they differ, and store the build in its place."""
    if history.version(previous) == history.version(folder):
        return Outcome(empty(CHANGES))
    finals, preliminary = history.succession()
    older, newer = _before(previous), history.read(folder)
    changes = _without(compare(older, newer, finals, preliminary), reported_already)
    if watch.sources:
        changes = changes[changes["source"].isin(watch.sources)].reset_index(drop=True)
    if changes.empty:
        history.store_previous(folder, previous)
        return Outcome(changes)
    edition, last = _edition(watch, older, newer, changes, folder, (finals, preliminary), now)
    progress(str(watch.folder))
    written = {}
    with replacing(watch.folder) as fresh:
        if watch.folder.is_dir():
            for path in watch.folder.iterdir():
                history.link_or_copy(path, fresh / path.name)
        for name, content in files(edition, watch, Tables.read(folder), last):
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)  # it may be shared with the folder that is being replaced
            path.write_bytes(content)
            written[name] = content
    _complete(watch, folder, previous)
    line = next(content.decode().strip() for name, content in written.items() if name == "line.txt")
    return Outcome(changes, tuple(edition.alerts), tuple(written), line)


def _edition(
    watch: Watch,
    older: Build,
    newer: Build,
    changes: pd.DataFrame,
    folder: Path,
    succession: tuple[Mapping[str, str], Collection[str]],
    now: datetime,
) -> tuple[Edition, State]:
    """Judge the series; return the edition, and the state of the last run."""
    last, tables = State.read(watch.folder), Tables.read(folder)
    finals, preliminary = succession
    alerts, memory = rises(
        watch.rules,
        older,
        newer,
        changes,
        lambda name: tables.selected_codes(place(name)),
        last.memory,
        preliminary,
    )
    wanted = watch.sources or newer.sources
    alerts = [alert for alert in alerts if alert.source in wanted and not was_reported(alert, last.alerts, finals)]
    return Edition(older.version, newer.version, changes, alerts, memory, now), last


def was_reported(alert: Alert, reported: Collection[str], finals: Mapping[str, str]) -> bool:
    """Whether an alert was reported already, of its source or of the preliminary one that it replaces.

    Parameters
    ----------
    reported
        Ids of the reported alerts.
    finals
        Id of the source that replaces a source, by the id of the latter.
    """
    names = [alert.source, *(name for name, final in finals.items() if final == alert.source)]
    return any(replace(alert, source=name).id in reported for name in names)


def _before(previous: Path) -> Build:
    """Read the previous build. To build again would not repair it, so that the remedy is another."""
    try:
        return history.read(previous)
    except GeoDataError as error:
        raise _unreadable(previous, error) from error


def _unreadable(previous: Path, error: GeoDataError) -> GeoDataError:
    return GeoDataError(
        f"the build to compare with cannot be read ({error})",
        source=str(previous),
        column="previous",
        remedy="remove that folder: changes are reported again from the next build on",
    )


def _settle(watch: Watch, folder: Path, previous: Path) -> pd.DataFrame:
    """Complete a run that was killed after it had written its edition.

    Returns
    -------
    pandas.DataFrame
        Differences from the previous build that were reported already. There are some only if yet another build has
        replaced the reported one.
    """
    last = State.read(watch.folder)
    if not last.after or history.version(previous) != last.before:
        return empty(CHANGES)
    if history.version(folder) == last.after:
        _complete(watch, folder, previous)
        return empty(CHANGES)
    return _reported(watch)[list(CHANGES.columns)]


def _complete(watch: Watch, folder: Path, previous: Path) -> None:
    """Record the reported changes, and store the build as the previous one; to repeat it changes nothing."""
    history.record(_reported(watch), folder, watch.address)
    history.store_previous(folder, previous)


def _reported(watch: Watch) -> pd.DataFrame:
    return pd.read_parquet(watch.folder / CHANGES_FILE)


def _without(changes: pd.DataFrame, reported_already: pd.DataFrame) -> pd.DataFrame:
    """The changes that were not reported already."""
    if reported_already.empty:
        return changes
    known = {tuple(map(str, row)) for row in reported_already.itertuples(index=False)}
    fresh = [tuple(map(str, row)) not in known for row in changes.itertuples(index=False)]
    return changes[fresh].reset_index(drop=True)


def _refresh(watch: Watch, raw: Path, progress: Progress) -> tuple[str, ...]:
    failed = []
    for name in watch.refresh:
        progress(name)
        try:
            refresh(name, raw, progress=progress)
        except GeoDataError as error:
            failed.append(str(error))
    return tuple(failed)


def _require_ours(folder: Path) -> None:
    """Raise if the output folder holds other files, which would be taken for outputs."""
    require_free(folder, folder=True, option="folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / STATE).is_file():
        raise GeoDataError(
            "holds something else",
            source=str(folder),
            column="folder",
            remedy="name a folder that does not exist or is empty",
        )


def _require_a_build(previous: Path, folder: Path) -> None:
    """Raise if the folder of the previous build, which is replaced, holds other files or is that of the tables."""
    require_free(previous, folder=True, option="previous")
    if previous.resolve() == folder.resolve():
        raise GeoDataError(
            "is the folder of the tables, which the build replaces",
            source=str(previous),
            column="previous",
            remedy="name another folder, or leave it empty",
        )
    try:
        held = history.version(previous)
    except GeoDataError as error:
        raise _unreadable(previous, error) from error
    if held is None and previous.is_dir() and any(previous.iterdir()):
        raise GeoDataError(
            "holds something else than a build",
            source=str(previous),
            column="previous",
            remedy="name a folder that does not exist or is empty",
        )
