"""The command ``terrapaz watch``: what changed since the last edition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from geo.schema import GeoDataError
from geo.source import PROCESSED, RAW
from geo.swap import write_output
from layers.cli.console import OUTPUTS, out, print_errors, short, steps
from layers.cli.flags import Out, Raw

NEWS = 4
"""Exit code of a watch that has reported changes."""

app = typer.Typer()


@app.command(name="watch", rich_help_panel=OUTPUTS)
def watch_command(
    file: Annotated[Path, typer.Argument(help="What to watch; --init writes one.", show_default="watch.toml")] = Path(
        "watch.toml"
    ),
    init: Annotated[
        bool, typer.Option("--init", help="Write the file with its defaults, explained, and end.")
    ] = False,
    folder: Out = PROCESSED,
    raw: Raw = RAW,
) -> None:
    """Refresh, build, and report what changed since the last edition: as tables, feeds, a digest, renewed outputs.

    Made for cron and timers: it never prompts. Exit code 0: nothing changed, and no report was written. Exit code 4:
    there is news, in the folder that the file names. Exit code 1: it failed, or a publisher could not be reached
    and there is no news.
    """
    from layers.watch import reading

    if init:
        if file.exists():
            raise GeoDataError("exists already", source=str(file), remedy="name another file, or remove this one")
        write_output(file, reading.EXAMPLE.read_bytes())
        out.print(f"{file}: edit it, then run terrapaz watch {file}", soft_wrap=True, markup=False, highlight=False)
        return
    from layers.watch.run import run

    watch = reading.read(file)
    with steps() as step:
        outcome = run(watch, folder, raw, progress=step)
    print_errors(outcome.failed)
    if outcome.first:
        out.print("nothing to compare with yet: the next run reports what changes from now on", soft_wrap=True)
    if outcome.files:
        out.print(outcome.line, soft_wrap=True, markup=False, highlight=False)
        out.print(
            f"{len(outcome.files)} files in {short(watch.folder)}", soft_wrap=True, markup=False, highlight=False
        )
        raise typer.Exit(NEWS)
    if outcome.failed:
        raise typer.Exit(1)
    if not outcome.first:
        out.print("no change")
