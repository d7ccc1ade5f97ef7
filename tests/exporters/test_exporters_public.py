"""The public folder: same bytes, every field in every form, text stays text, lists counted right."""

from __future__ import annotations

import csv
import html
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from invented import COUNTY, FULL, FULL_ITEM, GRANTS, NASTY, edition, grant, plain_matter, said
from pydantic import BaseModel

from catalogue import edition as nouns
from catalogue.finding import UserError
from exporters.hall import balance
from exporters.labels import LABELS
from exporters.public import render, sheets

HERE = Path(__file__).parent
GOLDEN = {
    "guide.html": "guides/MZ-临时救助.html",
    "grants.html": "lists/赋权目录-镇街-第二批.html",
    "hall.html": "lists/综合窗统计.html",
    "matters.csv": "data/事项.csv",
}


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("public")
    render(edition(), folder)
    return folder


def words_of(value: object) -> set[str]:
    """Every text and date inside an object, found without the exporters' own table of labels."""
    if isinstance(value, BaseModel):
        return set().union(*(words_of(getattr(value, name)) for name in type(value).model_fields if name != "kind"))
    if isinstance(value, (tuple, list)):
        return set().union(*map(words_of, value)) if value else set()
    if isinstance(value, (str, date)):
        return {str(value)} - {""}
    return set()


def cells(path: Path) -> set[str]:
    book = openpyxl.load_workbook(path)
    return {str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value is not None}


def test_every_published_field_has_a_chinese_label():
    for model in (
        nouns.PublicMatter,
        nouns.PublicItem,
        nouns.PublicGrant,
        nouns.PublicAgreement,
        nouns.PublicRetired,
        nouns.Answered,
        nouns.Said,
        nouns.Material,
    ):
        assert set(LABELS[model]) == set(model.model_fields)


def test_guide_says_everything_the_matter_says(public: Path):
    page = html.unescape((public / "guides/MZ-临时救助.html").read_text("utf-8"))
    exemption = {FULL.exemption_number, FULL.exemption_approver, FULL_ITEM.charges}  # 否 is said as 不收费
    grant = words_of(GRANTS[0]) - {GRANTS[0].type, GRANTS[0].recipient_kind, GRANTS[0].recipient_class}
    for words in (words_of(FULL) - exemption) | grant | {"邻县", "远县"}:
        assert words in page, words
    exempt = (public / "guides/SL-事项20.html").read_text("utf-8")
    assert "示例政〔0000〕丙号" in exempt and "示例县政府" in exempt


def test_csv_and_lines_say_everything(public: Path):
    text = "\n".join(path.read_text("utf-8-sig") for path in sorted((public / "data").glob("*.csv")))
    rows = {cell for line in csv.reader(io.StringIO(text)) for cell in line}
    said = "\n".join(rows)
    lines = (public / "data/edition.jsonl").read_text("utf-8")
    for thing in (FULL, *GRANTS):
        for words in words_of(thing):
            assert words in said, words
            assert words.replace("\n", "\\n") in lines, words


def test_workbooks_say_everything_of_a_grant_and_a_matter(public: Path):
    grants = "\n".join(cells(public / "lists/镇街/甲镇.xlsx"))
    assert all(words in grants for words in words_of(GRANTS[0]))
    hall = "\n".join(cells(public / "lists/全科综合窗.xlsx"))
    assert all(words in hall for words in words_of(FULL.model_copy(update={"items": ()})))


