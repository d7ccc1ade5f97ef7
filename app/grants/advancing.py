"""Registering an event by command: tried first against the rules, then taken in as a small csv like any workbook."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.clock import now
from app.grants.living import listed
from app.grants.register import Standing, Which, records_of, register
from app.grants.remedy import remedy
from app.incoming import intake
from app.office import Office
from catalogue.canonical import digest
from catalogue.finding import Finding, UserError
from catalogue.records import Record, make_record
from rules.facts.life import Step
from rules.facts.lives import ALL_MATTERS, ALL_RECIPIENTS, KIND, Lives, stage_rows, standing

FIELDS = (
    "批次", "事项名称", "承接主体", "赋权方式", "环节", "环节日期", "经过文书", "经办人", "经过说明", "审查意见", "评估结论", "经过过渡条款",
    "交接印章", "交接账号", "交接持证人数", "交接人员姓名", "交接培训", "指南已更新", "运行期", "运行受理件数", "备注",
)  # fmt: skip
"""The columns of the csv: what the layout 赋权经过 reads."""
SHOWN = 6
AGAIN = "请用 quanmu grants show 查看；漏填的格用工作簿补（quanmu template 赋权经过），登记错了的用 quanmu undo"


@dataclass(frozen=True)
class Advance:
    """One event to be registered: `facts` are what else it says, by field name."""

    which: Which
    stage: str
    on: date
    by: str
    why: str = ""
    instrument: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> dict[str, str]:
        """The row as it is written."""
        whole = {
            "批次": self.which.batch, "事项名称": self.which.matter or ALL_MATTERS, "承接主体": self.which.recipient or ALL_RECIPIENTS,
            "赋权方式": self.which.mode, "环节": self.stage, "环节日期": self.on.isoformat(), "经过文书": self.instrument,
            "经办人": self.by, "经过说明": self.why, **{name: str(value) for name, value in self.facts.items()},
        }  # fmt: skip
        return {name: whole.get(name, "") for name in FIELDS}


@dataclass(frozen=True)
class Advanced:
    """What registering did: the grants that are at the stage now, warnings about them, the import (None: only tried)."""

    grants: tuple[Standing, ...]
    warnings: tuple[Finding, ...]
    number: int | None
    file: str


def advance(office: Office, asked: Advance, *, commit: bool = True) -> Advanced:
    """Register an event for one grant or a whole batch; all of them or none.

    Raises `UserError` with every reason when it would not hold for a grant, when it would bring an error to light on a
    stage that is to be lawful (清单 赋权环节, 查合法), or when it is registered already. Then nothing is changed.
    """
    _sensible(office, asked)
    records = records_of(office)
    before = register(office, asked.on, asked.which, records)
    row = asked.row()
    event = event_of(office, row)
    if any(record.kind == KIND and record.key == event.key for record in records):
        raise UserError(asked.which.words(), f"{asked.on}的“{asked.stage}”已经登记过", AGAIN)
    lived = with_events(office, records, [event])
    _refuse(office, asked, event, lived)
    after = register(office, asked.on, asked.which, [*records, event], lived)
    wrong, warnings = _lawful(office, asked, [*records, event], after)
    if wrong:
        shown = "；".join(dict.fromkeys(f.message for f in wrong[:SHOWN]))
        more = f"……共{len(wrong)}处" if len(wrong) > SHOWN else ""
        raise UserError(
            f"{asked.which.words()}的“{asked.stage}”", f"{shown}{more}", "请先改正目录或者方式；没有登记任何内容"
        )
    keys = {(one.row.key, one.subject.id) for one in before}
    moved = tuple(one for one in after if (one.row.key, one.subject.id) in keys)
    name = f"赋权经过-{asked.on.isoformat()}-{asked.stage}-{digest(row)[:8]}.csv"
    return Advanced(moved, warnings, _take(office, row, name) if commit else None, name)


def _sensible(office: Office, asked: Advance) -> None:
    stages = office.fields.fields["环节"].values
    if asked.stage not in stages:
        raise UserError(f"环节“{asked.stage}”", "没有这个环节", f"可用：{'、'.join(stages)}")
    if not asked.which.batch:
        raise UserError("批次", "没有写是哪一批", "请写 --batch；有哪些批次用 quanmu grants list 查")
    if not asked.by.strip():
        raise UserError("经办人", "没有写谁经办", "请写 --by")
    if asked.on.isoformat() > now()[:10]:
        raise UserError(f"日期 {asked.on}", "这一天还没有到", "发生了再登记")


def event_of(office: Office, row: Mapping[str, str]) -> Record:
    """The event that a row (text by field name) registers. Raises `UserError` for a value that cannot be read."""
    try:
        typed = {name: office.fields.fields[name].typed(row.get(name, "")) for name in FIELDS}
        return make_record(office.fields, KIND, typed)
    except ValueError as error:
        raise UserError("登记的内容", str(error), "请改正后再登记") from error


def with_events(office: Office, records: Sequence[Record], events: Sequence[Record]) -> Lives:
    """Lives with these events more, as the last that were registered."""
    from app import ledger
    from app.incoming import identity
    from rules.facts.lives import lives

    registered = ledger.first_imports(KIND) if office.stored else {}
    number = max(registered.values(), default=0) + 1
    new = {event.key: number for event in events}
    return lives([*records, *events], office.book, {**registered, **new}, identity.confirmed())


def refusals(office: Office, lived: Lives, events: Sequence[Record]) -> tuple[list[str], list[Step]]:
    """All reasons why one of the events would not hold, alike ones together; and the steps that fail."""
    reasons: dict[str, list[str]] = {}
    failed: list[Step] = []
    mine = {id(event) for event in events}
    for key, life in lived.of.items():
        for step in life.refused:
            if id(step.event.record) in mine:
                failed.append(step)
                how, why = standing(office.book, step)
                matter, recipient = lived.called[key]
                before = step.facts.get("前一环节")
                reasons.setdefault(f"{how}：{why}（现在是“{before}”）", []).append(f"{matter}→{recipient}")
    for stray, names in lived.stray:
        if id(stray.record) in mine:
            reasons.setdefault(f"没有给{'、'.join(names)}" if names else "没有这样的赋权", [])
    return [f"{why}{f'，{listed(names)}' if names else ''}" for why, names in reasons.items()], failed


def _refuse(office: Office, asked: Advance, event: Record, lived: Lives) -> None:
    why, failed = refusals(office, lived, [event])
    if why:
        how = remedy(office.book, office.fields, failed, asked.row()) or "请补齐再登记，或者缩小范围分开登记"
        raise UserError(
            f"{asked.which.words()} {asked.on}的“{asked.stage}”", "；".join(why), f"{how}；没有登记任何内容"
        )


def _lawful(
    office: Office, asked: Advance, records: Sequence[Record], after: Sequence[Standing]
) -> tuple[list[Finding], tuple[Finding, ...]]:
    """Errors that checks of the book find in these grants as they would then be, and their warnings."""
    if stage_rows(office.book, "查合法").get(asked.stage, ["否"])[0] != "是":
        return [], ()
    from app.judgement import checking
    from app.judgement.judging import judge

    ids = {one.subject.id for one in after}
    checked = checking.check(office, judge(office, records, asked.on), each=True)
    own = [found for found in checked.findings if found.subject in ids and not _of_the_list(office, found)]
    wrong = [found for found in own if found.severity == "错误"]
    return wrong, tuple(found for found in own if found.severity == "警告")


def _of_the_list(office: Office, found: Finding) -> bool:
    """Whether a finding is about what the list claims: that is set right in the list, and hinders nobody."""
    rule = office.book.by_id.get(found.rule)
    return rule is not None and "清单赋权状态" in rule.reads


def csv_of(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Events as the small csv that the layout 赋权经过 reads."""
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return ("\ufeff" + text.getvalue()).encode()


def _take(office: Office, row: Mapping[str, str], name: str) -> int:
    """Write the csv and take it in; its import's number."""
    with tempfile.TemporaryDirectory(prefix="quanmu-") as folder:
        path = Path(folder) / name
        path.write_bytes(csv_of([row]))
        [taken] = intake.read(office, [path], intake.How(commit=True, whole=True))
    if taken.number is None or not taken.committed:
        said = "；".join(dict.fromkeys(one.message for one in taken.result.issues)) or taken.result.outcome
        raise UserError(name, f"没有登记成（{said}）", "请改正后再登记")
    return taken.number
