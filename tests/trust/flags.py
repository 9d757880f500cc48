"""Flags whose values mean nothing: a sentence and an exit code, and nothing is written or lost."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from layers import cli
from tests.layers.commands import ARGUMENTS, COMMANDS, OUTPUTS, PATHS, TAKES, contents, flags, lay_out
from tests.trust.links import VALUES
from tests.trust.tries import Try, Verdict, WrongError, chance

TEXTS = ("--title", "--publisher", "--licence", "--attribution", "--url", "--name")
"""Any text is right for these."""
NETWORK = {("app", "--address"), ("build", "--scheduler")}
"""They ask for the name."""


def tries(count: int, folder: Path) -> Iterator[Try]:
    """So many commands: every flag in turn with a value at random, and outputs where something is in the way."""
    lay_out(folder)
    os.chdir(folder)
    values = [
        (*pair, None) for pair in flags() if pair not in NETWORK and pair[1] not in TEXTS and not _is_path(*pair)
    ]
    paths = [(name, flag, path) for name, flag in OUTPUTS for path in PATHS.values()]
    pairs = [pair for each in zip(values, paths * 9, strict=False) for pair in each]
    for number in range(count):
        name, flag, path = pairs[number % len(pairs)]
        value = path or chance("flags", number).choice([each for each in VALUES if "\0" not in each])
        words = [name, *_before(name, flag), *([flag] if flag else []), value]
        yield f"{number}: terrapaz {' '.join(word[:40] for word in words)!r}", _attempt(words, folder)


def _is_path(name: str, flag: str) -> bool:
    """Whether any text may be the name of a file or folder."""
    return any(flag in option.opts and option.type_descriptor.annotation is Path for option in COMMANDS[name].params)


def _before(name: str, flag: str) -> list[str]:
    """What a command needs besides, and folders in which there is nothing."""
    given = list(ARGUMENTS.get(name, ())) if flag else []
    for option, value in (("--raw", "raw"), ("--out", "nothing-built")):
        if option in TAKES[name] and option != flag:
            given += [option, value]
    return given


def _attempt(words: list[str], folder: Path) -> Callable[[], Verdict]:
    def act() -> Verdict:
        before, said, code = contents(folder), io.StringIO(), 0
        with (
            contextlib.redirect_stdout(said),
            contextlib.redirect_stderr(said),
            patch("sys.argv", ["terrapaz", *words]),
        ):
            try:
                cli.main()
            except SystemExit as ended:
                code = int(ended.code or 0)
        if contents(folder) != before:
            raise WrongError(f"exit code {code}; the folder has changed", Verdict.LOSS)
        if code == 0:
            raise WrongError("exit code 0: " + said.getvalue()[-200:])
        return Verdict.REFUSED

    return act
