"""The catalogue of sources: those declared in :mod:`geo.sources`, those that users imported, and those of a build."""

from __future__ import annotations

import importlib
import json
import pkgutil
from collections.abc import Iterable
from dataclasses import asdict
from functools import cache
from pathlib import Path

from geo import sources
from geo.imported import Imported, imported
from geo.loader import Declared
from geo.schema import GeoDataError
from geo.source import FACTS, RAW, Source, source_fields
from geo.swap import recover_all


def discover(raw: Path = RAW) -> dict[str, Declared | Imported]:
    """Return every source's loader by id: declared sources, then those imported into ``raw``, both alphabetically.

    A declared source is read from its refreshed data, if ``raw`` has any.
    """
    recover_all(raw / "refreshed")
    renewed = {
        facts.parent.name for facts in (raw / "refreshed").glob(f"*/{FACTS}")
    }  # one listing, not one per source
    declared = {name: loader.refreshed(raw) if name in renewed else loader for name, loader in _declared().items()}
    return declared | imported(raw)


def catalogue(raw: Path = RAW) -> dict[str, Source]:
    """The :class:`geo.source.Source` of each loader, with the files it has in ``raw``."""
    return {name: loader.source for name, loader in discover(raw).items()}


def declared_sources() -> dict[str, Source]:
    """The sources that this version declares, with their pinned files, without those that users imported."""
    return {name: loader.source for name, loader in _declared().items()}


def declared(name: str) -> Declared:
    """The loader of a declared source, with its pinned files."""
    return _declared()[name]


def write_sources(sources: Iterable[Source], path: Path) -> None:
    """Write sources as JSON, for :func:`read_sources`."""
    listed = [asdict(source) for source in sources]
    path.write_text(json.dumps(listed, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_sources(path: Path) -> dict[str, Source]:
    """Read the sources of a build by id, as :func:`write_sources` wrote them.

    Raises
    ------
    GeoDataError
        If the file is missing or cannot be read, because another version of this program wrote the build.
    """
    try:
        listed = [Source(**source_fields(stored)) for stored in json.loads(path.read_text("utf-8"))]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise GeoDataError(
            f"cannot be read ({error!r})", source=str(path), remedy="run terrapaz build --force"
        ) from error
    if not listed:
        raise GeoDataError("lists no source", source=str(path), remedy="run terrapaz build --force")
    return {source.id: source for source in listed}


@cache
def _declared() -> dict[str, Declared]:
    names = sorted(module.name for module in pkgutil.iter_modules(sources.__path__))
    return {name: Declared(importlib.import_module(f"geo.sources.{name}")) for name in names}
