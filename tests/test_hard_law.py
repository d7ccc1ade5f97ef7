"""Hard law, C1 to C25: for each requirement lawful, unlawful and undecidable records, written from the articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from county_rows import Seen, judged_on_their_days, write_lists

from catalogue.names import name_key
from rules import BOOK
from rules.books import Book
from rules.checks import check
from rules.decide import decide
from rules.facts.common import enrich
from rules.facts.other import government_kind, published_in_time
from rules.facts_file import shown
from rules.opening.loader import load_book

HERE = Path(__file__).parent
TABLE = yaml.safe_load((HERE / "hard_law.yaml").read_text(encoding="utf-8"))
HARD = [
    case
    for name in ("hard_cases.yaml", "hard_cases_second.yaml", "hard_cases_third.yaml", "hard_cases_fourth.yaml")
    for case in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))
]
FIFTH = yaml.safe_load((HERE / "hard_cases_fifth.yaml").read_text(encoding="utf-8"))
PAGE = HERE.parent / "docs" / "hard-law.md"
DAY = date(2023, 6, 30)
VIEWS = ("合法", "违法", "待定")


def cases() -> Iterator[Any]:
    for row in TABLE:
        for number, case in enumerate(row["例"], 1):
            yield named(f"{row['条']}-{number}-{case['看']}", case)
    for case in HARD:
        yield named(case["例"], case)


def named(name: str, case: dict[str, Any]) -> Any:
    return pytest.param(name, case, id=name)


@cache
def shipped() -> Book:
    return load_book(BOOK)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    """The shipped book with what an office of an invented province would add."""
    folder = tmp_path_factory.mktemp("示例省")
    (folder / "lists").mkdir()
    (folder / "rules").mkdir()
    for name, header, rows in (
        (
            "授权依据",
            "项,承接主体类别,施行,废止",
            ["示例省开发区条例 第九条,园区,2015-01-01,", "示例省开发区暂行条例 第五条,园区,2010-01-01,2023-01-01"],
        ),
        (
            "委托依据",
            "项,施行,废止",
            ["示例省开发区条例 第十二条,2015-01-01,", "示例省开发区暂行条例 第六条,2010-01-01,2023-01-01"],
        ),
        ("行政许可事项清单", "项,施行,废止", ["SJ-食品经营许可,2022-01-10,", "NY-兽药经营许可,2022-01-10,2023-06-01"]),
        ("证明事项清单", "项,施行", ["示例场所使用证明,2020-01-01"]),
    ):
        (folder / "lists" / f"{name}.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    of_coercion = {"随处罚权行使的强制": ["项", "事项", "承接主体类别", "施行"]}
    write_lists(folder / "lists", FIFTH["清单"], of_coercion)
    values = {"赋权评估间隔月数": 12, "宜下放年办件数": 200, "宜保留年办件数": 10, "偏远镇街公里数": 25}
    (folder / "parameters.yaml").write_text(
        "".join(f"- {{参数: {name}, 值: {value}, 施行: 2021-07-15}}\n" for name, value in values.items()),
        encoding="utf-8",
    )
    (folder / "texts.yaml").write_text(
        "- {文件: 示例省优化营商环境条例, 位阶: 地方性法规, 施行: 2020-01-01, 条数: 80}\n", encoding="utf-8"
    )
    (folder / "rules" / "容缺.yaml").write_text(
        """- 编号: RQ-001
  名称: 次要材料、补交期限都写明了的，可以先受理
  对象: 办理项
  依据: [{文件: 示例省优化营商环境条例, 条: 第三十二条, 要点: 主要材料齐全的先受理，一次告知补交期限}]
  施行: 2020-01-01
  条件: {可容缺材料: {已知: 是}, 容缺补正期限: {已知: 是}}
  结论: {可否容缺受理: 可以}
  适用: [{可容缺材料: 示例次要材料, 容缺补正期限: 5个工作日}]
  不适用: [{可容缺材料: 示例次要材料}]
