"""The impact of a change is what two whole judgements differ in, neither more nor less; and it is told in words."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import small_county
from command_line import ROOT
from openpyxl import load_workbook

from app.rulebook.impact import ANSWER, GONE, _change, _did
from app.rulebook.supposing import gained, lapsed, suppose
from catalogue.decision import Decision
from catalogue.finding import UserError
from catalogue.records import Record, make_record
from rules import BOOK
from rules.facts.grant import grants
from rules.facts.world import World
from rules.opening.loader import load_book

shipped = cache(lambda: load_book(BOOK))
SAMPLE = ROOT / "examples" / "linhu" / "filings" / "办件样例.csv"
OWN = """
- 编号: XX-001
  名称: 慈善组织认定在本县由镇收件（示例）
  对象: [办理项, 赋权]
  依据: [{文件: 慈善法, 条: 第十条, 要点: 例}]
  施行: 2017-01-01
  例外于: [通则归属]
  条件: {事项: MZ-慈善组织认定}
  结论: {收件: 镇, 决定: 市}
  适用: [{事项: MZ-慈善组织认定}]
  不适用: [{事项: MZ-内地居民收养登记}]
"""
PARAMETER = "- {参数: 高频事项年办件数, 值: 300, 施行: 2021-01-01, 依据: {文件: 慈善法, 条: 第十条, 要点: 例}}\n"
INDICATOR = """
- 编号: ZB-XX-001
  名称: 由镇收件的事项数（示例）
  分子: {对象: 办件汇总, 条件: {受理件数: "> {高频事项年办件数}"}, 合计: 受理件数}
"""
BRUTE = """
import json, sys
from datetime import date
from pathlib import Path
from app import ledger
from app.rulebook.impact import compare, in_words
from app.rulebook.impact_findings import Side
from app.judgement.checking import check, percent
from app.judgement.judging import judge
from app.office import open_office
from app.rulebook.revisions import book_at
from app.rulebook.supposing import suppose

home, cases = sys.argv[1], json.loads(sys.argv[2])
office = open_office(Path(home))
records = ledger.current(office.fields)
opened = {word: book_at(word, office)[1] if word != "-" else office.book for case in cases for word in case[:2]}
judged = {}
def same(a, b):
    return a and b and (a.status, a.answer, a.rules, a.basis, a.note, a.missing) == (b.status, b.answer, b.rules, b.basis, b.note, b.missing)
def whole(side, key):
    if key not in judged:
        found = judge(office.under(side.book), side.records, side.day)
        judged[key] = found, check(office.under(side.book), found, each=True)
    return judged[key]
def figure(f):
    return f and (f.numerator, f.net, f.denominator and percent(f))
for old, new, day, then, *what_if in cases:
    days = date.fromisoformat(day), date.fromisoformat(then)
    book, supposed, *_ = suppose(what_if, opened[new], records, days[1])
    sides = Side("甲", opened[old], days[0], records), Side("乙", book, days[1], supposed)
    impact = compare(office, *sides)
    told = {(c.subject, c.question): [c.before, c.after] for c in impact.changes}
    both = [whole(sides[0], (old, day)), whole(sides[1], (new, then, *what_if))]
    seen = [{(o.subject, q): d for g in j.judged.values() for o in g for q, d in o.decisions.items()} for j, _ in both]
    brute = {k: [in_words(side.get(k)) for side in seen] for k in {**seen[0], **seen[1]} if not same(seen[0].get(k), seen[1].get(k))}
    found = [{(f.rule, f.subject): str(f) for f in checked.findings if f.rule} for _, checked in both]
    moved_ = impact.findings
    claims = {f.subject for j, _ in both for f in j.of_kind("自报指标")}
    figures = [{f.id: f for f in checked.figures} for _, checked in both]
    moved = {side[n].name for n in {**figures[0], **figures[1]} if figure(figures[0].get(n)) != figure(figures[1].get(n)) for side in figures if n in side}
    print(json.dumps({
        "compared": impact.compared, "again": impact.again, "told": len(told), "same": told == brute,
        "differ": sorted(map(str, set(map(str, told.items())) ^ set(map(str, brute.items()))))[:5],
        "ended": {(f.rule, f.subject) for f in moved_.ended} == {f for f in found[0].keys() - found[1] if f[1] not in claims},
        "new": {(f.rule, f.subject) for f in moved_.new} == {f for f in found[1].keys() - found[0] if f[1] not in claims},
        "altered": {(b.rule, b.subject): (str(a), str(b)) for a, b in moved_.altered}
            == {f: (found[0][f], found[1][f]) for f in found[0].keys() & found[1] if found[0][f] != found[1][f] and f[1] not in claims},
        "findings": len(moved_.ended) + len(moved_.new) + len(moved_.altered), "notes": impact.notes,
        "indicators": sorted(name for name, *_ in impact.indicators), "moved": sorted(moved),
    }, ensure_ascii=False))
