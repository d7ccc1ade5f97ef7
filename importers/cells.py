"""One cell's value, typed by its field, with notes of what is wrong with it or was inferred."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from catalogue.codes import ParsedCode, parse_code, parse_organisation_code
from catalogue.fields import Field
from catalogue.names import clean, header_key, standard_name, tight
from importers.dates import parse_date
from importers.formats.cellformat import padded, unit_of
from importers.levels import parse_levels
from importers.limits import parse_limit
from importers.raw import RawCell, is_nothing
from importers.sheet import CellFault, text_of
from importers.ticks import LEVEL_FIELD, chosen
from importers.values import UNITS, Note

MATTER_CODES = ("实施编码", "基本编码")
DEPARTMENTS = ("实施主体", "原实施机关", "办件单位", "填报单位")
_NAMES = re.compile(r"(名称|简称|主体|机关|机构|部门|单位|合作方|承继自|对象名称|对象部门)$")
_CODE_VALUES = re.compile(r"\d{1,2}(?:[、,，;；]\d{1,2})*")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[Ee]\+?\d{1,3}")
_EXACT = 10**15  # spreadsheet programs keep 15 digits of a number and a float little more (2**53)


@dataclass(frozen=True)
class Ways:
    """How the sheet writes: its source system's code tables, the unit its header gives, its first day, words for no name."""

    system: str = ""
    unit: str = ""
    date1904: bool = False
    not_names: tuple[str, ...] = ()


def cell_value(field: Field, cell: RawCell, notes: list[Note], ways: Ways) -> Any:
    """The typed value, None where nothing is stated. Raises `ValueError` for a value that the field has not."""
    value = cell.value
    if isinstance(value, CellFault):
        notes.append((value.code, {"text": value.text}))
        return None
    if field.name == LEVEL_FIELD:
        return _levels(field, cell, notes, ways)
    match field.type:
        case "时限":
            return _limit(field, cell, notes, ways)
        case "日期":
            day, found = parse_date(value, date1904=ways.date1904)
            notes += found
            return day
        case "整数" | "小数":
            number = field.typed(_number(value))
            if field.type == "整数" and number is not None and number < 0:  # what is counted; a difference is a 小数
                notes.append(("number-negative", {"field": field.name, "now": str(number)}))
                return None
            return number
        case "是否" | "单选" | "多选":
            return _choice(field, cell.text, ways.system, notes)
    if field.name.endswith(("编码", "代码")):
        return _code(field, cell, notes)
    if field.name in ways.not_names or is_nothing(value) and not cell.more:
        return None
    text = cell.text.strip()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _is_name(field.name):
        text = standard_name(text)
        if "名称" in field.name and text in ways.not_names:
            return None
    return field.typed(text)


@lru_cache(maxsize=1_000)
def _is_name(field: str) -> bool:
    return bool(_NAMES.search(field))


def _limit(field: Field, cell: RawCell, notes: list[Note], ways: Ways) -> Any:
    sources = (
        ("单位栏", UNITS.get(header_key(cell.unit), "")),
        ("数字格式", unit_of(cell.format)),
        ("表头", ways.unit),
    )
    source, unit = next(((s, u) for s, u in sources if u), ("", ""))
    if cell.unit.isdigit():
        notes.append(("code-table-missing", {"field": f"{field.name}单位", "text": cell.unit}))
        return None
    limit, found = parse_limit(cell.value, unit, source or "表头")
    notes += found
    return limit


def _levels(field: Field, cell: RawCell, notes: list[Note], ways: Ways) -> Any:
    text = cell.text
    if (words := chosen(text)) is not None:
        if not words:
            return None
        text = "、".join(words)
    if _CODE_VALUES.fullmatch(header_key(text)):
        return _choice(field, text, ways.system, notes)
    levels, prose, found = parse_levels(text)
    notes += found
    if prose:
        notes.append(("level-with-text", {}))
    return levels or None


def _number(value: Any) -> Any:
    if isinstance(value, str):
        text = re.sub(r"[\s,，]", "", clean(value))
        match = re.fullmatch(r"([+-]?\d+(?:\.\d+)?)(?:件|条|人|次|个|项|名|%)?", text)
        return None if is_nothing(value) else match[1] if match else text
    return value


def _choice(field: Field, text: str, system: str, notes: list[Note]) -> Any:
    if (words := chosen(text)) is not None:
        if not words:
            return None
        text = "、".join(words)
    tight = header_key(text)
    if field.type != "是否" and is_nothing(text):
        return None
    if field.codes and _CODE_VALUES.fullmatch(tight):
        if system not in field.codes:
            notes.append(("code-table-missing", {"field": field.name, "text": tight}))
            return None
        table = field.codes[system]
        tight = "、".join(
            f"0{part}" if part not in table and f"0{part}" in table else part for part in re.findall(r"\d+", tight)
        )
    try:
        return field.typed(tight, system)
    except ValueError:
        bare = re.sub(r"（[^（）]*）$", "", tight)  # 行政许可（国办）, 其他行政权力（备案）
        if bare == tight or not bare:
            raise
        try:
            return field.typed(bare, system)
        except ValueError:
            pass
        raise


def _code(field: Field, cell: RawCell, notes: list[Note]) -> str | None:
    value = cell.value
    if is_nothing(value):
        return None
    text = tight(text_of(value)).lstrip("'’‘")  # the sign that keeps a text a text, exported with it
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if shown := padded(value, cell.format):
            text = shown
        else:
            notes.append(("code-not-text", {}))
        if abs(value) >= _EXACT or re.search(r"[eE]", text):
            notes.append(("code-scientific", {"text": f"{float(value):g}"}))
            return None
    if _SCIENTIFIC.fullmatch(text):
        notes.append(("code-scientific", {"text": text}))
        return None
    if len(text) == 12 and field.name in MATTER_CODES and text.isascii() and text.isdigit():
        return text  # the national form, which has no check digit
    parsed = _parsed(field.name, text)
    notes += [("code-checksum", {"problem": fault}) for fault in parsed.faults]
    return text


def _parsed(name: str, text: str) -> ParsedCode:
    return parse_code(text) if name in MATTER_CODES else parse_organisation_code(text)
