"""The working paper 红黄牌: every card with its state, how many each unit has, and what the filings add up to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from app.filing.cards import CANCELLED, CardLine, listed, overdue
from app.office import Office
from exporters.working import Table, TableColumn, workbook

if TYPE_CHECKING:
    from rules.filings.counted import Overdue

FILE = "红黄牌.xlsx"


def write(office: Office, as_of: date, into: Path) -> Path:
    """Write ``office/红黄牌.xlsx`` of the cards given up to that day; the file written."""
    lines = [one for one in listed() if one.as_of <= as_of]
    path = into / "office" / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(book(lines, as_of, "示例" if office.county.example else "", overdue(office, as_of)))
    return path


def book(lines: Sequence[CardLine], as_of: date, mark: str, counted: Sequence[Overdue] = ()) -> bytes:
    """The workbook of these cards; with what the filings add up to by unit and matter, where that is given."""
    standing = Counter((one.unit, one.colour) for one in lines if one.state != CANCELLED)
    cancelled = Counter(one.unit for one in lines if one.state == CANCELLED)
    units = sorted({one.unit for one in lines})
    day = f"截至{as_of.isoformat()}。撤销的不计入；事由和依据见 quanmu cards --explain 编号。"
    tables = (
        Table(
            "单位汇总", day, tuple(TableColumn(name, width) for name, width in (("单位", 34), ("黄牌", 8), ("红牌", 8), ("已撤销", 8))),
            [[unit, standing[unit, "黄牌"], standing[unit, "红牌"], cancelled[unit]] for unit in units],
        ),
        Table(
            "红黄牌", day,
            tuple(TableColumn(name, width) for name, width in (
                ("编号", 7), ("单位", 26), ("受理号", 14), ("事项", 30), ("牌", 7), ("时效", 10), ("环节", 8), ("超过天数", 9), ("受理月份", 10), ("镇街", 14), ("窗口", 14), ("状态", 8), ("经过", 44),
            )),
            [
                [one.id, one.unit, one.number, one.matter, one.colour, one.timeliness, one.stage, "不能确定" if one.days is None else one.days, one.month, one.town, one.window, one.state,
                 "\n".join(f"{at[:10]} {by} {act}：{why}" for act, at, by, why in one.acts)]
                for one in lines
            ],
        ),
        *([_sums(counted, as_of)] if counted else []),
    )  # fmt: skip
    return workbook(tables, as_of, title="红黄牌", mark=mark)


def _sums(counted: Sequence[Overdue], as_of: date) -> Table:
    columns = (
        ("单位", 26),
        ("事项", 34),
        ("受理", 9),
        ("超承诺", 9),
        ("超法定", 9),
        ("环节超时", 9),
        ("判不了", 9),
        ("受理月份", 20),
        ("取自", 26),
    )
    rows = [
        [
            one.unit, one.matter, one.accepted, one.over_promise, one.over_law, one.over_stage, one.undecided,
            "至".join(dict.fromkeys((one.months[0], one.months[-1]))) if one.months else "", "、".join(one.files),
        ]
        for one in counted
    ]  # fmt: skip
    told = f"截至{as_of.isoformat()}，逐件的办件按单位、事项加起来的数，连一件事的在内。不必再报成办件统计：自查和指标直接用这些数。"
    return Table("办件数", told, tuple(TableColumn(name, width) for name, width in columns), rows)
