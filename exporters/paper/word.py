"""DOCX by python-docx: paragraphs, tables and page form of a notice; styles come from the office's own base document.

An office edits ``paper/notice.docx`` in its template folder with Word (styles, header, footer, margins); without one
the styles below are used. Cells are merged as in the PDF, page by page, so that every page shows whose rows they are.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from catalogue.finding import UserError
from exporters.paper.annex import NARROW, WORD_SLACK, Annex, annex
from exporters.paper.annex import widths as in_millimetres
from exporters.paper.fonts import WORD_FONTS
from exporters.paper.notice import Notice, laid_out
from exporters.sheet import Sheet

RED = RGBColor(0xC8, 0x10, 0x2E)
STYLES: dict[str, tuple[str, str, float, float]] = {  # name -> id, use of the type, size and exact line pitch in pt
    "公文正文": ("QmBody", "body", 16, 28.95),
    "公文标题": ("QmTitle", "title", 22, 36),
    "公文版头": ("QmIssuer", "title", 30, 44),
    "附件标题": ("QmAnnexTitle", "title", 22, 30),
    "附件字样": ("QmAnnex", "heading", 16, 24),
    "表头": ("QmHead", "heading", 10.5, 14),
    "表文": ("QmText", "body", 10.5, 13.5),
    "表节": ("QmSection", "heading", 10.5, 14),
    "页边": ("QmMargin", "song", 10.5, 14),
}
MIDDLE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
TWIPS = 56.6929  # twentieths of a point in a millimetre
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")
INSET = (("top", 2), ("left", 4), ("bottom", 2), ("right", 4))  # points, as in the PDF, else words wrap elsewhere
HEAD, SECTION, TEXT, TEXT_MIDDLE = (
    f'<w:pStyle w:val="{style}"/><w:jc w:val="{side}"/>'
    for style, side in (("QmHead", "center"), ("QmSection", "left"), ("QmText", "left"), ("QmText", "center"))
)
_SIGNS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), " ")


def notice_docx(notice: Notice, made: date, overlay: Path | None = None) -> bytes:
    """The notice and its annexes as one DOCX; the same notice gives the same bytes."""
    book = base(overlay)
    _page(book.sections[0], landscape=False)
    margins(book.sections[0], notice.mark, "")
    say(book, notice.head, "公文版头", MIDDLE).runs[0].font.color.rgb = RED
    _rule(say(book, notice.number, "公文正文", MIDDLE))
    say(book, "", "公文正文")
    say(book, notice.title, "公文标题", MIDDLE)
    say(book, "", "公文正文")
    say(book, f"{notice.to}：", "公文正文")
    for words in notice.paragraphs:
        _indent(say(book, words, "公文正文"))
    closing = len(book.paragraphs) - 1
    say(book, "", "公文正文")
    for place, one in enumerate(notice.annexes, start=1):
        head = "附件：" if place == 1 else "　　　"
        number = f"{place}. " if len(notice.annexes) > 1 else ""
        _indent(say(book, f"{head}{number}{one.title}", "公文正文"))
    say(book, "\n", "公文正文")
    say(book, f"{notice.issuer}　　", "公文正文", RIGHT)
    say(book, f"{notice.day}　　　　", "公文正文", RIGHT)
    say(book, "", "公文正文")
    _indent(say(book, f"（{notice.openness}）", "公文正文"))
    for paragraph in book.paragraphs[closing:-1]:  # the signature never stands on a page without text
        paragraph.paragraph_format.keep_with_next = True
    for laid in laid_out(notice, overlay, WORD_SLACK):
        _annex(book, laid, notice.mark)
    return saved(book, notice.title, notice.issuer, made)


def annex_docx(sheet: Sheet, made: date, overlay: Path | None = None) -> bytes:
    """One list on its own."""
    book = base(overlay)
    _annex(book, annex(sheet, "", overlay, WORD_SLACK), sheet.mark, first=True)
    return saved(book, sheet.title, "", made)


def base(overlay: Path | None) -> Any:
    """An empty document with our styles, or the office's own base document with ours added where they lack."""
    own = overlay / "paper" / "notice.docx" if overlay else None
    try:
        book = docx.Document(str(own)) if own and own.exists() else docx.Document()
    except Exception as error:  # python-docx raises whatever zipfile, lxml or its own parts raise
        raise UserError(
            str(own), "不是 Word 文档，或已损坏", "请用 Word 另存为 .docx；移走它，就用随程序带的样式"
        ) from error
    body = book.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    known = {style.name for style in book.styles}
    for name, (key, use, size, pitch) in STYLES.items():
        if name not in known:
            _style(book, name, key, use, size, pitch)
        else:
            book.styles[name].element.set(qn("w:styleId"), key)  # Word renames ids when it saves
    return book


def saved(book: Any, title: str, author: str, made: date) -> bytes:
    """The document's bytes with a fixed clock inside and in the zip."""
    stamp = datetime(made.year, made.month, made.day, 12)
    core = book.core_properties
    core.title, core.author, core.created, core.modified = title, author, stamp, stamp
    core.last_modified_by, core.revision, core.comments = author, 1, ""
    buffer, again = io.BytesIO(), io.BytesIO()
    book.save(buffer)
    with zipfile.ZipFile(buffer) as parts, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(parts.namelist(), key=lambda one: (one != "[Content_Types].xml", one)):
            entry = zipfile.ZipInfo(name, datetime(made.year, made.month, made.day, tzinfo=UTC).timetuple()[:6])
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            fixed.writestr(entry, parts.read(name))
    return again.getvalue()


