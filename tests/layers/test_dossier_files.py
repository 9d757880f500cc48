"""Files of a dossier: two pages for every kind of place, PDFs with real tags, a DOCX with the numbers of the page."""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from geo.schema import REGIONS, GeoDataError
from layers.app import sharing
from layers.dossier import document as dossier
from layers.dossier import paper, short, word
from layers.dossier.content import compose
from layers.selection import Selection
from layers.tables import Tables
from tests.layers.page_numbers import check_numbers

PLACES = ("18785", "caqueta", "18", "border-venezuela")
"""A municipality without data, a region, a department, a border; one with data is that of the tags."""


def chosen(name: str, lang: str = "es") -> Selection:
    return dossier.place(name, Selection(lang=lang))  # type: ignore[arg-type]


@cache
def reader(tables: Tables, name: str, lang: str) -> PdfReader:
    """The short dossier as PDF, made once."""
    return PdfReader(io.BytesIO(short.pdf(chosen(name, lang), tables)))


@cache
def document(tables: Tables, name: str, lang: str) -> bytes:
    """The dossier as DOCX, made once."""
    return word.docx(compose(chosen(name, lang), tables))


def elements(node: Any) -> Iterator[Any]:
    """Every element of a tree of tags, parents first."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for each in node:
            yield from elements(each)
    elif isinstance(node, dict) and "/S" in node:
        yield node
        yield from elements(node.get("/K", []))


def root(pdf: PdfReader) -> Any:
    return pdf.trailer["/Root"]


@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("name", PLACES)
def test_the_short_dossier_has_two_full_pages(rich: Tables, name: str) -> None:
    """For every kind of place, with many data or none; both pages are filled. Pictures have their room only."""
    countries = rich.municipalities["municipality_code"].map({"54810": "Venezuela"}).astype("str")
    bordering = replace(rich, municipalities=rich.municipalities.assign(border_countries=countries, border_km=0.0))
    parts = short._Parts.of(compose(chosen(name), bordering))
    laid_out = paper.pages(short._page(parts, short._fitted(parts), drawn=False))
    assert len(laid_out.pages) == 2
    first, second = (page.anchors for page in laid_out.pages)
    assert first["end"][1] > 0.8 * laid_out.pages[0].height
    limits = [place[1] for anchor, place in second.items() if anchor.startswith("limit-")]
    assert limits
    assert max(limits) > 0.6 * laid_out.pages[1].height


@pytest.mark.usefixtures("pango")
def test_tags_are_those_of_the_page(rich: Tables) -> None:
    """Title, language, headings in order, every picture with words, tables with header cells."""
    pdf = reader(rich, "54810", "en")
    assert len(pdf.pages) == 2
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Tibú, 2010–2025 · Terrapaz"
    assert root(pdf)["/Lang"] == "en"
    assert root(pdf)["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root(pdf)["/MarkInfo"]["/Marked"]
    tags = list(elements(root(pdf)["/StructTreeRoot"]["/K"]))
    counted = Counter(tag["/S"] for tag in tags)
    headings = [tag["/S"] for tag in tags if re.fullmatch(r"/H\d", tag["/S"])]
    assert headings[0] == "/H1"
    assert headings.count("/H1") == 1
    assert all(int(after[2]) <= int(before[2]) + 1 for before, after in pairwise(headings))
    figures = [tag for tag in tags if tag["/S"] == "/Figure"]
    assert len(figures) == 3
    assert all(len(tag["/Alt"]) > 10 for tag in figures)
    assert counted["/TH"] >= counted["/TR"] > 5
    named = {cell["/ID"] for cell in tags if cell["/S"] == "/TH"}
    cells = [cell["/A"]["/Headers"] for cell in tags if cell["/S"] == "/TD"]
    assert all(len(headers) == 2 and named.issuperset(headers) for headers in cells)


def test_numbers_of_the_short_page_are_those_of_the_tables(rich: Tables) -> None:
    """Each is parsed from the text and computed again from the indicators."""
    assert check_numbers(short.html(chosen("18001"), rich), rich, chosen("18001")) > 50


def test_no_data_is_no_zero_on_the_short_page(rich: Tables) -> None:
    """Solita has no number in its tiles and dashes in the table."""
    page = short.html(chosen("18785", "en"), rich)
    tiles = page[page.index('class="tiles"') : page.index("</ul>", page.index('class="tiles"'))]
    assert (tiles.count('class="none"'), tiles.count("<data")) == (6, 0)
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert "<data" not in table
    assert table.count("&ndash;") == 9 * 9


class Cells(HTMLParser):
    """Texts of the cells of a page's tables, row by row, and of its paragraphs."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.paragraphs: list[str] = []
        self._into: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._into = self.tables[-1][-1]
        elif tag == "p":
            self.paragraphs.append("")
            self._into = self.paragraphs

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th", "p"):
            self._into = None

    def handle_data(self, data: str) -> None:
        if self._into is not None:
            self._into[-1] += data


