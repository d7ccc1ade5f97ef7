"""Rulings in workbooks: each department's own, also where an older store knew them without it; refused where they are none."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from small_county import DAY, DEPARTMENT, save

from app.judgement.rulings import _narrow, grounds_of
from app.personal.sealing import digest_of
from catalogue.canonical import dumps
from catalogue.records import Record
from rules.decide import decide
from rules.opening.loader import load_book

MATTER, OTHER = "小县两家都办的事", "小县卫生健康局"
SMALL = Path(__file__).parents[1] / "rules" / "books" / "small"
OWN = """- 编号: B1
  名称: 目录里的小额救助可以委托
  对象: 办理项
  依据: [{文件: 甲法, 条: 第十条, 要点: 小额的可以委托}]
  施行: 2000-01-01
  例外于: [A3]
  条件: {金额: "<= {小额标准}", 在清单: {清单: 赋权目录, 列: {项: 事项}}}
  结论: {可否委托: 可委托}
  适用: [{事项: JZ-救助, 金额: 800, 小额标准: 2000}]
  不适用: [{事项: JZ-救助, 金额: 8000, 小额标准: 2000}]
"""
RULE = f"""- 编号: B2
  名称: 民政局的由县级决定
  对象: 办理项
  依据: [{{文件: 行政许可法, 条: 第二十四条, 要点: 示例}}]
  施行: 2019-04-23
  条件: {{实施主体: {DEPARTMENT}}}
  结论: {{决定: 县}}
  适用: [{{实施主体: {DEPARTMENT}}}]
  不适用: [{{实施主体: {OTHER}}}]
"""
FACTS = {"事项": "JZ-救助", "金额": 800, "法条主体": ["县级以上部门"]}
HEAD = ["对象类别", "对象", "对象部门", "承接主体", "裁定问题", "裁定结果", "理由", "裁定人", "日期"]


def ruling(department: str, answer: str, why: str = "会议研究") -> list[str]:
    return ["办理项", MATTER, department, "", "决定", answer, why, "某人", "2021-12-01"]


def decided(quanmu) -> dict[str, tuple[str, str]]:
    """By department: how 决定 stands, and the answer."""
    ran = quanmu("decide", "--as-of", DAY, "--json").objects()
    return {
        one["unit"]: (one["decisions"]["决定"]["status"], one["decisions"]["决定"]["answer"])
        for one in ran
        if one["kind"] == "办理项"
    }


def as_once(home) -> list[str]:
    """Keep every ruling as a store did when rulings were known without the department; gives those keys."""
    with closing(sqlite3.connect(home / "store.sqlite3", isolation_level=None)) as store:
        (trigger,) = store.execute("SELECT sql FROM sqlite_master WHERE name = 'app_revision_no_update'").fetchone()
        store.execute("DROP TRIGGER app_revision_no_update")
        keys = []
        for number, body in store.execute("SELECT id, body FROM app_revision WHERE kind = '裁定'").fetchall():
            raw = json.loads(body)
            raw["key"] = raw["key"].rsplit("|", 1)[0]
            store.execute("UPDATE app_revision SET key = ?, body = ?, digest = ? WHERE id = ?", (raw["key"], dumps(raw), digest_of(raw), number))  # fmt: skip
            keys.append(raw["key"])
        store.execute(trigger)
    return keys


def test_each_department_has_its_own_ruling_and_an_older_stores_is_known_and_never_written_over(quanmu, tmp_path):
    """Also: a ruling that names the department goes before one that names none, and an undo brings the older one back.
    A rule that comes to apply sends the ruling back."""
    items = [["实施主体", "主项名称", "办理项名称", "行使层级"], *([one, MATTER, MATTER, "县级"] for one in (DEPARTMENT, OTHER))]  # fmt: skip
    quanmu(
        "import", save(tmp_path / "清单.xlsx", items), save(tmp_path / "裁定.xlsx", [HEAD, ruling(DEPARTMENT, "县")])
    )
    (was,) = as_once(quanmu.home)
    quanmu("import", save(tmp_path / "另一家.xlsx", [HEAD, ruling(OTHER, "镇")]))
    again = save(tmp_path / "裁定.xlsx", [HEAD, ruling(DEPARTMENT, "街道", "又研究过"), ruling("", "市")])
    (told,) = quanmu("import", again, "--json").objects()
    assert len(told["compare"]["new"]) == 1 and list(told["compare"]["changed"].values()) == [["裁定理由", "裁定答案"]]
    assert decided(quanmu) == {DEPARTMENT: ("裁定", "街道"), OTHER: ("裁定", "镇")}
    with closing(sqlite3.connect(quanmu.home / "store.sqlite3")) as store:
        rows = store.execute("SELECT body FROM app_revision WHERE key = ? ORDER BY id DESC", (was,)).fetchall()
    assert rows[0] == ("",), "under its new key now"
    quanmu("undo", "4", "--why", "误")
    assert decided(quanmu) == {DEPARTMENT: ("裁定", "县"), OTHER: ("裁定", "镇")}
    (quanmu.home / "book" / "rules").mkdir(parents=True)
    (quanmu.home / "book" / "rules" / "a.yaml").write_text(RULE, "utf-8")
    assert decided(quanmu) == {DEPARTMENT: ("待定", None), OTHER: ("裁定", "镇")}, (
        "the ruling under the new rule comes back"
    )


def test_the_narrower_ruling_goes_before_the_wider():
    """One recipient of a matter is fewer than all of one department's."""
    named = [(d, r) for d in ("", DEPARTMENT) for r in ("", "小县甲镇")]
    records = [Record("裁定", f"{d}|{r}", MATTER, {"对象部门": d, "承接主体": r}) for d, r in reversed(named)]
    by_width = [(one.facts["对象部门"], one.facts["承接主体"]) for one in sorted(records, key=_narrow)]
    assert by_width == [("", ""), (DEPARTMENT, ""), ("", "小县甲镇"), (DEPARTMENT, "小县甲镇")]


