"""Whether the shipped book answers as the law does: our own cases, and the table of cases where it lies beside the project."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from catalogue.decision import Decision
from rules import BOOK
from rules.books import Book
from rules.decide import decide
from rules.explain import explain_inner, explain_public
from rules.facts.common import enrich
from rules.grounds import choices
from rules.opening.loader import load_book
from rules.register import in_force

HERE = Path(__file__).parent
TABLE = HERE.parent.parent / "shared" / "data" / "law_matters.csv"
CASES = [
    case
    for name in sorted(path.name for path in HERE.glob("law_cases*.yaml"))
    for case in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
]
DAY = date(2021, 12, 31)
TYPES = ("行政许可", "行政处罚", "行政强制", "行政给付", "行政确认", "行政裁决", "其他行政权力")
STAGES = ("收件", "受理", "审查", "决定")
OF_A_GRANT = ("方式合法", "名义", "责任机关", "复议机关")  # the facts of a case say who takes it and in which way
LATER = {"L017": date(2025, 5, 1)}  # 条文后来才施行的


@cache
def book() -> Book:
    return load_book(BOOK)


def judged(kind: str, facts: Mapping[str, Any], day: date) -> tuple[dict[str, Decision], dict[str, Any]]:
    """Decisions on one record, and the facts they were taken from."""
    known, _ = enrich(book(), kind, facts, day)
    return decide(book(), kind, [known], day)[0], known


def said(decision: Decision) -> Any:
    return decision.answer if decision.status == "已定" else decision.status


def asked(facts: Mapping[str, Any], day: date, who: str) -> Decision:
    """`who` is a stage of an item (收件 ... 决定), a question on a grant or a kind of recipient."""
    if who in STAGES:
        return judged("办理项", facts, day)[0][who]
    if who in OF_A_GRANT:
        return judged("赋权", facts, day)[0][who]
    return judged("赋权", {**facts, "承接主体类别": who}, day)[0]["可否下放"]


def stated_by(case: dict[str, Any]) -> dict[str, Any]:
    """What a case states, as a row of a list does."""
    named = {"事项名称": "事项名称", "事项类型": "事项类型", "适用情形": "情形"}
    return {name: case[key] for name, key in named.items() if key in case} | case.get("事实", {})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["例"])
def test_own_cases(case: dict[str, Any]) -> None:
    facts = stated_by(case)
    day = date.fromisoformat(str(case.get("判定日", DAY)))
    for who in (*STAGES, "村", "镇", "街道", "园区", *OF_A_GRANT):
        if who in case:
            decision = asked(facts, day, who)
            assert said(decision) == case[who], f"{who}：{decision}"
            assert decision.status != "已定" or any(basis.article for basis in decision.basis)


def table() -> list[dict[str, str]]:
    if not TABLE.exists():
        return []
    with TABLE.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def expected(text: str) -> Any:
    for mark, how in (("/", "任一"), ("+", "共同")):
        if mark in text:
            return (how, frozenset(text.split(mark)))
    return text


def plainly(answer: Any) -> Any:
    return next((how, frozenset(members)) for how, members in answer.items()) if isinstance(answer, dict) else answer


def facts_of(row: dict[str, str]) -> dict[str, Any]:
    facts = {"事项名称": row["事项名称"], "适用情形": row["适用情形"]}
    return facts | ({"事项类型": row["事项类型"]} if row["事项类型"] in TYPES else {})


COLUMNS = {"决定": "决定(规范)", "镇": "镇(规范)", "街道": "街道(规范)"}


@pytest.mark.skipif(not TABLE.exists(), reason="没有对照表")
@pytest.mark.parametrize("row", table(), ids=lambda row: row["编号"])
def test_table(row: dict[str, str]) -> None:
    day = LATER.get(row["编号"], DAY)
    for who, column in COLUMNS.items():
        decision = asked(facts_of(row), day, who)
        assert plainly(said(decision)) == expected(row[column]), f"{who}：{decision}"
        assert decision.status != "已定" or any(basis.article for basis in decision.basis)


def withheld(
    kind: str, facts: dict[str, Any], day: date, known: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The record again, each fact left out in turn: first of those given, then of those that followed from them."""
    for name in facts:
        yield name, enrich(book(), kind, {k: v for k, v in facts.items() if k != name}, day)[0]
    for name in known:
        yield name, {k: v for k, v in known.items() if k != name}


