"""The cells of a workbook as text: a program that :mod:`geo.importers.workbook` runs in a process of its own.

Usage: ``python cells.py WORKBOOK BYTES CELLS``: the memory that it may take, and the cells that a sheet may have.
It writes JSON, ``{sheet: rows of texts}``; or on stderr what is wrong, with an exit code other than 0. It imports
nothing of this project, so that it starts at once.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook


def main(path: str, memory: int, most: int) -> int:
    """Write the sheets of a workbook to stdout; return the exit code."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    try:
        book = CalamineWorkbook.from_path(path)
        sheets = {}
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if sum(map(len, rows)) > most:
                print(f"has a sheet of more than {most:,} cells", file=sys.stderr)
                return 1
            sheets[name] = [[text(cell) for cell in row] for row in rows]
        json.dump(sheets, sys.stdout)
    except MemoryError:
        print("takes more memory than it is given", file=sys.stderr)
        return 1
    except Exception as error:  # calamine's own errors have no common public class
        print(
            "is not a workbook but HTML or XML" if _is_markup(path) else f"is not a workbook: {error}",
            file=sys.stderr,
        )
        return 1
    return 0


def _is_markup(path: str) -> bool:
    """Whether a file begins as web pages do, which some sites call .xls."""
    with Path(path).open("rb") as file:
        return file.read(1000).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")


def text(cell: Any) -> str:
    """A cell as a person would write it: whole numbers without a fraction, days as ISO dates."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, timedelta):
        return str((datetime.min + cell).time())
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return f"{cell} 00:00:00"
    return str(cell)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
