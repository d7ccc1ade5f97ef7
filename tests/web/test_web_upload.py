"""The way in through pages: try, confirm headings, send, review, mend in place, undo; and what is refused at the door."""

from __future__ import annotations

import io
import re
import sqlite3
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from people import PEOPLE
from site_runner import Answer, Person, Site
from small_county import DEPARTMENT, ITEMS
from test_web_signing import log


def book(rows: list[list], mark: str = "", title: str = "表") -> bytes:
    """A workbook of one sheet."""
    made = Workbook()
    made.active.title = title
    if mark:
        made.active.append([mark])
    for row in rows:
        made.active.append([None if cell == "" else cell for cell in row])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def items(*changes: dict[str, object]) -> list[list]:
    """The small county's list of items, cells changed by heading: one dictionary a row, in order."""
    head, rows = ITEMS[0], [list(row) for row in ITEMS[1:]]
    for row, change in zip(rows, changes, strict=False):
        for word, value in change.items():
            row[head.index(word)] = value
    return [head, *rows]


def send(site: Site, person: Person, name: str, content: bytes, **form: str) -> tuple[str, str]:
    """Upload one workbook; gives the address of the upload and its page once read."""
    answer = person.post("/upload/", form, files={"files": (name, content)})
    assert answer.status == 302, answer.text
    return answer.location, site.finish(answer.location, person).text


def told(answer: Answer) -> str:
    return re.sub(r"<[^>]+>|\s+", " ", answer.text)


def test_the_whole_way_of_a_departments_workbook(site: Site):
    """Tried, sent, reviewed by another person, taken in, seen in the log, and undone."""
    clerk, reform = site.fresh("clerk"), site.fresh("reform")
    changed = items({"承诺办结时限": "3个工作日"}, {"权力类型": "不知何类"})
    before = clerk.get("/imports/").text.count("<tr>")
    path, page = send(site, clerk, "3-实施清单.xlsx", book(changed))
    assert "15工作日" in page and "3工作日" in page and "新值" in page
    assert re.search(r"表!E3.*?错误", page, re.S)  # the cell, not only the row
    assert clerk.get("/imports/").text.count("<tr>") == before  # nothing was taken in
    back = load_workbook(io.BytesIO(clerk.get(path + "file/back-0/").body))
    assert back["表"]["E3"].comment is not None
    assert clerk.get(path + "file/preview/").headers["content-disposition"].startswith("attachment")
    assert "待审" in told(clerk.follow(clerk.post(path + "send/", {})))
    assert clerk.post(path + "review/", {"decision": "accept"}).status == 403
    done = site.finish(reform.post(path + "review/", {"decision": "accept", "why": ""}).location, reform)
    assert "已导入" in told(done) and "变更 1" in told(done) and "暂存 1 行" in told(done)
    entry = log(site, "报送审核通过")[-1]
    assert entry["by"] == "审改员（reform）" and entry["报送人"] == "经办员（clerk）" and entry["地址"] == "127.0.0.1"
    assert log(site, "导入")[-1]["by"] == "审改员（reform）"
    assert not list((site.home / "uploads").glob("[0-9a-f]" * 8 + "*"))  # the bytes are the store's now, or nobody's


def test_a_held_row_is_mended_in_place(site: Site):
    clerk = site.fresh("clerk")
    rows = re.findall(r'href="(/tray/\d+/)"', clerk.get("/tray/").text)
    assert rows
    page = clerk.get(rows[0]).text
    assert "不知何类" in page
    assert site.person("other").get(rows[0]).status == 404  # another department's
    assert clerk.post(rows[0] + "mend/", {"cell:表!E3": "还是不对", "why": ""}).status == 200  # no reason: asked again
    wrong = clerk.follow(clerk.post(rows[0] + "mend/", {"cell:表!E3": "还是不对", "why": "核对过"}))
    assert "还有问题" in told(wrong)
    foreign = {"cell:表!A3": "小县卫生健康局", "cell:表!E3": "行政确认", "why": "给别家"}
    assert "不是本单位的" in told(clerk.follow(clerk.post(rows[0] + "mend/", foreign)))
    right = clerk.follow(clerk.post(rows[0] + "mend/", {"cell:表!E3": "行政确认", "why": "核对过原件"}))
    assert "没有问题了" in told(right) and "等审改办放行" in told(right)  # what a unit mends needs a second person, too
    assert log(site, "暂存补正")[-1]["理由"] == "核对过原件"
    assert "等审改办放行" in told(clerk.follow(clerk.post(rows[0] + "release/", {"why": "我自己放行"})))
    reform = site.fresh("reform")
    stale = reform.follow(reform.post(rows[0] + "release/", {"why": "没看补正", "seen": "0"}))
    assert "又确认过" in told(stale)  # what was mended after one had looked is not released unseen
    done = reform.follow(reform.post(rows[0] + "release/", {"why": "看过补正"}))
    assert "已入库" in told(done) and rows[0] not in done.text
    assert log(site, "暂存确认")[-1]["by"] == "审改员（reform）"


