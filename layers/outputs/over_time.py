"""The chart over time of a published map: picture, files and table, in one language."""

from __future__ import annotations

import json

import pandas as pd

from layers.charts import FILES, chart, render, sheet
from layers.outputs.published import PublishedChart
from layers.scene.web_assets import packed
from layers.selection import Selection
from layers.tables import Tables
from layers.text.i18n import DASH, translator


def published_chart(selection: Selection, tables: Tables) -> PublishedChart | None:
    """Build the chart of the headline series; None without data."""
    found = chart("over_time", selection, tables)
    if found is None:
        return None
    t = translator(selection.lang)
    table = found.table
    columns = [
        [DASH if pd.isna(value) else t.significant(value) for value in table[name]]
        if table[name].dtype.kind == "f"
        else list(table[name])
        for name in table.columns
    ]
    inner = {
        "svg": sheet.svg(found),
        "csv": render(found, "csv").decode("utf-8"),
        "head": list(table.columns),
        "rows": [list(row) for row in zip(*columns, strict=True)],
    }
    return {
        "title": found.title,
        "alt": found.alt,
        "name": found.file_name,
        "packed": packed(json.dumps(inner, ensure_ascii=False)),
        "files": {ending: t(label) for ending, label in FILES.items()},
    }
