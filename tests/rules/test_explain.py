"""Explanations: a paragraph for a notice holds law and public facts only; the office sees everything."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from catalogue.decision import Decision
from rules.decide import Ruling, decide
from rules.explain import explain_inner, explain_public
from rules.opening.loader import load_book

BOOK = load_book(Path(__file__).with_name("books") / "small")
DAY = date(2021, 12, 31)
JZ = {"事项": "JZ-救助", "法条主体": ["县级以上部门"]}
FACTS = {"事项名称": "困难救助", **JZ, "金额": 800, "经办人": "张三"}


def texts(facts, question, **more):
    decision = decide(BOOK, "办理项", [facts], DAY, **more)[0][question]
    return explain_public(BOOK, "办理项", facts, decision, DAY), explain_inner(BOOK, "办理项", facts, decision, DAY)


def test_a_settled_answer():
    public, inner = texts(FACTS, "可否委托")
    assert public == (
        "截至2021年12月31日，“困难救助”的“可否委托”判定为“可委托”。依据《甲法》第十条（小额的可以委托）。"
        "理由：小额救助可以委托镇审批。据以判定的事实：金额为800元。"
    )
    assert "JZ-救助" not in public and "张三" not in public and "\n" not in public
    assert "用到的事实：事项＝JZ-救助；决定＝县；参数：小额标准＝2000；金额＝800" in inner
    assert "不再适用：A3（县级决定的事项一般不得委托），因为 A2（小额救助可以委托镇审批） 优先" in inner


def test_an_open_answer_names_public_gaps_only():
    public, inner = texts({"事项名称": "困难救助", "金额": 1}, "决定")
    assert public == "截至2021年12月31日，“困难救助”的“决定”还不能确定：先要认定它是登记的哪一个事项。"
    assert "还缺：事项、法条主体" in inner and "说明：未认定事项" in inner


def test_which_matter_it_is_comes_first_where_all_else_hangs_on_that():
    few, many = (
        Decision(question="决定", status="待定", missing=(*names, "事项", "甲")) for names in ("一", "一二三四五")
    )
    assert (few.sought, few.lacking) == (few.missing, "事项、一、甲")
    assert many.sought == ("事项",) and set("一二三四五甲") < set(many.missing)
    assert many.lacking == "事项（认不定是登记的哪一项，先认定；另有“一”“二”等 6 项认定以后才知道缺不缺）"


def test_a_conflict_and_a_ruling():
    facts = {**FACTS, "法条主体": ["乡镇人民政府"]}
    public, inner = texts(facts, "决定")
    assert "分别指向“县”、“镇或县”，需由有权机关裁定" in public and "A4" not in public and "A4" in inner
    stated = Decision(question="可否委托", status="冲突", rules=("A2", "A3"), sides={"A2": "可委托", "A3": "不可"})
    sides = explain_public(BOOK, "办理项", FACTS, stated, DAY)
    assert "有不同规定：《甲法》第十一条指向“不可”，《甲法》第十条指向“可委托”，需由有权机关裁定" in sides
    doubled = Decision(question="可否委托", status="冲突", rules=("A2", "A3"), sides={"A2": "可委托", "A3": "不可"})
    alike = replace(BOOK, rules=tuple(r.model_copy(update={"basis": BOOK.by_id["A2"].basis}) for r in BOOK.rules))
    said = explain_public(alike, "办理项", FACTS, doubled, DAY)
    assert f"（{BOOK.by_id['A2'].name}）指向“可委托”" in said, "同一条在两边，要说出是哪两条规则"
    public, inner = texts(facts, "决定", rulings={(0, "决定"): Ruling("县", "李四", DAY, "会商")})
    assert public == "截至2021年12月31日，“困难救助”的“决定”经裁定为“县”。" and "李四" in inner