def test_cells_are_mended_before_the_workbook_is_taken_in_and_say_who_did_it(site: Site):
    """The original stays; the value is judged again; the second of two is told; the reviewer, the source and the tray tell
    who mended it; nobody passes what they mended."""
    clerk, reform = site.fresh("clerk"), site.fresh("reform")
    content = book(items({"承诺办结时限": "2个工作日"}, {}, *[{"权力类型": "哪一类", "承诺办结时限": "1个工作日"}] * 2))
    path, page = send(site, clerk, "3-实施清单.xlsx", content)
    box, version = "0-表!E4", re.search(r'name="version" value="([0-9a-f]+)"', page)[1]
    assert (
        f'name="{box}" value="哪一类"' in page and 'value="其他行政权力"' in page
    )  # the values that the field may have
    assert 'name="0-表!J2"' not in page  # nothing is wrong there

    def mend(value: str, why: str = "问过科室", version: str = version, **more: str) -> Answer:
        return clerk.post(path + "mend/", {"version": version, box: value, "why": why, **more})

    refused = mend("行政给付", why="")
    assert refused.status == 200 and 'value="行政给付"' in refused.text and "请填写理由" in refused.text
    assert "草稿" in clerk.get(path).text and 'value="行政给付"' in clerk.get(path).text
    assert "没有改动任何单元格" in told(mend("哪一类"))
    page = site.finish(mend("哪二类", same="on").location, clerk).text  # both rows of the column, and both still wrong
    assert page.count('value="哪二类"') == 2 and "有错或要确认</dt><dd>2" in page
    stale = mend("行政给付")
    assert stale.status == 409 and "哪二类" in stale.text and "行政给付" in stale.text
    version = re.search(r'name="version" value="([0-9a-f]+)"', clerk.get(path).text)[1]
    page = site.finish(mend("其他行政权力", version=version, same="on").location, clerk).text
    assert "已就地改正 2 处" in page and "有错或要确认</dt><dd>0" in page
    assert site.person("other").post(path + "mend/", {box: "x"}).status == 404
    back = load_workbook(io.BytesIO(clerk.get(path + "file/back-0/").body))
    assert back["表"]["E4"].value == "哪一类" and "经办员（clerk）" in back["表"]["E4"].comment.text
    clerk.post(path + "send/", {})
    assert "问过科室" in reform.get(path).text and 'name="0-表!E4"' not in reform.get(path).text
    done = told(site.finish(reform.post(path + "review/", {"decision": "accept", "why": ""}).location, reform))
    assert "暂存 0 行" in done
    number = re.search(r"第 (\d+) 次导入", done)[1]
    with sqlite3.connect(site.home / "store.sqlite3") as store:
        acts = store.execute(
            "SELECT a.act, a.cell, a.value, a.why, a.by, r.cells FROM app_heldact a JOIN app_heldrow r ON r.id = a.row_id"
            " WHERE r.imported_id = ? ORDER BY a.id", [number],
        ).fetchall()  # fmt: skip
        bodies = [b for (b,) in store.execute("SELECT body FROM app_revision WHERE source_id = ?", [number])]
        sha = store.execute("SELECT sha256 FROM app_importedfile WHERE id = ?", [number]).fetchone()[0]
    assert [one[:5] for one in acts if one[0] == "补正"] == [
        ("补正", cell, "其他行政权力", "问过科室", "经办员（clerk）") for cell in ("表!E4", "表!E5")
    ]
    assert all("哪一类" in one[5] for one in acts) and (site.home / "files" / sha).read_bytes() == content
    assert any("经办员（clerk）" in body and "补正：问过科室" in body for body in bodies)
    assert [c["改为"] for c in log(site, "报送改正")[-1]["改正"]] == ["其他行政权力", "其他行政权力"]
    shown = reform.get(f"/imports/{number}/?size=500").text  # every problem that was told then, sorted and paged
    assert "sort=cell" in shown and int(re.search(r"共 (\d+) 条", shown)[1]) == shown.count("<tr><td") > 1


