"""What an office does with its grants, in one process and without the command line: ``python grants_at_work.py HOME`` prints
what each step gave as one JSON object. Run by test_grants."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from small_county import DEPARTMENT, TOWN, save

from app.grants import drafting, due, guides, handing
from app.grants.advancing import Advance, advance
from app.grants.handling import who_handles
from app.grants.register import Which, records_of, register
from app.grants.story import story
from app.incoming import intake
from app.judgement.checking import check, write_papers
from app.judgement.judging import judge
from app.ledger import current
from app.office import Office, open_office
from catalogue.canonical import plain
from catalogue.finding import UserError

BATCH, RELIEF, NUMBER = "第一批", "最低生活保障审核确认", "小政发〔2021〕示1号"
GRANTS = ["批次", "赋权事项名称", "权力类型", "原实施主体", "赋权方式", "承接主体", "赋权文号", "生效日期", "状态"]
SEIZURE = ["第二批", "查封违法经营场所", "行政强制", DEPARTMENT, "委托", TOWN, NUMBER, "2021-09-01", "拟下放"]
HANDED = {"交接印章": "是", "交接账号": "是", "交接培训": "是", "指南已更新": "是"}
DAY = date(2021, 12, 31)
TOLD: dict[str, Any] = {}


def tried(name: str, act: Callable[[], Any]) -> None:
    """Keep what an act gave, or how it was refused."""
    try:
        TOLD[name] = act()
    except UserError as error:
        TOLD[name] = f"{error.place}：{error.what}。{error.advice}"


def bring(office: Office, path: Path) -> dict[str, Any]:
    """Import a workbook: whether it was committed, and what was said of it."""
    [taken] = intake.read(office, [path], intake.How(commit=True))
    return {"committed": taken.committed, "issues": {one.code: one.message for one in taken.result.issues}}


def asked(stage: str, on: str, to: str = "", by: str = "张三", batch: str = BATCH, **more: Any) -> Advance:
    which = Which(batch, RELIEF if batch == BATCH else "", to)
    return Advance(which, stage, date.fromisoformat(on), by, more.pop("why", ""), more.pop("instrument", ""), more)


def stages(office: Office, day: str) -> dict[str, str]:
    found = register(office, date.fromisoformat(day), Which(BATCH, RELIEF))
    return {one.subject.unit: one.stage for one in found}


def work(home: Path) -> None:
    office = open_office(home)
    folder = home.parent
    bring(office, save(folder / "第二批.xlsx", [GRANTS, SEIZURE]))
    before = len(current(office.fields))
    for name, event in {
        "运行": asked("运行", "2021-10-01"),
        "太早": asked("已公布", "2021-07-31", instrument=NUMBER),
        "没有文书": asked("已公布", "2021-08-05"),
        "不合法": asked("已公布", "2021-08-05", batch="第二批", instrument=NUMBER),
        "没有环节": asked("收到", "2021-08-05"),
        "将来": asked("已公布", "2121-08-05", instrument=NUMBER),
        "看不懂": asked("已公布", "2021-08-05", instrument=NUMBER, 交接印章="也许"),
        "没有谁": asked("已公布", "2021-08-05", by=" ", instrument=NUMBER),
    }.items():
        tried(f"拒绝·{name}", lambda event=event: advance(office, event))
    tried("拒绝·没有的事项", lambda: register(office, DAY, Which("", "没有的事项")))
    TOLD["拒绝以后"] = len(current(office.fields)) - before
    published = asked("已公布", "2021-08-05", instrument=NUMBER, 经过过渡条款="移交承接主体")
    tried("试", lambda: advance(office, published, commit=False).number)
    tried("公布", lambda: [advance(office, published).number is not None, len(current(office.fields)) - before])
    tried("再公布", lambda: advance(office, published))
    made = handing.write(office, register(office, DAY, Which(BATCH, RELIEF, TOWN)), DAY, folder / "交接")
    TOLD["交接清单"] = [path.suffix for path in made]
    TOLD["填好"] = bring(office, filled(made[0], folder / "填好.xlsx"))
    tried("推进", lambda: advance(office, asked("运行", "2021-10-08", TOWN, why="第一个月")).number is not None)
    TOLD["各日"] = {day: stages(office, day) for day in ("2021-08-01", "2021-09-19", "2021-09-20", "2021-12-31")}
    [town] = register(office, DAY, Which(BATCH, RELIEF, TOWN))
    TOLD["一生"] = [(x["日期"], x["环节"], x["经办人"], x["认定"]) for x in story(office, town, DAY)]
    for day in ("2021-09-10", "2021-09-20"):
        TOLD[f"谁办·{day}"] = [
            one.as_dict() for one in who_handles(office, Which(BATCH, RELIEF), date.fromisoformat(day), DAY)
        ]
    TOLD["指南"] = [
        (guides.Printed(1, DAY, frozenset({"某事"}), frozenset()).says("某事", TOWN)),
        guides.Printed(1, DAY, frozenset({"某事"}), frozenset({("某事", TOWN)})).says("某事", TOWN),
        [one.matter for one in guides.to_reissue(judge(office, records_of(office), DAY).of_kind("赋权"), 1)],
    ]
    found, known = due.due(office, register(office, DAY, Which(BATCH)), [], DAY, date(2024, 12, 31))
    TOLD["到期"] = [sorted({(one.what, one.on.isoformat(), one.late) for one in found}), known]
    tried("没有参数", lambda: due.until(office, DAY, None))
    moments(office, folder)
    ideas = drafting.propose(office, DAY)
    TOLD["拟下放"] = [(one.matter, one.recipient, one.answers["方式合法"]) for one in ideas]
    rewritten(office, folder)
    taken_back(office)


def moments(office: Office, folder: Path) -> None:
    """Who handles what was accepted under a letter that ran out since, and under a grant of which nobody knows whether it is lawful."""
    head = [*GRANTS, "适用情形", "委托终止日期", "是否续签"]
    county, park = "小县林业局", "小县经济开发区管委会"
    trees = ["期满批", "林木采伐许可", "行政许可", county, "委托", TOWN, NUMBER, "2021-08-01", "运行"]
    food = [
        "不明批",
        "食品经营许可",
        "行政许可",
        "小县市场监督管理局",
        "授权",
        park,
        "",
        "2021-08-01",
        "运行",
        "",
        "",
        "",
    ]
    units = [["机构名称", "机构类别"], [county, "部门"], [food[3], "部门"], [park, "园区"]]
    bring(office, save(folder / "几个机构.xlsx", units))
    rows = [head, [*trees, "农村居民采伐自留山和个人承包集体林地", "2021-10-31", "否"], food]
    bring(office, save(folder / "期满和不明.xlsx", rows))
    for batch, matter, day in (
        ("期满批", "林木采伐许可", "2021-10-15"), ("期满批", "林木采伐许可", "2021-11-15"), ("不明批", "食品经营许可", "2021-10-15"),
    ):  # fmt: skip
        [one] = who_handles(office, Which(batch, matter), date.fromisoformat(day), DAY)
        TOLD[f"何时·{batch}·{day}"] = [
            one.accepted_by,
            one.finished_by,
            one.new_ones,
            *one.story(date.fromisoformat(day), DAY),
        ]


def taken_back(office: Office) -> None:
    """A guide that was published with the town is wrong from the day on which the power goes back to the department."""
    known = guides.printed
    guides.printed = lambda *_: guides.Printed(1, DAY, frozenset({RELIEF}), frozenset({(RELIEF, TOWN)}))
    says = {"instrument": NUMBER, "经过过渡条款": "移交原实施机关"}
    for day in (None, "2021-12-20"):
        if day:
            advance(office, asked("收回", day, TOWN, **says))
        judgement = judge(office, records_of(office), DAY)
        TOLD[f"收回{'以后' if day else '以前'}"] = [
            [
                [f.rule, f.unit, f.message]
                for f in check(office, judgement).findings
                if f.code == "guide-names-former-organ"
            ],
            [[one.stage, one.recipients] for one in guides.to_reissue(judgement.of_kind("赋权"), 1)],
        ]
    guides.printed = known


def filled(path: Path, to: Path) -> Path:
    """A handover list as a clerk fills it in."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    head = {cell.value: cell.column for cell in page[2]}
    for row in range(4, page.max_row + 1):
        if page.cell(row, head["事项名称"]).value:
            for name, value in {"环节日期": "2021-09-20", "经办人": "张三", **HANDED}.items():
                page.cell(row, head[name]).value = value
    book.save(to)
    return to


