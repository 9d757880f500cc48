"""Work done in a forked process, which may die at a stated step or moment, or lack room, rights or time."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from geo.schema import GeoDataError
from layers.cli.console import plain

SECONDS = 120.0
WATCHED = ("open", "os", "shutil", "tempfile", "fcntl", "ctypes")


@dataclass(frozen=True)
class Ended:
    """How a process ended: its exit code or signal, what it said, and the steps and seconds that it took.

    ``told`` is the sentence that a command would end with, empty where it would end in a traceback.
    """

    code: int
    said: str
    steps: int
    told: str = ""
    seconds: float = 0.0

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL


@dataclass(frozen=True)
class Fate:
    """What happens to a process: it is killed before a step, or after some seconds; ``first`` is done before all."""

    step: int = 0
    seconds: float = 0.0
    first: Callable[[], None] = lambda: None


def run(act: Callable[[], None], fate: Fate, within: Path) -> Ended:
    """Do something in a process of its own; a step is any touch of a path that is named like ``within``."""
    out, into = os.pipe()
    begun = time.monotonic()
    process = os.fork()
    if process == 0:
        os.close(out)
        _live(act, fate, within, into)
    os.close(into)
    code, said = _wait(process, out)
    steps, told, text = (*said.split("\n", 2), "", "")[:3]
    return Ended(code, text, int(steps) if steps.isdigit() else 0, told, time.monotonic() - begun)


def _live(act: Callable[[], None], fate: Fate, within: Path, into: int) -> None:
    """The life of the process; it never returns."""
    steps, name = 0, within.name
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)

    def step(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal steps
        if event.partition(".")[0] in WATCHED and any(name in str(each) for each in arguments):
            steps += 1
            if steps == fate.step:
                os.kill(os.getpid(), signal.SIGKILL)

    code, said, told = 1, "", ""
    try:
        if fate.seconds:
            threading.Timer(fate.seconds, os.kill, (os.getpid(), signal.SIGKILL)).start()
        fate.first()
        sys.addaudithook(step)
        act()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    except BaseException as error:
        said = f"{type(error).__name__}: {error}\n{traceback.format_exc(limit=-3)}"
        if isinstance(error, (GeoDataError, OSError)):
            told = " ".join(str(plain(error)).split("\n"))
    os.write(into, f"{steps}\n{told}\n{said[:3000]}".encode("utf-8", "replace"))
    os._exit(code)


def _wait(process: int, out: int) -> tuple[int, str]:
    """The exit code or signal of a process, and what it wrote; it is killed where it takes too long."""
    end, status = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        found, status = os.waitpid(process, os.WNOHANG)
        if found:
            break
        time.sleep(0.01)
    else:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(out)
        return 124, "0\n\nTimeoutError: it did not end"
    with os.fdopen(out, "rb") as pipe:
        return os.waitstatus_to_exitcode(status), pipe.read().decode("utf-8", "replace")
