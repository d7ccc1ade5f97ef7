"""What conditions bring with them, held against brute force: every record over small sets of values is tried."""

from __future__ import annotations

import itertools
import random
from datetime import date
from decimal import Decimal

from catalogue.fields import Field, FieldList, Kind
from catalogue.rulebook import Condition, Listing, Question
from rules.books import Day, Vocabulary
from rules.logic import Ground, contradiction, implies, never
from rules.truth import TRUE, truth

DAYS = [date(2021, 1, 1), date(2021, 1, 2), date(2021, 1, 3)]
VALUES = {
    "选": ["甲", "乙", "丙"], "多": [["甲"], ["乙"], ["丙"], ["甲", "乙"], ["乙", "丙"], ["甲", "乙", "丙"]],
    "文": ["甲", "甲乙", "乙甲丙", "丁"], "词": [["甲"], ["甲乙"], ["丁", "乙"]], "是": ["是", "否"],
    "整": [-1, 0, 1, 2, 3], "数": [Decimal(-1), Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(3)],
    "起": DAYS, "问": [["甲"], ["乙"], ["甲", "乙"], ["甲+乙"]],
}  # fmt: skip
TYPES = {
    "选": "单选",
    "多": "多选",
    "文": "文本",
    "词": "多值文本",
    "是": "是否",
    "整": "整数",
    "数": "小数",
    "起": "日期",
}
FIELDS = [
    Field(名称=name, 键=f"f{n}", 类型=kind, 取值=("甲", "乙", "丙") if kind in ("单选", "多选") else ())
    for n, (name, kind) in enumerate(TYPES.items())
]
QUESTION = Question(name="问", kinds=("物",), answers=("甲", "乙"), combined=True)
WORDS = Vocabulary(FieldList(FIELDS, [Kind(名称="物", 键="thing", 主键=("文",), 称呼="文")]), {"问": QUESTION}, {}, {})
ROWS = frozenset({("甲", "甲"), ("甲", "乙"), ("丁", "丙")})
LISTING = Listing(name="单", begins=date(2000, 1, 1), columns=("项", "类"), rows=ROWS)
NUMBERS = [Decimal(n) for n in ("-1", "0", "0.5", "1", "1.5", "2", "3")]


def condition(rng: random.Random, name: str) -> Condition:
    kind = TYPES.get(name, "多选")
    roll = rng.random()
    if roll < 0.08:
        return Condition(field=name, operator=rng.choice(["已知", "未知"]))
    if kind in ("整数", "小数", "日期"):
        sign = rng.choice(["<", "<=", ">", ">=", "=", "!="])
        if kind == "日期":
            other = rng.choice(["", "", "判定日", "日参"])
            return Condition(field=name, operator=sign, operand=None if other else rng.choice(DAYS), other=other)
        other = rng.choice(["", "", "整", "数", "参", "缺"])
        return Condition(field=name, operator=sign, operand=None if other else rng.choice(NUMBERS), other=other)
    words = (
        ["是", "否"]
        if kind == "是否"
        else ["甲", "乙", "丙", "甲乙", "丁"]
        if kind in ("文本", "多值文本")
        else ["甲", "乙", "丙"]
    )
    if roll < 0.2 and kind != "是否":
        pairs = (("类", name),) if rng.random() < 0.5 else (("类", name), ("项", rng.choice(["文", "选", "词"])))
        return Condition(
            field=name, operator=rng.choice(["在清单", "不在清单"]), operand="单", columns=tuple(sorted(pairs))
        )
    if roll < 0.3 and kind != "是否":
        return Condition(field=name, operator=rng.choice(["在清单", "不在清单"]), operand="单")
    if roll < 0.4 and kind != "是否":
        return Condition(field=name, operator="包含", operand=tuple(rng.sample(words, rng.randint(1, 2))))
    if roll < 0.5 and kind in ("文本", "多值文本"):
        return Condition(field=name, operator=rng.choice(["=", "!="]), other=rng.choice(["文", "词"]))
    if roll < 0.75:
        return Condition(field=name, operator=rng.choice(["=", "!="]), operand=rng.choice(words))
    return Condition(
        field=name,
        operator=rng.choice(["属于", "不属于"]),
        operand=tuple(rng.sample(words, rng.randint(1, len(words)))),
    )


