"""The board (看板): how many grants stand at which stage, by batch and by recipient; as tables, workbook and page."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from app.grants.register import UNPROVEN, Standing, records_of, register
from app.office import Office
from exporters.folder import put, sha256
from exporters.grants_board import Board, Counted, page
from exporters.working import Table, TableColumn, workbook
from rules.facts.life import NOTHING
from rules.facts.lives import KIND, ranks

FOLDER, RECORD = "赋权", "written.json"
LIST = (
    ("批次", 16), ("事项名称", 34), ("事项类型", 12), ("原实施机关", 24), ("承接主体", 20), ("赋权方式", 10), ("环节", 12), ("自", 12),
    ("现行状态", 10), ("目录写的状态", 12), ("目录", 8), ("下一步", 24), ("不成立的登记", 12), ("最近评估", 12), ("委托止", 12),
)  # fmt: skip


def board(office: Office, found: Sequence[Standing], day: date) -> Board:
    """Counts of grants (matter × recipient) by stage: one table by batch, one by recipient, and batch by recipient."""
    rank = ranks(office.book)
    present = {one.stage for one in found}
    stages = [stage for stage in (UNPROVEN, NOTHING, *sorted(rank, key=lambda one: rank[one])) if stage in present]
    by_batch, by_recipient, both = Counted("批次"), Counted("承接主体"), Counted("批次·承接主体")
    for one in found:
        batch, unit = one.fact("批次"), one.subject.unit
        for counted, label in ((by_batch, batch), (by_recipient, unit), (both, f"{batch}·{unit}")):
            counted.rows.setdefault(label, Counter())[one.stage] += 1
    behind = Counter(one.agrees for one in found if one.agrees)
    waiting = sum(one.waiting for one in found)
    notes = (f"目录写的状态：{'、'.join(f'{word} {n} 条' for word, n in sorted(behind.items())) or '没有可以对照的'}",
             f"登记了、不成立的：{waiting} 件（quanmu check 列出原因）")  # fmt: skip
    matters = len({(one.fact("批次"), one.subject.name) for one in found})
    return Board(day, tuple(stages), by_batch, by_recipient, both, len(found), matters, notes)


def together(found: Sequence[Standing]) -> list[tuple[str, str, str, list[str], str, str, str, str, str]]:
    """Grants alike but for the recipient as one line: batch, matter, former organ, recipients, mode, stage, since,
    what the list says, what may follow."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for one in found:
        since = one.since.isoformat() if one.since else ""
        claimed = f"{one.claimed}（{one.agrees}）" if one.agrees not in ("", "相符") else one.claimed
        key = (one.fact("批次"), one.subject.name, one.fact("原实施机关"), one.fact("赋权方式"), one.stage, since, claimed, "、".join(one.following))  # fmt: skip
        lines.setdefault(key, []).append(one.subject.unit)
    return [(b, m, f, units, mode, stage, since, claimed, then) for (b, m, f, mode, stage, since, claimed, then), units in lines.items()]  # fmt: skip


def short(names: Sequence[str]) -> str:
    """Two names, and how many there are."""
    return "、".join(names) if len(names) <= 2 else f"{'、'.join(names[:2])}等{len(names)}个"


def list_workbook(office: Office, found: Sequence[Standing], day: date) -> bytes:
    """Every grant and recipient as a line of a workbook."""
    columns = tuple(TableColumn(heading, width) for heading, width in LIST)
    rows = [[_cell(one.as_dict()[heading]) for heading, _ in LIST] for one in found]
    table = Table(
        "赋权台账", f"{office.county.name}赋权台账　截至{day}　{len(found)}条（事项×承接主体）", columns, rows, frozen=2
    )
    return workbook([table], day, title="赋权台账", mark="示例" if office.county.example else "")


def _cell(value: object) -> str | int:
    return value if isinstance(value, int) else str(value)


def write(office: Office, shown: Board, into: Path) -> list[Path]:
    """赋权进度.html and 赋权进度.xlsx in ``office/赋权/``; what somebody filled in by hand is kept beside."""
    tables = [
        Table(name, f"{office.county.name}赋权进度　截至{shown.day}", (TableColumn(counted.heading, 34), *(TableColumn(one, 12) for one in (*shown.stages, "合计"))), counted.lines(shown.stages))
        for name, counted in shown.tables()
    ]  # fmt: skip
    mark = "示例" if office.county.example else ""
    files = {
        "赋权进度.html": page(office.county, shown, office.templates),
        "赋权进度.xlsx": workbook(tables, shown.day, title="赋权进度", mark=mark),
    }
    folder = into / "office" / FOLDER
    folder.parent.mkdir(parents=True, exist_ok=True)
    record = {"files": {name: sha256(data) for name, data in sorted(files.items())}}
    written = (json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return put(folder, {**files, RECORD: written}, RECORD)


def write_where_registered(office: Office, day: date, into: Path) -> list[Path]:
    """The board among the working papers, where events are registered at all."""
    if not office.stored:
        return []
    records = records_of(office)
    if not any(record.kind == KIND for record in records):
        return []
    return write(office, board(office, register(office, day, records=records), day), into)
