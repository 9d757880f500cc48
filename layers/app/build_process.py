"""The first build, started by the first visitor, in a process of its own, and watched by everybody.

A build takes memory that a server should not keep, and a crash of it must not be a crash of the app. Run as
``python -m layers.app.build_process`` this module builds and tells its progress as lines of JSON.
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
"""Where the command finds this package when it is not installed, as on a host that installs the requirements only."""


@dataclass(frozen=True)
class Progress:
    """Where a build stands.

    Attributes
    ----------
    running
        It is under way.
    steps
        What it has begun so far, the last one at work.
    error
        Why it failed, if it did.
    started
        On the monotonic clock, in seconds.
    """

    running: bool = False
    steps: tuple[str, ...] = ()
    error: str | None = None
    started: float = field(default_factory=monotonic)


class Builder:
    """Runs one build at a time, whoever asks.

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
        """As of now."""
        return self._progress

    def start(self) -> None:
        """Begin a build, unless one is under way."""
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
                error = self._follow(process.stdout or ())
            if process.returncode and not error:
                error = f"the build ended with exit code {process.returncode}"
        except OSError as problem:
            error = str(problem)
        self._progress = replace(self._progress, running=False, error=error)

    def _follow(self, lines: Iterable[str]) -> str | None:
        error, noise = None, ""
        for line in lines:
            try:
                message = json.loads(line)
            except ValueError:
                noise = line.strip() or noise
                continue
            if step := message.get("step"):
                self._progress = replace(self._progress, steps=(*self._progress.steps, step))
            error = message.get("error", error)
            if "done" in message:
                return None
        return error or noise or None


@st.cache_resource(show_spinner=False)
def builder() -> Builder:
    """The one builder of this server."""
    return Builder()


def _say(**message: object) -> None:
    print(json.dumps(message), flush=True)


def main() -> None:
    """Build, telling each step."""
    from geo.build.pipeline import build  # the app itself runs without the engine's compiler

    try:
        report = build(progress=lambda step: _say(step=step))
    except GeoDataError as error:
        _say(error=str(error))
        raise SystemExit(1) from None
    _say(done=report.manifest["data_version"])


if __name__ == "__main__":
    main()