def test_less_is_never_another_answer() -> None:
    named = [(stated_by(case), date.fromisoformat(str(case.get("判定日", DAY)))) for case in CASES]
    named += [(facts_of(row), LATER.get(row["编号"], DAY)) for row in table()]
    takers = [{"承接主体类别": kind} for kind in ("镇", "街道", "园区")]
    asked_of: list[tuple[str, str, list[dict[str, str]]]] = [("办理项", "决定", [{}]), ("赋权", "可否下放", takers)]
    asked_of += [("赋权", question, [{}]) for question in OF_A_GRANT]
    for day in sorted({day for _, day in named}):
        for kind, question, extras in asked_of:
            held = [one for one, on in named if on == day and (question not in OF_A_GRANT or "赋权方式" in one)]
            given = [{**facts, **extra} for facts in held for extra in extras]
            if not given:
                continue
            known = [enrich(book(), kind, facts, day)[0] for facts in given]
            full = [said_of[question] for said_of in decide(book(), kind, known, day, [question])]
            less = [
                (facts, name, rest, answer.answer)
                for facts, whole, answer in zip(given, known, full, strict=True)
                if answer.status == "已定"
                for name, rest in withheld(kind, facts, day, whole)
            ]
            for (facts, name, _, wanted), got in zip(
                less, decide(book(), kind, [rest for _, _, rest, _ in less], day, [question]), strict=True
            ):
                one = got[question]
                assert one.status != "已定" or one.answer == wanted, f"{facts} 缺“{name}”：{wanted} -> {one.answer}"


def test_nothing_is_decided_by_a_text_that_was_not_yet_law() -> None:
    day = date(2021, 3, 31)  # a month before several acts came into force
    matters = [matter.id for matter in book().register.matters.values() if in_force(matter, day)]
    known = [enrich(book(), "办理项", {"事项": matter}, day)[0] for matter in matters]
    decided = [one["决定"] for one in decide(book(), "办理项", known, day, ["决定"])]
    early = {
        (matter, basis.text)
        for matter, one in zip(matters, decided, strict=True)
        for basis in one.basis
        if (editions := book().texts.get(basis.text)) and all(text.begins and day < text.begins for text in editions)
    }
    assert early == set() and sum(one.status == "已定" for one in decided) > len(matters) / 2
    facts, answer = next(pair for pair in zip(known, decided, strict=True) if pair[0]["事项"] == "NY-动物运输备案")
    assert "《动物防疫法》第五十二条（主体：县级部门，2021年5月1日起施行）" in explain_inner(
        book(), "办理项", facts, answer, day
    )


def test_a_matter_that_splits_asks_for_exactly_what_splits_it() -> None:
    """Of every registered matter that its article splits (分情形): named alone it is open for those facts and no other,
    each with its possible values, unless all its cases lie with one body."""
    day = date(2022, 6, 30)
    split = [matter for matter in book().register.matters.values() if matter.splits and in_force(matter, day)]
    cases_of = {
        matter.id: [
            {"事项": matter.id, **dict(zip(matter.splits, values, strict=True))}
            for values in product(*(choices(book(), name) for name in matter.splits))
        ]
        for matter in split
    }
    rows = [{"事项": matter.id} for matter in split] + [case for cases in cases_of.values() for case in cases]
    typed = [{name: book().fields.fields[name].typed(value) for name, value in row.items()} for row in rows]
    decided = decide(book(), "办理项", [enrich(book(), "办理项", row, day)[0] for row in typed], day, ["决定"])
    answers = [one["决定"] for one in decided]
    asking = 0
    for matter, alone in zip(split, answers, strict=False):
        assert cases_of[matter.id], f"{matter.id}：{matter.splits} 没有可选的值"
        said_of = [answers[rows.index(case)] for case in cases_of[matter.id]]
        if alone.status == "已定":
            assert all(one.status != "已定" or one.answer == alone.answer for one in said_of), matter.id
        else:
            asking += 1
            assert alone.missing and set(alone.missing) <= set(matter.splits), f"{matter.id}：{alone.missing}"
    assert asking > len(split) / 2


