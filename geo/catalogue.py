"""Every source there is: those that :mod:`geo.sources` declares, and what users imported."""

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
    """Every source's loader by id: those declared, then those imported into ``raw``, each in alphabetical order.

    A declared source has its refreshed data, if ``raw`` has any.
    """
    renewed = {facts.parent.name for facts in (raw / "refreshed").glob(f"*/{FACTS}")}  # few, so the rest is not asked
    declared = {name: loader.refreshed(raw) if name in renewed else loader for name, loader in _declared().items()}
    return declared | imported(raw)


def catalogue(raw: Path = RAW) -> dict[str, Source]:
    """The :class:`geo.source.Source` of each, as it lies in ``raw``."""
    return {name: loader.source for name, loader in discover(raw).items()}


def declared_sources() -> dict[str, Source]:
    """The sources that this version declares, never refreshed, without those that users imported."""
    return {name: loader.source for name, loader in _declared().items()}


def declared(name: str) -> Declared:
    """The loader of a declared source, never refreshed."""
    return _declared()[name]


@cache
def _declared() -> dict[str, Declared]:
    names = sorted(module.name for module in pkgutil.iter_modules(sources.__path__))
    return {name: Declared(importlib.import_module(f"geo.sources.{name}")) for name in names}
