"""One column of a blank form: what may stand in its cells, how that is said, and how a spreadsheet program checks it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from catalogue.fields import Field
from catalogue.handback import LISTS_SHEET, OWN_MARK

CODES = ("编码", "代码")
_IN_CELL = 255  # characters of a drop-down that Excel takes in the cell itself; a longer list stands on a sheet
_LIMIT_HINT = "写数字和单位，如：20个工作日、30自然日、2小时、即办；没有规定的写“无”"
_DAYS = (date(1949, 10, 1), date(2199, 12, 31))


def example_of(one: Field) -> str:
    """What a cell of the field may look like."""
    match one.type:
        case "单选" | "是否":
            return values_of(one)[0]
        case "多选":
            return "、".join(values_of(one)[:2])
        case "时限":
            return "20个工作日"
        case "日期":
            return "2021-12-31"
        case "整数":
            return "1"
        case "小数":
            return "1.5"
        case "多值文本":
            return "甲、乙"
    return "按原编码照填" if one.name.endswith(CODES) else f"某{one.name}"


def values_of(one: Field) -> tuple[str, ...]:
    """The words that a cell of the field may hold, none if any."""
    return one.values or (("是", "否") if one.type == "是否" else ())


class Lists:
    """The hidden sheet of lists that are too long for a cell's own drop-down; made when first needed."""

    def __init__(self, book: Any) -> None:
        self.book, self.page, self.used = book, None, 0
        self.known: dict[tuple[str, ...], str] = {}

    def refer(self, name: str, values: Sequence[str]) -> str:
        """The range that holds the values."""
        key = tuple(values)
        if key not in self.known:
            if self.page is None:
                self.page = self.book.add_worksheet(LISTS_SHEET)
                self.page.write_string(0, 0, f"{LISTS_SHEET}（{OWN_MARK}）")
            column = self.used
            self.used += 1
            self.page.write_string(1, column, name)
            for row, value in enumerate(values, start=2):
                self.page.write_string(row, column, value)
            letter = xlsxwriter.utility.xl_col_to_name(column)
            self.known[key] = f"={LISTS_SHEET}!${letter}$3:${letter}${len(values) + 2}"
        return self.known[key]

    def close(self) -> None:
        """Hide the sheet."""
        if self.page is not None:
            self.page.hide()


def validation(one: Field, choices: Sequence[str], lists: Lists) -> dict[str, Any]:
    """The check that a spreadsheet program makes while somebody types into a cell of the field."""
    hint = hint_of(one, choices)
    said: dict[str, Any] = {"validate": "any", "input_title": one.name[:32], "input_message": hint[:255]}
    stop = {"error_type": "stop", "error_title": "填写有误"}
    if choices and one.type in ("单选", "是否", "文本"):
        source: Any = (
            list(choices)
            if len(",".join(choices)) <= _IN_CELL and not any("," in c for c in choices)
            else lists.refer(one.name, choices)
        )
        kind = stop if one.type != "文本" else {"error_type": "warning", "error_title": "请核对"}
        said |= {"validate": "list", "source": source, **kind, "error_message": f"“{one.name}”请从下拉列表中选择"}
    elif one.type == "整数":
        said |= {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            **stop,
            "error_message": f"“{one.name}”应填 0 或以上的整数",
        }
    elif one.type == "小数":
        said |= {
            "validate": "decimal",
            "criteria": ">=",
            "value": 0,
            **stop,
            "error_message": f"“{one.name}”应填数字，不带单位",
        }
    elif one.type == "日期":
        said |= {"validate": "date", "criteria": "between", "minimum": _DAYS[0], "maximum": _DAYS[1], **stop}
        said |= {"error_message": f"“{one.name}”应填日期，如 2021-12-31"}
    elif one.name.endswith(CODES):
        said |= {
            "validate": "length",
            "criteria": "<=",
            "value": 100,
            **stop,
            "error_message": f"“{one.name}”不超过 100 个字符",
        }
    return said


def hint_of(one: Field, choices: Sequence[str]) -> str:
    """What to write into a cell of the field, in a sentence."""
    parts = [one.note] if one.note else []
    if one.type == "多选":
        parts.append(f"可选几项，用顿号隔开：{'、'.join(choices)}")
    elif choices and len("、".join(choices)) < 120:
        parts.append(f"可选：{'、'.join(choices)}")
    elif choices:
        parts.append("请从下拉列表中选择")
    elif one.type == "时限":
        parts.append(_LIMIT_HINT)
    elif one.type == "日期":
        parts.append("如 2021-12-31")
    elif one.type == "多值文本":
        parts.append("有几项的用顿号隔开")
    elif one.name.endswith(CODES):
        parts.append("本栏已设为文本，照原编码填，不要改成数字")
    elif one.type in ("整数", "小数"):
        parts.append(f"填数字{'，单位：' + one.unit if one.unit else ''}")
    return "；".join(parts) or f"填写{one.name}"
