"""The example county's 回头看: every answer that contradicts what is known is found, nothing else, and every bad cell told.

Half a minute of work: `make soak` runs it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from command_line import Quanmu

from catalogue.names import name_key

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "linhu"
PLAN = yaml.safe_load((EXAMPLE / "source" / "自查.yaml").read_text("utf-8"))
INSPECTION = yaml.safe_load((EXAMPLE / "source" / "督查.yaml").read_text("utf-8"))
pytestmark = pytest.mark.skipif(not os.environ.get("QUANMU_SOAK"), reason="半分钟：make soak")


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quanmu]:
    into = tmp_path_factory.mktemp("rehearsal") / "out"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "nursery.SECONDS", 600
        )  # on a busy machine the whole county takes longer than any other command
        Quanmu(into)("demo", "--selfcheck", "--into", into, "--json")
        yield Quanmu(into / "data")


def codes(entry: dict) -> list[str]:
    said = entry.get("应发现", [])
    return said if isinstance(said, list) else [said]


def test_the_answers_that_contradict_are_found_and_no_others(rehearsed):
    expected = {(code, e["单位"], name_key(e["事项"])) for e in PLAN["填"] for code in codes(e)}
    lines = rehearsed("check", "compare", "--no-docx", "--no-problems", "--json").objects()[:-1]
    found = {
        (one["code"], one["unit"], name_key(one["place"].removesuffix("（自查表）")))
        for one in lines
        if one["code"].startswith("selfcheck-") and one["severity"] != "无法判定"
    }
    assert found == expected


def test_every_badly_filled_cell_is_told(rehearsed):
    back = sorted((rehearsed.home.parent / "自查表" / "2-交回").glob("*.xlsx"))
    units = {entry["单位"] for entry in PLAN["坏"]}
    some = [path for path in back if path.stem.split("自查表-")[1] in units]
    told = rehearsed("import", "--dry-run", "--json", *some).objects()
    found = {(one["file"].split("自查表-")[1].removesuffix(".xlsx"), i["code"]) for one in told for i in one["issues"]}
    wanted = {(entry["单位"], entry["应退回"]) for entry in PLAN["坏"]}
    assert wanted <= found
    marked = {
        path.stem.split("自查表-")[1].removesuffix("-校核")
        for path in (rehearsed.home.parent / "自查表" / "3-退回").iterdir()
    }
    assert marked == units


def test_who_did_not_answer_and_the_inspections_problems(rehearsed):
    late = {one["unit"] for one in rehearsed("check", "status", "--json").objects() if one["state"] == "没有交"}
    assert late == set(PLAN["没有交"])
    listed = rehearsed("problems", "list", "--as-of", INSPECTION["报告日"], "--json").objects()
    ordered = [one for one in listed if one["source"] == INSPECTION["督查名称"]]
    report = yaml.safe_load((Path(__file__).parent / "report_2021.yaml").read_text("utf-8"))
    assert len(ordered) == len(INSPECTION["问题"]) == report.get("督查整改问题", 23)
    closed = sum(entry.get("步") == "销号" for entry in INSPECTION["问题"])
    assert sum(one["state"] == "已销号" for one in ordered) == closed
    assert any(one["overdue"] for one in listed) and json.dumps(listed, ensure_ascii=False)