def test_each_list_is_there_for_machines_with_every_field(public: Path):
    """CSV and JSON beside the page and the workbook, unfolded: the same rows as the workbook's sheet for machines."""
    for workbook in sorted((public / "lists").rglob("*.xlsx")):
        book = openpyxl.load_workbook(workbook)
        told = json.loads(workbook.with_suffix(".json").read_text("utf-8"))
        table = list(csv.reader(io.StringIO(workbook.with_suffix(".csv").read_text("utf-8-sig"))))
        page = workbook.with_suffix(".html").read_text("utf-8")
        assert all(f'href="{quote(workbook.stem)}.{kind}"' in page for kind in ("csv", "json"))
        assert (told["版次"], told["截至"], told["示例"]) == (3, "2021-12-31", True)
        if "机器可读" not in book.sheetnames:
            assert told["行"] == [] and table == [["本期没有记录", "示例"]]
            continue
        head, *rows = book["机器可读"].iter_rows(values_only=True)
        assert table[0][:-1] == list(head) and len(table) == len(rows) + 1 == len(told["行"]) + 1
        for row, given, line in zip(rows, told["行"], table[1:], strict=True):
            words = ["" if value is None else str(value) for value in row]
            assert list(given.values()) == words
            assert [value.removeprefix("'") for value in line[:-1]] == words


def test_empty_sections_say_so(public: Path):
    bare = (public / "guides/SL-事项1.html").read_text("utf-8")
    for title in (
        "办理条件",
        "申请材料",
        "办理流程",
        "办理时限",
        "收费",
        "办理地点与时间",
        "咨询与投诉",
        "办理结果",
        "通办范围",
    ):
        assert re.search(rf'<th scope="row">{title}</th><td class="none">目录未载明</td>', bare), title


