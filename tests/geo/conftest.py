"""A folder of raw files that is empty, and publishers asked without pauses and without keys."""

from pathlib import Path

import pytest

from tests.geo.publishers.servers import KEYS


@pytest.fixture
def waits() -> list[float]:
    """Seconds the client would have waited."""
    return []


@pytest.fixture
def how(waits: list[float], monkeypatch: pytest.MonkeyPatch) -> dict:
    """Ask without pauses, with no key in the environment."""
    for name in KEYS:
        monkeypatch.delenv(name, raising=False)
    return {"pause": 0.0, "sleep": waits.append}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty data/raw."""
    path = tmp_path / "raw"
    path.mkdir()
    return path
