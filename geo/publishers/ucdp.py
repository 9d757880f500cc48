"""Query UCDP for the newest yearly release of GED, by file or, with a token, by the API, and for candidate events."""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO, Any, ClassVar, Final

from geo.lazy import pd, requests
from geo.publishers.client import Client
from geo.publishers.download import require_unpacked
from geo.publishers.faults import PublisherError, TruncatedError
from geo.publishers.publisher import Delivery, require_columns, require_new, require_rows
from geo.source import Coverage, Source

VARIABLE: Final = "UCDP_ACCESS_TOKEN"
"""Environment variable of an API token, which UCDP issues on request; without it the zipped CSV is fetched."""

COUNTRY: Final = 100
"""Colombia in Gleditsch and Ward's list of states."""

_TRANSIENT: Final = (400,)
"""The API answers 400 if requests are too frequent."""
_RELEASES: Final = 3
"""Number of yearly releases to try: that of this year is published in summer."""
STATUS: Final = "code_status"
"""Column of a candidate release: ``Clear``, or what UCDP has not checked yet."""


@dataclass(frozen=True)
class Ucdp:
    """A query for Colombia's events of the newest yearly release.

    Attributes
    ----------
    columns
        The columns that are read.
    files, api
        Addresses, with the release as ``{compact}`` (261) or ``{release}`` (26.1).
    page
        Events per request of the API, which allows 1,000.
    """

    columns: tuple[str, ...]
    files: str = "https://ucdp.uu.se/downloads/ged/ged{compact}-csv.zip"
    api: str = "https://ucdpapi.pcr.uu.se/api/gedevents/{release}"
    page: int = 1000

    expects: ClassVar[str] = "events as CSV, zipped, or as JSON of the API"

    @property
    def url(self) -> str:
        """Address of UCDP's releases."""
        return self.files.partition("/ged/")[0] + "/"

    def fetch(self, client: Client) -> pd.DataFrame:
        """Request this year's release, or the newest before it.

        Returns
        -------
        pandas.DataFrame
            Text, one row per event, with the column ``release``.
        """
        token = os.environ.get(VARIABLE)
        for year in range(client.today.year % 100, client.today.year % 100 - _RELEASES, -1):
            release = f"{year}.1"
            try:
                table = self._by_api(client, release, client.hide(token)) if token else self._by_file(client, release)
            except _NoReleaseError:
                continue
            return table.assign(release=release)
        raise PublisherError(
            f"none of the last {_RELEASES} yearly releases was found",
            source=client.name,
            value=self.files,
            remedy="check UCDP's download page: the address may have changed",
        )

    def _by_file(self, client: Client, release: str) -> pd.DataFrame:
        address = self.files.format(compact=release.replace(".", ""))
        client.use_cache(address, str(client.today))
        try:
            path = client.download(address)
        except PublisherError as error:
            if error.status == requests.codes.not_found:
                raise _NoReleaseError from error
            raise
        return _colombia(path, self.columns, client, address)

    def _by_api(self, client: Client, release: str, token: str) -> pd.DataFrame:
        address, headers = self.api.format(release=release), {"x-ucdp-access-token": token}
        params = {"Country": COUNTRY, "pagesize": self.page}
        try:
            first = client.json(address, {**params, "pagesize": 1, "page": 1}, headers=headers)
        except PublisherError as error:
            if error.status in (requests.codes.not_found, requests.codes.bad_request):
                raise _NoReleaseError from error
            raise
        total = int(first["TotalCount"])
        if not total:
            raise _NoReleaseError
        require_columns(self.columns, list(first["Result"][0]), client, address)
        client.use_cache(f"{address} {self.page}", f"{total} {client.today}")
        events: list[dict[str, Any]] = []
        for page in range(1, -(-total // self.page) + 1):
            client.progress(f"GED {release}: {len(events):,} of {total:,} events")
            expected = min(self.page, total - len(events))
            found = client.get(
                address, {**params, "page": page}, _Page(expected), headers=headers, transient=_TRANSIENT
            )
            require_new(found, events, client, address)
            events += found
        require_rows(len(events), total, client)
        return pd.DataFrame(
            [{name: "" if event[name] is None else str(event[name]) for name in self.columns} for event in events]
        )


@dataclass(frozen=True)
class Candidates:
    """Colombia's candidate events of the year: UCDP's longest file of quarters, and the months after it.

    Attributes
    ----------
    columns
        Those that are read, without :data:`STATUS`.
    files
        Address, with the release as ``{release}``: ``26_01_26_06`` for January to June 2026, ``26_0_8`` for August.
    """

    columns: tuple[str, ...]
    files: str = "https://ucdp.uu.se/downloads/candidateged/GEDEvent_v{release}.csv"

    expects: ClassVar[str] = "events as CSV"

    @property
    def url(self) -> str:
        """Address of UCDP's releases."""
        return self.files.partition("/candidateged/")[0] + "/"

    def fetch(self, client: Client) -> pd.DataFrame:
        """Request the longest published file of quarters, then each month after it until one is not found.

        Until the first month of a year is published, those of the year before are requested.

        Returns
        -------
        pandas.DataFrame
            Text, one row per event, its newest version, with the columns :data:`STATUS` and ``release``.
        """
        client.use_cache(self.files, str(client.today))
        for year, months in ((client.today.year % 100, client.today.month), (client.today.year % 100 - 1, 13)):
            found, last = [], 0
            for quarter in [month for month in (12, 9, 6, 3) if month < months]:
                found = self._download(client, f"{year}_01_{year}_{quarter:02}")
                if found:
                    last = quarter
                    break
            for month in range(last + 1, months):
                monthly = self._download(client, f"{year}_0_{month}")
                if not monthly:
                    break
                found += monthly
            if found:
                return pd.concat(found).drop_duplicates("id", keep="last", ignore_index=True)
        raise PublisherError(
            "no candidate release of this year or the last was found",
            source=client.name,
            value=self.files,
            remedy="check UCDP's download page: the address may have changed",
        )

    def _download(self, client: Client, release: str) -> list[pd.DataFrame]:
        address = self.files.format(release=release)
        try:
            path = client.download(address)
        except PublisherError as error:
            if error.status == requests.codes.not_found:
                return []
            raise
        table = _colombia(path, (*self.columns, STATUS), client, address)
        return [table.assign(release=release.replace("_", "."))]


def deliver_candidates(answers: Mapping[str, Any], source: Source, day: date) -> Delivery:
    """Deliver candidate events; they cover no year, because UCDP has not checked them yet."""
    table: pd.DataFrame = answers["events"]
    first, last = (table["date_start"].min()[:10], table["date_end"].max()[:10])
    coverage = Coverage(first, last, (), "listed", note=source.coverage.note)
    return Delivery({"candidates_colombia.csv": table}, coverage, f"{first}/{last}")


def deliver(answers: Mapping[str, Any], source: Source, _: date) -> Delivery:
    """Convert Colombia's events of a yearly release: release 26.1 covers 1989 to 2025."""
    table: pd.DataFrame = answers["events"]
    release = str(table["release"].iloc[0])
    years = tuple(range(1989, 2000 + int(release.partition(".")[0])))
    coverage = Coverage(
        "1989-01-01",
        f"{years[-1]}-12-31",
        years,
        "country",
        absent_is_zero=True,
        note="Events known to a department or less exactly count in no municipality: a zero means that no event was"
        " placed there.",
    )
    return Delivery(
        {f"ged{release.replace('.', '')}_colombia.csv": table.sort_values("id", key=lambda ids: ids.astype("int64"))},
        coverage,
        f"1989-{years[-1]}",
        updates={
            "title": f"Organised violence (UCDP GED {release})",
            "publisher": f"Uppsala Conflict Data Program, GED {release}, Colombia",
            "caveats": (
                source.caveats[0],
                "One row may sum up several incidents (event_clarity 2).",
                "Events whose municipality is not in the crosswalk count in the department only.",
            ),
        },
    )


class _NoReleaseError(Exception):
    """The publisher has no such release."""


@dataclass(frozen=True)
class _Page:
    expected: int

    def __call__(self, body: bytes) -> list[dict[str, Any]]:
        try:
            events: list[dict[str, Any]] = json.loads(body)["Result"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise TruncatedError("the answer is incomplete") from error
        if len(events) < self.expected:
            raise TruncatedError(f"{len(events):,} of {self.expected:,} events received")
        return events


def _colombia(path: Path, columns: tuple[str, ...], client: Client, address: str) -> pd.DataFrame:
    """Read Colombia's rows of a global file, zipped or not, in chunks: a yearly one as one table needs a gigabyte."""
    require_unpacked(path, client, address)
    with _opened(path) as file:
        chunks = pd.read_csv(file, dtype=str, keep_default_na=False, chunksize=20_000, encoding="utf-8-sig")
        found = []
        for chunk in chunks:
            require_columns((*columns, "country_id"), list(chunk.columns), client, address)
            found.append(chunk.loc[chunk["country_id"].isin([str(COUNTRY), f"{COUNTRY}.0"]), list(columns)])
    return pd.concat(found, ignore_index=True)


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """A CSV, or the one in an archive."""
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        [name] = [name for name in archive.namelist() if name.lower().endswith(".csv")]
        with archive.open(name) as packed:
            yield packed
