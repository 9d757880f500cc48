"""A dossier as a DOCX that an office can edit: styles, tables with header rows, pictures with alternative texts.

It has the same blocks as the page, so that its numbers are those of the page.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from docx import Document
from docx.document import Document as Opened
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from markupsafe import Markup

from layers.dossier.blocks import Block, Cell, Notes, Pair, Picture, Prose, Section, Table
from layers.dossier.content import Content
from layers.dossier.runs import Run, runs
from layers.extract.formats import EPOCH, zipped
from layers.text.i18n import Lang, Translator

_WIDTH: Final = 170
"""Width of the text in millimetres."""

_HALF: Final = 112
"""Width of a picture that takes half a page: alone on its line, it may be larger."""

_TIGHT: Final = 9
"""From this number of columns on, a table has smaller letters."""

_SHORTEST: Final = 7
_LONGEST: Final = 60
"""Letters of a column that count for its width, at least and at most."""

_LANGUAGES: Final[dict[Lang, str]] = {"es": "es-CO", "en": "en-GB"}
_INK: Final = RGBColor(0x22, 0x21, 0x1F)
_SOFT: Final = RGBColor(0x6B, 0x67, 0x5F)
_ACCENT: Final = RGBColor(0x8A, 0x33, 0x24)


class _Look(NamedTuple):
    """A style of paragraphs: letters in points, space before and after in points."""

    name: str
    points: float
    color: RGBColor
    bold: bool
    before: float
    after: float


_LOOKS: Final = (
    _Look("Normal", 9.5, _INK, bold=False, before=0, after=6),
    _Look("Title", 24, _INK, bold=True, before=0, after=2),
    _Look("Subtitle", 10, _SOFT, bold=False, before=0, after=8),
    _Look("Heading 1", 14, _INK, bold=True, before=14, after=4),
    _Look("Caption", 8.5, _INK, bold=True, before=8, after=3),
    _Look("Kicker", 8, _ACCENT, bold=True, before=0, after=0),
    _Look("Lead", 11, _INK, bold=False, before=0, after=8),
    _Look("Note", 8, _SOFT, bold=False, before=3, after=8),
)
_TABLE: Final = "Terrapaz"
_TABLE_STYLE: Final = f"""
<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{_TABLE}">
  <w:name w:val="{_TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
  <w:pPr><w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/></w:pPr>
  <w:tblPr><w:tblBorders>
    <w:top w:val="single" w:sz="8" w:color="22211F"/><w:bottom w:val="single" w:sz="4" w:color="22211F"/>
    <w:insideH w:val="single" w:sz="2" w:color="DDD8CC"/>
  </w:tblBorders>
  <w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>
  <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
    <w:bottom w:val="single" w:sz="6" w:color="22211F"/>
  </w:tcBorders></w:tcPr></w:tblStylePr>
</w:style>"""


def docx(content: Content) -> bytes:
    """Write a dossier as DOCX on A4; the same dossier gives the same bytes."""
    document = Document()
    _prepare(document, content)
    t = content.w.t
    _paragraph(document, content.kicker, "Kicker")
    document.add_paragraph(content.w.name, "Title")
    document.add_paragraph(content.subtitle, "Subtitle")
    if content.lead:
        _paragraph(document, content.lead, "Lead")
    _key_figures(document, content)
    if content.maps:
        _block(document, content.maps, t)
    for section in content.sections:
        _section(document, section, t)
    sources = Section(content.sources.title, [Prose([content.citation_sentence]), *content.sources.blocks])
    _section(document, sources, t)
    return _same_bytes(document)


def _prepare(document: Opened, content: Content) -> None:
    """Set paper, styles, language, properties and the foot of each page."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(18), Mm(18)
    document.styles.element.append(parse_xml(_TABLE_STYLE))
    for look in _LOOKS:
        if look.name not in document.styles:
            document.styles.add_style(look.name, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
        _style(document, look)
    document.styles["Caption"].paragraph_format.keep_with_next = True
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:val"), _LANGUAGES[content.w.t.lang])
    properties = document.core_properties
    properties.title, properties.subject = f"{content.w.name}, {content.period}", content.subtitle
    properties.author = properties.last_modified_by = "Terrapaz"
    properties.language, properties.comments = _LANGUAGES[content.w.t.lang], content.citation
    properties.created = properties.modified = datetime(*EPOCH, tzinfo=UTC).replace(tzinfo=None)
    _foot(page.footer.paragraphs[0], content.running)


def _style(document: Opened, look: _Look) -> None:
    style = document.styles[look.name]
    style.font.name, style.font.size, style.font.bold = "Calibri", Pt(look.points), look.bold
    style.font.color.rgb, style.font.italic = look.color, False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(script), None)  # a font of the theme would win over the named one
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(look.before), Pt(look.after)
    for border in style.element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)


