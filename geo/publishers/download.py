"""Download a file that its publisher overwrites in place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geo.lazy import pd
from geo.publishers.client import Client
from geo.publishers.publisher import require_columns
from geo.readers.text import first_sheet
from geo.schema import GeoDataError


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


@dataclass(frozen=True)
class Workbook:
    """A query for some columns of the first sheet of a workbook.

    Attributes
    ----------
    address
        Address of the workbook.
    columns
        The columns that are read; columns that name persons are not among them.
    """

    address: str
    columns: tuple[str, ...]

    @property
    def url(self) -> str:
        """Address of the workbook."""
        return self.address

    def fetch(self, client: Client) -> pd.DataFrame:
        """Download the workbook and read it; text, an empty cell is empty text.

        Raises
        ------
        GeoDataError
            If the file is no workbook, such as a page that says why there is none, or lacks a column.
        """
        from python_calamine import CalamineError

        path = Download(self.address).fetch(client)
        try:
            table = first_sheet(path, self.columns)
        except CalamineError as error:
            path.unlink()  # another attempt asks for it again
            raise GeoDataError(
                f"what is at {self.url} is no workbook ({error}); the old file stays",
                source=client.name,
                remedy="open the address in a browser: the publisher may have moved it, and PUBLISHER has to follow",
            ) from error
        require_columns(self.columns, list(table.columns), client, self.url)
        return pd.DataFrame({name: table[name].str.strip() for name in self.columns})
