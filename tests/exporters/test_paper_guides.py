"""Guides, slips, codes and the booklet on paper: all that the guide says, codes that a telephone reads, pages in order."""

from __future__ import annotations

import io
import re

import docx
import pypdf
import pytest
import typst
import zxingcpp
from invented import COUNTY, FULL, edition, plain_matter
from PIL import Image

from catalogue.edition import Edition, Material, PublicItem
from catalogue.finding import UserError
from exporters.guide import Guide, guides
from exporters.paper.counter import booklet_pdf, labels_pdf, poster_pdf, slip_pdf
from exporters.paper.guide import guide_pdf, short_pdf
from exporters.paper.qr import qr_svg, short_address
from exporters.paper.word_guide import guide_docx, short_docx

SITE = COUNTY.model_copy(update={"site": "https://shili.example"})


@pytest.fixture(scope="module")
def shown() -> Edition:
    return edition(county=SITE)


@pytest.fixture(scope="module")
def full(shown: Edition) -> Guide:
    return next(guide for guide in guides(shown) if guide.matter.id == FULL.id)


def words(data: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages))


def word_words(data: bytes) -> str:
    book = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    return re.sub(r"\s", "", "".join([paragraph.text for paragraph in book.paragraphs] + cells))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def item_texts(item: PublicItem) -> set[str]:
    texts = {value for value in item.model_dump().values() if isinstance(value, str)}
    texts |= set(item.steps) | {value for one in item.materials for value in one.model_dump().values()}
    return {squeezed(text) for text in texts} - {""}


def test_the_full_guide_says_in_pdf_and_word_what_the_item_says(full: Guide, shown: Edition):
    pdf, word = words(guide_pdf(full, shown)), word_words(guide_docx(full, shown))
    charges = {squeezed(FULL.items[0].charges)}  # 否 is said as 不收费
    for text in item_texts(FULL.items[0]) - charges | {
        "不收费",
        squeezed(FULL.answerable),
        squeezed(FULL.review_organ),
    }:
        assert text in pdf, text
        assert text in word, text
    assert "示例" in pdf and "示例" in "".join(
        paragraph.text for paragraph in docx.Document(io.BytesIO(guide_docx(full, shown))).sections[0].header.paragraphs
    )


def test_the_short_form_is_one_page_and_says_where_what_and_how_long(full: Guide, shown: Edition):
    data = short_pdf(full, shown)
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1
    item = FULL.items[0]
    for text in (
        item.place,
        item.promised_limit,
        item.enquiry_phone,
        *(one.name for one in item.materials),
        *item.steps,
    ):
        assert squeezed(text) in words(data) and squeezed(text) in word_words(short_docx(full, shown))


def test_a_short_form_that_cannot_fit_stays_one_page_and_says_so(shown: Edition):
    papers = tuple(Material(name=f"第{n}份很长名称的申请材料" + "附表" * 20) for n in range(80))
    item = PublicItem(name="甲", materials=papers, steps=tuple("这一步很长" * 30 for _ in range(30)))
    matter = plain_matter(90, "示例局", "全科", items=(item,))
    made = edition(county=SITE, matters=(matter,))
    data = short_pdf(guides(made)[0], made)
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1
    assert "其余见完整的办事指南" in words(data) or "份材料没有印在这一页" in words(data)


def test_items_that_differ_say_whose_value_it_is(shown: Edition):
    items = (
        PublicItem(name="甲", situation="新设", promised_limit="5个工作日"),
        PublicItem(name="甲", situation="注销", promised_limit="即办"),
    )
    made = edition(county=SITE, matters=(plain_matter(91, "示例局", "全科", items=items),))
    said = words(short_pdf(guides(made)[0], made))
    assert "新设：承诺5个工作日" in said and "注销：即办" in said


def test_the_slip_ticks_what_is_missing(full: Guide, shown: Edition):
    said = words(slip_pdf(full, shown, 1, [2]))
    first, second = (squeezed(one.name) for one in FULL.items[0].materials)
    assert said.index("□" + first) < said.index("■" + second)
    assert "■" not in words(slip_pdf(full, shown, 1))
    for item, missing in ((3, []), (0, []), (1, [3]), (1, [0])):
        with pytest.raises(UserError):
            slip_pdf(full, shown, item, missing)


@pytest.mark.parametrize("millimetres", [20, 25])
def test_a_code_is_read_at_the_size_it_is_printed(shown: Edition, millimetres: int):
    for matter in shown.matters:
        address = short_address(SITE, matter.id)
        source = (
            f'#set page(width: 40mm, height: 40mm)\n#image(bytes(sys.inputs.qr), format: "svg", width: {millimetres}mm)'
        )
        png = typst.compile(source.encode(), format="png", ppi=150, sys_inputs={"qr": qr_svg(address)})
        assert [one.text for one in zxingcpp.read_barcodes(Image.open(io.BytesIO(png)))] == [address]
        assert address.endswith(f"/g/{matter.id}"), "二维码里只有永久短链接，没有版次"


def test_without_a_site_no_code_is_made_and_the_guide_goes_without(full: Guide):
    bare = edition()
    assert "shili" not in words(guide_pdf(guides(bare)[0], bare))
    with pytest.raises(UserError, match="公布网址"):
        labels_pdf(bare.matters, bare)


def test_a_poster_holds_every_matter_of_its_window(shown: Edition):
    matters = [matter for matter in shown.matters if matter.window == "工程建设"]
    said = words(poster_pdf("工程建设", matters, shown))
    assert matters and all(squeezed(short_address(SITE, matter.id)) in said for matter in matters)


def footers(page: pypdf.PageObject) -> tuple[int, ...]:
    """The page numbers at the foot of a sheet, from left to right."""
    found: list[tuple[float, int]] = []

    def note(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        across, up = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        if text.strip().isdecimal() and up < 40:
            found.append((across, int(text)))

    page.extract_text(visitor_text=note)
    return tuple(number for _, number in sorted(found))


def test_the_booklet_is_imposed_so_that_folded_sheets_read_in_order(shown: Edition):
    known = guides(shown)
    pages = pypdf.PdfReader(io.BytesIO(booklet_pdf(known, shown))).pages
    halves = [footers(page) for page in pages]
    total = 2 * len(halves)
    assert total % 4 == 0 and sorted(number for pair in halves for number in pair) == list(range(1, total + 1))
    for number, (left, right) in enumerate(halves):
        assert left + right == total + 1, "一面上两页的页码之和要等于总页数加一"
        assert (left > right) == (number % 2 == 0)
