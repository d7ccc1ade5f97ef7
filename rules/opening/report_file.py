"""Reading a report's list of numbers (``book/reports/*.yaml``): every fault with file, line and number, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

from catalogue.finding import FormError
from catalogue.report import Bound, NoFigure, Report, ReportFigure, ReportProblem
from rules.books import Book
from rules.opening.reading import Entry, Faults, entries, nearest
from rules.opening.rules_file import read_measure

_KEYS = (
    "编号", "总结", "统计期", "填报单位", "截至", "节", "说", "印作", "字", "单位", "指标", "取", "分组", "数", "取值", "应为", "数不出",
    "说明", "发现", "不是数", "是",
)  # fmt: skip
_PRINTED = re.compile(r"(近)?(\d+(?:\.\d+)?)(万)?(余|多|以上)?")
_BOUNDS: dict[str, Bound] = {"": "", "余": "余", "多": "余", "近": "近", "以上": "以上"}
_Part = Literal["", "分子", "分母", "豁免", "比率"]
_PARTS: dict[str, _Part] = {word: word for word in get_args(_Part)}


def read_report(path: Path, book: Book) -> Report:
    """The report's list, its measures checked against the book. Raises `FormError` with every fault."""
    faults = Faults()
    head: Entry | None = None
    figures: list[ReportFigure] = []
    problems: list[ReportProblem] = []
    others: list[NoFigure] = []
    seen: set[str] = set()
    for entry in entries(path, faults, _KEYS, "编号"):
        if entry.label in seen:
            entry.fault("编号重复", "请换一个编号")
        seen.add(entry.label)
        if "总结" in entry.content:
            head = entry
        elif "不是数" in entry.content:
            others.append(
                NoFigure(place=entry.place, id=entry.label, printed=entry.words("不是数", required=True), what=entry.text("是", required=True))
            )  # fmt: skip
        elif "发现" in entry.content:
            problems.append(_problem(entry, book))
        elif (figure := _figure(entry, book)) is not None:
            figures.append(figure)
    if head is None:
        faults.add(
            str(path),
            "没有写明是哪份总结的一条",
            "请加上 {编号: 总结, 总结: 名称, 统计期: 2021年, 填报单位: …, 截至: …}",
        )
    day = head.day("截至", required=True) if head else None
    if faults or head is None or day is None:
        raise FormError(faults)
    return Report(
        place=head.place, name=path.stem, title=head.text("总结"), period=head.text("统计期", required=True), unit=head.text("填报单位"),
        as_of=day, figures=tuple(figures), problems=tuple(problems), no_figures=tuple(others),
    )  # fmt: skip


def _problem(entry: Entry, book: Book) -> ReportProblem:
    codes = entry.words("发现", required=True)
    known = {rule.fault.code for rule in book.checks if rule.fault}
    for code in codes:
        if code not in known:
            entry.fault(f"没有“{code}”这个发现{nearest(code, known)}", "请写检查里的“发现”", "发现")
    return ReportProblem(
        place=entry.place, id=entry.label, section=entry.text("节", required=True), said=entry.text("说", required=True), codes=codes
    )  # fmt: skip


def _figure(entry: Entry, book: Book) -> ReportFigure | None:
    printed = entry.text("印作", required=True)
    match = _PRINTED.fullmatch(printed)
    if match is None:
        entry.fault(f"“印作”读不懂：{printed}", "请照印的写，如 34、92.8、3800余、1万余、近200、50以上", "印作")
        return None
    measure = read_measure(entry, "数", book.vocabulary)
    named, why_not = entry.text("指标"), entry.text("数不出")
    if sum(map(bool, (named, measure, why_not))) != 1:
        entry.fault("“指标”“数”“数不出”三样要写一样", "能数的写怎样数，数不出的写原因")
    if named and not any(named in (one.id, one.name) for one in book.indicators):
        hint = nearest(named, [one.name for one in book.indicators])
        entry.fault(f"没有“{named}”这个指标{hint}", "请改正名称，或在 indicators 里加上", "指标")
    part = _PARTS.get(entry.text("取"))
    if part is None:
        entry.fault(f"“取”没有“{entry.text('取')}”", "可用：分子、分母、豁免、比率", "取")
    shown = entry.text("取值")
    if shown and (measure is None or book.vocabulary.term(shown) is None or not entry.text("应为")):
        entry.fault("“取值”要和“数”“应为”一起写，并且是一个字段", "请补上，或去掉“取值”", "取值")
    near, digits, large, over = match.groups()
    group = {str(name): str(value) for name, value in entry.mapping("分组").items()}
    return ReportFigure(
        place=entry.place, id=entry.label, section=entry.text("节", required=True), said=entry.text("说", required=True), printed=printed,
        value=Decimal(digits) * (10000 if large else 1), bound=_BOUNDS[near or over or ""], character=entry.text("字"),
        unit=entry.text("单位"), indicator=named, part=part or "", group=_known_groups(entry, book, named, group), measure=measure,
        shown=shown, wanted=entry.text("应为"), why_not=why_not, note=entry.text("说明"),
    )  # fmt: skip


def _known_groups(entry: Entry, book: Book, named: str, group: Mapping[str, str]) -> Mapping[str, str]:
    by = next((one.by for one in book.indicators if named in (one.id, one.name)), ())
    for name in group:
        if named and name not in by:
            entry.fault(
                f"指标“{named}”没有按“{name}”分组{nearest(name, by)}", f"可用：{'、'.join(by) or '（没有）'}", "分组"
            )
    if len(group) > 1:
        entry.fault("“分组”只能写一个字段", "请只留一个；要几个条件的写“数”", "分组")
    return group
