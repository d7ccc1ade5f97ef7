"""What an edition takes in: a grant is in force on the day, or it stays out and the reason says since when."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from app.publishing.freezing import LeftOut, _grants

DAY = date(2021, 12, 31)
FACTS = {"承接主体": "甲镇", "承接主体类别": "镇", "赋权方式": "委托", "赋权状态": "运行", "原实施机关": "甲局"}


def frozen(**facts: Any) -> tuple[int, list[LeftOut]]:
    """How many of one lawful grant's records are published, and what stays out."""
    answers = {"可否下放": "可委托", "方式合法": "合法"}
    one = SimpleNamespace(
        kind="赋权", name="某事项", subject="s", facts=FACTS | facts, decisions={}, answer=answers.get
    )
    judgement = SimpleNamespace(day=DAY, exclusions={}, of_kind=lambda kind: [one])
    left: list[LeftOut] = []
    return len(list(_grants(judgement, {}, {}, {}, left))), left


@pytest.mark.parametrize(
    ("facts", "published", "said"),
    [
        ({}, 1, ""),
        ({"废止日期": date(2022, 1, 1)}, 1, ""),  # the day named is the first without the grant
        ({"废止日期": DAY}, 0, "2021-12-31 起已经废止，状态却写作“运行”"),
        ({"废止日期": date(2020, 6, 1)}, 0, "2020-06-01 起已经废止，状态却写作“运行”"),
        ({"施行日期": DAY}, 1, ""),
        ({"施行日期": date(2022, 1, 1)}, 0, "2022-01-01 起才生效"),
        ({"赋权状态": "拟下放"}, 0, "尚未生效"),
    ],
)
def test_a_grant_is_published_on_the_days_it_is_in_force(facts: dict[str, Any], published: int, said: str):
    count, left = frozen(**facts)
    assert count == published and len(left) == 1 - published
    assert not said or said in left[0].reason
