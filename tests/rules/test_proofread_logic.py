"""What the proofreader says of rules together is so in every record: small random books, every record tried."""

from __future__ import annotations

import itertools
import random
import re

from test_decide import NAMES, met, overridden_by, tiny_book

from catalogue.rulebook import Condition, Rule
from rules.opening.reading import Faults
from rules.procedure import reach
from rules.proofreading.logic import proofread_logic

WORLDS = [dict(zip(NAMES, values, strict=True)) for values in itertools.product("是否", repeat=len(NAMES))]


def faults_of(book) -> list[tuple[str, str]]:
    found = Faults()
    proofread_logic(book.rules, book.vocabulary, found)
    return [(re.search(r"（(R[0-9]+)）", fault.place)[1], fault.what) for fault in found]


def test_never_and_always_are_so_in_every_record():
    rng = random.Random(31)
    met_with = {"永远不会适用": 0, "永远起不了作用": 0, "总是冲突": 0}
    for number in range(800):
        book = tiny_book(rng, number)
        by_id = {rule.id: rule for rule in book.rules}
        holding = {r.id: [w for w in WORLDS if all(met(c, w) for c in r.conditions)] for r in book.rules}
        for name, what in faults_of(book):
            kind = next(words for words in met_with if words in what)
            met_with[kind] += 1
            if kind == "永远不会适用":
                assert not holding[name]
            elif kind == "永远起不了作用":
                stronger = [r.id for r in book.rules if name in overridden_by(book, r)]
                assert all(any(world in holding[one] for one in stronger) for world in holding[name])
            else:
                other = re.search(r"与 (R[0-9]+)", what)[1]
                assert all(world in holding[other] for world in holding[name])
                assert by_id[name].answers != by_id[other].answers
                assert other not in overridden_by(book, by_id[name]) and name not in overridden_by(book, by_id[other])
    assert met_with["永远起不了作用"] > 20 and met_with["总是冲突"] > 20, met_with


def test_what_a_yes_or_no_shows_plainly_is_found():
    """Rules of plain conditions: wherever one asks for more than a stronger one does, it is told that it never decides."""
    rng = random.Random(32)
    told = 0
    for number in range(400):
        book = tiny_book(rng, number)
        plain = [rule for rule in book.rules if not any(c.columns for c in rule.conditions)]
        over = reach(book.rules)
        said = {name for name, what in faults_of(book) if "起不了作用" in what}
        for rule, other in itertools.permutations(plain, 2):
            if rule.id in over[other.id] and asked(other) <= asked(rule):
                assert rule.id in said, (rule, other)
                told += 1
    assert told > 20


def asked(rule: Rule) -> set[tuple[str, str]]:
    return {(c.field, c.operand) for c in rule.conditions}


def test_a_third_rule_that_prevails_settles_a_conflict():
    book = tiny_book(random.Random(1), 0)

    def rule(name, answer, over=(), value="是", **more):
        condition = Condition(field="一", operator="=", operand=value)
        changed = {
            "id": name,
            "group": "",
            "answers": {"问": answer},
            "prevails_over": over,
            "conditions": (condition,),
        }
        return book.rules[0].model_copy(update={**changed, **more})

    def said(*rules):
        found = Faults()
        proofread_logic(rules, book.vocabulary, found)
        return [fault.what for fault in found]

    assert ["总是冲突" in what for what in said(rule("R0", "甲"), rule("R1", "乙"))] == [True]
    assert said(rule("R0", "甲"), rule("R1", "乙", value="否")) == []
    assert said(rule("R0", "甲"), rule("R1", "乙", unread=True)) == []  # it decides nothing
    assert not [w for w in said(rule("R0", "甲"), rule("R1", "乙"), rule("R2", "甲", ("R0", "R1"))) if "冲突" in w]
