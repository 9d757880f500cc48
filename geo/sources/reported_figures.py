"""Figures that were only published as totals: deforestation, displacement, deaths in the forces, seizures, reach."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import counts, read_text
from geo.schema import REPORTED_FIGURES, check
from geo.source import Coverage, RawFile, Source, locate

SOURCE: Final = Source(
    id="reported_figures",
    title="Figures reported as totals",
    publisher="Terrapaz, from the publishers cited in each row",
    publisher_url="https://www.defensoria.gov.co",
    licence="facts; each row cites its publisher",
    attribution="The publisher cited in each row",
    period="2010-2025",
    retrieved="2026-11-28",
    kind="register",
    files=(RawFile("reported_figures.csv", tracked=True),),
    coverage=Coverage(
        "2010-01-01",
        "2025-12-31",
        (),
        "country",
        note="Single years and spans, as they were published: a year without a row was not reported, or not found.",
    ),
    caveats=(
        "Read in the press, not in a data set: definitions and cut-off days differ from row to row, so rows make no"
        " series.",
        "For the whole country, a department or one pipeline: nothing in it may be put on a map.",
        "Municipalities with a group's presence overlap between groups and are never added up.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the figures.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.REPORTED_FIGURES`, sorted by ``figure_id``.

    Raises
    ------
    GeoDataError
        If a row violates the schema.
    """
    table = read_text(locate(SOURCE.files[0], raw), {name: name for name in REPORTED_FIGURES.columns}, SOURCE)
    years = {name: counts(table[name], SOURCE).fillna(0).astype("int16") for name in ("start_year", "end_year")}
    table = table.assign(**years, value=counts(table["value"], SOURCE).fillna(-1).astype("int64"))
    return check(table.sort_values("figure_id", ignore_index=True), REPORTED_FIGURES, SOURCE.id)
