"""The life of grants over the small county: what is refused changes nothing, what is registered is told with who, when and
why, and what follows from it (who handles, which guides, what is due, what to hand over, what may be proposed)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from command_line import ROOT, Quanmu
from small_county import DAY, DEPARTMENT, STREET, TOWN

RELIEF = "最低生活保障审核确认"


@pytest.fixture(scope="module")
def quanmu(county: Quanmu, tmp_path_factory: pytest.TempPathFactory) -> Quanmu:
    """The small county, to be worked with."""
    folder = tmp_path_factory.mktemp("grants")
    shutil.copytree(county.home, folder / "data")
    return Quanmu(folder / "data")


@pytest.fixture(scope="module")
def told(quanmu: Quanmu) -> dict[str, Any]:
    """What each step of grants_at_work gave."""
    paths = os.pathsep.join(map(str, (ROOT, ROOT / "tests" / "app", ROOT / "tests")))
    script = Path(__file__).with_name("grants_at_work.py")
    done = subprocess.run([sys.executable, script, quanmu.home], capture_output=True, text=True, timeout=240,
                          env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"})  # fmt: skip
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("运行", "顺序不对：接不上前一环节（现在是“未登记”）"), ("太早", "早于文书成文日期"), ("没有文书", "没有文书"), ("不合法", "行政强制"),
        ("没有环节", "可用：拟下放、合法性审查"), ("将来", "还没有到"), ("看不懂", "交接印章"), ("没有谁", "没有写谁经办"), ("没有的事项", "没有这样的赋权"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why(told: dict[str, Any], name: str, reason: str) -> None:
    assert reason in told[f"拒绝·{name}"]


def test_what_is_refused_or_only_tried_changes_nothing(told: dict[str, Any]) -> None:
    assert told["拒绝以后"] == 0 and told["试"] is None
    assert told["公布"] == [True, 1] and "已经登记过" in told["再公布"]


def test_the_state_of_any_day_with_a_difference_between_towns(told: dict[str, Any]) -> None:
    assert told["各日"] == {
        "2021-08-01": {TOWN: "未登记", STREET: "未登记"}, "2021-09-19": {TOWN: "已公布", STREET: "已公布"},
        "2021-09-20": {TOWN: "已承接", STREET: "已公布"}, "2021-12-31": {TOWN: "运行", STREET: "已公布"},
    }  # fmt: skip
    assert told["一生"] == [
        [day, stage, "张三", "成立"]
        for day, stage in (("2021-08-05", "已公布"), ("2021-09-20", "已承接"), ("2021-10-08", "运行"))
    ]


def test_a_handover_list_comes_back_filled_in_as_the_event(told: dict[str, Any]) -> None:
    assert told["交接清单"] == [".xlsx", ".docx"] and told["填好"]["committed"], told["填好"]
    assert told["推进"] is True


def test_who_handles_what_was_accepted_before_and_after_the_change(told: dict[str, Any]) -> None:
    """The instrument hands open filings over (移交承接主体); the street has not taken over, so nothing changed there."""
    old = {one["承接主体"]: one for one in told["谁办·2021-09-10"]}
    assert [old[TOWN][n] for n in ("当时受理", "此后调整", "调整施行日期", "过渡条款", "由谁办完")] == [
        DEPARTMENT, "放权", "2021-09-20", "移交承接主体", TOWN,
    ]  # fmt: skip
    assert [old[STREET][n] for n in ("当时受理", "此后调整", "由谁办完", "新的件由谁受理")] == [
        DEPARTMENT, "无", DEPARTMENT, DEPARTMENT,
    ]  # fmt: skip
    assert {one["承接主体"]: one["当时受理"] for one in told["谁办·2021-09-20"]} == {TOWN: TOWN, STREET: DEPARTMENT}


def test_what_counts_is_whether_the_grant_was_lawful_when_the_filing_was_accepted(told: dict[str, Any]) -> None:
    """A letter that ran out since was good until then, and nobody wrote what becomes of what was open; what a grant moves of
    which nobody knows whether it is lawful is open too. Both used to be answered by what holds today."""
    forestry, park = "小县林业局", "小县经济开发区管委会"
    before, after, unclear = (
        told[f"何时·{one}"] for one in ("期满批·2021-10-15", "期满批·2021-11-15", "不明批·2021-10-15")
    )
    assert before[:3] == [TOWN, "", forestry] and "收回、续签都没有登记" in before[3] and "由谁办完待定" in before[4]
    assert after[:3] == [forestry, forestry, forestry]
    assert unclear[:3] == [park, "", "待定"] and "合不合法还没有定" in unclear[3] and "由谁受理待定" in unclear[4]


def test_what_is_due_and_what_the_guides_say(told: dict[str, Any]) -> None:
    assert told["到期"] == [[["委托期满", "2024-08-31", False]], False], "评估间隔没有写，不猜"
    assert "赋权到期提醒天数" in told["没有参数"]
    assert told["指南"][:2] == ["只写原实施机关", "写了承接主体"]


def test_a_guide_that_still_names_who_lost_the_power_is_found_and_listed(told: dict[str, Any]) -> None:
    """The example county has published once only, after all its grants; here something was published before."""
    assert told["收回以前"] == [[], []]
    [[found], reissue] = told["收回以后"]
    assert found[:2] == ["JC-YS-022", DEPARTMENT] and "2021年12月20日起已经“收回”" in found[2]
    assert reissue == [["收回", [TOWN]]]


def test_only_what_is_lawful_and_not_yet_given_is_proposed(told: dict[str, Any]) -> None:
    assert all(answer == "合法" for _, _, answer in told["拟下放"])
    assert not {tuple(one[:2]) for one in told["拟下放"]} & {(RELIEF, TOWN), (RELIEF, STREET)}


def test_a_registered_event_is_completed_and_never_altered(told: dict[str, Any]) -> None:
    assert "经办人" in told["改写"]["event-rewritten"] and "张三" in told["改写"]["event-rewritten"]
    assert told["改写以后"] == [["拟下放", "张三", "成立"], ["运行", "王五", "顺序不对"]]
    assert ["transition-not-allowed", "错误"] in told["自查"]


def test_the_board_and_the_commands(told: dict[str, Any], quanmu: Quanmu) -> None:
    page = (quanmu.home.parent / "papers" / "office" / "赋权" / "赋权进度.html").read_text("utf-8")
    assert "<svg" in page and "示例" in page and set(told["看板"]) == {"赋权进度.html", "赋权进度.xlsx", "written.json"}
    shown, listed, refused, written = quanmu.several(
        ["grants", "show", RELIEF, "--to", TOWN, "--as-of", DAY, "--json"],
        ["grants", "list", "--batch", "第一批", "--as-of", DAY],
        ["grants", "advance", "取消", "--batch", "第一批", "--on", "2021-12-01", "--by", "张三"],
        ["grants", "advance", "评估", "--batch", "第一批", "--on", "2021-12-01", "--by", "张三", "--set", "没有=是"],
    )
    assert [one["环节"] for one in shown.objects()] == ["收回"] and TOWN in listed.out
    assert "没有文书" in refused.refused() and "字段可用" in written.refused()