def _foot(paragraph: Paragraph, text: str) -> None:
    """Write the foot of the page: place and period, then the number of the page as a field."""
    paragraph.add_run(f"{text} · ").font.size = Pt(8)
    run = paragraph.add_run()
    run.font.size = Pt(8)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    field.append(run._r)
    run.text = "1"


def _key_figures(document: Opened, content: Content) -> None:
    """Facts and key figures, which are tiles on the page, as one table."""
    t = content.w.t
    rows: list[Sequence[Cell]] = [[label, value, ""] for label, value in content.facts]
    rows += [[what, number, by] for number, what, by in content.tiles]
    _table(document, Table(t("Key figures"), [t("What"), t("How much"), t("Source")], rows, words=3))


def _section(document: Opened, section: Section, t: Translator) -> None:
    document.add_heading(section.title, 1)
    for block in section.blocks:
        _block(document, block, t)


def _block(document: Opened, block: Block, t: Translator) -> None:
    if isinstance(block, Prose):
        if block.sentences:
            _paragraph(document, Markup(" ").join(block.sentences), "Normal")
    elif isinstance(block, Table):
        _table(document, block)
    elif isinstance(block, Picture):
        _picture(document, block)
    elif isinstance(block, Pair):
        _block(document, block.left, t)
        _block(document, block.right, t)
    elif isinstance(block, Notes):
        for title, terms, texts in block.entries:
            paragraph = document.add_paragraph(style="Note")
            paragraph.add_run(f"{title}. ").bold = True
            if terms:
                paragraph.add_run(f"{terms}. ").italic = True
            _fill(paragraph, runs(Markup(" ").join(texts)))


def _table(document: Opened, table: Table) -> None:
    document.add_paragraph(table.caption, "Caption")
    grid = document.add_table(len(table.rows) + 1, len(table.head), document.styles[_TABLE])
    points = Pt(7 if len(table.head) >= _TIGHT else 8.5)
    texts = [[runs(value) for value in row] for row in (table.head, *table.rows)]
    widths = _widths(texts)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for at, row in enumerate(texts):
        cells = grid.rows[at].cells
        for column, value in enumerate(row):
            cells[column].width = widths[column]
            paragraph = cells[column].paragraphs[0]
            _fill(paragraph, value, points)
            if column >= table.words:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _row_properties(grid.rows[at]._tr, is_head=at == 0)
    described = OxmlElement("w:tblCaption")
    described.set(qn("w:val"), table.caption)
    grid._tbl.tblPr.append(described)
    if table.note:
        document.add_paragraph(table.note, "Note")


def _widths(texts: Sequence[Sequence[Sequence[Run]]]) -> list[Mm]:
    """Share the width of the page among columns by their longest texts, of which a long one takes several lines."""
    lengths = [[sum(len(run.text) for run in cell) for cell in column] for column in zip(*texts, strict=True)]
    weights = [min(max(*column, _SHORTEST), _LONGEST) for column in lengths]
    return [Mm(_WIDTH * weight / sum(weights)) for weight in weights]


def _row_properties(row: Any, *, is_head: bool) -> None:
    """Keep a row on one page; repeat the head on every page that the table reaches."""
    properties = row.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if is_head:
        properties.append(OxmlElement("w:tblHeader"))


def _picture(document: Opened, picture: Picture) -> None:
    inline = document.add_picture(io.BytesIO(picture.draw("png")), Mm(_WIDTH if picture.wide else _HALF))._inline
    inline.docPr.set("descr", picture.alt)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    document.add_paragraph(picture.caption or picture.alt, "Note")


def _paragraph(document: Opened, text: str, style: str) -> None:
    _fill(document.add_paragraph(style=style), runs(text))


def _fill(paragraph: Paragraph, parts: Iterable[Run], points: Pt | None = None) -> None:
    for part in parts:
        run = _link(paragraph, part) if part.address else paragraph.add_run(part.text)
        run.bold, run.italic = part.bold or None, part.italic or None
        if points is not None:
            run.font.size = points
        if part.quiet:
            run.font.color.rgb = _SOFT


def _link(paragraph: Paragraph, part: Run) -> Any:
    relation = paragraph.part.relate_to(
        part.address,
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(part.text)
    run.underline = True
    paragraph._p.append(link)
    link.append(run._r)
    return run


def _same_bytes(document: Opened) -> bytes:
    """Write the archive without the time of day, which python-docx puts into it."""
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})
