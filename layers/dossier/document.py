"""A dossier as a file: HTML, PDF or a document for a word processor, of one place or of all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from geo.schema import REGIONS, GeoDataError
from geo.swap import write_output
from layers.dossier import short as two_pages
from layers.dossier.content import compose
from layers.dossier.paper import is_available, pages, pdf
from layers.scene.web_assets import data_url, render_page
from layers.selection import BORDERS, Selection
from layers.tables import Tables

__all__ = ["KINDS", "html", "is_available", "pages", "pdf", "place", "render", "write", "write_all"]

KINDS: Final = ("html", "pdf", "docx")
_WORKERS: Final = 2


def place(text: str, selection: Selection | None = None) -> Selection:
    """Parse a place given to a command: a region, a department (two digits) or a municipality (five).

    Examples
    --------
    >>> place("54810").municipality_code, place("catatumbo").region, place("18").department_code
    ('54810', 'catatumbo', '18')
    """
    base = replace(selection or Selection(), region=None, department_code=None, municipality_code=None)
    if text in REGIONS or text in BORDERS:
        return replace(base, region=text)
    if re.fullmatch(r"\d{5}", text):
        return replace(base, municipality_code=text)
    if re.fullmatch(r"\d{2}", text):
        return replace(base, department_code=text)
    regions = ", ".join((*REGIONS, *BORDERS))
    remedy = f"a municipality code as in 54810, a department code as in 18, or one of {regions}"
    raise GeoDataError("no such place", source="report", value=text, remedy=remedy)


def html(selection: Selection, tables: Tables) -> str:
    """Render the dossier of a selection's place and period as a self-contained HTML page.

    Raises
    ------
    GeoDataError
        The place is not in this edition of the boundaries.
    """
    content = compose(selection, tables)
    return render_page(
        "dossier.html", "dossier.css", t=content.w.t, c=content, dataset=content.dataset, inline=data_url
    )


def render(selection: Selection, tables: Tables, kind: str, *, short: bool = False) -> bytes:
    """Render a dossier as one of :data:`KINDS`.

    Parameters
    ----------
    short
        The dossier on two pages; there is none to edit.

    Raises
    ------
    GeoDataError
        No such format, the place is unknown, or a PDF needs what is not installed.
    """
    if kind not in KINDS:
        raise GeoDataError("no such format", source="report", value=kind, remedy="one of html, pdf and docx")
    if kind == "docx":
        if short:
            remedy = "end the name in .pdf or .html, or leave out --short"
            raise GeoDataError(
                "the short dossier is a page, not a document", source="report", value=kind, remedy=remedy
            )
        from layers.dossier.word import docx

        return docx(compose(selection, tables))
    if short:
        return two_pages.pdf(selection, tables) if kind == "pdf" else two_pages.html(selection, tables).encode()
    text = html(selection, tables)
    return pdf(text) if kind == "pdf" else text.encode()


def write(selection: Selection, tables: Tables, output: Path, *, short: bool = False) -> int:
    """Write a dossier to a file whose name ends in one of :data:`KINDS`; return its size in bytes."""
    kind = output.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        remedy = "end the name in .html, .pdf or .docx"
        raise GeoDataError("no such format", source="report", value=output.name, remedy=remedy)
    content = render(selection, tables, kind, short=short)
    write_output(output, content)
    return len(content)


def write_all(
    base: Selection,
    folder: Path,
    out: Path,
    kind: str,
    progress: Callable[[str, int, int], None],
    *,
    short: bool = False,
) -> Iterator[Path]:
    """Write the dossiers of the regions and of every municipality with data, using two processes.

    Parameters
    ----------
    base
        Language and period.
    folder
        Folder of the tables.
    out
        Folder to write to; files are named by region or code.
    kind
        One of :data:`KINDS`.
    progress
        Called after each dossier with its name, the number of dossiers written, and their total.
    short
        As for :func:`render`.
    """
    codes = sorted(Tables.read(folder).indicators["municipality_code"].unique())
    names = [*REGIONS, *codes]
    # spawned: a fork would copy the locks of libraries that run threads
    with ProcessPoolExecutor(_WORKERS, get_context("spawn"), _open, (folder,)) as pool:
        futures = {pool.submit(_one, base, name, out / f"{name}.{kind}", short): name for name in names}
        for done, future in enumerate(as_completed(futures), start=1):
            progress(futures[future], done, len(names))
            yield future.result()


_shared: dict[str, Tables] = {}


def _open(folder: Path) -> None:
    _shared["tables"] = Tables.read(folder)


def _one(base: Selection, name: str, output: Path, short: bool) -> Path:
    write(place(name, base), _shared["tables"], output, short=short)
    return output