""",
        encoding="utf-8",
    )
    return load_book(BOOK, folder)


def words(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []


def typed(case: dict[str, Any], book: Book) -> dict[str, Any]:
    return {name: book.fields.fields[name].typed(value) for name, value in case["事实"].items()}


def place(case: dict[str, Any]) -> tuple[str, date]:
    return case.get("类别", "赋权"), date.fromisoformat(str(case.get("判定日", DAY)))


@pytest.fixture(scope="module")
def told(book: Book) -> dict[str, tuple[dict[str, Any], list[Any]]]:
    """By case: decisions as `decide --facts` shows them, and findings; the cases of one kind and day at once."""
    groups: dict[tuple[str, date, bool], list[tuple[str, dict[str, Any]]]] = {}
    for one in cases():
        name, case = one.values
        groups.setdefault((*place(case), bool(case.get("书"))), []).append((name, case))
    answers = {}
    for (kind, day, bare), group in groups.items():
        held = shipped() if bare else book
        facts = [enrich(held, kind, typed(case, held), day)[0] for _, case in group]
        decided = decide(held, kind, facts, day)
        for (name, _), decisions, found in zip(group, decided, check(held, kind, facts, day, decided), strict=True):
            answers[name] = {question: shown(one, held) for question, one in decisions.items()}, found
    return answers


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_case(name: str, case: dict[str, Any], told: dict[str, tuple[dict[str, Any], list[Any]]]) -> None:
    decisions, found = told[name]
    for question, wanted in (case.get("判") or {}).items():
        decision = decisions[question]
        said = decision["answer"] if decision["status"] == "已定" else decision["status"]
        assert said == wanted, f"{question}：{decision}"
        assert decision["status"] != "已定" or decision["basis"], question
        if wanted == "待定" and case.get("缺"):
            assert case["缺"] in decision["missing"], decision["missing"]
    for question, never in (case.get("不判") or {}).items():
        assert decisions[question].get("answer") != never, f"{question}：{decisions[question]}"
    reported = {one.code for one in found if one.severity != "无法判定"}
    undecided = {one.code for one in found if one.severity == "无法判定"}
    assert reported >= set(words(case.get("报"))), found
    assert not (reported | undecided) & set(words(case.get("不报"))), found
    assert undecided >= set(words(case.get("判不了"))), found


def test_withholding_a_fact_never_gives_another_answer(book: Book) -> None:
    """Each fact of each case left out in turn: the answers that were settled stay, or become open."""
    groups: dict[tuple[str, date], list[tuple[dict[str, Any], str]]] = {}
    for one in cases():
        name, case = one.values
        facts = typed(case, book)
        rows = groups.setdefault(place(case), [])
        rows.append((facts, name))
        rows += [({n: v for n, v in facts.items() if n != left}, f"{name} 缺{left}") for left in facts]
    for (kind, day), rows in groups.items():
        decided = decide(book, kind, [enrich(book, kind, facts, day)[0] for facts, _ in rows], day)
        whole: dict[str, Any] = {}
        for (_, name), answers in zip(rows, decided, strict=True):
            whole = answers if " 缺" not in name else whole
            for question, decision in answers.items():
                before = whole[question]
                if "已定" == before.status == decision.status:
                    assert decision.answer == before.answer, f"{name}：{question}"


@pytest.fixture(scope="module")
def county(book: Book) -> dict[tuple[str, date], Seen]:
    return judged_on_their_days(FIFTH, book)


ASKED = [
    pytest.param(scene["例"], asked, id=f"{scene['例']}-{number}")
    for scene in FIFTH["情形"]
    for number, asked in enumerate(scene["问"], 1)
]


@pytest.mark.parametrize(("scene", "asked"), ASKED)
def test_rows_of_a_county(scene: str, asked: dict[str, Any], county: dict[tuple[str, date], Seen], book: Book) -> None:
    """Facts follow from the rows, as they do for a county; what is left open says what a clerk has to find out."""
    wanted = {"类别": "赋权", **asked["看"]}
    kind = wanted.pop("类别")
    ((one, found),) = [
        (one, found)
        for one, found in county[scene, asked["日"]]
        if one.kind == kind and all(one.facts.get(name) == value for name, value in wanted.items())
    ]
    decisions = {question: shown(decision, book) for question, decision in one.decisions.items()}
    for question, answer in (asked.get("判") or {}).items():
        decision = decisions[question]
        assert (decision["answer"] if decision["status"] == "已定" else decision["status"]) == answer, decision
        assert decision["status"] != "已定" or decision["basis"], question
        assert asked.get("缺") is None or answer != "待定" or asked["缺"] in decision["missing"], decision["missing"]
    for question, never in (asked.get("不判") or {}).items():
        decision = decisions[question]
        assert decision.get("answer") not in (never if isinstance(never, list) else [never]), decision
    for question, article in (asked.get("据") or {}).items():
        assert article in [f"{basis['text']} {basis['article']}" for basis in decisions[question]["basis"]], question
    for question, said in (asked.get("说") or {}).items():
        assert said in one.reason(question).partition("依据")[0], one.reason(question)
    reported = {finding.code for finding in found if finding.severity != "无法判定"}
    assert reported >= set(words(asked.get("报"))), found
    assert not reported & set(words(asked.get("不报"))), found


def test_every_requirement_has_all_three_views() -> None:
    assert [row["条"] for row in TABLE] == [f"C{n}" for n in range(1, 26)]
    for row in TABLE:
        assert {case["看"] for case in row["例"]} == set(VIEWS), row["条"]
        for case in row["例"]:
            assert any(case.get(key) for key in ("判", "报", "不报", "判不了")), case


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["条"])
def test_every_requirement_stands_on_the_articles_it_names(row: dict[str, Any]) -> None:
    entries = shipped().by_id
    assert [name for name in row["规则"] if name not in entries] == []
    cited = {f"{basis.text} {basis.article}" for name in row["规则"] for basis in entries[name].basis if basis.text}
    assert [article for article in row["依据"] if article not in cited] == []


def test_every_registered_execution_is_listed_as_one() -> None:
    """What an organ carries out in another's stead or takes by force follows no penalty (行政强制法第十二条)."""
    coercive = [one for one in shipped().register.matters.values() if one.type == "行政强制"]
    named = {
        one.id for one in coercive if re.search("代为|代履行|拆除|清除|划拨|强制履行|加处|拍卖", one.id + one.name)
    }
    assert set(map(name_key, named)) == shipped().on(DAY).listed("行政强制执行")