def test_only_the_senders_own_unit_mends_and_only_cells_that_the_page_offers(site: Site):
    clerk, reform = site.fresh("clerk"), site.fresh("reform")
    head, first, *_ = items(
        {"权力类型": "写错的", "法定办结时限": "很久", "承诺办结时限": "很快", "是否收费": "看情况"}
    )
    path, page = send(site, clerk, "别人改.xlsx", book([head, *([first[0], f"事{n}", *first[2:]] for n in range(140))]))
    second = clerk.get(path + "?page-0=2").text
    boxes = [text.count('class="box"') for text in (page, second)]
    assert boxes[0] == 500 and sum(boxes) == sum(map(int, re.findall(r"(?:错误|警告|提示) (\d+) 处", page)))
    assert (
        reform.post(path + "mend/", {"0-表!E2": "行政确认", "why": "顺手"}).status == 404
    )  # another unit's is sent back
    assert site.person("auditor").post(path + "mend/", {}).status == 403
    given = {"version": re.search(r'name="version" value="([0-9a-f]+)"', second)[1], "0-表!A1": "别的表头"}
    given |= {re.findall(r'name="(0-表![A-Z]+\d+)"', second)[-1]: "改好了", "same": "on"}
    again = clerk.post(path + "mend/?page-0=2", {**given, "why": ""}).text
    assert "请填写理由" in again and 'value="改好了"' in again
    site.finish(clerk.post(path + "mend/?page-0=2", {**given, "why": "问过"}).location, clerk)
    mended = {one["单元格"]: one["改为"] for one in log(site, "报送改正")[-1]["改正"]}
    assert set(mended.values()) == {"改好了"} and len(mended) == 140  # the same text on the first page goes along
    assert "表!A1" not in mended  # only what the page offers


def test_an_import_is_undone_by_new_versions(site: Site):
    reform = site.fresh("reform")
    first = re.findall(r'href="(/imports/\d+/)"', reform.get("/imports/").text)[0]
    assert "撤销第" in reform.get(first + "undo/").text
    refused = reform.post(first + "undo/", {"later": "", "why": ""})
    assert refused.status == 200 and "请填写理由" in refused.text
    done = reform.follow(reform.post(first + "undo/", {"later": "keep", "why": "报错了表"}))
    assert "已撤销" in told(done)
    assert log(site, "撤销导入")[-1]["by"] == "审改员（reform）"


def test_unknown_headings_are_confirmed_once_and_remembered(site: Site):
    reform = site.fresh("reform")
    rows = [["牵头科室所在单位", "办什么事", "哪种权力", "什么依据"], [DEPARTMENT, "新的事一", "行政确认", "某法第一条"], [DEPARTMENT, "新的事二", "行政确认", "某法第二条"]]  # fmt: skip
    made = load_workbook(io.BytesIO(book(rows)))
    made.create_sheet("填表说明").append(["一、请如实填写"])
    for row in (["科室", "人数"], ["一科", 3]):
        (made["科室"] if "科室" in made.sheetnames else made.create_sheet("科室")).append(row)
    made.save(content := io.BytesIO())
    path, page = send(site, reform, "土表.xlsx", content.getvalue(), sender=DEPARTMENT)
    assert page.count("表头要您确认") == 2 and "不能提交" in page  # a page of text is not asked about
    mark, other = re.findall(r'type="hidden" name="kind-([0-9a-f]{64})"', page)
    page = site.finish(
        reform.post(path + "headings/", {f"kind-{mark}": "", f"kind-{other}": "", "leave": other}).location, reform
    ).text
    assert page.count("表头要您确认") == 1 and "“科室”表" in page  # named, and may be asked about again
    twice = {f"kind-{mark}": "职权", f"{mark}-0": "实施主体", f"{mark}-1": "主项名称", f"{mark}-2": "主项名称"}
    again = site.finish(reform.post(path + "headings/", twice).location, reform)
    assert "一个字段只能对应一栏" in told(again) and "表头要您确认" in told(again)
    right = {
        f"kind-{mark}": "职权",
        f"{mark}-0": "实施主体",
        f"{mark}-1": "主项名称",
        f"{mark}-2": "事项类型",
        f"{mark}-3": "设定依据",
    }
    page = told(site.finish(reform.post(path + "headings/", right).location, reform))
    assert "表头要您确认" not in page and "新增 2" in page
    clerk = site.person("clerk")  # the office sent it in their unit's name: it is not theirs to change and send
    assert clerk.get(path).status == 200 and clerk.post(path + "send/", {}).status == 404
    done = site.finish(reform.post(path + "send/", {}).location, reform)
    assert "已导入" in told(done)  # the office's own needs no second person by default
    _, page = send(
        site, reform, "土表二.xlsx", book([*rows, [DEPARTMENT, "新的事三", "行政确认", ""]]), sender=DEPARTMENT
    )
    assert "表头要您确认" not in page and "照 审改员（reform）" in page and "<td>事项类型</td>" in page
    path = re.search(r'action="(/uploads/\d+/)headings/"', page)[1]
    page = site.finish(reform.post(path + "headings/", {"again": mark}).location, reform).text
    assert "以前确认过" in page and re.search(r"<option selected>设定依据</option>", page)
    other = {**right, f"{mark}-3": "备注"}
    page = site.finish(reform.post(path + "headings/", other).location, reform).text
    assert "表头要您确认" not in page and "什么依据</th><td>备注</td>" in page
    assert [one["表头"]["什么依据"] for one in log(site, "表头对应")] == ["设定依据", "备注"]


