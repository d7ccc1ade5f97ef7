"""From the form of rows back to the entry as it is written, unchanged parts word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from app.rulebook.sheet import (
    APPLIES,
    APPLIES_NOT,
    COMPARED,
    EXAMPLES,
    HOLDS,
    IS,
    IS_NOT,
    KEYS,
    KNOWN,
    LISTED,
    NOT_LISTED,
    ONE,
    OTHER,
    SAME,
    UNKNOWN,
    BasisRow,
    Sheet,
    members,
    opened,
    plain,
)  # fmt: skip
from app.rulebook.yamledit import scalar
from catalogue.decision import IDENTITY
from rules.opening.rules_file import NUMBER

_SAID = {IS_NOT: "非", HOLDS: "包含", LISTED: "在清单", NOT_LISTED: "不在清单"}
# which parts of the form are written under which keys
_PARTS: dict[str, tuple[str, ...]] = {
    "编号": ("number",), "名称": ("name",), "对象": ("kinds",), "组": ("group",), "依据": ("basis",), "施行": ("begins",), "废止": ("ends",),
    "例外于": ("over",), "条件": ("conditions", "kept_conditions"), "结论": ("answers", "fault"), "检测": ("detector",), "问题类别": ("category",), "待核": ("unread",),
    "说明": ("note",),
}  # fmt: skip


@dataclass
class Written:
    """The entry's text, and what is wrong with the form, by place (编号, 依据 0, 条件 1 …; "" for the whole)."""

    text: str = ""
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def add(self, place: str, words: str) -> None:
        """Note a fault."""
        self.wrong.setdefault(place, []).append(words)


def written(sheet: Sheet, names: Mapping[str, str], many: Sequence[str], original: str = "") -> Written:
    """The entry that the form means. `names`: of registered matters by 标识; `many`: fields that hold several values;
    `original`: the entry it was opened from, whose unchanged parts stay as they are."""
    out = Written()
    ids = {name: number for number, name in names.items()}
    _needed(sheet, out)
    lines = {
        "编号": [scalar(sheet.number)], "名称": [scalar(sheet.name)], "对象": [_words(sheet.kinds)], "组": [scalar(sheet.group)],
        "依据": [f"- {_flow(one)}" for one in map(_basis, sheet.basis)], "施行": [sheet.begins], "废止": [sheet.ends],
        "例外于": [f"[{', '.join(map(scalar, sheet.over))}]"] if sheet.over else [""],
        "条件": [f"{scalar(name)}: {_flow(value)}" for name, value in _conditions(sheet, ids, out).items()],
        "结论": _conclusion(sheet, out), "检测": [scalar(sheet.detector)], "问题类别": [scalar(sheet.category)],
        "待核": ["是" if sheet.unread else ""], "说明": [scalar(sheet.note)],
        **{which: [f"- {_flow(one)}" for one in _examples(sheet, which, ids, many)] for which in EXAMPLES},
    }  # fmt: skip
    before = opened(sheet.part, original, names) if original else Sheet()
    kept = _spans(original) if original else {}
    parts = []
    for key in _order(kept):
        if key in kept and _same(sheet, before, key):
            parts.append(kept[key])
        elif any(one not in ("", '""') for one in lines[key]):
            one_line = len(lines[key]) == 1 and key not in ("依据", "条件", "结论", *EXAMPLES)
            parts.append(
                f"  {key}: {lines[key][0]}\n"
                if one_line
                else f"  {key}:\n" + "".join(f"  {_in(key)}{one}\n" for one in lines[key])
            )
    out.text = "- " + "".join(parts)[2:]
    return out


def _needed(sheet: Sheet, out: Written) -> None:
    """What every rule has; the loader tells the rest."""
    wanted = {
        "编号": sheet.number, "名称": sheet.name, "对象": sheet.kinds, "依据": sheet.basis, "条件": sheet.conditions or sheet.kept_conditions,
        "结论": sheet.answers or any(sheet.fault.values()),
    }  # fmt: skip
    for place, found in wanted.items():
        if not found:
            out.add(place, f"请填写{place}")
    for which in (APPLIES, APPLIES_NOT):
        if not any(one.which == which for one in sheet.examples) and which not in [w for w, _ in sheet.kept_examples]:
            out.add("例子", f"没有“{which}”的例子，请至少写一个")
    if sheet.number and not NUMBER.fullmatch(sheet.number):
        out.add("编号", "请写字母、数字、横线，例如 BX-MZ-001")


def _basis(row: BasisRow) -> dict[str, str]:
    said = {"取自": row.field} if row.field else {"文件": row.text, "条": row.article}
    return {name: value for name, value in {**said, "要点": row.gist}.items() if value}


