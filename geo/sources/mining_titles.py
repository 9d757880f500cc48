"""Titles to mine gold, by municipality: the register of those who may sell minerals (RUCOM)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from geo.lazy import pd
from geo.readers.text import counts, indicators, read_text
from geo.rejects import set_aside
from geo.source import Coverage, RawFile, Source, Variable, locate

_YEAR: Final = "2026"
_GOLD: Final = r"\bORO\b"
_UNPLACED: Final = "99999"
"""The register's code for a title whose municipality is not determined yet."""
_RECORD: Final = 60
"""Length to which lists of minerals are cut in records of rejects."""

SOURCE: Final = Source(
    id="mining_titles",
    title="Gold mining titles",
    publisher="Agencia Nacional de Minería, RUCOM",
    publisher_url="https://www.anm.gov.co/?q=rucom",
    licence="CC BY-SA 4.0 (datos.gov.co); read from an MIT-licensed repository",
    attribution="Agencia Nacional de Minería, RUCOM",
    period="register, retrieved 2026-07",
    retrieved="2026-11-22",
    kind="indicators",
    files=(
        RawFile(
            "mining_titles/anm_rucom_titles_by_municipality_mineral.csv",
            "fe511f948d7dd1fbc298d16fefcaffa6403ee0ccb4fa96d160fec7033f1a3e69",
        ),
    ),
    coverage=Coverage(
        "2026-07-01",
        "2026-07-31",
        (2026,),
        "country",
        absent_is_zero=True,
        note="The register as it stood in July 2026: a municipality that it does not name has no title in it.",
    ),
    variables=(Variable("gold_titles", "titles", "Mining titles that name gold", "last", additive=False),),
    caveats=(
        "Titles in exploitation whose holders may sell, as the register stood in July 2026: no dates, no areas.",
        "A title counts in every municipality it touches, and once for each name of gold it carries (gold, vein gold,"
        " gold concentrates): the figures are upper bounds, and sums over municipalities more so.",
        "Titles for precious metals without a name are not counted as gold.",
    ),
)


def load(raw: Path) -> pd.DataFrame:
    """Read the register and count the titles that name gold.

    Returns
    -------
    pandas.DataFrame
        :data:`geo.schema.INDICATORS` for 2026: ``gold_titles`` of the municipalities that have any.

    Raises
    ------
    GeoDataError
        If the file lacks a column, a code is not five digits, or a value is not a count.
    """
    table = _read(raw)
    gold = table[table["mineral"].str.contains(_GOLD) & (table["municipality_code"] != _UNPLACED)]
    titles = counts(gold["gold_titles"], SOURCE).groupby(gold["municipality_code"]).sum()
    return indicators(titles.astype(str).reset_index().assign(year=_YEAR), SOURCE)


def rejects(raw: Path) -> pd.DataFrame:
    """Count the rows of minerals other than gold, and list those of gold without a municipality."""
    table = _read(raw)
    gold = table["mineral"].str.contains(_GOLD)
    other = table.loc[~gold, "mineral"].value_counts().sort_index()
    unplaced = table.loc[gold & (table["municipality_code"] == _UNPLACED), "mineral"]
    return pd.concat(
        [
            set_aside(other.index.str.slice(0, _RECORD), "names no gold", other),
            set_aside(unplaced, "its municipality is yet to be settled"),
        ],
        ignore_index=True,
    )


def _read(raw: Path) -> pd.DataFrame:
    columns = {"cod_mpio": "municipality_code", "mineral": "mineral", "titulos_distintos": "gold_titles"}
    return read_text(locate(SOURCE.files[0], raw), columns, SOURCE)
