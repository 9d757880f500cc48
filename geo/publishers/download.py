"""Download a file that its publisher overwrites in place."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from geo.lazy import pd
from geo.publishers.client import Client
from geo.publishers.faults import PublisherError
from geo.publishers.publisher import require_columns
from geo.readers.text import first_sheet
from geo.schema import GeoDataError

MAX_UNPACKED: Final = 2_000_000_000
"""Bytes that an archive or workbook may unpack to: UCDP's largest release has 300 million."""


@dataclass(frozen=True)
class Download:
    """A query for one file.

    Attributes
    ----------
    address
        Address of the file.
    """

    address: str

    expects: ClassVar[str] = "a file of data"

    @property
    def url(self) -> str:
        """Address of the file."""
        return self.address

    def fetch(self, client: Client) -> Path:
        """Download the file, resuming an earlier attempt; return its path in the cache."""
        client.use_cache(self.address, str(client.today))
        return client.download(self.address)


def require_unpacked(path: Path, client: Client, address: str) -> None:
    """Raise if an archive or a workbook unpacks to more than tables do; nothing is unpacked.

    Raises
    ------
    GeoDataError
        Says how much it would be.
    """
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > MAX_UNPACKED:
        client.forget()
        raise PublisherError(
            f"the file unpacks to {size:,} bytes, more than {MAX_UNPACKED:,}; the old file stays",
            source=client.name,
            value=address,
            remedy="open the address in a browser: the publisher may have moved it, and PUBLISHER has to follow",
        )


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

    expects: ClassVar[str] = "a workbook (.xlsx)"

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
        require_unpacked(path, client, self.url)
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