def _conditions(sheet: Sheet, ids: Mapping[str, str], out: Written) -> dict[str, Any]:
    """By field what its rows say together; two that cannot stand together are told at the second."""
    found: dict[str, Any] = {}
    for number, row in enumerate(sheet.conditions):
        place, values = f"条件 {number}", [ids.get(v, v) if row.field == IDENTITY else v for v in row.values]
        if row.relation not in (KNOWN, UNKNOWN) and not values:
            out.add(place, f"“{row.field}”没有写值")
            continue
        value = _value(row.relation, values)
        if row.field not in found:
            found[row.field] = value
        elif (
            isinstance(value, dict)
            and isinstance(found[row.field], dict)
            and not value.keys() & found[row.field].keys()
        ):
            found[row.field] = {**found[row.field], **value}
        elif row.relation in COMPARED and isinstance(found[row.field], str) and found[row.field][:1] in "<>":
            found[row.field] = f"{found[row.field]} 且 {value}"
        else:
            out.add(place, f"“{row.field}”写了两行，合不到一起。同时要成立的请并成一行；“或者”请另写一条规则")
    return {**found, **sheet.kept_conditions}


def _value(relation: str, values: list[str]) -> Any:
    if relation in (KNOWN, UNKNOWN):
        return {"已知": "是" if relation == KNOWN else "否"}
    if relation in (SAME, OTHER):
        return f"{'=' if relation == SAME else '!='} {{{values[0]}}}"
    if sign := COMPARED.get(relation):
        return f"{sign} {values[0] if plain(values[0]) else f'{{{values[0]}}}'}"
    if relation == IS:
        return values[0] if len(values) == 1 else values
    return {_SAID[relation]: values[0] if relation in (LISTED, NOT_LISTED) else values}


def _conclusion(sheet: Sheet, out: Written) -> list[str]:
    if sheet.part == "检查":
        return [f"{name}: {scalar(value)}" for name, value in sheet.fault.items() if value]
    lines = []
    for number, row in enumerate(sheet.answers):
        if not row.answers or (row.how == ONE and len(row.answers) > 1):
            out.add(f"结论 {number}", "请选一个答案" if row.how == ONE else "请选答案")
            continue
        lines.append(
            f"{scalar(row.question)}: {scalar(row.answers[0]) if row.how == ONE else _flow({row.how: list(row.answers)})}"
        )
    return lines


def _examples(sheet: Sheet, which: str, ids: Mapping[str, str], many: Sequence[str]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for row in (one for one in sheet.examples if one.which == which):
        facts: dict[str, Any] = {}
        for name, cell in row.facts.items():
            several = [ids.get(one, one) if name == IDENTITY else one for one in members(cell)] if name in many else []
            facts[name] = (
                several
                if len(several) > 1 or cell.endswith("、")
                else (ids.get(cell, cell) if name == IDENTITY else cell)
            )
        out.append(facts)
    return out + [one for kind, one in sheet.kept_examples if kind == which]


def _same(sheet: Sheet, before: Sheet, key: str) -> bool:
    if key in EXAMPLES:
        return [one for one in sheet.examples if one.which == key] == [
            one for one in before.examples if one.which == key
        ]
    return all(getattr(sheet, name) == getattr(before, name) for name in _PARTS[key])


def _order(kept: Mapping[str, str]) -> list[str]:
    """The keys as they stand in the entry; what it lacks after its neighbour."""
    order = list(kept) or ["编号"]
    for before, key in zip(KEYS, KEYS[1:], strict=False):
        if key not in order:
            order.insert(order.index(before) + 1, key)
    return order


def _spans(text: str) -> dict[str, str]:
    """By key its lines as they are written; nothing of an entry on one line."""
    node = yaml.compose(text, Loader=yaml.SafeLoader).value[0]
    if node.flow_style:
        return {}
    lines = text.splitlines(keepends=True)
    starts = [key.start_mark.line for key, _ in node.value]
    found = {}
    for (key, _), start, stop in zip(node.value, starts, [*starts[1:], len(lines)], strict=True):
        whole = "".join(lines[start:stop])
        found[key.value] = (whole if whole.endswith("\n") else whole + "\n").replace(
            "- ", "  ", 1 if start == starts[0] else 0
        )
    return found


def _in(key: str) -> str:
    return "" if key in ("依据", *EXAMPLES) else "  "


def _words(words: Sequence[str]) -> str:
    return scalar(words[0]) if len(words) == 1 else f"[{', '.join(map(scalar, words))}]" if words else ""


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(name)}: {_flow(one)}" for name, one in value.items()) + "}"
    return f"[{', '.join(map(_flow, value))}]" if isinstance(value, (list, tuple)) else scalar(str(value))
