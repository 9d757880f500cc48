"""The command in words: ``docs/commands.md``, written from what the commands themselves declare.

Run ``python -m layers.cli.reference > docs/commands.md``; a test keeps the page in step.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any, Final

import typer

from layers.cli import app
from layers.selection import KEYS

_TOP: Final = """# Commands

What `terrapaz` does, command by command. `terrapaz --help` and `terrapaz COMMAND --help` say the same,
`terrapaz --version` prints the version. In a clone the command is `.venv/bin/terrapaz`.

Exit codes: 0, all went well; 1, what was asked could not be done, and a sentence says why and what to do; 2, a
command or an option is mistyped; 3, from `fetch` and `build`: a source is missing, and the rest was done.

Data lie in `data`, below the folder that the environment variable `TERRAPAZ_HOME` names. Where it is unset, that
is the clone; an installed package has a folder among the user's own data, whose path `terrapaz build` prints.

This page is generated: `python -m layers.cli.reference` writes it, a test keeps it in step."""

_SELECTION: Final = """## Selection

These flags choose what `map`, `figure` and `extract` show. They are the keys of the app's links: a link can be
retyped as a command."""


def reference() -> str:
    """Write the page, in Markdown."""
    commands = list(typer.main.get_command(app).commands.values())  # type: ignore[attr-defined]
    if loose := [each.name for each in commands if not isinstance(each.rich_help_panel, str)]:
        raise ValueError(f"commands without a heading: {loose}; give each a rich_help_panel of layers.cli.console")
    headings = list(dict.fromkeys(each.rich_help_panel for each in commands))
    commands.sort(key=lambda each: headings.index(each.rich_help_panel))
    flags = {option.opts[0]: option for each in commands if _selects(each) for option in each.params}
    selection = [flags[f"--{key}"] for key in KEYS]
    parts = [_TOP, _contents(commands), _SELECTION, _table("flag", selection)]
    for heading, group in groupby(commands, key=lambda each: each.rich_help_panel):
        parts += [f"## {heading}", *(part for each in group for part in _section(each))]
    return "\n\n".join(parts) + "\n"


def _contents(commands: list[Any]) -> str:
    rows = [f"| [`{each.name}`](#terrapaz-{each.name}) | {_paragraphs(each)[0]} |" for each in commands]
    return "\n".join(["| command | what it does |", "| --- | --- |", *rows])


def _section(command: Any) -> Iterable[str]:
    own = [option for option in command.params if not (_selects(command) and option.opts[0].lstrip("-") in KEYS)]
    arguments = [option for option in own if option.param_type_name == "argument"]
    options = [option for option in own if option.param_type_name == "option"]
    usage = " ".join(["terrapaz", command.name, *map(_name, arguments), *["[OPTIONS]"] * bool(options)])
    yield f"### terrapaz {command.name}"
    yield from _paragraphs(command)
    yield f"```sh\n{usage}\n```"
    if arguments:
        yield _table("argument", arguments)
    if options:
        yield _table("option", options)
    if _selects(command):
        yield "And the flags of the [selection](#selection)."


def _selects(command: Any) -> bool:
    return {f"--{key}" for key in KEYS} <= {option.opts[0] for option in command.params}


def _paragraphs(command: Any) -> list[str]:
    return [" ".join(text.split()) for text in command.help.split("\n\n")]


def _name(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    name += "..." * (argument.nargs != 1)
    return name if argument.required else f"[{name}]"


def _table(kind: str, options: Iterable[Any]) -> str:
    rows = []
    for option in options:
        names = [_name(option)] if kind == "argument" else sorted(option.opts, key=len)
        meaning = option.help + " May be given several times." * bool(option.multiple)
        rows.append((", ".join(f"`{name}`" for name in names), meaning.replace("|", r"\|"), _default(option)))
    width = 3 if any(default for *_, default in rows) else 2
    lines = [(kind, "meaning", "default"), ("---",) * 3, *rows]
    return "\n".join(f"| {' | '.join(cells[:width])} |" for cells in lines)


def _default(option: Any) -> str:
    """As the help states it; empty where there is none."""
    stated = option.show_default if isinstance(option.show_default, str) else option.show_default and option.default
    return f"`{stated}`" if stated else ""


if __name__ == "__main__":
    print(reference(), end="")
