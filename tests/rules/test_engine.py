"""The door to durable_rules: its limits are named, its memory of projections bounded, its answers exact."""

from __future__ import annotations

import random
import threading

import pytest

from catalogue.finding import UserError
from rules import engine
from rules.engine import MAX_CONDITIONS, Matcher


def plain(rules, mask):
    return {name for name, atoms in rules.items() if all(mask >> atom & 1 for atom in atoms)}


def test_conjunctions_of_every_length():
    rules = {f"R{n}": frozenset(range(n)) for n in range(MAX_CONDITIONS + 1)}
    matcher = Matcher(rules, {n: frozenset({"x"}) for n in range(MAX_CONDITIONS)})
    masks = [((1 << n) - 1, (1 << (n + 3)) - 1) for n in range(MAX_CONDITIONS - 2)]
    for (certain, possible), found in zip(masks, matcher.match(masks), strict=True):
        assert found == (plain(rules, certain), plain(rules, possible))


def test_many_equal_and_nested_rules_in_one_field():
    rng = random.Random(3)
    rules = {f"R{n}": frozenset(rng.sample(range(12), rng.randint(1, 4))) for n in range(300)}
    matcher = Matcher(rules, {n: frozenset({f"f{n % 3}"}) for n in range(12)})
    masks = [(m & rng.getrandbits(12), m) for m in (rng.getrandbits(12) for _ in range(1500))]
    for (certain, possible), found in zip(masks, matcher.match(masks), strict=True):
        assert found == (plain(rules, certain), plain(rules, possible))


def test_a_limit_crossed_names_the_rule():
    atoms = frozenset(range(MAX_CONDITIONS + 1))
    with pytest.raises(UserError, match="规则 XF-1：有 61 个条件"):
        Matcher({"XF-1": atoms}, dict.fromkeys(atoms, frozenset()))


def test_an_error_of_the_module_names_the_rules_but_want_of_memory_is_none_of_theirs(monkeypatch):
    error = RuntimeError("303")

    def broken(*_):
        raise error

    matcher = Matcher({"甲": frozenset({0}), "乙": frozenset({1})}, {0: frozenset("x"), 1: frozenset("y")})
    monkeypatch.setattr(engine._c, "assert_facts", broken)
    matcher._sets[0]._known.clear()
    with pytest.raises(UserError, match="规则 乙 至 甲：规则引擎报错（303）"):
        matcher.match([(3, 3)])
    error = MemoryError()  # a child ends of it, and is asked again
    with pytest.raises(MemoryError):
        matcher.match([(3, 3)])


def test_a_wrong_answer_is_caught_when_compiling(monkeypatch):
    monkeypatch.setattr(engine._c, "start_action", lambda *_: None)  # as if nothing ever matched
    with pytest.raises(UserError, match="规则 甲：规则引擎的结果与直接计算不一致"):
        Matcher({"甲": frozenset({0})}, {0: frozenset("x")})


def test_projections_are_kept_and_bounded(monkeypatch):
    monkeypatch.setattr(engine, "_CACHED", 50)
    rules = {f"R{n}": frozenset({n}) for n in range(9)}
    matcher = Matcher(rules, {n: frozenset({"x"}) for n in range(9)})
    for start in range(0, 512, 32):
        masks = range(start, start + 32)
        for mask, (certain, _) in zip(masks, matcher.match([(m, m) for m in masks]), strict=True):
            assert certain == plain(rules, mask)
    assert len(matcher._sets[0]._known) <= 50 + 32


def test_threads_do_not_mix_answers_and_none_is_started():
    before = threading.active_count()
    rules = {f"R{n}": frozenset({n, n + 1}) for n in range(20)}
    matcher = Matcher(rules, {n: frozenset({"x"}) for n in range(21)})
    assert threading.active_count() == before
    wrong = []

    def work(seed):
        rng = random.Random(seed)
        for _ in range(20):
            masks = [rng.getrandbits(21) for _ in range(50)]
            for mask, (certain, _) in zip(masks, matcher.match([(m, m) for m in masks]), strict=True):
                if certain != plain(rules, mask):
                    wrong.append(mask)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