"""
CASES = [  # old book, new book, day, other day, suppositions: does anything move; are filings in masses spoken of
    (("-", "-", "2021-12-31", "2021-12-31"), False, False),
    (("-", "tomorrow", "2021-12-31", "2021-12-31"), True, False),
    (("tomorrow", "-", "2021-12-31", "2021-12-31"), True, False),
    (("-", "-", "2021-12-31", "2024-09-02"), True, True),
    (("-", "-", "2021-12-31", "2013-01-01"), True, False),  # no filings were judged by then
    (("-", "-", "2021-12-31", "2021-12-31", "机构:甲镇.持证人数=1", "机构:乙街道.专用印章=否"), True, False),
    (("-", "-", "2021-12-31", "2021-12-31", "机构:甲镇.机构类别=街道"), True, False),
    (("-", "tomorrow", "2021-12-31", "2025-01-01", "行政处罚执法人员最低人数=9"), True, True),
    (("tomorrow", "tomorrow", "2021-12-31", "2021-12-31", "高频事项年办件数=1"), True, False),
    (
        ("-", "-", "2021-12-31", "2021-12-31", "赋权评估间隔月数=1"),
        None,
        False,
    ),  # facts are counted by it, and decided again
    (("-", "-", "2021-12-31", "2021-12-31", "预警提前天数=9"), False, True),
]


def brute(home: Path, cases: list[list[str]]) -> list[dict]:
    """Every case, compared and judged whole on both sides, in one process."""
    done = subprocess.run(
        [sys.executable, "-c", BRUTE, str(home), json.dumps(cases)],
        capture_output=True, encoding="utf-8", env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.strip().split("\n")]


@pytest.fixture
def changed(copied, tmp_path) -> Path:
    """An own folder as the county might have it tomorrow: a rule, a parameter and a list entry more."""
    folder = tmp_path / "tomorrow"
    shutil.copytree(copied.home / "book", folder)
    (folder / "rules").mkdir()
    (folder / "lists").mkdir()
    (folder / "indicators").mkdir()
    (folder / "indicators" / "本县.yaml").write_text(INDICATOR, "utf-8")
    (folder / "rules" / "本县.yaml").write_text(OWN, "utf-8")
    (folder / "parameters.yaml").write_text(PARAMETER, "utf-8")
    (folder / "lists" / "专门规则事项.csv").write_text("项,施行,废止,来源\nMZ-养老机构备案,2020-01-01,,例\n", "utf-8")
    return folder


def test_only_what_can_change_is_looked_at_again_and_nothing_is_missed(copied, changed):
    """Held against judging, checking and counting both sides whole, which knows nothing of what can change."""
    copied("cards", SAMPLE, "--as-of", small_county.DAY, "--into", copied.home)
    cases = [[str(changed) if word == "tomorrow" else word for word in words] for words, *_ in CASES]
    for (words, moves, timed), seen in zip(CASES, brute(copied.home, cases), strict=True):
        assert seen["same"], (words, seen["differ"])
        assert seen["ended"] and seen["new"] and seen["altered"], words
        assert seen["indicators"] == seen["moved"], words
        assert bool(seen["told"] or seen["findings"] or seen["moved"]) == bool(moves), (words, seen)
        assert moves or bool(seen["again"]) == (moves is None), f"nothing changed, nothing is decided again: {words}"
        assert bool(seen["notes"]) == timed, (words, seen["notes"])
    assert seen["notes"][0].startswith("时效、亮牌的规则或者标准变了")


def test_a_rule_of_the_office_shows_what_it_would_do(copied, changed, tmp_path):
    book = tmp_path / "影响" / "影响.xlsx"
    found = copied("rules", "impact", changed, "--as-of", small_county.DAY, "--json", "--xlsx", book).objects()[0]
    moved = {(c["kind"], c["name"], c["question"]): c for c in found["changes"] if c["what"] == "结论"}
    change = moved["办理项", "慈善组织认定（设立时申请）", "决定"]
    assert (change["before"], change["after"], change["rules"]) == (
        "县",
        "市",
        ["XX-001"],
    ) and "《慈善法》第十条" in change["basis"]
    assert found["compared"] > len(found["changes"]) > 0
    sheets = load_workbook(book)
    assert sheets.sheetnames == ["变化汇总", "逐条", "自查发现", "指标"]
    rows = list(sheets["逐条"].iter_rows(min_row=3, values_only=True))
    assert len(rows) == len(found["changes"]) and any(
        "XX-001 慈善组织认定在本县由镇收件（示例）" in str(row) for row in rows
    )
    assert sheets["逐条"].freeze_panes == "E3" and sheets["逐条"].auto_filter.ref
    said = copied("rules", "impact", changed, "--as-of", small_county.DAY).out
    assert "县" in said and "市" in said and "XX-001" in said


def test_a_decision_that_becomes_a_conflict_names_the_rules_of_both_sides():
    """One of them decided before and did not change: who is to settle it has to read both."""
    before = Decision(question="决定", status="已定", answer="县", rules=("甲",))
    after = Decision(question="决定", status="冲突", rules=("甲", "乙"), sides={"甲": "县", "乙": "市"})
    assert _did(before, after, frozenset({"乙"})) == ("甲", "乙")
    assert _did(before, replace(after, status="已定"), frozenset({"乙"})) == ("乙",)


def test_a_ruling_lapses_where_another_or_no_answer_follows_and_not_with_its_record():
    one = SimpleNamespace(kind="赋权", subject="甲事", name="甲事", unit="", facts={})
    ruled = Decision(question="决定", status="裁定", answer="县")
    cases = (
        (replace(ruled, answer="镇"), ANSWER, False),
        (Decision(question="决定", status="已定", answer="县", rules=("甲",)), ANSWER, True),
        (Decision(question="决定", status="待定"), ANSWER, True),
        (None, GONE, False),
    )
    for then, what, back in cases:
        assert _change(what, one, "决定", ruled, then, SimpleNamespace(rules=frozenset()), ()).lapsed is back, then


def test_a_git_revision_is_compared_too(copied, changed):
    def git(*words: str) -> None:
        subprocess.run(
            ["git", "-C", str(copied.home), "-c", "user.name=x", "-c", "user.email=x", *words],
            check=True,
            capture_output=True,
        )

    git("init", "-q")
    git("add", "book")
    git("commit", "-qm", "一")
    git("tag", "before")
    (copied.home / "book" / "rules").mkdir()
    (copied.home / "book" / "rules" / "本县.yaml").write_text(OWN, "utf-8")
    found = copied("rules", "impact", "before", copied.home / "book", "--as-of", small_county.DAY, "--json").objects()[
        0
    ]
    assert any(c["after"] == "市" and c["rules"] == ["XX-001"] for c in found["changes"])
    assert "before（本单位的" in found["before"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "没有说要比较什么"),
        (["没有的文件夹"], "没有这个文件夹"),
        (["--what-if", "高频事项=3"], "最接近的是“高频事项年办件数”"),
        (["--then", "9999-12-31"], "年份不对"),
    ],
)
def test_what_is_not_to_be_compared_is_told(county, words, said):
    assert said in county("rules", "impact", *words, "--as-of", small_county.DAY, ok=False).refused()


def made(kind: str, **facts: object) -> Record:
    return make_record(shipped().fields, kind, facts)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("高频事项年办件数=很多", "应为数"),
        ("高频事项年办件数=1e999", "应为数"),
        ("高频事项年办件数=-1", "是负数"),
        ("高频事项年办件数=1 高频事项年办件数=2", "假设了两次"),
        ("判定日=2022-01-01", "--then"),
        ("机构:甲.持证人数=3", "最接近的是“甲镇”"),
        ("机构:甲镇.持证人=3", "最接近的是“持证人"),
        ("机购:甲镇.持证人数=3", "最接近的是“机构”"),
        ("机构:甲镇.持证人数=三", "应为数字"),
        ("机构：甲镇．持证人数＝-3", "是负数"),
        ("持证人数", "不是“名称=值”"),
        ("甲镇.持证人数=3", "请写成 机构:甲镇.持证人数=3"),
    ],
)
def test_a_supposition_that_means_nothing_is_answered_with_the_nearest(words, said):
    town = made("机构", 机构名称="甲镇", 机构类别="镇")
    with pytest.raises(UserError, match=re.escape(said)):
        suppose(words.split(), shipped(), [town], small_county.date_of())


def test_what_a_supposition_brings_a_town_and_rulings_that_come_back_are_a_sentence_each():
    def went(question: str, before: str, after: str, name: str = "甲事", **more: bool) -> SimpleNamespace:
        return SimpleNamespace(recipient="甲镇", name=name, question=question, before=before, after=after, **more)

    changes = [
        went("承接能力", "不具备", "具备"),
        went("适宜下放", "宜保留", "宜下放"),
        went("适宜下放", "宜下放", "宜下放", "乙事"),
        went("承接能力", "具备", "不具备", "丙事"),
    ]
    assert gained(["机构:甲镇.持证人数＝2"], changes) == [
        "如果甲镇的持证人数＝2，甲镇接得住的多 1 项：“甲事”；宜下放的多 1 项：“甲事”。"
    ]
    assert gained(["高频事项年办件数＝2"], changes[3:]) == []
    ruled = [went("方式合法", "裁定为合法", "不合法", lapsed=True), went("名义", "裁定为甲", "裁定为乙", lapsed=False)]
    (told,) = lapsed(ruled)
    assert told == "1 个裁定所依据的事实或规则变了，不再适用，要由人重新裁定：“甲事 → 甲镇的方式合法”。"


def test_a_fact_of_a_town_decides_whether_it_can_take_a_matter(county):
    """甲镇 has a seal and five certified officers; without the account the grant to it is found fault with."""
    found = county(
        "rules", "impact", "--what-if", "机构:甲镇.系统账号=否", "--as-of", small_county.DAY, "--json"
    ).objects()[0]
    assert {f["rule"] for f in found["findings_new"]} >= {"JC-CJ-006"}
    assert all("甲镇" in f["place"] for f in found["findings_new"])


def test_what_is_supposed_of_a_town_goes_before_whatever_else_says_what_it_can_do():
    book, day = shipped(), small_county.date_of()

    def staff(records: Sequence[Record]) -> dict[tuple[str, str], object]:
        found = grants(World.of(records, day), book.on(day))
        return {(one.name, one.unit): one.facts.get("持证人数") for one in found}

    records = [
        *(made("机构", 机构名称=town, 机构类别="镇", 持证人数=1) for town in ("甲镇", "乙镇")),
        *(made("承接能力", 机构名称=town, 能力项="持证人员", 能力数量=1) for town in ("甲镇", "乙镇")),
        made("赋权", 事项名称="一", 承接主体="甲镇", 持证人数=1),
        made("赋权", 事项名称="二", 承接主体="各镇"),
        made("赋权", 事项名称="三", 承接主体="各镇", 持证人数=1),  # said of both: not of the one alone
    ]
    assert set(staff(records).values()) == {1}
    _, every, _, unmoved = suppose(["机构:各镇.持证人数=2"], book, records, day)
    assert set(staff(every).values()) == {2} and not unmoved
    _, supposed, _, unmoved = suppose(["机构:甲镇.持证人数=2"], book, records, day)
    assert len(unmoved) == 1 and "“三”的赋权行同时写给各镇" in unmoved[0]
    assert staff(supposed) == {
        ("一", "甲镇"): 2, ("二", "甲镇"): 2, ("二", "乙镇"): 1, ("三", "甲镇"): 1, ("三", "乙镇"): 1,
    }  # fmt: skip
