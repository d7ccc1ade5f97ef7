"""The fifteen faults of practice that a self-check looks for: each is declared as a check, with an example of firing,
of silence and of 无法判定, and each is planted in the example county's answer key."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml

from rules import BOOK
from rules.checks import check
from rules.opening.loader import load_book
from rules.truth import FALSE, TRUE, UNKNOWN, truth

ROOT = Path(__file__).resolve().parents[2]
FIFTEEN = (
    "零办件", "明放暗不放", "截留环节", "违规收回", "两头受理", "明进实不进", "体外循环", "无印章、账号、培训、资格", "委托到期",
    "评估逾期", "超期", "目录-指南-系统三者不一致", "应进未进", "依据失效", "法定误作下放",
)  # fmt: skip
DAY = date(2021, 12, 31)
BOOK_READ = load_book(BOOK)
DETECTORS = [one for one in BOOK_READ.checks if one.detector]


def test_the_fifteen_are_declared_and_no_other():
    assert {one.detector for one in DETECTORS} == set(FIFTEEN)


def test_every_check_says_what_kind_of_fault_it_finds():
    """Tables count by kind: few kinds, one for all checks of a fault."""
    checks = BOOK_READ.checks
    assert [one.id for one in checks if bool(one.detector) == bool(one.category)] == []
    kinds = {one.fault.code: one.counted_as for one in checks}
    assert [one.id for one in checks if one.counted_as != kinds[one.fault.code]] == []
    per_kind = Counter(one.category for one in checks if one.category)
    assert len(per_kind) <= len(checks) / 10 and min(per_kind.values()) > 1, per_kind


@pytest.mark.parametrize("one", DETECTORS, ids=lambda one: f"{one.detector}·{one.id}")
def test_each_fires_keeps_silent_and_says_what_it_lacks(one):
    """Judged by the checks themselves, as the self-check does; what is lacking is named."""
    assert one.applies and one.applies_not and one.applies_unsure
    for examples, wanted in ((one.applies, TRUE), (one.applies_not, FALSE), (one.applies_unsure, UNKNOWN)):
        for example in examples:
            fields, day = BOOK_READ.fields.fields, BOOK_READ.on(DAY)
            facts = {name: fields[name].typed(raw) if name in fields else raw for name, raw in example.items()}
            assert min(truth(condition, facts, day) for condition in one.conditions) == wanted
            if wanted == UNKNOWN:
                found = check(BOOK_READ, one.kinds[0], [facts], max(DAY, one.begins or DAY))[0]
                own = [finding for finding in found if finding.rule == one.id]
                assert [f.severity for f in own] == ["无法判定"] and own[0].missing


def test_each_is_planted_in_the_answer_key():
    key = yaml.safe_load((ROOT / "examples" / "linhu" / "source" / "答案.yaml").read_text("utf-8"))
    planted = {"should-enter-but-outside"}  # the matters that 事项.yaml leaves outside the hall
    for entries in key.values():
        for entry in entries:
            codes = entry.get("应发现", [])
            planted |= set(codes) if isinstance(codes, list) else {codes}
    codes = {name: {one.fault.code for one in DETECTORS if one.detector == name} for name in FIFTEEN}
    assert {name for name, found in codes.items() if not found & planted} == set()