@pytest.mark.parametrize(
    ("name", "outside", "inside", "never"),
    [
        ("营业性演出审批", "还需查明演出参加者（境内、外国或者港澳、台湾，是哪一种）", "FJ-050", "登记册所引"),
        ("娱乐场所设立审批", "还需查明是否外商投资", "外商投资（是还是否）", "登记册所引"),
        ("河道采砂许可", "还没有收录对它适用的规定", "《水法》第三十九条（主体：未写明）", "还缺"),
        ("没有登记过的许可", "先要认定它是登记的哪一个事项", "未认定事项", "可能适用的规则"),
    ],
)
def test_an_open_answer_says_what_is_to_be_found_out(name: str, outside: str, inside: str, never: str) -> None:
    day = date(2022, 6, 30)
    facts = enrich(book(), "办理项", {"事项名称": name}, day)[0]
    decision = decide(book(), "办理项", [facts], day, ["决定"])[0]["决定"]
    assert outside in explain_public(book(), "办理项", facts, decision, day)
    inner = explain_inner(book(), "办理项", facts, decision, day)
    assert inside in inner and never not in inner


@pytest.mark.parametrize(
    ("name", "day", "outside", "inside"),
    [
        ("殡仪服务站/骨灰堂建设审批", date(2026, 6, 15), "自2026年3月30日起已经没有", "登记册的说明：2026年修订的条例"),
        ("农村集体经济组织登记", date(2021, 12, 31), "自2025年5月1日起才有", "未认定事项"),
        ("没有登记过的许可", date(2026, 6, 15), "先要认定它是登记的哪一个事项", "未认定事项"),
    ],
)
def test_a_matter_of_other_days_is_said_to_be_one(name: str, day: date, outside: str, inside: str) -> None:
    facts = enrich(book(), "办理项", {"实施主体": "示例县民政局", "主项名称": name}, day)[0]
    decision = decide(book(), "办理项", [facts], day, ["决定"])[0]["决定"]
    public = explain_public(book(), "办理项", facts, decision, day)
    assert outside in public and f"“{name}”的“决定”" in public  # called by its name, not by who does it
    assert inside in explain_inner(book(), "办理项", facts, decision, day)


@pytest.mark.parametrize(
    ("name", "inside", "never"),
    [
        ("食品经营审批", "“食品经营审批”认作登记册的“食品经营许可”", "还缺"),
        ("食品经营许可", "SC-002", "认作登记册的"),
        ("幼儿园设立审批", "JW-019 的说明：公办、民办一样", "认作登记册的"),
    ],
)
def test_the_office_sees_what_was_assumed_and_what_the_author_notes(name: str, inside: str, never: str) -> None:
    day = date(2025, 6, 30)
    given = {"事项名称": name, "事项类型": "行政许可", "承接主体类别": "镇"}
    facts = enrich(book(), "赋权", given, day)[0]
    decision = decide(book(), "赋权", [facts], day, ["可否下放"])[0]["可否下放"]
    inner, public = (say(book(), "赋权", facts, decision, day) for say in (explain_inner, explain_public))
    assert inside in inner and never not in inner and "说明：" not in public and "认作" not in public


PENALTY = {"事项名称": "城镇违法建设查处", "承接主体类别": "镇"}
FELLING = {"事项名称": "林木采伐许可", "适用情形": "农村居民采伐自留山和个人承包集体林地", "承接主体类别": "镇"}
FOOD = {"事项名称": "食品经营许可", "承接主体类别": "镇"}
HOMESTEAD = {"事项名称": "宅基地审批", "适用情形": "不占农用地", "承接主体类别": "镇"}


