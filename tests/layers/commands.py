"""Every command with its flags, and a folder in which nothing may be lost."""

import os
from collections.abc import Iterator
from pathlib import Path

import typer

from layers import cli

COMMANDS = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]
ARGUMENTS = {
    "import": ["events", "mine.csv"],
    "report": ["54810"],
    "story": ["catatumbo-2025"],
    "refresh": ["evoa", "--pinned"],
    "fetch": ["evoa"],
}
WRITES = ("--output", "--out")
TAKES = {name: {flag for option in COMMANDS[name].params for flag in option.opts} for name in sorted(COMMANDS)}
OUTPUTS = [(name, flag) for name, taken in TAKES.items() for flag in WRITES if flag in taken]
MINE = "precious"
PATHS = {
    "folder": "folder",
    "below a file": "mine.csv/map.html",
    "link to a folder": "to-folder",
    "link to a file": "to-file.html",
    "dangling link": "dangling.html",
    "pipe": "pipe",
    "device": "/dev/null",
    "proc": "/proc/nothing.html",
    "memory": "/proc/self/mem",
    "too long": "n" * 300 + ".html",
    "too deep": "/".join(["d" * 200] * 30) + "/map.html",
    "someone's file": "mine.csv",
}


def lay_out(folder: Path) -> None:
    """Put things into a folder that are not ours, and links, and a pipe."""
    (folder / "folder").mkdir()
    (folder / "raw").mkdir()
    (folder / "folder" / "chapter.txt").write_text(MINE)
    (folder / "mine.csv").write_text(MINE)
    (folder / "to-folder").symlink_to("folder")
    (folder / "to-file.html").symlink_to("mine.csv")
    (folder / "dangling.html").symlink_to("nothing.html")
    os.mkfifo(folder / "pipe")


def contents(folder: Path) -> dict[str, str]:
    """Every path below a folder, with what it is."""
    return {
        str(path.relative_to(folder)): f"link to {path.readlink()}"
        if path.is_symlink()
        else path.read_text("utf-8", "replace")
        if path.is_file()
        else "other"
        for path in folder.rglob("*")
    }


def flags() -> Iterator[tuple[str, str]]:
    """Every flag that takes a value, and every argument."""
    for name, command in sorted(COMMANDS.items()):
        for option in command.params:
            if option.param_type_name == "argument":
                yield name, ""
            elif not option.is_flag:
                yield name, option.opts[0]
