"""一件事, powers taken back and duties of towns: merged as they should be, on every list, nothing lost."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import docx
import pypdf
import pytest
from invented import NASTY, edition, plain_matter

from catalogue.edition import Edition, Material, PackagePart, PublicDuty, PublicEnded, PublicItem, PublicPackage
from exporters.compare import diff
from exporters.package import COUNTED, SAID, packages
from exporters.paper.notice import notices
from exporters.paper.package import package_docx, package_pdf
from exporters.public import render, sheets


def item(materials: tuple[Material, ...], steps: tuple[str, ...], limit: str) -> PublicItem:
    return PublicItem(name="办理", materials=materials, steps=steps, promised_limit=limit)


ONE = plain_matter(
    1, "甲局", items=(item((Material(name="身份证明", need="非必要", copies="1份"), Material(name="申请表")), ("受理", "审查", "决定"), "3个工作日"),)
)  # fmt: skip
TWO = plain_matter(
    2, "乙局", name="䶮㐂" + NASTY, items=(item((Material(name="身份证明", need="必要", copies="2份"),), ("受理", "勘验", "决定"), "10个工作日"),)
)  # fmt: skip
PARTS = (PackagePart(matter=ONE.name, matter_id=ONE.id), PackagePart(matter=TWO.name, matter_id=TWO.id))
PACKAGE = PublicPackage(id="p1", name="某一件事", lead="甲局", parts=PARTS)
ENDED = PublicEnded(
    matter="集市管理", type="行政许可", batch="第一批", former_organ="甲局", recipient="甲镇", recipient_kind="镇", mode="委托", state="收回",
    revoked_by="示例收〔0000〕甲号", ended=date(2021, 6, 1), basis=("《示例条例》第五条",),
)  # fmt: skip
DUTIES = tuple(
    PublicDuty(table=table, matter=f"{table}的事", superior="甲局") for table in ("基本履职", "配合履职", "上级收回")
)


def of(package: PublicPackage = PACKAGE) -> Edition:
    return edition(matters=(ONE, TWO)).model_copy(update={"packages": (package,), "ended": (ENDED,), "duties": DUTIES})


def test_each_paper_is_asked_once_with_the_strictest_words():
    (guide,) = packages(of())
    assert [one.name for one in guide.materials] == ["身份证明", "申请表"]
    shared, own = guide.materials
    assert shared.matters == (ONE.name, TWO.name) and shared.words[0] == "必要" and shared.words[2] == "2份"
    assert own.matters == (ONE.name,)


def test_steps_are_merged_in_an_order_that_suits_both():
    (guide,) = packages(of())
    order = [one.name for one in guide.steps]
    assert sorted(order) == sorted({"受理", "审查", "勘验", "决定"})
    for steps in (ONE.items[0].steps, TWO.items[0].steps):
        assert [one for one in order if one in steps] == list(steps)


def test_before_and_now_are_counted_or_said_and_tell_which():
    (counted,) = packages(of())
    assert [(one.what, one.before, one.after, one.source) for one in counted.changes] == [
        ("环节", "6个", "4个", COUNTED),
        ("材料", "3份", "2份", COUNTED),
        ("时限", "13个工作日（逐项先后办）", "10个工作日（同时办，以最长的为准）", COUNTED),
    ]
    (said,) = packages(of(PACKAGE.model_copy(update={"materials_before": "9", "materials_after": "4"})))
    assert [(one.before, one.after, one.source) for one in said.changes][1] == (
        *("9份", "4份"),
        SAID + "；已公布的办事指南合并为2份",
    ), "与下面列出的份数不同，不能一声不响"
    (agreed,) = packages(of(PACKAGE.model_copy(update={"materials_before": "9", "materials_after": "2"})))
    assert agreed.changes[1].source == SAID
    half = packages(of(PACKAGE.model_copy(update={"materials_before": "9"})))[0]
    assert half.changes[1].source == COUNTED, "只写了一头的，不拿来对比"


@pytest.mark.parametrize("limit", ["", "1个月", "10日"])
def test_days_that_cannot_be_added_are_not(limit: str):
    other = TWO.model_copy(update={"items": (TWO.items[0].model_copy(update={"promised_limit": limit}),)})
    made = of().model_copy(update={"matters": (ONE, other)})
    assert packages(made)[0].changes[2].before == ""


def test_a_matter_without_a_guide_is_named():
    parts = (*PARTS, PackagePart(matter="没有指南的事", department="丙局"))
    made = of(PACKAGE.model_copy(update={"parts": parts}))
    (guide,) = packages(made)
    assert guide.without == ("没有指南的事",)
    pdf = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(package_pdf(guide, made))).pages)
    assert "没有指南的事" in pdf.replace("\n", "")


def test_the_lists_the_pages_and_the_notices(tmp_path: Path):
    made = of()
    total = {sheet.path: sheet.total for sheet in sheets(made)}
    assert total["lists/一件事清单"] == "共1项" and total["lists/收回取消清单"].startswith("共1项")
    assert [path for path in total if path.startswith("lists/履行职责")] == [
        f"lists/履行职责/{table}" for table in ("基本履职", "配合履职", "上级收回")
    ]
    annexes = {notice.file: [sheet.path for sheet in notice.annexes] for notice in notices(made, sheets(made))}
    assert len(annexes["通知-履行职责事项清单"]) == 3
    assert {"通知-一件事清单", "通知-收回取消清单"} <= annexes.keys()
    render(made, tmp_path)
    page = (tmp_path / "packages" / "p1.html").read_text("utf-8")
    assert "<script>alert" not in page and "每份只要一次" in page
    assert "packages/p1.html" in (tmp_path / "g" / "p1" / "index.html").read_text("utf-8")
    for table in ("收回取消", "履职事项", "一件事"):
        assert (tmp_path / "data" / f"{table}.csv").exists()


def test_pdf_and_docx_say_the_same():
    made = of()
    (guide,) = packages(made)
    pdf = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(package_pdf(guide, made))).pages)
    book = docx.Document(io.BytesIO(package_docx(guide, made)))
    cells = [cell.text for table in book.tables for row in table.rows for cell in row.cells]
    word = "".join((*(paragraph.text for paragraph in book.paragraphs), *cells))
    for words in ("身份证明", "申请表", "勘验", "13个工作日", "䶮㐂", "甲局"):
        assert words in word and words in "".join(pdf.split()), words


def test_an_edition_that_lost_one_differs():
    found = diff(of(), edition(matters=(ONE, TWO)))
    assert {entry.kind for entry in found.removed} == {"一件事", "收回取消", "履职事项"}
