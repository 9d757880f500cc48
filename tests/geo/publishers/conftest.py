"""The client that the tests of every protocol ask with."""

from pathlib import Path

import pytest

from geo.publishers.client import Client
from tests.geo.publishers.servers import TODAY


@pytest.fixture
def client(tmp_path: Path, how: dict) -> Client:
    return Client("demo", tmp_path / "spool", TODAY, **how)
