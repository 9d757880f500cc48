"""A page of a dossier on A4, as tagged PDF in the fonts that matplotlib includes.

The tags are those that WeasyPrint takes from the page: headings, lists, tables with their header cells, pictures with
their alternative texts, the language and the title.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl

from geo.schema import GeoDataError


def pdf(text: str) -> bytes:
    """Render a page as tagged PDF.

    Raises
    ------
    GeoDataError
        WeasyPrint, or a library it needs, is not installed.
    """
    return written(pages(text))


def written(document: Any) -> bytes:
    """Write pages of :func:`pages` as tagged PDF; the same pages give the same bytes."""
    content: bytes = document.write_pdf(pdf_variant="pdf/ua-1")
    return content


def pages(text: str) -> Any:
    """Lay out a page on A4; return WeasyPrint's document, which has ``pages``.

    Raises
    ------
    GeoDataError
        As :func:`pdf`.
    """
    weasyprint = _weasyprint()
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    local_files = URLFetcher(allowed_protocols={"file"})
    sheet = weasyprint.CSS(string=_font_faces(), font_config=fonts, url_fetcher=local_files)
    document = weasyprint.HTML(string=text, url_fetcher=URLFetcher(allowed_protocols={"data"}))
    return document.render(stylesheets=[sheet], font_config=fonts)


def is_available() -> bool:
    """Whether WeasyPrint and what it needs are installed."""
    try:
        _weasyprint()
    except GeoDataError:
        return False
    return True


def _weasyprint() -> Any:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        raise GeoDataError(
            "a PDF needs WeasyPrint and the library Pango",
            source="report",
            value=str(error).splitlines()[0],
            remedy="pip install -e '.[report]' and, on Debian, apt-get install libpango-1.0-0 libpangoft2-1.0-0;"
            " or write .docx or .html and print it from there",
        ) from error
    return weasyprint


def _font_faces() -> str:
    folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
    fonts = (
        ("Terrapaz Sans", "DejaVuSans", "normal", "normal"),
        ("Terrapaz Sans", "DejaVuSans-Bold", "bold", "normal"),
        ("Terrapaz Sans", "DejaVuSans-Oblique", "normal", "italic"),
        ("Terrapaz Serif", "DejaVuSerif", "normal", "normal"),
        ("Terrapaz Serif", "DejaVuSerif-Bold", "bold", "normal"),
    )
    return "".join(
        f"@font-face {{ font-family: '{family}'; src: url('{(folder / name).as_uri()}.ttf');"
        f" font-weight: {weight}; font-style: {style} }}\n"
        for family, name, weight, style in fonts
    )
