"""Notices and annexes on paper: nothing lost, every page says whose rows they are, drafts stay drafts."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pypdf
import pytest
from invented import NASTY, edition

from catalogue.finding import UserError
from exporters.paper import annex as annexes
from exporters.paper.annex import Annex, annex, annex_pdf
from exporters.paper.notice import BLANK_DAY, BLANK_NUMBER, notice_pdf, notices
from exporters.paper.word import annex_docx, notice_docx
from exporters.public import sheets
from exporters.sheet import Column, Section, Sheet

DAY = date(2021, 12, 31)
COLUMNS = (Column("序号", 5), Column("部门", 14), Column("事项名称", 40), Column("依据", 40))


def long_sheet(rows: int = 120, each: int = 17) -> Sheet:
    made = tuple(
        {
            "序号": str(n),
            "部门": f"示例第{n // each}局",
            "事项名称": f"第{n}号事项" + "，名称很长" * (n % 9),
            "依据": "\n".join(f"《示例条例》第{n}条第{k}款" for k in range(n % 12 + 1)),
        }
        for n in range(rows)
    )
    half = rows // 2
    return Sheet(
        title="示例清单", subtitle="示例办编制", columns=COLUMNS, merges=("部门",), mark="示例", machine=made,
        sections=(Section("一、甲", made[:half]), Section("二、乙", made[half:])), total=f"共{rows}项",
    )  # fmt: skip


@pytest.fixture(scope="module")
def laid() -> Annex:
    return annex(long_sheet(), "")


def page_words(data: bytes) -> list[str]:
    return [re.sub(r"\s", "", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def departments_by_page(laid: Annex) -> list[set[str]]:
    ends = [*laid.pages[1:], len(laid.lines)]
    return [
        {line.cells[1] for line in laid.lines[begin:end] if line.kind == "row"}
        for begin, end in zip(laid.pages, ends, strict=True)
    ]


def test_every_page_of_the_pdf_shows_the_departments_of_its_rows(laid: Annex):
    pages = page_words(annex_pdf(laid, DAY))
    expected = departments_by_page(laid)
    assert len(pages) == len(expected) > 5, "第二遍排版的页数与第一遍不同，部门名称就会错页"
    for words, departments in zip(pages, expected, strict=True):
        assert all(department in words for department in departments)
        assert squeezed("序号部门事项名称依据") in words, "每页要重复表头"


def test_a_merged_cell_never_crosses_a_page_or_a_section(laid: Annex):
    starts = set(laid.pages) | {n for n, line in enumerate(laid.lines) if line.kind == "section"}
    reach = 0
    for number, line in enumerate(laid.lines):
        if line.kind != "row":
            continue
        if number in starts:
            assert line.spans[1] > 0, "每页第一行要重写部门"
        if line.spans[1]:
            reach = line.spans[1]
            covered = laid.lines[number : number + reach]
            assert len({one.cells[1] for one in covered}) == 1
            assert not starts & set(range(number + 1, number + reach))
    assert any(line.spans and line.spans[1] > 1 for line in laid.lines)


def test_a_long_list_laid_out_in_parts_ends_its_pages_where_one_laid_out_whole_does(
    laid: Annex, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(annexes, "CHUNK", 31)
    monkeypatch.setattr(annexes, "apart", lambda make, *given: make(*given))
    assert annex(long_sheet(), "") == laid


def test_no_section_row_stands_alone_at_the_foot_of_a_page():
    rows = long_sheet(180).sections[0].rows
    sections = tuple(Section(f"第{n}节", rows[3 * n : 3 * n + 3]) for n in range(30))
    laid = annex(replace(long_sheet(), sections=sections), "")
    assert len(laid.pages) > 5 and len(page_words(annex_pdf(laid, DAY))) == len(laid.pages)
    assert [laid.lines[start - 1].text for start in laid.pages[1:] if laid.lines[start - 1].kind == "section"] == []


def test_no_row_is_lost_in_pdf_or_docx(laid: Annex):
    pdf = "".join(page_words(annex_pdf(laid, DAY)))
    book = docx.Document(io.BytesIO(annex_docx(laid.sheet, DAY)))
    word = [[cell.text for cell in row.cells] for table in book.tables for row in table.rows]
    for row in laid.sheet.machine:
        assert squeezed(row["事项名称"]) in pdf and squeezed(row["依据"]) in pdf
        assert list(row.values()) in word
    assert laid.sheet.total in pdf
    assert laid.sheet.total in [paragraph.text for paragraph in book.paragraphs]


def test_the_docx_repeats_its_header_and_keeps_rows_whole(laid: Annex):
    book = docx.Document(io.BytesIO(annex_docx(laid.sheet, DAY)))
    section = book.sections[0]
    assert section.page_width > section.page_height
    assert "示例" in section.header.paragraphs[0].text
    for table in book.tables:
        assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
        assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)


@pytest.mark.parametrize("words", [NASTY, '#include("x") $a$ *b* _c_ \\ @d <e> [f] `g`', "䶮㐂", "'; DROP", "　全角　"])
def test_words_stay_words(words: str):
    sheet = replace(long_sheet(2), title=words, total=words, sections=(Section(words, ({"事项名称": words},)),))
    pdf = "".join(page_words(annex_pdf(annex(sheet, ""), DAY)))
    assert pdf.count(squeezed(words)) >= 3
    book = docx.Document(io.BytesIO(annex_docx(sheet, DAY)))
    assert any(row.cells[2].text == words for table in book.tables for row in table.rows)


def test_a_character_no_font_has_is_named_and_not_printed_as_a_box():
    sheet = replace(long_sheet(2), sections=(Section("", ({"事项名称": "甲\U0002a6d6乙"},)),))
    with pytest.raises(UserError, match="\U0002a6d6"):
        annex_pdf(annex(sheet, ""), DAY)


def test_a_row_taller_than_a_page_is_printed_whole():
    long = "\n".join(f"第{n}行依据" for n in range(120))
    sheet = replace(long_sheet(2), sections=(Section("", ({"部门": "甲", "事项名称": "乙", "依据": long},)),))
    words = "".join(page_words(annex_pdf(annex(sheet, ""), DAY)))
    assert all(f"第{n}行依据" in words for n in range(120))


def test_a_notice_is_a_draft_with_its_lists_and_only_the_sentences_that_apply():
    made = notices(edition(), sheets(edition()))
    assert {notice.annexes[0].path for notice in made} >= {"lists/不进驻清单", "lists/跨域通办清单"}
    for notice in made:
        pdf = "".join(page_words(notice_pdf(notice, DAY)))
        book = docx.Document(io.BytesIO(notice_docx(notice, DAY)))
        word = squeezed("".join(paragraph.text for paragraph in book.paragraphs))
        for said in (notice.title, notice.to, *notice.paragraphs, *(one.title for one in notice.annexes)):
            assert squeezed(said) in pdf and squeezed(said) in word, said
        assert notice.number == BLANK_NUMBER and notice.day == BLANK_DAY
        assert notice.title.startswith(f"{notice.issuer}关于") and notice.title.endswith("的通知"), (
            "发文机关、事由、文种"
        )
        assert squeezed(BLANK_DAY) in word
        modes = {row.get("赋权方式") for one in notice.annexes for row in one.machine}
        text = "".join(notice.paragraphs)
        assert ("委托机关的名义" in text) == ("委托" in modes)


def test_the_count_in_the_notice_is_counted_from_its_lists():
    for notice in notices(edition(), sheets(edition())):
        said = [int(number) for words in notice.paragraphs for number in re.findall(r"共(\d+)项", words)]
        rows = {tuple(row.items()) for one in notice.annexes for row in one.machine}
        assert not said or said[0] == sum(one.count for one in notice.annexes) <= len(rows)


def test_an_office_lays_its_own_template_over_ours_and_a_broken_one_names_its_line(tmp_path: Path):
    (tmp_path / "paper").mkdir()
    own = tmp_path / "paper" / "annex.typ"
    own.write_text("#let input = json(bytes(sys.inputs.data))\n本局自用 #input.doc.title\n", "utf-8")
    bare = annex(long_sheet(2), "")
    assert "本局自用示例清单" in "".join(page_words(annex_pdf(bare, DAY, tmp_path)))
    own.write_text("第一行\n#nonsense\n", "utf-8")
    with pytest.raises(UserError, match="annex.typ 第 2 行"):
        annex_pdf(bare, DAY, tmp_path)


def test_the_same_content_gives_the_same_bytes(laid: Annex):
    assert annex_pdf(laid, DAY) == annex_pdf(laid, DAY)
    assert annex_docx(laid.sheet, DAY) == annex_docx(laid.sheet, DAY)


def test_an_office_sets_its_own_styles_in_word(tmp_path: Path):
    (tmp_path / "paper").mkdir()
    own = docx.Document()
    own.styles.add_style("公文标题", 1).font.size = docx.shared.Pt(44)
    own.add_paragraph("样式说明，不进入公文")
    own.save(tmp_path / "paper" / "notice.docx")
    notice = notices(edition(), sheets(edition()))[0]
    book = docx.Document(io.BytesIO(notice_docx(notice, DAY, tmp_path)))
    title = next(paragraph for paragraph in book.paragraphs if paragraph.text == notice.title)
    assert title.style.name == "公文标题" and title.style.font.size == docx.shared.Pt(44)
    assert not any("样式说明" in paragraph.text for paragraph in book.paragraphs)
    (tmp_path / "paper" / "notice.docx").write_bytes(b"not a document")
    with pytest.raises(UserError, match="notice.docx"):
        notice_docx(notice, DAY, tmp_path)
