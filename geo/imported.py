"""Store and read a user's own data in ``data/raw/imported``, as sources like any other.

One folder per source: ``table.parquet`` in the canonical schema of its kind, ``source.json`` with the fields of the
:class:`geo.source.Source`, ``report.csv`` with the outcome of every row of the user's file, and ``searched.parquet``
if the user stated which area had been searched. A folder is written completely or not at all.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from geo.escaping import for_spreadsheet
from geo.fetch import sha256
from geo.lazy import gpd, pd, shapely
from geo.loader import Loader
from geo.rejects import set_aside
from geo.schema import EVENTS, FEATURES, INDICATORS, GeoDataError, check
from geo.source import FACTS, IMPORTED_PREFIX, RAW, RawFile, Source, source_fields
from geo.swap import recover_all, replacing

FOLDER: Final = "imported"
TABLE: Final = "table.parquet"
SEARCHED: Final = "searched.parquet"
REPORT: Final = "report.csv"
ACCEPTED: Final = "accepted"
REFUSED: Final = "refused"

_SCHEMAS: Final = {"events": EVENTS, "features": FEATURES, "indicators": INDICATORS}

_QUOTING: Final = re.compile(
    r"(\w+: .+?|(?!\w+: ).+?): .*", re.DOTALL
)  # a column's name is one word, a reason several


@dataclass(frozen=True)
class Imported(Loader):
    """The loader of a user's table."""

    source: Source

    def load(self, raw: Path) -> pd.DataFrame:
        """Read the table, in the schema of the source's kind.

        Raises
        ------
        GeoDataError
            If the table violates its schema: it was not written by this program, or by another version of it.
        """
        path = raw / self.source.files[0].path
        table = pd.read_parquet(path) if self.source.kind == "indicators" else gpd.read_parquet(path)
        return check(table, _SCHEMAS[self.source.kind], self.source.id)

    def rejects(self, raw: Path) -> pd.DataFrame:
        """Count the rows of the user's file that were refused, by reason; ``report.csv`` lists each of them."""
        path = (raw / self.source.files[0].path).with_name(REPORT)
        report = pd.read_csv(path, dtype={"record": str, "reason": str}, keep_default_na=False)
        parts = [
            set_aside([f"first: row {first}"], f"refused at import: {reason}", rows)
            for reason, rows, first in refusals(report)
        ]
        return pd.concat([set_aside([], ""), *parts], ignore_index=True)

    def searched(self, raw: Path) -> shapely.Geometry | None:
        """The searched area that the user stated, one polygon, EPSG:4326; there is no coverage outside it."""
        found = [file.path for file in self.source.files if file.path.endswith(SEARCHED)]
        return gpd.read_parquet(raw / found[0]).geometry.iloc[0] if found else None


def imported(raw: Path = RAW) -> dict[str, Imported]:
    """Return the loader of every imported source by its id, in alphabetical order.

    Raises
    ------
    GeoDataError
        If a ``source.json`` cannot be read.
    """
    found = {}
    recover_all(raw / FOLDER)
    for facts in sorted((raw / FOLDER).glob(f"[!.]*/{FACTS}")):
        try:
            source = Source(**source_fields(json.loads(facts.read_text("utf-8"))))
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            raise GeoDataError(
                f"cannot be read: {error}", source=str(facts), remedy="remove the folder and import the file again"
            ) from error
        record = RawFile(facts.relative_to(raw).as_posix())
        found[source.id] = Imported(replace(source, files=(*source.files, record)))
    return found


def store(
    source: Source,
    table: pd.DataFrame,
    report: pd.DataFrame,
    raw: Path,
    searched: gpd.GeoDataFrame | None = None,
) -> Path:
    """Write an imported source into ``raw``, replacing an earlier one of that name.

    Parameters
    ----------
    source
        Its id is ``imported-<name>``; its ``files`` are filled in here.
    table
        :data:`geo.schema.EVENTS`, :data:`geo.schema.FEATURES` or :data:`geo.schema.INDICATORS`, by the source's kind.
    report
        One row per row of the user's file, as :meth:`geo.importers.reading.Ledger.report` returns it.
    searched
        The area that was searched, one polygon.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    GeoDataError
        If the table violates its schema. Nothing is written.
    """
    check(table, _SCHEMAS[source.kind], source.id)
    folder = raw / FOLDER / source.id.removeprefix(IMPORTED_PREFIX)
    parts: Mapping[str, Any] = {TABLE: table} | ({} if searched is None else {SEARCHED: searched})
    with replacing(folder) as fresh:
        files = []
        for name, part in parts.items():
            part.to_parquet(fresh / name, index=False, compression="zstd")
            files.append(RawFile(f"{FOLDER}/{folder.name}/{name}", sha256(fresh / name)))
        texts = report.select_dtypes(exclude="number").columns
        safe = report.assign(**{name: report[name].map(for_spreadsheet) for name in texts})
        safe.to_csv(fresh / REPORT, index=False)
        facts = asdict(replace(source, files=tuple(files)))
        (fresh / FACTS).write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return folder


def refusals(report: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Reasons why rows were refused, most frequent first: reason, rows, first row.

    Reasons are written ``reason`` or ``column: reason``, and either may have ``: value`` after it. Those that differ
    only in the value are counted as one, without the value.
    """
    refused = report[report["outcome"] == REFUSED]
    kind = refused["reason"].map(_without_value)
    kind = kind.mask(kind.str.match(r"the \w+ of row \d+ again"), "the same again")
    return _tally(kind, refused["row"])


def remarks(report: pd.DataFrame) -> list[tuple[str, int, int]]:
    """Remarks on accepted rows, most frequent first: remark (without its value), rows, first row."""
    accepted = report[(report["outcome"] == ACCEPTED) & (report["remark"] != "")].set_index("row")
    each = accepted["remark"].str.split("; ").explode().str.replace(r" \(.*", "", regex=True)
    return _tally(each.map(_without_value), each.index.to_series())


def _tally(kind: pd.Series, row: pd.Series) -> list[tuple[str, int, int]]:
    groups = row.groupby(kind.to_numpy()).agg(["size", "min"]).sort_values(["size", "min"], ascending=[False, True])
    return [(str(name), int(size), int(first)) for name, size, first in groups.itertuples()]


def _without_value(reason: str) -> str:
    found = _QUOTING.fullmatch(reason)
    return found[1] if found else reason