def test_what_is_sent_back_says_why_and_nobody_reviews_their_own(site: Site):
    clerk, reform = site.fresh("clerk"), site.fresh("reform")
    path, _ = send(site, clerk, "又一次.xlsx", book(items({"承诺办结时限": "4个工作日"})))
    clerk.post(path + "send/", {})
    assert "退回要写明" in told(reform.post(path + "review/", {"decision": "return", "why": ""}))
    seen = re.search(r'name="seen" value="(\d+)"', reform.get(path).text)[1]
    reform.post(path + "review/", {"decision": "return", "why": "第 2 行请核实"})
    assert "第 2 行请核实" in clerk.get(path).text
    site.finish(clerk.post(path + "again/", {}).location, clerk)
    assert clerk.post(path + "send/", {}).status == 302  # after talking: sent once more
    assert "作罢" not in told(clerk.get(path)) or "待审" in told(clerk.get(path))
    stale = reform.post(
        path + "review/", {"decision": "accept", "seen": seen}
    )  # another reading than this one was seen
    assert stale.status == 400 and "又试读过" in stale.text


def test_rulings_that_the_office_sends_need_a_second_person(site: Site):
    reform = site.fresh("reform")
    head = ["对象类别", "对象名称", "对象部门", "问题", "裁定答案", "裁定理由", "裁定人", "裁定日期"]
    row = ["进驻", "慈善组织认定", DEPARTMENT, "综合窗", "全科综合窗", "会议定", "某人", "2021-12-31"]
    path, page = send(site, reform, "裁定.xlsx", book([head, row]))
    assert "送审改办审核" in page
    assert "待审" in told(reform.follow(reform.post(path + "send/", {})))
    assert "是您自己报送的" in reform.post(path + "review/", {"decision": "accept"}).text
    lone = "在用的审改办账号只有您一个"
    assert lone not in reform.get(path).text
    switch, why = f"/accounts/{site.people['second']}/switch/", {"why": "调离"}
    assert site.fresh("system").post(switch, why).status == 302
    assert lone in reform.get(path).text and "逐条裁定" in reform.get(path).text
    assert site.fresh("system").post(switch, why).status == 302


def test_a_departments_person_may_send_only_their_own_departments_rows(site: Site):
    other = site.fresh("other")
    path, page = send(site, other, "别家的.xlsx", book(items()[:2]))
    assert f"您只能报送{PEOPLE['other'][1]}的" in told(other.get(path))
    refused = other.post(path + "send/", {})
    assert refused.status == 400 and "不是本单位的" in refused.text
    assert site.person("clerk").get(path).status == 404
    box = re.search(r'name="(0-表![A-Z]+2)" value="' + DEPARTMENT, page)[1]  # the cell that names the unit
    said = {box: PEOPLE["other"][1], "why": "写错了", "version": re.search(r'name="version" value="(\w+)"', page)[1]}
    page = site.finish(other.post(path + "mend/", said).location, other).text
    assert "不是本单位的" not in page and f'action="{path}send/"' in page
    units = [["机构名称", "机构类别", "机构简称"], ["小县卫生健康局", "部门", "卫健局"]]
    path, _ = send(site, reform := site.fresh("reform"), "机构.xlsx", book(units))
    site.finish(reform.post(path + "send/", {}).location, reform)
    _, page = send(site, other, "简称的.xlsx", book(items(*[{"实施主体": "卫健局"}] * (len(ITEMS) - 1))))
    assert "不是本单位的" not in page and "送审改办审核" in page  # by the name that the lists use


