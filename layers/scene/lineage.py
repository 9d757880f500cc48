"""Where the figures of a measure come from, in words: releases, methods, files and their checksums."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from layers.caching import weak_lru_cache
from layers.catalog.model import Choropleth
from layers.tables import Tables
from layers.text.i18n import Translator

_MAX_FILES: Final = 3  # files listed; the manifest has all


def origin(layer: Choropleth, tables: Tables, t: Translator) -> list[str]:
    """Lineage of a measure and its denominator: source and release, method, meaning of a zero, files."""
    measure = layer.measure
    series = [(measure.source, measure.variable)]
    if measure.per not in (None, "area"):
        series.append((measure.per_source or measure.source, str(measure.per)))
    lines: list[str] = []
    lineage = _lineage(tables)
    for row in (lineage[name] for name in series if name in lineage):
        files = [_abbreviate(entry) for entry in row["inputs"].split(" | ")]
        source = tables.sources.get(row["source"])
        title = t(source.title) if source else row["source"]
        lines += [
            f"{title}, {t(row['release'])}. "
            + t("Retrieved on {date}.", date=t.date(date.fromisoformat(row["retrieved"]))),
            f"{t(row['method'])} {t(row['zeros'])}",
            t("Files and checksums: {files}", files=", ".join(files[:_MAX_FILES]) + " …" * (len(files) > _MAX_FILES)),
        ]
    return list(dict.fromkeys(lines))


@weak_lru_cache(1)
def _lineage(tables: Tables) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (row["source"], row["variable"]): {str(name): value for name, value in row.items()}
        for row in tables.lineage.to_dict("records")
    }


def _abbreviate(entry: str) -> str:
    """Name of a file and the first digits of its checksum."""
    path, _, digest = entry.partition(" sha256:")
    return f"{path.rpartition('/')[2]} {digest[:8]}"
