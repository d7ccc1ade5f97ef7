"""The engine in a child process: the same answers; a child that dies, hangs or hoards costs single records, not a run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path
from time import monotonic

import pytest

from catalogue.finding import UserError
from rules import matching
from rules.checks import check
from rules.decide import decide
from rules.engine import MAX_CONDITIONS, Matcher
from rules.engine_child import Child, ChildMatcher, Limits
from rules.indicators import measure
from rules.opening.loader import load_book

SMALL = load_book(Path(__file__).with_name("books") / "small")
DAY = date(2021, 12, 31)
RULES = {f"R{n}": frozenset({n, (n * 7) % 20}) for n in range(20)}
READS = {n: frozenset({f"f{n % 3}"}) for n in range(20)}
MASKS = range(0, 1 << 20, 997)
FATAL = 997 * 500
SHORT = Limits(seconds=3, memory=1_500_000_000)


@pytest.fixture
def child():
    made = []

    def make(how="", limits=SHORT, fatal=FATAL):
        script = str(Path(__file__).with_name("faulty_engine.py"))
        made.append(Child(limits, (sys.executable, script, how, str(fatal)) if how else None))
        return made[-1]

    yield make
    for one in made:
        one.end()


def test_the_same_answers_as_in_this_process(child):
    assert ChildMatcher(RULES, READS, child()).find(MASKS) == Matcher(RULES, READS).find(MASKS)


def test_two_rule_books_share_one_child(child):
    one = child()
    first, second = ChildMatcher(RULES, READS, one), ChildMatcher({"乙": frozenset({3})}, READS, one)
    assert second.find([8, 4]) == {8: {"乙"}, 4: frozenset()}
    assert first.find([8 | 1 << 1]) == Matcher(RULES, READS).find([8 | 1 << 1])


@pytest.mark.parametrize("how", ["killed", "hangs", "memory", "chatters"])
def test_a_lost_child_costs_a_piece_of_a_batch(child, how):
    started = monotonic()
    found = ChildMatcher(RULES, READS, child(how)).find(MASKS)
    assert monotonic() - started < 30
    lost = {mask for mask, rules in found.items() if rules is None}
    assert FATAL in lost and len(lost) <= len(MASKS) / 8 + 1
    assert {m: r for m, r in found.items() if m not in lost} == Matcher(RULES, READS).find(set(MASKS) - lost)


def test_a_child_killed_from_outside_is_started_again(child):
    one = child()
    matcher = ChildMatcher(RULES, READS, one)
    before = matcher.find(MASKS)
    os.kill(one._process.pid, signal.SIGKILL)
    assert matcher.find(MASKS) == before and None not in before.values()


def test_rules_that_the_engine_dies_of_end_in_no_answer_and_not_in_endless_trying(child):
    found = ChildMatcher(RULES, READS, child("killed when compiling")).find(MASKS)
    assert set(found.values()) == {None}


def test_what_the_engine_refuses_is_said_as_in_this_process(child):
    atoms = frozenset(range(MAX_CONDITIONS + 1))
    with pytest.raises(UserError, match="规则 XF-1：有 61 个条件"):
        ChildMatcher({"XF-1": atoms}, dict.fromkeys(atoms, frozenset()), child()).find([1])


def test_a_child_ends_with_its_caller():
    code = (
        "from rules.engine_child import Child, ChildMatcher\n"
        "c = Child(); ChildMatcher({'a': frozenset({1})}, {1: frozenset()}, c).find([2])\n"
        "print(c._process.pid, flush=True)\nimport os; os._exit(0)\n"  # no goodbye of any kind
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    pid = int(done.stdout)
    until = monotonic() + 10
    while monotonic() < until and Path(f"/proc/{pid}").exists() and "Z" not in _state(pid):
        pass
    assert not Path(f"/proc/{pid}").exists() or "Z" in _state(pid)


def _state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


@pytest.fixture
def isolated(child, monkeypatch):
    """Matching by a child that dies of every record with that amount."""
    monkeypatch.setattr(matching, "_child", None)
    monkeypatch.setattr(matching, "_compiled", type(matching._compiled)())

    def use(fatal):
        matching.isolate(child("killed", fatal=fatal))

    return use


def test_decisions_checks_and_indicators_go_on_without_the_records_that_were_lost(isolated, monkeypatch):
    records = [{"事项": "JZ-救助", "金额": 500 + n, "法条主体": ["县级以上部门"]} for n in range(40)]
    whole = decide(SMALL, "办理项", records, DAY)
    fatal = matching.Panel({r.id: r.conditions for r in SMALL.rules if "决定" in r.answers}).atoms
    isolated(fatal.masks([{"事项": "JZ-救助", "法条主体": ["县级以上部门"]}], SMALL.on(DAY))[0][0])
    records.append({"事项": "XK-许可", "法条主体": ["乡镇人民政府"]})
    found = decide(SMALL, "办理项", records, DAY)
    assert {d["决定"].note for d in found[:40]} == {"规则引擎没有答复"}
    assert {d["决定"].status for d in found[:40]} == {"待定"} != {d["决定"].status for d in whole}
    assert found[40]["决定"].status == "已定"


def test_a_record_without_an_answer_is_named_by_the_self_check(isolated):
    record = {"事项名称": "示例事项", "事项": "JZ-救助", "法条主体": ["县级以上部门"], "单位": "甲局"}
    decisions = [{}]
    panel = matching.Panel({r.id: r.conditions for r in SMALL.checks})
    isolated(panel.atoms.masks([record], SMALL.on(DAY))[0][0])
    (finding,) = check(SMALL, "办理项", [record], DAY, decisions)[0]
    assert (finding.place, finding.code, finding.severity) == ("示例事项", "engine-no-answer", "无法判定")
    figures = measure(SMALL, {"办理项": [record]}, DAY, decisions={"办理项": decisions})
    assert figures  # indicators are measured by panels of their own: this child does not die of theirs
