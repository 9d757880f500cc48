"""The command-line flags of a selection: one for each key of a link."""

from __future__ import annotations

import functools
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from geo.schema import GeoDataError
from geo.swap import require_free
from layers.selection import KEYS, Selection

Out = Annotated[Path, typer.Option("--out", help="Folder of the tables.", show_default="data/processed")]


class NoEmptyValues(TyperGroup):
    """The commands; an empty value is refused: a script whose variable is unset would mean something else by it."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        """Parse the words after the program's name.

        Raises
        ------
        GeoDataError
            One of them is blank.
        """
        for before, word in zip(["", *args], args, strict=False):
            flag, _, value = word.partition("=") if re.match(r"--?[a-z]", word) else (before, "", word)
            if not value.strip() and (word != flag or "=" in word):
                column = flag if flag.startswith("-") else None
                raise GeoDataError(
                    "is empty", column=column, value=value, remedy="state a value, or leave it out for the default"
                )
        return super().parse_args(ctx, args)


def pairs(option: str, texts: Sequence[str]) -> dict[str, str]:
    """Parse the values of an option that is written ``ours=theirs``, as often as needed."""
    pairs = {}
    for text in texts:
        ours, equals, theirs = text.partition("=")
        if not (ours and equals and theirs):
            raise GeoDataError("no pair", column=option, value=text, remedy=f"write {option} ours=theirs")
        pairs[ours] = theirs
    return pairs


def output_file(path: Path | None) -> Path | None:
    """Check where a file is to be written, before the work that it takes; as the callback of an option."""
    if path is not None:
        require_free(path, folder=False, option="--output")
    return path


def _folder(path: Path) -> Path:
    """Check that a folder is none of the things that are no folder; it may be missing, as an import creates it."""
    if path.exists() and not path.is_dir():
        raise GeoDataError("is not a folder", source=str(path), column="--raw", remedy="name the folder of raw files")
    return path


Raw = Annotated[
    Path, typer.Option("--raw", help="Folder of the raw files.", show_default="data/raw", callback=_folder)
]

_HELP: Final = {
    "lang": "Language: es or en.",
    "region": "Region: bajo-cauca, catatumbo, caqueta; or the land border: border, border-brazil, border-ecuador ...",
    "department": "Department code, two digits.",
    "municipality": "Municipality code, five digits.",
    "from": "First month, YYYY-MM.",
    "to": "Last month, YYYY-MM.",
    "sources": "Event sources, separated by commas; all by default.",
    "types": "Event types, separated by commas; all by default.",
    "actors": "Parties that the source names, by id, separated by commas (see terrapaz actors); all by default.",
    "choropleth": "Measure that colours the municipalities (see terrapaz layers); none for no colours.",
    "layers": "Overlays, separated by commas (see terrapaz layers); none for no overlay.",
    "precision": "Coarsest location precision drawn as a point: 1 or 2.",
    "embed": "Without title bar, notes and table, for a frame in another page.",
    "tiles": "Background tiles from the network: osm or esri; none by default.",
}

_DEFAULTS: Final = {
    key: value if isinstance(value, str) else ",".join(value) if isinstance(value, tuple) else str(value or "")
    for key, value in zip(KEYS, (field.default for field in fields(Selection)), strict=True)
}


def with_selection_flags(command: Callable[..., None]) -> Callable[..., None]:
    """Decorate a command with the flags of a selection; it receives the :class:`Selection` as ``selection``."""
    own = inspect.signature(command, eval_str=True).parameters
    flags = [_parameter(key) for key in KEYS]
    names = {flag.name: key for flag, key in zip(flags, KEYS, strict=True)}

    @functools.wraps(command)
    def run(**values: Any) -> None:
        given = {key: values.pop(name) for name, key in names.items()}
        query = {key: "1" if value is True else value for key, value in given.items() if value}
        command(selection=Selection.from_query(query), **values)

    parameters = [*(parameter for name, parameter in own.items() if name != "selection"), *flags]
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
    )
    run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    del run.__wrapped__
    return run


def _parameter(key: str) -> inspect.Parameter:
    is_switch = key == "embed"
    option = typer.Option(f"--{key}", help=_HELP[key], show_default=_DEFAULTS[key] or False)
    kind = bool if is_switch else str | None
    return inspect.Parameter(
        f"{key}_",
        inspect.Parameter.KEYWORD_ONLY,
        default=False if is_switch else None,
        annotation=Annotated[kind, option],
    )