def _style(book: Any, name: str, key: str, use: str, size: float, pitch: float) -> None:
    style = book.styles.add_style(name, 1)
    style.element.set(qn("w:styleId"), key)
    style.font.name, style.font.size = "Times New Roman" if use == "song" else WORD_FONTS[use], Pt(size)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), WORD_FONTS[use])
    form = style.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(pitch)
    form.widow_control = False


def _page(section: Any, *, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    top, right, bottom, left = (28, 20, 20, 20) if landscape else (37, 26, 35, 28)
    section.top_margin, section.right_margin = Mm(top), Mm(right)
    section.bottom_margin, section.left_margin = Mm(bottom), Mm(left)
    section.header_distance, section.footer_distance = Mm(14), Mm(12 if landscape else 28)


def margins(section: Any, mark: str, title: str) -> None:
    """Header: the example's mark and the list's title. Footer: the page number."""
    for part in (section.header, section.footer):
        part.is_linked_to_previous = False
    head = section.header.paragraphs[0]
    head.style = "页边"
    head.text = "　".join(part for part in (f"{mark}（虚构数据，不作依据）" if mark else "", title) if part)
    foot = section.footer.paragraphs[0]
    foot.style, foot.alignment = "页边", MIDDLE
    foot.text = ""
    foot.add_run("— ")
    _field(foot, "PAGE")
    foot.add_run(" —")


def _field(paragraph: Any, code: str) -> None:
    for kind, words in (("begin", ""), ("", code), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = words
        run._r.append(element)


def say(place: Any, words: str, style: str, side: Any = None) -> Any:
    """One paragraph in one of our styles."""
    paragraph = place.add_paragraph(clean(words), style=style)
    if side is not None:
        paragraph.alignment = side
    return paragraph


def _indent(paragraph: Any) -> None:
    paragraph.paragraph_format.first_line_indent = Pt(32)


def _rule(paragraph: Any) -> None:
    """The red line under the number."""
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for key, value in (("val", "single"), ("sz", "12"), ("space", "4"), ("color", "C8102E")):
        line.set(qn(f"w:{key}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)


def annex_page(book: Any, mark: str, title: str, first: bool = False) -> None:
    """Begin a landscape page: the document's first, or a new one."""
    section = book.sections[0] if first else book.add_section(WD_SECTION.NEW_PAGE)
    _page(section, landscape=True)
    margins(section, mark, title)


def _annex(book: Any, laid: Annex, mark: str, first: bool = False) -> None:
    annex_page(book, mark, laid.sheet.title, first)
    if laid.number:
        say(book, f"附件{laid.number.replace('-', '')}", "附件字样")
    say(book, laid.sheet.title, "附件标题", MIDDLE)
    say(book, laid.sheet.subtitle, "表文", MIDDLE)
    starts = [*laid.pages, len(laid.lines)]
    for begin, end in zip(starts, starts[1:], strict=False):
        if begin:
            _gap(book)
        _table(book, laid, begin, end)
    say(book, laid.sheet.total, "表节")
    for note in laid.sheet.notes:
        say(book, f"说明：{note}", "表文")


def _gap(book: Any) -> None:
    """Between two tables a paragraph must stand, else Word joins them; this one begins the next page and is no line."""
    paragraph = book.add_paragraph(style="表文")
    form = paragraph.paragraph_format
    form.page_break_before, form.line_spacing = True, Pt(1)


def _table(book: Any, laid: Annex, begin: int, end: int) -> None:
    """The rows of one page as one table, built as XML: python-docx takes seconds for a merged table of 900 rows."""
    columns = laid.sheet.columns
    widths = [round(one * TWIPS) for one in in_millimetres(columns)]
    head = [cell(column.title, width, HEAD) for column, width in zip(columns, widths, strict=True)]
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(head)}</w:tr>"]
    for line in laid.lines[begin:end]:
        if line.kind == "row":
            cells = [
                cell(words, width, TEXT_MIDDLE if column.width <= NARROW else TEXT, span)
                for words, width, column, span in zip(line.cells, widths, columns, line.spans, strict=True)
            ]
        else:
            cells = [cell(line.text, sum(widths), SECTION, across=len(columns))]
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    boxed(book, widths, rows)


def boxed(book: Any, widths: list[int], rows: list[str]) -> None:
    """Append a table of finished rows (``<w:tr>``); widths in twentieths of a point."""
    edges = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="444444"/>' for side in EDGES)
    inset = "".join(f'<w:{side} w:w="{points * 20}" w:type="dxa"/>' for side, points in INSET)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    table = parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{inset}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )
    book.element.body.insert_element_before(table, "w:sectPr")


def cell(words: str, width: int, form: str, span: int = 1, across: int = 1) -> str:
    """One cell. `span` 0: covered by the cell above; over 1: reaches down. `across`: over so many columns."""
    merge = "<w:vMerge/>" if span == 0 else '<w:vMerge w:val="restart"/>' if span > 1 else ""
    reach = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    shown = "" if span == 0 else escape(clean(words)).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{reach}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{form}</w:pPr><w:r><w:t xml:space="preserve">{shown}</w:t></w:r></w:p></w:tc>'
    )


def clean(words: str) -> str:
    """Without control characters, which XML cannot hold."""
    return words.translate(_SIGNS)