def test_a_ruling_outside_the_closed_answers_is_named_and_not_applied(copied, tmp_path):
    rows = [HEAD, ["进驻", "养老机构备案", "小县民政局", "", "应否进驻", "随便", "试", "某人", "2021-12-01"]]
    copied("import", save(copied.home.parent / "裁定.xlsx", rows))
    lines = copied("check", "--as-of", DAY, "--json", "--into", str(tmp_path)).out.splitlines()
    assert any('"ruling-incomplete"' in line and "随便" in line for line in lines)
    judged = [one for one in copied("decide", "--as-of", DAY, "--json").objects() if one["kind"] != "汇总"]
    asked = [decision for one in judged for decision in one["decisions"].values()]
    assert asked and not any(decision["status"] == "裁定" for decision in asked)


def test_a_ruling_rests_on_all_that_its_decision_rests_on(tmp_path):
    """Facts, parameter, edition of a list, version of a text, and what a rule says, cites or was read of - all of them with
    the same answer; but not on the day, nor on how a rule is called and explained."""
    changed = {
        "参数": {"parameters.yaml": "- {参数: 小额标准, 值: 3000, 施行: 2015-01-01}"},
        "清单": {
            "lists/赋权目录.csv": "项,方式,施行,废止\nJZ-救助,委托,2020-01-01,2021-06-01\nJZ-救助,委托,2021-06-01,\n"
        },
        "文本": {"texts.yaml": "- {文件: 甲法, 施行: 2000-01-01, 废止: 2021-01-01}\n- {文件: 甲法, 施行: 2021-01-01}"},
        "条件": {"rules/a.yaml": OWN.replace('"<= {小额', '"< {小额')},
        "依据": {"rules/a.yaml": OWN.replace("第十条", "第十二条")},
        "例外": {"rules/a.yaml": OWN.replace("[A3]", "[A3, A1]")},
        "待核": {"rules/a.yaml": OWN + "  待核: 是\n"},
    }
    alike = {
        "说法": {
            "rules/a.yaml": OWN.replace("名称: 目录里", "说明: 甲\n  名称: 清单里").replace(
                "要点: 小额", "要点: 数额小"
            )
        }
    }

    def grounds(name, files, facts=FACTS, day=date(2021, 12, 31)):
        for path, text in {"rules/a.yaml": OWN, **files}.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text, "utf-8")
        book = load_book(SMALL, tmp_path / name)
        (decided,) = decide(book, "办理项", [facts], day)
        assert decided["可否委托"].answer == "可委托"
        return grounds_of(book, day, decided["可否委托"])

    first = grounds("first", {})
    assert {name: grounds(name, files) for name, files in alike.items()} == {"说法": first}
    assert grounds("day", {}, day=date(2022, 1, 1)) == first
    others = [first, grounds("facts", {}, {**FACTS, "金额": 900}), *(grounds(*one) for one in changed.items())]
    assert len(set(others)) == len(changed) + 2
