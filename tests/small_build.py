"""A catalogue of boundaries and regions only, so that a build takes a second or two."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

import geo.build.inputs
import geo.catalogue
from geo.imported import imported
from geo.loader import Declared
from geo.sources import dane_mgn, regions


@contextmanager
def small_catalogue(raw: Path, *more: ModuleType) -> Iterator[None]:
    """Declare a few sources, and what is imported into ``raw``; the code counts as the same, whatever changes."""
    few = {module.SOURCE.id: Declared(module) for module in (dane_mgn, regions, *more)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(geo.catalogue, "_declared", lambda: few)
        patch.setattr(geo.catalogue, "imported", lambda _=raw: imported(raw))
        patch.setattr(geo.build.inputs, "_code_hash", lambda: "code")
        yield
