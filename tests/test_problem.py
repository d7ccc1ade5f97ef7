"""A problem's acts: only what may follow follows, and nothing is ever closed without evidence and another's review."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalogue.finding import UserError
from catalogue.problem import (
    ADD,
    AGAIN,
    ASSIGN,
    BACK,
    CLOSE,
    CLOSED,
    EXTEND,
    MEND,
    MENDING,
    NOT_FOUND,
    OPEN,
    PASS,
    REFUTE,
    REJECT,
    Problem,
    ProblemAct,
    key_of,
    refuse,
)  # fmt: skip

SAID = {
    ASSIGN: {"措施": "改", "责任人": "甲", "时限": "2022-02-28"}, EXTEND: {"时限": "2022-03-31", "理由": "雨", "批准人": "丙"},
    MEND: {"情况": "改了", "证据": ["照片（sha256 0）"]}, ADD: {"证据": ["又一张"]}, PASS: {"意见": "属实"}, REJECT: {"意见": "不够"},
    REFUTE: {"理由": "误报", "批准人": "丙"}, CLOSE: {}, AGAIN: {"自查": "二"}, BACK: {"自查": "三"}, NOT_FOUND: {"自查": "四"},
}  # fmt: skip


def problem(*acts: tuple[str, str]) -> Problem:
    done = tuple(ProblemAct(act, SAID[act], "2022-01-01", by) for act, by in acts)
    return Problem(1, "k", "自查", "c", "甲局", "某事", "错", acts=done)


TRIES = [(act, by) for act in SAID for by in ("甲", "乙", "丙")]


@settings(deadline=None)
@given(st.lists(st.sampled_from(TRIES), max_size=20))
def test_whatever_is_tried_nothing_closes_without_evidence_and_anothers_review(tried):
    kept: list[tuple[str, str]] = []
    for act, by in tried:
        try:
            refuse(problem(*kept), act, SAID[act], by)
        except UserError:
            continue
        kept.append((act, by))
    for place, (act, _) in enumerate(kept):
        if act != CLOSE:
            continue
        since = max((n for n, (other, _) in enumerate(kept[:place]) if other == BACK), default=-1)
        own = kept[since + 1 : place]
        menders = {by for other, by in own if other in (MEND, ADD)}
        passed = [by for other, by in own if other == PASS]
        assert menders and passed and passed[-1] not in menders


def test_the_way_of_a_problem():
    way = [(ASSIGN, "办"), (MEND, "甲"), (REJECT, "乙"), (MEND, "甲"), (PASS, "乙"), (CLOSE, "办"), (BACK, "办")]
    states = [problem(*way[: n + 1]).standing.state for n in range(len(way))]
    assert states == [MENDING, "待复核", MENDING, "待复核", "待销号", CLOSED, OPEN]
    again = problem(*way).standing
    assert (again.returned, again.evidence, again.reviewer, again.deadline) == (1, (), "", None)


@pytest.mark.parametrize(
    ("before", "act", "by", "words"),
    [
        ([], CLOSE, "办", "不能销号"),
        ([(ASSIGN, "办"), (MEND, "甲")], PASS, "甲", "就是整改的人"),
        ([(ASSIGN, "办"), (MEND, "甲"), (PASS, "乙"), (CLOSE, "办")], ASSIGN, "办", "已销号"),
    ],
)
def test_what_may_not_follow_is_refused_and_says_what_may(before, act, by, words):
    with pytest.raises(UserError, match=words):
        refuse(problem(*before), act, SAID[act], by)
    with pytest.raises(UserError, match="要写明"):
        refuse(problem(), ASSIGN, {"措施": "改"}, "办")


def test_overdue_is_past_the_day_and_not_when_closed():
    one = problem((ASSIGN, "办"))
    assert not one.standing.overdue(date(2022, 2, 28)) and one.standing.overdue(date(2022, 3, 1))
    assert problem((ASSIGN, "办"), (EXTEND, "办")).standing.deadline == date(2022, 3, 31)
    closed = problem((ASSIGN, "办"), (MEND, "甲"), (PASS, "乙"), (CLOSE, "办"))
    assert not closed.standing.overdue(date(2023, 1, 1))


def test_the_identity_is_the_fault_the_subject_and_the_unit_not_the_round():
    assert key_of("自查", "idle-grant", "赋权|一|甲镇", "甲镇") == key_of("自查", "idle-grant", "赋权|一|甲镇", "甲 镇")
    assert key_of("自查", "idle-grant", "赋权|一|甲镇", "甲镇") != key_of("自查", "idle-grant", "赋权|一|乙镇", "甲镇")