def test_same_bytes_under_another_hash_seed_and_time_zone(tmp_path: Path, public: Path):
    code = f"from invented import edition; from exporters.public import render; from pathlib import Path; render(edition(), Path({str(tmp_path)!r}))"
    paths = os.pathsep.join([str(HERE), str(HERE.parents[1])])
    environment = os.environ | {"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "PYTHONPATH": paths}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    first = {path.relative_to(public): path.read_bytes() for path in public.rglob("*") if path.is_file()}
    second = {path.relative_to(tmp_path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert first.keys() == second.keys()
    assert [str(name) for name in first if first[name] != second[name]] == []


def test_text_is_never_formula_and_html_is_escaped(public: Path):
    nasty = [
        cell
        for page in openpyxl.load_workbook(public / "lists/全科综合窗.xlsx")
        for row in page.iter_rows()
        for cell in row
        if cell.value == NASTY
    ]
    assert len(nasty) == 2 and all(cell.data_type == "s" for cell in nasty)
    for path in public.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "worksheets" in name)
    for path in public.rglob("*.html"):
        assert "<script>alert" not in path.read_text("utf-8"), path
    assert f"'{NASTY}" in (public / "data/事项.csv").read_text("utf-8-sig").replace('""', '"')


def test_pages_ask_no_other_host_and_links_lead_somewhere(public: Path):
    from urllib.parse import unquote

    for path in public.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"]*)"', path.read_text("utf-8")):
            assert not re.match(r"(https?:)?//", link), (path, link)
            if not link.startswith("#"):
                file, _, anchor = link.partition("#")
                assert (path.parent / unquote(file)).is_file(), (path, link)
                assert not anchor or f'id="{anchor}"' in (path.parent / unquote(file)).read_text("utf-8"), (path, link)


def test_example_mark_is_everywhere_and_only_for_the_example(public: Path, tmp_path: Path):
    assert all("示例</b>" in path.read_text("utf-8") for path in public.rglob("*.html"))
    for path in public.rglob("*.xlsx"):
        page = openpyxl.load_workbook(path).worksheets[0]
        assert page["A1"].value.startswith("（示例）") and "示例" in page.oddHeader.left.text
    real = COUNTY.model_copy(update={"example": False, "name": "某县", "office": "某县审改办"})
    render(edition(county=real, matters=(plain_matter(1, "某局", "全科"),), grants=(), agreements=()), tmp_path)
    for path in tmp_path.rglob("*.html"):
        assert "虚构" not in path.read_text("utf-8"), path


def test_totals_are_counted():
    total = {sheet.path: sheet.total for sheet in sheets(edition())}
    assert total["lists/赋权目录-镇街-第二批"] == "共2项（交由1项，委托1项）；承接主体2个"
    assert total["lists/赋权目录-园区-第二批"] == "共1项；承接主体1个"
    assert total["lists/镇街/甲镇"] == "共2项（交由1项，委托1项）"
    assert total["lists/法定本级/甲镇"] == "共1项"
    assert total["lists/跨域通办清单"] == "共2项（与邻县通办1项，与远县通办2项）"  # the union, not 3
    assert total["lists/镇级高频政务服务事项清单"] == "共2主项（3办理项）：在村（社区）办结1项，在镇（街道）办结1项"
    assert total["lists/不进驻清单"] == "共1主项（1办理项）"
    assert total["lists/综合窗统计"] == "综合窗共18项（全科2项，主题16项）；全部事项共22项"


def test_titles_do_not_say_the_side_twice():
    grants = tuple(
        grant("临时救助对象认定", recipient, kind=kind, batch=batch)
        for recipient, kind, batch in (
            ("甲镇", "镇", "第二批（镇街）"),
            ("园区", "园区", "第二批（园区）"),
            ("甲镇", "镇", "第三批"),
            ("乙街道", "街道", "第三批（镇街）"),
        )
    )
    titles = {sheet.path: sheet.title for sheet in sheets(edition(grants=grants))}
    assert titles["lists/赋权目录-镇街-第二批"] == "镇街赋权目录（第二批）"
    assert titles["lists/赋权目录-园区-第二批"] == "园区赋权目录（第二批）"
    assert {"lists/赋权目录-镇街-第三批", "lists/赋权目录-镇街-第三批（镇街）"} <= titles.keys(), "不同的批次不合成一份"


def test_each_class_of_towns_has_its_list():
    known = {sheet.path: sheet for sheet in sheets(edition())}
    one = known["lists/分类赋权目录/重点镇"]
    assert {row["承接主体"] for row in one.machine} == {"甲镇"} and one.title == "重点镇赋权目录"
    assert [path for path in known if path.startswith("lists/分类")] == ["lists/分类赋权目录/重点镇"]


def test_sub_matters_and_their_main_matter_are_counted_apart():
    parts = tuple(plain_matter(n, "示例县水利局", "全科", parent="取水") for n in (1, 2))
    total = {sheet.path: sheet.total for sheet in sheets(edition(matters=(*parts, plain_matter(3, "甲局", "全科"))))}
    assert total["lists/全科综合窗"].startswith("共2主项、3事项（3办理项）")


def test_a_towns_list_says_that_it_is_only_what_was_handed_down():
    known = {sheet.path: sheet for sheet in sheets(edition())}
    handed = known["lists/镇街/甲镇"]
    assert handed.title == "甲镇承接赋权事项清单" and "法定权力不在本清单内" in handed.notes[0]
    assert known["lists/其他承接单位/示例园区管委会"].title == "示例园区管委会承接赋权事项清单"
    assert not [sheet.title for sheet in known.values() if "行使权力清单" in sheet.title]


def test_every_grant_is_on_one_list_of_its_recipient():
    listed = [
        (row["事项名称"], row["承接主体"], row["赋权方式"])
        for sheet in sheets(edition())
        if sheet.path.startswith(("lists/镇街/", "lists/其他承接单位/", "lists/法定本级/"))
        for row in sheet.machine
    ]
    assert sorted(listed) == sorted((grant.matter, grant.recipient, grant.mode) for grant in GRANTS)


def test_balance_holds_every_matter_once():
    standing = {name: [matter.id for matter in matters] for name, matters in balance(edition())}
    ids = [one for group in standing.values() for one in group]
    assert sorted(ids) == sorted(matter.id for matter in edition().matters)
    assert standing["经批准不进驻"] == ["SL-事项20"]
    assert standing["应进驻、目前未进驻"] == ["SL-事项21"]
    assert standing["已进驻、窗口未定"] == ["SL-事项23"]


def test_alike_grants_are_one_row_with_all_recipients():
    alike = tuple(GRANTS[1].model_copy(update={"recipient": name, "recipient_kind": "镇"}) for name in ("甲镇", "乙镇"))
    (sheet,) = [one for one in sheets(edition(grants=alike)) if one.path == "lists/赋权目录-镇街-第二批"]
    assert [row["承接主体"] for section in sheet.sections for row in section.rows] == ["甲镇、乙镇"]
    assert len(sheet.machine) == 2


def test_each_recipients_own_reason_is_kept_when_rows_fold():
    one, other = (GRANTS[1].model_copy(update={"recipient": name, "recipient_kind": "镇"}) for name in ("甲镇", "乙镇"))
    other = other.model_copy(update={"said": GRANTS[0].said})
    (sheet,) = [s for s in sheets(edition(grants=(one, other))) if s.path == "lists/赋权目录-镇街-第二批"]
    (row,) = sheet.sections[0].rows
    assert row["判定"].startswith("甲镇：未载明\n乙镇：可否下放：可委托。")


def test_reasons_alike_in_all_but_the_recipients_name_are_told_once():
    def reason_for(name: str) -> nouns.Said:
        return said("可委托", "可否下放").model_copy(update={"reason": f"交给{name}。"})

    alike = [
        GRANTS[1].model_copy(update={"recipient": name, "recipient_kind": "镇", "said": (reason_for(name),)})
        for name in ("甲镇", "乙镇")
    ]
    other = alike[0].model_copy(update={"recipient": "丙镇", "said": ()})
    (sheet,) = [s for s in sheets(edition(grants=(*alike, other))) if s.path == "lists/赋权目录-镇街-第二批"]
    first, last = sheet.sections[0].rows[0]["判定"].split("\n")
    assert first.startswith("甲镇、乙镇：可否下放：可委托。交给承接主体。") and last == "丙镇：未载明"


def test_every_printed_page_shows_its_department(tmp_path: Path):
    matters = tuple(plain_matter(2 * n + 1, "示例县水利局", "全科") for n in range(60))
    render(edition(matters=matters, grants=(), agreements=()), tmp_path)
    page = openpyxl.load_workbook(tmp_path / "lists/全科综合窗.xlsx").worksheets[0]
    starts = [mark.id + 1 for mark in page.row_breaks.brk]
    assert starts
    assert all(page.cell(row, 2).value == "示例县水利局" for row in starts)
    assert page.print_title_rows == "$3:$3" and page.page_setup.orientation == "landscape"


def test_stale_files_go_and_hand_changed_ones_stay(tmp_path: Path):
    render(edition(), tmp_path)
    (tmp_path / "lists/跨域通办清单.html").write_text("改过", "utf-8")
    render(edition(matters=edition().matters[1:]), tmp_path)
    assert not (tmp_path / "guides/MZ-临时救助.html").exists()
    assert (tmp_path / "lists/跨域通办清单（手改1）.html").read_text("utf-8") == "改过"


def test_an_office_adds_a_list_and_a_wrong_one_is_explained(tmp_path: Path):
    form = "- 标题: 供水事项\n  文件: lists/供水\n  组: 本县\n  取自: 事项\n  条件: {实施主体: 示例县水利局}\n  计数: [事项标识]\n  列: [{列: 序号}, {列: 事项名称}]\n"
    (tmp_path / "lists.yaml").write_text(form, "utf-8")
    (sheet,) = [one for one in sheets(edition(), tmp_path) if one.path == "lists/供水"]
    assert sheet.count == 10
    (tmp_path / "lists.yaml").write_text(form.replace("列: 事项名称", "列: 事项名字"), "utf-8")
    with pytest.raises(UserError, match="没有叫“事项名字”的列"):
        sheets(edition(), tmp_path)


def test_two_matters_for_one_file_are_refused(tmp_path: Path):
    twins = (plain_matter(1, "甲局", id="A/B"), plain_matter(2, "甲局", id="A:B"))
    with pytest.raises(UserError, match="同一个名字"):
        render(edition(matters=twins), tmp_path)


@pytest.mark.parametrize("golden", GOLDEN)
def test_golden(golden: str, public: Path):
    path, made = HERE / "golden" / golden, (public / GOLDEN[golden]).read_bytes()
    if os.environ.get("QUANMU_BLESS") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(made)
    assert path.read_bytes().decode("utf-8") == made.decode("utf-8"), "有意的改动：make bless 后看差异"
