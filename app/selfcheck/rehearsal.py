"""The second half of the demo: the example county's self-check run, its filled forms, the inspection, and what was mended."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.incoming.handback import give_back
from app.judgement.judging import Judgement
from app.office import Office
from app.selfcheck import runs
from app.selfcheck.collecting import collect
from app.selfcheck.papers import write_problems
from app.selfcheck.problems import act, problems, take_inspections
from app.selfcheck.rounds import Round, compare_run
from catalogue.finding import UserError
from catalogue.problem import ASSIGN, CLOSE, MEND, PASS, REJECT, Problem
from catalogue.yamlfile import read_yaml

UNITS = ("园区", "各镇", "各街道", "各部门")
ORDER = ("交办", "整改", "复核", "销号")


@dataclass(frozen=True)
class Rehearsed:
    """What the rehearsal did."""

    run: runs.Run
    states: list[runs.UnitState]
    round: Round
    problems: list[Problem]
    returned: list[Path]


def rehearse(office: Office, judgement: Judgement, example: Path, into: Path) -> Rehearsed:
    """Send out, fill in, collect, hand back, remind, compare, open the inspection's problems, mend some, report."""
    plan, name = read_yaml(example / "source" / "督查.yaml"), read_yaml(example / "source" / "自查.yaml")["名称"]
    forms, back = into / "自查表" / "1-下发", into / "自查表" / "2-交回"
    with acting("示例审改办", "2021-12-31T19:00:00"):
        runs.start(office, judgement, name, UNITS, forms)
    _fill(example, forms, back)
    files = sorted(back.glob("*.xlsx"))
    with acting("示例审改办", "2022-01-10T10:00:00"):
        taken = collect(office, name, files)
        wrong = [
            (one.result, path)
            for one, path in zip(taken, files, strict=True)
            if one.result.waiting or any(i.severity == "warning" for i in one.result.issues)
        ]
        returned, _ = give_back(
            [one for one, _ in wrong],
            [path for _, path in wrong],
            [into / "自查表" / "3-退回" / f"{path.stem}-校核.xlsx" for _, path in wrong],
        )
        run = runs.find(name)
        runs.remind(office, run)
    with acting("示例审改办", "2022-01-12T10:00:00"):
        done = compare_run(office, run, judgement, into)
        take_inspections(office)
    evidence = into / "自查表" / "示例整改证据.txt"
    evidence.write_text("示例：整改前后对照（虚构，不作依据）。\n", encoding="utf-8")
    _mend(office, plan, evidence)
    day = date.fromisoformat(plan["报告日"])
    write_problems(office, day, into / "office" / "整改")
    return Rehearsed(runs.find(name), runs.states(office, run), done, problems(), returned)


@contextmanager
def acting(who: str, moment: str) -> Iterator[None]:
    """Acts of this block bear that name and that time: a rehearsal must repeat byte for byte."""
    before = {name: os.environ.get(name) for name in ("QUANMU_USER", "QUANMU_CLOCK")}
    os.environ["QUANMU_USER"], os.environ["QUANMU_CLOCK"] = who, f"{moment}+08:00"
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value


def _fill(example: Path, forms: Path, back: Path) -> None:
    """The units' part is played by the example's own script, over the forms as they went out."""
    root = example.parents[1]
    done = subprocess.run(
        [sys.executable, str(example / "fill_selfcheck.py"), str(forms), str(back)],
        env=os.environ | {"PYTHONPATH": str(root)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise UserError(
            str(example / "fill_selfcheck.py"),
            f"示例的填报没有成功（{done.stderr.strip()[-200:]}）",
            "请检查示例县的来源文件",
        )


def _mend(office: Office, plan: dict[str, Any], evidence: Path) -> None:
    every = problems()
    wanted: list[tuple[Problem, dict[str, Any]]] = []
    for entry in plan["问题"]:
        if "步" in entry:
            found = [p for p in every if p.source == plan["督查名称"] and p.about == f"第{entry['序号']}号"]
            wanted += [(one, {**entry, "措施": entry["要求"]}) for one in found]
    for entry in plan["自查"]:
        found = [p for p in every if p.code == entry["发现"] and p.unit == entry["单位"]]
        wanted += [(one, {**entry, "措施": one.advice}) for one in found]
    for one, entry in wanted:
        _steps(office, one, entry, evidence)


def _steps(office: Office, one: Problem, entry: dict[str, Any], evidence: Path) -> None:
    """As far as the plan says: 交办, 整改, 复核 (退回 sends it back), 销号."""
    far = ORDER.index("复核" if entry["步"] == "退回" else entry["步"])
    with acting("示例审改办", "2022-01-15T09:00:00"):
        act(one.number, ASSIGN, {"措施": entry["措施"], "责任人": entry["责任人"], "时限": entry["时限"]})
    if far >= 1:
        with acting(str(entry["责任人"]), "2022-02-20T09:00:00"):
            act(one.number, MEND, {"情况": "已按措施整改（示例）"}, evidence=[evidence], home=office.home)
    if far >= 2:
        with acting("示例复核员", "2022-02-25T09:00:00"):
            passed = entry["步"] != "退回"
            act(
                one.number,
                PASS if passed else REJECT,
                {"意见": "属实（示例）" if passed else "证据不足，补充现场照片（示例）"},
            )
    if far >= 3:
        with acting("示例审改办", "2022-02-28T09:00:00"):
            act(one.number, CLOSE, {})
