"""The first build, started by the first visitor in a separate process; every visitor sees its progress.

A build takes memory that a server should not keep, and a crash of it must not be a crash of the app. Run as
``python -m layers.app.build_process``, this module builds the tables and prints its progress as lines of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock, Thread
from time import monotonic
from typing import Final

import streamlit as st

from geo.schema import GeoDataError

COMMAND: Final = (sys.executable, "-m", "layers.app.build_process")
CODE: Final = Path(__file__).resolve().parents[2]
"""Working directory of the command, where it finds this package if only the requirements are installed."""


@dataclass(frozen=True)
class Progress:
    """Progress of a build.

    Attributes
    ----------
    running
        Whether the build is running.
    steps
        Steps begun so far; the last one is running.
    error
        Why the build failed; None if it did not.
    started
        Start on the monotonic clock, in seconds.
    """

    running: bool = False
    steps: tuple[str, ...] = ()
    error: str | None = None
    started: float = field(default_factory=monotonic)


class Builder:
    """Runs at most one build at a time.

    Parameters
    ----------
    command
        A command that prints one JSON object a line: ``{"step": ...}``, then ``{"done": ...}`` or ``{"error": ...}``.
    """

    def __init__(self, command: Sequence[str] = COMMAND) -> None:
        self._command = tuple(command)
        self._lock = Lock()
        self._progress = Progress()

    @property
    def progress(self) -> Progress:
        """Progress of the current or the last build."""
        return self._progress

    def start(self) -> None:
        """Start a build, unless one is running."""
        with self._lock:
            if self._progress.running:
                return
            self._progress = Progress(running=True)
        Thread(target=self._run, name="terrapaz-build", daemon=True).start()

    def _run(self) -> None:
        try:
            process = subprocess.Popen(  # noqa: S603, the command is ours
                self._command, cwd=CODE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8"
            )
            with process:
                error = self._read_progress(process.stdout or ())
            if process.returncode and not error:
                error = f"the build ended with exit code {process.returncode}"
        except OSError as problem:
            error = str(problem)
        self._progress = replace(self._progress, running=False, error=error)

    def _read_progress(self, lines: Iterable[str]) -> str | None:
        """Update the progress from the output of the command; return the error, if any."""
        error, other_output = None, ""
        for line in lines:
            try:
                message = json.loads(line)
            except ValueError:
                other_output = line.strip() or other_output
                continue
            if step := message.get("step"):
                self._progress = replace(self._progress, steps=(*self._progress.steps, step))
            error = message.get("error", error)
            if "done" in message:
                return None
        return error or other_output or None


@st.cache_resource(show_spinner=False)
def builder() -> Builder:
    """Return the builder that all sessions of this server share."""
    return Builder()


def _report(**message: object) -> None:
    print(json.dumps(message), flush=True)


def main() -> None:
    """Build the tables and print each step."""
    from geo.build.pipeline import build  # the app itself runs without the engine's compiler

    try:
        report = build(progress=lambda step: _report(step=step))
    except GeoDataError as error:
        _report(error=str(error))
        raise SystemExit(1) from None
    _report(done=report.manifest["data_version"])


if __name__ == "__main__":
    main()
