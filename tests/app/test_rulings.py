"""Rulings in workbooks: each department's own, also where an older store knew them without it; refused where they are none."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

from small_county import DAY, DEPARTMENT, save

from app.personal.sealing import digest_of
from catalogue.canonical import dumps

HEAD = ["对象类别", "对象", "对象部门", "承接主体", "裁定问题", "裁定结果", "理由", "裁定人", "日期"]
MATTER, OTHER = "小县两家都办的事", "小县卫生健康局"


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
    """Also: a ruling that names the department goes before one that names none, and an undo brings the older one back."""
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


def test_a_ruling_outside_the_closed_answers_is_named_and_not_applied(copied, tmp_path):
    rows = [HEAD, ["进驻", "养老机构备案", "小县民政局", "", "应否进驻", "随便", "试", "某人", "2021-12-01"]]
    copied("import", save(copied.home.parent / "裁定.xlsx", rows))
    lines = copied("check", "--as-of", DAY, "--json", "--into", str(tmp_path)).out.splitlines()
    assert any('"ruling-incomplete"' in line and "随便" in line for line in lines)
    judged = [one for one in copied("decide", "--as-of", DAY, "--json").objects() if one["kind"] != "汇总"]
    asked = [decision for one in judged for decision in one["decisions"].values()]
    assert asked and not any(decision["status"] == "裁定" for decision in asked)
