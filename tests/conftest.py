"""Fixtures that more than one room needs."""

import os
from pathlib import Path

import pytest

from geo.source import RAW, ROOT

MIRROR = Path(os.environ.get("TERRAPAZ_MIRROR", ROOT.parent / "shared" / "mirror"))


@pytest.fixture(scope="session")
def raw() -> Path:
    """A folder laid out as ``<source>/<file>`` that holds the raw files of every pinned source."""
    for folder in (MIRROR, RAW):
        if (folder / "ucdp_ged").is_dir():
            return folder
    pytest.skip("no raw files: set TERRAPAZ_MIRROR or run terrapaz fetch")


@pytest.fixture(scope="session")
def processed(raw: Path, request: pytest.FixtureRequest) -> Path:
    """The tables of a whole build, kept between runs for as long as inputs and code stay the same."""
    from geo.pipeline import build

    return build(request.config.cache.mkdir("processed") / "tables", raw).out
