"""Handover lists: a workbook, or a form in the browser, that comes back as the event 已承接; and a document to be signed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from app.grants.advancing import csv_of, event_of, refusals, with_events
from app.grants.register import Standing, records_of
from app.incoming.forms import find_layout
from app.office import Office
from catalogue.finding import UserError
from exporters.handover import Handover, handover_docx
from exporters.template import Form, form

STAGE, BEFORE = "已承接", ("已公布", "调整", "没有登记经过")
COLUMNS = (
    "承接主体", "赋权方式", "经过文书", "经办人", "交接印章", "交接账号", "交接持证人数", "交接人员姓名", "交接培训", "指南已更新", "备注",
)  # fmt: skip
ABILITY = ("印章已授", "账号已开", "持证人数", "法制审核人数", "培训已办")


def to_hand_over(found: Sequence[Standing]) -> list[Standing]:
    """The grants whose next step is the handover; those without any registered event are taken along."""
    ready = [one for one in found if one.stage in BEFORE]
    if not ready:
        stages = "、".join(dict.fromkeys(one.stage for one in found))
        raise UserError("交接清单", f"没有等着交接的赋权（都在{stages}）", "公布以后、承接以前的才做交接清单")
    return ready


def files(office: Office, found: Sequence[Standing], day: date) -> dict[str, bytes]:
    """For each recipient ``交接清单-….xlsx`` and ``.docx``, by name."""
    by_recipient: dict[str, list[Standing]] = {}
    for one in to_hand_over(found):
        by_recipient.setdefault(one.subject.unit, []).append(one)
    made = {}
    for recipient, group in by_recipient.items():
        made[f"交接清单-{recipient}.xlsx"] = _workbook(office, recipient, group)
        made[f"交接清单-{recipient}.docx"] = handover_docx(office.county, _lists(group), day, office.templates)
    return made


def write(office: Office, found: Sequence[Standing], day: date, into: Path) -> list[Path]:
    """Write the files of every recipient; those that are there already are not written over."""
    made = {into / name: data for name, data in files(office, found, day).items()}
    if there := [str(path) for path in made if path.exists()]:
        raise UserError(there[0], "已有这个文件", "请换一个文件夹（--into），或先移走原来的")
    into.mkdir(parents=True, exist_ok=True)
    for path, data in made.items():
        path.write_bytes(data)
    return list(made)


def filled_in(office: Office, group: Sequence[Standing], given: Mapping[str, str]) -> bytes:
    """The handover list as a csv that comes in like any workbook: a row a grant, in each what the recipient says (`given`, by
    field name). Raises `UserError` with every reason for which an event would not hold; they are not registered here."""
    rows = [
        {"批次": one.fact("批次"), "事项名称": one.subject.name, "承接主体": one.subject.unit, "赋权方式": one.fact("赋权方式"),
         "环节": STAGE, **given}
        for one in group
    ]  # fmt: skip
    records, events = records_of(office), [event_of(office, row) for row in rows]
    why, _ = refusals(office, with_events(office, records, events), events)
    if why:
        raise UserError("交接", "；".join(why), "请补齐再交；个别事项接不住的，先不勾选")
    return csv_of(rows)


def _workbook(office: Office, recipient: str, group: Sequence[Standing]) -> bytes:
    """A form of the layout 赋权经过 with one row a matter: who fills in the day and what was handed over has registered it."""
    layout = find_layout(office, "赋权经过").model_copy(update={"name": "赋权交接清单", "optional": COLUMNS})
    known = [
        {"批次": one.fact("批次"), "事项名称": one.subject.name, "承接主体": recipient, "赋权方式": one.fact("赋权方式") or None, "环节": STAGE}
        for one in group
    ]  # fmt: skip
    mark = "（示例）" if office.county.example else ""
    return form(Form(layout, recipient, known, {}, mark), office.fields)


def _lists(group: Sequence[Standing]) -> list[Handover]:
    parts: dict[tuple[str, str, str], list[Standing]] = {}
    for one in group:
        parts.setdefault((one.fact("批次"), one.fact("原实施机关"), one.fact("赋权文号")), []).append(one)
    return [
        Handover(
            batch, former, own[0].subject.unit, number,
            [(one.subject.name, one.fact("事项类型"), one.fact("赋权方式")) for one in own],
            [f"{name}：{own[0].fact(name)}" for name in ABILITY if own[0].fact(name)],
        )
        for (batch, former, number), own in sorted(parts.items())
    ]  # fmt: skip
