"""The procedure of decision: brute force over all completions, 待核, withheld facts, rulings, later questions."""

from __future__ import annotations

import itertools
import os
import random
from datetime import date
from pathlib import Path

import pytest
from generator import DAY as GENERATED_DAY
from generator import raw_facts, write_book

from catalogue.fields import Field, FieldList, Kind
from catalogue.finding import UserError
from catalogue.rulebook import Basis, Condition, Listing, Question, Rule
from rules.books import Book, Vocabulary
from rules.decide import Ruling, decide
from rules.facts.common import enrich
from rules.opening.loader import load_book
from rules.register import Register

SMALL = load_book(Path(__file__).with_name("books") / "small")
DAY = date(2021, 12, 31)
JZ = {"事项": "JZ-救助", "法条主体": ["县级以上部门"]}
SCALE = 10 if os.environ.get("QUANMU_SOAK") else 1  # make soak
NAMES = ["一", "二", "三", "四", "五"]


LISTING = Listing(
    name="单", begins=date(2000, 1, 1), columns=("项", "类"), rows=frozenset({("是", "是"), ("否", "是"), ("否", "否")})
)


def tiny_condition(rng: random.Random, name: str) -> Condition:
    """A yes or no, or a row of a list that holds this fact and another."""
    if rng.random() < 0.8:
        return Condition(field=name, operator="=", operand=rng.choice("是否"))
    columns = (("类", rng.choice([n for n in NAMES if n != name])), ("项", name))
    return Condition(field=columns[0][1], operator=rng.choice(["在清单", "不在清单"]), operand="单", columns=columns)


def met(condition: Condition, facts: dict) -> bool:
    """Whether a condition holds of a record of which everything is known."""
    if not condition.columns:
        return facts[condition.field] == condition.operand
    row = tuple(facts[dict(condition.columns)[column]] for column in LISTING.columns)
    return (row in LISTING.rows) == (condition.operator == "在清单")


