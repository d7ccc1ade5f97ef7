"""A coverage as tables: the office's list of data to find out first."""

from __future__ import annotations

from app.rulebook.coverage import FIRED, FOUND, Coverage, Lacking
from exporters.working import Table, TableColumn

LACKING = (
    "缺少的事实",
    "来自",
    "只缺这一项的判定",
    "补上能定",
    "同时还缺别的",
    "涉及记录",
    "问题",
    "要补填",
    "怎样填",
    "单位",
)
TODO = ("缺少的事实", "怎样填", "单位", "记录", "补上能定", "还缺别的")
HOW = "怎样补：请这个单位在自己的表里加一列，表头照写这项事实的名称（注明“要补”别项的，写那一项），填好再导入。"
UNUSED = ("编号", "名称", "类别", "情况", "作出判定（查出）", "被压过", "待定（无法判定）")


def lacking_row(one: Lacking) -> list[str | int]:
    """One fact: how many decisions it alone settles, and of how many more it is one of several."""
    units = "、".join(one.units[:6]) + (f"等 {len(one.units)} 个单位" if len(one.units) > 6 else "")
    supply = "、".join(one.supply) or one.name.partition("：")[2] or one.name
    if one.source == "判定":
        supply = f"先定“{one.name}”：补规则，或者由人裁定"
    if one.source == "推得":
        supply = f"不用填，程序推得出来：先查明{supply}"
    return [
        one.name,
        one.source,
        one.alone,
        settled(one),
        one.among,
        one.records,
        "、".join(one.questions),
        supply,
        one.how,
        units,
    ]


def settled(one: Lacking) -> str | int:
    """How many decisions the fact settles: a number, or between which two by what is filled in; at most, if not tried."""
    if one.settles is None:
        return f"至多 {one.alone}" if one.alone else 0
    least, most = one.settles
    return most if least == most else f"{least}～{most}，看填什么"


def todo_row(one: Lacking) -> list[str | int]:
    """The same as short as a terminal takes it: what to ask for, whom, and how many decisions wait for it."""
    _, _, _, settles, among, records, _, supply, how, _ = lacking_row(one)
    units = "、".join(one.units[:2]) + (f"等 {len(one.units)} 个单位" if len(one.units) > 2 else "")
    return [one.name + (f"（要补：{supply}）" if supply != one.name else ""), how, units, records, settles, among]


def rule_rows(coverage: Coverage, *, idle: bool) -> list[list[str | int]]:
    """Rules and checks with what they came to; `idle`: only those that never fired."""
    return [
        [one.id, one.name, one.part, one.state, one.decided, one.overridden, one.waiting]
        for one in coverage.rules
        if not idle or one.state not in (FIRED, FOUND)
    ]


def tables(coverage: Coverage) -> list[Table]:
    """The workbook's sheets."""
    day = f"判定日 {coverage.day}"
    share = [
        [question, sum(n.values()), *(n.get(status, 0) for status in ("已定", "裁定", "待定", "冲突"))]
        for question, n in coverage.share.items()
    ]
    undecided = [
        [u.kind, u.unit, u.name, "整条都没有判定" if u.whole else "没有规则", "、".join(u.questions)]
        for u in coverage.undecided
    ]
    opened = [[o.unit, o.kind, o.name, o.question, o.lacking, o.note] for o in coverage.open]
    facts = f"{day}。{HOW}前面的是要填的数据，最后是不用填的（推得、判定）。“只缺这一项”：不再缺别的；“补上能定”：其中补上以后定得下来的，逐个取值试出来的，定不下来的多是规则书没有写到（如上级办理的）；“同时还缺别的”：它是几项中的一项，单补它还不够。"
    return [
        Table("要补的数据", facts, _columns(LACKING, (26, 8, 18, 18, 15, 11, 28, 30, 40, 40)), [lacking_row(one) for one in coverage.lacking]),
        Table("逐条", f"{day}，待定的判定各缺什么", _columns(("单位", "对象", "名称", "问题", "缺少", "说明"), (24, 8, 44, 14, 40, 16)), opened, frozen=3),
        Table("没有判定的记录", f"{day}，没有规则可用，或者整条都待定", _columns(("对象", "单位", "名称", "情况", "问题"), (10, 24, 44, 18, 44)), undecided, frozen=3),
        Table("没有用到的规则", f"{day}，在这份目录里没有作出判定（没有查出问题）的规则和检查", _columns(UNUSED, (12, 44, 8, 20, 12, 10, 12)), rule_rows(coverage, idle=True), frozen=2),
        Table("全部规则", f"{day}", _columns(UNUSED, (12, 44, 8, 20, 12, 10, 12)), rule_rows(coverage, idle=False), frozen=2),
        Table("判定比例", day, _columns(("对象·问题", "共", "已定", "裁定", "待定", "冲突"), (30, 10, 10, 10, 10, 10)), share),
    ]  # fmt: skip


def _columns(headings: tuple[str, ...], widths: tuple[float, ...]) -> tuple[TableColumn, ...]:
    return tuple(TableColumn(heading, width) for heading, width in zip(headings, widths, strict=True))
