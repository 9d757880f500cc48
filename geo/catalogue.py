"""Every source there is: those that :mod:`geo.sources` declares, and what users imported."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from geo import sources
from geo.imported import imported
from geo.source import FACTS, RAW, Source, refreshed


def discover(raw: Path = RAW) -> dict[str, Any]:
    """Every source's :class:`geo.source.Loader` by id: those declared, then those imported into ``raw``.

    Each in alphabetical order.
    """
    return _declared() | imported(raw)


def catalogue(raw: Path = RAW) -> dict[str, Source]:
    """The :class:`geo.source.Source` of each, as it lies in ``raw``."""
    renewed = {facts.parent.name for facts in (raw / "refreshed").glob(f"*/{FACTS}")}  # few, so the rest is not asked
    return {
        name: refreshed(loader.SOURCE, raw) if name in renewed else loader.SOURCE
        for name, loader in discover(raw).items()
    }


def restricted(source: str, known: Mapping[str, Source]) -> bool:
    """Whether the rows of a source stay behind: its terms say so, or nobody knows them any more."""
    return source not in known or not known[source].redistributable


@cache
def _declared() -> dict[str, Any]:
    names = sorted(module.name for module in pkgutil.iter_modules(sources.__path__))
    return {name: importlib.import_module(f"geo.sources.{name}") for name in names}