def tiny_book(rng: random.Random, number: int) -> Book:
    """Up to nine rules on five yes/no facts, with exceptions and groups."""
    fields = [Field(名称=name, 键=f"b{n}", 类型="是否") for n, name in enumerate(NAMES)]
    kind = Kind(名称="物", 键="thing", 主键=("一",), 称呼="一")
    question = Question(name="问", kinds=("物",), answers=("甲", "乙", "丙"))
    rules = []
    for n in range(rng.randint(1, 9)):
        earlier = [f"R{m}" for m in range(n)] + [f"组{m}" for m in range(n // 3)]
        rules.append(
            Rule(
                id=f"R{n}", name=f"R{n}", kinds=("物",), group=f"组{n // 3}",
                basis=(Basis(text="法", article="第一条", gist="要点"),),
                prevails_over=tuple(rng.sample(earlier, min(len(earlier), rng.choice([0, 0, 1, 2])))),
                conditions=tuple(tiny_condition(rng, name) for name in rng.sample(NAMES, rng.randint(1, 3))),
                answers={"问": rng.choice(["甲", "乙", "乙", "丙"])},
            )
        )  # fmt: skip
    words = Vocabulary(FieldList(fields, [kind]), {"问": question}, {}, {"单": (LISTING,)})
    return Book(words, tuple(rules), (), (), {}, Register(), f"tiny {number}")


def overridden_by(book: Book, rule: Rule) -> set[str]:
    straight = {r.id for r in book.rules for name in rule.prevails_over if name in (r.id, r.group)}
    return straight.union(*(overridden_by(book, r) for r in book.rules if r.id in straight))


def outcome(book: Book, facts: dict) -> object:
    """What holds when everything is known: the answer of the rules nothing overrides, 冲突, or 无."""
    holding = [r for r in book.rules if all(met(c, facts) for c in r.conditions)]
    beaten = set().union(*(overridden_by(book, rule) for rule in holding))
    answers = {rule.answers["问"] for rule in holding if rule.id not in beaten}
    return answers.pop() if len(answers) == 1 else "冲突" if answers else "无"


def test_brute_force_over_all_completions():
    rng = random.Random(7)
    seen = dict.fromkeys(("已定", "待定", "冲突"), 0)
    for number in range(250 * SCALE):
        book = tiny_book(rng, number)
        partial = [{n: rng.choice("是否") for n in NAMES if rng.random() < known} for known in (0.2, 0.4, 0.6, 0.8, 1)]
        for facts, decided in zip(partial, decide(book, "物", partial, DAY), strict=True):
            decision = decided["问"]
            seen[decision.status] += 1
            unknown = [name for name in NAMES if name not in facts]
            worlds = [
                {**facts, **dict(zip(unknown, v, strict=True))} for v in itertools.product("是否", repeat=len(unknown))
            ]
            outcomes = {outcome(book, world) for world in worlds}
            if decision.status == "已定":
                assert outcomes == {decision.answer}
                assert set(decision.rules) and not decision.missing
            elif decision.status == "冲突":
                assert outcomes == {"冲突"}
            elif not decision.missing:
                assert outcomes == {"无"} and decision.note == "没有规则"
            else:  # whatever is not named as missing cannot change the answer
                others = [{**facts, **{n: w[n] for n in unknown if n not in decision.missing}} for w in worlds]
                for again in decide(book, "物", others, DAY):
                    assert again["问"].status == "待定"
    assert min(seen.values()) > 50 and sum(seen.values()) == 250 * SCALE * 5


def test_withholding_a_used_fact_never_gives_another_answer(tmp_path):
    rng = random.Random(11)
    write_book(tmp_path, rng, 80, knowing=False)
    book = load_book(tmp_path)
    records = [
        {name: book.fields.fields[name].typed(value) for name, value in raw_facts(rng, 0.9).items()} for _ in range(300)
    ]
    less, full = [], []
    for record, decisions in zip(records, decide(book, "物", records, GENERATED_DAY), strict=True):
        for name in {n for d in decisions.values() for n in d.facts if n in record}:
            less.append({n: v for n, v in record.items() if n != name})
            full.append(decisions)
    changed = 0
    for before, after in zip(full, decide(book, "物", less, GENERATED_DAY), strict=True):
        for name in before:
            if after[name].status == "已定" and before[name].status == "已定":
                assert after[name].answer == before[name].answer
            assert not (after[name].status == "已定" and before[name].status != "已定")
            changed += after[name].status != before[name].status
    assert changed > 50


def test_answers_that_stand_are_not_asked_again_and_change_no_other(tmp_path):
    """Held against deciding everything; an answer that stands is passed through as it is, and read by later questions."""
    rng = random.Random(3)
    write_book(tmp_path, rng, 40)
    book = load_book(tmp_path)
    records = [
        {name: book.fields.fields[name].typed(value) for name, value in raw_facts(rng, 0.9).items()} for _ in range(300)
    ]
    whole = decide(book, "物", records, GENERATED_DAY)
    standing = [{name: one for name, one in found.items() if rng.random() < 0.5} for found in whole]
    again = decide(book, "物", records, GENERATED_DAY, standing=standing)
    assert again == whole
    assert all(found[name] is one for found, kept in zip(again, standing, strict=True) for name, one in kept.items())
    first, *later = whole[0]
    other = next(found[first] for found in whole if found[first].answer != whole[0][first].answer)
    told = decide(book, "物", records[:1], GENERATED_DAY, standing=[{first: other}])[0]
    assert told[first] is other and set(told) == {first, *later}


def answer(facts, question, day=DAY, **more):
    return decide(SMALL, "办理项", [facts], day, **more)[0][question]


def test_an_exception_prevails_and_is_told():
    decision = answer({**JZ, "金额": 800}, "可否委托")
    assert (decision.status, decision.answer, decision.rules) == ("已定", "可委托", ("A2",))
    assert [(aside.rule, aside.by) for aside in decision.set_aside] == [("A3", "A2")]
    assert [(c.text, c.article) for c in decision.basis] == [("甲法", "第十条")]
    assert decision.facts == {"事项": "JZ-救助", "金额": 800, "决定": "县", "参数：小额标准": 2000}
    assert answer({**JZ, "金额": 8000}, "可否委托").answer == "不可"


def test_what_is_missing_is_named():
    decision = answer({**JZ}, "可否委托")
    assert (decision.status, decision.missing, decision.note) == ("待定", ("金额",), "")
    assert decision.sides == {"A2": "可委托", "A3": "不可"}


def test_a_missing_parameter_leaves_it_open():
    decision = answer({**JZ, "金额": 800}, "可否委托", date(2014, 1, 1))
    assert (decision.status, decision.missing) == ("待定", ("参数：小额标准",))


def test_an_unidentified_matter_and_the_facts_beneath_a_later_question():
    decision = answer({"金额": 800}, "可否委托")
    assert (decision.status, decision.note) == ("待定", "未认定事项")
    assert decision.missing == ("事项", "法条主体")  # what the earlier question 决定 lacks
    nothing = answer({"事项": "别的", "法条主体": ["县级以上部门"]}, "决定")
    assert (nothing.status, nothing.note, nothing.missing) == ("待定", "没有规则", ())


def test_either_by_law_is_one_answer_with_the_articles_of_the_record():
    facts = {"事项": "XK-许可", "法条": ["乙条例 第三条", "甲法 第八条"], "法条主体": ["县级以上部门", "乡镇人民政府"]}
    decision = answer(facts, "决定")
    assert (decision.status, decision.answer) == ("已定", {"任一": ["镇", "县"]})
    assert [str(cited) for cited in decision.basis] == ["《乙条例》第三条", "《甲法》第八条"]
    assert answer(facts, "可否委托").answer == "不可"  # 县 is one of the members


def test_a_conflict_shows_both_sides():
    decision = answer({**JZ, "法条主体": ["乡镇人民政府"]}, "决定")
    assert (decision.status, decision.answer, decision.rules) == ("冲突", None, ("A1", "A4"))
    assert decision.sides == {"A1": "县", "A4": {"任一": ["镇", "县"]}}


def test_a_rule_before_its_day_does_not_apply():
    assert answer({**JZ, "法条主体": ["县级以上部门"]}, "决定", date(1999, 12, 31)).note == "没有规则"


def test_a_claimed_answer_is_no_fact():
    assert answer({"决定": "县", "法条主体": ["县级以上部门"], "事项": "XK-许可"}, "可否委托").status == "待定"


def test_a_ruling_stands_above_and_feeds_later_questions():
    ruling = Ruling("街道", "某人", date(2021, 6, 1), "会商意见")
    rulings = {(0, "决定"): ruling}
    decision = answer({**JZ, "金额": 800}, "决定", rulings=rulings)
    assert (decision.status, decision.answer, decision.rules) == ("裁定", "街道", ("A1",))
    assert decision.ruling == "2021-06-01 某人：会商意见"
    assert answer({**JZ, "金额": 800}, "可否委托", rulings=rulings).note == "没有规则"
    with pytest.raises(UserError, match="没有“乡”这个答案"):
        answer({}, "决定", rulings={(0, "决定"): Ruling("乡", "某人", DAY)})


def test_only_the_questions_asked_for():
    assert list(decide(SMALL, "办理项", [{**JZ}], DAY, ["可否委托"])[0]) == ["可否委托"]
    with pytest.raises(UserError, match="规则书里没有这个问题"):
        decide(SMALL, "办理项", [{}], DAY, ["可否下方"])
    assert decide(SMALL, "设施", [{"地点": "甲"}], DAY) == [{}]


def with_unread(*ids: str) -> Book:
    rules = tuple(rule.model_copy(update={"unread": rule.id in ids}) for rule in SMALL.rules)
    return Book(SMALL.vocabulary, rules, (), (), SMALL.texts, SMALL.register, f"unread {ids}")


def test_an_unread_rule_never_decides_and_never_overrides():
    facts = {**JZ, "金额": 800}
    only = decide(with_unread("A1"), "办理项", [{**facts, "法条主体": ["县级以上部门"]}], DAY)[0]["决定"]
    assert (only.status, only.note, only.missing, only.sides) == ("待定", "依据待核", (), {"A1": "县"})
    exception = decide(with_unread("A2"), "办理项", [facts], DAY)[0]["可否委托"]
    assert (exception.status, exception.note, exception.set_aside) == ("待定", "依据待核", ())
    general = decide(with_unread("A3"), "办理项", [facts], DAY)[0]["可否委托"]
    assert (general.status, general.answer) == ("已定", "可委托")  # overridden by a read rule: it takes no part


def test_a_rule_kept_out_only_by_a_fact_nobody_knows_is_no_want_of_rules():
    known = Condition(field="金额", operator="已知")
    rules = tuple(rule.model_copy(update={"conditions": (known,)}) for rule in SMALL.rules if rule.id == "A1")
    book = Book(SMALL.vocabulary, rules, (), (), SMALL.texts, SMALL.register, "dormant")
    decision = decide(book, "办理项", [{}], DAY)[0]["决定"]
    assert (decision.status, decision.missing, decision.note) == ("待定", ("金额",), "")


def test_equal_cases_share_one_decision():
    one, two = decide(SMALL, "办理项", [{**JZ, "单位": "甲"}, {**JZ, "单位": "乙"}], DAY)
    assert one["决定"] is two["决定"]


def test_facts_from_the_register_lead_to_a_decision():
    facts, issues = enrich(SMALL, "办理项", {"事项名称": "困难救助（小额）"}, DAY)
    assert not issues and answer(facts, "可否委托").answer == "可委托"
