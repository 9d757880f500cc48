"""What the commands print: results on one stream; progress and complaints on the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from geo.source import ROOT

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
    """A path as seen from the project's folder."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
