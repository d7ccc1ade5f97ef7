"""The judgement against the reference evaluator: random books, random and hostile facts, not one difference."""

from __future__ import annotations

import os
import random

from generator import DAY, raw_facts, write_book
from reference import NO, YES

from rules.decide import decide
from rules.loader import load_book
from rules.matching import Panel

SCALE = 10 if os.environ.get("QUANMU_SOAK") else 1  # make soak


def typed(book, raw):
    return {name: book.fields.fields[name].typed(value) for name, value in raw.items()}


def test_engine_matches_like_the_reference(tmp_path):
    rng = random.Random(20211231)
    reference = write_book(tmp_path, rng, 200)
    book = load_book(tmp_path)
    rules = {rule.id: rule.conditions for rule in book.rules}
    raws = [raw_facts(rng, rng.choice([1.0, 0.9, 0.6])) for _ in range(10_000 * SCALE)]
    matches = Panel(rules).match([typed(book, raw) for raw in raws], book.on(DAY))
    entries = {rule["编号"]: rule for rule in reference.rules}
    wrong = hits = 0
    for raw, (certain, possible) in zip(raws, matches, strict=True):
        for name, entry in entries.items():
            wanted = reference.rule(entry, raw, DAY)
            hits += wanted == YES
            wrong += (wanted == YES) != (name in certain) or (wanted != NO) != (name in possible)
    assert wrong == 0
    assert hits > 10_000  # the facts did meet the rules


def test_decisions_like_the_reference(tmp_path):
    statuses = set()
    for seed in range(6 * SCALE):
        rng = random.Random(seed)
        folder = tmp_path / str(seed)
        reference = write_book(folder, rng, 60)
        book = load_book(folder)
        assert any("结论里的问题都不问“件”" in str(warning) for warning in book.warnings)  # of no use, but no fault
        over = {rule["编号"]: reference.overrides(rule) for rule in reference.rules}
        raws = [raw_facts(rng, rng.choice([1.0, 0.8, 0.5])) for _ in range(700)]
        for kind in ("物", "件"):
            for raw, decided in zip(raws, decide(book, kind, [typed(book, raw) for raw in raws], DAY), strict=True):
                wanted = reference.decide(kind, raw, DAY, over)
                assert list(decided) == list(wanted)
                for name, (status, answer) in wanted.items():
                    statuses.add((kind, name, status))
                    assert (decided[name].status, _shape(decided[name].answer)) == (status, answer), (seed, name, raw)
    assert len(statuses) == 15  # 已定, 待定 and 冲突 were met for each question of each kind


def _shape(answer):
    if answer is None:
        return None
    if isinstance(answer, dict):
        ((how, members),) = answer.items()
        return how, tuple(sorted(members))
    return "一", (answer,)