def test_the_page_and_the_table_say_the_same() -> None:
    lines = dict(re.findall(r"^\| (C\d+) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.M))
    assert list(lines) == [row["条"] for row in TABLE]
    for row in TABLE:
        listed = set(re.findall(r"\b[A-Z]{2}(?:-[A-Z]{2})?-\d+[A-Z]?\b", lines[row["条"]]))
        assert listed == set(row["规则"]), row["条"]


@pytest.mark.parametrize(
    ("made", "published", "answer"),
    [
        (date(2021, 6, 1), date(2021, 6, 21), "二十个工作日以内"),
        (date(2021, 6, 1), date(2021, 12, 1), "超过二十个工作日"),
        (date(2021, 9, 22), date(2021, 10, 22), None),  # 国庆怎样放假，算出来不一样
        (date(2021, 6, 1), None, None),
        (date(2021, 6, 1), date(2021, 5, 1), None),
    ],
)
def test_twenty_working_days_only_where_every_calendar_agrees(
    made: date, published: date | None, answer: str | None
) -> None:
    assert published_in_time(made, published) == answer


def test_a_county_and_a_city_and_a_district_are_told_apart_by_name() -> None:
    names = ("示例县人民政府", "示例市人民政府", "示例区人民政府", "示例自治县人民政府", "示例县民政局")
    assert [government_kind(name) for name in names] == ["县", "不设区的市", "市辖区", "县", None]
