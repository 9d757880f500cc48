"""The catalogue of sources: those that :mod:`geo.sources` declares, and those that users imported."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

from geo import sources
from geo.imported import Imported, imported
from geo.loader import Declared
from geo.source import FACTS, RAW, Source


def discover(raw: Path = RAW) -> dict[str, Declared | Imported]:
    """Return every source's loader by id: declared sources, then those imported into ``raw``, both alphabetically.

    A declared source is read from its refreshed data, if ``raw`` has any.
    """
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


@cache
def _declared() -> dict[str, Declared]:
    names = sorted(module.name for module in pkgutil.iter_modules(sources.__path__))
    return {name: Declared(importlib.import_module(f"geo.sources.{name}")) for name in names}
