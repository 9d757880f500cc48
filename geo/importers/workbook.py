"""Read workbooks in a process of their own: a file that would take all memory or time ends that process alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pandas as pd

from geo.schema import GeoDataError

MAX_MEMORY: Final = 3 << 30
"""Bytes that opening a workbook may take: one of 30 million cells has about as many."""

MAX_SECONDS: Final = 120.0
MAX_CELLS: Final = 30_000_000
"""Cells of a sheet from its first to its last: the reader keeps those between them too, however few are filled."""

_PROGRAM: Final = Path(__file__).with_name("cells.py")
_REMEDY: Final = "remove what stands far from the table, or save the sheet as CSV"


def read_sheets(file: Path, path: Path) -> dict[str, pd.DataFrame]:
    """Read every cell of every sheet as text: XLSX, XLSM, XLSB, XLS or ODS.

    Parameters
    ----------
    file
        The workbook.
    path
        What the user named, for messages: the workbook, or the archive that it is in.

    Returns
    -------
    dict
        Cells by sheet, without a header, empty ones as empty text.

    Raises
    ------
    GeoDataError
        If it is no workbook, or takes too much memory or time.
    """
    command = [sys.executable, "-I", str(_PROGRAM), str(file.resolve()), str(MAX_MEMORY), str(MAX_CELLS)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=MAX_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise GeoDataError(
            f"takes more than {MAX_SECONDS:.0f} seconds to open", source=str(path), remedy=_REMEDY
        ) from error
    if done.returncode < 0:  # it ended where it could not say why
        raise GeoDataError("takes more memory than it is given", source=str(path), remedy=_REMEDY)
    if done.returncode:
        problem = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        remedy = "save it again as XLSX or CSV" if problem.startswith("is not") else _REMEDY
        raise GeoDataError(problem, source=str(path), remedy=remedy)
    return {name: pd.DataFrame(rows, dtype=str) for name, rows in json.loads(done.stdout).items()}
