"""A plain file that its publisher replaces in place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.publishers.client import Client


@dataclass(frozen=True)
class Download:
    """One file.

    Attributes
    ----------
    address
        Where it lies.
    """

    address: str

    @property
    def url(self) -> str:
        """Where it lies."""
        return self.address

    def fetch(self, client: Client) -> Path:
        """Download it, going on where an earlier attempt stopped; return where it is kept for now."""
        client.keep_to(self.address, str(client.today))
        return client.download(self.address)