def opened(tables: Tables, name: str, lang: str) -> Document:
    return docx.Document(io.BytesIO(document(tables, name, lang)))


@pytest.mark.parametrize("length", [dossier, short])
def test_every_element_of_the_page_is_closed(rich: Tables, length: Any) -> None:
    """A browser closes what is open, so a main part within the header would not be seen."""
    page = length.html(chosen("18785", "en"), rich)
    for name in ("header", "main", "section", "div", "ul", "table"):
        assert len(re.findall(rf"<{name}\b", page)) == page.count(f"</{name}>") > 0, name


@pytest.mark.parametrize(("name", "lang"), [("54810", "es"), ("18785", "en")])
def test_numbers_of_the_document_are_those_of_the_page(rich: Tables, name: str, lang: str) -> None:
    """Every table, cell by cell, and every sentence, read back from both files."""
    page = Cells()
    page.feed(dossier.html(chosen(name, lang), rich))
    written = opened(rich, name, lang)
    found = [[[cell.text for cell in row.cells] for row in table.rows] for table in written.tables]
    assert found[1:] == page.tables
    texts = [paragraph.text for paragraph in written.paragraphs]
    sentences = [text.strip() for text in page.paragraphs if re.search(r"\d", text)]
    assert len(sentences) > 3
    assert [text for text in sentences if text not in texts and text not in page.paragraphs[0]] == []


def test_the_document_can_be_edited_and_read_aloud(rich: Tables) -> None:
    """Headings as styles, header rows that repeat, words for pictures, title and language."""
    written = opened(rich, "54810", "es")
    styles = Counter(paragraph.style.name for paragraph in written.paragraphs if paragraph.style)
    assert styles["Title"] == 1
    assert styles["Heading 1"] >= 6
    assert styles["Caption"] == len(written.tables)
    for table in written.tables:
        assert table.style is not None
        assert table.style.name == "Terrapaz"
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert len(written.inline_shapes) >= 4
    assert all(len(each._inline.docPr.get("descr")) > 10 for each in written.inline_shapes)
    assert written.core_properties.title == "Tibú, 2010–2025"
    assert written.core_properties.language == "es-CO"


def test_the_document_has_no_data_in_words(rich: Tables) -> None:
    """Of Solita nothing is known: the key figures say so, and none is zero."""
    figures = opened(rich, "18785", "en").tables[0]
    values = [row.cells[1].text for row in figures.rows if row.cells[2].text]
    assert set(values[1:]) == {"no data"}


def test_the_document_is_the_same_bytes_each_time(rich: Tables) -> None:
    """No time of day is in the archive, and hostile text of the data is text."""
    content = document(rich, "54810", "es")
    assert content == word.docx(compose(chosen("54810"), rich))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<script>" not in archive.read("word/document.xml")


def test_a_short_document_is_refused(rich: Tables, tmp_path: Path) -> None:
    """Pages are no property of a document; the error has the remedy, and nothing is written."""
    with pytest.raises(GeoDataError, match="leave out --short"):
        dossier.write(chosen("54810"), rich, tmp_path / "x.docx", short=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("is_available", "endings"), [(True, 3), (False, 2)])
def test_the_menu_offers_what_can_be_made(
    rich: Tables, monkeypatch: pytest.MonkeyPatch, is_available: bool, endings: int
) -> None:
    """The short PDF only where WeasyPrint is; no dossier of the whole country."""
    monkeypatch.setattr(dossier, "is_available", lambda: is_available)
    offered = sharing._dossiers(Selection(region=REGIONS[0]))
    assert len(offered) == endings
    assert sharing._dossiers(Selection()) == ()
    assert offered[-1][1].endswith(".docx")


def test_without_weasyprint_none_is_available(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is raised."""
    monkeypatch.setitem(__import__("sys").modules, "weasyprint", None)
    assert not paper.is_available()


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.usefixtures("pango")
@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("name", ["18753", "91263", "bajo-cauca", "caqueta", "05", "18", "border"])
def test_real_short_dossiers_have_two_pages(real: Tables, name: str, lang: str) -> None:
    """Dense and sparse places, and 125 municipalities."""
    assert len(short.laid_out(chosen(name, lang), real).pages) == 2
