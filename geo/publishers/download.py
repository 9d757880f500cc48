"""Download a file that its publisher overwrites in place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.publishers.client import Client


@dataclass(frozen=True)
class Download:
    """A query for one file.

    Attributes
    ----------
    address
        Address of the file.
    """

    address: str

    @property
    def url(self) -> str:
        """Address of the file."""
        return self.address

    def fetch(self, client: Client) -> Path:
        """Download the file, resuming an earlier attempt; return its path in the cache."""
        client.use_cache(self.address, str(client.today))
        return client.download(self.address)