@pytest.mark.parametrize(
    ("facts", "answers"),
    [
        (
            {**PENALTY, "赋权方式": "交由", "省级目录收录": "是", "赋权状态": "运行"},
            ("合法", "承接主体", "承接主体", "承接主体"),
        ),
        (
            {**PENALTY, "赋权方式": "交由", "省级目录收录": "否", "赋权状态": "运行"},
            ("不合法", "待定", "待定", "原实施机关"),
        ),
        (
            {**PENALTY, "赋权方式": "交由", "省级目录收录": "否", "省级决定": "某省〔2021〕9号"},
            ("冲突", "待定", "待定", "待定"),
        ),
        ({**PENALTY, "赋权方式": "交由", "赋权状态": "运行"}, ("待定", "待定", "待定", "待定")),
        ({**FELLING, "赋权方式": "委托", "赋权状态": "运行"}, ("合法", "承接主体", "原实施机关", "原实施机关")),
        ({**FELLING, "赋权方式": "交由", "赋权状态": "运行"}, ("不合法", "待定", "待定", "原实施机关")),
        ({**FELLING, "承接主体类别": "街道", "赋权方式": "委托"}, ("不合法", "待定", "原实施机关", "原实施机关")),
        ({**FOOD, "赋权方式": "交由", "文件发文机关类别": "县政府"}, ("不合法", "待定", "待定", "原实施机关")),
        ({**FOOD, "赋权方式": "委托"}, ("待定", "待定", "原实施机关", "原实施机关")),
        ({**FOOD, "赋权方式": "服务前移"}, ("合法", "原机关", "原实施机关", "原实施机关")),
        ({**FOOD, "赋权方式": "派驻"}, ("合法", "派驻窗口", "原实施机关", "原实施机关")),
        ({**HOMESTEAD, "赋权方式": "交由"}, ("不合法", "待定", "承接主体", "承接主体")),
        ({**HOMESTEAD, "赋权方式": "法定本级"}, ("合法", "承接主体", "承接主体", "承接主体")),
    ],
)
def test_ways_of_handing_down(facts: dict[str, Any], answers: tuple[str, ...]) -> None:
    decisions, _ = judged("赋权", facts, DAY)
    assert tuple(said(decisions[q]) for q in ("方式合法", "实际办结", "名义", "现行决定")) == answers


RELIEF = {"事项名称": "临时救助", "承接主体类别": "镇"}


@pytest.fixture(scope="module")
def with_a_standard(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The shipped book and an office that has set what counts as a small sum."""
    own = tmp_path_factory.mktemp("own")
    (own / "parameters.yaml").write_text("- {参数: 临时救助小额标准, 值: 2000, 施行: 2021-01-01}\n", encoding="utf-8")
    return load_book(BOOK, own)


@pytest.mark.parametrize(
    ("known", "answer", "missing"),
    [
        ({"救助金额档": "小额"}, "可委托", ()),
        ({"救助金额档": "大额"}, "不可", ()),
        ({"救助金额": Decimal(2000)}, "可委托", ()),
        ({"救助金额": Decimal("2000.01")}, "不可", ()),
        ({"救助金额档": "小额", "救助金额": Decimal(800)}, "可委托", ()),
        ({"救助金额档": "大额", "救助金额": Decimal(8000)}, "不可", ()),
        ({"救助金额档": "小额", "救助金额": Decimal(8000)}, "待定", ()),
        ({"救助金额档": "大额", "救助金额": Decimal(800)}, "待定", ()),
        ({}, "待定", ("救助金额", "救助金额档")),
    ],
)
def test_relief_by_size_or_by_amount(
    known: dict[str, Any], answer: str, missing: tuple[str, ...], with_a_standard: Book
) -> None:
    facts, _ = enrich(with_a_standard, "赋权", {**RELIEF, **known}, DAY)
    decision = decide(with_a_standard, "赋权", [facts], DAY)[0]["可否下放"]
    assert (said(decision), decision.missing) == (answer, missing)


def test_an_amount_without_a_local_standard_stays_open() -> None:
    decision = judged("赋权", {**RELIEF, "救助金额": Decimal(800)}, DAY)[0]["可否下放"]
    assert decision.status == "待定" and "参数：临时救助小额标准" in decision.missing
