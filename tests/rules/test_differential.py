"""The judgement against the reference evaluator: random books, random and hostile facts, not one difference."""

from __future__ import annotations

import os
import random

from generator import DAY, EARLY, FIELDS, LATE, raw_facts, write_book
from reference import NO, YES

from rules.decide import decide
from rules.matching import Panel
from rules.opening.loader import load_book

SCALE = 10 if os.environ.get("QUANMU_SOAK") else 1  # make soak


def typed(book, raw):
    return {name: book.fields.fields[name].typed(value) for name, value in raw.items()}


def test_engine_matches_like_the_reference(tmp_path):
    """Every rule of a book, certainly and possibly, for 20,000 facts on three days on which parameters and lists differ."""
    rng = random.Random(20211231)
    reference = write_book(tmp_path, rng, 120)
    book = load_book(tmp_path)
    panel = Panel({rule.id: rule.conditions for rule in book.rules})
    entries = {rule["编号"]: rule for rule in reference.rules}
    used = {part for entry in entries.values() for part in parts_used(entry)}
    assert used >= PARTS, PARTS - used
    compared = wrong = hits = 0
    for day, count in ((DAY, 10_000), (EARLY, 5_000), (LATE, 5_000)):
        raws = [raw_facts(rng, rng.choice([1.0, 0.9, 0.6])) for _ in range(count * SCALE)]
        matches = panel.match([typed(book, raw) for raw in raws], book.on(day))
        for raw, (certain, possible) in zip(raws, matches, strict=True):
            compared += 1
            for name, entry in entries.items():
                wanted = reference.rule(entry, raw, day)
                hits += wanted == YES
                wrong += (wanted == YES) != (name in certain) or (wanted != NO) != (name in possible)
    assert wrong == 0
    assert compared >= 20_000
    assert hits > 10_000  # the facts did meet the rules


PARTS = {"列表", "非", "包含", "在清单", "不在清单", "一行", "比字段", "比参数", "比日期", "范围", "多值"}


def parts_used(entry):
    """What of the language a rule uses, so that a generator that forgets a part is noticed."""
    for name, spec in entry["条件"].items():
        text = str(spec)
        if name in ("在清单", "不在清单"):
            yield "一行"
        elif isinstance(spec, dict):
            yield from spec
        elif isinstance(spec, list):
            yield "列表"
        elif "且" in text and FIELDS.get(name) in ("整数", "小数", "日期"):
            yield "范围"
        elif "参}" in text or "{判定日}" in text:
            yield "比参数"
        elif "{" in text and text[0] in "<>=!":
            yield "比字段"
        if FIELDS.get(name) == "日期":
            yield "比日期"
        if FIELDS.get(name) in ("多选", "多值文本"):
            yield "多值"


def asks_it(book, rule):
    """Whether any question that the rule answers is asked of a 件."""
    return any("件" in question.kinds for question in book.questions if question.name in rule.answers)


def test_decisions_like_the_reference(tmp_path):
    """Exceptions, groups, rules that begin and end, 待核, either / both, answers that later rules read."""
    statuses, decided_on, compared = set(), set(), 0
    for seed in range(6 * SCALE):
        rng = random.Random(seed)
        folder = tmp_path / str(seed)
        reference = write_book(folder, rng, 60)
        book = load_book(folder)
        useless = [rule.id for rule in book.rules if "件" in rule.kinds and not asks_it(book, rule)]
        told = [one for one in book.warnings if "结论里的问题都不问“件”" in str(one)]  # of no use, but no fault
        assert len(told) == len(useless)
        over = {rule["编号"]: reference.overrides(rule) for rule in reference.rules}
        day = (DAY, EARLY, LATE)[seed % 3]
        raws = [raw_facts(rng, rng.choice([1.0, 0.8, 0.5])) for _ in range(700)]
        for kind in ("物", "件"):
            for raw, decided in zip(raws, decide(book, kind, [typed(book, raw) for raw in raws], day), strict=True):
                wanted = reference.decide(kind, raw, day, over)
                assert list(decided) == list(wanted)
                compared += 1
                for name, (status, answer) in wanted.items():
                    statuses.add((kind, name, status))
                    decided_on.add((day, status))
                    assert (decided[name].status, _shape(decided[name].answer)) == (status, answer), (seed, name, raw)
    assert compared >= 8_000
    assert len(statuses) == 15  # 已定, 待定 and 冲突 were met for each question of each kind
    assert len(decided_on) == 9  # and on each day


def _shape(answer):
    if answer is None:
        return None
    if isinstance(answer, dict):
        ((how, members),) = answer.items()
        return how, tuple(sorted(members))
    return "一", (answer,)
