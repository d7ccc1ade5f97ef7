"""What each published field is called in Chinese: one table for csv headers, workbooks, pages and comparisons."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel

from catalogue.edition import (
    Answered,
    Material,
    PackagePart,
    PublicAgreement,
    PublicDuty,
    PublicEnded,
    PublicGrant,
    PublicItem,
    PublicMatter,
    PublicPackage,
    PublicRetired,
    Said,
)

NOT_STATED = "目录未载明"

LABELS: dict[type[BaseModel], dict[str, str]] = {
    PublicMatter: {
        "kind": "记录类别",
        "id": "事项标识",
        "department": "实施主体",
        "department_kind": "实施主体类别",
        "name": "事项名称",
        "parent": "所属主项",
        "type": "事项类型",
        "field": "业务领域",
        "basis": "设定依据",
        "items": "办理项",
        "said": "判定",
        "entry": "进驻结论",
        "in_hall": "已进驻大厅",
        "window": "综合窗口",
        "exemption_number": "不进驻批准文号",
        "exemption_approver": "批准机关",
        "finished_at": "办结层级",
        "frequent": "高频事项",
        "answerable": "责任机关",
        "review_organ": "复议机关",
    },
    PublicItem: {
        "name": "办理项名称",
        "situation": "办理情形",
        "code": "实施编码",
        "legal_limit": "法定办结时限",
        "promised_limit": "承诺办结时限",
        "case_type": "办件类型",
        "conditions": "办理条件",
        "materials": "申请材料",
        "steps": "办理流程",
        "charges": "收费",
        "charge_basis": "收费依据",
        "clients": "服务对象",
        "visits": "到现场次数",
        "online_depth": "网办深度",
        "online_entry": "网办入口",
        "place": "办理地点",
        "hours": "办理时间",
        "enquiry_phone": "咨询电话",
        "complaint_phone": "投诉电话",
        "result": "办理结果",
        "delivery": "结果送达",
        "questions": "常见问题",
        "service_area": "通办范围",
        "said": "判定",
    },
    Material: {"name": "材料名称", "need": "必要性", "form": "形式", "copies": "份数", "source": "来源"},
    Answered: {"question": "问", "answer": "答"},
    Said: {
        "question": "问题",
        "answer": "结论",
        "reason": "理由",
        "basis": "依据",
        "by_ruling": "经裁定",
    },
    PublicGrant: {
        "kind": "记录类别",
        "matter_id": "事项标识",
        "matter": "事项名称",
        "type": "事项类型",
        "batch": "批次",
        "former_organ": "原实施机关",
        "recipient": "承接主体",
        "recipient_kind": "承接主体类别",
        "recipient_class": "承接主体等次",
        "mode": "赋权方式",
        "instrument": "赋权文书",
        "begins": "起始日期",
        "ends": "终止日期",
        "basis": "设定依据",
        "grant_basis": "赋权依据",
        "finished_by": "实际办结",
        "in_name_of": "名义（责任机关）",
        "said": "判定",
    },
    PublicAgreement: {
        "kind": "记录类别",
        "partner": "合作方",
        "matter": "事项名称",
        "matter_id": "事项标识",
    },
}

LABELS[PublicEnded] = {
    "kind": "记录类别",
    "matter_id": "事项标识",
    "matter": "事项名称",
    "type": "事项类型",
    "batch": "批次",
    "former_organ": "原实施机关",
    "recipient": "承接主体",
    "recipient_kind": "承接主体类别",
    "mode": "赋权方式",
    "state": "状态",
    "granted_by": "赋权文书",
    "revoked_by": "收回、取消文书",
    "begins": "起始日期",
    "ended": "收回、取消日期",
    "basis": "设定依据",
    "said": "判定",
}

LABELS[PublicDuty] = {
    "kind": "记录类别",
    "table": "履职清单",
    "category": "类别",
    "matter": "事项名称",
    "superior": "上级部门",
    "superior_duty": "上级部门职责",
    "own_duty": "镇街职责",
    "way": "工作方式",
    "basis": "依据",
    "begins": "起始日期",
    "source": "清单来源",
}

LABELS[PackagePart] = {"matter": "事项名称", "department": "实施主体", "item": "办理项名称", "matter_id": "事项标识"}

LABELS[PublicPackage] = {
    "kind": "记录类别",
    "id": "事项标识",
    "name": "一件事名称",
    "lead": "牵头单位",
    "parts": "包含事项",
    "steps_before": "改革前环节",
    "steps_after": "改革后环节",
    "materials_before": "改革前材料",
    "materials_after": "改革后材料",
    "limit_before": "改革前时限",
    "limit_after": "改革后时限",
}

LABELS[PublicRetired] = {
    "kind": "记录类别",
    "id": "事项标识",
    "name": "事项名称",
    "department": "实施主体",
    "last": "最后公布的版次",
    "last_day": "最后公布截至",
    "successor_id": "接替事项标识",
    "successor": "接替事项",
}

LEVELS = {"村": "村（社区）", "镇": "镇（街道）", "县": "县级", "市": "设区的市级", "省": "省级"}


def text(value: Any, joint: str = "\n") -> str:
    """A field's value in words: 是 / 否, ISO dates, several values joined; empty where the catalogue says nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Said):
        ruled = "（经裁定）" if value.by_ruling else ""
        basis = f"（依据：{'；'.join(value.basis)}）" if value.basis else ""
        return f"{value.question}：{value.answer}{ruled}。{value.reason}{basis}"
    if isinstance(value, Answered):
        return f"问：{value.question}　答：{value.answer}" if value.answer else f"问：{value.question}"
    if isinstance(value, PackagePart):
        return "　".join(filter(None, (value.matter, value.item, value.department)))
    if isinstance(value, Material):
        details = [part for part in (value.need, value.form, value.copies, value.source) if part]
        return f"{value.name}（{'，'.join(details)}）" if details else value.name
    if isinstance(value, (tuple, list)):
        return joint.join(text(one) for one in value)
    return str(value)


def flat(thing: BaseModel, *, without: tuple[str, ...] = (), joint: str = "\n") -> dict[str, str]:
    """A published object as Chinese name -> words, in the order of the table above."""
    names = LABELS[type(thing)]
    return {names[key]: text(getattr(thing, key), joint) for key in names if key not in without}
