"""Admit what a publisher delivers to ``data/raw/refreshed``, if its source's loader reads it and it is plausible.

What is implausible against the last good release (:mod:`geo.publishers.plausibility`) is kept aside in
``data/raw/refused``, in the same layout, and replaces nothing until a person takes it.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from geo.bundled import bundled
from geo.fetch import fetch, find, sha256
from geo.lazy import gpd
from geo.loader import Declared
from geo.publishers.plausibility import Release, findings
from geo.publishers.publisher import Delivery, describe
from geo.schema import GeoDataError
from geo.source import FACTS, RawFile, Source, refreshed
from geo.swap import replacing, scratch

FOLDER: Final = "refreshed"
REFUSED: Final = "refused"
"""Folder of what was refused as implausible, by source, until it is taken or a later refresh is admitted."""

_TOLD: Final = 5
"""Findings that an error tells; ``source.json`` has all."""


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


def admit(loader: Declared, delivery: Delivery, raw: Path, day: date, *, accept: bool = False) -> Refreshed:
    """Write a delivery, check that the loader reads it and that it is plausible, and replace the earlier files.

    Parameters
    ----------
    day
        Day of the request.
    accept
        Replace them also with what is implausible; ``source.json`` records what was accepted.

    Raises
    ------
    GeoDataError
        If there are no rows, the loader cannot read them, or they are implausible and kept aside.
    """
    source, publisher = loader.source, loader.publisher
    assert publisher is not None
    before = refreshed(source, raw)
    rows = sum(len(content) for content in delivery.files.values() if hasattr(content, "columns"))
    if not rows:
        raise GeoDataError(
            "the publisher returned no rows; the old file stays", source=source.id, remedy="try again another day"
        )
    kept = [file for file in source.files if file.tracked or file.path in delivery.keep]
    fetch(replace(source, files=tuple(kept)), raw)
    last = _last_good(loader, raw)
    address = next(iter(publisher.queries.values())).url
    with _trying(loader, raw) as (fresh, staging):
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
        _write_facts(facts, fresh)
        new = Release(refreshed(source, staging), _load(loader, staging))
        found = findings(new, last, day)
        if found and not accept:
            raise _refuse(source, fresh, facts | {"implausible": found}, raw)
        if found:
            _write_facts(facts | {"accepted": found, "accepted_on": day.isoformat()}, fresh)
    return _admitted(loader, before, rows, raw)


def take(loader: Declared, raw: Path, day: date) -> Refreshed | None:
    """Replace the earlier files with what was kept aside, as it is; None if nothing was."""
    aside = raw / REFUSED / loader.source.id
    if not (aside / FACTS).is_file():
        return None
    before = refreshed(loader.source, raw)
    facts = json.loads((aside / FACTS).read_text("utf-8"))
    with _trying(loader, raw) as (fresh, staging):
        shutil.copytree(aside, fresh, dirs_exist_ok=True)
        _write_facts(facts | {"accepted": facts.pop("implausible"), "accepted_on": day.isoformat()}, fresh)
        _load(loader, staging)
    return _admitted(loader, before, facts["rows"], raw)


def unreadable(source: Source, error: Exception) -> GeoDataError:
    """The error of an answer that cannot be converted or read."""
    return GeoDataError(
        f"the answer cannot be converted to the layout that the loader reads; the old file stays ({describe(error)})",
        source=source.id,
        remedy="the publisher may have changed its format: adapt the source's PUBLISHER",
    )


def _last_good(loader: Declared, raw: Path) -> Release | None:
    """The refreshed data, else the originals, else the bundle: the first of them that can be read."""
    with suppress(GeoDataError, OSError):
        renewed = loader.refreshed(raw)
        if renewed.source != loader.source:
            return Release(renewed.source, renewed.load(raw))
    with suppress(GeoDataError, OSError), _staging(raw) as staging:
        if loader.source.files and find(loader.source, staging):
            return Release(loader.source, loader.load(staging))
    shipped = bundled(loader)
    return None if shipped is None else Release(shipped.source, shipped.load(raw))


def _refuse(source: Source, fresh: Path, facts: Mapping[str, Any], raw: Path) -> GeoDataError:
    """Keep a delivery aside; the error that says what is implausible about it."""
    aside, found = raw / REFUSED / source.id, facts["implausible"]
    with replacing(aside) as folder:
        shutil.copytree(fresh, folder, dirs_exist_ok=True)
        _write_facts(facts, folder)
    more = f"; {len(found) - _TOLD:,} more" if len(found) > _TOLD else ""
    return GeoDataError(
        f"implausible against the last good release, so the old file stays: {'; '.join(found[:_TOLD])}{more}; what"
        f" came is in {aside}",
        source=source.id,
        remedy=f"look at it; if it is right, take it: terrapaz refresh {source.id} --accept",
    )


def _load(loader: Declared, raw: Path) -> Any:
    try:
        return loader.load(raw)
    except GeoDataError:
        raise
    except Exception as error:  # what is wrong with an answer has no type in common
        raise unreadable(loader.source, error) from error


@contextmanager
def _trying(loader: Declared, raw: Path) -> Iterator[tuple[Path, Path]]:
    """A folder that replaces the refreshed data when the block ends, and a copy of ``raw`` in which it has."""
    name = loader.source.id
    with _staging(raw) as staging, replacing(raw / FOLDER / name) as fresh:
        (staging / FOLDER).mkdir()
        (staging / FOLDER / name).symlink_to(fresh.resolve(), target_is_directory=True)
        yield fresh, staging


def _admitted(loader: Declared, before: Source, rows: int, raw: Path) -> Refreshed:
    shutil.rmtree(raw / REFUSED / loader.source.id, ignore_errors=True)
    return Refreshed(refreshed(loader.source, raw), before, rows, raw / FOLDER / loader.source.id)


@contextmanager
def _staging(raw: Path) -> Iterator[Path]:
    """A temporary copy of ``raw`` by symbolic links, without refreshed data, in which a delivery is tried."""
    with scratch(raw / "trying") as staging:
        for entry in raw.iterdir():
            if entry.name not in (FOLDER, REFUSED) and not entry.name.startswith("."):
                (staging / entry.name).symlink_to(entry.resolve(), target_is_directory=entry.is_dir())
        yield staging


def _write(content: Any, path: Path) -> None:
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif path.suffix == ".parquet":
        content.to_parquet(path, index=False, compression="zstd")
    elif isinstance(content, gpd.GeoDataFrame):
        content.to_file(path, driver="GeoJSON", COORDINATE_PRECISION=7, RFC7946="NO")
    else:
        content.to_csv(path, index=False, lineterminator="\n")


def _write_facts(facts: Mapping[str, Any], folder: Path) -> None:
    (folder / FACTS).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return asdict(value) if hasattr(value, "__dataclass_fields__") else value