def test_a_workbook_of_few_columns_changes_these_only_and_what_is_set_above_waits(site: Site):
    """The county edits promises, places and telephones; no column, nothing said; numbers of identity cards stay outside."""
    clerk = site.fresh("clerk")
    names = ["实施主体", "主项名称", "业务办理项名称", "权力类型", "承诺办结时限"]
    head, *rows = items()
    rows = [[row[head.index(name)] for name in names] for row in rows[:2]]
    rows[0][4], rows[1][3] = "2个工作日", "行政裁决"
    content = book([[*names, "经手人号码", "经办人手机号"], [*rows[0], "11010519491231002X", "1"], rows[1]])
    path, page = send(site, clerk, "只改承诺.xlsx", content)
    assert "会改变 1 处" in page and "“事项类型”由国家定" in page and "整行先暂存" in page
    assert "经手人号码”是个人信息" in page and "经办人手机号”是个人信息" in page and "11010519491231002X" not in page


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.xlsx", b"", "空"),
        ("图.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 99, "读不了"),
        ("bomb.xlsx", b"PK\x03\x04" + b"\0" * 200, "读不了"),
    ],
)
def test_what_is_no_workbook_is_refused(name: str, content: bytes, said: str, site: Site):
    person = site.fresh("clerk")
    answer = person.post("/upload/", {}, files={"files": (name, content)})
    page = answer if answer.status == 200 else site.finish(answer.location, person)
    assert said in told(page) and "Traceback" not in page.text


def test_a_path_in_a_file_name_is_only_text_and_markup_is_shown(site: Site):
    person = site.fresh("clerk")
    name = "../../../<img src=x onerror=alert(1)>.xlsx"
    path, page = send(site, person, name, book(items()))
    assert "<img" not in page and "&lt;img src=x" in page
    outside = [p for p in Path(site.home).rglob("*") if "img" in p.name]
    assert outside == []
    assert person.get(path + "file/..%2f..%2fstore/").status == 404
    person.post(path + "drop/", {})
    assert "作罢" in told(person.get(path))


def test_a_secret_workbook_is_kept_nowhere(site: Site):
    person = site.fresh("clerk")
    content = book(items(), mark="机密★10年")
    answer = person.post("/upload/", {}, files={"files": ("机密文件名.xlsx", content)})
    page = told(site.finish(answer.location, person))
    assert "密级标志" in page and "拒收" in page
    kept = b"".join(p.read_bytes() for p in site.home.rglob("*") if p.is_file() and "uploads" in p.parts)
    assert content not in kept
    assert "机密文件名" not in str(log(site, "拒收涉密文件"))


def test_all_of_it_in_a_browser(open_page, site: Site, tmp_path: Path):
    from looking import faults, go, picture

    (tmp_path / "清单.xlsx").write_bytes(
        book(items({"承诺办结时限": "6个工作日"}, {"权力类型": "乱写的"}, {"权力类型": "写得乱"}))
    )
    page = open_page(site, "clerk", "/upload/", script=False)

    def read() -> None:
        while (again := page.get_by_role("link", name="看看办到哪里了")).count():
            go(again)

    page.set_input_files("input[type=file]", tmp_path / "清单.xlsx")
    go(page.get_by_role("button", name="试读"))
    read()
    path = re.search(r"/uploads/\d+/", page.url)[0]
    page.get_by_label("表!E3 改为").fill("行政确认")
    page.get_by_label("理由").fill("已电话核实")
    go(page.get_by_role("button", name="改正并再试读"))
    read()
    assert page.get_by_role("heading", name="已就地改正 1 处").is_visible()
    page = open_page(site, "clerk", path)  # axe needs the script that the page itself does without
    picture(page, "upload-mended")
    assert faults(page) == []
    go(page.get_by_role("button", name="送审改办审核"))
    page.wait_for_url(f"**{path}")
    page = open_page(site, "reform", path)
    go(page.get_by_role("button", name="通过并导入"))
    go(page.get_by_role("link", name="去补正暂存的行"))
    go(page.locator("tbody a").last)
    page.get_by_role("heading", name="补正").wait_for()
    page.get_by_label("事项类型").fill("其他行政权力")
    page.get_by_label("理由").fill("已电话核实")
    go(page.get_by_role("button", name="补正并校核"))
    page.get_by_text("已入库").wait_for(timeout=30_000)
    page.goto(site.address + "/jobs/")
    go(page.locator("tbody a").first)
    (tmp_path / "土.xlsx").write_bytes(
        book([["哪个单位", "办什么", "啥依据", "电话呢"], [DEPARTMENT, "某事", "某法", "0000"]])
    )
    page = open_page(site, "reform", "/upload/")
    page.set_input_files("input[type=file]", tmp_path / "土.xlsx")
    go(page.get_by_role("button", name="试读"))
    page.get_by_role("button", name="确认并再试读").wait_for(timeout=30_000)
