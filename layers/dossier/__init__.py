"""A dossier of a municipality, a region or a department: two to six pages generated from the tables.

Sentences are built from the numbers, in Spanish or English; without a number they are left out or report that there
is no data. The HTML page is self-contained; WeasyPrint (the extra ``report``) renders it as PDF.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl

from geo.schema import REGIONS, GeoDataError
from geo.swap import write_output
from layers.dossier import calendar, conflict, land, meeting, mining, news, peers, record
from layers.dossier.headlines import what_changed
from layers.dossier.writer import Writer
from layers.scene import notes
from layers.scene.citation import cite
from layers.scene.linked_data import dataset
from layers.scene.web_assets import data_url, render_page
from layers.selection import BORDERS, Selection
from layers.tables import Tables
from layers.text.i18n import N_

KINDS: Final = ("html", "pdf")
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
    w = Writer(selection, tables)
    maps, extra_credits = record.maps(w) if tables.has_boundaries else (None, [])
    sections = [
        conflict.section(w),
        calendar.section(w),
        land.forest(w),
        mining.section(w),
        land.coca(w),
        land.protected(w),
        meeting.section(w),
        peers.section(w),
        news.section(w),
        record.sources(w, extra_credits),
    ]
    lead = what_changed(w)
    period = w.t.period(selection.start, selection.end)
    about = w.t("Dossier of {place}: armed conflict, forest and mining, {period}.", place=w.name, period=period)
    about = " ".join(filter(None, [about, lead.striptags()]))
    return render_page(
        "dossier.html",
        "dossier.css",
        t=w.t,
        w=w,
        dataset=dataset(w.name, about, selection, tables, record.used(w)),
        lead=lead,
        tiles=record.tiles(w),
        facts=record.facts(w),
        maps=maps,
        sections=[section for section in sections if section],
        period=period,
        citation=cite(w.name, selection, tables),
        colophon=notes.colophon(tables, w.t)[0],  # the citation has the rest
        kind=w.t(_kind(selection)),
        inline=data_url,
    )


def _kind(selection: Selection) -> str:
    if selection.municipality_code:
        return N_("Municipality")
    if selection.region:
        return N_("Region") if selection.region in REGIONS else N_("Border")
    return N_("Department")


def pdf(text: str) -> bytes:
    """Render a page of :func:`html` as PDF on A4, in the fonts that matplotlib includes.

    Raises
    ------
    GeoDataError
        WeasyPrint, or a library it needs, is not installed.
    """
    content: bytes = pages(text).write_pdf()
    return content


def pages(text: str) -> Any:
    """Lay out a page of :func:`html` on A4; return WeasyPrint's document, which has ``pages``."""
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as error:
        raise GeoDataError(
            "a PDF needs WeasyPrint and the library Pango",
            source="report",
            value=str(error).splitlines()[0],
            remedy="pip install -e '.[report]' and, on Debian, apt-get install libpango-1.0-0 libpangoft2-1.0-0;"
            " or write .html and print it from a browser",
        ) from error
    fonts = FontConfiguration()
    local_files = URLFetcher(allowed_protocols={"file"})
    sheet = weasyprint.CSS(string=_font_faces(), font_config=fonts, url_fetcher=local_files)
    document = weasyprint.HTML(string=text, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    return document.render(stylesheets=[sheet], font_config=fonts)


def write(selection: Selection, tables: Tables, output: Path) -> int:
    """Write a dossier to an ``.html`` or ``.pdf`` file; return its size in bytes."""
    kind = output.suffix.lower().removeprefix(".")
    if kind not in KINDS:
        raise GeoDataError(
            "no such format", source="report", value=output.name, remedy="end the name in .html or .pdf"
        )
    text = html(selection, tables)
    content = pdf(text) if kind == "pdf" else text.encode()
    write_output(output, content)
    return len(content)


def write_all(
    base: Selection, folder: Path, out: Path, kind: str, progress: Callable[[str, int, int], None]
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
        ``html`` or ``pdf``.
    progress
        Called after each dossier with its name, the number of dossiers written, and their total.
    """
    codes = sorted(Tables.read(folder).indicators["municipality_code"].unique())
    names = [*REGIONS, *codes]
    # spawned: a fork would copy the locks of libraries that run threads
    with ProcessPoolExecutor(_WORKERS, get_context("spawn"), _open, (folder,)) as pool:
        futures = {pool.submit(_one, base, name, out / f"{name}.{kind}"): name for name in names}
        for done, future in enumerate(as_completed(futures), start=1):
            progress(futures[future], done, len(names))
            yield future.result()


_shared: dict[str, Tables] = {}


def _open(folder: Path) -> None:
    _shared["tables"] = Tables.read(folder)


def _one(base: Selection, name: str, output: Path) -> Path:
    write(place(name, base), _shared["tables"], output)
    return output


def _font_faces() -> str:
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    fonts = (
        ("DejaVu Sans", "DejaVuSans", "normal", "normal"),
        ("DejaVu Sans", "DejaVuSans-Bold", "bold", "normal"),
        ("DejaVu Sans", "DejaVuSans-Oblique", "normal", "italic"),
        ("DejaVu Serif", "DejaVuSerif-Bold", "bold", "normal"),
    )
    return "".join(
        f"@font-face {{ font-family: '{family}'; src: url('{(folder / name).as_uri()}.ttf');"
        f" font-weight: {weight}; font-style: {style} }}\n"
        for family, name, weight, style in fonts
    )
