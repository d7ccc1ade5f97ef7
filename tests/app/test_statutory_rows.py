"""The rows of a town's own powers: what the law gives it is told as its own, whoever lists it and whatever a list calls it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.judgement.judging import Judgement
from app.selfcheck.lists import lists_of
from catalogue.decision import Decision
from rules.facts.judged import Judged

DAY = date(2021, 12, 31)
TOWN = ("甲镇", "镇")


def judged(kind: str, name: str, unit: str, question: str, answer: Any, **facts: Any) -> Judged:
    status = "待定" if answer is None else "已定"
    decision = Decision(question=question, status=status, answer=answer)
    return Judged(
        f"{kind}|{name}", kind, name, unit, "", name, {"事项名称": name, **facts}, {question: decision}, None, DAY
    )  # type: ignore[arg-type]


def row(*group: Judged, unit: tuple[str, str] = TOWN) -> dict[str, Any] | None:
    kinds = {one.kind: [each for each in group if each.kind == one.kind] for one in group}
    (own,) = lists_of(Judgement(DAY, kinds), [unit])
    found = [one for one in own.rows if one["自查类别"] == "法定"]
    assert len(found) <= 1
    return found[0] if found else None


@pytest.mark.parametrize(
    ("answer", "nature"),
    [("镇", "法定本级"), ("镇街", "法定本级"), ({"任一": ["镇", "县"]}, "法定（县级也可以办）"),
     ({"共同": ["镇", "县"]}, "法定（和县级共同办）"), ("县", None), ("街道", None)],
)  # fmt: skip
def test_a_power_is_the_towns_own_by_the_organ_that_decides(answer, nature):
    item = judged("办理项", "某审批", "县农业农村局", "决定", answer, 实施主体类别="部门", 法条=["某法 第一条"])
    found = row(item)
    assert (found or {}).get("权力性质") == nature
    if found:
        assert found["职权依据"] == "《某法》第一条" and found["清单所列"] == "县农业农村局"


def test_a_town_that_lists_what_nobody_could_settle_is_asked_and_not_told_that_it_is_its_own():
    own = judged("办理项", "某审批", "各镇人民政府", "决定", None, 实施主体类别="镇")
    assert row(own)["权力性质"] == "待定"
    assert row(judged("办理项", "某审批", "县某局", "决定", None, 实施主体类别="部门")) is None


def test_a_list_of_grants_that_names_it_is_shown_beside_it_and_a_rightly_named_one_is_no_grant():
    item = judged("办理项", "某审批", "各镇人民政府", "决定", "镇", 实施主体类别="镇")
    grant = {"承接主体": "甲镇", "批次": "第一批", "赋权状态": "运行", "实施主体": "县某局"}
    wrong = judged("赋权", "某审批", "县某局", "可否下放", "法定", 赋权方式="交由", **grant)
    assert "写作“交由”" in row(item, wrong)["清单所列"]
    right = judged("赋权", "另一审批", "县某局", "可否下放", "法定", 赋权方式="法定本级", **grant)
    (own,) = lists_of(Judgement(DAY, {"赋权": [right]}), [TOWN])
    assert [one["自查类别"] for one in own.rows] == ["法定"]


def test_other_kinds_of_units_have_no_such_rows():
    item = judged("办理项", "某审批", "各镇人民政府", "决定", "镇", 实施主体类别="镇")
    assert row(item, unit=("某园区", "园区")) is None and row(item, unit=("乙街道", "街道")) is None
