"""Build and verify ``data/processed``: checked tables with their manifest.

A build is written to a temporary folder that then replaces the earlier one, so that a failed build changes nothing.
Two builds of the same inputs are byte-identical.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from geo.build.datapackage import describe
from geo.build.inputs import Inputs, Progress, facts, gather
from geo.catalogue import write_sources
from geo.changes.history import PRESERVED, link_or_copy
from geo.fetch import sha256
from geo.lazy import gpd, pd
from geo.schema import LINEAGE, GeoDataError, check, parse_manifest
from geo.source import MANIFEST, PROCESSED, RAW, SOURCES, RawFile, locate
from geo.swap import recover, replacing, require_free
from geo.workers import Threads

PACKAGE: Final = "datapackage.json"


@dataclass(frozen=True)
class Report:
    """The result of a build.

    Attributes
    ----------
    out
        The folder of the tables.
    manifest
        The content of ``manifest.json``.
    fresh
        False if everything was up to date and nothing was written.
    """

    out: Path
    manifest: Mapping[str, Any]
    fresh: bool

    @property
    def missing(self) -> dict[str, str]:
        """Sources whose data are missing, with the reason."""
        return dict(self.manifest["missing"])

    @property
    def remarks(self) -> list[str]:
        """Files that were ignored, one or two sentences each."""
        return list(self.manifest["remarks"])


def build(
    out: Path = PROCESSED,
    raw: Path = RAW,
    *,
    boundaries: str | None = None,
    fields: Mapping[str, str] | None = None,
    extra: frozenset[str] = frozenset(),
    scheduler: str | None = None,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Report:
    """Compute every table from the data at hand (:mod:`geo.build.inputs`), and replace those in ``out``.

    Parameters
    ----------
    out, raw
        ``data/processed`` and ``data/raw``, or folders with the same layout.
    boundaries
        Id of an edition (:data:`geo.sources.dane_mgn.EDITIONS`) or the path of an MGN release.
    fields
        Names of the fields of that file by :data:`geo.sources.dane_mgn.FIELDS`.
    extra
        Ids of optional sources to include, or to report as missing.
    scheduler
        Address of a dask scheduler for the raster work.
    force
        Build even if nothing changed.
    progress
        Called with a short message at each step.

    Raises
    ------
    GeoDataError
        If an input violates a rule. Nothing is written.
    """
    _require_replaceable(out)
    inputs = gather(raw, boundaries, extra, fields)
    known = facts(inputs)
    old = read_manifest(out)
    if not force and old is not None and all(old.get(key) == known[key] for key in known) and not _damaged(out, old):
        return Report(out, old, fresh=False)
    from geo.analyses.run import standard_analyses
    from geo.build.lineage import trace
    from geo.build.tables import (
        assemble,  # imports numba, for which an up-to-date build should not wait
    )

    tables = assemble(inputs, scheduler=scheduler, progress=progress)
    if "indicators" in tables:
        tables["lineage"] = check(trace(tables["indicators"], inputs.sources, known["inputs"]), LINEAGE, "lineage")
        progress("analyses")
        tables |= standard_analyses(tables, inputs.catalogue)
    progress("data/processed")
    return Report(out, _write(tables, known, inputs, out), fresh=True)


def read_manifest(out: Path = PROCESSED) -> dict[str, Any] | None:
    """Read the manifest of the build in ``out``; None if there is none or it cannot be read."""
    recover(out)
    try:
        return parse_manifest((out / MANIFEST).read_bytes(), str(out / MANIFEST))
    except (OSError, GeoDataError):
        return None


def verify(out: Path = PROCESSED, raw: Path = RAW) -> list[str]:
    """Hash every input and output again; return the differences from the manifest, one sentence each.

    Raises
    ------
    GeoDataError
        If there is no build in ``out``.
    """
    manifest = read_manifest(out)
    if manifest is None or not manifest["outputs"]:
        raise GeoDataError("there is no build here", source=str(out), remedy="run terrapaz build")
    differences = []
    for entry in manifest["inputs"]:
        path = locate(RawFile(entry["path"], tracked=entry["tracked"]), raw)
        if not path.is_file():
            differences.append(f"input {entry['path']} is missing")
        elif (found := sha256(path)) != entry["sha256"]:
            differences.append(f"input {entry['path']} has changed: sha256 {found}, was {entry['sha256']}")
    return differences + _damaged(out, manifest)


def _require_replaceable(out: Path) -> None:
    """Raise if ``out`` holds anything that no build has written."""
    require_free(out, folder=True, option="--out")
    if not out.exists() or ((out / MANIFEST).is_file() or all(path.name in PRESERVED for path in out.iterdir())):
        return
    raise GeoDataError(
        "holds other files, which would be lost",
        source=str(out),
        column="--out",
        remedy="name a folder that does not exist, is empty, or holds a build",
    )


def _damaged(out: Path, manifest: Mapping[str, Any]) -> list[str]:
    differences = []
    for name, entry in manifest["outputs"].items():
        path = out / name
        if not path.is_file():
            differences.append(f"output {name} is missing")
        elif (found := sha256(path)) != entry["sha256"]:
            differences.append(f"output {name} has changed: sha256 {found}, was {entry['sha256']}")
    return differences


def _write(tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], inputs: Inputs, out: Path) -> dict[str, Any]:
    with replacing(out) as fresh:
        largest_first = sorted(tables, key=lambda name: -tables[name].size)
        written = dict(zip(largest_first, Threads().map(_write_table, (tables, fresh), largest_first), strict=True))
        outputs: dict[str, dict[str, Any]] = {f"{name}.parquet": written[name] for name in sorted(tables)}
        package = describe(tables, outputs, inputs.sources, facts["data_version"])
        path = _write_json(package, fresh / PACKAGE)
        outputs[PACKAGE] = _entry(path, len(package["resources"]))
        write_sources(inputs.catalogue.values(), fresh / SOURCES)
        outputs[SOURCES] = _entry(fresh / SOURCES, len(inputs.catalogue))
        manifest = {**facts, "outputs": outputs}
        _write_json(manifest, fresh / MANIFEST)
        for name in PRESERVED:
            if (out / name).exists():
                link_or_copy(out / name, fresh / name)
    return manifest


def _write_table(shared: tuple[Mapping[str, pd.DataFrame], Path], name: str) -> dict[str, Any]:
    """Write one of the tables into a folder; return its entry in the manifest."""
    tables, folder = shared
    table, path = tables[name], folder / f"{name}.parquet"
    if isinstance(table, gpd.GeoDataFrame):
        table.to_parquet(path, index=False, compression="zstd", schema_version="1.1.0", write_covering_bbox=True)
    else:
        table.to_parquet(path, index=False, compression="zstd")
    return _entry(path, len(table))


def _entry(path: Path, rows: int) -> dict[str, Any]:
    return {"sha256": sha256(path), "bytes": path.stat().st_size, "rows": rows}


def _write_json(content: Mapping[str, Any], path: Path) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    return path