def rewritten(office: Office, folder: Path) -> None:
    """A workbook of events, the same with an altered and a completed row; then the self-check."""
    head = ["批次", "事项名称", "承接主体", "环节", "日期", "经办人", "说明", "文书"]
    first = ["第二批", "全部事项", "全部承接主体", "拟下放", "2021-08-10", "张三", "有人要", ""]
    later = ["第二批", "全部事项", TOWN, "运行", "2021-10-08", "", "开始", ""]
    bring(office, save(folder / "经过.xlsx", [head, first, later]))
    first[5], later[5] = "李四", "王五"
    TOLD["改写"] = bring(office, save(folder / "改.xlsx", [head, first, later]))["issues"]
    [one] = register(office, DAY, Which("第二批"))
    TOLD["改写以后"] = [(x["环节"], x["经办人"], x["认定"]) for x in story(office, one, DAY)]
    checked = check(office, judge(office, records_of(office), DAY))
    for _ in range(2):  # the second time over the first
        write_papers(office, checked, DAY, folder / "papers")
    TOLD["看板"] = sorted(path.name for path in (folder / "papers" / "office" / "赋权").iterdir())
    TOLD["自查"] = sorted({(f.code, f.severity) for f in checked.findings if "第二批" in f.subject})


if __name__ == "__main__":
    work(Path(sys.argv[1]))
    print(json.dumps(plain(TOLD), ensure_ascii=False))