def worlds(conditions, given, days):
    """Every record over the fields that are read, known or not, with every value of a parameter that is not given."""
    names = sorted({name for one in conditions for name in one.reads if name in VALUES})
    free = sorted({one.other for one in conditions} & {"缺", "日参"})
    for values in itertools.product(*([None, *VALUES[name]] for name in names)):
        facts = {name: value for name, value in zip(names, values, strict=True) if value is not None}
        for parameters in itertools.product(
            *([Decimal(0), Decimal(1), Decimal(2)] if f == "缺" else DAYS for f in free)
        ):
            for day in days:
                values_of = {**given, **dict(zip(free, parameters, strict=True)), "判定日": day}
                yield facts, Day(day, values_of, {"单": (LISTING,)}, frozenset({"参", "缺", "日参", "判定日"}))


def holds(conditions, facts, day):
    return all(truth(one, facts, day) == TRUE for one in conditions)


def some(rng, names, most):
    return [condition(rng, rng.choice(names)) for _ in range(rng.randint(1, most))]


def test_what_is_said_to_be_impossible_or_implied_is_so():
    rng = random.Random(20220101)
    found = dict.fromkeys(("impossible", "seen impossible", "implied", "seen implied"), 0)
    for _ in range(2500):
        names = rng.sample(list(VALUES), 2)
        one, other = some(rng, names, 4), some(rng, names, 2)
        if len({name for c in (*one, *other) for name in c.reads if name in VALUES}) > 3:
            continue
        given, days = {"参": Decimal(1)}, DAYS[:2]
        ground = Ground(WORDS, given, days[0], DAYS[2])
        every = list(worlds([*one, *other], given, days))
        possible = [(facts, day) for facts, day in every if holds(one, facts, day)]
        impossible, follows = never(one, ground), implies(one, other, ground)
        assert not (impossible and possible), (one, possible[:1])
        implied = all(holds(other, facts, day) for facts, day in possible)
        assert implied or not follows, (one, other)
        found["impossible"] += not possible
        found["seen impossible"] += impossible
        found["implied"] += implied and bool(possible)
        found["seen implied"] += follows and bool(possible)
    assert found["seen impossible"] > 0.65 * found["impossible"] > 300, found  # sound, and not for want of trying
    assert found["seen implied"] > 0.55 * found["implied"] > 100, found


def test_the_contradiction_named_is_the_smallest():
    low, high = Condition(field="整", operator="<", operand=2), Condition(field="整", operator=">", operand=1)
    beside = Condition(field="选", operator="=", operand="甲")
    assert set(map(id, contradiction([low, beside, high], Ground(WORDS)))) == {
        id(low),
        id(high),
    }  # no whole number between
    assert contradiction([beside, high], Ground(WORDS)) == ()
    fraction = [Condition(field="数", operator=c.operator, operand=Decimal(c.operand)) for c in (low, high)]
    assert contradiction(fraction, Ground(WORDS)) == ()


def test_a_changed_copy_says_what_it_says_now():
    one = Condition(field="整", operator="<", operand=2)
    assert one.content[1] == "<" and one.model_copy(update={"operator": ">"}).content[1] == ">"


def test_a_chain_of_comparisons_closes():
    chain = [Condition(field="整", operator="<", other="数"), Condition(field="数", operator="<=", other="缺")]
    assert never([*chain, Condition(field="整", operator=">=", other="缺")], Ground(WORDS))
    assert not never(chain, Ground(WORDS))
    late = Condition(field="起", operator=">", other="判定日"), Condition(field="起", operator="<", operand=DAYS[0])
    assert never(late, Ground(WORDS, {}, DAYS[0])) and not never(late, Ground(WORDS))


def test_what_is_not_known_to_be_known_is_not_implied():
    anything = Condition(field="选", operator="属于", operand=("甲", "乙", "丙"))
    assert not implies([Condition(field="整", operator="=", operand=1)], [anything], Ground(WORDS))
    assert implies([Condition(field="选", operator="已知")], [anything], Ground(WORDS))
