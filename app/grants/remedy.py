"""What to write so that an event which does not hold would hold: beside the reason, in the words of the command."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from catalogue.fields import FieldList
from rules.books import Book
from rules.facts.life import Step
from rules.facts.lives import next_stages

OPTIONS = {"经过文书": "--instrument 文号", "经过说明": "--why 理由", "经办人": "--by 姓名"}
ELSEWHERE = {
    "文书已登记": "文书先列进文件清单（quanmu template 文件 表.xlsx，填好导入）",
    "文书成文日期": "日期不能早于文书的成文日期",
    "有委托书": "委托书编号写进赋权目录，再导入",
}
ORDER = ("环节", "前一环节", "前一环节日期", "环节日期")
WHICH = ("批次", "事项名称", "承接主体", "赋权方式")  # which grants are meant, said by options of their own


def remedy(book: Book, fields: FieldList, steps: Iterable[Step], row: Mapping[str, str]) -> str:
    """For steps that do not hold: what may follow where they stand, what to write more and how. `row`: what was written."""
    parts: dict[str, None] = {}
    for step in steps:
        deciding = [book.by_id[name] for name in step.decision.rules if name in book.by_id]
        names = {*step.decision.missing, *(name for rule in deciding for name in rule.reads)}
        if "文书成文日期" in names:  # then it is on the list
            names.discard("文书已登记")
        if "前一环节" in names:
            stage = str(step.facts.get("前一环节"))
            may = "、".join(next_stages(book, stage, step.day)) or "没有了"
            parts[f"从“{stage}”下一步可以：{may}"] = None
        parts |= dict.fromkeys(
            how for name in sorted(names) if name not in (*ORDER, *WHICH) and (how := _how(fields, name, row, step))
        )
    return "；".join(parts)


def _how(fields: FieldList, name: str, row: Mapping[str, str], step: Step) -> str:
    if name in ELSEWHERE:
        return ELSEWHERE[name] if row.get("经过文书") or name == "有委托书" else ""
    if row.get(name) and step.decision.status != "待定" and fields.fields[name].type not in ("是否", "整数"):
        return ""
    if name in OPTIONS:
        return "" if row.get(name) else f"补写 {OPTIONS[name]}"
    if name not in row:
        return ""  # a fact of the grant or of the town, not of the event
    one = fields.fields[name]
    values = one.values or (("是", "否") if one.type == "是否" else ())
    said = "／".join(values) if values else {"整数": "几", "日期": "年-月-日"}.get(one.type, "……")
    return f"补写 --set {name}={said}" if not row.get(name) else f"“{name}”现在写的是“{row[name]}”，办好了再登记"
