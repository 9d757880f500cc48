"""Output of the commands: results on stdout, progress and errors on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from geo.schema import GeoDataError

DATA: Final = "Data"
TABLES: Final = "Tables"
OUTPUTS: Final = "Maps and data"
APP: Final = "App"
"""Headings under which the help and docs/commands.md group the commands."""

out = Console()
err = Console(stderr=True)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Show one line of progress; call the yielded function with the text of each step."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("")
        yield lambda text: progress.update(task, description=text)


def print_errors(texts: Iterable[object]) -> None:
    """Print errors to stderr, verbatim, since they may contain markup."""
    for text in texts:
        err.print(str(text), style="red", markup=False, highlight=False, soft_wrap=True)


def plain(error: Exception) -> Exception:
    """An error that names the file and a remedy, also where the system raised it."""
    if not isinstance(error, OSError) or isinstance(error, GeoDataError):
        return error
    if error.filename is None:  # what is written to a file that is open already
        remedy = "make room on the disk, or name another path; what was there is as it was"
        return GeoDataError(f"a file cannot be written: {error.strerror or error}", remedy=remedy)
    problem = f"cannot be used: {error.strerror}"
    return GeoDataError(problem, source=str(error.filename), remedy="name another path, or mend this one")


def short(path: Path) -> str:
    """A path relative to the current folder if it is inside, else unchanged."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
