"""What the commands print: results on one stream; progress and complaints on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

DATA: Final = "Data"
TABLES: Final = "Tables"
OUTPUTS: Final = "Maps and data"
APP: Final = "App"
"""Headings of the help, and of docs/commands.md, below which commands stand together."""

out = Console()
err = Console(stderr=True)


@contextmanager
def steps() -> Iterator[Callable[[str], None]]:
    """Show one line of progress; call what is yielded with each step."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("")
        yield lambda text: progress.update(task, description=text)


def complain(texts: Iterable[object]) -> None:
    """Print what went wrong, each as it is: it may hold anything."""
    for text in texts:
        err.print(str(text), style="red", markup=False, highlight=False, soft_wrap=True)


def short(path: Path) -> str:
    """A path as seen from the current folder, whole where it leads elsewhere."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
